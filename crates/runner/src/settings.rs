//! What scenario files set, and where two of them differ.

use crate::failure::Failure;
use std::path::Path;
use suranys_core::table::{Column, ResultTable};
use suranys_data::{Difference, Setting, read_resolved};

/// Every value of a scenario file and of what it extends, which is looked for next to it, then in the
/// folder `bases`.
///
/// # Errors
/// With the findings in the files.
pub fn settings(file: &Path, bases: &Path) -> Result<Vec<Setting>, Failure> {
    let (resolved, _) =
        read_resolved(&[file.to_path_buf()], Some(bases)).map_err(Failure::Findings)?;
    Ok(resolved.into_iter().flat_map(|one| one.settings).collect())
}

/// By what authority a value stands; empty where that is not asked.
#[must_use]
pub fn basis(setting: &Setting) -> &'static str {
    setting.basis.map_or("", |basis| basis.key())
}

/// Settings as rows.
#[must_use]
pub fn settings_table(settings: &[Setting]) -> ResultTable {
    let text = |get: &dyn Fn(&Setting) -> String| Column::Text(settings.iter().map(get).collect());
    let number =
        |get: &dyn Fn(&Setting) -> Option<f64>| Column::Number(settings.iter().map(get).collect());
    let columns = [
        ("key", text(&|s| s.key.clone())),
        ("value", number(&|s| s.value)),
        ("low", number(&|s| s.low)),
        ("high", number(&|s| s.high)),
        ("unit", text(&|s| s.unit.to_owned())),
        ("text", text(&|s| s.text.clone().unwrap_or_default())),
        ("basis", text(&|s| basis(s).to_owned())),
        ("source", text(&|s| s.source.clone())),
        ("file", text(&|s| s.file.clone())),
        ("line", Column::Integer(settings.iter().map(|s| i64::try_from(s.row).ok()).collect())),
    ];
    table("settings", columns)
}

fn table<const N: usize>(name: &str, columns: [(&str, Column); N]) -> ResultTable {
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).into();
    ResultTable { name: name.to_owned(), columns }
}

/// Differences of settings as rows.
#[must_use]
pub fn differences_table(found: &[Difference]) -> ResultTable {
    let text = |get: &dyn Fn(&Difference) -> String| Column::Text(found.iter().map(get).collect());
    let columns = [
        ("key", text(&|d| d.key.clone())),
        ("part", text(&|d| d.part.to_owned())),
        ("from", text(&|d| d.from.clone().unwrap_or_default())),
        ("to", text(&|d| d.to.clone().unwrap_or_default())),
        ("difference", Column::Number(found.iter().map(|d| d.difference).collect())),
        ("unit", text(&|d| d.unit.to_owned())),
    ];
    table("differences", columns)
}
