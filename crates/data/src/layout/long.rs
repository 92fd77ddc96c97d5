//! Tables with one row for each figure.

use crate::layout::asked::Asked;
use crate::layout::book::{Layout, among, book};
use crate::layout::cells::{Cells, numbers};
use crate::layout::grid::{Grid, GridRow};
use crate::layout::header::is_figure;
use crate::layout::keys::telling;
use crate::layout::number::NumberLook;
use crate::layout::period::{Odd, PeriodLook, part_alone};
use crate::layout::row::{LongRow, LongTable};
use crate::layout::status::Flags;
use crate::timeseries::findings::Findings;
use std::collections::BTreeSet;
use std::sync::Arc;
use suranys_core::ObsStatus;
use suranys_core::diagnostic::nearest;
use suranys_core::{Text, text};

/// Greatest power of ten that a unit multiplier may be: of millions of millions of millions.
const LARGEST: i32 = 18;

/// What each column of such a table is, by place.
#[derive(Debug, Clone)]
pub(crate) struct Roles {
    pub layout: String,
    pub title: Text,
    /// Place of the header among the rows.
    pub head: usize,
    pub keys: Vec<usize>,
    /// One column, or that of the year and that of the part of it.
    pub period: Vec<usize>,
    pub value: usize,
    pub status: Option<usize>,
    pub statuses: String,
    pub multiplier: Option<usize>,
    pub notes: Vec<usize>,
    /// Whether the keys are those asked for, or known by the layout.
    pub fixed: bool,
}

/// The layouts of the book that a header has, and where it stands.
pub(crate) fn recognised(grid: &Grid, asked: Option<&str>) -> Option<(usize, &'static Layout)> {
    for layout in &book().layouts {
        if asked.is_some_and(|name| name != layout.name) {
            continue;
        }
        let has = |row: &GridRow| {
            layout.marks.iter().all(|mark| row.cells.iter().any(|cell| bare(cell) == *mark))
        };
        if let Some(head) = grid.rows.iter().take(HEADS).position(has) {
            return Some((head, layout));
        }
    }
    None
}

/// Rows in which a header is looked for.
const HEADS: usize = 40;

/// A name of a column without the label behind it, as `TIME_PERIOD: Time period`.
fn bare(name: &str) -> &str {
    name.split_once(": ").map_or(name, |(name, _)| name)
}

fn place(row: &GridRow, name: &str) -> Option<usize> {
    let exact = row.cells.iter().position(|cell| cell == name);
    exact.or_else(|| row.cells.iter().position(|cell| bare(cell) == name))
}

/// Whether a column describes and names no series.
fn is_attribute(layout: &Layout, name: &str) -> bool {
    layout.attributes.iter().any(|attribute| match attribute.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == attribute,
    })
}

/// The columns of a layout of the book.
pub(crate) fn roles_of(
    grid: &Grid,
    head: usize,
    layout: &Layout,
    asked: &Asked,
    findings: &mut Findings,
) -> Option<Roles> {
    let row = grid.rows.get(head)?;
    let period: Vec<String> = match asked.time.is_empty() {
        true => layout.period.clone(),
        // One of the two columns of a period brings the other with it.
        false if asked.time.len() == 1 && layout.period.contains(&asked.time[0]) => {
            layout.period.clone()
        }
        false => asked.time.clone(),
    };
    let value = asked.value.clone().unwrap_or_else(|| layout.value.clone());
    let period = period
        .iter()
        .map(|name| column(grid, row, name, "--time", findings))
        .collect::<Option<Vec<_>>>()?;
    let value = column(grid, row, &value, "--value", findings)?;
    let status = match &asked.status {
        Some(name) => Some(column(grid, row, name, "--status", findings)?),
        None => layout.status.iter().find_map(|name| place(row, name)),
    };
    let multiplier = layout.multiplier.iter().find_map(|name| place(row, name));
    let notes: Vec<usize> = layout.notes.iter().filter_map(|name| place(row, name)).collect();
    let roles = [&period[..], &[value], &notes[..]].concat();
    let known: Vec<usize> = layout.keys.iter().filter_map(|name| place(row, name)).collect();
    let (keys, fixed) = match (asked.id.is_empty(), known.is_empty()) {
        (false, _) => {
            let keys = asked.id.iter().map(|name| column(grid, row, name, "--id", findings));
            (keys.collect::<Option<Vec<_>>>()?, true)
        }
        (true, false) => (known, true),
        (true, true) => {
            let is_key = |(at, name): &(usize, &String)| {
                !roles.contains(at)
                    && Some(*at) != status
                    && Some(*at) != multiplier
                    && !is_attribute(layout, bare(name))
            };
            (row.cells.iter().enumerate().filter(is_key).map(|(at, _)| at).collect(), false)
        }
    };
    Some(Roles {
        layout: layout.name.clone(),
        title: Text::of_program(&layout.title),
        head,
        keys,
        period,
        value,
        status,
        statuses: layout.statuses.clone(),
        multiplier,
        notes,
        fixed,
    })
}

/// The place of a column that is asked for.
pub(crate) fn column(
    grid: &Grid,
    row: &GridRow,
    name: &str,
    option: &str,
    findings: &mut Findings,
) -> Option<usize> {
    let found = place(row, name);
    if found.is_none() {
        let there: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        let near = nearest(name, there.iter().copied());
        let near = near.map(|near| text!("; did you mean `{near}`?", near)).unwrap_or_default();
        let message = text!("there is no column `{name}`", name);
        let finding = findings.cell("header", row.line, name, message);
        let sheet = if grid.sheet.is_empty() {
            Text::default()
        } else {
            text!(" of sheet `{sheet}`", sheet = grid.sheet)
        };
        let help = text!(
            "name the column with `{option}`; the header{sheet} has: {there}{near}",
            option,
            sheet,
            there = there.join(", "),
            near
        );
        findings.add(finding.help(help));
    }
    found
}

/// The columns of a table of no known publisher, by their names or as asked for.
///
/// Where no name says which column holds the values and none is asked for, `by_content` takes the only one
/// that holds figures alone.
pub(crate) fn roles_by_name(grid: &Grid, asked: &Asked, by_content: bool) -> Option<Roles> {
    let names = &book().columns;
    let wanted = |asked: &[String], list: &[String], row: &GridRow| -> Option<usize> {
        match asked.first() {
            Some(name) => place(row, name),
            None => row.cells.iter().position(|cell| among(list, cell)),
        }
    };
    let value_asked: Vec<String> = asked.value.iter().cloned().collect();
    for (head, row) in grid.rows.iter().take(HEADS).enumerate() {
        let by_name = wanted(&value_asked, &names.value, row);
        let content = || by_content.then(|| only_figures(grid, head, asked)).flatten();
        let Some(value) = by_name.or_else(content) else { continue };
        let period = match asked.time.len() {
            0 | 1 => {
                let one = wanted(&asked.time, &names.period, row).filter(|at| *at != value);
                let year = wanted(&asked.time, &names.year, row).filter(|at| *at != value);
                let part = row.cells.iter().position(|cell| among(&names.part, cell));
                match (one, year, part) {
                    (_, Some(year), Some(part)) if part != year && part != value => {
                        vec![year, part]
                    }
                    (Some(one), ..) | (None, Some(one), _) => vec![one],
                    _ => continue,
                }
            }
            _ => match asked.time.iter().map(|name| place(row, name)).collect::<Option<Vec<_>>>() {
                Some(all) => all,
                None => continue,
            },
        };
        let asked_status: Vec<String> = asked.status.iter().cloned().collect();
        let status = wanted(&asked_status, &names.status, row)
            .filter(|at| *at != value && !period.contains(at));
        let (keys, fixed) = match asked.id.is_empty() {
            true => {
                let free = |at: &usize| !period.contains(at) && *at != value && Some(*at) != status;
                ((0..row.cells.len()).filter(free).collect(), false)
            }
            false => {
                match asked.id.iter().map(|name| place(row, name)).collect::<Option<Vec<_>>>() {
                    Some(keys) => (keys, true),
                    None => continue,
                }
            }
        };
        let name = status.map_or("", |at| row.text(at));
        let layouts =
            book().layouts.iter().find(|one| one.status.iter().any(|known| known == name));
        return Some(Roles {
            layout: crate::layout::book::LONG.to_owned(),
            title: text!("table with one row for each figure"),
            head,
            keys,
            period,
            value,
            status,
            statuses: layouts.map_or("sdmx", |one| one.statuses.as_str()).to_owned(),
            multiplier: None,
            notes: Vec::new(),
            fixed,
        });
    }
    None
}

/// Whether a header names a column of years and one of parts of them.
pub(crate) fn has_two(grid: &Grid) -> bool {
    let names = &book().columns;
    let place =
        |row: &GridRow, list: &[String]| row.cells.iter().position(|cell| among(list, cell));
    grid.rows.iter().take(HEADS).any(|row| {
        let (year, part) = (place(row, &names.year), place(row, &names.part));
        year.is_some() && part.is_some() && year != part
    })
}

/// Rows that are looked at to see what a column holds.
const LOOKED_AT: usize = 200;

/// The only column below a header that holds figures alone, those of periods aside.
fn only_figures(grid: &Grid, head: usize, asked: &Asked) -> Option<usize> {
    let names = &book().columns;
    let row = grid.rows.get(head)?;
    let dates = [&names.period[..], &names.year, &names.part, &names.status].concat();
    let others = [&asked.time[..], &asked.id].concat();
    let below: Vec<&GridRow> = grid.rows.iter().skip(head + 1).take(LOOKED_AT).collect();
    let holds = |at: &usize| {
        let name = row.text(*at);
        let texts = || below.iter().map(|row| row.text(*at)).filter(|text| !text.is_empty());
        !name.is_empty()
            && !among(&dates, name)
            && !others.iter().any(|other| other == name)
            && texts().any(|text| text.bytes().any(|b| b.is_ascii_digit()))
            && texts().all(is_figure)
    };
    let mut found = (0..row.cells.len()).filter(holds);
    found.next().filter(|_| found.next().is_none())
}

/// The period of a row: its text, or what it is that is none.
fn period_text<'g>(
    row: &'g GridRow,
    roles: &Roles,
    head: &GridRow,
) -> Result<std::borrow::Cow<'g, str>, Odd> {
    let first = row.text(roles.period.first().copied().unwrap_or_default());
    let Some(second) = roles.period.get(1) else { return Ok(first.into()) };
    let year = first.split_once('.').filter(|(_, part)| part.bytes().all(|b| b == b'0'));
    let year = year.map_or(first, |(year, _)| year);
    let number = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    match (number, part_alone(row.text(*second), head.text(*second))?) {
        (true, Some(part)) => Ok(part.of(year.parse().unwrap_or_default()).into()),
        // Both texts, so that what is wrong is seen.
        _ => Ok(format!("{first} {}", row.text(*second)).into()),
    }
}

/// Whether a key stands next to a year and is one of the numbers of months in every row, and each of them in some.
fn are_months(rows: &[LongRow], key: usize) -> bool {
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let number =
        |row: &LongRow| row.keys.get(key).filter(|_| is_year(&row.period))?.parse::<u32>().ok();
    let numbers: Option<BTreeSet<u32>> = rows.iter().map(number).collect();
    numbers.is_some_and(|numbers| numbers.into_iter().eq(1..=12))
}

/// The year of a row whose period is a whole year among parts of others.
fn whole_year<'g>(row: &'g GridRow, roles: &Roles) -> &'g str {
    let first = row.text(roles.period.first().copied().unwrap_or_default());
    first.get(..4).unwrap_or(first)
}

/// Reads the rows.
pub(crate) fn read(
    grid: &Grid,
    roles: &Roles,
    asked: &Asked,
    findings: &mut Findings,
) -> LongTable {
    let empty = GridRow::default();
    let head = grid.rows.get(roles.head).unwrap_or(&empty);
    let name = |at: usize| head.text(at).to_owned();
    let body = || {
        let rows = grid.rows.iter().skip(roles.head + 1).filter(|row| !row.is_empty());
        // What stands below a table in its first cell alone is a footnote.
        rows.filter(|row| {
            head.cells.len() < 3 || row.filled().count() > 1 || !row.text(roles.value).is_empty()
        })
    };
    let keys: Vec<usize> = match roles.fixed || asked.every_key {
        true => roles.keys.clone(),
        false => telling(roles.keys.len(), |take| {
            body().for_each(|row| take(&|at| row.text(roles.keys[at]).to_owned()));
        })
        .into_iter()
        .map(|at| roles.keys[at])
        .collect(),
    };
    // Averages of years are the years' figures where there are no parts of years.
    let of_row = |row| period_text(row, roles, head);
    let annual = body().all(|row| matches!(of_row(row), Err(Odd::WholeYear)));
    let period_of = |row| match of_row(row) {
        Err(Odd::WholeYear) if annual => Ok(whole_year(row, roles).into()),
        other => other,
    };
    let (mut number_look, mut period_look) = (NumberLook::default(), PeriodLook::default());
    for row in body() {
        number_look.add(row.text(roles.value), row.line);
        if let Ok(text) = period_of(row) {
            period_look.add(&text);
        }
    }
    let value: Arc<str> = name(roles.value).into();
    let period = roles.period.iter().map(|at| name(*at)).collect::<Vec<_>>().join(" and ");
    let (numbers, doubt) = numbers(&number_look, asked.numbers, grid.semicolons, &value, findings);
    let flags = Flags::named(&roles.statuses);
    let mut cells = Cells::new(numbers, period_look.periods(), flags, &asked.missing);
    if roles.layout == crate::layout::book::LONG {
        cells = cells.of_anyone();
    }
    let mut table = LongTable {
        layout: roles.layout.clone(),
        keys: keys.iter().map(|at| name(*at)).collect(),
        period: period.clone(),
        value: value.to_string(),
        scaled: roles.multiplier.is_some(),
        ..LongTable::default()
    };
    let status_name = roles.status.map(name).unwrap_or_default();
    let before = findings.count();
    for row in body() {
        let at = (row.line, period.as_str());
        let text = match period_of(row) {
            Ok(text) => text,
            Err(odd) => {
                cells.odd(
                    odd,
                    row.text(roles.period.last().copied().unwrap_or_default()),
                    at,
                    findings,
                );
                continue;
            }
        };
        let names: Vec<String> = keys.iter().map(|key| row.text(*key).to_owned()).collect();
        if roles.fixed && names.iter().all(String::is_empty) && !names.is_empty() {
            let finding =
                findings.cell("id", row.line, &table.keys[0], text!("the series has no name"));
            findings.add(finding.found("").allowed(text!("a name")).help(text!("name the series")));
            continue;
        }
        let Some(period) = cells.period(&text, at, findings) else { continue };
        let text = row.text(roles.value);
        let mut value_of = (cells.value(text, (row.line, &value), findings), None);
        if let Some(at) = roles.status {
            value_of.1 = cells.status(row.text(at), (row.line, &status_name), findings);
        }
        if let (Some(_), Some(ObsStatus::Missing)) = value_of {
            let message = text!("`{text}` stands in a row whose status is missing", text);
            let finding = findings.cell("status", row.line, &value, message).found(text);
            let finding = finding.allowed(text!("nothing, where the status is `M`"));
            findings.add(finding.help(text!("empty the value, or correct the status")));
        }
        let multiplier = roles.multiplier.map_or("", |at| row.text(at));
        let footnotes = roles.notes.iter().map(|at| row.text(*at)).filter(|text| !text.is_empty());
        table.rows.push(LongRow {
            keys: Arc::new(names),
            period,
            value: value_of.0,
            status: value_of.1,
            multiplier: power(multiplier),
            footnotes: footnotes.map(Arc::from).collect(),
            row: row.line,
            column: Arc::clone(&value),
        });
    }
    let column = roles.period.first().map(|at| name(*at)).unwrap_or_default();
    table.notes.extend(period_look.note(&column));
    table.notes.extend(doubt);
    table.notes.extend(cells.notes());
    if let ([year], false) = (&roles.period[..], roles.fixed) {
        let months = table.keys.iter().enumerate().filter(|(at, _)| are_months(&table.rows, *at));
        let named = months.map(|(_, month)| {
            text!(
                "column `{month}` holds 1 to 12, each as a series; if these are months, name it: \
                 `--time {year} --time {month}`",
                month,
                year = name(*year)
            )
        });
        table.notes.extend(named);
    }
    if findings.count() == before && table.rows.is_empty() {
        let message = text!("the table has no rows");
        let finding = findings.cell("row", head.line, &value, message);
        findings.add(finding.help(text!("write one row for each series and period")));
    }
    table
}

/// The power of ten that a cell says, 0 where it says none.
fn power(text: &str) -> i32 {
    let code = text.split_once(':').map_or(text, |(code, _)| code);
    code.trim()
        .parse()
        .ok()
        .filter(|power: &i32| (-LARGEST..=LARGEST).contains(power))
        .unwrap_or_default()
}
