//! The program end to end, as people meet it, a module for each of its doors; all in one program, which is linked
//! once. `cargo test --release --test end_to_end rules::` runs one module.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod backtest;
mod bounds;
mod check;
mod compare;
mod country;
mod country_free;
mod docs;
mod draws;
mod editions;
mod exits;
mod explain;
#[cfg(unix)]
mod external;
mod forecast;
mod formats;
mod guides;
mod hostile;
mod labour_market;
mod land;
mod layouts;
mod list;
mod list_choices;
mod ministry_records;
mod new_year;
mod notes;
mod package;
mod pages;
mod panel;
mod publication;
mod report;
mod rules;
mod scenario;
mod series;
mod serve;
mod sheets;
mod signal;
mod sweep;
mod upkeep;
mod words;
mod workbook;
