//! Forecasts that others published, with ours of the same concept.

use crate::distribution::Estimate;
use crate::observation::Status;
use crate::run::{Figure, FigureKey, Measure};
use crate::time::YearSpan;
use crate::unit::Unit;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// A figure that others forecast. Figures of different sources are different forecasts and are never
/// summed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedForecast {
    /// The years it is of.
    pub period: YearSpan,
    /// The forecaster's scenario.
    pub scenario: String,
    /// Quantity in the package's words: `job-openings`, `expansion`, `replacement`, `retirement`.
    pub quantity: String,
    /// What the code is of: `total`, `section`, `region`, `education`, `qualification`.
    pub dimension: String,
    /// Code within the dimension.
    pub code: String,
    /// Persons over the whole period.
    pub value: f64,
    /// Persons per year of the period.
    pub per_year: f64,
    /// Status, as published.
    pub status: Status,
    /// Identifier of its source.
    pub source: String,
    /// Ours of the same concept and place, in the run's scenario of the same name; `None` where there
    /// is none.
    pub ours: Option<OwnForecast>,
    /// What happened in the period, where it is observable and the period is over.
    pub outturn: Result<ObservedChange, NotScored>,
}

impl PublishedForecast {
    /// Whether it, or what it is set against, is synthetic.
    #[must_use]
    pub fn synthetic(&self) -> bool {
        let ours = self.ours.as_ref().is_some_and(|own| own.status.synthetic);
        let outturn = self.outturn.as_ref().is_ok_and(|change| change.status.synthetic);
        self.status.synthetic || ours || outturn
    }
}

/// A forecast of ours, of the reporting period nearest to a published one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnForecast {
    /// The figure of the run: its measure says of which population it is, its years of which period.
    pub key: FigureKey,
    /// Persons per year of that period.
    pub per_year: Estimate,
    /// Status.
    pub status: Status,
    /// Resources of the package it rests on.
    pub source: Vec<String>,
    /// Share of its size that rests on assumptions, 0 to 1.
    pub assumed: f64,
}

impl OwnForecast {
    /// As a figure, so that it is shown as figures are.
    #[must_use]
    pub fn figure(&self) -> Figure {
        Figure {
            estimate: self.per_year,
            unit: Unit::PersonsPerYear,
            status: self.status,
            source: self.source.clone(),
            assumed: self.assumed,
        }
    }
}

/// Observed change of a stock over the period of a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ObservedChange {
    /// Of hired workers, or of all employed.
    pub measure: Measure,
    /// Persons per year.
    pub per_year: f64,
    /// Status, the worse of the two stocks'.
    pub status: Status,
}

/// Why a published forecast has no outturn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum NotScored {
    /// No table observes the quantity.
    NotObservable,
    /// The period is not over, or its last year not yet published.
    NotYetKnown,
}

impl NotScored {
    /// The reason's key in label files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }
}
