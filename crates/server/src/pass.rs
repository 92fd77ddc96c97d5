//! What every request passes, and every answer bears.

use crate::app::App;
use crate::guard::POLICY;
use crate::problem::{PROBLEM_JSON, Problem};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// What every answer says besides.
const HEADERS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Lets a request through that may ask, within its time, and gives every answer the headers that keep a
/// page safe.
pub async fn guarded(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let guard = &app.guard;
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let response = if let Err(problem) = guard.check(method, uri, headers) {
        problem.into_response()
    } else if let Some(entry) = guard.entry(uri) {
        entry
    } else if !guard.is_known(headers) {
        let why = "open the link with the token that `suranys serve` has printed";
        Problem::new(StatusCode::UNAUTHORIZED, why).into_response()
    } else {
        match tokio::time::timeout(app.limits.request, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Problem::busy("the request took too long").into_response(),
        }
    };
    safe(as_problem(response))
}

/// What the router itself refuses, as a problem.
fn as_problem(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    match status.is_client_error() && kind != Some(PROBLEM_JSON.as_bytes()) {
        true => {
            let allow = response.headers().get(header::ALLOW).cloned();
            let detail = match status {
                StatusCode::NOT_FOUND => "there is nothing at this address",
                StatusCode::METHOD_NOT_ALLOWED => "this address does not take that method",
                StatusCode::PAYLOAD_TOO_LARGE => "the body is too large",
                _ => "the request is not as it must be",
            };
            let mut response = Problem::new(status, detail).into_response();
            if let Some(allow) = allow {
                response.headers_mut().insert(header::ALLOW, allow);
            }
            response
        }
        false => response,
    }
}

fn safe(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert_with(|| HeaderValue::from_static(POLICY));
    response
}
