//! Pairs of scenarios and what differs between them, as charts and tables show it.

use crate::display::lower;
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::view::View;
use strum::IntoStaticStr;
use suranys_core::YearSpan;
use suranys_core::comparison::Change;
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode};

/// What one scenario's figures differ by from another's.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast<'a> {
    /// The second minus the first, in the words of the language.
    pub name: String,
    /// The differences.
    pub changes: Vec<&'a Change>,
}

/// What differences are by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Along {
    /// The nation by year.
    Year,
    /// Sections over the policy period.
    Section,
    /// Regions over the policy period.
    Region,
    /// Occupations over the policy period.
    Occupation,
}

/// Differences that a report has a chart and a table of.
pub const REPORTED: [(Along, Measure); 5] = [
    (Along::Year, Measure::NetRequirement),
    (Along::Year, Measure::UnemploymentRate),
    (Along::Section, Measure::JobOpenings),
    (Along::Region, Measure::JobOpenings),
    (Along::Occupation, Measure::RelativeShortage),
];

impl Along {
    /// All of them, in the order of the report.
    pub const ALL: [Along; 4] = [Along::Year, Along::Section, Along::Region, Along::Occupation];

    /// End of label keys and names of files.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// The places it goes by, in official order; none of years.
    pub fn items<'a>(self, view: View<'a>) -> &'a [NamedCode] {
        match self {
            Along::Year => &[],
            Along::Section => &view.output.sections,
            Along::Region => &view.output.regions,
            Along::Occupation => &view.output.occupations,
        }
    }

    /// The code of a figure's place, if the figure is by this and nothing else.
    pub fn code(self, key: &FigureKey) -> Option<&str> {
        let places = [&key.section, &key.region, &key.occupation];
        if key.sex.is_some() || places.iter().filter(|place| place.is_some()).count() != 1 {
            return None;
        }
        match self {
            Along::Year => None,
            Along::Section => key.section.as_deref(),
            Along::Region => key.region.as_deref(),
            Along::Occupation => key.occupation.as_deref(),
        }
    }
}

impl<'a> Contrast<'a> {
    /// The difference of the nation's figures by year.
    pub fn by_year(&self, measure: Measure) -> impl Iterator<Item = &'a Change> {
        self.changes.iter().copied().filter(move |change| {
            let key = &change.key;
            let nation = key.section.is_none() && key.region.is_none() && key.occupation.is_none();
            key.measure == measure && nation && key.sex.is_none() && key.from == key.to
        })
    }

    /// The difference of a place over some years; of the nation where no code is given.
    pub fn at(
        &self,
        measure: Measure,
        along: Along,
        code: Option<&str>,
        years: YearSpan,
    ) -> Option<&'a Change> {
        self.changes.iter().copied().find(|change| {
            let key = &change.key;
            let nation = key.section.is_none() && key.region.is_none() && key.occupation.is_none();
            let place = match code {
                Some(_) => along.code(key) == code,
                None => nation && key.sex.is_none(),
            };
            key.measure == measure && place && (key.from, key.to) == (years.from(), years.to())
        })
    }
}

/// The difference as a figure of its own, so that it is shown as figures are.
pub fn figure(change: &Change) -> Figure {
    Figure {
        estimate: change.difference,
        unit: change.unit,
        status: change.status,
        source: change.source.clone(),
        assumed: 0.0,
    }
}

/// `Second minus first`, the first inside the sentence.
///
/// # Errors
/// When the label file has no form for it.
pub fn less(labels: &LabelBook, from: &str, to: &str) -> Result<String, ReportError> {
    labels.fill("comparison.less", &[("from", &lower(from)), ("to", to)])
}

/// The other scenarios of a run against its first.
pub fn within(view: View<'_>) -> Result<Vec<Contrast<'_>>, ReportError> {
    let Some(baseline) = view.baseline() else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for scenario in view.output.scenarios.iter().skip(1) {
        let own = view.output.differences.iter().filter(|c| c.key.scenario == scenario.id);
        let changes: Vec<&Change> = own.collect();
        if !changes.is_empty() {
            let name = less(view.labels, view.scenario(baseline), view.scenario(scenario))?;
            all.push(Contrast { name, changes });
        }
    }
    Ok(all)
}
