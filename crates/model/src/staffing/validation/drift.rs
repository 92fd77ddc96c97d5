//! Whether shares of sub-major groups in their major group go on as they went: in national surveys of
//! several years, the shares of a year against those of later ones, held or with the trend so far.

use crate::staffing::surveys::by_year;
use crate::staffing::tree::{Level, Tree};
use crate::staffing::validation::scores::{median_size, row};
use crate::tuning::staffing::DRIFT_SHRUNK;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::detailed_occupations::DetailedOccupationInputs;
use suranys_core::numeric::ln;
use suranys_core::occupation_groups::OccupationValidationRow;
use suranys_core::{ObsStatus, Year};

/// Years ahead, and the name of the test of each.
const AHEAD: [(i32, &str); 3] =
    [(1, "shares-one-year-ahead"), (2, "shares-two-years-ahead"), (3, "shares-three-years-ahead")];
/// How a share is forecast, and how much of its mean change so far is added for each year.
const METHODS: [(&str, f64); 2] = [("shares-held", 0.0), ("shares-drift", DRIFT_SHRUNK)];

/// A country's surveys.
struct Surveys {
    /// Persons by year and sub-major group, as far as they are known.
    persons: BTreeMap<Year, Vec<Option<f64>>>,
    /// Years that can't be compared with those before.
    breaks: BTreeSet<Year>,
}

impl Surveys {
    /// Share of a group in its major group; `None` where not all of that is known, or nobody is in it.
    fn share(&self, level: &Level, group: usize, year: Year) -> Option<f64> {
        let persons = self.persons.get(&year)?;
        let siblings = level.children.get(level.parent[group])?.clone();
        let all: f64 = siblings.map(|v| persons[v]).sum::<Option<f64>>()?;
        persons[group].filter(|own| *own > 0.0).map(|own| own / all)
    }

    /// Mean yearly change of the logarithm of a share to a year, breaks left out.
    fn drift(&self, level: &Level, group: usize, to: Year) -> Option<f64> {
        let years = self.persons.range(..=to).map(|(year, _)| *year);
        let changes: Vec<f64> = years
            .filter(|year| !self.breaks.contains(year))
            .filter_map(|year| {
                let before = self.share(level, group, year.previous())?;
                Some(ln(self.share(level, group, year)? / before))
            })
            .collect();
        suranys_core::numeric::mean(&changes)
    }

    /// Errors, in logarithms, of all forecasts so many years ahead with a part of the drift.
    fn errors(&self, level: &Level, years: i32, part: f64) -> Vec<f64> {
        let mut errors = Vec::new();
        for origin in self.persons.keys() {
            let target = origin.plus(years);
            if self.breaks.range(origin.plus(1)..=target).next().is_some() {
                continue;
            }
            errors.extend((0..level.len()).filter_map(|group| {
                let siblings = level.children.get(level.parent[group])?;
                if siblings.len() < 2 {
                    return None;
                }
                let now = self.share(level, group, *origin)?;
                let then = self.share(level, group, target)?;
                let drift = self.drift(level, group, *origin)?;
                Some(part * drift * f64::from(years) - ln(then / now))
            }));
        }
        errors
    }
}

/// Errors of held shares and of shares with a part of their trend, by country and years ahead.
pub(crate) fn shares_ahead(
    known: &DetailedOccupationInputs,
    tree: &Tree,
) -> Vec<OccupationValidationRow> {
    let level = tree.level(2);
    let mut breaks: BTreeMap<&str, BTreeSet<Year>> = BTreeMap::new();
    for ((country, _, year), cell) in known.surveys.iter().flat_map(|table| &table.cells) {
        if cell.observed.status().obs == ObsStatus::Break {
            breaks.entry(country.as_str()).or_default().insert(*year);
        }
    }
    let surveys = |(country, persons): (String, _)| {
        let breaks = breaks.remove(country.as_str()).unwrap_or_default();
        (country, Surveys { persons, breaks })
    };
    let countries: Vec<(String, Surveys)> = by_year(known, tree).into_iter().map(surveys).collect();
    let mut rows = Vec::new();
    for (country, surveys) in &countries {
        for (years, test) in AHEAD {
            for (method, part) in METHODS {
                let errors = surveys.errors(level, years, part);
                if errors.is_empty() {
                    continue;
                }
                rows.push(OccupationValidationRow {
                    subject: country.clone(),
                    cases: errors.len(),
                    median_error: median_size(errors.iter().copied()),
                    ..row(test, method, 2)
                });
            }
        }
    }
    rows
}
