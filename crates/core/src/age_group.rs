//! Sex and age as the demographic tables use them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Sex, as published in population and labour statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// `F`: women.
    #[serde(rename = "F")]
    Female,
    /// `M`: men.
    #[serde(rename = "M")]
    Male,
}

impl Sex {
    /// Both, in the order of tables.
    pub const ALL: [Sex; 2] = [Sex::Female, Sex::Male];

    /// The SDMX code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Sex::Female => "F",
            Sex::Male => "M",
        }
    }

    /// The sex with the given SDMX code; `None` for the total or anything else.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Sex> {
        Sex::ALL.into_iter().find(|s| s.code() == code)
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An age group of completed years of age, closed (`15-19`) or open (`65+`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct AgeGroup {
    from: u8,
    to: Option<u8>,
}

impl AgeGroup {
    /// Oldest completed age followed one by one.
    pub const MAX_AGE: u8 = 110;

    /// An age group from `from` to `to` completed years, both included; open when `to` is `None`.
    /// `None` when empty or beyond [`AgeGroup::MAX_AGE`].
    #[must_use]
    pub fn new(from: u8, to: Option<u8>) -> Option<AgeGroup> {
        let fits =
            from <= AgeGroup::MAX_AGE && to.is_none_or(|t| from <= t && t <= AgeGroup::MAX_AGE);
        fits.then_some(AgeGroup { from, to })
    }

    /// Reads `15-19`, `65+` or a single age `0`.
    #[must_use]
    pub fn parse(text: &str) -> Option<AgeGroup> {
        if let Some(from) = text.strip_suffix('+') {
            return AgeGroup::new(from.parse().ok()?, None);
        }
        match text.split_once('-') {
            Some((from, to)) => AgeGroup::new(from.parse().ok()?, Some(to.parse().ok()?)),
            None => {
                let age = text.parse().ok()?;
                AgeGroup::new(age, Some(age))
            }
        }
    }

    /// First completed age of the group.
    #[must_use]
    pub fn from(self) -> u8 {
        self.from
    }

    /// Last completed age, `None` when open.
    #[must_use]
    pub fn to(self) -> Option<u8> {
        self.to
    }

    /// Whether completed age `age` lies in the group.
    #[must_use]
    pub fn contains(self, age: u8) -> bool {
        self.from <= age && self.to.is_none_or(|to| age <= to)
    }
}

impl From<AgeGroup> for String {
    fn from(age_group: AgeGroup) -> String {
        age_group.to_string()
    }
}

impl TryFrom<String> for AgeGroup {
    type Error = String;

    fn try_from(text: String) -> Result<AgeGroup, String> {
        AgeGroup::parse(&text).ok_or_else(|| format!("`{text}` is not a band of ages"))
    }
}

impl fmt::Display for AgeGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            None => write!(f, "{}+", self.from),
            Some(to) if to == self.from => write!(f, "{to}"),
            Some(to) => write!(f, "{}-{to}", self.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_read_back_and_refuse_nonsense() {
        for text in ["15-19", "65+", "0", "100+"] {
            assert_eq!(AgeGroup::parse(text).map(|b| b.to_string()).as_deref(), Some(text));
        }
        for text in ["", "19-15", "-5", "15–19", "200+", "a-b", "_T"] {
            assert_eq!(AgeGroup::parse(text), None, "{text}");
        }
    }
}
