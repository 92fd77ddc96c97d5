//! Weights of indicators, trained on the lists of other countries.
//!
//! One case for each country with a complete list and each unit group in that list's scope: whether
//! the list names the group, against the points that the other countries' lists and the figures
//! about other countries give it. Nothing of the country that the signal is made for enters: its own
//! lists are not among the arguments.

use crate::signal::logistic::{Case, Fitted, fit};
use crate::signal::peers::{PeerSelection, Peers};
use crate::signal::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Key;
use suranys_core::shortage_list::{
    AbroadFigure, FINEST_LEVEL, PEERS_SHARE, PackageEvidence, SignalBook, SignalIndicator,
    SignalParameter, SignalWeight, WeightState, Weighting,
};

/// Weights by indicator, and the draws of those that were estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainedWeights {
    /// In the book's order of indicators.
    pub weights: Vec<SignalWeight>,
    /// Draws of the weights of estimated indicators, none below zero.
    draws: BTreeMap<String, Vec<f64>>,
}

impl TrainedWeights {
    /// Whether an indicator counts.
    #[must_use]
    pub fn counts(&self, indicator: &str) -> bool {
        self.weights.iter().any(|w| w.indicator == indicator && w.state.counts())
    }

    /// An indicator's weight in each of `draws` draws: its estimate's, one where none was estimated.
    #[must_use]
    pub fn of(&self, indicator: &str, draws: usize) -> Vec<f64> {
        match self.draws.get(indicator).filter(|estimated| !estimated.is_empty()) {
            Some(estimated) => estimated.iter().copied().cycle().take(draws).collect(),
            None => vec![1.0; draws],
        }
    }
}

/// What the regression reads.
pub struct Training<'a> {
    /// The book.
    pub book: &'a SignalBook,
    /// Lists of other countries.
    pub package: &'a PackageEvidence,
    /// The classification.
    pub tree: &'a Tree,
    /// Figures about other countries.
    pub abroad: &'a [AbroadFigure],
    /// Lists looked at.
    pub selection: PeerSelection<'a>,
}

impl Training<'_> {
    /// Trains the weights of the book's indicators, in `draws` draws of their sampling distribution.
    #[must_use]
    pub fn weights(&self, key: &Key, draws: usize) -> TrainedWeights {
        let peers = Peers::of(self.package, self.tree, self.selection);
        let truth: Vec<&str> = peers.complete().map(|(id, _)| id).collect();
        let enough = truth.len() as f64 >= self.book.value(SignalParameter::MinLists);
        let trained: Vec<&SignalIndicator> = self
            .book
            .indicators
            .iter()
            .filter(|i| self.book.weighting(i) == Weighting::Trained)
            .collect();
        let with_figures: Vec<&SignalIndicator> = trained
            .iter()
            .filter(|i| i.id == PEERS_SHARE || self.abroad.iter().any(|f| f.indicator == i.id))
            .copied()
            .collect();
        let cases = if enough { self.cases(&peers, &truth, &with_figures) } else { Vec::new() };
        let (cases, varying) = standardised(cases, &with_figures);
        let ridge = self.book.value(SignalParameter::Ridge);
        let fitted = if varying.is_empty() { None } else { fit(&cases, truth.len(), ridge) };
        let key = key.with("weights");
        let sampled = fitted.as_ref().map(|fitted| sample(fitted, &key, draws)).unwrap_or_default();
        let mut found = TrainedWeights { weights: Vec::new(), draws: BTreeMap::new() };
        for indicator in &self.book.indicators {
            let place = varying.iter().position(|id| *id == indicator.id);
            let of = fitted.as_ref().zip(place);
            let positive = place.and_then(|n| sampled.get(n)).map(|betas| {
                betas.iter().filter(|b| **b > 0.0).count() as f64 / betas.len().max(1) as f64
            });
            let state = match (self.book.weighting(indicator), positive) {
                (Weighting::One, _) => WeightState::One,
                // An assumption may stand for an estimate that could be made; not for one that could not.
                (Weighting::Trained, _) if fitted.is_none() => {
                    match with_figures.iter().any(|known| known.id == indicator.id) {
                        true => WeightState::Assumed,
                        false => WeightState::NoFiguresAbroad,
                    }
                }
                (Weighting::Trained, None) => WeightState::NoFiguresAbroad,
                (Weighting::Trained, Some(p)) => {
                    match p >= self.book.value(SignalParameter::MinProbability) {
                        true => WeightState::Estimated,
                        false => WeightState::PredictsNothing,
                    }
                }
            };
            if state == WeightState::Estimated
                && let Some(betas) = place.and_then(|n| sampled.get(n))
            {
                let weights = betas.iter().map(|b| b.max(0.0)).collect();
                found.draws.insert(indicator.id.clone(), weights);
            }
            let used = of.is_some();
            found.weights.push(SignalWeight {
                indicator: indicator.id.clone(),
                weighting: self.book.weighting(indicator),
                state,
                coefficient: of.and_then(|(f, n)| f.coefficients.get(n)).copied(),
                error: of.and_then(|(f, n)| f.errors.get(n)).copied(),
                lists: if used { truth.len() } else { 0 },
                pairs: if used { cases.len() } else { 0 },
            });
        }
        found
    }

    /// Pairs of country and unit group of which every regressor is known.
    fn cases(&self, peers: &Peers, truth: &[&str], indicators: &[&SignalIndicator]) -> Vec<Case> {
        let mut figures: BTreeMap<(&str, &str, &str), f64> = BTreeMap::new();
        for f in self.abroad {
            figures.insert((f.indicator.as_str(), f.country.as_str(), f.group.as_str()), f.value);
        }
        let mut cases = Vec::new();
        for (number, id) in truth.iter().enumerate() {
            let Some(own) = peers.countries.get(*id) else { continue };
            let others = PeerSelection { without: Some(id), ..self.selection };
            // A country left out altogether stays out.
            let mut rest = Peers::of(self.package, self.tree, others);
            if let Some(left_out) = self.selection.without {
                rest.countries.remove(left_out);
            }
            for unit in &own.scope {
                let regressor = |indicator: &&SignalIndicator| {
                    let value = match indicator.id.as_str() {
                        PEERS_SHARE => match rest.named_of(unit) {
                            (_, 0) => None,
                            (named, all) => Some(named as f64 / all as f64),
                        },
                        other => figures
                            .get(&(other, *id, unit.as_str()))
                            .or_else(|| figures.get(&(other, "", unit.as_str())))
                            .copied(),
                    };
                    value.map(|v| indicator.points(v, 0.0, FINEST_LEVEL))
                };
                let regressors: Option<Vec<f64>> = indicators.iter().map(regressor).collect();
                if let Some(regressors) = regressors {
                    let named = own.named.contains(unit);
                    cases.push(Case { country: number, named, regressors });
                }
            }
        }
        cases
    }
}

/// The cases with each regressor less its mean in units of its standard deviation, and the
/// indicators that vary at all; the others are left out.
fn standardised(mut cases: Vec<Case>, indicators: &[&SignalIndicator]) -> (Vec<Case>, Vec<String>) {
    let n = cases.len() as f64;
    let mut varying: BTreeSet<usize> = BTreeSet::new();
    for place in 0..indicators.len() {
        let column: Vec<f64> =
            cases.iter().filter_map(|case| case.regressors.get(place)).copied().collect();
        let mean = suranys_core::numeric::mean(&column).unwrap_or(0.0);
        let variance = suranys_core::numeric::sum(column.iter().map(|x| (x - mean) * (x - mean)));
        let deviation = (variance / n).sqrt();
        if deviation > 0.0 {
            varying.insert(place);
        }
        for case in &mut cases {
            if let Some(x) = case.regressors.get_mut(place) {
                *x = if deviation > 0.0 { (*x - mean) / deviation } else { 0.0 };
            }
        }
    }
    for case in &mut cases {
        let all = std::mem::take(&mut case.regressors);
        let varying = all.into_iter().enumerate().filter(|(place, _)| varying.contains(place));
        case.regressors = varying.map(|(_, x)| x).collect();
    }
    let names = varying.iter().filter_map(|place| indicators.get(*place));
    (cases, names.map(|indicator| indicator.id.clone()).collect())
}

/// Draws of each coefficient from the sampling distribution.
fn sample(fitted: &Fitted, key: &Key, draws: usize) -> Vec<Vec<f64>> {
    let streams = key.streams();
    let mut sampled = vec![Vec::with_capacity(draws); fitted.coefficients.len()];
    for draw in 0..draws {
        let mut stream = streams.draw(draw);
        let normal: Vec<f64> = fitted.coefficients.iter().map(|_| stream.normal()).collect();
        for (of, beta) in sampled.iter_mut().zip(fitted.draw(&normal)) {
            of.push(beta);
        }
    }
    sampled
}
