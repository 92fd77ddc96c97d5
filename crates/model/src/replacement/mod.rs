//! Replacement demand: who leaves employment for good, by sex and single year of age.

pub mod anchors;
pub mod cell_rates;
pub mod cells;
mod occupation_index;
pub mod profile;
mod regions;
pub mod schedule;
#[cfg(test)]
mod section_tests;
pub mod sections;
pub mod stocks;
pub(crate) mod two_measures;

use crate::assumptions::parameter_draws;
use crate::error::ModelError;
use profile::AgeProfile;
pub use profile::Population;
use schedule::PensionSchedule;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::distribution::Draws;
use suranys_core::inputs::Inputs;
use suranys_core::numeric::exp;
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::scenario::{HEALTHY_WORKER_FACTOR, OTHER_EXIT_RATE, STAY_ON_FACTOR, Scenario};
use suranys_core::text;
use suranys_core::unit::Quantity;
use suranys_core::{AgeGroup, Sex, Year, YearSpan};

/// A group of the employed whose exits are counted apart: a sex, or a sex in an age group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// Sex.
    pub sex: Sex,
    /// Ages; all of them when absent.
    pub age_group: Option<AgeGroup>,
}

/// One group in one year, by draw. Everything is per employed person of all groups in the
/// year before.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupExits {
    /// The group's share of the employed of the year before.
    pub share: Draws,
    /// Its retirements.
    pub retirement: Draws,
    /// Its deaths.
    pub deaths: Draws,
    /// Its cohort accounts, in persons.
    pub cohort: Cohort,
}

/// Exits per employed person of the year before, by draw.
#[derive(Debug, Clone)]
pub struct ExitRates {
    /// Groups counted apart.
    pub groups: Vec<Group>,
    /// By year, each group in the order of [`ExitRates::groups`].
    pub exits: BTreeMap<Year, Vec<GroupExits>>,
    /// Other lasting exits, all groups alike.
    pub other: Draws,
    /// The stay-on factor.
    pub stay_on: Draws,
    /// The healthy-worker factor.
    pub healthy: Draws,
    /// The last survey with an age structure of employment.
    pub survey: Year,
}

impl ExitRates {
    fn sum(
        &self,
        year: Year,
        keep: impl Fn(&Group) -> bool,
        part: fn(&GroupExits) -> &Draws,
    ) -> Draws {
        let mut sum = vec![0.0; self.other.len()];
        let groups = self.exits.get(&year).map_or(&[][..], Vec::as_slice);
        for (_, exits) in self.groups.iter().zip(groups).filter(|(group, _)| keep(group)) {
            sum.iter_mut().zip(part(exits).iter()).for_each(|(sum, value)| *sum += value);
        }
        sum.into()
    }

    /// Retirements of a sex, or of both, per employed person of both.
    #[must_use]
    pub fn retirement(&self, sex: Option<Sex>, year: Year) -> Draws {
        self.sum(year, |group| sex.is_none_or(|sex| sex == group.sex), |exits| &exits.retirement)
    }

    /// Deaths per employed person.
    #[must_use]
    pub fn deaths(&self, year: Year) -> Draws {
        self.sum(year, |_| true, |exits| &exits.deaths)
    }

    /// Exits of all kinds per employed person.
    #[must_use]
    pub fn total(&self, year: Year) -> Draws {
        Draws::plus(&Draws::plus(&self.retirement(None, year), &self.deaths(year)), &self.other)
    }
}

/// Exit rates for each year of `years`, from cohorts by sex and single year of age.
///
/// The stock at the start of a year is population × employment rate of the year before. Those
/// retire who reach the statutory age during the year and do not stay on, and those beyond it
/// who stop working. The window of birth dates that reach the age is as wide as one year less
/// the step of the schedule: a half-year step halves it. Rates are relative to the stock, so
/// that the total may be given by the demand side (Wilson 1983 and Cedefop's cohort-component
/// method follow the same accounting).
///
/// Groups are the sexes, and within them the age groups of the package's table of occupations by
/// age where there is one, else of its table of regions by age.
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
    let (profiles, survey) = profile::read(inputs, &population, &schedule, notes)?;
    let mortality = Mortality::read(inputs, years, notes)?;
    let healthy = parameter_draws(scenario, HEALTHY_WORKER_FACTOR, key)?;
    let stay_on = parameter_draws(scenario, STAY_ON_FACTOR, key)?;
    let mut rates = ExitRates {
        groups: groups(inputs),
        exits: BTreeMap::new(),
        other: parameter_draws(scenario, OTHER_EXIT_RATE, key)?,
        stay_on,
        healthy,
        survey,
    };
    for year in years.years() {
        let before = year.previous();
        let mut people = BTreeMap::new();
        for sex in Sex::ALL {
            people.insert(sex, population.single_years(sex, before)?);
        }
        let mut cohorts = Vec::new();
        for group in &rates.groups {
            let sex = group.sex;
            let (age_before, age_now) = (schedule.age(sex, before)?, schedule.age(sex, year)?);
            let profile = profiles.get(&sex).ok_or_else(|| profile::no_structure(inputs))?;
            let of_age = people.get(&sex).map_or(&[][..], Vec::as_slice);
            let own = of_age_group(of_age, group.age_group);
            cohorts.push(cohort(&own, profile, age_before, age_now, |age| {
                mortality.rate(sex, age, year)
            }));
        }
        rates.exits.insert(year, per_person(&cohorts, &rates.stay_on, &rates.healthy));
    }
    Ok(rates)
}

/// Groups to count apart: age groups where the package has occupations or regions by age, else the
/// sexes.
fn groups(inputs: &Inputs) -> Vec<Group> {
    let table = inputs.occupation.as_ref().and_then(|known| known.age.as_ref());
    let mut age_groups: BTreeSet<AgeGroup> =
        table.iter().flat_map(|t| t.cells.keys().map(|(_, _, age_group, _)| *age_group)).collect();
    if age_groups.is_empty() {
        let table = inputs.regional.employed_by_age.iter();
        age_groups.extend(table.flat_map(|t| t.cells.keys().map(|(_, age_group, _)| *age_group)));
    }
    let of = |sex| {
        let age_groups: Vec<Option<AgeGroup>> = if age_groups.is_empty() {
            vec![None]
        } else {
            age_groups.iter().copied().map(Some).collect()
        };
        age_groups.into_iter().map(move |age_group| Group { sex, age_group })
    };
    Sex::ALL.into_iter().flat_map(of).collect()
}

/// Persons by age with those outside an age group left out.
fn of_age_group(people: &[f64], age_group: Option<AgeGroup>) -> Vec<f64> {
    let inside = |age: usize| {
        age_group.is_none_or(|age_group| u8::try_from(age).is_ok_and(|age| age_group.contains(age)))
    };
    people
        .iter()
        .enumerate()
        .map(|(age, persons)| if inside(age) { *persons } else { 0.0 })
        .collect()
}

/// Cohort accounts per employed person, draw by draw.
fn per_person(cohorts: &[Cohort], stay_on: &[f64], healthy: &[f64]) -> Vec<GroupExits> {
    let stock_at = |stay: &f64| -> f64 { cohorts.iter().map(|c| c.stock(*stay)).sum() };
    let stocks: Draws = stay_on.iter().map(stock_at).collect();
    let of = |count: fn(&Cohort, f64) -> f64, cohort: &Cohort| -> Draws {
        stay_on.iter().map(|stay| count(cohort, *stay)).collect()
    };
    let group = |cohort: &Cohort| GroupExits {
        share: Draws::over(&of(Cohort::stock, cohort), &stocks),
        retirement: Draws::over(&of(Cohort::retiring, cohort), &stocks),
        deaths: Draws::over(&Draws::times(healthy, &of(Cohort::dying, cohort)), &stocks),
        cohort: *cohort,
    };
    cohorts.iter().map(group).collect()
}

/// Components of one sex's stock and exits in one year, in persons, at a stay-on factor of one.
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
    /// Employed at the start of the year, at a stay-on factor.
    #[must_use]
    pub fn stock(&self, stay: f64) -> f64 {
        self.before_age + stay * self.beyond_age
    }

    /// Those who retire: who reach the age and do not stay, and who stop beyond it.
    #[must_use]
    pub fn retiring(&self, stay: f64) -> f64 {
        self.reaching - stay.min(self.max_stay()) * self.reaching_stay + stay * self.beyond_exits
    }

    /// Deaths at the population's rates.
    #[must_use]
    pub fn dying(&self, stay: f64) -> f64 {
        self.deaths_before + stay * self.deaths_beyond
    }

    /// The stay-on factor at which everyone who reaches the age stays.
    #[must_use]
    pub fn max_stay(&self) -> f64 {
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
    by_period: BTreeMap<(Sex, YearSpan), Vec<(AgeGroup, f64)>>,
}

impl Mortality {
    fn read(
        inputs: &Inputs,
        years: YearSpan,
        notes: &mut Vec<Note>,
    ) -> Result<Mortality, ModelError> {
        let mut by_period: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for ((sex, age_group, period), cell) in &inputs.mortality_by_sex_age.cells {
            if let Some(rate) = cell.observed.value() {
                by_period.entry((*sex, *period)).or_default().push((*age_group, rate.get()));
            }
        }
        let last = by_period.keys().map(|(_, period)| *period).max().ok_or_else(|| {
            ModelError::NothingKnown {
                resource: inputs.mortality_by_sex_age.resource.clone(),
                what: text!("period"),
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
            .and_then(|age_groups| age_groups.iter().find(|(age_group, _)| age_group.contains(age)))
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
