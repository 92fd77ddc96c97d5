//! What is known of values some of which may be missing (NaN).

use crate::error::ForecastError;
use crate::tuning::drift::MAD_TO_SD;
use suranys_core::numeric::powf;

/// Values as the engine's own rooms have them: NaN where one is missing.
pub(crate) fn marked(y: &[Option<f64>]) -> Result<Vec<f64>, ForecastError> {
    let not_finite = |value: &Option<f64>| value.is_some_and(|v| !v.is_finite());
    match y.iter().position(not_finite) {
        Some(place) => Err(ForecastError::NotFinite(place)),
        None => Ok(missing_marked(y)),
    }
}

/// The same of values whatever they are; what is not a number is missing.
pub(crate) fn missing_marked(y: &[Option<f64>]) -> Vec<f64> {
    y.iter().map(|value| value.unwrap_or(f64::NAN)).collect()
}

/// The mean of values, of which there are some.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The values that are not missing.
pub(crate) fn observed(y: &[f64]) -> impl Iterator<Item = f64> {
    y.iter().copied().filter(|v| !v.is_nan())
}

/// How many values are not missing.
pub(crate) fn known(y: &[f64]) -> usize {
    observed(y).count()
}

/// Mean absolute size of the values that are not missing; zero of none.
pub(crate) fn mean_size(y: &[f64]) -> f64 {
    observed(y).map(f64::abs).sum::<f64>() / known(y).max(1) as f64
}

/// The same of values of which one counts half as much as one `half_life` later.
pub(crate) fn recent_size(y: &[f64], half_life: f64) -> f64 {
    let (decay, mut weight) = (powf(0.5, 1.0 / half_life), 1.0);
    let (mut sum, mut total) = (0.0, 0.0);
    for value in y.iter().rev() {
        if !value.is_nan() {
            sum += weight * value.abs();
            total += weight;
        }
        weight *= decay;
    }
    if total > 0.0 { sum / total } else { 0.0 }
}

/// Whether all values that are not missing are above zero.
pub(crate) fn positive(y: &[f64]) -> bool {
    y.iter().all(|v| v.is_nan() || *v > 0.0)
}

/// Changes from each observed value to the next, per period.
pub(crate) fn changes(y: &[f64]) -> Vec<f64> {
    let mut known = y.iter().enumerate().filter(|(_, v)| !v.is_nan());
    let Some(mut before) = known.next() else { return Vec::new() };
    known
        .map(|here| {
            let change = (here.1 - before.1) / (here.0 - before.0) as f64;
            before = here;
            change
        })
        .collect()
}

/// Mean absolute change per period; zero of a single value.
pub(crate) fn mean_change(y: &[f64]) -> f64 {
    mean_size(&changes(y))
}

/// Changes from the same season before, without a season from the value before, where neither is
/// missing: their mean size is the scale of errors (Hyndman & Koehler 2006).
pub(crate) fn season_changes(y: &[f64], season: usize) -> Vec<f64> {
    let lag = if y.len() > season { season } else { 1 };
    let later = y.get(lag..).unwrap_or_default();
    y.iter().zip(later).map(|(before, now)| now - before).filter(|c| !c.is_nan()).collect()
}

/// The last observed value before each but the first `skip`, by steps of `skip`.
pub(crate) fn carried(y: &[f64], skip: usize) -> Vec<f64> {
    let mut carried = y.to_vec();
    for t in skip..y.len() {
        if carried[t].is_nan() {
            carried[t] = carried[t - skip];
        }
    }
    carried
}

/// The median; sorts.
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let upper = *values.get(n / 2)?;
    if n % 2 == 1 { Some(upper) } else { Some((values.get(n / 2 - 1)? + upper) / 2.0) }
}

/// The standard deviation of normal distances from a centre whose median size is that of `distances`
/// (Hampel 1974); none of none.
pub(crate) fn robust_sd(distances: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sizes: Vec<f64> = distances.map(f64::abs).collect();
    Some(MAD_TO_SD * median(&mut sizes)?)
}

/// Square roots of a positive series that changed, some values of which may be missing.
pub(crate) fn roots(y: &[f64]) -> Option<Vec<f64>> {
    let rooted = positive(y) && mean_change(y) > 0.0;
    rooted.then(|| y.iter().map(|v| v.sqrt()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: sizes 8, 4 and 2, of which each counts half as much as the next, are `(2 + 2 + 2) / 1.75`
    /// on average; one that is missing does not count, but ages those before it.
    #[test]
    fn later_sizes_count_more() {
        assert!((recent_size(&[8.0, -4.0, 2.0], 1.0) - 6.0 / 1.75).abs() < 1e-12);
        assert!((recent_size(&[8.0, f64::NAN, 2.0], 1.0) - 4.0 / 1.25).abs() < 1e-12);
        assert_eq!(recent_size(&[f64::NAN], 1.0), 0.0);
    }
}
