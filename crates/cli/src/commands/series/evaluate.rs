//! `suranys series evaluate`.

use crate::commands::series::input::InputOptions;
use crate::diagnostics::Failure;
use crate::notes::{NoteOptions, Notes};
use crate::progress::Progress;
use crate::terminal::{Format, show};
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;
use suranys_core::limits::HORIZON;
use suranys_runner::series::evaluate::{
    SCORES, read_scored, scores, scores_table, weights, weights_table,
};
use suranys_series::ModelScores;

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
    input: InputOptions,
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
    let input = arguments.input.input();
    let mut notes = Notes::begin(&arguments.notes, &input.files())?;
    let progress = Progress::new();
    let panel = read_scored(&input, &progress, &mut |some| notes.add(some))?;
    let horizon = arguments.horizon as usize;
    if arguments.weights {
        let weights = weights(&panel, horizon, &progress)?;
        drop(progress);
        notes.close()?;
        let text = weights_text(&weights);
        show(arguments.format, &weights_table(weights), || text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let scores = scores(&panel, horizon, arguments.origins as usize, &progress)?;
    let shown = arguments.format == Format::Table;
    let averages = if shown { weights(&panel, horizon, &progress).ok() } else { None };
    drop(progress);
    notes.close()?;
    let for_people =
        || format!("{}\n{}", text(&scores), weights_text(&averages.unwrap_or_default()));
    show(arguments.format, &scores_table(&scores), for_people)?;
    Ok(ExitCode::SUCCESS)
}

fn weights_text(weights: &BTreeMap<String, f64>) -> String {
    let mut text = "weights of the combination, mean over series\n".to_owned();
    for (member, weight) in weights {
        let _ = writeln!(text, "{member:<26} {weight:.4}");
    }
    text
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
