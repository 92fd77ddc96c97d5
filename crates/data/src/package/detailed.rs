//! Tables of occupations below the major groups.

use crate::package::assemble::{Reader, Skip, TOTAL, code, year};
use crate::package::open::Row;
use std::collections::BTreeMap;
use suranys_core::detailed_occupations::{
    CountGroup, DetailedOccupationInputs, FlowKey, OwnKey, Sampled, StaffingKey,
};
use suranys_core::inputs;
use suranys_core::unit::Quantity;
use suranys_core::{Classification, Code, Concordance, Occupation, Section, Share, Year};
use suranys_core::{Text, text};

/// Classification of the groups, and staffing of sections in other countries by level.
const GROUPS: &str = "isco08";
const STAFFING: [&str; 3] = [
    "proxy_employment_by_section_occupation",
    "proxy_employment_by_section_minor_group",
    "proxy_employment_by_section_unit_group",
];
const FLOWS: &str = "exit_rates_by_unit_group";
const COUNTS: &str = "occupation_counts";
const COUNT_GROUPS: &str = "occupation_count_groups";
const OWN: &str = "employment_by_unit_group";
const FILLED_FROM: &str = "occupation_filled_from";
const SAMPLE: &str = "sample";

/// A whole number of persons interviewed, as messages have it.
const A_SAMPLE: Text = text!("a number of persons interviewed, zero or more");

impl Reader<'_> {
    /// Occupations below the major groups; `None` where the package does not have all three tables of
    /// staffing.
    pub(super) fn detailed(
        &mut self,
        sections: &Classification<Section>,
    ) -> Option<DetailedOccupationInputs> {
        let has = |name: &str| self.package.tables.get(name).is_some_and(|t| !t.rows.is_empty());
        if !STAFFING.iter().all(|name| has(name)) {
            return None;
        }
        let groups: Classification<Occupation> = self.classification(GROUPS, "id");
        let parents = self.parents(&groups);
        let staffing_key = |r: &Row| -> Result<StaffingKey, Skip> {
            let country = r.text("country").to_owned();
            let section = code(sections, r, "section")?;
            Ok((country, section, code(&groups, r, "occupation")?, year(r, "year")?))
        };
        let of_year = |r: &Row| Ok((code(&groups, r, "occupation")?, year(r, "year")?));
        let flow_key = |r: &Row| -> Result<FlowKey, Skip> {
            let occupation = code(&groups, r, "occupation")?;
            let text = |column| r.text(column).to_owned();
            Ok((text("country"), occupation, text("flow"), year(r, "year")?))
        };
        let count_key = |r: &Row| Ok((r.text("count").to_owned(), year(r, "year")?));
        let staffing = STAFFING.map(|name| self.sampled(name, staffing_key));
        let weights = self.numbers(FLOWS, "weight", text!("a weight from 0 to 1"), flow_key);
        let flow_weights = weights
            .into_iter()
            .filter_map(|(key, weight)| Some((key, Share::new(weight).ok()?)))
            .collect();
        Some(DetailedOccupationInputs {
            majors: self.optional("proxy_employment_by_section_major_group", staffing_key),
            surveys: self.optional("proxy_employment_by_sub_major_group", |r| {
                let country = r.text("country").to_owned();
                Ok((country, code(&groups, r, "occupation")?, year(r, "year")?))
            }),
            older: self.optional_sampled("older_workers_by_minor_group", of_year),
            flows: self.optional(FLOWS, flow_key),
            flow_weights,
            counts: self.optional(COUNTS, count_key),
            count_spread: self.numbers(
                COUNTS,
                "spread",
                text!("a positive SD of the logarithm"),
                count_key,
            ),
            count_groups: self.count_groups(&groups),
            fields: self.optional_sampled("field_of_study_by_minor_group", |r| {
                let text = |column| r.text(column).to_owned();
                let occupation = code(&groups, r, "occupation")?;
                Ok((text("country"), text("field"), occupation, year(r, "year")?))
            }),
            filled_from: match has(FILLED_FROM) {
                true => self.concordance(FILLED_FROM, &groups, &groups),
                false => Concordance::default(),
            },
            pupils_parents: self.optional_sampled("parents_by_sub_major_group", of_year),
            own: self.own(&groups, sections),
            staffing,
            groups,
            parents,
        })
    }

    /// The group one level up of each group.
    fn parents(
        &mut self,
        groups: &Classification<Occupation>,
    ) -> BTreeMap<Code<Occupation>, Code<Occupation>> {
        let mut parents = BTreeMap::new();
        let Some(table) = self.package.tables.get(GROUPS) else { return parents };
        for row in table.rows.iter().filter(|row| !row.text("parent").is_empty()) {
            match (groups.code(row.text("id")), groups.code(row.text("parent"))) {
                (Ok(child), Ok(parent)) if child != parent => {
                    parents.insert(child, parent);
                }
                _ => self.wrong(table, row, "parent", text!("another group of the classification")),
            }
        }
        parents
    }

    fn sampled<K: Ord + Clone, T: Quantity>(
        &mut self,
        name: &str,
        key: impl Fn(&Row) -> Result<K, Skip> + Copy,
    ) -> Sampled<K, T> {
        let table: inputs::Table<K, T> = self.measures(name, key);
        Sampled { sample: self.numbers(name, SAMPLE, A_SAMPLE, key), table }
    }

    fn optional_sampled<K: Ord + Clone, T: Quantity>(
        &mut self,
        name: &str,
        key: impl Fn(&Row) -> Result<K, Skip> + Copy,
    ) -> Option<Sampled<K, T>> {
        let table = self.package.tables.get(name)?;
        (!table.rows.is_empty()).then(|| self.sampled(name, key))
    }

    /// Numbers of another column than the value; rows that don't say where they belong are found with
    /// the values.
    fn numbers<K: Ord>(
        &mut self,
        name: &str,
        column: &'static str,
        allowed: impl Into<Text>,
        key: impl Fn(&Row) -> Result<K, Skip>,
    ) -> BTreeMap<K, f64> {
        let mut found = BTreeMap::new();
        let allowed = allowed.into();
        let Some(table) = self.package.tables.get(name) else { return found };
        for row in &table.rows {
            match (key(row), table.number(row, column).filter(|v| v.is_finite() && *v >= 0.0)) {
                (Ok(key), Some(number)) => {
                    found.insert(key, number);
                }
                (Ok(_), None) => self.wrong(table, row, column, &allowed),
                (Err(_), _) => {}
            }
        }
        found
    }

    fn count_groups(&mut self, groups: &Classification<Occupation>) -> Vec<CountGroup> {
        let Some(table) = self.package.tables.get(COUNT_GROUPS) else { return Vec::new() };
        let mut found = Vec::new();
        for row in &table.rows {
            match groups.code(row.text("occupation")) {
                Ok(occupation) => found.push(CountGroup {
                    count: row.text("count").to_owned(),
                    occupation,
                    file: table.named(),
                    row: row.line,
                }),
                Err(_) => {
                    self.wrong(table, row, "occupation", text!("a group of the classification"))
                }
            }
        }
        found
    }

    /// The country's own employment by unit group, and by section where the table has them.
    fn own(
        &mut self,
        groups: &Classification<Occupation>,
        sections: &Classification<Section>,
    ) -> Option<inputs::Table<OwnKey, suranys_core::Persons>> {
        let table = self.package.tables.get(OWN)?;
        let by_section = table.field("section").is_some();
        let total = sections.total().map_or(TOTAL, |code| code.as_str()).to_owned();
        for row in table.rows.iter().filter(|row| by_section && row.text("section").is_empty()) {
            let allowed = text!("the section of the persons, or `{total}` for all sections", total);
            self.wrong(table, row, "section", &allowed);
        }
        self.optional(OWN, |r| -> Result<OwnKey, Skip> {
            let section = match r.text("section") {
                "" if by_section => return Err(Skip::Total),
                "" => None,
                text if text == total => None,
                _ => Some(code(sections, r, "section")?),
            };
            let place: (Code<Occupation>, Year) =
                (code(groups, r, "occupation")?, year(r, "year")?);
            Ok((section, place.0, place.1))
        })
    }
}
