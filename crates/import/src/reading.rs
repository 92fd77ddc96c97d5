//! Exports read by several workers at once: pieces of files go out in their order, findings come back and
//! are put in that order again.

use crate::cell::Cell;
use crate::failure::Failure;
use crate::mapping::Mapping;
use crate::normalise::{Made, Normaliser, Noticed, Places, Problem};
use crate::record::Codes;
use crate::source::blocks::{Block, Blocks};
use crate::source::document;
use crate::source::opened::{Format, Opened};
use crate::source::sheet::{self, SheetCell};
use crate::store::{Shelf, Store};
use crate::title::bytes;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type};
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use suranys_core::limits::LISTED;
use suranys_core::{Diagnostic, Span};

/// Records of JSON, rows of a sheet that go out together.
const TOGETHER: usize = 2_000;
/// Pieces that wait for each worker.
const WAITING: usize = 2;
const CHECK: &str = "record";

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Rows, those that are no records aside.
    pub(crate) read: u64,
    /// Rows that are wrong.
    pub(crate) rejected: u64,
    /// Rows kept.
    pub(crate) kept: u64,
    pub(crate) noticed: Noticed,
    /// The first findings, in the order of files and rows.
    pub(crate) findings: Vec<Diagnostic>,
    /// How many findings there are in all.
    pub(crate) found: u64,
}

/// Who gets every finding of what is left out.
pub(crate) trait Rejects: Send {
    /// Takes a finding.
    ///
    /// # Errors
    /// When it can't be written.
    fn reject(&mut self, finding: &Diagnostic) -> Result<(), Failure>;
}

/// A piece of a file.
enum Piece {
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
    Wrong(Diagnostic),
}

struct Task {
    number: u64,
    file: Arc<str>,
    places: Option<Arc<Places>>,
    columns: usize,
    piece: Piece,
}

/// What a piece gave.
#[derive(Default)]
struct Gave {
    number: u64,
    read: u64,
    rejected: u64,
    kept: u64,
    noticed: Noticed,
    findings: Vec<Diagnostic>,
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
    /// Reads files into the store. `progress` learns how many rows are read.
    ///
    /// # Errors
    /// When the store can't be written. What is wrong with the files is among the findings.
    pub(crate) fn read(
        &self,
        files: &[PathBuf],
        rejects: &mut dyn Rejects,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Tally, Failure> {
        let (send, tasks) = sync_channel::<Task>(WAITING * self.workers);
        let tasks = Mutex::new(tasks);
        let (give, given) = sync_channel::<Result<Gave, Failure>>(WAITING * self.workers);
        std::thread::scope(|scope| {
            let reader = scope.spawn(move || self.send_all(files, &send));
            for _ in 0..self.workers {
                let (tasks, give) = (&tasks, give.clone());
                scope.spawn(move || self.work(tasks, &give));
            }
            drop(give);
            let tally = collect(&given, rejects, progress);
            // Whoever still sends learns that nobody listens.
            drop(given);
            let mut tally = tally?;
            if reader.join().is_err() {
                // A library that reads workbooks stops so on some damaged ones.
                let message = "a file is so damaged that it can't be read";
                tally.findings.push(Diagnostic::error(CHECK, Span::default(), message));
                tally.found += 1;
            }
            Ok(tally)
        })
    }

    fn send_all(&self, files: &[PathBuf], send: &SyncSender<Task>) {
        let mut sender = Sender { send, number: 0, file: Arc::from(""), places: None, columns: 0 };
        for path in files {
            sender.file = Arc::from(path.display().to_string());
            sender.places = None;
            let wrong = match Opened::look(path, self.mapping.items.is_some()) {
                Err(why) => Some(format!("the file can't be read: {why}")),
                Ok(opened) => {
                    let ended = self.send_file(&opened, &mut sender);
                    let ended = ended.err().map(|why| (why.row, why.message));
                    if let Some((row, message)) = ended {
                        sender.wrong(row, message);
                    }
                    let changed = opened.has_changed();
                    changed.then(|| "the file was changed while it was read".to_owned())
                }
            };
            if let Some(message) = wrong {
                sender.wrong(None, message);
            }
        }
    }

    fn send_file(&self, opened: &Opened, sender: &mut Sender<'_>) -> Result<(), Ended> {
        match opened.format {
            Format::Separated => self.send_separated(opened, sender),
            Format::Lines => self.send_lines(opened, sender),
            Format::Document => self.send_document(opened, sender),
            Format::Workbook => self.send_workbook(opened, sender),
            Format::Parquet => self.send_groups(opened, sender),
        }
    }

    fn header(&self, names: &[String], sender: &mut Sender<'_>, row: Option<u64>) -> bool {
        match self.normaliser.places(names) {
            Ok(places) => {
                sender.places = Some(Arc::new(places));
                sender.columns = names.len();
                true
            }
            Err(problems) => {
                for problem in problems {
                    let finding = finding(&sender.file, row, problem);
                    sender.send(Piece::Wrong(finding));
                }
                false
            }
        }
    }

    fn send_separated(&self, opened: &Opened, sender: &mut Sender<'_>) -> Result<(), Ended> {
        let text = opened.text().map_err(|why| Ended::at(None, &why))?;
        let mut blocks = Blocks::new(text, true);
        let first = blocks.first_record().map_err(|why| Ended::at(Some(1), &why))?;
        let names = match first {
            None => return Err(Ended { row: None, message: "the file is empty".to_owned() }),
            Some(Block::Bad(line, why)) => {
                return Err(Ended { row: Some(line), message: why.to_owned() });
            }
            Some(Block::Records(_, bytes)) => {
                if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
                    let message = "the text is UTF-16: save it as UTF-8".to_owned();
                    return Err(Ended { row: Some(1), message });
                }
                let text = self.decoded(&bytes).into_owned();
                let mut reader = self.csv(&text);
                let mut record = csv::StringRecord::new();
                reader.read_record(&mut record).map_err(|why| Ended {
                    row: Some(1),
                    message: format!("the names of columns can't be read: {why}"),
                })?;
                record.iter().map(|name| name.trim().to_owned()).collect::<Vec<_>>()
            }
        };
        if !self.header(&names, sender, Some(1)) {
            return Ok(());
        }
        loop {
            let line = blocks.line();
            match blocks.next().map_err(|why| Ended::at(Some(line), &why))? {
                None => return Ok(()),
                Some(Block::Records(line, bytes)) => sender.send(Piece::Separated(line, bytes)),
                Some(Block::Bad(line, why)) => sender.wrong(Some(line), why.to_owned()),
            };
            if sender.is_alone() {
                return Ok(());
            }
        }
    }

    fn send_lines(&self, opened: &Opened, sender: &mut Sender<'_>) -> Result<(), Ended> {
        let text = opened.text().map_err(|why| Ended::at(None, &why))?;
        let mut blocks = Blocks::new(text, false);
        let mut known = false;
        loop {
            let line = blocks.line();
            match blocks.next().map_err(|why| Ended::at(Some(line), &why))? {
                None => return Ok(()),
                Some(Block::Bad(line, why)) => sender.wrong(Some(line), why.to_owned()),
                Some(Block::Records(line, bytes)) => {
                    if !known {
                        let mut names = Vec::new();
                        let objects = bytes
                            .split(|c| *c == b'\n')
                            .filter_map(|one| serde_json::from_slice(one).ok());
                        objects.for_each(|one| document::paths(&one, "", &mut names));
                        known = self.header(&names, sender, None);
                        if !known {
                            return Ok(());
                        }
                    }
                    sender.send(Piece::Lines(line, bytes));
                }
            }
            if sender.is_alone() {
                return Ok(());
            }
        }
    }

    fn send_document(&self, opened: &Opened, sender: &mut Sender<'_>) -> Result<(), Ended> {
        let text = opened.text().map_err(|why| Ended::at(None, &why))?;
        let (mut held, mut first, mut last, mut known) = (Vec::new(), 1, 0, None);
        let mut flush = |held: &mut Vec<serde_json::Value>, first: u64, sender: &mut Sender<'_>| {
            let known = *known.get_or_insert_with(|| {
                let mut names = Vec::new();
                held.iter().for_each(|one| document::paths(one, "", &mut names));
                self.header(&names, sender, None)
            });
            if known && !held.is_empty() {
                sender.send(Piece::Objects(first, std::mem::take(held)));
            }
            known && !sender.is_alone()
        };
        let mut each = |number, value| {
            last = number;
            held.push(value);
            if held.len() < TOGETHER {
                return true;
            }
            let going_on = flush(&mut held, first, sender);
            first = number + 1;
            held.clear();
            going_on
        };
        let read = document::records(text, self.mapping.items.as_deref(), &mut each);
        flush(&mut held, first, sender);
        read.map_err(|why| Ended {
            row: Some(last + 1),
            message: format!("the document can't be read further: {why}"),
        })
    }

    fn send_workbook(&self, opened: &Opened, sender: &mut Sender<'_>) -> Result<(), Ended> {
        let (mut held, mut known, mut last) = (Vec::new(), false, 0);
        let mut each = |number, cells: Vec<SheetCell>| {
            last = number;
            if !known {
                let names: Vec<String> = cells.iter().map(|cell| cell.cell().shown()).collect();
                known = self.header(&names, sender, Some(number));
                return known;
            }
            held.push((number, cells));
            if held.len() >= TOGETHER {
                sender.send(Piece::Rows(std::mem::take(&mut held)));
            }
            !sender.is_alone()
        };
        let read = sheet::rows(&opened.path, self.mapping.sheet.as_deref(), &mut each);
        sender.send(Piece::Rows(held));
        read.map_err(|message| Ended { row: (last > 0).then_some(last), message })
    }

    fn send_groups(&self, opened: &Opened, sender: &mut Sender<'_>) -> Result<(), Ended> {
        let damaged = |why: String| Ended {
            row: None,
            message: format!("the file of columns can't be read: {why}"),
        };
        let file = File::open(&opened.path).map_err(|why| damaged(why.to_string()))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file)
            .map_err(|why| damaged(why.to_string()))?;
        let names: Vec<String> =
            builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        if !self.header(&names, sender, None) {
            return Ok(());
        }
        let mut first = 1;
        for (at, group) in builder.metadata().row_groups().iter().enumerate() {
            sender.send(Piece::Group(opened.path.clone(), at, first));
            first += group.num_rows().max(0).cast_unsigned();
            if sender.is_alone() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn csv<'b>(&self, bytes: &'b [u8]) -> csv::Reader<&'b [u8]> {
        let mut builder = csv::ReaderBuilder::new();
        builder
            .has_headers(false)
            .flexible(true)
            .delimiter(self.mapping.separator().unwrap_or(b','));
        builder.from_reader(bytes)
    }

    fn decoded<'b>(&self, bytes: &'b [u8]) -> std::borrow::Cow<'b, [u8]> {
        use std::borrow::Cow;
        match self.mapping.encoding() {
            Ok(Some(encoding)) => match encoding.decode_without_bom_handling(bytes).0 {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            },
            _ => Cow::Borrowed(bytes),
        }
    }

    fn work(&self, tasks: &Mutex<Receiver<Task>>, give: &SyncSender<Result<Gave, Failure>>) {
        let mut worker = Worker {
            reading: self,
            shelf: self.store.shelf((self.codes)()),
            title: Vec::new(),
            stored: Vec::new(),
        };
        loop {
            let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(task) = task else { break };
            if give.send(worker.piece(task)).is_err() {
                return;
            }
        }
        if let Err(why) = worker.shelf.empty() {
            let _ = give.send(Err(why));
        }
    }
}

/// Why a file is not read further.
struct Ended {
    row: Option<u64>,
    message: String,
}

impl Ended {
    fn at(row: Option<u64>, why: &std::io::Error) -> Ended {
        Ended { row, message: format!("the file can't be read further: {why}") }
    }
}

struct Sender<'s> {
    send: &'s SyncSender<Task>,
    number: u64,
    file: Arc<str>,
    places: Option<Arc<Places>>,
    columns: usize,
}

/// The number of tasks after nobody takes them any more.
const ALONE: u64 = u64::MAX;

impl Sender<'_> {
    fn send(&mut self, piece: Piece) {
        if self.is_alone() {
            return;
        }
        let (file, places) = (self.file.clone(), self.places.clone());
        let task = Task { number: self.number, file, places, columns: self.columns, piece };
        self.number = match self.send.send(task) {
            Ok(()) => self.number + 1,
            Err(_) => ALONE,
        };
    }

    fn is_alone(&self) -> bool {
        self.number == ALONE
    }

    fn wrong(&mut self, row: Option<u64>, message: String) {
        let span = Span { file: self.file.to_string(), row, column: None };
        self.send(Piece::Wrong(Diagnostic::error("file", span, message)));
    }
}

fn finding(file: &str, row: Option<u64>, problem: Problem) -> Diagnostic {
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

/// One of several that read pieces.
struct Worker<'w> {
    reading: &'w Reading<'w>,
    shelf: Shelf<'w>,
    title: Vec<u16>,
    stored: Vec<u8>,
}

impl Worker<'_> {
    fn piece(&mut self, task: Task) -> Result<Gave, Failure> {
        let mut gave = Gave { number: task.number, ..Gave::default() };
        let Task { file, places, columns, piece, .. } = task;
        let (places, piece) = match (places, piece) {
            (_, Piece::Wrong(finding)) => {
                // A line that is no record was to be one; a whole file is no row.
                let is_row = finding.span.row.is_some() && finding.span.column.is_none();
                gave.read += u64::from(is_row);
                gave.rejected += u64::from(is_row);
                gave.findings.push(finding);
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
                bytes(&self.title, &mut self.stored);
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
        let read = (|| {
            let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?;
            Ok::<_, datafusion::parquet::errors::ParquetError>(
                builder.with_row_groups(vec![group]).build()?,
            )
        })();
        let batches = match read {
            Ok(batches) => batches,
            Err(why) => {
                self.bad_row(
                    file,
                    row,
                    &format!("rows of the file of columns can't be read: {why}"),
                    gave,
                );
                return Ok(());
            }
        };
        for batch in batches {
            let batch = match batch {
                Ok(batch) => plain(&batch),
                Err(why) => {
                    self.bad_row(
                        file,
                        row,
                        &format!("rows of the file of columns can't be read: {why}"),
                        gave,
                    );
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

/// Columns as the few kinds that cells have.
fn plain(batch: &RecordBatch) -> RecordBatch {
    let kind = |kind: &DataType| match kind {
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32 => DataType::Int64,
        DataType::Float16 | DataType::Float32 | DataType::Decimal128(..) | DataType::UInt64 => {
            DataType::Float64
        }
        DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => DataType::Utf8,
        DataType::Date64 | DataType::Timestamp(..) => DataType::Date32,
        other => other.clone(),
    };
    let columns: Vec<_> = batch
        .columns()
        .iter()
        .map(|column| {
            let wanted = kind(column.data_type());
            if *column.data_type() == wanted {
                column.clone()
            } else {
                cast(column, &wanted).unwrap_or_else(|_| column.clone())
            }
        })
        .collect();
    let fields: Vec<_> = batch
        .schema()
        .fields()
        .iter()
        .zip(&columns)
        .map(|(field, column)| {
            field.as_ref().clone().with_data_type(column.data_type().clone()).with_nullable(true)
        })
        .collect();
    let schema = Arc::new(datafusion::arrow::datatypes::Schema::new(fields));
    RecordBatch::try_new(schema, columns).unwrap_or_else(|_| batch.clone())
}

/// A cell of plain columns.
fn columnar(batch: &RecordBatch, column: usize, row: usize) -> Cell<'_> {
    let Some(array) = batch.columns().get(column).filter(|array| array.is_valid(row)) else {
        return Cell::Empty;
    };
    match array.data_type() {
        DataType::Utf8 => Cell::of_text(array.as_string::<i32>().value(row)),
        DataType::Int64 => Cell::Whole(array.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => Cell::Number(array.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => Cell::Day(array.as_primitive::<Date32Type>().value(row)),
        DataType::Boolean => Cell::Flag(array.as_boolean().value(row)),
        _ => Cell::Empty,
    }
}

/// Puts what pieces gave in the order of the pieces.
fn collect(
    given: &Receiver<Result<Gave, Failure>>,
    rejects: &mut dyn Rejects,
    progress: &mut dyn FnMut(u64),
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let mut early: BTreeMap<u64, Vec<Diagnostic>> = BTreeMap::new();
    let mut next = 0;
    for gave in given {
        let gave = gave?;
        tally.read += gave.read;
        tally.rejected += gave.rejected;
        tally.kept += gave.kept;
        tally.noticed.not_counted += gave.noticed.not_counted;
        tally.noticed.wage_not_turned += gave.noticed.wage_not_turned;
        tally.noticed.coded_by_title += gave.noticed.coded_by_title;
        tally.noticed.synthetic += gave.noticed.synthetic;
        progress(tally.read);
        early.insert(gave.number, gave.findings);
        while let Some(findings) = early.remove(&next) {
            next += 1;
            for finding in findings {
                rejects.reject(&finding)?;
                tally.found += 1;
                if tally.findings.len() < LISTED {
                    tally.findings.push(finding);
                }
            }
        }
    }
    Ok(tally)
}
