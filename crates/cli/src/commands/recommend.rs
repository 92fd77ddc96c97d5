//! `suranys recommend`.

use crate::diagnostics::Failure;
use crate::language::report_language;
use crate::paths::default_package;
use crate::progress::Progress;
use crate::terminal::{Format, note, notes, print, print_csv, print_document, show};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::provenance::Fingerprint;
use suranys_core::shortage_list::{ListOutput, PackageEvidence};
use suranys_core::table::ResultTable;
use suranys_core::text;
use suranys_data::{RuleRequest, Target, default_report, manifest_file, read_country};
use suranys_report::plain_text::list::list_text;
use suranys_report::plain_text::reasons::explain;
use suranys_report::plain_text::rule_changes::{
    RuleChanges, rule_changes_table, rule_changes_text,
};
use suranys_report::{LabelBook, ReportError, Words, data_request_files, list_json, list_table};
use suranys_rules::{book_changes, data_requests, verdict_changes};
use suranys_runner::languages_of;
use suranys_runner::paths::read_with;
use suranys_runner::recommend::{Basis, ListRequest, meant, publication};

/// Folder of reports.
const REPORTS: &str = "reports";
/// Rows of a printed table where none are asked for.
const TOP: usize = 40;

/// Arguments of `suranys recommend`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys recommend reports/2023-2027 --rules kz@2023-02-20 --top 30
  suranys recommend --explain kz:neurosurgeon          the reasons, down to file and row
  suranys recommend --explain врачи-специалисты --lang ru
  suranys recommend --sector health --region KZ-75      a region's list of one priority sector
  suranys recommend --as-of 2022                        what was to be said with the data to 2022
  suranys recommend --request letters                   letters and tables to those who hold data
  suranys recommend --diff kz@2023-01-01 kz@2023-02-20  the effect of a change of rules
  suranys recommend --out list/2023                     the complete publication set
  suranys recommend --out list/2023 --letter letter.toml   its letter with number, date and signature
  suranys recommend --format csv > list.csv

The graded signal ranks unit groups by tier: recommend, consult, watch, undetermined, no-case. The verdict
of the rules stands next to it: `meets`, `does-not-meet` or `undetermined`; for an undetermined one, the
missing data are named. `--explain` gives the basis of every threshold: an act, a draft act or an expert assumption.")]
pub struct Arguments {
    /// Folder of a stored run, or of a report with tables. Without it: the report of the package or, where the
    /// package changed since, a forecast made anew.
    run: Option<PathBuf>,
    /// Jurisdiction and date; the version in force on that date is applied. Without it: the one the
    /// package names.
    #[arg(long)]
    rules: Option<RuleRequest>,
    /// Folder of the data package.
    #[arg(long, default_value_os_t = default_package())]
    package: PathBuf,
    /// Folder of rulebooks. Without it: `rules` next to the package, or `data/rules`.
    #[arg(long, value_name = "FOLDER")]
    rulebooks: Option<PathBuf>,
    /// Scenario whose figures the rules are applied to. Without it: the baseline.
    #[arg(long)]
    scenario: Option<String>,
    /// Number of rows to print. Without it: 40 in the table for people, all in CSV and JSON.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Explain signal and verdict of one occupation or profession, down to the cells they rest on: by
    /// identifier, code, or name in any language of the package.
    #[arg(long, value_name = "OCCUPATION", conflicts_with_all = ["diff", "out", "request"])]
    explain: Option<String>,
    /// Only occupations and professions of a priority sector: its identifier or name.
    #[arg(long, conflicts_with_all = ["diff", "explain"])]
    sector: Option<String>,
    /// The list of a region, by code or name: the nation's signal, unless the region's own figures depart.
    #[arg(long, conflicts_with = "diff")]
    region: Option<String>,
    /// What was to be said with the data to the end of a year: the forecast is made anew from the package.
    #[arg(long, value_name = "YEAR", conflicts_with = "diff")]
    as_of: Option<i32>,
    /// Write letters and tables to fill in to this folder, for each body that holds figures which would
    /// settle what is to be consulted on or undetermined.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["diff", "out"])]
    request: Option<PathBuf>,
    /// Compare two versions of the rules, and show whose verdict changes.
    #[arg(long, num_args = 2, value_names = ["BEFORE", "AFTER"], conflicts_with = "out")]
    diff: Option<Vec<RuleRequest>>,
    /// Write the publication set to this folder: tables, JSON with schema, workbook, annexes. It must
    /// be new, empty, or hold an earlier result that nobody changed, which is replaced entirely.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// File of what the letter of the publication set bears: addressee, number, date, signature. Without it:
    /// `letter.toml` next to the rulebooks; what is not known is a blank.
    #[arg(long, value_name = "FILE", requires = "out")]
    letter: Option<PathBuf>,
    /// Languages of the annexes and letters; the first is also that of the printed output. Without it: those
    /// of the package; of text that is printed, that of LC_ALL or LANG among them.
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
}

impl Arguments {
    fn request(&self) -> ListRequest {
        ListRequest {
            package: self.package.clone(),
            rulebooks: self.rulebooks.clone(),
            rules: self.rules.clone(),
            scenario: self.scenario.clone(),
            region: self.region.clone(),
            sector: self.sector.clone(),
            as_of: self.as_of,
        }
    }

    fn run(&self) -> PathBuf {
        self.run.clone().unwrap_or_else(|| default_report(Path::new(REPORTS)))
    }

    /// The folder of the publication set, apart from all that is read.
    fn target(&self, out: &Path) -> Result<Target, Failure> {
        let mut inputs = read_with(&self.package);
        inputs.extend([self.run(), self.request().rulebooks()]);
        inputs.extend(self.letter.clone());
        Ok(Target::folder(out, &inputs)?)
    }

    fn words(&self) -> Result<Vec<Words>, Failure> {
        let country = read_country(&self.package)?;
        let mut languages = languages_of(&self.lang, &country);
        let written = self.out.is_some() || self.request.is_some();
        if self.format == Format::Table && !written && self.lang.is_empty() {
            languages = vec![report_language(None, true, &country)];
        }
        let book = |language: &String| LabelBook::of(language, &country);
        Ok(languages
            .iter()
            .map(|l| Ok(Words::of(&book(l)?)))
            .collect::<Result<_, ReportError>>()?)
    }
}

/// Applies rules to a run and prints, explains, compares or publishes what comes of it.
///
/// # Errors
/// When the run, the package or a rulebook has findings or can't be read.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let folder = arguments.out.as_ref().or(arguments.request.as_ref());
    let target = folder.map(|out| arguments.target(out)).transpose()?;
    let words = arguments.words()?;
    let request = arguments.request();
    let progress = Progress::new();
    let basis = match (arguments.as_of, &arguments.run) {
        (Some(year), _) => Basis::anew(&arguments.package, Some(year), &progress)?,
        (None, Some(run)) => Basis::read(&arguments.package, run, &progress)?,
        (None, None) => Basis::latest(&arguments.package, &arguments.run(), &progress)?,
    };
    drop(progress);
    let evidence = basis.evidence(arguments.scenario.as_deref())?;
    if let Some([before, after]) = arguments.diff.as_deref() {
        let (before, _) = request.apply(before, &evidence)?;
        let (after, _) = request.apply(after, &evidence)?;
        let Some(language) = words.first() else { return Ok(ExitCode::SUCCESS) };
        let changes = RuleChanges {
            lists: [&before, &after],
            rules: &book_changes(&before.book, &after.book),
            verdicts: &verdict_changes(&before, &after),
        };
        let table = rule_changes_table(&changes, language);
        show(arguments.format, &table, || rule_changes_text(&changes, language))?;
        return Ok(ExitCode::SUCCESS);
    }
    let (output, rules_read) = request.list(&basis, &evidence, &Progress::new())?;
    if let Some(text) = &arguments.explain {
        let assessed = meant(&output, text)?;
        if let Some(language) = words.first() {
            print(&explain(&output, assessed, language))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let (Some(target), Some(named)) = (target, folder) {
        match &arguments.request {
            Some(_) => ask(target, &output, &basis.package, &words)?,
            None => {
                let letter = request.letter(&output, arguments.letter.as_deref())?;
                let files = publication((&output, &letter), &words, &basis.files, &rules_read)?;
                notes(&target.write(&files)?);
            }
        }
        print(&format!("{}\n", named.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let table = list_table(&output, &words);
    match arguments.format {
        Format::Json => print_document(&String::from_utf8_lossy(&list_json(&output, &words)?))?,
        Format::Csv => print_csv(&first(table, arguments.top.unwrap_or(usize::MAX)), true)?,
        Format::Table => {
            let Some(language) = words.first() else { return Ok(ExitCode::SUCCESS) };
            print(&list_text(&output, language, arguments.top.unwrap_or(TOP))?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes what each holder of data is asked for, whole or not at all.
fn ask(
    target: Target,
    output: &ListOutput,
    package: &PackageEvidence,
    words: &[Words],
) -> Result<(), Failure> {
    let Some(signal) = &output.signal else {
        let why = text!(
            "there is no rulebook of a signal, so nothing says which figures would settle what"
        );
        return Err(Failure::Usage(why));
    };
    let (requests, nobody) = data_requests(signal, package);
    let mut files = Vec::new();
    for (number, request) in (1..).zip(&requests) {
        let (vintage, synthetic) = (&signal.vintage, output.synthetic);
        files.extend(data_request_files(number, request, words, vintage, synthetic)?);
    }
    if !nobody.is_empty() {
        let held = nobody.join(", ");
        note(text!("nobody is named who holds these and can be asked by letter: {held}", held));
    }
    if files.is_empty() {
        return Err(Failure::Usage(text!(
            "no figure would settle anything: there is nothing to ask"
        )));
    }
    files.sort();
    let manifest = serde_json::json!({
        "format": 1,
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "vintage": signal.vintage,
        "outputs": Fingerprint::of_files(&files),
    });
    files.push(manifest_file(&manifest)?);
    notes(&target.write(&files)?);
    Ok(())
}

/// The first rows of a table.
fn first(mut table: ResultTable, rows: usize) -> ResultTable {
    for (_, column) in &mut table.columns {
        column.truncate(rows);
    }
    table
}
