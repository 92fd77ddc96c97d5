//! Marks of footnotes behind texts.

use crate::layout::period::parts;

/// Digits of a year.
pub(crate) const YEAR: usize = 4;

/// What marks a footnote at the end of a text: the text without it, and the marks.
pub(crate) fn unmarked(text: &str) -> (&str, Vec<String>) {
    const RAISED: &str = "¹²³⁴⁵⁶⁷⁸⁹⁰⁾⁽*†‡";
    let mut bare = text.trim_end();
    let mut marks = Vec::new();
    loop {
        let cut = bare.trim_end_matches(|c| RAISED.contains(c));
        if cut.len() < bare.len() && !cut.is_empty() {
            marks.insert(0, bare[cut.len()..].to_owned());
            bare = cut.trim_end();
            continue;
        }
        // `2020 1)`, `Total 2)`: a number and a bracket that was not opened.
        let Some(open) = bare.strip_suffix(')') else { break };
        let digits = open.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = &open[digits.len()..];
        let after_blank = digits.ends_with(char::is_whitespace);
        if (1..=2).contains(&number.len()) && after_blank && !digits.contains('(') {
            marks.insert(0, format!("{number})"));
            bare = digits.trim_end();
            // `2022 1), 2)`.
            bare = bare.strip_suffix(',').map_or(bare, str::trim_end);
            continue;
        }
        break;
    }
    (bare, marks)
}

/// [`unmarked`] of what may be a year with marks that no figure has.
pub(crate) fn unmarked_year(text: &str) -> (&str, Vec<String>) {
    let (mut bare, mut marks) = unmarked(text);
    // A raised mark is an ordinary one where a spreadsheet's text is taken without its form: `20231)`, of several
    // marks `20221, 2)`.
    let number = bare.strip_suffix(')');
    if number.is_some() || marks.first().is_some_and(|mark| mark.ends_with(')')) {
        let number = number.unwrap_or(bare);
        let digits = number.bytes().all(|b| b.is_ascii_digit());
        if digits && (5..=6).contains(&number.len()) {
            marks.insert(0, format!("{})", &number[YEAR..]));
            bare = &number[..YEAR];
        }
    }
    // `2023 (preliminary)`, `2023 p`.
    if let Some((year, word)) = bare.split_at_checked(YEAR)
        && year.bytes().all(|b| b.is_ascii_digit())
        && parts(bare).is_none()
    {
        let word = word.trim();
        let inner = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
        let letters = |text: &str| text.chars().all(|c| c.is_alphabetic() || ". ".contains(c));
        if inner.map_or(word.chars().count() == 1, |inner| !inner.is_empty())
            && letters(inner.unwrap_or(word))
        {
            marks.insert(0, word.to_owned());
            bare = year;
        }
    }
    (bare, marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_footnotes_are_parted_from_texts() {
        assert_eq!(unmarked("2023*"), ("2023", vec!["*".to_owned()]));
        assert_eq!(unmarked("2023 1)"), ("2023", vec!["1)".to_owned()]));
        assert_eq!(unmarked("2020¹⁾"), ("2020", vec!["¹⁾".to_owned()]));
        for whole in ["Total (aged 15)", "19500", "1 000"] {
            assert_eq!(unmarked(whole), (whole, Vec::new()));
        }
        assert_eq!(unmarked("19500*"), ("19500", vec!["*".to_owned()]));
    }

    #[test]
    fn marks_of_years_are_parted_from_them() {
        assert_eq!(unmarked_year("20231)"), ("2023", vec!["1)".to_owned()]));
        assert_eq!(unmarked_year("2023\n1)"), ("2023", vec!["1)".to_owned()]));
        assert_eq!(unmarked_year("20221, 2)"), ("2022", vec!["1)".to_owned(), "2)".to_owned()]));
        assert_eq!(unmarked_year("2023 (предв.)"), ("2023", vec!["(предв.)".to_owned()]));
        assert_eq!(unmarked_year("2023 р"), ("2023", vec!["р".to_owned()]));
        for whole in ["Total (aged 15)", "2023 г.", "2023 г", "2023", "45292", "2023-01", "1 000"]
        {
            assert_eq!(unmarked_year(whole), (whole, Vec::new()));
        }
    }
}
