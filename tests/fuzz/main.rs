//! Every reader is given thousands of inputs, each a sound one with some changes: whatever it is
//! given, it answers, soon, without a panic and without much memory.
//!
//! Inputs follow from a seed and a number. `SURANYS_FUZZ_SEED` names another seed,
//! `SURANYS_FUZZ_TIMES` multiplies the inputs, `SURANYS_FUZZ_ONLY=READER` or `READER:INPUT` picks.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod change;
mod command;
mod coverage;
mod dice;
mod hostile;
#[path = "../land.rs"]
mod land;
mod readers;
mod seeds;
mod watch;
#[path = "../workbook.rs"]
mod workbook;

use crate::readers::Answer;
use crate::seeds::Seeds;
use crate::watch::{Count, Plan, run, unchanged};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Held by a test that measures, or keeps the machine busy.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn whatever_a_reader_is_given_it_answers() {
    let _alone = alone();
    let (seeds, readers, plan) = (Seeds::new(), readers::all(), Plan::of_environment());
    for reader in &readers {
        let answer = unchanged(reader, &seeds);
        assert!(matches!(answer, Answer::Accepted), "{}, unchanged: {answer:?}", reader.name);
    }
    let outcome = run(&readers, &seeds, &plan);
    let tried: usize = outcome.counts.values().map(|count| count.accepted + count.refused).sum();
    for (name, count) in &outcome.counts {
        let Count { accepted, refused, reading, longest, after } = count;
        println!(
            "{name}: {accepted} taken, {refused} refused; read in {reading:.1?}, the slowest in \
             {longest:.1?}; {after:.1?} after"
        );
    }
    let failures: Vec<String> = outcome.failures.into_values().flatten().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    if plan.only.is_none() && plan.times >= 1.0 {
        assert!(tried >= 20_000, "{tried} inputs");
        for reader in &readers {
            let count = outcome.counts.get(reader.name).copied().unwrap_or_default();
            assert!(
                count.accepted > 0,
                "`{}` takes nothing, so that nothing is tried",
                reader.name
            );
        }
    }
}
