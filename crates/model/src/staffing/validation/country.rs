//! Tests on the country's own figures, and on a neighbour's national survey.

use crate::staffing::anchors::{Factors, totals};
use crate::staffing::base::{Base, Fitted, Margins, published};
use crate::staffing::concentration::LevelFit;
use crate::staffing::split::split;
use crate::staffing::stack::Stack;
use crate::staffing::surveys;
use crate::staffing::validation::scores::{median_size, row};
use crate::summary::estimate;
use crate::tuning::staffing::{MAX_COUNTS_LEFT_OUT, MIN_PARENTS};
use rayon::prelude::*;
use suranys_core::Key;
use suranys_core::Quantiles;
use suranys_core::detailed_occupations::DetailedOccupationInputs;
use suranys_core::numeric::ln;
use suranys_core::occupation_groups::OccupationValidationRow;
use suranys_core::unit::Quantity;

/// Sub-major groups of a country whose sections by major groups are published and that has a national
/// survey: from the other countries' files and surveys.
pub(super) fn national_surveys(
    known: &DetailedOccupationInputs,
    base: &Base,
    draws: usize,
    key: &Key,
) -> Vec<OccupationValidationRow> {
    let Some((table, countries)) = published(known, &base.tree, &base.sections) else {
        return Vec::new();
    };
    let surveyed = surveys::national(known, &base.tree);
    // The table is of all of them together: which is which is only known of one.
    let mut countries = countries.into_iter();
    let (Some(country), None) = (countries.next(), countries.next()) else { return Vec::new() };
    let Some(survey) = surveyed.get(&country) else { return Vec::new() };
    let (tree, level) = (&base.tree, base.tree.level(2));
    let proxies = &base.proxies[0];
    let cells: Vec<f64> = table.iter().copied().collect();
    let apart = proxies.distances(&cells);
    let keep: Vec<usize> =
        (0..proxies.countries.len()).filter(|at| proxies.countries[*at].code != country).collect();
    let apart: Vec<f64> = keep.iter().map(|at| apart[*at]).collect();
    let fit = LevelFit::of(proxies, &keep, &apart, level);
    let (sections, majors) = (table.nrows(), table.ncols());
    let mut above = Stack::zeros(majors, sections, draws);
    for (major, range) in level.children.iter().enumerate() {
        let all: f64 = range.clone().filter_map(|v| survey[v]).sum();
        let column = table.column(major).sum();
        for section in 0..sections {
            let persons = if column > 0.0 { table[[section, major]] * all / column } else { 0.0 };
            above.cell_mut(major, section).fill(persons);
        }
    }
    let others = surveyed.iter().filter(|(name, _)| **name != country).map(|(_, survey)| survey);
    let near = surveys::log_shares(others, tree);
    let key = key.with("national-survey").with(&country);
    [("model-without-surveys", None), ("model", Some(near.as_slice()))]
        .into_iter()
        .map(|(method, near)| {
            let made = split(&above, &tree.level(1).codes, level, &fit, near, &key);
            let groups =
                survey.iter().enumerate().filter_map(|(v, persons)| Some((v, (*persons)?)));
            let cases = groups.map(|(v, persons)| (persons, made.total(v))).collect::<Vec<_>>();
            let mean = |draws: &[f64]| draws.iter().sum::<f64>() / draws.len().max(1) as f64;
            OccupationValidationRow {
                subject: country.clone(),
                ..compared("national-survey", method, &cases, mean)
            }
        })
        .collect()
}

/// Coverage and error of drawn figures against known ones.
fn compared(
    test: &str,
    method: &str,
    cases: &[(f64, Vec<f64>)],
    central: impl Fn(&[f64]) -> f64,
) -> OccupationValidationRow {
    let of_cases: Vec<(f64, Quantiles)> =
        cases.iter().filter_map(|(known, draws)| Some((*known, Quantiles::of(draws)?))).collect();
    let inside = |within: &dyn Fn(f64, &Quantiles) -> bool| {
        let found = of_cases.iter().filter(|(known, q)| within(*known, q)).count();
        (!of_cases.is_empty()).then(|| found as f64 / of_cases.len() as f64)
    };
    let errors = cases
        .iter()
        .filter(|(known, _)| *known > 0.0)
        .map(|(known, draws)| ln(central(draws).max(f64::MIN_POSITIVE) / known));
    OccupationValidationRow {
        cases: of_cases.len(),
        coverage80: inside(&|known, q| known > q.lo80() && known < q.hi80()),
        coverage95: inside(&|known, q| known > q.lo95() && known < q.hi95()),
        median_error: median_size(errors),
        ..row(test, method, 2)
    }
}

/// The country's own: occupations of pupils' parents, and its counts, which are left out together and
/// one by one.
pub(super) fn own(
    known: &DetailedOccupationInputs,
    base: &Base,
    draws: usize,
    key: &Key,
) -> Vec<OccupationValidationRow> {
    let draws = draws.min(base.majors.draws());
    let (groups, sections) = (base.majors.groups(), base.sections.len());
    let by_major: Vec<Vec<f64>> = (0..groups).map(|group| base.majors.total(group)).collect();
    let columns: Vec<Vec<f64>> =
        (0..draws).map(|draw| by_major.iter().map(|total| total[draw]).collect()).collect();
    let rows: Vec<f64> = (0..sections)
        .map(|section| {
            let cells = (0..groups).map(|group| base.majors.cell(group, section).first());
            cells.flatten().sum()
        })
        .collect();
    let mean: Vec<f64> = by_major
        .iter()
        .map(|total| total.iter().sum::<f64>() / total.len().max(1) as f64)
        .collect();
    let fit = Fitted::of(known, &base.tree, &base.proxies, &base.sections, &rows, &mean);
    let margins = Margins {
        sections: &base.sections,
        rows: &rows,
        columns: &columns,
        year: suranys_core::Year(0),
    };
    let (units, _) = fit.draw(&base.tree, &margins, &key.with("own"));
    let mut found: Vec<OccupationValidationRow> =
        parents(known, base, &units).into_iter().collect();
    if base.counts.len() > MAX_COUNTS_LEFT_OUT {
        return found;
    }
    let level = base.tree.level(4);
    let one_out: Vec<[OccupationValidationRow; 2]> = (0..base.counts.len())
        .into_par_iter()
        .map(|left_out| {
            let count = &base.counts[left_out];
            let others: Vec<_> = base
                .counts
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != left_out)
                .map(|(_, count)| count.clone())
                .collect();
            let majors = |draw: usize| columns[draw].clone();
            let key = key.with("counts");
            // Of no other counts, nothing is fitted.
            let factors = (!others.is_empty())
                .then(|| Factors::of(&units, level, &others, &rows, majors, &key));
            let of = |method: &str, drawn: Vec<f64>| OccupationValidationRow {
                level: 0,
                subject: count.name.clone(),
                known: Some(count.persons),
                estimate: estimate(&drawn),
                ..compared("count-left-out", method, &[(count.persons, drawn)], median)
            };
            let before = totals(&units, count);
            let after = factors.map_or_else(|| before.clone(), |made| made.totals(&units, count));
            [of("all-counts", before), of("one-count", after)]
        })
        .collect();
    found.extend(one_out.into_iter().flatten());
    found
}

fn median(draws: &[f64]) -> f64 {
    Quantiles::of(draws).map_or(0.0, |q| q.median())
}

/// Occupations of pupils' parents: no margin, and no sample of the employed.
fn parents(
    known: &DetailedOccupationInputs,
    base: &Base,
    units: &Stack,
) -> Option<OccupationValidationRow> {
    let table = &known.pupils_parents.as_ref()?.table;
    let level = base.tree.level(2);
    let mut counted = vec![0.0; level.len()];
    let last = table.cells.keys().map(|(_, year)| *year).max()?;
    for ((code, year), cell) in &table.cells {
        if let (Some(place), Some(value)) = (level.place(code), cell.observed.value()) {
            counted[place] += if *year == last { value.get() } else { 0.0 };
        }
    }
    let all: f64 = counted.iter().sum();
    let totals: Vec<Vec<f64>> = (0..level.len())
        .map(|place| {
            let mut sum = vec![0.0; units.draws()];
            for unit in base.tree.units_of(2, place) {
                let total = units.total(unit);
                sum.iter_mut().zip(&total).for_each(|(sum, v)| *sum += v);
            }
            sum
        })
        .collect();
    let nation: Vec<f64> =
        (0..units.draws()).map(|draw| totals.iter().map(|total| total[draw]).sum()).collect();
    let cases: Vec<(f64, Vec<f64>)> = counted
        .iter()
        .map(|persons| persons / all)
        .zip(&totals)
        .filter(|(share, _)| *share >= MIN_PARENTS)
        .map(|(share, total)| (share, total.iter().zip(&nation).map(|(v, all)| v / all).collect()))
        .collect();
    Some(compared("pupils-parents", "model", &cases, median))
}
