//! Components that sum to their total in every draw.

use suranys_core::panel::CellDraws;

/// Scales components to a total, draw by draw: top-down by the proportions of the components' own
/// forecasts (Gross & Sohl 1990). Proportions keep every component positive, and the total's own
/// calibrated interval survives; a component keeps its share's uncertainty and takes on the total's.
///
/// `total` has as many draws as the components.
#[must_use]
pub fn scale_to_total(mut components: CellDraws, total: &[f64]) -> CellDraws {
    for (draw, target) in total.iter().enumerate() {
        let mut own: Vec<f64> = components.draw(draw).collect();
        let sum: f64 = own.iter().sum();
        if sum > 0.0 {
            own.iter_mut().for_each(|value| *value *= target / sum);
            components.set_draw(draw, own);
        }
    }
    components
}

/// Values brought to a sum.
#[must_use]
pub fn scaled(mut values: Vec<f64>, total: f64) -> Vec<f64> {
    let sum: f64 = values.iter().sum();
    values.iter_mut().for_each(|value| *value *= total / sum);
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use suranys_core::panel::Axis;

    proptest! {
        #[test]
        fn components_sum_to_the_total_in_every_draw(
            components in prop::collection::vec(prop::collection::vec(1.0..1e7f64, 5), 1..25),
            total in prop::collection::vec(1.0..1e8f64, 5),
        ) {
            let labels = (0..components.len()).map(|place| place.to_string());
            let cells = Axis::new(labels).expect("distinct");
            let of = |label: &str| components.get(label.parse::<usize>().ok()?);
            let given = CellDraws::from_cells(cells, 5, of).expect("as many draws");
            let scaled = scale_to_total(given, &total);
            for (draw, target) in total.iter().enumerate() {
                let sum: f64 = scaled.draw(draw).sum();
                prop_assert!((sum - target).abs() <= 1e-9 * target);
            }
        }
    }
}
