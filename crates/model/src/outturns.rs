//! Outturns after the vintage, against what was forecast.

use crate::accounts::stocks::{Place, Series, Stocks};
use crate::accounts::tables::names;
use suranys_core::distribution::Quantiles;
use suranys_core::inputs::{Inputs, Table};
use suranys_core::provenance::SourceCell;
use suranys_core::run::{Measure, OutturnRow};
use suranys_core::{Code, ObsStatus, Persons, Region, Status, Vintage, Year};

/// A published figure: its value and status.
pub(crate) type Published = (f64, Status);

fn figure(cell: Option<SourceCell>) -> Option<Published> {
    let cell = cell?;
    Some((cell.value?, cell.status))
}

/// Reads what was published of a place and year, and the cells it stands in.
pub(crate) struct Outturns<'a>(pub(crate) &'a Inputs);

impl Outturns<'_> {
    fn region(&self, place: &Place) -> Option<Code<Region>> {
        match place {
            Place::Nation => self.0.regions.total().cloned(),
            Place::Region(code) => self.0.regions.code(code).ok(),
            _ => None,
        }
    }

    fn regional(
        &self,
        table: Option<&Table<(Code<Region>, Year), Persons>>,
        place: &Place,
        year: Year,
    ) -> Option<SourceCell> {
        table?.trace(&(self.region(place)?, year), &self.0.sources)
    }

    fn employment_cell(&self, place: &Place, year: Year) -> Option<SourceCell> {
        let code = match place {
            Place::Region(_) => {
                return self.regional(Some(&self.0.employment_by_region), place, year);
            }
            Place::Section(code) => self.0.sections.code(code).ok()?,
            Place::Nation => self.0.sections.total()?.clone(),
            Place::Occupation(_) => return None,
        };
        self.0.employment_by_section.trace(&(code, year), &self.0.sources)
    }

    fn hired_cell(&self, place: &Place, year: Year) -> Option<SourceCell> {
        self.regional(self.0.regional.hired.as_ref(), place, year)
    }

    fn force_cell(&self, place: &Place, year: Year) -> Option<SourceCell> {
        match place {
            Place::Nation => self.0.supply.as_ref()?.labour_force.trace(&year, &self.0.sources),
            _ => self.regional(self.0.regional.labour_force.as_ref(), place, year),
        }
    }

    fn unemployed_cell(&self, place: &Place, year: Year) -> Option<SourceCell> {
        self.regional(self.0.regional.unemployed.as_ref(), place, year)
    }

    /// Cells that the published figure of a measure was read from: of a rate those of both tables.
    pub(crate) fn cells(&self, measure: Measure, place: &Place, year: Year) -> Vec<SourceCell> {
        let force = || self.force_cell(place, year);
        let cells = match (measure, place) {
            (Measure::HiredWorkers, _) => vec![self.hired_cell(place, year)],
            (Measure::LabourForce, _) => vec![force()],
            (Measure::UnemploymentRate, Place::Nation) => {
                vec![self.employment_cell(place, year), force()]
            }
            (Measure::UnemploymentRate, _) => vec![self.unemployed_cell(place, year), force()],
            _ => vec![self.employment_cell(place, year)],
        };
        cells.into_iter().flatten().collect()
    }

    /// Employment; none of an occupation.
    pub(crate) fn employment(&self, place: &Place, year: Year) -> Option<Published> {
        figure(self.employment_cell(place, year))
    }

    /// Hired workers of the nation or a region.
    pub(crate) fn hired(&self, place: &Place, year: Year) -> Option<Published> {
        figure(self.hired_cell(place, year))
    }

    /// Labour force of the nation or a region.
    pub(crate) fn labour_force(&self, place: &Place, year: Year) -> Option<Published> {
        figure(self.force_cell(place, year))
    }

    /// Unemployed over the labour force, of the nation or a region.
    pub(crate) fn unemployment_rate(&self, place: &Place, year: Year) -> Option<Published> {
        let (force, status) = self.labour_force(place, year)?;
        let without = match place {
            Place::Nation => {
                let (employed, of) = self.employment(place, year)?;
                (force - employed, of)
            }
            _ => figure(self.unemployed_cell(place, year))?,
        };
        Some((without.0 / force, without.1.worst(status)))
    }
}

/// What was published for years after `base_year`, against what had been forecast: employment of the
/// nation, sections and regions, hired workers, labour force and unemployment of the nation and
/// regions, by year. A row is synthetic when the outturn or what the forecast was made from is.
pub(crate) fn outturns(
    all: &Inputs,
    vintage: Vintage,
    base_year: Year,
    stocks: &Stocks,
) -> Vec<OutturnRow> {
    let published = Outturns(all);
    let mut rows = Vec::new();
    let mut compare = |series: &Series, of: &dyn Fn(&Place, Year) -> Option<Published>| {
        for ((place, year), value) in series.iter().filter(|((_, year), _)| *year > base_year) {
            let (Some(range), Some((outturn, status))) =
                (Quantiles::of(value.draws()), of(place, *year))
            else {
                continue;
            };
            let Some(key) = value.key() else { continue };
            // A figure that was itself filled in is no outturn.
            if status.obs == ObsStatus::Imputed {
                continue;
            }
            rows.push(OutturnRow {
                key: key.clone(),
                inside80: range.lo80() <= outturn && outturn <= range.hi80(),
                inside95: range.lo95() <= outturn && outturn <= range.hi95(),
                forecast: range,
                outturn,
                vintage,
                status: value.status().worst(status),
                published: status,
                source: names(value.sources()),
            });
        }
    };
    compare(&stocks.employed, &|place, year| published.employment(place, year));
    compare(&stocks.hired, &|place, year| published.hired(place, year));
    compare(&stocks.labour_force, &|place, year| published.labour_force(place, year));
    compare(&stocks.unemployment, &|place, year| published.unemployment_rate(place, year));
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    rows
}
