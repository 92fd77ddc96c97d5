//! The web page: one file with everything in it, and a page of all figures.
//!
//! The page may load nothing: its policy forbids every request but, of the page of figures, the
//! figures next to it. Without scripts it is without
//! sorting, filtering and stepping through values.

use crate::charts::canvas::{Picture, escaped};
use crate::charts::figures::Figures;
use crate::display::decimals;
use crate::document::block::{Block, Document, Front, file_of};
use crate::document::table::{Cell, Column, Kind, Table};
use crate::error::ReportError;
use crate::labels::LabelBook;
use std::fmt::Write as _;

const STYLE: &str = include_str!("../../templates/report.css");
const SCRIPT: &str = include_str!("../../templates/report.js");
/// What the page may do: nothing but its own style and script.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      base-uri 'none'; form-action 'none'";
/// What the page of figures may do as well: show pictures that lie next to it.
const PICTURES: &str = "; img-src 'self' file:";

/// A page being written. Text goes in through [`Page::text`] alone.
struct Page {
    html: String,
}

impl Page {
    /// Begins a page up to its content.
    fn begin(lang: &str, title: &str, more: &str) -> Page {
        let (lang, title) = (escaped(lang), escaped(title));
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}{more}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        );
        Page { html }
    }

    /// Markup of ours, never of the data.
    fn raw(&mut self, markup: &str) {
        self.html.push_str(markup);
    }

    /// Text, escaped.
    fn text(&mut self, text: &str) {
        self.html.push_str(&escaped(text));
    }

    /// An element with nothing but text in it; the tag may carry attributes of ours.
    fn element(&mut self, tag: &str, text: &str) {
        let name = tag.split(' ').next().unwrap_or(tag);
        let _ = writeln!(self.html, "<{tag}>{}</{name}>", escaped(text));
    }

    /// Ends the page with its script.
    fn end(mut self) -> Vec<u8> {
        let _ = write!(self.html, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
        self.html.into_bytes()
    }
}

/// The report as one page.
///
/// # Errors
/// When a label is missing.
pub fn html(
    document: &Document,
    figures: &Figures,
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
    page.raw("</noscript>\n</header>\n<nav aria-labelledby=\"contents\">\n");
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
    page.raw("</section>\n</main>\n<footer>");
    page.text(&document.author);
    page.raw("</footer>\n");
    Ok(page.end())
}

/// A page that shows every figure next to it, each a link to its file, and nothing else.
///
/// # Errors
/// When a label is missing.
pub fn gallery(
    document: &Document,
    figures: &Figures,
    labels: &LabelBook,
) -> Result<Vec<u8>, ReportError> {
    let title = labels.text("html.gallery")?;
    let mut page = Page::begin(&document.lang, &format!("{title}: {}", document.title), PICTURES);
    page.raw("<header>\n");
    page.element("h1", title);
    page.element("p class=\"subtitle\"", &document.title);
    page.raw("</header>\n<main id=\"report\" class=\"gallery\">\n");
    for picture in figures.all() {
        let (file, alt) = (escaped(&file_of(&picture.name)), escaped(&picture.description));
        page.raw("<figure>\n");
        let _ = writeln!(page.html, "<a href=\"{file}\"><img src=\"{file}\" alt=\"{alt}\"></a>");
        page.element("figcaption", &picture.title);
        page.raw("</figure>\n");
    }
    page.raw("</main>\n");
    Ok(page.end())
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
        figure(page, picture, &block.title(labels)?);
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

fn show(
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
                figure(page, picture, &block.title(labels)?);
            }
        }
        Block::Table(shown) => table(page, shown, labels)?,
        // Tables of the workbook stand there alone.
        Block::Turn | Block::Filed(_) => {}
    }
    Ok(())
}

/// A picture; its SVG is ours, with all text in it escaped where it was drawn.
fn figure(page: &mut Page, picture: &Picture, caption: &str) {
    page.raw("<figure tabindex=\"0\">\n");
    page.raw(&picture.svg);
    page.element("figcaption", caption);
    page.raw("<p class=\"hint\" role=\"status\"></p>\n</figure>\n");
}

fn table(page: &mut Page, table: &Table, labels: &LabelBook) -> Result<(), ReportError> {
    let title = table.title(labels)?;
    let (filter, rows) = (escaped(labels.text("html.filter")?), escaped(labels.text("html.rows")?));
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
    for row in &table.rows {
        page.raw("<tr>");
        for (cell, column) in row.iter().zip(&table.columns) {
            let order =
                cell.order().map(|value| format!(" data-order=\"{}\"", sort_key(cell, value)));
            let _ = write!(
                page.html,
                "<td class=\"{}\"{}>{}</td>",
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
    page.raw("</table>\n</div>\n");
    Ok(())
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
        _ => value.to_string(),
    }
}
