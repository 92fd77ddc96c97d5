//! `suranys recommend`.

use crate::diagnostics::Failure;
use crate::order::Order;
use crate::paths::{default_package, read_with, rulebooks};
use crate::progress::Progress;
use crate::runner::{SignalAsked, differing, forecast, languages_of, with_signal};
use crate::terminal::{Format, note, notes, print, print_csv, print_document, show};
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::classification::Labels;
use suranys_core::diagnostic::nearest;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::Extent;
use suranys_core::shortage_list::{
    Assessed, Evidence, ListOutput, PackageEvidence, RunFigures, last_day,
};
use suranys_core::table::ResultTable;
use suranys_core::{Vintage, Year};
use suranys_data::{
    ReportFigures, RuleRequest, Target, default_report, default_rules, is_run, manifest_file,
    parquet_bytes, read_country, read_folder, read_package_evidence, read_report_figures,
    read_rulebook, read_run, rulebook_dates,
};
use suranys_report::plain_text::list::list_text;
use suranys_report::plain_text::reasons::explain;
use suranys_report::plain_text::rule_changes::{
    RuleChanges, rule_changes_table, rule_changes_text,
};
use suranys_report::{
    LabelBook, ListSet, ReportError, Words, data_request_files, list_json, list_table, render_list,
};
use suranys_rules::{book_changes, data_requests, recommend, verdict_changes};

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
  suranys recommend --format csv > list.csv

The graded signal ranks unit groups by tier: recommend, consult, watch, undetermined, no-case. The verdict
of the rules stands next to it: `meets`, `does-not-meet` or `undetermined`; for an undetermined one, the
missing data are named. `--explain` gives the basis of every threshold: an act, a draft act or an expert assumption.")]
pub struct Arguments {
    /// Folder of a stored run, or of a report with tables.
    #[arg(default_value_os_t = default_report(Path::new(REPORTS)))]
    run: PathBuf,
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
    /// Languages of the annexes; the first is also that of the printed output. Without it: those of
    /// the package.
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
}

impl Arguments {
    fn rulebooks(&self) -> PathBuf {
        rulebooks(self.rulebooks.as_deref(), &self.package)
    }

    /// The folder of the publication set, apart from all that is read.
    fn target(&self, out: &Path) -> Result<Target, Failure> {
        let mut inputs = read_with(&self.package);
        inputs.extend([self.run.clone(), self.rulebooks()]);
        Ok(Target::folder(out, &inputs)?)
    }

    fn words(&self) -> Result<Vec<Words>, Failure> {
        let country = read_country(&self.package)?;
        let languages = languages_of(&self.lang, &country);
        let book = |language: &String| LabelBook::of(language, &country);
        Ok(languages
            .iter()
            .map(|l| Ok(Words::of(&book(l)?)))
            .collect::<Result<_, ReportError>>()?)
    }

    fn apply(
        &self,
        request: &RuleRequest,
        evidence: &Evidence,
    ) -> Result<(ListOutput, Vec<Fingerprint>), Failure> {
        let read = read_rulebook(&self.rulebooks(), request).map_err(Failure::Findings)?;
        Ok((recommend(&read.0, evidence), read.1))
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
    let read = match arguments.as_of {
        Some(year) => arguments.forecast_anew(year)?,
        None => arguments.read()?,
    };
    let Read { package, files, figures, made } = read;
    let evidence = Evidence::of(&package, &figures, arguments.scenario.as_deref())
        .map_err(Failure::Findings)?;
    if let Some([before, after]) = arguments.diff.as_deref() {
        let (before, _) = arguments.apply(before, &evidence)?;
        let (after, _) = arguments.apply(after, &evidence)?;
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
    let rules = arguments.rules_to_apply()?;
    let (output, mut rules_read) = arguments.apply(&rules, &evidence)?;
    // Rules asked for by a day are applied to what was known on it; others to what the run could know.
    let vintage = match (arguments.as_of, &arguments.rules) {
        (Some(year), _) => last_day(&year.to_string()),
        (None, Some(rules)) => rules.day.clone(),
        (None, None) => made.unwrap_or_else(|| package.last_known()),
    };
    let region = match &arguments.region {
        Some(text) => among(text, "region", &package.region_labels)?,
        None => String::new(),
    };
    let (output, read) = with_signal(
        &arguments.rulebooks(),
        &rules.jurisdiction,
        output,
        (&evidence, figures.signal()),
        SignalAsked { vintage: &vintage, region: &region, scored: true },
    )?;
    rules_read.extend(read);
    let output = match &arguments.sector {
        Some(text) => {
            let tag = among(text, "priority sector", &output.sectors)?;
            output.of_sector(&tag)
        }
        None => output,
    };
    if let Some(text) = &arguments.explain {
        let assessed = meant(&output, text)?;
        if let Some(language) = words.first() {
            print(&explain(&output, assessed, language))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let (Some(target), Some(named)) = (target, folder) {
        match &arguments.request {
            Some(_) => ask(target, &output, &package, &words)?,
            None => publish(target, &output, &words, &files, &rules_read)?,
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

/// What rules are applied to, as it was read.
struct Read {
    package: PackageEvidence,
    files: Vec<Fingerprint>,
    figures: RunFigures,
    /// The day that the author of a stored run's baseline gave it.
    made: Option<String>,
}

impl Arguments {
    /// The package, and the run or report named.
    fn read(&self) -> Result<Read, Failure> {
        let (package, mut files) = read_package_evidence(&self.package)?;
        let mut made = None;
        let figures = if is_run(&self.run) {
            let stored = read_run(&self.run)?;
            made = stored.output.scenarios.first().map(|baseline| baseline.date.clone());
            let changed = differing(&stored.identity.inputs, &files);
            if !changed.is_empty() {
                return Err(Failure::changed(changed));
            }
            let of_run =
                |(path, bytes): &(String, Vec<u8>)| Fingerprint::of(format!("run/{path}"), bytes);
            files.extend(read_folder(&self.run)?.iter().map(of_run));
            RunFigures::of(&stored.output)
        } else {
            let ReportFigures { figures, manifest, fingerprint } = read_report_figures(&self.run)?;
            // A synthetic run is made from no package.
            let changed = differing(&manifest.run.inputs, &files);
            if !manifest.run.inputs.is_empty() && !changed.is_empty() {
                return Err(Failure::changed(changed));
            }
            files.push(fingerprint);
            note(&format!(
                "figures of the forecast are those printed in `{}`, rounded there; a run stored by \
                 `suranys run` has them unrounded",
                self.run.join("tables").display()
            ));
            figures
        };
        files.sort();
        Ok(Read { package, files, figures, made })
    }

    /// The package as it was known at the end of a year, and the forecast that could be made then.
    fn forecast_anew(&self, year: i32) -> Result<Read, Failure> {
        let order = Order {
            package: self.package.clone(),
            scenarios: Vec::new(),
            as_of: Some(Vintage(Year(year))),
            draws: false,
        };
        let (package, files) = read_package_evidence(&self.package)?;
        let run = forecast(&order, Extent::Forecast, &Progress::new())?;
        let package = package.as_of(&last_day(&year.to_string()));
        Ok(Read { package, files, figures: RunFigures::of(&run.output), made: None })
    }

    /// The rules asked for; else those in force at the end of the year asked for, or the first there
    /// were where none was in force yet; else those the package names.
    fn rules_to_apply(&self) -> Result<RuleRequest, Failure> {
        let default = default_rules(&self.package, &self.rulebooks()).map_err(Failure::Findings);
        let (Some(year), None) = (self.as_of, &self.rules) else {
            return self.rules.clone().map_or(default, Ok);
        };
        let RuleRequest { jurisdiction, .. } = default?;
        let days = rulebook_dates(&self.rulebooks(), &jurisdiction).map_err(Failure::Findings)?;
        let asked = last_day(&year.to_string());
        let day = match days.iter().min() {
            Some(first) if *first > asked => {
                note(&format!("no rules were in force in {year}: those of {first} are applied"));
                first.clone()
            }
            _ => asked,
        };
        Ok(RuleRequest { jurisdiction, day })
    }
}

/// The one occupation or profession that a text means.
///
/// # Errors
/// When it means none, with the nearest, or several, with the first of them.
fn meant<'o>(output: &'o ListOutput, text: &str) -> Result<&'o Assessed, Failure> {
    /// How many are named where a text means several.
    const SHOWN: usize = 8;
    let found = output.meant(text);
    if let [one] = found.as_slice() {
        return Ok(one);
    }
    let name = |one: &Assessed| -> String {
        let labels: BTreeSet<&str> = one.subject.labels.0.values().map(String::as_str).collect();
        format!("{} ({})", one.subject.id, labels.into_iter().collect::<Vec<_>>().join("; "))
    };
    if found.is_empty() {
        let ids = output.assessed.iter().map(|one| one.subject.id.as_str());
        let names = output.assessed.iter().flat_map(|one| one.subject.labels.0.values());
        let help = nearest(text, ids.chain(names.map(String::as_str)))
            .map_or(String::new(), |near| format!(": is `{near}` meant?"));
        let what = format!("`{text}` is neither an occupation nor a profession assessed{help}");
        return Err(Failure::Usage(what));
    }
    let first: Vec<String> = found.iter().take(SHOWN).map(|one| name(one)).collect();
    let more = found.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!("; {more} more") } else { String::new() };
    let (count, first) = (found.len(), first.join(", "));
    Err(Failure::Usage(format!(
        "`{text}` means {count}: {first}{more}; name one by its identifier"
    )))
}

/// The code that a text means: a code itself, or a name in any language, whole or, where no whole one is
/// so, a part of it.
///
/// # Errors
/// When it means none of them, with all there are, or several, with those.
fn among(text: &str, what: &str, known: &BTreeMap<String, Labels>) -> Result<String, Failure> {
    let wanted = text.trim().to_lowercase();
    let named = |is: &dyn Fn(&str) -> bool| -> Vec<&String> {
        let found = known.iter().filter(|(code, labels)| {
            is(&code.to_lowercase()) || labels.0.values().any(|name| is(&name.to_lowercase()))
        });
        found.map(|(code, _)| code).collect()
    };
    let whole = named(&|name| name == wanted);
    let found = if whole.is_empty() { named(&|name| name.contains(&wanted)) } else { whole };
    let listed = |codes: &[&String]| -> String {
        let name = |code: &&String| known.get(*code).and_then(|labels| labels.0.values().next());
        let all =
            codes.iter().map(|code| format!("{code} ({})", name(code).map_or("", String::as_str)));
        all.collect::<Vec<_>>().join(", ")
    };
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        _ if found.is_empty() || wanted.is_empty() => {
            let all = listed(&known.keys().collect::<Vec<_>>());
            Err(Failure::Usage(format!("`{text}` is no {what}; there are: {all}")))
        }
        several => {
            let all = listed(several);
            Err(Failure::Usage(format!(
                "`{text}` may be any {what} of: {all}; name one by its code"
            )))
        }
    }
}

/// Writes what each holder of data is asked for, whole or not at all.
fn ask(
    target: Target,
    output: &ListOutput,
    package: &PackageEvidence,
    words: &[Words],
) -> Result<(), Failure> {
    let Some(signal) = &output.signal else {
        let why =
            "there is no rulebook of a signal, so nothing says which figures would settle what";
        return Err(Failure::Usage(why.to_owned()));
    };
    let (requests, nobody) = data_requests(signal, package);
    let mut files = Vec::new();
    for (number, request) in (1..).zip(&requests) {
        let (vintage, synthetic) = (&signal.vintage, output.synthetic);
        files.extend(data_request_files(number, request, words, vintage, synthetic)?);
    }
    if !nobody.is_empty() {
        let held = nobody.join(", ");
        note(&format!("nobody is named who holds these and can be asked by letter: {held}"));
    }
    if files.is_empty() {
        return Err(Failure::Usage(
            "no figure would settle anything: there is nothing to ask".to_owned(),
        ));
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

/// Writes the publication set with a manifest, whole or not at all.
fn publish(
    target: Target,
    output: &ListOutput,
    words: &[Words],
    inputs: &[Fingerprint],
    rules: &[Fingerprint],
) -> Result<(), Failure> {
    let ListSet { mut files, tables } = render_list(output, words)?;
    for table in &tables {
        files.push((format!("tables/{}.parquet", table.name), parquet_bytes(table)?));
    }
    files.sort();
    let languages: Vec<&str> = words.iter().map(Words::language).collect();
    let outputs = Fingerprint::of_files(&files);
    let manifest = serde_json::json!({
        "format": 1,
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "rulebook": output.book.id,
        "synthetic": output.synthetic,
        "languages": languages,
        "inputs": inputs,
        "rules": rules,
        "outputs": outputs,
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
