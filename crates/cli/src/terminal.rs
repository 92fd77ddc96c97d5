//! Results on stdout, words to the user on stderr.
//!
//! The only place that writes to either. Whatever passes through has its marks spelt out, so that no
//! text from data steers a terminal; a file named by an option holds texts as they are.

use crate::spoken::{said, word};
use clap::ValueEnum;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal as _, Write as _, stderr, stdin, stdout};
use std::process::{Command, Stdio};
use suranys_core::display_text::{shortened, visible_json, visible_lines};
use suranys_core::limits::LONGEST_MESSAGE;
use suranys_core::table::{Column, ResultTable, TableError};
use suranys_core::{Text, text};
use thiserror::Error;

/// What stands before the help of a failure.
const HELP: &str = "help";
/// The column that says whether a row is synthetic: `true` or `false`.
const MARK: &str = "synthetic";

/// Formats of a small table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// Comma-separated values.
    Csv,
    /// A list of objects.
    Json,
}

/// Formats of what is no table: findings, trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tree {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// Why a result could not be printed.
#[derive(Debug, Error)]
pub enum PrintError {
    /// A table could not be written.
    Table(#[from] TableError),
    /// A value could not be written as JSON.
    Json(#[from] serde_json::Error),
    /// Nobody can write to stdout.
    Stdout(std::io::Error),
}

impl PrintError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            PrintError::Table(why) => why.text(),
            PrintError::Json(value) => {
                text!("a result can't be written as JSON: {why}", why = value.to_string())
            }
            PrintError::Stdout(value) => text!("stdout can't be written: {why}", why = value),
        }
    }
}

suranys_core::worded!(PrintError);

/// The language of who sits at the terminal, as the environment has it: the first of LC_ALL, LC_MESSAGES and
/// LANG that says anything, without country and encoding; none for the language of programs.
#[expect(
    clippy::disallowed_methods,
    reason = "what people are printed to depends on them; no result on disk does"
)]
pub fn locale() -> Option<String> {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))?;
    let language = said.split(['_', '.', '@']).next().unwrap_or_default().to_lowercase();
    (!["c", "posix", ""].contains(&language.as_str())).then_some(language)
}

/// Prints a table in a format; `text` is how it looks to people.
///
/// # Errors
/// When stdout can't be written.
pub fn show(
    format: Format,
    table: &ResultTable,
    text: impl FnOnce() -> String,
) -> Result<(), PrintError> {
    match format {
        Format::Table => print(&text()),
        Format::Csv => print_csv(table, true),
        Format::Json => {
            let rows: Vec<String> = json_rows(table).collect();
            print_document(&format!("[\n{}\n]\n", rows.join(",\n")))
        }
    }
}

/// Prints a value as JSON.
///
/// # Errors
/// When it can't be written as JSON, or stdout can't be written.
pub fn print_json(value: &impl Serialize) -> Result<(), PrintError> {
    print_document(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// Prints a JSON document, its marks escaped as JSON does.
///
/// # Errors
/// When stdout can't be written.
pub fn print_document(document: &str) -> Result<(), PrintError> {
    write(&visible_json(document))
}

/// Prints rows as CSV, the names of the columns first when `header`.
///
/// # Errors
/// When it can't be written as CSV, or stdout can't be written.
pub fn print_csv(table: &ResultTable, header: bool) -> Result<(), PrintError> {
    print(&String::from_utf8_lossy(&table.csv(header)?))
}

/// Prints lines.
///
/// # Errors
/// When stdout can't be written.
pub fn print(lines: &str) -> Result<(), PrintError> {
    write(&visible_lines(lines))
}

/// Writes a result. A reader that has seen enough and closed the pipe is no failure.
fn write(text: &str) -> Result<(), PrintError> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(PrintError::Stdout(error)),
        _ => Ok(()),
    }
}

/// Says something on stderr, in lines.
pub fn say(lines: &str) {
    tell(&visible_lines(lines));
}

/// Says what stops a command on stderr, in the colours that a terminal has for it.
pub fn say_failure(message: &Text, help: Option<&Text>) {
    let message = said(message);
    let mut shown =
        miette::MietteDiagnostic::new(shortened(&visible_lines(&message), LONGEST_MESSAGE));
    if let Some(help) = help {
        shown = shown.with_help(visible_lines(&said(help)));
    }
    let shown = format!("{:?}\n", miette::Report::new(shown));
    // The word before the help is the library's own.
    let own = format!("{}: ", word("terminal.check.help", HELP));
    tell(&shown.replacen(&format!("{HELP}: "), &own, usize::from(help.is_some())));
}

/// Shows help, the version, or what is wrong with the arguments, as the parser of arguments would.
/// Arguments and names of folders are in it.
pub fn show_usage(usage: &clap::Error) {
    let plain = usage.render().to_string();
    match visible_lines(&plain) {
        // With its colours.
        Cow::Borrowed(_) => {
            let _ = usage.print();
        }
        Cow::Owned(shown) if usage.use_stderr() => tell(&shown),
        Cow::Owned(shown) => {
            let _ = write(&shown);
        }
    }
}

/// Nobody there to hear it is no failure.
fn tell(text: &str) {
    let mut err = stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Writes on stderr, on a line of its own, what a reader of the result should know.
pub fn note(text: impl Into<Text>) {
    say(&format!("{}: {}\n", word("terminal.check.note", "note"), said(&text.into())));
}

/// Asks on stderr whether to go on; none where nobody can answer, since stdin or stderr is no terminal.
pub fn confirm(question: &str) -> Option<bool> {
    if !stdin().is_terminal() || !stderr().is_terminal() {
        return None;
    }
    say(question);
    let mut said = String::new();
    stdin().read_line(&mut said).ok()?;
    Some(matches!(said.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Opens a link in the browser of whoever sits at the terminal; whether one was started.
pub fn open_link(link: &str) -> bool {
    let programs: [(&str, &[&str]); 3] =
        [("xdg-open", &[]), ("open", &[]), ("cmd", &["/C", "start", ""])];
    programs.into_iter().any(|(program, before)| {
        let mut command = Command::new(program);
        command.args(before).arg(link);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().is_ok()
    })
}

/// Tells all of these.
pub fn notes<T>(texts: &[T])
where
    for<'t> &'t T: Into<Text>,
{
    texts.iter().for_each(note);
}

/// Rows of a table as JSON objects.
pub fn json_rows(table: &ResultTable) -> impl Iterator<Item = String> {
    let rows = table.columns.first().map_or(0, |(_, column)| column.len());
    (0..rows).map(|row| {
        let object: serde_json::Map<String, serde_json::Value> = table
            .columns
            .iter()
            .map(|(name, column)| {
                let value = match column {
                    Column::Text(v) if name == MARK => {
                        v.get(row).is_some_and(|text| text == "true").into()
                    }
                    Column::Text(_) | Column::OptionalText(_) => column.text(row).into(),
                    Column::Flag(v) => v.get(row).copied().flatten().into(),
                    Column::Integer(v) => v.get(row).copied().flatten().into(),
                    Column::Number(v) => v.get(row).copied().flatten().into(),
                };
                (name.clone(), value)
            })
            .collect();
        serde_json::Value::Object(object).to_string()
    })
}
