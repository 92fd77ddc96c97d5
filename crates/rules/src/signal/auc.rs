//! How well a ranking finds the listed: area under the curve, precision and recall at k, with
//! bootstrap intervals over groups.

use suranys_core::Key;
use suranys_core::numeric::quantile_sorted;
use suranys_core::shortage_list::ScoreMeasure;

/// Bootstrap samples.
const SAMPLES: usize = 999;

/// A group as it is scored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// How strongly it is ranked; more is earlier.
    pub strength: f64,
    /// Whether the list names it.
    pub listed: bool,
}

/// A value with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The value on all groups.
    pub value: Option<f64>,
    /// Lower bound.
    pub lo95: Option<f64>,
    /// Upper bound.
    pub hi95: Option<f64>,
}

/// A measure of a ranking; ties count as if broken at random. None where it is not defined.
#[must_use]
pub fn measured(scored: &[Scored], measure: ScoreMeasure, k: usize) -> Option<f64> {
    let mut sorted: Vec<Scored> = scored.to_vec();
    sorted.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    let listed = scored.iter().filter(|s| s.listed).count() as f64;
    let others = scored.len() as f64 - listed;
    if listed == 0.0 || others == 0.0 {
        return None;
    }
    // Pairs of a listed group and another that it is ranked before, ties as half; and listed groups
    // among the first k, of a tie across the border its expected share.
    let (mut pairs, mut passed, mut hits, mut places) = (0.0, 0.0, 0.0, k as f64);
    for tie in sorted.chunk_by(|a, b| a.strength == b.strength) {
        let of_tie = tie.iter().filter(|s| s.listed).count() as f64;
        let others_of_tie = tie.len() as f64 - of_tie;
        pairs += of_tie * (others - passed - others_of_tie / 2.0);
        passed += others_of_tie;
        let taken = places.min(tie.len() as f64);
        hits += of_tie * taken / tie.len() as f64;
        places -= taken;
    }
    match measure {
        ScoreMeasure::Auc => Some(pairs / (listed * others)),
        ScoreMeasure::Precision => {
            Some(hits / (k.min(scored.len()) as f64)).filter(|v| v.is_finite())
        }
        ScoreMeasure::Recall => Some(hits / listed),
    }
}

/// A measure with its bootstrap interval; the samples are the same for every ranking of the same
/// groups under one key.
#[must_use]
pub fn interval(scored: &[Scored], measure: ScoreMeasure, k: usize, key: &Key) -> Interval {
    let streams = key.with("bootstrap").streams();
    let mut values: Vec<f64> = Vec::with_capacity(SAMPLES);
    for sample in 0..SAMPLES {
        let mut stream = streams.draw(sample);
        let drawn: Vec<Scored> = (0..scored.len())
            .filter_map(|_| scored.get(stream.below(scored.len())))
            .copied()
            .collect();
        values.extend(measured(&drawn, measure, k));
    }
    values.sort_by(f64::total_cmp);
    Interval {
        value: measured(scored, measure, k),
        lo95: quantile_sorted(&values, 0.025),
        hi95: quantile_sorted(&values, 0.975),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(of: &[(f64, bool)]) -> Vec<Scored> {
        of.iter()
            .map(|(strength, listed)| Scored { strength: *strength, listed: *listed })
            .collect()
    }

    /// By hand: listed at 3 and 1, others at 2, 1 and 0. Pairs won: 3 beats three, 1 beats one and
    /// ties with one: 4.5 of 6. Of the first two (3 and 2) one is listed; of the first three the
    /// third place is shared by a listed and another group: 1.5.
    #[test]
    fn ties_count_half() {
        let all = scored(&[(3.0, true), (2.0, false), (1.0, true), (1.0, false), (0.0, false)]);
        let at = |measure, k| measured(&all, measure, k).expect("defined");
        assert!((at(ScoreMeasure::Auc, 0) - 4.5 / 6.0).abs() < 1e-12);
        assert!((at(ScoreMeasure::Precision, 2) - 0.5).abs() < 1e-12);
        assert!((at(ScoreMeasure::Precision, 3) - 0.5).abs() < 1e-12);
        assert!((at(ScoreMeasure::Recall, 3) - 0.75).abs() < 1e-12);
        assert_eq!(measured(&scored(&[(1.0, true)]), ScoreMeasure::Auc, 1), None);
    }

    #[test]
    fn the_interval_contains_its_value() {
        let all: Vec<Scored> =
            (0..60).map(|n| Scored { strength: f64::from(n % 7), listed: n % 5 == 0 }).collect();
        let found = interval(&all, ScoreMeasure::Auc, 10, &Key::new(3));
        let (value, lo, hi) =
            (found.value.expect("value"), found.lo95.expect("low"), found.hi95.expect("high"));
        assert!(lo < value && value < hi, "{lo} {value} {hi}");
    }
}
