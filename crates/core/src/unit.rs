//! Units, and checked newtypes for the quantities that carry them.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use thiserror::Error;

/// The unit of a reported figure.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Unit {
    /// A stock: annual average number of persons.
    Persons,
    /// A flow: persons per year.
    PersonsPerYear,
    /// A flow cumulated over several years: persons.
    PersonsCumulated,
    /// A fraction of one.
    Share,
    /// Years of age.
    Years,
    /// Per cent per year.
    PercentPerYear,
    /// A number without unit, such as a scaled error.
    Ratio,
    /// A place in a ranking, 1 being first.
    Places,
    /// Money per person and month, in units of the national currency.
    MoneyPerMonth,
    /// Money per year, in units of the national currency.
    MoneyPerYear,
}

impl Unit {
    /// The unit's key in label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// A value outside what its unit allows.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("`{value}` is not a possible {quantity}: {allowed}")]
pub struct ImpossibleValue {
    /// The value offered.
    pub value: f64,
    /// What it was to be.
    pub quantity: &'static str,
    /// What would have been possible.
    pub allowed: &'static str,
}

/// What a checked quantity can be asked.
pub trait Quantity: Copy + PartialEq + std::fmt::Debug + Sized {
    /// Checks `value` and wraps it.
    ///
    /// # Errors
    /// When the value is impossible for the quantity.
    fn new(value: f64) -> Result<Self, ImpossibleValue>;
    /// The bare number, in the quantity's unit.
    fn get(self) -> f64;
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $label:literal, $allowed:literal, $test:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl Quantity for $name {
            fn new(value: f64) -> Result<Self, ImpossibleValue> {
                let possible: fn(f64) -> bool = $test;
                if possible(value) {
                    Ok($name(value))
                } else {
                    Err(ImpossibleValue { value, quantity: $label, allowed: $allowed })
                }
            }

            fn get(self) -> f64 {
                self.0
            }
        }
    };
}

quantity!(
    /// A number of persons (annual average of a stock): finite, not negative.
    Persons, "number of persons", "a finite number, zero or more",
    |v| v.is_finite() && v >= 0.0
);
quantity!(
    /// A number of persons that may be negative, such as net migration: finite.
    NetPersons, "net number of persons", "a finite number",
    f64::is_finite
);
quantity!(
    /// An amount of money in units of the national currency: finite, not negative.
    Money, "amount of money", "a finite number, zero or more",
    |v| v.is_finite() && v >= 0.0
);
quantity!(
    /// A number of things, such as vacancies: finite, not negative.
    Items, "number of items", "a finite number, zero or more",
    |v| v.is_finite() && v >= 0.0
);
quantity!(
    /// A fraction of one: from 0 to 1.
    Share, "share", "a number from 0 to 1",
    |v| (0.0..=1.0).contains(&v)
);
quantity!(
    /// Events per person-year: finite, not negative. May exceed one at the highest ages.
    Rate, "rate per person-year", "a finite number, zero or more",
    |v| v.is_finite() && v >= 0.0
);
quantity!(
    /// A volume relative to the year before, which is 100: finite, above zero.
    VolumeIndex, "volume index", "a finite number above zero",
    |v| v.is_finite() && v > 0.0
);
quantity!(
    /// Growth on the year before in per cent: finite, above -100.
    Growth, "growth in per cent", "a finite number above -100",
    |v| v.is_finite() && v > -100.0
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_values_are_refused() {
        assert!(Persons::new(-1.0).is_err());
        assert!(Persons::new(f64::NAN).is_err());
        assert!(Share::new(1.01).is_err());
        assert!(Rate::new(f64::INFINITY).is_err());
        assert_eq!(Share::new(1.0).map(Quantity::get), Ok(1.0));
    }
}
