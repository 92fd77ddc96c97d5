//! Any table as text.

use crate::document::table::{Kind, Table};
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::plain_text::number::short;
use suranys_core::display_text::visible;
use suranys_core::table::{Column, ResultTable};

/// A column as text.
struct TextColumn {
    head: String,
    cells: Vec<String>,
    left: bool,
}

/// Columns side by side, the heading first.
fn side_by_side(rows: usize, columns: impl IntoIterator<Item = TextColumn>) -> String {
    let mut lines = vec![String::new(); rows.saturating_add(1)];
    for TextColumn { head, cells, left } in columns {
        let all = || std::iter::once(&head).chain(&cells);
        let width = all().map(|text| text.chars().count()).max().unwrap_or(0);
        for (line, text) in lines.iter_mut().zip(all()) {
            let padded =
                if left { format!("{text:<width$}  ") } else { format!("{text:>width$}  ") };
            line.push_str(&padded);
        }
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// A table for people: columns side by side, those that are empty throughout left out.
#[must_use]
pub fn aligned(table: &ResultTable) -> String {
    let cell = |column: &Column, row: usize| match column {
        Column::Text(_) | Column::OptionalText(_) | Column::Flag(_) => {
            column.text(row).map_or(String::new(), |text| visible(text).into_owned())
        }
        Column::Integer(v) => {
            v.get(row).copied().flatten().map_or(String::new(), |v| v.to_string())
        }
        Column::Number(v) => v.get(row).copied().flatten().map_or(String::new(), short),
    };
    let rows = table.columns.first().map_or(0, |(_, column)| column.len());
    if rows == 0 {
        return "no rows: this method gives none\n".to_owned();
    }
    let columns = table.columns.iter().map(|(name, column)| TextColumn {
        head: name.clone(),
        cells: (0..rows).map(|row| cell(column, row)).collect(),
        left: column.is_text(),
    });
    side_by_side(rows, columns.filter(|column| !column.cells.iter().all(String::is_empty)))
}

/// A table of a document for people, without caption and foot.
///
/// # Errors
/// When a label is missing.
pub fn printed(table: &Table, labels: &LabelBook) -> Result<String, ReportError> {
    let mut columns = Vec::new();
    for (place, column) in table.columns.iter().enumerate() {
        let cells = table.rows.iter().filter_map(|row| row.get(place));
        let cells: Result<Vec<String>, ReportError> =
            cells.map(|cell| Ok(visible(&cell.text(labels)?).into_owned())).collect();
        let (head, left) = (column.head.clone(), column.kind == Kind::Words);
        columns.push(TextColumn { head, cells: cells?, left });
    }
    Ok(side_by_side(table.rows.len(), columns))
}
