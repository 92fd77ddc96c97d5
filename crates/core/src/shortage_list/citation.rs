//! Where a figure stands: in a cell of a file, or in a run itself.

use crate::run::FigureKey;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A cell of a file that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cited {
    /// Path with forward slashes: in the package, or in the folder of a report after `run/`.
    pub file: String,
    /// Line of the file, the header being line 1.
    pub row: u64,
    /// Column.
    pub column: String,
    /// The text found there.
    pub text: String,
}

/// Where a figure stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Citation {
    /// In a cell of a file, as it is printed there.
    Cell(Cited),
    /// In a run, unrounded, under this key.
    Figure(FigureKey),
}

impl From<Cited> for Citation {
    fn from(cell: Cited) -> Citation {
        Citation::Cell(cell)
    }
}

/// A cell as `file:row:column`; a figure as `run:measure(scenario,place,years)`, a word without
/// spaces.
impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Citation::Cell(cell) => write!(f, "{}:{}:{}", cell.file, cell.row, cell.column),
            Citation::Figure(key) => {
                write!(f, "run:{}({}", key.measure.key(), key.scenario)?;
                for place in [&key.section, &key.region, &key.occupation].into_iter().flatten() {
                    write!(f, ",{place}")?;
                }
                if let Some(sex) = key.sex {
                    write!(f, ",{}", sex.code())?;
                }
                if let Some(age) = key.age {
                    write!(f, ",{age}")?;
                }
                match key.from == key.to {
                    true => write!(f, ",{})", key.from),
                    false => write!(f, ",{}-{})", key.from, key.to),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Measure;
    use crate::time::Year;

    /// Expected texts: by hand.
    #[test]
    fn a_citation_is_one_word() {
        let cell = Citation::Cell(Cited {
            file: "tables/a.csv".to_owned(),
            row: 7,
            column: "value".to_owned(),
            text: "1.5".to_owned(),
        });
        let key = FigureKey::national("baseline", Measure::Employment, Year(2023));
        let year = Citation::Figure(key.clone().in_occupation("isco08:2"));
        let period = Citation::Figure(key.until(Year(2027)));
        assert_eq!(cell.to_string(), "tables/a.csv:7:value");
        assert_eq!(year.to_string(), "run:employment(baseline,isco08:2,2023)");
        assert_eq!(period.to_string(), "run:employment(baseline,2023-2027)");
    }
}
