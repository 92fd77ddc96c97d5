//! A table that somebody brings: its findings, or what it would change.

use crate::answer::Answer;
use crate::app::App;
use crate::extract::{RawBody, Words};
use crate::language::Asked;
use crate::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use suranys_core::display_text::visible;
use suranys_core::limits::LISTED;
use suranys_core::text;
use suranys_runner::workbench::{Incoming, uploaded};
use utoipa::{IntoParams, ToSchema};

/// What is said of the file.
#[derive(Debug, Deserialize, IntoParams)]
pub struct EvidenceAsked {
    /// Name of the file, as messages call it.
    name: String,
    /// Table of the package that it belongs to; without it the file is a form that says so.
    table: Option<String>,
    /// Unit of its figures, where it is not the table's.
    unit: Option<String>,
    /// Identifier of its source, where rows name none.
    source: Option<String>,
    /// Status, where rows have none.
    status: Option<String>,
}

/// A cell that would become another.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellBody {
    /// Table.
    table: String,
    /// Row, by its key.
    key: String,
    /// Column.
    column: String,
    /// What stands there.
    before: Option<String>,
    /// What would stand there.
    after: Option<String>,
}

/// What a file would change. Nothing is written.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceBody {
    /// Cells that would become others, the first of them.
    changes: Vec<CellBody>,
    /// How many there are in all.
    count: usize,
    /// What a reader should know.
    notes: Vec<String>,
}

/// Looks at a table (XLSX or CSV) as `suranys package import` does: its findings, or what it would change.
/// Nothing is written.
#[utoipa::path(
    post, path = "/packages/{package}/evidence", tag = "evidence",
    params(("package" = String, Path, description = "Name of the package's folder"), EvidenceAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = EvidenceBody), (status = 413, body = ProblemBody),
        (status = 422, body = ProblemBody, description = "Findings, each at its place in the file")
    )
)]
pub async fn evidence(
    State(app): State<Arc<App>>,
    Path(package): Path<String>,
    Words(asked): Words<EvidenceAsked>,
    language: Asked,
    headers: HeaderMap,
    RawBody(bytes): RawBody,
) -> Result<Response, Problem> {
    let opened = app.open(&package).await?;
    // A name is what messages call the file, and leads nowhere.
    let name = asked.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    if name.is_empty() || name.starts_with('.') {
        return Err(Problem::bad(text!("`name` is the name of a file")));
    }
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let incoming = Incoming {
        name,
        bytes: bytes.to_vec(),
        table: given(asked.table),
        unit: given(asked.unit),
        source: given(asked.source),
        status: given(asked.status),
    };
    let own = Arc::clone(&app);
    let made = app.quick.run(move || {
        let found = uploaded(&opened.bench, incoming).map_err(|failure| own.located(failure))?;
        let count = found.changes.len();
        let plain = |text: &str| visible(text).into_owned();
        let changes = found.changes.iter().take(LISTED).map(|one| CellBody {
            table: one.table.clone(),
            key: plain(&one.key),
            column: one.column.clone(),
            before: one.before.as_deref().map(plain),
            after: one.after.as_deref().map(plain),
        });
        let voice = own.voice(&language);
        let notes = found.notes.iter().map(|note| voice.sentence(note)).collect();
        Answer::json(&EvidenceBody { changes: changes.collect(), count, notes })
    });
    Ok(made.await??.to(&headers))
}
