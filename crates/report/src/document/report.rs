//! The report of a run, chapter by chapter.

use crate::charts::figures::{Figures, LIST};
use crate::document::annex_tables::{annex_tables, annexes};
use crate::document::assumptions::assumption_table;
use crate::document::block::{Block, Builder, Document, Summary};
use crate::document::chapter_tables::{
    backtest_table, net_requirement_table, openings_table, outturn_tables, period_table,
    retirement_table, source_table,
};
use crate::document::comparison::comparison;
use crate::document::labour_force::labour_force;
use crate::document::list_chapter::{list_chapter, official_form};
use crate::document::published::published;
use crate::document::signal_chapter::signal_chapter;
use crate::document::summary::{key_figures, sentences};
use crate::error::ReportError;
use crate::view::{View, cut, vintages};
use crate::words::Words;
use suranys_core::run::OutturnRow;

/// Builds the report of a run with its pictures.
///
/// # Errors
/// When a label is missing.
pub fn report(view: View, figures: &Figures) -> Result<Document, ReportError> {
    let l = view.labels;
    let period = view.period().to_string();
    let vintage = match view.output.as_of {
        Some(v) => l.fill("report.vintage-as-of", &[("year", &v.to_string())])?,
        None => l.text("report.vintage-all")?.to_owned(),
    };
    let scenarios: Vec<&str> = view.output.scenarios.iter().map(|s| view.scenario(s)).collect();
    let fact = |key: &str, value: String| -> Result<[String; 2], ReportError> {
        Ok([l.text(key)?.to_owned(), value])
    };
    let mark = if view.synthetic() { l.text("mark.synthetic")?.to_owned() } else { String::new() };
    Ok(Document {
        lang: l.language().to_owned(),
        title: l.fill("report.title", &[("period", &period)])?,
        subtitle: l
            .fill("report.subtitle", &[("horizon", &view.output.settings.horizon.to_string())])?,
        author: l.text("report.author")?.to_owned(),
        date: date(view),
        mark,
        facts: vec![
            fact("report.base", view.output.base_year.to_string())?,
            fact("report.vintage", vintage)?,
            fact("report.scenarios", scenarios.join(", "))?,
            fact("report.draws", l.number(view.output.settings.draws as f64, 0))?,
        ],
        note: l.text("report.status-note")?.to_owned(),
        footer: String::new(),
        summary: Some(Summary {
            title: l.text("report.summary")?.to_owned(),
            key_figures: key_figures(view)?,
            sentences: sentences(view)?,
        }),
        contents: l.text("report.contents")?.to_owned(),
        blocks: blocks(view, figures)?,
    })
}

/// The date of the baseline, `YYYY-MM-DD`; the end of the base year when it has no such date.
fn date(view: View) -> (u16, u8, u8) {
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

fn blocks(view: View, figures: &Figures) -> Result<Vec<Block>, ReportError> {
    let l = view.labels;
    let mut b = Builder::new(l);
    for place in ["job-openings", "employment"] {
        b.heading(1, place)?;
        b.figures(figures, place)?;
        if place == "job-openings" {
            let periods = period_table(view)?;
            if !periods.rows.is_empty() {
                b.table(periods);
            }
            b.table(net_requirement_table(view)?);
        }
    }
    for by in annexes(view) {
        let chapter = format!("{}s", by.key);
        b.heading(1, &chapter)?;
        if chapter == "occupations" {
            b.text(vec![l.text("text.occupations")?.to_owned()]);
        } else {
            b.figures(figures, &chapter)?;
        }
        b.table(openings_table(view, &chapter, by.key, by.items, by.place)?);
    }
    labour_force(view, figures, &mut b)?;
    let words = Words::of(l);
    if let Some(list) = &view.output.list {
        b.heading(1, "list")?;
        if let Some(signal) = &list.signal {
            signal_chapter(signal, &words, &mut b)?;
        }
        list_chapter(list, &words, &mut b)?;
        figures.of(LIST).for_each(|picture| b.figure(picture));
    }
    comparison(view, figures, &mut b)?;
    b.heading(1, "retirement")?;
    b.figures(figures, "retirement")?;
    b.table(retirement_table(view)?);
    if !view.output.outturns.is_empty() {
        b.heading(1, "outturns")?;
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
        b.figures(figures, "outturns")?;
        for table in outturn_tables(view)? {
            b.table(table);
        }
    }
    published(view, &mut b)?;
    b.heading(1, "backtest")?;
    b.text(vec![l.text("text.backtest")?.to_owned()]);
    b.table(backtest_table(view)?);
    b.heading(1, "assumptions")?;
    figures.of("assumptions").for_each(|picture| b.figure(picture));
    b.table(assumption_table(view)?);
    b.heading(1, "method")?;
    b.text(l.list("text.method")?.to_vec());
    b.heading(1, "limits")?;
    b.add(Block::List(l.list("text.limits")?.to_vec()));
    b.heading(1, "notes")?;
    notes(view)?.into_iter().for_each(|block| b.add(block));
    b.heading(1, "sources")?;
    b.table(source_table(view)?);
    b.add(Block::Turn);
    b.heading(1, "annex")?;
    for by in annexes(view) {
        b.heading(2, &format!("annex-{}", by.key))?;
        for table in annex_tables(view, &by)? {
            b.table(table);
        }
    }
    if let Some(list) = &view.output.list {
        b.heading(2, "annex-list")?;
        b.table(official_form(list, &words)?);
    }
    Ok(b.blocks())
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
