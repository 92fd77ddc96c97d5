//! `suranys recommend`.

use crate::diagnostics::Failure;
use crate::paths::{default_package, read_with, rulebooks};
use crate::runner::{differing, languages_of, with_signal};
use crate::terminal::{Format, note, notes, print, print_csv, print_document, show};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::diagnostic::nearest;
use suranys_core::provenance::Fingerprint;
use suranys_core::shortage_list::{Evidence, ListOutput, RunFigures};
use suranys_core::table::ResultTable;
use suranys_data::{
    ReportFigures, RuleRequest, Target, default_report, default_rules, is_run, manifest_file,
    parquet_bytes, read_country, read_folder, read_package_evidence, read_report_figures,
    read_rulebook, read_run,
};
use suranys_report::plain_text::list::list_text;
use suranys_report::plain_text::rule_changes::{
    RuleChanges, rule_changes_table, rule_changes_text,
};
use suranys_report::{
    LabelBook, ListSet, ReportError, Words, explain, list_json, list_table, render_list,
};
use suranys_rules::{book_changes, recommend, verdict_changes};

/// Folder of reports.
const REPORTS: &str = "reports";
/// Rows of a printed table where none are asked for.
const TOP: usize = 40;

/// Arguments of `suranys recommend`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys recommend reports/2023-2027 --rules kz@2023-02-20 --top 30
  suranys recommend --explain kz:neurosurgeon          the reasons, down to file and row
  suranys recommend --explain isco08:2 --lang ru
  suranys recommend --diff kz@2023-01-01 kz@2023-02-20  the effect of a change of rules
  suranys recommend --out list/2023                     the complete publication set
  suranys recommend --format csv > list.csv

A verdict is `meets`, `does-not-meet` or `undetermined`; for an undetermined one, the missing data are
named. `--explain` gives the basis of every threshold: an act, a draft act or an expert assumption.")]
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
    /// Explain the verdict on one occupation or profession, down to the cells it rests on.
    #[arg(long, value_name = "OCCUPATION", conflicts_with_all = ["diff", "out"])]
    explain: Option<String>,
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
    let target = arguments.out.as_deref().map(|out| arguments.target(out)).transpose()?;
    let words = arguments.words()?;
    let (package, mut files) = read_package_evidence(&arguments.package)?;
    let mut made = None;
    let figures = if is_run(&arguments.run) {
        let stored = read_run(&arguments.run)?;
        made = stored.output.scenarios.first().map(|baseline| baseline.date.clone());
        let changed = differing(&stored.identity.inputs, &files);
        if !changed.is_empty() {
            return Err(Failure::changed(changed));
        }
        let of_run =
            |(path, bytes): &(String, Vec<u8>)| Fingerprint::of(format!("run/{path}"), bytes);
        files.extend(read_folder(&arguments.run)?.iter().map(of_run));
        RunFigures::of(&stored.output)
    } else {
        let ReportFigures { figures, manifest, fingerprint } = read_report_figures(&arguments.run)?;
        // A synthetic run is made from no package.
        let changed = differing(&manifest.run.inputs, &files);
        if !manifest.run.inputs.is_empty() && !changed.is_empty() {
            return Err(Failure::changed(changed));
        }
        files.push(fingerprint);
        note(&format!(
            "figures of the forecast are those printed in `{}`, rounded there; a run stored by \
             `suranys run` has them unrounded",
            arguments.run.join("tables").display()
        ));
        figures
    };
    files.sort();
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
    let rules = match &arguments.rules {
        Some(rules) => rules.clone(),
        None => {
            default_rules(&arguments.package, &arguments.rulebooks()).map_err(Failure::Findings)?
        }
    };
    let (output, mut rules_read) = arguments.apply(&rules, &evidence)?;
    // Rules asked for by a day are applied to what was known on it; others to what the run could know.
    let vintage = match &arguments.rules {
        Some(rules) => rules.day.clone(),
        None => made.unwrap_or_else(|| package.last_known()),
    };
    let (output, read) = with_signal(
        &arguments.rulebooks(),
        &rules.jurisdiction,
        output,
        (&evidence, figures.signal()),
        &vintage,
        true,
    )?;
    rules_read.extend(read);
    if let Some(id) = &arguments.explain {
        let assessed = output.assessed(id).or_else(|| output.assessed(&format!("isco08:{id}")));
        let Some(assessed) = assessed else {
            let known = output.assessed.iter().map(|j| j.subject.id.as_str());
            let help =
                nearest(id, known).map_or(String::new(), |near| format!(": is `{near}` meant?"));
            let what = format!("`{id}` is neither an occupation nor a profession assessed{help}");
            return Err(Failure::Usage(what));
        };
        if let Some(language) = words.first() {
            print(&explain(&output, assessed, language))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let (Some(target), Some(named)) = (target, &arguments.out) {
        publish(target, &output, &words, &files, &rules_read)?;
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
