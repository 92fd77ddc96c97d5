//! Two measures of how often those of an occupation leave work for good, both of other countries, as one
//! index of which only the structure is used.

use crate::tuning::exits::{INDEX_WEIGHT, INDEX_WEIGHT_SD, SPREAD_OF_ONE_MEASURE};
use suranys_core::Key;
use suranys_core::numeric::ln;

/// What is measured of one occupation; every figure is positive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    /// Its employed, by which it counts.
    pub(crate) employed: f64,
    /// Share of the employed who leave in a year, and how much it counts next to the other measure.
    pub(crate) rate: Option<(f64, f64)>,
    /// Share of older workers.
    pub(crate) older: Option<f64>,
}

/// The logarithm of each occupation's index, the weighted mean of its measures, zero where it has none;
/// and the SD of the logarithm of an index about that: what two measures of the same thing differ by.
///
/// The measures are put on one mean over the occupations that have both, weighted by the employed;
/// where there are none, the scales of the two never meet in one occupation's mean, and each is put on
/// its own.
pub(crate) fn index(occupations: &[Measured]) -> (Vec<f64>, f64) {
    let both =
        || occupations.iter().filter_map(|one| Some((one.employed, one.rate?.0, one.older?)));
    let of_rates: f64 = both().map(|(employed, rate, _)| rate * employed).sum();
    let of_older: f64 = both().map(|(employed, _, older)| older * employed).sum();
    let scale = if of_rates > 0.0 { of_older / of_rates } else { 1.0 };
    let (mut squares, mut compared) = (0.0, 0.0);
    let log = |one: &Measured| match (one.rate.map(|(rate, w)| (rate * scale, w)), one.older) {
        (Some((rate, weight)), Some(older)) => {
            let apart = ln(rate / older);
            squares += one.employed * apart * apart;
            compared += one.employed;
            ln((older + weight * rate) / (1.0 + weight))
        }
        (Some((value, _)), None) | (None, Some(value)) => ln(value),
        (None, None) => 0.0,
    };
    let logs = occupations.iter().map(log).collect();
    // The variance of one of two measures is half that of their difference.
    let spread =
        if compared > 0.0 { (0.5 * squares / compared).sqrt() } else { SPREAD_OF_ONE_MEASURE };
    (logs, spread)
}

/// By draw, how much the logarithm of an index counts: what is so abroad is so here in part only.
pub(crate) fn weights(draws: usize, key: &Key) -> Vec<f64> {
    let streams = key.with("weight").streams();
    (0..draws)
        .map(|d| (INDEX_WEIGHT + INDEX_WEIGHT_SD * streams.draw(d).normal()).clamp(0.0, 1.0))
        .collect()
}
