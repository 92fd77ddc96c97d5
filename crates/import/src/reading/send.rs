//! Files cut into pieces, one after another; what is wrong with a file as a whole is a piece too.

use crate::normalise::Places;
use crate::reading::piece::{At, FILE, Piece, Reading, Task, finding};
use crate::source::blocks::{Block, Blocks};
use crate::source::document;
use crate::source::opened::{Format, Opened};
use crate::source::sheet::{self, SheetCell};
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use suranys_core::{Diagnostic, Span};

/// Records of JSON, rows of a sheet that go out together.
const TOGETHER: usize = 2_000;

impl Reading<'_> {
    /// Sends the pieces of files, in their order.
    pub(super) fn send_all(&self, files: &[PathBuf], send: &SyncSender<Task>, at: &At) {
        let mut sender = Sender { send, number: 0, file: Arc::from(""), places: None, columns: 0 };
        for path in files {
            sender.file = Arc::from(path.display().to_string());
            at.is(&sender.file);
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
                    sender.send(Piece::Wrong(Box::new(finding)));
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
        self.send(Piece::Wrong(Box::new(Diagnostic::error(FILE, span, message))));
    }
}
