//! The register of charts: which there are, and where each stands in the report.

use crate::charts::canvas::{NARROW, Picture, Studio, WIDE};
use crate::error::ReportError;
use crate::font::Ruler;
use crate::theme::Theme;
use crate::view::View;
use crate::words::Words;
use suranys_core::shortage_list::ListOutput;

/// Draws a chart on as many sheets as it needs: none when the run has no figures for it.
pub type Draw = fn(View, &Studio) -> Result<Vec<Picture>, ReportError>;

/// The place of the charts of a list.
pub const LIST: &str = "list";

/// Every chart with its place in the report, in the order of the report.
const CHARTS: &[(&str, Draw)] = &[
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

/// Places of charts, in the order of the report.
pub fn places() -> Vec<&'static str> {
    let mut all: Vec<&'static str> = CHARTS.iter().map(|(place, _)| *place).collect();
    all.dedup();
    all
}

/// What draws the charts of a place.
pub fn of_place(place: &str) -> impl Iterator<Item = Draw> {
    CHARTS.iter().filter(move |(at, _)| *at == place).map(|(_, draw)| *draw)
}

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
pub struct Figures {
    drawn: Vec<(&'static str, Picture)>,
    /// The same for narrow screens, where they are asked for.
    narrow: Vec<Picture>,
    /// Endings of the files of each that lie next to a page.
    files: Vec<&'static str>,
}

impl Figures {
    /// Draws every chart the run has figures for; where `narrow`, a second time for narrow screens.
    pub fn draw(view: View, theme: Theme, narrow: bool) -> Result<Figures, ReportError> {
        let all = |width: i32| {
            let studio = Studio { ruler: Ruler::new()?, labels: view.labels, theme, width };
            let mut drawn = Vec::new();
            for (place, draw) in CHARTS {
                drawn.extend(draw(view, &studio)?.into_iter().map(|picture| (*place, picture)));
            }
            Ok::<_, ReportError>(drawn)
        };
        let again = if narrow { all(NARROW)? } else { Vec::new() };
        let narrow = again.into_iter().map(|(_, picture)| picture).collect();
        Ok(Figures { drawn: all(WIDE)?, narrow, files: Vec::new() })
    }

    /// The same with the endings of the files of each that lie next to a page.
    #[must_use]
    pub fn with_files(self, files: Vec<&'static str>) -> Figures {
        Figures { files, ..self }
    }

    /// Endings of the files of each chart that lie next to a page.
    pub fn files(&self) -> &[&'static str] {
        &self.files
    }

    /// Draws the charts of a list alone, in the language of `words`.
    pub fn of_list(list: &ListOutput, words: &Words, theme: Theme) -> Result<Figures, ReportError> {
        let studio = Studio { ruler: Ruler::new()?, labels: words.labels(), theme, width: WIDE };
        let drawn = of_list(list, words, &studio)?;
        let drawn = drawn.into_iter().map(|picture| (LIST, picture)).collect();
        Ok(Figures { drawn, ..Figures::default() })
    }

    /// The chart with a name for narrow screens.
    pub fn narrow(&self, name: &str) -> Option<&Picture> {
        self.narrow.iter().find(|picture| picture.name == name)
    }

    /// The chart with a name.
    pub fn named(&self, name: &str) -> Option<&Picture> {
        self.all().find(|picture| picture.name == name)
    }

    /// All charts, in the order of the report.
    pub fn all(&self) -> impl Iterator<Item = &Picture> {
        self.drawn.iter().map(|(_, picture)| picture)
    }

    /// The charts of a place, in order.
    pub fn of(&self, place: &str) -> impl Iterator<Item = &Picture> {
        self.drawn.iter().filter(move |(at, _)| *at == place).map(|(_, picture)| picture)
    }
}
