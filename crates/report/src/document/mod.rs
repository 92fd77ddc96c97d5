//! The report as a list of blocks of plain text, ready for typesetting. Picks rows and words;
//! computes nothing.

mod summary;
mod tables;

use crate::display::number;
use crate::error::ReportError;
use crate::figures::Figures;
use crate::figures::canvas::Picture;
use crate::view::{View, cut};
use serde::Serialize;
use std::collections::BTreeMap;
use summary::{KeyFigure, key_figures, summary};
use suranys_core::run::{FigureKey, Measure, OutcomeRow};
use tables::{
    Table, assumption_table, backtest_table, balance_table, cumulated_table, need_table,
    outcome_table, retirement_table, shortage_table, source_table,
};

/// The whole report. Field names are those of the template.
#[derive(Debug, Serialize)]
pub struct Document {
    lang: String,
    title: String,
    subtitle: String,
    author: String,
    mark: String,
    facts: Vec<[String; 2]>,
    status_note: String,
    summary_title: String,
    key_figures: Vec<KeyFigure>,
    summary: Vec<String>,
    contents: String,
    blocks: Vec<Block>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Block {
    Heading { level: u8, text: String },
    Text { paragraphs: Vec<String> },
    List { paragraphs: Vec<String> },
    Figure { file: String, caption: String, alt: String },
    Table(Table),
}

/// Builds the report of a run with its pictures.
///
/// # Errors
/// When a label is missing.
pub fn document(view: View, figures: &Figures) -> Result<Document, ReportError> {
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
        mark,
        facts: vec![
            fact("report.base", view.output.base_year.to_string())?,
            fact("report.vintage", vintage)?,
            fact("report.scenarios", scenarios.join(", "))?,
            fact("report.draws", number(view.output.settings.draws as f64, 0))?,
        ],
        status_note: l.text("report.status-note")?.to_owned(),
        summary_title: l.text("report.summary")?.to_owned(),
        key_figures: key_figures(view)?,
        summary: summary(view)?,
        contents: l.text("report.contents")?.to_owned(),
        blocks: blocks(view, figures)?,
    })
}

fn blocks(view: View, figures: &Figures) -> Result<Vec<Block>, ReportError> {
    let l = view.labels;
    let mut all = Vec::new();
    let heading = |key: &str| -> Result<Block, ReportError> {
        Ok(Block::Heading { level: 1, text: l.text(&format!("section.{key}"))?.to_owned() })
    };
    let none = || -> Result<Block, ReportError> {
        Ok(Block::Text { paragraphs: vec![l.text("not-available")?.to_owned()] })
    };
    let pictures = |list: Vec<&Picture>| -> Result<Vec<Block>, ReportError> {
        if list.is_empty() {
            return Ok(vec![none()?]);
        }
        Ok(list.into_iter().map(picture).collect())
    };
    all.push(heading("need")?);
    all.extend(pictures(figures.need_by_year.iter().collect())?);
    all.push(Block::Table(need_table(view)?));
    all.push(heading("employment")?);
    all.extend(pictures(figures.employment.iter().collect())?);
    all.push(heading("sections")?);
    all.extend(pictures(figures.need_by_section.iter().collect())?);
    all.push(Block::Table(cumulated_table(
        view,
        "sections",
        "section",
        &view.output.sections,
        FigureKey::in_section,
    )?));
    all.extend(figures.employment_by_section.iter().map(picture));
    all.push(heading("regions")?);
    all.extend(pictures(figures.need_by_region.iter().collect())?);
    all.push(Block::Table(cumulated_table(
        view,
        "regions",
        "region",
        &view.output.regions,
        FigureKey::in_region,
    )?));
    if !view.output.occupations.is_empty() {
        all.push(heading("occupations")?);
        all.push(Block::Text { paragraphs: vec![l.text("text.occupations")?.to_owned()] });
        all.push(Block::Table(cumulated_table(
            view,
            "occupations",
            "occupation",
            &view.output.occupations,
            FigureKey::in_occupation,
        )?));
    }
    let measured = |measure| view.output.figures.keys().any(|key| key.measure == measure);
    if measured(Measure::Gap) {
        all.push(heading("balance")?);
        all.push(Block::Text { paragraphs: l.list("text.balance")?.to_vec() });
        all.push(Block::Table(balance_table(view)?));
        if !view.output.occupations.is_empty() {
            all.push(Block::Table(shortage_table(view)?));
        }
    }
    all.push(heading("retirement")?);
    all.extend(pictures(figures.retirement.iter().collect())?);
    all.push(Block::Table(retirement_table(view)?));
    if !view.output.outcomes.is_empty() {
        all.push(heading("outcomes")?);
        let inside = |pick: fn(&OutcomeRow) -> bool| {
            view.output.outcomes.iter().filter(|r| pick(r)).count().to_string()
        };
        let text = l.fill(
            "text.outcomes",
            &[
                ("count", &view.output.outcomes.len().to_string()),
                ("inside80", &inside(|r| r.inside80)),
                ("inside95", &inside(|r| r.inside95)),
            ],
        )?;
        all.push(Block::Text { paragraphs: vec![text] });
        all.extend(figures.outcomes.iter().map(picture));
        all.push(Block::Table(outcome_table(view)?));
    }
    all.push(heading("backtest")?);
    all.push(Block::Text { paragraphs: vec![l.text("text.backtest")?.to_owned()] });
    all.push(Block::Table(backtest_table(view)?));
    all.push(heading("assumptions")?);
    all.push(Block::Table(assumption_table(view)?));
    all.push(heading("method")?);
    all.push(Block::Text { paragraphs: l.list("text.method")?.to_vec() });
    all.push(heading("limits")?);
    all.push(Block::List { paragraphs: l.list("text.limits")?.to_vec() });
    all.push(heading("notes")?);
    all.extend(notes(view)?);
    all.push(heading("sources")?);
    all.push(Block::Table(source_table(view)?));
    Ok(all)
}

/// Path of a picture in the report's folder.
pub fn file_of(picture: &Picture) -> String {
    format!("figures/{}.svg", picture.name)
}

fn picture(picture: &Picture) -> Block {
    Block::Figure {
        file: file_of(picture),
        caption: picture.title.clone(),
        alt: picture.description.clone(),
    }
}

/// Keys of the notes that come once for each series or region, and are printed as one paragraph
/// each: from which year on a series is fitted, and which regions have a linked history.
const BREAKS: &str = "note.break-regime";
const LINKS: &str = "note.region-linked";

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
                "text.link-item",
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
        paragraphs.push(format!("{} {}.", l.text("text.links")?, links.join("; ")));
    }
    let mut items = Vec::new();
    for ((table, year, points), series) in breaks {
        let table = l.optional(&format!("panel.{table}")).unwrap_or(table);
        items.push(l.fill(
            "text.break-item",
            &[("table", table), ("year", year), ("points", points), ("series", &series.join(", "))],
        )?);
    }
    if !items.is_empty() {
        paragraphs.push(format!("{} {}.", l.text("text.breaks")?, items.join("; ")));
    }
    Ok(vec![Block::List { paragraphs: others }, Block::Text { paragraphs }])
}

/// Name of a region, or its code when the region is not one of the report's.
fn region(view: View, code: &str) -> String {
    let item = view.output.regions.iter().find(|item| item.code == code);
    item.map_or(code.to_owned(), |item| cut(view.short(item)))
}
