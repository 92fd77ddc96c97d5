//! Switching values: what it would take to get another verdict.

use crate::evaluate::evaluate;
use crate::profile::SubjectProfile;
use std::collections::BTreeMap;
use suranys_core::shortage_list::{
    Amount, Fact, Finding, RuleBook, RuleParameter, Source, SwitchingValue, Test, Verdict,
};

/// The smallest change of one parameter that gives another verdict; none when no change of a
/// single parameter within what its unit allows does.
///
/// A verdict changes only where a threshold passes the value compared with it, or at whole
/// numbers of sources, so those places are all that need be tried. Sizes of change in different
/// units are compared as shares of each parameter's own 95% range, or of its value when
/// it has no range.
#[must_use]
pub fn smallest_switching_value(
    book: &RuleBook,
    profile: &SubjectProfile,
    verdict: Verdict,
) -> Option<SwitchingValue> {
    let mut places: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for rule in &book.rules {
        let (Some(key), Some(value)) =
            (rule.test.parameter(), number(profile.findings.get(&rule.quantity)))
        else {
            continue;
        };
        let past = match rule.test {
            Test::AtLeast(_) => value.next_up(),
            _ => value.next_down(),
        };
        places.entry(key).or_default().extend([(value, value), (past, value)]);
    }
    let sources = (1..=Source::EVIDENCE.len()).map(|n| (n as f64, n as f64));
    places.entry(RuleParameter::SOURCES_NEEDED).or_default().extend(sources);
    let mut best: Option<(f64, SwitchingValue)> = None;
    for (key, tried) in places {
        let Some(parameter) = book.parameters.get(key) else { continue };
        let Some(spec) = RuleParameter::spec(&parameter.unit) else { continue };
        let p = &parameter.parameter;
        let width = p.high - p.low;
        let scale = if width > 0.0 { width } else { p.value.abs().max(f64::MIN_POSITIVE) };
        for (value, shown) in tried {
            let possible = value >= spec.minimum && value <= spec.maximum && value != p.value;
            if !possible || (parameter.is_whole() && value.fract() != 0.0 && value == shown) {
                continue;
            }
            // A count passes a value by one.
            let (value, shown) = match parameter.is_whole() && value != shown {
                true if value > shown => (shown + 1.0, shown + 1.0),
                true => (shown - 1.0, shown - 1.0),
                false => (value, shown),
            };
            if value < spec.minimum || value > spec.maximum {
                continue;
            }
            let then = evaluate(&book.with(key, value), profile).verdict;
            let size = (value - p.value).abs() / scale;
            if then != verdict && best.as_ref().is_none_or(|(lowest, _)| size < *lowest) {
                let switching_value = SwitchingValue {
                    parameter: key.to_owned(),
                    from: p.value,
                    to: shown,
                    beyond: value != shown,
                    verdict: then,
                };
                best = Some((size, switching_value));
            }
        }
    }
    best.map(|(_, switching_value)| switching_value)
}

fn number(finding: Option<&Finding>) -> Option<f64> {
    match finding {
        Some(Finding::Known(Fact { value: Amount::Number(v), .. })) if v.is_finite() => Some(*v),
        _ => None,
    }
}
