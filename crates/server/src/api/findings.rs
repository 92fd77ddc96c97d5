//! What is wrong with a package, at its row.

use crate::answer::Answer;
use crate::api::workspace::Language;
use crate::app::App;
use crate::extract::Words;
use crate::language::Asked;
use crate::problem::{FindingBody, Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use suranys_core::Diagnostic;
use suranys_core::limits::LISTED;
use suranys_data::{Checked, check_inputs, excerpts};
use suranys_runner::{Failure, of_package};
use utoipa::ToSchema;

/// What all checks say of a package.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingsBody {
    /// Whether it can be forecast from.
    ready: bool,
    /// Findings, first those that stop it.
    findings: Vec<FindingBody>,
    /// How many there are in all.
    count: usize,
}

/// Every finding and note of a package, with the rows around each.
#[utoipa::path(
    get, path = "/packages/{package}/findings", tag = "workspace",
    params(("package" = String, Path, description = "Name of the package's folder"), Language),
    responses((status = 200, body = FindingsBody), (status = 404, body = ProblemBody))
)]
pub async fn findings(
    State(app): State<Arc<App>>,
    Path(package): Path<String>,
    Words(_): Words<Language>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let folder = app.folder(&package)?;
    let own = Arc::clone(&app);
    let made = app.quick.run(move || {
        let Checked { report, sound, series } =
            check_inputs(&folder).map_err(|why| own.located(Failure::from(why)))?;
        let mut all: Vec<Diagnostic> = report.diagnostics;
        all.extend(report.missing);
        all.extend(of_package(&series));
        all.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.span.cmp(&b.span)));
        let count = all.len();
        all.truncate(LISTED);
        let places: Vec<_> = all.iter().map(|one| &one.span).collect();
        let rows = excerpts(&folder, &places);
        let voice = own.voice(&asked);
        let findings =
            all.iter().zip(rows).map(|(one, rows)| FindingBody::of(one, rows, voice)).collect();
        Answer::json(&FindingsBody { ready: sound.is_some(), findings, count })
    });
    Ok(made.await??.to(&headers))
}
