//! The list over time: since when a line stands, until when it holds, what enters and what leaves.

use crate::signal::request::SignalRequest;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::shortage_list::{
    LineReview, PackageEvidence, Position, ReviewedLine, Signal, SignalParameter, Tier,
};
use suranys_core::time::months_after;

/// Published lists up to a day, oldest first: those of which the consultation register says that a line
/// was approved or published. A draft is none.
pub fn published<'p>(package: &'p PackageEvidence, vintage: &str) -> Vec<&'p str> {
    let by_act = [Position::Approve, Position::Publish];
    let lines: BTreeSet<&str> = package
        .register
        .iter()
        .filter(|entry| by_act.contains(&entry.position))
        .map(|entry| entry.line.as_str())
        .collect();
    let known = package.approved.iter().filter(|one| one.list.as_str() <= vintage);
    let lists: BTreeSet<&str> = known
        .filter(|one| lines.contains(one.profession.as_str()))
        .map(|one| one.list.as_str())
        .collect();
    lists.into_iter().collect()
}

/// The unit groups and professions that each list names.
pub fn named<'p>(package: &'p PackageEvidence, list: &str) -> BTreeSet<&'p str> {
    let occupations: BTreeMap<&str, &str> =
        package.professions.iter().map(|p| (p.id.as_str(), p.occupation.as_str())).collect();
    let of = package.approved.iter().filter(|one| one.list == list);
    of.flat_map(|one| {
        let profession = one.profession.as_str();
        [Some(profession), occupations.get(profession).copied()].into_iter().flatten()
    })
    .collect()
}

/// Every line of the published lists and every group or profession put forward, first those in force.
pub fn reviews(request: &SignalRequest<'_>, signals: &[Signal]) -> Vec<ReviewedLine> {
    let package = request.package;
    let lists: Vec<(&str, BTreeSet<&str>)> = published(package, request.vintage)
        .into_iter()
        .map(|list| (list, named(package, list)))
        .collect();
    let months = |parameter| request.book.value(parameter) as i64;
    let validity = months(SignalParameter::ListValidity);
    let review = months(SignalParameter::ListReview);
    let put_forward = |signal: &Signal| signal.in_scope && signal.tier >= Tier::Consult;
    let line = |signal: &Signal| {
        let on: Vec<bool> =
            lists.iter().map(|(_, named)| named.contains(signal.group.as_str())).collect();
        let named: Vec<String> = lists
            .iter()
            .zip(&on)
            .filter(|(_, on)| **on)
            .map(|((list, _), _)| (*list).to_owned())
            .collect();
        let in_force = on.last().copied().unwrap_or(false);
        let (since, until, review) = if in_force {
            let unbroken = on.iter().rev().take_while(|on| **on).count();
            let since = lists.get(lists.len() - unbroken).map_or("", |(list, _)| list);
            let from = lists.last().map_or("", |(list, _)| list);
            let until = months_after(from, validity).unwrap_or_default();
            let due = months_after(&until, -review).unwrap_or_default();
            let state = if signal.tier == Tier::NoCase {
                LineReview::Leaves
            } else if until.as_str() < request.vintage {
                LineReview::Expired
            } else if due.as_str() <= request.vintage {
                LineReview::Due
            } else {
                LineReview::Holds
            };
            (since, until, state)
        } else if put_forward(signal) {
            let until = months_after(request.vintage, validity).unwrap_or_default();
            (request.vintage, until, LineReview::Enters)
        } else {
            let last = on.iter().rposition(|on| *on)?;
            let left = lists.get(last + 1).map_or("", |(list, _)| list);
            (left, String::new(), LineReview::Left)
        };
        let group = signal.group.clone();
        Some(ReviewedLine { group, review, lists: named, since: since.to_owned(), until })
    };
    let mut all: Vec<ReviewedLine> = signals.iter().filter_map(line).collect();
    // As ranked within each state.
    all.sort_by_key(|line| line.review);
    all
}
