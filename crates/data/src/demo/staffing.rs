//! Occupations by unit group for the forecast: what would stand in the tables of a country that
//! publishes them.

use crate::demo::unit_group::{Rows, SOURCE, Unit, cells, rows_of};
use crate::package::descriptor::LABEL;
use crate::package::open::{Package, Row};
use std::collections::BTreeMap;
use suranys_core::numeric::exp;

/// Share of unit groups that an industry group employs, if its major group is employed there.
const EMPLOYS: f64 = 0.4;
/// The published year of the staffing.
const YEAR: &str = "2024";
/// Share of women where the major group's is not known.
const EVEN: f64 = 0.5;

/// By table, its rows.
pub(super) fn tables(package: &Package, units: &[Unit<'_>]) -> BTreeMap<&'static str, Rows> {
    let staffing = staffing(package, units);
    BTreeMap::from([
        ("occupations", occupations(package, units)),
        ("occupation_modelled_group", groups(package, units)),
        ("employment_by_occupation", survey(package, units, &staffing)),
        ("proxy_employment_by_industry_occupation", staffing),
        ("women_share_by_occupation", women(package, units)),
        ("education_occupation", education(package, units)),
    ])
}

/// The rows of a table as they are.
fn kept(package: &Package, name: &str) -> Rows {
    let fields = package.tables.get(name).map(|table| &table.resource.schema.fields);
    let names: Vec<&str> = fields.into_iter().flatten().map(|f| f.name.as_str()).collect();
    rows_of(package, name)
        .map(|row| names.iter().map(|name| row.text(name).to_owned()).collect())
        .collect()
}

/// Major groups, to which the surveys' figures belong, and unit groups, by the names of their
/// classification; in a language in which it has none, by classification and code.
fn occupations(package: &Package, units: &[Unit<'_>]) -> Rows {
    const TABLE: &str = "occupations";
    let mut rows = kept(package, TABLE);
    let classified: BTreeMap<&str, &Row> =
        rows_of(package, "isco08").map(|row| (row.text("id"), row)).collect();
    let fields = package.tables.get(TABLE).map(|table| &table.resource.schema.fields);
    let names: Vec<&str> = fields.into_iter().flatten().map(|f| f.name.as_str()).collect();
    for (place, unit) in units.iter().enumerate() {
        let text = |name: &str| classified.get(unit.id).map_or("", |row| row.text(name));
        let cell = |name: &&str| match *name {
            "edition" => "isco08".to_owned(),
            "order" => (100 + place).to_string(),
            name if name.starts_with(LABEL) && text(name).is_empty() => {
                format!("ISCO-08 {}", text("code"))
            }
            name => text(name).to_owned(),
        };
        rows.push(names.iter().map(cell).collect());
    }
    rows
}

fn groups(package: &Package, units: &[Unit<'_>]) -> Rows {
    // A major group is its own group, as the package has it.
    let mut rows = kept(package, "occupation_modelled_group");
    let targets: BTreeMap<String, String> = rows_of(package, "occupation_modelled_group")
        .map(|row| (row.text("from").to_owned(), row.text("to").to_owned()))
        .collect();
    for unit in units {
        if let Some(target) = targets.get(unit.major) {
            rows.push(cells([unit.id, target, "1", "definition", SOURCE]));
        }
    }
    rows
}

/// The survey's figures of each major group, divided among its unit groups as the staffing has
/// them.
fn survey(package: &Package, units: &[Unit<'_>], staffing: &Rows) -> Rows {
    let mut rows = Rows::new();
    let mut staffed: BTreeMap<&str, f64> = BTreeMap::new();
    for row in staffing {
        if let [_, _, _, unit, value, ..] = row.as_slice() {
            *staffed.entry(unit).or_default() += value.parse().unwrap_or(0.0);
        }
    }
    let share = |unit: &Unit<'_>| staffed.get(unit.id).copied().unwrap_or(0.0);
    for row in rows_of(package, "employment_by_occupation") {
        let text = |name: &str| row.text(name);
        let within: Vec<&Unit<'_>> =
            units.iter().filter(|unit| unit.major == text("occupation")).collect();
        let Some(persons) = text("value").parse::<f64>().ok().filter(|_| !within.is_empty()) else {
            let names = ["year", "edition", "sex", "occupation", "value", "obs_status"];
            let more = ["missing_reason", "source", "note"];
            rows.push(names.iter().chain(&more).map(|name| text(name).to_owned()).collect());
            continue;
        };
        let all: f64 = within.iter().map(|unit| share(unit)).sum();
        for unit in within {
            let value = format!("{:.6}", persons * share(unit) / all);
            let (year, edition, sex) = (text("year"), text("edition"), text("sex"));
            rows.push(cells([year, edition, sex, unit.id, &value, "A", "", SOURCE, ""]));
        }
    }
    rows
}

/// Each industry group's employed of a major group, divided among its unit groups.
fn staffing(package: &Package, units: &[Unit<'_>]) -> Rows {
    let mut rows = Rows::new();
    let of_year = rows_of(package, "proxy_employment_by_industry_occupation")
        .filter(|row| row.text("year") == YEAR);
    for row in of_year {
        let (industry, major) = (row.text("industry_group"), row.text("occupation"));
        let Ok(persons) = row.text("value").parse::<f64>() else { continue };
        let within: Vec<&Unit<'_>> = units.iter().filter(|unit| unit.major == major).collect();
        let employs = |unit: &Unit<'_>| {
            let key = unit.key.with("industry").with(industry);
            let (chance, size) = (key.with("employs").draw(0).uniform(), key.draw(0).normal());
            if chance < EMPLOYS { unit.employed * exp(size) } else { 0.0 }
        };
        let mut weights: Vec<f64> = within.iter().map(|unit| employs(unit)).collect();
        if weights.iter().all(|weight| *weight <= 0.0) {
            weights = within.iter().map(|unit| unit.employed).collect();
        }
        let all: f64 = weights.iter().sum();
        for (unit, weight) in within.iter().zip(weights) {
            let value = format!("{:.6}", persons * weight / all);
            let country = row.text("country");
            rows.push(cells([YEAR, country, industry, unit.id, &value, "A", "", SOURCE, ""]));
        }
    }
    rows
}

/// The major group's share of women, tilted on the scale of odds.
fn women(package: &Package, units: &[Unit<'_>]) -> Rows {
    let table = "women_share_by_occupation";
    let last = rows_of(package, table).map(|row| row.text("year")).max().unwrap_or(YEAR);
    let shares: BTreeMap<&str, f64> = rows_of(package, table)
        .filter(|row| row.text("year") == last)
        .filter_map(|row| Some((row.text("occupation"), row.text("value").parse().ok()?)))
        .collect();
    let of = |unit: &Unit<'_>| {
        let share = shares.get(unit.major).copied().unwrap_or(EVEN);
        let probability = share / (1.0 - share) * exp(unit.normal("women"));
        let share = format!("{:.6}", probability / (1.0 + probability));
        cells([last, unit.id, &share, "A", "", SOURCE, ""])
    };
    units.iter().map(of).collect()
}

/// A level's weight of a major group, divided among its unit groups as they are large; the last
/// takes what rounding leaves.
fn education(package: &Package, units: &[Unit<'_>]) -> Rows {
    const SCALE: f64 = 1e9;
    let mut rows = Rows::new();
    for row in rows_of(package, "education_occupation") {
        let major = row.text("occupation");
        let Ok(weight) = row.text("weight").parse::<f64>() else { continue };
        let within: Vec<&Unit<'_>> = units.iter().filter(|unit| unit.major == major).collect();
        let all: f64 = within.iter().map(|unit| unit.employed).sum();
        let mut left = (weight * SCALE).round();
        for (place, unit) in within.iter().enumerate() {
            let part = (weight * SCALE * unit.employed / all).floor();
            let part = if place + 1 == within.len() { left } else { part };
            left -= part;
            let text = format!("{:.9}", part / SCALE);
            let (education, basis) = (row.text("education"), row.text("basis"));
            rows.push(cells([education, unit.id, &text, "synthetic", basis, SOURCE]));
        }
    }
    rows
}
