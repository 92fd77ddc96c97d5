//! Tables of a package as a run reads them: figures by key, each with where it stands.

use crate::observation::{ObsStatus, Observed};
use crate::provenance::SourceCell;
use crate::time::{Vintage, Year};
use crate::unit::Quantity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One figure of a table with where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell<T> {
    /// The figure, or why it is missing.
    pub observed: Observed<T>,
    /// Line in the resource's file.
    pub row: u64,
    /// Year in which the copy used was published.
    pub published: Year,
    /// Position of its source in the table's [`Table::sources`].
    pub source: usize,
}

/// The figures of one resource, by key.
#[derive(Debug, Clone)]
pub struct Table<K, T> {
    /// Name of the resource in the package.
    pub resource: String,
    /// Path of its file in the package.
    pub path: String,
    /// Figures in key order.
    pub cells: BTreeMap<K, Cell<T>>,
    /// The sources cited by the resource, in order.
    pub sources: Vec<String>,
}

impl<K: Ord + Clone, T: Copy> Table<K, T> {
    /// The figure at `key`; `None` when there is none or it is missing.
    #[must_use]
    pub fn value(&self, key: &K) -> Option<T> {
        self.cells.get(key).and_then(|cell| cell.observed.value())
    }

    /// What was known at `vintage`: outturns about years up to it (as published later: older
    /// copies of a table are rarely kept), and projections published up to it.
    pub(crate) fn known(&self, vintage: Vintage, about: impl Fn(&K) -> Year) -> Table<K, T> {
        let cells = self
            .cells
            .iter()
            .filter(|(key, cell)| match cell.observed.status().obs {
                ObsStatus::Forecast => vintage.knows(cell.published),
                _ => vintage.knows(about(key)),
            })
            .map(|(key, cell)| (key.clone(), *cell))
            .collect();
        Table {
            resource: self.resource.clone(),
            path: self.path.clone(),
            cells,
            sources: self.sources.clone(),
        }
    }
}

impl<K: Ord + Clone, T: Quantity> Table<K, T> {
    /// Where the figure at `key` stands and who published it; `None` when there is no row.
    #[must_use]
    pub fn trace(&self, key: &K, sources: &[Source]) -> Option<SourceCell> {
        let cell = self.cells.get(key)?;
        let id = self.sources.get(cell.source)?;
        let source = sources.iter().find(|source| source.id == *id);
        Some(SourceCell {
            resource: self.resource.clone(),
            file: self.path.clone(),
            row: cell.row,
            value: cell.observed.value().map(Quantity::get),
            missing: match cell.observed {
                Observed::Missing(why) => Some(why),
                Observed::Value(..) => None,
            },
            status: cell.observed.status(),
            source: id.clone(),
            publisher: source.map(|s| s.publisher.clone()).unwrap_or_default(),
            dataset: source.map(|s| s.dataset.clone()).unwrap_or_default(),
            vintage: cell.published,
        })
    }
}

/// A source cited by the package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Identifier used by the tables.
    pub id: String,
    /// Who published the figures.
    pub publisher: String,
    /// Title or number of the table.
    pub dataset: String,
    /// Where the copy used was found.
    pub locator: String,
    /// Year in which that copy was published.
    pub vintage: Year,
    /// Licence as far as known.
    pub licence: String,
}
