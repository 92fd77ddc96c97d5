//! List rules: verdicts that can be left open, and always say why.
//!
//! A rule that can't be evaluated is [`Verdict::Undetermined`], never dropped and never false:
//! a missing figure must not take a profession off a list in silence. The rulebook itself, with
//! the acts behind each rule, is data; this crate holds the logic every rulebook shares.

use suranys_core::Draws;

/// What a rule says of an occupation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The rule is met.
    Meets,
    /// The rule is not met.
    DoesNotMeet,
    /// The rule can't be evaluated: evidence is missing.
    Undetermined,
}

/// A verdict with its reasons: what was looked at, what came of it, and the parts it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The verdict.
    pub verdict: Verdict,
    /// What was looked at, in words or as a quantity with its unit.
    pub reason: String,
    /// The parts the verdict was made from, in the order of the rule.
    pub parts: Vec<Trace>,
}

impl Trace {
    /// A verdict without parts.
    #[must_use]
    pub fn leaf(verdict: Verdict, reason: impl Into<String>) -> Trace {
        Trace { verdict, reason: reason.into(), parts: Vec::new() }
    }
}

/// Met when every part is met; not met as soon as one is not; else open (Kleene 1952, strong
/// conjunction). No parts at all is open: nothing was shown.
#[must_use]
pub fn all_of(reason: &str, parts: Vec<Trace>) -> Trace {
    join(reason, parts, Verdict::DoesNotMeet, Verdict::Meets)
}

/// Met as soon as one part is met; not met when none is; else open (strong disjunction).
#[must_use]
pub fn any_of(reason: &str, parts: Vec<Trace>) -> Trace {
    join(reason, parts, Verdict::Meets, Verdict::DoesNotMeet)
}

fn join(reason: &str, parts: Vec<Trace>, decisive: Verdict, otherwise: Verdict) -> Trace {
    let has = |verdict| parts.iter().any(|part| part.verdict == verdict);
    let verdict = if has(decisive) {
        decisive
    } else if parts.is_empty() || has(Verdict::Undetermined) {
        Verdict::Undetermined
    } else {
        otherwise
    };
    Trace { verdict, reason: reason.to_owned(), parts }
}

/// Whether the probability that a quantity exceeds zero reaches `probability`.
///
/// `gap` holds draws of the quantity, or nothing when it could not be made; `probability` is a
/// parameter of the rulebook, from 0 to 1.
#[must_use]
pub fn exceeds_zero(name: &str, gap: Option<&Draws>, probability: f64) -> Trace {
    let draws = gap.map(Draws::values).unwrap_or_default();
    if draws.is_empty() || draws.iter().any(|v| !v.is_finite()) {
        return Trace::leaf(Verdict::Undetermined, format!("{name}: no draws"));
    }
    let share = draws.iter().filter(|v| **v > 0.0).count() as f64 / draws.len() as f64;
    let verdict = if share >= probability { Verdict::Meets } else { Verdict::DoesNotMeet };
    Trace::leaf(verdict, format!("{name}: probability {share:.3} against {probability:.3}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn verdict() -> impl Strategy<Value = Verdict> {
        prop::sample::select(vec![Verdict::Meets, Verdict::DoesNotMeet, Verdict::Undetermined])
    }

    fn leaves(verdicts: &[Verdict]) -> Vec<Trace> {
        verdicts.iter().map(|v| Trace::leaf(*v, "made up")).collect()
    }

    proptest! {
        #[test]
        fn losing_evidence_never_reverses_a_verdict(
            verdicts in prop::collection::vec(verdict(), 1..6), lost in 0_usize..6,
        ) {
            let mut fewer = verdicts.clone();
            let at = lost % fewer.len();
            fewer[at] = Verdict::Undetermined;
            for join in [all_of, any_of] {
                let before = join("rule", leaves(&verdicts)).verdict;
                let after = join("rule", leaves(&fewer)).verdict;
                prop_assert!(after == before || after == Verdict::Undetermined);
            }
        }

        #[test]
        fn order_does_not_matter(verdicts in prop::collection::vec(verdict(), 0..6)) {
            let reversed: Vec<Verdict> = verdicts.iter().rev().copied().collect();
            for join in [all_of, any_of] {
                prop_assert_eq!(
                    join("rule", leaves(&verdicts)).verdict,
                    join("rule", leaves(&reversed)).verdict
                );
            }
        }
    }

    /// Expected values: by hand.
    #[test]
    fn a_probability_is_met_missed_or_open() {
        let gap = Draws::new(vec![-1.0, 1.0, 2.0, 3.0]);
        assert_eq!(exceeds_zero("gap", Some(&gap), 0.75).verdict, Verdict::Meets);
        assert_eq!(exceeds_zero("gap", Some(&gap), 0.76).verdict, Verdict::DoesNotMeet);
        assert_eq!(exceeds_zero("gap", None, 0.5).verdict, Verdict::Undetermined);
        assert_eq!(
            exceeds_zero("gap", Some(&Draws::new(Vec::new())), 0.5).verdict,
            Verdict::Undetermined
        );
    }
}
