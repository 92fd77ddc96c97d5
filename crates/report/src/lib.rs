//! A run as charts, tables, a PDF, a web page and a workbook.
//!
//! [`render`] takes the output of a run, the words of a language and what is wanted, and gives
//! files as bytes; [`tables`] gives the result tables, which have no language; [`render_list`] gives
//! the publication set of a list of in-demand professions. They touch no file, clock or
//! environment; the same run and words give the same bytes. They do no arithmetic on results but the
//! display of units, which stands in one place, and the picking of rows.

mod assessed;
mod charts;
mod contrast;
mod dates;
mod display;
mod document;
mod edition;
mod edition_changes;
mod error;
mod font;
mod labels;
pub mod plain_text;
mod publication;
mod render;
mod screen;
mod sheets;
mod tables;
mod theme;
mod view;
mod words;

pub use charts::differences::{Pair, draw_differences};
pub use edition::{Part, render};
pub use edition_changes::{changes_table, changes_text};
pub use error::ReportError;
pub use labels::LabelBook;
pub use publication::{ListSet, render_list};
pub use render::data_request::data_request_files;
pub use render::json::list_json;
pub use render::panel_form::{panel_form_name, panel_form_table, panel_form_workbook};
pub use render::table_template::table_template_workbook;
pub use screen::{Chart, FigureWords, Screen};
pub use sheets::{SheetFormat, render_sheet};
pub use tables::list::list_table;
pub use tables::panel::{panel_register_table, panel_table};
pub use tables::run::tables;
pub use tables::schema::{Described, SCHEMA_FILE, schema, table_of_draws};
pub use tables::signal::signal_tables;
pub use theme::{Look, Theme};
pub use words::Words;
