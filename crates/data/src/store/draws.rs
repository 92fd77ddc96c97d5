//! The draws of a run as Parquet: a file for each measure, a row for each figure and draw.
//!
//! Long tables are what every reader of columns sums and takes quantiles of by grouping, without
//! unfolding lists, and filters by figure through the statistics of its row groups. The codes repeat
//! from row to row, so that they take next to no room.

use crate::parquet::groups::{Groups, OPTIONS, group};
use crate::store::error::StoreError;
use polars_arrow::array::{Float64Array, Int64Array, MutableBinaryViewArray, Utf8ViewArray};
use polars_arrow::record_batch::RecordBatch;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{self, Write};
use suranys_core::Measure;
use suranys_core::run::DrawnFigure;
use suranys_core::{Text, text};

/// Folder of the draws in a report.
pub const DRAWS_FOLDER: &str = "draws";
/// Figures in a row group: enough for whole columns to be read, few enough to be passed over.
const FIGURES_IN_GROUP: usize = 100;

/// Room for so many bytes is taken at a time: one that doubles takes twice what it holds.
const PIECE: usize = 1 << 20;

/// Bytes in pieces.
#[derive(Default)]
struct Bytes(Vec<Vec<u8>>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.last_mut().filter(|last| last.capacity() - last.len() >= bytes.len()) {
            Some(last) => last.extend_from_slice(bytes),
            None => {
                let mut piece = Vec::with_capacity(bytes.len().max(PIECE));
                piece.extend_from_slice(bytes);
                self.0.push(piece);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Files of draws while they are being made. Figures are encoded as they come, some at a time, and
/// then forgotten.
#[derive(Default)]
pub struct DrawFiles {
    /// Figures that are not written yet.
    waiting: BTreeMap<Measure, Vec<DrawnFigure>>,
    files: BTreeMap<Measure, Groups<Bytes>>,
    /// What could not be encoded.
    failed: Option<StoreError>,
}

impl DrawFiles {
    /// Adds a figure; what is wrong with it is said by [`DrawFiles::finish`].
    pub fn add(&mut self, figure: DrawnFigure) {
        let measure = figure.key.measure;
        let waiting = self.waiting.entry(measure).or_default();
        waiting.push(figure);
        if waiting.len() >= FIGURES_IN_GROUP {
            let group = std::mem::take(waiting);
            self.encode(measure, &group);
        }
    }

    fn encode(&mut self, measure: Measure, figures: &[DrawnFigure]) {
        if self.failed.is_none() && !figures.is_empty() {
            self.failed = self.write(measure, figures).err();
        }
    }

    fn write(&mut self, measure: Measure, figures: &[DrawnFigure]) -> Result<(), StoreError> {
        let failed =
            |why| StoreError::Parquet { table: format!("{DRAWS_FOLDER}/{}", measure.key()), why };
        if figures.iter().flat_map(|figure| &figure.draws).any(|draw| !draw.is_finite()) {
            return Err(failed(text!("a draw is no finite number")));
        }
        let rows = rows(figures).map_err(failed)?;
        let groups = match self.files.entry(measure) {
            Entry::Occupied(place) => place.into_mut(),
            Entry::Vacant(place) => {
                place.insert(Groups::of(Bytes::default(), &rows, OPTIONS).map_err(failed)?)
            }
        };
        groups.write(rows).map_err(failed)
    }

    /// Every file with its content, in the order of their names.
    ///
    /// # Errors
    /// When a draw was no finite number, or the format could not be written.
    pub fn finish(mut self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        for (measure, figures) in std::mem::take(&mut self.waiting) {
            self.encode(measure, &figures);
        }
        if let Some(failed) = self.failed {
            return Err(failed);
        }
        let mut files = Vec::new();
        for (measure, groups) in self.files {
            let path = format!("{DRAWS_FOLDER}/{}.parquet", measure.key().replace('-', "_"));
            let failed = |why| StoreError::Parquet { table: path.clone(), why };
            let pieces = groups.finish().map_err(failed)?.0;
            files.push((path, pieces.concat()));
        }
        files.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(files)
    }
}

/// A row for each figure and draw.
fn rows(figures: &[DrawnFigure]) -> Result<RecordBatch, Text> {
    let texts = |text: &dyn Fn(&DrawnFigure) -> Option<String>| {
        let texts: Vec<(Option<String>, usize)> =
            figures.iter().map(|figure| (text(figure), figure.draws.len())).collect();
        let all = texts.iter().flat_map(|(text, n)| std::iter::repeat_n(text.as_deref(), *n));
        Utf8ViewArray::from(MutableBinaryViewArray::<str>::from_iterator(all)).boxed()
    };
    let years = |year: &dyn Fn(&DrawnFigure) -> i32| {
        let all = figures
            .iter()
            .flat_map(|figure| std::iter::repeat_n(i64::from(year(figure)), figure.draws.len()));
        Int64Array::from_vec(all.collect()).boxed()
    };
    let draws = figures.iter().flat_map(|figure| (0_i64..).take(figure.draws.len()));
    let values = figures.iter().flat_map(|figure| figure.draws.iter().copied());
    group([
        ("scenario", texts(&|f| Some(f.key.scenario.clone()))),
        ("measure", texts(&|f| Some(f.key.measure.key().to_owned()))),
        ("section", texts(&|f| f.key.section.clone())),
        ("region", texts(&|f| f.key.region.clone())),
        ("occupation", texts(&|f| f.key.occupation.clone())),
        ("sex", texts(&|f| f.key.sex.map(|sex| sex.code().to_owned()))),
        ("age", texts(&|f| f.key.age.map(|age| age.to_string()))),
        ("year_from", years(&|f| f.key.from.0)),
        ("year_to", years(&|f| f.key.to.0)),
        ("unit", texts(&|f| Some(f.unit.key().to_owned()))),
        ("draw", Int64Array::from_vec(draws.collect()).boxed()),
        ("value", Float64Array::from_vec(values.collect()).boxed()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parquet::frame::Frame;
    use suranys_core::run::FigureKey;
    use suranys_core::{Unit, Year};

    fn figure(measure: Measure, region: Option<&str>, draws: &[f64]) -> DrawnFigure {
        let mut key = FigureKey::national("baseline", measure, Year(2026));
        key.region = region.map(str::to_owned);
        DrawnFigure { key, unit: Unit::Persons, draws: draws.to_vec() }
    }

    /// Every bit of a draw, in the place it was drawn, with null where a figure is of no region.
    #[test]
    fn draws_are_read_back_as_they_were() {
        let third = 1.0 / 3.0;
        let mut files = DrawFiles::default();
        files.add(figure(Measure::Employment, None, &[third, -0.1]));
        files.add(figure(Measure::JobOpenings, Some("R"), &[2.0, 3.0]));
        files.add(figure(Measure::Employment, Some("R"), &[5.0, 6.0]));
        let files = files.finish().expect("written");
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["draws/employment.parquet", "draws/job_openings.parquet"]);
        let frame = Frame::read(&files[0].1).expect("read");
        assert_eq!((frame.height(), frame.names().count()), (4, 12));
        let values: Vec<_> = (0..4).map(|row| frame.number("value", row)).collect();
        assert_eq!(values, [third, -0.1, 5.0, 6.0].map(|value| Ok(Some(value))));
        let draws: Vec<_> = (0..4).map(|row| frame.integer("draw", row)).collect();
        assert_eq!(draws, [0, 1, 0, 1].map(|draw| Ok(Some(draw))));
        let regions: Vec<_> = (0..4).map(|row| frame.text("region", row)).collect();
        assert_eq!(regions, [None, None, Some("R"), Some("R")].map(Ok));
    }

    #[test]
    fn a_draw_without_an_end_is_no_result() {
        let mut files = DrawFiles::default();
        files.add(figure(Measure::Employment, None, &[f64::NAN]));
        assert!(files.finish().is_err());
    }
}
