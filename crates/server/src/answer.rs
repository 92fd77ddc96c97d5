//! Answers with the fingerprint of their content, in the format that is asked for.

use crate::problem::Problem;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use strum::IntoStaticStr;
use suranys_core::provenance::sha256_hex;
use suranys_core::table::ResultTable;
use suranys_data::parquet_bytes;

/// Media type of JSON.
pub const JSON: &str = "application/json";
/// Media type of CSV.
pub const CSV: &str = "text/csv; charset=utf-8";
/// Media type of Parquet.
pub const PARQUET: &str = "application/vnd.apache.parquet";
/// Characters of a fingerprint that a tag bears.
const TAG: usize = 32;

/// A format of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Format {
    /// Objects, for the page and programs.
    Json,
    /// Comma-separated values.
    Csv,
    /// Columns for programs.
    Parquet,
}

impl Format {
    /// The format that a request accepts; JSON where it says nothing that is known.
    ///
    /// # Errors
    /// When it accepts none of them.
    pub fn asked(headers: &HeaderMap) -> Result<Format, Problem> {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let Some(accept) = accept else { return Ok(Format::Json) };
        for one in accept.split(',') {
            match one.split(';').next().unwrap_or_default().trim() {
                "application/json" | "*/*" | "application/*" | "" => return Ok(Format::Json),
                "text/csv" | "text/*" => return Ok(Format::Csv),
                "application/vnd.apache.parquet" | "application/x-parquet" => {
                    return Ok(Format::Parquet);
                }
                _ => {}
            }
        }
        let known = format!("answers are made as {JSON}, text/csv and {PARQUET}");
        Err(Problem::new(StatusCode::NOT_ACCEPTABLE, known))
    }

    /// Its word in keys of answers.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// A body with what it is.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Media type.
    pub kind: &'static str,
    /// The body.
    pub bytes: Bytes,
    /// Fingerprint of the body, in quotes.
    pub tag: String,
    /// Name under which it is stored, of what is to be stored.
    pub name: Option<String>,
}

impl Answer {
    /// A body of a media type.
    pub fn new(kind: &'static str, bytes: impl Into<Bytes>) -> Answer {
        let bytes = bytes.into();
        let print: String = sha256_hex(&bytes).chars().take(TAG).collect();
        Answer { kind, bytes, tag: format!("\"{print}\""), name: None }
    }

    /// A value as JSON.
    ///
    /// # Errors
    /// When it can't be written as JSON.
    pub fn json(value: &impl Serialize) -> Result<Answer, Problem> {
        let bytes = serde_json::to_vec(value);
        Ok(Answer::new(JSON, bytes.map_err(|_| Problem::broken())?))
    }

    /// A value as JSON with a status of its own.
    ///
    /// # Errors
    /// When it can't be written as JSON.
    pub fn with_status(status: StatusCode, value: &impl Serialize) -> Result<Response, Problem> {
        let mut response = Answer::json(value)?.to(&HeaderMap::new());
        *response.status_mut() = status;
        response.headers_mut().remove(header::ETAG);
        Ok(response)
    }

    /// A table as CSV or Parquet.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn table(table: &ResultTable, format: Format) -> Result<Answer, Problem> {
        let failed = |why: String| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, why);
        match format {
            Format::Parquet => {
                let bytes = parquet_bytes(table).map_err(|e| failed(e.to_string()))?;
                Ok(Answer::new(PARQUET, bytes).named(format!("{}.parquet", table.name)))
            }
            Format::Csv | Format::Json => {
                let bytes = table.csv(true).map_err(|e| failed(e.to_string()))?;
                Ok(Answer::new(CSV, bytes).named(format!("{}.csv", table.name)))
            }
        }
    }

    /// The same to be stored under a name.
    #[must_use]
    pub fn named(self, name: String) -> Answer {
        Answer { name: Some(name), ..self }
    }

    /// The response to a request that may have the same already.
    pub fn to(&self, headers: &HeaderMap) -> Response {
        let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let same = |tag: &str| tag.trim().trim_start_matches("W/") == self.tag || tag.trim() == "*";
        let is_known = known.is_some_and(|known| known.split(',').any(same));
        let mut response = match is_known {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => self.bytes.clone().into_response(),
        };
        let own = response.headers_mut();
        own.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        own.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        own.insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            own.insert(header::ETAG, tag);
        }
        if let Some(name) = &self.name {
            // Whatever a name may hold, this header holds letters, digits, points and dashes.
            let plain =
                |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
            let name: String = name.chars().map(plain).collect();
            if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
                own.insert(header::CONTENT_DISPOSITION, value);
            }
        }
        response
    }
}
