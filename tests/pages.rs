//! Pages of the issued report: how many, how full, how small their text, in each language, as poppler sees
//! them.

use std::path::Path;
use std::process::{Command, Stdio};
use suranys_tests::{project, text};

/// Pages of the front, and the most of the body and of the annex: what a reader was promised.
const FRONT: usize = 2;
const BODY: usize = 22;
const ANNEX: usize = 14;
/// The least share of a page's height that is filled.
const FILLED: f64 = 0.6;
/// The smallest text, in points, and how little less is rounding.
const SMALLEST: f64 = 7.0;
const ROUNDING: f64 = 0.01;
/// Points of a line of Libertinus Serif for each point of its size: from the font's ascent and descent.
const LINE: f64 = 1.14;
/// Size of a chapter's heading, and points of a millimetre: as the template has them.
const CHAPTER: f64 = 15.0;
const MILLIMETRE: f64 = 72.0 / 25.4;
/// Most room between a number and the dash of its range, in points.
const ROOM: f64 = 5.0;

struct Word {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    text: String,
}

/// A page without what stands above and below its text.
struct Page {
    top: f64,
    bottom: f64,
    words: Vec<Word>,
}

impl Page {
    fn filled(&self) -> f64 {
        let lowest = self.words.iter().map(|word| word.bottom).fold(self.top, f64::max);
        (lowest - self.top) / (self.bottom - self.top)
    }

    /// Headings of chapters with their tops.
    fn chapters(&self) -> Vec<(f64, String)> {
        let mut lines: Vec<(f64, String)> = Vec::new();
        let is_heading = |word: &&Word| (word.bottom - word.top - CHAPTER * LINE).abs() < 0.2;
        for word in self.words.iter().filter(is_heading) {
            match lines.last_mut().filter(|(top, _)| (*top - word.top).abs() < 1.0) {
                Some((_, line)) => *line = format!("{line} {}", word.text),
                None => lines.push((word.top, word.text.clone())),
            }
        }
        lines
    }

    /// Ranges that a line's end breaks: a dash right after a number at the end of a line, a number at the head of
    /// the next.
    fn broken_ranges(&self) -> Vec<String> {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let after = |before: &Word, dash: &Word| {
            let room = dash.left - before.right;
            dash.text == "–" && (0.0..ROOM).contains(&room) && (dash.top - before.top).abs() < 1.0
        };
        let mut broken = Vec::new();
        for three in self.words.windows(3) {
            let [first, dash, next] = three else { continue };
            let (number, joined) = match dash.text.strip_suffix('–') {
                Some("") => (first.text.chars().next_back(), after(first, dash)),
                Some(number) => (number.chars().next_back(), true),
                None => continue,
            };
            let ends = next.top > dash.bottom - 1.0;
            if joined && ends && digit(number) && digit(next.text.chars().next()) {
                broken.push(format!("{} {} / {}", first.text, dash.text, next.text));
            }
        }
        broken
    }

    fn begins_a_chapter(&self) -> bool {
        let highest = self.words.iter().map(|word| word.top).fold(f64::MAX, f64::min);
        self.chapters().first().is_some_and(|(top, _)| *top - highest < 1.0)
    }
}

/// The value of an attribute of a tag.
fn number(tag: &str, name: &str) -> f64 {
    let from = tag.find(&format!("{name}=\"")).expect("an attribute") + name.len() + 2;
    let value = &tag[from..];
    value[..value.find('"').expect("its end")].parse().expect("a number")
}

fn pages(pdf: &Path) -> Vec<Page> {
    let mut poppler = Command::new("pdftotext");
    let output = poppler.arg("-bbox").arg(pdf).arg("-").stderr(Stdio::null()).output();
    let output = text(&output.expect("pdftotext starts").stdout);
    let mut pages: Vec<Page> = Vec::new();
    for line in output.lines().map(str::trim) {
        if line.starts_with("<page ") {
            let (width, height) = (number(line, "width"), number(line, "height"));
            let (above, below) = if width < height { (24.0, 20.0) } else { (20.0, 14.0) };
            let (top, bottom) = (above * MILLIMETRE, height - below * MILLIMETRE);
            pages.push(Page { top, bottom, words: Vec::new() });
        } else if line.starts_with("<word ") {
            let page = pages.last_mut().expect("words stand on pages");
            let (top, bottom) = (number(line, "yMin"), number(line, "yMax"));
            let inside = bottom > page.top - 2.0 && top < page.bottom;
            let text = line.split('>').nth(1).unwrap_or_default();
            let text = text.trim_end_matches("</word").replace('\u{2060}', "");
            let (left, right) = (number(line, "xMin"), number(line, "xMax"));
            if inside {
                page.words.push(Word { left, right, top, bottom, text });
            }
        }
    }
    pages
}

#[test]
#[ignore = "needs pdftotext (poppler-utils)"]
fn the_report_is_short_its_pages_are_full_and_its_text_can_be_read() {
    let mut wrong = Vec::new();
    for language in ["en", "ru", "kk"] {
        let report = project().join(format!("reports/2023-2027/{language}/report.pdf"));
        let pages = pages(&report);
        let labels =
            std::fs::read_to_string(project().join(format!("data/labels/{language}.toml")));
        let labels: toml::Table = labels.expect("read").parse().expect("labels");
        let annex = labels["section"]["annex"].as_str().expect("a heading");
        let is_annex = |page: &Page| page.chapters().iter().any(|(_, line)| line.ends_with(annex));
        let first = pages.iter().position(is_annex).expect("there is an annex");
        // A page on which the body ends and the annex begins counts for both.
        let begun = usize::from(!pages[first].begins_a_chapter());
        let (body, annexed) = (first + begun - FRONT, pages.len() - first);
        if body > BODY || annexed > ANNEX {
            wrong.push(format!("{language}: {body} pages of body, {annexed} of annex"));
        }
        for (n, page) in pages.iter().enumerate() {
            let ends = pages.get(n + 1).is_none_or(Page::begins_a_chapter);
            if page.filled() < FILLED && !ends {
                let share = 100.0 * page.filled();
                wrong.push(format!("{language}: page {} is {share:.0} per cent full", n + 1));
            }
            for range in page.broken_ranges() {
                wrong.push(format!("{language}: page {}, a line ends in {range}", n + 1));
            }
            let small = |word: &&Word| word.bottom - word.top < (SMALLEST - ROUNDING) * LINE;
            if let Some(word) = page.words.iter().find(small) {
                let size = (word.bottom - word.top) / LINE;
                let text = &word.text;
                wrong.push(format!("{language}: page {}, `{text}` has {size:.1} points", n + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
