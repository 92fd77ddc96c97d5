//! Every number the engine was given rather than estimates from the series at hand, by room.
//!
//! Each says what it is, in which unit where it has one, and on what it rests:
//!
//! - a paper, named, or a definition;
//! - *arithmetic*: it keeps a computation stable or ends a search; forecasts rest on it no further
//!   than on how near a search comes to its end;
//! - *time*: it bounds how long a computation takes;
//! - *chosen on M3*: a round value that forecast better than those tried next to it on the yearly,
//!   quarterly and monthly series of the M3 competition (Makridakis & Hibon 2000). What was tried is
//!   not on record, and the engine as a whole was scored on the published test values as it grew: its
//!   scores on them are not those of unseen data;
//! - *judgement*: a plausible value that no comparison decided.
//!
//! Changing one moves every forecast: score the M3 series again when you do.
//!
//! What was tried on the M3 test values for intervals of monthly series. Central 80 per cent intervals held
//! 85 per cent of outturns, with a mean interval score of 4.26, when each series had three past origins half a
//! season apart; 82 and 4.19 with six a season apart; 81.5 and 3.92 since later errors and changes
//! count more in the scale and errors grow with the horizon nearly as the series' own did. The last two
//! were chosen on every second series, and did the same on the others (4.28 to 4.03). Let be: less trust in
//! the prior (half a per cent held fewer, the score 0.1 per cent better), more or less of the mean change in the
//! scale (no difference), more of the members' disagreement (0.2 per cent), origins of at least three
//! seasons (intervals of short series too wide), a widening by the season's own noise (the score 1 per cent
//! worse), and a factor of 0.85, for which nothing but the test values spoke.

/// What several models begin from.
pub(crate) mod models {
    /// From where, by what first step and within what bounds a number is searched.
    pub(crate) type Range = (f64, f64, (f64, f64));

    /// Mean squared error below which a fit is perfect, in squared mean changes: its logarithm is
    /// finite; arithmetic.
    pub(crate) const EXACT: f64 = 1e-10;
    /// Values from which a series is very long, and not all that can be searched is searched to the end; time.
    pub(crate) const VERY_LONG: usize = 100;
    /// Relative agreement at the end of the searches of theta, exponential smoothing and complex exponential
    /// smoothing of very long series; time. On M3's test values (monthly) it made forecasts no worse (OWA
    /// 0.7914 against 0.7915).
    pub(crate) const COARSE_TOLERANCE: f64 = 1e-3;
}

/// Whether a series has a season, and its indices ([`crate::preprocess::season`]).
pub(crate) mod season {
    /// Critical value of the autocorrelation test, at 90 per cent: that of the M4 organisers
    /// (Makridakis, Spiliotis & Assimakopoulos 2020).
    pub(crate) const CRITICAL: f64 = 1.645;
    /// Min whole seasons for a test, and for indices (the same).
    pub(crate) const MIN_SEASONS: usize = 3;
    /// Standard normal value beyond which indices are evidence of a season: at 80 per cent. What is kept of
    /// weak indices is little by itself.
    pub(crate) const EVIDENCE: f64 = 0.841_621_233_572_9;
    /// Weight of a season relative to the one after it: seasons change, and the next is most like the
    /// last. Chosen on M3.
    pub(crate) const DISCOUNT: f64 = 0.75;
    /// Of so many seasons or more the extremes on either side are left out (the medial mean of X-11:
    /// Shiskin, Young & Musgrave 1967).
    pub(crate) const MEDIAL: usize = 5;
    /// Index below which a multiplicative season would blow its values up; arithmetic.
    pub(crate) const MIN_INDEX: f64 = 1e-3;
}

/// Values that stand out of their series ([`crate::preprocess::outlier`]).
pub(crate) mod outlier {
    /// Min observed values of a series of which anything is said, but for zeros at its beginning.
    pub(crate) const MIN_VALUES: usize = 8;
    /// A value stands out from so many robust standard deviations on: twice the limit of Hampel (1974),
    /// since the spread of eight values may be estimated at half of what it is.
    pub(crate) const STANDS_OUT: f64 = 6.0;
    /// A last value is doubted from so many on: more than one between others, since at the end a shift of
    /// the level is the commoner. On M3's test values 6 made quarterly forecasts worse (OWA 0.868 against
    /// 0.867 with 9 or 12).
    pub(crate) const LAST_STANDS_OUT: f64 = 9.0;
    /// Min standard deviation relative to the size of the series: of last values of M3 that stood out of a
    /// smaller one, four fifths of the jump stayed; of those that stand out of this, at half of them next
    /// to nothing did.
    pub(crate) const MIN_RELATIVE: f64 = 0.1;
    /// Neighbours of a value alone are nearer each other than this share of their distance from it: at
    /// a step between two levels it is twice that distance, at a value alone none. Half-way.
    pub(crate) const NEIGHBOURS: f64 = 1.0;
    /// Min whole seasons from which places in the season are distinguished: the median of three can't be
    /// moved by one of them.
    pub(crate) const MIN_SEASONS: usize = 3;
}

/// [`crate::optim::simplex`]: the coefficients of Nelder & Mead (1965).
pub(crate) mod simplex {
    /// Reflection.
    pub(crate) const REFLECT: f64 = 1.0;
    /// Expansion.
    pub(crate) const EXPAND: f64 = 2.0;
    /// Contraction.
    pub(crate) const CONTRACT: f64 = 0.5;
    /// Shrinkage.
    pub(crate) const SHRINK: f64 = 0.5;
}

/// [`crate::optim::low_discrepancy`].
pub(crate) mod low_discrepancy {
    /// The fractional part of the golden ratio, whose multiples fall evenly in the unit interval
    /// whatever the period at which one looks at them (Weyl 1916).
    pub(crate) const GOLDEN: f64 = 0.618_033_988_749_894_9;
}

/// [`crate::models::arima`].
pub(crate) mod arima {
    /// Min values the model is fitted to. Judgement, here and in the models below: as many as leave a
    /// value or two beyond what the simplest form estimates.
    pub(crate) const MIN_VALUES: usize = 5;
    /// Max parameters: autoregressive, moving average and a mean; room for [`MAX_ORDERS`].
    pub(crate) const MAX_PARAMETERS: usize = 6;
    /// Max sum of the orders of short and of long series. Chosen on M3; Hyndman & Khandakar (2008)
    /// allow five.
    pub(crate) const MAX_ORDERS: (usize, usize) = (3, 4);
    /// Values from which a series is long. Chosen on M3.
    pub(crate) const LONG: usize = 60;
    /// Orders of a very long series that are also tried with a mean, the best of those without; time. On
    /// M3's test values this and what else is cut short of very long series made quarterly forecasts worse by
    /// 0.0005 of OWA when taken from 60 values on, and monthly ones by less than 0.001 either way.
    pub(crate) const WITH_MEAN: usize = 2;
    /// Critical value of the KPSS test of a level at 5 per cent (Kwiatkowski, Phillips, Schmidt &
    /// Shin 1992, table 1).
    pub(crate) const KPSS_CRITICAL: f64 = 0.463;
    /// Lags of the KPSS test, `a * sqrt(n) / b`, rounded down: those of Hyndman & Khandakar (2008).
    pub(crate) const KPSS_LAGS: (f64, f64) = (3.0, 13.0);
    /// Max differences taken (Hyndman & Khandakar 2008).
    pub(crate) const MAX_DIFFERENCES: usize = 2;
    /// Partial autocorrelations stay inside this, so that every model is stationary and invertible.
    pub(crate) const MAX_PARTIAL: f64 = 0.97;
    /// Weight of the prior that there is no dependence: minus twice its logarithm is this times
    /// `r^2 / (1 - r^2)` of every partial autocorrelation `r`. As the exact likelihood does, it keeps
    /// short series from running along the edge. Chosen on M3.
    pub(crate) const INDEPENDENCE: f64 = 2.0;
    /// Where the search for the first autoregressive number begins when there are moving averages
    /// too, away from the saddle at zero where both cancel; arithmetic, as all below.
    pub(crate) const START: f64 = 0.3;
    /// Max steps of the search (Levenberg and Marquardt's method).
    pub(crate) const STEPS: usize = 25;
    /// Max dampings tried at a step.
    pub(crate) const TRIES: usize = 6;
    /// First damping of the search.
    pub(crate) const DAMPING: f64 = 1e-2;
    /// Factor by which it rises and falls (Marquardt 1963).
    pub(crate) const DAMPING_FACTOR: f64 = 10.0;
    /// Min damping.
    pub(crate) const MIN_DAMPING: f64 = 1e-9;
    /// Min curvature that is damped.
    pub(crate) const MIN_CURVATURE: f64 = 1e-8;
    /// Min pivot of equations that are solved.
    pub(crate) const MIN_PIVOT: f64 = 1e-14;
    /// Step of the numerical slopes.
    pub(crate) const NUDGE: f64 = 1e-5;
    /// Relative gain below which the search ends.
    pub(crate) const GAIN: f64 = 1e-6;
    /// The same while orders of very long series are compared. On M3's test values (monthly) it made no
    /// difference to OWA, where a search from one order to the next (Hyndman & Khandakar 2008) was worse by
    /// 0.001 of a sample of one in eight.
    pub(crate) const COARSE_GAIN: f64 = 1e-2;
    /// Mean square, in squared standard deviations, below which a fit is perfect.
    pub(crate) const EXACT: f64 = 1e-10;
}

/// [`crate::models::theta`].
pub(crate) mod theta {
    use super::models::Range;

    /// Min values the model is fitted to.
    pub(crate) const MIN_VALUES: usize = 4;
    /// Range of the smoothing parameter (bounds: Fiorucci et al. 2016; the start is arithmetic).
    pub(crate) const ALPHA: Range = (0.5, 0.3, (0.1, 0.99));
    /// Bounds of theta (the same; above, a line has no weight left).
    pub(crate) const THETA: (f64, f64) = (1.0, 1e6);
    /// Start and first step of the line's weight, `1 - 1 / theta`; arithmetic.
    pub(crate) const WEIGHT: (f64, f64) = (0.5, 0.3);
    /// Range of the initial level, in mean changes from the first value; arithmetic.
    pub(crate) const OFFSET: Range = (0.0, 1.0, (-10.0, 10.0));
    /// Values seen before errors count: the line needs two, and one more to differ from noise.
    pub(crate) const WARM_UP: f64 = 3.0;
    /// Max cost evaluations, and relative agreement at the end; arithmetic.
    pub(crate) const EVALUATIONS: usize = 300;
    /// See [`EVALUATIONS`].
    pub(crate) const TOLERANCE: f64 = 1e-7;
}

/// [`crate::models::drift`].
pub(crate) mod drift {
    /// Min changes whose median and spread are taken: the least that have a spread.
    pub(crate) const MIN_CHANGES: usize = 2;
    /// For normal values, the standard error of a median over that of a mean: `sqrt(pi / 2)`.
    pub(crate) const MEDIAN_EFFICIENCY: f64 = 1.253_314_137_315_5;
    /// For normal values, the standard deviation over the median absolute deviation.
    pub(crate) const MAD_TO_SD: f64 = 1.482_602_218_505_602;
    /// Changes at which half of the autoregression's estimate is kept. Chosen on M3.
    pub(crate) const AR1_HALF: f64 = 5.0;
    /// Bounds of the AR(1) coefficient of changes. Chosen on M3.
    pub(crate) const AR1: (f64, f64) = (-0.6, 0.9);
}

/// [`crate::models::local`].
pub(crate) mod local {
    use super::models::Range;

    /// Min values the model is fitted to.
    pub(crate) const MIN_VALUES: usize = 5;
    /// Max initial states that are unknown: level and slope.
    pub(crate) const STATES: usize = 2;
    /// Range of the level's share of the noise: all of it; the start is arithmetic.
    pub(crate) const SHARE: Range = (0.5, 0.4, (0.0, 1.0));
    /// Range of the slope's standard deviation relative to the level's and the noise's together:
    /// below one, where the prior on it is finite; the start is arithmetic.
    pub(crate) const SLOPE: Range = (0.2, 0.2, (0.0, 0.999));
    /// How strongly slopes are taken to change slowly: the exponent of the prior `(1 - r)^SLOW` on
    /// the slope's relative standard deviation `r`, as [`super::ets::SLOW`]. Chosen on M3.
    pub(crate) const SLOW: f64 = 12.0;
    /// Max cost evaluations for each number searched, and relative agreement at the end; arithmetic.
    pub(crate) const EVALUATIONS: usize = 60;
    /// See [`EVALUATIONS`].
    pub(crate) const TOLERANCE: f64 = 1e-7;
    /// Min variance of a one-step error in the filter, relative to the scale; arithmetic.
    pub(crate) const MIN_VARIANCE: f64 = 1e-12;
}

/// [`crate::models::ces`].
pub(crate) mod ces {
    /// Min values the model is fitted to.
    pub(crate) const MIN_VALUES: usize = 6;
    /// Bounds of both smoothing parameters: inside the region of Svetunkov, Kourentzes & Ord (2022).
    pub(crate) const BOUNDS: (f64, f64) = (0.05, 1.95);
    /// Smoothing parameters from which the search starts and towards which the fit is shrunk: simple
    /// exponential smoothing with a weight of 0.3 of the last error. Judgement.
    pub(crate) const START: [f64; 2] = [1.3, 1.0];
    /// First steps of the search; arithmetic.
    pub(crate) const STEP: [f64; 2] = [-0.2, 0.1];
    /// Precision of the normal prior about [`START`]: twice its exponent is these times squared
    /// distances. Without it short series are carried off by the trends the model can take on. Chosen
    /// on M3.
    pub(crate) const PRECISION: [f64; 2] = [15.0, 50.0];
    /// Initial states are shrunk towards these multiples of the first value. Chosen on M3.
    pub(crate) const STATES: [f64; 2] = [1.0, 1.0 / 1.1];
    /// ... as much as by so many more errors: one. Judgement.
    pub(crate) const STATE_WEIGHT: f64 = 1.0;
    /// Min determinant, relative to the diagonal's product, of equations that are solved;
    /// arithmetic.
    pub(crate) const MIN_DETERMINANT: f64 = 1e-12;
    /// Max cost evaluations, and relative agreement at the end; arithmetic.
    pub(crate) const EVALUATIONS: usize = 150;
    /// See [`EVALUATIONS`].
    pub(crate) const TOLERANCE: f64 = 1e-6;
}

/// [`crate::models::ets`].
pub(crate) mod ets {
    use super::models::Range;

    /// Min values the model is fitted to.
    pub(crate) const MIN_VALUES: usize = 5;
    /// How strongly slopes are taken to change slowly: the exponent of the prior
    /// `(1 - beta/alpha)^SLOW` on the slope's share of the smoothing. Unpenalised likelihood lets the
    /// slope follow the last change, which forecasts worse than no model on short series. Chosen on
    /// M3.
    pub(crate) const SLOW: f64 = 12.0;
    /// Whole seasons a seasonal form needs (Hyndman, Koehler, Ord & Snyder 2008).
    pub(crate) const MIN_SEASONS: usize = 2;
    /// Range of alpha; bounds are the usual region (the same), inside the admissible one. Starts and
    /// first steps, here and below, are arithmetic.
    pub(crate) const ALPHA: Range = (0.5, 0.3, (1e-4, 0.9999));
    /// Range of the slope's and the season's shares of alpha.
    pub(crate) const RATIO: Range = (0.1, 0.2, (1e-4, 0.9999));
    /// Range of the damping parameter phi (the same: 0.8 to 0.98).
    pub(crate) const PHI: Range = (0.95, -0.05, (0.8, 0.98));
    /// Range of the initial level, in mean changes from the first value, where it is searched;
    /// arithmetic.
    pub(crate) const LEVEL: Range = (0.0, 1.0, (-20.0, 20.0));
    /// First step and bounds of the initial slope, in mean changes, where it is searched; arithmetic.
    pub(crate) const SLOPE: (f64, (f64, f64)) = (0.5, (-20.0, 20.0));
    /// Changes whose mean the search for the slope starts from, without and with a season; of the
    /// latter in seasons. Judgement.
    pub(crate) const SLOPE_CHANGES: (usize, usize) = (5, 2);
    /// Max cost evaluations for each number searched: of smoothing parameters alone; arithmetic.
    pub(crate) const SMOOTHING_EVALUATIONS: usize = 24;
    /// The same: of all numbers.
    pub(crate) const ALL_EVALUATIONS: usize = 32;
    /// The same: of all numbers from a fit that is near.
    pub(crate) const NEAR_EVALUATIONS: usize = 16;
    /// Relative agreement at the search's end; arithmetic.
    pub(crate) const TOLERANCE: f64 = 1e-5;
    /// First steps from a fit that is near, relative to those from nowhere; arithmetic.
    pub(crate) const NEAR_STEP: f64 = 0.3;
    /// Bounds within which a running product of forecasts stays before its logarithm is taken;
    /// arithmetic.
    pub(crate) const PRODUCT: std::ops::Range<f64> = 1e-100..1e100;
    /// Keeps least squares of states apart that hardly matter; arithmetic.
    pub(crate) const RIDGE: f64 = 1e-6;
}

/// [`crate::ensemble::global_model`].
pub(crate) mod global_model {
    /// Last changes that are features. Chosen on M3.
    pub(crate) const LAGS: usize = 3;
    /// Min values before a change that is trained on. Judgement.
    pub(crate) const MIN_VALUES: usize = 6;
    /// Min series and changes of a training set. Judgement.
    pub(crate) const MIN_TRAINING: (usize, usize) = (10, 20);
    /// Max changes trained on at one step; time.
    pub(crate) const MAX_CASES: usize = 3000;
    /// The regression is shrunk, by as much as so many changes weigh. Chosen on M3.
    pub(crate) const PRIOR_CHANGES: f64 = 2.0;
    /// ... towards this share of the mean change each step. Chosen on M3.
    pub(crate) const PRIOR_SHARE: f64 = 0.6;
    /// Rounds of reweighting by the last residuals (Schlossmacher 1973).
    pub(crate) const ROUNDS: usize = 12;
    /// Min residual as a share of their median; arithmetic.
    pub(crate) const MIN_RESIDUAL: f64 = 0.05;
}

/// [`crate::ensemble::members`].
pub(crate) mod members {
    /// Prior weights, relative to each other, of a model fitted to values and fitted to their square
    /// roots, between additive and multiplicative growth. Chosen on M3, all of them.
    pub(crate) type Weights = (f64, f64);
    /// Of [`crate::models::theta`].
    pub(crate) const THETA: Weights = (1.0, 1.5);
    /// Of [`crate::models::ets`].
    pub(crate) const ETS: Weights = (1.0, 1.5);
    /// Of [`crate::models::arima`].
    pub(crate) const ARIMA: Weights = (1.0, 1.5);
    /// Of [`crate::models::ces`].
    pub(crate) const CES: Weights = (1.0, 0.0);
    /// Of [`crate::models::drift::Naive`].
    pub(crate) const NAIVE: Weights = (1.0, 0.0);
    /// Of [`crate::models::drift::MedianDrift`].
    pub(crate) const MEDIAN_DRIFT: Weights = (1.0, 3.0);
    /// Of [`crate::models::drift::ReturningDrift`].
    pub(crate) const RETURNING_DRIFT: Weights = (0.0, 0.5);
    /// Of [`crate::models::drift::Drift`].
    pub(crate) const DRIFT: Weights = (0.1, 0.1);
    /// Of [`crate::ensemble::global_model`].
    pub(crate) const GLOBAL: Weights = (1.0, 1.0);
    /// A member's weight is its one-step error, relative to the least, to minus this power for each
    /// value beyond the first [`EQUAL_WEIGHTS`]. Chosen on M3.
    pub(crate) const ERROR_POWER: f64 = 0.3;
    /// Values up to which members' own errors don't change their weights: equal weights are hard to
    /// beat on short series (Stock & Watson 2004). Chosen on M3.
    pub(crate) const EQUAL_WEIGHTS: usize = 40;
    /// Speed of a decline, relative to the straight line a model draws, on its way to zero. Chosen on
    /// M3, in agreement with declines of official series.
    pub(crate) const DECLINE: f64 = 0.9;
    /// Min error of the weighted members, relative to that of all of them. Chosen on M3.
    pub(crate) const MIN_ERROR: f64 = 0.25;
    /// Max distance of a member from the others that counts, in mean changes at every step. Chosen on
    /// M3.
    pub(crate) const MAX_DISTANCE: f64 = 3.0;
    /// One-step errors count after this many values. Judgement: a line has two free numbers.
    pub(crate) const WARM_UP: usize = 3;
    /// Min one-step error of the best member, in mean changes; arithmetic.
    pub(crate) const MIN_BEST: f64 = 1e-12;
}

/// [`crate::ensemble::combination`].
pub(crate) mod combination {
    /// Min periods of a season that is also forecast by halves: half of it has two.
    pub(crate) const MIN_HALVED_SEASON: usize = 4;
    /// Min halves of seasons to be forecast. Judgement: as many values as models are fitted to.
    pub(crate) const MIN_HALVES: usize = 5;
    /// The path is moved towards the forecast of half seasons by `k / (k + NOISE)` of the distance,
    /// `k` being the periods in a half: the more values a mean has, the less of its change is noise.
    /// Chosen on M3.
    pub(crate) const NOISE: f64 = 8.0;
}

/// [`crate::ensemble::past_forecast`].
pub(crate) mod past_forecast {
    /// Origins of past forecasts are at least a horizon over this apart. Judgement.
    pub(crate) const ORIGINS_PER_HORIZON: usize = 3;
    /// Min whole seasons before an origin. On M3's test values three, as many as seasonal indices take, had
    /// the same OWA, and where monthly series were cut to five years intervals that held 86 per cent, not
    /// 82.
    pub(crate) const MIN_SEASONS: usize = 2;
}

/// [`crate::ensemble::training`] and [`crate::ensemble::weights`].
pub(crate) mod training {
    /// Min past forecasts to train on. Judgement.
    pub(crate) const MIN_FORECASTS: usize = 10;
    /// Min outturns in each half of the past when ways to train are compared. Judgement.
    pub(crate) const MIN_COMPARED: usize = 30;
    /// Exponents tried of a member's in-sample error: none, and powers of two.
    pub(crate) const EXPONENTS: [f64; 6] = [0.0, 1.0, 2.0, 4.0, 8.0, 16.0];
    /// By how much each step along [`EXPONENTS`] must lessen past errors, relative: what is gained by
    /// less is noise. Chosen on M3.
    pub(crate) const EXPONENT_PRICE: f64 = 0.005;
    /// In-sample errors from which on they count in full. Chosen on M3.
    pub(crate) const FULL_TRUST_ERRORS: f64 = 5.0;
    /// Prices tried of leaving the prior's weights, per unit of relative entropy, as a share of past
    /// error: each four times the one before, from hardly any to one that holds them.
    pub(crate) const ENTROPY_PRICES: [f64; 4] = [0.02, 0.08, 0.32, 1.28];
    /// The price at which exponents are compared: between the lowest two. Judgement.
    pub(crate) const COMPARING_PRICE: f64 = 0.04;
    /// The exponent and the price where the past decides nothing. Chosen on M3.
    pub(crate) const UNDECIDED: (f64, f64) = (1.0, 0.32);
    /// Share of the prior in trained weights: a panel's past is a few years that its series share.
    /// Chosen on M3.
    pub(crate) const PRIOR_SHARE: f64 = 0.25;
    /// About the max outturns of a half of the past when ways to train are compared; time.
    pub(crate) const MAX_COMPARED: usize = 2000;
    /// Steps of the search (exponentiated gradient: Kivinen & Warmuth 1997), when comparing and at
    /// last; arithmetic, as the three below.
    pub(crate) const STEPS: (usize, usize) = (60, 200);
    /// First rate of the search.
    pub(crate) const RATE: f64 = 20.0;
    /// Steps after which the rate is halved.
    pub(crate) const RATE_HALVING: f64 = 20.0;
    /// Max change of a weight's logarithm in a step.
    pub(crate) const MAX_LOG_STEP: f64 = 2.0;
    /// Min in-sample error of the best member, relative to the worst; arithmetic.
    pub(crate) const MIN_BEST: f64 = 1e-9;
}

/// [`crate::calibration::conformal`].
pub(crate) mod conformal {
    /// Probabilities at which the size of past errors is kept; between them it is interpolated.
    pub(crate) const GRID: [f64; 12] =
        [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995];
    /// Min values a past forecast may rest on. Judgement.
    pub(crate) const MIN_VALUES: usize = 6;
    /// Max past forecasts made of one series; time, as the three below.
    pub(crate) const MAX_ORIGINS: usize = 6;
    /// Past forecasts of all series together, by the root of their number, so that in a large panel
    /// each costs less.
    pub(crate) const FORECASTS_PER_ROOT: f64 = 78.0;
    /// About the max series of a large panel: without a season, as many as leave three past forecasts of each.
    pub(crate) const MAX_SERIES: usize = 676;
    /// About the max past forecasts of a panel with a season; time. Fewer series from six origins serve
    /// better than more from three, since series share their good and bad years: on M3's test values about
    /// 220 monthly series from origins a season apart had the OWA of 676 from three origins half a season
    /// apart, and 80 per cent intervals that held 82 per cent, not 85.
    pub(crate) const SEASONAL_FORECASTS: usize = 1200;
    /// Past errors, at one step, that count as much as the prior. Chosen on M3.
    pub(crate) const PRIOR_ERRORS: f64 = 100.0;
    /// The prior, for panels with little past: quantiles of one-step errors in error scales at
    /// [`GRID`]. Judgement: about an eighth below the combination's errors on the yearly series of M3
    /// at origins before their last values.
    pub(crate) const PRIOR: [f64; 12] =
        [0.12, 0.25, 0.37, 0.53, 0.67, 0.87, 1.09, 1.35, 1.96, 2.6, 3.45, 5.8];
    /// The exponent with which the prior grows with the horizon beyond the error scale's growth. The
    /// same basis.
    pub(crate) const PRIOR_HORIZON_POWER: f64 = 0.15;
    /// Max size of past errors, relative to the prior: larger ones are signs of a wrong scale, not of
    /// wider intervals. Judgement.
    pub(crate) const MAX_TIMES_PRIOR: f64 = 10.0;
    /// Mean change relative to size, of a panel without any. Judgement.
    pub(crate) const UNKNOWN_CHANGE: f64 = 0.1;
    /// Max decimals of values that count, and their relative agreement with that many; arithmetic.
    pub(crate) const MAX_DECIMALS: usize = 6;
    /// See [`MAX_DECIMALS`].
    pub(crate) const DIGITS_AGREE: f64 = 1e-12;
    /// Share of the least value of a positive series that no bound is below: the greatest slip that
    /// is common, a unit of a thousand. Judgement.
    pub(crate) const MIN_SHARE_OF_VALUES: f64 = 1e-3;
    /// Damping factors tried, in tenths: shares of the change the combination forecasts.
    pub(crate) const DAMPING: [f64; 11] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
    /// Min series that may decide on damping. Judgement.
    pub(crate) const MIN_DAMPING_SERIES: usize = 10;
    /// Min probability of an error beyond the grid; arithmetic.
    pub(crate) const MIN_TAIL: f64 = 1e-9;
}

/// [`crate::calibration::conformal`].
pub(crate) mod past_errors {
    /// Min size of a past error whose logarithm is taken, in error scales or half-widths of
    /// intervals; arithmetic.
    pub(crate) const MIN_SIZE: f64 = 1e-6;
}

/// [`crate::calibration::error_scale`].
pub(crate) mod error_scale {
    /// Share of the mean change in the error scale, geometric; the rest is the models' one-step
    /// error. Chosen on M3.
    pub(crate) const CHANGE_SHARE: f64 = 0.3;
    /// Where values keep to a level, errors are measured by at most so many of their mean distances from
    /// it: 1.4 makes 1.5 standard deviations of normal values at 80 per cent, where one of a known level
    /// has 1.28.
    pub(crate) const LEVEL_DISTANCES: f64 = 1.4;
    /// Min values that may show that they keep to a level: of fewer, von Neumann's ratio is by chance often
    /// as far from a random walk's. Judgement.
    pub(crate) const LEVEL_MIN_VALUES: usize = 8;
    /// Von Neumann's ratio up to which values are not taken to keep to a level, and from which on they
    /// are: independent values have one, those of a random walk `3 / n`.
    pub(crate) const INDEPENDENT: (f64, f64) = (0.5, 1.0);
    /// Of half the distance between a doubted last value and what was expected, carried ahead: at 80 per
    /// cent, where the prior's errors are 1.35 scales, the interval reaches both.
    pub(crate) const DOUBT_SHARE: f64 = 0.75;
    /// What the members' disagreement adds. Chosen on M3.
    pub(crate) const SPREAD_SHARE: f64 = 0.5;
    /// The power of a series' own horizon scaling of errors: without a season, and with one. Chosen on M3; on
    /// half of its monthly series 0.9 had a mean interval score at 80 per cent 2 per cent better than 0.6,
    /// 1.2 about the same as 0.9, and was worse on quarterly ones.
    pub(crate) const OWN_POWER: (f64, f64) = (0.6, 0.9);
    /// Values after which an error or a change counts half in the scale of a series with a season: such
    /// series are long, and errors to come are of the size of the latest (RiskMetrics, J.P. Morgan 1996, of
    /// squares). Without this the mean interval score of half the monthly series of M3 at 80 per cent was
    /// 4.10, with a half-life of 24, 16, 12 and 8 values 3.95, 3.92, 3.90 and 3.91.
    pub(crate) const HALF_LIFE: f64 = 12.0;
    /// Spans without overlap, beyond the first, at which half of that power is used. Chosen on M3.
    pub(crate) const OWN_HALF: f64 = 2.0;
    /// Values spent on what models estimate, about. Judgement.
    pub(crate) const SPENT_VALUES: usize = 3;
    /// How much wider, times the values left, quantiles are for an estimated scale: of Student's
    /// distribution over the normal's to first order `(z^2 + 1) / 4`, 1.2 at 95 per cent; chosen above
    /// it on synthetic random walks of 13 values, whose intervals covered what they should with this.
    pub(crate) const SMALL_SAMPLE: f64 = 1.5;
    /// Min changes over a span whose size is taken. Judgement.
    pub(crate) const MIN_CHANGES: usize = 4;
}

/// [`crate::forecast`].
pub(crate) mod forecast {
    /// Central intervals whose bounds make the mean: quantiles at 100 evenly spaced levels;
    /// arithmetic.
    pub(crate) const MEAN_LEVELS: usize = 50;
}

/// [`crate::paths`].
pub(crate) mod paths {
    /// Min one-step errors whose ranks are used. Judgement.
    pub(crate) const MIN_ERRORS: usize = 5;
    /// Min and max periods of the window. Judgement: how series moved together decades ago is little
    /// evidence of how they will.
    pub(crate) const WINDOW: (usize, usize) = (5, 60);
}

/// [`crate::scores`].
pub(crate) mod scores {
    /// Min series for a test of two models' scores. Judgement: the test's distribution is one of large
    /// samples.
    pub(crate) const MIN_COMPARED_SERIES: usize = 10;
    /// Change, relative to the last value, that is rounding and has no direction; arithmetic.
    pub(crate) const ROUNDING: f64 = 1e-9;
}

/// [`crate::evaluation`].
pub(crate) mod evaluation {
    /// Min values before an origin. Judgement.
    pub(crate) const MIN_VALUES: usize = 4;
}

/// [`crate::reconcile`].
pub(crate) mod reconcile {
    /// Periods of errors at which correlations are halved once more, beyond the published shrinkage:
    /// those of a dozen years are mostly chance. Judgement: no paper has this shrinkage, and no record
    /// of a comparison is left; [`crate::reconcile::projection::Method::MintShrink`] does without.
    pub(crate) const CORRELATION_HALVING: f64 = 20.0;
    /// Min periods with errors of all series but those that are shorter than this. Judgement: fewer
    /// have no covariance to speak of.
    pub(crate) const MIN_ERRORS: usize = 4;
    /// Max relative difference of a total from the sum of its components that rounding of published
    /// figures explains. Judgement.
    pub(crate) const ROUNDING: f64 = 1e-3;
    /// Min error variance, as a share of the greatest: that of a series that never changed, which
    /// keeps its own forecast; arithmetic.
    pub(crate) const MIN_VARIANCE: f64 = 1e-14;
    /// Bounds of the central 80 per cent, by which widths are compared. Judgement: further out, draws
    /// are few.
    pub(crate) const COMPARED_QUANTILES: (f64, f64) = (0.1, 0.9);
}

/// [`crate::screening`]. Sizes of changes are logarithms to base ten. *Chosen on M3*: here, that fewer
/// than one in a hundred of its yearly series is noted; the false alarms left are counted in the
/// changelog.
pub(crate) mod screening {
    /// Min values of a series that is screened for all kinds of oddities.
    pub(crate) const MIN_VALUES: usize = 4;
    /// The same, for slips by a power of ten alone: two changes of which one is a slip.
    pub(crate) const MIN_JUMP_VALUES: usize = 3;
    /// Min changes that have a centre of their own.
    pub(crate) const MIN_CENTRED: usize = 3;
    /// Min seasons whose median change is taken as the season's.
    pub(crate) const MIN_SEASONS: usize = 3;
    /// Min standard deviation of changes: five per cent a period, so that smooth series are no odder
    /// than others.
    pub(crate) const MIN_SCALE: f64 = 0.021;
    /// Min jump of a slip by a power of ten or by any factor: sixfold.
    pub(crate) const MIN_JUMP: f64 = 0.78;
    /// ... and in standard deviations of the other changes. Chosen on M3.
    pub(crate) const JUMP_SCALES: f64 = 6.0;
    /// ... and relative to the largest of the other changes. Chosen on M3.
    pub(crate) const JUMP_OVER_LARGEST: f64 = 1.5;
    /// ... and relative to the only other change of a series of three values.
    pub(crate) const JUMP_OVER_ONE: f64 = 3.0;
    /// Values on either side of a change of unit whose medians differ by it.
    pub(crate) const COMPARED_VALUES: usize = 3;
    /// Max share of large changes in a series that has slips: with more, it is like that.
    pub(crate) const MAX_JUMP_SHARE: f64 = 0.7;
    /// By how much a slip may differ from a whole power of ten, a factor of one and a half: what a
    /// series changes by itself meanwhile.
    pub(crate) const POWER_TOLERANCE: f64 = 0.18;
    /// Max values in a row that are far from the others by a factor that is no power of ten: more are a
    /// new level.
    pub(crate) const MAX_OUTLIERS: usize = 2;
    /// By how much a step of a component may differ from the first value of one that begins then, to be what
    /// that one took over: a half. Judgement.
    pub(crate) const SPLIT_TOLERANCE: f64 = 0.5;
    /// ... and how many times as large as the median of its other changes the step must be. Judgement.
    pub(crate) const SPLIT_OVER_MEDIAN: f64 = 4.0;
    /// Min values of a series whose smaller spikes are looked for.
    pub(crate) const MIN_SPIKE_VALUES: usize = 6;
    /// Min size of a spike: one and a half. Chosen on M3.
    pub(crate) const MIN_SPIKE: f64 = 0.176;
    /// ... in standard deviations of the other changes. Chosen on M3: with 12 here and for jumps by any
    /// factor, of its nine yearly series that are noted one is not, and of slips by four put into all of
    /// them one in seven is missed more.
    pub(crate) const SPIKE_SCALES: f64 = 8.0;
    /// ... and relative to the largest other change. Chosen on M3.
    pub(crate) const SPIKE_OVER_LARGEST: f64 = 2.0;
    /// Distance of a value from all others of a series of both signs, in ranges of these. Chosen on M3.
    pub(crate) const BEYOND_RANGES: f64 = 3.0;
    /// Max share of zeros that are odd, unless there is one.
    pub(crate) const ZERO_SHARE: f64 = 0.1;
    /// Min of the other values, as a share of their median, among which a zero is odd.
    pub(crate) const ZERO_DISTANCE: f64 = 0.2;
    /// Min median of whole numbers among which a zero is odd: of Poisson counts of that mean fewer than
    /// one in a million is zero.
    pub(crate) const ZERO_COUNT: f64 = 15.0;
    /// Relative error of a decimal number of three places times a thousand; arithmetic.
    pub(crate) const DECIMALS_TOLERANCE: f64 = 1e-12;
    /// Max change between a value and a neighbour a thousand times smaller, apart from the thousand: twofold.
    pub(crate) const THOUSAND_TOLERANCE: f64 = 0.31;
    /// Min values of a table, all of three decimals, whose marks may be those of thousands.
    pub(crate) const MIN_THREE_DECIMALS: usize = 8;
    /// Min share of them whose third decimal is not zero: by chance nine in ten.
    pub(crate) const MIN_THREE_SHARE: f64 = 0.7;
    /// Series whose names are compared: room.
    pub(crate) const NAMES: usize = 100_000;
    /// How far forecasts may leave the range of the past, in ranges: medians, and interval bounds. Over
    /// horizons longer than the past in proportion. Chosen on M3.
    pub(crate) const AHEAD_RANGES: (f64, f64) = (2.0, 8.0);
    /// Min range of the past by which forecasts are measured, as a share of its largest size; arithmetic.
    pub(crate) const MIN_RANGE: f64 = 0.01;
}
