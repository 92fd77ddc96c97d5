//! Need against supply: the nation and its occupations.

use crate::ModelError;
use crate::balance::{accumulate, cell_flows};
use crate::demand::TOTAL;
use crate::forecast::{EXIT_TABLES, MATRIX_TABLE, REGION_TABLE, SECTION_TABLE, ScenarioRun};
use crate::occupation::{OccupationOutlook, Staffing};
use crate::supply::{Supply, SupplyModel, labour_force};
use std::collections::BTreeMap;
use suranys_core::inputs::{Inputs, SupplyInputs};
use suranys_core::key::Key;
use suranys_core::math::quantile_sorted;
use suranys_core::run::{FigureKey, Measure, Note};
use suranys_core::{Code, DrawPanel, ObsStatus, Occupation, Status, Unit, Year, YearSpan};

const OCCUPATION_TABLES: [&str; 3] = [
    "employment_by_occupation",
    "employment_by_occupation_modelled",
    "proxy_employment_by_industry_occupation",
];
const SUPPLY_TABLES: [&str; 5] = [
    "graduates",
    "labour_force",
    "labour_force_by_sex_age",
    "population_by_age",
    "population_by_sex_age",
];

/// One term of a cumulated balance.
struct Term {
    draws: Vec<f64>,
    assumed: bool,
}

/// Cumulated terms of one balance, by name.
#[derive(Default)]
struct Terms(BTreeMap<&'static str, Term>);

impl Terms {
    fn add(&mut self, name: &'static str, draws: &[f64], assumed: bool) {
        let term = self.0.entry(name).or_insert(Term { draws: Vec::new(), assumed });
        accumulate(&mut term.draws, draws);
    }

    /// Share of the terms' sizes, each its median, that are assumed.
    fn assumed_share(&self) -> f64 {
        let size = |term: &Term| {
            let mut sorted = term.draws.clone();
            sorted.sort_by(f64::total_cmp);
            quantile_sorted(&sorted, 0.5).unwrap_or(0.0).abs()
        };
        let all: f64 = self.0.values().map(size).sum();
        let assumed: f64 = self.0.values().filter(|term| term.assumed).map(size).sum();
        if all > 0.0 { assumed / all } else { 0.0 }
    }
}

/// Share of draws above zero.
fn above_zero(draws: &[f64]) -> f64 {
    draws.iter().filter(|v| **v > 0.0).count() as f64 / draws.len().max(1) as f64
}

impl ScenarioRun<'_> {
    /// Need, supply and gap of the nation and of occupations, as far as the package tells.
    pub(crate) fn shortage(
        &mut self,
        inputs: &Inputs,
        staffing: Option<&Staffing>,
        matrix: &DrawPanel,
        years: YearSpan,
        key: &Key,
        notes: &mut Vec<Note>,
    ) -> Result<(), ModelError> {
        let occupations = match staffing {
            Some(staffing) => Some(staffing.under(self.scenario, self.outlook, key)?),
            None => None,
        };
        if let (Some(staffing), Some(occupations)) = (staffing, &occupations) {
            self.by_occupation(staffing, occupations, years);
            self.occupation_matrices(staffing, occupations, matrix)?;
        }
        match &inputs.supply {
            None => notes.push(Note::new("note.supply-missing", [])),
            Some(known) => {
                let codes: Vec<Code<Occupation>> = match (&inputs.occupation, staffing) {
                    (Some(known), Some(staffing)) => staffing
                        .codes
                        .iter()
                        .filter_map(|c| known.occupations.code(c).ok())
                        .collect(),
                    _ => Vec::new(),
                };
                let balance = Balance { inputs, known, codes, occupations: occupations.as_ref() };
                self.balance(&balance, years, key, notes)?;
            }
        }
        Ok(())
    }

    fn imputed(&self) -> Status {
        Status::real(ObsStatus::Imputed)
    }

    /// Stocks and flows by occupation, by year and over the policy period.
    fn by_occupation(
        &mut self,
        staffing: &Staffing,
        occupations: &OccupationOutlook,
        years: YearSpan,
    ) {
        let status = self.imputed();
        let source: Vec<&str> =
            EXIT_TABLES.iter().copied().chain([SECTION_TABLE]).chain(OCCUPATION_TABLES).collect();
        for code in &staffing.codes {
            let place = |key: FigureKey| key.in_occupation(code);
            let mut sums: BTreeMap<Measure, Vec<f64>> = BTreeMap::new();
            for year in years.years() {
                if let Some(stock) = occupations.stocks.get(code, year) {
                    let key = place(self.key(Measure::Employment, year));
                    self.figures.draws(key, stock, Unit::Persons, status, &source);
                }
                let rate = self.exit_rate(year);
                let Some(flows) = cell_flows(&occupations.stocks, code, year, &rate) else {
                    continue;
                };
                for (measure, draws) in [
                    (Measure::NewDemand, &flows.new_demand),
                    (Measure::ReplacementDemand, &flows.replacement),
                    (Measure::Need, &flows.need),
                    (Measure::GrossOpenings, &flows.gross_openings),
                ] {
                    let key = place(self.key(measure, year));
                    self.figures.draws(key, draws, Unit::PersonsPerYear, status, &source);
                    if self.settings.policy_period.contains(year) {
                        accumulate(sums.entry(measure).or_default(), draws);
                    }
                }
            }
            for (measure, draws) in sums {
                let key = place(self.over_period(measure));
                self.figures.draws(key, &draws, Unit::PersonsCumulated, status, &source);
            }
        }
    }

    fn over_period(&self, measure: Measure) -> FigureKey {
        let period = self.settings.policy_period;
        self.key(measure, period.from()).until(period.to())
    }

    /// Need over the policy period by section × occupation and region × occupation.
    ///
    /// A section is staffed alike in every region: an assumption in place of figures.
    fn occupation_matrices(
        &mut self,
        staffing: &Staffing,
        occupations: &OccupationOutlook,
        matrix: &DrawPanel,
    ) -> Result<(), ModelError> {
        let span = matrix.years();
        let staffed = staffing.by_section(self.outlook, occupations, span)?;
        let (sections, regions) =
            (self.outlook.sections.cells().labels(), self.outlook.regions.cells().labels());
        let status = self.imputed();
        let source: Vec<&str> = EXIT_TABLES
            .iter()
            .copied()
            .chain([SECTION_TABLE, REGION_TABLE, MATRIX_TABLE])
            .chain(OCCUPATION_TABLES)
            .collect();
        let need = |before: &[f64], now: &[f64], rate: &[f64]| -> Vec<f64> {
            let draws = before.iter().zip(now).zip(rate);
            draws.map(|((before, now), rate)| now - before + rate * before).collect()
        };
        for occupation in &staffing.codes {
            for section in sections {
                let cell = format!("{section}|{occupation}");
                let mut sum = Vec::new();
                for year in self.settings.policy_period.years() {
                    let stock = |year: Year| staffed.get(&cell, year).unwrap_or_default();
                    let rate = self.exit_rate(year);
                    accumulate(&mut sum, &need(stock(year.previous()), stock(year), &rate));
                }
                let key =
                    self.over_period(Measure::Need).in_section(section).in_occupation(occupation);
                self.figures.draws(key, &sum, Unit::PersonsCumulated, status, &source);
            }
            for region in regions {
                let stock = |year: Year| -> Vec<f64> {
                    let mut all = Vec::new();
                    for section in sections {
                        let get = |panel: &DrawPanel, cell: String| {
                            panel.get(&cell, year).map(<[f64]>::to_vec).unwrap_or_default()
                        };
                        let here = get(matrix, crate::demand::matrix::cell(section, region));
                        let of = get(&staffed, format!("{section}|{occupation}"));
                        let whole = self.outlook.sections.get(section, year).unwrap_or_default();
                        let part: Vec<f64> = here
                            .iter()
                            .zip(&of)
                            .zip(whole)
                            .map(
                                |((here, of), whole)| {
                                    if *whole > 0.0 { here * of / whole } else { 0.0 }
                                },
                            )
                            .collect();
                        accumulate(&mut all, &part);
                    }
                    all
                };
                let mut before = stock(span.from());
                let mut sum = Vec::new();
                for year in self.settings.policy_period.years() {
                    let now = stock(year);
                    accumulate(&mut sum, &need(&before, &now, &self.exit_rate(year)));
                    before = now;
                }
                let key =
                    self.over_period(Measure::Need).in_region(region).in_occupation(occupation);
                self.figures.draws(key, &sum, Unit::PersonsCumulated, status, &source);
            }
        }
        Ok(())
    }

    /// Supply and gap of the nation and, where occupations are known, of each of them.
    fn balance(
        &mut self,
        about: &Balance,
        years: YearSpan,
        key: &Key,
        notes: &mut Vec<Note>,
    ) -> Result<(), ModelError> {
        let (scenario, outlook, period) =
            (self.scenario, self.outlook, self.settings.policy_period);
        let from = years.from().previous();
        let span = YearSpan::new(from, years.to()).unwrap_or(years);
        let force = labour_force(about.inputs, about.known, scenario, outlook, span, key, notes)?;
        let model = SupplyModel::read(about.known, scenario, outlook.base_year, key)?;
        notes.extend(model.notes(years.to()));
        let of = |year: Year| force.get(&year).map_or(&[][..], Vec::as_slice);
        let employed = |year: Year| outlook.total.get(TOTAL, year).unwrap_or_default();
        let reserve = model.reserve(of(from), employed(from));
        let spread_over = period.count() as f64;
        let share: Vec<f64> = reserve.iter().map(|v| v / spread_over).collect();
        let none = vec![0.0; share.len()];
        let status = self.imputed();
        let supply_source: Vec<&str> = SUPPLY_TABLES.to_vec();
        let source: Vec<&str> =
            EXIT_TABLES.iter().copied().chain([SECTION_TABLE]).chain(SUPPLY_TABLES).collect();
        let (mut national, mut sums) = (Terms::default(), BTreeMap::new());
        let mut parts: Vec<(Vec<f64>, Vec<f64>)> = vec![Default::default(); about.codes.len()];
        for year in years.years() {
            let force_status = Status::real(if year <= outlook.base_year {
                ObsStatus::Normal
            } else {
                ObsStatus::Forecast
            });
            let at = self.key(Measure::LabourForce, year);
            self.figures.draws(at, of(year), Unit::Persons, force_status, &supply_source);
            let inside = period.contains(year);
            let (before, now, rate) = (of(year.previous()), of(year), self.exit_rate(year));
            let drawn_on = if inside { &share } else { &none };
            let Some(supply) = model.supply(year, before, now, &rate, drawn_on) else { continue };
            let work = employed(year.previous());
            let need: Vec<f64> = employed(year)
                .iter()
                .zip(work)
                .zip(&rate)
                .map(|((now, before), rate)| now - before + rate * before)
                .collect();
            let gap = less(&need, &supply.total);
            for (measure, draws) in [
                (Measure::SupplyHigher, &supply.higher),
                (Measure::SupplyVocational, &supply.vocational),
                (Measure::SupplyOther, &supply.other),
                (Measure::SupplyUnemployed, &supply.unemployed),
                (Measure::Supply, &supply.total),
                (Measure::Gap, &gap),
            ] {
                let key = self.key(measure, year);
                self.figures.draws(key, draws, Unit::PersonsPerYear, status, &source);
                if inside {
                    accumulate(sums.entry(measure).or_default(), draws);
                }
            }
            let probable = self.key(Measure::GapProbability, year);
            self.figures.point(probable, above_zero(&gap), Unit::Share, status, &source);
            if inside {
                self.terms(&mut national, year, work, employed(year), before, now, drawn_on);
            }
            if let Some(occupations) = about.occupations {
                self.gaps_by_occupation(about, occupations, &model, &supply, year, &mut parts);
            }
        }
        for (measure, draws) in &sums {
            let key = self.over_period(*measure);
            self.figures.draws(key, draws, Unit::PersonsCumulated, status, &source);
        }
        if let Some(gap) = sums.get(&Measure::Gap) {
            self.judged(|key| key, gap, national.assumed_share(), &source);
        }
        let source: Vec<&str> = source.into_iter().chain(OCCUPATION_TABLES).collect();
        for (code, (supply, gap)) in about.codes.iter().zip(&parts) {
            let place = |key: FigureKey| key.in_occupation(code.as_str());
            for (measure, draws) in [(Measure::Supply, supply), (Measure::Gap, gap)] {
                let key = place(self.over_period(measure));
                self.figures.draws(key, draws, Unit::PersonsCumulated, status, &source);
            }
            // Every term of an occupation rests on the proxy.
            self.judged(place, gap, 1.0, &source);
        }
        Ok(())
    }

    /// Probability of a gap over the period, and how much of the balance is assumed.
    fn judged(
        &mut self,
        place: impl Fn(FigureKey) -> FigureKey,
        gap: &[f64],
        assumed: f64,
        source: &[&str],
    ) {
        let status = self.imputed();
        for (measure, value) in
            [(Measure::GapProbability, above_zero(gap)), (Measure::AssumedShare, assumed)]
        {
            let key = place(self.over_period(measure));
            self.figures.point(key, value, Unit::Share, status, source);
        }
    }

    /// The terms of one year's national balance, each with whether it is assumed.
    #[allow(clippy::too_many_arguments)]
    fn terms(
        &self,
        terms: &mut Terms,
        year: Year,
        work_before: &[f64],
        work_now: &[f64],
        force_before: &[f64],
        force_now: &[f64],
        reserve: &[f64],
    ) {
        let other = self.rates.other.get(&year).cloned().unwrap_or_default();
        let known = less(&self.exit_rate(year), &other);
        let times =
            |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a * b).collect() };
        terms.add("new demand", &less(work_now, work_before), false);
        terms.add("retirement and death", &times(work_before, &known), false);
        terms.add("other exits", &times(work_before, &other), true);
        terms.add("growth of the labour force", &less(force_now, force_before), false);
        terms.add("its retirement and death", &times(force_before, &known), false);
        terms.add("its other exits", &times(force_before, &other), true);
        terms.add("unemployed who can be hired", reserve, true);
    }

    /// Supply and gap by occupation in one year; adds to the sums over the policy period.
    fn gaps_by_occupation(
        &mut self,
        about: &Balance,
        occupations: &OccupationOutlook,
        model: &SupplyModel,
        supply: &Supply,
        year: Year,
        parts: &mut [(Vec<f64>, Vec<f64>)],
    ) {
        let before: Vec<Vec<f64>> = about
            .codes
            .iter()
            .map(|code| {
                let stock = occupations.stocks.get(code.as_str(), year.previous());
                stock.map(<[f64]>::to_vec).unwrap_or_default()
            })
            .collect();
        let shares = model.by_occupation(supply, &about.codes, &before, year);
        let status = self.imputed();
        let source: Vec<&str> = EXIT_TABLES
            .iter()
            .copied()
            .chain([SECTION_TABLE])
            .chain(OCCUPATION_TABLES)
            .chain(SUPPLY_TABLES)
            .collect();
        let rate = self.exit_rate(year);
        for ((code, supply), sums) in about.codes.iter().zip(&shares).zip(parts) {
            let code = code.as_str();
            let Some(flows) = cell_flows(&occupations.stocks, code, year, &rate) else { continue };
            let gap = less(&flows.need, supply);
            for (measure, draws) in [(Measure::Supply, supply), (Measure::Gap, &gap)] {
                let key = self.key(measure, year).in_occupation(code);
                self.figures.draws(key, draws, Unit::PersonsPerYear, status, &source);
            }
            let key = self.key(Measure::GapProbability, year).in_occupation(code);
            self.figures.point(key, above_zero(&gap), Unit::Share, status, &source);
            if self.settings.policy_period.contains(year) {
                accumulate(&mut sums.0, supply);
                accumulate(&mut sums.1, &gap);
            }
        }
    }
}

/// What a balance is about.
struct Balance<'a> {
    inputs: &'a Inputs,
    known: &'a SupplyInputs,
    codes: Vec<Code<Occupation>>,
    occupations: Option<&'a OccupationOutlook>,
}

fn less(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}
