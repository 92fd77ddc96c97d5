//! Places in a ranking, draw by draw: quantiles of a rank are no ranks of quantiles.

/// The place of each item in every draw, 1 for the greatest value; equal values share the mean of
/// their places. `[item][draw]` in and out; items of unequal length are cut to the shortest.
pub(crate) fn ranks(items: &[&[f64]]) -> Vec<Vec<f64>> {
    let draws = items.iter().map(|item| item.len()).min().unwrap_or(0);
    let mut places = vec![Vec::with_capacity(draws); items.len()];
    for draw in 0..draws {
        let at = |item: &[f64]| item.get(draw).copied().unwrap_or(f64::NAN);
        for (item, place) in items.iter().zip(&mut places) {
            let own = at(item);
            let above = items.iter().filter(|other| at(other) > own).count();
            let equal = items.iter().filter(|other| at(other) == own).count();
            place.push(above as f64 + (equal as f64 + 1.0) / 2.0);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values: by hand.
    #[test]
    fn places_are_made_in_every_draw_and_ties_share_them() {
        let places = ranks(&[&[3.0, 1.0, 5.0], &[2.0, 2.0, 5.0], &[1.0, 3.0, 0.0]]);
        assert_eq!(places, [[1.0, 3.0, 1.5], [2.0, 2.0, 1.5], [3.0, 1.0, 3.0]]);
        // In every draw places sum to 1 + 2 + 3.
        for draw in 0..3 {
            assert_eq!(places.iter().map(|p| p[draw]).sum::<f64>(), 6.0);
        }
        assert!(ranks(&[]).is_empty());
    }
}
