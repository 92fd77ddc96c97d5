//! Arithmetic on draws: need is new plus replacement demand, a gap is need less supply, draw by
//! draw.

/// Adds draws to a running total, which starts empty.
pub fn accumulate(total: &mut Vec<f64>, draws: &[f64]) {
    if total.is_empty() {
        total.extend_from_slice(draws);
    } else {
        for (sum, value) in total.iter_mut().zip(draws) {
            *sum += value;
        }
    }
}

/// Draw by draw, the sum.
#[must_use]
pub fn plus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

/// Draw by draw, the difference.
#[must_use]
pub fn less(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Draw by draw, the product.
#[must_use]
pub fn times(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a * b).collect()
}

/// Share of draws above zero.
#[must_use]
pub fn above_zero(draws: &[f64]) -> f64 {
    draws.iter().filter(|v| **v > 0.0).count() as f64 / draws.len().max(1) as f64
}
