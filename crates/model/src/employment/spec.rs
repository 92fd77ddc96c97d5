//! How drift and spread of yearly changes are estimated.

/// What a change across a break counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    /// As any other.
    Keep,
    /// For the drift, and not for the spread.
    Spread,
    /// For nothing.
    Mask,
}

/// How drift and spread are estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spec {
    /// Weight of a change in the drift for each year of its age, above zero to one.
    pub drift_weight: f64,
    /// Years without drift that the drift is shrunk as if there had been; none where there is no
    /// drift.
    pub drift_prior: Option<f64>,
    /// Share of the drift that goes on in each further year.
    pub damping: f64,
    /// Weight of a squared change in the spread for each year of its age.
    pub spread_weight: f64,
    /// Years as much as which the panel's mean spread counts; infinite: alone.
    pub spread_prior: f64,
    /// What a change across a break counts for.
    pub breaks: Breaks,
}
