//! Reading Parquet files that anybody may have made: damaged ones end in words, and what a few bytes
//! claim to hold is bounded before room is made for it.

pub(crate) mod frame;
pub(crate) mod groups;

use polars_parquet::parquet::metadata::FileMetadata;
use polars_parquet::read::read_metadata;
use polars_parquet_format::PageHeader;
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;
use std::io::Cursor;
use std::panic::{UnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, PoisonError};
use suranys_core::limits::{
    PARQUET_PAGE, PARQUET_PAGE_PER_BYTE, PARQUET_ROWS, PARQUET_ROWS_PER_BYTE,
};
use suranys_core::{Text, text};

/// What is said of a file that is not what it says it is.
pub(crate) const DAMAGED: Text = text!("the Parquet file is damaged; write it anew");

/// Does what may panic on damaged bytes, in silence; none when it did. The only place where a panic
/// is caught: the libraries that read Parquet and workbooks answer some damaged files with one.
pub(crate) fn caught<T>(work: impl FnOnce() -> T + UnwindSafe) -> Option<T> {
    let _one = READING.lock().unwrap_or_else(PoisonError::into_inner);
    quietly(work)
}

/// The hook that tells of a panic is the whole process's: one at a time changes it.
static READING: Mutex<()> = Mutex::new(());

/// [`caught`], nobody else changing the hook; the former one is back afterwards.
fn quietly<T>(work: impl FnOnce() -> T + UnwindSafe) -> Option<T> {
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let done = catch_unwind(work);
    set_hook(hook);
    done.ok()
}

/// What a file says of itself, when it does not claim more than its bytes can hold.
///
/// # Errors
/// With what is wrong. May panic on damaged bytes, as [`caught`] takes care of.
pub(crate) fn metadata(bytes: &[u8]) -> Result<FileMetadata, Text> {
    let metadata = read_metadata(&mut Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let rows: u64 = metadata.row_groups.iter().map(|group| group.num_rows() as u64).sum();
    let max = PARQUET_ROWS.max((bytes.len() as u64).saturating_mul(PARQUET_ROWS_PER_BYTE));
    if rows > max {
        return Err(text!(
            "it says that its {bytes} bytes hold {rows} rows, which can only be duplicates of each \
             other; at most {max} are read",
            bytes = bytes.len(),
            rows,
            max
        ));
    }
    Ok(metadata)
}

/// That the pages of the columns `asked` for hold as many values as there are rows, and unpack, those
/// of dictionaries too, to what can be: polars makes room for what a page claims, and no panic but an
/// abort follows when there is no such room.
///
/// # Errors
/// With what is wrong.
pub(crate) fn pages_hold_rows(
    bytes: &[u8],
    metadata: &FileMetadata,
    asked: &[&str],
) -> Result<(), Text> {
    for group in &metadata.row_groups {
        for column in asked.iter().flat_map(|name| group.columns_under_root_iter(name)).flatten() {
            let range = column.byte_range();
            let chunk = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
            let chunk = chunk.and_then(|(start, end)| bytes.get(start..end)).ok_or(DAMAGED)?;
            let said = usize::try_from(column.num_values()).unwrap_or(usize::MAX);
            let rows = group.num_rows();
            if said != rows || held(chunk, rows)? != rows {
                return Err(DAMAGED);
            }
        }
    }
    Ok(())
}

/// How many values the pages of a column hold, by their heads alone. What stands behind the last of
/// `rows` is read by nobody.
fn held(chunk: &[u8], rows: usize) -> Result<usize, Text> {
    let damaged = || DAMAGED.to_owned();
    let (mut rest, mut held) = (chunk, 0_usize);
    while held < rows {
        // A page's head is no longer than what it stands in, whatever it says.
        let mut heads = TCompactInputProtocol::new(&mut rest, chunk.len());
        let head = PageHeader::read_from_in_protocol(&mut heads).map_err(|_| damaged())?;
        let size = |of: i32| usize::try_from(of).map_err(|_| damaged());
        let (packed, unpacked) =
            (size(head.compressed_page_size)?, size(head.uncompressed_page_size)?);
        let max = PARQUET_PAGE.max(packed.saturating_mul(PARQUET_PAGE_PER_BYTE));
        if unpacked > max {
            return Err(text!(
                "a page of {packed} bytes says that it unpacks to {unpacked}; at most {max} are read; \
                 write it anew with smaller pages",
                packed,
                unpacked,
                max
            ));
        }
        let values = [
            head.data_page_header.map(|data| data.num_values),
            head.data_page_header_v2.map(|data| data.num_values),
        ];
        for values in values.into_iter().flatten() {
            held = held.saturating_add(size(values)?);
        }
        rest = rest.get(packed..).ok_or_else(damaged)?;
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parquet::frame::Frame;
    use crate::parquet_bytes;
    use suranys_core::table::{Column, ResultTable};

    fn stored() -> Vec<u8> {
        let columns = vec![
            ("id".to_owned(), Column::Text((0..200).map(|n| format!("series {n}")).collect())),
            ("value".to_owned(), Column::Number((0..200).map(|n| Some(f64::from(n))).collect())),
        ];
        parquet_bytes(&ResultTable { name: "t".to_owned(), columns }).expect("written")
    }

    /// Every byte of a small file changed in two ways, and the file cut everywhere: each is read, or
    /// refused in words.
    #[test]
    fn a_damaged_table_is_refused_or_read_and_never_a_panic() {
        let whole = stored();
        assert_eq!(Frame::read(&whole).expect("whole").height(), 200);
        let mut refused = 0;
        for at in 0..whole.len() {
            for change in [0x01, 0xff] {
                let mut damaged = whole.clone();
                if let Some(byte) = damaged.get_mut(at) {
                    *byte ^= change;
                }
                refused += usize::from(Frame::read(&damaged).is_err());
            }
            refused += usize::from(Frame::read(whole.get(..at).unwrap_or_default()).is_err());
        }
        assert!(refused > whole.len(), "every cut file is refused: {refused}");
    }

    /// One text of 17 MB, packed to some thousand bytes: the dictionary alone is too large.
    #[test]
    fn a_dictionary_that_unpacks_to_more_than_can_be_is_refused_before_room_is_made() {
        use crate::parquet::groups::{Groups, OPTIONS, group};
        use polars_arrow::array::Utf8ViewArray;
        use polars_parquet::write::{CompressionOptions, WriteOptions};
        let options = WriteOptions { compression: CompressionOptions::Zstd(None), ..OPTIONS };
        let packed = |length: usize| {
            let text = "x".repeat(length);
            let texts = Utf8ViewArray::from_slice_values([text.as_str(); 4]).boxed();
            let rows = group([("id", texts)]).expect("a table");
            let mut groups = Groups::of(Vec::new(), &rows, options).expect("a file");
            groups.write(rows).expect("written");
            groups.finish().expect("written")
        };
        let (small, large) = (packed(1 << 10), packed(17 << 20));
        assert_eq!(Frame::read(&small).expect("small").height(), 4);
        assert!(large.len() < 100_000, "{} bytes", large.len());
        let why = Frame::read(&large).expect_err("refused");
        assert!(why.contains("unpacks to 178"), "{why}");
    }

    #[test]
    fn the_hook_is_back_after_a_panic_that_was_caught() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static HEARD: AtomicUsize = AtomicUsize::new(0);
        let _one = READING.lock().unwrap_or_else(PoisonError::into_inner);
        let former = take_hook();
        set_hook(Box::new(|_| {
            HEARD.fetch_add(1, Ordering::SeqCst);
        }));
        let results = (quietly(|| 1), quietly(|| -> u8 { panic!("as a library does") }));
        let before = HEARD.load(Ordering::SeqCst);
        let panicked = catch_unwind(|| panic!("after")).is_err();
        let after = HEARD.load(Ordering::SeqCst);
        set_hook(former);
        assert_eq!(results, (Some(1), None));
        assert!(panicked && after > before, "{before} {after}");
    }
}
