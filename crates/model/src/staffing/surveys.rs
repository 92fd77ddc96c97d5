//! National surveys of neighbours by sub-major group.

use crate::staffing::tree::Tree;
use crate::tuning::staffing::MIN_SURVEY_SHARE;
use std::collections::BTreeMap;
use suranys_core::Year;
use suranys_core::detailed_occupations::DetailedOccupationInputs;
use suranys_core::numeric::ln;
use suranys_core::unit::Quantity;

/// Employed by country, year and sub-major group, `None` where a survey does not say.
pub(crate) fn by_year(
    known: &DetailedOccupationInputs,
    tree: &Tree,
) -> BTreeMap<String, BTreeMap<Year, Vec<Option<f64>>>> {
    let level = tree.level(2);
    let mut found: BTreeMap<String, BTreeMap<Year, Vec<Option<f64>>>> = BTreeMap::new();
    if let Some(table) = &known.surveys {
        for ((country, code, year), cell) in &table.cells {
            let (Some(place), Some(value)) = (level.place(code), cell.observed.value()) else {
                continue;
            };
            let years = found.entry(country.clone()).or_default();
            years.entry(*year).or_insert_with(|| vec![None; level.len()])[place] =
                Some(value.get());
        }
    }
    found
}

/// Employed by sub-major group of each country's last year, `None` where it does not say.
pub(crate) fn national(
    known: &DetailedOccupationInputs,
    tree: &Tree,
) -> BTreeMap<String, Vec<Option<f64>>> {
    let last = |(country, years): (String, BTreeMap<Year, Vec<Option<f64>>>)| {
        Some((country, years.into_values().next_back()?))
    };
    by_year(known, tree).into_iter().filter_map(last).collect()
}

/// By sub-major group, the mean over countries of the logarithm of its share in its major group;
/// `None` where no country's survey has all of the major group.
pub(crate) fn log_shares<'a>(
    surveys: impl IntoIterator<Item = &'a Vec<Option<f64>>>,
    tree: &Tree,
) -> Vec<Option<f64>> {
    let level = tree.level(2);
    let mut sums = vec![(0.0, 0_usize); level.len()];
    for survey in surveys {
        for range in &level.children {
            let all: Option<Vec<f64>> = range.clone().map(|v| survey[v]).collect();
            let Some(all) = all else { continue };
            let total: f64 = all.iter().sum();
            for (v, persons) in range.clone().zip(all).filter(|_| total > 0.0) {
                sums[v].0 += ln((persons / total).max(MIN_SURVEY_SHARE));
                sums[v].1 += 1;
            }
        }
    }
    sums.into_iter().map(|(sum, n)| (n > 0).then(|| sum / n as f64)).collect()
}
