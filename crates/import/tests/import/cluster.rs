//! The same plans on a cluster: a scheduler and two executors on this machine, one of which dies in the
//! middle of the work.

use crate::common::{files, generated, imported, made, package, program};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A program that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that is free with the next one.
fn port() -> u16 {
    loop {
        let one = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = one.local_addr().expect("an address").port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}

fn start(arguments: &[&str]) -> Running {
    let child =
        Command::new(program()).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    Running(child.expect("started"))
}

fn waited(what: &str, mut there: impl FnMut() -> bool) {
    for _ in 0..1200 {
        if there() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{what} did not come in a minute");
}

fn answers(port: u16) -> bool {
    std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
}

fn holds_files(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| entry.path().is_file() || holds_files(&entry.path()))
}

#[test]
fn a_cluster_gives_the_same_bytes_though_an_executor_dies() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let place = folder.path();
    let extract = generated(place, 150_000, &["--kinds", "vacancy", "--format", "parquet"]);
    let records = place.join("records");
    let file = extract.join("vacancy.parquet");
    imported(&[
        "records",
        "vacancy",
        &file.display().to_string(),
        "--package",
        &package(),
        "--buckets",
        "16",
        "-o",
        &records.display().to_string(),
    ]);
    let here = place.join("here");
    made(&[("vacancies", &records)], &here, &[]);

    let scheduler_port = port();
    let address = format!("127.0.0.1:{scheduler_port}");
    let _scheduler = start(&["scheduler", "--bind", &address, "--timeout", "4"]);
    waited("the scheduler", || answers(scheduler_port));
    let executor = |name: &str| {
        let port = port();
        let work = place.join(name);
        std::fs::create_dir(&work).expect("made");
        let running = start(&[
            "executor",
            "--scheduler",
            &address,
            "--bind",
            &format!("127.0.0.1:{port}"),
            "--cores",
            "1",
            "--memory",
            "400",
            "--work",
            &work.display().to_string(),
            "--timeout",
            "4",
        ]);
        waited(name, || answers(port));
        (running, work)
    };
    let (mut dying, work) = executor("one");
    let (_other, _) = executor("two");

    let there = place.join("there");
    let engine = format!("ballista://{address}");
    let arguments =
        crate::common::evidence(&[("vacancies", &records)], &there, &["--engine", &engine]);
    let mut asking = Command::new(program())
        .args(arguments)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("started");
    // What lies between stages is there: the work has begun, and others will ask for it.
    waited("work of an executor", || holds_files(&work));
    dying.0.kill().expect("ended");
    dying.0.wait().expect("ended");
    assert!(
        asking.try_wait().expect("asked").is_none(),
        "the work was over before the executor died"
    );
    let output = asking.wait_with_output().expect("ended");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(files(&there), files(&here));
}

/// A cluster that is not there is told.
#[test]
fn a_cluster_that_does_not_answer_is_told() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let extract = generated(folder.path(), 500, &["--kinds", "vacancy"]);
    let out = folder.path().join("out");
    let engine = format!("ballista://127.0.0.1:{}", port());
    let arguments = crate::common::evidence(
        &[("vacancies", &extract.join("vacancy.csv"))],
        &out,
        &["--engine", &engine],
    );
    let output = crate::common::import(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!out.exists());
}
