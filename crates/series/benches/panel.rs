//! One panel of the size of the national one: 41 series of 12 years, 13 years ahead.
#![allow(missing_docs, clippy::expect_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use suranys_core::math::exp;
use suranys_core::{Key, Year};
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

criterion_group!(benches, bench);
criterion_main!(benches);
