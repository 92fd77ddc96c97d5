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

/// Net requirement and its components by year and scenario.
pub fn net_requirement_table(view: View) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for scenario in &view.output.scenarios {
        for year in view.years() {
            let of = |measure| view.in_year(&view.key(&scenario.id, measure), year);
            let requirement = of(Measure::NetRequirement);
            used.extend(requirement);
            rows.push(vec![
                Cell::Text(view.scenario(scenario).to_owned()),
                Cell::Integer(year.0.into()),
                Cell::central(of(Measure::NetEmploymentChange)),
                Cell::central(of(Measure::ReplacementDemand)),
                Cell::central(requirement),
                Cell::range(requirement, false),
                Cell::range(requirement, true),
                Cell::status(view, requirement)?,
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
            ("net-requirement", 4, Numbers),
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
    let table = Table::new(text(view, "table.net-requirement.caption")?, columns, rows);
    Ok(table.with_foot(foot(view, used)?).with_chart(chart))
}

/// Total job openings and their components by reporting period, population and scenario.
pub fn period_table(view: View) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    let populations = [
        ("hired", Measure::HiredExpansion, Measure::HiredReplacement, Measure::HiredJobOpenings),
        ("employed", Measure::ExpansionDemand, Measure::ReplacementDemand, Measure::JobOpenings),
    ];
    for (population, expansion, replacement, openings) in populations {
        for scenario in &view.output.scenarios {
            for period in view.periods() {
                let of = |measure| view.over(&view.key(&scenario.id, measure), period);
                let Some(openings) = of(openings) else { continue };
                used.push(openings);
                rows.push(vec![
                    Cell::Text(text(view, &format!("population.{population}"))?),
                    Cell::Text(view.scenario(scenario).to_owned()),
                    Cell::Text(period.to_string()),
                    Cell::central(of(expansion)),
                    Cell::central(of(replacement)),
                    Cell::central(Some(openings)),
                    Cell::range(Some(openings), false),
                    Cell::Percent(openings.assumed),
                    Cell::status(view, Some(openings))?,
                ]);
            }
        }
    }
    let columns = columns(
        view,
        &[
            ("population", 11, Words),
            ("scenario", 0, Words),
            ("period", 0, Words),
            ("expansion", 10, Numbers),
            ("replacement", 10, Numbers),
            ("job-openings", 10, Numbers),
            ("range80", 10, Ranges),
            ("assumed", 9, Numbers),
            ("status", 0, Words),
        ],
    )?;
    let table = Table::new(text(view, "table.periods.caption")?, columns, rows);
    Ok(table.with_foot(foot(view, used)?))
}

/// Total job openings over the reporting periods by section, region or occupation, with their
/// components over the first.
pub fn openings_table(
    view: View,
    table: &str,
    column: &str,
    items: &[NamedCode],
    place: fn(FigureKey, &str) -> FigureKey,
) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    let total = view.labels.text("column.total")?;
    let key = view.key(view.baseline_id(), Measure::JobOpenings);
    let all =
        std::iter::once(("", total.to_owned(), key.clone())).chain(items.iter().map(|item| {
            (item.code.as_str(), cut(view.name(item)), place(key.clone(), &item.code))
        }));
    for (code, name, key) in all {
        let of = |measure| view.cumulated(&FigureKey { measure, ..key.clone() });
        let mut row = vec![
            Cell::Text(view.code(code).to_owned()),
            Cell::Text(name),
            Cell::central(of(Measure::ExpansionDemand)),
            Cell::central(of(Measure::ReplacementDemand)),
        ];
        for period in view.periods() {
            let openings = view.over(&key, period);
            used.extend(openings);
            row.extend([Cell::central(openings), Cell::range(openings, false)]);
        }
        row.push(Cell::status(view, of(Measure::JobOpenings))?);
        rows.push(row);
    }
    let mut columns = columns(
        view,
        &[
            ("code", 0, Words),
            (column, 8, Words),
            ("expansion-of-them", 6, Numbers),
            ("replacement-of-them", 6, Numbers),
        ],
    )?;
    for period in view.periods() {
        columns.push(numbers(period.to_string(), 6));
        let range = text(view, "column.range80")?;
        columns.push(Column { head: range, width: 6, kind: Ranges });
    }
    columns.push(Column { head: text(view, "column.status")?, width: 0, kind: Words });
    let chart = Chart {
        across: 1,
        up: vec![3, 2],
        rows: rows.len(),
        stacked: true,
        unit: view.unit(Unit::PersonsCumulated)?.to_owned(),
    };
    let stated = view.labels.fill(
        &format!("table.{table}.caption"),
        &[("period", &view.period().to_string()), ("periods", &view.periods_text())],
    )?;
    let table = Table::new(stated, columns, rows);
    Ok(table.with_foot(foot(view, used)?).with_chart(chart))
}

/// The same as a chapter prints it: short names, components and range of the first period alone.
pub fn short_openings_table(
    view: View,
    table: &str,
    column: &str,
    items: &[NamedCode],
    place: fn(FigureKey, &str) -> FigureKey,
) -> Result<Table, ReportError> {
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    let total = view.labels.text("column.total")?;
    let key = view.key(view.baseline_id(), Measure::JobOpenings);
    let all = std::iter::once((total.to_owned(), key.clone()))
        .chain(items.iter().map(|item| (cut(view.short(item)), place(key.clone(), &item.code))));
    for (name, key) in all {
        let of = |measure| view.cumulated(&FigureKey { measure, ..key.clone() });
        let first = view.cumulated(&key);
        let mut row = vec![
            Cell::Text(name),
            Cell::central(of(Measure::ExpansionDemand)),
            Cell::central(of(Measure::ReplacementDemand)),
            Cell::central(first),
            Cell::range(first, false),
        ];
        used.extend(first);
        for period in view.periods().into_iter().skip(1) {
            let openings = view.over(&key, period);
            used.extend(openings);
            row.push(Cell::central(openings));
        }
        rows.push(row);
    }
    let mut columns = columns(
        view,
        &[
            (column, 9, Words),
            ("expansion-of-them", 5, Numbers),
            ("replacement-of-them", 5, Numbers),
        ],
    )?;
    let mut periods = view.periods().into_iter().map(|period| period.to_string());
    columns.extend(periods.next().map(|first| numbers(first, 4)));
    columns.push(Column { head: text(view, "column.range80")?, width: 6, kind: Ranges });
    columns.extend(periods.map(|period| numbers(period, 4)));
    let stated = view.labels.fill(
        &format!("table.{table}.caption"),
        &[("period", &view.period().to_string()), ("periods", &view.periods_text())],
    )?;
    Ok(Table::new(stated, columns, rows).with_foot(foot(view, used)?))
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

/// Outturns against their forecasts: a table for each measure.
pub fn outturn_tables(view: View) -> Result<Vec<Table>, ReportError> {
    let mut measures: Vec<Measure> = view.output.outturns.iter().map(|r| r.key.measure).collect();
    measures.sort_unstable();
    measures.dedup();
    measures.into_iter().map(|measure| outturn_table(view, measure)).collect()
}

fn outturn_table(view: View, measure: Measure) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    let own = || view.output.outturns.iter().filter(|row| row.key.measure == measure);
    for row in own() {
        let (f, unit) = (row.forecast, row.unit());
        rows.push(vec![
            Cell::Text(subject(view, row)?),
            Cell::Integer(row.key.from.0.into()),
            Cell::Value(unit, f.median()),
            Cell::Range(unit, f.lo80(), f.hi80()),
            Cell::Range(unit, f.lo95(), f.hi95()),
            Cell::Value(unit, row.outturn),
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
    let foot = view.foot_of_outturns(own())?.joined();
    let unit = own().next().map_or(Unit::Persons, |row| row.unit());
    let stated = [("measure", view.measure(measure)?), ("unit", view.unit(unit)?)];
    let caption = view.labels.fill("table.outturns.caption", &stated)?;
    Ok(Table::new(caption, columns, rows).with_foot(foot))
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
            Cell::Count(score.errors),
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

/// The tables that the figures rest on, by the numbers under which they are cited.
pub fn resource_table(view: View) -> Result<Table, ReportError> {
    let rows = view
        .labels
        .cited_resources()
        .enumerate()
        .map(|(n, name)| {
            let named = view.labels.named("resource", name, name);
            vec![Cell::Text(format!("S{}", n + 1)), Cell::Text(named.to_owned())]
        })
        .collect();
    let columns = columns(view, &[("number", 0, Words), ("table", 9, Words)])?;
    Ok(Table::new(text(view, "table.resources.caption")?, columns, rows))
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
