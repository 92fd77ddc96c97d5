//! Lists of other countries: which are in force, whom they name, and the share of countries that
//! name a group.
//!
//! Countries are counted, never rows or lists. A complete list is silent outside its scope and says
//! no within it by not naming; of a partial list only what it names is known, so its country
//! enters the denominator only there. A ranking of vacancies names the frequent, not the short, and
//! is not counted.
//!
//! The countries with a list are a sample of those that could be asked, so the share is drawn by the
//! Bayesian bootstrap over countries (Rubin 1981): each country's weight is exponential, one draw for
//! all groups, with the prior's weight for and against. By itself the share of k among n countries is
//! then Beta(k + a, n − k + a), Jeffreys' posterior at a = ½; over groups it moves together, and one
//! more country that names a group lowers its share in no draw.

use crate::signal::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::numeric::{ln, sum};
use suranys_core::shortage_list::{
    Citation, EvidenceValues, IndicatorEvidence, PEERS_SHARE, PackageEvidence, PeerList,
    SignalBook, SignalParameter, last_day,
};
use suranys_core::{Key, ObsStatus, Status};

/// Which lists are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PeerSelection<'a> {
    /// Last day on which a list must have been public; any list where there is none.
    pub vintage: Option<&'a str>,
    /// Years for which a list that is over, and that none has followed, speaks on.
    pub lapsed_years: f64,
    /// Country left out.
    pub without: Option<&'a str>,
    /// Whether entries that name a group above the unit groups are left out.
    pub units_only: bool,
}

impl<'a> PeerSelection<'a> {
    /// Lists in force on a day, by the book.
    #[must_use]
    pub fn at(book: &SignalBook, day: &'a str) -> PeerSelection<'a> {
        let lapsed_years = book.value(SignalParameter::LapsedYears);
        PeerSelection { vintage: Some(day), lapsed_years, ..PeerSelection::default() }
    }
}

/// What one country's lists say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PeerCountry {
    /// Unit groups named.
    pub named: BTreeSet<String>,
    /// Unit groups that a complete list of it could name.
    pub scope: BTreeSet<String>,
    cells: BTreeMap<String, Vec<Citation>>,
}

/// What the lists of other countries say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Peers {
    /// By country.
    pub countries: BTreeMap<String, PeerCountry>,
    /// Lists in force, by identifier.
    pub lists: Vec<String>,
    /// The day on which the latest of them became public.
    pub known: String,
}

impl Peers {
    /// What the selected lists of a package say.
    #[must_use]
    pub fn of(package: &PackageEvidence, tree: &Tree, selection: PeerSelection<'_>) -> Peers {
        let mut peers = Peers::default();
        let mut lists: BTreeMap<&str, &PeerList> = BTreeMap::new();
        for list in in_force(&package.peer_lists, selection) {
            if selection.without == Some(list.country.as_str()) {
                continue;
            }
            lists.insert(&list.id, list);
            peers.lists.push(list.id.clone());
            peers.known = peers.known.clone().max(list.known_from.clone());
            let country = peers.countries.entry(list.country.clone()).or_default();
            if list.complete {
                match list.scope.is_empty() {
                    true => country.scope.extend(tree.unit_groups().map(str::to_owned)),
                    false => {
                        let units = list.scope.iter().flat_map(|group| tree.units_of(group));
                        country.scope.extend(units.map(str::to_owned));
                    }
                }
            }
        }
        peers.lists.sort();
        for entry in &package.peer_entries {
            let Some(list) = lists.get(entry.list.as_str()) else { continue };
            let Some(country) = peers.countries.get_mut(&list.country) else { continue };
            for unit in tree.units_of(&entry.occupation) {
                if !selection.units_only || unit == entry.occupation {
                    country.named.insert(unit.to_owned());
                    let cells = country.cells.entry(unit.to_owned()).or_default();
                    cells.push(entry.cell.clone().into());
                }
            }
        }
        for country in peers.countries.values_mut() {
            country.cells.values_mut().for_each(|cells| {
                cells.sort_by_key(ToString::to_string);
                cells.dedup();
            });
        }
        peers
    }

    /// Number of countries that name a unit group.
    #[must_use]
    pub fn count(&self, unit: &str) -> usize {
        self.countries.values().filter(|country| country.named.contains(unit)).count()
    }

    /// Countries that speak of a unit group, with whether they name it.
    fn speaking<'p>(&'p self, unit: &'p str) -> impl Iterator<Item = (&'p str, bool)> {
        self.countries.iter().filter_map(move |(id, country)| {
            let named = country.named.contains(unit);
            (named || country.scope.contains(unit)).then_some((id.as_str(), named))
        })
    }

    /// Countries that name a unit group, and those that speak of it.
    #[must_use]
    pub fn named_of(&self, unit: &str) -> (usize, usize) {
        let speaking: Vec<bool> = self.speaking(unit).map(|(_, named)| named).collect();
        (speaking.iter().filter(|named| **named).count(), speaking.len())
    }

    /// Countries with a complete list.
    pub fn complete(&self) -> impl Iterator<Item = (&str, &PeerCountry)> {
        let all = self.countries.iter().filter(|(_, country)| !country.scope.is_empty());
        all.map(|(id, country)| (id.as_str(), country))
    }

    /// The share of countries that name each unit group of which any country speaks, in draws;
    /// `prior` countries for and as many against, in halves.
    #[must_use]
    pub fn evidence(
        &self,
        tree: &Tree,
        prior: f64,
        key: &Key,
        draws: usize,
    ) -> Vec<IndicatorEvidence> {
        let key = key.with(PEERS_SHARE);
        let weights: BTreeMap<&str, Vec<f64>> = self
            .countries
            .keys()
            .map(|id| {
                let streams = key.with("country").with(id).streams();
                let weight = |draw| -ln(streams.draw(draw).uniform());
                (id.as_str(), (0..draws).map(weight).collect())
            })
            .collect();
        let side = |name: &str| -> Vec<f64> {
            let streams = key.with(name).streams();
            // Half a chi-squared number of 2a degrees of freedom is gamma distributed with shape a.
            let halves = (2.0 * prior).round().max(0.0) as usize;
            let squares = |draw| {
                let mut stream = streams.draw(draw);
                sum((0..halves).map(|_| stream.normal()).map(|z| z * z / 2.0))
            };
            (0..draws).map(squares).collect()
        };
        let (for_it, against) = (side("for"), side("against"));
        let mut all = Vec::new();
        for unit in tree.unit_groups() {
            let speaking: Vec<(&str, bool)> = self.speaking(unit).collect();
            if speaking.is_empty() {
                continue;
            }
            let weighted: Vec<(&[f64], bool)> = speaking
                .iter()
                .filter_map(|(id, named)| Some((weights.get(id)?.as_slice(), *named)))
                .collect();
            let share = |draw: usize| {
                let of = |named_only: bool| {
                    let chosen = weighted.iter().filter(|(_, named)| *named || !named_only);
                    sum(chosen.filter_map(|(weights, _)| weights.get(draw)).copied())
                };
                let prior = |side: &[f64]| side.get(draw).copied().unwrap_or(0.0);
                let yes = prior(&for_it) + of(true);
                yes / (prior(&for_it) + prior(&against) + of(false))
            };
            let naming: Vec<&str> =
                speaking.iter().filter(|(_, named)| *named).map(|(id, _)| *id).collect();
            let cells = self.countries.values().filter_map(|country| country.cells.get(unit));
            all.push(IndicatorEvidence {
                group: unit.to_owned(),
                indicator: PEERS_SHARE.to_owned(),
                level: 4,
                values: EvidenceValues::Draws((0..draws).map(share).collect()),
                status: Status::real(ObsStatus::Normal),
                source: match naming.is_empty() {
                    true => format!("0/{}", speaking.len()),
                    false => format!("{}/{}: {}", naming.len(), speaking.len(), naming.join(" ")),
                },
                date: self.known.clone(),
                cells: cells.flatten().cloned().collect(),
            });
        }
        all
    }
}

/// Lists that are counted and were in force on the selection's day, by identifier: public by then,
/// begun by then, and not over. A list that is over speaks on for some years while its country has
/// published none of the same kind since.
fn in_force<'l>(lists: &'l [PeerList], selection: PeerSelection<'_>) -> Vec<&'l PeerList> {
    let counted: Vec<&PeerList> = lists.iter().filter(|list| !list.ranking).collect();
    let Some(day) = selection.vintage else { return by_identifier(counted) };
    let year = |date: &str| date.get(..4).and_then(|year| year.parse::<f64>().ok());
    let known: Vec<&PeerList> = counted
        .into_iter()
        .filter(|list| {
            last_day(&list.known_from).as_str() <= day && list.valid_from.as_str() <= day
        })
        .collect();
    let speaks = |list: &&PeerList| {
        if last_day(&list.valid_to).as_str() >= day {
            return true;
        }
        let age = year(day).zip(year(&list.valid_to)).map(|(now, then)| now - then);
        let followed = known.iter().any(|other| {
            let alike = (&other.country, other.complete, &other.scope)
                == (&list.country, list.complete, &list.scope);
            alike && other.valid_from > list.valid_from
        });
        !followed && age.is_some_and(|age| age <= selection.lapsed_years)
    };
    by_identifier(known.iter().copied().filter(speaks).collect())
}

fn by_identifier(mut lists: Vec<&PeerList>) -> Vec<&PeerList> {
    lists.sort_by(|a, b| a.id.cmp(&b.id));
    lists
}
