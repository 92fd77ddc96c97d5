//! Components of a total by their shares: logarithms of shares drift and stray, and in every draw the
//! components are scaled to the total.

use crate::employment::changes::{Fit, Track, fit};
use crate::employment::spec::Spec;
use crate::employment::spliced::SplicedSeries;
use crate::employment::tuning::changes::BROKEN;
use crate::error::ModelError;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::numeric::{exp, ln};
use suranys_core::panel::{Axis, CellDraws, PathDraws};
use suranys_core::rng::Key;
use suranys_core::text;
use suranys_core::{DrawPanel, Year};

/// Breaks of each series and of the panel: where a total breaks, or as many of its components as
/// [`BROKEN`], the shares of all do.
fn breaks(panel: &[SplicedSeries], total: &BTreeSet<Year>) -> Vec<BTreeSet<Year>> {
    let mut count: BTreeMap<Year, usize> = BTreeMap::new();
    for series in panel {
        for year in series.breaks.union(&series.seams) {
            *count.entry(*year).or_default() += 1;
        }
    }
    let many = |(year, broken): (&Year, &usize)| {
        let known = panel.iter().filter(|series| series.history.contains_key(year)).count();
        (*broken as f64 >= BROKEN * known as f64).then_some(*year)
    };
    let all: BTreeSet<Year> = count.iter().filter_map(many).chain(total.iter().copied()).collect();
    let own = |series: &SplicedSeries| -> BTreeSet<Year> {
        series.breaks.iter().chain(&series.seams).chain(&all).copied().collect()
    };
    panel.iter().map(own).collect()
}

/// Log shares of the components in their sum, for the years in which every component is known.
pub(crate) fn share_tracks(panel: &[SplicedSeries], total: &BTreeSet<Year>) -> Vec<Track> {
    let years = panel.first().map(|one| one.history.keys()).into_iter().flatten();
    let known = |year: &&Year| panel.iter().all(|series| series.history.contains_key(year));
    let sums: BTreeMap<Year, f64> = years
        .filter(known)
        .map(|year| (*year, panel.iter().filter_map(|one| one.history.get(year)).sum()))
        .collect();
    let track = |(series, breaks): (&SplicedSeries, BTreeSet<Year>)| Track {
        id: series.id.clone(),
        values: sums
            .iter()
            .filter_map(|(year, sum)| Some((*year, ln(series.history.get(year)? / sum))))
            .collect(),
        breaks,
    };
    panel.iter().zip(breaks(panel, total)).map(track).collect()
}

/// Log levels.
pub(crate) fn level_tracks(panel: &[SplicedSeries], total: &BTreeSet<Year>) -> Vec<Track> {
    let track = |(series, breaks): (&SplicedSeries, BTreeSet<Year>)| Track {
        id: series.id.clone(),
        values: series.history.iter().map(|(year, value)| (*year, ln(*value))).collect(),
        breaks,
    };
    panel.iter().zip(breaks(panel, total)).map(track).collect()
}

/// Components of a total, before they are scaled to it.
#[derive(Debug, Clone)]
pub(crate) struct Components {
    cells: Axis,
    resource: String,
    history: BTreeMap<(String, Year), f64>,
    /// Drift and spread of each, in the order of cells.
    pub(crate) fits: Vec<Fit>,
    /// Weights ahead: what they are of their sum is what they are of the total.
    weights: Vec<PathDraws>,
}

impl Components {
    /// Fits the shares known at the end of the base year and draws their paths.
    ///
    /// # Errors
    /// When a component stands twice, or no share is known two years in a row.
    pub(crate) fn new(
        panel: &[SplicedSeries],
        total: &BTreeSet<Year>,
        resource: &str,
        (base_year, steps, draws): (Year, usize, usize),
        spec: &Spec,
        key: &Key,
    ) -> Result<Components, ModelError> {
        let cells = Axis::new(panel.iter().map(|series| series.id.clone()))
            .ok_or(ModelError::RepeatedCode(text!("the series of employment")))?;
        let tracks = share_tracks(panel, total);
        let fits = fit(&tracks, base_year, spec).ok_or_else(|| ModelError::NothingKnown {
            resource: resource.to_owned(),
            what: text!("two years in a row of every component"),
        })?;
        let weights = fits.iter().zip(&tracks).map(|(fit, track)| {
            let mut paths = fit.paths(steps, draws, &key.with("share").with(&track.id));
            for step in 0..steps {
                paths.get_mut(step).unwrap_or_default().iter_mut().for_each(|v| *v = exp(*v));
            }
            paths
        });
        let weights = weights.collect();
        let history = panel.iter().flat_map(|series| {
            series.history.iter().map(|(year, value)| ((series.id.clone(), *year), *value))
        });
        Ok(Components {
            cells,
            resource: resource.to_owned(),
            history: history.collect(),
            fits,
            weights,
        })
    }

    /// Labels of the components.
    pub(crate) fn cells(&self) -> &Axis {
        &self.cells
    }

    /// A published figure.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn published(&self, code: &str, year: Year) -> Result<f64, ModelError> {
        self.history.get(&(code.to_owned(), year)).copied().ok_or_else(|| ModelError::NoFigure {
            resource: self.resource.clone(),
            what: format!("`{code}`").into(),
            year,
        })
    }

    /// Whether every component has a figure in a year.
    pub(crate) fn knows(&self, year: Year) -> bool {
        self.cells.labels().iter().all(|code| self.history.contains_key(&(code.clone(), year)))
    }

    /// The components of a total, in draws: of a past year by the figures, of one ahead (`step` from
    /// zero) by the paths of their shares.
    ///
    /// # Errors
    /// When a figure of a past year is missing.
    pub(crate) fn of_total(
        &self,
        year: Year,
        step: Option<usize>,
        total: &[f64],
    ) -> Result<CellDraws, ModelError> {
        let mut own = CellDraws::zeros(self.cells.clone(), total.len());
        for (code, paths) in self.cells.labels().iter().zip(&self.weights) {
            let row = own.get_mut(code).unwrap_or_default();
            match step {
                Some(step) => row.copy_from_slice(paths.get(step).unwrap_or_default()),
                None => row.fill(self.published(code, year)?),
            }
        }
        Ok(crate::employment::reconcile::scale_to_total(own, total))
    }
}

/// Writes one cell of a year.
pub(crate) fn put(panel: &mut DrawPanel, label: &str, year: Year, values: &[f64]) {
    if let Some(target) = panel.get_mut(label, year) {
        target.copy_from_slice(values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(id: &str, values: &[f64], breaks: &[i32]) -> SplicedSeries {
        SplicedSeries {
            id: id.to_owned(),
            history: (2000..).map(Year).zip(values.iter().copied()).collect(),
            breaks: breaks.iter().copied().map(Year).collect(),
            seams: BTreeSet::new(),
            imputed: BTreeSet::new(),
        }
    }

    /// By hand: 30 of 40 is three quarters; the year that one component lacks is left out; a break of
    /// one of three is its own, of two of three everybody's, as the total's is.
    #[test]
    fn shares_are_of_the_sum_and_break_together() {
        let panel = [
            series("A", &[30.0, 20.0, 10.0, 5.0], &[2001, 2002]),
            series("B", &[5.0, 10.0, 10.0, 5.0], &[2002]),
            series("C", &[5.0, 10.0, 20.0], &[]),
        ];
        let tracks = share_tracks(&panel, &BTreeSet::from([Year(2000)]));
        assert!((tracks[0].values[&Year(2000)] - ln(0.75)).abs() < 1e-12);
        assert_eq!(tracks[0].values.len(), 3);
        assert_eq!(tracks[0].breaks, [2000, 2001, 2002].map(Year).into());
        assert_eq!(tracks[2].breaks, [2000, 2002].map(Year).into());
    }
}
