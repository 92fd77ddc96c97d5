//! The verdict on one subject.

use crate::evaluate::evaluate;
use crate::history::at;
use crate::profile::SubjectProfile;
use crate::switching::smallest_switching_value;
use suranys_core::shortage_list::{
    Amount, Assessed, Fact, Finding, Quantity, RuleBook, Stage, Verdict,
};

/// The verdict on one subject, with its switching value.
#[must_use]
pub fn assess(book: &RuleBook, profile: SubjectProfile) -> Assessed {
    let trace = evaluate(book, &profile);
    let switching_value = smallest_switching_value(book, &profile, trace.verdict);
    let known = profile.findings.values().filter_map(|f| match f {
        Finding::Known(fact) => Some(fact),
        Finding::Missing(_) => None,
    });
    let synthetic =
        profile.synthetic || known.chain(&profile.context).any(|fact| fact.status.synthetic);
    Assessed {
        nominated: nominated(profile.findings.get(&Quantity::NominatingBodies)),
        subject: profile.subject,
        findings: profile.findings,
        context: profile.context,
        supported: at(&trace, Stage::Supported),
        trace,
        switching_value,
        synthetic,
    }
}

/// Whether anyone proposed it, whatever the rulebook asks for.
fn nominated(finding: Option<&Finding>) -> Verdict {
    match finding {
        Some(Finding::Known(Fact { value: Amount::Number(bodies), .. })) => {
            if *bodies > 0.0 {
                Verdict::Meets
            } else {
                Verdict::DoesNotMeet
            }
        }
        _ => Verdict::Undetermined,
    }
}
