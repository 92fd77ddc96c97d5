//! Tables that belong together: a mutated package for each thing that can't be, with the place of
//! each finding. The package is synthetic; expected places are counted by hand: the header is row 1.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use suranys_core::{Diagnostic, Severity};
use suranys_data::{CheckReport, check_package};

/// Employed: rows 2 to 4 are of 2020, 5 to 7 of 2021, nation, R1 and R2 in each.
const YEARS: [i64; 2] = [2020, 2021];
const CODES: [&str; 3] = ["N", "R1", "R2"];
/// Thousand persons of a year by nation, R1 and R2; hired and self-employed sum to employed, employed
/// and unemployed to the labour force.
const TABLES: [(&str, [[f64; 3]; 2]); 5] = [
    ("employed", [[30.0, 10.0, 20.0], [33.0, 11.0, 22.0]]),
    ("hired", [[21.0, 6.0, 15.0], [24.0, 7.0, 17.0]]),
    ("self_employed", [[9.0, 4.0, 5.0], [9.0, 4.0, 5.0]]),
    ("labour_force", [[32.0, 11.0, 21.0], [35.0, 12.0, 23.0]]),
    ("unemployed", [[2.0, 1.0, 1.0], [2.0, 1.0, 1.0]]),
];
const PUBLISHED: &str = "year_from,year_to,dimension,code,value\n\
    2021,2025,total,_T,10\n2021,2025,region,R1,4\n2021,2021,education,HE,3\n";

struct Made {
    files: BTreeMap<String, String>,
    rules: BTreeMap<&'static str, Value>,
}

impl Made {
    fn sound() -> Made {
        let mut files = BTreeMap::new();
        for (name, years) in TABLES {
            let mut text = "year,region,value,obs_status,missing_reason\n".to_owned();
            for (year, values) in YEARS.into_iter().zip(years) {
                for (code, value) in CODES.into_iter().zip(values) {
                    text.push_str(&format!("{year},{code},{value},A,\n"));
                }
            }
            files.insert(name.to_owned(), text);
        }
        files.insert("published".to_owned(), PUBLISHED.to_owned());
        files.insert("regions".to_owned(), "code\nN\nR1\nR2\n".to_owned());
        let by = json!(["year", "region"]);
        let at_most = |other: &str| json!([{ "resource": other, "by": by, "tolerance": 0.15 }]);
        let identity = |plus: &str, equals: &str| json!([{ "by": by, "plus": [plus], "equals": equals, "tolerance": 0.15 }]);
        let covers = json!({ "resource": "employed", "field": "year", "by": ["region"], "lag": 1 });
        let sums = json!([{ "over": "region", "total": "N", "by": ["year"], "tolerance": 0.2 }]);
        let rules = [
            ("employed", json!({ "sums": sums })),
            (
                "hired",
                json!({ "at_most": at_most("employed"), "sums": sums, "coverage": covers,
                    "identities": identity("self_employed", "employed") }),
            ),
            ("self_employed", json!({ "coverage": covers })),
            ("labour_force", json!({ "coverage": covers })),
            (
                "unemployed",
                json!({ "at_most": at_most("labour_force"), "coverage": covers,
                    "identities": identity("employed", "labour_force") }),
            ),
            (
                "published",
                json!({ "period": { "from": "year_from", "to": "year_to" },
                    "dimension": { "field": "dimension", "code": "code",
                        "of": { "total": ["_T"], "region": "regions", "education": ["HE", "TVE"] } } }),
            ),
        ];
        Made { files, rules: rules.into() }
    }

    /// A sound package in which one text of a table is another.
    fn with(mut self, table: &str, from: &str, to: &str) -> Made {
        let text = self.files.get_mut(table).expect("a table");
        assert!(text.contains(from), "nothing to change in {table}");
        *text = text.replacen(from, to, 1);
        self
    }

    fn check(&self) -> CheckReport {
        let folder = tempfile::tempdir().expect("temporary folder");
        let resources: Vec<Value> = self
            .files
            .iter()
            .map(|(name, text)| {
                let path = format!("{name}.csv");
                std::fs::write(folder.path().join(&path), text).expect("written");
                let header = text.lines().next().expect("a header");
                let fields: Vec<Value> = header
                    .split(',')
                    .map(|column| match column {
                        "value" => {
                            json!({ "name": column, "type": "number", "unit": "thousand persons" })
                        }
                        "year" | "year_from" | "year_to" => {
                            json!({ "name": column, "type": "integer" })
                        }
                        _ => json!({ "name": column, "type": "string" }),
                    })
                    .collect();
                let key = if name == "regions" { json!(["code"]) } else { json!([]) };
                let mut rules = self.rules.get(name.as_str()).cloned().unwrap_or(json!({}));
                if name != "regions" {
                    rules["measure"] = "persons".into();
                }
                json!({ "name": name, "path": path, "suranys": rules,
                    "schema": { "fields": fields, "primaryKey": key } })
            })
            .collect();
        let descriptor = json!({ "name": "synthetic", "version": "1", "resources": resources });
        std::fs::write(folder.path().join("datapackage.json"), descriptor.to_string())
            .expect("written");
        check_package(folder.path()).expect("the package can be looked at")
    }

    /// Findings as check, file, row and column.
    fn places(&self) -> Vec<(String, String, Option<u64>, Option<String>)> {
        let place = |d: &Diagnostic| {
            assert!(d.found.is_some() && d.allowed.is_some() && d.help.is_some(), "{d:?}");
            (d.check.clone(), d.span.file.clone(), d.span.row, d.span.column.clone())
        };
        let report = self.check();
        report.diagnostics.iter().filter(|d| d.severity == Severity::Error).map(place).collect()
    }
}

fn at(
    check: &str,
    file: &str,
    row: Option<u64>,
    column: &str,
) -> (String, String, Option<u64>, Option<String>) {
    (check.to_owned(), format!("{file}.csv"), row, Some(column.to_owned()))
}

#[test]
fn tables_that_belong_together_pass() {
    assert_eq!(Made::sound().places(), []);
    // Rounding: three figures printed to 0.1.
    let rounded = Made::sound().with("hired", "2021,R1,7,", "2021,R1,7.1,");
    assert_eq!(rounded.places(), []);
}

#[test]
fn more_hired_than_employed_is_found_in_its_row() {
    let made = Made::sound().with("hired", "2020,R1,6,", "2020,R1,16,");
    let found = made.places();
    assert!(found.contains(&at("bound", "hired", Some(3), "value")), "{found:?}");
    // 16 hired and 4 self-employed are not 10 employed, and 16 and 15 not 21.
    assert!(found.contains(&at("identity", "hired", Some(3), "value")), "{found:?}");
    assert!(found.contains(&at("sum", "hired", Some(2), "value")), "{found:?}");
    assert_eq!(found.len(), 3);
}

#[test]
fn hired_and_self_employed_are_the_employed() {
    let made = Made::sound().with("self_employed", "2021,R2,5,", "2021,R2,4.5,");
    assert_eq!(made.places(), [at("identity", "hired", Some(7), "value")]);
}

#[test]
fn more_unemployed_than_labour_force_is_found_in_its_row() {
    let made = Made::sound().with("unemployed", "2021,R1,1,", "2021,R1,13,");
    let expected = ["bound", "identity"].map(|check| at(check, "unemployed", Some(6), "value"));
    assert_eq!(made.places(), expected);
}

#[test]
fn employed_and_unemployed_are_the_labour_force() {
    let made = Made::sound().with("labour_force", "2020,N,32,", "2020,N,31,");
    assert_eq!(made.places(), [at("identity", "unemployed", Some(2), "value")]);
}

/// A figure in persons where the column says thousands.
#[test]
fn a_table_in_another_unit_is_found_row_by_row() {
    let mut made = Made::sound();
    let text = made.files.get_mut("unemployed").expect("there");
    *text = text.replace(",1,A", ",1000,A").replace(",2,A", ",2000,A");
    let bound = made.places().into_iter().filter(|found| found.0 == "bound").count();
    assert_eq!(bound, 6);
}

#[test]
fn a_region_without_its_row_is_found() {
    for table in ["labour_force", "unemployed"] {
        let row = if table == "labour_force" { "2021,R1,12,A,\n" } else { "2021,R1,1,A,\n" };
        let made = Made::sound().with(table, row, "");
        assert_eq!(made.places(), [at("coverage", table, None, "region")]);
        let missing = Made::sound().with(table, row, "2021,R1,,M,not_published\n");
        assert_eq!(missing.places(), [], "a figure that is said to be missing is none of them");
    }
    let made = Made::sound().with("hired", "2021,R2,17,", "2021,R9,17,");
    let found = made.places();
    assert!(found.contains(&at("coverage", "hired", Some(7), "region")), "{found:?}");
    assert!(found.contains(&at("coverage", "hired", None, "region")), "{found:?}");
}

/// One year later is how tables are published; the rule allows it.
#[test]
fn a_table_of_another_span_is_found() {
    let without = |years: &[&str]| {
        let mut made = Made::sound();
        let text = made.files.get_mut("unemployed").expect("there");
        let kept = text.lines().filter(|line| !years.iter().any(|year| line.starts_with(year)));
        *text = kept.map(|line| format!("{line}\n")).collect();
        made
    };
    assert_eq!(without(&["2021"]).places(), []);
    let mut strict = without(&["2021"]);
    strict.rules.get_mut("unemployed").expect("there")["coverage"]["lag"] = 0.into();
    assert_eq!(strict.places(), [at("coverage", "unemployed", None, "year")]);
    let mut later = Made::sound();
    let text = later.files.get_mut("unemployed").expect("there");
    text.push_str("2022,N,2,A,\n2022,R1,1,A,\n2022,R2,1,A,\n");
    assert_eq!(later.places(), [at("coverage", "unemployed", Some(8), "year")]);
}

#[test]
fn regions_that_do_not_sum_to_the_nation_are_found() {
    let made = Made::sound().with("employed", "2021,R2,22,", "2021,R2,21,");
    let found = made.places();
    assert!(found.contains(&at("sum", "employed", Some(5), "value")), "{found:?}");
    // A region that is missing hides no sum that is too great without it.
    let made = Made::sound().with("hired", "2020,R1,6,A,", "2020,R1,,M,not_published").with(
        "hired",
        "2020,R2,15,",
        "2020,R2,25,",
    );
    let found = made.places();
    assert!(found.contains(&at("sum", "hired", Some(2), "value")), "{found:?}");
}

#[test]
fn published_forecasts_name_codes_of_their_dimension_and_periods_in_order() {
    let made = Made::sound()
        .with("published", "2021,2025,region,R1", "2021,2025,region,R7")
        .with("published", "education,HE", "education,ZZ")
        .with("published", "2021,2025,total", "2025,2021,total");
    let expected = [
        at("period", "published", Some(2), "year_to"),
        at("dimension", "published", Some(3), "code"),
        at("dimension", "published", Some(4), "code"),
    ];
    assert_eq!(made.places(), expected);
}
