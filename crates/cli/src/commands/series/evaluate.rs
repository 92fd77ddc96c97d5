//! `suranys series evaluate`.

use crate::commands::series::arguments::reasons;
use crate::commands::series::input::{Input, Panel};
use crate::commands::series::screen::Screen;
use crate::diagnostics::Failure;
use crate::notes::{NoteOptions, Notes};
use crate::progress::Progress;
use crate::terminal::{Format, note, show};
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;
use suranys_core::limits::HORIZON;
use suranys_core::progress::Portion;
use suranys_core::table::{Column, ResultTable};
use suranys_series::evaluation::{Evaluation, ModelScores, evaluate};
use suranys_series::forecast::mean_weights;

/// Per cent of the work that is done when the combination's weights are asked for.
const WEIGHING: f64 = 95.0;
/// The portion of scoring before it.
const SCORING: Portion = Portion::new(0.0, WEIGHING);

/// Arguments of `suranys series evaluate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys series evaluate wages.csv --horizon 3
  suranys series evaluate wages.csv --horizon 3 --origins 5 --format csv
  suranys series evaluate wages.csv --horizon 3 --weights --format json

Errors are scaled by the mean absolute change before the origin (of the same season). OWA is relative
to Naive2. Prediction intervals are central; well calibrated ones have coverage near 0.80 and 0.95.
`worse` is the Diebold-Mariano statistic against the combination: above 1.96 the model is
significantly worse at the 5% level, below -1.96 better; it is missing with fewer than ten series.

WIS is the weighted interval score at the quantile levels 0.025, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9
and 0.975, scaled as the other errors; CRPS is approximated at 0.05, 0.15 and so on to 0.95.

Row numbers in messages are lines of the file; the header is row 1.

Exit codes: 0 scored, possibly leaving out some series; 1 findings in the table; 2 could not run, or
no series could be scored.")]
#[command(mut_arg("fill", |fill| fill.hide(true)))]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Forecast horizon in periods.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(HORIZON)))]
    horizon: u32,
    /// Number of forecast origins, one period apart.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    origins: u32,
    /// Print the weights of the combination, averaged over series, instead of the scores.
    #[arg(long)]
    weights: bool,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    notes: NoteOptions,
}

/// Scores and prints.
///
/// # Errors
/// When the table has findings or can't be read, or no series can be scored.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if arguments.input.fill.is_some() {
        let why = "--fill does not go with `evaluate`: models would be scored on values that nobody \
                   observed, filled in from outturns they must not know";
        return Err(Failure::Usage(why.to_owned()));
    }
    let Panel { season, series, values } = arguments.input.read()?;
    let mut notes = Notes::begin(&arguments.notes, &arguments.input.files())?;
    notes.add(Screen::of(&arguments.input, &series, season).notes(&arguments.input));
    let progress = Progress::new();
    let horizon = arguments.horizon as usize;
    let weights = || {
        progress.at(WEIGHING, "weights");
        mean_weights(&values, season, horizon)
    };
    if arguments.weights {
        let weights = weights();
        drop(progress);
        if weights.is_empty() {
            let why = "no series can be scored; the combination could not be fitted to any";
            return Err(Failure::Usage(why.to_owned()));
        }
        notes.close()?;
        let text = weights_text(&weights);
        let (members, weights) = weights.into_iter().unzip();
        let columns = [("member", Column::Text(members)), ("weight", numbers(weights))];
        let columns = columns.map(|(name, column)| (name.to_owned(), column)).to_vec();
        let table = ResultTable { name: "weights".to_owned(), columns };
        show(arguments.format, &table, || text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let Evaluation { scores, unscored } =
        evaluate(&values, season, horizon, arguments.origins as usize, &|model, done| {
            progress.within(SCORING, done, &format!("scoring {model}"));
        });
    let averages = (arguments.format == Format::Table && !scores.is_empty()).then(weights);
    drop(progress);
    let left_out: Vec<(String, String)> =
        unscored.into_iter().map(|(at, why)| (series[at].id.clone(), why.to_string())).collect();
    if scores.is_empty() {
        let why = reasons(&left_out);
        return Err(Failure::Usage(format!("no series can be scored; {why}")));
    }
    if !left_out.is_empty() {
        note(&format!("{} series are not scored; {}", left_out.len(), reasons(&left_out)));
    }
    notes.close()?;
    let for_people =
        || format!("{}\n{}", text(&scores), weights_text(&averages.unwrap_or_default()));
    show(arguments.format, &columns(&scores), for_people)?;
    Ok(ExitCode::SUCCESS)
}

fn numbers(values: Vec<f64>) -> Column {
    Column::Number(values.into_iter().map(Some).collect())
}

fn weights_text(weights: &BTreeMap<String, f64>) -> String {
    let mut text = "weights of the combination, mean over series\n".to_owned();
    for (member, weight) in weights {
        let _ = writeln!(text, "{member:<26} {weight:.4}");
    }
    text
}

/// A score's name and its value.
type Score = (&'static str, fn(&ModelScores) -> Option<f64>);

const SCORES: [Score; 11] = [
    ("mase", |s| Some(s.mean.mase)),
    ("smape", |s| Some(s.mean.smape)),
    ("owa", |s| s.owa),
    ("rmsse", |s| Some(s.mean.rmsse)),
    ("wis", |s| Some(s.mean.wis)),
    ("crps", |s| Some(s.mean.crps)),
    ("coverage_80", |s| Some(s.mean.coverage[0])),
    ("coverage_95", |s| Some(s.mean.coverage[1])),
    ("msis_80", |s| Some(s.mean.msis[0])),
    ("msis_95", |s| Some(s.mean.msis[1])),
    ("worse", |s| s.worse),
];

fn columns(scores: &[ModelScores]) -> ResultTable {
    let count = scores.iter().map(|s| i64::try_from(s.forecasts).ok()).collect();
    let mut columns = vec![
        ("model".to_owned(), Column::Text(scores.iter().map(|s| s.model.to_owned()).collect())),
        ("forecasts".to_owned(), Column::Integer(count)),
    ];
    for (name, value) in SCORES {
        columns.push((name.to_owned(), Column::Number(scores.iter().map(value).collect())));
    }
    ResultTable { name: "scores".to_owned(), columns }
}

fn text(scores: &[ModelScores]) -> String {
    let mut text = format!("{:<16} {:>9}", "model", "forecasts");
    for (name, _) in SCORES {
        let _ = write!(text, " {name:>11}");
    }
    for score in scores {
        let _ = write!(text, "\n{:<16} {:>9}", score.model, score.forecasts);
        for (_, value) in SCORES {
            let _ = match value(score) {
                Some(value) => write!(text, " {value:>11.4}"),
                None => write!(text, " {:>11}", "-"),
            };
        }
    }
    text.push('\n');
    text
}
