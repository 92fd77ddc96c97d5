//! The PDF: an embedded typst with nothing of the outside world in it.

mod compact;

use crate::charts::canvas::Picture;
use crate::charts::figures::Figures;
use crate::document::block::{
    Block, Document, Finding, Front, KeyFigure, Layout, Letterhead, file_of,
};
use crate::document::table::{Cell, Kind, Table};
use crate::error::ReportError;
use crate::font::{ELLIPSIS, Ruler, embedded};
use crate::labels::LabelBook;
use crate::theme::Theme;
use serde::Serialize;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub(crate) const TEMPLATE: &str = include_str!("../../../templates/document.typ");

/// What the typesetter can see: the template, the report's content, its pictures and the
/// embedded fonts. No clock, no other file.
pub(crate) struct Inside {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: Vec<(FileId, Bytes)>,
}

fn id(path: &str) -> Result<FileId, ReportError> {
    let path = VirtualPath::new(path)
        .map_err(|e| ReportError::Typesetting { reason: e.to_string().into() })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl Inside {
    pub(crate) fn new(
        template: &str,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Inside, ReportError> {
        let fonts: Vec<Font> = embedded().collect();
        let mut held = Vec::new();
        for (path, bytes) in files {
            held.push((id(&path)?, Bytes::new(bytes)));
        }
        Ok(Inside {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(id("document.typ")?, template.to_owned()),
            files: held,
        })
    }
}

impl World for Inside {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files
            .iter()
            .find(|(held, _)| *held == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The document as the template reads it: all words and numbers already text.
#[derive(Serialize)]
struct Printed<'a> {
    lang: &'a str,
    title: &'a str,
    subtitle: &'a str,
    author: &'a str,
    date: [u16; 3],
    mark: &'a str,
    facts: &'a [[String; 2]],
    note: &'a str,
    footer: &'a str,
    front: Option<PrintedFront<'a>>,
    letter: Option<&'a Letterhead>,
    layout: Layout,
    contents: &'a str,
    grey: bool,
    blocks: Vec<Piece<'a>>,
}

#[derive(Serialize)]
struct PrintedFront<'a> {
    title: &'a str,
    /// Mark of certainty, its key, and the sentence.
    findings: Vec<[&'a str; 3]>,
    rule: &'a str,
    key_figures: Vec<[&'a str; 3]>,
    figure: Option<Piece<'a>>,
    table: Option<Piece<'a>>,
    boxes: Vec<PrintedBox<'a>>,
    record: &'a str,
}

#[derive(Serialize)]
struct PrintedBox<'a> {
    title: &'a str,
    lines: &'a [String],
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Piece<'a> {
    Heading {
        level: u8,
        text: &'a str,
    },
    Text {
        paragraphs: &'a [String],
    },
    List {
        paragraphs: &'a [String],
    },
    Figure {
        file: String,
        caption: String,
        alt: &'a str,
        /// Height of the sheet, in its own units.
        height: u32,
        /// Sources by their numbers, and statuses, where they don't stand in the picture.
        foot: Option<&'a str>,
    },
    Table {
        caption: String,
        head: Vec<&'a str>,
        widths: Vec<u8>,
        numeric: Vec<bool>,
        /// Least widths of columns of ranges in the size of the text, so that no range is broken; nought
        /// for the others.
        needs: Vec<f64>,
        rows: Vec<Vec<String>>,
        foot: &'a str,
    },
    Turn,
}

fn printed<'a>(
    document: &'a Document,
    figures: &'a Figures,
    labels: &'a LabelBook,
    theme: Theme,
) -> Result<Printed<'a>, ReportError> {
    let (year, month, day) = document.date;
    let set = &Setting { figures, labels, ruler: Ruler::new()? };
    let printed = document.blocks.iter().filter(|block| !matches!(block, Block::Filed(_)));
    let blocks: Result<Vec<Piece>, ReportError> = printed.map(|block| set.piece(block)).collect();
    let front = document.front.as_ref().map(|front| set.of_front(front));
    Ok(Printed {
        lang: &document.lang,
        title: &document.title,
        subtitle: &document.subtitle,
        author: &document.author,
        date: [year, month.into(), day.into()],
        mark: &document.mark,
        facts: &document.facts,
        note: &document.note,
        footer: &document.footer,
        front: front.transpose()?,
        letter: document.letter.as_ref(),
        layout: document.layout,
        contents: &document.contents,
        grey: theme == Theme::Grey,
        blocks: blocks?,
    })
}

/// What blocks are set with.
struct Setting<'a> {
    figures: &'a Figures,
    labels: &'a LabelBook,
    ruler: Ruler,
}

impl<'a> Setting<'a> {
    fn of_front(&self, front: &'a Front) -> Result<PrintedFront<'a>, ReportError> {
        let finding = |one: &'a Finding| [one.mark.as_str(), one.certainty.key(), &one.text];
        let key_figure = |one: &'a KeyFigure| [one.value.as_str(), &one.name, &one.range];
        let figure = front.figure.as_ref().map(|block| self.piece(block)).transpose()?;
        let table = front.table.as_ref().map(|table| self.table(table)).transpose()?;
        Ok(PrintedFront {
            title: &front.title,
            findings: front.findings.iter().map(finding).collect(),
            rule: &front.rule,
            key_figures: front.key_figures.iter().map(key_figure).collect(),
            figure,
            table,
            boxes: front
                .boxes
                .iter()
                .map(|one| PrintedBox { title: &one.title, lines: &one.lines })
                .collect(),
            record: &front.record,
        })
    }

    fn table(&self, table: &'a Table) -> Result<Piece<'a>, ReportError> {
        let text = |row: &Vec<Cell>| row.iter().map(|cell| cell.text(self.labels)).collect();
        let rows =
            table.rows.iter().map(text).collect::<Result<Vec<Vec<String>>, ReportError>>()?;
        Ok(Piece::Table {
            caption: table.title(self.labels)?,
            head: table.columns.iter().map(|column| column.head.as_str()).collect(),
            widths: table.columns.iter().map(|column| column.width).collect(),
            numeric: table.columns.iter().map(|c| c.kind != Kind::Words).collect(),
            needs: self.needs(table, &rows),
            rows,
            foot: &table.foot,
        })
    }

    /// How wide a column of ranges must be, in sizes of its text, for each of its ranges and the words of its head
    /// to stay whole.
    fn needs(&self, table: &Table, rows: &[Vec<String>]) -> Vec<f64> {
        let of = |n: usize, head: &str| {
            let ranges = rows.iter().filter_map(|row| row.get(n)).filter(|cell| has_digit(cell));
            let words = head.split_whitespace().map(|word| self.ruler.width(word, 1.0, true));
            ranges.map(|cell| self.ruler.width(cell, 1.0, false)).chain(words).fold(0.0, f64::max)
        };
        let columns = table.columns.iter().enumerate();
        columns.map(|(n, c)| if c.kind == Kind::Ranges { of(n, &c.head) } else { 0.0 }).collect()
    }

    fn piece(&self, block: &'a Block) -> Result<Piece<'a>, ReportError> {
        Ok(match block {
            Block::Heading { level, text } => Piece::Heading { level: *level, text },
            Block::Text(paragraphs) => Piece::Text { paragraphs },
            Block::List(paragraphs) => Piece::List { paragraphs },
            Block::Turn => Piece::Turn,
            Block::Figure { name, alt, .. } => {
                let picture = self.figures.named(name);
                Piece::Figure {
                    file: file_of(name),
                    caption: block.title(self.labels)?,
                    alt,
                    height: picture.map_or(0, |picture| picture.size.1),
                    foot: picture.and_then(Picture::below_in_document),
                }
            }
            Block::Table(table) | Block::Filed(table) => self.table(table)?,
        })
    }
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// Typesets a document: tagged and accessible (PDF/UA-1), archival (PDF/A-2a), both checked by
/// the exporter itself.
///
/// # Errors
/// When the typesetter refuses, or warns: a warning means that something would not come out as
/// meant, such as a letter that no font has.
pub fn pdf(
    document: &Document,
    figures: &Figures,
    labels: &LabelBook,
    theme: Theme,
) -> Result<Vec<u8>, ReportError> {
    typeset(TEMPLATE, files(document, figures, labels, theme)?)
}

/// What the template reads: the content, and the pictures.
pub(crate) fn files(
    document: &Document,
    figures: &Figures,
    labels: &LabelBook,
    theme: Theme,
) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let failed = |reason: String| ReportError::Typesetting { reason: reason.into() };
    let mut content = serde_json::to_value(printed(document, figures, labels, theme)?)
        .map_err(|e| failed(e.to_string()))?;
    printable(&mut content, &Ruler::new()?);
    let json = serde_json::to_vec(&content).map_err(|e| failed(e.to_string()))?;
    let pictures = figures.all().map(|p| (file_of(&p.name), p.svg_in_document().into_bytes()));
    Ok(pictures.chain([("document.json".to_owned(), json)]).collect())
}

/// Longest text of a cell or paragraph, and longest word that is not broken.
const LONGEST_TEXT: usize = 1200;
const LONGEST_WORD: usize = 28;
/// Where a line may break without a sign.
const BREAK: char = '\u{200b}';

/// Room where no line ends, and a sign without width that keeps a line from ending.
const NO_BREAK_SPACE: char = '\u{a0}';
const JOINER: char = '\u{2060}';

/// Keeps ranges and compounds of a percentage together: no line ends at the dash between two numbers, nor
/// after the hyphen that follows a per cent sign.
fn unbroken(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let space = |c: char| c == ' ' || c == NO_BREAK_SPACE;
    let at = |n: Option<usize>| n.and_then(|n| letters.get(n)).copied();
    let number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || "%−+<>".contains(c));
    let within = |n: usize| {
        let before = n.checked_sub(1);
        let spaced = at(before).is_some_and(space) && at(Some(n + 1)).is_some_and(space);
        let (before, after) = match spaced {
            true => (n.checked_sub(2), Some(n + 2)),
            false => (before, Some(n + 1)),
        };
        number(at(before)) && number(at(after))
    };
    let dash = |n: Option<usize>| n.is_some_and(|n| at(Some(n)) == Some('–') && within(n));
    let mut done = String::with_capacity(text.len());
    for (n, letter) in letters.iter().enumerate() {
        let at_dash = dash(n.checked_sub(1)) || dash(Some(n + 1));
        done.push(if at_dash && *letter == ' ' { NO_BREAK_SPACE } else { *letter });
        if dash(Some(n)) || (*letter == '-' && at(n.checked_sub(1)) == Some('%')) {
            done.push(JOINER);
        }
    }
    done
}

/// Makes every text one that the page can hold: letters the font has, words that fit a column,
/// an end.
fn printable(content: &mut serde_json::Value, ruler: &Ruler) {
    match content {
        serde_json::Value::String(text) => {
            let mut done = String::new();
            let mut run = 0;
            for (n, letter) in unbroken(&ruler.shown(text)).chars().enumerate() {
                if n == LONGEST_TEXT {
                    done.push_str(ELLIPSIS);
                    break;
                }
                run = if letter.is_whitespace() { 0 } else { run + 1 };
                if run > LONGEST_WORD {
                    done.push(BREAK);
                    run = 1;
                }
                done.push(letter);
            }
            *text = done;
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|i| printable(i, ruler)),
        serde_json::Value::Object(fields) => {
            for (_, value) in fields.iter_mut().filter(|(name, _)| *name != "file") {
                printable(value, ruler);
            }
        }
        _ => {}
    }
}

/// Typesets a template that sees `files` and nothing else, to a file with its objects packed.
pub fn typeset(
    template: &str,
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> Result<Vec<u8>, ReportError> {
    let failed =
        |messages: Vec<String>| ReportError::Typesetting { reason: messages.join("; ").into() };
    let world = Inside::new(template, files)?;
    let compiled = typst::compile::<PagedDocument>(&world);
    let messages_of = |list: &[typst::diag::SourceDiagnostic]| {
        list.iter().map(|d| d.message.to_string()).collect::<Vec<_>>()
    };
    if !compiled.warnings.is_empty() {
        return Err(failed(messages_of(&compiled.warnings)));
    }
    let pages = compiled.output.map_err(|errors| failed(messages_of(&errors)))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|e| failed(vec![e.message().to_string()]))?;
    let options = PdfOptions {
        ident: Smart::Custom("suranys".to_owned()),
        timestamp: None,
        standards,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&pages, &options).map_err(|errors| failed(messages_of(&errors)))?;
    crate::render::pdf::compact::compact(&pdf).map_err(|why| failed(vec![why]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kazakh_text_is_set_without_a_warning_and_the_font_is_embedded() {
        let template = "#set document(title: \"x\", date: datetime(year: 2026, month: 1, day: 1))\n\
            #set text(font: \"Libertinus Serif\", lang: \"kk\")\nӘ Ғ Қ Ң Ө Ұ Ү Һ І ә ғ қ ң ө ұ ү һ і";
        let pdf = typeset(template, []).expect("no warning");
        let world = Inside::new(template, []).expect("a world");
        let pages = typst::compile::<PagedDocument>(&world).output.expect("compiles");
        let plain = typst_pdf::pdf(&pages, &PdfOptions::default()).expect("exports");
        let text = String::from_utf8_lossy(&plain);
        assert!(text.contains("LibertinusSerif"), "the font stands in the file");
        assert_eq!(pdf, typeset(template, []).expect("again"), "the same bytes each time");
    }

    /// Unicode's line breaking (UAX 14): an en dash and a hyphen let a line end after them.
    #[test]
    fn no_line_ends_within_a_range_or_after_a_per_cent_sign() {
        for (given, kept) in [
            ("2023–2027", "2023–\u{2060}2027"),
            ("1,58 – 1,76", "1,58\u{a0}–\u{2060}\u{a0}1,76"),
            ("−3 – −1", "−3\u{a0}–\u{2060}\u{a0}−1"),
            ("80 %-ный", "80 %-\u{2060}ный"),
            ("to 2027 – a year", "to 2027 – a year"),
            ("Regions – 5", "Regions – 5"),
        ] {
            assert_eq!(unbroken(given), kept);
        }
    }

    #[test]
    fn an_unknown_font_is_an_error_and_not_a_silent_substitute() {
        assert!(typeset("#set text(font: \"No Such Font\")\nx", []).is_err());
    }

    #[test]
    fn the_template_can_read_nothing_else() {
        assert!(typeset("#read(\"/etc/hostname\")", []).is_err());
    }
}
