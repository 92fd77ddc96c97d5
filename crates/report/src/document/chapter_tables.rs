//! The tables of the chapters.

use crate::charts::outturns::subject;
use crate::document::table::{Cell, Chart, Column, Kind, Table, columns, foot};
use crate::error::ReportError;
use crate::view::{View, cut};
use Kind::{Numbers, Ranges, Words};
use suranys_core::run::{Estimate, Figure, FigureKey, Measure, NamedCode};
use suranys_core::{ObsStatus, Sex, Status, Unit};

fn text(view: View, key: &str) -> Result<String, ReportError> {
    Ok(view.labels.text(key)?.to_owned())
}

fn over_period(view: View, key: &str) -> Result<String, ReportError> {
    view.labels.fill(key, &[("period", &view.period().to_string())])
}

/// Total job openings by year and scenario.
pub fn job_openings_table(view: View) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for scenario in &view.output.scenarios {
        for year in view.years() {
            let of =
                |measure| view.output.figure(&FigureKey::national(&scenario.id, measure, year));
            let openings = of(Measure::JobOpenings);
            used.extend(openings);
            rows.push(vec![
                Cell::Text(view.scenario(scenario).to_owned()),
                Cell::Integer(year.0.into()),
                Cell::central(of(Measure::NetEmploymentChange)),
                Cell::central(of(Measure::ReplacementDemand)),
                Cell::central(openings),
                Cell::range(openings, false),
                Cell::range(openings, true),
                Cell::status(view, openings)?,
            ]);
        }
    }
    let columns = columns(
        view,
        &[
            ("scenario", 0, Words),
            ("year", 0, Numbers),
            ("net-employment-change", 5, Numbers),
            ("replacement", 4, Numbers),
            ("job-openings", 4, Numbers),
            ("range80", 4, Ranges),
            ("range95", 4, Ranges),
            ("status", 0, Words),
        ],
    )?;
    let chart = Chart {
        across: 1,
        up: vec![3, 2],
        rows: view.years().len(),
        stacked: true,
        unit: view.unit(Unit::PersonsPerYear)?.to_owned(),
    };
    let table = Table::new(text(view, "table.job-openings.caption")?, columns, rows);
    Ok(table.with_foot(foot(view, used)?).with_chart(chart))
}

/// Total job openings and their components over the policy period by section, region or
/// occupation.
pub fn cumulative_table(
    view: View,
    table: &str,
    column: &str,
    items: &[NamedCode],
    place: fn(FigureKey, &str) -> FigureKey,
) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    let total = view.labels.text("column.total")?;
    let all =
        std::iter::once(("", total.to_owned(), view.key(view.baseline_id(), Measure::JobOpenings)))
            .chain(items.iter().map(|item| {
                let key = view.key(view.baseline_id(), Measure::JobOpenings);
                (item.code.as_str(), cut(view.name(item)), place(key, &item.code))
            }));
    for (code, name, key) in all {
        let of = |measure| view.cumulated(&FigureKey { measure, ..key.clone() });
        let openings = of(Measure::JobOpenings);
        used.extend(openings);
        rows.push(vec![
            Cell::Text(view.code(code).to_owned()),
            Cell::Text(name),
            Cell::central(of(Measure::NetEmploymentChange)),
            Cell::central(of(Measure::ReplacementDemand)),
            Cell::central(openings),
            Cell::range(openings, false),
            Cell::range(openings, true),
            Cell::status(view, openings)?,
        ]);
    }
    let columns = columns(
        view,
        &[
            ("code", 0, Words),
            (column, 9, Words),
            ("net-employment-change", 6, Numbers),
            ("replacement", 5, Numbers),
            ("job-openings", 5, Numbers),
            ("range80", 5, Ranges),
            ("range95", 5, Ranges),
            ("status", 0, Words),
        ],
    )?;
    let chart = Chart {
        across: 1,
        up: vec![3, 2],
        rows: rows.len(),
        stacked: true,
        unit: view.unit(Unit::PersonsCumulated)?.to_owned(),
    };
    let table = Table::new(over_period(view, &format!("table.{table}.caption"))?, columns, rows);
    Ok(table.with_foot(foot(view, used)?).with_chart(chart))
}

/// Labour force, job openings, supply and shortage by year and scenario.
pub fn balance_table(view: View) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for scenario in &view.output.scenarios {
        for year in view.years() {
            let of =
                |measure| view.output.figure(&FigureKey::national(&scenario.id, measure, year));
            let shortage = of(Measure::Shortage);
            used.extend(shortage);
            rows.push(vec![
                Cell::Text(view.scenario(scenario).to_owned()),
                Cell::Integer(year.0.into()),
                Cell::central(of(Measure::LabourForce)),
                Cell::central(of(Measure::JobOpenings)),
                Cell::central(of(Measure::Supply)),
                Cell::central(shortage),
                Cell::range(shortage, false),
                Cell::percent(of(Measure::ShortageProbability)),
                Cell::status(view, shortage)?,
            ]);
        }
    }
    let columns = columns(
        view,
        &[
            ("scenario", 0, Words),
            ("year", 0, Numbers),
            ("labour-force", 3, Numbers),
            ("job-openings", 4, Numbers),
            ("supply", 4, Numbers),
            ("shortage", 6, Numbers),
            ("range80", 5, Ranges),
            ("probability", 4, Numbers),
            ("status", 0, Words),
        ],
    )?;
    let chart = Chart {
        across: 1,
        up: vec![3, 4],
        rows: view.years().len(),
        stacked: false,
        unit: view.unit(Unit::PersonsPerYear)?.to_owned(),
    };
    let table = Table::new(text(view, "table.balance.caption")?, columns, rows);
    Ok(table.with_foot(foot(view, used)?).with_chart(chart))
}

/// Job openings, supply and shortage over the policy period by occupation.
pub fn shortage_table(view: View) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for item in &view.output.occupations {
        let of = |measure| {
            let key = view.key(view.baseline_id(), measure).in_occupation(&item.code);
            view.cumulated(&key)
        };
        let shortage = of(Measure::Shortage);
        used.extend(shortage);
        rows.push(vec![
            Cell::Text(cut(view.name(item))),
            Cell::central(of(Measure::JobOpenings)),
            Cell::central(of(Measure::Supply)),
            Cell::central(shortage),
            Cell::range(shortage, false),
            Cell::percent(of(Measure::ShortageProbability)),
            Cell::percent(of(Measure::AssumedShare)),
            Cell::status(view, shortage)?,
        ]);
    }
    let columns = columns(
        view,
        &[
            ("occupation", 8, Words),
            ("job-openings", 5, Numbers),
            ("supply", 6, Numbers),
            ("shortage", 6, Numbers),
            ("range80", 6, Ranges),
            ("probability", 5, Numbers),
            ("assumed", 5, Numbers),
            ("status", 0, Words),
        ],
    )?;
    let chart = Chart {
        across: 0,
        up: vec![1, 2],
        rows: rows.len(),
        stacked: false,
        unit: view.unit(Unit::PersonsCumulated)?.to_owned(),
    };
    let table = Table::new(over_period(view, "table.shortage.caption")?, columns, rows);
    Ok(table.with_foot(foot(view, used)?).with_chart(chart))
}

/// Retirement and pension age by year and sex.
pub fn retirement_table(view: View) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for year in view.years() {
        let of = |measure, sex| {
            view.output.figure(&FigureKey::national(view.baseline_id(), measure, year).of_sex(sex))
        };
        let (women, men) =
            (of(Measure::Retirement, Sex::Female), of(Measure::Retirement, Sex::Male));
        used.extend(women.into_iter().chain(men));
        rows.push(vec![
            Cell::Integer(year.0.into()),
            Cell::central(of(Measure::PensionAge, Sex::Female)),
            Cell::central(of(Measure::PensionAge, Sex::Male)),
            Cell::central(women),
            Cell::range(women, false),
            Cell::central(men),
            Cell::range(men, false),
            Cell::status(view, women)?,
        ]);
    }
    let columns = columns(
        view,
        &[
            ("year", 0, Numbers),
            ("age-women", 3, Numbers),
            ("age-men", 3, Numbers),
            ("women", 2, Numbers),
            ("range80", 3, Ranges),
            ("men", 2, Numbers),
            ("range80", 3, Ranges),
            ("status", 0, Words),
        ],
    )?;
    let chart = Chart {
        across: 0,
        up: vec![3, 5],
        rows: rows.len(),
        stacked: false,
        unit: view.unit(Unit::PersonsPerYear)?.to_owned(),
    };
    let table = Table::new(view.labels.fill("table.retirement.caption", &[])?, columns, rows);
    Ok(table.with_foot(foot(view, used)?).with_chart(chart))
}

fn yes_no(view: View, yes: bool) -> Result<Cell, ReportError> {
    Ok(Cell::Text(text(view, if yes { "word.yes" } else { "word.no" })?))
}

/// Outturns against their forecasts.
pub fn outturn_table(view: View) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    for row in &view.output.outturns {
        let f = row.forecast;
        rows.push(vec![
            Cell::Text(subject(view, row)?),
            Cell::Integer(row.key.from.0.into()),
            Cell::Value(Unit::Persons, f.median()),
            Cell::Range(Unit::Persons, f.lo80(), f.hi80()),
            Cell::Range(Unit::Persons, f.lo95(), f.hi95()),
            Cell::Value(Unit::Persons, row.outturn),
            Cell::Text(view.status(row.published)?),
            Cell::Text(view.status(row.status)?),
            yes_no(view, row.inside95)?,
        ]);
    }
    let columns = columns(
        view,
        &[
            ("what", 5, Words),
            ("year", 0, Numbers),
            ("forecast", 4, Numbers),
            ("range80", 6, Ranges),
            ("range95", 6, Ranges),
            ("outturn", 4, Numbers),
            ("outturn-status", 4, Words),
            ("forecast-status", 4, Words),
            ("inside", 3, Words),
        ],
    )?;
    let foot = view.foot_of_outturns(&view.output.outturns)?.joined();
    Ok(Table::new(text(view, "table.outturns.caption")?, columns, rows).with_foot(foot))
}

/// A score as a figure: our own estimate from what the forecast is made from.
fn score_of(figure: &Figure) -> Figure {
    Figure {
        estimate: Estimate::Point { value: f64::NAN },
        status: Status { obs: ObsStatus::Estimated, ..figure.status },
        ..figure.clone()
    }
}

/// Pseudo-out-of-sample scores of the models.
pub fn backtest_table(view: View) -> Result<Table, ReportError> {
    let or = |key: String, other: &str| view.labels.optional(&key).unwrap_or(other).to_owned();
    let mut rows = Vec::new();
    for score in &view.output.scores {
        rows.push(vec![
            Cell::Text(or(format!("panel.{}", score.panel), &score.panel)),
            Cell::Text(or(format!("model.{}", score.model), &score.model)),
            i64::try_from(score.errors).map_or(Cell::Missing, Cell::Integer),
            Cell::Value(Unit::Ratio, score.mase),
            Cell::Value(Unit::Ratio, score.wis),
            Cell::Percent(score.coverage80),
            Cell::Percent(score.coverage95),
            if score.chosen { yes_no(view, true)? } else { Cell::Text(String::new()) },
        ]);
    }
    let columns = columns(
        view,
        &[
            ("panel", 3, Words),
            ("model", 4, Words),
            ("errors", 2, Numbers),
            ("mase", 2, Numbers),
            ("wis", 2, Numbers),
            ("coverage80", 2, Numbers),
            ("coverage95", 2, Numbers),
            ("used", 0, Words),
        ],
    )?;
    let scored = |key: &FigureKey| {
        let ours = key.scenario == view.baseline_id() && key.measure == Measure::Employment;
        ours && key.occupation.is_none() && key.section.is_none() != key.region.is_none()
    };
    let figures = view.output.figures.iter().filter(|(key, _)| scored(key));
    let foot = view.foot(&figures.map(|(_, figure)| score_of(figure)).collect::<Vec<_>>())?;
    Ok(Table::new(text(view, "table.backtest.caption")?, columns, rows).with_foot(foot.joined()))
}

/// The sources cited.
pub fn source_table(view: View) -> Result<Table, ReportError> {
    let rows = view
        .output
        .sources
        .iter()
        .map(|source| {
            let cited = view.cited(source);
            vec![
                Cell::Text(cited.publisher.to_owned()),
                Cell::Text(cited.dataset.to_owned()),
                Cell::Text(cited.locator.to_owned()),
                Cell::Integer(source.vintage.0.into()),
                Cell::Text(cited.licence.to_owned()),
            ]
        })
        .collect();
    let columns = columns(
        view,
        &[
            ("publisher", 3, Words),
            ("dataset", 5, Words),
            ("locator", 5, Words),
            ("vintage", 0, Numbers),
            ("licence", 3, Words),
        ],
    )?;
    Ok(Table::new(text(view, "table.sources.caption")?, columns, rows))
}

/// A column whose heading is no text of the label file.
pub fn numbers(head: String, width: u8) -> Column {
    Column { head, width, kind: Numbers }
}
