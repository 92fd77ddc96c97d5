//! Every picture and the text of the PDF of a synthetic country, as they were last looked at. A
//! change here is made on purpose: look at the picture, then accept it.
//!
//! Expected values: regression only.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use common::{in_language, plain_country, texts};
use std::process::{Command, Stdio};
use suranys_report::Theme;

#[test]
fn every_figure_is_as_it_was() {
    let files = in_language(&plain_country(), "en", Theme::Colour);
    for (name, svg) in texts(&files, ".svg") {
        let name = name.trim_start_matches("figures/").trim_end_matches(".svg");
        insta::assert_snapshot!(format!("figure-{name}"), svg);
    }
}

/// The text of the first pages of a PDF as poppler reads it.
fn text_of(pdf: &[u8], pages: &str) -> String {
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, pdf).expect("written");
    let output = Command::new("pdftotext")
        .args(["-raw".as_ref(), "-l".as_ref(), pages.as_ref(), file.as_os_str(), "-".as_ref()])
        .stderr(Stdio::null())
        .output()
        .expect("pdftotext starts");
    assert!(output.status.success(), "poppler reads the file");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Words only, without leaders: how a version of poppler lays out lines is not ours. A line ends with a sentence, so
/// that a word that changes moves no other line.
fn words(text: &str) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for word in text.split_whitespace().filter(|word| *word != ".") {
        length += 1;
        lines.push_str(word);
        let ends = word.ends_with(['.', ':', ';']) || length == 16;
        lines.push(if ends { '\n' } else { ' ' });
        length = if ends { 0 } else { length };
    }
    lines
}

/// The whole report in English; of other languages its front, which says what the rest shows.
#[test]
#[ignore = "needs pdftotext (poppler-utils)"]
fn the_text_of_the_pdf_is_as_it_was() {
    for (language, pages) in [("en", "100"), ("ru", "2"), ("kk", "2")] {
        let files = in_language(&plain_country(), language, Theme::Colour);
        let text = text_of(&files["report.pdf"], pages);
        insta::assert_snapshot!(format!("pdf-text-{language}"), words(&text));
    }
}
