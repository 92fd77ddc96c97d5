//! A package kept up: sealed, a figure revised with all that sums from it, rows brought in, two compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use suranys_tests::{contents, copy_folder, light_data, project, suranys, text};

const TABLE: &str = "tables/unemployed_by_region.csv";

/// A copy of the package in a folder of its own.
fn copied() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = folder.path().join("kz");
    copy_folder(&project().join("data/kz"), &package).expect("data can be copied");
    (folder, package)
}

fn ran(folder: &Path, arguments: &[&str]) -> Output {
    suranys!(folder, &[&["package"], arguments].concat())
}

/// What a command that does its work prints.
fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = ran(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// The exit code of a command that does not, and all that it says.
fn refused(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = ran(folder, arguments);
    let said = text(&output.stdout) + &text(&output.stderr);
    (output.status.code().expect("a code"), said)
}

fn edit(file: &Path, from: &str, to: &str) {
    let before = fs::read_to_string(file).expect("read");
    assert!(before.contains(from), "{} has no {from}", file.display());
    fs::write(file, before.replacen(from, to, 1)).expect("written");
}

/// Lines of files that differ, by file.
fn changed(before: &BTreeMap<String, Vec<u8>>, package: &Path) -> BTreeMap<String, Vec<String>> {
    let after = contents(package).expect("read");
    assert!(before.keys().eq(after.keys()), "no file comes or goes");
    let mut found = BTreeMap::new();
    for (name, bytes) in after.iter().filter(|(name, bytes)| before[*name] != **bytes) {
        let was: Vec<String> = text(&before[name]).lines().map(str::to_owned).collect();
        let lines = text(bytes).lines().map(str::to_owned).collect::<Vec<_>>();
        let new = lines.into_iter().filter(|line| !was.contains(line)).collect();
        found.insert(name.clone(), new);
    }
    found
}

#[test]
fn a_seal_writes_two_lines_of_the_descriptor_and_says_which() {
    let (folder, package) = copied();
    let before = contents(&package).expect("read");
    assert_eq!(done(folder.path(), &["seal", "kz"]), "");
    assert_eq!(contents(&package).expect("read"), before);
    edit(&package.join(TABLE), "2024,KZ-75,52.025", "2024,KZ-75,52.026");
    let edited = contents(&package).expect("read");
    let (code, said) = refused(folder.path(), &["seal", "kz", "--check"]);
    assert_eq!(code, 1);
    assert!(said.contains(TABLE) && said.contains("nothing was written"), "{said}");
    assert_eq!(contents(&package).expect("read"), edited);
    let said = done(folder.path(), &["seal", "kz"]);
    assert!(said.starts_with(TABLE) && said.lines().count() == 1, "{said}");
    let written = changed(&edited, &package);
    // The size is the same: one digit for another. The hash is the second word of `sha256sum`.
    assert_eq!(written.keys().collect::<Vec<_>>(), ["datapackage.json"]);
    assert_eq!(written["datapackage.json"].len(), 1, "{written:?}");
    assert_eq!(done(folder.path(), &["seal", "kz", "--check"]), "");
    assert_eq!(suranys!(folder.path(), &["check", "kz"]).status.code(), Some(1), "the sums differ");
    // Ends of lines are no change.
    let unix = fs::read_to_string(package.join(TABLE)).expect("read");
    fs::write(package.join(TABLE), unix.replace('\n', "\r\n")).expect("written");
    assert_eq!(done(folder.path(), &["seal", "kz", "--check"]), "");
    fs::remove_file(package.join(TABLE)).expect("removed");
    let (code, said) = refused(folder.path(), &["seal", "kz"]);
    assert!(code == 1 && said.contains(TABLE), "{said}");
}

/// Unemployed of Almaty in 2024: 52.025, of the country 449.807; with the employed (1,083.048 and 9,214.184)
/// they are the labour force, 1,135.073 and 9,663.991, which stands in two tables. All of it moves by the
/// 1.075 that the revision adds.
#[test]
fn revise_a_figure_one_command_one_round() {
    let (folder, package) = copied();
    let before = contents(&package).expect("read");
    let set =
        ["set", "unemployed_by_region", "year=2024", "region=KZ-75", "53.1", "--package", "kz"];
    let set = [&set[..], &["--source", "bns-102798", "--status", "P"]].concat();
    let (code, said) = refused(folder.path(), &set);
    assert_eq!(code, 1, "nobody confirms");
    assert!(said.contains("52.025 -> 53.1") && said.contains("nothing was written"), "{said}");
    assert!(said.contains("9663.991 -> 9665.066") && said.contains("A -> P"), "{said}");
    assert_eq!(contents(&package).expect("read"), before);
    let set = [&set[..], &["--yes"]].concat();
    done(folder.path(), &set);
    let written = changed(&before, &package);
    let row = |cells: &str| format!("{cells},P,,bns-102798,");
    assert_eq!(written[TABLE], [row("2024,KZ,450.882"), row("2024,KZ-75,53.1")]);
    let force = "tables/labour_force_by_region.csv";
    assert_eq!(written[force], [row("2024,KZ,9665.066"), row("2024,KZ-75,1136.148")]);
    assert_eq!(written["tables/labour_force.csv"], [row("2024,9665.066")]);
    assert_eq!(written.len(), 4, "{:?}", written.keys());
    assert_eq!(
        suranys!(folder.path(), &["check", "kz"]).status.code(),
        Some(1),
        "no scenarios here"
    );
    let said = text(&suranys!(folder.path(), &["check", "kz"]).stdout);
    assert!(!said.contains("FAILED"), "{said}");
    // Once more, and nothing is added twice.
    let after = contents(&package).expect("read");
    done(folder.path(), &set);
    assert_eq!(contents(&package).expect("read"), after);
}

/// A misprint in one table is corrected, and what agreed with the right figure all along stays.
#[test]
fn a_total_that_agrees_with_the_corrected_figure_stays() {
    let (folder, package) = copied();
    let before = contents(&package).expect("read");
    edit(&package.join(TABLE), "2024,KZ-75,52.025", "2024,KZ-75,25.052");
    done(folder.path(), &["seal", "kz"]);
    let row = ["set", "unemployed_by_region", "year=2024", "region=KZ-75", "52.025"];
    done(
        folder.path(),
        &[&row[..], &["--package", "kz", "--source", "bns-102791", "--yes"]].concat(),
    );
    assert_eq!(contents(&package).expect("read"), before);
}

#[test]
fn a_revision_with_findings_is_not_written() {
    let (folder, package) = copied();
    let before = contents(&package).expect("read");
    let set = |more: &[&str]| -> (i32, String) {
        refused(folder.path(), &[&["set"], more, &["--package", "kz", "--yes"]].concat())
    };
    let source = ["--source", "bns-102798"];
    // Sections no longer sum to the country's employed: what else moves, only the publisher knows.
    let of_employed = ["employment_by_region", "year=2024", "region=KZ-75", "1090"];
    let (code, said) = set(&[&of_employed[..], &source].concat());
    assert!(code == 1 && said.contains("employment_by_section.csv"), "{said}");
    // A figure below zero is no option.
    let (code, said) = set(&["net_migration", "year=2024", "-7.4", "--source", "nobody"]);
    assert!(code == 1 && said.contains("net_migration.csv:26:source"), "{said}");
    let unemployed = ["unemployed_by_region", "year=2024", "region=KZ-75"];
    for (more, code, word) in [
        (&["53.1", "--source", "bns"][..], 1, "not a code of `sources`"),
        (&["53,1", "--source", "bns-102798"], 2, "decimal comma"),
        (&["5000", "--source", "bns-102798", "--status", "Q"], 1, "`Q` is not allowed"),
    ] {
        let (found, said) = set(&[&unemployed[..], more].concat());
        assert!(found == code && said.contains(word), "{found}: {said}");
    }
    for (asked, word) in [
        (&["unemployed_by_regions", "year=2024", "1"][..], "is `unemployed_by_region` meant?"),
        (&["unemployed_by_region", "years=2024", "1"], "is `year` meant?"),
        (&["unemployed_by_region", "year=2024", "1"], "region="),
        (&["unemployed_by_region", "year=2024", "region=KZ-76", "1"], "no such row"),
        (&["unemployed_by_region", "2024", "1"], "`column=value`"),
    ] {
        let (code, said) = set(&[asked, &source].concat());
        assert!(code == 2 && said.contains(word), "{code}: {said}");
    }
    assert_eq!(contents(&package).expect("read"), before);
}

#[test]
fn packages_are_compared_cell_by_cell() {
    let (folder, package) = copied();
    copy_folder(&package, &folder.path().join("old")).expect("copied");
    assert_eq!(done(folder.path(), &["diff", "old", "kz"]), "");
    edit(&package.join(TABLE), "2024,KZ-75,52.025", "2024,KZ-75,53.1");
    edit(&package.join("tables/labour_force.csv"), "2001,7479.1,A,,bns-102800,\n", "");
    edit(&package.join(TABLE), "2024,KZ,", "1999,KZ,1,A,,bns-102791,\n2024,KZ,");
    let (code, said) = refused(folder.path(), &["diff", "old", "kz", "--format", "csv"]);
    let lines = [
        "table,key,change,column,before,after",
        "labour_force,year=2001,removed,value,7479.1,",
        "labour_force,year=2001,removed,obs_status,A,",
        "labour_force,year=2001,removed,source,bns-102800,",
        "unemployed_by_region,year=2024;region=KZ-75,changed,value,52.025,53.1",
        "unemployed_by_region,year=1999;region=KZ,added,value,,1",
        "unemployed_by_region,year=1999;region=KZ,added,obs_status,,A",
        "unemployed_by_region,year=1999;region=KZ,added,source,,bns-102791",
    ];
    assert_eq!((code, said), (1, lines.join("\n") + "\n"));
    let (code, said) = refused(folder.path(), &["diff", "old", "kz"]);
    assert!(code == 1 && said.contains("  value           52.025 -> 53.1\n"), "{said}");
    let (code, said) = refused(folder.path(), &["diff", "old", "none"]);
    assert!(code == 2 && said.contains("none"), "{said}");
}

/// A publisher's spreadsheet: regions down by their Russian names, years across. The figures of 2026 are those of
/// the table for 2025 and one more for each region; the country has as many more as it has regions.
#[test]
fn a_2026_column_from_a_publishers_spreadsheet_two_commands() {
    let (folder, package) = copied();
    let names = names_of_regions(&package);
    let table = fs::read_to_string(package.join(POPULATION)).expect("read");
    let last: Vec<(String, f64)> = table
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0] == "2025").then(|| (cells[1].to_owned(), cells[2].parse().expect("a figure")))
        })
        .collect();
    let regions = last.len() - 1;
    assert!(regions > 10, "the table has 2025");
    let more = |code: &str| if code == "KZ" { regions as f64 } else { 1.0 };
    let mut cells: Vec<[String; 3]> = vec![["Регион".into(), "2025".into(), "2026".into()]];
    for (code, value) in &last {
        let next = format!("{:.3}", value + more(code));
        cells.push([names[code].clone(), value.to_string(), next]);
    }
    let book = |cells: &[[String; 3]]| {
        let rows: Vec<Vec<&str>> =
            cells.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        fs::write(folder.path().join("bureau.xlsx"), crate::workbook::workbook(&rows, &[]))
            .expect("written");
    };
    book(&cells);
    let before = contents(&package).expect("read");
    let import = [
        "import",
        "bureau.xlsx",
        "--as",
        "population_by_region",
        "--package",
        "kz",
        "--year",
        "2026",
    ];
    let import = [&import[..], &["--source", source_of(&table), "--status", "P"]].concat();
    let (code, said) = refused(folder.path(), &import);
    assert!(code == 1 && said.contains("year=2026;region=KZ-75 (added)"), "{said}");
    assert_eq!(contents(&package).expect("read"), before);
    let yes = [&import[..], &["--yes"]].concat();
    done(folder.path(), &yes);
    let said = text(&suranys!(folder.path(), &["check", "kz"]).stdout);
    assert!(!said.contains("FAILED"), "{said}");
    let written = changed(&before, &package);
    assert_eq!(written.len(), 2, "{:?}", written.keys());
    assert_eq!(written[POPULATION].len(), regions + 1);
    let after = contents(&package).expect("read");
    done(folder.path(), &yes);
    assert_eq!(contents(&package).expect("read"), after, "nothing is added twice");
    // What is wrong is said where it stands in the spreadsheet.
    cells[2][0] = "Nowhere".to_owned();
    book(&cells);
    let (code, said) = refused(folder.path(), &yes);
    assert!(code == 1 && said.contains("bureau.xlsx:3:") && said.contains("Nowhere"), "{said}");
    cells.remove(2);
    for row in &mut cells[1..] {
        row[2] = format!("{}", row[2].parse::<f64>().expect("a figure") * 1000.0);
    }
    book(&cells);
    let other = [&yes[..], &["--status", "A"]].concat();
    let (_, said) = refused(folder.path(), &other[..]);
    assert!(said.contains("cannot be used multiple times"), "{said}");
    let (code, said) = refused(folder.path(), &yes);
    assert!(code == 1 && said.contains("--unit"), "{said}");
    assert_eq!(contents(&package).expect("read"), after);
}

const POPULATION: &str = "tables/population_by_region.csv";

/// Names of regions in Russian by code.
fn names_of_regions(package: &Path) -> BTreeMap<String, String> {
    let mut table =
        csv::Reader::from_path(package.join("classifications/regions.csv")).expect("read");
    let header = table.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|column| column == name).expect("there");
    let (code, label) = (at("code"), at("label_ru"));
    let rows = table.records().map(|row| row.expect("a row"));
    rows.map(|row| (row[code].to_owned(), row[label].to_owned())).collect()
}

/// The source of the first row of a table.
fn source_of(table: &str) -> &str {
    let place = table.split(',').position(|name| name == "source").expect("a source");
    table.lines().nth(1).and_then(|row| row.split(',').nth(place)).expect("a row")
}

/// A form says in every language what each column of the package holds, and in which unit.
#[test]
fn forms_have_words_for_every_column_and_unit() {
    let read = |path: &str| fs::read_to_string(project().join(path)).expect("read");
    let package: serde_json::Value =
        serde_json::from_str(&read("data/kz/datapackage.json")).expect("JSON");
    for language in ["en", "ru", "kk"] {
        let words: toml::Table =
            read(&format!("data/labels/template.{language}.toml")).parse().expect("TOML");
        let own: toml::Table =
            read(&format!("data/kz/labels/{language}.toml")).parse().expect("TOML");
        let (columns, units) = (&words["column"], &words["unit-name"]);
        let own_units = &own["template"]["unit-name"];
        for resource in package["resources"].as_array().expect("a list") {
            if language != "en" {
                let name = resource["name"].as_str().expect("text");
                assert!(own["template"]["table"].get(name).is_some(), "{language}: {name}");
            }
            for field in resource["schema"]["fields"].as_array().expect("a list") {
                let name = field["name"].as_str().expect("text");
                let named = columns.get(name).or_else(|| own["template"]["column"].get(name));
                assert!(named.is_some(), "{language}: {name}");
                let Some(unit) = field["unit"].as_str() else { continue };
                let named = units.get(unit).or_else(|| own_units.get(unit));
                assert!(named.is_some(), "{language}: {unit}");
            }
        }
    }
}

/// What the template offers is filled in by another program: the names of its columns, and rows below them.
#[test]
fn vacancies_typed_into_the_template_two_commands_to_a_verdict() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = light_data(folder.path()).expect("data can be copied");
    let table = "exchange_by_occupation";
    done(folder.path(), &["template", table, "--package", "kz", "-o", "vacancies.xlsx"]);
    let template = fs::read(folder.path().join("vacancies.xlsx")).expect("written");
    let part = |name: &str| {
        let mut archive =
            zip::ZipArchive::new(std::io::Cursor::new(&template)).expect("an archive");
        let mut part = archive.by_name(name).expect("a part");
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut part, &mut xml).expect("text");
        xml
    };
    let texts = part("xl/sharedStrings.xml");
    // In three languages: the table, its columns, units and codes.
    for word in [
        "Электронная биржа труда: вакансии и резюме по занятиям / Электрондық еңбек биржасы: кәсіптер бойынша бос жұмыс орындары мен түйіндемелер",
        "Must be filled in",
        "Обязательно",
        "Міндетті",
        "thousand items",
        "тысяч единиц",
        "мың бірлік",
        "isco08:2212",
        "Алматы",
        "не опубликовано",
    ] {
        assert!(texts.contains(word), "{word}");
    }
    // Six columns have codes: flow, region, occupation, measure, status, reason; and the source.
    assert!(part("xl/worksheets/sheet1.xml").contains("<dataValidations count=\"7\">"));
    let columns = [
        "period",
        "flow",
        "region",
        "occupation",
        "measure",
        "value",
        "obs_status",
        "missing_reason",
        "source",
        "note",
    ];
    let row =
        |measure: &'static str, value: &'static str, source: &'static str| -> Vec<&'static str> {
            vec!["2025", "annual_flow", "KZ", "isco08:2212", measure, value, "A", "", source, ""]
        };
    let fill = |rows: &[Vec<&str>]| {
        let all: Vec<&[&str]> = [&["help"][..], &columns[..]]
            .into_iter()
            .chain(rows.iter().map(Vec::as_slice))
            .collect();
        fs::write(folder.path().join("filled.xlsx"), crate::workbook::workbook(&all, &[]))
            .expect("written");
    };
    let import = ["import", "filled.xlsx", "--as", table, "--package", "kz", "--yes"];
    let before = contents(&package).expect("read");
    let source = "mlspp-exchange-2024-09";
    fill(&[row("vacancies", "9", source), row("resume", "3,5", "nobody")]);
    let (code, said) = refused(folder.path(), &import);
    assert_eq!(code, 1);
    for word in [
        "filled.xlsx:4:Table!E (measure)",
        "filled.xlsx:4:Table!F (value)",
        "decimal comma",
        "filled.xlsx:4:Table!I (source)",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
    fill(&[row("vacancies", "9", source), row("vacancies", "8", source)]);
    let (code, said) = refused(folder.path(), &import);
    assert!(code == 1 && said.contains("the key of row 3"), "{said}");
    assert_eq!(contents(&package).expect("read"), before);
    fill(&[row("vacancies", "9", source), row("resumes", "3", source)]);
    done(folder.path(), &import);
    let written = changed(&before, &package);
    let line = |measure: &str, value: &str| {
        format!("2025,annual_flow,KZ,isco08:2212,{measure},{value},A,,{source},")
    };
    let file = "tables/exchange_by_occupation.csv";
    assert_eq!(written[file], [line("vacancies", "9"), line("resumes", "3")]);
    assert_eq!(written.len(), 2, "{:?}", written.keys());
    // Nine thousand vacancies on three thousand CVs; the source asks for one at least.
    let recommend = ["recommend", "--package", "kz", "--as-of", "2025", "--rules", "kz@2025-12-31"];
    let output = suranys!(folder.path(), &[&recommend[..], &["--explain", "isco08:2212"]].concat());
    let said = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(said.contains("[meets] evidence.exchange-ratio: Vacancies for each CV: 3,"), "{said}");
    assert!(said.contains("tables/exchange_by_occupation.csv:3-4:value"), "{said}");
    // The template is not written over when it is filled in.
    fs::copy(folder.path().join("filled.xlsx"), folder.path().join("vacancies.xlsx"))
        .expect("copied");
    let (code, said) =
        refused(folder.path(), &["template", table, "--package", "kz", "-o", "vacancies.xlsx"]);
    assert!(code == 2 && said.contains("vacancies.xlsx"), "{said}");
}
