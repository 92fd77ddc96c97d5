//! The same records give the same bytes, however they are written, read and cut.

use crate::common::{evidence, files, generated, imported, made, package, table};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// All tables that vacancies in a file give, what tells of the reading aside.
fn tables(folder: &Path, name: &str, file: &Path, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = folder.join(name);
    made(&[("vacancies", file)], &out, more);
    let mut all = files(&out);
    all.remove("import.json");
    all
}

fn packed(path: &Path, to: &Path) {
    let bytes = std::fs::read(path).expect("read");
    let made = match to.extension().and_then(|ending| ending.to_str()) {
        Some("gz") => {
            let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            writer.write_all(&bytes).expect("packed");
            writer.finish().expect("packed")
        }
        _ => zstd::encode_all(bytes.as_slice(), 1).expect("packed"),
    };
    std::fs::write(to, made).expect("written");
}

/// A workbook of one sheet, with texts in its cells.
fn workbook(rows: &[Vec<String>], to: &Path) {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(to).expect("made"));
    let mut part = |name: &str, text: &str| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        archive.write_all(text.as_bytes()).expect("written");
    };
    let types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    part(
        "[Content_Types].xml",
        &format!(
            "<Types xmlns=\"{packages}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{types}.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{types}.worksheet+xml\"/></Types>"
        ),
    );
    part(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{packages}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"{packages}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
        ),
    );
    part(
        "xl/workbook.xml",
        &format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"records\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
        ),
    );
    let cell = |text: &String| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
    };
    let rows: String = rows
        .iter()
        .map(|row| format!("<row>{}</row>", row.iter().map(cell).collect::<String>()))
        .collect();
    part(
        "xl/worksheets/sheet1.xml",
        &format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
    );
    archive.finish().expect("ended");
}

#[test]
fn every_format_gives_the_same_tables() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let place = folder.path();
    let more = ["--kinds", "vacancy"];
    let csv = generated(place, 3000, &more).join("vacancy.csv");
    let first = tables(place, "csv", &csv, &[]);
    assert!(first["exchange_by_occupation.csv"].len() > 10_000);

    let lines =
        generated(place, 3000, &[&more[..], &["--format", "lines"]].concat()).join("vacancy.jsonl");
    let columns = generated(place, 3000, &[&more[..], &["--format", "parquet"]].concat())
        .join("vacancy.parquet");
    let (gz, zst) = (place.join("v.csv.gz"), place.join("v.jsonl.zst"));
    packed(&csv, &gz);
    packed(&lines, &zst);
    let book = place.join("v.xlsx");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&csv).expect("a table");
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect();
    workbook(&rows, &book);
    for (name, file) in
        [("lines", &lines), ("columns", &columns), ("gz", &gz), ("zst", &zst), ("book", &book)]
    {
        assert_eq!(tables(place, name, file, &[]), first, "{name}");
    }

    // Cut in files, by a pattern, and some of them given twice.
    let parts = place.join("parts");
    std::fs::create_dir(&parts).expect("made");
    let text = std::fs::read_to_string(&csv).expect("read");
    let (header, body) = text.split_once('\n').expect("lines");
    let body: Vec<&str> = body.lines().collect();
    for (at, part) in body.chunks(body.len() / 5).enumerate() {
        std::fs::write(parts.join(format!("{at}.csv")), format!("{header}\n{}\n", part.join("\n")))
            .expect("written");
    }
    assert_eq!(tables(place, "cut", &parts.join("*.csv"), &[]), first);
}

/// Neither threads nor the key, the time zone nor the folder move a byte.
#[test]
fn nothing_moves_a_byte() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let extract = generated(folder.path(), 5000, &[]);
    let same = generated(folder.path(), 5000, &["--threads", "1"]);
    assert_eq!(files(&extract), files(&same));
    let all = [
        ("vacancies", extract.join("vacancy.csv")),
        ("resumes", extract.join("resume.csv")),
        ("permits", extract.join("permit.csv")),
    ];
    let all: Vec<(&str, &Path)> = all.iter().map(|(kind, path)| (*kind, path.as_path())).collect();
    let mut made: Vec<BTreeMap<String, Vec<u8>>> = Vec::new();
    for (name, threads, zone) in [("a", "1", "UTC"), ("b", "3", "Asia/Almaty")] {
        let out = folder.path().join(name);
        let arguments = evidence(&all, &out, &["--threads", threads]);
        let status = Command::new(crate::common::program())
            .args(arguments)
            .env("TZ", zone)
            .env("LC_ALL", "ru_RU.UTF-8")
            .output()
            .expect("started");
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
        made.push(files(&out));
    }
    assert_eq!(made[0], made[1]);
}

/// Records read in parts by one key are one set; of another key they are refused.
#[test]
fn parts_of_a_set_give_what_the_whole_gives() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let place = folder.path();
    let extract = generated(place, 4000, &["--kinds", "vacancy"]);
    let csv = extract.join("vacancy.csv");
    let first = tables(place, "whole", &csv, &[]);
    let text = std::fs::read_to_string(&csv).expect("read");
    let (header, body) = text.split_once('\n').expect("lines");
    for (at, part) in body.lines().collect::<Vec<_>>().chunks(700).enumerate() {
        std::fs::write(
            place.join(format!("p{at}.csv")),
            format!("{header}\n{}\n", part.join("\n")),
        )
        .expect("written");
    }
    let (pattern, key) =
        (place.join("p*.csv").display().to_string(), place.join("key").display().to_string());
    let (other, package) = (place.join("other").display().to_string(), package());
    imported(&["key", "-o", &key]);
    imported(&["key", "-o", &other]);
    let records = |name: &str, shard: &str, key: &str| -> PathBuf {
        let out = place.join(name);
        imported(&[
            "records",
            "vacancy",
            &pattern,
            "--package",
            &package,
            "--key",
            key,
            "--buckets",
            "3",
            "--shard",
            shard,
            "-o",
            &out.display().to_string(),
        ]);
        out
    };
    let parts = [records("r1", "1/2", &key), records("r2", "2/2", &key)];
    let out = place.join("together");
    let mut arguments = evidence(&[("vacancies", &parts[0])], &out, &[]);
    let at = arguments.iter().position(|text| text == "--as-of").expect("there");
    arguments.insert(at, parts[1].display().to_string());
    imported(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let mut together = files(&out);
    together.remove("import.json");
    assert_eq!(together, first);

    let strange = records("r3", "2/2", &other);
    arguments[at] = strange.display().to_string();
    let out = place.join("mixed").display().to_string();
    let last = arguments.len() - 1;
    arguments[last] = out;
    let refused = crate::common::import(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("another key"));
}

/// A page of a jobs API, read by a mapping that `guess` writes and a person completes.
#[test]
fn a_page_of_a_jobs_api_is_read_by_a_mapping() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let place = folder.path();
    let page = place.join("page.json");
    std::fs::write(&page, r#"{"found": 3, "items": [
        {"id": "1", "name": "Разработчик", "published_at": "2025-03-01T10:00:00+0500", "area": {"id": "160", "name": "Алматы"},
         "salary": {"from": 400000, "to": null, "currency": "KZT", "gross": false}, "employer": {"id": "77", "name": "ТОО"}, "code": "2512"},
        {"id": "2", "name": "Разработчик ПО", "published_at": "2025-04-01T10:00:00+0500", "area": {"id": "160", "name": "Алматы"},
         "salary": null, "employer": {"id": "78", "name": "АО"}, "code": "2512-1-003"},
        {"id": "3", "name": "Сварщик", "published_at": "2025-04-01T10:00:00+0500", "area": {"id": "160", "name": "Алматы"},
         "salary": {"from": 1000, "to": 3000, "currency": "USD", "gross": true}, "employer": {"id": "78", "name": "АО"}}]}"#).expect("written");
    let guessed = imported(&["guess", &page.display().to_string()]);
    let guessed = String::from_utf8(guessed.stdout).expect("text");
    for wanted in [
        "published = \"published_at\"",
        "wage_from = \"salary.from\"",
        "gross = \"salary.gross\"",
        "region = \"area.name\"",
        "title = \"name\"",
        "employer = \"employer.id\"",
        "records of `vacancy`",
    ] {
        assert!(guessed.contains(wanted), "{wanted}: {guessed}");
    }
    let mapping = place.join("mapping.toml");
    let own = "[values.region]\n\"Алматы\" = \"KZ-75\"\n[wages]\nnet_share = { value = 0.8, basis = \"expert\", source = \"test\" }\nrates.USD = { value = 500, basis = \"statistic\", source = \"test\" }\n";
    std::fs::write(&mapping, format!("{guessed}\n{own}")).expect("written");
    let out = place.join("out");
    made(
        &[("vacancies", &page)],
        &out,
        &["--mapping", &mapping.display().to_string(), "--min-cell", "1"],
    );
    let wages = table(&out.join("exchange_wage_by_occupation.csv"));
    // By hand: one of the two developers has a wage, 400,000 net, 500,000 gross; the welder's is 2,000 dollars, and the
    // title is of the unit group of welders and flamecutters.
    let nation: Vec<(&str, &str)> = wages
        .iter()
        .filter(|row| row["region"] == "KZ")
        .map(|row| (row["occupation"].as_str(), row["value"].as_str()))
        .collect();
    assert_eq!(nation, [("isco08:2512", "500000"), ("isco08:7212", "1000000")]);
    let steps = ["no_code", "code_given", "code_by_dictionary"];
    let steps = steps.map(|step| crate::common::audited(&out, "vacancy", step));
    assert_eq!(steps, [0, 2, 1]);
    let year = table(&out.join("exchange_by_occupation.csv"));
    let year = year
        .iter()
        .find(|row| {
            let of = ["flow", "region", "occupation"].map(|name| row[name].as_str());
            of == ["annual_flow", "KZ-75", "isco08:2512"]
        })
        .expect("a row");
    assert_eq!(year["value"], "0.002");
}

/// Names of columns as exports have them, in Russian and with semicolons, in Windows-1251.
#[test]
fn an_export_of_an_office_is_guessed() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("export.csv");
    let text = "Номер;Дата публикации;Дата закрытия;Регион;Код НКЗ;Должность;БИН;Зарплата от\n\
        1;01.03.2025;11.03.2025;г. Алматы;2512-1-003;Программист;900000000001;300000\n";
    std::fs::write(&file, encoding_rs::WINDOWS_1251.encode(text).0).expect("written");
    let guessed = imported(&["guess", &file.display().to_string(), "--kind", "vacancy"]);
    let mapping = folder.path().join("mapping.toml");
    let own = "[values.region]\n\"г. Алматы\" = \"KZ-75\"\n";
    std::fs::write(&mapping, [guessed.stdout.as_slice(), own.as_bytes()].concat())
        .expect("written");
    let out = folder.path().join("out");
    made(
        &[("vacancies", &file)],
        &out,
        &["--mapping", &mapping.display().to_string(), "--min-cell", "1"],
    );
    assert_eq!(crate::common::audited(&out, "vacancy", "counted"), 1);
}
