//! The report of a run, chapter by chapter.

use crate::charts::beveridge;
use crate::charts::figures::{Figures, LIST};
use crate::document::annex_tables::{annex_tables, annexes};
use crate::document::assumptions::assumption_table;
use crate::document::block::{Block, Builder, Document, Summary};
use crate::document::chapter_tables::{
    backtest_table, balance_table, cumulative_table, job_openings_table, outturn_table,
    retirement_table, shortage_table, source_table,
};
use crate::document::comparison::comparison;
use crate::document::indicators::indicator_table;
use crate::document::list_chapter::{list_chapter, official_form};
use crate::document::summary::{key_figures, sentences};
use crate::error::ReportError;
use crate::view::{View, cut, vintages};
use crate::words::Words;
use std::collections::BTreeMap;
use suranys_core::run::{Measure, OutturnRow};

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
            b.table(job_openings_table(view)?);
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
        b.table(cumulative_table(view, &chapter, by.key, by.items, by.place)?);
    }
    if view.output.figures.keys().any(|key| key.measure == Measure::Shortage) {
        b.heading(1, "balance")?;
        b.text(l.list("text.balance")?.to_vec());
        b.figures(figures, "balance")?;
        b.table(balance_table(view)?);
        if !view.output.occupations.is_empty() {
            b.table(shortage_table(view)?);
        }
        if !view.output.indicators.is_empty() {
            b.table(indicator_table(view)?);
        }
        if let Some(known) = beveridge::counts_without_curve(view)? {
            b.text(vec![l.fill("text.no-beveridge", &[("known", &known)])?]);
        }
    }
    let words = Words::of(l);
    if let Some(list) = &view.output.list {
        b.heading(1, "list")?;
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
        b.table(outturn_table(view)?);
    }
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

/// Keys of the notes that come once for each series or region, and are printed as one paragraph
/// each: from which year on a series is fitted, and which regions have a linked history.
const BREAKS: &str = "note.break-segment";
const LINKS: &str = "note.region-spliced";
/// The nation's series in such notes.
const NATION: &str = "_T";

fn notes(view: View) -> Result<Vec<Block>, ReportError> {
    let l = view.labels;
    let mut breaks: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
    let (mut links, mut others) = (Vec::new(), Vec::new());
    for note in &view.output.notes {
        let of = |name: &str| note.arguments.get(name).map_or("", String::as_str);
        match note.key.as_str() {
            BREAKS => {
                breaks
                    .entry((of("table"), of("year"), of("points")))
                    .or_default()
                    .push(of("series"));
            }
            LINKS => links.push(l.fill(
                "text.spliced-item",
                &[
                    ("region", &region(view, of("region"))),
                    ("year", of("year")),
                    ("from", &region(view, of("from"))),
                ],
            )?),
            _ => others.push(l.note(note)),
        }
    }
    let mut paragraphs = Vec::new();
    if !links.is_empty() {
        paragraphs.push(format!("{} {}.", l.text("text.spliced")?, links.join("; ")));
    }
    let mut items = Vec::new();
    for ((table, year, points), series) in breaks {
        let table = l.optional(&format!("panel.{table}")).unwrap_or(table);
        items.push(l.fill(
            "text.break-item",
            &[
                ("table", table),
                ("year", year),
                ("points", points),
                ("series", &named(view, &series)?),
            ],
        )?);
    }
    if !items.is_empty() {
        paragraphs.push(format!("{} {}.", l.text("text.breaks")?, items.join("; ")));
    }
    Ok(vec![Block::List(others), Block::Text(paragraphs)])
}

/// Series by name: the nation, sections with their letters, regions.
fn named(view: View, codes: &[&str]) -> Result<String, ReportError> {
    let mut names = Vec::new();
    for code in codes {
        let section = view.output.sections.iter().find(|item| item.code == *code);
        names.push(match section {
            Some(item) => format!("{code} {}", cut(view.short(item))),
            None if *code == NATION => view.labels.text("country")?.to_owned(),
            None => region(view, code),
        });
    }
    Ok(names.join(", "))
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
