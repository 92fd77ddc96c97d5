//! What records may say: the classifications of a data package, by codes and by names in its languages.

use crate::failure::Failure;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use suranys_core::diagnostic::nearest;
use suranys_core::limits::LARGEST_FILE;

/// Files of a package that the import reads.
const DESCRIPTOR: &str = "datapackage.json";
/// Kind of the row of the regions that is the country itself.
const COUNTRY: &str = "country";
/// Column of figures.
const VALUE: &str = "value";
/// How the unit of figures in thousands begins.
const THOUSAND: &str = "thousand";
/// Table of the unit groups.
const CLASSIFICATION: &str = "isco08";
/// Digits of the code of a unit group.
const UNIT_GROUP: usize = 4;
/// Codes of four digits.
const CODES: usize = 10_000;

/// Names of a column's values.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Codes in the order of the classification.
    pub(crate) codes: Vec<String>,
    by_text: BTreeMap<String, u16>,
}

impl Names {
    fn add(&mut self, code: &str, names: impl Iterator<Item = String>) {
        let place = self.codes.len() as u16;
        self.codes.push(code.to_owned());
        for name in names.chain([code.to_owned()]) {
            self.by_text.entry(name.to_lowercase()).or_insert(place);
            self.by_text.entry(name).or_insert(place);
        }
    }

    /// Lets a text stand for a code. False when there is no such code.
    pub(crate) fn also(&mut self, text: &str, code: &str) -> bool {
        let place = self.by_text.get(code).copied();
        if let Some(place) = place {
            self.by_text.insert(text.to_owned(), place);
        }
        place.is_some()
    }

    /// The place of the code that a text means.
    pub(crate) fn place(&self, text: &str) -> Option<u16> {
        self.by_text
            .get(text)
            .or_else(|| self.by_text.get(text.trim().to_lowercase().as_str()))
            .copied()
    }

    /// The code at a place.
    pub(crate) fn code(&self, place: u16) -> &str {
        self.codes.get(usize::from(place)).map_or("", String::as_str)
    }

    /// What may stand there, for a message.
    pub(crate) fn allowed(&self, text: &str) -> String {
        let near = nearest(text, self.by_text.keys().map(String::as_str));
        let near = near.map(|name| format!("; is `{name}` meant?")).unwrap_or_default();
        let first: Vec<&str> = self.codes.iter().take(30).map(String::as_str).collect();
        format!("a code or name of the package: {}{near}", first.join(", "))
    }
}

/// The classifications of a package, and whose they are.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// Name of the package.
    pub(crate) package: String,
    /// Its currency.
    pub(crate) currency: String,
    /// Code of the country as a whole among regions.
    pub(crate) country: String,
    pub(crate) regions: Names,
    pub(crate) sections: Names,
    pub(crate) categories: Names,
    /// Identifiers of unit groups.
    pub(crate) occupations: Vec<String>,
    /// Places of unit groups by their own codes, whatever national codes are joined to.
    pub(crate) unit_groups: BTreeMap<String, u16>,
    /// The table of unit groups.
    pub(crate) classification: PathBuf,
    /// Titles of unit groups by language.
    pub(crate) titles: Vec<BTreeMap<String, String>>,
    /// Places of unit groups by the four digits of the national code.
    by_code: Vec<Option<u16>>,
    /// Whether national codes are joined by a concordance, and not by being alike.
    pub(crate) joined: bool,
    /// Units of the values of tables.
    units: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Descriptor {
    name: String,
    suranys: Own,
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Own {
    currency: String,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    path: serde_json::Value,
    #[serde(default)]
    schema: Columns,
}

#[derive(Default, Deserialize)]
struct Columns {
    #[serde(default)]
    fields: Vec<Column>,
}

#[derive(Deserialize)]
struct Column {
    name: String,
    unit: Option<String>,
}

/// A row of a table by names of columns.
pub(crate) type Row = BTreeMap<String, String>;

impl Vocabulary {
    /// Reads the classifications of a package.
    ///
    /// # Errors
    /// When it is no package, or misses one of them.
    pub(crate) fn read(folder: &Path, concordance: Option<&Path>) -> Result<Vocabulary, Failure> {
        let path = folder.join(DESCRIPTOR);
        let bytes = whole(&path)?;
        let descriptor: Descriptor = serde_json::from_slice(&bytes)
            .map_err(|why| Failure::of_file(&path, "package", why.to_string()))?;
        let place = |name: &str| -> Result<PathBuf, Failure> {
            let resource = descriptor.resources.iter().find(|one| one.name == name);
            let file = resource.and_then(|one| one.path.as_str()).ok_or_else(|| {
                Failure::of_file(&path, "package", format!("the package has no table `{name}`"))
            })?;
            let plain = Path::new(file)
                .components()
                .all(|part| matches!(part, std::path::Component::Normal(_)));
            if !plain {
                return Err(Failure::of_file(&path, "package", "a path leaves the package"));
            }
            Ok(folder.join(file))
        };
        let table = |name: &str| rows(&place(name)?);
        let mut regions = Names::default();
        let mut country = String::new();
        for row in table("regions")? {
            match text(&row, "kind") == COUNTRY {
                true => country = text(&row, "code").to_owned(),
                // Regions of other borders than today's are no place of a record.
                false if !text(&row, "valid_to").is_empty() => {}
                false => regions.add(text(&row, "code"), labels(&row)),
            }
        }
        let (mut sections, mut categories) = (Names::default(), Names::default());
        for row in table("sections")?.iter().filter(|row| !text(row, "code").starts_with('_')) {
            sections.add(text(row, "code"), labels(row));
        }
        for row in table("permit_categories")? {
            categories.add(text(&row, "code"), labels(&row));
        }
        let (mut occupations, mut titles) = (Vec::new(), Vec::new());
        let (mut by_code, mut unit_groups) = (vec![None; CODES], BTreeMap::new());
        let classification = place(CLASSIFICATION)?;
        for row in rows(&classification)? {
            let code = text(&row, "code");
            if code.len() == UNIT_GROUP
                && let Some(slot) = code.parse().ok().and_then(|at: usize| by_code.get_mut(at))
            {
                *slot = Some(occupations.len() as u16);
                unit_groups.insert(code.to_owned(), occupations.len() as u16);
                occupations.push(text(&row, "id").to_owned());
                titles.push(
                    row.iter()
                        .filter_map(|(name, text)| Some((name.strip_prefix("label_")?, text)))
                        .filter(|(_, text)| !text.is_empty())
                        .map(|(language, text)| (language.to_owned(), text.clone()))
                        .collect(),
                );
            }
        }
        if let Some(path) = concordance {
            by_code = vec![None; CODES];
            for row in rows(path)? {
                // With the name of its classification before it, or the digits alone.
                let digits = text(&row, "from").rsplit(':').next().unwrap_or_default();
                let to = text(&row, "to");
                let place =
                    occupations.iter().position(|id| id == to || id.ends_with(&format!(":{to}")));
                let slot = digits.parse().ok().and_then(|at: usize| by_code.get_mut(at));
                match (slot, place) {
                    (Some(slot), Some(place)) => *slot = Some(place as u16),
                    _ => {
                        let message =
                            format!("`{}` to `{to}` joins no unit group", text(&row, "from"));
                        return Err(Failure::of_file(path, "concordance", message));
                    }
                }
            }
        }
        let value = |one: &Resource| {
            let column = one.schema.fields.iter().find(|field| field.name == VALUE)?;
            Some((one.name.clone(), column.unit.clone()?))
        };
        let units = descriptor.resources.iter().filter_map(value).collect();
        Ok(Vocabulary {
            package: descriptor.name,
            currency: descriptor.suranys.currency,
            country,
            regions,
            sections,
            categories,
            occupations,
            unit_groups,
            classification,
            titles,
            by_code,
            joined: concordance.is_some(),
            units,
        })
    }

    /// The place of the unit group of a national code of 4, 6 or 10 characters. `Err` when the text is no
    /// such code, none when no unit group has it.
    pub(crate) fn occupation(&self, code: &str) -> Result<Option<u16>, ()> {
        let code = code.as_bytes();
        let is = |at: usize, wanted: u8| code.get(at) == Some(&wanted);
        let shaped = match code.len() {
            4 => true,
            6 => is(4, b'-'),
            10 => is(4, b'-') && is(6, b'-'),
            _ => false,
        };
        let digit = |(at, c): (usize, &u8)| at == 4 || at == 6 || c.is_ascii_digit();
        if !shaped || !code.iter().enumerate().all(digit) {
            return Err(());
        }
        let number = code.iter().take(4).fold(0_usize, |n, c| n * 10 + usize::from(c - b'0'));
        Ok(self.by_code.get(number).copied().flatten())
    }

    /// Whether a table of the package has its figures in thousands.
    pub(crate) fn is_in_thousands(&self, table: &str) -> bool {
        self.units.get(table).is_some_and(|unit| unit.starts_with(THOUSAND))
    }

    /// Four digits of the national code of the unit group at a place; the first if it has several.
    pub(crate) fn code_of(&self, place: u16) -> Option<String> {
        self.by_code.iter().position(|to| *to == Some(place)).map(|code| format!("{code:04}"))
    }
}

fn labels(row: &Row) -> impl Iterator<Item = String> {
    row.iter()
        .filter(|(name, text)| name.starts_with("label_") && !text.is_empty())
        .map(|(_, text)| text.clone())
}

/// The text of a cell; empty where there is none.
pub(crate) fn text<'r>(row: &'r Row, column: &str) -> &'r str {
    row.get(column).map_or("", String::as_str)
}

/// The bytes of an ordinary file of a size that can be held.
pub(crate) fn whole(path: &Path) -> Result<Vec<u8>, Failure> {
    let refused = |why: std::io::Error| Failure::io(path, &why);
    let file = File::open(path).map_err(refused)?;
    let about = file.metadata().map_err(refused)?;
    if !about.is_file() {
        return Err(Failure::CouldNotRun(format!("`{}` is no ordinary file", path.display())));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE).read_to_end(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

/// The rows of a small table of comma-separated values.
pub(crate) fn rows(path: &Path) -> Result<Vec<Row>, Failure> {
    let bytes = whole(path)?;
    let wrong = |why: csv::Error| Failure::of_file(path, "table", why.to_string());
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().map_err(wrong)?.clone();
    let mut all = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        all.push(header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect());
    }
    Ok(all)
}
