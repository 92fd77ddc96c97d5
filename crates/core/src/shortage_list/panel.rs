//! The yearly panel: what bodies are asked about occupations, what they answer, and what comes of it.

use crate::classification::Labels;
use crate::observation::Status;
use crate::provenance::sha256_hex;
use crate::run::{Figure, FigureKey, Measure, Note};
use crate::scenario::{CitedBasis, ParameterSpec};
use crate::shortage_list::citation::Cited;
use crate::shortage_list::evidence::Body;
use crate::shortage_list::rulebook::{Quantity, RuleParameter};
use crate::shortage_list::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the forms: another one has other columns.
pub const PANEL_FORM: u32 = 1;
/// What the register says of a body that gave no opinion.
pub const ABSTAIN: &str = "abstain";
/// Greatest code of an answer.
pub const LAST_CODE: u8 = 9;

/// An answer that a question allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelCode {
    /// Its code; a greater one says more demand or a greater shortage.
    pub code: u8,
    /// What it says.
    pub text: Labels,
}

/// A question of the panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanelQuestion {
    /// Identifier, and the name of its column in forms.
    pub id: String,
    /// What is asked.
    pub text: Labels,
    /// Answers allowed, lowest code first.
    pub answers: Vec<PanelCode>,
    /// The code from which on an answer says that there is a shortage; none where the question is not
    /// about that.
    pub shortage_from: Option<u8>,
    /// By what authority it is asked so.
    pub basis: CitedBasis,
}

impl PanelQuestion {
    /// The code that a text stands for; none where it stands for none of the question's.
    #[must_use]
    pub fn code(&self, text: &str) -> Option<u8> {
        self.answers.iter().map(|answer| answer.code).find(|code| code.to_string() == text)
    }

    /// The codes in a line, for messages.
    #[must_use]
    pub fn codes(&self) -> String {
        let codes = self.answers.iter().map(|answer| answer.code.to_string());
        codes.collect::<Vec<_>>().join(", ")
    }
}

/// What the panel asks and when its answers count: data of a jurisdiction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanelRules {
    /// Month and day of the panel's year by which answers are due.
    pub due: (u8, u8),
    /// Whom those who are asked may turn to.
    pub contact: Labels,
    /// By what authority the answers are due then.
    pub basis: CitedBasis,
    /// The questions, in order.
    pub questions: Vec<PanelQuestion>,
    /// Parameters of [`PanelRules::PARAMETERS`] by key.
    pub parameters: BTreeMap<String, RuleParameter>,
}

const fn spec(
    key: &'static str,
    about: &'static str,
    unit: &'static str,
    minimum: f64,
    maximum: f64,
) -> ParameterSpec {
    ParameterSpec { key, about, unit, minimum, maximum }
}

impl PanelRules {
    /// Share of the bodies asked in a region that must answer for the region to count.
    pub const REGION_ANSWERED: &'static str = "panel.region_answered_min";
    /// Answers that a region must have to count.
    pub const REGION_ANSWERS: &'static str = "panel.region_answers_min";
    /// Share of the regions asked that must count for the nation to.
    pub const NATION_REGIONS: &'static str = "panel.nation_regions_min";
    /// Answers that the nation must have to count.
    pub const NATION_ANSWERS: &'static str = "panel.nation_answers_min";
    /// Share of answers above which one answer is that of a majority.
    pub const MAJORITY: &'static str = "panel.majority_above";
    /// The parameters, all of which must be given.
    pub const PARAMETERS: [ParameterSpec; 5] = [
        spec(
            Self::REGION_ANSWERED,
            "share of the bodies asked in a region that must answer",
            "share of bodies",
            0.0,
            1.0,
        ),
        spec(Self::REGION_ANSWERS, "answers a region must have", "answers", 1.0, 1000.0),
        spec(
            Self::NATION_REGIONS,
            "share of the regions asked that must count",
            "share of regions",
            0.0,
            1.0,
        ),
        spec(Self::NATION_ANSWERS, "answers the nation must have", "answers", 1.0, 1000.0),
        spec(
            Self::MAJORITY,
            "share of answers above which one is a majority's",
            "share of answers",
            0.0,
            1.0,
        ),
    ];

    /// The value of a parameter.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<f64> {
        self.parameters.get(key).map(|p| p.parameter.value)
    }

    /// A question by its identifier.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&PanelQuestion> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The question whose answers say whether there is a shortage: its codes are the points of the
    /// panel. The first where there are several.
    #[must_use]
    pub fn of_shortage(&self) -> Option<&PanelQuestion> {
        self.questions.iter().find(|question| question.shortage_from.is_some())
    }
}

/// Columns of a form. Those of the identification stand in every row, so that a row that is torn out
/// of its form is known.
pub mod column {
    /// Version of the form.
    pub const FORMAT: &str = "form_format";
    /// Name of the data package.
    pub const PACKAGE: &str = "package";
    /// Version of the data package.
    pub const VERSION: &str = "version";
    /// The body that is asked.
    pub const BODY: &str = "body";
    /// Its region; the country's code where it speaks for the nation.
    pub const REGION: &str = "region";
    /// The panel's year.
    pub const YEAR: &str = "year";
    /// Number of rows of the form.
    pub const ROWS: &str = "rows";
    /// Number of the row.
    pub const NUMBER: &str = "number";
    /// What shows that the row is as it was written.
    pub const CHECK: &str = "check";
    /// Occupation or profession.
    pub const OCCUPATION: &str = "occupation";
    /// Why: free text.
    pub const REASON: &str = "reason";
    /// What identifies a form, in the order of its columns.
    pub const IDENTIFICATION: [&str; 7] = [FORMAT, PACKAGE, VERSION, BODY, REGION, YEAR, ROWS];
    /// Name of the occupation, for people.
    pub const NAME: &str = "name";
    /// Employment, median and ends of its 80% prediction interval, persons.
    pub const EMPLOYMENT: [&str; 3] = ["employment", "employment_lower", "employment_upper"];
    /// Job openings of the period, median and ends of the 80% prediction interval, persons.
    pub const OPENINGS: [&str; 3] = ["job_openings", "job_openings_lower", "job_openings_upper"];
    /// Replacement demand of the period, median, persons.
    pub const REPLACEMENT: &str = "replacement_demand";
    /// Entrants over job openings of the period, median.
    pub const COVER: &str = "cover";
    /// Share of simulations in which the occupation's openings are covered less than the nation's.
    pub const TIGHTNESS: &str = "tightness_probability";
    /// The groups, places and years the figures are of.
    pub const OF: &str = "figures_of";
    /// The worst status of the figures.
    pub const STATUS: &str = "status";
    /// What evidence there is of the occupation itself.
    pub const EVIDENCE: &str = "evidence";
    /// What is shown and read by nobody.
    pub const SHOWN: [&str; 13] = [
        NAME,
        EMPLOYMENT[0],
        EMPLOYMENT[1],
        EMPLOYMENT[2],
        OPENINGS[0],
        OPENINGS[1],
        OPENINGS[2],
        REPLACEMENT,
        COVER,
        TIGHTNESS,
        OF,
        STATUS,
        EVIDENCE,
    ];
    /// What a reader needs next to the identification and the questions.
    pub const ROW: [&str; 4] = [NUMBER, CHECK, OCCUPATION, REASON];
}

/// What shows that a row of a form is as it was written: a short fingerprint of the identification, the
/// row's number and the occupation. It begins with a letter, so that no spreadsheet takes it for a
/// number.
#[must_use]
pub fn row_check(identification: &[&str; 7], number: &str, occupation: &str) -> String {
    /// Hexadecimal digits: enough that no slip goes unseen.
    const DIGITS: usize = 8;
    let all = identification.iter().chain([&number, &occupation]);
    let text: String = all.flat_map(|part| [*part, "\n"]).collect();
    let digits: String = sha256_hex(text.as_bytes()).chars().take(DIGITS).collect();
    format!("c{digits}")
}

/// A figure shown in a form, and what it is of: the occupation or a group above it, the region or the
/// nation, a year or a period.
#[derive(Debug, Clone, PartialEq)]
pub struct FormFigure {
    /// What it is of.
    pub key: FigureKey,
    /// The figure.
    pub figure: Figure,
}

/// A row of a form: what is known of an occupation before anyone answers.
#[derive(Debug, Clone, PartialEq)]
pub struct FormRow {
    /// Occupation or profession.
    pub id: String,
    /// Its names.
    pub labels: Labels,
    /// Figures of the forecast by the measures of [`FormRow::MEASURES`]; one that the run does not have
    /// is absent.
    pub figures: Vec<Option<FormFigure>>,
    /// Evidence of the list's three sources that the package or the run has of it.
    pub evidence: Vec<Quantity>,
    /// The worst status of the figures; none where there is no figure.
    pub status: Option<Status>,
}

impl FormRow {
    /// Measures shown of each occupation, in the order of their columns: employment of the year, the
    /// others over the reporting period the year is in. A finer figure of a run, of a unit group or of a
    /// region, takes the place of a wider one by itself.
    pub const MEASURES: [Measure; 5] = [
        Measure::Employment,
        Measure::JobOpenings,
        Measure::ReplacementDemand,
        Measure::Cover,
        Measure::TightnessProbability,
    ];
}

/// A form for one body.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelForm {
    /// Name of the data package.
    pub package: String,
    /// Version of the data package.
    pub version: String,
    /// Who is asked.
    pub body: Body,
    /// About where: the region, or the country's code.
    pub region: String,
    /// Names of that.
    pub region_labels: Labels,
    /// The panel's year; the questions are about the one that follows.
    pub year: i32,
    /// One row for each occupation.
    pub rows: Vec<FormRow>,
    /// Whether anything in it is synthetic.
    pub synthetic: bool,
}

impl PanelForm {
    /// The identification of the form, in the order of [`column::IDENTIFICATION`].
    #[must_use]
    pub fn identification(&self) -> [String; 7] {
        [
            PANEL_FORM.to_string(),
            self.package.clone(),
            self.version.clone(),
            self.body.id.clone(),
            self.region.clone(),
            self.year.to_string(),
            self.rows.len().to_string(),
        ]
    }
}

/// What a body answered to a question about an occupation: a row of the register.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PanelAnswer {
    /// The panel's year.
    pub year: i32,
    /// Who.
    pub body: String,
    /// About where: a region, or the country's code.
    pub region: String,
    /// Occupation or profession.
    pub occupation: String,
    /// Identifier of the question.
    pub question: String,
    /// A code of the question, or [`ABSTAIN`].
    pub answer: String,
    /// Day on which the answer came in, ISO.
    pub date: String,
    /// Why; may be empty.
    pub reason: String,
    /// Name of the form it stands in.
    pub form: String,
    /// Whether it is synthetic.
    pub synthetic: bool,
    /// Where it stands.
    pub cell: Cited,
}

/// Whether enough answered for an opinion to count, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quorum {
    /// Enough did.
    Met,
    /// Too small a share of those asked answered.
    SmallShare,
    /// Too few answered.
    FewAnswers,
    /// Too few regions count.
    FewRegions,
    /// No region is asked.
    NoRegion,
}

impl Quorum {
    /// Key of the sentence in the label files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Quorum::Met => "panel.quorum.met",
            Quorum::SmallShare => "panel.quorum.small-share",
            Quorum::FewAnswers => "panel.quorum.few-answers",
            Quorum::FewRegions => "panel.quorum.few-regions",
            Quorum::NoRegion => "panel.quorum.no-region",
        }
    }
}

/// What a region, or the nation, thinks of an occupation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanelOpinion {
    /// The panel's year.
    pub year: i32,
    /// Identifier of the question.
    pub question: String,
    /// Occupation or profession.
    pub occupation: String,
    /// Region; none for the nation.
    pub region: Option<String>,
    /// Bodies asked.
    pub asked: usize,
    /// Bodies that gave an answer.
    pub answered: usize,
    /// Bodies that sent the form back and abstained.
    pub abstained: usize,
    /// Whether enough answered.
    pub quorum: Quorum,
    /// The same as a sentence with its numbers.
    pub reason: Note,
    /// Number of answers by code: of the nation, those of regions that count and of bodies of the
    /// nation.
    pub answers: BTreeMap<u8, usize>,
    /// Their shares of those who answered; empty where nobody did.
    pub shares: BTreeMap<u8, f64>,
    /// Median code; none without a quorum. Of an even number of answers the mean of the middle two.
    pub median: Option<f64>,
    /// Lower and upper quartile of the codes (definition 7 of Hyndman & Fan 1996); none without a
    /// quorum.
    pub quartiles: Option<(f64, f64)>,
    /// The answer of a majority; none where opinion is divided, or without a quorum.
    pub majority: Option<u8>,
    /// Whether the median says that there is a shortage; undetermined without a quorum. None for a
    /// question that is not about that.
    pub shortage: Option<Verdict>,
    /// Who answered, by identifier.
    pub bodies: Vec<String>,
    /// Whether any answer is synthetic.
    pub synthetic: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Any change of what a row is shows in its check.
    #[test]
    fn a_check_is_of_the_form_the_row_and_the_occupation() {
        let form = ["1", "xx", "1.0", "north", "XX-1", "2026", "2"];
        let check = row_check(&form, "1", "isco08:2111");
        assert_eq!(check, row_check(&form, "1", "isco08:2111"));
        assert!(check.len() == 9 && check.starts_with('c'), "{check}");
        let mut other = form;
        other[5] = "2027";
        for changed in [
            row_check(&other, "1", "isco08:2111"),
            row_check(&form, "2", "isco08:2111"),
            row_check(&form, "1", "isco08:2112"),
            // What moves from one part to the next is another row too.
            row_check(&form, "1i", "sco08:2111"),
        ] {
            assert_ne!(check, changed);
        }
    }
}
