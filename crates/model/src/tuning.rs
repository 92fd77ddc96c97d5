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

/// Exits by section: [`crate::replacement::sections`].
pub(crate) mod exits {
    /// How much the logarithm of an occupation's index abroad counts here: mean and SD of a normal
    /// cut to 0 and 1. Expert assumption: differences between occupations hold from country to country
    /// for the most part, as retirement ages and schooling differ more than the work does.
    pub(crate) const INDEX_WEIGHT: f64 = 0.8;
    /// See [`INDEX_WEIGHT`].
    pub(crate) const INDEX_WEIGHT_SD: f64 = 0.2;
    /// SD of the logarithm of an occupation's index where one measure alone is known. Expert assumption:
    /// about what two measures differ by where both are known (0.23).
    pub(crate) const SPREAD_OF_ONE_MEASURE: f64 = 0.25;
    /// SD of the logarithm of a section's index about a published figure. Expert assumption: the figure
    /// is a forecast of another model, rounded, as the press gave it.
    pub(crate) const ANCHOR_SD: f64 = 0.15;
}

/// Participation: [`crate::population`].
pub(crate) mod participation {
    /// Min age of those who can take part, years: the international definition leaves it to a country,
    /// and its usual choice is the end of compulsory schooling (ILO, resolution of the 19th ICLS).
    pub(crate) const WORKING_AGE: usize = 15;
    /// Years published that are shown next to those ahead. Expert assumption.
    pub(crate) const PAST_YEARS: usize = 10;
}

/// Where sections are: [`crate::cross_tab::seed`].
pub(crate) mod location {
    /// Min share of a region in a section's value added: a published zero is less than is printed, and
    /// a region that has employment in a broad sector must have it somewhere. Expert assumption.
    pub(crate) const MIN_SHARE: f64 = 1e-6;
    /// Years without a figure that are looked over; arithmetic.
    pub(crate) const MAX_HOLE: i32 = 50;
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

/// Employment below the major groups: [`crate::staffing`]. Numbers marked *held out* were chosen by
/// leaving one country of the surveys out at a time, among the few values named.
pub(crate) mod staffing {
    /// Persons interviewed for each that a simple random sample would need. Expert assumption: the
    /// surveys are clustered and weighted; 1.5 to 2 is usual of such.
    pub(crate) const DESIGN_EFFECT: f64 = 1.5;
    /// Max effective sample of a group: beyond it countries differ by more than they err. Expert
    /// assumption.
    pub(crate) const MAX_SAMPLE: f64 = 2_000.0;
    /// Distance, in nats, over which a country's weight falls to 1/e; held out: 0.02, 0.03, none.
    pub(crate) const DISTANCE_SCALE: f64 = 0.03;
    /// Persons by which a section's shares are shrunk to those of all sections. Expert assumption.
    pub(crate) const PRIOR_WEIGHT: f64 = 10.0;
    /// SD of the logarithm of the concentrations of one level's groups. Expert assumption: two groups
    /// of three are within a factor of two of their level's mean.
    pub(crate) const LOG_CONCENTRATION_SD: f64 = 0.7;
    /// Concentration with which the first of two rounds starts; arithmetic.
    pub(crate) const FIRST_CONCENTRATION: f64 = 30.0;
    /// Upper end of the grid of concentrations; arithmetic.
    pub(crate) const MAX_CONCENTRATION: f64 = 2_000.0;
    /// Factor on drawn concentrations of children: what the likelihood of one country about the others
    /// leaves out; held out: 0.7, 1.
    pub(crate) const TEMPER_CHILDREN: f64 = 0.7;
    /// Factor on drawn concentrations of sections by major groups; held out: 0.5, 1.
    pub(crate) const TEMPER_MAJORS: f64 = 0.5;
    /// Weight of neighbours' national surveys in the shares of sub-major groups, on the log scale.
    /// Held out, each neighbour in turn: a half.
    pub(crate) const SURVEY_WEIGHT: f64 = 0.5;
    /// Lowest share of a group in a national survey that is read; arithmetic.
    pub(crate) const MIN_SURVEY_SHARE: f64 = 1e-3;
    /// Rounds in which the children of a group are fitted to its sections and their national shares:
    /// the last step is that of sections, so that these are exact; arithmetic.
    pub(crate) const SPLIT_ROUNDS: usize = 8;
    /// Persons added to each cell of a published cross-classification, whose zeros are rounded;
    /// arithmetic.
    pub(crate) const MIN_CELL: f64 = 1.0;
    /// Relative distance from the margins at which fitting stops, and rounds; arithmetic.
    pub(crate) const TOLERANCE: f64 = 1e-9;
    /// See [`TOLERANCE`].
    pub(crate) const MAX_ROUNDS: usize = 3_000;
    /// Rounds and relative distance at which fitting stops where no figure but a centre rests on it;
    /// arithmetic.
    pub(crate) const ROUGH_ROUNDS: usize = 300;
    /// See [`ROUGH_ROUNDS`].
    pub(crate) const ROUGH_TOLERANCE: f64 = 1e-6;
    /// Lowest share of a cell about which a country is assessed; arithmetic.
    pub(crate) const MIN_SHARE: f64 = 1e-9;
    /// Persons by which a section's shares are shrunk to those of all, and the concentration by which a
    /// country's sample is discounted, where sections are pooled; arithmetic of a centre.
    pub(crate) const POOL_PRIOR: f64 = 5.0;
    /// See [`POOL_PRIOR`].
    pub(crate) const POOL_CONCENTRATION: f64 = 40.0;
    /// SDs by which a count and the model may differ before it is a finding. Expert assumption.
    pub(crate) const CONTRADICTION: f64 = 3.0;
    /// SD of the logarithm of employment by major group, where a model has made it: modelled shares of
    /// one country and its ministry's own figure differ by 28 per cent. Expert assumption.
    pub(crate) const MAJORS_SD: f64 = 0.15;
    /// SD of the logarithm of a figure of a register. Expert assumption: registers of one staff that
    /// were compared differ by 1 to 5 per cent.
    pub(crate) const REGISTER_SD: f64 = 0.03;
    /// Workers by which the share of older ones of a minor group is shrunk to that of all. Expert
    /// assumption.
    pub(crate) const OLDER_PRIOR: f64 = 20.0;
    /// Spreads below which evidence has grade A (with an own count), B and C. Expert assumption: about
    /// 50, 30 and 80 per cent either way for one simulation of five.
    pub(crate) const MAX_SPREADS: [f64; 3] = [0.4, 0.25, 0.6];
    /// Min number of other countries for grades B and C. Expert assumption.
    pub(crate) const MIN_COUNTRIES: [usize; 2] = [3, 2];
    /// Share of a group's employment beyond which it counts as counted. Expert assumption.
    pub(crate) const COUNTED: f64 = 0.8;
    /// Part of the mean yearly change of a share that a drift adds for each year. Chosen among 0.25, 0.5
    /// and 1 as the best one year ahead on Russia's surveys of 2016 to 2024, so that the test of held
    /// shares is against the strongest of them.
    pub(crate) const DRIFT_SHRUNK: f64 = 0.25;
    /// Simulations of each test of the imputation, of those of unit groups, and of one table; time: a
    /// mean of probabilities of few simulations has too low a logarithm.
    pub(crate) const VALIDATION_DRAWS: usize = 400;
    /// See [`VALIDATION_DRAWS`].
    pub(crate) const UNIT_GROUP_DRAWS: usize = 200;
    /// See [`VALIDATION_DRAWS`].
    pub(crate) const SURVEY_DRAWS: usize = 1_000;
    /// Persons interviewed from which a group is known well. Expert assumption: a standard error of
    /// a tenth and more of sampling.
    pub(crate) const WELL_KNOWN: f64 = 100.0;
    /// Min share of a group of pupils' parents that is compared. Expert assumption: about a hundred of
    /// them.
    pub(crate) const MIN_PARENTS: f64 = 0.01;
    /// Max number of counts of which each is left out; time.
    pub(crate) const MAX_COUNTS_LEFT_OUT: usize = 25;
    /// SD of the logarithm of a count whose table gives none. Expert assumption: as the press rounds.
    pub(crate) const PRESS_SD: f64 = 0.15;
}
