//! What a fact sheet is: a name to find it by, and the blocks of its page.

use crate::document::block::Block;
use crate::document::table::{Cell, Column, Kind, Table};
use crate::error::ReportError;
use crate::labels::LabelBook;
use std::collections::BTreeSet;
use strum::IntoStaticStr;

/// What a sheet is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum SheetKind {
    /// A region.
    Region,
    /// A unit group of occupations.
    Occupation,
}

impl SheetKind {
    /// Both, in the order of the sheets.
    pub const ALL: [SheetKind; 2] = [SheetKind::Region, SheetKind::Occupation];

    /// Its key in label files and JSON.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// A fact sheet in one language.
#[derive(Debug)]
pub struct Sheet {
    /// What it is about.
    pub kind: SheetKind,
    /// Identifier, with the edition of its classification.
    pub id: String,
    /// Code as readers know it.
    pub code: String,
    /// Name in the language of the sheet.
    pub name: String,
    /// Names in all languages there are, by which it is found as well.
    pub names: BTreeSet<String>,
    /// Its page, the heading first.
    pub blocks: Vec<Block>,
}

impl Sheet {
    /// Code and name.
    pub fn title(&self) -> String {
        format!("{} {}", self.code, self.name)
    }

    /// Name of its page in a folder, without ending: the code, with nothing but letters, digits and hyphens.
    pub fn file(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        self.code.chars().map(plain).collect()
    }
}

/// Columns with headings from the group of sheets.
pub fn heads(labels: &LabelBook, list: &[(&str, u8, Kind)]) -> Result<Vec<Column>, ReportError> {
    let column = |(name, width, kind): &(&str, u8, Kind)| {
        let head = labels.text(&format!("sheet.column.{name}"))?.to_owned();
        Ok(Column { head, width: *width, kind: *kind })
    };
    list.iter().map(column).collect()
}

/// A table with a caption from the group of sheets.
pub fn captioned(
    labels: &LabelBook,
    caption: &str,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
) -> Result<Table, ReportError> {
    Ok(Table::new(labels.text(&format!("sheet.caption.{caption}"))?.to_owned(), columns, rows))
}

/// A heading from the group of sheets.
pub fn section(labels: &LabelBook, key: &str) -> Result<Block, ReportError> {
    let text = labels.text(&format!("sheet.section.{key}"))?.to_owned();
    Ok(Block::Heading { level: 2, text })
}
