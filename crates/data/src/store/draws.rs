//! The draws of a run as Parquet: a file for each measure, a row for each figure and draw.
//!
//! Long tables are what every reader of columns sums and takes quantiles of by grouping, without
//! unfolding lists, and filters by figure through the statistics of its row groups. The codes repeat
//! from row to row, so that they take next to no room.

use crate::store::error::StoreError;
use polars::prelude::{
    BatchedWriter, Column as Series, DataFrame, Float64Chunked, Int64Chunked, IntoColumn,
    NewChunkedArray, ParquetCompression, ParquetWriter, StringChunked,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{self, Write};
use std::rc::Rc;
use suranys_core::Measure;
use suranys_core::run::DrawnFigure;
use suranys_core::{Text, text};

/// Folder of the draws in a report.
pub const DRAWS_FOLDER: &str = "draws";
/// Figures in a row group: enough for whole columns to be read, few enough to be passed over.
const FIGURES_IN_GROUP: usize = 100;

/// Room for so many bytes is taken at a time: one that doubles takes twice what it holds.
const PIECE: usize = 1 << 20;

/// Bytes, in pieces, that the writer of the format and the one who asks for them hold together.
#[derive(Clone, Default)]
struct Bytes(Rc<RefCell<Vec<Vec<u8>>>>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut pieces = self.0.borrow_mut();
        match pieces.last_mut().filter(|last| last.capacity() - last.len() >= bytes.len()) {
            Some(last) => last.extend_from_slice(bytes),
            None => {
                let mut piece = Vec::with_capacity(bytes.len().max(PIECE));
                piece.extend_from_slice(bytes);
                pieces.push(piece);
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
    files: BTreeMap<Measure, (Bytes, BatchedWriter<Bytes>)>,
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
        let failed = |e: polars::error::PolarsError| StoreError::Parquet {
            table: format!("{DRAWS_FOLDER}/{}", measure.key()),
            why: e.to_string().into(),
        };
        if figures.iter().flat_map(|figure| &figure.draws).any(|draw| !draw.is_finite()) {
            let why = text!("a draw is no finite number");
            return Err(StoreError::Parquet { table: measure.key().to_owned(), why });
        }
        let frame = frame(figures).map_err(failed)?;
        let (_, writer) = match self.files.entry(measure) {
            Entry::Occupied(place) => place.into_mut(),
            Entry::Vacant(place) => {
                let bytes = Bytes::default();
                let writer = ParquetWriter::new(bytes.clone())
                    .with_compression(ParquetCompression::Uncompressed)
                    .set_parallel(false)
                    .batched(frame.schema())
                    .map_err(failed)?;
                place.insert((bytes, writer))
            }
        };
        writer.write_batch(&frame).map_err(failed)
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
        for (measure, (bytes, writer)) in self.files {
            let path = format!("{DRAWS_FOLDER}/{}.parquet", measure.key().replace('-', "_"));
            let failed = |why: Text| StoreError::Parquet { table: path.clone(), why };
            writer.finish().map_err(|e| failed(e.to_string().into()))?;
            drop(writer);
            let content = Rc::into_inner(bytes.0)
                .ok_or_else(|| failed(text!("the file is still being written")))?;
            files.push((path, content.into_inner().concat()));
        }
        files.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(files)
    }
}

/// A row for each figure and draw.
fn frame(figures: &[DrawnFigure]) -> polars::error::PolarsResult<DataFrame> {
    let rows = figures.iter().map(|figure| figure.draws.len()).sum();
    let texts = |name: &str, text: &dyn Fn(&DrawnFigure) -> Option<String>| -> Series {
        let texts: Vec<(Option<String>, usize)> =
            figures.iter().map(|figure| (text(figure), figure.draws.len())).collect();
        let all = texts.iter().flat_map(|(text, n)| std::iter::repeat_n(text.as_deref(), *n));
        StringChunked::from_iter_options(name.into(), all).into_column()
    };
    let years = |name: &str, year: &dyn Fn(&DrawnFigure) -> i32| -> Series {
        let all = figures
            .iter()
            .flat_map(|figure| std::iter::repeat_n(i64::from(year(figure)), figure.draws.len()));
        Int64Chunked::from_iter_values(name.into(), all).into_column()
    };
    let draws = figures.iter().flat_map(|figure| (0_i64..).take(figure.draws.len()));
    let values = figures.iter().flat_map(|figure| figure.draws.iter().copied());
    DataFrame::new(
        rows,
        vec![
            texts("scenario", &|f| Some(f.key.scenario.clone())),
            texts("measure", &|f| Some(f.key.measure.key().to_owned())),
            texts("section", &|f| f.key.section.clone()),
            texts("region", &|f| f.key.region.clone()),
            texts("occupation", &|f| f.key.occupation.clone()),
            texts("sex", &|f| f.key.sex.map(|sex| sex.code().to_owned())),
            texts("age", &|f| f.key.age.map(|age| age.to_string())),
            years("year_from", &|f| f.key.from.0),
            years("year_to", &|f| f.key.to.0),
            texts("unit", &|f| Some(f.unit.key().to_owned())),
            Int64Chunked::from_iter_values("draw".into(), draws).into_column(),
            Float64Chunked::from_iter_values("value".into(), values).into_column(),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::{ParquetReader, SerReader};
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
        let frame = ParquetReader::new(io::Cursor::new(&files[0].1)).finish().expect("read");
        assert_eq!((frame.height(), frame.width()), (4, 12));
        let values = frame.column("value").expect("there").f64().expect("numbers").clone();
        assert_eq!(values.into_no_null_iter().collect::<Vec<_>>(), [third, -0.1, 5.0, 6.0]);
        let draws = frame.column("draw").expect("there").i64().expect("whole").clone();
        assert_eq!(draws.into_no_null_iter().collect::<Vec<_>>(), [0, 1, 0, 1]);
        assert_eq!(frame.column("region").expect("there").null_count(), 2);
    }

    #[test]
    fn a_draw_without_an_end_is_no_result() {
        let mut files = DrawFiles::default();
        files.add(figure(Measure::Employment, None, &[f64::NAN]));
        assert!(files.finish().is_err());
    }
}
