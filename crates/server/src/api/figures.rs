//! Figures of a run with their ranges and what they differ by from the baseline's, draw by draw.

use crate::answer::{Answer, Format};
use crate::app::{App, HeldRun};
use crate::extract::{Words, from_text, parted};
use crate::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use suranys_core::comparison::Change;
use suranys_core::distribution::Estimate;
use suranys_core::run::{Figure, FigureKey, Measure};
use suranys_core::text;
use suranys_report::{FigureWords, LabelBook, Screen};
use suranys_runner::Failure;
use suranys_runner::workbench::{Place, Selection, figure_table};
use utoipa::{IntoParams, ToSchema};

/// Which figures are asked for.
#[derive(Debug, Deserialize, IntoParams)]
pub struct FiguresAsked {
    /// Measures, parted by commas; all without it.
    measures: Option<String>,
    /// `nation`, `section`, `region`, `occupation`, `crossed`, parted by commas; without it the first four.
    by: Option<String>,
    /// Years of figures, or in which the period of a figure ends, parted by commas; all without it.
    years: Option<String>,
    /// Whether published history is wanted too.
    #[serde(default, deserialize_with = "from_text")]
    observed: Option<bool>,
    /// Language of the words next to each figure; none without it.
    lang: Option<String>,
}

impl FiguresAsked {
    fn selection(&self) -> Result<Selection, Problem> {
        let mut selection =
            Selection { observed: self.observed.unwrap_or(false), ..Selection::default() };
        for word in parted(self.measures.as_deref()) {
            let measure = Measure::from_key(word).ok_or_else(|| {
                let known = Measure::ALL.map(Measure::key).join(", ");
                Problem::bad(text!("`measures` are among: {known}", known))
            })?;
            selection.measures.insert(measure);
        }
        for word in parted(self.by.as_deref()) {
            let place = Place::from_key(word).ok_or_else(|| {
                let known = Place::ALL.map(|(_, word)| word).join(", ");
                Problem::bad(format!("`by` is among: {known}"))
            })?;
            selection.by.insert(place);
        }
        let years: Result<BTreeSet<i32>, _> =
            parted(self.years.as_deref()).map(str::parse).collect();
        selection.years = years.map_err(|_| Problem::bad(text!("`years` are numbers")))?;
        Ok(selection)
    }
}

/// A number, or the distribution of one.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimateBody {
    /// Median, or the number where it is certain.
    median: f64,
    /// Lower end of the 80% prediction interval.
    lo80: Option<f64>,
    /// Upper end.
    hi80: Option<f64>,
    /// Lower end of the 95% prediction interval.
    lo95: Option<f64>,
    /// Upper end.
    hi95: Option<f64>,
}

impl From<&Estimate> for EstimateBody {
    fn from(estimate: &Estimate) -> EstimateBody {
        let q = estimate.range();
        EstimateBody {
            median: estimate.central(),
            lo80: q.map(|q| q.lo80()),
            hi80: q.map(|q| q.hi80()),
            lo95: q.map(|q| q.lo95()),
            hi95: q.map(|q| q.hi95()),
        }
    }
}

/// What a figure differs by from the baseline's, draw by draw.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceBody {
    /// Second less first.
    #[serde(flatten)]
    estimate: EstimateBody,
    /// Share of draws in which it is above zero.
    above: f64,
    /// Share of draws in which it is below zero.
    below: f64,
}

/// A figure in words, as reports print it.
#[derive(Debug, Serialize, ToSchema)]
pub struct InWords {
    /// Name of the measure.
    measure: String,
    /// Section, region or occupation; empty of the nation.
    place: String,
    /// The value.
    value: String,
    /// 80% prediction interval.
    range80: Option<String>,
    /// 95% prediction interval.
    range95: Option<String>,
    /// Unit.
    unit: String,
    /// Status, with the synthetic mark.
    status: String,
    /// What it differs by.
    change: Option<String>,
    /// 80% prediction interval of that.
    change80: Option<String>,
    /// Unit of that.
    change_unit: Option<String>,
}

/// A figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureBody {
    /// Scenario.
    scenario: String,
    /// Measure.
    measure: String,
    /// Section, where it is of one.
    section: Option<String>,
    /// Region, where it is of one.
    region: Option<String>,
    /// Occupation, where it is of one.
    occupation: Option<String>,
    /// Sex, where it is of one.
    sex: Option<String>,
    /// Age group, where it is of one.
    age: Option<String>,
    /// Year, or first year of the period.
    from: i32,
    /// Year again, or last year of the period.
    to: i32,
    /// Unit of the numbers.
    unit: String,
    /// The figure.
    estimate: EstimateBody,
    /// What it differs by from the baseline's.
    difference: Option<DifferenceBody>,
    /// Share of its size that rests on assumptions.
    assumed: f64,
    /// Status code.
    status: String,
    /// Whether it rests on synthetic data.
    synthetic: bool,
    /// Tables that it rests on.
    source: Vec<String>,
    /// The same in words.
    words: Option<InWords>,
}

/// Figures of a run, as JSON, CSV or Parquet.
#[utoipa::path(
    get, path = "/runs/{run}/figures", tag = "runs",
    params(("run" = String, Path, description = "Key of the run"), FiguresAsked),
    responses(
        (status = 200, description = "Rows", content(
            (Vec<FigureBody> = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.apache.parquet")
        )),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody), (status = 406, body = ProblemBody)
    )
)]
pub async fn figures(
    State(app): State<Arc<App>>,
    Path(run): Path<String>,
    Words(asked): Words<FiguresAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let format = Format::asked(&headers)?;
    let selection = asked.selection()?;
    let held = app.held(&run)?;
    let labels = match &asked.lang {
        Some(_) => Some(app.labels(&held.opened, asked.lang.as_deref()).await?),
        None => None,
    };
    let key = format!("figures {run} {} {asked:?}", format.key());
    let made = app.answer(&key, move || match format {
        Format::Json => {
            Answer::json(&rows(&held, &selection, labels.as_deref()).map_err(Problem::from)?)
        }
        _ => Answer::table(&figure_table(&held.run, &selection), format),
    });
    Ok(made.await?.to(&headers))
}

fn rows(
    held: &HeldRun,
    selection: &Selection,
    labels: Option<&LabelBook>,
) -> Result<Vec<FigureBody>, Failure> {
    let output = &held.run.output;
    let screen = labels.map(|labels| Screen::new(output, labels)).transpose()?;
    let wanted = output.figures.iter().filter(|(key, _)| selection.takes(key));
    wanted.map(|(key, figure)| row(held, screen.as_ref(), key, figure)).collect()
}

fn row(
    held: &HeldRun,
    screen: Option<&Screen<'_>>,
    key: &FigureKey,
    figure: &Figure,
) -> Result<FigureBody, Failure> {
    let change = held.run.change(key);
    let words = match screen {
        Some(screen) => Some(in_words(held, screen, key, figure, change)?),
        None => None,
    };
    Ok(FigureBody {
        scenario: key.scenario.clone(),
        measure: key.measure.key().to_owned(),
        section: key.section.clone(),
        region: key.region.clone(),
        occupation: key.occupation.clone(),
        sex: key.sex.map(|sex| sex.code().to_owned()),
        age: key.age.map(|age| age.to_string()),
        from: key.from.0,
        to: key.to.0,
        unit: figure.unit.key().to_owned(),
        estimate: EstimateBody::from(&figure.estimate),
        difference: change.map(|change| DifferenceBody {
            estimate: EstimateBody::from(&change.difference),
            above: change.above,
            below: change.below,
        }),
        assumed: figure.assumed,
        status: figure.status.obs.code().to_owned(),
        synthetic: figure.status.synthetic,
        source: figure.source.clone(),
        words,
    })
}

fn in_words(
    held: &HeldRun,
    screen: &Screen<'_>,
    key: &FigureKey,
    figure: &Figure,
    change: Option<&Change>,
) -> Result<InWords, Failure> {
    let output = &held.run.output;
    let named = |code: &Option<String>, list: &[suranys_core::run::NamedCode]| {
        let code = code.as_ref()?;
        let item = list.iter().find(|item| item.code == *code);
        let language = screen.labels().language();
        let name = item.and_then(|item| item.labels.get(language));
        Some(name.unwrap_or(code).to_owned())
    };
    let places = [
        named(&key.section, &output.sections),
        named(&key.region, &output.regions),
        named(&key.occupation, &output.occupations),
    ];
    let FigureWords { value, range80, range95, unit, status } = screen.figure(figure)?;
    let change = change.map(|change| screen.change(change)).transpose()?;
    Ok(InWords {
        measure: screen.measure(key.measure)?,
        place: places.into_iter().flatten().collect::<Vec<_>>().join(", "),
        value,
        range80,
        range95,
        unit,
        status,
        change80: change.as_ref().and_then(|change| change.range80.clone()),
        change_unit: change.as_ref().map(|change| change.unit.clone()),
        change: change.map(|change| change.value),
    })
}
