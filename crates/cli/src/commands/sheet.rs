//! `suranys sheet`.

use crate::args::{ScenarioOptions, VintageOption};
use crate::diagnostics::Failure;
use crate::language::report_language;
use crate::paths::default_package;
use crate::progress::Progress;
use crate::terminal::{notes, print, print_document};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::run::Extent;
use suranys_core::text;
use suranys_data::{Sink, Target, is_run, read_run};
use suranys_report::{LabelBook, SheetFormat, Theme, render_sheet};
use suranys_runner::paths::read_with;
use suranys_runner::{Order, forecast};

/// Formats of a fact sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people who read a terminal.
    Text,
    /// A web page with everything in it.
    Html,
    /// For programs.
    Json,
    /// A page for print.
    Pdf,
}

/// Arguments of `suranys sheet`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys sheet KZ-75 --lang ru                     a region by its code
  suranys sheet 'Software developers'               a unit group by its name
  suranys sheet врачи-специалисты reports/runs/0123456789abcdef   from a stored run, without the model
  suranys sheet 2512 --format pdf -o developers.pdf
  suranys report --only sheets                      all of them, as pages with search and as one PDF

A sheet gives the figures of a region or of a unit group in the scope of the list with their ranges, the
signal with its grade, the cause where indicators show one, what would answer it within its time, what would
settle it, related occupations, the history on the lists, and sources.

Exit codes: 0 written; 1 the inputs have findings; 2 could not run, or there is no such sheet.")]
pub struct Arguments {
    /// A region or an occupation: a code, or a name in any language, whole or in part.
    #[arg(value_name = "WHAT")]
    what: String,
    /// Folder of the data package, or of a stored run.
    #[arg(default_value_os_t = default_package())]
    source: PathBuf,
    #[command(flatten)]
    scenarios: ScenarioOptions,
    #[command(flatten)]
    vintage: VintageOption,
    /// Language of the sheet. Without it: of text that is printed, that of LC_ALL or LANG; else the
    /// package's first.
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Format of the sheet.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// File to write; new, or an earlier one of the kind. Without it: stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Prints or writes a sheet.
///
/// # Errors
/// When the inputs have findings, the run can't be made, or there is no such sheet; nothing is written then.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let stored = is_run(&arguments.source);
    let mut inputs: Vec<PathBuf> = arguments.scenarios.files.clone();
    match stored {
        true => inputs.push(arguments.source.clone()),
        false => inputs.extend(read_with(&arguments.source)),
    }
    if arguments.format == Format::Pdf && arguments.output.is_none() {
        let why = text!("a PDF is not text: name a file with `--output`");
        return Err(Failure::Usage(why));
    }
    let target = arguments.output.as_deref().map(|file| Target::file(file, &inputs)).transpose()?;
    let as_of = arguments.vintage.get();
    let run = if stored {
        if as_of.is_some() || !arguments.scenarios.files.is_empty() {
            let text = text!(
                "a stored run has its scenarios and vintage; leave out --scenario and --as-of"
            );
            return Err(Failure::Usage(text));
        }
        read_run(&arguments.source)?
    } else {
        let order = Order {
            package: arguments.source.clone(),
            scenarios: arguments.scenarios.files.clone(),
            as_of,
            draws: false,
        };
        forecast(&order, Extent::Forecast, &Progress::new())?
    };
    let country = &run.output.country;
    // What is written to a file depends on no environment.
    let printed = arguments.format == Format::Text && target.is_none();
    let language = report_language(arguments.lang.as_ref(), printed, country);
    let labels = LabelBook::of(&language, country)?;
    let format = match arguments.format {
        Format::Text => SheetFormat::Text,
        Format::Html => SheetFormat::Html,
        Format::Json => SheetFormat::Json,
        Format::Pdf => SheetFormat::Pdf,
    };
    let sheet = render_sheet(&run.output, &labels, &arguments.what, format, Theme::default())?;
    match target {
        Some(target) => {
            let mut sink = Sink::create(target)?;
            sink.write(&sheet)?;
            notes(&sink.finish()?);
        }
        None if arguments.format == Format::Json => {
            print_document(&String::from_utf8_lossy(&sheet))?;
        }
        None => print(&String::from_utf8_lossy(&sheet))?,
    }
    Ok(ExitCode::SUCCESS)
}
