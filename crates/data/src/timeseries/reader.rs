//! Rows of a table, each looked at alone.

use crate::package::descriptor::Field;
use crate::package::number;
use crate::timeseries::error::TidyError;
use crate::timeseries::findings::Findings;
use crate::timeseries::period::{Frequency, written};
use crate::timeseries::row::{Row, Seen};
use crate::timeseries::table::TidyOptions;
use crate::timeseries::text::{Rows, Text};
use suranys_core::{MissingReason, ObsStatus};

/// Texts that stand for a missing value.
const MISSING: [&str; 7] = ["", "na", "nan", "null", "none", ".", ".."];

/// Reads the rows of a text.
pub(super) struct Reader<'a> {
    rows: Rows<'a>,
    options: &'a TidyOptions,
    id: usize,
    time: usize,
    value: usize,
    status: Option<usize>,
    link: Option<usize>,
    reason: Option<usize>,
}

impl<'a> Reader<'a> {
    /// Begins with the first row.
    pub(super) fn new(text: &'a Text, options: &'a TidyOptions) -> Result<Self, TidyError> {
        let rows = text.rows()?;
        let place = |name: &str, option: &str| {
            rows.column(name, &format!("name the column with `{option}`"))
        };
        let asked = |name: &Option<String>, option: &str| {
            name.as_deref().map(|name| place(name, option)).transpose()
        };
        let (id, time) = (place(&options.id, "--id")?, place(&options.time, "--time")?);
        let value = place(&options.value, "--value")?;
        let (status, link) = (asked(&options.status, "--status")?, asked(&options.link, "--link")?);
        let reason = asked(&options.reason, "--reason")?;
        Ok(Reader { rows, options, id, time, value, status, link, reason })
    }

    /// The next row, and among the findings what is wrong with it.
    pub(super) fn next(&mut self, findings: &mut Findings) -> Option<Row<'_>> {
        let row = self.rows.next()?;
        let field = |at| self.rows.field(at);
        let id = field(Some(self.id));
        Some(match row {
            Ok(row) => {
                let cells = Cells {
                    id,
                    time: field(Some(self.time)),
                    value: field(Some(self.value)),
                    status: field(self.status),
                    link: field(self.link),
                    reason: field(self.reason),
                };
                RowLook { options: self.options, findings, row }.at(&cells)
            }
            Err(finding) => {
                findings.add(finding);
                Row::Unplaced(id)
            }
        })
    }
}

/// What is asked of a row, without blanks around it.
struct Cells<'a> {
    id: &'a str,
    time: &'a str,
    value: &'a str,
    status: &'a str,
    link: &'a str,
    reason: &'a str,
}

/// A look at one row.
struct RowLook<'a> {
    options: &'a TidyOptions,
    findings: &'a mut Findings,
    row: u64,
}

impl RowLook<'_> {
    fn wrong(&mut self, check: &str, column: &str, [message, found, allowed, help]: [&str; 4]) {
        let finding = self.findings.cell(check, self.row, column, message.to_owned());
        self.findings.add(finding.found(found).allowed(allowed).help(help));
    }

    fn at<'c>(mut self, cells: &Cells<'c>) -> Row<'c> {
        let Cells { id, time, value, .. } = *cells;
        let options = self.options;
        if id.is_empty() {
            let said = ["the series has no name", "", "a name", "name the series"];
            self.wrong("id", &options.id, said);
            return Row::Unplaced(id);
        }
        let Some(period) = written(time) else {
            let any = "a year, `2024Q3`, `2024-07`, the first or last day of a period as \
                       `2024-07-01`, or a plain whole number, at most 2147483647";
            let allowed = options.frequency.map_or(any, Frequency::form);
            let message = format!("`{time}` is not a period");
            let said = [&message, time, allowed, "write the period in one of these forms"];
            self.wrong("period", &options.time, said);
            return Row::Unplaced(id);
        };
        // A row with a wrong value still is the row of its period: that it is there is no doubt.
        let value = self.value(value).unwrap_or(f64::NAN);
        if cells.status == ObsStatus::Missing.code() && !value.is_nan() {
            let message = format!("`{}` stands in a row whose status is missing", cells.value);
            let allowed = "nothing, where the status is `M`";
            let said = [&message, cells.value, allowed, "empty the value, or correct the status"];
            self.wrong("status", &options.value, said);
        }
        let begins = self.begins(cells.status, cells.link);
        let absent = self.absent(cells.reason, value);
        let row = u32::try_from(self.row).unwrap_or(u32::MAX);
        let seen = Seen { form: period.form, count: period.count, value, row };
        Row::Placed { id, seen, begins, absent }
    }

    /// The value, not a number where missing; `None` where it is wrong.
    fn value(&mut self, value: &str) -> Option<f64> {
        if MISSING.iter().any(|word| word.eq_ignore_ascii_case(value)) {
            return Some(f64::NAN);
        }
        match plain(value) {
            Ok(number) => Some(number),
            Err((message, help)) => {
                let allowed = "a finite number, or nothing where it is missing";
                let column = &self.options.value;
                self.wrong("value", column, [&message, value, allowed, &help]);
                None
            }
        }
    }

    /// Whether what is measured did not exist, by the reason for a missing value.
    fn absent(&mut self, reason: &str, value: f64) -> bool {
        if reason.is_empty() {
            return false;
        }
        let known = MissingReason::from_code(reason);
        let column = self.options.reason.as_deref().unwrap_or_default();
        let codes = MissingReason::ALL.map(MissingReason::code).join(", ");
        if known.is_none() {
            let message = format!("`{reason}` is not a reason why a value is missing");
            let help = "write one of these codes, or leave the field empty";
            self.wrong("reason", column, [&message, reason, &codes, help]);
        } else if !value.is_nan() {
            let message = "a reason for a missing value stands in a row that has one";
            let help = "empty the value, or leave the reason out";
            self.wrong("reason", column, [message, reason, "nothing, next to a value", help]);
        }
        known == Some(MissingReason::NotApplicable) && value.is_nan()
    }

    /// Whether a row begins a new segment, and with what factor: from its status and link.
    fn begins(&mut self, status: &str, link: &str) -> Option<Option<f64>> {
        let (status_name, link_name) = (&self.options.status, &self.options.link);
        let begins = match status {
            "" => false,
            code => match ObsStatus::from_code(code) {
                Some(status) => status == ObsStatus::Break,
                None => {
                    let message = format!("`{code}` is not an observation status");
                    let allowed = "a code of the SDMX list CL_OBS_STATUS, such as A, B or E";
                    let help = "write the code in capitals, or leave the field empty";
                    let column = status_name.as_deref().unwrap_or_default();
                    self.wrong("status", column, [&message, code, allowed, help]);
                    false
                }
            },
        };
        if link.is_empty() {
            return begins.then_some(None);
        }
        let factor = plain(link).ok().filter(|factor| *factor > 0.0);
        if factor.is_none() || !begins {
            let (message, help) = if begins {
                (format!("`{link}` is not a linking factor"), "write a number above zero")
            } else {
                (
                    "a linking factor stands in a row that is no break".to_owned(),
                    "mark the row's status `B`, or leave the factor out",
                )
            };
            let allowed = "a positive number in the row of a break";
            let column = link_name.as_deref().unwrap_or_default();
            self.wrong("link", column, [&message, link, allowed, help]);
        }
        begins.then_some(factor)
    }
}

/// A number written plainly; otherwise what is wrong and how to fix it.
fn plain(text: &str) -> Result<f64, (String, String)> {
    number::parse(text, &Field::default()).map_err(|why| {
        // A table read alone has no descriptor to declare anything in.
        let help = match why.help.split_once(", or declare") {
            Some((help, _)) => help.to_owned(),
            None => {
                "write a number, or leave the field empty where the value is missing".to_owned()
            }
        };
        (why.message, help)
    })
}
