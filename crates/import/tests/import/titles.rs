//! Titles coded: a classifier trained, evaluated and used, corrections and the dictionary before it, from the
//! command line to the tables.

use crate::common::{audited, copy, files, import, imported, package, table};
use std::path::{Path, PathBuf};
use std::process::Output;

const PLACES: [&str; 9] =
    ["night", "school", "city", "airport", "railway", "harbour", "mine", "farm", "theatre"];
/// Codes of unit groups and words for those who are in them.
const OCCUPATIONS: [(&str, [&str; 2]); 5] = [
    ("2221", ["nurse", "nursing professional"]),
    ("5120", ["cook", "canteen cook"]),
    ("7411", ["electrician", "electrical fitter"]),
    ("8332", ["truck driver", "lorry driver"]),
    ("9112", ["cleaner", "office cleaner"]),
];

/// The package of the project with a few unit groups, so that a classifier is trained in a second.
fn small_package(folder: &Path, codes: &[&str]) -> PathBuf {
    let place = folder.join(format!("package-{}", codes.len()));
    copy(Path::new(&package()), &place);
    let path = place.join("classifications/isco08.csv");
    let all = std::fs::read_to_string(&path).expect("read");
    let kept = all.lines().enumerate().filter(|(at, line)| {
        *at == 0 || line.split(',').nth(1).is_some_and(|code| codes.contains(&code))
    });
    let text: String = kept.map(|(_, line)| format!("{line}\n")).collect();
    assert_eq!(text.lines().count(), codes.len() + 1);
    std::fs::write(&path, text).expect("written");
    place
}

struct Ground {
    folder: tempfile::TempDir,
    package: PathBuf,
    titles: PathBuf,
    model: PathBuf,
}

impl Ground {
    fn run(&self, arguments: &[&str]) -> Output {
        let package = self.package.display().to_string();
        import(&[arguments, &["--package", &package]].concat())
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

fn trained() -> Ground {
    let folder = tempfile::tempdir().expect("temporary folder");
    let codes = OCCUPATIONS.map(|(code, _)| code);
    let package = small_package(folder.path(), &codes);
    let titles = folder.path().join("titles.csv");
    let rows = OCCUPATIONS.iter().flat_map(|(code, names)| {
        names.iter().flat_map(move |name| {
            PLACES.iter().map(move |place| format!("{code},\"{name}, {place}\"\n"))
        })
    });
    std::fs::write(&titles, format!("code,title_en\n{}", rows.collect::<String>()))
        .expect("written");
    let model = folder.path().join("titles.model");
    let ground = Ground { folder, package, titles, model };
    let (titles, model) = (ground.titles.display().to_string(), ground.model.display().to_string());
    let output = ground.run(&["train", &titles, "-o", &model, "--format", "csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    // 5 × 2 × 9 titles, in every fold with other words of their occupation.
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.lines().any(|line| line.starts_with("en,90,")), "{said}");
    ground
}

/// Nurses of two kinds, a cook by the title of the unit group, one that a person corrected, one whose code
/// contradicts the title, one of whom nothing is known, one without any title.
const EXPORT: &str = "id,published,region,code,title,employer
a1,2025-03-01,KZ-75,,\"Hospital nurse, 0000001\",E1
a2,2025-03-02,KZ-75,,Hospital nurse,E2
a3,2025-03-03,KZ-75,,Cooks,E3
a4,2025-03-04,KZ-75,,Glassblower,E4
a5,2025-03-05,KZ-75,7411,Truck driver,E5
a6,2025-03-06,KZ-75,,Zzyzx,E6
a7,2025-03-07,KZ-75,,,E7
";

#[test]
fn records_get_codes_from_titles_and_the_audit_says_from_which() {
    let ground = trained();
    let (export, corrections) = (ground.path("export.csv"), ground.path("corrections.csv"));
    std::fs::write(&export, EXPORT).expect("written");
    std::fs::write(&corrections, "code,title\n9112,Glassblower\n").expect("written");
    let model = ground.model.display().to_string();
    let out = ground.path("evidence");
    let by = ["--corrections", &corrections, "--model", &model, "--threshold", "0.6"];
    let asked = ["evidence", "--vacancies", &export, "--as-of", "2025-12-31", "--min-cell", "1"];
    let output = ground.run(&[&asked[..], &by, &["-o", &out]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let out = Path::new(&out);
    let count = |step: &str| audited(out, "vacancy", step);
    let steps = ["given", "by_correction", "by_dictionary", "by_classifier", "none"]
        .map(|step| count(&format!("code_{step}")));
    assert_eq!(steps, [1, 1, 1, 2, 2]);
    assert_eq!((count("kept"), count("no_code"), count("counted")), (7, 2, 5));
    let annual = table(&out.join("exchange_by_occupation.csv"));
    let annual = annual.iter().filter(|row| row["flow"] == "annual_flow" && row["region"] == "KZ");
    let found: Vec<(&str, &str)> = annual
        .map(|row| (row["occupation"].as_str(), row["value"].as_str()))
        .filter(|(_, value)| *value != "0")
        .collect();
    assert_eq!(
        found,
        [
            ("isco08:2221", "0.002"),
            ("isco08:5120", "0.001"),
            ("isco08:7411", "0.001"),
            ("isco08:9112", "0.001"),
        ]
    );
    for (name, bytes) in files(out) {
        let text = String::from_utf8_lossy(&bytes);
        for title in ["Glassblower", "Hospital nurse", "Zzyzx", "0000001"] {
            assert!(!text.contains(title), "{name}: {title}");
        }
    }
    // What titles were coded by is on record, and records coded by something else are another set.
    let about = std::fs::read_to_string(out.join("import.json")).expect("read");
    for wanted in ["\"model\": ", "\"corrections\": ", "\"threshold\": \"0.6\""] {
        assert!(about.contains(wanted), "{about}");
    }
    let key = ground.path("key");
    imported(&["key", "-o", &key]);
    for (name, by) in [("one", &by[..]), ("two", &[])] {
        let place = ground.path(name);
        let asked = ["records", "vacancy", &export, "--key", &key, "--buckets", "2", "-o", &place];
        let output = ground.run(&[&asked[..], by].concat());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    }
    let (one, two, out) = (ground.path("one"), ground.path("two"), ground.path("both"));
    let asked = ["evidence", "--vacancies", &one, &two, "--as-of", "2025-12-31", "-o", &out];
    let output = ground.run(&asked);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("another model"), "{}", told(&output));
    // Without titles the codes that there are alone count.
    let out = ground.path("codes");
    let alone = ["evidence", "--codes-alone", "--vacancies", &export, "--as-of", "2025-12-31"];
    let output = ground.run(&[&alone[..], &["-o", &out]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(audited(Path::new(&out), "vacancy", "code_none"), 6);
}

#[test]
fn titles_are_coded_with_what_their_codes_rest_on() {
    let ground = trained();
    let file = ground.path("new.csv");
    std::fs::write(&file, "title\nHospital nurse\nCooks\n=Zzyzx\n-/\nПовара\n").expect("written");
    let model = ground.model.display().to_string();
    let asked = ["code", &file, "--model", &model, "--threshold", "0.6"];
    let output = ground.run(&[&asked[..], &["--format", "csv"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let place = ground.folder.path().join("coded.csv");
    std::fs::write(&place, &output.stdout).expect("written");
    let rows = table(&place);
    let said: Vec<[&str; 5]> = rows
        .iter()
        .map(|row| {
            ["title", "language", "code", "coded_by", "no_code"].map(|name| row[name].as_str())
        })
        .collect();
    assert_eq!(
        said,
        [
            ["Hospital nurse", "en", "2221", "classifier", ""],
            ["Cooks", "en", "5120", "dictionary", ""],
            // No formula to whoever opens it in a spreadsheet.
            ["'=Zzyzx", "en", "", "", "below_threshold"],
            ["'-/", "en", "", "", "no_words"],
            ["Повара", "ru", "5120", "dictionary", ""],
        ]
    );
    assert!(rows[0]["candidates"].starts_with("2221 "), "{}", rows[0]["candidates"]);
    assert_eq!((rows[1]["probability"].as_str(), rows[4]["row"].as_str()), ("", "6"));
    let output = ground.run(&[&asked[..], &["--format", "json"]].concat());
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(rows[0]["code"], "2221");
    assert!(rows[1]["probability"].is_null() && rows[0]["probability"].as_f64() > Some(0.6));
    let output = ground.run(&asked);
    assert!(told(&output).contains("coded by"), "{}", told(&output));
}

#[test]
fn an_evaluation_has_tables_and_a_diagram() {
    let ground = trained();
    let (titles, out) = (ground.titles.display().to_string(), ground.path("evaluation"));
    let output = ground.run(&["evaluate", &titles, "--folds", "row", "-o", &out]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let out = Path::new(&out);
    let all = &table(&out.join("accuracy.csv"))[0];
    assert_eq!((all["language"].as_str(), all["titles"].as_str()), ("all", "90"));
    assert!(all["digits_4"].parse::<f64>().expect("a share") > 0.9, "{all:?}");
    assert_eq!(table(&out.join("coverage.csv")).len(), 10);
    assert_eq!(table(&out.join("reliability.csv")).len(), 10);
    let confusion = table(&out.join("confusion.csv"));
    let titles_told: usize =
        confusion.iter().map(|row| row["titles"].parse::<usize>().expect("a count")).sum();
    assert_eq!(titles_told, 90);
    assert!(std::fs::read_to_string(out.join("reliability.svg")).expect("read").contains("<svg"));
    let output = ground.run(&["evaluate", &titles, "--format", "json"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["evaluation"]["accuracy"][0]["titles"], 90);
}

#[test]
fn what_is_wrong_with_titles_and_models_is_told() {
    let ground = trained();
    let (titles, model) = (ground.titles.display().to_string(), ground.model.display().to_string());
    let refused = |arguments: &[&str], code: i32, wanted: &str| {
        let output = ground.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{}", told(&output));
        assert!(told(&output).contains(wanted), "{wanted}: {}", told(&output));
    };
    // A model that is there is not written over.
    refused(&["train", &titles, "-o", &model], 2, "is there already");
    let bad = ground.path("bad.csv");
    std::fs::write(&bad, "code,title\n2221,Nurse\n9999,Cook\n2221,\n").expect("written");
    let new = ground.path("new.model");
    refused(&["train", &bad, "-o", &new], 1, "bad.csv:3 code");
    refused(&["evaluate", &bad], 1, "bad.csv:4 title");
    assert!(!Path::new(&new).exists());
    let few = ground.path("few.csv");
    std::fs::write(&few, "code,title\n2221,Nurse\n5120,Cook\n").expect("written");
    refused(&["train", &few, "-o", &new], 1, "50 titles or more");
    let cut = ground.path("cut.model");
    let bytes = std::fs::read(&ground.model).expect("read");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).expect("written");
    refused(&["code", &titles, "--model", &cut], 1, "cut.model");
    let twice = ground.path("twice.csv");
    std::fs::write(&twice, "code,title\n2221,Nurse\n5120,nurse\n").expect("written");
    refused(&["code", &titles, "--corrections", &twice], 1, "twice.csv:3");
    refused(&["code", &titles, "--model", &model, "--threshold", "1.5"], 2, "from 0 to 1");
    let fewer = small_package(ground.folder.path(), &["2221", "5120"]).display().to_string();
    let output = import(&["code", &titles, "--package", &fewer, "--model", &model]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("which no unit group of the package has"), "{}", told(&output));
}
