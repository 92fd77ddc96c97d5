//! Cells that change, shown and applied after they were confirmed.

use crate::diagnostics::{FOUND, Failure};
use crate::spoken::said;
use crate::terminal::{confirm, note, notes, print};
use std::fmt::Write as _;
use std::process::ExitCode;
use suranys_core::display_text::visible;
use suranys_core::table::{Column, ResultTable};
use suranys_core::text;
use suranys_data::{CellChange, Change, Revision};

/// Changes as a table.
pub fn table(changes: &[CellChange]) -> ResultTable {
    let text = |of: fn(&CellChange) -> String| Column::Text(changes.iter().map(of).collect());
    let optional = |of: fn(&CellChange) -> Option<String>| {
        Column::OptionalText(changes.iter().map(of).collect())
    };
    let columns = vec![
        ("table".to_owned(), text(|one| one.table.clone())),
        ("key".to_owned(), text(|one| one.key.clone())),
        ("change".to_owned(), text(|one| one.change.key().to_owned())),
        ("column".to_owned(), text(|one| one.column.clone())),
        ("before".to_owned(), optional(|one| one.before.clone())),
        ("after".to_owned(), optional(|one| one.after.clone())),
    ];
    ResultTable { name: "package_changes".to_owned(), columns }
}

/// Changes for people: a line for each row, under it the cells.
pub fn listed(changes: &[CellChange]) -> String {
    let mut lines = String::new();
    let mut row = None;
    for one in changes {
        let this = (&one.table, &one.key, one.change);
        if row != Some(this) {
            let _ = writeln!(
                lines,
                "{} {} ({})",
                visible(&one.table),
                visible(&one.key),
                one.change.key()
            );
            row = Some(this);
        }
        let text = |text: &Option<String>| match text.as_deref() {
            None | Some("") => "(empty)".to_owned(),
            Some(text) => visible(text).into_owned(),
        };
        let (before, after) = (text(&one.before), text(&one.after));
        let _ = match one.change {
            Change::Changed => writeln!(lines, "  {:<16}{before} -> {after}", one.column),
            Change::Added => writeln!(lines, "  {:<16}{after}", one.column),
            Change::Removed => writeln!(lines, "  {:<16}{before}", one.column),
        };
    }
    lines
}

/// Shows what would change, and writes it when that is confirmed.
///
/// # Errors
/// When it can't be shown or written.
pub fn apply(revision: Revision, changes: &[CellChange], yes: bool) -> Result<ExitCode, Failure> {
    if revision.is_empty() {
        note(text!("nothing changes: the package has it so"));
        return Ok(ExitCode::SUCCESS);
    }
    print(&listed(changes))?;
    if !yes {
        let asked =
            confirm(&said(&text!("write these {count} cells? [y/N] ", count = changes.len())));
        if asked != Some(true) {
            note(match asked {
                None => text!("nothing was written; `--yes` writes without asking"),
                Some(_) => text!("nothing was written"),
            });
            return Ok(ExitCode::from(FOUND));
        }
    }
    notes(&revision.apply()?);
    note(text!("cells written: {count}; the package has no findings", count = changes.len()));
    Ok(ExitCode::SUCCESS)
}
