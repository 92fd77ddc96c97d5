//! From rows, each right in itself, to series of consecutive periods.

use crate::layout::period::SERIALS;
use crate::timeseries::findings::Findings;
use crate::timeseries::period::{Form, Frequency, Period, last_day};
use crate::timeseries::row::{Row, Seen};
use crate::timeseries::table::{Break, TidyOptions, TidySeries};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use suranys_core::{Text, text};

/// A series may reach over this many periods, or over so many times its rows if that is more:
/// beyond, a period is mistyped.
const LONGEST: i64 = 1000;
const SPARSEST: i64 = 20;

/// What a look at all rows shows.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Rows that have a place, and how many are of each frequency, in order of appearance.
    rows: usize,
    of: Vec<(Frequency, usize)>,
    /// Rows whose period is a number that may be a year, a day that is one's first or last, or a
    /// day that is a half-year's or a quarter's.
    years: usize,
    year_days: usize,
    half_days: usize,
    quarter_days: usize,
    /// Rows whose period is a number that may be a day a spreadsheet counts.
    serials: usize,
    /// Names of series of which a row could not be placed: what seems absent may be that row.
    unplaced: BTreeSet<String>,
    /// Whether there is such a row of any series.
    any_unplaced: bool,
    /// The series of the last row; hashes of the others' names; whether one stands in two places.
    last: String,
    before: BTreeSet<u64>,
    apart: bool,
}

impl Look {
    /// Takes the next row.
    pub(super) fn row(&mut self, row: &Row<'_>) {
        match *row {
            Row::Placed { id, seen, .. } => self.placed(id, seen),
            Row::LeftOut => {}
            Row::Unplaced("") => self.any_unplaced = true,
            Row::Unplaced(id) if self.unplaced.contains(id) => {}
            Row::Unplaced(id) => {
                self.unplaced.insert(id.to_owned());
            }
        }
    }

    fn placed(&mut self, id: &str, seen: Seen) {
        let frequency = match seen.form {
            Form::Half => Frequency::HalfYearly,
            Form::Quarter => Frequency::Quarterly,
            Form::Month => Frequency::Monthly,
            Form::First | Form::Last => {
                let is = |frequency| usize::from(seen.written().count_in(frequency).is_some());
                self.year_days += is(Frequency::Annual);
                self.half_days += is(Frequency::HalfYearly);
                self.quarter_days += is(Frequency::Quarterly);
                Frequency::Monthly
            }
            Form::Whole => {
                self.years += usize::from(seen.written().is_year());
                self.serials += usize::from(SERIALS.contains(&seen.count));
                Frequency::Index
            }
        };
        match self.of.iter_mut().find(|(known, _)| *known == frequency) {
            Some((_, count)) => *count += 1,
            None => self.of.push((frequency, 1)),
        }
        if self.rows > 0 && id != self.last {
            // Names whose hashes are alike are held to be one: their table is held in memory.
            self.before.insert(hash(&self.last));
            self.apart |= self.before.contains(&hash(id));
        }
        if id != self.last {
            id.clone_into(&mut self.last);
        }
        self.rows += 1;
    }

    /// Rows that have a place.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Whether all periods are numbers that may be days a spreadsheet counts.
    pub(super) fn may_be_serials(&self) -> bool {
        self.rows > 0 && self.serials == self.rows
    }

    /// Whether the rows of each series stand together.
    pub(super) fn together(&self) -> bool {
        !self.apart
    }

    /// The frequency asked for, or that of most rows; of equals the first seen. Where most periods
    /// are whole numbers that are no years, and all are whole numbers, they are counts whatever is
    /// asked for.
    pub(super) fn frequency(&self, options: &TidyOptions) -> Frequency {
        if let Some(asked) = options.frequency {
            let whole = matches!(self.of[..], [(Frequency::Index, _)]);
            return if whole && 2 * self.years < self.rows { Frequency::Index } else { asked };
        }
        self.maximum().0
    }

    /// The frequency of most rows, and how many are of it. Days are those of years or quarters when
    /// more than half of them begin or end one.
    fn maximum(&self) -> (Frequency, usize) {
        let maximum = self.of.iter().rev().max_by_key(|(_, count)| *count);
        match maximum {
            Some((Frequency::Index, count)) if self.years == *count => (Frequency::Annual, *count),
            // A quarter of the days being others than those of years, or of half-years, are those of the
            // next finer periods, of which there is one more or less at an end.
            Some((Frequency::Monthly, count))
                if 2 * self.year_days > *count
                    && 4 * (self.half_days - self.year_days) <= self.half_days =>
            {
                (Frequency::Annual, self.year_days)
            }
            Some((Frequency::Monthly, count))
                if 2 * self.half_days > *count
                    && 4 * (self.quarter_days - self.half_days) <= self.quarter_days =>
            {
                (Frequency::HalfYearly, self.half_days)
            }
            Some((Frequency::Monthly, count)) if 2 * self.quarter_days > *count => {
                (Frequency::Quarterly, self.quarter_days)
            }
            maximum => maximum.copied().unwrap_or((Frequency::Annual, 0)),
        }
    }

    /// Whether no row of a series is elsewhere than it should be.
    fn whole(&self, id: &str) -> bool {
        !self.any_unplaced && !self.unplaced.contains(id)
    }

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
                text!(
                    "`{text}`, {is}, is not {frequency}, as `--frequency` says",
                    text,
                    is,
                    frequency = frequency.form()
                ),
                text!("correct the period, or leave `--frequency` out"),
            ),
            None => (
                text!(
                    "`{text}`, {is}, is not {frequency}, as {count} of the table's {rows} periods are",
                    text,
                    is,
                    frequency = frequency.form(),
                    count = self.maximum().1,
                    rows = self.rows
                ),
                text!(
                    "one table holds one frequency: correct the period, or put these rows into a table \
                 of their own"
                ),
            ),
        };
        let column = options.time_name();
        let finding = findings.cell("frequency", u64::from(seen.row), &column, message);
        findings.add(finding.found(text).allowed(frequency.form()).help(help));
    }
}

/// A number for a name, the same in every run.
fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Series while rows are read.
#[derive(Default)]
pub(super) struct Panel {
    /// Names in order of appearance, with their rows.
    series: Vec<(String, Vec<Seen>)>,
    places: BTreeMap<String, usize>,
    /// Linking factors of breaks, by series and place among its rows.
    breaks: BTreeMap<(usize, u32), Option<f64>>,
    /// Places of rows of periods in which what is measured did not exist, by series.
    absent: BTreeSet<(usize, u32)>,
}

impl Panel {
    /// Adds a row: a break if it begins one, an absence if it states one.
    pub(super) fn add(
        &mut self,
        id: &str,
        mut seen: Seen,
        begins: Option<Option<f64>>,
        absent: bool,
    ) {
        let place = match self.places.get(id) {
            Some(place) => *place,
            None => {
                self.places.insert(id.to_owned(), self.series.len());
                self.series.push((id.to_owned(), Vec::new()));
                self.series.len() - 1
            }
        };
        let rows = self.series.get(place).map_or(0, |(_, rows)| rows.len());
        seen.nth = u32::try_from(rows).unwrap_or(u32::MAX);
        if let Some(link) = begins {
            self.breaks.insert((place, seen.nth), link);
        }
        if absent {
            self.absent.insert((place, seen.nth));
        }
        if let Some((_, rows)) = self.series.get_mut(place) {
            rows.push(seen);
        }
    }

    /// Whether the series begun last is another than this.
    pub(super) fn is_at_another(&self, id: &str) -> bool {
        self.series.last().is_some_and(|(known, _)| known != id)
    }

    /// The series of a table looked at, of its frequency.
    pub(super) fn finish(
        mut self,
        look: &Look,
        options: &TidyOptions,
        findings: &mut Findings,
    ) -> Vec<TidySeries> {
        let frequency = look.frequency(options);
        let mut series = Vec::with_capacity(self.series.len());
        for (place, (id, rows)) in std::mem::take(&mut self.series).into_iter().enumerate() {
            let all = rows.len();
            let mut placed = Vec::with_capacity(all);
            for seen in rows {
                match seen.written().count_in(frequency) {
                    Some(count) => placed.push(Seen { count, ..seen }),
                    None => look.odd(seen, frequency, options, findings),
                }
            }
            let whole = placed.len() == all && look.whole(&id);
            let of = Of { id: &id, frequency, options };
            let (first, values, row) = of.values(&mut placed, whole, findings);
            let breaks = self.breaks_of(place, &placed, first, values.len());
            let is_absent = |seen: &&Seen| self.absent.contains(&(place, seen.nth));
            let absent =
                placed.iter().filter(is_absent).map(|seen| of.period(seen.count)).collect();
            let mut rows = vec![0; values.len()];
            for seen in placed.iter().filter(|seen| !seen.value.is_nan()) {
                let at = usize::try_from(seen.count - first).ok();
                if let Some(place) = at.and_then(|at| rows.get_mut(at)) {
                    *place = seen.row;
                }
            }
            let first = of.period(first);
            series.push(TidySeries { id, first, values, breaks, absent, rows, row });
        }
        series
    }

    /// Breaks by place among the values. One before the first value parts nothing, and one after
    /// the last is not yet seen.
    fn breaks_of(&self, place: usize, rows: &[Seen], first: i64, length: usize) -> Vec<Break> {
        let parts = |seen: &Seen| {
            let link = *self.breaks.get(&(place, seen.nth))?;
            let at = usize::try_from(seen.count - first).ok()?;
            (1..length).contains(&at).then_some(Break { at, link })
        };
        rows.iter().filter_map(parts).collect()
    }
}

/// A period's text, in the plainest way to write it.
fn text_of(seen: Seen) -> String {
    let period = |frequency| Period { count: seen.count, frequency };
    match seen.form {
        Form::Whole => seen.count.to_string(),
        Form::Half => period(Frequency::HalfYearly).to_string(),
        Form::Quarter => period(Frequency::Quarterly).to_string(),
        Form::Month => period(Frequency::Monthly).to_string(),
        Form::First => format!("{}-01", period(Frequency::Monthly)),
        Form::Last => format!("{}-{}", period(Frequency::Monthly), last_day(seen.count)),
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
            let message =
                text!("`{id}` reaches over {count} periods", id = self.id, count = last - first);
            let finding =
                findings.cell("period", u64::from(row), &self.options.time_name(), message);
            let finding = finding.found(self.period(last).to_string());
            let allowed = text!("a value for at least every twentieth period");
            findings.add(finding.allowed(allowed).help(text!("correct the period")));
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
                let message = text!(
                    "`{id}` has {period} twice, first in row {row}",
                    id = self.id,
                    period,
                    row = before.row
                );
                let row = u64::from(after.row);
                let finding = findings.cell("duplicate", row, &self.options.time_name(), message);
                let finding = finding.found(period.to_string()).allowed(text!("each period once"));
                let others = match self.options.unused[..] {
                    [] => Text::default(),
                    _ => {
                        text!(" (not yet used: {unused})", unused = self.options.unused.join(", "))
                    }
                };
                findings.add(finding.help(text!("if the rows differ in another column, it names the series or a part of the period: \
                     name it too with `--id` or `--time`{others}; if one is a mistake, correct it", others)));
            }
        }
    }

    /// Periods between two rows of a series that have no row.
    fn holes(&self, rows: &[Seen], findings: &mut Findings) {
        // Rows that are each as far from the next are of a frequency of their own.
        let step = |pair: &[Seen]| pair[1].count - pair[0].count;
        let apart = rows.windows(2).next().map_or(1, step);
        let even = apart > 1 && rows.len() > 3 && rows.windows(2).all(|pair| step(pair) == apart);
        let help = match even {
            true => {
                text!(
                    "all rows of the series are as far apart: if they are of longer periods, write these, or \
                 number them; otherwise add rows with empty values"
                )
            }
            false => {
                text!("add the row with an empty value, or let it count so with `--allow-holes`")
            }
        };
        for pair in rows.windows(2) {
            let [before, after] = pair else { continue };
            let absent = after.count - before.count - 1;
            if absent < 1 {
                continue;
            }
            let first = self.period(before.count + 1);
            let more = if absent > 1 {
                text!(" and {absent} more", absent = absent - 1)
            } else {
                Text::default()
            };
            let message = text!("`{id}` has no row for {first}{more}", id = self.id, first, more);
            let row = u64::from(after.row);
            let finding = findings.cell("hole", row, &self.options.time_name(), message);
            let finding = finding.found(self.period(after.count).to_string());
            findings.add(finding.allowed(text!("a row for every period of a series")).help(&help));
        }
    }
}
