//! What a document is made of: a front page, perhaps a summary, and blocks in order.

use crate::charts::canvas::Picture;
use crate::charts::figures::Figures;
use crate::document::table::Table;
use crate::error::ReportError;
use crate::labels::LabelBook;

/// A document: the report of a run, or the annex of a list.
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
    /// Year, month and day that its author gave it, never the clock's.
    pub date: (u16, u8, u8),
    /// The synthetic mark; empty when nothing in it needs it.
    pub mark: String,
    /// Base year, data cut-off and the like, each with its name.
    pub facts: Vec<[String; 2]>,
    /// What the front page says below them: what the statuses mean, or which acts were not read.
    pub note: String,
    /// What the foot of every page says; empty where there is no need.
    pub footer: String,
    /// The summary; a document without one is an annex: its contents stand on the first page and
    /// its pages lie on their side.
    pub summary: Option<Summary>,
    /// Heading of the table of contents.
    pub contents: String,
    /// Everything else, in order.
    pub blocks: Vec<Block>,
}

/// The summary of a report.
#[derive(Debug)]
pub struct Summary {
    /// Its heading.
    pub title: String,
    /// Figures set large.
    pub key_figures: Vec<KeyFigure>,
    /// Its sentences.
    pub sentences: Vec<String>,
}

/// A figure set large on the summary page.
#[derive(Debug)]
pub struct KeyFigure {
    /// The median.
    pub value: String,
    /// Measure and unit.
    pub name: String,
    /// Its prediction interval.
    pub range: String,
}

/// A piece of a document.
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

/// Path of a picture in the folder of its language.
pub fn file_of(name: &str) -> String {
    format!("figures/{name}.svg")
}

/// Blocks in the making: numbers tables and figures as they come.
pub struct Builder<'a> {
    labels: &'a LabelBook,
    blocks: Vec<Block>,
    tables: usize,
    figures: usize,
}

impl<'a> Builder<'a> {
    /// No blocks yet; headings are taken from the group `section` of `labels`.
    pub fn new(labels: &'a LabelBook) -> Builder<'a> {
        Builder { labels, blocks: Vec::new(), tables: 0, figures: 0 }
    }

    /// The blocks, in order.
    pub fn blocks(self) -> Vec<Block> {
        self.blocks
    }

    /// A heading by its key.
    ///
    /// # Errors
    /// When the label is missing.
    pub fn heading(&mut self, level: u8, key: &str) -> Result<(), ReportError> {
        let text = self.labels.text(&format!("section.{key}"))?.to_owned();
        self.add(Block::Heading { level, text });
        Ok(())
    }

    /// Paragraphs.
    pub fn text(&mut self, paragraphs: Vec<String>) {
        self.add(Block::Text(paragraphs));
    }

    /// A block that has no number.
    pub fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// The next table.
    pub fn table(&mut self, table: Table) {
        self.tables += 1;
        self.add(Block::Table(Table { number: self.tables, ..table }));
    }

    /// The next figure.
    pub fn figure(&mut self, picture: &Picture) {
        self.figures += 1;
        self.add(Block::Figure {
            number: self.figures,
            name: picture.name.clone(),
            caption: picture.title.clone(),
            alt: picture.description.clone(),
        });
    }

    /// The pictures of a place, or a line that says there are none.
    ///
    /// # Errors
    /// When the label is missing.
    pub fn figures(&mut self, figures: &Figures, place: &str) -> Result<(), ReportError> {
        if figures.of(place).next().is_none() {
            self.text(vec![self.labels.text("not-available")?.to_owned()]);
        }
        figures.of(place).for_each(|picture| self.figure(picture));
        Ok(())
    }
}
