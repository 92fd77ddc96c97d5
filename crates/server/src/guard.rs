//! Who may ask: by the names the server is reached under, where a page is from, and a token.

use crate::problem::Problem;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use suranys_core::text;

/// Cookie that bears the token.
const COOKIE: &str = "suranys-token";
/// Bytes of a token.
const TOKEN: usize = 24;
/// What a page may load and do: nothing that is not the server's own, and no script written into it.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                          img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                          form-action 'none'; frame-ancestors 'none'";
/// Names under which a server is reached, and the token that it asks for.
#[derive(Debug, Clone)]
pub struct Guard {
    hosts: Vec<String>,
    token: Option<String>,
}

impl Guard {
    /// Of a server at an address, reached under further names. A token is asked for where others than
    /// this machine reach it.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new(
        address: SocketAddr,
        names: &[String],
        token: Option<String>,
    ) -> Result<Guard, getrandom::Error> {
        let port = address.port();
        let mut hosts: Vec<String> =
            ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}")).into();
        if !address.ip().is_loopback() && !address.ip().is_unspecified() {
            hosts.push(address.to_string());
        }
        for name in names {
            hosts.extend([name.to_lowercase(), format!("{}:{port}", name.to_lowercase())]);
        }
        let token = match token {
            None if !address.ip().is_loopback() => Some(random_token()?),
            given => given,
        };
        Ok(Guard { hosts, token })
    }

    /// The token, where one is asked for.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    fn is_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
    }

    /// Refuses a request that is not for this server, or from another site's page.
    pub fn check(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
        let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
        let foreign = || {
            let why = text!("a page of another site may not ask this server");
            Problem::new(StatusCode::FORBIDDEN, why)
        };
        let hosts: Vec<&HeaderValue> = headers.get_all(header::HOST).iter().collect();
        let host = match (hosts.as_slice(), uri.authority()) {
            ([host], None) => host.to_str().unwrap_or(""),
            ([host], Some(at)) if host.as_bytes() == at.as_str().as_bytes() => at.as_str(),
            _ => "",
        };
        if !self.is_host(host) {
            let why = text!("this server is not reached under that name; `--host NAME` lets it be");
            return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, why));
        }
        if let Some(origin) = text(header::ORIGIN) {
            let own = origin.strip_prefix("http://").or(origin.strip_prefix("https://"));
            if !own.is_some_and(|own| self.is_host(own)) {
                return Err(foreign());
            }
        }
        let reads = matches!(*method, Method::GET | Method::HEAD);
        let is_page = reads && !uri.path().starts_with("/api/");
        let site = text(HeaderName::from_static("sec-fetch-site"));
        // A link on another site may lead to the page; only the page itself may ask for more.
        if !is_page && site.is_some_and(|site| !["same-origin", "none"].contains(&site)) {
            return Err(foreign());
        }
        Ok(())
    }

    /// Whether a request bears the token, where one is asked for.
    pub fn is_known(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|c| c.to_str().ok());
        let mut given = cookies.flat_map(|all| all.split(';')).filter_map(|one| {
            let (name, value) = one.trim().split_once('=')?;
            (name == COOKIE).then_some(value)
        });
        bearer.is_some_and(|value| is_same(value, token))
            || given.any(|value| is_same(value, token))
    }

    /// The answer to the link that the server was announced by: the token goes into a cookie, and out of
    /// the address.
    pub fn entry(&self, uri: &Uri) -> Option<Response> {
        let token = self.token.as_ref().filter(|_| uri.path() == "/")?;
        let given = uri.query()?.split('&').find_map(|part| part.strip_prefix("token="))?;
        if !is_same(given, token) {
            return None;
        }
        let cookie = format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/");
        let mut response = StatusCode::SEE_OTHER.into_response();
        let headers = response.headers_mut();
        headers.insert(header::LOCATION, HeaderValue::from_static("/"));
        headers.insert(header::SET_COOKIE, HeaderValue::from_str(&cookie).ok()?);
        Some(response)
    }
}

/// Whether two texts are the same, in a time that does not tell how much of them is.
fn is_same(given: &str, token: &str) -> bool {
    let differ = |(a, b): (u8, u8)| usize::from(a != b);
    given.len() == token.len() && given.bytes().zip(token.bytes()).map(differ).sum::<usize>() == 0
}

fn random_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; TOKEN];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(guard: &Guard, headers: &[(&'static str, &str)], method: &Method, path: &str) -> u16 {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.append(*name, HeaderValue::from_str(value).expect("a header"));
        }
        let uri: Uri = path.parse().expect("an address");
        guard.check(method, &uri, &all).map_or_else(|problem| problem.status.as_u16(), |()| 200)
    }

    /// By RFC 9110: 421 of a request that is not for this server, 403 of one that is not wanted.
    #[test]
    fn names_and_pages_of_others_are_refused() {
        let address: SocketAddr = "127.0.0.1:8731".parse().expect("an address");
        let guard = Guard::new(address, &["Box.Lan".to_owned()], None).expect("made");
        assert_eq!(guard.token(), None);
        let get =
            |headers: &[(&'static str, &str)], path| asked(&guard, headers, &Method::GET, path);
        assert_eq!(get(&[("host", "127.0.0.1:8731")], "/"), 200);
        assert_eq!(get(&[("host", "LOCALHOST:8731")], "/api/v1/workspace"), 200);
        assert_eq!(get(&[("host", "box.lan")], "/"), 200);
        assert_eq!(get(&[("host", "127.0.0.1")], "/"), 421);
        assert_eq!(get(&[("host", "evil.example")], "/"), 421);
        assert_eq!(get(&[], "/"), 421);
        assert_eq!(get(&[("host", "localhost:8731"), ("host", "evil.example")], "/"), 421);
        let own = ("host", "localhost:8731");
        assert_eq!(get(&[own, ("origin", "http://localhost:8731")], "/api/v1/workspace"), 200);
        assert_eq!(get(&[own, ("origin", "http://evil.example")], "/api/v1/workspace"), 403);
        assert_eq!(get(&[own, ("origin", "null")], "/api/v1/workspace"), 403);
        // A link elsewhere leads to the page, and a script elsewhere to nothing.
        assert_eq!(get(&[own, ("sec-fetch-site", "cross-site")], "/"), 200);
        assert_eq!(get(&[own, ("sec-fetch-site", "cross-site")], "/api/v1/workspace"), 403);
        assert_eq!(get(&[own, ("sec-fetch-site", "same-origin")], "/api/v1/workspace"), 200);
    }

    #[test]
    fn a_server_that_others_reach_asks_for_a_token() {
        let address: SocketAddr = "0.0.0.0:80".parse().expect("an address");
        let guard = Guard::new(address, &[], None).expect("made");
        let token = guard.token().expect("a token").to_owned();
        assert_eq!(token.len(), 2 * TOKEN);
        let with = |name: &'static str, value: String| {
            let mut all = HeaderMap::new();
            all.append(name, HeaderValue::from_str(&value).expect("a header"));
            guard.is_known(&all)
        };
        assert!(!guard.is_known(&HeaderMap::new()));
        assert!(with("authorization", format!("Bearer {token}")));
        assert!(with("cookie", format!("a=b; {COOKIE}={token}")));
        assert!(!with("authorization", format!("Bearer {token}x")));
        let entry = guard.entry(&format!("/?token={token}").parse().expect("an address"));
        let cookie = entry.expect("let in").headers()[header::SET_COOKIE].clone();
        assert!(cookie.to_str().is_ok_and(|c| c.contains("HttpOnly; SameSite=Strict")));
        assert!(guard.entry(&"/?token=no".parse().expect("an address")).is_none());
    }
}
