//! A rulebook applied to all evidence: verdicts, ranking, states, scores.

use crate::assess::assess;
use crate::consultation::lines;
use crate::history::{differences, scores};
use crate::profile::{nation, profiles};
use crate::rank::{Candidate, Ranking, Strength, ranking};
use std::collections::BTreeMap;
use suranys_core::shortage_list::{
    Amount, Assessed, Evidence, Fact, Finding, ForecastMeasure, ListOutput, Quantity, Ranked,
    RuleBook, RuleParameter, Source, Verdict,
};

/// Applies a rulebook to evidence: verdicts, ranking, states, scores.
#[must_use]
pub fn recommend(book: &RuleBook, evidence: &Evidence) -> ListOutput {
    let lines = lines(&evidence.package.register);
    let assessed: Vec<Assessed> =
        profiles(evidence, &lines).into_iter().map(|profile| assess(book, profile)).collect();
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
        without_data: places.without_data,
        ranked: places.ranked,
        top: top as usize,
        draws: evidence.forecast.draws,
        lines,
        bodies: evidence.package.bodies.clone(),
        nation: nation(evidence),
        sectors: evidence.package.sector_labels.clone(),
        verdicts,
        elsewhere: Vec::new(),
        signal: None,
        synthetic: evidence.synthetic() || assessed.iter().any(|one| one.synthetic),
        book: book.clone(),
        assessed,
    }
}

struct Places {
    level: u8,
    in_scope: bool,
    without_data: Vec<Source>,
    ranked: Vec<Ranked>,
}

/// Ranks the occupations in the scope, of the finest level that any source has a figure of; all of that
/// level where fewer than two are in the scope.
fn ranked(book: &RuleBook, evidence: &Evidence, assessed: &[Assessed]) -> Places {
    let number = |assessed: &Assessed, quantity| match assessed.findings.get(&quantity) {
        Some(Finding::Known(Fact { value: Amount::Number(v), .. })) if v.is_finite() => Some(*v),
        _ => None,
    };
    let candidate = |assessed: &Assessed| {
        let mut strengths = BTreeMap::new();
        if let Some(share) = number(assessed, Quantity::ShortageShare) {
            let employed = evidence.forecast.figures.iter().find(|f| {
                f.occupation == assessed.subject.occupation
                    && f.measure == ForecastMeasure::Employment
            });
            let draws = evidence.forecast.shortage_draws.get(&assessed.subject.occupation);
            let strength = match (draws, employed) {
                (Some(draws), Some(employed)) if employed.value > 0.0 => Strength::Draws(
                    draws.iter().map(|shortage| shortage / employed.value).collect(),
                ),
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
        .filter(|one| !one.subject.profession)
        .map(|one| {
            let scope = one.trace.parts.first().map_or(Verdict::Undetermined, |part| part.verdict);
            (one.subject.level, scope == Verdict::Meets, candidate(one))
        })
        .filter(|(_, _, c)| !c.strengths.is_empty())
        .collect();
    // A level with figures of a single occupation can't be ranked.
    let count = |level: u8| all.iter().filter(|(l, ..)| *l == level).count();
    let level = all.iter().map(|(l, ..)| *l).filter(|l| count(*l) > 1).max().unwrap_or(0);
    let in_scope = all.iter().filter(|(l, scope, _)| *l == level && *scope).count() > 1;
    let candidates: Vec<Candidate> = all
        .into_iter()
        .filter(|(l, scope, _)| *l == level && (*scope || !in_scope))
        .map(|(_, _, c)| c)
        .collect();
    let Ranking { ranked, without_data } =
        ranking(book, &candidates, evidence.forecast.seed, evidence.forecast.draws);
    Places { level, in_scope, without_data, ranked }
}
