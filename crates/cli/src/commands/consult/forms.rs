//! `suranys consult forms`.

use crate::commands::consult::panel_rules::{RuleOptions, years};
use crate::diagnostics::Failure;
use crate::language::words_of;
use crate::paths::default_package;
use crate::progress::Progress;
use crate::terminal::{note, notes, print};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::ForecastOutput;
use suranys_core::diagnostic::nearest;
use suranys_core::progress::Portion;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::Extent;
use suranys_core::shortage_list::{Evidence, PackageEvidence, RunFigures};
use suranys_core::{Text, text};
use suranys_data::{
    Target, manifest_file, read_inputs, read_package_evidence, read_rulebook, read_run,
};
use suranys_model::forecast_to;
use suranys_report::{panel_form_name, panel_form_table, panel_form_workbook};
use suranys_rules::{FormRequest, panel_forms, panel_occupations, recommend};
use suranys_runner::Order;
use suranys_runner::paths::{baseline, read_with};
use suranys_runner::{differing, scenarios};

/// Arguments of `suranys consult forms`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys consult forms --year 2026 -o forms/2026
  suranys consult forms --year 2026 --lang ru --run reports/runs/0123456789abcdef -o forms/ru
  suranys consult forms --year 2026 --occupations kz:neurosurgeon,isco08:2221 -o forms/health
  suranys consult forms --year 2026 --format csv -o forms/csv

One form for each body that is asked: the government of each region about the region, ministries and
the chamber about the country, a ministry of a priority sector about the occupations of its sector. The
questions, their codes and when answers count stand in `panel.toml` next to the rulebooks. Nobody need
answer: an empty cell or a dash abstains.

The figures are the forecast's for the finest group it has, in the region where it has any, and each row
says of what they are. `suranys consult read` takes the forms that come back.")]
pub struct Arguments {
    /// The panel's year; the questions are about the one that follows.
    #[arg(long, value_parser = clap::value_parser!(i32).range(years()))]
    year: i32,
    /// Occupations and professions asked about. Without it: the professions of the list in force and the
    /// unit groups in the scope of the rules.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    occupations: Vec<String>,
    /// Folder of the data package.
    #[arg(long, default_value_os_t = default_package())]
    package: PathBuf,
    #[command(flatten)]
    rules: RuleOptions,
    /// Folder of a stored run whose figures are shown. Without it the baseline is forecast.
    #[arg(long, value_name = "FOLDER")]
    run: Option<PathBuf>,
    /// Language of the forms. Without it: the first of the package.
    #[arg(long)]
    lang: Option<String>,
    /// Format of the forms.
    #[arg(long, value_enum, default_value_t = FormFormat::Xlsx)]
    format: FormFormat,
    /// Folder to write; it must be new, empty, or hold forms that nobody changed.
    #[arg(short, long, value_name = "FOLDER")]
    out: PathBuf,
}

/// Formats of forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormFormat {
    /// Workbooks, in which codes can be chosen.
    Xlsx,
    /// Comma-separated values.
    Csv,
}

/// Writes the forms, whole or not at all, and prints their folder.
///
/// # Errors
/// When the package, the rules or the run have findings, or the folder can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let package = &arguments.package;
    let mut read = read_with(package);
    read.push(arguments.rules.folder(package));
    read.extend(arguments.run.clone());
    let target = Target::folder(&arguments.out, &read)?;
    let words = words_of(package, arguments.lang.as_ref(), false)?;
    let (panel, mut rules) = arguments.rules.panel(package)?;
    let request = arguments.rules.request(package)?;
    let (book, of_book) =
        read_rulebook(&arguments.rules.folder(package), &request).map_err(Failure::Findings)?;
    rules.extend(of_book);
    let (evidence, inputs) = read_package_evidence(package)?;
    let forecast = arguments.forecast(&inputs)?;
    let all = Evidence::of(&evidence, &RunFigures::of(&forecast), None);
    let list = recommend(&book, &all.map_err(Failure::Findings)?);
    let occupations = match arguments.occupations.as_slice() {
        [] => panel_occupations(&list),
        asked => known(asked, &evidence)?,
    };
    let (year, occupations) = (arguments.year, occupations.as_slice());
    let forms = panel_forms(&FormRequest {
        package: &evidence,
        list: &list,
        forecast: &forecast,
        occupations,
        year,
    });
    if forms.is_empty() {
        let why = text!("nobody is asked: the package has no body of a kind that is consulted");
        return Err(Failure::Usage(why));
    }
    let mut files = Vec::new();
    for (place, form) in (1..).zip(&forms) {
        let (ending, bytes) = match arguments.format {
            FormFormat::Xlsx => ("xlsx", panel_form_workbook(form, &panel, &words)?),
            FormFormat::Csv => ("csv", panel_form_table(form, &panel, &words)?.csv(true)?),
        };
        files.push((panel_form_name(place, form, ending), bytes));
    }
    let outputs = Fingerprint::of_files(&files);
    let manifest = serde_json::json!({
        "format": 1,
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "panel": year,
        "package": evidence.name,
        "package_version": evidence.version,
        "rulebook": book.id,
        "synthetic": forms.iter().any(|form| form.synthetic),
        "languages": [words.language()],
        "inputs": inputs,
        "rules": rules,
        "outputs": outputs,
    });
    let count = files.len();
    files.push(manifest_file(&manifest)?);
    notes(&target.write(&files)?);
    note(text!(
        "{count} forms about {occupations} occupations",
        count,
        occupations = occupations.len()
    ));
    print(&format!("{}\n", arguments.out.display()))?;
    Ok(ExitCode::SUCCESS)
}

impl Arguments {
    /// The forecast whose figures are shown: that of a stored run of the same package, or of the
    /// baseline.
    fn forecast(&self, inputs: &[Fingerprint]) -> Result<ForecastOutput, Failure> {
        if let Some(folder) = &self.run {
            let stored = read_run(folder)?;
            let changed = differing(&stored.identity.inputs, inputs);
            return match changed.is_empty() {
                true => Ok(stored.output.forecast),
                false => Err(Failure::changed(changed)),
            };
        }
        let order = Order {
            package: self.package.clone(),
            scenarios: vec![baseline(&self.package)],
            as_of: None,
            draws: false,
        };
        let progress = Progress::new();
        progress.at(0.0, "checking");
        let inputs = read_inputs(&order.package)?;
        let (scenarios, _) = scenarios(&order, &inputs)?;
        let said = |stage: &str, done: f64| {
            progress.within(Portion::WHOLE, done, &format!("forecasting: {stage}"));
            Ok(())
        };
        forecast_to(&inputs, None, &scenarios, Extent::Forecast, &said, None)
            .map_err(|e| Failure::of_model(e, &inputs, None))
    }
}

/// The occupations and professions asked for; a code without its classification is one of an
/// occupation.
fn known(asked: &[String], package: &PackageEvidence) -> Result<Vec<String>, Failure> {
    let professions = package.professions.iter().map(|one| one.id.as_str());
    let ids: Vec<&str> =
        package.nodes.iter().map(|node| node.id.as_str()).chain(professions).collect();
    let mut found: Vec<String> = Vec::new();
    for id in asked {
        let full = format!(":{id}");
        let of_code = || package.nodes.iter().map(|n| n.id.as_str()).find(|n| n.ends_with(&full));
        let Some(one) = ids.iter().copied().find(|one| one == id).or_else(of_code) else {
            let help = nearest(id, ids.iter().copied())
                .map_or(Text::default(), |near| text!(": is `{near}` meant?", near));
            let what = text!("`{id}` is neither an occupation nor a profession{help}", id, help);
            return Err(Failure::Usage(what));
        };
        if !found.iter().any(|before| before == one) {
            found.push(one.to_owned());
        }
    }
    Ok(found)
}
