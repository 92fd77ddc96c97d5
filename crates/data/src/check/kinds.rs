//! Texts of cells by the types of Table Schema.

use crate::package::descriptor::Field;
use crate::package::number::{self, NotANumber};
use crate::timeseries::period::last_day;
use std::cmp::Ordering;
use suranys_core::{Text, text};

/// What a text is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Typed {
    /// A text that is compared with none.
    Text,
    Number(f64),
    /// Year, month, day, hour, minute, second.
    Moment([i64; 6]),
}

impl Typed {
    /// Which of two is greater; none where they are not alike.
    pub(super) fn order(&self, other: &Typed) -> Option<Ordering> {
        match (self, other) {
            (Typed::Number(one), Typed::Number(other)) => one.partial_cmp(other),
            (Typed::Moment(one), Typed::Moment(other)) => Some(one.cmp(other)),
            _ => None,
        }
    }
}

/// Types whose cells are read.
pub(super) const READ: Text = text!(
    "string, integer, number, year, boolean, any, or date, time, datetime and yearmonth by %Y, %m, %d, %H, %M and %S"
);

/// Whether cells of such a column are read.
pub(super) fn is_read(field: &Field) -> bool {
    let plain = ["string", "number", "integer", "year", "boolean", "any"];
    plain.contains(&field.kind.as_str())
        || forms(field).is_some_and(|forms| forms.iter().all(|form| pattern(form).is_some()))
}

/// A text as its column declares it.
///
/// # Errors
/// With why it is none.
pub(super) fn typed(text: &str, field: &Field) -> Result<Typed, NotANumber> {
    let wrong = |message: Text, help: Text| Err(NotANumber { message, help, alone: None });
    match field.kind.as_str() {
        "number" => number::parse(text, field).map(Typed::Number),
        "integer" | "year" => match whole(text, field) {
            Ok(number) => Ok(Typed::Number(number as f64)),
            Err(_) => {
                let why = number::parse(text, field).err();
                let message = why.map_or(text!("this is not a whole number"), |e| e.message);
                wrong(message, text!("write a whole number"))
            }
        },
        "boolean" if truths(field).iter().any(|word| word == text) => Ok(Typed::Text),
        "boolean" => wrong(
            text!("this is neither yes nor no"),
            text!("write one of: {truths}", truths = truths(field).join(", ")),
        ),
        "date" | "time" | "datetime" | "yearmonth" => {
            let forms = forms(field).unwrap_or_default();
            match forms.iter().find_map(|form| moment(text, &pattern(form)?)) {
                Some(moment) => Ok(Typed::Moment(moment)),
                None => {
                    let form = forms.first().copied().unwrap_or_default();
                    match field.kind.as_str() {
                        "time" => wrong(
                            text!("there is no such time"),
                            text!(
                                "write a time that there is, as the column declares it (`{form}`)",
                                form
                            ),
                        ),
                        _ => wrong(
                            text!("there is no such day"),
                            text!(
                                "write a day that there is, as the column declares it (`{form}`)",
                                form
                            ),
                        ),
                    }
                }
            }
        }
        _ => Ok(Typed::Text),
    }
}

/// A whole number, without the declared marks between thousands.
fn whole(text: &str, field: &Field) -> Result<i64, std::num::ParseIntError> {
    let text = match field.bare_number {
        Some(false) => text.trim_matches(|c: char| !c.is_ascii_digit() && !"+-.,".contains(c)),
        _ => text,
    };
    match field.group_char.as_deref().filter(|mark| !mark.is_empty()) {
        Some(mark) => text.replace(mark, "").parse(),
        None => text.parse(),
    }
}

/// Words for yes and no, as Table Schema has them where a column does not.
fn truths(field: &Field) -> Vec<String> {
    let or = |own: &Option<Vec<String>>, usual: [&str; 4]| match own {
        Some(own) => own.clone(),
        None => usual.map(str::to_owned).to_vec(),
    };
    let yes = or(&field.true_values, ["true", "True", "TRUE", "1"]);
    [yes, or(&field.false_values, ["false", "False", "FALSE", "0"])].concat()
}

/// The forms that moments of a column may have; none of a column of something else.
fn forms(field: &Field) -> Option<Vec<&str>> {
    let usual: &[&str] = match field.kind.as_str() {
        "date" => &["%Y-%m-%d"],
        "time" => &["%H:%M:%S"],
        "datetime" => &["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S"],
        "yearmonth" => &["%Y-%m"],
        _ => return None,
    };
    Some(match field.format.as_deref() {
        Some(own) if !matches!(own, "default" | "any") => vec![own],
        _ => usual.to_vec(),
    })
}

/// Directives of a form, in the order of the parts of a moment.
const DIRECTIVES: &str = "YmdHMS";

/// The parts of a form, in turn: the place of a part in a moment, or a mark. None of one with other parts.
fn pattern(form: &str) -> Option<Vec<Result<usize, char>>> {
    let mut parts = Vec::new();
    let mut chars = form.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => {
                let directive = chars.next()?;
                parts.push(Ok(DIRECTIVES.find(directive)?));
            }
            'T' | 'Z' => parts.push(Err(c)),
            c if c.is_alphanumeric() => return None,
            c => parts.push(Err(c)),
        }
    }
    let places: Vec<usize> = parts.iter().filter_map(|part| part.ok()).collect();
    let once = places.iter().all(|one| places.iter().filter(|other| *other == one).count() == 1);
    (once && !places.is_empty()).then_some(parts)
}

/// A moment of the calendar written by a pattern; what the pattern leaves out is the first there is.
fn moment(text: &str, pattern: &[Result<usize, char>]) -> Option<[i64; 6]> {
    let mut left = text;
    let mut found = [1, 1, 1, 0, 0, 0];
    for part in pattern {
        let place = match part {
            Ok(place) => *place,
            Err(mark) => {
                left = left.strip_prefix(*mark)?;
                continue;
            }
        };
        let length = if place == 0 { 4 } else { 2 };
        let digits = left.get(..length).filter(|t| t.bytes().all(|b| b.is_ascii_digit()))?;
        *found.get_mut(place)? = digits.parse().ok()?;
        left = left.get(length..)?;
    }
    let [year, month, day, hour, minute, second] = found;
    let sound = left.is_empty()
        && (1..=12).contains(&month)
        && (1..=last_day(year * 12 + month - 1)).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        // A leap second is the sixty-first.
        && (0..=60).contains(&second);
    sound.then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str, text: &str) -> Option<Typed> {
        let field: Field = serde_json::from_str(json).expect("a field");
        assert!(is_read(&field), "{json}");
        typed(text, &field).ok()
    }

    /// Table Schema's types and their default forms.
    #[test]
    fn moments_are_read_by_their_forms() {
        let moment = |parts| Some(Typed::Moment(parts));
        let date = r#"{"name":"d","type":"date","format":"%d/%m/%Y"}"#;
        assert_eq!(of(date, "29/02/2024"), moment([2024, 2, 29, 0, 0, 0]));
        assert_eq!(of(date, "29/02/2023"), None);
        assert_eq!(of(r#"{"name":"t","type":"time"}"#, "23:59:60"), moment([1, 1, 1, 23, 59, 60]));
        assert_eq!(of(r#"{"name":"t","type":"time"}"#, "24:00:00"), None);
        let stamp = r#"{"name":"t","type":"datetime"}"#;
        assert_eq!(of(stamp, "2024-07-01T12:30:00Z"), moment([2024, 7, 1, 12, 30, 0]));
        assert_eq!(of(stamp, "2024-07-01T12:30:00"), of(stamp, "2024-07-01T12:30:00Z"));
        let month = r#"{"name":"m","type":"yearmonth"}"#;
        assert_eq!(of(month, "2024-12"), moment([2024, 12, 1, 0, 0, 0]));
        assert_eq!(of(month, "2024-13"), None);
        assert_eq!(of(r#"{"name":"x","type":"any"}"#, "whatever"), Some(Typed::Text));
    }

    #[test]
    fn what_is_not_read_is_known() {
        for json in [
            r#"{"name":"d","type":"date","format":"%d %B %Y"}"#,
            r#"{"name":"d","type":"date","format":"DD.MM.YYYY"}"#,
            r#"{"name":"d","type":"duration"}"#,
            r#"{"name":"d","type":"geopoint"}"#,
        ] {
            let field: Field = serde_json::from_str(json).expect("a field");
            assert!(!is_read(&field), "{json}");
        }
    }
}
