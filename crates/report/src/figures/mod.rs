//! The charts, one file each.

pub mod canvas;
mod employment;
mod employment_by_section;
mod legend;
mod need_by_region;
mod need_by_section;
mod need_by_year;
mod outcomes;
pub use outcomes::subject;
pub mod panel;
mod retirement;

use crate::error::ReportError;
use crate::font::Ruler;
use crate::view::View;
use canvas::Picture;

/// Charts by place in the report. A chart the run has no figures for is absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Need by year and scenario.
    pub need_by_year: Option<Picture>,
    /// Fan chart of national employment.
    pub employment: Option<Picture>,
    /// Fan charts of employment by section.
    pub employment_by_section: Vec<Picture>,
    /// Need by section over the policy period.
    pub need_by_section: Option<Picture>,
    /// Heat map of need by region and year.
    pub need_by_region: Option<Picture>,
    /// Retirement by year and sex.
    pub retirement: Option<Picture>,
    /// Later outcomes against their ranges.
    pub outcomes: Vec<Picture>,
}

impl Figures {
    /// Draws every chart the run has figures for.
    pub fn draw(view: View) -> Result<Figures, ReportError> {
        let ruler = Ruler::new()?;
        Ok(Figures {
            need_by_year: need_by_year::draw(view, &ruler)?,
            employment: employment::draw(view, &ruler)?,
            employment_by_section: employment_by_section::draw(view, &ruler)?,
            need_by_section: need_by_section::draw(view, &ruler)?,
            need_by_region: need_by_region::draw(view, &ruler)?,
            retirement: retirement::draw(view, &ruler)?,
            outcomes: outcomes::draw(view, &ruler)?,
        })
    }

    /// All charts, in the order of the report.
    pub fn all(&self) -> impl Iterator<Item = &Picture> {
        self.need_by_year
            .iter()
            .chain(&self.employment)
            .chain(&self.need_by_section)
            .chain(&self.employment_by_section)
            .chain(&self.need_by_region)
            .chain(&self.retirement)
            .chain(&self.outcomes)
    }
}
