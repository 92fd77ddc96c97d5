//! Stocks of the nation, of sections, regions and occupations: published of the past, made by the
//! model after it.

use crate::accounts::leaves::{
    about_tables, cells_of, parameter_of, placing_tables, reading, real, step,
};
use crate::accounts::tables::{
    FORCE_TABLE, GROWTH_TABLE, HIRED_TABLE, MIGRATION_TABLE, MODELLED_TABLE,
    POPULATION_BY_SEX_TABLE, POPULATION_TABLE, PROXY_TABLE, REGION_TABLE, REGIONAL_FORCE_TABLE,
    REGIONAL_POPULATION_TABLE, REGIONAL_UNEMPLOYED_TABLE, SECTION_TABLE, SURVEY_TABLE,
    VOLUME_TABLE, set,
};
use crate::assumptions::parameter_draws;
use crate::cell::TOTAL;
use crate::employment::EmploymentProjection;
use crate::employment::Panel;
use crate::error::ModelError;
use crate::quality::Quality;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::distribution::Draws;
use suranys_core::explanation::{Formula, Phrase};
use suranys_core::inputs::{Inputs, Table};
use suranys_core::provenance::SourceCell;
use suranys_core::rng::Key;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::scenario::{
    EMPLOYMENT_ELASTICITY, FOREIGN_WORKERS, GDP_GROWTH_GAP, MIGRATION_FACTOR, PARTICIPATION_SHIFT,
    RETURNEES, SHARE_SPREAD, Scenario, UNEMPLOYMENT_GROWTH_RESPONSE,
};
use suranys_core::tracked::{About, ReadCells, Tracked};
use suranys_core::{Code, DrawPanel, ObsStatus, Persons, Status, Unit, Year};

/// A part of the nation by one classification, or all of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Nation,
    Section(String),
    Region(String),
    Occupation(String),
}

impl Place {
    /// The place of a figure; `None` of a cell of two classifications.
    pub(crate) fn of(key: &FigureKey) -> Option<Place> {
        match (&key.section, &key.region, &key.occupation) {
            (None, None, None) => Some(Place::Nation),
            (Some(code), None, None) => Some(Place::Section(code.clone())),
            (None, Some(code), None) => Some(Place::Region(code.clone())),
            (None, None, Some(code)) => Some(Place::Occupation(code.clone())),
            _ => None,
        }
    }

    /// A figure of the place.
    pub(crate) fn key(&self, scenario: &str, measure: Measure, year: Year) -> FigureKey {
        let key = FigureKey::national(scenario, measure, year);
        match self {
            Place::Nation => key,
            Place::Section(code) => key.in_section(code),
            Place::Region(code) => key.in_region(code),
            Place::Occupation(code) => key.in_occupation(code),
        }
    }
}

/// Values of one quantity by place and year.
pub(crate) type Series = BTreeMap<(Place, Year), Tracked>;

/// What stocks are made from.
pub(crate) struct Making<'a> {
    pub(crate) inputs: &'a Inputs,
    pub(crate) scenario: &'a Scenario,
    pub(crate) projection: &'a EmploymentProjection,
    pub(crate) quality: &'a Quality,
    /// Regions whose history was spliced from another region's.
    pub(crate) spliced: &'a BTreeSet<String>,
    pub(crate) key: &'a Key,
}

/// Stocks and unemployment rates.
#[derive(Debug, Default)]
pub(crate) struct Stocks {
    pub(crate) employed: Series,
    pub(crate) hired: Series,
    pub(crate) labour_force: Series,
    /// Shares of the labour force.
    pub(crate) unemployment: Series,
}

impl Stocks {
    /// The same without what they are made of, which explains them and nothing more.
    pub(crate) fn alone(mut self) -> Stocks {
        let all =
            [&mut self.employed, &mut self.hired, &mut self.labour_force, &mut self.unemployment];
        for value in all.into_iter().flat_map(Series::values_mut) {
            *value = value.clone().alone();
        }
        self
    }
}

/// Picks a table of regions and years.
type RegionTable = fn(&Inputs) -> Option<&Table<(Code<suranys_core::Region>, Year), Persons>>;

/// A table that holds the history of a place, and the code the place has in it.
struct History {
    table: &'static str,
    read: ReadCells,
}

impl Making<'_> {
    fn draws(&self) -> usize {
        self.scenario.settings.draws
    }

    fn base(&self) -> Year {
        self.projection.base_year
    }

    /// Rows of a table of regions: the place's own, and those of the regions it is spliced from in
    /// years without a figure of its own.
    fn regional(
        &self,
        table: &'static str,
        code: &str,
        of: RegionTable,
        keep: impl Fn(Year) -> bool + Send + Sync + 'static,
    ) -> History {
        let code = code.to_owned();
        let read = reading(move |inputs| {
            let Some(table) = of(inputs) else { return Vec::new() };
            let found = if code == TOTAL {
                inputs.regions.total().cloned()
            } else {
                inputs.regions.code(&code).ok()
            };
            let Some(code) = found else { return Vec::new() };
            let sources = &inputs.sources;
            let mut cells = cells_of(table, sources, |(c, year)| *c == code && keep(*year));
            let own = |year: Year| table.cells.contains_key(&(code.clone(), year));
            for change in &inputs.region_changes {
                for (origin, _) in change.origins(&code).filter(|(origin, _)| **origin != code) {
                    cells.extend(cells_of(table, sources, |(c, year)| {
                        c == origin && keep(*year) && !own(*year)
                    }));
                }
            }
            cells
        });
        History { table, read }
    }

    fn employed_history(
        &self,
        place: &Place,
        keep: impl Fn(Year) -> bool + Send + Sync + 'static,
    ) -> History {
        if let Place::Region(code) = place {
            return self.regional(REGION_TABLE, code, |i| Some(&i.employment_by_region), keep);
        }
        let section = match place {
            Place::Section(code) => Some(code.clone()),
            _ => None,
        };
        let read = reading(move |inputs: &Inputs| {
            let list = &inputs.sections;
            let code = match &section {
                Some(section) => list.code(section).ok(),
                None => list.total().cloned(),
            };
            let Some(code) = code else { return Vec::new() };
            let table = &inputs.employment_by_section;
            cells_of(table, &inputs.sources, |(c, year)| *c == code && keep(*year))
        });
        History { table: SECTION_TABLE, read }
    }

    /// The status of a published stock: that of its own cell; imputed where a region had a share of
    /// another's.
    fn published(&self, table: &str, code: &str, year: Year, spliced: bool) -> Status {
        let none = if spliced { ObsStatus::Imputed } else { ObsStatus::Normal };
        self.quality.of_stock(table, code, year).unwrap_or(real(none))
    }

    /// The published history that a forecast is made from.
    fn history(&self, history: &History, last: Option<f64>, unit: Unit) -> Tracked {
        let base = self.base();
        let name = Phrase::new(
            "term.history",
            [("table", history.table.to_owned()), ("year", base.to_string())],
        );
        let own = ObsStatus::Normal;
        let about = about_tables(self.quality, name, unit, &[history.table], own, base);
        let draws = Draws::from(vec![last.unwrap_or(f64::NAN); self.draws()]);
        Tracked::read(draws, about, Some(history.read.clone()))
    }

    /// A parameter that moves something: `None` where it has its neutral value in every draw.
    fn moving(&self, name: &str, neutral: f64) -> Result<Option<Tracked>, ModelError> {
        if self.scenario.parameter(name).is_none() {
            return Ok(None);
        }
        let draws = parameter_draws(self.scenario, name, self.key)?;
        if draws.iter().all(|value| *value == neutral) {
            return Ok(None);
        }
        parameter_of(self.scenario, name, draws).map(Some)
    }

    /// Parameters by which a scenario moves the labour force, and what they are read with.
    fn supply_shifts(&self) -> Result<Vec<Tracked>, ModelError> {
        let mut all = Vec::new();
        for (name, neutral) in [
            (PARTICIPATION_SHIFT, 0.0),
            (MIGRATION_FACTOR, 1.0),
            (RETURNEES, 0.0),
            (FOREIGN_WORKERS, 0.0),
        ] {
            let tables: &[&str] = match name {
                PARTICIPATION_SHIFT => {
                    &[POPULATION_TABLE, POPULATION_BY_SEX_TABLE, REGIONAL_POPULATION_TABLE]
                }
                MIGRATION_FACTOR => &[
                    MIGRATION_TABLE,
                    POPULATION_TABLE,
                    POPULATION_BY_SEX_TABLE,
                    REGIONAL_POPULATION_TABLE,
                ],
                _ => &[],
            };
            if let Some(moved) = self.moving(name, neutral)? {
                let name = Phrase::new("term.moved-labour-force", []);
                let (unit, own) = (moved.unit(), ObsStatus::Imputed);
                let about = about_tables(self.quality, name, unit, tables, own, self.base());
                let draws = moved.draws().clone();
                let words = Phrase::new("step.moved-labour-force", []);
                all.push(Tracked::modelled(draws, about, words, vec![moved]));
            }
        }
        Ok(all)
    }

    /// What a scenario's own growth is made of; empty where it has none.
    fn growth(&self) -> Result<Vec<Tracked>, ModelError> {
        if self.projection.effect.is_none() {
            return Ok(Vec::new());
        }
        let mut parts = Vec::new();
        for name in [EMPLOYMENT_ELASTICITY, GDP_GROWTH_GAP, UNEMPLOYMENT_GROWTH_RESPONSE] {
            parts.extend(self.moving(name, f64::NAN)?);
        }
        for (section, years) in &self.scenario.growth {
            for (year, percent) in years {
                let name = Phrase::new(
                    "term.growth",
                    [("section", section.clone()), ("year", year.to_string())],
                );
                let value = Tracked::constant(*percent, self.draws(), Unit::PercentPerYear, name);
                parts.push(value.at_best(ObsStatus::Imputed));
            }
        }
        let name = Phrase::new("term.growth-tables", []);
        let tables = [VOLUME_TABLE, GROWTH_TABLE];
        let about = about_tables(
            self.quality,
            name,
            Unit::PercentPerYear,
            &tables,
            ObsStatus::Normal,
            self.base(),
        );
        let cells = reading(|inputs| {
            let known = inputs.regressors.as_ref();
            known.map_or_else(Vec::new, |known| {
                cells_of(&known.gdp_growth, &inputs.sources, |_| true)
            })
        });
        let none = Draws::from(vec![f64::NAN; self.draws()]);
        parts.push(Tracked::read(none, about, Some(cells)));
        Ok(parts)
    }

    /// Long-run elasticity of a section's employment to its output.
    fn elasticity(&self, section: &str) -> Option<Tracked> {
        let effect = self.projection.effect.as_ref()?;
        let draws = Draws::from(effect.elasticity.get(section)?);
        let about = step("term.elasticity", Unit::Ratio, ObsStatus::Imputed);
        Some(Tracked::modelled(draws, about, Phrase::new("step.elasticity", []), Vec::new()))
    }

    /// All stocks of one classification; those of occupations and cells are made elsewhere.
    ///
    /// # Errors
    /// When a parameter is missing.
    pub(crate) fn stocks(&self) -> Result<Stocks, ModelError> {
        let mut made = Stocks::default();
        let (shifts, growth) = (self.supply_shifts()?, self.growth()?);
        self.national(&mut made, &shifts, &growth);
        let regions = self.projection.regions.cells().labels();
        let sections = self.projection.sections.cells().labels();
        for code in sections {
            self.component(&mut made, Place::Section(code.clone()), &growth);
        }
        for code in regions {
            self.component(&mut made, Place::Region(code.clone()), &growth);
        }
        if !growth.is_empty() {
            self.nation_from_sections(&mut made);
        }
        self.force_after_employment(&mut made, &growth);
        self.hired(&mut made);
        self.regional_unemployment(&mut made);
        Ok(made)
    }

    fn keyed(
        &self,
        place: &Place,
        measure: Measure,
        year: Year,
        unit: Unit,
        made: Tracked,
    ) -> Tracked {
        made.figure(&place.key(&self.scenario.id, measure, year), unit)
    }

    fn years(panel: &DrawPanel) -> impl Iterator<Item = Year> {
        panel.years().years()
    }

    /// A published value of a year.
    fn observed(&self, draws: &[f64], history: History, status: Status) -> Tracked {
        let about = About {
            name: Phrase::default(),
            unit: Unit::Persons,
            status,
            sources: set(&[history.table]),
        };
        Tracked::read(Draws::from(draws), about, Some(history.read))
    }

    /// Employment of the nation, and where its labour force is known, that and unemployment.
    fn national(&self, made: &mut Stocks, shifts: &[Tracked], growth: &[Tracked]) {
        let (projection, base) = (self.projection, self.base());
        let total = self.inputs.sections.total().map(ToString::to_string).unwrap_or_default();
        let history = self.history(
            &self.employed_history(&Place::Nation, move |year| year <= base),
            projection.total.get(TOTAL, base).and_then(|draws| draws.first().copied()),
            Unit::Persons,
        );
        let force = projection.labour_force.as_ref();
        let rates = projection.unemployment_rate.as_ref();
        let force_history = self.force_history();
        for year in Making::years(&projection.total) {
            let Some(draws) = projection.total.get(TOTAL, year) else { continue };
            let both = force.zip(rates).and_then(|(force, rates)| {
                Some((force.get(TOTAL, year)?, rates.get(TOTAL, year)?))
            });
            let employed = if year <= base {
                let own = self.employed_history(&Place::Nation, move |at| at == year);
                let status = self.published(SECTION_TABLE, &total, year, false);
                self.observed(draws, own, status)
            } else if let Some((force, rate)) = both {
                let mut parts = vec![force_history.clone()];
                parts.extend(shifts.iter().cloned());
                let about = step("term.labour-force", Unit::Persons, ObsStatus::Forecast);
                let words = projection.words("step.labour-force", Panel::LabourForce, TOTAL);
                let force = Tracked::modelled(Draws::from(force), about, words, parts);
                let force =
                    self.keyed(&Place::Nation, Measure::LabourForce, year, Unit::Persons, force);
                let rate = self.national_rate(rate, &force_history, &history, growth);
                let rate =
                    self.keyed(&Place::Nation, Measure::UnemploymentRate, year, Unit::Share, rate);
                let parts = vec![
                    force.clone(),
                    rate.complement().named(Phrase::new("term.at-work", []), Unit::Share),
                ];
                made.labour_force.insert((Place::Nation, year), force);
                made.unemployment.insert((Place::Nation, year), rate);
                let about = step("", Unit::Persons, ObsStatus::Forecast);
                Tracked::following(Draws::from(draws), about, Formula::Product, parts)
            } else {
                let about = step("", Unit::Persons, ObsStatus::Forecast);
                let words = projection.words("step.employment-drift", Panel::Total, TOTAL);
                Tracked::modelled(Draws::from(draws), about, words, vec![history.clone()])
            };
            let employed =
                self.keyed(&Place::Nation, Measure::Employment, year, Unit::Persons, employed);
            made.employed.insert((Place::Nation, year), employed);
        }
    }

    fn force_history(&self) -> Tracked {
        let base = self.base();
        let read = reading(move |inputs| {
            let known = inputs.supply.as_ref();
            known.map_or_else(Vec::new, |known| {
                cells_of(&known.labour_force, &inputs.sources, |year| *year <= base)
            })
        });
        let force = self.projection.labour_force.as_ref();
        let last = force.and_then(|force| force.get(TOTAL, base)?.first().copied());
        self.history(&History { table: FORCE_TABLE, read }, last, Unit::Persons)
    }

    fn national_rate(
        &self,
        draws: &[f64],
        force: &Tracked,
        employed: &Tracked,
        growth: &[Tracked],
    ) -> Tracked {
        let mut parts = vec![force.clone(), employed.clone()];
        parts.extend(growth.iter().cloned());
        let about = step("", Unit::Share, ObsStatus::Forecast);
        let words = self.projection.words("step.unemployment-rate", Panel::Unemployment, TOTAL);
        Tracked::modelled(Draws::from(draws), about, words, parts)
    }

    /// Past labour force and unemployment; and, where a scenario's growth moved employment, the
    /// labour force that follows from both.
    fn force_after_employment(&self, made: &mut Stocks, growth: &[Tracked]) {
        let base = self.base();
        let (Some(force), Some(rates)) =
            (&self.projection.labour_force, &self.projection.unemployment_rate)
        else {
            return;
        };
        for year in Making::years(force) {
            let at = (Place::Nation, year);
            let known = force.get(TOTAL, year).filter(|draws| draws.iter().all(|v| v.is_finite()));
            let (Some(draws), Some(employed)) = (known, made.employed.get(&at).cloned()) else {
                continue;
            };
            if year <= base {
                let read = reading(move |inputs| {
                    let known = inputs.supply.as_ref();
                    known.map_or_else(Vec::new, |known| {
                        cells_of(&known.labour_force, &inputs.sources, |at| *at == year)
                    })
                });
                let status = self.quality.of_year(FORCE_TABLE, year);
                // A year that nobody published is made from employment and the rates about it.
                let status = status.unwrap_or(real(ObsStatus::Imputed));
                let history = History { table: FORCE_TABLE, read };
                let value = self.observed(draws, history, status);
                let value = self.keyed(&at.0, Measure::LabourForce, year, Unit::Persons, value);
                let rate = &(&value - &employed)
                    .named(Phrase::new("term.unemployed", []), Unit::Persons)
                    / &value;
                let rate = self.keyed(&at.0, Measure::UnemploymentRate, year, Unit::Share, rate);
                made.labour_force.insert(at.clone(), value);
                made.unemployment.insert(at, rate);
            } else if !growth.is_empty() {
                let Some(rate) = rates.get(TOTAL, year) else { continue };
                let rate = self.national_rate(rate, &self.force_history(), &employed, growth);
                let rate = self.keyed(&at.0, Measure::UnemploymentRate, year, Unit::Share, rate);
                let parts = vec![
                    employed,
                    rate.complement().named(Phrase::new("term.at-work", []), Unit::Share),
                ];
                let about = step("", Unit::Persons, ObsStatus::Forecast);
                let value = Tracked::following(Draws::from(draws), about, Formula::Ratio, parts);
                let value = self.keyed(&at.0, Measure::LabourForce, year, Unit::Persons, value);
                made.labour_force.insert(at.clone(), value);
                made.unemployment.insert(at, rate);
            }
        }
    }

    /// A section or a region: its share of the nation.
    fn component(&self, made: &mut Stocks, place: Place, growth: &[Tracked]) {
        let (projection, base) = (self.projection, self.base());
        let (panel, code, table, kind) = match &place {
            Place::Section(code) => (&projection.sections, code, SECTION_TABLE, Panel::Section),
            Place::Region(code) => (&projection.regions, code, REGION_TABLE, Panel::Region),
            _ => return,
        };
        let spliced = self.spliced.contains(code) && kind == Panel::Region;
        let last = panel.get(code, base).and_then(|draws| draws.first().copied());
        let history = self.history(
            &self.employed_history(&place, move |year| year <= base),
            last,
            Unit::Persons,
        );
        for year in Making::years(panel) {
            let (Some(draws), Some(nation)) =
                (panel.get(code, year), made.employed.get(&(Place::Nation, year)))
            else {
                continue;
            };
            let value = if year <= base {
                let own = self.employed_history(&place, move |at| at == year);
                self.observed(draws, own, self.published(table, code, year, spliced))
            } else {
                let obs = if spliced { ObsStatus::Imputed } else { ObsStatus::Forecast };
                if growth.is_empty() {
                    let share = Draws::over(draws, nation.draws());
                    let about = step("term.share-of-nation", Unit::Share, obs);
                    let words = projection.words("step.share", kind, code);
                    let share = Tracked::modelled(share, about, words, vec![history.clone()]);
                    let about = step("", Unit::Persons, obs);
                    let parts = vec![nation.clone(), share];
                    Tracked::following(Draws::from(draws), about, Formula::Product, parts)
                } else {
                    let mut parts = vec![history.clone()];
                    parts.extend(growth.iter().cloned());
                    parts.extend(self.elasticity(code));
                    parts.extend(made.labour_force.get(&(Place::Nation, year)).cloned());
                    let mut tables = Vec::new();
                    if kind == Panel::Region {
                        tables.push(SECTION_TABLE);
                        tables.extend(placing_tables(self.inputs));
                    }
                    let (name, own) = (Phrase::default(), ObsStatus::Imputed);
                    let about = about_tables(self.quality, name, Unit::Persons, &tables, own, base);
                    let words = projection.words("step.moved-by-growth", kind, code);
                    Tracked::modelled(Draws::from(draws), about, words, parts)
                }
            };
            let value = self.keyed(&place, Measure::Employment, year, Unit::Persons, value);
            made.employed.insert((place.clone(), year), value);
        }
    }

    /// Where a scenario's growth moves sections, the nation is their sum.
    fn nation_from_sections(&self, made: &mut Stocks) {
        let sections = self.projection.sections.cells().labels();
        for year in Making::years(&self.projection.total).filter(|year| *year > self.base()) {
            let parts: Vec<Tracked> = sections
                .iter()
                .filter_map(|code| made.employed.get(&(Place::Section(code.clone()), year)))
                .cloned()
                .collect();
            let Some(draws) = self.projection.total.get(TOTAL, year) else { continue };
            let about = step("", Unit::Persons, ObsStatus::Imputed);
            let sum = Tracked::following(Draws::from(draws), about, Formula::Sum, parts);
            let sum = self.keyed(&Place::Nation, Measure::Employment, year, Unit::Persons, sum);
            made.employed.insert((Place::Nation, year), sum);
        }
    }

    /// Hired workers: the nation's share of the employed held, regions as shares of the nation's.
    fn hired(&self, made: &mut Stocks) {
        let Some(hired) = &self.projection.hired else { return };
        let base = self.base();
        let of: RegionTable = |inputs| inputs.regional.hired.as_ref();
        let regions = hired.regions.cells().labels();
        let places = std::iter::once((Place::Nation, TOTAL, &hired.total)).chain(
            regions.iter().map(|code| (Place::Region(code.clone()), code.as_str(), &hired.regions)),
        );
        for (place, code, panel) in places {
            let spliced = self.spliced.contains(code);
            let last = panel.get(code, base).and_then(|draws| draws.first().copied());
            let past = self.regional(HIRED_TABLE, code, of, move |year| year <= base);
            let history = self.history(&past, last, Unit::Persons);
            for year in Making::years(panel) {
                let Some(draws) = panel.get(code, year) else { continue };
                let own = self.regional(HIRED_TABLE, code, of, move |at| at == year);
                let known = match &place {
                    Place::Nation => self.inputs.regions.total().map(ToString::to_string),
                    _ => Some(code.to_owned()),
                };
                let status = known.and_then(|c| self.quality.of_stock(HIRED_TABLE, &c, year));
                let value = if year <= base {
                    self.observed(draws, own, status.unwrap_or(real(ObsStatus::Imputed)))
                } else {
                    let whole = match &place {
                        Place::Nation => made.employed.get(&(Place::Nation, year)),
                        _ => made.hired.get(&(Place::Nation, year)),
                    };
                    let Some(whole) = whole.cloned() else { continue };
                    let obs = if spliced { ObsStatus::Imputed } else { ObsStatus::Forecast };
                    let share = Draws::over(draws, whole.draws());
                    let (name, words, kind) = match &place {
                        Place::Nation => ("term.hired-share", "step.hired-share", Panel::Hired),
                        _ => ("term.share-of-hired", "step.share", Panel::HiredRegion),
                    };
                    let words = self.projection.words(words, kind, code);
                    let about = step(name, Unit::Share, obs);
                    let share = Tracked::modelled(share, about, words, vec![history.clone()]);
                    let parts = vec![whole, share];
                    let about = step("", Unit::Persons, obs);
                    Tracked::following(Draws::from(draws), about, Formula::Product, parts)
                };
                let value = self.keyed(&place, Measure::HiredWorkers, year, Unit::Persons, value);
                made.hired.insert((place.clone(), year), value);
            }
        }
    }

    /// Labour force and unemployment of regions.
    fn regional_unemployment(&self, made: &mut Stocks) {
        let Some(regional) = &self.projection.regional else { return };
        let base = self.base();
        let force: RegionTable = |inputs| inputs.regional.labour_force.as_ref();
        let without: RegionTable = |inputs| inputs.regional.unemployed.as_ref();
        for code in regional.unemployment_rate.cells().labels() {
            let place = Place::Region(code.clone());
            let spliced = self.spliced.contains(code);
            let past = self.regional(REGIONAL_FORCE_TABLE, code, force, move |year| year <= base);
            let last = |panel: &DrawPanel| panel.get(code, base).and_then(|d| d.first().copied());
            let force_past = self.history(&past, last(&regional.labour_force), Unit::Persons);
            let past =
                self.regional(REGIONAL_UNEMPLOYED_TABLE, code, without, move |year| year <= base);
            let idle = last(&regional.labour_force)
                .zip(last(&regional.unemployment_rate))
                .map(|(force, rate)| force * rate);
            let idle_past = self.history(&past, idle, Unit::Persons);
            for year in Making::years(&regional.unemployment_rate) {
                let (Some(persons), Some(rates)) = (
                    regional.labour_force.get(code, year),
                    regional.unemployment_rate.get(code, year),
                ) else {
                    continue;
                };
                let at = (place.clone(), year);
                let keyed =
                    |rate| self.keyed(&place, Measure::UnemploymentRate, year, Unit::Share, rate);
                let (value, rate) = if year <= base {
                    let own = self.regional(REGIONAL_FORCE_TABLE, code, force, move |y| y == year);
                    let status = self.quality.of_stock(REGIONAL_FORCE_TABLE, code, year);
                    let none = real(ObsStatus::Imputed);
                    let value = self.observed(persons, own, status.unwrap_or(none));
                    let own =
                        self.regional(REGIONAL_UNEMPLOYED_TABLE, code, without, move |y| y == year);
                    let status = self.quality.of_stock(REGIONAL_UNEMPLOYED_TABLE, code, year);
                    let idle = Draws::times(persons, rates);
                    let idle = self
                        .observed(&idle, own, status.unwrap_or(none))
                        .named(Phrase::new("term.unemployed", []), Unit::Persons);
                    let about = step("", Unit::Share, ObsStatus::Normal);
                    let parts = vec![idle, value.clone()];
                    let rate = Tracked::following(Draws::from(rates), about, Formula::Ratio, parts);
                    (value, keyed(rate))
                } else {
                    let Some(employed) = made.employed.get(&at).cloned() else { continue };
                    let nation = made.unemployment.get(&(Place::Nation, year)).cloned();
                    let obs = if spliced { ObsStatus::Imputed } else { ObsStatus::Forecast };
                    let mut parts = vec![idle_past.clone(), force_past.clone()];
                    parts.extend(nation);
                    // The rates of all regions are scaled together, so that each rests on the
                    // employment of all.
                    let name = Phrase::default();
                    let mut tables = vec![REGION_TABLE, SECTION_TABLE];
                    if self.projection.effect.is_some() {
                        tables.extend(placing_tables(self.inputs));
                    }
                    let about = about_tables(self.quality, name, Unit::Share, &tables, obs, base);
                    let words = self.projection.words(
                        "step.regional-unemployment",
                        Panel::UnemploymentRegion,
                        code,
                    );
                    let rate = Tracked::modelled(Draws::from(rates), about, words, parts);
                    let rate = keyed(rate);
                    let at_work =
                        rate.complement().named(Phrase::new("term.at-work", []), Unit::Share);
                    let about = step("", Unit::Persons, obs);
                    let parts = vec![employed, at_work];
                    let value =
                        Tracked::following(Draws::from(persons), about, Formula::Ratio, parts);
                    (value, rate)
                };
                let value = self.keyed(&place, Measure::LabourForce, year, Unit::Persons, value);
                made.labour_force.insert(at.clone(), value);
                made.unemployment.insert(at, rate);
            }
        }
    }

    /// Occupations: their shares of the nation.
    ///
    /// # Errors
    /// When a parameter is missing.
    pub(crate) fn occupations(
        &self,
        made: &mut Stocks,
        panel: &DrawPanel,
    ) -> Result<(), ModelError> {
        let spread = parameter_draws(self.scenario, SHARE_SPREAD, self.key)?;
        let spread = parameter_of(self.scenario, SHARE_SPREAD, spread)?;
        let base = self.base();
        for code in panel.cells().labels() {
            let place = Place::Occupation(code.clone());
            let own = code.clone();
            let read = reading(move |inputs| occupation_cells(inputs, &own, base));
            for year in Making::years(panel) {
                let (Some(draws), Some(nation)) =
                    (panel.get(code, year), made.employed.get(&(Place::Nation, year)).cloned())
                else {
                    continue;
                };
                let tables = [SECTION_TABLE, SURVEY_TABLE, MODELLED_TABLE, PROXY_TABLE];
                let name = Phrase::new("term.share-of-nation", []);
                let own = ObsStatus::Imputed;
                let about =
                    about_tables(self.quality, name, Unit::Share, &tables, own, year.min(base));
                let share = Draws::over(draws, nation.draws());
                let words = Phrase::new("step.occupation-share", []);
                let share = Tracked::modelled(share, about, words, vec![spread.clone()])
                    .citing(read.clone());
                let about = step("", Unit::Persons, ObsStatus::Imputed);
                let parts = vec![nation, share];
                let value = Tracked::following(Draws::from(draws), about, Formula::Product, parts);
                let value = self.keyed(&place, Measure::Employment, year, Unit::Persons, value);
                made.employed.insert((place.clone(), year), value);
            }
        }
        Ok(())
    }
}

/// The last survey of an occupation and the modelled figures of its group.
fn occupation_cells(inputs: &Inputs, code: &str, base: Year) -> Vec<SourceCell> {
    let Some(known) = &inputs.occupation else { return Vec::new() };
    let Ok(code) = known.occupations.code(code) else { return Vec::new() };
    let sources = &inputs.sources;
    let surveyed = known.survey.cells.keys().filter(|(c, _)| *c == code);
    let last = surveyed.map(|(_, year)| *year).max();
    let survey = last.and_then(|year| known.survey.trace(&(code.clone(), year), sources));
    let mut cells: Vec<SourceCell> = survey.into_iter().collect();
    for (group, _) in known.modelled_group.targets(&code).unwrap_or_default() {
        cells.extend(cells_of(&known.modelled, sources, |(c, year)| c == group && *year <= base));
    }
    cells
}
