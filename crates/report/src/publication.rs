//! The publication set of a list of in-demand professions: tables, JSON with its schema, a
//! workbook, and an annex in each language.
//!
//! Picks and words; computes nothing. When anything the list rests on is synthetic, every row,
//! sheet, picture and page of the set says so: ranks and scores mix what is real with what is not.

use crate::charts::data::csv;
use crate::charts::figures::Figures;
use crate::document::letter::letter as letter_document;
use crate::document::list_annex::list_annex;
use crate::error::ReportError;
use crate::render::json::{SCHEMA, list_json};
use crate::render::pdf::pdf;
use crate::render::workbook::workbook;
use crate::tables::list::list_tables;
use crate::tables::schema::{Described, SCHEMA_FILE, schema};
use crate::tables::signal::signal_tables;
use crate::theme::Theme;
use crate::words::Words;
use suranys_core::shortage_list::ListOutput;
use suranys_core::shortage_list::letter::Letter;
use suranys_core::table::ResultTable;

/// The publication set: files, and its tables once more as columns.
#[derive(Debug, Clone, PartialEq)]
pub struct ListSet {
    /// Files by relative path with forward slashes, in path order.
    pub files: Vec<(String, Vec<u8>)>,
    /// The tables of the CSV files, for any other tabular format.
    pub tables: Vec<ResultTable>,
}

/// Renders the publication set in the languages of `words`, `letter` being what its letter bears.
///
/// # Errors
/// When a label is missing or a library can't draw, write or typeset.
pub fn render_list(
    output: &ListOutput,
    letter: &Letter,
    words: &[Words],
) -> Result<ListSet, ReportError> {
    let mut tables = list_tables(output, words);
    tables.extend(signal_tables(output, words));
    let mut files = vec![
        ("list.json".to_owned(), list_json(output, words)?),
        ("list.schema.json".to_owned(), SCHEMA.as_bytes().to_vec()),
        ("list.xlsx".to_owned(), workbook(output, &tables)?),
    ];
    let mut paths = Vec::new();
    for table in &tables {
        let path = format!("tables/{}.csv", table.name);
        files.push((path.clone(), table.csv(true)?));
        paths.push([path]);
    }
    let described: Vec<Described<'_>> =
        tables.iter().zip(&paths).map(|(table, files)| Described { table, files }).collect();
    files.push((SCHEMA_FILE.to_owned(), schema("list", &described)?));
    let theme = Theme::default();
    for w in words {
        let figures = Figures::of_list(output, w, theme)?;
        for picture in figures.all() {
            let path = |ending| format!("figures/{}.{}.{ending}", picture.name, w.language());
            files.push((path("svg"), picture.svg().into_bytes()));
            files.push((path("csv"), csv(&picture.name, &picture.data)?));
        }
        let annex = pdf(&list_annex(output, w, &figures)?, &figures, w.book(), theme)?;
        files.push((format!("annex.{}.pdf", w.language()), annex));
        let document = letter_document(output, letter, w)?;
        let sheet = pdf(&document, &Figures::default(), w.labels(), theme)?;
        files.push((format!("letter.{}.pdf", w.language()), sheet));
    }
    files.sort();
    Ok(ListSet { files, tables })
}

#[cfg(test)]
#[path = "../tests/common/list.rs"]
pub mod synthetic_list;

#[cfg(test)]
mod tests {
    use super::synthetic_list::many;
    use super::*;
    use std::collections::BTreeSet;
    use suranys_core::shortage_list::Quantity;

    fn all_words() -> Vec<Words> {
        ["en", "ru", "kk"].map(|l| Words::read(l).expect("words")).into()
    }

    #[test]
    fn every_language_says_the_same_things() {
        let words = all_words();
        // Each language has the forms that its words take.
        let of_all = |key: &&str| !key.starts_with("plural.");
        let keys = |w: &Words| w.keys().filter(of_all).map(str::to_owned).collect::<BTreeSet<_>>();
        let places = |text: &str| -> BTreeSet<String> {
            let places = text.split('{').skip(1).filter_map(|p| Some(p.split_once('}')?.0));
            // An inflected word follows its number, which is a place of its own.
            places.filter(|place| !place.contains('|')).map(str::to_owned).collect()
        };
        for other in &words[1..] {
            assert_eq!(keys(&words[0]), keys(other), "{}", other.language());
            for key in words[0].keys().filter(of_all) {
                let (a, b) =
                    (words[0].text(key).expect("a text"), other.text(key).expect("a text"));
                assert_eq!(places(a), places(b), "{} {key}", other.language());
            }
        }
        for quantity in Quantity::ALL {
            for w in &words {
                assert!(w.text(&format!("quantity.{}", quantity.key())).is_ok());
                assert!(w.text(&format!("unit.{}", quantity.unit())).is_ok());
            }
        }
    }

    /// Every row of every table, every object that holds a figure, every picture.
    #[test]
    fn every_file_bears_the_mark() {
        let ListSet { files, tables } =
            render_list(&many(true, 40), &Letter::default(), &all_words()).expect("rendered");
        for table in &tables {
            let (name, column) = table.columns.last().expect("a column");
            assert_eq!(name, "synthetic", "{}", table.name);
            let suranys_core::table::Column::Flag(marks) = column else {
                panic!("{} marks by another kind", table.name)
            };
            assert!(marks.iter().all(|m| *m == Some(true)), "{}", table.name);
        }
        for (path, bytes) in &files {
            let text = String::from_utf8_lossy(bytes);
            if path.ends_with(".svg") {
                let words = all_words();
                let marked = words.iter().any(|w| text.contains(w.word("mark", "synthetic")));
                assert!(marked, "{path}");
                assert!(!text.contains("<script>"), "{path}");
            }
            let formula = path.ends_with(".csv") && text.contains(",=1+1");
            assert!(!formula, "{path} holds a formula");
        }
        let described = files.iter().find(|(path, _)| path == SCHEMA_FILE).expect("there");
        let described: serde_json::Value = serde_json::from_slice(&described.1).expect("JSON");
        assert_eq!(described["resources"].as_array().map(Vec::len), Some(tables.len()));
        for resource in described["resources"].as_array().expect("tables") {
            assert_ne!(resource["description"], "", "{resource}");
            for field in resource["schema"]["fields"].as_array().expect("columns") {
                assert!(field["description"].is_string(), "{}: {field}", resource["name"]);
            }
        }
        let json = files.iter().find(|(path, _)| path == "list.json").expect("there");
        let json: serde_json::Value = serde_json::from_slice(&json.1).expect("JSON");
        assert_eq!(json["synthetic"], true);
        marked(&json);
    }

    /// Whatever has a value has the mark next to it.
    fn marked(value: &serde_json::Value) {
        match value {
            serde_json::Value::Object(object) => {
                for key in ["status", "recall", "top_probability", "missing"] {
                    if object.contains_key(key) {
                        assert_eq!(object.get("synthetic"), Some(&true.into()), "{object:?}");
                    }
                }
                object.values().for_each(marked);
            }
            serde_json::Value::Array(items) => items.iter().for_each(marked),
            _ => {}
        }
    }

    #[test]
    fn the_same_output_gives_the_same_bytes() {
        let words = all_words();
        let set = || render_list(&many(true, 5), &Letter::default(), &words);
        assert!(set() == set());
    }
}
