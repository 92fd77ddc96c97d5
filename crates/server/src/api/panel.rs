//! The form of the yearly panel: as it is sent to a body, and as it is filled in.

use crate::answer::{Answer, CSV};
use crate::api::workspace::{Language, name_of};
use crate::app::{App, AskedRun, HeldRun};
use crate::extract::{JsonBody, Words};
use crate::lane::Watched;
use crate::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::limits::YEARS;
use suranys_core::shortage_list::{FormRow, PanelForm};
use suranys_core::text;
use suranys_data::is_day;
use suranys_report::{LabelBook, Screen, Words as ListWords};
use suranys_runner::Failure;
use suranys_runner::workbench::{AskedScenario, FilledRow, PanelSheet};
use utoipa::ToSchema;

/// Name of the scenario whose figures stand in forms.
const BASELINE: &str = "baseline";
/// Longest reason, in characters.
const LONGEST: usize = 2_000;

/// A body that is asked.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedBody {
    /// Its identifier.
    id: String,
    /// Its name.
    name: String,
    /// The region it speaks for, or the country.
    region: String,
    /// How many occupations it is asked about.
    rows: usize,
}

/// An answer that a question allows.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodeBody {
    /// Its code.
    code: String,
    /// What it says.
    text: String,
}

/// A question.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionBody {
    /// Its identifier.
    id: String,
    /// What is asked.
    text: String,
    /// Answers allowed.
    answers: Vec<CodeBody>,
}

/// A figure that stands in a form.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShownBody {
    /// Its measure.
    name: String,
    /// Value and range in words.
    text: String,
}

/// A row of a form.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedRow {
    /// Occupation or profession.
    id: String,
    /// Its name.
    name: String,
    /// What the forecast says of it.
    figures: Vec<ShownBody>,
}

/// The form of a body.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormBody {
    /// Who is asked.
    body: AskedBody,
    /// The panel's year.
    year: i32,
    /// The questions.
    questions: Vec<QuestionBody>,
    /// The occupations.
    rows: Vec<AskedRow>,
    /// Whether any figure rests on synthetic data.
    synthetic: bool,
}

async fn sheet_of(
    app: &Arc<App>,
    package: &str,
    year: i32,
) -> Result<(Arc<HeldRun>, PanelSheet), Problem> {
    if !YEARS.contains(&year) {
        return Err(Problem::bad(text!("this is no year of a panel")));
    }
    let opened = app.open(package).await?;
    let asked = AskedRun {
        package: package.to_owned(),
        baseline: BASELINE.to_owned(),
        scenario: AskedScenario { base: BASELINE.to_owned(), preview: true, ..Default::default() },
    };
    let read = app.scenarios_of(&opened, &asked).await?;
    let held = app.make(&asked, &opened, read, Watched::new()).await?;
    let (own, run) = (Arc::clone(app), Arc::clone(&held));
    let made = app.quick.run(move || {
        let sheet = run.opened.bench.panel(&run.run, year);
        sheet.map_err(|failure| own.located(failure))
    });
    let sheet =
        made.await??.ok_or_else(|| Problem::not_found(text!("the package has no panel")))?;
    Ok((held, sheet))
}

fn body_of(form: &PanelForm, language: &str) -> AskedBody {
    AskedBody {
        id: form.body.id.clone(),
        name: name_of(&form.body.labels, language, &form.body.id),
        region: name_of(&form.region_labels, language, &form.region),
        rows: form.rows.len(),
    }
}

/// Who is asked in a year.
#[utoipa::path(
    get, path = "/packages/{package}/panel/{year}", tag = "panel",
    params(
        ("package" = String, Path, description = "Name of the package's folder"),
        ("year" = i32, Path, description = "The panel's year"), Language
    ),
    responses((status = 200, body = Vec<AskedBody>), (status = 404, body = ProblemBody))
)]
pub async fn panel(
    State(app): State<Arc<App>>,
    Path((package, year)): Path<(String, i32)>,
    Words(Language { lang }): Words<Language>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (held, sheet) = sheet_of(&app, &package, year).await?;
    let labels = app.labels(&held.opened, lang.as_deref()).await?;
    let bodies: Vec<AskedBody> =
        sheet.forms.iter().map(|form| body_of(form, labels.language())).collect();
    Ok(Answer::json(&bodies)?.to(&headers))
}

/// The form of a body, with the figures of the baseline.
#[utoipa::path(
    get, path = "/packages/{package}/panel/{year}/{body}", tag = "panel",
    params(
        ("package" = String, Path, description = "Name of the package's folder"),
        ("year" = i32, Path, description = "The panel's year"),
        ("body" = String, Path, description = "The body that is asked"), Language
    ),
    responses((status = 200, body = FormBody), (status = 404, body = ProblemBody))
)]
pub async fn form(
    State(app): State<Arc<App>>,
    Path((package, year, body)): Path<(String, i32, String)>,
    Words(Language { lang }): Words<Language>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (held, sheet) = sheet_of(&app, &package, year).await?;
    let labels = app.labels(&held.opened, lang.as_deref()).await?;
    let made = app.quick.run(move || {
        let found = sheet.forms.iter().find(|form| form.body.id == body);
        let form =
            found.ok_or_else(|| Problem::not_found(text!("nobody of this name is asked")))?;
        Answer::json(&form_body(&held, &sheet, form, &labels).map_err(Problem::from)?)
    });
    Ok(made.await??.to(&headers))
}

fn form_body(
    held: &HeldRun,
    sheet: &PanelSheet,
    form: &PanelForm,
    labels: &LabelBook,
) -> Result<FormBody, Failure> {
    let language = labels.language();
    let screen = Screen::new(&held.run.output, labels)?;
    let questions = sheet.rules.questions.iter().map(|question| QuestionBody {
        id: question.id.clone(),
        text: name_of(&question.text, language, &question.id),
        answers: question
            .answers
            .iter()
            .map(|answer| CodeBody {
                code: answer.code.to_string(),
                text: name_of(&answer.text, language, ""),
            })
            .collect(),
    });
    let row = |row: &FormRow| {
        let figures = row.figures.iter().flatten().map(|of| {
            let words = screen.figure(&of.figure)?;
            let range = words.range80.map(|range| format!(" ({range})")).unwrap_or_default();
            let unit = &words.unit;
            Ok(ShownBody {
                name: screen.measure(of.key.measure)?,
                text: format!("{}{range}, {unit}", words.value),
            })
        });
        Ok(AskedRow {
            id: row.id.clone(),
            name: name_of(&row.labels, language, &row.id),
            figures: figures.collect::<Result<_, Failure>>()?,
        })
    };
    Ok(FormBody {
        body: body_of(form, language),
        year: form.year,
        questions: questions.collect(),
        rows: form.rows.iter().map(row).collect::<Result<_, Failure>>()?,
        synthetic: form.synthetic,
    })
}

/// What a body says of an occupation.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FilledBody {
    /// Code of the answer by question; one that is not there abstains.
    answers: BTreeMap<String, String>,
    /// Why.
    reason: String,
}

/// A form that is filled in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilledForm {
    /// Day on which it is filled in, `2026-05-01`.
    date: String,
    /// By occupation, what the body says.
    rows: BTreeMap<String, FilledBody>,
}

/// Takes a form that is filled in and gives it as the file that `suranys consult read` takes, or its findings
/// at their row and column. Nothing is written.
#[utoipa::path(
    post, path = "/packages/{package}/panel/{year}/{body}", tag = "panel", request_body = FilledForm,
    params(
        ("package" = String, Path, description = "Name of the package's folder"),
        ("year" = i32, Path, description = "The panel's year"),
        ("body" = String, Path, description = "The body that is asked"), Language
    ),
    responses(
        (status = 200, description = "The form", body = String, content_type = "text/csv"),
        (status = 422, body = ProblemBody)
    )
)]
pub async fn fill(
    State(app): State<Arc<App>>,
    Path((package, year, body)): Path<(String, i32, String)>,
    Words(Language { lang }): Words<Language>,
    headers: HeaderMap,
    JsonBody(filled): JsonBody<FilledForm>,
) -> Result<Response, Problem> {
    if !is_day(&filled.date) {
        return Err(Problem::bad(text!("`date` is a day such as 2026-05-01")));
    }
    if filled.rows.values().any(|row| row.reason.chars().count() > LONGEST) {
        return Err(Problem::bad(text!(
            "a reason has at most {count} characters",
            count = LONGEST
        )));
    }
    let (held, sheet) = sheet_of(&app, &package, year).await?;
    let labels = app.labels(&held.opened, lang.as_deref()).await?;
    let own = Arc::clone(&app);
    let made = app.quick.run(move || {
        let row = |row: FilledBody| FilledRow { answers: row.answers, reason: row.reason };
        let rows = filled.rows.into_iter().map(|(id, filled)| (id, row(filled))).collect();
        let words = ListWords::of(&labels);
        let bench = &held.opened.bench;
        let made = bench.filled(&sheet, &body, &rows, &filled.date, &words);
        let (name, bytes, _) = made.map_err(|failure| own.located(failure))?;
        Ok::<_, Problem>(Answer::new(CSV, bytes).named(name))
    });
    Ok(made.await??.to(&headers))
}
