//! The employment function: what growth of value added does to employment.
//!
//! `Δln E[s,t] = α[s] + β[s] Δln GVA[s,t] + γ[s] Δln E[s,t−1] + ε[s,t]`: a partial adjustment, so
//! that employment follows output with a delay. Each section has few years, so coefficients are
//! partially pooled: a ridge towards the panel's mean whose strength the panel itself tells
//! (random coefficients: Swamy 1970; by expectation and maximisation, Laird & Ware 1982).

use linfa_linalg::cholesky::{InverseCInplace, SolveCInplace};
use ndarray::{Array1, Array2};
use std::collections::BTreeMap;
use suranys_core::numeric::powf;

/// Constant, elasticity, memory.
const TERMS: usize = 3;
/// Rounds of expectation and maximisation.
const ROUNDS: usize = 60;
/// Fewest changes of the panel a function is fitted to.
const FEWEST: usize = 30;
/// Changes as much as which the panel's mean variance of errors counts in a section's.
const NOISE_PRIOR: f64 = 4.0;
/// Least standard deviation of coefficients about the panel's mean, and of errors: below, they
/// can't be told from none.
const LEAST: f64 = 1e-4;
/// Bounds of the memory: a path settles.
const MEMORY: (f64, f64) = (-0.5, 0.9);
/// Standard deviation of coefficients that pools nothing to speak of.
const FREE: f64 = 1e3;

/// Share of what growth does in the end that employment shows after so many years, the first being
/// the year of growth itself.
pub(super) fn felt(memory: f64, years: usize) -> f64 {
    1.0 - powf(memory, years as f64)
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

/// Coefficients of one section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Growth of employment while output stands still and did before, in log points.
    pub constant: f64,
    /// Log points of employment in the year for each log point of output.
    pub elasticity: f64,
    /// Share of a change that is repeated the year after.
    pub memory: f64,
}

impl Line {
    fn of(b: &Array1<f64>) -> Line {
        Line { constant: b[0], elasticity: b[1], memory: b[2].clamp(MEMORY.0, MEMORY.1) }
    }

    /// Log points of employment in the end for each log point of output.
    #[must_use]
    pub fn in_the_end(&self) -> f64 {
        self.elasticity / (1.0 - self.memory)
    }

    /// Log levels of the years ahead, zero being the last, given the last log change and the log
    /// changes of output to come.
    #[must_use]
    pub fn path(&self, last_change: f64, output: &[f64]) -> Vec<f64> {
        let (mut at, mut change) = (0.0, last_change);
        output
            .iter()
            .map(|growth| {
                change = self.constant + self.elasticity * growth + self.memory * change;
                at += change;
                at
            })
            .collect()
    }
}

/// A fitted employment function.
#[derive(Debug, Clone, PartialEq)]
pub struct EmploymentFunction {
    lines: BTreeMap<String, Line>,
    /// The panel's mean, which stands for a section without figures.
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
        if changes.len() < FEWEST {
            return None;
        }
        let count = sections.len() as f64;
        let mut mean = Array1::zeros(TERMS);
        let mut spread = Array1::from_elem(TERMS, if pooled { 0.1 } else { FREE });
        let mut noise: BTreeMap<&str, f64> =
            sections.iter().map(|(s, e)| (*s, e.squares / e.count)).collect();
        let mut error = 0.0;
        let mut fitted: BTreeMap<&str, Array1<f64>> = BTreeMap::new();
        for _ in 0..ROUNDS {
            // The mean by generalised least squares, each section weighted by what it tells.
            let (mut weights, mut right) = (Array2::zeros((TERMS, TERMS)), Array1::zeros(TERMS));
            let mut posterior = Vec::new();
            for (section, equations) in &sections {
                let variance = noise[section];
                let told = &equations.normal / variance;
                let inverse = inverse(&told + &precision(&spread))?;
                let lost = product(&told, &inverse);
                let moved = &equations.right / variance;
                weights = weights + &told - product(&lost, &told);
                right = right + &moved - lost.dot(&moved);
                posterior.push((*section, inverse, moved));
            }
            // A whiff of zero, so that a term which nothing tells is nothing.
            for i in 0..TERMS {
                weights[[i, i]] += 1e-9;
            }
            error = inverse(weights.clone())?[[1, 1]].sqrt();
            mean = solve(weights, &right)?;
            let prior = precision(&spread).dot(&mean);
            let mut scatter = Array1::<f64>::zeros(TERMS);
            let mut errors = 0.0;
            for (section, inverse, moved) in &posterior {
                let b = inverse.dot(&(moved + &prior));
                for i in 0..TERMS {
                    scatter[i] += (b[i] - mean[i]) * (b[i] - mean[i]) + inverse[[i, i]];
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
                noise.insert(section, variance.max(LEAST * LEAST));
            }
            if pooled {
                spread = scatter.mapv(|v| (v / count).sqrt().max(LEAST));
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
        self.squares += change.employment * change.employment + LEAST * LEAST;
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
    fn made_up(sections: usize, years: usize, noise: f64) -> (Vec<Change>, Vec<f64>) {
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
        let (changes, truth) = made_up(20, 30, 0.01);
        let fit = EmploymentFunction::fit(&changes, true).expect("enough changes");
        let centre = truth.iter().sum::<f64>() / truth.len() as f64;
        assert!((fit.mean.elasticity - centre).abs() < 4.0 * fit.error, "{fit:?}");
        assert!((fit.mean.memory - 0.3).abs() < 0.1, "{fit:?}");
        assert!(fit.error > 0.01 && fit.error < 0.06, "{}", fit.error);
    }

    /// With few noisy years the pooled coefficients lie nearer to the truth than each section's
    /// own: what pooling is for.
    #[test]
    fn pooling_helps_where_years_are_few() {
        let (changes, truth) = made_up(20, 10, 0.02);
        let miss = |pooled: bool| {
            let fit = EmploymentFunction::fit(&changes, pooled).expect("enough changes");
            let each = truth.iter().enumerate();
            each.map(|(s, t)| fit.line(&format!("S{s:02}")).elasticity - t)
                .map(|d| d * d)
                .sum::<f64>()
        };
        assert!(miss(true) < 0.5 * miss(false), "{} {}", miss(true), miss(false));
    }

    /// By hand: changes settle at (constant + elasticity × growth) / (1 − memory).
    #[test]
    fn a_path_settles_where_it_should() {
        let line = Line { constant: 0.01, elasticity: 0.2, memory: 0.5 };
        let path = line.path(0.0, &[0.05; 60]);
        assert!((path[0] - 0.02).abs() < 1e-12 && (path[1] - 0.05).abs() < 1e-12);
        assert!((path[59] - path[58] - 0.04).abs() < 1e-9);
        assert!((line.in_the_end() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_fitted_to_next_to_nothing() {
        let (changes, _) = made_up(2, 5, 0.01);
        assert_eq!(EmploymentFunction::fit(&changes, true), None);
    }
}
