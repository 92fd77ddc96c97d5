//! One form of a title for the ways in which it is written: the rules, in this order.
//!
//! 1. Composed characters (Unicode NFKC), small letters, letters as the language writes them.
//! 2. Words are runs of letters and digits; an apostrophe within a word is dropped. A hyphen parts
//!    words once numbers have been seen to.
//! 3. In a word with letters of two alphabets, those that only look like letters of the language
//!    become letters of it.
//! 4. Marks of sex in brackets or between slashes, and second forms of a word after a slash or in
//!    brackets, are dropped.
//! 5. A number next to a word that grades or counts is dropped with that word, and so is a number
//!    that stands alone.
//! 6. Words of rank are set apart: keys without them are asked for second.
//! 7. Endings make forms of a word one.
//!
//! Which letters, marks, words and endings these are is data: [`crate::Languages`].

use crate::language::{HeadPlace, Language};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

/// Longest title that is looked at, in characters; of a longer one the beginning is.
pub const LONGEST_TITLE: usize = 500;
/// Letters that a word and the one after the slash begin with alike, if the second is another form.
const ALIKE: usize = 3;

/// A title in its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalForm {
    words: Vec<Word>,
    head: Option<usize>,
}

/// A word of a normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    /// As written, in small letters.
    text: String,
    /// What its forms have in common.
    stem: String,
    /// Says a rank and not the occupation.
    grade: bool,
    /// Stands in brackets.
    bracketed: bool,
    /// Stands before the first comma, colon or bracket.
    leading: bool,
}

/// A word as it stands in the title.
struct Token {
    text: String,
    bracket: u16,
    /// Follows the token before it after a slash.
    slashed: bool,
    leading: bool,
}

impl NormalForm {
    /// The normal form of a title in a language.
    ///
    /// ```
    /// use suranys_titles::{Languages, NormalForm};
    ///
    /// let languages = Languages::standard()?;
    /// let form = |title: &str| NormalForm::of(title, languages.of_title(title));
    /// assert_eq!(form("Бухгалтер/ка 2-го разряда").key(), form("БУХГАЛТЕРЫ").key());
    /// assert_eq!(form("Engineer, mechanical").key(), form("mechanical engineers").key());
    /// assert_eq!(form("Engineer, mechanical").head(), Some("engineer"));
    /// # Ok::<(), Box<suranys_core::Diagnostic>>(())
    /// ```
    #[must_use]
    pub fn of(title: &str, language: &Language) -> NormalForm {
        let mut tokens = tokens(title, language);
        drop_marks(&mut tokens, language);
        drop_second_forms(&mut tokens, language);
        drop_numbers(&mut tokens, language);
        let mut words = Vec::with_capacity(tokens.len());
        for token in &tokens {
            for part in token.text.split('-').filter(|part| !part.is_empty()) {
                words.push(Word {
                    stem: language.stem(part),
                    grade: language.grades.contains(part),
                    bracketed: token.bracket > 0,
                    leading: token.leading,
                    text: part.to_owned(),
                });
            }
        }
        let head = head(&words, language);
        NormalForm { words, head }
    }

    /// Stems of the words, in their order.
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.stem.as_str())
    }

    /// The stem of the word that says the occupation; `None` of a title without words.
    #[must_use]
    pub fn head(&self) -> Option<&str> {
        self.head.and_then(|at| self.words.get(at)).map(|word| word.stem.as_str())
    }

    /// What titles have in common that are held to be the same: their stems, each once, in the order
    /// of the alphabet; empty for a title without words.
    #[must_use]
    pub fn key(&self) -> String {
        self.key_of(|_| true)
    }

    /// [`Self::key`], and what it is without words of rank and, after that, without what stands in
    /// brackets: each only if it differs from the one before and is not empty.
    pub(crate) fn keys(&self) -> impl Iterator<Item = String> {
        let mut keys = vec![self.key()];
        if self.words.iter().any(|word| word.grade || word.bracketed) {
            keys.push(self.key_of(|word| !word.grade));
            keys.push(self.key_of(|word| !word.grade && !word.bracketed));
            keys.dedup();
        }
        keys.into_iter().filter(|key| !key.is_empty())
    }

    fn key_of(&self, wanted: impl Fn(&Word) -> bool) -> String {
        let words = self.words.iter().filter(|word| wanted(word));
        let mut stems: Vec<&str> = words.map(|word| word.stem.as_str()).collect();
        stems.sort_unstable();
        stems.dedup();
        stems.join(" ")
    }
}

fn tokens(title: &str, language: &Language) -> Vec<Token> {
    let title = match title.char_indices().nth(LONGEST_TITLE) {
        Some((end, _)) if title.len() > LONGEST_TITLE => title.get(..end).unwrap_or_default(),
        _ => title,
    };
    let title = match is_nfkc_quick(title.chars()) {
        IsNormalized::Yes => Cow::Borrowed(title),
        _ => Cow::Owned(title.nfkc().collect()),
    };
    let mut all: Vec<Token> = Vec::new();
    let mut word = String::new();
    let (mut bracket, mut brackets, mut slashed, mut leading) = (0, 0_u16, false, true);
    for letter in title.chars().flat_map(char::to_lowercase).chain([' ']) {
        let letter = language.letter(letter);
        let within = !word.is_empty();
        match letter {
            _ if letter.is_alphanumeric() => word.push(letter),
            '-' | '\u{2010}' | '\u{2011}' if within => word.push('-'),
            // Numbers have marks within them, as 0,5 has.
            ',' | '.' if word.ends_with(|c: char| c.is_ascii_digit()) => word.push(letter),
            '\'' | '\u{2019}' | '\u{2bc}' if within => {}
            _ => {
                if within {
                    let comma = word.ends_with(',');
                    let end = word.trim_end_matches(['-', ',', '.']).len();
                    word.truncate(end);
                    language.without_look_alikes(&mut word);
                    all.push(Token { text: std::mem::take(&mut word), bracket, slashed, leading });
                    slashed = false;
                    leading &= !comma;
                }
                match letter {
                    '(' | '[' | '{' => {
                        brackets = brackets.saturating_add(1);
                        (bracket, leading) = (brackets, false);
                    }
                    ')' | ']' | '}' => bracket = 0,
                    ',' | ':' | ';' => leading = false,
                    '/' | '\\' => slashed = !all.is_empty(),
                    _ => {}
                }
            }
        }
    }
    all
}

/// Drops brackets that hold nothing but marks of sex, and such marks between slashes.
fn drop_marks(tokens: &mut Vec<Token>, language: &Language) {
    let mut from = 0;
    while from < tokens.len() {
        let bracket = tokens[from].bracket;
        let same = |token: &Token| match bracket {
            0 => token.bracket == 0 && token.slashed,
            _ => token.bracket == bracket,
        };
        let length = 1 + tokens[from + 1..].iter().take_while(|token| same(token)).count();
        let group = &tokens[from..from + length];
        let marks = group.iter().all(|token| language.marks.contains(&token.text));
        if marks && (bracket > 0 || length > 1) {
            tokens.drain(from..from + length);
        } else {
            from += length;
        }
    }
}

/// Drops the second form of a word: an ending after a slash or alone in brackets, or a whole word with
/// such an ending that begins like the one before.
fn drop_second_forms(tokens: &mut Vec<Token>, language: &Language) {
    let mut at = 1;
    while at < tokens.len() {
        let (before, token) = (&tokens[at - 1], &tokens[at]);
        let next = tokens.get(at + 1).map_or(0, |next| next.bracket);
        let alone = token.bracket > 0 && before.bracket != token.bracket && next != token.bracket;
        let ends = |ending: &String| token.text.ends_with(ending.as_str());
        let alike = || before.text.chars().take(ALIKE).eq(token.text.chars().take(ALIKE));
        let second = language.second_forms.contains(&token.text)
            || language.second_forms.iter().any(ends) && alike();
        if (token.slashed || alone) && second {
            tokens.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Drops numbers with the word next to them that grades or counts, and numbers that stand alone; a
/// title of nothing else keeps them.
fn drop_numbers(tokens: &mut Vec<Token>, language: &Language) {
    let digits: Vec<bool> = tokens.iter().map(|token| is_number(&token.text, language)).collect();
    let near = |at: usize, of: &dyn Fn(usize) -> bool| {
        at.checked_sub(1).is_some_and(of) || at + 1 < tokens.len() && of(at + 1)
    };
    let numeral = |at: usize| digits[at] || language.numerals.contains(&tokens[at].text);
    let numbered = |at: usize| language.numbered.contains(&tokens[at].text);
    let stays: Vec<bool> = (0..tokens.len())
        .map(|at| {
            let graded = numbered(at) && near(at, &numeral) || numeral(at) && near(at, &numbered);
            !digits[at] && !graded
        })
        .collect();
    if stays.contains(&true) {
        let mut stays = stays.into_iter();
        tokens.retain(|_| stays.next().unwrap_or(true));
    }
}

/// Whether a word is a number, be it with marks within it or an ending of ordinals.
fn is_number(word: &str, language: &Language) -> bool {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || "-.,".contains(c));
    rest.is_empty() || language.number_endings.iter().any(|ending| ending == rest)
}

fn head(words: &[Word], language: &Language) -> Option<usize> {
    let says = |word: &&(usize, &Word)| !word.1.grade && !word.1.bracketed;
    let all: Vec<(usize, &Word)> = words.iter().enumerate().collect();
    let leading: Vec<(usize, &Word)> =
        all.iter().filter(|(_, word)| word.leading).filter(says).copied().collect();
    let ends = leading.iter().skip(1).position(|(_, word)| language.head_ends.contains(&word.text));
    let first = leading.get(..ends.map_or(leading.len(), |at| at + 1)).unwrap_or_default();
    let modifies =
        |word: &Word| language.modifiers.iter().any(|ending| word.text.ends_with(ending.as_str()));
    let found = match language.head {
        HeadPlace::Last => first.last(),
        HeadPlace::First => first.iter().find(|(_, word)| !modifies(word)).or(first.first()),
    };
    found.or(all.iter().find(says)).or(all.first()).map(|(at, _)| *at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Languages;
    use proptest::prelude::*;

    fn form(title: &str) -> NormalForm {
        let languages = Languages::standard().expect("our own file");
        let language = languages.of_title(title);
        NormalForm::of(title, language)
    }

    fn words(title: &str) -> String {
        let form = form(title);
        form.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Expected: by hand, by the rules at the head of the file.
    #[test]
    fn ways_of_writing_a_title_become_one() {
        for (title, expected) in [
            ("  Главный БУХГАЛТЕР ", "главный бухгалтер"),
            ("Бухгалтер/ка", "бухгалтер"),
            ("Продавец(-ца)", "продавец"),
            ("Учитель / учительница химии", "учитель химии"),
            ("Официант (м/ж)", "официант"),
            ("Повар м/ж", "повар"),
            ("Токарь 4-5 разряда", "токарь"),
            ("Сварщик 6-го разряда", "сварщик"),
            ("Врач высшей категории", "врач"),
            ("Сторож, 0,5 ставки", "сторож"),
            ("Уборщик 3 чел.", "уборщик"),
            ("Слесapь", "слесарь"), // `a` and `p` are Latin
            ("Подсобный рабочий (Актёр)", "подсобный рабочий актер"),
            ("Waiter/waitress (m/f)", "waiter"),
            ("Steward/ess", "steward"),
            ("Technician, grade II", "technician"),
            ("2nd class engineer", "engineer"),
            ("Driver's assistant", "drivers assistant"),
            ("Programmer 1C / web", "programmer 1c web"),
            ("Медсестра 12", "медсестра"),
            ("12", "12"),
            ("Повар\u{306}", "повар\u{306}"),
        ] {
            assert_eq!(words(title), words(expected), "{title}");
            assert_eq!(form(title).key(), form(expected).key(), "{title}");
        }
        assert_eq!(words("и\u{306}од"), "йод");
    }

    /// Expected: by hand.
    #[test]
    fn the_head_says_the_occupation() {
        for (title, head) in [
            ("Engineer, power generation", Some("engineer")),
            ("power generation engineers", Some("engineer")),
            ("Manager of sales", Some("manager")),
            ("Operator, machine: painting (ceramics)", Some("operator")),
            ("Медицинская сестра", Some("сестр")),
            ("Старший инженер по сварке", Some("инженер")),
            ("Инженер-механик", Some("инженер")),
            ("Мектеп мұғалімдері", Some("мұғалім")),
            ("Senior", Some("senior")),
            ("", None),
            ("-- / ()", None),
        ] {
            assert_eq!(form(title).head(), head, "{title}");
        }
    }

    /// Expected: by hand: all words, then without the rank, then without brackets too.
    #[test]
    fn rank_and_brackets_are_left_out_second() {
        let keys: Vec<String> = form("Senior nurse (night)").keys().collect();
        assert_eq!(keys, ["night nurse senior", "night nurse", "nurse"]);
        assert_eq!(form("Nurse").keys().collect::<Vec<_>>(), ["nurse"]);
        assert_eq!(form("Senior").keys().collect::<Vec<_>>(), ["senior"]);
    }

    proptest! {
        #[test]
        fn any_text_has_a_form_that_its_own_words_have_too(title in "\\PC{0,60}") {
            let first = form(&title);
            prop_assert!(first.key().len() <= 10 * title.len() + 10);
            prop_assert_eq!(first.head().is_none(), first.words.is_empty());
        }
    }
}
