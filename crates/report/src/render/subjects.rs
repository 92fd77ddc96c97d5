//! What a report speaks of: occupations and regions by name, and the rows of its tables about each.

use crate::document::block::{Block, Document};
use crate::document::table::Cell;
use crate::view::{View, cut};
use crate::words::Words;
use std::collections::{BTreeMap, BTreeSet};

/// Names of occupations and regions in a language.
pub struct Subjects {
    /// Under each name that a table may show, the name it is found by.
    names: BTreeMap<String, String>,
}

/// A name with the tables and rows that are about it, the first row being 0.
pub type Found<'a> = BTreeMap<&'a str, BTreeSet<(usize, usize)>>;

impl Subjects {
    /// Those of a run: its regions and occupations, and those of its list.
    pub fn of(view: View) -> Subjects {
        let output = view.output;
        let mut names = BTreeMap::new();
        for item in output.regions.iter().chain(&output.occupations) {
            let name = view.name(item);
            for shown in [cut(name), view.short(item).to_owned()] {
                names.insert(shown, name.to_owned());
            }
        }
        if let Some(list) = &output.list {
            let words = Words::of(view.labels);
            let assessed = list.assessed.iter().map(|one| (&one.subject.id, &one.subject.labels));
            let signals = list.signal.iter().flat_map(|signal| &signal.labels);
            for (id, labels) in assessed.chain(signals) {
                let name = words.name(labels, id).to_owned();
                names.insert(name.clone(), name);
            }
        }
        Subjects { names }
    }

    /// Where the printed tables of a document have a row about each.
    pub fn found_in<'a>(&'a self, document: &Document) -> Found<'a> {
        let front = document.front.iter().filter_map(|front| front.table.as_ref());
        let printed = document.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        let mut found = Found::new();
        for table in front.chain(printed) {
            for (n, row) in table.rows.iter().enumerate() {
                for name in row.iter().filter_map(|cell| self.name(cell)) {
                    found.entry(name).or_default().insert((table.number, n));
                }
            }
        }
        found
    }

    fn name(&self, cell: &Cell) -> Option<&str> {
        match cell {
            Cell::Text(text) => self.names.get(text).map(String::as_str),
            _ => None,
        }
    }
}

/// The anchor of a table.
pub fn table_id(number: usize) -> String {
    format!("table-{number}")
}

/// The anchor of a row of a table.
pub fn row_id(table: usize, row: usize) -> String {
    format!("table-{table}-{}", row + 1)
}
