//! A sheet of fixed width with title, foot and synthetic mark, drawn through the SVG backend of
//! plotters.
//!
//! Coordinates are whole numbers, so the sheet is wide and is meant to be shown smaller.

use crate::error::ReportError;
use crate::font::{FAMILY_WITH_FALLBACKS, Ruler, clean};
use crate::labels::LabelBook;
use crate::theme::Theme;
use crate::view::Foot;
use plotters::prelude::{DrawingBackend, IntoFont, RGBColor, SVGBackend, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, FontTransform};
use std::fmt::Write as _;

/// Width of every sheet.
pub const WIDTH: i32 = 1600;
/// Left and right margin.
pub const MARGIN: i32 = 24;
/// Size of ordinary text.
pub const TEXT: f64 = 24.0;
/// Size of text in crowded places.
pub const SMALL: f64 = 23.5;
/// Size of the title.
const TITLE: f64 = 32.0;
/// Width below which a text is too short for another font to break the layout.
const SHORT: f64 = 60.0;
/// Height of a line, as a multiple of its text size.
const LEADING: f64 = 1.3;
/// Most lines of a title, and of each part of the foot.
const MAX_LINES: usize = 3;
const MAX_FOOT_LINES: usize = 10;
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
    /// Height, where the width is [`WIDTH`].
    pub height: u32,
    /// The SVG file.
    pub svg: String,
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
}

/// Draws a sheet: `paint` gets the canvas and an area as wide as the sheet's text and
/// `content_height` high.
pub fn sheet(
    studio: &Studio,
    head: Head,
    content_height: i32,
    paint: impl FnOnce(&mut Canvas, Area) -> Result<(), ReportError>,
) -> Result<Picture, ReportError> {
    let ruler = &studio.ruler;
    let room = f64::from(WIDTH - 2 * MARGIN);
    let mut above = Vec::new();
    for (text, size, bold) in [(&head.title, TITLE, true), (&head.subtitle, TEXT, false)] {
        let lines = ruler.wrap(text, size, bold, room, MAX_LINES);
        above.extend(lines.into_iter().map(|line| (line, size, bold, INK)));
    }
    let mut below = Vec::new();
    for text in [&head.foot.source, &head.foot.status] {
        let lines = ruler.wrap(text, SMALL, false, room, MAX_FOOT_LINES);
        below.extend(lines.into_iter().map(|line| (line, SMALL, false, FAINT)));
    }
    let height = |lines: &[(String, f64, bool, RGBColor)]| -> i32 {
        lines.iter().map(|(_, size, ..)| leading(*size)).sum()
    };
    let mark_height = if head.foot.mark.is_some() { leading(TEXT) + 3 * MARK_PADDING } else { 0 };
    let top = MARGIN + mark_height + height(&above) + MARGIN;
    let foot_top = top + content_height + MARGIN;
    let total = foot_top + height(&below) + MARGIN;

    let mut buffer = String::new();
    let mut canvas = Canvas {
        svg: SVGBackend::with_string(&mut buffer, (WIDTH.unsigned_abs(), total.unsigned_abs())),
        studio,
        failure: None,
        widths: Vec::new(),
        hints: Vec::new(),
    };
    canvas.rect(Area { left: 0, top: 0, right: WIDTH, bottom: total }, PAPER);
    let mut y = MARGIN;
    if let Some(mark) = &head.foot.mark {
        let box_bottom = y + leading(TEXT) + 2 * MARK_PADDING;
        canvas.rect(Area { left: MARGIN, top: y, right: WIDTH - MARGIN, bottom: box_bottom }, MARK);
        let mark = ruler.fit(mark, TEXT, true, room);
        let middle = y + MARK_PADDING + leading(TEXT) / 2;
        canvas.write(&mark, (WIDTH / 2, middle), TEXT, true, PAPER, Side::Middle);
        y += mark_height;
    }
    for (line, size, bold, colour) in &above {
        canvas.write(line, (MARGIN, y + leading(*size) / 2), *size, *bold, *colour, Side::Start);
        y += leading(*size);
    }
    paint(
        &mut canvas,
        Area { left: MARGIN, top, right: WIDTH - MARGIN, bottom: top + content_height },
    )?;
    y = foot_top;
    for (line, size, bold, colour) in &below {
        canvas.write(line, (MARGIN, y + leading(*size) / 2), *size, *bold, *colour, Side::Start);
        y += leading(*size);
    }
    if let Err(error) = canvas.svg.present() {
        canvas.failure.get_or_insert(error.to_string());
    }
    if let Some(reason) = canvas.failure.take() {
        return Err(ReportError::Figure { figure: head.name, reason });
    }
    let (widths, hints) = (std::mem::take(&mut canvas.widths), std::mem::take(&mut canvas.hints));
    drop(canvas);
    let svg = described(&terse(&measured(&buffer, &widths)), &head, &hints);
    let Head { name, title, description, .. } = head;
    Ok(Picture { name, title, description, height: total.unsigned_abs(), svg })
}

/// Height of a line of text.
pub fn leading(size: f64) -> i32 {
    (size * LEADING) as i32
}

/// Says of every text but the shortest how wide it was measured, so that a program without the font
/// keeps the layout.
fn measured(svg: &str, widths: &[f64]) -> String {
    const TEXT: &str = "<text ";
    let mut parts = svg.split(TEXT);
    let mut done = parts.next().unwrap_or_default().to_owned();
    for (part, width) in parts.zip(widths) {
        done.push_str(TEXT);
        if *width >= SHORT {
            let adjust = "lengthAdjust=\"spacingAndGlyphs\"";
            let _ = write!(done, "textLength=\"{width:.0}\" {adjust} ");
        }
        done.push_str(part);
    }
    done
}

/// The same picture without what every element repeats: family, ink and usual size of texts stand
/// once on the root, and what is the default anyway is left out.
fn terse(svg: &str) -> String {
    let family = format!(" font-family=\"{FAMILY_WITH_FALLBACKS}\"");
    let size = format!(" font-size=\"{SMALL}\"");
    let ink = format!(" fill=\"#{:02X}{:02X}{:02X}\"", INK.0, INK.1, INK.2);
    let mut done = String::with_capacity(svg.len());
    // A text stands on a line of its own between its tags.
    let mut inside = false;
    for line in svg.lines() {
        let mut plain = line.replace(" opacity=\"1\"", "");
        if inside {
            inside = line != "</text>";
        } else if line.starts_with("<text ") {
            let shared = [family.as_str(), &ink, &size, " text-anchor=\"start\""];
            plain = shared.iter().fold(plain, |line, part| line.replace(*part, ""));
            inside = true;
        } else if let Some(rest) = line.strip_prefix("<svg") {
            plain = format!("<svg{family}{ink}{size}{rest}");
        } else {
            plain = plain.replace(" stroke=\"none\"", "").replace(" stroke-width=\"1\"", "");
        }
        done.push_str(&plain);
        if !inside {
            done.push('\n');
        }
    }
    done
}

/// Adds what screen readers need to an SVG file, and what its parts stand for.
fn described(svg: &str, head: &Head, hints: &[(Area, String)]) -> String {
    let Some((start, body)) = svg.split_once('>') else { return svg.to_owned() };
    let name = &head.name;
    let mut done = format!(
        "{start} role=\"img\" aria-labelledby=\"{name}-title {name}-desc\">\n\
         <title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-desc\">{}</desc>",
        escaped(&head.title),
        escaped(&head.description)
    );
    done.push_str(body.trim_end().trim_end_matches("</svg>"));
    if !hints.is_empty() {
        done.push_str("<g class=\"values\" fill-opacity=\"0\">\n");
        for (area, text) in hints {
            let _ = writeln!(
                done,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>",
                area.left,
                area.top,
                area.right - area.left,
                area.bottom - area.top,
                escaped(text)
            );
        }
        done.push_str("</g>\n");
    }
    done.push_str("</svg>\n");
    done
}

/// Text as XML holds it.
pub fn escaped(text: &str) -> String {
    clean(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
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

    /// Says what a part of the picture stands for, to whoever points at it.
    pub fn hint(&mut self, area: Area, text: String) {
        self.hints.push((area, text));
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
