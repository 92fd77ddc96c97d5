//! Scores of the employment model on the past of every table of a package.

use crate::cell::TOTAL;
use crate::employment::panel::Panel;
use crate::employment::rolling::{Outturn, Rolled, Variant, roll_plain};
use crate::employment::spliced::{SplicedSeries, tracked_table};
use crate::employment::tables::{Tables, base_year};
use crate::error::ModelError;
use suranys_core::Year;
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
    /// A variant's name.
    pub model: &'static str,
    /// Whether a forecast of the table uses it.
    pub chosen: bool,
    /// Mean absolute error: per cent of the outturn, or percentage points of a rate.
    pub error: f64,
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
        ("mae", number(|l| Some(l.error))),
        ("mase", number(|l| Some(l.tally.mase))),
        ("wis", number(|l| Some(l.tally.wis))),
        ("coverage_80", number(|l| Some(l.tally.coverage[0]))),
        ("coverage_95", number(|l| Some(l.tally.coverage[1]))),
        ("direction", number(|l| l.tally.direction)),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column)).collect();
    ResultTable { name: "scoreboard".to_owned(), columns }
}

/// Scores of a rolled panel: of all series together, and with `each` of each alone. A year across a
/// break of its series is not scored: what it measures was not what was forecast.
pub(crate) fn lines(table: &str, rolled: &Rolled, each: bool) -> Vec<ScoreLine> {
    let mut variants: Vec<Variant> = rolled.outturns.iter().map(|one| one.variant).collect();
    variants.sort_unstable();
    variants.dedup();
    let series = (0..if each { rolled.ids.len() } else { 0 }).map(Some);
    let mut lines = Vec::new();
    for at in std::iter::once(None).chain(series) {
        for variant in &variants {
            let of = || {
                rolled.outturns.iter().filter(|one| {
                    one.variant == *variant && !one.crosses && at.is_none_or(|at| at == one.series)
                })
            };
            let Some(tally) = MeanScores::of(of().map(|one| &one.scored)) else { continue };
            lines.push(ScoreLine {
                table: table.to_owned(),
                series: at.and_then(|at| rolled.ids.get(at)).cloned(),
                model: variant.name(),
                chosen: *variant == Variant::Model,
                error: mean_error(of()),
                tally,
            });
        }
    }
    lines
}

/// Mean absolute error of forecasts.
fn mean_error<'a>(outturns: impl Iterator<Item = &'a Outturn>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for one in outturns {
        sum += one.error.abs();
        count += 1.0;
    }
    sum / count
}

/// Every panel of the forecast, rolled.
pub(crate) fn panels_of(tables: &Tables, base_year: Year) -> Vec<(Panel, Rolled)> {
    let mut all = vec![(Panel::Total, tables.roll_employment(base_year))];
    all.extend(tables.roll_labour_force(base_year).map(|rolled| (Panel::LabourForce, rolled)));
    all.extend(tables.roll_unemployment(base_year).map(|rolled| (Panel::Unemployment, rolled)));
    all.push((Panel::Section, tables.roll_sections(base_year)));
    all.push((Panel::Region, tables.roll_regions(base_year)));
    if let Some([nation, regions]) = tables.roll_hired(base_year) {
        all.extend([(Panel::Hired, nation), (Panel::HiredRegion, regions)]);
    }
    let rates = tables.roll_regional_unemployment(base_year);
    all.extend(rates.map(|rolled| (Panel::UnemploymentRegion, rolled)));
    all
}

/// The past of every panel of a package's forecast, by panel: what each variant forecast from each
/// year, and what came.
///
/// # Errors
/// As [`base_forecasts`](crate::employment::base_forecasts()).
pub fn past_forecasts(inputs: &Inputs) -> Result<Vec<(Panel, Rolled)>, ModelError> {
    let base_year = base_year(inputs)?;
    let tables = Tables::read(inputs, base_year, &mut Vec::new())?;
    Ok(panels_of(&tables, base_year))
}

/// Every panel of the forecast and every other annual table of persons of the package, rolled: each
/// variant from each year that has some changes before it, up to three years ahead; other tables by
/// the simplest forecasts alone.
///
/// `progress` is called with each table's name and the share of all that is done.
///
/// # Errors
/// When a table can't be read as series.
pub fn backtest(
    inputs: &Inputs,
    progress: &dyn Fn(&str, f64),
) -> Result<Vec<ScoreLine>, ModelError> {
    let base_year = base_year(inputs)?;
    let mut all = Vec::new();
    for (panel, rolled) in past_forecasts(inputs)? {
        all.extend(lines(panel.key(), &rolled, true));
    }
    let mut tables: Vec<(String, Vec<SplicedSeries>)> = Vec::new();
    let table = &inputs.employment_by_region_broad_sector;
    let place = |k: &(_, _, _)| Some((format!("{}|{}", k.0, k.1), k.2));
    tables.push((table.resource.clone(), tracked_table(table, base_year, place)?));
    let sex_age = |k: &(suranys_core::Sex, suranys_core::AgeGroup, _)| {
        Some((format!("{}|{}", k.0.code(), k.1), k.2))
    };
    let table = &inputs.employment_by_sex_age;
    tables.push((table.resource.clone(), tracked_table(table, base_year, sex_age)?));
    if let Some(known) = &inputs.occupation {
        for table in [&known.survey, &known.modelled] {
            let place = |k: &(_, _)| Some((format!("{}", k.0), k.1));
            tables.push((table.resource.clone(), tracked_table(table, base_year, place)?));
        }
    }
    if let Some(known) = &inputs.supply {
        let table = &known.labour_force_by_sex_age;
        tables.push((table.resource.clone(), tracked_table(table, base_year, sex_age)?));
    }
    let count = tables.len() as f64;
    for (at, (resource, series)) in tables.iter().enumerate() {
        progress(resource, at as f64 / count);
        all.extend(lines(resource, &roll_plain(series, base_year), true));
    }
    // The nation's series have one cell: a line of their own says the same again.
    all.retain(|line| line.series.as_deref() != Some(TOTAL));
    Ok(all)
}
