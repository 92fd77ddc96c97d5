//! Parts that sum to their total in every draw.

/// Scales parts to a total, draw by draw: top-down by the proportions of the parts' own
/// forecasts (Gross & Sohl 1990). Proportions keep every part positive, and the total's own
/// calibrated range survives; a part keeps its share's uncertainty and takes on the total's.
///
/// `parts` is a list of equally long draws; `total` has as many.
#[must_use]
pub fn scale_to_total(mut parts: Vec<Vec<f64>>, total: &[f64]) -> Vec<Vec<f64>> {
    for (draw, target) in total.iter().enumerate() {
        let sum: f64 = parts.iter().filter_map(|part| part.get(draw)).sum();
        if sum > 0.0 {
            for part in &mut parts {
                if let Some(value) = part.get_mut(draw) {
                    *value *= target / sum;
                }
            }
        }
    }
    parts
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

    proptest! {
        #[test]
        fn parts_sum_to_the_total_in_every_draw(
            parts in prop::collection::vec(prop::collection::vec(1.0..1e7f64, 5), 1..25),
            total in prop::collection::vec(1.0..1e8f64, 5),
        ) {
            let scaled = scale_to_total(parts, &total);
            for (draw, target) in total.iter().enumerate() {
                let sum: f64 = scaled.iter().map(|p| p[draw]).sum();
                prop_assert!((sum - target).abs() <= 1e-9 * target);
            }
        }
    }
}
