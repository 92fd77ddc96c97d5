//! A comparison as a folder: tables, charts in each language, and what they were made from.

use crate::diagnostics::Failure;
use crate::terminal::notes;
use suranys_core::provenance::Fingerprint;
use suranys_core::run_output::RunOutput;
use suranys_core::table::ResultTable;
use suranys_data::{Target, manifest_file, parquet_bytes};
use suranys_report::plain_text::differences::RunPair;
use suranys_report::{LabelBook, Pair, Theme, draw_differences};
use suranys_runner::compare::runs::Run;
use suranys_runner::compare::titled;
use suranys_runner::languages_of;

/// Writes the folder, whole or not at all.
///
/// # Errors
/// When a language is not there, a chart can't be drawn, or the file system refuses.
pub fn publish(
    target: Target,
    tables: &[&ResultTable],
    pairs: &[(RunPair, [&Run; 2])],
    runs: &[&Run],
    rules: Option<&str>,
    languages: &[String],
) -> Result<(), Failure> {
    let mut files = Vec::new();
    for table in tables {
        files.push((format!("{}.csv", table.name), table.csv(true)?));
        files.push((format!("{}.parquet", table.name), parquet_bytes(table)?));
    }
    if let Some(run) = pairs.first().and_then(|(_, [_, run])| run.explainer.as_ref()) {
        let output = RunOutput::assemble(run.output().clone(), Vec::new(), None);
        for language in languages_of(languages, &output.country) {
            let titled: Vec<Pair> =
                pairs.iter().map(|(pair, runs)| titled(pair, *runs, &language)).collect();
            let labels = LabelBook::of(&language, &output.country)?;
            let charts = draw_differences(&output, &labels, &titled, Theme::default())?;
            files.extend(charts.into_iter().map(|(name, of)| (format!("{language}/{name}"), of)));
        }
    }
    files.sort();
    let outputs = Fingerprint::of_files(&files);
    let made: Vec<serde_json::Value> = runs
        .iter()
        .map(|run| {
            let output = run.explainer.as_ref().map(|made| made.output());
            serde_json::json!({
                "run": run.name,
                "scenarios": run.scenarios,
                "settings": output.map(|output| &output.settings),
                "as_of": output.map(|output| output.as_of),
            })
        })
        .collect();
    let manifest = serde_json::json!({
        "format": 1,
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "of": made,
        "rules": rules,
        "languages": languages,
        "outputs": outputs,
    });
    files.push(manifest_file(&manifest)?);
    notes(&target.write(&files)?);
    Ok(())
}
