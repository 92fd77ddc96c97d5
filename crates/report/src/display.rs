//! How numbers are shown. The one place where a result changes its unit.

use crate::labels::LabelBook;
use suranys_core::Unit;

/// Persons, or units of money, in the unit of charts and printed tables.
const THOUSAND: f64 = 1000.0;
/// Per cent in a share of one.
const PERCENT_PER_SHARE: f64 = 100.0;
/// The smallest share of simulations that is printed: a unit of its last decimal.
const MIN_SHARE: f64 = 1e-3;
/// The minus sign of printed numbers.
const MINUS: char = '\u{2212}';
/// Digits in a group.
const GROUP_DIGITS: usize = 3;

/// A value in its display unit: persons and money become thousands, shares per cent; the rest stay.
#[must_use]
pub fn shown(unit: Unit, value: f64) -> f64 {
    match unit {
        Unit::Persons
        | Unit::PersonsPerYear
        | Unit::PersonsCumulated
        | Unit::MoneyPerMonth
        | Unit::MoneyPerYear => value / THOUSAND,
        Unit::Share => value * PERCENT_PER_SHARE,
        Unit::Years | Unit::PercentPerYear | Unit::Ratio | Unit::Places => value,
    }
}

/// Decimals with which a unit is printed.
#[must_use]
pub fn decimals(unit: Unit) -> usize {
    match unit {
        Unit::Ratio => 2,
        Unit::Places => 0,
        _ => 1,
    }
}

/// What the numbers of a sentence are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// The display unit, thousands for persons and money.
    Displayed,
    /// Millions, with as many digits as are worth reading.
    Millions,
}

impl Scale {
    /// Decimals of millions.
    const DECIMALS: usize = 2;

    /// Of a figure whose middle this is: millions where persons are as many.
    #[must_use]
    pub fn of(unit: Unit, central: f64) -> Scale {
        match counts_persons(unit) && central.abs() >= THOUSAND * THOUSAND {
            true => Scale::Millions,
            false => Scale::Displayed,
        }
    }

    /// Key of the word for it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Scale::Displayed => "scale.thousand",
            Scale::Millions => "scale.million",
        }
    }
}

impl LabelBook {
    /// A value counted in a scale.
    #[must_use]
    pub fn scaled(&self, scale: Scale, unit: Unit, value: f64) -> String {
        match scale {
            Scale::Displayed => self.printed(unit, value),
            Scale::Millions => self.number(shown(unit, value) / THOUSAND, Scale::DECIMALS),
        }
    }

    /// A value as printed, in its display unit.
    #[must_use]
    pub fn printed(&self, unit: Unit, value: f64) -> String {
        self.number(shown(unit, value), decimals(unit))
    }

    /// A range as printed.
    #[must_use]
    pub fn printed_range(&self, unit: Unit, low: f64, high: f64) -> String {
        self.between(&self.printed(unit, low), &self.printed(unit, high))
    }

    /// Two numbers as a range, in the order of the language. A range that begins below zero is in words where
    /// the language's sign of a range looks like a minus.
    #[must_use]
    pub fn between(&self, low: &str, high: &str) -> String {
        let key = if low.starts_with(MINUS) { "format.range-below-zero" } else { "format.range" };
        self.fill(key, &[("low", low), ("high", high)])
            .unwrap_or_else(|_| format!("{low} \u{2026} {high}"))
    }

    /// A share of one, in per cent and with the sign for it.
    #[must_use]
    pub fn percent(&self, share: f64) -> String {
        let value = self.printed(Unit::Share, share);
        self.fill("format.percent", &[("value", &value)]).unwrap_or(value)
    }

    /// A share of simulations, in per cent: never as none or all of them, since what was not simulated is not
    /// impossible.
    #[must_use]
    pub fn probability(&self, share: f64) -> String {
        let (min, max) = (MIN_SHARE, 1.0 - MIN_SHARE);
        let printed = |share: f64| self.printed(Unit::Share, share);
        let value = if printed(share) == printed(0.0) {
            format!("<{}", printed(min))
        } else if printed(share) == printed(1.0) {
            format!(">{}", printed(max))
        } else {
            printed(share)
        };
        self.fill("format.percent", &[("value", &value)]).unwrap_or(value)
    }

    /// A number with grouped digits, the language's decimal mark and a true minus sign; never a
    /// negative zero.
    #[must_use]
    pub fn number(&self, value: f64, decimals: usize) -> String {
        let (decimal, group) = self.marks();
        let plain = format!("{:.decimals$}", value.abs());
        let (integer, fraction) =
            plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
        let mut text = String::new();
        if value < 0.0 && plain.chars().any(|c| c.is_ascii_digit() && c != '0') {
            text.push(MINUS);
        }
        for (place, digit) in integer.chars().enumerate() {
            if place > 0 && (integer.len() - place).is_multiple_of(GROUP_DIGITS) {
                text.push_str(group);
            }
            text.push(digit);
        }
        if let Some(fraction) = fraction {
            text.push_str(decimal);
            text.push_str(fraction);
        }
        text
    }

    /// A number that is already rounded as the language writes it: its decimal mark, grouped digits, a true
    /// minus sign, a plus sign where it has one. What is no number stays as it is.
    #[must_use]
    pub fn plain(&self, number: &str) -> String {
        let Ok(value) = number.parse::<f64>() else { return number.to_owned() };
        if !value.is_finite() {
            return number.to_owned();
        }
        let decimals = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let shown = self.number(value, decimals);
        if number.starts_with('+') { format!("+{shown}") } else { shown }
    }

    /// A parameter as written by its author: as few decimals as it needs.
    #[must_use]
    pub fn parameter(&self, value: f64) -> String {
        let text = format!("{}", value.abs()).replace('.', self.marks().0);
        if value < 0.0 { format!("{MINUS}{text}") } else { text }
    }

    /// The decimal mark and what stands between groups of three digits.
    pub(crate) fn marks(&self) -> (&str, &str) {
        (
            self.optional("number.decimal").unwrap_or("."),
            self.optional("number.group").unwrap_or_default(),
        )
    }
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

/// A name inside a sentence: its first letter small, unless the next is a capital too.
#[must_use]
pub fn lower(name: &str) -> String {
    let mut letters = name.chars();
    let Some(first) = letters.next() else { return String::new() };
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return name.to_owned();
    }
    first.to_lowercase().chain(letters).collect()
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
    fn numbers_are_grouped_and_signed_as_the_language_has_it() {
        let book = |language| LabelBook::read(language).expect("reads");
        let (en, ru, kk) = (book("en"), book("ru"), book("kk"));
        assert_eq!(en.number(1_234_567.84, 1), "1,234,567.8");
        assert_eq!(en.number(-999.96, 1), "\u{2212}1,000.0");
        assert_eq!(en.number(-0.01, 1), "0.0");
        // GOST 8.417 and Kazakh usage: decimal comma, groups of three parted by a narrow space.
        assert_eq!(ru.number(1_234_567.84, 1), "1\u{202f}234\u{202f}567,8");
        assert_eq!(kk.printed(Unit::Persons, 1_271_200.0), "1\u{202f}271,2");
        assert_eq!(kk.percent(0.125), "12,5\u{a0}%");
        assert_eq!(ru.parameter(-0.25), "\u{2212}0,25");
        assert_eq!(ru.plain("+1274199"), "+1\u{202f}274\u{202f}199");
        assert_eq!(ru.plain("-0.250"), "\u{2212}0,250");
        assert_eq!(en.plain("shapley"), "shapley");
        assert_eq!(en.probability(0.0), "<0.1%");
        assert_eq!(en.probability(1.0), ">99.9%");
        assert_eq!(ru.probability(0.125), "12,5\u{a0}%");
        assert_eq!(
            ru.printed_range(Unit::Persons, -61_200.0, 388_500.0),
            "от\u{a0}\u{2212}61,2 до\u{a0}388,5"
        );
        // A million is the first number shown in millions.
        let told =
            |value: f64| ru.scaled(Scale::of(Unit::Persons, 1_000_000.0), Unit::Persons, value);
        assert_eq!(told(1_138_600.0), "1,14");
        assert_eq!(Scale::of(Unit::Persons, 999_999.0), Scale::Displayed);
        assert_eq!(Scale::of(Unit::MoneyPerYear, 2e6), Scale::Displayed);
        assert_eq!(in_csv(true, -0.04), "0.0");
        assert_eq!(in_csv(false, -1.5), "-1.5000");
    }
}
