//! Employment, labour force and unemployment of past and future years under one scenario.

use crate::employment::changes::Fit;
use crate::employment::effect::Effect;
use crate::employment::function::EmploymentFunction;
use crate::employment::growth::{Expected, Growth};
use crate::employment::nation::RateFit;
use crate::employment::panel::Panel;
use crate::population::Participation;
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::explanation::Phrase;
use suranys_core::{DrawPanel, Year};

/// Employment of past and future years in draws: persons, annual average.
///
/// Past years hold the published figure in every draw. In every draw and year the sections sum
/// to the total, the regions sum to the total, and the section × region matrix sums to both; ahead,
/// employment is the labour force less the unemployed, nationally and in each region, and the
/// regions' labour force and hired workers sum to the nation's.
#[derive(Debug, Clone)]
pub struct EmploymentProjection {
    /// The national total: one cell, [`TOTAL`](crate::cell::TOTAL).
    pub total: DrawPanel,
    /// By section, in official order.
    pub sections: DrawPanel,
    /// By region in current borders, in official order.
    pub regions: DrawPanel,
    /// Labour force of the nation, persons: one cell; `None` where the package has none.
    pub labour_force: Option<DrawPanel>,
    /// Unemployed over labour force, a share: one cell.
    pub unemployment_rate: Option<DrawPanel>,
    /// Hired workers, where the package has them.
    pub hired: Option<Hired>,
    /// Labour force and unemployment of regions, where the package has them.
    pub regional: Option<RegionalLabour>,
    /// The participation that the labour force needs, where the package has population by age.
    pub participation: Option<Participation>,
    /// The published national total, by year.
    pub history: BTreeMap<Year, f64>,
    /// Last year with observed employment.
    pub base_year: Year,
    /// What growth of the scenario's own did to it, if the scenario has any.
    pub(crate) effect: Option<Effect>,
    /// What the forecast was made with.
    pub made_with: Arc<MadeWith>,
}

/// Hired workers in draws: persons, annual average; in no draw and region more than are employed.
#[derive(Debug, Clone)]
pub struct Hired {
    /// The nation: one cell, [`TOTAL`](crate::cell::TOTAL).
    pub total: DrawPanel,
    /// By region; ahead they sum to the nation's in every draw.
    pub regions: DrawPanel,
}

/// Labour force and unemployment of regions in draws.
#[derive(Debug, Clone)]
pub struct RegionalLabour {
    /// Persons, annual average; ahead they sum to the nation's in every draw.
    pub labour_force: DrawPanel,
    /// Unemployed over labour force, a share.
    pub unemployment_rate: DrawPanel,
}

impl EmploymentProjection {
    /// Words of a step with what the series was forecast by: drift and standard deviation of a yearly
    /// change in per cent, and the years of the figures.
    pub(crate) fn words(&self, key: &str, panel: Panel, code: &str) -> Phrase {
        let fit = self.made_with.series.get(&(panel, code.to_owned()));
        let percent = |of: fn(&SeriesFit) -> f64| {
            fit.map_or_else(|| "–".to_owned(), |fit| format!("{:.2}", 100.0 * of(fit)))
        };
        let year = |of: fn(&SeriesFit) -> Year| {
            fit.map_or_else(|| "–".to_owned(), |fit| of(fit).to_string())
        };
        Phrase::new(
            key,
            [
                ("drift", percent(|fit| fit.drift)),
                ("sd", percent(|fit| fit.yearly_sd)),
                ("from", year(|fit| fit.span.0)),
                ("to", year(|fit| fit.span.1)),
            ],
        )
    }
}

/// What a series is forecast by, as plain numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesFit {
    /// Change of its logarithm, logit or rate in the first year ahead.
    pub drift: f64,
    /// Share of the mean past change that the drift is; zero without a drift.
    pub shrinkage: f64,
    /// Share of the drift that goes on in each further year.
    pub damping: f64,
    /// Standard deviation of a yearly change, in logs, logits or as a share.
    pub yearly_sd: f64,
    /// Effective number of years behind the drift.
    pub effective_years: f64,
    /// First and last year of the figures used.
    pub span: (Year, Year),
    /// Years whose changes did not count for the standard deviation.
    pub masked: Vec<Year>,
    /// Of a rate that returns to a mean: the mean, and the share of the distance left after a year.
    pub reverts: Option<(f64, f64)>,
}

impl SeriesFit {
    pub(crate) fn of(fit: &Fit) -> SeriesFit {
        SeriesFit {
            drift: fit.drift,
            shrinkage: fit.shrinkage,
            damping: fit.damping,
            yearly_sd: fit.spread,
            effective_years: fit.effective,
            span: fit.span,
            masked: fit.masked.clone(),
            reverts: None,
        }
    }

    pub(crate) fn of_rate(fit: &RateFit, span: (Year, Year)) -> SeriesFit {
        SeriesFit {
            drift: (1.0 - fit.persistence) * (fit.mean - fit.last),
            shrinkage: 0.0,
            damping: fit.persistence,
            yearly_sd: fit.spread,
            effective_years: 0.0,
            span,
            masked: Vec::new(),
            reverts: Some((fit.mean, fit.persistence)),
        }
    }
}

/// What a forecast was made with.
#[derive(Debug)]
pub struct MadeWith {
    /// Of each series: its panel and code.
    pub series: BTreeMap<(Panel, String), SeriesFit>,
    /// Growth of value added, and what was expected of it.
    pub(crate) growth: Option<(Growth, Expected)>,
    /// What a scenario's growth does to employment.
    pub(crate) function: Option<EmploymentFunction>,
}
