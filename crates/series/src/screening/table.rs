//! Notes on a table of series as a whole: where they end, how they are named, how numbers are marked.

use crate::screening::names::{alike, shown};
use crate::screening::thousands::{has_three_decimals, is_thousandth};
use crate::tuning::screening as tuning;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// Series named of one note.
const NAMED: usize = 3;

/// The series of a table, looked at one after the other.
///
/// ```
/// use suranys_series::screening::{Columns, TableScreen};
///
/// let mut screen = TableScreen::default();
/// for (row, id) in [(4, "north"), (7, "south"), (10, "South")] {
///     screen.add(id, &[Some(1.0), Some(2.0), Some(3.0)], Some((2024, "2024".to_owned(), row)));
/// }
/// let notes = screen.notes("rates.csv", Columns { id: "id", time: "year", value: "rate" });
/// assert_eq!(notes.len(), 1, "two names differ by a capital: {notes:?}");
/// ```
#[derive(Debug, Default)]
pub struct TableScreen {
    /// Rows in which the series end, by name.
    names: BTreeMap<String, u64>,
    ends: BTreeMap<i64, End>,
    series: usize,
    values: usize,
    /// Values of up to three decimals, from 1 to 1000, and those of them that have all three.
    thousandths: usize,
    three: usize,
}

/// Series that end with a period.
#[derive(Debug)]
struct End {
    period: String,
    count: usize,
    first: Vec<(String, u64)>,
}

/// Columns of a table.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// Names of series.
    pub id: &'a str,
    /// Periods.
    pub time: &'a str,
    /// Values.
    pub value: &'a str,
}

impl TableScreen {
    /// Takes the next series: its name, values, and the count, text
    /// and row of its last period; nothing of a series without values.
    pub fn add(&mut self, id: &str, values: &[Option<f64>], last: Option<(i64, String, u64)>) {
        let Some((count, period, row)) = last else { return };
        self.series += 1;
        if self.names.len() < tuning::NAMES {
            self.names.insert(id.to_owned(), row);
        }
        let new = || End { period, count: 0, first: Vec::new() };
        let end = self.ends.entry(count).or_insert_with(new);
        end.count += 1;
        if end.first.len() < NAMED {
            end.first.push((id.to_owned(), row));
        }
        for value in values.iter().flatten() {
            self.values += 1;
            self.thousandths += usize::from(is_thousandth(*value));
            self.three += usize::from(has_three_decimals(*value));
        }
    }

    /// What looks wrong in the table of a file.
    #[must_use]
    pub fn notes(&self, file: &str, columns: Columns<'_>) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        self.ends(file, columns.time, &mut notes);
        self.names(file, columns.id, &mut notes);
        self.marks(file, columns.value, &mut notes);
        notes
    }

    /// Series that end before, or after, the others: those that end together where they are most, else
    /// the last ones.
    fn ends(&self, file: &str, column: &str, notes: &mut Vec<Diagnostic>) {
        let common = self.ends.iter().find(|(_, end)| 2 * end.count > self.series);
        let Some((at, end)) = common.or_else(|| self.ends.last_key_value()) else { return };
        let said = |ends: &[&End]| -> Option<(usize, Text, u64, String, String)> {
            let count = ends.iter().map(|end| end.count).sum();
            let mut named: Vec<(&str, &str, u64)> = Vec::new();
            for end in ends {
                named.extend(
                    end.first.iter().map(|(id, row)| (id.as_str(), end.period.as_str(), *row)),
                );
            }
            named.truncate(NAMED);
            let (id, period, row) = *named.first()?;
            let mut all: Vec<Text> = named
                .iter()
                .map(|(id, period, _)| text!("`{id}` with {period}", id, period))
                .collect();
            if count > NAMED {
                all.push("...".into());
            }
            Some((count, Text::listed(all), row, id.to_owned(), period.to_owned()))
        };
        let early: Vec<&End> = self.ends.range(..at).map(|(_, end)| end).collect();
        if let Some((count, named, row, id, period)) = said(&early) {
            let message = text!(
                "{count} of {all} series end before {end}: {named}; what is forecast of them begins there",
                count,
                all = self.series,
                end = end.period,
                named
            );
            let help = text!(
                "add the values since; `--end-from` leaves series out that are no longer published"
            );
            let note = Diagnostic::note("ends-early", Span::cell(file, row, column), message);
            notes.push(note.found(period.clone()).help(help).of_series(id).of_period(period));
        }
        let late: Vec<&End> = self.ends.range(at + 1..).map(|(_, end)| end).collect();
        if let Some((count, named, row, id, period)) = said(&late) {
            let message = text!(
                "{count} of {all} series end after {end}, with which most end: {named}",
                count,
                all = self.series,
                end = end.period,
                named
            );
            let help = text!("correct the period if it is mistyped");
            let note = Diagnostic::note("ends-late", Span::cell(file, row, column), message);
            notes.push(note.found(period.clone()).help(help).of_series(id).of_period(period));
        }
    }

    /// Names that may be two ways to write one.
    fn names(&self, file: &str, column: &str, notes: &mut Vec<Diagnostic>) {
        let names: BTreeSet<&str> = self.names.keys().map(String::as_str).collect();
        for (one, other, differ) in alike(&names) {
            let row = self.names.get(other).copied().unwrap_or_default();
            let message = text!(
                "`{other}` and `{one}` differ only {differ}: two names of one?",
                other = shown(other),
                one = shown(one),
                differ = differ.words()
            );
            let help = text!("write the name in one way, so that its rows make one series");
            let note = Diagnostic::note("names-alike", Span::cell(file, row, column), message);
            notes.push(note.found(other).help(help).of_series(other));
        }
    }

    /// Numbers all of which could be thousands.
    fn marks(&self, file: &str, column: &str, notes: &mut Vec<Diagnostic>) {
        let enough = self.values >= tuning::MIN_THREE_DECIMALS && self.thousandths == self.values;
        if enough && self.three as f64 >= tuning::MIN_THREE_SHARE * self.values as f64 {
            let message = text!(
                "every value has three decimals, so that its mark may be one of thousands: \
                           12.345 may mean 12345"
            );
            let help = text!(
                "write whole numbers without a mark; if they are decimals, nothing need be done"
            );
            let span = Span { column: Some(column.to_owned()), ..Span::file(file) };
            notes.push(Diagnostic::note("thousands-mark", span, message).help(help));
        }
    }
}
