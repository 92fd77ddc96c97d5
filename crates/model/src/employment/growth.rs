//! Growth of value added: what was published of the past and of the future, and how wrong
//! forecasts of it have been.

use crate::cell::TOTAL;
use crate::employment::tuning::growth::{HALF_YEARS, RECENT_YEARS};
use std::collections::BTreeMap;
use suranys_core::inputs::RegressorInputs;
use suranys_core::numeric::ln;
use suranys_core::unit::Quantity;
use suranys_core::{Code, ObsStatus, Section, Year};

/// A published forecast of growth: when, by whom and for when.
#[derive(Debug, Clone)]
struct Published {
    forecaster: String,
    published: Year,
    year: Year,
    growth: f64,
}

/// Growth in log points, by year.
#[derive(Debug, Clone, Default)]
pub struct Growth {
    /// Gross value added by section, the total among them.
    sections: BTreeMap<String, BTreeMap<Year, f64>>,
    /// Gross domestic product, outturns.
    nation: BTreeMap<Year, f64>,
    forecasts: Vec<Published>,
}

/// What was expected at the end of a year of the years after.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// Growth of gross domestic product in log points, by step.
    pub nation: Vec<f64>,
    /// For how many of the steps a forecast was published.
    pub published: usize,
}

impl Growth {
    /// Reads what a package knows.
    #[must_use]
    pub fn read(known: &RegressorInputs, total: Option<&Code<Section>>) -> Growth {
        let mut growth = Growth::default();
        for ((section, year), cell) in &known.value_added.cells {
            if let Some(index) = cell.observed.value() {
                let id = if Some(section) == total { TOTAL } else { section.as_str() };
                let years = growth.sections.entry(id.to_owned()).or_default();
                years.insert(*year, ln(index.get() / 100.0));
            }
        }
        for ((year, forecaster, edition), cell) in &known.gdp_growth.cells {
            let Some(value) = cell.observed.value() else { continue };
            let value = ln(1.0 + value.get() / 100.0);
            if cell.observed.status().obs == ObsStatus::Forecast {
                growth.forecasts.push(Published {
                    forecaster: forecaster.clone(),
                    published: *edition,
                    year: *year,
                    growth: value,
                });
            } else {
                growth.nation.insert(*year, value);
            }
        }
        growth
    }

    /// Growth of a section's value added in a year, log points.
    #[must_use]
    pub fn of(&self, section: &str, year: Year) -> Option<f64> {
        self.sections.get(section)?.get(&year).copied()
    }

    /// What was expected of the nation for the years after `origin`: the mean of the last forecast
    /// of each forecaster published by the end of `known`, the last of them held beyond; where
    /// none was, the mean of the last five years.
    #[must_use]
    pub fn expected(&self, origin: Year, known: Year, steps: usize) -> Expected {
        let recent: Vec<f64> =
            self.nation.range(..=origin).rev().take(RECENT_YEARS).map(|(_, g)| *g).collect();
        let mut at = recent.iter().sum::<f64>() / recent.len().max(1) as f64;
        let mut published = 0;
        let nation = (0..steps)
            .map(|step| {
                let year = origin.plus(step as i32 + 1);
                let mut last: BTreeMap<&str, (Year, f64)> = BTreeMap::new();
                for one in &self.forecasts {
                    if one.year == year && one.published <= known {
                        let entry = last.entry(&one.forecaster).or_insert((one.published, 0.0));
                        if one.published >= entry.0 {
                            *entry = (one.published, one.growth);
                        }
                    }
                }
                if !last.is_empty() {
                    published += 1;
                    at = last.values().map(|(_, g)| g).sum::<f64>() / last.len() as f64;
                }
                at
            })
            .collect();
        Expected { nation, published }
    }

    /// What is expected of a section: the nation's growth and as much of the distance from it that
    /// the section kept in the past as its years warrant.
    #[must_use]
    pub fn expected_of(&self, section: &str, origin: Year, expected: &Expected) -> Vec<f64> {
        let none = BTreeMap::new();
        let own = self.sections.get(section).unwrap_or(&none);
        let away: Vec<f64> = own
            .range(..=origin)
            .filter_map(|(year, growth)| Some(growth - self.nation.get(year)?))
            .collect();
        let count = away.len() as f64;
        let lasting = away.iter().sum::<f64>() / (count + HALF_YEARS);
        expected.nation.iter().map(|nation| nation + lasting).collect()
    }

    /// Root mean square error of forecasts of growth one year and more ahead whose outturn was
    /// known by the end of `until`, log points: published ones, and the mean of recent years at
    /// every earlier origin, each kind counting as its number of outturns. `None` without any.
    #[must_use]
    pub fn forecast_error(&self, until: Year) -> Option<f64> {
        let published = self
            .forecasts
            .iter()
            .filter(|one| one.year <= until)
            .filter_map(|one| Some(self.nation.get(&one.year)? - one.growth));
        let years: Vec<Year> = self.nation.range(..=until).map(|(year, _)| *year).collect();
        let by_mean = years.iter().skip(RECENT_YEARS).filter_map(|year| {
            let before: Vec<f64> =
                self.nation.range(..*year).rev().take(RECENT_YEARS).map(|(_, g)| *g).collect();
            Some(self.nation.get(year)? - before.iter().sum::<f64>() / before.len() as f64)
        });
        let errors: Vec<f64> = published.chain(by_mean).collect();
        let squares: f64 = errors.iter().map(|e| e * e).sum();
        (!errors.is_empty()).then(|| (squares / errors.len() as f64).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth() -> Growth {
        let nation = (2000..=2010).map(|y| (Year(y), 0.05)).collect();
        let own = (2001..=2010).map(|y| (Year(y), 0.08)).collect();
        let forecast = |forecaster: &str, published, year, growth| Published {
            forecaster: forecaster.to_owned(),
            published: Year(published),
            year: Year(year),
            growth,
        };
        Growth {
            sections: BTreeMap::from([("F".to_owned(), own)]),
            nation,
            forecasts: vec![
                forecast("one", 2009, 2011, 0.01),
                forecast("one", 2010, 2011, 0.02),
                forecast("two", 2010, 2011, 0.04),
                forecast("two", 2011, 2012, 0.09),
            ],
        }
    }

    /// By hand: the last edition of each forecaster by then, their mean, held beyond; the mean of
    /// recent years where nothing was published.
    #[test]
    fn what_is_expected_is_what_was_published_by_then() {
        let growth = growth();
        let expected = growth.expected(Year(2010), Year(2010), 3);
        assert_eq!(expected.published, 1);
        assert!(expected.nation.iter().all(|g| (g - 0.03).abs() < 1e-12), "{expected:?}");
        let before = growth.expected(Year(2008), Year(2008), 2);
        assert_eq!(before.published, 0);
        assert!(before.nation.iter().all(|g| (g - 0.05).abs() < 1e-12), "{before:?}");
        // Ten years 0.03 above the nation, of which ten fifteenths are expected to go on.
        let own = growth.expected_of("F", Year(2010), &expected);
        assert!((own[0] - 0.05).abs() < 1e-12, "{own:?}");
        assert_eq!(growth.forecast_error(Year(2010)), Some(0.0));
    }
}
