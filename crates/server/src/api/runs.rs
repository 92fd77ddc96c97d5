//! Runs: a preview at once, all draws as a job.

use crate::answer::Answer;
use crate::api::jobs::{JobBody, accepted};
use crate::api::scenarios::EditBody;
use crate::app::{App, AskedRun, HeldRun};
use crate::extract::JsonBody;
use crate::jobs::Gives;
use crate::lane::Watched;
use crate::language::Asked;
use crate::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use suranys_runner::workbench::AskedScenario;
use utoipa::ToSchema;

/// How many draws a run has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Draws {
    /// Few: the answer comes at once.
    Preview,
    /// All that the scenario asks for: figures as the command line has them.
    Full,
}

/// A run that is asked for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunRequest {
    /// Name of the package's folder.
    package: String,
    /// Scenario that the run is set against, draw by draw.
    baseline: String,
    /// Scenario that is run, before it is changed.
    base: String,
    /// What is changed in it.
    #[serde(default)]
    edit: EditBody,
    /// Name of the changed scenario; `draft` without it.
    #[serde(default)]
    id: Option<String>,
    /// How many draws.
    draws: Draws,
}

/// A run.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunBody {
    /// What it is known by.
    key: String,
    /// Name of the package's folder.
    package: String,
    /// Identifier of its scenario.
    scenario: String,
    /// Identifier of the scenario it is set against; none of that one itself.
    baseline: Option<String>,
    /// Key of that scenario's run.
    baseline_key: Option<String>,
    /// Number of draws.
    draws: usize,
    /// Whether it has fewer draws than its scenario asks for.
    preview: bool,
    /// Periods over which flows are cumulated, the policy period first.
    periods: Vec<[i32; 2]>,
    /// Last year with observed employment.
    base_year: i32,
    /// Last year forecast.
    horizon: i32,
    /// Whether any figure rests on synthetic data.
    synthetic: bool,
}

/// A run as programs read of it.
fn run_body(held: &HeldRun) -> RunBody {
    let output = &held.run.output;
    let baseline = held.baseline.as_ref();
    RunBody {
        key: held.run.key.clone(),
        package: held.package.clone(),
        scenario: held.run.scenario.clone(),
        baseline: baseline.map(|base| base.run.scenario.clone()),
        baseline_key: baseline.map(|base| base.run.key.clone()),
        draws: output.settings.draws,
        preview: held.run.preview,
        periods: output.periods.iter().map(|span| [span.from().0, span.to().0]).collect(),
        base_year: output.base_year.0,
        horizon: output.settings.horizon.0,
        synthetic: output.figures.values().any(|figure| figure.status.synthetic),
    }
}

/// Runs a scenario: few draws at once, all draws as a job.
#[utoipa::path(
    post, path = "/runs", tag = "runs", request_body = RunRequest,
    responses(
        (status = 200, body = RunBody, description = "The run"),
        (status = 202, body = JobBody, description = "All draws are being made"),
        (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)
    )
)]
pub async fn start_run(
    State(app): State<Arc<App>>,
    language: Asked,
    headers: HeaderMap,
    JsonBody(body): JsonBody<RunRequest>,
) -> Result<Response, Problem> {
    let asked = AskedRun {
        package: body.package,
        baseline: body.baseline,
        scenario: AskedScenario {
            base: body.base,
            edit: body.edit.edit()?,
            id: body.id,
            preview: body.draws == Draws::Preview,
        },
    };
    let opened = app.open(&asked.package).await?;
    let read = app.scenarios_of(&opened, &asked).await?;
    let (key, _) = App::key(&opened, &read.0, &read.1);
    if let Ok(held) = app.held(&key) {
        return Ok(Answer::json(&run_body(&held))?.to(&headers));
    }
    if asked.scenario.preview {
        let held = app.make(&asked, &opened, read, Watched::new()).await?;
        return Ok(Answer::json(&run_body(&held))?.to(&headers));
    }
    let own = Arc::clone(&app);
    let job = app.jobs.start("run", &key, |_, watched| async move {
        let held = own.make(&asked, &opened, read, watched).await?;
        Ok(Gives::Run(held.run.key.clone()))
    })?;
    accepted(&job, &language)
}

/// A run that is held.
#[utoipa::path(
    get, path = "/runs/{run}", tag = "runs",
    params(("run" = String, Path, description = "Key of the run")),
    responses((status = 200, body = RunBody), (status = 404, body = ProblemBody))
)]
pub async fn run(
    State(app): State<Arc<App>>,
    Path(run): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let held = app.held(&run)?;
    Ok(Answer::json(&run_body(&held))?.to(&headers))
}
