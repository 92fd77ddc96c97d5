//! The SVG of a sheet: what plotters wrote, in fewer bytes, with what readers of screens need.

use crate::font::{FAMILY_WITH_FALLBACKS, clean};
use std::fmt::Write as _;

/// Width below which a text is too short for another font to break the layout.
const SHORT: f64 = 40.0;
/// How far below a text's middle its base line lies, as a part of its size: half the height of small
/// letters, and a little of the capitals and digits.
const BASE: f64 = 0.23;

/// What the texts of a sheet have in common, stated once at its root.
pub struct Shared {
    /// Colour of ink, `#RRGGBB`.
    pub ink: String,
    /// Size of ordinary text.
    pub size: f64,
}

/// The elements of a sheet in fewer bytes, without its root: straight lines, rectangles and polygons
/// as paths with distances, what is the default left out. Of every text but the shortest it is said
/// how wide it was measured (`widths`, in order), so that a program without the font keeps the layout.
pub fn terse(svg: &str, shared: &Shared, widths: &[f64]) -> String {
    let mut done = String::with_capacity(svg.len());
    let mut widths = widths.iter();
    let mut lines = svg.lines();
    while let Some(line) = lines.next() {
        match line.split([' ', '>']).next() {
            Some("<rect") => rectangle(&mut done, line),
            Some("<line") => straight(&mut done, line),
            Some("<polyline") => path(&mut done, line, false),
            Some("<polygon") => path(&mut done, line, true),
            Some("<circle") => circle(&mut done, line),
            Some("<text") => {
                let content: Vec<&str> = lines.by_ref().take_while(|l| *l != "</text>").collect();
                let width = widths.next().copied().unwrap_or_default();
                text(&mut done, line, (&content.join(" "), width), shared);
            }
            // The root, which is written anew.
            _ => {}
        }
    }
    done
}

/// The value of an attribute as it stands.
fn attribute<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let start = line.find(&format!(" {name}=\""))? + name.len() + 3;
    line.get(start..)?.split('"').next()
}

/// A coordinate or size.
fn number(line: &str, name: &str) -> i32 {
    attribute(line, name).and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// The attributes of these names, as far as a line has them and they say something.
fn kept(done: &mut String, line: &str, names: &[&str]) {
    for name in names {
        let default = match *name {
            "stroke-width" | "opacity" => "1",
            "text-anchor" => "start",
            _ => "none",
        };
        if let Some(value) = attribute(line, name).filter(|value| *value != default) {
            let _ = write!(done, " {name}=\"{value}\"");
        }
    }
}

fn rectangle(done: &mut String, line: &str) {
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| number(line, name));
    let _ = write!(done, "<path d=\"M{x} {y}h{width}v{height}H{x}z\"");
    kept(done, line, &["fill", "opacity", "stroke"]);
    done.push_str("/>\n");
}

fn straight(done: &mut String, line: &str) {
    let [x, y, to_x, to_y] = ["x1", "y1", "x2", "y2"].map(|name| number(line, name));
    let _ = write!(done, "<path d=\"M{x} {y}");
    let _ = match (x == to_x, y == to_y) {
        (true, _) => write!(done, "V{to_y}\""),
        (_, true) => write!(done, "H{to_x}\""),
        _ => write!(done, "L{to_x} {to_y}\""),
    };
    kept(done, line, &["opacity", "stroke", "stroke-width"]);
    done.push_str("/>\n");
}

/// A line through points, or the polygon between them.
fn path(done: &mut String, line: &str, closed: bool) {
    let points = attribute(line, "points").unwrap_or_default().split_whitespace();
    let points = points.filter_map(|point| {
        let (x, y) = point.split_once(',')?;
        Some((x.parse::<i32>().ok()?, y.parse::<i32>().ok()?))
    });
    let mut before: Option<(i32, i32)> = None;
    done.push_str("<path d=\"");
    for (x, y) in points {
        let _ = match before {
            None => write!(done, "M{x} {y}"),
            // A minus sign parts two numbers as well as a blank does.
            Some((a, b)) if y < b => write!(done, "l{}{}", x - a, y - b),
            Some((a, b)) => write!(done, "l{} {}", x - a, y - b),
        };
        before = Some((x, y));
    }
    done.push_str(if closed { "z\"" } else { "\" fill=\"none\"" });
    let names: &[&str] = if closed { &["fill"] } else { &[] };
    kept(done, line, names);
    kept(done, line, &["opacity", "stroke", "stroke-width"]);
    done.push_str("/>\n");
}

fn circle(done: &mut String, line: &str) {
    let [x, y, radius] = ["cx", "cy", "r"].map(|name| number(line, name));
    let _ = write!(done, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"");
    match attribute(line, "fill") {
        Some("none") => done.push_str(" fill=\"none\""),
        _ => kept(done, line, &["fill"]),
    }
    kept(done, line, &["opacity", "stroke"]);
    if attribute(line, "stroke").is_some_and(|stroke| stroke != "none") {
        kept(done, line, &["stroke-width"]);
    }
    done.push_str("/>\n");
}

fn text(done: &mut String, line: &str, (content, width): (&str, f64), shared: &Shared) {
    let size = attribute(line, "font-size").and_then(|s| s.parse().ok()).unwrap_or(shared.size);
    let (x, y) = (number(line, "x"), number(line, "y") + (size * BASE).round() as i32);
    let _ = write!(done, "<text x=\"{x}\" y=\"{y}\"");
    if width >= SHORT {
        let _ = write!(done, " textLength=\"{width:.0}\" lengthAdjust=\"spacingAndGlyphs\"");
    }
    if size != shared.size {
        let _ = write!(done, " font-size=\"{size}\"");
    }
    if let Some(fill) = attribute(line, "fill").filter(|fill| *fill != shared.ink) {
        let _ = write!(done, " fill=\"{fill}\"");
    }
    kept(done, line, &["text-anchor", "font-weight", "opacity", "transform"]);
    let _ = writeln!(done, ">{content}</text>");
}

/// A sheet as a file of its own, from its elements.
pub fn file(
    (width, height): (i32, u32),
    shared: &Shared,
    [name, title, description]: [&str; 3],
    elements: &str,
) -> String {
    let root = root((width, height), shared);
    let (title, description) = (escaped(title), escaped(description));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"{root} \
         role=\"img\" aria-labelledby=\"{name}-title {name}-desc\">\n\
         <title id=\"{name}-title\">{title}</title>\n\
         <desc id=\"{name}-desc\">{description}</desc>\n{elements}</svg>\n"
    )
}

/// What the root of a sheet says of its size and its texts.
pub fn root((width, height): (i32, u32), shared: &Shared) -> String {
    let Shared { ink, size } = shared;
    format!(
        " viewBox=\"0 0 {width} {height}\" font-family=\"{FAMILY_WITH_FALLBACKS}\" \
         font-size=\"{size}\" fill=\"{ink}\""
    )
}

/// Text as XML holds it.
pub fn escaped(text: &str) -> String {
    clean(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: what plotters writes, and the same said shortly.
    #[test]
    fn elements_say_the_same_in_fewer_bytes() {
        let shared = Shared { ink: "#1A1A1A".to_owned(), size: 23.5 };
        let one = |svg: &str| terse(svg, &shared, &[70.4]);
        let rect = "<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" opacity=\"1\" fill=\"#FFFFFF\" \
                    stroke=\"none\"/>";
        assert_eq!(one(rect), "<path d=\"M1 2h3v4H1z\" fill=\"#FFFFFF\"/>\n");
        let line = "<line opacity=\"1\" stroke=\"#D9D9D9\" stroke-width=\"2\" x1=\"5\" y1=\"6\" \
                    x2=\"9\" y2=\"6\"/>";
        assert_eq!(one(line), "<path d=\"M5 6H9\" stroke=\"#D9D9D9\" stroke-width=\"2\"/>\n");
        let points = "<polyline fill=\"none\" opacity=\"0.5\" stroke=\"#000000\" stroke-width=\"1\" \
                      points=\"1,1 4,3 5,0 \"/>";
        let drawn = "<path d=\"M1 1l3 2l1-3\" fill=\"none\" opacity=\"0.5\" stroke=\"#000000\"/>\n";
        assert_eq!(one(points), drawn);
        let text = "<text x=\"10\" y=\"20\" dy=\"0.5ex\" text-anchor=\"start\" font-family=\"x\" \
                    font-size=\"23.5\" opacity=\"1\" fill=\"#1A1A1A\">\na &lt; b\n</text>";
        // 0.23 of 23.5, rounded, is 5.
        assert_eq!(
            one(text),
            "<text x=\"10\" y=\"25\" textLength=\"70\" lengthAdjust=\"spacingAndGlyphs\">a &lt; b</text>\n"
        );
    }
}
