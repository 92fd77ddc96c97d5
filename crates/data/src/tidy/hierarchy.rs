//! Hierarchy files: which series is a part of which.

use super::TidyError;
use crate::decode::decode;
use crate::package::CannotRun;
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::suggest::nearest;
use suranys_core::{Diagnostic, Span};

/// Columns of the file.
const COLUMNS: [&str; 2] = ["series_id", "parent"];

/// One row of a hierarchy file: places of a series and of one it is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The part.
    pub part: usize,
    /// The whole.
    pub whole: usize,
    /// The row, the header being the first.
    pub row: u64,
}

/// Reads a hierarchy from a CSV file with the columns `series_id` and `parent`, a series having a
/// row for each series it is a part of, or a row without a parent. `names` are the table's series,
/// by whose places the answer knows them.
///
/// # Errors
/// When the file can't be read, or with every finding in it.
pub fn read_hierarchy(path: &Path, names: &[&str]) -> Result<Vec<Link>, TidyError> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path)
        .map_err(|source| CannotRun::Unreadable { path: file.clone(), why: source.to_string() })?;
    let whole = |check: &str, message: String, help: &str| {
        let span = Span { file: file.clone(), row: Some(1), column: None };
        TidyError::Findings(vec![Diagnostic::error(check, span, message).help(help)])
    };
    let text = decode(&bytes, None)
        .map_err(|refused| whole("encoding", refused.message, "save the file as UTF-8"))?;
    let places: BTreeMap<&str, usize> =
        names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = csv.headers().map_err(|e| whole("header", e.to_string(), "write a header"))?;
    let at = COLUMNS.map(|name| header.iter().position(|h| h.trim() == name));
    let [Some(part_at), Some(whole_at)] = at else {
        let there: Vec<&str> = header.iter().collect();
        let message = format!("the columns are {}", there.join(", "));
        return Err(whole("header", message, "name two columns `series_id` and `parent`"));
    };
    let mut findings = Vec::new();
    let mut links: Vec<Link> = Vec::new();
    for record in csv.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let row = error.position().map_or(1, csv::Position::line);
                let span = Span::cell(file.clone(), row, COLUMNS[0]);
                findings.push(Diagnostic::error("row", span, error.to_string()));
                break;
            }
        };
        let row = record.position().map_or(0, csv::Position::line);
        let mut place = |column: &str, name: &str| {
            let found = places.get(name).copied();
            if found.is_none() {
                let message = format!("`{name}` is not a series of the table");
                let near = nearest(name, names.iter().copied());
                let near = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
                let span = Span::cell(file.clone(), row, column);
                findings.push(
                    Diagnostic::error("series", span, message)
                        .found(name)
                        .allowed("a series of the table")
                        .help(format!("correct the name, or add the series to the table{near}")),
                );
            }
            found
        };
        let field = |at: usize| record.get(at).unwrap_or_default().trim();
        let part = place(COLUMNS[0], field(part_at));
        let whole = match field(whole_at) {
            "" => None,
            name => place(COLUMNS[1], name),
        };
        let (Some(part), Some(whole)) = (part, whole) else { continue };
        if let Some(first) = links.iter().find(|l| (l.part, l.whole) == (part, whole)) {
            let span = Span::cell(file.clone(), row, COLUMNS[1]);
            let message = format!("the row says what row {} says", first.row);
            let finding = Diagnostic::error("duplicate", span, message).found(field(whole_at));
            findings.push(finding.allowed("each pair once").help("keep one of the rows"));
        }
        links.push(Link { part, whole, row });
    }
    if findings.is_empty() { Ok(links) } else { Err(TidyError::Findings(findings)) }
}
