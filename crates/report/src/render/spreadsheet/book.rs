//! A workbook as a file.

use crate::error::ReportError;
use crate::render::spreadsheet::chart::Chart;
use crate::render::spreadsheet::names::Texts;
use crate::render::spreadsheet::parts;
use crate::render::spreadsheet::sheet::{Sheet, formats};
use std::io::{Cursor, Write as _};
use suranys_core::display_text::visible_running;
use suranys_core::text;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Longest name of a sheet, in characters, and those it may not have (ISO/IEC 29500-1, 18.2.19, and
/// what programs take).
const LONGEST_NAME: usize = 31;
const NOT_IN_NAMES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// Names as sheets can have them, each once: characters that none may hold are dashes, what is too long is
/// cut, and a number tells apart what would be alike or empty.
pub fn sheet_names(asked: &[String]) -> Vec<String> {
    let plain = |text: &str, longest: usize| -> String {
        let dashed = text.chars().map(|c| if NOT_IN_NAMES.contains(&c) { '-' } else { c });
        let cut: String = dashed.take(longest).collect();
        cut.trim_matches(|c: char| c == '\'' || c.is_whitespace()).to_owned()
    };
    let mut names: Vec<String> = Vec::with_capacity(asked.len());
    for name in asked {
        let name = visible_running(name);
        let mut own = plain(&name, LONGEST_NAME);
        let is_taken = |own: &str| names.iter().any(|n| n.to_lowercase() == own.to_lowercase());
        let mut number = 1;
        while own.is_empty() || is_taken(&own) {
            number += 1;
            let mark = format!(" {number}");
            own = plain(&name, LONGEST_NAME - mark.len()) + &mark;
        }
        names.push(own);
    }
    names
}

/// A workbook.
#[derive(Debug, Default)]
pub struct Book {
    /// Its title.
    pub title: String,
    /// Who made it.
    pub author: String,
    /// The day it is of: year, month, day.
    pub date: (u16, u8, u8),
    /// Its sheets, in order, some with a chart.
    pub sheets: Vec<(Sheet, Option<Chart>)>,
}

impl Book {
    /// The workbook as a file; the same workbook gives the same bytes.
    ///
    /// # Errors
    /// When a sheet has a name that none may have, or the archive can't be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ReportError> {
        for (place, (sheet, _)) in self.sheets.iter().enumerate() {
            let (name, length) = (sheet.name.as_str(), sheet.name.chars().count());
            let same = |other: &(Sheet, _)| other.0.name.to_lowercase() == name.to_lowercase();
            let twice = self.sheets.iter().take(place).any(same);
            let odd = name.contains(NOT_IN_NAMES) || name.starts_with('\'') || name.ends_with('\'');
            if length == 0 || length > LONGEST_NAME || odd || twice {
                let reason = text!("no sheet can be named `{name}`, or two are", name);
                return Err(ReportError::Workbook { reason });
            }
        }
        let mut texts = Texts::default();
        let sheets: Vec<&Sheet> = self.sheets.iter().map(|(sheet, _)| sheet).collect();
        let formats = formats(&sheets);
        let mut files: Vec<(String, String)> = Vec::new();
        let mut charts = 0;
        for (place, (sheet, chart)) in self.sheets.iter().enumerate() {
            let number = place + 1;
            let xml = sheet.xml(place == 0, chart.is_some(), &formats, &mut texts);
            files.push((format!("xl/worksheets/sheet{number}.xml"), xml));
            if let Some(chart) = chart {
                charts += 1;
                let of = |kind: &str, target: &str| parts::relations(&[(kind, target.to_owned())]);
                let drawing = format!("../drawings/drawing{charts}.xml");
                files.push((
                    format!("xl/worksheets/_rels/sheet{number}.xml.rels"),
                    of("drawing", &drawing),
                ));
                files.push((format!("xl/drawings/drawing{charts}.xml"), chart.drawing(charts)));
                files.push((
                    format!("xl/drawings/_rels/drawing{charts}.xml.rels"),
                    of("chart", &format!("../charts/chart{charts}.xml")),
                ));
                files.push((format!("xl/charts/chart{charts}.xml"), chart.xml(charts)));
            }
        }
        let (names, count) = (self.sheets.len(), charts);
        let mut all = vec![
            ("[Content_Types].xml".to_owned(), parts::content_types(names, count)),
            ("_rels/.rels".to_owned(), parts::package_relations()),
            ("docProps/app.xml".to_owned(), parts::application()),
            (
                "docProps/core.xml".to_owned(),
                parts::properties(&self.title, &self.author, self.date),
            ),
            ("xl/workbook.xml".to_owned(), parts::workbook(&sheets)),
            ("xl/_rels/workbook.xml.rels".to_owned(), parts::workbook_relations(names)),
            ("xl/styles.xml".to_owned(), parts::styles(&formats)),
            ("xl/sharedStrings.xml".to_owned(), parts::texts(&texts)),
        ];
        all.append(&mut files);
        archive(&all).map_err(|why| ReportError::Workbook { reason: why.to_string().into() })
    }
}

fn archive(files: &[(String, String)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(xml.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever a language calls its sheets, a workbook is made of them; what can be a name stays.
    #[test]
    fn any_labels_give_names_that_sheets_can_have() {
        let long = "x".repeat(200);
        let asked = ["Table 1", "table 1", "a/b", "\u{202e}", "", "", "'q'", &long, &long, " 'a' "];
        let names = sheet_names(&asked.map(str::to_owned));
        assert_eq!(names[..3], ["Table 1", "table 1 2", "a-b"]);
        let sheets = names.iter().map(|name| (Sheet::new(name.as_str()), None)).collect();
        let book = Book { date: (2026, 1, 2), sheets, ..Book::default() };
        assert!(book.to_bytes().is_ok(), "{names:?}");
    }

    #[test]
    fn a_workbook_is_the_same_each_time_and_refuses_names_no_program_takes() {
        let book = |names: &[&str]| Book {
            title: "t".to_owned(),
            date: (2026, 1, 2),
            sheets: names.iter().map(|name| (Sheet::new(*name), None)).collect(),
            ..Book::default()
        };
        let bytes = book(&["one", "two"]).to_bytes().expect("written");
        assert_eq!(bytes, book(&["one", "two"]).to_bytes().expect("written"));
        assert!(bytes.starts_with(b"PK"));
        for names in [&["a", "A"][..], &["a:b"], &[""], &["'a"]] {
            assert!(book(names).to_bytes().is_err(), "{names:?}");
        }
        assert!(book(&[&"x".repeat(32)]).to_bytes().is_err());
    }
}
