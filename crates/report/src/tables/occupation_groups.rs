//! Tables of sub-major, minor and unit groups.

use crate::display::{counts_persons, in_csv};
use std::collections::BTreeMap;
use suranys_core::occupation_groups::{
    EvidenceGrade, OccupationGroup, OccupationGroupFigure, OccupationValidationRow,
};
use suranys_core::run_output::RunOutput;
use suranys_core::table::{Column, ResultTable};
use suranys_core::{Quantiles, Unit};

/// The groups with their evidence, their figures, and the tests of the imputation; none where the run
/// has none.
pub(super) fn occupation_tables(
    output: &RunOutput,
    sources: impl Fn(&Vec<String>) -> Option<String>,
) -> Vec<ResultTable> {
    if output.occupation_groups.is_empty() {
        return Vec::new();
    }
    let mut tables = vec![groups(output, &sources), figures(output, &sources)];
    if !output.occupation_validation.is_empty() {
        tables.push(validation(&output.occupation_validation));
    }
    tables
}

fn table(name: &str, columns: Vec<(String, Column)>) -> ResultTable {
    ResultTable { name: name.to_owned(), columns }
}

fn texts<T>(rows: &[T], text: impl Fn(&T) -> String) -> Column {
    Column::Text(rows.iter().map(text).collect())
}

fn numbers<T>(rows: &[T], number: impl Fn(&T) -> Option<f64>) -> Column {
    let shown = |value: f64| in_csv(false, value).parse().unwrap_or(value);
    Column::Number(rows.iter().map(|row| number(row).map(shown)).collect())
}

fn integers<T>(rows: &[T], number: impl Fn(&T) -> Option<i64>) -> Column {
    Column::Integer(rows.iter().map(number).collect())
}

fn count(number: usize) -> Option<i64> {
    i64::try_from(number).ok()
}

fn groups(output: &RunOutput, sources: impl Fn(&Vec<String>) -> Option<String>) -> ResultTable {
    let rows: Vec<&OccupationGroup> = output.occupation_groups.iter().collect();
    let mut columns = vec![
        ("code".to_owned(), texts(&rows, |g| g.code.clone())),
        ("level".to_owned(), integers(&rows, |g| count(g.level))),
        ("parent".to_owned(), texts(&rows, |g| g.parent.clone())),
    ];
    for language in &output.country.languages {
        let label = |g: &&OccupationGroup| g.labels.get(language).map(str::to_owned);
        let labels = Column::OptionalText(rows.iter().map(label).collect());
        columns.push((format!("label_{language}"), labels));
    }
    columns.extend([
        ("grade".to_owned(), texts(&rows, |g| g.grade.key().to_owned())),
        ("spread".to_owned(), numbers(&rows, |g| g.spread)),
        ("counted_share".to_owned(), numbers(&rows, |g| Some(g.counted))),
        ("countries".to_owned(), integers(&rows, |g| count(g.proxies))),
        ("interviewed".to_owned(), numbers(&rows, |g| Some(g.sample))),
        ("status".to_owned(), texts(&rows, |g| g.status.obs.code().to_owned())),
        (
            "synthetic".to_owned(),
            Column::Flag(rows.iter().map(|g| Some(g.status.synthetic)).collect()),
        ),
        (
            "sources".to_owned(),
            Column::OptionalText(rows.iter().map(|g| sources(&g.source)).collect()),
        ),
    ]);
    table("occupation_groups", columns)
}

/// A number as precise as such evidence is: persons to two significant digits.
fn shown(unit: Unit, value: f64) -> f64 {
    if !counts_persons(unit) || value == 0.0 {
        return in_csv(false, value).parse().unwrap_or(value);
    }
    format!("{value:.1e}").parse().unwrap_or(value)
}

/// Figures of groups whose evidence allows a number.
fn figures(output: &RunOutput, sources: impl Fn(&Vec<String>) -> Option<String>) -> ResultTable {
    let groups: BTreeMap<&str, &OccupationGroup> =
        output.occupation_groups.iter().map(|g| (g.code.as_str(), g)).collect();
    let group = |f: &OccupationGroupFigure| groups.get(f.code.as_str()).copied();
    let grade = |f: &OccupationGroupFigure| group(f).map(|g| g.grade);
    let nothing = |_: &&OccupationGroupFigure| None;
    let rows: Vec<&OccupationGroupFigure> = output
        .occupation_figures
        .iter()
        .filter(|f| grade(f).is_some_and(|grade| grade < EvidenceGrade::D))
        .collect();
    let bound = |pick: fn(&Quantiles) -> f64| {
        let of = |f: &&OccupationGroupFigure| f.estimate.range().map(|q| shown(f.unit, pick(&q)));
        Column::Number(rows.iter().map(of).collect())
    };
    let median = |f: &&OccupationGroupFigure| Some(shown(f.unit, f.estimate.central()));
    let columns = vec![
        ("scenario", texts(&rows, |f| f.scenario.clone())),
        ("measure", texts(&rows, |f| f.measure.key().to_owned())),
        ("level", integers(&rows, |f| group(f).and_then(|g| count(g.level)))),
        ("section", Column::OptionalText(rows.iter().map(nothing).collect())),
        ("region", Column::OptionalText(rows.iter().map(|f| f.region.clone()).collect())),
        ("occupation", texts(&rows, |f| f.code.clone())),
        ("sex", Column::OptionalText(rows.iter().map(nothing).collect())),
        ("year_from", integers(&rows, |f| Some(i64::from(f.from.0)))),
        ("year_to", integers(&rows, |f| Some(i64::from(f.to.0)))),
        ("unit", texts(&rows, |f| f.unit.key().to_owned())),
        ("lo95", bound(|q| q.lo95())),
        ("lo80", bound(|q| q.lo80())),
        ("median", Column::Number(rows.iter().map(median).collect())),
        ("hi80", bound(|q| q.hi80())),
        ("hi95", bound(|q| q.hi95())),
        (
            "grade",
            texts(&rows, |f| grade(f).map_or_else(String::new, |grade| grade.key().to_owned())),
        ),
        ("status", texts(&rows, |f| group(f).map_or("", |g| g.status.obs.code()).to_owned())),
        (
            "synthetic",
            Column::Flag(rows.iter().map(|f| group(f).map(|g| g.status.synthetic)).collect()),
        ),
        (
            "sources",
            Column::OptionalText(
                rows.iter().map(|f| group(f).and_then(|g| sources(&g.source))).collect(),
            ),
        ),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column));
    table("occupation_group_figures", columns.collect())
}

fn validation(rows: &[OccupationValidationRow]) -> ResultTable {
    let bound = |pick: fn(&Quantiles) -> f64| {
        let of = |row: &OccupationValidationRow| {
            Some(pick(&row.estimate?.range()?)).map(|value| shown(Unit::Persons, value))
        };
        Column::Number(rows.iter().map(of).collect())
    };
    let persons = |of: fn(&OccupationValidationRow) -> Option<f64>| {
        let shown = |value: f64| in_csv(true, value).parse().unwrap_or(value);
        Column::Number(rows.iter().map(|row| of(row).map(shown)).collect())
    };
    let median = |row: &OccupationValidationRow| {
        row.estimate.map(|estimate| shown(Unit::Persons, estimate.central()))
    };
    let columns = vec![
        ("test", texts(rows, |r| r.test.clone())),
        ("method", texts(rows, |r| r.method.clone())),
        ("level", integers(rows, |r| (r.level > 0).then_some(r.level).and_then(count))),
        (
            "subject",
            Column::OptionalText(
                rows.iter().map(|r| Some(r.subject.clone()).filter(|s| !s.is_empty())).collect(),
            ),
        ),
        ("cases", integers(rows, |r| count(r.cases))),
        ("coverage50", numbers(rows, |r| r.coverage50)),
        ("coverage80", numbers(rows, |r| r.coverage80)),
        ("coverage95", numbers(rows, |r| r.coverage95)),
        ("log_score", numbers(rows, |r| r.log_score)),
        ("median_error", numbers(rows, |r| r.median_error)),
        ("known", persons(|r| r.known)),
        ("lo80", bound(|q| q.lo80())),
        ("median", Column::Number(rows.iter().map(median).collect())),
        ("hi80", bound(|q| q.hi80())),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column));
    table("occupation_validation", columns.collect())
}
