//! Which line of a text a record stands in, as an editor or a spreadsheet counts them.

use std::io::BufRead;

/// Characters that may part the fields of a row.
pub const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The character that parts the fields of a table with this header: the first of those most frequent in
/// it.
pub fn separator(header: &[u8]) -> u8 {
    let times = |mark: u8| header.iter().filter(|b| **b == mark).count();
    // The last of equals is the greatest, so that commas come last.
    SEPARATORS.into_iter().rev().max_by_key(|mark| times(*mark)).unwrap_or(b',')
}

/// Rows of a table by the mark that its first line shows, the header among them; a row may have more cells
/// than others or fewer.
pub(crate) fn delimited(text: &str) -> csv::Reader<&[u8]> {
    let first = text.lines().next().unwrap_or_default();
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(first.as_bytes()))
        .from_reader(text.as_bytes())
}

/// Ends of lines, whether a line feed, a carriage return, or both.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ends {
    /// Ends seen.
    pub count: u64,
    /// Whether the last byte was a carriage return, with which a line feed is one end.
    carriage: bool,
}

impl Ends {
    /// Takes the next byte; whether it belongs to an end.
    fn take(&mut self, byte: u8) -> bool {
        let end = matches!(byte, b'\n' | b'\r');
        self.count += u64::from(end && !(byte == b'\n' && self.carriage));
        self.carriage = byte == b'\r';
        end
    }

    /// Takes the next bytes.
    pub(crate) fn take_all(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.take(*byte);
        }
    }
}

/// Counts the lines of a text that is read from its beginning.
///
/// The CSV reader's own count is off where a record begins: the rest of a line's end and empty
/// lines before the record are still to be read then.
pub(crate) struct Lines<R> {
    bytes: R,
    at: u64,
    ends: Ends,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(bytes: R) -> Lines<R> {
        Lines { bytes, at: 0, ends: Ends::default() }
    }

    /// The byte that was reached.
    pub(crate) fn reached(&self) -> u64 {
        self.at
    }

    /// The line, the first being 1, of the first character at or after byte `from` that ends no
    /// line. Asked of places in order.
    pub(crate) fn line(&mut self, from: u64) -> u64 {
        while let Ok(piece) = self.bytes.fill_buf()
            && !piece.is_empty()
        {
            let mut taken = 0;
            for byte in piece {
                let mut ends = self.ends;
                if !ends.take(*byte) && self.at + taken as u64 >= from {
                    break;
                }
                self.ends = ends;
                taken += 1;
            }
            let reached = taken < piece.len();
            self.bytes.consume(taken);
            self.at += taken as u64;
            if reached {
                break;
            }
        }
        self.ends.count + 1
    }
}

#[cfg(test)]
mod tests {
    use crate::package::lines::Lines;
    use std::io::BufReader;

    /// Four lines, the second of them empty, by each way to end a line, read at once and in pieces
    /// that part a carriage return from its line feed.
    #[test]
    fn every_way_to_end_a_line_is_counted_once() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["head", "", "first", "second"].join(end);
            for piece in [1, 5, 100] {
                let mut lines = Lines::new(BufReader::with_capacity(piece, text.as_bytes()));
                assert_eq!(lines.line(0), 1);
                // Where the CSV reader believes the record to begin: right after the header's first
                // end of line.
                assert_eq!(lines.line(5), 3, "{end:?}");
                let last = text.find("second").expect("is there") as u64;
                assert_eq!(lines.line(last), 4, "{end:?}");
            }
        }
    }
}
