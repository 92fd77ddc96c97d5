//! Employment forecast before any scenario, and the projection under one.

use crate::cell::TOTAL;
use crate::employment::backtest::ScoreLine;
use crate::employment::growth::Growth;
use crate::employment::panel::{PanelSpec, Regressor};
use crate::employment::projection::{EmploymentProjection, MadeWith};
use crate::employment::rolling::Trained;
use crate::employment::spliced::{SplicedSeries, spliced_regions, with_total};
use crate::employment::tuning::base_forecasts::ROUNDING;
use crate::error::ModelError;
use ndarray::Array2;
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::inputs::Inputs;
use suranys_core::limits::PANEL;
use suranys_core::panel::{CellDraws, PathDraws};
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::scenario::Scenario;
use suranys_core::{Axis, DrawPanel, Year, YearSpan};

/// What was forecast of the panel before any scenario: shared by all scenarios.
#[derive(Debug, Clone)]
pub struct BaseForecasts {
    /// Years from the first one needed to the horizon.
    years: YearSpan,
    /// Last year with observed employment.
    pub base_year: Year,
    section_codes: Vec<String>,
    region_codes: Vec<String>,
    history: BTreeMap<(Panel, String, Year), f64>,
    /// Draws by series, persons.
    forecasts: BTreeMap<(Panel, String), PathDraws>,
    made_with: Arc<MadeWith>,
    /// Share of each region's employment that each section had in the base year, of shape
    /// (sections, regions); columns sum to one.
    shares: Array2<f64>,
    /// Rolling-origin scores by table, series together.
    pub backtests: Vec<ScoreLine>,
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

/// That the panels a run holds at once have room: those of sections, regions and occupations, each
/// crossed with the others.
fn has_room(inputs: &Inputs, years: YearSpan, draws: usize) -> Result<(), ModelError> {
    let (sections, regions) = (inputs.sections.items().len(), inputs.regions.items().len());
    let occupations = inputs.occupation.as_ref().map_or(0, |known| known.occupations.items().len());
    let cells = sections * regions + (sections + regions) * occupations;
    let all = (draws as u64).saturating_mul(years.count() as u64).saturating_mul(cells as u64);
    match all <= PANEL {
        true => Ok(()),
        false => Err(ModelError::TooManyDraws { draws, years: years.count(), cells }),
    }
}

/// Forecasts the total, the sections and the regions.
///
/// `years` runs from the first year whose stock is needed to the last year forecast.
///
/// # Errors
/// When there is no room for as many draws, a margin has no base year, nobody works in a cell, or
/// margins can't be met.
pub fn base_forecasts(
    inputs: &Inputs,
    years: YearSpan,
    draws: usize,
    key: &Key,
) -> Result<BaseForecasts, ModelError> {
    has_room(inputs, years, draws)?;
    let base_year = inputs.last_observed().ok_or_else(|| ModelError::NothingKnown {
        resource: inputs.employment_by_section.resource.clone(),
        what: "national total",
    })?;
    let mut notes = Vec::new();
    let nation = with_total(inputs, base_year)?;
    let regions = spliced_regions(inputs, base_year, &mut notes)?;
    let codes = |all: &[SplicedSeries]| -> Vec<String> {
        all.iter().map(|series| series.id.clone()).collect()
    };
    let (section_codes, region_codes) = (codes(&nation[1..]), codes(&regions));
    let steps = usize::try_from(years.to().since(base_year)).unwrap_or(0);
    let key = key.with("employment");
    let known =
        inputs.regressors.as_ref().map(|known| Growth::read(known, inputs.sections.total()));
    let function =
        known.as_ref().and_then(|growth| Regressor::function(&nation, growth, base_year));
    let shocks =
        known.as_ref().map(|growth| Regressor::shocks(growth, base_year, steps, draws, &key));
    let regressor = match (&known, &function, &shocks) {
        (Some(growth), Some(function), Some(shocks)) => {
            Some(Regressor { growth, function, shocks })
        }
        _ => None,
    };
    let segments = nation.iter().chain(&regions).filter_map(|series| series.segment(base_year));
    let window = segments.map(|segment| segment.values.len()).max().unwrap_or(1);
    let shared = key.with("periods");
    let panels = [
        (Panel::Section, &nation, regressor.as_ref()),
        (Panel::Region, &regions, None::<&Regressor>),
    ];
    let [of_nation, of_regions] = panels.map(|(_, all, regressor)| {
        crate::employment::rolling::roll(
            all,
            base_year,
            regressor.map(|regressor| regressor.growth),
        )
    });
    let mut base = BaseForecasts {
        years,
        base_year,
        shares: Array2::zeros((0, 0)),
        history: BTreeMap::new(),
        forecasts: BTreeMap::new(),
        made_with: Arc::new(MadeWith {
            nation: of_nation.trained.clone(),
            regions: of_regions.trained.clone(),
            growth: known.as_ref().map(|growth| {
                // What the inputs hold was known: a vintage has been taken already.
                (growth.clone(), growth.expected(base_year, Year(i32::MAX), steps))
            }),
            function: function.clone(),
        }),
        backtests: Vec::new(),
        notes,
        section_codes,
        region_codes,
    };
    for ((panel, all, regressor), rolled) in panels.into_iter().zip([of_nation, of_regions]) {
        base.note(panel, all, &rolled.trained, regressor);
        base.backtests.extend(crate::employment::backtest::lines(panel.key(), all, &rolled, false));
        let place = |id: &str| if id == TOTAL { Panel::Total } else { panel };
        for series in all {
            for (year, value) in &series.history {
                base.history.insert((place(&series.id), series.id.clone(), *year), *value);
            }
        }
        if steps == 0 {
            continue;
        }
        let key = key.with(panel.key());
        let spec =
            PanelSpec { base_year, horizon: steps, draws, window, shared: &shared, key: &key };
        let forecasts = crate::employment::panel::forecast(all, &rolled.trained, &spec, regressor)?;
        for (series, forecast) in all.iter().zip(forecasts) {
            base.forecasts.insert((place(&series.id), series.id.clone()), forecast);
        }
    }
    base.agree(inputs)?;
    base.shares = base.published_shares(inputs)?;
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

    fn note(
        &mut self,
        panel: Panel,
        all: &[SplicedSeries],
        trained: &Trained,
        regressor: Option<&Regressor>,
    ) {
        for series in all {
            let Some(segment) = series.segment(self.base_year) else { continue };
            let points = segment.values.iter().filter(|v| !v.is_nan()).count();
            let place = if series.id == TOTAL { Panel::Total } else { panel };
            self.notes.push(Note::new(
                "note.break-segment",
                [
                    ("table", place.key().to_owned()),
                    ("series", series.id.clone()),
                    ("year", segment.start.to_string()),
                    ("points", points.to_string()),
                ],
            ));
        }
        let percent = |share: f64| format!("{:.0}", 100.0 * share);
        self.notes.push(Note::new(
            "note.interval-factor",
            [
                ("table", panel.key().to_owned()),
                ("model", trained.chosen.name().to_owned()),
                ("factor", format!("{:.2}", trained.pooled)),
            ],
        ));
        if let Some(regressor) = regressor {
            let (mean, error) = (regressor.function.mean, regressor.function.error);
            let published =
                self.made_with.growth.as_ref().map_or(0, |(_, expected)| expected.published);
            let record = regressor.growth.forecast_error(self.base_year).unwrap_or(0.0);
            self.notes.push(Note::new(
                "note.employment-function",
                [
                    ("engine", percent(trained.weights[0])),
                    ("drift", percent(trained.weights[1])),
                    ("function", percent(trained.weights[2])),
                    ("elasticity", format!("{:.2}", mean.long_run_elasticity())),
                    ("error", format!("{:.2}", error / (1.0 - mean.persistence))),
                    ("changes", regressor.function.changes.to_string()),
                    ("published", published.to_string()),
                    ("record", format!("{:.1}", 100.0 * record)),
                ],
            ));
        }
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
        forecast.get(step).map(<[f64]>::to_vec).ok_or_else(missing)
    }

    /// Whether sections and regions of the base year sum to the published total, but for rounding:
    /// components are scaled to the total, which must not hide a contradiction.
    fn agree(&self, inputs: &Inputs) -> Result<(), ModelError> {
        let year = self.base_year;
        let total = self.raw(Panel::Total, TOTAL, year, 1)?[0];
        for (panel, codes, resource) in [
            (Panel::Section, &self.section_codes, &inputs.employment_by_section.resource),
            (Panel::Region, &self.region_codes, &inputs.employment_by_region.resource),
        ] {
            let mut sum = 0.0;
            for code in codes {
                sum += self.raw(panel, code, year, 1)?[0];
            }
            if (sum - total).abs() > ROUNDING * total {
                let resource = resource.clone();
                return Err(ModelError::Contradiction { resource, year, sum, total });
            }
        }
        Ok(())
    }

    /// Which share of each region's employed worked in each section in the base year.
    fn published_shares(&self, inputs: &Inputs) -> Result<Array2<f64>, ModelError> {
        let year = self.base_year;
        let margin = |panel: Panel, codes: &[String]| -> Result<Vec<f64>, ModelError> {
            codes.iter().map(|code| Ok(self.raw(panel, code, year, 1)?[0])).collect()
        };
        let sections = margin(Panel::Section, &self.section_codes)?;
        let regions = margin(Panel::Region, &self.region_codes)?;
        let seed = crate::cross_tab::seed::seed(
            inputs,
            &self.section_codes,
            &sections,
            &self.region_codes,
            year,
        )?;
        let columns = crate::employment::reconcile::scaled(regions, sections.iter().sum());
        let fitted = crate::ipf::fit(&seed, &sections, &columns).map_err(|why| {
            ModelError::Margins { what: crate::cross_tab::seed::PLACED, year, why }
        })?;
        let mut shares = Array2::zeros((sections.len(), columns.len()));
        for (mut shares, persons) in shares.rows_mut().into_iter().zip(fitted.rows()) {
            for ((share, persons), all) in shares.iter_mut().zip(persons).zip(&columns) {
                *share = if *all > 0.0 { persons / all } else { 0.0 };
            }
        }
        Ok(shares)
    }

    /// Employment under a scenario: the draws before it, sections and regions scaled to the
    /// national total in every draw, then moved by what the scenario's growth does.
    ///
    /// Growth other than the baseline's moves each section by the employment function's
    /// elasticity, and each region as its sections move; the total is the sections' sum.
    ///
    /// # Errors
    /// When a figure or a parameter is missing.
    pub fn under(
        &self,
        scenario: &Scenario,
        key: &Key,
    ) -> Result<EmploymentProjection, ModelError> {
        let draws = scenario.settings.draws;
        let axis = |codes: &[String]| {
            Axis::new(codes.iter().cloned())
                .ok_or(ModelError::NoTotal("code that is twice among the panel"))
        };
        let (section_axis, region_axis) = (axis(&self.section_codes)?, axis(&self.region_codes)?);
        let effect = crate::employment::effect::factors(
            scenario,
            &section_axis,
            self.base_year,
            self.years.to(),
            self.made_with.growth.as_ref().map(|(growth, expected)| (growth, expected)),
            self.made_with.function.as_ref(),
            key,
        )?;
        let mut total = DrawPanel::zeros(axis(&[TOTAL.to_owned()])?, self.years, draws);
        let mut unmoved = total.clone();
        let mut sections = DrawPanel::zeros(section_axis.clone(), self.years, draws);
        let mut regions = DrawPanel::zeros(region_axis.clone(), self.years, draws);
        for year in self.years.years() {
            let mut national = self.raw(Panel::Total, TOTAL, year, draws)?;
            if let Some(cell) = unmoved.get_mut(TOTAL, year) {
                cell.copy_from_slice(&national);
            }
            let scaled = |panel: Panel, cells: &Axis| -> Result<CellDraws, ModelError> {
                let mut own = CellDraws::zeros(cells.clone(), draws);
                for code in cells.labels() {
                    let raw = self.raw(panel, code, year, draws)?;
                    own.get_mut(code).unwrap_or_default().copy_from_slice(&raw);
                }
                Ok(crate::employment::reconcile::scale_to_total(own, &national))
            };
            let mut by_section = scaled(Panel::Section, &section_axis)?;
            let mut by_region = scaled(Panel::Region, &region_axis)?;
            let factors = effect.as_ref().and_then(|effect| effect.factors.at(year));
            if let Some(factors) = factors {
                by_region = self.moved(&factors, &mut national, &mut by_section, by_region);
            }
            sections.set(year, &by_section);
            regions.set(year, &by_region);
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
        Ok(EmploymentProjection {
            total,
            unmoved,
            sections,
            regions,
            history,
            base_year: self.base_year,
            effect,
            made_with: Arc::clone(&self.made_with),
        })
    }

    /// One year moved by factors on sections: regions by the mix of sections they had in the base
    /// year, the total as the sections' sum. Gives the regions.
    fn moved(
        &self,
        factors: &CellDraws,
        national: &mut [f64],
        by_section: &mut CellDraws,
        mut by_region: CellDraws,
    ) -> CellDraws {
        national.fill(0.0);
        for (code, factors) in factors.iter() {
            let section = by_section.get_mut(code).unwrap_or_default();
            for ((persons, factor), total) in section.iter_mut().zip(factors).zip(&mut *national) {
                *persons *= factor;
                *total += *persons;
            }
        }
        for (place, code) in self.region_codes.iter().enumerate() {
            let region = by_region.get_mut(code).unwrap_or_default();
            for (draw, persons) in region.iter_mut().enumerate() {
                let mix = self.shares.column(place).into_iter().zip(factors.draw(draw));
                *persons *= mix.map(|(share, factor)| share * factor).sum::<f64>();
            }
        }
        crate::employment::reconcile::scale_to_total(by_region, national)
    }
}
