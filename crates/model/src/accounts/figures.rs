//! The figures of a scenario: which there are, and what is made from all draws together.

use crate::accounts::measures::{Accounts, Ahead, unit};
use crate::accounts::stocks::Place;
use crate::cell::cell;
use crate::summary::{Figures, estimate};
use rayon::prelude::*;
use std::collections::BTreeMap;
use suranys_core::distribution::probability_above_zero;
use suranys_core::run::{Estimate, FigureKey, Measure};
use suranys_core::tracked::Tracked;
use suranys_core::{Sex, Year, YearSpan};

/// Figures whose draws are held at once.
const AT_ONCE: usize = 256;
/// Stocks and rates of a year.
const YEARLY: [Measure; 6] = [
    Measure::Employment,
    Measure::HiredWorkers,
    Measure::LabourForce,
    Measure::Unemployed,
    Measure::UnemploymentRate,
    Measure::UnemploymentAgainstPast,
];
/// Flows of a year and of a reporting period.
const FLOWS: [Measure; 14] = [
    Measure::NetEmploymentChange,
    Measure::ReplacementDemand,
    Measure::Retirement,
    Measure::Deaths,
    Measure::OtherExits,
    Measure::NetRequirement,
    Measure::HiredNetChange,
    Measure::HiredReplacement,
    Measure::HiredNetRequirement,
    Measure::Entrants,
    Measure::EntrantsHigherEducation,
    Measure::EntrantsVocationalEducation,
    Measure::EntrantsMigration,
    Measure::EntrantsOther,
];
/// What only a reporting period has.
const PERIODIC: [Measure; 7] = [
    Measure::ExpansionDemand,
    Measure::JobOpenings,
    Measure::HiredExpansion,
    Measure::HiredJobOpenings,
    Measure::OpeningsPerUnemployed,
    Measure::Cover,
    Measure::RelativeShortage,
];

impl Accounts {
    /// Keys of the figures there may be. Cross-classified cells are reported by year for the baseline
    /// alone, and within the policy period.
    pub(crate) fn keys(&self, baseline: bool) -> Vec<FigureKey> {
        let first = self.years.from();
        let id = self.scenario.id.as_str();
        let sections = self.projection.sections.cells().labels();
        let regions = self.projection.regions.cells().labels();
        let occupations = self.staffing.as_ref().map_or(&[][..], |s| s.codes.as_slice());
        let mut places = vec![Place::Nation];
        places.extend(sections.iter().cloned().map(Place::Section));
        places.extend(regions.iter().cloned().map(Place::Region));
        places.extend(occupations.iter().cloned().map(Place::Occupation));
        let mut keys = Vec::new();
        for sex in Sex::ALL {
            for year in self.years.years() {
                keys.push(self.key(Measure::PensionAge, year).of_sex(sex));
                keys.push(self.key(Measure::Retirement, year).of_sex(sex));
            }
            keys.extend(self.over_periods(&self.key(Measure::Retirement, first).of_sex(sex)));
        }
        for year in self.years.years() {
            keys.push(self.key(Measure::ParticipationRate, year));
        }
        for place in &places {
            for year in self.years.years() {
                keys.extend(YEARLY.map(|measure| place.key(id, measure, year)));
                keys.extend(FLOWS.map(|measure| place.key(id, measure, year)));
            }
            for measure in FLOWS.into_iter().chain(PERIODIC) {
                keys.extend(self.over_periods(&place.key(id, measure, first)));
            }
        }
        let net = self.key(Measure::NetRequirement, first);
        let open = self.key(Measure::JobOpenings, first);
        // Occupations are many: openings of their cells are reported for the policy period alone.
        let all = self.periods.len();
        let mut crossed = |of: &dyn Fn(FigureKey) -> FigureKey, periods: usize, by_year: bool| {
            keys.extend(self.over_periods(&of(open.clone())).into_iter().take(periods));
            keys.extend(self.over_periods(&of(net.clone())).into_iter().take(1));
            let years = self.period().years().filter(|_| by_year && baseline);
            keys.extend(years.map(|year| FigureKey { from: year, to: year, ..of(net.clone()) }));
        };
        for section in sections {
            for region in regions {
                crossed(&|key| key.in_section(section).in_region(region), all, true);
            }
            for occupation in occupations {
                crossed(&|key| key.in_section(section).in_occupation(occupation), 1, false);
            }
        }
        for region in regions {
            for occupation in occupations {
                crossed(&|key| key.in_region(region).in_occupation(occupation), 1, true);
            }
        }
        keys
    }

    /// A figure over each reporting period.
    fn over_periods(&self, key: &FigureKey) -> Vec<FigureKey> {
        let of =
            |period: &YearSpan| FigureKey { from: period.from(), to: period.to(), ..key.clone() };
        self.periods.iter().map(of).collect()
    }

    /// All figures of the scenario, each with its unit, status and the tables it rests on.
    pub(crate) fn emit(&mut self, baseline: bool, figures: &mut Figures) {
        let keys = self.keys(baseline);
        self.ahead = self.made_ahead();
        // Draws of all figures at once would take more room than those of the accounts.
        for keys in keys.chunks(AT_ONCE) {
            let made: Vec<Option<(Tracked, Estimate)>> = keys
                .par_iter()
                .map(|key| {
                    let value = self.value(key)?;
                    let estimate = estimate(value.draws())?;
                    Some((value.alone(), estimate))
                })
                .collect();
            for (key, made) in keys.iter().zip(made) {
                let Some((value, estimate)) = made else { continue };
                if key.measure == Measure::RelativeShortage {
                    let share = Estimate::Point { value: probability_above_zero(value.draws()) };
                    let key = FigureKey { measure: Measure::TightnessProbability, ..key.clone() };
                    figures.insert(key.clone(), share, unit(&key), &value);
                    figures.keep_draws(
                        self.period(),
                        &FigureKey { measure: Measure::RelativeShortage, ..key },
                        &value,
                    );
                }
                figures.hand_out(key, &value);
                figures.insert(key.clone(), estimate, value.unit(), &value);
            }
        }
        self.ahead = Ahead::default();
    }

    /// What many of the figures share.
    fn made_ahead(&self) -> Ahead {
        let regions = self.projection.regions.cells().labels();
        let occupations = self.staffing.as_ref().map_or(&[][..], |s| s.codes.as_slice());
        let mut years: Vec<Year> = self.years.years().collect();
        let factors = |year: &Year| -> (Year, BTreeMap<String, Tracked>) {
            let of = |region: &String| {
                Some((region.clone(), self.regional_factor(region, *year)?.alone()))
            };
            (*year, regions.iter().filter_map(of).collect())
        };
        let regional_factors = years.par_iter().map(factors).collect();
        // The first flow needs the stock of the year before.
        years.push(self.years.from().previous());
        let stocks = |year: &Year| -> (Year, BTreeMap<String, Tracked>) {
            let cells = regions.iter().flat_map(|r| occupations.iter().map(move |o| (r, o)));
            let of = |(region, code): (&String, &String)| {
                let about = self.about_occupation_in_region(region, code, *year)?;
                Some((cell(region, code), about))
            };
            (*year, cells.filter_map(of).collect())
        };
        Ahead { regional_factors, region_occupation: years.par_iter().map(stocks).collect() }
    }
}
