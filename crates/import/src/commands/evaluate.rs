//! `suranys import evaluate`.

use crate::coding::Ground;
use crate::commands::format::{Format, Rows, share, show_json};
use crate::failure::Failure;
use crate::folder::Folder;
use crate::progress::Steps;
use crate::terminal::print;
use crate::vocabulary::Vocabulary;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use suranys_core::Text;
use suranys_titles::chart::{ReliabilityWords, reliability_diagram};
use suranys_titles::evaluation::Accuracy;

use suranys_titles::{Evaluation, Folds, TrainError, evaluate};

/// Digits of codes that are shown.
const DIGITS: usize = 4;
/// Language of all titles together.
const ALL: &str = "all";

/// How titles are dealt to folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dealt {
    /// Titles of the same words are in one fold, so that none is coded by its double.
    Title,
    /// Rows alone decide, as accuracies are mostly published.
    Row,
}

/// Arguments of `suranys import evaluate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys import evaluate titles.csv --package data/kz
  suranys import evaluate titles.csv --package data/kz --folds row -o evaluation

Each fifth of the titles is coded by a classifier that was trained on the other four. Told are the share right at
1 to 4 digits by language, what thresholds cost and bring, how far probabilities are to be trusted, and which groups
are taken for which. A folder gets all of it: accuracy.csv, coverage.csv, reliability.csv, reliability.svg,
confusion.csv. The format `csv` prints the first of them.
Exit codes: 0 done; 1 something is wrong with the titles; 2 could not run.")]
pub(crate) struct Arguments {
    /// Titles with their codes, as `suranys import train` has them.
    titles: PathBuf,
    /// Folder of the data package whose unit groups titles are coded to.
    #[arg(long, value_name = "FOLDER")]
    package: PathBuf,
    /// How titles are dealt to folds.
    #[arg(long, value_enum, default_value_t = Dealt::Title)]
    folds: Dealt,
    /// Digits of the groups that are shown to be taken for others.
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=4))]
    digits: u8,
    /// Format of what is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// New folder for tables and the diagram.
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

/// Says how well titles are coded.
///
/// # Errors
/// When something is wrong with the titles, or the folder can't be written.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let folder = arguments.output.as_deref().map(Folder::begin).transpose()?;
    let ground = Ground::of(&Vocabulary::read(&arguments.package, None)?)?;
    let titles = ground.titles(&arguments.titles)?;
    let folds = match arguments.folds {
        Dealt::Title => Folds::ByTitle,
        Dealt::Row => Folds::Random,
    };
    let steps = Steps::begin();
    let made = evaluate(&titles, &ground.dictionary, &ground.languages, folds, &steps)
        .map_err(|why| unfit(&arguments.titles, &why))?;
    drop(steps);
    let tables = [
        ("accuracy", accuracy(&made)),
        ("coverage", coverage(&made)),
        ("reliability", reliability(&made)),
        ("confusion", confusion(&made, usize::from(arguments.digits))),
    ];
    if let Some(folder) = folder {
        for (name, rows) in &tables {
            folder.write(&format!("{name}.csv"), rows.csv()?.as_bytes())?;
        }
        let words = ReliabilityWords {
            title: "Reliability",
            probability: "Probability given",
            accuracy: "Share of titles that are right",
        };
        let svg = reliability_diagram(&made.reliability, &words)
            .map_err(|why| Failure::CouldNotRun(why.to_string()))?;
        folder.write("reliability.svg", svg.as_bytes())?;
        folder.finish()?;
    }
    match arguments.format {
        Format::Csv => tables[0].1.show(Format::Csv)?,
        Format::Table => {
            let parts = tables.iter().map(|(name, rows)| format!("{name}\n{}", rows.table()));
            print(&parts.collect::<Vec<_>>().join("\n"));
        }
        Format::Json => {
            let parts = tables.iter().map(|(name, rows)| ((*name).to_owned(), rows.json()));
            let all: serde_json::Map<String, Value> = parts.collect();
            show_json(&json!({ "titles": titles.source, "evaluation": all }))?;
        }
    }
    Ok(())
}

/// Why titles are not fit to be trained on.
pub(crate) fn unfit(path: &Path, why: &TrainError) -> Failure {
    match why {
        TrainError::Stopped(_) | TrainError::Estimator { .. } => {
            Failure::CouldNotRun(why.to_string())
        }
        _ => Failure::of_file(path, "titles", Text::data(why)),
    }
}

/// Shares right, by language.
pub(crate) fn accuracy(of: &Evaluation) -> Rows {
    let row = |language: &str, one: &Accuracy| {
        let mut row = vec![language.into(), one.titles.into()];
        row.extend(digits(&one.accuracy));
        row.extend([share(one.top), share(one.calibration_error)]);
        row
    };
    let mut rows = vec![row(ALL, &of.all)];
    rows.extend(of.by_language.iter().map(|(tag, one)| row(tag, one)));
    let header = vec![
        "language",
        "titles",
        "digits_1",
        "digits_2",
        "digits_3",
        "digits_4",
        "among_5",
        "calibration_error",
    ];
    Rows { header, rows }
}

/// Shares at one digit to all.
fn digits(shares: &[Option<f64>]) -> impl Iterator<Item = Value> {
    (0..DIGITS).map(|at| share(shares.get(at).copied().flatten()))
}

/// What thresholds cost and bring.
fn coverage(of: &Evaluation) -> Rows {
    let row = |one: &suranys_titles::evaluation::Coverage| {
        let mut row = vec![share(Some(one.threshold)), share(one.coverage)];
        row.extend(digits(&one.accuracy));
        row
    };
    let header = vec!["threshold", "coded", "digits_1", "digits_2", "digits_3", "digits_4"];
    Rows { header, rows: of.coverage.iter().map(row).collect() }
}

/// Probabilities given, and shares that are right.
fn reliability(of: &Evaluation) -> Rows {
    let rows = of.reliability.iter().map(|bin| {
        vec![
            share(Some(bin.from)),
            share(Some(bin.to)),
            bin.titles.into(),
            share(bin.probability),
            share(bin.accuracy),
        ]
    });
    Rows { header: vec!["from", "to", "titles", "probability", "right"], rows: rows.collect() }
}

/// Which groups are taken for which.
fn confusion(of: &Evaluation, digits: usize) -> Rows {
    let rows = of.confusion(digits).into_iter();
    let rows = rows.map(|one| vec![one.code.into(), one.given.into(), one.titles.into()]);
    Rows { header: vec!["code", "given", "titles"], rows: rows.collect() }
}
