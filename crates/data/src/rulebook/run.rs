//! What rules read of a stored run.

use super::evidence::found_only;
use crate::LoadError;
use crate::package::open::CannotRun;
use crate::store::folder::read_folder;
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{Measure, RunManifest};
use suranys_core::scenario::RunSettings;
use suranys_core::shortage_list::{Cited, ForecastFigure, ForecastMeasure};
use suranys_core::{Diagnostic, ObsStatus, Span, Status};

const MANIFEST: &str = "manifest.json";
const BALANCE: &str = "tables/balance.csv";
const EMPLOYMENT: [&str; 2] =
    ["tables/employment_by_occupation.csv", "tables/employment_by_section.csv"];
const DRAWS: &str = "tables/shortage_draws.csv";
/// Its name in runs stored before.
const FORMER_DRAWS: &str = "tables/gap_draws.csv";
/// All of them.
const READ: [&str; 5] = [BALANCE, EMPLOYMENT[0], EMPLOYMENT[1], DRAWS, FORMER_DRAWS];
/// The scenario read when the run has it.
const BASELINE: &str = "baseline";

/// What a run says of occupations.
#[derive(Debug, Clone, Default)]
pub struct RunRead {
    /// Figures, all of one scenario.
    pub forecast: Vec<ForecastFigure>,
    /// Draws of the gap by occupation.
    pub shortage_draws: BTreeMap<String, Vec<f64>>,
    /// Seed of the run.
    pub seed: u64,
    /// Number of draws of the run.
    pub draws: usize,
    /// Whether a figure of it is invented.
    pub synthetic: bool,
    /// The run's manifest.
    pub files: Vec<Fingerprint>,
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

/// What rules read of a run: its settings, and its tables as a report writes them.
#[derive(Debug, Clone)]
pub struct RunFiles {
    settings: RunSettings,
    /// Tables by path, as CSV.
    tables: BTreeMap<&'static str, Vec<u8>>,
    /// Fingerprint of the manifest of a run that lies in a folder.
    manifest: Option<Fingerprint>,
}

impl RunFiles {
    /// Tables of a run, by path as in the folder of a report; those that rules don't read are left
    /// out.
    #[must_use]
    pub fn new(
        settings: &RunSettings,
        tables: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> RunFiles {
        let read = |path: String| READ.into_iter().find(|name| **name == path);
        RunFiles {
            settings: settings.clone(),
            tables: tables.into_iter().filter_map(|(p, bytes)| Some((read(p)?, bytes))).collect(),
            manifest: None,
        }
    }

    /// Whether rules read the table at a path in the folder of a report.
    #[must_use]
    pub fn reads(path: &str) -> bool {
        READ.contains(&path)
    }

    /// The tables in the folder of a report.
    ///
    /// # Errors
    /// When the folder holds no report, or a table is not the one the manifest describes.
    pub fn of_folder(folder: &Path) -> Result<RunFiles, LoadError> {
        let at = folder.join(MANIFEST);
        let unreadable = |why: String| {
            LoadError::CannotRun(CannotRun::Unreadable { path: at.display().to_string(), why })
        };
        let files = read_folder(folder).map_err(|e| unreadable(e.to_string()))?;
        let manifest = files.iter().find(|(path, _)| path == MANIFEST).map(|(_, bytes)| bytes);
        let manifest = manifest.ok_or_else(|| unreadable("the folder holds no run".to_owned()))?;
        let fingerprint = Fingerprint::of(format!("run/{MANIFEST}"), manifest);
        let manifest: RunManifest =
            serde_json::from_slice(manifest).map_err(|e| unreadable(e.to_string()))?;
        let run = RunFiles::new(&manifest.run.settings, files);
        let known = |(name, bytes): &(&&str, &Vec<u8>)| {
            manifest.outputs.contains(&Fingerprint::of(**name, bytes))
        };
        let changed = run.tables.iter().filter(|table| !known(table));
        let problems: Vec<Diagnostic> = changed
            .map(|(name, _)| {
                Diagnostic::error(
                    "run",
                    Span::file(*name),
                    "the table is not the one the run's manifest describes",
                )
                .allowed("the file as `suranys report` wrote it")
                .help("make the run again")
            })
            .collect();
        if problems.is_empty() {
            Ok(RunFiles { manifest: Some(fingerprint), ..run })
        } else {
            Err(found_only(problems))
        }
    }

    fn table(&self, name: &'static str) -> Option<Csv> {
        self.tables.get(name).map(|bytes| Csv::read(name, bytes))
    }

    /// Seed, draws and periods of the run.
    #[must_use]
    pub fn settings(&self) -> &RunSettings {
        &self.settings
    }

    /// Scenarios whose balance the run tells, in its order.
    #[must_use]
    pub fn scenarios(&self) -> Vec<String> {
        let mut known: Vec<String> = Vec::new();
        let balance = self.table(BALANCE);
        for row in balance.iter().flat_map(|table| table.rows.iter().map(move |r| (table, r))) {
            let name = row.0.text(row.1, "scenario");
            if !known.iter().any(|k| k == name) {
                known.push(name.to_owned());
            }
        }
        known
    }

    /// Reads one scenario; the baseline where none is named.
    ///
    /// # Errors
    /// When the run has no such scenario, no balance, or a table that can't be read.
    pub(super) fn read(&self, scenario: Option<&str>) -> Result<RunRead, Vec<Diagnostic>> {
        let mut read = RunRead {
            seed: self.settings.seed,
            draws: self.settings.draws,
            files: self.manifest.iter().cloned().collect(),
            ..RunRead::default()
        };
        let Some(balance) = self.table(BALANCE) else {
            let message = "the run does not compare need with supply";
            return Err(vec![
                Diagnostic::error("run", Span::file(BALANCE), message)
                    .allowed("a table `balance.csv`")
                    .help(
                        "make the run again with a package that has labour force and occupations",
                    ),
            ]);
        };
        let mut problems = Vec::new();
        let known = self.scenarios();
        let chosen = scenario.unwrap_or_else(|| {
            let baseline = known.iter().find(|name| *name == BASELINE).or(known.first());
            baseline.map_or("", String::as_str)
        });
        if !known.iter().any(|name| name == chosen) {
            problems.push(
                Diagnostic::error(
                    "run",
                    Span::file(BALANCE),
                    "the run does not have this scenario",
                )
                .found(chosen)
                .allowed(known.join(", "))
                .help("name one of them"),
            );
        }
        let period = self.settings.policy_period;
        let (from, to) = (period.from().to_string(), period.to().to_string());
        read.figures(&balance, chosen, &from, &to, &mut problems);
        for table in EMPLOYMENT.into_iter().filter_map(|name| self.table(name)) {
            read.figures(&table, chosen, &from, &from, &mut problems);
        }
        if let Some(table) = self.table(DRAWS).or_else(|| self.table(FORMER_DRAWS)) {
            read.draws(&table, chosen);
        }
        if problems.is_empty() { Ok(read) } else { Err(problems) }
    }
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
            let measure = match Measure::from_key(text("measure")) {
                Some(Measure::Shortage) => ForecastMeasure::Shortage,
                Some(Measure::ShortageProbability) => ForecastMeasure::ShortageProbability,
                Some(Measure::Employment) => ForecastMeasure::Employment,
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
                    self.shortage_draws.entry(name.clone()).or_default().push(value);
                }
            }
        }
    }
}
