//! `suranys series reconcile`.

use crate::commands::series::arguments::{
    Drawing, Spans, drawn_fits, level, once, reach, selections,
};
use crate::commands::series::hierarchy::{hierarchy, note_incoherence, summed, together};
use crate::commands::series::input::{Input, Panel};
use crate::commands::series::output::{Draws, Format, Output, Ranges, apart};
use crate::commands::series::screen::{Screen, of_forecast, shortened_totals};
use crate::commands::series::standing_out::StandingOut;
use crate::diagnostics::Failure;
use crate::notes::{NoteOptions, Notes};
use crate::progress::Progress;
use crate::terminal::note;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::limits;
use suranys_core::{Diagnostic, Span};
use suranys_data::{Findings, TidySeries};
use suranys_series::calibration::conformal::Calibration;
use suranys_series::error::ForecastError;
use suranys_series::forecast::forecast_many;
use suranys_series::reconcile::coherent::reconcile;
use suranys_series::reconcile::projection::{Method, Projection};
use suranys_series::simulate::{central_intervals, draws_many};
use suranys_series::spec::{Bounds, ForecastSpec, ModelSelection, shares};

/// Simulations behind prediction intervals where none are asked for.
const DRAWS: u32 = 1000;
/// Series between two writes.
const CHUNK: usize = 50;

/// Arguments of `suranys series reconcile`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys series reconcile employed.csv --hierarchy regions.csv --horizon 5
  suranys series reconcile employed.csv --hierarchy regions.csv --horizon 5 --method wls --non-negative
  suranys series reconcile cells.csv --hierarchy regions.csv --horizon 5 --sums
  suranys series reconcile employed.csv --hierarchy regions.csv --horizon 5 --draws 1000 --format parquet -o draws.parquet

The hierarchy is a CSV file with the columns `series_id` and `parent`, one row for each pair of a
component and its total; a series may be a component of several totals, such as a section and a
region. All must be in the table, except totals that --sums makes. Point forecasts are the models'
medians, reconciled; prediction intervals are those of simulations reconciled one by one.

In CSV, a name that a spreadsheet would take for a formula, such as `=1+1`, is prefixed with an
apostrophe, which is taken away where such a file is read; plain numbers, such as `-2`, are not. Marks
that would steer a terminal are spelt out on stdout, not in a file.

Row numbers in messages are lines of the file; the header is row 1.

Exit codes: 0 written; 1 findings in the table or the hierarchy; 2 could not run.")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// CSV file that says which series is a component of which total.
    #[arg(long, value_name = "FILE")]
    hierarchy: PathBuf,
    /// Forecast horizon in periods.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::HORIZON)))]
    horizon: u32,
    /// Make totals that are missing in the table from the sums of their components.
    #[arg(long)]
    sums: bool,
    /// Method of reconciliation.
    #[arg(long, value_enum, default_value_t = MethodName::Mint)]
    method: MethodName,
    /// Keep forecasts of components at zero or above.
    #[arg(long)]
    non_negative: bool,
    /// Levels of the central prediction intervals, per cent.
    #[arg(long, default_value = "80,95", value_delimiter = ',', value_parser = level)]
    levels: Vec<f64>,
    /// Model to forecast with; `auto` is the combination of all.
    #[arg(long, default_value = "auto", value_parser = selections())]
    model: ModelSelection,
    /// Write this many simulations of each series instead of point forecasts and intervals.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::DRAWS)),
          conflicts_with = "levels")]
    draws: Option<u32>,
    /// Seed of the simulations.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// File to write. Without it: stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    notes: NoteOptions,
}

/// Methods by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MethodName {
    /// Minimum trace, with correlations of errors shrunk further the shorter the past.
    Mint,
    /// Minimum trace with the published shrinkage of the covariance of errors.
    MintShrink,
    /// Weighted least squares, by the number of components (structural scaling).
    Wls,
    /// Ordinary least squares.
    Ols,
    /// Bottom-up: totals are the sums of their components.
    BottomUp,
    /// Top-down: components are shares of the total.
    TopDown,
}

impl MethodName {
    fn method(self) -> Method {
        match self {
            MethodName::Mint => Method::MintShort,
            MethodName::MintShrink => Method::MintShrink,
            MethodName::Wls => Method::WlsStruct,
            MethodName::Ols => Method::Ols,
            MethodName::BottomUp => Method::BottomUp,
            MethodName::TopDown => Method::TopDown,
        }
    }
}

/// Forecasts, reconciles the forecasts, and writes them.
///
/// # Errors
/// When the table or the hierarchy has findings or can't be read, the method can't be used, or
/// results can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    once(&arguments.levels)?;
    drawn_fits(arguments.horizon, arguments.draws)?;
    let inputs = [arguments.input.files(), vec![arguments.hierarchy.clone()]].concat();
    let outputs =
        [("--output", arguments.output.as_deref()), ("--notes", arguments.notes.notes.as_deref())];
    let [output, notes_to] = apart(&inputs, outputs)?;
    let mut writer = Output::new(arguments.format, output)?;
    let input = &arguments.input;
    let mut panel = input.read()?;
    let (hierarchy, sums) = hierarchy(&arguments.hierarchy, input, &panel.series, arguments.sums)?;
    together(input, &panel.series)?;
    let mut notes = Notes::new(&arguments.notes, notes_to);
    notes.add(Screen::of(input, &panel.series, panel.season).notes(input));
    summed(&mut panel, &hierarchy, sums);
    notes.add(shortened_totals(input, &panel.series, &hierarchy));
    let drawn = u64::from(arguments.draws.unwrap_or(DRAWS)) * u64::from(arguments.horizon);
    if drawn.saturating_mul(panel.series.len() as u64) > limits::DRAWN_AT_ONCE {
        return Err(Failure::Usage(format!(
            "{} series with {drawn} draws of all periods each are more than the {} that are made to \
             add up at once; take fewer draws, periods or series",
            panel.series.len(),
            limits::DRAWN_AT_ONCE
        )));
    }
    let Panel { season, series, values } = panel;
    let mut findings = Findings::new(input.name());
    for one in &series {
        reach(input, one, arguments.horizon as usize, &mut findings);
    }
    findings.or(())?;
    note_incoherence(&series, &values, &hierarchy);
    if arguments.model == ModelSelection::Combination {
        let mut standing_out = StandingOut::default();
        series.iter().zip(&values).for_each(|(one, y)| standing_out.add(one, y, season));
        standing_out.tell();
    }
    let min = arguments.non_negative.then_some(0.0);
    let spec = ForecastSpec {
        season,
        horizon: arguments.horizon as usize,
        selection: arguments.model,
        bounds: Bounds { min, max: None },
    };
    let progress = Progress::new();
    progress.at(0.0, "training on the past");
    let calibration = Calibration::train(&values, &spec);
    progress.at(40.0, "forecasting");
    let mut answers = Vec::with_capacity(series.len());
    for (one, answer) in series.iter().zip(forecast_many(&values, &spec, &[], &calibration)) {
        answers.push(answer.map_err(|why| refused(input, one, why))?);
    }
    let (point, errors): (Vec<_>, Vec<_>) =
        answers.into_iter().map(|answer| (answer.median, answer.errors)).unzip();
    progress.at(50.0, "covariance of errors");
    let (projection, problem) =
        Projection::new(&hierarchy, arguments.method.method(), &errors, &values)
            .map_err(|problem| Failure::Usage(problem.to_string()))?;
    let method = match problem {
        Some(problem) => {
            progress.aside(|| note(&problem.to_string()));
            MethodName::Wls
        }
        None => arguments.method,
    };
    progress.at(55.0, "simulating");
    let mut spans = Spans::default();
    series.iter().for_each(|one| spans.add(one));
    let drawing = Drawing::new(spans, arguments.draws.unwrap_or(DRAWS), arguments.seed);
    let asked = drawing.of(&series, &values);
    let drawn = draws_many(&asked, &spec, drawing.count, &calibration, &drawing.shared());
    let drawn = series
        .iter()
        .zip(drawn)
        .map(|(one, answer)| answer.map_err(|why| refused(input, one, why)))
        .collect::<Result<Vec<_>, _>>()?;
    progress.at(75.0, "reconciling");
    let done = reconcile(&projection, &point, &drawn, arguments.non_negative);
    drop(drawn);
    for (place, one) in series.iter().enumerate() {
        let draws = done.draws[place].iter().flatten();
        if !done.median[place].iter().chain(draws).all(|value| value.is_finite()) {
            return Err(refused(input, one, ForecastError::TooLarge));
        }
    }
    let name = format!("{}+{}", arguments.model.name(), method_name(method));
    drop(progress);
    let levels = shares(&arguments.levels);
    for (place, one) in series.iter().enumerate() {
        let intervals = central_intervals(&done.draws[place], &levels);
        let (past, medians) = (&values[place], &done.median[place]);
        notes.add(of_forecast(input, one, past, medians, &intervals));
    }
    notes.close()?;
    let at_once = drawing.at_once(spec.horizon).min(CHUNK);
    for (chunk, some) in series.chunks(at_once).enumerate() {
        let places = (chunk * at_once..).zip(some);
        let table = if arguments.draws.is_some() {
            let mut rows = Draws::default();
            places.for_each(|(place, one)| rows.add(one, &done.draws[place]));
            rows.table()
        } else {
            let mut rows = Ranges::new(&arguments.levels);
            for (place, one) in places {
                let intervals = central_intervals(&done.draws[place], &shares(&arguments.levels));
                rows.add(one, &name, &done.median[place], &intervals);
            }
            rows.table()
        };
        writer.write(&table)?;
    }
    writer.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// That a series has no forecast: all are needed for forecasts that add up.
fn refused(input: &Input, one: &TidySeries, why: ForecastError) -> Failure {
    let message = format!("the series `{}` has no forecast: {why}", one.id);
    if why != ForecastError::TooLarge {
        return Failure::Usage(message);
    }
    let file = input.name();
    let finding = Diagnostic::error("size", Span::cell(file, one.row, input.value_name()), message);
    let help = "correct the values, or give them in a larger unit";
    Failure::Findings(vec![finding.allowed("values whose sums and squares are finite").help(help)])
}

fn method_name(method: MethodName) -> String {
    method.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
