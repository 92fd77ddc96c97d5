//! Whose panel it is: the rules asked for, and what the panel of their jurisdiction asks.

use crate::diagnostics::Failure;
use clap::Args;
use std::path::{Path, PathBuf};
use suranys_core::limits::YEARS;
use suranys_core::provenance::Fingerprint;
use suranys_core::shortage_list::PanelRules;
use suranys_data::{RuleRequest, default_rules, read_panel_rules};
use suranys_runner::paths::rulebooks;

/// The rules behind a panel.
#[derive(Debug, Args)]
pub struct RuleOptions {
    /// Jurisdiction and date of the rules; `panel.toml` in the jurisdiction's folder says what is asked.
    /// Without it: those the package names.
    #[arg(long)]
    rules: Option<RuleRequest>,
    /// Folder of rulebooks. Without it: `rules` next to the package, or `data/rules`.
    #[arg(long, value_name = "FOLDER")]
    rulebooks: Option<PathBuf>,
}

impl RuleOptions {
    /// The folder of rulebooks.
    pub fn folder(&self, package: &Path) -> PathBuf {
        rulebooks(self.rulebooks.as_deref(), package)
    }

    /// The rules asked for.
    ///
    /// # Errors
    /// When none are asked for and the package names none.
    pub fn request(&self, package: &Path) -> Result<RuleRequest, Failure> {
        match &self.rules {
            Some(request) => Ok(request.clone()),
            None => default_rules(package, &self.folder(package)).map_err(Failure::Findings),
        }
    }

    /// What the panel asks.
    ///
    /// # Errors
    /// When its file has findings.
    pub fn panel(&self, package: &Path) -> Result<(PanelRules, Vec<Fingerprint>), Failure> {
        let jurisdiction = self.request(package)?.jurisdiction;
        read_panel_rules(&self.folder(package), &jurisdiction).map_err(Failure::Findings)
    }
}

/// Years a panel may be of.
pub fn years() -> std::ops::RangeInclusive<i64> {
    i64::from(*YEARS.start())..=i64::from(*YEARS.end())
}
