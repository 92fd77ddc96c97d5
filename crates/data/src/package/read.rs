//! A table of a package read: from one file or several, by its dialect, with what is wrong with it.

use crate::package::decode::decode;
use crate::package::descriptor::Resource;
use crate::package::dialect::Written;
use crate::package::lines::{Lines, SEPARATORS};
use crate::package::open::{Cells, DESCRIPTOR, Overlay, Reading, Row, Table, content, fed, inside};
use std::borrow::Cow;
use std::path::Path;
use suranys_core::Span;
use suranys_core::diagnostic::nearest;
use suranys_core::provenance::{Fingerprint, sha256_hex};
use suranys_core::text;

impl Reading {
    /// Reads a table, or finds why it can't be.
    pub(super) fn read(&mut self, folder: &Path, overlay: &Overlay, mut resource: Resource) {
        self.found.look("path", 1);
        if resource.path.is_empty() {
            let (what, found) = match resource.inline {
                true => (
                    text!("rows that stand in the descriptor (`data`), which are not read"),
                    "data",
                ),
                false => (text!("no path"), ""),
            };
            let message = text!("resource `{name}` has {what}", name = resource.name, what);
            return self.found.find("path", Span::file(DESCRIPTOR), message, |d| {
                d.found(found).allowed(text!("a relative path inside the package")).help(text!(
                    "write the rows into a CSV file and name it as the resource's `path`"
                ))
            });
        }
        if !self.gather(folder, overlay, &mut resource) {
            return;
        }
        let (written, unread) = resource.dialect.written();
        let mut unread = unread;
        let format = resource.format.clone().unwrap_or_else(|| "csv".to_owned());
        if !["csv", "tsv", "txt"].contains(&format.to_lowercase().as_str()) {
            unread.push(text!("`format`: `{format}` is not read", format));
        }
        if !unread.is_empty() {
            let unread =
                unread.into_iter().reduce(|before, next| text!("{before}; {next}", before, next));
            let unread = unread.unwrap_or_default();
            let message = text!(
                "what resource `{name}` says of the form of its rows is not read: {unread}",
                name = resource.name,
                unread
            );
            self.found.look("header", 1);
            return self.found.find("header", Span::file(DESCRIPTOR), message, |d| {
                d.found(unread)
                    .allowed(text!("rows of text, a header of one row, cells parted by one mark"))
                    .help(text!(
                        "save the table as CSV with a header, and take that out of the descriptor"
                    ))
            });
        }
        let mut parts = Vec::new();
        for path in resource.paths() {
            let Some(bytes) = self.content_of(folder, overlay, &resource.name, path) else {
                return;
            };
            parts.push(bytes);
        }
        let all: Cow<'_, [u8]> = match parts.as_slice() {
            [one] => one.into(),
            several => several.concat().into(),
        };
        let alike = differs_in_line_ends(&resource, &all);
        for (path, bytes) in resource.paths().zip(&parts) {
            // A file that differs in its line ends alone is the one that is described.
            let print = match alike {
                true => Fingerprint::of(path, &fed(bytes)),
                false => Fingerprint::of(path, bytes),
            };
            self.files.push(print);
        }
        if let Some(mark) =
            parts.first().and_then(|bytes| parted_otherwise(&resource, &written, bytes))
        {
            self.found.look("header", 1);
            let (path, by) = (resource.path.as_str(), written.delimiter);
            return self.found.find(
                "header",
                Span { row: Some(1), ..Span::file(path) },
                text!("the cells are parted by {found}, not by {wanted}", found = name_of(mark), wanted = name_of(by)),
                |d| {
                    d.allowed(text!("cells parted by {wanted}", wanted = name_of(by))).help(
                        text!("save the table so, with decimal points, or declare the mark as the resource's \
                         `dialect.delimiter`"),
                    )
                },
            );
        }
        self.checksum(&resource, &all, alike);
        let (mut rows, mut before, mut lines) = (Vec::new(), Vec::new(), 0);
        let mut cells: Option<Cells> = None;
        for (path, bytes) in resource.paths().zip(&parts) {
            self.found.look("encoding", 1);
            let text = match decode(bytes, resource.encoding.as_deref()) {
                Ok(text) => text,
                Err(why) => {
                    return self.found.find("encoding", Span::file(path), why.message, |d| {
                        d.allowed(text!("UTF-8, or Windows-1251 when declared")).help(why.help)
                    });
                }
            };
            let text = written.without_blanks(&text);
            before.push(lines);
            let of = (path, text.as_ref());
            let Some((read, count)) =
                self.rows(&resource, of, &written, (cells.take(), lines), &mut rows)
            else {
                return;
            };
            cells = Some(read);
            lines += count;
        }
        let rows = Row::all(cells.unwrap_or_default(), rows);
        self.table = Some(Table { resource, rows, before });
    }

    /// Reads what a resource has in files of their own: its schema, its dialect. Says whether it could.
    fn gather(&mut self, folder: &Path, overlay: &Overlay, resource: &mut Resource) -> bool {
        let wanted = [resource.schema.elsewhere.clone(), resource.dialect.elsewhere.clone()];
        for (path, is_schema) in wanted.into_iter().zip([true, false]) {
            let Some(path) = path else { continue };
            let Some(bytes) = self.content_of(folder, overlay, &resource.name, &path) else {
                return false;
            };
            let read = match is_schema {
                true => serde_json::from_slice(&bytes).map(|schema| resource.schema = schema),
                false => serde_json::from_slice(&bytes).map(|dialect| resource.dialect = dialect),
            };
            if let Err(why) = read {
                let what = if is_schema { text!("schema") } else { text!("dialect") };
                let message =
                    text!("the file is no {what} of a table: {why}", what, why = why.to_string());
                self.found.find("file", Span::file(path.as_str()), message, |d| {
                    d.allowed(text!("a {what} in JSON", what))
                        .help(text!("correct the file, or write what it says into the descriptor"))
                });
                return false;
            }
            if !self.files.iter().any(|file| file.path == path) {
                self.files.push(Fingerprint::of(path.as_str(), &bytes));
            }
        }
        true
    }

    /// The content of a file that a resource names.
    fn content_of(
        &mut self,
        folder: &Path,
        overlay: &Overlay,
        name: &str,
        path: &str,
    ) -> Option<Vec<u8>> {
        let here = || Span::file(DESCRIPTOR);
        let Some(file) = inside(folder, path) else {
            let (message, help) = match path.contains("://") {
                true => (
                    text!(
                        "resource `{name}` lies elsewhere; nothing is fetched over a network",
                        name
                    ),
                    text!("download the file into the package's folder, and name its path"),
                ),
                false => (
                    text!("resource `{name}` has a path that leaves the package", name),
                    text!("move the file into the package's folder"),
                ),
            };
            self.found.find("path", here(), message, |d| {
                d.found(path).allowed(text!("a relative path inside the package")).help(help)
            });
            return None;
        };
        self.found.look("file", 1);
        match content(&file, path, overlay) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                let message =
                    text!("the file of resource `{name}` can't be read: {error}", name, error);
                self.found.find("file", here(), message, |d| {
                    d.found(path)
                        .allowed(text!("an ordinary file that can be read"))
                        .help(text!("restore the file or correct its path"))
                });
                None
            }
        }
    }

    /// That the files are those described; of those that are but for the ends of their lines (`alike`) it
    /// is noted.
    fn checksum(&mut self, resource: &Resource, bytes: &[u8], alike: bool) {
        let span = || Span::file(resource.path.as_str());
        let help = text!(
            "if the change is meant, `suranys package seal` writes the new size and hash into the descriptor"
        );
        if let Some(declared) = &resource.hash {
            self.found.look("checksum", 1);
            let actual = format!("sha256:{}", sha256_hex(bytes));
            if alike {
                self.line_ends = Some(resource.path.clone());
            } else if *declared != actual {
                self.found.find(
                    "checksum",
                    span(),
                    text!("the file is not the one the descriptor describes"),
                    |d| d.found(actual).allowed(declared.as_str()).help(help),
                );
            }
        } else if let Some(declared) = resource.bytes {
            self.found.look("checksum", 1);
            if declared != bytes.len() as u64 {
                self.found.find(
                    "checksum",
                    span(),
                    text!("the file is not as long as the descriptor says"),
                    |d| d.found(bytes.len().to_string()).allowed(declared.to_string()).help(help),
                );
            }
        }
    }

    /// Adds the lines of the rows of one of a table's files to `rows`, `before` being the cells of the files
    /// before and how many lines those have; gives the cells with its own, and how many lines it has. `None`
    /// when the header leaves no way to name its columns.
    fn rows(
        &mut self,
        resource: &Resource,
        (path, text): (&str, &str),
        written: &Written,
        (former, lines_before): (Option<Cells>, u64),
        rows: &mut Vec<u64>,
    ) -> Option<(Cells, u64)> {
        let mut records =
            written.records(text).map(|record| record.map(|record| (record.line, record.cells)));
        let schema = &resource.schema;
        let declared: Vec<&str> = schema.fields.iter().map(|f| f.name.as_str()).collect();
        let (mut first, is_first) = (None, former.is_none());
        let mut cells = match (written.header, former) {
            (None, None) => Cells::of(declared.iter().map(|name| (*name).to_owned()).collect()),
            (None, Some(former)) => former,
            (Some(line), former) => {
                let named = records.find(|record| match record {
                    Ok((at, _)) => *at >= line,
                    Err(_) => true,
                });
                match (named, former) {
                    // Files after the first may have the header again, or go on.
                    (Some(Ok((line, record))), Some(former)) => {
                        if !record.iter().eq(former.header.iter()) {
                            first = Some(Ok((line, record)));
                        }
                        former
                    }
                    (_, Some(former)) => former,
                    (Some(Ok((_, record))), None) => {
                        Cells::of(record.iter().map(str::to_owned).collect())
                    }
                    (_, None) => Cells::default(),
                }
            }
        };
        if is_first && !self.header(resource, path, written, &cells.header) {
            return None;
        }
        let missing: Vec<Vec<&str>> = cells
            .header
            .iter()
            .map(|column| {
                let own = schema.missing_in(column).iter().map(|one| one.text());
                own.chain(written.null.as_deref()).collect()
            })
            .collect();
        let is_missing =
            |(at, cell): (usize, &str)| missing.get(at).is_some_and(|texts| texts.contains(&cell));
        let mut looked = 0;
        for record in first.into_iter().chain(records) {
            looked += 1;
            match record {
                // With several files the first row of each may be one of figures.
                Ok((line, _)) if is_first && !written.is_row(line) => {}
                Ok((line, _)) if written.comments.contains(&line) => {}
                Ok((line, record)) => {
                    if record.len() != cells.header.len() {
                        let allowed = text!("{count} cells", count = cells.header.len());
                        self.found.find(
                            "row",
                            Span { row: Some(line), ..Span::file(path) },
                            text!("the row does not have a cell for each column"),
                            |d| {
                                d.found(text!("{count} cells", count = record.len())).allowed(allowed).help(
                                    text!("quote a cell that holds the mark that parts cells; add empty cells that \
                                     are missing"),
                                )
                            },
                        );
                        continue;
                    }
                    rows.push(lines_before + line);
                    for (at, cell) in record.iter().enumerate() {
                        cells.push(if is_missing((at, cell)) { "" } else { cell });
                    }
                }
                Err(error) => self.found.find(
                    "row",
                    Span::file(path),
                    text!("a row can't be read: {error}", error = error.to_string()),
                    |d| d,
                ),
            }
        }
        if looked > 0 {
            self.found.look("row", looked);
        }
        let mut all = Lines::new(text.as_bytes());
        let end = all.line(text.len() as u64);
        Some((cells, if text.ends_with(['\n', '\r']) { end - 1 } else { end }))
    }

    /// That a header has the columns of the schema; says whether its columns can be named.
    fn header(
        &mut self,
        resource: &Resource,
        path: &str,
        written: &Written,
        header: &[String],
    ) -> bool {
        self.found.look("header", 1);
        let declared: Vec<&str> = resource.schema.fields.iter().map(|f| f.name.as_str()).collect();
        let (may_have_more, may_have_fewer) = resource.schema.may_differ();
        let span = |column: &str| Span::cell(path, written.header.unwrap_or(1), column);
        let mut usable = true;
        for name in &declared {
            let count = header.iter().filter(|h| h == name).count();
            if count == 0 && may_have_fewer || count == 1 {
                continue;
            }
            usable = false;
            let near =
                nearest(name, header.iter().map(String::as_str).filter(|h| !declared.contains(h)));
            let help = near.map_or(text!("add the column"), |near| {
                text!("is `{near}` meant? rename it", near)
            });
            self.found.find(
                "header",
                span(name),
                text!("column `{name}` must stand in the header once", name),
                |d| d.found(header.join(",")).allowed(declared.join(",")).help(help),
            );
        }
        for name in
            header.iter().filter(|name| !may_have_more && !declared.contains(&name.as_str()))
        {
            self.found.find(
                "header",
                span(name),
                text!("column `{name}` is not declared in the schema", name),
                |d| {
                    d.found(name.as_str())
                        .allowed(declared.join(","))
                        .help(text!("declare the column or remove it"))
                },
            );
        }
        usable
    }
}

/// Whether the files of a table are those that are described but for the ends of their lines.
fn differs_in_line_ends(resource: &Resource, bytes: &[u8]) -> bool {
    let is = |declared: &String, bytes: &[u8]| *declared == format!("sha256:{}", sha256_hex(bytes));
    let declared = resource.hash.as_ref();
    declared.is_some_and(|hash| bytes.contains(&b'\r') && !is(hash, bytes) && is(hash, &fed(bytes)))
}

/// What parts the cells of a header, where it is another mark than the one that is read and by it the header
/// has the columns of the schema.
fn parted_otherwise(resource: &Resource, written: &Written, bytes: &[u8]) -> Option<u8> {
    let by = written.delimiter;
    let line = bytes.split(|b| matches!(b, b'\n' | b'\r')).next()?;
    let line = crate::package::decode::unmarked(line);
    let fields = &resource.schema.fields;
    SEPARATORS.into_iter().filter(|mark| *mark != by && fields.len() > 1).find(|mark| {
        let names: Vec<&[u8]> = line.split(|b| b == mark).map(|name| name.trim_ascii()).collect();
        let bare = |name: &[u8]| String::from_utf8_lossy(name).trim_matches('"').to_owned();
        let names: Vec<String> = names.into_iter().map(bare).collect();
        names.len() >= fields.len() && fields.iter().all(|field| names.contains(&field.name))
    })
}

/// A mark between cells in words.
fn name_of(mark: u8) -> String {
    match mark {
        b',' => "commas".to_owned(),
        b';' => "semicolons".to_owned(),
        b'\t' => "tabs".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}
