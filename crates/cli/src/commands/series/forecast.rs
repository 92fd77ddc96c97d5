//! `suranys series forecast`.

use crate::commands::series::arguments::{
    Drawing, Named, Spans, drawn_fits, finite, level, once, reach, reasons, selections,
};
use crate::commands::series::input::{Changes, Input};
use crate::commands::series::output::{Draws, Format, Output, Ranges, apart, name_all};
use crate::commands::series::screen::{Screen, of_forecast};
use crate::commands::series::standing_out::StandingOut;
use crate::diagnostics::{FOUND, Failure};
use crate::notes::{NoteOptions, Notes};
use crate::terminal::{note, notes as notes_on, say};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use std::mem::take;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::limits::{DRAWS, HORIZON};
use suranys_core::table::{Column, ResultTable};
use suranys_data::{Findings, Sink, TidySeries, TidyStream};
use suranys_series::calibration::conformal::{Calibration, TrainingSet};
use suranys_series::error::ForecastError;
use suranys_series::forecast::forecast_many;
use suranys_series::simulate::{central_intervals, draws_many};
use suranys_series::spec::{Bounds, ForecastSpec, Model, ModelSelection, shares};

/// Series forecast between two writes.
const CHUNK: usize = 2000;

/// Arguments of `suranys series forecast`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys series forecast wages.csv --horizon 5
  suranys series forecast wages.csv --horizon 8 --levels 50,80,95 --format parquet -o out.parquet
  suranys series forecast rates.csv --horizon 4 --min 0 --max 100 --id region --time year --value rate

Model weights and the widths of prediction intervals are trained on the table's own past at the
horizon asked for: with other series in the table, or another horizon, a forecast changes a little.

A series that can't be forecast is named on stderr, and in the file of --rejects; the others are
forecast all the same. A CSV file in which the rows of each series are contiguous is read series by
series, so memory use does not grow with its length.

In CSV, a name that a spreadsheet would take for a formula, such as `=1+1`, is prefixed with an
apostrophe, which is taken away where such a file is read; plain numbers, such as `-2`, are not. Marks
that would steer a terminal are spelt out on stdout, not in a file. JSON and Parquet hold names as
they are. A file appears whole or not at all, and replaces one only if `suranys` wrote it and nobody
changed it since. What a run that is killed leaves next to it, a hidden `.FILE.tmp-...`, the next run
removes.

Row numbers in messages are lines of the file; the header is row 1.

Exit codes: 0 written, possibly leaving out some series; 1 findings in the table, or no series could
be forecast; 2 could not run.")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Forecast horizon in periods.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(HORIZON)))]
    horizon: u32,
    /// Levels of the central prediction intervals, per cent.
    #[arg(long, default_value = "80,95", value_delimiter = ',', value_parser = level)]
    levels: Vec<f64>,
    /// Model to forecast with; `auto` is the combination of all.
    #[arg(long, default_value = "auto", value_parser = selections())]
    model: ModelSelection,
    /// Point forecast in the column `point`.
    #[arg(long, value_enum, default_value_t = Point::Median)]
    point: Point,
    /// Write this many simulations of each series instead of point forecasts and intervals.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(DRAWS)),
          conflicts_with_all = ["levels", "point"])]
    draws: Option<u32>,
    /// Seed of the simulations.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lower bound of forecasts.
    #[arg(long, allow_negative_numbers = true, value_parser = finite)]
    min: Option<f64>,
    /// Upper bound of forecasts.
    #[arg(long, allow_negative_numbers = true, value_parser = finite)]
    max: Option<f64>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// File to write. Without it: stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// File that lists the series that could not be forecast, with the reason.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    #[command(flatten)]
    notes: NoteOptions,
}

/// Centres of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Point {
    /// The median: the outturn is as likely above as below it.
    Median,
    /// The mean of the forecast distribution, taken over quantiles at evenly spaced levels.
    Mean,
}

/// Series that could not be forecast, with the reason.
type Rejects = Vec<(String, String)>;

/// Forecasts and writes.
///
/// # Errors
/// When the table has findings or can't be read, or results can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    once(&arguments.levels)?;
    if let (Some(min), Some(max)) = (arguments.min, arguments.max)
        && min > max
    {
        return Err(Failure::Usage(format!("--min {min} is above --max {max}")));
    }
    drawn_fits(arguments.horizon, arguments.draws)?;
    let (output, rejects_to) = (arguments.output.as_deref(), arguments.rejects.as_deref());
    let inputs = arguments.input.files();
    let notes_to = arguments.notes.notes.as_deref();
    let outputs = [("--output", output), ("--rejects", rejects_to), ("--notes", notes_to)];
    let [output, rejects_to, notes_to] = apart(&inputs, outputs)?;
    let writer = Output::new(arguments.format, output)?;
    let rejects_to = rejects_to.map(Sink::create).transpose()?;
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} series {msg}") {
        bar.set_style(style);
    }
    bar.set_message("reading");
    bar.tick();
    let table = arguments.input.open()?;
    let overview = overview(arguments, &table)?;
    bar.suspend(|| {
        notes_on(table.notes());
        overview.tell(arguments);
    });
    let Overview { training_set, spans, count, screen, .. } = overview;
    let mut notes = Notes::new(&arguments.notes, notes_to);
    notes.add(screen.notes(&arguments.input));
    bar.set_length(count as u64);
    bar.set_message("training on the past");
    let spec = ForecastSpec {
        season: table.season(),
        horizon: arguments.horizon as usize,
        selection: arguments.model,
        bounds: Bounds { min: arguments.min, max: arguments.max },
    };
    let calibration = training_set.train(&spec);
    bar.set_message("");
    let mut making = Making {
        arguments,
        bar,
        spec,
        calibration,
        drawing: arguments.draws.map(|count| Drawing::new(spans, count, arguments.seed)),
        writer,
        rejects: Rejects::new(),
        series: Vec::new(),
        values: Vec::new(),
        notes,
        held: Vec::new(),
    };
    let at_once = making.drawing.as_ref().map_or(CHUNK, |drawing| drawing.at_once(spec.horizon));
    table.each(|one| -> Result<(), Failure> {
        // What is changed was reported at the first look.
        making.values.push(arguments.input.values(&one, &mut Changes::default()));
        making.series.push(one);
        if making.series.len() == at_once {
            making.make()?;
        }
        Ok(())
    })?;
    making.make()?;
    making.bar.finish_and_clear();
    let Making { mut writer, rejects, notes, held, .. } = making;
    notes.close()?;
    held.iter().try_for_each(|rows| writer.write(rows))?;
    if !rejects.is_empty() {
        let count = rejects.len();
        note(&format!("{count} series could not be forecast; {}", reasons(&rejects)));
    }
    let none = rejects.len() == count;
    let rejects_to = match rejects_to {
        Some(mut sink) => {
            sink.write(&rejects_table(rejects).csv(true)?)?;
            Some(sink)
        }
        None => None,
    };
    let written = if none { None } else { writer.close()? };
    name_all(written.into_iter().chain(rejects_to))?;
    if none {
        say("no series could be forecast; no forecast was written\n");
    }
    Ok(if none { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}

/// What is known of a table before its first series is forecast.
#[derive(Default)]
struct Overview {
    training_set: TrainingSet,
    spans: Spans,
    changes: Changes,
    /// What the combination does not take as it stands.
    standing_out: StandingOut,
    /// Series with values beyond a bound.
    below: Named,
    above: Named,
    /// How many series there are.
    count: usize,
    screen: Screen,
}

impl Overview {
    /// Tells the user what of the series is left out, filled or beyond a bound.
    fn tell(&self, arguments: &Arguments) {
        self.changes.tell();
        self.standing_out.tell();
        let bounds = [
            (&self.below, "below", "--min", arguments.min),
            (&self.above, "above", "--max", arguments.max),
        ];
        for (some, side, option, bound) in bounds {
            if let Some(bound) = bound.filter(|_| some.count > 0) {
                note(&format!(
                    "{} series have values {side} {option} {bound} themselves ({}); no forecast of \
                     them goes {side} it",
                    some.count,
                    some.names()
                ));
            }
        }
    }
}

/// Looks at all series.
fn overview(arguments: &Arguments, table: &TidyStream) -> Result<Overview, Failure> {
    let input = &arguments.input;
    let mut overview = Overview::default();
    let mut findings = Findings::new(input.name());
    let beyond = |values: &[f64], bound: Option<f64>, is: fn(&f64, &f64) -> bool| {
        bound.is_some_and(|bound| values.iter().any(|value| is(value, &bound)))
    };
    table.each(|one| -> Result<(), Failure> {
        let values = input.values(&one, &mut overview.changes);
        reach(input, &one, arguments.horizon as usize, &mut findings);
        if beyond(&values, arguments.min, f64::lt) {
            overview.below.add(&one.id);
        }
        if beyond(&values, arguments.max, f64::gt) {
            overview.above.add(&one.id);
        }
        if arguments.model == ModelSelection::Combination {
            overview.standing_out.add(&one, &values, table.season());
        }
        overview.training_set.add(&values);
        overview.spans.add(&one);
        overview.screen.add(input, &one, table.season());
        overview.count += 1;
        Ok(())
    })?;
    findings.or(())?;
    Ok(overview)
}

/// Forecasts in the making: those of some series at once.
struct Making<'a> {
    arguments: &'a Arguments,
    bar: ProgressBar,
    spec: ForecastSpec,
    calibration: Calibration,
    drawing: Option<Drawing>,
    writer: Output,
    rejects: Rejects,
    series: Vec<TidySeries>,
    values: Vec<Vec<f64>>,
    notes: Notes<'a>,
    /// What is written once it is known that there are no notes, where these are findings.
    held: Vec<ResultTable>,
}

impl Making<'_> {
    /// Forecasts and writes what has gathered.
    fn make(&mut self) -> Result<(), Failure> {
        let (series, values) = (take(&mut self.series), take(&mut self.values));
        let Making { arguments, spec, calibration, rejects, notes, .. } = self;
        let rows = match &self.drawing {
            Some(drawing) => {
                let kept = (rejects, notes);
                drawn((arguments, drawing), &series, &values, spec, calibration, kept)
            }
            None => ranges(arguments, &series, &values, spec, calibration, (rejects, notes)),
        };
        // Where nothing could be forecast, nothing is written.
        if rows.columns.iter().all(|(_, column)| column.is_empty()) {
        } else if arguments.notes.strict {
            self.held.push(rows);
        } else {
            // A terminal that shows the bar may be where results go too.
            self.bar.suspend(|| self.writer.write(&rows))?;
        }
        self.bar.inc(series.len() as u64);
        Ok(())
    }
}

fn rejects_table(rejects: Rejects) -> ResultTable {
    let (ids, reasons) = rejects.into_iter().unzip();
    ResultTable {
        name: "rejects".to_owned(),
        columns: vec![
            ("series_id".to_owned(), Column::Text(ids)),
            ("reason".to_owned(), Column::Text(reasons)),
        ],
    }
}

/// What there is for a series, or nothing, the reason being among the rejects.
fn kept<T>(
    series: &TidySeries,
    answer: Result<T, ForecastError>,
    rejects: &mut Rejects,
) -> Option<T> {
    answer.map_err(|refusal| rejects.push((series.id.clone(), refusal.to_string()))).ok()
}

fn ranges(
    arguments: &Arguments,
    series: &[TidySeries],
    values: &[Vec<f64>],
    spec: &ForecastSpec,
    calibration: &Calibration,
    (rejects, notes): (&mut Rejects, &mut Notes<'_>),
) -> ResultTable {
    let levels = shares(&arguments.levels);
    let mut rows = Ranges::new(&arguments.levels);
    let forecasts = forecast_many(values, spec, &levels, calibration);
    for ((one, past), answer) in series.iter().zip(values).zip(forecasts) {
        let Some(answer) = kept(one, answer, rejects) else { continue };
        let centre = match arguments.point {
            Point::Median => &answer.median,
            Point::Mean => &answer.mean,
        };
        // A model that can't be fitted leaves the last value, which is what the row says.
        let fitted = !answer.weights.is_empty();
        let model = if fitted { spec.selection } else { ModelSelection::Only(Model::Naive) };
        notes.add(of_forecast(&arguments.input, one, past, centre, &answer.intervals));
        rows.add(one, model.name(), centre, &answer.intervals);
    }
    rows.table()
}

fn drawn(
    (arguments, drawing): (&Arguments, &Drawing),
    series: &[TidySeries],
    values: &[Vec<f64>],
    spec: &ForecastSpec,
    calibration: &Calibration,
    (rejects, notes): (&mut Rejects, &mut Notes<'_>),
) -> ResultTable {
    let asked = drawing.of(series, values);
    let all = draws_many(&asked, spec, drawing.count, calibration, &drawing.shared());
    let levels = shares(&arguments.levels);
    let mut rows = Draws::default();
    for ((one, past), paths) in series.iter().zip(values).zip(all) {
        if let Some(paths) = kept(one, paths, rejects) {
            // The interval of no width is the median.
            let medians = central_intervals(&paths, &[0.0]).concat();
            let medians: Vec<f64> = medians.into_iter().map(|(median, _)| median).collect();
            let intervals = central_intervals(&paths, &levels);
            notes.add(of_forecast(&arguments.input, one, past, &medians, &intervals));
            rows.add(one, &paths);
        }
    }
    rows.table()
}
