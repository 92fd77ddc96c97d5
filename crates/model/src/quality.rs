//! How good the figures of each table are: a result is no better than its worst input.

use std::collections::{BTreeMap, BTreeSet};
use suranys_core::inputs::{Inputs, Table};
use suranys_core::{Observed, Status, Year};

/// Statuses of the figures in each table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Quality {
    /// By table, the worst by the year the figures are about.
    tables: BTreeMap<String, BTreeMap<Year, Status>>,
    /// The same of all years to that one.
    until: BTreeMap<String, BTreeMap<Year, Status>>,
    /// Tables with a synthetic figure.
    synthetic: BTreeSet<String>,
    /// Of stocks by section or region: table, code, year.
    stocks: BTreeMap<(String, String, Year), Status>,
}

/// The year of figures that are about no year.
const ALWAYS: Year = Year(i32::MIN);

impl Quality {
    /// Of every table a forecast reads.
    pub(crate) fn read(inputs: &Inputs) -> Quality {
        let mut all = Quality::default();
        all.add(&inputs.employment_by_section, |k| k.1);
        all.add(&inputs.employment_by_region, |k| k.1);
        all.add(&inputs.employment_by_region_broad_sector, |k| k.2);
        all.add(&inputs.employment_by_sex_age, |k| k.2);
        all.add(&inputs.population_by_age, |k| k.1);
        all.add(&inputs.population_by_sex_age, |k| k.2);
        all.add(&inputs.mortality_by_sex_age, |k| k.2.from());
        for line in &inputs.pension_ages {
            all.one("pension_age", line.year, line.status);
        }
        if let Some(known) = &inputs.occupation {
            all.add(&known.proxy, |k| k.2);
            all.add(&known.survey, |k| k.1);
            all.add(&known.modelled, |k| k.1);
            known.women.iter().for_each(|table| all.add(table, |k| k.1));
            known.age.iter().for_each(|table| all.add(table, |k| k.3));
        }
        if let Some(known) = &inputs.supply {
            all.add(&known.labour_force, |k| *k);
            all.add(&known.labour_force_by_sex_age, |k| k.2);
            all.add(&known.graduates, |k| k.1);
            all.add(&known.net_migration, |k| *k);
            all.add(&known.education_occupation, |_| ALWAYS);
            known.unemployed_by_occupation.iter().for_each(|table| all.add(table, |k| k.1));
        }
        if let Some(known) = &inputs.regressors {
            all.add(&known.value_added, |k| k.1);
            all.add(&known.gdp_growth, |k| k.0);
        }
        let regional = &inputs.regional;
        for table in
            [&regional.hired, &regional.labour_force, &regional.unemployed, &regional.population]
        {
            let Some(table) = table else { continue };
            all.add(table, |k| k.1);
            for ((code, year), cell) in &table.cells {
                all.stock(&table.resource, code.as_str(), *year, &cell.observed);
            }
        }
        regional.value_added_exponent.iter().for_each(|table| all.add(table, |_| ALWAYS));
        regional.employed_by_age.iter().for_each(|table| all.add(table, |k| k.2));
        if let Some(known) = &inputs.exits {
            known.rates.iter().for_each(|table| all.add(table, |k| k.1));
            known.older.iter().for_each(|table| all.add(table, |k| k.1));
            known.hired_shares.iter().for_each(|table| all.add(table, |_| ALWAYS));
            all.add(&known.staffing, |k| k.3);
        }
        regional.value_added.iter().for_each(|table| all.add(table, |k| k.2));
        inputs.published_forecasts.iter().for_each(|table| all.add(table, |k| k.from));
        let sections = &inputs.employment_by_section;
        for ((code, year), cell) in &sections.cells {
            all.stock(&sections.resource, code.as_str(), *year, &cell.observed);
        }
        let regions = &inputs.employment_by_region;
        for ((code, year), cell) in &regions.cells {
            all.stock(&regions.resource, code.as_str(), *year, &cell.observed);
        }
        for (table, years) in &all.tables {
            let mut worst: Option<Status> = None;
            let running = years.iter().map(|(year, status)| {
                let so_far = worst.map_or(*status, |known| known.worst(*status));
                worst = Some(so_far);
                (*year, so_far)
            });
            all.until.insert(table.clone(), running.collect());
            if worst.is_some_and(|status| status.synthetic) {
                all.synthetic.insert(table.clone());
            }
        }
        all
    }

    fn add<K: Ord, T>(&mut self, table: &Table<K, T>, about: impl Fn(&K) -> Year) {
        for (key, cell) in &table.cells {
            if let Observed::Value(_, status) = cell.observed {
                self.one(&table.resource, about(key), status);
            }
        }
    }

    fn one(&mut self, table: &str, year: Year, status: Status) {
        let years = self.tables.entry(table.to_owned()).or_default();
        years.entry(year).and_modify(|known| *known = known.worst(status)).or_insert(status);
    }

    fn stock<T>(&mut self, table: &str, code: &str, year: Year, observed: &Observed<T>) {
        if let Observed::Value(_, status) = observed {
            self.stocks.insert((table.to_owned(), code.to_owned(), year), *status);
        }
    }

    /// The worst status of a table's figures about a year.
    pub(crate) fn of_year(&self, table: &str, year: Year) -> Option<Status> {
        self.tables.get(table)?.get(&year).copied()
    }

    /// The worst status of a table's figures about the years to `until`.
    pub(crate) fn until(&self, table: &str, until: Year) -> Option<Status> {
        self.until.get(table)?.range(..=until).next_back().map(|(_, status)| *status)
    }

    /// Whether any figure of a table is synthetic.
    pub(crate) fn synthetic(&self, table: &str) -> bool {
        self.synthetic.contains(table)
    }

    /// The status of a stock published of a section or region in a year.
    pub(crate) fn of_stock(&self, table: &str, code: &str, year: Year) -> Option<Status> {
        self.stocks.get(&(table.to_owned(), code.to_owned(), year)).copied()
    }
}
