//! A scenario on the base forecasts: what it adds to the labour force, and what its growth does to
//! employment and unemployment.

use crate::cell::TOTAL;
use crate::employment::base_forecasts::BaseForecasts;
use crate::employment::effect::{Effect, factors};
use crate::employment::nation::rate;
use crate::employment::projection::{EmploymentProjection, Hired, RegionalLabour};
use crate::employment::shares::put;
use crate::error::ModelError;
use std::sync::Arc;
use suranys_core::distribution::Draws;
use suranys_core::panel::{Axis, CellDraws};
use suranys_core::rng::Key;
use suranys_core::scenario::Scenario;
use suranys_core::text;
use suranys_core::{DrawPanel, Year};

/// The nation in one year, by draw.
struct Nation {
    employment: Vec<f64>,
    /// Labour force and rate of unemployment.
    balance: Option<(Vec<f64>, Vec<f64>)>,
}

impl BaseForecasts {
    /// Employment, labour force and unemployment under a scenario.
    ///
    /// Population, migration and participation move the labour force, and employment with it at the
    /// rate of unemployment there was. Growth other than the baseline's then moves each section by the
    /// employment function's elasticity, and each region as its sections move; the total is the
    /// sections' sum. The rate of unemployment falls by the scenario's response for each point of
    /// growth gained, years together, and the labour force is what both leave no choice of.
    ///
    /// # Errors
    /// When a figure or a parameter is missing, a scenario gives growth of what is not forecast, or
    /// more would take part than there are people.
    pub fn under(
        &self,
        scenario: &Scenario,
        key: &Key,
    ) -> Result<EmploymentProjection, ModelError> {
        let draws = scenario.settings.draws;
        let (section_axis, region_axis) = (self.sections.cells(), self.regions.cells());
        let effect = factors(
            scenario,
            section_axis,
            self.base_year,
            self.years.to(),
            self.made_with.growth.as_ref().map(|(growth, expected)| (growth, expected)),
            self.made_with.function.as_ref(),
            key,
        )?;
        let added = match self.force.get(&self.base_year) {
            Some(force) => {
                let base = (self.base_year, *force);
                self.people.added(scenario, base, self.years.to(), key)?
            }
            None => None,
        };
        let nation_axis = Axis::new([TOTAL]).ok_or(ModelError::NoTotal(text!("nations")))?;
        let empty = |axis: &Axis| DrawPanel::zeros(axis.clone(), self.years, draws);
        let mut total = empty(&nation_axis);
        let (mut sections, mut regions) = (empty(section_axis), empty(region_axis));
        let mut balance = (!self.force.is_empty()).then(|| (total.clone(), total.clone()));
        let mut hired =
            self.hired.as_ref().map(|_| Hired { total: total.clone(), regions: regions.clone() });
        let mut regional = self.regional.as_ref().map(|_| RegionalLabour {
            labour_force: regions.clone(),
            unemployment_rate: regions.clone(),
        });
        let mut moved = vec![0.0; draws];
        for year in self.years.years() {
            let step = self.step(year);
            let mut nation = self.nation(year, step, draws, added.as_deref())?;
            let mut by_section = self.sections.of_total(year, step, &nation.employment)?;
            let mut by_region = self.regions.of_total(year, step, &nation.employment)?;
            if let (Some(effect), Some(step)) = (&effect, step) {
                for (draw, moved) in moved.iter_mut().enumerate() {
                    let employed: Vec<f64> = by_section.draw(draw).collect();
                    *moved += effect.unemployment(step, draw, &employed);
                }
                by_region = self.moved(effect, year, &mut nation, &mut by_section, by_region);
                nation.respond(&moved);
            }
            if let (Some(paths), Some(hired)) = (&self.hired, &mut hired) {
                let (all, of_regions) = paths.of(year, step, &nation.employment, &by_region)?;
                put(&mut hired.total, TOTAL, year, &all);
                hired.regions.set(year, &of_regions);
            }
            if let Some((force, rates)) = &nation.balance {
                if let Some((to_force, to_rates)) = &mut balance {
                    put(to_force, TOTAL, year, force);
                    put(to_rates, TOTAL, year, rates);
                }
                if let (Some(paths), Some(regional)) = (&self.regional, &mut regional) {
                    let (forces, rates) = paths.of(year, step, &by_region, force);
                    regional.labour_force.set(year, &forces);
                    regional.unemployment_rate.set(year, &rates);
                }
            }
            sections.set(year, &by_section);
            regions.set(year, &by_region);
            put(&mut total, TOTAL, year, &nation.employment);
        }
        let (labour_force, unemployment_rate) = balance.unzip();
        let participation = match &labour_force {
            Some(force) => self.people.participation(force, &self.force, self.base_year)?,
            None => None,
        };
        Ok(EmploymentProjection {
            total,
            sections,
            regions,
            labour_force,
            unemployment_rate,
            hired,
            regional,
            participation,
            history: self.history.clone(),
            base_year: self.base_year,
            effect,
            made_with: Arc::clone(&self.made_with),
        })
    }

    /// Steps ahead from zero; `None` of a past year.
    fn step(&self, year: Year) -> Option<usize> {
        usize::try_from(year.since(self.base_year) - 1).ok()
    }

    /// The nation in one year before growth of the scenario's own.
    fn nation(
        &self,
        year: Year,
        step: Option<usize>,
        draws: usize,
        added: Option<&[Draws]>,
    ) -> Result<Nation, ModelError> {
        let Some(step) = step else {
            let employment = vec![self.published(year)?; draws];
            let known = self.force.get(&year).zip(self.rate.get(&year));
            // Before its first year the labour force is not known, and not made up.
            let (force, rate) = known.map_or((f64::NAN, f64::NAN), |(force, rate)| (*force, *rate));
            let balance = !self.force.is_empty();
            let balance = balance.then(|| (vec![force; draws], vec![rate; draws]));
            return Ok(Nation { employment, balance });
        };
        let row = |paths: &suranys_core::panel::PathDraws| {
            paths.get(step).map(<[f64]>::to_vec).unwrap_or_default()
        };
        let Some((force, rates)) = &self.nation.balance else {
            return Ok(Nation { employment: row(&self.nation.employment), balance: None });
        };
        let (mut force, rates) = (row(force), row(rates));
        if let Some(added) = added.and_then(|added| added.get(step)) {
            force.iter_mut().zip(added.iter()).for_each(|(force, added)| *force += added);
        }
        let employment = force.iter().zip(&rates).map(|(l, u)| l * (1.0 - u)).collect();
        Ok(Nation { employment, balance: Some((force, rates)) })
    }

    /// One year moved by factors on sections: regions by the mix of sections they had in the base
    /// year, the total as the sections' sum. Gives the regions.
    fn moved(
        &self,
        effect: &Effect,
        year: Year,
        nation: &mut Nation,
        by_section: &mut CellDraws,
        mut by_region: CellDraws,
    ) -> CellDraws {
        let Some(factors) = effect.factors.at(year) else { return by_region };
        nation.employment.fill(0.0);
        for (code, factors) in factors.iter() {
            let section = by_section.get_mut(code).unwrap_or_default();
            let rows = section.iter_mut().zip(factors).zip(&mut nation.employment);
            for ((persons, factor), total) in rows {
                *persons *= factor;
                *total += *persons;
            }
        }
        for (place, code) in self.region_codes().iter().enumerate() {
            let region = by_region.get_mut(code).unwrap_or_default();
            for (draw, persons) in region.iter_mut().enumerate() {
                let mix = self.shares.column(place).into_iter().zip(factors.draw(draw));
                *persons *= mix.map(|(share, factor)| share * factor).sum::<f64>();
            }
        }
        crate::employment::reconcile::scale_to_total(by_region, &nation.employment)
    }
}

impl Nation {
    /// Moves the rate of unemployment by so many points, as a share: with employment it makes the
    /// labour force.
    fn respond(&mut self, points: &[f64]) {
        let Some((force, rates)) = &mut self.balance else { return };
        let rows = force.iter_mut().zip(rates).zip(points).zip(&self.employment);
        for (((force, unemployed), points), employed) in rows {
            *unemployed = rate(*unemployed + points);
            *force = employed / (1.0 - *unemployed);
        }
    }
}
