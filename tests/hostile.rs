//! Text that would steer a terminal, deceive a reader or run in a spreadsheet, planted wherever a
//! package, a scenario, a rulebook or a name of a file holds text: nothing of it gets out of any
//! command in any format, and nothing of it stops one.

use serde_json::Value;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use suranys_core::display_text::is_mark;
use suranys_core::provenance::sha256_hex;
use suranys_tests::{contents, light_data};

/// Escape sequences (colour, title of the window), C1, marks of direction, what can't be seen, ends of
/// lines, markup, formulas behind every separator, letters no font of ours has.
const HOSTILE: &str = "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\u{7f}\u{202e}\u{2066}\u{200b}\u{feff}\
                       \u{ad}\u{2028}\u{e0041}</text><script>alert(1)</script>&amp;;=1+1|@x #panic() \
                       🙂 中文 ";
/// A blank of a name is what such a name begins with once written.
const SPELT: &str = "\\u{1b}[31mred";

/// [`HOSTILE`] and a word without end.
fn hostile() -> String {
    format!("{HOSTILE}{}", "x".repeat(300))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"));
    command.args(arguments).current_dir(folder).output().expect("the command starts")
}

/// Columns of a table that hold text alone: no key, no code, none of a list of words or of a form.
fn free(resource: &Value) -> Vec<String> {
    let schema = &resource["schema"];
    let names = |value: &Value| -> Vec<String> {
        let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    };
    let mut keys = names(&schema["primaryKey"]);
    for key in schema["foreignKeys"].as_array().into_iter().flatten() {
        keys.extend(names(&key["fields"]));
    }
    // Codes without a classification, and a year in words.
    keys.extend(["code", "basis", "broad_sector", "since"].map(str::to_owned));
    let fields = schema["fields"].as_array().expect("fields").iter();
    let any = |f: &&Value| {
        let bound = ["enum", "pattern"].into_iter().any(|one| f["constraints"].get(one).is_some());
        f["type"] == "string" && !bound
    };
    fields
        .filter(any)
        .filter_map(|f| f["name"].as_str().map(str::to_owned))
        .filter(|name| !keys.contains(name))
        .collect()
}

/// Plants text in the first rows of every column of text of a package, and in its descriptor.
fn plant_in_package(package: &Path) -> usize {
    let path = package.join("datapackage.json");
    let text = std::fs::read_to_string(&path).expect("descriptor");
    let mut descriptor: Value = serde_json::from_str(&text).expect("JSON");
    let mut planted = 0;
    for resource in descriptor["resources"].as_array_mut().expect("resources") {
        let columns = free(resource);
        let file = package.join(resource["path"].as_str().expect("a path"));
        let table = std::fs::read(&file).expect("table");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&table[..]);
        let mut rows: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .collect();
        let places: Vec<usize> =
            rows[0].iter().enumerate().filter(|(_, n)| columns.contains(n)).map(|c| c.0).collect();
        for row in rows.iter_mut().skip(1).take(3) {
            for place in &places {
                row[*place] = format!("{}{}", hostile(), row[*place]);
                planted += 1;
            }
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).expect("written"));
        let bytes = writer.into_inner().expect("written");
        resource["bytes"] = bytes.len().into();
        resource["hash"] = format!("sha256:{}", sha256_hex(&bytes)).into();
        resource["title"] = hostile().into();
        std::fs::write(file, bytes).expect("written");
    }
    for key in ["name", "title", "version", "description"] {
        descriptor[key] = hostile().into();
    }
    descriptor["suranys"]["languages"] = serde_json::json!(["en", "ru", "kk"]);
    std::fs::write(path, serde_json::to_vec(&descriptor).expect("JSON")).expect("written");
    planted
}

/// Plants text at the end of every text of these keys in a TOML file.
fn plant_in_toml(path: &Path, keys: &[&str]) -> usize {
    let mut planted = 0;
    let escaped: String = hostile()
        .chars()
        .map(|c| match c.is_control() {
            true => format!("\\u{:04X}", u32::from(c)),
            false => c.to_string(),
        })
        .collect();
    let text = std::fs::read_to_string(path).expect("TOML");
    let lines: Vec<String> = text
        .lines()
        .map(|line| match line.split_once(" = \"") {
            Some((key, _)) if keys.contains(&key) && line.ends_with('"') => {
                planted += 1;
                format!("{}{escaped}\"", &line[..line.len() - 1])
            }
            _ => line.to_owned(),
        })
        .collect();
    std::fs::write(path, lines.join("\n")).expect("written");
    planted
}

/// Names that steer a terminal too.
const PACKAGE: &str = "k\u{1b}[31m\u{202e}z";
const SCENARIO: &str = "low\u{1b}[31m\u{202e}=1.toml";

/// The project's data with text planted in all of it, a stored run and a report of it.
fn planted() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("temporary folder").keep();
        let data = folder.join("data");
        let package = light_data(&data).expect("data can be copied");
        assert!(plant_in_package(&package) > 100);
        std::fs::rename(&package, data.join(PACKAGE)).expect("renamed");
        let texts = [
            "en",
            "ru",
            "kk",
            "author",
            "source",
            "source_ru",
            "source_kk",
            "citation",
            "citation_ru",
        ];
        for scenario in ["baseline.toml", "optimistic.toml"] {
            assert!(plant_in_toml(&data.join("scenarios").join(scenario), &texts) > 3);
        }
        let scenarios = data.join("scenarios");
        std::fs::copy(scenarios.join("optimistic.toml"), scenarios.join(SCENARIO)).expect("copied");
        for (file, _) in contents(&data.join("rules")).expect("rulebooks") {
            assert!(plant_in_toml(&data.join("rules").join(file), &texts) > 3);
        }
        let other = format!("data/scenarios/{SCENARIO}");
        let scenarios =
            ["--scenario", "data/scenarios/baseline.toml", "--scenario", other.as_str()];
        let sheets = ["report", "--only", "sheets", "--out", "sheets"];
        let parts: [&[&str]; 3] =
            [&["run", "--runs", "runs"], &["report", "--out", "report"], &sheets];
        for parts in parts {
            let arguments: Vec<&str> = parts.iter().copied().chain(scenarios).collect();
            let output = run(&folder, &arguments);
            shown(&arguments, &output);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        folder
    })
}

fn stored_run() -> String {
    let runs = std::fs::read_dir(planted().join("runs")).expect("runs");
    let names = runs.map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned());
    format!("runs/{}", names.filter(|name| !name.starts_with('.')).min().expect("a run"))
}

/// That no mark stands in a text, ends of lines and what is `allowed` aside.
fn no_mark(text: &str, allowed: &[char], place: &str) {
    let found =
        text.char_indices().find(|(_, c)| is_mark(*c) && *c != '\n' && !allowed.contains(c));
    if let Some((at, mark)) = found {
        let before: String = text[..at].chars().rev().take(60).collect();
        let before: String = before.chars().rev().collect();
        panic!("{place}: U+{:04X} after {before:?}", u32::from(mark));
    }
}

/// That what a command printed shows no mark; gives what it printed on stdout.
fn shown(arguments: &[&str], output: &Output) -> String {
    let place = format!("{arguments:?}");
    for stream in [&output.stdout, &output.stderr] {
        no_mark(std::str::from_utf8(stream).expect("UTF-8"), &['\t'], &place);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("panicked"), "{place}: {errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs a command on what was planted and looks at what it prints; it may find things, but it works.
fn told(arguments: &[&str]) -> String {
    let output = run(planted(), arguments);
    let text = shown(arguments, &output);
    let code = output.status.code();
    assert!(code == Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    text
}

/// That no mark stands in any file for people below a folder, and no formula in any for spreadsheets, and that
/// there are files of these kinds.
fn look_at_files(folder: &Path, kinds: &[&str]) {
    let mut seen = std::collections::BTreeSet::new();
    for (name, bytes) in contents(folder).expect("files") {
        let ending = name.rsplit('.').next().unwrap_or_default().to_owned();
        match ending.as_str() {
            "html" | "svg" => {
                let text = std::str::from_utf8(&bytes).expect("UTF-8");
                no_mark(text, &[], &name);
                // Of sheets, the page that finds them alone has a script.
                let sheet = name.contains("sheets/") && !name.ends_with("index.html");
                let scripts = usize::from(ending == "html" && !sheet);
                assert_eq!(text.matches("<script").count(), scripts, "{name}");
            }
            "xlsx" => workbook(&name, &bytes),
            "csv" => spreadsheet(&name, &bytes),
            _ => continue,
        }
        seen.insert(ending);
    }
    let kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    assert_eq!(seen, kinds);
}

fn workbook(name: &str, bytes: &[u8]) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    for n in 0..archive.len() {
        let mut text = String::new();
        archive.by_index(n).expect("a part").read_to_string(&mut text).expect("UTF-8");
        no_mark(&text, &['\r'], name);
        assert!(!text.contains("<f>") && !text.contains("_x001B_"), "{name}");
    }
}

/// However the file is parted, no cell begins a formula.
fn spreadsheet(name: &str, bytes: &[u8]) {
    for separator in [b',', b';', b'\t', b'|'] {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(separator);
        for record in reader.from_reader(bytes).byte_records() {
            for cell in record.expect("a record").iter() {
                let text = String::from_utf8_lossy(cell);
                let start = text.trim_start();
                let number = start.trim_end_matches(',').parse::<f64>().is_ok();
                let formula =
                    start.starts_with(['=', '+', '@', '-']) && separator == b',' && !number;
                let other = start.starts_with(['=', '@']);
                assert!(!formula && !other, "{name} parted at {:?}: {text}", char::from(separator));
            }
        }
    }
}

/// What a reader of the pages sees.
fn printed(name: &str, path: &Path) {
    let text = Command::new("pdftotext").arg(path).arg("-").stderr(Stdio::null()).output();
    let text = text.expect("pdftotext starts");
    // Pages end with form feeds; long words may break at blanks without width, and the typesetter puts
    // joiners between the dots of a table of contents and soft hyphens where it parts words.
    let ours = ['\u{c}', '\u{200b}', '\u{2060}', '\u{ad}', '\r'];
    no_mark(&String::from_utf8_lossy(&text.stdout), &ours, name);
}

fn package() -> String {
    format!("data/{PACKAGE}")
}

#[test]
fn a_report_of_hostile_text_is_made_and_shows_no_mark() {
    let folder = planted();
    look_at_files(&folder.join("report"), &["csv", "html", "svg", "xlsx"]);
    look_at_files(&folder.join("sheets"), &["html"]);
    let page = std::fs::read_to_string(folder.join("report/en/report.html")).expect("a page");
    assert!(page.contains(SPELT), "what was planted is seen");
    // The tables read back as they were: no code begins like a formula, texts are guarded.
    let table = std::fs::read(folder.join("report/tables/sources.csv")).expect("a table");
    let mut rows = csv::Reader::from_reader(&table[..]);
    let bare = suranys_core::table::unguarded;
    let read = rows
        .records()
        .any(|row| row.expect("a row").iter().any(|cell| bare(cell).starts_with(&hostile())));
    assert!(read, "the text itself is in the table");
}

#[test]
#[ignore = "needs pdftotext (poppler-utils)"]
fn what_is_printed_of_hostile_text_shows_no_mark() {
    let folder = planted();
    told(&["recommend", &stored_run(), "--out", "list-on-paper"]);
    let mut seen = 0;
    for part in ["report", "sheets", "list-on-paper"] {
        for name in contents(&folder.join(part)).expect("files").into_keys() {
            if name.ends_with(".pdf") {
                printed(&name, &folder.join(part).join(&name));
                seen += 1;
            }
        }
    }
    assert!(seen > 2, "{seen}");
}

#[test]
fn what_checks_and_lists_print_shows_no_mark() {
    let (package, run) = (package(), stored_run());
    told(&["check", &package]);
    told(&["check", &package, "--format", "json"]);
    for format in ["table", "csv", "json"] {
        let list = told(&["recommend", &run, "--top", "2000", "--format", format]);
        assert!(format == "json" || list.contains(SPELT), "{format}");
        told(&["recommend", &run, "--diff", "kz@2023-02-20", "kz@2024-12-01", "--format", format]);
        let state = told(&["consult", "status", "--format", format]);
        assert!(format == "json" || state.contains(SPELT), "{format}");
    }
    let list = told(&["recommend", &run, "--format", "json"]);
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let labels: Vec<&str> = list["list"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["labels"]["en"].as_str())
        .collect();
    assert!(labels.iter().any(|l| l.starts_with(&hostile())), "JSON holds the text as it was");
    for one in ["isco08:2", "isco08:2212"] {
        let output = run_any(&["recommend", &run, "--explain", one]);
        assert!(output.contains("isco08"), "{output}");
    }
    told(&["recommend", &run, "--out", "list"]);
    look_at_files(&planted().join("list"), &["csv", "svg", "xlsx"]);
}

fn run_any(arguments: &[&str]) -> String {
    let output = run(planted(), arguments);
    shown(arguments, &output)
}

#[test]
fn what_explains_and_compares_shows_no_mark() {
    let (package, run) = (package(), stored_run());
    for format in ["table", "json"] {
        told(&[
            "explain",
            &package,
            "relative-shortage",
            "occupation=isco08:2",
            "--format",
            format,
            "--depth",
            "3",
        ]);
    }
    let (a, b) = ("data/scenarios/baseline.toml", format!("data/scenarios/{SCENARIO}"));
    for format in ["table", "csv", "json"] {
        let compared = told(&["compare", &run, "--format", format]);
        assert!(compared.contains("red") || compared.contains("low"), "{format}: {compared}");
        told(&["scenario", "show", &b, "--resolved", "--format", format]);
        told(&["scenario", "diff", a, &b, "--format", format]);
    }
    told(&["compare", &run, "--out", "compared"]);
    look_at_files(&planted().join("compared"), &["csv", "svg"]);
}

/// Names of series and columns, hierarchies, and files that are not there.
#[test]
fn series_with_hostile_names_are_forecast_and_show_no_mark() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let name = hostile();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["series_id", "period", "value"]).expect("written");
    for series in [format!("a{name}"), format!("={name}"), "whole".to_owned()] {
        for year in 2000..2020 {
            let value = (year - 1990) * if series == "whole" { 2 } else { 1 };
            let row = [series.clone(), year.to_string(), value.to_string()];
            writer.write_record(&row).expect("written");
        }
    }
    let table = writer.into_inner().expect("written");
    std::fs::write(folder.path().join("t.csv"), table).expect("written");
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in
        [["series_id", "parent"], [&format!("a{name}"), "whole"], [&format!("={name}"), "whole"]]
    {
        writer.write_record(row).expect("written");
    }
    let hierarchy = writer.into_inner().expect("written");
    std::fs::write(folder.path().join("h.csv"), hierarchy).expect("written");
    let of = |arguments: &[&str]| {
        let output = run(folder.path(), arguments);
        (shown(arguments, &output), output.status.code())
    };
    for format in ["csv", "json"] {
        let (rows, code) =
            of(&["series", "forecast", "t.csv", "--horizon", "2", "--format", format]);
        assert!(code == Some(0) && rows.contains("red"), "{rows}");
        let (_, code) = of(&[
            "series",
            "reconcile",
            "t.csv",
            "--hierarchy",
            "h.csv",
            "--horizon",
            "2",
            "--format",
            format,
        ]);
        assert_eq!(code, Some(0));
    }
    assert_eq!(of(&["series", "evaluate", "t.csv", "--horizon", "2"]).1, Some(0));
    // What was written to a file is a table of ours that reads back as it was.
    let (_, code) = of(&["series", "forecast", "t.csv", "--horizon", "5", "-o", "f.csv"]);
    assert_eq!(code, Some(0));
    spreadsheet("f.csv", &std::fs::read(folder.path().join("f.csv")).expect("written"));
    let (again, _) = of(&[
        "series",
        "forecast",
        "f.csv",
        "--value",
        "point",
        "--horizon",
        "1",
        "--format",
        "json",
    ]);
    let again: Value = serde_json::from_str(&again).expect("JSON");
    let ids: Vec<&str> = again
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["series_id"].as_str())
        .collect();
    assert_eq!(ids, [format!("a{name}").trim(), format!("={name}").trim(), "whole"]);
    // Whatever is refused, with the user's own words in it.
    let column = format!("c{name}");
    for arguments in [
        &["series", "forecast", "t.csv", "--horizon", "2", "--id", &column][..],
        &["series", "forecast", &name, "--horizon", "2"],
        &["series", "forecast", "t.csv", "--horizon", &name],
        &["check", &name],
        &["verify", &name],
        &["explain", &name, &name],
        &["recommend", &name],
        &["scenario", "show", &name],
        &["run", &name],
        &[&name],
    ] {
        assert_ne!(of(arguments).1, Some(0), "{arguments:?}");
    }
}
