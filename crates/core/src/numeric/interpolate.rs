//! Single years of age from age groups, keeping every group's total.

/// Splits group totals into unit-width parts by monotone piecewise cubic interpolation (PCHIP,
/// Fritsch & Carlson 1980, with the three-point end slopes of Fritsch & Butland 1984) of the
/// cumulated counts. Group totals are kept, and no part is negative when no total is.
///
/// `edges` are the groups' boundaries in whole years, one more than `totals`. Returns one value
/// for every unit from the first edge to the last; `None` when the lengths disagree, edges don't
/// rise, or a total is not a finite number of zero or more.
#[must_use]
pub fn split_age_groups(edges: &[u32], totals: &[f64]) -> Option<Vec<f64>> {
    if edges.len() != totals.len() + 1
        || totals.is_empty()
        || edges.windows(2).any(|w| w[0] >= w[1])
        || totals.iter().any(|t| !t.is_finite() || *t < 0.0)
    {
        return None;
    }
    let width: Vec<f64> = edges.windows(2).map(|w| f64::from(w[1] - w[0])).collect();
    let density: Vec<f64> = totals.iter().zip(&width).map(|(t, w)| t / w).collect();
    let slopes = monotone_slopes(&width, &density);
    let mut parts = Vec::new();
    for (age_group, total) in totals.iter().enumerate() {
        let units = edges[age_group + 1] - edges[age_group];
        let cumulated = |u: u32| {
            hermite(
                f64::from(u) / width[age_group],
                width[age_group],
                *total,
                slopes[age_group],
                slopes[age_group + 1],
            )
        };
        let mut before = 0.0;
        for unit in 1..=units {
            // The last cumulated count is the total itself, so that nothing is lost to rounding.
            let after = if unit == units { *total } else { cumulated(unit) };
            parts.push((after - before).max(0.0));
            before = after;
        }
    }
    Some(parts)
}

/// Cubic Hermite rise from 0 to `total` over `width`, at fraction `s`.
fn hermite(s: f64, width: f64, total: f64, slope_left: f64, slope_right: f64) -> f64 {
    let (s2, s3) = (s * s, s * s * s);
    width * slope_left * (s3 - 2.0 * s2 + s)
        + total * (3.0 * s2 - 2.0 * s3)
        + width * slope_right * (s3 - s2)
}

fn monotone_slopes(width: &[f64], secant: &[f64]) -> Vec<f64> {
    let n = secant.len();
    if n == 1 {
        return vec![secant[0]; 2];
    }
    let mut slopes = vec![0.0; n + 1];
    slopes[0] = end_slope(width[0], width[1], secant[0], secant[1]);
    slopes[n] = end_slope(width[n - 1], width[n - 2], secant[n - 1], secant[n - 2]);
    for i in 1..n {
        if secant[i - 1] * secant[i] > 0.0 {
            // Weighted harmonic mean of the neighbouring secants.
            let left = 2.0 * width[i] + width[i - 1];
            let right = width[i] + 2.0 * width[i - 1];
            slopes[i] = (left + right) / (left / secant[i - 1] + right / secant[i]);
        }
    }
    slopes
}

fn end_slope(near: f64, far: f64, near_secant: f64, far_secant: f64) -> f64 {
    let slope = ((2.0 * near + far) * near_secant - near * far_secant) / (near + far);
    // Secants are densities, never negative, so only these two bounds can be crossed.
    slope.clamp(0.0, 3.0 * near_secant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn totals_are_kept_and_nothing_is_negative(totals in prop::collection::vec(0.0..1e6f64, 1..20)) {
            let edges: Vec<u32> = (0..=totals.len() as u32).map(|i| 15 + 5 * i).collect();
            let parts = split_age_groups(&edges, &totals).expect("valid bands");
            prop_assert_eq!(parts.len(), totals.len() * 5);
            prop_assert!(parts.iter().all(|p| *p >= 0.0));
            for (age_group, total) in totals.iter().enumerate() {
                let sum: f64 = parts[age_group * 5..age_group * 5 + 5].iter().sum();
                prop_assert!((sum - total).abs() <= 1e-9 * total.max(1.0));
            }
        }
    }

    /// Expected value: by hand, equal groups split evenly.
    #[test]
    fn a_flat_profile_stays_flat() {
        let parts = split_age_groups(&[0, 5, 10, 15], &[10.0, 10.0, 10.0]).expect("valid bands");
        assert!(parts.iter().all(|p| (p - 2.0).abs() < 1e-12), "{parts:?}");
    }

    /// Expected values: SciPy 1.17 `PchipInterpolator([0,5,10,15],[0,10,30,90])`, differences at
    /// whole ages; the script is `tests/reference/pchip.py`.
    #[test]
    fn a_rising_profile_agrees_with_scipy() {
        let parts = split_age_groups(&[0, 5, 10, 15], &[10.0, 20.0, 60.0]).expect("valid bands");
        let expected = SCIPY;
        for (part, value) in parts.iter().zip(expected) {
            assert!((part - value).abs() < 1e-9, "{parts:?}");
        }
    }

    const SCIPY: [f64; 15] = include!("../../../../tests/reference/pchip.in");

    #[test]
    fn nonsense_is_refused() {
        assert!(split_age_groups(&[0, 5], &[-1.0]).is_none());
        assert!(split_age_groups(&[5, 0], &[1.0]).is_none());
        assert!(split_age_groups(&[0, 5], &[]).is_none());
    }
}
