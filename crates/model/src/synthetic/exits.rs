//! Tables of exits by section for a synthetic country.

use crate::synthetic::tables::{SOURCE, figure, table};
use std::collections::BTreeMap;
use suranys_core::classification::{Entry, Labels};
use suranys_core::inputs::{Cell, ExitInputs, Inputs, PublishedKey};
use suranys_core::unit::{Persons, Share};
use suranys_core::{AgeGroup, Classification, Code, Year};

/// Exit rate with its weight, and share of older workers, each where it is known.
pub type OccupationExits = (Option<(f64, f64)>, Option<f64>);

/// What is known of exits beyond the nation's.
#[derive(Debug, Clone, Default)]
pub struct Exits {
    /// Of each occupation the exit rate, how much it counts, and the share of older workers.
    pub occupations: Vec<OccupationExits>,
    /// Employed abroad, section by section, by occupation.
    pub staffing: Vec<Vec<f64>>,
    /// Sections with published exits: place, share in those of all, share of hired workers if known.
    pub published: Vec<(usize, f64, Option<f64>)>,
    /// Employed of each region below and from 55 years on.
    pub ages: Vec<(f64, f64)>,
}

/// Share of hired workers among the employed of the nation.
pub const HIRED: f64 = 0.8;
/// Period of the published exits.
pub const PERIOD: (i32, i32) = (2021, 2025);

fn code_of<K: suranys_core::classification::Kind>(
    list: &Classification<K>,
    letter: &str,
    place: usize,
) -> Code<K> {
    list.code(&format!("{letter}{place}")).expect("a code of the synthetic country")
}

/// The country with these tables.
pub fn with_exits(inputs: Inputs, exits: &Exits) -> Inputs {
    let mut parts = inputs.into_parts();
    let names = (0..exits.occupations.len()).map(|n| format!("x{n}"));
    let entries: Vec<Entry> =
        names.map(|n| (n, Labels::default(), Labels::default(), (None, None))).collect();
    let occupations = Classification::new(entries, "_T").expect("codes are distinct");
    let at = Year(2015);
    let (mut rates, mut weights, mut older) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (n, (rate, share)) in exits.occupations.iter().enumerate() {
        let key = (code_of(&occupations, "x", n), at);
        if let Some((rate, weight)) = rate {
            let cell: Cell<Share> = figure(*rate);
            rates.insert(key.clone(), cell);
            let weight: Cell<Share> = figure(*weight);
            weights.insert(key.clone(), weight.observed.value().expect("from 0 to 1"));
        }
        if let Some(share) = share {
            let cell: Cell<Share> = figure(*share);
            older.insert(key, cell);
        }
    }
    let mut staffing = BTreeMap::new();
    for (s, row) in exits.staffing.iter().enumerate() {
        for (n, persons) in row.iter().enumerate() {
            let section = code_of(&parts.sections, "S", s);
            let cell: Cell<Persons> = figure(*persons);
            staffing.insert(("YY".to_owned(), section, code_of(&occupations, "x", n), at), cell);
        }
    }
    let (mut published, mut hired_shares) = (BTreeMap::new(), BTreeMap::new());
    let key = |dimension: &str, code: &str| PublishedKey {
        from: Year(PERIOD.0),
        to: Year(PERIOD.1),
        scenario: "baseline".to_owned(),
        quantity: "replacement".to_owned(),
        dimension: dimension.to_owned(),
        code: code.to_owned(),
        source: SOURCE.to_owned(),
    };
    let all = 1e5;
    for (s, share, hired) in &exits.published {
        let section = code_of(&parts.sections, "S", *s);
        published.insert(key("total", "_T"), figure(all));
        published.insert(key("section", section.as_str()), figure(all * share));
        if let Some(hired) = hired {
            let cell: Cell<Share> = figure(*hired);
            hired_shares.insert(section, cell);
        }
    }
    let nation = parts.regions.total().expect("regions have a total").clone();
    let total = parts.sections.total().expect("sections have a total").clone();
    let employed = parts.employment_by_section.cells.iter();
    let hired = employed
        .filter(|((code, _), _)| *code == total)
        .filter_map(|((_, year), cell)| {
            let persons = suranys_core::unit::Quantity::get(cell.observed.value()?);
            Some(((nation.clone(), *year), figure(HIRED * persons)))
        })
        .collect();
    parts.regional.hired = Some(table("hired_workers_by_region", hired));
    if !exits.ages.is_empty() {
        let mut cells = BTreeMap::new();
        let (young, old) = (AgeGroup::new(15, Some(54)), AgeGroup::new(55, None));
        let (young, old) = (young.expect("in order"), old.expect("in order"));
        for (r, (below, from)) in exits.ages.iter().enumerate() {
            let region = code_of(&parts.regions, "R", r);
            cells.insert((region.clone(), young, at), figure(*below));
            cells.insert((region, old, at), figure(*from));
        }
        parts.regional.employed_by_age = Some(table("employment_by_region_age", cells));
    }
    parts.published_forecasts = Some(table("published_forecasts", published));
    parts.exits = Some(ExitInputs {
        rates: Some(table("exit_rates_by_occupation", rates)),
        weights,
        older: Some(table("older_workers_by_occupation", older)),
        staffing: table("proxy_employment_by_section_occupation", staffing),
        hired_shares: Some(table("hired_share_by_section", hired_shares)),
        occupations,
    });
    Inputs::new(parts).expect("tables that belong together")
}
