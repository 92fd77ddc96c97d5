//! A run for a screen: its figures in words, and the report's charts one by one.

use crate::charts::canvas::{NARROW, Picture, Studio, WIDE};
use crate::charts::data::csv;
use crate::charts::figures::{Draw, of_place};
use crate::display::{decimals, shown};
use crate::error::ReportError;
use crate::font::Ruler;
use crate::labels::LabelBook;
use crate::render::png::picture_png;
use crate::theme::Theme;
use crate::view::View;
use suranys_core::comparison::Change;
use suranys_core::run::{Estimate, Figure, Measure, NamedCode};
use suranys_core::run_output::RunOutput;
use suranys_core::scenario::Scenario;
use suranys_core::{Status, Unit};

/// A run in the words of a language, for a screen.
#[derive(Debug, Clone)]
pub struct Screen<'a> {
    output: &'a RunOutput,
    labels: LabelBook,
}

/// A figure in words, in the unit in which reports print it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureWords {
    /// The median, or the number where it is certain.
    pub value: String,
    /// The 80% prediction interval; none of what is certain.
    pub range80: Option<String>,
    /// The 95% prediction interval; none of what is certain.
    pub range95: Option<String>,
    /// Name of the unit.
    pub unit: String,
    /// Status code, with the synthetic mark.
    pub status: String,
}

/// A chart of the report.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart(Picture);

impl Chart {
    /// Its name, without ending.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.0.title
    }

    /// What it shows, for who can't see it.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.0.description
    }

    /// Width and height of its sheet.
    #[must_use]
    pub fn size(&self) -> (i32, u32) {
        self.0.size
    }

    /// The SVG file.
    #[must_use]
    pub fn svg(&self) -> Vec<u8> {
        self.0.svg().into_bytes()
    }

    /// Every figure it shows, as CSV.
    ///
    /// # Errors
    /// When a number is not finite.
    pub fn csv(&self) -> Result<Vec<u8>, ReportError> {
        Ok(csv(&self.0.name, &self.0.data)?)
    }

    /// The picture in pixels, `width` of them wide.
    ///
    /// # Errors
    /// When it can't be drawn.
    pub fn png(&self, width: u32) -> Result<Vec<u8>, ReportError> {
        picture_png(&self.0, width)
    }
}

impl<'a> Screen<'a> {
    /// A run in the words of `labels`.
    ///
    /// # Errors
    /// When a label is missing.
    pub fn new(output: &'a RunOutput, labels: &LabelBook) -> Result<Screen<'a>, ReportError> {
        let first = View { output, labels }.first()?;
        Ok(Screen { output, labels: labels.clone().about(first, output.resources()) })
    }

    fn view(&self) -> View<'_> {
        View { output: self.output, labels: &self.labels }
    }

    /// The words, with the run's first scenario in its place.
    #[must_use]
    pub fn labels(&self) -> &LabelBook {
        &self.labels
    }

    /// Places of charts in a report, in its order.
    #[must_use]
    pub fn places() -> Vec<&'static str> {
        crate::charts::figures::places()
    }

    /// The charts of a place in the report, laid out for wide or for narrow screens; those alone that the run
    /// has figures for.
    ///
    /// # Errors
    /// When a label is missing or a chart can't be drawn.
    pub fn charts(&self, place: &str, narrow: bool) -> Result<Vec<Chart>, ReportError> {
        let width = if narrow { NARROW } else { WIDE };
        let studio =
            Studio { ruler: Ruler::new()?, labels: &self.labels, theme: Theme::default(), width };
        let draw = |draw: Draw| draw(self.view(), &studio);
        let mut drawn = Vec::new();
        for one in of_place(place) {
            drawn.extend(draw(one)?.into_iter().map(Chart));
        }
        Ok(drawn)
    }

    /// Name of a measure.
    ///
    /// # Errors
    /// When the label is missing.
    pub fn measure(&self, measure: Measure) -> Result<String, ReportError> {
        self.view().measure(measure).map(str::to_owned)
    }

    /// Full name of a section, a region or an occupation, or its code.
    #[must_use]
    pub fn name(&self, item: &'a NamedCode) -> &str {
        item.labels.get(self.labels.language()).unwrap_or(&item.code)
    }

    /// Title of a scenario, or its identifier.
    #[must_use]
    pub fn scenario(&self, scenario: &'a Scenario) -> &'a str {
        scenario.title.get(self.labels.language()).unwrap_or(&scenario.id)
    }

    /// A figure in words.
    ///
    /// # Errors
    /// When a label is missing.
    pub fn figure(&self, figure: &Figure) -> Result<FigureWords, ReportError> {
        let unit = self.view().unit(figure.unit)?.to_owned();
        self.words(&figure.estimate, (figure.unit, unit), figure.status, false)
    }

    /// What a figure differs by in words, with the sign of what is above zero.
    ///
    /// # Errors
    /// When a label is missing.
    pub fn change(&self, change: &Change) -> Result<FigureWords, ReportError> {
        let unit = self.view().unit_of_difference(change.unit)?.to_owned();
        self.words(&change.difference, (change.unit, unit), change.status, true)
    }

    fn words(
        &self,
        estimate: &Estimate,
        (unit, shown_unit): (Unit, String),
        status: Status,
        signed: bool,
    ) -> Result<FigureWords, ReportError> {
        let written = |value: f64| match signed {
            true => self.signed(unit, value),
            false => self.labels.printed(unit, value),
        };
        let range = |low, high| self.labels.between(&written(low), &written(high));
        let q = estimate.range();
        Ok(FigureWords {
            value: written(estimate.central()),
            range80: q.map(|q| range(q.lo80(), q.hi80())),
            range95: q.map(|q| range(q.lo95(), q.hi95())),
            unit: shown_unit,
            status: self.view().status(status)?,
        })
    }

    /// A value with the sign of what is above zero, as it is shown; never a signed zero.
    fn signed(&self, unit: Unit, value: f64) -> String {
        let text = self.labels.printed(unit, value);
        let zero = self.labels.number(0.0, decimals(unit));
        match shown(unit, value) > 0.0 && text != zero {
            true => format!("+{text}"),
            false => text,
        }
    }
}
