//! What is asked of those who hold data: a letter in each language, and a workbook with a row for each
//! figure, its headings in all of them. Text is text and never a formula; the same request gives the same
//! bytes.

use crate::assessed::code;
use crate::error::ReportError;
use crate::render::panel_form::body_file_name;
use crate::render::spreadsheet::book::{Book, sheet_names};
use crate::render::spreadsheet::sheet::{Sheet, Style};
use crate::words::Words;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use suranys_core::display_text::visible_running;
use suranys_core::shortage_list::{DataRequest, RequestedFigure, SignalIndicator};
use suranys_core::text;

/// Columns of the workbook after those of the names, and whether they are to be filled.
const COLUMNS: [(&str, bool); 8] = [
    ("indicator", false),
    ("unit", false),
    ("tier", false),
    ("change", false),
    ("value", true),
    ("period", true),
    ("source", true),
    ("remark", true),
];
/// Widths in characters.
const CODE: f64 = 14.0;
const NAME: f64 = 40.0;
const FIELD: f64 = 18.0;

/// The letters and the workbook of a request, by the names of their files; `number` is its place among
/// the requests, `vintage` the day on which the evidence was known, ISO.
///
/// # Errors
/// When a label is missing, or the archive can't be written.
pub fn data_request_files(
    number: usize,
    request: &DataRequest,
    words: &[Words],
    vintage: &str,
    synthetic: bool,
) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let name = |ending: &str| body_file_name(number, &request.body.id, ending);
    let mut files = vec![(name("xlsx"), workbook(request, words, vintage, synthetic)?)];
    for w in words {
        let text = letter(request, w, vintage, synthetic)?;
        files.push((name(&format!("{}.txt", w.language())), text.into_bytes()));
    }
    Ok(files)
}

/// The letter in one language.
fn letter(
    request: &DataRequest,
    words: &Words,
    vintage: &str,
    synthetic: bool,
) -> Result<String, ReportError> {
    let text = |key: &str| words.text(&format!("request.{key}"));
    let body = words.name(&request.body.labels, &request.body.id);
    let groups: BTreeSet<&str> = request.figures.iter().map(|f| f.group.as_str()).collect();
    let mut by_indicator: BTreeMap<&str, (&SignalIndicator, BTreeSet<&str>)> = BTreeMap::new();
    for figure in &request.figures {
        let of = by_indicator.entry(&figure.indicator.id);
        of.or_insert((&figure.indicator, BTreeSet::new())).1.insert(code(&figure.group));
    }
    let mut letter = String::new();
    if synthetic {
        let _ = writeln!(letter, "{}\n", text("synthetic")?);
    }
    let _ = writeln!(letter, "{}\n", words.fill("request.to", &[("body", body)])?);
    let _ = writeln!(letter, "{}\n", text("subject")?);
    let (day, count) = (words.date(vintage), groups.len().to_string());
    let values = [("vintage", day.as_str()), ("groups", count.as_str())];
    let _ = writeln!(letter, "{}\n", words.fill("request.opening", &values)?);
    for (indicator, groups) in by_indicator.values() {
        let codes = groups.iter().copied().collect::<Vec<_>>().join(", ");
        let values = [
            ("indicator", words.name(&indicator.title, &indicator.id)),
            ("unit", words.word("unit", &indicator.unit)),
            ("codes", codes.as_str()),
        ];
        let _ = writeln!(letter, "– {}", words.fill("request.item", &values)?);
    }
    let _ = writeln!(letter, "\n{}\n\n{}\n", text("how")?, text("use")?);
    let author = words.text("annex.author")?;
    let _ = writeln!(letter, "{}", words.fill("request.closing", &[("author", author)])?);
    // What a package calls things moves no cursor and turns no line.
    Ok(letter.lines().map(|line| format!("{}\n", visible_running(line))).collect())
}

/// The workbook: a title, headings in each language, a row for each figure.
fn workbook(
    request: &DataRequest,
    words: &[Words],
    vintage: &str,
    synthetic: bool,
) -> Result<Vec<u8>, ReportError> {
    let Some(first) = words.first() else {
        return Err(ReportError::Workbook { reason: text!("no language was asked for") });
    };
    let names = sheet_names(&[first.text("request.sheet")?.to_owned()]);
    let mut sheet = Sheet::new(names.first().map_or("", String::as_str));
    let title = first.text("request.subject")?.to_owned();
    sheet.text(0, 0, &title, Style::Title);
    if synthetic {
        let mark = first.text("request.synthetic")?;
        sheet.text(0, 4, mark, Style::Title);
        sheet.above_pages = Some(mark.to_owned());
    }
    for (row, w) in (1..).zip(words) {
        for (at, (key, filled)) in (0_u16..).zip(headings(words)) {
            let own = key.1.is_none_or(|language| language == w.language());
            let head = w.text(&format!("request-column.{}", key.0))?;
            let head = match filled {
                true => format!("{head} ({})", w.text("request.filled")?),
                false => head.to_owned(),
            };
            if own {
                sheet.text(row, at, &head, Style::Head);
            }
        }
    }
    let top = 1 + u32::try_from(words.len()).unwrap_or_default();
    for (row, figure) in (top..).zip(&request.figures) {
        let cells = cells(figure, words, first);
        for (at, text) in (0_u16..).zip(cells) {
            sheet.text(row, at, &text, Style::Words);
        }
    }
    for (at, (key, filled)) in (0_u16..).zip(headings(words)) {
        let width = if filled {
            FIELD
        } else if key.1.is_some() {
            NAME
        } else {
            CODE
        };
        sheet.width(at, width);
    }
    sheet.frozen = Some((top, 1));
    sheet.on_pages = true;
    let date = crate::document::list_annex::date(vintage)?;
    let sheets = vec![(sheet, None)];
    Book { title, author: first.text("annex.author")?.to_owned(), date, sheets }.to_bytes()
}

/// Keys of the headings in order, those of names once in each language, and whether a column is to be
/// filled.
fn headings(words: &[Words]) -> Vec<((&'static str, Option<&str>), bool)> {
    let named = ["name", "title"]
        .into_iter()
        .flat_map(|key| words.iter().map(move |w| ((key, Some(w.language())), false)));
    let others = COLUMNS.into_iter().map(|(key, filled)| ((key, None), filled));
    std::iter::once((("occupation", None), false)).chain(named).chain(others).collect()
}

/// What stands in a row, in the order of the headings; those to be filled are empty.
fn cells(figure: &RequestedFigure, words: &[Words], first: &Words) -> Vec<String> {
    let indicator = &figure.indicator;
    let names = words.iter().map(|w| w.name(&figure.labels, &figure.group).to_owned());
    let titles = words.iter().map(|w| w.name(&indicator.title, &indicator.id).to_owned());
    std::iter::once(code(&figure.group).to_owned())
        .chain(names)
        .chain(titles)
        .chain([
            indicator.id.clone(),
            first.word("unit", &indicator.unit).to_owned(),
            first.word("tier", figure.tier.key()).to_owned(),
            first.score(figure.change),
        ])
        .collect()
}
