//! Kinds of records and their schemas, which are Table Schema files: data, not code.

use crate::failure::Failure;
use clap::ValueEnum;
use serde::Deserialize;

/// Kinds of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Kind {
    /// Vacancies of an exchange.
    Vacancy,
    /// CVs of an exchange.
    Resume,
    /// Permits to employ foreign workers.
    Permit,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Kind; 3] = [Kind::Vacancy, Kind::Resume, Kind::Permit];

    /// Its name, which is the schema's too.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Vacancy => "vacancy",
            Kind::Resume => "resume",
            Kind::Permit => "permit",
        }
    }

    /// The text of its schema.
    pub(crate) fn schema_text(self) -> &'static str {
        match self {
            Kind::Vacancy => include_str!("../schemas/vacancy.json"),
            Kind::Resume => include_str!("../schemas/resume.json"),
            Kind::Permit => include_str!("../schemas/permit.json"),
        }
    }

    /// Its schema.
    ///
    /// # Errors
    /// When the schema that the program was built with is none.
    pub(crate) fn schema(self) -> Result<Schema, Failure> {
        serde_json::from_str(self.schema_text())
            .map_err(|why| Failure::CouldNotRun(format!("schema `{}`: {why}", self.name())))
    }
}

/// A Table Schema, as far as the import reads it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Schema {
    pub(crate) fields: Vec<Field>,
}

impl Schema {
    /// The field of a name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A column of records.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) constraints: Constraints,
    #[serde(default)]
    pub(crate) suranys: Own,
}

/// What a cell may be.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Constraints {
    #[serde(default)]
    pub(crate) required: bool,
    pub(crate) minimum: Option<f64>,
    pub(crate) maximum: Option<f64>,
    #[serde(default, rename = "enum")]
    pub(crate) among: Vec<String>,
}

/// What the import alone reads of a field.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Own {
    /// Names that exports give such a column.
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    /// Whether a text of it may tell of a person, so that it is never repeated.
    #[serde(default)]
    pub(crate) personal: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_described_in_three_languages_and_finds_itself() {
        for kind in Kind::ALL {
            let whole: serde_json::Value = serde_json::from_str(kind.schema_text()).expect("JSON");
            for field in whole["fields"].as_array().expect("fields") {
                for key in ["description", "description@ru", "description@kk"] {
                    assert!(field[key].as_str().is_some_and(|text| text.len() > 10), "{field}");
                }
            }
            for field in kind.schema().expect("a schema").fields {
                let known = ["string", "date", "integer", "number", "boolean"];
                assert!(known.contains(&field.kind.as_str()), "{field:?}");
                assert!(field.suranys.aliases.contains(&field.name), "{field:?}");
                assert!(!field.description.is_empty());
            }
        }
    }
}
