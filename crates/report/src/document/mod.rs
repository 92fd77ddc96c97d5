//! The report as a list of blocks, the same for every format. Picks rows and words; computes
//! nothing.

mod annex;
mod assumptions;
mod comparison;
mod indicators;
mod summary;
pub mod table;
mod tables;

use crate::charts::canvas::Picture;
use crate::charts::{Figures, beveridge};
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::list::Words;
use crate::list::chapter::{self, Piece};
use crate::view::{View, cut, vintages};
use annex::{annex_tables, annexes};
use assumptions::assumption_table;
use indicators::indicator_table;
use std::collections::BTreeMap;
pub use summary::KeyFigure;
use summary::{key_figures, summary};
use suranys_core::run::{Measure, OutturnRow};
use table::Table;
use tables::{
    backtest_table, balance_table, cumulated_table, need_table, outturn_table, retirement_table,
    shortage_table, source_table,
};

/// The whole report.
#[derive(Debug)]
pub struct Document {
    /// Language tag.
    pub lang: String,
    /// Title.
    pub title: String,
    /// What it is about, under the title.
    pub subtitle: String,
    /// Who made it.
    pub author: String,
    /// Year, month and day the baseline's author gave it: the report's own date.
    pub date: (u16, u8, u8),
    /// The synthetic mark; empty when no figure needs it.
    pub mark: String,
    /// Base year, vintage and the like, each with its name.
    pub facts: Vec<[String; 2]>,
    /// What the statuses mean.
    pub status_note: String,
    /// Heading of the summary.
    pub summary_title: String,
    /// Figures set large.
    pub key_figures: Vec<KeyFigure>,
    /// Sentences of the summary.
    pub summary: Vec<String>,
    /// Heading of the table of contents.
    pub contents: String,
    /// Everything else, in order.
    pub blocks: Vec<Block>,
}

/// A piece of the report.
#[derive(Debug)]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 for a chapter.
        level: u8,
        /// Its words.
        text: String,
    },
    /// Paragraphs.
    Text(Vec<String>),
    /// Items of a list.
    List(Vec<String>),
    /// A picture.
    Figure {
        /// Place in the count of figures, from 1.
        number: usize,
        /// Name of the picture.
        name: String,
        /// Title, without the number.
        caption: String,
        /// The picture in words.
        alt: String,
    },
    /// A table.
    Table(Table),
    /// From here on pages lie on their side.
    Turn,
}

impl Block {
    /// Caption of a figure or table with its number; empty for anything else.
    ///
    /// # Errors
    /// When the label file has no form for it.
    pub fn title(&self, labels: &LabelBook) -> Result<String, ReportError> {
        match self {
            Block::Figure { number, caption, .. } => {
                let number = number.to_string();
                labels.fill("format.figure", &[("number", &number), ("text", caption)])
            }
            Block::Table(table) => table.title(labels),
            _ => Ok(String::new()),
        }
    }
}

impl Document {
    /// All tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }
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
        date: date(view),
        mark,
        facts: vec![
            fact("report.base", view.output.base_year.to_string())?,
            fact("report.vintage", vintage)?,
            fact("report.scenarios", scenarios.join(", "))?,
            fact("report.draws", l.number(view.output.settings.draws as f64, 0))?,
        ],
        status_note: l.text("report.status-note")?.to_owned(),
        summary_title: l.text("report.summary")?.to_owned(),
        key_figures: key_figures(view)?,
        summary: summary(view)?,
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

/// The blocks so far, and how many tables and figures are among them.
struct Builder<'a> {
    labels: &'a LabelBook,
    blocks: Vec<Block>,
    tables: usize,
    figures: usize,
}

impl Builder<'_> {
    fn heading(&mut self, level: u8, key: &str) -> Result<(), ReportError> {
        let text = self.labels.text(&format!("section.{key}"))?.to_owned();
        self.blocks.push(Block::Heading { level, text });
        Ok(())
    }

    fn text(&mut self, paragraphs: Vec<String>) {
        self.blocks.push(Block::Text(paragraphs));
    }

    fn table(&mut self, table: Table) {
        self.tables += 1;
        self.blocks.push(Block::Table(Table { number: self.tables, ..table }));
    }

    fn figure(&mut self, picture: &Picture) {
        self.figures += 1;
        self.blocks.push(Block::Figure {
            number: self.figures,
            name: picture.name.clone(),
            caption: picture.title.clone(),
            alt: picture.description.clone(),
        });
    }

    /// The pictures of a place, or a line that says there are none.
    fn figures(&mut self, figures: &Figures, place: &str) -> Result<(), ReportError> {
        if figures.of(place).next().is_none() {
            self.text(vec![self.labels.text("not-available")?.to_owned()]);
        }
        figures.of(place).for_each(|picture| self.figure(picture));
        Ok(())
    }
}

fn blocks(view: View, figures: &Figures) -> Result<Vec<Block>, ReportError> {
    let l = view.labels;
    let mut b = Builder { labels: l, blocks: Vec::new(), tables: 0, figures: 0 };
    for place in ["need", "employment"] {
        b.heading(1, place)?;
        b.figures(figures, place)?;
        if place == "need" {
            b.table(need_table(view)?);
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
        b.table(cumulated_table(view, &chapter, by.key, by.items, by.place)?);
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
        if let Some(known) = beveridge::lacking(view)? {
            b.text(vec![l.fill("text.no-beveridge", &[("known", &known)])?]);
        }
    }
    let words = Words::of(l);
    if let Some(list) = &view.output.list {
        b.heading(1, "list")?;
        for piece in chapter::chapter(list, &words)? {
            match piece {
                Piece::Text(paragraphs) => b.text(paragraphs),
                Piece::Table(table) => b.table(table),
            }
        }
        figures.of("list").for_each(|picture| b.figure(picture));
    }
    comparison::comparison(view, figures, &mut b)?;
    b.heading(1, "retirement")?;
    b.figures(figures, "retirement")?;
    b.table(retirement_table(view)?);
    if !view.output.outturns.is_empty() {
        b.heading(1, "outcomes")?;
        let inside = |pick: fn(&OutturnRow) -> bool| {
            view.output.outturns.iter().filter(|r| pick(r)).count().to_string()
        };
        b.text(vec![l.fill(
            "text.outcomes",
            &[
                ("vintage", &vintages(&view.output.outturns)),
                ("count", &view.output.outturns.len().to_string()),
                ("inside80", &inside(|r| r.inside80)),
                ("inside95", &inside(|r| r.inside95)),
            ],
        )?]);
        b.figures(figures, "outcomes")?;
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
    b.blocks.push(Block::List(l.list("text.limits")?.to_vec()));
    b.heading(1, "notes")?;
    b.blocks.extend(notes(view)?);
    b.heading(1, "sources")?;
    b.table(source_table(view)?);
    b.blocks.push(Block::Turn);
    b.heading(1, "annex")?;
    for by in annexes(view) {
        b.heading(2, &format!("annex-{}", by.key))?;
        for table in annex_tables(view, &by)? {
            b.table(table);
        }
    }
    if let Some(list) = &view.output.list {
        b.heading(2, "annex-list")?;
        b.table(chapter::official_form(list, &words)?);
    }
    Ok(b.blocks)
}

/// Path of a picture in the folder of its language.
pub fn file_of(name: &str) -> String {
    format!("figures/{name}.svg")
}

/// Keys of the notes that come once for each series or region, and are printed as one paragraph
/// each: from which year on a series is fitted, and which regions have a linked history.
const BREAKS: &str = "note.break-regime";
const LINKS: &str = "note.region-linked";
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
