//! The descriptor of a Frictionless Data Package, as far as we read it.

use crate::package::dialect::Dialect;
use crate::package::elsewhere::{Elsewhere, here_or_there};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// `datapackage.json`.
#[derive(Debug, Clone, Deserialize)]
pub struct Descriptor {
    /// Name of the package; the standard has it that a package may do without.
    #[serde(default = "unnamed")]
    pub name: String,
    /// Version of the package.
    #[serde(default)]
    pub version: String,
    /// Its tables.
    #[serde(default)]
    pub resources: Vec<Resource>,
    /// What it says of itself beyond the standard.
    #[serde(default)]
    pub suranys: OfPackage,
}

/// The custom property `suranys` of a package.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct OfPackage {
    /// Whether its figures are synthetic.
    pub synthetic: bool,
    /// Code of the nation in the classification of regions; `_T` when absent.
    pub country: Option<String>,
    /// Currency of amounts, as units name it.
    pub currency: Option<String>,
    /// Languages of its texts and reports, the first being that of its authors.
    pub languages: Vec<String>,
    /// Concordances from old regions to new ones, one for each change of borders, oldest first.
    pub region_changes: Vec<String>,
    /// Rulebook applied when none is asked for: `jurisdiction` or `jurisdiction@day`.
    pub rulebook: Option<String>,
}

fn unnamed() -> String {
    "package".to_owned()
}

impl Descriptor {
    /// The languages of the package: those it declares, else those of the columns `label_XX` of
    /// its tables, in the order of the columns.
    pub fn languages(&self) -> Vec<String> {
        if !self.suranys.languages.is_empty() {
            return self.suranys.languages.clone();
        }
        let mut found: Vec<String> = Vec::new();
        for resource in &self.resources {
            let languages = resource.languages(LABEL).into_iter().map(str::to_owned);
            for language in languages.collect::<Vec<_>>() {
                if !found.contains(&language) {
                    found.push(language);
                }
            }
        }
        found
    }
}

/// How columns of names begin; the language follows.
pub const LABEL: &str = "label";
/// How columns of short names begin; the language follows.
pub const SHORT: &str = "label_short";

/// A table of the package.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Written")]
pub struct Resource {
    /// Name.
    pub name: String,
    /// Path relative to the descriptor, the first where the rows are spread over several files; empty where
    /// there is none.
    pub path: String,
    /// The paths after the first, whose rows follow those of the files before.
    pub more_paths: Vec<String>,
    /// Whether the rows stand in the descriptor itself.
    pub inline: bool,
    /// What it is called.
    pub title: String,
    /// What is to be known of it.
    pub description: String,
    /// Encoding; UTF-8 when absent.
    pub encoding: Option<String>,
    /// Format of the file; CSV when absent.
    pub format: Option<String>,
    /// Length of the file, of several together.
    pub bytes: Option<u64>,
    /// `sha256:` and the hexadecimal digest of the file, of several in a row.
    pub hash: Option<String>,
    /// How the rows of the file are written.
    pub dialect: Dialect,
    /// Columns and keys.
    pub schema: Schema,
    /// What our own checks go by.
    pub suranys: Ours,
}

/// A resource as it is written.
#[derive(Deserialize)]
struct Written {
    name: String,
    #[serde(default)]
    path: Names,
    #[serde(default)]
    data: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    bytes: Option<u64>,
    #[serde(default)]
    hash: Option<String>,
    #[serde(default, deserialize_with = "here_or_there")]
    dialect: Dialect,
    #[serde(default, deserialize_with = "here_or_there")]
    schema: Schema,
    #[serde(default)]
    suranys: Ours,
}

impl From<Written> for Resource {
    fn from(written: Written) -> Resource {
        let (path, more_paths) = match written.path.list() {
            [] => (String::new(), Vec::new()),
            [first, more @ ..] => (first.clone(), more.to_vec()),
        };
        Resource {
            name: written.name,
            path,
            more_paths,
            inline: written.data.is_some(),
            title: written.title,
            description: written.description,
            encoding: written.encoding,
            format: written.format,
            bytes: written.bytes,
            hash: written.hash,
            dialect: written.dialect,
            schema: written.schema,
            suranys: written.suranys,
        }
    }
}

impl Resource {
    /// All its paths in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.path).chain(&self.more_paths).map(String::as_str)
    }

    /// Languages of the columns `prefix_XX`, in the order of the columns.
    pub fn languages(&self, prefix: &str) -> Vec<&str> {
        let fields = self.schema.fields.iter().map(|field| field.name.as_str());
        let language = |name: &'_ str| {
            let rest = name.strip_prefix(prefix)?.strip_prefix('_')?;
            is_language(rest).then_some(name.len() - rest.len())
        };
        fields.filter_map(|name| language(name).and_then(|at| name.get(at..))).collect()
    }
}

/// Whether a text is a language tag such as `en`, `kaa` or `sr-Latn`.
pub fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.chars().all(|c| c.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        })
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
    /// Keys next to the first: columns that together are the same in no two rows.
    #[serde(default)]
    pub unique_keys: Vec<Names>,
    /// Texts that stand for a missing value; an empty cell does in any table.
    #[serde(default)]
    pub missing_values: Vec<MissingValue>,
    /// How the columns of the file and of the schema correspond; `exact` when absent.
    #[serde(default)]
    pub fields_match: Names,
    /// The file of the package that it stands in, where it stands in one.
    #[serde(skip)]
    pub elsewhere: Option<String>,
}

impl Elsewhere for Schema {
    fn at(path: String) -> Schema {
        Schema { elsewhere: Some(path), ..Schema::default() }
    }
}

impl Schema {
    /// Whether a column of the file may be undeclared, and a declared one may be absent.
    pub fn may_differ(&self) -> (bool, bool) {
        match self.fields_match.list() {
            [one] if one == "subset" => (true, false),
            [one] if one == "superset" => (false, true),
            [one] if one == "partial" => (true, true),
            _ => (false, false),
        }
    }

    /// Texts that stand for a missing value in a column: its own, else those of the table.
    pub fn missing_in<'s>(&'s self, column: &str) -> &'s [MissingValue] {
        let field = self.fields.iter().find(|field| field.name == column);
        let own = field.and_then(|field| field.missing_values.as_deref());
        own.unwrap_or(&self.missing_values)
    }
}

/// A text that stands for a missing value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum MissingValue {
    /// The text.
    Text(String),
    /// The text with what it means.
    Labelled {
        /// The text.
        value: String,
    },
}

impl MissingValue {
    /// The text.
    pub fn text(&self) -> &str {
        match self {
            MissingValue::Text(text) | MissingValue::Labelled { value: text } => text,
        }
    }
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
    /// Whether a number stands in its cell alone, without a sign of a currency or of per cent.
    #[serde(default)]
    pub bare_number: Option<bool>,
    /// How a day or a time is written, `%d.%m.%Y`; as `2024-07-01` when absent.
    #[serde(default)]
    pub format: Option<String>,
    /// Texts that stand for a missing value in this column, in place of those of the table.
    #[serde(default)]
    pub missing_values: Option<Vec<MissingValue>>,
    /// Words for yes and for no.
    #[serde(default)]
    pub true_values: Option<Vec<String>>,
    /// See [`Field::true_values`].
    #[serde(default)]
    pub false_values: Option<Vec<String>>,
    /// What a cell may be.
    #[serde(default)]
    pub constraints: Constraints,
}

fn any() -> String {
    "string".to_owned()
}

/// What a cell may be.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Constraints {
    /// May not be empty.
    pub required: bool,
    /// Stands in no other row.
    pub unique: bool,
    /// One of these.
    #[serde(rename = "enum")]
    pub one_of: Option<Vec<Value>>,
    /// At least, as a number or a text written as the cells are.
    pub minimum: Option<Value>,
    /// At most.
    pub maximum: Option<Value>,
    /// More than.
    pub exclusive_minimum: Option<Value>,
    /// Less than.
    pub exclusive_maximum: Option<Value>,
    /// At least so many characters.
    pub min_length: Option<u64>,
    /// At most so many characters.
    pub max_length: Option<u64>,
    /// A regular expression that the whole text satisfies.
    pub pattern: Option<String>,
    /// What else the descriptor says.
    #[serde(flatten)]
    pub others: BTreeMap<String, Value>,
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
    #[serde(default)]
    pub resource: String,
    /// Its columns.
    pub fields: Names,
}

/// The custom property `suranys`: what our own checks go by.
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
    /// Tables whose figures this table's do not exceed.
    #[serde(default, rename = "at_most")]
    pub bounds: Vec<BoundRule>,
    /// Tables that sum with this one to another.
    #[serde(default)]
    pub identities: Vec<IdentityRule>,
    /// The table whose years and codes this one covers.
    #[serde(default)]
    pub coverage: Option<CoverageRule>,
    /// A code whose classification another column names.
    #[serde(default)]
    pub dimension: Option<DimensionRule>,
    /// First and last year of a period.
    #[serde(default)]
    pub period: Option<PeriodRule>,
    /// Years without gaps.
    #[serde(default)]
    pub years: Option<YearRule>,
    /// Ages without gaps.
    #[serde(default)]
    pub ages: Option<AgeRule>,
    /// Weights that sum to one.
    #[serde(default)]
    pub concordance: Option<WeightRule>,
    /// Whether the table's figures are synthetic.
    #[serde(default)]
    pub synthetic: bool,
    /// Code of the total in a classification; `_T` when absent.
    #[serde(default)]
    pub total: Option<String>,
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

/// A table whose figures this table's do not exceed.
#[derive(Debug, Clone, Deserialize)]
pub struct BoundRule {
    /// The other table.
    pub resource: String,
    /// Columns that both tables share.
    pub by: Vec<String>,
    /// By how much rounding may exceed, in this table's unit.
    pub tolerance: f64,
}

/// Tables that sum with this one to another.
#[derive(Debug, Clone, Deserialize)]
pub struct IdentityRule {
    /// Columns that all of them share.
    pub by: Vec<String>,
    /// The other components.
    pub plus: Vec<String>,
    /// The table of the totals.
    pub equals: String,
    /// How far they may differ, in this table's unit.
    pub tolerance: f64,
}

/// The table whose years and codes this one covers.
#[derive(Debug, Clone, Deserialize)]
pub struct CoverageRule {
    /// The other table.
    pub resource: String,
    /// Column of the year, in both.
    pub field: String,
    /// Columns of the codes, in both.
    pub by: Vec<String>,
    /// By how many years this table may end before the other, since it is published later.
    #[serde(default)]
    pub lag: i64,
}

/// A code whose classification another column names.
#[derive(Debug, Clone, Deserialize)]
pub struct DimensionRule {
    /// Column that names the classification.
    pub field: String,
    /// Column of the code.
    pub code: String,
    /// For each word of that column, the table whose first key holds the codes, or the codes.
    pub of: BTreeMap<String, CodesOf>,
}

/// Where the codes of a dimension stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum CodesOf {
    /// In the column that is the key of a table.
    Table(String),
    /// Here.
    Codes(Vec<String>),
}

/// First and last year of a period.
#[derive(Debug, Clone, Deserialize)]
pub struct PeriodRule {
    /// Column of the first year.
    pub from: String,
    /// Column of the last year.
    pub to: String,
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
    /// Column of the age group.
    pub field: String,
    /// Columns that name a set of age groups.
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
