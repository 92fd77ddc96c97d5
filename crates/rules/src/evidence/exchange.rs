//! Evidence of the exchange: vacancies against CVs, one measure, one period, free of season.

use std::collections::{BTreeMap, BTreeSet};
use suranys_core::numeric::sum;
use suranys_core::run::Note;
use suranys_core::shortage_list::{
    Amount, Citation, ExchangeFigure, ExchangeMeasure, Fact, Finding, Flow, Quantity,
};
use suranys_core::{ObsStatus, Status};

/// Months in a year.
const MONTHS: usize = 12;

/// Postings of a kind in one whole year.
struct Year<'f> {
    value: f64,
    parts: Vec<&'f ExchangeFigure>,
}

/// Vacancies for each CV of an occupation over the latest whole year that has both.
///
/// A year is the annual flow as published, or else the sum of its twelve monthly flows: over
/// twelve months season cancels, so no seasonal model is needed. A year with fewer months,
/// quarters alone, or a stock on a day is not a year; what there is of it is named.
#[must_use]
pub fn whole_year_ratio(figures: &[ExchangeFigure], occupation: &str) -> Finding {
    let here: Vec<&ExchangeFigure> =
        figures.iter().filter(|f| f.occupation == occupation && f.region.is_none()).collect();
    ratio(&here, occupation, occupation)
}

/// Vacancies and CVs of the latest whole year that has both.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// The year.
    pub year: String,
    /// Vacancies.
    pub vacancies: f64,
    /// CVs.
    pub resumes: f64,
    /// Status, no better than the worst cell's.
    pub status: Status,
    /// The cells they are made from.
    pub cells: Vec<Citation>,
}

impl Counts {
    /// Vacancies for each CV.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.vacancies / self.resumes
    }

    /// Standard error of the logarithm of the ratio, both counts taken as Poisson.
    #[must_use]
    pub fn error(&self) -> f64 {
        (1.0 / self.vacancies + 1.0 / self.resumes).sqrt()
    }

    /// Counts of several places of one year together; none of nothing.
    pub fn sum<'c>(all: impl Iterator<Item = &'c Counts> + Clone) -> Option<Counts> {
        let year = all.clone().map(|counts| counts.year.clone()).max()?;
        Some(Counts {
            year,
            vacancies: sum(all.clone().map(|counts| counts.vacancies)),
            resumes: sum(all.clone().map(|counts| counts.resumes)),
            status: worst(all.clone().map(|counts| counts.status)),
            cells: all.flat_map(|counts| counts.cells.clone()).collect(),
        })
    }
}

/// Counts of an occupation in each region that has both in the latest year in which any has.
#[must_use]
pub fn regional_counts<'f>(
    figures: &'f [ExchangeFigure],
    occupation: &str,
) -> BTreeMap<&'f str, Counts> {
    let mut regions: BTreeMap<&str, Vec<&ExchangeFigure>> = BTreeMap::new();
    for figure in figures.iter().filter(|figure| figure.occupation == occupation) {
        if let Some(region) = &figure.region {
            regions.entry(region).or_default().push(figure);
        }
    }
    let mut all: BTreeMap<&str, Counts> = regions
        .into_iter()
        .filter_map(|(region, figures)| Some((region, counts(&figures)?)))
        .filter(|(_, counts)| counts.vacancies > 0.0 && counts.resumes > 0.0)
        .collect();
    let latest = all.values().map(|counts| counts.year.clone()).max().unwrap_or_default();
    all.retain(|_, counts| counts.year == latest);
    all
}

/// Share of the regions with both figures in which vacancies exceed CVs, and the ratio of each.
#[must_use]
pub fn regional_ratios(figures: &[ExchangeFigure], occupation: &str) -> (Finding, Vec<Fact>) {
    let mut regions: BTreeMap<&str, Vec<&ExchangeFigure>> = BTreeMap::new();
    for f in figures.iter().filter(|f| f.occupation == occupation) {
        if let Some(region) = &f.region {
            regions.entry(region).or_default().push(f);
        }
    }
    let mut facts: Vec<Fact> = Vec::new();
    for (region, figures) in &regions {
        if let Finding::Known(fact) = ratio(figures, occupation, region) {
            facts.push(fact);
        }
    }
    // One period for all: the latest.
    let latest = facts.iter().map(|f| f.period.clone()).max().unwrap_or_default();
    facts.retain(|f| f.period == latest);
    let short = |f: &&Fact| matches!(f.value, Amount::Number(v) if v > 1.0);
    if facts.is_empty() {
        let quantity = Quantity::RegionsShort.key().to_owned();
        let arguments = [("quantity", quantity), ("occupation", occupation.to_owned())];
        return (Finding::Missing(Note::new("missing.regions", arguments)), facts);
    }
    let value = facts.iter().filter(short).count() as f64 / facts.len() as f64;
    let cells = facts.iter().flat_map(|f| f.cells.clone()).collect();
    let status = worst(facts.iter().map(|f| f.status));
    let share = fact(Quantity::RegionsShort, value, occupation, &latest, status, cells);
    (Finding::Known(share), facts)
}

/// The latest figure of a kind that needs no sum: duration, offered wage.
#[must_use]
pub fn latest(
    figures: &[ExchangeFigure],
    occupation: &str,
    measure: ExchangeMeasure,
    quantity: Quantity,
) -> Finding {
    let of = figures
        .iter()
        .filter(|f| f.occupation == occupation && f.region.is_none() && f.measure == measure);
    match of.max_by(|a, b| (&a.period, &a.cell).cmp(&(&b.period, &b.cell))) {
        Some(f) => Finding::Known(Fact {
            unit: f.unit.clone(),
            ..fact(quantity, f.value, occupation, &f.period, f.status, vec![f.cell.clone().into()])
        }),
        None => missing("missing.exchange", quantity, occupation, &[]),
    }
}

fn ratio(figures: &[&ExchangeFigure], occupation: &str, about: &str) -> Finding {
    let quantity = Quantity::VacanciesPerResume;
    let Some(counts) = counts(figures) else {
        return missing("missing.exchange", quantity, occupation, &there(figures));
    };
    if counts.resumes <= 0.0 {
        let arguments = [("quantity", quantity.key()), ("occupation", occupation)];
        let arguments = arguments.map(|(name, value)| (name, value.to_owned()));
        return Finding::Missing(Note::new("missing.no-resumes", arguments));
    }
    let (ratio, Counts { year, status, cells, .. }) = (counts.ratio(), counts);
    Finding::Known(fact(quantity, ratio, about, &year, status, cells))
}

/// Vacancies and CVs of the latest whole year that has both.
fn counts(figures: &[&ExchangeFigure]) -> Option<Counts> {
    let vacancies = years(figures, ExchangeMeasure::Vacancies);
    let resumes = years(figures, ExchangeMeasure::Resumes);
    let both = vacancies.iter().rev().find_map(|(year, v)| Some((year, v, resumes.get(year)?)));
    let (year, v, r) = both?;
    let parts = v.parts.iter().chain(&r.parts);
    Some(Counts {
        year: year.clone(),
        vacancies: v.value,
        resumes: r.value,
        status: worst(parts.clone().map(|f| f.status)),
        cells: parts.map(|f| f.cell.clone().into()).collect(),
    })
}

fn fact(
    quantity: Quantity,
    value: f64,
    about: &str,
    period: &str,
    status: Status,
    cells: Vec<Citation>,
) -> Fact {
    Fact {
        quantity: quantity.key().to_owned(),
        value: Amount::Number(value),
        unit: quantity.unit().to_owned(),
        about: about.to_owned(),
        period: period.to_owned(),
        status,
        cells,
    }
}

/// Whole years of a measure, by year.
fn years<'f>(
    figures: &[&'f ExchangeFigure],
    measure: ExchangeMeasure,
) -> BTreeMap<String, Year<'f>> {
    let mut months: BTreeMap<&str, BTreeMap<&str, &ExchangeFigure>> = BTreeMap::new();
    let mut years = BTreeMap::new();
    for f in figures.iter().filter(|f| f.measure == measure) {
        match f.flow {
            Flow::Monthly => {
                let year = f.period.split('-').next().unwrap_or_default();
                months.entry(year).or_default().insert(&f.period, f);
            }
            Flow::Annual => {
                years.insert(f.period.clone(), Year { value: f.value, parts: vec![*f] });
            }
            Flow::Quarterly | Flow::DayStock => {}
        }
    }
    for (year, of) in months {
        if of.len() == MONTHS {
            let value = sum(of.values().map(|f| f.value));
            let parts = of.into_values().collect();
            years.entry(year.to_owned()).or_insert(Year { value, parts });
        }
    }
    years
}

/// What there is, for a message: measure, kind of count and periods.
fn there(figures: &[&ExchangeFigure]) -> Vec<String> {
    let mut kinds: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for f in figures {
        let name = |list: &[(Flow, &'static str)], flow| {
            list.iter().find(|(known, _)| *known == flow).map_or("", |(_, name)| *name)
        };
        let measure = ExchangeMeasure::ALL.iter().find(|(m, _)| *m == f.measure);
        let measure = measure.map_or("", |(_, name)| *name);
        kinds.entry((measure, name(&Flow::ALL, f.flow))).or_default().insert(&f.period);
    }
    kinds
        .into_iter()
        .map(|((measure, flow), periods)| {
            let periods: Vec<&str> = periods.into_iter().collect();
            format!("{measure} {flow} {}", periods.join(", "))
        })
        .collect()
}

fn missing(key: &str, quantity: Quantity, occupation: &str, there: &[String]) -> Finding {
    let mut arguments =
        vec![("quantity", quantity.key().to_owned()), ("occupation", occupation.to_owned())];
    if there.is_empty() {
        return Finding::Missing(Note::new(&format!("{key}-none"), arguments));
    }
    arguments.push(("there", there.join("; ")));
    Finding::Missing(Note::new(key, arguments))
}

/// The worst of some statuses.
pub fn worst(statuses: impl IntoIterator<Item = Status>) -> Status {
    statuses.into_iter().fold(Status::real(ObsStatus::Normal), Status::worst)
}
