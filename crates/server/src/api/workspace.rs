//! What is in the workspace, and the words of the page.

use crate::answer::Answer;
use crate::app::App;
use crate::extract::Words;
use crate::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::classification::Labels;
use suranys_core::text;
use suranys_report::LabelBook;
use suranys_runner::workbench::PREVIEW_DRAWS;
use suranys_runner::{VERSION, languages_of};
use utoipa::{IntoParams, ToSchema};

/// Group of the page's words among labels.
const GROUP: &str = "serve.";
/// Groups of the report's words that the page uses too.
const SHARED: [&str; 9] = [
    "basis.",
    "explain.formula.",
    "explain.unit.",
    "list.tier.",
    "mark.",
    "measure.",
    "number.",
    "sex.",
    "status.",
];

/// The language asked for.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Language {
    /// Language tag; without it the first of the package.
    pub lang: Option<String>,
}

/// What is in the workspace.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkspaceBody {
    /// Version of the program.
    version: String,
    /// Packages, by the names of their folders.
    packages: Vec<String>,
    /// Languages of the program's texts.
    languages: Vec<String>,
    /// Draws of a preview.
    preview_draws: usize,
    /// Bytes of an uploaded table.
    upload_bytes: usize,
}

/// What is in the workspace.
#[utoipa::path(get, path = "/workspace", tag = "workspace", responses((status = 200, body = WorkspaceBody)))]
pub async fn workspace(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let own = Arc::clone(&app);
    let named = tokio::task::spawn_blocking(move || own.packages()).await;
    let packages = named.map_err(|_| Problem::broken())?;
    let body = WorkspaceBody {
        version: VERSION.to_owned(),
        packages: packages.into_iter().map(|(name, _)| name).collect(),
        languages: LabelBook::languages().map(str::to_owned).collect(),
        preview_draws: PREVIEW_DRAWS,
        upload_bytes: app.limits.upload,
    };
    Ok(Answer::json(&body)?.to(&headers))
}

/// The words of the page in a language.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordsBody {
    /// The language.
    language: String,
    /// Texts by key; places in braces are filled by the page.
    texts: BTreeMap<String, String>,
}

/// The words of the page in a language of the program.
#[utoipa::path(
    get, path = "/words/{language}", tag = "workspace",
    params(("language" = String, Path, description = "Language tag")),
    responses((status = 200, body = WordsBody), (status = 404, body = ProblemBody))
)]
pub async fn words(
    State(app): State<Arc<App>>,
    Path(language): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !LabelBook::languages().any(|known| known == language) {
        return Err(Problem::not_found(text!("the program has no texts in this language")));
    }
    let key = format!("words {language}");
    let made = app.answer(&key, move || {
        let labels = LabelBook::read(&language)
            .map_err(|e| Problem::from(suranys_runner::Failure::from(e)))?;
        Answer::json(&WordsBody { texts: page_words(&labels), language })
    });
    Ok(made.await?.to(&headers))
}

fn page_words(labels: &LabelBook) -> BTreeMap<String, String> {
    let keys = labels.all_keys().filter_map(|key| {
        let own = key.strip_prefix(GROUP);
        let shared = SHARED.iter().any(|group| key.starts_with(group));
        own.or(shared.then_some(key)).map(|name| (name.to_owned(), key))
    });
    keys.filter_map(|(name, key)| Some((name, labels.optional(key)?.to_owned()))).collect()
}

/// A code with its name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Named {
    /// The code.
    pub code: String,
    /// Its name in the language asked for.
    pub name: String,
}

/// A package.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackageBody {
    /// Name of its folder.
    id: String,
    /// Its own name.
    name: String,
    /// Its version.
    version: String,
    /// Name of the country.
    country: String,
    /// Languages of its texts and reports.
    languages: Vec<String>,
    /// Fingerprint of its files, which all that is made from it is known by.
    fingerprint: String,
    /// Last year with observed employment.
    base_year: Option<i32>,
    /// Scenarios next to it.
    scenarios: Vec<ScenarioName>,
    /// Sections of activity.
    sections: Vec<Named>,
    /// Code of all sections together.
    all_sections: Option<String>,
    /// Tables of the package that figures can be brought into.
    tables: Vec<Named>,
    /// Number of notes on what looks wrong and may be right.
    notes: usize,
}

/// A scenario that stands in a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScenarioName {
    /// Name of the file, without its ending.
    id: String,
    /// Its title; its name where the file has findings.
    title: String,
    /// Whether its file can be read without findings.
    sound: bool,
}

/// The name of a code in a language, else in any there is.
pub fn name_of(labels: &Labels, language: &str, code: &str) -> String {
    let any = || labels.0.values().next().map(String::as_str);
    labels.get(language).or_else(any).unwrap_or(code).to_owned()
}

/// A package with its scenarios and codes.
#[utoipa::path(
    get, path = "/packages/{package}", tag = "workspace",
    params(("package" = String, Path, description = "Name of the package's folder"), Language),
    responses((status = 200, body = PackageBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub async fn package(
    State(app): State<Arc<App>>,
    Path(package): Path<String>,
    Words(Language { lang }): Words<Language>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let opened = app.open(&package).await?;
    let labels = app.labels(&opened, lang.as_deref()).await?;
    let made = app.quick.run(move || {
        let (bench, language) = (&opened.bench, labels.language());
        let inputs = &bench.sound().inputs;
        let scenarios = bench.scenario_names().into_iter().map(|id| {
            let read = bench.saved(&id).ok();
            let title = read
                .as_ref()
                .map_or(id.clone(), |(one, _)| name_of(&one.scenario.title, language, &id));
            ScenarioName { sound: read.is_some(), title, id }
        });
        let total = inputs.sections.total().map(|total| total.as_str().to_owned());
        let sections = inputs.sections.items().iter();
        let sections = sections.filter(|item| Some(item.code.as_str()) != total.as_deref());
        let tables = inputs.package.paths.keys().map(|table| Named {
            code: table.clone(),
            name: labels.optional(&format!("resource.{table}")).unwrap_or(table).to_owned(),
        });
        let body = PackageBody {
            id: package,
            name: inputs.package.name.clone(),
            version: inputs.package.version.clone(),
            country: inputs.country.name(language).to_owned(),
            languages: languages_of(&[], &inputs.country),
            fingerprint: bench.fingerprint().to_owned(),
            base_year: inputs.last_observed().map(|year| year.0),
            scenarios: scenarios.collect(),
            sections: sections
                .map(|item| Named {
                    code: item.code.to_string(),
                    name: name_of(&item.labels, language, item.code.as_str()),
                })
                .collect(),
            all_sections: total.clone(),
            tables: tables.collect(),
            notes: bench.noted().len(),
        };
        Answer::json(&body)
    });
    Ok(made.await??.to(&headers))
}
