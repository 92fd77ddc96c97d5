//! How the numbers of a column are written: the mark of the decimals and that of the thousands.

use std::borrow::Cow;

/// Characters that part thousands and nothing else.
pub(crate) const BLANKS: [char; 6] = ['\u{a0}', '\u{202f}', '\u{2009}', ' ', '\'', '\u{2019}'];
/// Digits between two marks of thousands.
const GROUP: usize = 3;
/// Places named of many.
const NAMED: usize = 3;

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Numbers {
    /// The mark of decimals; a point where none is said.
    pub decimal: Option<char>,
    /// The mark of thousands, next to blanks and apostrophes.
    pub thousands: Option<char>,
}

impl Numbers {
    /// The number as programs write it, where it is so written; the text as it is otherwise.
    pub(crate) fn plain<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let decimal = self.decimal.unwrap_or('.');
        let bare = |c: char| c.is_ascii_digit() || c == '.' || c == '-' || c == '+';
        if decimal == '.' && self.thousands.is_none() && text.chars().all(bare) {
            return Cow::Borrowed(text);
        }
        let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => ("-", rest.trim_start()),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = match digits.split_once(decimal) {
            Some((whole, part)) => (whole, Some(part)),
            None => (digits, None),
        };
        let is_group = |c: char| BLANKS.contains(&c) || self.thousands == Some(c);
        let groups: Vec<&str> = whole.split(is_group).collect();
        let digits_only = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let grouped = groups.len() == 1
            || groups.iter().skip(1).all(|group| group.len() == GROUP)
                && groups.first().is_some_and(|first| (1..=GROUP).contains(&first.len()));
        let sound = grouped
            && groups.iter().all(|group| digits_only(group))
            && part.is_none_or(digits_only)
            && (whole.len() + part.map_or(0, str::len) > 0);
        if !sound {
            return Cow::Borrowed(text);
        }
        let mut plain = format!("{sign}{}", groups.concat());
        if let Some(part) = part.filter(|part| !part.is_empty()) {
            plain.push('.');
            plain.push_str(part);
        }
        Cow::Owned(plain)
    }
}

/// What the numbers of a column show of how they are written.
#[derive(Debug, Default, Clone)]
pub(crate) struct NumberLook {
    comma: MarkLook,
    point: MarkLook,
    /// Numbers of more than three digits without a mark between them: thousands are not parted.
    ungrouped: usize,
    /// Numbers with blanks or apostrophes between thousands.
    blanks: usize,
}

/// What is seen of one mark.
#[derive(Debug, Default, Clone)]
struct MarkLook {
    /// Numbers in which it can only be that of decimals, or only that of thousands.
    decimal: usize,
    thousands: usize,
    /// Numbers in which it may be either, and the first of their rows with their text.
    either: usize,
    first: Vec<(u64, String)>,
}

impl MarkLook {
    fn add(&mut self, text: &str, row: u64, parted: bool, mark: char) {
        let digits = text.trim_start_matches(['-', '\u{2212}', '+']);
        let parts: Vec<&str> = digits.split(mark).collect();
        let groups = parts.iter().skip(1).all(|part| part.len() == GROUP);
        let first = parts.first().copied().unwrap_or_default();
        let may_group = groups && (1..=GROUP).contains(&first.len()) && !first.starts_with('0');
        match (parts.len(), may_group) {
            (0 | 1, _) => {}
            (2, false) => self.decimal += 1,
            (2, true) if parted => self.decimal += 1,
            (2, true) => {
                self.either += 1;
                if self.first.len() < NAMED {
                    self.first.push((row, text.to_owned()));
                }
            }
            (_, true) => self.thousands += 1,
            (_, false) => {}
        }
    }
}

/// A column in which a mark may be that of decimals or of thousands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ambiguous {
    pub mark: char,
    pub count: usize,
    /// The first rows, with their texts.
    pub first: Vec<(u64, String)>,
}

/// What is known of a column once all of it is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Written {
    /// So written.
    So(Numbers),
    /// With a point that is held to be that of decimals and could be that of thousands.
    Doubtful(Ambiguous),
    /// No one can say.
    Ambiguous(Ambiguous),
}

impl NumberLook {
    /// Takes the next text of the column, at a row.
    pub(crate) fn add(&mut self, text: &str, row: u64) {
        let written =
            |c: char| c.is_ascii_digit() || ".,-+\u{2212}".contains(c) || BLANKS.contains(&c);
        if text.len() > 40
            || !text.chars().all(written)
            || !text.contains(|c: char| c.is_ascii_digit())
        {
            return;
        }
        let blanks = text.contains(BLANKS);
        self.blanks += usize::from(blanks);
        let (comma, point) = (text.rfind(','), text.rfind('.'));
        match (comma, point) {
            (None, None) => {
                let digits = text.chars().filter(char::is_ascii_digit).count();
                self.ungrouped += usize::from(!blanks && digits > GROUP);
            }
            (Some(_), None) => self.comma.add(text, row, blanks, ','),
            (None, Some(_)) => self.point.add(text, row, blanks, '.'),
            (Some(comma), Some(point)) => {
                let (decimal, thousands) = match comma > point {
                    true => (&mut self.comma, &mut self.point),
                    false => (&mut self.point, &mut self.comma),
                };
                decimal.decimal += 1;
                thousands.thousands += 1;
            }
        }
    }

    /// How the column is written. `asked` says what the user says of it; `semicolons` that fields are
    /// parted by semicolons, as where commas are those of decimals.
    pub(crate) fn written(&self, asked: Numbers, semicolons: bool) -> Written {
        if asked.decimal.is_some() || asked.thousands.is_some() {
            let other = |mark: char| if mark == ',' { '.' } else { ',' };
            let decimal = asked
                .decimal
                .or_else(|| asked.thousands.filter(|mark| ",.".contains(*mark)).map(other));
            let thousands =
                asked.thousands.or_else(|| decimal.map(other).filter(|_| asked.decimal.is_some()));
            return Written::So(Numbers { decimal, thousands });
        }
        let NumberLook { comma, point, ungrouped, .. } = self;
        let so = |decimal, thousands| Written::So(Numbers { decimal, thousands });
        let doubt = |mark, look: &MarkLook| Ambiguous {
            mark,
            count: look.either,
            first: look.first.clone(),
        };
        // A mark that is certain in one number is the same in all; the other mark is the other thing.
        let of = |look: &MarkLook| match (look.decimal > 0, look.thousands > 0) {
            (true, true) => None,
            (true, false) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        };
        match (of(comma), of(point)) {
            (Some(true), Some(true)) => so(None, None),
            (Some(true), _) => so(Some(','), (point.decimal == 0).then_some('.')),
            (Some(false), _) => so(Some('.'), Some(',')),
            (None, Some(true)) if comma.either > 0 && comma.decimal == 0 => {
                so(Some('.'), Some(','))
            }
            (None, Some(true)) => so(None, None),
            (None, Some(false)) => so(Some(','), Some('.')),
            (None, None)
                if comma.decimal + comma.thousands + point.decimal + point.thousands > 0 =>
            {
                so(None, None)
            }
            (None, None) if comma.either > 0 && point.either > 0 => so(None, None),
            // Where thousands are not parted elsewhere, or by blanks, they are not parted here.
            (None, None) if comma.either > 0 && (*ungrouped > 0 || self.blanks > 0) => {
                so(Some(','), None)
            }
            (None, None) if comma.either > 0 => Written::Ambiguous(doubt(',', comma)),
            (None, None) if point.either == 0 || *ungrouped > 0 || self.blanks > 0 => {
                so(None, None)
            }
            (None, None) if semicolons => Written::Ambiguous(doubt('.', point)),
            (None, None) => Written::Doubtful(doubt('.', point)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(texts: &[&str]) -> NumberLook {
        let mut look = NumberLook::default();
        (2..).zip(texts).for_each(|(row, text)| look.add(text, row));
        look
    }

    fn so(decimal: char, thousands: Option<char>) -> Written {
        Written::So(Numbers { decimal: Some(decimal), thousands })
    }

    /// By hand: a mark is that of thousands where it stands twice or before another, that of decimals
    /// where other than three digits follow.
    #[test]
    fn marks_are_known_by_the_whole_column() {
        let of = |texts: &[&str]| look(texts).written(Numbers::default(), false);
        assert_eq!(of(&["1,5", "12,345"]), so(',', Some('.')));
        assert_eq!(of(&["1,234,567", "12,345"]), so('.', Some(',')));
        assert_eq!(of(&["1.234,5", "2.000"]), so(',', Some('.')));
        assert_eq!(of(&["12,345", "7.5"]), so('.', Some(',')));
        assert_eq!(of(&["12,345", "12345"]), so(',', None));
        assert_eq!(of(&["0,125", "3,125"]), so(',', Some('.')));
        assert!(matches!(of(&["12,345", "999"]), Written::Ambiguous(_)));
        assert!(matches!(of(&["12.345", "12.410"]), Written::Doubtful(_)));
        let semicolons = look(&["12.345", "12.410"]).written(Numbers::default(), true);
        let Written::Ambiguous(found) = semicolons else { panic!("{semicolons:?}") };
        assert_eq!((found.mark, found.count, found.first[0].0), ('.', 2, 2));
        let asked = Numbers { thousands: Some('.'), decimal: None };
        assert_eq!(look(&["12.345"]).written(asked, true), so(',', Some('.')));
    }

    #[test]
    fn numbers_are_rewritten_where_they_are_so_written() {
        let of = |decimal, thousands, text: &str| {
            Numbers { decimal: Some(decimal), thousands }.plain(text).into_owned()
        };
        assert_eq!(of(',', Some('.'), "1.234,5"), "1234.5");
        assert_eq!(of(',', None, "8\u{a0}780,8"), "8780.8");
        assert_eq!(of('.', None, "12'345"), "12345");
        assert_eq!(of('.', Some(','), "12,345"), "12345");
        assert_eq!(of('.', None, "\u{2212}3.5"), "-3.5");
        for text in ["12 34", "1,2,3", "1 2 3", "about 5", ",", "12,34,567"] {
            assert_eq!(of('.', Some(','), text), text, "{text} is no number");
        }
    }
}
