//! Made-up countries through the demand model: identities in every draw, and bad input.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use suranys_core::classification::Labels;
use suranys_core::inputs::{InputParts, Inputs};
use suranys_core::rng::Key;
use suranys_core::scenario::{
    Basis, EMPLOYMENT_ELASTICITY, GDP_GROWTH_GAP, Parameter, RunSettings, SHARE_SPREAD, Scenario,
};
use suranys_core::unit::Quantity;
use suranys_core::{Observed, Persons, Year, YearSpan};
use suranys_model::ModelError;
use suranys_model::cross_tab::cells::Margins;
use suranys_model::cross_tab::section_region;
use suranys_model::employment::{EmploymentProjection, TOTAL, base_forecasts};
use suranys_model::occupation::Staffing;
use suranys_model::synthetic::{Size, country};

const DRAWS: usize = 24;
const HORIZON: Year = Year(2028);

fn scenario(elasticity: (f64, f64, f64)) -> Scenario {
    let parameter = |(low, value, high)| Parameter {
        value,
        low,
        high,
        basis: Basis::Expert,
        source: "test".to_owned(),
        source_in: Labels::default(),
    };
    let period = YearSpan::new(Year(2025), HORIZON).expect("ordered");
    Scenario {
        id: "baseline".to_owned(),
        title: Labels::default(),
        description: Labels::default(),
        author: String::new(),
        date: String::new(),
        settings: RunSettings { seed: 1, draws: DRAWS, policy_period: period, horizon: HORIZON },
        parameters: BTreeMap::from([
            (GDP_GROWTH_GAP.to_owned(), parameter((0.0, 0.0, 0.0))),
            (EMPLOYMENT_ELASTICITY.to_owned(), parameter(elasticity)),
            (SHARE_SPREAD.to_owned(), parameter((1.0, 1.0, 1.0))),
        ]),
        pension_ages: BTreeMap::new(),
        growth: BTreeMap::new(),
        basis: BTreeMap::new(),
    }
}

fn years() -> YearSpan {
    YearSpan::new(Year(2024), HORIZON).expect("ordered")
}

fn projection(inputs: &Inputs, scenario: &Scenario) -> Result<EmploymentProjection, ModelError> {
    let key = Key::new(scenario.settings.seed);
    base_forecasts(inputs, years(), DRAWS, &key)?.under(scenario, &key)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1e-3)
}

fn margin(panel: &suranys_core::DrawPanel, year: Year, draw: usize) -> Vec<f64> {
    let labels = panel.cells().labels().iter();
    labels.map(|label| panel.get(label, year).expect("covered")[draw]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..Default::default()
    })]

    /// In every draw and year: sections, regions and occupations sum to the total, section ×
    /// region to both, section × region × occupation to all three; nothing is negative; shares of
    /// occupations sum to one.
    #[test]
    fn parts_sum_to_totals_in_every_draw_of_every_country(
        seed in 0_u64..1000,
        sections in 3_usize..9,
        regions in 2_usize..7,
        occupations in 9_usize..40,
        years_known in 8_usize..16,
        growth in -20.0..20.0f64,
    ) {
        let size = Size { sections, regions, occupations, years: years_known };
        let inputs = country(seed, &size).expect("not empty");
        let mut scenario = scenario((0.1, 0.25, 0.4));
        scenario.growth.insert(
            "S001".to_owned(),
            (2026..=2028).map(|y| (Year(y), growth)).collect(),
        );
        let key = Key::new(1);
        let projection = projection(&inputs, &scenario).expect("sound");
        let matrix = section_region::section_by_region(&inputs, &projection, years()).expect("can be met");
        let staffing = Staffing::read(&inputs, &projection, HORIZON, &key, &mut Vec::new())
            .expect("can be met")
            .expect("has occupations");
        let jobs = staffing.under(&scenario, &projection, &key).expect("parameters");
        let cross = staffing.cross(regions);
        for year in years().years() {
            for draw in 0..DRAWS {
                let total = projection.total.get(TOTAL, year).expect("covered")[draw];
                for panel in [&projection.sections, &projection.regions, &jobs.stocks, &matrix] {
                    let parts = margin(panel, year, draw);
                    prop_assert!(parts.iter().all(|v| *v >= 0.0));
                    prop_assert!(close(parts.iter().sum(), total), "{} {}", year, draw);
                }
                let section_region = margin(&matrix, year, draw);
                let by_section = margin(&projection.sections, year, draw);
                for (row, section) in section_region.chunks(regions).zip(&by_section) {
                    prop_assert!(close(row.iter().sum(), *section));
                }
                let occupations = margin(&jobs.stocks, year, draw);
                let margins = Margins { section_region, occupations: occupations.clone() };
                let cells = cross.cells(&margins).expect("can be met");
                let by_region = cells.by_region();
                let regions_total = margin(&projection.regions, year, draw);
                for (row, region) in by_region.chunks(occupations.len()).zip(&regions_total) {
                    prop_assert!(close(row.iter().sum(), *region));
                }
                for (place, jobs) in occupations.iter().enumerate() {
                    let sum: f64 = by_region.chunks(occupations.len()).map(|row| row[place]).sum();
                    prop_assert!(close(sum, *jobs), "{} {}", sum, jobs);
                }
            }
        }
    }

    /// Mass moves through the country's concordances without loss: carried values sum to what
    /// they summed to.
    #[test]
    fn concordances_keep_mass(seed in 0_u64..1000, values in prop::collection::vec(0.0..1e6f64, 6)) {
        let size = Size { sections: 6, regions: 2, occupations: 9, years: 8 };
        let inputs = country(seed, &size).expect("not empty");
        let by_section = inputs.sections.items().iter().zip(&values);
        let by_section = by_section.map(|(item, value)| (item.code.clone(), *value)).collect();
        let carried = inputs.section_broad_sector.carry(&by_section);
        prop_assert!(close(carried.values().sum(), values.iter().sum()));
    }
}

fn checked(parts: InputParts) -> Inputs {
    Inputs::new(parts).expect("tables that belong together")
}

fn small() -> Inputs {
    country(3, &Size { sections: 5, regions: 4, occupations: 12, years: 14 }).expect("not empty")
}

#[test]
fn the_same_seed_makes_the_same_country_and_all_of_it_is_marked_synthetic() {
    let (one, same) = (small(), small());
    assert_eq!(one.employment_by_section.cells, same.employment_by_section.cells);
    let other = country(4, &Size { sections: 5, regions: 4, occupations: 12, years: 14 });
    let other = other.expect("not empty");
    assert_ne!(one.employment_by_section.cells, other.employment_by_section.cells);
    let marked = |observed: &Observed<Persons>| observed.status().synthetic;
    assert!(one.employment_by_section.cells.values().all(|cell| marked(&cell.observed)));
    assert!(one.employment_by_region.cells.values().all(|cell| marked(&cell.observed)));
    let known = one.occupation.as_ref().expect("has occupations");
    assert!(known.proxy.cells.values().all(|cell| marked(&cell.observed)));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let (inputs, scenario) = (small(), scenario((0.1, 0.25, 0.4)));
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| projection(&inputs, &scenario)).expect("sound")
    };
    let (one, three) = (run(1), run(3));
    assert_eq!(one.sections, three.sections);
    assert_eq!(one.regions, three.regions);
}

/// Another level before a break changes nothing: what is trained across the break is how much
/// series change in per cent of themselves, and no fit sees both sides.
#[test]
fn a_fit_never_straddles_a_break() {
    let with = |factor: f64| {
        let mut inputs = small().into_parts();
        for ((code, year), cell) in &mut inputs.employment_by_section.cells {
            let Observed::Value(value, mut status) = cell.observed else { continue };
            if code.as_str() != "S003" || *year > Year(2018) {
                continue;
            }
            let before = if *year < Year(2018) { factor } else { 1.0 };
            if *year == Year(2018) {
                status.obs = suranys_core::ObsStatus::Break;
            }
            let value = Persons::new(value.get() * before).expect("possible");
            cell.observed = Observed::Value(value, status);
        }
        projection(&checked(inputs), &scenario((0.1, 0.25, 0.4))).expect("sound")
    };
    let (one, other) = (with(1.0), with(4.0));
    for year in 2025..=2028 {
        for draw in 0..DRAWS {
            let both =
                [&one, &other].map(|projection| margin(&projection.sections, Year(year), draw));
            for (a, b) in both[0].iter().zip(&both[1]) {
                assert!((a - b).abs() < 1e-6 * a, "{year} {draw}: {a} {b}");
            }
        }
    }
}

fn mean(draws: &[f64]) -> f64 {
    draws.iter().sum::<f64>() / draws.len() as f64
}

/// The economist's reason: work follows output. With an elasticity of 0.25 that the analyst is
/// certain of, output that is constant where the baseline had it grow by `g` a year costs each
/// section a factor of `exp(-0.25 g)` a year, no less and no more; a region loses as its sections
/// do; what is known does not change.
#[test]
fn output_that_stands_still_costs_jobs_by_the_elasticity() {
    let inputs = small();
    let still = |year| (Year(year), 0.0);
    let certain = scenario((0.25, 0.25, 0.25));
    let mut zero = certain.clone();
    zero.growth.insert(TOTAL.to_owned(), (2026..=2028).map(still).collect());
    let (base, other) =
        (projection(&inputs, &certain).expect("sound"), projection(&inputs, &zero).expect("sound"));
    let known = inputs.regressors.as_ref().expect("has value added");
    let growth = suranys_model::employment::growth::Growth::read(known, inputs.sections.total());
    let expected = growth.expected(Year(2025), Year(2025), 3).nation[0];
    assert!(expected > 0.01, "the made-up country grows");
    for (cell, panel, with) in [
        ("S001", &base.sections, &other.sections),
        ("R001", &base.regions, &other.regions),
        (TOTAL, &base.total, &other.total),
    ] {
        let (before, after) = (panel.get(cell, Year(2025)), with.get(cell, Year(2025)));
        assert_eq!(before, after, "{cell}: what is known stays");
        for ahead in 1..=3 {
            let year = Year(2025 + ahead);
            let (a, b) =
                (panel.get(cell, year).expect("covered"), with.get(cell, year).expect("covered"));
            let factor = suranys_core::numeric::exp(-0.25 * expected * f64::from(ahead));
            for (a, b) in a.iter().zip(b) {
                assert!(close(*b, a * factor), "{cell} {year}: {b} {}", a * factor);
            }
        }
    }
}

/// One section's growth moves that section, the total by as many, and the region where the section
/// weighs more by a larger share.
#[test]
fn growth_of_one_section_moves_it_and_the_regions_that_live_on_it() {
    let inputs = small();
    let plain = scenario((0.25, 0.25, 0.25));
    let mut boom = plain.clone();
    boom.growth.insert("S002".to_owned(), BTreeMap::from([(Year(2026), 30.0)]));
    let (base, other) =
        (projection(&inputs, &plain).expect("sound"), projection(&inputs, &boom).expect("sound"));
    let at = |panel: &suranys_core::DrawPanel, cell: &str| {
        mean(panel.get(cell, Year(2027)).expect("covered"))
    };
    let gained = |cell: &str| at(&other.sections, cell) - at(&base.sections, cell);
    assert!(gained("S002") > 0.03 * at(&base.sections, "S002"));
    assert!(close(at(&other.sections, "S001"), at(&base.sections, "S001")), "no one else is moved");
    let total: f64 = at(&other.total, TOTAL) - at(&base.total, TOTAL);
    assert!((total - gained("S002")).abs() < 1e-6 * gained("S002"), "{total} {}", gained("S002"));
    assert!(at(&other.regions, "R001") > at(&base.regions, "R001"));
}

#[test]
fn an_unknown_section_of_a_scenario_is_reported() {
    let mut odd = scenario((0.25, 0.25, 0.25));
    odd.growth.insert("Q9".to_owned(), BTreeMap::from([(Year(2026), 1.0)]));
    let error = projection(&small(), &odd).expect_err("no such section");
    assert!(error.to_string().contains("`Q9`") && error.to_string().contains("S001"), "{error}");
}

/// Without value added the forecast is made from the series alone, and the scenario's own
/// elasticity is used for the estimate; growth has then nothing to be set against, and is refused.
#[test]
fn without_value_added_the_assumption_stands_alone() {
    let mut inputs = small().into_parts();
    inputs.regressors = None;
    let inputs = checked(inputs);
    let mut faster = scenario((0.5, 0.5, 0.5));
    let base = projection(&inputs, &faster).expect("sound");
    let gap = faster.parameters.get_mut(GDP_GROWTH_GAP).expect("there");
    (gap.low, gap.value, gap.high) = (2.0, 2.0, 2.0);
    let other = projection(&inputs, &faster).expect("sound");
    let of = |projection: &EmploymentProjection| {
        projection.total.get(TOTAL, Year(2027)).map(<[f64]>::to_vec)
    };
    let (a, b) = (of(&base).expect("covered"), of(&other).expect("covered"));
    let factor = suranys_core::numeric::powf(1.02, 0.5 * 2.0);
    assert!(a.iter().zip(&b).all(|(a, b)| close(*b, a * factor)));
    faster.growth.insert(TOTAL.to_owned(), BTreeMap::from([(Year(2026), 1.0)]));
    let error = projection(&inputs, &faster).expect_err("nothing to compare with");
    assert!(error.to_string().contains("gdp_growth"), "{error}");
}

#[test]
fn margins_that_contradict_and_empty_regions_are_reported_with_their_place() {
    let plain = scenario((0.25, 0.25, 0.25));
    let mut inputs = small().into_parts();
    let region = inputs.regions.code("R002").expect("known");
    let cell =
        inputs.employment_by_region.cells.get_mut(&(region.clone(), Year(2025))).expect("there");
    let Observed::Value(value, status) = cell.observed else { panic!("a figure") };
    let more = Persons::new(value.get() * 1.5).expect("possible");
    cell.observed = Observed::Value(more, status);
    let error = projection(&checked(inputs), &plain).expect_err("regions exceed the nation");
    assert!(
        matches!(&error, ModelError::Contradiction { resource, year: Year(2025), .. }
        if resource == "employment_by_region"),
        "{error}"
    );
    let mut inputs = small().into_parts();
    let cell = inputs.employment_by_region.cells.get_mut(&(region, Year(2025))).expect("there");
    cell.row = 17;
    cell.observed = Observed::Value(Persons::new(0.0).expect("possible"), status);
    let error = projection(&checked(inputs), &plain).expect_err("nobody in the region");
    let text = error.to_string();
    assert!(text.contains("row 17") && text.contains("`R002`"), "{text}");
}
