//! `suranys report` and `suranys verify`, end to end on the official figures.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use suranys_tests::{contents, copy_folder, light_data};

fn suranys() -> Command {
    Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
}

fn report(package: &Path, out: &Path, more: &[&str]) -> Output {
    let output = suranys()
        .arg("report")
        .arg(package)
        .args(["--out".as_ref(), out.as_os_str()])
        .args(more)
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// One light edition, made once and shared by the tests that only look at it.
fn edition() -> &'static Path {
    static EDITION: OnceLock<PathBuf> = OnceLock::new();
    EDITION.get_or_init(|| {
        let folder = tempfile::tempdir().expect("temporary folder").keep();
        let package = light_data(&folder).expect("data can be copied");
        report(&package, &folder.join("edition"), &[]);
        folder
    })
}

#[test]
fn an_edition_holds_every_format_in_every_language_tables_and_a_manifest() {
    let files = contents(&edition().join("edition")).expect("edition can be read");
    for language in ["en", "ru", "kk"] {
        for (name, start) in [("pdf", "%PDF"), ("html", "<!DOCTYPE html>"), ("xlsx", "PK")] {
            let file = files.get(&format!("{language}/report.{name}"));
            assert!(file.is_some_and(|bytes| bytes.starts_with(start.as_bytes())), "{name}");
        }
        let pictures = |name: &&String| name.starts_with(language) && name.ends_with(".svg");
        let pictures: Vec<&String> = files.keys().filter(pictures).collect();
        assert!(pictures.len() >= 13, "{:?}", files.keys());
        for name in pictures {
            assert!(
                files.contains_key(&name.replace(".svg", ".csv")),
                "{name} has no data next to it"
            );
        }
        let pixels = files.keys().filter(|name| name.ends_with(".png"));
        assert_eq!(pixels.count(), 0, "pictures in pixels are written where they are asked for");
    }
    let csv = |name: &&String| name.starts_with("tables/") && name.ends_with(".csv");
    let csv: Vec<&String> = files.keys().filter(csv).collect();
    assert!(csv.len() >= 5, "{csv:?}");
    for name in csv {
        assert!(
            files.contains_key(&name.replace(".csv", ".parquet")),
            "{name} has no Parquet twin"
        );
    }
    let manifest: serde_json::Value =
        serde_json::from_slice(&files["manifest.json"]).expect("valid JSON");
    assert_eq!(manifest["outputs"].as_array().map(Vec::len), Some(files.len() - 1));
}

#[test]
fn the_same_order_gives_the_same_bytes_anywhere() {
    let folder = tempfile::tempdir().expect("temporary folder");
    for name in ["kz", "scenarios", "rules", "sweeps"] {
        copy_folder(&edition().join(name), &folder.path().join(name)).expect("can be copied");
    }
    let output = suranys()
        .args(["report", "kz", "--out", "elsewhere"])
        .current_dir(folder.path())
        .env("RAYON_NUM_THREADS", "1")
        .env("POLARS_MAX_THREADS", "1")
        .env("TZ", "Asia/Almaty")
        .env("LC_ALL", "ru_RU.UTF-8")
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let here = contents(&folder.path().join("elsewhere")).expect("edition can be read");
    let there = contents(&edition().join("edition")).expect("edition can be read");
    assert_eq!(here.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
    for (name, bytes) in here {
        assert!(bytes == there[&name], "{name} differs");
    }
}

#[test]
fn verify_agrees_with_an_untouched_edition_and_names_what_was_touched() {
    let folder = tempfile::tempdir().expect("temporary folder");
    report(&edition().join("kz"), folder.path(), &["--lang", "kk", "--only", "tables,figures"]);
    let verify = || {
        suranys()
            .arg("verify")
            .arg(folder.path())
            .arg("--package")
            .arg(edition().join("kz"))
            .output()
            .expect("starts")
    };
    let untouched = verify();
    assert_eq!(untouched.status.code(), Some(0), "{}", String::from_utf8_lossy(&untouched.stdout));
    let table = folder.path().join("tables/net_requirement_by_year.csv");
    let mut bytes = std::fs::read(&table).expect("table can be read");
    bytes.extend_from_slice(b"2030,made up\n");
    std::fs::write(&table, bytes).expect("table can be written");
    let touched = verify();
    assert_eq!(touched.status.code(), Some(1));
    let said = String::from_utf8_lossy(&touched.stdout).into_owned();
    assert!(said.contains("tables/net_requirement_by_year.csv"), "{said}");
    assert!(!said.contains("net-requirement-by-year.svg"), "{said}");
}

#[test]
fn findings_stop_the_report_and_leave_the_former_edition_alone() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = light_data(folder.path()).expect("data can be copied");
    let out = folder.path().join("edition");
    copy_folder(&edition().join("edition"), &out).expect("edition can be copied");
    let before = contents(&out).expect("edition can be read");
    let table = package.join("tables/labour_force.csv");
    let text = std::fs::read_to_string(&table).expect("table can be read");
    std::fs::write(&table, text.replacen("7479.1", "seven", 1)).expect("table can be written");
    let output =
        suranys().arg("report").arg(&package).arg("--out").arg(&out).output().expect("starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`seven`"));
    assert_eq!(contents(&out).expect("edition can be read"), before);
}

/// Killed at many moments, the folder holds the whole former edition or the whole new one.
#[test]
fn a_killed_run_leaves_no_half_written_edition() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = light_data(folder.path()).expect("data can be copied");
    let former = contents(&edition().join("edition")).expect("edition can be read");
    let out = folder.path().join("out/edition");
    copy_folder(&edition().join("edition"), &out).expect("edition can be copied");
    // The new edition differs by its vintage.
    let new = folder.path().join("new");
    report(&package, &new, &["--as-of", "2022", "--only", "tables"]);
    let new = contents(&new).expect("edition can be read");
    let mut killed = 0;
    for attempt in 0..12_u64 {
        let mut child = suranys()
            .arg("report")
            .arg(&package)
            .arg("--out")
            .arg(&out)
            .args(["--as-of", "2022", "--only", "tables"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        // Wait until the run is about to write, then a little longer each time: the danger is
        // in the last moments, not while it computes.
        let parent = folder.path().join("out");
        let writing = |parent: &Path| {
            std::fs::read_dir(parent).is_ok_and(|list| {
                list.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with('.'))
            })
        };
        while !writing(&parent) && child.try_wait().expect("child is ours").is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(Duration::from_micros(attempt * 700));
        if child.try_wait().expect("child is ours").is_none() {
            killed += 1;
        }
        let _ = child.kill();
        let _ = child.wait();
        let found = contents(&out).expect("the folder is always there");
        assert!(found == former || found == new, "attempt {attempt} left a mixture");
        if found == new {
            std::fs::remove_dir_all(&out).expect("can be removed");
            copy_folder(&edition().join("edition"), &out).expect("edition can be copied");
        }
    }
    assert!(killed > 0, "no run was killed in time");
}
