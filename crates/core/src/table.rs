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
                Some(text) if text.starts_with(FORMULA_STARTS) => format!("'{text}"),
                Some(text) => text.clone(),
                None => String::new(),
            },
            Column::Integer(v) => {
                v.get(row).copied().flatten().map(|v| v.to_string()).unwrap_or_default()
            }
            Column::Number(v) => {
                v.get(row).copied().flatten().map(|v| v.to_string()).unwrap_or_default()
            }
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
const FORMULA_STARTS: [char; 5] = ['=', '+', '-', '@', '\t'];

impl ResultTable {
    /// The table as CSV: UTF-8, comma, line feed, an empty cell where there is no number; the
    /// names of the columns first when `header`. A text that begins like a formula gets an
    /// apostrophe, which spreadsheets read as "text follows".
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
