//! Small counts withheld, and others with them, so that no published sum gives one away.
//!
//! Cells and sums are those that are published: the nation is the sum of its regions, a year the sum of its
//! quarters, and those of their months. A cell below the threshold is withheld (primary); then, until nothing changes, every equation
//! that holds a withheld cell must hold another, and what its withheld parts sum to must reach the
//! threshold (complementary). The smallest published cell goes first. As the equations share at most one
//! cell with each other and close no circle (those aside that follow from others), a cell that stands in no equation alone can't be
//! calculated (Willenborg and de Waal 2001, chapter 5).

use std::collections::BTreeMap;

/// A count that is to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    value: i64,
    withheld: bool,
}

/// Counts by name, and the sums that hold between them.
#[derive(Debug, Default)]
pub(crate) struct Counts<K: Ord + Clone> {
    cells: BTreeMap<K, Count>,
    /// A total and its parts.
    sums: Vec<(Option<K>, Vec<K>)>,
}

impl<K: Ord + Clone> Counts<K> {
    /// Nothing yet.
    pub(crate) fn new() -> Counts<K> {
        Counts { cells: BTreeMap::new(), sums: Vec::new() }
    }

    /// Adds a count.
    pub(crate) fn add(&mut self, name: K, value: i64) {
        self.cells.insert(name, Count { value, withheld: false });
    }

    /// Says that a total is the sum of parts; without a name, a total that is known and no cell.
    pub(crate) fn sum(&mut self, total: Option<K>, parts: Vec<K>) {
        self.sums.push((total, parts));
    }

    /// Withholds what must be, for a threshold below which no count is published. Zeros say that there is
    /// nobody, and are published.
    pub(crate) fn protect(&mut self, threshold: i64) {
        for cell in self.cells.values_mut() {
            cell.withheld = (1..threshold).contains(&cell.value);
        }
        let sums = std::mem::take(&mut self.sums);
        loop {
            let mut changed = false;
            for (total, parts) in &sums {
                while let Some(next) = self.exposed(total.as_ref(), parts, threshold) {
                    if let Some(cell) = self.cells.get_mut(&next) {
                        cell.withheld = true;
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        self.sums = sums;
    }

    /// The cell to withhold next, where an equation gives a withheld one away.
    fn exposed(&self, total: Option<&K>, parts: &[K], threshold: i64) -> Option<K> {
        let get = |name: &K| self.cells.get(name).copied();
        let hidden_total = total.and_then(get).is_some_and(|cell| cell.withheld);
        let (mut hidden, mut amount) = (0, 0);
        let mut smallest: Option<(i64, &K)> = None;
        for name in parts {
            match get(name) {
                Some(cell) if cell.withheld => {
                    hidden += 1;
                    amount += cell.value;
                }
                Some(cell)
                    if cell.value > 0 && smallest.is_none_or(|(value, _)| cell.value < value) =>
                {
                    smallest = Some((cell.value, name));
                }
                _ => {}
            }
        }
        let count = hidden + i64::from(hidden_total);
        // A hidden total with published parts is their sum.
        let safe = count == 0 || (count >= 2 && (hidden_total || amount >= threshold));
        if safe {
            return None;
        }
        match (smallest, total) {
            (Some((_, name)), _) => Some(name.clone()),
            (None, Some(total)) if !hidden_total && get(total).is_some() => Some(total.clone()),
            _ => None,
        }
    }

    /// A count, none if it is withheld.
    pub(crate) fn published(&self, name: &K) -> Option<i64> {
        self.cells.get(name).filter(|cell| !cell.withheld).map(|cell| cell.value)
    }

    /// Whether a cell is there and withheld.
    #[cfg(test)]
    pub(crate) fn is_withheld(&self, name: &K) -> bool {
        self.cells.get(name).is_some_and(|cell| cell.withheld)
    }

    /// All names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &K> {
        self.cells.keys()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::rng::Key;

    /// Cells whose values follow from what is published: whoever reads puts what is known into every sum
    /// until nothing more comes of it.
    fn calculated(counts: &Counts<usize>) -> Vec<usize> {
        let mut known: BTreeMap<usize, i64> =
            counts.names().filter_map(|name| Some((*name, counts.published(name)?))).collect();
        let mut found = Vec::new();
        loop {
            let before = known.len();
            for (total, parts) in &counts.sums {
                let all: Vec<usize> = parts.iter().chain(total).copied().collect();
                let open: Vec<usize> =
                    all.iter().filter(|name| !known.contains_key(name)).copied().collect();
                if let [one] = open[..] {
                    known.insert(one, 0);
                    found.push(one);
                }
            }
            if known.len() == before {
                return found;
            }
        }
    }

    /// A nation, twenty regions, four quarters and twelve months, many times: nothing small is published, and nothing
    /// withheld can be calculated, be it from one sum or from one after another.
    #[test]
    fn nothing_withheld_can_be_calculated() {
        let streams = Key::new(1).with("suppression").streams();
        let mut withheld = 0;
        for draw in 0..2000 {
            let mut stream = streams.draw(draw);
            let size = 1 + stream.below(40);
            let regions: Vec<i64> =
                (0..20).map(|_| (stream.below(size) * stream.below(3)) as i64).collect();
            let total: i64 = regions.iter().sum();
            let mut months = [0; 12];
            (0..total).for_each(|_| months[stream.below(12)] += 1);
            let mut counts = Counts::new();
            counts.add(0, total);
            regions.iter().zip(1..).for_each(|(value, name)| counts.add(name, *value));
            months.iter().zip(21..).for_each(|(value, name)| counts.add(name, *value));
            counts.sum(Some(0), (1..21).collect());
            for (quarter, own) in months.chunks(3).enumerate() {
                counts.add(33 + quarter, own.iter().sum());
                counts.sum(Some(33 + quarter), (21 + quarter * 3..24 + quarter * 3).collect());
            }
            counts.sum(Some(0), (33..37).collect());
            counts.sum(Some(0), (21..33).collect());
            counts.protect(5);
            for name in counts.names() {
                assert!(counts.published(name).is_none_or(|value| value == 0 || value >= 5));
            }
            withheld += counts.names().filter(|name| counts.is_withheld(name)).count();
            let found = calculated(&counts);
            assert!(found.is_empty(), "draw {draw}: {found:?} of {regions:?} {months:?}");
        }
        assert!(withheld > 1000, "{withheld}");
    }

    /// By hand: 3 is small; with the total 23 published, 20 alone would give it away; both go.
    #[test]
    fn a_second_cell_goes_with_a_small_one() {
        let mut counts = Counts::new();
        [("nation", 123), ("a", 3), ("b", 20), ("c", 100)]
            .iter()
            .for_each(|(name, value)| counts.add(*name, *value));
        counts.sum(Some("nation"), vec!["a", "b", "c"]);
        counts.protect(5);
        assert!(counts.is_withheld(&"a") && counts.is_withheld(&"b"));
        assert_eq!(counts.published(&"c"), Some(100));
        assert_eq!(counts.published(&"nation"), Some(123));
    }
}
