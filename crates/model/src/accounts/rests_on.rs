//! Every figure names the tables it rests on and bears their mark.

use crate::run::forecast;
use crate::synthetic::shaped::{BASE, Shape, country, scenario};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::inputs::{Inputs, Table};
use suranys_core::run::{FigureKey, Indicator, Measure};
use suranys_core::run_output::ForecastOutput;
use suranys_core::scenario::{MIGRATION_FACTOR, Scenario};
use suranys_core::unit::Quantity;
use suranys_core::{ObsStatus, Observed, Status, Vintage, Year};

/// What becomes of a figure: its table, place in the table, value and status.
type Edit<'a> = &'a mut dyn FnMut(&str, usize, f64, Status) -> (f64, Status);

fn table<K: Ord, T: Quantity>(table: &mut Table<K, T>, edit: Edit) {
    for (place, cell) in table.cells.values_mut().enumerate() {
        if let Observed::Value(value, status) = cell.observed {
            let (value, status) = edit(&table.resource, place, value.get(), status);
            cell.observed = Observed::Value(T::new(value).expect("possible"), status);
        }
    }
}

/// The inputs with every figure of every table edited.
fn edited(inputs: Inputs, edit: Edit) -> Inputs {
    let mut inputs = inputs.into_parts();
    table(&mut inputs.employment_by_section, edit);
    table(&mut inputs.employment_by_region, edit);
    table(&mut inputs.employment_by_region_broad_sector, edit);
    table(&mut inputs.employment_by_sex_age, edit);
    table(&mut inputs.population_by_age, edit);
    table(&mut inputs.population_by_sex_age, edit);
    table(&mut inputs.mortality_by_sex_age, edit);
    for (place, line) in inputs.pension_ages.iter_mut().enumerate() {
        (line.age, line.status) = edit("pension_age", place, line.age, line.status);
    }
    let known = inputs.occupation.as_mut().expect("has occupations");
    table(&mut known.proxy, edit);
    table(&mut known.survey, edit);
    table(&mut known.modelled, edit);
    known.women.iter_mut().for_each(|one| table(one, edit));
    let known = inputs.supply.as_mut().expect("has a labour force");
    table(&mut known.labour_force, edit);
    table(&mut known.graduates, edit);
    table(&mut known.net_migration, edit);
    table(&mut known.education_occupation, edit);
    let known = inputs.regressors.as_mut().expect("has value added");
    table(&mut known.value_added, edit);
    table(&mut known.gdp_growth, edit);
    let known = &mut inputs.regional;
    for one in
        [&mut known.hired, &mut known.labour_force, &mut known.unemployed, &mut known.population]
    {
        one.iter_mut().for_each(|one| table(one, edit));
    }
    known.value_added.iter_mut().for_each(|one| table(one, edit));
    known.value_added_exponent.iter_mut().for_each(|one| table(one, edit));
    Inputs::new(inputs).expect("the same codes and sources")
}

const PROJECTED: [&str; 4] =
    ["population_by_age", "population_by_sex_age", "mortality_by_sex_age", "net_migration"];

/// A synthetic country that is not marked, its projections being forecasts.
fn unmarked() -> Inputs {
    let shape = Shape {
        sections: vec![(100_000.0, 0.01), (50_000.0, 0.0), (70_000.0, 0.02)],
        regions: vec![0.6, 0.4],
        occupations: vec![(0.5, 0.2), (0.5, 0.8)],
        ripple: 0.01,
    };
    edited(country(&shape), &mut |table, _, value, _| {
        let projected = PROJECTED.contains(&table);
        (value, Status::real(if projected { ObsStatus::Forecast } else { ObsStatus::Normal }))
    })
}

/// Tables of the synthetic country.
fn tables() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    edited(unmarked(), &mut |table, _, value, status| {
        names.insert(table.to_owned());
        (value, status)
    });
    names
}

/// Two scenarios, one of which moves growth, migration and women's pension age.
fn scenarios() -> [Scenario; 2] {
    let mut base = scenario(40);
    let factor = base.parameters.get_mut(MIGRATION_FACTOR).expect("is a parameter");
    (factor.low, factor.value, factor.high) = (1.0, 1.0, 1.0);
    let mut other = Scenario { id: "other".to_owned(), ..base.clone() };
    other.growth.insert("_T".to_owned(), BTreeMap::from([(Year(2024), 5.0)]));
    let factor = other.parameters.get_mut(MIGRATION_FACTOR).expect("is a parameter");
    (factor.low, factor.value, factor.high) = (1.5, 1.5, 1.5);
    let women = other.pension_ages.entry(suranys_core::Sex::Female).or_default();
    women.insert(Year(2026), 62.0);
    [base, other]
}

/// The run with what was known a year before the last, so that there is an outturn to compare.
fn run(inputs: &Inputs) -> ForecastOutput {
    let vintage = Some(Vintage(Year(BASE - 1)));
    forecast(inputs, vintage, &scenarios(), &suranys_core::progress::unfollowed)
        .expect("can be forecast")
}

fn marked(inputs: &Inputs, names: &BTreeSet<String>) -> Inputs {
    edited(inputs.clone(), &mut |table, _, value, status| {
        (value, Status { synthetic: names.contains(table), ..status })
    })
}

fn reported(indicator: &&Indicator) -> bool {
    indicator.estimate.is_some()
}

/// What differs when a table does rests on that table, and says so. No figure may change by as
/// much as a bit when a table it does not name changes by a part in ten thousand.
#[test]
fn a_figure_that_a_table_moves_names_the_table() {
    let inputs = unmarked();
    let before = run(&inputs);
    for name in tables() {
        let moved = edited(inputs.clone(), &mut |table, place, value, status| {
            let sign = f64::from(place as u32 % 2) - 0.5;
            let moved = match table {
                // Weights go on summing to one.
                "education_occupation" => value + 0.01 * sign,
                _ => value * (1.0 + 1e-4 * sign * f64::from(1 + place as u32 % 3)),
            };
            (if table == name { moved } else { value }, status)
        });
        let after = run(&moved);
        assert_eq!(before.figures.len(), after.figures.len());
        let mut hit = 0;
        for (key, figure) in &before.figures {
            if figure.estimate != after.figures[key].estimate {
                hit += 1;
                assert!(figure.source.contains(&name), "{name} moves {key:?}: {figure:?}");
            }
        }
        assert!(hit > 0, "{name} moves nothing");
        for (one, other) in before.indicators.iter().zip(&after.indicators) {
            let names = one.source.contains(&name);
            assert!(one.estimate == other.estimate || names, "{name} moves {one:?}");
        }
    }
}

/// A country of synthetic tables: every figure, indicator and outturn is marked. Of real ones:
/// none.
#[test]
fn what_is_made_from_synthetic_tables_is_marked() {
    let all = run(&marked(&unmarked(), &tables()));
    assert!(!all.outturns.is_empty() && all.indicators.iter().any(|i| reported(&i)));
    // What a scenario itself lays down rests on no table.
    for (key, figure) in all.figures.iter().filter(|(_, figure)| !figure.source.is_empty()) {
        assert!(figure.status.synthetic, "{key:?}");
    }
    assert!(all.indicators.iter().filter(reported).all(|indicator| indicator.status.synthetic));
    assert!(all.outturns.iter().all(|row| row.status.synthetic));
    let none = run(&unmarked());
    assert!(none.figures.values().all(|figure| !figure.status.synthetic));
    assert!(none.indicators.iter().all(|indicator| !indicator.status.synthetic));
    assert!(none.outturns.iter().all(|row| !row.status.synthetic));
}

/// With one synthetic table exactly those figures are marked that rest on it, forecasts as well as
/// what they are compared with.
#[test]
fn one_synthetic_table_marks_what_rests_on_it() {
    for name in tables() {
        let output = run(&marked(&unmarked(), &BTreeSet::from([name.clone()])));
        for (key, figure) in &output.figures {
            assert_eq!(figure.status.synthetic, figure.source.contains(&name), "{name} {key:?}");
        }
        for indicator in output.indicators.iter().filter(reported) {
            let rests = indicator.source.contains(&name);
            assert_eq!(indicator.status.synthetic, rests, "{name} {indicator:?}");
        }
        for row in &output.outturns {
            // Forecast figures begin with the policy period; the place rests on the same tables.
            let (from, to) = (Year(2023), Year(2023));
            let rests = output.figures[&FigureKey { from, to, ..row.key.clone() }].status.synthetic;
            assert_eq!(row.status.synthetic, rests, "{name} {:?}", row.key);
        }
    }
}

/// By hand: who graduates has no part in employment, its exits and the labour force, and has one
/// in who the entrants are.
#[test]
fn synthetic_graduates_mark_entrants_alone() {
    let output = run(&marked(&unmarked(), &BTreeSet::from(["graduates".to_owned()])));
    let of = |measure| {
        let key = FigureKey::national("baseline", measure, Year(2025));
        output.figures[&key].status.synthetic
    };
    for measure in [
        Measure::Employment,
        Measure::ReplacementDemand,
        Measure::NetRequirement,
        Measure::LabourForce,
        Measure::UnemploymentRate,
    ] {
        assert!(!of(measure), "{measure:?}");
    }
    for measure in [Measure::EntrantsHigherEducation, Measure::EntrantsOther] {
        assert!(of(measure), "{measure:?}");
    }
    assert!(!of(Measure::Entrants), "the labour force does not follow from diplomas");
}

/// A table with one imputed figure makes imputed what rests on it, however the model rates its own
/// step; what does not rest on it stays as it was. By hand: exits rest on what the scenario assumes
/// of those who stay, die and leave, so they are imputed whatever the tables are.
#[test]
fn a_result_is_no_better_than_its_worst_input() {
    let of = |spoilt: &str, measure| {
        let inputs = edited(unmarked(), &mut |table, place, value, status| {
            let imputed = table == spoilt && place == 3;
            (value, if imputed { Status::real(ObsStatus::Imputed) } else { status })
        });
        // The vintage leaves out what is no forecast and about later years; here all is known.
        let output = forecast(&inputs, None, &scenarios(), &suranys_core::progress::unfollowed)
            .expect("can be forecast");
        output.figures[&FigureKey::national("baseline", measure, Year(2025))].status.obs
    };
    for spoilt in ["", "mortality_by_sex_age"] {
        assert_eq!(of(spoilt, Measure::NetEmploymentChange), ObsStatus::Forecast, "{spoilt}");
    }
    assert_eq!(of("employment_by_section", Measure::NetEmploymentChange), ObsStatus::Imputed);
    for measure in [Measure::Deaths, Measure::ReplacementDemand, Measure::NetRequirement] {
        assert_eq!(of("", measure), ObsStatus::Imputed, "{measure:?}");
    }
}
