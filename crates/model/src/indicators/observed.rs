//! Indicators read from the package.

use crate::accounts::measures::Accounts;
use crate::indicators::beveridge::beveridge;
use crate::indicators::compensation::compensation;
use crate::indicators::terms::{
    AGE_60, COMPENSATION, NOT_IN_PACKAGE, NOT_PUBLIC, OLD, PERMITS, PERMITS_TREND, Read, STOCK,
    TIGHTNESS, UNEMPLOYMENT_RATE, VACANCIES, VACANCIES_PER_CV, VACANCIES_PER_FORCE,
    VACANCY_DURATION, VACANCY_RATE, WAGE_PREMIUM, WAGE_PREMIUM_GROWTH, because, cell,
    counted_items, employed, empty, indicator_name, labour_force, made, of,
};
use std::collections::BTreeMap;
use suranys_core::explanation::{Formula, Phrase, Term};
use suranys_core::inputs::{Inputs, year_of};
use suranys_core::observation::{ObsStatus, Status};
use suranys_core::run::{Indicator, OBSERVED};
use suranys_core::time::Year;
use suranys_core::unit::Unit;

/// Indicators read from the package.
pub(crate) fn observed(inputs: &Inputs, accounts: &Accounts) -> Vec<Indicator> {
    let mut all: Vec<Indicator> = read(inputs).into_iter().map(|read| read.indicator).collect();
    let found: Vec<String> = all.iter().map(|i| i.id.clone()).collect();
    for (id, unit) in [
        (VACANCIES_PER_CV, Unit::Ratio),
        (TIGHTNESS, Unit::Ratio),
        (VACANCY_RATE, Unit::Share),
        (UNEMPLOYMENT_RATE, Unit::Share),
        (VACANCIES_PER_FORCE, Unit::Share),
        (COMPENSATION, Unit::MoneyPerMonth),
        (PERMITS, Unit::Ratio),
        (PERMITS_TREND, Unit::Ratio),
        (AGE_60, Unit::Share),
    ] {
        if !found.iter().any(|known| known == id) {
            all.push(because(empty(id, OBSERVED, unit), NOT_IN_PACKAGE));
        }
    }
    for (id, unit) in [
        (VACANCY_DURATION, Unit::Years),
        (WAGE_PREMIUM, Unit::Share),
        (WAGE_PREMIUM_GROWTH, Unit::PercentPerYear),
    ] {
        all.push(because(empty(id, OBSERVED, unit), NOT_PUBLIC));
    }
    let reported: Vec<(String, Option<String>)> =
        all.iter().map(|i| (i.id.clone(), i.section.clone())).collect();
    let parts = [
        (VACANCIES_PER_CV, Unit::Ratio),
        (TIGHTNESS, Unit::Ratio),
        (VACANCY_DURATION, Unit::Years),
        (WAGE_PREMIUM, Unit::Share),
        (PERMITS, Unit::Ratio),
        (AGE_60, Unit::Share),
    ];
    let occupations = accounts.staffing.as_ref().map_or(&[][..], |s| s.codes.as_slice());
    for (id, unit) in parts {
        let none = || because(empty(id, OBSERVED, unit), NOT_PUBLIC);
        for section in accounts.projection.sections.cells().labels() {
            if !reported.contains(&(id.to_owned(), Some(section.clone()))) {
                all.push(Indicator { section: Some(section.clone()), ..none() });
            }
        }
        for region in accounts.projection.regions.cells().labels() {
            all.push(Indicator { region: Some(region.clone()), ..none() });
        }
        for occupation in occupations {
            all.push(Indicator { occupation: Some(occupation.clone()), ..none() });
        }
    }
    all
}

/// All indicators that the package has figures for.
pub(crate) fn read(inputs: &Inputs) -> Vec<Read> {
    let mut all = exchange(inputs);
    all.extend(beveridge(inputs));
    all.extend(compensation(inputs));
    all.extend(permits(inputs));
    all.extend(old(inputs));
    all
}

fn exchange(inputs: &Inputs) -> Vec<Read> {
    let Some(table) = &inputs.indicators.exchange else { return Vec::new() };
    let mut all = Vec::new();
    for (period, count, measure) in table.cells.keys() {
        let counted = |measure: &str| {
            let key = (period.clone(), count.clone(), measure.to_owned());
            cell(inputs, table, &key, counted_items(measure, period), Unit::Persons)
        };
        let Some(vacancies) = counted(VACANCIES).filter(|_| measure == VACANCIES) else { continue };
        if let Some(resumes) = counted("resumes") {
            let parts = vec![vacancies.clone(), resumes];
            let ratio = made(indicator_name(VACANCIES_PER_CV), Unit::Ratio, Formula::Ratio, parts);
            all.push(of(VACANCIES_PER_CV, period, count, None, ratio));
        }
        // A stock of vacancies is comparable with stocks of people; a flow is not.
        if count != STOCK {
            continue;
        }
        let year = year_of(period);
        let Some((force, work)) = labour_force(inputs, year).zip(employed(inputs, None, year))
        else {
            continue;
        };
        let parts = vec![force, work.clone()];
        let unemployed =
            made(Phrase::new("term.unemployed", []), Unit::Persons, Formula::Difference, parts);
        let parts = vec![vacancies.clone(), unemployed];
        let tightness = made(indicator_name(TIGHTNESS), Unit::Ratio, Formula::Ratio, parts);
        all.push(of(TIGHTNESS, period, count, None, tightness));
        let posts = vec![vacancies.clone(), work.clone()];
        let posts = made(Phrase::new("term.posts", []), Unit::Persons, Formula::Sum, posts);
        let rate =
            made(indicator_name(VACANCY_RATE), Unit::Share, Formula::Ratio, vec![vacancies, posts]);
        all.push(of(VACANCY_RATE, period, count, None, rate));
    }
    all
}

/// A day or month as a fraction of years; `None` for anything else.
fn moment(day: &str) -> Option<f64> {
    let mut parts = day.split('-').map(str::parse::<f64>);
    let (year, month) = (parts.next()?.ok()?, parts.next().and_then(Result::ok).unwrap_or(1.0));
    Some(year + (month - 1.0) / 12.0)
}

/// Workers on permits per 1,000 employed of the same year, and the yearly change from the first
/// day reported to the last.
fn permits(inputs: &Inputs) -> Vec<Read> {
    let per_thousand = |day: &str, persons: Option<Term>, work: Option<Term>| {
        let thousand = Term::new(
            Phrase::new("term.thousand", []),
            1000.0,
            Unit::Ratio,
            Status::real(ObsStatus::Normal),
        );
        let (persons, work) = persons.zip(work)?;
        let work = made(
            Phrase::new("term.thousands-employed", []),
            Unit::Ratio,
            Formula::Ratio,
            vec![work, thousand],
        );
        let name = Phrase::new("term.permits-per-thousand", [("day", day.to_owned())]);
        Some(made(name, Unit::Ratio, Formula::Ratio, vec![persons, work]))
    };
    let persons = |day: &str| Phrase::new("term.workers-on-permits", [("day", day.to_owned())]);
    let mut all = Vec::new();
    if let Some(table) = &inputs.indicators.permits {
        for key @ (day, category) in table.cells.keys() {
            let reported = cell(inputs, table, key, persons(day), Unit::Persons);
            let work = employed(inputs, None, year_of(day));
            if let Some(term) = per_thousand(day, reported, work).filter(|_| category == "total") {
                all.push(of(PERMITS, day, STOCK, None, term));
            }
        }
        all.extend(trend(&all));
    }
    let Some(table) = &inputs.indicators.permits_by_section else { return all };
    for key @ (day, section) in table.cells.keys() {
        let reported = cell(inputs, table, key, persons(day), Unit::Persons);
        let work = employed(inputs, Some(section), year_of(day));
        if let Some(term) = per_thousand(day, reported, work) {
            all.push(of(PERMITS, day, STOCK, Some(section.to_string()), term));
        }
    }
    all
}

/// The yearly change from the first day to the last.
fn trend(days: &[Read]) -> Option<Read> {
    let (first, last) = (days.first()?, days.last()?);
    let years = moment(&last.indicator.period)? - moment(&first.indicator.period)?;
    if years <= 0.0 {
        return None;
    }
    let parts = vec![last.term.clone(), first.term.clone()];
    let change =
        made(Phrase::new("term.change-between", []), Unit::Ratio, Formula::Difference, parts);
    let years = Term::new(
        Phrase::new("term.years-between", []),
        years,
        Unit::Years,
        Status::real(ObsStatus::Normal),
    );
    let yearly =
        made(indicator_name(PERMITS_TREND), Unit::Ratio, Formula::Ratio, vec![change, years]);
    let period = format!("{}/{}", first.indicator.period, last.indicator.period);
    let mut reported = of(PERMITS_TREND, &period, "", None, yearly);
    // The days between were looked at as well.
    for day in days {
        reported.indicator.status = reported.indicator.status.worst(day.indicator.status);
    }
    reported.term.status = reported.indicator.status;
    Some(reported)
}

/// Share of those aged 60 and over among the employed, in the last survey by age that is complete.
fn old(inputs: &Inputs) -> Option<Read> {
    let table = &inputs.employment_by_sex_age;
    let mut years: BTreeMap<Year, Option<Vec<(u8, Term)>>> = BTreeMap::new();
    for key @ (sex, age_group, year) in table.cells.keys() {
        let name = Phrase::new(
            "term.employed-of-age",
            [("sex", sex.to_string()), ("ages", age_group.to_string()), ("year", year.to_string())],
        );
        let reported =
            cell(inputs, table, key, name, Unit::Persons).map(|term| (age_group.from(), term));
        let age_groups = years.entry(*year).or_insert_with(|| Some(Vec::new()));
        *age_groups = age_groups.take().zip(reported).map(|(mut age_groups, reported)| {
            age_groups.push(reported);
            age_groups
        });
    }
    years.into_iter().rev().find_map(|(year, age_groups)| {
        let sum = |name: &str, from: u8| {
            let name = Phrase::new(name, []);
            let parts = age_groups.iter().flatten().filter(|(age, _)| *age >= from);
            let parts = parts.map(|(_, term)| term.clone()).collect();
            made(name, Unit::Persons, Formula::Sum, parts)
        };
        let parts = vec![sum("term.aged-60", OLD), sum("term.all-ages", 0)];
        let share = made(indicator_name(AGE_60), Unit::Share, Formula::Ratio, parts);
        share.value.is_finite().then(|| of(AGE_60, &year.to_string(), "", None, share))
    })
}
