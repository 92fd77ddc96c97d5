//! The tree of a figure as text.

use crate::plain_text::number::{exact, intervals, unit_words};
use std::fmt::Write as _;
use suranys_core::Unit;
use suranys_core::display_text::visible;
use suranys_core::distribution::Quantiles;
use suranys_core::explanation::{Explanation, Formula, Subject, Term};
use suranys_core::provenance::SourceCell;
use suranys_core::run::Estimate;

/// The tree of a figure for people: the figure, then each term with its formula and its cells.
#[must_use]
pub fn explanation_text(explanation: &Explanation) -> String {
    let mut text = String::new();
    let figure = explanation.estimate.map(|estimate| figure(&estimate, explanation.root.unit));
    let _ = writeln!(
        text,
        "{}: {}",
        visible(&explanation.root.name),
        figure.as_deref().unwrap_or("missing")
    );
    let _ = writeln!(text, "scenario {}", visible(explanation.subject.scenario()));
    let outturn = match &explanation.subject {
        Subject::Outturn(row) => {
            let range = figure_of(&row.forecast, Unit::Persons);
            let _ =
                writeln!(text, "published {}; forecast {range}", exact(row.outturn, Unit::Persons));
            true
        }
        _ => false,
    };
    if outturn || explanation.estimate.and_then(|estimate| estimate.range()).is_some() {
        let _ = writeln!(
            text,
            "shown in simulation {} of 0 to {}, the one nearest to the median; there every formula holds",
            explanation.draw,
            explanation.draws.saturating_sub(1)
        );
    }
    text.push('\n');
    branch(&explanation.root, "", "", &mut Vec::new(), &mut text);
    text
}

/// The figure as the tables have it.
fn figure(estimate: &Estimate, unit: Unit) -> String {
    match estimate {
        Estimate::Point { value } => format!("{} {}", exact(*value, unit), unit_words(unit)),
        Estimate::Range(q) => figure_of(q, unit),
    }
}

fn figure_of(q: &Quantiles, unit: Unit) -> String {
    format!(
        "median {} {} ({})",
        exact(q.median(), unit),
        unit_words(unit),
        intervals(q, |bound| exact(bound, unit))
    )
}

/// A term, the formula and cells under it, and its parts; what stands above is not repeated.
fn branch<'t>(
    term: &'t Term,
    first: &str,
    rest: &str,
    above: &mut Vec<&'t Term>,
    text: &mut String,
) {
    let unit = term.parameter.as_ref().map_or(unit_words(term.unit), |p| p.unit.as_str());
    let _ = write!(text, "{first}{} = ", visible(&term.name));
    let _ = match term.value.is_nan() {
        true => write!(text, "missing"),
        false => write!(text, "{} {}", exact(term.value, term.unit), visible(unit)),
    };
    let _ = write!(text, " [{}]", term.status);
    if let Some(Estimate::Range(q)) = term.figure {
        let _ = write!(text, " (median {})", exact(q.median(), term.unit));
    }
    if term.parts.len() + term.cells.len() > 0 && above.iter().any(|one| same(one, term)) {
        text.push_str(": as above\n");
        return;
    }
    above.push(term);
    text.push('\n');
    let under = if term.parts.is_empty() { format!("{rest}   ") } else { format!("{rest}│  ") };
    if let Some(p) = &term.parameter {
        let _ = write!(text, "{under}parameter, {}: {}", p.basis.key(), p.central);
        if p.low < p.high {
            let _ = write!(text, " (95% range {} to {})", p.low, p.high);
        }
        let _ = writeln!(text, "; {}", visible(&p.citation));
    }
    if !matches!(term.formula, Formula::Given) {
        let _ = writeln!(text, "{under}{}", visible(term.formula.words()));
    }
    for line in cells(&term.cells) {
        let _ = writeln!(text, "{under}{line}");
    }
    for (place, part) in term.parts.iter().enumerate() {
        let last = place + 1 == term.parts.len();
        let (own, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        branch(part, &format!("{rest}{own}"), &format!("{rest}{below}"), above, text);
    }
}

/// Whether two terms are one: their names, values and depths agree, and what they rest on.
fn same(a: &Term, b: &Term) -> bool {
    a.name == b.name
        && a.value == b.value
        && a.formula == b.formula
        && a.parts.len() == b.parts.len()
        && a.cells == b.cells
}

/// Cells of one file and source on one line.
fn cells(cells: &[SourceCell]) -> Vec<String> {
    let mut lines: Vec<(&SourceCell, Vec<u64>)> = Vec::new();
    for cell in cells {
        match lines.iter_mut().find(|(one, _)| one.file == cell.file && one.source == cell.source) {
            Some((_, rows)) => rows.push(cell.row),
            None => lines.push((cell, vec![cell.row])),
        }
    }
    lines
        .into_iter()
        .map(|(cell, mut rows)| {
            rows.sort_unstable();
            rows.dedup();
            let word = if rows.len() == 1 { "row" } else { "rows" };
            visible(&format!(
                "{} {word} {}: {}, {} ({}), copy of {}",
                cell.file,
                runs(&rows),
                cell.publisher,
                cell.dataset,
                cell.source,
                cell.vintage
            ))
            .into_owned()
        })
        .collect()
}

/// Sorted rows with neighbours joined: `3, 5–9`.
fn runs(rows: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *row == *last + 1 => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    let shown = runs.iter().map(|(from, to)| match to - from {
        0 => from.to_string(),
        1 => format!("{from}, {to}"),
        _ => format!("{from}–{to}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}
