//! Rulebooks: the law behind the list as data, in dated versions.

use crate::aliases::{QUANTITIES, current};
use crate::classification::Labels;
use crate::scenario::{Basis, Parameter, ParameterSpec};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use strum::IntoStaticStr;

/// Where the evidence for a quantity comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Source {
    /// The classification of occupations.
    Classification,
    /// The national forecast of personnel need: the first source the draft rules name.
    Forecast,
    /// The Electronic Labour Exchange: the second.
    Exchange,
    /// The information system of foreign labour: the third.
    Permits,
    /// Proposals of sector ministries.
    Nomination,
    /// Positions of those who must agree.
    Consultation,
}

impl Source {
    /// The three sources of evidence, in the order of the draft rules.
    pub const EVIDENCE: [Source; 3] = [Source::Forecast, Source::Exchange, Source::Permits];

    /// The source's key in label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// A quantity a rule can read of an occupation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Quantity {
    /// Major group of the national classifier of occupations; a code.
    MajorGroup,
    /// Probability that entrants cover the occupation's job openings of the policy period less than the
    /// nation's.
    #[serde(alias = "GapProbability")]
    ShortageProbability,
    /// Median of the job openings of the policy period beyond what entrants would fill if they covered
    /// each occupation's as they cover the nation's, per person employed.
    #[serde(alias = "GapShare")]
    ShortageShare,
    /// Vacancies for each CV over one whole year.
    VacanciesPerResume,
    /// Share of the regions with both figures in which vacancies exceed CVs.
    RegionsShort,
    /// Mean days a vacancy stays open.
    VacancyDuration,
    /// Offered wage per month, in the currency of the package.
    OfferedWage,
    /// Permits of categories 1 to 3 for each thousand employed.
    PermitsPerThousand,
    /// Intra-corporate transfers for each thousand employed.
    TransfersPerThousand,
    /// Mean yearly change of permits of categories 1 to 3.
    PermitsTrend,
    /// Sector ministries that proposed the occupation.
    NominatingBodies,
    /// Kinds of bodies (state bodies, regional governments, the chamber) of which at least one agreed.
    KindsAgreed,
    /// Bodies whose latest word is against the occupation.
    Objections,
}

impl Quantity {
    /// All quantities, in table order.
    pub const ALL: [Quantity; 13] = [
        Quantity::MajorGroup,
        Quantity::ShortageProbability,
        Quantity::ShortageShare,
        Quantity::VacanciesPerResume,
        Quantity::RegionsShort,
        Quantity::VacancyDuration,
        Quantity::OfferedWage,
        Quantity::PermitsPerThousand,
        Quantity::TransfersPerThousand,
        Quantity::PermitsTrend,
        Quantity::NominatingBodies,
        Quantity::KindsAgreed,
        Quantity::Objections,
    ];

    /// The quantity's key in rulebooks, label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Quantity::MajorGroup => "occupation.major_group",
            Quantity::ShortageProbability => "forecast.shortage_probability",
            Quantity::ShortageShare => "forecast.shortage_share",
            Quantity::VacanciesPerResume => "exchange.vacancies_per_resume",
            Quantity::RegionsShort => "exchange.regions_short",
            Quantity::VacancyDuration => "exchange.vacancy_duration",
            Quantity::OfferedWage => "exchange.offered_wage",
            Quantity::PermitsPerThousand => "permits.per_thousand_employed",
            Quantity::TransfersPerThousand => "permits.transfers_per_thousand_employed",
            Quantity::PermitsTrend => "permits.trend",
            Quantity::NominatingBodies => "nomination.bodies",
            Quantity::KindsAgreed => "consultation.kinds_agreed",
            Quantity::Objections => "consultation.objections",
        }
    }

    /// The quantity with the given key, of today or of an earlier format.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Quantity> {
        let key = current(&QUANTITIES, key);
        Quantity::ALL.into_iter().find(|quantity| quantity.key() == key)
    }

    /// The unit, which a parameter compared with the quantity must have.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Quantity::MajorGroup => "code",
            Quantity::ShortageProbability => "share of draws",
            Quantity::ShortageShare => "share of the employed",
            Quantity::VacanciesPerResume => "vacancies per CV",
            Quantity::RegionsShort => "share of regions",
            Quantity::VacancyDuration => "days",
            Quantity::OfferedWage => "currency per month",
            Quantity::PermitsPerThousand | Quantity::TransfersPerThousand => {
                "persons per thousand employed"
            }
            Quantity::PermitsTrend => "per cent per year",
            Quantity::NominatingBodies | Quantity::Objections => "bodies",
            Quantity::KindsAgreed => "kinds of bodies",
        }
    }

    /// Where its evidence comes from.
    #[must_use]
    pub fn source(self) -> Source {
        match self {
            Quantity::MajorGroup => Source::Classification,
            Quantity::ShortageProbability | Quantity::ShortageShare => Source::Forecast,
            Quantity::VacanciesPerResume
            | Quantity::RegionsShort
            | Quantity::VacancyDuration
            | Quantity::OfferedWage => Source::Exchange,
            Quantity::PermitsPerThousand
            | Quantity::TransfersPerThousand
            | Quantity::PermitsTrend => Source::Permits,
            Quantity::NominatingBodies => Source::Nomination,
            Quantity::KindsAgreed | Quantity::Objections => Source::Consultation,
        }
    }
}

/// What a rule is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// Which occupations may be listed at all.
    Scope,
    /// What the figures must show.
    Evidence,
    /// Who must have proposed or agreed.
    Procedure,
}

impl Kind {
    /// The kind's key in rulebooks and label files.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// How a quantity is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// The code is one of these.
    OneOf(Vec<String>),
    /// The number is at least the parameter with this key.
    AtLeast(String),
    /// The number is at most the parameter with this key.
    AtMost(String),
}

impl Test {
    /// Key of the parameter compared with, if any.
    #[must_use]
    pub fn parameter(&self) -> Option<&str> {
        match self {
            Test::OneOf(_) => None,
            Test::AtLeast(key) | Test::AtMost(key) => Some(key),
        }
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Test::OneOf(codes) => write!(f, "one of {}", codes.join(" ")),
            Test::AtLeast(key) => write!(f, "at least {key}"),
            Test::AtMost(key) => write!(f, "at most {key}"),
        }
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Identifier.
    pub id: String,
    /// What it is about.
    pub kind: Kind,
    /// What it says, in our own words, in the report languages.
    pub statement: Labels,
    /// Act, draft or reason.
    pub citation: String,
    /// The same in other languages, as far as its author wrote it.
    #[serde(default)]
    pub citation_in: Labels,
    /// Where the rule's authority comes from.
    #[serde(alias = "standing")]
    pub basis: Basis,
    /// What it reads.
    pub quantity: Quantity,
    /// How it compares.
    pub test: Test,
    /// Whether a recorded exception meets the rule in the occupation's stead.
    pub exceptions: bool,
    /// Whether an imputed figure decides it; where not, the rule can't be evaluated on one.
    #[serde(default)]
    pub imputed: bool,
}

impl Rule {
    /// The citation in `language`, else as its author wrote it first.
    #[must_use]
    pub fn cited(&self, language: &str) -> &str {
        self.citation_in.get(language).unwrap_or(&self.citation)
    }
}

/// A number of a rulebook with its unit and basis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleParameter {
    /// Value, 95% range, basis, source.
    pub parameter: Parameter,
    /// Unit.
    pub unit: String,
}

impl RuleParameter {
    /// How many of the sources of evidence must show demand above supply.
    pub const SOURCES_NEEDED: &'static str = "evidence.sources_needed";
    /// Length of the short list the ranking speaks of.
    pub const TOP: &'static str = "ranking.top";

    /// Key of the weight of a source in the ranking.
    #[must_use]
    pub fn weight_key(source: Source) -> String {
        format!("ranking.weight_{}", source.key())
    }

    /// Units a parameter may have, with the least and greatest possible value.
    pub const UNITS: [(&'static str, f64, f64); 12] = [
        ("share of draws", 0.0, 1.0),
        ("share of the employed", -1.0, 10.0),
        ("vacancies per CV", 0.0, 1000.0),
        ("share of regions", 0.0, 1.0),
        ("days", 0.0, 3650.0),
        ("currency per month", 0.0, 1e9),
        ("persons per thousand employed", 0.0, 1000.0),
        ("per cent per year", -100.0, 1000.0),
        ("bodies", 0.0, 100.0),
        ("kinds of bodies", 0.0, 3.0),
        ("sources", 1.0, 3.0),
        ("weight", 0.0, 100.0),
    ];

    /// Unit of [`RuleParameter::TOP`].
    pub const PLACES: (&'static str, f64, f64) = ("places", 1.0, 1000.0);

    /// What the parameter may be, by its unit.
    #[must_use]
    pub fn spec(unit: &str) -> Option<ParameterSpec> {
        Self::UNITS.iter().chain([&Self::PLACES]).find(|(name, ..)| *name == unit).map(
            |(unit, minimum, maximum)| ParameterSpec {
                key: "",
                about: "",
                unit,
                minimum: *minimum,
                maximum: *maximum,
            },
        )
    }

    /// Whether only whole numbers make sense.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        ["bodies", "kinds of bodies", "sources", "places"].contains(&self.unit.as_str())
    }
}

/// How exactly a version's date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dating {
    /// To the day.
    Day,
    /// To the month; the day given is its first.
    Month,
    /// Only that it was so by the day given.
    KnownBy,
}

/// What a version of a rulebook is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Date by which it is asked for, ISO.
    pub dated: String,
    /// How exactly that date is known.
    pub dating: Dating,
    /// Act or draft.
    #[serde(alias = "standing")]
    pub basis: Basis,
    /// Title in the report languages.
    pub title: Labels,
    /// The act as cited.
    pub citation: String,
    /// What of it could not be read, in the report languages.
    pub unread: Labels,
    /// Identifier of the published list the version is scored against; empty when none is known.
    pub list: String,
}

/// A version of a rulebook with everything it builds on resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleBook {
    /// Identifier: jurisdiction and date, as in `kz@2023-02-20`.
    pub id: String,
    /// What version it is.
    pub version: Version,
    /// The rules, in order.
    pub rules: Vec<Rule>,
    /// Parameters by key.
    pub parameters: BTreeMap<String, RuleParameter>,
}

impl RuleBook {
    /// The value of a parameter.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<f64> {
        self.parameters.get(key).map(|p| p.parameter.value)
    }

    /// The rules of a kind, in order.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.kind == kind)
    }

    /// The same book with another value of one parameter.
    #[must_use]
    pub fn with(&self, key: &str, value: f64) -> RuleBook {
        let mut book = self.clone();
        if let Some(p) = book.parameters.get_mut(key) {
            p.parameter.value = value;
        }
        book
    }
}
