//! Iterative proportional fitting (RAS) of a matrix to row and column totals.

use crate::tuning::ipf::MAX_ROUNDS;
use ndarray::Array2;
use suranys_core::{Text, text};

/// A matrix of cells that are not zero, stored row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Number of columns.
    columns: usize,
    /// Where each row starts among the cells, and where the last one ends.
    starts: Vec<usize>,
    /// Column of each cell.
    places: Vec<u32>,
    values: Vec<f64>,
}

impl Matrix {
    /// The cells of `dense` that are not zero; `None` when it has no row.
    #[must_use]
    pub fn from_dense(dense: &Array2<f64>) -> Option<Matrix> {
        let columns = dense.ncols();
        u32::try_from(columns).ok().filter(|_| dense.nrows() > 0)?;
        let mut matrix =
            Matrix { columns, starts: vec![0], places: Vec::new(), values: Vec::new() };
        for row in dense.rows() {
            for (place, value) in (0..).zip(row).filter(|(_, value)| **value != 0.0) {
                matrix.places.push(place);
                matrix.values.push(*value);
            }
            matrix.starts.push(matrix.values.len());
        }
        Some(matrix)
    }

    /// Number of rows.
    #[must_use]
    pub fn height(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.columns
    }

    /// Columns and values of the cells of a row that are not zero.
    #[must_use]
    pub fn row(&self, row: usize) -> (&[u32], &[f64]) {
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(from), Some(to)) => (&self.places[*from..*to], &self.values[*from..*to]),
            _ => (&[], &[]),
        }
    }

    /// The rows with their zeros, in order.
    pub fn rows(&self) -> impl Iterator<Item = Vec<f64>> {
        (0..self.height()).map(|row| {
            let mut dense = vec![0.0; self.columns];
            let (places, values) = self.row(row);
            for (place, value) in places.iter().zip(values) {
                dense[*place as usize] = *value;
            }
            dense
        })
    }
}

/// Relative distance from the margins at which fitting stops.
pub const TOLERANCE: f64 = crate::tuning::ipf::TOLERANCE;

/// Fits `seed` to row totals and column totals: the matrix nearest to the seed in relative
/// entropy with those margins (Deming & Stephan 1940; Bacharach 1970). A zero stays zero.
/// Margins are met to [`TOLERANCE`] relative to each of them.
///
/// # Errors
/// In words: margins of the wrong length, negative or not finite, margins whose sums differ by
/// more than 1e-9 relative, a positive margin over an empty row or column of the seed, or no
/// convergence.
pub fn fit(seed: &Matrix, row_totals: &[f64], column_totals: &[f64]) -> Result<Matrix, Text> {
    let columns = seed.columns;
    if column_totals.len() != columns || row_totals.len() != seed.height() {
        return Err(text!("the margins do not have the shape of the seed"));
    }
    if row_totals
        .iter()
        .chain(column_totals)
        .chain(&seed.values)
        .any(|v| !v.is_finite() || *v < 0.0)
    {
        return Err(text!("a margin or a seed cell is negative or not a number"));
    }
    let (rows_sum, columns_sum): (f64, f64) = (row_totals.iter().sum(), column_totals.iter().sum());
    if (rows_sum - columns_sum).abs() > 1e-9 * rows_sum.max(columns_sum) {
        return Err(text!(
            "row totals sum to {rows_sum}, column totals to {columns_sum}",
            rows_sum,
            columns_sum
        ));
    }
    let mut fitted = seed.clone();
    let mut column_sums = vec![0.0; columns];
    let mut factors = vec![1.0; columns];
    for _ in 0..MAX_ROUNDS {
        column_sums.fill(0.0);
        for (row, target) in row_totals.iter().enumerate() {
            let cells = seed.starts[row]..seed.starts[row + 1];
            let values = &mut fitted.values[cells.clone()];
            let places = &seed.places[cells];
            // The last round's column step is taken here, to pass over the cells once.
            let mut sum = 0.0;
            for (value, place) in values.iter_mut().zip(places) {
                *value *= factors[*place as usize];
                sum += *value;
            }
            let factor = factor(*target, sum, || text!("row"), row)?;
            for (value, place) in values.iter_mut().zip(places) {
                *value *= factor;
                column_sums[*place as usize] += *value;
            }
        }
        let mut worst = 0.0_f64;
        for (at, (sum, target)) in column_sums.iter().zip(column_totals).enumerate() {
            factors[at] = factor(*target, *sum, || text!("column"), at)?;
            worst = worst.max((factors[at] - 1.0).abs());
        }
        // After the column step the columns are exact, and the rows are off by no more than
        // the column factors were from one.
        if worst <= TOLERANCE {
            for (value, place) in fitted.values.iter_mut().zip(&seed.places) {
                *value *= factors[*place as usize];
            }
            return Ok(fitted);
        }
    }
    Err(text!("no convergence in {max} rounds", max = MAX_ROUNDS))
}

fn factor(target: f64, sum: f64, which: impl Fn() -> Text, at: usize) -> Result<f64, Text> {
    if sum > 0.0 {
        Ok(target / sum)
    } else if target == 0.0 {
        Ok(1.0)
    } else {
        Err(text!(
            "{which} {at} must hold {target}, but its cells of the seed are all zero",
            which = which(),
            at = at + 1,
            target
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    proptest! {
        /// The margins are those of another table with the same zero, so that they can be met.
        #[test]
        fn both_margins_are_met_and_zeros_stay(
            cells in prop::collection::vec(prop::collection::vec(0.1..1e6f64, 6), 5),
            table in prop::collection::vec(prop::collection::vec(1.0..1e4f64, 6), 5),
        ) {
            let (mut cells, mut table) = (cells, table);
            (cells[1][2], table[1][2]) = (0.0, 0.0);
            let rows: Vec<f64> = table.iter().map(|row| row.iter().sum()).collect();
            let columns: Vec<f64> = (0..6).map(|j| table.iter().map(|row| row[j]).sum()).collect();
            let seed = Array2::from_shape_fn((5, 6), |(i, j)| cells[i][j]);
            let seed = Matrix::from_dense(&seed).expect("five rows");
            let fitted = fit(&seed, &rows, &columns).expect("margins that can be met");
            for (row, target) in fitted.rows().zip(&rows) {
                prop_assert!((row.iter().sum::<f64>() - target).abs() <= 1e-9 * target);
            }
            for (j, target) in columns.iter().enumerate() {
                let sum: f64 = fitted.rows().map(|row| row[j]).sum();
                prop_assert!((sum - target).abs() <= 1e-9 * target);
            }
            prop_assert_eq!(fitted.rows().nth(1).expect("five rows")[2], 0.0);
        }
    }

    /// Expected values: by hand. A seed of rank one is fitted by the product of the margins.
    #[test]
    fn an_even_seed_gives_the_product_of_the_margins() {
        let seed = Matrix::from_dense(&array![[1.0, 1.0], [1.0, 1.0]]).expect("two rows");
        let fitted = fit(&seed, &[30.0, 70.0], &[40.0, 60.0]).expect("margins agree");
        let values: Vec<f64> = fitted.rows().flatten().collect();
        for (value, expected) in values.iter().zip([12.0, 18.0, 28.0, 42.0]) {
            assert!((value - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn margins_that_contradict_are_refused() {
        let seed = Matrix::from_dense(&array![[1.0, 1.0]]).expect("one row");
        assert!(fit(&seed, &[1.0], &[1.0, 1.0]).is_err());
        let empty = Matrix::from_dense(&array![[0.0, 0.0], [1.0, 1.0]]).expect("two rows");
        assert!(fit(&empty, &[1.0, 1.0], &[1.0, 1.0]).is_err());
    }
}
