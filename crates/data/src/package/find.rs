//! What is meant where nothing is named: the package, the report and the rules that there are.

use crate::package::assemble::country_of;
use crate::package::descriptor::Descriptor;
use crate::package::open::{CannotRun, DESCRIPTOR, Package};
use crate::rulebook::book::{RuleRequest, rulebook_dates};
use crate::store::standing::MANIFEST;
use std::path::{Path, PathBuf};
use suranys_core::country::Country;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, ToText, text};

/// The folders in `folder` that hold a file, in the order of their names.
fn holding(folder: &Path, file: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.join(file).is_file()).collect();
    found.sort();
    found
}

/// The data packages in `folder`, in the order of their names.
#[must_use]
pub fn packages(folder: &Path) -> Vec<PathBuf> {
    holding(folder, DESCRIPTOR)
}

/// The package meant where none is named: the only one in `folder`; where there are none or
/// several, `folder` itself, which then can't be opened.
#[must_use]
pub fn default_package(folder: &Path) -> PathBuf {
    match packages(folder).as_slice() {
        [only] => only.clone(),
        _ => folder.to_path_buf(),
    }
}

/// The report meant where none is named: of those in `folder` that are named after a policy period,
/// as the program names them, the last; where there is none, `folder` itself, which then can't be
/// read.
#[must_use]
pub fn default_report(folder: &Path) -> PathBuf {
    let mut reports = holding(folder, MANIFEST);
    reports
        .retain(|report| report.file_name().and_then(|name| name.to_str()).is_some_and(is_period));
    reports.pop().unwrap_or_else(|| folder.to_path_buf())
}

/// Whether a name is that of a period: `2023-2027`.
fn is_period(name: &str) -> bool {
    let year = |text: &str| text.len() == 4 && text.chars().all(|c| c.is_ascii_digit());
    name.split_once('-').is_some_and(|(from, to)| year(from) && year(to))
}

/// The country of a package, read without the tables of figures.
///
/// # Errors
/// When the folder is no package, or a label file can't be read.
pub fn read_country(folder: &Path) -> Result<Country, CannotRun> {
    Ok(country_of(&Package::open_for_country(folder)?))
}

/// The rules applied to a package where none are asked for: those its descriptor names, in the
/// version of the day it names, else in the last one.
///
/// # Errors
/// When the descriptor can't be read or names no rules, or there are none.
pub fn default_rules(package: &Path, rulebooks: &Path) -> Result<RuleRequest, Vec<Diagnostic>> {
    let path = package.join(DESCRIPTOR);
    let wrong = |message: Text| {
        let place = Span::file(path.display().to_string());
        let problem = Diagnostic::error("rulebook", place, message);
        let help = text!("ask for rules with `--rules`, or name them in the descriptor");
        vec![
            problem
                .allowed(text!("`rulebook` with a jurisdiction, or a jurisdiction and a day"))
                .help(help),
        ]
    };
    let descriptor: Descriptor = crate::ordinary::read(&path)
        .map_err(|e| e.to_text())
        .and_then(|bytes| serde_json::from_slice(&bytes).map_err(Text::data))
        .map_err(|why| wrong(text!("the descriptor can't be read: {why}", why)))?;
    let named = descriptor.suranys.rulebook.unwrap_or_default();
    if named.is_empty() {
        return Err(wrong(text!("the package names no rulebook")));
    }
    if named.contains('@') {
        return named.parse().map_err(|_| wrong(text!("`{named}` names no rules", named)));
    }
    let days = rulebook_dates(rulebooks, &named)?;
    let day = days.last().ok_or_else(|| wrong(text!("there are no rules of `{named}`", named)))?;
    Ok(RuleRequest { jurisdiction: named, day: day.clone() })
}
