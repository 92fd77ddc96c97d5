//! Rolling-origin scores of the demand model on every table of a package.

use crate::employment::candidate::Candidate;
use crate::employment::growth::Growth;
use crate::employment::rolling::{Rolled, roll};
use crate::employment::spliced::with_total;
use crate::employment::spliced::{SplicedSeries, spliced_regions, tracked_table};
use crate::error::ModelError;
use suranys_core::inputs::Inputs;
use suranys_core::table::{Column, ResultTable};
use suranys_series::scores::MeanScores;

/// One line of a scoreboard.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreLine {
    /// The table: its resource's name, or the panel's in a run.
    pub table: String,
    /// The series; `None` for all of the table together.
    pub series: Option<String>,
    /// A candidate's name, or `default`: what would have been used at each origin.
    pub model: &'static str,
    /// Whether a forecast of the table uses it now.
    pub chosen: bool,
    /// The scores.
    pub tally: MeanScores,
}

/// The scoreboard as a table: a line for each table or series and model.
#[must_use]
pub fn scoreboard(lines: &[ScoreLine]) -> ResultTable {
    let text = |of: fn(&ScoreLine) -> String| Column::Text(lines.iter().map(of).collect());
    // Four digits: what differs beyond them is chance.
    let number = |of: fn(&ScoreLine) -> Option<f64>| {
        let rounded = |v: f64| (v * 1e4).round() / 1e4;
        Column::Number(lines.iter().map(|line| of(line).map(rounded)).collect())
    };
    let errors = lines.iter().map(|l| i64::try_from(l.tally.errors).ok()).collect();
    let columns = vec![
        ("table", text(|l| l.table.clone())),
        ("series", text(|l| l.series.clone().unwrap_or_default())),
        ("model", text(|l| l.model.to_owned())),
        ("chosen", text(|l| l.chosen.to_string())),
        ("errors", Column::Integer(errors)),
        ("mase", number(|l| Some(l.tally.mase))),
        ("wis", number(|l| Some(l.tally.wis))),
        ("coverage_80", number(|l| Some(l.tally.coverage[0]))),
        ("coverage_95", number(|l| Some(l.tally.coverage[1]))),
        ("direction", number(|l| l.tally.direction)),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column)).collect();
    ResultTable { name: "scoreboard".to_owned(), columns }
}

/// Scores of a rolled panel: of all series together, and with `each` of each alone.
pub(crate) fn lines(
    table: &str,
    panel: &[SplicedSeries],
    rolled: &Rolled,
    each: bool,
) -> Vec<ScoreLine> {
    let candidates: Vec<Option<Candidate>> =
        Candidate::ALL.into_iter().map(Some).chain([None]).collect();
    let total = std::iter::once(None);
    let series = (0..if each { panel.len() } else { 0 }).map(Some);
    let mut lines = Vec::new();
    for at in total.chain(series) {
        for candidate in &candidates {
            let of = rolled.past.of(*candidate).filter(|one| at.is_none_or(|at| at == one.series));
            let Some(tally) = MeanScores::of(of.map(|one| &one.kept.scored)) else { continue };
            lines.push(ScoreLine {
                table: table.to_owned(),
                series: at.and_then(|at| panel.get(at)).map(|one| one.id.clone()),
                model: candidate.map_or("default", Candidate::name),
                chosen: *candidate == Some(rolled.trained.chosen),
                tally,
            });
        }
    }
    lines
}

/// Every annual table of persons of the package, rolled: each model from each year that has at
/// least five values of its segment before it, up to four years ahead, within the segment.
///
/// `progress` is called with each table's name and the share of all that is done.
///
/// # Errors
/// When a table can't be read as series.
pub fn backtest(
    inputs: &Inputs,
    progress: &dyn Fn(&str, f64),
) -> Result<Vec<ScoreLine>, ModelError> {
    let base_year = inputs.last_observed().ok_or_else(|| ModelError::NothingKnown {
        resource: inputs.employment_by_section.resource.clone(),
        what: "national total",
    })?;
    let growth =
        inputs.regressors.as_ref().map(|known| Growth::read(known, inputs.sections.total()));
    let mut tables: Vec<(String, Vec<SplicedSeries>, Option<&Growth>)> = vec![
        (
            inputs.employment_by_section.resource.clone(),
            with_total(inputs, base_year)?,
            growth.as_ref(),
        ),
        (
            inputs.employment_by_region.resource.clone(),
            spliced_regions(inputs, base_year, &mut Vec::new())?,
            None,
        ),
    ];
    let mut plain = |resource: &str, series: Vec<SplicedSeries>| {
        tables.push((resource.to_owned(), series, None));
    };
    let table = &inputs.employment_by_region_broad_sector;
    let place = |k: &(_, _, _)| Some((format!("{}|{}", k.0, k.1), k.2));
    plain(&table.resource, tracked_table(table, base_year, place)?);
    let table = &inputs.employment_by_sex_age;
    let sex_age = |k: &(suranys_core::Sex, suranys_core::AgeGroup, _)| {
        Some((format!("{}|{}", k.0.code(), k.1), k.2))
    };
    plain(&table.resource, tracked_table(table, base_year, sex_age)?);
    if let Some(known) = &inputs.occupation {
        for table in [&known.survey, &known.modelled] {
            let place = |k: &(_, _)| Some((format!("{}", k.0), k.1));
            plain(&table.resource, tracked_table(table, base_year, place)?);
        }
    }
    if let Some(known) = &inputs.supply {
        let table = &known.labour_force;
        let all = |k: &_| Some((crate::cell::TOTAL.to_owned(), *k));
        plain(&table.resource, tracked_table(table, base_year, all)?);
        let table = &known.labour_force_by_sex_age;
        plain(&table.resource, tracked_table(table, base_year, sex_age)?);
    }
    let count = tables.len() as f64;
    let mut all = Vec::new();
    for (at, (resource, series, growth)) in tables.iter().enumerate() {
        progress(resource, at as f64 / count);
        all.extend(lines(resource, series, &roll(series, base_year, *growth), true));
    }
    Ok(all)
}
