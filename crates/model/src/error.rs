//! What can stop a forecast.

use suranys_core::Year;
use suranys_core::progress::Stopped;
use thiserror::Error;

/// Where in a package an error lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'e> {
    /// Resource of the package.
    pub resource: &'e str,
    /// Line in its file, where one row is meant.
    pub row: Option<u64>,
    /// The year that is lacking or wrong; none where no year would do.
    pub year: Option<Year>,
}

impl ModelError {
    /// Where in the package it lies; none for what lies in a scenario or in how a run was asked for.
    #[must_use]
    pub fn place(&self) -> Option<Place<'_>> {
        let at = |resource, row, year| Some(Place { resource, row, year });
        match self {
            ModelError::NoFigure { resource, year, .. }
            | ModelError::Contradiction { resource, year, .. } => at(resource, None, Some(*year)),
            ModelError::NothingKnown { resource, .. } => at(resource, None, None),
            ModelError::Empty { resource, row, year, .. }
            | ModelError::Impossible { resource, row, year, .. } => {
                at(resource, Some(*row), Some(*year))
            }
            ModelError::Weights { resource, row, .. } => at(resource, *row, None),
            _ => None,
        }
    }
}

/// Why a forecast could not be made from inputs that are sound in themselves.
#[derive(Debug, Error)]
pub enum ModelError {
    /// Whoever follows the work wants no more of it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A classification has no code of its total.
    #[error("the classification of {0}s has no code for the total")]
    NoTotal(&'static str),
    /// Cells that are kept by their codes have one code twice.
    #[error("a code stands twice among {0}, so that a figure would have two places")]
    RepeatedCode(&'static str),
    /// A margin the forecast starts from has no figure.
    #[error("`{resource}` has no figure for {what} in {year}")]
    NoFigure {
        /// Resource of the package.
        resource: String,
        /// Which cell.
        what: String,
        /// Which year.
        year: Year,
    },
    /// A table has no figures at all at the vintage asked for.
    #[error("`{resource}` has no {what} known at the vintage asked for")]
    NothingKnown {
        /// Resource of the package.
        resource: String,
        /// What was looked for.
        what: &'static str,
    },
    /// A scenario has no such parameter.
    #[error("scenario `{scenario}` has no parameter `{key}`")]
    NoParameter {
        /// Scenario.
        scenario: String,
        /// Key of the parameter.
        key: String,
    },
    /// A run without the scenario asked for.
    #[error("the run has no scenario `{scenario}`")]
    NoScenario {
        /// Identifier asked for.
        scenario: String,
    },
    /// Two runs whose draws do not belong together.
    #[error(
        "the runs do not share their draws: {from} against {to}; run both with one seed and number of draws"
    )]
    UnmatchedDraws {
        /// Seed and draws of the first.
        from: String,
        /// Seed and draws of the second.
        to: String,
    },
    /// A scenario gives growth of a section that is not forecast.
    #[error("scenario `{scenario}` gives growth of `{section}`; it may be of _T (all), {known}")]
    UnknownSection {
        /// Scenario.
        scenario: String,
        /// What it names.
        section: String,
        /// What it could name.
        known: String,
    },
    /// A scenario gives growth of a year that is known.
    #[error(
        "scenario `{scenario}` gives growth of `{section}` in {year}; employment is known to \
         {base_year}, and growth may be given from {} on",
        .base_year.plus(1)
    )]
    GrowthOfThePast {
        /// Scenario.
        scenario: String,
        /// What it names.
        section: String,
        /// Which year.
        year: Year,
        /// Last year with employment.
        base_year: Year,
    },
    /// A figure that another one makes impossible.
    #[error("`{resource}`, row {row}, {year}: {what}; correct the one that is wrong")]
    Impossible {
        /// Resource of the package.
        resource: String,
        /// Line in its file.
        row: u64,
        /// Which year.
        year: Year,
        /// What contradicts what.
        what: String,
    },
    /// More people would take part in the labour market than there are.
    #[error(
        "in {year} the labour force exceeds the {working:.0} people of working age in {beyond} of \
         {draws} draws; a scenario that adds fewer to the labour force, or another population, would do"
    )]
    Participation {
        /// Which year.
        year: Year,
        /// Draws in which it does.
        beyond: usize,
        /// All draws.
        draws: usize,
        /// People of working age.
        working: f64,
    },
    /// More parameters are swept than a sequence has dimensions for.
    #[error("{swept} parameters are swept; this method takes at most {maximum}")]
    TooManySwept {
        /// Parameters swept.
        swept: usize,
        /// Most there may be.
        maximum: usize,
    },
    /// No scenario was given, or the scenarios don't share their settings.
    #[error("the scenarios of a run must share seed, draws, policy period and horizon")]
    UnequalSettings,
    /// More draws of more years and cells than there is room for.
    #[error(
        "{draws} draws of {years} years and {cells} cells are {} numbers for each measure, and there is \
         room for {}; take fewer draws or a nearer horizon",
        (*.draws as u64).saturating_mul(*.years as u64).saturating_mul(*.cells as u64),
        suranys_core::limits::PANEL
    )]
    TooManyDraws {
        /// Draws asked for.
        draws: usize,
        /// Years from the first stock needed to the horizon.
        years: usize,
        /// Pairs of sections, regions and occupations.
        cells: usize,
    },
    /// The period asked for can't be forecast.
    #[error(
        "the policy period starts in {from}, but employment is known to {base} only from {first}"
    )]
    PeriodOutOfReach {
        /// First year of the policy period.
        from: Year,
        /// First year with employment.
        first: Year,
        /// Last year with employment.
        base: Year,
    },
    /// Components contradict their total by more than rounding explains.
    #[error(
        "`{resource}`: the components of {year} sum to {sum:.0} persons, the national total is \
         {total:.0}; correct the one that is wrong"
    )]
    Contradiction {
        /// Resource of the components.
        resource: String,
        /// Which year.
        year: Year,
        /// What the components sum to.
        sum: f64,
        /// The total.
        total: f64,
    },
    /// Two margins can't both be met.
    #[error("{what} of {year} can't both be met: {why}")]
    Margins {
        /// Which margins.
        what: &'static str,
        /// Which year.
        year: Year,
        /// Why not.
        why: String,
    },
    /// Nobody is employed in a cell whose growth is to be forecast.
    #[error(
        "`{resource}`, row {row}: nobody is employed in `{what}` in {year}; growth of nothing can't be \
         estimated: leave the code out where it does not exist, or mark the figure missing (M)"
    )]
    Empty {
        /// Resource of the package.
        resource: String,
        /// Line in its file.
        row: u64,
        /// Which cell.
        what: String,
        /// Which year.
        year: Year,
    },
    /// Exits of occupations can't be made to sum to the nation's.
    #[error("exits of occupations in {year} can't sum to the nation's: {why}")]
    ExitMargins {
        /// Which year.
        year: Year,
        /// Why not.
        why: String,
    },
    /// Weights from education to occupations lose people or count them twice.
    #[error(
        "`{file}`{}: the weights of `{code}` to the occupations of the forecast sum to {sum}, not to 1",
        .row.map_or(String::new(), |row| format!(" from row {row} on"))
    )]
    Weights {
        /// Resource of the package.
        resource: String,
        /// Its file.
        file: String,
        /// First row of the code, if it has one.
        row: Option<u64>,
        /// Level or field of education.
        code: String,
        /// What they sum to.
        sum: f64,
    },
    /// The series engine refused a series.
    #[error("`{series}` can't be forecast: {why}")]
    Series {
        /// The series.
        series: String,
        /// Why not.
        why: suranys_series::error::ForecastError,
    },
}
