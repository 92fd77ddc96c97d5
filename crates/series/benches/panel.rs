//! One panel of the size of the national one: 41 series of 12 years, 13 years ahead; and one series
//! of 30 years through the engine, by model.
#![allow(missing_docs, clippy::expect_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use suranys_core::math::exp;
use suranys_core::{Key, Year};
use suranys_series::engine::{Bounds, Calibration, Choice, Model, Plan, forecast};
use suranys_series::{Options, Series, forecast_panel};

fn panel() -> Vec<Series> {
    (0..41)
        .map(|i| {
            let id = format!("s{i}");
            let mut stream = Key::new(1).with(&id).draw(0);
            let mut log = 11.0;
            let values = (0..12)
                .map(|_| {
                    log += 0.02 + 0.03 * stream.normal();
                    Some(exp(log))
                })
                .collect();
            Series::new(id, Year(2013), values, vec![false; 12]).expect("positive")
        })
        .collect()
}

fn bench(criterion: &mut Criterion) {
    let panel = panel();
    let options = Options { horizon: 13, draws: 1000 };
    criterion.bench_function("forecast 41 series, 13 years, 1,000 draws", |b| {
        b.iter(|| forecast_panel(&panel, &options, &Key::new(1)));
    });
}

fn engine(criterion: &mut Criterion) {
    let mut stream = Key::new(2).draw(0);
    let mut at = 100.0;
    let y: Vec<f64> = (0..30)
        .map(|_| {
            at += 2.0 + 5.0 * stream.normal();
            at
        })
        .collect();
    let mut group = criterion.benchmark_group("one series of 30 years, 6 ahead");
    let mut choices = vec![Choice::Combination];
    choices.extend(Model::ALL.map(Choice::Only));
    for choice in choices {
        let plan = Plan { season: 1, horizon: 6, choice, bounds: Bounds::default() };
        let calibration = Calibration::learn(std::slice::from_ref(&y), &plan);
        group.bench_function(choice.name(), |b| {
            b.iter(|| forecast(&y, &plan, &[0.8, 0.95], &calibration));
        });
    }
    group.finish();
}

criterion_group!(benches, bench, engine);
criterion_main!(benches);
