//! Tiers and evidence grades.

use crate::signal::points::{Column, score};
use std::collections::BTreeMap;
use suranys_core::run::Note;
use suranys_core::shortage_list::{SignalBook, SignalGrade, SignalParameter, Tier};

/// What a tier follows from.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Probability of a strong signal.
    pub strong: Option<f64>,
    /// Probability of a possible signal.
    pub possible: Option<f64>,
    /// Score in each draw that has one.
    pub scores: Vec<f64>,
    /// Families counted, with the finest digits of each.
    pub families: BTreeMap<String, u8>,
    /// Grade.
    pub grade: Option<SignalGrade>,
    /// Tier.
    pub tier: Tier,
    /// Why.
    pub reason: &'static str,
}

impl Assessment {
    /// Mean score; none where the figures don't speak.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        self.strong.and_then(|_| suranys_core::numeric::mean(&self.scores))
    }
}

/// What does not depend on the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// Whether the scope lets it through.
    pub in_scope: bool,
    /// Whether anybody nominates it.
    pub nominated: bool,
}

/// The tier that counted columns give.
#[must_use]
pub fn assess_columns(
    book: &SignalBook,
    columns: &[&Column<'_>],
    circumstances: Circumstances,
    draws: usize,
) -> Assessment {
    let mut families: BTreeMap<String, u8> = BTreeMap::new();
    for column in columns {
        let level = families.entry(column.indicator.family.clone()).or_insert(column.level);
        *level = (*level).max(column.level);
    }
    let scores: Vec<f64> =
        score(columns, draws).into_iter().filter(|score| score.is_finite()).collect();
    // A level of one digit never speaks alone.
    let speaks = families.values().any(|level| *level > 1) && !scores.is_empty();
    let share = |parameter| {
        let threshold = book.value(parameter);
        // The score is a mean of whole points; a threshold met up to rounding is met.
        let count = scores.iter().filter(|score| **score >= threshold - 1e-9).count();
        speaks.then(|| count as f64 / scores.len() as f64)
    };
    let (strong, possible) =
        (share(SignalParameter::StrongScore), share(SignalParameter::PossibleScore));
    let grade = grade(book, &families);
    let (tier, reason) = match (strong, possible) {
        (Some(strong), Some(possible)) => {
            tier(book, strong, possible, families.len(), grade, circumstances)
        }
        _ if families.is_empty() => (Tier::Undetermined, "signal.no-evidence"),
        _ => (Tier::Undetermined, "signal.major-group-only"),
    };
    Assessment { strong, possible, scores, families, grade, tier, reason }
}

/// The grade of so many families at such levels; a family less never raises it.
#[must_use]
pub fn grade(book: &SignalBook, families: &BTreeMap<String, u8>) -> Option<SignalGrade> {
    let level = book.value(SignalParameter::FineLevel);
    let fine: Vec<&str> = families
        .iter()
        .filter(|(_, digits)| f64::from(**digits) >= level)
        .map(|(family, _)| family.as_str())
        .collect();
    let own = fine.iter().any(|id| book.family(id).is_some_and(|family| family.own_figures));
    let (fine, all) = (fine.len() as f64, families.len() as f64);
    if families.is_empty() {
        return None;
    }
    Some(match () {
        () if own && fine >= book.value(SignalParameter::GradeA) => SignalGrade::A,
        () if fine >= book.value(SignalParameter::GradeB) => SignalGrade::B,
        () if fine >= 1.0 && all >= book.value(SignalParameter::GradeC) => SignalGrade::C,
        () => SignalGrade::D,
    })
}

fn tier(
    book: &SignalBook,
    strong: f64,
    possible: f64,
    families: usize,
    grade: Option<SignalGrade>,
    circumstances: Circumstances,
) -> (Tier, &'static str) {
    let at = |parameter| book.value(parameter);
    let families = families as f64;
    let graded = grade.is_some_and(|grade| grade >= SignalGrade::C);
    let enough = families >= at(SignalParameter::RecommendFamilies) && graded;
    if strong >= at(SignalParameter::Recommend) && enough && circumstances.in_scope {
        return (Tier::Recommend, "signal.recommend");
    }
    if strong >= at(SignalParameter::Consult) && families >= at(SignalParameter::ConsultFamilies) {
        return (Tier::Consult, "signal.consult");
    }
    if strong >= at(SignalParameter::ConsultNominated) && circumstances.nominated {
        return (Tier::Consult, "signal.consult-nominated");
    }
    if possible >= at(SignalParameter::Watch) {
        return (Tier::Watch, "signal.watch");
    }
    if possible < at(SignalParameter::NoCase) {
        return (Tier::NoCase, "signal.no-case");
    }
    (Tier::Undetermined, "signal.undecided")
}

/// The reason of a tier with its figures.
#[must_use]
pub fn reason(assessment: &Assessment) -> Note {
    let percent = |share: Option<f64>| {
        share.map_or("–".to_owned(), |share| format!("{:.0}", 100.0 * share))
    };
    Note::new(
        assessment.reason,
        [
            ("strong", percent(assessment.strong)),
            ("possible", percent(assessment.possible)),
            ("families", assessment.families.len().to_string()),
        ],
    )
}

/// How many of the entries of tier consult, by falling probability, are on the list: as many as
/// there can be while the mean probability that an entry is no strong signal stays at most `error`.
#[must_use]
pub fn consult_length(falling: &[f64], error: f64) -> usize {
    let mut sum = 0.0;
    let mut length = 0;
    for (n, strong) in falling.iter().enumerate() {
        sum += 1.0 - strong;
        if sum / (n + 1) as f64 <= error + 1e-12 {
            length = n + 1;
        }
    }
    length
}
