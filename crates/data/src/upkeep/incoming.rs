//! Rows to be brought into a table, each with its place in the file it comes from.

use crate::forms::workbook;
use crate::package::decode::decode;
use crate::package::dialect::Written;
use crate::package::lines::separator;
use crate::package::open::{Package, Table};
use std::collections::BTreeMap;
use suranys_core::Span;
use suranys_core::shortage_list::Flow;
use suranys_core::table::unguarded;
use suranys_core::time::day_number;
use suranys_core::{Text, text};

/// How a workbook begins.
const ARCHIVE: &[u8] = b"PK";

/// A row to be brought in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Incoming {
    /// Row in its file or sheet, the first being 1.
    pub line: u64,
    /// What its columns are called in messages, by columns of the table.
    pub columns: BTreeMap<String, String>,
    /// Its cells by columns of the table. A column that is not there is left as it is.
    pub cells: BTreeMap<String, String>,
    /// Whether its status is none of the file but said of all rows that have none.
    pub status_said: bool,
}

impl Incoming {
    /// The text of a cell; empty where there is none.
    pub(crate) fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The place of a cell.
    pub(crate) fn span(&self, file: &str, column: &str) -> Span {
        let named = self.columns.get(column).map_or(column, String::as_str);
        Span::cell(file, self.line, named)
    }
}

/// A row of any file: its line, and texts by the places of columns.
type Line = (u64, BTreeMap<usize, String>);

/// The rows of a file that has the columns of a table by their names: a template filled in, or the table
/// itself. None where no row holds all names of the key and of what must be there.
///
/// # Errors
/// With why a file that is a workbook can't be read.
pub(crate) fn rows_by_name(bytes: &[u8], table: &Table) -> Result<Option<Vec<Incoming>>, Text> {
    let sheets: Vec<(String, Vec<Line>)> = match bytes.starts_with(ARCHIVE) {
        true => sheets(bytes)?,
        false => vec![(String::new(), text_rows(bytes, table))],
    };
    Ok(sheets.iter().find_map(|(sheet, lines)| rows_of(sheet, lines, table)))
}

/// The rows of a workbook with a form for each of several tables, by table; a form says in its first cell which
/// table it is of.
///
/// # Errors
/// With why it can't be read, or has no form.
pub(crate) fn rows_by_table<'p>(
    bytes: &[u8],
    package: &'p Package,
) -> Result<Vec<(&'p Table, Vec<Incoming>)>, Text> {
    let mut found = Vec::new();
    for (sheet, lines) in sheets(bytes)? {
        let first = lines.first().and_then(|line| line.1.values().next());
        let said = first.map_or("", |text| text.split(':').next().unwrap_or_default().trim());
        let named = package.tables.get(said).or_else(|| package.tables.get(sheet.as_str()));
        let rows = named.and_then(|table| Some((table, rows_of(&sheet, &lines, table)?)));
        found.extend(rows);
    }
    if found.is_empty() {
        return Err(text!("no sheet of the file is the form of a table of the package"));
    }
    Ok(found)
}

/// The sheets of a workbook with their rows.
fn sheets(bytes: &[u8]) -> Result<Vec<(String, Vec<Line>)>, Text> {
    let sheets = workbook::sheets(bytes)?.into_iter();
    let sheets = sheets
        .map(|(name, rows)| (name, rows.into_iter().map(|row| (row.line, row.cells)).collect()));
    Ok(sheets.collect())
}

/// The rows of a sheet below the names of a table's columns; none where these do not stand in it.
fn rows_of(sheet: &str, lines: &[Line], table: &Table) -> Option<Vec<Incoming>> {
    let fields = &table.resource.schema.fields;
    let key = table.resource.schema.primary_key.list();
    let must = |name: &String, required: bool| required || key.contains(name);
    let needed: Vec<&str> = fields
        .iter()
        .filter(|field| must(&field.name, field.constraints.required) || field.name == "value")
        .map(|field| field.name.as_str())
        .collect();
    let names =
        |line: &&Line| needed.iter().all(|name| line.1.values().any(|text| text.trim() == *name));
    let head = lines.iter().find(names)?;
    let mut places: Vec<(usize, &str)> = Vec::new();
    for (place, text) in &head.1 {
        let field = fields.iter().find(|field| field.name == text.trim());
        if let Some(field) = field.filter(|f| places.iter().all(|(_, known)| *known != f.name)) {
            places.push((*place, field.name.as_str()));
        }
    }
    let shown = |place: usize, name: &str| match sheet.is_empty() {
        true => name.to_owned(),
        false => format!("{sheet}!{} ({name})", workbook::letters(place)),
    };
    let columns: BTreeMap<String, String> =
        places.iter().map(|(at, name)| ((*name).to_owned(), shown(*at, name))).collect();
    let row = |line: &Line| {
        let text = |at: &usize| line.1.get(at).map_or("", |text| text.trim()).to_owned();
        let mut cells = places.iter().map(|(at, name)| ((*name).to_owned(), text(at))).collect();
        of_its_flow(&mut cells);
        Incoming { line: line.0, columns: columns.clone(), cells, ..Incoming::default() }
    };
    let below = lines.iter().filter(|line| line.0 > head.0).map(row);
    Some(below.filter(|row| row.cells.values().any(|text| !text.is_empty())).collect())
}

/// Makes a month again of the day that a spreadsheet makes of one: of `2025-09` typed in, the first of September.
fn of_its_flow(cells: &mut BTreeMap<String, String>) {
    let monthly = Flow::ALL.iter().any(|(flow, code)| {
        *flow == Flow::Monthly && cells.get("flow").is_some_and(|own| own == code)
    });
    if let Some(period) = cells.get_mut("period").filter(|_| monthly)
        && day_number(period).is_some()
        && let Some(month) = period.strip_suffix("-01")
    {
        *period = month.to_owned();
    }
}

/// The rows of a text whose cells are parted by commas or their like; none of what is no text.
fn text_rows(bytes: &[u8], table: &Table) -> Vec<Line> {
    let read = decode(bytes, None).or_else(|_| decode(bytes, table.resource.encoding.as_deref()));
    let Ok(text) = read else { return Vec::new() };
    let first = text.lines().next().unwrap_or_default();
    let written = Written { delimiter: separator(first.as_bytes()), ..Written::default() };
    let records = written.records(&text).map_while(Result::ok);
    records
        .map(|record| {
            let cells = record.cells.iter().enumerate().filter(|(_, text)| !text.is_empty());
            (record.line, cells.map(|(at, text)| (at, unguarded(text).into_owned())).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: a flow of a month is of the month, a stock of a day of the day.
    #[test]
    fn a_month_typed_into_a_spreadsheet_stays_one() {
        for (flow, period, read) in [
            ("monthly_flow", "2025-09-01", "2025-09"),
            ("monthly_flow", "2025-09", "2025-09"),
            ("monthly_flow", "2025-09-02", "2025-09-02"),
            ("day_stock", "2025-09-01", "2025-09-01"),
        ] {
            let cell = |name: &str, text: &str| (name.to_owned(), text.to_owned());
            let mut cells = BTreeMap::from([cell("flow", flow), cell("period", period)]);
            of_its_flow(&mut cells);
            assert_eq!(cells["period"], read, "{flow} {period}");
        }
    }
}
