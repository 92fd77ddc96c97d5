//! What the yearly panel says, as evidence of the signal.

use crate::panel::{opinions, panel_points};
use std::collections::BTreeSet;
use suranys_core::shortage_list::{
    Citation, EvidenceValues, FINEST_LEVEL, IndicatorEvidence, PANEL_ANSWER, PackageEvidence,
    PanelAnswer, PanelRules,
};
use suranys_core::{ObsStatus, Status};

/// The opinion of the nation on each occupation that the last panel answered by a day was asked about, or
/// that of `region` where enough of it answered: nothing where no quorum was met. An empty `region` is
/// none.
#[must_use]
pub fn panel_evidence(
    package: &PackageEvidence,
    rules: &PanelRules,
    vintage: &str,
    region: &str,
) -> Vec<IndicatorEvidence> {
    let known = |answer: &&PanelAnswer| answer.date.as_str() <= vintage;
    let answers: Vec<PanelAnswer> = package.panel.iter().filter(known).cloned().collect();
    let Some(year) = answers.iter().map(|answer| answer.year).max() else { return Vec::new() };
    let package = PackageEvidence { panel: answers, ..package.clone() };
    let opinions = opinions(&package, rules, year);
    let asked: BTreeSet<&str> = opinions.iter().map(|o| o.occupation.as_str()).collect();
    let evidence = |occupation: &str| {
        let points = panel_points(&opinions, rules, occupation, Some(region))
            .or_else(|| panel_points(&opinions, rules, occupation, None))?;
        let node = package.nodes.iter().find(|node| node.id == occupation);
        let of = package.panel.iter().filter(|a| a.year == year && a.occupation == occupation);
        let cells: Vec<Citation> = of.clone().map(|a| a.cell.clone().into()).collect();
        Some(IndicatorEvidence {
            group: occupation.to_owned(),
            indicator: PANEL_ANSWER.to_owned(),
            level: node.map_or(FINEST_LEVEL, |node| node.level),
            values: EvidenceValues::Number(points),
            status: Status {
                obs: ObsStatus::Normal,
                synthetic: of.clone().any(|answer| answer.synthetic),
            },
            source: of.map(|a| a.cell.file.clone()).next().unwrap_or_default(),
            date: year.to_string(),
            cells,
        })
    };
    asked.into_iter().filter_map(evidence).collect()
}
