//! The yearly report on the official figures: the whole job as a person starts it, and its stages.
#![allow(missing_docs, clippy::expect_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use suranys_data::{read_inputs, read_scenarios};
use suranys_report::{LabelBook, render};

fn bench(criterion: &mut Criterion) {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let out = tempfile::tempdir().expect("temporary folder");
    let mut group = criterion.benchmark_group("report");
    group.sample_size(10);
    group.bench_function("the whole command", |b| {
        b.iter(|| {
            let status = Command::new(env!("CARGO_BIN_EXE_suranys"))
                .arg("report")
                .arg(data.join("kz"))
                .arg("--out")
                .arg(out.path().join("edition"))
                .stdout(Stdio::null())
                .status()
                .expect("the command starts");
            assert!(status.success());
        });
    });
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
    let (output, labels) = (forecast(3), LabelBook::read("en").expect("English labels"));
    group.bench_function("draw and typeset", |b| b.iter(|| render(&output, &labels)));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
