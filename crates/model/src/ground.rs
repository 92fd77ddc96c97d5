//! What all runs on the same inputs, vintage and settings share, made once.

use crate::cell::TOTAL;
use crate::employment::tables::base_year;
use crate::employment::{BaseForecasts, base_forecasts};
use crate::error::ModelError;
use crate::occupation::Staffing;
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::inputs::Inputs;
use suranys_core::numeric::exp;
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::scenario::{RunSettings, Scenario};
use suranys_core::{Vintage, Year, YearSpan};

/// What no parameter of a scenario enters: the forecasts before any scenario, the staffing of sections,
/// and the forecasts that would have been made before the policy period. A run on it has the figures of
/// a run without it, to the bit.
#[derive(Debug)]
pub struct Ground {
    pub(crate) base: Arc<BaseForecasts>,
    pub(crate) staffing: Option<Arc<Staffing>>,
    /// What the staffing says to a reader.
    pub(crate) notes: Vec<Note>,
    pub(crate) past: Option<Past>,
    as_of: Option<Vintage>,
    settings: RunSettings,
}

/// What would have been forecast before the policy period.
#[derive(Debug)]
pub(crate) struct Past {
    /// What was known then.
    pub(crate) known: Inputs,
    /// The forecasts before any scenario, or why there are none.
    pub(crate) base: Result<BaseForecasts, ModelError>,
}

impl Past {
    /// What was known before the policy period and forecast from it; none where nothing of the period is
    /// known yet.
    pub(crate) fn of(all: &Inputs, settings: &RunSettings, key: &Key) -> Option<Past> {
        let vintage = look_back_vintage(settings);
        if all.last_observed().is_none_or(|last| last <= vintage.0) {
            return None;
        }
        let known = all.as_of_without_groups(vintage);
        // Years ahead are drawn one after the other: those that nothing is known of are left out.
        let seen = all.last_observed().map_or(settings.horizon, |last| last.min(settings.horizon));
        let base = span_of(&known, &RunSettings { horizon: seen, ..settings.clone() })
            .and_then(|years| base_forecasts(&known, years, settings.draws, key));
        Some(Past { known, base })
    }
}

impl Ground {
    /// Makes what runs share that have the settings of `first`. The staffing of sections is read under
    /// it; no parameter of it enters.
    ///
    /// # Errors
    /// Those of [`crate::forecast`].
    pub fn new(
        all: &Inputs,
        as_of: Option<Vintage>,
        first: &Scenario,
    ) -> Result<Ground, ModelError> {
        let settings = &first.settings;
        let key = Key::new(settings.seed);
        let (mut past, mut notes) = (None, Vec::new());
        let made = rayon::in_place_scope(|scope| {
            if as_of.is_none() {
                scope.spawn(|_| past = Past::of(all, settings, &key));
            }
            let known = as_of.map(|vintage| all.as_of(vintage));
            let inputs = known.as_ref().unwrap_or(all);
            let base = base_forecasts(inputs, span_of(inputs, settings)?, settings.draws, &key)?;
            let under = base.under(first, &key)?;
            let staffing = Staffing::read(inputs, &under, settings.horizon, &key, &mut notes)?;
            Ok::<_, ModelError>((Arc::new(base), staffing.map(Arc::new)))
        });
        let (base, staffing) = made?;
        Ok(Ground { base, staffing, notes, past, as_of, settings: settings.clone() })
    }

    /// Growth of value added that the baseline goes by, per cent a year, by section forecast and year
    /// after the last observed one; that of the nation under the code of the total. Empty where the package
    /// has no growth.
    #[must_use]
    pub fn expected_growth(&self) -> BTreeMap<String, BTreeMap<Year, f64>> {
        let Some((growth, expected)) = &self.base.made_with.growth else { return BTreeMap::new() };
        let by_year = |logs: &[f64]| {
            let years = (1..).map(|step| self.base.base_year.plus(step));
            years.zip(logs.iter().map(|log| 100.0 * (exp(*log) - 1.0))).collect()
        };
        let origin = self.base.base_year;
        let of =
            |code: &String| (code.clone(), by_year(&growth.expected_of(code, origin, expected)));
        let sections = self.base.section_codes().iter().map(of);
        sections.chain([(TOTAL.to_owned(), by_year(&expected.nation))]).collect()
    }

    /// That a run is of what this was made for.
    ///
    /// # Errors
    /// When its vintage or its settings are others.
    pub(crate) fn fits(
        &self,
        as_of: Option<Vintage>,
        settings: &RunSettings,
    ) -> Result<(), ModelError> {
        match (as_of, settings) == (self.as_of, &self.settings) {
            true => Ok(()),
            false => Err(ModelError::UnequalSettings),
        }
    }
}

/// The year with whose figures the forecast is made that is scored on the outturns since: the last
/// before the policy period.
#[must_use]
pub fn look_back_vintage(settings: &RunSettings) -> Vintage {
    Vintage(settings.policy_period.from().previous())
}

/// From the first stock needed to the horizon.
pub(crate) fn span_of(inputs: &Inputs, settings: &RunSettings) -> Result<YearSpan, ModelError> {
    let base = base_year(inputs)?;
    let first =
        inputs.employment_by_section.cells.keys().map(|(_, year)| *year).min().unwrap_or(base);
    let from = settings.policy_period.from();
    let out_of_reach = ModelError::PeriodOutOfReach { from, first, base };
    if from <= first {
        return Err(out_of_reach);
    }
    YearSpan::new(from.previous().min(base), settings.horizon).ok_or(out_of_reach)
}
