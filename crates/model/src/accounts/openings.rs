//! Which cells grow, chosen once for each reporting period.

use crate::accounts::growing::{Growing, ends};
use crate::accounts::measures::Accounts;
use std::collections::BTreeMap;
use suranys_core::distribution::Draws;
use suranys_core::explanation::Phrase;
use suranys_core::tracked::Tracked;
use suranys_core::{Unit, YearSpan};

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
}

fn pair(cells: [Vec<Tracked>; 2]) -> Option<[Tracked; 2]> {
    let [before, after] = cells.map(|cells| {
        let sum = Tracked::sum(cells)?;
        Some(sum.named(Phrase::new("term.growing-cells", []), Unit::Persons))
    });
    Some([before?, after?])
}
