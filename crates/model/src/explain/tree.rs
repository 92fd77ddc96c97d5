//! The tree of a figure, in one draw.

use crate::accounts::figures::assumed_share;
use crate::accounts::measures::Accounts;
use suranys_core::distribution::probability_above_zero;
use suranys_core::explanation::{Formula, ParameterUse, Term};
use suranys_core::inputs::Inputs;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::run_output::ForecastOutput;
use suranys_core::{ObsStatus, Status, Unit, Year, YearSpan};

/// The tree with every term no better than the parts and cells under it. A break within
/// a history is no property of what is made from it, and a missing cell is no part of it.
pub(super) fn marked(mut term: Term) -> Term {
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
pub(super) fn nearest(draws: &[f64], value: Option<f64>) -> usize {
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

/// Builds trees in one draw.
pub(super) struct Teller<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) output: &'a ForecastOutput,
    pub(super) accounts: &'a Accounts,
    pub(super) draw: usize,
}

/// Formula of a term whose parts are not shown.
pub(super) fn cut() -> Formula {
    Formula::Model("its parts are shown at more depth".to_owned())
}

pub(super) fn model(words: &str) -> Formula {
    Formula::Model(words.to_owned())
}

/// What figures of a place are about, in words.
pub(super) fn place_of(key: &FigureKey) -> String {
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
    pub(super) fn at(&self, draws: &[f64]) -> f64 {
        draws.get(self.draw).copied().unwrap_or(f64::NAN)
    }

    /// A figure without its parts.
    pub(super) fn bare(&self, key: &FigureKey) -> Term {
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
    pub(super) fn deeper(
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
    pub(super) fn parameter(&self, name: &str, drawn: f64) -> Term {
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

    pub(super) fn year(&self, key: &FigureKey, measure: Measure, year: Year) -> FigureKey {
        let sex = key.sex.filter(|_| matches!(measure, Measure::Retirement | Measure::PensionAge));
        FigureKey { measure, sex, from: year, to: year, ..key.clone() }
    }

    /// The tree of a figure.
    pub(super) fn tell(&self, key: &FigureKey, left: usize) -> Term {
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
                    "net employment change where positive",
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
            measure if measure == Measure::LabourForce || measure.of_supply() => {
                self.supply(term, key, left)
            }
            _ => term,
        }
    }

    /// Draws with a shortage over all draws.
    pub(super) fn probability(&self, mut term: Term, key: &FigureKey, left: usize) -> Term {
        let shortage = FigureKey { measure: Measure::Shortage, ..key.clone() };
        let draws = self.accounts.draws(&shortage).unwrap_or_default();
        term.value = probability_above_zero(&draws);
        let status = term.status;
        self.deeper(term, Formula::Ratio, left, |left| {
            let count = |name: &str, value| Term::new(name, value, Unit::Ratio, status);
            let all = draws.len() as f64;
            let above = draws.iter().filter(|v| **v > 0.0).count() as f64;
            let above = count("draws in which job openings exceed supply", above).of(
                model("counted over all draws of the shortage; one of them"),
                vec![self.tell(&shortage, left)],
            );
            vec![above, count("draws", all)]
        })
    }

    /// Sizes of the assumed terms over sizes of all terms: medians over draws, since a size is a
    /// property of the distribution.
    pub(super) fn assumed(&self, mut term: Term, key: &FigureKey, left: usize) -> Term {
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
