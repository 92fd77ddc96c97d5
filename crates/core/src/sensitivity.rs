//! Sweeps: many runs of one forecast, each with its own values of some parameters.

use crate::run::{Figure, FigureKey};
use crate::scenario::Scenario;
use crate::time::YearSpan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::IntoStaticStr;

/// How the points of a sweep are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Method {
    /// Each parameter at its low and its high end, the others at their central values.
    OneAtATime,
    /// Every combination of the parameters' levels.
    Grid,
    /// Each parameter once in each of equally wide strata.
    LatinHypercube,
    /// A Sobol sequence, shifted by the seed.
    Sobol,
    /// Two samples of a Sobol sequence and, for each parameter, the first with that parameter from
    /// the second: what Sobol indices are estimated from.
    Saltelli,
}

impl Method {
    /// All methods.
    pub const ALL: [Method; 5] =
        [Method::OneAtATime, Method::Grid, Method::LatinHypercube, Method::Sobol, Method::Saltelli];

    /// The method's name in sweep files.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Whether it takes a number of points.
    #[must_use]
    pub fn takes_points(self) -> bool {
        matches!(self, Method::LatinHypercube | Method::Sobol | Method::Saltelli)
    }
}

/// A parameter that is swept, uniformly between its ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepAxis {
    /// Key of the parameter.
    pub key: String,
    /// Lower end, in the parameter's unit.
    pub low: f64,
    /// The baseline's value.
    pub centre: f64,
    /// Upper end.
    pub high: f64,
    /// Values on a grid.
    pub levels: Vec<f64>,
    /// Whose growth it is, where it is growth of value added and no parameter.
    #[serde(default)]
    pub growth: Option<SweptGrowth>,
}

/// Growth of a section's value added that is swept: the same in each of its years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweptGrowth {
    /// Code of the section, or of the total.
    pub section: String,
    /// Years.
    pub years: YearSpan,
}

/// What is swept, and what is asked of every run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepPlan {
    /// How points are chosen.
    pub method: Method,
    /// Size of the sample; 0 where the method takes none.
    pub points: usize,
    /// Seed of the sample and of the intervals of indices.
    pub seed: u64,
    /// Parameters, in the order of their keys.
    pub axes: Vec<SweepAxis>,
    /// Figures asked of every run.
    pub outputs: Vec<FigureKey>,
}

/// Values of the swept parameters, in the order of the plan's axes.
pub type Point = Vec<f64>;

/// Which part of a sweep's design a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Every parameter at its central value.
    Centre,
    /// One parameter, by its position, at its low end.
    Low(usize),
    /// One parameter, by its position, at its high end.
    High(usize),
    /// A point of a grid, hypercube or sequence.
    Sample,
    /// A point of Saltelli's first sample.
    A,
    /// A point of his second sample.
    B,
    /// A point of the first sample with one parameter, by its position, from the second.
    Mixed(usize),
}

/// One part of several that share a sweep, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    part: usize,
    of: usize,
}

impl Shard {
    /// Reads `i/n`.
    ///
    /// # Errors
    /// When it is not two whole numbers with 1 ≤ i ≤ n.
    pub fn parse(text: &str) -> Result<Shard, String> {
        let found = text.split_once('/').and_then(|(part, of)| {
            Some(Shard { part: part.trim().parse().ok()?, of: of.trim().parse().ok()? })
        });
        found
            .filter(|shard| (1..=shard.of).contains(&shard.part))
            .ok_or_else(|| "a shard is i/n with 1 ≤ i ≤ n, such as 2/8".to_owned())
    }

    /// Whether the run at this place, counted from 0, is in this part.
    #[must_use]
    pub fn takes(self, place: usize) -> bool {
        place % self.of == self.part - 1
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

/// A figure of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweptFigure {
    /// Which figure.
    pub key: FigureKey,
    /// What it is.
    pub figure: Figure,
}

/// A finished run of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweptRun {
    /// Fingerprint of all that the figures depend on.
    pub key: String,
    /// Values of the swept parameters.
    pub parameters: BTreeMap<String, f64>,
    /// The figures asked for, in the order of the plan.
    pub figures: Vec<SweptFigure>,
}

impl SweepPlan {
    /// The swept parameters at a point, by key.
    #[must_use]
    pub fn values(&self, point: &[f64]) -> BTreeMap<String, f64> {
        self.axes.iter().map(|axis| axis.key.clone()).zip(point.iter().copied()).collect()
    }

    /// The scenario with the swept parameters at a point and without uncertainty of their own:
    /// what a run then shows is the uncertainty of everything else.
    #[must_use]
    pub fn scenario_at(&self, baseline: &Scenario, point: &[f64]) -> Scenario {
        let mut scenario = baseline.clone();
        for (axis, value) in self.axes.iter().zip(point.iter().copied()) {
            if let Some(growth) = &axis.growth {
                let own = scenario.growth.entry(growth.section.clone()).or_default();
                own.extend(growth.years.years().map(|year| (year, value)));
            } else if let Some(parameter) = scenario.parameters.get_mut(&axis.key) {
                (parameter.value, parameter.low, parameter.high) = (value, value, value);
            }
        }
        scenario
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_take_every_run_once() {
        let shards: Vec<Shard> =
            (1..=3).map(|i| Shard::parse(&format!("{i}/3")).expect("a shard")).collect();
        for place in 0..10 {
            assert_eq!(shards.iter().filter(|shard| shard.takes(place)).count(), 1);
        }
        for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "-1/2"] {
            assert!(Shard::parse(wrong).is_err(), "{wrong}");
        }
    }
}
