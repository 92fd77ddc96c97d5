//! One broken package for each check: the finding says where, what was found and how to fix it.
//! Every package here is synthetic; expected places are counted by hand.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::provenance::sha256_hex;
use suranys_core::{CheckOutcome, Diagnostic, Severity};
use suranys_data::{CannotRun, CheckReport, check_package, checks};

const TABLE: &str = "year,section,value,obs_status,missing_reason\n\
2020,_T,30.0,A,\n2020,A,10.0,A,\n2020,B,20.0,A,\n\
2021,_T,33.0,A,\n2021,A,11.0,A,\n2021,B,22.0,A,\n\
2022,_T,,M,not_published\n2022,A,12.0,A,\n2022,B,24.0,B,\n";
const SECTIONS: &str = "code\n_T\nA\nB\n";
const WEIGHTS: &str = "from,to,weight\nA,B,0.25\nA,A,0.75\n";

/// A package that passes every check, to be broken.
struct Made {
    files: BTreeMap<String, Vec<u8>>,
    descriptor: serde_json::Value,
}

impl Made {
    fn sound() -> Made {
        let resource = |name: &str, fields: serde_json::Value, more: serde_json::Value| {
            let mut r = serde_json::json!({ "name": name, "path": format!("{name}.csv"), "schema": { "fields": fields } });
            for (key, value) in more.as_object().expect("an object") {
                if key == "suranys" {
                    r["suranys"] = value.clone()
                } else {
                    r["schema"][key] = value.clone()
                }
            }
            r
        };
        let descriptor = serde_json::json!({ "name": "made-up", "version": "1", "resources": [
            resource("sections", serde_json::json!([{ "name": "code", "type": "string" }]), serde_json::json!({ "primaryKey": ["code"] })),
            resource("weights", serde_json::json!([
                { "name": "from", "type": "string" }, { "name": "to", "type": "string" }, { "name": "weight", "type": "number" },
            ]), serde_json::json!({ "suranys": { "concordance": { "from": "from", "weight": "weight", "tolerance": 1e-9 } } })),
            resource("table", serde_json::json!([
                { "name": "year", "type": "integer", "constraints": { "required": true, "minimum": 1990, "maximum": 2100 } },
                { "name": "section", "type": "string" },
                { "name": "value", "type": "number", "unit": "thousand persons" },
                { "name": "obs_status", "type": "string", "constraints": { "enum": ["A", "B", "M"] } },
                { "name": "missing_reason", "type": "string" },
            ]), serde_json::json!({
                "primaryKey": ["year", "section"],
                "foreignKeys": [{ "fields": ["section"], "reference": { "resource": "sections", "fields": ["code"] } }],
                "suranys": { "measure": "persons",
                    "sums": [{ "over": "section", "total": "_T", "by": ["year"], "tolerance": 0.1 }],
                    "cross_sums": [{ "by": ["year"], "filter": { "section": "_T" }, "resource": "table",
                        "other_filter": { "section": "_T" }, "factor": 1, "tolerance": 0.1 }],
                    "years": { "field": "year", "by": ["section"] } },
            })),
        ]});
        let files = [("sections.csv", SECTIONS), ("weights.csv", WEIGHTS), ("table.csv", TABLE)];
        Made { files: files.map(|(n, t)| (n.to_owned(), t.as_bytes().to_vec())).into(), descriptor }
    }

    fn table(mut self, from: &str, to: &str) -> Made {
        assert!(TABLE.contains(from), "nothing to break");
        self.files.insert("table.csv".to_owned(), TABLE.replacen(from, to, 1).into_bytes());
        self
    }

    fn write(&self, folder: &Path) {
        for (name, bytes) in &self.files {
            std::fs::write(folder.join(name), bytes).expect("file can be written");
        }
        std::fs::write(folder.join("datapackage.json"), self.descriptor.to_string())
            .expect("descriptor can be written");
    }

    fn check(&self) -> CheckReport {
        let folder = tempfile::tempdir().expect("temporary folder");
        self.write(folder.path());
        check_package(folder.path()).expect("the package can be looked at")
    }
}

/// The one finding of a check, and that it is the only one there is.
fn only(report: &CheckReport, check: &str) -> Diagnostic {
    let found: Vec<&Diagnostic> =
        report.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].check, check);
    assert!(found[0].help.is_some(), "every finding says how to mend it");
    found[0].clone()
}

fn place(d: &Diagnostic) -> (&str, Option<u64>, Option<&str>) {
    (d.span.file.as_str(), d.span.row, d.span.column.as_deref())
}

#[test]
fn a_sound_package_passes_and_a_check_with_nothing_to_look_at_is_skipped() {
    let report = Made::sound().check();
    assert!(report.is_clean(), "{:#?}", report.diagnostics);
    let outturn = |id: &str| {
        report.outcomes.iter().find(|(c, _)| c.id == id).map(|(_, o)| o.clone()).expect("listed")
    };
    assert!(
        matches!(outturn("sum"), CheckOutcome::Passed { looked_at: 2 }),
        "2022 has no total to compare with"
    );
    assert!(matches!(outturn("known_defect"), CheckOutcome::Skipped { .. }));
    assert_eq!(report.outcomes.len(), checks().len());
}

#[test]
fn cells_are_told_by_row_column_and_text() {
    for (from, to, check, row, column, word) in [
        ("2020,A,10.0", "2020,A,\"10,0\"", "value", 3, "value", "decimal comma"),
        ("2020,A,10.0", "2020,A,1\u{a0}0.0", "value", 3, "value", "blanks"),
        ("2020,A,10.0", "2020,A,ten", "value", 3, "value", "not a number"),
        ("2021,B,22.0,A", "2021,B,22.0,Q", "value", 7, "obs_status", "not allowed"),
        (
            "2021,B,22.0,A,",
            "2021,B,22.0,A,not_published",
            "status",
            7,
            "missing_reason",
            "no reason",
        ),
        ("2022,_T,,M,not_published", "2022,_T,,M,", "status", 8, "missing_reason", "says why"),
        ("2021,B,22.0", "2021,B,22.5", "sum", 5, "value", "sum to 33.5"),
        ("2022,B,24.0", "2022,B,-24.0", "possible", 10, "value", "impossible"),
    ] {
        let d = only(&Made::sound().table(from, to).check(), check);
        assert_eq!(place(&d), ("table.csv", Some(row), Some(column)), "{to}");
        assert!(d.message.contains(word), "{to}: {}", d.message);
        assert!(d.found.is_some() && d.allowed.is_some(), "{to}");
    }
}

/// Nobody is a figure; nothing known in any year is none.
#[test]
fn a_section_of_which_nothing_is_known_is_told_and_one_with_nobody_is_not() {
    let mut made = Made::sound();
    let text = "year,section,value,obs_status,missing_reason\n\
                2020,_T,30.0,A,\n2020,A,30.0,A,\n2020,B,0,A,\n\
                2021,_T,33.0,A,\n2021,A,33.0,A,\n2021,B,,M,not_published\n";
    made.files.insert("table.csv".to_owned(), text.as_bytes().to_vec());
    assert!(made.check().is_clean(), "{:#?}", made.check().diagnostics);
    let text = text.replace("2020,B,0,A,", "2020,B,,M,not_published");
    made.files.insert("table.csv".to_owned(), text.into_bytes());
    let d = only(&made.check(), "empty");
    assert_eq!(place(&d), ("table.csv", Some(4), Some("value")));
    assert!(d.message.contains("`B`"), "{}", d.message);
}

#[test]
fn an_unknown_code_offers_what_there_is() {
    let report = Made::sound().table("2022,B,24.0", "2022,b,24.0").check();
    let d = report.diagnostics.iter().find(|d| d.check == "code").expect("found");
    assert_eq!(place(d), ("table.csv", Some(10), Some("section")));
    assert_eq!(d.found.as_deref(), Some("b"));
    assert_eq!(d.help.as_deref(), Some("is `B` meant?"));
}

#[test]
fn a_doubled_key_names_both_rows() {
    let report = Made::sound().table("2022,B,24.0", "2022,A,24.0").check();
    let d = report.diagnostics.iter().find(|d| d.check == "key").expect("found");
    assert_eq!(d.span.row, Some(10));
    assert!(d.message.contains("row 9"), "{}", d.message);
}

#[test]
fn a_year_without_a_row_is_a_gap() {
    let d = only(&Made::sound().table("2021,A,11.0,A,\n", "").table_gap(), "gap");
    assert!(d.message.contains("`A`") && d.message.contains("2021"), "{}", d.message);
}

/// A hole between age groups, an overlap and a missing open end, each at its row.
#[test]
fn ages_with_a_hole_an_overlap_or_no_end_are_told() {
    let with = |bands: &str| {
        let mut made = Made::sound();
        let rows: Vec<String> = bands.split(' ').map(|band| format!("2020,{band},1\n")).collect();
        let table = format!("year,age_band,value\n{}", rows.concat());
        made.files.insert("ages.csv".to_owned(), table.into_bytes());
        let resources = made.descriptor["resources"].as_array_mut().expect("a list");
        resources.push(serde_json::json!({ "name": "ages", "path": "ages.csv",
            "schema": { "fields": [
                { "name": "year", "type": "integer" },
                { "name": "age_band", "type": "string" },
                { "name": "value", "type": "number", "unit": "persons" },
            ] },
            "suranys": { "measure": "persons",
                "ages": { "field": "age_band", "by": ["year"], "from": 15 } },
        }));
        made.check()
    };
    assert!(with("15-19 20-24 25+ _T").is_clean());
    for (bands, row, allowed) in [
        ("15-19 25+", 3, "age 20"),
        ("20-24 25+", 2, "age 15"),
        ("15-19 15-24 25+", 3, "age 20"),
        ("15-19 20-24", 3, "from 25 on"),
    ] {
        let report = with(bands);
        let d = report.diagnostics.iter().find(|d| d.check == "ages").expect("a finding");
        assert_eq!(place(d), ("ages.csv", Some(row), Some("age_band")), "{bands}");
        assert!(d.allowed.as_deref().is_some_and(|a| a.contains(allowed)), "{bands}: {d:?}");
    }
}

impl Made {
    /// Without the row of A in 2021 the sum of that year can't be right either; take it out.
    fn table_gap(mut self) -> CheckReport {
        self.descriptor["resources"][2]["suranys"]["sums"] = serde_json::json!([]);
        self.check()
    }
}

#[test]
fn all_findings_come_at_once() {
    let mut made = Made::sound().table("2020,A,10.0", "2020,A,ten");
    made.files.insert("weights.csv".to_owned(), WEIGHTS.replace("0.25", "0.20").into_bytes());
    made.files.insert("stray.csv".to_owned(), b"a\n1\n".to_vec());
    let found: Vec<String> = made.check().diagnostics.into_iter().map(|d| d.check).collect();
    assert_eq!(found, ["undeclared", "value", "concordance"]);
}

#[test]
fn names_in_a_descriptor_are_unique() {
    let mut made = Made::sound();
    let twin = made.descriptor["resources"][1].clone();
    made.descriptor["resources"].as_array_mut().expect("a list").push(twin);
    let report = made.check();
    let told: Vec<&Diagnostic> = report.diagnostics.iter().filter(|d| d.check == "name").collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0].span.file, "datapackage.json");
    assert_eq!(told[0].found.as_deref(), Some("name `weights` at places 2, 4"));
    assert_eq!(told[1].found.as_deref(), Some("path `weights.csv` at places 2, 4"));
    let mut made = Made::sound();
    let field = made.descriptor["resources"][2]["schema"]["fields"][2].clone();
    let fields = &mut made.descriptor["resources"][2]["schema"]["fields"];
    fields.as_array_mut().expect("a list").push(field);
    let report = made.check();
    let found = only(&report, "name");
    assert!(found.message.contains("`value` stands more than once among the columns of `table`"));
    assert_eq!(found.found.as_deref(), Some("name `value` at places 3, 6"));
}

#[test]
fn a_path_that_leaves_the_package_is_refused_and_not_read() {
    for path in
        ["../table.csv", "/etc/hostname", "https://example.org/table.csv", "a\\..\\table.csv"]
    {
        let mut made = Made::sound();
        made.descriptor["resources"][1]["path"] = path.into();
        let report = made.check();
        let d = report
            .diagnostics
            .iter()
            .find(|d| d.check == "path")
            .unwrap_or_else(|| panic!("{path} is let through"));
        assert_eq!(d.found.as_deref(), Some(path));
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_is_refused() {
    let outside = tempfile::NamedTempFile::new().expect("a file elsewhere");
    let folder = tempfile::tempdir().expect("temporary folder");
    Made::sound().write(folder.path());
    std::fs::remove_file(folder.path().join("weights.csv")).expect("removed");
    std::os::unix::fs::symlink(outside.path(), folder.path().join("weights.csv")).expect("linked");
    let report = check_package(folder.path()).expect("the package can be looked at");
    assert_eq!(only(&report, "path").found.as_deref(), Some("weights.csv"));
}

#[test]
fn files_are_told_when_they_are_missing_changed_or_of_another_encoding() {
    let mut made = Made::sound();
    made.files.remove("weights.csv");
    assert_eq!(only(&made.check(), "file").found.as_deref(), Some("weights.csv"));

    let mut made = Made::sound();
    made.descriptor["resources"][1]["hash"] = format!("sha256:{}", sha256_hex(b"another")).into();
    let d = only(&made.check(), "checksum");
    assert_eq!(
        d.found.as_deref(),
        Some(format!("sha256:{}", sha256_hex(WEIGHTS.as_bytes())).as_str())
    );

    let mut made = Made::sound();
    made.files.insert("sections.csv".to_owned(), b"code\n_T\nA\nB\n\xc4\xe0\n".to_vec());
    let report = made.check();
    let d = report.diagnostics.iter().find(|d| d.check == "encoding").expect("found");
    assert!(
        d.message.contains("line 5")
            && d.help.as_deref().is_some_and(|h| h.contains("windows-1251"))
    );
    made.descriptor["resources"][0]["encoding"] = "windows-1251".into();
    assert!(made.check().is_clean());
}

#[test]
fn a_byte_order_mark_is_read() {
    let mut made = Made::sound();
    let marked = [b"\xef\xbb\xbf".as_slice(), SECTIONS.as_bytes()].concat();
    made.files.insert("sections.csv".to_owned(), marked);
    assert!(made.check().is_clean());
}

#[test]
fn headers_and_ragged_rows_are_told() {
    let report = Made::sound().table("section,value", "sectoin,value").check();
    let d = report.diagnostics.iter().find(|d| d.check == "header").expect("found");
    assert_eq!(place(d), ("table.csv", Some(1), Some("section")));
    assert_eq!(d.help.as_deref(), Some("is `sectoin` meant? rename it"));

    let report = Made::sound().table("2022,B,24.0,B,", "2022,B,24.0").check();
    let d = report.diagnostics.iter().find(|d| d.check == "row").expect("found");
    assert_eq!(d.span.row, Some(10));
}

#[test]
fn a_unit_that_is_not_known_is_told() {
    let mut made = Made::sound();
    made.descriptor["resources"][2]["schema"]["fields"][2]["unit"] = "thousand person".into();
    assert_eq!(only(&made.check(), "unit").help.as_deref(), Some("is `thousand persons` meant?"));
}

#[test]
fn a_known_defect_is_accepted_and_a_stale_one_is_told() {
    let with_defects = |amount: &str| {
        let mut made = Made::sound().table("2021,B,22.0", "2021,B,22.5");
        let resources = made.descriptor["resources"].as_array_mut().expect("a list");
        resources.push(serde_json::json!({ "name": "known_defects", "path": "known_defects.csv", "schema": { "fields": [
            { "name": "resource", "type": "string" }, { "name": "check", "type": "string" }, { "name": "key", "type": "string" },
            { "name": "amount", "type": "number" }, { "name": "reason", "type": "string" } ] } }));
        let text = format!(
            "resource,check,key,amount,reason\ntable,sum,year=2021,{amount},in the source itself\n"
        );
        made.files.insert("known_defects.csv".to_owned(), text.into_bytes());
        made.check()
    };
    let accepted = with_defects("0.5");
    assert!(accepted.is_clean());
    assert_eq!(accepted.diagnostics.len(), 1, "it is still shown");
    let stale = with_defects("0.7");
    assert!(stale.diagnostics.iter().any(|d| d.check == "known_defect"));
    assert!(stale.diagnostics.iter().any(|d| d.check == "sum" && d.severity == Severity::Error));
}

#[test]
fn no_package_is_not_a_clean_package() {
    let folder = tempfile::tempdir().expect("temporary folder");
    assert!(matches!(check_package(folder.path()), Err(CannotRun::NoPackage { .. })));
    std::fs::write(folder.path().join("datapackage.json"), "{").expect("written");
    assert!(matches!(check_package(folder.path()), Err(CannotRun::Descriptor { .. })));
}

/// One resource of a package with these properties and this file.
fn one(resource: serde_json::Value, bytes: &[u8]) -> CheckReport {
    let descriptor = serde_json::json!({ "name": "made-up", "resources": [resource] });
    Made { files: [("t.csv".to_owned(), bytes.to_vec())].into(), descriptor }.check()
}

/// Frictionless specifications: CSV dialect, `missingValues`, marks of numbers, days and truth values.
#[test]
fn what_a_descriptor_says_of_a_tables_form_is_read() {
    let fields = serde_json::json!([
        { "name": "day", "type": "date", "format": "%d.%m.%Y" },
        { "name": "open", "type": "boolean", "trueValues": ["иә"], "falseValues": ["жоқ"] },
        { "name": "posts", "type": "integer", "groupChar": ".", "constraints": { "minimum": 0 } },
        { "name": "share", "type": "number", "decimalChar": ",", "bareNumber": false },
    ]);
    let resource = |dialect: serde_json::Value| {
        serde_json::json!({ "name": "t", "path": "t.csv", "dialect": dialect,
            "schema": { "fields": fields, "missingValues": ["", "…", "-"] } })
    };
    let semicolons = resource(serde_json::json!({ "delimiter": ";" }));
    let table = "day;open;posts;share\n29.02.2024;иә;1.250;12,5%\n01.07.2023;жоқ;…;-\n";
    let report = one(semicolons.clone(), table.as_bytes());
    assert!(report.is_clean(), "{:#?}", report.diagnostics);
    let wrong = "day;open;posts;share\n29.02.2023;мүмкін;-3;12,5%\n";
    let places: Vec<(Option<u64>, Option<String>)> = one(semicolons, wrong.as_bytes())
        .diagnostics
        .into_iter()
        .map(|d| (d.span.row, d.span.column))
        .collect();
    let of = |name: &str| (Some(2), Some(name.to_owned()));
    assert_eq!(places, [of("day"), of("open"), of("posts")]);
    let joined = resource(serde_json::json!({ "delimiter": ";", "headerRows": [1, 2] }));
    let unread = only(&one(joined, table.as_bytes()), "header");
    assert!(unread.message.contains("`headerRows`: a header of several rows"), "{unread:?}");
    let times = serde_json::json!({ "name": "t", "path": "t.csv",
        "schema": { "fields": [{ "name": "at", "type": "duration" }] } });
    let unread = only(&one(times, b"at\nP1D\nP2D\n"), "value");
    assert_eq!(unread.span.file, "datapackage.json", "once, where it is declared");
    // A number with a no-break blank where a plain one is declared.
    let grouped = serde_json::json!({ "name": "t", "path": "t.csv",
        "schema": { "fields": [{ "name": "n", "type": "number", "groupChar": " " }] } });
    let blank = only(&one(grouped, "n\n1\u{a0}012\n".as_bytes()), "value");
    assert!(blank.message.contains("no-break"), "{blank:?}");
}

/// Table Schema: an empty name is the table itself.
#[test]
fn a_classification_may_refer_to_itself() {
    let resource = serde_json::json!({ "name": "t", "path": "t.csv", "schema": {
        "fields": [{ "name": "code", "type": "string" }, { "name": "above", "type": "string" }],
        "primaryKey": "code",
        "foreignKeys": [{ "fields": "above", "reference": { "resource": "", "fields": "code" } }] } });
    assert!(one(resource.clone(), b"code,above\n1,\n11,1\n").is_clean());
    let wrong = only(&one(resource, b"code,above\n1,\n11,2\n"), "code");
    assert_eq!(place(&wrong), ("t.csv", Some(3), Some("above")));
    assert!(wrong.message.contains("a code of `t`"), "{wrong:?}");
}

/// A table that a spreadsheet saved, and files that git turned to other line ends: each is said once.
#[test]
fn a_table_in_another_hand_is_one_finding() {
    let mut made = Made::sound();
    let resources = made.descriptor["resources"].as_array_mut().expect("a list");
    for resource in resources.iter_mut() {
        let bytes = &made.files[resource["path"].as_str().expect("a path")];
        resource["hash"] = format!("sha256:{}", sha256_hex(bytes)).into();
    }
    let defects =
        "resource,check,key,amount,reason\ntable,sum,year=2021,0.5,in the source itself\n";
    resources.push(serde_json::json!({ "name": "known_defects", "path": "known_defects.csv", "schema": { "fields": [
        { "name": "resource", "type": "string" }, { "name": "check", "type": "string" }, { "name": "key", "type": "string" },
        { "name": "amount", "type": "number" }, { "name": "reason", "type": "string" } ] } }));
    let broken = TABLE.replacen("2021,B,22.0", "2021,B,22.5", 1);
    made.descriptor["resources"][2]["hash"] =
        format!("sha256:{}", sha256_hex(broken.as_bytes())).into();
    made.files.insert("table.csv".to_owned(), broken.clone().into_bytes());
    made.files.insert("known_defects.csv".to_owned(), defects.as_bytes().to_vec());
    let report = made.check();
    assert!(report.is_clean(), "{:#?}", report.diagnostics);
    let saved =
        format!("\u{feff}{}", broken.replace(',', ";").replace('.', ",").replace('\n', "\r\n"));
    made.files.insert("table.csv".to_owned(), saved.into_bytes());
    let found = only(&made.check(), "header");
    assert_eq!(place(&found), ("table.csv", Some(1), None));
    assert!(found.message.contains("by semicolons, not by commas"), "{found:?}");
    made.files.insert("table.csv".to_owned(), broken.into_bytes());
    for bytes in made.files.values_mut() {
        *bytes = String::from_utf8_lossy(bytes).replace('\n', "\r\n").into_bytes();
    }
    let report = made.check();
    assert!(report.is_clean(), "{:#?}", report.diagnostics);
    let found = report.diagnostics.iter().find(|one| one.check == "checksum").expect("a note");
    assert!(
        found.message.starts_with("3 files differ") && found.message.contains("line ends alone")
    );
}

/// A package of one table in several files, and whatever else lies in its folder.
fn spread(resource: serde_json::Value, files: &[(&str, &str)]) -> CheckReport {
    let descriptor = serde_json::json!({ "resources": [resource] });
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    Made { files: files.collect(), descriptor }.check()
}

/// Data Resource: a path may be a list of files whose rows follow one another; findings name the file and its line,
/// the hash is that of all bytes in a row.
#[test]
fn a_table_may_be_spread_over_several_files() {
    let fields =
        serde_json::json!([{ "name": "year", "type": "year" }, { "name": "n", "type": "integer" }]);
    let all = "year,n\n2019,1\n2020,2\n2021,3\n2022,4\n";
    let hash = format!("sha256:{}", sha256_hex(all.as_bytes()));
    let resource = |hash: &str| {
        serde_json::json!({ "name": "t", "path": ["a.csv", "b.csv"], "hash": hash, "bytes": all.len(),
            "schema": { "fields": fields, "primaryKey": "year" } })
    };
    let first = ("a.csv", "year,n\n2019,1\n2020,2\n");
    let report = spread(resource(&hash), &[first, ("b.csv", "2021,3\n2022,4\n")]);
    assert!(report.is_clean(), "{:#?}", report.diagnostics);
    assert_eq!(report.rows, 4);
    // The second with a header of its own: other bytes, the same rows.
    let headed = [first, ("b.csv", "year,n\n2021,3\n2022,x\n")];
    let found = spread(resource(&hash), &headed).diagnostics;
    let places: Vec<_> = found.iter().map(|d| (d.check.as_str(), place(d))).collect();
    assert_eq!(
        places,
        [("checksum", ("a.csv", None, None)), ("value", ("b.csv", Some(3), Some("n")))]
    );
    let twice = [first, ("b.csv", "2019,3\n2022,4\n")];
    let key = only(
        &spread(
            resource(&format!(
                "sha256:{}",
                sha256_hex(b"year,n\n2019,1\n2020,2\n2019,3\n2022,4\n")
            )),
            &twice,
        ),
        "key",
    );
    assert_eq!(place(&key), ("b.csv", Some(1), Some("year")));
    let gone = only(&spread(resource(&hash), &[first]), "file");
    assert!(gone.found.as_deref() == Some("b.csv"), "{gone:?}");
}

/// CSV Dialect and Table Dialect: what is read.
#[test]
fn rows_are_read_by_their_dialect() {
    let fields = serde_json::json!([{ "name": "a", "type": "string", "constraints": { "required": true } },
        { "name": "b", "type": "integer" }]);
    let of = |dialect: serde_json::Value, text: &str| {
        let resource = serde_json::json!({ "name": "t", "path": "t.csv", "dialect": dialect,
            "schema": { "fields": fields } });
        one(resource, text.as_bytes())
    };
    for (dialect, text) in [
        (serde_json::json!({ "commentChar": "#" }), "# of 2031\na,b\n# below\nx,1\n#\ny,2\n"),
        (serde_json::json!({ "quoteChar": "'" }), "a,b\n'x,z',1\n"),
        (serde_json::json!({ "escapeChar": "\\", "doubleQuote": false }), "a,b\n\"x\\\"z\",1\n"),
        (serde_json::json!({ "skipInitialSpace": true }), "a, b\nx, 1\n\"y\", 2\n"),
        (serde_json::json!({ "header": false }), "x,1\ny,2\n"),
        (serde_json::json!({ "headerRows": [3] }), "A title,\n,\na,b\nx,1\n"),
        (serde_json::json!({ "commentRows": [2] }), "a,b\nletter,number\nx,1\n"),
        (serde_json::json!({ "nullSequence": "\\N" }), "a,b\nx,\\N\n"),
    ] {
        let report = of(dialect.clone(), text);
        assert!(report.is_clean(), "{dialect}: {:#?}", report.diagnostics);
    }
    // Lines are those of the file, comments and all.
    let wrong = only(
        &of(serde_json::json!({ "commentChar": "#" }), "# of 2031\na,b\n# below\nx,y\n"),
        "value",
    );
    assert_eq!(place(&wrong), ("t.csv", Some(4), Some("b")));
    let wrong = only(&of(serde_json::json!({ "header": false }), "x,1\ny,z\n"), "value");
    assert_eq!(place(&wrong), ("t.csv", Some(2), Some("b")));
}

/// Table Schema: constraints and keys, each seen by a cell that does not satisfy it.
#[test]
fn constraints_of_table_schema_are_checked() {
    let wrong = |field: serde_json::Value, good: &str, bad: &str, check: &str| {
        let resource = |text: &str| {
            let resource = serde_json::json!({ "name": "t", "path": "t.csv", "schema": { "fields": [field, { "name": "n", "type": "integer" }] } });
            one(resource, text.as_bytes())
        };
        let sound = resource(good);
        assert!(sound.is_clean(), "{field}: {:#?}", sound.diagnostics);
        let found = only(&resource(bad), check);
        assert_eq!(found.span.row, Some(3), "{field}: {found:?}");
    };
    let text = |constraints: serde_json::Value| serde_json::json!({ "name": "a", "type": "string", "constraints": constraints });
    wrong(
        text(serde_json::json!({ "pattern": "[A-Z]{2}-\\d+" })),
        "a,n\nKZ-7,1\n",
        "a,n\nKZ-7,1\nKZ-7x,2\n",
        "value",
    );
    wrong(
        text(serde_json::json!({ "minLength": 2, "maxLength": 3 })),
        "a,n\nабв,1\n",
        "a,n\nаб,1\nабвг,2\n",
        "value",
    );
    wrong(
        text(serde_json::json!({ "unique": true })),
        "a,n\nx,1\n,2\n,3\n",
        "a,n\nx,1\nx,2\n",
        "key",
    );
    wrong(
        text(serde_json::json!({ "enum": ["x", "y"] })),
        "a,n\ny,1\n",
        "a,n\nx,1\nz,2\n",
        "value",
    );
    let typed = |kind: &str, constraints: serde_json::Value| serde_json::json!({ "name": "a", "type": kind, "constraints": constraints });
    wrong(
        typed("number", serde_json::json!({ "exclusiveMinimum": 0 })),
        "a,n\n0.1,1\n",
        "a,n\n1,1\n0,2\n",
        "value",
    );
    wrong(
        typed("integer", serde_json::json!({ "enum": [1, 2] })),
        "a,n\n2,1\n",
        "a,n\n1,1\n3,2\n",
        "value",
    );
    wrong(
        typed("date", serde_json::json!({ "minimum": "2020-01-01", "maximum": "2020-12-31" })),
        "a,n\n2020-06-30,1\n",
        "a,n\n2020-01-01,1\n2021-01-01,2\n",
        "value",
    );
    wrong(
        typed("year", serde_json::json!({ "maximum": "2025" })),
        "a,n\n2025,1\n",
        "a,n\n2024,1\n2026,2\n",
        "value",
    );
    wrong(
        typed("datetime", serde_json::json!({})),
        "a,n\n2024-07-01T12:00:00Z,1\n",
        "a,n\n2024-07-01T12:00:00,1\n2024-07-01 12:00,2\n",
        "value",
    );
    let own = serde_json::json!({ "name": "a", "type": "integer", "missingValues": ["x", { "value": "y", "label": "refused" }] });
    wrong(own, "a,n\nx,1\ny,2\n", "a,n\nx,1\n-,2\n", "value");
    let keys = serde_json::json!({ "name": "t", "path": "t.csv", "schema": { "uniqueKeys": [["a", "b"]],
        "fields": [{ "name": "a" }, { "name": "b" }] } });
    assert!(one(keys.clone(), b"a,b\n1,1\n1,2\n,1\n,1\n").is_clean());
    assert_eq!(only(&one(keys, b"a,b\n1,1\n1,1\n"), "key").span.row, Some(3));
}

/// What of the standard is not read is said once, where it is declared, with why.
#[test]
fn what_is_not_read_is_said_at_the_descriptor() {
    let schema = serde_json::json!({ "fields": [{ "name": "a", "type": "string" }] });
    let table = ("t.csv", "a\nx\ny\nz\n");
    let with = |key: &str, value: serde_json::Value| {
        let mut resource = serde_json::json!({ "name": "t", "path": "t.csv", "schema": schema });
        resource[key] = value;
        resource
    };
    let field = |more: serde_json::Value| {
        let mut field = serde_json::json!({ "name": "a", "type": "string" });
        for (key, value) in more.as_object().expect("an object") {
            field[key] = value.clone();
        }
        with("schema", serde_json::json!({ "fields": [field] }))
    };
    for (resource, check, word) in [
        (
            with("path", serde_json::json!("https://example.org/t.csv")),
            "path",
            "fetched over a network",
        ),
        (
            serde_json::json!({ "name": "t", "data": [{ "a": "x" }], "schema": schema }),
            "path",
            "`data`",
        ),
        (serde_json::json!({ "name": "t", "schema": schema }), "path", "no path"),
        (with("format", serde_json::json!("xlsx")), "header", "`xlsx` is not read"),
        (
            with("dialect", serde_json::json!({ "property": "rows" })),
            "header",
            "`property`: it is not read",
        ),
        (
            field(serde_json::json!({ "constraints": { "jsonSchema": {} } })),
            "value",
            "`jsonSchema`",
        ),
        (
            field(serde_json::json!({ "constraints": { "pattern": "(?=x)y" } })),
            "value",
            "no regular expression",
        ),
        (
            field(serde_json::json!({ "constraints": { "minimum": 3 } })),
            "value",
            "no string that can be compared",
        ),
        (field(serde_json::json!({ "type": "geopoint" })), "value", "the type `geopoint`"),
    ] {
        // What names no file has none in its folder.
        let files = if check == "path" { &[][..] } else { &[table] };
        let found = only(&spread(resource.clone(), files), check);
        assert_eq!(found.span.file, "datapackage.json", "{resource}");
        assert!(found.message.contains(word), "{resource}: {}", found.message);
    }
    // A format of texts changes nothing that is read: a note.
    let report = spread(field(serde_json::json!({ "format": "email" })), &[table]);
    assert!(report.is_clean() && report.diagnostics.len() == 1, "{:#?}", report.diagnostics);
}

/// Data Resource: schema and dialect may be files of the package.
#[test]
fn a_schema_and_a_dialect_may_be_files() {
    let resource = serde_json::json!({ "name": "t", "path": "t.csv", "schema": "schema.json", "dialect": "dialect.json" });
    let table = ("t.csv", "a;b\nx;1\n");
    let schema = r#"{"fields":[{"name":"a","type":"string"},{"name":"b","type":"integer"}],"fieldsMatch":["exact"]}"#;
    let files = [table, ("schema.json", schema), ("dialect.json", r#"{"delimiter":";"}"#)];
    let report = spread(resource.clone(), &files);
    assert!(report.is_clean() && report.rows == 1, "{:#?}", report.diagnostics);
    let wrong = only(
        &spread(resource.clone(), &[table, ("schema.json", "{\"fields\":3}"), files[2]]),
        "file",
    );
    assert!(wrong.span.file == "schema.json" && wrong.message.contains("no schema"), "{wrong:?}");
    assert_eq!(
        only(&spread(resource, &[table, files[2]]), "file").found.as_deref(),
        Some("schema.json")
    );
    // Columns that are there and not declared, and the other way round, where the schema says so.
    for (matches, text, clean) in [
        ("subset", "a,c\nx,1\n", true),
        ("superset", "a\nx\n", true),
        ("exact", "a,b,c\nx,1,2\n", false),
    ] {
        let fields = match matches {
            "subset" => serde_json::json!([{ "name": "a" }]),
            _ => serde_json::json!([{ "name": "a" }, { "name": "b" }]),
        };
        let resource = serde_json::json!({ "name": "t", "path": "t.csv", "schema": { "fields": fields, "fieldsMatch": matches } });
        assert_eq!(one(resource, text.as_bytes()).is_clean(), clean, "{matches}");
    }
}
