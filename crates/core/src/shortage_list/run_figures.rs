//! What rules read of a run, whether it is at hand or read back from the tables of a report.

use crate::diagnostic::{Diagnostic, Span};
use crate::numeric::powf;
use crate::observation::Status;
use crate::occupation_groups::EvidenceGrade;
use crate::run::{DrawsOf, FigureKey, Measure, OBSERVED};
use crate::run_output::ForecastOutput;
use crate::scenario::RunSettings;
use crate::shortage_list::citation::Citation;
use crate::shortage_list::evidence::{
    Evidence, ForecastEvidence, ForecastFigure, ForecastMeasure, PackageEvidence,
};
use crate::shortage_list::signal::{
    EvidenceValues, IndicatorEvidence, RegionalGrowth, SignalForecast,
};
use crate::shortage_list::signal_book::{FORECAST_COVER, FORECAST_GROWTH};
use crate::text;
use std::collections::BTreeMap;

/// A figure of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunFigure {
    /// The number, or the median of a range, in the unit of the measure.
    pub central: f64,
    /// Status.
    pub status: Status,
    /// Where it stands.
    pub citation: Citation,
}

/// The figures of a run that rules read, of all its scenarios.
#[derive(Debug, Clone, PartialEq)]
pub struct RunFigures {
    settings: RunSettings,
    scenarios: Vec<String>,
    figures: BTreeMap<FigureKey, RunFigure>,
    shortage_draws: Vec<DrawsOf>,
    signal: SignalForecast,
}

impl RunFigures {
    /// Figures that were read back. `scenarios` are those of the run, the one first that is read
    /// where none is named; figures that rules do not read are left out.
    #[must_use]
    pub fn new(
        settings: RunSettings,
        scenarios: Vec<String>,
        figures: BTreeMap<FigureKey, RunFigure>,
        shortage_draws: Vec<DrawsOf>,
    ) -> RunFigures {
        let mut figures = figures;
        figures.retain(|key, _| read_as(key, &settings).is_some());
        // Where no draws are at hand, the employed of a group are one number.
        let first = scenarios.first().map(String::as_str);
        let employed = figures.iter().filter_map(|(key, figure)| {
            let read = key.measure == Measure::Employment && Some(key.scenario.as_str()) == first;
            Some((key.occupation.clone().filter(|_| read)?, vec![figure.central]))
        });
        let signal = SignalForecast { employed: employed.collect(), ..SignalForecast::default() };
        RunFigures { settings, scenarios, figures, shortage_draws, signal }
    }

    /// The same with what a signal reads of a run.
    #[must_use]
    pub fn with_signal(self, signal: SignalForecast) -> RunFigures {
        RunFigures { signal, ..self }
    }

    /// What a signal reads of the run.
    #[must_use]
    pub fn signal(&self) -> &SignalForecast {
        &self.signal
    }

    /// The figures of a run that is at hand: unrounded, each cited by its key.
    #[must_use]
    pub fn of(output: &ForecastOutput) -> RunFigures {
        let read =
            output.figures.iter().filter(|(key, _)| read_as(key, &output.settings).is_some());
        let figures = read.map(|(key, figure)| {
            let (central, status) = (figure.estimate.central(), figure.status);
            (key.clone(), RunFigure { central, status, citation: Citation::Figure(key.clone()) })
        });
        RunFigures::new(
            output.settings.clone(),
            output.scenarios.iter().map(|scenario| scenario.id.clone()).collect(),
            figures.chain(group_employment(output)).collect(),
            output.shortage_draws.clone(),
        )
        .with_signal(SignalForecast::of(output))
    }

    /// Scenarios of the run, the one first that is read where none is named.
    #[must_use]
    pub fn scenarios(&self) -> &[String] {
        &self.scenarios
    }

    /// Whether the run compares the job openings of occupations with entrants. One that does not has no say: its
    /// employment alone is no forecast of a shortage.
    #[must_use]
    pub fn has_shortage(&self) -> bool {
        self.figures.keys().any(|key| key.measure == Measure::RelativeShortage)
    }

    /// What the rules read of one scenario; of the first where none is named.
    ///
    /// # Errors
    /// When the run has no such scenario.
    pub fn evidence(&self, scenario: Option<&str>) -> Result<ForecastEvidence, Vec<Diagnostic>> {
        let chosen = scenario.or(self.scenarios.first().map(String::as_str)).unwrap_or_default();
        if !self.scenarios.iter().any(|known| known == chosen) {
            let message = text!("the run does not have this scenario");
            let wrong = Diagnostic::error("run", Span::file("run"), message)
                .found(chosen)
                .allowed(self.scenarios.join(", "))
                .help(text!("name one of them"));
            return Err(vec![wrong]);
        }
        let mut evidence = ForecastEvidence {
            seed: self.settings.seed,
            draws: self.settings.draws,
            ..ForecastEvidence::default()
        };
        if !self.has_shortage() {
            return Ok(evidence);
        }
        for (key, figure) in self.figures.iter().filter(|(key, _)| key.scenario == chosen) {
            let Some(measure) = read_as(key, &self.settings) else { continue };
            evidence.synthetic |= figure.status.synthetic;
            evidence.figures.push(ForecastFigure {
                occupation: key.occupation.clone().unwrap_or_default(),
                measure,
                value: figure.central,
                period: match key.from == key.to {
                    true => key.from.to_string(),
                    false => format!("{}–{}", key.from, key.to),
                },
                status: figure.status,
                citation: figure.citation.clone(),
            });
        }
        for of in self.shortage_draws.iter().filter(|of| of.key.scenario == chosen) {
            if let Some(occupation) = &of.key.occupation {
                evidence.shortage_draws.insert(occupation.clone(), of.draws.clone());
            }
        }
        Ok(evidence)
    }
}

impl Evidence {
    /// Everything rules are applied to under one scenario of a run: the only place where what a
    /// package holds and what a run says come together.
    ///
    /// # Errors
    /// When the run has no such scenario.
    pub fn of(
        package: &PackageEvidence,
        run: &RunFigures,
        scenario: Option<&str>,
    ) -> Result<Evidence, Vec<Diagnostic>> {
        Ok(Evidence { package: package.clone(), forecast: run.evidence(scenario)? })
    }
}

/// Digits of a minor group: what a run says of finer ones is a split of it.
const MINOR: usize = 3;
const PERCENT: f64 = 100.0;

impl SignalForecast {
    /// What the signal reads of a run that is at hand: of minor groups, cover and growth over the
    /// policy period in the baseline; of all groups, the employed.
    #[must_use]
    pub fn of(output: &ForecastOutput) -> SignalForecast {
        let period = output.settings.policy_period;
        let minor: BTreeMap<&str, Status> = output
            .occupation_groups
            .iter()
            .filter(|group| group.level == MINOR)
            .map(|group| (group.code.as_str(), group.status))
            .collect();
        let mut forecast = SignalForecast::default();
        for draws in &output.occupation_draws {
            let wide = |draws: &[f32], by: f64| -> Vec<f64> {
                draws.iter().map(|value| by * f64::from(*value)).collect()
            };
            forecast.employed.insert(draws.code.clone(), wide(&draws.employed, 1.0));
            let Some(status) = minor.get(draws.code.as_str()) else { continue };
            let below = draws.shortage.iter().filter(|shortage| **shortage > 0.0).count();
            let known = [
                (
                    FORECAST_COVER,
                    EvidenceValues::Number(below as f64 / draws.shortage.len().max(1) as f64),
                ),
                (FORECAST_GROWTH, EvidenceValues::Draws(wide(&draws.growth, PERCENT))),
            ];
            forecast.evidence.extend(known.map(|(indicator, values)| IndicatorEvidence {
                group: draws.code.clone(),
                indicator: indicator.to_owned(),
                level: MINOR as u8,
                values,
                status: *status,
                source: "run".to_owned(),
                date: format!("{}–{}", period.from(), period.to()),
                cells: Vec::new(),
            }));
        }
        forecast.regional_growth = regional_growth(output);
        forecast
    }
}

/// Yearly growth of the employed of the country and its regions over the policy period in the baseline,
/// by region.
fn regional_growth(output: &ForecastOutput) -> BTreeMap<String, RegionalGrowth> {
    let (Some(baseline), period) = (output.scenarios.first(), output.settings.policy_period) else {
        return BTreeMap::new();
    };
    let years = f64::from(period.to().since(period.from()));
    let growth = |region: Option<&str>| {
        let at = |year| {
            let observed = FigureKey::national(OBSERVED, Measure::Employment, year);
            let ours = FigureKey::national(&baseline.id, Measure::Employment, year);
            let placed = |key: FigureKey| region.map_or(key.clone(), |code| key.in_region(code));
            let found = output.figures.get(&placed(ours));
            found.or_else(|| output.figures.get(&placed(observed)))
        };
        let (first, last) = (at(period.from())?, at(period.to())?);
        let start = first.estimate.central();
        let relative = last.estimate.central() / start;
        let range = last.estimate.range().map_or(0.0, |q| q.hi80() - q.lo80());
        if !(start > 0.0 && relative > 0.0 && years > 0.0) {
            return None;
        }
        let yearly = powf(relative, 1.0 / years);
        // The slope of the yearly growth in the last stock carries its spread over.
        let spread = PERCENT * yearly / (years * relative) * (range / start) / WIDTH80;
        Some(RegionalGrowth { median: PERCENT * (yearly - 1.0), spread })
    };
    let regions = output.regions.iter().map(|region| (region.code.as_str(), true));
    let all = regions
        .chain([("", false)])
        .filter_map(|(code, placed)| Some((code.to_owned(), growth(placed.then_some(code))?)));
    all.collect()
}

/// Standard deviations in the 80% interval of a normal distribution.
const WIDTH80: f64 = 2.563_103_131_089_2;

/// Employed of the groups below the occupations that the evidence allows to give in numbers: a
/// denominator, all of it imputed.
fn group_employment(output: &ForecastOutput) -> impl Iterator<Item = (FigureKey, RunFigure)> {
    let groups = output.occupation_groups.iter().filter(|group| group.grade < EvidenceGrade::D);
    let status: BTreeMap<&str, Status> =
        groups.map(|group| (group.code.as_str(), group.status)).collect();
    output.occupation_figures.iter().filter_map(move |figure| {
        let status = *status.get(figure.code.as_str())?;
        let key = FigureKey::national(&figure.scenario, figure.measure, figure.from);
        let key = key.until(figure.to).in_occupation(&figure.code);
        let citation = Citation::Figure(key.clone());
        let central = figure.estimate.central();
        (figure.measure == Measure::Employment && figure.region.is_none())
            .then_some((key, RunFigure { central, status, citation }))
    })
}

/// As what rules read a figure: the relative shortage and its probability over the policy period, and the
/// employed of its first year, of the nation or of an occupation; none of any other figure.
fn read_as(key: &FigureKey, settings: &RunSettings) -> Option<ForecastMeasure> {
    let period = settings.policy_period;
    let (measure, to) = match key.measure {
        Measure::RelativeShortage => (ForecastMeasure::Shortage, period.to()),
        Measure::TightnessProbability => (ForecastMeasure::ShortageProbability, period.to()),
        Measure::Employment => (ForecastMeasure::Employment, period.from()),
        _ => return None,
    };
    let alone = key.section.is_none() && key.region.is_none();
    let everyone = key.sex.is_none() && key.age.is_none();
    ((key.from, key.to) == (period.from(), to) && alone && everyone).then_some(measure)
}
