//! Changes to a file, one at a time, that know what its format is made of.

pub mod bytes;
pub mod lines;
pub mod parquet;
pub mod table;
pub mod tree;

use crate::dice::Dice;

/// What a file is made of, as far as changes to it are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Rows of cells, parted by commas, semicolons or tabs.
    Table,
    Json,
    Toml,
    Parquet,
}

impl Format {
    /// By the ending of a name.
    pub fn of(name: &str) -> Format {
        match name.rsplit('.').next() {
            Some("csv" | "tsv") => Format::Table,
            Some("json") => Format::Json,
            Some("toml") => Format::Toml,
            Some("parquet") => Format::Parquet,
            _ => panic!("`{name}` has no ending that changes are known for"),
        }
    }
}

/// The file after one change.
pub fn change(format: Format, file: &[u8], dice: &mut Dice) -> Vec<u8> {
    // Now and then, a change by one who knows nothing of the format.
    if dice.once_in(10) {
        return bytes::change(file, dice);
    }
    match format {
        Format::Table => table::change(file, dice),
        Format::Json => tree::change_json(file, dice),
        Format::Toml if dice.once_in(2) => lines::change(file, dice),
        Format::Toml => tree::change_toml(file, dice),
        Format::Parquet => parquet::change(file, dice),
    }
}
