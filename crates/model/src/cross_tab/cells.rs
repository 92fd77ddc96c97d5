//! Section × region × occupation: every margin met in every draw, one draw at a time.
//!
//! Of all cells and draws only what is asked for is kept, so that memory grows with the margins
//! and not with the cells.

use crate::ipf::{Matrix, fit};
use rayon::prelude::*;
use suranys_core::distribution::Quantiles;
use suranys_core::{Text, text};

/// How sections are staffed, and, where known, how each is staffed in each region.
#[derive(Debug, Clone)]
pub struct Cross {
    /// Sections by occupations.
    staffing: Matrix,
    regions: usize,
    /// By section: regions by occupations.
    regional: Option<Vec<Matrix>>,
}

/// The margins of one draw, persons.
#[derive(Debug, Clone)]
pub struct Margins {
    /// Employed by section and region, `[section][region]` in one row; its sums are the sections'
    /// and the regions' totals.
    pub section_region: Vec<f64>,
    /// Employed by occupation.
    pub occupations: Vec<f64>,
}

/// The cells of one draw: of a section its occupations' places and `[region][place]` in one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// Number of regions.
    pub regions: usize,
    /// Number of occupations.
    pub occupations: usize,
    /// By section: the occupations it employs, and persons by region and occupation.
    pub sections: Vec<(Vec<u32>, Vec<f64>)>,
}

impl Cells {
    /// Persons by region and occupation, `[region][occupation]` in one row.
    #[must_use]
    pub fn by_region(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.regions * self.occupations];
        for (places, values) in &self.sections {
            let rows = values.chunks_exact(places.len().max(1));
            for (row, into) in rows.zip(sums.chunks_exact_mut(self.occupations.max(1))) {
                for (value, place) in row.iter().zip(places) {
                    into[*place as usize] += value;
                }
            }
        }
        sums
    }
}

impl Cross {
    /// Sections staffed alike in every region: an assumption where there are no figures.
    #[must_use]
    pub fn alike(staffing: Matrix, regions: usize) -> Cross {
        Cross { staffing, regions, regional: None }
    }

    /// Sections staffed in each region as `regional` says, `[section]` of regions by occupations.
    ///
    /// # Errors
    /// In words, when the shapes don't agree.
    pub fn regional(staffing: Matrix, regional: Vec<Matrix>) -> Result<Cross, Text> {
        let regions = regional.first().map_or(0, Matrix::height);
        let fits = |m: &Matrix| m.height() == regions && m.width() == staffing.width();
        if regional.len() != staffing.height() || !regional.iter().all(fits) {
            return Err(text!("regional staffing does not have the shape of the sections'"));
        }
        Ok(Cross { staffing, regions, regional: Some(regional) })
    }

    /// All cells of one draw. Staffing is fitted to sections and occupations, then each section's
    /// regions and occupations to its own row and column: of the matrices with these margins the
    /// one nearest to the seed in relative entropy. Sums over sections, regions and occupations
    /// are the margins, to 1e-9 relative.
    ///
    /// # Errors
    /// In words, when margins can't be met.
    pub fn cells(&self, margins: &Margins) -> Result<Cells, Text> {
        let (sections, regions) = (self.staffing.height(), self.regions);
        if margins.section_region.len() != sections * regions {
            return Err(text!("the margins do not have the shape of the sections and regions"));
        }
        let rows: Vec<&[f64]> = margins.section_region.chunks_exact(regions.max(1)).collect();
        let totals: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
        let staffed = fit(&self.staffing, &totals, &margins.occupations)?;
        let cells = |section: usize| -> Result<(Vec<u32>, Vec<f64>), Text> {
            let (places, staff) = staffed.row(section);
            let (row, total) = (rows[section], totals[section]);
            let Some(regional) = &self.regional else {
                let share = |persons: &f64| if total > 0.0 { persons / total } else { 0.0 };
                let values =
                    row.iter().flat_map(|here| staff.iter().map(move |of| share(here) * of));
                return Ok((places.to_vec(), values.collect()));
            };
            let mut columns = vec![0.0; staffed.width()];
            for (place, value) in places.iter().zip(staff) {
                columns[*place as usize] = *value;
            }
            let fitted = fit(&regional[section], row, &columns)
                .map_err(|why| text!("section {section}: {why}", section = section + 1, why))?;
            let dense = fitted.rows();
            let kept = dense
                .flat_map(|row| places.iter().map(move |p| row[*p as usize]).collect::<Vec<_>>());
            Ok((places.to_vec(), kept.collect()))
        };
        Ok(Cells {
            regions,
            occupations: staffed.width(),
            sections: (0..sections).map(cells).collect::<Result<_, _>>()?,
        })
    }

    /// What `keep` keeps of the cells of each of `draws` draws, in order, on all threads.
    ///
    /// # Errors
    /// In words, when the margins of a draw can't be met.
    pub fn each_draw<T: Send>(
        &self,
        draws: usize,
        margins: impl Fn(usize) -> Margins + Sync,
        keep: impl Fn(&Cells) -> T + Sync,
    ) -> Result<Vec<T>, Text> {
        let one = |draw| Ok(keep(&self.cells(&margins(draw))?));
        (0..draws).into_par_iter().map(one).collect()
    }
}

/// Quantiles of each cell from rows of equally many cells, one for each draw; `None` for a cell
/// whose draws are not all numbers.
#[must_use]
pub fn quantiles(rows: &[Vec<f64>]) -> Vec<Option<Quantiles>> {
    let cells = rows.first().map_or(0, Vec::len);
    let of = |cell: usize| {
        let draws: Vec<f64> = rows.iter().map(|row| row[cell]).collect();
        Quantiles::of(&draws)
    };
    (0..cells).into_par_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * b.abs().max(1e-6)
    }

    proptest! {
        /// On random countries, with and without regional staffing: no cell is negative, a zero
        /// of the seed stays zero, and cells sum to every margin. The margins are those of another
        /// country with the same zeros, so that they can be met.
        #[test]
        fn every_margin_is_met_in_every_draw(
            staffing in prop::collection::vec(prop::collection::vec(0.1..10.0f64, 7), 3),
            other in prop::collection::vec(prop::collection::vec(1.0..1e4f64, 7), 12),
            tilt in prop::collection::vec(0.5..2.0f64, 4 * 7),
            regional in any::<bool>(),
        ) {
            let mut staffing = staffing;
            let mut other = other;
            for (section, occupation) in [(1, 2), (0, 5)] {
                staffing[section][occupation] = 0.0;
                other[4 * section..4 * section + 4].iter_mut().for_each(|row| row[occupation] = 0.0);
            }
            let region: Vec<f64> = other.iter().map(|row| row.iter().sum()).collect();
            let occupations: Vec<f64> =
                (0..7).map(|o| other.iter().map(|row| row[o]).sum()).collect();
            let seed = Array2::from_shape_fn((3, 7), |(s, o)| staffing[s][o]);
            let seed = Matrix::from_dense(&seed).expect("three rows");
            let cross = if regional {
                let of = |row: &Vec<f64>| {
                    let rows = Array2::from_shape_fn((4, 7), |(r, o)| tilt[7 * r + o] * row[o]);
                    Matrix::from_dense(&rows).expect("four rows")
                };
                Cross::regional(seed, staffing.iter().map(of).collect()).expect("shapes agree")
            } else {
                Cross::alike(seed, 4)
            };
            let margins = Margins { section_region: region.clone(), occupations: occupations.clone() };
            let cells = cross.cells(&margins).expect("full enough to be met");
            let mut by_occupation = [0.0; 7];
            for (s, (places, values)) in cells.sections.iter().enumerate() {
                prop_assert!(values.iter().all(|v| *v >= 0.0));
                let zeros = [(1, 2), (0, 5)];
                prop_assert!(!zeros.iter().any(|(at, o)| *at == s && places.contains(o)));
                for (r, row) in values.chunks(places.len()).enumerate() {
                    prop_assert!(close(row.iter().sum(), region[s * 4 + r]));
                    for (value, place) in row.iter().zip(places) {
                        by_occupation[*place as usize] += value;
                    }
                }
            }
            for (sum, target) in by_occupation.iter().zip(&occupations) {
                prop_assert!(close(*sum, *target));
            }
            let by_region = cells.by_region();
            for r in 0..4 {
                let target: f64 = (0..3).map(|s| region[s * 4 + r]).sum();
                prop_assert!(close(by_region[r * 7..(r + 1) * 7].iter().sum(), target));
            }
        }
    }

    #[test]
    fn shapes_that_disagree_are_refused() {
        let seed = Matrix::from_dense(&array![[1.0, 1.0]]).expect("one row");
        assert!(Cross::regional(seed.clone(), Vec::new()).is_err());
        let margins = Margins { section_region: vec![1.0], occupations: vec![1.0, 1.0] };
        assert!(Cross::alike(seed, 2).cells(&margins).is_err());
    }
}
