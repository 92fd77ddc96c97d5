//! Result tables as columns, ready for any tabular format.

use crate::Text;
use crate::text;
use std::borrow::Cow;
use thiserror::Error;

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Text; codes are text.
    Text(Vec<String>),
    /// Text that a row may be without, such as the region of a national figure.
    OptionalText(Vec<Option<String>>),
    /// True or false.
    Flag(Vec<Option<bool>>),
    /// Whole numbers, such as years.
    Integer(Vec<Option<i64>>),
    /// Numbers.
    Number(Vec<Option<f64>>),
}

impl Column {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Column::Text(v) => v.len(),
            Column::OptionalText(v) => v.len(),
            Column::Flag(v) => v.len(),
            Column::Integer(v) => v.len(),
            Column::Number(v) => v.len(),
        }
    }

    /// The text of a row in a column of texts; none where the row has none.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Column::Text(v) => v.get(row).map(String::as_str),
            Column::OptionalText(v) => v.get(row)?.as_deref(),
            Column::Flag(v) => v.get(row).copied().flatten().map(flag),
            Column::Integer(_) | Column::Number(_) => None,
        }
    }

    /// Whether it holds texts or flags, which stand at the left of a printed column.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self, Column::Text(_) | Column::OptionalText(_) | Column::Flag(_))
    }

    /// The first rows alone.
    pub fn truncate(&mut self, rows: usize) {
        match self {
            Column::Text(v) => v.truncate(rows),
            Column::OptionalText(v) => v.truncate(rows),
            Column::Flag(v) => v.truncate(rows),
            Column::Integer(v) => v.truncate(rows),
            Column::Number(v) => v.truncate(rows),
        }
    }

    /// A value as CSV shows it.
    fn cell(&self, row: usize) -> String {
        match self {
            Column::Text(_) | Column::OptionalText(_) | Column::Flag(_) => {
                self.text(row).map_or(String::new(), |text| guarded(text).into_owned())
            }
            Column::Integer(v) => {
                v.get(row).copied().flatten().map(|v| v.to_string()).unwrap_or_default()
            }
            Column::Number(v) => v.get(row).copied().flatten().map(plain).unwrap_or_default(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A flag as tables write it.
fn flag(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// A named table of columns of equal length.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultTable {
    /// File name without ending.
    pub name: String,
    /// Column names with their values, in order.
    pub columns: Vec<(String, Column)>,
}

/// A table that can't be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct TableError {
    /// Name of the table.
    pub table: String,
    /// Why.
    pub why: Text,
}

impl TableError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        text!("table `{table}` can't be written: {why}", table = self.table, why = self.why)
    }
}

crate::worded!(TableError);

/// Characters with which a spreadsheet would take a text for a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// Characters that part cells where a spreadsheet is set to take them so, as the semicolon is in
/// many countries, and ends of lines: quotes do not hold a cell together that was parted at another
/// character. Commas are not among them: a text that has one is quoted, which those who part at
/// commas keep to.
const PARTING: [char; 5] = [';', '\t', '|', '\n', '\r'];
/// What says "text follows" to a spreadsheet.
const GUARD: char = '\'';

/// Whether what begins here would be taken for a formula: blanks, quotes and guards before it do not
/// hinder that.
fn begins_formula(text: &str) -> bool {
    let passed =
        |c: char| c == GUARD || c == '"' || (c.is_whitespace() && !FORMULA_STARTS.contains(&c));
    text.trim_start_matches(passed).starts_with(FORMULA_STARTS)
}

/// Whether a text is a plain number, as a code or a period below zero, guards before it aside: no
/// spreadsheet takes it for a formula.
fn is_number(text: &str) -> bool {
    let text = text.trim_start_matches(GUARD).trim_matches(' ');
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.parse::<f64>().is_ok()
}

/// Places in a text at which a spreadsheet might begin to read a formula: its beginning, and those
/// behind what might part it.
fn formulas(text: &str) -> impl Iterator<Item = usize> {
    let behind = text.char_indices().filter(|(_, c)| PARTING.contains(c)).map(|(at, _)| at + 1);
    let first = (!is_number(text)).then_some(0);
    first.into_iter().chain(behind).filter(|at| text.get(*at..).is_some_and(begins_formula))
}

/// A text as CSV holds it: with an apostrophe before whatever a spreadsheet might take for a formula,
/// at its beginning or where another separator would part it. [`unguarded`] gives the text back.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut done = 0;
    for at in formulas(text) {
        shown.push_str(text.get(done..at).unwrap_or_default());
        shown.push(GUARD);
        done = at;
    }
    if shown.is_empty() {
        return Cow::Borrowed(text);
    }
    shown.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(shown)
}

/// The text that [`guarded`] made this of; any other as it is.
#[must_use]
pub fn unguarded(text: &str) -> Cow<'_, str> {
    let mut bare = String::new();
    let mut done = 0;
    // A guard before a formula is passed over when formulas are looked for, so that one more or less
    // of it moves none of the places.
    for at in formulas(text).filter(|at| text.get(*at..).is_some_and(|t| t.starts_with(GUARD))) {
        bare.push_str(text.get(done..at).unwrap_or_default());
        done = at + GUARD.len_utf8();
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    bare.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(bare)
}

/// Sizes written without an exponent.
const ORDINARY: std::ops::Range<f64> = 1e-5..1e16;

/// The shortest text that is read as the same number: in digits, or with an exponent where there
/// would be long rows of zeros.
fn plain(value: f64) -> String {
    if value == 0.0 || !value.is_finite() || ORDINARY.contains(&value.abs()) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

impl ResultTable {
    /// The table as CSV: UTF-8, comma, line feed, an empty cell where there is no number; the
    /// names of the columns first when `header`. Numbers below 1e-5 and from 1e16 on have an
    /// exponent. Texts are [`guarded`], names of columns too.
    ///
    /// # Errors
    /// When the columns differ in length, or a number is not finite.
    pub fn csv(&self, header: bool) -> Result<Vec<u8>, TableError> {
        let failed = |why: Text| TableError { table: self.name.clone(), why };
        let mut writer = csv::Writer::from_writer(Vec::new());
        if header {
            let names = self.columns.iter().map(|(name, _)| guarded(name).into_owned());
            writer.write_record(names).map_err(|e| failed(e.to_string().into()))?;
        }
        let rows = self.columns.first().map_or(0, |(_, column)| column.len());
        if self.columns.iter().any(|(_, column)| column.len() != rows) {
            return Err(failed(text!("its columns differ in length")));
        }
        self.finite()?;
        for row in 0..rows {
            let record = self.columns.iter().map(|(_, column)| column.cell(row));
            writer.write_record(record).map_err(|e| failed(e.to_string().into()))?;
        }
        writer.into_inner().map_err(|e| failed(e.to_string().into()))
    }

    /// That every number has an end: what is none is no result.
    ///
    /// # Errors
    /// With the column of the first that has not.
    pub fn finite(&self) -> Result<(), TableError> {
        for (name, column) in &self.columns {
            let Column::Number(values) = column else { continue };
            if let Some(row) = values.iter().position(|v| v.is_some_and(|v| !v.is_finite())) {
                let why = text!("`{name}` is not finite in row {row}", name, row = row + 1);
                return Err(TableError { table: self.name.clone(), why });
            }
        }
        Ok(())
    }

    /// Adds the rows of a table with the same columns; others are left out.
    pub fn append(&mut self, other: ResultTable) {
        for ((_, column), (_, more)) in self.columns.iter_mut().zip(other.columns) {
            match (column, more) {
                (Column::Text(all), Column::Text(more)) => all.extend(more),
                (Column::OptionalText(all), Column::OptionalText(more)) => all.extend(more),
                (Column::Flag(all), Column::Flag(more)) => all.extend(more),
                (Column::Integer(all), Column::Integer(more)) => all.extend(more),
                (Column::Number(all), Column::Number(more)) => all.extend(more),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(column: Column) -> String {
        let table = ResultTable { name: "t".to_owned(), columns: vec![("c".to_owned(), column)] };
        String::from_utf8(table.csv(false).expect("one column")).expect("text")
    }

    #[test]
    fn a_formula_is_marked_and_a_number_is_not() {
        for text in
            ["=1+1", "+x", "@y", "-1-1", "-", "+", "-.e", "-1e5", "--1", " =1", "'=1", "'=''"]
        {
            assert_eq!(csv(Column::Text(vec![text.to_owned()])), format!("'{text}\n"));
        }
        for text in ["-2", "+7.5", "01", "KZ-75", "2024-07", "a = b", "'quoted'", "a; b", "'-2"] {
            assert_eq!(csv(Column::Text(vec![text.to_owned()])), format!("{text}\n"));
        }
    }

    /// What a row is without is an empty cell, and never a word that a reader could take for one.
    #[test]
    fn absent_texts_and_flags_are_empty_cells() {
        let codes = Column::OptionalText(vec![Some("A".to_owned()), None, Some("=1".to_owned())]);
        assert_eq!(csv(codes), "A\n\"\"\n'=1\n");
        assert_eq!(csv(Column::Flag(vec![Some(true), Some(false), None])), "true\nfalse\n\"\"\n");
    }

    /// As a spreadsheet set to another separator reads a line: cells end there, and a quote that does
    /// not begin a cell is a character like others.
    #[test]
    fn no_separator_lets_a_formula_begin_a_cell() {
        for text in ["a;=1+1", "a; =1+1", "a|@x", "a\t+1", "a\n=1", "a;\"=1+1", "b;'=1", "a;-5"] {
            let line = csv(Column::Text(vec!["first".to_owned(), text.to_owned()]));
            for separator in [';', '|', '\t', '\n'] {
                for cell in line.split(separator) {
                    let start = cell.trim_start_matches([' ', '"']).chars().next();
                    assert!(!start.is_some_and(|c| "=+-@".contains(c)), "{text:?}: {cell:?}");
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn a_guarded_text_is_read_back_as_it_was(text in "[-=+@'\"; \t\r\n|a1.,]{0,12}") {
            let written = guarded(&text);
            proptest::prop_assert_eq!(unguarded(&written), text.as_str());
        }

        #[test]
        fn any_text_is_read_back_as_it_was(text in ".*") {
            let written = guarded(&text);
            proptest::prop_assert_eq!(unguarded(&written), text.as_str());
        }
    }

    /// Texts by the rule: digits from 1e-5 up to 1e16, an exponent outside, and always a text that
    /// is read as the same number.
    #[test]
    fn numbers_are_short_and_are_read_as_the_same() {
        for (value, text) in [
            (0.0, "0"),
            (-1.5, "-1.5"),
            (1e-5, "0.00001"),
            (9.5e-6, "9.5e-6"),
            (1e15, "1000000000000000"),
            (1e16, "1e16"),
            (-1e300, "-1e300"),
            (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
        ] {
            let written = csv(Column::Number(vec![Some(value)]));
            assert_eq!(written.trim_end(), text);
            assert_eq!(text.parse(), Ok(value));
        }
    }
}
