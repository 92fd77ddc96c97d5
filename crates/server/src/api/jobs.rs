//! Jobs: where they are, their progress as events, cancelling them, and what a report gave.

use crate::answer::Answer;
use crate::app::App;
use crate::extract::JsonBody;
use crate::jobs::{Gives, Job, State as At};
use crate::language::Asked;
use crate::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::future::{Either, select};
use futures_util::stream::{self, Stream};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use suranys_core::run::EditionSpec;
use suranys_core::text;
use suranys_runner::part_keys;
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::ToSchema;

/// How often a stream of events shows that it is alive.
const ALIVE: Duration = Duration::from_secs(15);
/// Parts of a report that can be asked for: those that are read by people.
const PARTS: [&str; 3] = ["pdf", "html", "xlsx"];

/// Where a job is.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobBody {
    /// Its number.
    id: u64,
    /// `run` or `report`.
    kind: String,
    /// `going`, `done`, `failed` or `cancelled`.
    state: String,
    /// Per cent that are done.
    percent: f64,
    /// Key of the run that it gave.
    run: Option<String>,
    /// Files of the report that it gave.
    files: Vec<String>,
    /// Why it failed.
    problem: Option<ProblemBody>,
}

/// That a job was begun, and where it is.
///
/// # Errors
/// When it can't be written.
pub fn accepted(job: &Job, asked: &Asked) -> Result<Response, Problem> {
    let mut response = Answer::with_status(StatusCode::ACCEPTED, &job_body(job, asked))?;
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/jobs/{}", job.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// A job as programs read of it, what it failed for in the language asked for.
fn job_body(job: &Job, asked: &Asked) -> JobBody {
    let state = job.state();
    let percent = *job.watched.percent().borrow();
    let body = |state: &str, percent: f64| JobBody {
        id: job.id,
        kind: job.kind.to_owned(),
        state: state.to_owned(),
        percent,
        run: None,
        files: Vec::new(),
        problem: None,
    };
    let at = state.borrow().clone();
    match at {
        At::Going => body("going", percent),
        At::Cancelled => body("cancelled", percent),
        At::Failed(problem) => {
            JobBody { problem: Some(problem.body(asked.words())), ..body("failed", percent) }
        }
        At::Done(Gives::Run(key)) => JobBody { run: Some(key), ..body("done", 100.0) },
        At::Done(Gives::Report(files)) => JobBody { files, ..body("done", 100.0) },
    }
}

fn known(app: &App, id: u64) -> Result<Arc<Job>, Problem> {
    app.jobs
        .get(id)
        .ok_or_else(|| Problem::not_found(text!("there is no such job, or not any more")))
}

/// Where a job is.
#[utoipa::path(
    get, path = "/jobs/{id}", tag = "jobs",
    params(("id" = u64, Path, description = "Number of the job")),
    responses((status = 200, body = JobBody), (status = 404, body = ProblemBody))
)]
pub async fn job(
    State(app): State<Arc<App>>,
    Path(id): Path<u64>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(Answer::json(&job_body(&*known(&app, id)?, &asked))?.to(&headers))
}

/// Cancels a job; what it made is let go.
#[utoipa::path(
    delete, path = "/jobs/{id}", tag = "jobs",
    params(("id" = u64, Path, description = "Number of the job")),
    responses((status = 200, body = JobBody), (status = 404, body = ProblemBody))
)]
pub async fn cancel(
    State(app): State<Arc<App>>,
    Path(id): Path<u64>,
    asked: Asked,
) -> Result<Response, Problem> {
    let job = known(&app, id)?;
    job.cancel();
    Answer::with_status(StatusCode::OK, &job_body(&job, &asked))
}

/// What a stream of events goes on with.
struct Telling {
    job: Arc<Job>,
    asked: Asked,
    percent: watch::Receiver<f64>,
    state: watch::Receiver<At>,
    ended: bool,
    /// How often it may still go without an event for a while.
    quiet: u64,
    /// Its place among the streams.
    _place: OwnedSemaphorePermit,
}

/// The progress of a job as events: `progress` with the job as JSON, and at its end `end`.
#[utoipa::path(
    get, path = "/jobs/{id}/events", tag = "jobs",
    params(("id" = u64, Path, description = "Number of the job")),
    responses(
        (status = 200, description = "Events", body = String, content_type = "text/event-stream"),
        (status = 404, body = ProblemBody), (status = 503, body = ProblemBody)
    )
)]
pub async fn events(
    State(app): State<Arc<App>>,
    Path(id): Path<u64>,
    asked: Asked,
) -> Result<Response, Problem> {
    let job = known(&app, id)?;
    let place = Arc::clone(&app.streams).try_acquire_owned();
    let place = place.map_err(|_| Problem::busy(text!("too many streams of events are open")))?;
    let (percent, state) = (job.watched.percent(), job.state());
    let quiet = app.limits.stream.as_secs() / ALIVE.as_secs().max(1);
    let telling = Telling { job, asked, percent, state, ended: false, quiet, _place: place };
    let mut response = Sse::new(reported(telling)).into_response();
    let none = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, none);
    Ok(response)
}

fn reported(telling: Telling) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold((telling, true), move |(mut telling, first)| async move {
        if telling.ended {
            return None;
        }
        if !first {
            let changed = {
                let state = pin!(telling.state.changed());
                let percent = pin!(telling.percent.changed());
                match tokio::time::timeout(ALIVE, select(state, percent)).await {
                    Ok(Either::Left((changed, _)) | Either::Right((changed, _))) => Some(changed),
                    Err(_) => None,
                }
            };
            match changed {
                Some(changed) => changed.ok()?,
                None if telling.quiet == 0 => return None,
                None => {
                    telling.quiet -= 1;
                    return Some((Ok(Event::default().comment("")), (telling, false)));
                }
            }
        }
        telling.percent.mark_unchanged();
        telling.state.mark_unchanged();
        let body = job_body(&telling.job, &telling.asked);
        telling.ended = body.state != "going";
        let name = if telling.ended { "end" } else { "progress" };
        let data = serde_json::to_string(&body).unwrap_or_default();
        Some((Ok(Event::default().event(name).data(data)), (telling, false)))
    })
}

/// A report that is asked for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    /// Key of the run.
    run: String,
    /// Language.
    language: String,
    /// `pdf`, `html` or `xlsx`, at least one.
    parts: Vec<String>,
}

/// Makes the report of a run and its baseline with all draws, as a job.
#[utoipa::path(
    post, path = "/reports", tag = "jobs", request_body = ReportRequest,
    responses((status = 202, body = JobBody), (status = 404, body = ProblemBody), (status = 503, body = ProblemBody))
)]
pub async fn report(
    State(app): State<Arc<App>>,
    language: Asked,
    JsonBody(asked): JsonBody<ReportRequest>,
) -> Result<Response, Problem> {
    let held = app.held(&asked.run)?;
    let unknown = |part: &&String| !PARTS.contains(&part.as_str());
    if asked.parts.is_empty() || asked.parts.iter().any(|part| unknown(&part)) {
        debug_assert!(PARTS.iter().all(|part| part_keys().contains(part)));
        return Err(Problem::bad(format!("`parts` are among: {}", PARTS.join(", "))));
    }
    // A language that the package has not is refused before the work begins.
    let labels = app.labels(&held.opened, Some(&asked.language)).await?;
    let mut parts = asked.parts.clone();
    parts.sort();
    parts.dedup();
    let about = format!("{} {} {}", asked.run, labels.language(), parts.join(" "));
    let (own, written_in) = (Arc::clone(&app), labels.language().to_owned());
    let job = app.jobs.start("report", &about, |id, watched| async move {
        let spec = EditionSpec {
            languages: vec![written_in],
            parts,
            theme: String::new(),
            width: None,
            since: None,
        };
        let work_app = Arc::clone(&own);
        let work = move || {
            let bench = &held.opened.bench;
            let baseline = held.baseline.as_ref().map(|base| base.written.clone());
            let mut written: Vec<_> = baseline.into_iter().collect();
            written.push(held.written.clone());
            bench.report(&written, spec, &watched).map_err(|failure| work_app.located(failure))
        };
        let edition = own.slow.run(work).await??;
        let names: Vec<String> = edition.files.iter().map(|(path, _)| path.clone()).collect();
        let files = edition.files;
        own.reports.get_or_make(&id.to_string(), async move { Ok(files) }).await?;
        Ok(Gives::Report(names))
    })?;
    accepted(&job, &language)
}

/// A file of a finished report.
#[utoipa::path(
    get, path = "/jobs/{id}/files/{language}/{file}", tag = "jobs",
    params(
        ("id" = u64, Path, description = "Number of the job"),
        ("language" = String, Path, description = "Language of the report"),
        ("file" = String, Path, description = "Name of the file in its folder")
    ),
    responses((status = 200, description = "The file", body = Vec<u8>), (status = 404, body = ProblemBody))
)]
pub async fn report_file(
    State(app): State<Arc<App>>,
    Path((id, language, file)): Path<(u64, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let none = || Problem::not_found(text!("the job has no such file, or not any more"));
    let files = app.reports.get(&id.to_string()).ok_or_else(none)?;
    let wanted = format!("{language}/{file}");
    let (name, bytes) = files.iter().find(|(name, _)| *name == wanted).ok_or_else(none)?;
    let kind = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "pdf" => "application/pdf",
        "html" => "text/html; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "json" => "application/json",
        _ => "application/octet-stream",
    };
    // It is stored and not shown: a report's page has a script of its own.
    let plain = name.replace('/', "-");
    Ok(Answer::new(kind, bytes.clone()).named(plain).to(&headers))
}
