//! All addresses, and their description by OpenAPI 3.1, made from what answers them.

use crate::answer::Answer;
use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderMap;
use axum::routing::get;
use std::sync::Arc;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Where the interface stands.
const BASE: &str = "/api/v1";
/// Media type of a description.
const OPENAPI: &str = "application/vnd.oai.openapi+json; version=3.1";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Suranys workspace",
        description = "Packages, scenarios, runs, lists and reports of a workspace. Every body has a tag by its \
                       content (ETag); what stops a request is problem+json, with the located findings of the \
                       terminal."
    ),
    tags(
        (name = "workspace", description = "Packages with their findings, and words"),
        (name = "scenarios", description = "What scenarios say, and saving them"),
        (name = "runs", description = "Previews, full runs, figures, and why they are what they are"),
        (name = "list", description = "The recommended list"),
        (name = "charts", description = "Charts of the report"),
        (name = "jobs", description = "Long work: progress, cancelling, reports"),
        (name = "evidence", description = "Tables that are brought"),
        (name = "panel", description = "The yearly panel")
    )
)]
struct Description;

/// All addresses of the interface.
pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let (router, description) = described(app);
    let description = description.to_pretty_json().unwrap_or_default();
    let answer = Arc::new(Answer::new(OPENAPI, description));
    let description = get(move |headers: HeaderMap| async move { answer.to(&headers) });
    router.route(&format!("{BASE}/openapi.json"), description)
}

fn described(app: &Arc<App>) -> (Router<Arc<App>>, utoipa::openapi::OpenApi) {
    use crate::api::{
        charts, evidence, figures, findings, jobs, list, panel, runs, scenarios, why, workspace,
    };
    let upload = OpenApiRouter::new()
        .routes(routes!(evidence::evidence))
        .layer(DefaultBodyLimit::max(app.limits.upload));
    let others = OpenApiRouter::new()
        .routes(routes!(workspace::workspace))
        .routes(routes!(workspace::words))
        .routes(routes!(workspace::package))
        .routes(routes!(findings::findings))
        .routes(routes!(scenarios::scenario, scenarios::save))
        .routes(routes!(scenarios::scenario_file, scenarios::preview_file))
        .routes(routes!(runs::start_run))
        .routes(routes!(runs::run))
        .routes(routes!(figures::figures))
        .routes(routes!(why::why))
        .routes(routes!(list::list))
        .routes(routes!(list::why_listed))
        .routes(routes!(charts::charts))
        .routes(routes!(charts::chart))
        .routes(routes!(jobs::report))
        .routes(routes!(jobs::job, jobs::cancel))
        .routes(routes!(jobs::events))
        .routes(routes!(jobs::report_file))
        .routes(routes!(panel::panel))
        .routes(routes!(panel::form, panel::fill))
        .layer(DefaultBodyLimit::max(app.limits.body));
    let api = OpenApiRouter::with_openapi(Description::openapi());
    api.nest(BASE, upload.merge(others)).split_for_parts()
}
