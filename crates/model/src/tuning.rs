//! Every number of the model outside employment that is not estimated from a package's figures.
//!
//! Each says what it is, in which unit where it has one, and on what it rests: a paper, named;
//! *arithmetic*, where it keeps a computation stable or ends a search and no result rests on it;
//! *time*, where it bounds how long a computation takes; or an *expert assumption*, ours, which no
//! source or comparison decided. Assumptions about the economy that a reader may want to change are
//! parameters of scenarios, not here; the employment model has a table of its own.

/// Iterative proportional fitting: [`crate::ipf`].
pub(crate) mod ipf {
    /// Relative distance from the margins at which fitting stops; arithmetic.
    pub(crate) const TOLERANCE: f64 = 1e-10;
    /// Max rounds before fitting is given up; arithmetic.
    pub(crate) const MAX_ROUNDS: usize = 5_000;
}

/// Population and employment by age: [`crate::replacement::profile`].
pub(crate) mod profile {
    /// Upper bound of the open last age group when it is split into single years. Expert assumption:
    /// the employed of that age are few.
    pub(crate) const CLOSED_AT: u32 = 105;
    /// Min age at which the survey counts the employed: its first age group is 15–19.
    pub(crate) const MIN_WORKING_AGE: f64 = 15.0;
    /// Max log decline of employment with each year beyond pension age that is searched, and how often
    /// the interval is halved; arithmetic: 80 halvings of 3 leave less than a bit.
    pub(crate) const MAX_DECLINE: f64 = 3.0;
    /// See [`MAX_DECLINE`].
    pub(crate) const HALVINGS: usize = 80;
}

/// Participation: [`crate::labour_force`].
pub(crate) mod participation {
    /// Damping factor, 0 to 1, of the past trend of participation with each year ahead, logits (the
    /// form: Gardner & McKenzie 1985). Expert assumption on the labour force: in all, a trend goes on
    /// as far as four more years of it would take it. No survey decided it; scenarios have a
    /// parameter of how much of the damped trend counts, from none to all.
    pub(crate) const DAMPING: f64 = 0.8;
    /// Min surveys of a sex and an age group for a trend, the median of the changes between them; with
    /// fewer, the rate of the last one stays. Expert assumption: of three changes one may be odd.
    pub(crate) const MIN_SURVEYS: usize = 4;
    /// Bounds of a participation rate, a share, so that its logit is finite; arithmetic.
    pub(crate) const BOUNDS: (f64, f64) = (0.001, 0.999);
}

/// From education to occupations: [`crate::entrants::education`].
pub(crate) mod education {
    /// How far from one the weights of a level or field may sum: the digits a table prints.
    pub(crate) const TOLERANCE: f64 = 1e-9;
}

/// Shapley values: [`crate::comparison::shapley`].
pub(crate) mod shapley {
    /// Max differences between runs whose every coalition is valued, 32 of them with a run each; time.
    pub(crate) const EXACT: usize = 5;
    /// Pairs of an order and its reverse, where orders are sampled (Castro, Gómez & Tejada 2009); their
    /// number is a matter of time.
    pub(crate) const PAIRS: usize = 12;
}

/// Sobol indices: [`crate::sensitivity::indices`].
pub(crate) mod sobol {
    /// Bootstrap replicates behind the interval of an index: a percentile interval of 95 per cent
    /// rests on 25 of them at either end (Archer, Saltelli & Sobol' 1997).
    pub(crate) const REPLICATES: usize = 1_000;
}
