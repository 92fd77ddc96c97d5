//! The signal of a region: the nation's, unless the region's own figures depart from it.
//!
//! A departure is shrunk: of it is kept the part `τ² / (τ² + se²)`, where `se` is the error of the
//! region's own figure and `τ²` the variance of the regions about the nation that their errors do not
//! explain (Fay & Herriot 1979). Where the sign of what is kept is not sure enough, the nation's figure
//! stands. Growth of employment is known of a region as a whole and moves all its groups alike; vacancies
//! for each CV are known by occupation. Other figures of the package are the nation's.

use crate::evidence::exchange::{Counts, regional_counts};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Key;
use suranys_core::numeric::{exp, ln};
use suranys_core::shortage_list::{
    Departure, EXCHANGE_RATIO, EvidenceValues, ExchangeFigure, FINEST_LEVEL, FORECAST_GROWTH,
    IndicatorEvidence, SignalForecast,
};

/// A region whose figures are set against the nation's.
pub struct Region<'a> {
    /// Its code.
    pub code: &'a str,
    /// Figures of the exchange that were known.
    pub exchange: &'a [ExchangeFigure],
    /// What is read of a run.
    pub forecast: &'a SignalForecast,
    /// Probability of its sign from which a departure counts.
    pub threshold: f64,
    /// Root of the random numbers.
    pub key: &'a Key,
    /// Number of draws.
    pub draws: usize,
}

/// A departure as it is kept: in draws.
struct Kept {
    departure: Departure,
    shifts: Vec<f64>,
}

impl Region<'_> {
    /// The nation's evidence with the region's own in its stead where that departs, and all departures
    /// looked at. `level` gives the digits of a group.
    #[must_use]
    pub fn evidence(
        &self,
        nation: Vec<IndicatorEvidence>,
        level: impl Fn(&str) -> Option<u8>,
    ) -> (Vec<IndicatorEvidence>, Vec<Departure>) {
        let mut all = nation;
        let mut departures = Vec::new();
        if let Some(kept) = self.growth() {
            if kept.departure.departs {
                let grows = |one: &&mut IndicatorEvidence| one.indicator == FORECAST_GROWTH;
                for one in all.iter_mut().filter(grows) {
                    one.values = moved(&one.values, &kept.shifts);
                    one.source = format!("{} {}", one.source, self.code);
                }
            }
            departures.push(kept.departure);
        }
        for (group, nation, own, kept) in self.ratios() {
            if kept.departure.departs {
                let ratio = |shift: &f64| nation.ratio() * exp(*shift);
                all.retain(|one| !(one.indicator == EXCHANGE_RATIO && one.group == group));
                all.push(IndicatorEvidence {
                    level: level(&group).unwrap_or(FINEST_LEVEL),
                    group,
                    indicator: EXCHANGE_RATIO.to_owned(),
                    values: EvidenceValues::Draws(kept.shifts.iter().map(ratio).collect()),
                    status: own.status,
                    source: self.code.to_owned(),
                    date: own.year,
                    cells: own.cells,
                });
            }
            departures.push(kept.departure);
        }
        (all, departures)
    }

    /// Growth of employment in the region as a whole, less the nation's.
    fn growth(&self) -> Option<Kept> {
        let nation = self.forecast.regional_growth.get("")?.median;
        let regions = self.forecast.regional_growth.iter().filter(|(code, _)| !code.is_empty());
        let apart = regions.map(|(code, of)| (code.as_str(), of.median - nation, of.spread));
        self.kept(FORECAST_GROWTH, "", &apart.collect::<Vec<_>>())
    }

    /// Vacancies for each CV of the occupations of which several regions have both: the nation's counts,
    /// the region's, and the departure on the logarithmic scale.
    fn ratios(&self) -> Vec<(String, Counts, Counts, Kept)> {
        let groups: BTreeSet<&str> =
            self.exchange.iter().map(|figure| figure.occupation.as_str()).collect();
        let of = |group: &str| {
            let by_region: BTreeMap<&str, Counts> = regional_counts(self.exchange, group);
            let nation = Counts::sum(by_region.values())?;
            let apart: Vec<(&str, f64, f64)> = by_region
                .iter()
                .map(|(code, counts)| {
                    (*code, ln(counts.ratio()) - ln(nation.ratio()), counts.error())
                })
                .collect();
            let kept = self.kept(EXCHANGE_RATIO, group, &apart)?;
            let own = by_region.get(self.code)?.clone();
            Some((group.to_owned(), nation, own, kept))
        };
        groups.into_iter().filter(|group| !group.is_empty()).filter_map(of).collect()
    }

    /// What is kept of the region's departure; `apart` holds those of all regions with their errors.
    fn kept(&self, indicator: &str, group: &str, apart: &[(&str, f64, f64)]) -> Option<Kept> {
        let (_, raw, error) = *apart.iter().find(|(code, ..)| *code == self.code)?;
        let noise = error * error;
        let weight = match between(apart) {
            between if between > 0.0 => between / (between + noise),
            _ => 0.0,
        };
        let spread = error * weight.sqrt();
        let streams = self.key.with("departure").with(indicator).with(group).streams();
        let shift = |draw| weight * raw + spread * streams.draw(draw).normal();
        let shifts: Vec<f64> = (0..self.draws).map(shift).collect();
        let same = shifts.iter().filter(|shift| **shift * raw > 0.0).count();
        let probability = same as f64 / self.draws.max(1) as f64;
        let departure = Departure {
            indicator: indicator.to_owned(),
            group: group.to_owned(),
            raw,
            weight,
            probability,
            departs: weight > 0.0 && probability >= self.threshold,
        };
        Some(Kept { departure, shifts })
    }
}

/// Variance of the regions about the nation that their errors do not explain; by moments, and never below
/// zero.
fn between(apart: &[(&str, f64, f64)]) -> f64 {
    let count = apart.len().max(1) as f64;
    let square = |(_, raw, error): &(&str, f64, f64)| raw * raw - error * error;
    (apart.iter().map(square).sum::<f64>() / count).max(0.0)
}

/// Values moved by a shift in each draw.
fn moved(values: &EvidenceValues, shifts: &[f64]) -> EvidenceValues {
    let at = |(draw, shift): (usize, &f64)| values.at(draw).map_or(f64::NAN, |v| v + shift);
    EvidenceValues::Draws(shifts.iter().enumerate().map(at).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::shortage_list::RegionalGrowth;

    /// By hand: squares 4, 1, 1 less errors squared 0.25 each, mean 1.75.
    #[test]
    fn variance_between_regions_is_what_errors_do_not_explain() {
        let apart = [("a", 2.0, 0.5), ("b", -1.0, 0.5), ("c", -1.0, 0.5)];
        assert!((between(&apart) - 1.75).abs() < 1e-12);
        let noise = [("a", 0.1, 0.5), ("b", -0.1, 0.5)];
        assert_eq!(between(&noise), 0.0);
    }

    /// By hand: of a departure of 2 with error 0.5 is kept 1.75 / 2 of it; a region as noisy as the
    /// regions are apart keeps little and does not depart.
    #[test]
    fn a_sure_departure_moves_growth_and_an_unsure_one_does_not() {
        let growth = |median: f64, spread: f64| RegionalGrowth { median, spread };
        let of = [("", 1.0, 0.0), ("a", 3.0, 0.5), ("b", 0.0, 0.5), ("c", 0.0, 0.5)];
        let all: BTreeMap<String, RegionalGrowth> =
            of.iter().map(|(code, m, s)| ((*code).to_owned(), growth(*m, *s))).collect();
        let forecast = SignalForecast { regional_growth: all, ..SignalForecast::default() };
        let key = Key::new(1);
        let region = |code: &'static str| Region {
            code,
            exchange: &[],
            forecast: &forecast,
            threshold: 0.8,
            key: &key,
            draws: 4000,
        };
        let nation = vec![IndicatorEvidence {
            group: "x:211".to_owned(),
            indicator: FORECAST_GROWTH.to_owned(),
            level: 3,
            values: EvidenceValues::Number(0.0),
            status: suranys_core::Status::real(suranys_core::ObsStatus::Forecast),
            source: "run".to_owned(),
            date: String::new(),
            cells: Vec::new(),
        }];
        let (moved, departures) = region("a").evidence(nation.clone(), |_| None);
        let [departure] = departures.as_slice() else { panic!("{departures:?}") };
        assert!(departure.departs);
        assert!((departure.weight - 1.75 / 2.0).abs() < 1e-12, "{}", departure.weight);
        let mean = (0..4000).filter_map(|d| moved[0].values.at(d)).sum::<f64>() / 4000.0;
        assert!((mean - 1.75).abs() < 0.03, "{mean}");
        // Nobody knows this region: the nation's evidence stands as it is.
        let (same, none) = region("d").evidence(nation.clone(), |_| None);
        assert_eq!((same, none), (nation, Vec::new()));
    }
}
