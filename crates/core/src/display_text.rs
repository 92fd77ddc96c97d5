//! Text from data, made fit to be shown: marks that steer or deceive whoever reads are spelt out,
//! and text without end is cut.
//!
//! Whatever a person sees of text from data (a terminal, a page, a picture, a workbook) goes through
//! here, so that what counts as a mark is said once.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character steers what shows it or can't be seen: control characters (C0, delete and
/// C1), ends of lines and paragraphs, marks of direction, and what Unicode calls ignorable by default
/// (Unicode 16, DerivedCoreProperties, `Default_Ignorable_Code_Point`), annotation marks and
/// noncharacters.
#[must_use]
pub fn is_mark(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
        || u32::from(letter) & 0xfffe == 0xfffe
}

fn replaced(text: &str, spelt: impl Fn(char, &mut String) -> bool) -> Cow<'_, str> {
    if !text.chars().any(is_mark) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if !is_mark(letter) || !spelt(letter, &mut shown) {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// Text with every mark spelt out, as `\u{1b}` or `\n`: it stays on its line.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    replaced(text, |mark, shown| {
        shown.extend(mark.escape_default());
        true
    })
}

/// [`visible`] of whole lines: ends of lines and tabulators stay.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    replaced(text, |mark, shown| {
        let spelt = !matches!(mark, '\n' | '\t');
        if spelt {
            shown.extend(mark.escape_default());
        }
        spelt
    })
}

/// [`visible`] of a text that is set in lines of its own: blanks stand for ends of lines and
/// tabulators.
#[must_use]
pub fn visible_running(text: &str) -> Cow<'_, str> {
    replaced(text, |mark, shown| {
        match mark {
            '\n' | '\t' | '\r' => shown.push(' '),
            mark => shown.extend(mark.escape_default()),
        }
        true
    })
}

/// A JSON document with the marks in its texts escaped, which leaves it the same document.
#[must_use]
pub fn visible_json(document: &str) -> Cow<'_, str> {
    replaced(document, |mark, shown| {
        // Outside texts no mark stands but blanks; inside, these are escaped already.
        let spelt = !matches!(mark, '\n' | '\r' | '\t');
        if spelt {
            for unit in mark.encode_utf16(&mut [0; 2]) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        }
        spelt
    })
}

/// Text of at most so many characters; of a longer one its beginning, its length and its end.
#[must_use]
pub fn shortened(text: &str, longest: usize) -> Cow<'_, str> {
    // A text has no more characters than bytes.
    if text.len() <= longest {
        return Cow::Borrowed(text);
    }
    let length = text.chars().count();
    if length <= longest {
        return Cow::Borrowed(text);
    }
    let end = longest / 4;
    let place = |nth: usize| text.char_indices().nth(nth).map_or(text.len(), |(at, _)| at);
    let (head, tail) = (place(longest - end), place(length - end));
    let (head, tail) = (text.get(..head).unwrap_or_default(), text.get(tail..).unwrap_or_default());
    Cow::Owned(format!("{head} … ({length} characters in all) … {tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::LONGEST_CELL;

    #[test]
    fn marks_are_spelt_out_and_letters_stay() {
        let text =
            "a\u{1b}[31m\u{7}\u{9b}\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{ad}\u{e0041}\n";
        let spelt = "a\\u{1b}[31m\\u{7}\\u{9b}\\u{202e}\\u{2066}\\u{200b}\\u{feff}\\u{2028}\\u{ad}\
                     \\u{e0041}\\n";
        assert_eq!(visible(text), spelt);
        let plain = "Қала 中文 🙂 \u{a0}\u{202f}\u{2212}«»";
        assert!(matches!(visible(plain), Cow::Borrowed(same) if same == plain));
    }

    #[test]
    fn lines_stay_lines_and_running_text_has_none() {
        assert_eq!(visible_lines("a\tb\r\n\u{1b}"), "a\tb\\r\n\\u{1b}");
        assert_eq!(visible_running("a\tb\r\n\u{1b}"), "a b  \\u{1b}");
    }

    #[test]
    fn a_document_with_its_marks_escaped_is_the_same() {
        let text = "\u{1b}\u{7f}\u{9b}\u{202e}\u{e0041}\u{10ffff}";
        let document = serde_json::json!({ "a": text });
        let written = serde_json::to_string_pretty(&document).expect("JSON");
        let shown = visible_json(&written);
        assert!(!shown.chars().any(|c| is_mark(c) && c != '\n'), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).expect("JSON"), document);
    }

    #[test]
    fn a_long_text_is_cut_in_its_middle_and_its_length_told() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("ҚҚҚ", 3), "ҚҚҚ");
        let text = format!("`{}` is no number", "9".repeat(5_000));
        let cut = shortened(&text, LONGEST_CELL);
        assert!(cut.starts_with("`999") && cut.ends_with("99` is no number"), "{cut}");
        // 5000 digits, two quotes and ten characters of words, counted by hand: 5014 with blanks.
        assert!(cut.contains(&format!("({} characters in all)", text.chars().count())));
        assert!(cut.chars().count() < LONGEST_CELL + 40);
    }
}
