//! How an export is written, and what its figures are turned by: a TOML file of the user's.

use crate::failure::Failure;
use crate::schema::{Kind, Schema};
use crate::vocabulary::{Vocabulary, whole};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::diagnostic::nearest;
use suranys_core::{Diagnostic, Span};

/// A mapping file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    /// Names of the export's columns by names of the schema's.
    #[serde(default)]
    pub(crate) columns: BTreeMap<String, String>,
    /// Texts of the export's cells and what they stand for, by columns of the schema.
    #[serde(default)]
    pub(crate) values: BTreeMap<String, BTreeMap<String, String>>,
    /// Encoding of text files; UTF-8 where none is said.
    pub(crate) encoding: Option<String>,
    /// What parts the cells of text files; a comma where nothing is said.
    pub(crate) separator: Option<String>,
    /// Where the records of a JSON document are: keys parted by dots.
    pub(crate) items: Option<String>,
    /// Sheet of a workbook; the first where none is said.
    pub(crate) sheet: Option<String>,
    #[serde(default)]
    pub(crate) wages: Wages,
    /// A table `from`, `to` of national codes and unit groups.
    pub(crate) concordance: Option<String>,
}

/// What turns wages into gross ones for a month.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wages {
    /// What is left of a gross wage after what is held back of it.
    pub(crate) net_share: Option<Assumption>,
    /// Hours that a month's wage is paid for.
    pub(crate) hours_per_month: Option<Assumption>,
    /// What a unit of other currencies is worth in the package's.
    #[serde(default)]
    pub(crate) rates: BTreeMap<String, Assumption>,
}

/// A number with what it rests on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assumption {
    pub(crate) value: f64,
    /// What kind of a number it is: `act`, `statistic`, `expert`.
    pub(crate) basis: String,
    pub(crate) source: String,
}

impl Mapping {
    /// Reads a mapping for a kind of records; without a file, one under which names are the schema's.
    ///
    /// # Errors
    /// When it can't be read, or names what there is not.
    pub(crate) fn read(path: Option<&Path>, kind: Kind) -> Result<Mapping, Failure> {
        let Some(path) = path else { return Ok(Mapping::default()) };
        let bytes = whole(path)?;
        let wrong = |message: String| Failure::of_file(path, "mapping", message);
        let text =
            String::from_utf8(bytes).map_err(|_| wrong("the file is not UTF-8".to_owned()))?;
        let mapping: Mapping = toml::from_str(&text).map_err(|why| {
            let line = why.span().map(|at| {
                let before = text.get(..at.start).unwrap_or_default();
                before.matches('\n').count() as u64 + 1
            });
            let span = Span { file: path.display().to_string(), row: line, column: None };
            Failure::one(Diagnostic::error("mapping", span, why.message()))
        })?;
        let schema = kind.schema()?;
        let named = mapping.columns.keys().chain(mapping.values.keys());
        let unknown = named.filter(|name| schema.field(name).is_none()).map(|name| {
            let span =
                Span { column: Some(name.clone()), ..Span::file(path.display().to_string()) };
            Diagnostic::error("mapping", span, unknown(name, &schema))
        });
        let unknown: Vec<Diagnostic> = unknown.collect();
        if !unknown.is_empty() {
            return Err(Failure::of(unknown));
        }
        mapping.separator()?;
        mapping.encoding()?;
        for (name, one) in mapping.assumptions() {
            if !one.value.is_finite() || one.value <= 0.0 {
                return Err(wrong(format!(
                    "`{name}` is {}: a number above zero is needed",
                    one.value
                )));
            }
        }
        if mapping.wages.net_share.as_ref().is_some_and(|share| share.value > 1.0) {
            return Err(wrong(
                "`wages.net_share` is above 1: a net wage is part of a gross one".to_owned(),
            ));
        }
        Ok(mapping)
    }

    /// The numbers that figures rest on, by name.
    pub(crate) fn assumptions(&self) -> impl Iterator<Item = (String, &Assumption)> {
        let wages = &self.wages;
        let named = [
            ("wages.net_share", &wages.net_share),
            ("wages.hours_per_month", &wages.hours_per_month),
        ];
        named
            .into_iter()
            .filter_map(|(name, one)| Some((name.to_owned(), one.as_ref()?)))
            .chain(wages.rates.iter().map(|(name, one)| (format!("wages.rates.{name}"), one)))
    }

    /// The byte between cells.
    ///
    /// # Errors
    /// When it is not one byte.
    pub(crate) fn separator(&self) -> Result<u8, Failure> {
        match self.separator.as_deref().map(str::as_bytes) {
            None => Ok(b','),
            Some([one]) => Ok(*one),
            Some(_) => Err(Failure::CouldNotRun(
                "`separator` of the mapping is not one character".to_owned(),
            )),
        }
    }

    /// The encoding of text; none for UTF-8.
    ///
    /// # Errors
    /// When it is not known.
    pub(crate) fn encoding(&self) -> Result<Option<&'static encoding_rs::Encoding>, Failure> {
        let Some(label) = &self.encoding else { return Ok(None) };
        let known = encoding_rs::Encoding::for_label(label.as_bytes());
        let known =
            known.filter(|known| known.is_ascii_compatible() || *known == encoding_rs::UTF_8);
        match known {
            Some(known) if known == encoding_rs::UTF_8 => Ok(None),
            Some(known) => Ok(Some(known)),
            None => {
                let message = format!(
                    "encoding `{label}` is not read: `utf-8` and those of one byte for ASCII are"
                );
                Err(Failure::CouldNotRun(message))
            }
        }
    }

    /// Lets texts of the export stand for codes.
    ///
    /// # Errors
    /// When one stands for no code.
    pub(crate) fn extend(&self, words: &mut Vocabulary) -> Result<(), Failure> {
        for (column, values) in &self.values {
            for (text, code) in values {
                let known = match column.as_str() {
                    "region" => words.regions.also(text, code),
                    "section" => words.sections.also(text, code),
                    "category" => words.categories.also(text, code),
                    _ => true,
                };
                if !known {
                    let message = format!(
                        "`values.{column}`: `{text}` stands for `{code}`, which is no code of the package"
                    );
                    return Err(Failure::CouldNotRun(message));
                }
            }
        }
        Ok(())
    }
}

fn unknown(name: &str, schema: &Schema) -> String {
    let near = nearest(name, schema.fields.iter().map(|field| field.name.as_str()));
    let near = near.map(|near| format!("; is `{near}` meant?")).unwrap_or_default();
    format!("the schema has no column `{name}`{near}")
}
