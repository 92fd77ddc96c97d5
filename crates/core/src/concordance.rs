//! Weighted maps between classifications, or between two vintages of one.

use crate::classification::{Code, Kind};
use crate::sentence::Text;
use crate::text;
use std::collections::BTreeMap;
use thiserror::Error;

/// Weights of one source code that do not conserve mass.
#[derive(Debug, Clone, PartialEq, Error)]
pub struct MassNotConserved {
    /// The source code.
    pub from: String,
    /// What its weights sum to.
    pub sum: f64,
}

impl MassNotConserved {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        text!("weights of `{from}` sum to {sum}, not to 1", from = self.from, sum = self.sum)
    }
}

crate::worded!(MassNotConserved);

/// A map from codes of `A` to codes of `B` with weights; the weights of each source code sum to
/// one, so that persons counted in `A` are the same persons counted in `B`.
#[derive(Debug, Clone)]
pub struct Concordance<A, B> {
    map: BTreeMap<Code<A>, Vec<(Code<B>, f64)>>,
}

impl<A, B> Default for Concordance<A, B> {
    /// A concordance that speaks of no code.
    fn default() -> Self {
        Concordance { map: BTreeMap::new() }
    }
}

impl<A: Kind, B: Kind> Concordance<A, B> {
    /// How far the weights of a code may be from one, for the digits a table prints.
    pub const TOLERANCE: f64 = 1e-9;

    /// Builds a concordance.
    ///
    /// # Errors
    /// When the weights of a source code are not finite, are negative, or do not sum to one.
    pub fn new(
        links: impl IntoIterator<Item = (Code<A>, Code<B>, f64)>,
    ) -> Result<Self, MassNotConserved> {
        let mut map: BTreeMap<Code<A>, Vec<(Code<B>, f64)>> = BTreeMap::new();
        for (from, to, weight) in links {
            map.entry(from).or_default().push((to, weight));
        }
        for (from, targets) in &map {
            let sum: f64 = targets.iter().map(|(_, w)| w).sum();
            let sound = targets.iter().all(|(_, w)| *w >= 0.0);
            if !sound || !sum.is_finite() || (sum - 1.0).abs() > Self::TOLERANCE {
                return Err(MassNotConserved { from: from.to_string(), sum });
            }
        }
        Ok(Concordance { map })
    }

    /// The target codes of `from` with their weights; `None` when the concordance does not
    /// speak of it.
    #[must_use]
    pub fn targets(&self, from: &Code<A>) -> Option<&[(Code<B>, f64)]> {
        self.map.get(from).map(Vec::as_slice)
    }

    /// The source codes that reach `to`, each with its weight.
    pub fn origins<'a>(&'a self, to: &'a Code<B>) -> impl Iterator<Item = (&'a Code<A>, f64)> {
        self.map.iter().flat_map(move |(from, targets)| {
            targets.iter().filter(move |(code, _)| code == to).map(move |(_, w)| (from, *w))
        })
    }

    /// Source codes, in order.
    pub fn sources(&self) -> impl Iterator<Item = &Code<A>> {
        self.map.keys()
    }

    /// Moves a quantity given by source code to target codes.
    #[must_use]
    pub fn carry(&self, values: &BTreeMap<Code<A>, f64>) -> BTreeMap<Code<B>, f64> {
        let mut carried = BTreeMap::new();
        for (from, value) in values {
            for (to, weight) in self.targets(from).unwrap_or_default() {
                *carried.entry(to.clone()).or_insert(0.0) += value * weight;
            }
        }
        carried
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::{Classification, Labels, Region};
    use proptest::prelude::*;

    fn regions(n: usize) -> Classification<Region> {
        let entries = (0..n)
            .map(|i| (format!("R{i:02}"), Labels::default(), Labels::default(), (None, None)))
            .collect();
        Classification::new(entries, "T").expect("codes are distinct")
    }

    proptest! {
        #[test]
        fn mass_is_kept(shares in prop::collection::vec((0.01..1.0f64, 0.01..1.0f64), 1..8),
                        values in prop::collection::vec(0.0..1e6f64, 8)) {
            let list = regions(16);
            let code = |i: usize| list.code(&format!("R{i:02}")).expect("listed");
            let links: Vec<_> = shares.iter().enumerate().flat_map(|(i, (a, b))| {
                let first = a / (a + b);
                [(code(i), code(8), first), (code(i), code(9 + i % 7), 1.0 - first)]
            }).collect();
            let concordance = Concordance::new(links).expect("weights sum to one");
            let given: BTreeMap<_, _> = (0..shares.len()).map(|i| (code(i), values[i])).collect();
            let before: f64 = given.values().sum();
            let after: f64 = concordance.carry(&given).values().sum();
            prop_assert!((before - after).abs() <= 1e-9 * before.max(1.0));
        }
    }

    #[test]
    fn weights_that_lose_mass_are_refused() {
        let list = regions(2);
        let a = list.code("R00").expect("listed");
        let b = list.code("R01").expect("listed");
        assert!(Concordance::new([(a.clone(), b.clone(), 0.9)]).is_err());
        assert!(Concordance::new([(a.clone(), b.clone(), f64::NAN)]).is_err());
        assert!(Concordance::new([(a, b, 1.0)]).is_ok());
    }
}
