//! What a document is made of: a front, and blocks in order.

use crate::charts::canvas::Picture;
use crate::charts::figures::Figures;
use crate::document::certainty::Certainty;
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
    /// The two pages at the front of a report.
    pub front: Option<Front>,
    /// What stands above its blocks as a letter; none for anything else.
    pub letter: Option<Letterhead>,
    /// How its pages are laid out.
    pub layout: Layout,
    /// Heading of the table of contents; empty where there is none.
    pub contents: String,
    /// Everything else, in order.
    pub blocks: Vec<Block>,
}

/// How the pages of a document are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// A front of two pages, chapters, then pages on their side.
    Report,
    /// Contents on the first page, then pages on their side.
    Annex,
    /// A page for each heading of the first level.
    Sheets,
    /// A letter with what is annexed to it.
    Letter,
}

/// What stands above and below a letter; blanks are drawn already.
#[derive(Debug, serde::Serialize)]
pub struct Letterhead {
    /// To whom it goes.
    pub addressee: String,
    /// Number and date in a line.
    pub reference: String,
    /// Position of who signs.
    pub position: String,
    /// Name of who signs.
    pub name: String,
}

/// The two pages at the front of a report.
#[derive(Debug)]
pub struct Front {
    /// Their heading.
    pub title: String,
    /// What was found.
    pub findings: Vec<Finding>,
    /// What the marks of certainty mean.
    pub rule: String,
    /// Figures set large.
    pub key_figures: Vec<KeyFigure>,
    /// The chart; a block of a figure.
    pub figure: Option<Block>,
    /// The table.
    pub table: Option<Table>,
    /// Boxes next to one another.
    pub boxes: Vec<TextBox>,
    /// How past forecasts did; empty where none can be scored.
    pub record: String,
}

/// A finding, and how sure it is.
#[derive(Debug)]
pub struct Finding {
    /// What was found.
    pub text: String,
    /// How sure it is, as a word.
    pub mark: String,
    /// The same for its colour.
    pub certainty: Certainty,
}

/// Lines under a heading, in a frame.
#[derive(Debug)]
pub struct TextBox {
    /// The heading.
    pub title: String,
    /// The lines.
    pub lines: Vec<String>,
}

/// A figure set large.
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
        /// The picture in words.
        alt: String,
    },
    /// A table.
    Table(Table),
    /// A table that stands in the workbook alone.
    Filed(Table),
    /// From here on pages lie on their side.
    Turn,
}

impl Block {
    /// The number of a figure, whose title stands in the picture; the caption of a table with its number;
    /// empty for anything else.
    ///
    /// # Errors
    /// When the label file has no form for it.
    pub fn title(&self, labels: &LabelBook) -> Result<String, ReportError> {
        match self {
            Block::Figure { number, .. } => {
                labels.fill("format.figure", &[("number", &number.to_string())])
            }
            Block::Table(table) | Block::Filed(table) => table.title(labels),
            _ => Ok(String::new()),
        }
    }
}

impl Document {
    /// All tables, in order: that of the front, those of the chapters, and those of the workbook alone.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        let front = self.front.iter().filter_map(|front| front.table.as_ref());
        front.chain(self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) | Block::Filed(table) => Some(table),
            _ => None,
        }))
    }
}

/// Path of a picture, or of its data, in the folder of its language, by the ending of its format.
pub fn picture_file(name: &str, ending: &str) -> String {
    format!("figures/{name}.{ending}")
}

/// Path of a picture as SVG in the folder of its language.
pub fn file_of(name: &str) -> String {
    picture_file(name, "svg")
}

/// Blocks in the making: numbers tables and figures as they come. A table of the workbook alone has the
/// next number after all that are printed.
pub struct Builder<'a> {
    labels: &'a LabelBook,
    blocks: Vec<Block>,
    filed: Vec<Table>,
    tables: usize,
    figures: usize,
}

impl<'a> Builder<'a> {
    /// No blocks yet; headings are taken from the group `section` of `labels`.
    pub fn new(labels: &'a LabelBook) -> Builder<'a> {
        Builder { labels, blocks: Vec::new(), filed: Vec::new(), tables: 0, figures: 0 }
    }

    /// The same after so many tables and figures that stand before.
    #[must_use]
    pub fn after(self, tables: usize, figures: usize) -> Builder<'a> {
        Builder { tables, figures, ..self }
    }

    /// The blocks, in order, those of the workbook alone last.
    pub fn blocks(mut self) -> Vec<Block> {
        for table in std::mem::take(&mut self.filed) {
            self.tables += 1;
            self.blocks.push(Block::Filed(Table { number: self.tables, ..table }));
        }
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

    /// A table for the workbook alone.
    pub fn file(&mut self, table: Table) {
        self.filed.push(table);
    }

    /// The next figure.
    pub fn figure(&mut self, picture: &Picture) {
        self.figures += 1;
        self.add(Block::Figure {
            number: self.figures,
            name: picture.name.clone(),
            alt: picture.description.clone(),
        });
    }

    /// The first pictures of a place, as many as are asked for, or a line that says there are none; the
    /// others are files next to the report.
    ///
    /// # Errors
    /// When the label is missing.
    pub fn figures(
        &mut self,
        figures: &Figures,
        place: &str,
        count: usize,
    ) -> Result<(), ReportError> {
        if figures.of(place).next().is_none() {
            self.text(vec![self.labels.text("not-available")?.to_owned()]);
        }
        figures.of(place).take(count).for_each(|picture| self.figure(picture));
        Ok(())
    }

    /// The picture of a name, where there is one.
    pub fn picture(&mut self, figures: &Figures, name: &str) {
        if let Some(picture) = figures.named(name) {
            self.figure(picture);
        }
    }
}
