//! Sobol indices: how much of the variance of a result a parameter explains alone (first order),
//! and how much would be left if all others were known (total).
//!
//! First order by Saltelli et al. (2010), "Variance based sensitivity analysis of model output",
//! Comput. Phys. Commun. 181, table 2 (b); total by Jansen (1999), table 2 (f) there. Results are
//! taken from their mean first, which leaves the expectation and lowers the estimator's variance.
//! Intervals are percentile intervals of the bootstrap over rows (Archer, Saltelli & Sobol' 1997).

use crate::tuning::sobol::REPLICATES;
use suranys_core::numeric::{mean, quantile_sorted, sum};
use suranys_core::rng::Key;

/// An index with its central 95 per cent interval. Estimates may lie slightly outside 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// The estimate, a share of the variance.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Indices of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// Share of the variance explained by the parameter alone.
    pub first: Index,
    /// Share of the variance that involves the parameter, with all interactions.
    pub total: Index,
}

/// Results of one row of the design.
struct Row<'a> {
    a: f64,
    b: f64,
    mixed: Vec<&'a f64>,
}

/// Indices of each parameter from the results of Saltelli's design: `a` and `b` of the two
/// samples, `mixed[parameter]` of the first with that parameter from the second. `None` where the
/// result does not vary, is not finite, or the parts differ in length.
#[must_use]
pub fn sobol_indices(a: &[f64], b: &[f64], mixed: &[Vec<f64>], key: &Key) -> Option<Vec<Indices>> {
    let n = a.len();
    let all = || a.iter().chain(b).chain(mixed.iter().flatten());
    if b.len() != n || mixed.iter().any(|m| m.len() != n) || all().any(|y| !y.is_finite()) {
        return None;
    }
    let rows: Vec<Row<'_>> = (0..n)
        .map(|j| {
            let mixed = mixed.iter().filter_map(|m| m.get(j)).collect();
            Some(Row { a: *a.get(j)?, b: *b.get(j)?, mixed })
        })
        .collect::<Option<_>>()?;
    let all: Vec<&Row<'_>> = rows.iter().collect();
    let found = estimate(&all, mixed.len())?;
    let key = key.with("bootstrap");
    let streams = key.streams();
    let replicates: Vec<Vec<(f64, f64)>> = (0..REPLICATES)
        .filter_map(|replicate| {
            let mut stream = streams.draw(replicate);
            let again: Vec<&Row<'_>> = (0..n).filter_map(|_| rows.get(stream.below(n))).collect();
            estimate(&again, mixed.len())
        })
        .collect();
    let around = |value: f64, parameter: usize, pick: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> =
            replicates.iter().filter_map(|r| r.get(parameter)).map(pick).collect();
        values.sort_by(f64::total_cmp);
        let (low, high) = (quantile_sorted(&values, 0.025)?, quantile_sorted(&values, 0.975)?);
        Some(Index { value, low, high })
    };
    let of = |(parameter, (first, total)): (usize, &(f64, f64))| {
        let first = around(*first, parameter, |(first, _)| *first)?;
        Some(Indices { first, total: around(*total, parameter, |(_, total)| *total)? })
    };
    found.iter().enumerate().map(of).collect()
}

/// First-order and total index of each parameter.
fn estimate(rows: &[&Row<'_>], parameters: usize) -> Option<Vec<(f64, f64)>> {
    let both: Vec<f64> = rows.iter().flat_map(|row| [row.a, row.b]).collect();
    let centre = mean(&both)?;
    let n = rows.len() as f64;
    let variance = sum(both.iter().map(|y| (y - centre) * (y - centre))) / (2.0 * n);
    // Rounding alone makes a spread of a few units in the last place.
    if variance <= (centre * 1e-12) * (centre * 1e-12) {
        return None;
    }
    let of = |parameter: usize| {
        let mixed = |row: &Row<'_>| row.mixed.get(parameter).map_or(f64::NAN, |y| **y);
        let first = sum(rows.iter().map(|row| (row.b - centre) * (mixed(row) - row.a))) / n;
        let total =
            sum(rows.iter().map(|row| (row.a - mixed(row)) * (row.a - mixed(row)))) / (2.0 * n);
        (first / variance, total / variance)
    };
    Some((0..parameters).map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitivity::sobol::shifted;
    use suranys_core::numeric::powf;

    /// Results of Saltelli's design for a function on the unit cube, and their indices.
    fn indices(n: usize, k: usize, f: impl Fn(&[f64]) -> f64) -> Option<Vec<Indices>> {
        let points = shifted(n, 2 * k, &Key::new(11)).expect("few dimensions");
        let a: Vec<f64> = points.iter().map(|p| f(&p[..k])).collect();
        let b: Vec<f64> = points.iter().map(|p| f(&p[k..])).collect();
        let mixed: Vec<Vec<f64>> = (0..k)
            .map(|i| {
                let at = |p: &Vec<f64>| {
                    let mut x = p[..k].to_vec();
                    x[i] = p[k + i];
                    f(&x)
                };
                points.iter().map(at).collect()
            })
            .collect();
        sobol_indices(&a, &b, &mixed, &Key::new(11))
    }

    fn near(found: &[Indices], first: &[f64], total: &[f64], tolerance: f64) {
        for ((index, first), total) in found.iter().zip(first).zip(total) {
            assert!((index.first.value - first).abs() < tolerance, "{index:?} against {first}");
            assert!((index.total.value - total).abs() < tolerance, "{index:?} against {total}");
            assert!(
                index.first.low <= *first + tolerance && *first - tolerance <= index.first.high
            );
            assert!(
                index.total.low <= *total + tolerance && *total - tolerance <= index.total.high
            );
        }
    }

    /// Ishigami & Homma (1990) with a = 7, b = 0.1. Expected values: by hand from the variances
    /// V1 = (1 + bπ⁴/5)²/2, V2 = a²/8, V13 = 8b²π⁸/225 (Saltelli et al. 2008, p. 179): 0.3139,
    /// 0.4424, 0 and 0.5576, 0.4424, 0.2437. Tolerance: 0.01 at 4,096 rows.
    #[test]
    fn the_indices_of_the_ishigami_function_are_known() {
        let pi = std::f64::consts::PI;
        let found = indices(4096, 3, |u| {
            let x: Vec<f64> = u.iter().map(|u| pi * (2.0 * u - 1.0)).collect();
            let (s1, s2) = (libm::sin(x[0]), libm::sin(x[1]));
            s1 + 7.0 * s2 * s2 + 0.1 * powf(x[2], 4.0) * s1
        })
        .expect("it varies");
        near(&found, &[0.3139, 0.4424, 0.0], &[0.5576, 0.4424, 0.2437], 0.01);
    }

    /// A linear model of independent uniforms: a parameter's share is its squared slope among all
    /// (by hand), alone and in total. Slopes 1, 2, 3 and 0: 1/14, 4/14, 9/14, 0. The constant of a
    /// million must not matter. Tolerance: 0.005 at 4,096 rows.
    #[test]
    fn the_indices_of_a_linear_model_are_its_squared_slopes() {
        let found = indices(4096, 4, |u| 1e6 + u[0] + 2.0 * u[1] + 3.0 * u[2]).expect("it varies");
        let shares = [1.0 / 14.0, 4.0 / 14.0, 9.0 / 14.0, 0.0];
        near(&found, &shares, &shares, 0.005);
    }

    /// Of a constant there is nothing to explain; of a result that is no number nothing is known.
    #[test]
    fn no_indices_where_nothing_varies() {
        assert_eq!(indices(64, 2, |_| 0.1), None);
        assert_eq!(indices(64, 2, |u| if u[0] > 0.5 { f64::NAN } else { u[1] }), None);
        assert_eq!(sobol_indices(&[1.0, 2.0], &[1.0], &[], &Key::new(1)), None);
    }
}
