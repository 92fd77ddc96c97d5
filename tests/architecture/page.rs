//! The table of crates in `crates/README.md`.

use std::collections::BTreeSet;

/// A crate as the page tells of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Its folder in the project.
    pub folder: String,
    /// Its rooms, in the page's order.
    pub rooms: Vec<String>,
    /// The crates it may depend on, by the names of their folders.
    pub depends_on: BTreeSet<String>,
}

/// Where the table begins.
const HEADER: &str = "| crate | holds | rooms | may depend on |";
/// Stands in a cell that holds nothing.
const NOTHING: &str = "–";

/// The rows of the page's table of crates.
///
/// # Errors
/// When there is no such table, or a row is not like the others.
pub fn rows(page: &str) -> Result<Vec<Row>, String> {
    let (_, after) = page.split_once(HEADER).ok_or("the page has no table of crates")?;
    let lines = after.trim_start_matches('\n').lines().skip(1);
    lines.take_while(|line| line.starts_with('|')).map(row).collect()
}

fn row(line: &str) -> Result<Row, String> {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [link, _, rooms, depends_on] = cells.as_slice() else {
        return Err(format!("not a row of four cells: {line}"));
    };
    let target = link.split_once("](").and_then(|(_, rest)| rest.strip_suffix(')'));
    let target = target.ok_or_else(|| format!("no link to a crate: {link}"))?;
    let folder = match target.strip_prefix("../") {
        Some(top) => top.to_owned(),
        None => format!("crates/{target}"),
    };
    let parts = |cell: &str| -> Vec<String> {
        let parts = cell.split(',').map(|part| part.trim().trim_matches('`').to_owned());
        parts.filter(|part| part != NOTHING).collect()
    };
    Ok(Row { folder, rooms: parts(rooms), depends_on: parts(depends_on).into_iter().collect() })
}

#[test]
fn rows_are_read_as_they_stand() {
    let page = format!(
        "text\n\n{HEADER}\n| --- | --- | --- | --- |\n\
         | [a](a) | x | `one`, `two` | – |\n| [t](../t) | y | – | a, b |\n\n| no | more |\n"
    );
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let row = |folder: &str, rooms: &[&str], depends_on: &[&str]| Row {
        folder: folder.to_owned(),
        rooms: own(rooms),
        depends_on: own(depends_on).into_iter().collect(),
    };
    let expected = vec![row("crates/a", &["one", "two"], &[]), row("t", &[], &["a", "b"])];
    assert_eq!(rows(&page), Ok(expected));
    assert!(rows("no table").is_err());
    assert!(rows(&format!("{HEADER}\n| --- |\n| a | b |\n")).is_err());
}
