//! Rows of a package's files around places that findings name.

use crate::package::decode::decode;
use crate::package::lines::delimited;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use suranys_core::Span;
use suranys_core::display_text::shortened;
use suranys_core::limits::LONGEST_CELL;

/// Rows shown before and after the one that is meant.
const AROUND: u64 = 2;
/// Most columns shown.
const MAX_COLUMNS: usize = 60;
/// Largest file of which rows are shown, in bytes.
const LARGEST: u64 = 64 << 20;

/// Rows of a table around one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Lines of the file with their cells.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// The rows around each place, none where a place names no row or its file is no text inside the package.
#[must_use]
pub fn excerpts(package: &Path, places: &[&Span]) -> Vec<Option<Excerpt>> {
    let mut files: BTreeMap<&str, Option<String>> = BTreeMap::new();
    let mut found = Vec::with_capacity(places.len());
    for place in places {
        let read = files.entry(place.file.as_str());
        let text = read.or_insert_with(|| text(package, &place.file));
        found.push(text.as_deref().zip(place.row).and_then(|(text, row)| around(text, row)));
    }
    found
}

/// The text of a file of the package; none of what lies outside it, be it by way of a link.
fn text(package: &Path, file: &str) -> Option<String> {
    let relative = Path::new(file);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let path: PathBuf = fs::canonicalize(package.join(relative)).ok()?;
    let inside = path.starts_with(fs::canonicalize(package).ok()?);
    if !inside || fs::metadata(&path).ok()?.len() > LARGEST {
        return None;
    }
    decode(&crate::ordinary::read(&path).ok()?, None).ok()
}

fn around(text: &str, row: u64) -> Option<Excerpt> {
    let mut reader = delimited(text);
    let cells = |record: &csv::StringRecord| {
        let cells = record.iter().take(MAX_COLUMNS);
        cells.map(|cell| shortened(cell, LONGEST_CELL).into_owned()).collect::<Vec<_>>()
    };
    let mut header = Vec::new();
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record.ok()?;
        let line = record.position().map_or(0, csv::Position::line);
        if number == 0 {
            header = cells(&record);
        } else if line.saturating_add(AROUND) >= row && line <= row.saturating_add(AROUND) {
            rows.push((line, cells(&record)));
        }
        if line > row.saturating_add(AROUND) {
            break;
        }
    }
    (!rows.is_empty()).then_some(Excerpt { header, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: two lines before and two after, and nothing of what lies outside.
    #[test]
    fn rows_around_a_place_are_those_of_the_package_alone() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let package = folder.path().join("p");
        fs::create_dir(&package).expect("made");
        fs::write(folder.path().join("outside.csv"), "a\nsecret\n").expect("written");
        let lines: Vec<String> = (2..=9).map(|n| format!("{n};x")).collect();
        fs::write(package.join("t.csv"), format!("year;name\n{}\n", lines.join("\n")))
            .expect("written");
        let at = |file: &str, row| Span { row, ..Span::file(file) };
        let (five, none, outside) =
            (at("t.csv", Some(5)), at("t.csv", None), at("../outside.csv", Some(2)));
        let found = excerpts(&package, &[&five, &none, &outside]);
        let rows: Vec<u64> =
            found[0].as_ref().expect("rows").rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(rows, [3, 4, 5, 6, 7]);
        assert_eq!(
            found[0].as_ref().map(|e| e.header.clone()),
            Some(vec!["year".into(), "name".into()])
        );
        assert_eq!(found[1..], [None, None]);
    }
}
