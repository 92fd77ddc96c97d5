//! Published tables as series for the engine: breaks marked, regions linked over changes of
//! borders.

use crate::ModelError;
use std::collections::BTreeMap;
use suranys_core::inputs::Inputs;
use suranys_core::run::Note;
use suranys_core::unit::Quantity;
use suranys_core::{Code, ObsStatus, Observed, Persons, Region, Status, Year};
use suranys_series::Series;

/// A series for the engine with the figures it was made from: persons by year.
#[derive(Debug, Clone)]
pub struct Tracked {
    /// For the engine.
    pub series: Series,
    /// The figures, missing years left out.
    pub history: BTreeMap<Year, f64>,
}

/// A series of observed figures; `None` when no year has a value.
///
/// # Errors
/// When the engine refuses the figures, such as a zero where a logarithm is needed.
pub fn tracked(
    id: &str,
    cells: &BTreeMap<Year, Observed<Persons>>,
) -> Result<Option<Tracked>, ModelError> {
    let history: BTreeMap<Year, f64> = cells
        .iter()
        .filter_map(|(year, observed)| observed.value().map(|v| (*year, v.get())))
        .collect();
    let (Some(first), Some(last)) = (history.keys().next(), history.keys().next_back()) else {
        return Ok(None);
    };
    let (mut values, mut breaks) = (Vec::new(), Vec::new());
    for year in (first.0..=last.0).map(Year) {
        values.push(history.get(&year).copied());
        breaks.push(cells.get(&year).is_some_and(Observed::is_break));
    }
    let series = Series::new(id, *first, values, breaks)?;
    Ok(Some(Tracked { series, history }))
}

/// Regions in the borders of the base year, in official order.
///
/// Before a region's own first figure its history is its share of the regions it was carved
/// from, by the package's concordances; the break at the seam is thereby linked, and a note
/// says so. Breaks for other reasons stay.
///
/// # Errors
/// When a region has no figure in the base year, or the engine refuses a series.
pub fn linked_regions(
    inputs: &Inputs,
    base_year: Year,
    notes: &mut Vec<Note>,
) -> Result<Vec<Tracked>, ModelError> {
    let mut regions = Vec::new();
    for code in inputs.regions.parts(base_year) {
        let cells = linked_cells(inputs, code, base_year, notes);
        let no_figure = || ModelError::NoFigure {
            resource: inputs.employment_by_region.resource.clone(),
            what: format!("`{code}`"),
            year: base_year,
        };
        let one = tracked(code.as_str(), &cells)?.ok_or_else(no_figure)?;
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
) -> BTreeMap<Year, Observed<Persons>> {
    inputs
        .employment_by_region
        .cells
        .iter()
        .filter(|((c, year), _)| c == code && *year <= base_year)
        .map(|((_, year), cell)| (*year, cell.observed))
        .collect()
}

fn linked_cells(
    inputs: &Inputs,
    code: &Code<Region>,
    base_year: Year,
    notes: &mut Vec<Note>,
) -> BTreeMap<Year, Observed<Persons>> {
    let mut cells = own_cells(inputs, code, base_year);
    for change in inputs.region_changes.iter().rev() {
        let Some(seam) = cells.keys().next().copied() else { continue };
        let mut linked = false;
        for (origin, weight) in change.origins(code) {
            for (year, observed) in own_cells(inputs, origin, base_year) {
                if year < seam {
                    linked = true;
                    let share = share_of(observed, weight);
                    let sum = cells.get(&year).map_or(share, |before| add(*before, share));
                    cells.insert(year, sum);
                }
            }
        }
        if linked {
            if let Some(Observed::Value(_, status)) = cells.get_mut(&seam)
                && status.obs == ObsStatus::Break
            {
                status.obs = ObsStatus::Normal;
            }
            notes.push(Note::new(
                "note.region-linked",
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

/// A share of a published figure: imputed, unless it is the whole; a break stays a break.
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

/// A sum is missing when a part is: half a region is not a region.
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
