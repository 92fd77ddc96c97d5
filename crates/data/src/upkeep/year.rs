//! A year added to the tables of a package: a form for the figures of all that end with the year before, and
//! their rows brought in together, since tables that belong together cover the same years.

use crate::package::open::{Package, Row, Table};
use crate::upkeep::bring::{Batch, bring};
use crate::upkeep::difference::CellChange;
use crate::upkeep::error::UpkeepError;
use crate::upkeep::import::{ImportRequest, gathered};
use crate::upkeep::incoming::Incoming;
use crate::upkeep::published::time_column;
use crate::upkeep::revise::table_named;
use crate::upkeep::revision::Revision;
use crate::upkeep::template::{referred, template_of};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suranys_core::table_template::TableTemplate;
use suranys_core::{Diagnostic, MissingReason, Span, Year};
use suranys_core::{Text, text};

/// A year that is to be added.
#[derive(Debug, Clone)]
pub struct YearRequest {
    /// The year.
    pub year: i32,
    /// Files with its figures.
    pub files: Vec<ImportRequest>,
    /// Tables whose figures are not published yet: their rows are missing (M).
    pub missing: Vec<String>,
    /// Source of the missing rows: where it says that they are not there.
    pub source: Option<String>,
}

const CHECK: &str = "add-year";

/// The package with the year's rows, checked; the cells that change, and what is to be noted.
///
/// # Errors
/// With the findings, each at its place in the file it comes from.
pub fn add_year(
    folder: &Path,
    asked: &YearRequest,
) -> Result<(Revision, Vec<CellChange>, Vec<Text>), UpkeepError> {
    let (revision, text, descriptor) = Revision::begin(folder)?;
    let package = Package::open(folder)?;
    let year = asked.year.to_string();
    let mut notes = Vec::new();
    let mut batches = Vec::new();
    for file in &asked.files {
        let file = ImportRequest { years: vec![year.clone()], ..file.clone() };
        batches.extend(gathered(&package, &file, &mut notes)?);
    }
    let mut found = Vec::new();
    for batch in &batches {
        let Some(time) = time_column(batch.table) else { continue };
        for row in batch.rows.iter().filter(|row| row.text(&time) != year) {
            let message =
                text!("the row is of `{text}`, not of {year}", text = row.text(&time), year);
            let finding = Diagnostic::error(CHECK, row.span(&batch.file, &time), message);
            found.push(
                finding
                    .found(row.text(&time))
                    .allowed(&year)
                    .help(text!("`suranys package import` brings in rows of other years")),
            );
        }
    }
    if !found.is_empty() {
        return Err(UpkeepError::Findings(found));
    }
    for name in &asked.missing {
        let table = table_named(&package, name)?;
        let rows = keys_of_last(table, asked.year)?;
        let rows = rows.into_iter().map(|mut cells| {
            let reason = MissingReason::NotPublished.code();
            let source = asked.source.as_deref().unwrap_or_default();
            for (column, text) in
                [("obs_status", "M"), ("missing_reason", reason), ("source", source)]
            {
                if table.field(column).is_some() {
                    cells.insert(column.to_owned(), text.to_owned());
                }
            }
            Incoming { cells, ..Incoming::default() }
        });
        // Findings about them are said of the table itself: they stand in no file.
        batches.push(Batch { table, file: table.named(), rows: rows.collect() });
    }
    let (revision, changes) = bring(folder, &package, (revision, &text, &descriptor), &batches)?;
    Ok((revision, changes, notes))
}

/// Forms for the figures of a year: of the tables that are named, else of all yearly ones that end with the
/// year before; and before them one for new sources.
///
/// # Errors
/// When the package can't be read, has no such table, or no table ends with the year before.
pub fn year_templates(
    folder: &Path,
    year: i32,
    tables: &[String],
) -> Result<Vec<TableTemplate>, UpkeepError> {
    let package = Package::open(folder)?;
    let named: Vec<&Table> = match tables {
        [] => due(&package, year),
        names => names.iter().map(|name| table_named(&package, name)).collect::<Result<_, _>>()?,
    };
    if named.is_empty() {
        let message =
            text!("no yearly table of the package ends with {year}", year = year.saturating_sub(1));
        let finding =
            Diagnostic::error(CHECK, Span::file(crate::package::open::DESCRIPTOR), message);
        let help = text!(
            "name the tables with `--table`; `suranys package ready` lists the last year of each"
        );
        return Err(UpkeepError::Asked(vec![finding.found(year.to_string()).help(help)]));
    }
    let mut forms = Vec::new();
    let mut sources = BTreeSet::new();
    for table in named {
        if let Some((cited, _)) = referred(&package, table, "source")
            && sources.insert(cited.resource.name.clone())
        {
            forms.push(template_of(&package, cited));
        }
        let mut form = template_of(&package, table);
        let rows = keys_of_last(table, year)?;
        let text = |cells: &BTreeMap<String, String>, column: &str| {
            cells.get(column).cloned().unwrap_or_default()
        };
        let columns: Vec<String> = form.columns.iter().map(|column| column.name.clone()).collect();
        form.rows = rows
            .iter()
            .map(|cells| columns.iter().map(|column| text(cells, column)).collect())
            .collect();
        forms.push(form);
    }
    forms.sort_by_key(|form| !sources.contains(&form.table));
    Ok(forms)
}

/// Years from which on a table is a yearly one.
const MIN_YEARS: usize = 3;
/// Column that tables of other countries have, whose years are as they come.
const COUNTRY: &str = "country";

/// Whether a table has figures of the country for year after year.
pub(crate) fn is_yearly(table: &Table) -> bool {
    let Some(time) = time_column(table).filter(|time| time == "year") else { return false };
    let years: BTreeSet<&str> = table.rows.iter().map(|row| row.text(&time)).collect();
    years.len() >= MIN_YEARS && table.field("value").is_some() && table.field(COUNTRY).is_none()
}

/// Yearly tables whose last year is that before.
pub(crate) fn due(package: &Package, year: i32) -> Vec<&Table> {
    let ends_before = |table: &&Table| {
        is_yearly(table)
            && last_year(table).is_some_and(|Year(last)| last == year.saturating_sub(1))
    };
    package.tables.values().filter(ends_before).collect()
}

/// The last year that a table has a row of.
pub(crate) fn last_year(table: &Table) -> Option<Year> {
    let time = time_column(table)?;
    table.rows.iter().filter_map(|row| Year::parse(row.text(&time))).max()
}

/// The keys of a table's last rows before a year, as rows of that year.
fn keys_of_last(table: &Table, year: i32) -> Result<Vec<BTreeMap<String, String>>, UpkeepError> {
    let asked = |message: Text| {
        let file = Span::file(table.resource.path.as_str());
        let help = text!("name a table with a row for each year");
        UpkeepError::Asked(vec![Diagnostic::error(CHECK, file, message).help(help)])
    };
    let name = &table.resource.name;
    let time =
        time_column(table).ok_or_else(|| asked(text!("the key of `{name}` has no year", name)))?;
    let of = |row: &Row| Year::parse(row.text(&time)).map(|Year(year)| year);
    let last = table.rows.iter().filter_map(of).filter(|other| *other < year).max();
    let last = last.ok_or_else(|| asked(text!("`{name}` has no row before {year}", name, year)))?;
    let key = table.resource.schema.primary_key.list();
    let rows = table.rows.iter().filter(|row| of(row) == Some(last)).map(|row| {
        let text = |column: &String| match *column == time {
            true => year.to_string(),
            false => row.text(column).to_owned(),
        };
        key.iter().map(|column| (column.clone(), text(column))).collect()
    });
    Ok(rows.collect())
}
