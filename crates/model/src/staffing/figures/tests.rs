//! Groups of a synthetic country against its accounts.

use super::*;
use crate::run::{forecast, forecast_keeping};
use crate::staffing::regional::by_region;
use crate::synthetic::groups::groups;
use crate::synthetic::shaped::{BASE, Shape, parts, scenario};
use crate::synthetic::tables::SYNTHETIC;
use std::collections::BTreeMap;
use suranys_core::detailed_occupations::Sampled;
use suranys_core::inputs::Inputs;
use suranys_core::occupation_groups::EvidenceGrade;
use suranys_core::unit::Quantity;
use suranys_core::{Cell, Concordance, Observed, Persons, Table};

const COUNTED: f64 = 3_000.0;

fn country(reversed: bool) -> Inputs {
    let shape = Shape {
        sections: vec![(90_000.0, 0.02), (60_000.0, -0.01), (40_000.0, 0.01)],
        regions: vec![0.3, 0.7],
        occupations: vec![(0.5, 0.3), (0.2, 0.6), (0.3, 0.5)],
        ripple: 0.01,
    };
    let mut parts = parts(&shape);
    parts.detailed = Some(groups(&parts, COUNTED, reversed));
    Inputs::new(parts).expect("tables that belong together")
}

/// The same with graduates by field of study, a table of where those of each work, and the first
/// occupation filled from the second.
fn with_fields() -> Inputs {
    let mut parts = country(false).into_parts();
    let detailed = parts.detailed.as_mut().expect("groups");
    let code = |text: &str| detailed.groups.code(text).expect("listed");
    let cell = |value: f64, row: u64| Cell {
        observed: Observed::Value(Persons::new(value).expect("persons"), SYNTHETIC),
        row,
        published: Year(2000),
        source: 0,
    };
    let mut rows = BTreeMap::new();
    for (c, country) in ["AA", "BB"].iter().enumerate() {
        for (at, minor) in ["o1.1.1", "o1.1.2", "o2.2.1"].iter().enumerate() {
            let key = ((*country).to_owned(), "X".to_owned(), code(minor), Year(2015));
            rows.insert(key, cell(10.0 * (1 + c + 2 * at) as f64, rows.len() as u64 + 2));
        }
    }
    let sample = rows.keys().map(|key| (key.clone(), 50.0)).collect();
    let (first, second) = (code("o0"), code("o1"));
    let table = Table {
        resource: "fields".to_owned(),
        path: "tables/fields.csv".to_owned(),
        cells: rows,
        sources: detailed.staffing[0].table.sources.clone(),
    };
    detailed.fields = Some(Sampled { table, sample });
    detailed.filled_from = Concordance::new(vec![(first, second, 1.0)]).expect("one");
    let supply = parts.supply.as_mut().expect("supply");
    supply.graduates.cells.insert(("HE-X".to_owned(), Year(2020)), cell(600.0, 90));
    supply.graduates.cells.insert(("HE-Y".to_owned(), Year(2020)), cell(400.0, 91));
    let level: Vec<_> = supply.education_occupation.cells.iter().collect();
    let of_level = level.into_iter().filter(|((education, _), _)| education == "HE");
    let own: Vec<_> = of_level
        .flat_map(|((_, code), cell)| {
            ["HE-X", "HE-Y"].map(|f| ((f.to_owned(), code.clone()), *cell))
        })
        .collect();
    supply.education_occupation.cells.extend(own);
    Inputs::new(parts).expect("tables that belong together")
}

fn close(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= 1e-9 * size.abs().max(1.0)
}

/// In every draw the unit groups of an occupation sum to it: employment of all years, growth,
/// exits, openings and entrants of all periods. The accounts' own figures are what is compared.
#[test]
fn unit_groups_sum_to_the_occupations_of_the_accounts_in_every_draw() {
    for inputs in [country(false), with_fields()] {
        sum_to_the_occupations(&inputs);
    }
}

fn sum_to_the_occupations(inputs: &Inputs) {
    let scenario = scenario(25);
    let scenarios = std::slice::from_ref(&scenario);
    let (_, kept) = forecast_keeping(
        inputs,
        None,
        scenarios,
        None,
        &suranys_core::progress::unfollowed,
        |_| true,
    )
    .expect("the synthetic country can be forecast");
    let accounts = kept.first().expect("its accounts were kept");
    let staffing = accounts.staffing.as_ref().expect("occupations");
    let base = staffing.detail.clone().expect("groups");
    let known = inputs.detailed.as_ref().expect("groups");
    let key = Key::new(scenario.settings.seed);
    let mut compared = 0;
    making(accounts, known, &base, &key, true, |maker| {
        for (major, code) in base.tree.level(1).codes.iter().enumerate() {
            let mut sum = Flows::zeros(maker.cells, 25);
            let minors = base.tree.level(3);
            for minor in (0..minors.len()).filter(|minor| minors.major[*minor] == major) {
                maker.units(minor).iter().for_each(|(_, flows)| sum.add(flows));
            }
            let id = accounts.scenario.id.as_str();
            let of = |measure, from, to| {
                let key = FigureKey::national(id, measure, from);
                let key = key.until(to).in_occupation(code.as_str());
                accounts.draws(&key).unwrap_or_else(|| panic!("{key:?}"))
            };
            let mut agree = |own: &[f64], theirs: &[f64], size: &[f64]| {
                for ((own, theirs), size) in own.iter().zip(theirs).zip(size) {
                    assert!(close(*own, *theirs, *size), "{code}: {own} {theirs}");
                    compared += 1;
                }
            };
            for (year, own) in maker.cells.years.iter().zip(&sum.employed) {
                let all = of(Measure::Employment, *year, *year);
                agree(own, &all, &all);
            }
            let stocks = sum.employed[0].clone();
            for ((expansion, exits, entrants), cells) in
                sum.periods.iter().zip(&maker.cells.periods)
            {
                let of = |measure| of(measure, cells.period.from(), cells.period.to());
                agree(expansion, &of(Measure::ExpansionDemand), &stocks);
                agree(exits, &of(Measure::ReplacementDemand), &stocks);
                let known = entrants.as_ref().expect("entrants are known");
                agree(known, &of(Measure::Entrants), &stocks);
            }
        }
    })
    .expect("the accounts have what groups are made from");
    // Three occupations, 25 draws, three years and three flows of a period.
    assert_eq!(compared, 3 * 25 * (3 + 3));
}

/// The group that is counted has the count; figures of all levels are there; and the order of rows
/// and the number of threads move nothing.
#[test]
fn rows_and_threads_move_no_figure_and_a_count_is_met() {
    let scenario = scenario(200);
    let run = |reversed: bool, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a pool").install(|| {
            forecast(
                &country(reversed),
                None,
                std::slice::from_ref(&scenario),
                &suranys_core::progress::unfollowed,
            )
            .expect("the synthetic country can be forecast")
        })
    };
    let (one, other) = (run(false, 1), run(true, 3));
    assert_eq!(one.occupation_groups, other.occupation_groups);
    assert_eq!(one.occupation_figures, other.occupation_figures);
    assert_eq!(one.occupation_draws, other.occupation_draws);
    assert_eq!(one.occupation_validation, other.occupation_validation);
    assert_eq!(one.figures, other.figures);
    // Three occupations: two, four and eight groups below each.
    assert_eq!(one.occupation_groups.len(), 3 * (2 + 4 + 8));
    assert_eq!(one.occupation_draws.len(), one.occupation_groups.len());
    let first = "o0.1.1.1";
    let group = one.occupation_groups.iter().find(|g| g.code == first).expect("there");
    assert_eq!(group.counted, 1.0);
    assert_eq!(group.status.obs, ObsStatus::Imputed);
    assert!(group.status.synthetic);
    let employed = one
        .occupation_figures
        .iter()
        .find(|f| f.code == first && f.measure == Measure::Employment && f.from == Year(BASE));
    let central = employed.expect("reported").estimate.central();
    // SD of the count 5 per cent, of the median of 200 draws below half of one.
    assert!((central / COUNTED - 1.0).abs() < 0.04, "{central}");
    assert!(one.notes.iter().any(|note| note.key == "note.occupation-groups"));
    assert!(one.occupation_validation.iter().any(|row| row.subject == "one"));
}

/// Employment of a unit group that the country itself has, of one section and of all, takes the place of
/// what is imputed, out of the count that includes it, and its grade is the best.
#[test]
fn employment_by_unit_group_overrides_what_is_imputed_and_raises_its_grade() {
    let scenario = scenario(200);
    let forecast = |inputs: &Inputs| {
        let scenarios = std::slice::from_ref(&scenario);
        forecast(inputs, None, scenarios, &suranys_core::progress::unfollowed)
            .expect("the synthetic country can be forecast")
    };
    let mut parts = country(false).into_parts();
    let detailed = parts.detailed.as_mut().expect("groups");
    let code = |text: &str| detailed.groups.code(text).expect("listed");
    let section = parts.sections.items()[1].code.clone();
    let cell = |value: f64, row: u64| Cell {
        observed: Observed::Value(Persons::new(value).expect("persons"), SYNTHETIC),
        row,
        published: Year(2000),
        source: 0,
    };
    let all = ((None, code("o1.2.1.2"), Year(BASE)), cell(4_321.0, 2));
    let of_section = ((Some(section), code("o2.1.2.1"), Year(BASE)), cell(1_234.0, 3));
    detailed.own = Some(Table {
        resource: "own".to_owned(),
        path: "tables/own.csv".to_owned(),
        cells: BTreeMap::from([all, of_section]),
        sources: detailed.staffing[0].table.sources.clone(),
    });
    let (before, after) =
        (forecast(&country(false)), forecast(&Inputs::new(parts).expect("sound")));
    let grade = |run: &suranys_core::run_output::ForecastOutput, code: &str| {
        let group = run.occupation_groups.iter().find(|group| group.code == code);
        group.map(|group| (group.grade, group.counted)).expect("there")
    };
    let median = |run: &suranys_core::run_output::ForecastOutput, code: &str| {
        let mut figures = run.occupation_figures.iter();
        let found = figures
            .find(|f| f.code == code && f.measure == Measure::Employment && f.from == Year(BASE));
        found.map(|figure| figure.estimate.central()).expect("reported")
    };
    // SD of a register 3 per cent: the median of 200 draws is within a hundredth.
    assert!((median(&after, "o1.2.1.2") / 4_321.0 - 1.0).abs() < 0.01);
    assert!((median(&before, "o1.2.1.2") / 4_321.0 - 1.0).abs() > 0.05);
    let (was, _) = grade(&before, "o1.2.1.2");
    assert_eq!(grade(&after, "o1.2.1.2"), (EvidenceGrade::A, 1.0));
    assert_ne!(was, EvidenceGrade::A);
    // One section of two others known: more than what is known there, and other than before.
    assert!(median(&after, "o2.1.2.1") > 1_234.0);
    assert!((median(&after, "o2.1.2.1") / median(&before, "o2.1.2.1") - 1.0).abs() > 1e-3);
}

/// In every draw the minor groups of an occupation sum to it in each region: the accounts' own figures
/// are what is compared.
#[test]
fn minor_groups_sum_to_the_occupations_of_each_region() {
    let (inputs, scenario) = (country(false), scenario(10));
    let scenarios = std::slice::from_ref(&scenario);
    let (_, kept) = forecast_keeping(
        &inputs,
        None,
        scenarios,
        None,
        &suranys_core::progress::unfollowed,
        |_| true,
    )
    .expect("the synthetic country can be forecast");
    let accounts = kept.first().expect("its accounts were kept");
    let base = accounts.staffing.as_ref().and_then(|s| s.detail.clone()).expect("groups");
    let minors = base.tree.level(3);
    for year in [Year(BASE), accounts.period().to()] {
        for (major, code) in base.tree.level(1).codes.iter().enumerate() {
            let mut sums = vec![vec![0.0; 10]; 2];
            for minor in (0..minors.len()).filter(|minor| minors.major[*minor] == major) {
                let made = by_region(accounts, &base, minor, year).expect("known");
                sums.iter_mut().zip(&made).for_each(|(sum, own)| add(sum, own));
            }
            for (sum, region) in sums.iter().zip(accounts.projection.regions.cells().labels()) {
                let key = FigureKey::national(&scenario.id, Measure::Employment, year);
                let key = key.in_region(region).in_occupation(code.as_str());
                let all = accounts.draws(&key).expect("the accounts have it");
                assert!(sum.iter().zip(all.iter()).all(|(a, b)| close(*a, *b, *b)), "{region}");
            }
        }
    }
}
