//! Notes on totals that can be summed over a part of the past only.

use crate::reconcile::hierarchy::Hierarchy;
use suranys_core::{Diagnostic, Span};

/// Where a series of a hierarchy begins.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name.
    pub id: String,
    /// Count of its first period.
    pub first: i64,
    /// That period.
    pub period: String,
    /// Row of its first value.
    pub row: u64,
    /// How many periods it has.
    pub length: usize,
}

/// Totals that begin later than the first of their components: the sum exists only where all do.
/// `series` are those of the hierarchy, which end together; file and column are where periods stand.
#[must_use]
pub fn shortened(
    series: &[Part],
    hierarchy: &Hierarchy,
    file: &str,
    column: &str,
) -> Vec<Diagnostic> {
    let components = |parts: &Vec<usize>| -> Vec<&Part> {
        let nodes = parts.iter().filter_map(|place| hierarchy.bottom().get(*place));
        nodes.filter_map(|node| series.get(*node)).filter(|part| part.length > 0).collect()
    };
    let note = |(node, parts): (&usize, &Vec<usize>)| {
        let (total, parts) = (series.get(*node)?, components(parts));
        let longest = parts.iter().map(|part| part.first).min()?;
        let latest = parts.iter().max_by_key(|part| part.first)?;
        if total.first <= longest || latest.first != total.first {
            return None;
        }
        let lost = total.first - longest;
        let periods = if lost == 1 { "period" } else { "periods" };
        let message = format!(
            "`{}` can be summed from {} on only, since `{}` begins there; {lost} {periods} of its other \
             components are not used for it",
            total.id, total.period, latest.id
        );
        let help = "give the total itself; if a component did not exist before, rows with the reason \
                    `not_applicable` say so (`--reason`)";
        let span = Span::cell(file, latest.row, column);
        let note = Diagnostic::note("shortened-total", span, message);
        let note = note.found(latest.period.clone()).help(help);
        Some(note.of_series(total.id.as_str()).of_period(total.period.as_str()))
    };
    hierarchy.upper().iter().zip(hierarchy.components()).filter_map(note).collect()
}
