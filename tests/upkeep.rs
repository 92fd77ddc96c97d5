//! A package that takes in files as they are published, a new year in several tables at once, and a true zero.
//!
//! Figures brought in are of the tests' own making; shapes of files are those of their publishers.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use suranys_tests::{contents, copy_folder, light_data, project, suranys, text};

fn copied() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = folder.path().join("kz");
    copy_folder(&project().join("data/kz"), &package).expect("data can be copied");
    (folder, package)
}

fn ran(folder: &Path, arguments: &[&str]) -> Output {
    suranys!(folder, &[&["package"], arguments].concat())
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = ran(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout) + &text(&output.stderr)
}

fn refused(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = ran(folder, arguments);
    let said = text(&output.stdout) + &text(&output.stderr);
    (output.status.code().expect("a code"), said)
}

/// The row of a table that begins so.
fn row(package: &Path, table: &str, begins: &str) -> String {
    let text = fs::read_to_string(package.join(format!("tables/{table}.csv"))).expect("a table");
    let found = text.lines().find(|line| line.starts_with(begins));
    found.unwrap_or_else(|| panic!("{table} has no row {begins}")).to_owned()
}

/// Figures of one series of years in the shape of each publisher, all of them the same: 1.5 thousand in 2023 and
/// 2.25 in 2024, once in thousands, once in persons with the power of ten that says so, once with a unit by hand.
fn layouts() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let office: [&[&str]; 5] = [
        &["Миграция, тыс. человек", "", ""],
        &["", "2023", "2024 1)"],
        &["А", "1", "2"],
        &["Всего", "1,5", "2,25"],
        &["1) предварительно", "", ""],
    ];
    let persons: [&[&str]; 3] =
        [&["Мигранты, человек", "", ""], &["", "2023 г.", "2024 г."], &["Всего", "1 500", "2 250"]];
    let csv = |rows: &[&[&str]]| rows.iter().map(|row| row.join(";") + "\r\n").collect::<String>();
    let bank = "\"Data Source\",\"Made up\",\n\n\"Last Updated Date\",\"2031-05-01\",\n\n\
        \"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"2023\",\"2024\",\n\
        \"Land\",\"LND\",\"Made up\",\"XX\",\"1500\",\"2250\",\n";
    let eurostat = "freq,unit,geo\\TIME_PERIOD\t2023 \t2024 \nA,THS,QA\t1.5 \t2.25 p\n";
    let ilostat = "ref_area,source,indicator,sex,classif1,time,obs_value,obs_status\n\
        LND,XA:1,EMP,SEX_T,AGE_T,2024,2.25,M\nLND,XA:1,EMP,SEX_T,AGE_T,2023,1.5,\n";
    let sdmx = "DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT\n\
        X:Y(1),LND,2023,1500,A,0\nX:Y(1),LND,2024,2250,P,0\n";
    let thousands = sdmx.replace("1500,A,0", "1.5,A,3").replace("2250,P,0", "2.25,P,3");
    let statcan = "\u{feff}\"REF_DATE\",\"GEO\",\"UOM\",\"SCALAR_FACTOR\",\"SCALAR_ID\",\"VECTOR\",\"VALUE\",\"STATUS\"\r\n\
        \"2023\",\"Land\",\"Persons\",\"units\",\"0\",\"v1\",\"1500\",\"\"\r\n\
        \"2024\",\"Land\",\"Persons\",\"units\",\"0\",\"v1\",\"2250\",\"p\"\r\n";
    let fred = "DATE,XMIGR\n2023-01-01,1.5\n2024-01-01,2.25\n";
    vec![
        ("office.csv", csv(&office).into_bytes(), &[]),
        ("office.xlsx", crate::workbook::workbook(&office, &["A1:C1"]), &[]),
        ("persons.csv", csv(&persons).into_bytes(), &["--unit", "persons"]),
        ("bank.csv", bank.into(), &["--unit", "persons"]),
        ("eurostat.tsv", eurostat.into(), &[]),
        ("ilostat.csv", ilostat.into(), &[]),
        ("sdmx.csv", sdmx.into(), &[]),
        ("thousands.csv", thousands.into_bytes(), &[]),
        ("statcan.csv", statcan.into(), &[]),
        ("fred.csv", fred.into(), &["--layout", "down"]),
    ]
}

/// By hand: 2.25 thousand, whatever the file counts in.
#[test]
fn files_of_each_layout_come_into_a_table_in_its_unit() {
    let (folder, package) = copied();
    let before = contents(&package).expect("read");
    for (name, bytes, more) in layouts() {
        fs::write(folder.path().join(name), &bytes).expect("written");
        let import = ["import", name, "--as", "net_migration", "--package", "kz", "--yes"];
        let source = ["--source", "bns-102798", "--year", "2024", "--status", "P"];
        done(folder.path(), &[&import[..], &source, more].concat());
        let status = if name == "ilostat.csv" { "E" } else { "P" };
        assert_eq!(
            row(&package, "net_migration", "2024,"),
            format!("2024,2.25,{status},,bns-102798,"),
            "{name}"
        );
        assert_eq!(row(&package, "net_migration", "2023,"), "2023,-4.822,E,,un-wpp2024-mig,");
        for (path, bytes) in &before {
            fs::write(package.join(path), bytes).expect("written");
        }
    }
    // Months are no years: said at the row of the file.
    let bls = "series_id\tyear\tperiod\tvalue\tfootnote_codes\nXX1\t2024\tM01\t1.5\t\nXX1\t2024\tM02\t1.6\t\n";
    fs::write(folder.path().join("bls.txt"), bls).expect("written");
    let import = ["import", "bls.txt", "--as", "net_migration", "--package", "kz", "--yes"];
    let import = [&import[..], &["--source", "bns-102798", "--status", "P"]].concat();
    let (code, said) = refused(folder.path(), &import);
    assert!(code == 1 && said.contains("bls.txt:2:") && said.contains("2024-01"), "{said}");
    // What counts something else is no unit of the table.
    let (code, said) = refused(folder.path(), &[&import[..], &["--unit", "percent"]].concat());
    assert!(code == 1 && said.contains("persons, thousand persons"), "{said}");
    assert_eq!(contents(&package).expect("read"), before);
}

#[test]
fn a_file_comes_through_the_standard_input() {
    let (folder, package) = copied();
    let mut command = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"));
    command.args(["package", "import", "-", "--as", "net_migration", "--package", "kz", "--yes"]);
    command.args(["--source", "bns-102798", "--status", "P", "--layout", "down"]);
    command.current_dir(folder.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    let file = b"DATE,XMIGR\n2023-01-01,1.5\n2024-01-01,2.25\n";
    child.stdin.take().expect("stdin").write_all(file).expect("written");
    let output = child.wait_with_output().expect("ends");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(row(&package, "net_migration", "2023,"), "2023,1.5,P,,bns-102798,");
}

/// Rows of a table's last year as rows of the next, a text for each cell.
fn next_year(package: &Path, table: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(package.join(format!("tables/{table}.csv"))).expect("a table");
    let mut rows = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let head = rows.next().expect("a header");
    let value = head.iter().position(|name| name == "value").expect("a value");
    let of_last = rows.filter(|row| row[0] == "2025").map(|mut row| {
        row[0] = "2026".to_owned();
        row.truncate(value + 1);
        row
    });
    std::iter::once(head[..=value].to_vec()).chain(of_last).collect()
}

const EMPLOYMENT: [&str; 4] = [
    "employment_by_section",
    "employment_by_region",
    "employment_by_region_broad_sector",
    "hired_workers_by_region",
];

/// The figures of 2026 are those of 2025: parts sum to totals as they did. Alone no table can have them.
#[test]
fn a_year_is_added_to_the_tables_that_belong_together() {
    let (folder, package) = copied();
    let before = contents(&package).expect("read");
    for table in EMPLOYMENT {
        let rows = next_year(&package, table);
        let csv: String = rows.iter().map(|row| row.join(",") + "\n").collect();
        fs::write(folder.path().join(format!("{table}.csv")), csv).expect("written");
    }
    let source = ["--source", "bns-102798", "--status", "P", "--package", "kz", "--yes"];
    let files: Vec<String> =
        EMPLOYMENT.iter().map(|table| format!("{table}={table}.csv")).collect();
    let asked = |files: &[&str], more: &[&str]| -> Vec<String> {
        let all = [&["add-year", "2026"], files, &source, more].concat();
        all.into_iter().map(str::to_owned).collect()
    };
    let of = |asked: &[String]| asked.iter().map(String::as_str).collect::<Vec<_>>().join("\u{0}");
    let run = |asked: Vec<String>| -> (i32, String) {
        let words = of(&asked);
        refused(folder.path(), &words.split('\u{0}').collect::<Vec<_>>())
    };
    // Hired workers may not reach beyond the employed, of whom they are a part.
    let (code, said) = run(asked(&[files[3].as_str()], &[]));
    assert!(code == 1 && said.contains("the table ends in 2026"), "{said}");
    assert_eq!(contents(&package).expect("read"), before, "one table alone is not written");
    let all: Vec<&str> = files.iter().map(String::as_str).collect();
    let (code, said) = run(asked(&all, &["--unpublished", "labour_force"]));
    assert_eq!(code, 0, "{said}");
    assert_eq!(row(&package, "labour_force", "2026,"), "2026,,M,not_published,bns-102798,");
    let last = row(&package, "employment_by_region", "2025,KZ-75,");
    let value = last.split(',').nth(2).expect("a value");
    assert_eq!(
        row(&package, "employment_by_region", "2026,KZ-75,"),
        format!("2026,KZ-75,{value},P,,bns-102798,")
    );
    let said = text(&suranys!(folder.path(), &["check", "kz"]).stdout);
    assert!(!said.contains("FAILED"), "{said}");
    // Once more, and nothing changes; a row of another year is none of it.
    let after = contents(&package).expect("read");
    assert_eq!(run(asked(&all, &["--unpublished", "labour_force"])).0, 0);
    assert_eq!(contents(&package).expect("read"), after);
    let words =
        asked(&all, &[]).into_iter().map(|word| if word == "2026" { "2027".into() } else { word });
    let (code, said) = run(words.collect());
    assert!(code == 1 && said.contains("no figure of what is asked for"), "{said}");
    // A form says the year of each row.
    let form = "year,value,obs_status,missing_reason,source,note\n2026,9700,P,,bns-102798,\n";
    fs::write(folder.path().join("form.csv"), form).expect("written");
    let (code, said) =
        run(["add-year", "2027", "labour_force=form.csv", "--package", "kz", "--yes"]
            .map(str::to_owned)
            .to_vec());
    assert!(code == 1 && said.contains("the row is of `2026`, not of 2027"), "{said}");
    let (code, said) = refused(folder.path(), &["add-year", "2027", "--package", "kz"]);
    assert!(code == 2 && said.contains("--form"), "{said}");
}

/// The form has a sheet for each table that ends with the year before and one for new sources; what is filled in
/// comes back in one command, what is left empty stays out.
#[test]
fn the_form_of_a_year_is_filled_in_and_comes_back() {
    let (folder, package) = copied();
    let form = ["add-year", "2026", "--form", "2026.xlsx", "--package", "kz"];
    let said = done(folder.path(), &form);
    assert!(said.contains("suranys package add-year 2026 2026.xlsx"), "{said}");
    let bytes = fs::read(folder.path().join("2026.xlsx")).expect("written");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("an archive");
    let mut part = |name: &str| {
        let mut xml = String::new();
        let mut part = archive.by_name(name).expect("a part");
        std::io::Read::read_to_string(&mut part, &mut xml).expect("text");
        xml
    };
    let (book, texts) = (part("xl/workbook.xml"), part("xl/sharedStrings.xml"));
    for name in ["\"sources\"", "\"employment_by_region\"", "\"labour_force\""] {
        assert!(book.contains(name), "{name}: {book}");
    }
    assert!(texts.contains(">2026<") && texts.contains("Міндетті"));
    assert!(!book.contains("population_by_age"), "it has projections of 2026");
    let (code, said) =
        refused(folder.path(), &["add-year", "2031", "--form", "f.xlsx", "--package", "kz"]);
    assert!(code == 2 && said.contains("suranys package ready"), "{said}");
    // Filled in by another program: a new source, a figure, a row left empty.
    let sources: [&[&str]; 3] = [
        &["sources: Sources"],
        &["id", "publisher", "dataset", "locator", "vintage", "licence", "note"],
        &["new-2026", "Bureau", "Labour force", "page 3", "2026", "not stated", ""],
    ];
    let figures: [&[&str]; 3] = [
        &["labour_force: Labour force"],
        &["year", "value", "obs_status", "missing_reason", "source", "note"],
        &["2026", "9700.5", "P", "", "new-2026", ""],
    ];
    let empty: [&[&str]; 3] = [
        &["population_by_region: Population"],
        &["year", "region", "value", "obs_status", "missing_reason", "source", "note"],
        &["2026", "KZ", "", "", "", "", ""],
    ];
    let filled = crate::workbook::sheets(&[
        ("sources", &sources, &[]),
        ("labour_force", &figures, &[]),
        ("population", &empty, &[]),
    ]);
    fs::write(folder.path().join("filled.xlsx"), filled).expect("written");
    // The labour force alone may come early: no table covers its years.
    let said =
        done(folder.path(), &["add-year", "2026", "filled.xlsx", "--package", "kz", "--yes"]);
    assert!(said.contains("1 rows of `population_by_region` have no figure"), "{said}");
    assert_eq!(row(&package, "labour_force", "2026,"), "2026,9700.5,P,,new-2026,");
    let cited = fs::read_to_string(package.join("sources.csv")).expect("read");
    assert!(cited.contains("new-2026,Bureau,Labour force,page 3,2026,not stated,"), "{cited}");
}

#[test]
fn how_far_each_table_reaches_is_shown() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = light_data(folder.path()).expect("data can be copied");
    let said = done(folder.path(), &["ready", "kz"]);
    assert!(said.contains("forecasts set out from 2025\nready to forecast: yes"), "{said}");
    assert!(said.contains("suranys package add-year 2026 --form 2026.xlsx"), "{said}");
    let csv = text(&ran(folder.path(), &["ready", "kz", "--format", "csv"]).stdout);
    let rows: BTreeMap<&str, Vec<&str>> = csv
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|row| (row[0], row))
        .collect();
    assert_eq!(
        rows["table"][1..],
        ["group", "state", "rows", "first_year", "last_year", "missing_in_last_year", "due"]
    );
    // By hand from the tables: employment from 2001, a survey by age that ends in 2022, no row at all.
    assert_eq!(rows["employment_by_section"][2], "current");
    assert_eq!(rows["employment_by_section"][4..], ["2001", "2025", "0", "true"]);
    assert_eq!(rows["employment_by_sex_age"][2], "behind");
    assert_eq!(rows["employment_by_sex_age"][5], "2022");
    assert_eq!(rows["older_workers_by_occupation"][2], "current", "of another country");
    assert_eq!(rows["nominations"][2], "empty");
    fs::remove_file(package.join("tables/pension_age.csv")).expect("removed");
    let (code, said) = refused(folder.path(), &["ready", "kz"]);
    assert!(code == 1 && said.contains("ready to forecast: no"), "{said}");
    let (code, said) = refused(folder.path(), &["ready", "none"]);
    assert!(code == 2 && said.contains("none"), "{said}");
}

/// Agriculture of the capital moved to its services in all years, totals too: a true zero, which yields zeros.
#[test]
fn a_city_without_agriculture_is_zero() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = light_data(folder.path()).expect("data can be copied");
    let path = package.join("tables/employment_by_region_broad_sector.csv");
    let table = fs::read_to_string(&path).expect("read");
    let mut rows: Vec<Vec<String>> =
        table.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let moved: BTreeMap<String, i64> = rows
        .iter()
        .filter(|row| row[1] == "KZ-71" && row[2] == "AGR")
        .map(|row| (row[0].clone(), row[3].parse().expect("a count")))
        .collect();
    assert_eq!(moved.len(), 10, "from 2016 to 2025");
    for row in rows.iter_mut().skip(1).filter(|row| ["KZ", "KZ-71"].contains(&row[1].as_str())) {
        let by = match row[2].as_str() {
            "AGR" => -moved[&row[0]],
            "SERV" => moved[&row[0]],
            _ => 0,
        };
        row[3] = (row[3].parse::<i64>().expect("a count") + by).to_string();
    }
    let text_of: String = rows.iter().map(|row| row.join(",") + "\n").collect();
    fs::write(&path, text_of).expect("written");
    done(folder.path(), &["seal", "kz"]);
    let check = suranys!(folder.path(), &["check", "kz"]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));
    let report = ["report", "kz", "--only", "tables", "--lang", "en", "--out", "out"];
    let report = suranys!(folder.path(), &report);
    assert_eq!(report.status.code(), Some(0), "{}", text(&report.stderr));
    let cells = folder.path().join("out/tables/job_openings_by_section_region.csv");
    let mut cells = csv::Reader::from_path(cells).expect("a table");
    let head = cells.headers().expect("a header").clone();
    let at = |name: &str| head.iter().position(|column| column == name).expect(name);
    let (section, region, median) = (at("section"), at("region"), at("median"));
    let (measure, hi) = (at("measure"), at("hi95"));
    let mut seen = 0;
    for row in cells.records().map(|row| row.expect("a row")) {
        if (&row[section], &row[region]) == ("A", "KZ-71") {
            seen += 1;
            assert_eq!(row[median].parse::<f64>().expect("a number"), 0.0, "{}", &row[measure]);
            assert!(row[hi].is_empty() || row[hi].parse::<f64>() == Ok(0.0), "{row:?}");
        }
    }
    assert!(seen > 0, "the cell is in the table");
}

/// A figure of a region moves the nation's total; which section has the new workers is said in the same step. By hand:
/// three thousand more in the city and in services.
#[test]
fn figures_that_open_a_total_are_revised_together() {
    let (folder, _) = copied();
    let more = |line: &str, by: f64| -> String {
        let value: f64 = line.split(',').nth(2).expect("a figure").parse().expect("a number");
        format!("{:.3}", value + by)
    };
    let package = folder.path().join("kz");
    let hired = more(&row(&package, "hired_workers_by_region", "2025,KZ-79,"), 3.0);
    let services = more(&row(&package, "employment_by_section", "2025,S,"), 3.0);
    let source = ["--source", "bns-5831", "--package", "kz", "--yes"];
    let one = ["set", "hired_workers_by_region", "year=2025", "region=KZ-79", &hired];
    let (code, said) = refused(folder.path(), &[&one[..], &source].concat());
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("employment_by_section") && said.contains("`--and '"), "{said}");
    assert!(said.contains("by 3 in all") && said.contains("section=CODE"), "{said}");
    let with = format!("employment_by_section year=2025 section=S {services}");
    done(folder.path(), &[&one[..], &["--and", &with], &source].concat());
    assert!(row(&package, "employment_by_section", "2025,S,").contains(&services));
    let checked = suranys_data::check_package(&package).expect("readable");
    assert!(checked.is_clean(), "{:?}", checked.diagnostics);
}

/// Vacancies brought in, then the verdict: the report of before is not in the way.
#[test]
fn a_package_that_changed_has_its_list() {
    let (folder, package) = copied();
    for (from, to) in [("data/scenarios", "scenarios"), ("data/rules", "rules")] {
        copy_folder(&project().join(from), &folder.path().join(to)).expect("copied");
    }
    let report = "reports/2023-2027";
    copy_folder(&project().join(report).join("tables"), &folder.path().join(report).join("tables"))
        .expect("copied");
    let manifest = format!("{report}/manifest.json");
    fs::copy(project().join(&manifest), folder.path().join(&manifest)).expect("copied");
    let form = row(&package, "exchange_by_occupation", "2024-09,").replacen(",2.7,", ",2.8,", 1);
    let head = fs::read_to_string(package.join("tables/exchange_by_occupation.csv"));
    let head = head.expect("a table").lines().next().expect("a header").to_owned();
    fs::write(folder.path().join("form.csv"), format!("{head}\n{form}\n")).expect("written");
    let to = ["--package", "kz", "--yes"];
    done(
        folder.path(),
        &[&["import", "form.csv", "--as", "exchange_by_occupation"], &to[..]].concat(),
    );
    let list = suranys!(folder.path(), &["recommend", "--package", "kz", "--format", "csv"]);
    assert_eq!(list.status.code(), Some(0), "{}", text(&list.stderr));
    assert!(text(&list.stderr).contains("the forecast is made anew"), "{}", text(&list.stderr));
}
