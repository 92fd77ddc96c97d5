//! Employment of past and future years under one scenario.

use crate::employment::candidate::Candidate;
use crate::employment::effect::Effect;
use crate::employment::function::{EmploymentFunction, Line};
use crate::employment::growth::{Expected, Growth};
use crate::employment::rolling::Trained;
use crate::employment::stacking::with_or_without;
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::{DrawPanel, ObsStatus, Year};

/// Employment of past and future years in draws: persons, annual average.
///
/// Past years hold the published figure in every draw. In every draw and year the sections sum
/// to the total, the regions sum to the total, and the section × region matrix sums to both.
#[derive(Debug, Clone)]
pub struct EmploymentProjection {
    /// The national total: one cell, [`TOTAL`](crate::cell::TOTAL).
    pub total: DrawPanel,
    /// The same before growth of the scenario's own moves it.
    pub unmoved: DrawPanel,
    /// By section, in official order.
    pub sections: DrawPanel,
    /// By region in current borders, in official order.
    pub regions: DrawPanel,
    /// The published national total, by year.
    pub history: BTreeMap<Year, f64>,
    /// Last year with observed employment.
    pub base_year: Year,
    /// What growth of the scenario's own did to it, if the scenario has any.
    pub(crate) effect: Option<Effect>,
    /// What the forecast was made with.
    pub(crate) made_with: Arc<MadeWith>,
}

impl EmploymentProjection {
    /// Whether its forecast rests on value added: through the employment function, or through the
    /// growth a scenario's own is set against.
    pub(crate) fn driven(&self) -> bool {
        let made = &self.made_with;
        made.growth.is_some() && (self.effect.is_some() || made.joins(&made.nation))
    }

    /// What employment ahead is: a forecast, or imputed where it rests on what a scenario assumes
    /// of growth, or a region's history on its share of another's (`spliced`).
    pub(crate) fn basis(&self, spliced: bool) -> ObsStatus {
        let assumed = spliced || self.effect.is_some();
        if assumed { ObsStatus::Imputed } else { ObsStatus::Forecast }
    }
}

/// What a forecast was made with.
#[derive(Debug)]
pub(crate) struct MadeWith {
    /// Weights and interval factors of the nation with its sections.
    pub(crate) nation: Trained,
    /// The same of regions.
    pub(crate) regions: Trained,
    /// Growth of value added, and what was expected of it.
    pub(crate) growth: Option<(Growth, Expected)>,
    pub(crate) function: Option<EmploymentFunction>,
}

impl MadeWith {
    /// Whether the employment function has a part in forecasts with what was trained on a panel.
    pub(crate) fn joins(&self, trained: &Trained) -> bool {
        self.function.is_some() && trained.chosen == Candidate::Combined
    }

    /// Weights of engine, drift and employment function behind a series' median trajectory; `None`
    /// where one model alone is used.
    pub(crate) fn weights(&self, trained: &Trained, line: Option<Line>) -> Option<[f64; 3]> {
        let combined = trained.chosen == Candidate::Combined;
        combined.then(|| with_or_without(&trained.weights, line.is_some()))
    }

    /// The employment function of a section, or of the total, where it has a part in its forecast.
    pub(crate) fn line(&self, id: &str, base_year: Year) -> Option<Line> {
        let (growth, _) = self.growth.as_ref().filter(|_| self.joins(&self.nation))?;
        growth.of(id, base_year)?;
        self.function.as_ref().map(|function| function.line(id))
    }

    /// Growth of output expected of a section, or of the total, in log points by step.
    pub(crate) fn expected(&self, id: &str, base_year: Year) -> Vec<f64> {
        let (growth, expected) = match &self.growth {
            Some(known) => known,
            None => return Vec::new(),
        };
        growth.expected_of(id, base_year, expected)
    }
}
