//! Which series of a table are components of which.

use crate::failure::Failure;
use crate::series::drawing::Named;
use crate::series::input::{Input, Panel};
use std::path::Path;
use suranys_core::progress::Follower;
use suranys_core::text;
use suranys_core::{Diagnostic, Span};
use suranys_data::{Findings, Links, TidyError, TidySeries, read_hierarchy};
use suranys_series::reconcile::{Hierarchy, HierarchyError};

/// The hierarchy of the table's series, from its file, and the names of those missing in the table,
/// which come after the others.
pub fn hierarchy(
    file: &Path,
    input: &Input,
    series: &[TidySeries],
    sums: bool,
    follower: &dyn Follower,
) -> Result<(Hierarchy, Vec<String>), Failure> {
    let mut names: Vec<&str> = series.iter().map(|one| one.id.as_str()).collect();
    let Links { links, sums, notes } = read_hierarchy(file, &names, input.encoding(), sums)?;
    notes.iter().for_each(|one| follower.tell(one));
    names.extend(sums.iter().map(String::as_str));
    if links.is_empty() {
        follower.tell(&text!("the hierarchy names no components, so nothing is reconciled"));
    }
    let pairs: Vec<(usize, usize)> = links.iter().map(|link| (link.part, link.whole)).collect();
    let hierarchy =
        Hierarchy::new(names.len(), &pairs).map_err(|HierarchyError::Cycle(cycle)| {
            let row = links.iter().find(|l| cycle.contains(&l.part) && cycle.contains(&l.whole));
            let file = file.display().to_string();
            let span =
                Span { file, row: row.map(|link| link.row), column: Some("parent".to_owned()) };
            let through: Vec<&str> =
                cycle.iter().filter_map(|place| names.get(*place)).copied().collect();
            let message = text!(
                "series are components of each other in a cycle: {through}",
                through = through.join(", ")
            );
            let finding = Diagnostic::error("cycle", span, message);
            let finding = finding.allowed(text!("no series a component of itself"));
            Failure::from(TidyError::Findings(vec![
                finding.help(text!("remove one of the cycle's rows")),
            ]))
        })?;
    Ok((hierarchy, sums))
}

/// Adds to a panel, all of whose series end together, the totals missing in it: the sums of their components,
/// missing where one of these is. A component that did not exist in a period is left out; of one in
/// which none existed there is no sum.
pub fn summed(
    panel: &mut Panel,
    hierarchy: &Hierarchy,
    sums: Vec<String>,
    follower: &dyn Follower,
) {
    let longest = panel.series.iter().max_by_key(|one| one.values.len());
    let Some(TidySeries { first, values: all, row, .. }) = longest.filter(|_| !sums.is_empty())
    else {
        return;
    };
    let (first, all, row) = (*first, all.len(), *row);
    let mut totals = Named::default();
    sums.iter().for_each(|id| totals.add(id));
    follower.tell(&text!(
        "{count} totals are made from the sums of their components: {names}",
        count = totals.count,
        names = totals.names()
    ));
    let own = panel.series.len();
    let mut made = vec![Vec::new(); sums.len()];
    for back in (0..all).rev() {
        let period = first.plus(all - 1 - back);
        let of = |node: &usize| {
            let values = &panel.values[*node];
            let value = values.len().checked_sub(back + 1).and_then(|at| values[at]);
            let absent = panel.series.get(*node).is_some_and(|one| one.absent.contains(&period));
            (value, absent && value.is_none())
        };
        let bottom: Vec<(Option<f64>, bool)> = hierarchy.bottom().iter().map(of).collect();
        let there = |(value, absent): &(Option<f64>, bool)| match absent {
            true => 0.0,
            // A sum of which a part is missing is missing.
            false => value.unwrap_or(f64::NAN),
        };
        let values: Vec<f64> = bottom.iter().map(there).collect();
        let sums = hierarchy.aggregated(&values);
        let totals = hierarchy.upper().iter().zip(hierarchy.components());
        for (total, parts) in totals.filter(|(total, _)| **total >= own) {
            let exists = parts.iter().any(|part| bottom.get(*part).is_some_and(|one| !one.1));
            let value = Some(sums[*total]).filter(|sum| exists && !sum.is_nan());
            // Before the first sum nothing is missing.
            let made = &mut made[*total - own];
            if !made.is_empty() || value.is_some() {
                made.push(value);
            }
        }
    }
    for (id, values) in sums.into_iter().zip(made) {
        let first = first.plus(all - values.len());
        let known = values.clone();
        let (breaks, absent, rows) = (Vec::new(), Vec::new(), Vec::new());
        panel.series.push(TidySeries { id, first, values: known, breaks, absent, rows, row });
        panel.values.push(values);
    }
}

/// All series must end with the same period: sums of different periods mean nothing.
pub fn together(input: &Input, series: &[TidySeries]) -> Result<(), Failure> {
    let last = series.iter().filter_map(TidySeries::last).max();
    let mut findings = Findings::new(input.name());
    for one in series.iter().filter(|one| one.last().is_none() || one.last() != last) {
        let (message, end) = match one.last() {
            None => (text!("`{series}` has no value", series = one.id), String::new()),
            Some(end) => (
                text!("`{series}` ends with {end}, before other series", series = one.id, end),
                end.to_string(),
            ),
        };
        let finding = findings.cell("end", one.row, &input.time_name(), message);
        let finding = finding.found(end).allowed(text!("the same last period for all series"));
        findings.add(
            finding.help(text!("add the missing values, or leave the series out of the table")),
        );
    }
    Ok(findings.or(())?)
}

/// Notes when the past is not coherent itself.
pub fn note_incoherence(
    series: &[TidySeries],
    values: &[Vec<Option<f64>>],
    hierarchy: &Hierarchy,
    follower: &dyn Follower,
) {
    if let Some((node, percent)) = hierarchy.largest_incoherence(values)
        && let Some(one) = series.get(node)
    {
        follower.tell(&text!(
            "in the last period totals differ from the sums of their components, `{series}` by \
             {percent}%; forecasts are coherent all the same",
            series = one.id,
            percent = format!("{percent:.1}")
        ));
    }
}
