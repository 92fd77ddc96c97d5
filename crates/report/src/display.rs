//! How numbers are shown. The one place where a result changes its unit.

use suranys_core::Unit;

/// Persons in the unit of charts and printed tables.
const PERSONS_PER_THOUSAND: f64 = 1000.0;
/// Per cent in a share of one.
const PERCENT_PER_SHARE: f64 = 100.0;
/// The minus sign of printed numbers.
const MINUS: char = '\u{2212}';
/// Separates groups of three digits.
const GROUP: char = ',';
/// Digits in a group.
const GROUP_DIGITS: usize = 3;

/// A value in its display unit: persons become thousand persons, shares per cent; the rest stay.
#[must_use]
pub fn shown(unit: Unit, value: f64) -> f64 {
    match unit {
        Unit::Persons | Unit::PersonsPerYear | Unit::PersonsCumulated => {
            value / PERSONS_PER_THOUSAND
        }
        Unit::Share => value * PERCENT_PER_SHARE,
        Unit::Years | Unit::PercentPerYear | Unit::Ratio => value,
    }
}

/// Decimals with which a unit is printed.
fn decimals(unit: Unit) -> usize {
    match unit {
        Unit::Ratio => 2,
        _ => 1,
    }
}

/// A value as printed, in its display unit.
#[must_use]
pub fn printed(unit: Unit, value: f64) -> String {
    number(shown(unit, value), decimals(unit))
}

/// A range as printed: `lower to upper`.
#[must_use]
pub fn printed_range(unit: Unit, low: f64, high: f64) -> String {
    format!("{} \u{2026} {}", printed(unit, low), printed(unit, high))
}

/// A number with grouped digits and a true minus sign; never a negative zero.
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) =
        plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let mut text = String::new();
    if value < 0.0 && plain.chars().any(|c| c.is_ascii_digit() && c != '0') {
        text.push(MINUS);
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(GROUP_DIGITS) {
            text.push(GROUP);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A parameter as written by its author: as few decimals as it needs.
#[must_use]
pub fn parameter(value: f64) -> String {
    let text = format!("{}", value.abs());
    if value < 0.0 { format!("{MINUS}{text}") } else { text }
}

/// A number in a CSV file: persons with one decimal, everything else with four. Plain digits,
/// point, hyphen-minus, no grouping.
#[must_use]
pub fn in_csv(persons: bool, value: f64) -> String {
    let text = if persons { format!("{value:.1}") } else { format!("{value:.4}") };
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => rest.to_owned(),
        _ => text,
    }
}

/// Whether a unit counts persons.
#[must_use]
pub fn counts_persons(unit: Unit) -> bool {
    matches!(unit, Unit::Persons | Unit::PersonsPerYear | Unit::PersonsCumulated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_signed() {
        assert_eq!(number(1_234_567.84, 1), "1,234,567.8");
        assert_eq!(number(-999.96, 1), "\u{2212}1,000.0");
        assert_eq!(number(-0.01, 1), "0.0");
        assert_eq!(printed(Unit::Persons, 12_345.0), "12.3");
        assert_eq!(in_csv(true, -0.04), "0.0");
        assert_eq!(in_csv(false, -1.5), "-1.5000");
    }
}
