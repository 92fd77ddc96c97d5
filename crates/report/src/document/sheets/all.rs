//! All fact sheets of a run, and the documents they make.

use crate::document::block::{Block, Document, Layout};
use crate::document::sheets::occupation::OccupationSheets;
use crate::document::sheets::region::region_sheet;
use crate::document::sheets::sheet::Sheet;
use crate::error::ReportError;
use crate::view::View;
use crate::words::Words;

/// The sheets of a run: regions in official order, then the unit groups in the scope of its list by code.
///
/// # Errors
/// When a label is missing.
pub fn sheets(view: View) -> Result<Vec<Sheet>, ReportError> {
    let words = Words::of(view.labels);
    let list = view.output.list.as_deref();
    let mut all: Vec<Sheet> = Vec::new();
    for region in &view.output.regions {
        all.push(region_sheet(view, list, &words, region)?);
    }
    let Some((list, signal)) = list.and_then(|list| Some((list, list.signal.as_ref()?))) else {
        return Ok(all);
    };
    let of_groups = OccupationSheets { view, list, signal, words: &words };
    let mut groups: Vec<_> =
        signal.signals.iter().filter(|one| one.in_scope && !one.profession).collect();
    groups.sort_by(|a, b| a.group.cmp(&b.group));
    for one in groups {
        all.push(of_groups.sheet(one)?);
    }
    Ok(all)
}

/// What stands about the sheets: title, edition, mark; without any block.
///
/// # Errors
/// When a label is missing.
pub fn sheet_document(view: View, title: String) -> Result<Document, ReportError> {
    let l = view.labels;
    let edition = view.baseline().map_or("", |baseline| baseline.date.as_str());
    let mark = if view.synthetic() { l.text("mark.synthetic")?.to_owned() } else { String::new() };
    let base = view.output.base_year.to_string();
    let first = view.first()?;
    let edition = l.date(edition);
    let values = [("edition", edition.as_str()), ("base", &base), ("scenario", &first)];
    Ok(Document {
        lang: l.language().to_owned(),
        title,
        subtitle: l.fill("sheet.subtitle", &values)?,
        author: l.text("report.author")?.to_owned(),
        date: crate::document::report::date(view),
        mark,
        facts: Vec::new(),
        note: l.text("sheet.note")?.to_owned(),
        footer: l.fill("sheet.footer", &values)?,
        front: None,
        letter: None,
        layout: Layout::Sheets,
        contents: String::new(),
        blocks: Vec::new(),
    })
}

/// The blocks of all sheets as one document, with a table of contents.
///
/// # Errors
/// When a label is missing.
pub fn all_sheets(view: View, blocks: Vec<Block>) -> Result<Document, ReportError> {
    let document = sheet_document(view, view.labels.text("sheet.title")?.to_owned())?;
    Ok(Document { contents: view.labels.text("report.contents")?.to_owned(), blocks, ..document })
}

/// The blocks of one sheet as a document.
///
/// # Errors
/// When a label is missing.
pub fn one_sheet(view: View, title: String, blocks: Vec<Block>) -> Result<Document, ReportError> {
    let document = sheet_document(view, title)?;
    Ok(Document { blocks, ..document })
}
