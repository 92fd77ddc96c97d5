//! What the classifier sees of a title: counts of hashed character n-grams, words and the head word.

use crate::normal_form::NormalForm;
use crate::tuning::{HEAD, HEAD_ENDING, HEAD_ENDINGS, N_GRAMS, WORD};
use suranys_core::numeric::ln;

/// Features of one title: buckets, ascending, each once, with their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row {
    pub buckets: Vec<u32>,
    pub values: Vec<f32>,
}

/// Kinds of features, hashed apart.
#[derive(Clone, Copy)]
enum Feature {
    NGram = 0,
    Word = 1,
    Head = 2,
    HeadEnding = 3,
}

/// FNV-1a with 64 bits (Fowler, Noll & Vo), of which a feature's kind is the first byte.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    fn of(kind: Feature) -> Hash {
        Hash(0xcbf2_9ce4_8422_2325).with(&[kind as u8])
    }

    fn with(self, bytes: &[u8]) -> Hash {
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        Hash(bytes.iter().fold(self.0, step))
    }

    /// The bucket of so many, the number of which is at most that of a `u32`. The upper half of the bits
    /// is folded in, which the multiplications spread best.
    fn bucket(self, buckets: usize) -> u32 {
        let (folded, buckets) = (self.0 ^ (self.0 >> 32), buckets as u64);
        // The remainder of a power of two, which is what there is, without a division.
        let bucket = match buckets.is_power_of_two() {
            true => folded & (buckets - 1),
            false => folded % buckets,
        };
        bucket as u32
    }
}

/// Counts of a title's features, by bucket, each of a bucket's features weighed as [`crate::tuning`]
/// says.
pub(crate) fn counts(form: &NormalForm, buckets: usize) -> Row {
    let mut found: Vec<(u32, f32)> = Vec::with_capacity(256);
    let mut marked = String::new();
    let mut ends: Vec<usize> = Vec::new();
    for stem in form.stems() {
        marked.clear();
        marked.extend(['<', '>']);
        marked.insert_str(1, stem);
        ends.clear();
        ends.extend(marked.char_indices().map(|(at, _)| at).chain([marked.len()]));
        let bytes = marked.as_bytes();
        for begin in 0..ends.len() - 1 {
            let mut hash = Hash::of(Feature::NGram);
            for (length, pair) in (1..=N_GRAMS.1).zip(ends[begin..].windows(2)) {
                hash = hash.with(&bytes[pair[0]..pair[1]]);
                if length >= N_GRAMS.0 {
                    found.push((hash.bucket(buckets), 1.0));
                }
            }
        }
        found.push((Hash::of(Feature::Word).with(stem.as_bytes()).bucket(buckets), WORD));
    }
    if let Some(head) = form.head() {
        found.push((Hash::of(Feature::Head).with(head.as_bytes()).bucket(buckets), HEAD));
        marked.clear();
        marked.extend(['<', '>']);
        marked.insert_str(1, head);
        let begins: Vec<usize> = marked.char_indices().map(|(at, _)| at).collect();
        for length in HEAD_ENDINGS {
            let Some(at) = begins.len().checked_sub(length) else { continue };
            let ending = &marked.as_bytes()[begins[at]..];
            found.push((Hash::of(Feature::HeadEnding).with(ending).bucket(buckets), HEAD_ENDING));
        }
    }
    // Counts are small whole numbers, whose sums are the same in any order.
    found.sort_unstable_by_key(|(bucket, _)| *bucket);
    let mut row = Row::default();
    for (bucket, count) in found {
        match (row.buckets.last(), row.values.last_mut()) {
            (Some(last), Some(value)) if *last == bucket => *value += count,
            _ => {
                row.buckets.push(bucket);
                row.values.push(count);
            }
        }
    }
    row
}

/// Weights of buckets: the logarithm of how rare titles with it are among some (inverse document
/// frequency, smoothed by one title: Manning, Raghavan & Schütze 2008, section 6.2).
pub(crate) fn rarity<'r>(rows: impl Iterator<Item = &'r Row>, buckets: usize) -> Vec<f32> {
    let mut titles = vec![0_u32; buckets];
    let mut all = 0_u32;
    for row in rows {
        all += 1;
        for bucket in &row.buckets {
            titles[*bucket as usize] += 1;
        }
    }
    let weight = |with: u32| ln(f64::from(all + 1) / f64::from(with + 1)) + 1.0;
    titles.into_iter().map(|with| weight(with) as f32).collect()
}

impl Row {
    /// Roots of the counts by the weights of their buckets, of length one in all.
    pub(crate) fn weighted(mut self, rarity: &[f32]) -> Row {
        for (value, bucket) in self.values.iter_mut().zip(&self.buckets) {
            *value = value.sqrt() * rarity.get(*bucket as usize).copied().unwrap_or_default();
        }
        let length = self.values.iter().map(|value| value * value).sum::<f32>().sqrt();
        if length > 0.0 {
            self.values.iter_mut().for_each(|value| *value /= length);
        }
        self
    }
}

/// A coefficient in sixteen bits: the upper half of a number in single precision, rounded to the nearest, of two
/// the even one. To code a title is to read the coefficients of a hundred buckets, and reading takes the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Coefficient(pub u16);

impl Coefficient {
    /// The nearest to a number that is finite.
    pub fn of(number: f32) -> Coefficient {
        let bits = number.to_bits();
        // What is nearer to infinity than to the largest there is stays at that.
        let rounded = bits.saturating_add(0x7fff + ((bits >> 16) & 1)) >> 16;
        let largest = (bits >> 31 << 15) | 0x7f7f;
        Coefficient(if rounded & 0x7f80 == 0x7f80 { largest } else { rounded } as u16)
    }

    /// As a number.
    pub fn value(self) -> f32 {
        f32::from_bits(u32::from(self.0) << 16)
    }
}

impl Row {
    /// Adds to scores the coefficients of the row's buckets times their values; `coefficients` are bucket ×
    /// score. Four buckets are added at once, so that scores are taken up and put down a fourth as often.
    pub fn add_to(&self, scores: &mut [f32], coefficients: &[Coefficient]) {
        let width = scores.len();
        let of = |bucket: u32| {
            let from = bucket as usize * width;
            coefficients.get(from..from + width).unwrap_or_default()
        };
        let (buckets, more) = self.buckets.as_chunks::<4>();
        let (values, rest) = self.values.as_chunks::<4>();
        for (buckets, [a, b, c, d]) in buckets.iter().zip(values) {
            let [of_a, of_b, of_c, of_d] = buckets.map(of);
            let each = scores.iter_mut().zip(of_a).zip(of_b).zip(of_c).zip(of_d);
            for ((((score, of_a), of_b), of_c), of_d) in each {
                *score +=
                    (a * of_a.value() + b * of_b.value()) + (c * of_c.value() + d * of_d.value());
            }
        }
        for (bucket, value) in more.iter().zip(rest) {
            for (score, coefficient) in scores.iter_mut().zip(of(*bucket)) {
                *score += value * coefficient.value();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Languages;

    fn row(title: &str) -> Row {
        let languages = Languages::standard().expect("our own file");
        counts(&NormalForm::of(title, languages.of_title(title)), 1 << 20)
    }

    /// Expected: counted by hand. `<nur>` has 4, 3, 2 and 1 n-grams of 2 to 5 letters; the word, the head
    /// word and its endings of 4 and 5 letters.
    #[test]
    fn n_grams_words_and_the_head_are_counted() {
        let row = row("nur");
        assert_eq!(row.buckets.len(), 10 + 2 + 2);
        assert_eq!(row.values.iter().sum::<f32>(), 10.0 + 1.0 + 2.0 + 2.0);
        assert!(row.buckets.is_sorted());
    }

    /// Expected value: FNV-1a of `a` with 64 bits, from the authors' list of tests.
    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(Hash(0xcbf2_9ce4_8422_2325).with(b"a").0, 0xaf63_dc4c_8601_ec8c);
    }

    /// Expected: by hand: six buckets with values 1 to 6, each of coefficients its number and one.
    #[test]
    fn coefficients_are_added_by_bucket() {
        let row =
            Row { buckets: vec![0, 1, 2, 3, 4, 6], values: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0] };
        let coefficients: Vec<Coefficient> =
            (0..7_u8).flat_map(|bucket| [f32::from(bucket), 1.0].map(Coefficient::of)).collect();
        let mut scores = [0.5, -1.0];
        row.add_to(&mut scores, &coefficients);
        assert_eq!(scores, [0.5 + 2.0 + 6.0 + 12.0 + 20.0 + 36.0, 20.0]);
    }

    /// Expected: by hand: 1 + 2⁻⁸ is halfway between 1 and 1 + 2⁻⁷, and the first is even; 1 + 3 · 2⁻⁸ is
    /// halfway between the second and the even 1 + 2⁻⁶.
    #[test]
    fn coefficients_are_rounded_to_the_nearest() {
        for (number, value) in [
            (0.0, 0.0),
            (-0.5, -0.5),
            (1.0 + 1.0 / 256.0, 1.0),
            (1.0 + 1.1 / 256.0, 1.0 + 1.0 / 128.0),
            (-1.0 - 3.0 / 256.0, -1.0 - 1.0 / 64.0),
            (f32::MAX, f32::from_bits(0x7f7f_0000)),
            (f32::MIN, f32::from_bits(0xff7f_0000)),
        ] {
            assert_eq!(Coefficient::of(number).value(), value, "{number}");
        }
    }

    #[test]
    fn a_title_without_words_has_no_features() {
        assert_eq!(row(" - "), Row::default());
        assert_eq!(row(" - ").weighted(&[]), Row::default());
    }

    /// Expected: by hand: of three titles two have `x`, so that ln(4/3) + 1; one has `y`: ln(4/2) + 1.
    #[test]
    fn rare_features_weigh_more() {
        let row = |bucket| Row { buckets: vec![bucket], values: vec![4.0] };
        let weights = rarity([row(0), row(0), row(1)].iter(), 2);
        assert!((weights[0] - 1.287_682).abs() < 1e-6 && (weights[1] - 1.693_147).abs() < 1e-6);
        let both = Row { buckets: vec![0, 1], values: vec![4.0, 4.0] }.weighted(&weights);
        let length: f32 = both.values.iter().map(|value| value * value).sum();
        assert!((length - 1.0).abs() < 1e-6);
        assert!((both.values[1] / both.values[0] - weights[1] / weights[0]).abs() < 1e-6);
    }
}
