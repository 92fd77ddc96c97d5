//! Why a figure is what it is: its tree of terms, told in one draw, down to the cells of the
//! package and the parameters of the scenario.
//!
//! The tree is made from the same accounts as the figure, so the two can't differ. See
//! [`suranys_core::explanation`] for why it is told in one draw.

mod exits;
mod forecasts;
mod indicators;
mod query;
mod stocks;
mod supply;

pub use crate::explain::query::Asked;

use crate::ModelError;
use crate::accounts::{Accounts, assumed_share};
use crate::balance::above_zero;
use crate::run::{Progress, forecast_keeping};
use suranys_core::explanation::{Explanation, Formula, ParameterUse, Subject, Term};
use suranys_core::inputs::Inputs;
use suranys_core::run::{FigureKey, Measure, OBSERVED};
use suranys_core::run_output::ForecastOutput;
use suranys_core::scenario::Scenario;
use suranys_core::{ObsStatus, Status, Unit, Vintage, Year, YearSpan};

/// Explains the figures of a run.
#[derive(Debug)]
pub struct Explainer {
    inputs: Inputs,
    /// All that is known by now, where the run saw less.
    all: Option<Inputs>,
    /// Scenarios there are, the baseline first; not all need have been run.
    scenarios: Vec<String>,
    output: ForecastOutput,
    accounts: Vec<Accounts>,
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

    /// The tree of what is asked for, to the given depth, whole where none is given; `None` when the
    /// run has no such figure, or the accounts of its scenario were not kept.
    #[must_use]
    pub fn explain(&self, subject: &Subject, depth: Option<usize>) -> Option<Explanation> {
        let told = match subject {
            Subject::Figure(key) => self.figure(key, depth),
            Subject::Indicator(indicator) => self.indicator(indicator, depth),
            Subject::Outcome(row) => self.outturn(row, depth),
        };
        told.map(|told| Explanation { root: marked(told.root), ..told })
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

    /// Tells in the draw nearest to a value, or to the median where none is given.
    fn teller<'a>(
        &'a self,
        accounts: &'a Accounts,
        draws: &[f64],
        target: Option<f64>,
    ) -> Teller<'a> {
        let draw = nearest(draws, target);
        Teller { inputs: &self.inputs, output: &self.output, accounts, draw }
    }
}

/// The tree with every term no better than the parts and cells told under it. A break within
/// a history is no property of what is made from it, and a missing cell is no part of it.
fn marked(mut term: Term) -> Term {
    term.parts = term.parts.into_iter().map(marked).collect();
    let parts = term.parts.iter().map(|part| part.status);
    let under = parts.chain(term.cells.iter().map(|cell| cell.status));
    term.status = under.fold(term.status, |worst, status| match status.obs {
        ObsStatus::Normal | ObsStatus::Break | ObsStatus::Missing => {
            Status { synthetic: worst.synthetic || status.synthetic, ..worst }
        }
        _ => worst.worst(status),
    });
    term
}

/// The first draw nearest to a value, or to the median where none is given.
fn nearest(draws: &[f64], value: Option<f64>) -> usize {
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

/// Tells trees in one draw.
struct Teller<'a> {
    inputs: &'a Inputs,
    output: &'a ForecastOutput,
    accounts: &'a Accounts,
    draw: usize,
}

/// Formula of a term whose parts are not told.
fn cut() -> Formula {
    Formula::Model("its parts are told at more depth".to_owned())
}

fn model(words: &str) -> Formula {
    Formula::Model(words.to_owned())
}

/// What figures of a place are about, in words.
fn place_of(key: &FigureKey) -> String {
    let mut words = Vec::new();
    for (name, code) in
        [("section", &key.section), ("region", &key.region), ("occupation", &key.occupation)]
    {
        if let Some(code) = code {
            words.push(format!("{name} {code}"));
        }
    }
    if let Some(sex) = key.sex {
        words.push(format!("sex {sex}"));
    }
    words.push(if key.from == key.to {
        key.from.to_string()
    } else {
        format!("{}–{}", key.from, key.to)
    });
    words.join(", ")
}

impl Teller<'_> {
    fn at(&self, draws: &[f64]) -> f64 {
        draws.get(self.draw).copied().unwrap_or(f64::NAN)
    }

    /// A figure without its parts.
    fn bare(&self, key: &FigureKey) -> Term {
        let about = self.accounts.describe(key);
        let value = self.accounts.draws(key).map_or(f64::NAN, |draws| self.at(&draws));
        let name = format!("{}, {}", key.measure.key(), place_of(key));
        let mut term = Term::new(name, value, about.unit, about.status);
        if let Some(figure) = self.output.figure(key) {
            term.key = Some(key.clone());
            term.figure = Some(figure.estimate);
        }
        term
    }

    /// A term with its parts, or without them when the depth is used up.
    fn deeper(
        &self,
        term: Term,
        formula: Formula,
        left: usize,
        parts: impl FnOnce(usize) -> Vec<Term>,
    ) -> Term {
        match left.checked_sub(1) {
            Some(left) => term.of(formula, parts(left)),
            None => term.of(cut(), Vec::new()),
        }
    }

    /// A parameter of the scenario with its value in the draw.
    fn parameter(&self, name: &str, drawn: f64) -> Term {
        let mut term = Term::new(name, drawn, Unit::Ratio, Status::real(ObsStatus::Imputed));
        if let Some((parameter, spec)) = self.accounts.scenario.parameter(name) {
            term.unit = unit_of(spec.unit);
            term.parameter = Some(ParameterUse {
                key: name.to_owned(),
                central: parameter.value,
                low: parameter.low,
                high: parameter.high,
                unit: spec.unit.to_owned(),
                basis: parameter.basis,
                citation: parameter.source.clone(),
            });
        }
        term
    }

    fn year(&self, key: &FigureKey, measure: Measure, year: Year) -> FigureKey {
        let sex = key.sex.filter(|_| matches!(measure, Measure::Retirement | Measure::PensionAge));
        FigureKey { measure, sex, from: year, to: year, ..key.clone() }
    }

    /// The tree of a figure.
    fn tell(&self, key: &FigureKey, left: usize) -> Term {
        let mut term = self.bare(key);
        match key.measure {
            Measure::ShortageProbability => return self.probability(term, key, left),
            Measure::AssumedShare => return self.assumed(term, key, left),
            _ => {}
        }
        if key.from != key.to {
            let Some(years) = YearSpan::new(key.from, key.to) else { return term };
            return self.deeper(term, Formula::Sum, left, |left| {
                let each = years.years().map(|year| self.year(key, key.measure, year));
                each.map(|key| self.tell(&key, left)).collect()
            });
        }
        let year = key.from;
        let of = |measure, left| self.tell(&self.year(key, measure, year), left);
        let nation = key.section.is_none() && key.region.is_none() && key.occupation.is_none();
        match key.measure {
            Measure::Employment => self.employment(term, key, left),
            Measure::NetEmploymentChange => self.deeper(term, Formula::Difference, left, |left| {
                let employed = |year| self.tell(&self.year(key, Measure::Employment, year), left);
                vec![employed(year), employed(year.previous())]
            }),
            Measure::JobOpenings => self.deeper(term, Formula::Sum, left, |left| {
                vec![of(Measure::NetEmploymentChange, left), of(Measure::ReplacementDemand, left)]
            }),
            Measure::Shortage => self.deeper(term, Formula::Difference, left, |left| {
                vec![of(Measure::JobOpenings, left), of(Measure::Supply, left)]
            }),
            Measure::GrossJobOpenings if nation => self.deeper(term, Formula::Sum, left, |left| {
                let sections = self.accounts.projection.sections.cells().labels().iter();
                sections.map(|code| self.tell(&key.clone().in_section(code), left)).collect()
            }),
            Measure::GrossJobOpenings => self.deeper(term, Formula::Sum, left, |left| {
                let new = of(Measure::NetEmploymentChange, left);
                let grown = Term::new(
                    "new demand where positive",
                    new.value.max(0.0),
                    new.unit,
                    new.status,
                );
                let grown = grown.of(Formula::PositivePart, vec![new]);
                vec![grown, of(Measure::ReplacementDemand, left)]
            }),
            Measure::ReplacementDemand
            | Measure::Retirement
            | Measure::Deaths
            | Measure::OtherExits => self.exits(term, key, left),
            Measure::PensionAge => {
                term.cells = self.pension_age(key);
                if term.cells.is_empty() {
                    term.formula = model("laid down by the scenario itself");
                }
                term
            }
            Measure::LabourForce
            | Measure::Supply
            | Measure::SupplyHigherEducation
            | Measure::SupplyVocationalEducation
            | Measure::SupplyMigration
            | Measure::SupplyOther
            | Measure::SupplyUnemployed => self.supply(term, key, left),
            Measure::ShortageProbability | Measure::AssumedShare => term,
        }
    }

    /// Draws with a gap over all draws.
    fn probability(&self, mut term: Term, key: &FigureKey, left: usize) -> Term {
        let gap = FigureKey { measure: Measure::Shortage, ..key.clone() };
        let draws = self.accounts.draws(&gap).unwrap_or_default();
        term.value = above_zero(&draws);
        let status = term.status;
        self.deeper(term, Formula::Ratio, left, |left| {
            let count = |name: &str, value| Term::new(name, value, Unit::Ratio, status);
            let all = draws.len() as f64;
            let above = draws.iter().filter(|v| **v > 0.0).count() as f64;
            let above = count("draws in which need exceeds supply", above).of(
                model("counted over all draws of the gap; one of them"),
                vec![self.tell(&gap, left)],
            );
            vec![above, count("draws", all)]
        })
    }

    /// Sizes of the assumed terms over sizes of all terms: medians over draws, since a size is a
    /// property of the whole distribution.
    fn assumed(&self, mut term: Term, key: &FigureKey, left: usize) -> Term {
        let terms = self.accounts.balance_terms(key);
        term.value = assumed_share(&terms).unwrap_or(f64::NAN);
        let status = term.status;
        self.deeper(term, Formula::Ratio, left, |_| {
            let sizes = |name: &str, keep: fn(bool) -> bool| {
                let parts: Vec<Term> = terms
                    .iter()
                    .filter(|term| keep(term.assumed))
                    .map(|term| {
                        let name = format!("{} (size of the median over draws)", term.name);
                        Term::new(name, term.median.abs(), Unit::PersonsCumulated, status).of(
                            model("the absolute value of the term's median over all draws"),
                            Vec::new(),
                        )
                    })
                    .collect();
                let sum = parts.iter().map(|part| part.value).sum();
                Term::new(name, sum, Unit::PersonsCumulated, status).of(Formula::Sum, parts)
            };
            vec![sizes("assumed terms", |assumed| assumed), sizes("all terms", |_| true)]
        })
    }
}

/// The unit of a term that is a parameter.
fn unit_of(words: &str) -> Unit {
    match words {
        "persons per year" => Unit::PersonsPerYear,
        "percentage points per year" => Unit::PercentPerYear,
        _ if words.starts_with("share") => Unit::Share,
        _ => Unit::Ratio,
    }
}
