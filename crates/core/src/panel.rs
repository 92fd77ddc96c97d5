//! Labelled dense arrays of draws: the only place that indexes by position.

use crate::time::{Year, YearSpan};
use ndarray::{Array3, ArrayView1, ArrayViewMut1, Axis as Dimension};
use std::collections::BTreeMap;

/// The labels along one axis, in order, each standing once.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    labels: Vec<String>,
    index: BTreeMap<String, usize>,
}

impl Axis {
    /// An axis with the given labels; `None` when one stands twice.
    pub fn new<S: Into<String>>(labels: impl IntoIterator<Item = S>) -> Option<Axis> {
        let labels: Vec<String> = labels.into_iter().map(Into::into).collect();
        let index: BTreeMap<String, usize> =
            labels.iter().enumerate().map(|(i, l)| (l.clone(), i)).collect();
        (index.len() == labels.len()).then_some(Axis { labels, index })
    }

    /// Labels in order.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Number of labels.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Position of a label.
    #[must_use]
    pub fn position(&self, label: &str) -> Option<usize> {
        self.index.get(label).copied()
    }
}

/// Draws of one quantity for every cell and year: an array of shape (cells, years, draws).
#[derive(Debug, Clone, PartialEq)]
pub struct DrawPanel {
    cells: Axis,
    years: YearSpan,
    values: Array3<f64>,
}

impl DrawPanel {
    /// A panel filled with zeros, to be written cell by cell.
    #[must_use]
    pub fn zeros(cells: Axis, years: YearSpan, draws: usize) -> DrawPanel {
        let values = Array3::zeros((cells.len(), years.count(), draws));
        DrawPanel { cells, years, values }
    }

    /// Labels of the cells.
    #[must_use]
    pub fn cells(&self) -> &Axis {
        &self.cells
    }

    /// Years covered.
    #[must_use]
    pub fn years(&self) -> YearSpan {
        self.years
    }

    /// Number of draws.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.values.len_of(Dimension(2))
    }

    fn place(&self, cell: &str, year: Year) -> Option<(usize, usize)> {
        let offset = usize::try_from(year.since(self.years.from())).ok()?;
        (self.years.contains(year)).then_some((self.cells.position(cell)?, offset))
    }

    /// The draws of one cell in one year; `None` outside the panel.
    #[must_use]
    pub fn get(&self, cell: &str, year: Year) -> Option<&[f64]> {
        let (c, y) = self.place(cell, year)?;
        let view: ArrayView1<'_, f64> =
            self.values.index_axis(Dimension(0), c).index_axis_move(Dimension(0), y);
        view.to_slice()
    }

    /// The draws of one cell in one year, to write to; `None` outside the panel.
    pub fn get_mut(&mut self, cell: &str, year: Year) -> Option<&mut [f64]> {
        let (c, y) = self.place(cell, year)?;
        let view: ArrayViewMut1<'_, f64> =
            self.values.index_axis_mut(Dimension(0), c).index_axis_move(Dimension(0), y);
        view.into_slice()
    }

    /// Draw by draw, the sum over all cells in one year; `None` outside the years.
    #[must_use]
    pub fn total(&self, year: Year) -> Option<Vec<f64>> {
        let mut total = vec![0.0; self.draws()];
        for label in self.cells.labels() {
            for (sum, value) in total.iter_mut().zip(self.get(label, year)?) {
                *sum += value;
            }
        }
        Some(total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_label_and_year() {
        let axis = Axis::new(["A", "B"]).expect("distinct");
        let years = YearSpan::new(Year(2023), Year(2025)).expect("ordered");
        let mut panel = DrawPanel::zeros(axis, years, 2);
        panel.get_mut("B", Year(2024)).expect("inside").copy_from_slice(&[1.0, 2.0]);
        assert_eq!(panel.get("B", Year(2024)), Some([1.0, 2.0].as_slice()));
        assert_eq!(panel.get("A", Year(2024)), Some([0.0, 0.0].as_slice()));
        assert_eq!(panel.get("C", Year(2024)), None);
        assert_eq!(panel.get("A", Year(2026)), None);
        assert_eq!(panel.total(Year(2024)), Some(vec![1.0, 2.0]));
        assert!(Axis::new(["A", "A"]).is_none());
    }
}
