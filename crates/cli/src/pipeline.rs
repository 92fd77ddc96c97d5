//! From a package and scenarios to the files of an edition, all in memory.

use crate::failure::Failure;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use suranys_core::inputs::Inputs;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::RunManifest;
use suranys_core::{Vintage, YearSpan};
use suranys_data::{parquet_bytes, read_inputs, read_scenarios};
use suranys_report::{LabelBook, render};

/// Name of the manifest in an edition's folder.
pub const MANIFEST: &str = "manifest.json";
const MANIFEST_FORMAT: u32 = 1;

/// What an edition is made from.
#[derive(Debug, Clone)]
pub struct Order {
    /// Folder of the data package.
    pub package: PathBuf,
    /// Scenario files, the baseline first; empty for the three beside the package.
    pub scenarios: Vec<PathBuf>,
    /// Vintage; none for all data.
    pub as_of: Option<Vintage>,
    /// Language of the report.
    pub language: String,
}

/// The files of an edition, the manifest among them.
pub struct Edition {
    /// Path in the edition's folder, and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// The manifest, as in [`MANIFEST`].
    pub manifest: RunManifest,
}

impl Edition {
    /// The policy period the edition is about.
    pub fn period(&self) -> YearSpan {
        self.manifest.settings.policy_period
    }
}

/// Checks, forecasts and renders.
///
/// # Errors
/// When the inputs have findings, or a stage can't do its work.
pub fn produce(order: &Order) -> Result<Edition, Failure> {
    let bar = ProgressBar::new(100);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} % {msg}") {
        bar.set_style(style);
    }
    bar.set_message("checking");
    let inputs: Inputs = read_inputs(&order.package)?;
    let (scenarios, scenario_files) =
        read_scenarios(&scenario_files(order)).map_err(Failure::Findings)?;
    let output = suranys_model::forecast(&inputs, order.as_of, &scenarios, &|stage, done| {
        bar.set_message(format!("forecasting: {stage}"));
        bar.set_position((5.0 + done * 55.0) as u64);
    })?;
    bar.set_message("drawing and typesetting");
    bar.set_position(60);
    let labels = LabelBook::read(&order.language)?;
    let rendered = render(&output, &labels)?;
    bar.set_message("storing");
    bar.set_position(95);
    let mut files = rendered.files;
    for table in &rendered.tables {
        files.push((format!("tables/{}.parquet", table.name), parquet_bytes(table)?));
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let manifest = RunManifest {
        format: MANIFEST_FORMAT,
        program: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        package: inputs.package.name.clone(),
        package_version: inputs.package.version.clone(),
        as_of: order.as_of,
        settings: output.settings.clone(),
        language: order.language.clone(),
        inputs: inputs.package.files.clone(),
        scenarios: scenario_files,
        outputs: files.iter().map(|(path, bytes)| Fingerprint::of(path.as_str(), bytes)).collect(),
    };
    let mut json =
        serde_json::to_vec_pretty(&manifest).map_err(|e| Failure::Manifest(e.to_string()))?;
    json.push(b'\n');
    files.push((MANIFEST.to_owned(), json));
    bar.finish_and_clear();
    Ok(Edition { files, manifest })
}

/// The scenarios asked for, or the three that stand beside the package.
pub fn scenario_files(order: &Order) -> Vec<PathBuf> {
    if !order.scenarios.is_empty() {
        return order.scenarios.clone();
    }
    let folder = order.package.parent().unwrap_or(Path::new("")).join("scenarios");
    ["baseline", "optimistic", "pessimistic"]
        .map(|name| folder.join(format!("{name}.toml")))
        .to_vec()
}
