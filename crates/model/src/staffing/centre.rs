//! The shares of a group's children that countries have in common.

use crate::staffing::proxies::Proxy;
use crate::staffing::tree::Level;
use crate::tuning::staffing::PRIOR_WEIGHT;
use ndarray::Array2;

/// What a country with an effective sample `n` tells of the shares that countries have in common,
/// where each departs from them as a Dirichlet of concentration `kappa` does.
pub(crate) fn information(n: f64, kappa: f64) -> f64 {
    n * (1.0 + kappa) / (n + kappa)
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
    let sections = countries.first().map_or(0, |proxy| proxy.persons.nrows());
    let groups = level.len();
    let mut national = vec![0.0; groups];
    for range in &level.children {
        let uniform = 1.0 / range.len().max(1) as f64;
        national[range.clone()].iter_mut().for_each(|v| *v = uniform);
    }
    for (proxy, weight) in countries.iter().zip(weights) {
        for (parent, range) in level.children.iter().enumerate() {
            let counts = weight * information(proxy.all_effective[parent], kappa);
            if counts > 0.0 {
                for v in range.clone() {
                    national[v] += counts * proxy.all_shares[v];
                }
            }
        }
    }
    for range in &level.children {
        let all: f64 = national[range.clone()].iter().sum();
        national[range.clone()].iter_mut().for_each(|v| *v *= PRIOR_WEIGHT / all);
    }
    let mut shares = Array2::zeros((sections, groups));
    for (section, mut row) in shares.rows_mut().into_iter().enumerate() {
        row.iter_mut().zip(&national).for_each(|(value, prior)| *value = *prior);
        for (proxy, weight) in countries.iter().zip(weights) {
            for (parent, range) in level.children.iter().enumerate() {
                let counts = weight * information(proxy.effective[[section, parent]], kappa);
                if counts > 0.0 {
                    for v in range.clone() {
                        row[v] += counts * proxy.shares[[section, v]];
                    }
                }
            }
        }
        for range in &level.children {
            let all: f64 = range.clone().map(|v| row[v]).sum();
            range.clone().for_each(|v| row[v] /= all);
        }
    }
    shares
}
