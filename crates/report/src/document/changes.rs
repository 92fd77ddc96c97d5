//! The last page of a report made after a former edition: what changed since.

use crate::document::block::{Block, Builder};
use crate::document::table::{Cell, Column, Kind, Table};
use crate::edition_changes::change_words;
use crate::error::ReportError;
use crate::view::View;

/// The page; none where no former edition is named.
///
/// # Errors
/// When a label is missing.
pub fn changes(view: View, b: &mut Builder) -> Result<(), ReportError> {
    let Some(change) = &view.output.since else { return Ok(()) };
    let l = view.labels;
    let words = change_words(change, l)?;
    let title = l.text("changes.title")?.to_owned();
    b.add(Block::Heading { level: 2, text: title.clone() });
    b.text(std::iter::once(words.headline).chain(words.how).collect());
    if !words.shares.is_empty() {
        let column = |key: &str, width, kind| -> Result<Column, ReportError> {
            Ok(Column { head: l.text(&format!("changes.column.{key}"))?.to_owned(), width, kind })
        };
        let columns = vec![column("cause", 8, Kind::Words)?, column("amount", 4, Kind::Numbers)?];
        let rows = words
            .shares
            .into_iter()
            .map(|(cause, amount)| vec![Cell::Text(cause), Cell::Text(amount)]);
        b.table(Table::new(title, columns, rows.collect()));
    }
    b.add(Block::List(words.details));
    Ok(())
}
