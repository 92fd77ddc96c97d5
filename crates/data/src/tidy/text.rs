//! CSV files as a person knows them: lines, named columns, and what is wrong with either.

use super::TidyError;
use crate::decode::decode;
use crate::lines::Lines;
use crate::package::CannotRun;
use std::path::Path;
use suranys_core::suggest::nearest;
use suranys_core::{Diagnostic, Span};

/// Characters that part fields; the first that is most frequent in the header counts.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// A single finding about a file's header or the file as a whole.
pub(super) fn stop(file: &str, check: &str, message: String, help: String) -> TidyError {
    let span = Span { file: file.to_owned(), row: Some(1), column: None };
    TidyError::Findings(vec![Diagnostic::error(check, span, message).help(help)])
}

/// A file's bytes.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, TidyError> {
    let unreadable = |source: std::io::Error| CannotRun::Unreadable {
        path: path.display().to_string(),
        why: source.to_string(),
    };
    Ok(std::fs::read(path).map_err(unreadable)?)
}

/// Bytes as text, by the encoding named, UTF-8 unless told.
pub(super) fn text(file: &str, bytes: &[u8], encoding: Option<&str>) -> Result<String, TidyError> {
    decode(bytes, encoding).map_err(|refused| {
        // A table read alone has no descriptor to declare an encoding in.
        let help = match refused.help.split_once(", or declare") {
            Some((help, _)) => {
                format!("{help}, or name its encoding with `--encoding windows-1251`")
            }
            None => refused.help,
        };
        let finding = Diagnostic::error("encoding", Span::file(file), refused.message);
        TidyError::Findings(vec![finding.help(help)])
    })
}

/// Where rows are counted.
pub(super) enum Count<'a> {
    /// In a text, by its lines.
    Lines(Lines<'a>),
    /// In a table without lines, by the rows before, the header counted as the first.
    Rows,
}

/// A file's rows, one at a time.
pub(super) struct Rows<'a> {
    file: String,
    text: &'a str,
    csv: csv::Reader<&'a [u8]>,
    header: csv::StringRecord,
    record: csv::StringRecord,
    count: Count<'a>,
}

impl<'a> Rows<'a> {
    /// Begins to read; fields are parted by commas, semicolons or tabs, as in the header.
    pub(super) fn open(file: &str, text: &'a str, count: Count<'a>) -> Result<Self, TidyError> {
        let head = text.split(['\n', '\r']).find(|line| !line.is_empty()).unwrap_or_default();
        let times = |mark: u8| head.bytes().filter(|b| *b == mark).count();
        // The last of equals is the greatest, so that commas come last.
        let separator = SEPARATORS.into_iter().rev().max_by_key(|mark| times(*mark));
        let mut csv = csv::ReaderBuilder::new()
            .delimiter(separator.unwrap_or(b','))
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = match csv.headers() {
            Ok(header) if !header.iter().all(str::is_empty) => header.clone(),
            _ => {
                let help =
                    "write a header with the names of the columns, and rows below it".to_owned();
                return Err(stop(file, "header", "the file is empty".to_owned(), help));
            }
        };
        let record = csv::StringRecord::new();
        Ok(Rows { file: file.to_owned(), text, csv, header, record, count })
    }

    /// The place of a column. `remedy` says how to tell its name.
    pub(super) fn column(&self, name: &str, remedy: &str) -> Result<usize, TidyError> {
        let stop = |message, help| stop(&self.file, "header", message, help);
        let header = || self.header.iter().map(str::trim);
        let Some(place) = header().position(|h| h == name) else {
            let near = nearest(name, header());
            let near = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            let there: Vec<&str> = header().collect();
            let help = format!("{remedy}; there are: {}{near}", there.join(", "));
            return Err(stop(format!("there is no column `{name}`"), help));
        };
        if header().filter(|h| *h == name).count() > 1 {
            let help = "give each column a name of its own".to_owned();
            return Err(stop(format!("column `{name}` stands twice"), help));
        }
        Ok(place)
    }

    /// The next row's number, or what is wrong with it as a whole; its fields are then those
    /// [`Rows::field`] gives.
    pub(super) fn next(&mut self) -> Option<Result<u64, Diagnostic>> {
        let read = self.csv.read_record(&mut self.record);
        let (row, from) = match (&mut self.count, self.record.position()) {
            (Count::Lines(lines), Some(at)) => (lines.line(at.byte()), at.byte()),
            (Count::Rows, Some(at)) => (at.record() + 1, at.byte()),
            (_, None) => (1, 0),
        };
        let wrong = |message: String| {
            let span = Span { file: self.file.clone(), row: Some(row), column: None };
            Diagnostic::error("row", span, message)
        };
        match read {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                let finding = wrong(error.to_string()).found("").allowed("a row of a CSV file");
                return Some(Err(finding.help("mend the row")));
            }
        }
        let (fields, columns) = (self.record.len(), self.header.len());
        if (fields != columns || self.record.iter().any(|field| field.contains(['\n', '\r'])))
            && self.is_unclosed(from)
        {
            let message = "a quote opened in this row is not closed, so that all that follows is \
                           one field";
            let finding = wrong(message.to_owned()).found("\"").allowed("quotes in pairs");
            return Some(
                Err(finding.help("close the quote; double it where it is part of a text")),
            );
        }
        if fields != columns {
            let finding = wrong(format!("the row has {fields} fields, the header {columns}"));
            return Some(Err(finding
                .found(fields.to_string())
                .allowed(columns.to_string())
                .help("write one field for each column; put text with a separator in quotes")));
        }
        Some(Ok(row))
    }

    /// Whether the row that begins at a byte reaches to the end of the text and has an odd quote.
    fn is_unclosed(&self, from: u64) -> bool {
        let rest = usize::try_from(from).ok().and_then(|from| self.text.get(from..));
        let reached = self.csv.position().byte() >= self.text.len() as u64;
        reached && rest.is_some_and(|rest| rest.bytes().filter(|b| *b == b'"').count() % 2 == 1)
    }

    /// A field of the last row without blanks around it; empty where the column is not asked for.
    pub(super) fn field(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.record.get(at)).unwrap_or_default().trim()
    }
}
