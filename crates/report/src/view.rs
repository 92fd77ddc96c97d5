//! Picking rows of a run, and the names of what they are about.

use crate::error::ReportError;
use crate::labels::LabelBook;
use std::collections::BTreeSet;
use suranys_core::inputs::Source;
use suranys_core::published::PublishedForecast;
use suranys_core::run::{
    Estimate, Figure, FigureKey, Indicator, Measure, NamedCode, OBSERVED, OutturnRow,
};
use suranys_core::run_output::RunOutput;
use suranys_core::scenario::Scenario;
use suranys_core::{ObsStatus, Status, Unit, Year, YearSpan};

/// Longest name printed in a table; the rest is cut.
const LONGEST_NAME: usize = 160;

/// Identifier of the scenario that the others are shown as differences from.
const BASELINE: &str = "baseline";

/// A run with the words of a language.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The run.
    pub output: &'a RunOutput,
    /// The words.
    pub labels: &'a LabelBook,
}

impl<'a> View<'a> {
    /// The scenario that comes first.
    pub fn baseline(&self) -> Option<&'a Scenario> {
        self.output.scenarios.first()
    }

    /// Identifier of the baseline; empty when there is no scenario, and then nothing is found.
    pub fn baseline_id(&self) -> &'a str {
        self.baseline().map_or("", |s| s.id.as_str())
    }

    /// The first scenario in words: the baseline, or by its own title.
    pub fn first(&self) -> Result<String, ReportError> {
        match self.baseline() {
            Some(own) if own.id != BASELINE => {
                self.labels.fill("report.first-named", &[("title", self.scenario(own))])
            }
            _ => Ok(self.labels.text("report.first-baseline")?.to_owned()),
        }
    }

    /// The policy period.
    pub fn period(&self) -> YearSpan {
        self.output.settings.policy_period
    }

    /// The reporting periods, the policy period first.
    pub fn periods(&self) -> Vec<YearSpan> {
        let others = self.output.periods.iter().copied().filter(|one| *one != self.period());
        std::iter::once(self.period()).chain(others).collect()
    }

    /// The reporting periods in a line.
    pub fn periods_text(&self) -> String {
        self.periods().iter().map(YearSpan::to_string).collect::<Vec<_>>().join(", ")
    }

    /// Name of a picture of a reporting period: without its years where it is the policy period.
    pub fn name_over(&self, name: &str, period: YearSpan) -> String {
        match period == self.period() {
            true => name.to_owned(),
            false => format!("{name}-{}-{}", period.from(), period.to()),
        }
    }

    /// All reported years: from the start of the policy period to the horizon.
    pub fn years(&self) -> Vec<Year> {
        (self.period().from().0..=self.output.settings.horizon.0).map(Year).collect()
    }

    /// The figures of a key year by year, for the years that have one.
    pub fn series(&self, key: &FigureKey, years: &[Year]) -> Vec<(Year, &'a Figure)> {
        let at = |year: &Year| {
            let key = FigureKey { from: *year, to: *year, ..key.clone() };
            self.output.figures.get(&key).map(|figure| (*year, figure))
        };
        years.iter().filter_map(at).collect()
    }

    /// The figures of a key over all reported years.
    pub fn reported(&self, key: &FigureKey) -> Vec<(Year, &'a Figure)> {
        self.series(key, &self.years())
    }

    /// Published history of a stock or rate: all years on file for a section and region.
    pub fn history(
        &self,
        measure: Measure,
        section: Option<&str>,
        region: Option<&str>,
    ) -> Vec<(Year, &'a Figure)> {
        self.output
            .figures
            .iter()
            .filter(|(key, _)| {
                key.scenario == OBSERVED
                    && key.measure == measure
                    && key.section.as_deref() == section
                    && key.region.as_deref() == region
                    && key.sex.is_none()
                    && key.from == key.to
            })
            .map(|(key, figure)| (key.from, figure))
            .collect()
    }

    /// The figure over the policy period; `key` gives everything but the years.
    pub fn cumulated(&self, key: &FigureKey) -> Option<&'a Figure> {
        self.over(key, self.period())
    }

    /// The figure over a period; `key` gives everything but the years.
    pub fn over(&self, key: &FigureKey, period: YearSpan) -> Option<&'a Figure> {
        let key = FigureKey { from: period.from(), to: period.to(), ..key.clone() };
        self.output.figures.get(&key)
    }

    /// The figure of a reporting period: of a stock or rate at its end, of anything else over it;
    /// `key` gives everything but the years.
    pub fn of_period(&self, key: &FigureKey, period: YearSpan) -> Option<&'a Figure> {
        match key.measure.of_one_year() {
            true => self.in_year(key, period.to()),
            false => self.over(key, period),
        }
    }

    /// The figure of one year; `key` gives everything but the year.
    pub fn in_year(&self, key: &FigureKey, year: Year) -> Option<&'a Figure> {
        self.output.figures.get(&FigureKey { from: year, to: year, ..key.clone() })
    }

    /// Key of a national figure; the year is filled in by the picking functions.
    pub fn key(&self, scenario: &str, measure: Measure) -> FigureKey {
        FigureKey::national(scenario, measure, self.period().from())
    }

    /// Full name of a section or region, or its code.
    pub fn name(&self, item: &'a NamedCode) -> &'a str {
        item.labels.get(self.labels.language()).unwrap_or(&item.code)
    }

    /// A code as readers know it: without the edition of its classification, which is named
    /// where the classification is.
    pub fn code(&self, code: &'a str) -> &'a str {
        code.rsplit(':').next().unwrap_or(code)
    }

    /// Short name of a section or region, or its full name.
    pub fn short(&self, item: &'a NamedCode) -> &'a str {
        item.short
            .get(self.labels.language())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| self.name(item))
    }

    /// Title of a scenario, or its identifier.
    pub fn scenario(&self, scenario: &'a Scenario) -> &'a str {
        scenario.title.get(self.labels.language()).unwrap_or(&scenario.id)
    }

    /// Name of a measure.
    pub fn measure(&self, measure: Measure) -> Result<&'a str, ReportError> {
        self.labels.text(&format!("measure.{}", measure.key()))
    }

    /// Name of the unit in which figures are displayed.
    pub fn unit(&self, unit: Unit) -> Result<&'a str, ReportError> {
        self.labels.text(&format!("unit.{}", unit.key()))
    }

    /// Name of the unit of an age, which not every language counts in the word for years of time.
    pub fn unit_of_age(&self) -> Result<&'a str, ReportError> {
        self.labels.text("unit.age")
    }

    /// Name of the unit in which differences of figures are displayed: of shares, percentage points.
    pub fn unit_of_difference(&self, unit: Unit) -> Result<&'a str, ReportError> {
        match unit {
            Unit::Share => self.labels.text("unit.percentage-points"),
            _ => self.unit(unit),
        }
    }

    /// A source in the words of the language, as far as its label file has them.
    pub fn cited(&self, source: &'a Source) -> Cited<'a> {
        let stated = |group, key, other| self.labels.named(group, key, other);
        Cited {
            publisher: stated("publisher", &source.publisher, &source.publisher),
            dataset: stated("dataset", &source.id, &source.dataset),
            locator: stated("locator", &source.id, &source.locator),
            licence: stated("licence", &source.licence, &source.licence),
        }
    }

    /// Whether any figure of the run is, or rests on, synthetic data.
    pub fn synthetic(&self) -> bool {
        self.output.figures.values().any(|figure| figure.status.synthetic)
            || self.output.outturns.iter().any(|row| row.status.synthetic)
            || self.output.indicators.iter().any(|row| row.status.synthetic)
            || self.output.list.as_ref().is_some_and(|list| list.synthetic)
            || self.output.differences.iter().any(|change| change.status.synthetic)
            || self.output.published.iter().any(PublishedForecast::synthetic)
    }

    /// Statuses spelt out: `F (forecast), I (imputed)`.
    pub fn statuses(&self, statuses: &BTreeSet<ObsStatus>) -> Result<String, ReportError> {
        let spelt: Result<Vec<String>, ReportError> = statuses
            .iter()
            .map(|status| {
                let name = self.labels.text(&format!("status.{}", status.code()))?;
                Ok(format!("{} ({name})", status.code()))
            })
            .collect();
        Ok(spelt?.join(", "))
    }

    /// A status in a table: its code, and the synthetic mark.
    pub fn status(&self, status: Status) -> Result<String, ReportError> {
        if status.synthetic {
            Ok(format!("{} {}", status.obs.code(), self.labels.text("mark.synthetic-short")?))
        } else {
            Ok(status.obs.code().to_owned())
        }
    }

    /// What stands under a picture or table made of `figures`.
    pub fn foot<'f>(
        &self,
        figures: impl IntoIterator<Item = &'f Figure>,
    ) -> Result<Foot, ReportError> {
        let figures: Vec<&Figure> = figures.into_iter().collect();
        let numbered = |name: &String| self.labels.number_of(name).is_some();
        let is_numbered = figures.iter().any(|figure| figure.source.iter().any(numbered));
        let short = is_numbered.then(|| self.short_foot(figures.iter().copied())).transpose()?;
        let base = self.output.base_year.to_string();
        Ok(Foot { short, ..self.foot_to(figures, "foot.source", &base)? })
    }

    /// What stands under a table made of `figures`: the numbers of its sources, its statuses, and the mark.
    pub fn short_foot<'f>(
        &self,
        figures: impl IntoIterator<Item = &'f Figure>,
    ) -> Result<String, ReportError> {
        let (mut numbers, mut statuses) = (BTreeSet::new(), BTreeSet::new());
        let mut synthetic = false;
        for figure in figures {
            numbers.extend(figure.source.iter().filter_map(|name| self.labels.number_of(name)));
            statuses.insert(figure.status.obs);
            synthetic |= figure.status.synthetic;
        }
        let statuses = self.statuses(&statuses)?;
        let values = [("sources", runs(&numbers)), ("statuses", statuses)];
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let mut text = self.labels.fill("foot.short", &values)?;
        if synthetic {
            text.push(' ');
            text.push_str(self.labels.text("mark.synthetic")?);
        }
        Ok(text)
    }

    /// What stands under outturns and their forecasts, which were made with less than the rest.
    pub fn foot_of_outturns<'f>(
        &self,
        rows: impl IntoIterator<Item = &'f OutturnRow> + Clone,
    ) -> Result<Foot, ReportError> {
        let mut figures = Vec::new();
        for row in rows.clone() {
            figures.extend([outturn_of(row), forecast_of(row)]);
        }
        self.foot_to(&figures, "foot.source-outturns", &vintages(rows))
    }

    /// What stands under figures about years to `base`, by the sentence of `label`.
    pub fn foot_to<'f>(
        &self,
        figures: impl IntoIterator<Item = &'f Figure>,
        label: &str,
        base: &str,
    ) -> Result<Foot, ReportError> {
        let (mut sources, mut statuses) = (BTreeSet::new(), BTreeSet::new());
        let (mut synthetic, mut ranges) = (false, false);
        for figure in figures {
            ranges |= figure.estimate.range().is_some();
            sources.extend(figure.source.iter().map(String::as_str));
            statuses.insert(figure.status.obs);
            synthetic |= figure.status.synthetic;
        }
        let names: Vec<&str> =
            sources.into_iter().map(|name| self.labels.named("resource", name, name)).collect();
        let draws = self.labels.number(self.output.settings.draws as f64, 0);
        Ok(Foot {
            source: self.labels.fill(label, &[("sources", &names.join("; ")), ("base", base)])?,
            status: self.labels.fill(
                if ranges { "foot.status" } else { "foot.status-plain" },
                &[("statuses", &self.statuses(&statuses)?), ("draws", &draws)],
            )?,
            mark: if synthetic {
                Some(self.labels.text("mark.synthetic")?.to_owned())
            } else {
                None
            },
            short: None,
        })
    }
}

/// Numbers of sources with their letter, neighbours drawn together: `S1, S3–S5`; a dash where there are none.
fn runs(numbers: &BTreeSet<usize>) -> String {
    neighbours(numbers.iter().map(|number| u64::try_from(*number).unwrap_or(u64::MAX)), "S")
}

/// Rising numbers, each with a letter before it, neighbours drawn together; a dash where there are none.
pub fn neighbours(numbers: impl IntoIterator<Item = u64>, letter: &str) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let shown = runs.iter().map(|(from, to)| match to - from {
        0 => format!("{letter}{from}"),
        _ => format!("{letter}{from}–{letter}{to}"),
    });
    let all: Vec<String> = shown.collect();
    if all.is_empty() { "–".to_owned() } else { all.join(", ") }
}

/// What a figure rests on, as the report cites it: numbers of its sources; names where they have none.
pub fn cited_sources(labels: &LabelBook, sources: &[String]) -> String {
    let numbers: BTreeSet<usize> =
        sources.iter().filter_map(|name| labels.number_of(name)).collect();
    let unnumbered = sources.iter().filter(|name| labels.number_of(name).is_none());
    let names: BTreeSet<&str> = unnumbered.map(String::as_str).collect();
    let cited = (!numbers.is_empty()).then(|| runs(&numbers));
    let all: Vec<&str> = cited.as_deref().into_iter().chain(names).collect();
    all.join(", ")
}

/// An indicator as a figure; none when its value is missing.
pub fn figure_of(indicator: &Indicator) -> Option<Figure> {
    Some(Figure {
        estimate: indicator.estimate?,
        unit: indicator.unit,
        status: indicator.status,
        source: indicator.source.clone(),
        assumed: 0.0,
    })
}

/// The vintages that outturns are compared with.
pub fn vintages<'r>(rows: impl IntoIterator<Item = &'r OutturnRow>) -> String {
    let all: BTreeSet<String> = rows.into_iter().map(|row| row.vintage.to_string()).collect();
    all.into_iter().collect::<Vec<_>>().join(", ")
}

/// The forecast that an outturn is compared with.
pub fn forecast_of(row: &OutturnRow) -> Figure {
    Figure {
        estimate: Estimate::Range(row.forecast),
        unit: row.unit(),
        status: row.status,
        source: row.source.clone(),
        assumed: 0.0,
    }
}

/// An outturn as a figure.
pub fn outturn_of(row: &OutturnRow) -> Figure {
    let estimate = Estimate::Point { value: row.outturn };
    Figure { estimate, status: row.published, ..forecast_of(row) }
}

/// A source as the report names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cited<'a> {
    /// Who published it.
    pub publisher: &'a str,
    /// Title or number of the table.
    pub dataset: &'a str,
    /// Where the copy was found.
    pub locator: &'a str,
    /// Licence as far as known.
    pub licence: &'a str,
}

/// What stands under a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Foot {
    /// Sources.
    pub source: String,
    /// Statuses, simulations and intervals.
    pub status: String,
    /// The synthetic mark, when any figure needs it.
    pub mark: Option<String>,
    /// Sources by their numbers, and statuses, for a document that lists sources.
    pub short: Option<String>,
}

impl Foot {
    /// All of it in one paragraph.
    pub fn joined(self) -> String {
        let parts = [Some(self.source), Some(self.status), self.mark];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A name as a table prints it: not without end.
pub fn cut(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(LONGEST_NAME).collect();
    short.push_str(crate::font::ELLIPSIS);
    short
}
