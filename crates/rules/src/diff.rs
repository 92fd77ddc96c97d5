//! What a change of rules does.

use std::collections::{BTreeMap, BTreeSet};
use suranys_core::shortage_list::{BookChange, ListOutput, Rule, RuleBook, Trace, VerdictChange};

/// Rules and parameters that differ, by identifier.
#[must_use]
pub fn book_changes(before: &RuleBook, after: &RuleBook) -> Vec<BookChange> {
    let rules = |book: &RuleBook| -> BTreeMap<String, String> {
        book.rules.iter().map(|rule| (rule.id.clone(), said(rule))).collect()
    };
    let parameters = |book: &RuleBook| -> BTreeMap<String, String> {
        let said = book.parameters.iter().map(|(key, p)| {
            let (value, basis) = (p.parameter.value, p.parameter.basis.key());
            (key.clone(), format!("{value} {} ({basis})", p.unit))
        });
        said.collect()
    };
    let mut found = differing(&rules(before), &rules(after));
    found.extend(differing(&parameters(before), &parameters(after)));
    found
}

/// A rule in a line: kind, quantity, comparison, exceptions, basis, citation.
fn said(rule: &Rule) -> String {
    let exceptions = if rule.exceptions { ", or a recorded exception" } else { "" };
    format!(
        "{}: {} {}{exceptions} ({}: {})",
        rule.kind.key(),
        rule.quantity.key(),
        rule.test,
        rule.basis.key(),
        rule.citation
    )
}

fn differing(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<BookChange> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| BookChange {
            what: name.clone(),
            before: before.get(name).cloned().unwrap_or_default(),
            after: after.get(name).cloned().unwrap_or_default(),
        })
        .collect()
}

/// Subjects whose verdict differs, in the order of the second output.
#[must_use]
pub fn verdict_changes(before: &ListOutput, after: &ListOutput) -> Vec<VerdictChange> {
    let mut found = Vec::new();
    for now in &after.assessed {
        let Some(then) = before.assessed(&now.subject.id) else { continue };
        if then.trace.verdict != now.trace.verdict {
            found.push(VerdictChange {
                subject: now.subject.clone(),
                before: then.trace.verdict,
                after: now.trace.verdict,
                why: deciding(&now.trace),
            });
        }
    }
    found
}

/// The leaves that have the verdict of the tree.
fn deciding(trace: &Trace) -> Vec<Trace> {
    let leaves = trace.all().into_iter().filter(|t| t.parts.is_empty());
    leaves.filter(|t| t.verdict == trace.verdict).cloned().collect()
}
