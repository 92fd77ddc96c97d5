//! Weights of an ensemble's members: those trained on a panel's past, or the prior's.

use crate::ensemble::members::{Member, SLOTS};
use crate::preprocess::observed::known;
use crate::tuning::training::{FULL_TRUST_ERRORS, MIN_BEST, UNDECIDED};
use suranys_core::numeric::powf;

/// Weights of the members, trained on a panel's past.
///
/// They are those of least past error, absolute and relative to size in equal parts, shrunk towards
/// the prior's by relative entropy (Montero-Manso, Athanasopoulos, Hyndman & Talagala 2020 for
/// weights of least error over a panel; Kivinen & Warmuth 1997 for the search). What is particular to
/// a series is how its members did in its sample.
///
/// How strongly weights are shrunk, and how far in-sample errors are trusted, is what does best in
/// the later half of the past when trained on the earlier, and the other way round. Series of one
/// panel share their good and bad years: what holds at one time only is chance.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TrainedWeights {
    /// By slot of the ensemble; sum to one.
    pub weights: [f64; SLOTS],
    /// Exponent of a member's in-sample error, relative to the best member's.
    pub exponent: f64,
}

impl TrainedWeights {
    /// Weights of a series' members, which need not sum to one.
    pub fn of(&self, members: &[Member]) -> Vec<f64> {
        let trust = in_sample_trust(members, self.exponent);
        members.iter().zip(trust).map(|(m, trust)| self.weights[m.slot] * trust).collect()
    }
}

/// Weights of a series' members where nothing was trained.
pub(crate) fn untrained(members: &[Member]) -> Vec<f64> {
    let trust = in_sample_trust(members, UNDECIDED.0);
    members.iter().zip(trust).map(|(m, trust)| m.prior * trust).collect()
}

/// Members' in-sample errors, relative to the least, to minus the power `exponent`; to less where few
/// errors are known, and of a single one to none, since a member fits it.
pub(crate) fn in_sample_trust(members: &[Member], exponent: f64) -> Vec<f64> {
    let known = members.iter().map(|m| known(&m.errors)).min().unwrap_or(0);
    let exponent = exponent * (known.saturating_sub(1) as f64 / (FULL_TRUST_ERRORS - 1.0)).min(1.0);
    let errors: Vec<f64> = members.iter().map(Member::error).collect();
    let max = errors.iter().copied().fold(0.0, f64::max);
    let min = errors.iter().copied().fold(f64::INFINITY, f64::min).max(MIN_BEST * max);
    let of = |e: &f64| if min > 0.0 { powf(e.max(min) / min, -exponent) } else { 1.0 };
    errors.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::members::MemberName;

    /// By hand: errors of one and two, to the power of minus two; and with few of them to less, with
    /// one to none.
    #[test]
    fn how_members_fit_counts_once_it_is_known() {
        let member = |error: f64, known: usize| Member {
            name: MemberName { model: "theta", root: false },
            path: Vec::new(),
            errors: vec![error; known],
            prior: 1.0,
            slot: 0,
        };
        for (known, second) in [(1, 1.0), (3, 0.5), (5, 0.25), (20, 0.25)] {
            let trust = in_sample_trust(&[member(1.0, known), member(2.0, known)], 2.0);
            assert!((trust[0] - 1.0).abs() < 1e-12 && (trust[1] - second).abs() < 1e-12, "{known}");
        }
    }
}
