//! Scenarios: what they say, and saving one as the file that the command line reads.

use crate::answer::Answer;
use crate::api::workspace::{Language, name_of};
use crate::app::{App, AskedRun};
use crate::extract::{JsonBody, Words};
use crate::lane::Watched;
use crate::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::scenario::{Basis, CitedBasis};
use suranys_core::text;
use suranys_data::{ParameterEdit, ScenarioEdit, YearsEdit};
use suranys_runner::workbench::{AskedScenario, pension_ages};
use utoipa::ToSchema;

/// Media type of a scenario file.
const TOML: &str = "application/toml";

/// What is changed in a scenario, by what its file calls it.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EditBody {
    /// Titles by language.
    pub title: BTreeMap<String, String>,
    /// Descriptions by language.
    pub description: BTreeMap<String, String>,
    /// Who writes it.
    pub author: String,
    /// Parameters by key; `null` takes a value out of the file.
    #[schema(value_type = BTreeMap<String, ParameterBody>)]
    pub parameters: BTreeMap<String, Option<ParameterBody>>,
    /// Growth of value added, per cent, by section, or the code of all, and year.
    #[schema(value_type = BTreeMap<String, YearsBody>)]
    pub growth: BTreeMap<String, Option<YearsBody>>,
    /// Statutory pension ages by sex, `F` or `M`, and year.
    #[schema(value_type = BTreeMap<String, YearsBody>)]
    pub pension_age: BTreeMap<String, Option<YearsBody>>,
}

/// A parameter's new value.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterBody {
    /// Central value.
    value: f64,
    /// Lower end of the 95% range; without it the range goes with the value.
    #[serde(default)]
    low: Option<f64>,
    /// Upper end.
    #[serde(default)]
    high: Option<f64>,
    /// `act`, `draft` or `expert`.
    #[serde(default)]
    basis: Option<String>,
    /// Citation or reason.
    source: String,
}

/// Values by year.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct YearsBody {
    /// By year, its value.
    years: BTreeMap<i32, f64>,
    /// `act`, `draft` or `expert`.
    #[serde(default)]
    basis: Option<String>,
    /// Citation or reason.
    source: String,
}

fn basis_of(word: Option<&String>) -> Result<Option<Basis>, Problem> {
    let read = |word: &String| {
        let known = Basis::ALL.map(Basis::key).join(", ");
        Basis::from_key(word).ok_or_else(|| Problem::bad(format!("`basis` is one of: {known}")))
    };
    word.map(read).transpose()
}

/// Changes by key, each made by `make` of what was asked for; what is taken out stays so.
fn each<B, E>(
    bodies: BTreeMap<String, Option<B>>,
    make: impl Fn(B) -> Result<E, Problem>,
) -> Result<BTreeMap<String, Option<E>>, Problem> {
    let one = |(key, body): (String, Option<B>)| Ok((key, body.map(&make).transpose()?));
    bodies.into_iter().map(one).collect()
}

impl EditBody {
    /// The change as it is written.
    ///
    /// # Errors
    /// When a basis is none.
    pub fn edit(self) -> Result<ScenarioEdit, Problem> {
        let years = |change: YearsBody| {
            let basis = basis_of(change.basis.as_ref())?;
            Ok(YearsEdit { years: change.years, basis, source: change.source })
        };
        let parameter = |change: ParameterBody| {
            let basis = basis_of(change.basis.as_ref())?;
            let ParameterBody { value, low, high, source, .. } = change;
            Ok(ParameterEdit { value, low, high, basis, source })
        };
        Ok(ScenarioEdit {
            title: self.title,
            description: self.description,
            author: self.author,
            parameters: each(self.parameters, parameter)?,
            growth: each(self.growth, years)?,
            pension_age: each(self.pension_age, years)?,
        })
    }
}

/// A parameter with what it may be.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParameterOf {
    /// Key in scenario files.
    key: String,
    /// Its name.
    name: String,
    /// Its unit.
    unit: String,
    /// Central value.
    value: f64,
    /// Lower end of the 95% range.
    low: f64,
    /// Upper end.
    high: f64,
    /// Least possible value.
    minimum: f64,
    /// Greatest possible value.
    maximum: f64,
    /// `act`, `draft` or `expert`.
    basis: String,
    /// Citation or reason.
    citation: String,
    /// File that says it.
    file: Option<String>,
    /// Line of the file.
    line: Option<u64>,
}

/// Values by year with their authority.
#[derive(Debug, Serialize, ToSchema)]
pub struct YearsOf {
    /// Code.
    code: String,
    /// Name.
    name: String,
    /// What holds without the scenario's own values.
    usual: BTreeMap<i32, f64>,
    /// What the scenario sets.
    set: BTreeMap<i32, f64>,
    /// `act`, `draft` or `expert`, of what is set.
    basis: Option<String>,
    /// Citation or reason of what is set.
    citation: Option<String>,
}

/// Everything a scenario says.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScenarioBody {
    /// Name of its file.
    id: String,
    /// Its title.
    title: String,
    /// What it supposes.
    description: String,
    /// Who wrote it.
    author: String,
    /// When.
    date: String,
    /// Simulations of a full run.
    draws: usize,
    /// First and last year of the policy period.
    period: [i32; 2],
    /// Last year forecast.
    horizon: i32,
    /// Parameters.
    parameters: Vec<ParameterOf>,
    /// Growth of value added by section, per cent a year; all sections together first.
    growth: Vec<YearsOf>,
    /// Least and greatest growth that may be set.
    growth_bounds: [f64; 2],
    /// Statutory pension ages by sex.
    pension_age: Vec<YearsOf>,
    /// Least and greatest pension age that may be set.
    pension_bounds: [f64; 2],
}

/// Bounds of growth and of pension ages that readers of scenario files keep to.
const GROWTH: [f64; 2] = suranys_data::GROWTH_BOUNDS;
const AGES: [f64; 2] = suranys_data::AGE_BOUNDS;

/// Everything a scenario says: parameters with unit, range, basis and citation; growth and pension ages.
#[utoipa::path(
    get, path = "/packages/{package}/scenarios/{scenario}", tag = "scenarios",
    params(
        ("package" = String, Path, description = "Name of the package's folder"),
        ("scenario" = String, Path, description = "Name of the scenario's file"), Language
    ),
    responses((status = 200, body = ScenarioBody), (status = 422, body = ProblemBody))
)]
pub async fn scenario(
    State(app): State<Arc<App>>,
    Path((package, scenario)): Path<(String, String)>,
    Words(Language { lang }): Words<Language>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let opened = app.open(&package).await?;
    let labels = app.labels(&opened, lang.as_deref()).await?;
    // The ages that hold without the scenario's own are those that a run of it has.
    let asked = AskedRun {
        package,
        baseline: scenario.clone(),
        scenario: AskedScenario { base: scenario.clone(), preview: true, ..Default::default() },
    };
    let read = app.scenarios_of(&opened, &asked).await?;
    let held = app.make(&asked, &opened, read, Watched::new()).await?;
    let own = Arc::clone(&app);
    let made = app.quick.run(move || {
        let bench = &opened.bench;
        let values = bench.values(&scenario).map_err(|failure| own.located(failure))?;
        let language = labels.language();
        let of = |key: &str, part: &str, other: &str| {
            let own = labels.optional(&format!("parameter.{key}.{part}"));
            own.unwrap_or(other).to_owned()
        };
        let parameters = values.parameters.iter().map(|value| {
            let (spec, p) = (&value.spec, &value.parameter);
            let place = value.place.as_ref();
            ParameterOf {
                key: spec.key.to_owned(),
                name: of(spec.key, "name", spec.about),
                unit: of(spec.key, "unit", spec.unit),
                value: p.value,
                low: p.low,
                high: p.high,
                minimum: spec.minimum,
                maximum: spec.maximum,
                basis: p.basis.key().to_owned(),
                citation: p.reason(language).to_owned(),
                file: place.map(|(file, _)| shown(file)),
                line: place.map(|(_, line)| *line),
            }
        });
        let expected = bench
            .expected_growth(&held.written.scenario)
            .map_err(|failure| own.located(failure))?;
        let inputs = &bench.sound().inputs;
        let total = inputs.sections.total().map(|total| total.as_str());
        let plain = |of: Option<&BTreeMap<suranys_core::Year, f64>>| -> BTreeMap<i32, f64> {
            of.into_iter().flatten().map(|(year, value)| (year.0, *value)).collect()
        };
        let laid = |prefix: String, set: &BTreeMap<i32, f64>| -> Option<CitedBasis> {
            let (year, _) = set.first_key_value()?;
            values.basis(&format!("{prefix}.{year}")).cloned()
        };
        let line = |code: &str, name: String, usual, set: BTreeMap<i32, f64>, prefix: &str| {
            let cited = laid(format!("{prefix}.{code}"), &set);
            YearsOf {
                code: code.to_owned(),
                name,
                usual,
                basis: cited.as_ref().map(|cited| cited.basis.key().to_owned()),
                citation: cited.map(|cited| cited.reason(language).to_owned()),
                set,
            }
        };
        let mut growth: Vec<YearsOf> = Vec::new();
        let items = inputs.sections.items().iter();
        let mut items: Vec<_> = items.filter(|i| expected.contains_key(i.code.as_str())).collect();
        items.sort_by_key(|item| Some(item.code.as_str()) != total);
        for item in items {
            let code = item.code.as_str();
            let (usual, set) = (plain(expected.get(code)), plain(values.growth.get(code)));
            growth.push(line(code, name_of(&item.labels, language, code), usual, set, "growth"));
        }
        let ages = pension_ages(&held.run.output);
        let pension_age = ages.iter().map(|(sex, usual)| {
            let set = values.scenario.pension_ages.iter().find(|(s, _)| s.code() == sex.as_str());
            let set = plain(set.map(|(_, ages)| ages));
            let name = labels.optional(&format!("sex.{sex}")).unwrap_or(sex).to_owned();
            line(sex, name, plain(Some(usual)), set, "pension_age")
        });
        let s = &values.scenario;
        let period = s.settings.policy_period;
        let body = ScenarioBody {
            id: scenario.clone(),
            title: name_of(&s.title, language, &scenario),
            description: name_of(&s.description, language, ""),
            author: s.author.clone(),
            date: s.date.clone(),
            draws: s.settings.draws,
            period: [period.from().0, period.to().0],
            horizon: s.settings.horizon.0,
            pension_age: pension_age.collect(),
            parameters: parameters.collect(),
            growth,
            growth_bounds: GROWTH,
            pension_bounds: AGES,
        };
        Answer::json(&body)
    });
    Ok(made.await??.to(&headers))
}

/// The last two parts of a path: where a scenario lies is nobody's business.
fn shown(file: &str) -> String {
    let parts: Vec<&str> = file.rsplit('/').take(2).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}

/// The text of a scenario's file.
#[utoipa::path(
    get, path = "/packages/{package}/scenarios/{scenario}/file", tag = "scenarios",
    params(
        ("package" = String, Path, description = "Name of the package's folder"),
        ("scenario" = String, Path, description = "Name of the scenario's file")
    ),
    responses(
        (status = 200, description = "The file as it stands", body = String, content_type = "application/toml"),
        (status = 404, body = ProblemBody)
    )
)]
pub async fn scenario_file(
    State(app): State<Arc<App>>,
    Path((package, scenario)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let opened = app.open(&package).await?;
    let (own, name) = (Arc::clone(&app), scenario.clone());
    let read = app.quick.run(move || opened.bench.text_of(&name).map_err(|f| own.located(f)));
    let text =
        read.await??.ok_or_else(|| Problem::not_found(text!("there is no such scenario")))?;
    Ok(Answer::new(TOML, text).named(format!("{scenario}.toml")).to(&headers))
}

/// A scenario to save.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveBody {
    /// Scenario that the values are of before they are changed; where it is another one than the file's, the
    /// file extends it.
    base: String,
    /// What is changed.
    #[serde(default)]
    edit: EditBody,
}

impl SaveBody {
    /// The scenario of this name that is to be written.
    fn asked(self, name: &str) -> Result<AskedScenario, Problem> {
        Ok(AskedScenario {
            base: self.base,
            edit: self.edit.edit()?,
            id: Some(name.to_owned()),
            preview: false,
        })
    }
}

/// What was saved.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedBody {
    /// Name of its file.
    id: String,
    /// The file's text.
    text: String,
}

/// Saves a scenario as the file that the command line reads; what it holds besides stays as it stands.
///
/// `If-Match` names the text that the change was made to by its tag; without it the file is to be new.
#[utoipa::path(
    put, path = "/packages/{package}/scenarios/{scenario}", tag = "scenarios",
    request_body = SaveBody,
    params(
        ("package" = String, Path, description = "Name of the package's folder"),
        ("scenario" = String, Path, description = "Name of the file to write")
    ),
    responses(
        (status = 200, body = SavedBody, description = "Changed"),
        (status = 201, body = SavedBody, description = "New"),
        (status = 412, body = ProblemBody, description = "Another text stands there by now"),
        (status = 422, body = ProblemBody)
    )
)]
pub async fn save(
    State(app): State<Arc<App>>,
    Path((package, scenario)): Path<(String, String)>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SaveBody>,
) -> Result<Response, Problem> {
    let opened = app.open(&package).await?;
    let asked = body.asked(&scenario)?;
    let matched = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
    let matched = matched.map(str::to_owned);
    // One writes at a time, so that what was looked at is what is written over.
    let turn = app.writing.lock().await;
    let own = Arc::clone(&app);
    let work = app.quick.run(move || {
        let former = opened.bench.text_of(&scenario).map_err(|failure| own.located(failure))?;
        let tag = former.as_ref().map(|text| Answer::new(TOML, text.clone()).tag);
        if matched != tag {
            let why = match (&matched, &tag) {
                (None, Some(_)) => {
                    text!("a scenario of this name is there; take another name, or change that one")
                }
                _ => text!("the scenario was changed meanwhile; look at it, and save again"),
            };
            return Err(Problem::new(StatusCode::PRECONDITION_FAILED, why));
        }
        let written =
            opened.bench.save(&asked, former.as_deref()).map_err(|failure| own.located(failure))?;
        let text = written.text.unwrap_or_default();
        Ok((former.is_none(), SavedBody { id: scenario, text }))
    });
    let (is_new, saved) = work.await??;
    drop(turn);
    app.reopen(&package);
    let tag = Answer::new(TOML, saved.text.clone()).tag;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = Answer::with_status(status, &saved)?;
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// The file that a change would be saved as.
#[utoipa::path(
    post, path = "/packages/{package}/scenarios/{scenario}/file", tag = "scenarios",
    request_body = SaveBody,
    params(
        ("package" = String, Path, description = "Name of the package's folder"),
        ("scenario" = String, Path, description = "Name of the file")
    ),
    responses(
        (status = 200, description = "The file's text", body = String, content_type = "application/toml"),
        (status = 422, body = ProblemBody)
    )
)]
pub async fn preview_file(
    State(app): State<Arc<App>>,
    Path((package, scenario)): Path<(String, String)>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SaveBody>,
) -> Result<Response, Problem> {
    let opened = app.open(&package).await?;
    let asked = body.asked(&scenario)?;
    let own = Arc::clone(&app);
    let made = app.quick.run(move || opened.bench.written(&asked).map_err(|f| own.located(f)));
    let text = made.await??.text.unwrap_or_default();
    Ok(Answer::new(TOML, text).named(format!("{scenario}.toml")).to(&headers))
}
