//! The yearly report on the official figures: the whole job as a person starts it, and its stages.
#![allow(missing_docs, clippy::expect_used)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use suranys_core::inputs::Inputs;
use suranys_core::run_output::RunOutput;
use suranys_core::{Code, Occupation};
use suranys_data::{read_inputs, read_scenarios};
use suranys_model::stages::Stages;
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
        "--for-report".as_ref(),
    ]));
    group.bench_function("everything from a stored run", |b| b.iter(|| report(&stored)));
    group.bench_function("read and check", |b| b.iter(|| read_inputs(&data.join("kz"))));
    let inputs = read_inputs(&data.join("kz")).expect("the package is clean");
    let names = ["baseline", "optimistic", "pessimistic"];
    let files = names.map(|name| data.join(format!("scenarios/{name}.toml")));
    let (scenarios, _) = read_scenarios(&files).expect("the scenarios are clean");
    let forecast = |count: usize| {
        suranys_model::forecast(
            &inputs,
            None,
            &scenarios[..count],
            &suranys_core::progress::unfollowed,
        )
        .expect("forecasts")
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

/// The stages of one scenario, each of what the ones before it gave.
fn stages(criterion: &mut Criterion) {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let inputs = read_inputs(&data.join("kz")).expect("the package is clean");
    let file = data.join("scenarios/baseline.toml");
    let (mut scenarios, _) = read_scenarios(&[file]).expect("the scenario is clean");
    let mut group = criterion.benchmark_group("stages");
    group.sample_size(10);
    for draws in [200, 1000] {
        scenarios[0].settings.draws = draws;
        let made = Stages::new(&inputs, &scenarios[0]).expect("base forecasts");
        let mut measure = |name: &str, run: &mut dyn FnMut()| {
            group.bench_function(BenchmarkId::new(name, draws), |b| b.iter(&mut *run));
        };
        measure("base and imputation", &mut || {
            black_box(Stages::new(&inputs, &scenarios[0]).expect("base forecasts"));
        });
        measure("imputation", &mut || {
            black_box(made.imputation().expect("met"));
        });
        measure("accounts", &mut || {
            black_box(made.accounts().expect("met"));
        });
        let mut accounts = made.accounts().expect("met");
        measure("figures", &mut || {
            black_box(made.emit(&mut accounts));
        });
        measure("figures of groups", &mut || {
            black_box(made.group_figures(&accounts));
        });
        measure("tests of the imputation", &mut || {
            black_box(made.validation());
        });
    }
    group.finish();
}

/// How the imputation of groups grows with countries, with groups and with draws.
fn growth(criterion: &mut Criterion) {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let inputs = read_inputs(&data.join("kz")).expect("the package is clean");
    let file = data.join("scenarios/baseline.toml");
    let (scenarios, _) = read_scenarios(&[file]).expect("the scenario is clean");
    let mut group = criterion.benchmark_group("imputation");
    group.sample_size(10);
    let mut measure = |name: &str, size: usize, draws: usize, inputs: &Inputs| {
        let mut scenario = scenarios[0].clone();
        scenario.settings.draws = draws;
        let made = Stages::new(inputs, &scenario).expect("base forecasts");
        group.bench_function(BenchmarkId::new(name, size), |b| {
            b.iter(|| black_box(made.imputation().expect("met")));
        });
    };
    for draws in [250, 500, 1000] {
        measure("draws", draws, draws, &inputs);
    }
    for countries in [5, 10, 20] {
        let mut parts = inputs.clone().into_parts();
        let detailed = parts.detailed.as_mut().expect("the package has groups");
        let known: BTreeSet<String> =
            detailed.staffing[0].table.cells.keys().map(|(country, ..)| country.clone()).collect();
        let kept: BTreeSet<String> = known.into_iter().take(countries).collect();
        for level in &mut detailed.staffing {
            level.table.cells.retain(|(country, ..), _| kept.contains(country));
        }
        measure("countries", countries, 500, &Inputs::new(parts).expect("sound"));
    }
    for children in [1, 2, 4] {
        let mut parts = inputs.clone().into_parts();
        let detailed = parts.detailed.as_mut().expect("the package has groups");
        let all = detailed.parents.clone();
        let mut seen = BTreeMap::new();
        detailed.parents.retain(|_, parent| {
            let count = seen.entry(parent.clone()).or_insert(0);
            *count += 1;
            *count <= children
        });
        // A group that hangs on one left out is left out too, with all that is known of both.
        let left = detailed.parents.clone();
        let inside = |code: &Code<Occupation>| {
            let mut code = code;
            while let Some(above) = left.get(code) {
                code = above;
            }
            !all.contains_key(code)
        };
        detailed.parents.retain(|code, _| inside(code));
        for level in &mut detailed.staffing {
            level.table.cells.retain(|(_, _, code, _), _| inside(code));
        }
        let flows = detailed.flows.iter_mut();
        flows.for_each(|table| table.cells.retain(|(_, code, ..), _| inside(code)));
        let surveys = detailed.surveys.iter_mut();
        surveys.for_each(|table| table.cells.retain(|(_, code, _), _| inside(code)));
        let older = detailed.older.iter_mut();
        older.for_each(|known| known.table.cells.retain(|(code, _), _| inside(code)));
        (detailed.counts, detailed.own) = (None, None);
        (detailed.fields, detailed.pupils_parents) = (None, None);
        detailed.count_groups.clear();
        measure("children of each group", children, 500, &Inputs::new(parts).expect("sound"));
    }
    group.finish();
}

criterion_group!(benches, bench, stages, growth);
criterion_main!(benches);
