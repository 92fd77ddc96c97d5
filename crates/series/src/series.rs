//! A short annual series of positive stocks, its breaks and its regimes.

use suranys_core::Year;
use suranys_core::math::ln;
use thiserror::Error;

/// Why a series or a request was refused.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SeriesError {
    /// The break flags do not match the values one to one.
    #[error("series {id}: {values} values but {breaks} break flags")]
    LengthMismatch {
        /// The series.
        id: String,
        /// Number of values.
        values: usize,
        /// Number of break flags.
        breaks: usize,
    },
    /// A value is infinite or not a number.
    #[error("series {id}, {year}: the value is not a finite number")]
    NotFinite {
        /// The series.
        id: String,
        /// The year of the value.
        year: Year,
    },
    /// A value is zero or negative, which a stock modelled on the log scale cannot be.
    #[error("series {id}, {year}: {value} is not positive")]
    NotPositive {
        /// The series.
        id: String,
        /// The year of the value.
        year: Year,
        /// The value.
        value: f64,
    },
    /// Nothing was observed.
    #[error("series {id} has no observed value")]
    Empty {
        /// The series.
        id: String,
    },
    /// Two series of a panel share a name, so they would share their random numbers.
    #[error("the panel holds series {id} twice")]
    Duplicate {
        /// The series.
        id: String,
    },
    /// A panel without series.
    #[error("the panel holds no series")]
    EmptyPanel,
    /// A forecast of no years.
    #[error("the horizon must be at least one year")]
    ZeroHorizon,
    /// A forecast of no draws.
    #[error("the number of draws must be at least one")]
    ZeroDraws,
}

/// A short annual series of a positive stock (persons, say), modelled on the log scale.
///
/// Starts and ends with an observed value: missing years at either end are dropped. A missing
/// year in between stays missing. A break flagged at a missing year takes effect at the next
/// observed one.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    id: String,
    first: Year,
    values: Vec<Option<f64>>,
    breaks: Vec<bool>,
}

impl Series {
    /// A series of consecutive years from `first`; `None` is missing and stays missing.
    /// `breaks[i]` says that a new regime starts at point `i`.
    ///
    /// # Errors
    /// Refuses break flags that do not match the values, a value that is not finite or not
    /// positive, and a series without any observed value.
    pub fn new(
        id: impl Into<String>,
        first: Year,
        values: Vec<Option<f64>>,
        breaks: Vec<bool>,
    ) -> Result<Series, SeriesError> {
        let id = id.into();
        if values.len() != breaks.len() {
            let (values, breaks) = (values.len(), breaks.len());
            return Err(SeriesError::LengthMismatch { id, values, breaks });
        }
        for (year, value) in (first.0..).map(Year).zip(&values) {
            match *value {
                Some(v) if !v.is_finite() => return Err(SeriesError::NotFinite { id, year }),
                Some(value) if value <= 0.0 => {
                    return Err(SeriesError::NotPositive { id, year, value });
                }
                _ => {}
            }
        }
        Series { id: id.clone(), first, values, breaks }.trimmed().ok_or(SeriesError::Empty { id })
    }

    /// The name of the series, unique in a panel; it keys the random numbers.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The year of the last observed value: the origin of a forecast.
    #[must_use]
    pub fn last_year(&self) -> Year {
        self.first.plus(self.values.len() as i32 - 1)
    }

    /// What was observed up to and including `year`; `None` when nothing was.
    #[must_use]
    pub fn until(&self, year: Year) -> Option<Series> {
        let keep = usize::try_from(year.since(self.first) + 1).ok()?.min(self.values.len());
        Series {
            id: self.id.clone(),
            first: self.first,
            values: self.values.get(..keep)?.to_vec(),
            breaks: self.breaks.get(..keep)?.to_vec(),
        }
        .trimmed()
    }

    /// The regime in force at the end of the series: the values from the last break on, all
    /// that a fit may use.
    #[must_use]
    pub fn regime(&self) -> Regime {
        self.regimes().pop().unwrap_or(Regime { start: self.first, values: Vec::new() })
    }

    /// All regimes, in order; each starts and ends with an observed value.
    #[must_use]
    pub fn regimes(&self) -> Vec<Regime> {
        let mut regimes: Vec<Regime> = Vec::new();
        let mut broken = true;
        for ((year, value), breaks) in
            (self.first.0..).map(Year).zip(&self.values).zip(&self.breaks)
        {
            broken |= breaks;
            if broken && value.is_some() {
                regimes.push(Regime { start: year, values: Vec::new() });
                broken = false;
            }
            if let (false, Some(regime)) = (broken, regimes.last_mut()) {
                regime.values.push(*value);
            }
        }
        for regime in &mut regimes {
            while regime.values.last().is_some_and(Option::is_none) {
                regime.values.pop();
            }
        }
        regimes
    }

    /// Without missing years at either end; `None` when every year is missing.
    fn trimmed(mut self) -> Option<Series> {
        let start = self.values.iter().position(Option::is_some)?;
        let end = self.values.iter().rposition(Option::is_some)?;
        self.first = self.first.plus(start as i32);
        self.values = self.values.get(start..=end)?.to_vec();
        self.breaks = self.breaks.get(start..=end)?.to_vec();
        Some(self)
    }
}

/// Consecutive years of one series measured in one way; starts and ends with an observed value.
#[derive(Debug, Clone, PartialEq)]
pub struct Regime {
    start: Year,
    values: Vec<Option<f64>>,
}

impl Regime {
    /// The first year.
    #[must_use]
    pub fn start(&self) -> Year {
        self.start
    }

    /// The values, one a year from the first, in the unit of the series; `None` is missing.
    #[must_use]
    pub fn values(&self) -> &[Option<f64>] {
        &self.values
    }

    /// Number of observed values.
    #[must_use]
    pub fn points(&self) -> usize {
        self.values.iter().flatten().count()
    }

    /// The same values on the log scale, as the models take them.
    #[must_use]
    pub fn log(&self) -> LogRegime {
        LogRegime { values: self.values.iter().map(|v| v.map(ln)).collect() }
    }
}

/// Natural logarithms of a regime, one a year; starts and ends with an observed value.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRegime {
    values: Vec<Option<f64>>,
}

impl LogRegime {
    /// The logarithms, one a year; `None` is missing.
    #[must_use]
    pub fn values(&self) -> &[Option<f64>] {
        &self.values
    }

    /// The part up to and including position `end`; `None` unless that year was observed.
    #[must_use]
    pub fn until(&self, end: usize) -> Option<LogRegime> {
        self.values.get(end)?.as_ref()?;
        Some(LogRegime { values: self.values.get(..=end)?.to_vec() })
    }

    /// Number of observed values.
    #[must_use]
    pub fn points(&self) -> usize {
        self.values.iter().flatten().count()
    }

    /// Position (years after the first) and logarithm of each observed value, in order.
    #[must_use]
    pub fn observed(&self) -> Vec<(usize, f64)> {
        self.values.iter().enumerate().filter_map(|(i, v)| v.map(|v| (i, v))).collect()
    }

    /// Every year filled, gaps by a straight line on the log scale (constant growth through the
    /// gap), and how many years were filled so.
    #[must_use]
    pub fn filled(&self) -> (Vec<f64>, usize) {
        let observed = self.observed();
        let mut filled: Vec<f64> = observed.first().map(|&(_, v)| v).into_iter().collect();
        for pair in observed.windows(2) {
            if let [(i, a), (j, b)] = *pair {
                let step = (b - a) / (j - i) as f64;
                filled.extend((1..j - i).map(|k| a + step * k as f64));
                filled.push(b);
            }
        }
        let gaps = filled.len() - observed.len();
        (filled, gaps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl LogRegime {
        pub(crate) fn for_tests(values: Vec<Option<f64>>) -> LogRegime {
            LogRegime { values }
        }
    }

    fn series(values: &[Option<f64>], breaks: &[usize]) -> Result<Series, SeriesError> {
        let flags = (0..values.len()).map(|i| breaks.contains(&i)).collect();
        Series::new("s", Year(2010), values.to_vec(), flags)
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        let one = || "s".to_owned();
        assert_eq!(
            Series::new("s", Year(2010), vec![Some(1.0)], vec![]),
            Err(SeriesError::LengthMismatch { id: one(), values: 1, breaks: 0 })
        );
        let zero = SeriesError::NotPositive { id: one(), year: Year(2011), value: 0.0 };
        assert_eq!(series(&[None, Some(0.0)], &[]), Err(zero));
        let nan = SeriesError::NotFinite { id: one(), year: Year(2010) };
        assert_eq!(series(&[Some(f64::NAN)], &[]), Err(nan));
        assert_eq!(series(&[None, None], &[]), Err(SeriesError::Empty { id: one() }));
    }

    /// Expected values: by hand.
    #[test]
    fn regimes_split_at_breaks_and_keep_inner_gaps() {
        let (a, b, c, d) = (Some(1.0), Some(2.0), Some(3.0), Some(4.0));
        let s = series(&[None, a, None, b, None, c, None, d, None], &[4]).expect("sound");
        assert_eq!(s.last_year(), Year(2017));
        let regimes = s.regimes();
        assert_eq!(regimes.len(), 2);
        assert_eq!((regimes[0].start(), regimes[0].values()), (Year(2011), &[a, None, b][..]));
        assert_eq!((regimes[1].start(), regimes[1].values()), (Year(2015), &[c, None, d][..]));
        assert_eq!(s.regime(), regimes[1]);
        let cut = s.until(Year(2014)).expect("observed");
        assert_eq!((cut.last_year(), cut.regimes().len()), (Year(2013), 1));
        assert_eq!(s.until(Year(2010)), None);
        assert_eq!(s.until(Year(2050)), Some(s));
    }

    /// Expected values: by hand, a straight line through the gap.
    #[test]
    fn gaps_fill_on_the_log_scale() {
        let log = LogRegime::for_tests(vec![Some(0.0), None, None, Some(3.0), Some(2.0)]);
        assert_eq!(log.filled(), (vec![0.0, 1.0, 2.0, 3.0, 2.0], 2));
    }
}
