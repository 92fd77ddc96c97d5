//! `suranys series` as a person meets it.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use suranys_tests::{suranys, text};

fn series(folder: &Path, arguments: &[&str]) -> Output {
    suranys!(folder, &[&["series"], arguments].concat())
}

/// Forty made-up series of 15 to 34 years by formula, one of them empty, one a single point.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    let mut table = "series_id,period,value\n".to_owned();
    for n in 0..40_u32 {
        for t in 0..15 + n % 20 {
            let value = 100.0 + f64::from(n * t) / 4.0 + f64::from((n + 3) * t * 7 % 13);
            table.push_str(&format!("s{n},{},{value}\n", 1990 + t));
        }
    }
    table.push_str("empty,2000,\n=point,2000,5\n");
    std::fs::write(folder.path().join("table.csv"), table).expect("table can be written");
    folder
}

#[test]
fn every_series_is_forecast_in_order_and_the_empty_one_is_named() {
    let folder = folder();
    let output =
        series(folder.path(), &["forecast", "table.csv", "--horizon", "3", "--rejects", "no.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "series_id,period,model,point,lo_80,hi_80,lo_95,hi_95");
    assert_eq!(lines.len(), 1 + 41 * 3);
    assert!(lines[1].starts_with("s0,2005,combination,"), "{}", lines[1]);
    assert!(
        lines[121].starts_with("'=point,2001,"),
        "no formula for a spreadsheet: {}",
        lines[121]
    );
    let rejects = std::fs::read_to_string(folder.path().join("no.csv")).expect("rejects");
    assert_eq!(rejects, "series_id,reason\nempty,no value was observed\n");
    assert!(text(&output.stderr).contains("empty"));
}

/// By definition: numbered quarters have the season that the same quarters by name have.
#[test]
fn numbered_quarters_have_a_season() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let table = |period: &dyn Fn(usize) -> String| {
        let value = |t: usize| 100 + t + [20, 0, 10, 5][t % 4] + 7 * t % 3;
        let rows = (0..24).map(|t| format!("a,{},{}\n", period(t), value(t)));
        format!("series_id,period,value\n{}", rows.collect::<String>())
    };
    let of = |period: &dyn Fn(usize) -> String| -> (String, Vec<Vec<String>>) {
        std::fs::write(folder.path().join("table.csv"), table(period)).expect("written");
        let asked = ["forecast", "table.csv", "--horizon", "4", "--frequency", "quarterly"];
        let output = series(folder.path(), &asked);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let out = text(&output.stdout);
        let values = |line: &str| line.split(',').skip(3).map(str::to_owned).collect::<Vec<_>>();
        let first = out.lines().nth(1).map(str::to_owned).unwrap_or_default();
        (first, out.lines().skip(1).map(values).collect::<Vec<_>>())
    };
    let (first, numbered) = of(&|t| (t + 1).to_string());
    let (_, named) = of(&|t| format!("{}Q{}", 2000 + t / 4, t % 4 + 1));
    assert!(first.starts_with("a,25,combination,"), "{first}");
    assert_eq!(numbered, named);
}

/// A pipe can be read but once.
#[test]
fn a_table_comes_through_a_pipe() {
    let folder = folder();
    let of = |file: &str, stdin: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"));
        command.args(["series", "forecast", file, "--horizon", "2"]).current_dir(folder.path());
        command.stdin(stdin).output().expect("the command starts").stdout
    };
    let mut cat = Command::new("cat");
    cat.arg(folder.path().join("table.csv")).stdout(Stdio::piped());
    let mut cat = cat.spawn().expect("cat starts");
    let pipe = cat.stdout.take().expect("a pipe");
    let piped = of("/dev/stdin", pipe.into());
    cat.wait().expect("cat ends");
    assert!(!piped.is_empty());
    assert_eq!(text(&piped), text(&of("table.csv", Stdio::null())));
}

#[test]
fn the_same_table_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = folder();
    let with = |threads: &str, more: &[&str]| {
        let mut arguments = vec!["series", "forecast", "table.csv", "--horizon", "4"];
        arguments.extend(more);
        let output = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
            .args(arguments)
            .current_dir(folder.path())
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("the command starts");
        output.stdout
    };
    for more in [&[][..], &["--draws", "5"], &["--format", "json"]] {
        assert_eq!(with("1", more), with("4", more), "{more:?}");
        assert!(!with("1", more).is_empty());
    }
}

#[test]
fn formats_hold_the_same_figures_and_bounds_hold() {
    let folder = folder();
    let arguments = ["forecast", "table.csv", "--horizon", "2", "--min", "0", "--max", "150"];
    let json = series(folder.path(), &[&arguments[..], &["--format", "json"]].concat());
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&json.stdout).expect("valid JSON");
    assert_eq!(rows.len(), 41 * 2);
    assert!(rows.iter().all(|r| r["hi_95"].as_f64().is_some_and(|v| v <= 150.0)));
    let csv = text(&series(folder.path(), &arguments).stdout);
    let second = csv.lines().nth(1).expect("a row");
    let point: f64 = second.split(',').nth(3).and_then(|v| v.parse().ok()).expect("a number");
    // The JSON reader of this test may be off by the last bit.
    assert!((point / rows[0]["point"].as_f64().expect("a number") - 1.0).abs() < 1e-15 * 4.0);
    let to_file = [&arguments[..], &["--format", "parquet", "-o", "out.parquet"]].concat();
    assert_eq!(series(folder.path(), &to_file).status.code(), Some(0));
    let bytes = std::fs::read(folder.path().join("out.parquet")).expect("is there");
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let nowhere = [&arguments[..], &["--format", "parquet"]].concat();
    assert_eq!(series(folder.path(), &nowhere).status.code(), Some(2), "Parquet is not text");
}

#[test]
fn bad_input_and_bad_options_leave_no_output() {
    let folder = folder();
    std::fs::write(folder.path().join("bad.csv"), "series_id,period,value\na,2001,x\na,2001,1\n")
        .expect("can be written");
    let output = series(folder.path(), &["forecast", "bad.csv", "--horizon", "2", "-o", "out.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("bad.csv:2:value"), "{}", text(&output.stderr));
    for wrong in
        [["--horizon", "0"], ["--horizon", "100000"], ["--levels", "101"], ["--model", "magic"]]
    {
        let mut arguments = vec!["forecast", "table.csv", "-o", "out.csv"];
        if wrong[0] != "--horizon" {
            arguments.extend(["--horizon", "2"]);
        }
        arguments.extend(wrong);
        assert_eq!(series(folder.path(), &arguments).status.code(), Some(2), "{wrong:?}");
    }
    assert!(!folder.path().join("out.csv").exists());
    let over =
        series(folder.path(), &["forecast", "table.csv", "--horizon", "1", "-o", "./table.csv"]);
    assert_eq!(over.status.code(), Some(2), "an input is not written over");
}

#[test]
fn evaluate_scores_every_model() {
    let folder = folder();
    let output =
        series(folder.path(), &["evaluate", "table.csv", "--horizon", "3", "--format", "csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    for model in ["combination", "naive", "drift", "theta", "ets", "arima"] {
        assert!(out.lines().any(|line| line.starts_with(&format!("{model},"))), "{out}");
    }
}

/// Breaks part, links join, and gaps rule models out by name or are filled when asked.
#[test]
fn breaks_and_gaps_are_minded_and_told() {
    let folder = folder();
    let mut table = "id,year,value,obs,factor\n".to_owned();
    for t in 0..20 {
        // A series that doubles its unit in 2012 and misses 2005.
        let value = (100 + 3 * t + t % 3) * if t < 12 { 1 } else { 2 };
        let value = if t == 5 { String::new() } else { value.to_string() };
        let status = if t == 12 { "B" } else { "" };
        table.push_str(&format!("parted,{},{value},{status},\n", 2000 + t));
        let factor = if t == 12 { "2" } else { "" };
        table.push_str(&format!("joined,{},{value},{status},{factor}\n", 2000 + t));
    }
    std::fs::write(folder.path().join("b.csv"), table).expect("can be written");
    let base = ["forecast", "b.csv", "--id", "id", "--time", "year", "--horizon", "2"];
    let minded = [&base[..], &["--status", "obs", "--link", "factor"]].concat();
    let output = series(folder.path(), &minded);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("1 series begin anew at a break"), "{said}");
    assert!(
        said.contains("1 series have missing values") && said.contains("no gaps: returning-drift"),
        "{said}"
    );
    assert!(text(&output.stdout).lines().nth(1).is_some_and(|l| l.starts_with("parted,2020,")));
    let filled = series(folder.path(), &[&minded[..], &["--fill", "lines"]].concat());
    assert!(text(&filled.stderr).contains("filled by straight lines"));
    let one = [&minded[..], &["--model", "returning-drift", "--rejects", "no.csv"]].concat();
    assert_eq!(series(folder.path(), &one).status.code(), Some(0));
    let rejects = std::fs::read_to_string(folder.path().join("no.csv")).expect("rejects");
    assert!(
        rejects.contains("joined,") && rejects.contains("returning-drift takes no gaps"),
        "{rejects}"
    );
    let wrong = "id,year,value,obs,factor\na,2000,1,?,\na,2001,2,,3\na,2002,3,M,\na,2003,4,B,-1\n";
    std::fs::write(folder.path().join("b.csv"), wrong).expect("can be written");
    let output = series(folder.path(), &minded);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    for place in ["b.csv:2:obs", "b.csv:3:factor", "b.csv:4:value", "b.csv:5:factor"] {
        assert!(said.contains(place), "{place} in {said}");
    }
}

/// A table in Windows-1251 is read, and that it was said, unless the encoding is named.
#[test]
fn another_encoding_is_read() {
    let folder = folder();
    let mut bytes = b"series_id,period,value\n".to_vec();
    for t in 0..9 {
        // "Да" in Windows-1251.
        bytes.extend([0xC4, 0xE0]);
        bytes.extend(format!(",{},{}\n", 2000 + t, 10 + t).into_bytes());
    }
    std::fs::write(folder.path().join("w.csv"), bytes).expect("can be written");
    let seen = series(folder.path(), &["forecast", "w.csv", "--horizon", "1"]);
    assert_eq!(seen.status.code(), Some(0));
    assert!(text(&seen.stderr).contains("--encoding windows-1251"));
    let arguments = ["forecast", "w.csv", "--horizon", "1", "--encoding", "windows-1251"];
    let read = series(folder.path(), &arguments);
    assert_eq!(text(&read.stdout), text(&seen.stdout));
    assert!(text(&read.stdout).contains("Да,2009,"), "{}", text(&read.stderr));
}

fn hierarchy(folder: &Path) {
    let mut table = "series_id,period,value\n".to_owned();
    let value = |cell: u32, t: u32| 50 + 10 * cell + (cell + 1) * t + (7 * t * (cell + 2)) % 11;
    for t in 0..16 {
        let cells: Vec<u32> = (0..4).map(|cell| value(cell, t)).collect();
        let mut row = |name: &str, value: u32| {
            table.push_str(&format!("{name},{},{value}\n", 2005 + t));
        };
        row("all", cells.iter().sum());
        row("north", cells[0] + cells[1]);
        row("south", cells[2] + cells[3]);
        row("farms", cells[0] + cells[2]);
        row("shops", cells[1] + cells[3]);
        for (name, value) in ["nf", "ns", "sf", "ss"].iter().zip(cells) {
            row(name, value);
        }
    }
    let links = "series_id,parent\nall,\nnorth,all\nsouth,all\nfarms,all\nshops,all\nnf,north\n\
                 nf,farms\nns,north\nns,shops\nsf,south\nsf,farms\nss,south\nss,shops\n";
    std::fs::write(folder.join("t.csv"), table).expect("can be written");
    std::fs::write(folder.join("h.csv"), links).expect("can be written");
}

/// In a table of two regions by two activities, points and every draw add up both ways.
#[test]
fn reconciled_forecasts_add_up() {
    let folder = tempfile::tempdir().expect("temporary folder");
    hierarchy(folder.path());
    let base = ["reconcile", "t.csv", "--hierarchy", "h.csv", "--horizon", "3"];
    for method in ["mint", "mint-shrink", "wls", "ols", "bottom-up", "top-down"] {
        for (more, column) in [(&[][..], 3), (&["--draws", "20"][..], 3)] {
            let output = series(folder.path(), &[&base[..], &["--method", method], more].concat());
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
            let mut values = std::collections::BTreeMap::new();
            for line in text(&output.stdout).lines().skip(1) {
                let cells: Vec<&str> = line.split(',').collect();
                let draw = if more.is_empty() { "" } else { cells[2] };
                let value: f64 = cells[column].parse().expect("a number");
                values.insert((cells[0].to_owned(), cells[1].to_owned(), draw.to_owned()), value);
            }
            assert_eq!(values.len(), 27 * if more.is_empty() { 1 } else { 20 });
            for ((name, period, draw), all) in values.iter().filter(|((n, ..), _)| n == "all") {
                let of = |name: &str| values[&(name.to_owned(), period.clone(), draw.clone())];
                for parts in [["north", "south"], ["farms", "shops"]] {
                    let sum = of(parts[0]) + of(parts[1]);
                    assert!((sum - all).abs() < 1e-9 * all, "{method} {name} {period}");
                }
                assert!((of("nf") + of("sf") - of("farms")).abs() < 1e-9 * all);
            }
        }
    }
}

/// By definition: totals that are left out of the table and summed are forecast as when they stand in
/// it, but for the order in which sums are made.
#[test]
fn totals_may_be_left_to_their_components() {
    let folder = tempfile::tempdir().expect("temporary folder");
    hierarchy(folder.path());
    let points = |more: &[&str]| {
        let base = ["reconcile", "t.csv", "--hierarchy", "h.csv", "--horizon", "3"];
        let output = series(folder.path(), &[&base[..], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let point = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            (format!("{} {}", cells[0], cells[1]), cells[3].parse::<f64>().expect("a number"))
        };
        let out = text(&output.stdout);
        let points: std::collections::BTreeMap<_, _> = out.lines().skip(1).map(point).collect();
        (points, text(&output.stderr))
    };
    let (whole, _) = points(&[]);
    let table = std::fs::read_to_string(folder.path().join("t.csv")).expect("table");
    let cell = |line: &&str| {
        ["series_id,", "nf,", "ns,", "sf,", "ss,"].iter().any(|n| line.starts_with(n))
    };
    let cells: Vec<&str> = table.lines().filter(cell).collect();
    std::fs::write(folder.path().join("t.csv"), cells.join("\n")).expect("can be written");
    let (summed, said) = points(&["--sums"]);
    assert!(said.contains("5 totals are made from the sums of their components: all, "), "{said}");
    assert_eq!(summed.len(), 27);
    for (name, ours) in &summed {
        assert!((ours / whole[name] - 1.0).abs() < 1e-6, "{name}: {ours} {}", whole[name]);
    }
}

#[test]
fn a_wrong_hierarchy_is_located() {
    let folder = tempfile::tempdir().expect("temporary folder");
    hierarchy(folder.path());
    let base = ["reconcile", "t.csv", "--hierarchy", "h.csv", "--horizon", "3", "-o", "out.csv"];
    for (links, place) in [
        ("series_id,parent\nnf,nroth\n", "h.csv:2:parent"),
        ("series_id,parent\nnf,north\nnf,north\n", "h.csv:3:parent"),
        ("series_id,parent\nnf,north\nnorth,nf\n", "h.csv:2:parent"),
        ("child,parent\nnf,north\n", "h.csv:1"),
    ] {
        std::fs::write(folder.path().join("h.csv"), links).expect("can be written");
        let output = series(folder.path(), &base);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains(place), "{place}: {}", text(&output.stderr));
    }
    assert!(!folder.path().join("out.csv").exists());
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("folder")
        .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// No file is written over that is an input or another output, and none is left when one of two
/// can't be written.
#[test]
fn outputs_are_apart_and_all_or_none_are_written() {
    let folder = folder();
    let before = std::fs::read(folder.path().join("table.csv")).expect("table");
    let base = ["forecast", "table.csv", "--horizon", "1"];
    for (more, word) in [
        (&["--rejects", "./table.csv"][..], "is an input"),
        (&["-o", "new.csv", "--rejects", "./new.csv"], "`--output` too"),
        (&["-o", "out.csv", "--rejects", "none/no.csv"], "`none/no.csv`"),
        (&["-o", "none/out.csv", "--rejects", "no.csv"], "`none/out.csv`"),
    ] {
        let output = series(folder.path(), &[&base[..], more].concat());
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        let said = text(&output.stderr);
        assert!(said.contains(word) && !said.contains("tmp-"), "{said}");
        assert_eq!(names(folder.path()), ["table.csv"], "{more:?}");
    }
    assert_eq!(std::fs::read(folder.path().join("table.csv")).expect("table"), before);
    let both = series(folder.path(), &[&base[..], &["-o", "a.csv", "--rejects", "b.csv"]].concat());
    assert_eq!(both.status.code(), Some(0));
    assert_eq!(names(folder.path()), ["a.csv", "b.csv", "table.csv"]);
}

#[test]
fn a_table_of_which_nothing_can_be_forecast_says_why() {
    let folder = folder();
    let table = "series_id,period,value\na,2001,\nb,2001,\n";
    std::fs::write(folder.path().join("e.csv"), table).expect("can be written");
    let arguments = ["forecast", "e.csv", "--horizon", "1", "-o", "out.csv", "--rejects", "no.csv"];
    let output = series(folder.path(), &arguments);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let said = text(&output.stderr);
    assert!(said.contains("no value was observed: 2 (a, b)"), "{said}");
    assert_eq!(names(folder.path()), ["e.csv", "no.csv", "table.csv"]);
}

#[test]
fn options_that_contradict_each_other_or_the_table_are_told() {
    let folder = folder();
    for (wrong, word) in [
        (&["forecast", "--levels", "80,80.0"][..], "names 80 twice"),
        (&["forecast", "--max", "nan"], "finite"),
        (&["forecast", "--min=-inf"], "finite"),
        (&["forecast", "--draws", "5", "--levels", "80"], "cannot be used with"),
        (&["forecast", "--draws", "5", "--point", "mean"], "cannot be used with"),
        (&["forecast", "--time", "value"], "--time and --value both name `value`"),
        (&["evaluate", "--fill", "lines"], "nobody"),
    ] {
        let arguments = [&[wrong[0], "table.csv", "--horizon", "1"][..], &wrong[1..]].concat();
        let output = series(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(text(&output.stderr).contains(word), "{}", text(&output.stderr));
    }
    // Series n has values up to 100 + n t / 4 + 12; 5 is `=point`'s only value.
    let arguments = ["forecast", "table.csv", "--horizon", "1", "--min", "6"];
    let said = text(&series(folder.path(), &arguments).stderr);
    assert!(said.contains("1 series have values below --min 6 themselves (=point)"), "{said}");
}

/// Years have four digits: what would be written beyond could not be read again.
#[test]
fn a_horizon_ends_with_the_year_9999() {
    let folder = folder();
    let table = "series_id,period,value\na,9999-10,1\na,9999-11,2\n";
    std::fs::write(folder.path().join("m.csv"), table).expect("can be written");
    let over = series(folder.path(), &["forecast", "m.csv", "--horizon", "2"]);
    assert_eq!(over.status.code(), Some(1));
    let said = text(&over.stderr);
    assert!(said.contains("m.csv:3:period") && said.contains("at most 1"), "{said}");
    let last = series(folder.path(), &["forecast", "m.csv", "--horizon", "1"]);
    assert!(text(&last.stdout).contains("a,9999-12,"), "{}", text(&last.stderr));
}

#[test]
fn a_number_is_no_formula() {
    let folder = folder();
    let mut table = "series_id,period,value\n".to_owned();
    for t in -8..-3 {
        table.push_str(&format!("-2,{t},{0}\n=1+1,{t},{0}\n", 20 + t));
    }
    std::fs::write(folder.path().join("n.csv"), table).expect("can be written");
    let out = text(&series(folder.path(), &["forecast", "n.csv", "--horizon", "1"]).stdout);
    let rows: Vec<&str> = out.lines().skip(1).collect();
    assert!(rows[0].starts_with("-2,-3,"), "{out}");
    assert!(rows[1].starts_with("'=1+1,-3,"), "{out}");
}

#[test]
fn evaluate_says_why_series_are_not_scored() {
    let folder = folder();
    let mut table = "series_id,period,value\nshort,2000,1\n".to_owned();
    (2000..2012).for_each(|year| table.push_str(&format!("still,{year},5\n")));
    std::fs::write(folder.path().join("s.csv"), table).expect("can be written");
    let output = series(folder.path(), &["evaluate", "s.csv", "--horizon", "2"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    // Four values before an origin and two after it.
    assert!(said.contains("fewer than 6 values: 1 (short)"), "{said}");
    assert!(said.contains("never changed") && said.contains("1 (still)"), "{said}");
    let some = series(folder.path(), &["evaluate", "table.csv", "--horizon", "3"]);
    let said = text(&some.stderr);
    assert!(said.contains("2 series are not scored") && said.contains("(=point)"), "{said}");
}

/// A series that ends early is told where it ends, and a hierarchy without parts is no silent one.
#[test]
fn what_does_not_add_up_is_told() {
    let folder = tempfile::tempdir().expect("temporary folder");
    hierarchy(folder.path());
    let base = ["reconcile", "t.csv", "--hierarchy", "h.csv", "--horizon", "1"];
    std::fs::write(folder.path().join("h.csv"), "series_id;parent\nall;\n").expect("written");
    let none = series(folder.path(), &base);
    assert_eq!(none.status.code(), Some(0));
    assert!(text(&none.stderr).contains("names no components"), "{}", text(&none.stderr));
    let table = std::fs::read_to_string(folder.path().join("t.csv")).expect("table");
    let kept: Vec<&str> = table.lines().filter(|line| !line.starts_with("ss,2020,")).collect();
    std::fs::write(folder.path().join("t.csv"), kept.join("\r\n")).expect("can be written");
    let early = series(folder.path(), &base);
    assert_eq!(early.status.code(), Some(1));
    // Nine rows for each of the fifteen years before the last, after the header: 1 + 9 * 15.
    assert!(text(&early.stderr).contains("t.csv:136:period"), "{}", text(&early.stderr));
}
