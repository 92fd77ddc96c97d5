//! Text to numbers, with a reason when it is not one.

use crate::package::descriptor::Field;
use suranys_core::{Text, text};

/// Why a text is not the number a column wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotANumber {
    /// What is wrong.
    pub message: Text,
    /// How to fix it.
    pub help: Text,
    /// How to fix it where no column declares anything, where that differs.
    pub alone: Option<Text>,
}

const GROUP_MARKS: [char; 4] = ['\u{a0}', '\u{202f}', '\u{2009}', ' '];

/// Those of them that look like a blank and are none.
const NO_BREAK: [char; 2] = ['\u{a0}', '\u{202f}'];

/// Words for numbers without end, signs left out.
const ENDLESS: [&str; 3] = ["inf", "infinity", "\u{221e}"];

/// Reads a number as the column's declaration says: decimal point and no marks between
/// thousands unless `decimalChar` or `groupChar` say otherwise.
///
/// # Errors
/// When it is not a finite number so written.
pub fn parse(text: &str, field: &Field) -> Result<f64, NotANumber> {
    let mut plain = text.to_owned();
    if field.bare_number == Some(false) {
        let digits = |c: char| c.is_ascii_digit() || "+-.,".contains(c);
        plain = plain.trim_matches(|c| !digits(c)).to_owned();
    }
    if let Some(mark) = field.group_char.as_deref().filter(|m| !m.is_empty()) {
        plain = plain.replace(mark, "");
    }
    if let Some(mark) = field.decimal_char.as_deref().filter(|m| !m.is_empty() && *m != ".") {
        plain = plain.replace('.', "\u{0}").replace(mark, ".");
    }
    // Only digits, sign, point and exponent: `inf` and `NaN` are words, not figures.
    let written_plainly =
        !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
    let value = if written_plainly { plain.parse::<f64>().ok() } else { None };
    if let Some(value) = value.filter(|value| value.is_finite()) {
        return Ok(value);
    }
    let refused = |message: Text, help: Text, alone: Text| {
        Err(NotANumber { message, help, alone: Some(alone) })
    };
    let why = |message: Text, help: Text| Err(NotANumber { message, help, alone: None });
    let word = plain.trim_start_matches(['+', '-']).to_lowercase();
    if value.is_some() || ENDLESS.contains(&word.as_str()) {
        return why(
            text!("the number is too large or infinite"),
            text!(
                "write a number below 1.7e308, or leave the cell empty and say why it is missing"
            ),
        );
    }
    let tidy: String = text.chars().filter(|c| !GROUP_MARKS.contains(c)).collect();
    let pointed = tidy.replace(',', ".").replace('\u{2212}', "-");
    let readable = pointed.parse::<f64>().is_ok_and(f64::is_finite);
    let pointed = match field.decimal_char.as_deref().filter(|mark| !mark.is_empty()) {
        Some(mark) => pointed.replace('.', mark),
        None => pointed,
    };
    if readable && text.contains('\u{2212}') {
        return why(
            text!("the minus is a typographic sign"),
            text!("write `{pointed}` with a hyphen-minus", pointed),
        );
    }
    if readable && tidy != text {
        let blanks = match text.contains(NO_BREAK) {
            true => text!("the number has no-break blanks between its digits"),
            false => text!("the number has blanks between its digits"),
        };
        let help = text!("write `{pointed}`, or declare `groupChar` for the column", pointed);
        return refused(blanks, help, text!("write `{pointed}`", pointed));
    }
    if readable && text.contains(',') {
        let help =
            text!("write `{pointed}`, or declare `\"decimalChar\": \",\"` for the column", pointed);
        let message = text!("the number has a decimal comma");
        return refused(message, help, text!("write `{pointed}`", pointed));
    }
    why(
        text!("this is not a number"),
        text!("write a number, or leave the cell empty and say why it is missing"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(json: &str) -> Field {
        serde_json::from_str(json).expect("a field")
    }

    #[test]
    fn marks_are_read_when_declared_and_named_when_not() {
        let plain = field(r#"{"name":"v","type":"number"}"#);
        assert_eq!(parse("12.5", &plain), Ok(12.5));
        for (text, word) in [
            ("12,5", "decimal comma"),
            ("1\u{a0}234", "blanks"),
            ("1\u{2009}234,5", "blanks"),
            ("\u{2212}3", "minus"),
            ("about 5", "not a number"),
            ("NaN", "not a number"),
            ("inf", "too large or infinite"),
            ("-Infinity", "too large or infinite"),
            // The largest finite number of 64 bits is about 1.8e308.
            ("1e400", "too large or infinite"),
        ] {
            let why = parse(text, &plain).expect_err(text);
            assert!(why.message.contains(word), "{text}: {}", why.message);
        }
        let declared = field(r#"{"name":"v","type":"number","decimalChar":",","groupChar":" "}"#);
        assert_eq!(parse("1 234,5", &declared), Ok(1234.5));
        assert!(parse("1.234,5", &declared).is_err());
        let why = parse("1\u{a0}234,5", &declared).expect_err("another blank");
        assert!(why.help.contains("`1234,5`"), "{}", why.help);
    }
}
