//! A text cut into blocks of whole records, so that several can be read at once; a record that is no record
//! is passed over, and where it stands is said.

use std::io::{Error, Read};

/// Bytes of a block; no record may be longer.
const BLOCK: usize = 1 << 20;

/// A piece of the text.
#[derive(Debug)]
pub(crate) enum Block {
    /// Whole records; the line of the first one.
    Records(u64, Vec<u8>),
    /// A line that is not read on, and why.
    Bad(u64, &'static str),
}

/// What is longer than a record may be.
pub(crate) const TOO_LONG: &str = "the record is longer than 1 MiB";
/// What would take the rest of the file for one cell.
pub(crate) const OPEN_QUOTE: &str = "a quotation mark is not closed";

/// Cuts a text into blocks.
pub(crate) struct Blocks<R> {
    reader: R,
    held: Vec<u8>,
    /// Line at which what is held begins.
    line: u64,
    ended: bool,
    /// Whether line ends between quotation marks belong to cells.
    quoted: bool,
}

impl<R: Read> Blocks<R> {
    /// Begins at a text's first line.
    pub(crate) fn new(reader: R, quoted: bool) -> Blocks<R> {
        Blocks { reader, held: Vec::new(), line: 1, ended: false, quoted }
    }

    /// The line that comes next.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// The next block; none at the end.
    ///
    /// # Errors
    /// When the text can't be read further.
    pub(crate) fn next(&mut self) -> Result<Option<Block>, Error> {
        self.fill(BLOCK)?;
        if self.held.is_empty() {
            return Ok(None);
        }
        let end = if self.ended { Some(self.held.len()) } else { None };
        if let Some(cut) = self.whole(end) {
            return Ok(Some(self.records(cut)));
        }
        match self.held.iter().position(|c| *c == b'\n') {
            None if !self.ended => self.pass_over(),
            // The first line after which a quotation mark is open is the one at fault.
            _ => Ok(Some(self.open_quote())),
        }
    }

    /// The first record, for the names of columns.
    ///
    /// # Errors
    /// As [`Blocks::next`].
    pub(crate) fn first_record(&mut self) -> Result<Option<Block>, Error> {
        self.fill(BLOCK)?;
        if self.held.starts_with(&[0xef, 0xbb, 0xbf]) {
            self.held.drain(..3);
        }
        if self.held.is_empty() {
            return Ok(None);
        }
        let mut open = false;
        for (at, c) in self.held.iter().enumerate() {
            match c {
                b'"' if self.quoted => open = !open,
                b'\n' if !open => return Ok(Some(self.records(at + 1))),
                _ => {}
            }
        }
        match self.ended && !open {
            true => Ok(Some(self.records(self.held.len()))),
            false if self.held.contains(&b'\n') => Ok(Some(self.open_quote())),
            false => self.pass_over(),
        }
    }

    fn fill(&mut self, wanted: usize) -> Result<(), Error> {
        while !self.ended && self.held.len() < wanted {
            let missing = (wanted - self.held.len()) as u64;
            let read = self.reader.by_ref().take(missing).read_to_end(&mut self.held)?;
            self.ended = (read as u64) < missing;
        }
        Ok(())
    }

    /// Where the last whole record ends.
    fn whole(&self, end: Option<usize>) -> Option<usize> {
        let quotes = |bytes: &[u8]| match self.quoted {
            true => bytes.iter().filter(|c| **c == b'"').count(),
            false => 0,
        };
        let mut open = quotes(&self.held) % 2 == 1;
        if let (Some(end), false) = (end, open) {
            return Some(end);
        }
        let mut behind = self.held.len();
        loop {
            let before = self.held.get(..behind)?.iter().rposition(|c| *c == b'\n')?;
            open ^= quotes(self.held.get(before..behind)?) % 2 == 1;
            if !open {
                return Some(before + 1);
            }
            behind = before;
        }
    }

    fn records(&mut self, cut: usize) -> Block {
        let rest = self.held.split_off(cut.min(self.held.len()));
        let block = std::mem::replace(&mut self.held, rest);
        let line = self.line;
        self.line += lines(&block);
        Block::Records(line, block)
    }

    /// Gives the records before the line with the open quotation mark, else passes that line over.
    fn open_quote(&mut self) -> Block {
        let mut start = 0;
        while let Some(length) =
            self.held.get(start..).and_then(|rest| rest.iter().position(|c| *c == b'\n'))
        {
            let line = self.held.get(start..start + length).unwrap_or_default();
            if line.iter().filter(|c| **c == b'"').count() % 2 == 1 {
                break;
            }
            start += length + 1;
        }
        if start > 0 {
            return self.records(start);
        }
        let end = self.held.iter().position(|c| *c == b'\n').map_or(self.held.len(), |at| at + 1);
        self.held.drain(..end);
        self.line += 1;
        Block::Bad(self.line - 1, OPEN_QUOTE)
    }

    /// Reads on to the end of a line without holding it.
    fn pass_over(&mut self) -> Result<Option<Block>, Error> {
        loop {
            if let Some(end) = self.held.iter().position(|c| *c == b'\n') {
                self.held.drain(..=end);
                break;
            }
            self.held.clear();
            if self.ended {
                break;
            }
            self.fill(BLOCK)?;
        }
        self.line += 1;
        Ok(Some(Block::Bad(self.line - 1, TOO_LONG)))
    }
}

/// Line ends in a text.
pub(crate) fn lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|c| **c == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<(u64, Result<usize, &'static str>)> {
        let mut blocks = Blocks::new(text, true);
        let mut found = Vec::new();
        while let Some(block) = blocks.next().expect("read") {
            found.push(match block {
                Block::Records(line, bytes) => (line, Ok(bytes.len())),
                Block::Bad(line, why) => (line, Err(why)),
            });
        }
        found
    }

    #[test]
    fn blocks_end_where_records_do() {
        let row = "1,\"a\nb\"\n";
        let text = row.repeat(300_000);
        let mut blocks = Blocks::new(text.as_bytes(), true);
        let (mut line, mut length) = (1, 0);
        while let Some(Block::Records(first, bytes)) = blocks.next().expect("read") {
            assert_eq!(first, line);
            assert_eq!(bytes.len() % row.len(), 0);
            line += lines(&bytes);
            length += bytes.len();
        }
        assert_eq!(length, text.len());
    }

    #[test]
    fn a_line_too_long_is_passed_over() {
        let mut text = b"1\n".to_vec();
        text.extend(vec![b'x'; 3 << 20]);
        text.extend(b"\n2\n");
        assert_eq!(all(&text), [(1, Ok(2)), (2, Err(TOO_LONG)), (3, Ok(2))]);
    }

    #[test]
    fn an_open_quotation_mark_costs_its_line_alone() {
        assert_eq!(all(b"1,a\n2,\"b\n3,c\n"), [(1, Ok(4)), (2, Err(OPEN_QUOTE)), (3, Ok(4))]);
        let text = format!("1\n\"2\n{}", "3\n".repeat(1 << 20));
        let found = all(text.as_bytes());
        assert_eq!(found.iter().filter(|one| one.1.is_err()).count(), 1);
        assert_eq!(found.get(..2), Some(&[(1, Ok(2)), (2, Err(OPEN_QUOTE))][..]));
    }
}
