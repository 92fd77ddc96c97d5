//! The publication set of a list of in-demand professions: tables, JSON with its schema, a
//! workbook, and an annex in each language.
//!
//! Picks and words; computes nothing. When anything the list rests on is invented, every row,
//! sheet, picture and page of the set says so: ranks and scores mix what is real with what is not.

mod annex;
mod figure;
mod json;
mod tables;
mod words;
//XL mod xlsx;

pub use words::Words;

use crate::error::ReportError;
use crate::font::Ruler;
use suranys_core::list::{Judged, ListOutput, Verdict};
use suranys_core::table::ResultTable;

/// The schema of `list.json`.
pub const LIST_SCHEMA: &str = include_str!("list.schema.json");

/// Renders the publication set in the languages of `words`: files by relative path, and the
/// tables once more as columns.
///
/// # Errors
/// When a label is missing or a library can't draw, write or typeset.
pub fn render_list(
    output: &ListOutput,
    words: &[Words],
) -> Result<(Vec<(String, Vec<u8>)>, Vec<ResultTable>), ReportError> {
    let ruler = Ruler::new()?;
    let tables = tables::tables(output, words);
    let mut files = vec![
        ("list.json".to_owned(), json::json(output, words)?),
        ("list.schema.json".to_owned(), LIST_SCHEMA.as_bytes().to_vec()),
        //XL ("list.xlsx".to_owned(), xlsx::xlsx(output, &tables)?),
    ];
    for table in &tables {
        files.push((format!("tables/{}.csv", table.name), table.csv(true)?));
    }
    for w in words {
        let picture = figure::ranks(output, w, &ruler)?;
        if let Some(picture) = &picture {
            let path = format!("figures/{}.{}.svg", picture.name, w.language());
            files.push((path, picture.svg.clone().into_bytes()));
        }
        let pdf = annex::annex(output, w, picture.as_ref())?;
        files.push((format!("annex.{}.pdf", w.language()), pdf));
    }
    files.sort();
    Ok((files, tables))
}

/// One subject, its verdict and its reasons down to the cells, as indented text.
#[must_use]
pub fn explain(output: &ListOutput, judged: &Judged, words: &Words) -> String {
    words::explained(output, judged, words)
}

/// The table `list`, for those who print it.
#[must_use]
pub fn list_table(output: &ListOutput, words: &[Words]) -> ResultTable {
    tables::list(output, words)
}

/// JSON of the list, as `list.json` holds it.
///
/// # Errors
/// When it can't be written.
pub fn list_json(output: &ListOutput, words: &[Words]) -> Result<Vec<u8>, ReportError> {
    json::json(output, words)
}

/// The order in which a reader wants to see subjects: what meets first, then what is open, each
/// by its rank, then by identifier.
pub fn in_order(output: &ListOutput) -> Vec<&Judged> {
    let place = |judged: &Judged| {
        output.ranked.iter().position(|r| r.id == judged.subject.occupation).unwrap_or(usize::MAX)
    };
    let mut all: Vec<&Judged> = output.judged.iter().collect();
    all.sort_by(|a, b| {
        (b.trace.verdict, b.supported, place(a), &a.subject.id)
            .cmp(&(a.trace.verdict, a.supported, place(b), &b.subject.id))
    });
    all
}

/// Whether a subject is worth a line in a printed table: a profession of the list, anyone a source
/// or a body speaks of.
fn spoken_of(output: &ListOutput, judged: &Judged) -> bool {
    let list = &output.book.version.list;
    judged.subject.lists.contains(list)
        || output.lines.contains_key(&judged.subject.id)
        || judged.trace.verdict == Verdict::Meets
        || judged.nominated == Verdict::Meets
        || (!judged.subject.profession
            && output.ranked.iter().any(|r| r.id == judged.subject.id))
}
