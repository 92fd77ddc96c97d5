//! The printed tables.

use crate::display::{parameter, printed, printed_range};
use crate::error::ReportError;
use crate::figures::subject;
use crate::view::{View, cut};
use serde::Serialize;
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode};
use suranys_core::{Sex, Unit};

/// A printed table. A width of 0 fits the content, others share what is left.
#[derive(Debug, Serialize)]
pub struct Table {
    caption: String,
    head: Vec<String>,
    widths: Vec<u8>,
    numeric: Vec<bool>,
    rows: Vec<Vec<String>>,
    foot: String,
}

/// The median or the one value, as printed.
pub fn central(figure: Option<&Figure>, none: &str) -> String {
    figure.map_or(none.to_owned(), |f| printed(f.unit, f.estimate.central()))
}

/// The central 80 or 95 per cent range; a figure without one is its own range.
fn range(figure: Option<&Figure>, wide: bool, none: &str) -> String {
    figure.map_or(none.to_owned(), |f| match f.estimate.range() {
        Some(q) if wide => printed_range(f.unit, q.lo95, q.hi95),
        Some(q) => printed_range(f.unit, q.lo80, q.hi80),
        None => "–".to_owned(),
    })
}

fn columns(view: View, names: &[&str]) -> Result<Vec<String>, ReportError> {
    names.iter().map(|name| Ok(view.labels.text(&format!("column.{name}"))?.to_owned())).collect()
}

fn foot<'f>(
    view: View,
    figures: impl IntoIterator<Item = &'f Figure>,
) -> Result<String, ReportError> {
    let foot = view.foot(figures)?;
    let parts = [Some(foot.source), Some(foot.status), foot.mark];
    Ok(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// See [`Table`].
pub fn need_table(view: View) -> Result<Table, ReportError> {
    let none = view.labels.text("not-available-short")?;
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for scenario in &view.output.scenarios {
        for year in view.years() {
            let of =
                |measure| view.output.figure(&FigureKey::national(&scenario.id, measure, year));
            let need = of(Measure::Need);
            used.extend(need);
            rows.push(vec![
                view.scenario(scenario).to_owned(),
                year.to_string(),
                central(of(Measure::NewDemand), none),
                central(of(Measure::ReplacementDemand), none),
                central(need, none),
                range(need, false, none),
                range(need, true, none),
                need.map_or(Ok(none.to_owned()), |f| view.status(f.status))?,
            ]);
        }
    }
    Ok(Table {
        caption: view.labels.text("table.need.caption")?.to_owned(),
        head: columns(
            view,
            &["scenario", "year", "new", "replacement", "need", "range80", "range95", "status"],
        )?,
        widths: vec![0, 0, 3, 4, 3, 4, 4, 0],
        numeric: vec![false, true, true, true, true, true, true, false],
        foot: foot(view, used)?,
        rows,
    })
}

/// See [`Table`].
pub fn cumulated_table(
    view: View,
    table: &str,
    column: &str,
    items: &[NamedCode],
    place: fn(FigureKey, &str) -> FigureKey,
) -> Result<Table, ReportError> {
    let none = view.labels.text("not-available-short")?;
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for item in items {
        let of =
            |measure| view.cumulated(&place(view.key(view.baseline_id(), measure), &item.code));
        let need = of(Measure::Need);
        used.extend(need);
        rows.push(vec![
            item.code.clone(),
            cut(view.name(item)),
            central(of(Measure::NewDemand), none),
            central(of(Measure::ReplacementDemand), none),
            central(need, none),
            range(need, false, none),
            range(need, true, none),
            need.map_or(Ok(none.to_owned()), |f| view.status(f.status))?,
        ]);
    }
    let mut head =
        columns(view, &[column, "new", "replacement", "need", "range80", "range95", "status"])?;
    head.insert(0, String::new());
    Ok(Table {
        caption: view
            .labels
            .fill(&format!("table.{table}.caption"), &[("period", &view.period().to_string())])?,
        head,
        widths: vec![0, 9, 3, 4, 3, 4, 4, 0],
        numeric: vec![false, false, true, true, true, true, true, false],
        foot: foot(view, used)?,
        rows,
    })
}

/// See [`Table`].
pub fn balance_table(view: View) -> Result<Table, ReportError> {
    let none = view.labels.text("not-available-short")?;
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for scenario in &view.output.scenarios {
        for year in view.years() {
            let of =
                |measure| view.output.figure(&FigureKey::national(&scenario.id, measure, year));
            let gap = of(Measure::Gap);
            used.extend(gap);
            rows.push(vec![
                view.scenario(scenario).to_owned(),
                year.to_string(),
                central(of(Measure::LabourForce), none),
                central(of(Measure::Need), none),
                central(of(Measure::Supply), none),
                central(gap, none),
                range(gap, false, none),
                percent(of(Measure::GapProbability), none),
                gap.map_or(Ok(none.to_owned()), |f| view.status(f.status))?,
            ]);
        }
    }
    Ok(Table {
        caption: view.labels.text("table.balance.caption")?.to_owned(),
        head: columns(
            view,
            &[
                "scenario",
                "year",
                "labour-force",
                "need",
                "supply",
                "gap",
                "range80",
                "probability",
                "status",
            ],
        )?,
        widths: vec![0, 0, 3, 3, 3, 3, 4, 3, 0],
        numeric: vec![false, true, true, true, true, true, true, true, false],
        foot: foot(view, used)?,
        rows,
    })
}

/// See [`Table`].
pub fn shortage_table(view: View) -> Result<Table, ReportError> {
    let none = view.labels.text("not-available-short")?;
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for item in &view.output.occupations {
        let of = |measure| {
            let key = view.key(view.baseline_id(), measure).in_occupation(&item.code);
            view.cumulated(&key)
        };
        let gap = of(Measure::Gap);
        used.extend(gap);
        rows.push(vec![
            cut(view.name(item)),
            central(of(Measure::Need), none),
            central(of(Measure::Supply), none),
            central(gap, none),
            range(gap, false, none),
            percent(of(Measure::GapProbability), none),
            percent(of(Measure::AssumedShare), none),
            gap.map_or(Ok(none.to_owned()), |f| view.status(f.status))?,
        ]);
    }
    Ok(Table {
        caption: view
            .labels
            .fill("table.shortage.caption", &[("period", &view.period().to_string())])?,
        head: columns(
            view,
            &["occupation", "need", "supply", "gap", "range80", "probability", "assumed", "status"],
        )?,
        widths: vec![8, 3, 3, 3, 4, 3, 3, 0],
        numeric: vec![false, true, true, true, true, true, true, false],
        foot: foot(view, used)?,
        rows,
    })
}

/// A share of one, in per cent.
fn percent(figure: Option<&Figure>, none: &str) -> String {
    figure.map_or(none.to_owned(), |f| format!("{} %", printed(f.unit, f.estimate.central())))
}

/// See [`Table`].
pub fn retirement_table(view: View) -> Result<Table, ReportError> {
    let none = view.labels.text("not-available-short")?;
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for year in view.years() {
        let of = |measure, sex| {
            view.output.figure(&FigureKey::national(view.baseline_id(), measure, year).of_sex(sex))
        };
        let (women, men) =
            (of(Measure::Retirement, Sex::Female), of(Measure::Retirement, Sex::Male));
        used.extend(women.into_iter().chain(men));
        rows.push(vec![
            year.to_string(),
            central(of(Measure::PensionAge, Sex::Female), none),
            central(of(Measure::PensionAge, Sex::Male), none),
            central(women, none),
            range(women, false, none),
            central(men, none),
            range(men, false, none),
            women.map_or(Ok(none.to_owned()), |f| view.status(f.status))?,
        ]);
    }
    Ok(Table {
        caption: view.labels.text("table.retirement.caption")?.to_owned(),
        head: columns(
            view,
            &["year", "age-women", "age-men", "women", "range80", "men", "range80", "status"],
        )?,
        widths: vec![0, 2, 2, 2, 3, 2, 3, 0],
        numeric: vec![false, true, true, true, true, true, true, false],
        foot: foot(view, used)?,
        rows,
    })
}

fn yes_no(view: View, yes: bool) -> Result<String, ReportError> {
    Ok(view.labels.text(if yes { "word.yes" } else { "word.no" })?.to_owned())
}

/// See [`Table`].
pub fn outcome_table(view: View) -> Result<Table, ReportError> {
    let p = |value| printed(Unit::Persons, value);
    let mut rows = Vec::new();
    for row in &view.output.outcomes {
        let f = row.forecast;
        rows.push(vec![
            subject(view, row)?,
            row.key.from.to_string(),
            p(f.median),
            printed_range(Unit::Persons, f.lo80, f.hi80),
            printed_range(Unit::Persons, f.lo95, f.hi95),
            p(row.outcome),
            view.status(row.status)?,
            yes_no(view, row.inside95)?,
        ]);
    }
    Ok(Table {
        caption: view.labels.text("table.outcomes.caption")?.to_owned(),
        head: columns(
            view,
            &["what", "year", "forecast", "range80", "range95", "outcome", "status", "inside"],
        )?,
        widths: vec![3, 0, 1, 2, 2, 1, 0, 0],
        numeric: vec![false, true, true, true, true, true, false, false],
        foot: String::new(),
        rows,
    })
}

/// See [`Table`].
pub fn backtest_table(view: View) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    for score in &view.output.scores {
        let panel = view.labels.optional(&format!("panel.{}", score.panel)).unwrap_or(&score.panel);
        let share = |value| format!("{} %", printed(Unit::Share, value));
        rows.push(vec![
            panel.to_owned(),
            score.model.clone(),
            score.errors.to_string(),
            printed(Unit::Ratio, score.mase),
            printed(Unit::Ratio, score.wis),
            share(score.coverage80),
            share(score.coverage95),
            if score.chosen { yes_no(view, true)? } else { String::new() },
        ]);
    }
    Ok(Table {
        caption: view.labels.text("table.backtest.caption")?.to_owned(),
        head: columns(
            view,
            &["panel", "model", "errors", "mase", "wis", "coverage80", "coverage95", "used"],
        )?,
        widths: vec![2, 3, 2, 2, 2, 2, 2, 0],
        numeric: vec![false, false, true, true, true, true, true, false],
        foot: String::new(),
        rows,
    })
}

/// See [`Table`].
pub fn assumption_table(view: View) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    for scenario in &view.output.scenarios {
        for (key, p) in &scenario.parameters {
            // What an overlay leaves alone is told once, under the baseline.
            let told = view
                .baseline()
                .is_some_and(|b| b.id != scenario.id && b.parameters.get(key) == Some(p));
            let Some((_, spec)) = scenario.parameter(key).filter(|_| !told) else { continue };
            rows.push(vec![
                view.scenario(scenario).to_owned(),
                key.clone(),
                parameter(p.value),
                if p.low < p.high {
                    format!("{} … {}", parameter(p.low), parameter(p.high))
                } else {
                    "–".to_owned()
                },
                spec.unit.to_owned(),
                view.labels.text(&format!("standing.{}", p.standing.key()))?.to_owned(),
                p.source.clone(),
            ]);
        }
        for (sex, ages) in &scenario.pension_ages {
            let list: Vec<String> =
                ages.iter().map(|(year, age)| format!("{year}: {}", parameter(*age))).collect();
            let name = view.labels.text(&format!("sex.{}", sex.code()))?;
            rows.push(vec![
                view.scenario(scenario).to_owned(),
                format!("pension_age.{sex} ({name})"),
                list.join("; "),
                "–".to_owned(),
                view.unit(Unit::Years)?.to_owned(),
                view.labels.text("standing.analyst")?.to_owned(),
                String::new(),
            ]);
        }
        for (section, years) in &scenario.growth {
            let list: Vec<String> = years
                .iter()
                .map(|(year, growth)| format!("{year}: {}", parameter(*growth)))
                .collect();
            rows.push(vec![
                view.scenario(scenario).to_owned(),
                format!("growth.{section}"),
                list.join("; "),
                "–".to_owned(),
                view.unit(Unit::PercentPerYear)?.to_owned(),
                view.labels.text("standing.analyst")?.to_owned(),
                String::new(),
            ]);
        }
    }
    Ok(Table {
        caption: view.labels.text("table.assumptions.caption")?.to_owned(),
        head: columns(
            view,
            &["scenario", "parameter", "value", "range", "unit", "standing", "source"],
        )?,
        widths: vec![0, 0, 0, 0, 3, 2, 5],
        numeric: vec![false, false, true, true, false, false, false],
        foot: String::new(),
        rows,
    })
}

/// See [`Table`].
pub fn source_table(view: View) -> Result<Table, ReportError> {
    let rows = view
        .output
        .sources
        .iter()
        .map(|s| {
            vec![s.publisher.clone(), s.dataset.clone(), s.vintage.to_string(), s.licence.clone()]
        })
        .collect();
    Ok(Table {
        caption: view.labels.text("table.sources.caption")?.to_owned(),
        head: columns(view, &["publisher", "dataset", "vintage", "licence"])?,
        widths: vec![3, 5, 0, 3],
        numeric: vec![false; 4],
        foot: String::new(),
        rows,
    })
}
