//! The page: its files stand in the program, so that it works without a network.

use crate::answer::Answer;
use crate::app::App;
use axum::Router;
use axum::http::HeaderMap;
use axum::routing::get;
use std::sync::Arc;

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// The files of the page: address, media type, content.
const FILES: [(&str, &str, &[u8]); 14] = [
    ("/", HTML, include_bytes!("../web/index.html")),
    ("/page.css", STYLE, include_bytes!("../web/page.css")),
    ("/main.js", SCRIPT, include_bytes!("../web/main.js")),
    ("/api.js", SCRIPT, include_bytes!("../web/api.js")),
    ("/dom.js", SCRIPT, include_bytes!("../web/dom.js")),
    ("/state.js", SCRIPT, include_bytes!("../web/state.js")),
    ("/words.js", SCRIPT, include_bytes!("../web/words.js")),
    ("/assumptions.js", SCRIPT, include_bytes!("../web/assumptions.js")),
    ("/figures.js", SCRIPT, include_bytes!("../web/figures.js")),
    ("/list.js", SCRIPT, include_bytes!("../web/list.js")),
    ("/why.js", SCRIPT, include_bytes!("../web/why.js")),
    ("/compare.js", SCRIPT, include_bytes!("../web/compare.js")),
    ("/evidence.js", SCRIPT, include_bytes!("../web/evidence.js")),
    ("/panel.js", SCRIPT, include_bytes!("../web/panel.js")),
];
/// The sign of the page.
const ICON: &[u8] = include_bytes!("../web/icon.svg");

/// Addresses of the page's files.
pub fn routes() -> Router<Arc<App>> {
    let files = FILES.into_iter().chain([("/icon.svg", "image/svg+xml", ICON)]);
    files.fold(Router::new(), |router, (path, kind, content)| {
        let answer = Arc::new(Answer::new(kind, content));
        router.route(path, get(move |headers: HeaderMap| async move { answer.to(&headers) }))
    })
}
