//! Stages of demand on made-up countries: how cost grows with draws, occupations and regions, and
//! all of 20 sections by 20 regions by 450 occupations over 13 years (`-- whole`).
#![allow(missing_docs, clippy::expect_used)]

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;
use suranys_core::classification::Labels;
use suranys_core::inputs::Inputs;
use suranys_core::rng::Key;
use suranys_core::scenario::{
    Basis, EMPLOYMENT_ELASTICITY, FOREIGN_WORKERS, GDP_GROWTH_GAP, MIGRATION_FACTOR,
    PARTICIPATION_SHIFT, Parameter, RETURNEES, RunSettings, SHARE_SPREAD, Scenario,
    UNEMPLOYMENT_GROWTH_RESPONSE,
};
use suranys_core::{DrawPanel, Quantiles, Year, YearSpan};
use suranys_model::cross_tab::cells::{Margins, quantiles};
use suranys_model::cross_tab::section_region;
use suranys_model::employment::{EmploymentProjection, backtest, base_forecasts};
use suranys_model::occupation::Staffing;
use suranys_model::synthetic::{Size, country};

const BASE: Year = Year(2025);
const LARGE: Size = Size { sections: 20, regions: 20, occupations: 450, years: 14 };

fn scenario(draws: usize, horizon: Year) -> Scenario {
    let parameter = |key: &str, value| {
        let basis = Basis::Expert;
        let source = "bench".to_owned();
        (
            key.to_owned(),
            Parameter {
                value,
                low: value,
                high: value,
                basis,
                source,
                source_in: Labels::default(),
            },
        )
    };
    let policy_period = YearSpan::new(BASE, horizon).expect("ordered");
    Scenario {
        id: "baseline".to_owned(),
        title: Labels::default(),
        description: Labels::default(),
        author: String::new(),
        date: String::new(),
        settings: RunSettings { seed: 1, draws, policy_period, horizon },
        parameters: BTreeMap::from([
            parameter(GDP_GROWTH_GAP, 1.0),
            parameter(EMPLOYMENT_ELASTICITY, 0.25),
            parameter(SHARE_SPREAD, 1.0),
            parameter(UNEMPLOYMENT_GROWTH_RESPONSE, 0.02),
            parameter(PARTICIPATION_SHIFT, 0.0),
            parameter(MIGRATION_FACTOR, 1.0),
            parameter(RETURNEES, 0.0),
            parameter(FOREIGN_WORKERS, 0.0),
        ]),
        pension_ages: BTreeMap::new(),
        growth: BTreeMap::new(),
        basis: BTreeMap::new(),
    }
}

/// A country forecast up to the margins of its cells.
struct Made {
    matrix: DrawPanel,
    jobs: DrawPanel,
    staffing: Staffing,
    draws: usize,
    regions: usize,
}

fn projection(inputs: &Inputs, scenario: &Scenario) -> EmploymentProjection {
    let key = Key::new(1);
    let years = YearSpan::new(BASE, scenario.settings.horizon).expect("ordered");
    let base = base_forecasts(inputs, years, scenario.settings.draws, &key).expect("sound");
    base.under(scenario, &key).expect("parameters")
}

fn made(size: &Size, draws: usize, years: i32) -> Made {
    let inputs = country(1, size).expect("not empty");
    let scenario = scenario(draws, BASE.plus(years));
    let projection = projection(&inputs, &scenario);
    let span = YearSpan::new(BASE.plus(1), BASE.plus(years)).expect("ordered");
    let matrix = section_region::section_by_region(&inputs, &projection, span).expect("can be met");
    let key = Key::new(1);
    let staffing = Staffing::read(&inputs, &projection, span.to(), &key, &mut Vec::new())
        .expect("can be met")
        .expect("has occupations");
    let jobs = staffing.under(&scenario, &projection, &key).expect("parameters").stocks;
    Made { matrix, jobs, staffing, draws, regions: size.regions }
}

/// Quantiles of region by occupation in one year; the cells of a draw are never kept.
fn one_year(made: &Made, year: Year) -> Vec<Option<Quantiles>> {
    let margin = |panel: &DrawPanel, draw: usize| -> Vec<f64> {
        let labels = panel.cells().labels().iter();
        labels.map(|label| panel.get(label, year).expect("covered")[draw]).collect()
    };
    let margins = |draw| Margins {
        section_region: margin(&made.matrix, draw),
        occupations: margin(&made.jobs, draw),
    };
    let cross = made.staffing.cross(made.regions);
    let rows = cross.each_draw(made.draws, margins, |cells| cells.by_region()).expect("can be met");
    quantiles(&rows)
}

fn cells(criterion: &mut Criterion) {
    let mut group =
        criterion.benchmark_group("cells of one year, to quantiles of region by occupation");
    group.sample_size(10);
    let mut measure = |name: &str, at: usize, size: Size, draws: usize| {
        let made = made(&size, draws, 1);
        group.bench_function(BenchmarkId::new(name, at), |b| {
            b.iter(|| one_year(black_box(&made), BASE.plus(1)));
        });
    };
    for draws in [100, 300, 1000] {
        measure("draws", draws, LARGE, draws);
    }
    for occupations in [50, 150, 450] {
        measure("occupations", occupations, Size { occupations, ..LARGE }, 300);
    }
    for regions in [5, 10, 20] {
        measure("regions", regions, Size { regions, ..LARGE }, 300);
    }
    group.finish();
}

/// As large as the national package: 19 sections, 20 regions, 10 years ahead, 1,000 draws.
fn stages(criterion: &mut Criterion) {
    let inputs = country(1, &Size { sections: 19, occupations: 9, ..LARGE }).expect("not empty");
    let scenario = scenario(1000, BASE.plus(10));
    let key = Key::new(1);
    let years = YearSpan::new(BASE, BASE.plus(10)).expect("ordered");
    let mut group = criterion.benchmark_group("stages of demand, 1,000 draws");
    group.sample_size(10);
    group.bench_function("backtest of every table", |b| {
        b.iter(|| backtest(&inputs, &|_, _| {}));
    });
    group.bench_function("base forecasts", |b| {
        b.iter(|| base_forecasts(&inputs, years, 1000, &key));
    });
    let base = base_forecasts(&inputs, years, 1000, &key).expect("sound");
    group.bench_function("scenario and totals", |b| b.iter(|| base.under(&scenario, &key)));
    let projection = base.under(&scenario, &key).expect("parameters");
    let span = YearSpan::new(BASE.plus(1), BASE.plus(5)).expect("ordered");
    group.bench_function("section by region, 5 years", |b| {
        b.iter(|| section_region::section_by_region(&inputs, &projection, span));
    });
    group.bench_function("occupations", |b| {
        b.iter(|| {
            let read = Staffing::read(&inputs, &projection, years.to(), &key, &mut Vec::new());
            let staffing = read.expect("can be met").expect("has occupations");
            staffing.under(&scenario, &projection, &key)
        });
    });
    group.finish();
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function("20 x 20 x 450 cells, 13 years, 1,000 draws", |b| {
        b.iter(|| {
            let made = made(&LARGE, 1000, 13);
            (1..=13).map(|ahead| one_year(&made, BASE.plus(ahead)).len()).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, stages, cells, whole);
criterion_main!(benches);
