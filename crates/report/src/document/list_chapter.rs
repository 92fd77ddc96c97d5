//! The list in the report of a run: a chapter with verdicts, score and explained differences, and
//! the official form as an annex.

use crate::assessed::{code, listed};
use crate::display::lower;
use crate::document::block::Builder;
use crate::document::list_tables::{columns, list_foot, score_table};
use crate::document::table::{Cell, Kind, Table};
use crate::error::ReportError;
use crate::words::Words;
use std::collections::BTreeSet;
use suranys_core::run::Note;
use suranys_core::shortage_list::{
    Amount, Assessed, Dating, Difference, Finding, ListOutput, Quantity, Source, Verdict,
};

/// The chapter, its heading left out.
///
/// # Errors
/// When a label is missing.
pub fn list_chapter(
    output: &ListOutput,
    words: &Words,
    b: &mut Builder,
) -> Result<(), ReportError> {
    let version = &output.book.version;
    let title = words.name(&version.title, &output.book.id);
    let month = version.dated.rsplit_once('-').map_or(version.dated.as_str(), |(month, _)| month);
    let dated = match version.dating {
        Dating::KnownBy => words.fill("chapter.known-by", &[("date", &words.date(month))])?,
        Dating::Month => words.date(month),
        Dating::Day => words.date(&version.dated),
    };
    let rules = words.fill(
        "chapter.rules",
        &[("title", &lower(title)), ("dated", &dated), ("citation", words.citation(version))],
    )?;
    let mut paragraphs = vec![rules];
    let unread = words.name(&version.unread, "");
    if !unread.is_empty() {
        paragraphs.push(unread.to_owned());
    }
    paragraphs.push(words.text("annex.number-basis")?.to_owned());
    b.text(paragraphs);
    b.table(verdicts(output, words)?);
    let professions: Vec<&Assessed> = listed(output).collect();
    let open = professions.iter().filter(|j| j.supported == Verdict::Undetermined).count();
    let met = professions.iter().filter(|j| j.supported == Verdict::Meets).count();
    if met == 0 && !professions.is_empty() {
        let (open, count) = (open.to_string(), professions.len().to_string());
        let none = words.fill("chapter.undecided", &[("open", &open), ("count", &count)])?;
        b.text(vec![none]);
    }
    if output.scores.is_empty() {
        b.text(vec![words.text("text.no-list")?.to_owned()]);
        return Ok(());
    }
    let score = score_table(output, words)?;
    b.file(score.with_foot(list_foot(output, words, Some("text.score"))?));
    let shared = shared(&output.differences);
    let mut paragraphs = vec![words.text("chapter.differences")?.to_owned()];
    paragraphs.extend(shared.iter().map(|note| format!("{}.", words.plain(note))));
    b.text(paragraphs);
    b.file(differences(output, &shared, words)?);
    Ok(())
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
            // Some documents say all of it by themselves.
            if let Some(whole) = words.book().optional(&format!("ground.{}", entry.document)) {
                return whole.to_owned();
            }
            let position = words.word("position", entry.position.key());
            let document = words.word("document", &entry.document);
            format!("{position}, {}: {document}", words.date(&entry.date))
        });
        rows.push(vec![
            Cell::Integer(n),
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
    Ok(table.with_foot(list_foot(output, words, Some("chapter.form-foot"))?))
}

/// How many occupations and professions have each verdict.
fn verdicts(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let all = [Verdict::Meets, Verdict::DoesNotMeet, Verdict::Undetermined];
    let row = |verdict: Verdict| {
        vec![
            Cell::Text(words.word("verdict", verdict.key()).to_owned()),
            Cell::Count(output.verdicts.get(&verdict).copied().unwrap_or(0)),
            Cell::Count(listed(output).filter(|j| j.trace.verdict == verdict).count()),
            Cell::Count(listed(output).filter(|j| j.supported == verdict).count()),
        ]
    };
    let names = ["verdict", "occupations", "professions", "supported"];
    let mut columns = columns(words, &names, &[4, 4, 4, 4])?;
    columns.iter_mut().skip(1).for_each(|column| column.kind = Kind::Numbers);
    let caption = words.text("chapter.verdicts")?.to_owned();
    let rows = all.into_iter().map(row).collect();
    let foot = list_foot(output, words, Some("chapter.verdicts-foot"))?;
    Ok(Table::new(caption, columns, rows).with_foot(foot))
}

/// Reasons that every difference has: printed once.
fn shared(differences: &[Difference]) -> Vec<Note> {
    let Some((first, rest)) = differences.split_first() else { return Vec::new() };
    let everywhere = |note: &&Note| rest.iter().all(|other| other.why.contains(note));
    first.why.iter().filter(everywhere).filter(|_| !rest.is_empty()).cloned().collect()
}

/// The explained differences; of what is missing only the source, and without what all share.
fn differences(output: &ListOutput, shared: &[Note], words: &Words) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    for difference in &output.differences {
        let (mut stated, mut sources) = (Vec::new(), BTreeSet::<Source>::new());
        for note in difference.why.iter().filter(|note| !shared.contains(note)) {
            let missing = note.key.starts_with("missing.");
            let quantity = note.arguments.get("quantity").and_then(|key| Quantity::from_key(key));
            match quantity.filter(|_| missing) {
                Some(quantity) => {
                    sources.insert(quantity.source());
                }
                None => stated.push(words.plain(note)),
            }
        }
        if !sources.is_empty() {
            let names: Vec<&str> = sources.iter().map(|s| words.word("source", s.key())).collect();
            stated.insert(0, words.fill("text.missing", &[("sources", &names.join(", "))])?);
        }
        let own = difference.context.iter().filter(|fact| fact.about == difference.id);
        stated.extend(own.map(|fact| {
            let unit = words.word("unit", &fact.unit);
            let quantity = words.word("quantity", &fact.quantity);
            format!("{quantity}: {} {unit}; {}", words.amount(&fact.value), fact.period)
        }));
        rows.push(vec![
            Cell::Text(words.name(&difference.labels, &difference.id).to_owned()),
            Cell::Text(code(&difference.occupation).to_owned()),
            Cell::Text(words.word("verdict", difference.verdict.key()).to_owned()),
            Cell::Text(stated.join(". ")),
        ]);
    }
    let columns = columns(words, &["name", "group", "verdict", "why"], &[5, 0, 3, 12])?;
    let caption = words.text("caption.differences")?.to_owned();
    Ok(Table::new(caption, columns, rows).with_foot(list_foot(output, words, None)?))
}
