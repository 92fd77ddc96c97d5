//! Rolling-origin evaluation of a panel.

use crate::evaluate::{candidate_name, evaluate};
use crate::rolling::origins;
use crate::score::Tally;
use crate::series::{Series, SeriesError};
use suranys_core::Key;

/// How one model did over all series, origins and horizons scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The model: a registered one, "combination", or "default", which is what
    /// [`forecast_panel`](crate::forecast_panel) would have used at each origin.
    pub model: String,
    /// Number of forecast errors scored. With none, every score is NaN.
    pub errors: usize,
    /// Mean absolute scaled error, in in-sample naive errors of the series (Hyndman & Koehler
    /// 2006); of a series that had never moved, in the panel's.
    pub mase: f64,
    /// Weighted interval score over the 80 and 95 per cent ranges (Bracher and others 2021),
    /// scaled likewise.
    pub wis: f64,
    /// Share of outcomes inside the central 80 per cent range, 0 to 1.
    pub coverage80: f64,
    /// Share of outcomes inside the central 95 per cent range, 0 to 1.
    pub coverage95: f64,
}

/// The outcome of a rolling-origin evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// One score per registered model, then "combination", then "default".
    pub scores: Vec<Score>,
    /// What [`forecast_panel`](crate::forecast_panel) uses on this panel with a horizon of the
    /// same length: the combination where it is at least as good as naive and drift in MASE and
    /// in WIS, else the better of those two in WIS.
    pub chosen: String,
}

/// Rolling-origin evaluation of every registered model, of the combination and of the default,
/// from every observed year with at least five points of its regime, up to `max_horizon` years
/// ahead within the regime.
///
/// Weights, bands and choice at an origin come from outcomes up to it alone. A model with too
/// few points at an origin is scored as naive there, so all are scored on the same errors.
/// Bands are scored by their exact quantiles, so `key` is not drawn from; it is taken so that
/// scores by simulation could come without a change of interface.
///
/// # Errors
/// A horizon of zero, an empty panel, a name held twice.
pub fn backtest(panel: &[Series], max_horizon: usize, key: &Key) -> Result<Backtest, SeriesError> {
    let _ = key;
    if max_horizon == 0 {
        return Err(SeriesError::ZeroHorizon);
    }
    let evaluation = evaluate(&origins(panel, max_horizon)?, max_horizon);
    let named = |model: &str, t: &Tally| Score {
        model: model.to_owned(),
        errors: t.errors,
        mase: t.mase,
        wis: t.wis,
        coverage80: t.coverage80,
        coverage95: t.coverage95,
    };
    let mut scores: Vec<Score> = evaluation
        .tallies
        .iter()
        .enumerate()
        .map(|(candidate, tally)| named(candidate_name(candidate), tally))
        .collect();
    scores.push(named("default", &evaluation.default));
    let chosen = evaluation.last().map_or(0, |state| state.chosen);
    Ok(Backtest { scores, chosen: candidate_name(chosen).to_owned() })
}
