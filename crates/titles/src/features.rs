//! What the classifier sees of a title: hashed character n-grams, words and the head word.

use crate::normal_form::NormalForm;
use crate::tuning::{HEAD_ENDINGS, N_GRAMS};
use suranys_core::numeric::ln;

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

/// Features of one title, and room that the next one's take.
#[derive(Debug, Default)]
pub(crate) struct Features {
    /// Buckets that the title has a feature of, each once.
    pub buckets: Vec<u32>,
    /// Of all buckets, whether the title has a feature of it.
    seen: Vec<bool>,
    word: Marked,
}

/// A word between marks of its beginning and end.
#[derive(Debug, Default)]
struct Marked {
    text: String,
    /// Where its letters begin, and where the last one ends.
    ends: Vec<usize>,
}

impl Marked {
    fn set(&mut self, word: &str) {
        self.text.clear();
        self.text.push('<');
        self.text.push_str(word);
        self.text.push('>');
        self.ends.clear();
        self.ends.extend(self.text.char_indices().map(|(at, _)| at));
        self.ends.push(self.text.len());
    }
}

impl Features {
    /// Features of a title, hashed to so many buckets.
    pub fn of(form: &NormalForm, buckets: usize) -> Features {
        let mut features = Features::default();
        features.find(form, buckets);
        features
    }

    /// Finds the features of a title in place of those of the one before.
    pub fn find(&mut self, form: &NormalForm, buckets: usize) {
        let Features { buckets: found, seen, word } = self;
        found.clear();
        seen.clear();
        seen.resize(buckets, false);
        let mut find = |hash: Hash| {
            let bucket = hash.bucket(buckets);
            if !std::mem::replace(&mut seen[bucket as usize], true) {
                found.push(bucket);
            }
        };
        for stem in form.stems() {
            word.set(stem);
            let (text, ends) = (word.text.as_bytes(), &word.ends);
            for begin in 0..ends.len() - 1 {
                let mut hash = Hash::of(Feature::NGram);
                for (length, pair) in (1..=N_GRAMS.1).zip(ends[begin..].windows(2)) {
                    hash = hash.with(&text[pair[0]..pair[1]]);
                    if length >= N_GRAMS.0 {
                        find(hash);
                    }
                }
            }
            find(Hash::of(Feature::Word).with(stem.as_bytes()));
        }
        let Some(head) = form.head() else { return };
        find(Hash::of(Feature::Head).with(head.as_bytes()));
        word.set(head);
        for length in HEAD_ENDINGS {
            let Some(at) = (word.ends.len() - 1).checked_sub(length) else { continue };
            let ending = &word.text.as_bytes()[word.ends[at]..];
            find(Hash::of(Feature::HeadEnding).with(ending));
        }
    }
}

/// Weights of buckets: the logarithm of how rare titles with it are among some (inverse document
/// frequency, smoothed by one title: Manning, Raghavan & Schütze 2008, section 6.2). Titles are given by their
/// buckets, each once.
pub(crate) fn rarity<'r>(titles: impl Iterator<Item = &'r [u32]>, buckets: usize) -> Vec<f32> {
    let mut with = vec![0_u32; buckets];
    let mut all = 0_u32;
    for title in titles {
        all += 1;
        for bucket in title {
            with[*bucket as usize] += 1;
        }
    }
    let weight = |with: u32| ln(f64::from(all + 1) / f64::from(with + 1)) + 1.0;
    with.into_iter().map(|with| weight(with) as f32).collect()
}

/// Length of a title's features, each by the weight of its bucket.
pub(crate) fn length(buckets: &[u32], rarity: &[f32]) -> f32 {
    let squares = buckets.iter().map(|bucket| {
        let weight = f64::from(rarity.get(*bucket as usize).copied().unwrap_or_default());
        weight * weight
    });
    squares.sum::<f64>().sqrt() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Languages;

    fn buckets(title: &str) -> Vec<u32> {
        let languages = Languages::standard().expect("our own file");
        let form = NormalForm::of(title, languages.of_title(title));
        Features::of(&form, 1 << 20).buckets
    }

    /// Expected: counted by hand. `<nur>` has 4, 3, 2 and 1 n-grams of 2 to 5 letters; the word, the head
    /// word and its endings of 4 and 5 letters. The same word again has none that are not there.
    #[test]
    fn n_grams_words_and_the_head_are_found_once() {
        let mut found = buckets("nur");
        assert_eq!(found.len(), 10 + 1 + 1 + 2);
        assert_eq!(buckets("nur nur"), found);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 14);
    }

    #[test]
    fn nothing_stays_of_the_title_before() {
        let languages = Languages::standard().expect("our own file");
        let mut features = Features::default();
        for title in ["nurse, night", "night cook", "cook", ""] {
            let form = NormalForm::of(title, languages.of_title(title));
            features.find(&form, 64);
            assert_eq!(features.buckets, Features::of(&form, 64).buckets, "{title}");
        }
    }

    /// Expected value: FNV-1a of `a` with 64 bits, from the authors' list of tests.
    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(Hash(0xcbf2_9ce4_8422_2325).with(b"a").0, 0xaf63_dc4c_8601_ec8c);
    }

    #[test]
    fn a_title_without_words_has_no_features() {
        assert!(buckets(" - ").is_empty());
    }

    /// Expected: by hand: of three titles two have the first, so that ln(4/3) + 1; one has the second:
    /// ln(4/2) + 1. Both are √(1.287682² + 1.693147²) long.
    #[test]
    fn rare_features_weigh_more() {
        let titles: [&[u32]; 3] = [&[0], &[0], &[1]];
        let weights = rarity(titles.into_iter(), 2);
        assert!((weights[0] - 1.287_682).abs() < 1e-6 && (weights[1] - 1.693_147).abs() < 1e-6);
        assert!((length(&[0, 1], &weights) - 2.127_175).abs() < 1e-6);
    }
}
