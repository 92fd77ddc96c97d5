//! The yearly report on the official figures: the whole job as a person starts it, and its stages.
#![allow(missing_docs, clippy::expect_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use suranys_core::run_output::RunOutput;
use suranys_data::{read_inputs, read_scenarios};
use suranys_report::{LabelBook, Part, Theme, render, tables};

fn bench(criterion: &mut Criterion) {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let out = tempfile::tempdir().expect("temporary folder");
    let mut group = criterion.benchmark_group("report");
    group.sample_size(10);
    let suranys = |arguments: &[&std::ffi::OsStr]| {
        let output = Command::new(env!("CARGO_BIN_EXE_suranys"))
            .args(arguments)
            .stderr(Stdio::inherit())
            .output()
            .expect("the command starts");
        assert!(output.status.success());
        String::from_utf8(output.stdout).expect("a path").trim().to_owned()
    };
    let (package, edition) = (data.join("kz"), out.path().join("edition"));
    let report = |source: &std::path::Path| {
        suranys(&["report".as_ref(), source.as_ref(), "--out".as_ref(), edition.as_ref()])
    };
    group.bench_function("the whole command", |b| b.iter(|| report(&package)));
    let runs = out.path().join("runs");
    let stored = PathBuf::from(suranys(&[
        "run".as_ref(),
        package.as_ref(),
        "--runs".as_ref(),
        runs.as_ref(),
    ]));
    group.bench_function("everything from a stored run", |b| b.iter(|| report(&stored)));
    group.bench_function("read and check", |b| b.iter(|| read_inputs(&data.join("kz"))));
    let inputs = read_inputs(&data.join("kz")).expect("the package is clean");
    let names = ["baseline", "optimistic", "pessimistic"];
    let files = names.map(|name| data.join(format!("scenarios/{name}.toml")));
    let (scenarios, _) = read_scenarios(&files).expect("the scenarios are clean");
    let forecast = |count: usize| {
        suranys_model::forecast(&inputs, None, &scenarios[..count], &|_, _| {}).expect("forecasts")
    };
    for count in [1, 3] {
        group.bench_function(format!("forecast {count} scenarios, 1,000 draws"), |b| {
            b.iter(|| forecast(count));
        });
    }
    let output = RunOutput::assemble(forecast(3), Vec::new(), None);
    let labels = LabelBook::read("en").expect("English labels");
    for part in Part::ALL.into_iter().filter(|part| *part != Part::Tables) {
        group.bench_function(format!("one language: {}", part.key()), |b| {
            b.iter(|| render(&output, &labels, &[part], Theme::Colour));
        });
    }
    group.bench_function("tables", |b| b.iter(|| tables(&output)));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
