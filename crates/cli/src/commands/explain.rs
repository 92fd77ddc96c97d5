//! `suranys explain`.

use crate::args::{PackageOption, ScenarioOptions, VintageOption};
use crate::diagnostics::Failure;
use crate::language::report_language;
use crate::notes::{NoteOptions, Notes};
use crate::progress::Progress;
use crate::terminal::{Tree, print, print_json};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::text;
use suranys_data::{is_edition, is_run, read_inputs, read_manifest, read_run};
use suranys_model::Asked;
use suranys_report::LabelBook;
use suranys_report::plain_text::explanation::Teller;
use suranys_runner::Order;
use suranys_runner::explain::{MadeFrom, explainer, usual_depth};
use suranys_runner::paths::read_with;

/// Arguments of `suranys explain`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys explain data/kz net-requirement year=2026 region=KZ-75 section=P
  suranys explain reports/2023-2027 hired-job-openings region='Almaty city' --brief
  suranys explain data/kz implied-unemployment-rate year=2027 --lang ru --depth 3
  suranys explain data/kz retirement year=2028 sex=F --depth 3
  suranys explain data/kz cover occupation=isco08:2 --format json  entrants over job openings
  suranys explain data/kz vacancies-per-cv period=2025 count=annual_flow
  suranys explain data/kz outturn year=2024 region=KZ-75           the outturn against its forecast

A figure is the median of simulations, and medians of components do not sum to the median of their
total. The tree is therefore that of one simulation, the one nearest to the figure, in which every
formula holds. Simulations are counted from 0, as in `tables/shortage_draws.csv`.

Exit codes: 0 explained; 1 the inputs have findings, or a report's are no longer the ones it was made
from; 2 could not run, or there is no such figure.")]
pub struct Arguments {
    /// Folder of a data package, of a report or of a stored run.
    path: PathBuf,
    /// A measure, an indicator or `outturn`, followed by selections: year=, section=, region=,
    /// occupation= (codes or names), sex=, age=, scenario=; for an indicator also period= and count=.
    #[arg(required = true, value_name = "WHAT")]
    words: Vec<String>,
    #[command(flatten)]
    package: PackageOption,
    #[command(flatten)]
    scenarios: ScenarioOptions,
    #[command(flatten)]
    vintage: VintageOption,
    /// Number of levels of the tree to show. Without it: all for one year, six for a period.
    #[arg(long, value_name = "LEVELS")]
    depth: Option<usize>,
    /// One paragraph in plain words in place of the tree.
    #[arg(long, conflicts_with = "depth")]
    brief: bool,
    /// Language of the words. Without it: of what people read, that of LC_ALL or LANG; else the package's
    /// first.
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Tree::Table)]
    format: Tree,
    #[command(flatten)]
    notes: NoteOptions,
}

/// Prints the tree of a figure.
///
/// # Errors
/// When the inputs have findings, the run can't be made, or it has no such figure.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let asked = Asked::parse(&arguments.words).map_err(Failure::Asked)?;
    let (order, made_from) = order(arguments)?;
    let mut read = read_with(&order.package);
    read.extend([&arguments.path].into_iter().chain(&order.scenarios).cloned());
    let mut notes = Notes::begin(&arguments.notes, &read)?;
    let progress = Progress::new();
    progress.at(0.0, "checking");
    let inputs = read_inputs(&order.package)?;
    let printed = arguments.format == Tree::Table;
    let language = report_language(arguments.lang.as_ref(), printed, &inputs.country);
    let labels = LabelBook::of(&language, &inputs.country)?;
    let (explainer, noted) = explainer(&order, &inputs, &asked, made_from.as_ref(), &progress)?;
    notes.add(noted);
    drop(progress);
    let subject = explainer.find(&asked).map_err(Failure::Asked)?;
    let usual = if arguments.brief { None } else { usual_depth(&subject) };
    let depth = arguments.depth.or(usual);
    let Some(explanation) = explainer.explain(&subject, depth) else {
        return Err(Failure::Usage(text!("the figure has no explanation")));
    };
    notes.close()?;
    let teller = Teller { labels: &labels, output: explainer.output() };
    let explanation = teller.worded(explanation)?;
    match (arguments.format, arguments.brief) {
        (Tree::Table, false) => print(&teller.tree(&explanation)?)?,
        (Tree::Table, true) => print(&teller.brief(&explanation)?)?,
        (Tree::Json, _) => print_json(&explanation)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What to run: a package as it is, or what a report or a stored run was made from with its
/// fingerprints. Which it is shows by what lies in it.
fn order(arguments: &Arguments) -> Result<(Order, Option<MadeFrom>), Failure> {
    let as_of = arguments.vintage.get();
    let order = |package: &Path, as_of| Order {
        package: package.to_path_buf(),
        scenarios: arguments.scenarios.files.clone(),
        as_of,
        draws: false,
    };
    let made = if is_run(&arguments.path) {
        read_run(&arguments.path)?.identity
    } else if is_edition(&arguments.path) {
        read_manifest(&arguments.path)?.run
    } else {
        return Ok((order(&arguments.path, as_of), None));
    };
    if as_of.is_some() && as_of != made.as_of {
        return Err(Failure::Usage(text!("a run has its own vintage; leave `--as-of` out")));
    }
    Ok((order(&arguments.package.folder, made.as_of), Some((made.inputs, made.scenarios))))
}
