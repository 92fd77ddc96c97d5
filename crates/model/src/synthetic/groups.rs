//! Groups below the occupations of a synthetic country: two of each level in every one above.

use crate::synthetic::tables::{SYNTHETIC, source};
use std::collections::BTreeMap;
use suranys_core::classification::{Entry, Labels};
use suranys_core::detailed_occupations::{
    CountGroup, DetailedOccupationInputs, EXIT, Sampled, StaffingKey,
};
use suranys_core::inputs::InputParts;
use suranys_core::unit::Quantity;
use suranys_core::{Cell, Classification, Code, Concordance, Observed, Occupation, Table, Year};

/// Countries whose staffing is known.
const COUNTRIES: [&str; 4] = ["AA", "BB", "CC", "DD"];
const YEAR: Year = Year(2015);

/// A number from 0.5 to 1.5 that looks random and is the same wherever it is asked for.
fn ripple(seed: usize) -> f64 {
    0.5 + ((seed * 7_919 + 13) % 101) as f64 / 101.0
}

fn table<K: Ord, T: Quantity>(name: &str, rows: Vec<(K, f64)>, reversed: bool) -> Table<K, T> {
    let count = rows.len() as u64;
    let place = |at: u64| if reversed { count + 1 - at } else { at + 2 };
    let mut placed: Vec<(u64, (K, f64))> = (0..).map(place).zip(rows).collect();
    placed.sort_by_key(|(row, _)| *row);
    let cells = placed.into_iter().map(|(row, (key, value))| {
        let observed = Observed::Value(T::new(value).expect("a possible value"), SYNTHETIC);
        (key, Cell { observed, row, published: Year(2000), source: 0 })
    });
    Table {
        resource: name.to_owned(),
        path: format!("tables/{name}.csv"),
        cells: cells.collect(),
        sources: vec![source().id],
    }
}

/// The groups and what is known of them, for a country with occupations; `reversed` writes the rows of
/// every table in reverse order. One unit group of the first occupation is counted, with `counted`
/// persons.
#[must_use]
pub fn groups(parts: &InputParts, counted: f64, reversed: bool) -> DetailedOccupationInputs {
    let occupations = &parts.occupation.as_ref().expect("a country with occupations").occupations;
    let majors = occupations.items().iter().map(|item| item.code.to_string());
    let mut levels: Vec<Vec<String>> = vec![majors.filter(|code| code != "_T").collect()];
    for _ in 0..3 {
        let above = levels.last().cloned().unwrap_or_default();
        levels.push(above.iter().flat_map(|code| [1, 2].map(|n| format!("{code}.{n}"))).collect());
    }
    let entry = |code: &String| -> Entry {
        (code.clone(), Labels::default(), Labels::default(), (None, None))
    };
    let groups: Classification<Occupation> =
        Classification::new(levels.iter().flatten().map(entry).collect(), "_T").expect("distinct");
    let code = |text: &str| -> Code<Occupation> { groups.code(text).expect("listed") };
    let parent = |text: &String| {
        let (above, _) = text.rsplit_once('.')?;
        Some((code(text), code(above)))
    };
    let sections: Vec<_> = parts
        .sections
        .items()
        .iter()
        .map(|item| item.code.clone())
        .filter(|code| Some(code) != parts.sections.total())
        .collect();
    let staffing = |level: usize| {
        let mut rows: Vec<(StaffingKey, f64)> = Vec::new();
        for (c, country) in COUNTRIES.iter().enumerate() {
            for (s, section) in sections.iter().enumerate() {
                for (u, unit) in levels[3].iter().enumerate() {
                    let persons = 10.0 * ripple(u + 31 * s) * ripple(u + 17 * c + 5 * s);
                    // A group of a higher level has what its unit groups have.
                    let mut group = unit.as_str();
                    for _ in level..4 {
                        group = group.rsplit_once('.').map_or(group, |(above, _)| above);
                    }
                    let key = ((*country).to_owned(), section.clone(), code(group), YEAR);
                    match rows.iter_mut().find(|(own, _)| *own == key) {
                        Some((_, sum)) => *sum += persons,
                        None => rows.push((key, persons)),
                    }
                }
            }
        }
        let sample = rows.iter().map(|(key, persons)| (key.clone(), persons.round())).collect();
        Sampled { table: table(&format!("staffing_{level}"), rows, reversed), sample }
    };
    let first = levels[3].first().cloned().unwrap_or_default();
    let older = levels[2]
        .iter()
        .enumerate()
        .map(|(at, group)| ((code(group), YEAR), 0.2 * ripple(at)))
        .collect::<Vec<_>>();
    let flows = levels[3].iter().enumerate().map(|(at, group)| {
        (("AA".to_owned(), code(group), EXIT.to_owned(), YEAR), 0.03 * ripple(3 * at))
    });
    DetailedOccupationInputs {
        staffing: [2, 3, 4].map(staffing),
        majors: None,
        surveys: None,
        older: Some(Sampled {
            sample: older.iter().map(|(key, _)| (key.clone(), 100.0)).collect(),
            table: table("older", older, reversed),
        }),
        flows: Some(table("flows", flows.collect(), reversed)),
        flow_weights: BTreeMap::new(),
        counts: Some(table("counts", vec![(("one".to_owned(), Year(2020)), counted)], reversed)),
        count_spread: BTreeMap::from([(("one".to_owned(), Year(2020)), 0.05)]),
        count_groups: vec![CountGroup {
            count: "one".to_owned(),
            occupation: code(&first),
            file: "concordances/counts.csv".to_owned(),
            row: 2,
        }],
        fields: None,
        filled_from: Concordance::default(),
        pupils_parents: None,
        own: None,
        parents: levels.iter().flatten().filter_map(parent).collect(),
        groups,
    }
}
