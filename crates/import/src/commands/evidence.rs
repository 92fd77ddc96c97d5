//! `suranys import evidence`.

use crate::commands::options::ReadOptions;
use crate::cubes::Window;
use crate::day;
use crate::engine::{Engine, local};
use crate::failure::Failure;
use crate::folder::Folder;
use crate::ingest::{Means, OnError, RejectsFile, Source, bucket_files, ingest};
use crate::mapping::Mapping;
use crate::progress::Progress;
use crate::pseudonym::{Pseudonyms, fingerprint};
use crate::reading::Tally;
use crate::schema::Kind;
use crate::stored::{About, is_stored, together};
use crate::tables::{Postings, Said, Tables, text};
use crate::terminal::{listing, note, print, say};
use crate::vocabulary::Vocabulary;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suranys_core::{Diagnostic, Fingerprint};

/// Arguments of `suranys import evidence`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys import evidence --package data/kz --vacancies 'export/v-*.csv.gz' --resumes export/cv.parquet \\
      --permits export/permits.xlsx --as-of 2025-12-31 --source exchange-2025 -o evidence
  suranys import evidence --package data/kz --vacancies records/vacancies --as-of 2025-12-31 -o evidence \\
      --engine ballista://scheduler:50050

What is written are tables of a data package with the rows that the records give, `sources.csv` with their
source, `audit.csv` on where each row that was read went, and `import.json` on how they were made. The
commands that bring them into the package are printed. Exit codes: 0 done; 1 something is wrong with the
records; 2 could not run.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    read: ReadOptions,
    /// Vacancies: exports, patterns of their names, or folders made by `suranys import records`.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    vacancies: Vec<PathBuf>,
    /// CVs.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    resumes: Vec<PathBuf>,
    /// Permits.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    permits: Vec<PathBuf>,
    /// Day of the extract: what had no day of closing then was open.
    #[arg(long, value_name = "DAY", value_parser = day::read_day)]
    as_of: i32,
    /// First month of which the extract has all records. Without it: January of that year.
    #[arg(long, value_name = "MONTH", value_parser = day::read_month)]
    from: Option<i32>,
    /// Last month of which the extract has all records. Without it: the last that was over.
    #[arg(long, value_name = "MONTH", value_parser = day::read_month)]
    to: Option<i32>,
    /// Counts below it are withheld, and others with them so that no sum gives them away.
    #[arg(long, value_name = "COUNT", default_value_t = 5)]
    min_cell: i64,
    /// Identifier of the source in the package.
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// Publisher of the records, for the list of sources.
    #[arg(long, value_name = "NAME", default_value = "not stated")]
    publisher: String,
    /// What runs the plans: `local`, or the scheduler of a cluster, `ballista://HOST:PORT`.
    #[arg(long, default_value = LOCAL)]
    engine: String,
    /// Pieces that a cluster cuts the work in. Without it: as many as there are buckets.
    #[arg(long, value_name = "NUMBER")]
    partitions: Option<usize>,
    /// New folder for the tables.
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
}

const LOCAL: &str = "local";
/// How the source of synthetic rows begins, by which they are marked.
const SYNTHETIC: &str = "synthetic";
const AUDIT: &str = "audit.csv";

/// How the tables were made.
#[derive(Serialize)]
struct Manifest {
    program: &'static str,
    version: &'static str,
    format: &'static str,
    package: String,
    synthetic: bool,
    as_of: String,
    from: String,
    to: String,
    min_cell: i64,
    records: BTreeMap<&'static str, About>,
    outputs: Vec<Fingerprint>,
}

/// One kind of records, ready for plans.
struct Ready {
    about: About,
    engine: Engine,
}

/// Reads records and writes tables of evidence.
///
/// # Errors
/// When something is wrong with the records, a plan fails, or the folder can't be written.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let window = window(arguments)?;
    let pseudonyms = Pseudonyms::of(arguments.read.key.as_deref())?;
    let folder = Folder::begin(&arguments.output)?;
    let named = [
        (Kind::Vacancy, &arguments.vacancies),
        (Kind::Resume, &arguments.resumes),
        (Kind::Permit, &arguments.permits),
    ];
    let mut rejects = RejectsFile::create(&folder.aside("rejects")?.join("rejects.csv"))?;
    let mut ready: BTreeMap<Kind, Ready> = BTreeMap::new();
    let (mut findings, mut found, mut left_out) = (Vec::new(), 0, 0);
    let mut stored = Vec::new();
    for (kind, files) in named.into_iter().filter(|(_, files)| !files.is_empty()) {
        let mapping = arguments.read.mapping(kind)?;
        let words = arguments.read.words(&mapping)?;
        let records = folder.aside(&format!("records-{}", kind.name()))?;
        let one = Records { kind, files, mapping: &mapping, words: &words, folder: records };
        let (about, buckets, tally) = one.stored(arguments, &pseudonyms, &mut rejects)?;
        found += tally.found;
        left_out += about.rejected;
        findings.extend(tally.findings);
        stored.push((kind, about, buckets));
    }
    if stored.is_empty() {
        let message = "no records are named: `--vacancies`, `--resumes` or `--permits`";
        return Err(Failure::CouldNotRun(message.to_owned()));
    }
    rejects.finish()?;
    settle(arguments, &folder, findings, found, left_out)?;
    for (kind, about, buckets) in stored {
        let engine = engine(arguments, &folder, kind, &buckets)?;
        ready.insert(kind, Ready { about, engine });
    }
    write(arguments, &folder, &ready, window)?;
    drop(ready);
    folder.finish()?;
    print(&next_steps(arguments));
    Ok(())
}

/// Records of a kind on their way to the store.
struct Records<'r> {
    kind: Kind,
    files: &'r [PathBuf],
    mapping: &'r Mapping,
    words: &'r Vocabulary,
    folder: PathBuf,
}

impl Records<'_> {
    /// Stores them, or takes those that are stored.
    fn stored(
        &self,
        arguments: &Arguments,
        pseudonyms: &Pseudonyms,
        rejects: &mut RejectsFile,
    ) -> Result<(About, Vec<Vec<PathBuf>>, Tally), Failure> {
        if self.files.iter().all(|path| is_stored(path)) {
            let (about, buckets) = together(self.files, self.kind, self.words)?;
            return Ok((about, buckets, Tally::default()));
        }
        let coder = arguments.read.coder(self.words)?;
        let means = Means {
            words: self.words,
            coder: &coder,
            pseudonyms,
            workers: arguments.read.workers(),
            packed: arguments.engine != LOCAL,
        };
        let source = Source {
            kind: self.kind,
            files: self.files.to_vec(),
            mapping: self.mapping,
            buckets: None,
        };
        let (tally, count) = ingest(&source, &means, &self.folder, rejects)?;
        let key = fingerprint(pseudonyms);
        let about = About::of(self.kind, &tally, count, (self.words, self.mapping, &coder), key);
        Ok((about, bucket_files(&self.folder, count), tally))
    }
}

/// Stops where something is wrong, or keeps the list of what is left out.
fn settle(
    arguments: &Arguments,
    folder: &Folder,
    findings: Vec<Diagnostic>,
    found: u64,
    left_out: u64,
) -> Result<(), Failure> {
    if found == 0 {
        return Ok(());
    }
    if arguments.read.on_error == OnError::Stop {
        let more = found - findings.len() as u64;
        return Err(Failure::Findings { findings, more });
    }
    say(&listing(&findings));
    note(&format!("{left_out} rows are left out; see rejects.csv"));
    let (from, to) =
        (folder.aside("rejects")?.join("rejects.csv"), folder.path().join("rejects.csv"));
    std::fs::rename(&from, &to).map_err(|why| Failure::io(&to, &why))
}

fn window(arguments: &Arguments) -> Result<Window, Failure> {
    let as_of = arguments.as_of;
    // A month is over when the next day is in another.
    let over = day::month(as_of + 1) - 1;
    let first = arguments.from.unwrap_or(day::month(as_of).div_euclid(12) * 12);
    let last = arguments.to.unwrap_or(over);
    match (first > last, last > over) {
        (_, true) => Err(Failure::CouldNotRun(
            "`--to` is a month that was not over on the day of the extract".to_owned(),
        )),
        (true, _) => Err(Failure::CouldNotRun(
            "no month is over between `--from` and the day of the extract".to_owned(),
        )),
        _ => Ok(Window { as_of, first, last }),
    }
}

fn engine(
    arguments: &Arguments,
    folder: &Folder,
    kind: Kind,
    buckets: &[Vec<PathBuf>],
) -> Result<Engine, Failure> {
    if arguments.engine == LOCAL {
        let postings = folder.aside(&format!("postings-{}", kind.name()))?;
        let progress = Progress::begin("buckets made into postings");
        let spill = folder.aside("spill")?;
        return local::engine(buckets, &postings, &spill, arguments.read.workers(), &mut |done| {
            progress.at(done as u64);
        });
    }
    elsewhere(arguments, buckets)
}

#[cfg(feature = "cluster")]
fn elsewhere(arguments: &Arguments, buckets: &[Vec<PathBuf>]) -> Result<Engine, Failure> {
    use crate::engine::cluster;
    let unknown = || {
        Failure::CouldNotRun(format!(
            "`{}` is no engine: `{LOCAL}` or `ballista://HOST:PORT`",
            arguments.engine
        ))
    };
    let scheduler = cluster::address(&arguments.engine).ok_or_else(unknown)?;
    let partitions = arguments.partitions.unwrap_or(buckets.len()).max(1);
    cluster::engine(scheduler, &buckets.concat(), partitions)
}

#[cfg(not(feature = "cluster"))]
fn elsewhere(arguments: &Arguments, _: &[Vec<PathBuf>]) -> Result<Engine, Failure> {
    let _ = arguments.partitions;
    Err(Failure::CouldNotRun(format!(
        "`{}` is no engine of this program: build it with `--features cluster` for `ballista://HOST:PORT`",
        arguments.engine
    )))
}

/// Runs the plans and writes the tables.
fn write(
    arguments: &Arguments,
    folder: &Folder,
    ready: &BTreeMap<Kind, Ready>,
    window: Window,
) -> Result<(), Failure> {
    let words = Vocabulary::read(&arguments.read.package, None)?;
    let synthetic = ready.values().any(|one| one.about.synthetic > 0);
    let joined = ready.values().all(|one| one.about.joined);
    let classified = ready.values().any(|one| one.about.coded.classifier > 0);
    let said = Said {
        words: &words,
        window,
        source: source(arguments, synthetic),
        // National codes that are taken for those of unit groups since they look alike are imputed, and so are
        // codes of the classifier.
        status: if joined && !classified { "A" } else { "I" },
        threshold: arguments.min_cell,
    };
    let mut tables = Tables::new();
    let mut postings = Vec::new();
    let mut audit = Vec::new();
    for (kind, one) in ready {
        let progress = Progress::begin(&format!("running plans over {}", kind.name()));
        let engine = &one.engine;
        audit.extend(audited(*kind, &one.about, engine.audit(&window)?)?);
        let measure = match kind {
            Kind::Permit => {
                tables.extend(said.permits(&engine.permits(window.as_of)?)?);
                continue;
            }
            Kind::Vacancy => "vacancies",
            Kind::Resume => "resumes",
        };
        let (openings, stocks) = (engine.openings(&window)?, engine.stocks(window.as_of)?);
        if *kind == Kind::Vacancy {
            tables.insert(
                "exchange_duration_by_occupation".to_owned(),
                said.durations(&engine.durations(&window)?)?,
            );
            tables.insert("exchange_wage_by_occupation".to_owned(), said.wages(&openings)?);
        }
        postings.push(Postings { measure, openings, stocks });
        drop(progress);
    }
    if !postings.is_empty() {
        tables.insert("exchange_by_occupation".to_owned(), said.exchange(&postings)?);
    }
    tables.insert("sources".to_owned(), sources(arguments, &said, synthetic)?);
    let mut outputs = Vec::new();
    let header = ["records", "step", "rows"].map(str::to_owned).to_vec();
    let audit = text(header, audit.into_iter())?;
    let files = tables.iter().map(|(name, table)| (format!("{name}.csv"), table));
    for (name, table) in files.chain([(AUDIT.to_owned(), &audit)]) {
        folder.write(&name, table.as_bytes())?;
        outputs.push(Fingerprint::of(name, table.as_bytes()));
    }
    let manifest = Manifest {
        program: "suranys import evidence",
        version: env!("CARGO_PKG_VERSION"),
        format: "suranys-evidence-1",
        package: words.package.clone(),
        synthetic,
        as_of: day::text(window.as_of),
        from: day::month_text(window.first),
        to: day::month_text(window.last),
        min_cell: arguments.min_cell,
        records: ready
            .iter()
            // The key is of no use to others, and two runs without one would differ in it alone.
            .map(|(kind, one)| (kind.name(), one.about.without_key()))
            .collect(),
        outputs,
    };
    let mut json = serde_json::to_string_pretty(&manifest)
        .map_err(|why| Failure::CouldNotRun(why.to_string()))?;
    json.push('\n');
    folder.write("import.json", json.as_bytes())
}

/// Where each row that was read went; the steps add up to what was read.
fn audited(
    kind: Kind,
    about: &About,
    steps: BTreeMap<String, i64>,
) -> Result<Vec<Vec<String>>, Failure> {
    let before = [("rejected", about.rejected), ("not_counted", about.not_counted)];
    let mut rows: Vec<(String, u64)> =
        before.map(|(name, count)| (name.to_owned(), count)).to_vec();
    rows.extend(steps.into_iter().map(|(name, count)| (name, count.max(0).cast_unsigned())));
    let sum: u64 = rows.iter().map(|(_, count)| count).sum::<u64>();
    if sum != about.read {
        return Err(Failure::CouldNotRun(format!(
            "{} rows of `{}` were read, and {sum} went somewhere: the records are not those that were read",
            about.read,
            kind.name()
        )));
    }
    // What codes rest on, of all records that were kept, before any of them is found to be there twice.
    let coded = about.coded.steps();
    if coded.iter().map(|(_, count)| count).sum::<u64>() != about.kept {
        return Err(Failure::CouldNotRun(format!(
            "{} records of `{}` were kept, and as many are not counted by what their code rests on",
            about.kept,
            kind.name()
        )));
    }
    rows.insert(0, ("read".to_owned(), about.read));
    rows.push(("kept".to_owned(), about.kept));
    rows.extend(coded.map(|(step, count)| (step.to_owned(), count)));
    rows.push(("wage_not_turned".to_owned(), about.wage_not_turned));
    Ok(rows
        .into_iter()
        .map(|(step, count)| vec![kind.name().to_owned(), step, count.to_string()])
        .collect())
}

/// The identifier of the source; that of synthetic records begins so that rows are known by it.
fn source(arguments: &Arguments, synthetic: bool) -> String {
    let named = arguments.source.clone();
    let named = named.unwrap_or_else(|| format!("records-{}", day::text(arguments.as_of)));
    match synthetic && !named.starts_with(SYNTHETIC) {
        true => format!("{SYNTHETIC}-{named}"),
        false => named,
    }
}

fn sources(arguments: &Arguments, said: &Said<'_>, synthetic: bool) -> Result<String, Failure> {
    let header = ["id", "publisher", "dataset", "locator", "vintage", "licence", "note"];
    let dataset =
        if synthetic { "synthetic records, drawn from a seed" } else { "records without names" };
    let (year, ..) = day::civil(arguments.as_of);
    let row = [
        said.source.as_str(),
        if synthetic { "nobody" } else { &arguments.publisher },
        dataset,
        "suranys import evidence; see import.json",
        &year.to_string(),
        "not stated",
        &format!("counts below {} are withheld", arguments.min_cell),
    ]
    .map(str::to_owned);
    text(header.map(str::to_owned).to_vec(), std::iter::once(row.to_vec()))
}

/// The commands that bring the tables into the package.
fn next_steps(arguments: &Arguments) -> String {
    let tables = [
        "sources",
        "exchange_by_occupation",
        "exchange_duration_by_occupation",
        "exchange_wage_by_occupation",
        "foreign_labour_permits_by_occupation",
        "foreign_labour_permits_by_section",
        "foreign_labour_permits",
    ];
    let (folder, package) = (arguments.output.display(), arguments.read.package.display());
    let there = tables.iter().filter(|name| is_there(&arguments.output, name));
    let lines = there.map(|name| {
        format!(
            "suranys package import {folder}/{name}.csv --as {name} --package {package} --yes\n"
        )
    });
    lines.chain([format!("suranys check {package}\n")]).collect()
}

fn is_there(folder: &Path, table: &str) -> bool {
    folder.join(format!("{table}.csv")).is_file()
}
