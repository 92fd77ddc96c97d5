//! A run as charts, tables and a PDF.
//!
//! [`render`] takes the output of a run and the words of a language and gives files as bytes:
//! `report.pdf`, `figures/*.svg` and `tables/*.csv`. It touches no file, clock or environment;
//! the same run and words give the same bytes. It does no arithmetic on results but the display
//! of units, which stands in one place, and the picking of rows.

mod display;
mod document;
mod error;
mod figures;
mod font;
mod labels;
mod list;
mod pdf;
mod tables;
mod view;

pub use error::ReportError;
pub use labels::LabelBook;
pub use list::{ListSet, Words, explain, in_order, list_json, list_table, render_list};
use suranys_core::run::RunOutput;
use suranys_core::table::ResultTable;

/// The files of a report, and its tables once more as columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// Files by relative path with forward slashes, in path order.
    pub files: Vec<(String, Vec<u8>)>,
    /// The tables of the CSV files, for any other tabular format.
    pub tables: Vec<ResultTable>,
}

/// Draws the charts, writes the tables and typesets the PDF.
///
/// # Errors
/// When a label is missing or a library can't draw, write or typeset.
pub fn render(output: &RunOutput, labels: &LabelBook) -> Result<Rendered, ReportError> {
    let view = view::View { output, labels };
    let figures = figures::Figures::draw(view)?;
    let document = document::document(view, &figures)?;
    let tables = tables::tables(output);
    let mut files = vec![("report.pdf".to_owned(), pdf::pdf(&document, &figures)?)];
    for picture in figures.all() {
        files.push((document::file_of(picture), picture.svg.clone().into_bytes()));
    }
    for table in &tables {
        files.push((format!("tables/{}.csv", table.name), table.csv(true)?));
    }
    files.sort();
    Ok(Rendered { files, tables })
}
