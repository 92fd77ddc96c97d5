//! Scenarios: named assumptions with their basis, as an overlay on a baseline.

use crate::age_group::Sex;
use crate::aliases;
use crate::classification::Labels;
use crate::sentence::Text;
use crate::text;
use crate::time::{Year, YearSpan};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use strum::IntoStaticStr;

/// Where a parameter's authority comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "kebab-case")]
pub enum Basis {
    /// From an act in force, cited.
    Act,
    /// From a draft, cited.
    Draft,
    /// An expert's assumption, with its reason.
    #[serde(alias = "analyst")]
    Expert,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Basis; 3] = [Basis::Act, Basis::Draft, Basis::Expert];

    /// The basis of a word in a file, be it today's or a former one.
    #[must_use]
    pub fn from_key(text: &str) -> Option<Basis> {
        let today = if text == "analyst" { "expert" } else { text };
        Basis::ALL.into_iter().find(|basis| basis.key() == today)
    }

    /// Its key in files and among labels.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// By what authority a value stands: an act, a draft or an assumption, and the citation or reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedBasis {
    /// Where its authority comes from.
    #[serde(alias = "standing")]
    pub basis: Basis,
    /// Citation or reason.
    pub source: String,
    /// The same in other languages, as far as its author wrote it.
    #[serde(default)]
    pub source_in: Labels,
}

impl CitedBasis {
    /// Citation or reason in `language`, else as its author wrote it first.
    #[must_use]
    pub fn reason(&self, language: &str) -> &str {
        self.source_in.get(language).unwrap_or(&self.source)
    }
}

/// A value of a scenario that is no parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct LaidDown<'a> {
    /// Dotted key: `run.draws`, `pension_age.F.2028`, `growth.B.2026`.
    pub key: String,
    /// The value, in `unit`.
    pub value: f64,
    /// Unit, in words; empty where there is none.
    pub unit: &'static str,
    /// By what authority; none in scenarios stored before they named it.
    pub basis: Option<&'a CitedBasis>,
}

/// What a parameter may be: its key in scenario files, unit and range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParameterSpec {
    /// Dotted key.
    pub key: &'static str,
    /// What it is, in words.
    pub about: &'static str,
    /// Unit, in words.
    pub unit: &'static str,
    /// Least possible value.
    pub minimum: f64,
    /// Greatest possible value.
    pub maximum: f64,
}

/// Difference of annual GDP growth from the baseline path, from the first forecast year on.
pub const GDP_GROWTH_GAP: &str = "demand.gdp_growth_gap";
/// Per cent of employment gained for each per cent of GDP gained.
pub const EMPLOYMENT_ELASTICITY: &str = "demand.employment_elasticity";
/// Percentage points by which unemployment falls for each point by which growth exceeds the baseline's.
pub const UNEMPLOYMENT_GROWTH_RESPONSE: &str = "unemployment.growth_response";
/// Mortality of the employed relative to the total population of the same sex and age.
pub const HEALTHY_WORKER_FACTOR: &str = "replacement.healthy_worker_factor";
/// Employed who leave for good each year for reasons other than retirement and death.
pub const OTHER_EXIT_RATE: &str = "replacement.other_exit_rate";
/// Multiplies the share of the employed who stay in work beyond pension age.
pub const STAY_ON_FACTOR: &str = "replacement.stay_on_factor";

/// Multiplies the spread of the occupations' shares in employment.
pub const SHARE_SPREAD: &str = "occupation.share_spread";
/// Added to the participation rate of every sex and age.
pub const PARTICIPATION_SHIFT: &str = "supply.participation_shift";
/// Share of university graduates who enter work in the year.
pub const HIGHER_ENTRY_RATE: &str = "supply.higher_entry_rate";
/// Share of vocational graduates who enter work in the year.
pub const VOCATIONAL_ENTRY_RATE: &str = "supply.vocational_entry_rate";
/// Multiplies the number of graduates of every level.
pub const GRADUATES_FACTOR: &str = "supply.graduates_factor";
/// Share of graduates who work one level below their education.
pub const BELOW_LEVEL_SHARE: &str = "supply.below_level_share";
/// Multiplies net international migration.
pub const MIGRATION_FACTOR: &str = "supply.migration_factor";

/// Ethnic migrants who return and enter the labour force beyond those in the population projection.
pub const RETURNEES: &str = "supply.returnees";
/// Yearly change of the number of foreign workers counted as supply.
pub const FOREIGN_WORKERS: &str = "supply.foreign_workers";

impl ParameterSpec {
    /// The parameter of a key, be it today's or that of an earlier format.
    #[must_use]
    pub fn of(key: &str) -> Option<&'static ParameterSpec> {
        let key = aliases::current(&aliases::PARAMETERS, key);
        PARAMETERS.iter().find(|spec| spec.key == key)
    }
}

/// Parameters by today's keys, of a file that may hold those of an earlier format.
fn by_key<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Parameter>, D::Error> {
    let stored: BTreeMap<String, Parameter> = BTreeMap::deserialize(from)?;
    let today = |key: String| aliases::current(&aliases::PARAMETERS, &key).to_owned();
    Ok(stored.into_iter().map(|(key, parameter)| (today(key), parameter)).collect())
}

/// Every parameter a scenario may set. The values live in scenario files, never here.
pub const PARAMETERS: [ParameterSpec; 15] = [
    ParameterSpec {
        key: GDP_GROWTH_GAP,
        about: "Difference of annual GDP growth from the baseline path, from the first forecast year on",
        unit: "percentage points per year",
        minimum: -15.0,
        maximum: 15.0,
    },
    ParameterSpec {
        key: EMPLOYMENT_ELASTICITY,
        about: "Per cent of employment gained for each per cent of GDP gained",
        unit: "per cent per per cent",
        minimum: 0.0,
        maximum: 2.0,
    },
    ParameterSpec {
        key: UNEMPLOYMENT_GROWTH_RESPONSE,
        about: "Percentage points by which unemployment falls for each point by which growth exceeds the baseline's",
        unit: "percentage points per percentage point",
        minimum: 0.0,
        maximum: 1.0,
    },
    ParameterSpec {
        key: HEALTHY_WORKER_FACTOR,
        about: "Mortality of the employed relative to the whole population of the same sex and age",
        unit: "ratio",
        minimum: 0.0,
        maximum: 2.0,
    },
    ParameterSpec {
        key: OTHER_EXIT_RATE,
        about: "Employed who leave for good each year for reasons other than retirement and death",
        unit: "share of the employed per year",
        minimum: 0.0,
        maximum: 0.2,
    },
    ParameterSpec {
        key: STAY_ON_FACTOR,
        about: "Multiplies the share of the employed who stay in work beyond pension age",
        unit: "ratio",
        minimum: 0.0,
        maximum: 3.0,
    },
    ParameterSpec {
        key: SHARE_SPREAD,
        about: "Multiplies the spread of the occupations' shares in employment",
        unit: "ratio",
        minimum: 0.0,
        maximum: 10.0,
    },
    ParameterSpec {
        key: PARTICIPATION_SHIFT,
        about: "Added to the participation rate of every sex and age",
        unit: "percentage points",
        minimum: -20.0,
        maximum: 20.0,
    },
    ParameterSpec {
        key: HIGHER_ENTRY_RATE,
        about: "Share of university graduates who enter work in the year",
        unit: "share of graduates",
        minimum: 0.0,
        maximum: 1.0,
    },
    ParameterSpec {
        key: VOCATIONAL_ENTRY_RATE,
        about: "Share of vocational graduates who enter work in the year",
        unit: "share of graduates",
        minimum: 0.0,
        maximum: 1.0,
    },
    ParameterSpec {
        key: GRADUATES_FACTOR,
        about: "Multiplies the number of graduates of every level",
        unit: "ratio",
        minimum: 0.0,
        maximum: 5.0,
    },
    ParameterSpec {
        key: BELOW_LEVEL_SHARE,
        about: "Share of graduates who work one level below their education",
        unit: "share of graduates",
        minimum: 0.0,
        maximum: 1.0,
    },
    ParameterSpec {
        key: MIGRATION_FACTOR,
        about: "Multiplies net international migration",
        unit: "ratio",
        minimum: -5.0,
        maximum: 5.0,
    },
    ParameterSpec {
        key: RETURNEES,
        about: "Ethnic migrants who return and enter the labour force beyond those in the population projection",
        unit: "persons per year",
        minimum: 0.0,
        maximum: 500_000.0,
    },
    ParameterSpec {
        key: FOREIGN_WORKERS,
        about: "Yearly change of the number of foreign workers counted as supply",
        unit: "persons per year",
        minimum: -100_000.0,
        maximum: 500_000.0,
    },
];

/// Parameters of earlier formats that nothing reads any more, with what took their place.
pub static RETIRED: [(&str, Text); 4] = [
    (
        "supply.regional_mobility",
        text!(
            "regions are told apart by their own labour force and unemployment, not by where entrants might go"
        ),
    ),
    (
        "supply.participation_trend",
        text!("the labour force drifts by its own past; `supply.participation_shift` moves it"),
    ),
    (
        "supply.frictional_unemployment",
        text!(
            "unemployment is forecast by itself; `unemployment.growth_response` says how growth moves it"
        ),
    ),
    (
        "supply.job_finding_share",
        text!(
            "unemployment is forecast by itself; `unemployment.growth_response` says how growth moves it"
        ),
    ),
];

/// A parameter's value with its uncertainty, basis and reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Central value: the median of its distribution.
    pub value: f64,
    /// Lower end of the central 95% range; equal to `value` when certain.
    pub low: f64,
    /// Upper end of the central 95% range.
    pub high: f64,
    /// Where its authority comes from.
    #[serde(alias = "standing")]
    pub basis: Basis,
    /// Citation or reason.
    pub source: String,
    /// The same in other languages, as far as its author wrote it.
    #[serde(default)]
    pub source_in: Labels,
}

impl Parameter {
    /// Citation or reason in `language`, else as its author wrote it first.
    #[must_use]
    pub fn reason(&self, language: &str) -> &str {
        self.source_in.get(language).unwrap_or(&self.source)
    }

    /// The value at standard-normal score `z`: a split normal whose median is the central value
    /// and whose 2.5 and 97.5 per cent points are `low` and `high`, kept within `spec`.
    #[must_use]
    pub fn at(&self, z: f64, spec: &ParameterSpec) -> f64 {
        const Z975: f64 = 1.959_963_984_540_054;
        let reach = if z < 0.0 { self.value - self.low } else { self.high - self.value };
        (self.value + reach * z / Z975).clamp(spec.minimum, spec.maximum)
    }
}

/// How a run is carried out, as far as its result depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSettings {
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of draws.
    pub draws: usize,
    /// The policy period, over which need is cumulated.
    pub policy_period: YearSpan,
    /// Last year forecast.
    pub horizon: Year,
}

/// A scenario with everything resolved: nothing is left to a default in code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Identifier: the file's name without its ending.
    pub id: String,
    /// Title in the report languages.
    pub title: Labels,
    /// What it supposes, in the report languages.
    pub description: Labels,
    /// Who wrote it.
    pub author: String,
    /// When, as ISO date.
    pub date: String,
    /// Settings shared by the scenarios of a run.
    pub settings: RunSettings,
    /// Parameters by key: one for each of [`PARAMETERS`].
    #[serde(deserialize_with = "by_key")]
    pub parameters: BTreeMap<String, Parameter>,
    /// Statutory pension ages that replace the schedule's, by sex and year.
    pub pension_ages: BTreeMap<Sex, BTreeMap<Year, f64>>,
    /// Growth of value added in per cent that replaces the baseline's, by section (or the code of
    /// the total, for all sections alike) and year.
    #[serde(default)]
    pub growth: BTreeMap<String, BTreeMap<Year, f64>>,
    /// By what authority settings, pension ages and growth stand, by dotted key: `run.draws`,
    /// `pension_age.F.2028`, `growth.B.2026`.
    #[serde(default)]
    pub basis: BTreeMap<String, CitedBasis>,
}

impl Scenario {
    /// A parameter and what it may be; `None` when the scenario does not have it or no such key exists.
    #[must_use]
    pub fn parameter(&self, key: &str) -> Option<(&Parameter, &'static ParameterSpec)> {
        let spec = ParameterSpec::of(key)?;
        Some((self.parameters.get(spec.key)?, spec))
    }

    /// Everything that is set and is no parameter: settings, pension ages, growth.
    #[must_use]
    pub fn laid_down(&self) -> Vec<LaidDown<'_>> {
        let s = &self.settings;
        let mut all = vec![
            ("run.seed".to_owned(), s.seed as f64, ""),
            ("run.draws".to_owned(), s.draws as f64, "draws"),
            ("run.policy_from".to_owned(), f64::from(s.policy_period.from().0), "year"),
            ("run.policy_to".to_owned(), f64::from(s.policy_period.to().0), "year"),
            ("run.horizon".to_owned(), f64::from(s.horizon.0), "year"),
        ];
        for (sex, ages) in &self.pension_ages {
            let of = |(year, age): (&Year, &f64)| {
                (format!("pension_age.{}.{year}", sex.code()), *age, "years of age")
            };
            all.extend(ages.iter().map(of));
        }
        for (section, years) in &self.growth {
            let of = |(year, growth): (&Year, &f64)| {
                (format!("growth.{section}.{year}"), *growth, "per cent per year")
            };
            all.extend(years.iter().map(of));
        }
        let laid = |(key, value, unit): (String, f64, &'static str)| {
            let basis = self.basis.get(&key);
            LaidDown { key, value, unit, basis }
        };
        all.into_iter().map(laid).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values: by hand, from the definition of the split normal.
    #[test]
    fn a_parameter_meets_its_range_and_never_leaves_what_is_possible() {
        let p = Parameter {
            value: 0.7,
            low: 0.5,
            high: 0.8,
            basis: Basis::Expert,
            source: "test".to_owned(),
            source_in: Labels::default(),
        };
        let spec =
            ParameterSpec { key: "x", about: "test", unit: "ratio", minimum: 0.0, maximum: 1.0 };
        assert!((p.at(0.0, &spec) - 0.7).abs() < 1e-12);
        assert!((p.at(-1.959_963_984_540_054, &spec) - 0.5).abs() < 1e-12);
        assert!((p.at(1.959_963_984_540_054, &spec) - 0.8).abs() < 1e-12);
        assert_eq!(p.at(50.0, &spec), 1.0);
    }
}
