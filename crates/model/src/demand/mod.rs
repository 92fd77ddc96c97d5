//! Demand: employment by section and region.

pub mod linked;
pub mod matrix;
pub mod ras;
pub mod reconcile;

use crate::ModelError;
use linked::{Tracked, linked_regions, tracked};
use std::collections::BTreeMap;
use suranys_core::inputs::Inputs;
use suranys_core::key::Key;
use suranys_core::math::{exp, ln};
use suranys_core::run::Note;
use suranys_core::scenario::{EMPLOYMENT_ELASTICITY, GDP_GROWTH_GAP, Scenario};
use suranys_core::{Axis, DrawPanel, Year, YearSpan};
use suranys_series::{Backtest, Options, Series, SeriesForecast, backtest, forecast_panel};

/// Cell label of the national total in the panels of this module.
pub const TOTAL: &str = "_T";

/// Employment of past and future years in draws: persons, annual average.
///
/// Past years hold the published figure in every draw. In every draw and year the sections sum
/// to the total, the regions sum to the total, and the section × region matrix sums to both.
#[derive(Debug, Clone)]
pub struct EmploymentOutlook {
    /// The national total: one cell, [`TOTAL`].
    pub total: DrawPanel,
    /// By section, in official order.
    pub sections: DrawPanel,
    /// By region in current borders, in official order.
    pub regions: DrawPanel,
    /// The published national total, by year.
    pub history: BTreeMap<Year, f64>,
    /// Last year with observed employment.
    pub base_year: Year,
}

/// What the series engine said of the panel before any scenario: shared by all scenarios.
#[derive(Debug, Clone)]
pub struct BaseForecasts {
    /// Years from the first one needed to the horizon.
    years: YearSpan,
    /// Last year with observed employment.
    pub base_year: Year,
    section_codes: Vec<String>,
    region_codes: Vec<String>,
    history: BTreeMap<(Panel, String, Year), f64>,
    forecasts: BTreeMap<(Panel, String), SeriesForecast>,
    /// Rolling-origin scores by table.
    pub backtests: Vec<(Panel, Backtest)>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// Which table a series belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Panel {
    /// The national total.
    Total,
    /// Sections of activity.
    Section,
    /// Regions.
    Region,
}

impl Panel {
    /// Name in notes, scoreboards and random keys.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Panel::Total => "total",
            Panel::Section => "section",
            Panel::Region => "region",
        }
    }
}

/// Longest horizon of the rolling-origin scores, in years: regimes are short.
const BACKTEST_HORIZON: usize = 4;

/// Runs the series engine on the total, the sections and the regions.
///
/// `years` runs from the first year whose stock is needed to the last year forecast.
///
/// # Errors
/// When a margin lacks its base year, or the engine refuses a series.
pub fn base_forecasts(
    inputs: &Inputs,
    years: YearSpan,
    draws: usize,
    key: &Key,
) -> Result<BaseForecasts, ModelError> {
    let base_year = inputs.last_observed().ok_or_else(|| ModelError::NothingKnown {
        resource: inputs.employment_by_section.resource.clone(),
        what: "national total",
    })?;
    let mut notes = Vec::new();
    let (total, sections) = section_series(inputs, base_year)?;
    let regions = linked_regions(inputs, base_year, &mut notes)?;
    let section_codes: Vec<String> = sections.iter().map(|s| s.series.id().to_owned()).collect();
    let region_codes: Vec<String> = regions.iter().map(|s| s.series.id().to_owned()).collect();
    let horizon = usize::try_from(years.to().since(base_year)).unwrap_or(0);
    let key = key.with("employment");
    let mut base = BaseForecasts {
        years,
        base_year,
        section_codes,
        region_codes,
        history: BTreeMap::new(),
        forecasts: BTreeMap::new(),
        backtests: Vec::new(),
        notes,
    };
    for (panel, tracked) in
        [(Panel::Total, vec![total]), (Panel::Section, sections), (Panel::Region, regions)]
    {
        let key = key.with(panel.key());
        let series: Vec<Series> = tracked.iter().map(|one| one.series.clone()).collect();
        if panel != Panel::Total {
            base.backtests.push((panel, backtest(&series, BACKTEST_HORIZON, &key)?));
        }
        for one in &tracked {
            for (year, value) in &one.history {
                base.history.insert((panel, one.series.id().to_owned(), *year), *value);
            }
        }
        if horizon == 0 {
            continue;
        }
        for forecast in forecast_panel(&series, &Options { horizon, draws }, &key)? {
            base.note(panel, &forecast);
            base.forecasts.insert((panel, forecast.id.clone()), forecast);
        }
    }
    Ok(base)
}

impl BaseForecasts {
    /// Sections forecast, in official order.
    #[must_use]
    pub fn section_codes(&self) -> &[String] {
        &self.section_codes
    }

    /// Regions forecast, in official order.
    #[must_use]
    pub fn region_codes(&self) -> &[String] {
        &self.region_codes
    }

    fn note(&mut self, panel: Panel, forecast: &SeriesForecast) {
        let from = forecast.origin.plus(1 - i32::try_from(forecast.points_used).unwrap_or(0));
        self.notes.push(Note::new(
            "note.break-regime",
            [
                ("table", panel.key().to_owned()),
                ("series", forecast.id.clone()),
                ("year", from.to_string()),
                ("points", forecast.points_used.to_string()),
            ],
        ));
    }

    /// Draws of one series in one year, before scenario and reconciliation: the published figure
    /// in every draw for a past year.
    fn raw(
        &self,
        panel: Panel,
        code: &str,
        year: Year,
        draws: usize,
    ) -> Result<Vec<f64>, ModelError> {
        let missing = || ModelError::NoFigure {
            resource: panel.key().to_owned(),
            what: format!("`{code}`"),
            year,
        };
        if year <= self.base_year {
            let value = self.history.get(&(panel, code.to_owned(), year)).ok_or_else(missing)?;
            return Ok(vec![*value; draws]);
        }
        let step = usize::try_from(year.since(self.base_year) - 1).unwrap_or(0);
        let forecast = self.forecasts.get(&(panel, code.to_owned())).ok_or_else(missing)?;
        forecast.draws.get(step).cloned().ok_or_else(missing)
    }

    /// Employment under a scenario: the engine's draws, moved by the scenario's growth gap, with
    /// sections and regions scaled to the national total in every draw.
    ///
    /// The growth gap acts on every cell alike: after k forecast years employment is higher by
    /// the factor `exp(k · elasticity · gap)`, with the gap in log points a year.
    ///
    /// # Errors
    /// When a figure or a parameter is missing.
    pub fn under(&self, scenario: &Scenario, key: &Key) -> Result<EmploymentOutlook, ModelError> {
        let draws = scenario.settings.draws;
        let gap = parameter_draws(scenario, GDP_GROWTH_GAP, key)?;
        let elasticity = parameter_draws(scenario, EMPLOYMENT_ELASTICITY, key)?;
        let growth: Vec<f64> =
            gap.iter().zip(&elasticity).map(|(gap, e)| e * ln(1.0 + gap / 100.0)).collect();
        let axis = |codes: &[String]| {
            Axis::new(codes.iter().cloned())
                .ok_or(ModelError::NoTotal("code standing twice among the panel"))
        };
        let mut total = DrawPanel::zeros(axis(&[TOTAL.to_owned()])?, self.years, draws);
        let mut sections = DrawPanel::zeros(axis(&self.section_codes)?, self.years, draws);
        let mut regions = DrawPanel::zeros(axis(&self.region_codes)?, self.years, draws);
        for year in self.years.years() {
            let mut national = self.raw(Panel::Total, TOTAL, year, draws)?;
            let ahead = f64::from(year.since(self.base_year).max(0));
            if ahead > 0.0 {
                for (value, growth) in national.iter_mut().zip(&growth) {
                    *value *= exp(ahead * growth);
                }
            }
            for (panel, codes, out) in [
                (Panel::Section, &self.section_codes, &mut sections),
                (Panel::Region, &self.region_codes, &mut regions),
            ] {
                let parts: Vec<Vec<f64>> = codes
                    .iter()
                    .map(|code| self.raw(panel, code, year, draws))
                    .collect::<Result<_, _>>()?;
                let parts = reconcile::scale_to_total(parts, &national);
                for (code, part) in codes.iter().zip(parts) {
                    if let Some(cell) = out.get_mut(code, year) {
                        cell.copy_from_slice(&part);
                    }
                }
            }
            if let Some(cell) = total.get_mut(TOTAL, year) {
                cell.copy_from_slice(&national);
            }
        }
        let history = self
            .history
            .iter()
            .filter(|((panel, ..), _)| *panel == Panel::Total)
            .map(|((.., year), value)| (*year, *value))
            .collect();
        Ok(EmploymentOutlook { total, sections, regions, history, base_year: self.base_year })
    }
}

/// One value of a scenario parameter for each draw. The key holds the parameter's name and not
/// the scenario's, so that scenarios differ by what they suppose and not by luck.
///
/// # Errors
/// When the scenario lacks the parameter.
pub fn parameter_draws(scenario: &Scenario, name: &str, key: &Key) -> Result<Vec<f64>, ModelError> {
    let (parameter, spec) = scenario.parameter(name).ok_or_else(|| ModelError::NoParameter {
        scenario: scenario.id.clone(),
        key: name.to_owned(),
    })?;
    let streams = key.with("parameter").with(name).streams();
    Ok((0..scenario.settings.draws).map(|d| parameter.at(streams.draw(d).normal(), spec)).collect())
}

/// The national total and the sections that have a figure in the base year, as series.
fn section_series(inputs: &Inputs, base_year: Year) -> Result<(Tracked, Vec<Tracked>), ModelError> {
    let table = &inputs.employment_by_section;
    let total = inputs.sections.total().ok_or(ModelError::NoTotal("section"))?;
    let series = |code: &suranys_core::Code<suranys_core::Section>, id: &str| {
        let cells: BTreeMap<Year, _> = table
            .cells
            .iter()
            .filter(|((c, year), _)| c == code && *year <= base_year)
            .map(|((_, year), cell)| (*year, cell.observed))
            .collect();
        tracked(id, &cells)
    };
    let no_total =
        || ModelError::NothingKnown { resource: table.resource.clone(), what: "national total" };
    let national = series(total, TOTAL)?.ok_or_else(no_total)?;
    let mut parts = Vec::new();
    for code in inputs.sections.parts(base_year) {
        // A section without a figure in the base year (T and U after 2015) is part of another.
        if table.value(&(code.clone(), base_year)).is_some()
            && let Some(one) = series(code, code.as_str())?
        {
            parts.push(one);
        }
    }
    Ok((national, parts))
}
