//! Result tables as columns, ready for any tabular format.

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
