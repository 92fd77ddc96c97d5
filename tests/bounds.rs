//! What is absurd, endless or no file at all is refused in words, before room or time is asked for.

use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use suranys_core::provenance::sha256_hex;
use suranys_tests::light_data;

/// Memory a command may take here, in kilobytes: far less than any of these inputs asks for.
const ROOM: u32 = 3_000_000;

/// Runs a command with little memory where the system can say so.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_suranys-under-test");
    let mut command = match cfg!(target_os = "linux") {
        true => {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("ulimit -v {ROOM}; exec \"$0\" \"$@\""), program]);
            shell
        }
        false => Command::new(program),
    };
    let command = command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command.output().expect("the command starts")
}

/// That a command refuses with these words, and with no panic; gives what it says.
fn refused(folder: &Path, arguments: &[&str], code: i32, words: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned()
        + &String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(!said.contains("panicked"), "{said}");
    for word in words {
        assert!(said.contains(word), "{arguments:?} does not say {word}: {said}");
    }
    said
}

fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn series(values: impl Fn(u32) -> String) -> String {
    let mut text = "series_id,period,value\n".to_owned();
    for n in 0..24 {
        let _ = writeln!(text, "a,{}-{:02},{}", 2000 + n / 12, n % 12 + 1, values(n));
    }
    text
}

/// Changes a table of a package, and its size and hash with it.
fn change(package: &Path, path: &str, edit: impl Fn(String) -> String) {
    let file = package.join(path);
    let text = edit(std::fs::read_to_string(&file).expect("table"));
    std::fs::write(&file, &text).expect("written");
    let descriptor = package.join("datapackage.json");
    let json = std::fs::read(&descriptor).expect("descriptor");
    let mut json: Value = serde_json::from_slice(&json).expect("JSON");
    let resources = json["resources"].as_array_mut().expect("resources");
    for resource in resources.iter_mut().filter(|r| r["path"] == path) {
        resource["bytes"] = text.len().into();
        resource["hash"] = format!("sha256:{}", sha256_hex(text.as_bytes())).into();
        // The descriptor allows whatever is written.
        resource["suranys"].as_object_mut().expect("ours").remove("years");
        for field in resource["schema"]["fields"].as_array_mut().expect("fields") {
            let constraints = field.get_mut("constraints").and_then(Value::as_object_mut);
            if let Some(constraints) = constraints {
                constraints.remove("minimum");
                constraints.remove("maximum");
            }
        }
    }
    std::fs::write(descriptor, serde_json::to_vec(&json).expect("JSON")).expect("written");
}

fn package() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = light_data(folder.path()).expect("data can be copied");
    (folder, package)
}

const TABLE: &str = "tables/employment_by_section.csv";

#[test]
fn a_year_that_can_not_be_one_is_located_whatever_the_descriptor_allows() {
    for year in ["-2147483648", "1799", "2201", "20230", "9223372036854775807"] {
        let (folder, package) = package();
        let last = |text: String| {
            let kept: Vec<&str> = text.trim_end().lines().collect();
            let (last, before) = kept.split_last().expect("rows");
            let cells = last.split_once(',').expect("a year first").1;
            format!("{}\n{year},{cells}\n", before.join("\n"))
        };
        change(&package, TABLE, last);
        let words = [TABLE, year, "from 1800 to 2200"];
        refused(folder.path(), &["check", "kz"], 1, &words);
        refused(folder.path(), &["explain", "kz", "need", "year=2026"], 1, &words);
    }
}

#[test]
fn a_value_that_can_not_be_does_not_hide_another() {
    let (folder, package) = package();
    let absurd = |text: String| {
        let mut lines: Vec<String> = text.trim_end().lines().map(str::to_owned).collect();
        let value = lines[0].split(',').position(|name| name == "value").expect("a column");
        for (line, number) in [(1, "9e307"), (2, "-1"), (3, "1e400")] {
            let mut cells: Vec<&str> = lines[line].split(',').collect();
            cells[value] = number;
            lines[line] = cells.join(",");
        }
        lines.join("\n") + "\n"
    };
    change(&package, TABLE, absurd);
    refused(folder.path(), &["check", "kz"], 1, &["`9e307`", "`-1`", "`1e400`"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_named_and_not_waited_for() {
    let pipe = |path: &Path| {
        let made = Command::new("mkfifo").arg(path).status().expect("mkfifo");
        assert!(made.success());
    };
    for place in [TABLE, "datapackage.json", "labels/en.toml"] {
        let (folder, package) = package();
        std::fs::remove_file(package.join(place)).expect("removed");
        pipe(&package.join(place));
        let code = if place == TABLE { 1 } else { 2 };
        refused(folder.path(), &["check", "kz"], code, &["is no ordinary file"]);
    }
    let folder = folder_with(&[]);
    pipe(&folder.path().join("p"));
    let words = ["is no ordinary file"];
    refused(folder.path(), &["series", "forecast", "p", "--horizon", "2"], 2, &words);
    refused(folder.path(), &["series", "forecast", "/dev/zero", "--horizon", "2"], 2, &words);
    refused(folder.path(), &["series", "forecast", ".", "--horizon", "2"], 2, &words);
    refused(folder.path(), &["scenario", "show", "p"], 1, &words);
    refused(folder.path(), &["report", "--definition", "p"], 1, &words);
}

/// What a shell hands over is read as it comes: a table through a pipe.
#[cfg(unix)]
#[test]
fn a_table_may_come_through_a_pipe_of_the_shell() {
    let folder = folder_with(&[("t.csv", &series(|n| n.to_string()))]);
    let program = env!("CARGO_BIN_EXE_suranys-under-test");
    let line = format!("cat t.csv | {program} series forecast /dev/stdin --horizon 2");
    let output = Command::new("sh").args(["-c", &line]).current_dir(folder.path()).output();
    let output = output.expect("a shell");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // The header, and two periods.
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 3);
}

#[test]
fn more_draws_than_there_is_room_for_are_refused() {
    let folder = folder_with(&[
        ("t.csv", &series(|n| n.to_string())),
        ("h.csv", "series_id,parent\na,whole\n"),
    ]);
    let draws = ["--horizon", "1000", "--draws", "100000"];
    let of = |first: &[&'static str]| [first, &draws[..]].concat();
    let words = ["100000000 draws", "5000000"];
    refused(folder.path(), &of(&["series", "forecast", "t.csv"]), 2, &words);
    let reconcile = ["series", "reconcile", "t.csv", "--hierarchy", "h.csv", "--sums"];
    refused(folder.path(), &of(&reconcile), 2, &words);
    // A national forecast is refused by the product too: of draws, years and cells.
    let (folder, _) = package();
    let baseline = folder.path().join("scenarios/baseline.toml");
    let text = std::fs::read_to_string(&baseline).expect("baseline");
    std::fs::write(&baseline, text.replace("value = 100\n", "value = 100000\n")).expect("written");
    refused(folder.path(), &["run", "kz", "--runs", "runs"], 2, &["100000 draws of", "cells"]);
}

#[test]
fn a_hierarchy_too_deep_or_round_is_located() {
    let mut deep = "series_id,parent\na,L0\n".to_owned();
    let mut round = "series_id,parent\na,L0\n".to_owned();
    for n in 0..50_000 {
        let _ = writeln!(deep, "L{n},L{}", n + 1);
        let _ = writeln!(round, "L{n},L{}", (n + 1) % 50_000);
    }
    let table = series(|n| n.to_string());
    let folder = folder_with(&[("t.csv", &table), ("deep.csv", &deep), ("round.csv", &round)]);
    for (file, words) in [("deep.csv", "more than 64"), ("round.csv", "in a cycle")] {
        let arguments =
            ["series", "reconcile", "t.csv", "--hierarchy", file, "--sums", "--horizon", "2"];
        let said = refused(folder.path(), &arguments, 1, &[file, words]);
        assert!(said.len() < 10_000, "{} bytes", said.len());
    }
}

#[test]
fn a_finding_is_short_however_long_what_it_found() {
    let endless = "9".repeat(2_000_000);
    let cell = format!("series_id,period,value\na,2020,{endless}\nb,{endless},1\n{endless},x,1\n");
    let header = format!("{endless},period,value\n");
    let mut many = "series_id,period,value\n".to_owned();
    (0..50_000).for_each(|n| many.push_str(&format!("a{n},never,?\n")));
    let folder = folder_with(&[("c.csv", &cell), ("h.csv", &header), ("m.csv", &many)]);
    for (file, words) in [
        ("c.csv", "(2000000 characters in all)"),
        ("h.csv", "the table has no rows"),
        ("m.csv", "50000 such, rows 2, 3, 4, ..."),
    ] {
        let said =
            refused(folder.path(), &["series", "forecast", file, "--horizon", "2"], 1, &[words]);
        // A thousand findings of some lines each.
        assert!(said.len() < 500_000, "{file}: {} bytes", said.len());
    }
}

/// The largest number of 64 bits is about 1.8e308: changes between these values have none.
#[test]
fn a_series_without_a_finite_forecast_is_among_the_rejects() {
    let large = |n: u32| if n.is_multiple_of(2) { "9e307".to_owned() } else { "-9e307".to_owned() };
    let both = series(large) + &series(|n| n.to_string()).replace("a,", "b,")[23..];
    let folder = folder_with(&[("large.csv", &series(large)), ("both.csv", &both)]);
    for draws in [&[][..], &["--draws", "10"]] {
        let of = |file| [&["series", "forecast", file, "--horizon", "2"][..], draws].concat();
        refused(folder.path(), &of("large.csv"), 1, &["values are so large"]);
        let output = run(folder.path(), &of("both.csv"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let rows = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!rows.contains("NaN") && !rows.contains("inf") && rows.contains("\nb,"), "{rows}");
        assert!(!rows.contains("\na,"), "{rows}");
    }
}

/// A library between the program and the system, for which it is the second of `CLOCK`, counted from
/// 1970.
#[cfg(target_os = "linux")]
const CLOCK: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec *t) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  int done = real(clock, t);
  if (clock == CLOCK_REALTIME) t->tv_sec = atoll(getenv("CLOCK"));
  return done;
}
"#;

/// Dead batteries set clocks before 1970, and nothing made knows when it was made.
#[cfg(target_os = "linux")]
#[test]
fn whatever_the_clock_says_the_same_files_are_written() {
    let (folder, _) = package();
    let folder = folder.path();
    std::fs::write(folder.join("clock.c"), CLOCK).expect("written");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o", "clock.so", "clock.c", "-ldl"])
        .current_dir(folder)
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the C compiler that a build needs");
    let report = |seconds: &str| {
        let parts = "figures,tables,parquet,pdf,html,xlsx";
        let output = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
            .args(["report", "kz", "--lang", "en", "--only", parts])
            .arg(format!("--out=at{seconds}"))
            .env("LD_PRELOAD", folder.join("clock.so"))
            .env("CLOCK", seconds)
            .current_dir(folder)
            .output()
            .expect("the command starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        suranys_tests::contents(&folder.join(format!("at{seconds}"))).expect("files")
    };
    // A day before 1970, and the year 2100.
    assert!(report("-86400") == report("4102444800"));
}
