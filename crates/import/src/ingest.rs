//! Exports of one kind into stored records: read, checked, made nameless.

use crate::coding::Coder;
use crate::failure::Failure;
use crate::mapping::Mapping;
use crate::normalise::Normaliser;
use crate::progress::Progress;
use crate::pseudonym::Pseudonyms;
use crate::reading::{Reading, Rejects, Tally};
use crate::record::Codes;
use crate::schema::Kind;
use crate::source::files;
use crate::source::opened::Opened;
use crate::store::{Store, buckets, file};
use crate::vocabulary::Vocabulary;
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use suranys_core::Diagnostic;

/// What is done where a record is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnError {
    /// Tell everything that is wrong and write nothing.
    Stop,
    /// Leave such records out, and list them in `rejects.csv`.
    Skip,
}

/// How many bytes a byte of a packed file is taken to stand for, to choose the number of buckets.
const UNPACKED: u64 = 6;

/// What is read how.
pub(crate) struct Source<'s> {
    pub(crate) kind: Kind,
    pub(crate) files: Vec<PathBuf>,
    pub(crate) mapping: &'s Mapping,
    /// How many buckets records are put in; none to go by the size of the files.
    pub(crate) buckets: Option<usize>,
}

/// What a reading needs besides.
pub(crate) struct Means<'m> {
    pub(crate) words: &'m Vocabulary,
    pub(crate) coder: &'m Coder,
    pub(crate) pseudonyms: &'m Pseudonyms,
    pub(crate) workers: usize,
    pub(crate) packed: bool,
}

/// Reads a source into buckets in a folder, and gives how many there are.
///
/// # Errors
/// When files are not there, or can't be written.
pub(crate) fn ingest(
    source: &Source<'_>,
    means: &Means<'_>,
    folder: &Path,
    rejects: &mut dyn Rejects,
) -> Result<(Tally, usize), Failure> {
    let named = files(&source.files)?;
    let mut bytes = 0;
    for path in &named {
        let size = Opened::look(path, true).map_or(0, |opened| opened.size());
        let name = path.to_string_lossy();
        let packed =
            [".gz", ".zst", ".parquet", ".xlsx"].iter().any(|ending| name.ends_with(ending));
        bytes += if packed { size * UNPACKED } else { size };
    }
    let count = source.buckets.unwrap_or_else(|| buckets(bytes));
    let store = Store::create(folder, count, means.packed)?;
    let normaliser =
        Normaliser::new(source.kind, means.words, source.mapping, means.coder, means.pseudonyms)?;
    let words = means.words;
    let codes = || Codes {
        regions: &words.regions.codes,
        occupations: &words.occupations,
        sections: &words.sections.codes,
        categories: &words.categories.codes,
    };
    let progress = Progress::begin(&format!("reading {}", source.kind.name()));
    let reading = Reading {
        normaliser: &normaliser,
        mapping: source.mapping,
        store: &store,
        codes: &codes,
        workers: means.workers,
    };
    let tally = reading.read(&named, rejects, &mut |rows| progress.at(rows))?;
    store.finish()?;
    Ok((tally, count))
}

/// The files of each bucket in a folder.
pub(crate) fn bucket_files(folder: &Path, count: usize) -> Vec<Vec<PathBuf>> {
    (0..count).map(|bucket| vec![file(folder, bucket)]).collect()
}

/// What is wrong, and the place where what is left out is listed: by file, row and column, without what
/// stands there.
pub(crate) struct RejectsFile {
    writer: csv::Writer<std::io::BufWriter<std::fs::File>>,
    path: PathBuf,
}

impl RejectsFile {
    /// Begins the list.
    ///
    /// # Errors
    /// When the file can't be made.
    pub(crate) fn create(path: &Path) -> Result<RejectsFile, Failure> {
        let file = std::fs::File::create_new(path).map_err(|why| Failure::io(path, &why))?;
        let writer = csv::Writer::from_writer(std::io::BufWriter::new(file));
        let mut list = RejectsFile { writer, path: path.to_owned() };
        list.row(["file", "row", "column", "check", "message"])?;
        Ok(list)
    }

    fn row(&mut self, cells: [&str; 5]) -> Result<(), Failure> {
        let path = &self.path;
        self.writer
            .write_record(cells)
            .map_err(|why| Failure::CouldNotRun(format!("`{}`: {why}", path.display())))
    }

    /// Ends the list.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.writer.flush().map_err(|why| Failure::io(&self.path, &why))
    }
}

impl Rejects for RejectsFile {
    fn reject(&mut self, finding: &Diagnostic) -> Result<(), Failure> {
        let row = finding.span.row.map(|row| row.to_string()).unwrap_or_default();
        let column = finding.span.column.clone().unwrap_or_default();
        self.row([&finding.span.file, &row, &column, &finding.check, &finding.message])
    }
}
