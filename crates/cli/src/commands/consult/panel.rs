//! `suranys consult panel`.

use crate::commands::consult::panel_rules::{RuleOptions, years};
use crate::diagnostics::Failure;
use crate::language::words_of;
use crate::paths::default_package;
use crate::terminal::{Format, print, print_csv, print_json};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::shortage_list::PanelOpinion;
use suranys_core::text;
use suranys_core::{Diagnostic, Span};
use suranys_data::read_package_evidence;
use suranys_report::panel_table;
use suranys_report::plain_text::panel::panel_text;
use suranys_rules::{opinions, strange_answers};

/// Arguments of `suranys consult panel`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys consult panel                                  the country, in the last year asked
  suranys consult panel --regions --occupation kz:neurosurgeon
  suranys consult panel --region KZ-75 --lang ru
  suranys consult panel --regions --format csv > panel.csv

The register is `lists/panel_answers.csv` of the package; `suranys consult read` makes it. A region
counts when enough of those asked there answered, the country when enough of its regions do; the shares
stand in `panel.toml` next to the rulebooks. Where too few answered an opinion is undetermined, and who
answered is shown all the same.")]
pub struct Arguments {
    /// Folder of the data package.
    #[arg(long, default_value_os_t = default_package())]
    package: PathBuf,
    #[command(flatten)]
    rules: RuleOptions,
    /// The panel's year. Without it: the last of the register.
    #[arg(long, value_parser = clap::value_parser!(i32).range(years()))]
    year: Option<i32>,
    /// Show this occupation or profession only.
    #[arg(long, value_name = "ID")]
    occupation: Option<String>,
    /// Show the regions, too.
    #[arg(long)]
    regions: bool,
    /// Show this region only.
    #[arg(long, value_name = "CODE", conflicts_with = "regions")]
    region: Option<String>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Language of the output. Without it: the first of the package.
    #[arg(long)]
    lang: Option<String>,
}

impl Arguments {
    fn is_asked_for(&self, one: &PanelOpinion) -> bool {
        let occupation = self.occupation.as_ref().is_none_or(|id| *id == one.occupation);
        let place = match (&self.region, self.regions) {
            (Some(region), _) => one.region.as_ref() == Some(region),
            (None, true) => true,
            (None, false) => one.region.is_none(),
        };
        occupation && place
    }
}

/// Shows what the panel thinks.
///
/// # Errors
/// When the package, the panel's file or the register has findings.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let package = &arguments.package;
    let printed = arguments.format == Format::Table;
    let words = words_of(package, arguments.lang.as_ref(), printed)?;
    let (rules, _) = arguments.rules.panel(package)?;
    let (evidence, _) = read_package_evidence(package)?;
    let strange: Vec<Diagnostic> = strange_answers(&evidence.panel, &rules)
        .into_iter()
        .map(|(cell, allowed)| {
            let message =
                text!("`{text}` is not what the panel's questions allow", text = cell.text);
            Diagnostic::error("panel", Span::cell(cell.file, cell.row, cell.column), message)
                .found(cell.text)
                .allowed(allowed)
                .help(text!("correct the cell, or the questions in `panel.toml`"))
        })
        .collect();
    if !strange.is_empty() {
        return Err(Failure::Findings(strange));
    }
    let years = evidence.panel.iter().map(|answer| answer.year);
    let Some(year) = arguments.year.or(years.max()) else {
        let why = text!(
            "the register has no answers of a panel: `suranys consult forms` writes the forms, \
                   `suranys consult read` reads those that come back"
        );
        return Err(Failure::Usage(why));
    };
    let mut shown = opinions(&evidence, &rules, year);
    shown.retain(|one| arguments.is_asked_for(one));
    if shown.is_empty() {
        return Err(Failure::Usage(text!("the register has no such answers of {year}", year)));
    }
    match arguments.format {
        Format::Table => print(&panel_text(&shown, &evidence, &rules, &words)?)?,
        Format::Csv => print_csv(&panel_table(&shown, &evidence, &words), true)?,
        Format::Json => print_json(&shown)?,
    }
    Ok(ExitCode::SUCCESS)
}
