//! Signals from evidence: columns, tiers, order.

use crate::signal::points::{Column, Pool, SignalSubject};
use crate::signal::settle::{Arrival, Case};
use crate::signal::tiers::{Circumstances, assess_columns, consult_length, reason};
use crate::signal::weights::TrainedWeights;
use rayon::prelude::*;
use std::collections::BTreeSet;
use suranys_core::shortage_list::{
    IndicatorEvidence, IndicatorUse, Signal, SignalBook, SignalIndicator, SignalParameter, Tier,
};
use suranys_core::{Key, ObsStatus, Quantiles, Status};

/// Where evidence puts a subject, and no more.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Subject.
    pub group: String,
    /// Tier.
    pub tier: Tier,
    /// Probability of a strong signal.
    pub strong: Option<f64>,
    /// Mean score.
    pub mean: Option<f64>,
}

/// What the tier of a subject follows from besides figures.
fn circumstances(subject: &SignalSubject) -> Circumstances {
    Circumstances { in_scope: subject.in_scope, nominated: !subject.nominated_by.is_empty() }
}

/// Those of a subject's columns that count.
fn counted<'c, 'a>(
    columns: &'c [(Column<'a>, &IndicatorEvidence)],
    weights: &TrainedWeights,
) -> Vec<&'c Column<'a>> {
    let all = columns.iter().map(|(column, _)| column);
    all.filter(|column| weights.counts(&column.indicator.id)).collect()
}

/// Where evidence puts each subject.
#[must_use]
pub(crate) fn places(
    book: &SignalBook,
    subjects: &[SignalSubject],
    evidence: &[IndicatorEvidence],
    weights: &TrainedWeights,
    key: &Key,
    draws: usize,
) -> Vec<Place> {
    let pool = Pool::new(book, weights, evidence, key, draws);
    let place = |subject: &SignalSubject| {
        let columns = pool.columns(subject);
        let counted = counted(&columns, weights);
        let assessment = assess_columns(book, &counted, circumstances(subject), draws);
        let (tier, strong, mean) = (assessment.tier, assessment.strong, assessment.mean());
        Place { group: subject.id.clone(), tier, strong, mean }
    };
    subjects.par_iter().map(place).collect()
}

/// Signals of subjects, groups before professions, each by rank.
#[must_use]
pub(crate) fn signals(
    book: &SignalBook,
    subjects: &[SignalSubject],
    evidence: &[IndicatorEvidence],
    weights: &TrainedWeights,
    key: &Key,
    draws: usize,
) -> Vec<Signal> {
    let pool = Pool::new(book, weights, evidence, key, draws);
    let arrivals = Arrival::all(book, weights, &pool, draws);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let subjects: Vec<&SignalSubject> =
        subjects.iter().filter(|subject| seen.insert(&subject.id)).collect();
    let signal = |subject: &&SignalSubject| {
        let columns = pool.columns(subject);
        let counted = counted(&columns, weights);
        let circumstances = circumstances(subject);
        let assessment = assess_columns(book, &counted, circumstances, draws);
        let case = Case {
            book,
            columns: &counted,
            circumstances,
            assessment: &assessment,
            draws,
            arrivals: &arrivals,
        };
        let settling = match assessment.tier {
            Tier::Recommend => Vec::new(),
            _ => case.settling(),
        };
        let switching = case.switching();
        let families: Vec<&str> = assessment.families.keys().map(String::as_str).collect();
        let status = columns
            .iter()
            .filter(|(column, _)| weights.counts(&column.indicator.id))
            .map(|(_, evidence)| evidence.status)
            .fold(Status::real(ObsStatus::Normal), Status::worst);
        let used = |(column, evidence): &(Column<'_>, &IndicatorEvidence)| {
            let counts = weights.counts(&column.indicator.id);
            let mean = suranys_core::numeric::mean(&column.weights).filter(|_| counts);
            IndicatorUse {
                indicator: column.indicator.id.clone(),
                family: column.indicator.family.clone(),
                of: evidence.group.clone(),
                level: evidence.level,
                points: column.mean_points(),
                weight: mean.unwrap_or(0.0),
                source: evidence.source.clone(),
                date: evidence.date.clone(),
                status: evidence.status,
                cells: evidence.cells.clone(),
            }
        };
        Signal {
            group: subject.id.clone(),
            profession: subject.profession,
            in_scope: subject.in_scope,
            rank: 0,
            tier: assessment.tier,
            reason: reason(&assessment),
            grade: assessment.grade,
            score: assessment.strong.and_then(|_| Quantiles::of(&assessment.scores)),
            mean: assessment.mean(),
            strong: assessment.strong,
            possible: assessment.possible,
            counted: counted.len(),
            indicators: columns.iter().map(used).collect(),
            nominated_by: subject.nominated_by.clone(),
            from_proxies: proxies_alone(book, &families),
            switching,
            without: case.without(),
            settling,
            families: assessment.families,
            status,
        }
    };
    let mut all: Vec<Signal> = subjects.par_iter().map(signal).collect();
    order(book, &mut all);
    all
}

/// Whether all that counts is a family whose figures are neither the country's own nor other
/// countries' lists: a forecast by proxies.
fn proxies_alone(book: &SignalBook, families: &[&str]) -> bool {
    let [one] = families else { return false };
    let forecast = |i: &SignalIndicator| i.family == *one && i.id.starts_with(FORECAST);
    book.indicators.iter().any(forecast)
}

/// How identifiers of indicators of a run begin.
const FORECAST: &str = "forecast.";

/// Puts signals in order, cuts the consultation list, and numbers the places: groups, then
/// professions; those in scope first, by tier, probability, mean score and identifier.
fn order(book: &SignalBook, all: &mut [Signal]) {
    let falling = |a: Option<f64>, b: Option<f64>| b.unwrap_or(-1.0).total_cmp(&a.unwrap_or(-1.0));
    let sort = |all: &mut [Signal]| {
        all.sort_by(|a, b| {
            (a.profession, !a.in_scope)
                .cmp(&(b.profession, !b.in_scope))
                .then_with(|| b.tier.cmp(&a.tier))
                .then_with(|| falling(a.strong, b.strong))
                .then_with(|| falling(a.mean, b.mean))
                .then_with(|| a.group.cmp(&b.group))
        });
    };
    sort(all);
    let error = book.value(SignalParameter::ConsultError);
    // Each stretch of groups or professions, in scope or not, is a list of its own.
    for list in all.chunk_by_mut(|a, b| (a.profession, a.in_scope) == (b.profession, b.in_scope)) {
        let consulted = list.iter().filter(|s| s.tier == Tier::Consult);
        let falling: Vec<f64> = consulted.filter_map(|s| s.strong).collect();
        let length = consult_length(&falling, error);
        for beyond in list.iter_mut().filter(|s| s.tier == Tier::Consult).skip(length) {
            beyond.tier = Tier::Watch;
            beyond.reason.key = "signal.beyond-length".to_owned();
        }
    }
    sort(all);
    for list in all.chunk_by_mut(|a, b| a.profession == b.profession) {
        list.iter_mut().enumerate().for_each(|(n, signal)| signal.rank = n + 1);
    }
}
