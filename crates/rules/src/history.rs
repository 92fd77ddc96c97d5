//! The rules against a list that was published: what they would have found, and why not the rest.
//!
//! Exceptions on record are left aside here: they are read off the list itself, so a rule that
//! used them would be scored with the answer known.

use crate::evaluate::evaluate;
use crate::profile::{SubjectProfile, UNIT_GROUP, has_source};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::run::Note;
use suranys_core::shortage_list::{
    Assessed, Difference, Evidence, Kind, Profession, RuleBook, Score, Source, Stage, Trace,
    Verdict,
};

/// Professions that a list names, by identifier.
fn listed<'m>(evidence: &'m Evidence, list: &str) -> BTreeMap<&'m str, &'m Profession> {
    let named: BTreeSet<&str> = evidence
        .package
        .approved
        .iter()
        .filter(|a| a.list == list)
        .map(|a| a.profession.as_str())
        .collect();
    let all = evidence.package.professions.iter().filter(|p| named.contains(p.id.as_str()));
    all.map(|p| (p.id.as_str(), p)).collect()
}

fn without_exceptions(assessed: &Assessed) -> SubjectProfile {
    SubjectProfile {
        subject: assessed.subject.clone(),
        findings: assessed.findings.clone(),
        context: Vec::new(),
        exceptions: Vec::new(),
        synthetic: false,
    }
}

/// The verdict of a stage.
pub fn at(trace: &Trace, stage: Stage) -> Verdict {
    let part = |key: &str| {
        trace
            .parts
            .iter()
            .find(|p| p.reason.key == key)
            .map_or(Verdict::Undetermined, |p| p.verdict)
    };
    match stage {
        Stage::Scope => part("reason.scope"),
        Stage::Supported => part("reason.scope").min(part("reason.evidence")),
    }
}

/// Precision over unit groups and recall over professions, at each stage; nothing without a list.
#[must_use]
pub fn scores(
    book: &RuleBook,
    evidence: &Evidence,
    assessed: &[Assessed],
    list: &str,
) -> Vec<Score> {
    let professions = listed(evidence, list);
    if professions.is_empty() {
        return Vec::new();
    }
    let units: BTreeSet<&str> = professions.values().map(|p| p.occupation.as_str()).collect();
    let traces: Vec<(&Assessed, Trace)> =
        assessed.iter().map(|j| (j, evaluate(book, &without_exceptions(j)))).collect();
    [Stage::Scope, Stage::Supported]
        .into_iter()
        .map(|stage| {
            let of_list = || {
                traces
                    .iter()
                    .filter(|(j, _)| professions.contains_key(j.subject.id.as_str()))
                    .map(|(_, trace)| at(trace, stage))
            };
            let passing: Vec<&str> = traces
                .iter()
                .filter(|(j, trace)| {
                    !j.subject.profession
                        && j.subject.level == UNIT_GROUP
                        && at(trace, stage) == Verdict::Meets
                })
                .map(|(j, _)| j.subject.id.as_str())
                .collect();
            let hits = passing.iter().filter(|id| units.contains(*id)).count();
            let found = of_list().filter(|v| *v == Verdict::Meets).count();
            let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
            Score {
                list: list.to_owned(),
                stage,
                listed: professions.len(),
                found,
                open: of_list().filter(|v| *v == Verdict::Undetermined).count(),
                passing_units: passing.len(),
                passing_units_listed: hits,
                precision: share(hits, passing.len()),
                recall: share(found, professions.len()),
            }
        })
        .collect()
}

/// Every listed profession that the data does not support, with why.
#[must_use]
pub fn differences(
    book: &RuleBook,
    evidence: &Evidence,
    assessed: &[Assessed],
    list: &str,
) -> Vec<Difference> {
    let professions = listed(evidence, list);
    let mut found = Vec::new();
    for j in assessed {
        let Some(profession) = professions.get(j.subject.id.as_str()) else { continue };
        let trace = evaluate(book, &without_exceptions(j));
        let verdict = at(&trace, Stage::Supported);
        if verdict == Verdict::Meets {
            continue;
        }
        let evidence: BTreeSet<&str> = book
            .of(Kind::Scope)
            .chain(book.of(Kind::Evidence))
            .map(|rule| rule.id.as_str())
            .collect();
        let mut why: Vec<Note> = trace
            .all()
            .into_iter()
            .filter(|part| evidence.contains(part.rule.as_str()) && part.verdict != Verdict::Meets)
            .map(|part| part.reason.clone())
            .collect();
        let sisters: Vec<&str> = professions
            .values()
            .filter(|p| p.occupation == profession.occupation && p.id != profession.id)
            .map(|p| p.id.as_str())
            .collect();
        let occupation = ("occupation", profession.occupation.clone());
        why.push(match sisters.len() {
            0 => Note::new("difference.finer-alone", [occupation]),
            count => Note::new("difference.finer", [occupation, ("sisters", count.to_string())]),
        });
        if !profession.alternative.is_empty() {
            why.push(Note::new(
                "difference.mapping",
                [
                    ("occupation", profession.occupation.clone()),
                    ("alternative", profession.alternative.clone()),
                ],
            ));
        }
        let without_data =
            Source::EVIDENCE.into_iter().filter(|s| !has_source(&j.findings, *s)).count();
        if without_data == Source::EVIDENCE.len() {
            why.push(Note::new("difference.not-findable", []));
        }
        found.push(Difference {
            id: j.subject.id.clone(),
            labels: j.subject.labels.clone(),
            occupation: profession.occupation.clone(),
            verdict,
            why,
            context: j.context.clone(),
        });
    }
    found
}
