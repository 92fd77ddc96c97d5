//! Whatever stands at a target, whoever else writes, wherever a run is stopped: nothing is lost.

use crate::store::edition::manifest_file;
use crate::store::error::StoreError;
use crate::store::folder::{Names, read_folder};
use crate::store::sink::Sink;
use crate::store::target::Target;
use crate::store::temporary::Temporary;
use serde_json::json;
use std::cell::Cell;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use suranys_core::provenance::{Fingerprint, sha256_hex};

type Files = Vec<(String, Vec<u8>)>;

/// A folder with one table and the manifest of it.
fn edition(text: &str) -> Files {
    let table = ("tables/a.csv".to_owned(), text.as_bytes().to_vec());
    let outputs = [Fingerprint::of("tables/a.csv", text.as_bytes())];
    let manifest = json!({ "format": 1, "program": "suranys", "outputs": outputs });
    vec![manifest_file(&manifest).expect("a manifest"), table]
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("temporary folder")
}

fn write(target: &Path, files: &Files) -> Result<Vec<suranys_core::Text>, StoreError> {
    Target::folder(target, &[])?.write(files)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("listed").flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A file system that can't exchange two folders, and may refuse to rename from some time on.
struct Simple {
    renames: Cell<usize>,
    refused_from: usize,
    refused_to: usize,
    /// What it says of an exchange.
    says: ErrorKind,
}

impl Simple {
    fn refusing(refused: std::ops::Range<usize>) -> Simple {
        let says = ErrorKind::InvalidInput;
        Simple { renames: Cell::new(0), refused_from: refused.start, refused_to: refused.end, says }
    }
}

impl Names for Simple {
    fn exchange(&self, _a: &Path, _b: &Path) -> io::Result<()> {
        Err(self.says.into())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let done = self.renames.replace(self.renames.get() + 1);
        match (self.refused_from..self.refused_to).contains(&done) {
            true => Err(ErrorKind::StorageFull.into()),
            false => fs::rename(from, to),
        }
    }
}

#[test]
fn an_edition_replaces_the_former_one_whole_and_leaves_nothing_else() {
    let folder = folder();
    let target = folder.path().join("above/report");
    write(&target, &edition("one")).expect("written");
    write(&target, &edition("two")).expect("replaced");
    let mut wanted = edition("two");
    wanted.sort();
    assert_eq!(read_folder(&target).expect("read"), wanted);
    assert_eq!(names(&folder.path().join("above")), ["report"]);
    // As earlier versions wrote it: the manifest has no fingerprint of its own.
    let old = json!({ "run": { "format": 3, "program": "suranys" },
        "outputs": [Fingerprint::of("tables/a.csv", b"two")] });
    fs::write(target.join("manifest.json"), old.to_string()).expect("written");
    write(&target, &edition("three")).expect("what verifies by what it has is replaced");
}

#[test]
fn what_is_not_ours_or_was_changed_is_left_alone_and_named() {
    type Change = fn(&Path) -> io::Result<()>;
    let changes: [(Change, &[&str]); 9] = [
        (|at| fs::write(at.join("notes.docx"), "mine"), &["`notes.docx` (not in its manifest)"]),
        (|at| fs::write(at.join("tables/b.csv"), "1"), &["`tables/b.csv` (not in"]),
        (|at| fs::write(at.join("tables/a.csv"), "1"), &["`tables/a.csv` (changed)"]),
        (|at| fs::remove_file(at.join("tables/a.csv")), &["`tables/a.csv` (missing)"]),
        (|at| fs::create_dir(at.join("mine")), &["`mine/` (not in its manifest)"]),
        (
            |at| {
                let path = at.join("manifest.json");
                let text = fs::read_to_string(&path)?;
                fs::write(path, text.replace("\"format\": 1", "\"format\": 2"))
            },
            &["`manifest.json` (changed)"],
        ),
        (|at| fs::remove_file(at.join("manifest.json")), &["no manifest of ours", "`tables`"]),
        (
            |at| fs::write(at.join("manifest.json"), "{\"name\": \"a web page\"}"),
            &["no manifest of ours"],
        ),
        (
            |at| (0..9).try_for_each(|n| fs::write(at.join(format!("note{n}")), "mine")),
            &["`note0` (not", "`note4` (not", "and 4 more"],
        ),
    ];
    for (change, part) in changes {
        let folder = folder();
        let target = folder.path().join("report");
        write(&target, &edition("one")).expect("written");
        change(&target).expect("changed");
        let before = read_folder(&target).expect("read");
        let error = write(&target, &edition("two")).expect_err("refused").to_string();
        for part in part {
            assert!(error.contains(part), "no {part} in {error}");
        }
        assert_eq!(read_folder(&target).expect("read"), before);
        assert_eq!(names(folder.path()), ["report"]);
    }
}

#[test]
fn a_new_folder_takes_the_place_of_nothing() {
    let folder = folder();
    let target = folder.path().join("new");
    fs::create_dir(&target).expect("an empty folder");
    let new = || Target::new_folder(&target, &[]);
    new().expect("empty").write(&edition("one")).expect("written");
    assert!(matches!(new(), Err(StoreError::NotEmpty(_))), "not even of what is ours");
    // Somebody else wrote there after it was looked at.
    let (early, late) = (folder.path().join("early"), folder.path().join("late"));
    let looked = Target::new_folder(&early, &[]).expect("not there");
    fs::create_dir(&early).expect("made");
    fs::write(early.join("mine"), "mine").expect("written");
    assert!(matches!(looked.write(&edition("one")), Err(StoreError::NotEmpty(_))));
    assert_eq!(names(&early), ["mine"]);
    for name in ["../evil", "/evil", "", "a/../../evil"] {
        let files = vec![(name.to_owned(), Vec::new())];
        assert!(matches!(write(&late, &files), Err(StoreError::Outside(_))), "{name}");
    }
    assert_eq!(names(folder.path()), ["early", "new"]);
}

#[test]
fn an_output_is_no_input_nor_holds_one_nor_lies_in_one() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("data/kz/tables")).expect("made");
    fs::create_dir(at("empty")).expect("made");
    fs::write(at("data/rules.toml"), "").expect("written");
    #[cfg(unix)]
    std::os::unix::fs::symlink(at("data/kz"), at("link")).expect("a link");
    let inputs = [at("data/kz"), at("data/rules.toml"), at("not there")];
    for (name, how) in [
        ("data/kz", " is an input"),
        ("data/../data/kz", " is an input"),
        ("data", " holds an input"),
        (".", " holds an input"),
        ("data/kz/report", " lies in an input"),
        ("data/kz/tables/above/report", " lies in an input"),
        ("data/./kz/../kz/tables", " lies in an input"),
        #[cfg(unix)]
        ("link", " is an input"),
        #[cfg(unix)]
        ("link/report", " lies in an input"),
    ] {
        let error = Target::folder(&at(name), &inputs).expect_err(name).to_string();
        assert!(error.contains(how), "{name}: {error}");
    }
    for (name, how) in [("data/rules.toml", " is an input"), ("data/kz/x.csv", " lies in an input")]
    {
        let error = Target::file(&at(name), &inputs).expect_err(name).to_string();
        assert!(error.contains(how), "{name}: {error}");
    }
    for name in ["data/report", "data/kz2", "empty/report", "empty"] {
        Target::folder(&at(name), &inputs).expect(name);
    }
    // What is put next to other things may stand next to an input, and not in one.
    Target::look_into(&at("data"), &inputs).expect("beside");
    assert!(Target::look_into(&at("data/kz"), &inputs).is_err());
    assert!(Target::look_into(&at("data/kz/runs"), &inputs).is_err());
}

#[test]
fn nothing_is_added_to_what_is_whole_as_it_is() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    write(&at("report"), &edition("one")).expect("written");
    fs::create_dir(at("package")).expect("made");
    fs::write(at("package/datapackage.json"), "{}").expect("written");
    for name in ["report/list", "report/tables/list", "package/report"] {
        let error = Target::folder(&at(name), &[]).expect_err(name);
        assert!(matches!(error, StoreError::Within { .. }), "{error}");
        assert!(Target::file(&at(name), &[]).is_err() || name.contains("list"), "{name}");
    }
    assert!(Target::file(&at("report/out.csv"), &[]).is_err());
    assert!(Target::look_into(&at("report"), &[]).is_err());
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_stays_and_one_to_nothing_is_refused() {
    use std::os::unix::fs::symlink;
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("elsewhere")).expect("made");
    write(&at("elsewhere/real"), &edition("one")).expect("written");
    symlink("elsewhere/real", at("latest")).expect("a link");
    write(&at("latest"), &edition("two")).expect("written");
    assert!(fs::symlink_metadata(at("latest")).expect("there").is_symlink());
    assert_eq!(fs::read(at("elsewhere/real/tables/a.csv")).expect("read"), b"two");
    symlink("nowhere", at("dangling")).expect("a link");
    for named in ["dangling", "dangling/report"] {
        let error = write(&at(named), &edition("one")).expect_err("refused");
        assert!(error.to_string().contains("is a link to `nowhere`"), "{error}");
        assert!(Target::file(&at(named), &[]).is_err());
    }
    assert_eq!(names(folder.path()), ["dangling", "elsewhere", "latest"]);
    assert_eq!(names(&at("elsewhere")), ["real"]);
    // A link in a folder of ours is not what was written, and is not followed out of it.
    fs::remove_file(at("latest/tables/a.csv")).expect("removed");
    fs::write(at("mine.csv"), "two").expect("written");
    symlink(at("mine.csv"), at("latest/tables/a.csv")).expect("a link");
    assert!(matches!(write(&at("latest"), &edition("three")), Err(StoreError::NotOurs { .. })));
}

#[test]
fn without_exchange_a_folder_is_replaced_in_two_steps() {
    for says in [ErrorKind::InvalidInput, ErrorKind::Unsupported, ErrorKind::PermissionDenied] {
        let folder = folder();
        let target = folder.path().join("report");
        write(&target, &edition("one")).expect("written");
        let names_of = Simple { says, ..Simple::refusing(0..0) };
        let by = Target::folder(&target, &[]).expect("ours");
        by.write_by(&edition("two"), &names_of).expect("replaced");
        assert_eq!(fs::read(target.join("tables/a.csv")).expect("read"), b"two");
        assert_eq!(names(folder.path()), ["report"]);
    }
}

/// Renames of two steps, counted from 0: to the place of exchange and back, the former aside, the
/// new in place, the former back.
#[test]
fn where_the_second_step_fails_the_former_folder_is_put_back() {
    let folder = folder();
    let target = folder.path().join("report");
    write(&target, &edition("one")).expect("written");
    for refused in [0..1, 2..3, 3..4] {
        let by = Target::folder(&target, &[]).expect("ours");
        by.write_by(&edition("two"), &Simple::refusing(refused)).expect_err("no room");
        assert_eq!(fs::read(target.join("tables/a.csv")).expect("read"), b"one");
        assert_eq!(names(folder.path()), ["report"]);
    }
}

#[test]
fn a_run_stopped_between_two_steps_loses_nothing_and_the_next_puts_it_right() {
    let folder = folder();
    let target = folder.path().join("report");
    write(&target, &edition("one")).expect("written");
    let by = Target::folder(&target, &[]).expect("ours");
    let error = by.write_by(&edition("two"), &Simple::refusing(3..9)).expect_err("stopped");
    let StoreError::Stranded { former, .. } = &error else { panic!("{error}") };
    assert_eq!(fs::read(Path::new(former).join("tables/a.csv")).expect("read"), b"one");
    assert!(!target.exists());
    let again = Target::folder(&target, &[]).expect("found");
    assert!(again.notes.iter().any(|note| note.contains("is put back")), "{:?}", again.notes);
    assert_eq!(fs::read(target.join("tables/a.csv")).expect("read"), b"one");
    again.write(&edition("two")).expect("replaced");
    assert_eq!(names(folder.path()), ["report"]);
}

/// As a killed process leaves it: the lock file without a lock.
fn leftover(folder: &Path, name: &str, lock: &str) -> PathBuf {
    let left = folder.join(name);
    fs::create_dir_all(left.join("new/tables")).expect("made");
    fs::write(left.join("new/tables/a.csv"), "hal").expect("written");
    fs::write(left.join("being-written"), lock).expect("written");
    left
}

#[test]
fn only_dead_leftovers_of_ours_are_removed() {
    let folder = folder();
    let target = folder.path().join("report");
    let live = Temporary::next_to(&target, false).expect("a living writer");
    let lock = fs::read_to_string(live.making().with_file_name("being-written")).expect("its lock");
    let dead = leftover(folder.path(), ".report.tmp-0123456789abcdef", &lock);
    let begun = leftover(folder.path(), ".report.tmp-0123456789abcde0", "");
    let bare = folder.path().join(".report.tmp-0123456789abcde1");
    fs::create_dir(&bare).expect("made");
    let foreign = [
        leftover(folder.path(), ".report.tmp-mybackup", &lock),
        leftover(folder.path(), ".report.tmp-0123456789abcde2", "a note of mine"),
        leftover(folder.path(), ".report2.tmp-0123456789abcdef", &lock),
    ];
    let file = folder.path().join(".report.tmp-0123456789abcde3");
    fs::write(&file, "mine").expect("written");
    write(&target, &edition("one")).expect("written");
    for gone in [&dead, &begun, &bare] {
        assert!(!gone.exists(), "{}", gone.display());
    }
    for left in foreign.iter().chain([&file, &live.making().with_file_name("being-written")]) {
        assert!(left.exists(), "{}", left.display());
    }
    // A folder on its way out that somebody put a file into is nobody's to remove.
    let swapped = leftover(folder.path(), ".report.tmp-0123456789abcde4", &lock);
    let swap = folder.path().join(".report.tmp-0123456789abcde4.swap");
    fs::create_dir(&swap).expect("made");
    fs::write(swap.join("mine"), "mine").expect("written");
    let notes = write(&target, &edition("two")).expect("written");
    assert!(notes.iter().any(|note| note.contains(".swap`")), "{notes:?}");
    assert!(swap.join("mine").exists() && swapped.exists());
}

#[test]
fn a_file_is_replaced_if_it_is_ours_and_unchanged() {
    let folder = folder();
    let path = folder.path().join("out.csv");
    let put = |text: &str| {
        let mut sink = Sink::create(Target::file(&path, &[])?)?;
        sink.write(text.as_bytes())?;
        sink.finish()
    };
    put("anything\n").expect("new");
    // Where files keep attributes even this is known as ours; elsewhere by its columns.
    let ours = "series_id,period,model,point,lo_80\na,2001,auto,1,0\n";
    fs::remove_file(&path).expect("removed");
    put(ours).expect("new");
    put("series_id,period,draw,value\n").expect("ours");
    fs::write(&path, "").expect("emptied");
    put(ours).expect("empty");
    for mine in ["my thesis", "series_id,period,value\na,2001,1\n", "[\n{\"a\":1}\n]\n", "{}"] {
        fs::remove_file(&path).expect("removed");
        fs::write(&path, mine).expect("written");
        assert!(matches!(put(ours), Err(StoreError::NotOurs { .. })), "{mine}");
        assert_eq!(fs::read_to_string(&path).expect("read"), mine);
    }
    for form in
        [ours, "series_id,reason\n", "[]\n", "[\n{\"series_id\":\"a\",\"reason\":\"b\"}\n]\n"]
    {
        fs::remove_file(&path).expect("removed");
        fs::write(&path, form).expect("written");
        put(ours).expect("by its form");
    }
    assert_eq!(names(folder.path()), ["out.csv"]);
    fs::create_dir(folder.path().join("a folder")).expect("made");
    assert!(Target::file(&folder.path().join("a folder"), &[]).is_err());
}

/// Of two that write at one time each is whole, and the last one stays.
#[test]
fn in_a_hundred_rounds_of_two_writers_the_folder_is_always_whole() {
    let folder = folder();
    let target = folder.path().join("report");
    let (one, two) = (edition("one"), edition("two"));
    let (mut first, mut second) = (one.clone(), two.clone());
    first.sort();
    second.sort();
    for round in 0..100 {
        std::thread::scope(|scope| {
            let all = [scope.spawn(|| write(&target, &one)), scope.spawn(|| write(&target, &two))];
            for written in all {
                written.join().expect("no panic").expect("written");
            }
        });
        let found = read_folder(&target).expect("read");
        assert!(found == first || found == second, "round {round}");
        assert_eq!(names(folder.path()), ["report"], "round {round}");
        if round % 3 == 0 {
            fs::remove_dir_all(&target).expect("removed");
        }
    }
}

/// Looks at a folder of two files as a run leaves it that is killed at a rename: it copies the folder
/// before each.
struct Snapshots<'a> {
    of: &'a Path,
    into: &'a Path,
    taken: Cell<usize>,
}

impl Snapshots<'_> {
    fn take(&self) {
        let to = self.into.join(self.taken.get().to_string());
        copy(self.of, &to);
        self.taken.set(self.taken.get() + 1);
    }
}

impl Names for Snapshots<'_> {
    fn exchange(&self, _a: &Path, _b: &Path) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.take();
        fs::rename(from, to)?;
        self.take();
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("listed").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match from.is_dir() {
            true => copy(&from, &to),
            false => drop(fs::copy(&from, &to).expect("copied")),
        }
    }
}

/// Three files of one command, two of them in a folder of its own: wherever a run is killed, the next
/// one, whichever of them it writes, finds all of the former or makes all of the new.
#[test]
fn files_of_one_command_are_all_named_after_a_kill_or_none_is() {
    const FILES: [&str; 3] = ["b/out.csv", "a/rejects.csv", "b/notes.csv"];
    let text = |time: &str, file: &str| format!("series_id,reason\n{time},{file}\n");
    let put = |place: &Path, time: &str, names: &dyn Names| {
        let sinks = FILES.map(|file| {
            let target = Target::file(&place.join(file), &[]).expect("free");
            let mut sink = Sink::create(target).expect("begun");
            sink.write(text(time, file).as_bytes()).expect("written");
            sink
        });
        Sink::finish_all_by(sinks.into(), names).expect("named");
    };
    for file in FILES {
        let (place, kills) = (folder(), folder());
        ["a", "b"].iter().for_each(|name| fs::create_dir(place.path().join(name)).expect("made"));
        let free = Simple::refusing(0..0);
        put(place.path(), "former", &free);
        let names_of = Snapshots { of: place.path(), into: kills.path(), taken: Cell::new(0) };
        put(place.path(), "new", &names_of);
        assert_eq!(names_of.taken.get(), 2 * FILES.len());
        for kill in 0..names_of.taken.get() {
            // Paths to other folders are those of the place it happened at.
            fs::remove_dir_all(place.path()).expect("removed");
            copy(&kills.path().join(kill.to_string()), place.path());
            let target = Target::file(&place.path().join(file), &[]).expect("ours");
            let time = if kill == 0 { "former" } else { "new" };
            for file in FILES {
                let found = fs::read_to_string(place.path().join(file)).expect("there");
                assert_eq!(found, text(time, file), "kill {kill}, then {}", file);
            }
            let put_right = target.notes.iter().filter(|note| note.contains("put in its place"));
            assert_eq!(put_right.count(), [0, 2, 2, 1, 1, 0][kill], "kill {kill}");
        }
    }
}

/// What somebody put in the place of a file that is due is not replaced; a note says where it is.
#[test]
fn a_file_that_is_due_replaces_nothing_of_the_users() {
    let (place, kills) = (folder(), folder());
    let names_of = Snapshots { of: place.path(), into: kills.path(), taken: Cell::new(0) };
    let sinks = ["x.csv", "y.csv"].map(|file| {
        let target = Target::file(&place.path().join(file), &[]).expect("free");
        let mut sink = Sink::create(target).expect("begun");
        sink.write(b"series_id,reason\n").expect("written");
        sink
    });
    Sink::finish_all_by(sinks.into(), &names_of).expect("named");
    let killed = kills.path().join("1");
    fs::write(killed.join("y.csv"), "mine").expect("written");
    let first = Target::file(&killed.join("x.csv"), &[]).expect("ours");
    assert_eq!(fs::read_to_string(killed.join("y.csv")).expect("there"), "mine");
    assert!(first.notes.iter().any(|note| note.contains("y.csv")), "{:?}", first.notes);
    fs::remove_file(killed.join("y.csv")).expect("removed");
    let first = Target::file(&killed.join("x.csv"), &[]).expect("ours");
    assert!(first.notes.iter().any(|note| note.contains("put in its place")), "{:?}", first.notes);
    assert_eq!(names(&killed), ["x.csv", "y.csv"]);
}

/// The descriptor of a package and a table: wherever a run is killed that revises both, the next one that
/// looks at the descriptor finds both as they were or makes both new; what somebody changed meanwhile stays.
#[test]
fn a_package_is_revised_whole_or_not_at_all() {
    const FILES: [&str; 2] = ["datapackage.json", "tables/t.csv"];
    let (place, kills) = (folder(), folder());
    let of = |file: &str| place.path().join(file);
    let member = |file: &str| {
        let bytes = fs::read(of(file)).expect("there");
        Target::member(&of(file), &sha256_hex(&bytes)).expect("as it was read")
    };
    let all = || FILES.map(|file| fs::read_to_string(of(file)).expect("there"));
    fs::create_dir(place.path().join("tables")).expect("made");
    FILES.iter().for_each(|file| fs::write(of(file), "former").expect("written"));
    let begun = FILES.map(|file| {
        let mut sink = Sink::create(member(file)).expect("begun");
        sink.write(b"new").expect("written");
        sink
    });
    let names_of = Snapshots { of: place.path(), into: kills.path(), taken: Cell::new(0) };
    Sink::finish_all_by(begun.into(), &names_of).expect("named");
    assert_eq!(names_of.taken.get(), 2 * FILES.len());
    for kill in 0..names_of.taken.get() {
        fs::remove_dir_all(place.path()).expect("removed");
        copy(&kills.path().join(kill.to_string()), place.path());
        let notes = member(FILES[0]).notes;
        assert_eq!(all(), [["former", "new"][usize::from(kill > 0)]; 2], "kill {kill}: {notes:?}");
    }
    fs::remove_dir_all(place.path()).expect("removed");
    copy(&kills.path().join("1"), place.path());
    fs::write(of(FILES[1]), "mine").expect("written");
    let notes = member(FILES[0]).notes;
    assert_eq!(all(), ["new", "mine"]);
    assert!(notes.iter().any(|note| note.contains("t.csv")), "{notes:?}");
    let late = Sink::create(member(FILES[0])).expect("begun");
    fs::write(of(FILES[0]), "mine").expect("written");
    assert!(matches!(late.finish(), Err(StoreError::Meanwhile(_))));
}
