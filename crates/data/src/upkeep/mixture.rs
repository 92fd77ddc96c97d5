//! Inputs that are part those of one package and part those of another: what each kind of change does to a
//! forecast is seen by making it alone.

use crate::package::assemble;
use crate::package::open::{CannotRun, Package, Row, Table};
use crate::upkeep::difference::{CellChange, Change, differences, key_of, keyed};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suranys_core::edition_change::{Cause, TableChange};
use suranys_core::provenance::Fingerprint;
use suranys_core::{Diagnostic, Inputs};

/// Tables that hold what acts say: changes of them are changes of law.
const LAW: [&str; 1] = ["pension_age"];
/// Changes of a table that are shown.
const SHOWN: usize = 3;

/// Two packages, the one made from the other.
#[derive(Debug)]
pub struct Vintages {
    former: Package,
    later: Package,
}

impl Vintages {
    /// Opens both.
    ///
    /// # Errors
    /// When one of them has no readable descriptor.
    pub fn open(former: &Path, later: &Path) -> Result<Vintages, CannotRun> {
        Ok(Vintages { former: Package::open(former)?, later: Package::open(later)? })
    }

    /// Cells that differ, by table and kind of change.
    #[must_use]
    pub fn changes(&self) -> Vec<TableChange> {
        let mut found: BTreeMap<(String, Cause), (usize, Vec<String>)> = BTreeMap::new();
        for one in differences(&self.former, &self.later) {
            let cause = cause_of(&one);
            let (cells, first) = found.entry((one.table.clone(), cause)).or_default();
            *cells += 1;
            if first.len() < SHOWN && one.column != SOURCE {
                first.push(shown(&one));
            }
        }
        let change = |((table, cause), (cells, first))| TableChange {
            table,
            cause,
            cells: Some(cells),
            first,
        };
        found.into_iter().map(change).collect()
    }

    /// The inputs of the former package with some kinds of changes made.
    ///
    /// # Errors
    /// With what of the mixture does not belong together.
    pub fn inputs(&self, made: &BTreeSet<Cause>) -> Result<Inputs, Vec<Diagnostic>> {
        let descriptor = match made.contains(&Cause::Revised) {
            true => &self.later.descriptor,
            false => &self.former.descriptor,
        };
        let names: BTreeSet<&String> =
            self.former.tables.keys().chain(self.later.tables.keys()).collect();
        let tables = names.into_iter().filter_map(|name| {
            let (before, after) = (self.former.tables.get(name), self.later.tables.get(name));
            Some((name.clone(), mixed(before, after, made)?))
        });
        let mut package = Package::of_tables(descriptor.clone(), tables.collect());
        package.labels.clone_from(&self.later.labels);
        assemble::inputs(&package)
    }
}

/// Column of the sources cited, which say nothing of a figure.
const SOURCE: &str = "source";

/// What kind of change a cell's is.
fn cause_of(change: &CellChange) -> Cause {
    match change.change {
        _ if LAW.contains(&change.table.as_str()) => Cause::Law,
        Change::Added => Cause::Added,
        Change::Changed | Change::Removed => Cause::Revised,
    }
}

fn shown(change: &CellChange) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (before, after) = (text(&change.before), text(&change.after));
    match change.change {
        Change::Changed => format!("{} {}: {before} → {after}", change.key, change.column),
        Change::Added => format!("{} {}: {after}", change.key, change.column),
        Change::Removed => format!("{} {}: {before} →", change.key, change.column),
    }
}

/// A table with some kinds of changes made; none where none of them brings it.
fn mixed(before: Option<&Table>, after: Option<&Table>, made: &BTreeSet<Cause>) -> Option<Table> {
    let any = after.or(before)?;
    let is_law = LAW.contains(&any.resource.name.as_str());
    let has = |cause: Cause| made.contains(&if is_law { Cause::Law } else { cause });
    // A row that only one of them has of what says no years is of use to whatever cites it.
    let dated = crate::upkeep::published::time_column(any).is_some();
    let (revised, added) = (has(Cause::Revised), has(Cause::Added) || !dated && !made.is_empty());
    let key = key_of(any);
    let (was, first) = before.map(|table| keyed(table, &key)).unwrap_or_default();
    let (is, second) = after.map(|table| keyed(table, &key)).unwrap_or_default();
    let row = |name: &(Vec<&str>, usize)| -> Option<Row> {
        let (old, new): (Option<&&Row>, Option<&&Row>) = (was.get(name), is.get(name));
        let taken = match (old, new) {
            (Some(old), Some(new)) => Some(if revised { new } else { old }),
            (Some(old), None) => (!revised).then_some(old),
            (None, Some(new)) => added.then_some(new),
            (None, None) => None,
        };
        taken.map(|row| (*row).clone())
    };
    let later = second.iter().filter(|name| !was.contains_key(*name));
    let rows: Vec<Row> = first.iter().chain(later).filter_map(row).collect();
    let form = if revised { after.or(before)? } else { before.or(after)? };
    (!rows.is_empty() || before.is_some()).then(|| form.with_rows(rows))
}

/// Fingerprints of the files of a package as it lies there, whatever is wrong with it.
///
/// # Errors
/// When there is no readable descriptor.
pub fn package_fingerprints(folder: &Path) -> Result<Vec<Fingerprint>, CannotRun> {
    Ok(Package::open(folder)?.files)
}
