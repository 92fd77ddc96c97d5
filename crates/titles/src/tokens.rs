//! Words of a title as they stand in it, but for those that say nothing of the occupation: rules 1 to 5 of
//! [`crate::normal_form`].

use crate::language::Language;
use crate::tuning::LONGEST_TITLE;
use std::ops::Range;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

/// Letters that a word and the one after the slash begin with alike, if the second is another form.
const ALIKE: usize = 3;

/// Words of a title, in small letters.
pub(crate) struct Tokens {
    /// Texts of the words, one after the other.
    text: String,
    pub all: Vec<Token>,
}

/// A word: where its text stands, and what is known of it.
pub(crate) struct Token {
    text: Range<usize>,
    /// Number of the bracket it stands in; none is 0.
    pub bracket: u16,
    /// Follows the word before it after a slash.
    slashed: bool,
    /// Stands before the first comma, colon or bracket.
    pub leading: bool,
}

impl Tokens {
    pub fn of(title: &str, language: &Language) -> Tokens {
        let title = match title.char_indices().nth(LONGEST_TITLE) {
            Some((end, _)) if title.len() > LONGEST_TITLE => title.get(..end).unwrap_or_default(),
            _ => title,
        };
        let tokens =
            Tokens { text: String::with_capacity(title.len()), all: Vec::with_capacity(8) };
        let mut reader = Reader {
            language,
            tokens,
            begin: 0,
            bracket: 0,
            brackets: 0,
            slashed: false,
            leading: true,
        };
        if title.is_ascii() || is_nfkc_quick(title.chars()) == IsNormalized::Yes {
            title.chars().for_each(|letter| reader.read(letter));
        } else {
            title.nfkc().for_each(|letter| reader.read(letter));
        }
        reader.take(' ');
        let mut tokens = reader.tokens;
        tokens.drop_marks(language);
        tokens.drop_second_forms(language);
        tokens.drop_numbers(language);
        tokens
    }

    /// The text of a word.
    pub fn text(&self, token: &Token) -> &str {
        &self.text[token.text.clone()]
    }

    /// Drops brackets that hold nothing but marks of sex, and such marks between slashes.
    fn drop_marks(&mut self, language: &Language) {
        let mut from = 0;
        while from < self.all.len() {
            let bracket = self.all[from].bracket;
            let same = |token: &&Token| match bracket {
                0 => token.bracket == 0 && token.slashed,
                _ => token.bracket == bracket,
            };
            let length = 1 + self.all[from + 1..].iter().take_while(same).count();
            let mut group = self.all[from..from + length].iter();
            let parted = bracket > 0 || length > 1;
            if parted && group.all(|token| language.marks.contains(self.text(token))) {
                self.all.drain(from..from + length);
            } else {
                from += length;
            }
        }
    }

    /// Drops the second form of a word: an ending after a slash or alone in brackets, or a whole word with
    /// such an ending that begins like the one before.
    fn drop_second_forms(&mut self, language: &Language) {
        let mut at = 1;
        while at < self.all.len() {
            let (before, token) = (&self.all[at - 1], &self.all[at]);
            let next = self.all.get(at + 1).map_or(0, |next| next.bracket);
            let alone =
                token.bracket > 0 && before.bracket != token.bracket && next != token.bracket;
            let (before, own) = (self.text(before), self.text(token));
            let alike = || before.chars().take(ALIKE).eq(own.chars().take(ALIKE));
            let second =
                |ending: &String| own == ending || own.ends_with(ending.as_str()) && alike();
            if (token.slashed || alone) && language.second_forms.iter().any(second) {
                self.all.remove(at);
            } else {
                at += 1;
            }
        }
    }

    /// Drops numbers with the word next to them that grades or counts, and numbers that stand alone; a
    /// title of nothing else keeps them.
    fn drop_numbers(&mut self, language: &Language) {
        let text = |at: usize| self.text(&self.all[at]);
        let count = self.all.len();
        let near = |at: usize, of: &dyn Fn(usize) -> bool| {
            at.checked_sub(1).is_some_and(of) || at + 1 < count && of(at + 1)
        };
        let digits: Vec<bool> = (0..count).map(|at| is_number(text(at), language)).collect();
        let numeral = |at: usize| digits[at] || language.numerals.contains(text(at));
        let numbered = |at: usize| language.numbered.contains(text(at));
        let stays = |at: usize| {
            let graded = numbered(at) && near(at, &numeral) || numeral(at) && near(at, &numbered);
            !digits[at] && !graded
        };
        let stays: Vec<bool> = (0..count).map(stays).collect();
        if stays.contains(&true) {
            let mut stays = stays.into_iter();
            self.all.retain(|_| stays.next().unwrap_or(true));
        }
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

/// Reads a title, one letter after the other.
struct Reader<'l> {
    language: &'l Language,
    tokens: Tokens,
    /// Where the word that is being read begins in the text.
    begin: usize,
    /// Number of the bracket that is open, and how many there were.
    bracket: u16,
    brackets: u16,
    slashed: bool,
    leading: bool,
}

impl Reader<'_> {
    /// Reads a letter, large or small.
    fn read(&mut self, letter: char) {
        if letter.is_ascii() {
            self.take(letter.to_ascii_lowercase());
        } else {
            letter.to_lowercase().for_each(|letter| self.take(letter));
        }
    }

    /// Takes a small letter: into the word that is being read, or as what ends it.
    fn take(&mut self, letter: char) {
        let letter = self.language.letter(letter);
        let text = &mut self.tokens.text;
        let within = text.len() > self.begin;
        match letter {
            _ if letter.is_alphanumeric() => text.push(letter),
            '-' | '\u{2010}' | '\u{2011}' if within => text.push('-'),
            // Numbers have marks within them, as 0,5 has.
            ',' | '.' if within && text.ends_with(|c: char| c.is_ascii_digit()) => {
                text.push(letter)
            }
            '\'' | '\u{2019}' | '\u{2bc}' if within => {}
            _ => {
                if within {
                    self.end_word();
                }
                match letter {
                    '(' | '[' | '{' => {
                        self.brackets = self.brackets.saturating_add(1);
                        (self.bracket, self.leading) = (self.brackets, false);
                    }
                    ')' | ']' | '}' => self.bracket = 0,
                    ',' | ':' | ';' => self.leading = false,
                    '/' | '\\' => self.slashed = !self.tokens.all.is_empty(),
                    _ => {}
                }
            }
        }
    }

    fn end_word(&mut self) {
        let text = &mut self.tokens.text;
        let comma = text.ends_with(',');
        text.truncate(text.trim_end_matches(['-', ',', '.']).len());
        self.language.without_look_alikes(text, self.begin);
        let (bracket, slashed, leading) = (self.bracket, self.slashed, self.leading);
        let place = self.begin..text.len();
        self.begin = place.end;
        self.tokens.all.push(Token { text: place, bracket, slashed, leading });
        self.slashed = false;
        self.leading &= !comma;
    }
}
