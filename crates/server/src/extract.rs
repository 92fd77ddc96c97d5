//! What requests bring, read or refused as a problem.

use crate::problem::Problem;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header;
use axum::http::request::Parts;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::fmt::Display;
use std::str::FromStr;
use suranys_core::text;

/// A body of JSON.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<JsonBody<T>, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            let why = text!("the body is to be `application/json`");
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
        }
        let bytes = body(request, state).await?;
        let read = serde_json::from_slice(&bytes);
        // Where it is wrong and why, and nothing of what it holds.
        read.map(JsonBody)
            .map_err(|why| Problem::bad(format!("the body is not as it must be: {why}")))
    }
}

/// A body of bytes.
pub struct RawBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<RawBody, Problem> {
        body(request, state).await.map(RawBody)
    }
}

async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|why| {
        let status = why.status();
        let detail = match status {
            StatusCode::PAYLOAD_TOO_LARGE => text!("the body is too large"),
            _ => text!("the body could not be read"),
        };
        Problem::new(status, detail)
    })
}

/// What stands in the address after the question mark.
pub struct Words<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Words<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Words<T>, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let mut words = Map::new();
        for (name, text) in form_urlencoded::parse(query.as_bytes()) {
            let text = Value::String(text.into_owned());
            if words.insert(name.clone().into_owned(), text).is_some() {
                return Err(Problem::bad(format!("`{name}` stands in the address twice")));
            }
        }
        let read = serde_json::from_value(Value::Object(words));
        read.map(Words)
            .map_err(|why| Problem::bad(format!("the address is not as it must be: {why}")))
    }
}

/// What is written as text in an address, such as a number.
///
/// # Errors
/// When the text is none.
pub fn from_text<'de, D: Deserializer<'de>, T: FromStr>(from: D) -> Result<Option<T>, D::Error>
where
    T::Err: Display,
{
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
}

/// Words parted by commas.
pub fn parted(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty())
}
