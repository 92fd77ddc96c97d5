//! The workbook: every table as numbers with units, native charts, and a sheet of sources.
//!
//! All text is written as strings: nothing of it can become a formula.

use crate::display::{decimals, shown};
use crate::document::block::Document;
use crate::document::table::{Cell, Chart, Kind, Table};
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::render::spreadsheet::book::{Book, sheet_names};
use crate::render::spreadsheet::chart::{Chart as Drawing, Series};
use crate::render::spreadsheet::sheet::{Sheet, Style};
use crate::view::View;
use suranys_core::text;

/// Row of a sheet's headings: title, back link and an empty row stand above.
const HEAD: u32 = 3;
/// Widths of columns of words and of numbers, in characters.
const WORDS: f64 = 34.0;
const CODES: f64 = 12.0;
const NUMBERS: f64 = 13.0;
/// A heading longer than this needs a wide column.
const SHORT_WORDS: usize = 14;
/// Columns between a table and its chart.
const CHART_GAP: u16 = 1;
/// Size of a chart in pixels.
const CHART: (u32, u32) = (860, 460);
/// Colours of a chart's series: the report's own, distinct by lightness.
const SERIES: [u32; 3] = [0x00_48_78, 0xe6_9f_00, 0x2a_9d_8f];

/// Writes the workbook.
///
/// # Errors
/// When a label is missing.
pub fn xlsx(document: &Document, view: View) -> Result<Vec<u8>, ReportError> {
    let tables: Vec<&Table> = document.tables().collect();
    let mut names = vec![view.labels.text("workbook.contents")?.to_owned()];
    let short = view.labels.list("workbook.short")?;
    names.extend(tables.iter().map(|table| sheet_name(table.number, &table.caption, short)));
    names.push(view.labels.text("workbook.sources")?.to_owned());
    let names = sheet_names(&names);
    let [of_contents, of_tables @ .., of_sources] = &names[..] else {
        return Err(ReportError::Workbook { reason: text!("it has no sheets") });
    };
    let mut sheets = vec![(contents(document, view.labels, &tables, &names)?, None)];
    for (table, name) in tables.iter().zip(of_tables) {
        sheets.push(sheet(table, [of_contents, name], document, view.labels)?);
    }
    sheets.push((sources(view, of_sources)?, None));
    let (title, author) = (document.title.clone(), document.author.clone());
    Book { title, author, date: document.date, sheets }.to_bytes()
}

/// What a sheet is called: the number of its table and the beginning of its caption in short words, cut between
/// words. `short` has in turn a word of captions and what stands for it.
fn sheet_name(number: usize, caption: &str, short: &[String]) -> String {
    /// Room for a name, in characters.
    const ROOM: usize = 31;
    /// Letters of a word that may end a name which was cut.
    const SHORT: usize = 4;
    let mut caption = caption.to_owned();
    for pair in short.chunks_exact(2) {
        if let [long, short] = pair {
            caption = caption.replace(long, short);
        }
    }
    let end = caption.find(['(', ';', ':']).unwrap_or(caption.len());
    let mut name = number.to_string();
    for word in caption[..end].split_whitespace() {
        let length = name.chars().count() + word.chars().count() + 1;
        if length > ROOM {
            // What a name is cut before is no end of it: a preposition, a conjunction.
            while let Some((rest, last)) = name.rsplit_once(' ')
                && last.chars().count() < SHORT
            {
                name.truncate(rest.len());
            }
            break;
        }
        name.push(' ');
        name.push_str(word);
    }
    name.trim_end_matches(',').to_owned()
}

fn contents(
    document: &Document,
    labels: &LabelBook,
    tables: &[&Table],
    names: &[String],
) -> Result<Sheet, ReportError> {
    let title = labels.fill("workbook.title", &[("title", &document.title)])?;
    let mut sheet = Sheet::new(names.first().map_or("", String::as_str));
    sheet.width(0, CODES + 4.0);
    sheet.width(1, 3.0 * WORDS);
    sheet.text(0, 0, &title, Style::Title);
    let mut row = 1;
    if !document.mark.is_empty() {
        sheet.text(row, 0, &document.mark, Style::Title);
        row += 1;
    }
    for [name, value] in &document.facts {
        sheet.text(row, 0, name, Style::Plain);
        sheet.text(row, 1, value, Style::Plain);
        row += 1;
    }
    for note in [&document.note, labels.text("workbook.note")?] {
        sheet.text(row, 0, note, Style::Note);
        row += 1;
    }
    row += 1;
    if let Some(front) = &document.front {
        sheet.text(row, 0, &front.title, Style::Bold);
        row += 1;
        for finding in &front.findings {
            sheet.text(row, 0, &finding.mark, Style::Words);
            sheet.text(row, 1, &finding.text, Style::Words);
            row += 1;
        }
        for line in [&front.rule, &front.record] {
            sheet.text(row, 1, line, Style::Note);
            row += 1;
        }
        row += 1;
    }
    for (table, name) in tables.iter().zip(names.iter().skip(1)) {
        sheet.link(row, 0, name);
        sheet.text(row, 1, &table.caption, Style::Plain);
        row += 1;
    }
    sheet.link(row, 0, names.last().map_or("", String::as_str));
    sheet.on_pages = true;
    Ok(sheet)
}

/// A heading, and which cell of a row its column is made from: a range gives two.
struct Split<'a> {
    head: String,
    kind: Kind,
    of: usize,
    end: End,
    table: &'a Table,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Single,
    Lower,
    Upper,
}

fn split<'a>(table: &'a Table, labels: &LabelBook) -> Result<Vec<Split<'a>>, ReportError> {
    let mut all = Vec::new();
    for (of, column) in table.columns.iter().enumerate() {
        let mut add = |head: String, end| {
            all.push(Split { head, kind: column.kind, of, end, table });
        };
        if column.kind == Kind::Ranges {
            let name = [("name", column.head.as_str())];
            add(labels.fill("format.lower", &name)?, End::Lower);
            add(labels.fill("format.upper", &name)?, End::Upper);
        } else {
            add(column.head.clone(), End::Single);
        }
    }
    Ok(all)
}

fn sheet(
    table: &Table,
    [contents, name]: [&str; 2],
    document: &Document,
    labels: &LabelBook,
) -> Result<(Sheet, Option<Drawing>), ReportError> {
    let mut sheet = Sheet::new(name);
    sheet.text(0, 0, &table.title(labels)?, Style::Title);
    sheet.link(1, 0, contents);
    if !document.mark.is_empty() {
        sheet.text(1, 2, &document.mark, Style::Title);
    }
    let columns = split(table, labels)?;
    for (at, column) in (0u16..).zip(&columns) {
        sheet.text(HEAD, at, &column.head, Style::Head);
        sheet.width(at, width(column));
    }
    for (at, row) in (HEAD + 1..).zip(&table.rows) {
        for (across, column) in (0u16..).zip(&columns) {
            let cell = row.get(column.of).unwrap_or(&Cell::Missing);
            write(&mut sheet, (at, across), cell, column.end, labels)?;
        }
    }
    let rows = u32::try_from(table.rows.len()).unwrap_or(0);
    let last = u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1);
    sheet.text(HEAD + rows + 2, 0, &table.foot, Style::Note);
    sheet.frozen = Some((HEAD + 1, words_at_left(&columns)));
    if rows > 0 {
        sheet.filter = Some((HEAD, 0, HEAD + rows, last));
    }
    sheet.repeated = Some(HEAD);
    sheet.on_pages = true;
    let place = (HEAD, last + 1 + CHART_GAP);
    let chart = table.chart.as_ref().filter(|_| rows > 0);
    let drawn = chart.map(|chart| drawing(chart, &sheet, place, &columns, labels)).transpose()?;
    Ok((sheet, drawn))
}

/// How many columns of words stand before the first number, and the year with them.
fn words_at_left(columns: &[Split]) -> u16 {
    let words = columns.iter().take_while(|column| column.kind == Kind::Words).count();
    u16::try_from(words).unwrap_or(0)
}

fn width(column: &Split) -> f64 {
    let longest = column.table.rows.iter().filter_map(|row| match row.get(column.of) {
        Some(Cell::Text(text)) => Some(text.chars().count()),
        _ => None,
    });
    match (column.kind, longest.max()) {
        (Kind::Words, Some(length)) if length > SHORT_WORDS => WORDS,
        (Kind::Words, _) => CODES,
        _ => NUMBERS,
    }
}

/// How scores are shown.
const SCORE: &str = "0.00";

fn write(
    sheet: &mut Sheet,
    (row, column): (u32, u16),
    cell: &Cell,
    end: End,
    labels: &LabelBook,
) -> Result<(), ReportError> {
    let mut number = |value: f64, format: &str| sheet.number(row, column, value, format);
    let of = |unit| format!("#,##0.{}", "0".repeat(decimals(unit)));
    match (cell, end) {
        (Cell::Integer(value), _) => number(*value as f64, "0"),
        (Cell::Count(count), _) => number(*count as f64, "#,##0"),
        (Cell::Value(unit, value), _) => number(shown(*unit, *value), &of(*unit)),
        (Cell::Percent(share) | Cell::Probability(share), _) => number(*share, "0.0%"),
        (Cell::Range(unit, low, _), End::Lower) => number(shown(*unit, *low), &of(*unit)),
        (Cell::Range(unit, _, high), _) => number(shown(*unit, *high), &of(*unit)),
        (Cell::Parameter(value), _) => number(*value, "General"),
        (Cell::ParameterRange(low, high), _) if low >= high => {}
        (Cell::ParameterRange(low, _), End::Lower) => number(*low, "General"),
        (Cell::ParameterRange(_, high), _) => number(*high, "General"),
        (Cell::Score(value), _) => number(*value, SCORE),
        (Cell::ScoreRange(low, _), End::Lower) => number(*low, SCORE),
        (Cell::ScoreRange(_, high), _) => number(*high, SCORE),
        (Cell::Blank, _) => {}
        (Cell::Text(_) | Cell::Missing, _) => {
            sheet.text(row, column, &cell.text(labels)?, Style::Words);
        }
    }
    Ok(())
}

fn drawing(
    chart: &Chart,
    sheet: &Sheet,
    place: (u32, u16),
    columns: &[Split],
    labels: &LabelBook,
) -> Result<Drawing, ReportError> {
    let at = |column: usize| {
        columns.iter().position(|c| c.of == column).and_then(|p| u16::try_from(p).ok()).unwrap_or(0)
    };
    let title = labels.text("workbook.chart")?;
    let description = format!("{title}: {}", sheet.name);
    let mut drawing = Drawing::new(title, &chart.unit, &description, place, CHART);
    drawing = drawing.stacked(chart.stacked);
    let count = u32::try_from(chart.rows).unwrap_or(1);
    for (column, colour) in chart.up.iter().zip(SERIES) {
        let series = Series { values: at(*column), colour };
        drawing.add(sheet, HEAD, count, at(chart.across), &series);
    }
    Ok(drawing)
}

fn sources(view: View, name: &str) -> Result<Sheet, ReportError> {
    let mut sheet = Sheet::new(name);
    let heads = ["identifier", "publisher", "dataset", "locator", "vintage", "licence"];
    for (at, (head, width)) in
        (0u16..).zip(heads.into_iter().zip([22.0, WORDS, 2.0 * WORDS, 2.0 * WORDS, CODES, WORDS]))
    {
        sheet.text(0, at, view.labels.text(&format!("column.{head}"))?, Style::Head);
        sheet.width(at, width);
    }
    for (row, source) in (1u32..).zip(&view.output.sources) {
        let cited = view.cited(source);
        let texts = [
            source.id.as_str(),
            cited.publisher,
            cited.dataset,
            cited.locator,
            &source.vintage.to_string(),
            cited.licence,
        ];
        for (at, text) in (0u16..).zip(texts) {
            sheet.text(row, at, text, Style::Words);
        }
    }
    let last = u32::try_from(view.output.sources.len()).unwrap_or_default();
    sheet.filter = Some((0, 0, last, 5));
    sheet.frozen = Some((1, 0));
    sheet.on_pages = true;
    Ok(sheet)
}
