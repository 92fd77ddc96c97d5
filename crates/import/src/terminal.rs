//! Results on stdout, words to the user on stderr, with the marks of any text spelt out.

use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use suranys_core::Diagnostic;
use suranys_core::display_text::{visible, visible_lines};

/// Findings that are shown; of more, the number is said.
const SHOWN: usize = 50;

/// Writes a result. A reader that has seen enough and closed the pipe is no failure.
pub(crate) fn print(text: &str) {
    let mut out = stdout().lock();
    let _ = out.write_all(visible_lines(text).as_bytes()).and_then(|()| out.flush());
}

/// Says something on stderr.
pub(crate) fn say(text: &str) {
    let mut err = stderr().lock();
    let _ = err.write_all(visible_lines(text).as_bytes()).and_then(|()| err.flush());
}

/// Says on a line of its own what a reader of the result should know.
pub(crate) fn note(text: &str) {
    say(&format!("note: {text}\n"));
}

/// Shows help, the version, or what is wrong with the arguments, as the parser of arguments would.
pub(crate) fn show_usage(usage: &clap::Error) {
    let plain = usage.render().to_string();
    match usage.use_stderr() {
        true => say(&plain),
        false => print(&plain),
    }
}

/// Whether anybody sees how far the work is.
pub(crate) fn is_watched() -> bool {
    stderr().is_terminal()
}

/// Findings as people read them.
pub(crate) fn listing(findings: &[Diagnostic]) -> String {
    let mut text = String::new();
    for one in findings.iter().take(SHOWN) {
        let row = one.span.row.map(|row| format!(":{row}")).unwrap_or_default();
        let column = one.span.column.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        let line = format!("{}{row}{column}: {} [{}]", one.span.file, one.message, one.check);
        text.push_str(&visible(&line));
        text.push('\n');
        let parts = [("found", &one.found), ("allowed", &one.allowed), ("help", &one.help)];
        for (name, part) in parts {
            if let Some(part) = part {
                text.push_str(&format!("  {name}: {}\n", visible(part)));
            }
        }
    }
    if findings.len() > SHOWN {
        text.push_str(&format!("... and {} more\n", findings.len() - SHOWN));
    }
    text
}
