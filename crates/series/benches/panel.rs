//! Series of 30 years through the engine, by model and number; months with a strong season; and
//! reconciliation of 555 series.
#![allow(missing_docs, clippy::expect_used)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use suranys_core::Key;
use suranys_series::reconcile::{Hierarchy, Method, Projection, reconcile};
use suranys_series::{Fitted, Forecaster, Level, Model, ModelSelection, PathDraws};

/// The intervals of 80 and 95 per cent.
fn intervals(fitted: &Fitted) -> [Vec<(f64, f64)>; 2] {
    [80.0, 95.0].map(|level| fitted.forecast().interval(Level::percent(level).expect("a level")))
}

fn engine(criterion: &mut Criterion) {
    let mut stream = Key::new(2).draw(0);
    let mut at = 100.0;
    let y: Vec<Option<f64>> = (0..30)
        .map(|_| {
            at += 2.0 + 5.0 * stream.normal();
            Some(at)
        })
        .collect();
    let mut group = criterion.benchmark_group("one series of 30 years, 6 ahead");
    let mut selections = vec![ModelSelection::Combination];
    selections.extend(Model::ALL.map(ModelSelection::Only));
    for selection in selections {
        let forecaster = Forecaster::new(6).models(selection);
        let calibration = forecaster.calibrate(std::slice::from_ref(&y)).expect("a series");
        group.bench_function(selection.name(), |b| {
            b.iter(|| forecaster.fit_with(&y, &calibration).map(|fitted| intervals(&fitted)));
        });
    }
    group.finish();
}

/// 555 series: a total, 54 groups, 500 cells; 1,000 draws six steps ahead.
fn reconciliation(criterion: &mut Criterion) {
    let (groups, cells) = (54, 500);
    let count = 1 + groups + cells;
    let pairs: Vec<(usize, usize)> = (0..groups)
        .map(|g| (1 + g, 0))
        .chain((0..cells).map(|c| (1 + groups + c, 1 + c % groups)))
        .collect();
    let hierarchy = Hierarchy::new(count, &pairs).expect("a tree");
    let key = Key::new(3);
    let errors: Vec<Vec<Option<f64>>> = (0..count)
        .map(|i| {
            let mut stream = key.with(&i.to_string()).draw(0);
            (0..25).map(|_| Some(stream.normal())).collect()
        })
        .collect();
    let point: Vec<Vec<f64>> = (0..count).map(|i| vec![10.0 + i as f64; 6]).collect();
    let draws: Vec<PathDraws> = (0..count)
        .map(|i| {
            let streams = key.with(&i.to_string()).streams();
            let mut paths = PathDraws::zeros(6, 1000);
            for draw in 0..1000 {
                let mut stream = streams.draw(draw);
                paths.set_path(draw, (0..6).map(|_| 10.0 + i as f64 + stream.normal()));
            }
            paths
        })
        .collect();
    let made =
        || Projection::new(&hierarchy, Method::MintShrink, &errors, &[]).expect("solvable").0;
    let mut group = criterion.benchmark_group("reconcile 555 series");
    group.bench_function("projection by shrunk covariance", |b| b.iter(made));
    let projection = made();
    group.bench_function("points, 6 steps", |b| {
        b.iter(|| reconcile(&projection, &point, &[], true));
    });
    group.sample_size(10);
    group.bench_function("1,000 draws, 6 steps", |b| {
        b.iter(|| reconcile(&projection, &point, &draws, true));
    });
    group.finish();
}

/// Cost per series: one, 1,000 and 100,000 series of 30 years (`--bench panel -- panels`).
fn panels(criterion: &mut Criterion) {
    let series = |n: usize| -> Vec<Vec<Option<f64>>> {
        let key = Key::new(4);
        (0..n)
            .map(|i| {
                let mut stream = key.with(&i.to_string()).draw(0);
                let mut at = 100.0;
                (0..30)
                    .map(|_| {
                        at += 2.0 + 5.0 * stream.normal();
                        Some(at)
                    })
                    .collect()
            })
            .collect()
    };
    let forecaster = Forecaster::new(6);
    let mut group = criterion.benchmark_group("panels of 30 years, 6 ahead");
    group.sample_size(10);
    for count in [1, 1000, 100_000] {
        let panel = series(count);
        let calibration = forecaster.calibrate(&panel).expect("there are series");
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(count.to_string(), |b| {
            b.iter(|| forecaster.fit_many(&panel, &calibration));
        });
    }
    group.finish();
}

/// Synthetic monthly series of 8 to 26 years with a strong season, as of tourism: 40 of them trained on,
/// and one of 26 years fitted, two years ahead.
fn months(criterion: &mut Criterion) {
    let key = Key::new(5).with("months");
    let series = |n: usize, length: usize| -> Vec<Option<f64>> {
        let mut stream = key.with(&n.to_string()).draw(0);
        let season: Vec<f64> = (0..12).map(|_| 0.35 * stream.normal()).collect();
        let (mut level, mut near) = (4.0 + 2.0 * stream.uniform(), 0.0);
        (0..length)
            .map(|t| {
                level += 0.003 + 0.02 * stream.normal();
                near = 0.3 * near + 0.08 * stream.normal();
                Some(suranys_core::numeric::exp(level + near + season[t % 12]))
            })
            .collect()
    };
    let lengths = [96, 140, 200, 250, 312];
    let panel: Vec<_> = (0..40).map(|n| series(n, lengths[n % lengths.len()])).collect();
    let forecaster = Forecaster::new(24).season(12);
    let calibration = forecaster.calibrate(&panel).expect("there are series");
    let mut group = criterion.benchmark_group("months with a strong season, 24 ahead");
    group.sample_size(10);
    group.bench_function("training on 40 series", |b| b.iter(|| forecaster.calibrate(&panel)));
    let long = &panel[4];
    group.bench_function("one series of 26 years", |b| {
        b.iter(|| forecaster.fit_with(long, &calibration).map(|fitted| intervals(&fitted)));
    });
    group.finish();
}

criterion_group!(benches, engine, months, reconciliation, panels);
criterion_main!(benches);
