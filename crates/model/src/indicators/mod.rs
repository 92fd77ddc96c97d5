//! Indicators beside the balance: each with unit, period, status and source, or the reason why it
//! is missing. Annual, quarterly and monthly flows of vacancies and their stock on a day never mix.

mod beveridge;
mod compensation;
mod ranks;

use crate::accounts::Accounts;
use crate::balance::{accumulate, plus};
use std::collections::BTreeMap;
use suranys_core::draws::Quantiles;
use suranys_core::inputs::{Inputs, year_of};
use suranys_core::run::{Estimate, FigureKey, Indicator, Measure, OBSERVED};
use suranys_core::unit::Quantity;
use suranys_core::{ObsStatus, Status, Unit, Year};

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
const GRADUATE_COVER: &str = "graduate-cover";
const GAP_SHARE: &str = "gap-share";
const GAP_RANK: &str = "gap-rank";
const NEED_SHARE: &str = "need-share";
const VACANCIES_PER_FORCE: &str = "vacancies-per-labour-force";
const COMPENSATION: &str = "compensation-per-employed";
const CLOSED: &str = "years-until-closed";

/// Why an indicator is missing: keys into the label files.
const NOT_PUBLIC: &str = "missing.not-public";
const NOT_IN_PACKAGE: &str = "missing.not-in-package";
const NOT_CLOSED: &str = "missing.not-closed";

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
    let mut all = exchange(inputs);
    all.extend(beveridge::beveridge(inputs));
    all.extend(compensation::compensation(inputs));
    all.extend(permits(inputs));
    all.extend(old(inputs));
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
        for section in accounts.outlook.sections.cells().labels() {
            if !told.contains(&(id.to_owned(), Some(section.clone()))) {
                all.push(Indicator { section: Some(section.clone()), ..none() });
            }
        }
        for region in accounts.outlook.regions.cells().labels() {
            all.push(Indicator { region: Some(region.clone()), ..none() });
        }
        for occupation in occupations {
            all.push(Indicator { occupation: Some(occupation.clone()), ..none() });
        }
    }
    all
}

/// Published employment of the nation in a year.
fn employed(inputs: &Inputs, year: Year) -> Option<(f64, Status)> {
    let total = inputs.sections.total()?.clone();
    let cell = inputs.employment_by_section.cells.get(&(total, year))?;
    Some((cell.observed.value()?.get(), cell.observed.status()))
}

fn exchange(inputs: &Inputs) -> Vec<Indicator> {
    let Some(table) = &inputs.indicators.exchange else { return Vec::new() };
    let mut all = Vec::new();
    let of = |period: &str, count: &str, measure: &str| {
        let key = (period.to_owned(), count.to_owned(), measure.to_owned());
        let cell = table.cells.get(&key)?;
        Some((cell.observed.value()?.get(), cell.observed.status()))
    };
    for (period, count, measure) in table.cells.keys() {
        if measure != "vacancies" {
            continue;
        }
        let Some((vacancies, status)) = of(period, count, measure) else { continue };
        let told = |id: &str, unit: Unit, value: f64, status: Status, more: &[&str]| Indicator {
            period: period.clone(),
            count: count.clone(),
            estimate: point(value),
            status,
            source: [&[table.resource.as_str()], more]
                .concat()
                .into_iter()
                .map(str::to_owned)
                .collect(),
            ..empty(id, OBSERVED, unit)
        };
        if let Some((resumes, other)) = of(period, count, "resumes") {
            let status = status.worst(other);
            all.push(told(VACANCIES_PER_CV, Unit::Ratio, vacancies / resumes, status, &[]));
        }
        // A stock of vacancies stands beside stocks of people; a flow does not.
        if count == STOCK {
            let force = inputs.supply.as_ref().map(|known| &known.labour_force);
            let year = year_of(period);
            let cell = force.and_then(|table| table.cells.get(&year));
            let known =
                cell.and_then(|cell| Some((cell.observed.value()?, cell.observed.status())));
            if let (Some(((force, of_force), (work, own))), Some(table)) =
                (known.zip(employed(inputs, year)), force)
            {
                let own = own.worst(of_force);
                let status = status.worst(own);
                let unemployed = force.get() - work;
                let more =
                    [table.resource.as_str(), inputs.employment_by_section.resource.as_str()];
                all.push(told(TIGHTNESS, Unit::Ratio, vacancies / unemployed, status, &more));
                all.push(told(
                    VACANCY_RATE,
                    Unit::Share,
                    vacancies / (vacancies + work),
                    status,
                    &more,
                ));
            }
        }
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
fn permits(inputs: &Inputs) -> Vec<Indicator> {
    let mut all = Vec::new();
    let employment = inputs.employment_by_section.resource.clone();
    if let Some(table) = &inputs.indicators.permits {
        let mut seen: Vec<(f64, f64)> = Vec::new();
        for ((day, category), cell) in &table.cells {
            let (Some(persons), Some((work, own))) =
                (cell.observed.value(), employed(inputs, year_of(day)))
            else {
                continue;
            };
            if category != "total" {
                continue;
            }
            let value = 1000.0 * persons.get() / work;
            seen.extend(moment(day).map(|at| (at, value)));
            all.push(Indicator {
                period: day.clone(),
                count: STOCK.to_owned(),
                estimate: point(value),
                status: cell.observed.status().worst(own),
                source: vec![table.resource.clone(), employment.clone()],
                ..empty(PERMITS, OBSERVED, Unit::Ratio)
            });
        }
        if let (Some((from, first)), Some((to, last))) = (seen.first(), seen.last())
            && to > from
        {
            let days: Vec<&String> = all.iter().map(|i| &i.period).collect();
            let period =
                format!("{}/{}", days.first().map_or("", |d| d), days.last().map_or("", |d| d));
            let trend = Indicator {
                period,
                estimate: point((last - first) / (to - from)),
                status: all.iter().fold(Status::real(ObsStatus::Normal), |w, i| w.worst(i.status)),
                source: vec![table.resource.clone(), employment.clone()],
                ..empty(PERMITS_TREND, OBSERVED, Unit::Ratio)
            };
            all.push(trend);
        }
    }
    let Some(table) = &inputs.indicators.permits_by_section else { return all };
    for ((day, section), cell) in &table.cells {
        let work = inputs.employment_by_section.cells.get(&(section.clone(), year_of(day)));
        let work = work.and_then(|cell| Some((cell.observed.value()?, cell.observed.status())));
        if let (Some(persons), Some((work, own))) = (cell.observed.value(), work) {
            all.push(Indicator {
                section: Some(section.to_string()),
                period: day.clone(),
                count: STOCK.to_owned(),
                estimate: point(1000.0 * persons.get() / work.get()),
                status: cell.observed.status().worst(own),
                source: vec![table.resource.clone(), employment.clone()],
                ..empty(PERMITS, OBSERVED, Unit::Ratio)
            });
        }
    }
    all
}

/// Share of those aged 60 and over among the employed, in the last survey by age.
fn old(inputs: &Inputs) -> Vec<Indicator> {
    let table = &inputs.employment_by_sex_age;
    let mut years: BTreeMap<Year, (f64, f64, Status, bool)> = BTreeMap::new();
    for ((_, band, year), cell) in &table.cells {
        let told = years.entry(*year).or_insert((0.0, 0.0, Status::real(ObsStatus::Normal), true));
        match cell.observed.value() {
            Some(persons) => {
                told.1 += persons.get();
                told.2 = told.2.worst(cell.observed.status());
                if band.from() >= OLD {
                    told.0 += persons.get();
                }
            }
            None => told.3 = false,
        }
    }
    let last = years.into_iter().rev().find(|(_, told)| told.3 && told.1 > 0.0);
    let of = |(year, (old, all, status, _)): (Year, (f64, f64, Status, bool))| Indicator {
        period: year.to_string(),
        estimate: point(old / all),
        status,
        source: vec![table.resource.clone()],
        ..empty(AGE_60, OBSERVED, Unit::Share)
    };
    last.map(of).into_iter().collect()
}

/// Indicators that follow from the accounts of a scenario, over its policy period.
pub(crate) fn modelled(accounts: &Accounts) -> Vec<Indicator> {
    let Some(supply) = &accounts.supply else { return Vec::new() };
    let (id, period) = (accounts.scenario.id.as_str(), accounts.period());
    let mut all = Vec::new();
    let over = |measure| FigureKey::national(id, measure, period.from()).until(period.to());
    let told = |name: &str, unit: Unit, draws: Option<Vec<f64>>, key: &FigureKey, why: &str| {
        let about = accounts.describe(&FigureKey { measure: Measure::Gap, ..key.clone() });
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
    let mut places = vec![over(Measure::Gap)];
    let occupations = accounts.staffing.as_ref().map_or(&[][..], |s| s.codes.as_slice());
    places.extend(occupations.iter().map(|code| over(Measure::Gap).in_occupation(code)));
    let regions = accounts.outlook.regions.cells().labels();
    let mut shares: Vec<(&FigureKey, Vec<f64>)> = Vec::new();
    places.extend(regions.iter().map(|code| over(Measure::Gap).in_region(code)));
    for key in &places {
        let gap = accounts.draws(key);
        let before = accounts.stock(key, period.from().previous());
        let share = gap.as_ref().zip(before).map(|(gap, work)| ratio(gap, work));
        shares.extend(share.clone().map(|share| (key, share)));
        all.push(told(GAP_SHARE, Unit::Share, share, key, NOT_IN_PACKAGE));
        all.push(told(CLOSED, Unit::Years, years_until_closed(accounts, key), key, NOT_CLOSED));
        if key.region.is_some() {
            continue;
        }
        let mut graduates = Some(Vec::new());
        for year in period.years() {
            let came = match &key.occupation {
                Some(code) => supply.graduates_of(accounts, code, year),
                None => supply.years.get(&year).map(|s| plus(&s.higher, &s.vocational)),
            };
            graduates = graduates.zip(came).map(|(mut sum, came)| {
                accumulate(&mut sum, &came);
                sum
            });
        }
        let replaced =
            accounts.draws(&FigureKey { measure: Measure::ReplacementDemand, ..key.clone() });
        let cover = graduates.zip(replaced).map(|(came, gone)| ratio(&came, &gone));
        all.push(told(GRADUATE_COVER, Unit::Ratio, cover, key, NOT_IN_PACKAGE));
    }
    let alike: [fn(&FigureKey) -> bool; 2] = [|k| k.occupation.is_some(), |k| k.region.is_some()];
    for alike in alike {
        let group: Vec<&(&FigureKey, Vec<f64>)> =
            shares.iter().filter(|(key, _)| alike(key)).collect();
        let values: Vec<&[f64]> = group.iter().map(|(_, share)| share.as_slice()).collect();
        for ((key, _), places) in group.iter().zip(ranks::ranks(&values)) {
            all.push(told(GAP_RANK, Unit::Places, Some(places), key, NOT_IN_PACKAGE));
        }
    }
    for section in accounts.outlook.sections.cells().labels() {
        let key = over(Measure::Need).in_section(section);
        let before = accounts.stock(&key, period.from().previous());
        let need = accounts.draws(&key);
        let share = need.as_ref().zip(before).map(|(need, work)| ratio(need, work));
        let about = accounts.describe(&key);
        let estimate = share.as_deref().and_then(Quantiles::of).map(Estimate::Range);
        all.extend(estimate.map(|estimate| Indicator {
            section: Some(section.clone()),
            period: period.to_string(),
            estimate: Some(estimate),
            status: about.status,
            source: about.source.into_iter().map(str::to_owned).collect(),
            ..empty(NEED_SHARE, id, Unit::Share)
        }));
    }
    all
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
