//! Fact sheets as web pages next to one another, with a page to find them, and as JSON.

use crate::charts::canvas::escaped;
use crate::charts::figures::Figures;
use crate::document::block::{Block, Document};
use crate::document::sheets::sheet::{Sheet, SheetKind};
use crate::document::table::{Cell, Table};
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::render::html::{Page, SEARCH, STYLE, show};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Style of sheets alone, after that of all pages.
const OWN_STYLE: &str = include_str!("../../templates/sheets.css");
/// The style that all pages of a folder share.
pub const STYLE_FILE: &str = "sheets.css";
/// What a page of the folder may do: nothing but to be styled by the file next to it.
const IN_FOLDER: &str =
    "default-src 'none'; style-src 'self' file:; base-uri 'none'; form-action 'none'";
/// What the page that finds sheets may do as well: run its own script.
const FINDING: &str = "default-src 'none'; style-src 'self' file:; script-src 'unsafe-inline'; \
                       base-uri 'none'; form-action 'none'";
/// What a page by itself may do: nothing but its own style.
const ALONE: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The style of all pages of a folder.
pub fn style() -> String {
    format!("{STYLE}{OWN_STYLE}")
}

/// How a page comes by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Styled {
    /// By the file next to it, among other sheets to which it leads back.
    InFolder,
    /// By itself.
    Alone,
}

/// A page with the blocks of one sheet.
///
/// # Errors
/// When a label is missing.
pub fn sheet_page(
    document: &Document,
    styled: Styled,
    labels: &LabelBook,
) -> Result<Vec<u8>, ReportError> {
    let (policy, style) = match styled {
        Styled::InFolder => (IN_FOLDER, style_of_folder()),
        Styled::Alone => (ALONE, format!("<style>\n{}</style>\n", self::style())),
    };
    let mut page = Page::open(&document.lang, &document.title, policy, &style);
    page.raw("<header>\n");
    if !document.mark.is_empty() {
        page.element("p class=\"mark\"", &document.mark);
    }
    page.element("p class=\"note\"", &document.subtitle);
    if styled == Styled::InFolder {
        page.raw("<nav><a href=\"index.html\">");
        page.text(labels.text("sheet.all")?);
        page.raw("</a></nav>\n");
    }
    page.raw("</header>\n<main id=\"report\" class=\"sheet\">\n");
    let none = Figures::default();
    for (n, block) in document.blocks.iter().enumerate() {
        match block {
            // The name of the sheet is the heading of its page.
            Block::Heading { level: 1, text } => page.element("h1", text),
            Block::Heading { text, .. } => page.element(&format!("h2 id=\"part-{n}\""), text),
            _ => show(&mut page, n, block, &none, labels)?,
        }
    }
    page.raw("</main>\n<footer>");
    page.text(&document.footer);
    page.raw("</footer>\n");
    Ok(page.close(""))
}

fn style_of_folder() -> String {
    format!("<link rel=\"stylesheet\" href=\"{STYLE_FILE}\">\n")
}

/// The page that finds a sheet by code or name in any language.
///
/// # Errors
/// When a label is missing.
pub fn index(
    document: &Document,
    sheets: &[Sheet],
    labels: &LabelBook,
) -> Result<Vec<u8>, ReportError> {
    let mut page = Page::open(&document.lang, &document.title, FINDING, &style_of_folder());
    page.raw("<header>\n");
    if !document.mark.is_empty() {
        page.element("p class=\"mark\"", &document.mark);
    }
    page.element("h1", &document.title);
    page.element("p class=\"subtitle\"", &document.subtitle);
    page.element("p class=\"note\"", &document.note);
    page.raw("</header>\n<main id=\"report\">\n");
    // The list is there without scripts too; names in other languages are found and not shown.
    let attribute = |key: &str| labels.text(key).map(escaped);
    let _ = writeln!(
        page.html,
        "<search class=\"search\" data-label=\"{}\" data-found=\"{}\" data-alike=\"{}\">\n\
         <details open>\n<summary>{}</summary>",
        attribute("sheet.search")?,
        attribute("sheet.found")?,
        attribute("html.alike")?,
        attribute("sheet.all")?,
    );
    for kind in SheetKind::ALL {
        let of: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.kind == kind).collect();
        if of.is_empty() {
            continue;
        }
        page.element("h2", labels.text(&format!("sheet.kind.{}", kind.key()))?);
        page.raw("<ul class=\"sheets\">\n");
        for sheet in of {
            let names = sheet.names.iter().cloned().collect::<Vec<_>>().join(" ");
            let _ = writeln!(
                page.html,
                "<li><a href=\"{}.html\">{}</a><span hidden>{} {}</span></li>",
                sheet.file(),
                escaped(&sheet.title()),
                escaped(&sheet.title()),
                escaped(&names)
            );
        }
        page.raw("</ul>\n");
    }
    page.raw("</details>\n</search>\n");
    page.raw("</main>\n<footer>");
    page.text(&document.author);
    page.raw("</footer>\n");
    Ok(page.close(SEARCH))
}

/// A sheet for programs: its blocks in order, values as they are, not rounded for display.
#[must_use]
pub fn sheet_json(sheet: &Sheet, document: &Document) -> Value {
    json!({
        "kind": sheet.kind.key(),
        "id": sheet.id,
        "code": sheet.code,
        "name": sheet.name,
        "language": document.lang,
        "about": document.subtitle,
        "synthetic": !document.mark.is_empty(),
        "blocks": document.blocks.iter().filter_map(block_json).collect::<Vec<_>>(),
    })
}

fn block_json(block: &Block) -> Option<Value> {
    match block {
        Block::Heading { level, text } => Some(json!({ "heading": text, "level": level })),
        Block::Text(paragraphs) => Some(json!({ "text": paragraphs })),
        Block::List(items) => Some(json!({ "list": items })),
        Block::Table(table) => Some(table_json(table)),
        Block::Figure { .. } | Block::Filed(_) | Block::Turn => None,
    }
}

fn table_json(table: &Table) -> Value {
    json!({
        "table": table.caption,
        "columns": table.columns.iter().map(|column| &column.head).collect::<Vec<_>>(),
        "rows": table.rows.iter().map(|row| row.iter().map(cell_json).collect()).collect::<Vec<Vec<Value>>>(),
        "foot": table.foot,
    })
}

/// What is missing is null; a value carries its unit.
fn cell_json(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => json!(text),
        Cell::Integer(number) => json!(number),
        Cell::Count(count) => json!(count),
        Cell::Value(unit, value) => json!({ "value": value, "unit": unit.key() }),
        Cell::Percent(share) | Cell::Probability(share) => {
            json!({ "value": share, "unit": "share" })
        }
        Cell::Range(unit, low, high) => json!({ "low": low, "high": high, "unit": unit.key() }),
        Cell::Parameter(value) | Cell::Score(value) => json!(value),
        Cell::ParameterRange(low, high) | Cell::ScoreRange(low, high) => {
            json!({ "low": low, "high": high })
        }
        Cell::Missing | Cell::Blank => Value::Null,
    }
}
