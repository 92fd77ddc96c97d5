//! Forecasts of the nation, of sections and of regions: the models joined, what drives them, and
//! what a scenario's own growth does.

use crate::assumptions::parameter_draws;
use crate::cell::TOTAL;
use crate::explain::stocks::rows;
use crate::explain::tree::{Teller, model};
use suranys_core::explanation::{Formula, Term};
use suranys_core::numeric::exp;
use suranys_core::provenance::SourceCell;
use suranys_core::rng::Key;
use suranys_core::run::FigureKey;
use suranys_core::scenario::{EMPLOYMENT_ELASTICITY, GDP_GROWTH_GAP};
use suranys_core::{ObsStatus, Status, Unit, Year};

fn estimated(name: &str, value: f64, unit: Unit, words: &str) -> Term {
    Term::new(name, value, unit, Status::real(ObsStatus::Estimated)).of(model(words), Vec::new())
}

impl Teller<'_> {
    /// The nation: its own series, or the sum of its sections where a scenario's growth moves them.
    pub(super) fn nation_forecast(&self, term: Term, key: &FigureKey, left: usize) -> Term {
        if self.accounts.projection.effect.is_none() {
            return self.own_forecast(term, key, left);
        }
        self.deeper(term, Formula::Sum, left, |left| {
            let sections = self.accounts.projection.sections.cells().labels().iter();
            sections.map(|code| self.tell(&key.clone().in_section(code), left)).collect()
        })
    }

    /// A section or region: its share of the nation, and what a scenario's growth does to it.
    pub(super) fn section_or_region(&self, term: Term, key: &FigureKey, left: usize) -> Term {
        let (year, value, status) = (key.from, term.value, term.status);
        let (Some(code), Some(factor)) = (&key.section, self.factor(key)) else {
            let nation = |left| self.tell(&self.nation(year), left);
            return self.share_of_nation(term, key, left, nation);
        };
        self.deeper(term, Formula::Product, left, |left| {
            let name = "employed without the scenario's own growth";
            let before = Term::new(name, value / factor, Unit::Persons, status);
            let before = self.share_of_nation(before, key, left, |left| {
                let name = "employed of the nation without the scenario's own growth";
                let sum = self.without_effect(year);
                self.own_forecast(
                    Term::new(name, sum, Unit::Persons, status),
                    &self.nation(year),
                    left,
                )
            });
            vec![before, self.effect(key, code, factor, left)]
        })
    }

    /// Share of the nation: `nation` is the nation's tree, to some depth.
    fn share_of_nation(
        &self,
        term: Term,
        key: &FigureKey,
        left: usize,
        nation: impl FnOnce(usize) -> Term,
    ) -> Term {
        let (year, value, status) = (key.from, term.value, term.status);
        let base = self.accounts.base_year();
        self.deeper(term, Formula::Product, left, |left| {
            let nation = nation(left);
            let moved = self.accounts.projection.effect.is_some() && key.region.is_some();
            let words = if year <= base {
                "the published figure over the sum of the published figures of its kind: they \
                 differ from the nation by rounding alone"
            } else if moved {
                "the draw of the region's own series over the sum of those of its kind, each moved \
                 as the sections that it lives on by the scenario's own growth"
            } else {
                "the draw of the place's own series over the sum of those of its kind, so that \
                 they sum to the nation in every draw"
            };
            let share = Term::new("share of the nation", value / nation.value, Unit::Share, status);
            let share = if year <= base {
                share.of(model(words), Vec::new())
            } else {
                self.deeper(share, model(words), left, |_| self.made_with(key))
            };
            let kept = |y: Year| year > base || y == year;
            vec![nation, share.read_from(self.history(key, kept))]
        })
    }

    /// A forecast draw of one series.
    fn own_forecast(&self, term: Term, key: &FigureKey, left: usize) -> Term {
        let words = "forecast from the history cited: a median trajectory by the models below, and \
                     in this draw a deviation from it as wide as past errors were";
        let reported = self.deeper(term, model(words), left, |_| self.made_with(key));
        reported.read_from(self.history(key, |_| true))
    }

    /// What the median trajectory of a series is made with, and what of its deviation is attributed
    /// to output.
    fn made_with(&self, key: &FigureKey) -> Vec<Term> {
        let projection = &self.accounts.projection;
        let (made, base) = (&projection.made_with, self.accounts.base_year());
        let regional = key.region.is_some();
        let trained = if regional { &made.regions } else { &made.nation };
        let id = key.section.as_deref().unwrap_or(TOTAL);
        let line = if regional { None } else { made.line(id, base) };
        let mut parts = Vec::new();
        match made.weights(trained, line) {
            Some(weights) => {
                let names = ["series engine", "drift", "employment function"];
                for (name, weight) in
                    names.iter().zip(weights).take(if line.is_some() { 3 } else { 2 })
                {
                    let name = format!("weight of the {name} in the median trajectory");
                    let words = "the weight that would have erred least in the past of all series \
                                 of the table, drawn towards equal weights; paths are joined by \
                                 their geometric mean";
                    parts.push(estimated(&name, weight, Unit::Share, words));
                }
            }
            None => {
                let name = format!("weight of `{}`", trained.chosen.name());
                let words = "in the past it did better than the models joined";
                parts.push(estimated(&name, 1.0, Unit::Share, words));
            }
        }
        let Some(line) = line else { return parts };
        let changes = made.function.as_ref().map_or(0, |function| function.changes);
        let fitted = format!(
            "of the employment function, fitted to {changes} yearly changes of sections' \
             employment and value added, each section drawn towards their mean"
        );
        let function = |name: &str, value| estimated(name, value, Unit::Ratio, &fitted);
        parts.push(function("elasticity of employment to output within the year", line.elasticity));
        parts.push(function("share of a change that is repeated the year after", line.persistence));
        parts.push(function("growth of employment without growth of output, log", line.constant));
        let step = usize::try_from(key.from.since(base) - 1).unwrap_or(0);
        if let Some(growth) = made.expected(id, base).get(step) {
            let words = "published forecasts of gross domestic product, the last of each \
                         forecaster, and as much of the distance from it that the section kept in \
                         the past as its years vouch for; errors of past forecasts move all \
                         sections together in a draw";
            let name = format!("growth of output expected in {}", key.from);
            let percent = 100.0 * (exp(*growth) - 1.0);
            let status = Status::real(ObsStatus::Forecast);
            let term = Term::new(name, percent, Unit::PercentPerYear, status);
            let cells = self.output_cells(key.section.as_deref(), key.from);
            parts.push(term.of(model(words), Vec::new()).read_from(cells));
        }
        parts
    }

    /// Value added of a section; or of all, and growth of gross domestic product: what was
    /// published of the past, and the last forecasts of the years to `until`.
    fn output_cells(&self, section: Option<&str>, until: Year) -> Vec<SourceCell> {
        let Some(known) = &self.inputs.regressors else { return Vec::new() };
        let (sources, base) = (&self.inputs.sources, self.accounts.base_year());
        let code = match section {
            Some(code) => self.inputs.sections.code(code).ok(),
            None => self.inputs.sections.total().cloned(),
        };
        let own = |(c, year): &(_, Year)| Some(c) == code.as_ref() && *year <= base;
        let mut cells = rows(&known.value_added, sources, own);
        // A section's tree has the nation's in it, which cites them.
        if section.is_some() {
            return cells;
        }
        let reported = &known.gdp_growth;
        let last = |year: Year, forecaster: &str, edition: Year| {
            let later = reported.cells.iter().filter(|((y, f, e), cell)| {
                *y == year && f == forecaster && *e > edition && cell.observed.value().is_some()
            });
            later.count() == 0
        };
        cells.extend(rows(reported, sources, |key| {
            let (year, forecaster, edition) = key;
            let status = reported.cells.get(key).map(|cell| cell.observed.status().obs);
            let forecast = status == Some(ObsStatus::Forecast);
            match status {
                None | Some(ObsStatus::Missing) => false,
                _ if forecast => {
                    *year > base && *year <= until && last(*year, forecaster, *edition)
                }
                _ => *year <= base,
            }
        }));
        cells
    }

    /// Factor of a scenario's own growth on a section in this draw; `None` where it has none.
    fn factor(&self, key: &FigureKey) -> Option<f64> {
        let effect = self.accounts.projection.effect.as_ref()?;
        effect.factors.get(key.section.as_ref()?, key.from)?.get(self.draw).copied()
    }

    /// The nation without a scenario's own growth: the sum of its sections without it.
    fn without_effect(&self, year: Year) -> f64 {
        let sections = self.accounts.projection.sections.cells().labels().iter();
        let keys = sections.map(|code| self.nation(year).in_section(code));
        keys.map(|key| {
            let now = self.accounts.stock(&key, year).map_or(f64::NAN, |draws| self.at(draws));
            now / self.factor(&key).unwrap_or(1.0)
        })
        .sum()
    }

    /// What a scenario's own growth does to a section.
    fn effect(&self, key: &FigureKey, code: &str, factor: f64, left: usize) -> Term {
        let projection = &self.accounts.projection;
        let name = "factor of the scenario's own growth";
        let term = Term::new(name, factor, Unit::Ratio, Status::real(ObsStatus::Imputed));
        let words = "each year's growth beyond the baseline's: the cumulative response to it, by the \
                     long-run elasticity and the persistence of the employment function";
        self.deeper(term, model(words), left, |_| {
            let scenario = &self.accounts.scenario;
            let run = Key::new(scenario.settings.seed);
            let mut parts: Vec<Term> = [EMPLOYMENT_ELASTICITY, GDP_GROWTH_GAP]
                .into_iter()
                .filter_map(|name| Some((name, parameter_draws(scenario, name, &run).ok()?)))
                .map(|(name, draws)| self.parameter(name, self.at(&draws)))
                .collect();
            let effect = projection.effect.as_ref();
            if let Some(draws) = effect.and_then(|effect| effect.elasticity.get(code)) {
                let words = "the scenario's elasticity and that of the employment function, each \
                             weighted by its precision";
                let name = "long-run elasticity of employment to output";
                parts.push(estimated(name, self.at(draws), Unit::Ratio, words));
            }
            for year in (projection.base_year.0 + 1..=key.from.0).map(Year) {
                let of = |id: &str| scenario.growth.get(id)?.get(&year);
                let Some(percent) = of(code).or_else(|| of(TOTAL)) else { continue };
                let name = format!("growth of output in {year} by the scenario");
                let status = Status::real(ObsStatus::Imputed);
                let term = Term::new(name, *percent, Unit::PercentPerYear, status);
                let words = "laid down by the scenario; set against the growth expected, from";
                let cells = self.output_cells(Some(code), year);
                parts.push(term.of(model(words), Vec::new()).read_from(cells));
            }
            parts
        })
    }
}
