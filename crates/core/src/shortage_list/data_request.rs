//! What would settle a profession, as it is asked of those who hold it.

use crate::classification::Labels;
use crate::shortage_list::evidence::Body;
use crate::shortage_list::signal::Tier;
use crate::shortage_list::signal_book::SignalIndicator;

/// A figure whose arrival is expected to move a tier.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestedFigure {
    /// Unit group.
    pub group: String,
    /// Its names.
    pub labels: Labels,
    /// Its tier as it is.
    pub tier: Tier,
    /// Indicator, with its unit.
    pub indicator: SignalIndicator,
    /// Expected number of steps between tiers.
    pub change: f64,
    /// Probability of another tier.
    pub probability: f64,
}

/// What one body is asked for, the figure that moves most first.
#[derive(Debug, Clone, PartialEq)]
pub struct DataRequest {
    /// Who holds the figures.
    pub body: Body,
    /// The figures.
    pub figures: Vec<RequestedFigure>,
}
