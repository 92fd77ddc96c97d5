//! Definition files of reports: what is rendered, in which languages and colours, from what, to
//! where.

use crate::package::find::read_country;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use suranys_core::diagnostic::nearest;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};
use toml::Spanned;

/// A report's definition; what it leaves out is as on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Definition {
    /// Languages, in order.
    pub languages: Vec<String>,
    /// Formats.
    pub parts: Vec<String>,
    /// Colours.
    pub theme: Option<String>,
    /// Width of pictures in pixels.
    pub width: Option<u32>,
    /// Folder of the data package.
    pub package: Option<PathBuf>,
    /// Scenario files, the baseline first.
    pub scenarios: Vec<PathBuf>,
    /// Folder to write.
    pub out: Option<PathBuf>,
}

/// Words a definition may use.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// Languages there are labels for.
    pub languages: &'a [&'a str],
    /// Formats.
    pub parts: &'a [&'a str],
    /// Themes.
    pub themes: &'a [&'a str],
    /// Least and greatest width of pictures.
    pub widths: (u32, u32),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    languages: Vec<Spanned<String>>,
    #[serde(default)]
    parts: Vec<Spanned<String>>,
    theme: Option<Spanned<String>>,
    width: Option<Spanned<i64>>,
    package: Option<PathBuf>,
    #[serde(default)]
    scenarios: Vec<PathBuf>,
    out: Option<PathBuf>,
}

/// Languages of a package's own label files; none where it can't be read, which is reported when a
/// report is to be made of it.
fn label_files(package: &Path) -> Vec<String> {
    read_country(package).map(|c| c.label_files.into_keys().collect()).unwrap_or_default()
}

/// Reads a definition file.
///
/// # Errors
/// All findings, each with its line and column.
pub fn read_definition(path: &Path, known: Vocabulary) -> Result<Definition, Vec<Diagnostic>> {
    let shown = path.display().to_string();
    let text = crate::ordinary::read_text(path).map_err(|e| {
        let what = text!("the file can't be read: {why}", why = e);
        let found = Diagnostic::error("definition", Span::file(shown.as_str()), what);
        vec![found.help(text!("name an existing definition file, written in UTF-8"))]
    })?;
    let at = |start: usize, message: Text| {
        let before = text.get(..start).unwrap_or("");
        let row = before.matches('\n').count() as u64 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Diagnostic::error(
            "definition",
            Span::cell(shown.as_str(), row, column.to_string()),
            message,
        )
    };
    let file: File = toml::from_str(&text).map_err(|e| {
        let start = e.span().map_or(0, |span| span.start);
        let help =
            text!("a definition has languages, parts, theme, width, package, scenarios and out");
        vec![at(start, e.message().into()).help(help)]
    })?;
    let mut problems = Vec::new();
    // A package may bring languages of its own.
    let own = file.package.as_deref().map(label_files).unwrap_or_default();
    let languages: Vec<&str> =
        known.languages.iter().copied().chain(own.iter().map(String::as_str)).collect();
    let words = [
        (&file.languages[..], &languages[..]),
        (&file.parts[..], known.parts),
        (file.theme.as_slice(), known.themes),
    ];
    for (found, allowed) in words {
        for word in found.iter().filter(|word| !allowed.contains(&word.get_ref().as_str())) {
            let help = match nearest(word.get_ref(), allowed.iter().copied()) {
                Some(near) => text!("did you mean `{near}`?", near),
                None => text!("choose one of those allowed"),
            };
            let problem =
                at(word.span().start, text!("`{word}` is not known", word = word.get_ref()));
            problems.push(problem.found(word.get_ref()).allowed(allowed.join(", ")).help(help));
        }
    }
    let (min, max) = known.widths;
    let fits = |width: &i64| u32::try_from(*width).ok().filter(|w| (min..=max).contains(w));
    let width = file.width.as_ref().and_then(|width| fits(width.get_ref()));
    if let (Some(asked), None) = (&file.width, width) {
        let what = text!("`width` is no width of a picture");
        let problem = at(asked.span().start, what).found(asked.get_ref().to_string());
        let help = text!("name a number of pixels, or leave `width` out for the usual one");
        problems.push(problem.allowed(text!("{min} to {max}", min, max)).help(help));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let plain = |list: Vec<Spanned<String>>| list.into_iter().map(Spanned::into_inner).collect();
    Ok(Definition {
        languages: plain(file.languages),
        parts: plain(file.parts),
        theme: file.theme.map(Spanned::into_inner),
        width,
        package: file.package,
        scenarios: file.scenarios,
        out: file.out,
    })
}
