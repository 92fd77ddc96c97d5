//! What the tests share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program.
pub fn program() -> &'static str {
    env!("CARGO_BIN_EXE_suranys-import")
}

/// The package of the project.
pub fn package() -> String {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    project.join("data/kz").display().to_string()
}

/// Runs the program.
pub fn import(arguments: &[&str]) -> Output {
    Command::new(program()).args(arguments).output().expect("the program starts")
}

/// Runs the program, which must succeed.
pub fn imported(arguments: &[&str]) -> Output {
    let output = import(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Extracts of so many vacancies in a folder.
pub fn generated(folder: &Path, rows: usize, more: &[&str]) -> PathBuf {
    let place = folder.join(format!("extract-{rows}{}", more.concat().replace('/', "-")));
    let (rows, package, out) = (rows.to_string(), package(), place.display().to_string());
    imported(&[&["generate", "--package", &package, "--rows", &rows, "-o", &out], more].concat());
    place
}

/// The arguments of evidence of these files, up to the place of the output.
pub fn evidence(files: &[(&str, &Path)], out: &Path, more: &[&str]) -> Vec<String> {
    let mut all = vec!["evidence".to_owned(), "--package".to_owned(), package()];
    for (kind, file) in files {
        all.extend([format!("--{kind}"), file.display().to_string()]);
    }
    all.extend([
        "--as-of".to_owned(),
        "2025-12-31".to_owned(),
        "-o".to_owned(),
        out.display().to_string(),
    ]);
    all.extend(more.iter().map(|text| (*text).to_owned()));
    all
}

/// Runs evidence of these files, which must succeed.
pub fn made(files: &[(&str, &Path)], out: &Path, more: &[&str]) {
    let arguments = evidence(files, out, more);
    imported(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
}

/// A table by rows of texts by columns.
pub fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader =
        csv::Reader::from_path(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let header = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| header.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect())
        .collect()
}

/// Every file of a folder with its bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| {
            (
                path.file_name().expect("a name").to_string_lossy().into_owned(),
                std::fs::read(path).expect("read"),
            )
        })
        .collect()
}

/// Records of a kind counted at a step of the audit.
pub fn audited(folder: &Path, kind: &str, step: &str) -> u64 {
    let rows = table(&folder.join("audit.csv"));
    let row = rows.iter().find(|row| row["records"] == kind && row["step"] == step);
    row.map_or(0, |row| row["rows"].parse().expect("a count"))
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let place = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &place),
            false => drop(std::fs::copy(entry.path(), place).expect("copied")),
        }
    }
}
