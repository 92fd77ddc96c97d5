//! Sub-major, minor and unit groups in the output of a run: how good the evidence of each is, and its
//! figures.

use crate::classification::Labels;
use crate::distribution::Estimate;
use crate::observation::Status;
use crate::run::Measure;
use crate::time::Year;
use crate::unit::Unit;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// How good the evidence is on which the employment of a group rests.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
pub enum EvidenceGrade {
    /// The country's own count, and a spread below 0.4.
    A,
    /// At least three other countries, and a spread below 0.25.
    B,
    /// At least two other countries, and a spread below 0.6.
    C,
    /// A wider spread, or one other country: no number should be shown.
    D,
}

impl EvidenceGrade {
    /// The letter.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// A sub-major, minor or unit group and what its figures rest on. All of them are imputed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OccupationGroup {
    /// Its code.
    pub code: String,
    /// Its level: 2, 3 or 4.
    pub level: usize,
    /// Code of the group one level up.
    pub parent: String,
    /// Code of its major group.
    pub major: String,
    /// Its names.
    pub labels: Labels,
    /// How good the evidence is.
    pub grade: EvidenceGrade,
    /// Spread of its employment in the base year: ln(q90 / q10) / 2.563, the SD of the logarithm where
    /// it is normal. None where nobody is employed.
    pub spread: Option<f64>,
    /// Share of its employment that the country's own counts include, 0 to 1.
    pub counted: f64,
    /// Other countries in which somebody of the group was interviewed.
    pub proxies: usize,
    /// Persons interviewed there.
    pub sample: f64,
    /// Status of its figures.
    pub status: Status,
    /// Resources of the package that they rest on.
    pub source: Vec<String>,
}

/// A figure of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OccupationGroupFigure {
    /// Identifier of the scenario.
    pub scenario: String,
    /// Code of the group.
    pub code: String,
    /// Region; absent for the nation.
    pub region: Option<String>,
    /// The quantity, as of the major groups.
    pub measure: Measure,
    /// The year, or the first year of the period.
    pub from: Year,
    /// The year again, or the last year of the period.
    pub to: Year,
    /// Value or range.
    pub estimate: Estimate,
    /// Its unit.
    pub unit: Unit,
}

/// Draws of a group over the policy period in the baseline; draw by draw those of all groups belong
/// together.
#[derive(Debug, Clone, PartialEq)]
pub struct OccupationGroupDraws {
    /// Code of the group.
    pub code: String,
    /// Employed in the first year of the policy period, persons.
    pub employed: Vec<f32>,
    /// Job openings beyond what entrants would fill if they covered the group's as they cover the
    /// nation's, over its openings: positive where its cover is below the nation's.
    pub shortage: Vec<f32>,
    /// Growth of employment in logs per year less the nation's.
    pub growth: Vec<f32>,
}

/// A test of the imputation of groups on what is known: how far it is off, and how often its ranges
/// contain what they should.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OccupationValidationRow {
    /// Which test: `country-left-out`, `national-survey`, `pupils-parents` or `count-left-out`;
    /// `shares-one-year-ahead` and so on: of shares of a national survey on later ones.
    pub test: String,
    /// What is tested: `model`, or with what it is compared: `plain-mean`, `best-country`; of
    /// shares ahead `shares-held`, as the model has them, and `shares-drift`.
    pub method: String,
    /// Level of the groups, 2 to 4; 0 where groups of several levels are counted together.
    pub level: usize,
    /// Country or count; empty for all of them together.
    pub subject: String,
    /// Number of groups, or of groups and countries, behind the row.
    pub cases: usize,
    /// Share of them inside the 50%, 80% and 95% prediction intervals.
    pub coverage50: Option<f64>,
    /// See `coverage50`.
    pub coverage80: Option<f64>,
    /// See `coverage50`.
    pub coverage95: Option<f64>,
    /// Mean logarithm of the probability of what was observed: higher is better.
    pub log_score: Option<f64>,
    /// Median of the absolute logarithm of estimated over observed, of groups that are known well.
    pub median_error: Option<f64>,
    /// Persons known, of a count that was left out.
    pub known: Option<f64>,
    /// What the other figures give for it.
    pub estimate: Option<Estimate>,
}
