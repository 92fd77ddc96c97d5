//! Places of values in the text of a JSON document, so that one is changed and all else stays as it is
//! written.

use serde::de::{DeserializeOwned, IgnoredAny};
use std::ops::Range;

/// Places of the members of the object at a place: key and value, in order; none where there is no object.
pub(crate) fn members(text: &str, at: usize) -> Option<Vec<(String, Range<usize>)>> {
    let mut at = after(text, at, '{')?;
    let mut found = Vec::new();
    while !is(text, at, '}') {
        let (key, end): (String, usize) = value(text, at)?;
        let begin = blanks(text, after(text, end, ':')?);
        let (IgnoredAny, end) = value(text, begin)?;
        found.push((key, begin..end));
        at = next(text, end)?;
    }
    Some(found)
}

/// Places of the elements of the list at a place; none where there is no list.
pub(crate) fn elements(text: &str, at: usize) -> Option<Vec<Range<usize>>> {
    let mut at = after(text, at, '[')?;
    let mut found = Vec::new();
    while !is(text, at, ']') {
        let begin = blanks(text, at);
        let (IgnoredAny, end) = value(text, begin)?;
        found.push(begin..end);
        at = next(text, end)?;
    }
    Some(found)
}

/// The value that begins at a place, and where it ends.
fn value<T: DeserializeOwned>(text: &str, at: usize) -> Option<(T, usize)> {
    let mut values = serde_json::Deserializer::from_str(text.get(at..)?).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, at + values.byte_offset()))
}

/// The first place from `at` on that is no blank.
fn blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len())
}

fn is(text: &str, at: usize, mark: char) -> bool {
    text.get(blanks(text, at)..).is_some_and(|rest| rest.starts_with(mark))
}

/// The place after a mark.
fn after(text: &str, at: usize, mark: char) -> Option<usize> {
    is(text, at, mark).then(|| blanks(text, at) + mark.len_utf8())
}

/// The place after a comma, or where it would stand before the end.
fn next(text: &str, at: usize) -> Option<usize> {
    match after(text, at, ',') {
        Some(place) => Some(place),
        None => (is(text, at, '}') || is(text, at, ']')).then_some(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_where_they_stand() {
        let text = " {\"a\" : [1, {\"b\":\"]}\"}],\n \"c\\\"\":-2.5e3 ,\"d\":{} }";
        let found = members(text, 0).expect("an object");
        let shown: Vec<(&str, &str)> =
            found.iter().map(|(key, place)| (key.as_str(), &text[place.clone()])).collect();
        assert_eq!(shown, [("a", "[1, {\"b\":\"]}\"}]"), ("c\"", "-2.5e3"), ("d", "{}")]);
        let list = elements(text, found[0].1.start).expect("a list");
        assert_eq!(&text[list[1].clone()], "{\"b\":\"]}\"}");
        assert_eq!(elements("[]", 0), Some(Vec::new()));
        assert_eq!(members("[]", 0), None);
    }
}
