//! How much more often than on average those leave work for good who have an occupation, and which
//! occupations a section employs: figures of other countries, of which only the structure is used.

use crate::replacement::two_measures::{Measured, index, weights};
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::inputs::{ExitInputs, Table};
use suranys_core::numeric::exp;
use suranys_core::rng::Key;
use suranys_core::unit::{Quantity, Share};
use suranys_core::{Axis, CellDraws, Code, Occupation, Year};

/// A measure of exits by occupation, positive figures of each occupation's last year only: a share
/// of zero in a small sample has no logarithm.
type LastYears = BTreeMap<Code<Occupation>, (Year, f64)>;

/// Exits of occupations relative to their mean, and the staffing of sections.
#[derive(Debug, Clone)]
pub(crate) struct OccupationIndex {
    codes: Vec<Code<Occupation>>,
    /// Logarithm of the mean over measures of an occupation's exits relative to the average.
    log_index: Vec<f64>,
    /// SD of the logarithm of an occupation's index about that mean: what two measures of the
    /// same thing differ by.
    pub(crate) spread: f64,
    /// Share of each occupation in a section, of shape (sections, occupations). A row is zero where
    /// no figures are known; else it sums to one.
    staffing: Array2<f64>,
}

impl OccupationIndex {
    /// Reads the index for sections with `employed` persons each, in the same order. `None` when
    /// no occupation of any of them is measured.
    ///
    /// Both measures are put on one mean over the occupations for which both count, weighted by the
    /// employed; an occupation's index is their weighted mean. Countries count alike in the staffing
    /// of a section: their samples, not their sizes, say how well it is known.
    pub(crate) fn read(
        known: &ExitInputs,
        sections: &[String],
        employed: &[f64],
    ) -> Option<OccupationIndex> {
        let rates = last_positive(known.rates.as_ref());
        let older = last_positive(known.older.as_ref());
        let weight = |code: &Code<Occupation>| {
            let (year, _) = rates.get(code)?;
            let weight = known.weights.get(&(code.clone(), *year)).map_or(1.0, |w| w.get());
            (weight > 0.0).then_some(weight)
        };
        let codes: Vec<Code<Occupation>> = staffed(known)
            .into_iter()
            .filter(|code| older.contains_key(code) || weight(code).is_some())
            .collect();
        let staffing = staffing(known, sections, &codes);
        let mut mix = vec![0.0; codes.len()];
        for (row, persons) in staffing.rows().into_iter().zip(employed) {
            mix.iter_mut().zip(row).for_each(|(sum, share)| *sum += share * persons);
        }
        if mix.iter().sum::<f64>() <= 0.0 {
            return None;
        }
        let measured = |(code, employed): (&Code<Occupation>, &f64)| Measured {
            employed: *employed,
            rate: rates.get(code).map(|(_, rate)| *rate).zip(weight(code)),
            older: older.get(code).map(|(_, share)| *share),
        };
        let measured: Vec<Measured> = codes.iter().zip(&mix).map(measured).collect();
        let (log_index, spread) = index(&measured);
        Some(OccupationIndex { codes, log_index, spread, staffing })
    }

    /// Whether a section's staffing is known.
    pub(crate) fn knows(&self, section: usize) -> bool {
        section < self.staffing.nrows() && self.staffing.row(section).sum() > 0.0
    }

    /// Exits of sections relative to those of all of them by draw, before any published figure. One
    /// whose staffing is not known is average. The mean weighted by `employed` is one in every draw.
    ///
    /// The logarithm of an occupation's index counts with a weight that differs by draw (what holds
    /// abroad holds here in part only), and each occupation departs from it alike in all sections.
    pub(crate) fn sections(&self, axis: &Axis, employed: &CellDraws, key: &Key) -> CellDraws {
        let draws = employed.draws();
        let weights = weights(draws, key);
        let mut sums = Array2::<f64>::zeros((axis.len(), draws));
        for (place, (code, log)) in self.codes.iter().zip(&self.log_index).enumerate() {
            let streams = key.with(code.as_str()).streams();
            let own: Vec<f64> = (0..draws)
                .map(|d| exp(weights[d] * log + self.spread * streams.draw(d).normal()))
                .collect();
            for (mut sum, staff) in sums.rows_mut().into_iter().zip(self.staffing.column(place)) {
                if *staff > 0.0 {
                    sum.iter_mut().zip(&own).for_each(|(sum, own)| *sum += staff * own);
                }
            }
        }
        let mut index = CellDraws::zeros(axis.clone(), draws);
        for draw in 0..draws {
            let own: Vec<f64> = sums.column(draw).to_vec();
            let (mut gone, mut all) = (0.0, 0.0);
            for (section, (own, persons)) in own.iter().zip(employed.draw(draw)).enumerate() {
                if self.knows(section) {
                    gone += own * persons;
                    all += persons;
                }
            }
            let mean = if all > 0.0 && gone > 0.0 { gone / all } else { 1.0 };
            let relative = own
                .iter()
                .enumerate()
                .map(|(section, own)| if self.knows(section) { own / mean } else { 1.0 });
            index.set_draw(draw, relative);
        }
        index
    }
}

/// The last positive figure of each occupation with its year.
fn last_positive(table: Option<&Table<(Code<Occupation>, Year), Share>>) -> LastYears {
    // Keys are in order of code, then year: a later year takes the place of an earlier one.
    let cells = table.into_iter().flat_map(|table| &table.cells);
    cells
        .filter_map(|((code, year), cell)| {
            let value = cell.observed.value()?.get();
            (value > 0.0).then(|| (code.clone(), (*year, value)))
        })
        .collect()
}

/// Occupations that anyone has in the table of staffing.
fn staffed(known: &ExitInputs) -> BTreeSet<Code<Occupation>> {
    let cells = known.staffing.cells.iter();
    cells
        .filter(|(_, cell)| cell.observed.value().is_some_and(|persons| persons.get() > 0.0))
        .map(|((_, _, code, _), _)| code.clone())
        .collect()
}

/// Share of each occupation in each section: the mean over countries of their shares in the last
/// year of each, over the occupations asked for.
fn staffing(known: &ExitInputs, sections: &[String], codes: &[Code<Occupation>]) -> Array2<f64> {
    let places: BTreeMap<&str, usize> =
        sections.iter().enumerate().map(|(place, code)| (code.as_str(), place)).collect();
    let columns: BTreeMap<&Code<Occupation>, usize> =
        codes.iter().enumerate().map(|(place, code)| (code, place)).collect();
    let mut last: BTreeMap<&str, Year> = BTreeMap::new();
    for (country, _, _, year) in known.staffing.cells.keys() {
        let at = last.entry(country).or_insert(*year);
        *at = (*at).max(*year);
    }
    let mut tables: BTreeMap<&str, Array2<f64>> = BTreeMap::new();
    for ((country, section, code, year), cell) in &known.staffing.cells {
        let found = places.get(section.as_str()).zip(columns.get(code));
        let persons = cell.observed.value().map_or(0.0, Quantity::get);
        if let (Some((row, column)), Some(true)) =
            (found, last.get(country.as_str()).map(|last| last == year))
        {
            let table = tables
                .entry(country)
                .or_insert_with(|| Array2::zeros((sections.len(), codes.len())));
            table[[*row, *column]] += persons;
        }
    }
    let mut mean = Array2::zeros((sections.len(), codes.len()));
    for table in tables.values() {
        for (mut sum, row) in mean.rows_mut().into_iter().zip(table.rows()) {
            let all = row.sum();
            if all > 0.0 {
                sum.iter_mut().zip(row).for_each(|(sum, persons)| *sum += persons / all);
            }
        }
    }
    for mut row in mean.rows_mut() {
        let all = row.sum();
        if all > 0.0 {
            row.iter_mut().for_each(|share| *share /= all);
        }
    }
    mean
}
