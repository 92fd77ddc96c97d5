//! What a run is made of: figures with unit, year, status and source, and the manifest that
//! reproduces them.

use crate::age_group::{AgeGroup, Sex};
use crate::aliases::{MEASURES, NOTES, current};
use crate::classification::Labels;
pub use crate::distribution::Estimate;
use crate::distribution::Quantiles;
use crate::observation::Status;
use crate::provenance::Fingerprint;
use crate::scenario::RunSettings;
use crate::time::{Vintage, Year};
use crate::unit::Unit;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A quantity the report speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Employed persons, annual average.
    Employment,
    /// Change of employment on the year before.
    #[serde(alias = "new-demand")]
    NetEmploymentChange,
    /// Exits that must be replaced: retirement, death, other.
    ReplacementDemand,
    /// Exits at or beyond pension age.
    Retirement,
    /// Deaths of the employed.
    Deaths,
    /// Other lasting exits.
    OtherExits,
    /// Net employment change plus replacement demand, signed.
    #[serde(alias = "need")]
    JobOpenings,
    /// Net employment change where positive, plus replacement demand.
    #[serde(alias = "gross-openings")]
    GrossJobOpenings,
    /// Statutory pension age.
    PensionAge,
    /// Employed and unemployed, annual average.
    LabourForce,
    /// People whom the country itself brings to work: entrants to the labour force and the
    /// unemployed who can be hired.
    Supply,
    /// Of the supply, graduates of universities who enter work.
    #[serde(alias = "supply-higher")]
    SupplyHigherEducation,
    /// Of the supply, graduates of vocational education who enter work.
    #[serde(alias = "supply-vocational")]
    SupplyVocationalEducation,
    /// Of the supply, net migration over the country's borders, as far as it is in the labour
    /// force.
    SupplyMigration,
    /// Of the supply, everyone else who enters or returns.
    SupplyOther,
    /// Of the supply, the unemployed beyond those between two jobs.
    SupplyUnemployed,
    /// Job openings less supply: a shortage where positive, a surplus where negative.
    #[serde(alias = "gap")]
    Shortage,
    /// Share of draws in which job openings exceed supply.
    #[serde(alias = "gap-probability")]
    ShortageProbability,
    /// Share of the terms behind the shortage, by size, that are assumptions in place of figures.
    AssumedShare,
}

impl Measure {
    /// All measures, in table order.
    pub const ALL: [Measure; 19] = [
        Measure::Employment,
        Measure::NetEmploymentChange,
        Measure::ReplacementDemand,
        Measure::Retirement,
        Measure::Deaths,
        Measure::OtherExits,
        Measure::JobOpenings,
        Measure::GrossJobOpenings,
        Measure::PensionAge,
        Measure::LabourForce,
        Measure::Supply,
        Measure::SupplyHigherEducation,
        Measure::SupplyVocationalEducation,
        Measure::SupplyMigration,
        Measure::SupplyOther,
        Measure::SupplyUnemployed,
        Measure::Shortage,
        Measure::ShortageProbability,
        Measure::AssumedShare,
    ];

    /// The components of the supply, in table order; it is their sum, but for a migration that is
    /// not known.
    pub const SUPPLY_COMPONENTS: [Measure; 5] = [
        Measure::SupplyHigherEducation,
        Measure::SupplyVocationalEducation,
        Measure::SupplyMigration,
        Measure::SupplyOther,
        Measure::SupplyUnemployed,
    ];

    /// Whether it is the supply or one of its components.
    #[must_use]
    pub fn of_supply(self) -> bool {
        self == Measure::Supply || Measure::SUPPLY_COMPONENTS.contains(&self)
    }

    /// The measure's key in label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Measure::Employment => "employment",
            Measure::NetEmploymentChange => "net-employment-change",
            Measure::ReplacementDemand => "replacement-demand",
            Measure::Retirement => "retirement",
            Measure::Deaths => "deaths",
            Measure::OtherExits => "other-exits",
            Measure::JobOpenings => "job-openings",
            Measure::GrossJobOpenings => "gross-job-openings",
            Measure::PensionAge => "pension-age",
            Measure::LabourForce => "labour-force",
            Measure::Supply => "supply",
            Measure::SupplyHigherEducation => "supply-higher-education",
            Measure::SupplyVocationalEducation => "supply-vocational-education",
            Measure::SupplyMigration => "supply-migration",
            Measure::SupplyOther => "supply-other",
            Measure::SupplyUnemployed => "supply-unemployed",
            Measure::Shortage => "shortage",
            Measure::ShortageProbability => "shortage-probability",
            Measure::AssumedShare => "assumed-share",
        }
    }

    /// The measure with a key, of today or of an earlier format.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Measure> {
        let key = current(&MEASURES, key);
        Measure::ALL.into_iter().find(|measure| measure.key() == key)
    }
}

/// Which figure. An absent section, region, occupation, sex or age means all of
/// them together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FigureKey {
    /// Identifier of the scenario; [`OBSERVED`] for published history.
    pub scenario: String,
    /// The quantity.
    pub measure: Measure,
    /// Section of activity.
    pub section: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Occupation.
    pub occupation: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Age group.
    #[serde(default)]
    pub age: Option<AgeGroup>,
    /// The year, or the first year of the period.
    pub from: Year,
    /// The year again, or the last year of the period.
    pub to: Year,
}

/// The scenario name under which published history is filed.
pub const OBSERVED: &str = "observed";

impl FigureKey {
    /// The national figure of one year.
    #[must_use]
    pub fn national(scenario: &str, measure: Measure, year: Year) -> FigureKey {
        FigureKey {
            scenario: scenario.to_owned(),
            measure,
            section: None,
            region: None,
            occupation: None,
            sex: None,
            age: None,
            from: year,
            to: year,
        }
    }

    /// The same figure for one section.
    #[must_use]
    pub fn in_section(mut self, section: &str) -> FigureKey {
        self.section = Some(section.to_owned());
        self
    }

    /// The same figure for one region.
    #[must_use]
    pub fn in_region(mut self, region: &str) -> FigureKey {
        self.region = Some(region.to_owned());
        self
    }

    /// The same figure for one occupation.
    #[must_use]
    pub fn in_occupation(mut self, occupation: &str) -> FigureKey {
        self.occupation = Some(occupation.to_owned());
        self
    }

    /// The same figure for one sex.
    #[must_use]
    pub fn of_sex(mut self, sex: Sex) -> FigureKey {
        self.sex = Some(sex);
        self
    }

    /// The same figure for one age group.
    #[must_use]
    pub fn of_age(mut self, age: AgeGroup) -> FigureKey {
        self.age = Some(age);
        self
    }

    /// The same figure cumulated to the end of `to`.
    #[must_use]
    pub fn until(mut self, to: Year) -> FigureKey {
        self.to = to;
        self
    }
}

/// A reported figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Value or range, in `unit`.
    pub estimate: Estimate,
    /// Unit.
    pub unit: Unit,
    /// Status, no better than the worst input's.
    pub status: Status,
    /// Resources of the package it rests on.
    pub source: Vec<String>,
}

/// The draws of a figure, kept because later stages compare figures draw by draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawsOf {
    /// Which figure.
    pub key: FigureKey,
    /// Its draws, in the unit of the figure.
    #[serde(with = "crate::numeric::exact::list")]
    pub draws: Vec<f64>,
}

/// An indicator next to the balance: a value, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Which: a key into the label files.
    pub id: String,
    /// Scenario of a modelled indicator; [`OBSERVED`] for one that is read from the package.
    pub scenario: String,
    /// Section, when not of all.
    pub section: Option<String>,
    /// Region, when not of all.
    pub region: Option<String>,
    /// Occupation, when not of all.
    pub occupation: Option<String>,
    /// The period or day it is of, as published.
    pub period: String,
    /// How the things counted were counted, where kinds of count must not be mixed: `annual_flow`,
    /// `quarterly_flow`, `monthly_flow`, `day_stock`; empty elsewhere.
    pub count: String,
    /// The value; `None` when missing.
    #[serde(with = "crate::numeric::exact::estimate")]
    pub estimate: Option<Estimate>,
    /// Why it is missing: a key into the label files.
    pub missing: Option<String>,
    /// Unit.
    pub unit: Unit,
    /// Status; `M` when missing.
    pub status: Status,
    /// Resources of the package it rests on.
    pub source: Vec<String>,
}

/// How far a figure moves as one parameter goes from one end of its range to the other while all
/// else stays; medians of runs that share their draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// The figure.
    pub key: FigureKey,
    /// Key of the parameter.
    pub parameter: String,
    /// Lower end of the parameter, in its unit.
    #[serde(with = "crate::numeric::exact::one")]
    pub low: f64,
    /// Upper end of the parameter.
    #[serde(with = "crate::numeric::exact::one")]
    pub high: f64,
    /// The figure with every parameter at its centre.
    #[serde(with = "crate::numeric::exact::one")]
    pub centre: f64,
    /// The figure with the parameter at its lower end.
    #[serde(with = "crate::numeric::exact::one")]
    pub at_low: f64,
    /// The figure with the parameter at its upper end.
    #[serde(with = "crate::numeric::exact::one")]
    pub at_high: f64,
    /// Draws of each run.
    pub draws: usize,
    /// Unit of the figure.
    pub unit: Unit,
    /// Status, the worst of the runs'.
    pub status: Status,
    /// Resources of the package it rests on.
    pub source: Vec<String>,
}

/// A named entry of a classification, as the report needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedCode {
    /// Code.
    pub code: String,
    /// Full names.
    pub labels: Labels,
    /// Names short enough for a chart; may be empty.
    pub short: Labels,
}

/// One row of the backtest scoreboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreRow {
    /// Table scored: `section`, `region`, or both together.
    pub panel: String,
    /// Model.
    pub model: String,
    /// Whether the run used it.
    pub chosen: bool,
    /// Number of forecast errors behind the row.
    pub errors: usize,
    /// Mean absolute scaled error (Hyndman & Koehler 2006).
    pub mase: f64,
    /// Weighted interval score (Bracher et al. 2021) at the quantile levels 0.025, 0.1, 0.25, 0.4, 0.5,
    /// 0.6, 0.75, 0.9 and 0.975, scaled as the MASE.
    pub wis: f64,
    /// Share of outturns inside the 80% prediction interval.
    pub coverage80: f64,
    /// Share of outturns inside the 95% prediction interval.
    pub coverage95: f64,
}

/// An outcome that was not known at the run's vintage, against its range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutturnRow {
    /// The forecast figure, always employment of the baseline.
    pub key: FigureKey,
    /// What was forecast.
    pub forecast: Quantiles,
    /// The outturn.
    #[serde(alias = "outcome")]
    pub outturn: f64,
    /// The vintage the forecast was made with.
    pub vintage: Vintage,
    /// Status of the forecast, and of what the outcome differs from it by.
    pub status: Status,
    /// Status of the outcome, as published.
    pub published: Status,
    /// Resources of the package that the forecast was made from, that of the outcome among them.
    pub source: Vec<String>,
    /// Whether it lies in the 80% prediction interval.
    pub inside80: bool,
    /// Whether it lies in the 95% prediction interval.
    pub inside95: bool,
}

/// Something the reader must know, as a key into the label files with its arguments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// Key of the sentence in the label files.
    #[serde(deserialize_with = "note_of_today")]
    pub key: String,
    /// Values for its `{name}` places.
    pub arguments: BTreeMap<String, String>,
}

/// The key of a note, of today or of an earlier format.
fn note_of_today<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let key = String::deserialize(from)?;
    Ok(current(&NOTES, &key).to_owned())
}

impl Note {
    /// A note with arguments.
    pub fn new<'a>(key: &str, arguments: impl IntoIterator<Item = (&'a str, String)>) -> Note {
        Note {
            key: key.to_owned(),
            arguments: arguments.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
        }
    }
}

/// What is rendered of a run, in which languages and colours.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EditionSpec {
    /// Languages, each in a folder of its own.
    pub languages: Vec<String>,
    /// Formats.
    pub parts: Vec<String>,
    /// Colours.
    pub theme: String,
}

impl EditionSpec {
    /// The same with what `asked` says in its stead; what `asked` leaves empty stays.
    #[must_use]
    pub fn narrowed(self, asked: EditionSpec) -> EditionSpec {
        let or = |asked: Vec<String>, own| if asked.is_empty() { own } else { asked };
        EditionSpec {
            languages: or(asked.languages, self.languages),
            parts: or(asked.parts, self.parts),
            theme: if asked.theme.is_empty() { self.theme } else { asked.theme },
        }
    }
}

/// What reproduces a run: the same identity gives the same figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunIdentity {
    /// Version of this format.
    pub format: u32,
    /// Program that made it.
    pub program: String,
    /// Its version.
    pub version: String,
    /// Name of the data package.
    pub package: String,
    /// Version of the data package.
    pub package_version: String,
    /// Vintage asked for; absent when all data were used.
    pub as_of: Option<Vintage>,
    /// Seed, draws, periods.
    pub settings: RunSettings,
    /// Files of the package.
    pub inputs: Vec<Fingerprint>,
    /// Scenario files.
    pub scenarios: Vec<Fingerprint>,
    /// Rulebook files behind the list of in-demand professions; empty when there is no list.
    #[serde(default)]
    pub rules: Vec<Fingerprint>,
    /// Sweep files behind the sensitivities; empty when there are none.
    #[serde(default)]
    pub sweep: Vec<Fingerprint>,
}

/// What reproduces an edition: the same manifest gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunManifest {
    /// The run it shows.
    pub run: RunIdentity,
    /// What is shown of it.
    pub edition: EditionSpec,
    /// Files written, the manifest itself left out.
    pub outputs: Vec<Fingerprint>,
}
