//! Conjunctions and thresholds of verdicts in the strong logic of Kleene (1952): a part that is open leaves the conjunction
//! open unless the others decide it.

use suranys_core::run::Note;
use suranys_core::shortage_list::{Trace, Verdict};

/// Met when every part is met; not met as soon as one is not; else open. No parts at all is open:
/// nothing was shown.
#[must_use]
pub fn all_of(reason: Note, parts: Vec<Trace>) -> Trace {
    let needed = parts.len();
    join(reason, parts, needed)
}

/// Met when `needed` parts are met; not met when so many no longer can be; else open.
#[must_use]
pub fn at_least(reason: Note, needed: usize, parts: Vec<Trace>) -> Trace {
    join(reason, parts, needed)
}

fn join(reason: Note, parts: Vec<Trace>, needed: usize) -> Trace {
    let count = |verdict| parts.iter().filter(|part| part.verdict == verdict).count();
    let (met, open) = (count(Verdict::Meets), count(Verdict::Undetermined));
    let verdict = if parts.is_empty() {
        Verdict::Undetermined
    } else if met >= needed {
        Verdict::Meets
    } else if met + open < needed {
        Verdict::DoesNotMeet
    } else {
        Verdict::Undetermined
    };
    Trace { verdict, rule: String::new(), reason, fact: None, parts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn verdict() -> impl Strategy<Value = Verdict> {
        prop::sample::select(vec![Verdict::Meets, Verdict::DoesNotMeet, Verdict::Undetermined])
    }

    fn note() -> Note {
        Note::new("synthetic", [])
    }

    fn leaves(verdicts: &[Verdict]) -> Vec<Trace> {
        verdicts.iter().map(|v| Trace::leaf(*v, "", note())).collect()
    }

    proptest! {
        #[test]
        fn losing_evidence_never_reverses_a_verdict(
            verdicts in prop::collection::vec(verdict(), 1..6), lost in 0_usize..6,
            needed in 0_usize..7,
        ) {
            let mut fewer = verdicts.clone();
            let at = lost % fewer.len();
            fewer[at] = Verdict::Undetermined;
            let joints: [&dyn Fn(Vec<Trace>) -> Trace; 2] = [
                &|parts| all_of(note(), parts),
                &|parts| at_least(note(), needed, parts),
            ];
            for joint in joints {
                let before = joint(leaves(&verdicts)).verdict;
                let after = joint(leaves(&fewer)).verdict;
                prop_assert!(after == before || after == Verdict::Undetermined);
            }
        }

        #[test]
        fn order_does_not_matter(
            verdicts in prop::collection::vec(verdict(), 0..6), needed in 0_usize..7,
        ) {
            let reversed: Vec<Verdict> = verdicts.iter().rev().copied().collect();
            prop_assert_eq!(
                at_least(note(), needed, leaves(&verdicts)).verdict,
                at_least(note(), needed, leaves(&reversed)).verdict
            );
        }
    }
}
