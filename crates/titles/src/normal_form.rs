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
use crate::tokens::Tokens;
use crate::tuning::LONGEST_TITLE;
use std::ops::Range;

/// A title in its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalForm {
    /// Words and stems, one after the other: a title's take one piece of memory and not one each.
    text: String,
    words: Vec<Word>,
    head: Option<usize>,
}

/// A word of a normal form: where its texts stand, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    /// As written, in small letters.
    text: Range<usize>,
    /// What its forms have in common.
    stem: Range<usize>,
    /// Says a rank and not the occupation.
    grade: bool,
    /// Stands in brackets.
    bracketed: bool,
    /// Stands before the first comma, colon or bracket.
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
        let tokens = Tokens::of(title, language);
        let mut form = NormalForm {
            text: String::with_capacity(2 * title.len().min(LONGEST_TITLE)),
            words: Vec::with_capacity(tokens.all.len() + 2),
            head: None,
        };
        for token in &tokens.all {
            for part in tokens.text(token).split('-').filter(|part| !part.is_empty()) {
                let begin = form.text.len();
                form.text.push_str(part);
                let middle = form.text.len();
                let (stem, instead) = language.stem(part);
                form.text.push_str(stem);
                form.text.push_str(instead);
                form.words.push(Word {
                    text: begin..middle,
                    stem: middle..form.text.len(),
                    grade: language.grades.contains(part),
                    bracketed: token.bracket > 0,
                    leading: token.leading,
                });
            }
        }
        form.head = form.place_of_head(language);
        form
    }

    /// Stems of the words, in their order.
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &self.text[word.stem.clone()])
    }

    /// The stem of the word that says the occupation; `None` of a title without words.
    #[must_use]
    pub fn head(&self) -> Option<&str> {
        self.head.and_then(|at| self.words.get(at)).map(|word| &self.text[word.stem.clone()])
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
        let mut stems: Vec<&str> = words.map(|word| &self.text[word.stem.clone()]).collect();
        stems.sort_unstable();
        stems.dedup();
        stems.join(" ")
    }

    /// Where the word stands that says the occupation.
    fn place_of_head(&self, language: &Language) -> Option<usize> {
        let text = |at: usize| &self.text[self.words[at].text.clone()];
        let all = 0..self.words.len();
        let says = |at: &usize| !self.words[*at].grade && !self.words[*at].bracketed;
        let leading = all.clone().filter(|at| self.words[*at].leading && says(at));
        let first = leading.clone().take(1);
        let others = leading.skip(1).take_while(|at| !language.head_ends.contains(text(*at)));
        let mut first = first.chain(others);
        let modifies =
            |at: usize| language.modifiers.iter().any(|end| text(at).ends_with(end.as_str()));
        let found = match language.head {
            HeadPlace::Last => first.last(),
            HeadPlace::First => first.clone().find(|at| !modifies(*at)).or_else(|| first.next()),
        };
        found.or_else(|| all.clone().find(says)).or_else(|| all.clone().next())
    }
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
        let words = form.words.iter().map(|word| &form.text[word.text.clone()]);
        words.collect::<Vec<_>>().join(" ")
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
