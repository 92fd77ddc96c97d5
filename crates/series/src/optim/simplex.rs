//! Minimising a function of a few numbers without its slope (Nelder & Mead 1965).

use crate::tuning::models::Range;
use crate::tuning::simplex::{CONTRACT, EXPAND, REFLECT, SHRINK};

/// [`minimise`] over the first `N` ranges.
pub(crate) fn minimise_ranges<const N: usize>(
    cost: impl Fn(&[f64; N]) -> f64,
    ranges: &[Range],
    evaluations: usize,
    tolerance: f64,
) -> ([f64; N], f64) {
    let start = std::array::from_fn(|n| ranges[n].0);
    let step = std::array::from_fn(|n| ranges[n].1);
    let bounds = std::array::from_fn(|n| ranges[n].2);
    minimise(cost, start, step, bounds, evaluations, tolerance)
}

/// The least value found and where, from `start` with first steps of `step`, each coordinate kept
/// within `bounds`, after at most `evaluations`, or earlier when the simplex's values agree to
/// `tolerance` relative. A value that is not finite counts as the worst.
pub(crate) fn minimise<const N: usize>(
    cost: impl Fn(&[f64; N]) -> f64,
    start: [f64; N],
    step: [f64; N],
    bounds: [(f64, f64); N],
    evaluations: usize,
    tolerance: f64,
) -> ([f64; N], f64) {
    let inside = |mut x: [f64; N]| {
        for (value, (low, high)) in x.iter_mut().zip(bounds) {
            *value = value.clamp(low, high);
        }
        x
    };
    let price = |x: &[f64; N]| {
        let c = cost(x);
        if c.is_finite() { c } else { f64::MAX }
    };
    let start = inside(start);
    let mut simplex: Vec<([f64; N], f64)> = vec![(start, price(&start))];
    for n in 0..N {
        let mut x = start;
        x[n] += step[n];
        let mut moved = inside(x);
        if moved == start {
            x[n] = start[n] - step[n];
            moved = inside(x);
        }
        simplex.push((moved, price(&moved)));
    }
    let mut used = N + 1;
    while used < evaluations {
        simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, worst) = (simplex[0], simplex[N]);
        if worst.1 - best.1 <= tolerance * best.1.abs().max(f64::MIN_POSITIVE) {
            break;
        }
        let mut centre = [0.0; N];
        for (x, _) in &simplex[..N] {
            for (c, value) in centre.iter_mut().zip(x) {
                *c += value / N as f64;
            }
        }
        let along = |by: f64| {
            let mut x = centre;
            for (value, w) in x.iter_mut().zip(worst.0) {
                *value += by * (*value - w);
            }
            let x = inside(x);
            (x, price(&x))
        };
        let reflected = along(REFLECT);
        used += 1;
        if reflected.1 < best.1 {
            let expanded = along(EXPAND);
            used += 1;
            simplex[N] = if expanded.1 < reflected.1 { expanded } else { reflected };
        } else if reflected.1 < simplex[N - 1].1 {
            simplex[N] = reflected;
        } else {
            let by = if reflected.1 < worst.1 { CONTRACT } else { -CONTRACT };
            let contracted = along(by);
            used += 1;
            if contracted.1 < reflected.1.min(worst.1) {
                simplex[N] = contracted;
            } else {
                for corner in &mut simplex[1..] {
                    for (value, b) in corner.0.iter_mut().zip(best.0) {
                        *value = b + SHRINK * (*value - b);
                    }
                    corner.1 = price(&corner.0);
                }
                used += N;
            }
        }
    }
    simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
    simplex[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected value: the minimum of Rosenbrock's function is zero at (1, 1), by definition.
    #[test]
    fn rosenbrocks_valley_is_followed() {
        let square = |x: f64| x * x;
        let cost = |x: &[f64; 2]| square(1.0 - x[0]) + 100.0 * square(x[1] - x[0] * x[0]);
        let wide = [(-5.0, 5.0); 2];
        let (x, minimum) = minimise(cost, [-1.2, 1.0], [0.1, 0.1], wide, 2000, 1e-14);
        assert!(minimum < 1e-8 && (x[0] - 1.0).abs() < 1e-3, "{x:?} {minimum}");
    }

    #[test]
    fn bounds_hold_and_infinite_costs_are_shunned() {
        let cost = |x: &[f64; 1]| if x[0] > 0.5 { f64::NAN } else { -x[0] };
        let (x, _) = minimise(cost, [0.0], [0.2], [(-1.0, 1.0)], 200, 1e-12);
        assert!((0.45..=0.5).contains(&x[0]), "{x:?}");
    }
}
