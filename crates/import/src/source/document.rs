//! Records of JSON: objects, whose members are named by paths such as `salary.from`.

use crate::cell::Cell;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::Cell as Counter;
use std::fmt;
use std::io::{Error, Read};
use std::rc::Rc;

/// Bytes that one record of a document may have.
const LONGEST: u64 = 1 << 20;

/// The cell of an object at a path. Lists and objects say nothing by themselves.
pub(crate) fn cell<'v>(object: &'v Value, path: &str) -> Cell<'v> {
    // A name with a point in it comes before a path.
    let found =
        object.get(path).or_else(|| path.split('.').try_fold(object, |at, key| at.get(key)));
    match found {
        None | Some(Value::Null | Value::Array(_) | Value::Object(_)) => Cell::Empty,
        Some(Value::Bool(flag)) => Cell::Flag(*flag),
        Some(Value::String(text)) => Cell::of_text(text),
        Some(Value::Number(number)) => match number.as_i64() {
            Some(whole) => Cell::Whole(whole),
            None => number.as_f64().map_or(Cell::Empty, Cell::Number),
        },
    }
}

/// Paths of the members of an object that are cells.
pub(crate) fn paths(object: &Value, before: &str, into: &mut Vec<String>) {
    let Some(members) = object.as_object() else { return };
    for (key, value) in members {
        let path = if before.is_empty() { key.clone() } else { format!("{before}.{key}") };
        match value {
            Value::Object(_) => paths(value, &path, into),
            _ if !into.contains(&path) => into.push(path),
            _ => {}
        }
    }
}

/// Reads the records of a document one by one: those of its list, or of the list at a path. `each` gets the
/// number of a record, the first being 1, and says whether to go on.
///
/// # Errors
/// When the document is none, or has no such list.
pub(crate) fn records(
    reader: impl Read,
    items: Option<&str>,
    each: &mut dyn FnMut(u64, Value) -> bool,
) -> Result<(), serde_json::Error> {
    let since = Rc::new(Counter::new(0));
    let bounded = Bounded { inner: reader, since: since.clone() };
    let mut deserializer = serde_json::Deserializer::from_reader(std::io::BufReader::new(bounded));
    let path: Vec<&str> = items.map(|path| path.split('.').collect()).unwrap_or_default();
    let mut number = 0;
    let mut found = false;
    let mut state = State { each, since: &since, number: &mut number, found: &mut found };
    Descent { path: &path, state: &mut state }.deserialize(&mut deserializer)?;
    if !found {
        return Err(serde_json::Error::custom("the document has no list of records there"));
    }
    deserializer.end()
}

/// Refuses a record without an end.
struct Bounded<R> {
    inner: R,
    since: Rc<Counter<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let read = self.inner.read(into)?;
        self.since.set(self.since.get() + read as u64);
        match self.since.get() > LONGEST + (64 << 10) {
            true => Err(Error::other("a record is longer than 1 MiB")),
            false => Ok(read),
        }
    }
}

struct State<'s> {
    each: &'s mut dyn FnMut(u64, Value) -> bool,
    since: &'s Counter<u64>,
    number: &'s mut u64,
    found: &'s mut bool,
}

/// Goes down a path, to the list of records.
struct Descent<'p, 's, 't> {
    path: &'p [&'p str],
    state: &'s mut State<'t>,
}

impl<'de> DeserializeSeed<'de> for Descent<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Descent<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.first() {
            Some(key) => write!(f, "an object with `{key}`"),
            None => f.write_str("a list of records"),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if !self.path.is_empty() {
            return Err(A::Error::custom("a list stands where the path to the records goes on"));
        }
        *self.state.found = true;
        while let Some(value) = list.next_element::<Value>()? {
            *self.state.number += 1;
            self.state.since.set(0);
            if !(self.state.each)(*self.state.number, value) {
                while list.next_element::<IgnoredAny>()?.is_some() {
                    self.state.since.set(0);
                }
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(key) = members.next_key::<String>()? {
            // Without a path, the first list there is.
            let (here, rest) = match self.path.split_first() {
                Some((first, rest)) => (key == *first, rest),
                None => (!*self.state.found, self.path),
            };
            match here {
                true if self.path.is_empty() => {
                    members.next_value_seed(ListOrNot { state: self.state })?
                }
                true => members.next_value_seed(Descent { path: rest, state: self.state })?,
                false => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// A value that is the list of records if it is a list of objects, and passed over otherwise.
struct ListOrNot<'s, 't> {
    state: &'s mut State<'t>,
}

impl<'de> DeserializeSeed<'de> for ListOrNot<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ListOrNot<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        Descent { path: &[], state: self.state }.visit_seq(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, items: Option<&str>) -> Result<Vec<Value>, String> {
        let mut all = Vec::new();
        let mut each = |_, value| {
            all.push(value);
            true
        };
        records(text.as_bytes(), items, &mut each).map_err(|why| why.to_string())?;
        Ok(all)
    }

    #[test]
    fn records_are_found_where_they_are() {
        let page =
            r#"{"found": 2, "pages": {"n": 1}, "items": [{"id": 1}, {"id": 2}], "more": [3]}"#;
        assert_eq!(read(page, None).expect("read").len(), 2);
        assert_eq!(read(page, Some("items")).expect("read").len(), 2);
        assert_eq!(read(r#"{"a": {"b": [{"id": 1}]}}"#, Some("a.b")).expect("read").len(), 1);
        assert_eq!(read(r#"[{"id": 1}]"#, None).expect("read").len(), 1);
        assert!(read(page, Some("vacancies")).is_err());
        assert!(read("{\"items\": [{\"id\": 1}, {\"id\"", None).is_err());
    }

    #[test]
    fn cells_are_found_by_paths() {
        let value: Value = serde_json::from_str(
            r#"{"id": 7, "salary": {"from": 10.5, "gross": true}, "a.b": "x", "area": {"name": " y "}}"#,
        )
        .expect("JSON");
        assert_eq!(cell(&value, "id"), Cell::Whole(7));
        assert_eq!(cell(&value, "salary.from"), Cell::Number(10.5));
        assert_eq!(cell(&value, "salary.gross"), Cell::Flag(true));
        assert_eq!(cell(&value, "a.b"), Cell::Text("x"));
        assert_eq!(cell(&value, "area.name"), Cell::Text("y"));
        assert_eq!(cell(&value, "salary"), Cell::Empty);
        let mut all = Vec::new();
        paths(&value, "", &mut all);
        assert_eq!(all, ["id", "salary.from", "salary.gross", "a.b", "area.name"]);
    }

    #[test]
    fn a_record_without_an_end_is_refused() {
        let text = format!("[{{\"id\": \"{}\"}}]", "x".repeat(3 << 20));
        assert!(read(&text, None).expect_err("refused").contains("1 MiB"));
    }
}
