//! What a scenario sets, each value with its place in the chain of files; and what two set
//! differently.

use std::collections::BTreeMap;
use suranys_core::diagnostic::nearest;
use suranys_core::scenario::{Basis, CitedBasis, Parameter, ParameterSpec};
use suranys_core::text;
use suranys_core::{Diagnostic, Span};

/// Key of the tables of growth.
const GROWTH: &str = "growth";

/// A value as a file says it.
pub(crate) enum Said {
    Text(String),
    Number(f64, CitedBasis),
    Parameter(Parameter, &'static ParameterSpec),
}

/// One value of a scenario, and where it was set.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Dotted key, such as `run.seed`, `supply.returnees` or `growth.A.2026`.
    pub key: String,
    /// The section whose growth it is.
    section: Option<String>,
    /// The text, of a setting that is one.
    pub text: Option<String>,
    /// The number, in `unit`.
    pub value: Option<f64>,
    /// Lower end of the central 95% range of a parameter.
    pub low: Option<f64>,
    /// Upper end of it.
    pub high: Option<f64>,
    /// Unit, in words; empty where there is none.
    pub unit: &'static str,
    /// Where the authority of a number comes from.
    pub basis: Option<Basis>,
    /// The citation or reason of a number, as first written.
    pub source: String,
    /// File that says it.
    pub file: String,
    /// Line of the file, counted from one.
    pub row: u64,
    /// Character of the line, counted from one.
    pub column: usize,
    /// File and line that said the same before, of a number that this one takes the place of.
    pub repeats: Option<(String, u64)>,
}

impl Setting {
    pub(crate) fn new(path: &[String], said: Said, file: &str, row: u64, column: usize) -> Setting {
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        let unit = match parts[..] {
            ["run", "draws"] => "draws",
            ["run", "policy_from" | "policy_to" | "horizon"] => "year",
            ["pension_age", ..] => "years of age",
            [GROWTH, ..] => "per cent per year",
            _ => "",
        };
        let key = match parts[..] {
            ["parameters", key] => key.to_owned(),
            _ => parts.join("."),
        };
        let section = match parts[..] {
            [GROWTH, section, _] => Some(section.to_owned()),
            _ => None,
        };
        let mut setting = Setting {
            key,
            section,
            text: None,
            value: None,
            low: None,
            high: None,
            unit,
            basis: None,
            source: String::new(),
            file: file.to_owned(),
            row,
            column,
            repeats: None,
        };
        match said {
            Said::Text(text) => setting.text = Some(text),
            Said::Number(value, basis) => {
                setting.value = Some(value);
                setting.basis = Some(basis.basis);
                setting.source = basis.source;
            }
            Said::Parameter(parameter, spec) => {
                setting.value = Some(parameter.value);
                setting.low = Some(parameter.low);
                setting.high = Some(parameter.high);
                setting.unit = spec.unit;
                setting.basis = Some(parameter.basis);
                setting.source = parameter.source;
            }
        }
        setting
    }

    /// Notes what this takes the place of.
    pub(crate) fn over(mut self, before: Option<Setting>) -> Setting {
        let numbers = |one: &Setting| (one.value, one.low, one.high);
        let shared = self.key.starts_with("run.");
        let same =
            |before: &Setting| self.value.is_some() && !shared && numbers(before) == numbers(&self);
        self.repeats = before
            .filter(|before| before.file != self.file && same(before))
            .map(|before| (before.file, before.row));
        self
    }

    /// The section whose growth this is, if it is one's.
    pub(crate) fn section(&self) -> Option<&str> {
        self.section.as_deref()
    }

    /// That the package has no such section.
    pub(crate) fn unknown_section(&self, check: &str, known: &[&str]) -> Diagnostic {
        let section = self.section.as_deref().unwrap_or_default();
        let help = match nearest(section, known.iter().copied()) {
            Some(near) => text!("is `{near}` meant?", near),
            None => text!("take a code of the classification of sections"),
        };
        let place = Span::cell(self.file.as_str(), self.row, self.column.to_string());
        Diagnostic::error(
            check,
            place,
            text!("`{section}` is no section whose employment the package has", section),
        )
        .found(section)
        .allowed(known.join(", "))
        .help(help)
    }

    /// What it says, part by part: the part's name, its text, and its number where it is one.
    fn parts(&self) -> BTreeMap<&'static str, (String, Option<f64>)> {
        let number = |v: Option<f64>| v.map(|v| (v.to_string(), Some(v)));
        let word = |text: &str| (!text.is_empty()).then(|| (text.to_owned(), None));
        let all = [
            ("text", self.text.as_deref().and_then(word)),
            ("value", number(self.value)),
            ("low", number(self.low)),
            ("high", number(self.high)),
            ("basis", self.basis.and_then(|basis| word(basis.key()))),
            ("source", word(&self.source)),
        ];
        all.into_iter().filter_map(|(name, part)| Some((name, part?))).collect()
    }
}

/// One thing that two scenarios do not say alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Dotted key.
    pub key: String,
    /// What of it: `value`, `low`, `high`, `text`, `basis` or `source`.
    pub part: &'static str,
    /// What the first says; `None` when it does not set the key.
    pub from: Option<String>,
    /// What the second says.
    pub to: Option<String>,
    /// Second less first, of numbers.
    pub difference: Option<f64>,
    /// Unit of the numbers; empty where there is none.
    pub unit: &'static str,
}

/// What two scenarios do not say alike, in the order of keys. Where it is said does not matter.
#[must_use]
pub fn differences(from: &[Setting], to: &[Setting]) -> Vec<Difference> {
    let by_key = |settings: &[Setting]| -> BTreeMap<String, Setting> {
        settings.iter().map(|setting| (setting.key.clone(), setting.clone())).collect()
    };
    let (from, to) = (by_key(from), by_key(to));
    let mut keys: Vec<&String> = from.keys().chain(to.keys()).collect();
    keys.sort();
    keys.dedup();
    let mut found = Vec::new();
    for key in keys {
        let (before, after) = (from.get(key), to.get(key));
        let unit = before.or(after).map_or("", |setting| setting.unit);
        let (a, b) = (
            before.map(Setting::parts).unwrap_or_default(),
            after.map(Setting::parts).unwrap_or_default(),
        );
        for part in ["text", "value", "low", "high", "basis", "source"] {
            let (a, b) = (a.get(part), b.get(part));
            if a == b {
                continue;
            }
            let number =
                |side: Option<&(String, Option<f64>)>| side.and_then(|(_, number)| *number);
            found.push(Difference {
                key: key.clone(),
                part,
                from: a.map(|(text, _)| text.clone()),
                to: b.map(|(text, _)| text.clone()),
                difference: number(b).zip(number(a)).map(|(b, a)| b - a),
                unit: if number(a).or(number(b)).is_some() { unit } else { "" },
            });
        }
    }
    found
}
