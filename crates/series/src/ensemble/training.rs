//! Weights of the ensemble's members trained on a panel's past forecasts.

use crate::ensemble::members::{SLOTS, prior};
use crate::ensemble::past_forecast::PastForecast;
use crate::ensemble::weights::{TrainedWeights, in_sample_trust};
use crate::optim::low_discrepancy::subsample;
use crate::tuning::training::{
    COMPARING_PRICE, ENTROPY_PRICES, EXPONENT_PRICE, EXPONENTS, MAX_COMPARED, MAX_LOG_STEP,
    MIN_COMPARED, MIN_FORECASTS, PRIOR_SHARE, RATE, RATE_HALVING, STEPS, UNDECIDED,
};
use suranys_core::numeric::{exp, ln};

/// The outturns of a past forecast, and its members' forecasts of them.
struct Group {
    /// Slot in the ensemble and in-sample trust, by member.
    members: Vec<(usize, f64)>,
    /// Outturns, and what an error of one costs.
    outturns: Vec<(f64, f64)>,
    /// By outturn and member.
    forecasts: Vec<f64>,
}

/// How many outturns there are.
fn count(groups: &[Group]) -> usize {
    groups.iter().map(|group| group.outturns.len()).sum()
}

/// Weights trained on past forecasts, whose origins are so many steps `apart`; `None` when there are
/// too few.
pub(crate) fn train<'a>(
    past: impl Iterator<Item = &'a PastForecast>,
    apart: usize,
) -> Option<TrainedWeights> {
    let sample: Vec<&PastForecast> =
        past.filter(|p| p.scale > 0.0 && p.fitted.combines()).collect();
    if sample.len() < MIN_FORECASTS {
        return None;
    }
    let costs = Costs::of(&sample)?;
    let (exponent, price) = compared(&sample, apart, &costs).unwrap_or(UNDECIDED);
    let groups: Vec<Group> =
        sample.iter().map(|p| group(p, exponent, &costs, usize::MAX)).collect();
    let mut weights = search(&groups, price, STEPS.1);
    for (weight, prior) in weights.iter_mut().zip(prior()) {
        *weight += PRIOR_SHARE * (prior - *weight);
    }
    Some(TrainedWeights { weights, exponent })
}

/// The exponent and the price that do best across halves of the past; `None` of too short a past.
/// An exponent must do better in each half. Of the earlier half only outturns before the later count,
/// and of a large panel a subsample of forecasts.
fn compared(sample: &[&PastForecast], apart: usize, costs: &Costs) -> Option<(f64, f64)> {
    let halfway = sample.iter().map(|p| p.back).max()?.div_ceil(2);
    let halves = |exponent: f64| {
        [true, false].map(|late| -> Vec<Group> {
            let here: Vec<&PastForecast> =
                sample.iter().filter(|p| (p.back < halfway) == late).copied().collect();
            let outturns: usize = here.iter().map(|p| p.outturns.len()).sum();
            let max = here.len() * MAX_COMPARED / outturns.max(MAX_COMPARED);
            let before =
                |p: &PastForecast| if late { usize::MAX } else { (p.back + 1 - halfway) * apart };
            subsample(&here, max)
                .into_iter()
                .map(|p| group(p, exponent, costs, before(p)))
                .collect()
        })
    };
    let crossed = |[late, early]: &[Vec<Group>; 2], price: f64| {
        let trained = |from: &[Group], of: &[Group]| slopes(of, &search(from, price, STEPS.0)).1;
        [trained(early, late), trained(late, early)]
    };
    let ways = EXPONENTS.map(|exponent| (exponent, halves(exponent)));
    if ways[0].1.iter().any(|half| count(half) < MIN_COMPARED) {
        return None;
    }
    let errors = ways.each_ref().map(|(_, rows)| crossed(rows, COMPARING_PRICE));
    let start = errors[0].map(|error| error.max(f64::MIN_POSITIVE));
    let worse = errors.iter().enumerate().map(|(step, error)| {
        let priced = 1.0 + EXPONENT_PRICE * step as f64;
        (error[0] / start[0]).max(error[1] / start[1]) * priced
    });
    let (exponent, rows) = argmin(ways.iter().zip(worse))?;
    let price =
        argmin(ENTROPY_PRICES.iter().map(|price| (price, crossed(rows, *price).iter().sum())))?;
    Some((*exponent, *price))
}

/// The first of those of least error.
fn argmin<T>(tried: impl Iterator<Item = (T, f64)>) -> Option<T> {
    tried.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(what, _)| what)
}

/// Mean errors of the naive path, which make the two kinds of error comparable.
struct Costs {
    scaled: f64,
    relative: f64,
}

impl Costs {
    fn of(sample: &[&PastForecast]) -> Option<Costs> {
        let (mut scaled, mut relative, mut count) = (0.0, 0.0, 0.0);
        for past in sample {
            for (step, outturn) in past.outturns.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
                let naive = past.fitted.naive(step);
                let (error, size) = ((outturn - naive).abs(), outturn.abs() + naive.abs());
                scaled += error / past.scale;
                relative += if size > 0.0 { error / size } else { 0.0 };
                count += 1.0;
            }
        }
        let costs = Costs { scaled: scaled / count, relative: relative / count };
        (costs.scaled > 0.0 && costs.relative > 0.0).then_some(costs)
    }
}

/// The known outturns of the first `steps`.
fn group(past: &PastForecast, exponent: f64, costs: &Costs, steps: usize) -> Group {
    let members = past.fitted.members();
    let trust = in_sample_trust(members, exponent);
    let (mut outturns, mut forecasts) = (Vec::new(), Vec::new());
    let known = past.outturns.iter().enumerate().take(steps).filter(|(_, v)| !v.is_nan());
    for (step, outturn) in known {
        let size = outturn.abs() + past.fitted.naive(step).abs();
        let relative = if size > 0.0 { 1.0 / (size * costs.relative) } else { 0.0 };
        outturns.push((*outturn, (1.0 / (past.scale * costs.scaled) + relative) / 2.0));
        forecasts.extend(members.iter().map(|m| past.fitted.restore(step, m.path[step])));
    }
    let members = members.iter().zip(trust).map(|(member, trust)| (member.slot, trust)).collect();
    Group { members, outturns, forecasts }
}

/// Weights of least error and priced distance from the prior.
fn search(groups: &[Group], price: f64, steps: usize) -> [f64; SLOTS] {
    let start = prior();
    let mut weights = start;
    let mut best = (f64::INFINITY, weights);
    for step in 0..steps {
        let (slopes, error) = slopes(groups, &weights);
        let log_ratio = |slot: usize| ln((weights[slot] / start[slot]).max(f64::MIN_POSITIVE));
        let entropy: f64 =
            (0..SLOTS).filter(|p| start[*p] > 0.0).map(|p| weights[p] * log_ratio(p)).sum();
        if error + price * entropy < best.0 {
            best = (error + price * entropy, weights);
        }
        let rate = RATE / (1.0 + step as f64 / RATE_HALVING);
        let mut next = [0.0; SLOTS];
        for slot in (0..SLOTS).filter(|slot| start[*slot] > 0.0) {
            let by = rate * (slopes[slot] + price * log_ratio(slot));
            next[slot] = weights[slot] * exp(-by.clamp(-MAX_LOG_STEP, MAX_LOG_STEP));
        }
        let total: f64 = next.iter().sum();
        weights = next.map(|w| w / total);
    }
    best.1
}

/// Slopes of the mean error in the weights, and the error.
fn slopes(groups: &[Group], weights: &[f64; SLOTS]) -> ([f64; SLOTS], f64) {
    let (mut slopes, mut error) = ([0.0; SLOTS], 0.0);
    let mut weighted = Vec::with_capacity(SLOTS);
    for Group { members, outturns, forecasts } in groups {
        weighted.clear();
        weighted.extend(members.iter().map(|(slot, trust)| weights[*slot] * trust));
        let total: f64 = weighted.iter().sum();
        if total <= 0.0 {
            continue;
        }
        let rows = forecasts.chunks_exact(members.len());
        for ((outturn, cost), forecasts) in outturns.iter().zip(rows) {
            let sum: f64 = weighted.iter().zip(forecasts).map(|(weight, v)| weight * v).sum();
            let middle = sum / total;
            error += cost * (middle - outturn).abs();
            let side = cost * (middle - outturn).signum() / total;
            for ((slot, trust), value) in members.iter().zip(forecasts) {
                slopes[*slot] += side * trust * (value - middle);
            }
        }
    }
    let count = count(groups).max(1) as f64;
    (slopes.map(|slope| slope / count), error / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(outturn: f64, forecasts: [(usize, f64); 2]) -> Group {
        let members = forecasts.map(|(slot, _)| (slot, 1.0)).to_vec();
        let forecasts = forecasts.map(|(_, value)| value).to_vec();
        Group { members, outturns: vec![(outturn, 1.0)], forecasts }
    }

    /// By hand: a member that is always right is all that counts when leaving the prior is free,
    /// and with a price its weight lies between that and the prior's.
    #[test]
    fn the_better_member_counts_more_and_a_price_holds_back() {
        let groups: Vec<Group> =
            (0..10).map(|n| one(f64::from(n), [(0, f64::from(n)), (2, 20.0)])).collect();
        let share = |price: f64| {
            let weights = search(&groups, price, STEPS.1);
            weights[0] / (weights[0] + weights[2])
        };
        assert!(share(0.0) > 0.99, "{}", share(0.0));
        let held = share(5.0);
        let start = prior()[0] / (prior()[0] + prior()[2]);
        assert!(start < held && held < share(0.5), "{start} {held} {}", share(0.5));
    }

    /// Expected values: differences of the error itself.
    #[test]
    fn slopes_are_those_of_the_error() {
        let groups = [one(3.0, [(0, 1.0), (2, 2.0)]), one(1.0, [(0, 4.0), (2, 2.5)])];
        let mut weights = [0.0; SLOTS];
        (weights[0], weights[2]) = (0.4, 0.6);
        let (at, error) = slopes(&groups, &weights);
        for place in [0, 2] {
            let mut moved = weights;
            moved[place] += 1e-6;
            let change = (slopes(&groups, &moved).1 - error) / 1e-6;
            assert!((change - at[place]).abs() < 1e-5, "{place}: {change} {}", at[place]);
        }
    }
}
