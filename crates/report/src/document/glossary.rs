//! The words of the report in the languages of the country, each with what it means.

use crate::document::table::{Cell, Column, Kind, Table};
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::view::View;

/// Keys of the words, and of what they mean under `glossary`.
const WORDS: [&str; 10] = [
    "measure.net-requirement",
    "measure.job-openings",
    "measure.expansion-demand",
    "measure.replacement-demand",
    "measure.hired-workers",
    "measure.implied-unemployment-rate",
    "measure.entrants",
    "measure.relative-shortage",
    "legend.interval80",
    "basis.expert",
];

/// The table of words.
///
/// # Errors
/// When a label is missing.
pub fn glossary(view: View) -> Result<Table, ReportError> {
    let country = &view.output.country;
    let own = view.labels.language();
    let mut books = Vec::new();
    for language in LabelBook::languages_of(country).into_iter().filter(|other| *other != own) {
        books.push(LabelBook::of(language, country)?);
    }
    let mut rows = Vec::new();
    for key in WORDS {
        let name = key.split_once('.').map_or(key, |(_, name)| name);
        let mut row = vec![Cell::Text(view.labels.text(key)?.to_owned())];
        for book in &books {
            row.push(Cell::Text(book.text(key)?.to_owned()));
        }
        row.push(Cell::Text(view.labels.text(&format!("glossary.{name}"))?.to_owned()));
        rows.push(row);
    }
    let column = |head: String, width| Column { head, width, kind: Kind::Words };
    let mut columns = vec![column(view.labels.text("column.word")?.to_owned(), 4)];
    columns.extend(books.iter().map(|book| column(book.language().to_owned(), 4)));
    columns.push(column(view.labels.text("column.meaning")?.to_owned(), 9));
    Ok(Table::new(view.labels.text("table.glossary.caption")?.to_owned(), columns, rows))
}
