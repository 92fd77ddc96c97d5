//! The list of in-demand professions for people who read a terminal.

use crate::document::list_tables::{overview_table, score_table};
use crate::document::signal_chapter::trust;
use crate::document::signal_tables::{departures_table, ranked_table};
use crate::error::ReportError;
use crate::plain_text::table::printed;
use crate::words::Words;
use std::fmt::Write as _;
use suranys_core::display_text::visible;
use suranys_core::shortage_list::{ListOutput, Signal};

/// The mark of synthetic data on a line of its own; nothing where there is none.
#[must_use]
pub fn mark_line(synthetic: bool, words: &Words) -> String {
    if synthetic { format!("{}\n", words.word("mark", "synthetic")) } else { String::new() }
}

/// The version of the rules, the first `rows` subjects of the list, and how it does against the
/// published one.
///
/// # Errors
/// When a label is missing.
pub fn list_text(output: &ListOutput, words: &Words, rows: usize) -> Result<String, ReportError> {
    let mut text = mark_line(output.synthetic, words);
    let version = &output.book.version;
    let title = words.name(&version.title, &output.book.id);
    let _ = writeln!(text, "{}  {}", visible(&output.book.id), visible(title));
    let _ = writeln!(text, "{}", visible(words.name(&version.unread, "")));
    let _ = writeln!(text, "{}\n", words.text("annex.number-basis")?);
    if let Some(signal) = &output.signal {
        if !signal.scores.is_empty() {
            let _ = writeln!(text, "{}\n", visible(&trust(signal, words)?));
        }
        let groups = |s: &Signal| s.in_scope && !s.profession;
        let ranked = ranked_table(output, signal, words, groups, rows)?;
        let _ = writeln!(text, "{}\n{}", ranked.caption, printed(&ranked, words.book())?);
        if let Some(departures) = departures_table(signal, words)? {
            let table = printed(&departures, words.book())?;
            let _ = writeln!(text, "{}\n{table}", departures.caption);
        }
    }
    text.push_str(&printed(&overview_table(output, words, rows)?, words.book())?);
    let all = output.assessed.len();
    let left = all.saturating_sub(rows);
    if left > 0 {
        let (left, all) = (left.to_string(), all.to_string());
        let more = [("left", left.as_str()), ("all", all.as_str())];
        let _ = writeln!(text, "{}", words.labels().fill("terminal.recommend.more", &more)?);
    }
    if !output.scores.is_empty() {
        let scores = score_table(output, words)?;
        let _ = write!(text, "\n{}\n{}", scores.caption, printed(&scores, words.book())?);
    }
    Ok(text)
}
