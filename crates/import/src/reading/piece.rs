//! What goes from the reader of files to those that make records of them, and what comes back.

use crate::mapping::Mapping;
use crate::normalise::{Normaliser, Noticed, Places, Problem};
use crate::record::Codes;
use crate::source::sheet::SheetCell;
use crate::store::Store;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use suranys_core::{Diagnostic, Span};

/// The check of records.
pub(super) const CHECK: &str = "record";
/// The check of files as a whole.
pub(super) const FILE: &str = "file";

/// The file that a thread is at.
#[derive(Default)]
pub(super) struct At(pub(super) Mutex<Arc<str>>);

impl At {
    /// Says that it is at another.
    pub(super) fn is(&self, file: &Arc<str>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = file.clone();
    }
}

/// A piece of a file.
pub(super) enum Piece {
    /// Lines of separated values, with the line of the first.
    Separated(u64, Vec<u8>),
    /// Lines with an object each.
    Lines(u64, Vec<u8>),
    /// Records of a document, with the number of the first.
    Objects(u64, Vec<serde_json::Value>),
    /// Rows of a sheet, each with its number.
    Rows(Vec<(u64, Vec<SheetCell>)>),
    /// A row group of a file of columns, with the number of its first row.
    Group(PathBuf, usize, u64),
    /// What is wrong with a file or a line of it.
    Wrong(Box<Diagnostic>),
}

/// A piece on its way.
pub(super) struct Task {
    pub(super) number: u64,
    pub(super) file: Arc<str>,
    pub(super) places: Option<Arc<Places>>,
    pub(super) columns: usize,
    pub(super) piece: Piece,
}

/// What a piece gave.
#[derive(Default)]
pub(super) struct Gave {
    pub(super) number: u64,
    pub(super) read: u64,
    pub(super) rejected: u64,
    pub(super) kept: u64,
    pub(super) noticed: Noticed,
    pub(super) findings: Vec<Diagnostic>,
}

/// How a reading is done.
pub(crate) struct Reading<'r> {
    pub(crate) normaliser: &'r Normaliser<'r>,
    pub(crate) mapping: &'r Mapping,
    pub(crate) store: &'r Store,
    pub(crate) codes: &'r (dyn Fn() -> Codes<'r> + Sync),
    pub(crate) workers: usize,
}
impl Reading<'_> {
    /// A reader of separated values.
    pub(super) fn csv<'b>(&self, bytes: &'b [u8]) -> csv::Reader<&'b [u8]> {
        let mut builder = csv::ReaderBuilder::new();
        builder
            .has_headers(false)
            .flexible(true)
            .delimiter(self.mapping.separator().unwrap_or(b','));
        builder.from_reader(bytes)
    }

    /// A text in the encoding of the mapping as UTF-8.
    pub(super) fn decoded<'b>(&self, bytes: &'b [u8]) -> std::borrow::Cow<'b, [u8]> {
        use std::borrow::Cow;
        match self.mapping.encoding() {
            Ok(Some(encoding)) => match encoding.decode_without_bom_handling(bytes).0 {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            },
            _ => Cow::Borrowed(bytes),
        }
    }
}

/// That something is wrong with a cell.
pub(super) fn finding(file: &str, row: Option<u64>, problem: Problem) -> Diagnostic {
    let span = Span { file: file.to_owned(), row, column: Some(problem.column) };
    let mut finding = Diagnostic::error(CHECK, span, problem.message);
    if let Some(found) = problem.found {
        finding = finding.found(found);
    }
    if let Some(allowed) = problem.allowed {
        finding = finding.allowed(allowed);
    }
    if let Some(help) = problem.help {
        finding = finding.help(help);
    }
    finding
}
