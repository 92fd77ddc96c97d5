//! A table that is read series by series, as often as asked.

use crate::timeseries::error::TidyError;
use crate::timeseries::findings::Findings;
use crate::timeseries::panel::{Look, Panel};
use crate::timeseries::parquet;
use crate::timeseries::period::Frequency;
use crate::timeseries::reader::Reader;
use crate::timeseries::row::Row;
use crate::timeseries::table::{TidyOptions, TidySeries, TidyTable};
use crate::timeseries::text::{Source, Text, stop, unreadable};
use std::path::Path;

/// First bytes of a Parquet file.
const PARQUET: &[u8] = b"PAR1";

/// A table in which nothing is wrong.
///
/// When the rows of each series stand together, as tables mostly have them, its series are read from
/// the file whenever they are asked for, one after another, so that a CSV file of any length takes
/// no more memory than its longest series and a number for each. Of other tables all series are
/// held, and of a Parquet file its text.
pub struct TidyStream {
    text: Text,
    options: TidyOptions,
    look: Look,
    /// All series, where rows of different ones stand between each other or the whole table is asked
    /// for.
    held: Option<Vec<TidySeries>>,
}

impl TidyStream {
    /// Looks at every row of a CSV file (UTF-8 or the encoding named; comma, semicolon or tab) or of
    /// a Parquet file, of which only the columns asked for are read.
    ///
    /// Rows are counted as a person sees them: in a text by its lines, the first being 1; in a
    /// Parquet file the header counts as row 1.
    ///
    /// # Errors
    /// When the file can't be read, or with every finding in it.
    pub fn open(path: &Path, options: &TidyOptions) -> Result<TidyStream, TidyError> {
        TidyStream::looked(path, options, false)
    }

    /// [`TidyStream::open`], all series being held where they need not be too (`hold`).
    fn looked(path: &Path, options: &TidyOptions, hold: bool) -> Result<TidyStream, TidyError> {
        let file = path.display().to_string();
        let failed = |why| unreadable(&file, why);
        let source = Source::open(path)?;
        let text = if source.begins_with(PARQUET).map_err(failed)? {
            let bytes = source.whole().map_err(failed)?;
            Text::of_table(&file, parquet::text(&file, &bytes, options)?)
        } else {
            Text::open(&file, source, options.encoding.as_deref())?
        };
        let (mut look, mut findings) = (Look::default(), Findings::new(&file));
        let mut reader = Reader::new(&text, options)?;
        while let Some(row) = reader.next(&mut findings) {
            look.row(&row);
        }
        drop(reader);
        if look.rows() == 0 && findings.count() == 0 {
            let help = "write one row for each series and period".to_owned();
            return Err(stop(&file, "row", "the table has no rows".to_owned(), help));
        }
        let mut table = TidyStream { text, options: options.clone(), look, held: None };
        let hold = hold || !table.look.together();
        let (mut held, mut again, wrong) = (Vec::new(), Findings::new(&file), findings.count());
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
        let mut rows = Findings::new(&self.text.file);
        let mut series = Findings::new(&self.text.file);
        let read = self.pass(&mut rows, &mut series, &mut take)?;
        if rows.count() + series.count() > 0 || read != self.look.rows() {
            return Err(self.changed().into());
        }
        Ok(())
    }

    fn changed(&self) -> TidyError {
        unreadable(&self.text.file, "it was changed while it was read")
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
        let mut reader = Reader::new(&self.text, &self.options)?;
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
    Ok(TidyTable { frequency, season, series: stream.held.unwrap_or_default() })
}
