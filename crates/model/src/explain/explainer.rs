//! Explains figures by the trees they were made of.

use crate::accounts::leaves::cells_of;
use crate::accounts::measures::Accounts;
use crate::accounts::stocks::Place;
use crate::error::ModelError;
use crate::ground::Ground;
use crate::outturns::Outturns;
use crate::run::{Progress, forecast_keeping};
use suranys_core::distribution::{Draws, probability_above_zero};
use suranys_core::explanation::{Explanation, Phrase, Subject, Term};
use suranys_core::inputs::Inputs;
use suranys_core::run::{FigureKey, Measure, OBSERVED};
use suranys_core::run_output::ForecastOutput;
use suranys_core::scenario::Scenario;
use suranys_core::tracked::{About, Tracked};
use suranys_core::{Unit, Vintage};

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
    /// Those of `crate::run`.
    pub fn new(
        all: &Inputs,
        as_of: Option<Vintage>,
        scenarios: &[Scenario],
        keep: impl Fn(&str) -> bool,
        progress: Progress<'_>,
    ) -> Result<Explainer, ModelError> {
        Explainer::made(all, as_of, scenarios, None, keep, progress)
    }

    /// The same of one scenario on what its runs share.
    ///
    /// # Errors
    /// Those of [`crate::forecast_on`].
    pub fn on(
        ground: &Ground,
        all: &Inputs,
        scenario: &Scenario,
        progress: Progress<'_>,
    ) -> Result<Explainer, ModelError> {
        let scenarios = std::slice::from_ref(scenario);
        Explainer::made(all, None, scenarios, Some(ground), |_| true, progress)
    }

    fn made(
        all: &Inputs,
        as_of: Option<Vintage>,
        scenarios: &[Scenario],
        ground: Option<&Ground>,
        keep: impl Fn(&str) -> bool,
        progress: Progress<'_>,
    ) -> Result<Explainer, ModelError> {
        let ids = scenarios.iter().map(|scenario| scenario.id.clone()).collect();
        let others = scenarios.iter().skip(1).filter(|scenario| keep(&scenario.id));
        let ran: Vec<Scenario> = scenarios.iter().take(1).chain(others).cloned().collect();
        let (output, accounts) = forecast_keeping(all, as_of, &ran, ground, progress, keep)?;
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
        match subject {
            Subject::Figure(key) => self.figure(key, depth),
            Subject::Indicator(indicator) => self.indicator(indicator, depth),
            Subject::Outturn(row) => self.outturn(row, depth),
        }
    }

    fn figure(&self, key: &FigureKey, depth: Option<usize>) -> Option<Explanation> {
        let figure = self.output.figure(key)?;
        let (draw, assumed, root) = if key.scenario == OBSERVED {
            (0, None, self.published(key)?)
        } else {
            let value = self.value(key)?;
            let draw = nearest(value.draws(), Some(figure.estimate.central()));
            let root = value.term(draw, depth.unwrap_or(usize::MAX), &self.inputs);
            (draw, Some(value.assumed()), self.with_figures(root))
        };
        Some(Explanation {
            subject: Subject::Figure(key.clone()),
            estimate: Some(figure.estimate),
            draw,
            draws: self.output.settings.draws,
            assumed,
            root,
        })
    }

    /// What a figure is made of. A probability is counted over all draws of what it is of.
    fn value(&self, key: &FigureKey) -> Option<Tracked> {
        let accounts = self.accounts(&key.scenario)?;
        if key.measure != Measure::TightnessProbability {
            return accounts.value(key);
        }
        let of =
            accounts.value(&FigureKey { measure: Measure::RelativeShortage, ..key.clone() })?;
        let draws = Draws::from(vec![probability_above_zero(of.draws()); of.draws().len()]);
        let about = About {
            name: Phrase::default(),
            unit: Unit::Share,
            status: of.status(),
            sources: of.sources(),
        };
        let words = Phrase::new("step.counted-over-draws", []);
        Some(Tracked::modelled(draws, about, words, vec![of]).figure(key, Unit::Share))
    }

    /// A published figure: the cells themselves.
    fn published(&self, key: &FigureKey) -> Option<Term> {
        let figure = self.output.figure(key)?;
        let cells = match (key.sex, key.age) {
            (Some(sex), Some(age)) => {
                let table = &self.inputs.employment_by_sex_age;
                cells_of(table, &self.inputs.sources, |at| *at == (sex, age, key.from))
            }
            _ => Outturns(&self.inputs).cells(key.measure, &Place::of(key)?, key.from),
        };
        let value = figure.estimate.central();
        let mut term = Term::new(Phrase::default(), value, figure.unit, figure.status);
        term.key = Some(key.clone());
        Some(term.read_from(cells))
    }

    /// A tree in which every term that is a figure of the run bears its median and ranges.
    pub(super) fn with_figures(&self, mut term: Term) -> Term {
        if let Some(key) = &term.key {
            term.figure = self.output.figure(key).map(|figure| figure.estimate);
        }
        term.parts = term.parts.into_iter().map(|part| self.with_figures(part)).collect();
        term
    }
}

/// The first draw nearest to a value, or to the median where none is given.
pub(crate) fn nearest(draws: &[f64], value: Option<f64>) -> usize {
    let median = || {
        let mut sorted = draws.to_vec();
        sorted.sort_by(f64::total_cmp);
        suranys_core::numeric::quantile_sorted(&sorted, 0.5).unwrap_or(0.0)
    };
    let value = value.unwrap_or_else(median);
    let far = |draw: &f64| (draw - value).abs();
    let places = draws.iter().enumerate();
    places.min_by(|a, b| far(a.1).total_cmp(&far(b.1))).map_or(0, |(place, _)| place)
}
