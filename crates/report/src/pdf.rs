//! The PDF: an embedded typst with nothing of the outside world in it.

use crate::document::{Document, file_of};
use crate::error::ReportError;
use crate::figures::Figures;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

const TEMPLATE: &str = include_str!("../templates/report.typ");

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
    let path =
        VirtualPath::new(path).map_err(|e| ReportError::Typesetting { reason: e.to_string() })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl Inside {
    pub(crate) fn new(
        template: &str,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Inside, ReportError> {
        let (fonts, infos): (Vec<Font>, Vec<_>) = typst_kit::fonts::embedded().unzip();
        let mut held = Vec::new();
        for (path, bytes) in files {
            held.push((id(&path)?, Bytes::new(bytes)));
        }
        Ok(Inside {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_infos(infos)),
            fonts,
            main: Source::new(id("report.typ")?, template.to_owned()),
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

/// Typesets the report.
///
/// # Errors
/// When the typesetter refuses, or warns: a warning means that something would not come out as
/// meant, such as a letter that no font has.
pub fn pdf(document: &Document, figures: &Figures) -> Result<Vec<u8>, ReportError> {
    let failed = |reason: String| ReportError::Typesetting { reason };
    let json = serde_json::to_vec(document).map_err(|e| failed(e.to_string()))?;
    let pictures = figures.all().map(|p| (file_of(p), p.svg.clone().into_bytes()));
    typeset(TEMPLATE, pictures.chain([("report.json".to_owned(), json)]))
}

/// Typesets a template that sees `files` and nothing else.
pub fn typeset(
    template: &str,
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> Result<Vec<u8>, ReportError> {
    let failed = |messages: Vec<String>| ReportError::Typesetting { reason: messages.join("; ") };
    let world = Inside::new(template, files)?;
    let compiled = typst::compile::<PagedDocument>(&world);
    let said = |list: &[typst::diag::SourceDiagnostic]| {
        list.iter().map(|d| d.message.to_string()).collect::<Vec<_>>()
    };
    if !compiled.warnings.is_empty() {
        return Err(failed(said(&compiled.warnings)));
    }
    let pages = compiled.output.map_err(|errors| failed(said(&errors)))?;
    let options = PdfOptions {
        ident: Smart::Custom("suranys".to_owned()),
        timestamp: None,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages, &options).map_err(|errors| failed(said(&errors)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kazakh_text_is_set_without_a_warning_and_the_font_is_embedded() {
        let template = "#set text(font: \"Libertinus Serif\", lang: \"kk\")\nӘ Ғ Қ Ң Ө Ұ Ү Һ І ә ғ қ ң ө ұ ү һ і";
        let pdf = typeset(template, []).expect("no warning");
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("LibertinusSerif"), "the font stands in the file");
        assert_eq!(pdf, typeset(template, []).expect("again"), "the same bytes each time");
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
