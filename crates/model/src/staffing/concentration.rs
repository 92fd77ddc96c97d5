//! How far a country departs from the shares that countries have in common: the concentration of a
//! Dirichlet distribution, by group.

use crate::staffing::centre::{Informed, centre};
use crate::staffing::distance::weights;
use crate::staffing::likelihood::{add_likelihood, grid};
use crate::staffing::proxies::{Proxies, Proxy};
use crate::staffing::tree::Level;
use crate::tuning::staffing::{FIRST_CONCENTRATION, LOG_CONCENTRATION_SD};
use ndarray::Array2;
use rayon::prelude::*;
use suranys_core::numeric::{exp, ln};

/// Points and bounds of the grid of the level's mean of log concentrations; arithmetic.
const MEANS: usize = 61;
const LOWEST_MEAN: f64 = 0.5;
const HIGHEST_MEAN: f64 = 6.5;

/// The posterior of the concentrations of one level.
#[derive(Debug, Clone)]
pub(crate) struct Concentrations {
    grid: Vec<f64>,
    /// By group: cumulated probabilities of the grid.
    cumulated: Vec<Vec<f64>>,
    /// The level's mean of log concentrations.
    pub(crate) mean_log: f64,
}

impl Concentrations {
    /// The posterior of each group from its log likelihood on the grid: a normal prior on the
    /// logarithm, whose mean is the one under which all groups together are the most likely.
    pub(crate) fn of(likelihoods: &[Vec<f64>]) -> Concentrations {
        let grid = grid();
        let logs: Vec<f64> = grid.iter().map(|kappa| ln(*kappa)).collect();
        let prior = |mean: f64| -> Vec<f64> {
            let raw: Vec<f64> = logs
                .iter()
                .map(|log| {
                    let apart = (log - mean) / LOG_CONCENTRATION_SD;
                    -0.5 * apart * apart
                })
                .collect();
            let all = log_sum(&raw);
            raw.into_iter().map(|v| v - all).collect()
        };
        let evidence = |mean: f64| -> f64 {
            let prior = prior(mean);
            let of = |group: &Vec<f64>| {
                let joint: Vec<f64> = group.iter().zip(&prior).map(|(l, p)| l + p).collect();
                log_sum(&joint)
            };
            likelihoods.iter().map(of).sum()
        };
        let step = (HIGHEST_MEAN - LOWEST_MEAN) / (MEANS - 1) as f64;
        let means = (0..MEANS).map(|at| LOWEST_MEAN + step * at as f64);
        let (mut best, mut mean_log) = (f64::NEG_INFINITY, LOWEST_MEAN);
        for mean in means {
            let value = evidence(mean);
            if value > best {
                (best, mean_log) = (value, mean);
            }
        }
        let prior = prior(mean_log);
        let cumulated = likelihoods
            .iter()
            .map(|group| {
                let joint: Vec<f64> = group.iter().zip(&prior).map(|(l, p)| l + p).collect();
                let all = log_sum(&joint);
                let mut sum = 0.0;
                let add = |v: &f64| {
                    sum += exp(v - all);
                    sum
                };
                joint.iter().map(add).collect()
            })
            .collect();
        Concentrations { grid, cumulated, mean_log }
    }

    /// The concentration of a group at a probability from 0 to 1.
    pub(crate) fn at(&self, group: usize, probability: f64) -> f64 {
        let cumulated = self.cumulated.get(group).map_or(&[][..], Vec::as_slice);
        let place = cumulated.iter().filter(|sum| **sum < probability).count();
        self.grid[place.min(self.grid.len() - 1)]
    }
}

fn log_sum(values: &[f64]) -> f64 {
    let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    max + ln(values.iter().map(|v| exp(v - max)).sum::<f64>())
}

/// Shares of children and concentrations of one level for one country.
#[derive(Debug, Clone)]
pub(crate) struct LevelFit {
    /// Shares of children within each parent, sections by groups.
    pub(crate) centre: Array2<f64>,
    /// Concentrations of the parents.
    pub(crate) concentrations: Concentrations,
}

/// Lowest share about which counts are assessed; arithmetic.
const MIN_SHARE: f64 = 1e-12;

impl LevelFit {
    /// Fits a level to the countries in the places `keep`, at distances `distance` of the target.
    ///
    /// Each country's counts in all sections are assessed about the centre of the others,
    /// standardised to its own mix of sections. Two rounds: the first with a concentration that is
    /// assumed, the second with the mean of the first.
    pub(crate) fn of(
        proxies: &Proxies,
        keep: &[usize],
        distance: &[f64],
        level: &Level,
    ) -> LevelFit {
        let grid = grid();
        let countries: Vec<&Proxy> = keep.iter().map(|at| &proxies.countries[*at]).collect();
        let mut kappa = FIRST_CONCENTRATION;
        let mut concentrations = None;
        for _ in 0..2 {
            let informed = Informed::of(&countries, level, kappa);
            let each: Vec<Vec<Vec<f64>>> = (0..keep.len())
                .into_par_iter()
                .map(|left_out| {
                    let others: Vec<usize> =
                        (0..keep.len()).filter(|other| *other != left_out).collect();
                    let apart: Vec<f64> = others
                        .iter()
                        .map(|other| proxies.apart[[keep[left_out], keep[*other]]])
                        .collect();
                    let others: Vec<(usize, f64)> =
                        others.into_iter().zip(weights(&apart)).collect();
                    let about = standard(countries[left_out], &informed, &others, level);
                    likelihoods(countries[left_out], &about, level, &grid)
                })
                .collect();
            let mut sums = vec![vec![0.0; grid.len()]; level.children.len()];
            for country in &each {
                for (sum, own) in sums.iter_mut().zip(country) {
                    sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
                }
            }
            let made = Concentrations::of(&sums);
            kappa = exp(made.mean_log);
            concentrations = Some(made);
        }
        LevelFit {
            centre: centre(&countries, &weights(distance), level, kappa),
            concentrations: concentrations.unwrap_or_else(|| Concentrations::of(&[])),
        }
    }
}

/// Persons of a country by group, were its parents in each section divided as other countries, of
/// which `others` are the places and weights, have in common.
fn standard(
    proxy: &Proxy,
    informed: &Informed<'_>,
    others: &[(usize, f64)],
    level: &Level,
) -> Vec<f64> {
    let prior = informed.prior(others);
    let mut standard = vec![0.0; level.len()];
    let mut shares = vec![0.0; level.len()];
    for (section, parents) in proxy.parents.rows().into_iter().enumerate() {
        for (range, persons) in level.children.iter().zip(parents) {
            if *persons > 0.0 {
                informed.shares(section, range, others, &prior, &mut shares);
                range.clone().for_each(|v| standard[v] += persons * shares[v]);
            }
        }
    }
    standard
}

/// By parent, the log likelihood of a country's counts on the grid about `standard`.
fn likelihoods(proxy: &Proxy, standard: &[f64], level: &Level, grid: &[f64]) -> Vec<Vec<f64>> {
    let of = |(parent, range): (usize, &std::ops::Range<usize>)| {
        let mut sums = vec![0.0; grid.len()];
        let (all, n) = (proxy.all_parents[parent], proxy.all_effective[parent]);
        if all > 0.0 {
            let counts = range
                .clone()
                .map(|v| (n * proxy.all_shares[v], (standard[v] / all).max(MIN_SHARE)));
            add_likelihood(&mut sums, grid, counts, &proxy.of_sums[parent]);
        }
        sums
    };
    level.children.iter().enumerate().map(of).collect()
}
