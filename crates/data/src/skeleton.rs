//! A package without figures, to be filled for a country: descriptor, empty tables with their
//! columns, a baseline, a first rulebook, and a guide that says what the forecast needs.
//!
//! What is the same for every country is data (`data/skeleton`), embedded so that the program
//! works alone. Nothing in it is a fact of any country: assumptions are placeholders and say so.

use crate::package::descriptor::is_language;
use crate::package::open::DESCRIPTOR;
use serde::Deserialize;
use serde_json::{Map, Value};
use suranys_core::{Text, text};

const TABLES: &str = include_str!("../../../data/skeleton/tables.json");
const GROUPS: &str = include_str!("../../../data/skeleton/groups.toml");
const BASELINE: &str = include_str!("../../../data/skeleton/baseline.toml");
const RULEBOOK: &str = include_str!("../../../data/skeleton/rulebook.toml");
const PANEL: &str = include_str!("../../../data/skeleton/panel.toml");
/// Key under which a table says which rows the forecast needs.
const ROWS: &str = "rows";
/// Day of the first rulebook, as it says of itself.
const RULES_OF: &str = "2026-01-01";
/// Stands in names of columns where each language has a column of its own.
const LANGUAGE: &str = "{language}";

/// What a skeleton is made for.
#[derive(Debug, Clone)]
pub struct SkeletonRequest {
    /// Code of the country, which is that of the nation among its regions, such as `XX`.
    pub country: String,
    /// Languages, that of the authors first.
    pub languages: Vec<String>,
    /// Currency of amounts, three capital letters.
    pub currency: String,
    /// Those of the languages for which the program has no texts of its own.
    pub without_texts: Vec<String>,
}

/// Why there is no skeleton.
#[derive(Debug, thiserror::Error)]
pub enum SkeletonError {
    /// A word can't be what it is to be.
    Word {
        /// What it is to be, with an example.
        what: Text,
        /// The word.
        word: String,
    },
    /// What is embedded can't be read.
    Embedded(String),
}

impl SkeletonError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            SkeletonError::Word { what, word } => text!("`{word}` is no {what}", word, what),
            SkeletonError::Embedded(value) => {
                text!("the embedded skeleton can't be read: {why}", why = value)
            }
        }
    }
}

suranys_core::worded!(SkeletonError);

#[derive(Deserialize)]
struct Groups {
    group: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    key: String,
    title: String,
    adds: String,
}

/// Files of a folder of data with a package that has no figures yet: path and content.
///
/// # Errors
/// When the country, a language or the currency is none.
pub fn skeleton_package(asked: &SkeletonRequest) -> Result<Vec<(String, Vec<u8>)>, SkeletonError> {
    let base = words(asked)?;
    let folder = asked.country.to_lowercase();
    let broken = |e: &dyn std::fmt::Display| SkeletonError::Embedded(e.to_string());
    let placed = |template: &str| {
        let named = template.replace("{country}", &asked.country).replace("{name}", &folder);
        named.replace("{currency}", &asked.currency)
    };
    let tables: Vec<Map<String, Value>> =
        serde_json::from_str(&placed(TABLES)).map_err(|e| broken(&e))?;
    let groups: Groups = toml::from_str(GROUPS).map_err(|e| broken(&e))?;
    let mut files = Vec::new();
    let mut resources = Vec::new();
    let mut guide = vec![Vec::new(); groups.group.len()];
    for mut table in tables {
        let group = table.remove("group").unwrap_or_default();
        let columns = spread(&mut table, &asked.languages);
        let rows = table.remove(ROWS).unwrap_or_default();
        let text = |key: &str| table.get(key).and_then(Value::as_str).unwrap_or_default();
        let header = format!("{}\n", columns.join(","));
        files.push((format!("{folder}/{}", text("path")), header.into_bytes()));
        let quoted: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
        let rows = rows.as_str().map_or(String::new(), |rows| format!(" Rows: {rows}."));
        let line = format!(
            "- `{}`: {}. Columns: {}.{rows}",
            text("path"),
            text("title"),
            quoted.join(", ")
        );
        let place = groups.group.iter().position(|known| group == known.key.as_str());
        let lines = place.and_then(|at| guide.get_mut(at));
        lines.ok_or_else(|| broken(&format!("group {group}")))?.push(line);
        resources.push(Value::Object(table));
    }
    let descriptor = serde_json::json!({
        "profile": "tabular-data-package",
        "name": folder,
        "title": format!("Figures for the forecast of {}", asked.country),
        "version": "0",
        "suranys": {
            "country": asked.country,
            "currency": asked.currency,
            "languages": asked.languages,
            "region_changes": [],
            "rulebook": format!("{folder}@{RULES_OF}"),
        },
        "resources": resources,
    });
    let json = serde_json::to_vec_pretty(&descriptor).map_err(|e| broken(&e))?;
    files.push((format!("{folder}/{DESCRIPTOR}"), json));
    for language in &asked.without_texts {
        let text = format!(
            "# Texts of reports in `{language}`. The program has none of its own in this language:\n\
             # every text is to be written here; `suranys check` names all that are missing.\n"
        );
        files.push((format!("{folder}/labels/{language}.toml"), text.into_bytes()));
    }
    let filled = |template: &str| placed(template).replace(LANGUAGE, base).into_bytes();
    files.push(("scenarios/baseline.toml".to_owned(), filled(BASELINE)));
    files.push((format!("rules/{folder}/{RULES_OF}.toml"), filled(RULEBOOK)));
    files.push((format!("rules/{folder}/panel.toml"), filled(PANEL)));
    let chapters = groups.group.iter().zip(&guide);
    let chapters: Vec<String> = chapters
        .map(|(group, lines)| {
            format!("## {}\n\n{}\n\n{}\n", group.title, group.adds, lines.join("\n"))
        })
        .collect();
    files.push(("GUIDE.md".to_owned(), guide_text(asked, &folder, &chapters).into_bytes()));
    files.sort();
    Ok(files)
}

/// The group of tables without which no forecast is made.
pub const NEEDED: &str = "needed";
/// The group of tables on how occupations are left abroad: of whatever year, they are no series.
pub const EXITS: &str = "exits";
/// Groups of tables that a forecast of employment does not read.
const NOT_FORECAST: [&str; 2] = ["indicators", "list"];

/// Tables that a forecast reads, needed or not, with their groups, in the order of the guide.
pub fn known_tables() -> Vec<(String, String)> {
    let all: Vec<Map<String, Value>> = serde_json::from_str(TABLES).unwrap_or_default();
    let named = all.into_iter().filter_map(|one| {
        let text = |key: &str| one.get(key)?.as_str().map(str::to_owned);
        Some((text("name")?, text("group")?))
    });
    named.filter(|(_, group)| !NOT_FORECAST.contains(&group.as_str())).collect()
}

/// Which rows the forecast needs of a table, in words; none of a table that it does not need.
pub fn rows_needed(table: &str) -> Option<Text> {
    let all: Vec<Map<String, Value>> = serde_json::from_str(TABLES).ok()?;
    let of = all.into_iter().find(|one| one.get("name").is_some_and(|name| name == table))?;
    of.get(ROWS)?.as_str().map(Text::of_program)
}

/// Whether every word is what it is to be; the language of the authors.
fn words(asked: &SkeletonRequest) -> Result<&str, SkeletonError> {
    let wrong = |what: Text, word: &str| Err(SkeletonError::Word { what, word: word.to_owned() });
    let (country, currency) = (asked.country.as_str(), asked.currency.as_str());
    let capital = |c: char| c.is_ascii_uppercase();
    if country.len() < 2 || !country.chars().all(capital) {
        return wrong(text!("code of a country, such as `XX`"), country);
    }
    if currency.len() != 3 || !currency.chars().all(capital) {
        return wrong(text!("currency, such as `XXX`"), currency);
    }
    let mut languages = asked.languages.iter();
    if let Some(language) = languages.find(|language| !is_language(language)) {
        return wrong(text!("tag of a language, such as `fr`"), language);
    }
    match asked.languages.first() {
        Some(base) => Ok(base),
        None => wrong(text!("list of languages"), ""),
    }
}

/// Gives each language its own column; the names of all columns.
fn spread(table: &mut Map<String, Value>, languages: &[String]) -> Vec<String> {
    let mut columns = Vec::new();
    let fields = table.get_mut("schema").and_then(|schema| schema.get_mut("fields"));
    let Some(fields) = fields.and_then(Value::as_array_mut) else { return columns };
    let mut spread = Vec::new();
    for field in fields.drain(..) {
        let name = field.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let names: Vec<String> = match name.contains(LANGUAGE) {
            true => languages.iter().map(|language| name.replace(LANGUAGE, language)).collect(),
            false => vec![name],
        };
        for name in names {
            let mut field = field.clone();
            if let Some(object) = field.as_object_mut() {
                object.insert("name".to_owned(), Value::String(name.clone()));
            }
            spread.push(field);
            columns.push(name);
        }
    }
    *fields = spread;
    columns
}

fn guide_text(asked: &SkeletonRequest, folder: &str, chapters: &[String]) -> String {
    let country = &asked.country;
    let changes = "Where borders of regions changed, add a table from old regions to new ones with \
        the columns of `section_broad_sector`, and name it under `region_changes` in \
        `datapackage.json`, the oldest first.";
    format!(
        "# From an empty package to a forecast of {country}\n\n\
         The package is `{folder}`; `scenarios` and `rules` next to it belong to it. Fill the tables, \
         then set every value of `scenarios/baseline.toml`: each is a placeholder and says so.\n\n\
         A cell that is not known stays empty, and its row says why in `missing_reason`; a row of \
         figures without a value is not a zero. Columns, units and what a cell may be stand in \
         `{folder}/{DESCRIPTOR}`; change units there if the source prints others. The currency is \
         {currency}. {changes}\n\n\
         {chapters}\n\
         ## Next\n\n\
         - `suranys check {folder}`: every finding, and whether a report can be made.\n\
         - `suranys report {folder}`: the report. More scenarios are looked for next to the baseline: \
         `optimistic.toml` and `pessimistic.toml`.\n\
         - `suranys recommend REPORT --package {folder} --rulebooks rules`: the list, under the rules \
         in `rules/{folder}`, which are a first version to be replaced by the acts.\n",
        currency = asked.currency,
        chapters = chapters.join("\n"),
    )
}
