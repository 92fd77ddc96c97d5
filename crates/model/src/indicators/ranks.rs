//! Places in a ranking, draw by draw: quantiles of a rank are no ranks of quantiles.

use suranys_core::distribution::Draws;

/// The place of each item among all in every draw, from 1 for the greatest value; equal values
/// share the mean of their places. Items of unequal length are cut to the shortest.
pub(crate) fn ranks(items: &[Draws]) -> Vec<Draws> {
    let draws = items.iter().map(|item| item.len()).min().unwrap_or(0);
    let place = |item: &Draws, draw: usize| {
        let above = items.iter().filter(|other| other[draw] > item[draw]).count();
        let equal = items.iter().filter(|other| other[draw] == item[draw]).count();
        above as f64 + (equal as f64 + 1.0) / 2.0
    };
    items.iter().map(|item| (0..draws).map(|draw| place(item, draw)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values: by hand.
    #[test]
    fn places_are_made_in_every_draw_and_ties_share_them() {
        let items = [[3.0, 1.0, 5.0], [2.0, 2.0, 5.0], [1.0, 3.0, 0.0]];
        let places = ranks(&items.map(|item| Draws::from(item.as_slice())));
        let expected = [[1.0, 3.0, 1.5], [2.0, 2.0, 1.5], [3.0, 1.0, 3.0]];
        assert_eq!(places, expected.map(|places| Draws::from(places.as_slice())));
        // In every draw places sum to 1 + 2 + 3.
        for draw in 0..3 {
            assert_eq!(places.iter().map(|p| p[draw]).sum::<f64>(), 6.0);
        }
        assert!(ranks(&[]).is_empty());
    }
}
