//! What the subcommands of `suranys series` are asked alike, as words of the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use suranys_series::{Level, Model, ModelSelection};

/// A central range in per cent.
pub fn level(text: &str) -> Result<Level, String> {
    let level = text.trim().parse().ok().and_then(|percent| Level::percent(percent).ok());
    level.ok_or_else(|| "a level is a number between 0 and 100".to_owned())
}

/// A number with an end.
pub fn finite(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err("a finite number is asked for".to_owned()),
    }
}

/// Models by name.
pub fn selections() -> impl TypedValueParser<Value = ModelSelection> {
    let names = ["auto", "combination"].into_iter().chain(Model::ALL.map(Model::name));
    PossibleValuesParser::new(names).map(|name| {
        let model = Model::ALL.into_iter().find(|model| model.name() == name);
        model.map_or(ModelSelection::Combination, ModelSelection::Only)
    })
}
