//! Models scored on the past of a table.

use crate::failure::Failure;
use crate::series::drawing::reasons;
use crate::series::forecast::Noted;
use crate::series::input::{Input, Panel};
use crate::series::screen::Screen;
use std::collections::BTreeMap;
use suranys_core::progress::{Follower, Portion};
use suranys_core::table::{Column, ResultTable};
use suranys_core::{Text, text};
use suranys_series::{Evaluation, Evaluator, Forecaster, ModelScores};

/// Per cent of the work that is done when the combination's weights are asked for.
const WEIGHING: f64 = 95.0;
/// The portion of scoring before it.
const SCORING: Portion = Portion::new(0.0, WEIGHING);

/// Reads the whole table, on which models are to be scored.
///
/// # Errors
/// When the table has findings or can't be read, or missing values are to be filled.
pub fn read_scored(
    input: &Input,
    follower: &dyn Follower,
    noted: Noted<'_>,
) -> Result<Panel, Failure> {
    if input.fill {
        let why = text!(
            "--fill does not go with `evaluate`: models would be scored on values that nobody \
                   observed, filled in from outturns they must not know"
        );
        return Err(Failure::Usage(why));
    }
    let panel = input.read(follower)?;
    noted(Screen::of(input, &panel.series, panel.season).notes(input));
    Ok(panel)
}

/// The scores of every model at `origins` origins.
///
/// # Errors
/// When no series can be scored.
pub fn scores(
    panel: &Panel,
    horizon: usize,
    origins: usize,
    follower: &dyn Follower,
) -> Result<Vec<ModelScores>, Failure> {
    let Panel { season, series, values } = panel;
    let evaluator = Evaluator::new(horizon).season(*season).origins(origins);
    let Evaluation { scores, unscored } = evaluator
        .evaluate_following(values, &|model, done| {
            follower.within(SCORING, done, &format!("scoring {model}"))
        })?;
    let left_out: Vec<(String, Text)> =
        unscored.into_iter().map(|(at, why)| (series[at].id.clone(), why.text())).collect();
    if scores.is_empty() {
        let why = reasons(&left_out);
        return Err(Failure::Usage(text!("no series can be scored; {why}", why)));
    }
    if !left_out.is_empty() {
        let count = left_out.len();
        follower.tell(&text!(
            "{count} series are not scored; {reasons}",
            count,
            reasons = reasons(&left_out)
        ));
    }
    Ok(scores)
}

/// The weights of the combination, averaged over series.
///
/// # Errors
/// When it could be fitted to none.
pub fn weights(
    panel: &Panel,
    horizon: usize,
    follower: &dyn Follower,
) -> Result<BTreeMap<String, f64>, Failure> {
    follower.at(WEIGHING, "weights")?;
    let forecaster = Forecaster::new(horizon).season(panel.season);
    let weights = forecaster.mean_weights(&panel.values);
    let weights = weights.map_err(|why| Failure::Usage(why.text()))?;
    if weights.is_empty() {
        let why = text!("no series can be scored; the combination could not be fitted to any");
        return Err(Failure::Usage(why));
    }
    Ok(weights)
}

/// Weights as rows.
#[must_use]
pub fn weights_table(weights: BTreeMap<String, f64>) -> ResultTable {
    let (members, weights) = weights.into_iter().unzip();
    let weights = Column::Number(Vec::into_iter(weights).map(Some).collect());
    let columns = [("member", Column::Text(members)), ("weight", weights)];
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).to_vec();
    ResultTable { name: "weights".to_owned(), columns }
}

/// A score's name and its value.
pub type Score = (&'static str, fn(&ModelScores) -> Option<f64>);

/// The scores, in the order of tables.
pub const SCORES: [Score; 11] = [
    ("mase", |s| Some(s.mean.mase)),
    ("smape", |s| Some(s.mean.smape)),
    ("owa", |s| s.owa),
    ("rmsse", |s| Some(s.mean.rmsse)),
    ("wis", |s| Some(s.mean.wis)),
    ("crps", |s| Some(s.mean.crps)),
    ("coverage_80", |s| Some(s.mean.coverage[0])),
    ("coverage_95", |s| Some(s.mean.coverage[1])),
    ("msis_80", |s| Some(s.mean.msis[0])),
    ("msis_95", |s| Some(s.mean.msis[1])),
    ("worse", |s| s.worse),
];

/// Scores as rows, a model on each.
#[must_use]
pub fn scores_table(scores: &[ModelScores]) -> ResultTable {
    let count = scores.iter().map(|s| i64::try_from(s.forecasts).ok()).collect();
    let mut columns = vec![
        ("model".to_owned(), Column::Text(scores.iter().map(|s| s.model.to_owned()).collect())),
        ("forecasts".to_owned(), Column::Integer(count)),
    ];
    for (name, value) in SCORES {
        columns.push((name.to_owned(), Column::Number(scores.iter().map(value).collect())));
    }
    ResultTable { name: "scores".to_owned(), columns }
}
