//! Builds the accounts of a scenario.

use crate::accounts::measures::Accounts;
use crate::accounts::supply_build::{Places, supply_accounts};
use crate::accounts::tables::SECTION_TABLE;
use crate::cell::{TOTAL, cell};
use crate::cross_tab::section_region;
use crate::employment::{BaseForecasts, EmploymentProjection};
use crate::error::ModelError;
use crate::occupation::{OccupationProjection, Staffing};
use crate::quality::Quality;
use crate::replacement::cells::{CellRates, Mix, weighted};
use crate::replacement::schedule::PensionSchedule;
use crate::replacement::{ExitRates, exit_rates};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use suranys_core::distribution::Draws;
use suranys_core::inputs::Inputs;
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::scenario::Scenario;
use suranys_core::{Axis, CellDraws, DrawPanel, Year, YearSpan};

impl Accounts {
    /// The accounts of a scenario; `staffing` is read for the first scenario and shared by all.
    ///
    /// # Errors
    /// When an input or a parameter is missing, or margins can't be met.
    pub(crate) fn build(
        inputs: &Inputs,
        base: &BaseForecasts,
        scenario: &Scenario,
        years: YearSpan,
        staffing: &mut Option<Arc<Staffing>>,
        key: &Key,
        notes: &mut Vec<Note>,
    ) -> Result<Accounts, ModelError> {
        let projection = base.under(scenario, key)?;
        let rates = exit_rates(inputs, scenario, years, key, notes)?;
        let schedule = PensionSchedule::read(inputs, scenario, years, notes)?;
        if staffing.is_none() {
            *staffing = Staffing::read(inputs, &projection, scenario.settings.horizon, key, notes)?
                .map(Arc::new);
        }
        let occupations = match staffing {
            Some(staffing) => Some(staffing.under(scenario, &projection, key)?),
            None => None,
        };
        // The first flow needs the stock of the year before.
        let span = YearSpan::new(years.from().previous(), years.to()).unwrap_or(years);
        let section_region = section_region::section_by_region(inputs, &projection, span)?;
        let section_occupation = match (&staffing, &occupations) {
            (Some(staffing), Some(stocks)) => {
                Some(staffing.by_section(&projection, stocks, span)?)
            }
            _ => None,
        };
        let codes = staffing.as_ref().map_or(&[][..], |staffing| staffing.codes.as_slice());
        let region_occupation = match &section_occupation {
            Some(staffed) => Some(by_region(&projection, &section_region, staffed, codes, span)?),
            None => None,
        };
        let mix = Mix::read(inputs, codes, &rates.groups, notes);
        let cells = match (&mix, &occupations, &section_occupation) {
            (Some(mix), Some(stocks), Some(staffed)) => {
                cell_rates(mix, &rates, stocks, staffed, &section_region, &projection, years)?
            }
            _ => CellRates::default(),
        };
        let mut accounts = Accounts {
            scenario: scenario.clone(),
            years,
            spliced: spliced_regions(base),
            quality: Quality::read(inputs),
            total_code: inputs.sections.total().map(ToString::to_string).unwrap_or_default(),
            staffing: staffing.clone(),
            occupations: occupations.map(|known| known.stocks),
            section_region,
            section_occupation,
            region_occupation,
            national_rate: national_rate(&rates, years)?,
            schedule,
            rates,
            mix,
            cells,
            supply: None,
            projection,
        };
        accounts.supply = match &inputs.supply {
            None => {
                notes.push(Note::new("note.supply-missing", []));
                None
            }
            Some(known) => {
                let reference = accounts.reference(inputs, key)?;
                let places = Places { inputs, known, accounts: &accounts };
                Some(supply_accounts(&places, reference.as_ref(), key, notes)?)
            }
        };
        Ok(accounts)
    }

    /// Exit rates under the acts in force, where the scenario has pension ages of its own.
    ///
    /// Participation by age was seen under the acts. A scenario's own pension ages change how many
    /// leave, not how many enter.
    fn reference(&self, inputs: &Inputs, key: &Key) -> Result<Option<ExitRates>, ModelError> {
        if self.scenario.pension_ages.is_empty() {
            return Ok(None);
        }
        let mut acts = self.scenario.clone();
        acts.pension_ages.clear();
        exit_rates(inputs, &acts, self.years, key, &mut Vec::new()).map(Some)
    }
}

/// Regions whose forecast rests on a history spliced from another region's.
pub(crate) fn spliced_regions(base: &BaseForecasts) -> BTreeSet<String> {
    base.notes
        .iter()
        .filter(|note| note.key == "note.region-spliced")
        .filter_map(|note| note.arguments.get("region").cloned())
        .collect()
}

fn axis(labels: impl IntoIterator<Item = String>) -> Result<Axis, ModelError> {
    Axis::new(labels).ok_or(ModelError::NoTotal("code that is twice among a panel"))
}

fn put(panel: &mut DrawPanel, label: &str, year: Year, values: &[f64]) {
    if let Some(target) = panel.get_mut(label, year) {
        target.copy_from_slice(values);
    }
}

fn national_rate(rates: &ExitRates, years: YearSpan) -> Result<DrawPanel, ModelError> {
    let mut panel = DrawPanel::zeros(axis([TOTAL.to_owned()])?, years, rates.other.len());
    for year in years.years() {
        put(&mut panel, TOTAL, year, &rates.total(year));
    }
    Ok(panel)
}

/// Region × occupation: a section is staffed alike in every region.
fn by_region(
    projection: &EmploymentProjection,
    section_region: &DrawPanel,
    section_occupation: &DrawPanel,
    codes: &[String],
    span: YearSpan,
) -> Result<DrawPanel, ModelError> {
    let (sections, regions) =
        (projection.sections.cells().labels(), projection.regions.cells().labels());
    let labels: Vec<(&String, &String)> =
        regions.iter().flat_map(|r| codes.iter().map(move |o| (r, o))).collect();
    let draws = projection.total.draws();
    let mut panel = DrawPanel::zeros(axis(labels.iter().map(|(r, o)| cell(r, o)))?, span, draws);
    for year in span.years() {
        let all: Vec<Draws> = labels
            .par_iter()
            .map(|(region, occupation)| {
                let mut sum = vec![0.0; draws];
                for section in sections {
                    let here = section_region.get(&cell(section, region), year).unwrap_or_default();
                    let staff = section_occupation.get(&cell(section, occupation), year);
                    let total = projection.sections.get(section, year).unwrap_or_default();
                    for (((sum, here), staff), total) in
                        sum.iter_mut().zip(here).zip(staff.unwrap_or_default()).zip(total)
                    {
                        if *total > 0.0 {
                            *sum += here * staff / total;
                        }
                    }
                }
                Draws::from(sum)
            })
            .collect();
        for ((region, occupation), values) in labels.iter().zip(&all) {
            put(&mut panel, &cell(region, occupation), year, values);
        }
    }
    Ok(panel)
}

/// Exits per person of occupations by their mix, of sections by their occupations, of regions by
/// their sections.
fn cell_rates(
    mix: &Mix,
    exits: &ExitRates,
    occupations: &OccupationProjection,
    section_occupation: &DrawPanel,
    section_region: &DrawPanel,
    projection: &EmploymentProjection,
    years: YearSpan,
) -> Result<CellRates, ModelError> {
    let draws = projection.total.draws();
    let (sections, regions) =
        (projection.sections.cells().labels(), projection.regions.cells().labels());
    let zeros = |labels: &[String]| -> Result<DrawPanel, ModelError> {
        Ok(DrawPanel::zeros(axis(labels.iter().cloned())?, years, draws))
    };
    let (mut by_occupation, mut by_section, mut by_region) =
        (zeros(&mix.codes)?, zeros(sections)?, zeros(regions)?);
    let (of_codes, of_sections) = (axis(mix.codes.iter().cloned())?, projection.sections.cells());
    for year in years.years() {
        let before = year.previous();
        let missing = |what: &str| ModelError::NoFigure {
            resource: SECTION_TABLE.to_owned(),
            what: what.to_owned(),
            year: before,
        };
        let inside = |axis: &Axis, panel: &DrawPanel, label: &dyn Fn(&str) -> String| {
            CellDraws::from_cells(axis.clone(), draws, |code| panel.get(&label(code), before))
                .ok_or_else(|| missing("every cell"))
        };
        let stocks = inside(&of_codes, &occupations.stocks, &str::to_owned)?;
        let rates = mix.rates(&stocks, exits, year)?;
        by_occupation.set(year, &rates);
        let mut rates_of_sections = CellDraws::zeros(of_sections.clone(), draws);
        for section in sections {
            let staff = inside(&of_codes, section_occupation, &|code| cell(section, code))?;
            if let Some(target) = rates_of_sections.get_mut(section) {
                target.copy_from_slice(&weighted(&staff, &rates));
            }
        }
        by_section.set(year, &rates_of_sections);
        for region in regions {
            let here = inside(of_sections, section_region, &|section| cell(section, region))?;
            put(&mut by_region, region, year, &weighted(&here, &rates_of_sections));
        }
    }
    Ok(CellRates {
        occupations: Some(by_occupation),
        sections: Some(by_section),
        regions: Some(by_region),
    })
}
