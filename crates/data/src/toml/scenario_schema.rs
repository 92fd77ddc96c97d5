//! The JSON Schema of scenario files, made from what the reader checks so that it can't drift.

use crate::toml::reader::{BASIS, PARAMETER, TRANSLATED};
use crate::toml::scenario::{AGES, DRAWS, GROWTH, RUN, TOP, YEARS};
use serde_json::{Map, Value, json};
use suranys_core::Sex;
use suranys_core::scenario::{Basis, PARAMETERS, ParameterSpec};

/// The schema as text: draft 07, which editors of TOML understand. It holds what can be said of one
/// file by itself; that a chain of files leaves nothing out is checked when they are read.
#[must_use]
pub fn scenario_schema() -> String {
    let properties: Map<String, Value> =
        TOP.iter().map(|key| ((*key).to_owned(), top(key))).collect();
    let about = "Assumptions of a forecast, laid over those of the scenario it extends";
    schema("Suranys scenario", about, properties)
}

/// A schema of files with these properties, as text.
pub(crate) fn schema(title: &str, about: &str, properties: Map<String, Value>) -> String {
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "description": about,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    format!("{schema:#}\n")
}

fn top(key: &str) -> Value {
    match key {
        "extends" => json!({
            "type": "string",
            "pattern": "^[^\\s./\\\\]+$",
            "description": "Name of a scenario file beside this one, without .toml",
        }),
        "title" | "description" => {
            let mut texts = object(Map::new(), &format!("The {key} by language"));
            texts["patternProperties"] = json!({ format!("^{LANGUAGE}$"): {"type": "string"} });
            texts
        }
        "run" => object(
            RUN.iter().map(|key| ((*key).to_owned(), run(key))).collect(),
            "How a run is carried out, as far as its result depends on it",
        ),
        "parameters" => object(
            PARAMETERS.iter().map(|spec| (spec.key.to_owned(), parameter(spec))).collect(),
            "Each with value, unit, basis and source",
        ),
        "pension_age" => object(
            Sex::ALL
                .iter()
                .map(|sex| (sex.code().to_owned(), by_year(AGES, "years of age")))
                .collect(),
            "Statutory pension ages in place of the act's, for every year from the first to the last",
        ),
        "growth" => json!({
            "type": "object",
            "description": "Growth of value added in place of the baseline's, by section; _T for all alike",
            "additionalProperties": by_year(GROWTH, "per cent per year"),
        }),
        _ => json!({"type": "string"}),
    }
}

/// An object of these properties and no others.
pub(crate) fn object(properties: Map<String, Value>, description: &str) -> Value {
    json!({
        "type": "object",
        "description": description,
        "additionalProperties": false,
        "properties": properties,
    })
}

fn run(key: &str) -> Value {
    let (value, words) = match key {
        "seed" => (json!({"type": "integer", "minimum": 0}), "Seed of all random numbers"),
        "draws" => {
            (json!({"type": "integer", "minimum": DRAWS.0, "maximum": DRAWS.1}), "Number of draws")
        }
        _ => (json!({"type": "integer", "minimum": YEARS.0, "maximum": YEARS.1}), "A year"),
    };
    let mut parts = basis();
    parts.insert("value".to_owned(), value);
    let mut whole = object(parts, words);
    whole["required"] = json!(["value", "basis", "source"]);
    whole["patternProperties"] = translated();
    whole
}

/// Pattern of the tag of a language.
const LANGUAGE: &str = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*";

/// The source in other languages.
fn translated() -> Value {
    json!({ format!("^{TRANSLATED}{LANGUAGE}$"): {"type": "string", "minLength": 1} })
}

/// By what authority something stands.
fn basis() -> Map<String, Value> {
    let part = |key: &str| match key {
        "basis" => json!({"enum": Basis::ALL.map(Basis::key)}),
        _ => json!({"type": "string", "minLength": 1}),
    };
    BASIS.iter().map(|key| ((*key).to_owned(), part(key))).collect()
}

fn by_year((least, most): (f64, f64), unit: &str) -> Value {
    let mut whole = object(basis(), &format!("By year, {unit}; and by what authority"));
    whole["patternProperties"] = translated();
    whole["patternProperties"]["^(19|20|21)[0-9]{2}$"] =
        json!({"type": "number", "minimum": least, "maximum": most});
    whole["required"] = json!(["basis", "source"]);
    whole
}

fn parameter(spec: &ParameterSpec) -> Value {
    let (least, most) = (spec.minimum, spec.maximum);
    let parts: Map<String, Value> = PARAMETER
        .iter()
        .map(|key| {
            let part = match *key {
                "value" | "low" | "high" => {
                    json!({"type": "number", "minimum": least, "maximum": most})
                }
                "unit" => json!({"const": spec.unit}),
                "basis" => json!({"enum": Basis::ALL.map(Basis::key)}),
                _ => json!({"type": "string", "minLength": 1}),
            };
            ((*key).to_owned(), part)
        })
        .collect();
    let words = format!("{}; {least} to {most} {}", spec.about, spec.unit);
    let mut whole = object(parts, &words);
    whole["required"] = json!(["value", "unit", "basis", "source"]);
    whole["patternProperties"] = translated();
    whole
}
