//! Medians of the nation that an edition's tables print, for whoever compares editions.

use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::aliases::current;
use suranys_core::run::Measure;

/// Columns that name what a figure is of, its measure and years aside; empty for the nation as a whole.
const OTHERS: [&str; 5] = ["section", "region", "occupation", "sex", "age"];
/// The scenario whose figures are the headline.
const BASELINE: &str = "baseline";

/// Medians of the nation in the baseline by measure, first and last year, as the tables of an edition print them;
/// of what can't be read, none.
#[must_use]
pub fn read_headlines(folder: &Path, wanted: &[Measure]) -> BTreeMap<(Measure, i32, i32), f64> {
    let mut found = BTreeMap::new();
    let entries = std::fs::read_dir(folder.join("tables")).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "csv")) {
        let Ok(bytes) = crate::ordinary::read(file) else { continue };
        of_table(&bytes, wanted, &mut found);
    }
    found
}

fn of_table(bytes: &[u8], wanted: &[Measure], found: &mut BTreeMap<(Measure, i32, i32), f64>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let Ok(header) = reader.headers().cloned() else { return };
    let at = |name: &str| {
        header.iter().position(|column| current(&suranys_core::aliases::COLUMNS, column) == name)
    };
    let places = ["scenario", "measure", "year_from", "year_to", "median"].map(at);
    let [Some(scenario), Some(measure), Some(from), Some(to), Some(median)] = places else {
        return;
    };
    let others: Vec<usize> = OTHERS.iter().filter_map(|name| at(name)).collect();
    for row in reader.records().map_while(Result::ok) {
        let text = |at: usize| row.get(at).unwrap_or_default();
        let Some(measure) = Measure::from_key(text(measure)).filter(|one| wanted.contains(one))
        else {
            continue;
        };
        let year = |at: usize| text(at).parse::<i32>().ok();
        let (Some(from), Some(to), Ok(value)) = (year(from), year(to), text(median).parse::<f64>())
        else {
            continue;
        };
        let nation = others.iter().all(|at| text(*at).is_empty());
        if text(scenario) == BASELINE && nation && value.is_finite() {
            found.entry((measure, from, to)).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand.
    #[test]
    fn medians_of_the_nation_are_found() {
        let table = b"scenario,measure,section,region,year_from,year_to,median\n\
            baseline,hired-job-openings,,,2023,2027,1000.5\nbaseline,hired-job-openings,,KZ-75,2023,2027,10\n\
            optimistic,hired-job-openings,,,2023,2027,2000\nbaseline,job-openings,A,,2023,2027,5\n\
            baseline,hired-job-openings,,,2026,2030,x\n";
        let wanted = [Measure::HiredJobOpenings, Measure::JobOpenings];
        let mut found = BTreeMap::new();
        of_table(table, &wanted, &mut found);
        assert_eq!(found, BTreeMap::from([((Measure::HiredJobOpenings, 2023, 2027), 1000.5)]));
        of_table(b"a,b\n\"", &wanted, &mut found);
        assert_eq!(found.len(), 1);
    }
}
