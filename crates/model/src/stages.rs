//! The stages of a forecast one by one, to be measured: each is made of what the ones before it gave.

use crate::accounts::build::Held;
use crate::accounts::measures::Accounts;
use crate::employment::{BaseForecasts, base_forecasts};
use crate::error::ModelError;
use crate::ground::span_of;
use crate::occupation::Staffing;
use crate::run::{detail, tested};
use crate::summary::Figures;
use std::sync::Arc;
use suranys_core::YearSpan;
use suranys_core::inputs::Inputs;
use suranys_core::rng::Key;
use suranys_core::scenario::Scenario;

/// A scenario whose base forecasts and imputation of groups are made.
#[derive(Debug)]
pub struct Stages<'a> {
    inputs: &'a Inputs,
    scenario: &'a Scenario,
    base: BaseForecasts,
    staffing: Option<Arc<Staffing>>,
    key: Key,
    years: YearSpan,
}

/// The accounts of a scenario.
#[derive(Debug)]
pub struct Accounted(Accounts);

impl<'a> Stages<'a> {
    /// Makes the base forecasts and the imputation.
    ///
    /// # Errors
    /// Those of [`crate::forecast`].
    pub fn new(inputs: &'a Inputs, scenario: &'a Scenario) -> Result<Stages<'a>, ModelError> {
        let (settings, key) = (&scenario.settings, Key::new(scenario.settings.seed));
        let all = span_of(inputs, settings)?;
        let base = base_forecasts(inputs, all, settings.draws, &key)?;
        let years = YearSpan::new(settings.policy_period.from(), settings.horizon).unwrap_or(all);
        let mut made = Stages { inputs, scenario, base, staffing: None, key, years };
        made.staffing = made.imputation()?.map(Arc::new);
        Ok(made)
    }

    /// Occupations and the groups below them.
    ///
    /// # Errors
    /// Those of [`crate::forecast`].
    pub fn imputation(&self) -> Result<Option<Staffing>, ModelError> {
        let (projection, mut notes) = (self.base.under(self.scenario, &self.key)?, Vec::new());
        let horizon = self.scenario.settings.horizon;
        Staffing::read(self.inputs, &projection, horizon, &self.key, &mut notes)
    }

    /// The accounts, with the imputation as it is.
    ///
    /// # Errors
    /// Those of [`crate::forecast`].
    pub fn accounts(&self) -> Result<Accounted, ModelError> {
        let (mut staffing, mut notes) = (self.staffing.clone(), Vec::new());
        let made = Accounts::build(
            self.inputs,
            &self.base,
            self.scenario,
            Held { years: self.years, explained: false },
            &mut staffing,
            &self.key,
            &mut notes,
        );
        made.map(Accounted)
    }

    /// All figures of the accounts; gives their number.
    pub fn emit(&self, accounts: &mut Accounted) -> usize {
        let mut figures = Figures::default();
        accounts.0.emit(true, &mut figures);
        figures.map.len()
    }

    /// Figures of the groups below the occupations; gives their number.
    #[must_use]
    pub fn group_figures(&self, accounts: &Accounted) -> usize {
        let made = detail(self.inputs, &accounts.0, &self.key, true);
        made.map_or(0, |made| made.figures.len())
    }

    /// Tests of the imputation; gives their number.
    #[must_use]
    pub fn validation(&self) -> usize {
        tested(self.inputs, self.staffing.as_deref(), &self.key).len()
    }
}
