//! The graded signal: what evidence says of each occupation, next to the verdict of the rules.

use crate::distribution::Quantiles;
use crate::observation::Status;
use crate::run::Note;
use crate::shortage_list::citation::Citation;
use crate::shortage_list::signal_book::{FINEST_LEVEL, Weighting};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::IntoStaticStr;

/// Values of an indicator.
#[derive(Debug, Clone, PartialEq)]
pub enum EvidenceValues {
    /// One number.
    Number(f64),
    /// Draws: draw 17 of one group belongs to draw 17 of every other.
    Draws(Vec<f64>),
}

impl EvidenceValues {
    /// The value in a draw; none where it is not a finite number.
    #[must_use]
    pub fn at(&self, draw: usize) -> Option<f64> {
        let value = match self {
            EvidenceValues::Number(value) => Some(*value),
            EvidenceValues::Draws(values) if values.is_empty() => None,
            EvidenceValues::Draws(values) => values.get(draw % values.len()).copied(),
        };
        value.filter(|v| v.is_finite())
    }
}

/// What one indicator says of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorEvidence {
    /// Occupation at any level, or profession of a list.
    pub group: String,
    /// Identifier of the indicator.
    pub indicator: String,
    /// Digits at which the figure is known, 1 to 4: a figure of an economic sector that was spread over
    /// occupations is no finer than the step by which it was spread.
    pub level: u8,
    /// Values, in the indicator's unit.
    pub values: EvidenceValues,
    /// Status, no better than the worst cell's.
    pub status: Status,
    /// Who says it.
    pub source: String,
    /// Period or day it speaks of.
    pub date: String,
    /// The cells it is made from.
    pub cells: Vec<Citation>,
}

/// A figure about an occupation in other countries, on which weights are trained.
#[derive(Debug, Clone, PartialEq)]
pub struct AbroadFigure {
    /// Country; empty for a figure that serves all.
    pub country: String,
    /// Unit group.
    pub group: String,
    /// Indicator it measures abroad.
    pub indicator: String,
    /// Value, in the indicator's unit.
    pub value: f64,
}

/// What the signal reads of a run: nothing where a run does not tell minor groups apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SignalForecast {
    /// Indicators of the forecast family.
    pub evidence: Vec<IndicatorEvidence>,
    /// Draws of the employed by group, persons: the denominator of permits.
    pub employed: BTreeMap<String, Vec<f64>>,
    /// Figures about other countries.
    pub abroad: Vec<AbroadFigure>,
    /// Yearly growth of the employed of the country, under an empty code, and of its regions.
    pub regional_growth: BTreeMap<String, RegionalGrowth>,
}

/// Yearly growth of the employed of a region over the policy period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RegionalGrowth {
    /// Its median, per cent a year.
    pub median: f64,
    /// Its standard deviation, from the 80% prediction interval; percentage points.
    pub spread: f64,
}

/// What the signal says should be done about a group; the order is that of the tiers.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Tier {
    /// The evidence speaks against it.
    NoCase,
    /// The evidence does not decide.
    Undetermined,
    /// Possible; to be looked at again.
    Watch,
    /// To be put before those who must agree.
    Consult,
    /// To be recommended.
    Recommend,
}

impl Tier {
    /// All, first those to act upon.
    pub const ALL: [Tier; 5] =
        [Tier::Recommend, Tier::Consult, Tier::Watch, Tier::Undetermined, Tier::NoCase];

    /// The tier's key in label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Its step on the way from no case to a recommendation, 0 to 4.
    #[must_use]
    pub fn step(self) -> f64 {
        match self {
            Tier::NoCase => 0.0,
            Tier::Undetermined => 1.0,
            Tier::Watch => 2.0,
            Tier::Consult => 3.0,
            Tier::Recommend => 4.0,
        }
    }
}

/// How much evidence a signal rests on; the order is that of the grades, D being the lowest.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
pub enum SignalGrade {
    /// One family.
    D,
    /// Two families, one of them coarse.
    C,
    /// Two families or more at three digits or finer.
    B,
    /// Three families or more at three digits or finer, own figures among them.
    A,
}

impl SignalGrade {
    /// The letter.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// An indicator as it stands for one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorUse {
    /// Indicator.
    pub indicator: String,
    /// Its family.
    pub family: String,
    /// The group whose figure it is: the group itself or one it is part of.
    pub of: String,
    /// Digits at which the figure is known.
    pub level: u8,
    /// Mean points over the draws.
    pub points: f64,
    /// Mean weight over the draws; zero where it is printed and not counted.
    pub weight: f64,
    /// Who says it.
    pub source: String,
    /// Period or day.
    pub date: String,
    /// Status.
    pub status: Status,
    /// The cells it is made from.
    pub cells: Vec<Citation>,
}

/// The change of one indicator that gives another tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignalSwitch {
    /// Indicator.
    pub indicator: String,
    /// Points it would have to give.
    pub points: f64,
    /// The cut-off that its value would have to reach, or to fall below.
    pub cutoff: Option<f64>,
    /// Whether its value would have to rise.
    pub rises: bool,
    /// The tier then.
    pub tier: Tier,
}

/// What a group's signal would be without a family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithoutFamily {
    /// Probability of a strong signal; none where nothing is left.
    pub strong: Option<f64>,
    /// Tier.
    pub tier: Tier,
    /// Grade; none where nothing is left.
    pub grade: Option<SignalGrade>,
}

/// A figure whose arrival is expected to move the tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settling {
    /// Indicator.
    pub indicator: String,
    /// Expected number of steps between tiers, up or down, over what the figure may say.
    pub change: f64,
    /// Probability of another tier.
    pub probability: f64,
}

/// The signal of one group or profession.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Occupation or profession.
    pub group: String,
    /// Whether it is a profession of a list, with the figures of its unit group.
    pub profession: bool,
    /// Whether the scope of the rulebook lets it through.
    pub in_scope: bool,
    /// Place in the ranking, 1 for the first, groups and professions apart.
    pub rank: usize,
    /// Tier.
    pub tier: Tier,
    /// Why this tier, as a key of the label files with its arguments.
    pub reason: Note,
    /// Grade of the evidence; none without any.
    pub grade: Option<SignalGrade>,
    /// Distribution of the score, 0 to 3 points; none without counted evidence.
    pub score: Option<Quantiles>,
    /// Mean score.
    pub mean: Option<f64>,
    /// Probability of a strong signal.
    pub strong: Option<f64>,
    /// Probability of a possible signal.
    pub possible: Option<f64>,
    /// Families counted, with the finest digits at which each is known.
    pub families: BTreeMap<String, u8>,
    /// Number of indicators counted.
    pub counted: usize,
    /// Indicators it has, counted or printed alone, in the book's order.
    pub indicators: Vec<IndicatorUse>,
    /// Who nominates it: lists in force, bodies that propose.
    pub nominated_by: Vec<String>,
    /// Whether all that counts is a forecast by proxies.
    pub from_proxies: bool,
    /// Nearest changes of one indicator that raise and that lower the tier.
    pub switching: Vec<SignalSwitch>,
    /// The signal without each family counted.
    pub without: BTreeMap<String, WithoutFamily>,
    /// The one or two figures whose arrival is expected to move the tier most.
    pub settling: Vec<Settling>,
    /// Status, no better than the worst figure's.
    pub status: Status,
}

/// How a weight came about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum WeightState {
    /// Estimated on lists of other countries, and counted.
    Estimated,
    /// Estimated, and no better than chance: printed, not counted.
    PredictsNothing,
    /// No figures of other countries to train it on: printed, not counted.
    NoFiguresAbroad,
    /// Too few complete lists to estimate any weight: one, by assumption.
    Assumed,
    /// One for its family, by the book.
    One,
}

impl WeightState {
    /// The state's key in label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Whether the indicator counts.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, WeightState::Estimated | WeightState::Assumed | WeightState::One)
    }
}

/// The weight of an indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignalWeight {
    /// Indicator.
    pub indicator: String,
    /// Where its weight comes from by the book.
    pub weighting: Weighting,
    /// How it came about.
    pub state: WeightState,
    /// Coefficient per standard deviation of its points, log odds; none where none was estimated.
    pub coefficient: Option<f64>,
    /// Its standard error.
    pub error: Option<f64>,
    /// Complete lists abroad it was estimated on.
    pub lists: usize,
    /// Pairs of country and unit group it was estimated on.
    pub pairs: usize,
}

/// How many groups have a family, and at which digits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FamilyCoverage {
    /// Family.
    pub family: String,
    /// Groups in scope that have it, by the finest digits at which it is known: one to four.
    pub groups: [usize; FINEST_LEVEL as usize],
    /// Groups in scope that do not have it.
    pub missing: usize,
}

/// What a score measures.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "kebab-case")]
pub enum ScoreMeasure {
    /// Area under the curve of true against false positives.
    Auc,
    /// Share of the first `k` that are listed.
    Precision,
    /// Share of the listed that are among the first `k`.
    Recall,
}

impl ScoreMeasure {
    /// The measure's key in tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// How well a ranking agrees with a published list: plausibility, not truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignalScore {
    /// The list: an own one by its identifier, or that of another country by the country.
    pub target: String,
    /// Whether the list is another country's.
    pub abroad: bool,
    /// Day before which the evidence was known.
    pub vintage: String,
    /// What ranks: `signal`, `tiers` (as published, by tier first, nobody nominated),
    /// `tiers-nominated` (the former list nominating its own), `signal-without:FAMILY`, `scope`, `country:CODE`, `count-any-date`,
    /// `count-any-date-units`, `count-known`, `former-list`.
    pub predictor: String,
    /// What is measured.
    pub measure: ScoreMeasure,
    /// Length of the short list; none for the area under the curve.
    pub k: Option<usize>,
    /// Value; none where the list holds all groups or none.
    pub value: Option<f64>,
    /// Bounds of the 95% bootstrap interval over groups.
    pub lo95: Option<f64>,
    /// Its upper bound.
    pub hi95: Option<f64>,
    /// Groups ranked.
    pub groups: usize,
    /// Of them, those listed.
    pub listed: usize,
}
