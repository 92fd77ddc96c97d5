//! A table that somebody brings: what is wrong with it, and what it would change.

use crate::failure::Failure;
use crate::workbench::bench::Workbench;
use std::path::PathBuf;
use suranys_core::{Diagnostic, Span, Text, text};
use suranys_data::{CellChange, ImportRequest, import_rows, unpacks_within};

/// Most bytes that a workbook may unpack to.
const UNPACKED: u64 = 256 << 20;

/// A file that is brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Incoming {
    /// Name of the file, for messages.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Table of the package that it belongs to; none where the file says so itself.
    pub table: Option<String>,
    /// Unit of its figures, where it is not the table's.
    pub unit: Option<String>,
    /// Identifier of its source, where rows name none.
    pub source: Option<String>,
    /// Status, where rows have none.
    pub status: Option<String>,
}

/// What a file would change, if it has no findings. Nothing is written.
#[derive(Debug)]
pub struct Uploaded {
    /// Cells that would be added or become others.
    pub changes: Vec<CellChange>,
    /// What a reader should know.
    pub notes: Vec<Text>,
}

/// Looks at a file as `suranys package import` does, and writes nothing.
///
/// # Errors
/// With its findings, each at its place in the file, or those that the package would have with it.
pub fn uploaded(bench: &Workbench, incoming: Incoming) -> Result<Uploaded, Failure> {
    if !unpacks_within(&incoming.bytes, UNPACKED) {
        let message = text!("the workbook unpacks to more than a table of figures holds");
        let wrong = Diagnostic::error("import", Span::file(incoming.name.as_str()), message)
            .allowed(text!("at most {count} bytes unpacked", count = UNPACKED))
            .help(text!("save the sheet with the figures alone"));
        return Err(Failure::Findings(vec![wrong]));
    }
    let asked = ImportRequest {
        file: PathBuf::from(&incoming.name),
        bytes: Some(incoming.bytes),
        table: incoming.table,
        unit: incoming.unit,
        source: incoming.source,
        status: incoming.status,
        ..ImportRequest::default()
    };
    let (_, changes, notes) = import_rows(bench.package(), &asked)?;
    Ok(Uploaded { changes, notes })
}
