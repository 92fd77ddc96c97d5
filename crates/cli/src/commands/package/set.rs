//! `suranys package set`.

use crate::args::{PackageOption, pair};
use crate::commands::package::changes::apply;
use crate::diagnostics::Failure;
use clap::Args;
use std::process::ExitCode;
use suranys_core::text;
use suranys_data::{FigureRevision, revise_figures};

/// Arguments of `suranys package set`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys package set unemployed_by_region year=2024 region=KZ-75 53.1 --source bns-102798
  suranys package set hired_workers_by_region year=2025 region=KZ-79 305.134 --source bns-5831 --status P \\
      --and 'employment_by_section year=2025 section=S 400.651'    the section that the total's new workers are in
  suranys package set net_migration year=2024 -7.4 --source un-wpp2024-mig    a figure below zero

Every cell that would change is shown before it is written: the figure, and all that the sums, cross sums
and identities of the descriptor make of it in this table and in others, each by as much as its parts move. Where a total moves
and no rule says which of its parts do, the finding names it; a part is revised in the same step by `--and`.
A row that changes gets the source, and the status where one is said. Nothing is written when the package would
have findings, or where nobody can confirm and `--yes` is not said (exit code 1).")]
pub struct Arguments {
    /// Table of the package.
    table: String,
    /// Columns that name the row, as `key=value`, and last the figure, in the unit of the column.
    #[arg(required = true, num_args = 1.., allow_negative_numbers = true, value_name = "KEY=VALUE... VALUE")]
    key_and_value: Vec<String>,
    /// Another figure revised in the same step, in the words of the first: 'TABLE KEY=VALUE... VALUE'. May be
    /// repeated.
    #[arg(long, value_name = "FIGURE")]
    and: Vec<String>,
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
    let mut all = vec![figure(&arguments.table, &arguments.key_and_value, arguments)?];
    for text in &arguments.and {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let (table, rest) = words.split_first().ok_or_else(nothing)?;
        all.push(figure(table, rest, arguments)?);
    }
    let (revision, changes) = revise_figures(&arguments.package.folder, &all)?;
    apply(revision, &changes, arguments.yes)
}

fn nothing() -> Failure {
    Failure::Usage(text!("name the row and the figure"))
}

/// A figure by its words: columns that name the row, and the figure last.
fn figure(table: &str, words: &[String], arguments: &Arguments) -> Result<FigureRevision, Failure> {
    let (value, key) = words.split_last().ok_or_else(nothing)?;
    let pair = |text: &String| {
        let wrong = |why| text!("{why}; name the row so, and the figure last", why);
        pair(text).map_err(|why| Failure::Usage(wrong(why)))
    };
    Ok(FigureRevision {
        table: table.to_owned(),
        key: key.iter().map(pair).collect::<Result<Vec<_>, Failure>>()?,
        value: value.clone(),
        source: arguments.source.clone(),
        status: arguments.status.clone(),
    })
}
