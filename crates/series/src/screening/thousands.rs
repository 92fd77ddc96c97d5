//! Marks of thousands that were read as decimal marks.

use crate::tuning::screening as tuning;
use suranys_core::numeric::ln;

/// Whether a number has no more than three decimals, and could be a thousandth of a whole one.
pub(super) fn is_thousandth(value: f64) -> bool {
    let size = value.abs();
    let whole = size * 1000.0;
    let near = (whole - whole.round()).abs() <= tuning::DECIMALS_TOLERANCE * whole.max(1.0);
    (1.0..1000.0).contains(&size) && near && size.fract() > 0.0
}

/// Whether a number has three decimals of which the last is not zero.
pub(super) fn has_three_decimals(value: f64) -> bool {
    let hundredths = value.abs() * 100.0;
    let tolerance = tuning::DECIMALS_TOLERANCE * hundredths.max(1.0);
    is_thousandth(value) && (hundredths - hundredths.round()).abs() > tolerance
}

/// Places of values that are a thousandth of the others, which are whole: multiplied by a thousand they
/// join them.
pub(super) fn thousandths(values: &[f64], places: &[usize]) -> Vec<usize> {
    let small: Vec<usize> =
        places.iter().copied().filter(|at| is_thousandth(values[*at])).collect();
    let rest = places.len() - small.len();
    let is_small = |at: &usize| is_thousandth(values[*at]);
    let fits = |at: &usize| is_small(at) || values[*at].fract() == 0.0;
    let positive = places.iter().all(|at| values[*at] > 0.0);
    if small.is_empty() || rest == 0 || !positive || !places.iter().all(fits) {
        return Vec::new();
    }
    let log = |at: &usize| ln(values[*at]) / std::f64::consts::LN_10;
    let pairs = || places.iter().zip(places.iter().skip(1));
    let is_edge = |a: &usize, b: &usize| is_small(a) != is_small(b);
    // Each step between the two kinds is of about a thousand, and one of a thousand more is small.
    let joins = |(a, b): (&usize, &usize)| {
        let step = log(b) - log(a);
        let joined = if is_small(a) { step - 3.0 } else { step + 3.0 };
        !is_edge(a, b) || joined.abs() <= tuning::THOUSAND_TOLERANCE
    };
    if pairs().all(joins) { small } else { Vec::new() }
}
