//! `suranys compare`.

use crate::spoken::said;
use suranys_core::text;
mod publish;

use crate::args::measure;
use crate::commands::compare::publish::publish;
use crate::commands::series::output::{Format as Tidy, Output, apart};
use crate::diagnostics::Failure;
use crate::language::report_language;
use crate::notes::{NoteOptions, Notes};
use crate::paths::default_package;
use crate::progress::Progress;
use crate::terminal::{print, say};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::progress::{Portion, Stopped};
use suranys_core::run::Measure;
use suranys_core::table::ResultTable;
use suranys_data::{RuleRequest, Target, read_country, read_inputs};
use suranys_model::{Method, Side};
use suranys_report::LabelBook;
use suranys_report::plain_text::differences::{
    Breakdown, RunPair, differences_table, differences_text,
};
use suranys_runner::compare::list::{self, Judge};
use suranys_runner::compare::runs::{Maker, Run};
use suranys_runner::compare::{BREAKDOWNS, MEASURES, ScenarioOf, Wanted, differences, pairs, why};
use suranys_runner::paths::{read_with, rulebooks};
use suranys_runner::{Order, of_scenarios};

/// Arguments of `suranys compare`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys compare data/scenarios/baseline.toml data/scenarios/optimistic.toml
  suranys compare reports/runs/RUN                  the run's other scenarios against its baseline
  suranys compare reports/runs/A reports/runs/B     scenario by scenario
  suranys compare reports/2023-2027 reports/runs/B  with an edition issued before
  suranys compare A.toml B.toml --measure net-requirement --by region,region-occupation --year 2026
  suranys compare A.toml B.toml --by list           who enters or leaves the list of professions
  suranys compare A.toml B.toml --why 'net-requirement year=2026 section=P'   contributions of parameters
  suranys compare A.toml B.toml --all --format parquet -o differences.parquet
  suranys compare A.toml B.toml --out comparison --lang kk           tables, and charts as SVG

Simulations are matched one to one, so the prediction interval of a difference is that of the matched
differences, not the difference of two intervals. A stored run holds no simulations: it is rerun from
the scenarios in it, a report from those next to its package, and compared only if every figure
equals the one stored. Scenarios of the same name are paired; where two runs share no name, the first
of each. Without --year the figures are those of the policy period, stocks and rates those of its last
year.

The list is made under the same version of the rules for both. A verdict rests on all simulations
together; it is shown with the shares of matched simulations in which there is a relative shortage, or
a place on the list is won, under one of the two only. In CSV, JSON and Parquet the list is written
with `--by list` alone; --out writes it with the rest.

Exit codes: 0 compared; 1 inputs have findings, or are no longer the ones a run was made from; 2 could
not run.")]
pub struct Arguments {
    /// Stored runs, reports or scenario files; the others are compared with the first.
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Folder of the data package; repeat it when runs were made from different ones.
    #[arg(long = "package", default_values_os_t = [default_package()], value_name = "FOLDER")]
    packages: Vec<PathBuf>,
    /// Only scenarios of this name; repeat for more.
    #[arg(long = "scenario", value_name = "NAME")]
    scenarios: Vec<String>,
    /// Measures, named as in the tables of a report.
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = measure,
        default_value = MEASURES
    )]
    measure: Vec<Measure>,
    /// Breakdowns of the measures.
    #[arg(
        long,
        value_parser = breakdowns(),
        value_delimiter = ',',
        default_value = BREAKDOWNS
    )]
    by: Vec<By>,
    /// Figures of this year instead of the policy period; repeat for more.
    #[arg(long, value_name = "YEAR")]
    year: Vec<i32>,
    /// Every figure of every measure, year and breakdown.
    #[arg(long, conflicts_with_all = ["measure", "by", "year"])]
    all: bool,
    /// Decompose the difference in one figure, named as in `suranys explain`, into the contributions
    /// of the assumptions that differ.
    #[arg(long, value_name = "WHAT", conflicts_with_all = ["measure", "by", "year", "all", "out"])]
    why: Option<String>,
    /// Method of decomposition.
    #[arg(long, value_enum, default_value_t = Way::Shapley, requires = "why")]
    split: Way,
    /// Rules the list is made under: jurisdiction and date. Without it: those the package names.
    #[arg(long)]
    rules: Option<RuleRequest>,
    /// Folder of rulebooks. Without it: `rules` next to the package, or `data/rules`.
    #[arg(long, value_name = "FOLDER")]
    rulebooks: Option<PathBuf>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// File to write. Without it: stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Folder for tables of differences and of the list, and charts of paired prediction intervals.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["format", "output"])]
    out: Option<PathBuf>,
    /// Languages of the charts; the first is also that of what people read. Without it: those of the package;
    /// of what people read, that of LC_ALL or LANG.
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
    #[command(flatten)]
    notes: NoteOptions,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// Figures of a breakdown.
    Figures(Breakdown),
    /// The list of in-demand professions, a table of its own.
    List,
}

/// Breakdowns by name, and the list.
fn breakdowns() -> impl TypedValueParser<Value = By> {
    let names = Breakdown::ALL.map(Breakdown::key).into_iter().chain(["list"]);
    PossibleValuesParser::new(names).map(|name| {
        let breakdown = Breakdown::ALL.into_iter().find(|breakdown| breakdown.key() == name);
        breakdown.map_or(By::List, By::Figures)
    })
}

/// How a difference is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Way {
    /// Shares what things do together among them: exact for up to five, by sampled orders beyond.
    Shapley,
    /// Changes each alone; the remainder of the total is shown as interaction.
    OneAtATime,
}

impl Way {
    fn method(self) -> Method {
        match self {
            Way::Shapley => Method::Shapley,
            Way::OneAtATime => Method::OneAtATime,
        }
    }
}

/// Formats of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// Comma-separated values.
    Csv,
    /// A list of objects.
    Json,
    /// Apache Parquet; needs --output.
    Parquet,
}

/// What has been compared so far.
#[derive(Default)]
struct Collected<'a> {
    text: String,
    rows: Option<ResultTable>,
    list: Option<ResultTable>,
    pairs: Vec<(RunPair, [&'a Run; 2])>,
    /// Figures that one of two runs has alone.
    alone: usize,
}

/// Compares scenarios.
///
/// # Errors
/// When inputs have findings, a run can't be made again, or draws do not belong together.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let wanted = arguments.wanted();
    let list_only = arguments.by == [By::List] && arguments.why.is_none();
    let inputs = arguments.inputs();
    let output = arguments.writer(&inputs)?;
    let target = arguments.out.as_deref().map(|out| Target::folder(out, &inputs)).transpose()?;
    let progress = Progress::new();
    let maker = Maker { packages: &arguments.packages, list_only };
    let mut runs = Vec::new();
    for (place, path) in arguments.runs.iter().enumerate() {
        let portion = Portion::WHOLE.nth(place, arguments.runs.len());
        let at = |done: f64| -> Result<(), Stopped> {
            progress.within(portion, done, &format!("making {path} again", path = path.display()));
            Ok(())
        };
        at(0.0)?;
        runs.push(maker.make(path, &at)?);
    }
    let first = runs.first().ok_or_else(|| Failure::Usage(text!("no run is named")))?;
    let pairs = pairs(&runs, &arguments.scenarios)?;
    let listed = arguments.why.is_none() && (arguments.all || arguments.by.contains(&By::List));
    // One file holds one table.
    let listed = listed && (output.is_none() || list_only);
    let mut judge = match listed {
        true => {
            Judge::new(arguments.rules.as_ref(), arguments.rulebooks.as_deref(), &first.package)?
        }
        false => None,
    };
    let mut collected = Collected::default();
    let labels = arguments.labels()?;
    for (from, to) in pairs {
        if let Some(what) = &arguments.why {
            arguments.split_difference(what, from, to, (&labels, &progress), &mut collected)?;
            continue;
        }
        if !list_only && let Some((pair, alone)) = differences(from, to, &wanted)? {
            collected.add(pair, alone, [from.0, to.0], &labels)?;
        }
        if let Some(judge) = &mut judge {
            progress.at(100.0, "applying the rules");
            let found = judge.compare(from, to)?;
            let side = |(run, scenario): ScenarioOf<'_>| (run.name.clone(), scenario.to_owned());
            let (from, to) = (side(from), side(to));
            collected.text.push_str(&list::words(&from, &to, &found, &labels)?);
            keep(&mut collected.list, list::table(&from, &to, &found));
        }
    }
    drop(progress);
    let mut notes = Notes::begin(&arguments.notes, &arguments.runs)?;
    let is_scenario = |run: &&PathBuf| run.extension().is_some_and(|ending| ending == "toml");
    let files: Vec<PathBuf> = arguments.runs.iter().filter(is_scenario).cloned().collect();
    if let (Some(package), false) = (arguments.packages.first(), files.is_empty()) {
        let order = Order { package: package.clone(), scenarios: files, as_of: None, draws: false };
        notes.add(of_scenarios(&order, read_inputs(package).ok().as_ref()));
    }
    notes.close()?;
    if listed && judge.is_none() {
        let why =
            text!("the list is not compared: there is no folder of rulebooks; see `--rulebooks`");
        say(&format!("{}\n", said(&why)));
    }
    let rules = judge.as_ref().map(Judge::rules);
    arguments.write(collected, output, target, &runs, rules, list_only)
}

impl<'a> Collected<'a> {
    /// Adds the figures under two scenarios.
    fn add(
        &mut self,
        pair: RunPair,
        alone: usize,
        runs: [&'a Run; 2],
        labels: &LabelBook,
    ) -> Result<(), Failure> {
        self.alone += alone;
        if let Some(second) = runs[1].explainer.as_ref().filter(|_| !pair.changes.is_empty()) {
            self.text.push_str(&differences_text(&pair, second.output(), labels)?);
            keep(&mut self.rows, differences_table(&pair));
            self.pairs.push((pair, runs));
        }
        Ok(())
    }
}

impl Arguments {
    /// The words for people: of the first language asked for, else by [`report_language`].
    fn labels(&self) -> Result<LabelBook, Failure> {
        let package = self.packages.first().map_or(Path::new(""), PathBuf::as_path);
        let country = read_country(package).unwrap_or_default();
        let printed = self.format == Format::Table && self.out.is_none();
        let language = report_language(self.lang.first(), printed, &country);
        Ok(LabelBook::of(&language, &country)?)
    }

    /// All that is read.
    fn inputs(&self) -> Vec<PathBuf> {
        let packages = self.packages.iter().flat_map(|package| read_with(package));
        let first = self.packages.first();
        let rules = first.map(|package| rulebooks(self.rulebooks.as_deref(), package));
        self.runs.iter().cloned().chain(packages).chain(rules).collect()
    }

    /// Where rows go; none where the comparison is printed for people or goes to a folder.
    fn writer(&self, inputs: &[PathBuf]) -> Result<Option<Output>, Failure> {
        let format = match self.format {
            Format::Table if self.output.is_some() => {
                let why = text!("a file holds csv, json or parquet: name one with `--format`");
                return Err(Failure::Usage(why));
            }
            Format::Table => return Ok(None),
            Format::Csv => Tidy::Csv,
            Format::Json => Tidy::Json,
            Format::Parquet => Tidy::Parquet,
        };
        let [target] = apart(inputs, [("--output", self.output.as_deref())])?;
        Output::new(format, target).map(Some)
    }

    fn wanted(&self) -> Wanted {
        let figures = |by: &By| match by {
            By::Figures(breakdown) => Some(*breakdown),
            By::List => None,
        };
        Wanted {
            measures: self.measure.iter().copied().collect::<BTreeSet<_>>(),
            by: self.by.iter().filter_map(figures).collect(),
            years: self.year.clone(),
            all: self.all,
            charted: self.out.is_some(),
        }
    }

    fn split_difference(
        &self,
        what: &str,
        (a, from): ScenarioOf<'_>,
        (b, to): ScenarioOf<'_>,
        (labels, progress): (&LabelBook, &Progress),
        collected: &mut Collected<'_>,
    ) -> Result<(), Failure> {
        let (Some(first), Some(second)) = (&a.explainer, &b.explainer) else { return Ok(()) };
        let key = why::asked(what, first)?;
        let sides = (Side { run: first, scenario: from }, Side { run: second, scenario: to });
        let way = self.split.method();
        let split = why::split(sides, &key, way, &|part, done| {
            progress.within(Portion::WHOLE, done, part);
            Ok(())
        })?;
        collected.text.push_str(&why::words(what, (from, to), way, &split, labels)?);
        keep(&mut collected.rows, why::table(from, to, way, &split));
        Ok(())
    }

    fn write(
        &self,
        collected: Collected<'_>,
        output: Option<Output>,
        target: Option<Target>,
        runs: &[Run],
        rules: Option<&str>,
        list_only: bool,
    ) -> Result<ExitCode, Failure> {
        let table = if list_only { &collected.list } else { &collected.rows };
        let Some(table) = table else {
            let why = match list_only {
                true => text!("there are no rulebooks; name their folder with `--rulebooks`"),
                false => text!("the runs have no such figure; `--all` gives every one there is"),
            };
            return Err(Failure::Usage(why));
        };
        match (output, target.zip(self.out.as_ref())) {
            (Some(mut output), _) => {
                output.write(table)?;
                output.finish()?;
            }
            (None, Some((target, named))) => {
                let tables: Vec<&ResultTable> =
                    collected.rows.iter().chain(&collected.list).collect();
                let runs: Vec<&Run> = runs.iter().collect();
                publish(target, &tables, &collected.pairs, &runs, rules, &self.lang)?;
                print(&format!("{}\n", named.display()))?;
            }
            (None, None) => print(&collected.text)?,
        }
        if collected.alone > 0 {
            let alone = text!(
                "{count} figures are in one of two runs only and are left out",
                count = collected.alone
            );
            say(&format!("{}\n", said(&alone)));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn keep(all: &mut Option<ResultTable>, rows: ResultTable) {
    match all {
        Some(all) => all.append(rows),
        None => *all = Some(rows),
    }
}
