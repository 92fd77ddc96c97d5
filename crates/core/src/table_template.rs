//! What a form to type rows of a table into has: its columns, with what each may hold.

use crate::classification::Labels;

/// A form to type rows of a table of a data package into.
#[derive(Debug, Clone, PartialEq)]
pub struct TableTemplate {
    /// Name of the table.
    pub table: String,
    /// What the package calls it.
    pub title: String,
    /// What the package says of it.
    pub description: String,
    /// Languages of the package, that of its authors first.
    pub languages: Vec<String>,
    /// Its columns, in order.
    pub columns: Vec<TemplateColumn>,
    /// Rows that are begun: a text for each column, empty where it is to be filled in.
    pub rows: Vec<Vec<String>>,
}

/// A column of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateColumn {
    /// Name.
    pub name: String,
    /// Type of its cells, as Table Schema names it.
    pub kind: String,
    /// Unit of its numbers.
    pub unit: Option<String>,
    /// Whether it may not be empty.
    pub required: bool,
    /// Codes that it may hold, in the order of their classification; none where any text or number may stand.
    pub choices: Vec<TemplateChoice>,
}

/// A code that a column may hold.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateChoice {
    /// The code.
    pub code: String,
    /// What it stands for, by language.
    pub labels: Labels,
}
