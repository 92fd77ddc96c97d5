//! Indicators made of the accounts of a scenario.

use crate::accounts::measures::Accounts;
use crate::accounts::tables::names;
use crate::indicators::terms::{OPENINGS_SHARE, empty, indicator_name};
use crate::summary::estimate;
use suranys_core::run::{FigureKey, Indicator, Measure};
use suranys_core::tracked::Tracked;
use suranys_core::unit::Unit;

/// Job openings of each section over the policy period as a share of employment before it: what an
/// opening is to a section, whatever its size. It is no sign of a shortage: many openings are many
/// who leave.
pub(crate) fn modelled(accounts: &Accounts) -> Vec<Indicator> {
    let (id, period) = (accounts.scenario.id.as_str(), accounts.period());
    let of = |section: &String| {
        let asked = Indicator {
            section: Some(section.clone()),
            period: period.to_string(),
            ..empty(OPENINGS_SHARE, id, Unit::Share)
        };
        let value = value_of(accounts, &asked)?;
        Some(Indicator {
            estimate: Some(estimate(value.draws())?),
            status: value.status(),
            source: names(value.sources()),
            ..asked
        })
    };
    accounts.projection.sections.cells().labels().iter().filter_map(of).collect()
}

/// An indicator made of the accounts, with its reasons; `None` of one that is not.
pub(crate) fn value_of(accounts: &Accounts, of: &Indicator) -> Option<Tracked> {
    if of.id != OPENINGS_SHARE {
        return None;
    }
    let period = accounts.period();
    let key =
        FigureKey::national(&of.scenario, Measure::JobOpenings, period.from()).until(period.to());
    let key = FigureKey {
        section: of.section.clone(),
        region: of.region.clone(),
        occupation: of.occupation.clone(),
        ..key
    };
    let before = accounts.stock(&key, period.from().previous())?;
    let share = &accounts.value(&key)? / &before;
    Some(share.named(indicator_name(OPENINGS_SHARE), Unit::Share))
}
