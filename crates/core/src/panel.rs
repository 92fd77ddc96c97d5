//! Labelled dense arrays of draws: the only place that indexes by position.

use crate::time::{Year, YearSpan};
use ndarray::{Array2, Array3, ArrayView1, ArrayViewMut1, Axis as Dimension};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The labels along one axis, in order, each there once. Copies share them.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    labels: Arc<[String]>,
    index: Arc<BTreeMap<String, usize>>,
}

impl Axis {
    /// An axis with the given labels; `None` when one stands twice.
    pub fn new<S: Into<String>>(labels: impl IntoIterator<Item = S>) -> Option<Axis> {
        let labels: Arc<[String]> = labels.into_iter().map(Into::into).collect();
        let index: BTreeMap<String, usize> =
            labels.iter().enumerate().map(|(i, l)| (l.clone(), i)).collect();
        (index.len() == labels.len()).then(|| Axis { labels, index: Arc::new(index) })
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

    /// Leaves of its years those that lie in a span, in the room that it has; false, and nothing done,
    /// where there are none.
    pub fn cut(&mut self, span: YearSpan) -> bool {
        let (from, to) = (self.years.from().max(span.from()), self.years.to().min(span.to()));
        let years = YearSpan::new(from, to);
        let Some((years, first)) = years.zip(self.offset(from)) else { return false };
        let (cells, all, draws) = self.values.dim();
        let (mut values, _) = std::mem::take(&mut self.values).into_raw_vec_and_offset();
        let length = years.count() * draws;
        for cell in 0..cells {
            let source = (cell * all + first) * draws;
            values.copy_within(source..source + length, cell * length);
        }
        values.truncate(cells * length);
        values.shrink_to_fit();
        self.years = years;
        // As many values as the shape has.
        self.values =
            Array3::from_shape_vec((cells, years.count(), draws), values).unwrap_or_default();
        true
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
        Some((self.cells.position(cell)?, self.offset(year)?))
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

    /// All cells of one year; `None` outside the years.
    #[must_use]
    pub fn at(&self, year: Year) -> Option<CellDraws> {
        let values = self.values.index_axis(Dimension(1), self.offset(year)?).to_owned();
        // Rows of a copy taken across the years lie apart; in standard order they are slices.
        let values = values.as_standard_layout().into_owned();
        Some(CellDraws { cells: self.cells.clone(), values })
    }

    /// Writes all cells of one year; false, and nothing written, when year, cells or number of
    /// draws are not the panel's.
    pub fn set(&mut self, year: Year, of_year: &CellDraws) -> bool {
        let Some(offset) = self.offset(year) else { return false };
        if of_year.cells != self.cells || of_year.draws() != self.draws() {
            return false;
        }
        self.values.index_axis_mut(Dimension(1), offset).assign(&of_year.values);
        true
    }

    /// One draw of all cells in one year, in the order of their labels; empty outside the panel.
    pub fn draw(&self, year: Year, draw: usize) -> impl Iterator<Item = f64> {
        let offset = self.offset(year).filter(|_| draw < self.draws());
        let line = offset.map(|offset| {
            self.values.index_axis(Dimension(1), offset).index_axis_move(Dimension(1), draw)
        });
        line.into_iter().flat_map(|line| line.into_iter().copied())
    }

    fn offset(&self, year: Year) -> Option<usize> {
        let offset = usize::try_from(year.since(self.years.from())).ok()?;
        self.years.contains(year).then_some(offset)
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

/// Draws of one quantity for every cell at one time: an array of shape (cells, draws), the order of
/// a [`DrawPanel`] without its years.
#[derive(Debug, Clone, PartialEq)]
pub struct CellDraws {
    cells: Axis,
    values: Array2<f64>,
}

impl CellDraws {
    /// Filled with zeros, to be written cell by cell or draw by draw.
    #[must_use]
    pub fn zeros(cells: Axis, draws: usize) -> CellDraws {
        let values = Array2::zeros((cells.len(), draws));
        CellDraws { cells, values }
    }

    /// Filled cell by cell; `None` when `of` knows no draws of a cell, or not as many as `draws`.
    pub fn from_cells<V: AsRef<[f64]>>(
        cells: Axis,
        draws: usize,
        mut of: impl FnMut(&str) -> Option<V>,
    ) -> Option<CellDraws> {
        let mut all = CellDraws::zeros(cells, draws);
        for (label, mut row) in all.cells.labels.iter().zip(all.values.rows_mut()) {
            let known = of(label)?;
            let values = known.as_ref();
            if values.len() != draws {
                return None;
            }
            row.assign(&ArrayView1::from(values));
        }
        Some(all)
    }

    /// Labels of the cells.
    #[must_use]
    pub fn cells(&self) -> &Axis {
        &self.cells
    }

    /// Number of draws.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.values.ncols()
    }

    /// The draws of one cell; `None` of an unknown one.
    #[must_use]
    pub fn get(&self, cell: &str) -> Option<&[f64]> {
        let row: ArrayView1<'_, f64> =
            self.values.index_axis(Dimension(0), self.cells.position(cell)?);
        row.to_slice()
    }

    /// The draws of one cell, to write to; `None` of an unknown one.
    pub fn get_mut(&mut self, cell: &str) -> Option<&mut [f64]> {
        let place = self.cells.position(cell)?;
        let row: ArrayViewMut1<'_, f64> = self.values.index_axis_mut(Dimension(0), place);
        row.into_slice()
    }

    /// Cells with their draws, in the order of their labels.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[f64])> {
        let rows = self.values.rows().into_iter().filter_map(|row| row.to_slice());
        self.cells.labels.iter().map(String::as_str).zip(rows)
    }

    /// One draw of all cells, in the order of their labels; empty beyond the last draw.
    pub fn draw(&self, draw: usize) -> impl Iterator<Item = f64> {
        let column = (draw < self.draws()).then(|| self.values.column(draw));
        column.into_iter().flat_map(|column| column.into_iter().copied())
    }

    /// Writes one draw of all cells, in the order of their labels. Cells without a value, and
    /// draws beyond the last, stay as they are.
    pub fn set_draw(&mut self, draw: usize, values: impl IntoIterator<Item = f64>) {
        if draw < self.draws() {
            for (cell, value) in self.values.column_mut(draw).iter_mut().zip(values) {
                *cell = value;
            }
        }
    }
}

/// Draws of one quantity at successive steps ahead: an array of shape (steps, draws), the order of a
/// [`DrawPanel`] without its cells. A path is one draw of all steps.
#[derive(Debug, Clone, PartialEq)]
pub struct PathDraws {
    values: Array2<f64>,
}

impl PathDraws {
    /// Filled with zeros, to be written step by step or path by path.
    #[must_use]
    pub fn zeros(steps: usize, draws: usize) -> PathDraws {
        PathDraws { values: Array2::zeros((steps, draws)) }
    }

    /// Number of steps.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.values.nrows()
    }

    /// Number of draws.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.values.ncols()
    }

    /// The draws of a step, the first being 0; `None` beyond the last.
    #[must_use]
    pub fn get(&self, step: usize) -> Option<&[f64]> {
        let row: ArrayView1<'_, f64> =
            (step < self.steps()).then(|| self.values.index_axis(Dimension(0), step))?;
        row.to_slice()
    }

    /// The draws of a step, to write to; `None` beyond the last.
    pub fn get_mut(&mut self, step: usize) -> Option<&mut [f64]> {
        if step >= self.steps() {
            return None;
        }
        let row: ArrayViewMut1<'_, f64> = self.values.index_axis_mut(Dimension(0), step);
        row.into_slice()
    }

    /// The draws of each step, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[f64]> {
        self.values.rows().into_iter().filter_map(|row| row.to_slice())
    }

    /// One draw of all steps, in order; empty beyond the last draw.
    pub fn path(&self, draw: usize) -> impl Iterator<Item = f64> {
        let column = (draw < self.draws()).then(|| self.values.column(draw));
        column.into_iter().flat_map(|column| column.into_iter().copied())
    }

    /// Writes one draw of all steps, in order. Steps without a value, and draws beyond the last, stay
    /// as they are.
    pub fn set_path(&mut self, draw: usize, values: impl IntoIterator<Item = f64>) {
        if draw < self.draws() {
            for (step, value) in self.values.column_mut(draw).iter_mut().zip(values) {
                *step = value;
            }
        }
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

    /// By hand: of the years 2023 to 2025, those of 2024 to 2030 are two.
    #[test]
    fn a_panel_cut_to_some_of_its_years_has_the_same_draws() {
        let span = |from, to| YearSpan::new(Year(from), Year(to)).expect("ordered");
        let axis = Axis::new(["A", "B"]).expect("distinct");
        let mut panel = DrawPanel::zeros(axis, span(2023, 2025), 2);
        panel.get_mut("B", Year(2024)).expect("inside").copy_from_slice(&[1.0, 2.0]);
        panel.get_mut("A", Year(2025)).expect("inside").copy_from_slice(&[3.0, 4.0]);
        assert!(!panel.cut(span(2026, 2030)));
        assert!(panel.cut(span(2024, 2030)));
        assert_eq!(panel.years(), span(2024, 2025));
        assert_eq!(panel.get("B", Year(2024)), Some([1.0, 2.0].as_slice()));
        assert_eq!(panel.get("A", Year(2025)), Some([3.0, 4.0].as_slice()));
        assert_eq!(panel.get("B", Year(2025)), Some([0.0, 0.0].as_slice()));
        assert_eq!(panel.get("B", Year(2023)), None);
    }

    /// What is written cell by cell is read draw by draw, and the other way round.
    #[test]
    fn cells_and_draws_are_two_ways_through_one_array() {
        let axis = Axis::new(["A", "B"]).expect("distinct");
        let years = YearSpan::new(Year(2023), Year(2025)).expect("ordered");
        let mut panel = DrawPanel::zeros(axis.clone(), years, 3);
        let mut one = CellDraws::zeros(axis.clone(), 3);
        one.get_mut("B").expect("there").copy_from_slice(&[4.0, 5.0, 6.0]);
        one.set_draw(1, [2.0, 7.0]);
        one.set_draw(3, [9.0, 9.0]);
        assert_eq!(one.get("A"), Some([0.0, 2.0, 0.0].as_slice()));
        assert_eq!(one.get("B"), Some([4.0, 7.0, 6.0].as_slice()));
        assert!(panel.set(Year(2024), &one) && !panel.set(Year(2026), &one));
        assert_eq!(panel.at(Year(2024)).as_ref(), Some(&one));
        assert_eq!(panel.draw(Year(2024), 1).collect::<Vec<_>>(), [2.0, 7.0]);
        assert_eq!(one.draw(1).sum::<f64>(), 9.0);
        assert_eq!((panel.draw(Year(2024), 3).count(), one.draw(3).count()), (0, 0));
        let rows: Vec<(&str, &[f64])> = one.iter().collect();
        assert_eq!(rows, [("A", &[0.0, 2.0, 0.0][..]), ("B", &[4.0, 7.0, 6.0][..])]);
        let other = Axis::new(["A", "C"]).expect("distinct");
        assert!(!panel.set(Year(2024), &CellDraws::zeros(other.clone(), 3)));
        let known = |cell: &str| (cell == "A").then(|| vec![1.0; 3]);
        assert!(CellDraws::from_cells(other, 3, known).is_none());
        assert!(CellDraws::from_cells(axis, 2, |_| Some([1.0; 3])).is_none());
    }
    /// What is written step by step is read path by path, and the other way round.
    #[test]
    fn steps_and_paths_are_two_ways_through_one_array() {
        let mut paths = PathDraws::zeros(2, 3);
        paths.get_mut(1).expect("there").copy_from_slice(&[4.0, 5.0, 6.0]);
        paths.set_path(1, [2.0, 7.0]);
        paths.set_path(3, [9.0, 9.0]);
        assert_eq!((paths.steps(), paths.draws()), (2, 3));
        assert_eq!(paths.get(0), Some([0.0, 2.0, 0.0].as_slice()));
        assert_eq!(paths.get(1), Some([4.0, 7.0, 6.0].as_slice()));
        assert!(paths.get(2).is_none() && paths.get_mut(2).is_none());
        assert_eq!(paths.path(1).collect::<Vec<_>>(), [2.0, 7.0]);
        assert_eq!((paths.path(3).count(), paths.iter().count()), (0, 2));
        assert_eq!(PathDraws::zeros(2, 0).get(1), Some([].as_slice()));
    }
}
