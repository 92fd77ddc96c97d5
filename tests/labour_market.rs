//! The labour market on the official figures: identities in every draw, and scenarios that push one
//! thing at a time, each with what an economist expects of it.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use suranys_core::inputs::Inputs;
use suranys_core::run::{DrawnFigure, Extent, FigureKey, Measure};
use suranys_core::run_output::ForecastOutput;
use suranys_core::scenario::Scenario;
use suranys_core::{ObsStatus, Sex, Vintage, Year};
use suranys_model::{forecast, forecast_to};
use suranys_tests::project;

/// The years after the last published ones.
const AHEAD: std::ops::RangeInclusive<i32> = 2026..=2035;
const DRAWS: usize = 200;

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
    scenario.settings.draws = DRAWS;
    scenario
}

/// The baseline under another name, with one parameter certain and elsewhere.
fn with(id: &str, name: &str, value: f64) -> Scenario {
    let mut scenario = baseline();
    scenario.id = id.to_owned();
    let parameter = scenario.parameters.get_mut(name).expect("is a parameter");
    (parameter.value, parameter.low, parameter.high) = (value, value, value);
    scenario
}

/// The baseline with pension ages of its own from 2026 on.
fn pension_age(id: &str, age: f64) -> Scenario {
    let mut scenario = baseline();
    scenario.id = id.to_owned();
    for sex in Sex::ALL {
        let ages = (2026..=2035).map(|year| (Year(year), age)).collect();
        scenario.pension_ages.insert(sex, ages);
    }
    scenario
}

struct Run {
    output: ForecastOutput,
    draws: BTreeMap<FigureKey, Vec<f64>>,
}

/// All scenarios of this file in one run: they share their random numbers.
fn run() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        let scenarios = [
            baseline(),
            with("graduates-held", "supply.graduates_factor", 1.0),
            with("graduates-doubled", "supply.graduates_factor", 2.0),
            with("participation", "supply.participation_shift", 1.0),
            with("no-migration", "supply.migration_factor", 0.0),
            with("twice-migration", "supply.migration_factor", 2.0),
            with("growth", "demand.gdp_growth_gap", 1.5),
            pension_age("early", 58.0),
            pension_age("late", 70.0),
        ];
        let mut draws = BTreeMap::new();
        let mut take = |figure: DrawnFigure| {
            draws.insert(figure.key, figure.draws);
        };
        let (extent, said) = (Extent::Forecast, suranys_core::progress::unfollowed);
        let output = forecast_to(inputs(), None, &scenarios, extent, &said, Some(&mut take))
            .expect("the forecast can be made");
        Run { output, draws }
    })
}

impl Run {
    fn of(&self, key: &FigureKey) -> &[f64] {
        self.draws.get(key).unwrap_or_else(|| panic!("no figure {key:?}"))
    }

    fn nation(&self, scenario: &str, measure: Measure, year: i32) -> &[f64] {
        self.of(&FigureKey::national(scenario, measure, Year(year)))
    }

    fn median(&self, key: &FigureKey) -> f64 {
        self.output.figure(key).unwrap_or_else(|| panic!("no figure {key:?}")).estimate.central()
    }

    fn in_year(&self, scenario: &str, measure: Measure, year: i32) -> f64 {
        self.median(&FigureKey::national(scenario, measure, Year(year)))
    }

    fn over_period(&self, scenario: &str, measure: Measure) -> f64 {
        self.median(&policy_period(scenario, measure))
    }

    fn regions(&self) -> impl Iterator<Item = &str> {
        self.output.regions.iter().map(|region| region.code.as_str())
    }

    fn sum(&self, keys: impl Iterator<Item = FigureKey>) -> Vec<f64> {
        let mut sum = vec![0.0; DRAWS];
        let mut parts = 0;
        for key in keys {
            parts += 1;
            sum.iter_mut().zip(self.of(&key)).for_each(|(sum, part)| *sum += part);
        }
        assert!(parts > 1, "nothing to sum");
        sum
    }
}

fn policy_period(scenario: &str, measure: Measure) -> FigureKey {
    FigureKey::national(scenario, measure, Year(2023)).until(Year(2027))
}

/// Sums in another order differ by rounding alone.
fn same(a: &[f64], b: &[f64], size: f64, what: &dyn std::fmt::Debug) {
    assert_eq!(a.len(), b.len(), "{what:?}");
    for (draw, (a, b)) in a.iter().zip(b).enumerate() {
        assert!((a - b).abs() <= 1e-7 * size, "{what:?}, draw {draw}: {a} {b}");
    }
}

fn less(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Labour force, employed and unemployed are two numbers, not three: in the nation and in every
/// region, whatever the scenario.
#[test]
fn the_employed_are_the_labour_force_less_the_unemployed() {
    let run = run();
    for scenario in ["baseline", "participation", "growth"] {
        let nation = FigureKey::national(scenario, Measure::Employment, Year(2026));
        let mut places = vec![nation.clone()];
        places.extend(run.regions().map(|region| nation.clone().in_region(region)));
        for place in &places {
            for year in AHEAD.map(Year) {
                let of =
                    |measure| run.of(&FigureKey { measure, from: year, to: year, ..place.clone() });
                let (force, rate) = (of(Measure::LabourForce), of(Measure::UnemploymentRate));
                let employed: Vec<f64> =
                    force.iter().zip(rate).map(|(force, rate)| force * (1.0 - rate)).collect();
                same(&employed, of(Measure::Employment), 1e7, &(place, year));
                same(&less(force, &employed), of(Measure::Unemployed), 1e7, &(place, year));
                assert!(rate.iter().all(|rate| (0.0..0.2).contains(rate)), "{place:?} {year}");
            }
        }
    }
}

#[test]
fn regions_sum_to_the_nation_and_hired_workers_are_some_of_the_employed() {
    let run = run();
    for scenario in ["baseline", "growth"] {
        for year in AHEAD {
            for measure in [Measure::Employment, Measure::HiredWorkers, Measure::LabourForce] {
                let key = FigureKey::national(scenario, measure, Year(year));
                let regions = run.sum(run.regions().map(|region| key.clone().in_region(region)));
                same(&regions, run.of(&key), 1e7, &key);
            }
            let employed = FigureKey::national(scenario, Measure::Employment, Year(year));
            let mut places = vec![employed.clone()];
            places.extend(run.regions().map(|region| employed.clone().in_region(region)));
            for place in places {
                let hired = FigureKey { measure: Measure::HiredWorkers, ..place.clone() };
                let pairs = run.of(&hired).iter().zip(run.of(&place));
                assert!(
                    pairs.clone().all(|(hired, all)| *hired <= all * (1.0 + 1e-9)),
                    "{place:?}"
                );
            }
        }
    }
}

/// The growing cells are chosen once, so that openings by activity, by region and by both are sums of
/// the same cells.
#[test]
fn openings_of_sections_and_of_regions_are_the_nations_in_every_period() {
    let run = run();
    let sections = &run.output.sections;
    assert_eq!(run.output.periods.len(), 3);
    for period in &run.output.periods {
        for scenario in ["baseline", "growth", "late"] {
            let nation = FigureKey::national(scenario, Measure::JobOpenings, period.from());
            let nation = nation.until(period.to());
            let all = run.of(&nation);
            let of_sections = run.sum(sections.iter().map(|s| nation.clone().in_section(&s.code)));
            same(&of_sections, all, 1e7, &nation);
            let of_regions = run.sum(run.regions().map(|r| nation.clone().in_region(r)));
            same(&of_regions, all, 1e7, &nation);
            let cells = sections.iter().flat_map(|section| {
                let of = nation.clone().in_section(&section.code);
                run.regions().map(move |region| of.clone().in_region(region))
            });
            same(&run.sum(cells), all, 1e7, &nation);
        }
    }
}

/// Entrants are the growth of the labour force and its exits, split by kind and by occupation
/// without loss; so what one occupation lacks against the nation another has too much.
#[test]
fn occupations_and_kinds_of_entrants_sum_to_the_nation_in_every_draw() {
    let run = run();
    for year in 2023..=2035 {
        for measure in [Measure::Employment, Measure::Entrants] {
            let key = FigureKey::national("baseline", measure, Year(year));
            let parts = run.output.occupations.iter();
            let sum = run.sum(parts.map(|o| key.clone().in_occupation(&o.code)));
            same(&sum, run.of(&key), 1e7, &key);
        }
        let of = |measure| FigureKey::national("baseline", measure, Year(year));
        let kinds = run.sum(Measure::ENTRANTS.into_iter().map(of));
        same(&kinds, run.of(&of(Measure::Entrants)), 1e7, &year);
    }
    let key = policy_period("baseline", Measure::RelativeShortage);
    let sum = run.sum(run.output.occupations.iter().map(|o| key.clone().in_occupation(&o.code)));
    same(&sum, &[0.0; DRAWS], 1e7, &key);
}

/// Nobody publishes hired workers by activity or occupation: no figure may look as if they did, not
/// even one that repeats the nation's.
#[test]
fn hired_workers_are_of_the_nation_and_the_regions_alone() {
    let hired = run().output.figures.keys().filter(|key| key.measure.of_hired());
    let mut seen = 0;
    for key in hired {
        seen += 1;
        assert!(key.section.is_none() && key.occupation.is_none(), "{key:?}");
    }
    assert!(seen > 1000, "{seen}");
}

/// Every figure by occupation rests on the proxy, so none may look better than imputed.
#[test]
fn what_rests_on_the_proxy_is_imputed_and_cites_it() {
    let mut seen = 0;
    for (key, figure) in run().output.figures.iter().filter(|(key, _)| key.occupation.is_some()) {
        seen += 1;
        assert!(figure.status.obs >= ObsStatus::Imputed, "{key:?}");
        assert!(figure.source.iter().any(|s| s.starts_with("proxy_")), "{key:?}");
    }
    assert!(seen > 1000, "{seen}");
}

/// Doubling graduates does not make more people: it makes more of them qualified. So those with
/// degrees double in the years ahead, others who enter are fewer by as many as there are more
/// graduates, and the cover of professionals rises at the cost of elementary occupations. Nobody
/// needs more workers for it: openings stay.
#[test]
fn more_graduates_cover_professionals_and_leave_elementary_occupations_uncovered() {
    let run = run();
    let (held, doubled) = ("graduates-held", "graduates-doubled");
    for year in 2026..=2027 {
        let of = |id, measure| run.nation(id, measure, year);
        for measure in [Measure::EntrantsHigherEducation, Measure::EntrantsVocationalEducation] {
            let twice: Vec<f64> = of(held, measure).iter().map(|v| 2.0 * v).collect();
            same(&twice, of(doubled, measure), 1e6, &(measure, year));
        }
        same(of(held, Measure::Entrants), of(doubled, Measure::Entrants), 1e6, &year);
        assert!(mean(of(doubled, Measure::EntrantsOther)) < mean(of(held, Measure::EntrantsOther)));
    }
    let cover = |id, code: &str| run.median(&policy_period(id, Measure::Cover).in_occupation(code));
    assert!(cover(doubled, "isco08:2") > cover(held, "isco08:2"));
    assert!(cover(doubled, "isco08:9") < cover(held, "isco08:9"));
    let open = |id| run.of(&policy_period(id, Measure::JobOpenings));
    same(open(held), open(doubled), 1e6, &"openings");
}

/// One point more of participation at all ages raises the labour force by one per cent of those aged
/// 15 and over: by hand 14.4 million in 2025 (9.77 million at 67.7 per cent), about 14.8 million two
/// years later. They enter once. Unemployment is what it was, so all but 4.6 per cent of them work.
#[test]
fn participation_raises_labour_force_employment_and_entrants_once() {
    let run = run();
    let moved = |measure| {
        less(run.nation("participation", measure, 2027), run.nation("baseline", measure, 2027))
    };
    let force = moved(Measure::LabourForce);
    assert!(force.iter().all(|v| (140e3..157e3).contains(v)), "{force:?}");
    let rate = run.nation("baseline", Measure::UnemploymentRate, 2027);
    let work: Vec<f64> = force.iter().zip(rate).map(|(force, u)| force * (1.0 - u)).collect();
    same(&work, &moved(Measure::Employment), 1e6, &"employment");
    let entered = run.over_period("participation", Measure::Entrants)
        - run.over_period("baseline", Measure::Entrants);
    // Of those who entered in 2026 a few left in 2027: less than two in a hundred, and replaced.
    assert!((1.0..1.05).contains(&(entered / mean(&force))), "{entered}");
}

/// Net migration of the projection is emigration, 12.8 and 10.4 thousand in 2026 and 2027, of whom as
/// many work or seek work as of all people (9,769.5 of 20,391.6 thousand in 2025): 11.13 thousand.
/// Without it the labour force is larger by them, with twice as much smaller, and employment goes
/// with it.
#[test]
fn migration_moves_labour_force_and_employment_by_itself() {
    let run = run();
    let rate = run.nation("baseline", Measure::UnemploymentRate, 2027);
    for (id, sign) in [("no-migration", 1.0), ("twice-migration", -1.0)] {
        let moved =
            |measure| less(run.nation(id, measure, 2027), run.nation("baseline", measure, 2027));
        let expected = sign * (12_814.0 + 10_412.0) * 9_769.536 / 20_391.610_5;
        same(&moved(Measure::LabourForce), &[expected; DRAWS], 1e7, &id);
        let work: Vec<f64> = rate.iter().map(|u| expected * (1.0 - u)).collect();
        same(&moved(Measure::Employment), &work, 1e7, &id);
    }
    let flow = run.nation("no-migration", Measure::EntrantsMigration, 2027);
    assert!(flow.iter().all(|v| *v == 0.0), "nobody comes or goes");
}

/// More output needs more workers and leaves fewer without work. The response of unemployment is
/// 0.023 points for a point of growth (0.011 to 0.035; the slope of 2017–2025), of growth held it adds
/// up: 1.5 points, 0.0149 in logarithms, are 0.034 points in the first year and 0.17 in the fifth.
/// The median of 200 draws may be off by a fifth of the half-width of the 95 % range, four of its
/// standard errors.
#[test]
fn growth_lowers_unemployment_by_its_response_and_raises_employment() {
    let run = run();
    for (year, years) in [(2026, 1.0), (2030, 5.0)] {
        let moved = |measure| {
            less(run.nation("growth", measure, year), run.nation("baseline", measure, year))
        };
        let mut points = moved(Measure::UnemploymentRate);
        points.sort_by(f64::total_cmp);
        let per_point = -points[DRAWS / 2] / (years * suranys_core::numeric::ln(1.015));
        assert!((per_point - 0.023).abs() < 0.012 / 5.0, "{year}: {per_point}");
        assert!(points.iter().all(|v| *v < 0.0), "{year}");
        assert!(mean(&moved(Measure::Employment)) > 0.0, "{year}");
    }
    let open = |id| run.over_period(id, Measure::JobOpenings);
    assert!(open("growth") > open("baseline"));
}

/// A pension age of 58 for both sexes sends several cohorts into retirement at once; at 70 nobody
/// reaches it for years. Who stays need not be replaced, so replacement and openings fall with a
/// later age. How many work is another matter: employment does not depend on it.
#[test]
fn a_later_pension_age_means_fewer_retirements_and_less_to_replace() {
    let run = run();
    let retire = |id| run.in_year(id, Measure::Retirement, 2026);
    assert!(retire("early") > 3.0 * retire("baseline"), "{}", retire("early"));
    assert!(retire("late") < 0.5 * retire("baseline"), "{}", retire("late"));
    for measure in [
        Measure::Retirement,
        Measure::ReplacementDemand,
        Measure::HiredReplacement,
        Measure::JobOpenings,
        Measure::HiredJobOpenings,
    ] {
        let over = |id| run.over_period(id, measure);
        assert!(over("late") < over("baseline") && over("baseline") < over("early"), "{measure:?}");
    }
    let employed = |id| run.nation(id, Measure::Employment, 2027);
    same(employed("late"), employed("early"), 1e7, &"employment");
}

/// Ranks from zero; no two of these figures are equal.
fn ranks(values: &[f64]) -> Vec<f64> {
    values.iter().map(|v| values.iter().filter(|other| *other < v).count() as f64).collect()
}

/// Unemployment of a region against its own past says something else than its growth: Spearman's
/// rank correlation with the growth of employment in 2022–2027 stays below 0.6.
#[test]
fn unemployment_of_regions_is_no_restatement_of_their_growth() {
    let run = run();
    let (mut against, mut growth) = (Vec::new(), Vec::new());
    for region in run.regions() {
        let of = |measure| FigureKey::national("baseline", measure, Year(2027)).in_region(region);
        against.push(run.median(&of(Measure::UnemploymentAgainstPast)));
        let key = policy_period("baseline", Measure::NetEmploymentChange).in_region(region);
        let change = run.median(&key);
        growth.push(change / (run.median(&of(Measure::Employment)) - change));
    }
    let (a, b) = (ranks(&against), ranks(&growth));
    let n = a.len() as f64;
    assert!(n >= 20.0);
    let squares: f64 = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum();
    let correlation = 1.0 - 6.0 * squares / (n * (n * n - 1.0));
    assert!(correlation.abs() < 0.6, "{correlation}");
}

/// What had been forecast of 2025 with the figures to 2022.
#[test]
fn labour_force_and_employment_of_2025_lay_in_the_range_forecast_in_2022() {
    for measure in [Measure::LabourForce, Measure::Employment] {
        let key = FigureKey::national("baseline", measure, Year(2025));
        let rows = &run().output.outturns;
        let row = rows.iter().find(|row| row.key == key).expect("is scored");
        assert_eq!(row.vintage, Vintage(Year(2022)));
        assert!(row.inside80, "{row:?}");
    }
}

/// A jump where the published figures end would be a fault of the forecast, not news.
#[test]
fn the_forecast_goes_on_from_where_the_figures_end() {
    let run = run();
    let published = |year| {
        let key = FigureKey::national("observed", Measure::LabourForce, Year(year));
        run.output.figure(&key).map(|figure| figure.estimate.central())
    };
    // 2015 is missing in the source, so that 2014 is the tenth change back.
    let changes: Vec<f64> = (2002..=2025)
        .rev()
        .filter_map(|year| Some(published(year)? - published(year - 1)?))
        .take(10)
        .collect();
    let average = mean(&changes);
    let squares: f64 = changes.iter().map(|v| (v - average) * (v - average)).sum();
    let deviation = (squares / (changes.len() as f64 - 1.0)).sqrt();
    let at = |year| run.in_year("baseline", Measure::LabourForce, year);
    let ahead = (at(2027) - at(2025)) / 2.0;
    let before = mean(&changes[..5]);
    assert!((ahead - before).abs() < deviation / 2.0, "{ahead} {before} {deviation}");
    let rate = |year| run.in_year("baseline", Measure::UnemploymentRate, year);
    assert!((rate(2026) - rate(2025)).abs() <= 0.002, "{} {}", rate(2025), rate(2026));
}

/// Indicators have a value or say why there is none; never a zero for what is not public.
#[test]
fn indicators_have_a_value_or_say_why_not() {
    let run = &run().output;
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
                && i.estimate.is_some()
        });
        found.and_then(|i| i.estimate).map(|e| e.central())
    };
    // By hand from the tables: 1,328.0 over 1,453.8 thousand in 2025; 14,463 workers on permits
    // over 9,322.6 thousand employed of 2025 would be 1.55 per 1,000.
    let per_cv = value("vacancies-per-cv", "annual_flow", "2025").expect("is known");
    assert!((per_cv - 0.913_468).abs() < 1e-6, "{per_cv}");
    let permits = value("permits-per-thousand", "day_stock", "2025-11-01").expect("is known");
    assert!((1.4..1.7).contains(&permits), "{permits}");
    for id in ["wage-premium", "vacancy-duration"] {
        assert!(run.indicators.iter().any(|i| i.id == id && i.missing.is_some()), "{id}");
    }
}

/// As of 2022 neither the share of worker occupations nor migration was published: vocational
/// graduates are then split by employment, and the forecast is made all the same.
#[test]
fn an_early_vintage_does_without_what_was_not_yet_known() {
    let early = Some(Vintage(Year(2022)));
    let made = forecast(inputs(), early, &[baseline()], &suranys_core::progress::unfollowed)
        .expect("can be made");
    let key = policy_period("baseline", Measure::Cover).in_occupation("isco08:7");
    assert!(made.figure(&key).expect("is there").estimate.central().is_finite());
    let moved = with("no-migration", "supply.migration_factor", 0.0);
    let refused = forecast(inputs(), early, &[moved], &suranys_core::progress::unfollowed);
    let why = refused.err().map(|e| e.to_string()).unwrap_or_default();
    assert!(why.contains("net_migration") && why.contains("2023"), "{why}");
}
