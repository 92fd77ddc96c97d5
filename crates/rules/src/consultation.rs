//! The consultation register: where each line of the list stands.

use std::collections::{BTreeMap, BTreeSet};
use suranys_core::shortage_list::{BodyKind, Cited, Entry, Line, LineState, Position};
use suranys_core::{Text, text};

/// Lines by identifier, each with its entries oldest first, whatever the order of the rows.
#[must_use]
pub fn lines(register: &[Entry]) -> BTreeMap<String, Line> {
    let mut by_line: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in register {
        by_line.entry(entry.line.clone()).or_default().push(entry.clone());
    }
    by_line
        .into_iter()
        .map(|(id, mut history)| {
            history.sort_by(|a, b| key(a).cmp(&key(b)));
            (id.clone(), line(id, history))
        })
        .collect()
}

fn key(e: &Entry) -> (&str, Position, &str, &str, &str) {
    (&e.date, e.position, &e.body, &e.document, &e.reason)
}

fn line(id: String, history: Vec<Entry>) -> Line {
    let mut proposed = false;
    let mut act = None;
    let mut words: BTreeMap<&str, (BodyKind, Position)> = BTreeMap::new();
    for entry in &history {
        match entry.position {
            Position::Propose => {
                proposed = true;
                // What was withdrawn and is put forward again begins anew.
                if act == Some(LineState::Withdrawn) {
                    act = None;
                    words.clear();
                }
            }
            Position::Agree | Position::Amend | Position::Disagree => {
                words.insert(&entry.body, (entry.kind, entry.position));
            }
            Position::Approve => act = Some(LineState::Approved),
            Position::Publish => act = Some(LineState::Published),
            Position::Withdraw => act = Some(LineState::Withdrawn),
        }
    }
    let says = |position| words.values().filter(move |(_, p)| *p == position);
    let agreed: BTreeSet<BodyKind> = says(Position::Agree)
        .map(|(kind, _)| *kind)
        .filter(|kind| BodyKind::CONSULTED.contains(kind))
        .collect();
    let objections = says(Position::Disagree).count();
    let state = match act {
        Some(state) => state,
        None if objections > 0 => LineState::Disputed,
        None if says(Position::Amend).next().is_some() => LineState::Amended,
        None if agreed.len() == BodyKind::CONSULTED.len() => LineState::Agreed,
        None if proposed || !words.is_empty() => LineState::Proposed,
        None => LineState::NotProposed,
    };
    Line { kinds_agreed: agreed.len(), objections, id, state, history }
}

/// Entries that can't follow what precedes them: a line published that no act approved, or
/// taken off that was never approved. Each with what is wrong.
#[must_use]
pub fn contradictions(register: &[Entry]) -> Vec<(Cited, Text)> {
    let mut found = Vec::new();
    for line in lines(register).into_values() {
        let mut approved = false;
        for entry in line.history {
            match entry.position {
                Position::Approve => approved = true,
                Position::Publish if !approved => {
                    found.push((
                        entry.cell,
                        text!("the line is published before an act approves it"),
                    ));
                }
                Position::Withdraw if !approved => {
                    found.push((
                        entry.cell,
                        text!("the line is taken off before an act approves it"),
                    ));
                }
                _ => {}
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(date: &str, body: &str, kind: BodyKind, position: Position) -> Entry {
        let cell = Cited {
            file: "consultation.csv".to_owned(),
            row: 2,
            column: "position".to_owned(),
            text: position.key().to_owned(),
        };
        Entry {
            line: "kz:p".to_owned(),
            body: body.to_owned(),
            kind,
            position,
            date: date.to_owned(),
            document: String::new(),
            reason: String::new(),
            synthetic: true,
            cell,
        }
    }

    fn course() -> Vec<Entry> {
        use BodyKind::{Authority, Chamber, RegionalGovernment, StateBody};
        vec![
            entry("2023-01-05", "health", StateBody, Position::Propose),
            entry("2023-01-10", "health", StateBody, Position::Agree),
            entry("2023-01-11", "north", RegionalGovernment, Position::Disagree),
            entry("2023-01-12", "chamber", Chamber, Position::Amend),
            entry("2023-01-20", "north", RegionalGovernment, Position::Agree),
            entry("2023-01-21", "chamber", Chamber, Position::Agree),
            entry("2023-02-20", "labour", Authority, Position::Approve),
            entry("2023-02-28", "labour", Authority, Position::Publish),
            entry("2024-12-01", "labour", Authority, Position::Withdraw),
        ]
    }

    /// Expected states: by hand, entry by entry.
    #[test]
    fn a_line_goes_from_proposed_to_withdrawn() {
        use LineState::{Agreed, Amended, Approved, Disputed, Proposed, Published, Withdrawn};
        let expected = [
            Proposed, Proposed, Disputed, Disputed, Amended, Agreed, Approved, Published, Withdrawn,
        ];
        let all = course();
        for (n, state) in expected.into_iter().enumerate() {
            let lines = lines(&all[..=n]);
            assert_eq!(lines["kz:p"].state, state, "after {} entries", n + 1);
        }
        assert!(lines(&[]).is_empty());
        assert!(contradictions(&all).is_empty());
    }

    #[test]
    fn what_can_not_follow_is_named_with_its_cell() {
        let found = contradictions(&course()[7..8]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.file, "consultation.csv");
    }

    proptest! {
        #[test]
        fn the_order_of_rows_changes_nothing(
            order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let all = course();
            let shuffled: Vec<Entry> = order.iter().map(|n| all[*n].clone()).collect();
            prop_assert_eq!(lines(&shuffled), lines(&all));
        }
    }
}
