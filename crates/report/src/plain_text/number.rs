//! Numbers and units for people.

use crate::error::ReportError;
use crate::labels::LabelBook;
use suranys_core::Unit;
use suranys_core::distribution::Quantiles;

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
///
/// # Errors
/// When a label is missing.
pub fn intervals(
    labels: &LabelBook,
    q: &Quantiles,
    bound: impl Fn(f64) -> String,
) -> Result<String, ReportError> {
    let range = |low: f64, high: f64| labels.between(&bound(low), &bound(high));
    let (range80, range95) = (range(q.lo80(), q.hi80()), range(q.lo95(), q.hi95()));
    let ranges = [("range80", range80.as_str()), ("range95", range95.as_str())];
    labels.fill("terminal.compare.intervals", &ranges)
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
        assert_eq!(short(99.5), "99.500");
        assert_eq!(short(100.5), "100");
    }
}
