//! What changed between two editions in the words of a language: for the last page of a report, and for a
//! terminal.

use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::words::Words;
use std::fmt::Write as _;
use suranys_core::Unit;
use suranys_core::display_text::visible;
use suranys_core::edition_change::{
    AssumptionChange, Cause, EditionChange, HeadlineChange, TableChange,
};
use suranys_core::table::{Column, ResultTable};

/// Tables and assumptions that are listed each.
const LISTED: usize = 12;
/// Hexadecimal digits by which an edition is known.
const DIGITS: usize = 12;

/// What changed, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChangeWords {
    /// The headline before and after.
    pub headline: String,
    /// How it is shared among causes, or why not.
    pub how: Option<String>,
    /// Causes with their shares in thousands, and the whole last.
    pub shares: Vec<(String, String)>,
    /// Tables, then assumptions that differ.
    pub details: Vec<String>,
}

/// The words for a change.
///
/// # Errors
/// When a label is missing.
pub(crate) fn change_words(
    change: &EditionChange,
    l: &LabelBook,
) -> Result<ChangeWords, ReportError> {
    let digits: String = change.former.sha256.chars().take(DIGITS).collect();
    let former = match digits.is_empty() {
        true => change.former.path.clone(),
        false => format!("{}, {digits}", change.former.path),
    };
    let headline = match &change.headline {
        Some(headline) => of_headline(headline, &former, l)?,
        None => l.fill("changes.none", &[("former", &former)])?,
    };
    let shares = change.headline.as_ref().map_or(&[][..], |headline| &headline.shares);
    let how = match &change.unsplit {
        Some(why) => {
            let why = l.text(&format!("changes.reason.{why}"))?;
            Some(l.fill("changes.unsplit", &[("why", why)])?)
        }
        None if shares.is_empty() => None,
        None => Some(l.text("changes.how")?.to_owned()),
    };
    let mut causes = Vec::new();
    for (cause, share) in shares {
        causes.push((cause_name(*cause, l)?, signed(*share, l)));
    }
    if let (Some(headline), false) = (&change.headline, causes.is_empty()) {
        let total = headline.after.saturating_sub(headline.before);
        causes.push((l.text("changes.column.total")?.to_owned(), signed(total, l)));
    }
    let mut details = Vec::new();
    for table in change.tables.iter().take(LISTED) {
        details.push(of_table(table, l)?);
    }
    more(change.tables.len(), l, &mut details)?;
    for one in change.assumptions.iter().take(LISTED) {
        details.push(of_assumption(one, l)?);
    }
    more(change.assumptions.len(), l, &mut details)?;
    if details.is_empty() {
        details.push(l.text("changes.unchanged")?.to_owned());
    }
    Ok(ChangeWords { headline, how, shares: causes, details })
}

fn more(count: usize, l: &LabelBook, details: &mut Vec<String>) -> Result<(), ReportError> {
    if count > LISTED {
        details.push(l.fill("changes.others", &[("count", &(count - LISTED).to_string())])?);
    }
    Ok(())
}

fn of_headline(
    headline: &HeadlineChange,
    former: &str,
    l: &LabelBook,
) -> Result<String, ReportError> {
    let measure = l.text(&format!("measure.{}", headline.measure))?;
    let period = match headline.from == headline.to {
        true => headline.from.to_string(),
        false => format!("{}–{}", headline.from, headline.to),
    };
    let (before, after) = (thousand(headline.before, l), thousand(headline.after, l));
    let change = signed(headline.after.saturating_sub(headline.before), l);
    let values = [
        ("measure", measure),
        ("period", &period),
        ("before", &before),
        ("after", &after),
        ("change", &change),
        ("former", former),
    ];
    l.fill(if before == after { "changes.same" } else { "changes.headline" }, &values)
}

fn thousand(persons: i64, l: &LabelBook) -> String {
    l.printed(Unit::PersonsCumulated, persons as f64)
}

/// A number with its sign, of zero too none.
fn signed(persons: i64, l: &LabelBook) -> String {
    let text = thousand(persons, l);
    if persons > 0 { format!("+{text}") } else { text }
}

fn cause_name(cause: Cause, l: &LabelBook) -> Result<String, ReportError> {
    Ok(l.text(&format!("changes.cause.{}", cause.key()))?.to_owned())
}

fn of_table(table: &TableChange, l: &LabelBook) -> Result<String, ReportError> {
    let name = l.named("resource", &table.table, &table.table);
    let Some(cells) = table.cells else {
        return l.fill("changes.table-unknown", &[("table", name)]);
    };
    let cause = cause_name(table.cause, l)?;
    let first: Vec<String> = table.first.iter().map(|cell| of_cell(cell, l)).collect();
    let values = [
        ("table", name),
        ("cause", cause.as_str()),
        ("cells", &cells.to_string()),
        ("first", &first.join("; ")),
    ];
    Ok(l.fill("changes.table", &values)?.trim_end_matches(", ").to_owned())
}

fn of_assumption(one: &AssumptionChange, l: &LabelBook) -> Result<String, ReportError> {
    let group = l.optional(&format!("changes.group.{}", one.key));
    let name = l.optional(&format!("parameter.{}.name", one.key)).or(group).unwrap_or(&one.key);
    let absent = l.text("changes.absent")?;
    let text = |of: &Option<String>| {
        of.as_ref().map_or_else(|| absent.to_owned(), |stated| of_parameter(stated, l))
    };
    let (before, after) = (text(&one.before), text(&one.after));
    l.fill("changes.assumption", &[("name", name), ("before", &before), ("after", &after)])
}

/// A cell that differs, stated as `year=2024;region=KZ-75 value: before → after`: the codes of its row, and
/// numbers as the language writes them.
fn of_cell(stated: &str, l: &LabelBook) -> String {
    let Some((place, figures)) = stated.rsplit_once(": ") else { return stated.to_owned() };
    let key = place.rsplit_once(' ').map_or(place, |(key, _)| key);
    let code = |part: &str| part.split_once('=').map_or(part, |(_, code)| code).to_owned();
    let codes: Vec<String> = key.split(';').map(code).collect();
    let figures: Vec<String> = figures.split(" → ").map(|figure| l.plain(figure)).collect();
    format!("{}: {}", codes.join(", "), figures.join(" → "))
}

/// A parameter, stated as `value` or `value (low … high)`, as the language writes it.
fn of_parameter(stated: &str, l: &LabelBook) -> String {
    let range = stated.strip_suffix(')').and_then(|rest| rest.split_once(" ("));
    let bounds = range.and_then(|(value, range)| Some((value, range.split_once(" … ")?)));
    match bounds {
        Some((value, (low, high))) => {
            format!("{} ({})", l.plain(value), l.between(&l.plain(low), &l.plain(high)))
        }
        None => l.plain(stated),
    }
}

/// What changed, for people who read a terminal.
///
/// # Errors
/// When a label is missing.
pub fn changes_text(change: &EditionChange, words: &Words) -> Result<String, ReportError> {
    let labels = words.labels();
    let words = change_words(change, labels)?;
    let mut text = String::new();
    for line in std::iter::once(&words.headline).chain(&words.how) {
        let _ = writeln!(text, "{}", visible(line));
    }
    for (cause, amount) in &words.shares {
        let line = labels.fill("changes.share", &[("cause", cause), ("amount", amount)])?;
        let _ = writeln!(text, "  {}", visible(&line));
    }
    for line in &words.details {
        let _ = writeln!(text, "- {}", visible(line));
    }
    Ok(text)
}

/// What changed, as rows: causes with their shares, tables with their cells, assumptions.
#[must_use]
pub fn changes_table(change: &EditionChange) -> ResultTable {
    let shares = change.headline.as_ref().map_or(&[][..], |headline| &headline.shares);
    type Line = (&'static str, Cause, String, Option<i64>, Option<String>, Option<String>);
    let mut rows: Vec<Line> = Vec::new();
    for (cause, share) in shares {
        rows.push(("share", *cause, String::new(), Some(*share), None, None));
    }
    for table in &change.tables {
        let cells = table.cells.and_then(|cells| i64::try_from(cells).ok());
        let first = Some(table.first.join("; ")).filter(|text| !text.is_empty());
        rows.push(("table", table.cause, table.table.clone(), cells, None, first));
    }
    for one in &change.assumptions {
        rows.push((
            "assumption",
            one.cause,
            one.key.clone(),
            None,
            one.before.clone(),
            one.after.clone(),
        ));
    }
    let columns = vec![
        ("kind", Column::Text(rows.iter().map(|row| row.0.to_owned()).collect())),
        ("cause", Column::Text(rows.iter().map(|row| row.1.key().to_owned()).collect())),
        ("name", Column::Text(rows.iter().map(|row| row.2.clone()).collect())),
        ("amount", Column::Integer(rows.iter().map(|row| row.3).collect())),
        ("before", Column::OptionalText(rows.iter().map(|row| row.4.clone()).collect())),
        ("after", Column::OptionalText(rows.iter().map(|row| row.5.clone()).collect())),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column)).collect();
    ResultTable { name: "edition_changes".to_owned(), columns }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::Fingerprint;

    fn change() -> EditionChange {
        EditionChange {
            former: Fingerprint {
                path: "2023-2027".to_owned(),
                sha256: "0123456789abcdef".to_owned(),
            },
            headline: Some(HeadlineChange {
                measure: "hired-job-openings".to_owned(),
                from: 2023,
                to: 2027,
                before: 1_231_690,
                after: 1_229_190,
                shares: vec![(Cause::Revised, -3_000), (Cause::Law, 500), (Cause::Method, 0)],
            }),
            tables: vec![TableChange {
                table: "labour_force".to_owned(),
                cause: Cause::Revised,
                cells: Some(2),
                first: vec!["year=2024 value: 9663.991 → 9665.066".to_owned()],
            }],
            assumptions: vec![AssumptionChange {
                key: "replacement.other_exit_rate".to_owned(),
                cause: Cause::Assumptions,
                before: Some("0.02 (0.01 … 0.03)".to_owned()),
                after: None,
            }],
            programs: ["suranys 1".to_owned(), "suranys 2".to_owned()],
            unsplit: None,
        }
    }

    #[test]
    fn a_change_has_words_in_every_language() {
        for language in LabelBook::languages() {
            let book = LabelBook::read(language).expect("words");
            let words = Words::of(&book);
            let text = changes_text(&change(), &words).expect("all labels");
            let figures = [book.plain("9663.991"), book.plain("9665.066")].join(" → ");
            assert!(text.contains(&format!("2024: {figures}")), "{text}");
            let range = book.between(&book.plain("0.01"), &book.plain("0.03"));
            assert!(text.contains(&format!("{} ({range})", book.plain("0.02"))), "{text}");
            assert!(!text.contains("year=") && !text.contains('…'), "{text}");
            assert!(text.contains('\u{2212}') && text.contains('+'), "{text}");
            for cause in Cause::ALL {
                cause_name(cause, &book).expect("a name");
            }
            for why in ["no-package", "no-scenarios", "no-headline", "no-mixture"] {
                let unsplit =
                    EditionChange { unsplit: Some(why.to_owned()), headline: None, ..change() };
                changes_text(&unsplit, &words).expect("a reason");
            }
            let none = EditionChange { tables: Vec::new(), assumptions: Vec::new(), ..change() };
            let said = book.text("changes.unchanged").expect("words");
            assert!(changes_text(&none, &words).expect("words").contains(said));
        }
        assert_eq!(changes_table(&change()).columns[0].1.len(), 5);
    }
}
