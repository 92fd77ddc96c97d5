//! The files of a table, of which rows are changed or added.

use crate::package::open::{Table, inside};
use crate::upkeep::error::UpkeepError;
use crate::upkeep::revision::Revision;
use crate::upkeep::table_text::TableText;
use std::path::Path;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, ToText, text};

/// The files of a table, by their rows.
#[derive(Debug)]
pub(crate) struct TableFiles<'t> {
    table: &'t Table,
    /// Path, content and rows of each.
    parts: Vec<(&'t str, Vec<u8>, TableText)>,
    check: &'static str,
}

impl<'t> TableFiles<'t> {
    /// Reads the files of a table of the package in `folder`.
    ///
    /// # Errors
    /// With which of them can't be written again, and why.
    pub(crate) fn read(
        folder: &Path,
        table: &'t Table,
        check: &'static str,
    ) -> Result<TableFiles<'t>, UpkeepError> {
        let mut parts: Vec<(&str, Vec<u8>, TableText)> = Vec::new();
        for path in table.resource.paths() {
            let unread = |why: Text| unwritten(check, path, &why);
            let file = inside(folder, path).ok_or_else(|| unread(text!("it lies elsewhere")))?;
            let bytes = crate::ordinary::read(&file).map_err(|why| unread(why.to_text()))?;
            let former = parts.first().map(|(.., text)| text.header());
            let text = TableText::read(&bytes, &table.resource, former).map_err(unread)?;
            parts.push((path, bytes, text));
        }
        Ok(TableFiles { table, parts, check })
    }

    /// Writes a text into a cell of the row that begins in a line, counted through all files.
    pub(crate) fn set(&mut self, line: u64, column: &str, text: &str) {
        let (part, line) = self.table.place(line);
        if let Some((.., rows)) = self.parts.get_mut(part) {
            rows.set(line, column, text);
        }
    }

    /// Adds a row at the end of the last file, and gives the file and the line in which it will stand.
    pub(crate) fn add(&mut self, text_of: impl Fn(&str) -> String) -> (String, u64) {
        match self.parts.last_mut() {
            Some((path, _, rows)) => ((*path).to_owned(), rows.add(text_of)),
            None => (String::new(), 0),
        }
    }

    /// Puts the files that change into a revision.
    ///
    /// # Errors
    /// When a text can't be written in the encoding of its file.
    pub(crate) fn put(self, revision: &mut Revision) -> Result<(), UpkeepError> {
        for (path, before, rows) in self.parts {
            let new = rows.bytes().map_err(|why| unwritten(self.check, path, &why))?;
            if let Some(new) = new {
                revision.was(path, &before);
                revision.put(path, new);
            }
        }
        Ok(())
    }
}

fn unwritten(check: &'static str, path: &str, why: impl Into<Text>) -> UpkeepError {
    let why = why.into();
    let message = text!("rows can't be written into the table: {why}", why);
    UpkeepError::Findings(vec![Diagnostic::error(check, Span::file(path), message)])
}
