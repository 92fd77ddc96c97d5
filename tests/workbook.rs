//! A workbook made of texts, numbers and merged cells, as small as ISO/IEC 29500-1 lets one be.

use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// The bytes of a workbook whose sheet `Table` has these cells, numbers as numbers, and these areas merged.
pub fn workbook(rows: &[&[&str]], merged: &[&str]) -> Vec<u8> {
    sheets(&[("Table", rows, merged)])
}

/// A sheet: its name, its cells, its merged areas.
pub type Sheet<'a> = (&'a str, &'a [&'a [&'a str]], &'a [&'a str]);

/// The bytes of a workbook with such sheets.
pub fn sheets(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let (mut types, mut book, mut relations) = (TYPES.to_owned(), String::new(), String::new());
    let mut parts: Vec<(String, String)> = vec![("_rels/.rels".to_owned(), ROOT.to_owned())];
    for (place, (name, rows, merged)) in (1..).zip(sheets) {
        types.push_str(&format!(r#"<Override PartName="/xl/worksheets/sheet{place}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#));
        book.push_str(&format!(r#"<sheet name="{name}" sheetId="{place}" r:id="rId{place}"/>"#));
        relations.push_str(&format!(r#"<Relationship Id="rId{place}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{place}.xml"/>"#));
        parts.push((format!("xl/worksheets/sheet{place}.xml"), sheet(rows, merged)));
    }
    parts.push(("[Content_Types].xml".to_owned(), format!("{types}</Types>")));
    parts.push(("xl/workbook.xml".to_owned(), format!(r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{book}</sheets></workbook>"#)));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), format!(r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#)));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

fn sheet(rows: &[&[&str]], merged: &[&str]) -> String {
    let mut sheet = String::from(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (row, cells) in (1..).zip(rows) {
        sheet.push_str(&format!(r#"<row r="{row}">"#));
        for (letter, text) in ('A'..='Z').zip(*cells) {
            if text.parse::<f64>().is_ok() {
                sheet.push_str(&format!(r#"<c r="{letter}{row}"><v>{text}</v></c>"#));
            } else if !text.is_empty() {
                sheet.push_str(&format!(
                    r#"<c r="{letter}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#
                ));
            }
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData>");
    if !merged.is_empty() {
        let cells: String =
            merged.iter().map(|area| format!(r#"<mergeCell ref="{area}"/>"#)).collect();
        sheet.push_str(&format!(r#"<mergeCells count="{}">{cells}</mergeCells>"#, merged.len()));
    }
    sheet + "</worksheet>"
}
