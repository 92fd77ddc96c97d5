//! The summary: sentences and the figures that matter most.

use crate::document::block::KeyFigure;
use crate::error::ReportError;
use crate::view::{View, cut};
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode};
use suranys_core::{Sex, Year};

/// How many sections and regions the summary names.
const LARGEST: usize = 3;

/// The median or the one value, as printed.
fn central(view: View, figure: Option<&Figure>, none: &str) -> String {
    figure.map_or(none.to_owned(), |f| view.labels.printed(f.unit, f.estimate.central()))
}

/// Total job openings over the policy period and their two components, in the baseline.
///
/// # Errors
/// When a label is missing.
pub fn key_figures(view: View) -> Result<Vec<KeyFigure>, ReportError> {
    let none = view.labels.text("not-available")?;
    let mut list = Vec::new();
    for measure in [Measure::JobOpenings, Measure::ReplacementDemand, Measure::NetEmploymentChange]
    {
        let figure = view.cumulated(&view.key(view.baseline_id(), measure));
        let range = match figure.and_then(|f| Some((f.unit, f.estimate.range()?))) {
            Some((unit, q)) => view.labels.fill(
                "summary.range",
                &[
                    ("lo80", &view.labels.printed(unit, q.lo80())),
                    ("hi80", &view.labels.printed(unit, q.hi80())),
                ],
            )?,
            None => none.to_owned(),
        };
        let unit = figure.map_or(Ok(""), |f| view.unit(f.unit))?;
        let name = format!("{}, {unit}", view.measure(measure)?);
        list.push(KeyFigure { value: central(view, figure, none), name, range });
    }
    Ok(list)
}

/// The sentences of the summary.
///
/// # Errors
/// When a label is missing.
pub fn sentences(view: View) -> Result<Vec<String>, ReportError> {
    let l = view.labels;
    let none = l.text("not-available")?;
    let period = view.period();
    let cumulated = |scenario: &str, measure| view.cumulated(&view.key(scenario, measure));
    let edge = |f: Option<&Figure>, pick: fn(&suranys_core::Quantiles) -> f64| {
        f.and_then(|f| f.estimate.range().map(|q| l.printed(f.unit, pick(&q))))
            .unwrap_or_else(|| central(view, f, none))
    };
    let base = view.baseline_id();
    let openings = cumulated(base, Measure::JobOpenings);
    let (new, replacement) = (
        cumulated(base, Measure::NetEmploymentChange),
        cumulated(base, Measure::ReplacementDemand),
    );
    let mut lines = vec![
        l.fill(
            "summary.job-openings",
            &[
                ("period", &period.to_string()),
                ("median", &central(view, openings, none)),
                ("lo80", &edge(openings, |q| q.lo80())),
                ("hi80", &edge(openings, |q| q.hi80())),
                ("lo95", &edge(openings, |q| q.lo95())),
                ("hi95", &edge(openings, |q| q.hi95())),
            ],
        )?,
        l.fill(
            "summary.split",
            &[
                ("replacement", &central(view, replacement, none)),
                ("rlo", &edge(replacement, |q| q.lo80())),
                ("rhi", &edge(replacement, |q| q.hi80())),
                ("new", &central(view, new, none)),
                ("nlo", &edge(new, |q| q.lo80())),
                ("nhi", &edge(new, |q| q.hi80())),
            ],
        )?,
    ];
    if let Some((before, year, lowest)) = dip(view) {
        let women = |y: Year| {
            view.output
                .figure(&FigureKey::national(base, Measure::Retirement, y).of_sex(Sex::Female))
        };
        let min = women(lowest);
        lines.push(l.fill(
            "summary.retirement",
            &[
                ("year", &year.to_string()),
                ("before", &central(view, women(before), none)),
                ("lowest", &lowest.to_string()),
                ("minimum", &central(view, min, none)),
                ("llo", &edge(min, |q| q.lo80())),
                ("lhi", &edge(min, |q| q.hi80())),
            ],
        )?);
    }
    if let (Some(sections), Some(regions)) = (
        largest(view, &view.output.sections, FigureKey::in_section)?,
        largest(view, &view.output.regions, FigureKey::in_region)?,
    ) {
        lines.push(l.fill("summary.largest", &[("sections", &sections), ("regions", &regions)])?);
    }
    let mut list = Vec::new();
    for scenario in view.output.scenarios.iter().skip(1) {
        let openings = cumulated(&scenario.id, Measure::JobOpenings);
        list.push(l.fill(
            "summary.scenario-item",
            &[
                ("scenario", view.scenario(scenario)),
                ("median", &central(view, openings, none)),
                ("lo80", &edge(openings, |q| q.lo80())),
                ("hi80", &edge(openings, |q| q.hi80())),
            ],
        )?);
    }
    if !list.is_empty() {
        lines.push(l.fill("summary.scenarios", &[("list", &list.join("; "))])?);
    }
    Ok(lines)
}

/// The year before women's pension age next rises after the base year, the year in which it
/// does, and the year of the rise with the lowest number of retirements of women.
fn dip(view: View) -> Option<(Year, Year, Year)> {
    let base = view.baseline_id();
    let of = |measure, year| {
        view.output
            .figure(&FigureKey::national(base, measure, year).of_sex(Sex::Female))
            .map(|f| f.estimate.central())
    };
    let rises = |year: &Year| {
        *year > view.output.base_year
            && matches!((of(Measure::PensionAge, year.previous()), of(Measure::PensionAge, *year)), (Some(a), Some(b)) if b > a)
    };
    let years: Vec<Year> = view.years().into_iter().filter(rises).collect();
    let first = *years.first()?;
    let lowest = years
        .iter()
        .filter_map(|y| Some((*y, of(Measure::Retirement, *y)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((first.previous(), first, lowest.0))
}

/// The items with the greatest median job openings over the policy period, as a phrase.
fn largest(
    view: View,
    items: &[NamedCode],
    place: fn(FigureKey, &str) -> FigureKey,
) -> Result<Option<String>, ReportError> {
    let key = view.key(view.baseline_id(), Measure::JobOpenings);
    let mut ranked: Vec<(&NamedCode, &Figure)> = items
        .iter()
        .filter_map(|item| Some((item, view.cumulated(&place(key.clone(), &item.code))?)))
        .collect();
    ranked.sort_by(|a, b| b.1.estimate.central().total_cmp(&a.1.estimate.central()));
    let named: Result<Vec<String>, ReportError> = ranked
        .into_iter()
        .take(LARGEST)
        .map(|(item, figure)| {
            let median = view.labels.printed(figure.unit, figure.estimate.central());
            let name = cut(view.short(item));
            view.labels.fill("summary.largest-item", &[("name", &name), ("median", &median)])
        })
        .collect();
    let named = named?;
    Ok(if named.is_empty() { None } else { Some(named.join(", ")) })
}
