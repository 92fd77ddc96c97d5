//! Why people may be short, and what would answer it: rules for both as data, and what they say of a group
//! or a region.

use crate::classification::Labels;
use crate::scenario::CitedBasis;
use crate::shortage_list::signal::Tier;
use crate::shortage_list::signal_book::INDICATORS;
use crate::shortage_list::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Replacement demand over total job openings of the policy period, medians.
pub const REPLACEMENT_SHARE: &str = "replacement.share";
/// Years of training beyond school that a group asks for.
pub const TRAINING_YEARS: &str = "training.years";
/// Months by which that training is longer than an entry of the list holds; negative where it is shorter.
pub const TRAINING_PAST_ENTRY: &str = "training.past_entry";
/// Median yearly growth of a region's employment over the policy period less the nation's.
pub const GROWTH_LESS_NATION: &str = "growth.less_nation";
/// Median implied unemployment rate at the end of the policy period less the mean of the published ones.
pub const UNEMPLOYMENT_AGAINST_PAST: &str = "unemployment.against_past";

/// Quantities that conditions may read besides the mean points of indicators, with the unit of each.
pub const CAUSE_QUANTITIES: [(&str, &str); 5] = [
    (REPLACEMENT_SHARE, "share of openings"),
    (TRAINING_YEARS, "years"),
    (TRAINING_PAST_ENTRY, "months"),
    (GROWTH_LESS_NATION, "percentage points per year"),
    (UNEMPLOYMENT_AGAINST_PAST, "share of the labour force"),
];

/// The unit in which a condition reads a quantity: points of an indicator, its own of any other; none of
/// what can't be read.
#[must_use]
pub fn cause_unit(quantity: &str) -> Option<&'static str> {
    let own = CAUSE_QUANTITIES.iter().find(|(key, _)| *key == quantity).map(|(_, unit)| *unit);
    own.or_else(|| INDICATORS.iter().any(|(id, _)| *id == quantity).then_some("points"))
}

/// What must hold of a quantity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CauseCondition {
    /// The quantity: one of [`CAUSE_QUANTITIES`], or an indicator of the signal, of which the mean points
    /// are read.
    pub quantity: String,
    /// The value it must reach.
    pub at_least: Option<f64>,
    /// The value it must not pass.
    pub at_most: Option<f64>,
    /// By what authority the value stands.
    pub basis: CitedBasis,
}

/// A cause or an answer: it holds where all its conditions do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CauseRule {
    /// Identifier.
    pub id: String,
    /// Names of a cause; of an answer the sentence that gives it.
    pub title: Labels,
    /// Causes that an answer asks for; none for a cause.
    #[serde(default)]
    pub causes: Vec<String>,
    /// Conditions.
    pub conditions: Vec<CauseCondition>,
}

/// The causes and answers of groups, or of regions.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CauseRules {
    /// Causes; several may hold.
    pub causes: Vec<CauseRule>,
    /// Answers; the first that holds is given.
    pub answers: Vec<CauseRule>,
}

/// How long training for some groups takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingLength {
    /// Codes of groups, without the edition of their classification; of a group the longest that begins
    /// its code counts.
    pub groups: Vec<String>,
    /// Years beyond school.
    pub years: f64,
    /// By what authority.
    pub basis: CitedBasis,
}

/// The rules for causes and answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CauseBook {
    /// Identifier: jurisdiction and name, as in `xx@causes`.
    pub id: String,
    /// What the rules follow.
    pub citation: String,
    /// The tier from which a group is asked for a cause: below it no shortage is signalled.
    pub min_tier: Tier,
    /// The fewest digits of a wider group whose figures may stand for a group's own.
    pub min_digits: u8,
    /// Lengths of training.
    pub training: Vec<TrainingLength>,
    /// Rules for groups.
    pub occupations: CauseRules,
    /// Rules for regions.
    pub regions: CauseRules,
}

impl CauseBook {
    /// Years of training for a group by its code without edition; none where the book has none.
    #[must_use]
    pub fn training_years(&self, code: &str) -> Option<f64> {
        let all =
            self.training.iter().flat_map(|of| of.groups.iter().map(move |group| (group, of)));
        let own = all.filter(|(group, _)| code.starts_with(group.as_str()));
        own.max_by_key(|(group, _)| group.len()).map(|(_, of)| of.years)
    }
}

/// A condition as it stands for one subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConditionResult {
    /// The quantity.
    pub quantity: String,
    /// The group whose figure it is; empty where it is the subject's own.
    pub of: String,
    /// Its value; none where it is not known.
    pub value: Option<f64>,
    /// The value it must reach.
    pub at_least: Option<f64>,
    /// The value it must not pass.
    pub at_most: Option<f64>,
    /// Whether it holds.
    pub verdict: Verdict,
}

/// A cause as it stands for one subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CauseResult {
    /// Identifier of the cause.
    pub cause: String,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Its conditions.
    pub conditions: Vec<ConditionResult>,
}

/// What the rules say of one group or region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubjectCauses {
    /// Whether a shortage is signalled, so that a cause is asked for.
    pub asked: bool,
    /// Years of training, where the book has them.
    pub training_years: Option<f64>,
    /// Causes in the book's order.
    pub causes: Vec<CauseResult>,
    /// The answer that holds; none where none does.
    pub answer: Option<CauseResult>,
}

/// What the rules say of all groups in scope and all regions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CauseOutput {
    /// The book applied.
    pub book: CauseBook,
    /// Months for which an entry of the list holds.
    pub entry_months: f64,
    /// By group.
    pub groups: BTreeMap<String, SubjectCauses>,
    /// By code of the region.
    pub regions: BTreeMap<String, SubjectCauses>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Basis;

    #[test]
    fn the_longest_code_gives_the_length_of_training() {
        let basis = CitedBasis {
            basis: Basis::Expert,
            source: "x".to_owned(),
            source_in: Labels::default(),
        };
        let of = |groups: &[&str], years| TrainingLength {
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            years,
            basis: basis.clone(),
        };
        let book = CauseBook {
            id: "xx@causes".to_owned(),
            citation: String::new(),
            min_tier: Tier::Watch,
            min_digits: 3,
            training: vec![of(&["2", "1"], 4.0), of(&["221"], 7.0)],
            occupations: CauseRules::default(),
            regions: CauseRules::default(),
        };
        assert_eq!(
            ["2211", "2330", "1120", "9111"].map(|code| book.training_years(code)),
            [Some(7.0), Some(4.0), Some(4.0), None]
        );
        assert_eq!(cause_unit(TRAINING_YEARS), Some("years"));
        assert_eq!(cause_unit("pay.premium"), Some("points"));
        assert_eq!(cause_unit("pay"), None);
    }
}
