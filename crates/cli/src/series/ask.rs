//! What the subcommands of `suranys series` are asked alike: levels, models, draws.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use suranys_core::Key;
use suranys_data::TidySeries;
use suranys_series::engine::{Calendar, Choice, Drawn, Model};

/// A central range in per cent.
pub fn level(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(level) if level > 0.0 && level < 100.0 => Ok(level),
        _ => Err("a level is a number between 0 and 100".to_owned()),
    }
}

/// Models by name.
pub fn choices() -> impl TypedValueParser<Value = Choice> {
    let names = ["auto", "combination"].into_iter().chain(Model::ALL.map(Model::name));
    PossibleValuesParser::new(names).map(|name| {
        let model = Model::ALL.into_iter().find(|model| model.name() == name);
        model.map_or(Choice::Combination, Choice::Only)
    })
}

/// What the draws of all series share.
pub struct Drawing {
    /// How many.
    pub count: usize,
    key: Key,
    /// The panel's last period, and how many before it are looked back on.
    last: i64,
    window: usize,
}

/// Periods looked back on: the median length of the series, within these.
const WINDOW: (usize, usize) = (5, 60);

impl Drawing {
    /// Of a table's series.
    pub fn new(series: &[TidySeries], count: u32, seed: u64) -> Drawing {
        let seen = || series.iter().filter(|s| !s.values.is_empty());
        let mut lengths: Vec<usize> = seen().map(|s| s.values.len()).collect();
        lengths.sort_unstable();
        let middle = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
        Drawing {
            count: count as usize,
            key: Key::new(seed).with("series"),
            last: seen().map(ended).max().unwrap_or_default(),
            window: middle.clamp(WINDOW.0, WINDOW.1),
        }
    }

    /// The key of what all series share.
    pub fn shared(&self) -> Key {
        self.key.with("periods")
    }

    /// What is drawn: a chunk of the table's series with their values.
    pub fn of<'a>(&self, series: &[TidySeries], values: &'a [Vec<f64>]) -> Vec<Drawn<'a>> {
        let own = self.key.with("own");
        series
            .iter()
            .zip(values)
            .map(|(one, values)| {
                let behind = usize::try_from(self.last - ended(one)).unwrap_or_default();
                let calendar = Calendar { behind, window: self.window };
                Drawn { values, calendar, own: own.with(&one.id) }
            })
            .collect()
    }
}

/// The count of a series' last period.
pub fn ended(series: &TidySeries) -> i64 {
    series.first.plus(series.values.len().saturating_sub(1)).count()
}
