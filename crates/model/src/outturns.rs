//! Outturns after the vintage, against what was forecast.

use crate::accounts::stocks::{Place, Series, Stocks};
use crate::accounts::tables::names;
use suranys_core::distribution::Quantiles;
use suranys_core::inputs::{Inputs, Table};
use suranys_core::run::OutturnRow;
use suranys_core::unit::Quantity;
use suranys_core::{Code, ObsStatus, Persons, Region, Status, Vintage, Year};

/// A published figure: its value and status.
pub(crate) type Published = (f64, Status);

fn cell<K: Ord + Clone>(table: &Table<K, Persons>, key: &K) -> Option<Published> {
    let observed = table.cells.get(key)?.observed;
    Some((observed.value()?.get(), observed.status()))
}

/// Reads what was published of a place and year.
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
    ) -> Option<Published> {
        cell(table?, &(self.region(place)?, year))
    }

    /// Employment; none of an occupation.
    pub(crate) fn employment(&self, place: &Place, year: Year) -> Option<Published> {
        let code = match place {
            Place::Region(_) => {
                return self.regional(Some(&self.0.employment_by_region), place, year);
            }
            Place::Section(code) => self.0.sections.code(code).ok()?,
            Place::Nation => self.0.sections.total()?.clone(),
            Place::Occupation(_) => return None,
        };
        cell(&self.0.employment_by_section, &(code, year))
    }

    /// Hired workers of the nation or a region.
    pub(crate) fn hired(&self, place: &Place, year: Year) -> Option<Published> {
        self.regional(self.0.regional.hired.as_ref(), place, year)
    }

    /// Labour force of the nation or a region.
    pub(crate) fn labour_force(&self, place: &Place, year: Year) -> Option<Published> {
        match place {
            Place::Nation => cell(&self.0.supply.as_ref()?.labour_force, &year),
            _ => self.regional(self.0.regional.labour_force.as_ref(), place, year),
        }
    }

    /// Unemployed over the labour force, of the nation or a region.
    pub(crate) fn unemployment_rate(&self, place: &Place, year: Year) -> Option<Published> {
        let (force, status) = self.labour_force(place, year)?;
        let without = match place {
            Place::Nation => {
                let (employed, of) = self.employment(place, year)?;
                (force - employed, of)
            }
            _ => self.regional(self.0.regional.unemployed.as_ref(), place, year)?,
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
