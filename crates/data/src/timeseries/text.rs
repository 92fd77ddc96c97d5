//! CSV files as a person knows them: lines, named columns, and what is wrong with either.

use crate::layout::encoding::{self, Detected};
use crate::layout::grid::Separated;
use crate::ordinary;
use crate::package::decode::{Encoding, Examination, Refused, unmarked};
use crate::package::lines::Lines;
use crate::package::open::CannotRun;
use crate::timeseries::error::TidyError;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use suranys_core::diagnostic::nearest;
use suranys_core::table::unguarded;
use suranys_core::text;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text as Sentence, ToText};

/// Bytes read at once.
const PIECE: usize = 1 << 16;

/// What to do where a file is not in the encoding named.
static OTHER_ENCODING: Sentence =
    text!("name the encoding it is in, or leave `--encoding` out to have it recognised");

/// A single finding about a file's header or the file as a whole.
pub(super) fn stop(
    file: &str,
    check: &str,
    message: impl Into<Sentence>,
    help: impl Into<Sentence>,
) -> TidyError {
    let span = Span { file: file.to_owned(), row: Some(1), column: None };
    TidyError::Findings(vec![Diagnostic::error(check, span, message).help(help)])
}

/// A file that could not be read.
pub(super) fn unreadable(file: &str, why: impl ToText) -> TidyError {
    CannotRun::Unreadable { path: file.to_owned(), why: why.to_text() }.into()
}

/// The path that stands for the standard input.
const STANDARD_INPUT: &str = "-";
/// Bytes by which it is seen what parts the fields of a table.
const LOOKED_AT: u64 = 1 << 16;

/// Folders of what a process was started with: its standard input, and what a shell's `<(command)`
/// stands for. What leads there is open already, so that nobody waits for who never comes.
const HANDED_OVER: [&str; 3] = ["/dev/stdin", "/dev/fd", "/proc/self/fd"];

/// Whether a path leads to what the process was started with.
fn is_handed_over(path: &Path) -> bool {
    HANDED_OVER.iter().any(|start| path.starts_with(start))
}

/// Bytes that can be read from any place, as often as asked.
pub(super) enum Source {
    /// Those of a file, read piece by piece.
    File(PathBuf),
    /// Those of what can be read but once, as a pipe, or was made from a file.
    Memory(Vec<u8>),
}

impl Source {
    /// What stands at a path; the standard input where it is `-`.
    pub(super) fn open(path: &Path) -> Result<Source, TidyError> {
        let open = || {
            if path == Path::new(STANDARD_INPUT) {
                return ordinary::read_stream(io::stdin().lock()).map(Source::Memory);
            }
            if is_handed_over(path) && !std::fs::metadata(path)?.is_file() {
                return ordinary::read_all(File::open(path)?).map(Source::Memory);
            }
            ordinary::open(path).map(|_| Source::File(path.to_owned()))
        };
        open().map_err(|why| match why.kind() {
            io::ErrorKind::NotFound => {
                CannotRun::Missing { path: path.display().to_string() }.into()
            }
            _ => unreadable(&path.display().to_string(), why),
        })
    }

    /// The bytes from one on.
    pub(super) fn from(&self, at: u64) -> io::Result<Box<dyn BufRead + '_>> {
        Ok(match self {
            Source::File(path) => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(at))?;
                Box::new(BufReader::with_capacity(PIECE, file))
            }
            Source::Memory(bytes) => {
                let at = usize::try_from(at).unwrap_or(usize::MAX);
                Box::new(bytes.get(at..).unwrap_or_default())
            }
        })
    }

    /// All bytes.
    pub(super) fn whole(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.from(0)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// How many bytes there are.
    fn length(&self) -> io::Result<u64> {
        match self {
            Source::File(path) => Ok(std::fs::metadata(path)?.len()),
            Source::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// Whether the first bytes are these.
    pub(super) fn begins_with(&self, mark: &[u8]) -> io::Result<bool> {
        let mut first = Vec::new();
        self.from(0)?.take(mark.len() as u64).read_to_end(&mut first)?;
        Ok(first == mark)
    }
}

/// Whether bytes are UTF-8, the last letter being cut or not.
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).map_or_else(|wrong| wrong.error_len().is_none(), |_| true)
}

/// What to say of a text whose letters make words in another encoding than the one named.
fn doubted(source: &Source, named: Option<&str>) -> io::Result<Vec<Sentence>> {
    let Some(name) = named else { return Ok(Vec::new()) };
    let mut first = Vec::new();
    source.from(0)?.take(LOOKED_AT).read_to_end(&mut first)?;
    let first = unmarked(&first);
    let Some(read) = encoding::read_declared(first, name) else { return Ok(Vec::new()) };
    let (other, text) = match encoding::detect(first) {
        Detected::Other { name, text } => (name, text),
        Detected::Utf8 if is_utf8(first) => {
            ("UTF-8".to_owned(), String::from_utf8_lossy(first).into_owned())
        }
        Detected::Utf8 | Detected::Unknown { .. } => return Ok(Vec::new()),
    };
    let doubt = text!(
        "the file is read as {name}, as named; its letters make words in {other} (`--encoding {option}`)",
        name,
        other = other,
        option = other.to_lowercase()
    );
    Ok(if read == text { Vec::new() } else { vec![doubt] })
}

/// A text whose rows can be read as often as asked.
pub(super) struct Text {
    pub file: String,
    source: Source,
    encoding: Encoding,
    /// Whether rows are counted by lines; in a table without lines they are counted by the rows
    /// before, the header being the first.
    lines: bool,
    separated: Separated,
}

impl Text {
    /// The text of a source in the encoding named, or else in the one that its marks or its words show;
    /// and what a reader should know of it.
    pub(super) fn open(
        file: &str,
        source: Source,
        encoding: Option<&str>,
    ) -> Result<(Text, Vec<Sentence>), TidyError> {
        let finding = |refused: Refused| {
            let finding = Diagnostic::error("encoding", Span::file(file), refused.message);
            TidyError::Findings(vec![finding.help(refused.help)])
        };
        let failed = |why| unreadable(file, why);
        let named = encoding.filter(|name| !name.eq_ignore_ascii_case("auto"));
        // UTF-8 and Windows-1251 are read piece by piece, whatever their length.
        let streamed = match named {
            Some(name) if !Encoding::is_streamed(name) => None,
            _ => Some(Text::examined(file, &source, named)?),
        };
        let refused = match streamed {
            Some(Ok(encoding)) => {
                let doubt = doubted(&source, named).map_err(failed)?;
                return Ok((Text::new(file, source, encoding).map_err(failed)?, doubt));
            }
            Some(Err(refused)) if refused.is_no_text => return Err(finding(refused)),
            Some(Err(refused)) if named.is_some() => {
                return Err(finding(Refused::new(refused.message, OTHER_ENCODING.to_owned())));
            }
            Some(Err(refused)) => Some(refused),
            None => None,
        };
        let bytes = source.whole().map_err(failed)?;
        let (text, notes) = match (named, refused) {
            (Some(name), _) => match encoding::read_declared(&bytes, name) {
                Some(text) => (text, doubted(&source, named).map_err(failed)?),
                None => {
                    let message = match encoding::is_known(name) {
                        true => text!("the file is not text in the encoding `{name}`", name),
                        false => text!("`{name}` is no encoding", name),
                    };
                    return Err(finding(Refused::new(message, OTHER_ENCODING.to_owned())));
                }
            },
            (None, refused) => match encoding::detect(&bytes) {
                Detected::Other { name, text } => {
                    let note = text!(
                        "the file is read as {name} (`--encoding {option}`), by the words it makes",
                        name,
                        option = name.to_lowercase()
                    );
                    (text, vec![note])
                }
                Detected::Utf8 => {
                    let refused =
                        refused.unwrap_or_else(|| Refused::new(text!("the file is not UTF-8"), ""));
                    let help = text!(
                        "the rest of the file is UTF-8: correct the line, or name the encoding \
                                with `--encoding`"
                    );
                    return Err(finding(Refused::new(refused.message, help)));
                }
                Detected::Unknown { why, other } => {
                    let help = match other {
                        true => {
                            text!(
                                "save the file as UTF-8, or name its encoding with `--encoding`, such as \
                             `windows-1251`, `windows-1252` or `koi8-r`"
                            )
                        }
                        false => text!("save the file again, as UTF-8"),
                    };
                    return Err(finding(Refused::new(why, help)));
                }
            },
        };
        if let Some(at) = text.bytes().position(|b| b == 0) {
            let line = text[..at].lines().count().max(1);
            let message = text!("line {line} holds a zero byte, which no text has", line);
            return Err(finding(Refused::new(
                message,
                text!("remove the byte, or save the file as UTF-8"),
            )));
        }
        let source = Source::Memory(text.into_bytes());
        Ok((Text::new(file, source, Encoding::Utf8).map_err(failed)?, notes))
    }

    /// Whether all bytes are text in one of the encodings that are read piece by piece.
    fn examined(
        file: &str,
        source: &Source,
        named: Option<&str>,
    ) -> Result<Result<Encoding, Refused>, TidyError> {
        let failed = |why| unreadable(file, why);
        let mut examination = match Examination::new(named) {
            Ok(examination) => examination,
            Err(refused) => return Ok(Err(refused)),
        };
        let mut bytes = source.from(0).map_err(failed)?;
        let mut piece = Vec::with_capacity(PIECE);
        while bytes.by_ref().take(PIECE as u64).read_to_end(&mut piece).map_err(failed)? > 0 {
            if let Err(refused) = examination.piece(&piece) {
                return Ok(Err(refused));
            }
            piece.clear();
        }
        Ok(examination.end())
    }

    fn new(file: &str, source: Source, encoding: Encoding) -> io::Result<Text> {
        let mut first = Vec::new();
        source.from(0)?.take(LOOKED_AT).read_to_end(&mut first)?;
        let separated = Separated::of(&encoding.text(&first));
        Ok(Text { file: file.to_owned(), source, encoding, lines: true, separated })
    }

    /// The whole text.
    pub(super) fn whole(&self) -> Result<String, TidyError> {
        let bytes = self.source.whole().map_err(|why| unreadable(&self.file, why))?;
        Ok(self.encoding.text(&bytes).into_owned())
    }

    /// A table made a text.
    pub(super) fn of_table(file: &str, text: String) -> Text {
        let source = Source::Memory(text.into_bytes());
        let separated = Separated { by: b',', skip: 0 };
        Text { file: file.to_owned(), source, encoding: Encoding::Utf8, lines: false, separated }
    }

    /// Its rows; fields are parted by commas, semicolons or tabs, as in the header.
    pub(super) fn rows(&self) -> Result<Rows<'_>, TidyError> {
        let failed = |why| unreadable(&self.file, why);
        let source = &self.source;
        let skip = self.separated.skip as u64;
        let csv = csv::ReaderBuilder::new()
            .delimiter(self.separated.by)
            .has_headers(false)
            .flexible(true)
            .from_reader(source.from(skip).map_err(failed)?);
        let lines = self.lines.then(|| source.from(skip).map(Lines::new)).transpose();
        let mut rows = Rows {
            text: self,
            length: source.length().map_err(failed)?,
            csv,
            header: csv::StringRecord::new(),
            bytes: csv::ByteRecord::new(),
            record: csv::StringRecord::new(),
            lines: lines.map_err(failed)?,
            broken: false,
        };
        if !rows.advance().unwrap_or(false) || rows.record.iter().all(str::is_empty) {
            let help = text!("write a header with the names of the columns, and rows below it");
            return Err(stop(&self.file, "header", text!("the file is empty"), help));
        }
        rows.header = rows.record.clone();
        Ok(rows)
    }
}

/// A text's rows, one at a time.
pub(super) struct Rows<'a> {
    text: &'a Text,
    length: u64,
    csv: csv::Reader<Box<dyn BufRead + 'a>>,
    header: csv::StringRecord,
    /// The last row as it stands in the file and as text.
    bytes: csv::ByteRecord,
    record: csv::StringRecord,
    lines: Option<Lines<Box<dyn BufRead + 'a>>>,
    /// Whether the file could not be read on.
    broken: bool,
}

impl Rows<'_> {
    /// Whether semicolons part the fields.
    pub(super) fn by_semicolons(&self) -> bool {
        self.text.separated.by == b';'
    }

    /// Names of the columns.
    pub(super) fn header(&self) -> Vec<String> {
        self.header.iter().map(|name| name.trim().to_owned()).collect()
    }

    /// The place of a column. `remedy` says how to name it.
    pub(super) fn column(
        &self,
        name: &str,
        remedy: impl Into<Sentence>,
    ) -> Result<usize, TidyError> {
        let stop = |message, help| stop(&self.text.file, "header", message, help);
        let header = || self.header.iter().map(str::trim);
        let Some(place) = header().position(|h| h == name) else {
            let near = nearest(name, header());
            let near =
                near.map(|n| text!("; did you mean `{near}`?", near = n)).unwrap_or_default();
            let there: Vec<&str> = header().collect();
            let remedy = remedy.into();
            let help =
                text!("{remedy}; there are: {there}{near}", remedy, there = there.join(", "), near);
            return Err(stop(text!("there is no column `{name}`", name), help));
        };
        if header().filter(|h| *h == name).count() > 1 {
            let help = text!("give each column a name of its own");
            return Err(stop(text!("column `{name}` stands twice", name), help));
        }
        Ok(place)
    }

    /// Reads a record, with the texts that files of ours guard from being formulas as they were; false
    /// at the end.
    fn advance(&mut self) -> Result<bool, csv::Error> {
        let read = self.advance_as_it_stands()?;
        if self.record.iter().any(|field| matches!(unguarded(field), Cow::Owned(_))) {
            let mut bare = csv::StringRecord::new();
            self.record.iter().for_each(|field| bare.push_field(&unguarded(field)));
            bare.set_position(self.record.position().cloned());
            self.record = bare;
        }
        Ok(read)
    }

    fn advance_as_it_stands(&mut self) -> Result<bool, csv::Error> {
        if self.text.encoding == Encoding::Utf8 {
            return self.csv.read_record(&mut self.record);
        }
        let read = self.csv.read_byte_record(&mut self.bytes)?;
        self.record.clear();
        for field in &self.bytes {
            self.record.push_field(&self.text.encoding.text(field));
        }
        self.record.set_position(self.bytes.position().cloned());
        Ok(read)
    }

    /// The next row's number, or what is wrong with it as a whole; its fields are then those
    /// [`Rows::field`] gives.
    pub(super) fn next(&mut self) -> Option<Result<u64, Diagnostic>> {
        if self.broken {
            return None;
        }
        let read = self.advance();
        let (row, from) = match (&mut self.lines, self.record.position()) {
            (Some(lines), Some(at)) => {
                (lines.line(at.byte()) + u64::from(self.text.separated.skip > 0), at.byte())
            }
            (None, Some(at)) => (at.record() + 1, at.byte()),
            (_, None) => (1, 0),
        };
        let wrong = |message: Sentence| {
            let span = Span { file: self.text.file.clone(), row: Some(row), column: None };
            Diagnostic::error("row", span, message)
        };
        match read {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                self.broken = error.is_io_error();
                let finding =
                    wrong(error.to_string().into()).found("").allowed(text!("a row of a CSV file"));
                return Some(Err(finding.help(text!("mend the row"))));
            }
        }
        let (fields, columns) = (self.record.len(), self.header.len());
        if (fields != columns || self.record.iter().any(|field| field.contains(['\n', '\r'])))
            && self.is_unclosed(from)
        {
            let message = text!(
                "a quote opened in this row is not closed, so that all that follows is \
                           one field"
            );
            let finding = wrong(message.to_owned()).found("\"").allowed(text!("quotes in pairs"));
            return Some(Err(
                finding.help(text!("close the quote; double it where it is part of a text"))
            ));
        }
        if fields != columns {
            let finding =
                wrong(text!("the row has {fields} fields, the header {columns}", fields, columns));
            return Some(Err(finding.found(fields.to_string()).allowed(columns.to_string()).help(
                text!("write one field for each column; put text with a separator in quotes"),
            )));
        }
        Some(Ok(row))
    }

    /// Whether the row that begins at a byte reaches to the end of the text and has an odd quote.
    fn is_unclosed(&self, from: u64) -> bool {
        let skip = self.text.separated.skip as u64;
        self.csv.position().byte() + skip >= self.length
            && self
                .text
                .source
                .from(from + skip)
                .and_then(quotes)
                .is_ok_and(|quotes| quotes % 2 == 1)
    }

    /// A field of the last row without blanks around it; empty where the column is not asked for.
    pub(super) fn field(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.record.get(at)).unwrap_or_default().trim()
    }
}

/// How many quotes there are to the end.
fn quotes(bytes: Box<dyn BufRead + '_>) -> io::Result<usize> {
    bytes.bytes().try_fold(0, |quotes, byte| Ok(quotes + usize::from(byte? == b'"')))
}
