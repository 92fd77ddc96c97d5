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

/// What is asked of a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// What is measured.
    pub measure: ScoreMeasure,
    /// Length of the short list; none for the area under the curve.
    pub k: Option<usize>,
}

/// Groups in the order of their ranking, strongest first, each with how often it counts.
struct Sample<'s> {
    sorted: &'s [Scored],
    times: &'s [f64],
}

impl Sample<'_> {
    /// A measure; ties count as if broken at random. None where it is not defined.
    fn measured(&self, asked: Asked) -> Option<f64> {
        let cells = || self.sorted.iter().zip(self.times);
        let listed: f64 = cells().filter(|(s, _)| s.listed).map(|(_, times)| times).sum();
        let all: f64 = self.times.iter().sum();
        let others = all - listed;
        if listed == 0.0 || others == 0.0 {
            return None;
        }
        // Pairs of a listed group and another that it is ranked before, ties as half; and listed
        // groups among the first k, of a tie across the border its expected share.
        let k = asked.k.unwrap_or_default() as f64;
        let (mut pairs, mut passed, mut hits, mut places) = (0.0, 0.0, 0.0, k);
        let mut start = 0;
        for tie in self.sorted.chunk_by(|a, b| a.strength == b.strength) {
            let times = self.times.get(start..start + tie.len()).unwrap_or_default();
            start += tie.len();
            let size: f64 = times.iter().sum();
            let of_tie: f64 =
                tie.iter().zip(times).filter(|(s, _)| s.listed).map(|(_, times)| times).sum();
            if size == 0.0 {
                continue;
            }
            let others_of_tie = size - of_tie;
            pairs += of_tie * (others - passed - others_of_tie / 2.0);
            passed += others_of_tie;
            let taken = f64::min(places, size);
            hits += of_tie * taken / size;
            places -= taken;
        }
        match asked.measure {
            ScoreMeasure::Auc => Some(pairs / (listed * others)),
            ScoreMeasure::Precision => Some(hits / k.min(all)).filter(|v| v.is_finite()),
            ScoreMeasure::Recall => Some(hits / listed),
        }
    }
}

/// Measures of a ranking with their bootstrap intervals; the samples are the same for every ranking
/// of the same groups, given in the same order, under one key.
#[must_use]
pub fn intervals(scored: &[Scored], asked: &[Asked], key: &Key) -> Vec<Interval> {
    let mut order: Vec<usize> = (0..scored.len()).collect();
    let strength = |n: &usize| scored.get(*n).map_or(f64::NEG_INFINITY, |s| s.strength);
    order.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    let sorted: Vec<Scored> = order.iter().filter_map(|n| scored.get(*n)).copied().collect();
    let mut place = vec![0; scored.len()];
    order.iter().enumerate().for_each(|(at, n)| {
        if let Some(place) = place.get_mut(*n) {
            *place = at;
        }
    });
    let once = vec![1.0; scored.len()];
    let streams = key.with("bootstrap").streams();
    let mut samples: Vec<Vec<f64>> = vec![Vec::with_capacity(SAMPLES); asked.len()];
    let mut times = vec![0.0; scored.len()];
    for sample in 0..SAMPLES {
        let mut stream = streams.draw(sample);
        times.iter_mut().for_each(|t| *t = 0.0);
        for _ in 0..scored.len() {
            let drawn = place.get(stream.below(scored.len())).and_then(|at| times.get_mut(*at));
            if let Some(times) = drawn {
                *times += 1.0;
            }
        }
        let of = Sample { sorted: &sorted, times: &times };
        for (values, asked) in samples.iter_mut().zip(asked) {
            values.extend(of.measured(*asked));
        }
    }
    let found = asked.iter().zip(samples).map(|(asked, mut values)| {
        values.sort_by(f64::total_cmp);
        Interval {
            value: Sample { sorted: &sorted, times: &once }.measured(*asked),
            lo95: quantile_sorted(&values, 0.025),
            hi95: quantile_sorted(&values, 0.975),
        }
    });
    found.collect()
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
        let asked = [
            (ScoreMeasure::Auc, None, 4.5 / 6.0),
            (ScoreMeasure::Precision, Some(2), 0.5),
            (ScoreMeasure::Precision, Some(3), 0.5),
            (ScoreMeasure::Recall, Some(3), 0.75),
        ];
        for (measure, k, expected) in asked {
            let found = intervals(&all, &[Asked { measure, k }], &Key::new(1))[0];
            assert!((found.value.expect("defined") - expected).abs() < 1e-12, "{measure:?} {k:?}");
        }
        let auc = Asked { measure: ScoreMeasure::Auc, k: None };
        assert_eq!(intervals(&scored(&[(1.0, true)]), &[auc], &Key::new(1))[0].value, None);
    }

    #[test]
    fn the_interval_contains_its_value() {
        let all: Vec<Scored> =
            (0..60).map(|n| Scored { strength: f64::from(n % 7), listed: n % 5 == 0 }).collect();
        let auc = Asked { measure: ScoreMeasure::Auc, k: None };
        let found = intervals(&all, &[auc], &Key::new(3))[0];
        let (value, lo, hi) =
            (found.value.expect("value"), found.lo95.expect("low"), found.hi95.expect("high"));
        assert!(lo < value && value < hi, "{lo} {value} {hi}");
    }
}
