//! Exports as they lie on disk: which files are meant, how each is written, and what is wrong with one as a
//! whole.

pub(crate) mod blocks;
pub(crate) mod document;
pub(crate) mod opened;
pub(crate) mod sheet;

use crate::failure::Failure;
use std::path::{Path, PathBuf};

/// Files that are meant: each as named, or those whose names fit a pattern with `*` and `?` in its last part.
/// In the order of their names, none twice.
///
/// # Errors
/// When one is not there, or nothing fits a pattern.
pub(crate) fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut all = Vec::new();
    for path in named {
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.contains(['*', '?']) || path.exists() {
            if !path.is_file() {
                return Err(Failure::CouldNotRun(format!(
                    "`{}` is no file that is there",
                    path.display()
                )));
            }
            all.push(path.clone());
            continue;
        }
        let folder =
            path.parent().filter(|up| !up.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let entries = std::fs::read_dir(folder).map_err(|why| Failure::io(folder, &why))?;
        let pattern: Vec<char> = name.chars().collect();
        let before = all.len();
        for entry in entries {
            let entry = entry.map_err(|why| Failure::io(folder, &why))?;
            let candidate: Vec<char> = entry.file_name().to_string_lossy().chars().collect();
            let hidden = candidate.first() == Some(&'.');
            if !hidden && fits(&pattern, &candidate) && entry.path().is_file() {
                all.push(path.with_file_name(entry.file_name()));
            }
        }
        if all.len() == before {
            return Err(Failure::CouldNotRun(format!("no file fits `{}`", path.display())));
        }
    }
    all.sort();
    all.dedup();
    Ok(all)
}

/// Whether a name fits a pattern.
fn fits(pattern: &[char], name: &[char]) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some(('*', rest)) => {
            (0..=name.len()).any(|at| name.get(at..).is_some_and(|tail| fits(rest, tail)))
        }
        Some(('?', rest)) => name.split_first().is_some_and(|(_, tail)| fits(rest, tail)),
        Some((one, rest)) => {
            name.split_first().is_some_and(|(first, tail)| first == one && fits(rest, tail))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_names() {
        let fit = |pattern: &str, name: &str| {
            fits(&pattern.chars().collect::<Vec<_>>(), &name.chars().collect::<Vec<_>>())
        };
        assert!(fit("*.csv.gz", "2025-01.csv.gz"));
        assert!(fit("2025-??.csv", "2025-11.csv"));
        assert!(!fit("*.csv", "a.csv.gz"));
        assert!(!fit("?", ""));
    }

    #[test]
    fn files_are_taken_in_the_order_of_their_names_and_once() {
        let folder = tempfile::tempdir().expect("temporary folder");
        for name in ["b.csv", "a.csv", "c.txt"] {
            std::fs::write(folder.path().join(name), "x").expect("written");
        }
        let named = [folder.path().join("*.csv"), folder.path().join("a.csv")];
        let found = files(&named).expect("found");
        assert_eq!(found, [folder.path().join("a.csv"), folder.path().join("b.csv")]);
        assert!(files(&[folder.path().join("*.json")]).is_err());
        assert!(files(&[folder.path().join("none.csv")]).is_err());
    }
}
