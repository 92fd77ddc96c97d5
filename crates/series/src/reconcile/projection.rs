//! Forecasts that are not coherent, moved as little as possible until they are.

use crate::preprocess::observed::missing_marked;
use crate::reconcile::hierarchy::{Hierarchy, as_column};
use crate::tuning::reconcile::{CORRELATION_HALVING, MIN_ERRORS, MIN_VARIANCE};
use linfa_linalg::cholesky::SolveCInplace;
use ndarray::{Array2, ArrayView1};
use rayon::prelude::*;
use suranys_core::numeric::quantile_sorted;
use suranys_core::{Text, text};

/// How forecasts are made coherent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Sums of the components' own forecasts.
    BottomUp,
    /// The total's forecast, split by the components' shares in the past: means of the ratios of each
    /// component to the total (Gross & Sohl 1990, method A). One series must hold all components.
    TopDown,
    /// Least squares of the changes (Hyndman, Ahmed, Athanasopoulos & Shang 2011).
    Ols,
    /// Least squares, each series weighted by the number of its components (Athanasopoulos et al.
    /// 2017).
    WlsStruct,
    /// Least trace of the errors' covariance, estimated from one-step errors and shrunk to its
    /// diagonal (MinT: Wickramasuriya, Athanasopoulos & Hyndman 2019; shrinkage by Schäfer &
    /// Strimmer 2005).
    MintShrink,
    /// As [`Method::MintShrink`], with correlations shrunk once more, to `n / (n + 20)` for errors of
    /// `n` periods: those of a dozen years are mostly chance. The factor is a judgement, of no paper.
    MintShort,
}

/// Why one method stands in for another, or none could be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MethodProblem {
    /// Fewer than four periods in which all series that have as many one-step errors have one, or
    /// no errors at all: weights by number of components are used.
    Errors,
    /// No series holds all components, or the past has no shares of theirs.
    Top,
    /// Weights for which the least-squares problem has no solution.
    Singular,
}

impl MethodProblem {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            MethodProblem::Errors => text!(
                "one-step errors are too few or too small for their covariance; series are weighted by \
         the number of their components instead"
            ),
            MethodProblem::Top => text!(
                "to split from the top, one series must hold all others and be positive in the past"
            ),
            MethodProblem::Singular => text!("the weights leave no unique solution"),
        }
    }
}

suranys_core::worded!(MethodProblem);

/// The linear map from forecasts to coherent ones.
///
/// ```
/// use suranys_series::reconcile::{Hierarchy, Method, Projection};
///
/// let hierarchy = Hierarchy::new(3, &[(1, 0), (2, 0)])?;
/// let (projection, _) = Projection::new(&hierarchy, Method::Ols, &[], &[])?;
/// // The gap of three is spread evenly.
/// let coherent = projection.apply(&[10.0, 3.0, 4.0], false);
/// assert!(coherent.iter().zip([9.0, 4.0, 5.0]).all(|(a, b)| (a - b).abs() < 1e-12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    /// What of each total's distance from its components' sum goes to each bottom series, of shape
    /// (bottom, upper).
    Gaps(Array2<f64>),
}

/// A projection, and why it is not the one asked for.
pub type Made = (Projection, Option<MethodProblem>);

impl Projection {
    /// The projection of a method.
    ///
    /// `errors` are one-step errors by series and period, `history` values by series and period;
    /// both end with the same period.
    /// [`Method::MintShrink`] and [`Method::MintShort`] look at both, [`Method::TopDown`] at the latter.
    ///
    /// # Errors
    /// When there is no top to split from, or the equations have no unique solution.
    pub fn new(
        hierarchy: &Hierarchy,
        method: Method,
        errors: &[Vec<Option<f64>>],
        history: &[Vec<Option<f64>>],
    ) -> Result<Made, MethodProblem> {
        let all_marked = |all: &[Vec<Option<f64>>]| -> Vec<Vec<f64>> {
            all.iter().map(|one| missing_marked(one)).collect()
        };
        let (errors, history) = (&all_marked(errors)[..], &all_marked(history)[..]);
        let (mut problem, hierarchy) = (None, hierarchy.clone());
        let sizes = || {
            let mut sizes = vec![1.0; hierarchy.count()];
            for (node, components) in hierarchy.upper().iter().zip(hierarchy.components()) {
                sizes[*node] = components.len() as f64;
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
                        problem = Some(MethodProblem::Errors);
                        Map::Gaps(minimum(&hierarchy, &sizes(), None)?)
                    }
                }
            }
        };
        Ok((Projection { hierarchy, map }, problem))
    }

    /// One value of each series, in their order, made coherent. With `non_negative`, components that
    /// come out below zero become zero before they are summed (Di Fonzo & Girolimetto 2023).
    #[must_use]
    pub fn apply(&self, values: &[f64], non_negative: bool) -> Vec<f64> {
        self.apply_all(&as_column(values), non_negative).column(0).to_vec()
    }

    /// [`Projection::apply`] to many at once, of shape (series, draws), on all threads.
    #[must_use]
    pub(super) fn apply_all(&self, values: &Array2<f64>, non_negative: bool) -> Array2<f64> {
        let (bottom, draws) = (self.hierarchy.bottom(), values.ncols());
        let gaps = match &self.map {
            Map::Gaps(gains) => Some((gains, self.hierarchy.gaps(values))),
            Map::Bottom | Map::Top(..) => None,
        };
        // As every sum of floats starts.
        let mut moved = Array2::from_elem((bottom.len(), draws), -0.0);
        // An array just made is one slice, row after row.
        let rows = moved.as_slice_mut().unwrap_or_default().par_chunks_mut(draws.max(1));
        rows.zip(bottom).enumerate().for_each(|(place, (row, node))| {
            if let Some((gains, gaps)) = &gaps {
                for (gain, gap) in gains.row(place).iter().zip(gaps.rows()) {
                    row.iter_mut().zip(gap).for_each(|(change, gap)| *change += gain * gap);
                }
            }
            let (from, share) = match &self.map {
                Map::Top(top, shares) => (*top, shares[place]),
                Map::Bottom | Map::Gaps(_) => (*node, 1.0),
            };
            for (value, own) in row.iter_mut().zip(values.row(from)) {
                *value += share * own;
                if non_negative {
                    *value = value.max(0.0);
                }
            }
        });
        self.hierarchy.aggregated_all(&moved)
    }

    /// Whether one series keeps its draws as they are, and its components are shares of them.
    pub(super) fn splits(&self) -> bool {
        matches!(self.map, Map::Top(..))
    }

    /// Coherent values of shape (series, draws), with components below zero become zero.
    pub(super) fn clipped(&self, values: &Array2<f64>) -> Array2<f64> {
        let bottom = self.hierarchy.bottom();
        let clipped = |(place, draw)| f64::max(values[[bottom[place], draw]], 0.0);
        let clipped = Array2::from_shape_fn((bottom.len(), values.ncols()), clipped);
        self.hierarchy.aggregated_all(&clipped)
    }
}

/// The covariance of errors, shrunk to its diagonal; kept as the errors themselves.
struct Shrunk {
    /// Errors about their means, of shape (series, periods), of periods in which all have one.
    errors: Array2<f64>,
    variances: Vec<f64>,
    /// The variance of a series that never changed.
    minimum: f64,
    /// Weight of the diagonal.
    intensity: f64,
}

impl Shrunk {
    /// Schäfer & Strimmer (2005), with correlations shrunk to zero and halved once more at `halving`
    /// periods. A series too short to have [`MIN_ERRORS`] is taken to be uncorrelated with the
    /// others and to have errors, relative to its size, as their median does. `None` of too few errors, or
    /// none to speak of.
    fn of(errors: &[Vec<f64>], history: &[Vec<f64>], halving: f64) -> Option<Shrunk> {
        let short = |one: &Vec<f64>| one.len() < MIN_ERRORS;
        let common = errors.iter().filter(|one| !short(one)).map(Vec::len).min()?;
        let at =
            |one: &Vec<f64>, t: usize| if short(one) { 0.0 } else { one[one.len() - common + t] };
        let known = |t: &usize| errors.iter().all(|one| at(one, *t).is_finite());
        let periods: Vec<usize> = (0..common).filter(known).collect();
        let n = periods.len() as f64;
        if periods.len() < MIN_ERRORS {
            return None;
        }
        let shape = (errors.len(), periods.len());
        let mut away = Array2::from_shape_fn(shape, |(one, t)| at(&errors[one], periods[t]));
        for mut row in away.rows_mut() {
            let mean = row.iter().sum::<f64>() / n;
            row.mapv_inplace(|error| error - mean);
        }
        let square = |row: &ArrayView1<f64>| row.iter().map(|e| e * e).sum::<f64>();
        let mut variances: Vec<f64> =
            away.rows().into_iter().map(|row| square(&row) / (n - 1.0)).collect();
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
        let mut scaled = away.clone();
        for (mut row, variance) in scaled.rows_mut().into_iter().zip(&variances) {
            row.mapv_inplace(|error| error / variance.sqrt());
        }
        let mut squares = 0.0;
        for a in scaled.columns() {
            for b in scaled.columns() {
                let sum = a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
                squares += sum * sum;
            }
        }
        // Less each series' sum of products with itself.
        let own = scaled.rows().into_iter().map(|row| square(&row) * square(&row));
        let squares = squares - own.sum::<f64>();
        let mut fourths = 0.0;
        for period in scaled.columns() {
            let sum = square(&period);
            let own: f64 = period.iter().map(|e| e * e * e * e).sum();
            fourths += sum * sum - own;
        }
        let noise = n / ((n - 1.0) * (n - 1.0) * (n - 1.0)) * (fourths - squares / n);
        let correlation = squares / ((n - 1.0) * (n - 1.0));
        let intensity = if correlation > 0.0 { (noise / correlation).clamp(0.0, 1.0) } else { 1.0 };
        let intensity = 1.0 - (1.0 - intensity) * n / (n + halving);
        Some(Shrunk { errors: away, variances, minimum, intensity })
    }
}

/// Mean square of the values that are not missing; zero of none.
fn mean_square(y: &[f64]) -> f64 {
    let known = || y.iter().filter(|v| !v.is_nan());
    known().map(|v| v * v).sum::<f64>() / known().count().max(1) as f64
}

/// What of each gap goes to each bottom series: `W C' (C W C')^-1` for the errors' covariance `W`
/// and the constraints `C`, that each total less its components is zero.
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
    for (u, components) in hierarchy.components().iter().enumerate() {
        components.iter().for_each(|component| above[*component].push(u));
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
        let each = (1.0 - diagonal) / (shrunk.errors.ncols() as f64 - 1.0);
        let gaps = hierarchy.gaps(&shrunk.errors);
        for (errors, gaps) in shrunk.errors.columns().into_iter().zip(gaps.columns()) {
            for u in 0..m {
                for v in 0..m {
                    covariance[[u, v]] += each * gaps[u] * gaps[v];
                }
                for (b, node) in bottoms.iter().enumerate() {
                    right[[u, b]] -= each * gaps[u] * errors[*node];
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
    let holds_all = |components: &Vec<usize>| components.len() == bottoms.len();
    let top = hierarchy.components().iter().position(holds_all);
    let top = top.and_then(|u| hierarchy.upper().get(u)).copied().ok_or(MethodProblem::Top)?;
    let common = history.iter().map(Vec::len).min().unwrap_or(0);
    let at = |node: usize, t: usize| history[node][history[node].len() - common + t];
    let mut shares = vec![0.0; bottoms.len()];
    for t in 0..common {
        let all = at(top, t);
        if all > 0.0 && bottoms.iter().all(|node| at(*node, t).is_finite()) {
            for (share, node) in shares.iter_mut().zip(bottoms) {
                *share += at(*node, t) / all;
            }
        }
    }
    let total: f64 = shares.iter().sum();
    if total.is_nan() || total <= 0.0 {
        return Err(MethodProblem::Top);
    }
    Ok(Map::Top(top, shares.iter().map(|share| share / total).collect()))
}
