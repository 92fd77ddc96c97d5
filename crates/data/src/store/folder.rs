//! Results on disk: whole or not at all.

use polars::prelude::{Column as Series, DataFrame, ParquetCompression, ParquetWriter};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use suranys_core::table::{Column, ResultTable};
use thiserror::Error;

/// Name of the manifest in a folder of results, by which it is known as one of ours.
pub const MANIFEST: &str = "manifest.json";
/// Name of the file by which a folder is known as a stored run of ours.
pub(crate) const RUN_MARK: &str = "run.json";

/// Why results could not be stored or read.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file system said no.
    #[error("`{path}`: {source}")]
    Io {
        /// Where.
        path: String,
        /// What it said.
        source: io::Error,
    },
    /// The target is somebody else's.
    #[error(
        "`{0}` is not empty and holds no report or run of ours; choose another folder or empty it"
    )]
    NotOurs(String),
    /// The target should be new.
    #[error("`{0}` is there and not empty; name a new folder")]
    NotEmpty(String),
    /// A name leads out of the folder.
    #[error("`{0}` is not a name inside the folder")]
    Outside(String),
    /// A stored file is not what it should be.
    #[error("`{path}` is damaged: {why}; store the run anew")]
    Damaged {
        /// Where.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// A folder has no manifest.
    #[error("`{0}` is not there")]
    NoManifest(String),
    /// A manifest can't be read or written.
    #[error("`{path}`: {why}")]
    Manifest {
        /// Where.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// A table could not be written as Parquet.
    #[error("table `{table}` can't be written as Parquet: {why}")]
    Parquet {
        /// Which table.
        table: String,
        /// Why.
        why: String,
    },
}

/// Names the path in an error of the file system.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.display().to_string();
    move |source| StoreError::Io { path, source }
}

/// A table as Parquet: text, 64-bit integers and floats, uncompressed, nothing in it but the
/// table, so that the same table gives the same bytes.
///
/// # Errors
/// When columns differ in length or share a name.
pub fn parquet_bytes(table: &ResultTable) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Uncompressed)
        .set_parallel(false)
        .finish(&mut frame(table)?)
        .map_err(|e| StoreError::Parquet { table: table.name.clone(), why: e.to_string() })?;
    Ok(bytes)
}

/// A table's columns as polars knows them.
pub(crate) fn frame(table: &ResultTable) -> Result<DataFrame, StoreError> {
    let rows = table.columns.first().map_or(0, |(_, column)| column.len());
    let columns = table
        .columns
        .iter()
        .map(|(name, column)| match column {
            Column::Text(v) => Series::new(name.as_str().into(), v),
            Column::Integer(v) => Series::new(name.as_str().into(), v),
            Column::Number(v) => Series::new(name.as_str().into(), v),
        })
        .collect();
    DataFrame::new(rows, columns)
        .map_err(|e| StoreError::Parquet { table: table.name.clone(), why: e.to_string() })
}

/// As [`write_folder`], into a folder that is new or empty: nothing is replaced.
///
/// # Errors
/// When the folder holds anything, or can't be written.
pub fn write_new_folder(target: &Path, files: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
    if target.exists() && fs::read_dir(target).map_err(at(target))?.next().is_some() {
        return Err(StoreError::NotEmpty(target.display().to_string()));
    }
    write_folder(target, files)
}

/// Writes files as the whole content of a folder, in one step: whoever looks sees the former
/// content or the new one, and a killed run leaves at most a hidden folder that the next run
/// removes.
///
/// # Errors
/// When the target holds something that is not ours, a name leads out of it, or the file system
/// refuses.
pub fn write_folder(target: &Path, files: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
    let name =
        target.file_name().ok_or_else(|| StoreError::Outside(target.display().to_string()))?;
    let parent = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if target.exists() && !is_ours_or_empty(target)? {
        return Err(StoreError::NotOurs(target.display().to_string()));
    }
    fs::create_dir_all(parent).map_err(at(parent))?;
    let prefix = format!(".{}.tmp-", name.to_string_lossy());
    remove_leftovers(parent, &prefix)?;
    let temporary = parent.join(format!("{prefix}{}", std::process::id()));
    for (name, bytes) in files {
        if !Path::new(name).components().all(|c| matches!(c, Component::Normal(_)))
            || name.is_empty()
        {
            return Err(StoreError::Outside(name.clone()));
        }
        write_synced(&temporary.join(name), bytes)?;
    }
    if target.exists() {
        exchange(&temporary, target)?;
        // What is in the temporary place now is the former edition.
        fs::remove_dir_all(&temporary).map_err(at(&temporary))?;
    } else {
        fs::rename(&temporary, target).map_err(at(target))?;
    }
    File::open(parent).and_then(|folder| folder.sync_all()).map_err(at(parent))
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    let mut file = File::create(path).map_err(at(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(at(path))
}

/// Swaps two folders in one step of the file system.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> Result<(), StoreError> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(|e| at(b)(e.into()))
}

/// Elsewhere the swap takes two steps; between them the former edition lies next to its place.
#[cfg(not(target_os = "linux"))]
fn exchange(a: &Path, b: &Path) -> Result<(), StoreError> {
    let mut aside = a.as_os_str().to_owned();
    aside.push("-former");
    let aside = PathBuf::from(aside);
    fs::rename(b, &aside).map_err(at(b))?;
    fs::rename(a, b).map_err(at(b))?;
    fs::rename(&aside, a).map_err(at(a))
}

fn is_ours_or_empty(target: &Path) -> Result<bool, StoreError> {
    let mut entries = fs::read_dir(target).map_err(at(target))?;
    Ok(entries.next().is_none()
        || [MANIFEST, RUN_MARK].iter().any(|mark| target.join(mark).is_file()))
}

fn remove_leftovers(parent: &Path, prefix: &str) -> Result<(), StoreError> {
    for entry in fs::read_dir(parent).map_err(at(parent))?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            fs::remove_dir_all(entry.path()).map_err(at(&entry.path()))?;
        }
    }
    Ok(())
}

/// Every file under a folder with its content, by relative path with forward slashes, sorted.
///
/// # Errors
/// When something can't be read.
pub fn read_folder(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).map_err(at(&next))? {
            let path = entry.map_err(at(&next))?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name =
                    path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                found.push((name, crate::ordinary::read(&path).map_err(at(&path))?));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::SerReader;

    fn edition(text: &str) -> Vec<(String, Vec<u8>)> {
        vec![
            (MANIFEST.to_owned(), b"{}".to_vec()),
            ("tables/a.csv".to_owned(), text.as_bytes().to_vec()),
        ]
    }

    #[test]
    fn an_edition_replaces_the_former_one_whole() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let target = folder.path().join("report");
        write_folder(&target, &edition("one")).expect("written");
        fs::create_dir(folder.path().join(".report.tmp-1")).expect("a leftover of a killed run");
        write_folder(&target, &edition("two")).expect("replaced");
        assert_eq!(read_folder(&target).expect("read"), edition("two"));
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "nothing else is left");
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let folder = tempfile::tempdir().expect("temporary folder");
        fs::write(folder.path().join("thesis.docx"), "mine").expect("written");
        assert!(matches!(write_folder(folder.path(), &edition("x")), Err(StoreError::NotOurs(_))));
        let target = folder.path().join("new");
        for name in ["../evil", "/evil", ""] {
            assert!(write_folder(&target, &[(name.to_owned(), Vec::new())]).is_err(), "{name}");
        }
        assert!(!target.exists());
    }

    #[test]
    fn parquet_is_the_same_each_time_and_bears_its_mark() {
        let table = ResultTable {
            name: "t".to_owned(),
            columns: vec![
                ("code".to_owned(), Column::Text(vec!["01".to_owned(), "Ә".to_owned()])),
                ("year".to_owned(), Column::Integer(vec![Some(2023), None])),
                ("value".to_owned(), Column::Number(vec![None, Some(1.5)])),
            ],
        };
        let bytes = parquet_bytes(&table).expect("written");
        assert_eq!(bytes, parquet_bytes(&table).expect("written"));
        // The Parquet format begins and ends with these four bytes.
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
        let read = polars::prelude::ParquetReader::new(io::Cursor::new(&bytes));
        let frame = read.finish().expect("read back");
        assert_eq!((frame.height(), frame.width()), (2, 3));
        assert_eq!(frame.column("year").expect("there").null_count(), 1);
    }
}
