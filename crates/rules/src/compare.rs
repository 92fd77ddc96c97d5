//! The list under two scenarios: who enters, who leaves, whose place or probability moves.
//!
//! A verdict rests on what all draws say together, so that it either changes or does not. What it
//! is made from is compared draw by draw: two runs that share their draws are compared in draw 17
//! with each other, and the share of draws in which there is a relative shortage under the one
//! scenario only is the probability that the scenario makes the difference.

use std::collections::BTreeMap;
use suranys_core::Quantiles;
use suranys_core::comparison::{Both, ListChange, ListComparison, Probability, RankChange};
use suranys_core::run::Estimate;
use suranys_core::shortage_list::{Assessed, Evidence, ListOutput, Ranked, Verdict};

/// Sets the list under a second scenario against that under a first. Both must come from one
/// rulebook, and from runs that share their draws. Each side is what rules were applied to and
/// what follows.
#[must_use]
pub fn compare(from: (&Evidence, &ListOutput), to: (&Evidence, &ListOutput)) -> ListComparison {
    let (before, after) = (from.1, to.1);
    let first: BTreeMap<&str, &Assessed> =
        before.assessed.iter().map(|assessed| (assessed.subject.id.as_str(), assessed)).collect();
    let places = [ranked(before), ranked(after)];
    let change = |new: &Assessed| {
        let id = new.subject.id.as_str();
        let old = first.get(id)?;
        let place = |n: usize| places.get(n).and_then(|of| of.get(id)).copied();
        let draws = |evidence: &Evidence| {
            evidence.forecast.shortage_draws.get(&new.subject.occupation).cloned()
        };
        let shortages = draws(from.0).zip(draws(to.0));
        Some(ListChange {
            subject: new.subject.clone(),
            verdict: Both { from: old.trace.verdict, to: new.trace.verdict },
            supported: Both { from: old.supported, to: new.supported },
            rank: place(0).zip(place(1)).and_then(|(old, new)| moved(old, new, after.top)),
            shortage: shortages
                .map(|(old, new)| probability(&old, &new, |shortage| shortage > 0.0)),
            synthetic: old.synthetic || new.synthetic,
        })
    };
    ListComparison {
        rules: after.book.id.clone(),
        version: after.book.version.clone(),
        top: after.top,
        changes: after.assessed.iter().filter_map(change).collect(),
        decided: Both { from: decided(before), to: decided(after) },
        synthetic: before.synthetic || after.synthetic,
    }
}

fn ranked(output: &ListOutput) -> BTreeMap<&str, &Ranked> {
    output.ranked.iter().map(|ranked| (ranked.id.as_str(), ranked)).collect()
}

/// How many the figures decide of those that the scope does not leave out.
fn decided(output: &ListOutput) -> usize {
    let within = output.assessed.iter().filter(|assessed| {
        assessed.trace.parts.first().is_none_or(|scope| scope.verdict != Verdict::DoesNotMeet)
    });
    within.filter(|assessed| assessed.supported != Verdict::Undetermined).count()
}

fn moved(old: &Ranked, new: &Ranked, top: usize) -> Option<RankChange> {
    let steps: Vec<f64> = old.ranks.iter().zip(&new.ranks).map(|(old, new)| new - old).collect();
    let difference = match Quantiles::of(&steps)? {
        _ if steps.iter().all(|step| *step == 0.0) => Estimate::Point { value: 0.0 },
        range => Estimate::Range(range),
    };
    Some(RankChange {
        rank: Both { from: old.rank, to: new.rank },
        difference,
        better: share(&steps, |step| step < 0.0),
        worse: share(&steps, |step| step > 0.0),
        top: probability(&old.ranks, &new.ranks, |rank| rank <= top as f64),
    })
}

fn share(draws: &[f64], holds: impl Fn(f64) -> bool) -> f64 {
    draws.iter().filter(|v| holds(**v)).count() as f64 / draws.len().max(1) as f64
}

/// How often `holds` in each of two lists of matched draws, and in one of them only.
fn probability(old: &[f64], new: &[f64], holds: impl Fn(f64) -> bool) -> Probability {
    let pairs: Vec<(bool, bool)> =
        old.iter().zip(new).map(|(old, new)| (holds(*old), holds(*new))).collect();
    let of = |wanted: fn(&(bool, bool)) -> bool| {
        pairs.iter().filter(|pair| wanted(pair)).count() as f64 / pairs.len().max(1) as f64
    };
    Probability {
        share: Both { from: of(|p| p.0), to: of(|p| p.1) },
        gained: of(|p| !p.0 && p.1),
        lost: of(|p| p.0 && !p.1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values: by hand.
    #[test]
    fn probabilities_are_counted_in_matched_draws() {
        let found =
            probability(&[1.0, -1.0, 2.0, -2.0], &[1.0, 1.0, -1.0, 3.0], |shortage| shortage > 0.0);
        assert_eq!(found.share, Both { from: 0.5, to: 0.75 });
        assert_eq!((found.gained, found.lost), (0.5, 0.25));
    }

    /// Expected values: by hand; a rank nearer to the first place is a smaller one.
    #[test]
    fn ranks_are_compared_in_matched_draws() {
        let ranked = |ranks: [f64; 4]| Ranked {
            id: "x".to_owned(),
            top: 0.0,
            rank: Quantiles::of(&ranks).expect("finite"),
            ranks: ranks.to_vec(),
            without: BTreeMap::new(),
            missing: Vec::new(),
        };
        let (old, new) = (ranked([3.0, 1.0, 2.0, 4.0]), ranked([1.0, 2.0, 2.0, 1.0]));
        let change = moved(&old, &new, 1).expect("both have ranks");
        assert_eq!((change.better, change.worse), (0.5, 0.25));
        assert_eq!(change.top.share, Both { from: 0.25, to: 0.5 });
        assert_eq!((change.top.gained, change.top.lost), (0.5, 0.25));
        assert!(change.difference.central() < 0.0);
        let same = moved(&old, &old, 1).expect("both have ranks");
        assert_eq!(same.difference, Estimate::Point { value: 0.0 });
    }
}
