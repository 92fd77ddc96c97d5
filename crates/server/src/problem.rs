//! What stops a request, as problem+json (RFC 9457) with the located findings of the terminal.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use suranys_core::display_text::visible;
use suranys_core::limits::{LISTED, LONGEST_MESSAGE};
use suranys_core::{Diagnostic, Text, text};
use suranys_data::{Excerpt, StoreError};
use suranys_report::LabelBook;
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

/// How answers are said: the words of a language, or English without them, and the folder that is left
/// out of paths, since where a workspace lies is nobody's business.
#[derive(Debug, Clone, Copy, Default)]
pub struct Voice<'v> {
    words: Option<&'v LabelBook>,
    root: Option<&'v str>,
}

impl<'v> Voice<'v> {
    /// In these words.
    pub fn of(words: Option<&'v LabelBook>) -> Voice<'v> {
        Voice { words, root: None }
    }

    /// With paths as they are within this folder.
    #[must_use]
    pub fn within(self, root: &'v str) -> Voice<'v> {
        let root = root.trim_end_matches('/');
        Voice { root: (!root.is_empty() && root != ".").then_some(root), ..self }
    }

    /// A text with its marks spelt out, so that none from data steers who shows it.
    fn plain(&self, text: &str) -> String {
        let text = visible(text);
        match self.root {
            Some(root) => text.replace(&format!("{root}/"), ""),
            None => text.into_owned(),
        }
    }

    /// A sentence in the words.
    pub fn sentence(&self, text: &Text) -> String {
        let said = self.words.map(|words| words.sentence(text, LONGEST_MESSAGE));
        self.plain(said.as_deref().unwrap_or(text))
    }
}

impl FindingBody {
    /// A finding with the rows around it.
    pub fn of(found: &Diagnostic, excerpt: Option<Excerpt>, voice: Voice<'_>) -> FindingBody {
        let said = voice.words.map(|words| words.finding(found));
        let found = said.as_ref().unwrap_or(found);
        let plain = |text: Option<&str>| text.map(|text| voice.plain(text));
        let severity = serde_json::to_value(found.severity).ok();
        let severity = severity.and_then(|word| word.as_str().map(str::to_owned));
        FindingBody {
            check: found.check.clone(),
            severity: severity.unwrap_or_default(),
            place: Place {
                file: voice.plain(&found.span.file),
                row: found.span.row,
                column: plain(found.span.column.as_deref()),
            },
            message: voice.plain(&found.message),
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

/// What stops a request, as it is answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
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
}

/// What stops a request, said in a language when it is answered.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    detail: Text,
    findings: Vec<Diagnostic>,
    /// The folder that is left out of paths.
    root: String,
    /// Seconds after which to ask again.
    retry: Option<u32>,
}

impl Problem {
    /// A problem of a status.
    pub fn new(status: StatusCode, detail: impl Into<Text>) -> Problem {
        let (findings, root) = (Vec::new(), String::new());
        Problem { status, detail: detail.into(), findings, root, retry: None }
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Into<Text>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, detail)
    }

    /// The request is not as it must be.
    pub fn bad(detail: impl Into<Text>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail)
    }

    /// There is too much to do at this time.
    pub fn busy(detail: impl Into<Text>) -> Problem {
        Problem { retry: Some(2), ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail) }
    }

    /// A piece of work ended without an answer.
    pub fn broken() -> Problem {
        let detail = text!("the work ended without a result");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }

    /// The same with paths as they are within the workspace.
    #[must_use]
    pub fn within(self, root: &str) -> Problem {
        Problem { root: root.to_owned(), ..self }
    }

    /// What is answered, in these words.
    pub fn body(&self, words: Option<&LabelBook>) -> ProblemBody {
        let voice = Voice::of(words).within(&self.root);
        let kind = if self.findings.is_empty() { "about:blank" } else { "findings" };
        ProblemBody {
            kind: kind.to_owned(),
            title: self.status.canonical_reason().unwrap_or_default().to_owned(),
            status: self.status.as_u16(),
            detail: voice.sentence(&self.detail),
            findings: self.findings.iter().map(|one| FindingBody::of(one, None, voice)).collect(),
        }
    }

    /// The response in these words.
    pub fn response(&self, words: Option<&LabelBook>) -> Response {
        let body = serde_json::to_vec(&self.body(words)).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(retry) = self.retry {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry));
        }
        response
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        let detail = failure.text();
        match failure {
            Failure::Findings(mut findings) | Failure::Asked(mut findings) => {
                findings.truncate(LISTED);
                Problem { findings, ..Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
            }
            Failure::Usage(_) | Failure::Changed(_) => {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
            }
            Failure::Store(StoreError::Meanwhile(_)) => {
                Problem::new(StatusCode::PRECONDITION_FAILED, detail)
            }
            Failure::CannotRun(_) => Problem::not_found(detail),
            Failure::Stopped(_) => Problem::busy(text!("the work was stopped before it was done")),
            Failure::Table(_)
            | Failure::Model(_)
            | Failure::Report(_)
            | Failure::Store(_)
            | Failure::Output(_) => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail),
        }
    }
}

impl IntoResponse for Problem {
    /// Without a body: what every answer passes says it in the language asked for.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
