//! Which line of a text a record stands in, as an editor or a spreadsheet counts them.

/// Counts the lines of a text, whether they end with a line feed, a carriage return, or both.
///
/// The CSV reader's own count is off where a record begins: the rest of a line's end and empty
/// lines before the record are still to be read then.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Lines<'a> {
        Lines { bytes, at: 0, line: 1 }
    }

    /// The line, the first being 1, of the first character at or after byte `from` that ends no
    /// line. Asked of places in order.
    pub(crate) fn line(&mut self, from: u64) -> u64 {
        while let Some(byte) = self.bytes.get(self.at) {
            let next = self.bytes.get(self.at + 1);
            match byte {
                b'\n' => self.line += 1,
                b'\r' => self.line += u64::from(next != Some(&b'\n')),
                _ if self.at as u64 >= from => break,
                _ => {}
            }
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    /// Four lines, the second of them empty, by each way to end a line.
    #[test]
    fn every_way_to_end_a_line_is_counted_once() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["head", "", "first", "second"].join(end);
            let mut lines = Lines::new(text.as_bytes());
            assert_eq!(lines.line(0), 1);
            // Where the CSV reader believes the record to begin: right after the header's first
            // end of line.
            assert_eq!(lines.line(5), 3, "{end:?}");
            let last = text.find("second").expect("is there") as u64;
            assert_eq!(lines.line(last), 4, "{end:?}");
        }
    }
}
