//! Supply in the accounts: by year, occupation and region.

use crate::cell::cell;
use crate::entrants::{Education, Supply, SupplyModel};
use crate::labour_force::LabourForce;
use std::collections::BTreeMap;
use suranys_core::distribution::Draws;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::{DrawPanel, Year};

/// Supply in draws.
#[derive(Debug)]
pub(crate) struct SupplyAccounts {
    pub(crate) model: SupplyModel,
    pub(crate) education: Option<Education>,
    pub(crate) force: LabourForce,
    /// The unemployed who find work over the policy period, and the part of one of its years.
    pub(crate) reserve: Draws,
    /// Share of those who seek work who go where the openings are.
    pub(crate) mobile: Draws,
    pub(crate) years: BTreeMap<Year, Supply>,
    pub(super) occupations: Option<DrawPanel>,
    pub(super) regions: DrawPanel,
    pub(super) region_occupation: Option<DrawPanel>,
}

impl SupplyAccounts {
    /// A measure of supply in one year.
    pub(super) fn yearly(&self, key: &FigureKey, year: Year) -> Option<Draws> {
        let place = (key.section.as_deref(), key.region.as_deref(), key.occupation.as_deref());
        if key.measure == Measure::Supply {
            let panel = match place {
                (None, None, None) => {
                    return self.years.get(&year).map(|supply| supply.total.clone());
                }
                (None, None, Some(o)) => self.occupations.as_ref()?.get(o, year),
                (None, Some(r), None) => self.regions.get(r, year),
                (None, Some(r), Some(o)) => self.region_occupation.as_ref()?.get(&cell(r, o), year),
                _ => None,
            };
            return self.years.contains_key(&year).then_some(Draws::from(panel?));
        }
        if place != (None, None, None) {
            return None;
        }
        if key.measure == Measure::LabourForce {
            return self.force.years.get(&year).cloned();
        }
        let supply = self.years.get(&year)?;
        match key.measure {
            Measure::SupplyHigherEducation => Some(supply.higher.clone()),
            Measure::SupplyVocationalEducation => Some(supply.vocational.clone()),
            Measure::SupplyMigration => supply.migration.clone(),
            Measure::SupplyOther => Some(supply.other.clone()),
            Measure::SupplyUnemployed => Some(supply.unemployed.clone()),
            _ => None,
        }
    }
}
