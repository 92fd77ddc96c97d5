//! The Shapley value: what each of several players contributes to a total, if what they
//! contribute together is shared fairly.
//!
//! A player's value is its mean marginal contribution over all orders in which the players may be
//! put in (Shapley 1953). With few players it is exact, from the value of every coalition; with
//! more, a sample of orders is taken (Castro, Gómez & Tejada 2009), each with its reverse. Either
//! way the contributions of one order telescope, so that values sum to the total in every draw,
//! sampled or not.
//!
//! References: L. S. Shapley (1953), A value for n-person games, Contributions to the Theory of
//! Games II. J. Castro, D. Gómez & J. Tejada (2009), Polynomial calculation of the Shapley value
//! based on sampling, Computers & Operations Research 36(5).

use crate::tuning::shapley::{EXACT, PAIRS};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use suranys_core::distribution::Draws;
use suranys_core::rng::Key;

/// What each player contributes, by draw.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    /// In every draw these sum to the total.
    pub(crate) draws: Draws,
    /// Standard error of their mean over draws, from the spread over sampled pairs of orders;
    /// `None` where the value is exact.
    pub(crate) error: Option<f64>,
}

/// The marginal contributions of one player, in the unit of the worth.
#[derive(Debug, Clone, Default)]
struct Marginal {
    /// Their sum over orders, by draw.
    sum: Draws,
    /// The mean over draws of each, by order.
    means: Vec<f64>,
}

/// The value of each of `players`. `worth` gives the draws of a coalition, whose members are the
/// bits set; it is asked once for each coalition needed.
///
/// # Errors
/// Those of `worth`.
pub(crate) fn shapley<E>(
    players: usize,
    key: &Key,
    mut worth: impl FnMut(u32) -> Result<Draws, E>,
) -> Result<Vec<Value>, E> {
    let orders = if players <= EXACT { all_orders(players) } else { sampled(players, key) };
    let exact = players <= EXACT;
    let mut known: BTreeMap<u32, Draws> = BTreeMap::new();
    let mut marginals = vec![Marginal::default(); players];
    for order in &orders {
        let mut coalition = 0;
        for player in order {
            let with = coalition | 1 << player;
            for asked in [coalition, with] {
                if let Entry::Vacant(place) = known.entry(asked) {
                    place.insert(worth(asked)?);
                }
            }
            let (Some(before), Some(after)) = (known.get(&coalition), known.get(&with)) else {
                continue;
            };
            let contributed = Draws::less(after, before);
            if let Some(marginal) = marginals.get_mut(*player) {
                marginal.means.push(mean(&contributed));
                marginal.sum.add(&contributed);
            }
            coalition = with;
        }
    }
    let count = orders.len() as f64;
    let value = |marginal: Marginal| Value {
        draws: marginal.sum.iter().map(|v| v / count).collect(),
        error: (!exact).then(|| standard_error(&marginal.means)),
    };
    Ok(marginals.into_iter().map(value).collect())
}

/// Standard error of the mean of pairs that lie side by side.
fn standard_error(means: &[f64]) -> f64 {
    let pairs: Vec<f64> = means.chunks(2).map(mean).collect();
    let (count, centre) = (pairs.len() as f64, mean(&pairs));
    let squares: f64 = pairs.iter().map(|v| (v - centre) * (v - centre)).sum();
    (squares / (count - 1.0) / count).sqrt()
}

/// Mean of some numbers.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Every order of a few players.
fn all_orders(players: usize) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new()];
    for _ in 0..players {
        orders = orders
            .iter()
            .flat_map(|order: &Vec<usize>| {
                let left = (0..players).filter(|player| !order.contains(player));
                left.map(|player| order.iter().copied().chain([player]).collect())
            })
            .collect();
    }
    orders
}

/// Orders drawn at random, each followed by its reverse.
fn sampled(players: usize, key: &Key) -> Vec<Vec<usize>> {
    let mut orders = Vec::new();
    for pair in 0..PAIRS {
        let mut placed: Vec<(f64, usize)> = (0..players)
            .map(|player| {
                (key.with("order").with(&player.to_string()).draw(pair).uniform(), player)
            })
            .collect();
        placed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let order: Vec<usize> = placed.into_iter().map(|(_, player)| player).collect();
        let reverse = order.iter().rev().copied().collect();
        orders.extend([order, reverse]);
    }
    orders
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(players: usize, worth: impl Fn(u32) -> Vec<f64>) -> Vec<Value> {
        let asked = |coalition| Ok::<_, ()>(Draws::from(worth(coalition)));
        shapley(players, &Key::new(7), asked).expect("every coalition has a worth")
    }

    /// Expected values: the glove market of the textbooks. Players 0 and 1 hold a left glove each,
    /// player 2 a right one; a pair is worth 1.
    #[test]
    fn the_glove_market_has_its_known_value() {
        let worth = |of: u32| vec![f64::from(u8::from(of & 4 != 0 && of & 3 != 0))];
        let found: Vec<f64> = values(3, worth).iter().map(|v| v.draws[0]).collect();
        for (found, known) in found.iter().zip([1.0 / 6.0, 1.0 / 6.0, 2.0 / 3.0]) {
            assert!((found - known).abs() < 1e-12, "{found} against {known}");
        }
    }

    /// Expected values: by hand. What players contribute alone is theirs, however orders are drawn.
    #[test]
    fn without_interaction_a_sample_is_exact() {
        let worth = |of: u32| vec![(0..9).filter(|n| of & 1 << n != 0).map(f64::from).sum()];
        for (player, value) in values(9, worth).into_iter().enumerate() {
            assert!((value.draws[0] - player as f64).abs() < 1e-12, "{value:?}");
            assert!(value.error.expect("sampled") < 1e-12, "{value:?}");
        }
    }

    proptest! {
        /// In every draw the values sum to the total, and a player that contributes nothing gets
        /// nothing, with every coalition valued and with orders sampled.
        #[test]
        fn values_sum_to_the_total_in_every_draw(
            players in 1_usize..9,
            idle in 0_usize..9,
            worths in proptest::collection::vec(-1e6_f64..1e6, 3 * 512),
        ) {
            let worth = |of: u32| -> Vec<f64> {
                let of = (of & !(1 << idle)) as usize;
                worths[3 * of..3 * of + 3].to_vec()
            };
            let found = values(players, worth);
            let (none, all) = (worth(0), worth((1 << players) - 1));
            for draw in 0..3 {
                let sum: f64 = found.iter().map(|v| v.draws[draw]).sum();
                prop_assert!((sum - (all[draw] - none[draw])).abs() < 1e-6);
            }
            if let Some(value) = found.get(idle) {
                prop_assert!(value.draws.iter().all(|v| *v == 0.0));
            }
        }
    }
}
