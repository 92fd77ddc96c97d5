//! Which layout a file has, and its figures.

use crate::layout::across;
use crate::layout::asked::Asked;
use crate::layout::book::{DOWN, LONG, book, layout_names};
use crate::layout::grid::Grid;
use crate::layout::header;
use crate::layout::long::{self, Roles};
use crate::layout::row::LongTable;
use crate::timeseries::error::TidyError;
use crate::timeseries::findings::Findings;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// Names of columns shown.
const SHOWN: usize = 12;

/// The figures of a file, by the layout asked for or recognised, of the sheet asked for or the first that
/// holds a table. None where no layout is recognised and none is asked for.
///
/// # Errors
/// With what is wrong in the file, or when the layout or the sheet asked for is not there.
pub(crate) fn long_table(
    file: &str,
    grids: &[Grid],
    asked: &Asked,
) -> Result<Option<LongTable>, TidyError> {
    if let Some(name) = &asked.layout
        && !layout_names().contains(&name.as_str())
    {
        let help = text!("the layouts are {layouts}", layouts = layout_names().join(", "));
        return Err(refused(file, text!("there is no layout `{name}`", name), help));
    }
    let names =
        || grids.iter().map(|grid| format!("`{}`", grid.sheet)).collect::<Vec<_>>().join(", ");
    let chosen: Vec<&Grid> = match &asked.sheet {
        None => grids.iter().collect(),
        Some(name) => grids.iter().filter(|grid| grid.sheet == *name).collect(),
    };
    if let (Some(name), true) = (&asked.sheet, chosen.is_empty()) {
        let help = text!("the sheets with cells are {names}", names = names());
        return Err(refused(file, text!("there is no sheet `{name}` with cells", name), help));
    }
    for grid in &chosen {
        let mut findings = Findings::new(file);
        let Some(table) = of_grid(grid, asked, &mut findings) else {
            findings.or(())?;
            continue;
        };
        let mut table = findings.or(table)?;
        if !grid.sheet.is_empty() {
            let others = match chosen.len() {
                1 => Text::default(),
                count => {
                    text!("; {count} other sheets are not read (`--sheet NAME`)", count = count - 1)
                }
            };
            let first = table.notes.first_mut();
            if let Some(first) = first {
                *first = text!(
                    "{note}; sheet `{sheet}`{others}",
                    note = &*first,
                    sheet = grid.sheet,
                    others
                );
            }
        }
        return Ok(Some(table));
    }
    match &asked.layout {
        None => Ok(None),
        Some(name) => {
            let message = text!("the file is not of the layout `{name}`", name);
            let help = text!("leave `--layout` out to have it recognised, or name another");
            Err(refused(file, message, help))
        }
    }
}

fn refused(file: &str, message: impl Into<Text>, help: impl Into<Text>) -> TidyError {
    let span = Span { file: file.to_owned(), row: Some(1), column: None };
    TidyError::Findings(vec![Diagnostic::error("layout", span, message).help(help)])
}

/// The figures of a table.
fn of_grid(grid: &Grid, asked: &Asked, findings: &mut Findings) -> Option<LongTable> {
    let wanted = asked.layout.as_deref();
    if let Some((head, layout)) = long::recognised(grid, wanted) {
        let roles = long::roles_of(grid, head, layout, asked, findings)?;
        return Some(of_roles(grid, &roles, asked, findings));
    }
    let is_across = |name: &str| book().across.iter().any(|one| one.name == name);
    if wanted.is_none_or(is_across)
        && let Some(header) = header::across(grid)
    {
        let layout = match wanted {
            Some(name) => book().across.iter().find(|one| one.name == name),
            None => across::recognised(grid, &header),
        }?;
        let mut table = across::read(grid, &header, layout, asked, findings);
        let periods: Vec<&str> =
            header.columns.iter().filter_map(|column| column.period.as_deref()).collect();
        let line = grid.rows.get(header.first).map_or(1, |row| row.line);
        let across = match (periods.first(), periods.last()) {
            (Some(first), Some(last)) => text!("; periods across, {first} to {last}", first, last),
            _ => Text::default(),
        };
        said(&mut table, &Text::of_program(&layout.title), line, across);
        return Some(table);
    }
    let is_long = wanted.is_none_or(|name| name == LONG);
    if is_long && let Some(roles) = long::roles_by_name(grid, asked, false) {
        return Some(of_roles(grid, &roles, asked, findings));
    }
    if is_long
        && long::has_two(grid)
        && let Some(roles) = long::roles_by_name(grid, asked, true)
    {
        return Some(of_roles(grid, &roles, asked, findings));
    }
    let of_years = header::with_years(grid);
    let grid = of_years.as_ref().unwrap_or(grid);
    if wanted.is_none_or(|name| name == DOWN)
        && let Some(down) = header::down(grid)
    {
        let mut table = across::read_down(grid, &down, asked, findings);
        let line = grid.rows.get(down.header.below.saturating_sub(1)).map_or(1, |row| row.line);
        let names: Vec<&str> =
            down.header.columns.iter().map(|column| column.name.as_str()).collect();
        let columns = text!(
            "; periods down, a series in each other column ({listed})",
            listed = listed(&names)
        );
        said(&mut table, &text!("table of columns"), line, columns);
        return Some(table);
    }
    let roles = is_long.then(|| long::roles_by_name(grid, asked, true)).flatten()?;
    Some(of_roles(grid, &roles, asked, findings))
}

fn of_roles(grid: &Grid, roles: &Roles, asked: &Asked, findings: &mut Findings) -> LongTable {
    let mut table = long::read(grid, roles, asked, findings);
    let line = grid.rows.get(roles.head).map_or(1, |row| row.line);
    let (period, value) = (table.period.clone(), table.value.clone());
    let status = roles.status.and_then(|at| Some(grid.rows.get(roles.head)?.text(at)));
    let status = status.map(|name| text!(", flags `{name}`", name)).unwrap_or_default();
    let more = text!("; period {period}, value `{value}`{status}", period, value, status);
    said(&mut table, &roles.title, line, more);
    table
}

/// Names of columns as a message lists them.
fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    shown.join(", ") + if names.len() > SHOWN { ", ..." } else { "" }
}

/// Puts the line that says the layout before all other notes.
fn said(table: &mut LongTable, title: &Text, line: u64, more: Text) {
    let keys: Vec<&str> = table.keys.iter().map(String::as_str).collect();
    let keys = match keys[..] {
        [] => text!("; one series"),
        _ if table.layout == DOWN => Text::default(),
        _ => text!("; series by {listed}", listed = listed(&keys)),
    };
    let note = text!(
        "read as {title} (`--layout {layout}`): header in row {line}{keys}{more}",
        title,
        layout = table.layout,
        line,
        keys,
        more
    );
    table.notes.insert(0, note);
}
