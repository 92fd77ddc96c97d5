//! What a scenario's growth does to employment and to the rate of unemployment.

use crate::assumptions::parameter_draws;
use crate::cell::TOTAL;
use crate::employment::function::{EmploymentFunction, cumulative_response};
use crate::employment::growth::{Expected, Growth};
use crate::error::ModelError;
use suranys_core::distribution::Draws;
use suranys_core::numeric::{exp, ln};
use suranys_core::panel::{Axis, CellDraws};
use suranys_core::rng::Key;
use suranys_core::scenario::{
    EMPLOYMENT_ELASTICITY, GDP_GROWTH_GAP, Scenario, UNEMPLOYMENT_GROWTH_RESPONSE,
};
use suranys_core::text;
use suranys_core::{DrawPanel, Year, YearSpan};

/// Long-run elasticity of employment to output, by section and draw, and how fast it is reached.
///
/// The employment function's estimate and the scenario's own interval are each weighted by their
/// precision: an assumption without an interval overrules the figures, and where there are none the
/// scenario's assumption is used alone. Sections differ from the panel's mean by as much as the
/// estimate counts. More output never means fewer jobs.
struct Elasticity<'a> {
    function: Option<&'a EmploymentFunction>,
    /// Of the panel's mean, by draw.
    mean: Draws,
    /// How much the estimate counts, 0 to 1.
    estimated: f64,
}

impl<'a> Elasticity<'a> {
    fn under(
        scenario: &Scenario,
        function: Option<&'a EmploymentFunction>,
        key: &Key,
    ) -> Result<Elasticity<'a>, ModelError> {
        let assumed = parameter_draws(scenario, EMPLOYMENT_ELASTICITY, key)?;
        let middle = scenario.parameter(EMPLOYMENT_ELASTICITY).map_or(0.0, |(p, _)| p.value);
        let Some(fit) = function else {
            return Ok(Elasticity { function, mean: assumed, estimated: 0.0 });
        };
        let variance = {
            let count = assumed.len().max(1) as f64;
            assumed.iter().map(|e| (e - middle) * (e - middle)).sum::<f64>() / count
        };
        let error = fit.error / (1.0 - fit.mean.persistence);
        let estimated = variance / (variance + error * error);
        // Draws keep the scenario's common random numbers: the posterior is narrower by as much as
        // both together are surer than the assumption alone.
        let centre = middle + estimated * (fit.mean.long_run_elasticity() - middle);
        let narrower = (1.0 - estimated).sqrt();
        let mean = assumed.iter().map(|e| (centre + narrower * (e - middle)).max(0.0)).collect();
        Ok(Elasticity { function, mean, estimated })
    }

    fn of(&self, section: &str, draw: usize) -> f64 {
        let away = self.function.map_or(0.0, |fit| {
            fit.line(section).long_run_elasticity() - fit.mean.long_run_elasticity()
        });
        (self.mean[draw] + self.estimated * away).max(0.0)
    }

    fn persistence(&self, section: &str) -> f64 {
        self.function.map_or(0.0, |fit| fit.line(section).persistence * self.estimated)
    }
}

/// What a scenario's own growth does to sections.
#[derive(Debug, Clone)]
pub(crate) struct Effect {
    /// Factors on employment by section, in the years after the base year.
    pub(crate) factors: DrawPanel,
    /// Long-run elasticity of employment to output by section.
    pub(crate) elasticity: CellDraws,
    /// Growth beyond the baseline's that all sections have, log points a year.
    gap: Draws,
    /// The same that each section has besides, by year ahead.
    given: Vec<Vec<f64>>,
    /// Points of unemployment for each point of growth beyond the baseline's.
    pub(crate) response: Draws,
}

impl Effect {
    /// Points, as a share, by which growth of one year (`step` from zero) moves the rate of
    /// unemployment in a draw: growth beyond the baseline's, sections weighted by their employed.
    pub(crate) fn unemployment(&self, step: usize, draw: usize, employed: &[f64]) -> f64 {
        let all: f64 = employed.iter().sum();
        let own = employed.iter().zip(&self.given);
        let given: f64 =
            own.map(|(persons, given)| persons * given.get(step).copied().unwrap_or(0.0)).sum();
        let at = |draws: &Draws| draws.get(draw).copied().unwrap_or(0.0);
        -at(&self.response) * (at(&self.gap) + given / all)
    }
}

/// Factors on employment in the years after `base_year`; `None` when the scenario's growth is the
/// baseline's, or no year is ahead.
///
/// A difference in growth of one year has its full effect in the long run: after `k` years the
/// elasticity times `1 − persistence^k`.
///
/// # Errors
/// When a parameter is missing, growth is given for a section that is not in the panel, or the
/// package has no growth to set it against.
pub(crate) fn factors(
    scenario: &Scenario,
    sections: &Axis,
    base_year: Year,
    horizon: Year,
    growth: Option<(&Growth, &Expected)>,
    function: Option<&EmploymentFunction>,
    key: &Key,
) -> Result<Option<Effect>, ModelError> {
    let known = |id: &str| id == TOTAL || sections.position(id).is_some();
    if let Some(unknown) = scenario.growth.keys().find(|id| !known(id)) {
        return Err(ModelError::UnknownSection {
            scenario: scenario.id.clone(),
            section: unknown.clone(),
            known: sections.labels().join(", "),
        });
    }
    let mut years =
        scenario.growth.iter().flat_map(|(id, of)| of.keys().map(move |year| (id, year)));
    if let Some((section, year)) = years.find(|(_, year)| **year <= base_year) {
        return Err(ModelError::GrowthOfThePast {
            scenario: scenario.id.clone(),
            section: section.clone(),
            year: *year,
            base_year,
        });
    }
    let gap: Draws = parameter_draws(scenario, GDP_GROWTH_GAP, key)?
        .iter()
        .map(|percent| ln(1.0 + percent / 100.0))
        .collect();
    if gap.iter().all(|g| *g == 0.0) && scenario.growth.is_empty() {
        return Ok(None);
    }
    let elasticity = Elasticity::under(scenario, function, key)?;
    let Some(ahead) = YearSpan::new(base_year.plus(1), horizon) else { return Ok(None) };
    let response = parameter_draws(scenario, UNEMPLOYMENT_GROWTH_RESPONSE, key)?;
    let draws = gap.len();
    let mut all_given = Vec::new();
    let mut factors = DrawPanel::zeros(sections.clone(), ahead, draws);
    let mut elasticities = CellDraws::zeros(sections.clone(), draws);
    for section in sections.labels() {
        let given = given(scenario, section, base_year, ahead.count(), growth)?;
        let persistence = elasticity.persistence(section);
        let own: Draws = (0..draws).map(|draw| elasticity.of(section, draw)).collect();
        for (step, year) in ahead.years().enumerate() {
            let row = factors.get_mut(section, year).unwrap_or_default();
            for ((factor, gap), elasticity) in row.iter_mut().zip(gap.iter()).zip(own.iter()) {
                let log: f64 = (0..=step)
                    .map(|at| (gap + given[at]) * cumulative_response(persistence, step - at + 1))
                    .sum();
                *factor = exp(elasticity * log);
            }
        }
        elasticities.get_mut(section).unwrap_or_default().copy_from_slice(&own);
        all_given.push(given);
    }
    Ok(Some(Effect { factors, elasticity: elasticities, gap, given: all_given, response }))
}

/// Growth given by the scenario less the baseline's, log points by step; a section's own figure
/// goes before that for all.
fn given(
    scenario: &Scenario,
    section: &str,
    base_year: Year,
    steps: usize,
    growth: Option<(&Growth, &Expected)>,
) -> Result<Vec<f64>, ModelError> {
    let of = |id: &str, year: &Year| scenario.growth.get(id)?.get(year).copied();
    let mut gaps = Vec::new();
    for step in 0..steps {
        let year = base_year.plus(step as i32 + 1);
        let (percent, id) = match (of(section, &year), of(TOTAL, &year)) {
            (Some(own), _) => (own, section),
            (None, Some(all)) => (all, TOTAL),
            (None, None) => {
                gaps.push(0.0);
                continue;
            }
        };
        let (growth, expected) = growth.ok_or_else(|| ModelError::NothingKnown {
            resource: "gdp_growth".to_owned(),
            what: text!("growth to set the scenario's against"),
        })?;
        let baseline = if id == TOTAL {
            expected.nation[step]
        } else {
            growth.expected_of(id, base_year, expected)[step]
        };
        gaps.push(ln(1.0 + percent / 100.0) - baseline);
    }
    Ok(gaps)
}
