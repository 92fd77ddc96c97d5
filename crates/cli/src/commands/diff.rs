//! `suranys diff`.

use crate::diagnostics::Failure;
use crate::language::words_of;
use crate::paths::default_package;
use crate::progress::Progress;
use crate::terminal::{Format, show};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_report::{changes_table, changes_text};
use suranys_runner::edition_change::{Edition, edition_change};

/// Arguments of `suranys diff`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys diff reports/2023-2027 reports/mine --package former/kz --package data/kz
  suranys diff reports/runs/A reports/runs/B --lang ru
  suranys diff reports/2023-2027 reports/mine --format csv > changes.csv

Cells of the package that were revised or added, acts, assumptions and settings that differ, and what each did
to the headline, the nation's total job openings: its share by Shapley value, each median made anew with some of
the changes. What they leave is method and code. A package is known by the fingerprints of its files, scenario
files by theirs next to it; where a package is not at hand, the files that differ are named and the change
is not shared. `suranys report --since EDITION` puts the same on the report's last page.

Exit codes: 0 compared; 1 a folder is no edition; 2 could not run.")]
pub struct Arguments {
    /// Folder of the former edition: a report or a stored run.
    former: PathBuf,
    /// Folder of the later edition.
    later: PathBuf,
    /// Folder of a data package; repeat it for that of each edition.
    #[arg(long = "package", default_values_os_t = [default_package()], value_name = "FOLDER")]
    packages: Vec<PathBuf>,
    /// Language. Without it: of what people read, that of LC_ALL or LANG; else the package's first.
    #[arg(long)]
    lang: Option<String>,
    /// Format of the changes.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Prints what changed.
///
/// # Errors
/// When a folder is no edition, or a forecast can't be made anew.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let read = [&arguments.former, &arguments.later].map(|folder| Edition::read(folder));
    // What is wrong with either is said of both at once.
    let (former, later) = match read {
        [Ok(former), Ok(later)] => (former, later),
        [Err(Failure::Findings(mut found)), Err(Failure::Findings(others))] => {
            found.extend(others);
            return Err(Failure::Findings(found));
        }
        [Err(why), _] | [_, Err(why)] => return Err(why),
    };
    let progress = Progress::new();
    let change = edition_change(&former, &later, &arguments.packages, &progress)?;
    drop(progress);
    let package = arguments.packages.first().map_or(Path::new(""), PathBuf::as_path);
    let words = words_of(package, arguments.lang.as_ref(), arguments.format == Format::Table)?;
    let text = changes_text(&change, &words)?;
    show(arguments.format, &changes_table(&change), || text)?;
    Ok(ExitCode::SUCCESS)
}
