//! A table that is read series by series, as often as asked.

use crate::layout::number::Numbers;
use crate::layout::row::LongTable;
use crate::timeseries::error::TidyError;
use crate::timeseries::findings::Findings;
use crate::timeseries::official::{self, Opened};
use crate::timeseries::panel::{Look, Panel};
use crate::timeseries::period::{Frequency, written};
use crate::timeseries::reader::{Dialect, Reader};
use crate::timeseries::row::Row;
use crate::timeseries::table::{TidyOptions, TidySeries, TidyTable};
use crate::timeseries::text::{Text, stop, unreadable};
use std::path::Path;
use suranys_core::Text as Sentence;
use suranys_core::text;

/// A table in which nothing is wrong.
///
/// When the rows of each series stand together, as tables mostly have them, its series are read from
/// the file whenever they are asked for, one after another, so that a CSV file of any length takes
/// no more memory than its longest series and a number for each. Of other tables all series are
/// held, and of a Parquet file its text.
pub struct TidyStream {
    file: String,
    /// The text that is read again; none of a table that is held.
    text: Option<Text>,
    options: TidyOptions,
    dialect: Option<Dialect>,
    look: Look,
    /// All series, where rows of different ones stand between each other or the whole table is asked
    /// for.
    held: Option<Vec<TidySeries>>,
    /// Count of the period before which no series may end.
    end_from: Option<i64>,
    notes: Vec<Sentence>,
}

impl TidyStream {
    /// Looks at every row of a file: a text (CSV or TSV in any of the encodings that are recognised), a
    /// workbook, or a Parquet file, of which only the columns asked for are read. What is not asked for
    /// follows from the layout.
    ///
    /// Rows are counted as a person sees them: in a text by its lines, in a sheet by its rows, the first
    /// being 1; in a Parquet file the header counts as row 1.
    ///
    /// # Errors
    /// When the file can't be read, or with every finding in it.
    pub fn open(path: &Path, options: &TidyOptions) -> Result<TidyStream, TidyError> {
        TidyStream::looked(path, options, false)
    }

    /// [`TidyStream::open`], all series being held where they need not be too (`hold`).
    fn looked(path: &Path, options: &TidyOptions, hold: bool) -> Result<TidyStream, TidyError> {
        options.marks(&path.display().to_string())?;
        let stream = match Opened::new(path, options)? {
            Opened::Long(table, notes) => TidyStream::long(path, *table, options, notes),
            Opened::Tidy(text, unused, notes) => {
                let options = TidyOptions { unused, ..options.clone() };
                let mut stream = TidyStream::tidy(text, options, hold)?;
                stream.notes.splice(0..0, notes);
                Ok(stream)
            }
        };
        stream?.without_ended()
    }

    /// The table without series that end before the period asked for; says how many these are.
    fn without_ended(mut self) -> Result<TidyStream, TidyError> {
        let Some(asked) = &self.options.end_from else { return Ok(self) };
        let frequency = self.frequency();
        let from = written(asked).and_then(|period| match period.is_year() {
            true if frequency != Frequency::Index => Some(period.count * frequency.season() as i64),
            _ => period.count_in(frequency),
        });
        let Some(from) = from else {
            let message =
                text!("`{text}` is no period of the table, nor a year", text = asked.as_str());
            let help = text!("write {form}", form = frequency.form());
            return Err(stop(&self.file, "period", message, help));
        };
        let mut ended = 0_usize;
        self.each(|one| -> Result<(), TidyError> {
            ended += usize::from(ends_before(&one, from));
            Ok(())
        })?;
        self.notes.push(text!(
            "{ended} series that end before {period} are left out",
            ended,
            period = asked.as_str()
        ));
        if let Some(held) = &mut self.held {
            held.retain(|one| !ends_before(one, from));
        }
        self.end_from = Some(from);
        Ok(self)
    }

    /// A table with one row for each series and period.
    fn tidy(text: Text, options: TidyOptions, hold: bool) -> Result<TidyStream, TidyError> {
        let file = text.file.clone();
        let asked = !options.missing.is_empty() || options.numbers() != Numbers::default();
        let first = match asked {
            true => None,
            false => {
                let (look, findings, reader) = looked_at(&text, &options, None)?;
                let plain =
                    findings.count() == 0 && !reader.is_doubtful() && !look.may_be_serials();
                plain.then_some((look, findings))
            }
        };
        let (mut dialect, mut notes) = (None, Vec::new());
        let (mut look, mut findings) = match first {
            Some(seen) => seen,
            None => {
                let mut unclear = Findings::new(&file);
                let reader = Reader::new(&text, &options, None)?;
                let (read, said) = reader.dialect(&mut unclear);
                unclear.or(())?;
                let (look, findings, reader) = looked_at(&text, &options, Some(read))?;
                notes.extend(said);
                notes.extend(reader.notes());
                dialect = Some(read);
                (look, findings)
            }
        };
        if look.rows() == 0 && findings.count() == 0 {
            let help = text!("write one row for each series and period");
            return Err(stop(&file, "row", text!("the table has no rows"), help));
        }
        let look = std::mem::take(&mut look);
        let (text, held) = (Some(text), None);
        let end_from = None;
        let mut table = TidyStream { file, text, options, dialect, look, held, end_from, notes };
        let hold = hold || !table.look.together();
        let (mut held, mut again) = (Vec::new(), Findings::new(&table.file));
        let wrong = findings.count();
        let read = table.pass(&mut again, &mut findings, |one| -> Result<(), TidyError> {
            if hold {
                held.push(one);
            }
            Ok(())
        })?;
        if again.count() != wrong || read != table.look.rows() {
            return Err(table.changed());
        }
        table.held = hold.then_some(held);
        findings.or(table)
    }

    /// The figures of a file of any other layout.
    fn long(
        path: &Path,
        table: LongTable,
        options: &TidyOptions,
        mut notes: Vec<Sentence>,
    ) -> Result<TidyStream, TidyError> {
        let file = path.display().to_string();
        let options = TidyOptions {
            id: if table.keys.is_empty() { Vec::new() } else { table.keys.clone() },
            time: vec![table.period.clone()],
            value: Some(table.value.clone()),
            holes: options.holes || official::leaves_rows_out(&table.layout),
            ..options.clone()
        };
        notes.extend(table.notes.iter().cloned());
        let mut findings = Findings::new(&file);
        let (look, panel, scaled) = official::panel(&table);
        notes.extend(scaled);
        let held = panel.finish(&look, &options, &mut findings);
        let (text, dialect, held, end_from) = (None, None, Some(held), None);
        findings.or(TidyStream { file, text, options, dialect, look, held, end_from, notes })
    }

    /// How the file was read: columns by name.
    #[must_use]
    pub fn options(&self) -> &TidyOptions {
        &self.options
    }

    /// What a reader of the table should know: its encoding and its layout where they were recognised, and
    /// what of its cells is read otherwise than programs would.
    #[must_use]
    pub fn notes(&self) -> &[Sentence] {
        &self.notes
    }

    /// How periods of all series follow each other.
    #[must_use]
    pub fn frequency(&self) -> Frequency {
        self.look.frequency(&self.options)
    }

    /// Periods in a season, 1 for none: of the frequency asked for, which plain counts may have too.
    #[must_use]
    pub fn season(&self) -> usize {
        self.options.frequency.unwrap_or(self.frequency()).season()
    }

    /// Gives the series one after another, in the order in which they first appear.
    ///
    /// # Errors
    /// When `take` fails, or the file is no longer what it was when it was opened.
    pub fn each<E: From<TidyError>>(
        &self,
        mut take: impl FnMut(TidySeries) -> Result<(), E>,
    ) -> Result<(), E> {
        if let Some(held) = &self.held {
            return held.iter().cloned().try_for_each(take);
        }
        let mut rows = Findings::new(&self.file);
        let mut series = Findings::new(&self.file);
        let read = self.pass(&mut rows, &mut series, |one| match self.end_from {
            Some(from) if ends_before(&one, from) => Ok(()),
            _ => take(one),
        })?;
        if rows.count() + series.count() > 0 || read != self.look.rows() {
            return Err(self.changed().into());
        }
        Ok(())
    }

    fn changed(&self) -> TidyError {
        unreadable(&self.file, text!("it was changed while it was read"))
    }

    /// Reads all rows, makes series of those that have a place, and gives how many these are. What is
    /// wrong with rows and what with series is found apart.
    fn pass<E: From<TidyError>>(
        &self,
        of_rows: &mut Findings,
        of_series: &mut Findings,
        mut take: impl FnMut(TidySeries) -> Result<(), E>,
    ) -> Result<usize, E> {
        let mut panel = Panel::default();
        let Some(text) = &self.text else { return Ok(self.look.rows()) };
        let mut reader = Reader::new(text, &self.options, self.dialect)?;
        let mut read = 0;
        while let Some(row) = reader.next(of_rows) {
            let Row::Placed { id, seen, begins, absent } = row else { continue };
            if self.look.together() && panel.is_at_another(id) {
                self.finish(&mut panel, of_series, &mut take)?;
            }
            panel.add(id, seen, begins, absent);
            read += 1;
        }
        self.finish(&mut panel, of_series, &mut take)?;
        Ok(read)
    }

    fn finish<E>(
        &self,
        panel: &mut Panel,
        findings: &mut Findings,
        take: &mut impl FnMut(TidySeries) -> Result<(), E>,
    ) -> Result<(), E> {
        let series = std::mem::take(panel).finish(&self.look, &self.options, findings);
        series.into_iter().try_for_each(take)
    }
}

/// Reads a whole table, as [`TidyStream::open`] does.
///
/// # Errors
/// When the file can't be read, or with every finding in it.
pub fn read_tidy(path: &Path, options: &TidyOptions) -> Result<TidyTable, TidyError> {
    let stream = TidyStream::looked(path, options, true)?;
    let (frequency, season) = (stream.frequency(), stream.season());
    let TidyStream { options, notes, held, .. } = stream;
    Ok(TidyTable { frequency, season, series: held.unwrap_or_default(), options, notes })
}

/// Whether a series has values, the last of them before a period.
fn ends_before(series: &TidySeries, from: i64) -> bool {
    series.last().is_some_and(|last| last.count() < from)
}

/// What a first look at all rows shows, with what is wrong in them.
fn looked_at<'t>(
    text: &'t Text,
    options: &'t TidyOptions,
    dialect: Option<Dialect>,
) -> Result<(Look, Findings, Reader<'t>), TidyError> {
    let (mut look, mut findings) = (Look::default(), Findings::new(&text.file));
    let mut reader = Reader::new(text, options, dialect)?;
    while let Some(row) = reader.next(&mut findings) {
        look.row(&row);
    }
    Ok((look, findings, reader))
}
