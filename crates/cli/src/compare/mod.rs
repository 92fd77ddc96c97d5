//! `suranys compare`.

mod why;

use crate::failure::{Failure, plain};
use crate::out::print;
use crate::pipeline::{Progress, differing};
use crate::series::output::{Format as Tidy, Output};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::Inputs;
use suranys_core::code::Labels;
use suranys_core::run::{Estimate, FigureKey, Measure, NamedCode, RunOutput};
use suranys_core::table::{Column, ResultTable};
use suranys_core::{Unit, Vintage};
use suranys_data::{is_run, read_inputs, read_run, read_scenarios_for};
use suranys_model::{Change, Explainer, Side, compare};

/// Arguments of `suranys compare`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys compare data/scenarios/baseline.toml data/scenarios/optimistic.toml
  suranys compare reports/runs/RUN                  the run's other scenarios against its baseline
  suranys compare reports/runs/A reports/runs/B     scenario by scenario
  suranys compare A.toml B.toml --measure gap --by region,region-occupation --year 2026
  suranys compare A.toml B.toml --why 'need year=2026 section=P'     what each parameter does to it
  suranys compare A.toml B.toml --all --format parquet -o differences.parquet

Draw 17 of the one is set against draw 17 of the other, so the range of a difference is its own; it
is not the difference of ranges. A stored run holds no draws: it is made again from the scenarios
in it, and compared only if every figure comes out as it was stored. Scenarios of the same name are
paired; where two runs share no name, the first of each. Without --year the figures are those of
the policy period.

Exit codes: 0 told; 1 inputs have findings, or are no longer the ones a run was made from; 2 could
not run.")]
pub struct Arguments {
    /// Folders of stored runs, or scenario files; the first is what the others are set against.
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Folder of the data package; repeat it when runs were made from different ones.
    #[arg(long = "package", default_value = "data/kz", value_name = "FOLDER")]
    packages: Vec<PathBuf>,
    /// Only scenarios of this name; repeat for more.
    #[arg(long = "scenario", value_name = "NAME")]
    scenarios: Vec<String>,
    /// Which measures, as in the tables of a report.
    #[arg(long, value_delimiter = ',', default_value = "need,supply,gap,gap-probability")]
    measure: Vec<String>,
    /// By what.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "nation,section,region,occupation"
    )]
    by: Vec<By>,
    /// Figures of this year in place of the policy period; repeat for more.
    #[arg(long, value_name = "YEAR")]
    year: Vec<i32>,
    /// Every figure of every measure, year and place.
    #[arg(long, conflicts_with_all = ["measure", "by", "year"])]
    all: bool,
    /// Split the difference of one figure, asked for as of `suranys explain`: each thing that the
    /// scenarios do not share is changed alone, and the interaction is what is left of the whole.
    #[arg(long, value_name = "WHAT", conflicts_with_all = ["measure", "by", "year", "all"])]
    why: Option<String>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// File to write to in place of stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What figures are told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum By {
    Nation,
    Section,
    Region,
    Occupation,
    SectionRegion,
    SectionOccupation,
    RegionOccupation,
}

impl By {
    fn of(key: &FigureKey) -> Option<By> {
        match (key.section.is_some(), key.region.is_some(), key.occupation.is_some()) {
            (false, false, false) => Some(By::Nation),
            (true, false, false) => Some(By::Section),
            (false, true, false) => Some(By::Region),
            (false, false, true) => Some(By::Occupation),
            (true, true, false) => Some(By::SectionRegion),
            (true, false, true) => Some(By::SectionOccupation),
            (false, true, true) => Some(By::RegionOccupation),
            (true, true, true) => None,
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

/// A run that can be asked for its draws.
struct Made {
    name: String,
    explainer: Explainer,
    scenarios: Vec<String>,
}

/// The figures under two scenarios.
struct Pair {
    /// Run and scenario of the first.
    from: (String, String),
    /// Run and scenario of the second.
    to: (String, String),
    changes: Vec<Change>,
}

/// Compares scenarios.
///
/// # Errors
/// When inputs have findings, a run can't be made again, or draws do not belong together.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let measures = measures(&arguments.measure)?;
    let format = match arguments.format {
        Format::Table if arguments.output.is_some() => {
            let why = "a file holds csv, json or parquet: name one with `--format`";
            return Err(Failure::Usage(why.to_owned()));
        }
        Format::Table => None,
        Format::Csv => Some(Tidy::Csv),
        Format::Json => Some(Tidy::Json),
        Format::Parquet => Some(Tidy::Parquet),
    };
    let inputs: Vec<&Path> = arguments.runs.iter().map(PathBuf::as_path).collect();
    let output = match format {
        Some(format) => Some(Output::new(format, arguments.output.as_deref(), &inputs)?),
        None => None,
    };
    let progress = Progress::new();
    let mut made = arguments.runs.iter().enumerate().map(|(place, path)| {
        let share = 100.0 / arguments.runs.len() as f64;
        progress.at(share * place as f64, &format!("making {} again", path.display()));
        make(path, &arguments.packages, &|done| {
            progress.at(share * (place as f64 + done), &path.display().to_string());
        })
    });
    let first = made.next().ok_or_else(|| Failure::Usage("no run is named".to_owned()))??;
    let split = arguments.why.as_ref().map(|words| why::asked(words, &first)).transpose()?;
    let period = first.explainer.output().settings.policy_period;
    let wanted = |key: &FigureKey| {
        let years = match arguments.year.as_slice() {
            // Stocks and ages are of a year: the period has none of them.
            [] => key.from == period.from() && key.to == period.to(),
            years => key.from == key.to && years.contains(&key.from.0),
        };
        let places = By::of(key).is_some_and(|by| arguments.by.contains(&by));
        arguments.all || (years && places && measures.contains(&key.measure))
    };
    let (mut text, mut rows, mut alone) = (String::new(), None::<ResultTable>, 0);
    let mut tell = |a: &Made, from: &str, b: &Made, to: &str| -> Result<(), Failure> {
        let sides =
            [(a, from), (b, to)].map(|(made, scenario)| Side { run: &made.explainer, scenario });
        if let Some((what, key)) = arguments.why.as_ref().zip(split.as_ref()) {
            let split = why::split(sides[0], sides[1], key, &|part, done| {
                progress.at(done * 100.0, &format!("{part} alone"));
            })?;
            text.push_str(&why::words(what, from, to, &split));
            keep(&mut rows, why::table(from, to, &split));
            return Ok(());
        }
        let compared = compare(sides[0], sides[1], wanted)?;
        alone += compared.alone.len();
        let pair = Pair {
            from: (a.name.clone(), from.to_owned()),
            to: (b.name.clone(), to.to_owned()),
            changes: compared.changes,
        };
        if pair.changes.is_empty() {
            return Ok(());
        }
        text.push_str(&words(&pair, b.explainer.output()));
        keep(&mut rows, table(&pair));
        Ok(())
    };
    if arguments.runs.len() == 1 {
        for (from, to) in within(&first, &arguments.scenarios)? {
            tell(&first, from, &first, to)?;
        }
    }
    for other in made {
        let other = other?;
        for (from, to) in between(&first, &other, &arguments.scenarios)? {
            tell(&first, from, &other, to)?;
        }
    }
    drop(progress);
    let Some(rows) = rows else {
        let why = "the runs tell no such figure; `--all` gives every one they have";
        return Err(Failure::Usage(why.to_owned()));
    };
    match output {
        Some(mut output) => {
            output.write(&rows)?;
            output.finish()?;
        }
        None => print(&text)?,
    }
    if alone > 0 {
        eprintln!("{alone} figures are in one of two runs only and are left out");
    }
    Ok(ExitCode::SUCCESS)
}

fn keep(all: &mut Option<ResultTable>, rows: ResultTable) {
    match all {
        Some(all) => all.append(rows),
        None => *all = Some(rows),
    }
}

/// Whether a scenario is among those asked for; all are when none is named.
fn named(scenario: &str, asked: &[String]) -> bool {
    asked.is_empty() || asked.iter().any(|id| id == scenario)
}

/// Scenarios of one run: each other against the baseline.
fn within<'m>(run: &'m Made, asked: &[String]) -> Result<Vec<(&'m str, &'m str)>, Failure> {
    let mut ids = run.scenarios.iter().map(String::as_str);
    let baseline = ids.next().unwrap_or_default();
    let pairs: Vec<_> = ids.filter(|id| named(id, asked)).map(|id| (baseline, id)).collect();
    match pairs.is_empty() {
        false => Ok(pairs),
        true => Err(Failure::Usage(format!(
            "nothing to set against `{baseline}`; the run has: {}",
            run.scenarios.join(", ")
        ))),
    }
}

/// Scenarios of two runs: those of the same name; where none is shared, the first of each.
fn between<'m>(
    a: &'m Made,
    b: &'m Made,
    asked: &[String],
) -> Result<Vec<(&'m str, &'m str)>, Failure> {
    let shared = a.scenarios.iter().filter(|id| b.scenarios.contains(id));
    let mut pairs: Vec<(&str, &str)> = shared.map(|id| (id.as_str(), id.as_str())).collect();
    if pairs.is_empty() && asked.is_empty() {
        pairs.extend(a.scenarios.first().zip(b.scenarios.first()).map(|(a, b)| (&**a, &**b)));
    }
    pairs.retain(|(id, _)| named(id, asked));
    match pairs.is_empty() {
        false => Ok(pairs),
        true => Err(Failure::Usage(format!(
            "`{}` and `{}` share no such scenario; they have {} and {}",
            a.name,
            b.name,
            a.scenarios.join(", "),
            b.scenarios.join(", ")
        ))),
    }
}

fn measures(words: &[String]) -> Result<BTreeSet<Measure>, Failure> {
    let known = || Measure::ALL.map(Measure::key);
    words
        .iter()
        .map(|word| {
            Measure::ALL.into_iter().find(|measure| measure.key() == word).ok_or_else(|| {
                let near = suranys_core::suggest::nearest(word, known())
                    .map_or(String::new(), |near| format!("is `{near}` meant? "));
                let known = known().join(", ");
                Failure::Usage(format!("`{word}` is not a measure; {near}there are: {known}"))
            })
        })
        .collect()
}

/// Makes a run: of a scenario file, or once more of a stored run.
fn make(
    path: &Path,
    packages: &[PathBuf],
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Made, Failure> {
    let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let explainer = |inputs: &Inputs, as_of: Option<Vintage>, scenarios| {
        Explainer::new(inputs, as_of, scenarios, |_| true, &|_, done| progress(done))
    };
    let made = |explainer: Explainer| {
        let scenarios = explainer.output().scenarios.iter().map(|s| s.id.clone()).collect();
        Made { name, explainer, scenarios }
    };
    if path.extension().is_some_and(|ending| ending == "toml") {
        let package = packages.first().map_or(Path::new("data/kz"), PathBuf::as_path);
        let inputs = read_inputs(package)?;
        let (scenarios, _) =
            read_scenarios_for(&[path.to_path_buf()], &inputs).map_err(Failure::Findings)?;
        return Ok(made(explainer(&inputs, None, &scenarios)?));
    }
    if !is_run(path) {
        return Err(Failure::Usage(format!(
            "`{}` is neither a stored run nor a scenario file (.toml); `suranys run` stores one",
            path.display()
        )));
    }
    let stored = read_run(path)?;
    let mut changed = None;
    for package in packages {
        let inputs = read_inputs(package)?;
        let differing = differing(&stored.identity.inputs, &inputs.package.files);
        if !differing.is_empty() {
            changed.get_or_insert(differing);
            continue;
        }
        let again = explainer(&inputs, stored.identity.as_of, &stored.output.scenarios)?;
        if again.output().figures != stored.output.figures {
            return Err(Failure::Usage(format!(
                "`{}` was made by another build of the program ({} {}): its figures do not come out \
                 again, so it has no draws to compare",
                path.display(),
                stored.identity.program,
                stored.identity.version
            )));
        }
        return Ok(made(again));
    }
    Err(Failure::Changed(changed.unwrap_or_default().into_iter().collect::<Vec<_>>().join(", ")))
}

fn table(pair: &Pair) -> ResultTable {
    let rows = &pair.changes;
    let same = |word: &str| Column::Text(vec![word.to_owned(); rows.len()]);
    let text =
        |get: fn(&Change) -> &str| Column::Text(rows.iter().map(|c| get(c).to_owned()).collect());
    let code = |get: &dyn Fn(&FigureKey) -> &Option<String>| {
        Column::Text(rows.iter().map(|c| get(&c.key).clone().unwrap_or_default()).collect())
    };
    let number =
        |get: &dyn Fn(&Change) -> Option<f64>| Column::Number(rows.iter().map(get).collect());
    let year = |get: &dyn Fn(&Change) -> i32| {
        Column::Integer(rows.iter().map(|c| Some(i64::from(get(c)))).collect())
    };
    let columns = [
        ("from_run", same(&pair.from.0)),
        ("from_scenario", same(&pair.from.1)),
        ("to_run", same(&pair.to.0)),
        ("to_scenario", same(&pair.to.1)),
        ("measure", text(|c| c.key.measure.key())),
        ("section", code(&|key| &key.section)),
        ("region", code(&|key| &key.region)),
        ("occupation", code(&|key| &key.occupation)),
        ("sex", text(|c| c.key.sex.map_or("", |sex| sex.code()))),
        ("year_from", year(&|c| c.key.from.0)),
        ("year_to", year(&|c| c.key.to.0)),
        ("from", number(&|c| Some(c.from.central()))),
        ("to", number(&|c| Some(c.to.central()))),
        ("difference", number(&|c| Some(c.difference.central()))),
        ("lo80", number(&|c| c.difference.range().map(|q| q.lo80))),
        ("hi80", number(&|c| c.difference.range().map(|q| q.hi80))),
        ("lo95", number(&|c| c.difference.range().map(|q| q.lo95))),
        ("hi95", number(&|c| c.difference.range().map(|q| q.hi95))),
        ("probability_above", number(&|c| Some(c.above))),
        ("probability_below", number(&|c| Some(c.below))),
        ("unit", text(|c| c.unit.key())),
        ("status", Column::Text(rows.iter().map(|c| c.status.to_string()).collect())),
        ("source", Column::Text(rows.iter().map(|c| c.source.join(" ")).collect())),
    ];
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).into();
    ResultTable { name: "differences".to_owned(), columns }
}

/// A pair for people: by measure, the greatest changes first.
fn words(pair: &Pair, output: &RunOutput) -> String {
    let mut text = format!(
        "{} ({}) less {} ({})\n",
        plain(&pair.to.1),
        plain(&pair.to.0),
        plain(&pair.from.1),
        plain(&pair.from.0)
    );
    let mut rows: Vec<&Change> = pair.changes.iter().collect();
    let size = |c: &Change| c.difference.central().abs();
    rows.sort_by(|a, b| {
        let head = |c: &Change| (c.key.measure, c.key.from, c.key.to, By::of(&c.key));
        head(a).cmp(&head(b)).then(size(b).total_cmp(&size(a))).then(a.key.cmp(&b.key))
    });
    let mut heading = String::new();
    for c in rows {
        let years = match c.key.from == c.key.to {
            true => c.key.from.to_string(),
            false => format!("{}–{}", c.key.from, c.key.to),
        };
        let head = format!("\n{}, {years}, {}\n", c.key.measure.key(), c.unit.key());
        if head != heading {
            text.push_str(&head);
            heading = head;
        }
        let n = |value: f64| number(value, c.unit);
        let sign = |value: f64| signed(value, c.unit);
        let _ = write!(
            text,
            "  {}: {} → {}, {}",
            plain(&place(&c.key, output)),
            n(c.from.central()),
            n(c.to.central()),
            sign(c.difference.central())
        );
        if let Estimate::Range(q) = c.difference {
            let _ = write!(
                text,
                " (80 % {} … {}, 95 % {} … {}), above 0 in {:.1} % of draws",
                sign(q.lo80),
                sign(q.hi80),
                sign(q.lo95),
                sign(q.hi95),
                c.above * 100.0
            );
        }
        let _ = writeln!(text, " [{}]", c.status);
    }
    text.push('\n');
    text
}

fn place(key: &FigureKey, output: &RunOutput) -> String {
    let name = |list: &[NamedCode], code: &Option<String>| {
        let code = code.as_ref()?;
        let item = list.iter().find(|item| item.code == *code)?;
        let english = |labels: &Labels| labels.get("en").map(str::to_owned);
        let label = english(&item.short).or_else(|| english(&item.labels));
        Some(label.map_or_else(|| code.clone(), |label| format!("{code} {label}")))
    };
    let parts: Vec<String> = [
        name(&output.sections, &key.section),
        name(&output.regions, &key.region),
        name(&output.occupations, &key.occupation),
        key.sex.map(|sex| sex.code().to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { "all".to_owned() } else { parts.join(" × ") }
}

/// A number with as many decimals as its unit needs.
fn number(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Persons | Unit::PersonsPerYear | Unit::PersonsCumulated => format!("{value:.0}"),
        _ => format!("{value:.3}"),
    }
}

/// The same with the sign of what is above zero.
fn signed(value: f64, unit: Unit) -> String {
    let text = number(value, unit);
    if value > 0.0 { format!("+{text}") } else { text }
}
