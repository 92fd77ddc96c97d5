//! A synthetic country, rendered in every format. All figures here are synthetic, and marked so.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, dead_code)]

mod list;

pub use list::{HOSTILE, endless};

use list::labels;
use std::collections::BTreeMap;
use suranys_core::classification::Labels;
use suranys_core::comparison::Change;
use suranys_core::country::Country;
use suranys_core::inputs::Source;
use suranys_core::occupation_groups::{
    EvidenceGrade, OccupationGroup, OccupationGroupFigure, OccupationValidationRow,
};
use suranys_core::published::{NotScored, ObservedChange, OwnForecast, PublishedForecast};
use suranys_core::run::{
    Estimate, Figure, FigureKey, Indicator, Measure, NamedCode, Note, OBSERVED, OutturnRow,
    ScoreRow, Sensitivity,
};
use suranys_core::run_output::{ForecastOutput, RunOutput};
use suranys_core::scenario::{Basis, PARAMETERS, Parameter, RunSettings, Scenario};
use suranys_core::{AgeGroup, ObsStatus, Quantiles, Sex, Status, Unit, Vintage, Year, YearSpan};
use suranys_report::{LabelBook, Part, Theme, render, tables};

const BASE: i32 = 2024;
const HORIZON: i32 = 2030;

fn scenario(id: &str) -> Scenario {
    let parameter = |value: f64| Parameter {
        value,
        low: value,
        high: value + 0.1,
        basis: Basis::Expert,
        source: HOSTILE.to_owned(),
        source_in: Labels::default(),
    };
    let settings = RunSettings {
        seed: 1,
        draws: 1000,
        policy_period: YearSpan::new(Year(2023), Year(2027)).expect("in order"),
        horizon: Year(HORIZON),
    };
    Scenario {
        id: id.to_owned(),
        title: labels(id),
        description: labels(id),
        author: "test".to_owned(),
        date: "2026-01-01".to_owned(),
        settings,
        parameters: PARAMETERS.iter().map(|spec| (spec.key.to_owned(), parameter(0.1))).collect(),
        pension_ages: BTreeMap::from([(Sex::Female, BTreeMap::from([(Year(2026), 58.5)]))]),
        growth: BTreeMap::new(),
        basis: BTreeMap::new(),
    }
}

/// The low scenario against the baseline: less of everything, but not in every draw.
fn differences(figures: &BTreeMap<FigureKey, Figure>) -> Vec<Change> {
    let draws: Vec<f64> = (0..1000).map(|n| 4.0 * f64::from(n) - 3_500.0).collect();
    let difference = Estimate::Range(Quantiles::of(&draws).expect("finite"));
    let told = |key: &&FigureKey| {
        let places = [&key.section, &key.region, &key.occupation];
        let told = places.iter().filter(|place| place.is_some()).count();
        let measure = matches!(
            key.measure,
            Measure::JobOpenings
                | Measure::NetRequirement
                | Measure::UnemploymentRate
                | Measure::RelativeShortage
        );
        let time = key.from != key.to && told <= 1 || told == 0;
        key.scenario == "low" && measure && time && key.sex.is_none()
    };
    let change = |key: &FigureKey| {
        let figure = &figures[key];
        Change {
            key: key.clone(),
            from: figure.estimate,
            to: figure.estimate,
            difference,
            above: 0.125,
            below: 0.875,
            unit: figure.unit,
            status: figure.status,
            source: figure.source.clone(),
        }
    };
    figures.keys().filter(told).map(change).collect()
}

/// Measures that a reporting period alone has.
const OF_PERIODS: [Measure; 8] = [
    Measure::ExpansionDemand,
    Measure::JobOpenings,
    Measure::HiredExpansion,
    Measure::HiredJobOpenings,
    Measure::OpeningsPerUnemployed,
    Measure::Cover,
    Measure::RelativeShortage,
    Measure::TightnessProbability,
];

fn periods() -> [YearSpan; 2] {
    [(2023, 2027), (2026, 2030)]
        .map(|(from, to)| YearSpan::new(Year(from), Year(to)).expect("in order"))
}

/// Unit and size of a measure's figures: of a year, times the years since 2000.
fn shape(measure: Measure) -> (Unit, f64) {
    match measure {
        Measure::UnemploymentRate
        | Measure::UnemploymentAgainstPast
        | Measure::ParticipationRate
        | Measure::TightnessProbability => (Unit::Share, 0.002),
        Measure::OpeningsPerUnemployed | Measure::Cover => (Unit::Ratio, 0.8),
        measure if measure.of_one_year() => (Unit::Persons, 1000.0),
        _ => (Unit::PersonsPerYear, 1000.0),
    }
}

/// Sections `A` and `B` and one region, with every figure a report speaks of.
pub fn country() -> RunOutput {
    let status = Status { obs: ObsStatus::Forecast, synthetic: true };
    let scenarios = vec![scenario("baseline"), scenario("low")];
    let mut figures = BTreeMap::new();
    let mut range = |key: FigureKey, middle: f64, unit: Unit| {
        let draws: Vec<f64> = (0..1000).map(|n| middle * (0.8 + 0.0004 * f64::from(n))).collect();
        let estimate = Estimate::Range(Quantiles::of(&draws).expect("finite"));
        let source = vec!["employment_by_section".to_owned()];
        figures.insert(key, Figure { estimate, unit, status, source, assumed: 0.25 });
    };
    let places: [fn(FigureKey) -> FigureKey; 7] = [
        |k| k,
        |k| k.in_section("A"),
        |k| k.in_section("B"),
        |k| k.in_region("KZ-75"),
        |k| k.in_section("A").in_region("KZ-75"),
        |k| k.in_occupation("isco08:1"),
        |k| k.in_occupation("isco08:2"),
    ];
    for scenario in &scenarios {
        for measure in Measure::ALL.into_iter().filter(|m| *m != Measure::PensionAge) {
            for place in places {
                let key = |year| place(FigureKey::national(&scenario.id, measure, Year(year)));
                let (unit, size) = shape(measure);
                for year in (2023..=HORIZON).filter(|_| !OF_PERIODS.contains(&measure)) {
                    range(key(year), size * f64::from(year - 2000), unit);
                }
                if measure.of_one_year() {
                    continue;
                }
                let (unit, size) = match unit {
                    Unit::PersonsPerYear => (Unit::PersonsCumulated, 120_000.0),
                    unit => (unit, size),
                };
                for period in periods() {
                    range(key(period.from().0).until(period.to()), size, unit);
                }
            }
            for (year, sex) in (2023..=HORIZON).flat_map(|y| Sex::ALL.map(|sex| (y, sex))) {
                let key = FigureKey::national(&scenario.id, measure, Year(year)).of_sex(sex);
                range(key, 5_000.0, Unit::PersonsPerYear);
            }
        }
        for (year, sex) in (2023..=HORIZON).flat_map(|y| Sex::ALL.map(|sex| (y, sex))) {
            let key = FigureKey::national(&scenario.id, Measure::PensionAge, Year(year));
            let age = if year < 2027 { 58.0 } else { 58.5 };
            range(key.of_sex(sex), age, Unit::Years);
        }
    }
    for (place, year) in places.into_iter().flat_map(|p| (2010..=BASE).map(move |y| (p, y))) {
        let obs = if year == 2015 { ObsStatus::Break } else { ObsStatus::Normal };
        let key = place(FigureKey::national(OBSERVED, Measure::Employment, Year(year)));
        let figure = Figure {
            estimate: Estimate::Point { value: 10_000.0 + f64::from(year) },
            unit: Unit::Persons,
            status: Status { obs, synthetic: true },
            source: vec!["employment_by_section".to_owned()],
            assumed: 0.0,
        };
        let rate = Figure {
            estimate: Estimate::Point { value: 0.05 - 0.0001 * f64::from(year - 2010) },
            unit: Unit::Share,
            ..figure.clone()
        };
        figures.insert(FigureKey { measure: Measure::UnemploymentRate, ..key.clone() }, rate);
        figures.insert(key, figure);
    }
    for (sex, age) in
        Sex::ALL.into_iter().flat_map(|sex| ["15-24", "25-64", "65+"].map(|a| (sex, a)))
    {
        let key = FigureKey::national(OBSERVED, Measure::Employment, Year(2022)).of_sex(sex);
        let figure = Figure {
            estimate: Estimate::Point { value: 7_000.0 },
            unit: Unit::Persons,
            status: Status { obs: ObsStatus::Normal, synthetic: true },
            source: vec!["employment_by_sex_age".to_owned()],
            assumed: 0.0,
        };
        figures.insert(key.of_age(AgeGroup::parse(age).expect("a band")), figure);
    }
    let outturn = FigureKey::national("baseline", Measure::Employment, Year(2023)).in_section("A");
    let forecast = figures[&outturn].estimate.range().expect("a range");
    let named = |code: &str, name: &str| NamedCode {
        code: code.to_owned(),
        labels: labels(name),
        short: Labels::default(),
    };
    let forecast = ForecastOutput {
        base_year: Year(BASE),
        periods: periods().to_vec(),
        as_of: Some(Vintage(Year(2022))),
        country: nation(),
        settings: scenarios[0].settings.clone(),
        scenarios,
        sections: vec![named("A", HOSTILE), named("B", "Әғқңөұүһі")],
        regions: vec![named("KZ-75", &endless())],
        former_regions: vec![named("KZ-KAR-OLD", HOSTILE)],
        occupations: vec![named("isco08:1", HOSTILE), named("isco08:2", &endless())],
        differences: differences(&figures),
        occupation_groups: vec![OccupationGroup {
            code: "isco08:22".to_owned(),
            level: 2,
            parent: "isco08:2".to_owned(),
            major: "isco08:2".to_owned(),
            labels: labels(HOSTILE),
            grade: EvidenceGrade::C,
            spread: Some(0.5),
            counted: 0.0,
            proxies: 3,
            sample: 120.0,
            status: Status { obs: ObsStatus::Imputed, synthetic: true },
            source: vec!["employment_by_section".to_owned()],
        }],
        occupation_figures: vec![OccupationGroupFigure {
            scenario: "baseline".to_owned(),
            code: "isco08:22".to_owned(),
            region: None,
            measure: Measure::Employment,
            from: Year(BASE),
            to: Year(BASE),
            estimate: Estimate::Point { value: 12_345.0 },
            unit: Unit::Persons,
        }],
        occupation_draws: Vec::new(),
        occupation_validation: vec![OccupationValidationRow {
            test: "count-left-out".to_owned(),
            method: "one-count".to_owned(),
            level: 0,
            subject: HOSTILE.to_owned(),
            cases: 1,
            coverage50: None,
            coverage80: Some(1.0),
            coverage95: Some(1.0),
            log_score: None,
            median_error: Some(0.25),
            known: Some(1_000.0),
            estimate: Some(Estimate::Point { value: 1_250.0 }),
        }],
        figures,
        shortage_draws: Vec::new(),
        indicators: indicators(),
        published: published(),
        scores: vec![ScoreRow {
            panel: "section".to_owned(),
            model: HOSTILE.to_owned(),
            chosen: true,
            errors: 10,
            mase: 1.0,
            wis: 0.5,
            coverage80: 0.8,
            coverage95: 0.95,
        }],
        outturns: vec![OutturnRow {
            key: outturn,
            forecast,
            outturn: 23_000.0,
            vintage: Vintage(Year(2022)),
            status: Status { obs: ObsStatus::Forecast, synthetic: true },
            published: Status { obs: ObsStatus::Normal, synthetic: true },
            source: vec!["employment_by_section".to_owned(), "gdp_growth".to_owned()],
            inside80: true,
            inside95: true,
        }],
        notes: vec![Note::new("note.unheard-of", [("text", HOSTILE.to_owned())])],
        sources: vec![Source {
            id: "made-up".to_owned(),
            publisher: HOSTILE.to_owned(),
            dataset: endless(),
            locator: endless(),
            vintage: Year(2026),
            licence: "none".to_owned(),
        }],
    };
    RunOutput::assemble(forecast, sensitivities(), Some(list::hostile()))
}

/// What the charts of vacancies, compensation and places are drawn from.
fn indicators() -> Vec<Indicator> {
    let one = |id: &str, scenario: &str, period: &str, unit: Unit, estimate: Estimate| Indicator {
        id: id.to_owned(),
        scenario: scenario.to_owned(),
        section: None,
        region: None,
        occupation: None,
        period: period.to_owned(),
        count: String::new(),
        estimate: Some(estimate),
        missing: None,
        unit,
        status: Status { obs: ObsStatus::Imputed, synthetic: true },
        source: vec!["exchange_totals".to_owned()],
    };
    let point = |value: f64| Estimate::Point { value };
    let range = |values: &[f64]| Estimate::Range(Quantiles::of(values).expect("finite"));
    let mut all = Vec::new();
    for (year, rate, posted) in
        [("2021", 0.05, 0.02), ("2022", 0.048, 0.03), ("2023", 0.046, 0.028)]
    {
        all.push(one("unemployment-rate", OBSERVED, year, Unit::Share, point(rate)));
        let posted = one("vacancies-per-labour-force", OBSERVED, year, Unit::Share, point(posted));
        all.push(Indicator { count: "annual_flow".to_owned(), ..posted });
    }
    for (section, paid, share) in [("A", 150_000.0, 0.1), ("B", 900_000.0, 0.3)] {
        let paid =
            one("compensation-per-employed", OBSERVED, "2024", Unit::MoneyPerMonth, point(paid));
        let share = range(&[share - 0.1, share, share + 0.1]);
        let share = one("job-openings-share", "baseline", "2023–2027", Unit::Share, share);
        all.extend([paid, share].map(|i| Indicator { section: Some(section.to_owned()), ..i }));
    }
    all
}

/// A figure with ours and an outturn, and one that has neither.
fn published() -> Vec<PublishedForecast> {
    let period = YearSpan::new(Year(2018), Year(2022)).expect("in order");
    let status = Status { obs: ObsStatus::Forecast, synthetic: true };
    let [own, _] = periods();
    let key = FigureKey::national("baseline", Measure::ExpansionDemand, own.from());
    let scored = PublishedForecast {
        period,
        scenario: "baseline".to_owned(),
        quantity: "expansion".to_owned(),
        dimension: "section".to_owned(),
        code: "A".to_owned(),
        value: 50_000.0,
        per_year: 10_000.0,
        status,
        source: "made-up".to_owned(),
        ours: Some(OwnForecast {
            key: key.in_section("A").until(own.to()),
            per_year: Estimate::Point { value: 24_000.0 },
            status,
            source: vec!["employment_by_section".to_owned()],
            assumed: 0.25,
        }),
        outturn: Ok(ObservedChange {
            measure: Measure::NetEmploymentChange,
            per_year: 8_000.0,
            status: Status { obs: ObsStatus::Normal, synthetic: true },
        }),
    };
    let unscored = PublishedForecast {
        quantity: HOSTILE.to_owned(),
        dimension: "qualification".to_owned(),
        code: HOSTILE.to_owned(),
        ours: None,
        outturn: Err(NotScored::NotObservable),
        ..scored.clone()
    };
    vec![scored, unscored]
}

fn sensitivities() -> Vec<Sensitivity> {
    let period = YearSpan::new(Year(2023), Year(2027)).expect("in order");
    let sensitivity = |measure: Measure, parameter: &str, at_low: f64, at_high: f64| Sensitivity {
        key: FigureKey::national("baseline", measure, period.from()).until(period.to()),
        parameter: parameter.to_owned(),
        low: 0.5,
        high: 1.5,
        centre: 100_000.0,
        at_low,
        at_high,
        draws: 200,
        unit: Unit::PersonsCumulated,
        status: Status { obs: ObsStatus::Imputed, synthetic: true },
        source: vec!["employment_by_section".to_owned()],
    };
    let mut all = Vec::new();
    for measure in [Measure::JobOpenings, Measure::NetRequirement] {
        all.push(sensitivity(measure, "replacement.other_exit_rate", 80_000.0, 130_000.0));
        all.push(sensitivity(measure, HOSTILE, 110_000.0, 95_000.0));
        all.push(sensitivity(measure, "supply.graduates_factor", 100_000.0, 100_000.0));
    }
    all
}

/// The country of the project's own package, as far as reports show it.
pub fn nation() -> Country {
    let files = [
        ("en", include_str!("../../../../data/kz/labels/en.toml")),
        ("ru", include_str!("../../../../data/kz/labels/ru.toml")),
        ("kk", include_str!("../../../../data/kz/labels/kk.toml")),
    ];
    Country {
        code: "KZ".to_owned(),
        languages: files.map(|(language, _)| language.to_owned()).into(),
        label_files: files.map(|(language, text)| (language.to_owned(), text.to_owned())).into(),
        region_tiles: BTreeMap::from([("KZ-75".to_owned(), [4, 4])]),
        ..Country::default()
    }
}

pub type Files = BTreeMap<String, Vec<u8>>;

/// Every file of a run's report in a language, the tables among them.
pub fn in_language(output: &RunOutput, language: &str, theme: Theme) -> Files {
    let labels = LabelBook::of(language, &output.country).expect("labels");
    let mut files: Files =
        render(output, &labels, &Part::ALL, theme).expect("renders").into_iter().collect();
    for table in tables(output) {
        files.insert(format!("tables/{}.csv", table.name), table.csv(true).expect("writes"));
    }
    files
}

pub fn rendered(output: &RunOutput) -> Files {
    in_language(output, "en", Theme::Colour)
}

pub fn texts<'f>(files: &'f Files, ending: &str) -> Vec<(&'f str, &'f str)> {
    let all = files.iter().filter(|(name, _)| name.ends_with(ending));
    all.map(|(name, bytes)| (name.as_str(), std::str::from_utf8(bytes).expect("UTF-8"))).collect()
}

/// The synthetic country with names that do no harm.
pub fn plain_country() -> RunOutput {
    let mut output = country();
    let forecast = &mut output.forecast;
    let names = ["Farming", "Making", "North", "Leaders", "Helpers"];
    let items =
        forecast.sections.iter_mut().chain(&mut forecast.regions).chain(&mut forecast.occupations);
    for (item, name) in items.zip(names) {
        item.labels = labels(name);
    }
    for scenario in &mut forecast.scenarios {
        for parameter in scenario.parameters.values_mut() {
            parameter.source = "made up".to_owned();
        }
    }
    forecast.scores.iter_mut().for_each(|score| score.model = "drift".to_owned());
    forecast.notes.clear();
    for row in forecast.published.iter_mut().filter(|row| row.quantity == HOSTILE) {
        (row.quantity, row.code) = ("job-openings".to_owned(), "qualified".to_owned());
    }
    output.list = Some(Box::new(list::made_up("Surgeon", "Nurse")));
    output.sensitivities.iter_mut().filter(|s| s.parameter == HOSTILE).for_each(|sensitivity| {
        sensitivity.parameter = "supply.higher_entry_rate".to_owned();
    });
    for source in &mut forecast.sources {
        (source.publisher, source.dataset) = ("Nobody".to_owned(), "Nothing".to_owned());
        source.locator = "nowhere".to_owned();
    }
    output
}
