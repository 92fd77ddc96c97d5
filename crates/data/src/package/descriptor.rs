//! The descriptor of a Frictionless Data Package, as far as we read it.

use serde::Deserialize;
use std::collections::BTreeMap;

/// `datapackage.json`.
#[derive(Debug, Clone, Deserialize)]
pub struct Descriptor {
    /// Name of the package.
    pub name: String,
    /// Version of the package.
    #[serde(default)]
    pub version: String,
    /// Its tables.
    #[serde(default)]
    pub resources: Vec<Resource>,
    /// The synthetic mark of the whole package.
    #[serde(default)]
    pub suranys: Mark,
}

/// The custom property `suranys` of a package.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Mark {
    /// Whether its figures are invented.
    #[serde(default)]
    pub synthetic: bool,
}

/// A table of the package.
#[derive(Debug, Clone, Deserialize)]
pub struct Resource {
    /// Name.
    pub name: String,
    /// Path relative to the descriptor.
    pub path: String,
    /// Encoding; UTF-8 when absent.
    #[serde(default)]
    pub encoding: Option<String>,
    /// Length of the file.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// `sha256:` and the hexadecimal digest of the file.
    #[serde(default)]
    pub hash: Option<String>,
    /// Columns and keys.
    pub schema: Schema,
    /// What our own checks are told.
    #[serde(default)]
    pub suranys: Ours,
}

/// Columns and keys.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// Columns in order.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Columns that together name a row.
    #[serde(default)]
    pub primary_key: Names,
    /// Columns that name a row of another table.
    #[serde(default)]
    pub foreign_keys: Vec<ForeignKey>,
}

/// One name or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Names {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Default for Names {
    fn default() -> Self {
        Names::Many(Vec::new())
    }
}

impl Names {
    /// The names as a slice.
    pub fn list(&self) -> &[String] {
        match self {
            Names::One(name) => std::slice::from_ref(name),
            Names::Many(names) => names,
        }
    }
}

/// A column.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Name.
    pub name: String,
    /// Frictionless type.
    #[serde(rename = "type", default = "any")]
    pub kind: String,
    /// Unit of a measured column.
    #[serde(default)]
    pub unit: Option<String>,
    /// Decimal mark, `.` when absent.
    #[serde(default)]
    pub decimal_char: Option<String>,
    /// Mark between thousands, none when absent.
    #[serde(default)]
    pub group_char: Option<String>,
    /// What a cell may be.
    #[serde(default)]
    pub constraints: Constraints,
}

fn any() -> String {
    "string".to_owned()
}

/// What a cell may be.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Constraints {
    /// May not be empty.
    #[serde(default)]
    pub required: bool,
    /// One of these.
    #[serde(rename = "enum", default)]
    pub one_of: Option<Vec<serde_json::Value>>,
    /// At least.
    #[serde(default)]
    pub minimum: Option<f64>,
    /// At most.
    #[serde(default)]
    pub maximum: Option<f64>,
}

/// Columns that name a row of another table.
#[derive(Debug, Clone, Deserialize)]
pub struct ForeignKey {
    /// Columns here.
    pub fields: Names,
    /// Columns there.
    pub reference: Reference,
}

/// Columns of another table.
#[derive(Debug, Clone, Deserialize)]
pub struct Reference {
    /// Its name; empty for the table itself.
    pub resource: String,
    /// Its columns.
    pub fields: Names,
}

/// The custom property `suranys`: what our own checks are told.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Ours {
    /// What `value` is: persons, count, share, rate, index, age, growth.
    #[serde(default)]
    pub measure: Option<String>,
    /// Parts that sum to a published total.
    #[serde(default)]
    pub sums: Vec<SumRule>,
    /// A total that stands in another table too.
    #[serde(default)]
    pub cross_sums: Vec<CrossRule>,
    /// Years without gaps.
    #[serde(default)]
    pub years: Option<YearRule>,
    /// Ages without gaps.
    #[serde(default)]
    pub ages: Option<AgeRule>,
    /// Weights that sum to one.
    #[serde(default)]
    pub concordance: Option<WeightRule>,
    /// Whether the table's figures are invented.
    #[serde(default)]
    pub synthetic: bool,
}

/// Parts that sum to a published total.
#[derive(Debug, Clone, Deserialize)]
pub struct SumRule {
    /// Column of the parts.
    pub over: String,
    /// Code of the total in that column.
    pub total: String,
    /// Columns that name a group.
    pub by: Vec<String>,
    /// How far parts and total may differ.
    pub tolerance: f64,
}

/// A total that stands in another table too.
#[derive(Debug, Clone, Deserialize)]
pub struct CrossRule {
    /// Columns that both tables share.
    pub by: Vec<String>,
    /// Rows of this table.
    pub filter: BTreeMap<String, String>,
    /// The other table.
    pub resource: String,
    /// Rows of the other table.
    pub other_filter: BTreeMap<String, String>,
    /// The other table's value times this is this table's.
    pub factor: f64,
    /// How far they may differ.
    pub tolerance: f64,
}

/// Years without gaps.
#[derive(Debug, Clone, Deserialize)]
pub struct YearRule {
    /// Column of the year.
    pub field: String,
    /// Columns that name a series.
    #[serde(default)]
    pub by: Vec<String>,
    /// Years that may be absent.
    #[serde(default)]
    pub allowed_gaps: Vec<i64>,
}

/// Ages without gaps.
#[derive(Debug, Clone, Deserialize)]
pub struct AgeRule {
    /// Column of the band.
    pub field: String,
    /// Columns that name a group of bands.
    #[serde(default)]
    pub by: Vec<String>,
    /// First age of each group.
    pub from: u8,
}

/// Weights that sum to one for each source code.
#[derive(Debug, Clone, Deserialize)]
pub struct WeightRule {
    /// Column of the source code.
    pub from: String,
    /// Column of the weight.
    pub weight: String,
    /// How far from one.
    pub tolerance: f64,
}
