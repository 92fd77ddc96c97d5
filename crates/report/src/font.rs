//! The embedded text font, and how wide text set in it is.

use crate::error::ReportError;
use std::borrow::Cow;
use std::fmt::Write as _;
use suranys_core::display_text::visible_running;
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontInstance, FontVariant, FontVariations, FontWeight};

/// Family of charts and pages; has Latin, Cyrillic and the Kazakh letters.
pub const FAMILY: &str = "Libertinus Serif";
/// Families for programs that show a chart without the embedded font: none is wider than it.
pub const FAMILY_WITH_FALLBACKS: &str =
    "Libertinus Serif, Linux Libertine, Times New Roman, Liberation Serif, Tinos, serif";
/// Stands for cut text.
pub const ELLIPSIS: &str = "\u{2026}";
/// Width of a letter missing from the font, in ems: as wide as letters get.
const UNKNOWN_ADVANCE: f64 = 1.3;
/// Any size: the font has no optical sizes.
const REFERENCE_POINTS: f64 = 10.0;

/// Faces of the font that stands in the program.
const FACES: [&[u8]; 2] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/regular.otf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/bold.otf")),
];

/// The fonts that pages and pictures are set in, and no other.
pub(crate) fn embedded() -> impl Iterator<Item = Font> {
    FACES.into_iter().flat_map(|face| Font::iter(Bytes::new(face)))
}

/// Advance widths of the text font, regular and bold.
pub struct Ruler {
    regular: FontInstance,
    bold: FontInstance,
}

impl Ruler {
    /// Loads the embedded font.
    pub fn new() -> Result<Ruler, ReportError> {
        let bold = FontVariant { weight: FontWeight::BOLD, ..FontVariant::default() };
        Ok(Ruler { regular: instance(FontVariant::default())?, bold: instance(bold)? })
    }

    /// `text` with every mark spelt out as [`clean`] does, and every character the font has no letter
    /// for as in `[U+1F600]`: an archival file may hold no letter without a shape.
    pub fn shown(&self, text: &str) -> String {
        let has = |font: &FontInstance, letter| {
            font.ttf().glyph_index(letter).is_some_and(|glyph| glyph.0 != 0)
        };
        let mut shown = String::with_capacity(text.len());
        for letter in clean(text).chars() {
            if letter == ' ' || (has(&self.regular, letter) && has(&self.bold, letter)) {
                shown.push(letter);
            } else {
                let _ = write!(shown, "[U+{:04X}]", u32::from(letter));
            }
        }
        shown
    }

    /// Width of `text` at `size`.
    pub fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        let font = if bold { &self.bold } else { &self.regular };
        let advance = |letter: char| {
            let glyph = font.ttf().glyph_index(letter)?;
            font.x_advance(glyph.0).map(typst::layout::Em::get)
        };
        text.chars().map(|letter| advance(letter).unwrap_or(UNKNOWN_ADVANCE)).sum::<f64>() * size
    }

    /// `text`, cut with an ellipsis where it would be wider than `room`.
    pub fn fit(&self, text: &str, size: f64, bold: bool, room: f64) -> String {
        let text = self.shown(text);
        if self.width(&text, size, bold) <= room {
            return text;
        }
        let mut cut = String::new();
        let mut left = room - self.width(ELLIPSIS, size, bold);
        for letter in text.chars() {
            left -= self.width(letter.encode_utf8(&mut [0; 4]), size, bold);
            if left < 0.0 {
                break;
            }
            cut.push(letter);
        }
        format!("{}{ELLIPSIS}", cut.trim_end())
    }

    /// `text` in at most `lines` lines no wider than `room`, the last one cut if need be.
    pub fn wrap(&self, text: &str, size: f64, bold: bool, room: f64, lines: usize) -> Vec<String> {
        let text = self.shown(text);
        let mut done: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            let last = done.len() + 1 >= lines;
            if line.is_empty() || last || self.width(&longer, size, bold) <= room {
                line = longer;
            } else {
                done.push(std::mem::replace(&mut line, word.to_owned()));
            }
        }
        done.push(line);
        done.iter().map(|line| self.fit(line, size, bold, room)).collect()
    }
}

fn instance(variant: FontVariant) -> Result<FontInstance, ReportError> {
    embedded()
        .find(|font| font.info().family == FAMILY && font.info().variant == variant)
        .map(|font| {
            font.instantiate(variant, Abs::pt(REFERENCE_POINTS), &FontVariations::default())
        })
        .ok_or(ReportError::Font { family: FAMILY })
}

/// Text whose marks are spelt out and which has no ends of lines: what XML can't hold is among them.
pub fn clean(text: &str) -> Cow<'_, str> {
    visible_running(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_the_kazakh_letters() {
        let ruler = Ruler::new().expect("font is embedded");
        // With them the marks of numbers and ranges in every language.
        for letter in "әғқңөұүһіӘҒҚҢӨҰҮҺІ\u{202f}\u{a0}\u{2212}…–«»№".chars()
        {
            for font in [&ruler.regular, &ruler.bold] {
                assert!(font.ttf().glyph_index(letter).is_some_and(|g| g.0 != 0), "{letter}");
            }
        }
    }

    #[test]
    fn what_has_no_shape_is_spelt_out() {
        let ruler = Ruler::new().expect("font is embedded");
        assert_eq!(ruler.shown("a😀b\u{202e}c\u{7}d"), "a[U+1F600]b\\u{202e}c\\u{7}d");
    }

    #[test]
    fn cut_and_wrapped_text_keeps_within_its_room() {
        let ruler = Ruler::new().expect("font is embedded");
        let long = "word ".repeat(400) + &"x".repeat(2000);
        assert!(ruler.width(&ruler.fit(&long, 24.0, true, 300.0), 24.0, true) <= 300.0);
        for line in ruler.wrap(&long, 24.0, false, 300.0, 3) {
            assert!(ruler.width(&line, 24.0, false) <= 300.0);
        }
    }
}
