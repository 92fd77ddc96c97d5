//! A package opened: its descriptor, and every table that could be read, with places.

use crate::package::descriptor::{Descriptor, Field, OfPackage, Resource, is_language};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use suranys_core::classification::Labels;
use suranys_core::provenance::Fingerprint;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, ToText, text};
use thiserror::Error;

/// Name of the descriptor.
pub const DESCRIPTOR: &str = "datapackage.json";
/// The classification whose total is the country.
pub const REGIONS: &str = "regions";
/// Where each region stands on a schematic map.
pub const TILES: &str = "region_tiles";
/// The table whose last year forecasts set out from.
pub(crate) const BASE: &str = "employment_by_section";
/// Tables that describe the country itself.
const OF_COUNTRY: [&str; 2] = [REGIONS, TILES];
/// Folder of the package with a label file for each language that has words of its own.
const LABELS: &str = "labels";
/// The path of a language's label file in a package.
pub fn label_file(language: &str) -> String {
    format!("{LABELS}/{language}.toml")
}

/// How the identifier of a synthetic source begins, and the column that says so of a row.
const SYNTHETIC: &str = "synthetic";

/// Why a package could not be looked at.
#[derive(Debug, Error)]
pub enum CannotRun {
    /// A file that must be there can't be read.
    Unreadable {
        /// Which file.
        path: String,
        /// Why.
        why: Text,
    },
    /// A file that must be there is not.
    Missing {
        /// Which file.
        path: String,
    },
    /// The folder has no descriptor, or is none.
    NoPackage {
        /// Where the descriptor was looked for.
        path: String,
        /// Why it can't be read.
        why: Text,
    },
    /// The descriptor is not a descriptor.
    Descriptor {
        /// Which file.
        path: String,
        /// Why.
        why: Text,
    },
}

impl CannotRun {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            CannotRun::Unreadable { path, why } => {
                text!("`{path}` can't be read: {why}", path, why)
            }
            CannotRun::Missing { path } => text!("there is no file `{path}`", path),
            CannotRun::NoPackage { path, why } => text!("`{path}` can't be read: {why}", path, why),
            CannotRun::Descriptor { path, why } => {
                text!("`{path}` is not the descriptor of a data package: {why}", path, why)
            }
        }
    }
}

suranys_core::worded!(CannotRun);

/// A row: its line in the file and its cells by column name.
#[derive(Debug, Clone)]
pub struct Row {
    /// Line of the file, the first being 1; of several files, counted through all of them.
    pub line: u64,
    /// The cells of its table.
    cells: Arc<Cells>,
    /// Place of its first cell among them.
    first: usize,
}

/// The cells of a table, row by row.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Names of the columns.
    pub(super) header: Vec<String>,
    /// The texts of all cells, one after the other: a text of its own for each would take ten times the
    /// room.
    texts: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Cells {
    /// None yet under a header.
    pub(super) fn of(header: Vec<String>) -> Cells {
        Cells { header, ..Cells::default() }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
    }

    fn text(&self, at: usize) -> &str {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[from..self.ends[at]]
    }
}

impl Row {
    /// The rows of cells, by the lines they stand on.
    pub(super) fn all(cells: Cells, lines: Vec<u64>) -> Vec<Row> {
        let (width, cells) = (cells.header.len(), Arc::new(cells));
        let row = |(at, line)| Row { line, cells: Arc::clone(&cells), first: at * width };
        lines.into_iter().enumerate().map(row).collect()
    }

    /// The text of a cell; empty when the column is not there.
    pub fn text(&self, column: &str) -> &str {
        // A table has so few columns that looking through them is faster than any index.
        let place = self.cells.header.iter().rposition(|name| name == column);
        place.map_or("", |place| self.cells.text(self.first + place))
    }
}

/// A table that could be read.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its description.
    pub resource: Resource,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Lines before each of its files.
    pub(super) before: Vec<u64>,
}

impl Table {
    /// Which of its files a line counted through all of them is in, and the line of that file.
    pub(crate) fn place(&self, line: u64) -> (usize, u64) {
        let part = self.before.partition_point(|before| *before < line).saturating_sub(1);
        (part, line - self.before.get(part).copied().unwrap_or_default())
    }

    /// Its file, or all of them, as one name: rows of several are counted through all of them.
    pub(crate) fn named(&self) -> String {
        self.resource.paths().collect::<Vec<_>>().join(" + ")
    }

    /// The same table with other rows.
    pub(crate) fn with_rows(&self, rows: Vec<Row>) -> Table {
        Table { resource: self.resource.clone(), rows, before: self.before.clone() }
    }

    /// The declared column of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.resource.schema.fields.iter().find(|field| field.name == name)
    }

    /// A number in a cell, as the column is declared; `None` when empty or not a number.
    pub fn number(&self, row: &Row, column: &str) -> Option<f64> {
        let text = row.text(column);
        if text.is_empty() {
            return None;
        }
        crate::package::number::parse(text, self.field(column)?).ok()
    }

    /// The texts of a row's columns `prefix_XX`, by language.
    pub fn labels(&self, row: &Row, prefix: &str) -> Labels {
        let languages = self.resource.languages(prefix).into_iter();
        let texts =
            languages.map(|l| (l.to_owned(), row.text(&format!("{prefix}_{l}")).to_owned()));
        Labels(texts.filter(|(_, text)| !text.is_empty()).collect())
    }

    /// The place of a cell.
    pub fn span(&self, row: &Row, column: &str) -> Span {
        let (part, line) = self.place(row.line);
        let path = self.resource.paths().nth(part).unwrap_or(self.resource.path.as_str());
        Span::cell(path, line, column)
    }
}

/// What the opening of a package found, by check: how many things were looked at, and findings.
#[derive(Debug, Default)]
pub struct Found(BTreeMap<&'static str, (usize, Vec<Diagnostic>)>);

impl Found {
    /// What a check looked at and found; `None` where it looked at nothing.
    pub fn of(&self, check: &str) -> Option<&(usize, Vec<Diagnostic>)> {
        self.0.get(check)
    }

    /// Counts things that a check looked at.
    pub(super) fn look(&mut self, check: &'static str, things: usize) {
        self.0.entry(check).or_default().0 += things;
    }

    /// Adds a finding of a check, or a note.
    pub(super) fn push(&mut self, check: &'static str, diagnostic: Diagnostic) {
        self.0.entry(check).or_default().1.push(diagnostic);
    }

    /// Adds an error of a check.
    pub(super) fn find(
        &mut self,
        check: &'static str,
        span: Span,
        message: impl Into<Text>,
        detail: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.push(check, detail(Diagnostic::error(check, span, message)));
    }

    fn add(&mut self, other: Found) {
        for (check, (things, found)) in other.0 {
            let all = self.0.entry(check).or_default();
            all.0 += things;
            all.1.extend(found);
        }
    }
}

/// Content of files by their paths in a package, in place of what lies there.
pub type Overlay = BTreeMap<String, Vec<u8>>;

/// The content of a file, that of the overlay first.
pub(super) fn content(file: &Path, path: &str, overlay: &Overlay) -> std::io::Result<Vec<u8>> {
    overlay.get(path).map_or_else(|| crate::ordinary::read(file), |bytes| Ok(bytes.clone()))
}

/// A package opened.
#[derive(Debug)]
pub struct Package {
    /// Its descriptor.
    pub descriptor: Descriptor,
    /// Its readable tables by name.
    pub tables: BTreeMap<String, Table>,
    /// Label files of the package by language, as they stand.
    pub labels: BTreeMap<String, String>,
    /// Fingerprints of the files read, sorted.
    pub files: Vec<Fingerprint>,
    /// Data files in the folder that no resource declares.
    pub undeclared: Vec<String>,
    /// What opening it found.
    pub found: Found,
    /// Files that differ from those described in the ends of their lines alone.
    line_ends: Vec<String>,
}

impl Package {
    /// Whether a row is synthetic: the package, the table, its source or the row itself says so.
    #[must_use]
    pub fn synthetic(&self, table: &Table, row: &Row) -> bool {
        self.descriptor.suranys.synthetic
            || table.resource.suranys.synthetic
            || row.text("source").starts_with(SYNTHETIC)
            || row.text(SYNTHETIC) == "true"
    }

    /// Whether a forecast is to be made of it: its descriptor says so (the property `suranys`), or has the table
    /// that forecasts set out from. Any other is checked by the standard alone.
    #[must_use]
    pub fn is_for_forecasts(&self) -> bool {
        self.descriptor.suranys != OfPackage::default()
            || self.descriptor.resources.iter().any(|resource| resource.name == BASE)
    }

    /// Opens the package in `folder` and reads every table it can.
    ///
    /// # Errors
    /// When there is no readable descriptor.
    pub fn open(folder: &Path) -> Result<Package, CannotRun> {
        Package::open_tables(folder, &Overlay::new(), |_| true)
    }

    /// Opens the package in `folder` as it would be with other content of some of its files.
    ///
    /// # Errors
    /// When there is no readable descriptor.
    pub fn open_with(folder: &Path, overlay: &Overlay) -> Result<Package, CannotRun> {
        Package::open_tables(folder, overlay, |_| true)
    }

    /// Opens the package in `folder` and reads what describes its country alone.
    ///
    /// # Errors
    /// When there is no readable descriptor.
    pub fn open_for_country(folder: &Path) -> Result<Package, CannotRun> {
        Package::open_tables(folder, &Overlay::new(), |name| OF_COUNTRY.contains(&name))
    }

    /// A package of tables that were read elsewhere.
    pub(crate) fn of_tables(descriptor: Descriptor, tables: BTreeMap<String, Table>) -> Package {
        Package {
            descriptor,
            tables,
            labels: BTreeMap::new(),
            files: Vec::new(),
            undeclared: Vec::new(),
            found: Found::default(),
            line_ends: Vec::new(),
        }
    }

    fn open_tables(
        folder: &Path,
        overlay: &Overlay,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Package, CannotRun> {
        let path = folder.join(DESCRIPTOR);
        let shown = path.display().to_string();
        let bytes = content(&path, DESCRIPTOR, overlay)
            .map_err(|e| CannotRun::NoPackage { path: shown.clone(), why: e.to_text() })?;
        let descriptor: Descriptor = serde_json::from_slice(&bytes)
            .map_err(|e| CannotRun::Descriptor { path: shown, why: e.to_string().into() })?;
        let mut package = Package {
            files: vec![Fingerprint::of(DESCRIPTOR, &fed(&bytes))],
            undeclared: undeclared(folder, &descriptor),
            tables: BTreeMap::new(),
            labels: BTreeMap::new(),
            found: Found::default(),
            line_ends: Vec::new(),
            descriptor,
        };
        package.read_labels(folder)?;
        package.names();
        let resources = package.descriptor.resources.iter().filter(|one| wanted(&one.name));
        let resources: Vec<Resource> = resources.cloned().collect();
        let readings: Vec<Reading> = resources
            .into_par_iter()
            .map(|resource| {
                let mut reading = Reading::default();
                reading.read(folder, overlay, resource);
                reading
            })
            .collect();
        readings.into_iter().for_each(|reading| package.add(reading));
        package.files.sort();
        package.differ_in_line_ends();
        Ok(package)
    }

    /// That files differ from those described in the ends of their lines alone, said once.
    fn differ_in_line_ends(&mut self) {
        let Some(first) = self.line_ends.first().cloned() else { return };
        let message = text!(
            "{count} files differ from those described in their line ends alone (CR LF for LF), `{first}` first; \
             they are read as described",
            count = self.line_ends.len(),
            first
        );
        let note = Diagnostic::note("checksum", Span::file(DESCRIPTOR), message);
        let help = text!(
            "to have the files as they were published, turn `core.autocrlf` of git off and check them out \
                    anew"
        );
        let note = note.found(text!("lines that end with CR LF")).help(help);
        self.found.push("checksum", note);
    }

    /// Reads `labels/XX.toml` of every language.
    fn read_labels(&mut self, folder: &Path) -> Result<(), CannotRun> {
        let entries = std::fs::read_dir(folder.join(LABELS)).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "toml")) {
            let Some(language) =
                file.file_stem().and_then(|s| s.to_str()).filter(|s| is_language(s))
            else {
                continue;
            };
            let unreadable =
                |why: Text| CannotRun::Unreadable { path: file.display().to_string(), why };
            let bytes = crate::ordinary::read(file).map_err(|e| unreadable(e.to_text()))?;
            self.files.push(Fingerprint::of(label_file(language), &fed(&bytes)));
            let text =
                String::from_utf8(bytes).map_err(|_| unreadable(text!("it is not UTF-8")))?;
            self.labels.insert(language.to_owned(), text);
        }
        Ok(())
    }

    /// That no two resources have one name or one file, and no two columns of a table one name.
    fn names(&mut self) {
        let resources = self.descriptor.resources.clone();
        self.twice(text!("resources"), text!("name"), resources.iter().map(|r| r.name.as_str()));
        let paths = resources.iter().flat_map(Resource::paths).filter(|path| !path.is_empty());
        self.twice(text!("resources"), text!("path"), paths);
        for resource in &resources {
            let fields = resource.schema.fields.iter().map(|field| field.name.as_str());
            self.twice(
                text!("the columns of `{name}`", name = resource.name),
                text!("name"),
                fields,
            );
        }
    }

    /// What stands more than once in a list that the descriptor gives.
    fn twice<'n>(&mut self, list: Text, what: Text, names: impl Iterator<Item = &'n str>) {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, name) in (1..).zip(names) {
            self.found.look("name", 1);
            places.entry(name).or_default().push(place);
        }
        for (name, places) in places.into_iter().filter(|(_, places)| places.len() > 1) {
            let listed: Vec<String> = places.iter().map(usize::to_string).collect();
            let span = Span { column: Some(what.to_string()), ..Span::file(DESCRIPTOR) };
            self.found.find(
                "name",
                span,
                text!("`{name}` stands more than once among {list}", name, list),
                |d| {
                    d.found(text!(
                        "{what} `{name}` at places {listed}",
                        what,
                        name,
                        listed = listed.join(", ")
                    ))
                    .allowed(text!("each {what} once", what))
                    .help(text!("rename or remove all but one"))
                },
            );
        }
    }

    fn add(&mut self, reading: Reading) {
        self.tables.extend(reading.table.map(|table| (table.resource.name.clone(), table)));
        for file in reading.files {
            // Two tables may have one schema or one dialect in a file.
            if !self.files.contains(&file) {
                self.files.push(file);
            }
        }
        self.line_ends.extend(reading.line_ends);
        self.found.add(reading.found);
    }
}

/// What came of the reading of one table.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) table: Option<Table>,
    pub(super) files: Vec<Fingerprint>,
    pub(super) line_ends: Option<String>,
    pub(super) found: Found,
}

/// Bytes whose lines end by a line feed alone.
pub(crate) fn fed(bytes: &[u8]) -> Vec<u8> {
    let next = bytes.iter().skip(1).map(Some).chain([None]);
    let pairs = bytes.iter().zip(next);
    pairs.filter(|pair| *pair != (&b'\r', Some(&b'\n'))).map(|(byte, _)| *byte).collect()
}

/// The file a resource names, when it lies in the folder, followed through links.
pub(crate) fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path);
    let plain = relative.components().all(|c| matches!(c, Component::Normal(_)));
    if path.is_empty() || path.contains('\\') || path.contains("://") || !plain {
        return None;
    }
    let file = folder.join(relative);
    match (file.canonicalize(), folder.canonicalize()) {
        (Ok(real), Ok(root)) if !real.starts_with(&root) => None,
        _ => Some(file),
    }
}

/// CSV files under the folder that no resource declares.
fn undeclared(folder: &Path, descriptor: &Descriptor) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            // Links are not followed: what lies behind one is not in the package.
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == "csv") {
                let name =
                    path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                if !descriptor.resources.iter().any(|r| r.paths().any(|path| path == name)) {
                    found.push(name);
                }
            }
        }
    }
    found.sort();
    found
}
