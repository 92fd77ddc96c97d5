//! The yearly panel, end to end: forms are written, filled in as a spreadsheet would, read back into
//! the register, and counted; whatever is wrong with a form is reported at its place.

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;
use suranys_tests::{contents, copy_folder, declare, light_data, suranys, text};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Parts of a form's workbook: the sheet of answers, and the texts.
const ANSWERS: &str = "xl/worksheets/sheet2.xml";
const TEXTS: &str = "xl/sharedStrings.xml";
/// Columns of the two answers and the reason: by hand, 7 of the identification, 3 of the row and 13 that
/// are shown stand before them.
const DEMAND: &str = "X";
const SEEKERS: &str = "Y";
const REASON: &str = "Z";
/// The first row of answers; title, body, headings and names of columns stand above.
const FIRST: usize = 5;
/// What is asked about in most tests: a profession of health, and a group of science.
const ASKED: &str = "kz:neurosurgeon,isco08:2111";

/// A folder with the project's data and forms of 2026 as workbooks and as CSV.
fn made() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("temporary folder").keep();
        light_data(&folder.join("data")).expect("data can be copied");
        for (format, out) in [("xlsx", "forms"), ("csv", "table")] {
            ran(&forms(&folder, &["--occupations", ASKED, "--format", format, "-o", out]));
        }
        folder
    })
}

fn forms(folder: &Path, more: &[&str]) -> Output {
    let first = ["consult", "forms", "--year", "2026"];
    suranys!(folder, &[&first, more].concat())
}

fn ran(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn parts(book: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(book)).expect("a workbook");
    let mut found = BTreeMap::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("UTF-8");
        found.insert(part.name().expect("a name").into_owned(), text);
    }
    found
}

/// A workbook with one part changed.
fn with(book: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut all = parts(book);
    let before = all.get(part).expect("the part").clone();
    let after = change(&before);
    assert_ne!(before, after, "{part} is not changed");
    all.insert(part.to_owned(), after);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in all {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// Writes a text or a number into a cell of a row that has none there, as a spreadsheet does.
fn cell(sheet: &str, column: &str, row: usize, value: &str) -> String {
    let start = sheet.find(&format!("<row r=\"{row}\"")).expect("the row");
    let end = start + sheet[start..].find("</row>").expect("its end");
    let cell = match value.parse::<f64>() {
        Ok(_) => format!("<c r=\"{column}{row}\"><v>{value}</v></c>"),
        Err(_) => format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{value}</t></is></c>"),
    };
    format!("{}{cell}{}", &sheet[..end], &sheet[end..])
}

/// A form with the same answers in each of its rows.
fn filled(book: &[u8], [demand, seekers, reason]: [&str; 3]) -> Vec<u8> {
    with(book, ANSWERS, |sheet| {
        let rows = sheet.matches("<row ").count();
        let mut sheet = sheet.to_owned();
        for row in FIRST..=rows {
            for (column, value) in [(DEMAND, demand), (SEEKERS, seekers), (REASON, reason)] {
                if !value.is_empty() {
                    sheet = cell(&sheet, column, row, value);
                }
            }
        }
        sheet
    })
}

/// The form of a body.
fn form_of(body: &str) -> (String, Vec<u8>) {
    let all = contents(&made().join("forms")).expect("forms");
    let ending = format!("-{body}.xlsx");
    all.into_iter().find(|(name, _)| name.ends_with(&ending)).expect("a form of the body")
}

/// Reads forms that lie in a folder of their own.
fn read(files: &[(&str, Vec<u8>)], more: &[&str]) -> (Output, tempfile::TempDir) {
    let place = tempfile::tempdir().expect("temporary folder");
    let mut arguments: Vec<String> = ["consult", "read"].map(str::to_owned).into();
    for (name, bytes) in files {
        std::fs::write(place.path().join(name), bytes).expect("written");
        arguments.push((*name).to_owned());
    }
    let package = made().join("data/kz").display().to_string();
    arguments.extend(["--date", "2026-10-15", "--package", &package].map(str::to_owned));
    arguments.extend(more.iter().map(|word| (*word).to_owned()));
    (suranys!(place.path(), &arguments), place)
}

/// What is found in forms that are refused; nothing is written then.
fn found(files: &[(&str, Vec<u8>)]) -> String {
    let (output, place) = read(files, &["-o", "out.csv"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.ends_with("nothing was written\n"), "{said}");
    assert!(!place.path().join("out.csv").exists());
    assert!(!said.contains("panicked"), "{said}");
    said
}

/// Expected: from the package's own tables. Every regional government has a region of its own and every
/// region in its current borders a government.
#[test]
fn every_region_has_a_government() {
    let package = suranys_tests::project().join("data/kz/classifications");
    let column = |file: &str, wanted: &str, is: &dyn Fn(&BTreeMap<String, String>) -> bool| {
        let mut reader = csv::Reader::from_path(package.join(file)).expect("a table");
        let rows = reader.deserialize::<BTreeMap<String, String>>().map(|row| row.expect("a row"));
        let mut all: Vec<String> = rows.filter(|row| is(row)).map(|r| r[wanted].clone()).collect();
        all.sort();
        all
    };
    let governments = column("bodies.csv", "region", &|row| row["kind"] == "regional_government");
    let regions = column("regions.csv", "code", &|row| {
        row["kind"] != "country" && row["valid_to"].is_empty()
    });
    assert_eq!(governments, regions);
    assert_eq!(governments.len(), 20);
}

#[test]
fn a_form_says_what_is_asked_and_shows_what_is_known() {
    let all = contents(&made().join("forms")).expect("forms");
    // By hand: 20 regional governments and the chamber about both; of the ministries, that of health
    // about the one, that of science about the other, that of industry, which has no sector, about both.
    let books = all.keys().filter(|name| name.ends_with(".xlsx")).count();
    assert_eq!(books, 24);
    let (_, book) = form_of("akimat-almaty");
    let parts = parts(&book);
    let texts = &parts[TEXTS];
    for wanted in [
        "Panel on occupations, 2026",
        "Akimat of Almaty city (akimat-almaty)",
        "Almaty city (KZ-75)",
        "2026-10-15",
        "www.gov.kz/memleket/entities/enbek",
        "How will demand for the occupation change over the next year?",
        "3  great shortage",
        "A region counts when at least 50.0% of those asked there answered, and at least 1 of them.",
        "Neurosurgeon",
        "isco08:2111",
    ] {
        assert!(texts.contains(wanted), "{wanted}");
    }
    // Openings are of the region, employment of the country: the run has no other.
    assert!(texts.contains("2, Kazakhstan: Employment, 2026; "), "{texts}");
    assert!(texts.contains("2, Almaty city: Total job openings, 2023–2027"), "{texts}");
    // Replacement is known of the country alone, and is no part of a region's openings.
    assert!(!texts.contains("Replacement demand"), "{texts}");
    assert!(self::parts(&form_of("moh").1)[TEXTS].contains("Replacement demand, 2023–2027"));
    let sheet = &parts[ANSWERS];
    assert!(sheet.contains("<formula1>\"1,2,3,4,5,-\"</formula1>"), "{sheet}");
    assert!(sheet.contains(&format!("sqref=\"{SEEKERS}5:{SEEKERS}6\"><formula1>\"0,1,2,3,-\"")));
    assert!(sheet.contains("<row r=\"4\" hidden=\"1\">"));
    let ministry = self::parts(&form_of("moh").1);
    assert!(!ministry[TEXTS].contains("isco08:2111"), "a ministry is asked about its own sector");
}

#[test]
fn forms_are_the_same_bytes_each_time_and_in_each_language_there_is() {
    let again = ["--occupations", ASKED, "-o", "again"];
    ran(&forms(made(), &again));
    let [first, second] = ["forms", "again"].map(|f| contents(&made().join(f)).expect("forms"));
    assert_eq!(first, second);
    // Forms that nobody changed are replaced; changed ones are not.
    ran(&forms(made(), &again));
    let changed = made().join("again").join(form_of("moh").0);
    std::fs::write(&changed, "changed").expect("written");
    assert_eq!(forms(made(), &again).status.code(), Some(2));
    for (language, word) in [("ru", "Панель о профессиях"), ("kk", "Кәсіптер туралы панель")]
    {
        ran(&forms(made(), &["--occupations", ASKED, "--lang", language, "-o", language]));
        let all = contents(&made().join(language)).expect("forms");
        let book = all.iter().find(|(name, _)| name.ends_with("-moh.xlsx")).expect("a form").1;
        assert!(parts(book)[TEXTS].contains(word), "{language}");
    }
}

/// By hand: of both occupations 23 bodies are asked. Eleven regions of twenty count, the twelfth
/// abstains; with the chamber the codes of shortage are ten 3, one 0 and one 1.
#[test]
fn answers_go_into_the_register_and_are_counted() {
    let governments = [
        "astana",
        "almaty",
        "shymkent",
        "abai",
        "akmola",
        "aktobe",
        "atyrau",
        "zhambyl",
        "zhetisu",
        "karaganda",
    ];
    let mut files: Vec<(String, Vec<u8>)> = governments
        .iter()
        .map(|name| form_of(&format!("akimat-{name}")))
        .map(|(name, book)| (name, filled(&book, ["4", "3", "=1+1"])))
        .collect();
    for (body, answers) in [
        ("akimat-kostanay", ["–", "0", ""]),
        ("akimat-kyzylorda", ["", "-", ""]),
        ("atameken", ["5", "1", ""]),
    ] {
        let (name, book) = form_of(body);
        files.push((name, filled(&book, answers)));
    }
    let named: Vec<(&str, Vec<u8>)> =
        files.iter().map(|(name, book)| (name.as_str(), book.clone())).collect();
    let (output, place) = read(&named, &["-o", "panel_answers.csv"]);
    assert_eq!(ran(&output), "panel_answers.csv\n");
    assert!(text(&output.stderr).contains("\"hash\": \"sha256:"), "{}", text(&output.stderr));
    let register = std::fs::read_to_string(place.path().join("panel_answers.csv")).expect("a file");
    assert_eq!(register.lines().count(), 1 + 13 * 2 * 2);
    assert!(register.contains(",demand,4,2026-10-15,'=1+1,"), "a reason is no formula: {register}");
    assert!(register.contains("akimat-kyzylorda,KZ-43,kz:neurosurgeon,seekers,abstain,"));
    // The same register is replaced; a file that is no register isn't, nor is one in a package.
    let (again, _) = read(&named, &["-o", "panel_answers.csv"]);
    ran(&again);
    let inside = made().join("data/kz/lists/panel_answers.csv").display().to_string();
    let (refused, _) = read(&named, &["-o", &inside]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));

    let folder = tempfile::tempdir().expect("temporary folder");
    copy_folder(&made().join("data"), &folder.path().join("data")).expect("copied");
    let package = folder.path().join("data/kz");
    std::fs::write(package.join("lists/panel_answers.csv"), &register).expect("written");
    declare(&package, "lists/panel_answers.csv").expect("declared");
    ran(&suranys!(folder.path(), &["check"]));
    let panel =
        |more: &[&str]| ran(&suranys!(folder.path(), &[&["consult", "panel"], more].concat()));
    let all: Value = serde_json::from_str(&panel(&["--format", "json"])).expect("JSON");
    let all = all.as_array().expect("a list");
    assert_eq!(all.len(), 4, "two questions about two occupations");
    let seekers = all
        .iter()
        .find(|one| one["question"] == "seekers" && one["occupation"] == "kz:neurosurgeon")
        .expect("asked");
    assert_eq!(seekers["asked"], 23);
    assert_eq!((&seekers["answered"], &seekers["abstained"]), (&12.into(), &1.into()));
    assert_eq!((&seekers["quorum"], &seekers["shortage"]), (&"met".into(), &"meets".into()));
    assert_eq!((&seekers["median"], &seekers["majority"]), (&3.0.into(), &3.into()));
    assert_eq!(seekers["answers"]["3"], 10);
    // Ten regions of twenty are a half: the two others say nothing of demand.
    let demand = all.iter().find(|one| one["question"] == "demand").expect("asked");
    assert_eq!((&demand["quorum"], &demand["answered"]), (&"met".into(), &11.into()));
    let region: Value =
        serde_json::from_str(&panel(&["--region", "KZ-43", "--format", "json"])).expect("JSON");
    assert_eq!(region[0]["quorum"], "small-share");
    assert_eq!((&region[0]["median"], &region[0]["abstained"]), (&Value::Null, &1.into()));
    let table = panel(&["--regions", "--format", "csv"]);
    assert_eq!(table.lines().count(), 1 + 2 * 2 * 21);
    let shown = panel(&["--occupation", "kz:neurosurgeon"]);
    assert!(shown.contains("median 3, quartiles 3 to 3; majority: 3 great shortage"), "{shown}");
    assert!(shown.contains("meets: enough answered: 12 of 23"), "{shown}");
    let last = suranys!(folder.path(), &["consult", "panel", "--year", "2025"]);
    assert_eq!(last.status.code(), Some(2));

    // Who is in the register is not taken a second time.
    let (name, book) = form_of("atameken");
    let form = place.path().join(&name);
    std::fs::write(&form, filled(&book, ["5", "1", ""])).expect("written");
    let form = form.display().to_string();
    let twice = suranys!(folder.path(), &["consult", "read", &form, "--date", "2026-10-16"]);
    assert_eq!(twice.status.code(), Some(1));
    assert!(text(&twice.stderr).contains("the register has answers of `atameken` in 2026 already"));
    // A code that the questions no longer allow is found in the register.
    let path = package.join("lists/panel_answers.csv");
    std::fs::write(&path, register.replace(",seekers,0,", ",seekers,7,")).expect("written");
    declare(&package, "lists/panel_answers.csv").expect("declared");
    let odd = suranys!(folder.path(), &["consult", "panel"]);
    let said = text(&odd.stderr);
    assert_eq!(odd.status.code(), Some(1));
    assert!(
        said.contains("lists/panel_answers.csv:") && said.contains("0, 1, 2, 3, abstain"),
        "{said}"
    );
}

#[test]
fn what_was_changed_in_a_form_is_found_at_its_place() {
    let (name, book) = form_of("akimat-almaty");
    let name = name.as_str();
    let one = |bytes: Vec<u8>| found(&[(name, bytes)]);
    let place = |column: &str, row: usize| format!("{name}:{row}:Answers!{column} (");

    let said = one(with(&book, TEXTS, |t| t.replace(">isco08:2111<", ">isco08:2112<")));
    assert!(said.contains(&place("J", 6)), "{said}");
    assert!(said.contains("the code of the occupation was changed"), "{said}");
    assert!(said.contains("found   isco08:2112") && said.contains("allowed isco08:2111"), "{said}");

    let row = |sheet: &str, number: usize| -> String {
        let start = sheet.find(&format!("<row r=\"{number}\"")).expect("the row");
        let end = start + sheet[start..].find("</row>").expect("its end") + "</row>".len();
        sheet[start..end].to_owned()
    };
    let said = one(with(&book, ANSWERS, |sheet| sheet.replace(&row(sheet, 6), "")));
    assert!(said.contains("row 2 of the form is missing"), "{said}");
    assert!(said.contains(&place("H", 5)), "{said}");

    let said = one(with(&book, ANSWERS, |sheet| {
        let more = "<row r=\"7\"><c r=\"J7\" t=\"inlineStr\"><is><t>isco08:2113</t></is></c></row>";
        sheet.replace("</sheetData>", &format!("{more}</sheetData>"))
    }));
    assert!(said.contains(&place("H", 7)) && said.contains("the row was added"), "{said}");

    let said = one(with(&book, ANSWERS, |sheet| {
        let twice = row(sheet, 6).replace("6\"", "7\"");
        sheet.replace("</sheetData>", &format!("{twice}</sheetData>"))
    }));
    assert!(
        said.contains(&place("H", 7)) && said.contains("row 2 of the form stands twice"),
        "{said}"
    );

    let said = one(filled(&book, ["6", "many", ""]));
    assert!(said.contains(&place(DEMAND, 5)) && said.contains(&place(SEEKERS, 6)), "{said}");
    assert!(said.contains("`many` is no answer to `seekers`"), "{said}");
    assert!(said.contains("allowed 0, 1, 2, 3; - or nothing to abstain"), "{said}");
    assert!(said.contains("4 findings"), "all of them at once: {said}");

    let moved = with(&filled(&book, ["4", "", ""]), ANSWERS, |sheet| {
        sheet.replacen("<c r=\"X4\"", "<c r=\"AC4\"", 1)
    });
    let said = one(moved);
    assert!(
        said.contains(&format!("{name}:5:Answers!X\n")) || said.contains(":5:Answers!X:"),
        "{said}"
    );
    assert!(said.contains("the text stands in no column of the form"), "{said}");
    let said = one(with(&book, TEXTS, |t| t.replace(">seekers<", ">Seekers<")));
    assert!(said.contains("the form has no column `seekers`"), "{said}");

    assert!(one(b"PK\x03\x04 no archive".to_vec()).contains("the workbook is damaged"));
    assert!(one(b"a,b\n1,2\n".to_vec()).contains("there is no table of a form in it"));
    let said = found(&[("moved.xlsx", b"PK".to_vec()), ("none.csv", Vec::new())]);
    assert!(said.contains("moved.xlsx") && said.contains("none.csv"), "{said}");
}

#[test]
fn a_form_of_something_else_is_found() {
    let (name, book) = form_of("akimat-almaty");
    let name = name.as_str();
    for (from, to, wanted) in [
        ("<t>2026.2</t>", "<t>2025.1</t>", "the form is of another version of the package"),
        ("<t>kz</t>", "<t>xx</t>", "the form is of another package"),
        (
            "<t>akimat-almaty</t>",
            "<t>akimat-almati</t>",
            "`akimat-almati` is no body of the package",
        ),
        ("<t>KZ-75</t>", "<t>KZ-71</t>", "`KZ-71` is not the region of `akimat-almaty`"),
    ] {
        let said = found(&[(name, with(&book, TEXTS, |texts| texts.replace(from, to)))]);
        assert!(said.contains(wanted), "{wanted}: {said}");
        assert!(said.contains(&format!("{name}:5:Answers!")), "{said}");
    }
    let table = table_of("akimat-almaty");
    let other = table.replace("\n1,kz,", "\n2,kz,");
    assert!(found(&[("f.csv", other.into_bytes())]).contains("the form is of another format"));
    let (output, _) = read(&[(name, book.clone())], &["--year", "2025"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("the form is of another year"));

    let twice = [(name, book.clone()), ("copy.xlsx", filled(&book, ["1", "1", ""]))];
    let said = found(&twice);
    assert!(said.contains("copy.xlsx:5:Answers!D (body)"), "{said}");
    assert!(said.contains("there are two forms of `akimat-almaty`"), "{said}");
}

/// The form of a body as CSV.
fn table_of(body: &str) -> String {
    let all = contents(&made().join("table")).expect("forms");
    let ending = format!("-{body}.csv");
    let (_, bytes) = all.into_iter().find(|(name, _)| name.ends_with(&ending)).expect("a form");
    String::from_utf8(bytes).expect("UTF-8")
}

/// CSV has the columns of the workbook, and a spreadsheet that writes semicolons is read too.
#[test]
fn a_form_in_csv_is_read_as_one_in_a_workbook_is() {
    let table = table_of("akimat-almaty");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let demand = header.iter().position(|name| name == "demand").expect("a column");
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| {
            let mut row: Vec<String> = row.expect("a row").iter().map(str::to_owned).collect();
            row[demand] = "2".to_owned();
            row
        })
        .collect();
    let written = |separator: u8| {
        let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
        writer.write_record(&header).expect("written");
        // Sorted otherwise: rows are known by what they are.
        rows.iter().rev().for_each(|row| writer.write_record(row).expect("written"));
        writer.into_inner().expect("written")
    };
    let (name, book) = form_of("akimat-almaty");
    let (from_book, _) = read(&[(name.as_str(), filled(&book, ["2", "", ""]))], &[]);
    let from_book = ran(&from_book).replace(&name, "form.csv");
    for separator in [b',', b';'] {
        let (from_table, _) = read(&[("form.csv", written(separator))], &[]);
        assert_eq!(ran(&from_table), from_book);
    }
    let mut odd = rows.clone();
    odd[1][demand] = "9".to_owned();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).expect("written");
    odd.iter().for_each(|row| writer.write_record(row).expect("written"));
    let said = found(&[("form.csv", writer.into_inner().expect("written"))]);
    assert!(said.contains("error[form] form.csv:3:demand: `9` is no answer to `demand`"), "{said}");
}

/// Names from data stay text in a form, whatever they look like.
#[test]
fn hostile_names_stay_text() {
    const HOSTILE: &str = "=HYPERLINK(\"\"http://x\"\";1)\u{202e}<b>&";
    let folder = tempfile::tempdir().expect("temporary folder");
    copy_folder(&made().join("data"), &folder.path().join("data")).expect("copied");
    let package = folder.path().join("data/kz");
    for (path, from) in [
        ("lists/professions.csv", "Neurosurgeon"),
        ("classifications/bodies.csv", "Akimat of Almaty city"),
    ] {
        let file = package.join(path);
        let text = std::fs::read_to_string(&file).expect("a table");
        assert!(text.contains(&format!(",{from},")), "{path}");
        let text = text.replace(&format!(",{from},"), &format!(",\"{HOSTILE}\","));
        std::fs::write(file, text).expect("written");
        declare(&package, path).expect("declared");
    }
    for format in ["xlsx", "csv"] {
        ran(&forms(folder.path(), &["--occupations", ASKED, "--format", format, "-o", format]));
    }
    let books = contents(&folder.path().join("xlsx")).expect("forms");
    for (name, bytes) in books.iter().filter(|(name, _)| name.ends_with(".xlsx")) {
        for (part, text) in parts(bytes) {
            assert!(!text.contains("<f>") && !text.contains("<f "), "{name}: {part}");
            assert!(!text.contains("<b>&") && !text.contains('\u{202e}'), "{name}: {part}");
        }
    }
    let almaty = books.iter().find(|(name, _)| name.ends_with("-akimat-almaty.xlsx")).expect("one");
    assert!(parts(almaty.1)[TEXTS].contains("=HYPERLINK("));
    let tables = contents(&folder.path().join("csv")).expect("forms");
    for (name, bytes) in tables.iter().filter(|(name, _)| name.ends_with(".csv")) {
        for record in csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]).records()
        {
            for cell in record.expect("a record").iter() {
                assert!(!cell.trim_start().starts_with(['=', '@', '+', '-']), "{name}: {cell}");
            }
        }
    }
}

/// What is wrong with the panel's file is found in it, all at once.
#[test]
fn a_wrong_question_is_found_in_its_file() {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy_folder(&made().join("data"), &folder.path().join("data")).expect("copied");
    let file = folder.path().join("data/rules/kz/panel.toml");
    let text = std::fs::read_to_string(&file).expect("the file");
    for (from, to, wanted) in [
        ("code = 5", "code = 12", "must be a digit from 0 to 9"),
        ("shortage_from = 2", "shortage_from = 8", "which is no answer of the question"),
        ("id = \"seekers\"", "id = \"check\"", "that no other column"),
        ("due = \"10-15\"", "due = \"15.10.\"", "must be a month and a day"),
        (
            "value = 0.5\nunit = \"share of bodies\"",
            "value = 50\nunit = \"share of bodies\"",
            "is it per cent?",
        ),
        ("panel.majority_above", "panel.majority", "is not a key here"),
        (
            "basis = \"expert\"\nsource = \"The second",
            "source = \"The second",
            "must say its basis",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        std::fs::write(&file, text.replacen(from, to, 1)).expect("written");
        let output = forms(folder.path(), &["-o", "forms"]);
        let said = self::text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(wanted) && said.contains("rules/kz/panel.toml:"), "{wanted}: {said}");
        assert!(!folder.path().join("forms").exists());
    }
    let output = suranys!(
        made(),
        &["consult", "forms", "--year", "2026", "--occupations", "kz:neurosurgeo", "-o", "x"]
    );
    assert!(text_of(&output).contains("`kz:neurosurgeon` meant?"), "{}", text_of(&output));
}

fn text_of(output: &Output) -> String {
    text(&output.stderr)
}
