//! Tables of occupations below the major groups, of those that the committed package has.

use super::{Row, SOURCE, list, rows, table, year};
use std::collections::BTreeMap;
use std::path::PathBuf;
use suranys_core::classification::{Entry, Labels};
use suranys_core::detailed_occupations::{
    CountGroup, DetailedOccupationInputs, FieldKey, FlowKey, Sampled, StaffingKey,
};
use suranys_core::unit::Quantity;
use suranys_core::{Classification, Code, Occupation, Persons, Section, Share, Table, Year};

/// The tables as the package has them; those it does not have are absent.
pub fn detailed() -> DetailedOccupationInputs {
    let sections: Classification<Section> = list("sections", "_T");
    let all = rows("classifications/isco08.csv");
    let entry = |row: &Row| -> Entry {
        (row["id"].clone(), Labels::default(), Labels::default(), (None, None))
    };
    let groups: Classification<Occupation> =
        Classification::new(all.iter().map(entry).collect(), "_T").expect("distinct");
    let code = |row: &Row, column: &str| groups.code(&row[column]).ok();
    let parents = all.iter().filter_map(|row| Some((code(row, "id")?, code(row, "parent")?)));
    let parents = parents.collect();
    let staffing_key = |row: &Row| -> Option<StaffingKey> {
        let section = sections.code(&row["section"]).ok()?;
        Some((row["country"].clone(), section, code(row, "occupation")?, year(row, "year")))
    };
    let of_year = |row: &Row| -> Option<(Code<Occupation>, Year)> {
        Some((code(row, "occupation")?, year(row, "year")))
    };
    let flow = |row: &Row| -> Option<FlowKey> {
        let place = code(row, "occupation")?;
        Some((row["country"].clone(), place, row["flow"].clone(), year(row, "year")))
    };
    let field = |row: &Row| -> Option<FieldKey> {
        let place = code(row, "occupation")?;
        Some((row["country"].clone(), row["field"].clone(), place, year(row, "year")))
    };
    let counted = |row: &Row| Some((row["count"].clone(), year(row, "year")));
    let has = |name: &str| {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/kz/tables");
        path.join(format!("{name}.csv")).exists()
    };
    let count_groups = rows("concordances/occupation_count_groups.csv");
    let count_groups = count_groups.iter().enumerate().map(|(at, row)| CountGroup {
        count: row["count"].clone(),
        occupation: code(row, "occupation").expect("a group"),
        file: "concordances/occupation_count_groups.csv".to_owned(),
        row: at as u64 + 2,
    });
    let flows = "exit_rates_by_unit_group";
    DetailedOccupationInputs {
        staffing: ["occupation", "minor_group", "unit_group"].map(|level| {
            sampled(&format!("proxy_employment_by_section_{level}"), 1.0, staffing_key)
        }),
        majors: Some(table("proxy_employment_by_section_major_group", 1e3, staffing_key)),
        surveys: Some(table("proxy_employment_by_sub_major_group", 1e3, |row: &Row| {
            Some((row["country"].clone(), code(row, "occupation")?, year(row, "year")))
        })),
        older: has("older_workers_by_minor_group")
            .then(|| sampled::<_, Share>("older_workers_by_minor_group", 1.0, of_year)),
        flows: has(flows).then(|| table::<_, Share>(flows, 1.0, flow)),
        flow_weights: if has(flows) {
            numbers(flows, "weight", flow)
                .into_iter()
                .map(|(key, value)| (key, Share::new(value).expect("a share")))
                .collect()
        } else {
            BTreeMap::new()
        },
        counts: Some(table("occupation_counts", 1.0, counted)),
        count_spread: numbers("occupation_counts", "spread", counted),
        count_groups: count_groups.collect(),
        fields: has("field_of_study_by_minor_group")
            .then(|| sampled::<_, Persons>("field_of_study_by_minor_group", 1.0, field)),
        filled_from: suranys_core::Concordance::default(),
        pupils_parents: has("parents_by_sub_major_group")
            .then(|| sampled::<_, Persons>("parents_by_sub_major_group", 1.0, of_year)),
        own: None,
        groups: groups.clone(),
        parents,
    }
}

/// Numbers of another column than the value.
fn numbers<K: Ord>(name: &str, column: &str, key: impl Fn(&Row) -> Option<K>) -> BTreeMap<K, f64> {
    let all = rows(&format!("tables/{name}.csv"));
    all.iter().filter_map(|row| Some((key(row)?, row[column].parse().ok()?))).collect()
}

fn sampled<K: Ord, T: Quantity>(
    name: &str,
    factor: f64,
    key: impl Fn(&Row) -> Option<K> + Copy,
) -> Sampled<K, T> {
    let table: Table<K, T> = table(name, factor, key);
    assert_eq!(table.sources, [SOURCE]);
    Sampled { table, sample: numbers(name, "sample", key) }
}
