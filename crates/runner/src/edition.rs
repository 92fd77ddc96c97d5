//! From a run to the files of an edition, all in memory.

use crate::failure::Failure;
use crate::order::Order;
use crate::paths::scenarios_folder;
use crate::run::{Files, LISTING, Made, forecast_of, scenario_files};
use std::path::Path;
use suranys_core::Diagnostic;
use suranys_core::country::Country;
use suranys_core::progress::Follower;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{EditionSpec, Extent, RunManifest};
use suranys_core::run_output::{RunOutput, StoredRun};
use suranys_core::table::ResultTable;
use suranys_core::{Text, text};
use suranys_data::{MIN_DRAWS, Sound, manifest_file, parquet_bytes, read_resolved};
use suranys_report::{
    Described, LabelBook, Look, Part, ReportError, SCHEMA_FILE, Theme, Words, render, schema,
    signal_tables, table_of_draws, tables,
};

/// Per cent of the work done when everything is rendered.
const STORING: f64 = 95.0;

/// The languages asked for, else those of the country.
pub fn languages_of(asked: &[String], country: &Country) -> Vec<String> {
    match asked.is_empty() {
        true => LabelBook::languages_of(country).into_iter().map(str::to_owned).collect(),
        false => asked.to_vec(),
    }
}

/// The files of an edition, the manifest among them.
pub struct Edition {
    /// Path in the edition's folder, and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// The manifest among them.
    pub manifest: RunManifest,
}

/// Makes the report of a package, with few draws and nothing of it kept. Of its formats the web page
/// alone is made: all are written from the same document and charts.
///
/// # Errors
/// What a report would be refused for.
pub fn trial(order: &Order, of_run: &Sound, follower: &dyn Follower) -> Result<(), Failure> {
    let (made, ()) =
        forecast_of(order, of_run, Some(MIN_DRAWS), Extent::Report, follower, None, |_| Ok(()))?;
    let parts = vec![Part::Html.key().to_owned()];
    edition(made, &EditionSpec { parts, ..full_edition(&of_run.inputs.country) }, follower)?;
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
        width: None,
        since: None,
    }
}

/// What `spec` asks for in the words of the report.
struct Wanted {
    parts: Vec<Part>,
    look: Look,
    books: Vec<LabelBook>,
}

fn wanted(spec: &EditionSpec, country: &Country) -> Result<Wanted, Failure> {
    let unknown = |what: Text, word: &str, known: Vec<&str>| {
        Failure::Usage(text!(
            "`{word}` is no {what}; there are: {known}",
            word,
            what,
            known = known.join(", ")
        ))
    };
    let parts: Result<Vec<Part>, Failure> = spec
        .parts
        .iter()
        .map(|key| {
            Part::from_key(key).ok_or_else(|| unknown(text!("part of a report"), key, part_keys()))
        })
        .collect();
    let theme = Theme::from_key(&spec.theme)
        .ok_or_else(|| unknown(text!("theme"), &spec.theme, theme_keys()))?;
    let books: Result<Vec<LabelBook>, ReportError> =
        spec.languages.iter().map(|language| LabelBook::of(language, country)).collect();
    let width = spec.width.unwrap_or(Look::USUAL_WIDTH);
    if !Look::WIDTHS.contains(&width) {
        let (min, max) = (Look::WIDTHS.start(), Look::WIDTHS.end());
        let text =
            text!("`{width}` is no width of a picture; those are {min} to {max}", width, min, max);
        return Err(Failure::Usage(text));
    }
    Ok(Wanted { parts: parts?, look: Look { theme, width }, books: books? })
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
pub fn edition(
    made: Made,
    spec: &EditionSpec,
    follower: &dyn Follower,
) -> Result<Edition, Failure> {
    let Made { mut run, draws } = made;
    run.output.since.clone_from(&spec.since);
    let wanted = wanted(spec, &run.output.country)?;
    let draws = match (wanted.parts.contains(&Part::Draws), draws) {
        (true, None) => return Err(Failure::Usage(NO_DRAWS)),
        (true, Some(files)) => files,
        (false, _) => Files::new(),
    };
    follower.at(LISTING, "drawing and typesetting")?;
    let mut files = languages(&run.output, &wanted)?;
    follower.at(STORING, "storing")?;
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
const NO_DRAWS: Text = text!(
    "a stored run holds figures without their draws; name the package to have \
                        `draws` written, or leave that part out"
);

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

/// The files of every language, each in a folder of its own; languages are worked on at once.
fn languages(output: &RunOutput, wanted: &Wanted) -> Result<Files, Failure> {
    let results: Vec<Result<Files, ReportError>> = std::thread::scope(|scope| {
        let running: Vec<_> = wanted
            .books
            .iter()
            .map(|book| scope.spawn(|| render(output, book, &wanted.parts, wanted.look)))
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
