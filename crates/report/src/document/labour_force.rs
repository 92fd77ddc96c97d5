//! The chapter on the labour force: unemployment that the forecast implies, entrants, and how they
//! cover job openings.

use crate::charts::figures::Figures;
use crate::document::block::Builder;
use crate::document::indicators::indicator_table;
use crate::document::table::Kind::{Numbers, Ranges, Words};
use crate::document::table::{Cell, Chart, Table, columns, foot};
use crate::error::ReportError;
use crate::view::{View, cut};
use suranys_core::Unit;
use suranys_core::run::{Figure, FigureKey, Measure, OBSERVED};

/// The chapter; a run without labour force has none, and one without entrants no part about them.
pub fn labour_force(view: View, figures: &Figures, b: &mut Builder) -> Result<(), ReportError> {
    let modelled = |measure: Measure| {
        let mut keys = view.output.figures.keys();
        keys.any(|key| key.measure == measure && key.scenario != OBSERVED)
    };
    let (force, cover) = (modelled(Measure::LabourForce), modelled(Measure::Cover));
    let indicators = !view.output.indicators.is_empty();
    if !(force || cover || indicators) {
        return Ok(());
    }
    let l = view.labels;
    b.heading(1, "labour-force")?;
    b.text(l.list("text.labour-force")?.to_vec());
    b.picture(figures, "unemployment");
    b.picture(figures, "beveridge");
    if force {
        let all = labour_force_table(view)?;
        let own = view.years().len();
        let mut first = Table { chart: None, ..all.clone() };
        first.rows.truncate(own);
        b.table(first);
        b.file(all);
    }
    if modelled(Measure::Entrants) {
        b.table(entrants_table(view)?);
    }
    if cover && !view.output.occupations.is_empty() {
        b.file(cover_table(view)?);
    }
    if indicators {
        b.file(indicator_table(view)?);
    }
    Ok(())
}

/// Labour force, employed and unemployed by year and scenario, and the participation they need.
fn labour_force_table(view: View) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for scenario in &view.output.scenarios {
        for year in view.years() {
            let of = |measure| view.in_year(&view.key(&scenario.id, measure), year);
            let rate = of(Measure::UnemploymentRate);
            used.extend(rate);
            rows.push(vec![
                Cell::Text(view.scenario(scenario).to_owned()),
                Cell::Integer(year.0.into()),
                Cell::central(of(Measure::LabourForce)),
                Cell::central(of(Measure::Employment)),
                Cell::central(of(Measure::Unemployed)),
                Cell::percent(rate),
                Cell::range(rate, false),
                Cell::percent(of(Measure::ParticipationRate)),
                Cell::status(view, rate)?,
            ]);
        }
    }
    let columns = columns(
        view,
        &[
            ("scenario", 0, Words),
            ("year", 0, Numbers),
            ("labour-force", 4, Numbers),
            ("employed", 4, Numbers),
            ("unemployed", 4, Numbers),
            ("unemployment-rate", 4, Numbers),
            ("range80", 4, Ranges),
            ("participation", 4, Numbers),
            ("status", 0, Words),
        ],
    )?;
    let chart = Chart {
        across: 1,
        up: vec![2, 3],
        rows: view.years().len(),
        stacked: false,
        unit: view.unit(Unit::Persons)?.to_owned(),
    };
    let caption = view.labels.text("table.labour-force.caption")?.to_owned();
    let table = Table::new(caption, columns, rows);
    Ok(table.with_foot(foot(view, used)?).with_chart(chart))
}

/// Entrants by source over the reporting periods.
fn entrants_table(view: View) -> Result<Table, ReportError> {
    let (mut rows, mut used): (Vec<Vec<Cell>>, Vec<&Figure>) = (Vec::new(), Vec::new());
    for period in view.periods() {
        for measure in std::iter::once(Measure::Entrants).chain(Measure::ENTRANTS) {
            let key = view.key(view.baseline_id(), measure);
            let Some(figure) = view.over(&key, period) else { continue };
            used.push(figure);
            rows.push(vec![
                Cell::Text(period.to_string()),
                Cell::Text(view.measure(measure)?.to_owned()),
                Cell::central(Some(figure)),
                Cell::range(Some(figure), false),
                Cell::Percent(figure.assumed),
                Cell::status(view, Some(figure))?,
            ]);
        }
    }
    let columns = columns(
        view,
        &[
            ("period", 0, Words),
            ("what", 9, Words),
            ("entrants", 4, Numbers),
            ("range80", 5, Ranges),
            ("assumed", 5, Numbers),
            ("status", 0, Words),
        ],
    )?;
    let caption = view.labels.fill("table.entrants.caption", &[])?;
    Ok(Table::new(caption, columns, rows).with_foot(foot(view, used)?))
}

/// Entrants over job openings by occupation and reporting period, against the nation's.
fn cover_table(view: View) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    let total = view.labels.text("column.total")?.to_owned();
    for period in view.periods() {
        let nation = view.key(view.baseline_id(), Measure::Cover);
        let occupations = view.output.occupations.iter();
        let all = occupations
            .map(|item| (cut(view.name(item)), nation.clone().in_occupation(&item.code)))
            .chain([(total.clone(), nation.clone())]);
        for (name, key) in all {
            let of = |measure| view.over(&FigureKey { measure, ..key.clone() }, period);
            let Some(cover) = of(Measure::Cover) else { continue };
            let shortage = of(Measure::RelativeShortage);
            used.push(cover);
            used.extend(shortage);
            let alone = key.occupation.is_none();
            rows.push(vec![
                Cell::Text(period.to_string()),
                Cell::Text(name),
                Cell::central(of(Measure::Entrants)),
                Cell::central(of(Measure::JobOpenings)),
                Cell::central(Some(cover)),
                Cell::range(Some(cover), false),
                if alone { Cell::Blank } else { Cell::central(shortage) },
                if alone { Cell::Blank } else { Cell::percent(of(Measure::TightnessProbability)) },
                Cell::status(view, Some(cover))?,
            ]);
        }
    }
    let columns = columns(
        view,
        &[
            ("period", 0, Words),
            ("occupation", 8, Words),
            ("entrants", 4, Numbers),
            ("job-openings", 4, Numbers),
            ("cover", 4, Numbers),
            ("range80", 4, Ranges),
            ("relative-shortage", 5, Numbers),
            ("tightness", 5, Numbers),
            ("status", 0, Words),
        ],
    )?;
    let caption = view.labels.fill("table.cover.caption", &[])?;
    Ok(Table::new(caption, columns, rows).with_foot(foot(view, used)?))
}
