//! The forecast on the official figures: sums in every draw, the pension schedule, the vintage.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use suranys_core::inputs::Inputs;
use suranys_core::rng::Key;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::run_output::ForecastOutput;
use suranys_core::scenario::Scenario;
use suranys_core::unit::Quantity;
use suranys_core::{Persons, Sex, Vintage, Year, YearSpan};
use suranys_model::cell::cell;
use suranys_model::cross_tab::section_region;
use suranys_model::employment::{TOTAL, base_forecasts};
use suranys_model::forecast;
use suranys_tests::project;

fn inputs() -> &'static Inputs {
    static INPUTS: OnceLock<Inputs> = OnceLock::new();
    INPUTS.get_or_init(|| {
        suranys_data::read_inputs(&project().join("data/kz")).expect("the package is clean")
    })
}

fn scenarios() -> Vec<Scenario> {
    let folder = project().join("data/scenarios");
    let files =
        ["baseline", "optimistic", "pessimistic"].map(|name| folder.join(format!("{name}.toml")));
    let (mut scenarios, _) = suranys_data::read_scenarios(&files).expect("the scenarios are sound");
    for scenario in &mut scenarios {
        scenario.settings.draws = 200;
    }
    scenarios
}

fn run(as_of: Option<i32>, scenarios: &[Scenario]) -> ForecastOutput {
    run_on(inputs(), as_of, scenarios)
}

fn run_on(inputs: &Inputs, as_of: Option<i32>, scenarios: &[Scenario]) -> ForecastOutput {
    forecast(
        inputs,
        as_of.map(|y| Vintage(Year(y))),
        scenarios,
        &suranys_core::progress::unfollowed,
    )
    .expect("the forecast can be made")
}

fn baseline_run() -> &'static ForecastOutput {
    static RUN: OnceLock<ForecastOutput> = OnceLock::new();
    RUN.get_or_init(|| run(None, &scenarios()))
}

fn central(run: &ForecastOutput, key: &FigureKey) -> f64 {
    run.figure(key).unwrap_or_else(|| panic!("no figure {key:?}")).estimate.central()
}

fn retirement(run: &ForecastOutput, scenario: &str, sex: Sex, year: i32) -> f64 {
    central(run, &FigureKey::national(scenario, Measure::Retirement, Year(year)).of_sex(sex))
}

#[test]
fn parts_sum_to_totals_in_every_draw() {
    let scenario = &scenarios()[0];
    let key = Key::new(scenario.settings.seed);
    let years = YearSpan::new(Year(2022), scenario.settings.horizon).expect("ordered");
    let base = base_forecasts(inputs(), years, scenario.settings.draws, &key)
        .expect("series can be forecast");
    let projection = base.under(scenario, &key).expect("parameters are there");
    let span = YearSpan::new(Year(2022), Year(2028)).expect("ordered");
    let cells =
        section_region::section_by_region(inputs(), &projection, span).expect("margins can be met");
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs();
    for year in years.years() {
        let total = projection.total.get(TOTAL, year).expect("covered");
        for parts in [&projection.sections, &projection.regions] {
            let sums = parts.total(year).expect("covered");
            assert!(sums.iter().zip(total).all(|(a, b)| close(*a, *b)), "{year}");
        }
    }
    for year in span.years() {
        for section in projection.sections.cells().labels() {
            let target = projection.sections.get(section, year).expect("covered");
            for (draw, target) in target.iter().enumerate() {
                let sum: f64 = projection
                    .regions
                    .cells()
                    .labels()
                    .iter()
                    .map(|region| cells.get(&cell(section, region), year).expect("covered")[draw])
                    .sum();
                assert!(
                    close(sum, *target),
                    "{section} {year} draw {draw}: {sum} against {target}"
                );
            }
        }
        for region in projection.regions.cells().labels() {
            let target = projection.regions.get(region, year).expect("covered");
            for (draw, target) in target.iter().enumerate() {
                let sum: f64 = projection
                    .sections
                    .cells()
                    .labels()
                    .iter()
                    .map(|section| cells.get(&cell(section, region), year).expect("covered")[draw])
                    .sum();
                assert!(close(sum, *target), "{region} {year} draw {draw}: {sum} against {target}");
            }
        }
    }
}

/// Social Code, article 207: women's pension age rises by half a year in each of 2028–2031.
/// Half a year's step halves the months of birth that reach the age in the year. Those who stayed
/// on and stop later do not halve, so the fall is by less than half; a fifth is the least that
/// counts as a dip here.
#[test]
fn womens_retirements_dip_while_their_pension_age_rises_and_recover_after() {
    let run = baseline_run();
    let women = |year| retirement(run, "baseline", Sex::Female, year);
    for year in 2028..=2031 {
        assert!(women(year) < 0.8 * women(2027), "{year}: {} against {}", women(year), women(2027));
        assert!(women(year) < 0.8 * women(2032), "{year}: {} against {}", women(year), women(2032));
    }
    let men = |year| retirement(run, "baseline", Sex::Male, year);
    assert!(men(2028) > 0.85 * men(2027), "nothing changes for men");
}

#[test]
fn another_schedule_moves_the_dip() {
    let mut moved = scenarios();
    let later: BTreeMap<Year, f64> = (2028..=2035)
        .map(|y| (Year(y), (61.0 + 0.5 * f64::from((y - 2030).clamp(0, 4))).min(63.0)))
        .collect();
    moved[0].pension_ages.insert(Sex::Female, later);
    let run = run(None, &moved[..1]);
    let women = |year| retirement(&run, "baseline", Sex::Female, year);
    let unmoved = |year| retirement(baseline_run(), "baseline", Sex::Female, year);
    assert!(women(2028) > 1.4 * unmoved(2028), "no step in 2028 any more");
    assert!(women(2031) < 0.75 * women(2030), "the first step is now in 2031");
    assert!(women(2033) < 0.75 * women(2030), "and the third in 2033");
}

#[test]
fn scenarios_order_as_their_growth_does_and_share_their_draws() {
    let run = baseline_run();
    let need = |scenario: &str| {
        central(
            run,
            &FigureKey::national(scenario, Measure::JobOpenings, Year(2023)).until(Year(2027)),
        )
    };
    assert!(need("pessimistic") < need("baseline") && need("baseline") < need("optimistic"));
    // Replacement in the first forecast year rests on the published stock: no scenario moves it.
    let first = |scenario: &str| {
        central(run, &FigureKey::national(scenario, Measure::ReplacementDemand, Year(2026)))
    };
    assert_eq!(first("baseline"), first("optimistic"));
}

/// Whatever later figures say, a forecast as of 2022 stays the same.
#[test]
fn a_vintage_sees_nothing_of_later_years() {
    let mut tampered = inputs().clone().into_parts();
    let double = |v: Persons| Persons::new(v.get() * 2.0).expect("still possible");
    macro_rules! tamper {
        ($table:ident, $year:expr) => {
            for (key, cell) in &mut tampered.$table.cells {
                let year: fn(_) -> i32 = $year;
                if year(key) > 2022
                    && let suranys_core::Observed::Value(value, status) = cell.observed
                    && status.obs != suranys_core::ObsStatus::Forecast
                {
                    cell.observed = suranys_core::Observed::Value(double(value), status);
                }
            }
        };
    }
    tamper!(employment_by_section, |k: &(_, Year)| k.1.0);
    tamper!(employment_by_region, |k: &(_, Year)| k.1.0);
    tamper!(employment_by_region_broad_sector, |k: &(_, _, Year)| k.2.0);
    tampered.pension_ages.retain(|rule| rule.known_from <= Year(2022));
    let light = &scenarios()[..1];
    let honest = run(Some(2022), light);
    let tampered = Inputs::new(tampered).expect("tables that belong together");
    let other = run_on(&tampered, Some(2022), light);
    assert_eq!(honest.figures, other.figures);
    assert_eq!(honest.base_year, Year(2022));
}

/// The outcomes of 2023–2025 are set against the ranges of the forecast made as of 2022.
#[test]
fn outcomes_are_shown_against_the_ranges() {
    let run = run(Some(2022), &scenarios()[..1]);
    let years: Vec<i32> = run.outturns.iter().map(|row| row.key.from.0).collect();
    assert!([2023, 2024, 2025].iter().all(|y| years.contains(y)));
    // Employment of 19 sections, 20 regions and the nation in three years; of regions and nation also
    // hired workers, labour force and rate of unemployment.
    assert_eq!(run.outturns.len(), 3 * (19 + 20 + 1) + 3 * 3 * (20 + 1));
    // With all data the same look back is made, from the year before the policy period.
    assert_eq!(baseline_run().outturns, run.outturns);
}

/// Pooled over all 309 outcomes. They move together, the rates of unemployment of all regions with the
/// nation's above all, so they are worth far fewer independent ones: about 20 of them, which puts two
/// standard errors of a share of 0.8 at 0.18 and of 0.95 at 0.10.
#[test]
fn ranges_of_2022_held_what_they_claimed() {
    let outturns = &baseline_run().outturns;
    let share = |inside: fn(&suranys_core::run::OutturnRow) -> bool| {
        outturns.iter().filter(|row| inside(row)).count() as f64 / outturns.len() as f64
    };
    let (in80, in95) = (share(|row| row.inside80), share(|row| row.inside95));
    assert!((in80 - 0.8).abs() < 0.18, "{in80}");
    assert!((in95 - 0.95).abs() < 0.10, "{in95}");
}

/// The economist's reason: output that stands still from 2026 on, where forecasters expect about
/// four per cent a year, needs fewer hands, but far fewer per cent than output loses, since
/// employment adjusts in part: with the elasticity in the analyst's range, 0.1 to 0.4, less than
/// half a year's growth of output is lost in jobs each year. What is known, and who retires of
/// those who work now, does not change.
#[test]
fn output_that_stands_still_costs_jobs_but_fewer_than_output() {
    let mut still = scenarios().remove(0);
    let years = (2026..=2035).map(|y| (Year(y), 0.0)).collect();
    still.growth.insert("_T".to_owned(), years);
    let other = run(None, &[still]);
    let employed = |run: &ForecastOutput, year| {
        central(run, &FigureKey::national("baseline", Measure::Employment, Year(year)))
    };
    assert_eq!(employed(&other, 2025), employed(baseline_run(), 2025));
    for (ahead, year) in (1..=10).zip(2026..) {
        let lost = 1.0 - employed(&other, year) / employed(baseline_run(), year);
        let (least, most) = (0.001 * f64::from(ahead), 0.02 * f64::from(ahead));
        assert!(lost > least && lost < most, "{year}: {lost}");
    }
    let need = |run: &ForecastOutput| {
        central(
            run,
            &FigureKey::national("baseline", Measure::JobOpenings, Year(2023)).until(Year(2027)),
        )
    };
    assert!(need(&other) < need(baseline_run()));
    for sex in Sex::ALL {
        let first = retirement(&other, "baseline", sex, 2026);
        assert_eq!(first, retirement(baseline_run(), "baseline", sex, 2026));
    }
}

/// A boom in mining moves mining, the nation by about as many, and Atyrau, where oil is, more than
/// Turkistan, which has none.
#[test]
fn growth_of_one_section_moves_the_regions_that_live_on_it() {
    let mut usual = scenarios().remove(0);
    // A median of few draws is too rough for differences of a thousandth.
    usual.settings.draws = 1000;
    let mut boom = usual.clone();
    boom.growth.insert("B".to_owned(), (2026..=2028).map(|y| (Year(y), 20.0)).collect());
    let (usual, other) = (run(None, &[usual]), run(None, &[boom]));
    let gain = |place: &dyn Fn(FigureKey) -> FigureKey| {
        let key = place(FigureKey::national("baseline", Measure::Employment, Year(2028)));
        central(&other, &key) / central(&usual, &key) - 1.0
    };
    let mining = gain(&|key| key.in_section("B"));
    assert!(mining > 0.02, "{mining}");
    assert!(gain(&|key| key).abs() < 0.1 * mining, "mining is a thirtieth of the nation");
    assert!(gain(&|key| key.in_section("P")).abs() < 0.002, "teachers don't mine");
    let (atyrau, turkistan) =
        (gain(&|key| key.in_region("KZ-23")), gain(&|key| key.in_region("KZ-61")));
    assert!(atyrau > turkistan, "{atyrau} {turkistan}");
}

/// A note that a region's history was carved out of others' names none that a reader can't be told.
#[test]
fn regions_named_by_notes_have_names() {
    let run = baseline_run();
    let links = run.notes.iter().filter(|note| note.key == "note.region-spliced");
    let mut seen = 0;
    for code in links.flat_map(|note| note.arguments["from"].split(", ")) {
        let mut known = run.regions.iter().chain(&run.former_regions);
        let item = known.find(|item| item.code == code).expect("has an entry");
        assert!(["en", "ru", "kk"].iter().all(|language| item.labels.get(language).is_some()));
        seen += 1;
    }
    assert!(seen > 2, "{seen}");
}

#[test]
fn every_figure_has_a_source_and_no_forecast_passes_for_a_published_figure() {
    let run = baseline_run();
    for (key, figure) in &run.figures {
        assert!(!figure.source.is_empty(), "{key:?}");
        if key.from > run.base_year && key.measure != Measure::PensionAge {
            assert!(
                figure.status.obs >= suranys_core::ObsStatus::Forecast,
                "{key:?} {:?}",
                figure.status
            );
        }
    }
}

#[test]
fn the_package_stays_readable_from_any_directory() {
    assert!(Path::new(&project()).is_absolute());
    assert_eq!(inputs().package.name, "kz");
}
