//! Accounting identities on random synthetic countries, in every cell, year and draw.

use crate::accounts::measures::Accounts;
use crate::run::forecast_keeping;
use crate::synthetic::shaped::{BASE, Shape, country, parts, scenario};
use proptest::prelude::*;
use suranys_core::inputs::Inputs;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::scenario::{GDP_GROWTH_GAP, OTHER_EXIT_RATE, STAY_ON_FACTOR, Scenario};
use suranys_core::{ObsStatus, Sex, Year};

fn shapes() -> impl Strategy<Value = Shape> {
    (
        prop::collection::vec((10_000.0..200_000.0f64, -0.02..0.03f64), 2..4),
        prop::collection::vec(0.1..1.0f64, 2..4),
        prop::collection::vec((0.1..1.0f64, 0.05..0.95f64), 2..4),
        0.002..0.03f64,
    )
        .prop_map(|(sections, regions, occupations, ripple)| Shape {
            sections,
            regions,
            occupations,
            ripple,
        })
}

fn accounts(inputs: &Inputs, scenario: &Scenario) -> Accounts {
    let (_, mut kept) =
        forecast_keeping(inputs, None, std::slice::from_ref(scenario), &|_, _| {}, |_| true)
            .expect("the synthetic country can be forecast");
    kept.pop().expect("its accounts were kept")
}

fn close(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= 1e-9 * size.abs().max(1.0)
}

const PLACES: [[bool; 3]; 7] = [
    [false, false, false],
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [true, true, false],
    [true, false, true],
    [false, true, true],
];

/// All places of a kind: section, region, occupation.
fn keys(a: &Accounts, kind: [bool; 3]) -> Vec<FigureKey> {
    let all = |wanted: bool, codes: &[String]| -> Vec<Option<String>> {
        if wanted { codes.iter().cloned().map(Some).collect() } else { vec![None] }
    };
    let codes = a.staffing.as_ref().map_or(&[][..], |s| s.codes.as_slice());
    let mut keys = Vec::new();
    for section in all(kind[0], a.projection.sections.cells().labels()) {
        for region in all(kind[1], a.projection.regions.cells().labels()) {
            for occupation in all(kind[2], codes) {
                let mut key = FigureKey::national("baseline", Measure::JobOpenings, Year(BASE));
                (key.section, key.region) = (section.clone(), region.clone());
                key.occupation = occupation;
                keys.push(key);
            }
        }
    }
    keys
}

fn of(a: &Accounts, key: &FigureKey, measure: Measure, year: Year) -> Vec<f64> {
    let key = FigureKey { measure, ..key.clone() };
    a.yearly(&key, year).unwrap_or_else(|| panic!("no {key:?} in {year}")).to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Employed of the year before + all who are hired (job openings) − all who leave (replacement)
    /// = employed; the labour force before + who enters − who leaves = the labour force.
    #[test]
    fn stock_plus_inflow_less_outflow_is_the_next_stock(shape in shapes()) {
        let a = accounts(&country(&shape), &scenario(100));
        for key in PLACES.iter().flat_map(|kind| keys(&a, *kind)) {
            for year in a.years.years() {
                let (before, now) = (a.stock(&key, year.previous()), a.stock(&key, year));
                let (before, now) = (before.expect("covered"), now.expect("covered"));
                let hired = of(&a, &key, Measure::JobOpenings, year);
                let gone = of(&a, &key, Measure::ReplacementDemand, year);
                for draw in 0..hired.len() {
                    let next = before[draw] + hired[draw] - gone[draw];
                    prop_assert!(close(next, now[draw], now[draw]), "{key:?} {year} {draw}");
                    prop_assert!(before[draw] >= 0.0 && gone[draw] >= 0.0);
                    prop_assert!(gone[draw] <= before[draw]);
                }
            }
        }
        let supply = a.supply.as_ref().expect("the synthetic country has a labour force");
        for (year, parts) in &supply.years {
            let (before, now) = (&supply.force.years[&year.previous()], &supply.force.years[year]);
            let rate = a.rates.total(*year);
            for draw in 0..rate.len() {
                let moved = parts.migration.as_ref().expect("migration is known")[draw];
                let entrants = parts.higher[draw] + parts.vocational[draw] + parts.other[draw] + moved;
                let next = before[draw] + entrants - rate[draw] * before[draw];
                prop_assert!(close(next, now[draw], now[draw]), "{year} {draw}");
                prop_assert!(close(parts.total[draw], entrants + parts.unemployed[draw], now[draw]));
            }
        }
    }

    /// Shortage = job openings − supply; every measure of components sums to that of their total.
    #[test]
    fn components_sum_to_totals_and_the_shortage_is_job_openings_less_supply(shape in shapes()) {
        let a = accounts(&country(&shape), &scenario(100));
        let nation = &keys(&a, PLACES[0])[0];
        for year in a.years.years() {
            for kind in PLACES {
                let balanced = !kind[0];
                let measures: &[Measure] = if balanced {
                    &[Measure::NetEmploymentChange, Measure::ReplacementDemand, Measure::JobOpenings, Measure::Supply, Measure::Shortage]
                } else {
                    &[Measure::NetEmploymentChange, Measure::ReplacementDemand, Measure::JobOpenings]
                };
                let places = keys(&a, kind);
                for measure in measures {
                    let total = of(&a, nation, *measure, year);
                    let parts: Vec<Vec<f64>> =
                        places.iter().map(|key| of(&a, key, *measure, year)).collect();
                    let size = a.stock(nation, year).expect("covered");
                    for draw in 0..total.len() {
                        let sum: f64 = parts.iter().map(|part| part[draw]).sum();
                        prop_assert!(
                            close(sum, total[draw], size[draw]),
                            "{measure:?} by {kind:?} in {year}: {sum} against {}", total[draw]
                        );
                    }
                }
                for key in places.iter().filter(|_| balanced) {
                    let (openings, supply, shortage) = (
                        of(&a, key, Measure::JobOpenings, year),
                        of(&a, key, Measure::Supply, year),
                        of(&a, key, Measure::Shortage, year),
                    );
                    for draw in 0..shortage.len() {
                        prop_assert_eq!(shortage[draw], openings[draw] - supply[draw]);
                    }
                }
            }
        }
    }

    /// Who stays on longer retires later, and more reasons to leave mean more who leave: draw by
    /// draw, since scenarios share their random numbers.
    #[test]
    fn exits_are_monotone(shape in shapes(), more in 0.05..0.4f64, later in 0.1..0.9f64) {
        let inputs = country(&shape);
        let base = scenario(100);
        let with = |name: &str, add: f64| {
            let mut other = base.clone();
            let p = other.parameters.get_mut(name).expect("is a parameter");
            (p.value, p.low, p.high) = (p.value + add, p.low + add, p.high + add);
            other
        };
        let mut raised = base.clone();
        for sex in Sex::ALL {
            // One step in 2026, then level: fewer reach the age in 2026.
            let age = if sex == Sex::Female { 61.0 } else { 63.0 };
            raised.pension_ages.insert(sex, (2026..=2030).map(|y| (Year(y), age + later)).collect());
        }
        let (a, stay) = (accounts(&inputs, &base), accounts(&inputs, &with(STAY_ON_FACTOR, more)));
        let leave = accounts(&inputs, &with(OTHER_EXIT_RATE, 0.01));
        let raised = accounts(&inputs, &raised);
        let reach = |a: &Accounts, year| -> f64 {
            a.rates.exits[&year].iter().map(|g| g.cohort.reaching - g.cohort.reaching_stay).sum()
        };
        let year = Year(2026);
        prop_assert!(reach(&raised, year) < reach(&a, year));
        for kind in PLACES.iter().flat_map(|kind| keys(&a, *kind)) {
            let gone = |a: &Accounts| of(a, &kind, Measure::ReplacementDemand, year);
            let (now, left, late) = (gone(&a), gone(&leave), gone(&raised));
            for draw in 0..now.len() {
                prop_assert!(left[draw] > now[draw], "{kind:?}");
                prop_assert!(late[draw] <= now[draw] + 1e-9, "{kind:?}");
            }
        }
        // More who stay on stop later; at the age itself fewer leave.
        for (group, other) in a.rates.exits[&year].iter().zip(&stay.rates.exits[&year]) {
            for draw in 0..group.share.len() {
                let leaving = |a: &Accounts, g: &crate::replacement::GroupExits| {
                    let factor = a.rates.stay_on[draw];
                    g.cohort.reaching - factor.min(g.cohort.max_stay()) * g.cohort.reaching_stay
                };
                prop_assert!(leaving(&stay, other) <= leaving(&a, group));
            }
        }
    }
}

fn plain() -> Shape {
    Shape {
        sections: vec![(100_000.0, 0.01), (50_000.0, 0.0)],
        regions: vec![0.6, 0.4],
        occupations: vec![(0.5, 0.2), (0.5, 0.8)],
        ripple: 0.01,
    }
}

/// Occupations whose women are many lose fewer when women's pension age rises by half-year steps
/// (2028–2031 in the synthetic country): the dip differs by occupation, from data alone.
#[test]
fn a_step_in_womens_age_shows_in_the_occupations_of_women() {
    let a = accounts(&country(&plain()), &scenario(100));
    let key = |code| {
        FigureKey::national("baseline", Measure::JobOpenings, Year(2028)).in_occupation(code)
    };
    let rate = |code, year| a.rate(&key(code), Year(year)).expect("known")[0];
    let fall = |code| rate(code, 2028) / rate(code, 2027);
    assert!(fall("o1") < fall("o0") && fall("o1") < 0.95, "{} {}", fall("o1"), fall("o0"));
}

/// Without a table that distinguishes occupations every cell has the nation's rate.
#[test]
fn without_a_table_that_tells_them_apart_all_leave_alike() {
    let mut inputs = parts(&plain());
    inputs.occupation.as_mut().expect("has occupations").women = None;
    let inputs = Inputs::new(inputs).expect("the rest belongs together");
    let a = accounts(&inputs, &scenario(100));
    for key in PLACES.iter().flat_map(|kind| keys(&a, *kind)) {
        assert_eq!(a.rate(&key, Year(2026)), a.rate(&keys(&a, PLACES[0])[0], Year(2026)));
    }
}

/// A country without occupations still has job openings, supply and shortage by region.
#[test]
fn a_country_without_occupations_has_a_balance_by_region() {
    let mut inputs = parts(&plain());
    inputs.occupation = None;
    let inputs = Inputs::new(inputs).expect("the rest belongs together");
    let a = accounts(&inputs, &scenario(100));
    let nation = &keys(&a, PLACES[0])[0];
    let year = Year(2026);
    let total = of(&a, nation, Measure::Shortage, year);
    let parts: Vec<Vec<f64>> =
        keys(&a, PLACES[2]).iter().map(|key| of(&a, key, Measure::Shortage, year)).collect();
    for (draw, total) in total.iter().enumerate() {
        let sum: f64 = parts.iter().map(|part| part[draw]).sum();
        assert!(close(sum, *total, 150_000.0), "{sum} {total}");
    }
}

/// Growth of the scenario's own demands more of supply and does not make it: draw by draw the
/// labour force is what it is without that growth, though the response of employment differs by
/// draw.
#[test]
fn growth_of_the_scenarios_own_leaves_the_labour_force_as_it_is() {
    let inputs = country(&plain());
    let mut more = scenario(100);
    let gap = more.parameters.get_mut(GDP_GROWTH_GAP).expect("the parameter");
    (gap.value, gap.low, gap.high) = (1.5, 1.5, 1.5);
    let (a, b) = (accounts(&inputs, &scenario(100)), accounts(&inputs, &more));
    let nation = &keys(&a, PLACES[0])[0];
    for year in [Year(2024), Year(2027)] {
        let force = |of_scenario| of(of_scenario, nation, Measure::LabourForce, year);
        assert_eq!(force(&a), force(&b));
        let work = |of_scenario| of(of_scenario, nation, Measure::Employment, year);
        let steps: Vec<f64> = work(&b).iter().zip(work(&a)).map(|(b, a)| b - a).collect();
        let (minimum, maximum) =
            steps.iter().fold((f64::MAX, 0.0_f64), |(l, m), s| (l.min(*s), m.max(*s)));
        assert!(minimum > 0.0 && maximum > 1.5 * minimum, "{minimum} to {maximum}");
    }
}

/// Weights that lose a tenth of university graduates: reported with file, row, code and sum.
#[test]
fn weights_that_do_not_sum_to_one_are_reported_where_they_stand() {
    let mut inputs = parts(&plain());
    let table = &mut inputs.supply.as_mut().expect("has supply").education_occupation;
    let (_, cell) = table.cells.iter_mut().next().expect("has weights");
    let less = suranys_core::unit::Quantity::new(0.4).expect("a share");
    cell.observed =
        suranys_core::Observed::Value(less, suranys_core::Status::real(ObsStatus::Imputed));
    let inputs = Inputs::new(inputs).expect("the same codes");
    let refused = forecast_keeping(&inputs, None, &[scenario(100)], &|_, _| {}, |_| false);
    let why = refused.map(|_| ()).expect_err("graduates would be lost").to_string();
    for part in ["tables/education_occupation.csv", "row 2", "`HE`", "0.9"] {
        assert!(why.contains(part), "{why}");
    }
}

/// Fields of education go where their own weights say; a package that has them needs no code.
#[test]
fn graduates_by_field_go_where_their_field_leads() {
    let shape = plain();
    let (level, mut field) = (country(&shape), parts(&shape));
    let supply = field.supply.as_mut().expect("has supply");
    let cell = *supply.graduates.cells.values().next().expect("has graduates");
    let weight = *supply.education_occupation.cells.values().next().expect("has weights");
    supply.graduates.cells.insert(("HE-06".to_owned(), Year(2020)), cell);
    let list = &field.occupation.as_ref().expect("has occupations").occupations;
    for (text, value) in [("o0", 1.0), ("o1", 0.0)] {
        let value = suranys_core::unit::Quantity::new(value).expect("a share");
        let status = suranys_core::Status::real(ObsStatus::Imputed);
        let cell =
            suranys_core::Cell { observed: suranys_core::Observed::Value(value, status), ..weight };
        let key = ("HE-06".to_owned(), list.code(text).expect("known"));
        supply.education_occupation.cells.insert(key, cell);
    }
    let field = Inputs::new(field).expect("the same codes");
    let come = |inputs: &Inputs, code: &str| {
        let a = accounts(inputs, &scenario(100));
        a.supply.as_ref().expect("supply").graduates_of(&a, code, Year(2026)).expect("known")[0]
    };
    let (before, after) = (come(&level, "o0"), come(&field, "o0"));
    assert!(after > 1.2 * before, "{before} {after}");
    assert!(close(before + come(&level, "o1"), after + come(&field, "o1"), after));
}
