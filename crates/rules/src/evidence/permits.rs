//! Evidence of foreign labour: permits of categories 1 to 3, transfers apart.

use crate::evidence::exchange::worst;
use std::collections::BTreeMap;
use suranys_core::numeric;
use suranys_core::run::Note;
use suranys_core::shortage_list::{Amount, Fact, Finding, PermitCategory, PermitFigure, Quantity};

const THOUSAND: f64 = 1000.0;
const MONTHS_PER_YEAR: f64 = 12.0;
const PERCENT: f64 = 100.0;
const OF_RULES: [PermitCategory; 3] =
    [PermitCategory::Heads, PermitCategory::Units, PermitCategory::Specialists];

/// What a day's count says of some categories.
struct Count<'f> {
    value: f64,
    parts: Vec<&'f PermitFigure>,
}

/// Days on which each of `categories` is counted, with their sum.
fn counts<'f>(
    figures: &'f [PermitFigure],
    occupation: &str,
    categories: &[PermitCategory],
) -> BTreeMap<&'f str, Count<'f>> {
    let mut days: BTreeMap<&str, BTreeMap<PermitCategory, &PermitFigure>> = BTreeMap::new();
    for f in figures.iter().filter(|f| f.occupation == occupation) {
        if categories.contains(&f.category) {
            days.entry(&f.date).or_default().insert(f.category, f);
        }
    }
    days.into_iter()
        .filter(|(_, of)| of.len() == categories.len())
        .map(|(day, of)| {
            let value = numeric::sum(of.values().map(|f| f.value));
            (day, Count { value, parts: of.into_values().collect() })
        })
        .collect()
}

/// Permits per thousand employed, transfers per thousand employed, and the trend of permits.
///
/// Citizens of the Eurasian Economic Union need no permit, so all three understate how much work
/// foreigners do.
#[must_use]
pub fn permits(
    figures: &[PermitFigure],
    occupation: &str,
    employed: Option<&Fact>,
) -> [(Quantity, Finding); 3] {
    let rules = counts(figures, occupation, &OF_RULES);
    let transfers = counts(figures, occupation, &[PermitCategory::Transfers]);
    let missing = |quantity: Quantity, key: &str| {
        let arguments =
            [("quantity", quantity.key().to_owned()), ("occupation", occupation.to_owned())];
        Finding::Missing(Note::new(key, arguments))
    };
    let per_thousand = |counts: &BTreeMap<&str, Count>, quantity: Quantity| {
        let Some((day, count)) = counts.iter().next_back() else {
            return missing(quantity, "missing.permits");
        };
        let Some((employed, stock)) = employed.and_then(|fact| match fact.value {
            Amount::Number(v) if v > 0.0 => Some((fact, v)),
            _ => None,
        }) else {
            return missing(quantity, "missing.employment");
        };
        let cells = count.parts.iter().map(|f| f.cell.clone().into()).chain(employed.cells.clone());
        let status = worst(count.parts.iter().map(|f| f.status).chain([employed.status]));
        Finding::Known(Fact {
            quantity: quantity.key().to_owned(),
            value: Amount::Number(THOUSAND * count.value / stock),
            unit: quantity.unit().to_owned(),
            about: occupation.to_owned(),
            period: (*day).to_owned(),
            status,
            cells: cells.collect(),
        })
    };
    let trend = match (rules.iter().next(), rules.iter().next_back()) {
        (Some((first, a)), Some((last, b))) if first != last && a.value > 0.0 && b.value > 0.0 => {
            months(first, last).filter(|m| *m > 0.0).map(|between| {
                let power = MONTHS_PER_YEAR / between;
                let yearly = numeric::powf(b.value / a.value, power) - 1.0;
                let parts = a.parts.iter().chain(&b.parts);
                Finding::Known(Fact {
                    quantity: Quantity::PermitsTrend.key().to_owned(),
                    value: Amount::Number(PERCENT * yearly),
                    unit: Quantity::PermitsTrend.unit().to_owned(),
                    about: occupation.to_owned(),
                    period: format!("{first} … {last}"),
                    status: worst(parts.clone().map(|f| f.status)),
                    cells: parts.map(|f| f.cell.clone().into()).collect(),
                })
            })
        }
        _ => None,
    };
    [
        (Quantity::PermitsPerThousand, per_thousand(&rules, Quantity::PermitsPerThousand)),
        (Quantity::TransfersPerThousand, per_thousand(&transfers, Quantity::TransfersPerThousand)),
        (
            Quantity::PermitsTrend,
            trend.unwrap_or_else(|| missing(Quantity::PermitsTrend, "missing.permits-trend")),
        ),
    ]
}

/// Months from one ISO day or month to another.
fn months(from: &str, to: &str) -> Option<f64> {
    let month = |text: &str| -> Option<f64> {
        let mut parts = text.split('-');
        let year: f64 = parts.next()?.parse().ok()?;
        let month: f64 = parts.next()?.parse().ok()?;
        Some(year * MONTHS_PER_YEAR + month)
    };
    Some(month(to)? - month(from)?)
}
