//! Forecasts of series of a hierarchy that are coherent.

use crate::failure::Failure;
use crate::series::drawing::{Drawing, Spans, drawn_fits, once, reach};
use crate::series::forecast::Noted;
use crate::series::hierarchy::{hierarchy, note_incoherence, summed, together};
use crate::series::input::{Input, Panel};
use crate::series::rows::{Draws, Ranges};
use crate::series::screen::{Screen, of_forecast, shortened_totals};
use crate::series::standing_out::StandingOut;
use std::path::PathBuf;
use suranys_core::limits;
use suranys_core::progress::Follower;
use suranys_core::table::ResultTable;
use suranys_core::text;
use suranys_core::{Diagnostic, Span};
use suranys_data::{Findings, TidySeries};
use suranys_series::reconcile::{Method, Projection, reconcile as make_coherent};
use suranys_series::{
    Fitted, ForecastError, Forecaster, Level, ModelSelection, PathDraws, path_intervals,
};

/// Simulations behind prediction intervals where none are asked for.
const DRAWS: u32 = 1000;
/// Series whose rows are handed on together.
const CHUNK: usize = 50;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// File that says which series is a component of which total.
    pub hierarchy: PathBuf,
    /// Forecast horizon in periods.
    pub horizon: u32,
    /// Whether totals that are missing in the table are made from the sums of their components.
    pub sums: bool,
    /// Method of reconciliation.
    pub method: Method,
    /// Whether forecasts of components stay at zero or above.
    pub non_negative: bool,
    /// Levels of the central prediction intervals.
    pub levels: Vec<Level>,
    /// Model to forecast with.
    pub model: ModelSelection,
    /// That many simulations of each series in place of point forecasts and intervals.
    pub draws: Option<u32>,
    /// Seed of the simulations.
    pub seed: u64,
}

/// Coherent forecasts.
pub struct Reconciled {
    series: Vec<TidySeries>,
    draws: Vec<PathDraws>,
    median: Vec<Vec<f64>>,
    /// The model and the method that was used.
    name: String,
    levels: Vec<Level>,
    /// Whether the rows are of simulations.
    drawn: bool,
    at_once: usize,
}

/// The name of a method.
#[must_use]
pub fn method_name(method: Method) -> &'static str {
    match method {
        Method::MintShort => "mint",
        Method::MintShrink => "mint-shrink",
        Method::WlsStruct => "wls",
        Method::Ols => "ols",
        Method::BottomUp => "bottom-up",
        Method::TopDown => "top-down",
    }
}

/// That what is asked for goes together; nothing is read.
///
/// # Errors
/// When it does not.
pub fn goes_together(request: &Request) -> Result<(), Failure> {
    once(&request.levels)?;
    drawn_fits(request.horizon, request.draws)
}

/// Forecasts every series of a table and makes the forecasts coherent.
///
/// # Errors
/// When the table or the hierarchy has findings or can't be read, or the method can't be used.
pub fn reconcile(
    input: &Input,
    request: &Request,
    follower: &dyn Follower,
    noted: Noted<'_>,
) -> Result<Reconciled, Failure> {
    goes_together(request)?;
    let mut panel = input.read(follower)?;
    let (hierarchy, sums) =
        hierarchy(&request.hierarchy, input, &panel.series, request.sums, follower)?;
    together(input, &panel.series)?;
    noted(Screen::of(input, &panel.series, panel.season).notes(input));
    summed(&mut panel, &hierarchy, sums, follower);
    noted(shortened_totals(input, &panel.series, &hierarchy));
    let drawn = u64::from(request.draws.unwrap_or(DRAWS)) * u64::from(request.horizon);
    if drawn.saturating_mul(panel.series.len() as u64) > limits::DRAWN_AT_ONCE {
        return Err(Failure::Usage(text!(
            "{count} series with {drawn} draws of all periods each are more than the {max} that are made to \
             add up at once; take fewer draws, periods or series",
            count = panel.series.len(),
            drawn,
            max = limits::DRAWN_AT_ONCE
        )));
    }
    let Panel { season, series, values } = panel;
    let mut findings = Findings::new(input.name());
    for one in &series {
        reach(input, one, request.horizon as usize, &mut findings);
    }
    findings.or(())?;
    note_incoherence(&series, &values, &hierarchy, follower);
    if request.model == ModelSelection::Combination {
        let mut standing_out = StandingOut::default();
        series.iter().zip(&values).for_each(|(one, y)| standing_out.add(one, y, season));
        standing_out.tell(follower);
    }
    let min = request.non_negative.then_some(0.0);
    let horizon = request.horizon as usize;
    let forecaster = Forecaster::new(horizon).season(season).models(request.model).min(min);
    follower.at(0.0, "training on the past")?;
    let calibration = forecaster.calibrate(&values);
    let calibration = calibration.map_err(|why| Failure::Usage(why.text()))?;
    follower.at(40.0, "forecasting")?;
    let answers = series.iter().zip(forecaster.fit_many(&values, &calibration));
    let fitted = answers
        .map(|(one, answer)| answer.map_err(|why| refused(input, one, why)))
        .collect::<Result<Vec<Fitted>, _>>()?;
    let point: Vec<_> = fitted.iter().map(|one| one.forecast().median().to_vec()).collect();
    let errors: Vec<_> = fitted.iter().map(Fitted::errors).collect();
    follower.at(50.0, "covariance of errors")?;
    let (projection, problem) = Projection::new(&hierarchy, request.method, &errors, &values)
        .map_err(|problem| Failure::Usage(problem.text()))?;
    let method = match problem {
        Some(problem) => {
            follower.tell(&problem.text());
            Method::WlsStruct
        }
        None => request.method,
    };
    follower.at(55.0, "simulating")?;
    let mut spans = Spans::default();
    series.iter().for_each(|one| spans.add(one));
    let drawing = Drawing::new(spans, request.draws.unwrap_or(DRAWS), request.seed);
    let asked = drawing.of(series.iter().zip(fitted.iter().map(Fitted::forecast)));
    let drawn = drawing.together.paths(&asked, drawing.count);
    follower.at(75.0, "reconciling")?;
    let done = make_coherent(&projection, &point, &drawn, request.non_negative);
    drop(drawn);
    for (place, one) in series.iter().enumerate() {
        let draws = done.draws[place].iter().flatten();
        if !done.median[place].iter().chain(draws).all(|value| value.is_finite()) {
            return Err(refused(input, one, ForecastError::TooLarge));
        }
    }
    for (place, one) in series.iter().enumerate() {
        let intervals = path_intervals(&done.draws[place], &request.levels);
        noted(of_forecast(input, one, &values[place], &done.median[place], &intervals));
    }
    let at_once = drawing.at_once(horizon).min(CHUNK);
    let name = format!("{}+{}", request.model.name(), method_name(method));
    Ok(Reconciled {
        series,
        draws: done.draws,
        median: done.median,
        name,
        levels: request.levels.clone(),
        drawn: request.draws.is_some(),
        at_once,
    })
}

impl Reconciled {
    /// Hands on the rows, some series at a time.
    ///
    /// # Errors
    /// When `rows` can't take them.
    pub fn write(
        &self,
        mut rows: impl FnMut(ResultTable) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        for (chunk, some) in self.series.chunks(self.at_once).enumerate() {
            let places = (chunk * self.at_once..).zip(some);
            rows(if self.drawn {
                let mut drawn = Draws::default();
                places.for_each(|(place, one)| drawn.add(one, &self.draws[place]));
                drawn.table()
            } else {
                let mut ranges = Ranges::new(&self.levels);
                for (place, one) in places {
                    let intervals = path_intervals(&self.draws[place], &self.levels);
                    ranges.add(one, &self.name, &self.median[place], &intervals);
                }
                ranges.table()
            })?;
        }
        Ok(())
    }
}

/// That a series has no forecast: all are needed for forecasts that add up.
fn refused(input: &Input, one: &TidySeries, why: ForecastError) -> Failure {
    let message = text!("the series `{series}` has no forecast: {why}", series = one.id, why);
    if why != ForecastError::TooLarge {
        return Failure::Usage(message);
    }
    let file = input.name();
    let finding = Diagnostic::error("size", Span::cell(file, one.row, input.value_name()), message);
    let help = text!("correct the values, or give them in a larger unit");
    Failure::Findings(vec![
        finding.allowed(text!("values whose sums and squares are finite")).help(help),
    ])
}
