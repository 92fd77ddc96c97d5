//! Scores of forecast distributions against outturns: each a function of its own, and their means.
//!
//! Scaled scores are in units of the naive forecast's mean error in the sample
//! ([`NaiveErrorScale`]), so that series of any size and unit can be averaged (Hyndman & Koehler
//! 2006). Lower is better but for coverage and direction.

use crate::preprocess::observed::season_changes;
use crate::tuning::scores::{MIN_COMPARED_SERIES, ROUNDING};

/// Coverages of the central prediction intervals in the weighted interval score, together with the
/// median: quantile levels 0.025, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9 and 0.975.
pub const WIS_COVERAGES: [f64; 4] = [0.2, 0.5, 0.8, 0.95];
/// Places among [`WIS_COVERAGES`] of the intervals whose coverage is reported: 80 and 95 per cent.
pub const REPORTED: [usize; 2] = [2, 3];
/// Quantile levels whose mean pinball loss, doubled, approximates the CRPS.
pub const CRPS_LEVELS: [f64; 10] = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95];

/// Lower and upper bound of a central prediction interval.
pub type Interval = (f64, f64);

/// The symmetric absolute percentage error, 0 to 200; 0 where forecast and outturn are zero. Its mean
/// is the sMAPE (Makridakis 1993).
#[must_use]
pub fn symmetric_percentage_error(outturn: f64, median: f64) -> f64 {
    let size = outturn.abs() + median.abs();
    if size > 0.0 { 200.0 * (outturn - median).abs() / size } else { 0.0 }
}

/// The interval score at a coverage (share of one): the width, and for an outturn outside
/// `2 / (1 - coverage)` times the distance to the nearer bound (Gneiting & Raftery 2007). In the
/// outturn's unit.
#[must_use]
pub fn interval_score(coverage: f64, (low, high): Interval, outturn: f64) -> f64 {
    let tail = 1.0 - coverage;
    (high - low) + 2.0 / tail * ((low - outturn).max(0.0) + (outturn - high).max(0.0))
}

/// The weighted interval score of the median and the intervals at [`WIS_COVERAGES`], that is at
/// quantile levels 0.025, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9 and 0.975: half the median's absolute
/// error and each interval's score times half its tail, over the number of intervals and a half
/// (Bracher, Ray, Gneiting & Reich 2021, equation 1). In the outturn's unit.
#[must_use]
pub fn weighted_interval_score(
    median: f64,
    intervals: &[Interval; WIS_COVERAGES.len()],
    outturn: f64,
) -> f64 {
    let mut sum = (outturn - median).abs() / 2.0;
    for (coverage, interval) in WIS_COVERAGES.iter().zip(intervals) {
        sum += (1.0 - coverage) / 2.0 * interval_score(*coverage, *interval, outturn);
    }
    sum / (WIS_COVERAGES.len() as f64 + 0.5)
}

/// The continuous ranked probability score by quantiles at [`CRPS_LEVELS`]: twice their mean pinball
/// loss (Gneiting & Raftery 2007). In the outturn's unit.
#[must_use]
pub fn crps(quantiles: &[f64; CRPS_LEVELS.len()], outturn: f64) -> f64 {
    let mut sum = 0.0;
    for (level, at) in CRPS_LEVELS.iter().zip(quantiles) {
        sum += if outturn >= *at { level * (outturn - at) } else { (1.0 - level) * (at - outturn) };
    }
    2.0 * sum / CRPS_LEVELS.len() as f64
}

/// Whether an interval contains the outturn.
#[must_use]
pub fn contains((low, high): Interval, outturn: f64) -> bool {
    low <= outturn && outturn <= high
}

/// Whether the direction from the last value was right; `None` where no change was forecast or observed,
/// a change within a billionth of the last value being rounding.
#[must_use]
pub fn direction(last: f64, median: f64, outturn: f64) -> Option<bool> {
    let (forecast, outturn_value) = (median - last, outturn - last);
    let moved = |change: f64| change.abs() > ROUNDING * last.abs();
    (moved(forecast) && moved(outturn_value)).then_some((forecast > 0.0) == (outturn_value > 0.0))
}

/// The overall weighted average: the mean of the ratios of MASE and sMAPE to those of Naive2
/// (Makridakis, Spiliotis & Assimakopoulos 2020). `None` where Naive2 made no error.
#[must_use]
pub fn owa(mase: f64, smape: f64, naive2_mase: f64, naive2_smape: f64) -> Option<f64> {
    let ratios = || (mase / naive2_mase + smape / naive2_smape) / 2.0;
    (naive2_mase > 0.0 && naive2_smape > 0.0).then(ratios)
}

/// The statistic of Diebold & Mariano (1995) of one difference of scores for each series, series
/// taken as independent: their mean over its standard error, standard normal where neither model is
/// better. `None` of fewer than ten series, or of differences that are all the same.
#[must_use]
pub fn diebold_mariano(differences: &[f64]) -> Option<f64> {
    let n = differences.len() as f64;
    let centre = differences.iter().sum::<f64>() / n;
    let squares = differences.iter().map(|d| (d - centre) * (d - centre)).sum::<f64>();
    let error = (squares / (n - 1.0) / n).sqrt();
    (differences.len() >= MIN_COMPARED_SERIES && error > 0.0).then(|| centre / error)
}

/// Mean errors of the naive forecast in the sample, of the same season: what scores are scaled by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NaiveErrorScale {
    /// Mean absolute error, of the MASE (Hyndman & Koehler 2006); above zero.
    pub absolute: f64,
    /// Mean squared error, of the RMSSE; above zero.
    pub squared: f64,
}

impl NaiveErrorScale {
    /// Of the values seen, some of which may be missing; `None` where none changed.
    #[must_use]
    pub fn of(seen: &[f64], season: usize) -> Option<NaiveErrorScale> {
        let changes = season_changes(seen, season);
        let count = changes.len() as f64;
        let absolute = changes.iter().map(|c| c.abs()).sum::<f64>() / count;
        let squared = changes.iter().map(|c| c * c).sum::<f64>() / count;
        (absolute > 0.0).then_some(NaiveErrorScale { absolute, squared })
    }
}

/// What was forecast of one outturn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Predicted {
    /// The last value seen.
    pub last: f64,
    /// The median.
    pub median: f64,
    /// Central intervals at [`WIS_COVERAGES`].
    pub intervals: [Interval; WIS_COVERAGES.len()],
    /// Quantiles at [`CRPS_LEVELS`], where they are known.
    pub quantiles: Option<[f64; CRPS_LEVELS.len()]>,
}

/// What one outturn scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Absolute error, scaled.
    pub absolute: f64,
    /// Squared error, scaled by the squared scale.
    pub squared: f64,
    /// See [`symmetric_percentage_error`].
    pub percentage: f64,
    /// See [`weighted_interval_score`]; scaled.
    pub wis: f64,
    /// See [`crps`]; scaled, zero where quantiles were not known.
    pub crps: f64,
    /// Whether the 80 and the 95 per cent interval contained it.
    pub contained: [bool; 2],
    /// See [`interval_score`], at 80 and 95 per cent; scaled.
    pub interval: [f64; 2],
    /// See [`direction`].
    pub direction: Option<bool>,
}

impl Scored {
    /// Scores an outturn.
    #[must_use]
    pub fn new(predicted: &Predicted, outturn: f64, scale: NaiveErrorScale) -> Scored {
        let Predicted { last, median, intervals, quantiles } = predicted;
        let error = (outturn - median).abs();
        let reported = REPORTED.map(|at| (WIS_COVERAGES[at], intervals[at]));
        Scored {
            absolute: error / scale.absolute,
            squared: error * error / scale.squared,
            percentage: symmetric_percentage_error(outturn, *median),
            wis: weighted_interval_score(*median, intervals, outturn) / scale.absolute,
            crps: quantiles.map_or(0.0, |quantiles| crps(&quantiles, outturn) / scale.absolute),
            contained: reported.map(|(_, interval)| contains(interval, outturn)),
            interval: reported
                .map(|(level, interval)| interval_score(level, interval, outturn) / scale.absolute),
            direction: direction(*last, *median, outturn),
        }
    }
}

/// Mean scores of outturns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanScores {
    /// Number of outturns scored.
    pub errors: usize,
    /// Mean absolute scaled error (Hyndman & Koehler 2006).
    pub mase: f64,
    /// Root mean squared scaled error.
    pub rmsse: f64,
    /// Symmetric mean absolute percentage error, 0 to 200.
    pub smape: f64,
    /// Mean [`weighted_interval_score`] (quantile levels 0.025, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9
    /// and 0.975), scaled as the MASE.
    pub wis: f64,
    /// Mean [`crps`], scaled as the MASE; zero where quantiles were not known.
    pub crps: f64,
    /// Share of outturns in the 80 and in the 95 per cent interval.
    pub coverage: [f64; 2],
    /// Mean scaled interval score at 80 and 95 per cent (Gneiting & Raftery 2007).
    pub msis: [f64; 2],
    /// Share of outturns whose direction from the last value was forecast; `None` of forecasts of no
    /// change.
    pub direction: Option<f64>,
}

impl MeanScores {
    /// Of outturns; `None` of none.
    #[must_use]
    pub fn of<'a>(scored: impl IntoIterator<Item = &'a Scored>) -> Option<MeanScores> {
        let (mut errors, mut sums) = (0_usize, [0.0; 9]);
        let (mut right, mut directed) = (0_usize, 0_usize);
        for one in scored {
            errors += 1;
            let [in80, in95] = one.contained.map(|contained| f64::from(u8::from(contained)));
            let [is80, is95] = one.interval;
            let here = [
                one.absolute,
                one.squared,
                one.percentage,
                one.wis,
                one.crps,
                in80,
                in95,
                is80,
                is95,
            ];
            for (sum, value) in sums.iter_mut().zip(here) {
                *sum += value;
            }
            if let Some(direction) = one.direction {
                directed += 1;
                right += usize::from(direction);
            }
        }
        let [mase, square, smape, wis, crps, in80, in95, is80, is95] =
            sums.map(|sum| sum / errors as f64);
        (errors > 0).then(|| MeanScores {
            errors,
            mase,
            rmsse: square.sqrt(),
            smape,
            wis,
            crps,
            coverage: [in80, in95],
            msis: [is80, is95],
            direction: (directed > 0).then(|| right as f64 / directed as f64),
        })
    }

    /// Whether every score is a finite number.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        let MeanScores { mase, rmsse, smape, wis, crps, coverage, msis, .. } = self;
        [mase, rmsse, smape, wis, crps]
            .into_iter()
            .chain(coverage)
            .chain(msis)
            .all(|s| s.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: NaiveErrorScale = NaiveErrorScale { absolute: 2.0, squared: 5.0 };

    fn predicted() -> Predicted {
        Predicted {
            last: 9.0,
            median: 10.0,
            intervals: [(9.0, 11.0), (8.0, 12.0), (6.0, 14.0), (4.0, 18.0)],
            quantiles: Some([1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0, 17.0, 19.0]),
        }
    }

    /// Expected values by hand. Outturn 14, median 10, central intervals 9 to 11, 8 to 12, 6 to 14 and
    /// 4 to 18; the pinball losses are 0.65, 1.65, 2.25, 2.45, 2.25, 1.65, 0.65, 0.25, 0.45 and 0.25.
    #[test]
    fn scores_are_those_by_hand() {
        let scored = Scored::new(&predicted(), 14.0, SCALE);
        let wis = (0.5 * 4.0 + 0.4 * 9.5 + 0.25 * 12.0 + 0.1 * 8.0 + 0.025 * 14.0) / 4.5 / 2.0;
        let expected = [
            (scored.absolute, 2.0),
            (scored.squared, 16.0 / 5.0),
            (scored.percentage, 200.0 * 4.0 / 24.0),
            (scored.wis, wis),
            (scored.crps, 1.25),
            (scored.interval[0], 4.0),
            (scored.interval[1], 7.0),
        ];
        for (place, (ours, theirs)) in expected.into_iter().enumerate() {
            assert!((ours - theirs).abs() < 1e-12, "{place}: {ours} {theirs}");
        }
        assert_eq!((scored.contained, scored.direction), ([true, true], Some(true)));
        let outside = Scored::new(&predicted(), 15.0, SCALE);
        // The width 8, and ten times the distance 1, in units of 2.
        assert!((outside.interval[0] - 9.0).abs() < 1e-12, "{:?}", outside.interval);
        assert_eq!(outside.contained, [false, true]);
    }

    /// By hand: a rise was forecast and observed twice, and once a fall; no change has no direction.
    #[test]
    fn means_are_those_by_hand() {
        let all = [11.0, 15.0, 8.5].map(|outturn| Scored::new(&predicted(), outturn, SCALE));
        let mean = MeanScores::of(&all).expect("three");
        assert!((mean.mase - 7.5 / 6.0).abs() < 1e-12, "{mean:?}");
        assert!((mean.rmsse - (28.25_f64 / 15.0).sqrt()).abs() < 1e-12, "{mean:?}");
        assert_eq!((mean.errors, mean.direction), (3, Some(2.0 / 3.0)));
        assert_eq!(mean.coverage, [2.0 / 3.0, 1.0]);
        assert_eq!(MeanScores::of(&[]), None);
        assert_eq!(direction(9.0, 9.0, 11.0), None);
    }

    /// By hand: half of 2 / 1 and of (200 · 4/24) / (200 · 2/26); none where Naive2 was right.
    #[test]
    fn the_overall_weighted_average_is_that_by_hand() {
        let ours =
            owa(2.0, 200.0 * 4.0 / 24.0, 1.0, 200.0 * 2.0 / 26.0).expect("Naive2 made errors");
        assert!((ours - (2.0 + (4.0 / 24.0) / (2.0 / 26.0)) / 2.0).abs() < 1e-12, "{ours}");
        assert_eq!(owa(2.0, 1.0, 0.0, 0.0), None);
    }

    /// By hand: differences of 1 and 3 in turn have a mean of 2 and, of ten, a standard error of a
    /// third; fewer than ten series are not compared.
    #[test]
    fn a_worse_model_shows_in_its_differences() {
        let differences: Vec<f64> = (0..10).map(|n| if n % 2 == 0 { 1.0 } else { 3.0 }).collect();
        assert!((diebold_mariano(&differences).expect("ten series") - 6.0).abs() < 1e-12);
        assert_eq!(diebold_mariano(&differences[..9]), None);
        assert_eq!(diebold_mariano(&[1.0; 10]), None);
    }
}
