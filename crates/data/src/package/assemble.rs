//! Checked tables to the inputs of the national forecast.

use crate::check::unit::{currency, factor};
use crate::package::descriptor::{LABEL, SHORT};
use crate::package::open::{DESCRIPTOR, Package, REGIONS, Row, TILES, Table};
use crate::skeleton::rows_needed;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::classification::{Entry, Kind};
use suranys_core::inputs::{
    self, Cell, ExitInputs, IndicatorInputs, InputParts, Inputs, OccupationInputs, PackageIdentity,
    PensionAge, PublishedKey, RegionalInputs, RegressorInputs, Source, SupplyInputs,
};
use suranys_core::limits::YEARS;
use suranys_core::unit::Quantity;
use suranys_core::{
    AgeGroup, Classification, Code, Concordance, Country, Diagnostic, MissingReason, ObsStatus,
    Observed, Occupation, Persons, Region, Section, Sex, Share, Span, Status, Year, YearSpan,
};
use suranys_core::{Text, text};

/// Code of a total where a classification declares no other.
pub const TOTAL: &str = "_T";

type Problems = Vec<Diagnostic>;

/// Reads a package whose checks all passed.
///
/// # Errors
/// When a table the forecast needs is absent, or a cell does not mean what the forecast needs.
pub fn inputs(package: &Package) -> Result<Inputs, Problems> {
    let (problems, asked, published) = Default::default();
    let mut reader = Reader { package, problems, asked, published };
    let sources = reader.sources();
    let sections = reader.classification("sections", "code");
    let broad_sectors = reader.classification("broad_sectors", "code");
    let regions = reader.classification("regions", "code");
    let section_broad_sector =
        reader.concordance("section_broad_sector", &sections, &broad_sectors);
    let changes = package.descriptor.suranys.region_changes.iter();
    let region_changes = changes.map(|name| reader.concordance(name, &regions, &regions)).collect();
    let employment_by_section = reader.measures("employment_by_section", |r| {
        Ok((code(&sections, r, "section")?, year(r, "year")?))
    });
    let employment_by_region = reader
        .measures("employment_by_region", |r| Ok((code(&regions, r, "region")?, year(r, "year")?)));
    let employment_by_region_broad_sector =
        reader.measures("employment_by_region_broad_sector", |r| {
            Ok((
                code(&regions, r, "region")?,
                code(&broad_sectors, r, "broad_sector")?,
                year(r, "year")?,
            ))
        });
    let employment_by_sex_age = reader
        .measures("employment_by_sex_age", |r| Ok((sex(r)?, age_group(r)?, year(r, "year")?)));
    let population_by_age =
        reader.measures("population_by_age", |r| Ok((age_group(r)?, year(r, "year")?)));
    let population_by_sex_age = reader
        .measures("population_by_sex_age", |r| Ok((sex(r)?, age_group(r)?, year(r, "year")?)));
    let mortality_by_sex_age = reader.measures("mortality_by_sex_age", |r| {
        let span = YearSpan::new(year(r, "period_from")?, year(r, "period_to")?);
        Ok((sex(r)?, age_group(r)?, span.ok_or(Skip::Wrong("period_to"))?))
    });
    let pension_ages = reader.pension_ages();
    // A table without rows is as good as none.
    let has = |name: &str| package.tables.get(name).is_some_and(|table| !table.rows.is_empty());
    let occupation =
        has("proxy_employment_by_industry_occupation").then(|| reader.occupation(&sections));
    let measured = has("exit_rates_by_occupation") || has("older_workers_by_occupation");
    let exits = (measured && has("proxy_employment_by_section_occupation"))
        .then(|| reader.exits(&sections));
    let detailed = if occupation.is_some() { reader.detailed(&sections) } else { None };
    let regressors = has("gva_volume_index_by_section").then(|| reader.regressors(&sections));
    let supply = has("labour_force_by_sex_age")
        .then(|| reader.supply(occupation.as_ref().map(|known| &known.occupations)));
    let regional = reader.regional(&regions, &sections);
    let published_forecasts = has("published_forecasts").then(|| reader.published_forecasts());
    let indicators = reader.indicators(&sections);
    reader.tiles();
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    Inputs::new(InputParts {
        package: PackageIdentity {
            name: package.descriptor.name.clone(),
            version: package.descriptor.version.clone(),
            files: package.files.clone(),
            paths: package.tables.iter().map(|(n, t)| (n.clone(), t.named())).collect(),
        },
        country: country_of(package),
        sections,
        broad_sectors,
        regions,
        section_broad_sector,
        region_changes,
        employment_by_section,
        employment_by_region,
        employment_by_region_broad_sector,
        employment_by_sex_age,
        population_by_age,
        population_by_sex_age,
        mortality_by_sex_age,
        pension_ages,
        occupation,
        detailed,
        supply,
        exits,
        regressors,
        regional,
        published_forecasts,
        indicators,
        sources,
    })
}

/// Columns and rows of a schematic map: more than any country has regions.
const MAP: std::ops::Range<i32> = 0..100;

/// The code of a classification's total: that of the regions is the country's.
fn package_total<'a>(package: &'a Package, name: &str) -> &'a str {
    let declared = match name {
        REGIONS => package.descriptor.suranys.country.as_deref().or_else(|| nation(package)),
        _ => package.tables.get(name).and_then(|t| t.resource.suranys.total.as_deref()),
    };
    declared.unwrap_or(TOTAL)
}

/// The code of the only region that is the whole country, by its kind.
fn nation(package: &Package) -> Option<&str> {
    let rows = &package.tables.get(REGIONS)?.rows;
    let mut whole = rows.iter().filter(|row| row.text("kind") == "country");
    whole.next().filter(|_| whole.next().is_none()).map(|row| row.text("code"))
}

/// The country as the package describes it.
pub fn country_of(package: &Package) -> Country {
    let said = &package.descriptor.suranys;
    let code = package_total(package, REGIONS).to_owned();
    let labels = package.tables.get(REGIONS).and_then(|table| {
        let row = table.rows.iter().find(|row| row.text("code") == code)?;
        Some(table.labels(row, LABEL))
    });
    let tiles = package.tables.get(TILES).into_iter().flat_map(|table| {
        table.rows.iter().filter_map(|row| {
            Some((row.text("region").to_owned(), [tile(row, "column")?, tile(row, "row")?]))
        })
    });
    Country {
        labels: labels.unwrap_or_default(),
        code,
        currency: currency(&package.descriptor).unwrap_or_default(),
        languages: package.descriptor.languages(),
        rulebook: said.rulebook.clone().unwrap_or_default(),
        label_files: package.labels.clone(),
        region_tiles: tiles.collect(),
    }
}

/// The place of a region's tile along one side of a schematic map.
fn tile(row: &Row, side: &str) -> Option<i32> {
    row.text(side).parse().ok().filter(|place| MAP.contains(place))
}

/// Why a row gives no cell.
pub(super) enum Skip {
    /// It is a total that the forecast does not read.
    Total,
    /// The named column does not mean what it should.
    Wrong(&'static str),
    /// The named column is no year that can be.
    NoYear(&'static str),
}

pub(super) fn year(row: &Row, column: &'static str) -> Result<Year, Skip> {
    Year::parse(row.text(column)).ok_or(Skip::NoYear(column))
}

fn sex(row: &Row) -> Result<Sex, Skip> {
    match row.text("sex") {
        "_T" => Err(Skip::Total),
        text => Sex::from_code(text).ok_or(Skip::Wrong("sex")),
    }
}

fn age_group(row: &Row) -> Result<AgeGroup, Skip> {
    match row.text("age_band") {
        "_T" => Err(Skip::Total),
        text => AgeGroup::parse(text).ok_or(Skip::Wrong("age_band")),
    }
}

pub(super) fn code<K: Kind>(
    list: &Classification<K>,
    row: &Row,
    column: &'static str,
) -> Result<Code<K>, Skip> {
    list.code(row.text(column)).map_err(|_| Skip::Wrong(column))
}

/// What a year may be, for messages.
pub fn a_year() -> Text {
    text!("a year from {min} to {max}", min = YEARS.start(), max = YEARS.end())
}

/// The sources a table's rows cite, in order.
fn cited(table: &Table) -> Vec<String> {
    let cited: BTreeSet<&str> = table.rows.iter().map(|row| row.text("source")).collect();
    cited.into_iter().map(str::to_owned).collect()
}

/// Position of a row's source among those cited.
fn place_of(cited: &[String], row: &Row) -> usize {
    cited.iter().position(|id| id == row.text("source")).unwrap_or_default()
}

pub(super) struct Reader<'a> {
    pub(super) package: &'a Package,
    problems: Problems,
    /// Tables that are missing and were reported.
    asked: BTreeSet<String>,
    /// Year in which each source's copy was published.
    published: BTreeMap<String, Year>,
}

impl<'a> Reader<'a> {
    /// A table the forecast needs, with the classifications its cells refer to: what is missing is
    /// reported once.
    fn table(&mut self, name: &str) -> Option<&'a Table> {
        let table = self.package.tables.get(name);
        self.needed(name);
        let keys = table.into_iter().flat_map(|table| &table.resource.schema.foreign_keys);
        let others = keys.map(|key| &key.reference.resource).filter(|name| !name.is_empty());
        others.for_each(|name| self.needed(name));
        table
    }

    fn needed(&mut self, name: &str) {
        let (message, help) = match self.package.tables.get(name) {
            None => (
                text!("the forecast needs a resource `{name}`", name),
                text!("add the table to the package"),
            ),
            Some(table) if table.rows.is_empty() => {
                let message = text!("the forecast needs rows in `{name}`, which has none", name);
                (message, text!("fill the table"))
            }
            Some(_) => return,
        };
        if self.asked.insert(name.to_owned()) {
            let rows = rows_needed(name).map(|rows| text!("{name}: {rows}", name, rows));
            let mut allowed = rows.unwrap_or_else(|| name.into());
            let table = self.package.tables.get(name);
            if let Some(years) = table.and_then(|t| t.field("year")).and_then(|_| self.years()) {
                allowed = text!("{allowed}; {years}", allowed, years);
            }
            let path = table.map_or(DESCRIPTOR, |table| table.resource.path.as_str());
            let needed = Diagnostic::error("needed", Span::file(path), message).found(name);
            self.problems.push(needed.allowed(allowed).help(help));
        }
    }

    /// The years of employment by section, on which the forecast sets out.
    fn years(&self) -> Option<Text> {
        let table = self.package.tables.get("employment_by_section")?;
        let years: BTreeSet<Year> =
            table.rows.iter().filter_map(|r| year(r, "year").ok()).collect();
        let (first, last) = (years.first()?, years.last()?);
        Some(text!("years up to {last}, from {first} or from what is known", last, first))
    }

    pub(super) fn wrong(
        &mut self,
        table: &Table,
        row: &Row,
        column: &str,
        allowed: impl Into<Text>,
    ) {
        let allowed = allowed.into();
        self.problems.push(
            Diagnostic::error(
                "needed",
                table.span(row, column),
                text!("column `{column}` does not hold {allowed}", column, allowed),
            )
            .found(row.text(column))
            .allowed(allowed)
            .help(text!("correct the cell")),
        );
    }

    fn sources(&mut self) -> Vec<Source> {
        let Some(table) = self.table("sources") else { return Vec::new() };
        let mut sources = Vec::new();
        for row in &table.rows {
            let Ok(vintage) = year(row, "vintage") else {
                self.wrong(table, row, "vintage", a_year());
                continue;
            };
            let text = |column| row.text(column).to_owned();
            self.published.insert(text("id"), vintage);
            sources.push(Source {
                id: text("id"),
                publisher: text("publisher"),
                dataset: text("dataset"),
                locator: text("locator"),
                vintage,
                licence: text("licence"),
            });
        }
        sources
    }

    /// That every tile has a place on the map.
    fn tiles(&mut self) {
        let Some(table) = self.package.tables.get(TILES) else { return };
        for row in &table.rows {
            for side in ["column", "row"].into_iter().filter(|side| tile(row, side).is_none()) {
                let allowed =
                    text!("a whole number from {min} to {max}", min = MAP.start, max = MAP.end - 1);
                self.wrong(table, row, side, &allowed);
            }
        }
    }

    pub(super) fn classification<K: Kind>(
        &mut self,
        name: &str,
        column: &str,
    ) -> Classification<K> {
        let mut entries: Vec<(i64, Entry)> = Vec::new();
        if let Some(table) = self.table(name) {
            for row in &table.rows {
                let labels = |prefix: &str| table.labels(row, prefix);
                let mut bound = |column| {
                    let year = Year::parse(row.text(column));
                    if year.is_none() && !row.text(column).is_empty() {
                        self.wrong(table, row, column, a_year());
                    }
                    year
                };
                let bounds = (bound("valid_from"), bound("valid_to"));
                let order = row.text("order").parse().unwrap_or(i64::MAX);
                entries.push((
                    order,
                    (row.text(column).to_owned(), labels(LABEL), labels(SHORT), bounds),
                ));
            }
        }
        entries.sort_by_key(|(order, _)| *order);
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        Classification::new(entries, package_total(self.package, name)).unwrap_or_else(|error| {
            self.problems.push(Diagnostic::error("needed", Span::file(DESCRIPTOR), error.text()));
            Classification::default()
        })
    }

    pub(super) fn concordance<A: Kind, B: Kind>(
        &mut self,
        name: &str,
        from: &Classification<A>,
        to: &Classification<B>,
    ) -> Concordance<A, B> {
        let mut links = Vec::new();
        if let Some(table) = self.table(name) {
            for row in &table.rows {
                match (
                    from.code(row.text("from")),
                    to.code(row.text("to")),
                    table.number(row, "weight"),
                ) {
                    (Ok(from), Ok(to), Some(weight)) => links.push((from, to, weight)),
                    _ => {
                        self.wrong(table, row, "weight", text!("a weight between two known codes"))
                    }
                }
            }
        }
        Concordance::new(links).unwrap_or_else(|error| {
            self.problems.push(Diagnostic::error(
                "needed",
                Span::file(DESCRIPTOR),
                text!("{name}: {error}", name, error),
            ));
            Concordance::default()
        })
    }

    pub(super) fn measures<K: Ord, T: Quantity>(
        &mut self,
        name: &str,
        key: impl Fn(&Row) -> Result<K, Skip>,
    ) -> inputs::Table<K, T> {
        let mut cells = BTreeMap::new();
        let Some(table) = self.table(name) else {
            return inputs::Table {
                resource: name.to_owned(),
                path: String::new(),
                cells,
                sources: Vec::new(),
            };
        };
        let cited = cited(table);
        let factor = factor(self.package, table.field("value").and_then(|f| f.unit.as_deref()));
        for row in &table.rows {
            let key = match key(row) {
                Ok(key) => key,
                Err(Skip::Total) => continue,
                Err(Skip::Wrong(column)) => {
                    self.wrong(table, row, column, text!("what the forecast reads there"));
                    continue;
                }
                Err(Skip::NoYear(column)) => {
                    self.wrong(table, row, column, a_year());
                    continue;
                }
            };
            match (self.observed(table, row, factor), self.published.get(row.text("source"))) {
                (Some(observed), Some(published)) => {
                    let source = place_of(&cited, row);
                    cells.insert(
                        key,
                        Cell { observed, row: row.line, published: *published, source },
                    );
                }
                _ => self.wrong(
                    table,
                    row,
                    "value",
                    text!("a possible value with a known status and source"),
                ),
            }
        }
        let path = table.named();
        inputs::Table { resource: name.to_owned(), path, cells, sources: cited }
    }

    pub(super) fn optional<K: Ord, T: Quantity>(
        &mut self,
        name: &str,
        key: impl Fn(&Row) -> Result<K, Skip>,
    ) -> Option<inputs::Table<K, T>> {
        let table = self.package.tables.get(name)?;
        (!table.rows.is_empty()).then(|| self.measures(name, key))
    }

    fn indicators(&mut self, sections: &Classification<Section>) -> IndicatorInputs {
        let text = |r: &Row, column: &str| r.text(column).to_owned();
        IndicatorInputs {
            exchange: self.optional("exchange_totals", |r| {
                Ok((text(r, "period"), text(r, "flow"), text(r, "measure")))
            }),
            permits: self
                .optional("foreign_labour_permits", |r| Ok((text(r, "date"), text(r, "category")))),
            permits_by_section: self.optional("foreign_labour_permits_by_section", |r| {
                Ok((text(r, "date"), code(sections, r, "section")?))
            }),
            compensation: self.optional("compensation_of_employees_by_section", |r| {
                Ok((code(sections, r, "section")?, year(r, "year")?))
            }),
        }
    }

    /// Weights from levels or fields of education to occupations; the package's own check has
    /// seen to it that those of each level or field sum to one.
    fn education_occupation(
        &mut self,
        occupations: Option<&Classification<Occupation>>,
    ) -> inputs::Table<(String, Code<Occupation>), Share> {
        let name = "education_occupation";
        let mut read = inputs::Table {
            resource: name.to_owned(),
            path: String::new(),
            cells: BTreeMap::new(),
            sources: Vec::new(),
        };
        let Some((occupations, table)) =
            occupations.and_then(|list| Some((list, self.table(name)?)))
        else {
            return read;
        };
        read.path = table.named();
        read.sources = cited(table);
        for row in &table.rows {
            let weight = table.number(row, "weight").map(Share::new);
            let published = self.published.get(row.text("source"));
            match (occupations.code(row.text("occupation")), weight, published) {
                (Ok(code), Some(Ok(weight)), Some(published)) => {
                    // An expert's weight stands in place of a figure.
                    let synthetic = self.package.synthetic(table, row);
                    let status = Status { obs: ObsStatus::Imputed, synthetic };
                    let observed = Observed::Value(weight, status);
                    let source = place_of(&read.sources, row);
                    read.cells.insert(
                        (row.text("education").to_owned(), code),
                        Cell { observed, row: row.line, published: *published, source },
                    );
                }
                _ => self.wrong(
                    table,
                    row,
                    "weight",
                    text!("a weight from 0 to 1 of a known occupation"),
                ),
            }
        }
        read
    }

    fn occupation(&mut self, sections: &Classification<Section>) -> OccupationInputs {
        let occupations = self.classification("occupations", "id");
        let industry_groups = self.classification("industry_groups", "code");
        let section_industry_group =
            self.concordance("section_industry_group", sections, &industry_groups);
        let proxy = self.measures("proxy_employment_by_industry_occupation", |r| {
            Ok((
                code(&industry_groups, r, "industry_group")?,
                code(&occupations, r, "occupation")?,
                year(r, "year")?,
            ))
        });
        let survey = self.measures("employment_by_occupation", |r| {
            if r.text("sex") != "_T" {
                return Err(Skip::Total);
            }
            Ok((code(&occupations, r, "occupation")?, year(r, "year")?))
        });
        let modelled = self.measures("employment_by_occupation_modelled", |r| {
            Ok((code(&occupations, r, "occupation")?, year(r, "year")?))
        });
        let women = self.optional("women_share_by_occupation", |r| {
            Ok((code(&occupations, r, "occupation")?, year(r, "year")?))
        });
        let age = self.optional("employment_by_occupation_sex_age", |r| {
            Ok((code(&occupations, r, "occupation")?, sex(r)?, age_group(r)?, year(r, "year")?))
        });
        let modelled_group =
            self.concordance("occupation_modelled_group", &occupations, &occupations);
        OccupationInputs {
            occupations,
            industry_groups,
            section_industry_group,
            modelled_group,
            proxy,
            survey,
            modelled,
            women,
            age,
        }
    }

    fn exits(&mut self, sections: &Classification<Section>) -> ExitInputs {
        let occupations = self.classification("isco08", "id");
        let by_occupation = |r: &Row| Ok((code(&occupations, r, "occupation")?, year(r, "year")?));
        let rates = self.optional("exit_rates_by_occupation", by_occupation);
        let older = self.optional("older_workers_by_occupation", by_occupation);
        let staffing = self.measures("proxy_employment_by_section_occupation", |r| {
            let country = r.text("country").to_owned();
            let section = code(sections, r, "section")?;
            Ok((country, section, code(&occupations, r, "occupation")?, year(r, "year")?))
        });
        let hired_shares =
            self.optional("hired_share_by_section", |r| code(sections, r, "section"));
        let weights = self.exit_weights(&occupations);
        ExitInputs { rates, weights, older, staffing, hired_shares, occupations }
    }

    /// How much each exit rate counts; rows that don't say where they belong are found with the
    /// rates themselves.
    fn exit_weights(
        &mut self,
        occupations: &Classification<Occupation>,
    ) -> BTreeMap<(Code<Occupation>, Year), Share> {
        let mut weights = BTreeMap::new();
        let Some(table) = self.package.tables.get("exit_rates_by_occupation") else {
            return weights;
        };
        for row in &table.rows {
            let weight = table.number(row, "weight").map(Share::new);
            match (code(occupations, row, "occupation"), year(row, "year"), weight) {
                (Ok(code), Ok(year), Some(Ok(weight))) => {
                    weights.insert((code, year), weight);
                }
                (Ok(_), Ok(_), _) => {
                    self.wrong(table, row, "weight", text!("a weight from 0 to 1"))
                }
                _ => {}
            }
        }
        weights
    }

    fn regressors(&mut self, sections: &Classification<Section>) -> RegressorInputs {
        let value_added = self.measures("gva_volume_index_by_section", |r| {
            Ok((code(sections, r, "section")?, year(r, "year")?))
        });
        let gdp_growth = self.measures("gdp_growth", |r| {
            Ok((year(r, "year")?, r.text("forecaster").to_owned(), year(r, "edition_year")?))
        });
        RegressorInputs { value_added, gdp_growth }
    }

    fn regional(
        &mut self,
        regions: &Classification<Region>,
        sections: &Classification<Section>,
    ) -> RegionalInputs {
        let by_region = |r: &Row| Ok((code(regions, r, "region")?, year(r, "year")?));
        RegionalInputs {
            hired: self.optional("hired_workers_by_region", by_region),
            self_employed: self.optional("self_employed_by_region", by_region),
            labour_force: self.optional("labour_force_by_region", by_region),
            unemployed: self.optional("unemployed_by_region", by_region),
            population: self.optional("population_by_region", by_region),
            value_added: self.optional("gva_by_region_section", |r| {
                Ok((code(regions, r, "region")?, code(sections, r, "section")?, year(r, "year")?))
            }),
            value_added_exponent: self
                .optional("value_added_exponent_by_section", |r| code(sections, r, "section")),
            employed_by_age: self.optional("employment_by_region_age", |r| {
                Ok((code(regions, r, "region")?, age_group(r)?, year(r, "year")?))
            }),
        }
    }

    fn published_forecasts(&mut self) -> inputs::Table<PublishedKey, Persons> {
        self.measures("published_forecasts", |r| {
            let text = |column| r.text(column).to_owned();
            Ok(PublishedKey {
                from: year(r, "year_from")?,
                to: year(r, "year_to")?,
                scenario: text("scenario"),
                quantity: text("quantity"),
                dimension: text("dimension"),
                code: text("code"),
                source: text("source"),
            })
        })
    }

    fn supply(&mut self, occupations: Option<&Classification<Occupation>>) -> SupplyInputs {
        // The nation's row of the table by region says the same.
        let filled = |name: &str| self.package.tables.get(name).is_some_and(|t| !t.rows.is_empty());
        let by_region = !filled("labour_force") && filled("labour_force_by_region");
        let name = if by_region { "labour_force_by_region" } else { "labour_force" };
        let country = package_total(self.package, REGIONS);
        let labour_force = self.measures(name, |r| match r.text("region") {
            region if by_region && region != country => Err(Skip::Total),
            _ => year(r, "year"),
        });
        let labour_force_by_sex_age = self.measures("labour_force_by_sex_age", |r| {
            Ok((sex(r)?, age_group(r)?, year(r, "year")?))
        });
        let graduates =
            self.measures("graduates", |r| Ok((r.text("level").to_owned(), year(r, "year")?)));
        let net_migration = self.measures("net_migration", |r| year(r, "year"));
        let unemployed_by_occupation = occupations.and_then(|list| {
            self.optional("unemployed_by_occupation", |r| {
                Ok((code(list, r, "occupation")?, year(r, "year")?))
            })
        });
        let education_occupation = self.education_occupation(occupations);
        SupplyInputs {
            labour_force,
            labour_force_by_sex_age,
            graduates,
            net_migration,
            unemployed_by_occupation,
            education_occupation,
        }
    }

    fn observed<T: Quantity>(&self, table: &Table, row: &Row, factor: f64) -> Option<Observed<T>> {
        if row.text("value").is_empty() {
            return MissingReason::from_code(row.text("missing_reason")).map(Observed::Missing);
        }
        let value = T::new(table.number(row, "value")? * factor).ok()?;
        Some(Observed::Value(value, self.status(table, row)?))
    }

    fn status(&self, table: &Table, row: &Row) -> Option<Status> {
        let obs = ObsStatus::from_code(row.text("obs_status"))?;
        Some(Status { obs, synthetic: self.package.synthetic(table, row) })
    }

    fn pension_ages(&mut self) -> Vec<PensionAge> {
        let Some(table) = self.table("pension_age") else { return Vec::new() };
        let mut ages = Vec::new();
        for row in &table.rows {
            let age = table.number(row, "value").zip(self.status(table, row));
            match (year(row, "year"), sex(row), year(row, "known_from"), age) {
                (Ok(year), Ok(sex), Ok(known_from), Some((age, status))) => {
                    ages.push(PensionAge {
                        year,
                        sex,
                        age,
                        status,
                        act: row.text("act").to_owned(),
                        known_from,
                        source: row.text("source").to_owned(),
                        file: table.named(),
                        row: row.line,
                    });
                }
                _ => self.wrong(table, row, "value", text!("an age for a year, a sex and an act")),
            }
        }
        ages
    }
}
