//! The world that synthetic extracts are drawn from: how often occupations are posted, where, for how long,
//! at what wage. Drawn from the seed, estimated from nothing.

use crate::vocabulary::Vocabulary;
use suranys_core::numeric::exp;
use suranys_core::rng::Key;

/// Spread of how often occupations are posted and searched for, in logarithms.
const FREQUENCY: f64 = 1.0;
/// Spread of how large regions are.
const SIZE: f64 = 0.6;
/// Spread of how much more an occupation is posted in a region than in others; the same, drawn apart, for
/// CVs, so that vacancies and people are in different places.
const TILT: f64 = 0.4;
/// Median of medians of how long postings are open, days, and their spread.
const DAYS: f64 = 28.0;
const DAYS_SPREAD: f64 = 0.4;
/// Level of wages and its spread between occupations.
const WAGE: f64 = 300_000.0;
const WAGE_SPREAD: f64 = 0.35;
/// How much a month has above or below the mean.
const SEASON: [f64; 12] = [0.8, 1.0, 1.2, 1.2, 1.1, 0.9, 0.8, 1.0, 1.3, 1.1, 0.9, 0.7];

/// Something drawn with given weights.
#[derive(Debug)]
pub(crate) struct Choice(Vec<f64>);

impl Choice {
    fn new(weights: impl Iterator<Item = f64>) -> Choice {
        let mut total = 0.0;
        Choice(
            weights
                .map(|weight| {
                    total += weight;
                    total
                })
                .collect(),
        )
    }

    /// The place that a uniform number falls on.
    pub(crate) fn at(&self, uniform: f64) -> usize {
        let total = self.0.last().copied().unwrap_or_default();
        self.0.partition_point(|sum| *sum < uniform * total).min(self.0.len().saturating_sub(1))
    }
}

/// What extracts are drawn from.
#[derive(Debug)]
pub(crate) struct World {
    /// Occupations of vacancies and of CVs.
    pub(crate) occupations: [Choice; 2],
    /// Regions of an occupation, for vacancies and for CVs.
    pub(crate) regions: [Vec<Choice>; 2],
    /// Median days that postings of an occupation are open.
    pub(crate) days: Vec<f64>,
    /// Level of wages of an occupation.
    pub(crate) wages: Vec<f64>,
    /// Place of the section of an occupation.
    pub(crate) sections: Vec<usize>,
    /// Days of publication, from the first one on.
    pub(crate) published: Choice,
}

impl World {
    /// Draws a world for the classifications of a package and the days of an extract.
    pub(crate) fn new(seed: u64, words: &Vocabulary, from: i32, as_of: i32) -> World {
        let root = Key::new(seed).with("records").with("world");
        let spread = |name: &str, at: usize, by: f64| exp(by * root.with(name).draw(at).normal());
        let (occupations, regions) = (words.occupations.len(), words.regions.codes.len());
        let choose = |name: &str| {
            Choice::new(
                (0..occupations)
                    .map(|at| spread("frequency", at, FREQUENCY) * spread(name, at, TILT)),
            )
        };
        let places = |name: &str| {
            (0..occupations)
                .map(|occupation| {
                    let tilt = |at: usize| spread(name, occupation * regions + at, TILT);
                    Choice::new((0..regions).map(|at| spread("size", at, SIZE) * tilt(at)))
                })
                .collect()
        };
        World {
            occupations: [choose("posted"), choose("searched")],
            regions: [places("vacancies"), places("people")],
            days: (0..occupations).map(|at| DAYS * spread("days", at, DAYS_SPREAD)).collect(),
            wages: (0..occupations).map(|at| WAGE * spread("wage", at, WAGE_SPREAD)).collect(),
            sections: (0..occupations)
                .map(|at| root.with("section").draw(at).below(words.sections.codes.len()))
                .collect(),
            published: Choice::new((from..=as_of).map(|day| {
                let month = crate::day::month(day).rem_euclid(12);
                SEASON.get(month as usize).copied().unwrap_or(1.0)
            })),
        }
    }
}
