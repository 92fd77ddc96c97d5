//! The list in the yearly report: a chapter with verdicts, score and explained differences, and the
//! official form as an annex.

use super::annex::{self, Block};
use super::figure::code;
use super::{Words, annex::head};
use crate::document::table::{Cell, Column, Kind, Table};
use crate::error::ReportError;
use std::collections::BTreeSet;
use suranys_core::run::Note;
use suranys_core::shortage_list::{
    Amount, Assessed, Difference, Finding, ListOutput, Quantity, Source, Verdict,
};

/// A piece of the chapter, in order.
pub enum Piece {
    /// Paragraphs.
    Text(Vec<String>),
    /// A table.
    Table(Table),
}

/// The chapter.
///
/// # Errors
/// When a label is missing.
pub fn chapter(output: &ListOutput, words: &Words) -> Result<Vec<Piece>, ReportError> {
    let version = &output.book.version;
    let title = words.name(&version.title, &output.book.id);
    let rules = words.fill(
        "chapter.rules",
        &[
            ("title", title),
            ("dated", &version.dated),
            ("citation", words.word("citation", &version.dated)),
        ],
    )?;
    let mut told = vec![rules];
    let unread = words.name(&version.unread, "");
    if !unread.is_empty() {
        told.push(unread.to_owned());
    }
    told.push(words.text("annex.no-threshold")?.to_owned());
    let mut all = vec![Piece::Text(told), Piece::Table(verdicts(output, words)?)];
    let professions: Vec<&Assessed> = listed(output).collect();
    let open = professions.iter().filter(|j| j.supported == Verdict::Undetermined).count();
    let met = professions.iter().filter(|j| j.supported == Verdict::Meets).count();
    if met == 0 && !professions.is_empty() {
        let (open, count) = (open.to_string(), professions.len().to_string());
        let none = words.fill("chapter.undecided", &[("open", &open), ("count", &count)])?;
        all.push(Piece::Text(vec![none]));
    }
    if output.scores.is_empty() {
        all.push(Piece::Text(vec![words.text("text.no-list")?.to_owned()]));
        return Ok(all);
    }
    all.push(Piece::Text(vec![words.text("text.score")?.to_owned()]));
    all.push(Piece::Table(printed(annex::score(output, words)?, output, words)?));
    let shared = shared(&output.differences);
    let mut told = vec![words.text("chapter.differences")?.to_owned()];
    told.extend(shared.iter().map(|note| format!("{}.", words.plain(note))));
    all.push(Piece::Text(told));
    all.push(Piece::Table(differences(output, &shared, words)?));
    Ok(all)
}

/// The official form: number, profession, codes, sector, grounds.
///
/// # Errors
/// When a label is missing.
pub fn official_form(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let none = || "–".to_owned();
    let mut rows = Vec::new();
    for (n, assessed) in (1_i64..).zip(listed(output)) {
        let subject = &assessed.subject;
        let group = match assessed.findings.get(&Quantity::MajorGroup) {
            Some(Finding::Known(fact)) => match &fact.value {
                Amount::Code(group) => code(group).to_owned(),
                Amount::Number(_) => none(),
            },
            _ => none(),
        };
        let sectors: Vec<&str> = subject
            .sectors
            .iter()
            .map(|tag| output.sectors.get(tag).map_or(tag.as_str(), |l| words.name(l, tag)))
            .collect();
        let line = output.lines.get(&subject.id).and_then(|line| line.history.last());
        let grounds = line.map_or_else(none, |entry| {
            let position = words.word("position", entry.position.key());
            let document = words.word("document", &entry.document);
            format!("{position}, {}: {document}", entry.date)
        });
        rows.push(vec![
            Cell::Whole(n),
            Cell::Text(words.name(&subject.labels, &subject.id).to_owned()),
            Cell::Text(group),
            Cell::Text(code(&subject.occupation).to_owned()),
            Cell::Text(if sectors.is_empty() { none() } else { sectors.join(", ") }),
            Cell::Text(grounds),
        ]);
    }
    let names = ["number", "name", "national-group", "unit-group", "sector", "grounds"];
    let caption = words.name(&output.book.version.title, &output.book.id);
    let caption = words.fill("chapter.form", &[("title", caption)])?;
    let table = Table::new(caption, columns(words, &names, &[0, 7, 0, 0, 4, 8])?, rows);
    let table = Table { wide: true, ..table };
    Ok(table.with_foot(foot(output, words, Some("chapter.form-foot"))?))
}

/// Professions of the version's list, in reading order.
fn listed(output: &ListOutput) -> impl Iterator<Item = &Assessed> {
    let list = &output.book.version.list;
    output.assessed.iter().filter(move |j| j.subject.profession && j.subject.lists.contains(list))
}

fn columns(words: &Words, names: &[&str], widths: &[u8]) -> Result<Vec<Column>, ReportError> {
    let column = |(head, width): (String, &u8)| Column { head, width: *width, kind: Kind::Words };
    Ok(head(words, names)?.into_iter().zip(widths).map(column).collect())
}

/// What stands below a table of the list: a sentence, source and status, and the mark when
/// anything is invented.
pub fn foot(output: &ListOutput, words: &Words, key: Option<&str>) -> Result<String, ReportError> {
    let told = key.map(|key| words.text(key)).transpose()?;
    let source = words.text("chapter.source")?;
    let mark = if output.synthetic { Some(words.text("mark.synthetic")?) } else { None };
    Ok(told.into_iter().chain([source]).chain(mark).collect::<Vec<_>>().join(" "))
}

/// A table of the annex as one of the report.
fn printed(block: Block, output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let (caption, columns, rows) = match block {
        Block::Table { caption, head, widths, rows } => {
            let column = |(head, width)| Column { head, width, kind: Kind::Words };
            (caption, head.into_iter().zip(widths).map(column).collect(), rows)
        }
        _ => (String::new(), Vec::new(), Vec::new()),
    };
    let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::Text).collect()).collect();
    Ok(Table::new(caption, columns, rows).with_foot(foot(output, words, None)?))
}

/// How many occupations and professions have each verdict.
fn verdicts(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let all = [Verdict::Meets, Verdict::DoesNotMeet, Verdict::Undetermined];
    let whole = |count: usize| i64::try_from(count).map_or(Cell::Missing, Cell::Whole);
    let row = |verdict: Verdict| {
        vec![
            Cell::Text(words.word("verdict", verdict.key()).to_owned()),
            whole(output.verdicts.get(&verdict).copied().unwrap_or(0)),
            whole(listed(output).filter(|j| j.trace.verdict == verdict).count()),
            whole(listed(output).filter(|j| j.supported == verdict).count()),
        ]
    };
    let names = ["verdict", "occupations", "professions", "supported"];
    let mut columns = columns(words, &names, &[4, 4, 4, 4])?;
    columns.iter_mut().skip(1).for_each(|column| column.kind = Kind::Numbers);
    let caption = words.text("chapter.verdicts")?.to_owned();
    let rows = all.into_iter().map(row).collect();
    let foot = foot(output, words, Some("chapter.verdicts-foot"))?;
    Ok(Table::new(caption, columns, rows).with_foot(foot))
}

/// Reasons that every difference has: told once.
fn shared(differences: &[Difference]) -> Vec<Note> {
    let Some((first, rest)) = differences.split_first() else { return Vec::new() };
    let everywhere = |note: &&Note| rest.iter().all(|other| other.why.contains(note));
    first.why.iter().filter(everywhere).filter(|_| !rest.is_empty()).cloned().collect()
}

/// The explained differences; of what is missing only the source, and without what all share.
fn differences(output: &ListOutput, shared: &[Note], words: &Words) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    for difference in &output.differences {
        let (mut told, mut sources) = (Vec::new(), BTreeSet::<Source>::new());
        for note in difference.why.iter().filter(|note| !shared.contains(note)) {
            let missing = note.key.starts_with("missing.");
            let quantity = note.arguments.get("quantity").and_then(|key| Quantity::from_key(key));
            match quantity.filter(|_| missing) {
                Some(quantity) => {
                    sources.insert(quantity.source());
                }
                None => told.push(words.plain(note)),
            }
        }
        if !sources.is_empty() {
            let names: Vec<&str> = sources.iter().map(|s| words.word("source", s.key())).collect();
            told.insert(0, words.fill("text.missing", &[("sources", &names.join(", "))])?);
        }
        let own = difference.context.iter().filter(|fact| fact.about == difference.id);
        told.extend(own.map(|fact| {
            let unit = words.word("unit", &fact.unit);
            let quantity = words.word("quantity", &fact.quantity);
            format!("{quantity}: {} {unit}; {}", words.amount(&fact.value), fact.period)
        }));
        rows.push(vec![
            Cell::Text(words.name(&difference.labels, &difference.id).to_owned()),
            Cell::Text(code(&difference.occupation).to_owned()),
            Cell::Text(words.word("verdict", difference.verdict.key()).to_owned()),
            Cell::Text(told.join(". ")),
        ]);
    }
    let columns = columns(words, &["name", "group", "verdict", "why"], &[5, 0, 3, 12])?;
    let caption = words.text("caption.differences")?.to_owned();
    Ok(Table::new(caption, columns, rows).with_foot(foot(output, words, None)?))
}
