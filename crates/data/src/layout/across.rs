//! Tables with periods across, and tables with periods down and a series in each column.

use crate::layout::asked::Asked;
use crate::layout::book::{AcrossLayout, DOWN, book};
use crate::layout::cells::{Cells, numbers};
use crate::layout::footnote::unmarked;
use crate::layout::grid::{Grid, GridRow};
use crate::layout::header::{Column, Down, Header};
use crate::layout::keys::telling;
use crate::layout::long;
use crate::layout::number::NumberLook;
use crate::layout::period::PeriodLook;
use crate::layout::row::{LongRow, LongTable};
use crate::layout::status::Flags;
use crate::timeseries::findings::Findings;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use suranys_core::{Text, text};

/// The layout of a table with such a header.
pub(crate) fn recognised(grid: &Grid, header: &Header) -> Option<&'static AcrossLayout> {
    let head: Vec<&str> = header.keys.iter().map(|(_, name)| name.as_str()).collect();
    let first = grid.rows.get(header.first).map_or("", |row| row.text(0));
    let is = |one: &&AcrossLayout| {
        let marked = one.marks.iter().all(|mark| head.contains(&mark.as_str()));
        let ends =
            one.first.is_empty() || one.first.iter().any(|end| first.ends_with(end.as_str()));
        marked && ends
    };
    book().across.iter().find(is)
}

/// A figure's text and flags: `18.2 b` where flags stand in the cell, the text and footnote marks elsewhere.
fn parted(text: &str, flagged: bool) -> (&str, &str, Vec<String>) {
    if !flagged {
        let (bare, marks) = unmarked(text);
        return (bare, "", marks);
    }
    let (value, flags) = text.split_once(' ').unwrap_or((text, ""));
    let end = value.trim_end_matches(|c: char| c.is_ascii_lowercase()).len();
    let (value, own) = value.split_at(if end == 0 { value.len() } else { end });
    (value, if own.is_empty() { flags.trim() } else { own }, Vec::new())
}

/// A row of figures: its labels, and the row.
struct Labelled<'g> {
    labels: Vec<String>,
    marks: Vec<String>,
    row: &'g GridRow,
}

/// What the rows below a header are.
struct Body<'g> {
    rows: Vec<Labelled<'g>>,
    /// Texts of footnotes by mark.
    footnotes: BTreeMap<String, String>,
}

/// The power of ten that the texts above a table, or in its header, say.
fn multiplier(grid: &Grid, header: &Header) -> Option<(i32, u64)> {
    let rows = grid.rows.iter().take(header.below);
    let mut texts = rows.flat_map(|row| row.filled().map(|(_, text)| (row.line, text)));
    texts.find_map(|(line, text)| {
        let small: String = text.to_lowercase().chars().take(LONGEST).collect();
        let is = |(word, _): &&(String, i32)| {
            small
                .split(|c: char| !c.is_alphanumeric())
                .any(|token| token.starts_with(word.as_str()))
        };
        let all: Vec<_> = book().words.multipliers.iter().filter(is).collect();
        // Of two words, as in `thousands of millions`, no one is taken.
        (all.len() == 1).then(|| (all[0].1, line))
    })
}

/// Characters of a title that are looked at.
const LONGEST: usize = 400;

/// Parts the rows below a header in rows of figures, headings and footnotes.
fn body<'g>(grid: &'g Grid, header: &Header, commas: bool) -> Body<'g> {
    let mut rows: Vec<Labelled<'g>> = Vec::new();
    let mut footnotes = BTreeMap::new();
    let is_empty =
        |row: &GridRow| header.columns.iter().all(|column| row.text(column.at).is_empty());
    let last = grid.rows.iter().rposition(|row| !is_empty(row)).unwrap_or_default();
    let mut above: Vec<String> = vec![String::new(); header.keys.len()];
    for (at, row) in
        grid.rows.iter().enumerate().skip(header.below).filter(|(_, row)| !row.is_empty())
    {
        let labels: Vec<(&str, Vec<String>)> =
            header.keys.iter().map(|(at, _)| unmarked(row.text(*at))).collect();
        let filled = labels.iter().filter(|(text, _)| !text.is_empty()).count();
        let alone = filled < 2 && header.keys.len() > 1;
        if is_empty(row) && (at > last && filled < 2 || alone) {
            let text = row.filled().map(|(_, text)| text).collect::<Vec<_>>().join(" ");
            let mark =
                text.trim_start().split([' ', '\u{a0}']).next().unwrap_or_default().to_owned();
            let (start, own) = split_mark(&text);
            if own.is_empty() {
                footnotes.insert(mark, text);
            } else {
                footnotes.insert(start, own);
            }
            continue;
        }
        let marks = labels.iter().flat_map(|(_, marks)| marks.clone()).collect();
        let mut labels: Vec<String> = labels.into_iter().map(|(text, _)| text.to_owned()).collect();
        if commas && let Some(first) = labels.first().cloned() {
            labels = first.split(',').map(|key| key.trim().to_owned()).collect();
        } else if labels.len() > 1 {
            // A blank before a label takes what stands above it, as where cells were merged.
            let own = labels.iter().position(|text| !text.is_empty()).unwrap_or_default();
            labels[..own].clone_from_slice(&above[..own]);
            above.clone_from(&labels);
        }
        rows.push(Labelled { labels, marks, row });
    }
    Body { rows, footnotes }
}

/// A mark of a footnote at the beginning of a text, and the text behind it.
fn split_mark(text: &str) -> (String, String) {
    let marks = |c: char| "¹²³⁴⁵⁶⁷⁸⁹⁰⁾⁽*†‡".contains(c);
    let end = text.find(|c| !marks(c)).unwrap_or(text.len());
    if end > 0 {
        return (text[..end].to_owned(), text[end..].trim().to_owned());
    }
    match text.split_once(')') {
        Some((number, rest)) if number.len() < 3 && number.bytes().all(|b| b.is_ascii_digit()) => {
            (format!("{number})"), rest.trim().to_owned())
        }
        _ => (String::new(), String::new()),
    }
}

/// Puts headings of groups, which have no figures, before the labels under them where these would be one
/// series otherwise; elsewhere a row without figures is an empty series, unless its label ends with a colon.
fn headed<'g>(rows: Vec<Labelled<'g>>, columns: &[Column]) -> (Vec<Labelled<'g>>, bool) {
    let is_empty =
        |row: &Labelled<'_>| columns.iter().all(|column| row.row.text(column.at).is_empty());
    let mut seen = BTreeSet::new();
    let twice =
        rows.iter().filter(|row| !is_empty(row)).any(|row| !seen.insert(row.labels.clone()));
    let one_label = rows.first().is_some_and(|row| row.labels.len() == 1);
    let mut heading = String::new();
    let mut kept = Vec::new();
    for mut row in rows {
        let label = row.labels.first().cloned().unwrap_or_default();
        if one_label && is_empty(&row) && (twice || label.ends_with(':')) {
            heading = label.trim_end_matches(':').to_owned();
            continue;
        }
        if twice && one_label {
            row.labels.insert(0, heading.clone());
        }
        kept.push(row);
    }
    (kept, twice && one_label)
}

/// Reads a table with periods across.
pub(crate) fn read(
    grid: &Grid,
    header: &Header,
    layout: &AcrossLayout,
    asked: &Asked,
    findings: &mut Findings,
) -> LongTable {
    let first = grid.rows.get(header.first).map_or("", |row| row.text(0));
    let commas = !layout.first.is_empty();
    let body = body(grid, header, commas);
    let mut names: Vec<String> = match first.rsplit_once('\\').filter(|_| commas) {
        Some((dimensions, _)) => dimensions.split(',').map(|name| name.trim().to_owned()).collect(),
        None => header.keys.iter().map(|(_, name)| name.clone()).collect(),
    };
    let (rows, grouped) = match commas {
        true => (body.rows, false),
        false => headed(body.rows, &header.columns),
    };
    if grouped {
        names.insert(0, "group".to_owned());
    }
    let label = |row: &Labelled<'_>, at: usize| row.labels.get(at).cloned().unwrap_or_default();
    let preferred: Vec<usize> =
        layout.keys.iter().filter_map(|key| names.iter().position(|name| name == key)).collect();
    let candidates = if preferred.is_empty() { (0..names.len()).collect() } else { preferred };
    let keys: Vec<usize> = match asked.id.is_empty() {
        false => {
            let empty = GridRow::default();
            let line = grid.rows.get(header.below.saturating_sub(1)).unwrap_or(&empty).line;
            let of = GridRow { line, cells: names.clone() };
            let found = asked.id.iter().map(|name| long::column(grid, &of, name, "--id", findings));
            found.collect::<Option<Vec<_>>>().unwrap_or_default()
        }
        true if asked.every_key => (0..names.len()).collect(),
        true => telling(candidates.len(), |take| {
            rows.iter().for_each(|row| take(&|at| label(row, candidates[at])));
        })
        .into_iter()
        .map(|at| candidates[at])
        .collect(),
    };
    let levels = header.columns.iter().map(|column| column.keys.len()).max().unwrap_or_default();
    let over = match asked.every_key {
        true => (0..levels).collect(),
        false => telling(levels, |take| {
            let key = |column: &Column, at: usize| column.keys.get(at).cloned().unwrap_or_default();
            header.columns.iter().for_each(|column| take(&|at| key(column, at)));
        }),
    };
    let mut look = NumberLook::default();
    for row in &rows {
        for column in &header.columns {
            look.add(parted(row.row.text(column.at), commas).0, row.row.line);
        }
    }
    let (numbers, doubt) = numbers(&look, asked.numbers, grid.semicolons, "value", findings);
    let flags = Flags::named(&layout.statuses);
    let mut cells = Cells::new(numbers, Default::default(), flags, &asked.missing);
    let power = multiplier(grid, header);
    let mut table = LongTable {
        layout: layout.name.clone(),
        keys: keys.iter().map(|at| names.get(*at).cloned().unwrap_or_default()).collect(),
        period: "period".to_owned(),
        value: "value".to_owned(),
        scaled: power.is_some(),
        ..LongTable::default()
    };
    table.keys.extend(over.iter().map(|level| format!("header {level}", level = level + 1)));
    let columns: Vec<(&Column, Arc<str>)> =
        header.columns.iter().map(|column| (column, Arc::from(column.name.as_str()))).collect();
    for row in &rows {
        for (column, name) in &columns {
            let Some(period) = &column.period else { continue };
            let (text, flags, marks) = parted(row.row.text(column.at), commas);
            let at = (row.row.line, column.name.as_str());
            let value = cells.value(text, at, findings);
            let status = cells.status(flags, at, findings);
            let mut names: Vec<String> = keys.iter().map(|key| label(row, *key)).collect();
            names.extend(over.iter().map(|at| column.keys.get(*at).cloned().unwrap_or_default()));
            let all = row.marks.iter().chain(&column.marks).chain(&marks);
            let footnotes = all.map(|mark| match body.footnotes.get(mark) {
                Some(text) => Arc::from(text.as_str()),
                None => Arc::from(mark.as_str()),
            });
            table.rows.push(LongRow {
                keys: Arc::new(names),
                period: period.clone(),
                value,
                status,
                multiplier: power.map_or(0, |(power, _)| power),
                footnotes: footnotes.collect(),
                row: row.row.line,
                column: Arc::clone(name),
            });
        }
    }
    table.notes.extend(header.notes.iter().cloned());
    table.notes.extend(doubt);
    table.notes.extend(cells.notes());
    table.notes.extend(unit(power));
    table
}

/// What the texts of a table say of its unit.
fn unit(power: Option<(i32, u64)>) -> Option<Text> {
    power.map(|(power, line)| {
        text!("values stay in units of 10^{power}, as row {line} says", power, line)
    })
}

/// Reads a table with periods down.
pub(crate) fn read_down(
    grid: &Grid,
    down: &Down,
    asked: &Asked,
    findings: &mut Findings,
) -> LongTable {
    let header = &down.header;
    let empty = GridRow::default();
    let period_name = header.keys.first().map(|(_, name)| name.clone()).unwrap_or_default();
    let columns: Vec<&Column> = header
        .columns
        .iter()
        .filter(|column| asked.value.as_ref().is_none_or(|name| column.name == *name))
        .collect();
    if let (Some(name), true) = (&asked.value, columns.is_empty()) {
        let head = grid.rows.get(header.below.saturating_sub(1)).unwrap_or(&empty);
        long::column(grid, head, name, "--value", findings);
    }
    // Below the last row of figures stand footnotes.
    let has = |row: &&GridRow| columns.iter().any(|column| !row.text(column.at).is_empty());
    let end = grid.rows.iter().rposition(|row| has(&row)).map_or(0, |at| at + 1);
    let rows = || grid.rows.iter().take(end).skip(header.below).filter(|row| !row.is_empty());
    let (mut period_look, mut look) = (PeriodLook::default(), NumberLook::default());
    for row in rows() {
        period_look.add(unmarked(row.text(down.period)).0);
        columns.iter().for_each(|column| look.add(unmarked(row.text(column.at)).0, row.line));
    }
    let (numbers, doubt) = numbers(&look, asked.numbers, grid.semicolons, "value", findings);
    let mut cells =
        Cells::new(numbers, period_look.periods(), Flags::named("sdmx"), &asked.missing);
    let power = multiplier(grid, header);
    let named: Vec<_> = columns
        .iter()
        .map(|column| {
            let (bare, _) = unmarked(&column.name);
            let key = if column.keys.is_empty() { bare.to_owned() } else { column.keys.join("/") };
            (*column, Arc::new(vec![key]), Arc::from(column.name.as_str()))
        })
        .collect();
    let mut table = LongTable {
        layout: DOWN.to_owned(),
        keys: vec!["column".to_owned()],
        period: period_name.clone(),
        scaled: power.is_some(),
        value: named.first().map_or("value", |(column, ..)| column.name.as_str()).to_owned(),
        ..LongTable::default()
    };
    let mut dated = Vec::new();
    for row in rows() {
        let (period, marks) = unmarked(row.text(down.period));
        let at = (row.line, period_name.as_str());
        dated.extend(cells.period(period, at, findings).map(|period| (row, period, marks)));
    }
    for (column, keys, name) in &named {
        for (row, period, own) in &dated {
            let (text, marks) = unmarked(row.text(column.at));
            let value = cells.value(text, (row.line, &column.name), findings);
            table.rows.push(LongRow {
                keys: Arc::clone(keys),
                period: period.clone(),
                value,
                status: None,
                multiplier: power.map_or(0, |(power, _)| power),
                footnotes: own.iter().chain(&marks).map(|mark| Arc::from(mark.as_str())).collect(),
                row: row.line,
                column: Arc::clone(name),
            });
        }
    }
    table.notes.extend(period_look.note(&period_name));
    table.notes.extend(doubt);
    table.notes.extend(cells.notes());
    table.notes.extend(unit(power));
    table
}
