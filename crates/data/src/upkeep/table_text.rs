//! The text of a table, of which rows are changed or added and all else stays byte for byte.

use crate::package::decode::decode;
use crate::package::descriptor::Resource;
use crate::package::dialect::{Record, Written};
use crate::package::lines::Lines;
use std::collections::BTreeMap;
use std::ops::Range;
use suranys_core::{Text, text};

const MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// The text of one of a table's files by its rows.
#[derive(Debug)]
pub(crate) struct TableText {
    text: String,
    /// Whether a byte-order mark stood before it.
    marked: bool,
    windows_1251: bool,
    written: Written,
    header: Vec<String>,
    /// Where each row stands and its cells, by the line it begins in.
    rows: BTreeMap<u64, (Range<usize>, Vec<String>)>,
    changed: BTreeMap<u64, Vec<String>>,
    added: Vec<Vec<String>>,
    /// The line in which the first row that is added will stand.
    next: u64,
}

impl TableText {
    /// Reads a file of a table, the columns being those of `former` where files before it have a header.
    ///
    /// # Errors
    /// With why it can't be read.
    pub(crate) fn read(
        bytes: &[u8],
        resource: &Resource,
        former: Option<&[String]>,
    ) -> Result<TableText, Text> {
        let text = decode(bytes, resource.encoding.as_deref()).map_err(|why| why.message)?;
        let declared = resource.encoding.as_deref().unwrap_or_default().to_lowercase();
        let (written, unread) = resource.dialect.written();
        if let Some(why) = unread.first() {
            return Err(text!("its dialect is not read: {why}", why));
        }
        if written.skip_blanks {
            return Err(text!("its dialect leaves blanks out, which would be lost"));
        }
        let records: Vec<Record> =
            written.records(&text).collect::<Result<_, _>>().map_err(|why| why.to_string())?;
        let cells = |record: &Record| record.cells.iter().map(str::to_owned).collect::<Vec<_>>();
        let header = match former {
            Some(former) => former.to_vec(),
            None => match written.header {
                None => resource.schema.fields.iter().map(|field| field.name.clone()).collect(),
                Some(head) => {
                    records.iter().find(|one| one.line >= head).map(cells).unwrap_or_default()
                }
            },
        };
        let ends = records.iter().skip(1).map(|record| record.after).chain([text.len()]);
        let mut rows = BTreeMap::new();
        for (record, end) in records.iter().zip(ends) {
            let own = cells(record);
            let is_row = if former.is_some() { own != header } else { written.is_row(record.line) };
            if is_row {
                let all = text.get(record.from..end).unwrap_or_default();
                let ended = record.from + all.trim_end_matches(['\r', '\n']).len();
                rows.insert(record.line, (record.from..ended, own));
            }
        }
        let mut lines = Lines::new(text.as_bytes());
        let (marked, windows_1251) =
            (bytes.starts_with(MARK), matches!(declared.as_str(), "windows-1251" | "cp1251"));
        let (changed, added) = (BTreeMap::new(), Vec::new());
        let ended = text.is_empty() || text.ends_with(['\n', '\r']);
        let next = lines.line(text.len() as u64) + u64::from(!ended);
        Ok(TableText { text, marked, windows_1251, written, header, rows, changed, added, next })
    }

    /// The names of its columns.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// Writes a text into a cell of the row that begins in a line.
    pub(crate) fn set(&mut self, line: u64, column: &str, text: &str) {
        let Some(place) = self.header.iter().position(|name| name == column) else { return };
        let Some((_, cells)) = self.rows.get(&line) else { return };
        let cells = self.changed.get(&line).unwrap_or(cells);
        if cells.get(place).is_some_and(|before| before != text) {
            let mut cells = cells.clone();
            if let Some(cell) = cells.get_mut(place) {
                text.clone_into(cell);
            }
            self.changed.insert(line, cells);
        }
    }

    /// Adds a row after the last one, and gives the line in which it will stand.
    pub(crate) fn add(&mut self, text_of: impl Fn(&str) -> String) -> u64 {
        self.added.push(self.header.iter().map(|column| text_of(column)).collect());
        self.next + self.added.len() as u64 - 1
    }

    /// The table with all changes; none where there are none.
    ///
    /// # Errors
    /// When a text can't be written in the table's encoding.
    pub(crate) fn bytes(&self) -> Result<Option<Vec<u8>>, Text> {
        if self.changed.is_empty() && self.added.is_empty() {
            return Ok(None);
        }
        let end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let mut text = self.text.clone();
        for (line, cells) in self.changed.iter().rev() {
            if let Some((place, _)) = self.rows.get(line) {
                text.replace_range(place.clone(), &self.row(cells)?);
            }
        }
        for cells in &self.added {
            if !text.is_empty() && !text.ends_with(['\n', '\r']) {
                text.push_str(end);
            }
            text.push_str(&self.row(cells)?);
            text.push_str(end);
        }
        if self.windows_1251 {
            let (bytes, _, unknown) = encoding_rs::WINDOWS_1251.encode(&text);
            return match unknown {
                false => Ok(Some(bytes.into_owned())),
                true => Err(text!("a text has letters that Windows-1251 does not have")),
            };
        }
        let mark = if self.marked { MARK } else { &[] };
        Ok(Some([mark, text.as_bytes()].concat()))
    }

    /// A row as text, without the end of its line.
    fn row(&self, cells: &[String]) -> Result<String, Text> {
        let written = &self.written;
        let mut writer = csv::WriterBuilder::new()
            .delimiter(written.delimiter)
            .quote(written.quote)
            .double_quote(written.double_quote)
            .escape(written.escape.unwrap_or(b'\\'))
            .comment(written.comment)
            .from_writer(Vec::new());
        writer.write_record(cells).map_err(|why| why.to_string())?;
        let bytes = writer.into_inner().map_err(|why| why.to_string())?;
        Ok(String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(more: &str) -> Resource {
        let text = format!("{{\"name\":\"t\",\"path\":\"t.csv\",\"schema\":{{}}{more}}}");
        serde_json::from_str(&text).expect("a resource")
    }

    #[test]
    fn one_cell_is_changed_and_every_other_byte_stays() {
        for end in ["\n", "\r\n"] {
            let before = ["a,b,c", "\"1\",x,\"y \"\"z\"\"\"", "", "2,\"p,q\",", "3,u,v"].join(end);
            let mut table =
                TableText::read(before.as_bytes(), &resource(""), None).expect("a table");
            assert_eq!(table.bytes(), Ok(None));
            table.set(4, "c", "r,s");
            table.set(5, "b", "u");
            assert_eq!(table.add(|column| column.to_uppercase()), 6);
            assert_eq!(table.add(|_| String::new()), 7);
            let after = table.bytes().expect("written").expect("changed");
            let wanted = [
                "a,b,c",
                "\"1\",x,\"y \"\"z\"\"\"",
                "",
                "2,\"p,q\",\"r,s\"",
                "3,u,v",
                "A,B,C",
                ",,",
                "",
            ];
            assert_eq!(String::from_utf8_lossy(&after), wanted.join(end));
        }
    }

    #[test]
    fn marks_and_encodings_stay() {
        let marked = [MARK, b"a;b\n1;2\n"].concat();
        let mut table =
            TableText::read(&marked, &resource(",\"dialect\":{\"delimiter\":\";\"}"), None)
                .expect("read");
        table.set(2, "b", "3");
        assert_eq!(table.bytes(), Ok(Some([MARK, b"a;b\n1;3\n"].concat())));
        // "Да" in windows-1251, by the code table of Unicode's mapping CP1251.TXT.
        let mut table = TableText::read(
            &[b'a', b'\n', 0xC4, 0xE0, b'\n'],
            &resource(",\"encoding\":\"windows-1251\""),
            None,
        )
        .expect("read");
        table.add(|_| "а".to_owned());
        assert_eq!(table.bytes(), Ok(Some(vec![b'a', b'\n', 0xC4, 0xE0, b'\n', 0xE0, b'\n'])));
        table.add(|_| "漢".to_owned());
        assert!(table.bytes().is_err());
    }
}
