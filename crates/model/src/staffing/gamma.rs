//! Gamma draws, safe for tiny shapes.

use suranys_core::numeric::ln;
use suranys_core::rng::Stream;

/// Min shape; arithmetic.
const MIN_SHAPE: f64 = 1e-6;

/// The logarithm of a gamma draw of unit scale, by the method of Marsaglia & Tsang (2000) for the
/// shape plus one and a power of a uniform draw: a shape of a thousandth has draws that underflow.
pub(crate) fn ln_gamma_draw(shape: f64, stream: &mut Stream) -> f64 {
    let shape = shape.max(MIN_SHAPE);
    let d = shape + 2.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = stream.normal();
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        let u = stream.uniform();
        let squeezed = u < 1.0 - 0.0331 * x * x * x * x;
        if squeezed || ln(u) < 0.5 * x * x + d * (1.0 - v + ln(v)) {
            return ln(d * v) + ln(stream.uniform()) / shape;
        }
    }
}

/// Logarithms of gamma draws to shares that sum to one.
pub(crate) fn shares(logs: &mut [f64]) {
    let max = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for value in logs.iter_mut() {
        *value = suranys_core::numeric::exp((*value - max).max(LOWEST));
        sum += *value;
    }
    logs.iter_mut().for_each(|value| *value /= sum);
}

/// Lowest logarithm of a share relative to the largest; arithmetic: nobody is in such a group.
const LOWEST: f64 = -200.0;

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::Key;
    use suranys_core::numeric::exp;

    /// Expected: mean and variance of a gamma variable are its shape; five standard errors of
    /// 20,000 draws (SD of the sample variance: the square root of (2 a² + 6 a) / n).
    #[test]
    fn mean_and_variance_are_the_shape() {
        for shape in [0.01, 0.3, 1.0, 4.5, 60.0] {
            let streams = Key::new(3).with("gamma").with(&shape.to_string()).streams();
            let n = 20_000;
            let draws: Vec<f64> =
                (0..n).map(|d| exp(ln_gamma_draw(shape, &mut streams.draw(d)))).collect();
            let mean = draws.iter().sum::<f64>() / n as f64;
            let variance = draws.iter().map(|v| (v - shape) * (v - shape)).sum::<f64>() / n as f64;
            assert!((mean - shape).abs() < 5.0 * (shape / n as f64).sqrt(), "{shape}: {mean}");
            let error = ((2.0 * shape * shape + 6.0 * shape) / n as f64).sqrt();
            assert!((variance - shape).abs() < 5.0 * error, "{shape}: {variance}");
        }
    }

    #[test]
    fn shares_of_draws_that_underflow_sum_to_one() {
        let mut logs = [-1e4, -2e4, -1e4];
        shares(&mut logs);
        assert!((logs.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert!(logs[1] < 1e-80 && (logs[0] - 0.5).abs() < 1e-12);
    }
}
