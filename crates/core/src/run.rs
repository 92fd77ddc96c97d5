//! What a run is made of: figures with unit, year, status and source, and the manifest that
//! reproduces them.

use crate::age_group::{AgeGroup, Sex};
use crate::aliases::{MEASURES, NOTES, current};
use crate::classification::Labels;
pub use crate::distribution::Estimate;
use crate::distribution::Quantiles;
use crate::edition_change::EditionChange;
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
    /// Change of employment on the year before, or over a period.
    #[serde(alias = "new-demand")]
    NetEmploymentChange,
    /// Exits from employment for good: retirement, death, other.
    ReplacementDemand,
    /// Exits at or beyond pension age.
    Retirement,
    /// Deaths of the employed.
    Deaths,
    /// Other lasting exits.
    OtherExits,
    /// Net employment change plus replacement demand, signed.
    NetRequirement,
    /// Growth over a reporting period of the section × region cells whose median change over it is
    /// positive.
    ExpansionDemand,
    /// Total job openings of a reporting period: expansion demand plus replacement demand.
    JobOpenings,
    /// Hired workers, annual average: the statutory concept.
    HiredWorkers,
    /// Change of hired workers.
    HiredNetChange,
    /// Replacement demand of hired workers.
    #[serde(rename = "hired-replacement-demand")]
    HiredReplacement,
    /// Net requirement of hired workers, signed.
    HiredNetRequirement,
    /// Expansion demand of hired workers, in the cells of all employed.
    #[serde(rename = "hired-expansion-demand")]
    HiredExpansion,
    /// Total job openings of hired workers in a reporting period.
    HiredJobOpenings,
    /// Statutory pension age.
    PensionAge,
    /// Employed and unemployed, annual average.
    LabourForce,
    /// Labour force less employed.
    Unemployed,
    /// Unemployed over the labour force: published of the past, implied by the forecast after it.
    #[serde(rename = "implied-unemployment-rate")]
    UnemploymentRate,
    /// Unemployment rate less the mean of its published values, a difference of shares.
    UnemploymentAgainstPast,
    /// Job openings of a reporting period, per year of it, for each unemployed person at its end.
    OpeningsPerUnemployed,
    /// Labour force over the population of 15 and more years that the forecast needs.
    ParticipationRate,
    /// People who enter the labour force: from education, over the borders, others.
    #[serde(alias = "supply")]
    Entrants,
    /// Of the entrants, graduates of universities.
    #[serde(alias = "supply-higher-education")]
    EntrantsHigherEducation,
    /// Of the entrants, graduates of vocational education.
    #[serde(alias = "supply-vocational-education")]
    EntrantsVocationalEducation,
    /// Of the entrants, net migration over the country's borders, as far as it is in the labour force.
    #[serde(alias = "supply-migration")]
    EntrantsMigration,
    /// Of the entrants, everyone else who enters or returns, less who leaves for reasons that are no
    /// exits; signed.
    #[serde(alias = "supply-other")]
    EntrantsOther,
    /// Entrants over job openings of a reporting period.
    Cover,
    /// Job openings beyond what entrants would fill if they covered those of each occupation as they
    /// cover the nation's: a relative shortage where positive. It sums to zero over occupations.
    RelativeShortage,
    /// Share of draws in which entrants cover an occupation's openings less than the nation's.
    TightnessProbability,
}

impl Measure {
    /// All measures, in table order.
    pub const ALL: [Measure; 30] = [
        Measure::Employment,
        Measure::NetEmploymentChange,
        Measure::ReplacementDemand,
        Measure::Retirement,
        Measure::Deaths,
        Measure::OtherExits,
        Measure::NetRequirement,
        Measure::ExpansionDemand,
        Measure::JobOpenings,
        Measure::HiredWorkers,
        Measure::HiredNetChange,
        Measure::HiredReplacement,
        Measure::HiredNetRequirement,
        Measure::HiredExpansion,
        Measure::HiredJobOpenings,
        Measure::PensionAge,
        Measure::LabourForce,
        Measure::Unemployed,
        Measure::UnemploymentRate,
        Measure::UnemploymentAgainstPast,
        Measure::OpeningsPerUnemployed,
        Measure::ParticipationRate,
        Measure::Entrants,
        Measure::EntrantsHigherEducation,
        Measure::EntrantsVocationalEducation,
        Measure::EntrantsMigration,
        Measure::EntrantsOther,
        Measure::Cover,
        Measure::RelativeShortage,
        Measure::TightnessProbability,
    ];

    /// The components of the entrants, in table order; they sum to them, but for a migration that is
    /// not known.
    pub const ENTRANTS: [Measure; 4] = [
        Measure::EntrantsHigherEducation,
        Measure::EntrantsVocationalEducation,
        Measure::EntrantsMigration,
        Measure::EntrantsOther,
    ];

    /// Whether it is the entrants or one of their components.
    #[must_use]
    pub fn of_entrants(self) -> bool {
        self == Measure::Entrants || Measure::ENTRANTS.contains(&self)
    }

    /// Whether it is of hired workers, the others being of all employed.
    #[must_use]
    pub fn of_hired(self) -> bool {
        self.key().starts_with("hired-")
    }

    /// Whether it is a stock or a rate of one year, which no period has.
    #[must_use]
    pub fn of_one_year(self) -> bool {
        matches!(
            self,
            Measure::Employment
                | Measure::HiredWorkers
                | Measure::PensionAge
                | Measure::LabourForce
                | Measure::Unemployed
                | Measure::UnemploymentRate
                | Measure::UnemploymentAgainstPast
                | Measure::ParticipationRate
        )
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
            Measure::NetRequirement => "net-requirement",
            Measure::ExpansionDemand => "expansion-demand",
            Measure::JobOpenings => "job-openings",
            Measure::HiredWorkers => "hired-workers",
            Measure::HiredNetChange => "hired-net-change",
            Measure::HiredReplacement => "hired-replacement-demand",
            Measure::HiredNetRequirement => "hired-net-requirement",
            Measure::HiredExpansion => "hired-expansion-demand",
            Measure::HiredJobOpenings => "hired-job-openings",
            Measure::PensionAge => "pension-age",
            Measure::LabourForce => "labour-force",
            Measure::Unemployed => "unemployed",
            Measure::UnemploymentRate => "implied-unemployment-rate",
            Measure::UnemploymentAgainstPast => "unemployment-against-past",
            Measure::OpeningsPerUnemployed => "openings-per-unemployed",
            Measure::ParticipationRate => "participation-rate",
            Measure::Entrants => "entrants",
            Measure::EntrantsHigherEducation => "entrants-higher-education",
            Measure::EntrantsVocationalEducation => "entrants-vocational-education",
            Measure::EntrantsMigration => "entrants-migration",
            Measure::EntrantsOther => "entrants-other",
            Measure::Cover => "cover",
            Measure::RelativeShortage => "relative-shortage",
            Measure::TightnessProbability => "tightness-probability",
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
    /// Share of its size that rests on assumptions in place of figures, 0 to 1: of a sum, that of
    /// its terms, each by the size of its mean.
    #[serde(default)]
    pub assumed: f64,
}

/// The draws of a figure, kept because later stages compare figures draw by draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawsOf {
    /// Which figure.
    pub key: FigureKey,
    /// Its draws, in the unit of the figure.
    pub draws: Vec<f64>,
}

/// A figure with its draws, as the model hands them out where they are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnFigure {
    /// Which figure.
    pub key: FigureKey,
    /// Its unit.
    pub unit: Unit,
    /// Its draws, not rounded; draw by draw they belong to those of every other figure of the run.
    pub draws: Vec<f64>,
}

/// An indicator of the labour market: a value, or why there is none.
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
    pub low: f64,
    /// Upper end of the parameter.
    pub high: f64,
    /// The figure with every parameter at its centre.
    pub centre: f64,
    /// The figure with the parameter at its lower end.
    pub at_low: f64,
    /// The figure with the parameter at its upper end.
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
    /// The forecast figure of the baseline: a stock or a rate of one year.
    pub key: FigureKey,
    /// What was forecast.
    pub forecast: Quantiles,
    /// The outturn.
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

impl OutturnRow {
    /// Unit of forecast and outturn.
    #[must_use]
    pub fn unit(&self) -> Unit {
        match self.key.measure {
            Measure::UnemploymentRate => Unit::Share,
            _ => Unit::Persons,
        }
    }
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
    /// Width of pictures in pixels; none where it is the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// What changed since a former edition, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Box<EditionChange>>,
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
            width: asked.width.or(self.width),
            since: asked.since.or(self.since),
        }
    }
}

/// How much a run holds of what is made of the inputs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// All that a report shows.
    #[default]
    Report,
    /// The forecast and the list, without what takes longer to make than they do and says how good
    /// they are: sensitivities, tests of the imputation of occupation groups, and scores of the signal.
    Forecast,
}

impl Extent {
    /// Whether it is all that a report shows.
    #[must_use]
    pub fn is_report(&self) -> bool {
        *self == Extent::Report
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
    /// How much it holds.
    #[serde(default, skip_serializing_if = "Extent::is_report")]
    pub extent: Extent,
}

impl RunIdentity {
    /// Version of stored runs that is written, and read.
    pub const FORMAT: u32 = 7;
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
