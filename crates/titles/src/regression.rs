//! A fitted regression as titles are scored by it: weights in whole numbers, which are added up exactly, so
//! that scores are the same in whatever order features come and on every platform.

use crate::features::length;

/// Buckets whose weights are added in sixteen bits before they go to sums of 32.
const AT_ONCE: usize = 32;
/// Largest weight, in units: as many as are added at once stay within sixteen bits.
pub(crate) const LARGEST: i16 = i16::MAX / AT_ONCE as i16;

/// Multinomial logistic regression on features of titles.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Regression {
    /// Weight of each bucket by how rare titles with it are.
    pub rarity: Vec<f32>,
    /// What a feature of a bucket adds to a code's score in a title of length one, in units: coefficients
    /// by the weights of their buckets, bucket × code, at most [`LARGEST`].
    pub weights: Vec<i16>,
    /// One of the weights' units.
    pub unit: f32,
    pub intercepts: Vec<f32>,
}

/// Room for what is added up of a title, which the next one's take.
#[derive(Debug, Default)]
pub(crate) struct Room {
    some: Vec<i16>,
    sums: Vec<i32>,
    scores: Vec<f32>,
}

impl Regression {
    /// Of coefficients, bucket × code: by the weights of their buckets they are rounded to parts of the
    /// largest.
    pub fn new(rarity: Vec<f32>, coefficients: &[f32], intercepts: Vec<f32>) -> Regression {
        let rows = coefficients.chunks_exact(intercepts.len().max(1)).zip(&rarity);
        let weights: Vec<f32> =
            rows.flat_map(|(row, rarity)| row.iter().map(move |one| one * rarity)).collect();
        let largest = weights.iter().fold(f32::MIN_POSITIVE, |max, one| max.max(one.abs()));
        let unit = largest / f32::from(LARGEST);
        let weights = weights.iter().map(|one| (one / unit).round() as i16).collect();
        Regression { rarity, weights, unit, intercepts }
    }

    /// Scores of all codes for the buckets of a title's features.
    pub fn scores<'r>(&self, buckets: &[u32], room: &'r mut Room) -> &'r [f32] {
        let Room { some, sums, scores } = room;
        sums.clear();
        sums.resize(self.intercepts.len(), 0);
        for buckets in buckets.chunks(AT_ONCE) {
            some.clear();
            some.resize(self.intercepts.len(), 0);
            self.add(buckets, some);
            let each = sums.iter_mut().zip(&*some);
            each.for_each(|(sum, some)| *sum = sum.wrapping_add(i32::from(*some)));
        }
        let length = length(buckets, &self.rarity);
        let by = if length > 0.0 { self.unit / length } else { 0.0 };
        scores.clear();
        let each = sums.iter().zip(&self.intercepts);
        scores.extend(each.map(|(sum, intercept)| intercept + *sum as f32 * by));
        scores
    }

    /// Adds the weights of buckets, at most [`AT_ONCE`], to sums of all codes. Eight buckets are added at
    /// once, so that sums are taken up and put down an eighth as often.
    fn add(&self, buckets: &[u32], sums: &mut [i16]) {
        let width = sums.len();
        let of = |bucket: u32| {
            let from = bucket as usize * width;
            self.weights.get(from..from + width).unwrap_or_default()
        };
        // None of these wraps around, by what the largest weight is; so said, many are made side by side.
        let plus = |one: &i16, other: &i16| one.wrapping_add(*other);
        let (eights, rest) = buckets.as_chunks::<8>();
        for eight in eights {
            let [a, b, c, d, e, f, g, h] = eight.map(of);
            let first = a.iter().zip(b).zip(c).zip(d);
            let second = e.iter().zip(f).zip(g).zip(h);
            for ((sum, (((a, b), c), d)), (((e, f), g), h)) in
                sums.iter_mut().zip(first).zip(second)
            {
                let first = plus(&plus(a, b), &plus(c, d));
                let second = plus(&plus(e, f), &plus(g, h));
                *sum = plus(sum, &plus(&first, &second));
            }
        }
        for bucket in rest {
            sums.iter_mut().zip(of(*bucket)).for_each(|(sum, one)| *sum = plus(sum, one));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: by hand: by the weights 1 and 2 of their buckets coefficients are 0.5, −0.25, 2 and 0; the
    /// largest is 1,023 units.
    #[test]
    fn coefficients_are_rounded_to_parts_of_the_largest() {
        let regression = Regression::new(vec![1.0, 2.0], &[0.5, -0.25, 1.0, 0.0], vec![0.0; 2]);
        assert_eq!(regression.weights, [256, -128, LARGEST, 0]);
        assert!((regression.unit * f32::from(LARGEST) - 2.0).abs() < 1e-6);
    }

    /// Expected: by hand: so many features of weight one are √n long; sums of eights, of what is left and of
    /// more than go into sixteen bits.
    #[test]
    fn weights_of_features_are_added_up() {
        let regression = Regression {
            rarity: vec![1.0; 3],
            weights: vec![LARGEST, 1, -LARGEST, 2, 0, 4],
            unit: 1.0,
            intercepts: vec![0.5, -1.0],
        };
        let mut room = Room::default();
        for count in [1_u16, 7, 8, 31, 32, 33, 2_500] {
            let features = |bucket: u32| vec![bucket; usize::from(count)];
            let (n, largest) = (f32::from(count), f32::from(LARGEST));
            let scores = regression.scores(&features(0), &mut room);
            assert_eq!(scores, [0.5 + n * largest * (1.0 / n.sqrt()), -1.0 + n * (1.0 / n.sqrt())]);
            let all = [features(0), features(1), features(2)].concat();
            let scores = regression.scores(&all, &mut room);
            assert_eq!(scores, [0.5, -1.0 + 7.0 * n * (1.0 / (3.0 * n).sqrt())]);
        }
        assert_eq!(regression.scores(&[], &mut room), [0.5, -1.0]);
    }

    #[test]
    fn scores_do_not_depend_on_the_order_of_features() {
        let weights = (0..300_i16).map(|n| n * 7 % 1_000 - 500).collect();
        let rarity = (0..100_u8).map(|n| 1.0 + f32::from(n) / 7.0).collect();
        let regression = Regression { rarity, weights, unit: 0.01, intercepts: vec![0.1; 3] };
        let mut buckets: Vec<u32> = (0..100).chain(20..70).collect();
        let (mut one, mut other) = (Room::default(), Room::default());
        let scores = regression.scores(&buckets, &mut one);
        buckets.reverse();
        assert_eq!(scores, regression.scores(&buckets, &mut other));
    }
}
