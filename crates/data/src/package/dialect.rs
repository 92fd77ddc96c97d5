//! How the rows of a table's file are written, as the standard's dialects have it.

use crate::package::elsewhere::Elsewhere;
use crate::package::lines::Lines;
use serde::Deserialize;
use serde_json::{Map, Value};
use suranys_core::{Text, text};

/// The dialect of a table as it is declared.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Dialect {
    /// The file of the package that it stands in, where it stands in one.
    #[serde(skip)]
    pub elsewhere: Option<String>,
    /// What it says, by name.
    #[serde(flatten)]
    pub said: Map<String, Value>,
}

impl Elsewhere for Dialect {
    fn at(path: String) -> Dialect {
        Dialect { elsewhere: Some(path), said: Map::new() }
    }
}

/// How the rows of a file are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub delimiter: u8,
    pub quote: u8,
    /// Whether a quote within quotes is written twice.
    pub double_quote: bool,
    pub escape: Option<u8>,
    /// With what a line begins that is a comment.
    pub comment: Option<u8>,
    /// The line of the header, the first being 1; none where there is none.
    pub header: Option<u64>,
    /// Lines that are comments.
    pub comments: Vec<u64>,
    /// Whether blanks behind a delimiter belong to no cell.
    pub skip_blanks: bool,
    /// A text that stands for a missing value.
    pub null: Option<String>,
}

impl Default for Written {
    fn default() -> Written {
        Written {
            delimiter: b',',
            quote: b'"',
            double_quote: true,
            escape: None,
            comment: None,
            header: Some(1),
            comments: Vec::new(),
            skip_blanks: false,
            null: None,
        }
    }
}

/// A record of a text.
#[derive(Debug)]
pub(crate) struct Record {
    /// Its line, the first being 1.
    pub line: u64,
    /// The byte at which the one before it ended.
    pub after: usize,
    /// The byte at which it begins, behind empty lines and comments.
    pub from: usize,
    pub cells: csv::StringRecord,
}

/// What says nothing of the rows of a text, or nothing that is not seen from them.
const OF_NO_MATTER: [&str; 8] = [
    "name",
    "title",
    "description",
    "type",
    "$schema",
    "lineTerminator",
    "csvddfVersion",
    "caseSensitiveHeader",
];

impl Dialect {
    /// How rows are written, and what of the dialect is not read, each with why.
    pub(crate) fn written(&self) -> (Written, Vec<Text>) {
        let mut written = Written::default();
        let mut unread = Vec::new();
        for (name, value) in &self.said {
            if OF_NO_MATTER.contains(&name.as_str()) || value.is_null() {
                continue;
            }
            if let Err(why) = take(&mut written, name, value) {
                unread.push(text!("`{name}`: {why}", name, why));
            }
        }
        (written, unread)
    }
}

fn take(written: &mut Written, name: &str, value: &Value) -> Result<(), Text> {
    match name {
        "delimiter" => written.delimiter = mark(value)?,
        "quoteChar" => written.quote = mark(value)?,
        "escapeChar" => written.escape = Some(mark(value)?),
        "commentChar" => written.comment = Some(mark(value)?),
        "doubleQuote" => written.double_quote = truth(value)?,
        "skipInitialSpace" => written.skip_blanks = truth(value)?,
        "nullSequence" => {
            written.null = Some(value.as_str().ok_or(text!("it is no text"))?.to_owned());
        }
        "header" => written.header = truth(value)?.then(|| written.header.unwrap_or(1)),
        "headerRows" => {
            written.header = match lines(value)?.as_slice() {
                [] => None,
                [line] => Some(*line),
                _ => return Err(text!("a header of several rows is not read")),
            }
        }
        "commentRows" => written.comments = lines(value)?,
        "headerJoin" => {}
        _ => return Err(text!("it is not read")),
    }
    Ok(())
}

fn mark(value: &Value) -> Result<u8, Text> {
    let text = value.as_str().ok_or(text!("it is no text"))?;
    match text.as_bytes() {
        [one] if !matches!(one, b'\r' | b'\n') => Ok(*one),
        // Both ways in which a tab is found in descriptors.
        b"\\t" => Ok(b'\t'),
        _ => Err(text!("a mark of one character of ASCII is read")),
    }
}

fn truth(value: &Value) -> Result<bool, Text> {
    value.as_bool().ok_or(text!("it is neither true nor false"))
}

fn lines(value: &Value) -> Result<Vec<u64>, Text> {
    let list = value.as_array().ok_or(text!("it is no list of rows"))?;
    list.iter()
        .map(|line| line.as_u64().filter(|line| *line > 0))
        .collect::<Option<_>>()
        .ok_or(text!("it is no list of rows"))
}

impl Written {
    /// A reader of rows so written, the header among them.
    fn reader<'t>(&self, text: &'t [u8]) -> csv::Reader<&'t [u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .quote(self.quote)
            .double_quote(self.double_quote)
            .escape(self.escape)
            .comment(self.comment)
            .has_headers(false)
            .flexible(true)
            .from_reader(text)
    }

    /// The records of a text.
    pub(crate) fn records<'t>(
        &self,
        text: &'t str,
    ) -> impl Iterator<Item = Result<Record, csv::Error>> + use<'t> {
        let comment = self.comment;
        let mut lines = Lines::new(text.as_bytes());
        self.reader(text.as_bytes()).into_records().map(move |record| {
            let cells = record?;
            let after = cells.position().map_or(0, csv::Position::byte);
            let mut line = lines.line(after);
            let at = |lines: &Lines<&[u8]>| usize::try_from(lines.reached()).unwrap_or(usize::MAX);
            // The reader's place is that before comments.
            while let Some(rest) = text.get(at(&lines)..)
                && comment.is_some_and(|mark| rest.as_bytes().first() == Some(&mark))
                && let Some(end) = rest.find(['\n', '\r'])
            {
                line = lines.line(lines.reached() + end as u64);
            }
            let after = usize::try_from(after).unwrap_or(usize::MAX);
            Ok(Record { line, after, from: at(&lines), cells })
        })
    }

    /// Whether a row at a line is one of figures: below the header, and no comment.
    pub(crate) fn is_row(&self, line: u64) -> bool {
        self.header.is_none_or(|header| line > header) && !self.comments.contains(&line)
    }

    /// The text without the blanks behind delimiters, where they belong to no cell.
    pub(crate) fn without_blanks<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        if !self.skip_blanks {
            return text.into();
        }
        let (delimiter, quote) = (char::from(self.delimiter), char::from(self.quote));
        let mut bare = String::with_capacity(text.len());
        let (mut quoted, mut begins) = (false, true);
        for c in text.chars() {
            if begins && c == ' ' && !quoted {
                continue;
            }
            quoted ^= c == quote;
            begins = !quoted && (c == delimiter || c == '\n' || c == '\r');
            bare.push(c);
        }
        bare.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(json: &str) -> (Written, Vec<Text>) {
        serde_json::from_str::<Dialect>(json).expect("an object").written()
    }

    #[test]
    fn what_a_dialect_says_is_read_or_named() {
        assert_eq!(dialect("{}"), (Written::default(), Vec::new()));
        let (written, unread) = dialect(
            r##"{"delimiter":"\t","quoteChar":"'","escapeChar":"\\","doubleQuote":false,"commentChar":"#",
                "headerRows":[3],"commentRows":[4],"skipInitialSpace":true,"nullSequence":"\\N",
                "lineTerminator":"\r\n","caseSensitiveHeader":true}"##,
        );
        assert_eq!(unread, Vec::<Text>::new());
        let expected = Written {
            delimiter: b'\t',
            quote: b'\'',
            double_quote: false,
            escape: Some(b'\\'),
            comment: Some(b'#'),
            header: Some(3),
            comments: vec![4],
            skip_blanks: true,
            null: Some("\\N".to_owned()),
        };
        assert_eq!(written, expected);
        assert_eq!(dialect(r#"{"header":false}"#).0.header, None);
        for (json, word) in [
            (r#"{"delimiter":"::"}"#, "one character"),
            (r#"{"headerRows":[1,2]}"#, "several rows"),
            (r#"{"property":"rows"}"#, "`property`: it is not read"),
        ] {
            let (_, unread) = dialect(json);
            assert!(unread.len() == 1 && unread[0].contains(word), "{json}: {unread:?}");
        }
    }

    #[test]
    fn blanks_behind_delimiters_are_left_out_of_quotes_too() {
        let (written, _) = dialect(r#"{"skipInitialSpace":true}"#);
        assert_eq!(written.without_blanks("a, \"b, c\",  d\n e,f"), "a,\"b, c\",d\ne,f");
    }
}
