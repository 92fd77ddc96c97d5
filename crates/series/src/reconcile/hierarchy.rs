//! Which series are components of which.

use crate::tuning::reconcile::ROUNDING;
use ndarray::{Array1, Array2};
use std::collections::BTreeSet;
use suranys_core::{Text, text};
use thiserror::Error;

/// Series and their totals: a tree, or several trees over the same components (sections and regions
/// over their cells). Series are known by their places, from zero.
///
/// ```
/// use suranys_series::reconcile::{Hierarchy, HierarchyError};
///
/// let hierarchy = Hierarchy::new(3, &[(1, 0), (2, 0)])?;
/// assert_eq!((hierarchy.upper(), hierarchy.bottom()), (&[0][..], &[1, 2][..]));
/// assert_eq!(hierarchy.aggregated(&[3.0, 4.0]), [7.0, 3.0, 4.0]);
/// assert!(Hierarchy::new(2, &[(0, 1), (1, 0)]).is_err(), "no series is a component of itself");
/// # Ok::<(), HierarchyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    /// Number of series.
    count: usize,
    /// Series without components, ascending.
    bottom: Vec<usize>,
    /// Totals: series with components, ascending.
    upper: Vec<usize>,
    /// By place among `upper`: its components of the bottom, as places among `bottom`.
    components: Vec<Vec<usize>>,
}

/// Why series do not make a hierarchy.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HierarchyError {
    /// These series, by their places, are components of each other in a cycle.
    Cycle(Vec<usize>),
}

impl HierarchyError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            HierarchyError::Cycle(_) => text!("series are components of each other in a cycle"),
        }
    }
}

suranys_core::worded!(HierarchyError);

impl Hierarchy {
    /// The total whose last value differs most from the sum of its components' last values, by place,
    /// with the difference in per cent of the larger of both; `None` where rounding explains all.
    #[must_use]
    pub fn largest_incoherence(&self, values: &[Vec<Option<f64>>]) -> Option<(usize, f64)> {
        let last = |node: usize| values.get(node)?.last().copied()?;
        let mut worst: Option<(usize, f64)> = None;
        for (node, components) in self.upper.iter().zip(&self.components) {
            let total = last(*node).unwrap_or(f64::NAN);
            let components = components.iter().filter_map(|place| self.bottom.get(*place));
            let sum: f64 = components.map(|node| last(*node).unwrap_or(f64::NAN)).sum();
            let share = (total - sum).abs() / total.abs().max(sum.abs());
            if share > ROUNDING && worst.is_none_or(|(_, maximum)| 100.0 * share > maximum) {
                worst = Some((*node, 100.0 * share));
            }
        }
        worst
    }

    /// The hierarchy of `count` series in which the first of each pair is a component of the second.
    /// A series without components is of the bottom; a component that is reached in two ways counts
    /// once.
    ///
    /// # Errors
    /// When a series is, through others or itself, its own component.
    pub fn new(count: usize, pairs: &[(usize, usize)]) -> Result<Hierarchy, HierarchyError> {
        let mut children = vec![Vec::new(); count];
        for (component, total) in pairs.iter().filter(|(c, t)| *c < count && *t < count) {
            children[*total].push(*component);
        }
        let bottom: Vec<usize> = (0..count).filter(|node| children[*node].is_empty()).collect();
        let upper: Vec<usize> = (0..count).filter(|node| !children[*node].is_empty()).collect();
        let mut leaves: Vec<Option<BTreeSet<usize>>> = vec![None; count];
        for (place, node) in bottom.iter().enumerate() {
            leaves[*node] = Some(BTreeSet::from([place]));
        }
        // Totals whose components are all known become known, until none is left.
        let mut open = upper.clone();
        while !open.is_empty() {
            let before = open.len();
            open.retain(|node| {
                let mut set = BTreeSet::new();
                for child in &children[*node] {
                    match &leaves[*child] {
                        Some(below) => set.extend(below.iter().copied()),
                        None => return true,
                    }
                }
                leaves[*node] = Some(set);
                false
            });
            if open.len() == before {
                return Err(HierarchyError::Cycle(cycle(&open, &children)));
            }
        }
        let components =
            upper.iter().map(|node| leaves[*node].iter().flatten().copied().collect()).collect();
        Ok(Hierarchy { count, bottom, upper, components })
    }

    /// Number of series.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Series without components, ascending.
    #[must_use]
    pub fn bottom(&self) -> &[usize] {
        &self.bottom
    }

    /// Totals: series with components, ascending.
    #[must_use]
    pub fn upper(&self) -> &[usize] {
        &self.upper
    }

    /// By place among [`Hierarchy::upper`]: the components, as places among [`Hierarchy::bottom`].
    #[must_use]
    pub fn components(&self) -> &[Vec<usize>] {
        &self.components
    }

    /// Coherent values of all series, in their order, from one value of each of the bottom.
    #[must_use]
    pub fn aggregated(&self, bottom: &[f64]) -> Vec<f64> {
        self.aggregated_all(&as_column(bottom)).column(0).to_vec()
    }

    /// [`Hierarchy::aggregated`] of many at once: shape (bottom, draws) gives (series, draws).
    pub(super) fn aggregated_all(&self, bottom: &Array2<f64>) -> Array2<f64> {
        let mut all = Array2::zeros((self.count, bottom.ncols()));
        for (node, values) in self.bottom.iter().zip(bottom.rows()) {
            all.row_mut(*node).assign(&values);
        }
        for (node, components) in self.upper.iter().zip(&self.components) {
            all.row_mut(*node).assign(&sum(bottom, components.iter().copied()));
        }
        all
    }

    /// How far totals are from the sums of their components: shape (series, draws) gives (upper,
    /// draws).
    pub(super) fn gaps(&self, all: &Array2<f64>) -> Array2<f64> {
        let mut gaps = Array2::zeros((self.upper.len(), all.ncols()));
        let totals = self.upper.iter().zip(&self.components);
        for (mut row, (node, components)) in gaps.rows_mut().into_iter().zip(totals) {
            let sum = sum(all, components.iter().map(|place| self.bottom[*place]));
            row.assign(&(&all.row(*node) - &sum));
        }
        gaps
    }
}

/// One value of each series as an array of one draw.
pub(super) fn as_column(values: &[f64]) -> Array2<f64> {
    Array2::from_shape_fn((values.len(), 1), |(place, _)| values[place])
}

/// The sum of some rows, draw by draw.
fn sum(all: &Array2<f64>, rows: impl Iterator<Item = usize>) -> Array1<f64> {
    // As every sum of floats starts.
    let mut sum = Array1::from_elem(all.ncols(), -0.0);
    for row in rows {
        sum += &all.row(row);
    }
    sum
}

/// One cycle among series that all have an unknown component.
fn cycle(open: &[usize], children: &[Vec<usize>]) -> Vec<usize> {
    let mut path: Vec<usize> = Vec::new();
    let mut at = open.first().copied();
    while let Some(node) = at {
        if let Some(start) = path.iter().position(|seen| *seen == node) {
            return path.split_off(start);
        }
        path.push(node);
        at = children[node].iter().copied().find(|child| open.contains(child));
    }
    path
}
