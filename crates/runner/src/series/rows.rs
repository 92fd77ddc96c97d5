//! Forecasts as rows of a table.

use suranys_core::table::{Column, ResultTable};
use suranys_data::TidySeries;
use suranys_series::{Interval, Level, PathDraws};

/// Rows of points and ranges.
pub struct Ranges {
    ids: Vec<String>,
    periods: Vec<String>,
    models: Vec<String>,
    points: Vec<Option<f64>>,
    /// By level, lower and upper bounds.
    bounds: Vec<(Level, [Vec<Option<f64>>; 2])>,
}

impl Ranges {
    /// No row yet, of these levels.
    pub fn new(levels: &[Level]) -> Ranges {
        Ranges {
            ids: Vec::new(),
            periods: Vec::new(),
            models: Vec::new(),
            points: Vec::new(),
            bounds: levels.iter().map(|level| (*level, Default::default())).collect(),
        }
    }

    /// Adds the periods after a series, `intervals` by level and step.
    pub fn add(
        &mut self,
        series: &TidySeries,
        model: &str,
        points: &[f64],
        intervals: &[Vec<Interval>],
    ) {
        let steps = points.len();
        self.ids.extend(std::iter::repeat_n(series.id.clone(), steps));
        self.periods.extend(ahead(series, steps));
        self.models.extend(std::iter::repeat_n(model.to_owned(), steps));
        self.points.extend(points.iter().map(|point| Some(*point)));
        for ((_, [lows, highs]), interval) in self.bounds.iter_mut().zip(intervals) {
            lows.extend((0..steps).map(|step| interval.get(step).map(|bounds| bounds.0)));
            highs.extend((0..steps).map(|step| interval.get(step).map(|bounds| bounds.1)));
        }
    }

    /// The table of them.
    pub fn table(self) -> ResultTable {
        let mut columns = vec![
            ("series_id".to_owned(), Column::Text(self.ids)),
            ("period".to_owned(), Column::Text(self.periods)),
            ("model".to_owned(), Column::Text(self.models)),
            ("point".to_owned(), Column::Number(self.points)),
        ];
        for (level, [lows, highs]) in self.bounds {
            columns.push((format!("lo_{level}"), Column::Number(lows)));
            columns.push((format!("hi_{level}"), Column::Number(highs)));
        }
        ResultTable { name: "forecast".to_owned(), columns }
    }
}

/// Rows of draws.
#[derive(Default)]
pub struct Draws {
    ids: Vec<String>,
    periods: Vec<String>,
    draws: Vec<Option<i64>>,
    values: Vec<Option<f64>>,
}

impl Draws {
    /// Adds the draws of the periods after a series, path by path.
    pub fn add(&mut self, series: &TidySeries, paths: &PathDraws) {
        let steps = paths.steps();
        for (number, draw) in (1..).zip(0..paths.draws()) {
            self.ids.extend(std::iter::repeat_n(series.id.clone(), steps));
            self.periods.extend(ahead(series, steps));
            self.draws.extend(std::iter::repeat_n(Some(number), steps));
            self.values.extend(paths.path(draw).map(Some));
        }
    }

    /// The table of them.
    pub fn table(self) -> ResultTable {
        let columns = vec![
            ("series_id".to_owned(), Column::Text(self.ids)),
            ("period".to_owned(), Column::Text(self.periods)),
            ("draw".to_owned(), Column::Integer(self.draws)),
            ("value".to_owned(), Column::Number(self.values)),
        ];
        ResultTable { name: "draws".to_owned(), columns }
    }
}

/// The periods after a series.
fn ahead(series: &TidySeries, steps: usize) -> impl Iterator<Item = String> {
    let (first, seen) = (series.first, series.values.len());
    (0..steps).map(move |step| first.plus(seen + step).to_string())
}
