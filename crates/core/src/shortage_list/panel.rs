//! The yearly panel: what is asked about occupations, what bodies answer, and what comes of it.

use crate::classification::Labels;
use crate::run::Note;
use crate::scenario::{CitedBasis, ParameterSpec};
use crate::shortage_list::citation::Cited;
use crate::shortage_list::rulebook::RuleParameter;
use crate::shortage_list::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
            Quorum::Met => "consult.quorum.met",
            Quorum::SmallShare => "consult.quorum.small-share",
            Quorum::FewAnswers => "consult.quorum.few-answers",
            Quorum::FewRegions => "consult.quorum.few-regions",
            Quorum::NoRegion => "consult.quorum.no-region",
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
