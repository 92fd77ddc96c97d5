//! Where a record without a code gets one from its title: from what a person corrected, from the titles of the
//! package's unit groups, from a classifier that the user trained; in this order.

use crate::failure::Failure;
use crate::vocabulary::{Vocabulary, whole};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::provenance::sha256_hex;
use suranys_core::{Diagnostic, Span, text};
use suranys_titles::{
    CodedBy, Dictionary, Languages, Model, ReadTitles, TitleCoder, Titles, UnitGroups,
};

/// Titles whose codes a worker holds at once: a piece of a file has fewer, but for files of columns.
const HELD: usize = 1 << 16;

/// What titles are coded by besides the dictionary.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked<'a> {
    pub(crate) model: Option<&'a Path>,
    pub(crate) corrections: Option<&'a Path>,
    /// No code of the classifier is given that is less probable; none for the threshold of the library.
    pub(crate) threshold: Option<f64>,
}

/// Records by what their code rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Coded {
    /// A code that the record has itself.
    pub(crate) given: u64,
    pub(crate) correction: u64,
    pub(crate) dictionary: u64,
    pub(crate) classifier: u64,
    /// No code.
    pub(crate) none: u64,
}

impl Coded {
    /// Counts a record.
    pub(crate) fn count(&mut self, by: Option<CodedBy>) {
        *match by {
            Some(CodedBy::Correction) => &mut self.correction,
            Some(CodedBy::Dictionary) => &mut self.dictionary,
            Some(CodedBy::Model) => &mut self.classifier,
            None => &mut self.none,
        } += 1;
    }

    /// Adds others.
    pub(crate) fn add(&mut self, other: &Coded) {
        self.given += other.given;
        self.correction += other.correction;
        self.dictionary += other.dictionary;
        self.classifier += other.classifier;
        self.none += other.none;
    }

    /// Steps of the audit with their counts; they add up to the records that were kept.
    pub(crate) fn steps(&self) -> [(&'static str, u64); 5] {
        [
            ("code_given", self.given),
            ("code_by_correction", self.correction),
            ("code_by_dictionary", self.dictionary),
            ("code_by_classifier", self.classifier),
            ("code_none", self.none),
        ]
    }
}

/// The code of a title as the place of its unit group, and what it rests on.
type Code = Option<(u16, CodedBy)>;

/// Codes of titles that a worker has met; they go with the piece of the file that the titles are of.
#[derive(Debug, Default)]
pub(crate) struct Met(BTreeMap<String, Code>);

impl Met {
    /// Forgets them.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Codes titles.
pub(crate) struct Coder {
    /// None where titles are not looked at.
    titles: Option<TitleCoder>,
    places: BTreeMap<String, u16>,
    /// What it was made of: by name, the SHA-256 of a file or a number.
    pub(crate) made_of: BTreeMap<String, String>,
}

/// What is needed to read titles and to say which codes they may have.
pub(crate) struct Ground {
    pub(crate) languages: Languages,
    pub(crate) groups: UnitGroups,
    pub(crate) dictionary: Dictionary,
    /// SHA-256 of the table of unit groups.
    fingerprint: String,
}

impl Ground {
    /// That of a package.
    ///
    /// # Errors
    /// When its table of unit groups can't be read.
    pub(crate) fn of(words: &Vocabulary) -> Result<Ground, Failure> {
        let languages = Languages::standard().map_err(|finding| Failure::one(*finding))?;
        let bytes = whole(&words.classification)?;
        let name = words.classification.display().to_string();
        let groups = UnitGroups::read(&bytes, &name, &languages).map_err(Failure::of)?;
        let dictionary = Dictionary::of_groups(&groups.titles, &languages);
        Ok(Ground { languages, groups, dictionary, fingerprint: sha256_hex(&bytes) })
    }

    /// Titles with codes in a file.
    ///
    /// # Errors
    /// With what is wrong with it.
    pub(crate) fn titles(&self, path: &Path) -> Result<Titles, Failure> {
        let how = ReadTitles { codes: Some(&self.groups.codes), ..ReadTitles::default() };
        Titles::read(&whole(path)?, &path.display().to_string(), &self.languages, &how)
            .map_err(Failure::of)
    }

    /// A coder by its dictionary and by what is asked for; with what it was made of.
    ///
    /// # Errors
    /// When a file can't be read, or the model gives codes that are none here.
    pub(crate) fn coder(
        self,
        asked: &Asked<'_>,
    ) -> Result<(TitleCoder, BTreeMap<String, String>), Failure> {
        let mut made_of = BTreeMap::from([("dictionary".to_owned(), self.fingerprint.clone())]);
        let mut corrections = Dictionary::default();
        if let Some(path) = asked.corrections {
            let titles = self.titles(path)?;
            made_of.insert("corrections".to_owned(), titles.source.sha256.clone());
            corrections =
                Dictionary::of_corrections(&titles, &self.languages).map_err(Failure::of)?;
        }
        let mut coder = TitleCoder::new(self.languages)
            .with_corrections(corrections)
            .with_dictionary(self.dictionary);
        if let Some(path) = asked.model {
            let (bytes, name) = (whole(path)?, path.display().to_string());
            let wrong = |finding: Box<Diagnostic>| Failure::one(*finding);
            let model = Model::from_bytes(&bytes, &name).map_err(wrong)?;
            if let Some(code) = model.codes().find(|code| !self.groups.codes.contains(*code)) {
                let message = text!(
                    "the model gives the code `{code}`, which no unit group of the package has",
                    code
                );
                let finding = Diagnostic::error("model", Span::file(name.as_str()), message);
                return Err(Failure::one(
                    finding.help(text!("train it on titles with codes of this package")),
                ));
            }
            let threshold = asked.threshold.unwrap_or(TitleCoder::THRESHOLD);
            made_of.insert("model".to_owned(), sha256_hex(&bytes));
            made_of.insert("threshold".to_owned(), threshold.to_string());
            coder = coder.with_model(model, &name).map_err(wrong)?.with_threshold(threshold);
        }
        Ok((coder, made_of))
    }
}

impl Coder {
    /// By the dictionary of a package, and by what is asked for.
    ///
    /// # Errors
    /// As [`Ground::of`] and [`Ground::coder`].
    pub(crate) fn new(words: &Vocabulary, asked: &Asked<'_>) -> Result<Coder, Failure> {
        let (titles, made_of) = Ground::of(words)?.coder(asked)?;
        let titles = Some(titles.with_candidates(1));
        Ok(Coder { titles, places: words.unit_groups.clone(), made_of })
    }

    /// Looks at no title.
    pub(crate) fn of_codes_alone() -> Coder {
        Coder { titles: None, places: BTreeMap::new(), made_of: BTreeMap::new() }
    }

    /// The code of a title, found once for all records of a piece that have it.
    pub(crate) fn code(&self, title: &str, met: &mut Met) -> Code {
        let titles = self.titles.as_ref()?;
        if let Some(code) = met.0.get(title) {
            return *code;
        }
        let code = titles.code(title, None).code.ok();
        let code = code.and_then(|(code, by)| Some((self.places.get(&*code).copied()?, by)));
        if met.0.len() >= HELD {
            met.clear();
        }
        met.0.insert(title.to_owned(), code);
        code
    }
}
