//! Notes on what looks wrong: on stderr at the end, in a file, or as findings.

use crate::diagnostics::{Failure, listing};
use crate::spoken::in_file;
use crate::terminal::{json_rows, note, notes, say};
use clap::Args;
use std::path::{Path, PathBuf};
use suranys_core::table::{Column, ResultTable};
use suranys_core::{Diagnostic, Severity};
use suranys_core::{Text, text};
use suranys_data::{Sink, Target};

/// Notes shown on stderr.
const SHOWN: usize = 20;
/// Notes kept for a file; of more, the number is given.
const KEPT: usize = 100_000;

/// What is done with notes.
#[derive(Debug, Args)]
pub struct NoteOptions {
    /// File for all notes on what looks wrong in the inputs or forecasts: CSV, or JSON where its name
    /// ends with `.json`. Without it: the first twenty on stderr.
    #[arg(long, value_name = "FILE")]
    pub notes: Option<PathBuf>,
    /// Take notes as findings: then no result is written, and the exit code is 1.
    #[arg(long)]
    pub strict: bool,
}

/// Notes as they are made.
pub struct Notes<'a> {
    options: &'a NoteOptions,
    target: Option<Target>,
    list: Vec<Diagnostic>,
    more: usize,
}

impl<'a> Notes<'a> {
    /// None yet.
    pub fn new(options: &'a NoteOptions, target: Option<Target>) -> Notes<'a> {
        Notes { options, target, list: Vec::new(), more: 0 }
    }

    /// None yet, to be written apart from what is read.
    ///
    /// # Errors
    /// When the file asked for is read or may not be written.
    pub fn begin(options: &'a NoteOptions, inputs: &[PathBuf]) -> Result<Notes<'a>, Failure> {
        let target = options.notes.as_deref().map(|file| Target::file(file, inputs)).transpose()?;
        Ok(Notes::new(options, target))
    }

    /// Adds some.
    pub fn add(&mut self, notes: impl IntoIterator<Item = Diagnostic>) {
        for one in notes {
            if self.list.len() < KEPT {
                self.list.push(one);
            } else {
                self.more += 1;
            }
        }
    }

    /// Whether there are notes that count as findings.
    pub fn are_findings(&self) -> bool {
        self.options.strict && !self.list.is_empty()
    }

    /// Shows the notes, and writes them to the file asked for. What is written of results is written
    /// after this.
    ///
    /// # Errors
    /// When there are notes and they are findings, or the file can't be written.
    pub fn close(mut self) -> Result<(), Failure> {
        if self.are_findings() {
            self.write()?;
            let error = |one: Diagnostic| Diagnostic { severity: Severity::Error, ..one };
            return Err(Failure::Findings(self.list.into_iter().map(error).collect()));
        }
        self.show()
    }

    /// Shows the notes, be they findings or not, and writes them to the file asked for.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn show(mut self) -> Result<(), Failure> {
        self.write()?;
        let count = self.list.len() + self.more;
        say(&listing(self.list.get(..SHOWN).unwrap_or(&self.list)));
        if let Some(more @ 1..) = count.checked_sub(SHOWN) {
            let all = match &self.options.notes {
                Some(file) => text!("`{file}` has all", file = file.display()),
                None => text!("`--notes FILE` writes all"),
            };
            note(text!("and {more} more; {all}", more, all));
        }
        Ok(())
    }

    fn write(&mut self) -> Result<(), Failure> {
        if let (Some(file), Some(target)) = (&self.options.notes, self.target.take()) {
            let mut sink = Sink::create(target)?;
            sink.write(&written(file, &self.list)?)?;
            notes(&sink.finish()?);
        }
        Ok(())
    }
}

/// Notes as the content of a file.
fn written(file: &Path, notes: &[Diagnostic]) -> Result<Vec<u8>, Failure> {
    let notes: Vec<Diagnostic> = notes.iter().map(in_file).collect();
    let text = |get: &dyn Fn(&Diagnostic) -> Option<String>| {
        Column::Text(notes.iter().map(|one| get(one).unwrap_or_default()).collect())
    };
    let row = |one: &Diagnostic| one.span.row.and_then(|row| i64::try_from(row).ok());
    let columns = [
        ("file", text(&|n| Some(n.span.file.clone()))),
        ("row", Column::Integer(notes.iter().map(row).collect())),
        ("column", text(&|n| n.span.column.clone())),
        ("series_id", text(&|n| n.series.clone())),
        ("period", text(&|n| n.period.clone())),
        ("check", text(&|n| Some(n.check.clone()))),
        ("message", text(&|n| Some(n.message.to_string()))),
        ("found", text(&|n| n.found.as_ref().map(Text::to_string))),
        ("help", text(&|n| n.help.as_ref().map(Text::to_string))),
    ];
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).into();
    let table = ResultTable { name: "notes".to_owned(), columns };
    if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        let rows: Vec<String> = json_rows(&table).collect();
        return Ok(match rows.is_empty() {
            true => b"[]\n".to_vec(),
            false => format!("[\n{}\n]\n", rows.join(",\n")).into_bytes(),
        });
    }
    Ok(table.csv(true)?)
}
