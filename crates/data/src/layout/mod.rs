//! Official files as they are downloaded, whatever their layout, as long rows: keys, period, value,
//! status, unit multiplier, footnotes.
//!
//! The room reads bytes to cells (encodings, workbooks), cells to a plan of where things stand (the
//! layout), and by the plan to rows. What columns, flags and words mean is data:
//! `data/layouts/layouts.toml`.

pub(crate) mod across;
pub(crate) mod asked;
pub(crate) mod book;
pub(crate) mod cells;
pub(crate) mod encoding;
pub(crate) mod footnote;
pub(crate) mod grid;
pub(crate) mod header;
pub(crate) mod heading;
pub(crate) mod keys;
pub(crate) mod long;
pub(crate) mod neighbours;
pub(crate) mod number;
pub(crate) mod period;
pub(crate) mod plan;
pub(crate) mod row;
pub(crate) mod status;
pub(crate) mod workbook;
