//! Bad tables of groups below the occupations: each finding with its place.

use crate::synthetic::groups::groups;
use crate::synthetic::shaped::{Shape, parts};
use std::collections::BTreeMap;
use suranys_core::detailed_occupations::{CountGroup, DetailedOccupationInputs};
use suranys_core::inputs::{InputParts, Inputs};
use suranys_core::unit::Quantity;
use suranys_core::{Cell, Diagnostic, ObsStatus, Observed, Persons, Status, Table, Year};

fn country(counted: f64) -> InputParts {
    let shape = Shape {
        sections: vec![(90_000.0, 0.02), (60_000.0, -0.01)],
        regions: vec![1.0],
        occupations: vec![(0.5, 0.3), (0.5, 0.6)],
        ripple: 0.01,
    };
    let mut parts = parts(&shape);
    parts.detailed = Some(groups(&parts, counted, false));
    parts
}

fn found(change: impl FnOnce(&mut DetailedOccupationInputs), counted: f64) -> Vec<Diagnostic> {
    let mut parts = country(counted);
    change(parts.detailed.as_mut().expect("groups"));
    Inputs::new(parts).map(|_| Vec::new()).unwrap_or_else(|findings| findings)
}

fn one(
    change: impl FnOnce(&mut DetailedOccupationInputs),
    counted: f64,
) -> (String, Option<u64>, Option<String>, String) {
    let findings = found(change, counted);
    let [one] = findings.as_slice() else { panic!("{findings:?}") };
    let span = one.span.clone();
    (span.file, span.row, span.column, format!("{} {:?}", one.message, one.help))
}

#[test]
fn tables_that_belong_together_have_no_finding() {
    assert_eq!(found(|_| {}, 3_000.0), []);
}

#[test]
fn a_code_of_another_level_is_found_in_its_row() {
    let change = |known: &mut DetailedOccupationInputs| {
        let minor = known.groups.code("o0.1.1").expect("a minor group");
        let table = &mut known.staffing[2].table;
        let (key, cell) = table.cells.iter().next().expect("a row");
        let (key, cell) = ((key.0.clone(), key.1.clone(), minor, key.3), *cell);
        table.cells.insert(key, Cell { row: 77, ..cell });
    };
    let (file, row, column, said) = one(change, 3_000.0);
    assert_eq!((file.as_str(), row), ("tables/staffing_4.csv", Some(77)));
    assert_eq!(column.as_deref(), Some("occupation"));
    assert!(said.contains("`o0.1.1` is a minor group"), "{said}");
}

#[test]
fn a_count_above_its_major_group_is_found_in_its_row() {
    let (file, row, column, said) = one(|_| {}, 100_000.0);
    assert_eq!((file.as_str(), row), ("tables/counts.csv", Some(2)));
    assert_eq!(column.as_deref(), Some("value"));
    assert!(said.contains("more persons in 2020 than all of `o0`"), "{said}");
}

#[test]
fn counts_that_share_a_group_are_found_in_the_second_row() {
    let change = |known: &mut DetailedOccupationInputs| {
        let occupation = known.groups.code("o0.1").expect("a sub-major group");
        let file = "concordances/counts.csv".to_owned();
        known.count_groups.push(CountGroup { count: "two".to_owned(), occupation, file, row: 3 });
    };
    let (file, row, column, said) = one(change, 3_000.0);
    assert_eq!((file.as_str(), row), ("concordances/counts.csv", Some(3)));
    assert_eq!(column.as_deref(), Some("occupation"));
    assert!(said.contains("`one` (row 2) and `two` both include"), "{said}");
}

/// A ministry's own table: unit groups of one section with more persons than the section has, and one
/// with more than its major group.
#[test]
fn own_employment_above_its_section_or_major_group_is_found() {
    let own = |persons: f64| {
        move |known: &mut DetailedOccupationInputs| {
            let code = known.groups.code("o0.1.1.2").expect("a unit group");
            let section = known.staffing[2].table.cells.keys().next().expect("a row").1.clone();
            let status = Status::real(ObsStatus::Normal);
            let value = Persons::new(persons).expect("possible");
            let observed = Observed::Value(value, status);
            let cell = Cell { observed, row: 5, published: Year(2022), source: 0 };
            known.own = Some(Table {
                resource: "employment_by_unit_group".to_owned(),
                path: "tables/employment_by_unit_group.csv".to_owned(),
                cells: BTreeMap::from([((Some(section), code, Year(2022)), cell)]),
                sources: vec!["synthetic".to_owned()],
            });
        }
    };
    assert_eq!(found(own(20_000.0), 3_000.0), []);
    let findings = found(own(95_000.0), 3_000.0);
    let said: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(
        said.iter().any(|said| said.contains("more persons in 2022 than all of `o0`")),
        "{said:?}"
    );
    assert!(said.iter().any(|said| said.contains("sum to more than the section")), "{said:?}");
    assert!(findings.iter().all(|finding| finding.span.row == Some(5)));
}
