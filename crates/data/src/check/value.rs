//! Types and constraints of cells.

use crate::check::kinds::{READ, Typed, is_read, typed};
use crate::check::looked::Looked;
use crate::package::assemble::a_year;
use crate::package::descriptor::Field;
use crate::package::open::{DESCRIPTOR, Package, Table};
use regex::Regex;
use serde_json::Value;
use std::cmp::Ordering;
use suranys_core::Year;
use suranys_core::diagnostic::nearest;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// What is wrong with a cell: message, what was allowed, help.
type Wrong = (Text, Text, Text);

/// Every cell against its column's declaration.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let mut checks = Vec::new();
        for field in &table.resource.schema.fields {
            if is_read(field) {
                checks.push(declared(table, field, &mut looked));
            } else {
                unread_type(table, field, &mut looked);
            }
        }
        for row in &table.rows {
            for check in &checks {
                looked.at += 1;
                let text = row.text(&check.field.name);
                if let Some((message, allowed, help)) = check.wrong(text) {
                    let at = table.span(row, &check.field.name);
                    looked.find(
                        Diagnostic::error("value", at, message)
                            .found(text)
                            .allowed(allowed)
                            .help(help),
                    );
                }
            }
        }
    }
    looked
}

fn unread_type(table: &Table, field: &Field, looked: &mut Looked) {
    looked.at += 1;
    let kind = match &field.format {
        Some(format) => format!("{}, {format}", field.kind),
        None => field.kind.clone(),
    };
    let message = text!(
        "the type `{kind}` of column `{name}` of `{table}` is not read",
        kind,
        name = field.name,
        table = table.resource.name
    );
    looked.find(
        Diagnostic::error("value", Span::file(DESCRIPTOR), message).found(kind).allowed(READ).help(
            text!("declare the column as one of these, a string where nothing is to be checked"),
        ),
    );
}

/// What a column's cells are held against, read once.
struct Check<'f> {
    field: &'f Field,
    /// Words allowed, as they are shown, where the column has a list of them.
    allowed: Vec<String>,
    pattern: Option<Regex>,
    /// Bounds with how a text compared with them must not be, and how they are shown.
    bounds: Vec<(Typed, &'static [Ordering])>,
    range: Text,
}

/// Bounds by what a text may not be to them.
const BELOW: &[Ordering] = &[Ordering::Less];
const ABOVE: &[Ordering] = &[Ordering::Greater];
const NOT_ABOVE: &[Ordering] = &[Ordering::Less, Ordering::Equal];
const NOT_BELOW: &[Ordering] = &[Ordering::Greater, Ordering::Equal];

/// Bytes that a pattern may become: one that repeats what repeats grows without end.
const PATTERN: usize = 1 << 20;

/// Reads what a column declares; what of it is not read is found, once.
fn declared<'f>(table: &Table, field: &'f Field, looked: &mut Looked) -> Check<'f> {
    let wanted = &field.constraints;
    let mut unread = |what: Text, found: &str, why: Text, help: Text| {
        looked.at += 1;
        let message = text!(
            "{what} of column `{name}` of `{table}` is not read: {why}",
            what,
            name = field.name,
            table = table.resource.name,
            why
        );
        let finding = Diagnostic::error("value", Span::file(DESCRIPTOR), message);
        looked.find(finding.found(found).allowed(text!("what Table Schema has")).help(help));
    };
    for name in wanted.others.keys() {
        let what = text!("the constraint `{name}`", name);
        unread(
            what,
            name,
            text!("it is not known"),
            text!("take it out; nothing is checked by it"),
        );
    }
    let pattern = wanted.pattern.as_deref().and_then(|text| {
        // The whole text is to satisfy it, as XML Schema has it.
        let whole = regex::RegexBuilder::new(&format!("^(?:{text})$")).size_limit(PATTERN).build();
        if whole.is_err() {
            let why = text!("it is no regular expression, or too large a one");
            unread(
                text!("the constraint `pattern`"),
                text,
                why,
                text!("write it without look-around and back-references"),
            );
        }
        whole.ok()
    });
    let mut bounds = Vec::new();
    let mut range = Vec::new();
    /// What a bound says.
    type Says = fn(&str) -> Text;
    let said: [(_, _, Says); 4] = [
        (&wanted.minimum, BELOW, |min| text!("from {min}", min)),
        (&wanted.exclusive_minimum, NOT_ABOVE, |min| text!("more than {min}", min)),
        (&wanted.maximum, ABOVE, |max| text!("up to {max}", max)),
        (&wanted.exclusive_maximum, NOT_BELOW, |max| text!("less than {max}", max)),
    ];
    for (value, not, words) in said {
        let Some(value) = value else { continue };
        let text = shown(value);
        let bound = match (value, field.kind.as_str()) {
            (Value::Number(number), "number" | "integer" | "year") => {
                number.as_f64().map(Typed::Number)
            }
            _ => typed(&text, field).ok().filter(|bound| *bound != Typed::Text),
        };
        match bound {
            Some(bound) => {
                bounds.push((bound, not));
                range.push(words(&text));
            }
            None => {
                let why =
                    text!("`{text}` is no {kind} that can be compared", text, kind = field.kind);
                unread(
                    text!("a bound"),
                    &text,
                    why,
                    text!("write the bound as the column's cells are written"),
                );
            }
        }
    }
    if let Some(format) =
        field.format.as_deref().filter(|f| field.kind == "string" && *f != "default")
    {
        looked.at += 1;
        let message = text!(
            "the format `{format}` of column `{name}` of `{table}` is not read: its texts are taken as they are",
            format,
            name = field.name,
            table = table.resource.name
        );
        looked.find(Diagnostic::note("value", Span::file(DESCRIPTOR), message).found(format));
    }
    let allowed = wanted.one_of.iter().flatten().map(shown).collect();
    Check { field, allowed, pattern, bounds, range: Text::listed(range) }
}

/// What a cell of a type holds.
fn kind_name(kind: &str) -> Text {
    match kind {
        "integer" => text!("a whole number"),
        "number" => text!("a number"),
        "year" => text!("a year"),
        "boolean" => text!("a boolean"),
        "date" => text!("a date"),
        "time" => text!("a time"),
        "datetime" => text!("a datetime"),
        "yearmonth" => text!("a yearmonth"),
        other => text!("a {kind}", kind = other),
    }
}

/// A value of a descriptor as a cell would have it.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Check<'_> {
    fn wrong(&self, text: &str) -> Option<Wrong> {
        let (field, name) = (self.field, &self.field.name);
        let wanted = &field.constraints;
        if text.is_empty() {
            let message = text!("column `{name}` may not be empty", name);
            return wanted.required.then(|| (message, text!("a value"), text!("fill the cell")));
        }
        let typed = match typed(text, field) {
            Ok(typed) => typed,
            Err(why) => {
                return Some((
                    text!("`{text}`: {why}", text, why = why.message),
                    kind_name(&field.kind),
                    why.help,
                ));
            }
        };
        if let Some(list) = &wanted.one_of {
            let allowed = &self.allowed;
            let same = |one: &Value| matches!(typed, Typed::Number(number) if one.as_f64() == Some(number));
            if !allowed.iter().any(|a| a == text) && !list.iter().any(same) {
                let near = nearest(text, allowed.iter().map(String::as_str));
                let help = near.map_or(text!("use one of the allowed words"), |near| {
                    text!("is `{near}` meant?", near)
                });
                return Some((
                    text!("`{text}` is not allowed in column `{name}`", text, name),
                    allowed.join(", ").into(),
                    help,
                ));
            }
        }
        if field.kind == "year" && Year::parse(text).is_none() {
            let message =
                text!("`{text}` is no year that column `{name}` can speak of", text, name);
            return Some((message, a_year(), text!("correct the year")));
        }
        let out = |(bound, not): &(Typed, &[Ordering])| {
            typed.order(bound).is_some_and(|order| not.contains(&order))
        };
        if self.bounds.iter().any(out) {
            return Some((
                text!("`{text}` is out of the range of column `{name}`", text, name),
                self.range.clone(),
                text!("correct the value, or its unit"),
            ));
        }
        let length = text.chars().count() as u64;
        let (min, max) = (wanted.min_length.unwrap_or(0), wanted.max_length.unwrap_or(u64::MAX));
        if !(min..=max).contains(&length) {
            let allowed = match wanted.max_length {
                Some(max) => text!("from {min} to {max} characters", min, max),
                None => text!("at least {min} characters", min),
            };
            let message = text!(
                "`{text}` has {length} characters, which column `{name}` does not allow",
                text,
                length,
                name
            );
            return Some((message, allowed, text!("correct the text")));
        }
        if let Some(pattern) = self.pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
            let shown = wanted.pattern.as_deref().unwrap_or(pattern.as_str());
            let message = text!("`{text}` is not of the form that column `{name}` has", text, name);
            return Some((message, shown.into(), text!("correct the text")));
        }
        None
    }
}
