//! Commands that are programs of their own: found on the path, run with their arguments, their exit code passed on;
//! where there is none, it is said how it is built, or which command is meant.

use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output};
use suranys_tests::text;

const PROGRAM: &str = env!("CARGO_BIN_EXE_suranys-under-test");

fn suranys(program: impl AsRef<OsStr>, path: &str, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).env("PATH", path).output().expect("the command starts")
}

#[test]
fn a_program_on_the_path_is_a_command() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let program = folder.path().join("suranys-greet");
    std::fs::write(&program, "#!/bin/sh\necho \"$@\"\nexit 7\n").expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("allowed");
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let output = suranys(PROGRAM, &path, &["greet", "--loud", "you"]);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(7), "--loud you\n"));
}

#[test]
fn what_is_missing_is_told() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().display().to_string();
    // Where nothing else lies next to it: there programs are looked for too.
    let program = folder.path().join("suranys-under-test");
    std::fs::copy(PROGRAM, &program).expect("copied");
    for (name, told) in [
        ("import", "cargo build --release --features cluster -p suranys-import"),
        ("chek", "is `check` meant?"),
        ("../import", "there is no command `../import`"),
    ] {
        let output = suranys(&program, &path, &[name, "--help"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(told), "{}", text(&output.stderr));
    }
}
