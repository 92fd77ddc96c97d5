//! What changed between two editions of a forecast, and what each change did to the headline.

use crate::provenance::Fingerprint;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// A cause for which the headline of two editions differs, in the order in which they are shown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Cause {
    /// Cells that both packages have, with other figures.
    Revised,
    /// Cells that the later package has and the former does not.
    Added,
    /// The statutory schedule of pension ages.
    Law,
    /// Parameters, growth and schedules of the scenario.
    Assumptions,
    /// Seed, number of simulations, periods.
    Settings,
    /// Method and code: what is left, the inputs being the same.
    Method,
}

impl Cause {
    /// All, in order.
    pub const ALL: [Cause; 6] = [
        Cause::Revised,
        Cause::Added,
        Cause::Law,
        Cause::Assumptions,
        Cause::Settings,
        Cause::Method,
    ];

    /// The cause's key in tables and label files.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// The headline of two editions: a median of the baseline for the nation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadlineChange {
    /// Key of the measure.
    pub measure: String,
    /// First and last year of the period.
    pub from: i32,
    /// See [`HeadlineChange::from`].
    pub to: i32,
    /// In the former edition, in whole persons.
    pub before: i64,
    /// In the later one.
    pub after: i64,
    /// What each cause moves it by; they sum to the change. None where they can't be separated.
    pub shares: Vec<(Cause, i64)>,
}

/// Cells of a table that differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableChange {
    /// Name of the table, or path of a file of which no more is known than that it differs.
    pub table: String,
    /// What kind of change it is.
    pub cause: Cause,
    /// How many cells; none where the former content is not at hand.
    pub cells: Option<usize>,
    /// The first of them: `key column: before → after`.
    pub first: Vec<String>,
}

/// An assumption that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssumptionChange {
    /// Key of the parameter, or of the group of them.
    pub key: String,
    /// What kind of change it is.
    pub cause: Cause,
    /// As the former edition has it; none where it has none.
    pub before: Option<String>,
    /// As the later one has it.
    pub after: Option<String>,
}

/// What changed between two editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionChange {
    /// The former edition: its name and the fingerprint of its manifest.
    pub former: Fingerprint,
    /// The headline; none where the editions have none of the same period.
    pub headline: Option<HeadlineChange>,
    /// Tables with other cells.
    pub tables: Vec<TableChange>,
    /// Assumptions and settings that differ.
    pub assumptions: Vec<AssumptionChange>,
    /// Program of each: name and version.
    pub programs: [String; 2],
    /// Why causes can't be separated, by a key of the label files; none where they are.
    pub unsplit: Option<String>,
}

impl EditionChange {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let moved =
            self.headline.as_ref().is_some_and(|headline| headline.before != headline.after);
        self.tables.is_empty() && self.assumptions.is_empty() && !moved
    }
}
