//! List rules: verdicts that can be left open, and always say why.
//!
//! A rule that can't be evaluated is [`Verdict::Undetermined`], never dropped and never false:
//! a missing figure must not take a profession off a list in silence. The rulebook itself, with
//! the acts behind each rule, is data; this crate holds the logic every rulebook shares.

mod compare;
mod consultation;
mod diff;
mod evaluate;
mod evidence;
mod history;
mod profile;
mod rank;
mod switching;
mod three_valued;

pub use crate::consultation::{contradictions, lines};
pub use crate::evidence::exchange::whole_year_ratio;
pub use crate::profile::SubjectProfile;
pub use compare::compare;
pub use diff::{book_changes, verdict_changes};
pub use evaluate::evaluate;

use crate::profile::profiles;
use crate::switching::smallest_switching_value;
use history::{at, differences, scores};
use rank::{Candidate, Ranking, Strength, ranking};
use std::collections::BTreeMap;
use suranys_core::shortage_list::{
    Amount, Assessed, Evidence, Fact, Finding, ForecastMeasure, ListOutput, Nomination, Quantity,
    Ranked, RuleBook, RuleParameter, Source, Stage, Verdict,
};

/// Applies a rulebook to material: verdicts, ranking, states, scores.
#[must_use]
pub fn recommend(book: &RuleBook, evidence: &Evidence) -> ListOutput {
    let lines = lines(&evidence.register);
    let assessed: Vec<Assessed> =
        profiles(evidence, &lines).into_iter().map(|profile| judge(book, profile)).collect();
    let places = ranked(book, evidence, &assessed);
    let top = book.value(RuleParameter::TOP).unwrap_or(0.0);
    let mut verdicts = BTreeMap::new();
    for occupation in assessed.iter().filter(|assessed| !assessed.subject.profession) {
        *verdicts.entry(occupation.trace.verdict).or_insert(0) += 1;
    }
    let list = book.version.list.as_str();
    ListOutput {
        scores: scores(book, evidence, &assessed, list),
        differences: differences(book, evidence, &assessed, list),
        ranked_level: places.level,
        ranked_in_scope: places.in_scope,
        silent: places.silent,
        ranked: places.ranked,
        top: top as usize,
        draws: evidence.draws,
        lines,
        bodies: evidence.bodies.clone(),
        nation: crate::profile::nation(evidence),
        sectors: evidence.sector_labels.clone(),
        verdicts,
        elsewhere: Vec::new(),
        synthetic: evidence.synthetic || assessed.iter().any(|j| j.synthetic),
        book: book.clone(),
        assessed,
    }
}

/// The verdict on one subject, with what would flip it.
#[must_use]
pub fn judge(book: &RuleBook, profile: SubjectProfile) -> Assessed {
    let trace = evaluate(book, &profile);
    let switching_value = smallest_switching_value(book, &profile, trace.verdict);
    let known = profile.findings.values().filter_map(|f| match f {
        Finding::Known(fact) => Some(fact),
        Finding::Missing(_) => None,
    });
    let synthetic =
        profile.synthetic || known.chain(&profile.context).any(|fact| fact.status.synthetic);
    Assessed {
        nominated: nominated(profile.findings.get(&Quantity::NominatingBodies)),
        subject: profile.subject,
        findings: profile.findings,
        context: profile.context,
        supported: at(&trace, Stage::Supported),
        trace,
        switching_value,
        synthetic,
    }
}

/// Whether anyone proposed it, whatever the rulebook asks for.
fn nominated(finding: Option<&Finding>) -> Verdict {
    match finding {
        Some(Finding::Known(Fact { value: Amount::Number(bodies), .. })) => {
            if *bodies > 0.0 {
                Verdict::Meets
            } else {
                Verdict::DoesNotMeet
            }
        }
        _ => Verdict::Undetermined,
    }
}

struct Places {
    level: u8,
    in_scope: bool,
    silent: Vec<Source>,
    ranked: Vec<Ranked>,
}

/// Ranks the occupations in the scope, of the finest level that any source speaks of; all of that
/// level where fewer than two are in the scope.
fn ranked(book: &RuleBook, evidence: &Evidence, assessed: &[Assessed]) -> Places {
    let number = |assessed: &Assessed, quantity| match assessed.findings.get(&quantity) {
        Some(Finding::Known(Fact { value: Amount::Number(v), .. })) if v.is_finite() => Some(*v),
        _ => None,
    };
    let candidate = |assessed: &Assessed| {
        let mut strengths = BTreeMap::new();
        if let Some(share) = number(assessed, Quantity::ShortageShare) {
            let employed = evidence.forecast.iter().find(|f| {
                f.occupation == assessed.subject.occupation
                    && f.measure == ForecastMeasure::Employment
            });
            let draws = evidence.shortage_draws.get(&assessed.subject.occupation);
            let strength = match (draws, employed) {
                (Some(draws), Some(employed)) if employed.value > 0.0 => {
                    Strength::Draws(draws.iter().map(|gap| gap / employed.value).collect())
                }
                _ => Strength::Point(share),
            };
            strengths.insert(Source::Forecast, strength);
        }
        for (source, quantity) in [
            (Source::Exchange, Quantity::VacanciesPerResume),
            (Source::Permits, Quantity::PermitsPerThousand),
        ] {
            if let Some(value) = number(assessed, quantity) {
                strengths.insert(source, Strength::Point(value));
            }
        }
        Candidate { id: assessed.subject.id.clone(), strengths }
    };
    let all: Vec<(u8, bool, Candidate)> = assessed
        .iter()
        .filter(|j| !j.subject.profession)
        .map(|j| {
            let scope = j.trace.parts.first().map_or(Verdict::Undetermined, |part| part.verdict);
            (j.subject.level, scope == Verdict::Meets, candidate(j))
        })
        .filter(|(_, _, c)| !c.strengths.is_empty())
        .collect();
    // A level a single occupation speaks of can't be ranked.
    let count = |level: u8| all.iter().filter(|(l, ..)| *l == level).count();
    let level = all.iter().map(|(l, ..)| *l).filter(|l| count(*l) > 1).max().unwrap_or(0);
    let in_scope = all.iter().filter(|(l, scope, _)| *l == level && *scope).count() > 1;
    let candidates: Vec<Candidate> = all
        .into_iter()
        .filter(|(l, scope, _)| *l == level && (*scope || !in_scope))
        .map(|(_, _, c)| c)
        .collect();
    let Ranking { ranked, silent } = ranking(book, &candidates, evidence.seed, evidence.draws);
    Places { level, in_scope, silent, ranked }
}

/// Proposals for a subject.
fn proposals<'m>(evidence: &'m Evidence, id: &str) -> Vec<&'m Nomination> {
    evidence.nominations.iter().filter(|n| n.subject == id).collect()
}
