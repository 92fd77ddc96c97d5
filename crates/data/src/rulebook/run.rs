//! What rules read of a stored run.

use crate::package::CannotRun;
use crate::store::read_folder;
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::list::{Cited, ForecastFigure, ForecastMeasure};
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{Measure, RunManifest};
use suranys_core::scenario::RunSettings;
use suranys_core::{Diagnostic, ObsStatus, Span, Status};

const MANIFEST: &str = "manifest.json";
const BALANCE: &str = "tables/balance.csv";
const EMPLOYMENT: [&str; 2] =
    ["tables/employment_by_occupation.csv", "tables/employment_by_section.csv"];
const DRAWS: &str = "tables/gap_draws.csv";
/// The scenario read when the run has it.
const BASELINE: &str = "baseline";

/// What a run says of occupations.
#[derive(Debug, Clone, Default)]
pub struct RunRead {
    /// Figures, all of one scenario.
    pub forecast: Vec<ForecastFigure>,
    /// Draws of the gap by occupation.
    pub gap_draws: BTreeMap<String, Vec<f64>>,
    /// Seed of the run.
    pub seed: u64,
    /// Number of draws of the run.
    pub draws: usize,
    /// Whether a figure of it is invented.
    pub synthetic: bool,
    /// The run's manifest.
    pub files: Vec<Fingerprint>,
}

/// Why a run can't be read.
pub enum RunError {
    /// There is none.
    CannotRun(CannotRun),
    /// It is not as it was written, or says things that can't be read.
    Findings(Vec<Diagnostic>),
}

struct Csv {
    file: &'static str,
    header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl Csv {
    fn read(file: &'static str, bytes: &[u8]) -> Csv {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut rows: Vec<(u64, Vec<String>)> = reader
            .records()
            .flatten()
            .map(|r| {
                (r.position().map_or(0, csv::Position::line), r.iter().map(str::to_owned).collect())
            })
            .collect();
        let header = if rows.is_empty() { Vec::new() } else { rows.remove(0).1 };
        Csv { file, header, rows }
    }

    fn text<'r>(&self, row: &'r (u64, Vec<String>), column: &str) -> &'r str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| row.1.get(at)).map_or("", String::as_str)
    }

    fn cited(&self, row: &(u64, Vec<String>), column: &str) -> Cited {
        Cited {
            file: format!("run/{}", self.file),
            row: row.0,
            column: column.to_owned(),
            text: self.text(row, column).to_owned(),
        }
    }
}

/// Reads a run's folder; `scenario` is the baseline where none is named.
///
/// # Errors
/// When the folder holds no run, or a table is not the one the manifest describes.
pub fn read_run(folder: &Path, scenario: Option<&str>) -> Result<RunRead, RunError> {
    let at = folder.join(MANIFEST);
    let unreadable = |why: String| {
        RunError::CannotRun(CannotRun::Unreadable { path: at.display().to_string(), why })
    };
    let files = read_folder(folder).map_err(|e| unreadable(e.to_string()))?;
    let manifest = files.iter().find(|(path, _)| path == MANIFEST).map(|(_, bytes)| bytes);
    let manifest = manifest.ok_or_else(|| unreadable("the folder holds no run".to_owned()))?;
    let fingerprint = Fingerprint::of(format!("run/{MANIFEST}"), manifest);
    let manifest: RunManifest =
        serde_json::from_slice(manifest).map_err(|e| unreadable(e.to_string()))?;
    let read = read_tables(&files, &manifest.outputs, &manifest.run.settings, scenario)?;
    Ok(RunRead { files: vec![fingerprint], ..read })
}

/// Reads the tables of a run of which `outputs` are the fingerprints.
///
/// # Errors
/// When a table is not the one of the fingerprints, or says what can't be read.
pub fn read_tables(
    files: &[(String, Vec<u8>)],
    outputs: &[Fingerprint],
    settings: &RunSettings,
    scenario: Option<&str>,
) -> Result<RunRead, RunError> {
    let bytes = |name: &str| files.iter().find(|(path, _)| path == name).map(|(_, bytes)| bytes);
    let mut read = RunRead { seed: settings.seed, draws: settings.draws, ..RunRead::default() };
    let mut problems = Vec::new();
    let mut table = |name: &'static str| -> Option<Csv> {
        let bytes = bytes(name)?;
        let known = outputs.iter().find(|f| f.path == name);
        if known.is_none_or(|f| *f != Fingerprint::of(name, bytes)) {
            problems.push(
                Diagnostic::error(
                    "run",
                    Span::file(name),
                    "the table is not the one the run's manifest describes",
                )
                .allowed("the file as `suranys report` wrote it")
                .help("make the run again"),
            );
        }
        Some(Csv::read(name, bytes))
    };
    let balance = table(BALANCE);
    let employment: Vec<Csv> = EMPLOYMENT.into_iter().filter_map(&mut table).collect();
    let draws = table(DRAWS);
    let Some(balance) = balance else {
        let message = "the run does not compare need with supply";
        return Err(RunError::Findings(vec![
            Diagnostic::error("run", Span::file(BALANCE), message)
                .allowed("a table `balance.csv`")
                .help("make the run again with a package that has labour force and occupations"),
        ]));
    };
    let mut known: Vec<&str> = Vec::new();
    for row in &balance.rows {
        let name = balance.text(row, "scenario");
        if !known.contains(&name) {
            known.push(name);
        }
    }
    let chosen = scenario.unwrap_or_else(|| {
        if known.contains(&BASELINE) { BASELINE } else { known.first().copied().unwrap_or("") }
    });
    if !known.contains(&chosen) {
        problems.push(
            Diagnostic::error("run", Span::file(BALANCE), "the run does not have this scenario")
                .found(chosen)
                .allowed(known.join(", "))
                .help("name one of them"),
        );
    }
    let period = settings.policy_period;
    let (from, to) = (period.from().to_string(), period.to().to_string());
    read.figures(&balance, chosen, &from, &to, &mut problems);
    for table in &employment {
        read.figures(table, chosen, &from, &from, &mut problems);
    }
    if let Some(table) = draws {
        read.draws(&table, chosen);
    }
    if problems.is_empty() { Ok(read) } else { Err(RunError::Findings(problems)) }
}

impl RunRead {
    fn figures(
        &mut self,
        table: &Csv,
        scenario: &str,
        from: &str,
        to: &str,
        problems: &mut Vec<Diagnostic>,
    ) {
        for row in &table.rows {
            let text = |column: &str| table.text(row, column);
            let measure = match text("measure") {
                m if m == Measure::Gap.key() => ForecastMeasure::Gap,
                m if m == Measure::GapProbability.key() => ForecastMeasure::GapProbability,
                m if m == Measure::Employment.key() => ForecastMeasure::Employment,
                _ => continue,
            };
            let whole = ["section", "region", "sex", "age"].iter().all(|c| text(c).is_empty());
            let here = text("scenario") == scenario && text("from") == from && text("to") == to;
            if !here || !whole {
                continue;
            }
            let synthetic = text("synthetic") != "false";
            self.synthetic |= synthetic;
            let (value, obs) = (text("median").parse(), ObsStatus::from_code(text("status")));
            let (Ok(value), Some(obs)) = (value, obs) else {
                problems.push(
                    Diagnostic::error(
                        "run",
                        Span::cell(table.file, row.0, "median"),
                        "the row has no number with a status",
                    )
                    .found(format!("{}, {}", text("median"), text("status")))
                    .allowed("a number, and A, B, E, F, I or P")
                    .help("make the run again"),
                );
                continue;
            };
            self.forecast.push(ForecastFigure {
                occupation: text("occupation").to_owned(),
                measure,
                value,
                period: if from == to { from.to_owned() } else { format!("{from}–{to}") },
                status: Status { obs, synthetic },
                cell: table.cited(row, "median"),
            });
        }
    }

    /// A column for each occupation, a row for each draw.
    fn draws(&mut self, table: &Csv, scenario: &str) {
        for row in table.rows.iter().filter(|row| table.text(row, "scenario") == scenario) {
            for (name, text) in table.header.iter().zip(&row.1) {
                if let (true, Ok(value)) = (name.contains(':'), text.parse()) {
                    self.gap_draws.entry(name.clone()).or_default().push(value);
                }
            }
        }
    }
}
