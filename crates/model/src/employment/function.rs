//! The employment function: what growth of value added does to employment. It bears on what a
//! scenario's growth differs from the baseline's by; the baseline itself does not use it.
//!
//! `Δln E[s,t] = α[s] + β[s] Δln GVA[s,t] + γ[s] Δln E[s,t−1] + ε[s,t]`: a partial adjustment, so
//! that employment follows output with a delay. Each section has few years, so coefficients are
//! partially pooled: a ridge towards the panel's mean whose strength is estimated from the panel
//! (random coefficients: Swamy 1970; by expectation and maximisation, Laird & Ware 1982).

use crate::employment::growth::Growth;
use crate::employment::spliced::SplicedSeries;
use crate::employment::tuning::function::{
    MIN_CHANGES, MIN_SPREAD, NOISE_PRIOR, PERSISTENCE, RIDGE, ROUNDS, START_SPREAD, TERMS,
    UNPOOLED_SPREAD,
};
use linfa_linalg::cholesky::{InverseCInplace, SolveCInplace};
use ndarray::{Array1, Array2};
use std::collections::BTreeMap;
use suranys_core::Year;
use suranys_core::numeric::{ln, powf};

/// Cumulative response: the share of the long-run effect of growth that employment shows after so
/// many years, the first being the year of growth itself.
pub(super) fn cumulative_response(persistence: f64, years: usize) -> f64 {
    1.0 - powf(persistence, years as f64)
}

/// One year's change of one section.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The section.
    pub section: String,
    /// Log change of employment.
    pub employment: f64,
    /// Log change of value added.
    pub output: f64,
    /// Log change of employment the year before.
    pub before: f64,
}

/// Changes of employment and output known at the end of `until`: none straddles a break.
pub(super) fn changes(panel: &[SplicedSeries], growth: &Growth, until: Year) -> Vec<Change> {
    let mut changes = Vec::new();
    for series in panel {
        for segment in series.segments(until) {
            for (at, window) in segment.values.windows(3).enumerate() {
                let year = segment.start.plus(at as i32 + 2);
                let (before, employment) = (ln(window[1] / window[0]), ln(window[2] / window[1]));
                if let Some(output) = growth.of(&series.id, year)
                    && before.is_finite()
                    && employment.is_finite()
                {
                    let section = series.id.clone();
                    changes.push(Change { section, employment, output, before });
                }
            }
        }
    }
    changes
}

/// Coefficients of one section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Growth of employment while output is constant and was before, in log points.
    pub constant: f64,
    /// Log points of employment in the year for each log point of output.
    pub elasticity: f64,
    /// Share of a change that is repeated the year after.
    pub persistence: f64,
}

impl Line {
    fn of(b: &Array1<f64>) -> Line {
        Line {
            constant: b[0],
            elasticity: b[1],
            persistence: b[2].clamp(PERSISTENCE.0, PERSISTENCE.1),
        }
    }

    /// Long-run elasticity: log points of employment at last for each log point of output.
    #[must_use]
    pub fn long_run_elasticity(&self) -> f64 {
        self.elasticity / (1.0 - self.persistence)
    }
}

/// A fitted employment function.
#[derive(Debug, Clone, PartialEq)]
pub struct EmploymentFunction {
    lines: BTreeMap<String, Line>,
    /// The panel's mean, which is used for a section without figures.
    pub mean: Line,
    /// Standard error of the mean elasticity.
    pub error: f64,
    /// Changes it was fitted to.
    pub changes: usize,
}

impl EmploymentFunction {
    /// Coefficients of a section; the panel's mean where it has none of its own.
    #[must_use]
    pub fn line(&self, section: &str) -> Line {
        self.lines.get(section).copied().unwrap_or(self.mean)
    }

    /// Fits a panel; without `pooled`, each section by its own figures alone. `None` when there
    /// are too few changes, or equations that can't be solved.
    #[must_use]
    pub fn fit(changes: &[Change], pooled: bool) -> Option<EmploymentFunction> {
        let mut sections: BTreeMap<&str, Equations> = BTreeMap::new();
        for change in changes {
            sections.entry(&change.section).or_default().add(change);
        }
        if changes.len() < MIN_CHANGES {
            return None;
        }
        let count = sections.len() as f64;
        let mut mean = Array1::zeros(TERMS);
        let mut spread =
            Array1::from_elem(TERMS, if pooled { START_SPREAD } else { UNPOOLED_SPREAD });
        let mut noise: BTreeMap<&str, f64> =
            sections.iter().map(|(s, e)| (*s, e.squares / e.count)).collect();
        let mut error = 0.0;
        let mut fitted: BTreeMap<&str, Array1<f64>> = BTreeMap::new();
        for _ in 0..ROUNDS {
            // The mean by generalised least squares, each section weighted by its information.
            let (mut weights, mut right) = (Array2::zeros((TERMS, TERMS)), Array1::zeros(TERMS));
            let mut posterior = Vec::new();
            for (section, equations) in &sections {
                let variance = noise[section];
                let information = &equations.normal / variance;
                let inverse = inverse(&information + &precision(&spread))?;
                let lost = product(&information, &inverse);
                let moved = &equations.right / variance;
                weights = weights + &information - product(&lost, &information);
                right = right + &moved - lost.dot(&moved);
                posterior.push((*section, inverse, moved));
            }
            // So that a term no figure bears on is zero.
            for i in 0..TERMS {
                weights[[i, i]] += RIDGE;
            }
            error = inverse(weights.clone())?[[1, 1]].sqrt();
            mean = solve(weights, &right)?;
            let prior = precision(&spread).dot(&mean);
            let mut variation = Array1::<f64>::zeros(TERMS);
            let mut errors = 0.0;
            for (section, inverse, moved) in &posterior {
                let b = inverse.dot(&(moved + &prior));
                for i in 0..TERMS {
                    variation[i] += (b[i] - mean[i]) * (b[i] - mean[i]) + inverse[[i, i]];
                }
                let equations = &sections[section];
                errors += equations.errors(&b, inverse) / equations.count;
                fitted.insert(section, b);
            }
            for (section, inverse, _) in &posterior {
                let equations = &sections[section];
                let own = equations.errors(&fitted[section], inverse);
                let variance =
                    (own + NOISE_PRIOR * errors / count) / (equations.count + NOISE_PRIOR);
                noise.insert(section, variance.max(MIN_SPREAD * MIN_SPREAD));
            }
            if pooled {
                spread = variation.mapv(|v| (v / count).sqrt().max(MIN_SPREAD));
            }
        }
        Some(EmploymentFunction {
            lines: fitted.into_iter().map(|(s, b)| (s.to_owned(), Line::of(&b))).collect(),
            mean: Line::of(&mean),
            error,
            changes: changes.len(),
        })
    }
}

fn precision(spread: &Array1<f64>) -> Array2<f64> {
    Array2::from_diag(&spread.mapv(|s| 1.0 / (s * s)))
}

/// A product in plain loops: those of the library differ between processors in the last digit.
fn product(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    Array2::from_shape_fn((TERMS, TERMS), |(i, j)| (0..TERMS).map(|k| a[[i, k]] * b[[k, j]]).sum())
}

fn inverse(mut matrix: Array2<f64>) -> Option<Array2<f64>> {
    matrix.invc_inplace().ok()
}

fn solve(mut matrix: Array2<f64>, right: &Array1<f64>) -> Option<Array1<f64>> {
    let mut column = right.clone().insert_axis(ndarray::Axis(1));
    matrix.solvec_inplace(&mut column).ok()?;
    Some(column.remove_axis(ndarray::Axis(1)))
}

/// Normal equations of one section.
struct Equations {
    normal: Array2<f64>,
    right: Array1<f64>,
    squares: f64,
    count: f64,
}

impl Default for Equations {
    fn default() -> Self {
        Equations {
            normal: Array2::zeros((TERMS, TERMS)),
            right: Array1::zeros(TERMS),
            squares: 0.0,
            count: 0.0,
        }
    }
}

impl Equations {
    fn add(&mut self, change: &Change) {
        let x = [1.0, change.output, change.before];
        for i in 0..TERMS {
            for j in 0..TERMS {
                self.normal[[i, j]] += x[i] * x[j];
            }
            self.right[i] += x[i] * change.employment;
        }
        // Kept above zero: a section that never changed has some noise still.
        self.squares += change.employment * change.employment + MIN_SPREAD * MIN_SPREAD;
        self.count += 1.0;
    }

    /// Expected sum of squared errors, the coefficients' own uncertainty with it.
    fn errors(&self, b: &Array1<f64>, covariance: &Array2<f64>) -> f64 {
        let fitted = b.dot(&self.normal.dot(b)) - 2.0 * b.dot(&self.right) + self.squares;
        let uncertain: f64 = (0..TERMS)
            .flat_map(|i| (0..TERMS).map(move |j| (i, j)))
            .map(|(i, j)| self.normal[[i, j]] * covariance[[j, i]])
            .sum();
        (fitted + uncertain).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::Key;

    /// Changes of `sections` sections whose elasticities lie about 0.3 with a spread of 0.1.
    fn synthetic(sections: usize, years: usize, noise: f64) -> (Vec<Change>, Vec<f64>) {
        let mut truth = Vec::new();
        let mut changes = Vec::new();
        for s in 0..sections {
            let mut stream = Key::new(5).with("function").with(&s.to_string()).draw(0);
            let elasticity = 0.3 + 0.1 * stream.normal();
            let constant = 0.01 + 0.005 * stream.normal();
            let mut before = 0.0;
            for _ in 0..years {
                let output = 0.04 + 0.03 * stream.normal();
                let employment =
                    constant + elasticity * output + 0.3 * before + noise * stream.normal();
                let section = format!("S{s:02}");
                changes.push(Change { section, employment, output, before });
                before = employment;
            }
            truth.push(elasticity);
        }
        (changes, truth)
    }

    /// Expected values: those the panel was made with; tolerance four standard errors of the mean,
    /// 0.1 / sqrt(20) from the sections' spread and as much again from noise.
    #[test]
    fn the_elasticities_the_panel_was_made_with_are_found() {
        let (changes, truth) = synthetic(20, 30, 0.01);
        let fit = EmploymentFunction::fit(&changes, true).expect("enough changes");
        let centre = truth.iter().sum::<f64>() / truth.len() as f64;
        assert!((fit.mean.elasticity - centre).abs() < 4.0 * fit.error, "{fit:?}");
        assert!((fit.mean.persistence - 0.3).abs() < 0.1, "{fit:?}");
        assert!(fit.error > 0.01 && fit.error < 0.06, "{}", fit.error);
    }

    /// With few noisy years the pooled coefficients lie nearer to the truth than each section's
    /// own: what pooling is for.
    #[test]
    fn pooling_helps_where_years_are_few() {
        let (changes, truth) = synthetic(20, 10, 0.02);
        let error = |pooled: bool| {
            let fit = EmploymentFunction::fit(&changes, pooled).expect("enough changes");
            let each = truth.iter().enumerate();
            each.map(|(s, t)| fit.line(&format!("S{s:02}")).elasticity - t)
                .map(|d| d * d)
                .sum::<f64>()
        };
        assert!(error(true) < 0.5 * error(false), "{} {}", error(true), error(false));
    }

    /// By hand: 0.2 / (1 - 0.5), and half of it in the first year.
    #[test]
    fn the_response_settles_where_it_should() {
        let line = Line { constant: 0.01, elasticity: 0.2, persistence: 0.5 };
        assert!((line.long_run_elasticity() - 0.4).abs() < 1e-12);
        assert!((cumulative_response(0.5, 1) - 0.5).abs() < 1e-12);
        assert!((cumulative_response(0.5, 60) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_fitted_to_next_to_nothing() {
        let (changes, _) = synthetic(2, 5, 0.01);
        assert_eq!(EmploymentFunction::fit(&changes, true), None);
    }
}
