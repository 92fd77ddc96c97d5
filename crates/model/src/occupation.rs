//! Occupations: staffing of sections from a proxy fitted to the country's own margins.

use crate::assumptions::parameter_draws;
use crate::cell::TOTAL;
use crate::cross_tab::cells::Cross;
use crate::draw_by_draw::draw_by_draw;
use crate::employment::EmploymentProjection;
use crate::employment::reconcile::scaled;
use crate::error::ModelError;
use crate::ipf::{Matrix, fit};
use crate::staffing::base::{Base, Margins};
use crate::tuning::staffing::MAJORS_SD;
use ndarray::{Array2, ArrayView1};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use suranys_core::inputs::{Inputs, OccupationInputs};
use suranys_core::numeric::{exp, ln};
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::scenario::{SHARE_SPREAD, Scenario};
use suranys_core::unit::Quantity;
use suranys_core::{Axis, CellDraws, Code, DrawPanel, Occupation, Year, YearSpan};
use suranys_core::{Text, text};
use suranys_series::{Drawn, Fitted, Forecast, ForecastError, Forecaster, Together};

/// Margins of staffing, in messages.
const STAFFED: Text = text!("section and occupation margins");

/// What is known of occupations before any scenario.
///
/// A proxy gives how sections of a kind are staffed; the country's last survey gives how many work
/// in each occupation; modelled estimates give how that has changed since. The proxy is fitted to
/// sections and occupations of the base year by RAS. Shares go on by the series engine on the
/// logarithm of each share over their geometric mean (Aitchison 1986).
#[derive(Debug, Clone)]
pub struct Staffing {
    /// Occupations, in official order.
    pub codes: Vec<String>,
    base_year: Year,
    /// Shares of the base year, which sum to one.
    shares: Vec<f64>,
    /// Sections by occupations in the base year, persons.
    base: Matrix,
    /// By occupation, change of the log share since the base year: of past years, and after the
    /// base year of the median trajectory.
    changes: Vec<BTreeMap<Year, f64>>,
    /// The same change in draws, by occupation and year after the base year; `None` when no year
    /// is ahead.
    draws: Option<DrawPanel>,
    /// By occupation and draw: by what its share in the base year differs from `shares`. `None` where
    /// shares are taken as known.
    levels: Option<CellDraws>,
    /// Groups below the occupations, where the package has what they rest on.
    pub(crate) detail: Option<Arc<Base>>,
    /// By draw, sections by occupations in the base year: what those groups sum to.
    seeds: Vec<Matrix>,
    /// Whether occupations are placed in sections and regions.
    pub(crate) placed: bool,
}

/// Employment by occupation in draws.
#[derive(Debug, Clone)]
pub struct OccupationProjection {
    /// By occupation; sums to the national total in every draw.
    pub stocks: DrawPanel,
}

impl Staffing {
    /// Reads what the package knows; `None` when it has no occupations.
    ///
    /// # Errors
    /// When a table it needs is empty at the inputs' vintage, or margins can't be met.
    pub fn read(
        inputs: &Inputs,
        projection: &EmploymentProjection,
        horizon: Year,
        key: &Key,
        notes: &mut Vec<Note>,
    ) -> Result<Option<Staffing>, ModelError> {
        Staffing::read_as(inputs, projection, horizon, true, key, notes)
    }

    /// The same; unless it is `placed`, for figures of no occupation alone: groups below them, and with
    /// them the staffing of sections, are not drawn.
    ///
    /// # Errors
    /// As [`Staffing::read`].
    pub(crate) fn read_as(
        inputs: &Inputs,
        projection: &EmploymentProjection,
        horizon: Year,
        placed: bool,
        key: &Key,
        notes: &mut Vec<Note>,
    ) -> Result<Option<Staffing>, ModelError> {
        let Some(known) = &inputs.occupation else { return Ok(None) };
        let base_year = projection.base_year;
        let nothing = |resource: &str, what: Text| ModelError::NothingKnown {
            resource: resource.to_owned(),
            what,
        };
        let proxy_year = known.proxy.cells.keys().map(|k| k.2).max();
        let proxy_year = proxy_year.ok_or_else(|| nothing(&known.proxy.resource, text!("year")))?;
        let in_proxy: BTreeSet<&Code<Occupation>> =
            known.proxy.cells.keys().map(|k| &k.1).collect();
        let codes: Vec<Code<Occupation>> = known
            .occupations
            .items()
            .iter()
            .map(|item| item.code.clone())
            .filter(|code| in_proxy.contains(code))
            .collect();
        let surveyed = Surveyed::last(known, &codes)
            .ok_or_else(|| nothing(&known.survey.resource, text!("year with every occupation")))?;
        let survey_year = surveyed.year;
        let changes = Changes::read(known, &codes, base_year)
            .ok_or_else(|| nothing(&known.modelled.resource, text!("share of every occupation")))?;
        let proxy = Proxy::read(inputs, known, projection, &codes, proxy_year)?;
        let shares: Vec<f64> = surveyed
            .split(&proxy.columns())
            .iter()
            .zip(&changes.past)
            // Changes count from the base year, so the survey's year counts backwards.
            .map(|(persons, past)| persons * exp(-past.get(&survey_year).copied().unwrap_or(0.0)))
            .collect();
        let shares = scaled(shares, 1.0);
        let base = proxy.fitted(&shares, base_year)?;
        let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
        let count = projection.total.draws();
        let mut past = changes.past.clone();
        let draws = match YearSpan::new(base_year.plus(1), horizon) {
            Some(span) => {
                let cells = occupations_axis(&codes)?;
                let own = key.with("occupation");
                let (median, draws) = changes.ahead(cells, span, count, &own)?;
                past.iter_mut().zip(median).for_each(|(all, ahead)| all.extend(ahead));
                Some(draws)
            }
            None => None,
        };
        notes.push(Note::new(
            "note.occupation-proxy",
            [
                ("proxy", proxy_year.to_string()),
                ("survey", survey_year.to_string()),
                ("base", base_year.to_string()),
            ],
        ));
        if changes.last < base_year {
            notes.push(Note::new(
                "note.occupation-held",
                [("year", changes.last.to_string()), ("base", base_year.to_string())],
            ));
        }
        let (levels, detail, seeds) = (None, None, Vec::new());
        let mut staffing = Staffing {
            codes,
            base_year,
            shares,
            base,
            changes: past,
            draws,
            levels,
            detail,
            seeds,
            placed,
        };
        staffing.read_detail(inputs, projection, key, notes)?;
        Ok(Some(staffing))
    }

    /// Draws the groups below the occupations, and with them the base year: shares of occupations are
    /// modelled estimates, whose errors all years have in common.
    fn read_detail(
        &mut self,
        inputs: &Inputs,
        projection: &EmploymentProjection,
        key: &Key,
        notes: &mut Vec<Note>,
    ) -> Result<(), ModelError> {
        let Some(known) = &inputs.detailed else { return Ok(()) };
        let sections = projection.sections.cells().labels();
        let draws = projection.total.draws();
        let rows: Vec<f64> = projection.sections.draw(self.base_year, 0).collect();
        let own = key.with("occupation").with("level");
        let mut levels = CellDraws::zeros(occupations_axis(&self.codes)?, draws);
        for code in &self.codes {
            let streams = own.with(code).streams();
            let row = levels.get_mut(code).unwrap_or_default();
            for (draw, value) in row.iter_mut().enumerate() {
                *value = exp(MAJORS_SD * streams.draw(draw).normal());
            }
        }
        if !self.placed {
            let grouped = Base::is_known(known, &self.codes, sections);
            self.levels = self.levels.take().or(grouped.then_some(levels));
            return Ok(());
        }
        let without = self.levels.replace(levels);
        let all: f64 = rows.iter().sum();
        let columns: Vec<Vec<f64>> =
            (0..draws).map(|draw| scaled(self.shares_of(self.base_year, draw, 1.0), all)).collect();
        let margins = Margins { sections, rows: &rows, columns: &columns, year: self.base_year };
        let Some(base) = Base::read(known, &self.codes, &margins, key, notes)? else {
            self.levels = without;
            return Ok(());
        };
        notes.push(Note::new(
            "note.occupation-groups",
            [
                ("countries", base.proxies[0].countries.len().to_string()),
                ("counts", base.counts.len().to_string()),
                ("base", self.base_year.to_string()),
            ],
        ));
        self.seeds = (0..draws).filter_map(|draw| Matrix::from_dense(&base.table(draw))).collect();
        self.detail = Some(Arc::new(base));
        Ok(())
    }

    /// Employment by occupation under a scenario, for all years of the projection's total from the
    /// first modelled share on.
    ///
    /// # Errors
    /// When a parameter is missing.
    pub fn under(
        &self,
        scenario: &Scenario,
        projection: &EmploymentProjection,
        key: &Key,
    ) -> Result<OccupationProjection, ModelError> {
        let spread = parameter_draws(scenario, SHARE_SPREAD, key)?;
        let years = projection.total.years();
        let axis = occupations_axis(&self.codes)?;
        let mut stocks = DrawPanel::zeros(axis, years, projection.total.draws());
        for year in years.years() {
            let national = projection.total.get(TOTAL, year).unwrap_or_default();
            let mut of_year = CellDraws::zeros(stocks.cells().clone(), stocks.draws());
            for (draw, persons) in national.iter().enumerate() {
                let widen = spread.get(draw).copied().unwrap_or(1.0);
                let shares = self.shares_of(year, draw, widen);
                of_year.set_draw(draw, shares.iter().map(|share| share * persons));
            }
            stocks.set(year, &of_year);
        }
        Ok(OccupationProjection { stocks })
    }

    /// Shares of one draw in one year, which sum to one.
    fn shares_of(&self, year: Year, draw: usize, widen: f64) -> Vec<f64> {
        let mut drawn = self.draws.iter().flat_map(|draws| draws.draw(year, draw));
        let levels: Vec<f64> = self.levels.iter().flat_map(|levels| levels.draw(draw)).collect();
        let level = |place: usize| levels.get(place).copied().unwrap_or(1.0);
        let mut shares: Vec<f64> = self
            .shares
            .iter()
            .zip(&self.changes)
            .enumerate()
            .map(|(place, (share, changes))| {
                let middle = changes.get(&year).copied().unwrap_or(0.0);
                // Published years are the same in all draws.
                let change = drawn.next().map_or(middle, |own| middle + widen * (own - middle));
                share * level(place) * exp(change)
            })
            .collect();
        let total: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= total);
        shares
    }

    /// Section × region × occupation, sections staffed alike in every region: an assumption where
    /// there are no figures. Give it each draw's margins.
    #[must_use]
    pub fn cross(&self, regions: usize) -> Cross {
        Cross::alike(self.base.clone(), regions)
    }

    /// Employment by section and occupation for the years of `span`: labels `section|occupation`.
    /// The staffing of the base year is fitted to both margins in every draw.
    ///
    /// # Errors
    /// When margins can't be met.
    pub fn by_section(
        &self,
        projection: &EmploymentProjection,
        occupations: &OccupationProjection,
        span: YearSpan,
    ) -> Result<DrawPanel, ModelError> {
        let sections = projection.sections.cells().labels();
        let labels =
            sections.iter().flat_map(|s| self.codes.iter().map(move |o| format!("{s}|{o}")));
        let axis =
            Axis::new(labels).ok_or(ModelError::RepeatedCode(text!("sections by occupation")))?;
        let draws = projection.total.draws();
        let mut panel = DrawPanel::zeros(axis, span, draws);
        for year in span.years() {
            let known = year <= self.base_year && self.levels.is_none();
            let distinct = if known { 1.min(draws) } else { draws };
            let fitted = draw_by_draw(panel.cells().clone(), draws, distinct, |draw| {
                let rows: Vec<f64> = projection.sections.draw(year, draw).collect();
                let columns = occupations.stocks.draw(year, draw).collect();
                let columns = scaled(columns, rows.iter().sum());
                let matrix = fit(self.seeds.get(draw).unwrap_or(&self.base), &rows, &columns)
                    .map_err(|why| ModelError::Margins { what: STAFFED, year, why })?;
                Ok::<_, ModelError>(matrix.rows().flatten().collect())
            })?;
            panel.set(year, &fitted);
        }
        Ok(panel)
    }
}

fn occupations_axis(codes: &[String]) -> Result<Axis, ModelError> {
    Axis::new(codes.iter().cloned()).ok_or(ModelError::RepeatedCode(text!("occupations")))
}

/// The country's own survey: persons by occupation, or by the group each occupation is in where
/// the survey knows no finer.
struct Surveyed {
    year: Year,
    /// By occupation: place of its cell.
    cell: Vec<usize>,
    /// Persons by cell.
    persons: Vec<f64>,
}

impl Surveyed {
    /// The last year for which the survey has every occupation.
    fn last(known: &OccupationInputs, codes: &[Code<Occupation>]) -> Option<Surveyed> {
        let reported: BTreeSet<&Code<Occupation>> =
            known.survey.cells.keys().map(|k| &k.0).collect();
        let mut cells: Vec<Code<Occupation>> = Vec::new();
        let mut cell = Vec::new();
        for code in codes {
            let own = if reported.contains(code) {
                code
            } else {
                &known.modelled_group.targets(code)?.first()?.0
            };
            let place = cells.iter().position(|c| c == own).unwrap_or_else(|| {
                cells.push(own.clone());
                cells.len() - 1
            });
            cell.push(place);
        }
        let years: BTreeSet<Year> = known.survey.cells.keys().map(|(_, year)| *year).collect();
        let (year, persons) = years.into_iter().rev().find_map(|year| {
            let figure = |code: &Code<_>| Some(known.survey.value(&(code.clone(), year))?.get());
            Some((year, cells.iter().map(figure).collect::<Option<Vec<f64>>>()?))
        })?;
        Some(Surveyed { year, cell, persons })
    }

    /// Persons by occupation: within a cell by the proxy's own mix, an assumption.
    fn split(&self, proxy: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.persons.len()];
        for (cell, persons) in self.cell.iter().zip(proxy) {
            sums[*cell] += persons;
        }
        let share = |(cell, persons): (&usize, &f64)| {
            if sums[*cell] > 0.0 { self.persons[*cell] * persons / sums[*cell] } else { 0.0 }
        };
        self.cell.iter().zip(proxy).map(share).collect()
    }
}

/// The proxy's staffing of each section, each as large as it is in the base year.
struct Proxy {
    /// Persons, of shape (sections, occupations).
    persons: Array2<f64>,
    /// Persons by section.
    totals: Vec<f64>,
}

impl Proxy {
    fn read(
        inputs: &Inputs,
        known: &OccupationInputs,
        projection: &EmploymentProjection,
        codes: &[Code<Occupation>],
        proxy_year: Year,
    ) -> Result<Proxy, ModelError> {
        let no_figure = |what: Text| ModelError::NoFigure {
            resource: known.proxy.resource.clone(),
            what,
            year: proxy_year,
        };
        let sections = projection.sections.cells().labels();
        let mut staffing = Array2::zeros((sections.len(), codes.len()));
        let mut totals = Vec::new();
        for (section, mut target) in sections.iter().zip(staffing.rows_mut()) {
            let code = inputs.sections.code(section).map_err(|e| no_figure(e.text()))?;
            let groups = known
                .section_industry_group
                .targets(&code)
                .ok_or_else(|| no_figure(text!("the industry group of `{section}`", section)))?;
            let mut row = vec![0.0; codes.len()];
            for (group, weight) in groups {
                for (value, occupation) in row.iter_mut().zip(codes) {
                    let key = (group.clone(), occupation.clone(), proxy_year);
                    let persons = known.proxy.value(&key);
                    let persons = persons.ok_or_else(|| {
                        no_figure(text!("`{group}` and `{occupation}`", group, occupation))
                    })?;
                    *value += weight * persons.get();
                }
            }
            let stock = projection.sections.get(section, projection.base_year);
            let persons = stock.and_then(|d| d.first()).copied().unwrap_or(0.0);
            target.assign(&ArrayView1::from(&scaled(row, persons)));
            totals.push(persons);
        }
        Ok(Proxy { persons: staffing, totals })
    }

    /// Persons by occupation.
    fn columns(&self) -> Vec<f64> {
        self.persons.columns().into_iter().map(|column| column.iter().sum()).collect()
    }

    /// Fitted to sections and to occupations' shares of the base year.
    fn fitted(&self, shares: &[f64], year: Year) -> Result<Matrix, ModelError> {
        let impossible = |why| ModelError::Margins { what: STAFFED, year, why };
        let seed = Matrix::from_dense(&self.persons)
            .ok_or_else(|| impossible(text!("there is no section")))?;
        let columns = scaled(shares.to_vec(), self.totals.iter().sum());
        fit(&seed, &self.totals, &columns).map_err(impossible)
    }
}

/// Changes of the modelled log shares since the base year. A table that ends earlier is carried
/// forward: its last shares are held to the base year, from which the changes ahead set out.
struct Changes {
    /// Last year of the table.
    last: Year,
    /// By occupation and past year.
    past: Vec<BTreeMap<Year, f64>>,
    /// By modelled group: the log of its share over the geometric mean, to the last year.
    series: Vec<Vec<f64>>,
    /// By occupation: its group.
    group: Vec<usize>,
}

impl Changes {
    fn read(
        known: &OccupationInputs,
        codes: &[Code<Occupation>],
        base_year: Year,
    ) -> Option<Changes> {
        let mut groups: Vec<Code<Occupation>> = Vec::new();
        let mut group = Vec::new();
        for code in codes {
            let (target, _) = known.modelled_group.targets(code)?.first()?;
            let place = groups.iter().position(|g| g == target).unwrap_or_else(|| {
                groups.push(target.clone());
                groups.len() - 1
            });
            group.push(place);
        }
        let mut years: Vec<Year> = Vec::new();
        let mut series: Vec<Vec<f64>> = vec![Vec::new(); groups.len()];
        let first = known.modelled.cells.keys().map(|(_, year)| *year).min()?;
        let of_year = |year: Year| -> Option<Vec<f64>> {
            let persons = |g: &Code<_>| Some(known.modelled.value(&(g.clone(), year))?.get());
            groups.iter().map(persons).collect()
        };
        let last = (first.0..=base_year.0).rev().map(Year).find(|year| of_year(*year).is_some())?;
        for year in (first.0..=last.0).map(Year) {
            let logs: Vec<f64> = of_year(year)?.iter().map(|v| ln(*v)).collect();
            let mean = logs.iter().sum::<f64>() / logs.len() as f64;
            years.push(year);
            for (all, log) in series.iter_mut().zip(logs) {
                all.push(log - mean);
            }
        }
        let past = group
            .iter()
            .map(|place| {
                let all = &series[*place];
                let base = all.last().copied().unwrap_or(0.0);
                let known = years.iter().zip(all).map(|(year, value)| (*year, value - base));
                let held = (last.0 + 1..=base_year.0).map(|year| (Year(year), 0.0));
                known.chain(held).collect()
            })
            .collect();
        Some(Changes { last, past, series, group })
    }

    /// Changes in the years of `span`, of the median trajectory and in `count` draws, by
    /// occupation in the order of `cells`.
    fn ahead(
        &self,
        cells: Axis,
        span: YearSpan,
        count: usize,
        key: &Key,
    ) -> Result<(Vec<BTreeMap<Year, f64>>, DrawPanel), ModelError> {
        let series: Vec<Vec<Option<f64>>> =
            self.series.iter().map(|one| one.iter().copied().map(Some).collect()).collect();
        let forecaster = Forecaster::new(span.count());
        // A group's name in a message is that of its first occupation.
        let refused = |place: usize, why: ForecastError| {
            let first = cells.labels().iter().zip(&self.group).find(|(_, of)| **of == place);
            let series = first.map(|(code, _)| code.clone()).unwrap_or_default();
            ModelError::Series { series, why }
        };
        let calibration = forecaster.calibrate(&series).map_err(|why| refused(0, why))?;
        let forecasts = forecaster.fit_many(&series, &calibration).into_iter().enumerate();
        let forecasts: Vec<Forecast> = forecasts
            .map(|(place, fitted)| {
                fitted.map(Fitted::into_forecast).map_err(|why| refused(place, why))
            })
            .collect::<Result<_, _>>()?;
        let asked: Vec<Drawn> = forecasts
            .iter()
            .enumerate()
            .map(|(place, forecast)| Drawn {
                forecast,
                behind: 0,
                own: key.with(&place.to_string()),
            })
            .collect();
        let lengths = series.iter().map(Vec::len).collect();
        let drawn = Together::new(key.with("periods"), lengths).paths(&asked, count);
        let mut medians = Vec::new();
        let mut panel = DrawPanel::zeros(cells.clone(), span, count);
        for (code, place) in cells.labels().iter().zip(&self.group) {
            let base = self.series[*place].last().copied().unwrap_or(0.0);
            let years = span.years().zip(forecasts[*place].median());
            for ((year, _), own) in years.clone().zip(drawn[*place].iter()) {
                let row = panel.get_mut(code, year).unwrap_or_default();
                row.iter_mut().zip(own).for_each(|(to, value)| *to = value - base);
            }
            medians.push(years.map(|(year, value)| (year, value - base)).collect());
        }
        Ok((medians, panel))
    }
}
