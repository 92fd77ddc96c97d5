//! The forecast from end to end: validated inputs and scenarios in, the output of a run out.

use crate::accounts::build::Held;
use crate::accounts::measures::Accounts;
use crate::accounts::stocks::Making;
use crate::comparison::reference::Reference;
use crate::employment::{BaseForecasts, base_forecasts};
use crate::error::ModelError;
use crate::ground::{Ground, Past, look_back_vintage, span_of};
use crate::history::history;
use crate::indicators::age_pyramid::employed_by_age;
use crate::indicators::modelled::modelled;
use crate::indicators::observed::observed;
use crate::occupation::Staffing;
use crate::outturns::outturns;
use crate::published::{compare, published};
use crate::quality::Quality;
use crate::staffing::figures::{GroupFigures, group_figures};
use crate::staffing::validation::validation;
use crate::summary::{Figures, TakeDraws};
use std::collections::BTreeSet;
use std::sync::Arc;
use suranys_core::classification::Item;
use suranys_core::comparison::Change;
use suranys_core::inputs::Inputs;
use suranys_core::occupation_groups::OccupationValidationRow;
use suranys_core::progress::Stopped;
use suranys_core::rng::Key;
use suranys_core::run::{Extent, NamedCode, Note, OutturnRow, ScoreRow};
use suranys_core::run_output::ForecastOutput;
use suranys_core::scenario::{RunSettings, Scenario};
use suranys_core::{Vintage, YearSpan};

/// Called with the name of each stage as it begins, and the share of the run that is done, 0 to 1; the
/// run ends there with [`ModelError::Stopped`] when it says so.
pub type Progress<'a> = &'a (dyn Fn(&str, f64) -> Result<(), Stopped> + Sync);

/// Forecasts employment, replacement demand and job openings under each scenario.
///
/// `all` are the inputs; with `as_of` the forecast sees only what was known then, and the
/// outturns since are set against it. Without, those of the policy period are set against what
/// would have been forecast before it. The first scenario is the baseline. All scenarios share
/// their random numbers, so that the difference between two is a difference of matched draws.
///
/// # Errors
/// When the scenarios don't share their settings, or the inputs known at the vintage don't
/// suffice; the error says what is missing.
pub fn forecast(
    all: &Inputs,
    as_of: Option<Vintage>,
    scenarios: &[Scenario],
    progress: Progress<'_>,
) -> Result<ForecastOutput, ModelError> {
    forecast_to(all, as_of, scenarios, Extent::Report, progress, None)
}

/// The same forecast to an extent. Its figures `take` is given with their draws as they are made, where
/// it is there: all draws at once may be more than memory holds.
///
/// # Errors
/// As [`forecast`].
pub fn forecast_to(
    all: &Inputs,
    as_of: Option<Vintage>,
    scenarios: &[Scenario],
    extent: Extent,
    progress: Progress<'_>,
    take: Option<TakeDraws<'_>>,
) -> Result<ForecastOutput, ModelError> {
    let asked = Asked { all, as_of, scenarios, extent, ground: None, against: None };
    forecast_into(asked, progress, None, take).map(|made| made.output)
}

/// The forecast of one scenario on what its runs share.
#[derive(Debug)]
pub struct OnGround {
    /// The figures, as [`forecast_to`] makes them of the scenario alone, to the bit.
    pub output: ForecastOutput,
    /// What they differ by from those of another scenario, draw by draw; empty where none is named.
    pub differences: Vec<Change>,
    /// The figures with their draws, by which other scenarios are compared with this one; none where it
    /// is compared with another itself.
    pub reference: Option<Reference>,
}

/// Forecasts one scenario on what its runs share, and sets it against another one.
///
/// # Errors
/// As [`forecast`]; and when the ground was made for another vintage or other settings.
pub fn forecast_on(
    ground: &Ground,
    all: &Inputs,
    scenario: &Scenario,
    against: Option<&Reference>,
    progress: Progress<'_>,
) -> Result<OnGround, ModelError> {
    let scenarios = std::slice::from_ref(scenario);
    let asked = Asked {
        all,
        as_of: None,
        scenarios,
        extent: Extent::Forecast,
        ground: Some(ground),
        against,
    };
    let made = forecast_into(asked, progress, None, None)?;
    Ok(OnGround { output: made.output, differences: made.apart, reference: made.reference })
}

/// The forecast, and the accounts of the scenarios that `keep` names. What asks for accounts asks
/// nothing of the tests of the imputation of groups, which take time: they are not made.
pub(crate) fn forecast_keeping(
    all: &Inputs,
    as_of: Option<Vintage>,
    scenarios: &[Scenario],
    ground: Option<&Ground>,
    progress: Progress<'_>,
    keep: impl Fn(&str) -> bool,
) -> Result<(ForecastOutput, Vec<Accounts>), ModelError> {
    let asked = Asked { all, as_of, scenarios, extent: Extent::Forecast, ground, against: None };
    let Made { output, kept, .. } = forecast_into(asked, progress, Some(&keep), None)?;
    Ok((output, kept))
}

/// What is to be forecast, of which inputs.
#[derive(Clone, Copy)]
struct Asked<'a> {
    all: &'a Inputs,
    as_of: Option<Vintage>,
    scenarios: &'a [Scenario],
    extent: Extent,
    /// What runs with these settings share, where it is made already.
    ground: Option<&'a Ground>,
    /// The scenario of another run that the first one is set against.
    against: Option<&'a Reference>,
}

/// What a run gives.
struct Made {
    output: ForecastOutput,
    kept: Vec<Accounts>,
    /// The first scenario's figures with their draws, where others are to be compared with it.
    reference: Option<Reference>,
    /// What the first scenario's figures differ by from those of another run.
    apart: Vec<Change>,
}

fn forecast_into(
    asked: Asked<'_>,
    progress: Progress<'_>,
    keep: Option<&dyn Fn(&str) -> bool>,
    take: Option<TakeDraws<'_>>,
) -> Result<Made, ModelError> {
    let Asked { all, as_of, scenarios, ground, .. } = asked;
    let settings = shared_settings(scenarios)?;
    ground.map_or(Ok(()), |ground| ground.fits(as_of, &settings))?;
    let key = Key::new(settings.seed);
    // Neither rests on the other, and much of each is work for one thread.
    let mut past = None;
    let made = rayon::in_place_scope(|scope| {
        if as_of.is_none() {
            scope.spawn(|_| {
                let own = match ground {
                    Some(_) => None,
                    None => Past::of(all, &settings, &key),
                };
                let known = ground.and_then(|ground| ground.past.as_ref()).or(own.as_ref());
                past = known.map(|known| past_forecast(all, known, &settings, scenarios, &key));
            });
        }
        forecast_ahead(asked, &settings, &key, progress, keep, take)
    });
    let mut made = made?;
    if let Some((outturns, note)) = past {
        made.output.outturns = outturns;
        let notes: BTreeSet<Note> = made.output.notes.drain(..).chain(note).collect();
        made.output.notes = notes.into_iter().collect();
    }
    Ok(made)
}

/// All but the outturns of a run without a vintage.
fn forecast_ahead(
    Asked { all, as_of, scenarios, extent, ground, against }: Asked<'_>,
    settings: &RunSettings,
    key: &Key,
    progress: Progress<'_>,
    keep: Option<&dyn Fn(&str) -> bool>,
    take: Option<TakeDraws<'_>>,
) -> Result<Made, ModelError> {
    let known = as_of.map(|vintage| all.as_of(vintage));
    let inputs = known.as_ref().unwrap_or(all);
    progress("series", 0.0)?;
    let years = span_of(inputs, settings)?;
    let base = match ground {
        Some(ground) => Arc::clone(&ground.base),
        None => Arc::new(base_forecasts(inputs, years, settings.draws, key)?),
    };
    let base = base.as_ref();
    let mut notes: BTreeSet<Note> = base.notes.iter().cloned().collect();
    notes.extend(ground.iter().flat_map(|ground| &ground.notes).cloned());
    let mut figures = Figures { take, ..Figures::default() };
    history(inputs, base.section_codes(), base.region_codes(), &mut figures);
    let mut others = published(inputs, all);
    figures.map.extend(employed_by_age(inputs));
    let mut staffing = ground.and_then(|ground| ground.staffing.clone());
    let (mut kept, mut indicators) = (Vec::new(), Vec::new());
    let flow_years =
        YearSpan::new(settings.policy_period.from(), settings.horizon).unwrap_or(years);
    let (mut outturn, mut reference, mut differences) = (None, None::<Reference>, Vec::new());
    let mut apart = Vec::new();
    let mut periods = Vec::new();
    let mut groups = GroupFigures::default();
    for (position, scenario) in scenarios.iter().enumerate() {
        let at = |part: f64| 0.3 + 0.7 * (position as f64 + part) / scenarios.len() as f64;
        progress(&scenario.id, at(0.0))?;
        let mut said = Vec::new();
        let explained = keep.is_some_and(|keep| keep(&scenario.id));
        let held = Held { years: flow_years, explained };
        let mut accounts =
            Accounts::build(inputs, base, scenario, held, &mut staffing, key, &mut said)?;
        progress(&scenario.id, at(0.4))?;
        accounts.emit(position == 0, &mut figures);
        compare(&mut others, &accounts);
        if position == 0 {
            indicators.extend(observed(inputs, &accounts));
            periods.clone_from(&accounts.periods);
            outturn = as_of.map(|vintage| outturns(all, vintage, base.base_year, &accounts.stocks));
        }
        match (&reference, against) {
            (Some(reference), _) => differences.extend(reference.less_than(&accounts)),
            (None, Some(other)) => apart.extend(other.less_than(&accounts)),
            (None, None) if scenarios.len() > 1 || ground.is_some() => {
                let own = figures.map.keys().filter(|key| key.scenario == scenario.id);
                reference = Some(Reference::of(&accounts, own));
            }
            (None, None) => {}
        }
        indicators.extend(modelled(&accounts));
        if !explained {
            accounts.let_go();
        }
        progress(&scenario.id, at(0.7))?;
        if let Some(made) = detail(inputs, &accounts, key, position == 0) {
            groups.groups.extend(made.groups);
            groups.figures.extend(made.figures);
            groups.draws.extend(made.draws);
        }
        if explained {
            kept.push(accounts);
        } else if position + 1 == scenarios.len() {
            // Nothing waits for the room: it is given back while others work.
            rayon::spawn(move || drop(accounts));
        }
        notes.extend(said);
    }
    if let Some(vintage) = as_of {
        notes.insert(Note::new("note.outturns-latest-copy", [("year", vintage.to_string())]));
    }
    let output = ForecastOutput {
        base_year: base.base_year,
        periods,
        as_of,
        country: inputs.country.clone(),
        settings: settings.clone(),
        scenarios: scenarios.to_vec(),
        sections: named(inputs.sections.items(), |code| projection_has(base.section_codes(), code)),
        regions: named(inputs.regions.items(), |code| projection_has(base.region_codes(), code)),
        former_regions: named(inputs.regions.items(), |code| {
            let total = inputs.regions.total().is_some_and(|total| total.as_str() == code);
            !total && !projection_has(base.region_codes(), code)
        }),
        occupations: match (&inputs.occupation, &staffing) {
            (Some(known), Some(staffing)) => {
                named(known.occupations.items(), |code| projection_has(&staffing.codes, code))
            }
            _ => Vec::new(),
        },
        occupation_groups: groups.groups,
        occupation_figures: groups.figures,
        occupation_draws: groups.draws,
        occupation_validation: match extent {
            Extent::Report => tested(inputs, staffing.as_deref(), key),
            Extent::Forecast => Vec::new(),
        },
        figures: figures.map,
        differences,
        shortage_draws: figures.shortage_draws,
        indicators,
        published: others,
        scores: score_rows(base),
        outturns: outturn.unwrap_or_default(),
        notes: notes.into_iter().collect(),
        sources: cited(inputs),
    };
    Ok(Made { output, kept, reference, apart })
}

/// Figures of groups below the occupations, where the package has what they rest on.
pub(crate) fn detail(
    inputs: &Inputs,
    accounts: &Accounts,
    key: &Key,
    baseline: bool,
) -> Option<GroupFigures> {
    let base = accounts.staffing.as_ref()?.detail.clone()?;
    group_figures(accounts, inputs.detailed.as_ref()?, &base, key, baseline)
}

/// Tests of the groups below the occupations on what is known.
pub(crate) fn tested(
    inputs: &Inputs,
    staffing: Option<&Staffing>,
    key: &Key,
) -> Vec<OccupationValidationRow> {
    let base = staffing.and_then(|staffing| staffing.detail.as_ref());
    match (&inputs.detailed, base) {
        (Some(known), Some(base)) => validation(known, base, key),
        _ => Vec::new(),
    }
}

fn projection_has(codes: &[String], code: &str) -> bool {
    codes.iter().any(|c| c == code)
}

/// What had been forecast of the years since the policy period began, had nothing of them been
/// known: the baseline with the figures to the year before, against the outturns. Empty where
/// nothing of the period is known yet, or too little was known before it; a note says which. It is
/// the forecast that a run with that vintage makes.
fn past_forecast(
    all: &Inputs,
    past: &Past,
    settings: &RunSettings,
    scenarios: &[Scenario],
    key: &Key,
) -> (Vec<OutturnRow>, Option<Note>) {
    let vintage = look_back_vintage(settings);
    let Some(scenario) = scenarios.first() else { return (Vec::new(), None) };
    let Past { known, base } = past;
    let outturns_of = |base: &BaseForecasts| {
        let projection = base.under(scenario, key)?;
        let making = Making {
            inputs: known,
            scenario,
            projection: &projection,
            quality: &Quality::read(known),
            spliced: &base.spliced,
            key,
        };
        Ok::<_, ModelError>(outturns(all, vintage, base.base_year, &making.stocks()?))
    };
    let made = match base {
        Ok(base) => outturns_of(base).map_err(|why| why.to_string()),
        Err(why) => Err(why.to_string()),
    };
    match made {
        Ok(rows) => (rows, None),
        Err(why) => {
            let arguments = [("year", vintage.0.to_string()), ("why", why)];
            (Vec::new(), Some(Note::new("note.no-past-forecast", arguments)))
        }
    }
}

fn shared_settings(scenarios: &[Scenario]) -> Result<RunSettings, ModelError> {
    let first = scenarios.first().ok_or(ModelError::UnequalSettings)?;
    if scenarios.iter().any(|s| s.settings != first.settings) {
        return Err(ModelError::UnequalSettings);
    }
    Ok(first.settings.clone())
}

fn named<K>(items: &[Item<K>], keep: impl Fn(&str) -> bool) -> Vec<NamedCode> {
    items
        .iter()
        .filter(|item| keep(item.code.as_str()))
        .map(|item| NamedCode {
            code: item.code.to_string(),
            labels: item.labels.clone(),
            short: item.short.clone(),
        })
        .collect()
}

fn score_rows(base: &BaseForecasts) -> Vec<ScoreRow> {
    base.backtests
        .iter()
        .map(|line| ScoreRow {
            panel: line.table.clone(),
            model: line.model.to_owned(),
            chosen: line.chosen,
            errors: line.tally.errors,
            mase: line.tally.mase,
            wis: line.tally.wis,
            coverage80: line.tally.coverage[0],
            coverage95: line.tally.coverage[1],
        })
        .collect()
}

fn cited(inputs: &Inputs) -> Vec<suranys_core::inputs::Source> {
    let used: BTreeSet<&String> =
        inputs
            .employment_by_section
            .sources
            .iter()
            .chain(&inputs.employment_by_region.sources)
            .chain(&inputs.employment_by_region_broad_sector.sources)
            .chain(&inputs.employment_by_sex_age.sources)
            .chain(&inputs.population_by_age.sources)
            .chain(&inputs.population_by_sex_age.sources)
            .chain(&inputs.mortality_by_sex_age.sources)
            .chain(inputs.pension_ages.iter().map(|line| &line.source))
            .chain(inputs.occupation.iter().flat_map(|known| {
                let women = known.women.iter().flat_map(|table| &table.sources);
                let ages = known.age.iter().flat_map(|table| &table.sources);
                let proxy = known.proxy.sources.iter().chain(&known.survey.sources);
                proxy.chain(&known.modelled.sources).chain(women).chain(ages)
            }))
            .chain(inputs.detailed.iter().flat_map(|known| known.sources()))
            .chain(inputs.regressors.iter().flat_map(|known| {
                known.value_added.sources.iter().chain(&known.gdp_growth.sources)
            }))
            .chain(inputs.supply.iter().flat_map(|known| {
                let force = known.labour_force.sources.iter();
                force
                    .chain(&known.labour_force_by_sex_age.sources)
                    .chain(&known.graduates.sources)
                    .chain(&known.net_migration.sources)
                    .chain(&known.education_occupation.sources)
                    .chain(known.unemployed_by_occupation.iter().flat_map(|table| &table.sources))
            }))
            .chain(inputs.indicators.exchange.iter().flat_map(|table| &table.sources))
            .chain(inputs.indicators.permits.iter().flat_map(|table| &table.sources))
            .chain(inputs.indicators.permits_by_section.iter().flat_map(|table| &table.sources))
            .chain(inputs.indicators.compensation.iter().flat_map(|table| &table.sources))
            .chain(inputs.regional.hired.iter().flat_map(|table| &table.sources))
            .chain(inputs.regional.labour_force.iter().flat_map(|table| &table.sources))
            .chain(inputs.regional.unemployed.iter().flat_map(|table| &table.sources))
            .chain(inputs.regional.population.iter().flat_map(|table| &table.sources))
            .chain(inputs.regional.value_added.iter().flat_map(|table| &table.sources))
            .chain(inputs.published_forecasts.iter().flat_map(|table| &table.sources))
            .collect();
    inputs.sources.iter().filter(|source| used.contains(&source.id)).cloned().collect()
}
