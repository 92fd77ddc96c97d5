//! A sheet of a workbook.

use crate::charts::canvas::escaped;
use crate::render::spreadsheet::names::{DECLARATION, Texts, cell_name, letters, quoted};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use suranys_core::display_text::visible_running;

/// Longest text a cell holds, in characters.
const LONGEST: usize = 32_767;
/// Pixels of a digit of the font, and those next to the text of a cell (ISO/IEC 29500-1, 18.3.1.13).
const DIGIT: f64 = 7.0;
const PADDING: f64 = 5.0;

/// How a cell of text looks, in the order of the styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it comes.
    Plain,
    /// A link to another sheet.
    Link,
    /// The title of a sheet.
    Title,
    /// A note.
    Note,
    /// The heading of a column, wrapped, with a line under it.
    Head,
    /// Bold.
    Bold,
    /// Words in a table, wrapped.
    Words,
}

/// Styles of text.
const STYLES: usize = 7;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Text(String, Style),
    /// A number and its format.
    Number(f64, String),
}

/// Cells of a column in which one of some words may be chosen; nothing is allowed too.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Column.
    pub column: u16,
    /// First row.
    pub first: u32,
    /// Last row.
    pub last: u32,
    /// The words: digits, letters and dashes.
    pub words: Vec<String>,
    /// Where the words stand, in place of those above: a sheet, a column of it, its first and last row.
    pub listed: Option<(String, u16, u32, u32)>,
    /// What is shown next to a cell that is chosen.
    pub prompt: String,
}

/// Longest prompt, and longest list of words, in characters (ISO/IEC 29500-1, 18.3.1.32, and what
/// programs take).
const PROMPT: usize = 255;

/// A sheet.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    cells: BTreeMap<(u32, u16), Cell>,
    /// Sheets that cells lead to.
    links: BTreeMap<(u32, u16), String>,
    /// Widths of columns in characters.
    widths: BTreeMap<u16, f64>,
    /// Rows above and columns left of what moves.
    pub frozen: Option<(u32, u16)>,
    /// First row and column of a range with filters, and its last.
    pub filter: Option<(u32, u16, u32, u16)>,
    /// The row that is repeated on every page.
    pub repeated: Option<u32>,
    /// Whether it is printed on A4 across, as wide as a page.
    pub on_pages: bool,
    /// What stands above every page.
    pub above_pages: Option<String>,
    /// Columns that are there and not shown.
    pub hidden_columns: BTreeSet<u16>,
    /// Rows that are there and not shown.
    pub hidden_rows: BTreeSet<u32>,
    /// Cells in which one of some words is chosen.
    pub choices: Vec<Choice>,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(name: impl Into<String>) -> Sheet {
        Sheet { name: visible_running(&name.into()).into_owned(), ..Sheet::default() }
    }

    /// Writes a text; it is cut where it is longer than a cell holds.
    pub fn text(&mut self, row: u32, column: u16, text: &str, style: Style) {
        let text: String = visible_running(text).chars().take(LONGEST).collect();
        // An empty text is no cell.
        if !text.is_empty() {
            self.cells.insert((row, column), Cell::Text(text, style));
        }
    }

    /// Writes a number in a format of numbers; one that is not finite is left out.
    pub fn number(&mut self, row: u32, column: u16, value: f64, format: &str) {
        if value.is_finite() {
            self.cells.insert((row, column), Cell::Number(value, format.to_owned()));
        }
    }

    /// Writes the name of another sheet, as a link to it.
    pub fn link(&mut self, row: u32, column: u16, sheet: &str) {
        self.text(row, column, sheet, Style::Link);
        self.links.insert((row, column), visible_running(sheet).into_owned());
    }

    /// Sets the width of a column, in characters.
    pub fn width(&mut self, column: u16, characters: f64) {
        self.widths.insert(column, characters);
    }

    /// The text of a cell, or its number as text; for charts, which hold what they show.
    pub fn shown(&self, row: u32, column: u16) -> Option<String> {
        self.cells.get(&(row, column)).map(|cell| match cell {
            Cell::Text(text, _) => text.clone(),
            Cell::Number(value, _) => value.to_string(),
        })
    }

    /// Whether a cell holds a number.
    pub fn is_number(&self, row: u32, column: u16) -> bool {
        matches!(self.cells.get(&(row, column)), Some(Cell::Number(..)))
    }

    /// The range with filters.
    pub fn filtered(&self) -> Option<String> {
        self.filter.map(|(row, column, last_row, last_column)| {
            let name = |row: u32, column: u16| format!("${}${}", letters(column), row + 1);
            format!("{}:{}", name(row, column), name(last_row, last_column))
        })
    }

    /// The sheet as a part of the format: whether it is the first, and whether a chart stands on it.
    pub fn xml(&self, first: bool, charted: bool, formats: &[String], texts: &mut Texts) -> String {
        let mut xml = format!(
            "{DECLARATION}<worksheet \
             xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
        );
        if self.on_pages {
            xml.push_str("<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>");
        }
        self.views(first, &mut xml);
        xml.push_str("<sheetFormatPr defaultRowHeight=\"15\"/>");
        self.columns(&mut xml);
        self.rows(formats, texts, &mut xml);
        if let Some((row, column, last_row, last_column)) = self.filter {
            let range = format!("{}:{}", cell_name(row, column), cell_name(last_row, last_column));
            let _ = write!(xml, "<autoFilter ref=\"{range}\"/>");
        }
        self.chosen(&mut xml);
        if !self.links.is_empty() {
            xml.push_str("<hyperlinks>");
            for ((row, column), sheet) in &self.links {
                let (cell, place) = (cell_name(*row, *column), escaped(&quoted(sheet)));
                let shown = escaped(sheet);
                let _ = write!(
                    xml,
                    "<hyperlink ref=\"{cell}\" location=\"{place}!A1\" display=\"{shown}\"/>"
                );
            }
            xml.push_str("</hyperlinks>");
        }
        xml.push_str(
            "<pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" \
             footer=\"0.3\"/>",
        );
        if self.on_pages {
            // 9 is A4 in the numbering of the format.
            xml.push_str(
                "<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"/>",
            );
        }
        if let Some(above) = &self.above_pages {
            // An ampersand begins a command there.
            let above = escaped(&above.replace('&', "&&"));
            let _ =
                write!(xml, "<headerFooter><oddHeader>&amp;C{above}</oddHeader></headerFooter>");
        }
        if charted {
            xml.push_str("<drawing r:id=\"rId1\"/>");
        }
        xml + "</worksheet>"
    }

    fn columns(&self, xml: &mut String) {
        let all: BTreeSet<u16> = self.widths.keys().chain(&self.hidden_columns).copied().collect();
        if all.is_empty() {
            return;
        }
        xml.push_str("<cols>");
        for column in all {
            let (number, hidden) = (column + 1, self.hidden_columns.contains(&column));
            let _ = write!(xml, "<col min=\"{number}\" max=\"{number}\"");
            if let Some(width) = self.widths.get(&column) {
                let width = ((width * DIGIT + PADDING) / DIGIT * 256.0).floor() / 256.0;
                let _ = write!(xml, " width=\"{width}\"");
            }
            xml.push_str(if hidden {
                " hidden=\"1\" customWidth=\"1\"/>"
            } else {
                " customWidth=\"1\"/>"
            });
        }
        xml.push_str("</cols>");
    }

    /// The words that may be chosen, or the cells in which they stand. They are the only thing of a workbook
    /// that programs read as a formula, so that none but digits, letters and dashes get there, and names of
    /// sheets in quotes.
    fn chosen(&self, xml: &mut String) {
        let plain = |word: &&String| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if self.choices.is_empty() {
            return;
        }
        let _ = write!(xml, "<dataValidations count=\"{}\">", self.choices.len());
        for choice in &self.choices {
            let words: Vec<&str> = choice.words.iter().filter(plain).map(String::as_str).collect();
            let words: String = words.join(",").chars().take(PROMPT).collect();
            let prompt: String = visible_running(&choice.prompt).chars().take(PROMPT).collect();
            let (from, to) =
                (cell_name(choice.first, choice.column), cell_name(choice.last, choice.column));
            let prompt = escaped(&prompt);
            let allowed = match &choice.listed {
                Some((sheet, column, first, last)) => {
                    let (sheet, column) = (escaped(&quoted(sheet)), letters(*column));
                    format!("{sheet}!${column}${}:${column}${}", first + 1, last + 1)
                }
                None => format!("\"{words}\""),
            };
            let _ = write!(
                xml,
                "<dataValidation type=\"list\" allowBlank=\"1\" showInputMessage=\"1\" \
                 showErrorMessage=\"1\" prompt=\"{prompt}\" sqref=\"{from}:{to}\"><formula1>\
                 {allowed}</formula1></dataValidation>"
            );
        }
        xml.push_str("</dataValidations>");
    }

    fn views(&self, first: bool, xml: &mut String) {
        let selected = if first { " tabSelected=\"1\"" } else { "" };
        let _ = write!(xml, "<sheetViews><sheetView{selected} workbookViewId=\"0\">");
        if let Some((rows, columns)) =
            self.frozen.filter(|(rows, columns)| *rows + u32::from(*columns) > 0)
        {
            let pane = match (rows, columns) {
                (_, 0) => "bottomLeft",
                (0, _) => "topRight",
                _ => "bottomRight",
            };
            let across = if columns > 0 { format!(" xSplit=\"{columns}\"") } else { String::new() };
            let down = if rows > 0 { format!(" ySplit=\"{rows}\"") } else { String::new() };
            let corner = cell_name(rows, columns);
            let _ = write!(
                xml,
                "<pane{across}{down} topLeftCell=\"{corner}\" activePane=\"{pane}\" state=\"frozen\"/>\
                 <selection pane=\"{pane}\"/>"
            );
        }
        xml.push_str("</sheetView></sheetViews>");
    }

    fn rows(&self, formats: &[String], texts: &mut Texts, xml: &mut String) {
        xml.push_str("<sheetData>");
        let mut at = None;
        for ((row, column), cell) in &self.cells {
            if at != Some(*row) {
                if at.is_some() {
                    xml.push_str("</row>");
                }
                let hidden = if self.hidden_rows.contains(row) { " hidden=\"1\"" } else { "" };
                let _ = write!(xml, "<row r=\"{}\"{hidden}>", row + 1);
                at = Some(*row);
            }
            let name = cell_name(*row, *column);
            let _ = match cell {
                Cell::Text(text, style) => {
                    let place = texts.place(text);
                    let style = *style as usize;
                    write!(xml, "<c r=\"{name}\" s=\"{style}\" t=\"s\"><v>{place}</v></c>")
                }
                Cell::Number(value, format) => {
                    let place = formats.iter().position(|known| known == format);
                    let style = STYLES + place.unwrap_or_default();
                    write!(xml, "<c r=\"{name}\" s=\"{style}\"><v>{value}</v></c>")
                }
            };
        }
        if at.is_some() {
            xml.push_str("</row>");
        }
        xml.push_str("</sheetData>");
    }
}

/// The formats of numbers of all sheets, in order.
pub fn formats(sheets: &[&Sheet]) -> Vec<String> {
    let cells = sheets.iter().flat_map(|sheet| sheet.cells.values());
    let used: BTreeSet<&String> = cells
        .filter_map(|cell| match cell {
            Cell::Number(_, format) => Some(format),
            Cell::Text(..) => None,
        })
        .collect();
    used.into_iter().cloned().collect()
}
