//! `suranys report`.

use crate::args::{ScenarioOptions, VintageOption};
use crate::diagnostics::Failure;
use crate::notes::{NoteOptions, Notes};
use crate::paths::{default_package, edition_folder};
use crate::progress::Progress;
use crate::terminal::{notes, print};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::edition_change::EditionChange;
use suranys_core::run::{EditionSpec, Extent};
use suranys_core::scenario::RunSettings;
use suranys_core::text;
use suranys_data::{Definition, Target, Vocabulary, is_run, read_definition, read_run};
use suranys_report::{LabelBook, Look, Part};
use suranys_runner::Order;
use suranys_runner::edition_change::{Edition, edition_change};
use suranys_runner::noted_inputs;
use suranys_runner::paths::read_with;
use suranys_runner::{Made, edition, forecast_after, full_edition, part_keys, theme_keys};

/// Arguments of `suranys report`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys report                                    data/kz to reports/2023-2027
  suranys report --definition reports/definitions/2023-2027.toml   the issued edition
  suranys report reports/runs/0123456789abcdef      from a stored run, without the model
  suranys report --only figures --lang kk           charts alone, in Kazakh
  suranys report --only png --width 3200            charts in pixels, twice as large as usual
  suranys report --as-of 2022                       what was known at the end of 2022
  suranys report --since reports/2023-2027 --former-package former/kz --out /tmp/r   what changed, on the last page
  suranys report --scenario mine.toml --out /tmp/r  one scenario of your own")]
pub struct Arguments {
    /// Folder of the data package, or of a stored run. Without it: the definition's, or the
    /// only package under `data`.
    source: Option<PathBuf>,
    /// Edition definition: a file that says what is rendered; options take precedence over it.
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,
    #[command(flatten)]
    scenarios: ScenarioOptions,
    #[command(flatten)]
    vintage: VintageOption,
    /// Languages of the report, each in its own folder. Without it: those of the package.
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
    /// Render only these parts; `figures` are charts as SVG with their data as CSV, `png` the same charts
    /// in pixels, `tables` CSV files, `draws` every simulation of every figure as Parquet. Without it:
    /// all but `png`, `draws` and `sheets`.
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "PARTS",
        value_parser = PossibleValuesParser::new(part_keys())
    )]
    only: Vec<String>,
    /// Colours of the charts; `grey` is for printing without colour.
    #[arg(long, value_parser = PossibleValuesParser::new(theme_keys()))]
    theme: Option<String>,
    /// Width of the pictures of `png` in pixels, 400 to 4800; below 1000 they are laid out as for
    /// narrow screens. Without it: 1600.
    #[arg(long, value_name = "PIXELS", value_parser = widths())]
    width: Option<u32>,
    /// Former edition, a report or a stored run: the last page tells what changed since, and why.
    #[arg(long, value_name = "EDITION")]
    since: Option<PathBuf>,
    /// Folder of the data package that the former edition was made from, where it is another.
    #[arg(long, value_name = "FOLDER", requires = "since")]
    former_package: Option<PathBuf>,
    /// Folder to write: new, empty, or with an earlier result that nobody changed, which is
    /// replaced entirely; not in the package or anything else that is read. Without it: `reports/`
    /// and the policy period.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    notes: NoteOptions,
}

/// Makes an edition and writes it, whole or not at all.
///
/// # Errors
/// When the inputs have findings, or a stage can't do its work; nothing is written then.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let definition = match &arguments.definition {
        Some(path) => defined(path)?,
        None => Definition::default(),
    };
    let asked = EditionSpec {
        languages: first([&arguments.lang, &definition.languages]),
        parts: first([&arguments.only, &definition.parts]),
        theme: arguments.theme.clone().or(definition.theme).unwrap_or_default(),
        width: arguments.width.or(definition.width),
        since: None,
    };
    if asked.width.is_some() && !asked.parts.iter().any(|part| part == Part::Png.key()) {
        let text = text!(
            "a width is that of pictures in pixels; name `png` among the parts, or leave it out"
        );
        return Err(Failure::Usage(text));
    }
    let progress = Progress::new();
    let source = arguments.source.clone().or(definition.package).unwrap_or_else(default_package);
    let package = if is_run(&source) { default_package() } else { source.clone() };
    let scenarios = match arguments.scenarios.files.is_empty() {
        true => definition.scenarios,
        false => arguments.scenarios.files.clone(),
    };
    let mut found = Vec::new();
    let mut inputs: Vec<PathBuf> = arguments.definition.iter().chain(&scenarios).cloned().collect();
    let named = arguments.out.clone().or(definition.out);
    let as_of = arguments.vintage.get();
    let place = |inputs: &[PathBuf], settings: &RunSettings, as_of| {
        let usual = || edition_folder(settings.policy_period, as_of);
        let folder = named.clone().unwrap_or_else(usual);
        Ok::<_, Failure>((Target::folder(&folder, inputs)?, folder))
    };
    let parts = asked.parts.clone();
    let (made, (target, folder)) = if is_run(&source) {
        if as_of.is_some() || !scenarios.is_empty() {
            let text = text!(
                "a stored run has its scenarios and vintage; leave out --scenario and --as-of"
            );
            return Err(Failure::Usage(text));
        }
        inputs.push(source.clone());
        let stored = read_run(&source)?;
        let place = place(&inputs, &stored.output.settings, stored.identity.as_of)?;
        (Made::from(stored), place)
    } else {
        inputs.extend(read_with(&source));
        let draws = parts.iter().any(|part| part == Part::Draws.key());
        let order = Order { package: source, scenarios, as_of, draws };
        progress.at(0.0, "checking");
        let (of_run, noted) = noted_inputs(&order)?;
        found = noted;
        forecast_after(&order, &of_run, Extent::Report, &progress, |settings| {
            place(&inputs, settings, as_of)
        })?
    };
    let read: Vec<PathBuf> = inputs.clone();
    let mut spec = full_edition(&made.run.output.country).narrowed(asked);
    spec.since = arguments.change(&made, &package, &progress)?.map(Box::new);
    let edition = edition(made, &spec, &progress)?;
    drop(progress);
    let mut noted = Notes::begin(&arguments.notes, &read)?;
    noted.add(found);
    noted.close()?;
    notes(&target.write(&edition.files)?);
    print(&format!("{}\n", folder.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Widths of pictures; others are refused with those there are.
fn widths() -> clap::builder::RangedI64ValueParser<u32> {
    let (min, max) = (i64::from(*Look::WIDTHS.start()), i64::from(*Look::WIDTHS.end()));
    clap::value_parser!(u32).range(min..=max)
}

impl Arguments {
    /// What changed since the former edition that is named.
    fn change(
        &self,
        made: &Made,
        package: &std::path::Path,
        progress: &Progress,
    ) -> Result<Option<EditionChange>, Failure> {
        let Some(folder) = &self.since else { return Ok(None) };
        let former = Edition::read(folder)?;
        let later = Edition::of_run("", &made.run.identity, &made.run.output);
        let packages: Vec<PathBuf> =
            self.former_package.iter().cloned().chain([package.to_path_buf()]).collect();
        edition_change(&former, &later, &packages, progress).map(Some)
    }
}

/// The first list that says anything, each word once.
fn first(lists: [&Vec<String>; 2]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for word in lists.into_iter().find(|list| !list.is_empty()).cloned().unwrap_or_default() {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once
}

fn defined(path: &std::path::Path) -> Result<Definition, Failure> {
    let languages: Vec<&str> = LabelBook::languages().collect();
    let known = Vocabulary {
        languages: &languages,
        parts: &part_keys(),
        themes: &theme_keys(),
        widths: (*Look::WIDTHS.start(), *Look::WIDTHS.end()),
    };
    read_definition(path, known).map_err(Failure::Findings)
}
