//! A report's folder, read back: its tables as the figures that rules read of a run.
//!
//! Figures are printed rounded, so what rests on them rests on what is printed: each is cited by
//! file and row. Names of earlier formats are read as those of today. What can't be read is reported
//! with its place, all of it at once; no line is passed over.

use crate::check::report::{CheckInfo, CheckReport};
use crate::load_error::LoadError;
use crate::package::open::CannotRun;
use crate::store::edition::{is_edition, whole};
use crate::store::folder::read_folder;
use crate::store::standing::MANIFEST;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suranys_core::aliases::{COLUMNS, PERIODS, TABLES, current, replaced};
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{DrawsOf, FigureKey, Measure, OBSERVED, RunManifest};
use suranys_core::scenario::RunSettings;
use suranys_core::shortage_list::{Citation, Cited, RunFigure, RunFigures};
use suranys_core::table::unguarded;
use suranys_core::{AgeGroup, CheckOutcome, Diagnostic, ObsStatus, Sex, Span, Status, Year};
use suranys_core::{Text, text};

/// Tables of figures that rules read, the first of which a report must have.
const FIGURES: [&str; 4] = ["cover", "employment_by_occupation", "employment_by_section", GROUPS];
/// Table of groups below the occupations; of its figures the employed alone are read, a denominator.
const GROUPS: &str = "occupation_group_figures";
/// Table of the draws by which occupations are ranked.
const DRAWS: &str = "shortage_draws";
/// Columns of a table of figures; it may have more, such as `age`, which the first formats do not have.
const FIGURE: [&str; 11] = [
    "scenario",
    "measure",
    "section",
    "region",
    "occupation",
    "sex",
    "year_from",
    "year_to",
    "median",
    "status",
    "synthetic",
];
/// The scenario read where none is named, when the report has it.
const BASELINE: &str = "baseline";
/// Findings reported of one table; how many more there are is said in one.
const MAX: usize = 50;

/// What rules read of a report.
#[derive(Debug)]
pub struct ReportFigures {
    /// The figures of its tables.
    pub figures: RunFigures,
    /// What the report was made from.
    pub manifest: RunManifest,
    /// The fingerprint of its manifest.
    pub fingerprint: Fingerprint,
}

/// Reads what rules read of a run from the tables in the folder of a report.
///
/// # Errors
/// When the folder holds no report, its manifest was changed, or with every place at which its
/// tables can't be read or are not those the manifest describes.
pub fn read_report_figures(folder: &Path) -> Result<ReportFigures, LoadError> {
    let at = folder.join(MANIFEST);
    let unreadable = |why: Text| {
        LoadError::CannotRun(CannotRun::Unreadable { path: at.display().to_string(), why })
    };
    if !is_edition(folder) {
        return Err(unreadable(text!("the folder holds no run")));
    }
    let files = read_folder(folder).map_err(|e| unreadable(e.text()))?;
    let manifest = files.iter().find(|(path, _)| path == MANIFEST).map(|(_, bytes)| bytes);
    let manifest = manifest.ok_or_else(|| unreadable(text!("the folder holds no run")))?;
    let fingerprint = Fingerprint::of(format!("run/{MANIFEST}"), manifest);
    whole(folder, manifest).map_err(|e| unreadable(e.text()))?;
    let manifest: RunManifest =
        serde_json::from_slice(manifest).map_err(|e| unreadable(e.to_string().into()))?;
    let mut reader = Reader::default();
    reader.whole(&files, &manifest);
    for (path, bytes) in &files {
        match table_of(path) {
            Some(DRAWS) => reader.draws(path, bytes, &manifest.run.settings),
            Some(_) => reader.figures(path, bytes),
            None => {}
        }
    }
    let figures = reader.done(&manifest.run.settings)?;
    Ok(ReportFigures { figures, manifest, fingerprint })
}

/// The table that rules read at a path, by its name of today.
fn table_of(path: &str) -> Option<&'static str> {
    let name = path.strip_prefix("tables/")?.strip_suffix(".csv")?;
    let name = current(&TABLES, name);
    FIGURES.into_iter().chain([DRAWS]).find(|known| *known == name)
}

/// A table's rows, each as long as its header, with their lines.
struct Rows {
    header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl Rows {
    fn text<'r>(&self, row: &'r [String], column: &str) -> &'r str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    }
}

/// What was read so far, and what is wrong with it.
#[derive(Default)]
struct Reader {
    figures: BTreeMap<FigureKey, RunFigure>,
    draws: Vec<DrawsOf>,
    cover: bool,
    problems: Vec<Diagnostic>,
}

fn problem(
    span: Span,
    message: impl Into<Text>,
    found: impl Into<Text>,
    allowed: impl Into<Text>,
    help: impl Into<Text>,
) -> Diagnostic {
    Diagnostic::error("run", span, message).found(found).allowed(allowed).help(help)
}

/// A row of a table.
fn row_at(file: &str, row: u64) -> Span {
    Span { row: Some(row), ..Span::file(file) }
}

/// How a row that was changed or damaged is put right.
const AGAIN: Text = text!("correct the cell, or make the report again");

impl Reader {
    /// Whether the tables are those that the manifest describes, each once.
    fn whole(&mut self, files: &[(String, Vec<u8>)], manifest: &RunManifest) {
        let mut seen = BTreeSet::new();
        for (path, bytes) in files {
            let Some(table) = table_of(path) else { continue };
            if !manifest.outputs.contains(&Fingerprint::of(path.as_str(), bytes)) {
                let message = text!("the table is not the one the run's manifest describes");
                let allowed = text!("the file as `suranys report` wrote it");
                let found = text!("another content");
                let help = text!("make the report again");
                self.problems.push(problem(Span::file(path), message, found, allowed, help));
            }
            if !seen.insert(table) {
                let message =
                    text!("the table stands twice, by its name of today and an earlier one");
                let span = Span::file(path);
                self.problems.push(problem(
                    span,
                    message,
                    path,
                    text!("one table"),
                    text!("remove one"),
                ));
            }
        }
        for output in &manifest.outputs {
            let here = files.iter().any(|(path, _)| *path == output.path);
            if table_of(&output.path).is_some() && !here {
                let message = text!("the table that the run's manifest describes is missing");
                let (span, help) = (Span::file(&output.path), text!("make the report again"));
                self.problems.push(problem(
                    span,
                    message,
                    text!("no file"),
                    text!("the file"),
                    help,
                ));
            }
        }
        self.cover = seen.contains(FIGURES[0]);
    }

    /// The rows of a table that has all of `needed`; what is wrong with the others is reported.
    fn rows(&mut self, path: &str, bytes: &[u8], needed: &[&str]) -> Option<Rows> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut records = reader.byte_records();
        let texts = |record: &csv::ByteRecord, problems: &mut Vec<Diagnostic>| {
            let line = record.position().map_or(0, csv::Position::line);
            let fields: Result<Vec<String>, _> =
                record.iter().map(|field| String::from_utf8(field.to_vec())).collect();
            let fields =
                fields.map(|all| all.iter().map(|text| unguarded(text).into_owned()).collect());
            if fields.is_err() {
                let (span, found) = (row_at(path, line), text!("other bytes"));
                problems.push(problem(span, text!("the row is not UTF-8"), found, "UTF-8", AGAIN));
            }
            fields.ok().map(|fields: Vec<String>| (line, fields))
        };
        let Some(Ok(first)) = records.next() else {
            let (found, allowed) = ("nothing", needed.join(", "));
            let message = text!("the table has no header");
            self.problems.push(problem(Span::file(path), message, found, &allowed, AGAIN));
            return None;
        };
        let (_, header) = texts(&first, &mut self.problems)?;
        let header: Vec<String> = header
            .iter()
            .map(|name| current(&PERIODS, current(&COLUMNS, name)).to_owned())
            .collect();
        let mut wrong = false;
        for name in needed.iter().filter(|name| !header.iter().any(|known| known == *name)) {
            let message = text!("the column `{name}` is missing", name);
            let span = Span::cell(path, 1, *name);
            self.problems.push(problem(span, &message, header.join(", "), *name, AGAIN));
            wrong = true;
        }
        for (n, name) in header.iter().enumerate() {
            if header.iter().take(n).any(|before| before == name) {
                let message = text!("the column `{name}` stands twice", name);
                let span = Span::cell(path, 1, name);
                self.problems.push(problem(span, &message, name, text!("one column"), AGAIN));
                wrong = true;
            }
        }
        let mut rows = Vec::new();
        for record in records {
            let record = match record {
                Ok(record) => record,
                Err(e) => {
                    let line = e.position().map_or(0, csv::Position::line);
                    let (span, found) = (row_at(path, line), e.to_string());
                    let message = text!("the row can't be read");
                    self.problems.push(problem(
                        span,
                        message,
                        &found,
                        text!("a row of CSV"),
                        AGAIN,
                    ));
                    continue;
                }
            };
            let Some((line, fields)) = texts(&record, &mut self.problems) else { continue };
            if fields.len() != header.len() {
                let found = text!("{count} cells", count = fields.len());
                let (span, allowed) =
                    (row_at(path, line), text!("{count} cells", count = header.len()));
                let message = text!("the row is not as long as the header");
                self.problems.push(problem(span, message, &found, &allowed, AGAIN));
                continue;
            }
            rows.push((line, fields));
        }
        (!wrong).then_some(Rows { header, rows })
    }

    fn figures(&mut self, path: &str, bytes: &[u8]) {
        let before = self.problems.len();
        let Some(table) = self.rows(path, bytes, &FIGURE) else { return };
        let groups = table_of(path) == Some(GROUPS);
        for (line, row) in &table.rows {
            let mut wrong = Vec::new();
            let figure = figure(&table, path, (*line, row), &mut wrong);
            self.problems.append(&mut wrong);
            let Some((key, figure)) = figure else { continue };
            if groups && key.measure != Measure::Employment {
                continue;
            }
            match self.figures.get(&key) {
                Some(_) => {
                    let message = text!("the figure stands twice");
                    let found = Citation::Figure(key).to_string();
                    let span = row_at(path, *line);
                    self.problems.push(problem(span, message, &found, text!("one row"), AGAIN));
                }
                None => {
                    self.figures.insert(key, figure);
                }
            }
        }
        self.shorten(path, before);
    }

    /// A row for each scenario and draw, a column for each occupation.
    fn draws(&mut self, path: &str, bytes: &[u8], settings: &RunSettings) {
        let before = self.problems.len();
        let Some(table) = self.rows(path, bytes, &["scenario", "draw"]) else { return };
        let period = settings.policy_period;
        let mut of: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
        let mut next: BTreeMap<&str, usize> = BTreeMap::new();
        for (line, row) in &table.rows {
            let scenario = table.text(row, "scenario");
            let expected = next.entry(scenario).or_default();
            if table.text(row, "draw").parse() != Ok(*expected) {
                let (found, allowed) = (table.text(row, "draw"), expected.to_string());
                let message = text!("the draws of a scenario do not follow each other");
                let span = Span::cell(path, *line, "draw");
                self.problems.push(problem(span, message, found, &allowed, AGAIN));
            }
            *expected += 1;
            for (name, text) in table.header.iter().zip(row) {
                // An occupation without draws has an empty column.
                if ["scenario", "draw"].contains(&name.as_str()) || text.is_empty() {
                    continue;
                }
                match text.parse::<f64>().ok().filter(|value| value.is_finite()) {
                    Some(value) => of.entry((scenario, name)).or_default().push(value),
                    None => {
                        let span = Span::cell(path, *line, name);
                        let message = text!("the draw is not a number");
                        self.problems.push(problem(span, message, text, text!("a number"), AGAIN));
                    }
                }
            }
        }
        let missing = next.iter().filter(|(_, draws)| **draws != settings.draws);
        for (scenario, draws) in missing {
            let message = text!("scenario `{scenario}` has other draws than the run", scenario);
            let (found, allowed) = (draws.to_string(), settings.draws.to_string());
            self.problems.push(problem(Span::file(path), &message, &found, &allowed, AGAIN));
        }
        let unreadable = self.problems.len() > before;
        for ((scenario, occupation), draws) in of {
            if !unreadable && draws.len() != settings.draws {
                let message = text!(
                    "`{occupation}` lacks draws of scenario `{scenario}`",
                    occupation,
                    scenario
                );
                let (found, allowed) = (draws.len().to_string(), settings.draws.to_string());
                let span = Span::cell(path, 1, occupation);
                self.problems.push(problem(span, &message, &found, &allowed, AGAIN));
            }
            let key = FigureKey::national(scenario, Measure::RelativeShortage, period.from());
            let key = key.until(period.to()).in_occupation(occupation);
            self.draws.push(DrawsOf { key, draws });
        }
        self.shorten(path, before);
    }

    /// Tells no more than [`MOST`] of the findings since `before`.
    fn shorten(&mut self, path: &str, before: usize) {
        let more = self.problems.len().saturating_sub(before + MAX);
        if more > 0 {
            self.problems.truncate(before + MAX);
            let message = text!("{more} more findings in the table", more);
            let (found, allowed) =
                (more.to_string(), text!("a table as `suranys report` writes it"));
            self.problems.push(problem(Span::file(path), &message, &found, allowed, AGAIN));
        }
    }

    fn done(mut self, settings: &RunSettings) -> Result<RunFigures, LoadError> {
        let names: BTreeSet<&String> = self.figures.keys().map(|key| &key.scenario).collect();
        let mut scenarios: Vec<String> =
            names.into_iter().filter(|name| *name != OBSERVED).cloned().collect();
        scenarios.sort_by_key(|name| name != BASELINE);
        let figures = RunFigures::new(settings.clone(), scenarios, self.figures, self.draws);
        if self.problems.is_empty() && !(self.cover && figures.has_shortage()) {
            let message =
                text!("the run does not compare job openings of occupations with entrants");
            let path = format!("tables/{}.csv", FIGURES[0]);
            let help =
                text!("make the run again with a package that has labour force and occupations");
            let (span, allowed) = (Span::file(path), text!("a table of the relative shortage"));
            self.problems.push(problem(
                span,
                message,
                text!("no relative shortage"),
                allowed,
                help,
            ));
        }
        match self.problems.is_empty() {
            true => Ok(figures),
            false => Err(found_only(self.problems)),
        }
    }
}

/// The figure of a row; what is wrong with it goes to `wrong`.
fn figure(
    table: &Rows,
    path: &str,
    (line, row): (u64, &[String]),
    wrong: &mut Vec<Diagnostic>,
) -> Option<(FigureKey, RunFigure)> {
    let text = |column: &str| table.text(row, column);
    let mut tell = |column: &str, message: Text, allowed: Text| {
        let span = Span::cell(path, line, column);
        wrong.push(problem(span, message, text(column), allowed, AGAIN));
    };
    let measure = Measure::from_key(text("measure"));
    match (measure, replaced(text("measure"))) {
        (None, Some(new)) => tell("measure", text!("the measure is made no more"), new.into()),
        (None, None) => {
            tell(
                "measure",
                text!("the measure is not known"),
                Measure::ALL.map(Measure::key).join(", ").into(),
            );
        }
        _ => {}
    }
    let mut year = |column: &str| {
        let year = Year::parse(text(column));
        if year.is_none() {
            tell(column, text!("the year is not a number"), text!("a year"));
        }
        year
    };
    let (from, to) = (year("year_from"), year("year_to"));
    let mut tell = |column: &str, message: Text, allowed: Text| {
        let span = Span::cell(path, line, column);
        wrong.push(problem(span, message, text(column), allowed, AGAIN));
    };
    let sex = Sex::from_code(text("sex"));
    if sex.is_none() && !text("sex").is_empty() {
        tell("sex", text!("the sex is not known"), text!("F, M, or nothing for both"));
    }
    let age = AgeGroup::parse(text("age"));
    if age.is_none() && !text("age").is_empty() {
        tell(
            "age",
            text!("the age group is not known"),
            text!("`15-19`, `65+` or nothing for all"),
        );
    }
    let central = text("median").parse::<f64>().ok().filter(|value| value.is_finite());
    if central.is_none() {
        tell("median", text!("the figure is not a number"), text!("a number"));
    }
    let obs = ObsStatus::from_code(text("status"));
    if obs.is_none() {
        tell("status", text!("the status is not known"), text!("A, B, E, F, I or P"));
    }
    let synthetic = text("synthetic").parse::<bool>().ok();
    if synthetic.is_none() {
        tell(
            "synthetic",
            text!("it is not said whether the figure is synthetic"),
            text!("true or false"),
        );
    }
    if text("scenario").is_empty() {
        tell("scenario", text!("no scenario is named"), text!("a scenario"));
    }
    if !wrong.is_empty() {
        return None;
    }
    let named = |column: &str| Some(text(column).to_owned()).filter(|text| !text.is_empty());
    let key = FigureKey {
        scenario: text("scenario").to_owned(),
        measure: measure?,
        section: named("section"),
        region: named("region"),
        occupation: named("occupation"),
        sex,
        age,
        from: from?,
        to: to?,
    };
    let cell = Cited {
        file: format!("run/{path}"),
        row: line,
        column: "median".to_owned(),
        text: text("median").to_owned(),
    };
    let status = Status { obs: obs?, synthetic: synthetic? };
    Some((key, RunFigure { central: central?, status, citation: Citation::Cell(cell) }))
}

fn found_only(diagnostics: Vec<Diagnostic>) -> LoadError {
    let findings = diagnostics.len();
    let info = CheckInfo { id: "run", sentence: "the run is as it was written" };
    LoadError::Findings(CheckReport {
        for_forecast: true,
        missing: Vec::new(),
        notes: Vec::new(),
        outcomes: vec![(info, CheckOutcome::Failed { findings })],
        diagnostics,
        resources: 0,
        rows: 0,
    })
}
