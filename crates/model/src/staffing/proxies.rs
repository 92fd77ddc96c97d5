//! Staffing of sections in other countries, as shares of each group's children.

use crate::staffing::distance::divergence;
use crate::staffing::likelihood::{grid, of_sum};
use crate::staffing::tree::{Level, Tree};
use crate::tuning::staffing::{DESIGN_EFFECT, MAX_SAMPLE};
use ndarray::Array2;
use std::collections::BTreeMap;
use suranys_core::detailed_occupations::{DetailedOccupationInputs, StaffingKey};
use suranys_core::unit::Quantity;
use suranys_core::{Code, Section, Table, Year};

/// One country's file at one level.
#[derive(Debug, Clone)]
pub(crate) struct Proxy {
    /// The country.
    pub(crate) code: String,
    /// Persons, sections by groups.
    pub(crate) persons: Array2<f64>,
    /// Workers interviewed, sections by groups.
    pub(crate) sample: Array2<f64>,
    /// Persons, sections by major groups.
    pub(crate) majors: Array2<f64>,
    /// Share of each group within its parent, sections by groups; zero where nobody is observed.
    pub(super) shares: Array2<f64>,
    /// Effective sample of each parent, sections by parents.
    pub(super) effective: Array2<f64>,
    /// Persons, sections by parents.
    pub(super) parents: Array2<f64>,
    /// The same three with all sections together.
    pub(super) all_shares: Vec<f64>,
    pub(super) all_effective: Vec<f64>,
    pub(super) all_parents: Vec<f64>,
    /// By parent: what its effective sample alone adds to a log likelihood, on the grid of
    /// concentrations.
    pub(super) of_sums: Vec<Vec<f64>>,
}

/// Files of countries at one level.
#[derive(Debug, Clone)]
pub(crate) struct Proxies {
    /// Which level: 2, 3 or 4.
    pub(crate) level: usize,
    pub(crate) countries: Vec<Proxy>,
    /// Distance between each two of them.
    pub(crate) apart: Array2<f64>,
}

/// Effective number of persons interviewed.
pub(crate) fn effective(sample: f64) -> f64 {
    (sample / DESIGN_EFFECT).min(MAX_SAMPLE)
}

impl Proxy {
    fn new(code: String, level: &Level, persons: Array2<f64>, sample: Array2<f64>) -> Proxy {
        let sections = persons.nrows();
        let above = level.children.len();
        let majors = level.major.iter().max().map_or(0, |last| last + 1);
        let mut shares = Array2::zeros(persons.dim());
        let mut by_parent = Array2::zeros((sections, above));
        let mut informed = Array2::zeros((sections, above));
        let mut by_major = Array2::zeros((sections, majors));
        for section in 0..sections {
            let (row, counted) = (persons.row(section), sample.row(section));
            for (group, value) in row.iter().enumerate() {
                by_major[[section, level.major[group]]] += value;
            }
            for (parent, range) in level.children.iter().enumerate() {
                let all: f64 = range.clone().map(|v| row[v]).sum();
                let asked: f64 = range.clone().map(|v| counted[v]).sum();
                by_parent[[section, parent]] = all;
                informed[[section, parent]] = effective(asked);
                for v in range.clone().filter(|_| all > 0.0) {
                    shares[[section, v]] = row[v] / all;
                }
            }
        }
        let national: Vec<f64> = persons.columns().into_iter().map(|c| c.sum()).collect();
        let asked: Vec<f64> = sample.columns().into_iter().map(|c| c.sum()).collect();
        let all_parents = level.sums(&national);
        let all_effective: Vec<f64> = level.sums(&asked).into_iter().map(effective).collect();
        let grid = grid();
        let of_sums = all_effective.iter().map(|n| of_sum(&grid, *n)).collect();
        let of = |(v, persons): (usize, &f64)| {
            let all = all_parents[level.parent[v]];
            if all > 0.0 { persons / all } else { 0.0 }
        };
        let all_shares = national.iter().enumerate().map(of).collect();
        Proxy {
            code,
            persons,
            sample,
            majors: by_major,
            shares,
            effective: informed,
            parents: by_parent,
            all_shares,
            all_effective,
            all_parents,
            of_sums,
        }
    }

    /// Persons by group, all sections together.
    pub(crate) fn by_group(&self) -> Vec<f64> {
        self.persons.columns().into_iter().map(|column| column.sum()).collect()
    }

    /// Workers interviewed by group.
    pub(crate) fn sample_by_group(&self) -> Vec<f64> {
        self.sample.columns().into_iter().map(|column| column.sum()).collect()
    }

    /// Sections by major groups, row by row.
    pub(crate) fn table(&self) -> Vec<f64> {
        self.majors.iter().copied().collect()
    }
}

/// The last year of each country in a table.
pub(crate) fn last_years<T>(table: &Table<StaffingKey, T>) -> BTreeMap<&str, Year> {
    let mut last: BTreeMap<&str, Year> = BTreeMap::new();
    for (country, _, _, year) in table.cells.keys() {
        let at = last.entry(country).or_insert(*year);
        *at = (*at).max(*year);
    }
    last
}

impl Proxies {
    /// Files of a level, of each country that of the last year.
    pub(crate) fn read(
        known: &DetailedOccupationInputs,
        tree: &Tree,
        level: usize,
        sections: &[String],
    ) -> Proxies {
        let groups = tree.level(level);
        let empty = || Array2::<f64>::zeros((sections.len(), groups.len()));
        let place = |code: &Code<Section>| sections.iter().position(|s| s == code.as_str());
        let mut files: BTreeMap<&str, (Array2<f64>, Array2<f64>)> = BTreeMap::new();
        if let Some(file) = level.checked_sub(2).and_then(|at| known.staffing.get(at)) {
            let last = last_years(&file.table);
            for (key, cell) in &file.table.cells {
                let (country, section, code, year) = key;
                let found = place(section).zip(groups.place(code));
                let (Some((s, v)), Some(value)) = (found, cell.observed.value()) else { continue };
                if last.get(country.as_str()) != Some(year) {
                    continue;
                }
                let (persons, sample) = files.entry(country).or_insert_with(|| (empty(), empty()));
                persons[[s, v]] += value.get();
                sample[[s, v]] += file.sample.get(key).copied().unwrap_or(0.0);
            }
        }
        let countries = files
            .into_iter()
            .map(|(code, (persons, sample))| Proxy::new(code.to_owned(), groups, persons, sample));
        Proxies::of(level, countries.collect())
    }

    fn of(level: usize, countries: Vec<Proxy>) -> Proxies {
        let tables: Vec<Vec<f64>> = countries.iter().map(Proxy::table).collect();
        let apart = Array2::from_shape_fn((tables.len(), tables.len()), |(a, b)| {
            divergence(&tables[a], &tables[b])
        });
        Proxies { level, countries, apart }
    }

    /// Distance of a table of sections by major groups, row by row, to each country.
    pub(crate) fn distances(&self, table: &[f64]) -> Vec<f64> {
        self.countries.iter().map(|proxy| divergence(table, &proxy.table())).collect()
    }

    /// Place of a country.
    pub(crate) fn place(&self, country: &str) -> Option<usize> {
        self.countries.iter().position(|proxy| proxy.code == country)
    }
}
