//! Growing cells: the section × region cells whose growth counts as expansion demand.

use crate::accounts::measures::Accounts;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::distribution::Draws;
use suranys_core::explanation::Phrase;
use suranys_core::tracked::Tracked;
use suranys_core::{Unit, Year, YearSpan};

/// The growing cells of one reporting period.
///
/// A cell grows when the median over draws of its change from the year before the period to its last
/// year is positive. The choice is made once, by the median, and not in each draw: a sum of positive
/// parts taken draw by draw rises with the spread of the forecast. Every coarser figure is a sum over
/// the same cells.
#[derive(Debug, Default)]
pub(crate) struct Growing {
    /// Sections that grow, by region.
    cells: BTreeMap<String, BTreeSet<String>>,
    /// Employed in growing cells of a section at both ends of the period.
    sections: BTreeMap<String, [Tracked; 2]>,
    /// Employed in growing cells of a region at both ends of the period.
    regions: BTreeMap<String, [Tracked; 2]>,
}

/// The two years between which a period's change lies.
pub(crate) fn ends(period: YearSpan) -> [Year; 2] {
    [period.from().previous(), period.to()]
}

impl Growing {
    /// Chooses the cells of a period by the accounts' section × region panel.
    pub(crate) fn choose(accounts: &Accounts, period: YearSpan) -> Option<Growing> {
        let regions = accounts.projection.regions.cells().labels();
        let sections = accounts.projection.sections.cells().labels();
        let mut growing = Growing::default();
        let mut of_section: BTreeMap<&String, [Vec<Tracked>; 2]> = BTreeMap::new();
        for region in regions {
            let mut own: [Vec<Tracked>; 2] = Default::default();
            for section in sections {
                let [before, after] = ends(period);
                let change = Draws::less(
                    accounts.cell_draws(section, region, after)?,
                    accounts.cell_draws(section, region, before)?,
                );
                if change.median().is_none_or(|median| median <= 0.0) {
                    continue;
                }
                growing.cells.entry(region.clone()).or_default().insert(section.clone());
                for (at, year) in [before, after].into_iter().enumerate() {
                    let cell = accounts.section_in_region(section, region, year)?;
                    if let Some(cells) = own.get_mut(at) {
                        cells.push(cell.clone());
                    }
                    if let Some(cells) = of_section.entry(section).or_default().get_mut(at) {
                        cells.push(cell);
                    }
                }
            }
            growing.regions.extend(pair(own).map(|pair| (region.clone(), pair)));
        }
        for (section, cells) in of_section {
            growing.sections.extend(pair(cells).map(|pair| (section.clone(), pair)));
        }
        Some(growing)
    }

    /// Whether a cell grows.
    pub(crate) fn holds(&self, section: &str, region: &str) -> bool {
        self.cells.get(region).is_some_and(|sections| sections.contains(section))
    }

    /// Employed in the growing cells of each section that has any, at both ends.
    pub(crate) fn of_sections(&self) -> &BTreeMap<String, [Tracked; 2]> {
        &self.sections
    }

    /// Employed in the growing cells of each region that has any, at both ends.
    pub(crate) fn of_regions(&self) -> &BTreeMap<String, [Tracked; 2]> {
        &self.regions
    }

    /// Sections that grow in a region.
    pub(crate) fn sections_of(&self, region: &str) -> impl Iterator<Item = &String> {
        self.cells.get(region).into_iter().flatten()
    }
}

fn pair(cells: [Vec<Tracked>; 2]) -> Option<[Tracked; 2]> {
    let [before, after] = cells.map(|cells| {
        let sum = Tracked::sum(cells)?;
        Some(sum.named(Phrase::new("term.growing-cells", []), Unit::Persons))
    });
    Some([before?, after?])
}
