//! From a package and scenarios to a run, and from a run to the files of an edition, all in
//! memory. Rulebooks and the sweep file are looked for next to the package; where there are none,
//! the run goes without list or sensitivities.

use crate::diagnostics::Failure;
use crate::order::Order;
use crate::paths::{REPORTED_SWEEP, reported_scenarios, scenarios_folder};
use crate::progress::Progress;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use suranys_core::Diagnostic;
use suranys_core::comparison::Elsewhere;
use suranys_core::country::Country;
use suranys_core::inputs::Inputs;
use suranys_core::progress::Portion;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{EditionSpec, Extent, Note, RunIdentity, RunManifest, Sensitivity};
use suranys_core::run_output::{ForecastOutput, RunOutput, StoredRun};
use suranys_core::scenario::{RunSettings, Scenario};
use suranys_core::shortage_list::{
    Evidence, ListOutput, PackageEvidence, RunFigures, SignalForecast,
};
use suranys_core::table::ResultTable;
use suranys_core::time::Vintage;
use suranys_data::{
    DrawFiles, MIN_DRAWS, RuleRequest, Sound, SweepVocabulary, manifest_file, parquet_bytes,
    read_country, read_package, read_panel_rules, read_resolved, read_rulebook, read_scenarios_for,
    read_signal_book, read_sweep, rulebook_dates, sibling, sibling_file, sibling_folder,
};
use suranys_model::sensitivity::sensitivities;
use suranys_model::{TakeDraws, forecast_to};
use suranys_report::{
    Described, LabelBook, Part, ReportError, SCHEMA_FILE, Theme, Words, render, schema,
    signal_tables, table_of_draws, tables,
};
use suranys_rules::{Grading, compare, graded, panel_evidence, recommend};

const FORMAT: u32 = 5;
/// The portions of the work when a model is run before rendering.
const FORECASTING: Portion = Portion::new(5.0, 50.0);
const LISTING: f64 = 50.0;
const STORING: f64 = 95.0;

/// The languages asked for, else those of the country.
pub fn languages_of(asked: &[String], country: &Country) -> Vec<String> {
    match asked.is_empty() {
        true => LabelBook::languages_of(country).into_iter().map(str::to_owned).collect(),
        false => asked.to_vec(),
    }
}

/// The words of the language asked for, else of the package's first.
///
/// # Errors
/// When the package or the language can't be read.
pub fn words_of(package: &Path, asked: Option<&String>) -> Result<Words, Failure> {
    let country = read_country(package)?;
    let language = match asked {
        Some(language) => language.clone(),
        None => languages_of(&[], &country).into_iter().next().unwrap_or_default(),
    };
    Ok(Words::of(&LabelBook::of(&language, &country)?))
}

/// The files of an edition, the manifest among them.
pub struct Edition {
    /// Path in the edition's folder, and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// The manifest among them.
    pub manifest: RunManifest,
}

/// Checks and forecasts.
///
/// # Errors
/// When the inputs have findings, or the model can't do its work.
pub fn forecast(order: &Order, extent: Extent, progress: &Progress) -> Result<StoredRun, Failure> {
    progress.at(0.0, "checking");
    let (of_run, _) = read_package(&order.package)?;
    Ok(forecast_after(order, &of_run, extent, progress, |_| Ok(()))?.0.run)
}

/// A run as the model made it.
pub struct Made {
    /// The run.
    pub run: StoredRun,
    /// Files of the draws of its figures, where the order asks for them.
    pub draws: Option<Files>,
}

impl From<StoredRun> for Made {
    /// A run read back, which holds figures and no draws.
    fn from(run: StoredRun) -> Made {
        Made { run, draws: None }
    }
}

/// Looks with `look` at what depends on the settings alone, and forecasts from inputs that were
/// checked.
///
/// # Errors
/// When the scenarios have findings, `look` refuses, or the model can't do its work.
pub fn forecast_after<T>(
    order: &Order,
    of_run: &Sound,
    extent: Extent,
    progress: &Progress,
    look: impl FnOnce(&RunSettings) -> Result<T, Failure>,
) -> Result<(Made, T), Failure> {
    forecast_of(order, of_run, None, extent, progress, look)
}

/// Forecasts from inputs that were checked, with `draws` in place of those of the scenarios.
fn forecast_of<T>(
    order: &Order,
    Sound { inputs, evidence }: &Sound,
    draws: Option<usize>,
    extent: Extent,
    progress: &Progress,
    look: impl FnOnce(&RunSettings) -> Result<T, Failure>,
) -> Result<(Made, T), Failure> {
    known_by(inputs, order.as_of)?;
    let (mut scenarios, scenario_files) = scenarios(order, inputs)?;
    for scenario in &mut scenarios {
        scenario.settings.draws = draws.unwrap_or(scenario.settings.draws);
    }
    let settings = scenarios.first().map(|baseline| &baseline.settings);
    let seen = look(settings.ok_or_else(|| Failure::Usage("there is no scenario".to_owned()))?)?;
    let mut drawn = order.draws.then(DrawFiles::default);
    let (forecast, swept) = std::thread::scope(|scope| {
        let swept = scope.spawn(|| match extent {
            Extent::Report => reported_sensitivities(order, inputs, draws, &scenarios),
            Extent::Forecast => Ok((Vec::new(), Vec::new())),
        });
        let said = |stage: &str, done: f64| {
            progress.within(FORECASTING, done, &format!("forecasting: {stage}"));
        };
        let mut add = drawn.as_mut().map(|drawn| |figure| drawn.add(figure));
        let take: Option<TakeDraws<'_>> = add.as_mut().map(|add| add as TakeDraws<'_>);
        let forecast = forecast_to(inputs, order.as_of, &scenarios, extent, &said, take);
        (forecast, swept.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let mut forecast = forecast.map_err(|e| Failure::of_model(e, inputs, order.as_of))?;
    if !extent.is_report() {
        forecast.notes.push(Note::new("note.forecast-alone", []));
    }
    let drawn = drawn.map(DrawFiles::finish).transpose()?;
    let (sensitivities, sweep) = swept?;
    progress.at(LISTING, "list of professions");
    let (list, rules) = reported_list(order, inputs, &forecast, evidence, extent)?;
    let output = RunOutput::assemble(forecast, sensitivities, list);
    let identity = RunIdentity {
        format: FORMAT,
        program: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        package: inputs.package.name.clone(),
        package_version: inputs.package.version.clone(),
        as_of: order.as_of,
        settings: output.settings.clone(),
        inputs: inputs.package.files.clone(),
        scenarios: scenario_files,
        rules,
        sweep,
        extent,
    };
    Ok((Made { run: StoredRun { identity, output }, draws: drawn }, seen))
}

/// The list under the version in force at the end of the vintage, or on the day the baseline's
/// author gave it; none where the package has no list, or no rules are dated that early.
///
/// # Errors
/// When the package, a rulebook or the run has findings.
fn reported_list(
    order: &Order,
    inputs: &Inputs,
    output: &ForecastOutput,
    package: &PackageEvidence,
    extent: Extent,
) -> Result<(Option<ListOutput>, Vec<Fingerprint>), Failure> {
    let none = Ok((None, Vec::new()));
    let Some(jurisdiction) = inputs.country.jurisdiction().map(str::to_owned) else { return none };
    if sibling_folder(&order.package, &format!("rules/{jurisdiction}")).is_none() {
        return none;
    }
    let folder = sibling(&order.package, "rules");
    let asked = match (order.as_of, output.scenarios.first()) {
        (None, Some(baseline)) => format!("{jurisdiction}@{}", baseline.date).parse().ok(),
        _ => None,
    };
    let end = order.as_of.map_or(output.base_year, |vintage| vintage.0);
    let request = asked.unwrap_or_else(|| RuleRequest {
        day: format!("{end}-12-31"),
        jurisdiction: jurisdiction.clone(),
    });
    let days = rulebook_dates(&folder, &jurisdiction).map_err(Failure::Findings)?;
    if days.iter().all(|day| *day > request.day) {
        return none;
    }
    if package.approved.is_empty() {
        return none;
    }
    let figures = RunFigures::of(output);
    let of = |scenario: Option<&str>| {
        Evidence::of(package, &figures, scenario).map_err(Failure::Findings)
    };
    let evidence = of(None)?;
    let (book, mut files) = read_rulebook(&folder, &request).map_err(Failure::Findings)?;
    let list = recommend(&book, &evidence);
    let (list, signal_files) = with_signal(
        &folder,
        &request.jurisdiction,
        list,
        (&evidence, figures.signal()),
        SignalAsked { vintage: &request.day, region: "", scored: extent.is_report() },
    )?;
    files.extend(signal_files);
    let others = output.scenarios.iter().skip(1).filter(|_| figures.has_shortage());
    let elsewhere = others.map(|scenario| {
        let other = of(Some(&scenario.id))?;
        let there = recommend(&book, &other);
        Ok(Elsewhere::of(&scenario.id, compare((&evidence, &list), (&other, &there))))
    });
    let elsewhere = elsewhere.collect::<Result<Vec<_>, Failure>>()?;
    Ok((Some(ListOutput { elsewhere, ..list }.for_print()), files))
}

/// What is asked of the signal.
#[derive(Debug, Clone, Copy)]
pub struct SignalAsked<'a> {
    /// Last day on which evidence must have been known.
    pub vintage: &'a str,
    /// Code of a region; empty for the nation.
    pub region: &'a str,
    /// Whether its agreement with published lists is looked at.
    pub scored: bool,
}

/// The list with the graded signal next to its verdicts, by what a run says and the evidence known on
/// a day; and the files of the rulebooks of signal and panel. The list is as it is where the jurisdiction
/// has no rulebook of a signal.
///
/// # Errors
/// When a rulebook has findings.
pub fn with_signal(
    rulebooks: &Path,
    jurisdiction: &str,
    list: ListOutput,
    (evidence, run): (&Evidence, &SignalForecast),
    asked: SignalAsked<'_>,
) -> Result<(ListOutput, Vec<Fingerprint>), Failure> {
    let SignalAsked { vintage, region, scored } = asked;
    let read = read_signal_book(rulebooks, jurisdiction).map_err(Failure::Findings)?;
    let Some((book, mut files)) = read else { return Ok((list, Vec::new())) };
    let mut said = run.clone();
    if !evidence.package.panel.is_empty() {
        let read = read_panel_rules(rulebooks, jurisdiction).map_err(Failure::Findings)?;
        said.evidence.extend(panel_evidence(&evidence.package, &read.0, vintage, region));
        files.extend(read.1);
    }
    let grading = Grading { book: &book, forecast: &said, vintage, region, scored };
    Ok((graded(list, evidence, grading), files))
}

/// The sensitivities of the sweep file next to the package.
///
/// # Errors
/// When the file has findings, or the model can't do its work.
fn reported_sensitivities(
    order: &Order,
    inputs: &Inputs,
    draws: Option<usize>,
    scenarios: &[Scenario],
) -> Result<(Vec<Sensitivity>, Vec<Fingerprint>), Failure> {
    let file = sibling_file(&order.package, REPORTED_SWEEP);
    let Some((baseline, file)) = scenarios.first().zip(file) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let known = SweepVocabulary::of(inputs, baseline, true).as_of(order.as_of);
    let (plan, mut settings, files) = read_sweep(&file, &known).map_err(Failure::Findings)?;
    settings.draws = draws.unwrap_or(settings.draws);
    let baseline = Scenario { settings, ..baseline.clone() };
    let found = sensitivities(inputs, order.as_of, &baseline, &plan)
        .map_err(|e| Failure::of_model(e, inputs, order.as_of))?;
    Ok((found, files))
}

/// Makes the report of a package, with few draws and nothing of it kept. Of its formats the web page
/// alone is made: all are written from the same document and charts.
///
/// # Errors
/// What a report would be refused for.
pub fn trial(order: &Order, of_run: &Sound) -> Result<(), Failure> {
    let progress = Progress::new();
    let (made, ()) =
        forecast_of(order, of_run, Some(MIN_DRAWS), Extent::Report, &progress, |_| Ok(()))?;
    let parts = vec![Part::Html.key().to_owned()];
    edition(made, &EditionSpec { parts, ..full_edition(&of_run.inputs.country) }, &progress)?;
    Ok(())
}

/// What is wrong with what a report of a package needs besides its tables: the words of its
/// languages, and the scenarios.
pub fn surroundings(order: &Order, country: &Country) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for language in languages_of(&[], country) {
        if let Err(why) = LabelBook::of(&language, country) {
            found.extend(Failure::from(why).findings(&order.package));
        }
    }
    let bases = scenarios_folder(&order.package);
    if let Err(problems) = read_resolved(&scenario_files(order), Some(&bases)) {
        found.extend(problems);
    }
    found
}

/// An edition in all languages of a country, with every usual part.
pub fn full_edition(country: &Country) -> EditionSpec {
    EditionSpec {
        languages: languages_of(&[], country),
        parts: Part::ALL.iter().filter(|p| p.is_usual()).map(|p| p.key().to_owned()).collect(),
        theme: theme_keys().first().map(|key| (*key).to_owned()).unwrap_or_default(),
        since: None,
    }
}

/// What `spec` asks for in the words of the report.
struct Wanted {
    parts: Vec<Part>,
    theme: Theme,
    books: Vec<LabelBook>,
}

fn wanted(spec: &EditionSpec, country: &Country) -> Result<Wanted, Failure> {
    let unknown = |what: &str, word: &str, known: Vec<&str>| {
        Failure::Usage(format!("`{word}` is no {what}; there are: {}", known.join(", ")))
    };
    let parts: Result<Vec<Part>, Failure> = spec
        .parts
        .iter()
        .map(|key| Part::from_key(key).ok_or_else(|| unknown("part of a report", key, part_keys())))
        .collect();
    let theme =
        Theme::from_key(&spec.theme).ok_or_else(|| unknown("theme", &spec.theme, theme_keys()))?;
    let books: Result<Vec<LabelBook>, ReportError> =
        spec.languages.iter().map(|language| LabelBook::of(language, country)).collect();
    Ok(Wanted { parts: parts?, theme, books: books? })
}

/// Names of the formats.
pub fn part_keys() -> Vec<&'static str> {
    Part::ALL.into_iter().map(Part::key).collect()
}

/// Names of the themes.
pub fn theme_keys() -> Vec<&'static str> {
    Theme::ALL.into_iter().map(Theme::key).collect()
}

/// Renders a run: `spec` in each of its languages, and the tables once.
///
/// # Errors
/// When `spec` names something there is not, or draws of a run that has none, or a stage can't do its
/// work.
pub fn edition(made: Made, spec: &EditionSpec, progress: &Progress) -> Result<Edition, Failure> {
    let Made { mut run, draws } = made;
    run.output.since.clone_from(&spec.since);
    let wanted = wanted(spec, &run.output.country)?;
    let draws = match (wanted.parts.contains(&Part::Draws), draws) {
        (true, None) => return Err(Failure::Usage(NO_DRAWS.to_owned())),
        (true, Some(files)) => files,
        (false, _) => Files::new(),
    };
    progress.at(LISTING, "drawing and typesetting");
    let mut files = languages(&run.output, &wanted)?;
    progress.at(STORING, "storing");
    files.extend(tabular(&run, &wanted, draws)?);
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let manifest = RunManifest {
        run: run.identity.clone(),
        edition: spec.clone(),
        outputs: Fingerprint::of_files(&files),
    };
    files.push(manifest_file(&manifest)?);
    Ok(Edition { files, manifest })
}

/// Why there are no draws to write.
const NO_DRAWS: &str = "a stored run holds figures without their draws; name the package to have \
                        `draws` written, or leave that part out";

/// The tables in the formats asked for and the draws, with the description of all of them.
///
/// # Errors
/// When a table can't be written.
fn tabular(run: &StoredRun, wanted: &Wanted, draws: Files) -> Result<Files, Failure> {
    let (csv, parquet) =
        (wanted.parts.contains(&Part::Tables), wanted.parts.contains(&Part::Parquet));
    let mut files = Files::new();
    let mut described: Vec<(ResultTable, Vec<String>)> = Vec::new();
    if csv || parquet {
        let mut all = tables(&run.output);
        if let Some(list) = &run.output.list {
            let words: Vec<Words> = wanted.books.iter().map(Words::of).collect();
            all.extend(signal_tables(list, &words));
        }
        for table in all {
            let mut of_table = Files::new();
            if csv {
                of_table.push((format!("tables/{}.csv", table.name), table.csv(true)?));
            }
            if parquet {
                of_table.push((format!("tables/{}.parquet", table.name), parquet_bytes(&table)?));
            }
            described.push((table, of_table.iter().map(|(path, _)| path.clone()).collect()));
            files.append(&mut of_table);
        }
    }
    for (path, _) in &draws {
        let measure = Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
        described.push((table_of_draws(&measure), vec![path.clone()]));
    }
    files.extend(draws);
    if !described.is_empty() {
        let all: Vec<Described<'_>> =
            described.iter().map(|(table, files)| Described { table, files }).collect();
        files.push((SCHEMA_FILE.to_owned(), schema(&run.identity.package, &all)?));
    }
    Ok(files)
}

/// Files by path, with their content.
pub type Files = Vec<(String, Vec<u8>)>;

/// The files of every language, each in a folder of its own; languages are worked on at once.
fn languages(output: &RunOutput, wanted: &Wanted) -> Result<Files, Failure> {
    let results: Vec<Result<Files, ReportError>> = std::thread::scope(|scope| {
        let running: Vec<_> = wanted
            .books
            .iter()
            .map(|book| scope.spawn(|| render(output, book, &wanted.parts, wanted.theme)))
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut files = Vec::new();
    for (book, rendered) in wanted.books.iter().zip(results) {
        let folder = book.language();
        files.extend(rendered?.into_iter().map(|(path, b)| (format!("{folder}/{path}"), b)));
    }
    Ok(files)
}

/// The scenarios of an order, to be run on `inputs`.
///
/// # Errors
/// With every finding in their files.
pub fn scenarios(
    order: &Order,
    inputs: &Inputs,
) -> Result<(Vec<Scenario>, Vec<Fingerprint>), Failure> {
    let bases = scenarios_folder(&order.package);
    read_scenarios_for(&scenario_files(order), &bases, inputs).map_err(Failure::Findings)
}

/// The scenario files of an order: those it names, else those next to the package.
pub fn scenario_files(order: &Order) -> Vec<PathBuf> {
    match order.scenarios.as_slice() {
        [] => reported_scenarios(&order.package),
        named => named.to_vec(),
    }
}

/// Refuses a vintage from which the data say nothing new, or that is older than all of them.
///
/// # Errors
/// With the years there are.
pub fn known_by(inputs: &Inputs, as_of: Option<Vintage>) -> Result<(), Failure> {
    let years = inputs.employment_by_section.cells.keys().map(|(_, year)| *year);
    let (Some(Vintage(year)), Some(first), Some(last)) =
        (as_of, years.min(), inputs.last_observed())
    else {
        return Ok(());
    };
    match (first..=last).contains(&year) {
        true => Ok(()),
        false => Err(Failure::Usage(format!(
            "`--as-of {year}`: the data are of {first} to {last}; name one of those years"
        ))),
    }
}

/// Files that are not the same in both lists.
pub fn differing(then: &[Fingerprint], now: &[Fingerprint]) -> BTreeSet<String> {
    let absent = |list: &[Fingerprint], file: &Fingerprint| !list.contains(file);
    let gone = then.iter().filter(|file| absent(now, file));
    gone.chain(now.iter().filter(|file| absent(then, file))).map(|file| file.path.clone()).collect()
}
