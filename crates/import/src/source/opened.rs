//! A file opened: what it is by its first bytes, unpacked under guard, and whether it changed meanwhile.

use std::fs::{File, Metadata};
use std::io::{BufReader, Error, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes a byte of a packed file may stand for. Exports pack five to thirty to one.
const UNPACKED_PER_BYTE: u64 = 250;
/// Bytes that any packed file may unpack to before that is looked at.
const UNPACKED: u64 = 16 << 20;
/// Bytes read at once.
const AT_ONCE: usize = 256 << 10;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Separated values.
    Separated,
    /// A JSON object on each line.
    Lines,
    /// One JSON document.
    Document,
    /// Columns.
    Parquet,
    /// A workbook.
    Workbook,
}

/// A file that is being read.
pub(crate) struct Opened {
    pub(crate) path: PathBuf,
    pub(crate) format: Format,
    about: Metadata,
}

impl Opened {
    /// Looks at a file. `items` says that a JSON document is meant.
    ///
    /// # Errors
    /// When it can't be read, or is no ordinary file.
    pub(crate) fn look(path: &Path, items: bool) -> Result<Opened, Error> {
        let file = File::open(path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(Error::other("this is no ordinary file"));
        }
        let mut first = [0; 4];
        let read = BufReader::new(&file).take(4).read(&mut first)?;
        let format = match first.get(..read) {
            Some(b"PAR1") => Format::Parquet,
            Some([b'P', b'K', 3, 4]) => Format::Workbook,
            _ => {
                let opened = Opened {
                    path: path.to_owned(),
                    format: Format::Separated,
                    about: about.clone(),
                };
                text_format(path, opened.text()?, items)
            }
        };
        Ok(Opened { path: path.to_owned(), format, about })
    }

    /// The text of the file, unpacked.
    ///
    /// # Errors
    /// When it can't be opened.
    pub(crate) fn text(&self) -> Result<Box<dyn Read>, Error> {
        let mut file = File::open(&self.path)?;
        let mut first = [0; 4];
        let read = (&file).take(4).read(&mut first)?;
        file.seek(SeekFrom::Start(0))?;
        let packed = Arc::new(AtomicU64::new(0));
        let counted = Counted { inner: file, bytes: packed.clone() };
        Ok(match first.get(..read) {
            Some([0x1f, 0x8b, ..]) => {
                let inner = flate2::read::MultiGzDecoder::new(counted);
                Box::new(Guarded { inner, packed, unpacked: 0 })
            }
            Some([0x28, 0xb5, 0x2f, 0xfd]) => {
                let inner = zstd::stream::read::Decoder::new(counted)?;
                Box::new(Guarded { inner, packed, unpacked: 0 })
            }
            _ => Box::new(BufReader::with_capacity(AT_ONCE, counted)),
        })
    }

    /// Whether the file is no longer the one that was looked at.
    pub(crate) fn has_changed(&self) -> bool {
        let now = std::fs::metadata(&self.path);
        !now.is_ok_and(|now| {
            now.len() == self.about.len() && now.modified().ok() == self.about.modified().ok()
        })
    }

    /// Bytes on disk.
    pub(crate) fn size(&self) -> u64 {
        self.about.len()
    }
}

/// How a text is written: by the name of the file, else by the first letter of it.
fn text_format(path: &Path, text: Box<dyn Read>, items: bool) -> Format {
    if items {
        return Format::Document;
    }
    let name = path.to_string_lossy().to_lowercase();
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let mut beginning = Vec::new();
    // What can't be read is reported when it is read as a whole.
    let _ = text.take(4096).read_to_end(&mut beginning);
    let aside = |c: &&u8| !(c.is_ascii_whitespace() || [0xef, 0xbb, 0xbf].contains(*c));
    match beginning.iter().find(aside) {
        Some(b'[') => Format::Document,
        Some(b'{') if name.ends_with(".json") => Format::Document,
        Some(b'{') => Format::Lines,
        _ => Format::Separated,
    }
}

/// Counts the bytes that go through.
struct Counted<R> {
    inner: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let read = self.inner.read(into)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Stops where a packed file stands for more than any export does.
struct Guarded<R> {
    inner: R,
    packed: Arc<AtomicU64>,
    unpacked: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let read = self.inner.read(into)?;
        self.unpacked += read as u64;
        let allowed =
            UNPACKED.max(self.packed.load(Ordering::Relaxed).saturating_mul(UNPACKED_PER_BYTE));
        if self.unpacked > allowed {
            return Err(Error::other(format!(
                "it unpacks to more than {UNPACKED_PER_BYTE} times its size, as no export does"
            )));
        }
        Ok(read)
    }
}
