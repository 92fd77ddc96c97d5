//! Supply by region: where people seek work.

/// Supply of one kind of people by region, `[region][draw]`; sums to `whole` in every draw.
///
/// Regional labour forces, graduates and moves between regions are not public, so this is an
/// assumption in place of figures (status I): people seek work where the employed of their kind
/// work, but for the share `mobile`, who go where the openings are.
///
/// `employed` are the employed of the year before and `openings` the gross openings of the year,
/// `[region][draw]`.
#[must_use]
pub fn by_region(
    whole: &[f64],
    employed: &[&[f64]],
    openings: &[Vec<f64>],
    mobile: &[f64],
) -> Vec<Vec<f64>> {
    let mut out = vec![Vec::with_capacity(whole.len()); employed.len()];
    for (draw, whole) in whole.iter().enumerate() {
        let all: f64 = employed.iter().map(|list| list[draw]).sum();
        let open: f64 = openings.iter().map(|list| list[draw]).sum();
        for (place, list) in out.iter_mut().enumerate() {
            let (settled, drawn) = shares(employed[place][draw], all, openings[place][draw], open);
            list.push(whole * ((1.0 - mobile[draw]) * settled + mobile[draw] * drawn));
        }
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

    proptest! {
        #[test]
        fn regions_sum_to_the_whole(
            cells in prop::collection::vec((1.0..1e6f64, 0.0..1e5f64), 1..25),
            whole in -1e5..1e6f64, mobile in 0.0..=1.0f64,
        ) {
            let employed: Vec<Vec<f64>> = cells.iter().map(|c| vec![c.0]).collect();
            let employed: Vec<&[f64]> = employed.iter().map(Vec::as_slice).collect();
            let openings: Vec<Vec<f64>> = cells.iter().map(|c| vec![c.1]).collect();
            let parts = by_region(&[whole], &employed, &openings, &[mobile]);
            let sum: f64 = parts.iter().map(|p| p[0]).sum();
            prop_assert!((sum - whole).abs() <= 1e-9 * whole.abs().max(1.0));
        }
    }
}
