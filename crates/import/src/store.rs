//! Records on disk: Parquet files by bucket, so that what may be duplicates of each other lies together and
//! one bucket fits in memory, however many there are.

use crate::failure::Failure;
use crate::record::{Codes, Columns, Record, schema};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::properties::WriterProperties;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Bytes of an export, unpacked, for each bucket: some half a million records.
const BYTES_PER_BUCKET: u64 = 96 << 20;
/// As many buckets as are ever made: so many files a program may have open.
const MAX_BUCKETS: u64 = 512;
/// Rows that all buckets together hold before they are written.
const HELD: usize = 1 << 19;

/// How many buckets an export of so many bytes is put in.
pub(crate) fn buckets(bytes: u64) -> usize {
    (bytes / BYTES_PER_BUCKET + 2).min(MAX_BUCKETS) as usize
}

/// The file of a bucket in a folder.
pub(crate) fn file(folder: &Path, bucket: usize) -> PathBuf {
    folder.join(format!("part-{bucket:04}.parquet"))
}

/// How columns are written: codes by dictionaries, and what has no two alike as it is.
pub(crate) fn properties(packed: bool) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_created_by("suranys".to_owned())
        .set_statistics_enabled(datafusion::parquet::file::properties::EnabledStatistics::None)
        .set_compression(if packed {
            Compression::ZSTD(Default::default())
        } else {
            Compression::UNCOMPRESSED
        });
    for code in ["bucket", "region", "occupation", "section", "category"] {
        builder = builder.set_column_dictionary_enabled(code.into(), true);
    }
    builder.build()
}

/// The files of all buckets while they are written.
pub(crate) struct Store {
    files: Vec<Mutex<ArrowWriter<File>>>,
    chunk: usize,
}

impl Store {
    /// Makes the files in a folder.
    ///
    /// # Errors
    /// When they can't be made.
    pub(crate) fn create(folder: &Path, buckets: usize, packed: bool) -> Result<Store, Failure> {
        let mut files = Vec::new();
        for bucket in 0..buckets {
            let path = file(folder, bucket);
            let made = File::create_new(&path).map_err(|why| Failure::io(&path, &why))?;
            files.push(Mutex::new(ArrowWriter::try_new(made, schema(), Some(properties(packed)))?));
        }
        let chunk = (HELD / buckets.max(1)).clamp(1024, 32_768);
        Ok(Store { files, chunk })
    }

    /// Where one of several workers puts its records.
    pub(crate) fn shelf<'s>(&'s self, codes: Codes<'s>) -> Shelf<'s> {
        Shelf {
            store: self,
            codes,
            held: (0..self.files.len()).map(|_| Columns::default()).collect(),
        }
    }

    /// Ends all files.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        for file in self.files {
            file.into_inner().unwrap_or_else(PoisonError::into_inner).close()?;
        }
        Ok(())
    }

    fn write(&self, bucket: usize, columns: &mut Columns) -> Result<(), Failure> {
        let batch = columns.take(bucket as i32)?;
        if let Some(file) = self.files.get(bucket) {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.write(&batch)?;
            // Otherwise the rows would be held until there are a million.
            file.flush()?;
        }
        Ok(())
    }
}

/// Records of one worker on their way to the files.
pub(crate) struct Shelf<'s> {
    store: &'s Store,
    codes: Codes<'s>,
    held: Vec<Columns>,
}

impl Shelf<'_> {
    /// Puts a record where others of its employer are; one without goes by its own identifier.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) fn put(&mut self, record: &Record, title: &[u8]) -> Result<(), Failure> {
        let by = record.party.unwrap_or(record.id).cast_unsigned();
        let bucket = (by % self.held.len().max(1) as u64) as usize;
        let Some(columns) = self.held.get_mut(bucket) else { return Ok(()) };
        columns.add(record, title, &self.codes);
        if columns.len() >= self.store.chunk {
            self.store.write(bucket, columns)?;
        }
        Ok(())
    }

    /// Writes what is held still.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) fn empty(&mut self) -> Result<(), Failure> {
        for (bucket, columns) in
            self.held.iter_mut().enumerate().filter(|(_, columns)| columns.len() > 0)
        {
            self.store.write(bucket, columns)?;
        }
        Ok(())
    }
}
