//! Charts of a run, from the report's own chart code: what is on screen is what is on paper.

use crate::answer::{Answer, CSV, JSON};
use crate::app::{App, HeldRun};
use crate::extract::{Words, from_text};
use crate::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use suranys_core::text;
use suranys_report::{Chart, LabelBook, Look, Screen};
use suranys_runner::Failure;
use suranys_runner::workbench::joined;
use utoipa::{IntoParams, ToSchema};

/// What a picture may do when it is opened by itself: nothing but be seen.
const PICTURE: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// Which charts are asked for.
#[derive(Debug, Deserialize, IntoParams)]
pub struct ChartsAsked {
    /// Language; without it the first of the package.
    lang: Option<String>,
    /// Whether they are laid out for narrow screens.
    #[serde(default, deserialize_with = "from_text")]
    narrow: Option<bool>,
}

/// A chart as it is asked for.
#[derive(Debug, Deserialize, IntoParams)]
pub struct ChartAsked {
    /// Language; without it the first of the package.
    lang: Option<String>,
    /// Whether it is laid out for narrow screens.
    #[serde(default, deserialize_with = "from_text")]
    narrow: Option<bool>,
    /// Width of a picture in pixels.
    #[serde(default, deserialize_with = "from_text")]
    width: Option<u32>,
}

/// A chart.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChartBody {
    /// Its name.
    name: String,
    /// Its title.
    title: String,
    /// What it shows, for who can't see it.
    description: String,
    /// Width of its sheet.
    width: i32,
    /// Height of its sheet.
    height: u32,
}

async fn drawn(
    app: &Arc<App>,
    held: &Arc<HeldRun>,
    place: &str,
    lang: Option<&str>,
    narrow: bool,
) -> Result<Arc<Vec<Chart>>, Problem> {
    if !Screen::places().contains(&place) {
        let known = Screen::places().join(", ");
        return Err(Problem::not_found(format!("charts stand at: {known}")));
    }
    let labels = app.labels(&held.opened, lang).await?;
    let key = format!("{} {} {place} {narrow}", held.run.key, labels.language());
    let (own, held, place) = (Arc::clone(app), Arc::clone(held), place.to_owned());
    let make = async move {
        let work = move || charts_of(&held, &labels, &place, narrow).map_err(Problem::from);
        own.quick.run(work).await?
    };
    app.charts.get_or_make(&key, make).await
}

fn charts_of(
    held: &HeldRun,
    labels: &LabelBook,
    place: &str,
    narrow: bool,
) -> Result<Vec<Chart>, Failure> {
    match &held.baseline {
        None => Ok(Screen::new(&held.run.output, labels)?.charts(place, narrow)?),
        Some(base) => {
            let both = joined(&base.run, &held.run);
            // Where a chart shows one scenario alone, it is the run's own.
            let own = Screen::new(&held.run.output, labels)?.charts(place, narrow)?;
            let of_both = Screen::new(&both, labels)?.charts(place, narrow)?;
            let compared = |chart: &&Chart| is_of_several(chart.name());
            let mut all: Vec<Chart> = of_both.iter().filter(compared).cloned().collect();
            all.extend(own.into_iter().filter(|chart| !is_of_several(chart.name())));
            Ok(all)
        }
    }
}

/// Whether a chart sets scenarios next to each other.
fn is_of_several(name: &str) -> bool {
    name == "scenarios" || name.starts_with("differences-")
}

/// The charts at a place of the report.
#[utoipa::path(
    get, path = "/runs/{run}/charts/{place}", tag = "charts",
    params(
        ("run" = String, Path, description = "Key of the run"),
        ("place" = String, Path, description = "Chapter of the report"), ChartsAsked
    ),
    responses((status = 200, body = Vec<ChartBody>), (status = 404, body = ProblemBody))
)]
pub async fn charts(
    State(app): State<Arc<App>>,
    Path((run, place)): Path<(String, String)>,
    Words(ChartsAsked { lang, narrow }): Words<ChartsAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let held = app.held(&run)?;
    let all = drawn(&app, &held, &place, lang.as_deref(), narrow.unwrap_or(false)).await?;
    let bodies: Vec<ChartBody> = all
        .iter()
        .map(|chart| ChartBody {
            name: chart.name().to_owned(),
            title: chart.title().to_owned(),
            description: chart.description().to_owned(),
            width: chart.size().0,
            height: chart.size().1,
        })
        .collect();
    Ok(Answer::json(&bodies)?.to(&headers))
}

/// A chart as a picture, or its figures: `NAME.svg`, `NAME.png` or `NAME.csv`.
#[utoipa::path(
    get, path = "/runs/{run}/charts/{place}/{file}", tag = "charts",
    params(
        ("run" = String, Path, description = "Key of the run"),
        ("place" = String, Path, description = "Chapter of the report"),
        ("file" = String, Path, description = "Name of the chart with the ending of its format"), ChartAsked
    ),
    responses(
        (status = 200, description = "The file", content(
            (String = "image/svg+xml"), (Vec<u8> = "image/png"), (String = "text/csv")
        )),
        (status = 404, body = ProblemBody)
    )
)]
pub async fn chart(
    State(app): State<Arc<App>>,
    Path((run, place, file)): Path<(String, String, String)>,
    Words(asked): Words<ChartAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let held = app.held(&run)?;
    let none = || Problem::not_found(text!("the run has no such chart at this place"));
    let (name, ending) = file.rsplit_once('.').ok_or_else(none)?;
    let narrow = asked.narrow.unwrap_or(false);
    let all = drawn(&app, &held, &place, asked.lang.as_deref(), narrow).await?;
    let at = all.iter().position(|chart| chart.name() == name).ok_or_else(none)?;
    let width = asked.width.unwrap_or(Look::USUAL_WIDTH);
    if !Look::WIDTHS.contains(&width) {
        let (min, max) = (Look::WIDTHS.start(), Look::WIDTHS.end());
        return Err(Problem::bad(format!("`width` is from {min} to {max} pixels")));
    }
    let failed = |why: suranys_report::ReportError| Problem::from(Failure::from(why));
    let key = format!("chart {run} {place} {file} {asked:?}");
    let make = move |of: fn(&Chart, u32) -> Result<Answer, suranys_report::ReportError>| {
        move || match all.get(at) {
            Some(chart) => of(chart, width).map_err(failed),
            None => Err(Problem::broken()),
        }
    };
    let answer = match ending {
        "svg" => app.answer(&key, make(|chart, _| Ok(Answer::new("image/svg+xml", chart.svg())))),
        "csv" => return csv(&app, &key, make, &file, &headers).await,
        "png" => {
            let png = |chart: &Chart, width| Ok(Answer::new("image/png", chart.png(width)?));
            return Ok(picture(app.answer(&key, make(png)).await?.to(&headers)));
        }
        _ => {
            return Err(Problem::not_found(format!(
                "a chart is made as svg, png or csv, not {JSON}"
            )));
        }
    };
    Ok(picture(answer.await?.to(&headers)))
}

async fn csv<M>(
    app: &Arc<App>,
    key: &str,
    make: impl FnOnce(fn(&Chart, u32) -> Result<Answer, suranys_report::ReportError>) -> M,
    file: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem>
where
    M: FnOnce() -> Result<Answer, Problem> + Send + 'static,
{
    let work = make(|chart, _| Ok(Answer::new(CSV, chart.csv()?)));
    let name = file.to_owned();
    let made = app.answer(key, move || Ok(work()?.named(name))).await?;
    Ok(made.to(headers))
}

/// A picture, which may do nothing but be seen.
fn picture(mut response: Response) -> Response {
    let policy = HeaderValue::from_static(PICTURE);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}
