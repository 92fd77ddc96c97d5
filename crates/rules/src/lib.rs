//! List rules: verdicts that can be left open, and always say why.
//!
//! A rule that can't be evaluated is [`Verdict::Undetermined`], never dropped and never false:
//! a missing figure must not take a profession off a list in silence. The rulebook itself, with
//! the acts behind each rule, is data; this crate holds the logic every rulebook shares.

mod compare;
mod consult;
mod diff;
mod dossier;
mod evaluate;
mod exchange;
mod flip;
mod history;
mod join;
mod permits;
mod rank;

pub use compare::compare;
pub use consult::{contradictions, lines};
pub use diff::{book_changes, verdict_changes};
pub use dossier::Dossier;
pub use evaluate::evaluate;
pub use exchange::whole_year_ratio;

use dossier::dossiers;
use flip::smallest_flip;
use history::{at, differences, scores};
use rank::{Candidate, Ranking, Strength, ranking};
use std::collections::BTreeMap;
use suranys_core::list::{
    Amount, Fact, Finding, ForecastMeasure, Judged, ListOutput, Material, Nomination, Quantity,
    Ranked, RuleBook, RuleParameter, Source, Stage, Verdict,
};

/// Applies a rulebook to material: verdicts, ranking, states, scores.
#[must_use]
pub fn recommend(book: &RuleBook, material: &Material) -> ListOutput {
    let lines = lines(&material.register);
    let judged: Vec<Judged> =
        dossiers(material, &lines).into_iter().map(|dossier| judge(book, dossier)).collect();
    let places = ranked(book, material, &judged);
    let top = book.value(RuleParameter::TOP).unwrap_or(0.0);
    let mut verdicts = BTreeMap::new();
    for occupation in judged.iter().filter(|judged| !judged.subject.profession) {
        *verdicts.entry(occupation.trace.verdict).or_insert(0) += 1;
    }
    let list = book.version.list.as_str();
    ListOutput {
        scores: scores(book, material, &judged, list),
        differences: differences(book, material, &judged, list),
        ranked_level: places.level,
        ranked_in_scope: places.in_scope,
        silent: places.silent,
        ranked: places.ranked,
        top: top as usize,
        draws: material.draws,
        lines,
        bodies: material.bodies.clone(),
        nation: dossier::nation(material),
        sectors: material.sector_labels.clone(),
        verdicts,
        elsewhere: Vec::new(),
        synthetic: material.synthetic || judged.iter().any(|j| j.synthetic),
        book: book.clone(),
        judged,
    }
}

/// The verdict on one subject, with what would flip it.
#[must_use]
pub fn judge(book: &RuleBook, dossier: Dossier) -> Judged {
    let trace = evaluate(book, &dossier);
    let flip = smallest_flip(book, &dossier, trace.verdict);
    let known = dossier.findings.values().filter_map(|f| match f {
        Finding::Known(fact) => Some(fact),
        Finding::Missing(_) => None,
    });
    let synthetic =
        dossier.synthetic || known.chain(&dossier.context).any(|fact| fact.status.synthetic);
    Judged {
        nominated: nominated(dossier.findings.get(&Quantity::NominatingBodies)),
        subject: dossier.subject,
        findings: dossier.findings,
        context: dossier.context,
        supported: at(&trace, Stage::Supported),
        trace,
        flip,
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
fn ranked(book: &RuleBook, material: &Material, judged: &[Judged]) -> Places {
    let number = |judged: &Judged, quantity| match judged.findings.get(&quantity) {
        Some(Finding::Known(Fact { value: Amount::Number(v), .. })) if v.is_finite() => Some(*v),
        _ => None,
    };
    let candidate = |judged: &Judged| {
        let mut strengths = BTreeMap::new();
        if let Some(share) = number(judged, Quantity::GapShare) {
            let employed = material.forecast.iter().find(|f| {
                f.occupation == judged.subject.occupation
                    && f.measure == ForecastMeasure::Employment
            });
            let draws = material.gap_draws.get(&judged.subject.occupation);
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
            if let Some(value) = number(judged, quantity) {
                strengths.insert(source, Strength::Point(value));
            }
        }
        Candidate { id: judged.subject.id.clone(), strengths }
    };
    let all: Vec<(u8, bool, Candidate)> = judged
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
    let Ranking { ranked, silent } = ranking(book, &candidates, material.seed, material.draws);
    Places { level, in_scope, silent, ranked }
}

/// Proposals for a subject.
fn proposals<'m>(material: &'m Material, id: &str) -> Vec<&'m Nomination> {
    material.nominations.iter().filter(|n| n.subject == id).collect()
}
