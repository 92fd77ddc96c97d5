//! Elementary functions with the same result on every platform (through `libm`), and sums and
//! quantiles with a stated definition.

pub mod interpolate;

/// Natural exponential.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `x` to the power `y`.
#[must_use]
pub fn powf(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Logarithm of the gamma function of `x` above zero.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Quantile of the standard normal distribution at `p` in (0, 1), by the rational approximation
/// of Wichura (1988), algorithm AS 241, PPND16: relative error about 1e-16.
///
/// Returns minus or plus infinity at 0 and 1 and NaN outside.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ];
    const B: [f64; 8] = [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_545e3,
    ];
    const C: [f64; 8] = [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ];
    const E: [f64; 8] = [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ];
    let horner = |k: &[f64; 8], x: f64| k.iter().rev().fold(0.0, |sum, c| sum * x + c);
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * horner(&A, r) / horner(&B, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = libm::sqrt(-ln(tail));
    let z = if r <= 5.0 {
        horner(&C, r - 1.6) / horner(&D, r - 1.6)
    } else {
        horner(&E, r - 5.0) / horner(&F, r - 5.0)
    };
    if q < 0.0 { -z } else { z }
}

/// Sum with Neumaier's compensation, in the order given.
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() {
            (total - next) + value
        } else {
            (value - next) + total
        };
        total = next;
    }
    total + lost
}

/// Arithmetic mean; `None` of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values.iter().copied()) / values.len() as f64)
}

/// Quantile at `p` of values sorted ascending, linear between order statistics (definition 7 of
/// Hyndman & Fan 1996). `None` of nothing.
#[must_use]
pub fn quantile_sorted(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = p.clamp(0.0, 1.0) * last as f64;
    let below = place.floor();
    let low = sorted.get(below as usize).copied()?;
    let high = sorted.get((below as usize + 1).min(last)).copied()?;
    Some(low + (place - below) * (high - low))
}

/// Quantiles at several `p` of values in any order, each as [`quantile_sorted`] has it of the values
/// sorted. Puts in place only the values that they are made from. `None` of nothing.
pub fn quantiles<const N: usize>(values: &mut [f64], p: [f64; N]) -> Option<[f64; N]> {
    let last = values.len().checked_sub(1)?;
    let mut ranks: Vec<usize> = p
        .iter()
        .map(|p| (p.clamp(0.0, 1.0) * last as f64) as usize)
        .flat_map(|below| [below, (below + 1).min(last)])
        .collect();
    ranks.sort_unstable();
    ranks.dedup();
    put_in_place(values, &ranks, 0);
    let mut found = [0.0; N];
    for (value, p) in found.iter_mut().zip(p) {
        *value = quantile_sorted(values, p)?;
    }
    Some(found)
}

/// Puts the values of some ranks where they would be if all were sorted; the first of `values` has the
/// rank `from`.
fn put_in_place(values: &mut [f64], ranks: &[usize], from: usize) {
    let (below, rest) = ranks.split_at(ranks.len() / 2);
    let Some((rank, above)) = rest.split_first() else { return };
    let (low, _, high) = values.select_nth_unstable_by(rank - from, f64::total_cmp);
    put_in_place(low, below, from);
    put_in_place(high, above, rank + 1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quantiles_of_values_in_any_order_are_those_of_sorted_ones(
            values in prop::collection::vec(-1e6..1e6f64, 1..300),
            p in prop::array::uniform5(0.0..=1.0f64),
        ) {
            let mut sorted = values.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            let expected = p.map(|p| quantile_sorted(&sorted, p).expect("not empty"));
            let mut rearranged = values;
            prop_assert_eq!(quantiles(&mut rearranged, p), Some(expected));
            rearranged.sort_unstable_by(f64::total_cmp);
            prop_assert_eq!(rearranged, sorted);
        }
    }

    /// Expected values: Wichura (1988), the algorithm's own three checks.
    #[test]
    fn normal_quantiles_agree_with_the_published_checks() {
        for (p, z) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_814),
            (1e-20, -9.262_340_089_798_409),
        ] {
            assert!((normal_quantile(p) - z).abs() < 1e-12, "{p}: {}", normal_quantile(p));
        }
        assert_eq!(normal_quantile(0.5), 0.0);
        assert!((normal_quantile(0.975) + normal_quantile(0.025)).abs() < 1e-12);
    }

    /// Expected values: by hand (definition 7 of Hyndman & Fan).
    #[test]
    fn quantiles_interpolate_between_order_statistics() {
        let v = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(quantile_sorted(&v, 0.5), Some(2.5));
        assert_eq!(quantile_sorted(&v, 0.0), Some(1.0));
        assert_eq!(quantile_sorted(&v, 1.0), Some(4.0));
        assert_eq!(quantile_sorted(&[], 0.5), None);
        assert_eq!(quantiles(&mut [4.0, 1.0, 3.0, 2.0], [1.0, 0.5, 0.0]), Some([4.0, 2.5, 1.0]));
        assert_eq!(quantiles(&mut [], [0.5]), None);
    }

    #[test]
    fn small_parts_survive_a_large_total() {
        assert_eq!(sum([1e16, 1.0, -1e16]), 1.0);
    }
}
