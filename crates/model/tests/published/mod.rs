//! The tables of the committed package, read by hand: as much of them as employment needs.

// Not every test reads occupations below the major groups.
#[allow(dead_code)]
pub mod detailed;

use std::collections::BTreeMap;
use std::path::PathBuf;
use suranys_core::classification::{Entry, Kind, Labels};
use suranys_core::inputs::{
    Cell, IndicatorInputs, InputParts, Inputs, PackageIdentity, RegionalInputs, RegressorInputs,
    Source, SupplyInputs, Table,
};
use suranys_core::unit::Quantity;
use suranys_core::{
    AgeGroup, Classification, Code, Concordance, Country, MissingReason, ObsStatus, Observed, Sex,
    Status, Year,
};

const TOTAL: &str = "_T";
const SOURCE: &str = "package";

/// Rows of a file, by column.
fn rows(file: &str) -> Vec<BTreeMap<String, String>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/kz").join(file);
    let text = std::fs::read_to_string(&path).expect("the package has the file");
    let mut lines = text.lines().map(fields);
    let header = lines.next().expect("a header");
    lines.map(|line| header.iter().cloned().zip(line).collect()).collect()
}

/// Fields of a line; none of these tables has a quote within a quote, nor a line within a field.
fn fields(line: &str) -> Vec<String> {
    let (mut all, mut field, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(std::mem::take(&mut field)),
            _ => field.push(c),
        }
    }
    all.push(field);
    all
}

type Row = BTreeMap<String, String>;

fn year(row: &Row, column: &str) -> Year {
    Year(row[column].parse().expect("a year"))
}

fn table<K: Ord, T: Quantity>(
    name: &str,
    factor: f64,
    key: impl Fn(&Row) -> Option<K>,
) -> Table<K, T> {
    let mut cells = BTreeMap::new();
    for (at, row) in rows(&format!("tables/{name}.csv")).iter().enumerate() {
        let Some(key) = key(row) else { continue };
        let status = Status::real(ObsStatus::from_code(&row["obs_status"]).expect("a status"));
        let observed = match row["value"].parse::<f64>() {
            Ok(value) => Observed::Value(T::new(value * factor).expect("possible"), status),
            Err(_) => Observed::Missing(MissingReason::NotPublished),
        };
        cells.insert(key, Cell { observed, row: at as u64 + 2, published: Year(2000), source: 0 });
    }
    Table {
        resource: name.to_owned(),
        path: format!("tables/{name}.csv"),
        cells,
        sources: vec![SOURCE.to_owned()],
    }
}

fn empty<K: Ord, T>(name: &str) -> Table<K, T> {
    Table {
        resource: name.to_owned(),
        path: format!("tables/{name}.csv"),
        cells: BTreeMap::new(),
        sources: vec![SOURCE.to_owned()],
    }
}

fn list<K: Kind>(name: &str, total: &str) -> Classification<K> {
    let open = |row: &Row, column: &str| row.get(column)?.parse().ok().map(Year);
    let entry = |row: &Row| -> Entry {
        let valid = (open(row, "valid_from"), open(row, "valid_to"));
        (row["code"].clone(), Labels::default(), Labels::default(), valid)
    };
    let all = rows(&format!("classifications/{name}.csv"));
    Classification::new(all.iter().map(entry).collect(), total).expect("distinct")
}

fn concordance<A: Kind, B: Kind>(
    name: &str,
    from: &Classification<A>,
    to: &Classification<B>,
) -> Concordance<A, B> {
    let all = rows(&format!("concordances/{name}.csv"));
    let link = |row: &Row| {
        let weight = row["weight"].parse().expect("a weight");
        (from.code(&row["from"]).expect("known"), to.code(&row["to"]).expect("known"), weight)
    };
    Concordance::new(all.iter().map(link)).expect("weights sum to one")
}

/// The country's tables.
pub fn parts() -> InputParts {
    let sections: Classification<suranys_core::Section> = list("sections", TOTAL);
    let regions: Classification<suranys_core::Region> = list("regions", "KZ");
    let broad_sectors = list("broad_sectors", TOTAL);
    let region = |row: &Row| regions.code(&row["region"]).ok();
    let section = |row: &Row| sections.code(&row["section"]).ok();
    let by_region = |row: &Row| Some((region(row)?, year(row, "year")));
    let by_section = |row: &Row| Some((section(row)?, year(row, "year")));
    let sex_age = |row: &Row| {
        let age = AgeGroup::parse(&row["age_band"])?;
        Some((Sex::from_code(&row["sex"])?, age, year(row, "year")))
    };
    let thousand = 1000.0;
    InputParts {
        package: PackageIdentity {
            name: "package".to_owned(),
            version: String::new(),
            files: Vec::new(),
            paths: BTreeMap::default(),
        },
        country: Country::default(),
        section_broad_sector: concordance("section_broad_sector", &sections, &broad_sectors),
        region_changes: ["regions_2018", "regions_2022"]
            .map(|name| concordance(name, &regions, &regions))
            .into(),
        employment_by_section: table("employment_by_section", thousand, by_section),
        employment_by_region: table("employment_by_region", thousand, by_region),
        employment_by_region_broad_sector: table("employment_by_region_broad_sector", 1.0, |row| {
            let broad: Code<suranys_core::BroadSector> =
                broad_sectors.code(&row["broad_sector"]).ok()?;
            Some((region(row)?, broad, year(row, "year")))
        }),
        employment_by_sex_age: empty("employment_by_sex_age"),
        population_by_age: table("population_by_age", thousand, |row| {
            Some((AgeGroup::parse(&row["age_band"])?, year(row, "year")))
        }),
        population_by_sex_age: table("population_by_sex_age", thousand, sex_age),
        mortality_by_sex_age: empty("mortality_by_sex_age"),
        pension_ages: Vec::new(),
        occupation: None,
        detailed: None,
        supply: Some(SupplyInputs {
            labour_force: table("labour_force", thousand, |row| Some(year(row, "year"))),
            labour_force_by_sex_age: empty("labour_force_by_sex_age"),
            graduates: empty("graduates"),
            unemployed_by_occupation: None,
            net_migration: table("net_migration", thousand, |row| Some(year(row, "year"))),
            education_occupation: empty("education_occupation"),
        }),
        regressors: Some(RegressorInputs {
            value_added: table("gva_volume_index_by_section", 1.0, by_section),
            gdp_growth: table("gdp_growth", 1.0, |row| {
                Some((year(row, "year"), row["forecaster"].clone(), year(row, "edition_year")))
            }),
        }),
        exits: None,
        regional: RegionalInputs {
            employed_by_age: None,
            hired: Some(table("hired_workers_by_region", thousand, by_region)),
            self_employed: Some(table("self_employed_by_region", thousand, by_region)),
            labour_force: Some(table("labour_force_by_region", thousand, by_region)),
            unemployed: Some(table("unemployed_by_region", thousand, by_region)),
            population: Some(table("population_by_region", 1.0, by_region)),
            value_added: Some(table("gva_by_region_section", 1e6, |row| {
                Some((region(row)?, section(row)?, year(row, "year")))
            })),
            value_added_exponent: Some(table("value_added_exponent_by_section", 1.0, section)),
        },
        published_forecasts: None,
        indicators: IndicatorInputs::default(),
        sources: vec![Source {
            id: SOURCE.to_owned(),
            publisher: String::new(),
            dataset: String::new(),
            locator: String::new(),
            vintage: Year(2000),
            licence: String::new(),
        }],
        sections,
        broad_sectors,
        regions,
    }
}

/// The same, known to belong together.
pub fn inputs() -> Inputs {
    Inputs::new(parts()).expect("tables that belong together")
}
