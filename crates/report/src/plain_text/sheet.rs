//! A fact sheet for people who read a terminal.

use crate::document::block::{Block, Document};
use crate::document::table::Table;
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::plain_text::table::printed;
use std::fmt::Write as _;
use suranys_core::display_text::visible;

/// Letters of a line of running text.
const WIDTH: usize = 100;

/// The blocks of a sheet as text: headings, paragraphs, tables.
///
/// # Errors
/// When a label is missing.
pub fn sheet_text(document: &Document, labels: &LabelBook) -> Result<String, ReportError> {
    let mut text = String::new();
    if !document.mark.is_empty() {
        let _ = writeln!(text, "{}", visible(&document.mark));
    }
    for block in &document.blocks {
        match block {
            Block::Heading { level: 1, text: title } => {
                let title = visible(title).into_owned();
                let line = "=".repeat(title.chars().count());
                let _ = writeln!(text, "{title}\n{line}\n{}", visible(&document.subtitle));
            }
            Block::Heading { text: title, .. } => {
                let title = visible(title).into_owned();
                let line = "-".repeat(title.chars().count());
                let _ = writeln!(text, "\n{title}\n{line}");
            }
            Block::Text(paragraphs) => {
                paragraphs.iter().for_each(|one| wrapped(one, "", &mut text))
            }
            Block::List(items) => items.iter().for_each(|one| wrapped(one, "– ", &mut text)),
            Block::Table(shown) => table(shown, labels, &mut text)?,
            Block::Figure { .. } | Block::Filed(_) | Block::Turn => {}
        }
    }
    Ok(text)
}

fn table(table: &Table, labels: &LabelBook, text: &mut String) -> Result<(), ReportError> {
    let _ = writeln!(text, "\n{}", visible(&table.title(labels)?));
    text.push_str(&printed(table, labels)?);
    if !table.foot.is_empty() {
        wrapped(&table.foot, "", text);
    }
    Ok(())
}

/// A paragraph in lines, each no longer than it may be unless a word is.
fn wrapped(paragraph: &str, mark: &str, text: &mut String) {
    let shown = visible(paragraph).into_owned();
    let indent = " ".repeat(mark.chars().count());
    let mut line = mark.to_owned();
    let mut empty = true;
    // A no-break space keeps a number with its unit.
    for word in shown.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let longer = line.chars().count() + word.chars().count() + usize::from(!empty);
        if !empty && longer > WIDTH {
            let _ = writeln!(text, "{line}");
            line.clone_from(&indent);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines counted by hand: of 25 words of nine letters nine fill a line of 91, the mark among them.
    #[test]
    fn running_text_is_parted_at_words_and_indented_under_its_mark() {
        let mut text = String::new();
        wrapped(&["abcdefghi"; 25].join(" "), "– ", &mut text);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("– abc") && lines[1].starts_with("  abc"));
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
        let mut one = String::new();
        wrapped(&"x".repeat(300), "", &mut one);
        assert_eq!(one.lines().count(), 1, "a word is never cut");
    }
}
