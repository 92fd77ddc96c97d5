//! The letter's file: TOML, errors located by line and column.

use crate::rulebook::book::is_day;
use crate::toml::reader::{File, FileKind, read_chain};
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::Diagnostic;
use suranys_core::classification::Labels;
use suranys_core::provenance::Fingerprint;
use suranys_core::shortage_list::letter::Letter;
use suranys_core::text;
use toml::de::DeTable;

/// What messages call the file.
const LETTER: FileKind = FileKind { check: "letter", word: text!("letter") };
const TOP: [&str; 4] = ["number", "date", "addressee", "signature"];
const SIGNATURE: [&str; 2] = ["position", "name"];
/// Longest number of a letter.
const LONGEST: usize = 60;

/// Name of the file in the folder of a jurisdiction.
const FILE: &str = "letter.toml";

/// Reads what a letter bears: the file named, else that in the folder of a jurisdiction, else nothing but
/// blanks. A key that is not there, or an empty text, is a blank.
///
/// # Errors
/// All findings with their places.
pub fn read_letter(
    folder: &Path,
    jurisdiction: &str,
    named: Option<&Path>,
) -> Result<(Letter, Vec<Fingerprint>), Vec<Diagnostic>> {
    let usual = folder.join(jurisdiction).join(FILE);
    match named {
        Some(path) => read(path),
        None if usual.is_file() => read(&usual),
        None => Ok((Letter::default(), Vec::new())),
    }
}

fn read(path: &Path) -> Result<(Letter, Vec<Fingerprint>), Vec<Diagnostic>> {
    let (mut problems, mut fingerprints) = (Vec::new(), BTreeMap::new());
    let mut letter = Letter::default();
    read_chain(path, None, &LETTER, &mut fingerprints, &mut problems, &mut |file, table| {
        file.lay_letter(table, &mut letter);
    });
    match problems.is_empty() {
        true => Ok((letter, fingerprints.into_values().collect())),
        false => Err(problems),
    }
}

impl File<'_> {
    fn lay_letter(&mut self, table: &DeTable<'_>, letter: &mut Letter) {
        for pair in table {
            let text = pair.1.get_ref().as_str();
            match pair.0.get_ref().as_ref() {
                "extends" => {}
                "number" => match text.filter(|text| text.chars().count() <= LONGEST) {
                    Some(number) => letter.number = number.trim().to_owned(),
                    None => {
                        let allowed = text!(
                            "the number as a text of at most {max} letters, empty where there is none yet",
                            max = LONGEST
                        );
                        self.wrong_type(pair, &allowed);
                    }
                },
                "date" => match text.filter(|text| text.is_empty() || is_day(text)) {
                    Some(day) => letter.date = day.to_owned(),
                    None => self.wrong_type(
                        pair,
                        text!(
                            "a day such as `2026-12-01` as a text, empty where there is none yet"
                        ),
                    ),
                },
                "addressee" => letter.addressee = self.blank_or_labels(pair),
                "signature" => {
                    let Some(signature) = pair.1.get_ref().as_table() else {
                        self.wrong_type(pair, text!("a table with position and name"));
                        continue;
                    };
                    for part in signature {
                        match part.0.get_ref().as_ref() {
                            "position" => letter.position = self.blank_or_labels(part),
                            "name" => letter.name = self.blank_or_labels(part),
                            _ => self.unknown(part.0, &SIGNATURE),
                        }
                    }
                }
                _ => self.unknown(pair.0, &TOP),
            }
        }
    }

    /// Texts by language; those that say nothing are left out.
    fn blank_or_labels(&mut self, pair: crate::toml::reader::Pair<'_, '_>) -> Labels {
        let mut all = BTreeMap::new();
        self.labels(pair, &mut all);
        all.retain(|_, text: &mut String| !text.trim().is_empty());
        Labels(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Letter, Vec<Diagnostic>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("letter.toml");
        std::fs::write(&path, text).expect("written");
        read(&path).map(|(letter, _)| letter)
    }

    #[test]
    fn what_is_not_filled_in_is_a_blank() {
        let letter = of("number = \"\"\n[addressee]\nen = \"To all\"\nxx = \" \"").expect("sound");
        assert_eq!((letter.number.as_str(), letter.date.as_str()), ("", ""));
        assert_eq!(letter.addressee.0.len(), 1);
        assert_eq!(letter.position, Labels::default());
    }

    /// Rows counted by hand.
    #[test]
    fn every_fault_is_found_in_its_row() {
        let wrong = "number = 17\ndate = \"1.12.2026\"\nplace = \"x\"\naddressee = \"all\"\n\
            [signature]\nrank = 1\n[signature.name]\nen = 1\n";
        let found = of(wrong).expect_err("faults");
        let mut rows: Vec<u64> = found.iter().filter_map(|one| one.span.row).collect();
        rows.sort_unstable();
        assert_eq!(rows, [1, 2, 3, 4, 6, 8], "{found:?}");
        let nowhere = Path::new("/nowhere");
        assert!(read_letter(nowhere, "xx", Some(nowhere)).is_err());
        assert_eq!(read_letter(nowhere, "xx", None), Ok((Letter::default(), Vec::new())));
    }
}
