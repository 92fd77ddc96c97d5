//! What is said of demand in sentences, and the figures that matter most.

use crate::display::{Scale, lower};
use crate::document::block::KeyFigure;
use crate::error::ReportError;
use crate::view::{View, cut};
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode};
use suranys_core::{Quantiles, Sex, Year};

/// How many sections and regions are named.
const LARGEST: usize = 3;

/// The median or the one value, as printed.
pub fn central(view: View, figure: Option<&Figure>, none: &str) -> String {
    figure.map_or(none.to_owned(), |f| view.labels.printed(f.unit, f.estimate.central()))
}

/// Published years whose unemployment rates the forecast's are set against.
const PAST: usize = 10;

/// Total job openings of hired workers, where they are known, and of all employed over the policy
/// period, replacement demand, and the unemployment rate implied at its end, in the baseline.
///
/// # Errors
/// When a label is missing.
pub fn key_figures(view: View) -> Result<Vec<KeyFigure>, ReportError> {
    let none = view.labels.text("not-available")?;
    let mut list = Vec::new();
    for measure in [
        Measure::HiredJobOpenings,
        Measure::JobOpenings,
        Measure::ReplacementDemand,
        Measure::UnemploymentRate,
    ] {
        let key = view.key(view.baseline_id(), measure);
        let figure = view.of_period(&key, view.period());
        let when = match measure.of_one_year() {
            true => view.period().to().to_string(),
            false => view.period().to_string(),
        };
        // Hired workers and the labour force are not known of every country.
        if figure.is_none() && (measure.of_hired() || measure.of_one_year()) {
            continue;
        }
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
        let name = format!("{}, {when}, {unit}", view.measure(measure)?);
        list.push(KeyFigure { value: central(view, figure, none), name, range });
    }
    Ok(list)
}

/// A bound of a figure's range, or its one value.
pub fn edge(
    view: View,
    figure: Option<&Figure>,
    none: &str,
    pick: fn(&Quantiles) -> f64,
) -> String {
    figure.map_or(none.to_owned(), |f| view.labels.printed(f.unit, bound(f, pick)))
}

/// Median and bounds of a figure for the places of a sentence, and the word for what they are counted in.
///
/// # Errors
/// When a label is missing.
pub fn figure_places(
    view: View,
    figure: Option<&Figure>,
    none: &str,
) -> Result<[(&'static str, String); 6], ReportError> {
    let scale = figure.map_or(Scale::Displayed, |f| Scale::of(f.unit, f.estimate.central()));
    let printed = |pick: fn(&Figure) -> f64| {
        figure.map_or(none.to_owned(), |f| view.labels.scaled(scale, f.unit, pick(f)))
    };
    Ok([
        ("scale", view.labels.text(scale.label())?.to_owned()),
        ("median", printed(|f| f.estimate.central())),
        ("lo80", printed(|f| bound(f, |q| q.lo80()))),
        ("hi80", printed(|f| bound(f, |q| q.hi80()))),
        ("lo95", printed(|f| bound(f, |q| q.lo95()))),
        ("hi95", printed(|f| bound(f, |q| q.hi95()))),
    ])
}

/// A bound of a figure's range, or its one value.
fn bound(figure: &Figure, pick: fn(&Quantiles) -> f64) -> f64 {
    let range = figure.estimate.range();
    range.map_or(figure.estimate.central(), |q| pick(&q))
}

pub fn sentence(
    view: View,
    key: &str,
    stated: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<String, ReportError> {
    let stated: Vec<(&str, String)> = stated.into_iter().collect();
    let stated: Vec<(&str, &str)> = stated.iter().map(|(n, text)| (*n, text.as_str())).collect();
    view.labels.fill(key, &stated)
}

/// What is said of job openings and the net requirement.
///
/// # Errors
/// When a label is missing.
pub fn sentences(view: View) -> Result<Vec<String>, ReportError> {
    let l = view.labels;
    let none = l.text("not-available")?;
    let base = view.baseline_id();
    let cumulated = |scenario: &str, measure| view.cumulated(&view.key(scenario, measure));
    let mut lines = Vec::new();
    for (measure, first, next) in [
        (Measure::HiredJobOpenings, "summary.hired-job-openings", "summary.hired-next"),
        (Measure::JobOpenings, "summary.job-openings", "summary.next"),
    ] {
        let key = view.key(base, measure);
        for period in view.periods() {
            let figure = view.over(&key, period);
            // The sentence on all employed stands in every report, the others where known.
            if figure.is_none() && (measure.of_hired() || period != view.period()) {
                continue;
            }
            let key = if period == view.period() { first } else { next };
            let when = [("period", period.to_string())];
            lines.push(sentence(
                view,
                key,
                when.into_iter().chain(figure_places(view, figure, none)?),
            )?);
        }
    }
    let (new, replacement) =
        (cumulated(base, Measure::ExpansionDemand), cumulated(base, Measure::ReplacementDemand));
    lines.push(l.fill(
        "summary.split",
        &[
            ("replacement", &central(view, replacement, none)),
            ("rlo", &edge(view, replacement, none, |q| q.lo80())),
            ("rhi", &edge(view, replacement, none, |q| q.hi80())),
            ("new", &central(view, new, none)),
            ("nlo", &edge(view, new, none, |q| q.lo80())),
            ("nhi", &edge(view, new, none, |q| q.hi80())),
        ],
    )?);
    lines.extend(net_requirement(view, none)?);
    if let (Some(sections), Some(regions)) = (
        largest(view, &view.output.sections, FigureKey::in_section, lower)?,
        largest(view, &view.output.regions, FigureKey::in_region, str::to_owned)?,
    ) {
        lines.push(l.fill("summary.largest", &[("sections", &sections), ("regions", &regions)])?);
    }
    Ok(lines)
}

/// Job openings in the other scenarios, counted as `key` counts them, with those of the first; none where
/// there are no others.
///
/// # Errors
/// When a label is missing.
pub fn scenarios_sentence(view: View, key: &FigureKey) -> Result<Option<String>, ReportError> {
    let none = view.labels.text("not-available")?;
    let Some(first) = view.output.scenarios.first() else { return Ok(None) };
    let mut list = Vec::new();
    for scenario in view.output.scenarios.iter().skip(1) {
        let openings = view.cumulated(&FigureKey { scenario: scenario.id.clone(), ..key.clone() });
        let name = [("scenario", lower(view.scenario(scenario)))];
        let stated = name.into_iter().chain(figure_places(view, openings, none)?);
        list.push(sentence(view, "summary.scenario-item", stated)?);
    }
    if list.is_empty() {
        return Ok(None);
    }
    let stated = [
        ("what", population(view, key)?.to_owned()),
        ("period", view.period().to_string()),
        ("list", list.join("; ")),
        ("scenario", lower(view.scenario(first))),
    ];
    let own = figure_places(view, view.cumulated(key), none)?;
    sentence(view, "summary.scenarios", stated.into_iter().chain(own)).map(Some)
}

/// The word for those whom a measure counts: hired workers, or all employed.
///
/// # Errors
/// When a label is missing.
pub fn population<'v>(view: View<'v>, key: &FigureKey) -> Result<&'v str, ReportError> {
    let hired = key.measure.of_hired();
    view.labels.text(if hired { "population.hired" } else { "population.employed" })
}

/// Net requirement in the first year ahead and at the ends of the reporting periods.
fn net_requirement(view: View, none: &str) -> Result<Option<String>, ReportError> {
    let key = view.key(view.baseline_id(), Measure::NetRequirement);
    let first = view.output.base_year.plus(1);
    let mut years: Vec<Year> = view.periods().iter().map(|period| period.to()).collect();
    years.insert(0, first);
    years.dedup();
    let mut list = Vec::new();
    for year in years {
        let Some(figure) = view.in_year(&key, year) else { continue };
        let when = [("year", year.to_string())];
        let stated = when.into_iter().chain(figure_places(view, Some(figure), none)?);
        list.push(sentence(view, "summary.net-requirement-item", stated)?);
    }
    if list.is_empty() {
        return Ok(None);
    }
    let list = list.join("; ");
    view.labels.fill("summary.net-requirement", &[("list", &list)]).map(Some)
}

/// Unemployment that the forecast implies at the period's end, against the published past.
pub fn unemployment(view: View, none: &str) -> Result<Option<String>, ReportError> {
    let year = view.period().to();
    let key = view.key(view.baseline_id(), Measure::UnemploymentRate);
    let Some(figure) = view.in_year(&key, year) else { return Ok(None) };
    let mut past = view.history(Measure::UnemploymentRate, None, None);
    past.drain(..past.len().saturating_sub(PAST));
    let order = |a: &&(Year, &Figure), b: &&(Year, &Figure)| {
        a.1.estimate.central().total_cmp(&b.1.estimate.central())
    };
    let (Some(first), Some(last)) = (past.first(), past.last()) else { return Ok(None) };
    let (low, high) = (past.iter().min_by(order), past.iter().max_by(order));
    let when = [
        ("year", year.to_string()),
        ("from", first.0.to_string()),
        ("to", last.0.to_string()),
        ("low", central(view, low.map(|(_, figure)| *figure), none)),
        ("high", central(view, high.map(|(_, figure)| *figure), none)),
    ];
    let stated = when.into_iter().chain(figure_places(view, Some(figure), none)?);
    sentence(view, "summary.unemployment", stated).map(Some)
}

/// The dip in women's retirements that a rise of their pension age makes.
///
/// # Errors
/// When a label is missing.
pub fn retirement_dip(view: View) -> Result<Option<String>, ReportError> {
    let places = dip_places(view)?;
    places.map(|stated| sentence(view, "summary.retirement", stated)).transpose()
}

/// What a sentence on that dip states: the year of the rise, the year of the lowest number, and the numbers.
///
/// # Errors
/// When a label is missing.
pub fn dip_places(view: View) -> Result<Option<[(&'static str, String); 6]>, ReportError> {
    let none = view.labels.text("not-available")?;
    let Some((before, year, lowest)) = dip(view) else { return Ok(None) };
    let key = view.key(view.baseline_id(), Measure::Retirement).of_sex(Sex::Female);
    let min = view.in_year(&key, lowest);
    Ok(Some([
        ("year", year.to_string()),
        ("before", central(view, view.in_year(&key, before), none)),
        ("lowest", lowest.to_string()),
        ("minimum", central(view, min, none)),
        ("llo", edge(view, min, none, |q| q.lo80())),
        ("lhi", edge(view, min, none, |q| q.hi80())),
    ]))
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
    called: fn(&str) -> String,
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
            let name = called(&cut(view.short(item)));
            view.labels.fill("summary.largest-item", &[("name", &name), ("median", &median)])
        })
        .collect();
    let named = named?;
    Ok(if named.is_empty() { None } else { Some(named.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::lower;

    #[test]
    fn a_name_in_a_sentence_begins_small_unless_it_is_an_abbreviation() {
        assert_eq!(lower("Civil engineers"), "civil engineers");
        assert_eq!(lower("ИТ-специалисты"), "ИТ-специалисты");
        assert_eq!(lower("Врачи"), "врачи");
        assert_eq!(lower(""), "");
    }
}
