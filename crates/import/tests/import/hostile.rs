//! Files as they come: each is told with its place; nothing is written, or what is good is kept.

use crate::common::{audited, evidence, import, table};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

const HEADER: &str =
    "id,published,closed,region,code,title,employer,positions,wage_from,wage_to,currency\n";
const GOOD: &str = "1,2025-03-01,2025-03-11,KZ-75,2512,Developer,E1,1,100000,200000,KZT\n";

/// Runs evidence over a file, both ways: what stderr says when it stops, and the folder of what is kept.
fn both(folder: &Path, name: &str, bytes: &[u8], more: &[&str]) -> (String, std::path::PathBuf) {
    let file = folder.join(name);
    fs::write(&file, bytes).expect("written");
    both_of(folder, &file, more)
}

fn both_of(folder: &Path, file: &Path, more: &[&str]) -> (String, std::path::PathBuf) {
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    let (stopped, kept) =
        (folder.join(format!("{name}.stopped")), folder.join(format!("{name}.kept")));
    let run = |out: &Path, more: &[&str]| {
        let arguments = evidence(&[("vacancies", file)], out, more);
        import(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let output = run(&stopped, more);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(!stopped.exists(), "something was written");
    assert!(told.contains(&name), "{told}");
    let output = run(&kept, &[more, &["--on-error", "skip"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(kept.join("rejects.csv").is_file());
    let left: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|one| one.expect("an entry").file_name())
        .collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".suranys")), "{left:?}");
    (told, kept)
}

/// A cell that is wrong is told by row and column, and the good rows around it are kept.
#[test]
fn wrong_cells_are_told_and_left_out() {
    let folder = tempfile::tempdir().expect("temporary folder");
    // Row, what it is told with, the column.
    let cases = [
        ("2,2025-03-11,2025-03-01,KZ-75,2512,D,E,1,,,", "reversed", "closed"),
        ("3,2025-02-30,,KZ-75,2512,D,E,1,,,", "no day", "published"),
        ("4,2025-03-01,,KZ-99,2512,D,E,1,,,", "not known", "region"),
        ("5,2025-03-01,,KZ-75,9999,D,E,1,,,", "no unit group", "code"),
        ("6,2025-03-01,,KZ-75,251,D,E,1,,,", "no code", "code"),
        ("7,2025-03-01,,KZ-75,2512,D,E,0,,,", "number", "positions"),
        ("8,2025-03-01,,KZ-75,2512,D,E,1,9,5,", "above the highest", "wage_from"),
        ("9,2025-03-01,,KZ-75,2512,D,E,1,1e9,,", "number", "wage_from"),
        (",2025-03-01,,KZ-75,2512,D,E,1,,,", "nothing stands here", "id"),
        ("11,2025-03-01,,KZ-75,2512", "5 cells", ""),
        ("12,2025-03-01,,KZ-75,2512,D\0,E,1,,,", "NUL", ""),
        ("13,2025-03-01,,KZ-75,2512,\"D,E,1,,,", "quotation mark", ""),
    ];
    let mut text = format!("{HEADER}{GOOD}");
    cases.iter().for_each(|(row, ..)| text.push_str(&format!("{row}\n")));
    text.push_str(&GOOD.replacen('1', "99", 1));
    let (told, kept) = both(folder.path(), "cells.csv", text.as_bytes(), &[]);
    let rejects = table(&kept.join("rejects.csv"));
    for ((_, wanted, column), line) in cases.iter().zip(3..) {
        assert!(told.contains(&format!("cells.csv:{line}")), "line {line}: {told}");
        let row = rejects
            .iter()
            .find(|row| row["row"] == line.to_string())
            .unwrap_or_else(|| panic!("line {line}"));
        assert!(row["message"].contains(wanted), "{row:?}");
        assert_eq!(&row["column"], column, "{row:?}");
    }
    assert!(told.contains("was a zero lost") || !told.contains("`251`"), "{told}");
    assert_eq!(audited(&kept, "vacancy", "read"), 14);
    assert_eq!(audited(&kept, "vacancy", "rejected"), 12);
    // The two good rows are alike.
    assert_eq!(audited(&kept, "vacancy", "counted"), 1);
    assert_eq!(audited(&kept, "vacancy", "duplicate"), 1);
}

#[test]
fn mixed_encodings_are_told() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let mut bytes = format!("{HEADER}{GOOD}").into_bytes();
    // `Врач` in Windows-1251.
    bytes.extend(b"2,2025-03-01,,KZ-75,2512,\xc2\xf0\xe0\xf7,E,1,,,\n");
    let (told, kept) = both(folder.path(), "mixed.csv", &bytes, &[]);
    assert!(told.contains("mixed.csv:3: the text is not UTF-8 in cell 6"), "{told}");
    assert_eq!(audited(&kept, "vacancy", "counted"), 1);
    let mapping = folder.path().join("mapping.toml");
    fs::write(&mapping, "encoding = \"windows-1251\"\n").expect("written");
    let out = folder.path().join("read");
    let mapping = mapping.display().to_string();
    crate::common::made(
        &[("vacancies", &folder.path().join("mixed.csv"))],
        &out,
        &["--mapping", &mapping],
    );
    assert_eq!(audited(&out, "vacancy", "counted"), 2);
}

#[test]
fn a_missing_column_is_told_with_those_there_are() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let text = format!("{HEADER}{GOOD}").replace("region,", "area,");
    let (told, kept) = both(folder.path(), "columns.csv", text.as_bytes(), &[]);
    assert!(told.contains("columns.csv:1 region: the column is missing"), "{told}");
    assert!(told.contains("area"), "{told}");
    assert_eq!(audited(&kept, "vacancy", "read"), 0);
    let names = text.replace("code,title,", "x,y,").replace("area", "region");
    let (told, _) = both(folder.path(), "nothing.csv", names.as_bytes(), &[]);
    assert!(told.contains("neither a code nor a title"), "{told}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).expect("packed");
    writer.finish().expect("packed")
}

#[test]
fn packed_files_that_end_early_or_never_are_told() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let rows: String =
        (0..60_000).map(|n| GOOD.replacen('1', &format!("{n}x{}", n * 7919 % 1000), 1)).collect();
    let whole = gzip(format!("{HEADER}{rows}").as_bytes());
    let (told, kept) = both(folder.path(), "short.csv.gz", &whole[..whole.len() / 2], &[]);
    assert!(told.contains("short.csv.gz:") && told.contains("can't be read further"), "{told}");
    // What was unpacked before it ended is not a whole number of rows, and its last row may be told too.
    assert!(audited(&kept, "vacancy", "read") < 60_000);

    let bomb =
        gzip(format!("{HEADER}{}", format!("{}\n", ",".repeat(1000)).repeat(60_000)).as_bytes());
    let (told, _) = both(folder.path(), "bomb.csv.gz", &bomb, &[]);
    assert!(
        told.contains("bomb.csv.gz:") && told.contains("unpacks to more than 250 times"),
        "{}",
        &told[told.len().saturating_sub(2000)..]
    );

    let mut packed = zstd::encode_all(format!("{HEADER}{rows}").as_bytes(), 1).expect("packed");
    packed.truncate(packed.len() / 2);
    let (told, _) = both(folder.path(), "short.csv.zst", &packed, &[]);
    assert!(told.contains("can't be read further"), "{told}");
}

#[test]
fn a_workbook_that_unpacks_without_end_is_told() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("bomb.xlsx");
    let mut archive = zip::ZipWriter::new(fs::File::create(&file).expect("made"));
    archive
        .start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default())
        .expect("begun");
    (0..64).for_each(|_| archive.write_all(&vec![b' '; 1 << 20]).expect("written"));
    archive.finish().expect("ended");
    let (told, _) = both_of(folder.path(), &file, &[]);
    assert!(told.contains("unpacks to more than"), "{told}");
    let (told, _) =
        both(folder.path(), "broken.xlsx", b"PK\x03\x04 and nothing of an archive", &[]);
    assert!(told.contains("can't be read"), "{told}");
}

/// A line of a gigabyte is passed over without being held: 64 MB more than the file unpacked would show.
#[test]
fn a_line_of_a_gigabyte_is_told() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("line.csv");
    let mut out = fs::File::create(&file).expect("made");
    out.write_all(format!("{HEADER}{GOOD}2,").as_bytes()).expect("written");
    let piece = vec![b'x'; 16 << 20];
    (0..64).for_each(|_| out.write_all(&piece).expect("written"));
    out.write_all(format!("\n{}", GOOD.replacen('1', "3", 1)).as_bytes()).expect("written");
    drop(out);
    let (told, kept) = both_of(folder.path(), &file, &[]);
    assert!(told.contains("line.csv:3: the record is longer than 1 MiB"), "{told}");
    assert_eq!(audited(&kept, "vacancy", "read"), 3);
    assert_eq!(audited(&kept, "vacancy", "rejected"), 1);
    assert_eq!(table(&kept.join("rejects.csv"))[0]["row"], "3");
}

#[test]
fn a_file_changed_while_it_is_read_is_told() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("changing.csv");
    let rows: String = (0..800_000).map(|n| GOOD.replacen('1', &n.to_string(), 1)).collect();
    fs::write(&file, format!("{HEADER}{rows}")).expect("written");
    let out = folder.path().join("out");
    let arguments = evidence(&[("vacancies", &file)], &out, &[]);
    let mut running = std::process::Command::new(crate::common::program());
    let child =
        running.args(&arguments).stderr(std::process::Stdio::piped()).spawn().expect("started");
    // Changed all the while, so that one change falls into the reading.
    let mut appended = fs::File::options().append(true).open(&file).expect("opened");
    let change = std::thread::spawn(move || {
        for n in 0..100 {
            let _ = appended.write_all(GOOD.replacen('1', &format!("more{n}"), 1).as_bytes());
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    let output = child.wait_with_output().expect("ended");
    change.join().expect("changed");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("changing.csv: the file was changed while it was read"), "{told}");
    assert!(!out.exists());
}

#[test]
fn lines_and_documents_of_json_are_told_by_row() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let good = r#"{"id": 1, "published": "2025-03-01", "region": "KZ-75", "code": "2512"}"#;
    let text = format!(
        "{good}\n{{\"id\": 2,\n[1]\n{}\n",
        good.replace("2025-03-01", "yesterday").replace('1', "4")
    );
    let (told, kept) = both(folder.path(), "lines.jsonl", text.as_bytes(), &[]);
    for wanted in [
        "lines.jsonl:2: the line is no JSON",
        "lines.jsonl:3: the line is no object",
        "lines.jsonl:4 published",
    ] {
        assert!(told.contains(wanted), "{told}");
    }
    assert_eq!(audited(&kept, "vacancy", "counted"), 1);
    let (told, _) = both(
        folder.path(),
        "page.json",
        format!("{{\"items\": [{good}, {{\"id\": ").as_bytes(),
        &[],
    );
    assert!(told.contains("page.json:2: the document can't be read further"), "{told}");
}

#[test]
fn damaged_columns_and_empty_files_are_told() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let extract = crate::common::generated(
        folder.path(),
        2000,
        &["--kinds", "vacancy", "--format", "parquet"],
    );
    let mut bytes = fs::read(extract.join("vacancy.parquet")).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0xff);
    let (told, _) = both(folder.path(), "damaged.parquet", &bytes, &[]);
    assert!(told.contains("damaged.parquet"), "{told}");
    let (told, _) = both(folder.path(), "cut.parquet", &bytes[..middle], &[]);
    assert!(told.contains("can't be read"), "{told}");
    let (told, _) = both(folder.path(), "empty.csv", b"", &[]);
    assert!(told.contains("the file is empty"), "{told}");
    let (told, _) = both(folder.path(), "wide.csv", b"\xff\xfei\0d\0\n\0", &[]);
    assert!(told.contains("UTF-16"), "{told}");
}

/// What stands at the place of the output stays.
#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("good.csv");
    fs::write(&file, format!("{HEADER}{GOOD}")).expect("written");
    let out = folder.path().join("out");
    fs::create_dir(&out).expect("made");
    fs::write(out.join("mine.txt"), "mine").expect("written");
    let arguments = evidence(&[("vacancies", &file)], &out, &[]);
    let output = import(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_dir(&out).expect("a folder").count(), 1);
}
