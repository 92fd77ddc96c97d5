//! Charts as PNG, drawn from their SVG with the embedded font alone.

use crate::charts::canvas::Picture;
use crate::charts::figures::Figures;
use crate::document::block::picture_file;
use crate::error::ReportError;
use crate::font::embedded;
use png::{BitDepth, ColorType, Compression, Encoder};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use std::sync::Arc;

/// Below this width text laid out for wide screens can't be read any more.
const NARROW_BELOW: u32 = 1000;

/// Every chart as a PNG `width` pixels wide, by path; the narrow drawing of each where the wide one could
/// not be read.
///
/// # Errors
/// When a picture can't be drawn or written.
pub fn pictures(figures: &Figures, width: u32) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let options = options();
    let one = |picture: &Picture| {
        let narrow = figures.narrow(&picture.name).filter(|_| is_narrow(width));
        let drawn = drawn(narrow.unwrap_or(picture), width, &options);
        let bytes = drawn.map_err(|reason| ReportError::Figure {
            figure: picture.name.clone(),
            reason: reason.into(),
        })?;
        Ok((picture_file(&picture.name, "png"), bytes))
    };
    figures.all().map(one).collect()
}

/// A picture as a PNG `width` pixels wide.
///
/// # Errors
/// When it can't be drawn or written.
pub fn picture_png(picture: &Picture, width: u32) -> Result<Vec<u8>, ReportError> {
    drawn(picture, width, &options()).map_err(|reason| ReportError::Figure {
        figure: picture.name.clone(),
        reason: reason.into(),
    })
}

/// The embedded fonts and no others.
fn options() -> Options<'static> {
    let mut fonts = Database::new();
    for font in embedded() {
        fonts.load_font_data(font.data().to_vec());
    }
    Options { fontdb: Arc::new(fonts), ..Options::default() }
}

/// Whether pictures of a width are laid out as for narrow screens.
pub fn is_narrow(width: u32) -> bool {
    width < NARROW_BELOW
}

fn drawn(picture: &Picture, width: u32, options: &Options) -> Result<Vec<u8>, String> {
    let tree = Tree::from_str(&picture.svg(), options).map_err(|e| e.to_string())?;
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).ceil() as u32;
    let mut pixels = Pixmap::new(width, height).ok_or("it is too large")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    // Sheets have paper under them, so nothing shines through.
    let colours: Vec<u8> =
        pixels.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    let mut writer = encoder.write_header().map_err(|e| e.to_string())?;
    writer.write_image_data(&colours).map_err(|e| e.to_string())?;
    writer.finish().map_err(|e| e.to_string())?;
    Ok(file)
}
