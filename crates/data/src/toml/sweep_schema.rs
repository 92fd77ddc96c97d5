//! The JSON Schema of sweep files, made from what the reader checks so that it can't drift.

use crate::toml::scenario::DRAWS;
use crate::toml::scenario_schema::{object, schema};
use crate::toml::sweep::{AXIS, MAX_LEVELS, MAX_RUNS, OUTPUT, TOP};
use serde_json::{Map, Value, json};
use suranys_core::aliases::MEASURES;
use suranys_core::run::Measure;
use suranys_core::scenario::{PARAMETERS, ParameterSpec};
use suranys_core::sensitivity::Method;

/// The schema as text: draft 07. It holds what can be said of one file by itself; codes, years and
/// the ranges of the scenario swept around are checked when a sweep is read.
#[must_use]
pub fn sweep_schema() -> String {
    let properties: Map<String, Value> =
        TOP.iter().map(|key| ((*key).to_owned(), top(key))).collect();
    schema("Suranys sweep", "Which parameters are varied, how, and what is asked", properties)
}

fn top(key: &str) -> Value {
    match key {
        "extends" => json!({
            "type": "string",
            "pattern": "^[^\\s./\\\\]+$",
            "description": "Name of a sweep file beside this one, without .toml",
        }),
        "method" => json!({"enum": Method::ALL.map(Method::key)}),
        "points" => json!({
            "type": "integer", "minimum": 2, "maximum": MAX_RUNS,
            "description": "Rows of the sample; a power of two for sobol and saltelli",
        }),
        "draws" => json!({
            "type": "integer", "minimum": DRAWS.0, "maximum": DRAWS.1,
            "description": "Draws of each run",
        }),
        "seed" => json!({
            "type": "integer", "minimum": 0, "maximum": u32::MAX,
            "description": "Seed of the sample",
        }),
        "parameters" => object(
            PARAMETERS.iter().map(|spec| (spec.key.to_owned(), axis(spec))).collect(),
            "What is varied; an empty table takes the range of the scenario",
        ),
        _ => json!({
            "type": "array",
            "description": "Figures asked of every run",
            "items": output(),
        }),
    }
}

fn axis(spec: &ParameterSpec) -> Value {
    let number = json!({"type": "number", "minimum": spec.minimum, "maximum": spec.maximum});
    let part = |key: &str| match key {
        "low" | "high" => number.clone(),
        "levels" => json!({"type": "integer", "minimum": 2, "maximum": MAX_LEVELS}),
        "values" => json!({"type": "array", "minItems": 1, "items": number}),
        _ => json!({"const": spec.unit}),
    };
    let parts = AXIS.iter().map(|key| ((*key).to_owned(), part(key))).collect();
    let (min, max) = (spec.minimum, spec.maximum);
    object(parts, &format!("{}; {min} to {max} {}", spec.about, spec.unit))
}

fn output() -> Value {
    let part = |key: &str| match key {
        "measure" => {
            let former = MEASURES.iter().map(|(old, _)| *old);
            json!({"enum": Measure::ALL.map(Measure::key).into_iter().chain(former).collect::<Vec<_>>()})
        }
        "year" => json!({"type": ["integer", "string"]}),
        _ => json!({"type": "string", "description": "A code of the package"}),
    };
    let parts = OUTPUT.iter().map(|key| ((*key).to_owned(), part(key))).collect();
    let mut whole = object(parts, "A figure; the policy period without a year");
    whole["required"] = json!(["measure"]);
    whole
}
