//! Rows of a table, each looked at alone.

use crate::layout::book::book;
use crate::layout::cells::{self, Cells};
use crate::layout::number::{NumberLook, Numbers};
use crate::layout::period::{Odd, PeriodLook, Periods};
use crate::layout::status::{Flag, Flags};
use crate::package::descriptor::Field;
use crate::package::number;
use crate::timeseries::error::TidyError;
use crate::timeseries::findings::Findings;
use crate::timeseries::period::{Frequency, written};
use crate::timeseries::row::{Row, Seen};
use crate::timeseries::table::TidyOptions;
use crate::timeseries::text::{Rows, Text};
use suranys_core::Text as Sentence;
use suranys_core::text;
use suranys_core::{MissingReason, ObsStatus};

/// How cells are read that are not as programs write them, as the whole table shows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    pub numbers: Numbers,
    pub periods: Periods,
    pub flags: Flags,
}

/// Reads the rows of a text.
pub(super) struct Reader<'a> {
    rows: Rows<'a>,
    options: &'a TidyOptions,
    ids: Vec<usize>,
    /// Names of columns as messages have them.
    names: Names,
    time: usize,
    value: usize,
    status: Option<usize>,
    link: Option<usize>,
    reason: Option<usize>,
    /// How cells are read; none where only what programs write is.
    cells: Option<Cells<'a>>,
    /// The name of the series of the last row, where several columns make it.
    joined: String,
    /// Numbers with three digits behind a point, and whether another shows what the point is.
    doubt: Doubt,
}

/// Names of columns as messages have them.
struct Names {
    id: String,
    time: String,
    value: String,
}

/// What parts the texts of several columns in the name of a series.
const PARTED: &str = "/";

/// Whether points may be those of thousands.
#[derive(Debug, Default)]
struct Doubt {
    either: bool,
    sure: bool,
}

impl<'a> Reader<'a> {
    /// Begins with the first row.
    pub(super) fn new(
        text: &'a Text,
        options: &'a TidyOptions,
        dialect: Option<Dialect>,
    ) -> Result<Self, TidyError> {
        let rows = text.rows()?;
        let place = |name: &str, option: &str| {
            rows.column(name, text!("name the column with `{option}`", option))
        };
        let asked = |name: &Option<String>, option: &str| {
            name.as_deref().map(|name| place(name, option)).transpose()
        };
        let ids = options.ids().iter().map(|name| place(name, "--id")).collect::<Result<_, _>>()?;
        let names =
            Names { id: options.id_name(), time: options.time_name(), value: options.value_name() };
        let time = place(&names.time, "--time")?;
        let value = place(&names.value, "--value")?;
        let (status, link) = (asked(&options.status, "--status")?, asked(&options.link, "--link")?);
        let reason = asked(&options.reason, "--reason")?;
        let cells = dialect.map(|Dialect { numbers, periods, flags }| {
            Cells::new(numbers, periods, flags, &options.missing).of_anyone()
        });
        let (joined, doubt) = (String::new(), Doubt::default());
        Ok(Reader {
            rows,
            options,
            ids,
            names,
            time,
            value,
            status,
            link,
            reason,
            cells,
            joined,
            doubt,
        })
    }

    /// The next row, and among the findings what is wrong with it.
    pub(super) fn next(&mut self, findings: &mut Findings) -> Option<Row<'_>> {
        let row = self.rows.next()?;
        let rows = &self.rows;
        let field = |at| rows.field(at);
        let id = match self.ids[..] {
            [one] => field(Some(one)),
            _ => {
                let texts: Vec<&str> = self.ids.iter().map(|at| field(Some(*at))).collect();
                let named = texts.iter().any(|text| !text.is_empty());
                self.joined = if named { texts.join(PARTED) } else { String::new() };
                &self.joined
            }
        };
        Some(match row {
            Ok(row) => {
                let cells = Texts {
                    id,
                    time: field(Some(self.time)),
                    value: field(Some(self.value)),
                    status: field(self.status),
                    link: field(self.link),
                    reason: field(self.reason),
                };
                self.doubt.add(cells.value);
                let (options, names) = (self.options, &self.names);
                let own = self.cells.as_mut();
                RowLook { options, names, findings, cells: own, row }.at(&cells)
            }
            Err(finding) => {
                findings.add(finding);
                Row::Unplaced(id)
            }
        })
    }

    /// Whether all points that numbers have may be those of thousands.
    pub(super) fn is_doubtful(&self) -> bool {
        self.doubt.either && !self.doubt.sure
    }

    /// How cells are written, by the rows that are left.
    pub(super) fn dialect(mut self, findings: &mut Findings) -> (Dialect, Vec<Sentence>) {
        let (mut numbers, mut periods) = (NumberLook::default(), PeriodLook::default());
        while let Some(row) = self.rows.next() {
            if let Ok(row) = row {
                numbers.add(self.rows.field(Some(self.value)), row);
                periods.add(self.rows.field(Some(self.time)));
            }
        }
        let semicolons = self.rows.by_semicolons();
        let asked = self.options.numbers();
        let value = &self.names.value;
        let (numbers, note) = cells::numbers(&numbers, asked, semicolons, value, findings);
        let flags = Flags::of_column(self.options.status.as_deref().unwrap_or_default());
        let notes = note.into_iter().chain(periods.note(&self.names.time)).collect();
        (Dialect { numbers, periods: periods.periods(), flags }, notes)
    }

    /// What was taken for missing or left out.
    pub(super) fn notes(&self) -> Vec<Sentence> {
        self.cells.as_ref().map(Cells::notes).unwrap_or_default()
    }
}

impl Doubt {
    fn add(&mut self, text: &str) {
        if self.sure || text.is_empty() {
            return;
        }
        let digits = text.trim_start_matches('-');
        match digits.split_once('.') {
            Some((whole, part)) => {
                let either = part.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0";
                if either {
                    self.either = true;
                } else {
                    self.sure = true;
                }
            }
            None => self.sure |= digits.len() > 3 && digits.bytes().all(|b| b.is_ascii_digit()),
        }
    }
}

/// What is asked of a row, without blanks around it.
struct Texts<'a> {
    id: &'a str,
    time: &'a str,
    value: &'a str,
    status: &'a str,
    link: &'a str,
    reason: &'a str,
}

/// A look at one row.
struct RowLook<'r, 'a> {
    options: &'r TidyOptions,
    names: &'r Names,
    findings: &'r mut Findings,
    cells: Option<&'r mut Cells<'a>>,
    row: u64,
}

impl RowLook<'_, '_> {
    fn wrong(&mut self, check: &str, column: &str, [message, found, allowed, help]: [Sentence; 4]) {
        let finding = self.findings.cell(check, self.row, column, message);
        self.findings.add(finding.found(found).allowed(allowed).help(help));
    }

    fn at<'c>(mut self, cells: &Texts<'c>) -> Row<'c> {
        let Texts { id, time, value, .. } = *cells;
        let (options, names) = (self.options, self.names);
        if id.is_empty() {
            let said = [
                text!("the series has no name"),
                "".into(),
                text!("a name"),
                text!("name the series"),
            ];
            self.wrong("id", &names.id, said);
            return Row::Unplaced(id);
        }
        let at = (self.row, names.time.as_str());
        let plain = match self.cells.as_mut().map(|cells| cells.periods.plain(time)) {
            Some(Err(odd)) => {
                if let Some(cells) = self.cells.as_mut() {
                    cells.odd(odd, time, at, self.findings);
                }
                return if odd == Odd::WholeYear { Row::LeftOut } else { Row::Unplaced(id) };
            }
            Some(Ok(plain)) => plain,
            None => time.into(),
        };
        let Some(period) = written(&plain) else {
            let any = text!(
                "a year, `2024Q3`, `2024-07`, `2024-S1`, the first or last day of a period as \
                       `2024-07-01`, or a plain whole number, at most 2147483647"
            );
            let allowed = options.frequency.map_or(any, Frequency::form);
            let message = text!("`{time}` is not a period", time);
            let said =
                [message, time.into(), allowed, text!("write the period in one of these forms")];
            self.wrong("period", &names.time, said);
            return Row::Unplaced(id);
        };
        // A row with a wrong value still is the row of its period: that it is there is no doubt.
        let value = self.value(value).unwrap_or(f64::NAN);
        let status = self.status(cells.status);
        if status == Some(ObsStatus::Missing) && !value.is_nan() {
            let message =
                text!("`{value}` stands in a row whose status is missing", value = cells.value);
            let allowed = text!("nothing, where the status is `M`");
            let said = [
                message,
                cells.value.into(),
                allowed,
                text!("empty the value, or correct the status"),
            ];
            self.wrong("status", &names.value, said);
        }
        let begins = self.begins(status, cells.link);
        let absent = self.absent(cells.reason, value);
        let row = u32::try_from(self.row).unwrap_or(u32::MAX);
        let seen = Seen { form: period.form, count: period.count, value, row, nth: 0 };
        Row::Placed { id, seen, begins, absent }
    }

    /// The value, not a number where missing; `None` where it is wrong.
    fn value(&mut self, value: &str) -> Option<f64> {
        let (missing, written) = match self.cells.as_mut() {
            Some(cells) => (cells.is_missing(value), cells.numbers.plain(value)),
            None => (book().words.is_usual(value), value.into()),
        };
        if missing {
            return Some(f64::NAN);
        }
        match plain(&written) {
            Ok(number) => Some(number),
            Err((message, help)) => {
                let allowed = text!("a finite number, or nothing where it is missing");
                let column = &self.names.value;
                self.wrong("value", column, [message, value.into(), allowed, help]);
                None
            }
        }
    }

    /// The status, by the flags of its column; none where there is none or it is wrong.
    fn status(&mut self, text: &str) -> Option<ObsStatus> {
        if text.is_empty() {
            return None;
        }
        let known = match self.cells.as_ref() {
            Some(cells) => match cells.flags.read(text) {
                Flag::Known(status) => Some(status),
                Flag::None | Flag::Unknown => None,
            },
            None => ObsStatus::from_code(text),
        };
        if known.is_none() {
            let message = text!("`{text}` is not an observation status", text);
            let allowed = match self.cells.as_ref() {
                Some(cells) => text!("flags of the column: {known}", known = cells.flags.known()),
                None => text!("a code of the SDMX list CL_OBS_STATUS, such as A, B or E"),
            };
            let help = text!("correct the flag, or leave the field empty");
            let column = self.options.status.as_deref().unwrap_or_default();
            self.wrong("status", column, [message, text.into(), allowed, help]);
        }
        known
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
            let message = text!("`{reason}` is not a reason why a value is missing", reason);
            let help = text!("write one of these codes, or leave the field empty");
            self.wrong("reason", column, [message, reason.into(), codes.into(), help]);
        } else if !value.is_nan() {
            let message = text!("a reason for a missing value stands in a row that has one");
            let help = text!("empty the value, or leave the reason out");
            self.wrong(
                "reason",
                column,
                [message, reason.into(), text!("nothing, next to a value"), help],
            );
        }
        known == Some(MissingReason::NotApplicable) && value.is_nan()
    }

    /// Whether a row begins a new segment, and with what factor: from its status and link.
    fn begins(&mut self, status: Option<ObsStatus>, link: &str) -> Option<Option<f64>> {
        let link_name = &self.options.link;
        let begins = status == Some(ObsStatus::Break);
        if link.is_empty() {
            return begins.then_some(None);
        }
        let factor = plain(link).ok().filter(|factor| *factor > 0.0);
        if factor.is_none() || !begins {
            let (message, help) = if begins {
                (
                    text!("`{link}` is not a linking factor", link),
                    text!("write a number above zero"),
                )
            } else {
                (
                    text!("a linking factor stands in a row that is no break"),
                    text!("mark the row's status `B`, or leave the factor out"),
                )
            };
            let allowed = text!("a positive number in the row of a break");
            let column = link_name.as_deref().unwrap_or_default();
            self.wrong("link", column, [message, link.into(), allowed, help]);
        }
        begins.then_some(factor)
    }
}

/// A number written plainly; otherwise what is wrong and how to fix it.
fn plain(text: &str) -> Result<f64, (Sentence, Sentence)> {
    number::parse(text, &Field::default()).map_err(|why| {
        // A table read alone has no descriptor to declare anything in.
        let help = why.alone.unwrap_or(text!(
            "write a number, or leave the field empty where the value is missing"
        ));
        (why.message, help)
    })
}
