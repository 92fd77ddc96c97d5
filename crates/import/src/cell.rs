//! A cell of an export, as its format gives it.

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'c> {
    /// Nothing.
    Empty,
    /// A text, not empty.
    Text(&'c str),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Days since 1970-01-01.
    Day(i32),
    /// Yes or no.
    Flag(bool),
}

impl<'c> Cell<'c> {
    /// The cell of a text, without the blanks around it.
    pub(crate) fn of_text(text: &'c str) -> Cell<'c> {
        match text.trim() {
            "" => Cell::Empty,
            text => Cell::Text(text),
        }
    }

    /// What it says, for a message.
    pub(crate) fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => (*text).to_owned(),
            Cell::Whole(number) => number.to_string(),
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => crate::day::text(*day),
            Cell::Flag(flag) => flag.to_string(),
        }
    }
}
