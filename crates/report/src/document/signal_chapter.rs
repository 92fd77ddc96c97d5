//! What the graded signal says in the report: how far it can be trusted first, then whom it puts forward.

use crate::document::block::Builder;
use crate::document::signal_tables::{
    agreement_table, auc, families_table, put_forward, put_forward_table, targets,
};
use crate::error::ReportError;
use crate::words::Words;
use suranys_core::shortage_list::{SignalOutput, Tier};

/// What a simple rule ranks by, that the signal is set against: how many countries' lists known before
/// name the group.
const COUNT: &str = "count-known";

/// The part of the chapter on the list that the signal fills.
///
/// # Errors
/// When a label is missing.
pub fn signal_chapter(
    signal: &SignalOutput,
    words: &Words,
    b: &mut Builder,
) -> Result<(), ReportError> {
    let mut first = vec![trust(signal, words)?];
    let count = |tier: Tier| put_forward(signal).filter(|s| s.tier == tier).count().to_string();
    let scope = signal.signals.iter().filter(|s| s.in_scope && !s.profession).count().to_string();
    first.push(words.fill(
        "signal-chapter.found",
        &[
            ("recommend", &count(Tier::Recommend)),
            ("consult", &count(Tier::Consult)),
            ("scope", &scope),
            ("vintage", &words.date(&signal.vintage)),
        ],
    )?);
    b.text(first);
    b.table(put_forward_table(signal, words)?);
    b.text(vec![words.text("signal-chapter.how")?.to_owned()]);
    b.table(families_table(signal, words)?);
    if !targets(signal).is_empty() {
        b.table(agreement_table(signal, words)?);
    }
    Ok(())
}

/// How far the signal agrees with the lists that were issued, against a plain count of other countries'
/// lists: first of all whether it does any better.
///
/// # Errors
/// When a label is missing.
pub fn trust(signal: &SignalOutput, words: &Words) -> Result<String, ReportError> {
    let both = |target: &str| {
        let ours = auc(signal, target, "signal")?;
        let count = auc(signal, target, COUNT)?;
        Some((ours.clone(), count.value?))
    };
    let found: Vec<_> = targets(signal).into_iter().filter_map(both).collect();
    if found.is_empty() {
        let lists = signal.reviews.iter().any(|line| !line.lists.is_empty());
        let key = if lists && signal.scores.is_empty() { "left-out" } else { "not-scored" };
        return Ok(words.text(&format!("signal-chapter.{key}"))?.to_owned());
    }
    let better = found.iter().all(|(ours, count)| ours.value.is_some_and(|value| value >= *count));
    let mut items = Vec::new();
    for (ours, count) in &found {
        let number = |value: f64| words.score(value);
        let range = match ours.lo95.zip(ours.hi95) {
            Some((low, high)) => words.book().between(&number(low), &number(high)),
            None => String::new(),
        };
        items.push(words.fill(
            "signal-chapter.agreement-item",
            &[
                ("list", &words.date(&ours.target)),
                ("signal", &ours.value.map_or_else(|| "–".to_owned(), number)),
                ("range", &range),
                ("count", &number(*count)),
            ],
        )?);
    }
    let key = if better { "signal-chapter.as-good" } else { "signal-chapter.not-better" };
    words.fill(key, &[("items", &items.join("; "))])
}
