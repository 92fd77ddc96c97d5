//! A sheet of a width with title, foot and synthetic mark, drawn through the SVG backend of plotters.
//!
//! Coordinates are whole numbers, so the sheet is wide and is meant to be shown smaller.

use crate::charts::data::{About, Datum};
pub use crate::charts::svg::escaped;
use crate::charts::svg::{Shared, file, root, terse};
use crate::error::ReportError;
use crate::font::{FAMILY_WITH_FALLBACKS, Ruler};
use crate::labels::LabelBook;
use crate::theme::Theme;
use crate::view::{Foot, cited_sources};
use plotters::prelude::{DrawingBackend, IntoFont, RGBColor, SVGBackend, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, FontTransform};
use std::fmt::Write as _;
use suranys_core::run::Figure;

/// Width of a sheet for print and for wide screens.
pub const WIDE: i32 = 1600;
/// Width of a sheet for narrow screens: shown 360 pixels wide, its text is as large as that of a page.
pub const NARROW: i32 = 640;
/// Left and right margin, of a narrow sheet too.
const MARGIN: i32 = 24;
const NARROW_MARGIN: i32 = 8;
/// Size of ordinary text.
pub const TEXT: f64 = 24.0;
/// Size of text in crowded places.
pub const SMALL: f64 = 23.5;
/// Size of the title.
const TITLE: f64 = 32.0;
/// Height of a line, as a multiple of its text size.
const LEADING: f64 = 1.3;
/// Most lines of a title, and of each part of the foot.
const MAX_LINES: usize = 6;
const MAX_FOOT_LINES: usize = 30;
/// Room around the synthetic mark.
const MARK_PADDING: i32 = 8;
/// plotters divides text sizes by this to get from its notion of size to SVG's.
const PLOTTERS_SIZE: f64 = 1.24;

/// Text and axes.
pub const INK: RGBColor = RGBColor(0x1a, 0x1a, 0x1a);
/// Lesser text.
pub const FAINT: RGBColor = RGBColor(0x59, 0x59, 0x59);
/// Grid lines.
pub const GRID: RGBColor = RGBColor(0xd9, 0xd9, 0xd9);
/// Text on dark fields.
pub const PAPER: RGBColor = RGBColor(0xff, 0xff, 0xff);
/// The 95% prediction interval.
pub const INTERVAL95: RGBColor = RGBColor(0xd0, 0xe3, 0xf0);
/// The 80% prediction interval.
pub const INTERVAL80: RGBColor = RGBColor(0x8c, 0xba, 0xdb);
/// Medians, and the first scenario.
pub const DEEP: RGBColor = RGBColor(0x00, 0x48, 0x78);
/// Components: replacement demand, and net change of employment.
pub const REPLACEMENT: RGBColor = RGBColor(0x5a, 0x3f, 0x7d);
/// Net change of employment.
pub const CHANGE: RGBColor = RGBColor(0xc3, 0xa9, 0xdd);
/// Women.
pub const WOMEN: RGBColor = RGBColor(0x1b, 0x5e, 0x4b);
/// Men.
pub const MEN: RGBColor = RGBColor(0xd2, 0x9a, 0x6a);
/// The lower and the upper end of a parameter.
pub const LOW_END: RGBColor = RGBColor(0xbf, 0xbf, 0xbf);
/// The upper end.
pub const HIGH_END: RGBColor = RGBColor(0x6b, 0x6b, 0x6b);
/// The second of two lines; outturns.
pub const VIVID: RGBColor = RGBColor(0xb8, 0x3c, 0x00);
/// The third of several series.
const TEAL: RGBColor = RGBColor(0x2a, 0x9d, 0x8f);
/// The fourth of several series.
const SAND: RGBColor = RGBColor(0xf0, 0xc8, 0x50);
/// Scenarios, the first first, and other series that stand next to one another; lightness differs, so
/// they survive greyscale.
pub const SERIES: [RGBColor; 4] = [DEEP, SAND, TEAL, VIVID];
/// The synthetic mark.
const MARK: RGBColor = RGBColor(0xa0, 0x00, 0x20);

/// A rectangle of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Left edge.
    pub left: i32,
    /// Upper edge.
    pub top: i32,
    /// Right edge.
    pub right: i32,
    /// Lower edge.
    pub bottom: i32,
}

/// The texts of a sheet, next to its drawing.
pub struct Head {
    /// File name without ending.
    pub name: String,
    /// Title.
    pub title: String,
    /// Unit or reading aid, under the title.
    pub subtitle: String,
    /// The picture in words, for screen readers.
    pub description: String,
    /// Source and status.
    pub foot: Foot,
}

/// A finished picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// File name without ending.
    pub name: String,
    /// Title.
    pub title: String,
    /// The picture in words.
    pub description: String,
    /// Width and height.
    pub size: (i32, u32),
    /// Every figure it shows.
    pub data: Vec<Datum>,
    /// The elements of its SVG on the paper, and the colour of this.
    drawn: String,
    paper: String,
    /// What stands below the drawing.
    below: Below,
    /// Parts of it and what they stand for.
    hints: Vec<(Area, String)>,
}

/// What stands below a drawing: sources and statuses.
#[derive(Debug, Clone, PartialEq)]
struct Below {
    /// Where its elements begin among all.
    from: usize,
    /// Height of the picture without it.
    height: u32,
    /// The same by the numbers of a list of sources, where it can be said so.
    short: Option<String>,
}

impl Picture {
    /// The SVG file.
    pub fn svg(&self) -> String {
        self.file(self.size.1, &self.drawn)
    }

    /// What is to stand below the picture in a document that lists sources; none where the picture itself says it.
    pub fn below_in_document(&self) -> Option<&str> {
        self.below.short.as_deref()
    }

    /// The SVG file for such a document: without what is to stand below it there.
    pub fn svg_in_document(&self) -> String {
        match self.drawn.get(..self.below.from).filter(|_| self.below.short.is_some()) {
            Some(drawn) => self.file(self.below.height, drawn),
            None => self.svg(),
        }
    }

    fn file(&self, height: u32, drawn: &str) -> String {
        let words = [self.name.as_str(), &self.title, &self.description];
        file((self.size.0, height), &shared(), words, &self.elements(height, drawn))
    }

    fn elements(&self, height: u32, drawn: &str) -> String {
        let (width, paper) = (self.size.0, &self.paper);
        format!("<path d=\"M0 0h{width}v{height}H0z\" fill=\"{paper}\"/>\n{drawn}")
    }

    /// The picture as part of a page that says what it shows: with what its parts stand for, of the
    /// class `class`, and not there for screen readers.
    pub fn in_page(&self, class: &str) -> String {
        let root = root(self.size, &shared());
        let mut done = format!("<svg class=\"{class}\" aria-hidden=\"true\"{root}>\n");
        done.push_str(&self.elements(self.size.1, &self.drawn));
        if !self.hints.is_empty() {
            done.push_str("<g class=\"values\" fill-opacity=\"0\">\n");
            for (Area { left, top, right, bottom }, text) in &self.hints {
                let (width, height, text) = (right - left, bottom - top, escaped(text));
                let path = format!("M{left} {top}h{width}v{height}H{left}z");
                let _ = writeln!(done, "<path d=\"{path}\"><title>{text}</title></path>");
            }
            done.push_str("</g>\n");
        }
        done.push_str("</svg>\n");
        done
    }
}

/// What the texts of every sheet have in common.
fn shared() -> Shared {
    Shared { ink: hex(INK), size: SMALL }
}

/// A colour as SVG writes it.
fn hex(RGBColor(red, green, blue): RGBColor) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// Where text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Text begins at the point.
    Start,
    /// Text is centred on the point.
    Middle,
    /// Text ends at the point.
    End,
}

/// What every sheet is drawn with.
pub struct Studio<'a> {
    /// Text width measure.
    pub ruler: Ruler,
    /// The words, and how numbers are written.
    pub labels: &'a LabelBook,
    /// Colours.
    pub theme: Theme,
    /// Width of its sheets.
    pub width: i32,
}

impl Studio<'_> {
    /// Whether sheets are too narrow for anything to stand next to a drawing.
    pub fn is_narrow(&self) -> bool {
        self.width < WIDE
    }

    /// Left and right margin.
    fn margin(&self) -> i32 {
        if self.is_narrow() { NARROW_MARGIN } else { MARGIN }
    }

    /// Width of what is drawn.
    pub fn room(&self) -> i32 {
        self.width - 2 * self.margin()
    }
}

/// A sheet being drawn. The first failure is kept and reported at the end.
pub struct Canvas<'a> {
    svg: SVGBackend<'a>,
    studio: &'a Studio<'a>,
    failure: Option<String>,
    /// Width of each text written, in order.
    widths: Vec<f64>,
    /// Parts of the picture and what they stand for.
    hints: Vec<(Area, String)>,
    /// Every figure it shows.
    data: Vec<Datum>,
    /// How far down what is drawn reaches.
    reach: i32,
}

/// Draws a sheet: `paint` gets the canvas and an area as wide as the sheet's text and
/// `content_height` high, and may say that it needs more ([`Canvas::reaches`]).
pub fn sheet(
    studio: &Studio,
    head: Head,
    content_height: i32,
    paint: impl FnOnce(&mut Canvas, Area) -> Result<(), ReportError>,
) -> Result<Picture, ReportError> {
    let ruler = &studio.ruler;
    let (width, margin) = (studio.width, studio.margin());
    let room = f64::from(studio.room());
    let wrapped =
        |text: &str, size: f64, bold: bool, lines: usize| ruler.wrap(text, size, bold, room, lines);
    let mut above = Vec::new();
    for (text, size, bold) in [(&head.title, TITLE, true), (&head.subtitle, TEXT, false)] {
        let lines = wrapped(text, size, bold, MAX_LINES);
        above.extend(lines.into_iter().map(|line| (line, size, bold)));
    }
    let mark: Vec<String> =
        head.foot.mark.iter().flat_map(|mark| wrapped(mark, TEXT, true, MAX_LINES)).collect();
    let mark_height = match mark.len() as i32 {
        0 => 0,
        lines => lines * leading(TEXT) + 3 * MARK_PADDING,
    };
    let height: i32 = above.iter().map(|(_, size, _)| leading(*size)).sum();
    let top = MARGIN + mark_height + height + MARGIN;

    let mut buffer = String::new();
    let mut canvas = Canvas {
        svg: SVGBackend::with_string(&mut buffer, (width.unsigned_abs(), width.unsigned_abs())),
        studio,
        failure: None,
        widths: Vec::new(),
        hints: Vec::new(),
        data: Vec::new(),
        reach: top + content_height,
    };
    let mut y = MARGIN;
    if !mark.is_empty() {
        let bottom = y + mark_height - MARK_PADDING;
        canvas.rect(Area { left: margin, top: y, right: width - margin, bottom }, MARK);
        for (n, line) in (0..).zip(&mark) {
            let middle = y + MARK_PADDING + n * leading(TEXT) + leading(TEXT) / 2;
            canvas.write(line, (width / 2, middle), TEXT, true, PAPER, Side::Middle);
        }
        y += mark_height;
    }
    for (line, size, bold) in &above {
        canvas.write(line, (margin, y + leading(*size) / 2), *size, *bold, INK, Side::Start);
        y += leading(*size);
    }
    let bottom = top + content_height;
    paint(&mut canvas, Area { left: margin, top, right: width - margin, bottom })?;
    y = canvas.reach + MARGIN;
    let height = y.unsigned_abs();
    let mut lines_below = 0;
    for text in [&head.foot.source, &head.foot.status] {
        for line in wrapped(text, SMALL, false, MAX_FOOT_LINES) {
            canvas.write(&line, (margin, y + leading(SMALL) / 2), SMALL, false, FAINT, Side::Start);
            y += leading(SMALL);
            lines_below += 1;
        }
    }
    let total = y + MARGIN;
    if let Err(error) = canvas.svg.present() {
        canvas.failure.get_or_insert(error.to_string());
    }
    if let Some(reason) = canvas.failure.take() {
        return Err(ReportError::Figure { figure: head.name, reason: reason.into() });
    }
    let (widths, hints) = (std::mem::take(&mut canvas.widths), std::mem::take(&mut canvas.hints));
    let data = std::mem::take(&mut canvas.data);
    drop(canvas);
    let paper = hex(studio.theme.colour(PAPER));
    let drawn = terse(&buffer, &shared(), &widths);
    // Each line below is a text, and they are the last.
    let texts = drawn.rmatch_indices("<text").take(lines_below);
    let from = texts.last().map_or(drawn.len(), |(at, _)| at);
    let Head { name, title, description, foot, .. } = head;
    let below = Below { from, height, short: foot.short };
    Ok(Picture {
        name,
        title,
        description,
        size: (width, total.unsigned_abs()),
        data,
        drawn,
        paper,
        below,
        hints,
    })
}

/// Height of a line of text.
pub fn leading(size: f64) -> i32 {
    (size * LEADING) as i32
}

impl Canvas<'_> {
    /// Text width measure.
    pub fn ruler(&self) -> &Ruler {
        &self.studio.ruler
    }

    /// The words, and how numbers are written.
    pub fn labels(&self) -> &LabelBook {
        self.studio.labels
    }

    /// Whether nothing can stand next to a drawing.
    pub fn is_narrow(&self) -> bool {
        self.studio.is_narrow()
    }

    /// Says what a part of the picture stands for, to whoever points at it.
    pub fn hint(&mut self, area: Area, text: String) {
        self.hints.push((area, text));
    }

    /// Says that a figure is shown, whether or not a part of the picture stands for it alone.
    pub fn shows(&mut self, about: About, figure: &Figure) {
        let sources = cited_sources(self.studio.labels, &figure.source);
        self.data.push(Datum::of(about, figure, sources));
    }

    /// Says that something is shown that is no figure of the run.
    pub fn shows_datum(&mut self, datum: Datum) {
        self.data.push(datum);
    }

    /// Says that what is drawn reaches down to `bottom`.
    pub fn reaches(&mut self, bottom: i32) {
        self.reach = self.reach.max(bottom);
    }

    fn themed(&self, colour: RGBColor) -> RGBColor {
        self.studio.theme.colour(colour)
    }

    fn keep<E: std::fmt::Display>(&mut self, result: Result<(), E>) {
        if let Err(error) = result {
            self.failure.get_or_insert(error.to_string());
        }
    }

    /// A filled rectangle.
    pub fn rect(&mut self, area: Area, colour: RGBColor) {
        let result = self.svg.draw_rect(
            (area.left, area.top),
            (area.right, area.bottom),
            &self.themed(colour).filled(),
            true,
        );
        self.keep(result);
    }

    /// A straight line.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), colour: RGBColor, width: u32) {
        let result = self.svg.draw_line(from, to, &self.themed(colour).stroke_width(width));
        self.keep(result);
    }

    /// A grid line up through a field.
    pub fn grid(&mut self, x: i32, field: Area) {
        self.line((x, field.top), (x, field.bottom), GRID, 2);
    }

    /// A line through points.
    pub fn path(&mut self, points: &[(i32, i32)], colour: RGBColor, width: u32) {
        let result =
            self.svg.draw_path(points.iter().copied(), &self.themed(colour).stroke_width(width));
        self.keep(result);
    }

    /// A filled polygon.
    pub fn polygon(&mut self, points: &[(i32, i32)], colour: RGBColor) {
        let result = self.svg.fill_polygon(points.iter().copied(), &self.themed(colour).filled());
        self.keep(result);
    }

    /// A dot.
    pub fn dot(&mut self, centre: (i32, i32), radius: u32, colour: RGBColor, filled: bool) {
        let result =
            self.svg.draw_circle(centre, radius, &self.themed(colour).stroke_width(2), filled);
        self.keep(result);
    }

    /// A line of text, vertically centred on the point.
    pub fn write(
        &mut self,
        text: &str,
        at: (i32, i32),
        size: f64,
        bold: bool,
        colour: RGBColor,
        side: Side,
    ) {
        let colour = self.themed(colour);
        let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
        let across = match side {
            Side::Start => HPos::Left,
            Side::Middle => HPos::Center,
            Side::End => HPos::Right,
        };
        let font = (FAMILY_WITH_FALLBACKS, size * PLOTTERS_SIZE, style).into_font();
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(across, VPos::Center));
        self.set(text, size, bold, &style, at);
    }

    /// A line of text that runs upwards from the point, centred on it sideways.
    pub fn write_up(&mut self, text: &str, at: (i32, i32), size: f64, colour: RGBColor) {
        let colour = self.themed(colour);
        let font = (FAMILY_WITH_FALLBACKS, size * PLOTTERS_SIZE, FontStyle::Normal)
            .into_font()
            .transform(FontTransform::Rotate270);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(HPos::Left, VPos::Center));
        self.set(text, size, false, &style, at);
    }

    fn set(&mut self, text: &str, size: f64, bold: bool, style: &TextStyle, at: (i32, i32)) {
        let text = self.ruler().shown(text);
        // The library writes nothing for an empty text.
        if text.is_empty() {
            return;
        }
        self.widths.push(self.ruler().width(&text, size, bold));
        let result = self.svg.draw_text(&text, style, at);
        self.keep(result);
    }
}
