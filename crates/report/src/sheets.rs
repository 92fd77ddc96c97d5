//! Fact sheets of a run: all of them as files, or one of them by code or name.

use crate::charts::figures::Figures;
use crate::document::sheets::all::{all_sheets, one_sheet, sheet_document, sheets};
use crate::document::sheets::sheet::Sheet;
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::plain_text::sheet::sheet_text;
use crate::render::pdf::pdf;
use crate::render::sheets::{STYLE_FILE, Styled, index, sheet_json, sheet_page, style};
use crate::theme::Theme;
use crate::view::View;
use suranys_core::diagnostic::{meant as meaning, nearest};
use suranys_core::run_output::RunOutput;
use suranys_core::{Text, text};

/// Folder of the pages in that of their language, and the file with all sheets.
const FOLDER: &str = "sheets";
const PDF: &str = "sheets.pdf";
/// How many sheets are named where a text means several.
const NAMED: usize = 8;

/// A format of one sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFormat {
    /// For people who read a terminal.
    Text,
    /// A web page with everything in it.
    Html,
    /// For programs.
    Json,
    /// A page for print.
    Pdf,
}

/// All sheets of a run in one language: pages, the page that finds them, and one PDF.
///
/// # Errors
/// When a label is missing or the typesetter refuses.
pub(crate) fn sheet_files(view: View, theme: Theme) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let l = view.labels;
    let about = sheet_document(view, l.text("sheet.title")?.to_owned())?;
    let all = sheets(view)?;
    let mut files = vec![
        (format!("{FOLDER}/{STYLE_FILE}"), style().into_bytes()),
        (format!("{FOLDER}/index.html"), index(&about, &all, l)?),
    ];
    let mut blocks = Vec::new();
    for sheet in all {
        let path = format!("{FOLDER}/{}.html", sheet.file());
        let document = one_sheet(view, sheet.title(), sheet.blocks)?;
        files.push((path, sheet_page(&document, Styled::InFolder, l)?));
        blocks.extend(document.blocks);
    }
    let document = all_sheets(view, blocks)?;
    files.push((PDF.to_owned(), pdf(&document, &Figures::default(), l, theme)?));
    Ok(files)
}

/// The sheet that a text means, a code or a name in any language, in a format.
///
/// # Errors
/// When it means none or several, which are named, a label is missing or the typesetter refuses.
pub fn render_sheet(
    output: &RunOutput,
    labels: &LabelBook,
    wanted: &str,
    format: SheetFormat,
    theme: Theme,
) -> Result<Vec<u8>, ReportError> {
    let first = View { output, labels }.first()?;
    let labels = &labels.clone().about(first, output.resources());
    let view = View { output, labels };
    let all = sheets(view)?;
    let at = meant(&all, wanted)?;
    let Some(mut sheet) = all.into_iter().nth(at) else {
        return Err(ReportError::NoSheet { reason: wanted.into() });
    };
    let document = one_sheet(view, sheet.title(), std::mem::take(&mut sheet.blocks))?;
    match format {
        SheetFormat::Text => Ok(sheet_text(&document, labels)?.into_bytes()),
        SheetFormat::Html => sheet_page(&document, Styled::Alone, labels),
        SheetFormat::Pdf => pdf(&document, &Figures::default(), labels, theme),
        SheetFormat::Json => {
            let mut bytes = serde_json::to_vec_pretty(&sheet_json(&sheet, &document))
                .map_err(|e| ReportError::Typesetting { reason: e.to_string().into() })?;
            bytes.push(b'\n');
            Ok(bytes)
        }
    }
}

/// Place of the one sheet that a text means: by identifier or code, by a whole name, or, where no whole one
/// is so, by a part of one; letters of both sizes are alike.
fn meant(all: &[Sheet], text: &str) -> Result<usize, ReportError> {
    let each = all.iter().map(|sheet| {
        let names = sheet.names.iter().map(String::as_str);
        ([sheet.id.as_str(), sheet.code.as_str()], names)
    });
    let found = meaning(text, each);
    if let [one] = found.as_slice() {
        return Ok(*one);
    }
    let reason = if found.is_empty() {
        let known = all.iter().flat_map(|sheet| {
            [&sheet.id, &sheet.code].into_iter().chain(&sheet.names).map(String::as_str)
        });
        let near = nearest(text, known);
        let near = near.map_or(Text::default(), |near| text!(": is `{near}` meant?", near));
        text!(
            "`{text}` is neither a region nor a unit group in the scope of the list{near}",
            text,
            near
        )
    } else {
        let first = found.iter().filter_map(|at| all.get(*at)).take(NAMED);
        let titles: Vec<String> = first.map(Sheet::title).collect();
        let more = match found.len().saturating_sub(NAMED) {
            0 => Text::default(),
            more => text!("; {more} more", more),
        };
        text!(
            "`{text}` means several: {titles}{more}; name one by its code",
            text,
            titles = titles.join("; "),
            more
        )
    };
    Err(ReportError::NoSheet { reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::sheets::sheet::SheetKind;

    fn sheet(kind: SheetKind, id: &str, code: &str, names: &[&str]) -> Sheet {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Sheet {
            kind,
            id: id.to_owned(),
            code: code.to_owned(),
            name: code.to_owned(),
            names,
            blocks: Vec::new(),
        }
    }

    #[test]
    fn a_sheet_is_found_by_code_and_by_name_in_any_language() {
        let all = [
            sheet(SheetKind::Region, "XX-1", "XX-1", &["North", "Север"]),
            sheet(SheetKind::Occupation, "isco08:2211", "2211", &["Doctors", "Врачи"]),
            sheet(SheetKind::Occupation, "isco08:2212", "2212", &["Specialist doctors"]),
        ];
        for (text, at) in [
            ("xx-1", 0),
            ("СЕВЕР", 0),
            ("isco08:2211", 1),
            ("2212", 2),
            (" врачи ", 1),
            // A whole name before a part of one.
            ("doctors", 1),
            ("special", 2),
        ] {
            assert_eq!(meant(&all, text), Ok(at), "{text}");
        }
        let several = meant(&all, "doctor").expect_err("two").to_string();
        assert!(several.contains("2211") && several.contains("2212"), "{several}");
        let none = meant(&all, "doctos").expect_err("none").to_string();
        assert!(none.contains("is `Doctors` meant?"), "{none}");
        assert!(meant(&all, " ").is_err());
    }
}
