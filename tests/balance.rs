//! Occupations, supply and the gap on the official figures: identities in every draw, and
//! scenarios that push one thing at a time.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use std::sync::OnceLock;
use suranys_core::inputs::Inputs;
use suranys_core::rng::Key;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::run_output::ForecastOutput;
use suranys_core::scenario::Scenario;
use suranys_core::{Code, ObsStatus, Occupation, Sex, Vintage, Year, YearSpan};
use suranys_model::employment::{EmploymentProjection, TOTAL, base_forecasts};
use suranys_model::entrants::{Education, SupplyModel};
use suranys_model::forecast;
use suranys_model::labour_force::{Employed, labour_force};
use suranys_model::occupation::Staffing;
use suranys_tests::project;

fn inputs() -> &'static Inputs {
    static INPUTS: OnceLock<Inputs> = OnceLock::new();
    INPUTS.get_or_init(|| {
        suranys_data::read_inputs(&project().join("data/kz")).expect("the package is clean")
    })
}

fn baseline() -> Scenario {
    let file = project().join("data/scenarios/baseline.toml");
    let (mut scenarios, _) = suranys_data::read_scenarios(&[file]).expect("sound");
    let mut scenario = scenarios.remove(0);
    scenario.settings.draws = 200;
    scenario
}

/// The baseline with one parameter certain and elsewhere.
fn with(name: &str, value: f64) -> Scenario {
    let mut scenario = baseline();
    let parameter = scenario.parameters.get_mut(name).expect("is a parameter");
    (parameter.value, parameter.low, parameter.high) = (value, value, value);
    scenario
}

fn run(scenario: Scenario) -> ForecastOutput {
    forecast(inputs(), None, &[scenario], &|_, _| {}).expect("the forecast can be made")
}

fn base_run() -> &'static ForecastOutput {
    static RUN: OnceLock<ForecastOutput> = OnceLock::new();
    RUN.get_or_init(|| run(baseline()))
}

fn over_period(run: &ForecastOutput, measure: Measure, occupation: Option<&str>) -> f64 {
    let mut key = FigureKey::national("baseline", measure, Year(2023)).until(Year(2027));
    key.occupation = occupation.map(str::to_owned);
    run.figure(&key).unwrap_or_else(|| panic!("no figure {key:?}")).estimate.central()
}

struct World {
    projection: EmploymentProjection,
    staffing: Staffing,
    key: Key,
    scenario: Scenario,
}

fn world() -> World {
    let scenario = baseline();
    let key = Key::new(scenario.settings.seed);
    let years = YearSpan::new(Year(2022), scenario.settings.horizon).expect("ordered");
    let base = base_forecasts(inputs(), years, scenario.settings.draws, &key).expect("forecast");
    let projection = base.under(&scenario, &key).expect("parameters are there");
    let staffing =
        Staffing::read(inputs(), &projection, scenario.settings.horizon, &key, &mut Vec::new())
            .expect("margins can be met")
            .expect("the package has occupations");
    World { projection, staffing, key, scenario }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

#[test]
fn occupations_sum_to_the_nation_and_to_sections_in_every_draw() {
    let w = world();
    let occupations = w.staffing.under(&w.scenario, &w.projection, &w.key).expect("parameters");
    for year in w.projection.total.years().years() {
        let total = w.projection.total.get(TOTAL, year).expect("covered");
        let sums = occupations.stocks.total(year).expect("covered");
        assert!(sums.iter().zip(total).all(|(a, b)| close(*a, *b)), "{year}");
    }
    let span = YearSpan::new(Year(2024), Year(2027)).expect("ordered");
    let cells = w.staffing.by_section(&w.projection, &occupations, span).expect("margins");
    for year in span.years() {
        for section in w.projection.sections.cells().labels() {
            let target = w.projection.sections.get(section, year).expect("covered");
            for (draw, target) in target.iter().enumerate() {
                let parts = w.staffing.codes.iter().map(|occupation| {
                    cells.get(&format!("{section}|{occupation}"), year).expect("covered")[draw]
                });
                let parts: Vec<f64> = parts.collect();
                assert!(parts.iter().all(|v| *v >= 0.0));
                assert!(close(parts.iter().sum(), *target), "{section} {year} {draw}");
            }
        }
    }
}

/// Supply by occupation sums to supply; parts of supply sum to the whole; so the gaps of
/// occupations sum to the nation's.
#[test]
fn supply_is_split_without_loss_in_every_draw() {
    let w = world();
    let known = inputs().supply.as_ref().expect("the package has a labour force");
    let occupations = w.staffing.under(&w.scenario, &w.projection, &w.key).expect("parameters");
    let years = w.projection.total.years();
    let employed = Employed {
        base_year: w.projection.base_year,
        history: &w.projection.history,
        before_growth: &w.projection.unmoved,
    };
    let force =
        labour_force(inputs(), known, &w.scenario, &employed, years, &w.key, &mut Vec::new())
            .expect("years are covered");
    let (base, active) = (w.projection.base_year, force.active);
    let model = SupplyModel::read(known, &w.scenario, base, active, &w.key).expect("read");
    let list = &inputs().occupation.as_ref().expect("has occupations").occupations;
    let codes: Vec<Code<Occupation>> =
        w.staffing.codes.iter().map(|code| list.code(code).expect("known")).collect();
    let education = Education::read(known, &codes).expect("weights sum to one");
    let reserve = vec![1000.0; w.scenario.settings.draws];
    let rate = vec![0.02; w.scenario.settings.draws];
    for year in (2023..=2035).map(Year) {
        let (before, now) = (&force.years[&year.previous()], &force.years[&year]);
        let supply = model.supply(year, before, now, &rate, &reserve).expect("graduates known");
        let employed = occupations.stocks.at(year.previous()).expect("covered");
        let parts = model.by_occupation(&supply, &education, &employed, year);
        for draw in 0..reserve.len() {
            // The labour force before, less exits, plus entrants, is the labour force now.
            let entrants = supply.total[draw] - reserve[draw];
            assert!(close(before[draw] * (1.0 - rate[draw]) + entrants, now[draw]));
            let sum: f64 = parts.draw(draw).sum();
            assert!(close(sum, supply.total[draw]), "{year} {draw}");
        }
    }
}

/// Every figure by occupation rests on the proxy, so none may look better than imputed.
#[test]
fn what_rests_on_the_proxy_is_imputed_and_cites_it() {
    let run = base_run();
    let mut seen = 0;
    for (key, figure) in &run.figures {
        if key.occupation.is_some() {
            seen += 1;
            assert!(figure.status.obs >= ObsStatus::Imputed, "{key:?}");
            assert!(figure.source.iter().any(|s| s.starts_with("proxy_")), "{key:?}");
        }
    }
    assert!(seen > 1000, "{seen}");
    let assumed = over_period(run, Measure::AssumedShare, None);
    assert!((0.0..0.5).contains(&assumed), "{assumed}");
}

/// Doubling graduates does not make more people: it makes more of them qualified. So the nation's
/// supply stays and that of professionals grows by about as much as there are graduates for them.
#[test]
fn more_graduates_move_supply_up_the_levels() {
    let doubled = run(with("supply.graduates_factor", 2.0));
    let held = run(with("supply.graduates_factor", 1.0));
    let of = |run: &ForecastOutput, occupation| over_period(run, Measure::Supply, occupation);
    let (a, b) = (of(&held, None), of(&doubled, None));
    assert!((a - b).abs() < 1e-6 * a.abs(), "{a} {b}");
    // By hand, for each of two forecast years: 115 thousand more university graduates enter work,
    // four fifths of them at their level, of whom 0.77 are professionals: 70 thousand. As many
    // fewer others enter as there are more graduates, 217 thousand, of whom professionals are the
    // share of employment, 0.18: 39 thousand. Twice the difference is 62 thousand.
    let more = of(&doubled, Some("isco08:2")) - of(&held, Some("isco08:2"));
    assert!((50e3..75e3).contains(&more), "{more}");
    assert!(of(&doubled, Some("isco08:9")) < of(&held, Some("isco08:9")));
}

/// One point more of participation at all ages raises the labour force by about one per cent of
/// those aged 15 and over, about 144 thousand persons of 14.4 million, and supply by as much once.
#[test]
fn participation_raises_supply_once() {
    let base = over_period(&run(with("supply.participation_shift", 0.0)), Measure::Supply, None);
    let more = over_period(&run(with("supply.participation_shift", 1.0)), Measure::Supply, None);
    assert!((110e3..180e3).contains(&(more - base)), "{}", more - base);
}

/// Net migration in the projection is emigration: without it there is more supply, by about half of
/// the 23 thousand who leave in 2026 and 2027 (the share of the population that works or seeks
/// work), and twice the migration takes as much away.
#[test]
fn without_emigration_supply_is_larger() {
    let base = over_period(base_run(), Measure::Supply, None);
    let none = over_period(&run(with("supply.migration_factor", 0.0)), Measure::Supply, None);
    let twice = over_period(&run(with("supply.migration_factor", 2.0)), Measure::Supply, None);
    assert!((5e3..20e3).contains(&(none - base)), "{}", none - base);
    assert!((none - base + twice - base).abs() < 1e3, "{none} {base} {twice}");
}

/// The more people are between two jobs, the fewer can be hired; growth without more people opens
/// a gap.
#[test]
fn the_gap_answers_to_growth_and_to_the_reserve() {
    let few =
        over_period(&run(with("supply.frictional_unemployment", 0.03)), Measure::Shortage, None);
    let many =
        over_period(&run(with("supply.frictional_unemployment", 0.046)), Measure::Shortage, None);
    assert!(few < many, "{few} {many}");
    let slow = over_period(&run(with("demand.gdp_growth_gap", -3.0)), Measure::Shortage, None);
    let fast = over_period(&run(with("demand.gdp_growth_gap", 3.0)), Measure::Shortage, None);
    assert!(slow < fast, "{slow} {fast}");
}

/// Pension ages of a scenario's own from 2026 on.
fn pension_age(age: f64) -> ForecastOutput {
    let mut scenario = baseline();
    for sex in Sex::ALL {
        let ages = (2026..=2035).map(|year| (Year(year), age)).collect();
        scenario.pension_ages.insert(sex, ages);
    }
    run(scenario)
}

fn in_year(run: &ForecastOutput, measure: Measure, year: i32) -> f64 {
    let key = FigureKey::national("baseline", measure, Year(year));
    run.figure(&key).unwrap_or_else(|| panic!("no figure {key:?}")).estimate.central()
}

/// A pension age of 58 for both sexes sends five cohorts of men and three of women into retirement
/// at once; at 70 nobody reaches it for years. People who may work longer need not be replaced and
/// stay in the labour force; who enters does not depend on it. So need and gap fall with a later
/// age and the labour force grows, by about as many as retire less; with an earlier age the
/// reverse.
#[test]
fn pension_ages_far_from_todays_move_retirement_and_the_balance_as_they_must() {
    let (early, late, today) = (pension_age(58.0), pension_age(70.0), base_run());
    let retire = |run: &ForecastOutput| in_year(run, Measure::Retirement, 2026);
    assert!(retire(&early) > 3.0 * retire(today), "{} {}", retire(&early), retire(today));
    assert!(retire(&late) < 0.5 * retire(today), "{} {}", retire(&late), retire(today));
    for measure in [Measure::JobOpenings, Measure::Shortage] {
        let over = |run: &ForecastOutput| over_period(run, measure, None);
        assert!(over(&late) < over(today) && over(today) < over(&early), "{measure:?}");
    }
    let supply = |run: &ForecastOutput| over_period(run, Measure::Supply, None);
    assert!((supply(&late) - supply(today)).abs() < 0.02 * supply(today), "entrants are the same");
    let force = |run: &ForecastOutput| in_year(run, Measure::LabourForce, 2027);
    let kept = |run: &ForecastOutput| {
        let over = |run: &ForecastOutput| over_period(run, Measure::Retirement, None);
        over(today) - over(run)
    };
    let gained = force(&late) - force(today);
    assert!((0.8..1.3).contains(&(gained / kept(&late))), "{gained} {}", kept(&late));
    assert!(force(&early) < force(today));
}

/// No migration: what leaves no more is there to be hired, so the gap falls by as much as supply
/// grows; the measure of migration itself is then zero in every forecast year.
#[test]
fn without_migration_the_gap_falls_by_what_supply_gains() {
    let none = run(with("supply.migration_factor", 0.0));
    let moved =
        |measure| over_period(&none, measure, None) - over_period(base_run(), measure, None);
    assert!(moved(Measure::JobOpenings).abs() < 1.0);
    assert!(moved(Measure::Shortage) < 0.0 && moved(Measure::Supply) > 0.0);
    assert_eq!(in_year(&none, Measure::SupplyMigration, 2027), 0.0);
}

/// People who come beyond the projection are supply, each of them once: ten thousand a year in the
/// two forecast years of the period are twenty thousand.
#[test]
fn returners_and_foreign_workers_beyond_the_projection_are_supply() {
    for name in ["supply.kandas", "supply.foreign_workers"] {
        let more = run(with(name, 10_000.0));
        let supply = over_period(&more, Measure::Supply, None);
        let gained = supply - over_period(base_run(), Measure::Supply, None);
        assert!((19e3..22e3).contains(&gained), "{name} {gained}");
    }
}

/// Where all may move to openings, every region has about as many people for each opening as any
/// other; the nation's supply stays. Openings are gross: a region that shrinks still replaces.
#[test]
fn mobility_moves_supply_between_regions_and_makes_none() {
    let (still, moving) =
        (run(with("supply.regional_mobility", 0.0)), run(with("supply.regional_mobility", 1.0)));
    let of = |run: &ForecastOutput, region: &str, measure| {
        let key = FigureKey::national("baseline", measure, Year(2023)).until(Year(2027));
        run.figure(&key.in_region(region)).expect("is there").estimate.central()
    };
    let (a, b) =
        (over_period(&still, Measure::Supply, None), over_period(&moving, Measure::Supply, None));
    assert_eq!(a, b);
    let spread = |run: &ForecastOutput| -> f64 {
        let each = |r: &str| of(run, r, Measure::Supply) / of(run, r, Measure::GrossJobOpenings);
        let all: Vec<f64> = run.regions.iter().map(|r| each(&r.code)).collect();
        all.iter().fold(f64::MIN, |m, v| m.max(*v)) - all.iter().fold(f64::MAX, |m, v| m.min(*v))
    };
    assert!(spread(&moving) < 0.5 * spread(&still), "{} {}", spread(&moving), spread(&still));
}

/// Need, supply, gap and its probability stand for every region × occupation, by year of the policy
/// period and over it; indicators that are not public are listed with the reason.
#[test]
fn the_balance_covers_regions_by_occupation_and_the_panel_tells_what_is_missing() {
    let run = base_run();
    for region in &run.regions {
        for occupation in &run.occupations {
            for measure in [
                Measure::JobOpenings,
                Measure::Supply,
                Measure::Shortage,
                Measure::ShortageProbability,
            ] {
                let key = |from, to| {
                    FigureKey::national("baseline", measure, Year(from))
                        .until(Year(to))
                        .in_region(&region.code)
                        .in_occupation(&occupation.code)
                };
                for year in 2023..=2027 {
                    assert!(run.figure(&key(year, year)).is_some(), "{:?}", key(year, year));
                }
                let over = run.figure(&key(2023, 2027)).expect("over the period");
                assert_eq!(over.status.obs, ObsStatus::Imputed);
            }
        }
    }
    for indicator in &run.indicators {
        let known = indicator.estimate.is_some();
        assert_eq!(known, indicator.missing.is_none(), "{indicator:?}");
        assert_eq!(known, indicator.status.obs != ObsStatus::Missing, "{indicator:?}");
        assert!(!known || !indicator.source.is_empty(), "{indicator:?}");
    }
    let value = |id: &str, count: &str, period: &str| {
        let found = run.indicators.iter().find(|i| {
            (i.id.as_str(), i.count.as_str(), i.period.as_str()) == (id, count, period)
                && i.section.is_none()
        });
        found.and_then(|i| i.estimate).map(|e| e.central())
    };
    // By hand from the tables: 1,328.0 over 1,453.8 thousand in 2025; 14,463 workers on permits
    // over 9,322.6 thousand employed of 2025 would be 1.55 per 1,000.
    let per_cv = value("vacancies-per-cv", "annual_flow", "2025").expect("told");
    assert!((per_cv - 0.913_468).abs() < 1e-6, "{per_cv}");
    let permits = value("permits-per-thousand", "day_stock", "2025-11-01").expect("told");
    assert!((1.4..1.7).contains(&permits), "{permits}");
    for id in ["wage-premium", "vacancy-duration"] {
        assert!(run.indicators.iter().any(|i| i.id == id && i.missing.is_some()), "{id}");
    }
}

/// As of 2022 neither the share of worker occupations nor migration was published: vocational
/// graduates are then split by employment, and the forecast is made all the same.
#[test]
fn an_early_vintage_does_without_what_was_not_yet_known() {
    let run = forecast(inputs(), Some(Vintage(Year(2022))), &[baseline()], &|_, _| {})
        .expect("the forecast can be made");
    assert!(over_period(&run, Measure::Shortage, Some("isco08:7")).is_finite());
    let moved = with("supply.migration_factor", 0.0);
    let refused = forecast(inputs(), Some(Vintage(Year(2022))), &[moved], &|_, _| {});
    let why = refused.err().map(|e| e.to_string()).unwrap_or_default();
    assert!(why.contains("net_migration") && why.contains("2023"), "{why}");
}
