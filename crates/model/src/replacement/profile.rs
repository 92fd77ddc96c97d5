//! Population by single years of age, and employment rates below and beyond pension age.

use crate::error::ModelError;
use crate::replacement::schedule::PensionSchedule;
use crate::tuning::profile::{CLOSED_AT, HALVINGS, MAX_DECLINE, MIN_WORKING_AGE};
use std::collections::BTreeMap;
use suranys_core::inputs::Inputs;
use suranys_core::numeric::exp;
use suranys_core::numeric::interpolate::split_age_groups;
use suranys_core::run::Note;
use suranys_core::unit::Quantity;
use suranys_core::{AgeGroup, Sex, Year};
use suranys_core::{Text, text};

/// Population by sex, single year of age and year.
///
/// The yearly both-sexes edition gives the level, the five-yearly edition by sex gives the
/// sex ratio of each age group, linear between its years: two editions joined openly, since neither
/// has both. Age groups are split into single years by PCHIP on cumulated counts.
#[derive(Debug, Clone)]
pub struct Population {
    both: BTreeMap<Year, Vec<(AgeGroup, f64)>>,
    by_sex: BTreeMap<(Sex, Year), BTreeMap<AgeGroup, f64>>,
    resource: String,
}

impl Population {
    /// Reads both editions.
    ///
    /// # Errors
    /// When either is unknown at the inputs' vintage.
    pub fn read(inputs: &Inputs) -> Result<Population, ModelError> {
        let mut both: BTreeMap<Year, Vec<(AgeGroup, f64)>> = BTreeMap::new();
        for ((age_group, year), cell) in &inputs.population_by_age.cells {
            if let Some(value) = cell.observed.value() {
                both.entry(*year).or_default().push((*age_group, value.get()));
            }
        }
        let mut by_sex: BTreeMap<(Sex, Year), BTreeMap<AgeGroup, f64>> = BTreeMap::new();
        for ((sex, age_group, year), cell) in &inputs.population_by_sex_age.cells {
            if let Some(value) = cell.observed.value() {
                by_sex.entry((*sex, *year)).or_default().insert(*age_group, value.get());
            }
        }
        for (table, empty) in [
            (&inputs.population_by_age.resource, both.is_empty()),
            (&inputs.population_by_sex_age.resource, by_sex.is_empty()),
        ] {
            if empty {
                return Err(ModelError::NothingKnown {
                    resource: table.clone(),
                    what: text!("year"),
                });
            }
        }
        Ok(Population { both, by_sex, resource: inputs.population_by_age.resource.clone() })
    }

    /// Persons by completed age from zero, for one sex in one year.
    ///
    /// # Errors
    /// When the year or one of its age groups is not covered.
    pub fn single_years(&self, sex: Sex, year: Year) -> Result<Vec<f64>, ModelError> {
        let missing =
            |what: Text| ModelError::NoFigure { resource: self.resource.clone(), what, year };
        let mut age_groups = self.both.get(&year).ok_or_else(|| missing(text!("any age")))?.clone();
        age_groups.sort_by_key(|(age_group, _)| age_group.from());
        let mut edges = vec![0];
        let mut totals = Vec::with_capacity(age_groups.len());
        for (age_group, persons) in &age_groups {
            if Some(&u32::from(age_group.from())) != edges.last() {
                return Err(missing(text!("an age group without gap to the one before")));
            }
            let share = self
                .sex_share(sex, *age_group, year)
                .ok_or_else(|| missing(text!("the sex ratio at {age_group}", age_group)))?;
            edges.push(age_group.to().map_or(CLOSED_AT, |to| u32::from(to) + 1));
            totals.push(persons * share);
        }
        split_age_groups(&edges, &totals)
            .ok_or_else(|| missing(text!("age groups that can be split")))
    }

    /// Share of a sex in an age group, linear between the years of the edition by sex.
    fn sex_share(&self, sex: Sex, age_group: AgeGroup, year: Year) -> Option<f64> {
        let share = |at: Year| {
            let count = |s: Sex| -> Option<f64> {
                let age_groups = self.by_sex.get(&(s, at))?;
                // The two editions may close their oldest age group at different ages.
                let inside = |b: &AgeGroup| {
                    b.from() >= age_group.from()
                        && age_group.to().is_none_or(|to| b.to().is_some_and(|t| t <= to))
                };
                let sum: f64 = age_groups.iter().filter(|(b, _)| inside(b)).map(|(_, v)| v).sum();
                let last =
                    age_groups.iter().next_back().filter(|(b, _)| b.contains(age_group.from()));
                if sum > 0.0 { Some(sum) } else { last.map(|(_, v)| *v) }
            };
            let (women, men) = (count(Sex::Female)?, count(Sex::Male)?);
            let own = if sex == Sex::Female { women } else { men };
            (women + men > 0.0).then(|| own / (women + men))
        };
        let years: Vec<Year> =
            self.by_sex.keys().filter(|(s, _)| *s == sex).map(|(_, y)| *y).collect();
        let before = years.iter().rfind(|y| **y <= year);
        let after = years.iter().find(|y| **y >= year);
        match (before, after) {
            (Some(a), Some(b)) if a == b => share(*a),
            (Some(a), Some(b)) => {
                let way = f64::from(year.since(*a)) / f64::from(b.since(*a));
                Some(share(*a)? * (1.0 - way) + share(*b)? * way)
            }
            (Some(one), None) | (None, Some(one)) => share(*one),
            (None, None) => None,
        }
    }
}

/// Employment rates of one sex by age, held from the last survey with an age structure.
#[derive(Debug, Clone, PartialEq)]
pub struct AgeProfile {
    /// Middle of an age group and its rate, below pension age, rising in age.
    below: Vec<(f64, f64)>,
    /// Rate just beyond pension age.
    pub at_pension_age: f64,
    /// Log decline of the rate for each further year.
    pub decline_beyond: f64,
}

impl AgeProfile {
    /// A profile from rates at exact ages below pension age, the rate just beyond it, and the log
    /// decline of that rate with each further year. `None` when there are fewer than two points,
    /// or they don't rise in age.
    #[must_use]
    pub fn new(
        below: Vec<(f64, f64)>,
        at_pension_age: f64,
        decline_beyond: f64,
    ) -> Option<AgeProfile> {
        let rising = below.len() >= 2 && below.windows(2).all(|w| w[0].0 < w[1].0);
        rising.then_some(AgeProfile { below, at_pension_age, decline_beyond })
    }

    /// A profile with one rate at every age below pension age.
    #[cfg(test)]
    pub(super) fn flat(below: f64, at_pension_age: f64, decline_beyond: f64) -> AgeProfile {
        AgeProfile { below: vec![(20.0, below), (50.0, below)], at_pension_age, decline_beyond }
    }

    /// Employment rate below pension age of those with completed age `age`: linear between the
    /// middles of age groups, and beyond the last one on its line, never negative.
    #[must_use]
    pub fn before(&self, age: f64) -> f64 {
        let middle = age + 0.5;
        let Some(((x0, y0), (x1, y1))) = self.segment(middle) else { return 0.0 };
        let first = self.below.first().map_or(0.0, |(x, _)| *x);
        if middle < first {
            return if middle < MIN_WORKING_AGE { 0.0 } else { y0 };
        }
        (y0 + (y1 - y0) * (middle - x0) / (x1 - x0)).clamp(0.0, 1.0)
    }

    fn segment(&self, x: f64) -> Option<((f64, f64), (f64, f64))> {
        let pairs = || self.below.iter().zip(self.below.iter().skip(1));
        pairs()
            .find(|(_, right)| x <= right.0)
            .or_else(|| pairs().next_back())
            .map(|(left, right)| (*left, *right))
    }

    /// Employment rate `beyond` years past pension age.
    #[must_use]
    pub fn beyond(&self, beyond: f64) -> f64 {
        self.at_pension_age * exp(-self.decline_beyond * beyond.max(0.0))
    }

    /// Share of the employed with completed age `age` who stay in work on reaching pension age.
    #[must_use]
    pub fn staying_share(&self, age: f64) -> f64 {
        let before = self.before(age);
        if before > 0.0 { (self.at_pension_age / before).min(1.0) } else { 0.0 }
    }
}

/// The error for inputs without an age structure of employment.
pub(super) fn no_structure(inputs: &Inputs) -> ModelError {
    ModelError::NothingKnown {
        resource: inputs.employment_by_sex_age.resource.clone(),
        what: text!("year with every age group"),
    }
}

/// Employment rates by sex from the last surveyed year known, and that year.
///
/// Rates below pension age come from the age groups that lie wholly below it. Beyond it the rate is
/// `b·exp(−λx)`, x years past the age: b and λ are the two numbers with which the age groups that
/// reach beyond the pension age keep their published totals.
///
/// # Errors
/// When no year has an age structure, or the population of that year is not covered.
pub fn read(
    inputs: &Inputs,
    population: &Population,
    schedule: &PensionSchedule,
    notes: &mut Vec<Note>,
) -> Result<(BTreeMap<Sex, AgeProfile>, Year), ModelError> {
    let table = &inputs.employment_by_sex_age;
    let survey = table
        .cells
        .iter()
        .filter(|(_, cell)| cell.observed.value().is_some())
        .map(|((_, _, year), _)| *year)
        .max()
        .ok_or_else(|| no_structure(inputs))?;
    notes.push(Note::new("note.base-age-survey", [("year", survey.to_string())]));
    let mut profiles = BTreeMap::new();
    for sex in Sex::ALL {
        let people = population.single_years(sex, survey)?;
        let mut age_groups: Vec<(AgeGroup, f64)> = table
            .cells
            .iter()
            .filter(|((s, _, year), _)| *s == sex && *year == survey)
            .filter_map(|((_, age_group, _), cell)| {
                cell.observed.value().map(|v| (*age_group, v.get()))
            })
            .collect();
        age_groups.sort_by_key(|(age_group, _)| age_group.from());
        let age = schedule.age(sex, survey)?;
        profiles.insert(sex, fit(&people, &age_groups, age).ok_or_else(|| no_structure(inputs))?);
    }
    Ok((profiles, survey))
}

/// Fits the profile; `None` when the age groups do not reach both sides of the pension age.
fn fit(people: &[f64], age_groups: &[(AgeGroup, f64)], pension_age: f64) -> Option<AgeProfile> {
    let persons = |age_group: &AgeGroup| -> f64 {
        people
            .iter()
            .enumerate()
            .filter(|(a, _)| u8::try_from(*a).is_ok_and(|a| age_group.contains(a)))
            .map(|(_, p)| p)
            .sum()
    };
    let wholly_below =
        |age_group: &AgeGroup| age_group.to().is_some_and(|to| f64::from(to) + 1.0 <= pension_age);
    let below: Vec<(f64, f64)> = age_groups
        .iter()
        .filter(|(age_group, _)| wholly_below(age_group))
        .filter_map(|(age_group, employed)| {
            let middle = (f64::from(age_group.from()) + f64::from(age_group.to()?) + 1.0) / 2.0;
            Some((middle, (employed / persons(age_group)).min(1.0)))
        })
        .collect();
    if below.len() < 2 {
        return None;
    }
    let mut profile = AgeProfile { below, at_pension_age: 0.0, decline_beyond: 0.0 };
    let reaching: Vec<&(AgeGroup, f64)> =
        age_groups.iter().filter(|(age_group, _)| !wholly_below(age_group)).collect();
    // Employed beyond the pension age, by age group: published less those still below it.
    let beyond: Vec<(&AgeGroup, f64)> = reaching
        .iter()
        .map(|(age_group, employed)| {
            let below_age: f64 = ages(people, age_group)
                .map(|(a, p)| p * profile.before(a) * (pension_age - a).clamp(0.0, 1.0))
                .sum();
            (age_group, (employed - below_age).max(0.0))
        })
        .collect();
    let total: f64 = beyond.iter().map(|(_, e)| e).sum();
    let exposure = |age_group: &AgeGroup, decline: f64| -> f64 {
        ages(people, age_group)
            .map(|(a, p)| {
                let share = 1.0 - (pension_age - a).clamp(0.0, 1.0);
                p * share * exp(-decline * (a + 0.5 - pension_age).max(0.0))
            })
            .sum()
    };
    let (last, last_employed) = beyond.last()?;
    let share_last = last_employed / total;
    // The share of the last, open age group falls as the decline steepens: bisect on the decline.
    let share_at = |decline: f64| {
        let all: f64 = beyond.iter().map(|(age_group, _)| exposure(age_group, decline)).sum();
        exposure(last, decline) / all
    };
    let (mut low, mut high) = (0.0, MAX_DECLINE);
    if total > 0.0 && beyond.len() > 1 {
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if share_at(middle) > share_last { low = middle } else { high = middle }
        }
        profile.decline_beyond = low;
    }
    let all: f64 =
        beyond.iter().map(|(age_group, _)| exposure(age_group, profile.decline_beyond)).sum();
    profile.at_pension_age = if all > 0.0 { (total / all).min(1.0) } else { 0.0 };
    Some(profile)
}

fn ages<'a>(people: &'a [f64], age_group: &'a AgeGroup) -> impl Iterator<Item = (f64, f64)> + 'a {
    people
        .iter()
        .enumerate()
        .filter(|(a, _)| u8::try_from(*a).is_ok_and(|a| age_group.contains(a)))
        .map(|(a, p)| (a as f64, *p))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age_group(text: &str) -> AgeGroup {
        AgeGroup::parse(text).expect("an age group")
    }

    /// Expected values: by hand. Of 1,000 persons at every age from 15 to 74, 800 work to age 60;
    /// from 60 on 400·exp(−0.2·x) do, x being years past 60 at mid-year of age.
    #[test]
    fn the_profile_gives_back_the_age_groups_it_was_made_from() {
        let people: Vec<f64> = (0..75).map(|a| if a < 15 { 0.0 } else { 1000.0 }).collect();
        let late = |from: i32, to: i32| -> f64 {
            (from..=to).map(|a| 400.0 * exp(-0.2 * (f64::from(a) + 0.5 - 60.0))).sum()
        };
        let mut age_groups: Vec<(AgeGroup, f64)> =
            (3..12).map(|i| (age_group(&format!("{}-{}", i * 5, i * 5 + 4)), 4000.0)).collect();
        age_groups.push((age_group("60-64"), late(60, 64)));
        age_groups.push((age_group("65+"), late(65, 74)));
        let profile = fit(&people, &age_groups, 60.0).expect("age groups on both sides of the age");
        assert!((profile.before(40.0) - 0.8).abs() < 1e-9);
        assert!((profile.at_pension_age - 0.4).abs() < 1e-6, "{profile:?}");
        assert!((profile.decline_beyond - 0.2).abs() < 1e-6, "{profile:?}");
        assert!((profile.staying_share(59.0) - 0.5).abs() < 1e-6);
    }

    #[test]
    fn age_groups_on_one_side_only_make_no_profile() {
        let people = vec![1000.0; 75];
        assert!(fit(&people, &[(age_group("15-19"), 100.0)], 60.0).is_none());
    }
}
