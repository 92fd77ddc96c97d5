//! The charts, one file each.

mod age_pyramid;
mod balance;
mod bars;
pub mod beveridge;
pub mod canvas;
mod compensation;
pub mod differences;
mod employment;
mod employment_by_section;
mod heat;
mod job_openings_by_region;
mod job_openings_by_section;
mod job_openings_by_section_region;
mod job_openings_by_year;
pub mod legend;
mod name_placement;
mod outturns;
mod shortage_by_occupation;
pub use crate::charts::outturns::subject;
pub mod panel;
mod plane;
pub mod ranking;
mod ranks;
mod region_tiles;
mod retirement;
mod scenarios;
mod tornado;

use crate::charts::canvas::{Picture, Studio};
use crate::error::ReportError;
use crate::font::Ruler;
use crate::list::{Words, pictures};
use crate::theme::Theme;
use crate::view::View;

/// Draws a chart on as many sheets as it needs: none when the run has no figures for it.
type Draw = fn(View, &Studio) -> Result<Vec<Picture>, ReportError>;

/// Every chart with its place in the report, in the order of the report.
const CHARTS: [(&str, Draw); 19] = [
    ("need", |v, s| one(crate::charts::job_openings_by_year::draw(v, s))),
    ("need", |v, s| one(crate::charts::scenarios::draw(v, s))),
    ("employment", |v, s| one(crate::charts::employment::draw(v, s))),
    ("sections", |v, s| one(crate::charts::job_openings_by_section::draw(v, s))),
    ("sections", crate::charts::employment_by_section::draw),
    ("sections", |v, s| one(crate::charts::compensation::draw(v, s))),
    ("regions", |v, s| one(crate::charts::region_tiles::draw(v, s))),
    ("regions", |v, s| one(crate::charts::job_openings_by_region::draw(v, s))),
    ("regions", |v, s| one(crate::charts::job_openings_by_section_region::draw(v, s))),
    ("balance", |v, s| one(crate::charts::balance::draw(v, s))),
    ("balance", |v, s| one(crate::charts::shortage_by_occupation::draw(v, s))),
    ("balance", crate::charts::ranks::draw),
    ("balance", |v, s| one(crate::charts::beveridge::draw(v, s))),
    ("comparison", crate::charts::differences::draw),
    ("retirement", |v, s| one(crate::charts::age_pyramid::draw(v, s))),
    ("retirement", |v, s| one(crate::charts::retirement::draw(v, s))),
    ("list", list),
    ("outcomes", crate::charts::outturns::draw),
    ("assumptions", |v, s| one(crate::charts::tornado::draw(v, s))),
];

/// Pictures of the list of in-demand professions.
fn list(view: View, studio: &Studio) -> Result<Vec<Picture>, ReportError> {
    let Some(list) = &view.output.list else { return Ok(Vec::new()) };
    pictures(list, &Words::of(view.labels), studio)
}

fn one(picture: Result<Option<Picture>, ReportError>) -> Result<Vec<Picture>, ReportError> {
    Ok(picture?.into_iter().collect())
}

/// Charts by place in the report. A chart the run has no figures for is absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures(Vec<(&'static str, Picture)>);

impl Figures {
    /// Draws every chart the run has figures for.
    pub fn draw(view: View, theme: Theme) -> Result<Figures, ReportError> {
        let studio = Studio { ruler: Ruler::new()?, labels: view.labels, theme };
        let mut drawn = Vec::new();
        for (place, draw) in CHARTS {
            drawn.extend(draw(view, &studio)?.into_iter().map(|picture| (place, picture)));
        }
        Ok(Figures(drawn))
    }

    /// All charts, in the order of the report.
    pub fn all(&self) -> impl Iterator<Item = &Picture> {
        self.0.iter().map(|(_, picture)| picture)
    }

    /// The charts of a place, in order.
    pub fn of(&self, place: &str) -> impl Iterator<Item = &Picture> {
        self.0.iter().filter(move |(at, _)| *at == place).map(|(_, picture)| picture)
    }
}
