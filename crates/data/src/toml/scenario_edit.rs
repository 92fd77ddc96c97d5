//! A scenario file with values changed: what its author wrote besides stays as it stands.

use crate::toml::scenario::YEARS;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::scenario::{Basis, Parameter, ParameterSpec, Scenario};
use suranys_core::{Diagnostic, Span, Text, text};
use toml_edit::{DocumentMut, Item, Table, value};

/// Longest reason, title or description, in characters.
const LONGEST: usize = 2_000;
/// What ends of moved ranges are rounded by.
const NOISE: f64 = 1e9;
/// Most years of one section or sex.
const MAX_YEARS: usize = (YEARS.1 - YEARS.0) as usize;

/// What is changed in a scenario, by what the file calls it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScenarioEdit {
    /// Titles by language.
    pub title: BTreeMap<String, String>,
    /// Descriptions by language.
    pub description: BTreeMap<String, String>,
    /// Who writes it; empty where that stays.
    pub author: String,
    /// Parameters by key; none takes a value out of the file, so that what it extends holds again.
    pub parameters: BTreeMap<String, Option<ParameterEdit>>,
    /// Growth of value added in per cent by section, or the code of the total, and year.
    pub growth: BTreeMap<String, Option<YearsEdit>>,
    /// Statutory pension ages by sex, `F` or `M`, and year.
    pub pension_age: BTreeMap<String, Option<YearsEdit>>,
}

/// A parameter's new value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterEdit {
    /// Central value, in the parameter's unit.
    pub value: f64,
    /// Lower end of the central 95% range. Without it the range goes with the value, as far as the
    /// parameter's bounds let it.
    #[serde(default)]
    pub low: Option<f64>,
    /// Upper end of it.
    #[serde(default)]
    pub high: Option<f64>,
    /// Act, draft or expert assumption; without it the last.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// Citation or reason.
    pub source: String,
}

/// Values by year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearsEdit {
    /// By year, its value.
    pub years: BTreeMap<i32, f64>,
    /// Act, draft or expert assumption; without it the last.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// Citation or reason.
    pub source: String,
}

impl ScenarioEdit {
    /// Whether nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == ScenarioEdit::default()
    }
}

/// The text of a scenario file with values changed. `current` is what stands there, or a text that
/// extends another scenario; `before` are the values the file gives now. Keys, comments and the order of
/// lines stay as they are where nothing is changed.
///
/// # Errors
/// When the file is no TOML, or a text of the change is too long.
pub fn edited_scenario(
    path: &Path,
    current: &str,
    before: &Scenario,
    edit: &ScenarioEdit,
) -> Result<String, Vec<Diagnostic>> {
    let place = Span::file(path.display().to_string());
    let wrong = |message: Text, allowed: Text| {
        let found = Diagnostic::error("scenario", place.clone(), message);
        vec![found.allowed(allowed).help(text!("shorten it"))]
    };
    let reasons = edit.parameters.values().flatten().map(|one| &one.source);
    let reasons = reasons.chain(edit.growth.values().flatten().map(|one| &one.source));
    let reasons = reasons.chain(edit.pension_age.values().flatten().map(|one| &one.source));
    let texts = edit.title.values().chain(edit.description.values()).chain([&edit.author]);
    if texts.chain(reasons).any(|text| text.chars().count() > LONGEST) {
        let allowed = text!("at most {count} characters", count = LONGEST);
        return Err(wrong(text!("a text of the change is too long"), allowed));
    }
    let all = edit.growth.values().chain(edit.pension_age.values()).flatten();
    if all.into_iter().any(|one| one.years.len() > MAX_YEARS) {
        let allowed = text!("at most {count} years", count = MAX_YEARS);
        return Err(wrong(text!("too many years are changed"), allowed));
    }
    let mut document: DocumentMut = current.parse().map_err(|why: toml_edit::TomlError| {
        let message = text!("the file is no TOML: {why}", why = why.message());
        wrong(message, text!("valid TOML"))
    })?;
    let top = document.as_table_mut();
    if !edit.author.is_empty() {
        set(top, "author", edit.author.as_str());
    }
    for (name, texts) in [("title", &edit.title), ("description", &edit.description)] {
        for (language, text) in texts {
            if let Some(table) = table_in(top, name, false) {
                set(table, language, text.as_str());
            }
        }
    }
    for (key, change) in &edit.parameters {
        let Some(all) = table_in(top, "parameters", true) else { continue };
        match change {
            None => {
                all.remove(key);
            }
            Some(change) => {
                if let Some(table) = table_in(all, key, false) {
                    parameter(table, key, change, before.parameters.get(key));
                }
            }
        }
    }
    for (name, changes) in [("growth", &edit.growth), ("pension_age", &edit.pension_age)] {
        for (key, change) in changes {
            let Some(all) = table_in(top, name, true) else { continue };
            match change {
                None => {
                    all.remove(key);
                }
                Some(change) => {
                    if let Some(table) = table_in(all, key, false) {
                        years(table, change);
                    }
                }
            }
        }
    }
    Ok(document.to_string())
}

/// The table at a key, made where there is none; none where something else stands there. One that
/// `holds_tables` alone has no line of its own.
fn table_in<'t>(within: &'t mut Table, key: &str, holds_tables: bool) -> Option<&'t mut Table> {
    let made = || {
        let mut table = Table::new();
        table.set_implicit(holds_tables);
        Item::Table(table)
    };
    let item = within.entry(key).or_insert_with(made);
    if let Some(inline) = item.as_inline_table() {
        *item = Item::Table(inline.clone().into_table());
    }
    item.as_table_mut()
}

/// Sets a value; what is written around it stays.
fn set(table: &mut Table, key: &str, new: impl Into<toml_edit::Value>) {
    let mut new = new.into();
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *new.decor_mut() = old.decor().clone();
    }
    match table.get_mut(key) {
        Some(item) => *item = Item::Value(new),
        None => {
            table.insert(key, value(new));
        }
    }
}

/// Sets basis and source; a translation of another source than the one that is set goes.
fn cite(table: &mut Table, basis: Option<Basis>, source: &str) {
    let same = table.get("source").and_then(Item::as_str) == Some(source);
    if !same {
        let translated: Vec<String> = table
            .iter()
            .map(|(key, _)| key.to_owned())
            .filter(|key| key.starts_with(crate::toml::reader::TRANSLATED))
            .collect();
        for key in translated {
            table.remove(&key);
        }
    }
    set(table, "basis", basis.unwrap_or(Basis::Expert).key());
    set(table, "source", source);
}

fn parameter(table: &mut Table, key: &str, change: &ParameterEdit, before: Option<&Parameter>) {
    let spec = ParameterSpec::of(key);
    let moved = |end: fn(&Parameter) -> f64| {
        let before = before?;
        // So many digits as people write; what adding leaves beyond them is noise.
        let moved = ((change.value + (end(before) - before.value)) * NOISE).round() / NOISE;
        Some(spec.map_or(moved, |spec| moved.clamp(spec.minimum, spec.maximum)))
    };
    let low = change.low.or_else(|| moved(|p| p.low)).map(|low| low.min(change.value));
    let high = change.high.or_else(|| moved(|p| p.high)).map(|high| high.max(change.value));
    set(table, "value", change.value);
    for (name, end, asked) in [("low", low, change.low), ("high", high, change.high)] {
        match asked.or(end.filter(|end| *end != change.value)) {
            Some(end) => set(table, name, end),
            None => {
                table.remove(name);
            }
        }
    }
    if let Some(spec) = spec {
        set(table, "unit", spec.unit);
    }
    cite(table, change.basis, &change.source);
}

fn years(table: &mut Table, change: &YearsEdit) {
    let old: Vec<String> = table
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| key.parse().is_ok_and(|year: i32| !change.years.contains_key(&year)))
        .collect();
    for key in old {
        table.remove(&key);
    }
    for (year, number) in &change.years {
        set(table, &year.to_string(), *number);
    }
    cite(table, change.basis, &change.source);
}
