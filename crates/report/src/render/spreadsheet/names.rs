//! What parts of a workbook share: how cells, columns and sheets are named, and the table of texts.

use std::collections::BTreeMap;

/// What every part begins with.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A sheet's name as formulas write it.
pub fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

/// The name of a column: A, B, .., Z, AA.
pub fn letters(column: u16) -> String {
    let mut left = u32::from(column) + 1;
    let mut name = Vec::new();
    while left > 0 {
        left -= 1;
        name.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    name.iter().rev().collect()
}

/// The name of a cell, rows and columns being counted from zero.
pub fn cell_name(row: u32, column: u16) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// Texts of a workbook, each once, by their places in the table of texts.
#[derive(Debug, Default)]
pub struct Texts {
    /// The texts.
    pub list: Vec<String>,
    places: BTreeMap<String, usize>,
    /// How often any of them stands in a cell.
    pub uses: usize,
}

impl Texts {
    /// The place of a text, which it is given where it has none.
    pub fn place(&mut self, text: &str) -> usize {
        self.uses += 1;
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = self.list.len();
        self.list.push(text.to_owned());
        self.places.insert(text.to_owned(), place);
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand, and as programs name their last column, XFD, the 16,384th.
    #[test]
    fn columns_are_named_as_programs_name_them() {
        let names = [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")];
        for (column, name) in names {
            assert_eq!(letters(column), name);
        }
        assert_eq!(cell_name(9, 27), "AB10");
    }
}
