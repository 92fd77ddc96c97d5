//! Autoregressive integrated moving average models, the order chosen by AICc
//! (Box & Jenkins 1970; Hyndman & Khandakar 2008).

use crate::error::Unfit;
use crate::models::point_model::{PointForecast, PointModel, Sample, enough};
use crate::preprocess::observed::{known, observed};
use crate::tuning::arima::{
    COARSE_GAIN, DAMPING, DAMPING_FACTOR, EXACT, GAIN, INDEPENDENCE, KPSS_CRITICAL, KPSS_LAGS,
    LONG, MAX_DIFFERENCES, MAX_ORDERS, MAX_PARAMETERS, MAX_PARTIAL, MIN_CURVATURE, MIN_DAMPING,
    MIN_PIVOT, MIN_VALUES, NUDGE, START, STEPS, TRIES, WITH_MEAN,
};
use crate::tuning::models::VERY_LONG;
use suranys_core::numeric::{exp, ln};

/// ARIMA(p,d,q) with or without a mean of the differences: `d` by successive KPSS tests, `p`,
/// `q` and the mean by AICc over all orders whose sum is at most three (four from sixty values
/// on). Estimated by least squares of the one-step errors, values before the first and missing
/// differences taken at the mean, over partial autocorrelations (Monahan 1984), by Levenberg and
/// Marquardt's method.
///
/// Season is not modelled: give it adjusted values.
#[derive(Debug, Clone, Copy)]
pub struct AutoArima;

/// Orders of a model of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Order {
    ar: usize,
    ma: usize,
    mean: bool,
}

impl Order {
    fn free(self) -> usize {
        self.ar + self.ma + usize::from(self.mean)
    }
}

/// Coefficients of a fitted model of differences.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Coefficients {
    ar: [f64; MAX_PARAMETERS],
    ma: [f64; MAX_PARAMETERS],
    mean: f64,
}

impl PointModel for AutoArima {
    fn name(&self) -> &'static str {
        "arima"
    }

    fn fit(&self, sample: &Sample, horizon: usize) -> Result<PointForecast, Unfit> {
        let y = sample.values;
        enough(y, MIN_VALUES)?;
        let mut levels = vec![y.to_vec()];
        while levels.len() <= MAX_DIFFERENCES {
            let Some(top) = levels.last() else { break };
            let values: Vec<f64> = observed(top).collect();
            // Forecasts are summed up from the last of each.
            let ends = top.last().is_some_and(|v| !v.is_nan());
            if values.len() < MIN_VALUES || !ends || kpss(&values) <= KPSS_CRITICAL {
                break;
            }
            let next = top.windows(2).map(|w| w[1] - w[0]).collect();
            levels.push(next);
        }
        let w = levels.pop().unwrap_or_default();
        let differences = levels.len();
        let n = known(&w).max(1) as f64;
        let centre = observed(&w).sum::<f64>() / n;
        let sd = (observed(&w).map(|v| (v - centre) * (v - centre)).sum::<f64>() / n).sqrt();
        let unit = if sd > 0.0 { sd } else { 1.0 };
        let z: Vec<f64> = w.iter().map(|v| v / unit).collect();
        let (order, found) = choose(&z, differences).ok_or(Unfit::NoParameters)?;
        let mut errors = vec![[0.0]; z.len()];
        residuals(&z, order, &[found], &mut errors);
        let errors = errors.concat();
        // Errors are the same at every level of differencing.
        let ends = y[differences..].iter().zip(&errors).zip(&z);
        let fitted = ends.map(|((v, e), z)| if z.is_nan() { f64::NAN } else { v - e * unit });
        let fitted: Vec<f64> = fitted.collect();
        let mut point = extended(&z, order, &found, &errors, horizon);
        point.iter_mut().for_each(|v| *v *= unit);
        for level in levels.iter().rev() {
            let mut at = level.last().copied().unwrap_or_default();
            for value in &mut point {
                at += *value;
                *value = at;
            }
        }
        PointForecast::finite(point, fitted)
    }
}

/// Numbers that are searched: of each partial autocorrelation, and the mean.
type Searched = [f64; MAX_PARAMETERS];

/// The order of least AICc and its coefficients. Of very long series orders are compared after a search
/// to a coarser gain, the largest only if those before them were better than the smaller, and with a mean
/// only the best of those without; the search of the best goes on to the end.
fn choose(z: &[f64], differences: usize) -> Option<(Order, Coefficients)> {
    let (n, very_long) = (known(z) as f64, known(z) >= VERY_LONG);
    let largest = if known(z) < LONG { MAX_ORDERS.0 } else { MAX_ORDERS.1 };
    let gain = if very_long { COARSE_GAIN } else { GAIN };
    let tried = |order: Order| {
        let k = (order.free() + 1) as f64;
        if n - k - 1.0 <= 0.0 {
            return None;
        }
        let (found, squares) = estimate(z, order, INDEPENDENCE, start(z, order), gain);
        let variance = (squares / n).max(EXACT);
        let aicc = n * ln(variance) + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0);
        (!aicc.is_nan()).then_some((aicc, order, found))
    };
    let best =
        |of: &[(f64, Order, Searched)]| of.iter().map(|one| one.0).fold(f64::INFINITY, f64::min);
    let mut all: Vec<(f64, Order, Searched)> = Vec::new();
    for sum in 0..=largest {
        let orders = (0..=sum).map(|ar| Order { ar, ma: sum - ar, mean: false });
        let here: Vec<_> = orders.filter_map(tried).collect();
        let enough = very_long && sum + 1 == largest && best(&here) >= best(&all);
        all.extend(here);
        if enough {
            break;
        }
    }
    // The mean of second differences would be a parabola.
    if differences <= 1 {
        let mut aiccs: Vec<f64> = all.iter().map(|(aicc, ..)| *aicc).collect();
        aiccs.sort_by(f64::total_cmp);
        let worth =
            aiccs.get(WITH_MEAN - 1).filter(|_| very_long).copied().unwrap_or(f64::INFINITY);
        let worth = all.iter().filter(|(aicc, ..)| *aicc <= worth);
        let with: Vec<_> =
            worth.filter_map(|(_, order, _)| tried(Order { mean: true, ..*order })).collect();
        all.extend(with);
    }
    let place = |order: &Order| (order.mean, order.ar, order.ma);
    let by_aicc = |a: &(f64, Order, Searched), b: &(f64, Order, Searched)| {
        a.0.total_cmp(&b.0).then_with(|| place(&a.1).cmp(&place(&b.1)))
    };
    let (_, order, found) = all.into_iter().min_by(by_aicc)?;
    let found = match gain > GAIN {
        true => estimate(z, order, INDEPENDENCE, found, GAIN).0,
        false => found,
    };
    Some((order, coefficients(&found, order)))
}

/// Where a search begins: no dependence.
fn start(z: &[f64], order: Order) -> Searched {
    let mut x = [0.0; MAX_PARAMETERS];
    if order.mean {
        x[order.ar + order.ma] = observed(z).sum::<f64>() / known(z) as f64;
    }
    // Away from the saddle where autoregression and moving average cancel.
    if order.ar > 0 && order.ma > 0 {
        x[0] = START;
    }
    x
}

/// Coefficients from searched numbers: each squashed to a partial autocorrelation.
fn coefficients(x: &[f64; MAX_PARAMETERS], order: Order) -> Coefficients {
    let squash = |v: f64| MAX_PARTIAL * v / (1.0 + v * v).sqrt();
    let spread = |from: usize, count: usize| {
        let mut out = [0.0; MAX_PARAMETERS];
        for k in 0..count {
            let r = squash(x[from + k]);
            let before = out;
            for j in 0..k {
                out[j] = before[j] - r * before[k - 1 - j];
            }
            out[k] = r;
        }
        out
    };
    Coefficients {
        ar: spread(0, order.ar),
        ma: spread(order.ar, order.ma),
        mean: if order.mean { x[order.ar + order.ma] } else { 0.0 },
    }
}

/// How far a value is from the mean; a missing one is not.
fn away(value: f64, c: &Coefficients) -> f64 {
    let away = value - c.mean;
    if away.is_nan() { 0.0 } else { away }
}

/// One-step errors of `L` sets of coefficients side by side, zero where values are missing; gives their
/// sums of squares. Side by side, since each error waits for the one before it.
fn residuals<const L: usize>(
    z: &[f64],
    order: Order,
    sets: &[Coefficients; L],
    errors: &mut [[f64; L]],
) -> [f64; L] {
    let across = |of: &dyn Fn(&Coefficients) -> f64| sets.each_ref().map(of);
    let mean = across(&|c| c.mean);
    let ar: [[f64; L]; MAX_PARAMETERS] = std::array::from_fn(|k| across(&|c| c.ar[k]));
    let ma: [[f64; L]; MAX_PARAMETERS] = std::array::from_fn(|k| across(&|c| c.ma[k]));
    let mut squares = [0.0; L];
    for t in 0..z.len() {
        if z[t].is_nan() {
            errors[t] = [0.0; L];
            continue;
        }
        let mut e = mean.map(|mean| z[t] - mean);
        for (ar, before) in ar[..order.ar].iter().zip(z[..t].iter().rev()) {
            if !before.is_nan() {
                for l in 0..L {
                    e[l] -= ar[l] * (before - mean[l]);
                }
            }
        }
        let (earlier, now) = errors.split_at_mut(t);
        for (ma, before) in ma[..order.ma].iter().zip(earlier.iter().rev()) {
            for l in 0..L {
                e[l] += ma[l] * before[l];
            }
        }
        now[0] = e;
        for l in 0..L {
            squares[l] += e[l] * e[l];
        }
    }
    squares
}

/// Least squares by Levenberg and Marquardt's method, until a step gains less than `gain`, relative.
/// Gives the numbers, and the sum of squares with the prior in it: `n` times its logarithm is minus twice
/// that of the posterior.
fn estimate(
    z: &[f64],
    order: Order,
    independence: f64,
    from: Searched,
    gain: f64,
) -> (Searched, f64) {
    match order.free() {
        0 => search::<0>(z, order, independence, from, gain),
        1 => search::<1>(z, order, independence, from, gain),
        2 => search::<2>(z, order, independence, from, gain),
        3 => search::<3>(z, order, independence, from, gain),
        4 => search::<4>(z, order, independence, from, gain),
        5 => search::<5>(z, order, independence, from, gain),
        _ => search::<MAX_PARAMETERS>(z, order, independence, from, gain),
    }
}

/// [`estimate`] of `K` numbers.
fn search<const K: usize>(
    z: &[f64],
    order: Order,
    independence: f64,
    mut x: Searched,
    gain: f64,
) -> (Searched, f64) {
    let (n, count) = (z.len(), known(z) as f64);
    let searched = order.ar + order.ma;
    let length = |x: &[f64; MAX_PARAMETERS]| x[..searched].iter().map(|v| v * v).sum::<f64>();
    // In the unit of squared errors the prior weighs as much as they are.
    let unit = |squares: f64| independence * (squares / count).max(EXACT);
    let mut errors = vec![[0.0]; n];
    let [mut squares] = residuals(z, order, &[coefficients(&x, order)], &mut errors);
    let posterior = |x: &[f64; MAX_PARAMETERS], squares: f64| {
        (*x, squares * exp(independence * length(x) / count))
    };
    if K == 0 {
        return posterior(&x, squares);
    }
    let mut weight = unit(squares);
    let mut nudged = vec![[0.0; K]; n];
    let mut trial = vec![[0.0]; n];
    let mut damping = DAMPING;
    for _ in 0..STEPS {
        let sets: [Coefficients; K] = std::array::from_fn(|j| {
            let mut moved = x;
            moved[j] += NUDGE;
            coefficients(&moved, order)
        });
        residuals(z, order, &sets, &mut nudged);
        // Products of slopes with each other, and with the errors.
        let (mut products, mut right) = ([[0.0; K]; K], [0.0; K]);
        for (nudged, [error]) in nudged.iter().zip(&errors) {
            let slopes = nudged.map(|nudged| (nudged - error) / NUDGE);
            for i in 0..K {
                for j in 0..=i {
                    products[i][j] += slopes[i] * slopes[j];
                }
                right[i] += slopes[i] * error;
            }
        }
        let mut gained = 0.0;
        for _ in 0..TRIES {
            let mut normal = [[0.0; MAX_PARAMETERS + 1]; MAX_PARAMETERS];
            for (i, row) in normal.iter_mut().enumerate().take(K) {
                for (j, cell) in row.iter_mut().enumerate().take(K) {
                    *cell = products[i.max(j)][i.min(j)];
                }
                row[i] += damping * row[i].max(MIN_CURVATURE);
                row[K] = -right[i];
                if i < searched {
                    row[i] += weight;
                    row[K] -= weight * x[i];
                }
            }
            let Some(step) = solved(normal, K) else { break };
            let mut moved = x;
            for (value, by) in moved.iter_mut().zip(step) {
                *value += by;
            }
            let [found] = residuals(z, order, &[coefficients(&moved, order)], &mut trial);
            let (here, before) = (found + weight * length(&moved), squares + weight * length(&x));
            if here < before {
                gained = (before - here) / before.max(f64::MIN_POSITIVE);
                (x, squares, weight) = (moved, found, unit(found));
                std::mem::swap(&mut errors, &mut trial);
                damping = (damping / DAMPING_FACTOR).max(MIN_DAMPING);
                break;
            }
            damping *= DAMPING_FACTOR;
        }
        if gained < gain {
            break;
        }
    }
    posterior(&x, squares)
}

/// Solves a small symmetric positive system by elimination; the right-hand side is column `k`.
fn solved(
    mut a: [[f64; MAX_PARAMETERS + 1]; MAX_PARAMETERS],
    k: usize,
) -> Option<[f64; MAX_PARAMETERS]> {
    for i in 0..k {
        let pivot = a[i][i];
        if pivot.is_nan() || pivot.abs() <= MIN_PIVOT {
            return None;
        }
        for r in i + 1..k {
            let by = a[r][i] / pivot;
            let above = a[i];
            for (cell, top) in a[r].iter_mut().zip(above).take(k + 1).skip(i) {
                *cell -= by * top;
            }
        }
    }
    let mut x = [0.0; MAX_PARAMETERS];
    for i in (0..k).rev() {
        let known: f64 = (i + 1..k).map(|j| a[i][j] * x[j]).sum();
        x[i] = (a[i][k] - known) / a[i][i];
    }
    x.iter().all(|v| v.is_finite()).then_some(x)
}

/// Forecasts of the differences.
fn extended(z: &[f64], order: Order, c: &Coefficients, errors: &[f64], horizon: usize) -> Vec<f64> {
    let n = z.len();
    let mut all: Vec<f64> = z.iter().map(|v| away(*v, c)).collect();
    for step in 0..horizon {
        let mut next = 0.0;
        for (k, ar) in c.ar[..order.ar].iter().enumerate() {
            next += ar * (n + step).checked_sub(1 + k).map_or(0.0, |at| all[at]);
        }
        for (k, ma) in c.ma[..order.ma].iter().enumerate().skip(step) {
            next -= ma * (n + step).checked_sub(1 + k).map_or(0.0, |at| errors[at]);
        }
        all.push(next);
    }
    all[n..].iter().map(|v| v + c.mean).collect()
}

/// The KPSS statistic of stationarity around a level, with Bartlett weights; zero for a constant.
fn kpss(x: &[f64]) -> f64 {
    let n = x.len();
    let mean = x.iter().sum::<f64>() / n as f64;
    let e: Vec<f64> = x.iter().map(|v| v - mean).collect();
    let lags = (KPSS_LAGS.0 * (n as f64).sqrt() / KPSS_LAGS.1).floor() as usize;
    let product = |lag: usize| e.iter().zip(&e[lag..]).map(|(a, b)| a * b).sum::<f64>();
    let mut variance = product(0);
    for lag in 1..=lags {
        variance += 2.0 * (1.0 - lag as f64 / (lags + 1) as f64) * product(lag);
    }
    let mut total = 0.0;
    let squares: f64 = e
        .iter()
        .map(|v| {
            total += v;
            total * total
        })
        .sum();
    if variance > 0.0 { squares / (n as f64 * variance) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{reference, walk};
    use suranys_core::Key;

    fn fitted(z: &[f64], order: Order, independence: f64) -> Coefficients {
        coefficients(&estimate(z, order, independence, start(z, order), GAIN).0, order)
    }

    /// Expected values: statsmodels, see tests/reference/engine.py; tolerance 1e-9, both being
    /// exact formulas.
    #[test]
    fn the_kpss_statistic_is_that_of_an_independent_program() {
        let changes: Vec<f64> = walk().windows(2).map(|w| w[1] - w[0]).collect();
        assert!((kpss(&walk()) - reference("kpss-walk", 0)).abs() < 1e-9);
        assert!((kpss(&changes) - reference("kpss-changes", 0)).abs() < 1e-9);
        assert_eq!(kpss(&[3.0; 10]), 0.0);
    }

    /// Expected values: the coefficients the series are made with; tolerance three standard errors
    /// of an estimate from 800 values, `3 / sqrt(800)`, about 0.1.
    #[test]
    fn coefficients_of_long_series_are_found() {
        let mut stream = Key::new(5).with("arma").draw(0);
        let shocks: Vec<f64> = (0..801).map(|_| stream.normal()).collect();
        let mut z = vec![0.0];
        for t in 1..801 {
            z.push(0.6 * z[t - 1] + shocks[t]);
        }
        let c = fitted(&z[1..], Order { ar: 1, ma: 0, mean: false }, INDEPENDENCE);
        assert!((c.ar[0] - 0.6).abs() < 0.1, "{}", c.ar[0]);
        let ma: Vec<f64> = (1..801).map(|t| shocks[t] - 0.5 * shocks[t - 1]).collect();
        let c = fitted(&ma, Order { ar: 0, ma: 1, mean: false }, INDEPENDENCE);
        assert!((c.ma[0] - 0.5).abs() < 0.1, "{}", c.ma[0]);
    }

    /// Expected values: statsforecast and R's `forecast` by conditional least squares, see
    /// tests/reference/engine.py and forecast.R. Ours takes values before the first at the mean where
    /// theirs drops them; tolerance 0.03.
    #[test]
    fn coefficients_are_those_of_an_independent_program() {
        let z: Vec<f64> = walk().windows(2).map(|w| w[1] - w[0]).collect();
        let ar = fitted(&z, Order { ar: 1, ma: 0, mean: false }, 0.0);
        let ma = fitted(&z, Order { ar: 0, ma: 1, mean: false }, 0.0);
        for program in ["arima", "arima-r"] {
            let theirs = |what: &str| reference(&format!("{program}-{what}"), 0);
            assert!((ar.ar[0] - theirs("ar1")).abs() < 0.03, "{program}: {}", ar.ar[0]);
            // Moving averages are written here with the opposite sign.
            assert!((-ma.ma[0] - theirs("ma1")).abs() < 0.03, "{program}: {}", ma.ma[0]);
        }
    }

    /// White noise is not differenced and forecast by its mean, give or take three standard errors of
    /// a step.
    #[test]
    fn order_follows_the_data() {
        let mut stream = Key::new(6).with("noise").draw(0);
        let noise: Vec<f64> = (0..60).map(|_| 50.0 + stream.normal()).collect();
        let fit = AutoArima.fit(&Sample { values: &noise, season: 1 }, 5).expect("fits");
        assert!((fit.point[4] - 50.0).abs() < 1.0, "noise returns to its mean: {:?}", fit.point);
    }
}
