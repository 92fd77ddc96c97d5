//! What every request passes, and every answer bears.

use crate::app::App;
use crate::guard::POLICY;
use crate::language::Asked;
use crate::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use suranys_core::text;

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
    let asked = Asked::of(uri, headers);
    let response = if let Err(problem) = guard.check(method, uri, headers) {
        problem.into_response()
    } else if let Some(entry) = guard.entry(uri) {
        entry
    } else if !guard.is_known(headers) {
        let why = text!("open the link with the token that `suranys serve` has printed");
        Problem::new(StatusCode::UNAUTHORIZED, why).into_response()
    } else {
        match tokio::time::timeout(app.limits.request, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Problem::busy(text!("the request took too long")).into_response(),
        }
    };
    safe(said(response, &asked))
}

/// A problem in the language asked for, of handlers and of the router itself.
fn said(mut response: Response, asked: &Asked) -> Response {
    let own = response.extensions_mut().remove::<Problem>();
    let Some(problem) = own.or_else(|| of_router(&response)) else { return response };
    let mut answer = problem.response(asked.words());
    let headers = answer.headers_mut();
    if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
        headers.insert(header::ALLOW, allow);
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    if let Ok(language) = HeaderValue::from_str(asked.language()) {
        headers.insert(header::CONTENT_LANGUAGE, language);
    }
    answer
}

/// What the router itself refuses, as a problem.
fn of_router(response: &Response) -> Option<Problem> {
    let status = response.status();
    let detail = match status {
        _ if !status.is_client_error() => return None,
        StatusCode::NOT_FOUND => text!("there is nothing at this address"),
        StatusCode::METHOD_NOT_ALLOWED => text!("this address does not take that method"),
        StatusCode::PAYLOAD_TOO_LARGE => text!("the body is too large"),
        _ => text!("the request is not as it must be"),
    };
    Some(Problem::new(status, detail))
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
