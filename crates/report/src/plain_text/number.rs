//! Numbers and units for people.

use suranys_core::Unit;
use suranys_core::distribution::Quantiles;

/// Per cent in a share of one.
const PERCENT_PER_SHARE: f64 = 100.0;

/// A unit in words.
#[must_use]
pub fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Persons => "persons",
        Unit::PersonsPerYear => "persons per year",
        Unit::PersonsCumulated => "persons over the period",
        Unit::Share => "share",
        Unit::Years => "years",
        Unit::PercentPerYear => "per cent per year",
        Unit::Ratio => "ratio",
        Unit::Places => "place",
        Unit::MoneyPerMonth => "units of currency per person and month",
        Unit::MoneyPerYear => "units of currency per year",
    }
}

/// A number with as many decimals as differences of its unit need.
#[must_use]
pub fn number(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Persons | Unit::PersonsPerYear | Unit::PersonsCumulated => format!("{value:.0}"),
        _ => format!("{value:.3}"),
    }
}

/// The same with the sign of what is above zero; never a signed zero.
#[must_use]
pub fn signed(value: f64, unit: Unit) -> String {
    let (text, size) = (number(value, unit), number(value.abs(), unit));
    match size == number(0.0, unit) {
        true => size,
        false if value > 0.0 => format!("+{text}"),
        false => text,
    }
}

/// A number to a decimal more than people count in, so that terms can be added up by hand.
#[must_use]
pub fn exact(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Persons | Unit::PersonsPerYear | Unit::PersonsCumulated => format!("{value:.1}"),
        Unit::Years => format!("{}", (value * 100.0).round() / 100.0),
        Unit::Share | Unit::Ratio | Unit::PercentPerYear => format!("{value:.6}"),
        Unit::Places | Unit::MoneyPerMonth | Unit::MoneyPerYear => format!("{value:.1}"),
    }
}

/// A number of no unit: three decimals where it is small, none where it is large.
#[must_use]
pub fn short(value: f64) -> String {
    if value.abs() < 100.0 { format!("{value:.3}") } else { format!("{value:.0}") }
}

/// The central prediction intervals of a figure, its bounds written by `bound`.
#[must_use]
pub fn intervals(q: &Quantiles, bound: impl Fn(f64) -> String) -> String {
    format!(
        "80% prediction interval {} to {}, 95% {} to {}",
        bound(q.lo80()),
        bound(q.hi80()),
        bound(q.lo95()),
        bound(q.hi95())
    )
}

/// A share of one in per cent, to one decimal.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * PERCENT_PER_SHARE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand.
    #[test]
    fn numbers_have_the_decimals_of_their_unit_and_no_signed_zero() {
        assert_eq!(number(1234.5678, Unit::Persons), "1235");
        assert_eq!(signed(0.4, Unit::Persons), "0");
        assert_eq!(signed(-0.4, Unit::Persons), "0");
        assert_eq!(signed(-1.6, Unit::Persons), "-2");
        assert_eq!(signed(0.25, Unit::Share), "+0.250");
        assert_eq!(exact(63.333_333, Unit::Years), "63.33");
        assert_eq!(percent(0.125), "12.5%");
        assert_eq!(short(99.5), "99.500");
        assert_eq!(short(100.5), "100");
    }
}
