//! Forecasts that do not add up, moved as little as possible until they do.

use super::hierarchy::Hierarchy;
use crate::tuning::reconcile::{CORRELATION_HALVING, MIN_VARIANCE};
use linfa_linalg::cholesky::SolveCInplace;
use ndarray::Array2;
use rayon::prelude::*;
use suranys_core::numeric::quantile_sorted;

/// How forecasts are made to add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Sums of the parts' own forecasts.
    BottomUp,
    /// The whole's forecast, split by the parts' shares in the past: means of the ratios of each
    /// part to the whole (Gross & Sohl 1990, method A). One series must hold all parts.
    TopDown,
    /// Least squares of the changes (Hyndman, Ahmed, Athanasopoulos & Shang 2011).
    Ols,
    /// Least squares, each series weighted by the number of its parts (Athanasopoulos et al. 2017).
    WlsStruct,
    /// Least trace of the errors' covariance, estimated from one-step errors and shrunk to its
    /// diagonal (MinT: Wickramasuriya, Athanasopoulos & Hyndman 2019; shrinkage by Schäfer &
    /// Strimmer 2005).
    MintShrink,
    /// As [`Method::MintShrink`], with correlations shrunk once more, to `n / (n + 20)` for errors of
    /// `n` periods: those of a dozen years are mostly chance, and forecasts of short series which
    /// they moved were worse than before.
    MintShort,
}

/// Why one method stands in for another, or none could be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MethodProblem {
    /// Fewer than [`MIN_ERRORS`] periods in which all series that have as many one-step errors
    /// have one, or no errors at all: weights by number of parts are used.
    #[error(
        "one-step errors are too few or too small for their covariance; series are weighted by \
         the number of their parts instead"
    )]
    Errors,
    /// No series holds all parts, or the past does not tell the parts' shares.
    #[error("to split from the top, one series must hold all others and be positive in the past")]
    Top,
    /// Weights for which the least-squares problem has no answer.
    #[error("the weights leave no unique answer")]
    Singular,
}

/// Fewest periods with errors of all series but those that are shorter than this.
pub const MIN_ERRORS: usize = 4;

/// The linear map from forecasts to forecasts that add up.
#[derive(Debug, Clone)]
pub struct Projection {
    hierarchy: Hierarchy,
    map: Map,
}

#[derive(Debug, Clone)]
enum Map {
    /// The bottom stays as it is.
    Bottom,
    /// Place of the top, and the bottom's shares of it.
    Top(usize, Vec<f64>),
    /// What of each upper series' distance from its parts' sum goes to each bottom series,
    /// `[bottom][upper]`.
    Gaps(Array2<f64>),
}

/// A projection, and what stood in the way of the one asked for.
pub type Made = (Projection, Option<MethodProblem>);

impl Projection {
    /// The projection of a method.
    ///
    /// `errors` are one-step errors by series and period, `history` values by series and period;
    /// both end with the same period and hold values that are not numbers where there are none.
    /// [`Method::MintShrink`] and [`Method::MintShort`] look at both, [`Method::TopDown`] at the latter.
    ///
    /// # Errors
    /// When there is no top to split from, or the equations have no unique answer.
    pub fn new(
        hierarchy: &Hierarchy,
        method: Method,
        errors: &[Vec<f64>],
        history: &[Vec<f64>],
    ) -> Result<Made, MethodProblem> {
        let (mut trouble, hierarchy) = (None, hierarchy.clone());
        let sizes = || {
            let mut sizes = vec![1.0; hierarchy.count()];
            for (node, parts) in hierarchy.upper().iter().zip(hierarchy.parts()) {
                sizes[*node] = parts.len() as f64;
            }
            sizes
        };
        let map = match method {
            Method::BottomUp => Map::Bottom,
            Method::TopDown => split(&hierarchy, history)?,
            Method::Ols => Map::Gaps(minimum(&hierarchy, &vec![1.0; hierarchy.count()], None)?),
            Method::WlsStruct => Map::Gaps(minimum(&hierarchy, &sizes(), None)?),
            Method::MintShrink | Method::MintShort => {
                let halving = if method == Method::MintShort { CORRELATION_HALVING } else { 0.0 };
                let gaps = Shrunk::of(errors, history, halving)
                    .and_then(|s| minimum(&hierarchy, &s.variances, Some(&s)).ok());
                match gaps {
                    Some(gaps) => Map::Gaps(gaps),
                    None => {
                        trouble = Some(MethodProblem::Errors);
                        Map::Gaps(minimum(&hierarchy, &sizes(), None)?)
                    }
                }
            }
        };
        Ok((Projection { hierarchy, map }, trouble))
    }

    /// One value for each series, in their order, made to add up. With `non_negative`, parts that
    /// come out below zero become zero before they are summed (Di Fonzo & Girolimetto 2023).
    #[must_use]
    pub fn apply(&self, values: &[f64], non_negative: bool) -> Vec<f64> {
        let own = || self.hierarchy.bottom().iter().map(|node| values[*node]);
        let mut bottom: Vec<f64> = match &self.map {
            Map::Bottom => own().collect(),
            Map::Top(node, shares) => shares.iter().map(|share| share * values[*node]).collect(),
            Map::Gaps(gains) => {
                let gaps = self.hierarchy.gaps(values);
                let rows = gains.rows().into_iter();
                own()
                    .zip(rows)
                    .map(|(value, row)| {
                        value + row.iter().zip(&gaps).map(|(g, d)| g * d).sum::<f64>()
                    })
                    .collect()
            }
        };
        if non_negative {
            bottom.iter_mut().for_each(|value| *value = value.max(0.0));
        }
        self.hierarchy.filled(&bottom)
    }

    /// Whether one series keeps its draws as they are, and its parts are shares of them.
    pub(super) fn splits(&self) -> bool {
        matches!(self.map, Map::Top(..))
    }

    /// Values that add up, with parts below zero become zero.
    pub(super) fn clipped(&self, values: &[f64]) -> Vec<f64> {
        let bottom: Vec<f64> =
            self.hierarchy.bottom().iter().map(|node| values[*node].max(0.0)).collect();
        self.hierarchy.filled(&bottom)
    }

    /// [`Projection::apply`] to many, on all threads.
    #[must_use]
    pub fn apply_all(&self, many: &[Vec<f64>], non_negative: bool) -> Vec<Vec<f64>> {
        many.par_iter().map(|values| self.apply(values, non_negative)).collect()
    }
}

/// The covariance of errors, shrunk to its diagonal; kept as the errors themselves.
struct Shrunk {
    /// Errors about their means, `[period][series]`, of periods in which all have one.
    errors: Vec<Vec<f64>>,
    variances: Vec<f64>,
    /// The variance of a series that never changed.
    minimum: f64,
    /// Weight of the diagonal.
    intensity: f64,
}

impl Shrunk {
    /// Schäfer & Strimmer (2005), with correlations shrunk to zero and halved once more at `halving`
    /// periods. A series too short to have [`MIN_ERRORS`] is taken to be uncorrelated with the
    /// others and to err, relative to its size, as their median does. `None` of too few errors, or
    /// none to speak of.
    fn of(errors: &[Vec<f64>], history: &[Vec<f64>], halving: f64) -> Option<Shrunk> {
        let short = |one: &Vec<f64>| one.len() < MIN_ERRORS;
        let common = errors.iter().filter(|one| !short(one)).map(Vec::len).min()?;
        let rows = (0..common).map(|t| -> Vec<f64> {
            let at = |one: &Vec<f64>| if short(one) { 0.0 } else { one[one.len() - common + t] };
            errors.iter().map(at).collect()
        });
        let mut rows: Vec<Vec<f64>> = rows.filter(|r| r.iter().all(|e| e.is_finite())).collect();
        let (count, n) = (rows.len(), rows.len() as f64);
        if count < MIN_ERRORS {
            return None;
        }
        let series = errors.len();
        for i in 0..series {
            let mean = rows.iter().map(|row| row[i]).sum::<f64>() / n;
            rows.iter_mut().for_each(|row| row[i] -= mean);
        }
        let mut variances: Vec<f64> = (0..series)
            .map(|i| rows.iter().map(|r| r[i] * r[i]).sum::<f64>() / (n - 1.0))
            .collect();
        if errors.iter().any(short) {
            let sizes: Vec<f64> = history.iter().map(|y| mean_square(y)).collect();
            let reported = errors.iter().zip(&variances).zip(&sizes);
            let mut relative: Vec<f64> = reported
                .filter(|((one, _), size)| !short(one) && **size > 0.0)
                .map(|((_, variance), size)| variance / size)
                .collect();
            relative.sort_by(f64::total_cmp);
            let middle = quantile_sorted(&relative, 0.5)?;
            let all = variances.iter_mut().zip(errors).zip(&sizes);
            for ((variance, _), size) in all.filter(|((_, one), _)| short(one)) {
                *variance = middle * size;
            }
        }
        let greatest = variances.iter().copied().fold(0.0, f64::max);
        if greatest.is_nan() || greatest <= 0.0 {
            return None;
        }
        let minimum = MIN_VARIANCE * greatest;
        variances.iter_mut().for_each(|variance| *variance = variance.max(minimum));
        // Sums over all pairs of series come from products over pairs of periods.
        let scaled: Vec<Vec<f64>> = rows
            .iter()
            .map(|row| row.iter().zip(&variances).map(|(e, v)| e / v.sqrt()).collect())
            .collect();
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut squares = 0.0;
        for a in &scaled {
            for b in &scaled {
                let sum = product(a, b);
                squares += sum * sum;
            }
        }
        // Less each series' sum of products with itself.
        let own = |i: usize| scaled.iter().map(|row| row[i] * row[i]).sum::<f64>();
        let squares = squares - (0..series).map(|i| own(i) * own(i)).sum::<f64>();
        let mut fourths = 0.0;
        for row in &scaled {
            let sum: f64 = row.iter().map(|e| e * e).sum();
            let own: f64 = row.iter().map(|e| e * e * e * e).sum();
            fourths += sum * sum - own;
        }
        let noise = n / ((n - 1.0) * (n - 1.0) * (n - 1.0)) * (fourths - squares / n);
        let correlation = squares / ((n - 1.0) * (n - 1.0));
        let intensity = if correlation > 0.0 { (noise / correlation).clamp(0.0, 1.0) } else { 1.0 };
        let intensity = 1.0 - (1.0 - intensity) * n / (n + halving);
        Some(Shrunk { errors: rows, variances, minimum, intensity })
    }
}

/// Mean square of the values that are not missing; zero of none.
fn mean_square(y: &[f64]) -> f64 {
    let known = || y.iter().filter(|v| !v.is_nan());
    known().map(|v| v * v).sum::<f64>() / known().count().max(1) as f64
}

/// What of each gap goes to each bottom series: `W C' (C W C')^-1` for the errors' covariance `W`
/// and the constraints `C`, that each upper series less its parts is zero.
fn minimum(
    hierarchy: &Hierarchy,
    variances: &[f64],
    shrunk: Option<&Shrunk>,
) -> Result<Array2<f64>, MethodProblem> {
    let (uppers, bottoms) = (hierarchy.upper(), hierarchy.bottom());
    let (m, n) = (uppers.len(), bottoms.len());
    let diagonal = shrunk.map_or(1.0, |s| s.intensity);
    // The diagonal's part of the constraints' covariance.
    let mut above = vec![Vec::new(); n];
    for (u, parts) in hierarchy.parts().iter().enumerate() {
        parts.iter().for_each(|part| above[*part].push(u));
    }
    let mut covariance = Array2::<f64>::zeros((m, m));
    let mut right = Array2::<f64>::zeros((m, n));
    for (u, node) in uppers.iter().enumerate() {
        covariance[[u, u]] += diagonal * variances[*node];
    }
    for (b, node) in bottoms.iter().enumerate() {
        let variance = diagonal * variances[*node];
        for u in &above[b] {
            right[[*u, b]] += variance;
            for v in &above[b] {
                covariance[[*u, *v]] += variance;
            }
        }
    }
    if let Some(shrunk) = shrunk {
        let each = (1.0 - diagonal) / (shrunk.errors.len() as f64 - 1.0);
        for row in &shrunk.errors {
            let gaps = hierarchy.gaps(row);
            for u in 0..m {
                for v in 0..m {
                    covariance[[u, v]] += each * gaps[u] * gaps[v];
                }
                for (b, node) in bottoms.iter().enumerate() {
                    right[[u, b]] -= each * gaps[u] * row[*node];
                }
            }
        }
    }
    if m == 0 {
        return Ok(Array2::zeros((n, 0)));
    }
    covariance.solvec_inplace(&mut right).map_err(|_| MethodProblem::Singular)?;
    if right.iter().any(|v| !v.is_finite()) {
        return Err(MethodProblem::Singular);
    }
    // What never changed takes no part of a gap, not even of its rounding.
    let fixed = |node: usize| shrunk.is_some_and(|s| s.variances[node] <= s.minimum);
    for (b, _) in bottoms.iter().enumerate().filter(|(_, node)| fixed(**node)) {
        right.column_mut(b).fill(0.0);
    }
    Ok(right.reversed_axes().as_standard_layout().to_owned())
}

/// Shares of the bottom in the one series that holds all of it.
fn split(hierarchy: &Hierarchy, history: &[Vec<f64>]) -> Result<Map, MethodProblem> {
    let bottoms = hierarchy.bottom();
    let top = hierarchy.parts().iter().position(|parts| parts.len() == bottoms.len());
    let top = top.and_then(|u| hierarchy.upper().get(u)).copied().ok_or(MethodProblem::Top)?;
    let common = history.iter().map(Vec::len).min().unwrap_or(0);
    let at = |node: usize, t: usize| history[node][history[node].len() - common + t];
    let mut shares = vec![0.0; bottoms.len()];
    for t in 0..common {
        let whole = at(top, t);
        if whole > 0.0 && bottoms.iter().all(|node| at(*node, t).is_finite()) {
            for (share, node) in shares.iter_mut().zip(bottoms) {
                *share += at(*node, t) / whole;
            }
        }
    }
    let total: f64 = shares.iter().sum();
    if total.is_nan() || total <= 0.0 {
        return Err(MethodProblem::Top);
    }
    Ok(Map::Top(top, shares.iter().map(|share| share / total).collect()))
}
