//! The workbook: every table as numbers with units, native charts, and a sheet of sources.
//!
//! All text is written as strings: nothing of it can become a formula.

use crate::display::{decimals, shown};
use crate::document::block::Document;
use crate::document::table::{Cell, Chart, Kind, Table};
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::view::View;
use rust_xlsxwriter::{
    Chart as Drawing, ChartType, Color, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, Worksheet,
};
use std::time::UNIX_EPOCH;

/// Longest text a cell holds.
const LONGEST: usize = 32_767;
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
/// A4 in the numbering of the format.
const A4: u8 = 9;
/// Colours of a chart's series: the report's own, distinct by lightness.
const SERIES: [u32; 3] = [0x00_48_78, 0xe6_9f_00, 0x2a_9d_8f];

struct Styles {
    title: Format,
    head: Format,
    words: Format,
    note: Format,
}

impl Styles {
    fn new() -> Styles {
        Styles {
            title: Format::new().set_bold().set_font_size(13.0),
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_border_bottom(FormatBorder::Thin),
            words: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            note: Format::new().set_font_color(Color::RGB(0x59_59_59)),
        }
    }
}

/// Writes the workbook.
///
/// # Errors
/// When a label is missing or the library refuses.
pub fn xlsx(document: &Document, view: View) -> Result<Vec<u8>, ReportError> {
    let (year, month, day) = document.date;
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    let mut book = new_workbook(&document.title, &document.author, &created)?;
    let styles = Styles::new();
    let tables: Vec<&Table> = document.tables().collect();
    let mut names = Vec::new();
    for table in &tables {
        names.push(sheet_name(view.labels, table)?);
    }
    contents(book.add_worksheet(), document, view.labels, &tables, &names, &styles)?;
    for (table, name) in tables.iter().zip(&names) {
        sheet(book.add_worksheet(), table, name, document, view.labels, &styles)?;
    }
    sources(book.add_worksheet(), view, &styles)?;
    Ok(book.save_to_buffer()?)
}

/// An empty workbook that bears `created` as its date, never the clock's.
///
/// # Errors
/// When the machine's clock is before 1970: the library asks for the time before it is given one, and
/// stops at such an answer.
pub fn new_workbook(
    title: &str,
    author: &str,
    created: &ExcelDateTime,
) -> Result<Workbook, ReportError> {
    if UNIX_EPOCH.elapsed().is_err() {
        let reason = "the clock of this machine is before 1970; set it".to_owned();
        return Err(ReportError::Workbook { reason });
    }
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_title(cut(title)).set_author(cut(author));
    book.set_properties(&properties.set_creation_datetime(created));
    Ok(book)
}

fn sheet_name(labels: &LabelBook, table: &Table) -> Result<String, ReportError> {
    labels.fill("sheet.table", &[("number", &table.number.to_string())])
}

/// Text that fits a cell, its marks spelt out.
pub fn cut(text: &str) -> String {
    crate::font::clean(text).chars().take(LONGEST).collect()
}

fn contents(
    sheet: &mut Worksheet,
    document: &Document,
    labels: &LabelBook,
    tables: &[&Table],
    names: &[String],
    styles: &Styles,
) -> Result<(), ReportError> {
    let title = labels.fill("sheet.title", &[("title", &document.title)])?;
    sheet.set_name(labels.text("sheet.contents")?)?;
    sheet.set_column_width(0, CODES + 4.0)?;
    sheet.set_column_width(1, 3.0 * WORDS)?;
    sheet.write_string_with_format(0, 0, cut(&title), &styles.title)?;
    let mut row = 1;
    if !document.mark.is_empty() {
        sheet.write_string_with_format(row, 0, cut(&document.mark), &styles.title)?;
        row += 1;
    }
    for [name, value] in &document.facts {
        sheet.write_string(row, 0, cut(name))?;
        sheet.write_string(row, 1, cut(value))?;
        row += 1;
    }
    for note in [&document.note, labels.text("sheet.note")?] {
        sheet.write_string_with_format(row, 0, cut(note), &styles.note)?;
        row += 1;
    }
    row += 1;
    for (table, name) in tables.iter().zip(names) {
        let link = format!("internal:'{name}'!A1");
        sheet.write_url_with_text(row, 0, link.as_str(), name.as_str())?;
        sheet.write_string(row, 1, cut(&table.caption))?;
        row += 1;
    }
    let name = labels.text("sheet.sources")?;
    sheet.write_url_with_text(row, 0, format!("internal:'{name}'!A1").as_str(), name)?;
    print_setup(sheet);
    Ok(())
}

fn print_setup(sheet: &mut Worksheet) {
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
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
    sheet: &mut Worksheet,
    table: &Table,
    name: &str,
    document: &Document,
    labels: &LabelBook,
    styles: &Styles,
) -> Result<(), ReportError> {
    sheet.set_name(name)?;
    sheet.write_string_with_format(0, 0, cut(&table.title(labels)?), &styles.title)?;
    let back = labels.text("sheet.contents")?;
    sheet.write_url_with_text(1, 0, format!("internal:'{back}'!A1").as_str(), back)?;
    if !document.mark.is_empty() {
        sheet.write_string_with_format(1, 2, cut(&document.mark), &styles.title)?;
    }
    let columns = split(table, labels)?;
    for (at, column) in (0u16..).zip(&columns) {
        sheet.write_string_with_format(HEAD, at, cut(&column.head), &styles.head)?;
        sheet.set_column_width(at, width(column))?;
    }
    for (at, row) in (HEAD + 1..).zip(&table.rows) {
        for (across, column) in (0u16..).zip(&columns) {
            let cell = row.get(column.of).unwrap_or(&Cell::Missing);
            write(sheet, (at, across), cell, column.end, labels, styles)?;
        }
    }
    let rows = u32::try_from(table.rows.len()).unwrap_or(0);
    let last = u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1);
    let foot = HEAD + rows + 2;
    sheet.write_string_with_format(foot, 0, cut(&table.foot), &styles.note)?;
    sheet.set_freeze_panes(HEAD + 1, words_at_left(&columns))?;
    if rows > 0 {
        sheet.autofilter(HEAD, 0, HEAD + rows, last)?;
    }
    sheet.set_repeat_rows(HEAD, HEAD)?;
    print_setup(sheet);
    if let Some(chart) = &table.chart
        && rows > 0
    {
        let drawing = drawing(chart, name, &columns, labels)?;
        sheet.insert_chart(HEAD, last + 1 + CHART_GAP, &drawing)?;
    }
    Ok(())
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

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    end: End,
    labels: &LabelBook,
    styles: &Styles,
) -> Result<(), ReportError> {
    let mut number = |value: f64, format: &str| -> Result<(), ReportError> {
        sheet.write_number_with_format(
            row,
            column,
            value,
            &Format::new().set_num_format(format),
        )?;
        Ok(())
    };
    let of = |unit| format!("#,##0.{}", "0".repeat(decimals(unit)));
    match (cell, end) {
        (Cell::Integer(value), _) => number(*value as f64, "0")?,
        (Cell::Value(unit, value), _) => number(shown(*unit, *value), &of(*unit))?,
        (Cell::Percent(share), _) => number(*share, "0.0%")?,
        (Cell::Range(unit, low, _), End::Lower) => number(shown(*unit, *low), &of(*unit))?,
        (Cell::Range(unit, _, high), _) => number(shown(*unit, *high), &of(*unit))?,
        (Cell::Parameter(value), _) => number(*value, "General")?,
        (Cell::ParameterRange(low, high), _) if low >= high => {}
        (Cell::ParameterRange(low, _), End::Lower) => number(*low, "General")?,
        (Cell::ParameterRange(_, high), _) => number(*high, "General")?,
        (Cell::Blank, _) => {}
        (Cell::Text(_) | Cell::Missing, _) => {
            let text = cell.text(labels)?;
            sheet.write_string_with_format(row, column, cut(&text), &styles.words)?;
        }
    }
    Ok(())
}

fn drawing(
    chart: &Chart,
    name: &str,
    columns: &[Split],
    labels: &LabelBook,
) -> Result<Drawing, ReportError> {
    let kind = if chart.stacked { ChartType::ColumnStacked } else { ChartType::Column };
    let at = |column: usize| {
        columns.iter().position(|c| c.of == column).and_then(|p| u16::try_from(p).ok()).unwrap_or(0)
    };
    let (first, last) = (HEAD + 1, HEAD + u32::try_from(chart.rows).unwrap_or(1));
    let mut drawing = Drawing::new(kind);
    for (column, colour) in chart.up.iter().zip(SERIES) {
        drawing
            .add_series()
            .set_name((name, HEAD, at(*column)))
            .set_categories((name, first, at(chart.across), last, at(chart.across)))
            .set_values((name, first, at(*column), last, at(*column)))
            .set_format(rust_xlsxwriter::ChartFormat::new().set_solid_fill(
                rust_xlsxwriter::ChartSolidFill::new().set_color(Color::RGB(colour)),
            ));
    }
    drawing.title().set_name(labels.text("sheet.chart")?);
    drawing.y_axis().set_name(&chart.unit);
    drawing.set_width(CHART.0).set_height(CHART.1);
    drawing.set_alt_text(format!("{}: {}", labels.text("sheet.chart")?, name));
    Ok(drawing)
}

fn sources(sheet: &mut Worksheet, view: View, styles: &Styles) -> Result<(), ReportError> {
    sheet.set_name(view.labels.text("sheet.sources")?)?;
    let heads = ["identifier", "publisher", "dataset", "locator", "vintage", "licence"];
    for (at, (head, width)) in
        (0u16..).zip(heads.into_iter().zip([22.0, WORDS, 2.0 * WORDS, 2.0 * WORDS, CODES, WORDS]))
    {
        let text = view.labels.text(&format!("column.{head}"))?;
        sheet.write_string_with_format(0, at, text, &styles.head)?;
        sheet.set_column_width(at, width)?;
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
            sheet.write_string_with_format(row, at, cut(text), &styles.words)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    print_setup(sheet);
    Ok(())
}
