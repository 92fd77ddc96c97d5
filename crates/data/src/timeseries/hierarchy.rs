//! Hierarchy files: which series is a part of which.

use crate::timeseries::error::TidyError;
use crate::timeseries::findings::Findings;
use crate::timeseries::text::{Rows, Source, Text};
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::Text as Sentence;
use suranys_core::diagnostic::nearest;
use suranys_core::limits::{HIERARCHY_LEVELS, HIERARCHY_PAIRS};
use suranys_core::text;
use suranys_core::{Diagnostic, Span};

/// Columns of the file.
const COLUMNS: [&str; 2] = ["series_id", "parent"];
/// Unknown names for which the nearest known one is looked for: it takes long among many, and who
/// has fixed as many knows what is wrong with the rest.
const SUGGESTED: usize = 50;

/// One row of a hierarchy file: places of a series and of one it is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The part.
    pub part: usize,
    /// The total.
    pub whole: usize,
    /// The line, the file's first being 1.
    pub row: u64,
}

/// What a hierarchy file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// Its rows.
    pub links: Vec<Link>,
    /// Totals that are missing in the table, in order of appearance; their places follow those of the table's
    /// series.
    pub sums: Vec<String>,
    /// What a reader of the file should know.
    pub notes: Vec<Sentence>,
}

/// Reads a hierarchy from a CSV file (comma, semicolon or tab; UTF-8 or the encoding named) with the
/// columns `series_id` and `parent`, a series having a row for each series it is a part of, or a
/// row without a parent. `names` are the table's series, by whose places the answer knows them;
/// `sums` says that a total need not be among them.
///
/// # Errors
/// When the file can't be read, or with every finding in it.
pub fn read_hierarchy(
    path: &Path,
    names: &[&str],
    encoding: Option<&str>,
    sums: bool,
) -> Result<Links, TidyError> {
    let file = path.display().to_string();
    let (text, notes) = Text::open(&file, Source::open(path)?, encoding)?;
    let mut places: BTreeMap<String, usize> =
        names.iter().enumerate().map(|(place, name)| ((*name).to_owned(), place)).collect();
    let made = if sums { missing(&text, &mut places)? } else { Vec::new() };
    let (mut rows, part_at, whole_at) = columns(&text)?;
    let mut findings = Findings::new(file.as_str());
    let mut links = Vec::new();
    let mut first: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    while let Some(row) = rows.next() {
        let row = match row {
            Ok(row) => row,
            Err(finding) => {
                findings.add(finding);
                continue;
            }
        };
        let mut place = |column: &str, name: &str| {
            let found = places.get(name).copied();
            if found.is_none() {
                let near = (findings.count() < SUGGESTED)
                    .then(|| nearest(name, names.iter().copied()))
                    .flatten();
                let near =
                    near.map(|n| text!("; did you mean `{near}`?", near = n)).unwrap_or_default();
                let sum = if sums {
                    Sentence::default()
                } else {
                    text!(", or let wholes be sums of their parts by `--sums`")
                };
                let message = text!("`{name}` is not a series of the table", name);
                let finding = findings.cell("series", row, column, message).found(name);
                let help =
                    text!("correct the name, or add the series to the table{sum}{near}", sum, near);
                findings.add_alone(finding.allowed(text!("a series of the table")).help(help));
            }
            found
        };
        let part = place(COLUMNS[0], rows.field(part_at));
        let whole = match rows.field(whole_at) {
            "" => None,
            name => place(COLUMNS[1], name),
        };
        let (Some(part), Some(whole)) = (part, whole) else { continue };
        if let Some(first) = first.get(&(part, whole)) {
            let message = text!("the row says what row {first} says", first);
            let finding = findings.cell("duplicate", row, COLUMNS[1], message);
            let finding = finding.found(rows.field(whole_at)).allowed(text!("each pair once"));
            findings.add(finding.help(text!("keep one of the rows")));
        } else {
            first.insert((part, whole), row);
        }
        links.push(Link { part, whole, row });
    }
    let read = findings.or(Links { links, sums: made, notes })?;
    within_limits(&file, &read, names)?;
    Ok(read)
}

/// That a hierarchy of the table's series can be worked on: no cycle, not too many levels, not too
/// many totals over too many components.
fn within_limits(file: &str, read: &Links, names: &[&str]) -> Result<(), TidyError> {
    let count = names.len() + read.sums.len();
    let mut wholes_of = vec![Vec::new(); count];
    let mut waits_for = vec![0_usize; count];
    for link in &read.links {
        wholes_of[link.part].push(link);
        waits_for[link.whole] += 1;
    }
    let wholes = waits_for.iter().filter(|parts| **parts > 0).count();
    let pairs = (wholes as u64).saturating_mul((count - wholes) as u64);
    let finding = |row: Option<u64>, check: &str, message: Sentence| {
        let span = Span { file: file.to_owned(), row, column: Some(COLUMNS[1].to_owned()) };
        Diagnostic::error(check, span, message)
    };
    let refused = |finding: Diagnostic| Err(TidyError::Findings(vec![finding]));
    // Each series once all of its parts have had their turn; what then still waits is in a cycle
    // or above one.
    let mut levels = vec![1_usize; count];
    let mut turn: Vec<usize> = (0..count).filter(|one| waits_for[*one] == 0).collect();
    while let Some(part) = turn.pop() {
        for link in &wholes_of[part] {
            levels[link.whole] = levels[link.whole].max(levels[part] + 1);
            waits_for[link.whole] -= 1;
            if waits_for[link.whole] == 0 {
                turn.push(link.whole);
            }
            if levels[link.whole] > HIERARCHY_LEVELS {
                let message = text!(
                    "more than {max} series are components of each other",
                    max = HIERARCHY_LEVELS
                );
                let finding = finding(Some(link.row), "levels", message);
                let allowed = text!(
                    "at most {max} levels from a total to its components",
                    max = HIERARCHY_LEVELS
                );
                return refused(finding.allowed(allowed).help(text!("leave levels out between")));
            }
        }
    }
    let cycle = cycle(&read.links, &waits_for);
    if let Some(first) = cycle.first() {
        let name = |place: usize| match place.checked_sub(names.len()) {
            Some(sum) => read.sums.get(sum).map_or("", String::as_str),
            None => names[place],
        };
        let through: Vec<&str> = cycle.iter().map(|link| name(link.whole)).collect();
        let through = through.join(", ");
        let message = text!("series are components of each other in a cycle: {through}", through);
        let finding = finding(Some(first.row), "cycle", message);
        let help = text!("remove one of the cycle's rows");
        return refused(finding.allowed(text!("no series its own component")).help(help));
    }
    if pairs > HIERARCHY_PAIRS {
        let message =
            text!("{wholes} totals stand over {count} components", wholes, count = count - wholes);
        let allowed =
            text!("at most {max} pairs of a total and a component", max = HIERARCHY_PAIRS);
        let help = text!("take fewer series, or make branches of the hierarchy add up one by one");
        return refused(finding(None, "pairs", message).allowed(allowed).help(help));
    }
    Ok(())
}

/// Rows of a text, and the places of the two columns.
fn columns(text: &Text) -> Result<(Rows<'_>, Option<usize>, Option<usize>), TidyError> {
    let rows = text.rows()?;
    let at = |name: &str| rows.column(name, text!("name two columns `series_id` and `parent`"));
    let (part, whole) = (Some(at(COLUMNS[0])?), Some(at(COLUMNS[1])?));
    Ok((rows, part, whole))
}

/// Wholes without a place, which they are given.
fn missing(text: &Text, places: &mut BTreeMap<String, usize>) -> Result<Vec<String>, TidyError> {
    let (mut rows, _, whole_at) = columns(text)?;
    let mut made = Vec::new();
    while let Some(row) = rows.next() {
        let whole = rows.field(whole_at);
        if row.is_ok() && !whole.is_empty() && !places.contains_key(whole) {
            places.insert(whole.to_owned(), places.len());
            made.push(whole.to_owned());
        }
    }
    Ok(made)
}

/// The links of one cycle among those whose series wait for each other; none where nothing waits.
fn cycle<'l>(links: &'l [Link], waits_for: &[usize]) -> Vec<&'l Link> {
    // A whole that waits has a part that waits: down from any leads into a cycle.
    let mut down: Vec<Option<&Link>> = vec![None; waits_for.len()];
    for link in links.iter().filter(|link| waits_for[link.part] > 0) {
        down[link.whole].get_or_insert(link);
    }
    let mut seen = vec![None; waits_for.len()];
    let mut path: Vec<&Link> = Vec::new();
    let mut at = waits_for.iter().position(|waits| *waits > 0);
    while let Some(link) = at.and_then(|at| down[at]) {
        if let Some(start) = seen[link.whole] {
            return path.split_off(start);
        }
        seen[link.whole] = Some(path.len());
        path.push(link);
        at = Some(link.part);
    }
    Vec::new()
}
