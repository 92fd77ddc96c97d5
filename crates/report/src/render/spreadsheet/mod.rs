//! Workbooks of the format of ISO/IEC 29500-1 (Office Open XML), as far as reports need them: text,
//! numbers, widths, links within the workbook and charts of columns. No formula, no macro, no link out
//! of it, and no clock: the libraries there are ask for the time before any can be given.

pub mod book;
pub mod chart;
mod names;
mod parts;
pub mod sheet;
