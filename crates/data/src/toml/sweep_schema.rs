//! The JSON Schema of sweep files, made from what the reader checks so that it can't drift.

use crate::toml::scenario::{DRAWS, GROWTH};
use crate::toml::scenario_schema::{object, schema};
use crate::toml::sweep::{AXIS, GROWTH_OF, GROWTH_UNIT, MAX_LEVELS, MAX_RUNS, OUTPUT, TOP};
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
        "parameters" => {
            let mut known = object(
                PARAMETERS.iter().map(|spec| (spec.key.to_owned(), axis(spec))).collect(),
                "What is varied; an empty table takes the range of the scenario",
            );
            let pattern = format!("^{}[^.]+(\\.[0-9]{{4}})?$", GROWTH_OF.replace('.', "\\."));
            known["patternProperties"] = json!({ pattern: growth() });
            known
        }
        _ => json!({
            "type": "array",
            "description": "Figures asked of every run",
            "items": output(),
        }),
    }
}

fn axis(spec: &ParameterSpec) -> Value {
    range((spec.minimum, spec.maximum), spec.unit, spec.about)
}

fn growth() -> Value {
    let about = "Growth of a section's value added, the same in every year forecast or, with a year \
                 behind the section, in that alone";
    let mut whole = range(GROWTH, GROWTH_UNIT, about);
    whole["anyOf"] = json!([{"required": ["low", "high"]}, {"required": ["values"]}]);
    whole
}

fn range((min, max): (f64, f64), unit: &str, about: &str) -> Value {
    let number = json!({"type": "number", "minimum": min, "maximum": max});
    let part = |key: &str| match key {
        "low" | "high" => number.clone(),
        "levels" => json!({"type": "integer", "minimum": 2, "maximum": MAX_LEVELS}),
        "values" => json!({"type": "array", "minItems": 1, "items": number}),
        _ => json!({"const": unit}),
    };
    let parts = AXIS.iter().map(|key| ((*key).to_owned(), part(key))).collect();
    object(parts, &format!("{about}; {min} to {max} {unit}"))
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
