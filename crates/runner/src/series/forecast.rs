//! Forecasts of every series of a table, chunk by chunk.

use crate::failure::Failure;
use crate::series::drawing::{Drawing, Named, Spans, drawn_fits, once, reach};
use crate::series::input::{Changes, Input};
use crate::series::rows::{Draws, Ranges};
use crate::series::screen::{Screen, of_forecast};
use crate::series::standing_out::StandingOut;
use std::mem::take;
use suranys_core::Diagnostic;
use suranys_core::progress::{Follower, Portion};
use suranys_core::table::{Column, ResultTable};
use suranys_core::{Text, text};
use suranys_data::{Findings, TidySeries, TidyStream};
use suranys_series::{
    Calibration, Fitted, ForecastError, Forecaster, Interval, Level, Model, ModelSelection,
    TrainingSet, path_intervals, path_medians,
};

/// Series forecast between two writes.
const CHUNK: usize = 2000;
/// The portion of the work after the models are trained.
const FORECASTING: Portion = Portion::new(10.0, 100.0);

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Forecast horizon in periods.
    pub horizon: u32,
    /// Levels of the central prediction intervals.
    pub levels: Vec<Level>,
    /// Model to forecast with.
    pub model: ModelSelection,
    /// Which centre of the distribution is the point forecast.
    pub point: Point,
    /// That many simulations of each series in place of point forecasts and intervals.
    pub draws: Option<u32>,
    /// Seed of the simulations.
    pub seed: u64,
    /// Lower bound of forecasts.
    pub min: Option<f64>,
    /// Upper bound of forecasts.
    pub max: Option<f64>,
}

/// Centres of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// The median: the outturn is as likely above as below it.
    Median,
    /// The mean of the forecast distribution, taken over quantiles at evenly spaced levels.
    Mean,
}

/// Series that could not be forecast, with the reason.
pub type Rejects = Vec<(String, Text)>;
/// Takes what looks wrong in inputs or forecasts.
pub type Noted<'a> = &'a mut dyn FnMut(Vec<Diagnostic>);

/// Where forecasts go.
pub struct Sinks<'a> {
    /// Takes rows, some series at a time.
    pub rows: &'a mut dyn FnMut(ResultTable) -> Result<(), Failure>,
    /// Takes what looks wrong.
    pub noted: Noted<'a>,
}

/// What became of a table.
#[derive(Debug)]
pub struct Forecasted {
    /// Series there are.
    pub count: usize,
    /// Those without a forecast.
    pub rejects: Rejects,
}

/// That what is asked for goes together; nothing is read.
///
/// # Errors
/// When it does not.
pub fn goes_together(request: &Request) -> Result<(), Failure> {
    once(&request.levels)?;
    if let (Some(min), Some(max)) = (request.min, request.max)
        && min > max
    {
        return Err(Failure::Usage(text!("--min {min} is above --max {max}", min, max)));
    }
    drawn_fits(request.horizon, request.draws)
}

/// Forecasts every series of a table; those that can't be forecast are among the rejects.
///
/// # Errors
/// When the table has findings or can't be read, or a sink can't take the rows.
pub fn forecast(
    input: &Input,
    request: &Request,
    follower: &dyn Follower,
    sinks: Sinks<'_>,
) -> Result<Forecasted, Failure> {
    goes_together(request)?;
    follower.at(0.0, "reading")?;
    let table = input.open()?;
    let overview = overview(input, request, &table)?;
    table.notes().iter().for_each(|one| follower.tell(one));
    overview.tell(request, follower);
    let Overview { training_set, spans, count, screen, .. } = overview;
    (sinks.noted)(screen.notes(input));
    follower.at(5.0, "training on the past")?;
    if count == 0 {
        return Ok(Forecasted { count, rejects: Rejects::new() });
    }
    let forecaster = Forecaster::new(request.horizon as usize)
        .season(table.season())
        .models(request.model)
        .min(request.min)
        .max(request.max);
    let calibration = training_set.train(&forecaster);
    let calibration = calibration.map_err(|why| Failure::Usage(why.text()))?;
    let mut making = Making {
        input,
        request,
        follower,
        forecaster,
        calibration,
        drawing: request.draws.map(|count| Drawing::new(spans, count, request.seed)),
        sinks,
        rejects: Rejects::new(),
        series: Vec::new(),
        values: Vec::new(),
        made: 0,
        count,
    };
    let at_once =
        making.drawing.as_ref().map_or(CHUNK, |drawing| drawing.at_once(forecaster.horizon()));
    table.each(|one| -> Result<(), Failure> {
        // What is changed was reported at the first look.
        making.values.push(input.values(&one, &mut Changes::default()));
        making.series.push(one);
        if making.series.len() == at_once {
            making.make()?;
        }
        Ok(())
    })?;
    making.make()?;
    Ok(Forecasted { count, rejects: making.rejects })
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
    fn tell(&self, request: &Request, follower: &dyn Follower) {
        self.changes.tell(follower);
        self.standing_out.tell(follower);
        if let Some(min) = request.min.filter(|_| self.below.count > 0) {
            let (count, names) = (self.below.count, self.below.names());
            follower.tell(&text!(
                "{count} series have values below --min {min} themselves ({names}); no forecast of them goes \
                 below it",
                count,
                min,
                names
            ));
        }
        if let Some(max) = request.max.filter(|_| self.above.count > 0) {
            let (count, names) = (self.above.count, self.above.names());
            follower.tell(&text!(
                "{count} series have values above --max {max} themselves ({names}); no forecast of them goes \
                 above it",
                count,
                max,
                names
            ));
        }
    }
}

/// Looks at all series.
fn overview(input: &Input, request: &Request, table: &TidyStream) -> Result<Overview, Failure> {
    let mut overview = Overview::default();
    let mut findings = Findings::new(input.name());
    let beyond = |values: &[Option<f64>], bound: Option<f64>, is: fn(&f64, &f64) -> bool| {
        bound.is_some_and(|bound| values.iter().flatten().any(|value| is(value, &bound)))
    };
    table.each(|one| -> Result<(), Failure> {
        let values = input.values(&one, &mut overview.changes);
        reach(input, &one, request.horizon as usize, &mut findings);
        if beyond(&values, request.min, f64::lt) {
            overview.below.add(&one.id);
        }
        if beyond(&values, request.max, f64::gt) {
            overview.above.add(&one.id);
        }
        if request.model == ModelSelection::Combination {
            overview.standing_out.add(&one, &values, table.season());
        }
        let taken = overview.training_set.add(&values);
        taken.map_err(|why| Failure::Usage(why.text()))?;
        overview.spans.add(&one);
        overview.screen.add(input, &one, table.season());
        overview.count += 1;
        Ok(())
    })?;
    findings.or(())?;
    Ok(overview)
}

/// Forecasts in the making: those of some series at once.
struct Making<'a, 's> {
    input: &'a Input,
    request: &'a Request,
    follower: &'a dyn Follower,
    forecaster: Forecaster,
    calibration: Calibration,
    drawing: Option<Drawing>,
    sinks: Sinks<'s>,
    rejects: Rejects,
    series: Vec<TidySeries>,
    values: Vec<Vec<Option<f64>>>,
    /// Series done with, of how many.
    made: usize,
    count: usize,
}

impl Making<'_, '_> {
    /// Forecasts and hands on what has gathered.
    fn make(&mut self) -> Result<(), Failure> {
        let (series, values) = (take(&mut self.series), take(&mut self.values));
        let Making { input, request, forecaster, calibration, rejects, sinks, .. } = self;
        let done = self.made as f64 / self.count.max(1) as f64;
        let doing = format!("{made} of {count} series", made = self.made, count = self.count);
        self.follower.within(FORECASTING, done, &doing)?;
        let fitted = forecaster.fit_many(&values, calibration);
        let fitted = series.iter().zip(&values).zip(fitted);
        let forecasts = fitted.filter_map(|((one, past), answer)| {
            let kept = |refusal: ForecastError| rejects.push((one.id.clone(), refusal.text()));
            answer.map_err(kept).ok().map(|fitted| (one, &past[..], fitted))
        });
        let forecasts: Vec<Answer> = forecasts.collect();
        let noted: Noted<'_> = &mut *sinks.noted;
        let rows = match &self.drawing {
            Some(drawing) => drawn((input, request, drawing), &forecasts, noted),
            None => ranges((input, request), &forecasts, noted),
        };
        // Where nothing could be forecast, nothing is written.
        if !rows.columns.iter().all(|(_, column)| column.is_empty()) {
            (sinks.rows)(rows)?;
        }
        self.made += series.len();
        Ok(())
    }
}

/// Series without a forecast, with the reason.
#[must_use]
pub fn rejects_table(rejects: Rejects) -> ResultTable {
    let (ids, reasons) = rejects.into_iter().map(|(id, why)| (id, String::from(why))).unzip();
    ResultTable {
        name: "rejects".to_owned(),
        columns: vec![
            ("series_id".to_owned(), Column::Text(ids)),
            ("reason".to_owned(), Column::Text(reasons)),
        ],
    }
}

/// A series, its values as fitted, and the models fitted to them.
type Answer<'a> = (&'a TidySeries, &'a [Option<f64>], Fitted);

fn ranges(
    (input, request): (&Input, &Request),
    forecasts: &[Answer<'_>],
    noted: Noted<'_>,
) -> ResultTable {
    let mut rows = Ranges::new(&request.levels);
    for (one, past, fitted) in forecasts {
        let forecast = fitted.forecast();
        let centre = match request.point {
            Point::Median => forecast.median().to_vec(),
            Point::Mean => forecast.mean(),
        };
        let intervals: Vec<Vec<Interval>> =
            request.levels.iter().map(|level| forecast.interval(*level)).collect();
        // A model that can't be fitted leaves the last value, which is what the row says.
        let naive = ModelSelection::Only(Model::Naive);
        let model = if fitted.is_fitted() { request.model } else { naive };
        noted(of_forecast(input, one, past, &centre, &intervals));
        rows.add(one, model.name(), &centre, &intervals);
    }
    rows.table()
}

fn drawn(
    (input, request, drawing): (&Input, &Request, &Drawing),
    forecasts: &[Answer<'_>],
    noted: Noted<'_>,
) -> ResultTable {
    let asked = drawing.of(forecasts.iter().map(|(one, _, fitted)| (*one, fitted.forecast())));
    let all = drawing.together.paths(&asked, drawing.count);
    let mut rows = Draws::default();
    for ((one, past, _), paths) in forecasts.iter().zip(all) {
        let intervals = path_intervals(&paths, &request.levels);
        noted(of_forecast(input, one, past, &path_medians(&paths), &intervals));
        rows.add(one, &paths);
    }
    rows.table()
}
