//! Formats: the document as PDF, web page and workbook; the list as JSON and workbook.

pub mod data_request;
pub mod gallery;
pub mod html;
pub mod json;
pub mod panel_form;
pub mod pdf;
pub mod png;
pub mod sheets;
pub mod spreadsheet;
pub mod subjects;
pub mod table_template;
pub mod workbook;
pub mod xlsx;
