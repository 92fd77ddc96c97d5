//! Why a figure is what it is: a tree from the figure down to the cells it rests on.
//!
//! A figure is a median or another quantile of draws, and medians of parts do not sum to the
//! median of the total. So a tree holds *in one draw*, the one whose value lies nearest to the
//! figure: there every formula holds exactly, and each term that is itself a figure of the run
//! bears its median and prediction intervals next to its value in the draw.

use crate::classification::Labels;
use crate::distribution::Estimate;
use crate::observation::Status;
use crate::provenance::SourceCell;
use crate::run::{FigureKey, Indicator, OutturnRow};
use crate::scenario::Basis;
use crate::unit::Unit;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// Words of a term: a key into the label files with values for its `{name}` places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase {
    /// Key of the words in the label files; empty where the term's figure or formula says it all.
    pub key: String,
    /// Values for the places, in order of their names.
    pub arguments: BTreeMap<String, String>,
    /// The words in a reader's language, once they have been looked up.
    pub words: Option<String>,
}

impl Phrase {
    /// Words with values for their places.
    pub fn new<'a>(key: &str, arguments: impl IntoIterator<Item = (&'a str, String)>) -> Phrase {
        let arguments = arguments.into_iter().map(|(name, value)| (name.to_owned(), value));
        Phrase { key: key.to_owned(), arguments: arguments.collect(), words: None }
    }
}

/// As the words, or as the key of words that were not looked up.
impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.words.as_ref().unwrap_or(&self.key))
    }
}

/// How the value of a term follows from its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// Read from the package or the scenario.
    Given,
    /// All parts together.
    Sum,
    /// The first part less the others.
    Difference,
    /// The parts multiplied.
    Product,
    /// The first part over the second.
    Ratio,
    /// One less the only part.
    Complement,
    /// The smallest part.
    Minimum,
    /// The step of a model, in words; the parts are what goes into it.
    Model(Phrase),
    /// Not shown: its parts lie deeper than was asked for.
    Cut,
    /// Not shown: its parts stand where it was named before.
    Repeated,
}

impl Formula {
    /// The value that follows from those of the parts; `None` for what is given or modelled, and
    /// for parts of the wrong number.
    #[must_use]
    pub fn apply(&self, parts: &[f64]) -> Option<f64> {
        let (first, rest) = parts.split_first()?;
        match self {
            Formula::Given | Formula::Model(_) | Formula::Cut | Formula::Repeated => None,
            Formula::Sum => Some(parts.iter().sum()),
            Formula::Difference => Some(first - rest.iter().sum::<f64>()),
            Formula::Product => Some(parts.iter().product()),
            Formula::Ratio => rest.first().map(|second| first / second),
            Formula::Complement => Some(1.0 - first),
            Formula::Minimum => Some(rest.iter().fold(*first, |minimum, v| minimum.min(*v))),
        }
    }

    /// Key of the formula's words in the label files; that of a model's step is its own.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Formula::Given => "formula.given",
            Formula::Sum => "formula.sum",
            Formula::Difference => "formula.difference",
            Formula::Product => "formula.product",
            Formula::Ratio => "formula.ratio",
            Formula::Complement => "formula.complement",
            Formula::Minimum => "formula.minimum",
            Formula::Model(step) => &step.key,
            Formula::Cut => "formula.cut",
            Formula::Repeated => "formula.repeated",
        }
    }
}

/// A parameter of the scenario, as a term uses it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterUse {
    /// Dotted key.
    pub key: String,
    /// Central value.
    pub central: f64,
    /// Lower end of the central 95% range.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Unit, in words.
    pub unit: String,
    /// Act, draft or expert assumption.
    #[serde(alias = "standing")]
    pub basis: Basis,
    /// Citation or reason.
    pub citation: String,
    /// The same in other languages, as far as its author wrote it.
    #[serde(skip)]
    pub citation_in: Labels,
}

/// A term of the tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// What it is.
    pub name: Phrase,
    /// Its value in the draw the tree holds in.
    pub value: f64,
    /// Unit of the value.
    pub unit: Unit,
    /// Status, no better than the worst of what it rests on.
    pub status: Status,
    /// The figure of the run it is, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<FigureKey>,
    /// That figure's median and ranges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figure: Option<Estimate>,
    /// How the value follows from the parts.
    pub formula: Formula,
    /// The parameter it is, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<ParameterUse>,
    /// Cells it is read from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<SourceCell>,
    /// Its parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Term>,
}

impl Term {
    /// A term without parts, cells or figure.
    #[must_use]
    pub fn new(name: Phrase, value: f64, unit: Unit, status: Status) -> Term {
        Term {
            name,
            value,
            unit,
            status,
            key: None,
            figure: None,
            formula: Formula::Given,
            parameter: None,
            cells: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// The same term as made from parts.
    #[must_use]
    pub fn of(mut self, formula: Formula, parts: Vec<Term>) -> Term {
        self.formula = formula;
        self.parts = parts;
        self
    }

    /// The same term as read from cells.
    #[must_use]
    pub fn read_from(mut self, cells: Vec<SourceCell>) -> Term {
        self.cells = cells;
        self
    }

    /// Terms from here down whose parts do not give their value to within `tolerance` of its size.
    #[must_use]
    pub fn contradictions(&self, tolerance: f64) -> Vec<&Term> {
        let values: Vec<f64> = self.parts.iter().map(|part| part.value).collect();
        let size =
            values.iter().fold(self.value.abs(), |maximum, v| maximum.max(v.abs())).max(1e-12);
        let off = self
            .formula
            .apply(&values)
            .is_some_and(|made| made.is_nan() || (made - self.value).abs() > tolerance * size);
        let own = if off { vec![self] } else { Vec::new() };
        self.parts.iter().fold(own, |mut all, part| {
            all.extend(part.contradictions(tolerance));
            all
        })
    }

    /// Terms without parts, from here down.
    #[must_use]
    pub fn leaves(&self) -> Vec<&Term> {
        if self.parts.is_empty() {
            return vec![self];
        }
        self.parts.iter().flat_map(Term::leaves).collect()
    }
}

/// What can be explained.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A figure of the run.
    Figure(FigureKey),
    /// An indicator of the labour market, or why it is missing.
    Indicator(Box<Indicator>),
    /// The outturn, against what had been forecast.
    Outturn(Box<OutturnRow>),
}

impl Subject {
    /// The scenario it is of.
    #[must_use]
    pub fn scenario(&self) -> &str {
        match self {
            Subject::Figure(key) => &key.scenario,
            Subject::Indicator(indicator) => &indicator.scenario,
            Subject::Outturn(row) => &row.key.scenario,
        }
    }
}

/// A figure with the tree of what it is made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What is explained.
    pub subject: Subject,
    /// The figure, as the tables have it; `None` when it is missing. Of an outcome, the error of
    /// the forecast's median.
    pub estimate: Option<Estimate>,
    /// The draw the tree holds in, counted from zero: the one nearest to the figure.
    pub draw: usize,
    /// How many draws there are.
    pub draws: usize,
    /// Share of the figure's size that rests on assumptions, 0 to 1; `None` of what is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<f64>,
    /// The tree.
    pub root: Term,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::ObsStatus;

    fn term(value: f64) -> Term {
        Term::new(
            Phrase::new("term.test", []),
            value,
            Unit::Persons,
            Status::real(ObsStatus::Normal),
        )
    }

    #[test]
    fn a_term_that_its_parts_do_not_give_is_found_wherever_it_stands() {
        let sound = term(5.0).of(Formula::Sum, vec![term(2.0), term(3.0)]);
        assert!(sound.contradictions(1e-12).is_empty());
        let wrong = term(7.0).of(Formula::Difference, vec![term(9.0), term(1.0)]);
        let tree = term(12.0).of(Formula::Sum, vec![sound, wrong.clone()]);
        assert_eq!(tree.contradictions(1e-12), vec![&wrong]);
        assert_eq!(tree.leaves().len(), 4);
    }
}
