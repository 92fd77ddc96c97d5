//! Everything the graded signal says: of groups, of the list over time, of a region.

use crate::classification::Labels;
use crate::shortage_list::causes::CauseOutput;
use crate::shortage_list::signal::{FamilyCoverage, Signal, SignalScore, SignalWeight, Tier};
use crate::shortage_list::signal_book::SignalBook;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::IntoStaticStr;

/// Where a line stands in the life of the list.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LineReview {
    /// Not on the list in force, and put forward.
    Enters,
    /// On the list in force, not yet to be reviewed.
    Holds,
    /// On the list in force, and to be reviewed before it ends.
    Due,
    /// On the list in force for longer than an entry holds.
    Expired,
    /// On the list in force, and the evidence speaks against it.
    Leaves,
    /// On a former list and not on the one in force.
    Left,
}

impl LineReview {
    /// The state's key in label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// A line of the list over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewedLine {
    /// Unit group or profession.
    pub group: String,
    /// Where it stands.
    pub review: LineReview,
    /// Lists that named it, oldest first.
    pub lists: Vec<String>,
    /// Day since which it is on the list without a break; of one that left, the day of the list that
    /// left it out; of one put forward, the vintage.
    pub since: String,
    /// Last day for which the entry holds; empty for one that left.
    pub until: String,
}

/// What a published list changed against the one before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListChange {
    /// The list.
    pub list: String,
    /// Unit group in scope.
    pub group: String,
    /// Whether it came on the list; else it went off.
    pub enters: bool,
    /// Tier by what was known on the day before, nobody having nominated it.
    pub tier: Tier,
    /// Probability of a strong signal then.
    pub strong: Option<f64>,
}

/// By which indicators a region's own figures depart from the nation's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegionalSignal {
    /// Code of the region.
    pub region: String,
    /// Departures, those by which the signal goes and those it passes over.
    pub departures: Vec<Departure>,
    /// Tiers of the nation, by group and profession.
    pub nation: BTreeMap<String, Tier>,
}

/// How a region's figure departs from the nation's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Departure {
    /// Indicator.
    pub indicator: String,
    /// Occupation; empty for one that is of all occupations alike.
    pub group: String,
    /// What the region's figures say, less the nation's: a difference in the indicator's unit, of a
    /// ratio the difference of logarithms.
    pub raw: f64,
    /// The part of it that is kept.
    pub weight: f64,
    /// Probability that the kept departure has its sign.
    pub probability: f64,
    /// Whether the region's signal goes by it.
    pub departs: bool,
}

/// The signal of every group and profession, with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignalOutput {
    /// The book applied.
    pub book: SignalBook,
    /// Day on which the evidence was known.
    pub vintage: String,
    /// Names of groups and professions in the report languages.
    pub labels: BTreeMap<String, Labels>,
    /// Signals, first place first; groups, then professions.
    pub signals: Vec<Signal>,
    /// Weights, in the book's order of indicators.
    pub weights: Vec<SignalWeight>,
    /// Which families exist for how many of the groups in scope.
    pub coverage: Vec<FamilyCoverage>,
    /// Lists of other countries in force at the vintage, by identifier.
    pub peers: Vec<String>,
    /// Agreement with published lists.
    pub scores: Vec<SignalScore>,
    /// Lines of the list in force, of the former ones, and those put forward.
    #[serde(default)]
    pub reviews: Vec<ReviewedLine>,
    /// What each published list changed.
    #[serde(default)]
    pub changes: Vec<ListChange>,
    /// The region it is of; none for the nation.
    #[serde(default)]
    pub regional: Option<RegionalSignal>,
    /// Why people may be short, and what would answer it; none where there are no rules for it, or no
    /// forecast at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causes: Option<CauseOutput>,
    /// Draws behind it.
    pub draws: usize,
}

impl SignalOutput {
    /// The output without what is not worth a line in print: groups out of scope that nothing puts
    /// forward.
    #[must_use]
    pub fn for_print(mut self) -> SignalOutput {
        self.signals.retain(|s| s.in_scope || s.profession || s.tier >= Tier::Consult);
        let signals = &self.signals;
        self.labels.retain(|id, _| signals.iter().any(|signal| signal.group == *id));
        self
    }

    /// The signal of a group or profession.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&Signal> {
        self.signals.iter().find(|signal| signal.group == id)
    }
}
