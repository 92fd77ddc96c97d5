//! The report of a run, chapter by chapter.

use crate::charts::figures::Figures;
use crate::document::annex_tables::{By, annex_tables, annexes};
use crate::document::assumptions::assumption_table;
use crate::document::block::{Block, Builder, Document, Front, Layout};
use crate::document::changes::changes;
use crate::document::chapter_tables::{
    backtest_table, net_requirement_table, openings_table, outturn_tables, period_table,
    resource_table, retirement_table, short_openings_table, source_table,
};
use crate::document::comparison::comparison;
use crate::document::front::front;
use crate::document::glossary::glossary;
use crate::document::labour_force::labour_force;
use crate::document::list_chapter::{list_chapter, official_form};
use crate::document::published::published;
use crate::document::signal_chapter::signal_chapter;
use crate::document::signal_tables::{
    ranked_annex_table, ranked_table, reviews_table, validation_table, weights_table,
};
use crate::document::summary::{retirement_dip, sentences};
use crate::document::table::Table;
use crate::error::ReportError;
use crate::view::{View, cut, vintages};
use crate::words::Words;
use suranys_core::run::OutturnRow;
use suranys_core::shortage_list::Signal;

/// Builds the report of a run with its pictures.
///
/// # Errors
/// When a label is missing.
pub fn report(view: View, figures: &Figures) -> Result<Document, ReportError> {
    let l = view.labels;
    let period = view.period().to_string();
    let base = view.output.base_year.to_string();
    let cutoff = match view.output.as_of {
        Some(v) => l.fill("report.vintage-as-of", &[("year", &v.to_string())])?,
        None => l.fill("report.vintage-all", &[("base", &base)])?,
    };
    let scenarios: Vec<&str> = view.output.scenarios.iter().map(|s| view.scenario(s)).collect();
    let fact = |key: &str, value: String| -> Result<[String; 2], ReportError> {
        Ok([l.text(key)?.to_owned(), value])
    };
    let mark = if view.synthetic() { l.text("mark.synthetic")?.to_owned() } else { String::new() };
    let title = l.fill("report.title", &[("period", &period)])?;
    let edition = l.date(view.baseline().map_or("", |baseline| baseline.date.as_str()));
    let citation = l.fill("report.cite", &[("title", &title), ("edition", &edition)])?;
    let horizon = view.output.settings.horizon.to_string();
    let front = front(view, figures)?;
    // Whom to write to is data of the package; where it says nothing there is no line.
    let contact = l.optional("report.contact-text");
    let contact = contact.map(|text| fact("report.contact", text.to_owned())).transpose()?;
    let facts = [
        fact("report.document", l.text("report.document-text")?.to_owned())?,
        fact("report.edition", edition)?,
        fact("report.vintage", cutoff)?,
        fact("report.scenarios", scenarios.join(", "))?,
        fact("report.draws", l.number(view.output.settings.draws as f64, 0))?,
        fact("report.citation", citation)?,
    ];
    let before = (usize::from(front.table.is_some()), usize::from(front.figure.is_some()));
    Ok(Document {
        lang: l.language().to_owned(),
        title,
        subtitle: l.fill("report.subtitle", &[("horizon", &horizon)])?,
        author: l.text("report.author")?.to_owned(),
        date: date(view),
        mark,
        facts: facts.into_iter().chain(contact).collect(),
        note: l.text("report.status-note")?.to_owned(),
        footer: String::new(),
        letter: None,
        layout: Layout::Report,
        front: Some(Front {
            table: front.table.map(|table| Table { number: 1, ..table }),
            ..front
        }),
        contents: l.text("report.contents")?.to_owned(),
        blocks: blocks(view, figures, before)?,
    })
}

/// The date of the baseline, `YYYY-MM-DD`; the end of the base year when it has no such date.
pub fn date(view: View) -> (u16, u8, u8) {
    let parse = |text: &str| {
        let mut parts = text.split('-');
        let day =
            (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        ((1900..=2200).contains(&day.0) && (1..=12).contains(&day.1) && (1..=28).contains(&day.2))
            .then_some(day)
    };
    let end = (u16::try_from(view.output.base_year.0).unwrap_or(1900), 12, 28);
    view.baseline().and_then(|baseline| parse(&baseline.date)).unwrap_or(end)
}

/// The chapters and the annex; `before` are the tables and figures of the front.
fn blocks(
    view: View,
    figures: &Figures,
    before: (usize, usize),
) -> Result<Vec<Block>, ReportError> {
    let words = Words::of(view.labels);
    let mut b = Builder::new(view.labels).after(before.0, before.1);
    demand(view, figures, &mut b)?;
    labour_force(view, figures, &mut b)?;
    for by in annexes(view) {
        places(view, figures, &by, &mut b)?;
    }
    b.heading(1, "retirement")?;
    b.text(retirement_dip(view)?.into_iter().collect());
    b.figures(figures, "retirement", 2)?;
    b.file(retirement_table(view)?);
    if let Some(list) = &view.output.list {
        b.heading(1, "list")?;
        if let Some(signal) = &list.signal {
            signal_chapter(signal, &words, &mut b)?;
        }
        list_chapter(list, &words, &mut b)?;
    }
    comparison(view, figures, &mut b)?;
    trust(view, figures, &mut b)?;
    annex(view, &words, &mut b)?;
    changes(view, &mut b)?;
    Ok(b.blocks())
}

fn demand(view: View, figures: &Figures, b: &mut Builder) -> Result<(), ReportError> {
    b.heading(1, "job-openings")?;
    b.text(sentences(view)?);
    b.picture(figures, "scenarios");
    let periods = period_table(view)?;
    if !periods.rows.is_empty() {
        b.table(periods);
    }
    b.file(net_requirement_table(view)?);
    b.figures(figures, "employment", 1)
}

/// The chapter on sections, regions or groups of occupations.
fn places(view: View, figures: &Figures, by: &By, b: &mut Builder) -> Result<(), ReportError> {
    let chapter = format!("{}s", by.key);
    b.heading(1, &chapter)?;
    match chapter.as_str() {
        "occupations" => {
            b.text(vec![view.labels.text("text.occupations")?.to_owned()]);
            b.picture(figures, "cover-by-occupation");
        }
        "regions" => {
            b.figures(figures, &chapter, 1)?;
            b.picture(figures, "job-openings-by-region");
        }
        _ => b.figures(figures, &chapter, 2)?,
    }
    b.table(short_openings_table(view, &chapter, by.key, by.items, by.place)?);
    b.file(openings_table(view, &chapter, by.key, by.items, by.place)?);
    Ok(())
}

/// How far to trust the forecast: outturns, what others publish, rolling origins, limits.
fn trust(view: View, figures: &Figures, b: &mut Builder) -> Result<(), ReportError> {
    let l = view.labels;
    b.heading(1, "trust")?;
    if !view.output.outturns.is_empty() {
        let inside = |pick: fn(&OutturnRow) -> bool| {
            view.output.outturns.iter().filter(|r| pick(r)).count().to_string()
        };
        b.text(vec![l.fill(
            "text.outturns",
            &[
                ("vintage", &vintages(&view.output.outturns)),
                ("count", &view.output.outturns.len().to_string()),
                ("inside80", &inside(|r| r.inside80)),
                ("inside95", &inside(|r| r.inside95)),
            ],
        )?]);
        let last = figures.of("outturns").filter(|p| p.name.contains("-employment-")).last();
        if let Some(picture) = last.or_else(|| figures.of("outturns").next()) {
            b.figure(picture);
        }
        outturn_tables(view)?.into_iter().for_each(|table| b.file(table));
    }
    published(view, b)?;
    b.text(vec![l.text("text.backtest")?.to_owned()]);
    b.table(backtest_table(view)?);
    b.heading(2, "limits")?;
    b.add(Block::List(l.list("text.limits")?.to_vec()));
    Ok(())
}

/// The annex: method, assumptions, sources, words; then, on their side, tables and the list.
fn annex(view: View, words: &Words, b: &mut Builder) -> Result<(), ReportError> {
    let l = view.labels;
    b.heading(1, "annex")?;
    b.heading(2, "method")?;
    b.text(l.list("text.method")?.to_vec());
    b.heading(2, "assumptions")?;
    b.table(assumption_table(view)?);
    b.heading(2, "notes")?;
    notes(view)?.into_iter().for_each(|block| b.add(block));
    b.heading(2, "sources")?;
    b.text(vec![l.text("report.status-note")?.to_owned(), l.text("text.sources")?.to_owned()]);
    b.table(resource_table(view)?);
    b.file(source_table(view)?);
    b.heading(2, "glossary")?;
    b.table(glossary(view)?);
    b.add(Block::Turn);
    b.heading(1, "annex-tables")?;
    for by in annexes(view) {
        b.heading(2, &format!("annex-{}", by.key))?;
        let mut tables = annex_tables(view, &by)?.into_iter();
        if let Some(first) = tables.next() {
            b.table(first);
        }
        tables.for_each(|table| b.file(table));
    }
    let Some(list) = &view.output.list else { return Ok(()) };
    if let Some(signal) = &list.signal {
        b.heading(2, "annex-ranked")?;
        let behind = |s: &Signal| s.in_scope && !s.profession;
        b.table(ranked_annex_table(signal, words)?);
        b.file(ranked_table(list, signal, words, behind, usize::MAX)?);
        b.file(reviews_table(signal, words)?);
        b.file(weights_table(signal, words)?);
    }
    if !view.output.occupation_validation.is_empty() {
        b.heading(2, "annex-validation")?;
        b.table(validation_table(&view.output.occupation_validation, words)?);
    }
    b.heading(2, "annex-list")?;
    b.table(official_form(list, words)?);
    Ok(())
}

/// Key of the note that comes once for each region with a spliced history; they are printed as one
/// paragraph.
const LINKS: &str = "note.region-spliced";

fn notes(view: View) -> Result<Vec<Block>, ReportError> {
    let l = view.labels;
    let (mut links, mut others) = (Vec::new(), Vec::new());
    for note in &view.output.notes {
        let of = |name: &str| note.arguments.get(name).map_or("", String::as_str);
        if note.key == LINKS {
            links.push(l.fill(
                "text.spliced-item",
                &[
                    ("region", &region(view, of("region"))),
                    ("year", of("year")),
                    ("from", &region(view, of("from"))),
                ],
            )?);
            continue;
        }
        let mut named = note.clone();
        for (name, value) in &mut named.arguments {
            match name.as_str() {
                "region" => *value = region(view, value),
                "sections" => *value = sections(view, value),
                _ => {}
            }
        }
        others.push(l.note(&named));
    }
    let mut paragraphs = Vec::new();
    if !links.is_empty() {
        paragraphs.push(format!("{} {}.", l.text("text.spliced")?, links.join("; ")));
    }
    Ok(vec![Block::List(others), Block::Text(paragraphs)])
}

/// Sections by name, with their codes.
fn sections(view: View, codes: &str) -> String {
    let name = |code: &str| {
        let item = view.output.sections.iter().find(|item| item.code == code);
        item.map_or(code.to_owned(), |item| format!("{code} {}", cut(view.short(item))))
    };
    codes.split(", ").map(name).collect::<Vec<_>>().join(", ")
}

/// Names of regions, of these or former borders, from their codes; a code that is none of the
/// run's stays a code.
fn region(view: View, codes: &str) -> String {
    let name = |code: &str| {
        let mut known = view.output.regions.iter().chain(&view.output.former_regions);
        let item = known.find(|item| item.code == code);
        item.map_or(code.to_owned(), |item| cut(view.short(item)))
    };
    codes.split(", ").map(name).collect::<Vec<_>>().join(", ")
}
