//! Made-up countries through the demand model: identities in every draw, and bad input.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use suranys_core::classification::Labels;
use suranys_core::inputs::{Cell, InputParts, Inputs, RegionalInputs};
use suranys_core::rng::Key;
use suranys_core::scenario::{
    Basis, EMPLOYMENT_ELASTICITY, FOREIGN_WORKERS, GDP_GROWTH_GAP, MIGRATION_FACTOR,
    PARTICIPATION_SHIFT, Parameter, RETURNEES, RunSettings, SHARE_SPREAD, Scenario,
    UNEMPLOYMENT_GROWTH_RESPONSE,
};
use suranys_core::unit::Quantity;
use suranys_core::{ObsStatus, Observed, Persons, Year, YearSpan};
use suranys_model::ModelError;
use suranys_model::cross_tab::cells::Margins;
use suranys_model::cross_tab::section_region;
use suranys_model::employment::{EmploymentProjection, Panel, TOTAL, base_forecasts};
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
            (UNEMPLOYMENT_GROWTH_RESPONSE.to_owned(), parameter((0.01, 0.02, 0.04))),
            (PARTICIPATION_SHIFT.to_owned(), parameter((0.0, 0.0, 0.0))),
            (MIGRATION_FACTOR.to_owned(), parameter((1.0, 1.0, 1.0))),
            (RETURNEES.to_owned(), parameter((0.0, 0.0, 0.0))),
            (FOREIGN_WORKERS.to_owned(), parameter((0.0, 0.0, 0.0))),
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

    /// In every draw and year ahead: employment is the labour force less the unemployed, nationally and in
    /// each region; the regions' labour force and hired workers sum to the nation's; nobody is hired who
    /// is not employed; a rate is one. Whatever growth, however large, a scenario gives.
    #[test]
    fn the_labour_force_balances_in_every_draw_of_every_country(
        seed in 0_u64..1000,
        regions in 2_usize..7,
        years_known in 8_usize..16,
        growth in -40.0..40.0f64,
        returnees in 0.0..50_000.0f64,
    ) {
        let size = Size { sections: 5, regions, occupations: 9, years: years_known };
        let inputs = country(seed, &size).expect("not empty");
        let mut scenario = scenario((0.1, 0.25, 0.4));
        let given = (2026..=2028).map(|y| (Year(y), growth)).collect();
        scenario.growth.insert(TOTAL.to_owned(), given);
        let more = scenario.parameters.get_mut(RETURNEES).expect("there");
        (more.low, more.value, more.high) = (0.0, returnees, 2.0 * returnees);
        let made = projection(&inputs, &scenario).expect("sound");
        let (force, rate) = (made.labour_force.as_ref().unwrap(), made.unemployment_rate.as_ref().unwrap());
        let (hired, regional) = (made.hired.as_ref().unwrap(), made.regional.as_ref().unwrap());
        for year in (2025..=2028).map(Year) {
            for draw in 0..DRAWS {
                let of = |panel| margin(panel, year, draw)[0];
                let (l, u, e) = (of(force), of(rate), of(&made.total));
                prop_assert!(u > 0.0 && u < 1.0, "{u}");
                prop_assert!(close(l * (1.0 - u), e), "{} {l} {u} {e}", year);
                let employed = margin(&made.regions, year, draw);
                let forces = margin(&regional.labour_force, year, draw);
                let rates = margin(&regional.unemployment_rate, year, draw);
                let of_regions = margin(&hired.regions, year, draw);
                let sum = |all: &[f64]| all.iter().sum::<f64>();
                prop_assert!((sum(&forces) / l - 1.0).abs() < 1e-8, "{} {} {l}", year, sum(&forces));
                prop_assert!((sum(&of_regions) / of(&hired.total) - 1.0).abs() < 1e-9);
                for (((e, l), u), h) in employed.iter().zip(&forces).zip(&rates).zip(&of_regions) {
                    prop_assert!((0.0..1.0).contains(u) && (l * (1.0 - u) / e - 1.0).abs() < 1e-8);
                    prop_assert!(*h > 0.0 && *h <= e * (1.0 + 1e-12), "{h} {e}");
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
    assert_eq!(one.labour_force, three.labour_force);
    let regional =
        |made: &EmploymentProjection| made.regional.clone().expect("has regions").labour_force;
    assert_eq!(regional(&one), regional(&three));
}

/// A section divided in two like halves: each series has random numbers of its own, so that the nation,
/// the regions, hired workers and unemployment move in no bit, and other sections by no more than the
/// halves' own draws weigh in the sum that shares are of.
#[test]
fn dividing_a_section_moves_nothing_else() {
    let whole = small();
    let mut parts = whole.clone().into_parts();
    let entry = |code: &str| (code.to_owned(), Labels::default(), Labels::default(), (None, None));
    let mut entries: Vec<_> =
        parts.sections.items().iter().map(|i| entry(i.code.as_str())).collect();
    entries.push(entry("S999"));
    parts.sections = suranys_core::Classification::new(entries, "_T").expect("distinct");
    let (old, new) =
        (parts.sections.code("S003").expect("there"), parts.sections.code("S999").expect("there"));
    let broad = parts.section_broad_sector.targets(&old).expect("has one")[0].0.clone();
    let links: Vec<_> = parts
        .section_broad_sector
        .sources()
        .map(|code| {
            (code.clone(), parts.section_broad_sector.targets(code).unwrap()[0].0.clone(), 1.0)
        })
        .chain([(new.clone(), broad, 1.0)])
        .collect();
    parts.section_broad_sector = suranys_core::Concordance::new(links).expect("sums to one");
    let cells: Vec<_> = parts.employment_by_section.cells.clone().into_iter().collect();
    for ((code, year), mut cell) in cells.into_iter().filter(|((code, _), _)| *code == old) {
        let Observed::Value(value, status) = cell.observed else { continue };
        cell.observed = Observed::Value(Persons::new(value.get() / 2.0).expect("possible"), status);
        parts.employment_by_section.cells.insert((code, year), cell);
        parts.employment_by_section.cells.insert((new.clone(), year), cell);
    }
    (parts.occupation, parts.regressors) = (None, None);
    let (one, two) = (scenario((0.1, 0.25, 0.4)), checked(parts));
    let (one, two) =
        (projection(&whole, &one).expect("sound"), projection(&two, &one).expect("sound"));
    assert_eq!(one.total, two.total);
    assert_eq!(one.regions, two.regions);
    assert_eq!(one.unemployment_rate, two.unemployment_rate);
    assert_eq!(one.hired.expect("has some").regions, two.hired.expect("has some").regions);
    for year in (2026..=2028).map(Year) {
        let of = |panel: &suranys_core::DrawPanel| mean(panel.get("S001", year).expect("covered"));
        let (a, b) = (of(&one.sections), of(&two.sections));
        assert!((a / b - 1.0).abs() < 0.02, "{year}: {a} {b}");
    }
}

/// Growth of a year that is known is an error that says from when on it may be given.
#[test]
fn growth_of_a_year_that_is_known_is_reported() {
    let mut odd = scenario((0.25, 0.25, 0.25));
    odd.growth.insert("S001".to_owned(), BTreeMap::from([(Year(2025), 1.0)]));
    let error = projection(&small(), &odd).expect_err("known");
    assert!(
        error.to_string().contains("2025") && error.to_string().contains("from 2026 on"),
        "{error}"
    );
}

/// What the tables by region contradict is reported with its row.
#[test]
fn impossible_figures_of_regions_are_reported_with_their_place() {
    let plain = scenario((0.25, 0.25, 0.25));
    for (resource, table) in
        [("hired_workers_by_region", 0), ("labour_force_by_region", 1), ("unemployed_by_region", 2)]
    {
        let mut parts = small().into_parts();
        let regional = &mut parts.regional;
        let (code, of) = match table {
            0 => ("R001", &mut regional.hired),
            1 => ("_T", &mut regional.labour_force),
            _ => ("R002", &mut regional.unemployed),
        };
        let code = parts.regions.code(code).expect("there");
        let cell = of.as_mut().unwrap().cells.get_mut(&(code, Year(2022))).expect("there");
        let Observed::Value(value, status) = cell.observed else { panic!("a figure") };
        let factor = if table == 1 { 0.5 } else { 50.0 };
        cell.observed = Observed::Value(Persons::new(value.get() * factor).unwrap(), status);
        let row = cell.row;
        let error = projection(&checked(parts), &plain).expect_err("impossible");
        let place = error.place().expect("in a table");
        assert_eq!(
            (place.resource, place.row, place.year),
            (resource, Some(row), Some(Year(2022)))
        );
    }
}

/// Without a labour force employment goes by itself, and nothing is made up of the rest; without a table
/// of hired workers there are none.
#[test]
fn what_a_package_lacks_is_not_made_up() {
    let mut parts = small().into_parts();
    parts.regional = Default::default();
    let made = projection(&checked(parts), &scenario((0.25, 0.25, 0.25))).expect("sound");
    assert!(made.labour_force.is_none() && made.unemployment_rate.is_none());
    assert!(made.hired.is_none() && made.regional.is_none() && made.participation.is_none());
    let draws = made.total.get(TOTAL, Year(2028)).expect("covered");
    assert!(draws.iter().all(|v| *v > 0.0) && draws[0] != draws[1]);
}

/// A section of another size in the one year before a break of the total changes nothing that sections are
/// forecast by: no change but that across the break bears on it.
#[test]
fn a_change_across_a_break_counts_for_nothing() {
    let with = |factor: f64, obs: ObsStatus| {
        let mut inputs = small().into_parts();
        let (code, total) = (inputs.sections.code("S003"), inputs.sections.total().cloned());
        let places = [code.expect("there"), total.expect("there")];
        let cells = &mut inputs.employment_by_section.cells;
        cells.retain(|(_, year), _| *year >= Year(2017));
        let value = |cell: &Cell<Persons>| cell.observed.value().map_or(0.0, Quantity::get);
        let more = (factor - 1.0) * value(&cells[&(places[0].clone(), Year(2017))]);
        for code in &places {
            let cell = cells.get_mut(&(code.clone(), Year(2017))).expect("there");
            let sum = Persons::new(value(cell) + more).expect("possible");
            cell.observed = Observed::Value(sum, cell.observed.status());
        }
        let cell = cells.get_mut(&(places[1].clone(), Year(2018))).expect("there");
        let status = suranys_core::Status { obs, ..cell.observed.status() };
        cell.observed = Observed::Value(Persons::new(value(cell)).expect("possible"), status);
        inputs.regional = RegionalInputs::default();
        let made = projection(&checked(inputs), &scenario((0.1, 0.25, 0.4))).expect("sound");
        let of = |(panel, code): &(Panel, String)| (*panel == Panel::Section).then(|| code.clone());
        let fits =
            made.made_with.series.iter().filter_map(|(key, fit)| Some((of(key)?, fit.clone())));
        fits.collect::<Vec<_>>()
    };
    let (one, other) = (with(1.0, ObsStatus::Break), with(4.0, ObsStatus::Break));
    assert_eq!(one.len(), 5);
    assert_eq!(one, other);
    assert_ne!(
        with(1.0, ObsStatus::Normal),
        with(4.0, ObsStatus::Normal),
        "without the mark it does"
    );
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
