//! Quantiles of past errors, and how far they are trusted: what all calibration rests on.

/// The conformal quantile of errors in ascending order: the new error counts as one
/// more of them (Vovk, Gammerman & Shafer 2005), so that its rank is `p (n + 1)`, within the errors there
/// are. `None` of none.
#[must_use]
pub fn conformal_quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = p * (sorted.len() + 1) as f64;
    let place = (place - 1.0).clamp(0.0, last as f64);
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    let (a, b) = (*sorted.get(low)?, *sorted.get(high)?);
    Some(a + (place - low as f64) * (b - a))
}

/// How far an estimate from `count` observations is trusted: half at `half` of them.
#[must_use]
pub fn trust(count: f64, half: f64) -> f64 {
    count / (count + half)
}

/// The logarithm of a size shrunk towards that of a prior, the size counting as far as it is trusted.
#[must_use]
pub fn log_shrunk(log_size: f64, log_prior: f64, trust: f64) -> f64 {
    trust * log_size + (1.0 - trust) * log_prior
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of four errors the rank at 0.5 is 2.5, between the second and the third, and at 0.9
    /// 4.5, beyond the last.
    #[test]
    fn ranks_leave_room_for_one_more_error() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(conformal_quantile(&sorted, 0.5), Some(3.0));
        assert_eq!(conformal_quantile(&sorted, 0.9), Some(8.0));
        assert_eq!(conformal_quantile(&sorted, 0.1), Some(1.0));
        assert_eq!(conformal_quantile(&[], 0.5), None);
    }
}
