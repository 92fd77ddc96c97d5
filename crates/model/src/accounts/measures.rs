//! The measures of a scenario, made from its stocks, exits and entrants.

use crate::accounts::entrant_flows::{Entrants, relative_shortage};
use crate::accounts::exits::Exits;
use crate::accounts::growing::{Growing, ends};
use crate::accounts::leaves::{cells_of, reading, step};
use crate::accounts::stocks::{Place, Stocks};
use crate::accounts::tables::{
    MODELLED_TABLE, PROXY_TABLE, REGION_TABLE, SECTION_TABLE, SURVEY_TABLE, set,
};
use crate::cell::cell;
use crate::employment::EmploymentProjection;
use crate::occupation::Staffing;
use crate::quality::Quality;
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::distribution::Draws;
use suranys_core::explanation::{Formula, Phrase};
use suranys_core::inputs::Inputs;
use suranys_core::provenance::SourceCell;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::scenario::Scenario;
use suranys_core::tracked::{About, Tracked};
use suranys_core::{CellDraws, DrawPanel, ObsStatus, Sex, Unit, Year, YearSpan};

/// The accounts of one scenario.
#[derive(Debug)]
pub(crate) struct Accounts {
    pub(crate) scenario: Scenario,
    /// Years with flows: from the start of the policy period to the horizon.
    pub(crate) years: YearSpan,
    /// Periods over which flows are cumulated and openings counted, the policy period first.
    pub(crate) periods: Vec<YearSpan>,
    pub(crate) projection: EmploymentProjection,
    /// How good the tables are that the accounts rest on.
    pub(crate) quality: Quality,
    pub(crate) staffing: Option<Arc<Staffing>>,
    pub(super) occupations: Option<DrawPanel>,
    pub(super) section_region: DrawPanel,
    pub(super) section_occupation: Option<DrawPanel>,
    pub(super) region_occupation: Option<DrawPanel>,
    pub(crate) stocks: Stocks,
    pub(crate) exits: Exits,
    pub(crate) entrants: Entrants,
    /// Labour force over the population of working age that the forecast needs, by year.
    pub(super) participation: BTreeMap<Year, Tracked>,
    /// Mean of the published unemployment rates of the nation and of each region.
    pub(super) past_rates: BTreeMap<Place, Tracked>,
    pub(crate) growing: BTreeMap<YearSpan, Growing>,
    /// What many figures share, while all of them are made.
    pub(super) ahead: Ahead,
    /// Tables that place sections in regions.
    pub(super) placing: Vec<&'static str>,
}

/// What is made ahead where all figures are: values without what they are made of.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// By year and region, how its own exits differ from those of its sections: each of these has it.
    pub(super) regional_factors: BTreeMap<Year, BTreeMap<String, Tracked>>,
    /// By year and cell, employment of an occupation in a region without its draws, which the accounts
    /// hold: what is said of it follows from all sections of the region.
    pub(super) region_occupation: BTreeMap<Year, BTreeMap<String, Tracked>>,
}

/// The measure of all employed that one of hired workers is of.
fn of_all_employed(hired: Measure) -> Option<Measure> {
    match hired {
        Measure::HiredWorkers => Some(Measure::Employment),
        Measure::HiredNetChange => Some(Measure::NetEmploymentChange),
        Measure::HiredReplacement => Some(Measure::ReplacementDemand),
        Measure::HiredNetRequirement => Some(Measure::NetRequirement),
        Measure::HiredExpansion => Some(Measure::ExpansionDemand),
        Measure::HiredJobOpenings => Some(Measure::JobOpenings),
        _ => None,
    }
}

fn with(key: &FigureKey, measure: Measure) -> FigureKey {
    FigureKey { measure, ..key.clone() }
}

fn in_year(key: &FigureKey, year: Year) -> FigureKey {
    FigureKey { from: year, to: year, ..key.clone() }
}

impl Accounts {
    /// The policy period.
    pub(crate) fn period(&self) -> YearSpan {
        self.scenario.settings.policy_period
    }

    /// Last year with observed employment.
    pub(crate) fn base_year(&self) -> Year {
        self.projection.base_year
    }

    /// Employment by occupation in a year.
    pub(crate) fn employed_by_occupation(&self, year: Year) -> Option<CellDraws> {
        self.occupations.as_ref()?.at(year)
    }

    /// Employment of an occupation in a section by draw.
    pub(crate) fn staffed(&self, section: &str, code: &str, year: Year) -> Option<&[f64]> {
        self.section_occupation.as_ref()?.get(&cell(section, code), year)
    }

    /// Employment of a section in a region by draw.
    pub(crate) fn cell_draws(&self, section: &str, region: &str, year: Year) -> Option<&[f64]> {
        self.section_region.get(&cell(section, region), year)
    }

    /// Employment of a section in a region.
    pub(super) fn section_in_region(
        &self,
        section: &str,
        region: &str,
        year: Year,
    ) -> Option<Tracked> {
        let draws = self.cell_draws(section, region, year)?;
        Some(self.fitted_in_region(section, region, year, draws))
    }

    /// Employment of a section in a region, with its draws.
    fn fitted_in_region(&self, section: &str, region: &str, year: Year, draws: &[f64]) -> Tracked {
        let employed = &self.stocks.employed;
        let parts = [Place::Section(section.to_owned()), Place::Region(region.to_owned())];
        let parts = parts.into_iter().filter_map(|place| employed.get(&(place, year)).cloned());
        let about = self.cross_classified(&self.placing);
        let words = Phrase::new("step.fitted", []);
        let (s, r) = (section.to_owned(), region.to_owned());
        let cells = reading(move |inputs| seed_in_region(inputs, &s, &r, year));
        let made = Tracked::modelled(Draws::from(draws), about, words, parts.collect());
        let key = self.key(Measure::Employment, year).in_section(section).in_region(region);
        made.citing(cells).figure(&key, Unit::Persons)
    }

    /// What a cross-classified stock is: imputed, and no better than the tables it is fitted from.
    fn cross_classified(&self, tables: &[&'static str]) -> About {
        let mut about = step("", Unit::Persons, ObsStatus::Imputed);
        about.sources = set(tables);
        about.status.synthetic = tables.iter().any(|table| self.quality.synthetic(table));
        about
    }

    /// Employment of an occupation in a section.
    fn occupation_in_section(&self, section: &str, code: &str, year: Year) -> Option<Tracked> {
        let draws = self.staffed(section, code, year)?;
        Some(self.fitted_in_section(section, code, year, draws))
    }

    /// Employment of an occupation in a section, with its draws.
    fn fitted_in_section(&self, section: &str, code: &str, year: Year, draws: &[f64]) -> Tracked {
        let employed = &self.stocks.employed;
        let parts = [Place::Section(section.to_owned()), Place::Occupation(code.to_owned())];
        let parts = parts.into_iter().filter_map(|place| employed.get(&(place, year)).cloned());
        let about = self.cross_classified(&[PROXY_TABLE, SURVEY_TABLE, MODELLED_TABLE]);
        let words = Phrase::new("step.fitted", []);
        let (s, o) = (section.to_owned(), code.to_owned());
        let cells = reading(move |inputs| seed_of_staffing(inputs, &s, &o));
        let made = Tracked::modelled(Draws::from(draws), about, words, parts.collect());
        let key = self.key(Measure::Employment, year).in_section(section).in_occupation(code);
        made.citing(cells).figure(&key, Unit::Persons)
    }

    /// Share of an occupation in a section, alike in every region.
    fn staffing_share(&self, section: &str, code: &str, year: Year) -> Option<Tracked> {
        self.share_of_staffing(section, code, year, self.staffed(section, code, year)?)
    }

    /// Share of an occupation in a section, `draws` being its employment there.
    fn share_of_staffing(
        &self,
        section: &str,
        code: &str,
        year: Year,
        draws: &[f64],
    ) -> Option<Tracked> {
        let all = self.stocks.employed.get(&(Place::Section(section.to_owned()), year))?;
        let share = &self.fitted_in_section(section, code, year, draws) / all;
        Some(share.named(Phrase::new("term.staffing-share", []), Unit::Share))
    }

    /// Employment of an occupation in a region: its sections, each staffed as in the nation.
    fn occupation_in_region(&self, region: &str, code: &str, year: Year) -> Option<Tracked> {
        let label = cell(region, code);
        let draws = self.region_occupation.as_ref()?.get(&label, year)?;
        if let Some(made) = self.ahead.region_occupation.get(&year).and_then(|of| of.get(&label)) {
            return Some(made.clone().in_draws(Draws::from(draws)));
        }
        let sections = self.projection.sections.cells().labels();
        let mut parts = Vec::new();
        for section in sections {
            let here = self.section_in_region(section, region, year)?;
            parts.push(&here * &self.staffing_share(section, code, year)?);
        }
        Some(self.summed_in_region(region, code, year, draws, parts))
    }

    /// What is said of an occupation in a region, without draws.
    pub(super) fn about_occupation_in_region(
        &self,
        region: &str,
        code: &str,
        year: Year,
    ) -> Option<Tracked> {
        self.region_occupation.as_ref()?.get(&cell(region, code), year)?;
        let mut parts = Vec::new();
        for section in self.projection.sections.cells().labels() {
            self.cell_draws(section, region, year)?;
            let here = self.fitted_in_region(section, region, year, &[]);
            parts.push(&here * &self.share_of_staffing(section, code, year, &[])?);
        }
        Some(self.summed_in_region(region, code, year, &[], parts).alone())
    }

    /// Employment of an occupation in a region from that of its sections, with its draws.
    fn summed_in_region(
        &self,
        region: &str,
        code: &str,
        year: Year,
        draws: &[f64],
        parts: Vec<Tracked>,
    ) -> Tracked {
        let about = step("", Unit::Persons, ObsStatus::Imputed);
        let made = Tracked::following(Draws::from(draws), about, Formula::Sum, parts);
        let key = self.key(Measure::Employment, year).in_region(region).in_occupation(code);
        made.figure(&key, Unit::Persons)
    }

    pub(super) fn key(&self, measure: Measure, year: Year) -> FigureKey {
        FigureKey::national(&self.scenario.id, measure, year)
    }

    /// Employment of the key's place in a year; `None` where the accounts have none.
    pub(crate) fn stock(&self, key: &FigureKey, year: Year) -> Option<Tracked> {
        if let Some(place) = Place::of(key) {
            return self.stocks.employed.get(&(place, year)).cloned();
        }
        match (key.section.as_deref(), key.region.as_deref(), key.occupation.as_deref()) {
            (Some(s), Some(r), None) => self.section_in_region(s, r, year),
            (Some(s), None, Some(o)) => self.occupation_in_section(s, o, year),
            (None, Some(r), Some(o)) => self.occupation_in_region(r, o, year),
            _ => None,
        }
    }

    /// Exits from the key's place in a year.
    fn replacement(&self, key: &FigureKey, year: Year) -> Option<Tracked> {
        let before = || self.stock(key, year.previous());
        match (key.section.as_deref(), key.region.as_deref(), key.occupation.as_deref()) {
            (None, None, None) => {
                let kinds = [Measure::Retirement, Measure::Deaths, Measure::OtherExits];
                let kinds: Option<Vec<Tracked>> =
                    kinds.iter().map(|kind| self.value(&with(key, *kind))).collect();
                Tracked::sum(kinds?)
            }
            (_, _, Some(code)) => {
                let place = Place::Occupation(code.to_owned());
                Some(&before()? * self.exits.rate(&place, year)?)
            }
            (Some(section), Some(region), None) => {
                let gone = self.exits_of_cell(section, region, year)?;
                match self.regional_factor(region, year) {
                    Some(factor) => Some(&gone * &factor),
                    None => Some(gone),
                }
            }
            (Some(section), None, None) => {
                let place = Place::Section(section.to_owned());
                Some(&before()? * self.exits.rate(&place, year)?)
            }
            (None, Some(region), None) => {
                let place = Place::Region(region.to_owned());
                if self.exits.knows(&place, year) {
                    return Some(&before()? * self.exits.rate(&place, year)?);
                }
                self.exits_by_sections(region, year)
            }
        }
    }

    /// Exits of a section in a region at the section's rate.
    fn exits_of_cell(&self, section: &str, region: &str, year: Year) -> Option<Tracked> {
        let here = self.section_in_region(section, region, year.previous())?;
        Some(&here * self.exits.rate(&Place::Section(section.to_owned()), year)?)
    }

    /// Exits of a region at the rates of its sections.
    fn exits_by_sections(&self, region: &str, year: Year) -> Option<Tracked> {
        let sections = self.projection.sections.cells().labels();
        let parts: Option<Vec<Tracked>> =
            sections.iter().map(|section| self.exits_of_cell(section, region, year)).collect();
        // A region's exits are those of its sections: no figures distinguish its ages.
        Some(Tracked::sum(parts?)?.at_best(ObsStatus::Imputed))
    }

    /// How a region's own exits differ from those of its sections in the nation; `None` where no
    /// figures distinguish its ages.
    pub(super) fn regional_factor(&self, region: &str, year: Year) -> Option<Tracked> {
        if let Some(made) = self.ahead.regional_factors.get(&year).and_then(|of| of.get(region)) {
            return Some(made.clone());
        }
        let place = Place::Region(region.to_owned());
        if !self.exits.knows(&place, year) {
            return None;
        }
        let before = self.stocks.employed.get(&(place.clone(), year.previous()))?;
        let own = before * self.exits.rate(&place, year)?;
        let factor = &own / &self.exits_by_sections(region, year)?;
        Some(factor.named(Phrase::new("term.regional-exit-factor", []), Unit::Ratio))
    }

    /// Hired workers over the employed of the nation or a region.
    fn hired_share(&self, key: &FigureKey, year: Year) -> Option<Tracked> {
        let at = (Place::of(key)?, year);
        let share = self.stocks.hired.get(&at)? / self.stocks.employed.get(&at)?;
        Some(share.named(Phrase::new("term.hired-share", []), Unit::Share))
    }

    /// A figure of hired workers, of the nation or a region: those of sections and occupations are
    /// not public.
    fn hired(&self, key: &FigureKey) -> Option<Tracked> {
        if !matches!(Place::of(key), Some(Place::Nation | Place::Region(_))) {
            return None;
        }
        let at = |year| self.stocks.hired.get(&(Place::of(key)?, year)).cloned();
        match key.measure {
            Measure::HiredWorkers if key.from == key.to => at(key.from),
            Measure::HiredNetChange => Some(&at(key.to)? - &at(key.from.previous())?),
            Measure::HiredReplacement if key.from == key.to => {
                let all = self.value(&with(key, Measure::ReplacementDemand))?;
                Some(&all * &self.hired_share(key, key.from.previous())?)
            }
            Measure::HiredReplacement => self.over_years(key),
            Measure::HiredNetRequirement => {
                self.sum_of(key, [Measure::HiredNetChange, Measure::HiredReplacement])
            }
            Measure::HiredExpansion => {
                let period = self.reporting(key)?;
                let growing = self.growing.get(&period)?;
                let [before, after] = ends(period);
                let of = |region: &String, cells: &[Tracked; 2]| {
                    let key = self.key(key.measure, key.to).in_region(region);
                    let then = &cells[0] * &self.hired_share(&key, before)?;
                    let now = &cells[1] * &self.hired_share(&key, after)?;
                    Some(growth_in(&now - &then, "region", region))
                };
                let zero = || self.nothing_grows();
                match &key.region {
                    Some(region) => match growing.of_regions().get(region) {
                        Some(cells) => of(region, cells),
                        None => Some(zero()),
                    },
                    None => {
                        let parts: Option<Vec<Tracked>> =
                            growing.of_regions().iter().map(|(r, cells)| of(r, cells)).collect();
                        Some(Tracked::sum(parts?).unwrap_or_else(zero))
                    }
                }
            }
            Measure::HiredJobOpenings => {
                self.reporting(key)?;
                self.sum_of(key, [Measure::HiredExpansion, Measure::HiredReplacement])
            }
            _ => None,
        }
    }

    /// No growth, known from the cells that could have grown.
    fn nothing_grows(&self) -> Tracked {
        let tables = [&self.placing[..], &[SECTION_TABLE, REGION_TABLE]].concat();
        let about = self.cross_classified(&tables);
        let name = Phrase::new("term.nothing-grows", []);
        let none = Draws::from(vec![0.0; self.scenario.settings.draws]);
        Tracked::read(none, About { name, unit: Unit::PersonsCumulated, ..about }, None)
    }

    /// The reporting period that a key is of.
    fn reporting(&self, key: &FigureKey) -> Option<YearSpan> {
        self.periods.iter().copied().find(|p| (p.from(), p.to()) == (key.from, key.to))
    }

    /// The number of years of a period.
    pub(crate) fn years_of(&self, period: YearSpan) -> Tracked {
        let name = Phrase::new("term.years-of-period", []);
        let draws = self.scenario.settings.draws;
        Tracked::constant(period.count() as f64, draws, Unit::Years, name)
    }

    fn sum_of(&self, key: &FigureKey, measures: [Measure; 2]) -> Option<Tracked> {
        let [one, other] = measures.map(|measure| self.value(&with(key, measure)));
        Some(&one? + &other?)
    }

    /// A flow of several years: the sum of the years'.
    fn over_years(&self, key: &FigureKey) -> Option<Tracked> {
        let years = YearSpan::new(key.from, key.to)?;
        let each: Option<Vec<Tracked>> =
            years.years().map(|year| self.value(&in_year(key, year))).collect();
        Tracked::sum(each?)
    }

    /// Growth over a reporting period of the growing cells of the key's place.
    fn expansion(&self, key: &FigureKey) -> Option<Tracked> {
        let period = self.reporting(key)?;
        let growing = self.growing.get(&period)?;
        let [before, after] = ends(period);
        let change = |cells: &[Tracked; 2]| &cells[1] - &cells[0];
        let zero = || Some(self.nothing_grows());
        let sum = |parts: Vec<Tracked>| Tracked::sum(parts).or_else(zero);
        match (key.section.as_deref(), key.region.as_deref(), key.occupation.as_deref()) {
            (None, None, None) => {
                let each = growing.of_sections().iter();
                sum(each.map(|(s, cells)| growth_in(change(cells), "section", s)).collect())
            }
            (Some(s), None, None) => growing.of_sections().get(s).map(change).or_else(zero),
            (None, Some(r), None) => growing.of_regions().get(r).map(change).or_else(zero),
            (Some(s), Some(r), None) if growing.holds(s, r) => Some(
                &self.section_in_region(s, r, after)? - &self.section_in_region(s, r, before)?,
            ),
            (Some(_), Some(_), None) => zero(),
            (Some(s), None, Some(o)) => match growing.of_sections().get(s) {
                Some(cells) => self.staffed_change(s, o, cells, period),
                None => zero(),
            },
            (None, None, Some(o)) => {
                let parts: Option<Vec<Tracked>> = growing
                    .of_sections()
                    .iter()
                    .map(|(s, cells)| self.staffed_change(s, o, cells, period))
                    .collect();
                sum(parts?)
            }
            (None, Some(r), Some(o)) => {
                let parts: Option<Vec<Tracked>> = growing
                    .sections_of(r)
                    .map(|s| {
                        let cells = [before, after].map(|year| self.section_in_region(s, r, year));
                        let [before, after] = cells;
                        self.staffed_change(s, o, &[before?, after?], period)
                    })
                    .collect();
                sum(parts?)
            }
            _ => None,
        }
    }

    /// Change of the employed of an occupation in growing cells of a section.
    fn staffed_change(
        &self,
        section: &str,
        code: &str,
        cells: &[Tracked; 2],
        period: YearSpan,
    ) -> Option<Tracked> {
        let [before, after] = ends(period);
        let then = &cells[0] * &self.staffing_share(section, code, before)?;
        let now = &cells[1] * &self.staffing_share(section, code, after)?;
        Some(growth_in(&now - &then, "section", section))
    }

    /// What a figure is, with its reasons; `None` where the accounts have no such figure.
    pub(crate) fn value(&self, key: &FigureKey) -> Option<Tracked> {
        let of_sex = matches!(key.measure, Measure::Retirement | Measure::PensionAge);
        if key.age.is_some() || key.sex.is_some() && !of_sex {
            return None;
        }
        let yearly = key.from == key.to;
        let covered = self.years.contains(key.from) && self.years.contains(key.to);
        if !key.measure.of_one_year() && !covered {
            return None;
        }
        let made = self.made(key, yearly)?;
        Some(made.figure(key, unit(key)))
    }

    fn made(&self, key: &FigureKey, yearly: bool) -> Option<Tracked> {
        let year = key.from;
        let nation = Place::of(key) == Some(Place::Nation);
        let force = || self.stocks.labour_force.get(&(Place::of(key)?, year)).cloned();
        let rate = |at| self.stocks.unemployment.get(&(Place::of(key)?, at)).cloned();
        if of_all_employed(key.measure).is_some() {
            return self.hired(key);
        }
        match key.measure {
            Measure::Employment if yearly => self.stock(key, year),
            Measure::NetEmploymentChange => {
                Some(&self.stock(key, key.to)? - &self.stock(key, year.previous())?)
            }
            Measure::ReplacementDemand if yearly => self.replacement(key, year),
            Measure::Retirement if yearly && nation => {
                let before = self.stock(key, year.previous())?;
                match key.sex {
                    Some(sex) => Some(&before * self.exits.retirement.get(&(sex, year))?),
                    None => {
                        let each = Sex::ALL.map(|sex| self.value(&key.clone().of_sex(sex)));
                        Tracked::sum(each.into_iter().collect::<Option<_>>()?)
                    }
                }
            }
            Measure::Deaths if yearly && nation => {
                Some(&self.stock(key, year.previous())? * self.exits.deaths.get(&year)?)
            }
            Measure::OtherExits if yearly && nation => {
                Some(&self.stock(key, year.previous())? * &self.exits.other)
            }
            Measure::ReplacementDemand
            | Measure::Retirement
            | Measure::Deaths
            | Measure::OtherExits
                if !yearly =>
            {
                self.over_years(key)
            }
            Measure::NetRequirement => {
                self.sum_of(key, [Measure::NetEmploymentChange, Measure::ReplacementDemand])
            }
            Measure::ExpansionDemand => self.expansion(key),
            Measure::JobOpenings => {
                self.reporting(key)?;
                self.sum_of(key, [Measure::ExpansionDemand, Measure::ReplacementDemand])
            }
            Measure::PensionAge if yearly => {
                self.exits.pension_ages.get(&(key.sex?, year)).cloned()
            }
            Measure::LabourForce if yearly => force(),
            Measure::Unemployed if yearly => Some(&force()? - &self.stock(key, year)?),
            Measure::UnemploymentRate if yearly => rate(year),
            Measure::UnemploymentAgainstPast if yearly && year > self.base_year() => {
                Some(&rate(year)? - self.past_rates.get(&Place::of(key)?)?)
            }
            Measure::OpeningsPerUnemployed => {
                let period = self.reporting(key)?;
                let openings = self.value(&with(key, Measure::JobOpenings))?;
                let each = (&openings / &self.years_of(period))
                    .named(Phrase::new("term.openings-per-year", []), Unit::PersonsPerYear);
                let at_end = in_year(&with(key, Measure::Unemployed), period.to());
                Some(&each / &self.value(&at_end)?)
            }
            Measure::ParticipationRate if yearly && nation => {
                self.participation.get(&year).cloned()
            }
            measure if measure.of_entrants() => match yearly {
                true => self.entrants.at(measure, &Place::of(key)?, year).cloned(),
                false => self.over_years(key),
            },
            Measure::Cover | Measure::RelativeShortage => {
                self.reporting(key)?;
                let of = |key: &FigureKey, measure| self.value(&with(key, measure));
                let entrants = of(key, Measure::Entrants)?;
                let openings = of(key, Measure::JobOpenings)?;
                if key.measure == Measure::Cover {
                    return Some(&entrants / &openings);
                }
                key.occupation.as_ref()?;
                let all = FigureKey { occupation: None, ..key.clone() };
                let all_entrants = of(&all, Measure::Entrants)?;
                let all_openings = of(&all, Measure::JobOpenings)?;
                Some(relative_shortage(&openings, &entrants, &all_openings, &all_entrants))
            }
            _ => None,
        }
    }

    /// Lets go of what figures of groups below the occupations do not rest on: both take much room.
    pub(crate) fn let_go(&mut self) {
        self.region_occupation = None;
        let to = self.period().to().max(self.base_year());
        let needed = YearSpan::new(self.period().from().previous(), to);
        if let Some(span) = needed {
            self.section_region.cut(span);
        }
    }

    /// The draws of a figure.
    pub(crate) fn draws(&self, key: &FigureKey) -> Option<Draws> {
        self.value(key).map(|value| value.draws().clone())
    }
}

/// Growth of the growing cells of a section or region, under its name.
fn growth_in(growth: Tracked, kind: &str, code: &str) -> Tracked {
    let key = match kind {
        "region" => "term.growth-in-region",
        _ => "term.growth-in-section",
    };
    growth.named(Phrase::new(key, [(kind, code.to_owned())]), Unit::PersonsCumulated)
}

/// The unit of a figure.
pub(crate) fn unit(key: &FigureKey) -> Unit {
    match key.measure {
        Measure::Employment
        | Measure::HiredWorkers
        | Measure::LabourForce
        | Measure::Unemployed => Unit::Persons,
        Measure::PensionAge => Unit::Years,
        Measure::UnemploymentRate
        | Measure::UnemploymentAgainstPast
        | Measure::ParticipationRate
        | Measure::TightnessProbability => Unit::Share,
        Measure::OpeningsPerUnemployed | Measure::Cover => Unit::Ratio,
        _ if key.from == key.to => Unit::PersonsPerYear,
        _ => Unit::PersonsCumulated,
    }
}

/// The published cell from which a section in a region is fitted.
fn seed_in_region(inputs: &Inputs, section: &str, region: &str, year: Year) -> Vec<SourceCell> {
    let Ok(section) = inputs.sections.code(section) else { return Vec::new() };
    let table = &inputs.employment_by_region_broad_sector;
    let broad = inputs.section_broad_sector.targets(&section).unwrap_or_default();
    let mut cells = Vec::new();
    for (broad, _) in broad {
        let of = cells_of(table, &inputs.sources, |(r, b, at)| {
            r.as_str() == region && b == broad && *at <= year
        });
        cells.extend(of.into_iter().next_back());
    }
    if let Some(table) = &inputs.regional.value_added {
        let of = cells_of(table, &inputs.sources, |(r, s, at)| {
            r.as_str() == region && *s == section && *at <= year
        });
        cells.extend(of.into_iter().next_back());
    }
    cells
}

/// The proxy's cell from which an occupation in a section is fitted.
fn seed_of_staffing(inputs: &Inputs, section: &str, occupation: &str) -> Vec<SourceCell> {
    let (Ok(section), Some(known)) = (inputs.sections.code(section), &inputs.occupation) else {
        return Vec::new();
    };
    let mut cells = Vec::new();
    for (group, _) in known.section_industry_group.targets(&section).unwrap_or_default() {
        let of = cells_of(&known.proxy, &inputs.sources, |(g, o, _)| {
            g == group && o.as_str() == occupation
        });
        cells.extend(of.into_iter().next_back());
    }
    cells
}
