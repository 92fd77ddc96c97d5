//! `suranys consult`.

mod forms;
mod panel;
mod panel_rules;
mod read;
mod status;

use crate::diagnostics::Failure;
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Arguments of `suranys consult`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the state of each line of the list, from proposed to withdrawn.
    Status(status::Arguments),
    /// Write the forms of a year's panel: one for each body, with the figures already in it.
    Forms(forms::Arguments),
    /// Read forms that came back into answers for the register, with every error at its place.
    Read(read::Arguments),
    /// Show what the panel thinks, where enough answered, and who answered.
    Panel(panel::Arguments),
}

/// Runs the command.
///
/// # Errors
/// When the package, the register, the panel's file or a form has findings, or can't be read.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Status(arguments) => status::run(arguments),
        Command::Forms(arguments) => forms::run(arguments),
        Command::Read(arguments) => read::run(arguments),
        Command::Panel(arguments) => panel::run(arguments),
    }
}
