//! The output of a run: what the model knows, and with it what the sweep and the rules add.

use crate::comparison::Change;
use crate::country::Country;
use crate::edition_change::EditionChange;
use crate::input_table::Source;
use crate::occupation_groups::{
    OccupationGroup, OccupationGroupDraws, OccupationGroupFigure, OccupationValidationRow,
};
use crate::published::PublishedForecast;
use crate::run::{
    DrawsOf, Figure, FigureKey, Indicator, NamedCode, Note, OutturnRow, RunIdentity, ScoreRow,
    Sensitivity,
};
use crate::scenario::{RunSettings, Scenario};
use crate::shortage_list::list_output::ListOutput;
use crate::time::{Vintage, Year, YearSpan};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

/// All that the model knows of its scenarios. Rules read it as it is, unrounded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastOutput {
    /// Last year with observed employment.
    pub base_year: Year,
    /// Periods over which flows are cumulated and openings counted, the policy period first.
    #[serde(default)]
    pub periods: Vec<YearSpan>,
    /// Vintage asked for.
    pub as_of: Option<Vintage>,
    /// The country, as the package describes it.
    #[serde(default)]
    pub country: Country,
    /// Settings.
    pub settings: RunSettings,
    /// Scenarios, the baseline first.
    pub scenarios: Vec<Scenario>,
    /// Sections, in official order, the total left out.
    pub sections: Vec<NamedCode>,
    /// Regions in current borders, in official order, the country left out.
    pub regions: Vec<NamedCode>,
    /// Regions of former borders, which notes on linked histories name.
    #[serde(default)]
    pub former_regions: Vec<NamedCode>,
    /// Occupations, in official order; empty when the package has none.
    pub occupations: Vec<NamedCode>,
    /// Sub-major, minor and unit groups, by level and code; empty when the package does not have what
    /// they rest on.
    #[serde(default)]
    pub occupation_groups: Vec<OccupationGroup>,
    /// Their figures; a table of their own where a run is stored.
    #[serde(skip)]
    pub occupation_figures: Vec<OccupationGroupFigure>,
    /// Their draws over the policy period in the baseline; a table of their own where a run is stored.
    #[serde(skip)]
    pub occupation_draws: Vec<OccupationGroupDraws>,
    /// Tests of their imputation on what is known; none where they were not made, see
    /// [`crate::run::Extent`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub occupation_validation: Vec<OccupationValidationRow>,
    /// The figures; a table of their own where a run is stored.
    #[serde(skip)]
    pub figures: BTreeMap<FigureKey, Figure>,
    /// What figures differ by from the first scenario's, draw by draw; a table of
    /// their own where a run is stored. Empty for a run of one scenario.
    #[serde(skip)]
    pub differences: Vec<Change>,
    /// Draws of the relative shortage by occupation over the policy period, by which occupations are ranked;
    /// draw by draw they belong together.
    pub shortage_draws: Vec<DrawsOf>,
    /// Indicators of the labour market.
    pub indicators: Vec<Indicator>,
    /// Forecasts that others published, with ours of the same concept; empty when the package has
    /// none.
    #[serde(default)]
    pub published: Vec<PublishedForecast>,
    /// Rolling-origin scores; a table of their own where a run is stored.
    #[serde(skip)]
    pub scores: Vec<ScoreRow>,
    /// Outcomes later than the vintage; a table of their own where a run is stored.
    #[serde(skip)]
    pub outturns: Vec<OutturnRow>,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// Sources cited by the resources used.
    pub sources: Vec<Source>,
}

impl ForecastOutput {
    /// A figure, if the run has it.
    #[must_use]
    pub fn figure(&self, key: &FigureKey) -> Option<&Figure> {
        self.figures.get(key)
    }
}

/// Everything a report says, before words and pictures: complete once it is assembled, and read as
/// the forecast that it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct RunOutput {
    /// What the model knows.
    pub forecast: ForecastOutput,
    /// How far each assumption moves the nation's job openings and their cover, the widest move of
    /// each figure first; empty when there is no sweep next to the package, or they were not made.
    pub sensitivities: Vec<Sensitivity>,
    /// The list of in-demand professions under the rules in force. None when the package has no
    /// list or there are no rules.
    pub list: Option<Box<ListOutput>>,
    /// What changed since a former edition; none where none is named.
    pub since: Option<Box<EditionChange>>,
}

impl RunOutput {
    /// The one way to a run: the forecast, what the assumptions move, and what the rules recommend.
    #[must_use]
    pub fn assemble(
        forecast: ForecastOutput,
        sensitivities: Vec<Sensitivity>,
        recommendation: Option<ListOutput>,
    ) -> RunOutput {
        RunOutput { forecast, sensitivities, list: recommendation.map(Box::new), since: None }
    }

    /// Combinations of resources that results rest on: most rest on a dozen, and on the same.
    #[must_use]
    pub fn source_sets(&self) -> BTreeSet<&Vec<String>> {
        let forecast = &self.forecast;
        let figures = forecast.figures.values().map(|figure| &figure.source);
        figures
            .chain(forecast.indicators.iter().map(|indicator| &indicator.source))
            .chain(self.sensitivities.iter().map(|sensitivity| &sensitivity.source))
            .chain(forecast.differences.iter().map(|change| &change.source))
            .chain(forecast.outturns.iter().map(|row| &row.source))
            .chain(forecast.published.iter().flat_map(|row| &row.ours).map(|ours| &ours.source))
            .chain(forecast.occupation_groups.iter().map(|group| &group.source))
            .filter(|set| !set.is_empty())
            .collect()
    }

    /// Resources that results rest on, by name.
    #[must_use]
    pub fn resources(&self) -> BTreeSet<&str> {
        self.source_sets().into_iter().flatten().map(String::as_str).collect()
    }
}

impl Deref for RunOutput {
    type Target = ForecastOutput;

    fn deref(&self) -> &ForecastOutput {
        &self.forecast
    }
}

/// A run with what reproduces it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRun {
    /// What reproduces it.
    pub identity: RunIdentity,
    /// Everything a report says.
    pub output: RunOutput,
}
