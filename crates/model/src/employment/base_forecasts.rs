//! What is forecast before any scenario: the nation, its sections and regions, hired workers and
//! unemployment by region.

use crate::cell::TOTAL;
use crate::employment::backtest::{ScoreLine, panels_of};
use crate::employment::function::{EmploymentFunction, changes};
use crate::employment::growth::Growth;
use crate::employment::hired::HiredPaths;
use crate::employment::nation::{NationFit, NationPaths};
use crate::employment::panel::Panel;
use crate::employment::projection::{MadeWith, SeriesFit};
use crate::employment::regional::RegionalPaths;
use crate::employment::shares::Components;
use crate::employment::spliced::with_total;
use crate::employment::tables::{Tables, base_year};
use crate::employment::tuning::base_forecasts::ROUNDING;
use crate::employment::tuning::{REGIONS, SECTIONS};
use crate::error::ModelError;
use crate::population::People;
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use suranys_core::inputs::Inputs;
use suranys_core::limits::PANEL;
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::text;
use suranys_core::{Year, YearSpan};

/// What was forecast of the panel before any scenario: shared by all scenarios.
#[derive(Debug, Clone)]
pub struct BaseForecasts {
    /// Years from the first one needed to the horizon.
    pub(super) years: YearSpan,
    /// Last year with observed employment.
    pub base_year: Year,
    /// Published employment of the nation, persons.
    pub(super) history: BTreeMap<Year, f64>,
    /// Labour force and rate of unemployment to the base year, holes filled; empty without any.
    pub(super) force: BTreeMap<Year, f64>,
    pub(super) rate: BTreeMap<Year, f64>,
    pub(super) nation: NationPaths,
    pub(super) sections: Components,
    pub(super) regions: Components,
    pub(super) hired: Option<HiredPaths>,
    pub(super) regional: Option<RegionalPaths>,
    /// Regions whose history was spliced from others'.
    pub(crate) spliced: BTreeSet<String>,
    pub(super) people: People,
    pub(crate) made_with: Arc<MadeWith>,
    /// Share of each region's employment that each section had in the base year, of shape
    /// (sections, regions); columns sum to one.
    pub(super) shares: Array2<f64>,
    /// Rolling-origin scores by table, series together.
    pub backtests: Vec<ScoreLine>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// That the panels a run holds at once have room: those of sections, regions and occupations, each
/// crossed with the others, and shares of groups below the occupations by section, of one year.
fn has_room(inputs: &Inputs, years: YearSpan, draws: usize) -> Result<(), ModelError> {
    let (sections, regions) = (inputs.sections.items().len(), inputs.regions.items().len());
    let occupations = inputs.occupation.as_ref().map_or(0, |known| known.occupations.items().len());
    let cells = sections * regions + (sections + regions) * occupations;
    let groups = inputs.detailed.as_ref().map_or(0, |known| known.groups.items().len());
    let yearly = (years.count() as u64).saturating_mul(cells as u64);
    let once = (sections as u64).saturating_mul(groups as u64);
    let all = (draws as u64).saturating_mul(yearly.saturating_add(once));
    match all <= PANEL {
        true => Ok(()),
        false => Err(ModelError::TooManyDraws { draws, years: years.count(), cells }),
    }
}

/// Forecasts the nation, the sections and the regions.
///
/// `years` runs from the first year whose stock is needed to the last year forecast.
///
/// # Errors
/// When there is no room for as many draws, a margin has no base year, nobody works in a cell, figures
/// contradict, or margins can't be met.
pub fn base_forecasts(
    inputs: &Inputs,
    years: YearSpan,
    draws: usize,
    key: &Key,
) -> Result<BaseForecasts, ModelError> {
    has_room(inputs, years, draws)?;
    let base_year = base_year(inputs)?;
    let mut notes = Vec::new();
    let tables = Tables::read(inputs, base_year, &mut notes)?;
    let steps = usize::try_from(years.to().since(base_year)).unwrap_or(0);
    let key = key.with("employment");
    let fit = tables.nation.fit(base_year).ok_or_else(|| ModelError::NothingKnown {
        resource: inputs.employment_by_section.resource.clone(),
        what: text!("two years in a row"),
    })?;
    let filled = tables.nation.filled(base_year);
    let nation = fit.paths(steps, draws, &key.with("nation"));
    let size = (base_year, steps, draws);
    let sections = Components::new(
        &tables.sections,
        &tables.breaks,
        &inputs.employment_by_section.resource,
        size,
        &SECTIONS,
        &key.with(Panel::Section.key()),
    )?;
    let regions = Components::new(
        &tables.regions,
        &tables.region_breaks,
        &inputs.employment_by_region.resource,
        size,
        &REGIONS,
        &key.with(Panel::Region.key()),
    )?;
    let span = (years.from(), base_year);
    let hired = tables.hired.as_ref().and_then(|hired| {
        hired.paths(&tables.nation.employment, span, (steps, draws), &key.with(Panel::Hired.key()))
    });
    let regional = tables.regional.clone().filter(|_| filled.is_some()).and_then(|regional| {
        regional.paths(span, (steps, draws), &key.with(Panel::UnemploymentRegion.key()))
    });
    let growth =
        inputs.regressors.as_ref().map(|known| Growth::read(known, inputs.sections.total()));
    let function = growth.as_ref().and_then(|growth| {
        EmploymentFunction::fit(
            &changes(&with_total(inputs, base_year).ok()?, growth, base_year),
            true,
        )
    });
    let mut made_with = MadeWith {
        series: BTreeMap::new(),
        growth: growth.map(|growth| {
            // What the inputs hold was known: a vintage has been taken already.
            let expected = growth.expected(base_year, Year(i32::MAX), steps);
            (growth, expected)
        }),
        function,
    };
    describe(&mut made_with, &fit, (&sections, &regions), hired.as_ref(), regional.as_ref());
    let spliced = tables.regions.iter().filter(|region| !region.seams.is_empty());
    let mut base = BaseForecasts {
        years,
        base_year,
        history: tables.nation.employment.clone(),
        force: filled.as_ref().map(|filled| filled.labour_force.clone()).unwrap_or_default(),
        rate: filled.as_ref().map(|filled| filled.rate.clone()).unwrap_or_default(),
        nation,
        sections,
        regions,
        hired,
        regional,
        spliced: spliced.map(|region| region.id.clone()).collect(),
        people: People::read(inputs, years.to()),
        made_with: Arc::new(made_with),
        shares: Array2::zeros((0, 0)),
        backtests: Vec::new(),
        notes,
    };
    base.note(inputs, &tables);
    base.agree(inputs)?;
    base.shares = base.published_shares(inputs)?;
    for (panel, rolled) in panels_of(&tables, base_year) {
        base.backtests.extend(crate::employment::backtest::lines(panel.key(), &rolled, false));
    }
    Ok(base)
}

impl BaseForecasts {
    /// Labour force over population of all ages in the base year; `None` where either is not known.
    pub(crate) fn active_share(&self) -> Option<f64> {
        self.people.active(*self.force.get(&self.base_year)?, self.base_year).ok()
    }
}

/// What each series is forecast by.
fn describe(
    made: &mut MadeWith,
    nation: &NationFit,
    (sections, regions): (&Components, &Components),
    hired: Option<&HiredPaths>,
    regional: Option<&RegionalPaths>,
) {
    let mut add = |panel, code: &str, fit| made.series.insert((panel, code.to_owned()), fit);
    match nation {
        NationFit::Balance(force, rate) => {
            add(Panel::LabourForce, TOTAL, SeriesFit::of(force));
            add(Panel::Unemployment, TOTAL, SeriesFit::of_rate(rate, force.span));
        }
        NationFit::Employment(fit) => {
            add(Panel::Total, TOTAL, SeriesFit::of(fit));
        }
    }
    let components = [(Panel::Section, Some(sections)), (Panel::Region, Some(regions))];
    let of_hired = (Panel::HiredRegion, hired.map(|hired| &hired.regions));
    for (panel, of) in components.into_iter().chain([of_hired]) {
        let pairs = of.map(|of| of.cells().labels().iter().zip(&of.fits));
        for (code, fit) in pairs.into_iter().flatten() {
            add(panel, code, SeriesFit::of(fit));
        }
    }
    if let Some(hired) = hired {
        add(Panel::Hired, TOTAL, SeriesFit::of(&hired.fit));
    }
    if let Some(regional) = regional {
        for (code, fit) in regions.cells().labels().iter().zip(&regional.fits) {
            add(Panel::UnemploymentRegion, code, SeriesFit::of(fit));
        }
    }
}

impl BaseForecasts {
    /// Sections forecast, in official order.
    #[must_use]
    pub fn section_codes(&self) -> &[String] {
        self.sections.cells().labels()
    }

    /// Regions forecast, in official order.
    #[must_use]
    pub fn region_codes(&self) -> &[String] {
        self.regions.cells().labels()
    }

    fn note(&mut self, inputs: &Inputs, tables: &Tables) {
        let text = |years: &BTreeSet<Year>| {
            years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        match tables.nation.filled(self.base_year) {
            None => self.notes.push(Note::new("note.labour-force-missing", [])),
            Some(filled) if !filled.imputed.is_empty() => {
                let arguments =
                    [("table", tables.nation.resource.clone()), ("years", text(&filled.imputed))];
                self.notes.push(Note::new("note.labour-force-imputed", arguments));
            }
            Some(_) => {}
        }
        for (table, absent) in [
            (&inputs.regional.hired, self.hired.is_none()),
            (&inputs.regional.unemployed, self.regional.is_none()),
        ] {
            if let Some(table) = table.as_ref().filter(|_| absent) {
                let arguments = [("table", table.resource.clone())];
                self.notes.push(Note::new("note.regional-incomplete", arguments));
            }
        }
        // A year that all series of a panel leave out.
        for panel in [Panel::Section, Panel::Region, Panel::HiredRegion] {
            let mut fits = self.made_with.series.iter().filter(|((of, _), _)| *of == panel);
            let Some((_, first)) = fits.next() else { continue };
            let mut masked: BTreeSet<Year> = first.masked.iter().copied().collect();
            fits.for_each(|(_, fit)| masked.retain(|year| fit.masked.contains(year)));
            if !masked.is_empty() {
                let arguments = [("table", panel.key().to_owned()), ("years", text(&masked))];
                self.notes.push(Note::new("note.break-masked", arguments));
            }
        }
        if let (Some(function), Some((growth, expected))) =
            (&self.made_with.function, &self.made_with.growth)
        {
            let (mean, error) = (function.mean, function.error);
            let record = growth.forecast_error(self.base_year).unwrap_or(0.0);
            self.notes.push(Note::new(
                "note.employment-function",
                [
                    ("elasticity", format!("{:.2}", mean.long_run_elasticity())),
                    ("error", format!("{:.2}", error / (1.0 - mean.persistence))),
                    ("changes", function.changes.to_string()),
                    ("published", expected.published.to_string()),
                    ("record", format!("{:.1}", 100.0 * record)),
                ],
            ));
        }
    }

    /// Published employment of the nation.
    ///
    /// # Errors
    /// When a past year has none.
    pub(super) fn published(&self, year: Year) -> Result<f64, ModelError> {
        self.history.get(&year).copied().ok_or_else(|| ModelError::NoFigure {
            resource: Panel::Total.key().to_owned(),
            what: format!("`{TOTAL}`").into(),
            year,
        })
    }

    /// Whether sections and regions of the base year sum to the published total, but for rounding:
    /// components are scaled to the total, which must not hide a contradiction.
    fn agree(&self, inputs: &Inputs) -> Result<(), ModelError> {
        let year = self.base_year;
        let total = self.published(year)?;
        for (components, resource) in [
            (&self.sections, &inputs.employment_by_section.resource),
            (&self.regions, &inputs.employment_by_region.resource),
        ] {
            let mut sum = 0.0;
            for code in components.cells().labels() {
                sum += components.published(code, year)?;
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
        let margin = |of: &Components| -> Result<Vec<f64>, ModelError> {
            of.cells().labels().iter().map(|code| of.published(code, year)).collect()
        };
        let (sections, regions) = (margin(&self.sections)?, margin(&self.regions)?);
        let seed = crate::cross_tab::seed::seed(
            inputs,
            self.section_codes(),
            &sections,
            self.region_codes(),
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
}
