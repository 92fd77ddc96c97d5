//! The description of the tables for programs, as a Data Package with Table Schemas: every table, and
//! every column with type, unit and meaning, in one file.

use crate::error::ReportError;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use suranys_core::table::{Column, ResultTable, TableError};

/// Name of the file.
pub const SCHEMA_FILE: &str = "schema.json";
/// The name under which draws are described.
const DRAWS: &str = "draws";
const MEANINGS: &str = include_str!("schema.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meanings {
    columns: BTreeMap<String, Meaning>,
    tables: BTreeMap<String, OfTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfTable {
    meaning: String,
    #[serde(default)]
    columns: BTreeMap<String, Meaning>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meaning {
    meaning: String,
    unit: Option<String>,
    unit_column: Option<String>,
}

/// A table of a folder, and the files that hold it.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// The table, of which names and kinds of columns are read.
    pub table: &'a ResultTable,
    /// Its files in the folder, the first of which the description is of.
    pub files: &'a [String],
}

/// The description of tables: each with all columns it has, in their order. Columns that are not
/// described are named with their type alone.
///
/// # Errors
/// When the meanings can't be read or the description can't be written.
pub fn schema(name: &str, tables: &[Described<'_>]) -> Result<Vec<u8>, ReportError> {
    let failed = |why: String| {
        ReportError::from(TableError { table: SCHEMA_FILE.to_owned(), why: why.into() })
    };
    let meanings: Meanings = toml::from_str(MEANINGS).map_err(|e| failed(e.to_string()))?;
    let resources: Vec<Value> = tables.iter().filter_map(|one| resource(&meanings, *one)).collect();
    let package = json!({
        "profile": "data-package",
        "name": name,
        "description": "Tables of a result, each cell as it was made: codes as text, years as whole \
                        numbers, no cell where there is no figure.",
        "resources": resources,
    });
    let mut text = serde_json::to_string_pretty(&package).map_err(|e| failed(e.to_string()))?;
    text.push('\n');
    Ok(text.into_bytes())
}

fn resource(meanings: &Meanings, described: Described<'_>) -> Option<Value> {
    let Described { table, files } = described;
    let (path, others) = files.split_first()?;
    let format = path.rsplit('.').next().unwrap_or_default();
    let own = meanings.tables.get(of_draws(&table.name).unwrap_or(&table.name));
    let fields: Vec<Value> =
        table.columns.iter().map(|(name, column)| field(meanings, own, name, column)).collect();
    let mut resource = json!({
        "name": table.name,
        "path": path,
        "profile": if format == "csv" { "tabular-data-resource" } else { "data-resource" },
        "description": own.map_or("", |own| own.meaning.as_str()),
        "format": format,
        "schema": { "fields": fields, "missingValues": [""] },
    });
    if format == "csv" {
        resource["encoding"] = "utf-8".into();
    }
    if !others.is_empty() {
        // The same table in another format.
        resource["suranys"] = json!({ "twins": others });
    }
    Some(resource)
}

/// The name under which a table of draws is described.
fn of_draws(name: &str) -> Option<&'static str> {
    name.strip_prefix(DRAWS)?.starts_with('.').then_some(DRAWS)
}

fn field(meanings: &Meanings, own: Option<&OfTable>, name: &str, column: &Column) -> Value {
    let kind = match column {
        Column::Text(_) | Column::OptionalText(_) => "string",
        Column::Flag(_) => "boolean",
        Column::Integer(_) => "integer",
        Column::Number(_) => "number",
    };
    let mut field = json!({ "name": name, "type": kind });
    let meaning = own
        .and_then(|own| own.columns.get(name))
        .or_else(|| meanings.columns.get(name))
        .or_else(|| pattern(&meanings.columns, name))
        .or_else(|| pattern(&own?.columns, name));
    if let Some(meaning) = meaning {
        field["description"] = meaning.meaning.as_str().into();
        if let Some(unit) = &meaning.unit {
            field["unit"] = unit.as_str().into();
        }
        if let Some(column) = &meaning.unit_column {
            field["unitColumn"] = column.as_str().into();
        }
    }
    field
}

/// What is said of all columns whose names begin alike.
fn pattern<'m>(columns: &'m BTreeMap<String, Meaning>, name: &str) -> Option<&'m Meaning> {
    let fits = |key: &str| key.strip_suffix('*').is_some_and(|begin| name.starts_with(begin));
    columns.iter().rev().find(|(key, _)| fits(key)).map(|(_, meaning)| meaning)
}

/// A table of draws of a measure without rows: the columns that its file has.
#[must_use]
pub fn table_of_draws(measure: &str) -> ResultTable {
    let text = |name: &str| (name.to_owned(), Column::Text(Vec::new()));
    let optional = |name: &str| (name.to_owned(), Column::OptionalText(Vec::new()));
    let whole = |name: &str| (name.to_owned(), Column::Integer(Vec::new()));
    let columns = vec![
        text("scenario"),
        text("measure"),
        optional("section"),
        optional("region"),
        optional("occupation"),
        optional("sex"),
        optional("age"),
        whole("year_from"),
        whole("year_to"),
        text("unit"),
        whole("draw"),
        ("value".to_owned(), Column::Number(Vec::new())),
    ];
    ResultTable { name: format!("{DRAWS}.{measure}"), columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(table: &ResultTable) -> Value {
        let files =
            [format!("tables/{}.csv", table.name), format!("tables/{}.parquet", table.name)];
        let bytes = schema("test", &[Described { table, files: &files }]).expect("written");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// Types are those of the columns; a table's own meaning of a column goes before the common one,
    /// and columns named after occupations have the meaning of all such.
    #[test]
    fn columns_have_type_unit_and_meaning() {
        let columns = vec![
            ("draw".to_owned(), Column::Integer(vec![Some(0)])),
            ("isco08:1".to_owned(), Column::Number(vec![None])),
            ("synthetic".to_owned(), Column::Flag(vec![Some(false)])),
            ("region".to_owned(), Column::OptionalText(vec![None])),
        ];
        let novel = described(&ResultTable {
            name: "differences".to_owned(),
            columns: vec![("novelty".to_owned(), Column::Text(vec![String::new()]))],
        });
        let fields = &novel["resources"][0]["schema"]["fields"];
        assert!(fields[0]["description"].is_null(), "it is described nowhere");
        let schema = described(&ResultTable { name: "shortage_draws".to_owned(), columns });
        let resource = &schema["resources"][0];
        assert_eq!(resource["path"], "tables/shortage_draws.csv");
        assert_eq!(resource["suranys"]["twins"][0], "tables/shortage_draws.parquet");
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        let of = |n: usize, key: &str| fields[n][key].as_str().map(str::to_owned);
        let types: Vec<_> = (0..4).filter_map(|n| of(n, "type")).collect();
        assert_eq!(types, ["integer", "number", "boolean", "string"]);
        assert_eq!(of(1, "unit").as_deref(), Some("persons-cumulated"));
        assert!((0..4).all(|n| of(n, "description").is_some()));
        let draws = described(&table_of_draws("employment"));
        let value = &draws["resources"][0]["schema"]["fields"][11];
        assert_eq!((&value["name"], &value["unitColumn"]), (&"value".into(), &"unit".into()));
        assert!(value["description"].is_string());
    }
}
