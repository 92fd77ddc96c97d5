//! What every model of the engine takes and gives.

/// What a model sees: consecutive observed values, oldest first, all finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample<'a> {
    /// The values; a missing one, which is not a number, only before models that take gaps, and
    /// neither first nor last.
    pub values: &'a [f64],
    /// Periods in a season: 1 for none, 4 for quarters, 12 for months.
    pub season: usize,
}

/// A fitted model's point forecasts, and how it did in the sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// One value per step ahead, all finite.
    pub point: Vec<f64>,
    /// One-step forecasts of the sample's last values, in order; as many as the model could make.
    pub fitted: Vec<f64>,
}

impl Path {
    /// Of a series of `count` values that never changed.
    pub(crate) fn flat(value: f64, horizon: usize, count: usize) -> Path {
        Path { point: vec![value; horizon], fitted: vec![value; count - 1] }
    }
}

/// A model that forecasts a point path.
pub trait PointModel: Sync {
    /// The name in tables of weights and scores.
    fn name(&self) -> &'static str;

    /// Whether missing values may stand between others.
    fn takes_gaps(&self) -> bool {
        true
    }

    /// Fits the model and forecasts `horizon` steps; `None` when there are too few values or the
    /// model finds no fit.
    fn fit(&self, sample: &Sample, horizon: usize) -> Option<Path>;
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
