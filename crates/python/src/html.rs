//! Pieces of HTML for notebooks; whatever comes from data is escaped.

use std::fmt::Write as _;

/// A text in which nothing is markup.
pub fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&#39;"),
            c => shown.push(c),
        }
    }
    shown
}

/// A table with its caption and rows of cells.
pub fn table(caption: &str, head: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut html = format!("<table><caption>{}</caption><thead><tr>", escaped(caption));
    for name in head {
        let _ = write!(html, "<th>{}</th>", escaped(name));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for cell in row {
            let _ = write!(html, "<td>{}</td>", escaped(&cell));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}
