//! New demand, replacement demand and need, draw by draw.

use suranys_core::{DrawPanel, Year};

/// The flows of one cell in one year, persons per year, by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Flows {
    /// Change of employment on the year before, signed.
    pub new_demand: Vec<f64>,
    /// Exits from the stock of the year before.
    pub replacement: Vec<f64>,
    /// Their sum, signed.
    pub need: Vec<f64>,
    /// New demand where positive, plus replacement.
    pub gross_openings: Vec<f64>,
}

/// Flows from the stocks of a year and of the year before, and exits per person of the stock
/// before. All slices hold one value for each draw.
#[must_use]
pub fn flows(stock_before: &[f64], stock: &[f64], exit_rate: &[f64]) -> Flows {
    let new_demand: Vec<f64> =
        stock.iter().zip(stock_before).map(|(now, before)| now - before).collect();
    let replacement: Vec<f64> = stock_before.iter().zip(exit_rate).map(|(e, q)| e * q).collect();
    let join = |f: fn(f64, f64) -> f64| {
        new_demand.iter().zip(&replacement).map(|(n, r)| f(*n, *r)).collect()
    };
    Flows {
        need: join(|n, r| n + r),
        gross_openings: join(|n, r| n.max(0.0) + r),
        new_demand,
        replacement,
    }
}

/// The flows of one cell of a panel; `None` when the panel lacks the cell or a year.
#[must_use]
pub fn cell_flows(panel: &DrawPanel, cell: &str, year: Year, exit_rate: &[f64]) -> Option<Flows> {
    Some(flows(panel.get(cell, year.previous())?, panel.get(cell, year)?, exit_rate))
}

/// Adds draws to a running total, which starts empty.
pub fn accumulate(total: &mut Vec<f64>, draws: &[f64]) {
    if total.is_empty() {
        total.extend_from_slice(draws);
    } else {
        for (sum, value) in total.iter_mut().zip(draws) {
            *sum += value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn stock_plus_inflow_minus_outflow_is_the_next_stock(
            cells in prop::collection::vec((1.0..1e7f64, 1.0..1e7f64, 0.0..0.2f64), 1..50),
        ) {
            let before: Vec<f64> = cells.iter().map(|c| c.0).collect();
            let now: Vec<f64> = cells.iter().map(|c| c.1).collect();
            let rate: Vec<f64> = cells.iter().map(|c| c.2).collect();
            let f = flows(&before, &now, &rate);
            for d in 0..cells.len() {
                // Everyone needed is hired, everyone who leaves is gone.
                let next = before[d] + f.need[d] - f.replacement[d];
                prop_assert!((next - now[d]).abs() <= 1e-9 * now[d].max(before[d]));
                prop_assert!(f.gross_openings[d] >= f.need[d] - 1e-6);
                prop_assert!(f.gross_openings[d] >= f.replacement[d]);
            }
        }
    }
}
