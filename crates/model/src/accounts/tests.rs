//! Accounting identities on random synthetic countries, in every cell, year and draw.

use crate::accounts::measures::Accounts;
use crate::accounts::stocks::Place;
use crate::run::forecast_keeping;
use crate::synthetic::shaped::{BASE, Shape, country, parts, scenario};
use proptest::prelude::*;
use suranys_core::distribution::Draws;
use suranys_core::inputs::Inputs;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::scenario::{GRADUATES_FACTOR, OTHER_EXIT_RATE, Scenario};
use suranys_core::{ObsStatus, Sex, Year, YearSpan};

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
    let (_, mut kept) = forecast_keeping(
        inputs,
        None,
        std::slice::from_ref(scenario),
        None,
        &suranys_core::progress::unfollowed,
        |_| true,
    )
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
                let mut key = FigureKey::national("baseline", Measure::Employment, Year(BASE));
                (key.section, key.region) = (section.clone(), region.clone());
                key.occupation = occupation;
                keys.push(key);
            }
        }
    }
    keys
}

fn of(a: &Accounts, key: &FigureKey, measure: Measure, year: Year) -> Vec<f64> {
    let key = FigureKey { measure, from: year, to: year, ..key.clone() };
    a.draws(&key).unwrap_or_else(|| panic!("no {key:?}")).to_vec()
}

fn over(a: &Accounts, key: &FigureKey, measure: Measure, period: YearSpan) -> Vec<f64> {
    let key = FigureKey { measure, from: period.from(), to: period.to(), ..key.clone() };
    a.draws(&key).unwrap_or_else(|| panic!("no {key:?}")).to_vec()
}

/// Draw by draw, the sum over places.
fn sum(parts: &[Vec<f64>]) -> Vec<f64> {
    (0..parts[0].len()).map(|draw| parts.iter().map(|part| part[draw]).sum()).collect()
}

/// That two lists are equal but for rounding, against a size.
fn equal(a: &[f64], b: &[f64], size: f64) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| close(*a, *b, size))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Employed of the year before + net requirement − all who leave = employed; the labour force
    /// before + who enters − who leaves = the labour force; employed = labour force × (1 −
    /// unemployment rate).
    #[test]
    fn stock_plus_inflow_less_outflow_is_the_next_stock(shape in shapes()) {
        let a = accounts(&country(&shape), &scenario(100));
        for key in PLACES.iter().flat_map(|kind| keys(&a, *kind)) {
            for year in a.years.years() {
                let before = a.stock(&key, year.previous()).expect("covered");
                let now = a.stock(&key, year).expect("covered");
                let hired = of(&a, &key, Measure::NetRequirement, year);
                let gone = of(&a, &key, Measure::ReplacementDemand, year);
                for draw in 0..hired.len() {
                    let next = before.draws()[draw] + hired[draw] - gone[draw];
                    prop_assert!(close(next, now.draws()[draw], now.draws()[draw]), "{key:?} {year}");
                    prop_assert!(0.0 <= gone[draw] && gone[draw] <= before.draws()[draw]);
                }
            }
        }
        let nation = &keys(&a, PLACES[0])[0];
        for year in a.years.years() {
            let force = |at| of(&a, nation, Measure::LabourForce, at);
            let (now, before) = (force(year), force(year.previous()));
            let entrants = of(&a, nation, Measure::Entrants, year);
            let parts: Vec<Vec<f64>> =
                Measure::ENTRANTS.iter().map(|part| of(&a, nation, *part, year)).collect();
            prop_assert!(equal(&sum(&parts), &entrants, now[0]));
            let rate = a.exits.rate(&Place::Nation, year).expect("known").draws().clone();
            let next: Vec<f64> =
                (0..now.len()).map(|d| before[d] + entrants[d] - rate[d] * before[d]).collect();
            prop_assert!(equal(&next, &now, now[0]), "{year}");
            for key in keys(&a, PLACES[0]).iter().chain(&keys(&a, PLACES[2])) {
                let idle = of(&a, key, Measure::UnemploymentRate, year);
                let work = of(&a, key, Measure::Employment, year);
                let force = of(&a, key, Measure::LabourForce, year);
                let made: Vec<f64> =
                    force.iter().zip(&idle).map(|(force, idle)| force * (1.0 - idle)).collect();
                prop_assert!(equal(&made, &work, now[0]), "{key:?} {year}");
            }
        }
    }

    /// Every measure of components sums to that of their total, over a year and over a period.
    #[test]
    fn components_sum_to_totals(shape in shapes()) {
        let a = accounts(&country(&shape), &scenario(100));
        let nation = &keys(&a, PLACES[0])[0];
        for kind in PLACES {
            let places = keys(&a, kind);
            let parts = |make: &dyn Fn(&FigureKey) -> Vec<f64>| -> Vec<f64> {
                sum(&places.iter().map(make).collect::<Vec<_>>())
            };
            for year in a.years.years() {
                let size = of(&a, nation, Measure::Employment, year)[0];
                for measure in
                    [Measure::NetEmploymentChange, Measure::ReplacementDemand, Measure::NetRequirement]
                {
                    let total = of(&a, nation, measure, year);
                    let made = parts(&|key| of(&a, key, measure, year));
                    prop_assert!(equal(&made, &total, size), "{measure:?} by {kind:?} in {year}");
                }
            }
            for period in &a.periods {
                let size = of(&a, nation, Measure::Employment, period.to())[0];
                for measure in [Measure::ExpansionDemand, Measure::JobOpenings] {
                    let total = over(&a, nation, measure, *period);
                    let made = parts(&|key| over(&a, key, measure, *period));
                    prop_assert!(equal(&made, &total, size), "{measure:?} by {kind:?} in {period}");
                }
            }
        }
        let regions = keys(&a, PLACES[2]);
        let of_regions = |make: &dyn Fn(&FigureKey) -> Vec<f64>| -> Vec<f64> {
            sum(&regions.iter().map(make).collect::<Vec<_>>())
        };
        for year in a.years.years() {
            for measure in [Measure::LabourForce, Measure::Unemployed, Measure::HiredWorkers] {
                let total = of(&a, nation, measure, year);
                let made = of_regions(&|key| of(&a, key, measure, year));
                prop_assert!(equal(&made, &total, total[0]), "{measure:?} {year}");
            }
            for key in regions.iter().chain([nation]) {
                let hired = of(&a, key, Measure::HiredWorkers, year);
                let all = of(&a, key, Measure::Employment, year);
                prop_assert!(hired.iter().zip(&all).all(|(hired, all)| *hired <= all * (1.0 + 1e-9)));
            }
        }
        // What entrants lack against the nation in some occupations they have too much in others.
        for period in &a.periods {
            let short: Vec<Vec<f64>> = keys(&a, PLACES[3])
                .iter()
                .map(|key| over(&a, key, Measure::RelativeShortage, *period))
                .collect();
            let size = over(&a, nation, Measure::JobOpenings, *period)[0];
            prop_assert!(sum(&short).iter().all(|total| total.abs() <= 1e-9 * size));
        }
    }

    /// Every figure's tree holds in the draw it is shown in, and its value there is the figure's.
    #[test]
    fn the_tree_of_every_figure_holds(shape in shapes()) {
        let inputs = country(&shape);
        let a = accounts(&inputs, &scenario(40));
        for key in a.keys(true) {
            let Some(value) = a.value(&key) else { continue };
            let term = value.term(7, 6, &inputs);
            prop_assert_eq!(term.value.to_bits(), value.draws()[7].to_bits());
            let wrong = term.contradictions(1e-9);
            prop_assert!(wrong.is_empty(), "{key:?}: {wrong:#?}");
        }
    }

    /// Who stays on longer retires later, and more reasons to leave mean more who leave: draw by
    /// draw, since scenarios share their random numbers.
    #[test]
    fn exits_are_monotone(shape in shapes(), later in 0.1..0.9f64) {
        let inputs = country(&shape);
        let base = scenario(100);
        let mut leave = base.clone();
        let p = leave.parameters.get_mut(OTHER_EXIT_RATE).expect("is a parameter");
        (p.value, p.low, p.high) = (p.value + 0.01, p.low + 0.01, p.high + 0.01);
        let mut raised = base.clone();
        for sex in Sex::ALL {
            // One step in 2026, then level: fewer reach the age in 2026.
            let age = if sex == Sex::Female { 61.0 } else { 63.0 };
            raised.pension_ages.insert(sex, (2026..=2030).map(|y| (Year(y), age + later)).collect());
        }
        let a = accounts(&inputs, &base);
        let (leave, raised) = (accounts(&inputs, &leave), accounts(&inputs, &raised));
        let year = Year(2026);
        let retiring = |a: &Accounts| of(a, &keys(a, PLACES[0])[0], Measure::Retirement, year);
        prop_assert!(retiring(&raised).iter().zip(retiring(&a)).all(|(late, now)| *late < now));
        for kind in PLACES.iter().flat_map(|kind| keys(&a, *kind)) {
            let gone = |a: &Accounts| of(a, &kind, Measure::ReplacementDemand, year);
            let (now, left, late) = (gone(&a), gone(&leave), gone(&raised));
            for draw in 0..now.len() {
                prop_assert!(left[draw] > now[draw], "{kind:?}");
                prop_assert!(late[draw] <= now[draw] + 1e-9, "{kind:?}");
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
    let rate = |code: &str, year| {
        a.exits.rate(&Place::Occupation(code.to_owned()), Year(year)).expect("known").draws()[0]
    };
    let fall = |code| rate(code, 2028) / rate(code, 2027);
    assert!(fall("o1") < fall("o0") && fall("o1") < 0.95, "{} {}", fall("o1"), fall("o0"));
}

/// A country without occupations still has openings by section and region.
#[test]
fn a_country_without_occupations_has_openings_by_region() {
    let mut inputs = parts(&plain());
    inputs.occupation = None;
    let inputs = Inputs::new(inputs).expect("the rest belongs together");
    let a = accounts(&inputs, &scenario(100));
    let nation = &keys(&a, PLACES[0])[0];
    let total = over(&a, nation, Measure::JobOpenings, a.period());
    let parts: Vec<Vec<f64>> = keys(&a, PLACES[2])
        .iter()
        .map(|key| over(&a, key, Measure::JobOpenings, a.period()))
        .collect();
    assert!(equal(&sum(&parts), &total, 150_000.0));
}

/// More graduates cover more of the openings of the occupations they enter, and leave the number of
/// all entrants as it is: the labour force does not follow from diplomas.
#[test]
fn more_graduates_cover_more_of_the_openings_of_their_occupations() {
    let inputs = country(&plain());
    let mut more = scenario(100);
    let factor = more.parameters.get_mut(GRADUATES_FACTOR).expect("the parameter");
    (factor.value, factor.low, factor.high) = (2.0, 2.0, 2.0);
    let (a, b) = (accounts(&inputs, &scenario(100)), accounts(&inputs, &more));
    let nation = &keys(&a, PLACES[0])[0];
    let of_both = |key: &FigureKey, measure| {
        [&a, &b].map(|of| over(of, key, measure, a.period()).iter().sum::<f64>())
    };
    let [before, after] = of_both(nation, Measure::EntrantsHigherEducation);
    assert!(after > 1.5 * before);
    let [before, after] = of_both(nation, Measure::Entrants);
    assert!(close(before, after, before));
    let moved: Vec<f64> = keys(&a, PLACES[3])
        .iter()
        .map(|key| {
            let [before, after] = of_both(key, Measure::Cover);
            after - before
        })
        .collect();
    assert!(moved.iter().any(|m| *m > 0.0) && moved.iter().any(|m| *m < 0.0), "{moved:?}");
}

/// A cell split into two that move alike leaves openings as they are: the sum is over the same
/// growth. By hand: the two halves have half the growth and half the exits each.
#[test]
fn what_grows_is_chosen_once_and_a_single_draw_may_shrink() {
    let a = accounts(&country(&plain()), &scenario(200));
    let nation = &keys(&a, PLACES[0])[0];
    for period in &a.periods {
        let growth = over(&a, nation, Measure::ExpansionDemand, *period);
        let cells: Vec<FigureKey> = keys(&a, PLACES[4]);
        let growing: Vec<Vec<f64>> = cells
            .iter()
            .map(|key| over(&a, key, Measure::NetEmploymentChange, *period))
            .filter(|change| Draws::from(change.as_slice()).median().expect("draws") > 0.0)
            .collect();
        assert!(equal(&sum(&growing), &growth, 150_000.0), "{period}");
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
    let refused = forecast_keeping(
        &inputs,
        None,
        &[scenario(100)],
        None,
        &suranys_core::progress::unfollowed,
        |_| false,
    );
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
        let key = FigureKey::national("baseline", Measure::Entrants, Year(2026));
        a.draws(&key.in_occupation(code)).expect("known")[0]
    };
    let (before, after) = (come(&level, "o0"), come(&field, "o0"));
    assert!(after > 1.05 * before, "{before} {after}");
    assert!(close(before + come(&level, "o1"), after + come(&field, "o1"), after));
}
