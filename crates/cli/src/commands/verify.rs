//! `suranys verify`.

use crate::args::{PackageOption, ScenarioOptions};
use crate::diagnostics::{FOUND, Failure};
use crate::progress::Progress;
use crate::terminal::{print, say};
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::RunIdentity;
use suranys_core::run::RunManifest;
use suranys_core::run_output::RunOutput;
use suranys_data::{
    MANIFEST, check_package, is_manifest, is_run, package_fingerprints, read_folder,
    read_manifest_as_it_is, read_package, read_run, result_differences, run_folder_differences,
};
use suranys_report::Part;
use suranys_runner::Order;
use suranys_runner::{edition, forecast, forecast_after};

/// Arguments of `suranys verify`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys verify reports/2023-2027
  suranys verify reports/runs/0123456789abcdef      a stored run")]
pub struct Arguments {
    /// Folder of the report, or of a stored run; of a list, a comparison or a sweep's tables the files
    /// alone are compared with the manifest.
    folder: PathBuf,
    #[command(flatten)]
    package: PackageOption,
    #[command(flatten)]
    scenarios: ScenarioOptions,
}

/// Compares a report's files with its manifest, and with a rerun; or a stored run with a rerun.
///
/// # Errors
/// When the manifest can't be read, or the rerun can't be made.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let order = |as_of, draws| Order {
        package: arguments.package.folder.clone(),
        scenarios: arguments.scenarios.files.clone(),
        as_of,
        draws,
    };
    if is_run(&arguments.folder) {
        let stored = read_run(&arguments.folder)?;
        arguments.name_changed(&stored.identity)?;
        let again = forecast(
            &order(stored.identity.as_of, false),
            stored.identity.extent,
            &Progress::new(),
        )?;
        let mut differences = identities(&stored.identity, &again.identity);
        differences.extend(run_folder_differences(&arguments.folder)?);
        differences.extend(outputs(stored.output, again.output));
        return verdict(&differences, "the run is what a rerun makes");
    }
    let (manifest, bytes) = match read_manifest_as_it_is(&arguments.folder) {
        Ok(read) => read,
        // A list, a comparison or the tables of a sweep.
        Err(why) => match result_differences(&arguments.folder) {
            Ok(Some(differences)) => {
                let differences: Vec<String> = differences.into_iter().map(String::from).collect();
                return verdict(
                    &differences,
                    "files as the manifest says; only reports and runs are rerun",
                );
            }
            _ => return Err(why.into()),
        },
    };
    let stored = read_folder(&arguments.folder)?;
    let progress = Progress::new();
    let draws = manifest.edition.parts.iter().any(|part| part == Part::Draws.key());
    let order = order(manifest.run.as_of, draws);
    progress.at(0.0, "checking");
    arguments.name_changed(&manifest.run)?;
    let (of_run, _) = read_package(&order.package)?;
    let (again, ()) = forecast_after(&order, &of_run, manifest.run.extent, &progress, |_| Ok(()))?;
    let rerun = edition(again, &manifest.edition, &progress)?;
    drop(progress);
    let here: Vec<Fingerprint> = stored
        .iter()
        .filter(|(path, _)| path != MANIFEST)
        .map(|(path, bytes)| Fingerprint::of(path.as_str(), bytes))
        .collect();
    let mut differences = manifests(&manifest, &bytes, &rerun.manifest)?;
    for (name, now) in [("folder", &here), ("rerun", &rerun.manifest.outputs)] {
        compare("output", &manifest.outputs, name, now, &mut differences);
    }
    let count = manifest.outputs.len();
    verdict(&differences, &format!("{count} files as the manifest says, and as a rerun makes them"))
}

impl Arguments {
    /// Names the files of the package that are not those of an edition, where the package can't be read as it is
    /// now: what is wrong with it is none of the edition.
    fn name_changed(&self, then: &RunIdentity) -> Result<(), Failure> {
        let now = package_fingerprints(&self.package.folder)?;
        let mut changed = Vec::new();
        compare("input", &then.inputs, "package", &now, &mut changed);
        let is_sound = changed.is_empty() || check_package(&self.package.folder)?.is_ready();
        if !is_sound {
            say(&format!("{}\n", changed.join("\n")));
        }
        Ok(())
    }
}

fn verdict(differences: &[String], clean: &str) -> Result<ExitCode, Failure> {
    if differences.is_empty() {
        print(&format!("{clean}\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&format!("{}\n", differences.join("\n")))?;
    Ok(ExitCode::from(FOUND))
}

/// Where a manifest is not as it was written, or not that of the rerun; its outputs are left to be
/// compared with the folder too.
fn manifests(then: &RunManifest, bytes: &[u8], now: &RunManifest) -> Result<Vec<String>, Failure> {
    let mut differences = identities(&then.run, &now.run);
    if !is_manifest(bytes, then)? {
        differences.push(format!("{MANIFEST}: it was changed since it was written"));
    }
    if then.edition != now.edition {
        differences.push(format!("{MANIFEST}: what is shown differs from the rerun's"));
    }
    Ok(differences)
}

/// Where what a run was made from is not what is there now.
fn identities(then: &RunIdentity, now: &RunIdentity) -> Vec<String> {
    let mut differences = Vec::new();
    for (what, then, place, now) in [
        ("input", &then.inputs, "package", &now.inputs),
        ("scenario", &then.scenarios, "file", &now.scenarios),
        ("rulebook", &then.rules, "file", &now.rules),
        ("sweep", &then.sweep, "file", &now.sweep),
    ] {
        compare(what, then, place, now, &mut differences);
    }
    for (what, stored, now) in [
        ("program", &then.program, &now.program),
        ("program version", &then.version, &now.version),
        ("package", &then.package, &now.package),
        ("package version", &then.package_version, &now.package_version),
    ] {
        if stored != now {
            differences.push(format!("{what}: manifest says {stored}, this is {now}"));
        }
    }
    if then.settings != now.settings {
        differences.push("settings: the manifest's differ from the scenarios'".to_owned());
    }
    differences
}

/// Parts of a run's output that a rerun makes otherwise.
fn outputs(mut then: RunOutput, mut now: RunOutput) -> Vec<String> {
    let mut differing = Vec::new();
    for (part, same) in [
        ("figures", then.figures == now.figures),
        ("outturns", then.outturns == now.outturns),
        ("scores", then.scores == now.scores),
        ("list", then.list == now.list),
        ("sensitivities", then.sensitivities == now.sensitivities),
    ] {
        if !same {
            differing.push(format!("output {part}: rerun differs from the stored run"));
        }
    }
    for output in [&mut then, &mut now] {
        let forecast = &mut output.forecast;
        (forecast.figures, forecast.outturns, forecast.scores) = Default::default();
        (output.list, output.sensitivities) = Default::default();
    }
    if then != now {
        differing.push("output: the rest of the rerun differs from the stored run".to_owned());
    }
    differing
}

fn compare(
    what: &str,
    left: &[Fingerprint],
    b: &str,
    right: &[Fingerprint],
    differences: &mut Vec<String>,
) {
    let a = "manifest";
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
