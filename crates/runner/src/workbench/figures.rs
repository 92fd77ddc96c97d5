//! Figures of a run with what they differ by from the baseline's, as rows.

use crate::workbench::bench_run::BenchRun;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::comparison::Change;
use suranys_core::distribution::Quantiles;
use suranys_core::run::{Figure, FigureKey, Measure, OBSERVED};
use suranys_core::table::{Column, ResultTable};

/// Which figures of a run are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// Measures; all where none is named.
    pub measures: BTreeSet<Measure>,
    /// Whether those of the nation, and by section, region and occupation; all four where none is named.
    pub by: BTreeSet<Place>,
    /// Years of which figures are wanted, or that end the period they are over; all where none is named.
    pub years: BTreeSet<i32>,
    /// Whether published history is wanted too.
    pub observed: bool,
}

/// What a figure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The nation.
    Nation,
    /// A section of activity.
    Section,
    /// A region.
    Region,
    /// An occupation.
    Occupation,
    /// A pair of them, a sex or an age group.
    Crossed,
}

impl Place {
    /// All, with their words.
    pub const ALL: [(Place, &'static str); 5] = [
        (Place::Nation, "nation"),
        (Place::Section, "section"),
        (Place::Region, "region"),
        (Place::Occupation, "occupation"),
        (Place::Crossed, "crossed"),
    ];

    /// The one of a word.
    #[must_use]
    pub fn from_key(text: &str) -> Option<Place> {
        Place::ALL.into_iter().find(|(_, word)| *word == text).map(|(place, _)| place)
    }

    /// What a figure is of.
    #[must_use]
    pub fn of(key: &FigureKey) -> Place {
        if key.sex.is_some() || key.age.is_some() {
            return Place::Crossed;
        }
        match (&key.section, &key.region, &key.occupation) {
            (None, None, None) => Place::Nation,
            (Some(_), None, None) => Place::Section,
            (None, Some(_), None) => Place::Region,
            (None, None, Some(_)) => Place::Occupation,
            _ => Place::Crossed,
        }
    }
}

impl Selection {
    /// Whether a figure is among those wanted.
    #[must_use]
    pub fn takes(&self, key: &FigureKey) -> bool {
        let place = Place::of(key);
        let by = match self.by.is_empty() {
            true => place != Place::Crossed,
            false => self.by.contains(&place),
        };
        by && (self.observed || key.scenario != OBSERVED)
            && (self.measures.is_empty() || self.measures.contains(&key.measure))
            && (self.years.is_empty() || self.years.contains(&key.to.0))
    }
}

/// The figures of a run with what each differs by from the baseline's.
#[must_use]
pub fn figure_table(run: &BenchRun, wanted: &Selection) -> ResultTable {
    let changes: BTreeMap<&FigureKey, &Change> =
        run.differences.iter().map(|change| (&change.key, change)).collect();
    let rows: Vec<(&FigureKey, &Figure, Option<&Change>)> = run
        .output
        .figures
        .iter()
        .filter(|(key, _)| wanted.takes(key))
        .map(|(key, figure)| (key, figure, changes.get(key).copied()))
        .collect();
    let text = |get: &dyn Fn(&FigureKey, &Figure) -> String| {
        Column::Text(rows.iter().map(|(key, figure, _)| get(key, figure)).collect())
    };
    let optional = |get: fn(&FigureKey) -> Option<String>| {
        Column::OptionalText(rows.iter().map(|(key, ..)| get(key)).collect())
    };
    let year = |get: fn(&FigureKey) -> i32| {
        Column::Integer(rows.iter().map(|(key, ..)| Some(i64::from(get(key)))).collect())
    };
    let number = |get: &dyn Fn(&Figure, Option<&Change>) -> Option<f64>| {
        Column::Number(rows.iter().map(|(_, figure, change)| get(figure, *change)).collect())
    };
    let end =
        |get: fn(&Quantiles) -> f64| number(&|figure, _| figure.estimate.range().map(|q| get(&q)));
    let moved = |get: fn(&Quantiles) -> f64| {
        number(&|_, change| change?.difference.range().map(|q| get(&q)))
    };
    let columns = [
        ("scenario", text(&|key, _| key.scenario.clone())),
        ("measure", text(&|key, _| key.measure.key().to_owned())),
        ("section", optional(|key| key.section.clone())),
        ("region", optional(|key| key.region.clone())),
        ("occupation", optional(|key| key.occupation.clone())),
        ("sex", optional(|key| key.sex.map(|sex| sex.code().to_owned()))),
        ("age", optional(|key| key.age.map(|age| age.to_string()))),
        ("from", year(|key| key.from.0)),
        ("to", year(|key| key.to.0)),
        ("unit", text(&|_, figure| figure.unit.key().to_owned())),
        ("median", number(&|figure, _| Some(figure.estimate.central()))),
        ("lo80", end(Quantiles::lo80)),
        ("hi80", end(Quantiles::hi80)),
        ("lo95", end(Quantiles::lo95)),
        ("hi95", end(Quantiles::hi95)),
        ("difference", number(&|_, change| change.map(|c| c.difference.central()))),
        ("difference_lo80", moved(Quantiles::lo80)),
        ("difference_hi80", moved(Quantiles::hi80)),
        ("difference_lo95", moved(Quantiles::lo95)),
        ("difference_hi95", moved(Quantiles::hi95)),
        ("probability_above", number(&|_, change| change.map(|c| c.above))),
        ("probability_below", number(&|_, change| change.map(|c| c.below))),
        ("assumed", number(&|figure, _| Some(figure.assumed))),
        ("status", text(&|_, figure| figure.status.obs.code().to_owned())),
        (
            "synthetic",
            Column::Flag(rows.iter().map(|(_, f, _)| Some(f.status.synthetic)).collect()),
        ),
        ("source", text(&|_, figure| figure.source.join(" "))),
    ];
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).into();
    ResultTable { name: "figures".to_owned(), columns }
}
