//! The tables of a list of in-demand professions, for the annex and for the report.

use crate::assessed::{code, in_order, why};
use crate::document::table::{Cell, Column, Kind, Table};
use crate::error::ReportError;
use crate::words::{Words, cells};
use suranys_core::shortage_list::{ListOutput, Ranked, Source};

/// Columns of words, with headings from the words of the list.
///
/// # Errors
/// When a label is missing.
pub fn columns(words: &Words, names: &[&str], widths: &[u8]) -> Result<Vec<Column>, ReportError> {
    let column = |(name, width): (&&str, &u8)| {
        let head = words.text(&format!("column.{name}"))?.to_owned();
        Ok(Column { head, width: *width, kind: Kind::Words })
    };
    names.iter().zip(widths).map(column).collect()
}

/// What stands below a table of the list: a sentence, source and status, and the mark when
/// anything is synthetic.
///
/// # Errors
/// When a label is missing.
pub fn list_foot(
    output: &ListOutput,
    words: &Words,
    key: Option<&str>,
) -> Result<String, ReportError> {
    let sentence = key.map(|key| words.text(key)).transpose()?;
    let source = words.text("chapter.source")?;
    let mark = if output.synthetic { Some(words.text("mark.synthetic")?) } else { None };
    Ok(sentence.into_iter().chain([source]).chain(mark).collect::<Vec<_>>().join(" "))
}

/// A table whose cells are words already.
fn list_table(
    words: &Words,
    caption: &str,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
) -> Result<Table, ReportError> {
    let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::Text).collect()).collect();
    Ok(Table::new(words.text(caption)?.to_owned(), columns, rows))
}

/// The state of a subject's line in the consultation; a dash where it has none.
fn state<'w>(output: &ListOutput, words: &'w Words, id: &str) -> &'w str {
    output.lines.get(id).map_or("–", |line| words.word("state", line.state.key()))
}

/// The 80% prediction interval of a rank, in whole places.
fn rank(ranked: &Ranked, words: &Words) -> String {
    words.between(ranked.rank.lo80().floor(), ranked.rank.hi80().ceil())
}

/// The first rows of the list in a line each: verdict, occupation, state, rank, name, and what
/// would switch the verdict.
pub fn overview_table(
    output: &ListOutput,
    words: &Words,
    rows: usize,
) -> Result<Table, ReportError> {
    let rows = in_order(output)
        .into_iter()
        .take(rows)
        .map(|assessed| {
            let subject = &assessed.subject;
            let place = output.ranked.iter().find(|ranked| ranked.id == subject.id);
            vec![
                words.word("verdict", assessed.trace.verdict.key()).to_owned(),
                subject.occupation.clone(),
                state(output, words, &subject.id).to_owned(),
                place.map_or("–".to_owned(), |ranked| rank(ranked, words)),
                words.name(&subject.labels, &subject.id).to_owned(),
                words.switching_value(assessed.switching_value.as_ref()),
            ]
        })
        .collect();
    let names = ["verdict", "group", "state", "rank", "name", "switching-value"];
    let columns = columns(words, &names, &[3, 0, 3, 3, 4, 5])?;
    list_table(words, "caption.verdicts", columns, rows)
}

/// Verdicts with reasons, of those that any source or body speaks of.
pub fn assessed_table(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let spoken = in_order(output).into_iter().filter(|assessed| output.spoken_of(assessed));
    let rows: Result<Vec<Vec<String>>, ReportError> = spoken
        .map(|assessed| {
            let subject = &assessed.subject;
            Ok(vec![
                words.name(&subject.labels, &subject.id).to_owned(),
                code(&subject.occupation).to_owned(),
                words.word("verdict", assessed.trace.verdict.key()).to_owned(),
                words.word("verdict", assessed.supported.key()).to_owned(),
                state(output, words, &subject.id).to_owned(),
                why(output, assessed, words)?,
                words.switching_value(assessed.switching_value.as_ref()),
            ])
        })
        .collect();
    let names = ["name", "group", "verdict", "supported", "state", "why", "switching-value"];
    let columns = columns(words, &names, &[4, 0, 3, 3, 3, 9, 5])?;
    list_table(words, "caption.verdicts", columns, rows?)
}

/// Ranks under uncertainty.
pub fn ranking_table(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let rows = output
        .ranked
        .iter()
        .map(|r| {
            let name = output.assessed(&r.id).map_or("", |j| words.name(&j.subject.labels, &r.id));
            let without = |source| words.probability(r.without.get(&source).copied());
            let missing: Vec<&str> =
                r.missing.iter().map(|s| words.word("source", s.key())).collect();
            vec![
                code(&r.id).to_owned(),
                name.to_owned(),
                words.probability(Some(r.top)),
                rank(r, words),
                without(Source::Forecast),
                without(Source::Exchange),
                without(Source::Permits),
                missing.join(", "),
            ]
        })
        .collect();
    let names = [
        "id",
        "name",
        "top",
        "rank",
        "without-forecast",
        "without-exchange",
        "without-permits",
        "missing",
    ];
    let mut columns = columns(words, &names, &[0, 8, 3, 3, 3, 3, 3, 4])?;
    if let Some(top) = columns.get_mut(2) {
        top.head = words.fill("column.top", &[("top", &output.top.to_string())])?;
    }
    list_table(words, "caption.ranking", columns, rows)
}

/// Published totals for the nation.
pub fn nation_table(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let rows = output
        .nation
        .iter()
        .map(|f| {
            let status = f.status.obs.code().to_owned();
            vec![
                words.word("quantity", &f.quantity).to_owned(),
                words.amount(&f.value),
                words.word("unit", &f.unit).to_owned(),
                f.period.clone(),
                status,
                cells(&f.cells),
            ]
        })
        .collect();
    let columns = columns(
        words,
        &["quantity", "value", "unit", "period", "status", "cell"],
        &[6, 0, 4, 3, 0, 8],
    )?;
    list_table(words, "caption.nation", columns, rows)
}

/// What the rules would have found of the list.
pub fn score_table(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let share = |v: Option<f64>| words.percent(v);
    let rows = output
        .scores
        .iter()
        .map(|s| {
            vec![
                words.word("stage", s.stage.key()).to_owned(),
                s.listed.to_string(),
                s.found.to_string(),
                s.open.to_string(),
                format!("{} ({}/{})", share(s.precision), s.passing_units_listed, s.passing_units),
                format!("{} ({}/{})", share(s.recall), s.found, s.listed),
            ]
        })
        .collect();
    let columns = columns(
        words,
        &["stage", "listed", "found", "open", "precision", "recall"],
        &[4, 3, 3, 4, 5, 5],
    )?;
    list_table(words, "caption.score", columns, rows)
}

/// Professions of the list that the figures do not support, with every reason.
pub fn differences_table(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let rows = output
        .differences
        .iter()
        .map(|d| {
            let mut why: Vec<String> = d.why.iter().map(|w| words.plain(w)).collect();
            why.extend(d.context.iter().filter(|f| f.about == d.id).map(|f| words.fact(f)));
            vec![
                words.name(&d.labels, &d.id).to_owned(),
                code(&d.occupation).to_owned(),
                words.word("verdict", d.verdict.key()).to_owned(),
                why.join(". "),
            ]
        })
        .collect();
    let columns = columns(words, &["name", "group", "verdict", "why"], &[4, 0, 3, 12])?;
    list_table(words, "caption.differences", columns, rows)
}

/// Entries of the register of consultation.
pub fn register_table(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let of_list = |id: &str| {
        let list = &output.book.version.list;
        output.assessed(id).is_some_and(|j| j.subject.lists.contains(list) || !j.subject.profession)
    };
    let mut rows = Vec::new();
    for line in output.lines.values().filter(|line| of_list(&line.id)) {
        for e in &line.history {
            let name =
                output.assessed(&line.id).map_or("", |j| words.name(&j.subject.labels, &line.id));
            let body = output.bodies.iter().find(|b| b.id == e.body);
            rows.push(vec![
                name.to_owned(),
                words.word("state", line.state.key()).to_owned(),
                body.map_or(e.body.as_str(), |b| words.name(&b.labels, &e.body)).to_owned(),
                words.word("position", e.position.key()).to_owned(),
                words.date(&e.date),
                words.word("document", &e.document).to_owned(),
            ]);
        }
    }
    let names = ["name", "state", "body", "position", "date", "document"];
    let columns = columns(words, &names, &[5, 3, 6, 3, 0, 4])?;
    list_table(words, "caption.register", columns, rows)
}

/// The rules in our own words.
pub fn rules_table(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let rows = output
        .book
        .rules
        .iter()
        .map(|rule| {
            vec![
                rule.id.clone(),
                words.name(&rule.statement, &rule.id).to_owned(),
                words.word("basis", rule.basis.key()).to_owned(),
                rule.cited(words.language()).to_owned(),
            ]
        })
        .collect();
    let columns = columns(words, &["rule", "statement", "basis", "source"], &[4, 7, 2, 7])?;
    list_table(words, "caption.rules", columns, rows)
}

/// The parameters of the rules.
pub fn parameters_table(output: &ListOutput, words: &Words) -> Result<Table, ReportError> {
    let rows = output
        .book
        .parameters
        .iter()
        .map(|(key, p)| {
            let (low, high) = (p.parameter.low, p.parameter.high);
            vec![
                words.word("parameter", key).to_owned(),
                words.number(p.parameter.value),
                words.between(low, high),
                words.word("unit", &p.unit).to_owned(),
                words.word("basis", p.parameter.basis.key()).to_owned(),
                p.parameter.reason(words.language()).to_owned(),
            ]
        })
        .collect();
    let columns = columns(
        words,
        &["parameter", "value", "range", "unit", "basis", "source"],
        &[6, 0, 3, 4, 3, 8],
    )?;
    list_table(words, "caption.parameters", columns, rows)
}
