//! From the text of a table to its series, or to everything wrong in it.

use super::panel::{Panel, Seen};
use super::period::written;
use super::text::{Rows, stop};
use super::{Findings, Frequency, TidyError, TidyOptions, TidyTable};
use crate::descriptor::Field;
use crate::number;
use suranys_core::ObsStatus;

/// Texts that stand for a missing value.
const MISSING: [&str; 7] = ["", "na", "nan", "null", "none", ".", ".."];

/// Reads every row.
pub(super) fn read(
    file: &str,
    mut rows: Rows<'_>,
    options: &TidyOptions,
) -> Result<TidyTable, TidyError> {
    let place =
        |name: &str, option: &str| rows.column(name, &format!("name the column with `{option}`"));
    let asked = |name: &Option<String>, option: &str| {
        name.as_deref().map(|name| place(name, option)).transpose()
    };
    let id_at = Some(place(&options.id, "--id")?);
    let time_at = Some(place(&options.time, "--time")?);
    let value_at = Some(place(&options.value, "--value")?);
    let status_at = asked(&options.status, "--status")?;
    let link_at = asked(&options.link, "--link")?;
    let mut reader = Reader { options, findings: Findings::new(file) };
    let mut panel = Panel::default();
    while let Some(row) = rows.next() {
        let field = |at| rows.field(at);
        match row {
            Ok(row) => {
                let cells = Cells {
                    id: field(id_at),
                    time: field(time_at),
                    value: field(value_at),
                    status: field(status_at),
                    link: field(link_at),
                };
                reader.row(row, &cells, &mut panel);
            }
            Err(finding) => {
                reader.findings.add(finding);
                panel.unplaced(field(id_at));
            }
        }
    }
    let Reader { mut findings, .. } = reader;
    if panel.is_empty() && findings.count() == 0 {
        let help = "write one row for each series and period".to_owned();
        return Err(stop(file, "row", "the table has no rows".to_owned(), help));
    }
    let table = panel.finish(options, &mut findings);
    findings.or(table)
}

/// What is asked of a row, without blanks around it.
struct Cells<'a> {
    id: &'a str,
    time: &'a str,
    value: &'a str,
    status: &'a str,
    link: &'a str,
}

struct Reader<'a> {
    options: &'a TidyOptions,
    findings: Findings,
}

impl Reader<'_> {
    fn wrong(
        &mut self,
        check: &str,
        place: (u64, &str),
        [message, found, allowed, help]: [&str; 4],
    ) {
        let finding = self.findings.cell(check, place.0, place.1, message.to_owned());
        self.findings.add(finding.found(found).allowed(allowed).help(help));
    }

    fn row(&mut self, row: u64, cells: &Cells<'_>, panel: &mut Panel) {
        let Cells { id, time, value, .. } = *cells;
        let options = self.options;
        if id.is_empty() {
            let said = ["the series has no name", "", "a name", "name the series"];
            self.wrong("id", (row, &options.id), said);
            panel.unplaced("");
            return;
        }
        let Some(period) = written(time) else {
            let any = "a year, `2024Q3`, `2024-07`, the first day of a period as `2024-07-01`, or \
                       a plain whole number, at most 2147483647";
            let allowed = options.frequency.map_or(any, Frequency::form);
            let message = format!("`{time}` is not a period");
            let said = [&message, time, allowed, "write the period in one of these forms"];
            self.wrong("period", (row, &options.time), said);
            panel.unplaced(id);
            return;
        };
        // A row with a wrong value still is the row of its period: that it is there is no doubt.
        let value = self.value(row, value).unwrap_or(f64::NAN);
        if cells.status == ObsStatus::Missing.code() && !value.is_nan() {
            let message = format!("`{}` stands in a row whose status is missing", cells.value);
            let allowed = "nothing, where the status is `M`";
            let said = [&message, cells.value, allowed, "empty the value, or correct the status"];
            self.wrong("status", (row, &options.value), said);
        }
        let begins = self.begins(row, cells.status, cells.link);
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        let seen = Seen { form: period.form, count: period.count, value, row: number };
        panel.add(id, seen, begins);
    }

    /// The value, not a number where missing; `None` where it is wrong.
    fn value(&mut self, row: u64, value: &str) -> Option<f64> {
        if MISSING.iter().any(|word| word.eq_ignore_ascii_case(value)) {
            return Some(f64::NAN);
        }
        match plain(value) {
            Ok(number) => Some(number),
            Err((message, help)) => {
                let allowed = "a finite number, or nothing where it is missing";
                let column = &self.options.value;
                self.wrong("value", (row, column), [&message, value, allowed, &help]);
                None
            }
        }
    }

    /// Whether a row begins a new regime, and with what factor: from its status and link.
    fn begins(&mut self, row: u64, status: &str, link: &str) -> Option<Option<f64>> {
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
                    self.wrong("status", (row, column), [&message, code, allowed, help]);
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
            self.wrong("link", (row, column), [&message, link, allowed, help]);
        }
        begins.then_some(factor)
    }
}

/// A number written plainly; otherwise what is wrong and how to mend it.
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
