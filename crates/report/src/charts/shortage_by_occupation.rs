//! Need less domestic supply by occupation over the policy period in the baseline.

use crate::charts::bars::bars;
use crate::charts::canvas::{Head, Picture, Studio};
use crate::error::ReportError;
use crate::view::View;
use suranys_core::Unit;
use suranys_core::run::Measure;

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let mut rows = Vec::new();
    for occupation in &view.output.occupations {
        let key = view.key(view.baseline_id(), Measure::Shortage).in_occupation(&occupation.code);
        rows.extend(view.cumulated(&key).map(|figure| (view.short(occupation), figure)));
    }
    let period = view.period().to_string();
    let unit = view.unit(Unit::PersonsCumulated)?;
    let head = Head {
        name: "shortage-by-occupation".to_owned(),
        title: view.labels.fill("figure.shortage-by-occupation.title", &[("period", &period)])?,
        subtitle: view.labels.fill("figure.shortage-by-occupation.subtitle", &[("unit", unit)])?,
        description: view
            .labels
            .fill("figure.shortage-by-occupation.alt", &[("period", &period)])?,
        foot: view.foot(rows.iter().map(|(_, figure)| *figure))?,
    };
    bars(studio, head, rows)
}
