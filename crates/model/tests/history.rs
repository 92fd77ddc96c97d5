//! The employment model on the committed tables: what it would have forecast of the past.
//!
//! Expected numbers are those of an independent program on the same figures, with other code, other
//! random numbers, and the borders of 2010 to 2025 joined to seventeen regions; each test says how far
//! they may lie apart, and why.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod published;

use std::sync::OnceLock;
use suranys_core::classification::Labels;
use suranys_core::distribution::Quantiles;
use suranys_core::rng::Key;
use suranys_core::scenario::{
    Basis, EMPLOYMENT_ELASTICITY, FOREIGN_WORKERS, GDP_GROWTH_GAP, MIGRATION_FACTOR,
    PARTICIPATION_SHIFT, Parameter, RETURNEES, RunSettings, Scenario, UNEMPLOYMENT_GROWTH_RESPONSE,
};
use suranys_core::unit::Quantity;
use suranys_core::{DrawPanel, Vintage, Year, YearSpan};
use suranys_model::employment::{
    BaseForecasts, EmploymentProjection, Outturn, Panel, Rolled, TOTAL, Variant, base_forecasts,
    past_forecasts,
};

const DRAWS: usize = 1000;

fn scenario() -> Scenario {
    let parameter = |(key, value): (&str, f64)| {
        let basis = Basis::Expert;
        let source = "test".to_owned();
        let source_in = Labels::default();
        (key.to_owned(), Parameter { value, low: value, high: value, basis, source, source_in })
    };
    Scenario {
        id: "baseline".to_owned(),
        title: Labels::default(),
        description: Labels::default(),
        author: String::new(),
        date: String::new(),
        settings: RunSettings {
            seed: 1,
            draws: DRAWS,
            policy_period: YearSpan::new(Year(2023), Year(2027)).expect("ordered"),
            horizon: Year(2035),
        },
        parameters: [
            (GDP_GROWTH_GAP, 0.0),
            (EMPLOYMENT_ELASTICITY, 0.25),
            (UNEMPLOYMENT_GROWTH_RESPONSE, 0.023),
            (PARTICIPATION_SHIFT, 0.0),
            (MIGRATION_FACTOR, 1.0),
            (RETURNEES, 0.0),
            (FOREIGN_WORKERS, 0.0),
        ]
        .map(parameter)
        .into(),
        pension_ages: Default::default(),
        growth: Default::default(),
        basis: Default::default(),
    }
}

fn base(until: i32) -> BaseForecasts {
    let inputs = published::inputs().as_of(Vintage(Year(until)));
    let years = YearSpan::new(Year(until), Year(2035)).expect("ordered");
    base_forecasts(&inputs, years, DRAWS, &Key::new(1)).expect("sound")
}

fn projection() -> &'static EmploymentProjection {
    static MADE: OnceLock<EmploymentProjection> = OnceLock::new();
    MADE.get_or_init(|| base(2025).under(&scenario(), &Key::new(1)).expect("sound"))
}

fn past() -> &'static [(Panel, Rolled)] {
    static MADE: OnceLock<Vec<(Panel, Rolled)>> = OnceLock::new();
    MADE.get_or_init(|| past_forecasts(&published::inputs()).expect("sound"))
}

/// Number, mean absolute error and coverage of the 80 and 95 per cent intervals of forecasts from
/// origins since 2015.
fn scores(
    panel: Panel,
    variant: Variant,
    keep: impl Fn(&Outturn) -> bool,
) -> (usize, f64, f64, f64) {
    let (_, rolled) = past().iter().find(|(one, _)| *one == panel).expect("rolled");
    let since = |one: &&Outturn| one.variant == variant && one.origin.0 >= 2015 && keep(one);
    let all: Vec<&Outturn> = rolled.outturns.iter().filter(since).collect();
    let mean =
        |of: &dyn Fn(&Outturn) -> f64| all.iter().map(|o| of(o)).sum::<f64>() / all.len() as f64;
    let inside = |at: usize| 100.0 * mean(&|o| f64::from(u8::from(o.scored.contained[at])));
    (all.len(), mean(&|o| o.error.abs()), inside(0), inside(1))
}

fn close(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found}, not {expected} ± {tolerance}");
}

/// The independent program: labour force 0.769 per cent (log drift 0.786), employment 0.81 (log drift
/// 1.11, no change 1.89), unemployment 0.098 points; 80 per cent intervals with 93, 93 and 81 per cent of
/// 27. It fills 2015 from 2016 even at the origin of 2015, where here the rate of 2014 stays: so much
/// is left to that, and to random numbers in its coverage.
#[test]
fn the_nation_errs_as_the_independent_program_says() {
    let all = |_: &Outturn| true;
    for (panel, variant, error, coverage) in [
        (Panel::LabourForce, Variant::Model, 0.769, Some(93.0)),
        (Panel::LabourForce, Variant::Drift, 0.786, None),
        (Panel::Total, Variant::Model, 0.81, Some(93.0)),
        (Panel::Total, Variant::Drift, 1.11, None),
        (Panel::Total, Variant::Naive, 1.89, None),
        (Panel::Unemployment, Variant::Model, 0.098, Some(81.0)),
        (Panel::Unemployment, Variant::Naive, 0.095, None),
    ] {
        let (count, found, inside, _) = scores(panel, variant, all);
        let what = format!("{} {}", panel.key(), variant.name());
        assert_eq!(count, 27, "{what}");
        close(&what, found, error, 0.006);
        coverage.into_iter().for_each(|expected| close(&what, inside, expected, 100.0 / 27.0));
    }
    // What must hold of the model: no worse than log drift plus 0.01 points, employment within 0.85.
    let error = |panel, variant| scores(panel, variant, all).1;
    assert!(
        error(Panel::LabourForce, Variant::Model)
            <= error(Panel::LabourForce, Variant::Drift) + 0.01
    );
    assert!(error(Panel::Total, Variant::Model) <= 0.85);
}

/// The independent program: sections 4.60 per cent and 83.6 per cent inside; regions 1.97 and 83.3 (80.6
/// with years across breaks), hired workers of the nation 0.94 and 93, of regions 2.73 and 83.3;
/// regional unemployment 0.10 points and 85.8. It joins households to other services before 2016 and has
/// regions from 2010 only; here what was spliced is not scored, histories reach back to 2001, and years
/// across a break count for nothing: with its own rules on that history it finds 1.87 and 83.0 of regions.
#[test]
fn sections_and_regions_err_as_the_independent_program_says() {
    for (panel, error, within, coverage) in [
        (Panel::Section, 4.60, 0.30, 83.6),
        (Panel::Region, 1.87, 0.30, 83.0),
        (Panel::Hired, 0.94, 0.01, 93.0),
        (Panel::HiredRegion, 2.55, 0.30, 83.7),
        (Panel::UnemploymentRegion, 0.10, 0.006, 84.8),
    ] {
        let (count, found, inside, wide) = scores(panel, Variant::Model, |one| !one.crosses);
        println!("{} {count} {found:.3} {inside:.1} {wide:.1}", panel.key());
        close(panel.key(), found, error, within);
        close(panel.key(), inside, coverage, 5.0);
        let (_, _, all, _) = scores(panel, Variant::Model, |_| true);
        println!("  with breaks {all:.1}");
        assert!(panel == Panel::Hired || (74.0..=90.0).contains(&all), "{}: {all}", panel.key());
    }
}

/// What a piece is for: without it the forecasts of the past are worse, by the score that the piece bears
/// on. Regression only, as to how much.
#[test]
fn every_piece_earns_its_place() {
    let score = |panel, variant| {
        let (_, rolled) = past().iter().find(|(one, _)| *one == panel).expect("rolled");
        let of = rolled.outturns.iter().filter(|o| o.variant == variant && !o.crosses);
        let all: Vec<f64> = of.filter(|o| o.origin.0 >= 2015).map(|o| o.scored.wis).collect();
        all.iter().sum::<f64>() / all.len() as f64
    };
    for panel in [Panel::Section, Panel::Region, Panel::HiredRegion] {
        for simple in [Variant::Naive, Variant::Drift] {
            assert!(score(panel, Variant::Model) < score(panel, simple), "{}", panel.key());
        }
    }
    for panel in [Panel::Section, Panel::Region] {
        assert!(
            score(panel, Variant::Model) < score(panel, Variant::WithoutDrift),
            "{}",
            panel.key()
        );
    }
    assert!(score(Panel::Section, Variant::Model) < score(Panel::Section, Variant::PooledSpread));
    assert!(score(Panel::Section, Variant::Model) < score(Panel::Section, Variant::BreaksUnmarked));
    // Unmarked breaks make intervals contain too much.
    let inside = |variant| scores(Panel::Region, variant, |one| !one.crosses).2;
    assert!(inside(Variant::BreaksUnmarked) > inside(Variant::Model) + 3.0);
}

/// Labour force and employment of 2025 lie in the 80 per cent interval of a forecast with the figures to
/// 2022. The independent program's intervals: 9,514 to 9,921 and 9,050 to 9,440 thousand about 9,717 and
/// 9,245, outturns 9,770 and 9,321; its draws are 4,000 and other ones, a thousand of which are off by
/// some 8 thousand at an end.
#[test]
fn the_outturn_of_2025_was_foreseen_in_2022() {
    let made = base(2022).under(&scenario(), &Key::new(1)).expect("sound");
    let all = projection();
    let force = made.labour_force.as_ref().expect("has a labour force");
    let known = all.labour_force.as_ref().expect("has a labour force");
    for (panel, outturn, expected) in [
        (force, known, [9514.0, 9717.0, 9921.0]),
        (&made.total, &all.total, [9050.0, 9245.0, 9440.0]),
    ] {
        let of = |panel: &DrawPanel| Quantiles::of(panel.get(TOTAL, Year(2025)).expect("covered"));
        let (ahead, came) = (of(panel).expect("draws"), of(outturn).expect("draws").median());
        assert!(ahead.lo80() <= came && came <= ahead.hi80(), "{ahead:?} {came}");
        for (found, expected) in [ahead.lo80(), ahead.median(), ahead.hi80()].iter().zip(expected) {
            close("2025 from 2022, thousand", found / 1000.0, expected, 25.0);
        }
    }
}

fn median(panel: &DrawPanel, year: i32) -> f64 {
    Quantiles::of(panel.get(TOTAL, Year(year)).expect("covered")).expect("draws").median()
}

/// A jump where the forecast begins is a defect: at the last year known the mean of the first two median
/// changes of the labour force lies within half the standard deviation of the last ten changes of the
/// mean of the last five; at every year since 2018, when regions by broad sector have today's borders, within one of the
/// mean of the last ten. The median rate of unemployment moves by at most 0.2 points in the first year.
#[test]
fn the_forecast_does_not_jump_where_it_begins() {
    let table = published::parts().supply.expect("has a labour force").labour_force;
    let published = |year: i32| table.value(&Year(year)).map(Quantity::get);
    // The year that is missing lies between its neighbours here: no change of it decides.
    let force = |year: i32| {
        published(year).unwrap_or_else(|| {
            (published(year - 1).expect("known") + published(year + 1).expect("known")) / 2.0
        })
    };
    for origin in 2018..=2025 {
        let made = if origin == 2025 {
            projection().clone()
        } else {
            base(origin).under(&scenario(), &Key::new(1)).expect("sound")
        };
        let ahead = made.labour_force.as_ref().expect("has a labour force");
        let first = (median(ahead, origin + 2) - median(ahead, origin)) / 2.0;
        let changes: Vec<f64> = (origin - 9..=origin).map(|y| force(y) - force(y - 1)).collect();
        let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
        let (ten, five) = (mean(&changes), mean(&changes[5..]));
        let squares: f64 = changes.iter().map(|c| (c - ten) * (c - ten)).sum();
        let deviation = (squares / 9.0).sqrt();
        assert!((first - ten).abs() <= deviation, "{origin}: {first} {ten} {deviation}");
        if origin == 2025 {
            assert!((first - five).abs() <= deviation / 2.0, "{first} {five} {deviation}");
            // The independent program: 102.5 thousand.
            close("first two changes, thousand", first / 1000.0, 102.5, 6.0);
        }
        let rate = made.unemployment_rate.as_ref().expect("has one");
        assert!((median(rate, origin + 1) - median(rate, origin)).abs() <= 0.002, "{origin}");
    }
}

/// The independent program from 2025: labour force 10,117 to 10,469 thousand about 10,285 in 2030 and
/// 10,560 to 11,122 about 10,830 in 2035; unemployment 4.43 to 4.81 per cent about 4.62 in 2030; the
/// standard deviation of the yearly change of employment 53 to 58 thousand. Hired workers 7,677 to 8,268
/// about 7,977 in 2035. Tolerances: three standard errors of a thousand draws' quantiles.
#[test]
fn the_years_ahead_are_those_of_the_independent_program() {
    let made = projection();
    let force = made.labour_force.as_ref().expect("has one");
    let hired = &made.hired.as_ref().expect("has hired workers").total;
    let unemployment = made.unemployment_rate.as_ref().expect("has one");
    for (what, panel, year, scale, expected, tolerance) in [
        ("labour force", force, 2030, 1e3, [10117.0, 10285.0, 10469.0], 25.0),
        ("labour force", force, 2035, 1e3, [10560.0, 10830.0, 11122.0], 40.0),
        ("unemployment", unemployment, 2030, 0.01, [4.43, 4.62, 4.81], 0.03),
        ("hired workers", hired, 2035, 1e3, [7677.0, 7977.0, 8268.0], 45.0),
    ] {
        let found = Quantiles::of(panel.get(TOTAL, Year(year)).expect("covered")).expect("draws");
        println!("{what} {year} {:?}", [found.lo80(), found.median(), found.hi80()]);
        for (found, expected) in [found.lo80(), found.median(), found.hi80()].iter().zip(expected) {
            close(what, found / scale, expected, tolerance);
        }
    }
    for (years, expected) in [(1, 53.0), (5, 54.0), (10, 58.0)] {
        let draws = |year| made.total.get(TOTAL, Year(year)).expect("covered");
        let change: Vec<f64> =
            draws(2025 + years).iter().zip(draws(2024 + years)).map(|(a, b)| a - b).collect();
        let mean = change.iter().sum::<f64>() / DRAWS as f64;
        let square = change.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / DRAWS as f64;
        close("deviation of a yearly change", square.sqrt() / 1e3, expected, 4.0);
    }
}

/// By the independent program's rank correlations: what a region's unemployment does is no restatement of
/// how its employment grows.
#[test]
fn regional_unemployment_does_not_restate_growth() {
    let made = projection();
    let rates = &made.regional.as_ref().expect("has regions").unemployment_rate;
    let median = |panel: &DrawPanel, region: &str, year: i32| {
        Quantiles::of(panel.get(region, Year(year)).expect("covered")).expect("draws").median()
    };
    let regions = made.regions.cells().labels();
    let ranks = |of: &dyn Fn(&str) -> f64| -> Vec<f64> {
        let all: Vec<f64> = regions.iter().map(|region| of(region)).collect();
        all.iter().map(|one| all.iter().filter(|other| *other < one).count() as f64).collect()
    };
    let growth = ranks(&|r| median(&made.regions, r, 2030) / median(&made.regions, r, 2025));
    let rate = ranks(&|r| median(rates, r, 2030));
    let mean = (regions.len() as f64 - 1.0) / 2.0;
    let product: f64 = growth.iter().zip(&rate).map(|(a, b)| (a - mean) * (b - mean)).sum();
    let square: f64 = growth.iter().map(|a| (a - mean) * (a - mean)).sum();
    assert!((product / square).abs() < 0.6, "{}", product / square);
}

/// The participation that the labour force needs moves on as it did: in no year by more than the largest
/// fall and rise of the last ten, which a census lies in.
#[test]
fn the_labour_force_needs_no_odd_participation() {
    let needed = projection().participation.as_ref().expect("has population");
    let past: Vec<f64> = needed.past.values().copied().collect();
    let changes = || past.windows(2).map(|pair| pair[1] - pair[0]);
    let (fall, rise) = (changes().fold(0.0, f64::min), changes().fold(0.0, f64::max));
    assert_eq!(past.len(), 10, "the labour force of 2015 is filled, and not among them");
    let mut before = *past.last().expect("ten years");
    for year in 2026..=2035 {
        let rate = median(&needed.rates, year);
        assert!((fall..=rise).contains(&(rate - before)), "{year}: {before} {rate}");
        before = rate;
    }
}

/// The one figure that the source leaves out is what the others leave of the total: 7,103.6 thousand
/// hired in 2022 less those of nineteen regions, by hand from the table.
#[test]
fn the_missing_region_is_what_the_others_leave() {
    let table = published::parts().regional.hired.expect("has hired workers");
    let of = |region: &str| {
        table.cells.iter().find(|((code, year), _)| code.as_str() == region && *year == Year(2022))
    };
    let value =
        |region: &str| of(region).and_then(|(_, cell)| cell.observed.value()).map(Quantity::get);
    assert_eq!(value("KZ-62"), None);
    let others: f64 =
        projection().regions.cells().labels().iter().filter_map(|region| value(region)).sum();
    let expected = value("KZ").expect("published") - others;
    let made = base(2025);
    let note = made.notes.iter().find(|note| note.key == "note.region-by-difference");
    assert_eq!(
        note.and_then(|note| note.arguments.get("region")).map(String::as_str),
        Some("KZ-62")
    );
    let years = YearSpan::new(Year(2022), Year(2026)).expect("ordered");
    let made = base_forecasts(&published::inputs(), years, 10, &Key::new(1)).expect("sound");
    let mut ten = scenario();
    ten.settings.draws = 10;
    let made = made.under(&ten, &Key::new(1)).expect("sound").hired.expect("has hired workers");
    let found = made.regions.get("KZ-62", Year(2022)).expect("covered")[0];
    assert!((found - expected).abs() < 1.0, "{found} {expected}");
}

/// The independent program's section × region of 2025: mining employs 42 thousand in Atyrau, 36 in
/// Mangystau and 0.1 in the two largest cities; at power zero it would be 47 there. It takes other services
/// and households together, which no cell of mining rests on.
#[test]
fn mining_is_where_it_adds_value() {
    use suranys_model::cross_tab::section_region::section_by_region;
    let span = YearSpan::new(Year(2025), Year(2025)).expect("ordered");
    let placed = section_by_region(&published::inputs(), projection(), span).expect("can be met");
    let of = |region: &str| placed.get(&format!("B|{region}"), Year(2025)).map(|d| d[0] / 1e3);
    for (region, expected, tolerance) in
        [("KZ-23", 42.0, 1.5), ("KZ-47", 35.6, 1.5), ("KZ-71", 0.05, 0.2), ("KZ-75", 0.05, 0.2)]
    {
        close(region, of(region).expect("a cell"), expected, tolerance);
    }
}

fn with(key: &str, value: f64) -> EmploymentProjection {
    let mut other = scenario();
    let parameter = other.parameters.get_mut(key).expect("there");
    (parameter.low, parameter.value, parameter.high) = (value, value, value);
    static BASE: OnceLock<BaseForecasts> = OnceLock::new();
    BASE.get_or_init(|| base(2025)).under(&other, &Key::new(1)).expect("sound")
}

/// The economist's reason: more output needs more workers and leaves fewer of them without work; people
/// who come or take part look for work and find it as the others do. By how much, by hand: growth 1.5
/// points higher lowers unemployment by 0.023 points for each of them, years together (by the independent
/// program 0.035 points after one year and 0.17 after five); ten thousand returnees a year are ten thousand
/// more in the first and fifty in the fifth; a point of participation is a hundredth of the people of
/// working age; migrants take part as the others do.
#[test]
fn what_a_scenario_changes_moves_the_labour_market_as_it_should() {
    let base = projection();
    let of = |made: &EmploymentProjection, year: i32| {
        let at = |panel: &Option<DrawPanel>| median(panel.as_ref().expect("known"), year);
        (at(&made.labour_force), at(&made.unemployment_rate), median(&made.total, year))
    };
    let growth = with(GDP_GROWTH_GAP, 1.5);
    for (year, points) in [(2026, 0.035), (2030, 0.17)] {
        let ((l, u, e), (more_l, less_u, more_e)) = (of(base, year), of(&growth, year));
        close("points of unemployment", 100.0 * (u - less_u), points, 0.003);
        assert!(more_e > e && more_l > l, "{year}: {l} {more_l} {e} {more_e}");
    }
    let returnees = with(RETURNEES, 10_000.0);
    for (year, more) in [(2026, 10_000.0), (2030, 50_000.0)] {
        let ((l, u, e), (more_l, same_u, more_e)) = (of(base, year), of(&returnees, year));
        close("labour force", more_l - l, more, 1e-3);
        assert_eq!(u, same_u);
        close("employment", more_e - e, more * (1.0 - u), 0.001 * more);
    }
    let rate = |made: &EmploymentProjection| {
        median(&made.participation.as_ref().expect("known").rates, 2030)
    };
    let shifted = with(PARTICIPATION_SHIFT, 1.0);
    close("participation", rate(&shifted) - rate(base), 0.01, 1e-9);
    assert!(of(&shifted, 2030).2 > of(base, 2030).2);
    let supply = published::parts().supply.expect("has supply");
    let flow: f64 =
        (2026..=2030).filter_map(|y| supply.net_migration.value(&Year(y))).map(Quantity::get).sum();
    let doubled = with(MIGRATION_FACTOR, 2.0);
    let moved = of(&doubled, 2030).0 - of(base, 2030).0;
    // About half of all people take part.
    assert!(moved * flow > 0.0 && (0.4..0.6).contains(&(moved / flow)), "{moved} {flow}");
}
