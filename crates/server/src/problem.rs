//! What stops a request, as problem+json (RFC 9457) with the located findings of the terminal.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use suranys_core::Diagnostic;
use suranys_core::display_text::visible;
use suranys_core::limits::LISTED;
use suranys_data::{Excerpt, StoreError};
use suranys_runner::Failure;
use utoipa::ToSchema;

/// Media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A place in an input.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Place {
    /// File, relative to the package or the workspace.
    pub file: String,
    /// Line, the first being 1.
    pub row: Option<u64>,
    /// Column or key.
    pub column: Option<String>,
}

/// Rows of the file around the place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Rows {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Lines of the file, each with its number and its cells.
    pub rows: Vec<Row>,
}

/// A line of a file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Row {
    /// Its number.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A finding: what is wrong, where, what was found, what was allowed, how to fix it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingBody {
    /// The check that found it.
    pub check: String,
    /// `error`, `note` or `accepted`.
    pub severity: String,
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What stands there.
    pub found: Option<String>,
    /// What may stand there.
    pub allowed: Option<String>,
    /// How to fix it.
    pub help: Option<String>,
    /// Rows around the place, where it is one of a table.
    pub rows: Option<Rows>,
}

impl FindingBody {
    /// A finding, its marks spelt out so that no text from data steers who shows it.
    pub fn of(found: &Diagnostic, excerpt: Option<Excerpt>) -> FindingBody {
        let plain = |text: Option<&str>| text.map(|text| visible(text).into_owned());
        let severity = serde_json::to_value(found.severity).ok();
        let severity = severity.and_then(|word| word.as_str().map(str::to_owned));
        FindingBody {
            check: found.check.clone(),
            severity: severity.unwrap_or_default(),
            place: Place {
                file: visible(&found.span.file).into_owned(),
                row: found.span.row,
                column: plain(found.span.column.as_deref()),
            },
            message: visible(&found.message).into_owned(),
            found: plain(found.found.as_deref()),
            allowed: plain(found.allowed.as_deref()),
            help: plain(found.help.as_deref()),
            rows: excerpt.map(|excerpt| Rows {
                header: excerpt.header,
                rows: excerpt.rows.into_iter().map(|(line, cells)| Row { line, cells }).collect(),
            }),
        }
    }
}

/// What stops a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Kind of problem: `about:blank`, or `findings` where there are located findings.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The status.
    pub status: u16,
    /// What is wrong.
    pub detail: String,
    /// Located findings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingBody>,
    /// Seconds after which to ask again.
    #[serde(skip)]
    pub retry: Option<u32>,
}

impl Problem {
    /// A problem of a status.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Problem {
        Problem {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            findings: Vec::new(),
            retry: None,
        }
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, detail)
    }

    /// The request is not as it must be.
    pub fn bad(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail)
    }

    /// There is too much to do at this time.
    pub fn busy(detail: impl Into<String>) -> Problem {
        let retry = Some(2);
        Problem { retry, ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail) }
    }

    /// A piece of work ended without an answer.
    pub fn broken() -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the work ended without a result")
    }

    /// Findings.
    pub fn findings(status: StatusCode, detail: &str, findings: Vec<FindingBody>) -> Problem {
        let kind = "findings".to_owned();
        Problem { kind, findings, ..Problem::new(status, detail) }
    }

    /// The same with paths as they are within the workspace: where that lies is nobody's business.
    #[must_use]
    pub fn within(mut self, root: &str) -> Problem {
        let root = root.trim_end_matches('/');
        if root.is_empty() || root == "." {
            return self;
        }
        let before = format!("{root}/");
        let short = |text: &mut String| *text = text.replace(&before, "");
        short(&mut self.detail);
        for finding in &mut self.findings {
            short(&mut finding.place.file);
            short(&mut finding.message);
            let others = [&mut finding.found, &mut finding.allowed, &mut finding.help];
            others.into_iter().flatten().for_each(short);
        }
        self
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        let detail = failure.to_string();
        let bodies = |list: &[Diagnostic]| {
            list.iter().take(LISTED).map(|one| FindingBody::of(one, None)).collect()
        };
        match failure {
            Failure::Findings(list) => {
                Problem::findings(StatusCode::UNPROCESSABLE_ENTITY, &detail, bodies(&list))
            }
            Failure::Asked(list) => {
                Problem::findings(StatusCode::UNPROCESSABLE_ENTITY, &detail, bodies(&list))
            }
            Failure::Usage(_) | Failure::Changed(_) => {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
            }
            Failure::Store(StoreError::Meanwhile(_)) => {
                Problem::new(StatusCode::PRECONDITION_FAILED, detail)
            }
            Failure::CannotRun(_) => Problem::not_found(detail),
            Failure::Stopped(_) => Problem::busy("the work was stopped before it was done"),
            Failure::Table(_)
            | Failure::Model(_)
            | Failure::Report(_)
            | Failure::Store(_)
            | Failure::Output(_) => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(retry) = self.retry {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry));
        }
        response
    }
}
