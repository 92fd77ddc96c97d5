//! How far the tables of a package reach, and what the next year wants.

use crate::package::open::{BASE, CannotRun, Package, Table};
use crate::skeleton::known_tables;
use crate::upkeep::published::time_column;
use crate::upkeep::year::{due, is_yearly, last_year};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use strum::IntoStaticStr;
use suranys_core::Year;

/// How a table of a package stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Reach {
    /// It ends with the year that forecasts set out from, or after it, or knows no years.
    Current,
    /// It is yearly and ends before that year.
    Behind,
    /// It has no row.
    Empty,
    /// It is not in the package.
    Absent,
}

impl Reach {
    /// The word for it in tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// A table of a package, or one that forecasts read and the package does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableState {
    /// Name.
    pub table: String,
    /// The group of tables that it belongs to in the guide; none of those that no forecast reads.
    pub group: Option<String>,
    /// How it stands.
    pub reach: Reach,
    /// Its rows.
    pub rows: usize,
    /// The first and the last year that it has rows of; none where it knows no years.
    pub years: Option<(i32, i32)>,
    /// Rows of its last year that have no figure.
    pub missing: usize,
    /// Whether it is yearly and the next year is due in it.
    pub due: bool,
}

/// The tables of a package, and the year that forecasts set out from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageState {
    /// The last year with a figure of the table that forecasts set out from; none where it has none.
    pub base: Option<i32>,
    /// Its tables, those that forecasts read first, in the order of the guide.
    pub tables: Vec<TableState>,
}

/// How far the tables of a package reach.
///
/// # Errors
/// When there is no package that could be looked at.
pub fn package_state(folder: &Path) -> Result<PackageState, CannotRun> {
    let package = Package::open(folder)?;
    let base = package.tables.get(BASE).and_then(last_known);
    let next = base.map(|Year(base)| base.saturating_add(1));
    let due: BTreeSet<&str> = next.map_or_else(BTreeSet::new, |next| {
        due(&package, next).into_iter().map(|table| table.resource.name.as_str()).collect()
    });
    let known = known_tables();
    let groups: BTreeMap<&str, &str> =
        known.iter().map(|(name, group)| (name.as_str(), group.as_str())).collect();
    let others = package.descriptor.resources.iter().map(|resource| resource.name.as_str());
    let others = others.filter(|name| !groups.contains_key(name));
    let names = known.iter().map(|(name, _)| name.as_str()).chain(others);
    let state = |name: &str| {
        let table = package.tables.get(name);
        let rows = table.map_or(0, |table| table.rows.len());
        let years = table.and_then(years);
        let last = table.and_then(last_known).or(years.map(|(_, last)| Year(last)));
        let reach = match (table, rows) {
            (None, _) => Reach::Absent,
            (Some(_), 0) => Reach::Empty,
            (Some(table), _) if is_yearly(table) && last < base => Reach::Behind,
            _ => Reach::Current,
        };
        TableState {
            table: name.to_owned(),
            group: groups.get(name).map(|group| (*group).to_owned()),
            reach,
            rows,
            years,
            missing: table.map_or(0, missing_in_last),
            due: due.contains(name),
        }
    };
    let tables = names.map(state).collect();
    Ok(PackageState { base: base.map(|Year(year)| year), tables })
}

fn years(table: &Table) -> Option<(i32, i32)> {
    let time = time_column(table)?;
    let years = table.rows.iter().filter_map(|row| Year::parse(row.text(&time)));
    let years: BTreeSet<i32> = years.map(|Year(year)| year).collect();
    Some((*years.first()?, *years.last()?))
}

/// The last year that a table has a figure of.
fn last_known(table: &Table) -> Option<Year> {
    let time = time_column(table)?;
    let known = table.rows.iter().filter(|row| table.number(row, "value").is_some());
    known.filter_map(|row| Year::parse(row.text(&time))).max()
}

fn missing_in_last(table: &Table) -> usize {
    let (Some(time), Some(last)) = (time_column(table), last_year(table)) else { return 0 };
    let rows = table.rows.iter().filter(|row| Year::parse(row.text(&time)) == Some(last));
    rows.filter(|row| row.text("value").is_empty() && table.field("value").is_some()).count()
}
