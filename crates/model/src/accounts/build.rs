//! Builds the accounts of a scenario.

use crate::accounts::entrant_flows::Entrants;
use crate::accounts::exits::Exits;
use crate::accounts::growing::Growing;
use crate::accounts::leaves::{about_tables, cells_of, placing_tables, reading, step};
use crate::accounts::measures::{Accounts, Ahead};
use crate::accounts::stocks::{Making, Place, Series, Stocks};
use crate::accounts::tables::{
    MODELLED_TABLE, POPULATION_BY_SEX_TABLE, POPULATION_TABLE, PROXY_TABLE,
    REGIONAL_POPULATION_TABLE, SECTION_TABLE, SURVEY_TABLE,
};
use crate::cell::{TOTAL, cell};
use crate::cross_tab::section_region;
use crate::employment::{BaseForecasts, EmploymentProjection};
use crate::error::ModelError;
use crate::occupation::Staffing;
use crate::quality::Quality;
use crate::replacement::cell_rates::cell_rates;
use crate::replacement::cells::Mix;
use crate::replacement::exit_rates;
use crate::replacement::schedule::PensionSchedule;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::distribution::Draws;
use suranys_core::explanation::{Formula, Phrase};
use suranys_core::inputs::Inputs;
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::scenario::{RunSettings, Scenario};
use suranys_core::text;
use suranys_core::tracked::Tracked;
use suranys_core::{Axis, DrawPanel, ObsStatus, Unit, Year, YearSpan};

/// What of the accounts of a scenario is held.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    /// Years with flows.
    pub(crate) years: YearSpan,
    /// Whether values are held with what they are made of, which explains them and nothing more.
    pub(crate) explained: bool,
}

impl Accounts {
    /// The accounts of a scenario; `staffing` is read for the first scenario and shared by all.
    ///
    /// # Errors
    /// When an input or a parameter is missing, or margins can't be met.
    pub(crate) fn build(
        inputs: &Inputs,
        base: &BaseForecasts,
        scenario: &Scenario,
        Held { years, explained }: Held,
        staffing: &mut Option<Arc<Staffing>>,
        key: &Key,
        notes: &mut Vec<Note>,
    ) -> Result<Accounts, ModelError> {
        let rates = exit_rates(inputs, scenario, years, key, notes)?;
        let schedule = PensionSchedule::read(inputs, scenario, years, notes)?;
        let projection = base.under(scenario, key)?;
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
            (Some(staffing), Some(stocks)) if staffing.placed => {
                Some(staffing.by_section(&projection, stocks, span)?)
            }
            _ => None,
        };
        let codes = staffing.as_ref().map_or(&[][..], |staffing| staffing.codes.as_slice());
        // Figures of occupations in regions are those of the policy period; others may be asked why.
        let of_policy = YearSpan::new(span.from(), scenario.settings.policy_period.to());
        let reported = of_policy.filter(|_| !explained).unwrap_or(span);
        let region_occupation = match &section_occupation {
            Some(staffed) => {
                Some(by_region(&projection, &section_region, staffed, codes, reported)?)
            }
            None => None,
        };
        let mix = Mix::read(inputs, codes, &rates.groups, notes);
        let margins = crate::replacement::stocks::Stocks {
            sections: &projection.sections,
            regions: &projection.regions,
            base_year: projection.base_year,
        };
        let mixed = mix.as_ref().zip(occupations.as_ref().map(|known| &known.stocks));
        let cells = cell_rates(inputs, &rates, mixed, &margins, years, key, notes)?;
        let quality = Quality::read(inputs);
        let making = Making {
            inputs,
            scenario,
            projection: &projection,
            quality: &quality,
            spliced: &base.spliced,
            key,
        };
        let mut stocks = making.stocks()?;
        if let Some(known) = &occupations {
            making.occupations(&mut stocks, &known.stocks)?;
        }
        let mut exits = Exits::read(&making, &rates, &schedule, years)?;
        let staffed_from = [SECTION_TABLE, SURVEY_TABLE, MODELLED_TABLE, PROXY_TABLE];
        exits.distinguish(&making, &cells, mix.as_ref(), &staffed_from, years);
        drop(cells);
        let past_rates = past_rates(&stocks, base.base_year);
        let participation = participation(&making, &stocks.labour_force);
        if !explained {
            (stocks, exits) = (stocks.alone(), exits.alone());
        }
        let mut accounts = Accounts {
            scenario: scenario.clone(),
            years,
            periods: reporting_periods(&scenario.settings, base.base_year, years),
            quality,
            staffing: staffing.clone(),
            occupations: occupations.map(|known| known.stocks),
            section_region,
            section_occupation,
            region_occupation,
            stocks,
            exits,
            entrants: Entrants::default(),
            participation,
            past_rates,
            growing: BTreeMap::new(),
            ahead: Ahead::default(),
            placing: placing_tables(inputs),
            projection,
        };
        for period in accounts.periods.clone() {
            let growing = Growing::choose(
                accounts.projection.sections.cells().labels(),
                accounts.projection.regions.cells().labels(),
                period,
                |section, region, year| accounts.section_in_region(section, region, year),
            );
            let growing = if explained { growing } else { growing.map(Growing::alone) };
            accounts.growing.extend(growing.map(|growing| (period, growing)));
        }
        match &inputs.supply {
            None => notes.push(Note::new("note.supply-missing", [])),
            Some(known) => {
                let making = Making {
                    inputs,
                    scenario,
                    projection: &accounts.projection,
                    quality: &accounts.quality,
                    spliced: &base.spliced,
                    key,
                };
                accounts.entrants = Entrants::read(&accounts, &making, known, base, notes)?;
            }
        }
        Ok(accounts)
    }
}

/// The policy period, and the periods of the same length that follow the last observed year, as far
/// as the years of the accounts hold them.
pub(crate) fn reporting_periods(
    settings: &RunSettings,
    base_year: Year,
    years: YearSpan,
) -> Vec<YearSpan> {
    let policy = settings.policy_period;
    let length = i32::try_from(policy.count()).unwrap_or(1);
    let mut periods = vec![policy];
    let mut from = base_year.plus(1);
    while let Some(period) = YearSpan::new(from, from.plus(length - 1)) {
        if period.to() > years.to() {
            break;
        }
        if period != policy && period.from() > policy.from() {
            periods.push(period);
        }
        from = from.plus(length);
    }
    periods
}

/// Labour force over the population of working age that the forecast needs.
fn participation(making: &Making<'_>, force: &Series) -> BTreeMap<Year, Tracked> {
    let Some(known) = &making.projection.participation else { return BTreeMap::new() };
    let tables = [POPULATION_TABLE, POPULATION_BY_SEX_TABLE, REGIONAL_POPULATION_TABLE];
    let of = |year: Year| {
        let force = force.get(&(Place::Nation, year))?.clone();
        let rates = known.rates.get(TOTAL, year)?;
        let people = Draws::over(force.draws(), rates);
        let name = Phrase::new("term.working-age", []);
        let own = ObsStatus::Estimated;
        let about = about_tables(making.quality, name, Unit::Persons, &tables, own, year);
        let cells = reading(move |inputs| {
            cells_of(&inputs.population_by_age, &inputs.sources, |(ages, at)| {
                *at == year && ages.to().is_none_or(|to| to >= 15)
            })
        });
        let people = Tracked::read(people, about, Some(cells));
        let about = step("", Unit::Share, ObsStatus::Normal);
        let parts = vec![force, people];
        let rate = Tracked::following(Draws::from(rates), about, Formula::Ratio, parts);
        Some((year, rate))
    };
    known.rates.years().years().filter_map(of).collect()
}

/// Mean of the published unemployment rates of each place that has any.
fn past_rates(stocks: &Stocks, base_year: Year) -> BTreeMap<Place, Tracked> {
    let mut past: BTreeMap<Place, Vec<Tracked>> = BTreeMap::new();
    for ((place, year), rate) in &stocks.unemployment {
        if *year <= base_year {
            past.entry(place.clone()).or_default().push(rate.clone());
        }
    }
    let mean = |(place, rates): (Place, Vec<Tracked>)| {
        let draws = rates.first()?.draws().len();
        let name = Phrase::new("term.years-observed", []);
        let count = Tracked::constant(rates.len() as f64, draws, Unit::Years, name);
        let mean = &Tracked::sum(rates)? / &count;
        Some((place, mean.named(Phrase::new("term.past-rate", []), Unit::Share)))
    };
    past.into_iter().filter_map(mean).collect()
}

fn axis(labels: impl IntoIterator<Item = String>) -> Result<Axis, ModelError> {
    Axis::new(labels).ok_or(ModelError::RepeatedCode(text!("the cells of a table")))
}

fn put(panel: &mut DrawPanel, label: &str, year: Year, values: &[f64]) {
    if let Some(target) = panel.get_mut(label, year) {
        target.copy_from_slice(values);
    }
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
