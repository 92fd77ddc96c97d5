//! Every number of the employment model that is not estimated from a package's figures, by file.
//!
//! Each says what it is, in which unit where it has one, and on what it rests: a paper, named;
//! *arithmetic*, where it keeps a computation stable or ends a search and no result rests on it;
//! *origins*, where it was chosen on forecasts from past years of one country's tables, of which
//! neighbouring values score alike; or an *expert assumption*, ours, which no source or comparison
//! decided. Assumptions about the economy that a reader may want to change are parameters of
//! scenarios, not here.
//!
//! Weights of past changes fall by a factor for each year of age (discounted least squares: Brown
//! 1963), so that a change of twenty years ago counts, but less than last year's.

use crate::employment::spec::{Breaks, Spec};

/// The labour force of the nation, logs: drift and spread of its yearly changes. Origins. Its breaks
/// stay: without the changes of those years it erred more.
pub(crate) const LABOUR_FORCE: Spec = Spec {
    drift_weight: 0.95,
    drift_prior: Some(0.0),
    damping: 1.0,
    spread_weight: 0.70,
    spread_prior: 0.0,
    breaks: Breaks::Keep,
};

/// Employment of the nation where the package has no labour force: by the labour force's rule.
pub(crate) const EMPLOYMENT: Spec = LABOUR_FORCE;

/// The rate of unemployment of the nation: [`super::nation`].
pub(super) mod unemployment {
    /// Years whose mean it returns to. Origins: a longer mean brings back rates of another time.
    pub(crate) const MEAN_YEARS: usize = 3;
    /// Share of the distance from that mean that is left after a year. Origins.
    pub(crate) const PERSISTENCE: f64 = 0.9;
    /// Weight of a squared change for each year of its age. Origins.
    pub(crate) const SPREAD_WEIGHT: f64 = 0.6;
    /// Bounds of a rate, a share: arithmetic, so that a rate stays one.
    pub(crate) const BOUNDS: (f64, f64) = (1e-4, 1.0 - 1e-4);
}

/// Log shares of sections in employment. Origins: drifts of sections' shares hardly last, so they are
/// shrunk as if twenty more years had shown none; a change across a break counts for nothing.
pub(crate) const SECTIONS: Spec = Spec {
    drift_weight: 0.90,
    drift_prior: Some(20.0),
    damping: DAMPING,
    spread_weight: 0.75,
    spread_prior: SPREAD_PRIOR,
    breaks: Breaks::Mask,
};

/// Log shares of regions in employment. Origins: people move for long the same way, and what a census
/// or a change of counting moved it moved for good, so that such a change tells of the drift, but not
/// of how far a usual year strays from it.
pub(crate) const REGIONS: Spec = Spec {
    drift_weight: 0.95,
    drift_prior: Some(2.0),
    damping: DAMPING,
    spread_weight: 0.80,
    spread_prior: SPREAD_PRIOR,
    breaks: Breaks::Spread,
};

/// Log shares of regions in hired workers. Origins: as those of employment, but drifts last less.
pub(crate) const HIRED_REGIONS: Spec = Spec {
    drift_weight: 0.95,
    drift_prior: Some(10.0),
    damping: DAMPING,
    spread_weight: 0.75,
    spread_prior: SPREAD_PRIOR,
    breaks: Breaks::Mask,
};

/// The logit of the hired workers' share in employment: held, but for one more year of its drift.
/// Origins: with a drift that goes on it erred by a third more, held at once slightly more.
pub(crate) const HIRED_SHARE: Spec = Spec {
    drift_weight: 0.90,
    drift_prior: Some(0.0),
    damping: 0.0,
    spread_weight: 0.90,
    spread_prior: 0.0,
    breaks: Breaks::Mask,
};

/// Rates of unemployment of regions: they stay. Origins. A rate is a ratio of two figures that a break
/// moves alike, so breaks stay too; where borders changed the change is left out.
pub(crate) const REGIONAL_UNEMPLOYMENT: Spec = Spec {
    drift_weight: 1.0,
    drift_prior: None,
    damping: 1.0,
    spread_weight: 0.60,
    spread_prior: SPREAD_PRIOR,
    breaks: Breaks::Mask,
};

/// Share of a drift of shares that goes on in each further year (the form: Gardner & McKenzie 1985).
/// Expert assumption: on origins damped and undamped drifts err alike, and undamped shares run to
/// one or none.
const DAMPING: f64 = 0.9;
/// Years as much as which the panel's mean spread counts in a series' own. Origins: from 4 to 16 all
/// score alike, and one spread for all covers some regions hardly ever.
const SPREAD_PRIOR: f64 = 8.0;

/// Changes of a series: [`super::changes`].
pub(super) mod changes {
    /// Min spread of yearly changes, in logs or as a share; arithmetic.
    pub(crate) const MIN_SPREAD: f64 = 1e-4;
    /// Share of a panel's series that break in a year from which on the year is a break of all:
    /// shares move together. Expert assumption.
    pub(crate) const BROKEN: f64 = 0.5;
}

/// The pseudo-out-of-sample run: [`super::rolling`].
pub(super) mod rolling {
    /// Min yearly changes of a series before an origin. Expert assumption: a drift and a spread need
    /// some.
    pub(crate) const MIN_CHANGES: usize = 5;
    /// Max horizon scored, years. Expert assumption: as far as a policy period reaches beyond the
    /// figures known when it begins, and beyond.
    pub(crate) const HORIZON: usize = 3;
}

/// Regional rates that meet the nation's labour force: [`super::regional`].
pub(super) mod regional {
    /// Max steps of Newton's method, and the relative distance at which it stops; arithmetic.
    pub(crate) const STEPS: usize = 60;
    /// See [`STEPS`].
    pub(crate) const TOLERANCE: f64 = 1e-13;
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

/// What is forecast before any scenario: [`super::base_forecasts`].
pub(super) mod base_forecasts {
    /// Max relative difference of components from their total that rounding explains: a figure is
    /// printed to a tenth of a thousand or better, of which a total of a hundred thousand holds a
    /// thousand.
    pub(crate) const ROUNDING: f64 = 1e-3;
}
