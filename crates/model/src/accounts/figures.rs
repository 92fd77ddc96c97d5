//! The figures of a scenario, each with its unit, status and the tables it rests on.

use crate::accounts::measures::Accounts;
use crate::summary::Figures;
use std::collections::BTreeMap;
use suranys_core::distribution::{Draws, probability_above_zero};
use suranys_core::run::{FigureKey, Measure};
use suranys_core::{Sex, Year};

const FLOWS: [Measure; 4] = [
    Measure::NetEmploymentChange,
    Measure::ReplacementDemand,
    Measure::JobOpenings,
    Measure::GrossJobOpenings,
];

/// A term of a balance over the policy period: its name, its median over draws, and whether it is
/// an assumption in place of a figure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BalanceTerm {
    pub(crate) name: &'static str,
    pub(crate) median: f64,
    pub(crate) assumed: bool,
}

impl Accounts {
    fn key(&self, measure: Measure, year: Year) -> FigureKey {
        FigureKey::national(&self.scenario.id, measure, year)
    }

    fn over_period(&self, key: &FigureKey) -> FigureKey {
        FigureKey { from: self.period().from(), to: self.period().to(), ..key.clone() }
    }

    /// All figures of the scenario. Cross-classified cells are reported by year for the baseline
    /// alone, and within the policy period.
    pub(crate) fn emit(&self, baseline: bool, figures: &mut Figures) {
        let first = self.years.from();
        for sex in Sex::ALL {
            for year in self.years.years() {
                self.one(&self.key(Measure::PensionAge, year).of_sex(sex), figures);
            }
            self.series(&self.key(Measure::Retirement, first).of_sex(sex), figures);
        }
        for measure in [Measure::Retirement, Measure::Deaths, Measure::OtherExits] {
            self.series(&self.key(measure, first), figures);
        }
        let nation: fn(FigureKey, &str) -> FigureKey = |key, _| key;
        let sections = self.projection.sections.cells().labels();
        let regions = self.projection.regions.cells().labels();
        let occupations = self.staffing.as_ref().map_or(&[][..], |s| s.codes.as_slice());
        for (codes, place) in [
            (&[String::new()][..], nation),
            (sections, FigureKey::in_section as fn(FigureKey, &str) -> FigureKey),
            (regions, FigureKey::in_region),
            (occupations, FigureKey::in_occupation),
        ] {
            for code in codes {
                let at = |measure| place(self.key(measure, first), code);
                for year in self.years.years() {
                    let key = FigureKey { from: year, to: year, ..at(Measure::Employment) };
                    self.one(&key, figures);
                }
                for measure in FLOWS {
                    self.series(&at(measure), figures);
                }
            }
        }
        for year in self.years.years() {
            self.one(&self.key(Measure::LabourForce, year), figures);
        }
        for measure in Measure::SUPPLY_COMPONENTS.into_iter().chain([Measure::Supply]) {
            self.series(&self.key(measure, first), figures);
        }
        self.judge(&self.key(Measure::Shortage, first), figures);
        for (codes, place) in [
            (regions, FigureKey::in_region as fn(FigureKey, &str) -> FigureKey),
            (occupations, FigureKey::in_occupation),
        ] {
            for code in codes {
                self.series(&place(self.key(Measure::Supply, first), code), figures);
                self.judge(&place(self.key(Measure::Shortage, first), code), figures);
            }
        }
        for section in sections {
            for region in regions {
                let key =
                    self.key(Measure::JobOpenings, first).in_section(section).in_region(region);
                self.cross_classified(&key, baseline, figures);
            }
            for occupation in occupations {
                let key = self
                    .key(Measure::JobOpenings, first)
                    .in_section(section)
                    .in_occupation(occupation);
                self.cross_classified(&key, false, figures);
            }
        }
        for region in regions {
            for occupation in occupations {
                for measure in [Measure::JobOpenings, Measure::GrossJobOpenings, Measure::Supply] {
                    let key = self.key(measure, first).in_region(region).in_occupation(occupation);
                    self.cross_classified(&key, baseline, figures);
                }
                let key =
                    self.key(Measure::Shortage, first).in_region(region).in_occupation(occupation);
                if let Some(sum) = self.cross_classified(&key, baseline, figures) {
                    self.assessed(&self.over_period(&key), &sum, figures);
                }
            }
        }
    }

    fn one(&self, key: &FigureKey, figures: &mut Figures) {
        if let Some(draws) = self.draws(key) {
            let about = self.describe(key);
            figures.draws(key.clone(), &draws, about.unit, about.status, &about.source);
        }
    }

    /// A flow by year and over the policy period; gives the draws of the latter.
    fn series(&self, key: &FigureKey, figures: &mut Figures) -> Option<Draws> {
        self.over(key, self.years.years(), figures, |_, _, _| ())
    }

    /// The same for a shortage, with its probability in each year and how much of it is assumed.
    fn judge(&self, key: &FigureKey, figures: &mut Figures) {
        let sum = self.over(key, self.years.years(), figures, |key, draws, figures| {
            self.probability(key, draws, figures);
        });
        if let Some(sum) = sum {
            self.assessed(&self.over_period(key), &sum, figures);
        }
    }

    /// A cross-classified cell: over the policy period, and by year of it if wanted.
    fn cross_classified(
        &self,
        key: &FigureKey,
        by_year: bool,
        figures: &mut Figures,
    ) -> Option<Draws> {
        if by_year {
            return self.over(key, self.period().years(), figures, |key, draws, figures| {
                if key.measure == Measure::Shortage {
                    self.probability(key, draws, figures);
                }
            });
        }
        let key = self.over_period(key);
        let draws = self.draws(&key)?;
        let about = self.describe(&key);
        figures.draws(key, &draws, about.unit, about.status, &about.source);
        Some(draws)
    }

    fn over(
        &self,
        key: &FigureKey,
        years: impl Iterator<Item = Year>,
        figures: &mut Figures,
        each: impl Fn(&FigureKey, &[f64], &mut Figures),
    ) -> Option<Draws> {
        let (mut sum, mut years_known) = (Draws::default(), 0);
        for year in years {
            let key = FigureKey { from: year, to: year, ..key.clone() };
            let Some(draws) = self.yearly(&key, year) else { continue };
            let about = self.describe(&key);
            if self.period().contains(year) {
                sum.add(&draws);
                years_known += 1;
            }
            each(&key, &draws, figures);
            figures.draws(key, &draws, about.unit, about.status, &about.source);
        }
        // A sum without one of its years is no sum.
        if years_known != self.period().count() {
            return None;
        }
        let key = self.over_period(key);
        let about = self.describe(&key);
        figures.draws(key, &sum, about.unit, about.status, &about.source);
        Some(sum)
    }

    fn probability(&self, shortage: &FigureKey, draws: &[f64], figures: &mut Figures) {
        let key = FigureKey { measure: Measure::ShortageProbability, ..shortage.clone() };
        let about = self.describe(&key);
        figures.point(key, probability_above_zero(draws), about.unit, about.status, &about.source);
    }

    fn assessed(&self, shortage: &FigureKey, draws: &[f64], figures: &mut Figures) {
        self.probability(shortage, draws, figures);
        let key = FigureKey { measure: Measure::AssumedShare, ..shortage.clone() };
        if let Some(share) = assumed_share(&self.balance_terms(&key)) {
            let about = self.describe(&key);
            figures.point(key, share, about.unit, about.status, &about.source);
        }
    }

    /// The terms of the balance of a place over the policy period.
    ///
    /// The nation's job openings and labour force rest on published tables but for other exits and
    /// the unemployed. Exits of a region rest on the nation's ages and its supply on where people
    /// work. All terms of an occupation rest on a proxy.
    pub(crate) fn balance_terms(&self, key: &FigureKey) -> Vec<BalanceTerm> {
        let mut sums: BTreeMap<(usize, &'static str, bool), Draws> = BTreeMap::new();
        let mut add = |place: usize, name: &'static str, assumed: bool, draws: &[f64]| {
            sums.entry((place, name, assumed)).or_default().add(draws);
        };
        let nation = key.section.is_none() && key.region.is_none() && key.occupation.is_none();
        let all_assumed = key.occupation.is_some();
        let of = |measure| FigureKey { measure, ..key.clone() };
        for year in self.period().years() {
            if !nation {
                for (place, (name, measure, assumed)) in [
                    ("new demand", Measure::NetEmploymentChange, all_assumed),
                    ("replacement demand", Measure::ReplacementDemand, true),
                    ("domestic supply", Measure::Supply, true),
                ]
                .into_iter()
                .enumerate()
                {
                    if let Some(draws) = self.yearly(&of(measure), year) {
                        add(place, name, assumed, &draws);
                    }
                }
                continue;
            }
            let Some(supply) = &self.supply else { continue };
            let (Some(force), Some(force_now)) =
                (supply.force.years.get(&year.previous()), supply.force.years.get(&year))
            else {
                continue;
            };
            let known = Draws::less(&self.rates.total(year), &self.rates.other);
            let work = self.stock(key, year.previous()).unwrap_or_default();
            if let Some(draws) = self.yearly(&of(Measure::NetEmploymentChange), year) {
                add(0, "new demand", false, &draws);
            }
            add(1, "retirement and death", false, &Draws::times(work, &known));
            add(2, "other exits", true, &Draws::times(work, &self.rates.other));
            add(3, "growth of the labour force", false, &Draws::less(force_now, force));
            add(4, "its retirement and death", false, &Draws::times(force, &known));
            add(5, "its other exits", true, &Draws::times(force, &self.rates.other));
            add(6, "unemployed who can be hired", true, &supply.reserve);
        }
        sums.into_iter()
            .map(|((_, name, assumed), draws)| BalanceTerm {
                name,
                median: draws.median().unwrap_or(0.0),
                assumed,
            })
            .collect()
    }
}

/// Share of the terms, each by the size of its median, that are assumed.
pub(crate) fn assumed_share(terms: &[BalanceTerm]) -> Option<f64> {
    let all: f64 = terms.iter().map(|term| term.median.abs()).sum();
    let assumed: f64 = terms.iter().filter(|t| t.assumed).map(|t| t.median.abs()).sum();
    (all > 0.0).then(|| assumed / all)
}
