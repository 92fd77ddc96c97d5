//! The annex: the list with its reasons, as pages.

use super::figure::code;
use super::words::cells;
use super::{Words, in_order};
use crate::charts::canvas::Picture;
use crate::error::ReportError;
use crate::render::pdf::typeset;
use serde::Serialize;
use suranys_core::shortage_list::{Assessed, ListOutput, Source, Verdict};

const TEMPLATE: &str = include_str!("../../templates/list.typ");
/// Most rows of the table of verdicts, of ranks and of the register.
const MOST_ROWS: usize = 120;

/// The whole annex. Field names are those of the template.
#[derive(Debug, Serialize)]
struct Annex {
    lang: String,
    title: String,
    subtitle: String,
    author: String,
    /// Year, month, day of the version.
    date: Vec<u32>,
    mark: String,
    facts: Vec<[String; 2]>,
    no_threshold: String,
    unread: String,
    contents: String,
    blocks: Vec<Block>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Block {
    Heading { text: String },
    Text { paragraphs: Vec<String> },
    Figure { file: String, alt: String, caption: String, height: u32 },
    Table { caption: String, head: Vec<String>, widths: Vec<u8>, rows: Vec<Vec<String>> },
}

/// Typesets the annex in one language.
pub fn annex(
    output: &ListOutput,
    words: &Words,
    pictures: &[Picture],
) -> Result<Vec<u8>, ReportError> {
    let failed = |reason: String| ReportError::Typesetting { reason };
    let json = serde_json::to_vec(&document(output, words, pictures)?)
        .map_err(|e| failed(e.to_string()))?;
    let mut files = vec![("list.json".to_owned(), json)];
    files.extend(pictures.iter().map(|p| (file_of(p), p.svg.clone().into_bytes())));
    typeset(TEMPLATE, files)
}

fn file_of(picture: &Picture) -> String {
    format!("{}.svg", picture.name)
}

fn document(
    output: &ListOutput,
    words: &Words,
    pictures: &[Picture],
) -> Result<Annex, ReportError> {
    let version = &output.book.version;
    let fact = |key: &str, value: String| -> Result<[String; 2], ReportError> {
        Ok([words.text(key)?.to_owned(), value])
    };
    let dating = serde_json::to_value(version.dating).ok();
    let dating = dating.as_ref().and_then(|d| d.as_str()).unwrap_or_default();
    let mark =
        if output.synthetic { words.text("mark.synthetic")?.to_owned() } else { String::new() };
    Ok(Annex {
        lang: words.language().to_owned(),
        title: words.text("annex.title")?.to_owned(),
        subtitle: words.name(&version.title, &output.book.id).to_owned(),
        author: words.text("annex.author")?.to_owned(),
        date: version.dated.split('-').filter_map(|part| part.parse().ok()).collect(),
        mark,
        facts: vec![
            fact("annex.version", output.book.id.clone())?,
            fact("annex.dated", format!("{} ({})", version.dated, words.word("dating", dating)))?,
            fact("annex.citation", words.word("citation", &version.dated).to_owned())?,
            fact("annex.draws", words.number(output.draws as f64))?,
        ],
        no_threshold: words.text("annex.no-threshold")?.to_owned(),
        unread: words.name(&version.unread, "").to_owned(),
        contents: words.text("annex.contents")?.to_owned(),
        blocks: numbered(blocks(output, words, pictures)?, words)?,
    })
}

/// The blocks with their captions counted, in the form of the language.
fn numbered(mut blocks: Vec<Block>, words: &Words) -> Result<Vec<Block>, ReportError> {
    let (mut figures, mut tables) = (0, 0);
    for block in &mut blocks {
        let (form, count, caption) = match block {
            Block::Figure { caption, .. } => ("format.figure", &mut figures, caption),
            Block::Table { caption, .. } => ("format.table", &mut tables, caption),
            Block::Heading { .. } | Block::Text { .. } => continue,
        };
        *count += 1;
        let number = count.to_string();
        *caption = words.fill(form, &[("number", &number), ("text", caption)])?;
    }
    Ok(blocks)
}

fn blocks(
    output: &ListOutput,
    words: &Words,
    pictures: &[Picture],
) -> Result<Vec<Block>, ReportError> {
    let heading = |key: &str| -> Result<Block, ReportError> {
        Ok(Block::Heading { text: words.text(&format!("section.{key}"))?.to_owned() })
    };
    let text = |key: &str| -> Result<Block, ReportError> {
        Ok(Block::Text { paragraphs: vec![words.text(&format!("text.{key}"))?.to_owned()] })
    };
    let mut all = vec![heading("verdicts")?, text("verdicts")?];
    all.extend(verdicts(output, words)?);
    all.extend([heading("visible")?, visible(output, words)?]);
    all.push(heading("ranking")?);
    all.extend(ranking(output, words, pictures)?);
    all.extend([heading("nation")?, text("nation")?, text("cells")?, nation(output, words)?]);
    all.push(heading("score")?);
    if output.scores.is_empty() {
        all.push(text("no-list")?);
    } else {
        all.extend([text("score")?, score(output, words)?]);
    }
    all.push(heading("differences")?);
    all.push(if output.differences.is_empty() {
        text("none")?
    } else {
        differences(output, words)?
    });
    all.push(heading("register")?);
    all.extend(register(output, words)?);
    all.extend([heading("rules")?, rules(output, words)?]);
    all.extend([heading("parameters")?, parameters(output, words)?]);
    all.push(heading("limits")?);
    for n in 1..=4 {
        all.push(text(&format!("limits-{n}"))?);
    }
    Ok(all)
}

pub(super) fn head(words: &Words, names: &[&str]) -> Result<Vec<String>, ReportError> {
    names.iter().map(|name| Ok(words.text(&format!("column.{name}"))?.to_owned())).collect()
}

/// A table of at most [`MOST_ROWS`] rows, and how many more there are.
fn table(
    words: &Words,
    caption: &str,
    columns: &[&str],
    widths: &[u8],
    mut rows: Vec<Vec<String>>,
) -> Result<Vec<Block>, ReportError> {
    let more = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    let mut blocks = vec![Block::Table {
        caption: words.text(&format!("caption.{caption}"))?.to_owned(),
        head: head(words, columns)?,
        widths: widths.to_vec(),
        rows,
    }];
    if more > 0 {
        let told = words.fill("text.more", &[("count", &more.to_string())])?;
        blocks.push(Block::Text { paragraphs: vec![told] });
    }
    Ok(blocks)
}

/// The leaves that decide a verdict, those that agree with it; of what is missing only the source.
pub(super) fn why(
    output: &ListOutput,
    assessed: &Assessed,
    words: &Words,
) -> Result<String, ReportError> {
    let (mut told, mut missing) = (Vec::new(), Vec::new());
    for leaf in assessed.trace.all() {
        if !leaf.parts.is_empty() || leaf.verdict != assessed.trace.verdict {
            continue;
        }
        let rule = output.book.rules.iter().find(|r| r.id == leaf.rule && leaf.fact.is_none());
        match rule.map(|r| words.word("source", r.quantity.source().key())) {
            Some(source) if missing.contains(&source) => {}
            Some(source) => missing.push(source),
            None => told.push(words.plain(&leaf.reason)),
        }
    }
    if !missing.is_empty() {
        told.push(words.fill("text.missing", &[("sources", &missing.join(", "))])?);
    }
    Ok(told.join("; "))
}

fn verdicts(output: &ListOutput, words: &Words) -> Result<Vec<Block>, ReportError> {
    let spoken = in_order(output).into_iter().filter(|assessed| output.spoken_of(assessed));
    let rows: Result<Vec<Vec<String>>, ReportError> = spoken
        .map(|assessed| {
            let subject = &assessed.subject;
            Ok(vec![
                words.name(&subject.labels, &subject.id).to_owned(),
                code(&subject.occupation).to_owned(),
                words.word("verdict", assessed.trace.verdict.key()).to_owned(),
                words.word("verdict", assessed.supported.key()).to_owned(),
                output
                    .lines
                    .get(&subject.id)
                    .map_or("–".to_owned(), |l| words.word("state", l.state.key()).to_owned()),
                why(output, assessed, words)?,
                words.switching_value(assessed.switching_value.as_ref()),
            ])
        })
        .collect();
    table(
        words,
        "verdicts",
        &["name", "group", "verdict", "supported", "state", "why", "flip"],
        &[4, 0, 3, 3, 3, 9, 5],
        rows?,
    )
}

fn visible(output: &ListOutput, words: &Words) -> Result<Block, ReportError> {
    let names = |keep: &dyn Fn(&Assessed) -> bool| -> Result<String, ReportError> {
        let found: Vec<&str> = output
            .assessed
            .iter()
            .filter(|j| keep(j))
            .map(|j| words.name(&j.subject.labels, &j.subject.id))
            .collect();
        if found.is_empty() {
            Ok(words.text("text.none")?.to_owned())
        } else {
            Ok(found.join(", "))
        }
    };
    let known = output.assessed.iter().any(|j| j.nominated != Verdict::Undetermined);
    let told = if known {
        let not_proposed = Verdict::DoesNotMeet;
        words.fill(
            "text.visible",
            &[
                (
                    "supported",
                    &names(&|j| {
                        !j.subject.profession
                            && j.supported == Verdict::Meets
                            && j.nominated == not_proposed
                    })?,
                ),
                (
                    "nominated",
                    &names(&|j| {
                        j.nominated == Verdict::Meets && j.supported == Verdict::DoesNotMeet
                    })?,
                ),
                (
                    "open",
                    &names(&|j| {
                        j.nominated == Verdict::Meets && j.supported == Verdict::Undetermined
                    })?,
                ),
            ],
        )?
    } else {
        words.text("text.unknown-proposals")?.to_owned()
    };
    Ok(Block::Text { paragraphs: vec![told] })
}

fn ranking(
    output: &ListOutput,
    words: &Words,
    pictures: &[Picture],
) -> Result<Vec<Block>, ReportError> {
    if output.ranked.is_empty() {
        let none = words.text("text.no-ranking")?.to_owned();
        return Ok(vec![Block::Text { paragraphs: vec![none] }]);
    }
    let (level, draws) = (output.ranked_level.to_string(), output.draws.to_string());
    let mut paragraphs = vec![words.fill("text.ranking", &[("level", &level), ("draws", &draws)])?];
    let among = if output.ranked_in_scope { "text.ranked-scope" } else { "text.ranked-all" };
    paragraphs.push(words.text(among)?.to_owned());
    if !output.silent.is_empty() {
        let names: Vec<&str> =
            output.silent.iter().map(|s| words.word("source", s.key())).collect();
        paragraphs.push(words.fill("text.silent", &[("sources", &names.join(", "))])?);
    }
    let mut all = vec![Block::Text { paragraphs }];
    all.extend(pictures.iter().map(|p| Block::Figure {
        file: file_of(p),
        alt: p.description.clone(),
        caption: p.title.clone(),
        height: p.height,
    }));
    let rows = output
        .ranked
        .iter()
        .map(|r| {
            let name = output.assessed(&r.id).map_or("", |j| words.name(&j.subject.labels, &r.id));
            let without = |source| words.percent(r.without.get(&source).copied());
            let missing: Vec<&str> =
                r.missing.iter().map(|s| words.word("source", s.key())).collect();
            vec![
                code(&r.id).to_owned(),
                name.to_owned(),
                words.percent(Some(r.top)),
                words.between(r.rank.lo80().floor(), r.rank.hi80().ceil()),
                without(Source::Forecast),
                without(Source::Exchange),
                without(Source::Permits),
                missing.join(", "),
            ]
        })
        .collect();
    let mut tables = table(
        words,
        "ranking",
        &[
            "id",
            "name",
            "top",
            "rank",
            "without-forecast",
            "without-exchange",
            "without-permits",
            "missing",
        ],
        &[0, 8, 3, 3, 3, 3, 3, 4],
        rows,
    )?;
    if let Some(Block::Table { head, .. }) = tables.first_mut()
        && let Some(top) = head.get_mut(2)
    {
        *top = words.fill("column.top", &[("top", &output.top.to_string())])?;
    }
    all.extend(tables);
    Ok(all)
}

fn nation(output: &ListOutput, words: &Words) -> Result<Block, ReportError> {
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
    Ok(Block::Table {
        caption: words.text("caption.nation")?.to_owned(),
        head: head(words, &["quantity", "value", "unit", "period", "status", "cell"])?,
        widths: vec![6, 0, 4, 3, 0, 8],
        rows,
    })
}

pub(super) fn score(output: &ListOutput, words: &Words) -> Result<Block, ReportError> {
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
    Ok(Block::Table {
        caption: words.text("caption.score")?.to_owned(),
        head: head(words, &["stage", "listed", "found", "open", "precision", "recall"])?,
        widths: vec![4, 3, 3, 4, 5, 5],
        rows,
    })
}

fn differences(output: &ListOutput, words: &Words) -> Result<Block, ReportError> {
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
    Ok(Block::Table {
        caption: words.text("caption.differences")?.to_owned(),
        head: head(words, &["name", "group", "verdict", "why"])?,
        widths: vec![4, 0, 3, 12],
        rows,
    })
}

fn register(output: &ListOutput, words: &Words) -> Result<Vec<Block>, ReportError> {
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
                e.date.clone(),
                words.word("document", &e.document).to_owned(),
            ]);
        }
    }
    table(
        words,
        "register",
        &["name", "state", "body", "position", "date", "document"],
        &[5, 3, 6, 3, 0, 4],
        rows,
    )
}

fn rules(output: &ListOutput, words: &Words) -> Result<Block, ReportError> {
    let rows = output
        .book
        .rules
        .iter()
        .map(|rule| {
            vec![
                rule.id.clone(),
                words.name(&rule.statement, &rule.id).to_owned(),
                words.word("standing", rule.basis.key()).to_owned(),
                rule.cited(words.language()).to_owned(),
            ]
        })
        .collect();
    Ok(Block::Table {
        caption: words.text("caption.rules")?.to_owned(),
        head: head(words, &["rule", "statement", "standing", "source"])?,
        widths: vec![4, 7, 2, 7],
        rows,
    })
}

fn parameters(output: &ListOutput, words: &Words) -> Result<Block, ReportError> {
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
                words.word("standing", p.parameter.basis.key()).to_owned(),
                p.parameter.reason(words.language()).to_owned(),
            ]
        })
        .collect();
    Ok(Block::Table {
        caption: words.text("caption.parameters")?.to_owned(),
        head: head(words, &["parameter", "value", "range", "unit", "standing", "source"])?,
        widths: vec![6, 0, 3, 4, 3, 8],
        rows,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{HOSTILE, output};
    use super::*;
    use crate::render::pdf::Inside;
    use typst::layout::{Frame, FrameItem};
    use typst_layout::PagedDocument;

    fn text_of(frame: &Frame, into: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => text_of(&group.frame, into),
                FrameItem::Text(text) => into.push_str(&text.text),
                _ => {}
            }
        }
    }

    fn pages(output: &ListOutput, words: &Words) -> Vec<String> {
        let labels = crate::LabelBook::read(words.language()).expect("labels");
        let (ruler, theme) = (crate::font::Ruler::new().expect("font"), crate::Theme::default());
        let studio = crate::charts::canvas::Studio { ruler, labels: &labels, theme };
        let pictures = super::super::pictures(output, words, &studio).expect("drawn");
        let annex = document(output, words, &pictures).expect("words are there");
        let json = serde_json::to_vec(&annex).expect("JSON");
        let mut files = vec![("list.json".to_owned(), json)];
        files.extend(pictures.iter().map(|p| (file_of(p), p.svg.clone().into_bytes())));
        let world = Inside::new(TEMPLATE, files).expect("a world");
        let pages = typst::compile::<PagedDocument>(&world).output.expect("compiles");
        pages
            .pages()
            .iter()
            .map(|page| {
                let mut text = String::new();
                text_of(&page.frame, &mut text);
                text
            })
            .collect()
    }

    #[test]
    fn every_page_bears_the_mark_and_says_what_thresholds_are() {
        for language in ["en", "ru", "kk"] {
            let words = Words::read(language).expect("words");
            let pages = pages(&output(true, 200), &words);
            assert!(pages.len() > 3, "{} pages", pages.len());
            let (mark, told) =
                (words.word("mark", "synthetic"), words.word("annex", "no-threshold"));
            for (n, page) in pages.iter().enumerate() {
                assert!(page.contains(mark), "{language}: page {n} is not marked");
                assert!(page.contains(told), "{language}: page {n}");
            }
        }
    }

    #[test]
    fn what_is_real_is_not_marked_and_text_stays_text() {
        let words = Words::read("en").expect("words");
        let pages = pages(&output(false, 3), &words).concat();
        assert!(!pages.contains("SYNTHETIC"));
        assert!(pages.contains("#panic()") && HOSTILE.contains("#panic()"));
    }
}
