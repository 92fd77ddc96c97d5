//! Exits per employed person of the year before: of the nation from its cohorts, of sections and
//! occupations as far as figures distinguish them.

use crate::accounts::leaves::{about_tables, cells_of, parameter_of, reading, step};
use crate::accounts::stocks::{Making, Place, Series};
use crate::accounts::tables::{
    AGES_TABLE, EXIT_RATES_TABLE, EXIT_STAFFING_TABLE, HIRED_SHARES_TABLE, MORTALITY_TABLE,
    OCCUPATION_AGE_TABLE, OLDER_TABLE, PENSION_TABLE, POPULATION_BY_SEX_TABLE, POPULATION_TABLE,
    PUBLISHED_TABLE, REGIONAL_AGES_TABLE, SECTION_TABLE, WOMEN_TABLE,
};
use crate::error::ModelError;
use crate::replacement::cells::{CellRates, Mix};
use crate::replacement::schedule::PensionSchedule;
use crate::replacement::{Cohort, ExitRates, Group};
use std::collections::BTreeMap;
use suranys_core::distribution::Draws;
use suranys_core::explanation::Phrase;
use suranys_core::inputs::Inputs;
use suranys_core::provenance::SourceCell;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::scenario::{HEALTHY_WORKER_FACTOR, OTHER_EXIT_RATE, STAY_ON_FACTOR};
use suranys_core::tracked::{ReadCells, Tracked};
use suranys_core::{AgeGroup, DrawPanel, ObsStatus, Sex, Unit, Year, YearSpan};

/// Tables behind the nation's exits by sex and single year of age.
const COHORT_TABLES: [&str; 4] =
    [PENSION_TABLE, POPULATION_TABLE, POPULATION_BY_SEX_TABLE, AGES_TABLE];

/// Exits per employed person.
#[derive(Debug)]
pub(crate) struct Exits {
    /// Retirements of a sex per employed person of both.
    pub(crate) retirement: BTreeMap<(Sex, Year), Tracked>,
    pub(crate) deaths: BTreeMap<Year, Tracked>,
    pub(crate) other: Tracked,
    /// All exits: of the nation, and of places that have rates of their own.
    pub(crate) all: Series,
    pub(crate) pension_ages: BTreeMap<(Sex, Year), Tracked>,
}

/// Rates that figures distinguish among places of one kind.
struct OwnRates<'a> {
    /// Exits per employed person: cells are places.
    panel: &'a DrawPanel,
    /// The place with a code.
    place: fn(String) -> Place,
    /// Words of the step that makes a rate.
    step: &'static str,
    /// Tables that the rates rest on.
    tables: &'a [&'static str],
    /// Cells behind the rate of a code.
    cells: fn(String) -> ReadCells,
}

/// Makes the nation's rates from its cohorts.
struct Cohorts<'a> {
    making: &'a Making<'a>,
    rates: &'a ExitRates,
    stay: Tracked,
    healthy: Tracked,
}

impl Exits {
    /// All rates of a scenario.
    ///
    /// # Errors
    /// When a parameter is missing.
    pub(crate) fn read(
        making: &Making<'_>,
        rates: &ExitRates,
        schedule: &PensionSchedule,
        years: YearSpan,
    ) -> Result<Exits, ModelError> {
        let scenario = making.scenario;
        let cohorts = Cohorts {
            making,
            rates,
            stay: parameter_of(scenario, STAY_ON_FACTOR, rates.stay_on.clone())?,
            healthy: parameter_of(scenario, HEALTHY_WORKER_FACTOR, rates.healthy.clone())?,
        };
        let other = parameter_of(scenario, OTHER_EXIT_RATE, rates.other.clone())?;
        let mut exits = Exits {
            retirement: BTreeMap::new(),
            deaths: BTreeMap::new(),
            other: other.clone(),
            all: BTreeMap::new(),
            pension_ages: BTreeMap::new(),
        };
        for year in years.years() {
            for sex in Sex::ALL {
                let age = schedule.age(sex, year)?;
                exits.pension_ages.insert((sex, year), cohorts.pension_age(sex, year, age));
            }
            let Some((women, men, deaths)) = cohorts.of_year(year) else { continue };
            let all = vec![women.clone(), men.clone(), deaths.clone(), other.clone()];
            if let Some(all) = Tracked::sum(all) {
                let all = all.named(Phrase::new("term.exits-per-employed", []), Unit::Share);
                exits.all.insert((Place::Nation, year), all);
            }
            exits.retirement.insert((Sex::Female, year), women);
            exits.retirement.insert((Sex::Male, year), men);
            exits.deaths.insert(year, deaths);
        }
        Ok(exits)
    }

    /// Adds the rates of places that have their own.
    pub(crate) fn distinguish(
        &mut self,
        making: &Making<'_>,
        cells: &CellRates,
        mix: Option<&Mix>,
        staffing: &[&'static str],
        years: YearSpan,
    ) {
        if let (Some(panel), Some(mix)) = (&cells.occupations, mix) {
            let mut tables = staffing.to_vec();
            if !mix.women.is_empty() {
                tables.push(WOMEN_TABLE);
            }
            if mix.has_ages() {
                tables.push(OCCUPATION_AGE_TABLE);
            }
            let own = OwnRates {
                panel,
                place: Place::Occupation,
                step: "step.exits-of-occupation",
                tables: &tables,
                cells: |code| reading(move |inputs| women_cells(inputs, &code)),
            };
            self.places(making, years, &own);
        }
        if let Some(panel) = &cells.sections {
            let tables = [
                EXIT_RATES_TABLE,
                OLDER_TABLE,
                EXIT_STAFFING_TABLE,
                HIRED_SHARES_TABLE,
                PUBLISHED_TABLE,
                SECTION_TABLE,
            ];
            let own = OwnRates {
                panel,
                place: Place::Section,
                step: "step.exits-of-section",
                tables: &tables,
                cells: |code| reading(move |inputs| published_replacement(inputs, &code)),
            };
            self.places(making, years, &own);
        }
        if let Some(panel) = &cells.regions {
            let own = OwnRates {
                panel,
                place: Place::Region,
                step: "step.exits-of-region",
                tables: &[REGIONAL_AGES_TABLE],
                cells: |_| reading(|_| Vec::new()),
            };
            self.places(making, years, &own);
        }
    }

    fn places(&mut self, making: &Making<'_>, years: YearSpan, own: &OwnRates<'_>) {
        for year in years.years() {
            let Some(nation) = self.all.get(&(Place::Nation, year)).cloned() else { continue };
            for code in own.panel.cells().labels() {
                let Some(draws) = own.panel.get(code, year) else { continue };
                let name = Phrase::new("term.exits-per-employed", []);
                let about = about_tables(
                    making.quality,
                    name,
                    Unit::Share,
                    own.tables,
                    ObsStatus::Imputed,
                    year.previous(),
                );
                let step = Phrase::new(own.step, [("code", code.clone())]);
                let rate = Tracked::modelled(Draws::from(draws), about, step, vec![nation.clone()]);
                let cells = (own.cells)(code.clone());
                self.all.insert(((own.place)(code.clone()), year), rate.citing(cells));
            }
        }
    }

    /// Exits per employed person of a place: its own, or the nation's where no figures distinguish
    /// it.
    pub(crate) fn rate(&self, place: &Place, year: Year) -> Option<&Tracked> {
        self.all.get(&(place.clone(), year)).or_else(|| self.all.get(&(Place::Nation, year)))
    }

    /// The same without what rates are made of, which explains them and nothing more.
    pub(crate) fn alone(mut self) -> Exits {
        let retirement = self.retirement.values_mut();
        let rates = retirement.chain(self.deaths.values_mut()).chain(self.all.values_mut());
        rates.for_each(|rate| *rate = rate.clone().alone());
        self
    }

    /// Whether a place has a rate of its own.
    pub(crate) fn knows(&self, place: &Place, year: Year) -> bool {
        self.all.contains_key(&(place.clone(), year))
    }
}

impl Cohorts<'_> {
    /// Persons that the cohorts count, alike in every draw.
    fn persons(
        &self,
        name: &str,
        value: f64,
        tables: &[&str],
        year: Year,
        cells: ReadCells,
    ) -> Tracked {
        let draws = Draws::from(vec![value; self.making.scenario.settings.draws]);
        let about = about_tables(
            self.making.quality,
            Phrase::new(name, []),
            Unit::Persons,
            tables,
            ObsStatus::Estimated,
            year,
        );
        Tracked::read(draws, about, Some(cells))
    }

    fn named(made: Tracked, name: &str, group: Option<Group>) -> Tracked {
        let group = group.map(|group| {
            let ages = group.age_group.map_or_else(String::new, |ages| ages.to_string());
            [("sex", group.sex.to_string()), ("ages", ages)]
        });
        let unit = made.unit();
        made.named(Phrase::new(name, group.into_iter().flatten()), unit)
    }

    /// Retirements of women and of men and deaths per employed person of the cohorts.
    fn of_year(&self, year: Year) -> Option<(Tracked, Tracked, Tracked)> {
        let exits = self.rates.exits.get(&year)?;
        let groups: Vec<(Group, Cohort)> = self
            .rates
            .groups
            .iter()
            .zip(exits)
            .map(|(group, exits)| (*group, exits.cohort))
            .collect();
        let each = |of: &dyn Fn(Group, &Cohort) -> Tracked, keep: Option<Sex>| {
            let kept = groups.iter().filter(|(group, _)| keep.is_none_or(|sex| sex == group.sex));
            Tracked::sum(kept.map(|(group, cohort)| of(*group, cohort)).collect())
        };
        let stock = each(&|group, cohort| self.stock(group, cohort, year), None)?;
        let stock = Cohorts::named(stock, "term.cohort-employed", None);
        let of_sex = |sex: Sex| {
            let gone = each(&|group, cohort| self.retiring(group, cohort, year), Some(sex))?;
            let gone = Cohorts::named(gone, "term.retiring", None);
            let rate = (&gone / &stock).at_best(ObsStatus::Imputed);
            let name = Phrase::new("term.retirements-per-employed", [("sex", sex.to_string())]);
            Some(rate.named(name, Unit::Share))
        };
        let (women, men) = (of_sex(Sex::Female)?, of_sex(Sex::Male)?);
        let dying = each(&|group, cohort| self.dying(group, cohort, year), None)?;
        let dying = Cohorts::named(dying, "term.dying", None);
        let rate = (&dying / &stock).named(Phrase::new("term.death-rate", []), Unit::Share);
        let deaths = (&self.healthy * &rate)
            .at_best(ObsStatus::Imputed)
            .named(Phrase::new("term.deaths-per-employed", []), Unit::Share);
        Some((women, men, deaths))
    }

    fn stock(&self, group: Group, cohort: &Cohort, year: Year) -> Tracked {
        let below = self.persons(
            "term.below-pension-age",
            cohort.before_age,
            &COHORT_TABLES,
            year,
            self.cohort_cells(group, year),
        );
        let beyond = self.persons(
            "term.beyond-pension-age",
            cohort.beyond_age,
            &COHORT_TABLES,
            year,
            self.survey_cells(group),
        );
        let beyond =
            (&self.stay * &beyond).named(Phrase::new("term.who-stay-on", []), Unit::Persons);
        Cohorts::named(&below + &beyond, "term.employed-of-group", Some(group))
    }

    /// Those of a group who retire: who reach the age and do not stay on, and who stop beyond it.
    fn retiring(&self, group: Group, cohort: &Cohort, year: Year) -> Tracked {
        let tables = &COHORT_TABLES;
        let reaching = self.persons(
            "term.reaching-pension-age",
            cohort.reaching,
            tables,
            year,
            self.cohort_cells(group, year),
        );
        let survey = || self.survey_cells(group);
        let stayers = self.persons("term.stayers", cohort.reaching_stay, tables, year, survey());
        let staying = if cohort.reaching_stay > 0.0 {
            let draws = self.making.scenario.settings.draws;
            let name = Phrase::new("term.factor-at-which-all-stay", []);
            let all_stay = Tracked::constant(cohort.max_stay(), draws, Unit::Ratio, name);
            self.stay.smaller(&all_stay).named(Phrase::new("term.stay-on-at-most", []), Unit::Ratio)
        } else {
            self.stay.clone()
        };
        let stay = (&staying * &stayers).named(Phrase::new("term.who-stay-on", []), Unit::Persons);
        let net = (&reaching - &stay).named(Phrase::new("term.reach-and-leave", []), Unit::Persons);
        let stop = self.persons("term.stop-beyond", cohort.beyond_exits, tables, year, survey());
        let beyond =
            (&self.stay * &stop).named(Phrase::new("term.beyond-who-stop", []), Unit::Persons);
        Cohorts::named(&net + &beyond, "term.retiring-of-group", Some(group))
    }

    fn dying(&self, group: Group, cohort: &Cohort, year: Year) -> Tracked {
        let tables = [&COHORT_TABLES[..], &[MORTALITY_TABLE]].concat();
        let cells = || {
            let sex = group.sex;
            reading(move |inputs| mortality_cells(inputs, sex, year))
        };
        let below = self.persons("term.dying-below", cohort.deaths_before, &tables, year, cells());
        let beyond =
            self.persons("term.dying-beyond", cohort.deaths_beyond, &tables, year, cells());
        let beyond =
            (&self.stay * &beyond).named(Phrase::new("term.dying-who-stayed", []), Unit::Persons);
        Cohorts::named(&below + &beyond, "term.dying-of-group", Some(group))
    }

    fn pension_age(&self, sex: Sex, year: Year, age: f64) -> Tracked {
        let scenario = self.making.scenario;
        let own = scenario.pension_ages.get(&sex).is_some_and(|ages| ages.contains_key(&year));
        let draws = Draws::from(vec![age; scenario.settings.draws]);
        let key = FigureKey::national(&scenario.id, Measure::PensionAge, year).of_sex(sex);
        if own {
            let about = step("", Unit::Years, ObsStatus::Normal);
            let words = Phrase::new("step.pension-age-of-scenario", []);
            return Tracked::modelled(draws, about, words, Vec::new()).figure(&key, Unit::Years);
        }
        let tables = [PENSION_TABLE];
        let (name, own) = (Phrase::default(), ObsStatus::Normal);
        let about = about_tables(self.making.quality, name, Unit::Years, &tables, own, year);
        let cells = reading(move |inputs| pension_age_cells(inputs, sex, year));
        Tracked::read(draws, about, Some(cells)).figure(&key, Unit::Years)
    }

    /// Population, survey and schedule behind a group's cohorts.
    fn cohort_cells(&self, group: Group, year: Year) -> ReadCells {
        let own = self.making.scenario.pension_ages.get(&group.sex).cloned().unwrap_or_default();
        let survey = self.rates.survey;
        reading(move |inputs| {
            let before = year.previous();
            let sources = &inputs.sources;
            let inside = |ages: &AgeGroup| match group.age_group {
                None => ages.to().is_none_or(|to| to >= 15),
                Some(own) => own.contains(ages.from()),
            };
            let mut cells = Vec::new();
            for at in [year, before].into_iter().filter(|at| !own.contains_key(at)) {
                cells.extend(pension_age_cells(inputs, group.sex, at));
            }
            cells.extend(cells_of(&inputs.population_by_age, sources, |(ages, at)| {
                *at == before && inside(ages)
            }));
            let by_sex = &inputs.population_by_sex_age;
            let years = || by_sex.cells.keys().map(|(_, _, at)| *at);
            let low = years().filter(|at| *at <= before).max();
            let high = years().filter(|at| *at >= before).min();
            cells.extend(cells_of(by_sex, sources, |(_, ages, at)| {
                [low, high].contains(&Some(*at)) && inside(ages)
            }));
            cells.extend(survey_cells(inputs, group, survey));
            cells
        })
    }

    fn survey_cells(&self, group: Group) -> ReadCells {
        let survey = self.rates.survey;
        reading(move |inputs| survey_cells(inputs, group, survey))
    }
}

fn survey_cells(inputs: &Inputs, group: Group, survey: Year) -> Vec<SourceCell> {
    cells_of(&inputs.employment_by_sex_age, &inputs.sources, |(sex, ages, at)| {
        *sex == group.sex
            && *at == survey
            && group.age_group.is_none_or(|own| own.contains(ages.from()))
    })
}

fn mortality_cells(inputs: &Inputs, sex: Sex, year: Year) -> Vec<SourceCell> {
    let table = &inputs.mortality_by_sex_age;
    let begun = table.cells.keys().map(|(_, _, span)| *span).filter(|s| s.from() <= year).max();
    cells_of(table, &inputs.sources, |(s, ages, span)| {
        *s == sex && Some(*span) == begun && ages.from() >= 15
    })
}

/// The line of the act that gives a pension age.
fn pension_age_cells(inputs: &Inputs, sex: Sex, year: Year) -> Vec<SourceCell> {
    let rules = &inputs.pension_ages;
    let of_sex = || rules.iter().filter(|rule| rule.sex == sex);
    let at = of_sex().map(|rule| rule.year).filter(|at| *at <= year).max();
    let at = at.or_else(|| of_sex().map(|rule| rule.year).min());
    let rule = of_sex().filter(|rule| Some(rule.year) == at).max_by_key(|rule| rule.known_from);
    let cell = rule.map(|rule| {
        let source = inputs.sources.iter().find(|source| source.id == rule.source);
        SourceCell {
            resource: PENSION_TABLE.to_owned(),
            file: rule.file.clone(),
            row: rule.row,
            value: Some(rule.age),
            missing: None,
            status: rule.status,
            source: rule.source.clone(),
            publisher: source.map(|s| s.publisher.clone()).unwrap_or_default(),
            dataset: source.map(|s| s.dataset.clone()).unwrap_or_default(),
            vintage: rule.known_from,
        }
    });
    cell.into_iter().collect()
}

fn women_cells(inputs: &Inputs, code: &str) -> Vec<SourceCell> {
    let Some(known) = &inputs.occupation else { return Vec::new() };
    let (Some(table), Ok(code)) = (&known.women, known.occupations.code(code)) else {
        return Vec::new();
    };
    let found = cells_of(table, &inputs.sources, |(c, _)| *c == code);
    found.into_iter().next_back().into_iter().collect()
}

/// Replacement that others published of a section, to which ours is anchored.
fn published_replacement(inputs: &Inputs, code: &str) -> Vec<SourceCell> {
    let Some(table) = &inputs.published_forecasts else { return Vec::new() };
    cells_of(table, &inputs.sources, |key| {
        key.quantity == "replacement"
            && (key.dimension == "total" || key.dimension == "section" && key.code == code)
    })
}
