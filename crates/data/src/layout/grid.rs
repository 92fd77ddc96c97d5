//! Cells of a file by line and place, from text or from a sheet of a workbook.

use crate::package::lines::{Lines, SEPARATORS};
use crate::timeseries::error::TidyError;
use crate::timeseries::findings::Findings;
use suranys_core::Diagnostic;
use suranys_core::Span;
use suranys_core::table::unguarded;
use suranys_core::text;

/// Lines looked at to see what parts the fields.
const LOOKED_AT: usize = 50;
/// Lines that an open quote may reach over before it is held to be one that was never closed.
const QUOTED_LINES: usize = 50;

/// One row.
#[derive(Debug, Clone, Default)]
pub(crate) struct GridRow {
    pub line: u64,
    /// Texts without blanks around them.
    pub cells: Vec<String>,
}

impl GridRow {
    /// The text at a place; empty where there is none.
    pub(crate) fn text(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    /// Whether all cells are empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    /// Places and texts of cells that are not empty.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (usize, &str)> {
        let cells = self.cells.iter().enumerate().map(|(at, text)| (at, text.as_str()));
        cells.filter(|(_, text)| !text.is_empty())
    }
}

/// The cells of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    /// Name of the sheet; empty of a text.
    pub sheet: String,
    pub rows: Vec<GridRow>,
    /// Whether semicolons part the fields, as where commas are those of decimals.
    pub semicolons: bool,
}

/// What parts the fields of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Separated {
    pub by: u8,
    /// Bytes before the table: a line that says what parts the fields.
    pub skip: usize,
}

impl Separated {
    /// By the first lines of a text. A line `sep=;`, as spreadsheets write it, says so itself; otherwise
    /// it is the character that most lines have as often as each other.
    pub(crate) fn of(text: &str) -> Separated {
        let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
        let first = bare.lines().next().unwrap_or_default();
        if let Some(mark) = first.strip_prefix("sep=")
            && let [mark] = mark.trim_end().as_bytes()
        {
            let line_end = bare[first.len()..].chars().take_while(|c| "\r\n".contains(*c));
            let skip = text.len() - bare.len() + first.len() + line_end.take(2).count();
            return Separated { by: *mark, skip };
        }
        let mut lines: Vec<Vec<usize>> = Vec::new();
        for line in bare.split(['\n', '\r']).filter(|line| !line.is_empty()).take(LOOKED_AT) {
            lines.push(SEPARATORS.iter().map(|mark| times(line, *mark)).collect());
        }
        let score = |place: usize| {
            let mut counts: Vec<usize> =
                lines.iter().map(|line| line[place]).filter(|n| *n > 0).collect();
            counts.sort_unstable();
            counts.chunk_by(|a, b| a == b).map(<[usize]>::len).max().unwrap_or(0)
        };
        // Tabs before semicolons before commas: the rarer in texts and numbers the mark, the surer it is.
        let by = SEPARATORS.iter().enumerate().max_by_key(|(place, _)| (score(*place), *place));
        Separated { by: by.map_or(b',', |(_, mark)| *mark), skip: 0 }
    }
}

/// How often a mark stands in a line outside of quotes.
fn times(line: &str, mark: u8) -> usize {
    let mut quoted = false;
    line.bytes()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == mark
        })
        .count()
}

/// The cells of a text.
///
/// # Errors
/// When a quote is never closed.
pub(crate) fn of_text(file: &str, text: &str) -> Result<Grid, TidyError> {
    let Separated { by, skip } = Separated::of(text);
    let table = text.get(skip..).unwrap_or_default();
    let table = table.strip_prefix('\u{feff}').unwrap_or(table);
    let skipped = u64::from(skip > 3);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(by)
        .has_headers(false)
        .flexible(true)
        .from_reader(table.as_bytes());
    let mut lines = Lines::new(table.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).unwrap_or(false) {
        let from = record.position().map_or(0, csv::Position::byte);
        let line = lines.line(from) + skipped;
        let open = record.iter().any(|cell| cell.lines().nth(QUOTED_LINES).is_some());
        if open {
            let mut findings = Findings::new(file);
            let span = Span { file: file.to_owned(), row: Some(line), column: None };
            let message = text!(
                "a quote opened in this row is not closed, so that all that follows is one field"
            );
            let finding = Diagnostic::error("row", span, message)
                .found("\"")
                .allowed(text!("quotes in pairs"));
            findings
                .add(finding.help(text!("close the quote; double it where it is part of a text")));
            findings.or(())?;
        }
        let cells = record.iter().map(|cell| unguarded(cell.trim()).trim().to_owned()).collect();
        rows.push(GridRow { line, cells });
    }
    Ok(Grid { sheet: String::new(), rows, semicolons: by == b';' })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand.
    #[test]
    fn what_parts_fields_is_what_lines_have_alike() {
        for (text, by, skip) in [
            ("a;b\n1;2,5\n2;3,5\n", b';', 0),
            ("freq,geo\\TIME_PERIOD\t2009 \t2010 \nA,AT\t1.5 \t2 b\n", b'\t', 0),
            ("Занятость, тыс. человек, всего\n;2019;2020\nВсего;1,5;2,5\n", b';', 0),
            ("sep=;\r\na;b\r\n1;2\r\n", b';', 7),
            ("\u{feff}sep=,\na,b\n", b',', 9),
            ("a,b\n\"x;y\",2\n", b',', 0),
            ("a\n1\n", b'\t', 0),
        ] {
            assert_eq!(Separated::of(text), Separated { by, skip }, "{text}");
        }
    }

    #[test]
    fn rows_keep_their_lines() {
        let grid = of_text("f.csv", "\u{feff}sep=;\na;b\n\n\"x\ny\";2\n3;4\n").expect("cells");
        let lines: Vec<u64> = grid.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 4, 6]);
        assert_eq!(grid.rows[1].text(0), "x\ny");
    }
}
