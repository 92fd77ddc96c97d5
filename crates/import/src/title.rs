//! Titles made comparable without keeping them: sets of hashed parts, whatever the order of words, the
//! case and the signs between them.

use std::sync::LazyLock;

/// How much of two titles must be the same: Dice's coefficient of their sets of trigrams. One letter
/// wrong in a title of two words of ten letters leaves 0.85, `accountant` against `senior accountant` has
/// 0.77; see `tests/import/truth.rs` for what is found at this value.
pub(crate) const NEAR: f64 = 0.8;

/// Letters of a title that are looked at.
const LONGEST: usize = 200;

/// Characters with smaller numbers are looked up: those of Latin, Greek and Cyrillic alphabets.
const LOW: u32 = 0x600;

/// A character as titles are compared by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Parts words.
    Gap,
    Digit(u32),
    /// A small letter.
    Letter(u32),
}

impl Sign {
    fn of(c: char) -> Sign {
        match c.is_alphanumeric() {
            false => Sign::Gap,
            true if c.is_numeric() => Sign::Digit(u32::from(c)),
            true => Sign::Letter(u32::from(c.to_lowercase().next().unwrap_or(c))),
        }
    }
}

/// Signs of the characters that are looked up: what Unicode says of each takes longer to find than all else.
static SIGNS: LazyLock<Vec<Sign>> = LazyLock::new(|| {
    (0..LOW).map(|number| char::from_u32(number).map_or(Sign::Gap, Sign::of)).collect()
});

/// The set of a title's trigrams, hashed to 16 bits each and sorted; empty when it has no letters. Words
/// of digits alone, telephone numbers among them, are no part of a title.
pub(crate) fn sketch(title: &str, salt: u64, into: &mut Vec<u16>) {
    into.clear();
    let mut window = [u32::from(' '); 3];
    let (mut letters, mut digits, mut start) = (0_usize, true, 0);
    let mut end_word =
        |into: &mut Vec<u16>, window: &mut [u32; 3], letters: usize, digits: bool| {
            if letters > 0 && !digits {
                window.rotate_left(1);
                window[2] = u32::from(' ');
                if letters > 1 {
                    into.push(hash(*window, salt));
                }
            } else {
                into.truncate(start);
            }
            start = into.len();
            *window = [u32::from(' '); 3];
        };
    let signs: &[Sign] = &SIGNS;
    for c in title.chars().take(LONGEST) {
        let number = match signs.get(c as usize).copied().unwrap_or_else(|| Sign::of(c)) {
            Sign::Gap => {
                end_word(into, &mut window, letters, digits);
                (letters, digits) = (0, true);
                continue;
            }
            Sign::Digit(number) => number,
            Sign::Letter(number) => {
                digits = false;
                number
            }
        };
        window.rotate_left(1);
        window[2] = number;
        letters += 1;
        if letters > 1 {
            into.push(hash(window, salt));
        }
    }
    end_word(into, &mut window, letters, digits);
    into.sort_unstable();
    into.dedup();
}

/// 16 bits of three letters: a multiplicative hash, keyed so that it can't be looked up.
fn hash(window: [u32; 3], salt: u64) -> u16 {
    let letters = window.iter().fold(0_u64, |all, c| (all << 21) | u64::from(*c));
    let mixed = (letters ^ salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed >> 48) as u16
}

/// A sketch as it is stored.
pub(crate) fn bytes(sketch: &[u16], into: &mut Vec<u8>) {
    into.clear();
    into.extend(sketch.iter().flat_map(|part| part.to_be_bytes()));
}

/// Whether two stored sketches are of near-same titles; never when one of them is empty.
pub(crate) fn is_near(a: &[u8], b: &[u8]) -> bool {
    let (parts_a, parts_b) = (a.len() / 2, b.len() / 2);
    if parts_a == 0 || parts_b == 0 {
        return false;
    }
    if a == b {
        return true;
    }
    let wanted = NEAR * (parts_a + parts_b) as f64 / 2.0;
    if (parts_a.min(parts_b) as f64) < wanted {
        return false;
    }
    let (mut left, mut right) = (a.chunks_exact(2), b.chunks_exact(2));
    let (mut one, mut other) = (left.next(), right.next());
    let mut shared = 0_usize;
    while let (Some(x), Some(y)) = (one, other) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => one = left.next(),
            std::cmp::Ordering::Greater => other = right.next(),
            std::cmp::Ordering::Equal => {
                shared += 1;
                (one, other) = (left.next(), right.next());
            }
        }
    }
    shared as f64 >= wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &str, b: &str) -> bool {
        let stored = |title: &str| {
            let (mut parts, mut made) = (Vec::new(), Vec::new());
            sketch(title, 7, &mut parts);
            bytes(&parts, &mut made);
            made
        };
        is_near(&stored(a), &stored(b))
    }

    #[test]
    fn a_title_is_near_itself_however_written() {
        assert!(near("Software developer", "DEVELOPER, software"));
        assert!(near("Бухгалтер-кассир", "кассир   бухгалтер"));
        assert!(near("Қазандық машинисі", "ҚАЗАНДЫҚ МАШИНИСІ 8 701 123 45 67"));
        assert!(near("Software developer", "Softwere developer"));
    }

    #[test]
    fn others_are_not_near() {
        assert!(!near("Accountant", "Senior accountant"));
        assert!(!near("Nurse", "Doctor"));
        assert!(!near("", ""));
        assert!(!near("12345", "12345"));
    }

    /// By hand: ` ab`, `abc`, `bc ` of one word; two letters give two.
    #[test]
    fn a_word_has_as_many_trigrams_as_letters() {
        let mut parts = Vec::new();
        sketch("abc", 0, &mut parts);
        assert_eq!(parts.len(), 3);
        sketch("ab 77 cd", 0, &mut parts);
        assert_eq!(parts.len(), 4);
    }
}
