//! Indicators beside the balance: each with unit, period, status and source, or the reason why it
//! is missing. Annual, quarterly and monthly flows of vacancies and their stock on a day never mix.

pub(crate) mod age_pyramid;

mod beveridge;
mod compensation;
mod ranks;

use crate::accounts::Accounts;
use crate::balance::{accumulate, plus};
use std::collections::BTreeMap;
use suranys_core::classification::Section;
use suranys_core::distribution::Quantiles;
use suranys_core::explanation::{Formula, Term};
use suranys_core::inputs::{Inputs, Table, year_of};
use suranys_core::run::{Estimate, FigureKey, Indicator, Measure, OBSERVED};
use suranys_core::unit::Quantity;
use suranys_core::{Code, ObsStatus, Status, Unit, Year};

const VACANCIES_PER_CV: &str = "vacancies-per-cv";
const TIGHTNESS: &str = "tightness";
const VACANCY_RATE: &str = "vacancy-rate";
const UNEMPLOYMENT_RATE: &str = "unemployment-rate";
const VACANCY_DURATION: &str = "vacancy-duration";
const WAGE_PREMIUM: &str = "wage-premium";
const WAGE_PREMIUM_GROWTH: &str = "wage-premium-growth";
const PERMITS: &str = "permits-per-thousand";
const PERMITS_TREND: &str = "permits-trend";
const AGE_60: &str = "share-60-plus";
pub(crate) const GRADUATE_COVER: &str = "graduate-cover";
pub(crate) const GAP_SHARE: &str = "shortage-share";
pub(crate) const GAP_RANK: &str = "shortage-rank";
pub(crate) const NEED_SHARE: &str = "job-openings-share";
const VACANCIES_PER_FORCE: &str = "vacancies-per-labour-force";
const COMPENSATION: &str = "compensation-per-employed";
pub(crate) const CLOSED: &str = "years-until-closed";

/// Why an indicator is missing: keys into the label files.
const NOT_PUBLIC: &str = "missing.not-public";
const NOT_IN_PACKAGE: &str = "missing.not-in-package";
const NOT_CLOSED: &str = "missing.not-closed";

const VACANCIES: &str = "vacancies";
const STOCK: &str = "day_stock";
/// First age of the oldest of the employed.
const OLD: u8 = 60;

fn empty(id: &str, scenario: &str, unit: Unit) -> Indicator {
    Indicator {
        id: id.to_owned(),
        scenario: scenario.to_owned(),
        section: None,
        region: None,
        occupation: None,
        period: String::new(),
        count: String::new(),
        estimate: None,
        missing: None,
        unit,
        status: Status::real(ObsStatus::Missing),
        source: Vec::new(),
    }
}

fn point(value: f64) -> Option<Estimate> {
    value.is_finite().then_some(Estimate::Point { value })
}

fn because(mut indicator: Indicator, why: &str) -> Indicator {
    indicator.missing = Some(why.to_owned());
    indicator
}

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
    let told: Vec<(String, Option<String>)> =
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
            if !told.contains(&(id.to_owned(), Some(section.clone()))) {
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

/// An indicator read from the package, with the tree of its value.
pub(crate) struct Read {
    pub indicator: Indicator,
    pub term: Term,
}

/// All indicators that the package has figures for.
pub(crate) fn read(inputs: &Inputs) -> Vec<Read> {
    let mut all = exchange(inputs);
    all.extend(beveridge::beveridge(inputs));
    all.extend(compensation::compensation(inputs));
    all.extend(permits(inputs));
    all.extend(old(inputs));
    all
}

/// A cell as a term; `None` when it is missing.
fn cell<K: Ord + Clone, T: Quantity>(
    inputs: &Inputs,
    table: &Table<K, T>,
    key: &K,
    name: &str,
    unit: Unit,
) -> Option<Term> {
    let found = table.cells.get(key)?;
    let term = Term::new(name, found.observed.value()?.get(), unit, found.observed.status());
    Some(term.read_from(table.trace(key, &inputs.sources).into_iter().collect()))
}

/// What the formula makes of the parts, as good as the worst of them.
fn made(name: &str, unit: Unit, formula: Formula, parts: Vec<Term>) -> Term {
    let values: Vec<f64> = parts.iter().map(|part| part.value).collect();
    let real = Status::real(ObsStatus::Normal);
    let status = parts.iter().fold(real, |worst, part| worst.worst(part.status));
    Term::new(name, formula.apply(&values).unwrap_or(f64::NAN), unit, status).of(formula, parts)
}

/// The indicator whose value a term is; its source is the tables of the term's cells.
fn of(id: &str, period: &str, count: &str, section: Option<String>, term: Term) -> Read {
    let mut source: Vec<String> = Vec::new();
    for cell in term.leaves().into_iter().flat_map(|leaf| &leaf.cells) {
        if !source.contains(&cell.resource) {
            source.push(cell.resource.clone());
        }
    }
    let indicator = Indicator {
        section,
        period: period.to_owned(),
        count: count.to_owned(),
        estimate: point(term.value),
        status: term.status,
        source,
        ..empty(id, OBSERVED, term.unit)
    };
    Read { indicator, term }
}

/// Published employment of the nation, or a section, in a year.
fn employed(inputs: &Inputs, section: Option<&Code<Section>>, year: Year) -> Option<Term> {
    let code = section.or(inputs.sections.total())?.clone();
    let table = &inputs.employment_by_section;
    cell(inputs, table, &(code, year), &format!("employed, {year}"), Unit::Persons)
}

/// Published labour force of the nation in a year.
fn labour_force(inputs: &Inputs, year: Year) -> Option<Term> {
    let table = &inputs.supply.as_ref()?.labour_force;
    cell(inputs, table, &year, &format!("labour force, {year}"), Unit::Persons)
}

fn exchange(inputs: &Inputs) -> Vec<Read> {
    let Some(table) = &inputs.indicators.exchange else { return Vec::new() };
    let mut all = Vec::new();
    for (period, count, measure) in table.cells.keys() {
        let counted = |measure: &str| {
            let key = (period.clone(), count.clone(), measure.to_owned());
            cell(inputs, table, &key, &format!("{measure}, {period}"), Unit::Persons)
        };
        let Some(vacancies) = counted(VACANCIES).filter(|_| measure == VACANCIES) else { continue };
        if let Some(resumes) = counted("resumes") {
            let parts = vec![vacancies.clone(), resumes];
            let ratio = made(VACANCIES_PER_CV, Unit::Ratio, Formula::Ratio, parts);
            all.push(of(VACANCIES_PER_CV, period, count, None, ratio));
        }
        // A stock of vacancies stands beside stocks of people; a flow does not.
        if count != STOCK {
            continue;
        }
        let year = year_of(period);
        let Some((force, work)) = labour_force(inputs, year).zip(employed(inputs, None, year))
        else {
            continue;
        };
        let parts = vec![force, work.clone()];
        let unemployed = made("unemployed", Unit::Persons, Formula::Difference, parts);
        let parts = vec![vacancies.clone(), unemployed];
        let tightness = made(TIGHTNESS, Unit::Ratio, Formula::Ratio, parts);
        all.push(of(TIGHTNESS, period, count, None, tightness));
        let posts = vec![vacancies.clone(), work.clone()];
        let posts = made("posts, filled or not", Unit::Persons, Formula::Sum, posts);
        let rate = made(VACANCY_RATE, Unit::Share, Formula::Ratio, vec![vacancies, posts]);
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
/// day told to the last.
fn permits(inputs: &Inputs) -> Vec<Read> {
    let per_thousand = |day: &str, persons: Option<Term>, work: Option<Term>| {
        let thousand =
            Term::new("a thousand", 1000.0, Unit::Ratio, Status::real(ObsStatus::Normal));
        let (persons, work) = persons.zip(work)?;
        let work = made("thousands employed", Unit::Ratio, Formula::Ratio, vec![work, thousand]);
        let name = format!("{PERMITS}, {day}");
        Some(made(&name, Unit::Ratio, Formula::Ratio, vec![persons, work]))
    };
    let persons = |day: &str| format!("workers on permits, {day}");
    let mut all = Vec::new();
    if let Some(table) = &inputs.indicators.permits {
        for key @ (day, category) in table.cells.keys() {
            let told = cell(inputs, table, key, &persons(day), Unit::Persons);
            let work = employed(inputs, None, year_of(day));
            if let Some(term) = per_thousand(day, told, work).filter(|_| category == "total") {
                all.push(of(PERMITS, day, STOCK, None, term));
            }
        }
        all.extend(trend(&all));
    }
    let Some(table) = &inputs.indicators.permits_by_section else { return all };
    for key @ (day, section) in table.cells.keys() {
        let told = cell(inputs, table, key, &persons(day), Unit::Persons);
        let work = employed(inputs, Some(section), year_of(day));
        if let Some(term) = per_thousand(day, told, work) {
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
    let change = made("change between them", Unit::Ratio, Formula::Difference, parts);
    let years =
        Term::new("years between them", years, Unit::Years, Status::real(ObsStatus::Normal));
    let yearly = made(PERMITS_TREND, Unit::Ratio, Formula::Ratio, vec![change, years]);
    let period = format!("{}/{}", first.indicator.period, last.indicator.period);
    let mut told = of(PERMITS_TREND, &period, "", None, yearly);
    // The days between were looked at as well.
    for day in days {
        told.indicator.status = told.indicator.status.worst(day.indicator.status);
    }
    told.term.status = told.indicator.status;
    Some(told)
}

/// Share of those aged 60 and over among the employed, in the last survey by age that is whole.
fn old(inputs: &Inputs) -> Option<Read> {
    let table = &inputs.employment_by_sex_age;
    let mut years: BTreeMap<Year, Option<Vec<(u8, Term)>>> = BTreeMap::new();
    for key @ (sex, band, year) in table.cells.keys() {
        let name = format!("employed, {sex}, {band}, {year}");
        let told = cell(inputs, table, key, &name, Unit::Persons).map(|term| (band.from(), term));
        let bands = years.entry(*year).or_insert_with(|| Some(Vec::new()));
        *bands = bands.take().zip(told).map(|(mut bands, told)| {
            bands.push(told);
            bands
        });
    }
    years.into_iter().rev().find_map(|(year, bands)| {
        let sum = |name: &str, from: u8| {
            let parts = bands.iter().flatten().filter(|(age, _)| *age >= from);
            let parts = parts.map(|(_, term)| term.clone()).collect();
            made(name, Unit::Persons, Formula::Sum, parts)
        };
        let parts = vec![sum("aged 60 and over", OLD), sum("of all ages", 0)];
        let share = made(AGE_60, Unit::Share, Formula::Ratio, parts);
        share.value.is_finite().then(|| of(AGE_60, &year.to_string(), "", None, share))
    })
}

/// Indicators that follow from the accounts of a scenario, over its policy period.
pub(crate) fn modelled(accounts: &Accounts) -> Vec<Indicator> {
    let mut all = need_shares(accounts);
    if accounts.supply.is_none() {
        return all;
    }
    let (id, period) = (accounts.scenario.id.as_str(), accounts.period());
    let over = |measure| FigureKey::national(id, measure, period.from()).until(period.to());
    let told = |name: &str, unit: Unit, draws: Option<Vec<f64>>, key: &FigureKey, why: &str| {
        let about = accounts.describe(&FigureKey { measure: Measure::Shortage, ..key.clone() });
        let estimate = draws.as_deref().and_then(Quantiles::of).map(Estimate::Range);
        let missing = estimate.is_none().then(|| why.to_owned());
        Indicator {
            section: key.section.clone(),
            region: key.region.clone(),
            occupation: key.occupation.clone(),
            period: period.to_string(),
            status: if missing.is_none() { about.status } else { Status::real(ObsStatus::Missing) },
            estimate,
            missing,
            source: about.source.into_iter().map(str::to_owned).collect(),
            ..empty(name, id, unit)
        }
    };
    let mut places = vec![over(Measure::Shortage)];
    let occupations = accounts.staffing.as_ref().map_or(&[][..], |s| s.codes.as_slice());
    places.extend(occupations.iter().map(|code| over(Measure::Shortage).in_occupation(code)));
    let regions = accounts.projection.regions.cells().labels();
    places.extend(regions.iter().map(|code| over(Measure::Shortage).in_region(code)));
    for key in &places {
        for (name, unit, why) in MODELLED {
            if name != GRADUATE_COVER || key.region.is_none() {
                all.push(told(name, unit, draws_of(accounts, name, key), key, why));
            }
        }
    }
    let of_kind: [fn(&FigureKey) -> bool; 2] = [|k| k.occupation.is_some(), |k| k.region.is_some()];
    for of_kind in of_kind {
        let alike: Vec<FigureKey> = places.iter().filter(|key| of_kind(key)).cloned().collect();
        for (key, draws) in gap_ranks(accounts, alike) {
            all.push(told(GAP_RANK, Unit::Places, Some(draws), &key, NOT_IN_PACKAGE));
        }
    }
    all
}

/// Need of each section over the policy period as a share of employment before it.
fn need_shares(accounts: &Accounts) -> Vec<Indicator> {
    let (id, period) = (accounts.scenario.id.as_str(), accounts.period());
    let of = |section: &String| {
        let key = FigureKey::national(id, Measure::JobOpenings, period.from()).until(period.to());
        let key = key.in_section(section);
        let draws = draws_of(accounts, NEED_SHARE, &key)?;
        let about = accounts.describe(&key);
        Some(Indicator {
            section: Some(section.clone()),
            period: period.to_string(),
            estimate: Some(Estimate::Range(Quantiles::of(&draws)?)),
            status: about.status,
            source: about.source.into_iter().map(str::to_owned).collect(),
            ..empty(NEED_SHARE, id, Unit::Share)
        })
    };
    accounts.projection.sections.cells().labels().iter().filter_map(of).collect()
}

/// The place of each of `keys`, gaps of places that are alike, by its share of employment before
/// the policy period, draw by draw; the first has the greatest gap per person employed.
fn gap_ranks(accounts: &Accounts, keys: Vec<FigureKey>) -> Vec<(FigureKey, Vec<f64>)> {
    let share = |key: FigureKey| Some((draws_of(accounts, GAP_SHARE, &key)?, key));
    let (shares, keys): (Vec<Vec<f64>>, Vec<FigureKey>) =
        keys.into_iter().filter_map(share).unzip();
    let values: Vec<&[f64]> = shares.iter().map(Vec::as_slice).collect();
    keys.into_iter().zip(ranks::ranks(&values)).collect()
}

/// Gaps of all places that are of the same kind as that of `key`.
fn alike(accounts: &Accounts, key: &FigureKey) -> Vec<FigureKey> {
    let place = FigureKey { region: None, occupation: None, ..key.clone() };
    if key.region.is_some() {
        let codes = accounts.projection.regions.cells().labels();
        return codes.iter().map(|code| place.clone().in_region(code)).collect();
    }
    let codes = accounts.staffing.as_ref().map_or(&[][..], |s| s.codes.as_slice());
    codes.iter().map(|code| place.clone().in_occupation(code)).collect()
}

/// Indicators made of the accounts, their units, and why one would be missing.
const MODELLED: [(&str, Unit, &str); 3] = [
    (GAP_SHARE, Unit::Share, NOT_IN_PACKAGE),
    (CLOSED, Unit::Years, NOT_CLOSED),
    (GRADUATE_COVER, Unit::Ratio, NOT_IN_PACKAGE),
];

/// The draws of an indicator made of the accounts; `key` is the gap of its place over the policy
/// period. `None` when it is missing.
pub(crate) fn draws_of(accounts: &Accounts, id: &str, key: &FigureKey) -> Option<Vec<f64>> {
    match id {
        GAP_SHARE => {
            let before = accounts.stock(key, key.from.previous())?;
            Some(ratio(&accounts.draws(key)?, before))
        }
        GRADUATE_COVER => {
            let gone = FigureKey { measure: Measure::ReplacementDemand, ..key.clone() };
            Some(ratio(&graduates(accounts, key)?, &accounts.draws(&gone)?))
        }
        CLOSED => years_until_closed(accounts, key),
        NEED_SHARE => {
            let need = FigureKey { measure: Measure::JobOpenings, ..key.clone() };
            let before = accounts.stock(&need, key.from.previous())?;
            Some(ratio(&accounts.draws(&need)?, before))
        }
        GAP_RANK => {
            let ranked = gap_ranks(accounts, alike(accounts, key));
            ranked.into_iter().find(|(other, _)| other == key).map(|(_, places)| places)
        }
        _ => None,
    }
}

/// Graduates over the policy period, of the nation or who come to an occupation.
fn graduates(accounts: &Accounts, key: &FigureKey) -> Option<Vec<f64>> {
    let supply = accounts.supply.as_ref()?;
    let mut sum = Vec::new();
    for year in accounts.period().years() {
        let came = match &key.occupation {
            Some(code) => supply.graduates_of(accounts, code, year)?,
            None => {
                let of_year = supply.years.get(&year)?;
                plus(&of_year.higher, &of_year.vocational)
            }
        };
        accumulate(&mut sum, &came);
    }
    Some(sum)
}

fn ratio(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a / b).collect()
}

/// Years from the start of the policy period until the gaps since then sum to zero or less, by
/// draw; `None` when in most draws they don't by the horizon. A draw in which they don't counts as
/// one year more than there are.
fn years_until_closed(accounts: &Accounts, key: &FigureKey) -> Option<Vec<f64>> {
    let mut sum = Vec::new();
    let mut closed: Vec<Option<f64>> = vec![None; accounts.scenario.settings.draws];
    for (step, year) in accounts.years.years().enumerate() {
        accumulate(&mut sum, &accounts.yearly(key, year)?);
        for (found, gap) in closed.iter_mut().zip(&sum) {
            if found.is_none() && *gap <= 0.0 {
                *found = Some(step as f64);
            }
        }
    }
    let beyond = accounts.years.count() as f64;
    let most = closed.iter().filter(|found| found.is_some()).count() * 2 > closed.len();
    most.then(|| closed.into_iter().map(|found| found.unwrap_or(beyond)).collect())
}
