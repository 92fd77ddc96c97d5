//! A run made again with its accounts kept, so that its figures can be explained.

use crate::accounts::measures::Accounts;
use crate::error::ModelError;
use crate::explain::tree::{Teller, marked, nearest};
use crate::run::{Progress, forecast_keeping};
use suranys_core::Vintage;
use suranys_core::explanation::{Explanation, Subject};
use suranys_core::inputs::Inputs;
use suranys_core::run::{FigureKey, Measure, OBSERVED};
use suranys_core::run_output::ForecastOutput;
use suranys_core::scenario::Scenario;

/// Explains the figures of a run.
#[derive(Debug)]
pub struct Explainer {
    pub(super) inputs: Inputs,
    /// All that is known by now, where the run saw less.
    pub(super) all: Option<Inputs>,
    /// Scenarios there are, the baseline first; not all need have been run.
    pub(super) scenarios: Vec<String>,
    pub(super) output: ForecastOutput,
    pub(super) accounts: Vec<Accounts>,
}

impl Explainer {
    /// Makes the run again and keeps the accounts of the scenarios that `keep` names. The baseline
    /// is always run, the others only when they are kept: no scenario depends on another.
    ///
    /// # Errors
    /// Those of [`crate::run`].
    pub fn new(
        all: &Inputs,
        as_of: Option<Vintage>,
        scenarios: &[Scenario],
        keep: impl Fn(&str) -> bool,
        progress: Progress<'_>,
    ) -> Result<Explainer, ModelError> {
        let ids = scenarios.iter().map(|scenario| scenario.id.clone()).collect();
        let others = scenarios.iter().skip(1).filter(|scenario| keep(&scenario.id));
        let ran: Vec<Scenario> = scenarios.iter().take(1).chain(others).cloned().collect();
        let (output, accounts) = forecast_keeping(all, as_of, &ran, progress, keep)?;
        let (inputs, all) = match as_of {
            Some(vintage) => (all.as_of(vintage), Some(all.clone())),
            None => (all.clone(), None),
        };
        Ok(Explainer { inputs, all, scenarios: ids, output, accounts })
    }

    /// The run.
    #[must_use]
    pub fn output(&self) -> &ForecastOutput {
        &self.output
    }

    /// What the run was made from, as far as it was known at its vintage.
    pub(crate) fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The accounts of a scenario, if they were kept.
    pub(crate) fn accounts(&self, scenario: &str) -> Option<&Accounts> {
        self.accounts.iter().find(|accounts| accounts.scenario.id == scenario)
    }

    /// The tree of what is asked for, to the given depth, complete where none is given; `None` when
    /// the run has no such figure, or the accounts of its scenario were not kept.
    #[must_use]
    pub fn explain(&self, subject: &Subject, depth: Option<usize>) -> Option<Explanation> {
        let explanation = match subject {
            Subject::Figure(key) => self.figure(key, depth),
            Subject::Indicator(indicator) => self.indicator(indicator, depth),
            Subject::Outturn(row) => self.outturn(row, depth),
        };
        explanation.map(|explanation| Explanation { root: marked(explanation.root), ..explanation })
    }

    fn figure(&self, key: &FigureKey, depth: Option<usize>) -> Option<Explanation> {
        let estimate = self.output.figure(key)?.estimate;
        let accounts = match key.scenario.as_str() {
            // Published history is the same under every scenario.
            OBSERVED => self.accounts.first()?,
            id => self.accounts(id)?,
        };
        let of_gap = matches!(key.measure, Measure::ShortageProbability | Measure::AssumedShare);
        let (own, target) = if of_gap {
            (accounts.draws(&FigureKey { measure: Measure::Shortage, ..key.clone() }), None)
        } else {
            (accounts.draws(key), Some(estimate.central()))
        };
        let teller = self.teller(accounts, own.as_deref().unwrap_or_default(), target);
        let root = match key.scenario.as_str() {
            OBSERVED => teller.published(key),
            _ => teller.tell(key, depth.unwrap_or(usize::MAX)),
        };
        Some(Explanation {
            subject: Subject::Figure(key.clone()),
            estimate: Some(estimate),
            draw: teller.draw,
            draws: self.output.settings.draws,
            root,
        })
    }

    /// Builds trees in the draw nearest to a value, or to the median where none is given.
    pub(super) fn teller<'a>(
        &'a self,
        accounts: &'a Accounts,
        draws: &[f64],
        target: Option<f64>,
    ) -> Teller<'a> {
        let draw = nearest(draws, target);
        Teller { inputs: &self.inputs, output: &self.output, accounts, draw }
    }
}
