//! How good the evidence of a group is.

use crate::staffing::base::Base;
use crate::tuning::staffing::{COUNTED, MAX_SPREADS, MIN_COUNTRIES};
use std::collections::BTreeSet;
use suranys_core::numeric::{ln, quantiles};
use suranys_core::occupation_groups::EvidenceGrade;

/// What the employment of each group of a level rests on.
pub(crate) struct Evidence {
    /// By group: other countries in which somebody of it was interviewed.
    pub(crate) proxies: Vec<usize>,
    /// By group: persons interviewed.
    pub(crate) sample: Vec<f64>,
}

impl Evidence {
    /// The files of a level from 2 to 4.
    pub(crate) fn of(base: &Base, level: usize) -> Evidence {
        let groups = base.tree.level(level).len();
        let (mut proxies, mut sample) = (vec![0; groups], vec![0.0; groups]);
        for file in base.proxies.iter().filter(|file| file.level == level) {
            for country in &file.countries {
                for (at, n) in country.sample_by_group().into_iter().enumerate() {
                    proxies[at] += usize::from(n > 0.0);
                    sample[at] += n;
                }
            }
        }
        Evidence { proxies, sample }
    }
}

/// Unit groups that a count of the country includes.
pub(crate) fn counted(base: &Base) -> BTreeSet<usize> {
    base.counts.iter().flat_map(|count| count.units.iter().copied()).collect()
}

/// Spread of positive draws: ln(q90 / q10) / 2.563, robust where some draws are near zero; persons
/// below one count as one. None where nobody is drawn.
pub(crate) fn spread(draws: &[f64]) -> Option<f64> {
    let [low, high, highest] = quantiles(&mut draws.to_vec(), [0.1, 0.9, 1.0])?;
    let log = |v: f64| ln(v.max(1.0));
    (highest > 0.0).then(|| (log(high) - log(low)) / NORMAL_WIDTH)
}

/// Width of the central 80% of a normal distribution in SDs.
const NORMAL_WIDTH: f64 = 2.563_103_131_089_201;

/// The grade of a group with a spread, `counted` being the share of its employment that counts of the
/// country include.
pub(crate) fn grade(spread: Option<f64>, counted: f64, proxies: usize) -> EvidenceGrade {
    let Some(spread) = spread else { return EvidenceGrade::D };
    let [a, b, c] = MAX_SPREADS;
    if counted > COUNTED && spread < a {
        EvidenceGrade::A
    } else if proxies >= MIN_COUNTRIES[0] && spread < b {
        EvidenceGrade::B
    } else if proxies >= MIN_COUNTRIES[1] && spread < c {
        EvidenceGrade::C
    } else {
        EvidenceGrade::D
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::numeric::powf;

    /// Expected values: by hand.
    #[test]
    fn grades_follow_counts_countries_and_spread() {
        assert_eq!(grade(Some(0.39), 0.9, 1), EvidenceGrade::A);
        assert_eq!(grade(Some(0.41), 0.9, 2), EvidenceGrade::C);
        assert_eq!(grade(Some(0.24), 0.5, 3), EvidenceGrade::B);
        assert_eq!(grade(Some(0.24), 0.5, 2), EvidenceGrade::C);
        assert_eq!(grade(Some(0.24), 0.5, 1), EvidenceGrade::D);
        assert_eq!(grade(Some(0.60), 0.0, 9), EvidenceGrade::D);
        assert_eq!(grade(None, 1.0, 9), EvidenceGrade::D);
        // Eleven draws from 10 to 1000: the tenth and ninetieth per cent are the second and the last
        // but one.
        let draws: Vec<f64> = (0..11).map(|k| powf(10.0, 1.0 + 0.2 * f64::from(k))).collect();
        let width = 1.6 * ln(10.0) / 2.563_103_131_089_201;
        assert!((spread(&draws).expect("drawn") - width).abs() < 1e-12);
        assert_eq!(spread(&[0.0, 0.0]), None);
    }
}
