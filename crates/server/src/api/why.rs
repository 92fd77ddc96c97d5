//! Why a figure is what it is: the tree down to the cells of the package.

use crate::answer::Answer;
use crate::app::App;
use crate::extract::{Words, from_text};
use crate::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;
use suranys_core::text;
use suranys_model::Asked;
use suranys_report::plain_text::explanation::Teller;
use suranys_runner::Failure;
use suranys_runner::explain::usual_depth;
use utoipa::IntoParams;

/// Levels of a tree that a page shows where none are asked for.
const DEPTH: usize = 5;
/// Most levels.
const DEEPEST: usize = 32;

/// Which figure is asked about.
#[derive(Debug, Deserialize, IntoParams)]
pub struct WhyAsked {
    /// Measure or indicator.
    measure: String,
    /// Year, or period as `2023-2027`; the policy period without it.
    year: Option<String>,
    /// Section, by code or name.
    section: Option<String>,
    /// Region, by code or name.
    region: Option<String>,
    /// Occupation, by code or name.
    occupation: Option<String>,
    /// `F` or `M`.
    sex: Option<String>,
    /// Levels of the tree.
    #[serde(default, deserialize_with = "from_text")]
    depth: Option<usize>,
    /// Language; without it the first of the package.
    lang: Option<String>,
}

impl WhyAsked {
    fn words(&self) -> Vec<String> {
        let fields = [
            ("year", &self.year),
            ("section", &self.section),
            ("region", &self.region),
            ("occupation", &self.occupation),
            ("sex", &self.sex),
        ];
        let given = fields
            .into_iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name}={value}")));
        std::iter::once(self.measure.clone()).chain(given).collect()
    }
}

/// The tree of a figure, in words, with the cells of the package that it rests on.
#[utoipa::path(
    get, path = "/runs/{run}/why", tag = "runs",
    params(("run" = String, Path, description = "Key of the run"), WhyAsked),
    responses(
        (status = 200, description = "The tree, as `suranys explain --format json` prints it", body = serde_json::Value),
        (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
pub async fn why(
    State(app): State<Arc<App>>,
    Path(run): Path<String>,
    Words(asked): Words<WhyAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let held = app.held(&run)?;
    let key = format!("why {run} {asked:?}");
    if let Some(known) = app.answers.get(&key) {
        return Ok(known.to(&headers));
    }
    let labels = app.labels(&held.opened, asked.lang.as_deref()).await?;
    let parsed = Asked::parse(&asked.words()).map_err(|list| app.located(Failure::Asked(list)))?;
    let explainer = app.explainer(&held).await?;
    let own = Arc::clone(&app);
    let made = app.answer(&key, move || {
        let subject = explainer.find(&parsed).map_err(|list| own.located(Failure::Asked(list)))?;
        let usual = usual_depth(&subject).map_or(DEPTH, |depth| depth.min(DEPTH));
        let depth = asked.depth.unwrap_or(usual).min(DEEPEST);
        let explanation = explainer.explain(&subject, Some(depth));
        let explanation =
            explanation.ok_or_else(|| Problem::not_found(text!("the figure has no tree")))?;
        let teller = Teller { labels: &labels, output: explainer.output() };
        let worded = teller.worded(explanation);
        Answer::json(&worded.map_err(|e| Problem::from(Failure::from(e)))?)
    });
    Ok(made.await?.to(&headers))
}
