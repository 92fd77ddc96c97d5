//! Fact sheets and the letter on the official figures: found, printed and written, a page each, and nothing
//! left out of any language.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use suranys_tests::{contents, light_data, text};

fn suranys(folder: &Path, arguments: &[&str]) -> Output {
    suranys_tests::suranys!(folder, arguments)
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// A folder with light data, and the path of a run stored from it.
fn stored() -> &'static (PathBuf, String) {
    static STORED: OnceLock<(PathBuf, String)> = OnceLock::new();
    STORED.get_or_init(|| {
        let folder = tempfile::tempdir().expect("temporary folder").keep();
        light_data(&folder).expect("data can be copied");
        let run = done(&suranys(&folder, &["run", "kz"])).trim().to_owned();
        (folder, run)
    })
}

fn sheet(what: &str, more: &[&str]) -> Output {
    let (folder, run) = stored();
    suranys(folder, &[&["sheet", what, run], more].concat())
}

/// A region has one sheet by its code and its name in any language; one of a language says so in its words.
#[test]
fn a_sheet_is_found_by_code_and_name_and_printed_in_its_language() {
    let english = done(&sheet("KZ-75", &[]));
    assert!(english.starts_with("KZ-75 "), "{english}");
    for section in ["Cause and answer", "What would settle it", "Sources", "Table 2."] {
        assert!(english.contains(section), "{section}: {english}");
    }
    assert_eq!(done(&sheet("Алматы қаласы", &["--lang", "en"])), english);
    let russian = done(&sheet("kz-75", &["--lang", "ru"]));
    assert!(russian.contains("Причина и ответ") && !russian.contains("Sources"), "{russian}");
    let group = done(&sheet("isco08:2512", &["--lang", "kk"]));
    for section in ["Себебі мен жауабы", "Туыс кәсіптер", "Тізбелерде"]
    {
        assert!(group.contains(section), "{section}: {group}");
    }
    // The unit groups of minor group 251 by ISCO-08.
    for related in ["2511", "2513", "2514", "2519"] {
        assert!(group.contains(related), "{related}: {group}");
    }
    // Neither biologists nor their minor group have evidence for numbers of their own: those of professionals
    // stand there and say so, openings among them.
    let thin = done(&sheet("2131", &["--lang", "en"]));
    assert!(thin.contains("Figures of major group 2 Professionals"), "{thin}");
    assert!(thin.contains("Total job openings, thousand persons"), "{thin}");
}

#[test]
fn what_has_no_sheet_is_refused_with_what_is_near() {
    let none = sheet("Softwar developers", &[]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("Software developers"), "{}", text(&none.stderr));
    let several = sheet("engineers", &[]);
    assert_eq!(several.status.code(), Some(2));
    assert!(text(&several.stderr).contains("2142"), "{}", text(&several.stderr));
    let unnamed = sheet("KZ-75", &["--format", "pdf"]);
    assert_eq!(unnamed.status.code(), Some(2));
    assert!(text(&unnamed.stderr).contains("--output"), "{}", text(&unnamed.stderr));
}

/// JSON holds what the text shows, its values not rounded and with their units.
#[test]
fn a_sheet_for_programs_has_values_with_units() {
    let said: serde_json::Value =
        serde_json::from_str(&done(&sheet("KZ-75", &["--format", "json"]))).expect("JSON");
    assert_eq!((&said["kind"], &said["code"]), (&"region".into(), &"KZ-75".into()));
    let blocks = said["blocks"].as_array().expect("blocks");
    let stocks = blocks.iter().find(|block| block["table"].is_string()).expect("a table");
    let employment = &stocks["rows"][0];
    // Published employment of 2025 in the package's employment_by_region.csv, thousand persons there.
    assert_eq!(employment[1]["value"], 1_120_925.0);
    assert_eq!(employment[1]["unit"], "persons");
}

/// The terminal follows its user's language; a file never does.
#[test]
fn the_environment_decides_on_terminals_alone() {
    let (folder, run) = stored();
    let of = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"));
        let output = command.args(arguments).current_dir(folder).env("LC_ALL", "ru_RU.UTF-8");
        done(&output.output().expect("starts"))
    };
    assert!(of(&["sheet", "KZ-75", run]).contains("Причина и ответ"));
    assert!(of(&["check", "kz"]).contains("готово к прогнозу: да"));
    let why = of(&["explain", "kz", "job-openings", "year=2023-2027", "--brief"]);
    assert!(why.contains('й'), "{why}");
    assert_eq!(of(&["sheet", "KZ-75", run, "--format", "html"]).matches("lang=\"en\"").count(), 1);
    of(&["sheet", "KZ-75", run, "-o", "written.txt"]);
    let written = std::fs::read_to_string(folder.join("written.txt")).expect("written");
    assert_eq!(written, done(&sheet("KZ-75", &["--lang", "en"])));
}

/// Every sheet of the report in one language.
fn edition(language: &str) -> BTreeMap<String, Vec<u8>> {
    let (folder, run) = stored();
    let out = format!("sheets-{language}");
    done(&suranys(folder, &["report", run, "--only", "sheets", "--lang", language, "--out", &out]));
    contents(&folder.join(&out)).expect("read")
}

/// Regions in their borders of today, and all unit groups of the package's major group 2, which the rules let
/// through.
const REGIONS: usize = 20;
const GROUPS: usize = 92;

/// The regions of today and the unit groups in the scope, of which the signal's table has as many rows: each
/// a page in a folder.
#[test]
fn every_region_and_group_has_a_page_and_is_found_in_every_language() {
    for language in ["en", "ru", "kk"] {
        let files = edition(language);
        let inside = |name: &str| files.keys().filter(|path| path.contains(name)).count();
        assert_eq!((inside("/sheets/KZ-"), inside("/sheets/2")), (REGIONS, GROUPS), "{language}");
        let page = |name: &str| String::from_utf8_lossy(&files[&format!("{language}/{name}")]);
        let index = page("sheets/index.html");
        for name in ["KZ-75.html", "Software developers", "Алматы", "2512.html"] {
            let known = index.to_lowercase().contains(&name.to_lowercase());
            assert!(known, "{language}: {name}");
        }
        for path in files.keys().filter(|path| path.ends_with(".html")) {
            let html = String::from_utf8_lossy(&files[path]);
            assert!(html.contains("default-src 'none'"), "{path}");
            for link in html.split("href=\"").skip(1) {
                let target = link.split('"').next().expect("an end");
                let there = files.contains_key(&format!("{language}/sheets/{target}"));
                assert!(there, "{path}: {target} is not next to it");
            }
        }
    }
}

/// Each sheet is a page of the PDF.
#[test]
#[ignore = "needs pdftotext (poppler-utils)"]
fn every_region_and_group_has_a_page_of_the_pdf() {
    let (folder, run) = stored();
    for language in ["en", "ru", "kk"] {
        let out = format!("printed-{language}");
        let ask = ["report", run, "--only", "sheets", "--lang", language, "--out", &out];
        done(&suranys(folder, &ask));
        let pages = pages(&folder.join(&out).join(language).join("sheets.pdf"));
        let begins = |page: &&String| page.lines().take(4).any(is_code);
        let sheets = pages.iter().filter(begins).count();
        assert_eq!(sheets, REGIONS + GROUPS, "{language}: each sheet has one page");
        let contents = pages.len() - sheets;
        assert!((1..=3).contains(&contents), "{language}: {contents} pages before the sheets");
    }
}

/// Whether a line begins with the code of a region or a unit group.
fn is_code(line: &str) -> bool {
    let code = line.split(' ').next().unwrap_or_default();
    let group =
        code.len() == 4 && code.starts_with('2') && code.chars().all(|c| c.is_ascii_digit());
    (code.starts_with("KZ-") || group) && line.len() > code.len()
}

/// Pages of a PDF as text.
fn pages(path: &Path) -> Vec<String> {
    let output = Command::new("pdftotext").arg(path).arg("-").stderr(Stdio::null()).output();
    let output = output.expect("pdftotext starts");
    assert!(output.status.success(), "poppler reads {}", path.display());
    let all = text(&output.stdout);
    let filled = all.split('\u{c}').filter(|page| !page.trim().is_empty());
    filled.map(str::to_owned).collect()
}

/// The letter bears what its file says, has blanks for what it does not, and holds no English but names that
/// carry its mark.
#[test]
#[ignore = "needs pdftotext (poppler-utils)"]
fn the_letter_is_in_its_language_and_blank_where_nothing_is_known() {
    let (folder, run) = stored();
    let letter = "number = \"12-3/45\"\ndate = \"2026-12-01\"\n[addressee]\nru = \"Комиссии\"\n\
                  [signature.position]\nru = \"Директор\"\n";
    std::fs::write(folder.join("letter.toml"), letter).expect("written");
    let ask = ["recommend", run, "--package", "kz", "--out", "list", "--letter", "letter.toml"];
    done(&suranys(folder, &ask));
    let all = pages(&folder.join("list/letter.ru.pdf")).join(" ");
    for part in ["Комиссии", "12-3/45", "01.12.2026", "Директор", "______", "Рекомендуются"]
    {
        assert!(all.contains(part), "{part}: {all}");
    }
    let marked = |line: &str| line.contains("(en)") || line.contains("Suranys");
    for line in all.lines().filter(|line| !marked(line)) {
        let english = line.split(|c: char| !c.is_ascii_alphabetic()).find(|word| word.len() > 2);
        // A name in English may turn onto the line that bears its mark.
        let near = all.lines().skip_while(|other| *other != line).take(3).any(marked);
        assert!(english.is_none() || near, "{english:?} in {line}");
    }
}

#[test]
fn a_letter_that_can_not_be_is_refused_with_its_lines() {
    let (folder, run) = stored();
    let wrong = "number = 1\ndate = \"soon\"\n";
    std::fs::write(folder.join("wrong.toml"), wrong).expect("written");
    let ask = ["recommend", run, "--package", "kz", "--out", "never", "--letter", "wrong.toml"];
    let refused = suranys(folder, &ask);
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    assert!(said.contains("wrong.toml:1") && said.contains("wrong.toml:2"), "{said}");
    assert!(!folder.join("never").exists(), "nothing is written");
}
