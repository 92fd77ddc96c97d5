//! How wrong the forecasts have been, and so how wide the bands are.

use suranys_core::math::{exp, ln, mean, powf, quantile_sorted, sum};

/// Log error scale of a series with no change observed anywhere in its panel: 5 per cent a year.
const PRIOR_SCALE: f64 = 0.05;
/// Smallest log error scale: official stocks are rounded to about a thousandth.
const MIN_SCALE: f64 = 1e-3;
/// Weight of the panel's median scale against a series' own changes, in changes.
const SCALE_PRIOR: f64 = 4.0;
/// Weight, in origin years, of the prior that errors are as large as naive changes.
const LEVEL_PRIOR: f64 = 1.0;
/// Weight, in origin years, of the prior that errors grow with the root of the horizon, as a
/// random walk's do.
const GROWTH_PRIOR: f64 = 4.0;
/// Bounds on the exponent of that growth.
const GROWTH: (f64, f64) = (0.25, 1.0);
/// Origin years at which half of the prior common correlation is given up, and that prior.
const COMMON_PRIOR: (f64, f64) = (4.0, 0.25);
/// Independent errors at which the shape is half empirical, half Student.
const SHAPE_PRIOR: f64 = 10.0;
/// Errors a panel without history counts as.
const MIN_ERRORS: f64 = 3.0;
/// Largest log deviation from the median of any draw: a factor of twenty.
const LARGEST: f64 = 3.0;

/// The log error scale of one series: its mean absolute change shrunk towards the panel's
/// median, by the number of changes it rests on.
pub(crate) fn series_scale((own, changes): (f64, usize), panel: f64) -> f64 {
    let n = changes as f64;
    ((n * own + SCALE_PRIOR * panel) / (n + SCALE_PRIOR)).max(MIN_SCALE)
}

/// The panel's median scale.
pub(crate) fn panel_scale(scales: impl Iterator<Item = (f64, usize)>) -> f64 {
    let mut known: Vec<f64> = scales.filter(|s| s.1 > 0).map(|s| s.0).collect();
    known.sort_by(f64::total_cmp);
    quantile_sorted(&known, 0.5).unwrap_or(PRIOR_SCALE).max(MIN_SCALE)
}

/// How much an estimated slope widens the error of a random walk `horizon` years ahead: the
/// variance of a mean of `changes` changes, carried forward, against the walk's own (Hyndman &
/// Athanasopoulos 2021, drift method). `weight` is the weight of models with a slope.
pub(crate) fn slope_factor(changes: usize, weight: f64, horizon: usize) -> f64 {
    (1.0 + weight * weight * horizon as f64 / changes.max(1) as f64).sqrt()
}

/// One rolling-origin error on the log scale, divided by the scale of its series.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScaledError {
    /// Origin year.
    pub origin: i32,
    /// Years ahead.
    pub horizon: usize,
    /// Outcome less forecast.
    pub error: f64,
}

/// The distribution of scaled errors by horizon.
#[derive(Debug, Clone)]
pub(crate) struct Calibration {
    level: f64,
    growth: f64,
    /// Sorted standardised absolute errors from zero up; empty without errors.
    absolute: Vec<f64>,
    spread: f64,
    errors: f64,
    /// Correlation of two series' errors in the same year, at least zero.
    pub common: f64,
}

impl Calibration {
    /// Learns from errors pooled over series and origins; of none, the prior.
    pub fn fit(errors: &[ScaledError]) -> Calibration {
        let (level, growth) = fit_growth(errors);
        let common = fit_common(errors);
        let scale = |horizon: usize| exp(level) * powf(horizon as f64, growth);
        let mut absolute: Vec<f64> =
            errors.iter().map(|e| (e.error / scale(e.horizon)).abs()).collect();
        absolute.sort_by(f64::total_cmp);
        // The mean of |z| is the spread of a normal z times the root of 2/pi.
        let spread = mean(&absolute).unwrap_or(1.0).max(0.1) * 1.253_314_137_315_5;
        if !absolute.is_empty() {
            // The shape is zero at the median.
            absolute.insert(0, 0.0);
        }
        let first: Vec<i32> = errors.iter().filter(|e| e.horizon == 1).map(|e| e.origin).collect();
        let years = distinct(first.iter().copied()) as f64;
        let each = if years > 0.0 { first.len() as f64 / years } else { 1.0 };
        let errors = (first.len() as f64 / (1.0 + (each - 1.0) * common)).max(MIN_ERRORS);
        Calibration { level, growth, absolute, spread, errors, common }
    }

    /// Error scale `h` years ahead, in scales of the series; increasing in `h`.
    pub fn scale(&self, horizon: usize) -> f64 {
        exp(self.level) * powf(horizon as f64, self.growth)
    }

    /// The standardised error at the standard normal score `z`: odd and increasing.
    ///
    /// A mixture of quantiles, empirical and normal, widened as Student's is against the
    /// normal because the spread rests on few independent errors (Abramowitz & Stegun 1964,
    /// 26.7.5, two terms), the fewer the further ahead, where past errors overlap.
    pub fn shape(&self, horizon: usize, z: f64) -> f64 {
        let n = (self.errors / horizon as f64).max(MIN_ERRORS);
        let weight =
            if self.absolute.is_empty() { 0.0 } else { self.errors / (self.errors + SHAPE_PRIOR) };
        let p = libm::erf(z.abs() / core::f64::consts::SQRT_2);
        let empirical = quantile_sorted(&self.absolute, p).unwrap_or(0.0);
        let size = weight * empirical + (1.0 - weight) * self.spread * z.abs();
        let square = z * z;
        let widening = 1.0
            + (square + 1.0) / (4.0 * n)
            + (5.0 * square * square + 16.0 * square + 3.0) / (96.0 * n * n);
        if z < 0.0 { -size * widening } else { size * widening }
    }

    /// The log deviation from the median of a series of this scale, bounded.
    pub fn deviation(&self, scale: f64, horizon: usize, z: f64) -> f64 {
        (scale * self.scale(horizon) * self.shape(horizon, z)).clamp(-LARGEST, LARGEST)
    }
}

fn distinct(years: impl Iterator<Item = i32>) -> usize {
    years.collect::<std::collections::BTreeSet<_>>().len()
}

/// Power law `ln mean|e_h| = level + growth ln h`, by least squares over horizons, each weighted
/// by its number of origin years (errors at one origin move together), with priors.
fn fit_growth(errors: &[ScaledError]) -> (f64, f64) {
    let longest = errors.iter().map(|e| e.horizon).max().unwrap_or(0);
    let mut points: Vec<[f64; 3]> = Vec::new();
    for horizon in 1..=longest {
        let here: Vec<_> = errors.iter().filter(|e| e.horizon == horizon).collect();
        let size = mean(&here.iter().map(|e| e.error.abs()).collect::<Vec<_>>()).unwrap_or(0.0);
        let weight = distinct(here.iter().map(|e| e.origin)) as f64;
        if weight > 0.0 {
            points.push([weight, ln(horizon as f64), ln(size.max(1e-3))]);
        }
    }
    let level = |growth: f64| {
        sum(points.iter().map(|[w, x, y]| w * (y - growth * x)))
            / (LEVEL_PRIOR + sum(points.iter().map(|p| p[0])))
    };
    // The normal equations with the level eliminated.
    let all = LEVEL_PRIOR + sum(points.iter().map(|p| p[0]));
    let (mx, my) = (
        sum(points.iter().map(|[w, x, _]| w * x)) / all,
        sum(points.iter().map(|[w, _, y]| w * y)) / all,
    );
    let xx = sum(points.iter().map(|[w, x, _]| w * x * x)) - all * mx * mx;
    let xy = sum(points.iter().map(|[w, x, y]| w * x * y)) - all * mx * my;
    let growth = ((xy + GROWTH_PRIOR * 0.5) / (xx + GROWTH_PRIOR)).clamp(GROWTH.0, GROWTH.1);
    (level(growth), growth)
}

/// One-factor correlation: the mean product of two series' one-year errors at the same origin
/// over their mean square, shrunk by the number of origin years.
fn fit_common(errors: &[ScaledError]) -> f64 {
    let one: Vec<_> = errors.iter().filter(|e| e.horizon == 1).collect();
    let years: std::collections::BTreeSet<i32> = one.iter().map(|e| e.origin).collect();
    let (mut products, mut pairs, mut paired) = (0.0, 0.0, 0.0);
    for year in years {
        let here: Vec<f64> = one.iter().filter(|e| e.origin == year).map(|e| e.error).collect();
        if here.len() > 1 {
            let total = sum(here.iter().copied());
            let squares = sum(here.iter().map(|e| e * e));
            products += (total * total - squares) / 2.0;
            pairs += (here.len() * (here.len() - 1)) as f64 / 2.0;
            paired += 1.0;
        }
    }
    let square = mean(&one.iter().map(|e| e.error * e.error).collect::<Vec<_>>()).unwrap_or(0.0);
    let observed = if pairs > 0.0 && square > 0.0 { products / pairs / square } else { 0.0 };
    let (years, prior) = COMMON_PRIOR;
    ((paired * observed + years * prior) / (paired + years)).clamp(0.0, 0.9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::Key;

    /// Expected values: the definition, errors of size `h^0.7` at twelve origins; the
    /// prior pulls the exponent a little towards a half.
    #[test]
    fn growth_is_found_and_never_falls() {
        let errors: Vec<ScaledError> = (0..12)
            .flat_map(|o| {
                (1..=6).map(move |h| ScaledError {
                    origin: o,
                    horizon: h,
                    error: powf(h as f64, 0.7) * if o % 2 == 0 { 1.0 } else { -1.0 },
                })
            })
            .collect();
        let fit = Calibration::fit(&errors);
        assert!((fit.growth - 0.7).abs() < 0.03, "{}", fit.growth);
        assert!((fit.scale(1) - 1.0).abs() < 0.05);
        assert!((1..30).all(|h| fit.scale(h + 1) > fit.scale(h)));
    }

    /// Expected value: 0.5 by construction (equal common and own variance), 40 origin years of
    /// 30 series, shrunk towards a quarter; tolerance 0.12 is three standard errors of a
    /// variance share estimated from 40 years.
    #[test]
    fn the_common_factor_is_found() {
        let key = Key::new(3);
        let mut errors = Vec::new();
        for origin in 0..40 {
            let common = key.with("common").draw(origin).normal();
            for series in 0..30 {
                let own = key.with(&format!("s{series}")).draw(origin).normal();
                errors.push(ScaledError { origin: origin as i32, horizon: 1, error: common + own });
            }
        }
        let found = Calibration::fit(&errors).common;
        assert!((found - 0.48).abs() < 0.12, "{found}");
    }

    #[test]
    fn the_shape_is_odd_and_increasing() {
        for errors in [0, 1, 5, 50] {
            let sample: Vec<ScaledError> = (0..errors)
                .map(|i| ScaledError { origin: i, horizon: 1, error: f64::from(i) - 2.0 })
                .collect();
            let fit = Calibration::fit(&sample);
            // Bands widen with the horizon.
            for z in [0.5, 1.28, 1.96, 4.0] {
                let width = |h| fit.deviation(0.02, h, z);
                assert!((1..20).all(|h| width(h + 1) > width(h) || width(h) == LARGEST));
            }
            let mut before = f64::NEG_INFINITY;
            for step in -40..=40 {
                let z = f64::from(step) / 10.0;
                let at = fit.shape(1, z);
                assert!(at > before && (at + fit.shape(1, -z)).abs() < 1e-12);
                before = at;
            }
        }
    }
}
