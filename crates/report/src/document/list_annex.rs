//! The annex of a list: its verdicts with their reasons, as pages.

use crate::charts::figures::{Figures, LIST};
use crate::document::block::{Builder, Document, Layout};
use crate::document::list_tables::{
    assessed_table, differences_table, nation_table, parameters_table, ranking_table,
    register_table, rules_table, score_table,
};
use crate::document::signal_chapter::trust;
use crate::document::signal_tables::{ranked_table, reviews_table};
use crate::document::table::Table;
use crate::error::ReportError;
use crate::words::Words;
use suranys_core::shortage_list::{Assessed, ListOutput, Signal, Verdict};
use suranys_core::text;

/// Most rows of the table of verdicts, of ranks and of the register.
const MAX_ROWS: usize = 120;
/// Paragraphs about the limits of a list.
const LIMITS: std::ops::RangeInclusive<u8> = 1..=4;

/// The annex in the language of `words`, with the charts of the list.
///
/// # Errors
/// When a label is missing.
pub fn list_annex(
    output: &ListOutput,
    words: &Words,
    figures: &Figures,
) -> Result<Document, ReportError> {
    let version = &output.book.version;
    let fact = |key: &str, value: String| -> Result<[String; 2], ReportError> {
        Ok([words.text(key)?.to_owned(), value])
    };
    let dating = serde_json::to_value(version.dating).ok();
    let dating = dating.as_ref().and_then(|d| d.as_str()).unwrap_or_default();
    let mark =
        if output.synthetic { words.text("mark.synthetic")?.to_owned() } else { String::new() };
    Ok(Document {
        lang: words.language().to_owned(),
        title: words.text("annex.title")?.to_owned(),
        subtitle: words.name(&version.title, &output.book.id).to_owned(),
        author: words.text("annex.author")?.to_owned(),
        date: date(&version.dated)?,
        mark,
        facts: vec![
            fact("annex.version", output.book.id.clone())?,
            fact(
                "annex.dated",
                format!("{} ({})", words.date(&version.dated), words.word("dating", dating)),
            )?,
            fact("annex.citation", words.citation(version).to_owned())?,
            fact("annex.draws", words.number(output.draws as f64))?,
        ],
        note: words.name(&version.unread, "").to_owned(),
        footer: words.text("annex.number-basis")?.to_owned(),
        front: None,
        letter: None,
        layout: Layout::Annex,
        contents: words.text("annex.contents")?.to_owned(),
        blocks: blocks(output, words, figures)?.blocks(),
    })
}

/// The day of a version, `YYYY-MM-DD`.
///
/// # Errors
/// When it is none.
pub fn date(dated: &str) -> Result<(u16, u8, u8), ReportError> {
    let mut parts = dated.splitn(3, '-');
    let mut next = || parts.next().unwrap_or_default();
    match (next().parse(), next().parse(), next().parse()) {
        (Ok(year), Ok(month), Ok(day)) => Ok((year, month, day)),
        _ => Err(ReportError::Typesetting { reason: text!("`{dated}` is no day", dated) }),
    }
}

fn blocks<'w>(
    output: &ListOutput,
    words: &'w Words,
    figures: &Figures,
) -> Result<Builder<'w>, ReportError> {
    let text = |key: &str| -> Result<Vec<String>, ReportError> {
        Ok(vec![words.text(&format!("text.{key}"))?.to_owned()])
    };
    let mut b = Builder::new(words.book());
    if let Some(signal) = &output.signal {
        b.heading(1, "signal")?;
        b.text(vec![trust(signal, words)?, words.text("signal-chapter.how")?.to_owned()]);
        let shown = |s: &Signal| s.in_scope && !s.profession;
        b.table(ranked_table(output, signal, words, shown, MAX_ROWS)?);
        b.table(reviews_table(signal, words)?);
    }
    b.heading(1, "verdicts")?;
    b.text(text("verdicts")?);
    shortened(assessed_table(output, words)?, words, &mut b)?;
    b.heading(1, "visible")?;
    b.text(vec![visible(output, words)?]);
    b.heading(1, "ranking")?;
    ranking(output, words, figures, &mut b)?;
    b.heading(1, "nation")?;
    b.text(text("nation")?);
    b.text(text("cells")?);
    b.table(nation_table(output, words)?);
    b.heading(1, "score")?;
    if output.scores.is_empty() {
        b.text(text("no-list")?);
    } else {
        b.text(text("score")?);
        b.table(score_table(output, words)?);
    }
    b.heading(1, "differences")?;
    if output.differences.is_empty() {
        b.text(text("none")?);
    } else {
        b.table(differences_table(output, words)?);
    }
    b.heading(1, "register")?;
    shortened(register_table(output, words)?, words, &mut b)?;
    b.heading(1, "rules")?;
    b.table(rules_table(output, words)?);
    b.heading(1, "parameters")?;
    b.table(parameters_table(output, words)?);
    b.heading(1, "limits")?;
    for n in LIMITS {
        b.text(text(&format!("limits-{n}"))?);
    }
    Ok(b)
}

/// A table of at most [`MAX_ROWS`] rows, and how many more there are.
fn shortened(mut table: Table, words: &Words, b: &mut Builder) -> Result<(), ReportError> {
    let more = table.rows.len().saturating_sub(MAX_ROWS);
    table.rows.truncate(MAX_ROWS);
    b.table(table);
    if more > 0 {
        b.text(vec![words.fill("text.more", &[("count", &more.to_string())])?]);
    }
    Ok(())
}

fn visible(output: &ListOutput, words: &Words) -> Result<String, ReportError> {
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
    if known {
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
        )
    } else {
        Ok(words.text("text.unknown-proposals")?.to_owned())
    }
}

/// How ranks were made, their charts and their table.
fn ranking(
    output: &ListOutput,
    words: &Words,
    figures: &Figures,
    b: &mut Builder,
) -> Result<(), ReportError> {
    if output.ranked.is_empty() {
        b.text(vec![words.text("text.no-ranking")?.to_owned()]);
        return Ok(());
    }
    let (level, draws) = (output.ranked_level.to_string(), output.draws.to_string());
    let mut paragraphs = vec![words.fill("text.ranking", &[("level", &level), ("draws", &draws)])?];
    let among = if output.ranked_in_scope { "text.ranked-scope" } else { "text.ranked-all" };
    paragraphs.push(words.text(among)?.to_owned());
    if !output.without_data.is_empty() {
        let names: Vec<&str> =
            output.without_data.iter().map(|s| words.word("source", s.key())).collect();
        paragraphs.push(words.fill("text.without-data", &[("sources", &names.join(", "))])?);
    }
    b.text(paragraphs);
    figures.of(LIST).for_each(|picture| b.figure(picture));
    shortened(ranking_table(output, words)?, words, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publication::synthetic_list::{HOSTILE, many};
    use crate::render::pdf::{Inside, TEMPLATE, files};
    use crate::theme::Theme;
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
        let figures = Figures::of_list(output, words, Theme::default()).expect("drawn");
        let annex = list_annex(output, words, &figures).expect("words are there");
        let files = files(&annex, &figures, words.book(), Theme::default()).expect("JSON");
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
            let pages = pages(&many(true, 200), &words);
            assert!(pages.len() > 3, "{} pages", pages.len());
            let (mark, stated) =
                (words.word("mark", "synthetic"), words.word("annex", "number-basis"));
            for (n, page) in pages.iter().enumerate() {
                assert!(page.contains(mark), "{language}: page {n} is not marked");
                assert!(page.contains(stated), "{language}: page {n}");
            }
        }
    }

    #[test]
    fn what_is_real_is_not_marked_and_text_stays_text() {
        let words = Words::read("en").expect("words");
        let pages = pages(&many(false, 3), &words).concat();
        assert!(!pages.contains("SYNTHETIC"));
        assert!(pages.contains("#panic()") && HOSTILE.contains("#panic()"));
    }
}
