//! Counts as tables of a data package: rows with status and source, small counts withheld.

use crate::cubes::{Openings, Window};
use crate::day;
use crate::failure::Failure;
use crate::suppression::Counts;
use crate::survival::Spells;
use crate::vocabulary::Vocabulary;
use std::collections::{BTreeMap, BTreeSet};

/// What all rows of a set of records say alike.
pub(crate) struct Said<'s> {
    pub(crate) words: &'s Vocabulary,
    pub(crate) window: Window,
    /// Identifier of the source.
    pub(crate) source: String,
    /// Status of a figure that is there.
    pub(crate) status: &'static str,
    /// Counts below it are withheld.
    pub(crate) threshold: i64,
}

/// A table as text, by its name.
pub(crate) type Tables = BTreeMap<String, String>;

/// Flow, period, region, occupation.
type Name = (&'static str, String, String, String);

const ANNUAL: &str = "annual_flow";
const QUARTERLY: &str = "quarterly_flow";
const MONTHLY: &str = "monthly_flow";
const STOCK: &str = "day_stock";
const MISSING: &str = "M";
const WITHHELD: &str = "a count below the threshold, or one that would give such a count away";

/// Postings of one measure.
pub(crate) struct Postings {
    /// `vacancies` or `resumes`.
    pub(crate) measure: &'static str,
    pub(crate) openings: Openings,
    pub(crate) stocks: BTreeMap<(String, String), i64>,
}

impl Said<'_> {
    /// Counts of a measure, protected.
    fn counts(&self, of: &Postings, occupations: &BTreeSet<String>) -> Counts<Name> {
        let nation = &self.words.country;
        let mut cells: BTreeMap<Name, i64> = BTreeMap::new();
        let years: BTreeSet<i32> = self.window.years().collect();
        let quarters: BTreeSet<i32> = self.window.quarters().collect();
        for ((month, region, occupation), opened) in &of.openings {
            if !self.window.months().contains(month) {
                continue;
            }
            let mut add = |flow, period: String, region: &String| {
                let name = (flow, period, region.clone(), occupation.clone());
                *cells.entry(name).or_default() += opened.positions;
            };
            add(MONTHLY, day::month_text(*month), nation);
            if quarters.contains(&(month - month.rem_euclid(3))) {
                add(QUARTERLY, day::quarter_text(*month), nation);
            }
            let year = month.div_euclid(12);
            if years.contains(&year) {
                add(ANNUAL, year.to_string(), nation);
                if !region.is_empty() {
                    add(ANNUAL, year.to_string(), region);
                }
            }
        }
        let today = day::text(self.window.as_of);
        for ((region, occupation), positions) in &of.stocks {
            for region in [nation, region].into_iter().filter(|region| !region.is_empty()) {
                let name = (STOCK, today.clone(), region.clone(), occupation.clone());
                *cells.entry(name).or_default() += positions;
            }
        }
        // None in a year is a count too, where the occupation is there at all.
        for (year, occupation) in
            years.iter().flat_map(|year| occupations.iter().map(move |one| (year, one)))
        {
            let name = (ANNUAL, year.to_string(), nation.clone(), occupation.clone());
            cells.entry(name).or_insert(0);
        }
        let mut counts = Counts::new();
        let mut parts: BTreeMap<Name, Vec<Name>> = BTreeMap::new();
        let mut all = Vec::new();
        for (name, value) in &cells {
            let (flow, period, region, occupation) = name;
            counts.add(name.clone(), *value);
            if region != nation {
                let total = (*flow, period.clone(), nation.clone(), occupation.clone());
                parts.entry(total).or_default().push(name.clone());
            } else if *flow == ANNUAL {
                all.push(name.clone());
            }
        }
        for (total, parts) in parts {
            counts.sum(Some(total), parts);
        }
        for occupation in occupations {
            let name = |flow, period| (flow, period, nation.clone(), occupation.clone());
            let of_months = |months: std::ops::Range<i32>| -> Vec<Name> {
                let names = months.map(|month| name(MONTHLY, day::month_text(month)));
                names.filter(|name| cells.contains_key(name)).collect()
            };
            for quarter in &quarters {
                let total = name(QUARTERLY, day::quarter_text(*quarter));
                if cells.contains_key(&total) {
                    counts.sum(Some(total), of_months(*quarter..quarter + 3));
                }
            }
            for year in &years {
                let all = (0..4).map(|at| name(QUARTERLY, day::quarter_text(year * 12 + at * 3)));
                let all = all.filter(|name| cells.contains_key(name)).collect();
                let total = name(ANNUAL, year.to_string());
                counts.sum(Some(total.clone()), all);
                // It follows from the others, and sees that months withheld in two quarters are no small sum.
                counts.sum(Some(total), of_months(year * 12..year * 12 + 12));
            }
        }
        // The audit tells how many are counted in all.
        counts.sum(None, all);
        counts.protect(self.threshold);
        counts
    }

    /// Vacancies and CVs by occupation.
    ///
    /// # Errors
    /// When the text can't be made.
    pub(crate) fn exchange(&self, of: &[Postings]) -> Result<String, Failure> {
        let occupations: BTreeSet<String> = of
            .iter()
            .flat_map(|one| one.openings.keys())
            .filter(|(month, ..)| self.window.months().contains(month))
            .map(|(.., occupation)| occupation.clone())
            .collect();
        let mut rows: BTreeMap<[String; 5], [String; 3]> = BTreeMap::new();
        for one in of {
            let counts = self.counts(one, &occupations);
            for name in counts.names() {
                let (flow, period, region, occupation) = name.clone();
                let key = [period, flow.to_owned(), region, occupation, one.measure.to_owned()];
                let value = counts
                    .published(name)
                    .map(|value| self.amount("exchange_by_occupation", value));
                rows.insert(key, self.figure(value, WITHHELD));
            }
        }
        self.table(&["period", "flow", "region", "occupation", "measure"], rows)
    }

    /// Medians of how long vacancies stay open, by year of publication.
    ///
    /// # Errors
    /// When the text can't be made.
    pub(crate) fn durations(
        &self,
        of: &BTreeMap<(i32, String), Spells>,
    ) -> Result<String, Failure> {
        let mut rows: BTreeMap<[String; 3], [String; 3]> = BTreeMap::new();
        let years: BTreeSet<i32> = self.window.years().collect();
        for ((year, occupation), spells) in of.iter().filter(|((year, _), _)| years.contains(year))
        {
            let key = [year.to_string(), self.words.country.clone(), occupation.clone()];
            let is_small = spells.count() < self.threshold;
            let median = spells.median().filter(|_| !is_small);
            let mut row = match (is_small, median) {
                (true, _) => self.figure(None, WITHHELD),
                (_, None) => {
                    let mut row = self.figure(
                        None,
                        "half of the vacancies had not closed by the day of the extract",
                    );
                    row[1] = MISSING.to_owned();
                    row
                }
                (_, Some(days)) => self.figure(Some(days.to_string()), ""),
            };
            if median.is_some() {
                row[2] = "median by Kaplan and Meier; those still open are censored".to_owned();
            }
            rows.insert(key, row);
        }
        self.table(&["period", "region", "occupation"], rows)
    }

    /// Mean wages that vacancies offer, by year.
    ///
    /// # Errors
    /// When the text can't be made.
    pub(crate) fn wages(&self, of: &Openings) -> Result<String, Failure> {
        let years: BTreeSet<i32> = self.window.years().collect();
        let mut cells: BTreeMap<[String; 3], (i64, i64)> = BTreeMap::new();
        for ((month, region, occupation), opened) in of {
            let year = month.div_euclid(12);
            if !years.contains(&year) {
                continue;
            }
            for region in
                [&self.words.country, region].into_iter().filter(|region| !region.is_empty())
            {
                let cell = cells
                    .entry([year.to_string(), region.clone(), occupation.clone()])
                    .or_default();
                cell.0 += opened.waged;
                cell.1 += opened.wages;
            }
        }
        cells.retain(|_, (waged, _)| *waged > 0);
        let rows = cells.into_iter().map(|(key, (waged, wages))| {
            let mean = (wages + waged / 2) / waged;
            let row = match waged < self.threshold {
                true => self.figure(None, WITHHELD),
                false => {
                    let mut row = self.figure(Some(mean.to_string()), "");
                    row[2] =
                        "mean of the middles of what postings offer, gross, for a month".to_owned();
                    row
                }
            };
            (key, row)
        });
        self.table(&["period", "region", "occupation"], rows.collect())
    }

    /// Workers on permits on the day of the extract: by category and occupation, by section, by category.
    ///
    /// # Errors
    /// When the text can't be made.
    pub(crate) fn permits(&self, of: &BTreeMap<[String; 3], i64>) -> Result<Tables, Failure> {
        let today = day::text(self.window.as_of);
        let mut by: [BTreeMap<[String; 3], i64>; 3] = Default::default();
        for ([category, section, occupation], positions) in of {
            let keys = [[category.as_str(), occupation], [section, ""], [category, ""]];
            for (table, [one, other]) in by.iter_mut().zip(keys) {
                *table.entry([today.clone(), one.to_owned(), other.to_owned()]).or_default() +=
                    positions;
            }
        }
        // None of a category is a count too, where an occupation has permits of another.
        let categories: BTreeSet<String> =
            of.keys().map(|[category, ..]| category.clone()).collect();
        let occupations: BTreeSet<String> = of.keys().map(|[.., one]| one.clone()).collect();
        for category in &categories {
            for occupation in &occupations {
                let key = [today.clone(), category.clone(), occupation.clone()];
                by[0].entry(key).or_insert(0);
            }
        }
        // Rows without a code are in the totals by category, and in no row of their own.
        let mut counts: Counts<(usize, [String; 3])> = Counts::new();
        let mut parts: BTreeMap<String, Vec<(usize, [String; 3])>> = BTreeMap::new();
        for (place, table) in by.iter().enumerate() {
            for (key, value) in table {
                counts.add((place, key.clone()), *value);
                if place == 0 {
                    parts.entry(key[1].clone()).or_default().push((place, key.clone()));
                }
            }
        }
        let all =
            |place: usize| by[place].keys().map(|key| (place, key.clone())).collect::<Vec<_>>();
        for (category, parts) in parts {
            counts.sum(Some((2, [today.clone(), category, String::new()])), parts);
        }
        counts.sum(None, all(1));
        counts.sum(None, all(2));
        counts.protect(self.threshold);
        let row = |place: usize, key: &[String; 3], name: &str| {
            let value =
                counts.published(&(place, key.clone())).map(|value| self.amount(name, value));
            self.figure(value, WITHHELD)
        };
        let mut tables = Tables::new();
        let name = "foreign_labour_permits_by_occupation";
        let rows = by[0]
            .keys()
            .filter(|key| !key[2].is_empty())
            .map(|key| (key.clone(), row(0, key, name)));
        tables.insert(
            name.to_owned(),
            self.table(&["date", "category", "occupation"], rows.collect())?,
        );
        for (place, name, column) in [
            (1, "foreign_labour_permits_by_section", "section"),
            (2, "foreign_labour_permits", "category"),
        ] {
            let keys = by[place].keys().filter(|key| !key[1].is_empty());
            let rows = keys.map(|key| ([key[0].clone(), key[1].clone()], row(place, key, name)));
            tables.insert(name.to_owned(), self.table(&["date", column], rows.collect())?);
        }
        Ok(tables)
    }

    /// Value, status and note of a figure, or that it is missing and why.
    fn figure(&self, value: Option<String>, why: &str) -> [String; 3] {
        match value {
            Some(value) => [value, self.status.to_owned(), String::new()],
            None => [String::new(), MISSING.to_owned(), why.to_owned()],
        }
    }

    /// A count in the unit that a table of the package has.
    fn amount(&self, table: &str, value: i64) -> String {
        match self.words.is_in_thousands(table) {
            true => thousands(value),
            false => value.to_string(),
        }
    }

    fn table<const N: usize>(
        &self,
        key: &[&str; N],
        rows: BTreeMap<[String; N], [String; 3]>,
    ) -> Result<String, Failure> {
        let header =
            key.iter().copied().chain(["value", "obs_status", "missing_reason", "source", "note"]);
        let rows = rows.into_iter().map(|(key, [value, status, note])| {
            let reason = if status == MISSING { "not_published" } else { "" };
            let tail = [value, status, reason.to_owned(), self.source.clone(), note];
            key.into_iter().chain(tail).collect()
        });
        text(header.map(str::to_owned).collect(), rows)
    }
}

/// Rows as comma-separated values.
///
/// # Errors
/// When they can't be written so.
pub(crate) fn text(
    header: Vec<String>,
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<String, Failure> {
    let wrong = |why: String| Failure::CouldNotRun(format!("a table can't be written: {why}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(header).chain(rows) {
        writer.write_record(row).map_err(|why| wrong(why.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|why| wrong(why.to_string()))?;
    String::from_utf8(bytes).map_err(|why| wrong(why.to_string()))
}

/// A count in thousands, exactly.
fn thousands(value: i64) -> String {
    let text = format!("{}.{:03}", value / 1000, value % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_exact() {
        for (value, text) in
            [(0, "0"), (7, "0.007"), (1000, "1"), (1234, "1.234"), (10_100, "10.1")]
        {
            assert_eq!(thousands(value), text);
        }
    }
}
