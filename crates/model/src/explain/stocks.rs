//! Employment: published, forecast, fitted.

use crate::assumptions::parameter_draws;
use crate::explain::tree::{Teller, model};
use suranys_core::explanation::{Formula, Term};
use suranys_core::inputs::Table;
use suranys_core::provenance::SourceCell;
use suranys_core::rng::Key;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::scenario::SHARE_SPREAD;
use suranys_core::unit::Quantity;
use suranys_core::{Code, ObsStatus, Status, Unit, Year};

impl Teller<'_> {
    /// A published figure: the cell itself.
    pub(super) fn published(&self, key: &FigureKey) -> Term {
        let mut term = self.bare(key);
        if let Some(figure) = self.output.figure(key) {
            term.value = figure.estimate.central();
            term.status = figure.status;
            term.unit = figure.unit;
        }
        term.read_from(self.history(key, |year| year == key.from))
    }

    /// Cells of the series of the nation, a section or a region, in the years kept. A region
    /// without a figure of its own in a year has those of the regions it is spliced from.
    pub(super) fn history(&self, key: &FigureKey, keep: impl Fn(Year) -> bool) -> Vec<SourceCell> {
        let sources = &self.inputs.sources;
        let base = self.accounts.base_year();
        let keep = |year: &Year| *year <= base && keep(*year);
        if let (Some(sex), Some(age)) = (key.sex, key.age) {
            return rows(&self.inputs.employment_by_sex_age, sources, |(s, age_group, year)| {
                *s == sex && *age_group == age && keep(year)
            });
        }
        match (&key.section, &key.region) {
            (None, Some(region)) => {
                let table = &self.inputs.employment_by_region;
                let Ok(code) = self.inputs.regions.code(region) else { return Vec::new() };
                let mut cells = rows(table, sources, |(c, year)| *c == code && keep(year));
                let own = |year: Year| table.cells.contains_key(&(code.clone(), year));
                for change in &self.inputs.region_changes {
                    for (origin, _) in change.origins(&code).filter(|(origin, _)| **origin != code)
                    {
                        cells.extend(rows(table, sources, |(c, year)| {
                            c == origin && keep(year) && !own(*year)
                        }));
                    }
                }
                cells
            }
            (section, _) => {
                let list = &self.inputs.sections;
                let code = match section {
                    Some(section) => list.code(section).ok(),
                    None => list.total().cloned(),
                };
                let Some(code) = code else { return Vec::new() };
                let table = &self.inputs.employment_by_section;
                rows(table, sources, |(c, year)| *c == code && keep(year))
            }
        }
    }

    pub(super) fn nation(&self, year: Year) -> FigureKey {
        FigureKey::national(&self.accounts.scenario.id, Measure::Employment, year)
    }

    /// Employment of any place in one year.
    pub(super) fn employment(&self, term: Term, key: &FigureKey, left: usize) -> Term {
        let year = key.from;
        let place = [&key.section, &key.region, &key.occupation];
        match (place.iter().filter(|code| code.is_some()).count(), &key.occupation) {
            (0, _) if year <= self.accounts.base_year() => {
                term.read_from(self.history(key, |y| y == year))
            }
            (0, _) => self.nation_forecast(term, key, left),
            (1, None) => self.section_or_region(term, key, left),
            (1, Some(code)) => self.occupation(term, code, year, left),
            _ if key.section.is_none() => self.staffed_region(term, key, left),
            _ => self.fitted(term, key, left),
        }
    }

    /// An occupation: its share of the nation.
    fn occupation(&self, term: Term, code: &str, year: Year, left: usize) -> Term {
        let (value, status) = (term.value, term.status);
        self.deeper(term, Formula::Product, left, |left| {
            let nation = self.tell(&self.nation(year), left);
            let words = "share in the last survey, moved by the modelled change of shares since and \
                         by the forecast of that change in this draw; all shares sum to one";
            let scenario = &self.accounts.scenario;
            let run = Key::new(scenario.settings.seed);
            let spread = parameter_draws(scenario, SHARE_SPREAD, &run).map_or(1.0, |d| self.at(&d));
            let share = Term::new("share of the nation", value / nation.value, Unit::Share, status)
                .of(model(words), vec![self.parameter(SHARE_SPREAD, spread)])
                .read_from(self.occupation_cells(code));
            vec![nation, share]
        })
    }

    fn occupation_cells(&self, code: &str) -> Vec<SourceCell> {
        let Some(known) = &self.inputs.occupation else { return Vec::new() };
        let Ok(code) = known.occupations.code(code) else { return Vec::new() };
        let sources = &self.inputs.sources;
        let surveyed = |(c, _): &&(Code<_>, Year)| *c == code;
        let last = known.survey.cells.keys().filter(surveyed).map(|(_, year)| *year).max();
        let mut cells: Vec<SourceCell> = last
            .and_then(|year| known.survey.trace(&(code.clone(), year), sources))
            .into_iter()
            .collect();
        let groups = known.modelled_group.targets(&code).unwrap_or_default();
        for (group, _) in groups {
            cells.extend(rows(&known.modelled, sources, |(c, year)| {
                c == group && *year <= self.accounts.base_year()
            }));
        }
        cells
    }

    /// Section × region or section × occupation: fitted to both margins.
    fn fitted(&self, term: Term, key: &FigureKey, left: usize) -> Term {
        let words = "fitted by iterative proportional fitting (RAS) in this draw from the seed, so \
                     that rows and columns sum to both margins";
        let seed = self.seed(key);
        self.deeper(term, model(words), left, |left| {
            let mut parts = vec![seed];
            let nation = self.nation(key.from);
            if let Some(code) = &key.section {
                parts.push(self.tell(&nation.clone().in_section(code), left));
            }
            if let Some(code) = &key.region {
                parts.push(self.tell(&nation.clone().in_region(code), left));
            }
            if let Some(code) = &key.occupation {
                parts.push(self.tell(&nation.in_occupation(code), left));
            }
            parts
        })
    }

    /// The published cell from which a cross-classified cell is fitted.
    fn seed(&self, key: &FigureKey) -> Term {
        let sources = &self.inputs.sources;
        let section = key.section.as_deref().and_then(|s| self.inputs.sections.code(s).ok());
        let mut cells = Vec::new();
        if let (Some(section), Some(region)) = (&section, &key.region) {
            let table = &self.inputs.employment_by_region_broad_sector;
            let broad = self.inputs.section_broad_sector.targets(section).unwrap_or_default();
            for (broad, _) in broad {
                let of = rows(table, sources, |(r, b, year)| {
                    r.as_str() == region && b == broad && *year <= key.from
                });
                cells.extend(of.into_iter().next_back());
            }
        }
        if let (Some(section), Some(occupation), Some(known)) =
            (&section, &key.occupation, &self.inputs.occupation)
        {
            for (group, _) in known.section_industry_group.targets(section).unwrap_or_default() {
                let of =
                    rows(&known.proxy, sources, |(g, o, _)| g == group && o.as_str() == occupation);
                cells.extend(of.into_iter().next_back());
            }
        }
        let value = cells.iter().filter_map(|cell| cell.value).sum();
        let name = "seed: the last published figure of the wider cell";
        Term::new(name, value, Unit::Persons, Status::real(ObsStatus::Imputed)).read_from(cells)
    }

    /// Region × occupation: the region's sections, each staffed as in the nation.
    fn staffed_region(&self, term: Term, key: &FigureKey, left: usize) -> Term {
        let (Some(region), Some(occupation)) = (&key.region, &key.occupation) else { return term };
        self.deeper(term, Formula::Sum, left, |left| {
            let sections = self.accounts.projection.sections.cells().labels().iter();
            sections
                .map(|section| {
                    let nation = self.nation(key.from).in_section(section);
                    let here = self.bare(&nation.clone().in_region(region));
                    let staffed = self.bare(&nation.clone().in_occupation(occupation));
                    let all = self.bare(&nation);
                    let share = staffed.value / all.value;
                    let name = format!("employed of section {section}");
                    let status = Status::real(ObsStatus::Imputed);
                    let own = Term::new(name, here.value * share, Unit::Persons, status);
                    self.deeper(own, Formula::Product, left, |left| {
                        let here = self.tell(&nation.clone().in_region(region), left);
                        let part = Term::new(
                            "share of the occupation in the section, alike in every region",
                            share,
                            Unit::Share,
                            status,
                        );
                        let part = self.deeper(part, Formula::Ratio, left, |left| {
                            vec![
                                self.tell(&nation.clone().in_occupation(occupation), left),
                                self.tell(&nation, left),
                            ]
                        });
                        vec![here, part]
                    })
                })
                .collect()
        })
    }
}

/// Rows of a table, in key order.
pub(super) fn rows<K: Ord + Clone, T: Quantity>(
    table: &Table<K, T>,
    sources: &[suranys_core::inputs::Source],
    keep: impl Fn(&K) -> bool,
) -> Vec<SourceCell> {
    table.cells.keys().filter(|key| keep(key)).filter_map(|key| table.trace(key, sources)).collect()
}
