//! What rules are applied to: figures and records, each with where it stands.

use crate::classification::Labels;
use crate::observation::Status;
use crate::shortage_list::citation::{Citation, Cited};
use crate::shortage_list::panel::PanelAnswer;
use crate::shortage_list::peer_lists::{
    PeerEntry, PeerList, StaffCount, WantedNote, known_on, last_day,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An occupation of the classification, at any level.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Identifier: edition and code, as in `isco08:2212`.
    pub id: String,
    /// Number of digits.
    pub level: u8,
    /// Identifier of the occupation it is part of; empty for a major group.
    pub parent: String,
    /// Names.
    pub labels: Labels,
    /// Where it stands.
    pub cell: Cited,
}

/// A profession named by a list, finer than the classification or outside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Profession {
    /// Identifier.
    pub id: String,
    /// Names.
    pub labels: Labels,
    /// The occupation it belongs to by our own mapping.
    pub occupation: String,
    /// Another occupation it might belong to; empty when there is none.
    pub alternative: String,
    /// Major group of the national classifier by our own mapping.
    pub national_group: String,
    /// Where it stands.
    pub cell: Cited,
}

/// That a list names a profession.
#[derive(Debug, Clone, PartialEq)]
pub struct Approved {
    /// Identifier of the list.
    pub list: String,
    /// Identifier of the profession.
    pub profession: String,
    /// Where it stands.
    pub cell: Cited,
}

/// Quantities read from a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ForecastMeasure {
    /// Share of draws in which entrants cover the occupation's job openings of the policy period less
    /// than the nation's.
    ShortageProbability,
    /// Median of the job openings beyond what entrants would fill if they covered each occupation's as
    /// they cover the nation's, over the policy period, persons.
    Shortage,
    /// Employed persons in the first year of the policy period.
    Employment,
}

/// A figure of a run about an occupation.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastFigure {
    /// Occupation; empty for the nation.
    pub occupation: String,
    /// Quantity.
    pub measure: ForecastMeasure,
    /// Value.
    pub value: f64,
    /// Year or years, as printed.
    pub period: String,
    /// Status.
    pub status: Status,
    /// Where it stands: in the run itself, or in a table of a report.
    pub citation: Citation,
}

/// How the exchange counts; the four never mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Flow {
    /// Postings in a year.
    Annual,
    /// Postings in a quarter.
    Quarterly,
    /// Postings in a month.
    Monthly,
    /// Postings open on a day.
    DayStock,
}

impl Flow {
    /// All, with their codes in tables.
    pub const ALL: [(Flow, &'static str); 4] = [
        (Flow::Annual, "annual_flow"),
        (Flow::Quarterly, "quarterly_flow"),
        (Flow::Monthly, "monthly_flow"),
        (Flow::DayStock, "day_stock"),
    ];
}

/// What the exchange counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ExchangeMeasure {
    /// Vacancies.
    Vacancies,
    /// CVs.
    Resumes,
    /// Mean days a vacancy stays open.
    DurationDays,
    /// Mean offered wage per month, in the unit of its figure.
    OfferedWage,
}

impl ExchangeMeasure {
    /// All, with their codes in tables.
    pub const ALL: [(ExchangeMeasure, &'static str); 4] = [
        (ExchangeMeasure::Vacancies, "vacancies"),
        (ExchangeMeasure::Resumes, "resumes"),
        (ExchangeMeasure::DurationDays, "vacancy_duration"),
        (ExchangeMeasure::OfferedWage, "offered_wage"),
    ];
}

/// A figure of the exchange.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeFigure {
    /// `2025`, `2025-07`, `2025-Q3` or `2025-07-31`.
    pub period: String,
    /// How it is counted.
    pub flow: Flow,
    /// Region; none for the country.
    pub region: Option<String>,
    /// Occupation; empty for all.
    pub occupation: String,
    /// What is counted.
    pub measure: ExchangeMeasure,
    /// Value, in `unit`.
    pub value: f64,
    /// Unit: items, days, or a currency per month.
    pub unit: String,
    /// Status.
    pub status: Status,
    /// Where it stands.
    pub cell: Cited,
}

/// Categories of permits that the evidence distinguishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PermitCategory {
    /// Heads and deputies.
    Heads,
    /// Heads of units.
    Units,
    /// Specialists.
    Specialists,
    /// Intra-corporate transfers.
    Transfers,
}

impl PermitCategory {
    /// All, with their codes in tables.
    pub const ALL: [(PermitCategory, &'static str); 4] = [
        (PermitCategory::Heads, "cat1"),
        (PermitCategory::Units, "cat2"),
        (PermitCategory::Specialists, "cat3"),
        (PermitCategory::Transfers, "ict"),
    ];
}

/// Foreign workers on permits on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct PermitFigure {
    /// Day or month.
    pub date: String,
    /// Occupation; empty for all.
    pub occupation: String,
    /// Category.
    pub category: PermitCategory,
    /// Persons.
    pub value: f64,
    /// Status.
    pub status: Status,
    /// Where it stands.
    pub cell: Cited,
}

/// A published figure about a section of activity, shown next to occupations, never in their stead.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionFigure {
    /// Section; empty for the nation.
    pub section: String,
    /// Key of what it is, for the label files.
    pub what: String,
    /// Value.
    pub value: f64,
    /// Period.
    pub period: String,
    /// Status.
    pub status: Status,
    /// Cells it is made from.
    pub cells: Vec<Cited>,
}

/// Posts that a sector ministry says it can't fill, for a profession.
#[derive(Debug, Clone, PartialEq)]
pub struct PostsFigure {
    /// Profession.
    pub profession: String,
    /// Period.
    pub period: String,
    /// Staff positions, not persons.
    pub value: f64,
    /// Status.
    pub status: Status,
    /// Where it stands.
    pub cell: Cited,
}

/// A record that an occupation is listed although outside the scope.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// Profession or occupation.
    pub subject: String,
    /// Who decided it.
    pub body: String,
    /// When, ISO.
    pub date: String,
    /// By what document.
    pub document: String,
    /// Why.
    pub reason: String,
    /// Whether the record is synthetic.
    pub synthetic: bool,
    /// Where it stands.
    pub cell: Cited,
}

/// A sector ministry's proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Nomination {
    /// Profession or occupation.
    pub subject: String,
    /// Who proposes.
    pub body: String,
    /// When, ISO.
    pub date: String,
    /// Why.
    pub reason: String,
    /// Whether the record is synthetic.
    pub synthetic: bool,
    /// Where it stands.
    pub cell: Cited,
}

/// Kinds of bodies in a consultation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodyKind {
    /// The body that keeps and approves the list.
    Authority,
    /// A state body.
    StateBody,
    /// A regional or local government; stored runs of an earlier format have the former word.
    #[serde(alias = "akimat")]
    RegionalGovernment,
    /// A chamber of employers.
    Chamber,
}

impl BodyKind {
    /// All, with their codes in tables.
    pub const ALL: [(BodyKind, &'static str); 4] = [
        (BodyKind::Authority, "authority"),
        (BodyKind::StateBody, "state_body"),
        (BodyKind::RegionalGovernment, "regional_government"),
        (BodyKind::Chamber, "chamber"),
    ];
    /// Those whose agreement the rules ask for.
    pub const CONSULTED: [BodyKind; 3] =
        [BodyKind::StateBody, BodyKind::RegionalGovernment, BodyKind::Chamber];
}

/// A body that may take a position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Identifier.
    pub id: String,
    /// Kind.
    pub kind: BodyKind,
    /// Its region; empty where it speaks for the nation, or its region is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// Tags of the priority sectors it answers for; none where it answers for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<String>,
    /// Names.
    pub labels: Labels,
}

/// What a body says or does about a line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// Puts it forward.
    Propose,
    /// Agrees.
    Agree,
    /// Would agree to something else.
    Amend,
    /// Disagrees.
    Disagree,
    /// Approves it by an act.
    Approve,
    /// Publishes it.
    Publish,
    /// Takes it off.
    Withdraw,
}

impl Position {
    /// All, with their codes in tables, in the order in which a day's entries follow each other.
    pub const ALL: [(Position, &'static str); 7] = [
        (Position::Propose, "propose"),
        (Position::Agree, "agree"),
        (Position::Amend, "amend"),
        (Position::Disagree, "disagree"),
        (Position::Approve, "approve"),
        (Position::Publish, "publish"),
        (Position::Withdraw, "withdraw"),
    ];

    /// The position's code in tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(p, _)| *p == self).map_or("", |(_, key)| key)
    }
}

/// An entry of the consultation register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Profession or occupation.
    pub line: String,
    /// Who.
    pub body: String,
    /// What kind of body.
    pub kind: BodyKind,
    /// What it says.
    pub position: Position,
    /// When, ISO, as exactly as known.
    pub date: String,
    /// In which document.
    pub document: String,
    /// Why.
    pub reason: String,
    /// Whether the entry is synthetic.
    pub synthetic: bool,
    /// Where it stands.
    pub cell: Cited,
}

/// What rules read of a data package.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PackageEvidence {
    /// Name of the package.
    pub name: String,
    /// Version of the package.
    pub version: String,
    /// Code of the country among the regions.
    pub country: String,
    /// Names of the regions and of the country, by code.
    pub region_labels: BTreeMap<String, Labels>,
    /// Whether anything of it is synthetic.
    pub synthetic: bool,
    /// Names of the priority sectors, by tag.
    pub sector_labels: BTreeMap<String, Labels>,
    /// Occupations.
    pub nodes: Vec<Node>,
    /// Major group of the international to that of the national classifier.
    pub national_groups: BTreeMap<String, (String, Cited)>,
    /// Tags of priority sectors by occupation, at any level.
    pub sectors: BTreeMap<String, Vec<String>>,
    /// Section of activity of each priority sector.
    pub sector_sections: BTreeMap<String, String>,
    /// Professions of lists.
    pub professions: Vec<Profession>,
    /// Which list names which profession.
    pub approved: Vec<Approved>,
    /// Figures of the exchange.
    pub exchange: Vec<ExchangeFigure>,
    /// Permits.
    pub permits: Vec<PermitFigure>,
    /// Published totals by section and for the nation.
    pub sections: Vec<SectionFigure>,
    /// Unfilled posts.
    pub posts: Vec<PostsFigure>,
    /// Recorded exceptions.
    pub exceptions: Vec<Exception>,
    /// Proposals of ministries.
    pub nominations: Vec<Nomination>,
    /// Consulted bodies.
    pub bodies: Vec<Body>,
    /// The consultation register.
    pub register: Vec<Entry>,
    /// Answers of the yearly panel.
    pub panel: Vec<PanelAnswer>,
    /// Lists of other countries.
    pub peer_lists: Vec<PeerList>,
    /// What those lists name.
    pub peer_entries: Vec<PeerEntry>,
    /// Professions that notes name as wanted.
    pub wanted: Vec<WantedNote>,
    /// Counts of staff.
    pub counts: Vec<StaffCount>,
}

impl PackageEvidence {
    /// The last day that anything dated of it can speak of: the vintage of evidence where none is
    /// asked for. Empty where nothing is dated.
    #[must_use]
    pub fn last_known(&self) -> String {
        let known = self.peer_lists.iter().map(|list| list.known_from.as_str());
        let notes = self.wanted.iter().map(|note| note.date.as_str());
        let permits = self.permits.iter().map(|figure| figure.date.as_str());
        let days = known.chain(notes).chain(permits).filter(|date| !date.is_empty());
        days.map(last_day).max().unwrap_or_default()
    }

    /// What was known of it on an ISO day. Lists of the country itself stay: they are what is compared.
    #[must_use]
    pub fn as_of(mut self, day: &str) -> PackageEvidence {
        self.exchange.retain(|one| known_on(&one.period, day));
        self.permits.retain(|one| known_on(&one.date, day));
        self.sections.retain(|one| known_on(&one.period, day));
        self.posts.retain(|one| known_on(&one.period, day));
        self.exceptions.retain(|one| known_on(&one.date, day));
        self.nominations.retain(|one| known_on(&one.date, day));
        self.register.retain(|one| known_on(&one.date, day));
        self.panel.retain(|one| known_on(&one.date, day));
        self.peer_lists.retain(|one| known_on(&one.known_from, day));
        self.wanted.retain(|one| known_on(&one.date, day));
        self.counts.retain(|one| known_on(&one.year.to_string(), day));
        let lists = &self.peer_lists;
        self.peer_entries.retain(|entry| lists.iter().any(|list| list.id == entry.list));
        self
    }
}

/// What rules read of one scenario of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ForecastEvidence {
    /// Seed of the run, which the ranking shares.
    pub seed: u64,
    /// Number of draws of the run, as many as the ranking makes.
    pub draws: usize,
    /// Whether a figure of it is synthetic.
    pub synthetic: bool,
    /// Figures, each of an occupation or of the nation.
    pub figures: Vec<ForecastFigure>,
    /// Draws of the shortage over the policy period, persons, by occupation: draw 17 of one belongs
    /// to draw 17 of every other.
    pub shortage_draws: BTreeMap<String, Vec<f64>>,
}

/// Everything rules are applied to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// Records and figures of the package.
    pub package: PackageEvidence,
    /// Figures of the run.
    pub forecast: ForecastEvidence,
}

impl Evidence {
    /// Whether anything of it is synthetic.
    #[must_use]
    pub fn synthetic(&self) -> bool {
        self.package.synthetic || self.forecast.synthetic
    }
}
