//! Need by section over the policy period in the baseline.

use crate::charts::bars::bars;
use crate::charts::canvas::{Head, Picture, Studio};
use crate::error::ReportError;
use crate::view::View;
use suranys_core::Unit;
use suranys_core::run::Measure;

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let mut rows = Vec::new();
    for section in &view.output.sections {
        let key = view.key(view.baseline_id(), Measure::JobOpenings).in_section(&section.code);
        rows.extend(view.cumulated(&key).map(|figure| (view.short(section), figure)));
    }
    let period = view.period().to_string();
    let head = Head {
        name: "job-openings-by-section".to_owned(),
        title: view.labels.fill("figure.job-openings-by-section.title", &[("period", &period)])?,
        subtitle: view.unit(Unit::PersonsCumulated)?.to_owned(),
        description: view
            .labels
            .fill("figure.job-openings-by-section.alt", &[("period", &period)])?,
        foot: view.foot(rows.iter().map(|(_, figure)| *figure))?,
    };
    bars(studio, head, rows)
}
