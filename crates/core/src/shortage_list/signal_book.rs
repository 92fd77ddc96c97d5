//! The signal's rulebook: families of indicators, cut-offs, level weights, tiers and grades as data.

use crate::classification::Labels;
use crate::scenario::{CitedBasis, ParameterSpec};
use crate::shortage_list::rulebook::RuleParameter;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::IntoStaticStr;

/// Points an indicator can give: 0, 1, 2 or 3.
pub const MAX_POINTS: u8 = 3;
/// Digits of a unit group, the finest level of the classification.
pub const FINEST_LEVEL: u8 = 4;

/// Indicators that can be gathered, with the unit of each; a book says which count and how.
pub const INDICATORS: &[(&str, &str)] = &[
    (FORECAST_COVER, "share of draws"),
    (FORECAST_GROWTH, "percentage points per year"),
    (FORECAST_TRAINING, "years"),
    (FORECAST_UNEMPLOYMENT, "share of draws"),
    (EXCHANGE_RATIO, "vacancies per CV"),
    (EXCHANGE_DURATION, "days"),
    (EXCHANGE_WANTED, "notes"),
    (POSTS_UNFILLED, "share of posts"),
    (PERMITS_STOCK, "persons per thousand employed"),
    (PERMITS_TRANSFERS, "persons per thousand employed"),
    (PERMITS_TREND, "per cent per year"),
    (PAY_PREMIUM, "ratio to the mean offered wage"),
    (PAY_GROWTH, "percentage points per year"),
    (PEERS_SHARE, "share of countries"),
    (PANEL_ANSWER, "points"),
];
/// Share of draws in which entrants cover an occupation's openings less than the nation's.
pub const FORECAST_COVER: &str = "forecast.cover_probability";
/// Yearly growth of employment less the nation's.
pub const FORECAST_GROWTH: &str = "forecast.growth";
/// Years of training beyond school.
pub const FORECAST_TRAINING: &str = "forecast.training";
/// Share of draws in which implied unemployment falls.
pub const FORECAST_UNEMPLOYMENT: &str = "forecast.unemployment_falls";
/// Vacancies for each CV over a year.
pub const EXCHANGE_RATIO: &str = "exchange.vacancies_per_resume";
/// Mean days a vacancy stays open.
pub const EXCHANGE_DURATION: &str = "exchange.vacancy_duration";
/// Notes that name the occupation among the most wanted.
pub const EXCHANGE_WANTED: &str = "exchange.wanted";
/// Unfilled posts for each established one.
pub const POSTS_UNFILLED: &str = "posts.unfilled_share";
/// Permits for each thousand employed.
pub const PERMITS_STOCK: &str = "permits.per_thousand_employed";
/// Intra-corporate transfers for each thousand employed.
pub const PERMITS_TRANSFERS: &str = "permits.transfers_per_thousand_employed";
/// Mean yearly change of permits.
pub const PERMITS_TREND: &str = "permits.trend";
/// Offered wage relative to the mean of all occupations.
pub const PAY_PREMIUM: &str = "pay.premium";
/// Yearly growth of the offered wage less that of all occupations.
pub const PAY_GROWTH: &str = "pay.growth";
/// Share of other countries whose lists name the occupation.
pub const PEERS_SHARE: &str = "peers.share";
/// Median answer of a consulted panel.
pub const PANEL_ANSWER: &str = "panel.answer";

/// Where the weight of a family comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "kebab-case")]
pub enum Weighting {
    /// From lists of other countries: each indicator by its own coefficient, none below zero.
    Trained,
    /// One for the family, in equal parts of its indicators: figures that only the country itself has.
    One,
}

impl Weighting {
    /// All, with their words in files.
    pub const ALL: [(Weighting, &'static str); 2] =
        [(Weighting::Trained, "trained"), (Weighting::One, "one")];

    /// The word in files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// Indicators that rest on one kind of source, and so are one leg of evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignalFamily {
    /// Identifier.
    pub id: String,
    /// Names.
    pub title: Labels,
    /// Where its weight comes from.
    pub weighting: Weighting,
    /// Whether its figures are the country's own, as the best grade asks for.
    pub own_figures: bool,
}

/// An indicator with its cut-offs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignalIndicator {
    /// Identifier: family and name, as in `exchange.vacancies_per_resume`.
    pub id: String,
    /// Identifier of its family.
    pub family: String,
    /// Names.
    pub title: Labels,
    /// Unit of its values and cut-offs.
    pub unit: String,
    /// The body that holds its figures and can be asked for them; empty where there is none.
    #[serde(default)]
    pub owner: String,
    /// Values from which it gives 1, 2 and 3 points; increasing.
    pub cutoffs: [f64; MAX_POINTS as usize],
    /// Standard deviation of the cut-offs, which move together, in the unit of the values.
    pub spread: f64,
    /// Whether only its presence speaks: scattered notes are a weak yes and never a no.
    pub presence_only: bool,
    /// The most points it can give where it is known at two digits or coarser.
    pub coarse_points: u8,
    /// Probabilities of 0 to 3 points where no group has a figure yet; they sum to one and serve
    /// the value of information alone.
    pub expected: [f64; MAX_POINTS as usize + 1],
    /// By what authority its cut-offs stand.
    pub basis: CitedBasis,
}

impl SignalIndicator {
    /// Points of a value with the cut-offs moved by `shift` of their spread.
    #[must_use]
    pub fn points(&self, value: f64, shift: f64, level: u8) -> f64 {
        let moved = self.spread * shift;
        let passed = self.cutoffs.iter().filter(|cutoff| value >= **cutoff + moved).count();
        let points = u8::try_from(passed).unwrap_or(MAX_POINTS);
        f64::from(if level > 2 { points } else { points.min(self.coarse_points) })
    }
}

/// Families, indicators and every number of the signal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignalBook {
    /// Identifier: jurisdiction and name, as in `xx@signal`.
    pub id: String,
    /// Title in the report languages.
    pub title: Labels,
    /// What it rests on.
    pub citation: String,
    /// Families, in order.
    pub families: Vec<SignalFamily>,
    /// Indicators, in order.
    pub indicators: Vec<SignalIndicator>,
    /// Numbers by key, all of [`SignalParameter::ALL`].
    pub parameters: BTreeMap<String, RuleParameter>,
}

/// A number of the signal's rulebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignalParameter {
    /// Probability that a unit group shares the points known at one digit.
    Level1,
    /// The same at two digits.
    Level2,
    /// The same at three digits.
    Level3,
    /// The same at four digits.
    Level4,
    /// Score of a strong signal.
    StrongScore,
    /// Score of a possible signal.
    PossibleScore,
    /// Probability of a strong signal from which a group is recommended.
    Recommend,
    /// Probability of a strong signal from which bodies are consulted.
    Consult,
    /// The same for a nominated group.
    ConsultNominated,
    /// Probability of a possible signal from which a group is watched.
    Watch,
    /// Probability of a possible signal below which there is no case.
    NoCase,
    /// Families that a recommendation needs.
    RecommendFamilies,
    /// Families that a consultation needs without a nomination.
    ConsultFamilies,
    /// Highest mean probability that an entry of the consultation list is no strong signal.
    ConsultError,
    /// Digits from which a family counts as fine in the grade.
    FineLevel,
    /// Fine families of grade A.
    GradeA,
    /// Fine families of grade B.
    GradeB,
    /// Families of grade C, at least one of them fine.
    GradeC,
    /// Ridge penalty of the regression on lists abroad, per squared standardised coefficient.
    Ridge,
    /// Probability of a positive coefficient below which an indicator is printed and not counted.
    MinProbability,
    /// Complete lists below which no weight can be trained.
    MinLists,
    /// Countries for and against that the share of peers starts from, each.
    PeerPrior,
    /// Years for which a list that is over, and that none has followed, speaks on.
    LapsedYears,
    /// Months before the vintage in which a note of wanted professions speaks.
    NoteMonths,
    /// Months before the vintage in which a statement of unfilled posts speaks.
    PostsMonths,
    /// Years by which the count of a staff may be older than that of its unfilled posts.
    CountYears,
    /// Months for which an entry of the list holds.
    ListValidity,
    /// Months before its end from which an entry is to be reviewed.
    ListReview,
    /// Probability of a departure's sign from which a region's own figure speaks for it.
    RegionDeparture,
}

impl SignalParameter {
    /// All, with key, meaning, unit, and the lowest and highest possible value.
    pub const ALL: [(SignalParameter, ParameterSpec); 29] = [
        (SignalParameter::Level1, weight("level.weight_1", "Weight of evidence at one digit")),
        (SignalParameter::Level2, weight("level.weight_2", "Weight of evidence at two digits")),
        (SignalParameter::Level3, weight("level.weight_3", "Weight of evidence at three digits")),
        (SignalParameter::Level4, weight("level.weight_4", "Weight of evidence at four digits")),
        (SignalParameter::StrongScore, points("tier.strong_score", "Score of a strong signal")),
        (SignalParameter::PossibleScore, points("tier.possible_score", "Score of a possible one")),
        (SignalParameter::Recommend, share("tier.recommend_probability", "Tier recommend from")),
        (SignalParameter::Consult, share("tier.consult_probability", "Tier consult from")),
        (
            SignalParameter::ConsultNominated,
            share("tier.consult_nominated_probability", "Tier consult, nominated, from"),
        ),
        (SignalParameter::Watch, share("tier.watch_probability", "Tier watch from")),
        (SignalParameter::NoCase, share("tier.no_case_probability", "Tier no case below")),
        (
            SignalParameter::RecommendFamilies,
            count("tier.recommend_families", "Families of tier recommend", "families"),
        ),
        (
            SignalParameter::ConsultFamilies,
            count("tier.consult_families", "Families of tier consult", "families"),
        ),
        (
            SignalParameter::ConsultError,
            share("tier.consult_mean_error_max", "Mean error of the consultation list up to"),
        ),
        (
            SignalParameter::FineLevel,
            count("grade.fine_level", "Digits of a fine family", "digits"),
        ),
        (SignalParameter::GradeA, count("grade.a_families", "Families of grade A", "families")),
        (SignalParameter::GradeB, count("grade.b_families", "Families of grade B", "families")),
        (SignalParameter::GradeC, count("grade.c_families", "Families of grade C", "families")),
        (SignalParameter::Ridge, number("training.ridge", "Ridge penalty", "penalty", 1000.0)),
        (
            SignalParameter::MinProbability,
            share("training.min_probability", "Probability of a positive coefficient from"),
        ),
        (SignalParameter::MinLists, count("training.min_lists", "Complete lists from", "lists")),
        (
            SignalParameter::PeerPrior,
            number("peers.prior", "Countries the share starts from", "countries", 10.0),
        ),
        (
            SignalParameter::LapsedYears,
            number("peers.lapsed_years", "Years after a list's end", "years", 100.0),
        ),
        (
            SignalParameter::CountYears,
            number("posts.count_years", "Years between counts", "years", 100.0),
        ),
        (SignalParameter::PostsMonths, number("posts.months", "Months of posts", "months", 240.0)),
        (SignalParameter::NoteMonths, number("notes.months", "Months of notes", "months", 240.0)),
        (
            SignalParameter::ListValidity,
            number("list.validity_months", "Months an entry holds", "months", 240.0),
        ),
        (
            SignalParameter::ListReview,
            number("list.review_months", "Months of review before its end", "months", 240.0),
        ),
        (
            SignalParameter::RegionDeparture,
            share("region.departure_probability", "A region departs from"),
        ),
    ];

    /// What it is in files.
    #[must_use]
    pub fn spec(self) -> ParameterSpec {
        let found = Self::ALL.iter().find(|(parameter, _)| *parameter == self);
        found.map_or(share("", ""), |(_, spec)| *spec)
    }

    /// Whether only whole numbers make sense.
    #[must_use]
    pub fn is_whole(spec: &ParameterSpec) -> bool {
        let months = spec.key.starts_with("list.");
        months || ["families", "digits", "lists"].contains(&spec.unit)
    }
}

const fn number(
    key: &'static str,
    about: &'static str,
    unit: &'static str,
    maximum: f64,
) -> ParameterSpec {
    ParameterSpec { key, about, unit, minimum: 0.0, maximum }
}

const fn weight(key: &'static str, about: &'static str) -> ParameterSpec {
    number(key, about, "weight", 1.0)
}

const fn points(key: &'static str, about: &'static str) -> ParameterSpec {
    number(key, about, "points", 3.0)
}

const fn share(key: &'static str, about: &'static str) -> ParameterSpec {
    number(key, about, "share of draws", 1.0)
}

const fn count(key: &'static str, about: &'static str, unit: &'static str) -> ParameterSpec {
    number(key, about, unit, 100.0)
}

impl SignalBook {
    /// The value of a number; NaN, which no comparison passes, where a book was made without it.
    #[must_use]
    pub fn value(&self, parameter: SignalParameter) -> f64 {
        self.parameters.get(parameter.spec().key).map_or(f64::NAN, |p| p.parameter.value)
    }

    /// Probability that a unit group shares the points known at a level of so many digits.
    #[must_use]
    pub fn level_weight(&self, level: u8) -> f64 {
        self.value(match level {
            0 | 1 => SignalParameter::Level1,
            2 => SignalParameter::Level2,
            3 => SignalParameter::Level3,
            _ => SignalParameter::Level4,
        })
    }

    /// A family.
    #[must_use]
    pub fn family(&self, id: &str) -> Option<&SignalFamily> {
        self.families.iter().find(|family| family.id == id)
    }

    /// Where the weight of an indicator comes from: as that of its family; one where it is of none.
    #[must_use]
    pub fn weighting(&self, indicator: &SignalIndicator) -> Weighting {
        self.family(&indicator.family).map_or(Weighting::One, |family| family.weighting)
    }

    /// An indicator.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<&SignalIndicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Basis;

    /// Expected points: by hand, from the three cut-offs.
    #[test]
    fn points_follow_the_cut_offs() {
        let indicator = SignalIndicator {
            id: "x.y".to_owned(),
            family: "x".to_owned(),
            title: Labels::default(),
            unit: "ratio".to_owned(),
            owner: String::new(),
            cutoffs: [0.25, 0.67, 1.5],
            spread: 0.1,
            presence_only: false,
            coarse_points: 1,
            expected: [0.25; 4],
            basis: CitedBasis {
                basis: Basis::Expert,
                source: "test".to_owned(),
                source_in: Labels::default(),
            },
        };
        let at = |value: f64| indicator.points(value, 0.0, 4);
        assert_eq!([at(0.2), at(0.25), at(0.67), at(1.49), at(1.5)], [0.0, 1.0, 2.0, 2.0, 3.0]);
        assert_eq!(indicator.points(0.7, 1.0, 4), 1.0); // 0.67 + 0.1 is not reached
        assert_eq!(indicator.points(2.0, 0.0, 2), 1.0); // one point at two digits
    }

    #[test]
    fn every_parameter_has_its_own_key() {
        let mut keys: Vec<&str> = SignalParameter::ALL.iter().map(|(_, spec)| spec.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), SignalParameter::ALL.len());
    }
}
