//! What can stop a forecast.

use suranys_core::Year;
use suranys_core::progress::Stopped;
use suranys_core::{Text, text};
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
    Stopped(#[from] Stopped),
    /// A classification has no code of its total.
    NoTotal(Text),
    /// Cells that are kept by their codes have one code twice.
    RepeatedCode(Text),
    /// A margin the forecast starts from has no figure.
    NoFigure {
        /// Resource of the package.
        resource: String,
        /// Which cell.
        what: Text,
        /// Which year.
        year: Year,
    },
    /// A table has no figures at all at the vintage asked for.
    NothingKnown {
        /// Resource of the package.
        resource: String,
        /// What was looked for.
        what: Text,
    },
    /// A scenario has no such parameter.
    NoParameter {
        /// Scenario.
        scenario: String,
        /// Key of the parameter.
        key: String,
    },
    /// A run without the scenario asked for.
    NoScenario {
        /// Identifier asked for.
        scenario: String,
    },
    /// Two runs whose draws do not belong together.
    UnmatchedDraws {
        /// Seed and draws of the first.
        from: Text,
        /// Seed and draws of the second.
        to: Text,
    },
    /// A scenario gives growth of a section that is not forecast.
    UnknownSection {
        /// Scenario.
        scenario: String,
        /// What it names.
        section: String,
        /// What it could name.
        known: String,
    },
    /// A scenario gives growth of a year that is known.
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
    Impossible {
        /// Resource of the package.
        resource: String,
        /// Line in its file.
        row: u64,
        /// Which year.
        year: Year,
        /// What contradicts what.
        what: Text,
    },
    /// More people would take part in the labour market than there are.
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
    TooManySwept {
        /// Parameters swept.
        swept: usize,
        /// Most there may be.
        maximum: usize,
    },
    /// No scenario was given, or the scenarios don't share their settings.
    UnequalSettings,
    /// More draws of more years and cells than there is room for.
    TooManyDraws {
        /// Draws asked for.
        draws: usize,
        /// Years from the first stock needed to the horizon.
        years: usize,
        /// Pairs of sections, regions and occupations.
        cells: usize,
    },
    /// The period asked for can't be forecast.
    PeriodOutOfReach {
        /// First year of the policy period.
        from: Year,
        /// First year with employment.
        first: Year,
        /// Last year with employment.
        base: Year,
    },
    /// Components contradict their total by more than rounding explains.
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
    Margins {
        /// Which margins.
        what: Text,
        /// Which year.
        year: Year,
        /// Why not.
        why: Text,
    },
    /// Nobody is employed in a cell whose growth is to be forecast.
    Empty {
        /// Resource of the package.
        resource: String,
        /// Line in its file.
        row: u64,
        /// Which cell.
        what: Text,
        /// Which year.
        year: Year,
    },
    /// Exits of occupations can't be made to sum to the nation's.
    ExitMargins {
        /// Which year.
        year: Year,
        /// Why not.
        why: Text,
    },
    /// Weights from education to occupations lose people or count them twice.
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
    Series {
        /// The series.
        series: String,
        /// Why not.
        why: suranys_series::ForecastError,
    },
}

impl ModelError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            ModelError::Stopped(why) => why.text(),
            ModelError::NoTotal(kind) => {
                text!("the classification of {kind} has no code for the total", kind)
            }
            ModelError::RepeatedCode(value) => text!(
                "a code stands twice among {cells}, so that a figure would have two places",
                cells = value
            ),
            ModelError::NoFigure { resource, what, year } => {
                text!("`{resource}` has no figure for {what} in {year}", resource, what, year)
            }
            ModelError::NothingKnown { resource, what } => {
                text!("`{resource}` has no {what} known at the vintage asked for", resource, what)
            }
            ModelError::NoParameter { scenario, key } => {
                text!("scenario `{scenario}` has no parameter `{key}`", scenario, key)
            }
            ModelError::NoScenario { scenario } => {
                text!("the run has no scenario `{scenario}`", scenario)
            }
            ModelError::UnmatchedDraws { from, to } => text!(
                "the runs do not share their draws: {from} against {to}; run both with one seed and number of draws",
                from,
                to
            ),
            ModelError::UnknownSection { scenario, section, known } => text!(
                "scenario `{scenario}` gives growth of `{section}`; it may be of _T (all), {known}",
                scenario,
                section,
                known
            ),
            ModelError::GrowthOfThePast { scenario, section, year, base_year } => text!(
                "scenario `{scenario}` gives growth of `{section}` in {year}; employment is known to \
         {base_year}, and growth may be given from {first} on",
                scenario,
                section,
                year,
                base_year,
                first = base_year.plus(1)
            ),
            ModelError::Impossible { resource, row, year, what } => text!(
                "`{resource}`, row {row}, {year}: {what}; correct the one that is wrong",
                resource,
                row,
                year,
                what
            ),
            ModelError::Participation { year, beyond, draws, working } => text!(
                "in {year} the labour force exceeds the {working} people of working age in {beyond} of \
         {draws} draws; a scenario that adds fewer to the labour force, or another population, would do",
                year,
                working = format!("{working:.0}"),
                beyond,
                draws
            ),
            ModelError::TooManySwept { swept, maximum } => text!(
                "{swept} parameters are swept; this method takes at most {maximum}",
                swept,
                maximum
            ),
            ModelError::UnequalSettings => {
                text!("the scenarios of a run must share seed, draws, policy period and horizon")
            }
            ModelError::TooManyDraws { draws, years, cells } => text!(
                "{draws} draws of {years} years and {cells} cells are {numbers} numbers for each measure, and there is \
         room for {room}; take fewer draws or a nearer horizon",
                draws,
                years,
                cells,
                numbers =
                    (*draws as u64).saturating_mul(*years as u64).saturating_mul(*cells as u64),
                room = suranys_core::limits::PANEL
            ),
            ModelError::PeriodOutOfReach { from, first, base } => text!(
                "the policy period starts in {from}, but employment is known to {base} only from {first}",
                from,
                base,
                first
            ),
            ModelError::Contradiction { resource, year, sum, total } => text!(
                "`{resource}`: the components of {year} sum to {sum} persons, the national total is \
         {total}; correct the one that is wrong",
                resource,
                year,
                sum = format!("{sum:.0}"),
                total = format!("{total:.0}")
            ),
            ModelError::Margins { what, year, why } => {
                text!("{what} of {year} can't both be met: {why}", what, year, why)
            }
            ModelError::Empty { resource, row, what, year } => text!(
                "`{resource}`, row {row}: nobody is employed in `{what}` in {year}; growth of nothing can't be \
         estimated: leave the code out where it does not exist, or mark the figure missing (M)",
                resource,
                row,
                what,
                year
            ),
            ModelError::ExitMargins { year, why } => {
                text!("exits of occupations in {year} can't sum to the nation's: {why}", year, why)
            }
            ModelError::Weights { file, row, code, sum, .. } => text!(
                "`{file}`{rows}: the weights of `{code}` to the occupations of the forecast sum to {sum}, not to 1",
                file,
                rows = row.map_or(Text::default(), |row| text!(" from row {row} on", row)),
                code,
                sum
            ),
            ModelError::Series { series, why } => {
                text!("`{series}` can't be forecast: {why}", series, why)
            }
        }
    }
}

suranys_core::worded!(ModelError);
