//! Makes supply in the accounts: of the nation by year, then of occupations and regions.

use crate::accounts::measures::Accounts;
use crate::accounts::supply::SupplyAccounts;
use crate::accounts::tables::REGION_TABLE;
use crate::assumptions::parameter_draws;
use crate::cell::{TOTAL, cell};
use crate::employment::EmploymentProjection;
use crate::entrants::regions::by_region;
use crate::entrants::{Education, SupplyModel, occupation_codes};
use crate::error::ModelError;
use crate::labour_force::{Employed, labour_force};
use crate::replacement::ExitRates;
use std::collections::BTreeMap;
use suranys_core::distribution::Draws;
use suranys_core::inputs::{Inputs, SupplyInputs};
use suranys_core::rng::Key;
use suranys_core::run::{FigureKey, Measure, Note};
use suranys_core::scenario::REGIONAL_MOBILITY;
use suranys_core::{Axis, CellDraws, DrawPanel, Year, YearSpan};

/// What supply is made from.
pub(super) struct Places<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) known: &'a SupplyInputs,
    pub(super) accounts: &'a Accounts,
}

/// Supply of the nation by year, then of occupations and regions.
///
/// # Errors
/// When an input or a parameter is missing, or weights from education to occupations don't sum to
/// one.
pub(super) fn supply_accounts(
    places: &Places,
    reference: Option<&ExitRates>,
    key: &Key,
    notes: &mut Vec<Note>,
) -> Result<SupplyAccounts, ModelError> {
    let (accounts, known) = (places.accounts, places.known);
    let (scenario, projection, years) = (&accounts.scenario, &accounts.projection, accounts.years);
    let from = years.from().previous();
    let span = YearSpan::new(from, years.to()).unwrap_or(years);
    let mut force =
        labour_force(places.inputs, known, scenario, &employed_of(projection), span, key, notes)?;
    if let Some(acts) = reference {
        force.years = follow(&force.years, acts, accounts);
    }
    let model = SupplyModel::read(known, scenario, projection.base_year, force.active, key)?;
    notes.extend(model.notes(years.to()));
    let codes = match &accounts.staffing {
        Some(staffing) => occupation_codes(places.inputs, &staffing.codes),
        None => Vec::new(),
    };
    let education = if codes.is_empty() { None } else { Some(Education::read(known, &codes)?) };
    let of = |year: Year| force.years.get(&year).map_or(&[][..], Draws::as_ref);
    let employed = projection.total.get(TOTAL, from).unwrap_or_default();
    let spread_over = accounts.period().count() as f64;
    let reserve: Draws =
        model.reserve(of(from), employed).iter().map(|v| v / spread_over).collect();
    let none = Draws::from(vec![0.0; reserve.len()]);
    let mut by_year = BTreeMap::new();
    for year in years.years() {
        let drawn_on = if accounts.period().contains(year) { &reserve } else { &none };
        let rate = accounts.rates.total(year);
        if let Some(s) = model.supply(year, of(year.previous()), of(year), &rate, drawn_on) {
            by_year.insert(year, s);
        }
    }
    notes.push(Note::new("note.supply-by-region", []));
    let mobile = parameter_draws(scenario, REGIONAL_MOBILITY, key)?;
    let mut made = SupplyAccounts {
        regions: panel(
            accounts.projection.regions.cells().labels().to_vec(),
            years,
            reserve.len(),
        )?,
        model,
        education,
        force,
        reserve,
        mobile,
        years: by_year,
        occupations: None,
        region_occupation: None,
    };
    match &accounts.staffing {
        Some(staffing) => made.by_occupation(accounts, &staffing.codes)?,
        None => made.by_region_alone(accounts)?,
    }
    Ok(made)
}

/// Employment as the labour force moves with it.
fn employed_of(projection: &EmploymentProjection) -> Employed<'_> {
    Employed {
        base_year: projection.base_year,
        history: &projection.history,
        before_growth: &projection.unmoved,
    }
}

fn panel(labels: Vec<String>, years: YearSpan, draws: usize) -> Result<DrawPanel, ModelError> {
    let axis = Axis::new(labels).ok_or(ModelError::NoTotal("code that is twice among a panel"))?;
    Ok(DrawPanel::zeros(axis, years, draws))
}

/// The labour force when other exits than those under the acts leave it, and as many enter.
fn follow(
    path: &BTreeMap<Year, Draws>,
    acts: &ExitRates,
    accounts: &Accounts,
) -> BTreeMap<Year, Draws> {
    let mut out = path.clone();
    for year in accounts.years.years().filter(|year| *year > accounts.base_year()) {
        let before = year.previous();
        let (Some(was), Some(is), Some(now)) =
            (path.get(&before), path.get(&year), out.get(&before))
        else {
            continue;
        };
        let entrants = Draws::less(is, &Draws::less(was, &Draws::times(was, &acts.total(year))));
        let left = Draws::less(now, &Draws::times(now, &accounts.rates.total(year)));
        let next = Draws::plus(&left, &entrants);
        out.insert(year, next);
    }
    out
}

impl SupplyAccounts {
    /// Graduates who enter an occupation in a year.
    pub(crate) fn graduates_of(
        &self,
        accounts: &Accounts,
        occupation: &str,
        year: Year,
    ) -> Option<Draws> {
        let (education, supply) = (self.education.as_ref()?, self.years.get(&year)?);
        let before = accounts.employed_by_occupation(year.previous())?;
        let codes = education.codes();
        let place = codes.iter().position(|code| code.as_str() == occupation)?;
        Some(self.model.graduates_of(supply, education, &before, year, place))
    }

    fn by_occupation(&mut self, accounts: &Accounts, codes: &[String]) -> Result<(), ModelError> {
        let Some(education) = self.education.clone() else { return Ok(()) };
        let draws = self.reserve.len();
        let regions = accounts.projection.regions.cells().labels();
        let cells = regions.iter().flat_map(|r| codes.iter().map(move |o| cell(r, o))).collect();
        let mut occupations = panel(codes.to_vec(), accounts.years, draws)?;
        let mut both = panel(cells, accounts.years, draws)?;
        for (year, supply) in &self.years {
            let of = FigureKey::national(&accounts.scenario.id, Measure::Employment, *year);
            let Some(before) = accounts.employed_by_occupation(year.previous()) else { continue };
            let parts = self.model.by_occupation(supply, &education, &before, *year);
            let mut sums = CellDraws::zeros(accounts.projection.regions.cells().clone(), draws);
            for (code, total) in parts.iter() {
                let spread =
                    self.spread(accounts, total, &of.clone().in_occupation(code), *year)?;
                for (region, values) in spread.iter() {
                    if let Some(sum) = sums.get_mut(region) {
                        sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
                    }
                    if let Some(target) = both.get_mut(&cell(region, code), *year) {
                        target.copy_from_slice(values);
                    }
                }
            }
            occupations.set(*year, &parts);
            self.regions.set(*year, &sums);
        }
        self.occupations = Some(occupations);
        self.region_occupation = Some(both);
        Ok(())
    }

    fn by_region_alone(&mut self, accounts: &Accounts) -> Result<(), ModelError> {
        let of =
            FigureKey::national(&accounts.scenario.id, Measure::Employment, accounts.base_year());
        for (year, supply) in &self.years {
            let spread = self.spread(accounts, &supply.total, &of, *year)?;
            self.regions.set(*year, &spread);
        }
        Ok(())
    }

    /// Supply of a place over regions.
    fn spread(
        &self,
        accounts: &Accounts,
        total: &[f64],
        place: &FigureKey,
        year: Year,
    ) -> Result<CellDraws, ModelError> {
        let regions = accounts.projection.regions.cells();
        let employed = CellDraws::from_cells(regions.clone(), total.len(), |region| {
            accounts.stock(&place.clone().in_region(region), year.previous())
        });
        let openings = CellDraws::from_cells(regions.clone(), total.len(), |region| {
            accounts.openings(&place.clone().in_region(region), year)
        });
        let (employed, openings) = employed.zip(openings).ok_or_else(|| ModelError::NoFigure {
            resource: REGION_TABLE.to_owned(),
            what: "every region".to_owned(),
            year,
        })?;
        Ok(by_region(total, &employed, &openings, &self.mobile))
    }
}
