//! Files of layouts other than one row for each series and period: what they are opened as, and their
//! figures as series.

use crate::layout::asked::Asked;
use crate::layout::book::{LONG, among, book};
use crate::layout::grid::{self, Grid};
use crate::layout::plan::long_table;
use crate::layout::row::{LongRow, LongTable, power_of_ten};
use crate::layout::workbook::{self, ARCHIVE, FORMER};
use crate::timeseries::error::TidyError;
use crate::timeseries::panel::{Look, Panel};
use crate::timeseries::parquet;
use crate::timeseries::period::written;
use crate::timeseries::row::{Row, Seen};
use crate::timeseries::table::TidyOptions;
use crate::timeseries::text::{Source, Text, unreadable};
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::Text as Sentence;
use suranys_core::text;
use suranys_core::{Diagnostic, ObsStatus, Span};

/// First bytes of a Parquet file.
const PARQUET: &[u8] = b"PAR1";
/// The layout of one row for each series and period.
const TIDY: &str = "tidy";

/// A file, as far as its layout is known.
pub(super) enum Opened {
    /// One row for each series and period; columns that are read as nothing; notes.
    Tidy(Text, Vec<String>, Vec<Sentence>),
    /// Its figures; notes.
    Long(Box<LongTable>, Vec<Sentence>),
}

impl Opened {
    /// Opens a file and looks at its header.
    pub(super) fn new(path: &Path, options: &TidyOptions) -> Result<Opened, TidyError> {
        let file = path.display().to_string();
        let failed = |why| unreadable(&file, why);
        let source = Source::open(path)?;
        if source.begins_with(PARQUET).map_err(failed)? {
            let bytes = source.whole().map_err(failed)?;
            let text = Text::of_table(&file, parquet::text(&file, &bytes, options)?);
            return Ok(Opened::Tidy(text, Vec::new(), Vec::new()));
        }
        if let Some(grids) = sheets(&file, &source)? {
            return match long_table(&file, &grids, &asked(options))? {
                Some(table) => Ok(Opened::Long(Box::new(named(table, path)), Vec::new())),
                None => Err(unrecognised(&file, grids.first())),
            };
        }
        let (text, notes) = Text::open(&file, source, options.encoding.as_deref())?;
        let rows = text.rows()?;
        let header = rows.header();
        drop(rows);
        if is_tidy(&header, options) {
            let used = [options.ids(), vec![options.time_name(), options.value_name()]].concat();
            let used =
                used.iter().chain(&options.status).chain(&options.link).chain(&options.reason);
            let used: Vec<&String> = used.collect();
            let unused = header.into_iter().filter(|name| !used.contains(&name)).take(10).collect();
            return Ok(Opened::Tidy(text, unused, notes));
        }
        if let Some(which) = options.link.as_ref().or(options.reason.as_ref()) {
            // Factors and reasons are read from tables of one row for each series and period alone.
            if header.contains(which) {
                return Ok(Opened::Tidy(text, Vec::new(), notes));
            }
        }
        let grid = grid::of_text(&file, &text.whole()?)?;
        match long_table(&file, std::slice::from_ref(&grid), &asked(options))? {
            Some(table) => Ok(Opened::Long(Box::new(named(table, path)), notes)),
            // The reader of such tables says which of its columns is not there.
            None if asks(options) || TidyOptions::default().has_one(&header) => {
                Ok(Opened::Tidy(text, Vec::new(), notes))
            }
            None => Err(unrecognised(&file, Some(&grid))),
        }
    }
}

/// The figures of a file of any layout, as long rows.
///
/// # Errors
/// When the file can't be read, its layout is not recognised, or with every finding in it.
pub fn read_layout(path: &Path, options: &TidyOptions) -> Result<LongTable, TidyError> {
    layout_of(path, Source::open(path)?, options)
}

/// The bytes of a file; those that come through the standard input where its path is `-`.
///
/// # Errors
/// When it can't be read.
pub(crate) fn bytes_of(path: &Path) -> Result<Vec<u8>, TidyError> {
    Source::open(path)?.whole().map_err(|why| unreadable(&path.display().to_string(), why))
}

/// [`read_layout`] of bytes that were read.
///
/// # Errors
/// As [`read_layout`].
pub(crate) fn layout_of_bytes(
    path: &Path,
    bytes: Vec<u8>,
    options: &TidyOptions,
) -> Result<LongTable, TidyError> {
    layout_of(path, Source::Memory(bytes), options)
}

fn layout_of(path: &Path, source: Source, options: &TidyOptions) -> Result<LongTable, TidyError> {
    let file = path.display().to_string();
    options.marks(&file)?;
    let (grids, notes) = match sheets(&file, &source)? {
        Some(grids) => (grids, Vec::new()),
        None => {
            let (text, notes) = Text::open(&file, source, options.encoding.as_deref())?;
            (vec![grid::of_text(&file, &text.whole()?)?], notes)
        }
    };
    match long_table(&file, &grids, &asked(options))? {
        Some(mut table) => {
            table.notes.extend(notes);
            Ok(named(table, path))
        }
        None => Err(unrecognised(&file, grids.first())),
    }
}

/// A table with the name of its series, where it has but one: that of its values, or of the file where these
/// have a name that any table's have.
fn named(mut table: LongTable, path: &Path) -> LongTable {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let own = !table.value.is_empty() && !among(&book().columns.value, &table.value);
    table.name = match (own, stem) {
        (false, Some(stem)) if path != Path::new("-") => stem,
        _ => table.value.clone(),
    };
    table
}

/// The sheets of a workbook; none of what is no workbook.
fn sheets(file: &str, source: &Source) -> Result<Option<Vec<Grid>>, TidyError> {
    let failed = |why| unreadable(file, why);
    let refused = |message: Sentence, help: Sentence| {
        let finding = Diagnostic::error("workbook", Span::file(file), message);
        TidyError::Findings(vec![finding.help(help)])
    };
    if source.begins_with(FORMER).map_err(failed)? {
        let message = text!("the file is a workbook of Excel 97 to 2003 (XLS)");
        return Err(refused(message, text!("save it as XLSX or as CSV in UTF-8")));
    }
    if !source.begins_with(ARCHIVE).map_err(failed)? {
        return Ok(None);
    }
    let bytes = source.whole().map_err(failed)?;
    let grids = workbook::sheets(&bytes)
        .map_err(|why| refused(why, text!("save the table as XLSX again, or as CSV in UTF-8")))?;
    if grids.is_empty() {
        let message = text!("the file is a ZIP archive without a workbook that has cells");
        return Err(refused(message, text!("unpack it, and name the table in it")));
    }
    Ok(Some(grids))
}

/// Whether any column is asked for.
fn asks(options: &TidyOptions) -> bool {
    !options.id.is_empty() || !options.time.is_empty() || options.value.is_some()
}

/// Whether a header has the columns of one row for each series and period, by the names asked for.
fn is_tidy(header: &[String], options: &TidyOptions) -> bool {
    if options.layout.as_deref().is_some_and(|name| name != TIDY) || options.time.len() > 1 {
        return false;
    }
    let names = [options.ids(), vec![options.time_name(), options.value_name()]].concat();
    let has = |names: &[String]| names.iter().all(|name| header.contains(name));
    // Where a publisher is known, columns that nobody names count too: flags, multipliers, the other column of a
    // period in two.
    let known = || book().layouts.iter().any(|one| one.name != TIDY && has(&one.marks));
    has(&names) && (options.layout.is_some() || !known())
}

fn asked(options: &TidyOptions) -> Asked {
    Asked {
        layout: options.layout.clone(),
        id: options.id.clone(),
        time: options.time.clone(),
        value: options.value.clone(),
        status: options.status.clone(),
        numbers: options.numbers(),
        missing: options.missing.clone(),
        sheet: options.sheet.clone(),
        every_key: options.every_key,
    }
}

/// Columns shown of a header that is not understood.
const SHOWN: usize = 30;

fn unrecognised(file: &str, grid: Option<&Grid>) -> TidyError {
    let rows = grid.map_or(&[][..], |grid| &grid.rows);
    let widest = rows.iter().take(SHOWN).rev().max_by_key(|row| row.filled().count());
    let (line, names) = widest.map_or((1, Vec::new()), |row| {
        (row.line, row.filled().map(|(_, text)| text.to_owned()).take(SHOWN).collect::<Vec<_>>())
    });
    let (message, help) = match names.is_empty() {
        true => (
            text!("the file is empty"),
            text!("write a header with the names of the columns, and rows below it"),
        ),
        false => (
            text!(
                "no layout is recognised: there are no columns `series_id`, `period` and `value`, no periods \
             across a row, and none down the first column"
            ),
            text!(
                "name the columns with `--id`, `--time` and `--value`, or the layout with `--layout`; row \
                 {line} has: {names}",
                line,
                names = names.join(", ")
            ),
        ),
    };
    let span = Span { file: file.to_owned(), row: Some(line), column: None };
    TidyError::Findings(vec![Diagnostic::error("header", span, message).help(help)])
}

/// Whether publishers leave out rows of periods without a figure in files of a layout.
pub(super) fn leaves_rows_out(layout: &str) -> bool {
    layout != LONG && layout != TIDY
}

/// The series of a table: what a look at its rows shows, and the rows by series; with a note where unit
/// multipliers differ.
pub(super) fn panel(table: &LongTable) -> (Look, Panel, Option<Sentence>) {
    let (mut look, mut panel) = (Look::default(), Panel::default());
    let (scale, note) = multipliers(table);
    for row in &table.rows {
        let Some(period) = written(&row.period) else { continue };
        let value = row.value.unwrap_or(f64::NAN);
        let value = if scale { value * power_of_ten(row.multiplier) } else { value };
        let row_number = u32::try_from(row.row).unwrap_or(u32::MAX);
        let (form, count) = (period.form, period.count);
        let seen = Seen { form, count, value, row: row_number, nth: 0 };
        let begins = (row.status == Some(ObsStatus::Break)).then_some(None);
        let id = table.id(row);
        look.row(&Row::Placed { id: &id, seen, begins, absent: false });
        panel.add(&id, seen, begins, false);
    }
    (look, panel, note)
}

/// Whether values are to be multiplied, since the multipliers of one series differ, and what to say of them.
fn multipliers(table: &LongTable) -> (bool, Option<Sentence>) {
    let mut of_series: BTreeMap<String, i32> = BTreeMap::new();
    let mut within: Option<&LongRow> = None;
    for row in table.rows.iter().filter(|row| row.value.is_some()) {
        let known = *of_series.entry(table.id(row)).or_insert(row.multiplier);
        if known != row.multiplier {
            within.get_or_insert(row);
        }
    }
    if let Some(row) = within {
        let note = text!(
            "unit multipliers differ within a series (`{series}`, row {row}), so all values are multiplied by \
             theirs",
            series = table.id(row),
            row = row.row
        );
        return (true, Some(note));
    }
    let mut all: Vec<i32> = of_series.into_values().collect();
    all.sort_unstable();
    all.dedup();
    let is_said = table.notes.iter().any(|note| note.contains("10^"));
    let note = match all[..] {
        [] | [0] => None,
        _ if is_said => None,
        [one] => Some(text!("values stay in units of 10^{power}, as the file says", power = one)),
        _ => Some(text!("values stay in units that differ among series, as the file says")),
    };
    (false, note)
}
