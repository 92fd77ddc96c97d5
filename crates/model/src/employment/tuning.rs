//! Every number of the employment model that is not estimated from a package's figures, by file.
//!
//! Each says what it is, in which unit where it has one, and on what it rests: a paper, named;
//! *arithmetic*, where it keeps a computation stable or ends a search and no result rests on it; or
//! an *expert assumption*, ours, which no source or comparison decided. Assumptions about the economy
//! that a reader may want to change are parameters of scenarios, not here.

/// The pseudo-out-of-sample run: [`super::rolling`].
pub(super) mod rolling {
    use suranys_series::calibration::interval_factor::FactorSpec;

    /// Min values of a segment before an origin. Expert assumption: what the series engine's models
    /// are fitted to.
    pub(crate) const MIN_VALUES: usize = 5;
    /// Max horizon scored and trained on, years. Expert assumption: segments are short.
    pub(crate) const HORIZON: usize = 4;
    /// The interval calibration factor: at coverages of 80 and 95 per cent, half trusted at
    /// [`super::stacking::HALF_YEARS`], and never narrowing intervals to less than half or widening
    /// them more than fourfold. Expert assumptions. The series with a factor of its own is the panel's total.
    pub(crate) const FACTORS: FactorSpec<'static> = FactorSpec {
        coverages: &[0.8, 0.95],
        half_periods: super::stacking::HALF_YEARS,
        bounds: (0.5, 4.0),
        own: None,
    };
}

/// The weights of the combination: [`super::stacking`].
pub(super) mod stacking {
    /// Years of outturns at which widths and weights estimated from them count half. Expert
    /// assumption.
    pub(crate) const HALF_YEARS: f64 = 3.0;
    /// Steps in which weights are tried; arithmetic.
    pub(crate) const STEPS: usize = 20;
    /// Errors beyond so many mean changes count as so many: one wild year of one series should not
    /// decide (winsorising: Huber 1964). The number is an expert assumption.
    pub(crate) const MAX_ERROR: f64 = 5.0;
}

/// The engine's trajectories: [`super::trajectory`].
pub(super) mod trajectory {
    /// Last values of each series from which the engine takes how much a panel changes: as few as it
    /// makes no past forecast from, so that it trains nothing on them.
    pub(crate) const PANEL_VALUES: usize = 6;
    /// Max log distance of a bound from the median: a factor of twenty. Expert assumption.
    pub(crate) const MAX_LOG_DISTANCE: f64 = 3.0;
    /// A level is never below this share of the one it is compared with; arithmetic.
    pub(crate) const MIN_RATIO: f64 = 1e-12;
    /// Min half-width of an interval by which an error is measured, log points; arithmetic.
    pub(crate) const MIN_HALF_WIDTH: f64 = 1e-12;
}

/// The employment function: [`super::function`].
pub(super) mod function {
    /// Constant, elasticity, persistence.
    pub(crate) const TERMS: usize = 3;
    /// Rounds of expectation and maximisation (Laird & Ware 1982); arithmetic.
    pub(crate) const ROUNDS: usize = 60;
    /// Min changes of the panel a function is fitted to. Expert assumption: ten for each term.
    pub(crate) const MIN_CHANGES: usize = 30;
    /// Changes as much as which the panel's mean variance of errors counts in a section's. Expert
    /// assumption.
    pub(crate) const NOISE_PRIOR: f64 = 4.0;
    /// Min standard deviation of coefficients about the panel's mean, and of errors; arithmetic.
    pub(crate) const MIN_SPREAD: f64 = 1e-4;
    /// Standard deviation of coefficients from which the rounds start; arithmetic.
    pub(crate) const START_SPREAD: f64 = 0.1;
    /// Bounds of the persistence of changes, within which a trajectory settles. Expert assumption.
    pub(crate) const PERSISTENCE: (f64, f64) = (-0.5, 0.9);
    /// Standard deviation of coefficients so wide that each section is estimated alone; arithmetic.
    pub(crate) const UNPOOLED_SPREAD: f64 = 1e3;
    /// Added to the weights of the mean, so that a term no figure bears on is zero; arithmetic.
    pub(crate) const RIDGE: f64 = 1e-9;
}

/// Growth of value added: [`super::growth`].
pub(super) mod growth {
    /// Years whose mean growth goes on where no forecast was published. Expert assumption.
    pub(crate) const RECENT_YEARS: usize = 5;
    /// Years of a section's own growth, less the nation's, at which half of it is expected to go on.
    /// Expert assumption.
    pub(crate) const HALF_YEARS: f64 = 5.0;
}

/// Draws of a panel: [`super::panel`].
pub(super) mod panel {
    /// Max share of a forecast's variance that is laid to growth. Expert assumption.
    pub(crate) const MAX_EXPLAINED: f64 = 0.8;
}

/// What is forecast before any scenario: [`super::base_forecasts`].
pub(super) mod base_forecasts {
    /// Max relative difference of components from their total that rounding explains: a figure is
    /// printed to a tenth of a thousand or better, of which a total of a hundred thousand holds a
    /// thousand.
    pub(crate) const ROUNDING: f64 = 1e-3;
}
