//! The shares of a group's children that countries have in common.

use crate::staffing::proxies::Proxy;
use crate::staffing::tree::Level;
use crate::tuning::staffing::PRIOR_WEIGHT;
use ndarray::Array2;
use std::ops::Range;

/// What a country with an effective sample `n` tells of the shares that countries have in common,
/// where each departs from them as a Dirichlet of concentration `kappa` does.
pub(crate) fn information(n: f64, kappa: f64) -> f64 {
    n * (1.0 + kappa) / (n + kappa)
}

/// What countries tell of the shares that they have in common, each departing from them with one
/// concentration.
pub(crate) struct Informed<'a> {
    countries: &'a [&'a Proxy],
    level: &'a Level,
    /// By country: information on each parent, of shape (sections, parents).
    cells: Vec<Array2<f64>>,
    /// The same with all sections together.
    all: Vec<Vec<f64>>,
}

impl<'a> Informed<'a> {
    pub(crate) fn of(countries: &'a [&'a Proxy], level: &'a Level, kappa: f64) -> Informed<'a> {
        let cells = countries.iter().map(|proxy| proxy.effective.mapv(|n| information(n, kappa)));
        let all = countries
            .iter()
            .map(|proxy| proxy.all_effective.iter().map(|n| information(*n, kappa)).collect());
        Informed { countries, level, cells: cells.collect(), all: all.collect() }
    }

    /// Persons by which the shares of every section are shrunk to those of all, by group; `weights` are
    /// places of countries and how much each counts.
    pub(crate) fn prior(&self, weights: &[(usize, f64)]) -> Vec<f64> {
        let mut national = vec![0.0; self.level.len()];
        for range in &self.level.children {
            let uniform = 1.0 / range.len().max(1) as f64;
            national[range.clone()].iter_mut().for_each(|v| *v = uniform);
        }
        for (at, weight) in weights {
            let shares = &self.countries[*at].all_shares;
            for (range, information) in self.level.children.iter().zip(&self.all[*at]) {
                let counts = weight * information;
                if counts > 0.0 {
                    let own = national[range.clone()].iter_mut().zip(&shares[range.clone()]);
                    own.for_each(|(sum, share)| *sum += counts * share);
                }
            }
        }
        for range in &self.level.children {
            let all: f64 = national[range.clone()].iter().sum();
            national[range.clone()].iter_mut().for_each(|v| *v *= PRIOR_WEIGHT / all);
        }
        national
    }

    /// Writes the shares of the children of one parent in a section.
    pub(crate) fn shares(
        &self,
        section: usize,
        range: &Range<usize>,
        weights: &[(usize, f64)],
        prior: &[f64],
        into: &mut [f64],
    ) {
        let own = &mut into[range.clone()];
        own.copy_from_slice(&prior[range.clone()]);
        let Some(parent) = self.level.parent.get(range.start) else { return };
        for (at, weight) in weights {
            let counts = weight * self.cells[*at][[section, *parent]];
            if counts > 0.0 {
                let shares = self.countries[*at].shares.row(section);
                own.iter_mut().zip(range.clone()).for_each(|(sum, v)| *sum += counts * shares[v]);
            }
        }
        let all: f64 = own.iter().sum();
        own.iter_mut().for_each(|v| *v /= all);
    }
}

/// Shares of children within each parent by section, of shape (sections, groups): the mean over
/// countries by weight and information, shrunk to the parent's shares in all sections made the same
/// way with one uniform observation. All are positive.
pub(crate) fn centre(
    countries: &[&Proxy],
    weights: &[f64],
    level: &Level,
    kappa: f64,
) -> Array2<f64> {
    let informed = Informed::of(countries, level, kappa);
    let weights: Vec<(usize, f64)> = weights.iter().copied().enumerate().collect();
    let prior = informed.prior(&weights);
    let sections = countries.first().map_or(0, |proxy| proxy.persons.nrows());
    let mut all = Vec::with_capacity(sections * level.len());
    let mut shares = vec![0.0; level.len()];
    for section in 0..sections {
        for range in &level.children {
            informed.shares(section, range, &weights, &prior, &mut shares);
        }
        all.extend_from_slice(&shares);
    }
    Array2::from_shape_vec((sections, level.len()), all).unwrap_or_default()
}
