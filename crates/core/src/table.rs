//! Result tables as columns, ready for any tabular format.

use thiserror::Error;

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Text; codes are text.
    Text(Vec<String>),
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
            Column::Integer(v) => v.len(),
            Column::Number(v) => v.len(),
        }
    }

    /// A value as CSV shows it.
    fn cell(&self, row: usize) -> String {
        match self {
            Column::Text(v) => match v.get(row) {
                Some(text) if is_like_formula(text) => format!("'{text}"),
                Some(text) => text.clone(),
                None => String::new(),
            },
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
#[error("table `{table}` can't be written: {why}")]
pub struct TableError {
    /// Name of the table.
    pub table: String,
    /// Why.
    pub why: String,
}

/// Characters with which a spreadsheet would take a text for a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether a spreadsheet might take a text for a formula; a plain number, as a code or a period
/// below zero, it does not.
fn is_like_formula(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.parse::<f64>().is_ok();
    text.starts_with(FORMULA_STARTS) && !is_number
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
    /// exponent. A text that begins like a formula and is no plain number gets an apostrophe, which
    /// spreadsheets read as "text follows".
    ///
    /// # Errors
    /// When the columns differ in length.
    pub fn csv(&self, header: bool) -> Result<Vec<u8>, TableError> {
        let failed = |why: String| TableError { table: self.name.clone(), why };
        let mut writer = csv::Writer::from_writer(Vec::new());
        if header {
            let names = self.columns.iter().map(|(name, _)| name);
            writer.write_record(names).map_err(|e| failed(e.to_string()))?;
        }
        let rows = self.columns.first().map_or(0, |(_, column)| column.len());
        if self.columns.iter().any(|(_, column)| column.len() != rows) {
            return Err(failed("its columns differ in length".to_owned()));
        }
        for row in 0..rows {
            let record = self.columns.iter().map(|(_, column)| column.cell(row));
            writer.write_record(record).map_err(|e| failed(e.to_string()))?;
        }
        writer.into_inner().map_err(|e| failed(e.to_string()))
    }

    /// Adds the rows of a table with the same columns; others are left out.
    pub fn append(&mut self, other: ResultTable) {
        for ((_, column), (_, more)) in self.columns.iter_mut().zip(other.columns) {
            match (column, more) {
                (Column::Text(all), Column::Text(more)) => all.extend(more),
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
        for text in ["=1+1", "+x", "@y", "-1-1", "-", "+", "-.e", "-1e5", "--1"] {
            assert_eq!(csv(Column::Text(vec![text.to_owned()])), format!("'{text}\n"));
        }
        for text in ["-2", "+7.5", "01", "KZ-75", "2024-07"] {
            assert_eq!(csv(Column::Text(vec![text.to_owned()])), format!("{text}\n"));
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
