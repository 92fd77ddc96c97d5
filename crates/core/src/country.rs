//! What a package says of the country it is about: codes, languages, words and law, none of which
//! stands in the program.

use crate::classification::Labels;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The country of a package, as its descriptor, its classification of regions and its label files
/// report it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Country {
    /// Code of the nation in the classification of regions.
    pub code: String,
    /// Name of the nation by language, as the classification has it.
    pub labels: Labels,
    /// Currency of amounts, as the units of tables name it.
    pub currency: String,
    /// Languages of the package's texts and reports, the first being that of its authors.
    pub languages: Vec<String>,
    /// Rulebook that is applied when none is asked for: `jurisdiction` or `jurisdiction@day`; empty
    /// where the package names none.
    pub rulebook: String,
    /// The package's own label files by language, as they stand: they are laid over those of the
    /// program, and bring languages the program has none for.
    pub label_files: BTreeMap<String, String>,
    /// Column from the west and row from the north of each region on a schematic map; empty where
    /// the package has none.
    pub region_tiles: BTreeMap<String, [i32; 2]>,
}

impl Country {
    /// The nation's name in `language`, else in the first language that has one, else its code.
    #[must_use]
    pub fn name(&self, language: &str) -> &str {
        let known = |language: &String| self.labels.get(language);
        self.labels
            .get(language)
            .or_else(|| self.languages.iter().find_map(known))
            .unwrap_or(&self.code)
    }

    /// Folder of the jurisdiction among rulebooks; `None` where the package names no rulebook.
    #[must_use]
    pub fn jurisdiction(&self) -> Option<&str> {
        let named = self.rulebook.split('@').next().unwrap_or_default();
        (!named.is_empty()).then_some(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_in_the_language_asked_for_or_one_the_package_has() {
        let country = Country {
            code: "XX".to_owned(),
            labels: Labels(BTreeMap::from([("fr".to_owned(), "Pays".to_owned())])),
            languages: vec!["en".to_owned(), "fr".to_owned()],
            rulebook: "xx@2024-01-01".to_owned(),
            ..Country::default()
        };
        assert_eq!((country.name("fr"), country.name("de")), ("Pays", "Pays"));
        assert_eq!(Country { code: "XX".to_owned(), ..Country::default() }.name("fr"), "XX");
        assert_eq!(country.jurisdiction(), Some("xx"));
        assert_eq!(Country::default().jurisdiction(), None);
    }
}
