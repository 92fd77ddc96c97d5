//! Growing cells: the section × region cells whose growth counts as expansion demand.

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
    /// Chooses the cells of a period: `employed` gives those of a section in a region and a year.
    pub(crate) fn choose(
        sections: &[String],
        regions: &[String],
        period: YearSpan,
        employed: impl Fn(&str, &str, Year) -> Option<Tracked>,
    ) -> Option<Growing> {
        let mut growing = Growing::default();
        let mut of_section: BTreeMap<&String, [Vec<Tracked>; 2]> = BTreeMap::new();
        for region in regions {
            let mut own: [Vec<Tracked>; 2] = Default::default();
            for section in sections {
                let [before, after] = ends(period);
                let cells = [employed(section, region, before)?, employed(section, region, after)?];
                let change = Draws::less(cells[1].draws(), cells[0].draws());
                if change.median().is_none_or(|median| median <= 0.0) {
                    continue;
                }
                growing.cells.entry(region.clone()).or_default().insert(section.clone());
                let both = of_section.entry(section).or_default();
                for ((cell, own), all) in cells.into_iter().zip(&mut own).zip(both) {
                    own.push(cell.clone());
                    all.push(cell);
                }
            }
            growing.regions.extend(pair(own).map(|pair| (region.clone(), pair)));
        }
        for (section, cells) in of_section {
            growing.sections.extend(pair(cells).map(|pair| (section.clone(), pair)));
        }
        Some(growing)
    }

    /// The same without what its sums are made of, which explains them and nothing more.
    pub(crate) fn alone(mut self) -> Growing {
        for both in self.sections.values_mut().chain(self.regions.values_mut()) {
            both.iter_mut().for_each(|sum| *sum = sum.clone().alone());
        }
        self
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
