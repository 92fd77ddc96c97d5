//! Growing cells: the section × region cells whose growth counts as expansion demand.

use std::collections::{BTreeMap, BTreeSet};
use suranys_core::tracked::Tracked;
use suranys_core::{Year, YearSpan};

/// The growing cells of one reporting period.
///
/// A cell grows when the median over draws of its change from the year before the period to its last
/// year is positive. The choice is made once, by the median, and not in each draw: a sum of positive
/// parts taken draw by draw rises with the spread of the forecast. Every coarser figure is a sum over
/// the same cells.
#[derive(Debug, Default)]
pub(crate) struct Growing {
    /// Sections that grow, by region.
    pub(super) cells: BTreeMap<String, BTreeSet<String>>,
    /// Employed in growing cells of a section at both ends of the period.
    pub(super) sections: BTreeMap<String, [Tracked; 2]>,
    /// Employed in growing cells of a region at both ends of the period.
    pub(super) regions: BTreeMap<String, [Tracked; 2]>,
}

/// The two years between which a period's change lies.
pub(crate) fn ends(period: YearSpan) -> [Year; 2] {
    [period.from().previous(), period.to()]
}

impl Growing {
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
