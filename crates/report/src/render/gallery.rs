//! The page of all figures, which lie next to it.

use crate::charts::canvas::escaped;
use crate::charts::figures::Figures;
use crate::document::block::{Document, file_of};
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::render::html::{Page, downloads};
use std::fmt::Write as _;

/// What the page may do besides being styled and run its script: show pictures that lie next to it.
const PICTURES: &str = "; img-src 'self' file:";

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
    page.raw("</header>\n<main id=\"report\">\n<div class=\"gallery\">\n");
    for picture in figures.all() {
        let (file, alt) = (escaped(&file_of(&picture.name)), escaped(&picture.description));
        page.raw("<figure>\n");
        let _ = writeln!(page.html, "<a href=\"{file}\"><img src=\"{file}\" alt=\"{alt}\"></a>");
        page.raw("<figcaption>");
        page.text(&picture.title);
        downloads(&mut page, figures, picture, &picture.title, labels)?;
        page.raw("</figcaption>\n</figure>\n");
    }
    page.raw("</div>\n<section>\n");
    page.element("h2", labels.text("section.sources")?);
    page.raw("<ul>\n");
    for (n, name) in (1..).zip(labels.cited_resources()) {
        let named = labels.named("resource", name, name);
        page.element("li", &format!("S{n}: {named}"));
    }
    page.raw("</ul>\n</section>\n</main>\n");
    Ok(page.end())
}
