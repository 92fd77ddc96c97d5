//! How much each member of the pool counts: what a panel's own past says.

use crate::ensemble::combination::Fitted;
use crate::ensemble::members::{Member, SLOTS, prior};
use crate::models::model::known;
use crate::optim::low_discrepancy::thinned;
use suranys_core::numeric::{exp, ln, powf};

/// Fewest past forecasts that teach anything, and fewest outcomes in each half of the past that
/// tell one way to learn from another.
const TELLING: usize = 10;
const COMPARING: usize = 30;
/// Exponents tried of a member's error in the sample, and by how much each step along them must
/// lessen past errors: what is gained by less is luck.
const OWN: [f64; 6] = [0.0, 1.0, 2.0, 4.0, 8.0, 16.0];
const OWN_PRICE: f64 = 0.005;
/// Errors in the sample from which on they count in full.
const ENOUGH: f64 = 5.0;
/// Prices tried of leaving the prior's weights, per unit of relative entropy, as a share of past
/// error; and that at which exponents are compared.
const PRICES: [f64; 4] = [0.02, 0.08, 0.32, 1.28];
const COMPARED: f64 = 0.04;
/// The exponent and the price where nothing tells them apart.
const UNTOLD: (f64, f64) = (1.0, 0.32);
/// Share of the prior in what is learnt: a panel's past is a few years that its series share.
const PRIOR_SHARE: f64 = 0.25;
/// About the most outcomes of a half of the past looked at when ways to learn are compared.
const MOST: usize = 2000;
/// Steps of the search, when comparing and at last; its first rate, the steps after which that is
/// halved, and the largest change of a logarithm.
const STEPS: (usize, usize) = (60, 200);
const RATE: f64 = 20.0;
const HALVING: f64 = 20.0;
const LARGEST: f64 = 2.0;

/// What a panel teaches of the pool's members.
///
/// Weights are those of least past error, absolute and relative to size in equal parts, drawn
/// towards the prior's by relative entropy (Montero-Manso, Athanasopoulos, Hyndman & Talagala 2020
/// for weights of least error over a panel; Kivinen & Warmuth 1997 for the search). What is told
/// of a series of its own is how its members did in its sample.
///
/// How strongly weights are drawn, and how far to trust the own sample, is what does best in the
/// later half of the past when learnt from the earlier, and the other way round. Series of one
/// panel share their good and bad years: what holds at one time only is no lesson.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trained {
    /// By place in the pool; sum to one.
    weights: [f64; SLOTS],
    /// Exponent of a member's error in the sample, relative to the best member's.
    own: f64,
}

/// A past forecast, and what came.
pub(crate) struct Past {
    /// How many origins later than this one were looked at.
    pub back: usize,
    pub fitted: Fitted,
    /// What came, by step; missing values are not numbers.
    pub outturns: Vec<f64>,
    /// Mean absolute change before the origin, of the same season.
    pub scale: f64,
}

/// One outcome and what the members had said.
struct Row {
    /// Place in the pool, what it counts in the series, and its forecast.
    said: Vec<(usize, f64, f64)>,
    outturn: f64,
    /// What an error of one costs.
    cost: f64,
}

impl Trained {
    /// Learns from past forecasts, whose origins are so many steps `apart`; `None` when there are too
    /// few.
    pub fn of<'a>(past: impl Iterator<Item = &'a Past>, apart: usize) -> Option<Trained> {
        let told: Vec<&Past> = past.filter(|p| p.scale > 0.0 && p.fitted.combines()).collect();
        if told.len() < TELLING {
            return None;
        }
        let costs = Costs::of(&told)?;
        let (own, price) = compared(&told, apart, &costs).unwrap_or(UNTOLD);
        let rows: Vec<Row> = told.iter().flat_map(|p| rows(p, own, &costs, usize::MAX)).collect();
        let mut weights = search(&rows, price, STEPS.1);
        for (weight, prior) in weights.iter_mut().zip(prior()) {
            *weight += PRIOR_SHARE * (prior - *weight);
        }
        Some(Trained { weights, own })
    }

    /// What each of a series' members counts.
    pub fn counts(&self, members: &[Member]) -> Vec<f64> {
        let trust = trust(members, self.own);
        members.iter().zip(trust).map(|(m, trust)| self.weights[m.place] * trust).collect()
    }
}

/// What each of a series' members counts where its panel taught nothing.
pub(crate) fn unlearnt(members: &[Member]) -> Vec<f64> {
    let trust = trust(members, UNTOLD.0);
    members.iter().zip(trust).map(|(m, trust)| m.counts * trust).collect()
}

/// The exponent and the price that do best across halves of the past; `None` of too short a past.
/// An exponent must do better in each half. Of the earlier half only what came before the later is
/// looked at, and of a large panel only some forecasts.
fn compared(told: &[&Past], apart: usize, costs: &Costs) -> Option<(f64, f64)> {
    let halfway = told.iter().map(|p| p.back).max()?.div_ceil(2);
    let halves = |own: f64| {
        [true, false].map(|late| -> Vec<Row> {
            let here: Vec<&Past> =
                told.iter().filter(|p| (p.back < halfway) == late).copied().collect();
            let outturns: usize = here.iter().map(|p| p.outturns.len()).sum();
            let most = here.len() * MOST / outturns.max(MOST);
            let before = |p: &Past| if late { usize::MAX } else { (p.back + 1 - halfway) * apart };
            thinned(&here, most).into_iter().flat_map(|p| rows(p, own, costs, before(p))).collect()
        })
    };
    let crossed = |[late, early]: &[Vec<Row>; 2], price: f64| {
        let trained = |from: &[Row], of: &[Row]| slopes(of, &search(from, price, STEPS.0)).1;
        [trained(early, late), trained(late, early)]
    };
    let ways = OWN.map(|own| (own, halves(own)));
    if ways[0].1.iter().any(|half| half.len() < COMPARING) {
        return None;
    }
    let errors = ways.each_ref().map(|(_, rows)| crossed(rows, COMPARED));
    let start = errors[0].map(|error| error.max(f64::MIN_POSITIVE));
    let worse = errors.iter().enumerate().map(|(step, error)| {
        let priced = 1.0 + OWN_PRICE * step as f64;
        (error[0] / start[0]).max(error[1] / start[1]) * priced
    });
    let (own, rows) = least(ways.iter().zip(worse))?;
    let price = least(PRICES.iter().map(|price| (price, crossed(rows, *price).iter().sum())))?;
    Some((*own, *price))
}

/// The first of those of least error.
fn least<T>(tried: impl Iterator<Item = (T, f64)>) -> Option<T> {
    tried.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(what, _)| what)
}

/// Members' errors in the sample, relative to the least, to minus the power `own`; to less where
/// few errors are known, and of a single one it says nothing that a member fits.
fn trust(members: &[Member], own: f64) -> Vec<f64> {
    let known = members.iter().map(|m| known(&m.errors)).min().unwrap_or(0);
    let own = own * (known.saturating_sub(1) as f64 / (ENOUGH - 1.0)).min(1.0);
    let errors: Vec<f64> = members.iter().map(Member::error).collect();
    let largest = errors.iter().copied().fold(0.0, f64::max);
    let least = errors.iter().copied().fold(f64::INFINITY, f64::min).max(1e-9 * largest);
    let of = |e: &f64| if least > 0.0 { powf(e.max(least) / least, -own) } else { 1.0 };
    errors.iter().map(of).collect()
}

/// Mean errors of no change, which make the two kinds of error alike.
struct Costs {
    scaled: f64,
    relative: f64,
}

impl Costs {
    fn of(told: &[&Past]) -> Option<Costs> {
        let (mut scaled, mut relative, mut count) = (0.0, 0.0, 0.0);
        for past in told {
            for (step, outturn) in past.outturns.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
                let still = past.fitted.still(step);
                let (error, size) = ((outturn - still).abs(), outturn.abs() + still.abs());
                scaled += error / past.scale;
                relative += if size > 0.0 { error / size } else { 0.0 };
                count += 1.0;
            }
        }
        let costs = Costs { scaled: scaled / count, relative: relative / count };
        (costs.scaled > 0.0 && costs.relative > 0.0).then_some(costs)
    }
}

/// One row for each known outcome of the first `steps`.
fn rows(past: &Past, own: f64, costs: &Costs, steps: usize) -> Vec<Row> {
    let members = past.fitted.members();
    let trust = trust(members, own);
    let known = past.outturns.iter().enumerate().take(steps).filter(|(_, v)| !v.is_nan());
    known
        .map(|(step, outturn)| {
            let size = outturn.abs() + past.fitted.still(step).abs();
            let relative = if size > 0.0 { 1.0 / (size * costs.relative) } else { 0.0 };
            let said = members.iter().zip(&trust).map(|(member, trust)| {
                (member.place, *trust, past.fitted.restore(step, member.path[step]))
            });
            Row {
                said: said.collect(),
                outturn: *outturn,
                cost: (1.0 / (past.scale * costs.scaled) + relative) / 2.0,
            }
        })
        .collect()
}

/// Weights of least priced error.
fn search(rows: &[Row], price: f64, steps: usize) -> [f64; SLOTS] {
    let start = prior();
    let mut weights = start;
    let mut best = (f64::INFINITY, weights);
    for step in 0..steps {
        let (slopes, error) = slopes(rows, &weights);
        let away = |place: usize| ln((weights[place] / start[place]).max(f64::MIN_POSITIVE));
        let entropy: f64 =
            (0..SLOTS).filter(|p| start[*p] > 0.0).map(|p| weights[p] * away(p)).sum();
        if error + price * entropy < best.0 {
            best = (error + price * entropy, weights);
        }
        let rate = RATE / (1.0 + step as f64 / HALVING);
        let mut next = [0.0; SLOTS];
        for place in (0..SLOTS).filter(|place| start[*place] > 0.0) {
            let by = rate * (slopes[place] + price * away(place));
            next[place] = weights[place] * exp(-by.clamp(-LARGEST, LARGEST));
        }
        let total: f64 = next.iter().sum();
        weights = next.map(|w| w / total);
    }
    best.1
}

/// Slopes of the mean error in the weights, and the error.
fn slopes(rows: &[Row], weights: &[f64; SLOTS]) -> ([f64; SLOTS], f64) {
    let (mut slopes, mut error) = ([0.0; SLOTS], 0.0);
    for row in rows {
        let total: f64 = row.said.iter().map(|(place, trust, _)| weights[*place] * trust).sum();
        if total <= 0.0 {
            continue;
        }
        let sum: f64 = row.said.iter().map(|(place, trust, v)| weights[*place] * trust * v).sum();
        let middle = sum / total;
        error += row.cost * (middle - row.outturn).abs();
        let side = row.cost * (middle - row.outturn).signum() / total;
        for (place, trust, value) in &row.said {
            slopes[*place] += side * trust * (value - middle);
        }
    }
    let count = rows.len().max(1) as f64;
    (slopes.map(|slope| slope / count), error / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(outturn: f64, said: [(usize, f64); 2]) -> Row {
        let said = said.map(|(place, value)| (place, 1.0, value)).to_vec();
        Row { said, outturn, cost: 1.0 }
    }

    /// By hand: a member that is always right is all that counts when leaving the prior is free,
    /// and with a price its weight lies between that and the prior's.
    #[test]
    fn the_better_member_counts_more_and_a_price_holds_back() {
        let rows: Vec<Row> =
            (0..10).map(|n| row(f64::from(n), [(0, f64::from(n)), (2, 20.0)])).collect();
        let share = |price: f64| {
            let weights = search(&rows, price, STEPS.1);
            weights[0] / (weights[0] + weights[2])
        };
        assert!(share(0.0) > 0.99, "{}", share(0.0));
        let held = share(5.0);
        let start = prior()[0] / (prior()[0] + prior()[2]);
        assert!(start < held && held < share(0.5), "{start} {held} {}", share(0.5));
    }

    /// By hand: errors of one and two, to the power of minus two; and with few of them to less, with
    /// one to none.
    #[test]
    fn how_members_fit_counts_once_it_is_known() {
        let member = |error: f64, known: usize| Member {
            name: String::new(),
            path: Vec::new(),
            errors: vec![error; known],
            counts: 1.0,
            place: 0,
        };
        for (known, second) in [(1, 1.0), (3, 0.5), (5, 0.25), (20, 0.25)] {
            let trust = trust(&[member(1.0, known), member(2.0, known)], 2.0);
            assert!((trust[0] - 1.0).abs() < 1e-12 && (trust[1] - second).abs() < 1e-12, "{known}");
        }
    }

    /// Expected values: differences of the error itself.
    #[test]
    fn slopes_are_those_of_the_error() {
        let rows = [row(3.0, [(0, 1.0), (2, 2.0)]), row(1.0, [(0, 4.0), (2, 2.5)])];
        let mut weights = [0.0; SLOTS];
        (weights[0], weights[2]) = (0.4, 0.6);
        let (at, error) = slopes(&rows, &weights);
        for place in [0, 2] {
            let mut moved = weights;
            moved[place] += 1e-6;
            let change = (slopes(&rows, &moved).1 - error) / 1e-6;
            assert!((change - at[place]).abs() < 1e-5, "{place}: {change} {}", at[place]);
        }
    }
}
