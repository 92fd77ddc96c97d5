//! The publication set of a list of in-demand professions: tables, JSON with its schema, a
//! workbook, and an annex in each language.
//!
//! Picks and words; computes nothing. When anything the list rests on is synthetic, every row,
//! sheet, picture and page of the set says so: ranks and scores mix what is real with what is not.

use crate::charts::figures::Figures;
use crate::document::list_annex::list_annex;
use crate::error::ReportError;
use crate::render::json::{SCHEMA, list_json};
use crate::render::pdf::pdf;
use crate::render::workbook::workbook;
use crate::tables::list::list_tables;
use crate::theme::Theme;
use crate::words::Words;
use suranys_core::shortage_list::ListOutput;
use suranys_core::table::ResultTable;

/// The publication set: files, and its tables once more as columns.
#[derive(Debug, Clone, PartialEq)]
pub struct ListSet {
    /// Files by relative path with forward slashes, in path order.
    pub files: Vec<(String, Vec<u8>)>,
    /// The tables of the CSV files, for any other tabular format.
    pub tables: Vec<ResultTable>,
}

/// Renders the publication set in the languages of `words`.
///
/// # Errors
/// When a label is missing or a library can't draw, write or typeset.
pub fn render_list(output: &ListOutput, words: &[Words]) -> Result<ListSet, ReportError> {
    let tables = list_tables(output, words);
    let mut files = vec![
        ("list.json".to_owned(), list_json(output, words)?),
        ("list.schema.json".to_owned(), SCHEMA.as_bytes().to_vec()),
        ("list.xlsx".to_owned(), workbook(output, &tables)?),
    ];
    for table in &tables {
        files.push((format!("tables/{}.csv", table.name), table.csv(true)?));
    }
    let theme = Theme::default();
    for w in words {
        let figures = Figures::of_list(output, w, theme)?;
        for picture in figures.all() {
            let path = format!("figures/{}.{}.svg", picture.name, w.language());
            files.push((path, picture.svg.clone().into_bytes()));
        }
        let annex = pdf(&list_annex(output, w, &figures)?, &figures, w.book(), theme)?;
        files.push((format!("annex.{}.pdf", w.language()), annex));
    }
    files.sort();
    Ok(ListSet { files, tables })
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use suranys_core::classification::Labels;
    use suranys_core::run::Note;
    use suranys_core::scenario::Basis;
    use suranys_core::shortage_list::{
        Amount, Assessed, Citation, Cited, Dating, Difference, Fact, Finding, Quantity, Ranked,
        RuleBook, Score, Stage, Subject, Trace, Verdict, Version,
    };
    use suranys_core::{ObsStatus, Quantiles, Status};

    /// Text that would do harm if any format took it for code.
    pub const HOSTILE: &str = "=1+1</text><script>alert(1)</script>&amp; #panic() $x$ \"q\",{year}";

    fn labels() -> Labels {
        Labels(BTreeMap::from([("en".to_owned(), HOSTILE.to_owned())]))
    }

    /// A synthetic output about `count` occupations.
    pub fn output(synthetic: bool, count: usize) -> ListOutput {
        let fact = Fact {
            quantity: Quantity::ShortageProbability.key().to_owned(),
            value: Amount::Number(0.75),
            unit: Quantity::ShortageProbability.unit().to_owned(),
            about: "isco08:2".to_owned(),
            period: "2023–2027".to_owned(),
            status: Status { obs: ObsStatus::Imputed, synthetic },
            cells: vec![Citation::Cell(Cited {
                file: "run/tables/balance.csv".to_owned(),
                row: 7,
                column: "median".to_owned(),
                text: "0.75".to_owned(),
            })],
        };
        let leaf = Trace {
            fact: Some(fact.clone()),
            ..Trace::leaf(Verdict::Meets, "rule", Note::new("synthetic", []))
        };
        let assessed = |n: usize| Assessed {
            subject: Subject {
                id: format!("isco08:{}", 1000 + n),
                labels: labels(),
                occupation: format!("isco08:{}", 1000 + n),
                alternative: String::new(),
                level: 4,
                profession: false,
                sectors: vec!["health".to_owned()],
                lists: Vec::new(),
            },
            findings: BTreeMap::from([
                (Quantity::ShortageProbability, Finding::Known(fact.clone())),
                (Quantity::ShortageShare, Finding::Missing(Note::new("missing.synthetic", []))),
            ]),
            context: vec![fact.clone()],
            supported: Verdict::Meets,
            trace: Trace {
                parts: vec![leaf.clone()],
                ..Trace::leaf(Verdict::Meets, "", Note::new("reason.all", []))
            },
            nominated: Verdict::Undetermined,
            switching_value: None,
            synthetic,
        };
        let ranked = |n: usize| Ranked {
            id: format!("isco08:{}", 1000 + n),
            top: 0.5,
            rank: Quantiles::of(&[1.0, 2.0 + n as f64, 3.0 + n as f64]).expect("finite"),
            ranks: vec![1.0, 2.0 + n as f64, 3.0 + n as f64],
            without: BTreeMap::new(),
            missing: Vec::new(),
        };
        let id = "isco08:1000".to_owned();
        ListOutput {
            book: RuleBook {
                id: "xx@2025-01-01".to_owned(),
                version: Version {
                    dated: "2025-01-01".to_owned(),
                    dating: Dating::Day,
                    basis: Basis::Draft,
                    title: labels(),
                    citation: HOSTILE.to_owned(),
                    unread: labels(),
                    list: "L".to_owned(),
                },
                rules: Vec::new(),
                parameters: BTreeMap::new(),
            },
            assessed: (0..count).map(assessed).collect(),
            ranked: (0..count).map(ranked).collect(),
            ranked_level: 4,
            ranked_in_scope: true,
            without_data: Vec::new(),
            top: 2,
            draws: 100,
            lines: BTreeMap::new(),
            bodies: Vec::new(),
            scores: vec![Score {
                list: "L".to_owned(),
                stage: Stage::Scope,
                listed: 1,
                found: 0,
                open: 1,
                passing_units: 0,
                passing_units_listed: 0,
                precision: None,
                recall: Some(0.0),
            }],
            differences: vec![Difference {
                id: id.clone(),
                labels: labels(),
                occupation: id,
                verdict: Verdict::Undetermined,
                why: vec![Note::new("difference.not-findable", [])],
                context: Vec::new(),
            }],
            nation: vec![fact],
            sectors: BTreeMap::from([("health".to_owned(), labels())]),
            verdicts: BTreeMap::from([(Verdict::Meets, count)]),
            elsewhere: Vec::new(),
            synthetic,
        }
    }

    fn all_words() -> Vec<Words> {
        ["en", "ru", "kk"].map(|l| Words::read(l).expect("words")).into()
    }

    #[test]
    fn every_language_says_the_same_things() {
        let words = all_words();
        let keys = |w: &Words| w.keys().map(str::to_owned).collect::<BTreeSet<_>>();
        let places = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|p| Some(p.split_once('}')?.0.to_owned())).collect()
        };
        for other in &words[1..] {
            assert_eq!(keys(&words[0]), keys(other), "{}", other.language());
            for key in words[0].keys() {
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
            render_list(&output(true, 40), &all_words()).expect("rendered");
        for table in &tables {
            let (name, column) = table.columns.last().expect("a column");
            assert_eq!(name, "synthetic", "{}", table.name);
            let suranys_core::table::Column::Text(marks) = column else {
                panic!("{} marks by number", table.name)
            };
            assert!(marks.iter().all(|m| m == "true"), "{}", table.name);
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
        assert!(render_list(&output(true, 5), &words) == render_list(&output(true, 5), &words));
    }
}
