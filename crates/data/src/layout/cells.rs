//! Figures of cells, by what the whole table shows, with what is wrong in them.

use crate::layout::book::{among, book};
use crate::layout::number::{Ambiguous, NumberLook, Numbers, Written};
use crate::layout::period::{Odd, Periods};
use crate::layout::status::{Flag, Flags};
use crate::package::descriptor::Field;
use crate::package::number;
use crate::timeseries::findings::Findings;
use crate::timeseries::period::written;
use std::collections::BTreeMap;
use suranys_core::ObsStatus;
use suranys_core::{Text, text};

/// What is known of a table's cells, and what is counted on the way.
pub(crate) struct Cells<'a> {
    pub numbers: Numbers,
    pub periods: Periods,
    pub flags: Flags,
    /// Texts that the user says stand for missing values.
    pub missing: &'a [String],
    /// Whether the table is a publisher's, with the marks that these have.
    official: bool,
    /// How often texts other than those of any table stand for a missing value.
    taken: BTreeMap<String, usize>,
    /// Rows left out: averages of years among their parts.
    left_out: usize,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(
        numbers: Numbers,
        periods: Periods,
        flags: Flags,
        missing: &'a [String],
    ) -> Self {
        let official = true;
        Cells { numbers, periods, flags, missing, official, taken: BTreeMap::new(), left_out: 0 }
    }

    /// Of a table that need not be a publisher's.
    pub(crate) fn of_anyone(self) -> Self {
        Cells { official: false, ..self }
    }

    /// Whether a text stands for a missing value.
    pub(crate) fn is_missing(&mut self, text: &str) -> bool {
        let words = &book().words;
        if words.is_usual(text) {
            return true;
        }
        let marked = self.official && among(&words.marks, text);
        let missing =
            marked || words.is_missing(text) || self.missing.iter().any(|word| word == text);
        if missing {
            *self.taken.entry(text.to_owned()).or_default() += 1;
        }
        missing
    }

    /// A value: none where it is missing or wrong, which is then among the findings.
    pub(crate) fn value(
        &mut self,
        text: &str,
        (row, column): (u64, &str),
        findings: &mut Findings,
    ) -> Option<f64> {
        if self.is_missing(text) {
            return None;
        }
        let plain = self.numbers.plain(text);
        match number::parse(&plain, &Field::default()) {
            Ok(number) => Some(number),
            Err(why) => {
                let finding = findings.cell("value", row, column, why.message).found(text);
                let help = text!(
                    "write a number, or name what stands for missing values with `--missing`"
                );
                let finding =
                    finding.allowed(text!("a finite number, or nothing where it is missing"));
                findings.add(finding.help(help));
                None
            }
        }
    }

    /// A period as programs write it; none where it is none, which is then among the findings, or where the
    /// row is to be left out.
    pub(crate) fn period(
        &mut self,
        text: &str,
        (row, column): (u64, &str),
        findings: &mut Findings,
    ) -> Option<String> {
        match self.periods.plain(text) {
            Ok(plain) if written(&plain).is_some() => Some(plain.into_owned()),
            Ok(_) => {
                let message = text!("`{text}` is not a period", text);
                let finding = findings.cell("period", row, column, message).found(text);
                findings.add(
                    finding.allowed(PERIODS).help(text!("write the period in one of these forms")),
                );
                None
            }
            Err(odd) => {
                self.odd(odd, text, (row, column), findings);
                None
            }
        }
    }

    /// That a text is something else than a period of a series.
    pub(crate) fn odd(
        &mut self,
        odd: Odd,
        text: &str,
        (row, column): (u64, &str),
        findings: &mut Findings,
    ) {
        if odd == Odd::WholeYear {
            self.left_out += 1;
            return;
        }
        findings.add(odd_period(odd, text, (row, column), findings));
    }

    /// The status that flags say; none where there are none or they are not known, which is then among the
    /// findings.
    pub(crate) fn status(
        &mut self,
        text: &str,
        (row, column): (u64, &str),
        findings: &mut Findings,
    ) -> Option<ObsStatus> {
        match self.flags.read(text) {
            Flag::None => None,
            Flag::Known(status) => Some(status),
            Flag::Unknown => {
                let message = text!("`{text}` is not a flag of this layout", text);
                let finding = findings.cell("status", row, column, message).found(text);
                let help =
                    text!("correct the flag, leave it out, or name the layout with `--layout`");
                findings.add(finding.allowed(self.flags.known()).help(help));
                None
            }
        }
    }

    /// What was taken for missing or left out, for people.
    pub(crate) fn notes(&self) -> Vec<Text> {
        let mut notes = Vec::new();
        if !self.taken.is_empty() {
            let marks = self.taken.iter().take(SHOWN);
            let marks = marks.map(|(mark, count)| format!("`{mark}` ({count})"));
            let marks = marks.collect::<Vec<_>>().join(", ");
            notes.push(text!("read as missing values, not as zeros: {marks}", marks));
        }
        if self.left_out > 0 {
            notes.push(text!(
                "{count} rows hold the figure of a whole year among its parts and are left out",
                count = self.left_out
            ));
        }
        notes
    }
}

/// Marks of missing values shown.
const SHOWN: usize = 10;

/// What periods may be written as.
pub(crate) const PERIODS: Text = text!(
    "a year, `2024Q3`, `2024-07`, `2024-S1`, or the first or last day of a \
                                  period as `2024-07-01`"
);

/// The finding that a text is something else than a period of a series.
pub(crate) fn odd_period(
    odd: Odd,
    text: &str,
    (row, column): (u64, &str),
    findings: &Findings,
) -> suranys_core::Diagnostic {
    let (what, help) = odd.said();
    let finding = findings.cell("period", row, column, text!("`{text}` is {what}", text, what));
    finding.found(text).allowed(PERIODS).help(help)
}

/// How a column of numbers is written: with a finding where no one can say.
pub(crate) fn numbers(
    look: &NumberLook,
    asked: Numbers,
    semicolons: bool,
    column: &str,
    findings: &mut Findings,
) -> (Numbers, Option<Text>) {
    match look.written(asked, semicolons) {
        Written::So(numbers) => (numbers, None),
        Written::Doubtful(Ambiguous { mark, count, first }) => {
            let example = first.first().map_or("", |(_, text)| text.as_str());
            let whole = example.replace(mark, "");
            let note = text!(
                "all {count} numbers of `{column}` have three digits behind a `{mark}`, which is read as the \
                 decimal point (`{example}`); if it parts thousands ({whole}), say `--thousands {mark}`",
                count,
                column,
                mark,
                example,
                whole
            );
            (Numbers::default(), Some(note))
        }
        Written::Ambiguous(Ambiguous { mark, count, first }) => {
            let (row, text) = first.first().cloned().unwrap_or_default();
            let whole = text.replace(mark, "");
            let part = text.replace(mark, ".");
            let rows = first.iter().map(|(row, _)| row.to_string()).collect::<Vec<_>>().join(", ");
            let message = text!(
                "`{text}` may be {whole} or {part}: all {count} numbers of the column with a `{mark}` have \
                 three digits behind it (rows {rows}{others})",
                text,
                whole,
                part,
                count,
                mark,
                rows,
                others = if count > first.len() { text!(" and others") } else { Text::default() }
            );
            let help = text!(
                "say `--thousands {mark}` if the mark parts thousands, `--decimal {mark}` if it parts the \
                 decimals",
                mark
            );
            let finding = findings.cell("value", row, column, message).found(text);
            findings.add(finding.allowed(text!("numbers that can be read in one way")).help(help));
            (Numbers::default(), None)
        }
    }
}
