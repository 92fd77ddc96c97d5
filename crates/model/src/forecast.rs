//! The whole forecast: validated inputs and scenarios in, the output of a run out.

use crate::ModelError;
use crate::ages::employed_by_age;
use crate::balance::{accumulate, cell_flows};
use crate::demand::{BaseForecasts, EmploymentOutlook, Panel, TOTAL, base_forecasts, matrix};
use crate::occupation::Staffing;
use crate::outcomes::outcomes;
use crate::replacement::schedule::PensionSchedule;
use crate::replacement::{ExitRates, exit_rates};
use crate::summary::Figures;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::code::Item;
use suranys_core::inputs::Inputs;
use suranys_core::key::Key;
use suranys_core::run::{FigureKey, Measure, NamedCode, Note, OBSERVED, RunOutput, ScoreRow};
use suranys_core::scenario::{RunSettings, Scenario};
use suranys_core::unit::Quantity;
use suranys_core::{DrawPanel, ObsStatus, Observed, Sex, Status, Unit, Vintage, Year, YearSpan};

/// Told the name of each stage as it begins, and how far along the whole is, from 0 to 1.
pub type Progress<'a> = &'a (dyn Fn(&str, f64) + Sync);

pub(crate) const SECTION_TABLE: &str = "employment_by_section";
pub(crate) const REGION_TABLE: &str = "employment_by_region";
pub(crate) const MATRIX_TABLE: &str = "employment_by_region_broad_sector";
pub(crate) const EXIT_TABLES: [&str; 5] = [
    "employment_by_sex_age",
    "population_by_age",
    "population_by_sex_age",
    "mortality_by_sex_age",
    "pension_age",
];

/// Forecasts employment, replacement demand and need under each scenario.
///
/// `all` are the inputs; with `as_of` the forecast sees only what was known then, and what came
/// later is set against it. The first scenario is the baseline. All scenarios share their random
/// numbers, so that the difference between two is a difference of matched draws.
///
/// # Errors
/// When the scenarios don't share their settings, or the inputs known at the vintage don't
/// suffice; the error says what is missing.
pub fn forecast(
    all: &Inputs,
    as_of: Option<Vintage>,
    scenarios: &[Scenario],
    progress: Progress<'_>,
) -> Result<RunOutput, ModelError> {
    let settings = shared_settings(scenarios)?;
    let known = as_of.map(|vintage| all.as_of(vintage));
    let inputs = known.as_ref().unwrap_or(all);
    let key = Key::new(settings.seed);
    progress("series", 0.0);
    let years = span_of(inputs, &settings)?;
    let base = base_forecasts(inputs, years, settings.draws, &key)?;
    let mut notes: BTreeSet<Note> = base.notes.iter().cloned().collect();
    let mut figures = Figures::default();
    history(inputs, &base, &mut figures);
    figures.map.extend(employed_by_age(inputs));
    let mut staffing = None;
    for (position, scenario) in scenarios.iter().enumerate() {
        progress(&scenario.id, 0.3 + 0.7 * position as f64 / scenarios.len() as f64);
        let mut said = Vec::new();
        let outlook = base.under(scenario, &key)?;
        let flow_years =
            YearSpan::new(settings.policy_period.from(), settings.horizon).unwrap_or(years);
        let rates = exit_rates(inputs, scenario, flow_years, &key, &mut said)?;
        let schedule = PensionSchedule::read(inputs, scenario, flow_years, &mut said)?;
        if position == 0 {
            staffing = Staffing::read(inputs, &outlook, settings.horizon, &key, &mut said)?;
        }
        let linked = linked_regions(&base);
        let mut run = ScenarioRun {
            scenario,
            outlook: &outlook,
            rates: &rates,
            linked: &linked,
            settings: &settings,
            figures: &mut figures,
        };
        run.national(flow_years, &schedule)?;
        run.by_section(flow_years);
        run.by_region(flow_years);
        let matrix = run.by_section_and_region(inputs, position == 0)?;
        run.shortage(inputs, staffing.as_ref(), &matrix, flow_years, &key, &mut said)?;
        notes.extend(said);
    }
    let baseline = scenarios.first().map_or("", |s| s.id.as_str());
    let outcomes = match as_of {
        Some(_) => outcomes(all, base.base_year, baseline, |key| figures.map.get(key)),
        None => Vec::new(),
    };
    if let Some(vintage) = as_of {
        notes.insert(Note::new("note.outturns-latest-copy", [("year", vintage.to_string())]));
    }
    Ok(RunOutput {
        base_year: base.base_year,
        as_of,
        settings,
        scenarios: scenarios.to_vec(),
        sections: named(inputs.sections.items(), |code| outlook_has(base.section_codes(), code)),
        regions: named(inputs.regions.items(), |code| outlook_has(base.region_codes(), code)),
        occupations: match (&inputs.occupation, &staffing) {
            (Some(known), Some(staffing)) => {
                named(known.occupations.items(), |code| outlook_has(&staffing.codes, code))
            }
            _ => Vec::new(),
        },
        figures: figures.map,
        gap_draws: figures.gap_draws,
        scores: score_rows(&base),
        outcomes,
        notes: notes.into_iter().collect(),
        sources: cited(inputs),
    })
}

fn outlook_has(codes: &[String], code: &str) -> bool {
    codes.iter().any(|c| c == code)
}

fn shared_settings(scenarios: &[Scenario]) -> Result<RunSettings, ModelError> {
    let first = scenarios.first().ok_or(ModelError::UnequalSettings)?;
    if scenarios.iter().any(|s| s.settings != first.settings) {
        return Err(ModelError::UnequalSettings);
    }
    Ok(first.settings.clone())
}

/// From the first stock needed to the horizon.
fn span_of(inputs: &Inputs, settings: &RunSettings) -> Result<YearSpan, ModelError> {
    let base = inputs.last_observed().ok_or_else(|| ModelError::NothingKnown {
        resource: inputs.employment_by_section.resource.clone(),
        what: "national total",
    })?;
    let first =
        inputs.employment_by_section.cells.keys().map(|(_, year)| *year).min().unwrap_or(base);
    let from = settings.policy_period.from();
    let out_of_reach = ModelError::PeriodOutOfReach { from, first, base };
    if from <= first {
        return Err(out_of_reach);
    }
    YearSpan::new(from.previous().min(base), settings.horizon).ok_or(out_of_reach)
}

/// Published employment, as it stands in the tables.
fn history(inputs: &Inputs, base: &BaseForecasts, figures: &mut Figures) {
    let mut add = |key: FigureKey, observed: &Observed<suranys_core::Persons>, source: &str| {
        if let Some(value) = observed.value() {
            figures.point(key, value.get(), Unit::Persons, observed.status(), &[source]);
        }
    };
    for ((code, year), cell) in &inputs.employment_by_section.cells {
        let key = FigureKey::national(OBSERVED, Measure::Employment, *year);
        if Some(code) == inputs.sections.total() {
            add(key, &cell.observed, SECTION_TABLE);
        } else if outlook_has(base.section_codes(), code.as_str()) {
            add(key.in_section(code.as_str()), &cell.observed, SECTION_TABLE);
        }
    }
    for ((code, year), cell) in &inputs.employment_by_region.cells {
        if outlook_has(base.region_codes(), code.as_str()) {
            let key = FigureKey::national(OBSERVED, Measure::Employment, *year);
            add(key.in_region(code.as_str()), &cell.observed, REGION_TABLE);
        }
    }
}

/// Regions whose forecast rests on a history carved out of another region's.
fn linked_regions(base: &BaseForecasts) -> BTreeSet<String> {
    base.notes
        .iter()
        .filter(|note| note.key == "note.region-linked")
        .filter_map(|note| note.arguments.get("region").cloned())
        .collect()
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
        .flat_map(|(panel, backtest)| {
            backtest.scores.iter().map(|score| ScoreRow {
                panel: panel.key().to_owned(),
                model: score.model.clone(),
                chosen: score.model == backtest.chosen,
                errors: score.errors,
                mase: score.mase,
                wis: score.wis,
                coverage80: score.coverage80,
                coverage95: score.coverage95,
            })
        })
        .collect()
}

fn cited(inputs: &Inputs) -> Vec<suranys_core::inputs::Source> {
    let used: BTreeSet<&String> = inputs
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
            known.proxy.sources.iter().chain(&known.survey.sources).chain(&known.modelled.sources)
        }))
        .chain(inputs.supply.iter().flat_map(|known| {
            let force = known.labour_force.sources.iter();
            force
                .chain(&known.labour_force_by_sex_age.sources)
                .chain(&known.graduates.sources)
                .chain(&known.net_migration.sources)
        }))
        .collect();
    inputs.sources.iter().filter(|source| used.contains(&source.id)).cloned().collect()
}

pub(crate) struct ScenarioRun<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) outlook: &'a EmploymentOutlook,
    pub(crate) rates: &'a ExitRates,
    linked: &'a BTreeSet<String>,
    pub(crate) settings: &'a RunSettings,
    pub(crate) figures: &'a mut Figures,
}

impl ScenarioRun<'_> {
    pub(crate) fn key(&self, measure: Measure, year: Year) -> FigureKey {
        FigureKey::national(&self.scenario.id, measure, year)
    }

    /// Exits of all kinds per person of the stock before.
    pub(crate) fn exit_rate(&self, year: Year) -> Vec<f64> {
        let mut rate = Vec::new();
        for sex in Sex::ALL {
            accumulate(
                &mut rate,
                self.rates.retirement.get(&(sex, year)).map_or(&[], Vec::as_slice),
            );
        }
        accumulate(&mut rate, self.rates.deaths.get(&year).map_or(&[], Vec::as_slice));
        accumulate(&mut rate, self.rates.other.get(&year).map_or(&[], Vec::as_slice));
        rate
    }

    /// Status of a stock: published or forecast.
    fn stock_status(&self, year: Year) -> Status {
        Status::real(if year <= self.outlook.base_year {
            ObsStatus::Normal
        } else {
            ObsStatus::Forecast
        })
    }

    /// Status of modelled exits: estimated for a published year, else forecast.
    pub(crate) fn exit_status(&self, year: Year) -> Status {
        Status::real(ObsStatus::Estimated).worst(self.stock_status(year))
    }

    fn national(&mut self, years: YearSpan, schedule: &PensionSchedule) -> Result<(), ModelError> {
        let exits_source: Vec<&str> = EXIT_TABLES.iter().copied().chain([SECTION_TABLE]).collect();
        for sex in Sex::ALL {
            for year in years.years() {
                let key = self.key(Measure::PensionAge, year).of_sex(sex);
                self.figures.point(
                    key,
                    schedule.age(sex, year)?,
                    Unit::Years,
                    Status::real(ObsStatus::Normal),
                    &["pension_age"],
                );
            }
        }
        let mut cumulated: BTreeMap<(Measure, Option<Sex>), Vec<f64>> = BTreeMap::new();
        for year in years.years() {
            let status = self.exit_status(year);
            let stock = self.outlook.total.get(TOTAL, year.previous()).unwrap_or_default();
            let exits =
                |rate: &[f64]| -> Vec<f64> { stock.iter().zip(rate).map(|(e, q)| e * q).collect() };
            let mut parts: Vec<(Measure, Option<Sex>, Vec<f64>)> = Vec::new();
            let mut retirement = Vec::new();
            for sex in Sex::ALL {
                let own = exits(self.rates.retirement.get(&(sex, year)).map_or(&[], Vec::as_slice));
                accumulate(&mut retirement, &own);
                parts.push((Measure::Retirement, Some(sex), own));
            }
            parts.push((Measure::Retirement, None, retirement));
            parts.push((
                Measure::Deaths,
                None,
                exits(self.rates.deaths.get(&year).map_or(&[], Vec::as_slice)),
            ));
            parts.push((
                Measure::OtherExits,
                None,
                exits(self.rates.other.get(&year).map_or(&[], Vec::as_slice)),
            ));
            for (measure, sex, draws) in parts {
                let mut key = self.key(measure, year);
                key.sex = sex;
                self.figures.draws(key, &draws, Unit::PersonsPerYear, status, &exits_source);
                if self.settings.policy_period.contains(year) {
                    accumulate(cumulated.entry((measure, sex)).or_default(), &draws);
                }
            }
        }
        let status = self.exit_status(self.settings.policy_period.to());
        for ((measure, sex), draws) in cumulated {
            let mut key = self
                .key(measure, self.settings.policy_period.from())
                .until(self.settings.policy_period.to());
            key.sex = sex;
            self.figures.draws(key, &draws, Unit::PersonsCumulated, status, &exits_source);
        }
        self.cells(years, None);
        Ok(())
    }

    fn by_section(&mut self, years: YearSpan) {
        self.cells(years, Some(Panel::Section));
    }

    fn by_region(&mut self, years: YearSpan) {
        self.cells(years, Some(Panel::Region));
    }

    /// Stocks and flows of every cell of a panel, by year and cumulated over the policy period.
    fn cells(&mut self, years: YearSpan, panel: Option<Panel>) {
        let outlook = self.outlook;
        let (stocks, table) = match panel {
            Some(Panel::Region) => (&outlook.regions, REGION_TABLE),
            Some(_) => (&outlook.sections, SECTION_TABLE),
            None => (&outlook.total, SECTION_TABLE),
        };
        let flow_source: Vec<&str> = EXIT_TABLES.iter().copied().chain([table]).collect();
        for cell in stocks.cells().labels() {
            let place = |key: FigureKey| match panel {
                Some(Panel::Section) => key.in_section(cell),
                Some(Panel::Region) => key.in_region(cell),
                _ => key,
            };
            // The exit rate of a part is the nation's: an assumption in place of a figure.
            let own_rate =
                Status::real(if panel.is_some() { ObsStatus::Imputed } else { ObsStatus::Normal });
            let history = Status::real(if self.linked.contains(cell) {
                ObsStatus::Imputed
            } else {
                ObsStatus::Normal
            });
            let mut cumulated: BTreeMap<Measure, (Vec<f64>, Status)> = BTreeMap::new();
            for year in years.years() {
                let published = year <= outlook.base_year;
                let stock_status = if published {
                    self.stock_status(year)
                } else {
                    self.stock_status(year).worst(history)
                };
                if let Some(stock) = stocks.get(cell, year) {
                    let key = place(self.key(Measure::Employment, year));
                    self.figures.draws(key, stock, Unit::Persons, stock_status, &[table]);
                }
                let Some(mut flows) = cell_flows(stocks, cell, year, &self.exit_rate(year)) else {
                    continue;
                };
                if panel.is_none() {
                    // Openings don't net out across sections.
                    let sections = &outlook.sections;
                    let rate = self.exit_rate(year);
                    let mut openings = Vec::new();
                    for section in sections.cells().labels() {
                        if let Some(part) = cell_flows(sections, section, year, &rate) {
                            accumulate(&mut openings, &part.gross_openings);
                        }
                    }
                    flows.gross_openings = openings;
                }
                let exit_status = self.exit_status(year).worst(own_rate).worst(stock_status);
                for (measure, draws, status, source) in [
                    (Measure::NewDemand, &flows.new_demand, stock_status, [table].as_slice()),
                    (
                        Measure::ReplacementDemand,
                        &flows.replacement,
                        exit_status,
                        flow_source.as_slice(),
                    ),
                    (Measure::Need, &flows.need, exit_status, flow_source.as_slice()),
                    (
                        Measure::GrossOpenings,
                        &flows.gross_openings,
                        exit_status,
                        flow_source.as_slice(),
                    ),
                ] {
                    let key = place(self.key(measure, year));
                    self.figures.draws(key, draws, Unit::PersonsPerYear, status, source);
                    if self.settings.policy_period.contains(year) {
                        let sum = cumulated.entry(measure).or_insert_with(|| (Vec::new(), status));
                        accumulate(&mut sum.0, draws);
                        sum.1 = sum.1.worst(status);
                    }
                }
            }
            for (measure, (draws, status)) in cumulated {
                let period = self.settings.policy_period;
                let key = place(self.key(measure, period.from()).until(period.to()));
                self.figures.draws(key, &draws, Unit::PersonsCumulated, status, &flow_source);
            }
        }
    }

    /// Need by section and region over the policy period: by year for the baseline, cumulated
    /// for every scenario. Imputed, since the matrix rests on a seed of broad sectors.
    fn by_section_and_region(
        &mut self,
        inputs: &Inputs,
        baseline: bool,
    ) -> Result<DrawPanel, ModelError> {
        let period = self.settings.policy_period;
        let from = period.from().previous();
        let span = YearSpan::new(from, period.to()).ok_or(ModelError::PeriodOutOfReach {
            from,
            first: from,
            base: period.to(),
        })?;
        let stocks = matrix::section_by_region(inputs, self.outlook, span)?;
        let status = Status::real(ObsStatus::Imputed);
        let source: Vec<&str> = EXIT_TABLES
            .iter()
            .copied()
            .chain([SECTION_TABLE, REGION_TABLE, MATRIX_TABLE])
            .collect();
        for section in self.outlook.sections.cells().labels() {
            for region in self.outlook.regions.cells().labels() {
                let cell = matrix::cell(section, region);
                let place = |key: FigureKey| key.in_section(section).in_region(region);
                let mut cumulated = Vec::new();
                for year in period.years() {
                    let Some(flows) = cell_flows(&stocks, &cell, year, &self.exit_rate(year))
                    else {
                        continue;
                    };
                    accumulate(&mut cumulated, &flows.need);
                    if baseline {
                        let key = place(self.key(Measure::Need, year));
                        self.figures.draws(key, &flows.need, Unit::PersonsPerYear, status, &source);
                    }
                }
                let key = place(self.key(Measure::Need, period.from()).until(period.to()));
                self.figures.draws(key, &cumulated, Unit::PersonsCumulated, status, &source);
            }
        }
        Ok(stocks)
    }
}
