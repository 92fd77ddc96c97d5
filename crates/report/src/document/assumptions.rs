//! What the scenarios suppose: settings, parameters, pension ages, growth, each with its basis.

use crate::document::table::Kind::{Numbers, Ranges, Words};
use crate::document::table::{Cell, Table, columns};
use crate::error::ReportError;
use crate::view::View;
use std::collections::BTreeMap;
use suranys_core::run::Measure;
use suranys_core::scenario::{CitedBasis, Scenario};
use suranys_core::{Unit, Year};

/// Assumptions by scenario; what an overlay leaves alone stands once, under the baseline.
pub fn assumption_table(view: View) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    for scenario in &view.output.scenarios {
        let baseline = view.baseline().filter(|b| b.id != scenario.id);
        let name = Cell::Text(view.scenario(scenario).to_owned());
        let mut add = |what: String, value: [Cell; 2], unit: String, basis: [Cell; 2]| {
            let [value, range] = value;
            let [basis, source] = basis;
            rows.push(vec![
                name.clone(),
                Cell::Text(what),
                value,
                range,
                Cell::Text(unit),
                basis,
                source,
            ]);
        };
        let stated = baseline.is_some_and(|b| b.settings == scenario.settings);
        let settings = scenario.laid_down().into_iter().filter(|one| one.key.starts_with("run."));
        for one in settings.filter(|_| !stated) {
            let value = match one.key.as_str() {
                "run.draws" => Cell::Count(scenario.settings.draws),
                _ => Cell::Parameter(one.value),
            };
            let value = [value, Cell::Blank];
            let [name, unit] = named(view, &one.key, &one.key, one.unit);
            add(name, value, unit, basis(view, one.basis)?);
        }
        for (key, p) in &scenario.parameters {
            let stated = baseline.is_some_and(|b| b.parameters.get(key) == Some(p));
            let Some((_, spec)) = scenario.parameter(key).filter(|_| !stated) else { continue };
            let value = [Cell::Parameter(p.value), Cell::ParameterRange(p.low, p.high)];
            let [name, unit] = named(view, key, key, spec.unit);
            let basis = view.labels.text(&format!("basis.{}", p.basis.key()))?;
            let reason = p.reason(view.labels.language());
            add(name, value, unit, [basis, reason].map(|text| Cell::Text(text.to_owned())));
        }
        for (sex, ages) in &scenario.pension_ages {
            let of = view.labels.text(&format!("sex.{}", sex.code()))?;
            let name = format!("{} ({of})", view.measure(Measure::PensionAge)?);
            let unit = view.unit_of_age()?;
            for (years, of) in
                by_basis(view, scenario, &format!("pension_age.{}", sex.code()), ages)
            {
                let value = [Cell::Text(years), Cell::Blank];
                add(name.clone(), value, unit.to_owned(), basis(view, of)?);
            }
        }
        for (section, growth) in &scenario.growth {
            let unit = view.unit(Unit::PercentPerYear)?;
            let key = format!("growth.{section}");
            for (years, of) in by_basis(view, scenario, &key, growth) {
                let value = [Cell::Text(years), Cell::Blank];
                add(key.clone(), value, unit.to_owned(), basis(view, of)?);
            }
        }
    }
    let columns = columns(
        view,
        &[
            ("scenario", 0, Words),
            ("parameter", 5, Words),
            ("value", 0, Numbers),
            ("range", 0, Ranges),
            ("unit", 4, Words),
            ("basis", 4, Words),
            ("source", 8, Words),
        ],
    )?;
    let caption = view.labels.text("table.assumptions.caption")?.to_owned();
    Ok(Table::new(caption, columns, rows))
}

/// Name and unit in the words of the language, as far as its label file has them.
fn named(view: View, key: &str, name: &str, unit: &str) -> [String; 2] {
    [("name", name), ("unit", unit)].map(|(part, other)| {
        view.labels.optional(&format!("parameter.{key}.{part}")).unwrap_or(other).to_owned()
    })
}

/// Basis and source; a scenario stored before it held them has neither.
fn basis(view: View, basis: Option<&CitedBasis>) -> Result<[Cell; 2], ReportError> {
    let Some(basis) = basis else { return Ok([Cell::Missing, Cell::Missing]) };
    let kind = view.labels.text(&format!("basis.{}", basis.basis.key()))?;
    let reason = basis.reason(view.labels.language());
    Ok([kind, reason].map(|text| Cell::Text(text.to_owned())))
}

/// Years with their values, those of one authority together.
fn by_basis<'s>(
    view: View,
    scenario: &'s Scenario,
    key: &str,
    values: &BTreeMap<Year, f64>,
) -> Vec<(String, Option<&'s CitedBasis>)> {
    let mut groups: Vec<(Vec<String>, Option<&CitedBasis>)> = Vec::new();
    for (year, value) in values {
        let stated = format!("{year}: {}", view.labels.parameter(*value));
        let basis = scenario.basis.get(&format!("{key}.{year}"));
        match groups.iter_mut().find(|(_, of)| *of == basis) {
            Some((years, _)) => years.push(stated),
            None => groups.push((vec![stated], basis)),
        }
    }
    groups.into_iter().map(|(years, basis)| (years.join("; "), basis)).collect()
}
