//! Published tables as series: breaks marked, regions back-cast over changes of borders, and the
//! figures that others leave no choice of filled in.

use crate::cell::TOTAL;
use crate::error::ModelError;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::inputs::{Cell, Inputs, Table};
use suranys_core::run::Note;
use suranys_core::text;
use suranys_core::unit::Quantity;
use suranys_core::{Code, ObsStatus, Observed, Persons, Region, Status, Year};

/// Figures by region and year.
type RegionalCells = BTreeMap<(Code<Region>, Year), Cell<Persons>>;

/// A published series: persons by year, and the years in which it begins to measure something else.
#[derive(Debug, Clone)]
pub struct SplicedSeries {
    /// The code of its cell.
    pub id: String,
    /// The figures, missing years left out.
    pub history: BTreeMap<Year, f64>,
    /// First years of new segments.
    pub breaks: BTreeSet<Year>,
    /// First years in borders of its own, after a history taken from others.
    pub seams: BTreeSet<Year>,
    /// Years whose figure was not published as it is: taken from others, or from what others leave.
    pub imputed: BTreeSet<Year>,
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
                    what: id.into(),
                    year: *year,
                });
            }
            history.insert(*year, value.get());
            if broken {
                breaks.insert(*year);
                broken = false;
            }
        }
        Ok((!history.is_empty()).then(|| SplicedSeries {
            id: id.to_owned(),
            history,
            breaks,
            seams: BTreeSet::new(),
            imputed: BTreeSet::new(),
        }))
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
/// says so. Breaks for other reasons stay. A figure that is missing where hired workers and
/// self-employed were published is their sum, and the only one that is missing in a year is what the
/// others leave of the total.
///
/// # Errors
/// When a region has no figure in the base year, or a figure is zero.
pub fn spliced_regions(
    inputs: &Inputs,
    base_year: Year,
    notes: &mut Vec<Note>,
) -> Result<Vec<SplicedSeries>, ModelError> {
    let table = &inputs.employment_by_region;
    let mut filled = Filled { cells: table.cells.clone(), imputed: BTreeSet::new() };
    filled.fill_from_parts(inputs, notes);
    filled.by_difference(inputs, &table.resource, notes);
    let mut regions = Vec::new();
    for code in current_regions(inputs, base_year) {
        let no_figure = || ModelError::NoFigure {
            resource: table.resource.clone(),
            what: format!("`{code}`").into(),
            year: base_year,
        };
        let one = filled
            .spliced(inputs, code, &table.resource, base_year, notes)?
            .filter(|one| one.history.contains_key(&base_year))
            .ok_or_else(no_figure)?;
        regions.push(one);
    }
    Ok(regions)
}

/// The regions of another table of persons in the borders of the base year, in official order, as
/// [`spliced_regions`] has those of employment; `None` where a region has no figure.
///
/// # Errors
/// When a figure is zero.
pub(crate) fn spliced_table(
    inputs: &Inputs,
    table: &Table<(Code<Region>, Year), Persons>,
    base_year: Year,
    notes: &mut Vec<Note>,
) -> Result<Option<Vec<SplicedSeries>>, ModelError> {
    let mut filled = Filled { cells: table.cells.clone(), imputed: BTreeSet::new() };
    filled.by_difference(inputs, &table.resource, notes);
    let spliced = |code| filled.spliced(inputs, code, &table.resource, base_year, &mut Vec::new());
    current_regions(inputs, base_year).map(spliced).collect()
}

/// Regions of a year: those in force, but for one whose employment is published as that of the regions
/// that took its place.
fn current_regions(inputs: &Inputs, year: Year) -> impl Iterator<Item = &Code<Region>> {
    let table = &inputs.employment_by_region;
    let known = move |code: &Code<Region>| table.value(&(code.clone(), year)).is_some();
    let replaced = move |code: &Code<Region>| {
        let mut changes = inputs.region_changes.iter().filter_map(|change| change.targets(code));
        changes.any(|targets| targets.iter().all(|(target, _)| known(target)))
    };
    inputs.regions.parts(year).filter(move |code| known(code) || !replaced(code))
}

/// The nation's row of a table by region; `None` where it has none.
///
/// # Errors
/// When a figure is zero.
pub(crate) fn nation_row(
    inputs: &Inputs,
    table: &Table<(Code<Region>, Year), Persons>,
    base_year: Year,
) -> Result<Option<SplicedSeries>, ModelError> {
    let Some(total) = inputs.regions.total() else { return Ok(None) };
    SplicedSeries::new(TOTAL, &table.resource, &own_cells(&table.cells, total, base_year))
}

fn own_cells(
    cells: &RegionalCells,
    code: &Code<Region>,
    base_year: Year,
) -> BTreeMap<Year, Cell<Persons>> {
    let years = (code.clone(), Year(i32::MIN))..=(code.clone(), base_year);
    cells.range(years).map(|((_, year), cell)| (*year, *cell)).collect()
}

/// A table by region with what its own figures or those of its parts leave no choice of.
struct Filled {
    cells: RegionalCells,
    imputed: BTreeSet<(Code<Region>, Year)>,
}

impl Filled {
    fn fill(
        &mut self,
        key: (Code<Region>, Year),
        cell: Cell<Persons>,
        note: Note,
        notes: &mut Vec<Note>,
    ) {
        self.imputed.insert(key.clone());
        self.cells.insert(key, cell);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    /// Employed where they are missing: hired workers and self-employed, which they are made of.
    fn fill_from_parts(&mut self, inputs: &Inputs, notes: &mut Vec<Note>) {
        let (Some(hired), Some(own)) = (&inputs.regional.hired, &inputs.regional.self_employed)
        else {
            return;
        };
        for (key, cell) in &hired.cells {
            let known = self.cells.get(key).is_some_and(|cell| cell.observed.value().is_some());
            let Some(other) = own.cells.get(key).filter(|_| !known) else { continue };
            let observed = imputed(add(cell.observed, other.observed));
            if observed.value().is_some() {
                let note = Note::new("note.region-from-parts", [("year", key.1.to_string())]);
                self.fill(key.clone(), Cell { observed, ..*cell }, note, notes);
            }
        }
    }

    /// The only region that is missing in a year: the total less the others.
    fn by_difference(&mut self, inputs: &Inputs, resource: &str, notes: &mut Vec<Note>) {
        let Some(total) = inputs.regions.total() else { return };
        let all: Vec<(Year, Cell<Persons>)> =
            own_cells(&self.cells, total, Year(i32::MAX)).into_iter().collect();
        for (year, all) in all {
            let Some(nation) = all.observed.value() else { continue };
            let (mut rest, mut missing) = (nation.get(), Vec::new());
            for code in inputs.regions.parts(year) {
                let cell = self.cells.get(&(code.clone(), year));
                match cell.and_then(|cell| cell.observed.value()) {
                    Some(persons) => rest -= persons.get(),
                    None => missing.push(code.clone()),
                }
            }
            // A region that the table does not speak of may be another's part.
            let spoken_of = |code: &Code<Region>| self.cells.contains_key(&(code.clone(), year));
            if let ([code], Ok(persons)) = (&missing[..], Persons::new(rest))
                && rest > 0.0
                && spoken_of(code)
            {
                let broken = self
                    .cells
                    .iter()
                    .any(|((_, at), cell)| *at == year && cell.observed.is_break());
                let obs = if broken { ObsStatus::Break } else { ObsStatus::Imputed };
                let status = Status { obs, ..all.observed.status() };
                let cell = Cell { observed: Observed::Value(persons, status), ..all };
                let arguments = [
                    ("table", resource.to_owned()),
                    ("region", code.to_string()),
                    ("year", year.to_string()),
                ];
                let note = Note::new("note.region-by-difference", arguments);
                self.fill((code.clone(), year), cell, note, notes);
            }
        }
    }

    /// A region with its history in other borders.
    fn spliced(
        &self,
        inputs: &Inputs,
        code: &Code<Region>,
        resource: &str,
        base_year: Year,
        notes: &mut Vec<Note>,
    ) -> Result<Option<SplicedSeries>, ModelError> {
        let mut cells = own_cells(&self.cells, code, base_year);
        let mut taken: BTreeSet<Year> = cells
            .keys()
            .copied()
            .filter(|year| self.imputed.contains(&(code.clone(), *year)))
            .collect();
        let mut seams = BTreeSet::new();
        for change in inputs.region_changes.iter().rev() {
            let first = cells.iter().find(|(_, cell)| cell.observed.value().is_some());
            let Some(seam) = first.map(|(year, _)| *year) else { continue };
            let mut spliced = false;
            // What the table says is missing before the seam is what it had no borders for.
            cells.retain(|year, _| *year >= seam);
            for (origin, weight) in change.origins(code) {
                for (year, cell) in own_cells(&self.cells, origin, seam.previous()) {
                    spliced = true;
                    taken.insert(year);
                    let share = share_of(cell.observed, weight);
                    let sum = cells.get(&year).map_or(share, |before| add(before.observed, share));
                    cells.insert(year, Cell { observed: sum, ..cell });
                }
            }
            if spliced {
                seams.insert(seam);
                let from: Vec<String> = change.origins(code).map(|(o, _)| o.to_string()).collect();
                let arguments = [
                    ("region", code.to_string()),
                    ("from", from.join(", ")),
                    ("year", seam.to_string()),
                ];
                notes.push(Note::new("note.region-spliced", arguments));
            }
        }
        let one = SplicedSeries::new(code.as_str(), resource, &cells)?;
        Ok(one.map(|one| SplicedSeries { seams, imputed: taken, ..one }))
    }
}

/// A figure that rests on others; a break stays a break.
fn imputed(observed: Observed<Persons>) -> Observed<Persons> {
    match observed {
        Observed::Value(value, status) if status.obs != ObsStatus::Break => {
            Observed::Value(value, Status { obs: ObsStatus::Imputed, ..status })
        }
        other => other,
    }
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
    let total = inputs.sections.total().ok_or(ModelError::NoTotal(text!("sections")))?;
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
            what: format!("`{code}`").into(),
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
