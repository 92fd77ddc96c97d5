//! Exits of sections that others published, on which the index of a section is anchored.

use crate::replacement::stocks::Stocks;
use std::collections::BTreeMap;
use suranys_core::distribution::Draws;
use suranys_core::inputs::{Inputs, PublishedKey};
use suranys_core::unit::Quantity;
use suranys_core::{Code, Region, Section, Year, YearSpan};

/// Words of the package for what an anchor is made from.
const REPLACEMENT: &str = "replacement";
const SECTION: &str = "section";
const NATION: &str = "total";
const BASELINE: &str = "baseline";

/// A published figure of the lasting exits of hired workers from one section over a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchor {
    /// The section.
    pub section: String,
    /// Which figure of the package's published forecasts it is.
    pub key: PublishedKey,
    /// Its line in the table's file.
    pub row: u64,
    /// Its share in the exits of all sections that the same forecast gives.
    pub share: f64,
    /// Share of hired workers among the employed of the section.
    pub hired: f64,
    /// Whether the package has that share; else the nation's stands in its place.
    pub hired_of_section: bool,
    /// Share of hired workers among the employed of the nation over the period.
    pub hired_of_nation: f64,
}

/// The anchors of a package, of each section that of the forecast published last; and the sections
/// whose figure can't be used since the nation's hired workers are not known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Anchors {
    pub(crate) used: Vec<Anchor>,
    pub(crate) unused: Vec<String>,
}

impl Anchors {
    pub(crate) fn read(inputs: &Inputs) -> Anchors {
        let Some(table) = &inputs.published_forecasts else { return Anchors::default() };
        let wanted = |key: &PublishedKey, dimension: &str| {
            key.quantity == REPLACEMENT && key.scenario == BASELINE && key.dimension == dimension
        };
        let mut totals: BTreeMap<(&str, Year, Year), f64> = BTreeMap::new();
        for (key, cell) in table.cells.iter().filter(|(key, _)| wanted(key, NATION)) {
            if let Some(persons) = cell.observed.value() {
                totals.insert((&key.source, key.from, key.to), persons.get());
            }
        }
        let mut last: BTreeMap<Code<Section>, (Year, Anchor)> = BTreeMap::new();
        let mut anchors = Anchors::default();
        for (key, cell) in table.cells.iter().filter(|(key, _)| wanted(key, SECTION)) {
            let total = totals.get(&(key.source.as_str(), key.from, key.to));
            let (Some(persons), Some(total), Ok(section)) =
                (cell.observed.value(), total, inputs.sections.code(&key.code))
            else {
                continue;
            };
            if *total <= 0.0 || Some(&section) == inputs.sections.total() {
                continue;
            }
            let Some(nation) = YearSpan::new(key.from, key.to)
                .and_then(|period| hired_share_of_nation(inputs, period))
            else {
                anchors.unused.push(key.code.clone());
                continue;
            };
            let known = inputs.exits.as_ref().and_then(|known| known.hired_shares.as_ref());
            let own = known.and_then(|table| table.value(&section)).map(Quantity::get);
            let anchor = Anchor {
                section: key.code.clone(),
                key: key.clone(),
                row: cell.row,
                share: persons.get() / total,
                hired: own.unwrap_or(nation),
                hired_of_section: own.is_some(),
                hired_of_nation: nation,
            };
            if last.get(&section).is_none_or(|(published, _)| *published <= cell.published) {
                last.insert(section, (cell.published, anchor));
            }
        }
        anchors.unused.dedup();
        anchors.used = last.into_values().map(|(_, anchor)| anchor).collect();
        anchors
    }
}

impl Anchor {
    /// Exits of the section's employed relative to those of all employed, by draw: the published
    /// exits of its hired workers, and its self-employed at `before`, the index that the
    /// occupations give. The nation's hired workers are supposed to leave as all its employed do.
    ///
    /// Of the years of the period those count whose employment is given, else the base
    /// year. `None` when nobody is employed in the section.
    pub(crate) fn index(&self, employment: &Stocks, before: &[f64]) -> Option<Draws> {
        let stocks = |year: Year| {
            let own = employment.sections.get(&self.section, year)?;
            Some((own, employment.sections.total(year)?))
        };
        let period = (self.key.from.0..=self.key.to.0).map(Year);
        let mut years: Vec<Year> = period.filter(|year| stocks(*year).is_some()).collect();
        if years.is_empty() {
            years.push(employment.base_year);
        }
        let (mut own, mut all) = (Draws::default(), Draws::default());
        for (section, nation) in years.into_iter().filter_map(stocks) {
            own.add(section);
            all.add(&nation);
        }
        let cells = own.iter().zip(all.iter()).zip(before);
        let index: Draws = cells
            .map(|((own, all), before)| {
                self.share * self.hired_of_nation * all / own + (1.0 - self.hired) * before
            })
            .collect();
        (!index.is_empty() && index.iter().all(|v| v.is_finite())).then_some(index)
    }
}

/// Share of hired workers among the employed of the nation: the mean over the years of a period
/// for which both are known, else of the last known year before it.
#[must_use]
pub fn hired_share_of_nation(inputs: &Inputs, period: YearSpan) -> Option<f64> {
    let nation: &Code<Region> = inputs.regions.total()?;
    let total = inputs.sections.total()?;
    let hired = inputs.regional.hired.as_ref()?;
    let share = |year: Year| {
        let hired = hired.value(&(nation.clone(), year))?.get();
        let employed = inputs.employment_by_section.value(&(total.clone(), year))?.get();
        (employed > 0.0).then(|| hired / employed)
    };
    let known: Vec<f64> = period.years().filter_map(share).collect();
    if !known.is_empty() {
        return Some(known.iter().sum::<f64>() / known.len() as f64);
    }
    let years = hired.cells.keys().filter(|(region, _)| region == nation).map(|(_, year)| *year);
    years.filter(|year| *year < period.from()).filter_map(share).next_back()
}
