//! A run as charts, tables, a PDF, a web page and a workbook.
//!
//! [`render`] takes the output of a run, the words of a language and what is wanted, and gives
//! files as bytes; [`tables`] gives the result tables, which have no language. Both touch no file,
//! clock or environment; the same run and words give the same bytes. They do no arithmetic on
//! results but the display of units, which stands in one place, and the picking of rows.

mod charts;
mod contrast;
mod display;
mod document;
mod error;
mod font;
mod labels;
mod list;
mod render;
mod tables;
mod theme;
mod view;

pub use contrast::{Pair, draw_differences};
pub use error::ReportError;
pub use labels::LabelBook;
pub use list::{ListSet, Words, explain, in_order, list_json, list_table, render_list};
pub use tables::tables;
pub use theme::Theme;

use suranys_core::run_output::RunOutput;

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `figures/*.svg`, and `figures.html` that shows all of them.
    Figures,
    /// `tables/*.csv`, for programs: codes and unrounded units, no language.
    Tables,
    /// `tables/*.parquet`, the same.
    Parquet,
    /// `report.pdf`.
    Pdf,
    /// `report.html`.
    Html,
    /// `report.xlsx`.
    Xlsx,
}

impl Part {
    /// Every format.
    pub const ALL: [Part; 6] =
        [Part::Figures, Part::Tables, Part::Parquet, Part::Pdf, Part::Html, Part::Xlsx];

    /// Its name in definitions and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Part::Figures => "figures",
            Part::Tables => "tables",
            Part::Parquet => "parquet",
            Part::Pdf => "pdf",
            Part::Html => "html",
            Part::Xlsx => "xlsx",
        }
    }

    /// The format with a name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.key() == key)
    }
}

/// Draws the charts and writes the formats asked for, in one language. [`Part::Tables`] and
/// [`Part::Parquet`] have no language and come from [`tables`].
///
/// # Errors
/// When a label is missing or a library can't draw, write or typeset.
pub fn render(
    output: &RunOutput,
    labels: &LabelBook,
    parts: &[Part],
    theme: Theme,
) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let first = view::View { output, labels }.first()?;
    let labels = &labels.clone().about(first);
    let view = view::View { output, labels };
    let figures = crate::charts::Figures::draw(view, theme)?;
    let document = document::document(view, &figures)?;
    let mut files = Vec::new();
    for part in parts {
        match part {
            Part::Tables | Part::Parquet => {}
            Part::Figures => {
                let page = crate::render::html::gallery(&document, &figures, labels)?;
                files.push(("figures.html".to_owned(), page));
                files.extend(figures.all().map(|picture| {
                    (document::file_of(&picture.name), picture.svg.clone().into_bytes())
                }));
            }
            Part::Pdf => {
                let pdf = crate::render::pdf::pdf(&document, &figures, labels, theme)?;
                files.push(("report.pdf".to_owned(), pdf));
            }
            Part::Html => {
                let page = crate::render::html::html(&document, &figures, labels)?;
                files.push(("report.html".to_owned(), page));
            }
            Part::Xlsx => {
                files.push(("report.xlsx".to_owned(), crate::render::xlsx::xlsx(&document, view)?));
            }
        }
    }
    files.sort();
    Ok(files)
}
