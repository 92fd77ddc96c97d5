//! `suranys verify`.

use crate::failure::{FOUND, Failure};
use crate::out::print;
use crate::pipeline::{MANIFEST, Order, Progress, edition, forecast};
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::RunManifest;
use suranys_data::read_folder;

/// Arguments of `suranys verify`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  suranys verify reports/2023-2027")]
pub struct Arguments {
    /// Folder of the report.
    folder: PathBuf,
    /// Folder of the data package it was made from.
    #[arg(long, default_value = "data/kz")]
    package: PathBuf,
    /// Scenario files it was made from, as for `report`.
    #[arg(long = "scenario", value_name = "FILE")]
    scenarios: Vec<PathBuf>,
}

/// Compares a report's files with its manifest, and with a rerun.
///
/// # Errors
/// When the manifest can't be read, or the rerun can't be made.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let stored = read_folder(&arguments.folder)?;
    let manifest = read_manifest(&arguments.folder, &stored)?;
    let order = Order {
        package: arguments.package.clone(),
        scenarios: arguments.scenarios.clone(),
        as_of: manifest.run.as_of,
    };
    let progress = Progress::new();
    let rerun = edition(&forecast(&order, &progress)?, &manifest.edition, &progress)?;
    drop(progress);
    let mut differences = Vec::new();
    let here: Vec<Fingerprint> = stored
        .iter()
        .filter(|(path, _)| path != MANIFEST)
        .map(|(path, bytes)| Fingerprint::of(path.as_str(), bytes))
        .collect();
    compare(
        "input",
        "manifest",
        &manifest.run.inputs,
        "package",
        &rerun.manifest.run.inputs,
        &mut differences,
    );
    compare(
        "scenario",
        "manifest",
        &manifest.run.scenarios,
        "file",
        &rerun.manifest.run.scenarios,
        &mut differences,
    );
    for (what, then, now) in [
        ("rulebook", &manifest.run.rules, &rerun.manifest.run.rules),
        ("sweep", &manifest.run.sweep, &rerun.manifest.run.sweep),
    ] {
        compare(what, "manifest", then, "file", now, &mut differences);
    }
    compare("output", "manifest", &manifest.outputs, "folder", &here, &mut differences);
    compare(
        "output",
        "manifest",
        &manifest.outputs,
        "rerun",
        &rerun.manifest.outputs,
        &mut differences,
    );
    for (what, stored, now) in [
        ("program version", &manifest.run.version, &rerun.manifest.run.version),
        ("package version", &manifest.run.package_version, &rerun.manifest.run.package_version),
    ] {
        if stored != now {
            differences.push(format!("{what}: manifest says {stored}, this is {now}"));
        }
    }
    if manifest.run.settings != rerun.manifest.run.settings {
        differences.push("settings: the manifest's differ from the scenarios'".to_owned());
    }
    if differences.is_empty() {
        let count = manifest.outputs.len();
        print(&format!("{count} files as the manifest says, and as a rerun makes them\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&format!("{}\n", differences.join("\n")))?;
    Ok(ExitCode::from(FOUND))
}

/// The manifest among a report's files.
///
/// # Errors
/// When it is not there or can't be read.
pub fn read_manifest(folder: &Path, stored: &[(String, Vec<u8>)]) -> Result<RunManifest, Failure> {
    let at = folder.join(MANIFEST);
    let bytes = stored.iter().find(|(path, _)| path == MANIFEST).map(|(_, bytes)| bytes);
    let bytes =
        bytes.ok_or_else(|| Failure::Manifest(format!("`{}` is not there", at.display())))?;
    serde_json::from_slice(bytes).map_err(|e| Failure::Manifest(format!("`{}`: {e}", at.display())))
}

fn compare(
    what: &str,
    a: &str,
    left: &[Fingerprint],
    b: &str,
    right: &[Fingerprint],
    differences: &mut Vec<String>,
) {
    let index = |list: &[Fingerprint]| -> BTreeMap<String, String> {
        list.iter().map(|f| (f.path.clone(), f.sha256.clone())).collect()
    };
    let (left, right) = (index(left), index(right));
    let paths: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    for path in paths {
        match (left.get(path), right.get(path)) {
            (Some(x), Some(y)) if x != y => {
                differences.push(format!("{what} {path}: {b} differs from {a}"))
            }
            (Some(_), None) => differences.push(format!("{what} {path}: in {a}, not in {b}")),
            (None, Some(_)) => differences.push(format!("{what} {path}: in {b}, not in {a}")),
            _ => {}
        }
    }
}
