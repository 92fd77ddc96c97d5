//! Notes on totals that can be summed over a part of the past only.

use crate::reconcile::Hierarchy;
use crate::tuning::screening::{SPLIT_OVER_MEDIAN, SPLIT_TOLERANCE};
use suranys_core::text;
use suranys_core::{Diagnostic, Span};

/// Where a series of a hierarchy begins.
///
/// ```
/// use suranys_series::reconcile::Hierarchy;
/// use suranys_series::screening::{Part, shortened};
///
/// let part = |id: &str, first: i64, row: u64| Part {
///     id: id.to_owned(),
///     first,
///     period: first.to_string(),
///     row,
///     length: usize::try_from(2024 - first).unwrap_or_default(),
///     values: (first..2024).map(|_| Some(1.0)).collect(),
///     breaks: Vec::new(),
/// };
/// let parts = [part("all", 2015, 2), part("a", 2000, 12), part("b", 2015, 40)];
/// let hierarchy = Hierarchy::new(3, &[(1, 0), (2, 0)])?;
/// let notes = shortened(&parts, &hierarchy, "employed.csv", "year");
/// assert_eq!(notes.len(), 1, "`b` has no values to sum before 2015");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    /// Its values.
    pub values: Vec<Option<f64>>,
    /// Places of values with which it begins to measure something else.
    pub breaks: Vec<usize>,
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
        let message = match lost {
            1 => text!(
                "`{total}` can be summed from {period} on only, since `{latest}` begins there; 1 period of \
                 its other components are not used for it",
                total = total.id,
                period = total.period,
                latest = latest.id
            ),
            _ => text!(
                "`{total}` can be summed from {period} on only, since `{latest}` begins there; {lost} periods \
                 of its other components are not used for it",
                total = total.id,
                period = total.period,
                latest = latest.id,
                lost
            ),
        };
        let help = text!(
            "give the total itself; if a component did not exist before, rows with the reason \
                    `not_applicable` say so (`--reason`)"
        );
        let span = Span::cell(file, latest.row, column);
        let note = Diagnostic::note("shortened-total", span, message);
        let note = note.found(latest.period.clone()).help(help);
        Some(note.of_series(total.id.as_str()).of_period(total.period.as_str()))
    };
    hierarchy.upper().iter().zip(hierarchy.components()).filter_map(note).collect()
}

/// Components that fall, in the period in which another one of the same total begins, by about as much as that
/// one has: the one may be split off from the other.
#[must_use]
pub fn split_off(
    series: &[Part],
    hierarchy: &Hierarchy,
    file: &str,
    column: &str,
) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    for parts in hierarchy.components() {
        let nodes = parts.iter().filter_map(|place| hierarchy.bottom().get(*place));
        let parts: Vec<&Part> = nodes.filter_map(|node| series.get(*node)).collect();
        let earliest = parts.iter().map(|part| part.first).min().unwrap_or_default();
        for new in parts.iter().filter(|part| part.first > earliest) {
            let Some(begun) =
                new.values.first().and_then(Option::as_ref).filter(|value| **value > 0.0)
            else {
                continue;
            };
            for old in parts.iter().filter(|old| old.first < new.first) {
                let Some(at) = usize::try_from(new.first - old.first).ok() else { continue };
                let Some(fall) = fall_at(old, at).filter(|fall| fits(*fall, *begun)) else {
                    continue;
                };
                let message = text!(
                    "`{series}` falls by {fall} in {period}, where `{other}` begins with {begun}: is the one split off from the other?",
                    series = old.id,
                    fall = shown(fall),
                    period = new.period,
                    other = new.id,
                    begun = shown(*begun)
                );
                let help = text!(
                    "if so, a break in the status column begins the one anew, and rows of the other \
                            before, with the reason `not_applicable`, say that it did not exist"
                );
                let note =
                    Diagnostic::note("split-off", Span::cell(file, new.row, column), message);
                let note = note.found(shown(fall)).help(help);
                let note = note.of_series(old.id.as_str()).of_period(new.period.as_str());
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
    }
    notes
}

/// By how much a component falls at a place, where that is out of line with its other changes and no break is
/// said there.
fn fall_at(part: &Part, at: usize) -> Option<f64> {
    let value = |at: usize| part.values.get(at).copied().flatten();
    let fall = value(at.checked_sub(1)?)? - value(at)?;
    let mut others: Vec<f64> = part
        .values
        .windows(2)
        .enumerate()
        .filter(|(place, _)| place + 1 != at)
        .filter_map(|(_, pair)| Some((pair[1]? - pair[0]?).abs()))
        .collect();
    others.sort_by(f64::total_cmp);
    let median = others.get(others.len() / 2).copied().unwrap_or_default();
    let stands_out = fall > SPLIT_OVER_MEDIAN * median && !others.is_empty();
    (stands_out && !part.breaks.contains(&at)).then_some(fall)
}

fn fits(fall: f64, begun: f64) -> bool {
    (fall / begun - 1.0).abs() <= SPLIT_TOLERANCE
}

/// A number with four significant digits.
fn shown(value: f64) -> String {
    let digits = if value < 10.0 {
        3
    } else if value < 1000.0 {
        1
    } else {
        0
    };
    format!("{value:.digits$}")
}
