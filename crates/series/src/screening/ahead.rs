//! Notes on the forecasts of one series.

use crate::tuning::screening as tuning;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// The forecasts of a series, with its past and its place in a file.
///
/// ```
/// use suranys_series::screening::{Ahead, ahead};
///
/// let past: Vec<Option<f64>> = [4.0, 5.0, 3.0, 4.0].map(Some).to_vec();
/// let notes = ahead(&Ahead {
///     file: "births.csv",
///     row: 5,
///     column: "value",
///     id: "a",
///     past: &past,
///     medians: &[1.0, -1.0],
///     intervals: &[],
///     period: &|step| (2024 + step).to_string(),
/// });
/// assert_eq!(notes[0].check, "below-zero");
/// ```
pub struct Ahead<'a> {
    /// File the series stands in.
    pub file: &'a str,
    /// Row of its last value.
    pub row: u64,
    /// Column of its values.
    pub column: &'a str,
    /// Its name.
    pub id: &'a str,
    /// Its values.
    pub past: &'a [Option<f64>],
    /// Medians, by step.
    pub medians: &'a [f64],
    /// Bounds of prediction intervals, by level and step.
    pub intervals: &'a [Vec<(f64, f64)>],
    /// The period of a step.
    pub period: &'a dyn Fn(usize) -> String,
}

/// What looks wrong in the forecasts: far out of all that was observed, or below zero where the series
/// never was.
#[must_use]
pub fn ahead(forecast: &Ahead<'_>) -> Vec<Diagnostic> {
    let extreme = |pick: fn(f64, f64) -> f64, from: f64| seen(forecast).fold(from, pick);
    let (min, max) = (extreme(f64::min, f64::INFINITY), extreme(f64::max, f64::NEG_INFINITY));
    if min > max {
        return Vec::new();
    }
    let mut notes = Vec::new();
    notes.extend(below_zero(forecast, min));
    notes.extend(far(forecast, min, max));
    notes
}

fn note(
    forecast: &Ahead<'_>,
    check: &str,
    message: Text,
    help: Text,
    period: String,
) -> Diagnostic {
    let span = Span::cell(forecast.file, forecast.row, forecast.column);
    let message = text!("`{id}`: {said}", id = forecast.id, said = message);
    Diagnostic::note(check, span, message).help(help).of_series(forecast.id).of_period(period)
}

/// The values that are not missing.
fn seen<'a>(forecast: &Ahead<'a>) -> impl Iterator<Item = f64> + use<'a> {
    forecast.past.iter().copied().flatten()
}

/// By step, the bounds of the widest interval.
fn widest<'a>(forecast: &'a Ahead<'_>) -> impl Iterator<Item = (f64, f64)> + Clone + 'a {
    (0..forecast.medians.len()).filter_map(|step| {
        let bounds = forecast.intervals.iter().filter_map(|level| level.get(step));
        bounds.copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    })
}

fn below_zero(forecast: &Ahead<'_>, min: f64) -> Option<Diagnostic> {
    let negative = |value: &f64| *value < 0.0;
    let whole = seen(forecast).all(|value| value.fract() == 0.0);
    let medians = forecast.medians.iter().copied().enumerate();
    let lower = widest(forecast).map(|bounds| bounds.0).enumerate();
    let at_median = medians.clone().find(|(_, value)| negative(value));
    // Lower bounds count where the series counts.
    let at_bound = lower.clone().find(|(_, value)| whole && negative(value));
    let (step, value, is_median, count) = match (at_median, at_bound) {
        _ if min < 0.0 => return None,
        (Some((step, value)), _) => {
            (step, value, true, medians.filter(|(_, v)| negative(v)).count())
        }
        (None, Some((step, value))) => {
            (step, value, false, lower.filter(|(_, v)| negative(v)).count())
        }
        (None, None) => return None,
    };
    let period = (forecast.period)(step);
    let value = rounded(value);
    let message = match is_median {
        true => text!(
            "the forecast falls below zero, where the series never was: {value} in {period}",
            value,
            period
        ),
        false => text!(
            "the lower bound falls below zero, where the series never was: {value} in {period}",
            value,
            period
        ),
    };
    let message = match count {
        1 => message,
        _ => text!("{message}, {count} periods in all", message, count),
    };
    let help =
        text!("if it can't be negative, bound it: `--min 0`, or `--non-negative` of `reconcile`");
    Some(note(forecast, "below-zero", message, help, period))
}

fn far(forecast: &Ahead<'_>, min: f64, max: f64) -> Option<Diagnostic> {
    let size = min.abs().max(max.abs());
    // A few values have no range to speak of, nor have zeros alone.
    if seen(forecast).count() < tuning::MIN_VALUES || size == 0.0 {
        return None;
    }
    let range = (max - min).max(tuning::MIN_RANGE * size);
    let longer = (forecast.medians.len() as f64 / forecast.past.len() as f64).max(1.0);
    let beyond = |value: f64, ranges: f64| {
        let room = ranges * range * longer;
        value > max + room || value < min - room
    };
    let (of_median, of_bound) = tuning::AHEAD_RANGES;
    let medians = forecast.medians.iter().copied().enumerate();
    let median = medians.clone().find(|(_, value)| beyond(*value, of_median));
    let bounds = widest(forecast).enumerate();
    let bound = bounds.flat_map(|(step, (low, high))| [(step, low), (step, high)]);
    let bound = { bound }.find(|(_, value)| beyond(*value, of_bound));
    let (is_median, (step, value)) = match (median, bound) {
        (Some(found), _) => (true, found),
        (None, Some(found)) => (false, found),
        (None, None) => return None,
    };
    let period = (forecast.period)(step);
    let (value, min, max) = (rounded(value), rounded(min), rounded(max));
    let message = match is_median {
        true => text!(
            "the forecast reaches {value} in {period}, far out of all that was observed, {min} to {max}",
            value,
            period,
            min,
            max
        ),
        false => text!(
            "the prediction interval reaches {value} in {period}, far out of all that was observed, \
             {min} to {max}",
            value,
            period,
            min,
            max
        ),
    };
    let help =
        text!("look for slips and breaks in the last values; `--min` and `--max` bound a forecast");
    Some(note(forecast, "far-ahead", message, help, period))
}

/// A number to four digits, as people read it.
fn rounded(value: f64) -> String {
    let size = value.abs();
    if size >= 1e9 || (size > 0.0 && size < 1e-3) {
        format!("{value:.2e}")
    } else if size >= 1000.0 {
        format!("{value:.0}")
    } else {
        let text = format!("{value:.3}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}
