//! Sections by major groups: a published cross-classification of another country fitted to the
//! country's own margins, and how far countries depart from it.

use crate::staffing::centre::information;
use crate::staffing::concentration::Concentrations;
use crate::staffing::gamma::{ln_gamma_draw, shares};
use crate::staffing::likelihood::{add_likelihood, grid, of_sum};
use crate::staffing::proxies::{Proxy, effective};
use crate::staffing::stack::Stack;
use crate::staffing::tree::Level;
use crate::tuning::staffing::{
    DESIGN_EFFECT, MAX_ROUNDS, MIN_CELL, MIN_SHARE, POOL_CONCENTRATION, POOL_PRIOR, ROUGH_ROUNDS,
    ROUGH_TOLERANCE, TEMPER_MAJORS, TOLERANCE,
};
use ndarray::Array2;
use rayon::prelude::*;
use suranys_core::Key;

/// Fits a table, row by row, to its margins: columns, then rows, so that rows are exact. Gives the
/// rounds that were needed; `None` when they did not suffice. A zero stays zero.
pub(crate) fn fit_margins(
    table: &mut [f64],
    rows: &[f64],
    columns: &[f64],
    max_rounds: usize,
    tolerance: f64,
) -> Option<usize> {
    let width = columns.len().max(1);
    let mut sums = vec![0.0; width];
    for round in 1..=max_rounds {
        sums.fill(0.0);
        for row in table.chunks_exact(width) {
            sums.iter_mut().zip(row).for_each(|(sum, v)| *sum += v);
        }
        for (sum, target) in sums.iter_mut().zip(columns) {
            *sum = if *sum > 0.0 { target / *sum } else { 0.0 };
        }
        let mut worst = 0.0_f64;
        for (row, target) in table.chunks_exact_mut(width).zip(rows) {
            let mut all = 0.0;
            for (value, factor) in row.iter_mut().zip(&sums) {
                *value *= factor;
                all += *value;
            }
            let factor = if all > 0.0 { target / all } else { 0.0 };
            row.iter_mut().for_each(|value| *value *= factor);
            if *target > 0.0 {
                worst = worst.max((factor - 1.0).abs());
            }
        }
        if worst < tolerance {
            return Some(round);
        }
    }
    None
}

/// Sums over the rows and over the columns of a table, row by row.
pub(crate) fn margins(table: &[f64], width: usize) -> (Vec<f64>, Vec<f64>) {
    let rows = table.chunks_exact(width.max(1)).map(|row| row.iter().sum()).collect();
    let mut columns = vec![0.0; width];
    for row in table.chunks_exact(width.max(1)) {
        columns.iter_mut().zip(row).for_each(|(sum, v)| *sum += v);
    }
    (rows, columns)
}

/// A cross-classification fitted to margins, row by row.
pub(crate) fn fitted(seed: &[f64], rows: &[f64], columns: &[f64], exact: bool) -> Vec<f64> {
    let mut table = seed.to_vec();
    let (rounds, tolerance) =
        if exact { (MAX_ROUNDS, TOLERANCE) } else { (ROUGH_ROUNDS, ROUGH_TOLERANCE) };
    // A centre that is not quite fitted is a centre; draws about it are fitted each.
    let _ = fit_margins(&mut table, rows, columns, rounds, tolerance);
    table
}

/// A cross-classification whose zeros are rounded figures.
pub(crate) fn filled(seed: &Array2<f64>) -> Vec<f64> {
    seed.iter().map(|v| v + MIN_CELL).collect()
}

/// Shares of each row about which countries are assessed and drawn: none is zero.
fn row_shares(table: &[f64], width: usize) -> Vec<f64> {
    let lowest = MIN_SHARE * table.iter().sum::<f64>();
    let mut made: Vec<f64> = table.iter().map(|v| v.max(lowest)).collect();
    for row in made.chunks_exact_mut(width.max(1)) {
        let all: f64 = row.iter().sum();
        row.iter_mut().filter(|_| all > 0.0).for_each(|v| *v /= all);
    }
    made
}

/// Concentrations of the sections: how far countries depart from `base` fitted to their own margins.
pub(crate) fn concentrations<'a>(
    countries: impl IntoIterator<Item = &'a Proxy>,
    base: impl Fn(&Proxy) -> Vec<f64> + Sync,
) -> Concentrations {
    let countries: Vec<&Proxy> = countries.into_iter().collect();
    let grid = grid();
    let each: Vec<Vec<Vec<f64>>> = countries
        .par_iter()
        .map(|proxy| {
            let width = proxy.majors.ncols();
            let shares = row_shares(&base(proxy), width);
            let rows = proxy.majors.rows().into_iter().zip(shares.chunks_exact(width));
            rows.zip(proxy.sample.rows())
                .map(|((persons, shares), sample)| {
                    let mut sums = vec![0.0; grid.len()];
                    let (all, n) = (persons.sum(), effective(sample.sum()));
                    if all > 0.0 {
                        let counts = persons.iter().zip(shares).map(|(v, q)| (n * v / all, *q));
                        add_likelihood(&mut sums, &grid, counts, &of_sum(&grid, n));
                    }
                    sums
                })
                .collect()
        })
        .collect();
    let sections = countries.first().map_or(0, |proxy| proxy.majors.nrows());
    let mut sums = vec![vec![0.0; grid.len()]; sections];
    for country in &each {
        for (sum, own) in sums.iter_mut().zip(country) {
            sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        }
    }
    Concentrations::of(&sums)
}

/// What draws of sections by major groups are made about, and the margins they meet.
pub(crate) struct Majors<'a> {
    /// Codes of the sections, for the names of random numbers.
    pub(crate) sections: &'a [String],
    pub(crate) level: &'a Level,
    /// The fitted cross-classification, row by row.
    pub(crate) seed: &'a [f64],
    pub(crate) concentrations: &'a Concentrations,
    /// Employed by section.
    pub(crate) rows: &'a [f64],
}

impl Majors<'_> {
    /// Persons by major group, section and draw; `columns` are the employed by major group of a draw.
    /// The second value is the number of draws whose margins were not met.
    pub(crate) fn draw(
        &self,
        columns: impl Fn(usize) -> Vec<f64> + Sync,
        draws: usize,
        key: &Key,
    ) -> (Stack, usize) {
        let (height, width) = (self.sections.len(), self.level.len());
        let centre = row_shares(self.seed, width);
        let of_sections: Vec<_> = self
            .sections
            .iter()
            .map(|section| {
                let own = key.with(section);
                let cells = self.level.codes.iter().map(|code| own.with(code.as_str()).streams());
                (own.with("concentration").streams(), cells.collect::<Vec<_>>())
            })
            .collect();
        let made: Vec<(Vec<f64>, bool)> = (0..draws)
            .into_par_iter()
            .map(|draw| {
                let mut table = centre.clone();
                let rows = table.chunks_exact_mut(width).zip(&of_sections).zip(self.rows);
                for (section, ((row, (of_kappa, cells)), total)) in rows.enumerate() {
                    let probability = of_kappa.draw(draw).uniform();
                    let kappa = TEMPER_MAJORS * self.concentrations.at(section, probability);
                    for (value, streams) in row.iter_mut().zip(cells) {
                        *value = ln_gamma_draw(kappa * *value, &mut streams.draw(draw));
                    }
                    shares(row);
                    row.iter_mut().for_each(|value| *value *= total);
                }
                let met = fit_margins(&mut table, self.rows, &columns(draw), MAX_ROUNDS, TOLERANCE);
                (table, met.is_some())
            })
            .collect();
        let mut stack = Stack::zeros(width, height, draws);
        for group in 0..width {
            for section in 0..height {
                let cell = stack.cell_mut(group, section);
                for (value, (table, _)) in cell.iter_mut().zip(&made) {
                    *value = table[section * width + group];
                }
            }
        }
        (stack, made.iter().filter(|(_, met)| !met).count())
    }
}

/// Sections by major groups that countries have in common, each row's shares, for a target at
/// `weights`: where no country's cross-classification is published.
pub(crate) fn pooled(countries: &[&Proxy], weights: &[f64]) -> Vec<f64> {
    let Some(first) = countries.first() else { return Vec::new() };
    let (height, width) = first.majors.dim();
    let mut national = vec![0.0; width];
    for (proxy, weight) in countries.iter().zip(weights) {
        let all = proxy.majors.sum();
        for (sum, column) in national.iter_mut().zip(proxy.majors.columns()) {
            *sum += if all > 0.0 { weight * column.sum() / all } else { 0.0 };
        }
    }
    let all: f64 = national.iter().sum();
    let mut table = Vec::with_capacity(height * width);
    for section in 0..height {
        let mut row: Vec<f64> = national.iter().map(|v| POOL_PRIOR * v / all).collect();
        for (proxy, weight) in countries.iter().zip(weights) {
            let persons = proxy.majors.row(section);
            let total = persons.sum();
            let n = proxy.sample.row(section).sum() / DESIGN_EFFECT;
            let counts = weight * information(n, POOL_CONCENTRATION);
            if total > 0.0 {
                row.iter_mut().zip(persons).for_each(|(sum, v)| *sum += counts * v / total);
            }
        }
        let sum: f64 = row.iter().sum();
        table.extend(row.into_iter().map(|v| v / sum));
    }
    table
}

/// A table from the shares of its rows, row by row, and what each row sums to.
pub(crate) fn of_rows(shares: &[f64], rows: &[f64]) -> Vec<f64> {
    let width = shares.len() / rows.len().max(1);
    let lines = shares.chunks_exact(width.max(1)).zip(rows);
    lines.flat_map(|(line, row)| line.iter().map(move |share| share * row)).collect()
}
