//! The labour force: population by sex and age times participation.

use crate::assumptions::parameter_draws;
use crate::cell::TOTAL;
use crate::error::ModelError;
use crate::replacement::profile::Population;
use crate::tuning::participation::{BOUNDS, DAMPING, MIN_SURVEYS};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use suranys_core::distribution::Draws;
use suranys_core::inputs::{Inputs, SupplyInputs};
use suranys_core::numeric::{exp, ln, quantile_sorted};
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::scenario::{
    FOREIGN_WORKERS, MIGRATION_FACTOR, PARTICIPATION_SHIFT, PARTICIPATION_TREND, RETURNEES,
    Scenario,
};
use suranys_core::unit::Quantity;
use suranys_core::{AgeGroup, Axis, DrawPanel, Sex, Year, YearSpan};
use suranys_series::optim::regression::regress;

/// The labour force in draws.
#[derive(Debug, Clone)]
pub struct LabourForce {
    /// By year: persons, annual average.
    pub years: BTreeMap<Year, Draws>,
    /// Labour force over population of all ages at the last survey by age.
    pub active: f64,
    /// That survey.
    pub survey: Year,
    /// Whether net migration moves it: where a scenario has more or fewer migrants than projected.
    pub migrants: bool,
}

/// Employment of the nation, which the labour force moves with.
#[derive(Debug, Clone, Copy)]
pub struct Employed<'a> {
    /// Last year with observed employment.
    pub base_year: Year,
    /// Published employment by year, persons.
    pub history: &'a BTreeMap<Year, f64>,
    /// Employment in draws before growth of a scenario's own moves it: one cell, [`TOTAL`].
    pub before_growth: &'a DrawPanel,
}

/// The labour force by year in draws: persons, annual average.
///
/// Past years hold the published figure. From the base year on it grows as population by sex and
/// age times participation does: participation is the last survey's, its logit moved along as much
/// of its fading past trend as the scenario says. On past surveys held rates were nearer than the
/// trend and than cohorts followed over the ages (`tests/reference/participation.py`). About that
/// trajectory the labour force moves with employment's deviation from its median, as their yearly
/// changes did (a regression with autoregressive errors): where more work, more take part. What
/// growth of the scenario's own does to employment is left out of that: it is what a scenario
/// demands of supply, not how supply would respond.
///
/// # Errors
/// When a table is empty at the inputs' vintage, a year is not covered, or a parameter is missing.
pub fn labour_force(
    inputs: &Inputs,
    known: &SupplyInputs,
    scenario: &Scenario,
    employed: &Employed<'_>,
    years: YearSpan,
    key: &Key,
    notes: &mut Vec<Note>,
) -> Result<LabourForce, ModelError> {
    let count = scenario.settings.draws;
    let base_year = employed.base_year;
    let published: BTreeMap<Year, f64> = known
        .labour_force
        .cells
        .iter()
        .filter(|(year, _)| **year <= base_year)
        .filter_map(|(year, cell)| Some((*year, cell.observed.value()?.get())))
        .collect();
    let no_figure = |year| ModelError::NoFigure {
        resource: known.labour_force.resource.clone(),
        what: "the labour force".to_owned(),
        year,
    };
    let base = *published.get(&base_year).ok_or_else(|| no_figure(base_year))?;
    let mut all = BTreeMap::new();
    for year in years.years().filter(|year| *year <= base_year) {
        let value = *published.get(&year).ok_or_else(|| no_figure(year))?;
        all.insert(year, Draws::from(vec![value; count]));
    }
    let people = People::read(inputs, known)?;
    let Some(ahead) = YearSpan::new(years.from().max(base_year.plus(1)), years.to()) else {
        let (active, survey) = (people.active, people.survey);
        return Ok(LabourForce { years: all, active, survey, migrants: false });
    };
    notes.push(Note::new("note.participation", [("year", people.survey.to_string())]));
    let shift = parameter_draws(scenario, PARTICIPATION_SHIFT, key)?;
    let trend = parameter_draws(scenario, PARTICIPATION_TREND, key)?;
    let migration = parameter_draws(scenario, MIGRATION_FACTOR, key)?;
    let returnees = parameter_draws(scenario, RETURNEES, key)?;
    let foreign = parameter_draws(scenario, FOREIGN_WORKERS, key)?;
    let now = people.held_and_trend(base_year)?;
    let response = Response::of(&published, employed).ok_or_else(|| ModelError::NothingKnown {
        resource: known.labour_force.resource.clone(),
        what: "run of years along with employment",
    })?;
    let deviations =
        response.deviations(employed, ahead, key).ok_or_else(|| ModelError::NothingKnown {
            resource: known.labour_force.resource.clone(),
            what: "employment of every year ahead",
        })?;
    let mut moved = 0.0;
    let migrants = migration.iter().any(|factor| *factor != 1.0);
    for (step, year) in ahead.years().enumerate() {
        let then = people.held_and_trend(year)?;
        let point = people.labour_force(year, 1.0, 0.0)? - then.0;
        let by_point = point / now.0;
        if migrants {
            let flow = known.net_migration.value(&year).ok_or_else(|| ModelError::NoFigure {
                resource: known.net_migration.resource.clone(),
                what: "net migration".to_owned(),
                year,
            })?;
            moved += flow.get();
        }
        let of_year = deviations.get(TOTAL, year).unwrap_or_default();
        let values = (0..count)
            .map(|draw| {
                let at = |list: &[f64], none: f64| list.get(draw).copied().unwrap_or(none);
                let ratio = exp(at(of_year, 0.0));
                let beyond = (at(&returnees, 0.0) + at(&foreign, 0.0)) * (step + 1) as f64;
                let more = (at(&migration, 1.0) - 1.0) * moved * people.active + beyond;
                // Linear between none of the trend and all of it.
                let of = |(held, moved): (f64, f64)| held + at(&trend, 0.0) * (moved - held);
                let projected = base * of(then) / of(now);
                projected * ratio + base * by_point * at(&shift, 0.0) + more
            })
            .collect();
        all.insert(year, values);
    }
    Ok(LabourForce { years: all, active: people.active, survey: people.survey, migrants })
}

/// Population and participation.
struct People {
    population: Population,
    /// Participation at the last survey, and the yearly change of its logit.
    rates: BTreeMap<(Sex, AgeGroup), (f64, f64)>,
    survey: Year,
    /// Labour force over population of all ages at the last survey.
    active: f64,
}

impl People {
    fn read(inputs: &Inputs, known: &SupplyInputs) -> Result<People, ModelError> {
        let table = &known.labour_force_by_sex_age;
        let nothing =
            || ModelError::NothingKnown { resource: table.resource.clone(), what: "survey" };
        let population = Population::read(inputs)?;
        let mut surveys: BTreeMap<(Sex, AgeGroup), Vec<(Year, f64)>> = BTreeMap::new();
        let mut by_year: BTreeMap<(Sex, Year), Vec<f64>> = BTreeMap::new();
        for ((sex, age_group, year), cell) in &table.cells {
            let Some(persons) = cell.observed.value() else { continue };
            let ages = match by_year.entry((*sex, *year)) {
                Entry::Occupied(ages) => ages.into_mut(),
                Entry::Vacant(none) => none.insert(population.single_years(*sex, *year)?),
            };
            let of_age = in_age_group(ages, *age_group);
            if of_age > 0.0 {
                let rate = (persons.get() / of_age).clamp(BOUNDS.0, BOUNDS.1);
                surveys.entry((*sex, *age_group)).or_default().push((*year, rate));
            }
        }
        let survey = surveys.values().flatten().map(|(year, _)| *year).max().ok_or_else(nothing)?;
        let rates = surveys
            .into_iter()
            .filter_map(|(who, list)| {
                let (_, last) = list.iter().find(|(year, _)| *year == survey)?;
                Some((who, (*last, trend(&list))))
            })
            .collect();
        let mut people = People { population, rates, survey, active: 0.0 };
        let mut everyone = 0.0;
        for sex in Sex::ALL {
            everyone += people.population.single_years(sex, survey)?.iter().sum::<f64>();
        }
        people.active = people.labour_force(survey, 0.0, 0.0)? / everyone;
        Ok(people)
    }

    /// The labour force of a year with participation held, and along its full trend.
    fn held_and_trend(&self, year: Year) -> Result<(f64, f64), ModelError> {
        Ok((self.labour_force(year, 0.0, 0.0)?, self.labour_force(year, 0.0, 1.0)?))
    }

    /// The labour force of a year, participation raised by so many percentage points and moved
    /// along so much of its trend.
    fn labour_force(&self, year: Year, points: f64, trend: f64) -> Result<f64, ModelError> {
        let ahead = f64::from(year.since(self.survey).max(0));
        // The sum of a fading trend over the years.
        let reach = DAMPING * (1.0 - suranys_core::numeric::powf(DAMPING, ahead)) / (1.0 - DAMPING);
        let mut sum = 0.0;
        for sex in Sex::ALL {
            let ages = self.population.single_years(sex, year)?;
            for ((_, age_group), (rate, slope)) in self.rates.iter().filter(|((s, _), _)| *s == sex)
            {
                let probability = rate / (1.0 - rate) * exp(trend * slope * reach);
                let then = (probability / (1.0 + probability) + points / 100.0).clamp(0.0, 1.0);
                sum += in_age_group(&ages, *age_group) * then;
            }
        }
        Ok(sum)
    }
}

fn in_age_group(ages: &[f64], age_group: AgeGroup) -> f64 {
    let of = |age: usize| u8::try_from(age).is_ok_and(|age| age_group.contains(age));
    ages.iter().enumerate().filter(|(age, _)| of(*age)).map(|(_, persons)| persons).sum()
}

/// Median yearly change of the logit between surveys; zero of too few.
fn trend(list: &[(Year, f64)]) -> f64 {
    let logit = |rate: f64| ln(rate / (1.0 - rate));
    let mut changes: Vec<f64> = list
        .windows(2)
        .map(|w| (logit(w[1].1) - logit(w[0].1)) / f64::from(w[1].0.since(w[0].0)))
        .collect();
    if list.len() < MIN_SURVEYS {
        return 0.0;
    }
    changes.sort_by(f64::total_cmp);
    quantile_sorted(&changes, 0.5).unwrap_or(0.0)
}

/// How the labour force moves with employment: yearly log changes of one regressed on those of the
/// other.
struct Response {
    slope: f64,
    ar1: f64,
    shock: f64,
}

impl Response {
    /// Of the published series, every year that has both and the year before.
    fn of(published: &BTreeMap<Year, f64>, employed: &Employed<'_>) -> Option<Response> {
        let change = |series: &BTreeMap<Year, f64>, year: Year| {
            Some(ln(series.get(&year)? / series.get(&year.previous())?))
        };
        let (first, last) = (published.keys().next()?, published.keys().next_back()?);
        let (mut force, mut work) = (Vec::new(), Vec::new());
        for year in (first.0..=last.0).map(Year) {
            let regressor = change(employed.history, year);
            // Without its driver a year is missing, whatever the labour force did.
            let both = regressor.and_then(|_| change(published, year));
            force.push(both.unwrap_or(f64::NAN));
            work.push(regressor.unwrap_or(0.0));
        }
        let fit = regress(&force, &[work]).ok()?;
        Some(Response { slope: *fit.slopes.first()?, ar1: fit.ar1, shock: fit.shock })
    }

    /// Log deviations from the trajectory by year, one cell [`TOTAL`]: with employment's deviation
    /// from its median, and on their own.
    fn deviations(&self, employed: &Employed<'_>, ahead: YearSpan, key: &Key) -> Option<DrawPanel> {
        let streams = key.with("labour-force").streams();
        let count = employed.before_growth.draws();
        let mut own: Vec<(f64, f64, _)> =
            (0..count).map(|draw| (0.0, 0.0, streams.draw(draw))).collect();
        let mut all = DrawPanel::zeros(Axis::new([TOTAL])?, ahead, count);
        for year in ahead.years() {
            let stock = employed.before_growth.get(TOTAL, year)?;
            let mut sorted = stock.to_vec();
            sorted.sort_by(f64::total_cmp);
            let middle = quantile_sorted(&sorted, 0.5)?;
            let deviations = all.get_mut(TOTAL, year)?.iter_mut();
            for ((to, stock), (level, error, stream)) in deviations.zip(stock).zip(&mut own) {
                *error = self.ar1 * *error + self.shock * stream.normal();
                *level += *error;
                *to = self.slope * ln(stock / middle) + *level;
            }
        }
        Some(all)
    }
}
