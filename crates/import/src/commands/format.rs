//! Small tables on stdout, in the format that is asked for.

use crate::failure::Failure;
use crate::tables::text;
use crate::terminal::print;
use clap::ValueEnum;
use serde_json::Value;
use suranys_core::table::guarded;

/// Formats of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for people.
    Table,
    /// Comma-separated values.
    Csv,
    /// JSON.
    Json,
}

/// A result in rows: names of columns, and cells that are texts, numbers or nothing.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    pub(crate) header: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// The text of a cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl Rows {
    /// As comma-separated values, in which no text is a formula.
    ///
    /// # Errors
    /// When they can't be written so.
    pub(crate) fn csv(&self) -> Result<String, Failure> {
        let header = self.header.iter().map(|name| (*name).to_owned()).collect();
        let guard = |value: &Value| match value {
            Value::String(text) => guarded(text).into_owned(),
            other => cell(other),
        };
        text(header, self.rows.iter().map(|row| row.iter().map(guard).collect()))
    }

    /// As an array of objects.
    pub(crate) fn json(&self) -> Value {
        let object = |row: &Vec<Value>| {
            let cells = self.header.iter().map(|name| (*name).to_owned()).zip(row.iter().cloned());
            Value::Object(cells.collect())
        };
        Value::Array(self.rows.iter().map(object).collect())
    }

    /// As columns for people: texts at the left, numbers at the right.
    pub(crate) fn table(&self) -> String {
        let mut lines: Vec<Vec<String>> =
            vec![self.header.iter().map(|name| name.replace('_', " ")).collect()];
        lines.extend(self.rows.iter().map(|row| {
            row.iter().map(|value| cell(value).replace(['\n', '\r', '\t'], " ")).collect()
        }));
        let width = |at: usize| {
            let lengths =
                lines.iter().filter_map(|line| line.get(at)).map(|text| text.chars().count());
            lengths.max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..self.header.len()).map(width).collect();
        let right = |at: usize| {
            let mut cells = self.rows.iter().filter_map(|row| row.get(at)).peekable();
            cells.peek().is_some() && cells.all(|value| value.is_number() || value.is_null())
        };
        let right: Vec<bool> = (0..self.header.len()).map(right).collect();
        let mut all = String::new();
        for line in &lines {
            let mut text = String::new();
            for ((cell, width), right) in line.iter().zip(&widths).zip(&right) {
                let blanks = " ".repeat(width.saturating_sub(cell.chars().count()));
                let (before, after) = if *right { (&*blanks, "") } else { ("", &*blanks) };
                text.push_str(&format!("{before}{cell}{after}  "));
            }
            all.push_str(text.trim_end());
            all.push('\n');
        }
        all
    }

    /// Prints it.
    ///
    /// # Errors
    /// When it can't be written in the format.
    pub(crate) fn show(&self, format: Format) -> Result<(), Failure> {
        match format {
            Format::Table => print(&self.table()),
            Format::Csv => print(&self.csv()?),
            Format::Json => show_json(&self.json())?,
        }
        Ok(())
    }
}

/// Prints a document.
///
/// # Errors
/// When it can't be written as JSON.
pub(crate) fn show_json(value: &Value) -> Result<(), Failure> {
    let text =
        serde_json::to_string_pretty(value).map_err(|why| Failure::CouldNotRun(why.to_string()))?;
    print(&format!("{text}\n"));
    Ok(())
}

/// A share to four digits; nothing where it is not known.
pub(crate) fn share(share: Option<f64>) -> Value {
    share.map_or(Value::Null, |share| ((share * 1e4).round() / 1e4).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand.
    #[test]
    fn texts_stand_left_numbers_right_and_no_text_is_a_formula() {
        let rows = Rows {
            header: vec!["title", "share"],
            rows: vec![vec!["=1+1".into(), share(Some(0.5))], vec!["a\nb".into(), share(None)]],
        };
        assert_eq!(rows.table(), "title  share\n=1+1     0.5\na b\n");
        assert_eq!(rows.csv().expect("made"), "title,share\n'=1+1,0.5\n\"a\nb\",\n");
        assert_eq!(rows.json()[1]["share"], Value::Null);
    }
}
