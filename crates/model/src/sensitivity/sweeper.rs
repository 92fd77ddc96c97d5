//! Runs that share the inputs, the base forecasts and the random numbers.

use crate::accounts::build::Held;
use crate::accounts::measures::Accounts;
use crate::accounts::tables::{PARTICIPATION_TABLE, PROXY_TABLE};
use crate::employment::{BaseForecasts, base_forecasts};
use crate::entrants::{HIGHER, VOCATIONAL};
use crate::error::ModelError;
use crate::ground::span_of;
use crate::occupation::Staffing;
use crate::summary::{estimate, figure_of};
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::Arc;
use suranys_core::distribution::probability_above_zero;
use suranys_core::inputs::Inputs;
use suranys_core::rng::Key;
use suranys_core::run::{Estimate, FigureKey, Measure};
use suranys_core::scenario::Scenario;
use suranys_core::sensitivity::SweptFigure;
use suranys_core::text;
use suranys_core::{Unit, Vintage, Year, YearSpan};

/// Whether a measure needs graduates.
fn needs_entrants(measure: Measure) -> bool {
    let cover = [Measure::Cover, Measure::RelativeShortage, Measure::TightnessProbability];
    measure.of_entrants() || cover.contains(&measure)
}

/// What all runs of a sweep share: made once, since no parameter of a scenario enters it.
#[derive(Debug)]
pub struct Sweeper<'a> {
    inputs: Cow<'a, Inputs>,
    base: BaseForecasts,
    staffing: Option<Arc<Staffing>>,
    key: Key,
    /// Years with flows, as far as any figure asked for needs them.
    years: YearSpan,
}

impl<'a> Sweeper<'a> {
    /// Makes the base forecasts under the baseline's settings; any figures may be asked for to the end
    /// of `last`.
    ///
    /// # Errors
    /// Those of `crate::run`.
    pub fn new(
        all: &'a Inputs,
        as_of: Option<Vintage>,
        baseline: &Scenario,
        last: Year,
    ) -> Result<Sweeper<'a>, ModelError> {
        Sweeper::made(all, as_of, baseline, last, true)
    }

    /// The same for the figures that `asked` are, and no others: what they do not rest on is not made.
    ///
    /// # Errors
    /// Those of `crate::run`.
    pub fn of_figures(
        all: &'a Inputs,
        as_of: Option<Vintage>,
        baseline: &Scenario,
        asked: &[FigureKey],
    ) -> Result<Sweeper<'a>, ModelError> {
        let last = asked.iter().map(|key| key.to).max();
        let last = last.unwrap_or(baseline.settings.policy_period.to());
        let placed = asked.iter().any(|key| key.occupation.is_some());
        Sweeper::made(all, as_of, baseline, last, placed)
    }

    fn made(
        all: &'a Inputs,
        as_of: Option<Vintage>,
        baseline: &Scenario,
        last: Year,
        placed: bool,
    ) -> Result<Sweeper<'a>, ModelError> {
        let inputs = as_of.map_or(Cow::Borrowed(all), |vintage| Cow::Owned(all.as_of(vintage)));
        let settings = &baseline.settings;
        let key = Key::new(settings.seed);
        let span = span_of(&inputs, settings)?;
        let base = base_forecasts(&inputs, span, settings.draws, &key)?;
        let from = settings.policy_period.from();
        let years =
            YearSpan::new(from, last.min(settings.horizon)).unwrap_or(settings.policy_period);
        let (under, notes) = (base.under(baseline, &key)?, &mut Vec::new());
        let staffing = Staffing::read_as(&inputs, &under, settings.horizon, placed, &key, notes)?
            .map(Arc::new);
        Ok(Sweeper { inputs, base, staffing, key, years })
    }

    /// Figures of one scenario, each as a run of the baseline with this scenario would have it;
    /// `None` for a figure that such a run has not.
    ///
    /// # Errors
    /// When a parameter is missing, or margins can't be met.
    pub fn figures(
        &self,
        scenario: &Scenario,
        asked: &[FigureKey],
    ) -> Result<Vec<Option<SweptFigure>>, ModelError> {
        let accounts = self.accounts(scenario)?;
        Ok(asked.iter().map(|key| figure(&accounts, key)).collect())
    }

    /// What the package lacks for a figure that no run has; none where the figure is one that is
    /// never made, whatever the package holds.
    #[must_use]
    pub fn missing_for(&self, key: &FigureKey) -> Option<ModelError> {
        let nothing = |resource: &str, what| {
            Some(ModelError::NothingKnown { resource: resource.to_owned(), what })
        };
        if key.occupation.is_some() && self.inputs.occupation.is_none() {
            return nothing(PROXY_TABLE, text!("employment by occupation"));
        }
        if !needs_entrants(key.measure) {
            return None;
        }
        let Some(known) = &self.inputs.supply else {
            return nothing(PARTICIPATION_TABLE, text!("labour force"));
        };
        let migration = &known.net_migration;
        if key.measure == Measure::EntrantsMigration && migration.value(&key.from).is_none() {
            return Some(ModelError::NoFigure {
                resource: migration.resource.clone(),
                what: text!("net migration"),
                year: key.from,
            });
        }
        let mut levels = [HIGHER, VOCATIONAL].into_iter();
        let level = levels.find(|level| known.last_graduates(level, key.from).is_none())?;
        Some(ModelError::NoFigure {
            resource: known.graduates.resource.clone(),
            what: text!("graduates of `{level}`", level),
            year: key.from,
        })
    }

    /// The accounts of a scenario, as a run of the baseline with this scenario has them.
    pub(crate) fn accounts(&self, scenario: &Scenario) -> Result<Accounts, ModelError> {
        let mut staffing = self.staffing.clone();
        Accounts::build(
            &self.inputs,
            &self.base,
            scenario,
            Held { years: self.years, explained: true },
            &mut staffing,
            &self.key,
            &mut Vec::new(),
        )
    }

    /// Runs scenarios in parallel and hands each one's position and figures to `finished`, in no
    /// particular order. A figure depends on its scenario alone, not on what other runs there are.
    ///
    /// # Errors
    /// The first error of a run, or of `finished`; what was finished before stays so.
    pub fn run_all<E: From<ModelError> + Send>(
        &self,
        scenarios: &[Scenario],
        asked: &[FigureKey],
        finished: impl Fn(usize, Vec<Option<SweptFigure>>) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        scenarios
            .par_iter()
            .enumerate()
            .try_for_each(|(place, scenario)| finished(place, self.figures(scenario, asked)?))
    }
}

/// A figure of the accounts, made as a run makes it.
fn figure(accounts: &Accounts, key: &FigureKey) -> Option<SweptFigure> {
    let counted = key.measure == Measure::TightnessProbability;
    let measure = if counted { Measure::RelativeShortage } else { key.measure };
    let value = accounts.value(&FigureKey { measure, ..key.clone() })?;
    let (estimate, unit) = if counted {
        (Estimate::Point { value: probability_above_zero(value.draws()) }, Unit::Share)
    } else {
        (estimate(value.draws())?, value.unit())
    };
    Some(SweptFigure { key: key.clone(), figure: figure_of(estimate, unit, &value) })
}
