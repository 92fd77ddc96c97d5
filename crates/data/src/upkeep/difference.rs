//! What differs between two packages, cell by cell.

use crate::check::sum::group_name;
use crate::package::open::{CannotRun, Package, Row, Table};
use crate::upkeep::error::UpkeepError;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use strum::IntoStaticStr;
use suranys_core::Severity;
use suranys_core::text;

/// What became of a cell or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Change {
    /// A cell has another text.
    Changed,
    /// A row is new.
    Added,
    /// A row is gone.
    Removed,
}

impl Change {
    /// The word for it in tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// A cell that differs, of a row that stays, or a filled cell of a row that is added or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// Name of the table.
    pub table: String,
    /// Key of the row: `name=value` for each column of it, parted by semicolons.
    pub key: String,
    /// What became of the row or cell.
    pub change: Change,
    /// Name of the column.
    pub column: String,
    /// Its text before; none where the row was not there.
    pub before: Option<String>,
    /// Its text after; none where the row is gone.
    pub after: Option<String>,
}

/// What differs between the tables of two packages: by table in the order of names, by row in the order of
/// the old and then the added ones.
///
/// # Errors
/// When one of them has no readable descriptor, or a table of it can't be read.
pub fn package_differences(old: &Path, new: &Path) -> Result<Vec<CellChange>, UpkeepError> {
    Ok(differences(&read(old)?, &read(new)?))
}

/// A package all of whose tables can be read.
fn read(folder: &Path) -> Result<Package, UpkeepError> {
    let package = Package::open(folder)?;
    if package.tables.len() == package.descriptor.resources.len() {
        return Ok(package);
    }
    let mut found = crate::check::run(&package).diagnostics;
    found.retain(|one| one.severity == Severity::Error);
    match found.is_empty() {
        true => Err(CannotRun::NoPackage {
            path: folder.display().to_string(),
            why: text!("not all of its tables can be read"),
        }
        .into()),
        false => Err(UpkeepError::Findings(found)),
    }
}

/// [`package_differences`] of packages that are read.
pub(crate) fn differences(old: &Package, new: &Package) -> Vec<CellChange> {
    let names: BTreeSet<&String> = old.tables.keys().chain(new.tables.keys()).collect();
    let tables = names.into_iter().map(|name| (old.tables.get(name), new.tables.get(name)));
    tables.flat_map(|(old, new)| of_table(old, new)).collect()
}

/// The rows of a table by their keys, and which of those with the same key each is.
pub(crate) type Keyed<'a> = BTreeMap<(Vec<&'a str>, usize), &'a Row>;

/// Columns that name a row: the key that the table declares, all columns where it declares none.
pub(crate) fn key_of(table: &Table) -> Vec<String> {
    match table.resource.schema.primary_key.list() {
        [] => columns(table),
        key => key.to_vec(),
    }
}

fn columns(table: &Table) -> Vec<String> {
    table.resource.schema.fields.iter().map(|field| field.name.clone()).collect()
}

pub(crate) fn keyed<'a>(
    table: &'a Table,
    key: &[String],
) -> (Keyed<'a>, Vec<(Vec<&'a str>, usize)>) {
    let (mut rows, mut order, mut counts) = (Keyed::new(), Vec::new(), BTreeMap::new());
    for row in &table.rows {
        let name: Vec<&str> = key.iter().map(|column| row.text(column)).collect();
        let count: &mut usize = counts.entry(name.clone()).or_default();
        rows.insert((name.clone(), *count), row);
        order.push((name, *count));
        *count += 1;
    }
    (rows, order)
}

fn of_table(old: Option<&Table>, new: Option<&Table>) -> Vec<CellChange> {
    let Some(any) = new.or(old) else { return Vec::new() };
    let key = key_of(any);
    let mut all = columns(any);
    for column in old.map(columns).unwrap_or_default() {
        if !all.contains(&column) {
            all.push(column);
        }
    }
    let (before, first) = old.map(|table| keyed(table, &key)).unwrap_or_default();
    let (after, second) = new.map(|table| keyed(table, &key)).unwrap_or_default();
    let added = second.into_iter().filter(|name| !before.contains_key(name));
    let mut found = Vec::new();
    for name in first.into_iter().chain(added) {
        let (was, is) = (before.get(&name), after.get(&name));
        let change = match (was, is) {
            (Some(_), Some(_)) => Change::Changed,
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
        };
        for column in &all {
            let text = |row: &&Row| row.text(column).to_owned();
            let (before, after) = (was.map(text), is.map(text));
            let empty = |text: &Option<String>| text.as_deref().unwrap_or_default().is_empty();
            let in_key = change != Change::Changed && key.contains(column) && key.len() < all.len();
            if before == after || in_key || empty(&before) && empty(&after) {
                continue;
            }
            found.push(CellChange {
                table: any.resource.name.clone(),
                key: group_name(&key, &name.0),
                change,
                column: column.clone(),
                before,
                after,
            });
        }
    }
    found
}
