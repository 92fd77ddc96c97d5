//! What a list says: subjects assessed and ranked, states of its lines, scores, differences.

use crate::classification::Labels;
use crate::comparison::Elsewhere;
use crate::diagnostic::meant;
use crate::distribution::Quantiles;
use crate::run::Note;
use crate::shortage_list::evidence::{Body, Entry};
use crate::shortage_list::rulebook::{Quantity, RuleBook, Source};
use crate::shortage_list::signal_output::SignalOutput;
use crate::shortage_list::verdict::{Fact, Finding, Subject, Trace, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoStaticStr;

/// The smallest change of one parameter that gives another verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SwitchingValue {
    /// Parameter.
    pub parameter: String,
    /// Its value now.
    pub from: f64,
    /// The value that switches the verdict, or that must be passed when `beyond`.
    pub to: f64,
    /// Whether `to` itself does not switch it yet.
    pub beyond: bool,
    /// The verdict then.
    pub verdict: Verdict,
}

/// What the rules say of a subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessed {
    /// Who.
    pub subject: Subject,
    /// What was found.
    pub findings: BTreeMap<Quantity, Finding>,
    /// What is shown with it: its group, its section, the nation, its regions.
    pub context: Vec<Fact>,
    /// Scope and evidence together: what the figures support.
    pub supported: Verdict,
    /// The verdict, with scope, evidence and procedure as its parts.
    pub trace: Trace,
    /// Whether a sector ministry proposed it; `Undetermined` when proposals are not known.
    pub nominated: Verdict,
    /// The smallest change that switches the verdict; none when no single parameter does.
    pub switching_value: Option<SwitchingValue>,
    /// Whether anything it rests on is synthetic.
    pub synthetic: bool,
}

/// A place in the ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Occupation.
    pub id: String,
    /// Probability of a place among the first `k`.
    pub top: f64,
    /// Distribution of the rank, 1 being first.
    pub rank: Quantiles,
    /// The rank in each draw.
    pub ranks: Vec<f64>,
    /// Probability of a place among the first `k` without each source.
    pub without: BTreeMap<Source, f64>,
    /// Sources it has no figure for, whose place was drawn from all places.
    pub missing: Vec<Source>,
}

/// State of a line of the list.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LineState {
    /// Nobody put it forward.
    NotProposed,
    /// Put forward; not all have spoken.
    Proposed,
    /// Somebody would agree to something else; nobody disagrees.
    Amended,
    /// Somebody disagrees.
    Disputed,
    /// State bodies, regional governments and the chamber agree.
    Agreed,
    /// Approved by an act.
    Approved,
    /// Published.
    Published,
    /// Taken off.
    Withdrawn,
}

impl LineState {
    /// The state's key in label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// A line of the list with its history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Profession or occupation.
    pub id: String,
    /// Where it stands.
    pub state: LineState,
    /// Kinds of bodies of which at least one agrees.
    pub kinds_agreed: usize,
    /// Bodies whose latest word is against it.
    pub objections: usize,
    /// The entries, oldest first.
    pub history: Vec<Entry>,
}

/// How far a profession has come when it is scored.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "kebab-case")]
pub enum Stage {
    /// The scope lets it through.
    Scope,
    /// Scope and evidence do.
    Supported,
}

impl Stage {
    /// The stage's key in label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// What the rules would have found of a published list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// List.
    pub list: String,
    /// Stage.
    pub stage: Stage,
    /// Professions of the list that are known.
    pub listed: usize,
    /// Of them, those that pass.
    pub found: usize,
    /// Of them, those that can't be decided.
    pub open: usize,
    /// Unit groups of the classification that pass.
    pub passing_units: usize,
    /// Of them, those that hold a listed profession.
    pub passing_units_listed: usize,
    /// Share of the passing unit groups that hold a listed profession; none when none pass.
    pub precision: Option<f64>,
    /// Share of the listed professions that pass.
    pub recall: Option<f64>,
}

/// Why the data did not find a profession that a list names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Profession.
    pub id: String,
    /// Its names.
    pub labels: Labels,
    /// The occupation it is mapped to.
    pub occupation: String,
    /// What the rules say of it, exceptions left aside.
    pub verdict: Verdict,
    /// Why.
    pub why: Vec<Note>,
    /// Figures from elsewhere that speak of it.
    pub context: Vec<Fact>,
}

/// A difference between two versions of a rulebook.
#[derive(Debug, Clone, PartialEq)]
pub struct BookChange {
    /// Rule or parameter.
    pub what: String,
    /// Before; empty when it was not there.
    pub before: String,
    /// After; empty when it is gone.
    pub after: String,
}

/// A verdict that another version of the rulebook changes.
#[derive(Debug, Clone, PartialEq)]
pub struct VerdictChange {
    /// Who.
    pub subject: Subject,
    /// Before.
    pub before: Verdict,
    /// After.
    pub after: Verdict,
    /// Why, after: the parts of the trace that decide.
    pub why: Vec<Trace>,
}

/// Everything the publication set says, before words and pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListOutput {
    /// The rulebook applied.
    pub book: RuleBook,
    /// Everyone assessed: first occupations by code, then professions of lists.
    pub assessed: Vec<Assessed>,
    /// The ranking, first place first.
    pub ranked: Vec<Ranked>,
    /// Level of the occupations ranked, in digits.
    pub ranked_level: u8,
    /// Whether only occupations in the scope are ranked; all are where fewer than two are in it.
    pub ranked_in_scope: bool,
    /// Sources that no occupation ranked has a figure for, so that they decide nothing.
    pub without_data: Vec<Source>,
    /// Length of the short list.
    pub top: usize,
    /// Draws behind the ranking.
    pub draws: usize,
    /// Lines of the register, by identifier.
    pub lines: BTreeMap<String, Line>,
    /// Consulted bodies.
    pub bodies: Vec<Body>,
    /// Scores against the list of the version.
    pub scores: Vec<Score>,
    /// Explained differences from that list.
    pub differences: Vec<Difference>,
    /// Published figures about the nation.
    pub nation: Vec<Fact>,
    /// Names of the priority sectors, by tag.
    pub sectors: BTreeMap<String, Labels>,
    /// How many occupations of the classification have each verdict.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// What other scenarios of the run change, where that was asked.
    pub elsewhere: Vec<Elsewhere>,
    /// The graded signal next to the verdicts; none where its book is not there.
    #[serde(default)]
    pub signal: Option<SignalOutput>,
    /// Whether anything it rests on is synthetic.
    pub synthetic: bool,
}

impl ListOutput {
    /// What the rules say of a subject.
    #[must_use]
    pub fn assessed(&self, id: &str) -> Option<&Assessed> {
        self.assessed.iter().find(|assessed| assessed.subject.id == id)
    }

    /// Who is meant by a text: an identifier, a code, or a name in any language, whole or, where no whole
    /// one is so, a part of it; letters of both sizes are alike. Several where it is not clear.
    #[must_use]
    pub fn meant(&self, text: &str) -> Vec<&Assessed> {
        let each = self.assessed.iter().map(|one| {
            let id = one.subject.id.as_str();
            let code = id.split_once(':').map(|(_, code)| code);
            (code.into_iter().chain([id]), one.subject.labels.0.values().map(String::as_str))
        });
        meant(text, each).into_iter().filter_map(|at| self.assessed.get(at)).collect()
    }

    /// The list with those subjects alone that belong to a priority sector.
    #[must_use]
    pub fn of_sector(mut self, tag: &str) -> ListOutput {
        self.assessed.retain(|one| one.subject.sectors.iter().any(|own| own == tag));
        let kept: BTreeSet<&str> =
            self.assessed.iter().map(|one| one.subject.id.as_str()).collect();
        self.ranked.retain(|ranked| kept.contains(ranked.id.as_str()));
        self.differences.retain(|one| kept.contains(one.id.as_str()));
        if let Some(signal) = &mut self.signal {
            signal.signals.retain(|one| kept.contains(one.group.as_str()));
            signal.reviews.retain(|one| kept.contains(one.group.as_str()));
        }
        self
    }

    /// Whether a subject is worth a line in print: a profession of the list, anyone a source or a
    /// body speaks of.
    #[must_use]
    pub fn spoken_of(&self, assessed: &Assessed) -> bool {
        let list = &self.book.version.list;
        assessed.subject.lists.contains(list)
            || self.lines.contains_key(&assessed.subject.id)
            || assessed.trace.verdict == Verdict::Meets
            || assessed.nominated == Verdict::Meets
            || (!assessed.subject.profession
                && self.ranked.iter().any(|r| r.id == assessed.subject.id))
    }

    /// The output without subjects that are not worth a line in print, and without draws.
    #[must_use]
    pub fn for_print(mut self) -> ListOutput {
        let all = std::mem::take(&mut self.assessed);
        self.assessed = all.into_iter().filter(|assessed| self.spoken_of(assessed)).collect();
        self.signal = self.signal.map(SignalOutput::for_print);
        self.ranked.iter_mut().for_each(|ranked| ranked.ranks.clear());
        self
    }
}
