//! Stored runs: a folder of JSON and Parquet tables, named after its content.
//!
//! `run.json` says what reproduces the run and holds the fingerprints of the other files and its own;
//! `output.json` is the forecast without its tables; `figures.parquet`, `differences.parquet`,
//! `outturns.parquet` and `scores.parquet` are these; `occupation_figures.parquet` and
//! `occupation_draws.parquet`, if there are any, are those of groups below the occupations; `sensitivity.json` is how far each
//! assumption moves the result;
//! `list.json`, if there is one, is the list of in-demand professions. The name of the folder is the beginning of the
//! fingerprint of `run.json`, so that a name stands for one content and the same run is stored once.

use crate::parquet::frame::Frame;
use crate::store::error::{StoreError, at, shown};
use crate::store::folder::read_folder;
use crate::store::parquet::parquet_bytes;
use crate::store::run_table::{Rows, RunTables};
use crate::store::seal::sealed;
use crate::store::standing::{RUN_MARK, Standing, is_run_whole, run_name, standing};
use crate::store::target::Target;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{RunIdentity, Sensitivity};
use suranys_core::run_output::{ForecastOutput, RunOutput, StoredRun};
use suranys_core::shortage_list::ListOutput;
use suranys_core::table::ResultTable;
use suranys_core::{Text, text};

const OUTPUT: &str = "output.json";
const FIGURES: &str = "figures.parquet";
const DIFFERENCES: &str = "differences.parquet";
const OUTTURNS: &str = "outturns.parquet";
const SCORES: &str = "scores.parquet";
const GROUP_FIGURES: &str = "occupation_figures.parquet";
const GROUP_DRAWS: &str = "occupation_draws.parquet";
const SENSITIVITY: &str = "sensitivity.json";
const LIST: &str = "list.json";

/// `run.json`.
#[derive(Serialize, Deserialize)]
struct RunFile {
    run: RunIdentity,
    outputs: Vec<Fingerprint>,
}

/// `sensitivity.json`.
#[derive(Serialize, Deserialize)]
struct SensitivityFile<'s> {
    sensitivities: Cow<'s, [Sensitivity]>,
}

/// Whether a folder holds a stored run.
#[must_use]
pub fn is_run(folder: &Path) -> bool {
    folder.join(RUN_MARK).is_file()
}

/// Stores a run in a folder of its own inside `parent` and gives that folder, and what the user
/// should know. A run that is there already is left as it is.
///
/// # Errors
/// When something else stands by that name, or the file system refuses.
pub fn write_run(parent: &Path, run: &StoredRun) -> Result<(PathBuf, Vec<Text>), StoreError> {
    let json = |name: &str, value: serde_json::Result<Vec<u8>>| {
        value
            .map(|mut bytes| {
                bytes.push(b'\n');
                bytes
            })
            .map_err(|e| damaged(Path::new(name), e.to_string()))
    };
    let output = json(OUTPUT, serde_json::to_vec_pretty(&run.output.forecast))?;
    let sensitivities = Cow::Borrowed(run.output.sensitivities.as_slice());
    let sensitivities = serde_json::to_vec_pretty(&SensitivityFile { sensitivities });
    let tables = RunTables::of(&run.output);
    let mut files = vec![(OUTPUT.to_owned(), output)];
    files.push((SENSITIVITY.to_owned(), json(SENSITIVITY, sensitivities)?));
    let always = [
        (FIGURES, &tables.figures),
        (DIFFERENCES, &tables.differences),
        (OUTTURNS, &tables.outturns),
        (SCORES, &tables.scores),
    ];
    let groups = [(GROUP_FIGURES, &tables.group_figures), (GROUP_DRAWS, &tables.group_draws)];
    let groups = groups.into_iter().filter_map(|(name, table)| Some((name, table.as_ref()?)));
    let named: Vec<(&str, &ResultTable)> = always.into_iter().chain(groups).collect();
    let written: Result<Vec<(String, Vec<u8>)>, StoreError> = named
        .into_par_iter()
        .map(|(name, table)| Ok((name.to_owned(), parquet_bytes(table)?)))
        .collect();
    files.extend(written?);
    if let Some(list) = &run.output.list {
        files.push((LIST.to_owned(), json(LIST, serde_json::to_vec_pretty(list))?));
    }
    let file = RunFile {
        run: run.identity.clone(),
        outputs: files.iter().map(|(name, bytes)| Fingerprint::of(name.as_str(), bytes)).collect(),
    };
    let head = serde_json::to_vec_pretty(&file);
    let head = sealed(&head.map_err(|e| damaged(Path::new(RUN_MARK), e.to_string()))?);
    let folder = parent.join(run_name(&head));
    files.push((RUN_MARK.to_owned(), head));
    let target = Target::folder(&folder, &[])?;
    let notes = match standing(&target.place)? {
        // The name stands for one content.
        Standing::Ours => target.notes,
        _ => target.write(&files)?,
    };
    Ok((folder, notes))
}

/// What of a stored run's folder is not as it was written, next to the files that [`read_run`] reads:
/// another name than that of its content, and files that `run.json` does not name.
///
/// # Errors
/// When the folder can't be read.
pub fn run_folder_differences(folder: &Path) -> Result<Vec<String>, StoreError> {
    let files = read_folder(folder)?;
    let mut differences = Vec::new();
    for (name, bytes) in &files {
        if name == RUN_MARK {
            let file: RunFile = serde_json::from_slice(bytes)
                .map_err(|e| damaged(&folder.join(RUN_MARK), e.to_string()))?;
            let named = |name: &String| file.outputs.iter().any(|known| known.path == *name);
            let strange = files.iter().map(|(name, _)| name).filter(|name| *name != RUN_MARK);
            let strange = strange.filter(|name| !named(name));
            let said = |name| {
                format!(
                    "output {shown}: in folder, not in {run_mark}",
                    shown = shown(name),
                    run_mark = RUN_MARK
                )
            };
            differences.extend(strange.map(|name| said(Path::new(name))));
            let real = fs::canonicalize(folder).map_err(at(folder))?;
            let (is, should) = (real.file_name().unwrap_or_default(), run_name(bytes));
            if is.to_string_lossy() != should.as_str() {
                let is = shown(Path::new(is));
                differences
                    .push(format!("name: the folder is `{is}`, its content's is `{should}`"));
            }
        }
    }
    Ok(differences)
}

/// Reads a stored run, and that it is as it was stored.
///
/// # Errors
/// When a file is missing, or is not what `run.json` says.
pub fn read_run(folder: &Path) -> Result<StoredRun, StoreError> {
    let read = |name: &str| {
        let path = folder.join(name);
        crate::ordinary::read(&path).map_err(at(&path)).map(|bytes| (path, bytes))
    };
    let (path, head) = read(RUN_MARK)?;
    if !is_run_whole(&fs::canonicalize(folder).map_err(at(folder))?, &head) {
        return Err(damaged(&path, text!("it was changed since it was written")));
    }
    let file: RunFile = serde_json::from_slice(&head).map_err(|e| damaged(&path, e.to_string()))?;
    if file.run.format != RunIdentity::FORMAT {
        return Err(damaged(
            &path,
            text!(
                "it was stored in format {format} by another version of the program, which reads it; this one \
                 reads format {own}: make the run again",
                format = file.run.format,
                own = RunIdentity::FORMAT
            ),
        ));
    }
    let checked = |name: &str| {
        let (path, bytes) = read(name)?;
        let found = Fingerprint::of(name, &bytes);
        match file.outputs.contains(&found) {
            true => Ok((path, bytes)),
            false => {
                Err(damaged(&path, text!("it is not the file that {file} names", file = RUN_MARK)))
            }
        }
    };
    let (path, bytes) = checked(OUTPUT)?;
    let mut output: ForecastOutput =
        serde_json::from_slice(&bytes).map_err(|e| damaged(&path, e.to_string()))?;
    let has = |name: &str| file.outputs.iter().any(|known| known.path == name);
    let (path, bytes) = checked(SENSITIVITY)?;
    let SensitivityFile { sensitivities } =
        serde_json::from_slice(&bytes).map_err(|e| damaged(&path, e.to_string()))?;
    let rows = |name: &str| {
        let (path, bytes) = checked(name)?;
        Frame::read(&bytes).map(|frame| Rows { frame }).map_err(|why| damaged(&path, why))
    };
    let bad = |name: &str| {
        let path = folder.join(name);
        move |why: Text| damaged(&path, why)
    };
    output.figures =
        rows(FIGURES)?.all(|r, n| Ok((r.key(n)?, r.figure(n)?))).map_err(bad(FIGURES))?;
    output.differences = rows(DIFFERENCES)?.all(Rows::difference).map_err(bad(DIFFERENCES))?;
    output.outturns = rows(OUTTURNS)?.all(Rows::outturn).map_err(bad(OUTTURNS))?;
    output.scores = rows(SCORES)?.all(Rows::score).map_err(bad(SCORES))?;
    // Runs of packages without such tables have none.
    if has(GROUP_FIGURES) {
        output.occupation_figures =
            rows(GROUP_FIGURES)?.all(Rows::group_figure).map_err(bad(GROUP_FIGURES))?;
    }
    if has(GROUP_DRAWS) {
        output.occupation_draws = rows(GROUP_DRAWS)?.group_draws().map_err(bad(GROUP_DRAWS))?;
    }
    let list = match has(LIST) {
        true => {
            let (path, bytes) = checked(LIST)?;
            let list: ListOutput =
                serde_json::from_slice(&bytes).map_err(|e| damaged(&path, e.to_string()))?;
            Some(list)
        }
        false => None,
    };
    let output = RunOutput::assemble(output, sensitivities.into_owned(), list);
    Ok(StoredRun { identity: file.run, output })
}

fn damaged(path: &Path, why: impl Into<Text>) -> StoreError {
    StoreError::Damaged { path: shown(path), why: why.into() }
}
