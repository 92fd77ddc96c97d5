//! `suranys explain`.

use crate::commands::verify::read_manifest;
use crate::diagnostics::{Failure, plain};
use crate::runner::{MANIFEST, Order, Progress, default_package, differing, known_by, scenarios};
use crate::terminal::{Tree, print, unit_words};
use clap::Args;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::distribution::Quantiles;
use suranys_core::explanation::{Explanation, Formula, Subject, Term};
use suranys_core::provenance::{Fingerprint, SourceCell};
use suranys_core::run::{Estimate, OBSERVED};
use suranys_core::{Unit, Vintage, Year};
use suranys_data::{is_run, read_folder, read_inputs, read_run};
use suranys_model::{Asked, Explainer, look_back_vintage};

/// Arguments of `suranys explain`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys explain data/kz need year=2026 region=KZ-75 section=P
  suranys explain reports/2023-2027 gap occupation=isco08:2        over the policy period
  suranys explain data/kz retirement year=2028 sex=F --depth 3
  suranys explain data/kz gap-probability region=KZ-75 occupation=isco08:7 --format json
  suranys explain data/kz graduate-cover occupation=isco08:2       an indicator beside the balance
  suranys explain data/kz vacancies-per-cv period=2025 count=annual_flow
  suranys explain data/kz outcome year=2024 region=KZ-75           what came, against its forecast

A figure is the median of draws, and medians of parts do not sum to the median of the whole. The
tree is therefore told in one draw, the one nearest to the figure: there every formula holds. Draws
are counted from 0, as in `tables/gap_draws.csv`.

Exit codes: 0 told; 1 the inputs have findings, or a report's are no longer the ones it was made
from; 2 could not run, or there is no such figure.")]
pub struct Arguments {
    /// Folder of a data package, or of a report made from one.
    path: PathBuf,
    /// A measure, an indicator or `outturn`, and what narrows it: year=, section=, region=,
    /// occupation=, sex=, age=, scenario=; of an indicator period= and count=.
    #[arg(required = true, value_name = "WHAT")]
    words: Vec<String>,
    /// Folder of the data package a report was made from.
    #[arg(long, default_value_os_t = default_package(), value_name = "FOLDER")]
    package: PathBuf,
    /// Scenario file, the baseline first; repeat for more, as for `report`.
    #[arg(long = "scenario", value_name = "FILE")]
    scenarios: Vec<PathBuf>,
    /// With what was known at the end of this year; a report says so itself.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..2200))]
    as_of: Option<i32>,
    /// How many levels of the tree to show; without it all for one year, six for a period.
    #[arg(long, value_name = "LEVELS")]
    depth: Option<usize>,
    /// How to print the tree.
    #[arg(long, value_enum, default_value_t = Tree::Table)]
    format: Tree,
}

/// Levels shown of a figure over several years, whose tree holds that of each.
const DEPTH: usize = 6;

/// Prints the tree of a figure.
///
/// # Errors
/// When the inputs have findings, the run can't be made, or it has no such figure.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let asked = Asked::parse(&arguments.words).map_err(Failure::Asked)?;
    let (order, made_from) = order(arguments)?;
    let progress = Progress::new();
    progress.at(0.0, "checking");
    let inputs = read_inputs(&order.package)?;
    known_by(&inputs, order.as_of)?;
    let (scenarios, files) = scenarios(&order, &inputs)?;
    if let Some((inputs_of, scenarios_of)) = made_from {
        let mut changed = differing(&inputs_of, &inputs.package.files);
        changed.extend(differing(&scenarios_of, &files));
        if !changed.is_empty() {
            return Err(Failure::changed(changed));
        }
    }
    let wanted = asked.scenario().filter(|id| *id != OBSERVED).map(str::to_owned);
    let baseline = scenarios.first().map(|scenario| scenario.id.clone());
    let keep = |id: &str| wanted.as_deref().or(baseline.as_deref()) == Some(id);
    // What came stands against what had been forecast before it.
    let before = scenarios.first().map(|first| look_back_vintage(&first.settings));
    let as_of = order.as_of.or(before.filter(|_| asked.outturn()));
    let explainer = Explainer::new(&inputs, as_of, &scenarios, keep, &|stage, done| {
        progress.at(done * 100.0, &format!("forecasting: {stage}"));
    })?;
    drop(progress);
    let subject = explainer.find(&asked).map_err(Failure::Asked)?;
    let one_year = match &subject {
        Subject::Figure(key) => key.from == key.to,
        Subject::Indicator(indicator) => indicator.scenario == OBSERVED,
        Subject::Outcome(_) => true,
    };
    let depth = arguments.depth.or(if one_year { None } else { Some(DEPTH) });
    let Some(told) = explainer.explain(&subject, depth) else {
        return Err(Failure::Usage("the figure has no explanation".to_owned()));
    };
    match arguments.format {
        Tree::Table => print(&table(&told))?,
        Tree::Json => {
            let json = serde_json::to_string_pretty(&told)
                .map_err(|e| Failure::Manifest(e.to_string()))?;
            print(&format!("{json}\n"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

type MadeFrom = (Vec<Fingerprint>, Vec<Fingerprint>);

/// What to run: a package as it is, or what a report or a stored run was made from with its
/// fingerprints. They are told apart by what lies in them.
fn order(arguments: &Arguments) -> Result<(Order, Option<MadeFrom>), Failure> {
    let as_of = arguments.as_of.map(|year| Vintage(Year(year)));
    let order = |package: &Path, as_of| Order {
        package: package.to_path_buf(),
        scenarios: arguments.scenarios.clone(),
        as_of,
    };
    let made = if is_run(&arguments.path) {
        read_run(&arguments.path)?.identity
    } else {
        match read_folder(&arguments.path) {
            Ok(stored) if stored.iter().any(|(path, _)| path == MANIFEST) => {
                read_manifest(&arguments.path, &stored)?.run
            }
            _ => return Ok((order(&arguments.path, as_of), None)),
        }
    };
    if as_of.is_some() && as_of != made.as_of {
        return Err(Failure::Usage("a run has its own vintage; leave `--as-of` out".to_owned()));
    }
    Ok((order(&arguments.package, made.as_of), Some((made.inputs, made.scenarios))))
}

fn table(told: &Explanation) -> String {
    let mut text = String::new();
    let figure = told.estimate.map(|estimate| figure(&estimate, told.root.unit));
    let _ =
        writeln!(text, "{}: {}", plain(&told.root.name), figure.as_deref().unwrap_or("missing"));
    let _ = writeln!(text, "scenario {}", plain(told.subject.scenario()));
    let outturn = match &told.subject {
        Subject::Outcome(row) => {
            let range = figure_of(&row.forecast, Unit::Persons);
            let _ = writeln!(
                text,
                "published {}; forecast {range}",
                number(row.outturn, Unit::Persons)
            );
            true
        }
        _ => false,
    };
    if outturn || told.estimate.and_then(|estimate| estimate.range()).is_some() {
        let _ = writeln!(
            text,
            "told in draw {} of 0 to {}, the one nearest to the median; there every formula holds",
            told.draw,
            told.draws.saturating_sub(1)
        );
    }
    text.push('\n');
    branch(&told.root, "", "", &mut Vec::new(), &mut text);
    text
}

/// The figure as the tables have it.
fn figure(estimate: &Estimate, unit: Unit) -> String {
    match estimate {
        Estimate::Point { value } => format!("{} {}", number(*value, unit), unit_words(unit)),
        Estimate::Range(q) => figure_of(q, unit),
    }
}

fn figure_of(q: &Quantiles, unit: Unit) -> String {
    format!(
        "median {} {} (80 % range {} … {}, 95 % range {} … {})",
        number(q.median(), unit),
        unit_words(unit),
        number(q.lo80(), unit),
        number(q.hi80(), unit),
        number(q.lo95(), unit),
        number(q.hi95(), unit)
    )
}

/// A term, the formula and cells under it, and its parts; what was told above is not told again.
fn branch<'t>(
    term: &'t Term,
    first: &str,
    rest: &str,
    told: &mut Vec<&'t Term>,
    text: &mut String,
) {
    let unit = term.parameter.as_ref().map_or(unit_words(term.unit), |p| p.unit.as_str());
    let _ = write!(text, "{first}{} = ", plain(&term.name));
    let _ = match term.value.is_nan() {
        true => write!(text, "missing"),
        false => write!(text, "{} {}", number(term.value, term.unit), plain(unit)),
    };
    let _ = write!(text, " [{}]", term.status);
    if let Some(Estimate::Range(q)) = term.figure {
        let _ = write!(text, " (median {})", number(q.median(), term.unit));
    }
    if term.parts.len() + term.cells.len() > 0 && told.iter().any(|above| same(above, term)) {
        text.push_str(": as above\n");
        return;
    }
    told.push(term);
    text.push('\n');
    let under = if term.parts.is_empty() { format!("{rest}   ") } else { format!("{rest}│  ") };
    if let Some(p) = &term.parameter {
        let _ = write!(text, "{under}parameter, {}: {}", p.basis.key(), p.central);
        if p.low < p.high {
            let _ = write!(text, " (95 % range {} … {})", p.low, p.high);
        }
        let _ = writeln!(text, "; {}", plain(&p.citation));
    }
    if !matches!(term.formula, Formula::Given) {
        let _ = writeln!(text, "{under}{}", plain(term.formula.words()));
    }
    for line in cells(&term.cells) {
        let _ = writeln!(text, "{under}{line}");
    }
    for (place, part) in term.parts.iter().enumerate() {
        let last = place + 1 == term.parts.len();
        let (own, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        branch(part, &format!("{rest}{own}"), &format!("{rest}{below}"), told, text);
    }
}

/// Whether two terms are one: their names, values and depths agree, and what they rest on.
fn same(a: &Term, b: &Term) -> bool {
    a.name == b.name
        && a.value == b.value
        && a.formula == b.formula
        && a.parts.len() == b.parts.len()
        && a.cells == b.cells
}

/// Cells of one file and source on one line.
fn cells(cells: &[SourceCell]) -> Vec<String> {
    let mut lines: Vec<(&SourceCell, Vec<u64>)> = Vec::new();
    for cell in cells {
        match lines.iter_mut().find(|(one, _)| one.file == cell.file && one.source == cell.source) {
            Some((_, rows)) => rows.push(cell.row),
            None => lines.push((cell, vec![cell.row])),
        }
    }
    lines
        .into_iter()
        .map(|(cell, mut rows)| {
            rows.sort_unstable();
            rows.dedup();
            let word = if rows.len() == 1 { "row" } else { "rows" };
            plain(&format!(
                "{} {word} {}: {}, {} ({}), copy of {}",
                cell.file,
                runs(&rows),
                cell.publisher,
                cell.dataset,
                cell.source,
                cell.vintage
            ))
        })
        .collect()
}

/// Sorted rows with neighbours joined: `3, 5–9`.
fn runs(rows: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *row == *last + 1 => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    let shown = runs.iter().map(|(from, to)| match to - from {
        0 => from.to_string(),
        1 => format!("{from}, {to}"),
        _ => format!("{from}–{to}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// A number with as many decimals as its unit needs.
fn number(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Persons | Unit::PersonsPerYear | Unit::PersonsCumulated => format!("{value:.1}"),
        Unit::Years => format!("{}", (value * 100.0).round() / 100.0),
        Unit::Share | Unit::Ratio | Unit::PercentPerYear => format!("{value:.6}"),
        Unit::Places | Unit::MoneyPerMonth | Unit::MoneyPerYear => format!("{value:.1}"),
    }
}
