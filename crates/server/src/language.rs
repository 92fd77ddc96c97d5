//! The language in which a request is answered where something is wrong.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use std::convert::Infallible;
use suranys_report::LabelBook;

/// The language in which the sources have their sentences.
const OWN: &str = "en";

/// The language that a request asks for: `lang` in its address, else the first that the program has of its
/// `Accept-Language`, else English.
#[derive(Debug, Clone)]
pub struct Asked(Option<String>);

impl Asked {
    /// That of a request.
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Asked {
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let address = query.filter(|(name, _)| name == "lang").map(|(_, tag)| tag.into_owned());
        let accepted = headers.get_all(header::ACCEPT_LANGUAGE).iter().map(HeaderValue::to_str);
        let accepted = accepted.flatten().flat_map(|all| all.split(',')).map(|one| {
            let tag = one.split(';').next().unwrap_or_default().trim();
            tag.split('-').next().unwrap_or_default().to_lowercase()
        });
        let known = |tag: &String| LabelBook::languages().any(|known| known == tag);
        Asked(address.chain(accepted).find(known))
    }

    /// Its tag.
    pub fn language(&self) -> &str {
        self.0.as_deref().unwrap_or(OWN)
    }

    /// Its words.
    pub fn words(&self) -> Option<&'static LabelBook> {
        LabelBook::shared(self.language())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Infallible> {
        Ok(Asked::of(&parts.uri, &parts.headers))
    }
}
