//! Quantities that carry their reasons: draws with unit, status, sources and how they were made.
//!
//! A model written in [`Tracked`] values is written once. What a figure is (its status, the tables
//! it rests on, how much of it is assumed) and why it is so (the tree of its terms) follow from the
//! arithmetic that made it, so that they can't differ from it.

use crate::distribution::Draws;
use crate::explanation::{Formula, ParameterUse, Phrase, Term};
use crate::inputs::Inputs;
use crate::observation::{ObsStatus, Status};
use crate::provenance::SourceCell;
use crate::run::FigureKey;
use crate::unit::Unit;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::{Add, Div, Mul, Sub};
use std::sync::Arc;

/// A set of up to 64 tables, each a place in a list that the model keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SourceSet(u64);

impl SourceSet {
    /// The set of one table; empty for a place beyond the sixty-fourth.
    #[must_use]
    pub fn one(place: usize) -> SourceSet {
        SourceSet(u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place)).unwrap_or(0))
    }

    /// Tables of either.
    #[must_use]
    pub fn union(self, other: SourceSet) -> SourceSet {
        SourceSet(self.0 | other.0)
    }

    /// Places of the tables, in order.
    pub fn places(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |place| self.0 & (1 << place) != 0)
    }
}

/// Reads the cells of tables that a value rests on, when they are asked for.
pub type ReadCells = Arc<dyn Fn(&Inputs) -> Vec<SourceCell> + Send + Sync>;

/// A quantity in draws with what it is made from. Copies share everything.
#[derive(Clone)]
pub struct Tracked(Arc<Node>);

struct Node {
    draws: Draws,
    unit: Unit,
    name: Phrase,
    key: Option<FigureKey>,
    status: Status,
    sources: SourceSet,
    /// Share of its size that rests on assumptions in place of figures, 0 to 1.
    assumed: f64,
    formula: Formula,
    parts: Vec<Tracked>,
    parameter: Option<ParameterUse>,
    cells: Option<ReadCells>,
}

impl fmt::Debug for Tracked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let node = &self.0;
        let known = (&node.name, &node.key, node.status, node.formula.key(), node.parts.len());
        f.debug_tuple("Tracked").field(&known).finish()
    }
}

/// What is said of a value that no arithmetic on others gives: read from tables, or a model's step.
#[derive(Debug, Clone)]
pub struct About {
    /// What it is.
    pub name: Phrase,
    /// Unit of the draws.
    pub unit: Unit,
    /// Its own status; the value's is no better than that of its parts either.
    pub status: Status,
    /// Tables it is read from; the value rests on those of its parts as well.
    pub sources: SourceSet,
}

impl Tracked {
    /// A value read from tables, and the cells it is read from.
    #[must_use]
    pub fn read(draws: Draws, about: About, cells: Option<ReadCells>) -> Tracked {
        let assumed = assumption(about.status);
        Tracked(Arc::new(Node {
            draws,
            unit: about.unit,
            name: about.name,
            key: None,
            status: about.status,
            sources: about.sources,
            assumed,
            formula: Formula::Given,
            parts: Vec::new(),
            parameter: None,
            cells,
        }))
    }

    /// A parameter of a scenario, which is an assumption unless an act lays it down.
    #[must_use]
    pub fn parameter(draws: Draws, unit: Unit, used: ParameterUse) -> Tracked {
        let status = Status::real(ObsStatus::Imputed);
        let name = Phrase::new("term.parameter", [("key", used.key.clone())]);
        let about = About { name, unit, status, sources: SourceSet::default() };
        let mut node = Tracked::read(draws, about, None).into_node();
        node.parameter = Some(used);
        Tracked(Arc::new(node))
    }

    /// The same number in every draw, such as the months of a year.
    #[must_use]
    pub fn constant(value: f64, draws: usize, unit: Unit, name: Phrase) -> Tracked {
        let status = Status::real(ObsStatus::Normal);
        let about = About { name, unit, status, sources: SourceSet::default() };
        Tracked::read(Draws::from(vec![value; draws]), about, None)
    }

    /// A step of a model, in words, and what goes into it.
    #[must_use]
    pub fn modelled(draws: Draws, about: About, step: Phrase, parts: Vec<Tracked>) -> Tracked {
        let own = assumption(about.status);
        let assumed = parts.iter().fold(own, |share, part| share.max(part.0.assumed));
        Tracked::made(draws, about, Formula::Model(step), parts, assumed)
    }

    /// A value whose draws are known and follow from the parts by a formula. [`Term::contradictions`]
    /// finds where they don't.
    #[must_use]
    pub fn following(draws: Draws, about: About, formula: Formula, parts: Vec<Tracked>) -> Tracked {
        let own = assumption(about.status);
        let assumed = own.max(assumed_of(&formula, &parts));
        Tracked::made(draws, about, formula, parts, assumed)
    }

    fn made(
        draws: Draws,
        about: About,
        formula: Formula,
        parts: Vec<Tracked>,
        assumed: f64,
    ) -> Tracked {
        let status = parts.iter().fold(about.status, |worst, part| inherited(worst, part.0.status));
        let sources = parts.iter().fold(about.sources, |all, part| all.union(part.0.sources));
        Tracked(Arc::new(Node {
            draws,
            unit: about.unit,
            name: about.name,
            key: None,
            status,
            sources,
            assumed,
            formula,
            parts,
            parameter: None,
            cells: None,
        }))
    }

    fn by(formula: Formula, parts: Vec<Tracked>) -> Tracked {
        let first = parts.first().map(|part| &part.0);
        let draws = by_draw(&formula, &parts);
        let about = About {
            name: Phrase::default(),
            unit: first.map_or(Unit::Ratio, |first| first.unit),
            status: Status::real(ObsStatus::Normal),
            sources: SourceSet::default(),
        };
        let assumed = assumed_of(&formula, &parts);
        Tracked::made(draws, about, formula, parts, assumed)
    }

    /// Draw by draw, all of them together; `None` of none.
    #[must_use]
    pub fn sum(parts: Vec<Tracked>) -> Option<Tracked> {
        (!parts.is_empty()).then(|| Tracked::by(Formula::Sum, parts))
    }

    /// Draw by draw, the smaller of the two.
    #[must_use]
    pub fn smaller(&self, other: &Tracked) -> Tracked {
        Tracked::by(Formula::Minimum, vec![self.clone(), other.clone()])
    }

    /// One less the value, such as the employed of a labour force from its unemployment rate.
    #[must_use]
    pub fn complement(&self) -> Tracked {
        Tracked::by(Formula::Complement, vec![self.clone()])
    }

    /// The same value under a name of its own, in a unit.
    #[must_use]
    pub fn named(self, name: Phrase, unit: Unit) -> Tracked {
        let mut node = self.into_node();
        (node.name, node.unit) = (name, unit);
        Tracked(Arc::new(node))
    }

    /// The same value as a figure of a run, in a unit.
    #[must_use]
    pub fn figure(self, key: &FigureKey, unit: Unit) -> Tracked {
        let mut node = self.into_node();
        (node.key, node.unit) = (Some(key.clone()), unit);
        Tracked(Arc::new(node))
    }

    /// The same value, no better than a status: what an assumption stands in for.
    #[must_use]
    pub fn at_best(self, status: ObsStatus) -> Tracked {
        let mut node = self.into_node();
        node.status = node.status.worst(Status::real(status));
        Tracked(Arc::new(node))
    }

    /// The same value with further cells to cite.
    #[must_use]
    pub fn citing(self, cells: ReadCells) -> Tracked {
        let mut node = self.into_node();
        node.cells = Some(cells);
        Tracked(Arc::new(node))
    }

    /// The same value in other draws, where they alone differ.
    #[must_use]
    pub fn in_draws(self, draws: Draws) -> Tracked {
        let mut node = self.into_node();
        node.draws = draws;
        Tracked(Arc::new(node))
    }

    /// The same value without what it is made of, to be kept: a value holds all that it rests on.
    #[must_use]
    pub fn alone(self) -> Tracked {
        let mut node = self.into_node();
        (node.formula, node.parts, node.cells) = (Formula::Given, Vec::new(), None);
        Tracked(Arc::new(node))
    }

    fn into_node(self) -> Node {
        Arc::try_unwrap(self.0).unwrap_or_else(|shared| Node {
            draws: shared.draws.clone(),
            name: shared.name.clone(),
            key: shared.key.clone(),
            formula: shared.formula.clone(),
            parts: shared.parts.clone(),
            parameter: shared.parameter.clone(),
            cells: shared.cells.clone(),
            ..*shared
        })
    }

    /// The draws.
    #[must_use]
    pub fn draws(&self) -> &Draws {
        &self.0.draws
    }

    /// The figure of a run it is, if it is one.
    #[must_use]
    pub fn key(&self) -> Option<&FigureKey> {
        self.0.key.as_ref()
    }

    /// Unit of the draws.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.0.unit
    }

    /// Status, no better than that of anything it is made from.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.status
    }

    /// Tables it rests on.
    #[must_use]
    pub fn sources(&self) -> SourceSet {
        self.0.sources
    }

    /// Share of its size that rests on assumptions in place of figures, 0 to 1: of a sum or a
    /// difference, that of its terms, each by the size of its mean; of anything else, that of the
    /// part that rests on them most.
    #[must_use]
    pub fn assumed(&self) -> f64 {
        self.0.assumed
    }

    /// The tree of terms in one draw, to a depth; `inputs` are where cells are read. What is below
    /// the depth is left out, and the formula with it. A value that more than one other is made of
    /// has its parts and cells where it first stands: a tree would otherwise hold the nation's
    /// history as often as there are cells that rest on it.
    #[must_use]
    pub fn term(&self, draw: usize, depth: usize, inputs: &Inputs) -> Term {
        self.grown(draw, depth, inputs, &mut BTreeSet::new())
    }

    fn grown(
        &self,
        draw: usize,
        depth: usize,
        inputs: &Inputs,
        shown: &mut BTreeSet<*const Node>,
    ) -> Term {
        let node = &self.0;
        let value = node.draws.get(draw).copied().unwrap_or(f64::NAN);
        let mut term = Term::new(node.name.clone(), value, node.unit, node.status);
        term.key = node.key.clone();
        let rests_on_more = !node.parts.is_empty() || node.cells.is_some();
        let left = depth.checked_sub(1);
        if rests_on_more && shown.contains(&Arc::as_ptr(node)) {
            return term.of(Formula::Repeated, Vec::new());
        }
        if node.parts.is_empty() || left.is_some() {
            shown.insert(Arc::as_ptr(node));
        }
        term.parameter = node.parameter.clone();
        term.cells = node.cells.as_ref().map(|read| read(inputs)).unwrap_or_default();
        match left {
            _ if node.parts.is_empty() => term.of(node.formula.clone(), Vec::new()),
            Some(left) => {
                let each = node.parts.iter();
                let parts = each.map(|part| part.grown(draw, left, inputs, shown)).collect();
                term.of(node.formula.clone(), parts)
            }
            None => term.of(Formula::Cut, Vec::new()),
        }
    }
}

/// A break within a history is no property of what is made from it.
fn inherited(worst: Status, part: Status) -> Status {
    match part.obs {
        ObsStatus::Normal | ObsStatus::Break | ObsStatus::Missing => {
            Status { synthetic: worst.synthetic || part.synthetic, ..worst }
        }
        _ => worst.worst(part),
    }
}

/// What the formula makes of the parts in each draw; as many draws as the shortest has.
fn by_draw(formula: &Formula, parts: &[Tracked]) -> Draws {
    let list: Vec<&Draws> = parts.iter().map(|part| &part.0.draws).collect();
    match (formula, list.as_slice()) {
        (Formula::Sum, [first, rest @ ..]) => {
            let mut sum = (*first).clone();
            rest.iter().for_each(|part| sum.add(part));
            sum
        }
        (Formula::Difference, [a, b]) => Draws::less(a, b),
        (Formula::Product, [a, b]) => Draws::times(a, b),
        (Formula::Ratio, [a, b]) => Draws::over(a, b),
        _ => {
            let count = list.iter().map(|draws| draws.len()).min().unwrap_or(0);
            let of = |draw: usize| {
                let values: Vec<f64> = list.iter().map(|draws| draws[draw]).collect();
                formula.apply(&values).unwrap_or(f64::NAN)
            };
            (0..count).map(of).collect()
        }
    }
}

fn assumption(status: Status) -> f64 {
    if status.obs == ObsStatus::Imputed { 1.0 } else { 0.0 }
}

fn size(draws: &[f64]) -> f64 {
    draws.iter().sum::<f64>().abs() / draws.len().max(1) as f64
}

fn assumed_of(formula: &Formula, parts: &[Tracked]) -> f64 {
    let largest = || parts.iter().fold(0.0_f64, |share, part| share.max(part.0.assumed));
    if !matches!(formula, Formula::Sum | Formula::Difference) || largest() <= 0.0 {
        return largest();
    }
    let sizes = parts.iter().map(|part| (size(&part.0.draws), part.0.assumed));
    let (all, assumed) =
        sizes.fold((0.0, 0.0), |(all, of), (size, share)| (all + size, of + size * share));
    if all > 0.0 { assumed / all } else { largest() }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $formula:ident) => {
        impl $trait for &Tracked {
            type Output = Tracked;

            fn $method(self, other: &Tracked) -> Tracked {
                Tracked::by(Formula::$formula, vec![self.clone(), other.clone()])
            }
        }
    };
}

operator!(Add, add, Sum);
operator!(Sub, sub, Difference);
operator!(Mul, mul, Product);
operator!(Div, div, Ratio);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(numbers: &[f64], status: ObsStatus, table: usize) -> Tracked {
        let about = About {
            name: Phrase::new("term.test", []),
            unit: Unit::Persons,
            status: Status::real(status),
            sources: SourceSet::one(table),
        };
        Tracked::read(Draws::from(numbers), about, None)
    }

    /// Expected values: by hand.
    #[test]
    fn status_sources_and_assumed_share_follow_from_the_arithmetic() {
        let known = value(&[30.0, 10.0], ObsStatus::Forecast, 0);
        let guess = value(&[5.0, 5.0], ObsStatus::Imputed, 3);
        let sum = &known + &guess;
        assert_eq!(**sum.draws(), [35.0, 15.0]);
        assert_eq!(sum.status().obs, ObsStatus::Imputed);
        assert_eq!(sum.sources().places().collect::<Vec<_>>(), [0, 3]);
        assert_eq!(sum.assumed(), 5.0 / 25.0);
        assert_eq!((&known * &guess).assumed(), 1.0);
        assert_eq!((&known - &known).assumed(), 0.0);
        let broken = value(&[1.0, 1.0], ObsStatus::Break, 1);
        assert_eq!((&known / &broken).status().obs, ObsStatus::Forecast);
        let share = value(&[0.25, 0.75], ObsStatus::Normal, 2).complement();
        assert_eq!(**share.draws(), [0.75, 0.25]);
        assert_eq!(**known.smaller(&guess).draws(), [5.0, 5.0]);
        assert!(Tracked::sum(Vec::new()).is_none());
    }

    proptest! {
        /// Whatever is reckoned, its tree holds in every draw.
        #[test]
        fn the_tree_of_a_value_holds_in_every_draw(
            a in prop::collection::vec(1.0..1e6_f64, 5), b in prop::collection::vec(1.0..1e6_f64, 5),
        ) {
            let (a, b) = (value(&a, ObsStatus::Normal, 0), value(&b, ObsStatus::Normal, 1));
            let made = &(&(&a + &b) * &(&a - &b)) / &a.smaller(&b);
            let inputs = crate::inputs::tests::empty();
            for draw in 0..5 {
                let term = made.term(draw, usize::MAX, &inputs);
                prop_assert!(term.contradictions(1e-12).is_empty());
                prop_assert_eq!(term.value, made.draws()[draw]);
            }
            prop_assert!(made.term(0, 1, &inputs).parts.iter().all(|part| part.parts.is_empty()));
        }
    }
}
