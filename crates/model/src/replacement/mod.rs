//! Replacement demand: who leaves employment for good, by sex and single year of age.

pub mod profile;
pub mod schedule;

use crate::ModelError;
use crate::demand::parameter_draws;
use profile::{AgeProfile, Population};
use schedule::PensionSchedule;
use std::collections::BTreeMap;
use suranys_core::inputs::Inputs;
use suranys_core::key::Key;
use suranys_core::math::exp;
use suranys_core::run::Note;
use suranys_core::scenario::{HEALTHY_WORKER_FACTOR, OTHER_EXIT_RATE, STAY_ON_FACTOR, Scenario};
use suranys_core::unit::Quantity;
use suranys_core::{AgeBand, Sex, Year, YearSpan};

/// Exits per employed person of the year before, by draw.
#[derive(Debug, Clone)]
pub struct ExitRates {
    /// Retirement by sex, then year: exits of that sex over employment of both sexes.
    pub retirement: BTreeMap<(Sex, Year), Vec<f64>>,
    /// Deaths, both sexes.
    pub deaths: BTreeMap<Year, Vec<f64>>,
    /// Other lasting exits, both sexes.
    pub other: BTreeMap<Year, Vec<f64>>,
}

/// Exit rates for each year of `years`, from cohorts by sex and single year of age.
///
/// The stock at the start of a year is population × employment rate of the year before. Those
/// retire who reach the statutory age during the year and do not stay on, and those beyond it
/// who stop working. The window of birth dates that reach the age is as wide as one year less
/// the step of the schedule: a half-year step halves it. Rates are relative to the stock, so
/// that the total may come from the demand side (Wilson 1983 and Cedefop's cohort-component
/// method follow the same accounting).
///
/// # Errors
/// When population, mortality, the age structure of employment, the schedule or a parameter is
/// not known at the inputs' vintage.
pub fn exit_rates(
    inputs: &Inputs,
    scenario: &Scenario,
    years: YearSpan,
    key: &Key,
    notes: &mut Vec<Note>,
) -> Result<ExitRates, ModelError> {
    let population = Population::read(inputs)?;
    let schedule = PensionSchedule::read(inputs, scenario, years, notes)?;
    let profiles = profile::read(inputs, &population, &schedule, notes)?;
    let mortality = Mortality::read(inputs, years, notes)?;
    let healthy = parameter_draws(scenario, HEALTHY_WORKER_FACTOR, key)?;
    let other_rate = parameter_draws(scenario, OTHER_EXIT_RATE, key)?;
    let stay_on = parameter_draws(scenario, STAY_ON_FACTOR, key)?;
    let draws = scenario.settings.draws;
    let mut rates =
        ExitRates { retirement: BTreeMap::new(), deaths: BTreeMap::new(), other: BTreeMap::new() };
    for year in years.years() {
        let before = year.previous();
        let mut parts = Vec::new();
        for sex in Sex::ALL {
            let people = population.single_years(sex, before)?;
            let (age_before, age_now) = (schedule.age(sex, before)?, schedule.age(sex, year)?);
            let profile = profiles.get(&sex).ok_or_else(|| profile::no_structure(inputs))?;
            parts.push((
                sex,
                cohort(&people, profile, age_before, age_now, |age| mortality.rate(sex, age, year)),
            ));
        }
        for (sex, _) in &parts {
            rates.retirement.insert((*sex, year), Vec::with_capacity(draws));
        }
        let (mut deaths, mut other) = (Vec::with_capacity(draws), Vec::with_capacity(draws));
        for draw in 0..draws {
            let stay = stay_on.get(draw).copied().unwrap_or(1.0);
            let stock: f64 = parts.iter().map(|(_, c)| c.before_age + stay * c.beyond_age).sum();
            for (sex, c) in &parts {
                let exits =
                    c.reaching - stay.min(c.most_stay()) * c.reaching_stay + stay * c.beyond_exits;
                if let Some(list) = rates.retirement.get_mut(&(*sex, year)) {
                    list.push(exits / stock);
                }
            }
            let dying: f64 =
                parts.iter().map(|(_, c)| c.deaths_before + stay * c.deaths_beyond).sum();
            deaths.push(healthy.get(draw).copied().unwrap_or(1.0) * dying / stock);
            other.push(other_rate.get(draw).copied().unwrap_or(0.0));
        }
        rates.deaths.insert(year, deaths);
        rates.other.insert(year, other);
    }
    Ok(rates)
}

/// Parts of one sex's stock and exits in one year, in persons, at a stay-on factor of one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cohort {
    /// Employed below pension age at the start of the year.
    pub before_age: f64,
    /// Employed at or beyond pension age at the start of the year.
    pub beyond_age: f64,
    /// Employed who reach pension age during the year.
    pub reaching: f64,
    /// Of these, those who stay on.
    pub reaching_stay: f64,
    /// Employed beyond pension age who stop working during the year.
    pub beyond_exits: f64,
    /// Deaths below pension age at the population's rates.
    pub deaths_before: f64,
    /// Deaths beyond pension age at the population's rates.
    pub deaths_beyond: f64,
}

impl Cohort {
    /// The stay-on factor at which everyone who reaches the age stays.
    fn most_stay(&self) -> f64 {
        if self.reaching_stay > 0.0 { self.reaching / self.reaching_stay } else { f64::INFINITY }
    }
}

/// The cohort accounts of one sex over one year.
///
/// `people` are persons by completed age at the start of the year, `age_before` and `age_now`
/// the statutory ages of the year before and of the year. Persons are spread evenly within a
/// single year of age.
#[must_use]
pub fn cohort(
    people: &[f64],
    profile: &AgeProfile,
    age_before: f64,
    age_now: f64,
    mortality: impl Fn(u8) -> f64,
) -> Cohort {
    let mut c = Cohort::default();
    let stop = 1.0 - exp(-profile.decline_beyond);
    // Who has reached the age by the end of the year but had not by its start.
    let window = (age_now - 1.0, age_before);
    for (age, persons) in people.iter().enumerate() {
        let from = age as f64;
        let share = |low: f64, high: f64| ((from + 1.0).min(high) - from.max(low)).max(0.0);
        let below = share(0.0, age_before);
        let employed_below = persons * profile.before(from) * below;
        let employed_beyond = persons * profile.beyond(from + 0.5 - age_before) * (1.0 - below);
        let reaching = persons * profile.before(from) * share(window.0, window.1);
        let death = u8::try_from(age).map_or(0.0, &mortality);
        c.before_age += employed_below;
        c.beyond_age += employed_beyond;
        c.reaching += reaching;
        c.reaching_stay += reaching * profile.staying_share(from);
        c.beyond_exits += employed_beyond * stop;
        c.deaths_before += employed_below * death;
        c.deaths_beyond += employed_beyond * death;
    }
    c
}

/// Deaths per person-year by sex and age, for any year of a span.
struct Mortality {
    by_period: BTreeMap<(Sex, YearSpan), Vec<(AgeBand, f64)>>,
}

impl Mortality {
    fn read(
        inputs: &Inputs,
        years: YearSpan,
        notes: &mut Vec<Note>,
    ) -> Result<Mortality, ModelError> {
        let mut by_period: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for ((sex, band, period), cell) in &inputs.mortality_by_sex_age.cells {
            if let Some(rate) = cell.observed.value() {
                by_period.entry((*sex, *period)).or_default().push((*band, rate.get()));
            }
        }
        let last = by_period.keys().map(|(_, period)| *period).max().ok_or_else(|| {
            ModelError::NothingKnown {
                resource: inputs.mortality_by_sex_age.resource.clone(),
                what: "period",
            }
        })?;
        if last.to() < years.to() {
            notes.push(Note::new(
                "note.mortality-held",
                [("from", last.from().to_string()), ("to", last.to().to_string())],
            ));
        }
        Ok(Mortality { by_period })
    }

    /// The rate of the latest period that has begun by `year`, else of the first.
    fn rate(&self, sex: Sex, age: u8, year: Year) -> f64 {
        let begun = |(s, period): &&(Sex, YearSpan)| *s == sex && period.from() <= year;
        let period = self
            .by_period
            .keys()
            .rfind(begun)
            .or_else(|| self.by_period.keys().find(|(s, _)| *s == sex));
        period
            .and_then(|key| self.by_period.get(key))
            .and_then(|bands| bands.iter().find(|(band, _)| band.contains(age)))
            .map_or(0.0, |(_, rate)| *rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Everyone works at rate 0.8 below pension age, 0.2 just beyond it, halving every 1.4 years.
    fn profile() -> AgeProfile {
        AgeProfile::flat(0.8, 0.2, 0.5)
    }

    fn flat_people() -> Vec<f64> {
        vec![1000.0; 100]
    }

    /// Expected values: by hand. 1,000 persons a year of age, 0.8 employed, a quarter stay on.
    #[test]
    fn a_year_without_a_step_retires_one_cohort_and_a_half_step_half_of_it() {
        let c = cohort(&flat_people(), &profile(), 61.0, 61.0, |_| 0.0);
        assert!((c.reaching - 800.0).abs() < 1e-9);
        assert!((c.reaching_stay - 200.0).abs() < 1e-9);
        let step = cohort(&flat_people(), &profile(), 61.0, 61.5, |_| 0.0);
        assert!((step.reaching - 400.0).abs() < 1e-9);
        let leap = cohort(&flat_people(), &profile(), 61.0, 62.5, |_| 0.0);
        assert_eq!(leap.reaching, 0.0);
        let lowered = cohort(&flat_people(), &profile(), 61.0, 60.0, |_| 0.0);
        assert!((lowered.reaching - 1600.0).abs() < 1e-9);
    }

    proptest! {
        /// Whatever the schedule, over the years every cohort is asked to retire exactly once.
        #[test]
        fn nobody_reaches_the_age_twice_or_never(steps in prop::collection::vec(0.0..1.0f64, 8)) {
            let mut age = 58.0;
            let mut reached = 0.0;
            for step in &steps {
                reached += cohort(&flat_people(), &profile(), age, age + step, |_| 0.0).reaching;
                age += step;
            }
            let expected = 800.0 * (steps.len() as f64 - (age - 58.0));
            prop_assert!((reached - expected).abs() < 1e-6, "{reached} {expected}");
        }

        #[test]
        fn exits_never_exceed_the_stock(age in 50.0..70.0f64, step in -2.0..2.0f64, death in 0.0..1.0f64) {
            let c = cohort(&flat_people(), &profile(), age, age + step, |_| death);
            prop_assert!(c.reaching <= c.before_age + 1e-9);
            prop_assert!(c.reaching_stay <= c.reaching + 1e-9);
            prop_assert!(c.beyond_exits <= c.beyond_age + 1e-9);
            prop_assert!(c.deaths_before <= c.before_age + 1e-9 && c.deaths_beyond <= c.beyond_age + 1e-9);
        }
    }
}
