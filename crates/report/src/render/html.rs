//! The web page: one file with everything in it.
//!
//! The page may load nothing: its policy forbids every request. Without scripts it is without sorting,
//! filtering, searching and stepping through values.

use crate::charts::canvas::{Picture, escaped};
use crate::charts::figures::Figures;
use crate::display::decimals;
use crate::document::block::{Block, Document, Front, picture_file};
use crate::document::table::{Cell, Column, Kind, Table};
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::render::subjects::{Subjects, row_id, table_id};
use std::fmt::Write as _;

/// The style of all pages.
pub(super) const STYLE: &str = include_str!("../../templates/report.css");
/// Narrows lists of links by what is typed; stands before the other script, which shares its fields.
pub(super) const SEARCH: &str = include_str!("../../templates/search.js");
const SCRIPT: &str = include_str!("../../templates/report.js");
/// What the page may do: nothing but its own style and script.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      base-uri 'none'; form-action 'none'";

/// A page being written. Text goes in through [`Page::text`] alone.
pub(super) struct Page {
    pub(super) html: String,
}

impl Page {
    /// Begins a page up to its content.
    pub(super) fn begin(lang: &str, title: &str, more: &str) -> Page {
        let style = format!("<style>\n{STYLE}</style>\n");
        Page::open(lang, title, &format!("{POLICY}{more}"), &style)
    }

    /// Begins a page of a policy, with the markup of its style.
    pub(super) fn open(lang: &str, title: &str, policy: &str, style: &str) -> Page {
        let (lang, title) = (escaped(lang), escaped(title));
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n{style}</head>\n<body>\n"
        );
        Page { html }
    }

    /// Markup of ours, never of the data.
    pub(super) fn raw(&mut self, markup: &str) {
        self.html.push_str(markup);
    }

    /// Text, escaped.
    pub(super) fn text(&mut self, text: &str) {
        self.html.push_str(&escaped(text));
    }

    /// An element with nothing but text in it; the tag may carry attributes of ours.
    pub(super) fn element(&mut self, tag: &str, text: &str) {
        let name = tag.split(' ').next().unwrap_or(tag);
        let _ = writeln!(self.html, "<{tag}>{}</{name}>", escaped(text));
    }

    /// Ends the page with the script of all pages.
    pub(super) fn end(self) -> Vec<u8> {
        self.close(&format!("{SEARCH}\n{SCRIPT}"))
    }

    /// Ends the page with a script; an empty one is none.
    pub(super) fn close(mut self, script: &str) -> Vec<u8> {
        if !script.is_empty() {
            let _ = write!(self.html, "<script>\n{script}</script>\n");
        }
        self.html.push_str("</body>\n</html>\n");
        self.html.into_bytes()
    }
}

/// The report as one page, with a list of where it speaks of each of `subjects`.
///
/// # Errors
/// When a label is missing.
pub fn html(
    document: &Document,
    figures: &Figures,
    subjects: &Subjects,
    labels: &LabelBook,
) -> Result<Vec<u8>, ReportError> {
    let mut page = Page::begin(&document.lang, &document.title, "");
    page.element("a class=\"skip\" href=\"#report\"", labels.text("html.skip")?);
    page.raw("<header>\n");
    if !document.mark.is_empty() {
        page.element("p class=\"mark\"", &document.mark);
    }
    page.element("h1", &document.title);
    page.element("p class=\"subtitle\"", &document.subtitle);
    page.raw("<dl>\n");
    for [name, value] in &document.facts {
        page.element("dt", name);
        page.element("dd", value);
    }
    page.raw("</dl>\n");
    page.element("p class=\"note\"", &document.note);
    page.element("p class=\"note keys\" hidden", labels.text("html.keys")?);
    page.raw("<noscript>");
    page.element("p class=\"note\"", labels.text("html.no-script")?);
    page.raw("</noscript>\n");
    search(&mut page, document, subjects, labels)?;
    page.raw("</header>\n<div class=\"frame\">\n");
    page.raw("<nav class=\"contents\" aria-labelledby=\"contents\">\n");
    page.element("h2 id=\"contents\"", &document.contents);
    page.raw("<ol>\n");
    let headings = |wanted: u8| {
        document.blocks.iter().enumerate().filter_map(move |(n, block)| match block {
            Block::Heading { level, text } if *level == wanted => Some((n, text)),
            _ => None,
        })
    };
    for (n, text) in headings(1) {
        let _ = writeln!(page.html, "<li><a href=\"#part-{n}\">{}</a></li>", escaped(text));
    }
    page.raw("</ol>\n</nav>\n<main id=\"report\">\n<section>\n");
    if let Some(of) = &document.front {
        front(&mut page, of, figures, labels)?;
    }
    for (n, block) in document.blocks.iter().enumerate() {
        show(&mut page, n, block, figures, labels)?;
    }
    page.raw("</section>\n</main>\n</div>\n<footer>");
    page.text(&document.author);
    page.raw("</footer>\n");
    Ok(page.end())
}

/// The list of where the page speaks of each occupation and region, which a script narrows by what is
/// typed.
fn search(
    page: &mut Page,
    document: &Document,
    subjects: &Subjects,
    labels: &LabelBook,
) -> Result<(), ReportError> {
    let found = subjects.found_in(document);
    if found.is_empty() {
        return Ok(());
    }
    let attribute = |key: &str| labels.text(key).map(escaped);
    let _ = writeln!(
        page.html,
        "<search class=\"search\" data-label=\"{}\" data-found=\"{}\" data-alike=\"{}\">\n\
         <details>",
        attribute("html.search")?,
        attribute("html.found")?,
        attribute("html.alike")?
    );
    page.element("summary", labels.text("html.index")?);
    page.raw("<ul>\n");
    for (name, rows) in found {
        page.raw("<li>");
        page.element("span", name);
        for (table, row) in rows {
            let title = labels.fill("format.table-number", &[("number", &table.to_string())])?;
            page.element(&format!("a href=\"#{}\"", row_id(table, row)), &title);
        }
        page.raw("</li>\n");
    }
    page.raw("</ul>\n</details>\n</search>\n");
    Ok(())
}

/// Links to the files of a picture, as far as they lie next to the page; `what` says to those who
/// hear the links alone of which picture they are.
pub(super) fn downloads(
    page: &mut Page,
    figures: &Figures,
    picture: &Picture,
    what: &str,
    labels: &LabelBook,
) -> Result<(), ReportError> {
    if figures.files().is_empty() {
        return Ok(());
    }
    let _ = write!(page.html, " <span class=\"files\">{} ", escaped(labels.text("html.download")?));
    for ending in figures.files() {
        let (file, shown) = (picture_file(&picture.name, ending), ending.to_uppercase());
        let label = format!("{shown}, {what}");
        let attributes = [("href", &file), ("aria-label", &label)];
        page.raw("<a download");
        for (name, value) in attributes {
            let _ = write!(page.html, " {name}=\"{}\"", escaped(value));
        }
        let _ = write!(page.html, ">{}</a> ", escaped(&shown));
    }
    page.raw("</span>");
    Ok(())
}

/// The findings, the chart and the table of the front, and what it can't tell.
fn front(
    page: &mut Page,
    front: &Front,
    figures: &Figures,
    labels: &LabelBook,
) -> Result<(), ReportError> {
    page.element("h2", &front.title);
    page.raw("<div class=\"key-figures\">\n");
    for figure in &front.key_figures {
        page.raw("<div>\n");
        page.element("p class=\"value\"", &figure.value);
        page.element("p", &figure.name);
        page.element("p class=\"note\"", &figure.range);
        page.raw("</div>\n");
    }
    page.raw("</div>\n<ul class=\"findings\">\n");
    for finding in &front.findings {
        page.raw("<li>");
        page.element(&format!("strong class=\"mark-{}\"", finding.certainty.key()), &finding.mark);
        page.text(&finding.text);
        page.raw("</li>\n");
    }
    page.raw("</ul>\n");
    page.element("p class=\"note\"", &front.rule);
    if let Some(block @ Block::Figure { name, .. }) = &front.figure
        && let Some(picture) = figures.named(name)
    {
        figure(page, (block, picture), figures, labels)?;
    }
    if let Some(shown) = &front.table {
        table(page, shown, labels)?;
    }
    page.raw("<div class=\"boxes\">\n");
    for one in &front.boxes {
        page.raw("<section>\n");
        page.element("h3", &one.title);
        page.raw("<ul>\n");
        one.lines.iter().for_each(|line| page.element("li", line));
        page.raw("</ul>\n</section>\n");
    }
    page.raw("</div>\n");
    if !front.record.is_empty() {
        page.element("p", &front.record);
    }
    Ok(())
}

/// A block of a document.
pub(super) fn show(
    page: &mut Page,
    n: usize,
    block: &Block,
    figures: &Figures,
    labels: &LabelBook,
) -> Result<(), ReportError> {
    match block {
        Block::Heading { level: 1, text } => {
            page.raw("</section>\n<section>\n");
            page.element(&format!("h2 id=\"part-{n}\""), text);
        }
        Block::Heading { text, .. } => page.element(&format!("h3 id=\"part-{n}\""), text),
        Block::Text(paragraphs) => paragraphs.iter().for_each(|text| page.element("p", text)),
        Block::List(items) => {
            page.raw("<ul>\n");
            items.iter().for_each(|text| page.element("li", text));
            page.raw("</ul>\n");
        }
        Block::Figure { name, .. } => {
            if let Some(picture) = figures.named(name) {
                figure(page, (block, picture), figures, labels)?;
            }
        }
        Block::Table(shown) => table(page, shown, labels)?,
        // Tables of the workbook stand there alone.
        Block::Turn | Block::Filed(_) => {}
    }
    Ok(())
}

/// A picture, drawn for wide and for narrow screens: the style shows one of them, and what they show
/// is said once in words. Their SVG is ours, with all text in it escaped where it was drawn.
fn figure(
    page: &mut Page,
    (block, picture): (&Block, &Picture),
    figures: &Figures,
    labels: &LabelBook,
) -> Result<(), ReportError> {
    let caption = block.title(labels)?;
    let id = match block {
        Block::Figure { number, .. } => format!("figure-{number}"),
        _ => String::new(),
    };
    let shown = format!("{}. {}", picture.title, picture.description);
    let _ = writeln!(
        page.html,
        "<figure id=\"{id}\" tabindex=\"0\" aria-labelledby=\"{id}-name\">\n\
         <div role=\"img\" aria-label=\"{}\">",
        escaped(&shown)
    );
    let narrow = figures.narrow(&picture.name);
    page.raw(&picture.in_page(if narrow.is_some() { "wide" } else { "alone" }));
    if let Some(narrow) = narrow {
        page.raw(&narrow.in_page("narrow"));
    }
    page.raw("</div>\n<p class=\"hint\" role=\"status\"></p>\n<figcaption>");
    let _ = write!(
        page.html,
        "<a class=\"anchor\" id=\"{id}-name\" href=\"#{id}\">{}</a>",
        escaped(&caption)
    );
    downloads(page, figures, picture, &caption, labels)?;
    page.raw("</figcaption>\n</figure>\n");
    Ok(())
}

fn table(page: &mut Page, table: &Table, labels: &LabelBook) -> Result<(), ReportError> {
    let title = table.title(labels)?;
    let (filter, rows) = (escaped(labels.text("html.filter")?), escaped(labels.text("html.rows")?));
    let numbered = table.number > 0;
    if numbered {
        let _ = writeln!(page.html, "<div class=\"tabular\" id=\"{}\">", table_id(table.number));
    } else {
        page.raw("<div class=\"tabular\">\n");
    }
    page.element("p class=\"note scrolls\"", labels.text("html.scrolls")?);
    let _ = write!(
        page.html,
        "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{}\" \
         data-filter=\"{filter}\" data-rows=\"{rows}\">\n<table>\n",
        escaped(&title)
    );
    page.element("caption", &title);
    page.raw("<thead><tr>");
    for column in &table.columns {
        page.element(&format!("th scope=\"col\" class=\"{}\"", class(column)), &column.head);
    }
    page.raw("</tr></thead>\n<tbody>\n");
    let names = named_by(&table.columns);
    for (n, row) in table.rows.iter().enumerate() {
        match numbered {
            true => {
                let _ = write!(page.html, "<tr id=\"{}\">", row_id(table.number, n));
            }
            false => page.raw("<tr>"),
        }
        for (at, (cell, column)) in row.iter().zip(&table.columns).enumerate() {
            let order =
                cell.order().map(|value| format!(" data-order=\"{}\"", sort_key(cell, value)));
            let (tag, scope) =
                if names == Some(at) { ("th", " scope=\"row\"") } else { ("td", "") };
            let _ = write!(
                page.html,
                "<{tag}{scope} class=\"{}\"{}>{}</{tag}>",
                class(column),
                order.unwrap_or_default(),
                escaped(&cell.text(labels)?)
            );
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody>\n");
    if !table.foot.is_empty() {
        let _ = writeln!(
            page.html,
            "<tfoot><tr><td colspan=\"{}\">{}</td></tr></tfoot>",
            table.columns.len(),
            escaped(&table.foot)
        );
    }
    page.raw("</table>\n</div>\n</div>\n");
    Ok(())
}

/// The column that names a row: the first of words that takes a share of the width, which codes and
/// marks do not; else the first of words.
fn named_by(columns: &[Column]) -> Option<usize> {
    let words = |column: &Column| column.kind == Kind::Words;
    let wide = columns.iter().position(|column| words(column) && column.width > 0);
    wide.or_else(|| columns.iter().position(words))
}

fn class(column: &Column) -> &'static str {
    match column.kind {
        Kind::Words => "words",
        Kind::Numbers | Kind::Ranges => "numbers",
    }
}

/// A number to sort by, no longer than it needs to be.
fn sort_key(cell: &Cell, value: f64) -> String {
    match cell {
        Cell::Value(unit, _) | Cell::Range(unit, ..) => {
            format!("{value:.*}", decimals(*unit) + 2)
        }
        Cell::Score(_) | Cell::ScoreRange(..) => format!("{value:.4}"),
        _ => value.to_string(),
    }
}
