//! From rows, each right in itself, to series of consecutive periods.

use super::period::{Form, Written};
use super::{Break, Findings, Frequency, Period, TidyOptions, TidySeries, TidyTable};
use std::collections::{BTreeMap, BTreeSet};

/// A series may reach over this many periods, or over so many times its rows if that is more:
/// beyond, a period is mistyped.
const LONGEST: i64 = 1000;
const SPARSEST: i64 = 20;

/// A row of a series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub form: Form,
    /// As of [`Written`]; once the frequency is known, of [`Period`].
    pub count: i64,
    /// Not a number where missing.
    pub value: f64,
    pub row: u32,
}

impl Seen {
    fn written(self) -> Written {
        Written { form: self.form, count: self.count }
    }
}

/// Series while rows are read.
#[derive(Default)]
pub(super) struct Panel {
    /// Names in order of appearance, with their rows.
    series: Vec<(String, Vec<Seen>)>,
    places: BTreeMap<String, usize>,
    /// Linking factors of breaks, by series and row.
    breaks: BTreeMap<(usize, u32), Option<f64>>,
    /// Names of series of which a row could not be placed: what seems absent may be that row.
    unplaced: BTreeSet<String>,
    /// Whether there is such a row of any series.
    any_unplaced: bool,
}

impl Panel {
    /// Adds a row, and a break if it begins one.
    pub(super) fn add(&mut self, id: &str, seen: Seen, begins: Option<Option<f64>>) {
        let place = match self.places.get(id) {
            Some(place) => *place,
            None => {
                self.places.insert(id.to_owned(), self.series.len());
                self.series.push((id.to_owned(), Vec::new()));
                self.series.len() - 1
            }
        };
        if let Some(link) = begins {
            self.breaks.insert((place, seen.row), link);
        }
        if let Some((_, rows)) = self.series.get_mut(place) {
            rows.push(seen);
        }
    }

    /// Remembers that a row of a series, or of an unknown one, has no place in it.
    pub(super) fn unplaced(&mut self, id: &str) {
        if id.is_empty() {
            self.any_unplaced = true;
        } else if !self.unplaced.contains(id) {
            self.unplaced.insert(id.to_owned());
        }
    }

    /// Whether no row was added.
    pub(super) fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// The series, of the frequency asked for or of that of most rows.
    pub(super) fn finish(mut self, options: &TidyOptions, findings: &mut Findings) -> TidyTable {
        let told = self.told();
        let frequency = options.frequency.unwrap_or(told.frequency);
        let mut series = Vec::with_capacity(self.series.len());
        for (place, (id, rows)) in std::mem::take(&mut self.series).into_iter().enumerate() {
            let all = rows.len();
            let mut placed = Vec::with_capacity(all);
            for seen in rows {
                match seen.written().count_in(frequency) {
                    Some(count) => placed.push(Seen { count, ..seen }),
                    None => told.odd(seen, frequency, options, findings),
                }
            }
            let whole = placed.len() == all && !self.any_unplaced && !self.unplaced.contains(&id);
            let of = Of { id: &id, frequency, options };
            let (first, values, row) = of.values(&mut placed, whole, findings);
            let breaks = self.breaks_of(place, &placed, first, values.len());
            series.push(TidySeries { first: of.period(first), id, values, breaks, row });
        }
        TidyTable { frequency, series }
    }

    fn told(&self) -> Told {
        let mut told = Told { frequency: Frequency::Annual, of: 0, rows: 0 };
        let mut counts: Vec<(Frequency, usize)> = Vec::new();
        let mut years_only = true;
        for seen in self.series.iter().flat_map(|(_, rows)| rows) {
            told.rows += 1;
            let frequency = match seen.form {
                Form::Quarter => Frequency::Quarterly,
                Form::Month | Form::Day => Frequency::Monthly,
                Form::Whole => {
                    years_only &= seen.written().is_year();
                    Frequency::Index
                }
            };
            match counts.iter_mut().find(|(known, _)| *known == frequency) {
                Some((_, count)) => *count += 1,
                None => counts.push((frequency, 1)),
            }
        }
        // Of equals the first seen counts.
        if let Some((frequency, of)) = counts.into_iter().rev().max_by_key(|(_, count)| *count) {
            let annual = frequency == Frequency::Index && years_only;
            told.frequency = if annual { Frequency::Annual } else { frequency };
            told.of = of;
        }
        told
    }

    /// Breaks by place among the values. One before the first value parts nothing, and one after
    /// the last is not yet seen.
    fn breaks_of(&self, place: usize, rows: &[Seen], first: i64, length: usize) -> Vec<Break> {
        let parts = |seen: &Seen| {
            let link = *self.breaks.get(&(place, seen.row))?;
            let at = usize::try_from(seen.count - first).ok()?;
            (1..length).contains(&at).then_some(Break { at, link })
        };
        rows.iter().filter_map(parts).collect()
    }
}

/// What the rows' forms tell of the table.
struct Told {
    frequency: Frequency,
    /// Rows of its form, and all.
    of: usize,
    rows: usize,
}

impl Told {
    /// Finds a row whose period is not of the table's frequency.
    fn odd(
        &self,
        seen: Seen,
        frequency: Frequency,
        options: &TidyOptions,
        findings: &mut Findings,
    ) {
        let text = text_of(seen);
        let is = seen.form.name();
        let (message, help) = match options.frequency {
            Some(_) => (
                format!("`{text}`, {is}, is not {}, as `--frequency` says", frequency.form()),
                "correct the period, or leave `--frequency` out",
            ),
            None => (
                format!(
                    "`{text}`, {is}, is not {}, as {} of the table's {} periods are",
                    frequency.form(),
                    self.of,
                    self.rows
                ),
                "one table holds one frequency: correct the period, or put these rows into a table \
                 of their own",
            ),
        };
        let finding = findings.cell("frequency", u64::from(seen.row), &options.time, message);
        findings.add(finding.found(text).allowed(frequency.form()).help(help));
    }
}

/// A period's text, in the plainest way to write it.
fn text_of(seen: Seen) -> String {
    let period = |frequency| Period { count: seen.count, frequency };
    match seen.form {
        Form::Whole => seen.count.to_string(),
        Form::Quarter => period(Frequency::Quarterly).to_string(),
        Form::Month => period(Frequency::Monthly).to_string(),
        Form::Day => format!("{}-01", period(Frequency::Monthly)),
    }
}

/// The series whose rows are looked at.
struct Of<'a> {
    id: &'a str,
    frequency: Frequency,
    options: &'a TidyOptions,
}

impl Of<'_> {
    fn period(&self, count: i64) -> Period {
        Period { count, frequency: self.frequency }
    }

    /// Sorts the rows, and gives the count of the first value's period, the values from the first
    /// to the last, and the row of the last value, or of any if there is none. `whole` says that
    /// no row is elsewhere.
    fn values(
        &self,
        rows: &mut [Seen],
        whole: bool,
        findings: &mut Findings,
    ) -> (i64, Vec<Option<f64>>, u64) {
        rows.sort_by_key(|seen| (seen.count, seen.row));
        self.duplicates(rows, findings);
        let known: Vec<Seen> = rows.iter().filter(|seen| !seen.value.is_nan()).copied().collect();
        let ends = known.first().zip(known.last());
        let ends = ends.map(|(first, last)| (first.count, last.count, last.row));
        if let Some((first, last, row)) = ends
            && last - first > LONGEST.max(SPARSEST.saturating_mul(known.len() as i64))
        {
            let message = format!("`{}` reaches over {} periods", self.id, last - first);
            let finding = findings.cell("period", u64::from(row), &self.options.time, message);
            let finding = finding.found(self.period(last).to_string());
            let allowed = "a value for at least every twentieth period";
            findings.add(finding.allowed(allowed).help("correct the period"));
            return (first, Vec::new(), u64::from(row));
        }
        if whole && !self.options.holes {
            self.holes(rows, findings);
        }
        let Some((first, last, row)) = ends else {
            return (0, Vec::new(), rows.first().map_or(1, |seen| u64::from(seen.row)));
        };
        let mut values = vec![None; usize::try_from(last - first).unwrap_or_default() + 1];
        for seen in known {
            let at = usize::try_from(seen.count - first).ok();
            if let Some(place) = at.and_then(|at| values.get_mut(at)) {
                *place = Some(seen.value);
            }
        }
        (first, values, u64::from(row))
    }

    fn duplicates(&self, rows: &[Seen], findings: &mut Findings) {
        for pair in rows.windows(2) {
            let [before, after] = pair else { continue };
            if before.count == after.count {
                let period = self.period(after.count);
                let message =
                    format!("`{}` has {period} twice, first in row {}", self.id, before.row);
                let row = u64::from(after.row);
                let finding = findings.cell("duplicate", row, &self.options.time, message);
                let finding = finding.found(period.to_string()).allowed("each period once");
                findings.add(finding.help("keep one of the rows"));
            }
        }
    }

    /// Periods between two rows of a series that have no row.
    fn holes(&self, rows: &[Seen], findings: &mut Findings) {
        for pair in rows.windows(2) {
            let [before, after] = pair else { continue };
            let absent = after.count - before.count - 1;
            if absent < 1 {
                continue;
            }
            let first = self.period(before.count + 1);
            let more = if absent > 1 { format!(" and {} more", absent - 1) } else { String::new() };
            let message = format!("`{}` has no row for {first}{more}", self.id);
            let row = u64::from(after.row);
            let finding = findings.cell("hole", row, &self.options.time, message);
            let finding = finding.found(self.period(after.count).to_string());
            let help = if after.form == Form::Day && self.options.frequency.is_none() {
                "add the row with an empty value, let it count so with `--allow-holes`, or say what \
                 begins with these days by `--frequency annual` or `quarterly`"
            } else {
                "add the row with an empty value, or let it count so with `--allow-holes`"
            };
            findings.add(finding.allowed("a row for every period of a series").help(help));
        }
    }
}
