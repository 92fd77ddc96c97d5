//! A level, and a slope, that move as random walks seen through noise.

use crate::error::Unfit;
use crate::models::point_model::{PointForecast, PointModel, Sample, enough};
use crate::optim::simplex::minimise_ranges;
use crate::preprocess::observed::{mean_change, observed};
use crate::tuning::local::{
    EVALUATIONS, MIN_VALUES, MIN_VARIANCE, SHARE, SLOPE, SLOW, STATES, TOLERANCE,
};
use crate::tuning::models::EXACT;
use suranys_core::numeric::ln;

/// Local level, local level with a constant slope, and local linear trend (Harvey 1989), by exact
/// diffuse likelihood: initial level and slope are estimated by generalised least squares along
/// the Kalman filter (de Jong 1991). The form is chosen by AICc.
///
/// Missing values are taken as they are: the filter predicts over them. Season is not modelled:
/// give it adjusted values.
#[derive(Debug, Clone, Copy)]
pub struct Local;

/// Forms, by what is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Level,
    Drift,
    Trend,
}

impl Form {
    /// Unknown initial states.
    fn states(self) -> usize {
        if self == Form::Level { 1 } else { 2 }
    }

    /// Variances searched, relative to the scale.
    fn searched(self) -> usize {
        if self == Form::Trend { 2 } else { 1 }
    }
}

/// Variances relative to a scale that likelihood gives.
#[derive(Debug, Clone, Copy)]
struct Noise {
    observed: f64,
    level: f64,
    slope: f64,
}

impl Noise {
    fn of(form: Form, x: &[f64]) -> Noise {
        let share = x.first().copied().unwrap_or(0.5);
        let slope = if form == Form::Trend { x.get(1).copied().unwrap_or(0.0) } else { 0.0 };
        Noise { observed: 1.0 - share, level: share, slope: slope * slope }
    }
}

/// A pass of the filter.
struct Pass {
    /// Minus twice the diffuse log likelihood, up to a constant, the scale concentrated out.
    cost: f64,
    /// Level and slope after the last value.
    state: [f64; STATES],
    /// One-step errors with the final initial states; NaN where a value is missing.
    errors: Vec<f64>,
}

/// The filter over values in units of `size`, starting from `origin`.
///
/// The data and one column for each unknown initial state run side by side; state `i` of column
/// `j` is `a[j][i]`, the data's own being the last column.
fn filter(y: &[f64], origin: f64, size: f64, form: Form, noise: Noise, keep: bool) -> Option<Pass> {
    let d = form.states();
    let mut a = [[0.0; STATES]; STATES + 1];
    for (j, column) in a.iter_mut().enumerate().take(d) {
        column[j] = 1.0;
    }
    let mut p = [[0.0; STATES]; STATES];
    let (mut cross, mut right) = ([[0.0; STATES]; STATES], [0.0; STATES]);
    let (mut squares, mut logs, mut seen) = (0.0, 0.0, 0_usize);
    let mut rows: Vec<[f64; STATES + 1]> = Vec::with_capacity(if keep { y.len() } else { 0 });
    for (t, value) in y.iter().enumerate() {
        if t > 0 {
            for column in &mut a {
                column[0] += column[1];
            }
            p[0][0] += 2.0 * p[0][1] + p[1][1] + noise.level;
            p[0][1] += p[1][1];
            p[1][1] += noise.slope;
        }
        if value.is_nan() {
            if keep {
                rows.push([f64::NAN; STATES + 1]);
            }
            continue;
        }
        let mut v = [0.0; STATES + 1];
        for (j, column) in a.iter().enumerate() {
            v[j] = -column[0];
        }
        v[STATES] += (value - origin) / size;
        let f = (p[0][0] + noise.observed).max(MIN_VARIANCE);
        let gain = [p[0][0] / f, p[0][1] / f];
        for (column, v) in a.iter_mut().zip(v) {
            column[0] += gain[0] * v;
            column[1] += gain[1] * v;
        }
        p[1][1] -= gain[1] * p[0][1];
        p[0][1] -= gain[1] * p[0][0];
        p[0][0] -= gain[0] * p[0][0];
        for i in 0..d {
            for j in 0..d {
                cross[i][j] += v[i] * v[j] / f;
            }
            right[i] -= v[i] * v[STATES] / f;
        }
        squares += v[STATES] * v[STATES] / f;
        logs += ln(f);
        seen += 1;
        if keep {
            rows.push(v);
        }
    }
    let free = seen.checked_sub(d).filter(|n| *n > 0)? as f64;
    let (start, determinant) = if d == 1 {
        ([right[0] / cross[0][0], 0.0], cross[0][0])
    } else {
        let determinant = cross[0][0] * cross[1][1] - cross[0][1] * cross[1][0];
        let first = (right[0] * cross[1][1] - cross[0][1] * right[1]) / determinant;
        let second = (cross[0][0] * right[1] - right[0] * cross[1][0]) / determinant;
        ([first, second], determinant)
    };
    if determinant.is_nan() || determinant <= 0.0 {
        return None;
    }
    let explained: f64 = (0..d).map(|i| start[i] * right[i]).sum();
    let variance = ((squares - explained) / free).max(EXACT);
    let combined = |at: &[[f64; STATES]; STATES + 1], i: usize| {
        at[STATES][i] + (0..d).map(|j| start[j] * at[j][i]).sum::<f64>()
    };
    let errors = rows
        .iter()
        .map(|v| size * (v[STATES] + (0..d).map(|j| start[j] * v[j]).sum::<f64>()))
        .collect();
    let state = [origin + size * combined(&a, 0), size * combined(&a, 1)];
    let cost = free * ln(variance) + logs + ln(determinant);
    Some(Pass { cost, state, errors })
}

impl PointModel for Local {
    fn name(&self) -> &'static str {
        "local"
    }

    fn fit(&self, sample: &Sample, horizon: usize) -> Result<PointForecast, Unfit> {
        let y = sample.values;
        let known: Vec<f64> = observed(y).collect();
        let (n, origin) = (known.len(), enough(y, MIN_VALUES)?);
        let size = mean_change(&known);
        if size <= 0.0 {
            return Ok(PointForecast::flat(origin, horizon, y.len()));
        }
        let mut best: Option<(f64, Form, Noise)> = None;
        for form in [Form::Level, Form::Drift, Form::Trend] {
            let cost = |x: &[f64]| {
                let pass = filter(y, origin, size, form, Noise::of(form, x), false);
                let prior = -2.0 * SLOW * ln(1.0 - x.get(1).copied().unwrap_or(0.0));
                pass.map_or(f64::INFINITY, |pass| pass.cost + prior)
            };
            let (x, minimum) = if form.searched() == 1 {
                let cost = |x: &[f64; 1]| cost(x);
                let (x, minimum) = minimise_ranges(cost, &[SHARE], EVALUATIONS, TOLERANCE);
                (x.to_vec(), minimum)
            } else {
                let cost = |x: &[f64; 2]| cost(x);
                let (x, minimum) =
                    minimise_ranges(cost, &[SHARE, SLOPE], 2 * EVALUATIONS, TOLERANCE);
                (x.to_vec(), minimum)
            };
            // Variances, their scale among them, and initial states.
            let k = (form.searched() + 1 + form.states()) as f64;
            let rest = n as f64 - k - 1.0;
            let aicc = minimum + 2.0 * k + 2.0 * k * (k + 1.0) / rest;
            let better = best.as_ref().is_none_or(|(minimum, ..)| aicc < *minimum);
            if rest > 0.0 && aicc.is_finite() && better {
                best = Some((aicc, form, Noise::of(form, &x)));
            }
        }
        let (_, form, noise) = best.ok_or(Unfit::NoParameters)?;
        let pass = filter(y, origin, size, form, noise, true).ok_or(Unfit::NoParameters)?;
        let [level, slope] = pass.state;
        let point: Vec<f64> = (1..=horizon).map(|step| level + slope * step as f64).collect();
        // The first values only determine the initial states.
        let skip = form.states();
        let fitted =
            y.iter().zip(&pass.errors).skip(skip).map(|(value, error)| value - error).collect();
        PointForecast::finite(point, fitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{reference, walk};

    /// Expected values: statsmodels' exact diffuse filter at given variances, see
    /// tests/reference/engine.py; tolerance 1e-8, both being exact.
    #[test]
    fn states_are_those_of_an_independent_program() {
        let mut gaps = walk();
        for t in [5, 6, 20] {
            gaps[t] = f64::NAN;
        }
        let noise = Noise { observed: 2.0, level: 5.0, slope: 0.5 };
        let level = Noise { slope: 0.0, ..noise };
        for (name, y, form, noise, states) in [
            ("level", walk(), Form::Level, level, 1),
            ("trend", walk(), Form::Trend, noise, 2),
            ("gaps", gaps, Form::Trend, noise, 2),
        ] {
            let pass = filter(&y, 3.0, 1.0, form, noise, true).expect("enough values");
            for state in 0..states {
                let theirs = reference(&format!("local-{name}"), state);
                let ours = pass.state[state];
                assert!((ours - theirs).abs() < 1e-8, "{name} {state}: {ours} {theirs}");
            }
        }
    }

    /// A straight line is continued, across a gap too.
    #[test]
    fn a_line_is_continued() {
        let mut y: Vec<f64> = (0..12).map(|t| 5.0 + 2.0 * f64::from(t)).collect();
        y[6] = f64::NAN;
        let fit = Local.fit(&Sample { values: &y, season: 1 }, 2).expect("fits");
        assert!((fit.point[1] - 31.0).abs() < 1e-6, "{:?}", fit.point);
    }
}
