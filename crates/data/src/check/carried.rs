//! Tables that are published later than employment, or not at all.

use crate::package::open::{BASE, DESCRIPTOR, Package, Table};
use crate::skeleton::{EXITS, NEEDED, known_tables};
use suranys_core::text;
use suranys_core::{Diagnostic, Span, Year};

/// Column of the year.
const YEAR: &str = "year";
/// Column that tables of other countries have.
const COUNTRY: &str = "country";

/// Which of the tables that a forecast reads end before the last year of employment, so that the
/// forecast carries them forward, and which optional ones are not there. Notes, since a forecast is
/// made all the same.
pub fn carried(package: &Package) -> Vec<Diagnostic> {
    let Some(base) = package.tables.get(BASE).and_then(last_year) else { return Vec::new() };
    let mut notes = Vec::new();
    for (name, group) in known_tables() {
        match package.tables.get(&name).filter(|table| !table.rows.is_empty()) {
            Some(_) if group == EXITS => {}
            Some(table) => notes.extend(late(&name, table, base)),
            None if group != NEEDED => {
                let message = text!("`{name}` is not in the package, or has no row", name);
                let note = Diagnostic::note("absent", Span::file(DESCRIPTOR), message);
                notes.push(
                    note.help(text!("what would rest on it is left out, or on an assumption")),
                );
            }
            None => {}
        }
    }
    notes.sort_by(|a, b| (&a.check, &a.span).cmp(&(&b.check, &b.span)));
    notes
}

fn late(name: &str, table: &Table, base: Year) -> Option<Diagnostic> {
    if table.field(COUNTRY).is_some() {
        return None;
    }
    let last = last_year(table).filter(|last| *last < base)?;
    let span = Span { column: Some(YEAR.to_owned()), ..Span::file(table.resource.path.as_str()) };
    let message =
        text!("`{name}` ends in {last} and is carried forward to {base}", name, last, base);
    let note = Diagnostic::note("carried-forward", span, message).found(last.to_string());
    Some(note.help(text!(
        "add the years when they are published; what rests on it is an estimate (I) until then"
    )))
}

/// The last year with a value.
fn last_year(table: &Table) -> Option<Year> {
    table.field(YEAR)?;
    let known = table.rows.iter().filter(|row| table.number(row, "value").is_some());
    known.filter_map(|row| Year::parse(row.text(YEAR))).max()
}
