//! Records made of pieces.

use crate::cell::Cell;
use crate::failure::Failure;
use crate::normalise::{Made, Places, Title};
use crate::reading::columns::{columnar, plain};
use crate::reading::piece::{At, CHECK, Gave, Piece, Reading, Task, finding};
use crate::source::document;
use crate::source::sheet::SheetCell;
use crate::store::Shelf;
use crate::title::bytes;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Mutex, PoisonError};
use suranys_core::{Diagnostic, Span};

impl Reading<'_> {
    /// Makes records of pieces until there are no more.
    pub(super) fn work(
        &self,
        tasks: &Mutex<Receiver<Task>>,
        give: &SyncSender<Result<Gave, Failure>>,
        at: &At,
    ) {
        let mut worker = Worker {
            reading: self,
            shelf: self.store.shelf((self.codes)()),
            title: Title::default(),
            stored: Vec::new(),
        };
        loop {
            let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(task) = task else { break };
            at.is(&task.file);
            if give.send(worker.piece(task)).is_err() {
                return;
            }
        }
        if let Err(why) = worker.shelf.empty() {
            let _ = give.send(Err(why));
        }
    }
}

/// One of several that read pieces.
struct Worker<'w, 'r> {
    reading: &'w Reading<'r>,
    shelf: Shelf<'w>,
    title: Title,
    stored: Vec<u8>,
}

impl Worker<'_, '_> {
    fn piece(&mut self, task: Task) -> Result<Gave, Failure> {
        let mut gave = Gave { number: task.number, ..Gave::default() };
        self.title.met.clear();
        let Task { file, places, columns, piece, .. } = task;
        let (places, piece) = match (places, piece) {
            (_, Piece::Wrong(finding)) => {
                // A line that is no record was to be one; a whole file is no row.
                let is_row = finding.span.row.is_some() && finding.span.column.is_none();
                gave.read += u64::from(is_row);
                gave.rejected += u64::from(is_row);
                gave.findings.push(*finding);
                return Ok(gave);
            }
            (None, _) => return Ok(gave),
            (Some(places), piece) => (places, piece),
        };
        match piece {
            Piece::Separated(line, bytes) => {
                self.separated(&file, &places, columns, (line, &bytes), &mut gave)?
            }
            Piece::Lines(line, bytes) => self.lines(&file, &places, (line, &bytes), &mut gave)?,
            Piece::Objects(first, values) => {
                for (value, row) in values.iter().zip(first..) {
                    self.object(&file, &places, row, value, &mut gave)?;
                }
            }
            Piece::Rows(rows) => {
                for (row, cells) in rows {
                    let cell = |at: usize| cells.get(at).map_or(Cell::Empty, SheetCell::cell);
                    self.row(&file, &places, row, &cell, &mut gave)?;
                }
            }
            Piece::Group(path, group, first) => {
                self.group(&file, &places, (&path, group, first), &mut gave)?
            }
            Piece::Wrong(_) => {}
        }
        Ok(gave)
    }

    fn row<'c>(
        &mut self,
        file: &str,
        places: &Places,
        row: u64,
        cell: &dyn Fn(usize) -> Cell<'c>,
        gave: &mut Gave,
    ) -> Result<(), Failure> {
        gave.read += 1;
        match self.reading.normaliser.record(places, cell, &mut self.title, &mut gave.noticed) {
            Made::Record(record) => {
                bytes(&self.title.sketch, &mut self.stored);
                self.shelf.put(&record, &self.stored)?;
                gave.kept += 1;
            }
            Made::NotCounted => {}
            Made::Wrong(problems) => {
                gave.rejected += 1;
                gave.findings.extend(problems.into_iter().map(|one| finding(file, Some(row), one)));
            }
        }
        Ok(())
    }

    fn bad_row(&self, file: &str, row: u64, message: &str, gave: &mut Gave) {
        gave.read += 1;
        gave.rejected += 1;
        let span = Span { file: file.to_owned(), row: Some(row), column: None };
        gave.findings.push(Diagnostic::error(CHECK, span, message));
    }

    /// Rows from `row` on can't be read.
    fn unreadable(&self, file: &str, row: u64, why: &dyn std::fmt::Display, gave: &mut Gave) {
        let message = format!("rows of the file of columns can't be read: {why}");
        self.bad_row(file, row, &message, gave);
    }

    fn separated(
        &mut self,
        file: &str,
        places: &Places,
        columns: usize,
        (line, bytes): (u64, &[u8]),
        gave: &mut Gave,
    ) -> Result<(), Failure> {
        let reading = self.reading;
        let text = reading.decoded(bytes);
        let mut reader = reading.csv(&text);
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let row = line + record.position().map_or(0, |at| at.line() - 1);
            if record.len() != columns {
                let message =
                    format!("the row has {} cells, the first row {columns}", record.len());
                self.bad_row(file, row, &message, gave);
                continue;
            }
            let whole = record.as_slice();
            if whole.contains(&0) {
                self.bad_row(file, row, "there is a NUL byte in the row", gave);
                continue;
            }
            let Ok(whole) = std::str::from_utf8(whole) else {
                let column = (0..columns).find(|at| {
                    record.get(*at).is_some_and(|cell| std::str::from_utf8(cell).is_err())
                });
                let column = column.map_or(String::new(), |at| format!(" in cell {}", at + 1));
                let message = format!(
                    "the text is not UTF-8{column}: say its encoding in the mapping, or save it anew"
                );
                self.bad_row(file, row, &message, gave);
                continue;
            };
            let cell = |at: usize| {
                let text = record.range(at).and_then(|range| whole.get(range));
                text.map_or(Cell::Empty, Cell::of_text)
            };
            self.row(file, places, row, &cell, gave)?;
        }
        Ok(())
    }

    fn lines(
        &mut self,
        file: &str,
        places: &Places,
        (line, bytes): (u64, &[u8]),
        gave: &mut Gave,
    ) -> Result<(), Failure> {
        let text = self.reading.decoded(bytes);
        for (one, row) in text.split(|c| *c == b'\n').zip(line..) {
            if one.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match serde_json::from_slice::<serde_json::Value>(one) {
                Ok(value) if value.is_object() => self.object(file, places, row, &value, gave)?,
                Ok(_) => self.bad_row(file, row, "the line is no object of JSON", gave),
                Err(why) => self.bad_row(file, row, &format!("the line is no JSON: {why}"), gave),
            }
        }
        Ok(())
    }

    fn object(
        &mut self,
        file: &str,
        places: &Places,
        row: u64,
        value: &serde_json::Value,
        gave: &mut Gave,
    ) -> Result<(), Failure> {
        let names = self.reading.normaliser.columns();
        // Members may be missing from one object and not from the next: each is found by its path.
        let places = places.all();
        let cell =
            |at: usize| names.get(at).map_or(Cell::Empty, |path| document::cell(value, path));
        self.row(file, &places, row, &cell, gave)
    }

    fn group(
        &mut self,
        file: &str,
        places: &Places,
        (path, group, first): (&std::path::Path, usize, u64),
        gave: &mut Gave,
    ) -> Result<(), Failure> {
        let mut row = first;
        let read = || {
            let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?;
            builder.with_row_groups(vec![group]).build()
        };
        let batches = match read() {
            Ok(batches) => batches,
            Err(why) => {
                self.unreadable(file, row, &why, gave);
                return Ok(());
            }
        };
        for batch in batches {
            let batch = match batch {
                Ok(batch) => plain(&batch),
                Err(why) => {
                    self.unreadable(file, row, &why, gave);
                    return Ok(());
                }
            };
            for at in 0..batch.num_rows() {
                let cell = |column: usize| columnar(&batch, column, at);
                self.row(file, places, row, &cell, gave)?;
                row += 1;
            }
        }
        Ok(())
    }
}
