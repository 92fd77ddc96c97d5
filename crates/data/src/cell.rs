//! Cells of spreadsheets as texts.

use crate::layout::period::serial_day;
use calamine::DataRef;

/// A day that a spreadsheet counts; with a time of the day it stays a number.
fn moment(serial: f64) -> String {
    match serial.fract() == 0.0 && serial.abs() < 1e7 {
        true => serial_day(serial as i64),
        false => serial.to_string(),
    }
}

/// A cell as text: whole numbers without a point, since spreadsheets hold every number alike, and days as
/// `2024-07-01`.
pub(crate) fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => (*text).trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(time) => moment(time.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::Error(error) => error.to_string(),
    }
}
