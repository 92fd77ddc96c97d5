//! A run in the formats of a report.

use crate::charts::data::csv;
use crate::charts::figures::Figures;
use crate::document::block::{file_of, picture_file};
use crate::document::report::report;
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::render::gallery::gallery;
use crate::render::html::html;
use crate::render::pdf::pdf;
use crate::render::png::{is_narrow, pictures};
use crate::render::subjects::Subjects;
use crate::render::xlsx::xlsx;
use crate::sheets::sheet_files;
use crate::theme::Look;
use crate::view::View;
use strum::IntoStaticStr;
use suranys_core::run_output::RunOutput;

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Part {
    /// `figures/*.svg`, next to each its data as CSV, and `figures.html` that shows all of them.
    Figures,
    /// `figures/*.png`, the same pictures in pixels. Large, and so written only where they are asked for.
    Png,
    /// `tables/*.csv`, for programs: codes and unrounded units, no language.
    Tables,
    /// `tables/*.parquet`, the same.
    Parquet,
    /// `draws/*.parquet`: every simulation of every figure, so that sums, quantiles and probabilities
    /// can be made again. Large, and so written only where it is asked for.
    Draws,
    /// `report.pdf`.
    Pdf,
    /// `report.html`.
    Html,
    /// `report.xlsx`.
    Xlsx,
    /// `sheets/*.html` and `sheets.pdf`: a page for each unit group in the scope of the list and each
    /// region. Many, and so written only where they are asked for.
    Sheets,
}

impl Part {
    /// Every format.
    pub const ALL: [Part; 9] = [
        Part::Figures,
        Part::Png,
        Part::Tables,
        Part::Parquet,
        Part::Draws,
        Part::Pdf,
        Part::Html,
        Part::Xlsx,
        Part::Sheets,
    ];

    /// Whether it is written where no format is asked for.
    #[must_use]
    pub fn is_usual(self) -> bool {
        !matches!(self, Part::Draws | Part::Png | Part::Sheets)
    }

    /// Whether it is made of the report's document and charts.
    fn is_of_report(self) -> bool {
        matches!(self, Part::Figures | Part::Png | Part::Pdf | Part::Html | Part::Xlsx)
    }

    /// Its name in definitions and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// The format with a name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.key() == key)
    }
}

/// Draws the charts and writes the formats asked for, in one language. [`Part::Tables`] and
/// [`Part::Parquet`] have no language and come from [`crate::tables`], [`Part::Draws`] from the model.
///
/// # Errors
/// When a label is missing or a library can't draw, write or typeset.
pub fn render(
    output: &RunOutput,
    labels: &LabelBook,
    parts: &[Part],
    look: impl Into<Look>,
) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let first = View { output, labels }.first()?;
    let labels = &labels.clone().about(first, output.resources());
    let view = View { output, labels };
    let look = look.into();
    let has = |part: Part| parts.contains(&part);
    let mut files = match has(Part::Sheets) {
        true => sheet_files(view, look.theme)?,
        false => Vec::new(),
    };
    if !parts.iter().any(|part| part.is_of_report()) {
        files.sort();
        return Ok(files);
    }
    let narrow = has(Part::Html) || (has(Part::Png) && is_narrow(look.width));
    let figures = Figures::draw(view, look.theme, narrow)?.with_files(downloads(parts));
    let document = report(view, &figures)?;
    for part in parts {
        match part {
            Part::Tables | Part::Parquet | Part::Draws | Part::Sheets => {}
            Part::Figures => {
                let page = gallery(&document, &figures, labels)?;
                files.push(("figures.html".to_owned(), page));
                for picture in figures.all() {
                    let name = &picture.name;
                    files.push((file_of(name), picture.svg().into_bytes()));
                    files.push((picture_file(name, "csv"), csv(name, &picture.data)?));
                }
            }
            Part::Png => files.extend(pictures(&figures, look.width)?),
            Part::Pdf => {
                let pdf = pdf(&document, &figures, labels, look.theme)?;
                files.push(("report.pdf".to_owned(), pdf));
            }
            Part::Html => {
                let page = html(&document, &figures, &Subjects::of(view), labels)?;
                files.push(("report.html".to_owned(), page));
            }
            Part::Xlsx => {
                files.push(("report.xlsx".to_owned(), xlsx(&document, view)?));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Endings of the files that lie next to a page for each chart of it.
fn downloads(parts: &[Part]) -> Vec<&'static str> {
    let of = |part: &Part| match part {
        Part::Figures => ["svg", "csv"].as_slice(),
        Part::Png => ["png"].as_slice(),
        _ => [].as_slice(),
    };
    parts.iter().flat_map(of).copied().collect()
}
