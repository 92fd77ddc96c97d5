//! `suranys completions` and `suranys man`: what shells and manuals know of the command.

use crate::diagnostics::Failure;
use crate::terminal::print_document;
use clap::{Args, Command};
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use std::process::ExitCode;
use suranys_core::text;

/// Arguments of `suranys completions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys completions bash > ~/.local/share/bash-completion/completions/suranys
  suranys completions zsh > ~/.zfunc/_suranys
  suranys completions fish > ~/.config/fish/completions/suranys.fish
  suranys completions powershell >> $PROFILE

Exit codes: 0 printed; 2 could not run.")]
pub struct Completions {
    /// Shell that completes.
    #[arg(value_enum)]
    shell: Shell,
}

/// Arguments of `suranys man`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys man > suranys.1                      the page of the command itself
  suranys man series forecast | man -l -       the page of a subcommand

Exit codes: 0 printed; 2 could not run, or there is no such command.")]
pub struct Manual {
    /// Subcommand, as it is called; without it the command itself.
    command: Vec<String>,
}

/// Prints the script by which a shell completes commands and options.
///
/// # Errors
/// When stdout can't be written.
pub fn completions(arguments: &Completions, mut command: Command) -> Result<ExitCode, Failure> {
    let (name, mut script) = (command.get_name().to_owned(), Vec::new());
    generate(arguments.shell, &mut command, name, &mut script);
    print_document(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a page of the manual, in the language of `man`.
///
/// # Errors
/// When there is no such command, or stdout can't be written.
pub fn manual(arguments: &Manual, mut command: Command) -> Result<ExitCode, Failure> {
    command.build();
    let mut page = &command;
    for name in &arguments.command {
        page = page.find_subcommand(name).ok_or_else(|| {
            let known: Vec<&str> = page.get_subcommands().map(Command::get_name).collect();
            let known = known.join(", ");
            Failure::Usage(text!("there is no command `{name}`; there are: {known}", name, known))
        })?;
    }
    let mut text = Vec::new();
    let rendered = Man::new(page.clone()).render(&mut text);
    rendered.map_err(|why| Failure::Output(why.to_string().into()))?;
    print_document(&String::from_utf8_lossy(&text))?;
    Ok(ExitCode::SUCCESS)
}
