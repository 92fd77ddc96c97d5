//! Supply by region: where people seek work.

use suranys_core::panel::CellDraws;

/// Supply of one kind of people by region; sums to `total` in every draw.
///
/// Regional labour forces, graduates and moves between regions are not public, so this is an
/// assumption in place of figures (status I): people seek work where the employed of their kind
/// work, but for the share `mobile`, who go where the openings are.
///
/// `employed` are the employed of the year before and `openings` the gross openings of the year, by
/// region in the same order.
#[must_use]
pub fn by_region(
    total: &[f64],
    employed: &CellDraws,
    openings: &CellDraws,
    mobile: &[f64],
) -> CellDraws {
    let mut out = CellDraws::zeros(employed.cells().clone(), total.len());
    for (draw, (total, mobile)) in total.iter().zip(mobile).enumerate() {
        let all: f64 = employed.draw(draw).sum();
        let open: f64 = openings.draw(draw).sum();
        let regions = employed.draw(draw).zip(openings.draw(draw));
        let supply = regions.map(|(employed, openings)| {
            let (settled, drawn) = shares(employed, all, openings, open);
            total * ((1.0 - mobile) * settled + mobile * drawn)
        });
        out.set_draw(draw, supply);
    }
    out
}

/// A region's share of the employed and of the openings; where there are no openings anywhere,
/// the share of the employed again.
#[must_use]
pub fn shares(employed: f64, all: f64, openings: f64, open: f64) -> (f64, f64) {
    let settled = if all > 0.0 { employed / all } else { 0.0 };
    (settled, if open > 0.0 { openings / open } else { settled })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use suranys_core::panel::Axis;

    proptest! {
        #[test]
        fn regions_sum_to_the_total(
            cells in prop::collection::vec((1.0..1e6f64, 0.0..1e5f64), 1..25),
            total in -1e5..1e6f64, mobile in 0.0..=1.0f64,
        ) {
            let regions = Axis::new((0..cells.len()).map(|n| n.to_string())).expect("distinct");
            let mut employed = CellDraws::zeros(regions.clone(), 1);
            employed.set_draw(0, cells.iter().map(|c| c.0));
            let mut openings = CellDraws::zeros(regions, 1);
            openings.set_draw(0, cells.iter().map(|c| c.1));
            let sum: f64 = by_region(&[total], &employed, &openings, &[mobile]).draw(0).sum();
            prop_assert!((sum - total).abs() <= 1e-9 * total.abs().max(1.0));
        }
    }
}
