//! What differs between two scenarios, figure by figure and on the list.

use crate::distribution::{Estimate, Quantiles};
use crate::observation::Status;
use crate::run::FigureKey;
use crate::shortage_list::rulebook::Version;
use crate::shortage_list::verdict::{Subject, Verdict};
use crate::unit::Unit;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// A figure under two scenarios.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Which figure; the scenario is the second's.
    pub key: FigureKey,
    /// Under the first scenario, in `unit`.
    pub from: Estimate,
    /// Under the second.
    pub to: Estimate,
    /// Second less first, made draw by draw; one number where all draws agree.
    pub difference: Estimate,
    /// Share of draws in which the difference is above zero.
    pub above: f64,
    /// Share of draws in which it is below zero.
    pub below: f64,
    /// Unit.
    pub unit: Unit,
    /// The worse status of the two.
    pub status: Status,
    /// Resources that either rests on.
    pub source: Vec<String>,
}

/// The same under the first and under the second scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both<T> {
    /// Under the first.
    pub from: T,
    /// Under the second.
    pub to: T,
}

impl<T: PartialEq> Both<T> {
    /// Whether the two are not the same.
    #[must_use]
    pub fn differ(&self) -> bool {
        self.from != self.to
    }
}

/// Whether a second scenario puts something on the list or takes it off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Movement {
    /// On it under the second only.
    Enters,
    /// On it under the first only.
    Leaves,
    /// Under both, or under neither.
    Stays,
}

impl Movement {
    /// The movement's key in tables and label files.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl Both<Verdict> {
    /// What the change of verdict does.
    #[must_use]
    pub fn movement(&self) -> Movement {
        match (self.from, self.to) {
            (Verdict::Meets, Verdict::Meets) => Movement::Stays,
            (Verdict::Meets, _) => Movement::Leaves,
            (_, Verdict::Meets) => Movement::Enters,
            _ => Movement::Stays,
        }
    }
}

/// How often an event happens in matched draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Probability {
    /// Share of draws with it under each scenario.
    pub share: Both<f64>,
    /// Share of draws with it under the second only.
    pub gained: f64,
    /// Share of draws with it under the first only.
    pub lost: f64,
}

/// A place in the ranking under two scenarios.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankChange {
    /// Distribution of the rank, 1 being first.
    pub rank: Both<Quantiles>,
    /// Second less first, draw by draw: below zero is nearer to the first place.
    pub difference: Estimate,
    /// Share of draws with a rank nearer to the first place.
    pub better: f64,
    /// Share of draws with a rank further from it.
    pub worse: f64,
    /// A place on the short list.
    pub top: Probability,
}

/// An occupation, or a profession of a list, under two scenarios.
#[derive(Debug, Clone, PartialEq)]
pub struct ListChange {
    /// Who.
    pub subject: Subject,
    /// The verdict of the rules.
    pub verdict: Both<Verdict>,
    /// What the figures support, procedure left aside.
    pub supported: Both<Verdict>,
    /// Its place, if both rank it.
    pub rank: Option<RankChange>,
    /// A shortage over the policy period, if both runs have draws of it.
    pub shortage: Option<Probability>,
    /// Whether anything it rests on is synthetic.
    pub synthetic: bool,
}

impl ListChange {
    /// Whether the two scenarios say anything else of it.
    #[must_use]
    pub fn differs(&self) -> bool {
        let probability =
            |probability: &Probability| probability.gained > 0.0 || probability.lost > 0.0;
        self.verdict.differ()
            || self.supported.differ()
            || self.rank.is_some_and(|r| r.better > 0.0 || r.worse > 0.0 || probability(&r.top))
            || self.shortage.as_ref().is_some_and(probability)
    }
}

/// What another scenario of a run changes on its list: those whose verdict changes, or what the
/// figures support of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The other scenario.
    pub scenario: String,
    /// How many within the scope the figures decide, under the scenario of the list and this one.
    pub decided: Both<usize>,
    /// Those it changes.
    pub moved: Vec<Moved>,
}

/// One whose verdict another scenario changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Who.
    pub subject: Subject,
    /// The verdict of the rules.
    pub verdict: Both<Verdict>,
    /// What the figures support, procedure left aside.
    pub supported: Both<Verdict>,
    /// A shortage over the policy period, if the run has draws of it.
    #[serde(alias = "gap")]
    pub shortage: Option<Probability>,
}

impl Elsewhere {
    /// What a comparison with the scenario finds.
    #[must_use]
    pub fn of(scenario: &str, found: ListComparison) -> Elsewhere {
        let changed =
            found.changes.into_iter().filter(|c| c.verdict.differ() || c.supported.differ());
        let moved = changed.map(|change| Moved {
            subject: change.subject,
            verdict: change.verdict,
            supported: change.supported,
            shortage: change.shortage,
        });
        Elsewhere { scenario: scenario.to_owned(), decided: found.decided, moved: moved.collect() }
    }
}

/// The list under two scenarios and one rulebook.
#[derive(Debug, Clone, PartialEq)]
pub struct ListComparison {
    /// Identifier of the rulebook, as in `kz@2023-02-20`.
    pub rules: String,
    /// Its version.
    pub version: Version,
    /// Length of the short list.
    pub top: usize,
    /// Everyone assessed under both scenarios.
    pub changes: Vec<ListChange>,
    /// How many within the scope the figures decide, one way or the other.
    pub decided: Both<usize>,
    /// Whether anything it rests on is synthetic.
    pub synthetic: bool,
}
