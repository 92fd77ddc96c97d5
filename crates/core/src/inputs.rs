//! The validated figures a run starts from.
//!
//! [`Inputs`] is made by [`Inputs::new`] alone, which checks that the tables belong together:
//! holding one is proof of it.

pub use crate::input_table::{Cell, Source, Table};
use crate::text;

pub use crate::input_parts::{
    ExitInputs, IndicatorInputs, InputParts, OccupationAge, OccupationInputs, PackageIdentity,
    PensionAge, PublishedKey, RegionalInputs, RegressorInputs, SupplyInputs, year_of,
};

use crate::classification::{Classification, Code, Kind, Occupation, kind_name};
use crate::concordance::Concordance;
use crate::detailed_checks::findings;
use crate::diagnostic::{Diagnostic, Span};
use crate::time::{Vintage, Year};
use std::collections::BTreeSet;
use std::ops::Deref;

/// Identifier of the check in findings.
const CHECK: &str = "inputs";

/// All inputs of the national forecast, which are known to belong together:
///
/// - sections and regions have a total, and every section but it that a table speaks of has its
///   broad sector;
/// - every code of a table or a concordance is in its classification;
/// - every cell cites a source that its table lists, and every such source is among the package's;
/// - periods of mortality share no more than a bound for a sex and an age group, and every statutory age is a
///   positive number of years.
///
/// The tables are read as those of [`InputParts`]; they can't be changed in place.
#[derive(Debug, Clone)]
pub struct Inputs {
    parts: InputParts,
}

impl Deref for Inputs {
    type Target = InputParts;

    fn deref(&self) -> &InputParts {
        &self.parts
    }
}

impl Inputs {
    /// Takes tables that belong together.
    ///
    /// # Errors
    /// Everything that is wrong with them, each with file, row and column.
    pub fn new(parts: InputParts) -> Result<Inputs, Vec<Diagnostic>> {
        let mut checks = Checks { parts: &parts, problems: Vec::new() };
        checks.totals();
        checks.employment();
        checks.ages();
        checks.occupations();
        checks.detailed();
        checks.others();
        if checks.problems.is_empty() { Ok(Inputs { parts }) } else { Err(checks.problems) }
    }

    /// The tables, to be changed and checked anew.
    #[must_use]
    pub fn into_parts(self) -> InputParts {
        self.parts
    }

    /// The inputs as they were known at the end of a year, which are a part of these. See
    /// [`Vintage`].
    #[must_use]
    pub fn as_of(&self, vintage: Vintage) -> Inputs {
        Inputs { parts: self.parts.as_of(vintage, true) }
    }

    /// The same without the tables of groups below the occupations, which are most of them all: for
    /// what rests on none.
    #[must_use]
    pub fn as_of_without_groups(&self, vintage: Vintage) -> Inputs {
        Inputs { parts: self.parts.as_of(vintage, false) }
    }
}

struct Checks<'a> {
    parts: &'a InputParts,
    problems: Vec<Diagnostic>,
}

/// Whether a classification has a code.
fn lists<K: Kind>(list: &Classification<K>, code: &Code<K>) -> bool {
    list.item(code.as_str()).is_some()
}

impl Checks<'_> {
    fn totals(&mut self) {
        let parts = self.parts;
        for (name, total, column) in [
            ("sections", parts.sections.total().is_some(), "code"),
            ("regions", parts.regions.total().is_some(), "code"),
        ] {
            if !total {
                let span = Span { column: Some(column.to_owned()), ..Span::file(name) };
                let problem = Diagnostic::error(CHECK, span, text!("`{name}` has no total", name));
                self.problems.push(problem.help(text!("add a row for the whole country")));
            }
        }
    }

    /// Sources of a table, and its codes by what `wrong` finds in a key: column and code.
    fn table<Key, T>(
        &mut self,
        table: &Table<Key, T>,
        wrong: impl Fn(&Key) -> Option<(&'static str, String)>,
    ) {
        for id in &table.sources {
            if !self.parts.sources.iter().any(|source| source.id == *id) {
                let message = text!(
                    "`{resource}` cites the unknown source `{id}`",
                    resource = table.resource,
                    id
                );
                let span = Span::file(table.path.clone());
                self.problems.push(Diagnostic::error(CHECK, span, message).found(id));
            }
        }
        for (key, cell) in &table.cells {
            if cell.source >= table.sources.len() {
                let span = Span::cell(table.path.clone(), cell.row, "source");
                let message =
                    text!("a figure of `{resource}` cites no source", resource = table.resource);
                self.problems.push(Diagnostic::error(CHECK, span, message));
            }
            if let Some((column, code)) = wrong(key) {
                let span = Span::cell(table.path.clone(), cell.row, column);
                let message =
                    text!("`{code}` is not in the classification of `{column}`", code, column);
                self.problems.push(Diagnostic::error(CHECK, span, message).found(code));
            }
        }
    }

    /// Codes of a concordance.
    fn concordance<A: Kind, B: Kind>(
        &mut self,
        name: &str,
        map: &Concordance<A, B>,
        from: &Classification<A>,
        to: &Classification<B>,
    ) {
        let unknown = |code: &str, kind: &str| {
            let message = text!(
                "`{code}` of the concordance `{name}` is not a known {kind}",
                code,
                name,
                kind = kind_name(kind)
            );
            Diagnostic::error(CHECK, Span::file(name), message).found(code)
        };
        for source in map.sources() {
            if !lists(from, source) {
                self.problems.push(unknown(source.as_str(), A::NAME));
            }
            for (target, _) in map.targets(source).unwrap_or_default() {
                if !lists(to, target) {
                    self.problems.push(unknown(target.as_str(), B::NAME));
                }
            }
        }
    }

    fn employment(&mut self) {
        let parts = self.parts;
        let (sections, regions, broad) = (&parts.sections, &parts.regions, &parts.broad_sectors);
        self.table(&parts.employment_by_section, |(code, _)| {
            (!lists(sections, code)).then(|| ("section", code.to_string()))
        });
        self.table(&parts.employment_by_region, |(code, _)| {
            (!lists(regions, code)).then(|| ("region", code.to_string()))
        });
        self.table(&parts.employment_by_region_broad_sector, |(region, sector, _)| {
            if !lists(regions, region) {
                return Some(("region", region.to_string()));
            }
            (!lists(broad, sector)).then(|| ("broad_sector", sector.to_string()))
        });
        self.concordance("section_broad_sector", &parts.section_broad_sector, sections, broad);
        for change in &parts.region_changes {
            self.concordance("region changes", change, regions, regions);
        }
        let reported: BTreeSet<&Code<_>> =
            parts.employment_by_section.cells.keys().map(|(code, _)| code).collect();
        for code in reported.into_iter().filter(|code| Some(*code) != sections.total()) {
            if parts.section_broad_sector.targets(code).is_none() {
                let message = text!("section `{code}` has no broad sector", code);
                let span = Span::file("section_broad_sector");
                self.problems.push(Diagnostic::error(CHECK, span, message).found(code.as_str()));
            }
        }
    }

    fn ages(&mut self) {
        let parts = self.parts;
        self.table(&parts.employment_by_sex_age, |_| None);
        self.table(&parts.population_by_age, |_| None);
        self.table(&parts.population_by_sex_age, |_| None);
        self.table(&parts.mortality_by_sex_age, |_| None);
        // Keys are in order, so that the periods of a sex and an age group follow each other. One may
        // end in the year in which the next begins: tables run from the middle of a year.
        let mortality = &parts.mortality_by_sex_age;
        for (before, after) in mortality.cells.iter().zip(mortality.cells.iter().skip(1)) {
            let ((sex, age, first), (other, of, second)) = (before.0, after.0);
            if (sex, age) == (other, of) && second.from() < first.to() {
                let span = Span::cell(mortality.path.clone(), after.1.row, "period_from");
                let message = text!("periods {first} and {second} overlap", first, second);
                self.problems.push(Diagnostic::error(CHECK, span, message));
            }
        }
        for line in &parts.pension_ages {
            if !(line.age.is_finite() && line.age > 0.0) {
                let span = Span::cell(line.file.clone(), line.row, "age");
                let message = text!("a statutory age is not a positive number of years");
                let problem = Diagnostic::error(CHECK, span, message);
                self.problems.push(problem.found(line.age.to_string()));
            }
        }
    }

    fn occupations(&mut self) {
        let parts = self.parts;
        let Some(known) = &parts.occupation else { return };
        let (list, groups) = (&known.occupations, &known.industry_groups);
        let unlisted = |code: &Code<Occupation>| {
            (!lists(list, code)).then(|| ("occupation", code.to_string()))
        };
        self.concordance(
            "section_industry_group",
            &known.section_industry_group,
            &parts.sections,
            groups,
        );
        self.concordance("modelled_group", &known.modelled_group, list, list);
        self.table(&known.proxy, |(group, code, _)| {
            let group = (!lists(groups, group)).then(|| ("industry_group", group.to_string()));
            group.or_else(|| unlisted(code))
        });
        self.table(&known.survey, |(code, _)| unlisted(code));
        self.table(&known.modelled, |(code, _)| unlisted(code));
        if let Some(women) = &known.women {
            self.table(women, |(code, _)| unlisted(code));
        }
        if let Some(ages) = &known.age {
            self.table(ages, |(code, ..)| unlisted(code));
        }
        if let Some(supply) = &parts.supply {
            self.table(&supply.education_occupation, |(_, code)| unlisted(code));
            if let Some(unemployed) = &supply.unemployed_by_occupation {
                self.table(unemployed, |(code, _): &(Code<Occupation>, Year)| unlisted(code));
            }
        }
    }

    fn detailed(&mut self) {
        let parts = self.parts;
        let Some(known) = &parts.detailed else { return };
        let (list, sections) = (&known.groups, &parts.sections);
        let unlisted = |code: &Code<Occupation>| {
            (!lists(list, code)).then(|| ("occupation", code.to_string()))
        };
        let unknown =
            |code: &Code<_>| (!lists(sections, code)).then(|| ("section", code.to_string()));
        let staffing = known.staffing.iter().map(|file| &file.table).chain(&known.majors);
        for table in staffing {
            self.table(table, |(_, section, code, _)| unknown(section).or_else(|| unlisted(code)));
        }
        if let Some(table) = &known.surveys {
            self.table(table, |(_, code, _)| unlisted(code));
        }
        if let Some(file) = &known.older {
            self.table(&file.table, |(code, _)| unlisted(code));
        }
        if let Some(table) = &known.flows {
            self.table(table, |(_, code, ..)| unlisted(code));
        }
        if let Some(file) = &known.fields {
            self.table(&file.table, |(_, _, code, _)| unlisted(code));
        }
        if let Some(file) = &known.pupils_parents {
            self.table(&file.table, |(code, _)| unlisted(code));
        }
        if let Some(table) = &known.counts {
            self.table(table, |_| None);
        }
        if let Some(table) = &known.own {
            self.table(table, |(section, code, _)| {
                section.as_ref().and_then(unknown).or_else(|| unlisted(code))
            });
        }
        self.problems.extend(findings(parts));
    }

    fn others(&mut self) {
        let parts = self.parts;
        let sections = &parts.sections;
        if let Some(supply) = &parts.supply {
            self.table(&supply.labour_force, |_| None);
            self.table(&supply.labour_force_by_sex_age, |_| None);
            self.table(&supply.graduates, |_| None);
            self.table(&supply.net_migration, |_| None);
        }
        if let Some(known) = &parts.regressors {
            self.table(&known.value_added, |(code, _)| {
                (!lists(sections, code)).then(|| ("section", code.to_string()))
            });
            self.table(&known.gdp_growth, |_| None);
        }
        let (regions, regional) = (&parts.regions, &parts.regional);
        let unlisted =
            |code: &Code<_>| (!lists(regions, code)).then(|| ("region", code.to_string()));
        for table in [
            &regional.hired,
            &regional.self_employed,
            &regional.labour_force,
            &regional.unemployed,
            &regional.population,
        ] {
            table.iter().for_each(|table| self.table(table, |(code, _)| unlisted(code)));
        }
        if let Some(table) = &regional.value_added {
            self.table(table, |(region, section, _)| {
                let section = (!lists(sections, section)).then(|| ("section", section.to_string()));
                unlisted(region).or(section)
            });
        }
        if let Some(table) = &regional.value_added_exponent {
            self.table(table, |code| {
                (!lists(sections, code)).then(|| ("section", code.to_string()))
            });
        }
        if let Some(table) = &regional.employed_by_age {
            self.table(table, |(region, ..)| unlisted(region));
        }
        if let Some(known) = &parts.exits {
            let list = &known.occupations;
            let unlisted = |code: &Code<Occupation>| {
                (!lists(list, code)).then(|| ("occupation", code.to_string()))
            };
            let unknown =
                |code: &Code<_>| (!lists(sections, code)).then(|| ("section", code.to_string()));
            for table in [&known.rates, &known.older] {
                table.iter().for_each(|table| self.table(table, |(code, _)| unlisted(code)));
            }
            self.table(&known.staffing, |(_, section, occupation, _)| {
                unknown(section).or_else(|| unlisted(occupation))
            });
            if let Some(table) = &known.hired_shares {
                self.table(table, unknown);
            }
        }
        if let Some(table) = &parts.published_forecasts {
            self.table(table, |_| None);
        }
        let indicators = &parts.indicators;
        if let Some(table) = &indicators.exchange {
            self.table(table, |_| None);
        }
        if let Some(table) = &indicators.permits {
            self.table(table, |_| None);
        }
        if let Some(table) = &indicators.permits_by_section {
            self.table(table, |(_, code)| {
                (!lists(sections, code)).then(|| ("section", code.to_string()))
            });
        }
        if let Some(table) = &indicators.compensation {
            self.table(table, |(code, _)| {
                (!lists(sections, code)).then(|| ("section", code.to_string()))
            });
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::classification::{BroadSector, Labels, Region, Section};
    use crate::observation::{ObsStatus, Observed, Status};
    use crate::unit::{Persons, Quantity};
    use std::collections::BTreeMap;

    fn list<K: Kind>(codes: &[&str]) -> Classification<K> {
        let entry =
            |code: &&str| ((*code).to_owned(), Labels::default(), Labels::default(), (None, None));
        Classification::new(codes.iter().map(entry).collect(), "_T").expect("distinct")
    }

    fn table<Key: Ord, T>(name: &str, cells: BTreeMap<Key, Cell<T>>) -> Table<Key, T> {
        Table {
            resource: name.to_owned(),
            path: format!("tables/{name}.csv"),
            cells,
            sources: vec!["one".to_owned()],
        }
    }

    /// One section, one region, one figure in row 2 that cites the source at `source`.
    fn parts(code: &Code<Section>, source: usize) -> InputParts {
        let sections: Classification<Section> = list(&["A", "_T"]);
        let broad_sectors: Classification<BroadSector> = list(&["B", "_T"]);
        let regions: Classification<Region> = list(&["R", "_T"]);
        let status = Status::real(ObsStatus::Normal);
        let persons = Observed::Value(Persons::new(10.0).expect("possible"), status);
        let cell = Cell { observed: persons, row: 2, published: Year(2024), source };
        let link =
            (sections.code("A").expect("listed"), broad_sectors.code("B").expect("listed"), 1.0);
        InputParts {
            package: PackageIdentity {
                name: "test".to_owned(),
                version: "1".to_owned(),
                files: Vec::new(),
                paths: Default::default(),
            },
            country: crate::country::Country::default(),
            section_broad_sector: Concordance::new([link]).expect("sums to one"),
            region_changes: Vec::new(),
            employment_by_section: table(
                "employment_by_section",
                BTreeMap::from([((code.clone(), Year(2024)), cell)]),
            ),
            employment_by_region: table("employment_by_region", BTreeMap::new()),
            employment_by_region_broad_sector: table(
                "employment_by_region_broad_sector",
                BTreeMap::new(),
            ),
            employment_by_sex_age: table("employment_by_sex_age", BTreeMap::new()),
            population_by_age: table("population_by_age", BTreeMap::new()),
            population_by_sex_age: table("population_by_sex_age", BTreeMap::new()),
            mortality_by_sex_age: table("mortality_by_sex_age", BTreeMap::new()),
            pension_ages: Vec::new(),
            occupation: None,
            detailed: None,
            supply: None,
            exits: None,
            regressors: None,
            regional: RegionalInputs::default(),
            published_forecasts: None,
            indicators: IndicatorInputs::default(),
            sources: vec![Source {
                id: "one".to_owned(),
                publisher: String::new(),
                dataset: String::new(),
                locator: String::new(),
                vintage: Year(2024),
                licence: String::new(),
            }],
            sections,
            broad_sectors,
            regions,
        }
    }

    /// Inputs that hold one figure.
    pub(crate) fn empty() -> Inputs {
        Inputs::new(parts(&code("A"), 0)).expect("they belong together")
    }

    fn code(text: &str) -> Code<Section> {
        list(&["A", "Z", "_T"]).code(text).expect("listed")
    }

    #[test]
    fn tables_that_belong_together_are_inputs() {
        assert!(Inputs::new(parts(&code("A"), 0)).is_ok());
        assert!(Inputs::new(parts(&code("_T"), 0)).is_ok());
    }

    /// A code of another classification, and a source that the table does not list.
    #[test]
    fn what_does_not_belong_is_told_with_its_place_and_all_at_once() {
        let problems = Inputs::new(parts(&code("Z"), 1)).expect_err("`Z` is unknown");
        let at_row: Vec<_> = problems.iter().filter(|p| p.span.row == Some(2)).collect();
        let columns: Vec<_> = at_row.iter().filter_map(|p| p.span.column.as_deref()).collect();
        assert_eq!(columns, ["source", "section"]);
        assert!(at_row.iter().all(|p| p.span.file == "tables/employment_by_section.csv"));
        assert!(problems.iter().any(|p| p.message.contains("`Z` has no broad sector")));
        let mut unknown = parts(&code("A"), 0);
        unknown.sources.clear();
        let problems = Inputs::new(unknown).expect_err("no source is known");
        assert!(problems.iter().all(|p| p.found.as_deref() == Some("one")));
    }
}
