//! Reading the subjects of a list: their order, which of them a list names, why a verdict falls.

use crate::error::ReportError;
use crate::words::Words;
use suranys_core::shortage_list::{Assessed, ListOutput};

/// The order in which a reader wants to see subjects: what meets first, then what is open; of each
/// first who is on the list, then whom a source or a body speaks of; then by rank and identifier.
pub fn in_order(output: &ListOutput) -> Vec<&Assessed> {
    let place = |assessed: &Assessed| {
        output.ranked.iter().position(|r| r.id == assessed.subject.occupation).unwrap_or(usize::MAX)
    };
    let mut all: Vec<&Assessed> = output.assessed.iter().collect();
    all.sort_by_cached_key(|assessed| {
        (
            std::cmp::Reverse((assessed.trace.verdict, assessed.supported)),
            !assessed.subject.lists.contains(&output.book.version.list),
            !output.spoken_of(assessed),
            place(assessed),
            assessed.subject.id.clone(),
        )
    });
    all
}

/// Professions of the version's list, in reading order.
pub fn listed(output: &ListOutput) -> impl Iterator<Item = &Assessed> {
    let list = &output.book.version.list;
    output.assessed.iter().filter(move |j| j.subject.profession && j.subject.lists.contains(list))
}

/// The leaves that decide a verdict, those that agree with it; of what is missing only the source.
pub fn why(output: &ListOutput, assessed: &Assessed, words: &Words) -> Result<String, ReportError> {
    let (mut stated, mut missing) = (Vec::new(), Vec::new());
    for leaf in assessed.trace.all() {
        if !leaf.parts.is_empty() || leaf.verdict != assessed.trace.verdict {
            continue;
        }
        let rule = output.book.rules.iter().find(|r| r.id == leaf.rule && leaf.fact.is_none());
        match rule.map(|r| words.word("source", r.quantity.source().key())) {
            Some(source) if missing.contains(&source) => {}
            Some(source) => missing.push(source),
            None => stated.push(words.plain(&leaf.reason)),
        }
    }
    if !missing.is_empty() {
        stated.push(words.fill("text.missing", &[("sources", &missing.join(", "))])?);
    }
    Ok(stated.join("; "))
}

/// The code of an occupation without the edition of its classification.
pub fn code(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, code)| code)
}
