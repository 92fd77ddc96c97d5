//! `suranys package set`.

use crate::args::{PackageOption, pair};
use crate::commands::package::changes::apply;
use crate::diagnostics::Failure;
use clap::Args;
use std::process::ExitCode;
use suranys_core::{Text, text};
use suranys_data::{FigureRevision, revise_figure};

/// Arguments of `suranys package set`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys package set unemployed_by_region year=2024 region=KZ-75 53.1 --source bns-102798
  suranys package set labour_force year=2024 9700 --source bns-102798 --status P --yes
  suranys package set net_migration year=2024 -7.4 --source un-wpp2024-mig    a figure below zero

Every cell that would change is shown before it is written: the figure, and all that the sums, cross sums
and identities of the descriptor make of it in this table and in others, each by as much as its parts move.
A row that changes gets the source, and the status where one is said. Nothing is written when the package would
have findings, or where nobody can confirm and `--yes` is not said (exit code 1).")]
pub struct Arguments {
    /// Table of the package.
    table: String,
    /// Columns that name the row, as `key=value`, and last the figure, in the unit of the column.
    #[arg(required = true, num_args = 1.., allow_negative_numbers = true, value_name = "KEY=VALUE... VALUE")]
    key_and_value: Vec<String>,
    /// Identifier of the source that has the figure, from the package's table of sources.
    #[arg(long)]
    source: String,
    /// SDMX status of the figure: A, B, E, F, I or P. Without it, rows keep theirs.
    #[arg(long)]
    status: Option<String>,
    #[command(flatten)]
    package: PackageOption,
    /// Write without asking.
    #[arg(long)]
    yes: bool,
}

/// Shows what a revised figure changes, and writes it when confirmed.
///
/// # Errors
/// When the figure is not there, the package would have findings, or it can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let usage = |what: Text| Failure::Usage(what);
    let (value, key) = arguments
        .key_and_value
        .split_last()
        .ok_or_else(|| usage(text!("name the row and the figure")))?;
    let pair = |text: &String| {
        pair(text).map_err(|why| usage(text!("{why}; name the row so, and the figure last", why)))
    };
    let asked = FigureRevision {
        table: arguments.table.clone(),
        key: key.iter().map(pair).collect::<Result<Vec<_>, Failure>>()?,
        value: value.clone(),
        source: arguments.source.clone(),
        status: arguments.status.clone(),
    };
    let (revision, changes) = revise_figure(&arguments.package.folder, &asked)?;
    apply(revision, &changes, arguments.yes)
}
