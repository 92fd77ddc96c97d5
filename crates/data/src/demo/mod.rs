//! A synthetic package and run, in depth that no public table has: figures for every unit group.
//! What the package has for sections and regions is taken over from a real one.
//!
//! Nothing here is estimated from anything. Numbers are drawn from a seed, and bear the synthetic
//! mark in four places that do not depend on each other: the package's descriptor, each table's
//! descriptor, the source of every row, and the status of every figure of the run.

mod staffing;
mod unit_group;

use crate::demo::unit_group::{Rows, SOURCE, Unit, cells, rows_of};
use crate::load_error::LoadError;
use crate::package::assemble::TOTAL;
use crate::package::open::{CannotRun, Package, label_file};
use crate::store::edition::manifest_file;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suranys_core::numeric::{exp, sum};
use suranys_core::provenance::{Fingerprint, sha256_hex};
use suranys_core::run::{EditionSpec, Extent, Measure, RunIdentity, RunManifest};
use suranys_core::scenario::RunSettings;
use suranys_core::table::{Column, ResultTable};
use suranys_core::{Key, Quantiles, Year, YearSpan};

/// Folder of the synthetic run next to the package.
pub const SYNTHETIC_RUN: &str = "run";
const PACKAGE: &str = "package";
const SCENARIO_FOLDER: &str = "scenarios";
/// Scenarios of the synthetic run, and by how much the shortages of each are wider overall, as a
/// share of the employed. They share their draws.
const SCENARIOS: [(&str, f64); 3] =
    [("baseline", 0.0), ("optimistic", 0.02), ("pessimistic", -0.02)];
/// How far a scenario moves one unit group more than another, as a share of the employed.
const APART: f64 = 0.03;
const DRAWS: usize = 1000;
const PERIOD: (i32, i32) = (2023, 2027);
/// Professionals, a major group of ISCO-08.
const PROFESSIONALS: &str = "isco08:2";
/// Tables of the real package that are left out: figures of occupations and professions that would
/// stand next to synthetic ones.
const LEFT_OUT: [&str; 1] = ["unfilled_posts"];

/// Files of a synthetic package under `package/` and a synthetic run under `run/`, for the
/// classifications of the package in `base`.
///
/// # Errors
/// When `base` can't be read, or misses a table of words that the synthetic one needs.
pub fn synthetic_package(base: &Path, seed: u64) -> Result<Vec<(String, Vec<u8>)>, LoadError> {
    let package = Package::open(base)?;
    let broken = |why: String| {
        LoadError::CannotRun(CannotRun::Descriptor {
            path: base.display().to_string(),
            why: why.into(),
        })
    };
    let descriptor = crate::ordinary::read(&base.join(crate::package::open::DESCRIPTOR))
        .map_err(|e| broken(e.to_string()))
        .and_then(|bytes| serde_json::from_slice(&bytes).map_err(|e| broken(e.to_string())))?;
    let units = units(&package, seed);
    let nation = package.descriptor.suranys.country.as_deref().unwrap_or(TOTAL);
    let regions: Vec<&str> = rows_of(&package, "regions")
        .filter(|r| r.text("valid_to").is_empty() && r.text("code") != nation)
        .map(|r| r.text("code"))
        .collect();
    let mut made: BTreeMap<&str, Rows> = crate::demo::staffing::tables(&package, &units);
    let (exchange, duration, wage) = exchange(&units, nation, &regions);
    made.insert("exchange_by_occupation", exchange);
    made.insert("exchange_duration_by_occupation", duration);
    made.insert("exchange_wage_by_occupation", wage);
    made.insert("foreign_labour_permits_by_occupation", permits(&units));
    let (nominations, consultation) = procedure(&units, &package);
    made.insert("nominations", nominations);
    made.insert("consultation", consultation);
    let mut files = package_files(base, &package, descriptor, made).map_err(broken)?;
    files.extend(scenario_files(base).map_err(broken)?);
    files.extend(run_files(&units, seed).map_err(broken)?);
    files.sort();
    Ok(files)
}

fn units<'p>(package: &'p Package, seed: u64) -> Vec<Unit<'p>> {
    const UNIT_GROUP: &str = "4";
    let parents: BTreeMap<&str, &str> =
        rows_of(package, "isco08").map(|r| (r.text("id"), r.text("parent"))).collect();
    let major = |id: &'p str| {
        let mut at = id;
        while let Some(parent) = parents.get(at).filter(|p| !p.is_empty()) {
            at = parent;
        }
        at
    };
    let grouped: BTreeSet<&str> =
        rows_of(package, "isco08_national_group").map(|r| r.text("from")).collect();
    rows_of(package, "isco08")
        .filter(|r| r.text("level") == UNIT_GROUP)
        .filter_map(|r| {
            let id = r.text("id");
            // Groups without a national group, the armed forces, are not forecast.
            let major = major(id);
            if !grouped.contains(major) {
                return None;
            }
            let key = Key::new(seed).with("synthetic").with(id);
            let unit = Unit {
                id,
                major,
                professional: major == PROFESSIONALS,
                employed: 0.0,
                tightness: 0.0,
                key,
            };
            let (size, tightness) = (unit.normal("size"), unit.normal("tightness"));
            Some(Unit { employed: (8000.0 * exp(size)).round().max(50.0), tightness, ..unit })
        })
        .collect()
}

/// Monthly flows of the country, annual flows of the regions, durations and wages. A tenth of
/// the unit groups has none, and some have a month missing.
fn exchange(units: &[Unit], nation: &str, regions: &[&str]) -> (Rows, Rows, Rows) {
    let (mut flows, mut durations, mut wages) = (Rows::new(), Rows::new(), Rows::new());
    for unit in units.iter().filter(|u| u.uniform("on the exchange") > 0.1) {
        let posted = |measure: &str, sign: f64| {
            0.15 * unit.employed * exp(sign * 0.35 * unit.tightness + 0.2 * unit.normal(measure))
        };
        let a_month_is_missing = unit.uniform("lacks a month") < 0.05;
        for (measure, sign, sensitivity) in [("vacancies", 1.0, 0.2), ("resumes", -1.0, 0.35)] {
            let year = posted(measure, sign);
            let mut row = |period: &str, flow: &str, region: &str, value: f64| {
                // The table counts in thousands.
                let value = format!("{:.3}", value.max(1.0) / 1000.0);
                flows.push(cells([
                    period, flow, region, unit.id, measure, &value, "A", "", SOURCE, "",
                ]));
            };
            for month in 1..=12 {
                if a_month_is_missing && month == 5 {
                    continue;
                }
                // July is the peak of the year.
                let season = 1.0 + sensitivity * (1.0 - (f64::from(month) - 7.0).abs() / 3.0);
                row(&format!("2025-{month:02}"), "monthly_flow", nation, year * season / 12.0);
            }
            for region in regions {
                let tilt = unit.key.with(measure).with(region).draw(0).normal();
                let part = year / regions.len() as f64 * exp(0.4 * tilt);
                row("2025", "annual_flow", region, part);
            }
        }
        let days = format!("{:.0}", 30.0 * exp(0.3 * unit.tightness));
        durations.push(cells(["2025", nation, unit.id, &days, "A", "", SOURCE, ""]));
        let wage =
            format!("{:.0}", 300_000.0 * exp(0.1 * unit.tightness + 0.2 * unit.normal("wage")));
        wages.push(cells(["2025", nation, unit.id, &wage, "A", "", SOURCE, ""]));
    }
    (flows, durations, wages)
}

fn permits(units: &[Unit]) -> Rows {
    let mut rows = Rows::new();
    for unit in units.iter().filter(|u| u.uniform("in the permit system") > 0.1) {
        let all = unit.employed / 1000.0 * exp(0.5 * unit.tightness + 0.5 * unit.normal("permits"));
        let growth = exp(0.1 * unit.normal("growth"));
        for (date, factor) in [("2023-11-01", 1.0), ("2025-11-01", growth)] {
            for (category, share) in [("cat1", 0.1), ("cat2", 0.3), ("cat3", 0.6), ("ict", 0.4)] {
                let value = format!("{:.0}", all * factor * share);
                rows.push(cells([date, category, unit.id, &value, "A", "", SOURCE, ""]));
            }
        }
    }
    rows
}

/// Proposals of ministries, most where people are short and some where they are not, and what the
/// consulted bodies say of them.
fn procedure(units: &[Unit], package: &Package) -> (Rows, Rows) {
    let of_kind = |kind: &str| -> Vec<&str> {
        rows_of(package, "bodies")
            .filter(|r| r.text("kind") == kind)
            .map(|r| r.text("id"))
            .collect()
    };
    let (ministries, regions) = (of_kind("state_body"), of_kind("regional_government"));
    let (chamber, authority) = (of_kind("chamber"), of_kind("authority"));
    let (mut nominations, mut register) = (Rows::new(), Rows::new());
    let pick = |unit: &Unit, name: &str, list: &[&str]| -> String {
        let at = unit.key.with(name).draw(0).below(list.len());
        list.get(at).copied().unwrap_or_default().to_owned()
    };
    for unit in units.iter().filter(|u| u.professional) {
        if unit.uniform("proposed") > 0.15 + 0.2 * unit.tightness.max(0.0) {
            continue;
        }
        let body = pick(unit, "ministry", &ministries);
        let reason = "synthetic reason";
        let document = "synthetic letter";
        nominations.push(cells([unit.id, &body, "2025-01-15", document, reason, SOURCE]));
        let mut say = |body: &str, position: &str, date: &str| {
            register.push(cells([unit.id, body, position, date, document, reason, SOURCE]));
        };
        say(&body, "propose", "2025-01-15");
        let mut agreed = true;
        for (name, list) in
            [("state", &ministries), ("regional_government", &regions), ("chamber", &chamber)]
        {
            let chance = unit.uniform(name) + 0.1 * unit.tightness;
            let (position, date) = match chance {
                l if l > 0.25 => ("agree", "2025-02-03"),
                l if l > 0.15 => ("amend", "2025-02-04"),
                l if l > 0.05 => ("disagree", "2025-02-05"),
                _ => {
                    agreed = false;
                    continue;
                }
            };
            agreed &= position == "agree";
            say(&pick(unit, name, list), position, date);
        }
        if agreed && unit.uniform("approved") > 0.5 {
            let by = authority.first().copied().unwrap_or_default();
            say(by, "approve", "2025-03-01");
            if unit.uniform("published") > 0.3 {
                say(by, "publish", "2025-03-10");
            }
        }
    }
    (nominations, register)
}

fn csv_bytes(header: &[String], rows: &Rows) -> Result<Vec<u8>, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(|e| e.to_string())?;
    for row in rows {
        writer.write_record(row).map_err(|e| e.to_string())?;
    }
    writer.into_inner().map_err(|e| e.to_string())
}

fn package_files(
    base: &Path,
    package: &Package,
    mut descriptor: Value,
    made: BTreeMap<&str, Rows>,
) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut files = Vec::new();
    let mut kept = Vec::new();
    let resources = descriptor.get("resources").and_then(Value::as_array).cloned();
    for mut resource in resources.unwrap_or_default() {
        let text = |key: &str| resource.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
        let (name, path) = (text("name"), text("path"));
        let rows = made.get(name.as_str());
        let bytes = if let Some(rows) = rows {
            let fields = package.tables.get(&name).map(|t| &t.resource.schema.fields);
            let header: Vec<String> =
                fields.into_iter().flatten().map(|field| field.name.clone()).collect();
            csv_bytes(&header, rows).map_err(|e| format!("`{name}`: {e}"))?
        } else if !LEFT_OUT.contains(&name.as_str()) {
            let mut bytes =
                crate::ordinary::read(&base.join(&path)).map_err(|e| format!("`{path}`: {e}"))?;
            if name == "sources" {
                let row = format!(
                    "{SOURCE},Suranys,Synthetic figures,drawn from a seed,2026,synthetic,Not for use\n"
                );
                bytes.extend(row.into_bytes());
            }
            bytes
        } else {
            continue;
        };
        if let Some(object) = resource.as_object_mut() {
            object.insert("bytes".to_owned(), bytes.len().into());
            object.insert("hash".to_owned(), format!("sha256:{}", sha256_hex(&bytes)).into());
            if rows.is_some() {
                let ours =
                    object.entry("suranys").or_insert_with(|| Value::Object(Default::default()));
                if let Some(ours) = ours.as_object_mut() {
                    ours.insert("synthetic".to_owned(), true.into());
                }
            }
        }
        files.push((format!("{PACKAGE}/{path}"), bytes));
        kept.push(resource);
    }
    let names = |resource: &Value| resource.get("name").and_then(Value::as_str).map(str::to_owned);
    let there: Vec<String> = kept.iter().filter_map(names).collect();
    if let Some(missing) = made.keys().find(|name| !there.iter().any(|known| known == *name)) {
        return Err(format!("it has no table `{missing}`"));
    }
    if let Some(object) = descriptor.as_object_mut() {
        object.insert("name".to_owned(), "synthetic".into());
        object.insert("title".to_owned(), "SYNTHETIC: not for use".into());
        // What the package says of its country stays as it is.
        let own = object.entry("suranys").or_insert_with(|| Value::Object(Default::default()));
        if let Some(own) = own.as_object_mut() {
            own.insert("synthetic".to_owned(), Value::Bool(true));
        }
        object.insert("resources".to_owned(), kept.into());
    }
    let words = package.labels.iter();
    files.extend(words.map(|(language, text)| {
        (format!("{PACKAGE}/{}", label_file(language)), text.clone().into_bytes())
    }));
    let json = serde_json::to_vec_pretty(&descriptor).map_err(|e| e.to_string())?;
    files.push((format!("{PACKAGE}/{}", crate::package::open::DESCRIPTOR), json));
    Ok(files)
}

/// The scenarios that lie next to the package.
fn scenario_files(base: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let Some(folder) = base.parent().map(|neighbour| neighbour.join(SCENARIO_FOLDER)) else {
        return Ok(Vec::new());
    };
    let unreadable = |e: std::io::Error| format!("`{}`: {e}", folder.display());
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(unreadable(e)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".toml") {
            files.push((
                format!("{SCENARIO_FOLDER}/{name}"),
                crate::ordinary::read(&entry.path()).map_err(unreadable)?,
            ));
        }
    }
    Ok(files)
}

/// A figure of the run's tables.
struct FigureRow {
    scenario: &'static str,
    measure: &'static str,
    occupation: String,
    to: i32,
    unit: &'static str,
    quantiles: Option<Quantiles>,
    median: f64,
}

fn run_files(units: &[Unit], seed: u64) -> Result<Vec<(String, Vec<u8>)>, String> {
    let (mut cover, mut employment) = (Vec::new(), Vec::new());
    let shared = Key::new(seed).with("synthetic").with("economy").streams();
    let economy: Vec<f64> = (0..DRAWS).map(|d| shared.draw(d).normal()).collect();
    let rows: Vec<(&str, usize)> =
        SCENARIOS.iter().flat_map(|(name, _)| (0..DRAWS).map(move |draw| (*name, draw))).collect();
    let mut columns = vec![
        ("scenario".to_owned(), Column::Text(rows.iter().map(|r| r.0.to_owned()).collect())),
        ("draw".to_owned(), Column::Integer(rows.iter().map(|r| Some(r.1 as i64)).collect())),
    ];
    // One in twenty is not forecast.
    let forecast: Vec<&Unit> = units.iter().filter(|u| u.uniform("forecast") > 0.05).collect();
    let mut drawn: Vec<Vec<Option<f64>>> = vec![Vec::new(); forecast.len()];
    for (scenario, shift) in SCENARIOS {
        for (unit, drawn) in forecast.iter().zip(&mut drawn) {
            let own = unit.key.with("gap").streams();
            let moved = match shift {
                0.0 => 0.0,
                shift => shift + APART * unit.normal(scenario),
            };
            let draws: Vec<f64> = economy
                .iter()
                .enumerate()
                .map(|(d, common)| {
                    let noise = 0.02 * common + 0.04 * own.draw(d).normal();
                    let share = 0.05 * unit.tightness + noise + moved;
                    (unit.employed * share * 10.0).round() / 10.0
                })
                .collect();
            let quantiles = Quantiles::of(&draws).ok_or("draws are not finite")?;
            let above = draws.iter().filter(|g| **g > 0.0).count() as f64 / DRAWS as f64;
            let row = |measure, to, unit_key, quantiles, median| FigureRow {
                scenario,
                measure,
                occupation: unit.id.to_owned(),
                to,
                unit: unit_key,
                quantiles,
                median,
            };
            let cumulated = "persons-cumulated";
            let median = quantiles.median();
            let shortage = Measure::RelativeShortage.key();
            cover.push(row(shortage, PERIOD.1, cumulated, Some(quantiles), median));
            cover.push(row(Measure::TightnessProbability.key(), PERIOD.1, "share", None, above));
            employment.push(row("employment", PERIOD.0, "persons", None, unit.employed));
            drawn.extend(draws.into_iter().map(Some));
        }
    }
    for (unit, drawn) in forecast.iter().zip(drawn) {
        columns.push((unit.id.to_owned(), Column::Number(drawn)));
    }
    let all = SCENARIOS.map(|(scenario, _)| FigureRow {
        scenario,
        measure: "employment",
        occupation: String::new(),
        to: PERIOD.0,
        unit: "persons",
        quantiles: None,
        median: sum(units.iter().map(|u| u.employed)),
    });
    let tables = [
        figures("cover", &cover),
        figures("employment_by_occupation", &employment),
        figures("employment_by_section", &all),
        ResultTable { name: "shortage_draws".to_owned(), columns },
    ];
    let mut files = Vec::new();
    for table in tables {
        let bytes = table.csv(true).map_err(|e| e.to_string())?;
        files.push((format!("tables/{}.csv", table.name), bytes));
    }
    let period = YearSpan::new(Year(PERIOD.0), Year(PERIOD.1)).ok_or("the period is empty")?;
    let manifest = RunManifest {
        run: RunIdentity {
            format: 1,
            program: "suranys".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            package: "synthetic".to_owned(),
            package_version: seed.to_string(),
            as_of: None,
            settings: RunSettings {
                seed,
                draws: DRAWS,
                policy_period: period,
                horizon: period.to(),
            },
            inputs: Vec::new(),
            scenarios: Vec::new(),
            rules: Vec::new(),
            sweep: Vec::new(),
            extent: Extent::Report,
        },
        edition: EditionSpec::default(),
        outputs: files.iter().map(|(path, b)| Fingerprint::of(path.as_str(), b)).collect(),
    };
    files.push(manifest_file(&manifest).map_err(|e| e.to_string())?);
    Ok(files.into_iter().map(|(path, b)| (format!("{SYNTHETIC_RUN}/{path}"), b)).collect())
}

/// Rows as a table of a run, every one of them marked.
fn figures(name: &str, rows: &[FigureRow]) -> ResultTable {
    let text = |f: &dyn Fn(&FigureRow) -> String| Column::Text(rows.iter().map(f).collect());
    let empty = || Column::OptionalText(vec![None; rows.len()]);
    let bound = |pick: fn(&Quantiles) -> f64| {
        Column::Number(rows.iter().map(|r| r.quantiles.as_ref().map(pick)).collect())
    };
    let year = |f: &dyn Fn(&FigureRow) -> i32| {
        Column::Integer(rows.iter().map(|r| Some(i64::from(f(r)))).collect())
    };
    let columns = vec![
        ("scenario", text(&|r| r.scenario.to_owned())),
        ("measure", text(&|r| r.measure.to_owned())),
        ("section", empty()),
        ("region", empty()),
        ("occupation", text(&|r| r.occupation.clone())),
        ("sex", empty()),
        ("year_from", year(&|_| PERIOD.0)),
        ("year_to", year(&|r| r.to)),
        ("unit", text(&|r| r.unit.to_owned())),
        ("lo95", bound(|q| q.lo95())),
        ("lo80", bound(|q| q.lo80())),
        ("median", Column::Number(rows.iter().map(|r| Some(r.median)).collect())),
        ("hi80", bound(|q| q.hi80())),
        ("hi95", bound(|q| q.hi95())),
        ("status", text(&|_| "I".to_owned())),
        ("synthetic", Column::Flag(vec![Some(true); rows.len()])),
        ("source", text(&|_| SOURCE.to_owned())),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column)).collect();
    ResultTable { name: name.to_owned(), columns }
}
