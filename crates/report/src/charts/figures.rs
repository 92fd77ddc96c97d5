//! The register of charts: which there are, and where each stands in the report.

use crate::charts::canvas::{Picture, Studio};
use crate::error::ReportError;
use crate::font::Ruler;
use crate::theme::Theme;
use crate::view::View;
use crate::words::Words;
use suranys_core::shortage_list::ListOutput;

/// Draws a chart on as many sheets as it needs: none when the run has no figures for it.
type Draw = fn(View, &Studio) -> Result<Vec<Picture>, ReportError>;

/// The place of the charts of a list.
pub const LIST: &str = "list";

/// Every chart with its place in the report, in the order of the report.
const CHARTS: [(&str, Draw); 18] = [
    ("job-openings", |v, s| one(crate::charts::net_requirement_by_year::draw(v, s))),
    ("job-openings", |v, s| one(crate::charts::scenarios::draw(v, s))),
    ("employment", |v, s| one(crate::charts::employment::draw(v, s))),
    ("sections", |v, s| one(crate::charts::job_openings_by_section::draw(v, s))),
    ("sections", crate::charts::employment_by_section::draw),
    ("sections", |v, s| one(crate::charts::compensation::draw(v, s))),
    ("regions", crate::charts::region_tiles::draw),
    ("regions", |v, s| one(crate::charts::job_openings_by_region::draw(v, s))),
    ("regions", crate::charts::job_openings_by_section_region::draw),
    ("labour-force", |v, s| one(crate::charts::unemployment::draw(v, s))),
    ("labour-force", |v, s| one(crate::charts::cover_by_occupation::draw(v, s))),
    ("labour-force", |v, s| one(crate::charts::beveridge::draw(v, s))),
    ("comparison", crate::charts::differences::draw),
    ("retirement", |v, s| one(crate::charts::age_pyramid::draw(v, s))),
    ("retirement", |v, s| one(crate::charts::retirement::draw(v, s))),
    (LIST, list),
    ("outturns", crate::charts::outturns::draw),
    ("assumptions", |v, s| one(crate::charts::tornado::draw(v, s))),
];

/// Charts of the list of in-demand professions, where the run has one.
fn list(view: View, studio: &Studio) -> Result<Vec<Picture>, ReportError> {
    match &view.output.list {
        Some(list) => of_list(list, &Words::of(view.labels), studio),
        None => Ok(Vec::new()),
    }
}

/// Charts of a list: ranks, then evidence cards.
fn of_list(list: &ListOutput, words: &Words, studio: &Studio) -> Result<Vec<Picture>, ReportError> {
    let ranks = crate::charts::list_ranks::ranks(list, words, studio)?;
    let cards = crate::charts::evidence_cards::cards(list, words, studio)?;
    Ok(ranks.into_iter().chain(cards).collect())
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

    /// Draws the charts of a list alone, in the language of `words`.
    pub fn of_list(list: &ListOutput, words: &Words, theme: Theme) -> Result<Figures, ReportError> {
        let studio = Studio { ruler: Ruler::new()?, labels: words.labels(), theme };
        let drawn = of_list(list, words, &studio)?;
        Ok(Figures(drawn.into_iter().map(|picture| (LIST, picture)).collect()))
    }

    /// The chart with a name.
    pub fn named(&self, name: &str) -> Option<&Picture> {
        self.all().find(|picture| picture.name == name)
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
