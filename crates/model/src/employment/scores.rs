//! Scores of forecast distributions of levels.

use suranys_core::Year;

/// One scored forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scored {
    pub origin: Year,
    pub target: Year,
    absolute: f64,
    wis: f64,
    inside: [bool; 2],
    /// Whether the direction from the last value was right; `None` where no change was foreseen
    /// or came.
    direction: Option<bool>,
}

impl Scored {
    /// Scores a median and its central 80 and 95 per cent bands, in units of `unit`, the
    /// in-sample naive error (Hyndman & Koehler 2006).
    pub fn new(
        origin: Year,
        target: Year,
        last: f64,
        median: f64,
        bands: [(f64, f64); 2],
        outturn: f64,
        unit: f64,
    ) -> Scored {
        let (foreseen, came) = (median - last, outturn - last);
        // A change within a billionth is rounding.
        let moved = |change: f64| change.abs() > 1e-9 * last.abs();
        Scored {
            origin,
            target,
            absolute: (outturn - median).abs() / unit,
            wis: weighted_interval_score(median, bands, outturn) / unit,
            inside: bands.map(|(low, high)| low <= outturn && outturn <= high),
            direction: (moved(foreseen) && moved(came)).then_some((foreseen > 0.0) == (came > 0.0)),
        }
    }
}

/// Weighted interval score over the median and both ranges (Bracher, Ray, Gneiting & Reich 2021,
/// equation 3), in the unit of the outcome; lower is better.
fn weighted_interval_score(median: f64, bands: [(f64, f64); 2], outturn: f64) -> f64 {
    let interval = |(low, high): (f64, f64), alpha: f64| {
        let miss = (low - outturn).max(0.0) + (outturn - high).max(0.0);
        alpha / 2.0 * (high - low + 2.0 / alpha * miss)
    };
    (0.5 * (outturn - median).abs() + interval(bands[0], 0.2) + interval(bands[1], 0.05)) / 2.5
}

/// Mean scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tally {
    /// Number of forecast errors.
    pub errors: usize,
    /// Mean absolute scaled error.
    pub mase: f64,
    /// Weighted interval score, scaled likewise.
    pub wis: f64,
    /// Share of outcomes inside the 80 and the 95 per cent range.
    pub coverage: [f64; 2],
    /// Share of outcomes whose direction from the last value was foreseen; `None` for forecasts
    /// that foresee no change.
    pub direction: Option<f64>,
}

impl Tally {
    /// `None` of nothing.
    pub(crate) fn of<'a>(scored: impl Iterator<Item = &'a Scored>) -> Option<Tally> {
        let (mut errors, mut sums) = (0_usize, [0.0; 4]);
        let (mut right, mut directed) = (0_usize, 0_usize);
        for one in scored {
            errors += 1;
            let inside = one.inside.map(|inside| f64::from(u8::from(inside)));
            for (sum, part) in sums.iter_mut().zip([one.absolute, one.wis, inside[0], inside[1]]) {
                *sum += part;
            }
            if let Some(direction) = one.direction {
                directed += 1;
                right += usize::from(direction);
            }
        }
        let [mase, wis, in80, in95] = sums.map(|sum| sum / errors as f64);
        let direction = (directed > 0).then(|| right as f64 / directed as f64);
        (errors > 0).then_some(Tally { errors, mase, wis, coverage: [in80, in95], direction })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(outturn: f64) -> Scored {
        let bands = [(8.0, 12.0), (6.0, 14.0)];
        Scored::new(Year(2020), Year(2021), 9.0, 10.0, bands, outturn, 2.0)
    }

    /// Expected values: by hand from the definitions, unit 2. Inside: (0.5·1 + 0.1·4 + 0.025·8) /
    /// 2.5 = 0.44. Outside both: (0.5·5 + (0.1·4 + 3) + (0.025·8 + 1)) / 2.5 = 2.84. The last
    /// value being 9, a rise was foreseen and came twice, and once did not.
    #[test]
    fn scores_by_hand() {
        let all = [scored(11.0), scored(15.0), scored(8.5)];
        let two = Tally::of(all[..2].iter()).expect("two");
        assert!((two.mase - 1.5).abs() < 1e-12 && (two.wis - 0.82).abs() < 1e-12);
        assert_eq!((two.errors, two.coverage, two.direction), (2, [0.5, 0.5], Some(1.0)));
        let three = Tally::of(all.iter()).expect("three");
        assert_eq!(three.direction, Some(2.0 / 3.0));
        assert_eq!(Tally::of([].iter()), None);
    }
}
