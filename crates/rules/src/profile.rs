//! What is known of each subject, gathered from the evidence.

use crate::chain::{by_id, chain, sector_tags};
use crate::evidence::exchange::{latest, regional_ratios, whole_year_ratio};
use crate::evidence::permits::permits;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::run::Note;
use suranys_core::shortage_list::{
    Amount, BodyKind, Citation, Cited, Evidence, Exception, ExchangeMeasure, Fact, Finding,
    ForecastMeasure, Line, Node, Nomination, Position, Profession, Quantity, Source, Subject,
};
use suranys_core::{ObsStatus, Status};

/// Level of unit groups, the finest of the classification.
pub const UNIT_GROUP: u8 = 4;
/// Level of major groups.
const MAJOR_GROUP: u8 = 1;
const THOUSAND: f64 = 1000.0;

/// A subject with everything the rules may look at.
#[derive(Debug, Clone, PartialEq)]
pub struct SubjectProfile {
    /// Who.
    pub subject: Subject,
    /// Quantities, found or missing.
    pub findings: BTreeMap<Quantity, Finding>,
    /// What is shown next to them and decides nothing.
    pub context: Vec<Fact>,
    /// Exceptions on record.
    pub exceptions: Vec<Exception>,
    /// Whether a record it rests on is synthetic.
    pub synthetic: bool,
}

/// Profiles of all major groups and unit groups, by code, then of all professions of lists, by
/// identifier; whatever the order of the evidence's rows.
#[must_use]
pub fn profiles(evidence: &Evidence, lines: &BTreeMap<String, Line>) -> Vec<SubjectProfile> {
    let gather = Gather { evidence, lines, nodes: by_id(&evidence.package.nodes) };
    let levels = [MAJOR_GROUP, UNIT_GROUP];
    let occupations: BTreeSet<&str> = evidence
        .package
        .nodes
        .iter()
        .filter(|n| levels.contains(&n.level))
        .map(|n| n.id.as_str())
        .collect();
    let professions: BTreeMap<&str, &Profession> =
        evidence.package.professions.iter().map(|p| (p.id.as_str(), p)).collect();
    let mut all: Vec<SubjectProfile> =
        occupations.iter().filter_map(|id| gather.occupation(id)).collect();
    all.extend(professions.values().map(|p| gather.profession(p)));
    all
}

struct Gather<'m> {
    evidence: &'m Evidence,
    lines: &'m BTreeMap<String, Line>,
    nodes: BTreeMap<&'m str, &'m Node>,
}

impl<'m> Gather<'m> {
    fn sectors(&self, chain: &[&Node]) -> Vec<String> {
        sector_tags(&self.evidence.package, chain).into_iter().map(str::to_owned).collect()
    }

    fn occupation(&self, id: &str) -> Option<SubjectProfile> {
        let chain = chain(&self.nodes, id);
        let node = chain.first()?;
        let subject = Subject {
            id: node.id.clone(),
            labels: node.labels.clone(),
            occupation: node.id.clone(),
            alternative: String::new(),
            level: node.level,
            profession: false,
            sectors: self.sectors(&chain),
            lists: Vec::new(),
        };
        let group = chain.last().and_then(|major| {
            let (group, cell) = self.evidence.package.national_groups.get(&major.id)?;
            Some((group.clone(), cell.clone()))
        });
        Some(self.profile(subject, &chain, group))
    }

    fn profession(&self, profession: &Profession) -> SubjectProfile {
        let chain = chain(&self.nodes, &profession.occupation);
        let lists = self.evidence.package.approved.iter().filter(|a| a.profession == profession.id);
        let subject = Subject {
            id: profession.id.clone(),
            labels: profession.labels.clone(),
            occupation: profession.occupation.clone(),
            alternative: profession.alternative.clone(),
            level: chain.first().map_or(0, |n| n.level),
            profession: true,
            sectors: self.sectors(&chain),
            lists: lists.map(|a| a.list.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
        };
        let group = profession.national_group.clone();
        let cell = Cited { column: "national_group".to_owned(), ..profession.cell.clone() };
        let cell = Cited { text: group.clone(), ..cell };
        self.profile(subject, &chain, (!group.is_empty()).then_some((group, cell)))
    }

    fn profile(
        &self,
        subject: Subject,
        chain: &[&Node],
        group: Option<(String, Cited)>,
    ) -> SubjectProfile {
        let occupation = subject.occupation.clone();
        let mut findings = BTreeMap::new();
        findings.insert(Quantity::MajorGroup, major_group(&occupation, group));
        let employed = self.forecast(&occupation, ForecastMeasure::Employment);
        self.forecasts(&occupation, chain, employed.as_ref(), &mut findings);
        let exchange = &self.evidence.package.exchange;
        findings.insert(Quantity::VacanciesPerResume, whole_year_ratio(exchange, &occupation));
        let (short, regions) = regional_ratios(exchange, &occupation);
        findings.insert(Quantity::RegionsShort, short);
        for (measure, quantity) in [
            (ExchangeMeasure::DurationDays, Quantity::VacancyDuration),
            (ExchangeMeasure::OfferedWage, Quantity::OfferedWage),
        ] {
            findings.insert(quantity, latest(exchange, &occupation, measure, quantity));
        }
        findings.extend(permits(&self.evidence.package.permits, &occupation, employed.as_ref()));
        self.procedure(&subject.id, &mut findings);
        let mut context = regions;
        for wider in chain.iter().skip(1) {
            context.extend(self.forecast(&wider.id, ForecastMeasure::ShortageProbability));
        }
        for sector in &subject.sectors {
            if let Some(section) = self.evidence.package.sector_sections.get(sector) {
                context.extend(section_facts(self.evidence, section));
            }
        }
        context.extend(self.posts(&subject.id));
        let exceptions: Vec<Exception> = self
            .evidence
            .package
            .exceptions
            .iter()
            .filter(|e| e.subject == subject.id || e.subject == occupation)
            .cloned()
            .collect();
        let line = self.lines.get(&subject.id);
        let synthetic = exceptions.iter().any(|e| e.synthetic)
            || proposals(self.evidence, &subject.id).iter().any(|n| n.synthetic)
            || line.is_some_and(|l| l.history.iter().any(|e| e.synthetic));
        SubjectProfile { subject, findings, context, exceptions, synthetic }
    }

    fn forecast(&self, occupation: &str, measure: ForecastMeasure) -> Option<Fact> {
        let all = self.evidence.forecast.figures.iter();
        let found = all.filter(|f| f.occupation == occupation && f.measure == measure);
        let f = found.max_by(|a, b| (&a.period, &a.citation).cmp(&(&b.period, &b.citation)))?;
        let (quantity, unit) = match measure {
            ForecastMeasure::ShortageProbability => {
                (Quantity::ShortageProbability.key(), Quantity::ShortageProbability.unit())
            }
            ForecastMeasure::Shortage => ("forecast.shortage", "persons"),
            ForecastMeasure::Employment => ("forecast.employment", "persons"),
        };
        Some(Fact {
            quantity: quantity.to_owned(),
            value: Amount::Number(f.value),
            unit: unit.to_owned(),
            about: occupation.to_owned(),
            period: f.period.clone(),
            status: f.status,
            cells: vec![f.citation.clone()],
        })
    }

    fn forecasts(
        &self,
        occupation: &str,
        chain: &[&Node],
        employed: Option<&Fact>,
        findings: &mut BTreeMap<Quantity, Finding>,
    ) {
        let known = chain
            .iter()
            .find(|n| self.forecast(&n.id, ForecastMeasure::ShortageProbability).is_some());
        let missing = |quantity: Quantity| {
            let arguments = [
                ("quantity", quantity.key().to_owned()),
                ("occupation", occupation.to_owned()),
                ("wider", known.map_or("–".to_owned(), |n| n.id.clone())),
            ];
            Finding::Missing(Note::new("missing.forecast", arguments))
        };
        let probability = self.forecast(occupation, ForecastMeasure::ShortageProbability);
        findings.insert(
            Quantity::ShortageProbability,
            probability.map_or_else(|| missing(Quantity::ShortageProbability), Finding::Known),
        );
        let shortage = self.forecast(occupation, ForecastMeasure::Shortage);
        let share = shortage.zip(employed).and_then(|(shortage, employed)| {
            match (&shortage.value, &employed.value) {
                (Amount::Number(s), Amount::Number(e)) if *e > 0.0 => Some(Fact {
                    quantity: Quantity::ShortageShare.key().to_owned(),
                    value: Amount::Number(s / e),
                    unit: Quantity::ShortageShare.unit().to_owned(),
                    status: shortage.status.worst(employed.status),
                    cells: shortage.cells.iter().chain(&employed.cells).cloned().collect(),
                    ..shortage.clone()
                }),
                _ => None,
            }
        });
        findings.insert(
            Quantity::ShortageShare,
            share.map_or_else(|| missing(Quantity::ShortageShare), Finding::Known),
        );
    }

    fn procedure(&self, id: &str, findings: &mut BTreeMap<Quantity, Finding>) {
        let missing = |quantity: Quantity, key: &str| {
            Finding::Missing(Note::new(key, [("quantity", quantity.key().to_owned())]))
        };
        let proposed = proposals(self.evidence, id);
        let bodies: BTreeSet<&str> = proposed.iter().map(|n| n.body.as_str()).collect();
        let nominating = Quantity::NominatingBodies;
        let finding = if self.evidence.package.nominations.is_empty() {
            missing(nominating, "missing.nominations")
        } else {
            let period = proposed.iter().map(|n| n.date.clone()).max().unwrap_or_default();
            let cells = proposed.iter().map(|n| n.cell.clone().into()).collect();
            let synthetic = self.evidence.package.nominations.iter().any(|n| n.synthetic);
            counted(nominating, bodies.len(), id, &period, cells, synthetic)
        };
        findings.insert(nominating, finding);
        let spoken = self.lines.get(id).filter(|line| {
            let said = [Position::Agree, Position::Amend, Position::Disagree];
            line.history
                .iter()
                .any(|e| said.contains(&e.position) && BodyKind::CONSULTED.contains(&e.kind))
        });
        for quantity in [Quantity::KindsAgreed, Quantity::Objections] {
            let finding = match spoken {
                None => missing(quantity, "missing.positions"),
                Some(line) => {
                    let count = match quantity {
                        Quantity::KindsAgreed => line.kinds_agreed,
                        _ => line.objections,
                    };
                    let period = line.history.last().map(|e| e.date.clone()).unwrap_or_default();
                    let cells = line.history.iter().map(|e| e.cell.clone().into()).collect();
                    let synthetic = line.history.iter().any(|e| e.synthetic);
                    counted(quantity, count, id, &period, cells, synthetic)
                }
            };
            findings.insert(quantity, finding);
        }
    }

    fn posts(&self, id: &str) -> Vec<Fact> {
        let mut of: Vec<_> =
            self.evidence.package.posts.iter().filter(|p| p.profession == id).collect();
        of.sort_by(|a, b| (&a.period, &a.cell).cmp(&(&b.period, &b.cell)));
        of.into_iter()
            .map(|p| Fact {
                quantity: "posts.unfilled".to_owned(),
                value: Amount::Number(p.value),
                unit: "staff positions".to_owned(),
                about: id.to_owned(),
                period: p.period.clone(),
                status: p.status,
                cells: vec![p.cell.clone().into()],
            })
            .collect()
    }
}

fn major_group(occupation: &str, group: Option<(String, Cited)>) -> Finding {
    let Some((group, cell)) = group else {
        let arguments = [
            ("quantity", Quantity::MajorGroup.key().to_owned()),
            ("occupation", occupation.to_owned()),
        ];
        return Finding::Missing(Note::new("missing.group", arguments));
    };
    Finding::Known(Fact {
        quantity: Quantity::MajorGroup.key().to_owned(),
        value: Amount::Code(group),
        unit: Quantity::MajorGroup.unit().to_owned(),
        about: occupation.to_owned(),
        period: String::new(),
        status: Status::real(ObsStatus::Normal),
        cells: vec![cell.into()],
    })
}

fn counted(
    quantity: Quantity,
    count: usize,
    about: &str,
    period: &str,
    cells: Vec<Citation>,
    synthetic: bool,
) -> Finding {
    Finding::Known(Fact {
        quantity: quantity.key().to_owned(),
        value: Amount::Number(count as f64),
        unit: quantity.unit().to_owned(),
        about: about.to_owned(),
        period: period.to_owned(),
        status: Status { obs: ObsStatus::Normal, synthetic },
        cells,
    })
}

/// Published figures about the nation: vacancies for each CV, permits per thousand employed.
pub fn nation(evidence: &Evidence) -> Vec<Fact> {
    let lines = BTreeMap::new();
    let gather = Gather { evidence, lines: &lines, nodes: BTreeMap::new() };
    let employed = gather.forecast("", ForecastMeasure::Employment);
    let mut found = vec![whole_year_ratio(&evidence.package.exchange, "")];
    found.extend(
        permits(&evidence.package.permits, "", employed.as_ref()).map(|(_, finding)| finding),
    );
    let known = found.into_iter().filter_map(|finding| match finding {
        Finding::Known(fact) => Some(fact),
        Finding::Missing(_) => None,
    });
    gather.forecast("", ForecastMeasure::ShortageProbability).into_iter().chain(known).collect()
}

/// Published figures about a section: vacancies as counted, permits per thousand employed.
fn section_facts(evidence: &Evidence, section: &str) -> Vec<Fact> {
    let latest = |what: &str, by: &str| {
        let of = evidence
            .package
            .sections
            .iter()
            .filter(|f| f.section == section && f.what == what && f.period.as_str() <= by);
        of.max_by(|a, b| (&a.period, &a.cells).cmp(&(&b.period, &b.cells)))
    };
    const EVER: &str = "9999";
    let mut facts = Vec::new();
    if let Some(vacancies) = latest("vacancies", EVER) {
        facts.push(Fact {
            quantity: "exchange.vacancies".to_owned(),
            value: Amount::Number(vacancies.value),
            unit: "items".to_owned(),
            about: section.to_owned(),
            period: vacancies.period.clone(),
            status: vacancies.status,
            cells: vacancies.cells.iter().cloned().map(Citation::Cell).collect(),
        });
    }
    if let Some(permits) = latest("permits", EVER)
        && let Some(employed) = latest("employment", &permits.period)
        && employed.value > 0.0
    {
        facts.push(Fact {
            quantity: "permits.all_per_thousand_employed".to_owned(),
            value: Amount::Number(THOUSAND * permits.value / employed.value),
            unit: Quantity::PermitsPerThousand.unit().to_owned(),
            about: section.to_owned(),
            period: format!("{} / {}", permits.period, employed.period),
            status: permits.status.worst(employed.status),
            cells: {
                let cells = permits.cells.iter().chain(&employed.cells);
                cells.cloned().map(Citation::Cell).collect()
            },
        });
    }
    facts
}

/// The quantities of a source of evidence that a profile has.
pub fn has_source(findings: &BTreeMap<Quantity, Finding>, source: Source) -> bool {
    findings.iter().any(|(quantity, finding)| {
        quantity.source() == source && matches!(finding, Finding::Known(_))
    })
}

/// Proposals for a subject.
fn proposals<'m>(evidence: &'m Evidence, id: &str) -> Vec<&'m Nomination> {
    evidence.package.nominations.iter().filter(|n| n.subject == id).collect()
}
