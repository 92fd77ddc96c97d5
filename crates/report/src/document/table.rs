//! A table of the report, its cells still values: each format writes them in its own way.

use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::view::View;
use suranys_core::Unit;
use suranys_core::run::Figure;

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text, never anything else.
    Text(String),
    /// A year, or the number of a row.
    Integer(i64),
    /// How many.
    Count(usize),
    /// A value in its unit, not yet in the unit of display.
    Value(Unit, f64),
    /// A share of one, shown with the sign for per cent.
    Percent(f64),
    /// A share of simulations, never shown as none or all of them.
    Probability(f64),
    /// A range in its unit.
    Range(Unit, f64, f64),
    /// A number as its author wrote it.
    Parameter(f64),
    /// A range as its author wrote it.
    ParameterRange(f64, f64),
    /// A score, in two decimals.
    Score(f64),
    /// A range of a score.
    ScoreRange(f64, f64),
    /// Nothing known.
    Missing,
    /// A figure without a range, or nothing to say.
    Blank,
}

/// What stands in a column, and how much room it takes: 0 fits the content, others share what
/// is left.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Heading.
    pub head: String,
    /// Share of the width.
    pub width: u8,
    /// What its cells are.
    pub kind: Kind,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, set left.
    Words,
    /// Numbers, set right.
    Numbers,
    /// Ranges, set right; two columns in a workbook.
    Ranges,
}

/// A table with its caption and what stands below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its place in the count of tables, from 1.
    pub number: usize,
    /// Title, without the number.
    pub caption: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<Cell>>,
    /// Source, status and mark.
    pub foot: String,
    /// Whether it needs a page on its side.
    pub wide: bool,
    /// The picture a workbook makes of it.
    pub chart: Option<Chart>,
}

/// A native chart of a workbook: some columns of the table over another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Column of the categories.
    pub across: usize,
    /// Columns of the values.
    pub up: Vec<usize>,
    /// Rows shown, from the first.
    pub rows: usize,
    /// Whether the values stand on one another.
    pub stacked: bool,
    /// Name of the axis of values.
    pub unit: String,
}

impl Cell {
    /// The median or the one value.
    pub fn central(figure: Option<&Figure>) -> Cell {
        figure.map_or(Cell::Missing, |f| Cell::Value(f.unit, f.estimate.central()))
    }

    /// The central 80% or 95% prediction interval; a figure without one has nothing to say.
    pub fn range(figure: Option<&Figure>, wide: bool) -> Cell {
        figure.map_or(Cell::Missing, |f| match f.estimate.range() {
            Some(q) if wide => Cell::Range(f.unit, q.lo95(), q.hi95()),
            Some(q) => Cell::Range(f.unit, q.lo80(), q.hi80()),
            None => Cell::Blank,
        })
    }

    /// A share in per cent.
    pub fn percent(figure: Option<&Figure>) -> Cell {
        figure.map_or(Cell::Missing, |f| Cell::Percent(f.estimate.central()))
    }

    /// The status of a figure.
    pub fn status(view: View, figure: Option<&Figure>) -> Result<Cell, ReportError> {
        figure.map_or(Ok(Cell::Missing), |f| Ok(Cell::Text(view.status(f.status)?)))
    }

    /// The cell as printed.
    pub fn text(&self, labels: &LabelBook) -> Result<String, ReportError> {
        Ok(match self {
            Cell::Text(text) => text.clone(),
            Cell::Integer(number) => number.to_string(),
            Cell::Count(count) => labels.number(*count as f64, 0),
            Cell::Value(unit, value) => labels.printed(*unit, *value),
            Cell::Percent(share) => labels.percent(*share),
            Cell::Probability(share) => labels.probability(*share),
            Cell::Range(unit, low, high) => labels.printed_range(*unit, *low, *high),
            Cell::Parameter(value) => labels.parameter(*value),
            Cell::ParameterRange(low, high) if low < high => {
                labels.between(&labels.parameter(*low), &labels.parameter(*high))
            }
            Cell::Score(value) => labels.number(*value, 2),
            Cell::ScoreRange(low, high) => {
                labels.between(&labels.number(*low, 2), &labels.number(*high, 2))
            }
            Cell::ParameterRange(..) | Cell::Blank => "–".to_owned(),
            Cell::Missing => labels.text("not-available-short")?.to_owned(),
        })
    }

    /// What rows are sorted by: a number where there is one.
    pub fn order(&self) -> Option<f64> {
        match self {
            Cell::Integer(number) => Some(*number as f64),
            Cell::Count(count) => Some(*count as f64),
            Cell::Value(_, value)
            | Cell::Percent(value)
            | Cell::Probability(value)
            | Cell::Parameter(value)
            | Cell::Score(value) => Some(*value),
            Cell::Range(_, low, _) | Cell::ParameterRange(low, _) | Cell::ScoreRange(low, _) => {
                Some(*low)
            }
            Cell::Text(_) | Cell::Missing | Cell::Blank => None,
        }
    }
}

/// Columns with headings from the label file.
pub fn columns(view: View, list: &[(&str, u8, Kind)]) -> Result<Vec<Column>, ReportError> {
    list.iter()
        .map(|(name, width, kind)| {
            let head = view.labels.text(&format!("column.{name}"))?.to_owned();
            Ok(Column { head, width: *width, kind: *kind })
        })
        .collect()
}

/// What stands under a table: sources by their numbers, statuses, and the mark.
pub fn foot<'f>(
    view: View,
    figures: impl IntoIterator<Item = &'f Figure>,
) -> Result<String, ReportError> {
    view.short_foot(figures)
}

impl Table {
    /// A table as its rows are; the rest is set by what follows.
    pub fn new(caption: String, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Table {
        Table { number: 0, caption, columns, rows, foot: String::new(), wide: false, chart: None }
    }

    /// The table with something below it.
    #[must_use]
    pub fn with_foot(mut self, foot: String) -> Table {
        self.foot = foot;
        self
    }

    /// The table with a chart in a workbook.
    #[must_use]
    pub fn with_chart(mut self, chart: Chart) -> Table {
        self.chart = Some(chart);
        self
    }

    /// Caption with its number.
    pub fn title(&self, labels: &LabelBook) -> Result<String, ReportError> {
        let number = self.number.to_string();
        labels.fill("format.table", &[("number", &number), ("text", &self.caption)])
    }
}
