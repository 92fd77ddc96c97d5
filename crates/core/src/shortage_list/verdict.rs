//! What a rule says of a subject, with its reasons.

use crate::classification::Labels;
use crate::observation::Status;
use crate::run::Note;
use crate::shortage_list::citation::Citation;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// What a rule says of an occupation.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Verdict {
    /// The rule is not met.
    DoesNotMeet,
    /// The rule can't be evaluated: evidence is missing.
    Undetermined,
    /// The rule is met.
    Meets,
}

impl Verdict {
    /// The verdict's key in label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// A number or a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Amount {
    /// A number in the quantity's unit.
    Number(f64),
    /// A code.
    Code(String),
}

/// A value of a quantity with everything a reader needs to check it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Key of the quantity, or of what is shown next to the quantities rules read.
    pub quantity: String,
    /// Value.
    pub value: Amount,
    /// Unit.
    pub unit: String,
    /// What it is about: an occupation, a section, a region; empty for the nation.
    pub about: String,
    /// Period.
    pub period: String,
    /// Status, no better than the worst cell's.
    pub status: Status,
    /// The cells and figures it is made from.
    pub cells: Vec<Citation>,
}

/// A quantity looked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Finding {
    /// Found.
    Known(Fact),
    /// Not there, and what is missing.
    Missing(Note),
}

/// A verdict with its reasons: what was looked at, what was found, and the parts it follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// The verdict.
    pub verdict: Verdict,
    /// Identifier of the rule; empty for a joint of several.
    pub rule: String,
    /// Why, as a key of the label files with its arguments.
    pub reason: Note,
    /// The value looked at, down to its cells.
    pub fact: Option<Fact>,
    /// The parts the verdict was made from, in the order of the rule.
    pub parts: Vec<Trace>,
}

impl Trace {
    /// A verdict without parts.
    #[must_use]
    pub fn leaf(verdict: Verdict, rule: &str, reason: Note) -> Trace {
        Trace { verdict, rule: rule.to_owned(), reason, fact: None, parts: Vec::new() }
    }

    /// The trace and all under it, a part after what it belongs to.
    #[must_use]
    pub fn all(&self) -> Vec<&Trace> {
        let mut found = vec![self];
        for part in &self.parts {
            found.extend(part.all());
        }
        found
    }
}

/// Who is assessed: an occupation, or a profession of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Identifier.
    pub id: String,
    /// Names.
    pub labels: Labels,
    /// The occupation whose figures speak for it.
    pub occupation: String,
    /// Another occupation it might belong to; empty when there is none.
    pub alternative: String,
    /// Number of digits of that occupation; professions of lists have that of theirs.
    pub level: u8,
    /// Whether it is a profession of a list and so only a part of its occupation.
    pub profession: bool,
    /// Tags of priority sectors.
    pub sectors: Vec<String>,
    /// Lists that name it.
    pub lists: Vec<String>,
}
