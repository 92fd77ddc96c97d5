//! Forms of the yearly panel that came back: workbooks and CSV, read into answers for the register.
//!
//! A form is read by the columns it was written with, whatever else a spreadsheet made of it: rows in
//! another order, sheets of other names, numbers as text. What is no longer as it was written is
//! reported with its place, all of it at once.

pub(crate) mod reader;
mod rows;
mod sheet;
pub(crate) mod workbook;
