//! Synthetic countries of a stated shape, with every table the forecast can read.

use crate::synthetic::tables::{self, SOURCE, SYNTHETIC, source};
use std::collections::BTreeMap;
use suranys_core::classification::{Entry, Kind, Labels};
use suranys_core::inputs::{
    Cell, IndicatorInputs, InputParts, Inputs, OccupationInputs, PackageIdentity, PensionAge,
    RegionalInputs, RegressorInputs, SupplyInputs, Table,
};
use suranys_core::scenario::{
    Basis, EMPLOYMENT_ELASTICITY, GDP_GROWTH_GAP, PARAMETERS, PARTICIPATION_SHIFT, Parameter,
    RETURNEES, RunSettings, Scenario,
};
use suranys_core::unit::Quantity;
use suranys_core::{
    AgeGroup, Classification, Code, Concordance, Country, Observed, Sex, Year, YearSpan,
};

/// What a synthetic country is made from.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Employed by section in the base year, persons, and their yearly growth.
    pub sections: Vec<(f64, f64)>,
    /// Shares of regions in every section.
    pub regions: Vec<f64>,
    /// Shares of occupations in the proxy, and of women within each.
    pub occupations: Vec<(f64, f64)>,
    /// Ripples the series, so that none is a perfect line.
    pub ripple: f64,
}

pub const BASE: i32 = 2022;
const FIRST: i32 = 2008;
const HORIZON: i32 = 2030;

fn code<K: Kind>(list: &Classification<K>, text: &str) -> Code<K> {
    list.code(text).expect("a code of the synthetic country")
}

fn list<K: Kind>(total: &str, letter: &str, count: usize) -> Classification<K> {
    let names = (0..count).map(|n| format!("{letter}{n}")).chain([total.to_owned()]);
    let entries: Vec<Entry> =
        names.map(|n| (n, Labels::default(), Labels::default(), (None, None))).collect();
    Classification::new(entries, total).expect("codes are distinct")
}

fn table<K: Ord, T: Quantity>(
    resource: &str,
    rows: impl IntoIterator<Item = (K, f64)>,
) -> Table<K, T> {
    let rows = (2..).zip(rows).map(|(row, (key, value))| {
        let observed = Observed::Value(T::new(value).expect("a possible value"), SYNTHETIC);
        (key, Cell { observed, row, published: Year(2000), source: 0 })
    });
    Table { cells: rows.collect(), ..tables::table(resource, BTreeMap::new()) }
}

fn age_groups(from: u8, open: u8) -> Vec<AgeGroup> {
    (from..open)
        .step_by(5)
        .map(|age| AgeGroup::new(age, Some(age + 4)))
        .chain([AgeGroup::new(open, None)])
        .map(|age_group| age_group.expect("an age group"))
        .collect()
}

/// Persons of an age group and sex in a year: fewer with age, growing by one per cent a year.
fn people(age_group: AgeGroup, year: i32) -> f64 {
    let years = f64::from(year - BASE);
    let young = 1.0 - f64::from(age_group.from()) / 110.0;
    40_000.0 * young * (1.0 + 0.01 * years)
}

fn rate(age_group: AgeGroup) -> f64 {
    match age_group.from() {
        15 => 0.1,
        20 => 0.5,
        25..=54 => 0.8,
        55 => 0.65,
        60 => 0.3,
        _ => 0.05,
    }
}

/// Inputs of a synthetic country.
pub fn country(shape: &Shape) -> Inputs {
    Inputs::new(parts(shape)).expect("tables that belong together")
}

/// The tables of a synthetic country.
pub fn parts(shape: &Shape) -> InputParts {
    let sections: Classification<suranys_core::Section> = list("_T", "S", shape.sections.len());
    let broad_sectors = list("_T", "B", 1);
    let regions: Classification<suranys_core::Region> = list("XX", "R", shape.regions.len());
    let occupations: Classification<suranys_core::Occupation> =
        list("_T", "o", shape.occupations.len());
    let industry_groups = list("_T", "G", 1);
    let regional: f64 = shape.regions.iter().sum();
    let ripple = |n: usize, year: i32| {
        1.0 + shape.ripple * (f64::from((year * 7 + n as i32 * 3) % 11) / 11.0 - 0.5)
    };
    let stock = |n: usize, year: i32| {
        let (persons, growth) = shape.sections[n];
        let grown = suranys_core::numeric::powf(1.0 + growth, f64::from(year - BASE));
        persons * grown * ripple(n, year)
    };
    let nation = |year: i32| -> f64 { (0..shape.sections.len()).map(|n| stock(n, year)).sum() };
    let past = || FIRST..=BASE;
    let mut by_section = Vec::new();
    let (mut by_region, mut by_broad) = (Vec::new(), Vec::new());
    for year in past() {
        by_section.push(((code(&sections, "_T"), Year(year)), nation(year)));
        for n in 0..shape.sections.len() {
            by_section.push(((code(&sections, &format!("S{n}")), Year(year)), stock(n, year)));
        }
        by_region.push(((code(&regions, "XX"), Year(year)), nation(year)));
        for (n, share) in shape.regions.iter().enumerate() {
            let (region, persons) =
                (code(&regions, &format!("R{n}")), nation(year) * share / regional);
            by_region.push(((region.clone(), Year(year)), persons));
            by_broad.push(((region, code(&broad_sectors, "B0"), Year(year)), persons));
        }
    }
    // Three per cent a year and a ripple of the section's own.
    let output = |n: usize, year: i32| 103.0 + f64::from((year * 5 + n as i32 * 4) % 7 - 3);
    let mut value_added = Vec::new();
    for year in past() {
        value_added.push(((code(&sections, "_T"), Year(year)), output(0, year)));
        for n in 0..shape.sections.len() {
            value_added
                .push(((code(&sections, &format!("S{n}")), Year(year)), output(n + 1, year)));
        }
    }
    let years = || 2000..=2040;
    let all_age_groups = age_groups(0, 100);
    let by_age = years().flat_map(|y| {
        all_age_groups.clone().into_iter().map(move |b| ((b, Year(y)), 2.0 * people(b, y)))
    });
    let by_sex_age = [2000, 2020, 2040].into_iter().flat_map(|y| {
        Sex::ALL.into_iter().flat_map(move |sex| {
            age_groups(0, 100).into_iter().map(move |b| ((sex, b, Year(y)), people(b, y)))
        })
    });
    let surveyed = |factor: f64| {
        Sex::ALL.into_iter().flat_map(move |sex| {
            age_groups(15, 65).into_iter().map(move |b| {
                let persons: f64 = match b.to() {
                    Some(_) => people(b, 2020),
                    None => age_groups(65, 100).into_iter().map(|b| people(b, 2020)).sum(),
                };
                ((sex, b, Year(2020)), factor * persons * rate(b))
            })
        })
    };
    let span = YearSpan::new(Year(2000), Year(2040)).expect("in order");
    let deaths = Sex::ALL.into_iter().flat_map(|sex| {
        age_groups(0, 100).into_iter().map(move |b| {
            let old = f64::from(b.from());
            let male = if sex == Sex::Male { 1.5 } else { 1.0 };
            ((sex, b, span), (male * 0.0002 * suranys_core::numeric::exp(0.07 * old)).min(0.9))
        })
    });
    let pension_ages = (2000..=2031)
        .flat_map(|year| {
            let women = (61.0 + 0.5 * f64::from((year - 2027).clamp(0, 4))).min(63.0);
            [(Sex::Female, women), (Sex::Male, 63.0)].map(|(sex, age)| PensionAge {
                year: Year(year),
                sex,
                age,
                status: SYNTHETIC,
                act: SOURCE.to_owned(),
                known_from: Year(2000),
                source: SOURCE.to_owned(),
                file: "tables/pension_age.csv".to_owned(),
                row: 2,
            })
        })
        .collect();
    let occupied: f64 = shape.occupations.iter().map(|(share, _)| share).sum();
    let occupation = |n: usize| code(&occupations, &format!("o{n}"));
    let shares = || (0..shape.occupations.len()).map(|n| (n, shape.occupations[n].0 / occupied));
    let group = code(&industry_groups, "G0");
    let weights = |education: &str| -> Vec<((String, Code<_>), f64)> {
        shares().map(|(n, share)| ((education.to_owned(), occupation(n)), share)).collect()
    };
    let force = |year: i32| nation(year) * 1.05;
    // Every region has its share of the nation's.
    let of_regions = |of: &dyn Fn(i32) -> f64| -> Vec<((Code<_>, Year), f64)> {
        let whole = past().map(|year| ((code(&regions, "XX"), Year(year)), of(year)));
        let parts = past().flat_map(|year| {
            let part = |(n, share): (usize, &f64)| {
                ((code(&regions, &format!("R{n}")), Year(year)), of(year) * share / regional)
            };
            shape.regions.iter().enumerate().map(part).collect::<Vec<_>>()
        });
        whole.chain(parts).collect()
    };
    // A section adds more value in the first regions than in the last.
    let placed: Vec<_> = past()
        .flat_map(|year| {
            let cells = (0..shape.sections.len()).flat_map(|s| {
                (0..shape.regions.len()).map(move |r| (s, r, 1.0 + (r + s % 2) as f64))
            });
            cells
                .map(|(s, r, uneven)| {
                    let region = code(&regions, &format!("R{r}"));
                    let section = code(&sections, &format!("S{s}"));
                    ((region, section, Year(year)), stock(s, year) * shape.regions[r] * uneven)
                })
                .collect::<Vec<_>>()
        })
        .collect();
    let exponents: Vec<_> =
        (0..shape.sections.len()).map(|n| (code(&sections, &format!("S{n}")), 0.5)).collect();
    InputParts {
        package: PackageIdentity {
            name: SOURCE.to_owned(),
            version: "1".to_owned(),
            files: Vec::new(),
            paths: Default::default(),
        },
        country: Country::default(),
        section_broad_sector: Concordance::new(
            (0..shape.sections.len())
                .map(|n| (code(&sections, &format!("S{n}")), code(&broad_sectors, "B0"), 1.0)),
        )
        .expect("weights sum to one"),
        region_changes: Vec::new(),
        employment_by_section: table("employment_by_section", by_section),
        employment_by_region: table("employment_by_region", by_region),
        employment_by_region_broad_sector: table("employment_by_region_broad_sector", by_broad),
        employment_by_sex_age: table("employment_by_sex_age", surveyed(0.95)),
        population_by_age: table("population_by_age", by_age),
        population_by_sex_age: table("population_by_sex_age", by_sex_age),
        mortality_by_sex_age: table("mortality_by_sex_age", deaths),
        pension_ages,
        detailed: None,
        regional: RegionalInputs {
            hired: Some(table("hired_workers_by_region", of_regions(&|y| nation(y) * 0.7))),
            self_employed: Some(table("self_employed_by_region", of_regions(&|y| nation(y) * 0.3))),
            labour_force: Some(table("labour_force_by_region", of_regions(&force))),
            unemployed: Some(table("unemployed_by_region", of_regions(&|y| force(y) - nation(y)))),
            population: Some(table("population_by_region", of_regions(&|y| nation(y) * 2.0))),
            value_added: Some(table("gva_by_region_section", placed)),
            value_added_exponent: Some(table("value_added_exponent_by_section", exponents)),
            employed_by_age: None,
        },
        published_forecasts: None,
        exits: None,
        regressors: Some(RegressorInputs {
            value_added: table("gva_volume_index_by_section", value_added),
            gdp_growth: table(
                "gdp_growth",
                past().map(|y| ((Year(y), SOURCE.to_owned(), Year(2000)), output(0, y) - 100.0)),
            ),
        }),
        supply: Some(SupplyInputs {
            labour_force: table("labour_force", past().map(|y| (Year(y), force(y)))),
            labour_force_by_sex_age: table("labour_force_by_sex_age", surveyed(1.0)),
            graduates: table(
                "graduates",
                [
                    (("HE".to_owned(), Year(2020)), nation(BASE) * 0.01),
                    (("TVE".to_owned(), Year(2021)), nation(BASE) * 0.012),
                ],
            ),
            unemployed_by_occupation: None,
            net_migration: table("net_migration", years().map(|y| (Year(y), -1000.0))),
            education_occupation: table(
                "education_occupation",
                ["HE", "TVE_SPECIALISTS", "TVE_WORKERS", "NONE"].map(weights).concat(),
            ),
        }),
        occupation: Some(OccupationInputs {
            section_industry_group: Concordance::new(
                (0..shape.sections.len())
                    .map(|n| (code(&sections, &format!("S{n}")), group.clone(), 1.0)),
            )
            .expect("weights sum to one"),
            modelled_group: Concordance::new(
                (0..shape.occupations.len()).map(|n| (occupation(n), occupation(n), 1.0)),
            )
            .expect("weights sum to one"),
            proxy: table(
                "proxy_employment_by_industry_occupation",
                shares().map(|(n, s)| ((group.clone(), occupation(n), Year(2020)), s * 1e6)),
            ),
            survey: table(
                "employment_by_occupation",
                shares().map(|(n, s)| ((occupation(n), Year(2017)), s * nation(2017))),
            ),
            modelled: table(
                "employment_by_occupation_modelled",
                past().flat_map(|y| {
                    shares()
                        .map(move |(n, s)| ((n, s), y))
                        .map(|((n, s), y)| ((occupation(n), Year(y)), s * nation(y) * ripple(n, y)))
                        .collect::<Vec<_>>()
                }),
            ),
            women: Some(table(
                "women_share_by_occupation",
                shape
                    .occupations
                    .iter()
                    .enumerate()
                    .map(|(n, (_, women))| ((occupation(n), Year(2020)), *women)),
            )),
            age: None,
            occupations: occupations.clone(),
            industry_groups,
        }),
        indicators: IndicatorInputs::default(),
        sources: vec![source()],
        sections,
        broad_sectors,
        regions,
    }
}

/// A scenario with an interval for every parameter whose bounds leave room for one.
pub fn scenario(draws: usize) -> Scenario {
    let parameters: BTreeMap<String, Parameter> = PARAMETERS
        .iter()
        .map(|spec| {
            let value = match spec.key {
                GDP_GROWTH_GAP | PARTICIPATION_SHIFT | RETURNEES => 0.0,
                EMPLOYMENT_ELASTICITY => 0.25,
                key if key.ends_with("foreign_workers") => 0.0,
                key if key.ends_with("other_exit_rate") => 0.002,
                key if key.ends_with("growth_response") => 0.02,
                key if key.ends_with("factor") || key.ends_with("spread") => 1.0,
                _ => 0.5,
            };
            let width = 0.2 * f64::abs(value);
            let parameter = Parameter {
                value,
                low: (value - width).max(spec.minimum),
                high: (value + width).min(spec.maximum),
                basis: Basis::Expert,
                source: SOURCE.to_owned(),
                source_in: Labels::default(),
            };
            (spec.key.to_owned(), parameter)
        })
        .collect();
    Scenario {
        id: "baseline".to_owned(),
        title: Labels::default(),
        description: Labels::default(),
        author: "test".to_owned(),
        date: "2026-01-01".to_owned(),
        settings: RunSettings {
            seed: 7,
            draws,
            policy_period: YearSpan::new(Year(2023), Year(2027)).expect("in order"),
            horizon: Year(HORIZON),
        },
        parameters,
        pension_ages: BTreeMap::new(),
        growth: BTreeMap::new(),
        basis: BTreeMap::new(),
    }
}
