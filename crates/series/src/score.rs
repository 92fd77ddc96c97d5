//! Scores of forecast distributions.

use suranys_core::Year;

/// Median and central 80 and 95 per cent ranges of one forecast.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval {
    median: f64,
    central80: (f64, f64),
    central95: (f64, f64),
}

impl Interval {
    /// From the quantile function by standard normal score.
    pub fn of(at: impl Fn(f64) -> f64) -> Interval {
        // Normal quantiles of 0.9 and 0.975.
        let (z80, z95) = (1.281_551_565_544_600_4, 1.959_963_984_540_054);
        Interval { median: at(0.0), central80: (at(-z80), at(z80)), central95: (at(-z95), at(z95)) }
    }

    /// Weighted interval score over the median and both ranges (Bracher, Ray, Gneiting & Reich
    /// 2021, equation 3), in the unit of the outcome; lower is better.
    pub fn wis(&self, actual: f64) -> f64 {
        let interval = |(low, high): (f64, f64), alpha: f64| {
            let miss = (low - actual).max(0.0) + (actual - high).max(0.0);
            alpha / 2.0 * (high - low + 2.0 / alpha * miss)
        };
        (0.5 * (actual - self.median).abs()
            + interval(self.central80, 0.2)
            + interval(self.central95, 0.05))
            / 2.5
    }
}

/// One scored forecast.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scored {
    pub origin: Year,
    pub target: Year,
    absolute: f64,
    wis: f64,
    inside80: bool,
    inside95: bool,
}

impl Scored {
    /// Scores a forecast in units of `unit`, the in-sample naive error (Hyndman & Koehler 2006).
    pub fn new(origin: Year, target: Year, actual: f64, forecast: &Interval, unit: f64) -> Scored {
        let inside = |(low, high): (f64, f64)| low <= actual && actual <= high;
        Scored {
            origin,
            target,
            absolute: (actual - forecast.median).abs() / unit,
            wis: forecast.wis(actual) / unit,
            inside80: inside(forecast.central80),
            inside95: inside(forecast.central95),
        }
    }
}

/// Mean scores; NaN of nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tally {
    pub errors: usize,
    pub mase: f64,
    pub wis: f64,
    pub coverage80: f64,
    pub coverage95: f64,
}

impl Tally {
    pub fn of<'a>(scored: impl Iterator<Item = &'a Scored>) -> Tally {
        let (mut errors, mut sums) = (0, [0.0; 4]);
        for one in scored {
            errors += 1;
            let parts = [one.absolute, one.wis, f64::from(one.inside80), f64::from(one.inside95)];
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += part;
            }
        }
        let [mase, wis, coverage80, coverage95] = sums.map(|s| s / errors as f64);
        Tally { errors, mase, wis, coverage80, coverage95 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval() -> Interval {
        Interval { median: 10.0, central80: (8.0, 12.0), central95: (6.0, 14.0) }
    }

    /// Expected values: by hand from the definition. Inside: (0.5*1 + 0.1*4 + 0.025*8) / 2.5 =
    /// 0.44. Outside both: (0.5*5 + (0.1*4 + 3) + (0.025*8 + 1)) / 2.5 = 2.84.
    #[test]
    fn wis_by_hand() {
        assert!((interval().wis(11.0) - 0.44).abs() < 1e-12);
        assert!((interval().wis(15.0) - 2.84).abs() < 1e-12);
    }

    /// Expected values: by hand; errors 1 and 5 over a unit of 2.
    #[test]
    fn tally_by_hand() {
        let year = Year(2020);
        let scored = [11.0, 15.0].map(|a| Scored::new(year, year.plus(1), a, &interval(), 2.0));
        let tally = Tally::of(scored.iter());
        assert!((tally.mase - 1.5).abs() < 1e-12 && (tally.wis - 0.82).abs() < 1e-12);
        assert_eq!((tally.errors, tally.coverage80, tally.coverage95), (2, 0.5, 0.5));
    }
}
