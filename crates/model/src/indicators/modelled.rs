//! Indicators made of the accounts of a scenario.

use crate::accounts::measures::Accounts;
use crate::indicators::ranks::ranks;
use crate::indicators::terms::{
    CLOSED, GRADUATE_COVER, NOT_CLOSED, NOT_IN_PACKAGE, OPENINGS_SHARE, SHORTAGE_RANK,
    SHORTAGE_SHARE, empty,
};
use suranys_core::distribution::Draws;
use suranys_core::distribution::Quantiles;
use suranys_core::observation::{ObsStatus, Status};
use suranys_core::run::{Estimate, FigureKey, Indicator, Measure};
use suranys_core::unit::Unit;

/// Indicators that follow from the accounts of a scenario, over its policy period.
pub(crate) fn modelled(accounts: &Accounts) -> Vec<Indicator> {
    let mut all = openings_shares(accounts);
    if accounts.supply.is_none() {
        return all;
    }
    let (id, period) = (accounts.scenario.id.as_str(), accounts.period());
    let over = |measure| FigureKey::national(id, measure, period.from()).until(period.to());
    let reported = |name: &str, unit: Unit, draws: Option<Draws>, key: &FigureKey, why: &str| {
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
                all.push(reported(name, unit, draws_of(accounts, name, key), key, why));
            }
        }
    }
    let of_kind: [fn(&FigureKey) -> bool; 2] = [|k| k.occupation.is_some(), |k| k.region.is_some()];
    for of_kind in of_kind {
        let alike: Vec<FigureKey> = places.iter().filter(|key| of_kind(key)).cloned().collect();
        for (key, draws) in shortage_ranks(accounts, alike) {
            all.push(reported(SHORTAGE_RANK, Unit::Places, Some(draws), &key, NOT_IN_PACKAGE));
        }
    }
    all
}

/// Job openings of each section over the policy period as a share of employment before it.
fn openings_shares(accounts: &Accounts) -> Vec<Indicator> {
    let (id, period) = (accounts.scenario.id.as_str(), accounts.period());
    let of = |section: &String| {
        let key = FigureKey::national(id, Measure::JobOpenings, period.from()).until(period.to());
        let key = key.in_section(section);
        let draws = draws_of(accounts, OPENINGS_SHARE, &key)?;
        let about = accounts.describe(&key);
        Some(Indicator {
            section: Some(section.clone()),
            period: period.to_string(),
            estimate: Some(Estimate::Range(Quantiles::of(&draws)?)),
            status: about.status,
            source: about.source.into_iter().map(str::to_owned).collect(),
            ..empty(OPENINGS_SHARE, id, Unit::Share)
        })
    };
    accounts.projection.sections.cells().labels().iter().filter_map(of).collect()
}

/// The place of each of `keys`, shortages of places of one kind, by its share of employment before
/// the policy period, draw by draw; the first has the greatest shortage per person employed.
fn shortage_ranks(accounts: &Accounts, keys: Vec<FigureKey>) -> Vec<(FigureKey, Draws)> {
    let share = |key: FigureKey| Some((draws_of(accounts, SHORTAGE_SHARE, &key)?, key));
    let (shares, keys): (Vec<Draws>, Vec<FigureKey>) = keys.into_iter().filter_map(share).unzip();
    keys.into_iter().zip(ranks(&shares)).collect()
}

/// Shortages of all places of the same kind as that of `key`.
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
    (SHORTAGE_SHARE, Unit::Share, NOT_IN_PACKAGE),
    (CLOSED, Unit::Years, NOT_CLOSED),
    (GRADUATE_COVER, Unit::Ratio, NOT_IN_PACKAGE),
];

/// The draws of an indicator made of the accounts; `key` is the shortage of its place over the
/// policy period. `None` when it is missing.
pub(crate) fn draws_of(accounts: &Accounts, id: &str, key: &FigureKey) -> Option<Draws> {
    match id {
        SHORTAGE_SHARE => {
            let before = accounts.stock(key, key.from.previous())?;
            Some(Draws::over(&accounts.draws(key)?, before))
        }
        GRADUATE_COVER => {
            let gone = FigureKey { measure: Measure::ReplacementDemand, ..key.clone() };
            Some(Draws::over(&graduates(accounts, key)?, &accounts.draws(&gone)?))
        }
        CLOSED => years_until_closed(accounts, key),
        OPENINGS_SHARE => {
            let openings = FigureKey { measure: Measure::JobOpenings, ..key.clone() };
            let before = accounts.stock(&openings, key.from.previous())?;
            Some(Draws::over(&accounts.draws(&openings)?, before))
        }
        SHORTAGE_RANK => {
            let ranked = shortage_ranks(accounts, alike(accounts, key));
            ranked.into_iter().find(|(other, _)| other == key).map(|(_, places)| places)
        }
        _ => None,
    }
}

/// Graduates over the policy period, of the nation or who enter an occupation.
fn graduates(accounts: &Accounts, key: &FigureKey) -> Option<Draws> {
    let supply = accounts.supply.as_ref()?;
    let mut sum = Draws::default();
    for year in accounts.period().years() {
        let graduates = match &key.occupation {
            Some(code) => supply.graduates_of(accounts, code, year)?,
            None => {
                let of_year = supply.years.get(&year)?;
                Draws::plus(&of_year.higher, &of_year.vocational)
            }
        };
        sum.add(&graduates);
    }
    Some(sum)
}

/// Years from the start of the policy period until the shortages since then sum to zero or less, by
/// draw; `None` when in most draws they don't by the horizon. A draw in which they don't counts as
/// one year more than there are.
fn years_until_closed(accounts: &Accounts, key: &FigureKey) -> Option<Draws> {
    let mut sum = Draws::default();
    let mut closed: Vec<Option<f64>> = vec![None; accounts.scenario.settings.draws];
    for (step, year) in accounts.years.years().enumerate() {
        sum.add(&accounts.yearly(key, year)?);
        for (found, shortage) in closed.iter_mut().zip(sum.iter()) {
            if found.is_none() && *shortage <= 0.0 {
                *found = Some(step as f64);
            }
        }
    }
    let beyond = accounts.years.count() as f64;
    let by_majority = closed.iter().filter(|found| found.is_some()).count() * 2 > closed.len();
    by_majority.then(|| closed.into_iter().map(|found| found.unwrap_or(beyond)).collect())
}
