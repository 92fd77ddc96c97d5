//! Published tables as series for the engine: breaks marked, regions back-cast over changes of
//! borders.

use crate::cell::TOTAL;
use crate::error::ModelError;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::inputs::{Cell, Inputs, Table};
use suranys_core::run::Note;
use suranys_core::unit::Quantity;
use suranys_core::{Code, ObsStatus, Observed, Persons, Region, Status, Year};

/// A published series: persons by year, and the years in which it begins to measure something else.
#[derive(Debug, Clone)]
pub struct SplicedSeries {
    /// The code of its cell.
    pub id: String,
    /// The figures, missing years left out.
    pub history: BTreeMap<Year, f64>,
    /// First years of new segments.
    breaks: BTreeSet<Year>,
}

/// Consecutive years of one series measured in one way; the first and the last were observed.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The first year.
    pub start: Year,
    /// Persons by year from the first; a missing year is not a number.
    pub values: Vec<f64>,
}

impl Segment {
    /// The last year.
    #[must_use]
    pub fn end(&self) -> Year {
        self.start.plus(self.values.len() as i32 - 1)
    }
}

impl SplicedSeries {
    /// A series of observed figures; `None` when no year has a value. A break at a missing year
    /// takes effect at the next observed one.
    ///
    /// # Errors
    /// When a figure is zero: it has no growth.
    pub fn new(
        id: &str,
        resource: &str,
        cells: &BTreeMap<Year, Cell<Persons>>,
    ) -> Result<Option<SplicedSeries>, ModelError> {
        let (mut history, mut breaks) = (BTreeMap::new(), BTreeSet::new());
        let mut broken = false;
        for (year, cell) in cells {
            broken |= cell.observed.is_break();
            let Some(value) = cell.observed.value() else { continue };
            if value.get() <= 0.0 {
                return Err(ModelError::Empty {
                    resource: resource.to_owned(),
                    row: cell.row,
                    what: id.to_owned(),
                    year: *year,
                });
            }
            history.insert(*year, value.get());
            if broken {
                breaks.insert(*year);
                broken = false;
            }
        }
        Ok((!history.is_empty()).then(|| SplicedSeries { id: id.to_owned(), history, breaks }))
    }

    /// The segments up to the end of a year, in order: a fit never straddles a break.
    #[must_use]
    pub fn segments(&self, until: Year) -> Vec<Segment> {
        let mut segments: Vec<Segment> = Vec::new();
        for (year, value) in self.history.range(..=until) {
            match segments.last_mut() {
                Some(segment) if !self.breaks.contains(year) => {
                    let gap = usize::try_from(year.since(segment.end()) - 1).unwrap_or(0);
                    segment.values.extend(std::iter::repeat_n(f64::NAN, gap));
                    segment.values.push(*value);
                }
                _ => segments.push(Segment { start: *year, values: vec![*value] }),
            }
        }
        segments
    }

    /// The segment in force at the end of a year; `None` before the first figure.
    #[must_use]
    pub fn segment(&self, until: Year) -> Option<Segment> {
        self.segments(until).pop()
    }
}

/// Every series of a table up to the base year, in order of code.
///
/// # Errors
/// As [`SplicedSeries::new`].
pub fn tracked_table<K: Ord + Clone>(
    table: &Table<K, Persons>,
    base_year: Year,
    place: impl Fn(&K) -> Option<(String, Year)>,
) -> Result<Vec<SplicedSeries>, ModelError> {
    let mut series: BTreeMap<String, BTreeMap<Year, Cell<Persons>>> = BTreeMap::new();
    for (key, cell) in &table.cells {
        if let Some((id, year)) = place(key).filter(|(_, year)| *year <= base_year) {
            series.entry(id).or_default().insert(year, *cell);
        }
    }
    let all = series.iter().map(|(id, cells)| SplicedSeries::new(id, &table.resource, cells));
    all.filter_map(Result::transpose).collect()
}

/// Regions in the borders of the base year, in official order.
///
/// Before a region's own first figure its history is its share of the regions it was part
/// of, by the package's concordances: back-cast, and spliced on at the seam; a note
/// says so. Breaks for other reasons stay.
///
/// # Errors
/// When a region has no figure in the base year, or a figure is zero.
pub fn spliced_regions(
    inputs: &Inputs,
    base_year: Year,
    notes: &mut Vec<Note>,
) -> Result<Vec<SplicedSeries>, ModelError> {
    let mut regions = Vec::new();
    for code in inputs.regions.parts(base_year) {
        let cells = spliced_cells(inputs, code, base_year, notes);
        let no_figure = || ModelError::NoFigure {
            resource: inputs.employment_by_region.resource.clone(),
            what: format!("`{code}`"),
            year: base_year,
        };
        let table = &inputs.employment_by_region.resource;
        let one = SplicedSeries::new(code.as_str(), table, &cells)?.ok_or_else(no_figure)?;
        if !one.history.contains_key(&base_year) {
            return Err(no_figure());
        }
        regions.push(one);
    }
    Ok(regions)
}

fn own_cells(
    inputs: &Inputs,
    code: &Code<Region>,
    base_year: Year,
) -> BTreeMap<Year, Cell<Persons>> {
    inputs
        .employment_by_region
        .cells
        .iter()
        .filter(|((c, year), _)| c == code && *year <= base_year)
        .map(|((_, year), cell)| (*year, *cell))
        .collect()
}

fn spliced_cells(
    inputs: &Inputs,
    code: &Code<Region>,
    base_year: Year,
    notes: &mut Vec<Note>,
) -> BTreeMap<Year, Cell<Persons>> {
    let mut cells = own_cells(inputs, code, base_year);
    for change in inputs.region_changes.iter().rev() {
        let Some(seam) = cells.keys().next().copied() else { continue };
        let mut spliced = false;
        for (origin, weight) in change.origins(code) {
            for (year, cell) in own_cells(inputs, origin, base_year) {
                if year < seam {
                    spliced = true;
                    let share = share_of(cell.observed, weight);
                    let sum = cells.get(&year).map_or(share, |before| add(before.observed, share));
                    cells.insert(year, Cell { observed: sum, ..cell });
                }
            }
        }
        if spliced {
            if let Some(Cell { observed: Observed::Value(_, status), .. }) = cells.get_mut(&seam)
                && status.obs == ObsStatus::Break
            {
                status.obs = ObsStatus::Normal;
            }
            notes.push(Note::new(
                "note.region-spliced",
                [
                    ("region", code.to_string()),
                    (
                        "from",
                        change
                            .origins(code)
                            .map(|(o, _)| o.to_string())
                            .collect::<Vec<_>>()
                            .join(", "),
                    ),
                    ("year", seam.to_string()),
                ],
            ));
        }
    }
    cells
}

/// A share of a published figure: imputed, unless it is all of it; a break stays a break.
fn share_of(observed: Observed<Persons>, weight: f64) -> Observed<Persons> {
    match observed {
        Observed::Missing(why) => Observed::Missing(why),
        Observed::Value(value, status) => {
            let obs =
                if status.obs == ObsStatus::Break { ObsStatus::Break } else { ObsStatus::Imputed };
            match Persons::new(value.get() * weight) {
                Ok(share) => Observed::Value(share, Status { obs, ..status }),
                Err(_) => observed,
            }
        }
    }
}

/// A sum is missing when a component is: half a region is not a region.
fn add(a: Observed<Persons>, b: Observed<Persons>) -> Observed<Persons> {
    match (a, b) {
        (Observed::Value(x, s), Observed::Value(y, t)) => match Persons::new(x.get() + y.get()) {
            Ok(sum) => {
                let broken = s.obs == ObsStatus::Break || t.obs == ObsStatus::Break;
                let worst = s.worst(t);
                let obs = if broken { ObsStatus::Break } else { worst.obs };
                Observed::Value(sum, Status { obs, ..worst })
            }
            Err(_) => a,
        },
        (Observed::Missing(why), _) | (_, Observed::Missing(why)) => Observed::Missing(why),
    }
}

/// The national total, then the sections that have a figure in the base year, in official order.
pub(super) fn with_total(
    inputs: &Inputs,
    base_year: Year,
) -> Result<Vec<SplicedSeries>, ModelError> {
    let table = &inputs.employment_by_section;
    let total = inputs.sections.total().ok_or(ModelError::NoTotal("section"))?;
    let mut series = Vec::new();
    // A section without a figure in the base year (T and U after 2015) is part of another.
    let parts = inputs
        .sections
        .parts(base_year)
        .filter(|code| table.value(&((*code).clone(), base_year)).is_some());
    for code in std::iter::once(total).chain(parts) {
        let of_code = table.cells.iter().filter(|((c, year), _)| c == code && *year <= base_year);
        let cells = of_code.map(|((_, year), cell)| (*year, *cell)).collect();
        let id = if code == total { TOTAL } else { code.as_str() };
        let one = SplicedSeries::new(id, &table.resource, &cells)?;
        series.push(one.ok_or_else(|| ModelError::NoFigure {
            resource: table.resource.clone(),
            what: format!("`{code}`"),
            year: base_year,
        })?);
    }
    Ok(series)
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::MissingReason;

    fn cells(values: &[(Option<f64>, ObsStatus)]) -> BTreeMap<Year, Cell<Persons>> {
        let cell = |(value, obs): &(Option<f64>, ObsStatus)| {
            let status = Status::real(*obs);
            let observed = match value.map(Persons::new) {
                Some(Ok(persons)) => Observed::Value(persons, status),
                _ => Observed::Missing(MissingReason::NotPublished),
            };
            Cell { observed, row: 2, published: Year(2020), source: 0 }
        };
        (2001..).map(Year).zip(values.iter().map(cell)).collect()
    }

    /// By hand: a series is cut at its break, a missing year stays a gap, and what is later than
    /// the year asked for is not seen.
    #[test]
    fn a_series_is_cut_at_breaks_and_keeps_its_gaps() {
        let (a, b) = (ObsStatus::Normal, ObsStatus::Break);
        let all =
            cells(&[(Some(1.0), a), (Some(2.0), a), (Some(9.0), b), (None, a), (Some(8.0), a)]);
        let series = SplicedSeries::new("X", "table", &all).expect("positive").expect("has values");
        let segments = series.segments(Year(2010));
        assert_eq!(segments.len(), 2);
        assert_eq!(
            (segments[0].start, segments[0].values.as_slice()),
            (Year(2001), &[1.0, 2.0][..])
        );
        assert_eq!((segments[1].start, segments[1].end()), (Year(2003), Year(2005)));
        assert!(segments[1].values[1].is_nan() && segments[1].values[2] == 8.0);
        assert_eq!(series.segment(Year(2004)).expect("seen").values, [9.0]);
        assert_eq!(series.segment(Year(2000)), None);
        let none = SplicedSeries::new("X", "table", &cells(&[(None, a)])).expect("nothing wrong");
        assert!(none.is_none());
        let zero = SplicedSeries::new("X", "table", &cells(&[(Some(0.0), a)]));
        assert!(zero.is_err_and(|e| e.to_string().contains("row 2")));
    }
}
