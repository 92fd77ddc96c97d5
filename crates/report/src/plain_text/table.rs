//! Any table as text.

use crate::plain_text::number::short;
use suranys_core::table::{Column, ResultTable};

/// A table for people: columns side by side, those that are empty throughout left out.
#[must_use]
pub fn aligned(table: &ResultTable) -> String {
    let cell = |column: &Column, row: usize| match column {
        Column::Text(v) => v.get(row).cloned().unwrap_or_default(),
        Column::Integer(v) => {
            v.get(row).copied().flatten().map_or(String::new(), |v| v.to_string())
        }
        Column::Number(v) => v.get(row).copied().flatten().map_or(String::new(), short),
    };
    let rows = table.columns.first().map_or(0, |(_, column)| column.len());
    let mut lines = vec![String::new(); rows.saturating_add(1)];
    for (name, column) in &table.columns {
        let cells: Vec<String> = (0..rows).map(|row| cell(column, row)).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        let all = || std::iter::once(name).chain(&cells);
        let width = all().map(|text| text.chars().count()).max().unwrap_or(0);
        let left = matches!(column, Column::Text(_));
        for (line, text) in lines.iter_mut().zip(all()) {
            let padded =
                if left { format!("{text:<width$}  ") } else { format!("{text:>width$}  ") };
            line.push_str(&padded);
        }
    }
    if rows == 0 {
        return "no rows: this method gives none\n".to_owned();
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}
