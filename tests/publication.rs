//! What a command writes is whole or not there, whoever stops it or writes beside it; it takes the
//! place of nothing but unchanged results of its own, and nothing that was changed is believed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use suranys_tests::{contents, copy_folder, declare, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_suranys-under-test");

/// The made-up land, two stored runs of it, a report and a sweep, made once: whether what is written is whole does
/// not hang on what it holds. Tests that change anything copy it.
struct Made {
    folder: PathBuf,
    /// Names of the stored runs: of the land's scenario, and of one with more exits.
    runs: [String; 2],
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("temporary folder").keep();
        let land = crate::land::land(&folder);
        for name in names(&land) {
            fs::rename(land.join(&name), folder.join(name)).expect("moved");
        }
        fs::remove_dir(&land).expect("empty");
        let baseline = fs::read_to_string(folder.join("scenarios/baseline.toml")).expect("read");
        let exits = "[parameters.\"replacement.other_exit_rate\"]\nvalue = 0.0";
        assert!(baseline.contains(exits), "a placeholder");
        let other = baseline.replace(exits, &format!("{exits}1"));
        fs::write(folder.join("scenarios/other.toml"), other).expect("written");
        let sweep = "method = \"one-at-a-time\"\ndraws = 100\n\
                     [parameters.\"replacement.other_exit_rate\"]\nlow = 0.005\nhigh = 0.02\n";
        fs::write(folder.join("small.toml"), sweep).expect("written");
        fs::write(folder.join("t.csv"), series()).expect("written");
        let run = |more: &[&str]| {
            let output = suranys(&folder, &[&["run", "xx", "--runs", "runs"], more].concat());
            text(&done(output).stdout).trim().to_owned()
        };
        let runs = [run(&[]), run(&["--scenario", "scenarios/other.toml"])];
        done(suranys(&folder, &["report", &runs[0], "--only", "tables", "--out", "rep"]));
        done(suranys(&folder, &["sweep", "xx", "small.toml", "--out", "swept"]));
        Made { folder, runs }
    })
}

/// A copy of what is made, to be changed.
fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy_folder(&made().folder, folder.path()).expect("can be copied");
    folder
}

/// Three series by hand, of twelve years.
fn series() -> String {
    let mut text = "series_id,period,value\n".to_owned();
    for (name, start) in [("a", 100), ("b", 50), ("c", 7)] {
        for step in 0..12 {
            text.push_str(&format!("{name},{},{}\n", 2001 + step, start + step * step % 7));
        }
    }
    text
}

fn suranys(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).current_dir(folder).output().expect("starts")
}

fn spawned(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(PROGRAM)
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts")
}

fn done(output: Output) -> Output {
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

/// Whether a message is in what was said, wherever the terminal breaks its lines.
fn says(output: &Output, message: &str) -> bool {
    let letters = |text: &str| text.replace(['│', ' ', '\n'], "");
    letters(&text(&output.stderr)).contains(&letters(message))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("listed").flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Pseudo-random numbers from a seed (Knuth's MMIX constants), so that every run tries the same.
fn random(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

/// Kills each of `commands` in turn at random moments, half of them only once it is writing; what
/// stands at `target` must be what one of them makes, and in the end nothing else is left.
fn killed(folder: &Path, target: &str, commands: [&[&str]; 2], times: u64, longest: u64) {
    let at = folder.join(target);
    let parent = at.parent().expect("a folder").to_path_buf();
    let state = || match at.is_dir() {
        true => contents(&at).expect("the folder is always there"),
        false => {
            BTreeMap::from([(String::new(), fs::read(&at).expect("the file is always there"))])
        }
    };
    let whole = commands.map(|command| {
        done(suranys(folder, command));
        state()
    });
    assert!(whole[0] != whole[1], "the commands make the same");
    let (mut seed, mut stopped) = (target.len() as u64, 0);
    for time in 0..times {
        let command = commands[(time % 2) as usize];
        let mut child = spawned(folder, command);
        let writing = || names(&parent).iter().any(|name| name.starts_with('.'));
        if time % 4 < 2 {
            while !writing() && child.try_wait().expect("ours").is_none() {
                std::thread::sleep(Duration::from_micros(100));
            }
            std::thread::sleep(Duration::from_micros(random(&mut seed, 4000)));
        } else {
            std::thread::sleep(Duration::from_micros(random(&mut seed, longest * 1000)));
        }
        stopped += u64::from(child.try_wait().expect("ours").is_none());
        let _ = child.kill();
        let _ = child.wait();
        let found = state();
        assert!(whole.contains(&found), "kill {time} left a mixture of {:?}", found.keys());
        if time % 20 == 19 {
            done(suranys(folder, command));
            assert_eq!(state(), whole[(time % 2) as usize], "after kill {time}");
            let left = names(&parent);
            assert_eq!(left.len(), 1, "after kill {time}: {left:?}");
        }
    }
    assert!(stopped > times / 4, "only {stopped} of {times} runs were stopped in time");
}

#[test]
fn of_a_hundred_kills_none_leaves_a_half_written_report() {
    let folder = copied();
    let [a, b] = &made().runs;
    let report = |run| ["report", run, "--only", "tables", "--lang", "en", "--out", "out/rep"];
    killed(folder.path(), "out/rep", [&report(a), &report(b)], 100, 100);
}

#[test]
fn of_a_hundred_kills_none_leaves_a_half_written_file() {
    let folder = copied();
    fs::create_dir(folder.path().join("out")).expect("made");
    let forecast = |levels| {
        let start = ["series", "forecast", "t.csv", "--horizon", "3", "--levels"];
        [&start[..], &[levels, "-o", "out/f.csv"]].concat()
    };
    let (one, two) = (forecast("50"), forecast("80,95"));
    killed(folder.path(), "out/f.csv", [&one, &two], 100, 80);
}

#[test]
fn two_that_write_at_once_each_write_a_whole_result() {
    let folder = copied();
    fs::create_dir(folder.path().join("out")).expect("made");
    let forecast = |levels| {
        let start = ["series", "forecast", "t.csv", "--horizon", "1", "--levels"];
        [&start[..], &[levels, "-o", "out/f.csv", "--rejects", "out/r.csv"]].concat()
    };
    let [a, b] = &made().runs;
    let report = |run| vec!["report", run, "--only", "tables", "--lang", "en", "--out", "out/rep"];
    for commands in [[forecast("50"), forecast("80")], [report(a), report(b)]] {
        let whole = commands.clone().map(|command| {
            done(suranys(folder.path(), &command));
            contents(&folder.path().join("out")).expect("read")
        });
        assert!(whole[0] != whole[1], "the commands make the same");
        for round in 0..100 {
            let both = commands.each_ref().map(|command| spawned(folder.path(), command));
            for mut child in both {
                assert!(child.wait().expect("ours").success(), "round {round}");
            }
            let found = contents(&folder.path().join("out")).expect("read");
            assert!(whole.contains(&found), "round {round}: {:?}", found.keys());
        }
        fs::remove_dir_all(folder.path().join("out")).expect("removed");
        fs::create_dir(folder.path().join("out")).expect("made");
    }
}

/// As on a file system that keeps no attributes of files, or after a copy that lost them.
#[test]
fn without_its_mark_a_file_is_known_by_its_columns_in_every_format() {
    let folder = copied();
    let unmarked = |name: &str| {
        let path = folder.path().join(name);
        let bytes = fs::read(&path).expect("written");
        fs::remove_file(&path).expect("removed");
        fs::write(&path, bytes).expect("written anew");
    };
    for draws in [&[][..], &["--draws", "100"]] {
        for format in ["csv", "json", "parquet"] {
            let notes = format!("n.{}", if format == "csv" { "csv" } else { "json" });
            let forecast = ["series", "forecast", "t.csv", "--horizon", "1", "--format", format];
            let to = ["-o", "f", "--rejects", "r", "--notes", &notes];
            let command = [&forecast[..], draws, &to].concat();
            for _ in 0..2 {
                done(suranys(folder.path(), &command));
                ["f", "r", &notes].into_iter().for_each(unmarked);
            }
            fs::write(folder.path().join("f"), "mine").expect("written");
            assert_eq!(suranys(folder.path(), &command).status.code(), Some(2), "{format}");
            fs::remove_file(folder.path().join("f")).expect("removed");
        }
    }
    let [a, b] = &made().runs;
    for format in ["csv", "json", "parquet"] {
        let compare = ["compare", a, b, "--package", "xx", "--format", format, "-o", "compared"];
        for _ in 0..2 {
            done(suranys(folder.path(), &compare));
            unmarked("compared");
        }
        fs::remove_file(folder.path().join("compared")).expect("removed");
    }
}

/// No file may be longer than 8 or 16 KiB, by the shell.
#[cfg(target_os = "linux")]
#[test]
fn where_there_is_no_room_nothing_is_left_and_the_former_stays() {
    let folder = copied();
    let run = made().runs[0].as_str();
    let before = contents(folder.path()).expect("read");
    let report = ["report", run, "--only", "tables", "--lang", "en", "--out"];
    let few = "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"";
    let shell = |script: &str, arguments: &[&str]| {
        let mut command = Command::new("sh");
        command.args(["-c", script, PROGRAM]).args(arguments).current_dir(folder.path());
        command.output().expect("there is a shell")
    };
    for arguments in [
        [&report[..], &["rep"]].concat(),
        [&report[..], &["above/new"]].concat(),
        vec!["run", "xx", "--runs", "more"],
        vec!["init", "demo", "--synthetic", "--from", "xx"],
        vec!["series", "forecast", "t.csv", "--horizon", "900", "-o", "f.csv"],
    ] {
        let output = shell(few, &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(says(&output, "File too large"), "{}", text(&output.stderr));
        assert!(contents(folder.path()).expect("read") == before, "{arguments:?} left something");
    }
    let device = ["series", "forecast", "t.csv", "--horizon", "1", "-o", "/dev/full"];
    assert_eq!(suranys(folder.path(), &device).status.code(), Some(2));
}

/// The disk is a small one of memory.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs to mount a disk (unshare of util-linux)"]
fn on_a_full_disk_nothing_is_left() {
    let folder = copied();
    let run = made().runs[0].as_str();
    let small = "mkdir small && mount -t tmpfs -o size=100k none small && cd small || exit 77; \
                 \"$0\" \"$@\"; code=$?; ls -A | grep -q . && exit 78; exit $code";
    let run = folder.path().join(run).display().to_string();
    // A user may mount in a world of their own, where the system has such; the superuser in this one.
    let tried = ["-rm", "-m"].map(|apart| {
        let mut command = Command::new("unshare");
        command.args([apart, "sh", "-c", small, PROGRAM, "report", run.as_str()]);
        command.args(["--only", "tables", "--lang", "en", "--out", "rep"]);
        let ended = command.current_dir(folder.path()).output();
        let _ = fs::remove_dir(folder.path().join("small"));
        ended.map(|output| (output.status.code(), text(&output.stderr)))
    });
    let code =
        |one: &std::io::Result<(Option<i32>, String)>| one.as_ref().ok().and_then(|one| one.0);
    assert!(tried.iter().all(|one| code(one) != Some(78)), "something is left on the full disk");
    assert!(
        tried.iter().any(|one| code(one) == Some(2)),
        "no small disk can be mounted: {tried:?}"
    );
}

/// As a user who may not write there, since the superuser may.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs the superuser (setpriv of util-linux)"]
fn what_can_not_be_written_is_told_before_the_work_and_former_files_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = copied();
    let at = |name: &str| folder.path().join(name);
    fs::copy(PROGRAM, at("program")).expect("copied");
    let allow = |name: &str, mode| {
        fs::set_permissions(at(name), fs::Permissions::from_mode(mode)).expect("permitted");
    };
    allow(".", 0o755);
    fs::create_dir(at("shut")).expect("made");
    copy_folder(&at("rep"), &at("shut/rep")).expect("copied");
    allow("shut", 0o555);
    let nobody = |arguments: &[&str]| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "./program"]);
        command.args(arguments).current_dir(folder.path()).output()
    };
    done(nobody(&["--version"]).expect("setpriv starts"));
    let before = contents(folder.path()).expect("read");
    let run = made().runs[0].as_str();
    for arguments in [
        ["report", run, "--only", "tables", "--out", "shut/rep"],
        ["report", run, "--only", "tables", "--out", "shut/above/new"],
        ["sweep", "xx", "small.toml", "--out", "shut/swept", "--show=runs"],
        ["recommend", run, "--package", "xx", "--out", "shut/list"],
    ] {
        let output = nobody(&arguments).expect("starts");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(says(&output, "ermission denied"), "{said}");
        assert!(contents(folder.path()).expect("read") == before, "{arguments:?}");
    }
    // A former edition that can't be removed stops neither this run nor the next.
    fs::create_dir(at("open")).expect("made");
    allow("open", 0o777);
    for (round, parts) in ["tables", "tables,parquet", "tables"].into_iter().enumerate() {
        let report = ["report", run, "--only", parts, "--lang", "en", "--out", "open/rep"];
        let output = done(nobody(&report).expect("starts"));
        if round > 0 {
            assert!(says(&output, "can't be removed"), "{}", text(&output.stderr));
        }
        allow("open/rep/tables", 0o555);
        allow("open/rep", 0o555);
    }
    for name in names(&at("open")) {
        let _ = Command::new("chmod").args(["-R", "u+rwX"]).arg(at("open").join(name)).status();
    }
}

#[test]
fn no_command_writes_over_what_it_reads_or_into_it_or_around_it() {
    let folder = copied();
    let [a, b] = &made().runs;
    let within = |folder: &str, name: &str| format!("{folder}/{name}");
    fs::write(folder.path().join("h.csv"), "series,parent\nb,a\nc,a\n").expect("written");
    fs::write(folder.path().join("d.toml"), "parts = [\"tables\"]\npackage = \"xx\"\n")
        .expect("written");
    fs::create_dir(folder.path().join("link")).expect("made");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../xx", folder.path().join("link/xx")).expect("a link");
    let before = contents(folder.path()).expect("read");
    let forecast = ["series", "forecast", "t.csv", "--horizon", "1"];
    let (in_a, marked) = (within(a, "list"), within(a, "run.json"));
    let commands: Vec<Vec<&str>> = vec![
        vec!["report", "xx", "--out", "xx/rep"],
        vec!["report", "xx", "--out", "xx/../xx/tables/new"],
        #[cfg(unix)]
        vec!["report", "xx", "--out", "link/xx/rep"],
        vec!["report", "xx", "--out", "."],
        vec!["report", "xx", "--out", "xx"],
        vec!["report", "xx", "--out", "scenarios"],
        vec!["report", "xx", "--out", "rules/new"],
        vec!["report", "--definition", "d.toml", "--out", "xx/rep"],
        vec!["report", "xx", "--out", "rep/en"],
        vec!["report", a, "--out", a],
        vec!["report", a, "--out", &in_a],
        vec!["report", a, "--out", "runs"],
        vec!["run", "xx", "--runs", "xx/runs"],
        vec!["run", "xx", "--runs", a],
        vec!["run", "xx", "--runs", "rep"],
        vec!["run", "xx", "--runs", "t.csv"],
        vec!["sweep", "xx", "small.toml", "--out", "rep"],
        vec!["sweep", "xx", "small.toml", "--out", a],
        vec!["sweep", "xx", "small.toml", "--out", "xx"],
        vec!["sweep", "xx", "small.toml", "--out", "."],
        vec!["sweep", "xx", "small.toml", "--out", "link/xx/swept"],
        vec!["sweep", "xx", "small.toml", "--out", "xx/swept", "--shard", "1/2"],
        vec!["sweep", "xx", "small.toml", "--out", "swept", "--also", "swept"],
        vec!["compare", a, b, "--package", "xx", "--out", a],
        vec!["compare", a, b, "--package", "xx", "--out", "runs"],
        vec!["compare", a, "--package", "xx", "--out", "xx/compared"],
        vec!["compare", a, "--package", "xx", "--format", "csv", "-o", &marked],
        vec!["compare", a, "--package", "xx", "--format", "csv", "-o", "xx/datapackage.json"],
        vec!["compare", a, "--package", "xx", "--format", "csv", "-o", "rep"],
        vec!["recommend", "rep", "--package", "xx", "--out", "rep"],
        vec!["recommend", "rep", "--package", "xx", "--out", "rep/list"],
        vec!["recommend", a, "--package", "xx", "--out", a],
        vec!["recommend", a, "--package", "xx", "--out", "xx/list"],
        vec!["recommend", a, "--package", "xx", "--out", "rules"],
        vec!["init", "rep", "--synthetic", "--from", "xx"],
        vec!["init", a, "--synthetic", "--from", "xx"],
        vec!["init", "xx/demo", "--synthetic", "--from", "xx"],
        vec!["init", "swept/tables", "--synthetic", "--from", "xx"],
        vec!["init", "rep", "--country", "XX", "--languages", "en"],
        vec!["init", "xx/new", "--country", "XX", "--languages", "en"],
        [&forecast[..], &["-o", "t.csv"]].concat(),
        [&forecast[..], &["-o", "rep/x.csv"]].concat(),
        [&forecast[..], &["-o", "xx/tables/x.csv"]].concat(),
        [&forecast[..], &["-o", "d.toml"]].concat(),
        [&forecast[..], &["-o", "xx"]].concat(),
        [&forecast[..], &["--rejects", "xx/tables/graduates.csv"]].concat(),
        vec![
            "series",
            "reconcile",
            "t.csv",
            "--hierarchy",
            "h.csv",
            "--horizon",
            "1",
            "-o",
            "h.csv",
        ],
    ];
    for command in commands {
        let output = suranys(folder.path(), &command);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{command:?}: {said}");
        assert!(says(&output, "name a"), "{command:?} says not what to do: {said}");
        let after = contents(folder.path()).expect("read");
        let changed: Vec<_> =
            before.keys().chain(after.keys()).filter(|k| before.get(*k) != after.get(*k)).collect();
        assert!(changed.is_empty(), "{command:?} changed {changed:?}");
    }
}

#[test]
fn what_the_user_put_in_a_report_or_changed_there_stays() {
    let folder = copied();
    let run = made().runs[0].as_str();
    let report = ["report", run, "--only", "tables", "--out", "rep"];
    fs::create_dir(folder.path().join(".rep.tmp-mybackup")).expect("made");
    fs::write(folder.path().join(".rep.tmp-mybackup/precious"), "mine").expect("written");
    fs::write(folder.path().join(".rep.tmp-123"), "mine").expect("written");
    done(suranys(folder.path(), &report));
    assert!(folder.path().join(".rep.tmp-mybackup/precious").exists());
    assert!(folder.path().join(".rep.tmp-123").exists());
    let table = folder.path().join("rep/tables/cover.csv");
    fs::write(&table, "mine").expect("written");
    fs::write(folder.path().join("rep/notes.docx"), "mine").expect("written");
    let output = suranys(folder.path(), &report);
    assert_eq!(output.status.code(), Some(2));
    for name in ["`notes.docx`", "`tables/cover.csv`"] {
        assert!(says(&output, name), "{}", text(&output.stderr));
    }
    assert_eq!(fs::read_to_string(&table).expect("read"), "mine");
}

#[test]
fn verify_sees_a_changed_manifest_and_what_is_strange_or_missing() {
    let folder = copied();
    let at = |name: &str| folder.path().join(name);
    let run = made().runs[0].as_str();
    let verify = |what: &str| suranys(folder.path(), &["verify", what, "--package", "xx"]);
    done(verify("rep"));
    done(verify(run));
    done(verify("swept/tables"));
    fs::write(at("swept/tables/tornado.csv"), "").expect("written");
    let output = verify("swept/tables");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "`tornado.csv` (changed)\n");
    type Change = fn(&Path) -> std::io::Result<()>;
    let in_report: [(Change, &str); 4] = [
        (|rep| fs::write(rep.join("notes.txt"), ""), "notes.txt"),
        (|rep| fs::remove_file(rep.join("tables/cover.csv")), "tables/cover.csv"),
        (
            |rep| {
                let text = fs::read_to_string(rep.join("manifest.json"))?;
                fs::write(rep.join("manifest.json"), text.replace("\"seed\": ", "\"seed\": 1"))
            },
            "manifest.json: it was changed",
        ),
        (
            |rep| {
                let text = fs::read_to_string(rep.join("manifest.json"))?;
                let more = text.replacen('{', "{\n  \"note\": \"mine\",", 1);
                fs::write(rep.join("manifest.json"), more)
            },
            "manifest.json: it was changed",
        ),
    ];
    for (change, told) in in_report {
        let kept = contents(&at("rep")).expect("read");
        change(&at("rep")).expect("changed");
        let output = verify("rep");
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{told}: {}", text(&output.stderr));
        assert!(said.contains(told), "{said}");
        fs::remove_dir_all(at("rep")).expect("removed");
        for (name, bytes) in kept {
            fs::create_dir_all(at("rep").join(&name).parent().expect("a folder")).expect("made");
            fs::write(at("rep").join(name), bytes).expect("written");
        }
    }
    fs::write(at(run).join("notes.txt"), "").expect("written");
    assert!(text(&verify(run).stdout).contains("notes.txt"));
    fs::remove_file(at(run).join("notes.txt")).expect("removed");
    fs::rename(at(run), at("runs/renamed")).expect("renamed");
    let output = verify("runs/renamed");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("`renamed`"), "{}", text(&output.stdout));
    let head = at("runs/renamed/run.json");
    let json = fs::read_to_string(&head).expect("read");
    fs::write(&head, json.replace("\"package_version\": \"", "\"package_version\": \"9"))
        .expect("written");
    let output = suranys(folder.path(), &["report", "runs/renamed", "--out", "from-changed"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!at("from-changed").exists());
}

#[test]
fn a_finished_point_of_a_sweep_that_was_changed_is_not_believed() {
    let folder = copied();
    let sweep = ["sweep", "xx", "small.toml", "--out", "swept"];
    let points = folder.path().join("swept/runs");
    let point = points.join(&names(&points)[0]);
    let whole = fs::read_to_string(&point).expect("read");
    let tables = contents(&folder.path().join("swept/tables")).expect("read");
    let start = whole.find("\"parameters\":{").expect("they stand there");
    let digit = start + whole[start..].find("0.").expect("a rate") + 2;
    let (before, after) = whole.split_at(digit);
    let other = if after.starts_with('9') { "8" } else { "9" };
    let (unmarked, _) = whole.split_once(",\"fingerprint\"").expect("it has one");
    for changed in [
        format!("{before}{other}{}", &after[1..]),
        whole.replace("\"unit\"", "\"unit\" "),
        format!("{unmarked}}}\n"),
        whole[..whole.len() / 2].to_owned(),
    ] {
        fs::write(&point, changed).expect("written");
        let output = suranys(folder.path(), &sweep);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        assert!(says(&output, "is damaged") && says(&output, "remove it"));
    }
    fs::remove_file(&point).expect("removed");
    done(suranys(folder.path(), &sweep));
    assert_eq!(fs::read_to_string(&point).expect("made again"), whole);
    assert_eq!(contents(&folder.path().join("swept/tables")).expect("read"), tables);
}

/// The package's next version: one more decimal in one cell, and its descriptor told of it.
fn changed_package(package: &Path) {
    let path = package.join("tables/labour_force.csv");
    let text = fs::read_to_string(&path).expect("read");
    assert!(text.contains("989.164"), "the land's first figure");
    fs::write(path, text.replacen("989.164", "989.1640", 1)).expect("written");
    declare(package, "tables/labour_force.csv").expect("described");
}

#[test]
fn rules_are_not_applied_to_a_package_that_the_report_was_not_made_from() {
    let folder = copied();
    let recommend = ["recommend", "rep", "--package", "xx", "--format", "csv"];
    let other = ["report", &made().runs[1], "--only", "tables", "--out", "other"];
    done(suranys(folder.path(), &other));
    let compare = ["compare", "rep", "other", "--package", "xx", "--by", "list", "--format", "csv"];
    done(suranys(folder.path(), &recommend));
    done(suranys(folder.path(), &compare));
    changed_package(&folder.path().join("xx"));
    for command in [&recommend[..], &compare] {
        let output = suranys(folder.path(), command);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
        assert!(says(&output, "tables/labour_force.csv"), "{}", text(&output.stderr));
    }
}
