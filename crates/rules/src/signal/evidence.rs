//! What a package and a run say, as evidence on indicators at the level at which it is known.

use crate::evidence::exchange::{latest, whole_year_ratio, worst};
use crate::evidence::permits::permits;
use crate::signal::peers::{PeerSelection, Peers};
use crate::signal::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::numeric::powf;
use suranys_core::shortage_list::{
    Amount, Citation, EXCHANGE_DURATION, EXCHANGE_RATIO, EXCHANGE_WANTED, EvidenceValues,
    ExchangeFigure, ExchangeMeasure, Fact, Finding, IndicatorEvidence, PAY_GROWTH, PAY_PREMIUM,
    PERMITS_STOCK, PERMITS_TRANSFERS, PERMITS_TREND, POSTS_UNFILLED, PackageEvidence, PermitFigure,
    Quantity, SignalBook, SignalForecast, SignalParameter, WantedNote, known_on,
};
use suranys_core::{Key, ObsStatus, Status};

const THOUSAND: f64 = 1000.0;
const PERCENT: f64 = 100.0;
const MONTHS_PER_YEAR: i64 = 12;
/// Measures of notes that state posts without staff.
const POSTS: [&str; 2] = ["posts_unfilled", "shortage"];
/// Measures of notes that name an occupation among the wanted of today.
const WANTED: [&str; 4] = ["named", "required", "vacancies", "vacancies_increase"];

/// Where evidence is gathered from, and as of when.
pub struct Gathering<'a> {
    /// The book.
    pub book: &'a SignalBook,
    /// The package.
    pub package: &'a PackageEvidence,
    /// The classification.
    pub tree: &'a Tree,
    /// What the signal reads of a run.
    pub forecast: &'a SignalForecast,
    /// The last day on which evidence must have been known.
    pub vintage: &'a str,
    /// Root of the random numbers.
    pub key: &'a Key,
    /// Number of draws.
    pub draws: usize,
}

impl Gathering<'_> {
    /// All evidence: that of the run as it is, that of the package up to the vintage. What is not
    /// there is missing; nothing is set to zero.
    #[must_use]
    pub fn evidence(&self) -> Vec<IndicatorEvidence> {
        let mut all = self.forecast.evidence.clone();
        all.extend(self.peers());
        let groups: BTreeSet<(&str, u8)> = self.groups();
        let exchange = self.exchange_known();
        let permits: Vec<PermitFigure> =
            self.package.permits.iter().filter(|f| self.known(&f.date)).cloned().collect();
        let spoken: BTreeSet<&str> = exchange.iter().map(|f| f.occupation.as_str()).collect();
        let permitted: BTreeSet<&str> = permits.iter().map(|f| f.occupation.as_str()).collect();
        for (group, level) in groups {
            if spoken.contains(group) {
                all.extend(self.exchange(&exchange, group, level));
            }
            if permitted.contains(group) {
                all.extend(self.permits(&permits, group, level));
            }
        }
        all.extend(self.posts());
        all.extend(self.wanted());
        all
    }

    /// Lists of other countries in force at the vintage.
    fn peers(&self) -> Vec<IndicatorEvidence> {
        let selection = PeerSelection::at(self.book, self.vintage);
        let prior = self.book.value(SignalParameter::PeerPrior);
        let peers = Peers::of(self.package, self.tree, selection);
        peers.evidence(self.tree, prior, self.key, self.draws)
    }

    /// Figures of the exchange that were known.
    #[must_use]
    pub fn exchange_known(&self) -> Vec<ExchangeFigure> {
        self.package.exchange.iter().filter(|f| self.known(&f.period)).cloned().collect()
    }

    fn known(&self, date: &str) -> bool {
        known_on(date, self.vintage)
    }

    /// Occupations and professions with their digits.
    fn groups(&self) -> BTreeSet<(&str, u8)> {
        let nodes = self.package.nodes.iter().map(|n| (n.id.as_str(), n.level));
        let professions = self.package.professions.iter().map(|p| (p.id.as_str(), 4));
        nodes.chain(professions).filter(|(_, level)| *level > 0).collect()
    }

    fn level(&self, group: &str) -> Option<u8> {
        let profession = self.package.professions.iter().any(|p| p.id == group);
        self.tree.level(group).or(profession.then_some(4))
    }

    fn exchange(
        &self,
        figures: &[ExchangeFigure],
        group: &str,
        level: u8,
    ) -> Vec<IndicatorEvidence> {
        let duration = (ExchangeMeasure::DurationDays, Quantity::VacancyDuration);
        let found = [
            (EXCHANGE_RATIO, whole_year_ratio(figures, group)),
            (EXCHANGE_DURATION, latest(figures, group, duration.0, duration.1)),
        ];
        let known = found.into_iter().filter_map(|(indicator, finding)| match finding {
            Finding::Known(fact) => number(indicator, group, level, &fact),
            Finding::Missing(_) => None,
        });
        known.chain(pay(figures, group, level)).collect()
    }

    /// Permits and transfers for each thousand employed, where the employed are known, and the trend
    /// of permits against their own past.
    fn permits(&self, figures: &[PermitFigure], group: &str, level: u8) -> Vec<IndicatorEvidence> {
        // For each thousand of a thousand: the persons themselves.
        let unit = Fact {
            quantity: String::new(),
            value: Amount::Number(THOUSAND),
            unit: String::new(),
            about: group.to_owned(),
            period: String::new(),
            status: Status::real(ObsStatus::Normal),
            cells: Vec::new(),
        };
        let mut all = Vec::new();
        for (quantity, finding) in permits(figures, group, Some(&unit)) {
            let Finding::Known(fact) = finding else { continue };
            let indicator = match quantity {
                Quantity::PermitsPerThousand => PERMITS_STOCK,
                Quantity::TransfersPerThousand => PERMITS_TRANSFERS,
                _ => PERMITS_TREND,
            };
            let Some(mut one) = number(indicator, group, level, &fact) else { continue };
            if indicator != PERMITS_TREND {
                let Some(employed) = self.forecast.employed.get(group) else { continue };
                let EvidenceValues::Number(persons) = one.values else { continue };
                let share = |e: &f64| if *e > 0.0 { THOUSAND * persons / e } else { f64::NAN };
                one.values = EvidenceValues::Draws(employed.iter().map(share).collect());
                // The denominator is imputed, and the figure is no better.
                one.status = one.status.worst(Status::real(ObsStatus::Imputed));
            }
            all.push(one);
        }
        all
    }

    /// Unfilled posts as stated for the country, for each one filled or unfilled; by the latest
    /// statement on a group whose staff is counted. Several statements of one date on one group are
    /// of parts of it and are not used.
    fn posts(&self) -> Vec<IndicatorEvidence> {
        let mut stated: BTreeMap<(&str, &str), Vec<(&WantedNote, f64)>> = BTreeMap::new();
        for note in
            self.notes(&POSTS, SignalParameter::PostsMonths).filter(|note| note.region.is_empty())
        {
            if let Some(value) = note.value {
                let of = stated.entry((&note.occupation, &note.date)).or_default();
                of.push((note, value));
            }
        }
        let years = self.book.value(SignalParameter::CountYears);
        let mut all = Vec::new();
        for ((group, date), notes) in stated {
            let ([(note, unfilled)], Some(level)) = (notes.as_slice(), self.level(group)) else {
                continue;
            };
            let Some(year) = date.get(..4).and_then(|year| year.parse::<i32>().ok()) else {
                continue;
            };
            let counts = self.package.counts.iter().filter(|count| {
                let age = f64::from(year) - f64::from(count.year);
                count.occupation == group && (0.0..=years).contains(&age)
            });
            let Some(count) = counts.max_by_key(|count| count.year) else { continue };
            let stated = Status { obs: ObsStatus::Estimated, synthetic: note.synthetic };
            all.push(IndicatorEvidence {
                group: group.to_owned(),
                indicator: POSTS_UNFILLED.to_owned(),
                level,
                values: EvidenceValues::Number(unfilled / (unfilled + count.value)),
                status: stated.worst(count.status),
                source: note.cell.file.clone(),
                date: date.to_owned(),
                cells: vec![note.cell.clone().into(), count.cell.clone().into()],
            });
        }
        all
    }

    /// Notes of some measures in the months before the vintage.
    fn notes<'n>(
        &'n self,
        measures: &'n [&str],
        window: SignalParameter,
    ) -> impl Iterator<Item = &'n WantedNote> {
        let window = self.book.value(window);
        let recent = move |note: &&WantedNote| {
            let age = month(self.vintage).zip(month(&note.date)).map(|(now, then)| now - then);
            age.is_some_and(|age| (age as f64) < window)
        };
        let of =
            self.package.wanted.iter().filter(|note| measures.contains(&note.measure.as_str()));
        of.filter(|note| self.known(&note.date)).filter(recent)
    }

    /// Months and regions in which notes name a group, over the months before the vintage. A group
    /// that none names has no such evidence: notes are scattered.
    fn wanted(&self) -> Vec<IndicatorEvidence> {
        let mut by_group: BTreeMap<&str, BTreeMap<(String, &str), Vec<Citation>>> = BTreeMap::new();
        let mut synthetic: BTreeSet<&str> = BTreeSet::new();
        for note in self.notes(&WANTED, SignalParameter::NoteMonths) {
            let when = (note.date.chars().take(7).collect::<String>(), note.region.as_str());
            let notes = by_group.entry(&note.occupation).or_default();
            notes.entry(when).or_default().push(note.cell.clone().into());
            if note.synthetic {
                synthetic.insert(&note.occupation);
            }
        }
        let mut all = Vec::new();
        for (group, notes) in by_group {
            let Some(level) = self.level(group) else { continue };
            let latest = notes.keys().map(|(month, _)| month.clone()).max().unwrap_or_default();
            let mut cells: Vec<Citation> = notes.values().flatten().cloned().collect();
            cells.sort_by_key(ToString::to_string);
            cells.dedup();
            all.push(IndicatorEvidence {
                group: group.to_owned(),
                indicator: EXCHANGE_WANTED.to_owned(),
                level,
                values: EvidenceValues::Number(notes.len() as f64),
                status: Status { obs: ObsStatus::Estimated, synthetic: synthetic.contains(group) },
                source: format!("{} notes", notes.len()),
                date: latest,
                cells,
            });
        }
        all
    }
}

/// Evidence that is one number.
fn number(indicator: &str, group: &str, level: u8, fact: &Fact) -> Option<IndicatorEvidence> {
    let Amount::Number(value) = fact.value else { return None };
    let file = fact.cells.iter().find_map(|cell| match cell {
        Citation::Cell(cell) => Some(cell.file.clone()),
        Citation::Figure(_) => None,
    });
    Some(IndicatorEvidence {
        group: group.to_owned(),
        indicator: indicator.to_owned(),
        level,
        values: EvidenceValues::Number(value),
        status: fact.status,
        source: file.unwrap_or_default(),
        date: fact.period.clone(),
        cells: fact.cells.clone(),
    })
}

/// The offered wage relative to that of all occupations in the latest period that has both, and the
/// yearly change of that ratio since the first.
fn pay(figures: &[ExchangeFigure], group: &str, level: u8) -> Vec<IndicatorEvidence> {
    let wages = |occupation: &str| -> BTreeMap<String, &ExchangeFigure> {
        let of = figures.iter().filter(|f| {
            f.occupation == occupation
                && f.region.is_none()
                && f.measure == ExchangeMeasure::OfferedWage
                && f.value > 0.0
        });
        of.map(|f| (f.period.clone(), f)).collect()
    };
    let (own, all) = (wages(group), wages(""));
    let both: Vec<(&String, f64, [&ExchangeFigure; 2])> = own
        .iter()
        .filter_map(|(period, own)| Some((period, *own, *all.get(period)?)))
        .filter(|(_, own, all)| own.unit == all.unit)
        .map(|(period, own, all)| (period, own.value / all.value, [own, all]))
        .collect();
    let Some((last, premium, parts)) = both.last() else { return Vec::new() };
    let evidence =
        |indicator: &str, value: f64, date: String, parts: &[&ExchangeFigure]| IndicatorEvidence {
            group: group.to_owned(),
            indicator: indicator.to_owned(),
            level,
            values: EvidenceValues::Number(value),
            status: worst(parts.iter().map(|f| f.status)),
            source: parts.first().map(|f| f.cell.file.clone()).unwrap_or_default(),
            date,
            cells: parts.iter().map(|f| f.cell.clone().into()).collect(),
        };
    let mut found = vec![evidence(PAY_PREMIUM, *premium, (*last).clone(), parts)];
    if let Some((first, before, older)) = both.first()
        && let Some(months) = month(last).zip(month(first)).map(|(to, from)| to - from)
        && months > 0
    {
        let yearly = powf(premium / before, MONTHS_PER_YEAR as f64 / months as f64) - 1.0;
        let parts: Vec<&ExchangeFigure> = older.iter().chain(parts).copied().collect();
        let date = format!("{first} … {last}");
        found.push(evidence(PAY_GROWTH, PERCENT * yearly, date, &parts));
    }
    found
}

/// Months since the year zero; January where only the year is given.
fn month(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let year: i64 = parts.next()?.parse().ok()?;
    let month: i64 = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    Some(MONTHS_PER_YEAR * year + month)
}
