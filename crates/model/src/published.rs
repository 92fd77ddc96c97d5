//! Forecasts that others published, with ours of the same concept and what happened since.
//!
//! They are of hired workers, as their table is by convention; ours are of hired workers where the
//! run has them for the place, and of all employed where it has not.

use crate::accounts::measures::Accounts;
use crate::accounts::stocks::Place;
use crate::accounts::tables::names;
use crate::outturns::Outturns;
use crate::summary::estimate;
use suranys_core::inputs::{Inputs, PublishedKey};
use suranys_core::published::{NotScored, ObservedChange, OwnForecast, PublishedForecast};
use suranys_core::run::{FigureKey, Measure};
use suranys_core::tracked::Tracked;
use suranys_core::unit::Quantity;
use suranys_core::{Observed, YearSpan};

/// Quantities in the package's words.
const OPENINGS: &str = "job-openings";
const EXPANSION: &str = "expansion";
const REPLACEMENT: &str = "replacement";
const RETIREMENT: &str = "retirement";

/// Every published figure that is known, with what happened as far as `all` tells.
pub(crate) fn published(inputs: &Inputs, all: &Inputs) -> Vec<PublishedForecast> {
    let Some(table) = &inputs.published_forecasts else { return Vec::new() };
    let known = |(key, cell): (&PublishedKey, &suranys_core::Cell<suranys_core::Persons>)| {
        let Observed::Value(value, status) = cell.observed else { return None };
        let period = YearSpan::new(key.from, key.to)?;
        Some(PublishedForecast {
            period,
            scenario: key.scenario.clone(),
            quantity: key.quantity.clone(),
            dimension: key.dimension.clone(),
            code: key.code.clone(),
            value: value.get(),
            per_year: value.get() / period.count() as f64,
            status,
            source: key.source.clone(),
            ours: None,
            outturn: outturn(all, key, period),
        })
    };
    table.cells.iter().filter_map(known).collect()
}

/// Sets ours against the published figures of the scenario of the same name.
pub(crate) fn compare(rows: &mut [PublishedForecast], accounts: &Accounts) {
    for row in rows.iter_mut().filter(|row| row.scenario == accounts.scenario.id) {
        row.ours = ours(row, accounts);
    }
}

/// Place of a published figure; `None` of education and the like.
fn place(dimension: &str, code: &str) -> Option<Place> {
    match dimension {
        "total" => Some(Place::Nation),
        "section" => Some(Place::Section(code.to_owned())),
        "region" => Some(Place::Region(code.to_owned())),
        _ => None,
    }
}

fn ours(row: &PublishedForecast, accounts: &Accounts) -> Option<OwnForecast> {
    let place = place(&row.dimension, &row.code)?;
    let measures: &[Measure] = match row.quantity.as_str() {
        OPENINGS => &[Measure::HiredJobOpenings, Measure::JobOpenings],
        EXPANSION => &[Measure::HiredExpansion, Measure::ExpansionDemand],
        REPLACEMENT => &[Measure::HiredReplacement, Measure::ReplacementDemand],
        RETIREMENT => &[Measure::Retirement],
        _ => &[],
    };
    let period = nearest(row.period, &accounts.periods)?;
    let of = |measure: &Measure| {
        let key = place.key(&accounts.scenario.id, *measure, period.from()).until(period.to());
        Some((accounts.value(&key)?, key))
    };
    let (value, key): (Tracked, FigureKey) = measures.iter().find_map(of)?;
    let per_year = &value / &accounts.years_of(period);
    Some(OwnForecast {
        key,
        per_year: estimate(per_year.draws())?,
        status: per_year.status(),
        source: names(per_year.sources()),
        assumed: per_year.assumed(),
    })
}

/// The reporting period that shares the most years with a published one, of several the one whose
/// middle is nearest.
fn nearest(period: YearSpan, reporting: &[YearSpan]) -> Option<YearSpan> {
    let shared = |one: &YearSpan| one.years().filter(|year| period.contains(*year)).count();
    let middle = |one: YearSpan| one.from().0 + one.to().0;
    let apart = |one: &YearSpan| (middle(*one) - middle(period)).abs();
    let order = |a: &&YearSpan, b: &&YearSpan| {
        shared(a).cmp(&shared(b)).then_with(|| apart(b).cmp(&apart(a)))
    };
    reporting.iter().max_by(order).copied()
}

/// Change of employment over the period of a forecast of expansion. No table observes openings or
/// exits.
fn outturn(
    all: &Inputs,
    key: &PublishedKey,
    period: YearSpan,
) -> Result<ObservedChange, NotScored> {
    let place = place(&key.dimension, &key.code).filter(|_| key.quantity == EXPANSION);
    let place = place.ok_or(NotScored::NotObservable)?;
    let ends = [period.from().previous(), period.to()];
    let seen = Outturns(all);
    let hired = ends.map(|year| seen.hired(&place, year));
    let employed = ends.map(|year| seen.employment(&place, year));
    let of = |measure, [before, after]: [Option<crate::outturns::Published>; 2]| {
        let ((before, was), (after, is)) = before.zip(after)?;
        Some(ObservedChange {
            measure,
            per_year: (after - before) / period.count() as f64,
            status: is.worst(was),
        })
    };
    of(Measure::HiredNetChange, hired)
        .or_else(|| of(Measure::NetEmploymentChange, employed))
        .ok_or(NotScored::NotYetKnown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::shaped::{Shape, parts, scenario};
    use std::collections::BTreeMap;
    use suranys_core::{Persons, Status, Table, Year};

    fn span(from: i32, to: i32) -> YearSpan {
        YearSpan::new(Year(from), Year(to)).expect("in order")
    }

    /// Expected values: by hand.
    #[test]
    fn the_nearest_period_shares_most_years() {
        let periods = [span(2023, 2027), span(2026, 2030), span(2031, 2035)];
        let near = |from, to| nearest(span(from, to), &periods);
        assert_eq!(near(2021, 2025), Some(periods[0]));
        assert_eq!(near(2025, 2025), Some(periods[0]));
        // Five years are shared with each of the last two; the middle of the second is nearer.
        assert_eq!(near(2025, 2035), Some(periods[1]));
        assert_eq!(near(2035, 2035), Some(periods[2]));
        assert_eq!(near(2050, 2050), Some(periods[2]));
        assert_eq!(nearest(span(2025, 2025), &[]), None);
    }

    /// What a package publishes is set against the figure of the same place, per year; what no table
    /// observes is not scored. Expected values: by hand, from the employment of the country.
    #[test]
    fn published_figures_meet_ours_and_the_outturn() {
        let shape = Shape {
            sections: vec![(50_000.0, 0.01), (80_000.0, 0.02)],
            regions: vec![0.4, 0.6],
            occupations: vec![(0.5, 0.4), (0.5, 0.6)],
            ripple: 0.01,
        };
        let mut tables = parts(&shape);
        let row = |quantity: &str, dimension: &str, code: &str, from, to| PublishedKey {
            from: Year(from),
            to: Year(to),
            scenario: "baseline".to_owned(),
            quantity: quantity.to_owned(),
            dimension: dimension.to_owned(),
            code: code.to_owned(),
            source: "x".to_owned(),
        };
        let keys = [
            row(OPENINGS, "total", "_T", 2023, 2027),
            row(EXPANSION, "total", "_T", 2018, 2022),
            row(EXPANSION, "total", "_T", 2023, 2027),
            row(OPENINGS, "education", "HE", 2023, 2027),
        ];
        let status = Status::real(suranys_core::ObsStatus::Forecast);
        let cell = |row| suranys_core::Cell {
            observed: Observed::Value(Persons::new(1_000.0).expect("persons"), status),
            row,
            published: Year(2000),
            source: 0,
        };
        let cells: BTreeMap<_, _> = keys.into_iter().zip((2..).map(cell)).collect();
        tables.published_forecasts = Some(Table {
            resource: "published_forecasts".to_owned(),
            path: String::new(),
            cells,
            sources: vec![tables.sources[0].id.clone()],
        });
        let inputs = Inputs::new(tables).expect("tables belong together");
        let scenario = scenario(40);
        let output =
            crate::forecast(&inputs, None, &[scenario], &suranys_core::progress::unfollowed)
                .expect("forecast");
        assert_eq!(output.published.len(), 4);
        for row in &output.published {
            assert_eq!(row.per_year, 200.0);
            assert_eq!(row.ours.is_some(), row.dimension == "total", "{row:?}");
            if row.quantity == OPENINGS {
                assert_eq!(row.outturn, Err(NotScored::NotObservable));
            }
            let Some(ours) = &row.ours else { continue };
            let whole = output.figure(&ours.key).expect("a figure of the run").estimate.central();
            assert!((ours.per_year.central() * 5.0 - whole).abs() < 1e-6);
        }
        let of = |from| {
            let mut rows = output.published.iter();
            let found = rows.find(|r| r.quantity == EXPANSION && r.period.from() == Year(from));
            found.expect("a row").outturn.clone()
        };
        let hired = |year| {
            let key =
                FigureKey::national(suranys_core::run::OBSERVED, Measure::HiredWorkers, Year(year));
            output.figure(&key).expect("published").estimate.central()
        };
        let change = of(2018).expect("the period is over");
        assert_eq!(change.measure, Measure::HiredNetChange);
        assert!((change.per_year - (hired(2022) - hired(2017)) / 5.0).abs() < 1e-9);
        assert_eq!(of(2023), Err(NotScored::NotYetKnown));
    }
}
