//! The accounts of one scenario and the measures made from them, by draw.

use crate::accounts::supply::SupplyAccounts;
use crate::cell::{TOTAL, cell};
use crate::employment::EmploymentProjection;
use crate::occupation::Staffing;
use crate::quality::Quality;
use crate::replacement::ExitRates;
use crate::replacement::cells::{CellRates, Mix};
use crate::replacement::schedule::PensionSchedule;
use std::collections::BTreeSet;
use std::sync::Arc;
use suranys_core::distribution::Draws;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::scenario::Scenario;
use suranys_core::{CellDraws, DrawPanel, Year, YearSpan};

/// The accounts of one scenario.
#[derive(Debug)]
pub(crate) struct Accounts {
    pub(crate) scenario: Scenario,
    /// Years with flows: from the start of the policy period to the horizon.
    pub(crate) years: YearSpan,
    pub(crate) projection: EmploymentProjection,
    /// Regions whose history was spliced from another region's.
    pub(crate) spliced: BTreeSet<String>,
    /// How good the tables are that the accounts rest on.
    pub(super) quality: Quality,
    /// The total's code in the table of sections.
    pub(super) total_code: String,
    pub(crate) staffing: Option<Arc<Staffing>>,
    pub(crate) occupations: Option<DrawPanel>,
    pub(crate) section_region: DrawPanel,
    pub(crate) section_occupation: Option<DrawPanel>,
    pub(crate) region_occupation: Option<DrawPanel>,
    pub(crate) schedule: PensionSchedule,
    pub(crate) rates: ExitRates,
    /// Exits per person of the nation by year.
    pub(super) national_rate: DrawPanel,
    pub(crate) mix: Option<Mix>,
    pub(crate) cells: CellRates,
    pub(crate) supply: Option<SupplyAccounts>,
}

impl Accounts {
    /// The policy period.
    pub(crate) fn period(&self) -> YearSpan {
        self.scenario.settings.policy_period
    }

    /// Last year with observed employment.
    pub(crate) fn base_year(&self) -> Year {
        self.projection.base_year
    }

    /// Employment of the key's place in a year; `None` where the accounts have none.
    pub(crate) fn stock(&self, key: &FigureKey, year: Year) -> Option<&[f64]> {
        let (section, region, occupation) =
            (key.section.as_deref(), key.region.as_deref(), key.occupation.as_deref());
        match (section, region, occupation) {
            (None, None, None) => self.projection.total.get(TOTAL, year),
            (Some(s), None, None) => self.projection.sections.get(s, year),
            (None, Some(r), None) => self.projection.regions.get(r, year),
            (None, None, Some(o)) => self.occupations.as_ref()?.get(o, year),
            (Some(s), Some(r), None) => self.section_region.get(&cell(s, r), year),
            (Some(s), None, Some(o)) => self.section_occupation.as_ref()?.get(&cell(s, o), year),
            (None, Some(r), Some(o)) => self.region_occupation.as_ref()?.get(&cell(r, o), year),
            (Some(_), Some(_), Some(_)) => None,
        }
    }

    /// Exits per person of the key's place: of its occupation, else of its section, else of its
    /// region, as far as any figures distinguish them; a section is staffed alike in every region.
    pub(crate) fn rate(&self, key: &FigureKey, year: Year) -> Option<&[f64]> {
        let own = |panel: &'_ Option<DrawPanel>, code: &Option<String>| {
            panel.as_ref().and_then(|_| code.clone())
        };
        if let Some(code) = own(&self.cells.occupations, &key.occupation) {
            return self.cells.occupations.as_ref()?.get(&code, year);
        }
        if let Some(code) = own(&self.cells.sections, &key.section) {
            return self.cells.sections.as_ref()?.get(&code, year);
        }
        if let Some(code) = own(&self.cells.regions, &key.region) {
            return self.cells.regions.as_ref()?.get(&code, year);
        }
        self.national_rate.get(TOTAL, year)
    }

    /// Employment by occupation in a year.
    pub(crate) fn employed_by_occupation(&self, year: Year) -> Option<CellDraws> {
        self.occupations.as_ref()?.at(year)
    }

    fn new_demand(&self, key: &FigureKey, year: Year) -> Option<Draws> {
        Some(Draws::less(self.stock(key, year)?, self.stock(key, year.previous())?))
    }

    fn replacement(&self, key: &FigureKey, year: Year) -> Option<Draws> {
        Some(Draws::times(self.stock(key, year.previous())?, self.rate(key, year)?))
    }

    /// New demand where positive, plus replacement. The nation's are those of its sections:
    /// openings do not net out across them.
    pub(super) fn openings(&self, key: &FigureKey, year: Year) -> Option<Draws> {
        if key.section.is_some() || key.region.is_some() || key.occupation.is_some() {
            let (new, gone) = (self.new_demand(key, year)?, self.replacement(key, year)?);
            return Some(new.iter().zip(gone.iter()).map(|(n, r)| n.max(0.0) + r).collect());
        }
        let mut all = Draws::default();
        for section in self.projection.sections.cells().labels() {
            all.add(&self.openings(&key.clone().in_section(section), year)?);
        }
        Some(all)
    }

    /// Exits of one kind in the nation.
    fn exits(&self, key: &FigureKey, rate: &[f64], year: Year) -> Option<Draws> {
        let nation = key.section.is_none() && key.region.is_none() && key.occupation.is_none();
        if !nation || !self.years.contains(year) {
            return None;
        }
        Some(Draws::times(self.stock(key, year.previous())?, rate))
    }

    /// A measure of the key's place in one year, by draw; `None` where the accounts have none.
    pub(crate) fn yearly(&self, key: &FigureKey, year: Year) -> Option<Draws> {
        if key.sex.is_some() && !matches!(key.measure, Measure::Retirement | Measure::PensionAge) {
            return None;
        }
        let stock = matches!(key.measure, Measure::Employment | Measure::LabourForce);
        if !stock && !self.years.contains(year) {
            return None;
        }
        match key.measure {
            Measure::Employment => self.stock(key, year).map(Draws::from),
            Measure::NetEmploymentChange => self.new_demand(key, year),
            Measure::ReplacementDemand => self.replacement(key, year),
            Measure::JobOpenings => {
                Some(Draws::plus(&self.new_demand(key, year)?, &self.replacement(key, year)?))
            }
            Measure::GrossJobOpenings => self.openings(key, year),
            Measure::Retirement => self.exits(key, &self.rates.retirement(key.sex, year), year),
            Measure::Deaths => self.exits(key, &self.rates.deaths(year), year),
            Measure::OtherExits => self.exits(key, &self.rates.other, year),
            Measure::PensionAge => {
                let age = self.schedule.age(key.sex?, year).ok()?;
                Some(Draws::from(vec![age; self.scenario.settings.draws]))
            }
            Measure::Shortage => {
                let openings = FigureKey { measure: Measure::JobOpenings, ..key.clone() };
                let supply = FigureKey { measure: Measure::Supply, ..key.clone() };
                Some(Draws::less(&self.yearly(&openings, year)?, &self.yearly(&supply, year)?))
            }
            measure if measure == Measure::LabourForce || measure.of_supply() => {
                self.supply.as_ref()?.yearly(key, year)
            }
            // Made from all draws together.
            _ => None,
        }
    }

    /// Whether a measure of several years is the sum of the years'.
    pub(crate) fn adds_up(measure: Measure) -> bool {
        !matches!(
            measure,
            Measure::Employment
                | Measure::PensionAge
                | Measure::LabourForce
                | Measure::ShortageProbability
                | Measure::AssumedShare
        )
    }

    /// The draws of a figure: of its year, or cumulated over its years.
    pub(crate) fn draws(&self, key: &FigureKey) -> Option<Draws> {
        if key.from == key.to {
            return self.yearly(key, key.from);
        }
        if !Accounts::adds_up(key.measure) {
            return None;
        }
        let mut sum = Draws::default();
        for year in YearSpan::new(key.from, key.to)?.years() {
            sum.add(&self.yearly(key, year)?);
        }
        Some(sum)
    }
}
