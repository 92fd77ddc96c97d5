//! The words of the report, one file for each language.

use crate::error::ReportError;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};
use suranys_core::Diagnostic;
use suranys_core::aliases::{NOTES, QUANTITIES, TEXTS, current};
use suranys_core::country::Country;
use suranys_core::run::Note;
use suranys_core::{Text, text};

/// The label files of the program: language, group of keys that the file is about (none for the
/// report's own), text. Found when the program is built, in the order of their names.
static FILES: &[(&str, &str, &str)] = &include!(concat!(env!("OUT_DIR"), "/label_files.rs"));
/// Group of the words of the list of in-demand professions.
const LIST: &str = "list";
/// Group of the sentences of findings, whose keys are the sentences in English.
const FINDINGS: &str = "findings";
/// Groups in which a language names what the data name in another: absent, the data's own words
/// stand, and forms have no help in it.
const OPTIONAL: [&str; 8] = [
    "publisher.",
    "licence.",
    "dataset.",
    "locator.",
    "resource.",
    "template.",
    "plural.",
    "findings.",
];

/// All texts of the report in one language: sentences by dotted key, and lists of paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelBook {
    language: String,
    texts: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<String>>,
    /// What stands in the place [`FIRST`] of every text.
    first: String,
    /// Tables that a report's figures rest on, in order: the first is source number 1.
    resources: Vec<String>,
}

/// The place for the first scenario's name, filled in every text that has it.
const FIRST: &str = "first";
/// The group of the rules that say which form of a word goes with a number, and what they call a fraction.
const PLURAL: &str = "plural";
const FRACTION: &str = "fraction";
/// The place for the country's name, and its key.
const COUNTRY: &str = "country";

impl LabelBook {
    /// Tags of the languages the program has texts in.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        FILES.iter().filter(|(_, group, _)| group.is_empty()).map(|(language, ..)| *language)
    }

    /// Tags of the languages in which a run about `country` can be reported: those its package
    /// declares, as far as there are texts in them; all of the program's where it declares none, that of
    /// its sentences first.
    #[must_use]
    pub fn languages_of(country: &Country) -> Vec<&str> {
        let declared = country.languages.iter().map(String::as_str);
        let known = |language: &&str| {
            LabelBook::languages().any(|own| own == *language)
                || country.label_files.contains_key(*language)
        };
        let offered: Vec<&str> = declared.filter(known).collect();
        if !offered.is_empty() {
            return offered;
        }
        let translated = |language: &&str| {
            FILES.iter().any(|(own, group, _)| own == language && *group == FINDINGS)
        };
        let mut all: Vec<&str> = LabelBook::languages().collect();
        all.sort_by_key(translated);
        all
    }

    /// The texts in `language`, from the files embedded in the program.
    ///
    /// # Errors
    /// When there is no file for the language, or it holds anything but texts and lists of texts.
    pub fn read(language: &str) -> Result<LabelBook, ReportError> {
        LabelBook::of(language, &Country::default())
    }

    /// The same, without a copy of their own; none where the program has no such language.
    #[must_use]
    pub fn shared(language: &str) -> Option<&'static LabelBook> {
        LabelBook::embedded(language)?.ok()
    }

    /// The texts in `language` about `country`: those of the program, under those of the package's
    /// own label file. A language that the program has none for must be complete in the package's.
    ///
    /// # Errors
    /// When there are none, a file can't be read, or texts are missing or not of the kind, or with
    /// the places, that the program's own languages have: all of them are named.
    pub fn of(language: &str, country: &Country) -> Result<LabelBook, ReportError> {
        let own = country.label_files.get(language);
        let mut book = match (LabelBook::embedded(language), own) {
            (Some(book), _) => book?.clone(),
            (None, Some(_)) => LabelBook::empty(language),
            (None, None) => {
                let mut available: Vec<&str> = LabelBook::languages().collect();
                available.extend(country.label_files.keys().map(String::as_str));
                available.sort_unstable();
                available.dedup();
                return Err(ReportError::UnknownLanguage {
                    language: language.to_owned(),
                    available: available.join(", "),
                });
            }
        };
        book.texts.insert(COUNTRY.to_owned(), country.name(language).to_owned());
        if let Some(file) = own {
            book.lay("", file)?;
            book.fits()?;
        }
        Ok(book)
    }

    /// The texts of the program about no country, read once however often they are asked for; none in a language
    /// it does not have.
    fn embedded(language: &str) -> Option<Result<&'static LabelBook, ReportError>> {
        static BOOKS: LazyLock<BTreeMap<&str, OnceLock<LabelBook>>> =
            LazyLock::new(|| LabelBook::languages().map(|tag| (tag, OnceLock::new())).collect());
        let read = BOOKS.get(language)?;
        if let Some(book) = read.get() {
            return Some(Ok(book));
        }
        let mut book = LabelBook::empty(language);
        let mut files = FILES.iter().filter(|(known, ..)| *known == language);
        let laid = files.try_for_each(|(_, group, file)| book.lay(group, file));
        book.texts.insert(COUNTRY.to_owned(), Country::default().name(language).to_owned());
        Some(laid.map(|()| read.get_or_init(|| book)))
    }

    fn empty(language: &str) -> LabelBook {
        LabelBook {
            language: language.to_owned(),
            texts: BTreeMap::new(),
            lists: BTreeMap::new(),
            first: String::new(),
            resources: Vec::new(),
        }
    }

    /// That no text is missing which every language of the program has, that each is a text or a
    /// list as there, and that no text has a place which none of them has.
    fn fits(&self) -> Result<(), ReportError> {
        let books: Vec<&LabelBook> =
            LabelBook::languages().filter_map(LabelBook::embedded).collect::<Result<_, _>>()?;
        let Some(first) = books.first() else { return Ok(()) };
        let optional = |key: &str| OPTIONAL.iter().any(|group| key.starts_with(group));
        let everywhere = |key: &&String| {
            let has =
                |book: &LabelBook| book.texts.contains_key(*key) || book.lists.contains_key(*key);
            !optional(key) && *key != COUNTRY && books.iter().copied().all(has)
        };
        let mut wrong = Vec::new();
        for key in first.texts.keys().chain(first.lists.keys()).filter(everywhere) {
            let text = self.texts.get(key);
            match (text, self.lists.contains_key(key), first.texts.contains_key(key)) {
                (None, false, _) => wrong.push(Text::from(key)),
                (Some(_), _, false) => wrong.push(text!("{key} (a list of texts)", key)),
                (None, true, true) => wrong.push(text!("{key} (a text)", key)),
                (Some(text), _, true) => {
                    let known: BTreeSet<&str> = books
                        .iter()
                        .filter_map(|book| book.texts.get(key))
                        .flat_map(|text| places(text))
                        .chain([FIRST, COUNTRY])
                        .collect();
                    let unknown = places(text).into_iter().filter(|place| !known.contains(place));
                    let unknown = unknown.map(|place| format!("{{{place}}}"));
                    wrong.extend(
                        unknown.map(|place| text!("{key} (without `{place}`)", key, place)),
                    );
                }
                (None, true, false) => {}
            }
        }
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(ReportError::MissingLabels {
                keys: Text::listed(wrong),
                language: self.language.clone(),
            }),
        }
    }

    /// Lays the texts of a file over those there are, its keys under `group`.
    fn lay(&mut self, group: &str, file: &str) -> Result<(), ReportError> {
        let wrong = |reason: Text, row| ReportError::Labels {
            language: self.language.clone(),
            reason,
            row,
        };
        let row = |at: usize| {
            let lines = file.get(..at)?.bytes().filter(|byte| *byte == b'\n').count();
            u64::try_from(lines).ok()?.checked_add(1)
        };
        let table: toml::Table = file.parse().map_err(|e: toml::de::Error| {
            wrong(e.message().into(), e.span().and_then(|span| row(span.start)))
        })?;
        let mut laid = LabelBook::empty(&self.language);
        laid.add(group, table).map_err(|key| {
            wrong(text!("`{key}` is neither a text nor a list of texts", key), None)
        })?;
        // What was a text may be a list in the file laid over it, and the other way round.
        self.texts.retain(|key, _| !laid.lists.contains_key(key));
        self.lists.retain(|key, _| !laid.texts.contains_key(key));
        self.texts.extend(laid.texts);
        self.lists.extend(laid.lists);
        Ok(())
    }

    /// The words of the list of in-demand professions as a book of their own.
    pub(crate) fn list_words(&self) -> LabelBook {
        let inner = |key: &str| {
            key.strip_prefix(LIST).and_then(|rest| rest.strip_prefix('.')).map(str::to_owned)
        };
        let texts = self.texts.iter().filter_map(|(key, text)| Some((inner(key)?, text.clone())));
        let lists = self.lists.iter().filter_map(|(key, list)| Some((inner(key)?, list.clone())));
        LabelBook {
            language: self.language.clone(),
            texts: texts.collect(),
            lists: lists.collect(),
            first: self.first.clone(),
            resources: self.resources.clone(),
        }
    }

    /// The same book about a run whose first scenario is called `first` and whose figures rest on
    /// `resources`.
    pub(crate) fn about(mut self, first: String, resources: BTreeSet<&str>) -> LabelBook {
        self.first = first;
        self.resources = resources.into_iter().map(str::to_owned).collect();
        self
    }

    /// Names of the tables that figures rest on, in the order of their numbers.
    pub(crate) fn cited_resources(&self) -> impl Iterator<Item = &str> {
        self.resources.iter().map(String::as_str)
    }

    /// The number under which a table is cited, from 1; none for one that no figure rests on.
    pub(crate) fn number_of(&self, resource: &str) -> Option<usize> {
        let at = self.resources.binary_search_by(|known| known.as_str().cmp(resource));
        at.ok().map(|at| at + 1)
    }

    /// Takes from another book what stands in its groups of these names.
    pub(crate) fn adopt(&mut self, other: &LabelBook, groups: &[&str]) {
        let wanted = |key: &str| key.split_once('.').is_some_and(|(g, _)| groups.contains(&g));
        let texts = other.texts.iter().filter(|(key, _)| wanted(key));
        self.texts.extend(texts.map(|(key, text)| (key.clone(), text.clone())));
    }

    /// Flattens a table; the error names the key that is neither text nor list of texts.
    fn add(&mut self, prefix: &str, table: toml::Table) -> Result<(), String> {
        for (name, value) in table {
            let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            let key = today(&key);
            match value {
                toml::Value::String(text) => {
                    self.texts.insert(key, text);
                }
                toml::Value::Table(inner) => self.add(&key, inner)?,
                toml::Value::Array(items) => {
                    let texts: Option<Vec<String>> =
                        items.iter().map(|i| i.as_str().map(str::to_owned)).collect();
                    self.lists.insert(key.clone(), texts.ok_or(key)?);
                }
                _ => return Err(key),
            }
        }
        Ok(())
    }

    /// The language's tag.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Keys of all texts and lists of the report itself, in order; those of the words of the list
    /// of in-demand professions and the sentences of findings are left out.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let own = |key: &&str| {
            let of = |group| key.strip_prefix(group).is_some_and(|rest| rest.starts_with('.'));
            !of(LIST) && !of(FINDINGS)
        };
        self.texts.keys().chain(self.lists.keys()).map(String::as_str).filter(own)
    }

    /// Keys of all texts and lists, those of the words of the list of in-demand professions among them.
    pub fn all_keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().chain(self.lists.keys()).map(String::as_str)
    }

    /// The text with `key`, as it stands.
    ///
    /// # Errors
    /// When there is none.
    pub fn text(&self, key: &str) -> Result<&str, ReportError> {
        self.texts.get(key).map(String::as_str).ok_or_else(|| self.missing(key))
    }

    /// The text with `key`, if there is one.
    #[must_use]
    pub fn optional(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// What `key` of a group is called; `other` where the language has no word for it.
    #[must_use]
    pub fn named<'a>(&'a self, group: &str, key: &str, other: &'a str) -> &'a str {
        self.optional(&format!("{group}.{key}")).unwrap_or(other)
    }

    /// The list with `key`.
    ///
    /// # Errors
    /// When there is none.
    pub fn list(&self, key: &str) -> Result<&[String], ReportError> {
        self.lists.get(key).map(Vec::as_slice).ok_or_else(|| self.missing(key))
    }

    /// The text with `key`, each `{place}` filled from `values`.
    ///
    /// # Errors
    /// When there is no such text, or it has a place without a value.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> Result<String, ReportError> {
        let value = |place: &str| {
            let given = values.iter().find(|(name, _)| *name == place).map(|(_, v)| *v);
            given
                .or((place == FIRST).then_some(self.first.as_str()))
                .or((place == COUNTRY).then(|| self.optional(COUNTRY)).flatten())
        };
        fill(self.text(key)?, value, |number| self.plural(number)).map_err(|place| {
            let language = self.language.clone();
            ReportError::UnfilledPlace { key: key.to_owned(), place, language }
        })
    }

    /// A note as a sentence. A note without a text, or with a place it has no value for, comes
    /// out as its key and arguments: the reader loses the wording, never the fact.
    #[must_use]
    pub fn note(&self, note: &Note) -> String {
        let arguments: BTreeMap<&str, String> = note
            .arguments
            .iter()
            .map(|(name, value)| (name.as_str(), self.argument(name, value)))
            .collect();
        let value = |place: &str| arguments.get(place).map(String::as_str);
        if let Some(text) = self.texts.get(&note.key)
            && let Ok(sentence) = fill(text, value, |number| self.plural(number))
        {
            return sentence;
        }
        let arguments: Vec<String> =
            note.arguments.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        if arguments.is_empty() {
            note.key.clone()
        } else {
            format!("{} ({})", note.key, arguments.join(", "))
        }
    }

    /// A sentence of what is wrong in this language, in English where it is not translated. It has at most
    /// so many characters.
    #[must_use]
    pub fn sentence(&self, text: &Text, longest: usize) -> String {
        text.translated(longest, &|english, given| self.translated(english, given))
    }

    /// A finding in this language, in English as far as it is not translated.
    #[must_use]
    pub fn finding(&self, finding: &Diagnostic) -> Diagnostic {
        finding.translated(&|english, given| self.translated(english, given))
    }

    fn translated(&self, english: &str, given: &[(&str, &str)]) -> Option<String> {
        let translation = self.texts.get(&format!("{FINDINGS}.{english}"))?;
        let value = |place: &str| given.iter().find(|(name, _)| *name == place).map(|(_, v)| *v);
        fill(translation, value, |number| self.plural(number)).ok()
    }

    /// A note's argument in the language: a code by its name, a count grouped.
    fn argument(&self, name: &str, value: &str) -> String {
        let table = || self.optional(&format!("resource.{value}")).filter(|_| name == "table");
        let named = self.optional(&format!("argument.{name}.{value}")).or_else(table);
        match (named, value.parse::<f64>()) {
            (Some(text), _) => text.to_owned(),
            (None, Ok(count)) if name == "persons" => self.number(count, 0),
            (None, Ok(number)) if value.contains('.') || value.starts_with('-') => {
                self.parameter(number)
            }
            _ => value.to_owned(),
        }
    }

    /// Which form of a word goes with a number as it is printed, by the rules of the language's label file
    /// (`[plural]`): of each form the numbers it goes with, `1` that number alone, `*1` all that end so, `!*11`
    /// those left out, `fraction` what is no whole number. The form that has none goes with all others, and with
    /// what is no number.
    pub(crate) fn plural(&self, printed: &str) -> String {
        let (decimal, _) = self.marks();
        let size: String =
            printed.chars().filter(|c| c.is_ascii_digit() || decimal.contains(*c)).collect();
        let whole = !size.is_empty() && size.chars().all(|c| c.is_ascii_digit());
        let fraction = size.chars().any(|c| c.is_ascii_digit()) && !whole;
        let goes = |rule: &str| {
            let is = |one: &str| match one.strip_prefix('*') {
                Some(end) => whole && size.ends_with(end),
                None if one == FRACTION => fraction,
                None => whole && size == one,
            };
            let (out, into): (Vec<&str>, Vec<&str>) =
                rule.split_whitespace().partition(|one| one.starts_with('!'));
            let mut left_out = out.iter().filter_map(|one| one.strip_prefix('!'));
            into.into_iter().any(is) && !left_out.any(is)
        };
        let rules = self.texts.range(format!("{PLURAL}.")..).map_while(|(key, rule)| {
            Some((key.strip_prefix(PLURAL)?.strip_prefix('.')?, rule.as_str()))
        });
        let all: Vec<(&str, &str)> = rules.collect();
        let fits = all.iter().find(|(_, rule)| goes(rule));
        let other = || all.iter().find(|(_, rule)| rule.is_empty());
        fits.or_else(other).map_or_else(String::new, |(form, _)| (*form).to_owned())
    }

    fn missing(&self, key: &str) -> ReportError {
        ReportError::MissingLabel { key: key.to_owned(), language: self.language.clone() }
    }
}

/// The key of today for one that label files of an earlier format hold.
fn today(key: &str) -> String {
    let of_rules = |group: &str| {
        let quantity = key.strip_prefix(LIST)?.strip_prefix('.')?.strip_prefix(group)?;
        let named = quantity.strip_prefix('.')?;
        Some(format!("{LIST}.{group}.{}", current(&QUANTITIES, named)))
    };
    let named = of_rules("quantity").or_else(|| of_rules("parameter"));
    named.unwrap_or_else(|| current(&TEXTS, current(&NOTES, key)).to_owned())
}

/// The places of a template: names in braces, with what stands before the forms of an inflected word.
fn places(template: &str) -> Vec<&str> {
    let parts = template.split('{').skip(1);
    let place = |part| str::split_once(part, '}').map_or(part, |(place, _)| place);
    parts.map(|part| place(part).split('|').next().unwrap_or_default()).collect()
}

/// Fills the places of `template`: `{count}` by its value, `{count|one:year|other:years}` by the word that
/// goes with it, of the form that `plural` names. Values are never read as templates themselves. The error is
/// the place without a value, or without the form.
fn fill<'v>(
    template: &str,
    value: impl Fn(&str) -> Option<&'v str>,
    plural: impl Fn(&str) -> String,
) -> Result<String, String> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((place, tail)) = after.split_once('}') else {
            return Err(after.to_owned());
        };
        let missing = || place.to_owned();
        match place.split_once('|') {
            None => filled.push_str(value(place).ok_or_else(missing)?),
            Some((name, forms)) => {
                let form = plural(value(name).ok_or_else(missing)?);
                let of = |word: &'_ str| {
                    word.strip_prefix(form.as_str())?.strip_prefix(':').map(str::to_owned)
                };
                filled.push_str(&forms.split('|').find_map(of).ok_or_else(missing)?);
            }
        }
        rest = tail;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once_and_never_from_values() {
        let none = |_: &str| String::new();
        let filled = fill("{a} and {b}", |p| (p == "a" || p == "b").then_some("{c}"), none);
        assert_eq!(filled, Ok("{c} and {c}".to_owned()));
        assert_eq!(fill("{a}", |_| None, none), Err("a".to_owned()));
    }

    /// Expected: CLDR's plural rules for cardinals, language by language.
    #[test]
    fn a_word_takes_the_form_of_its_number() {
        let book = |language| LabelBook::read(language).expect("reads");
        let (en, ru) = (book("en"), book("ru"));
        let of = |book: &LabelBook, number: &str| book.plural(number);
        for (number, english, russian) in [
            ("1", "one", "one"),
            ("2", "other", "few"),
            ("5", "other", "many"),
            ("11", "other", "many"),
            ("21", "other", "one"),
            ("22", "other", "few"),
            ("112", "other", "many"),
            ("0", "other", "many"),
            ("\u{2212}1", "one", "one"),
            ("n/a", "other", "many"),
        ] {
            assert_eq!([of(&en, number), of(&ru, number)], [english, russian], "{number}");
        }
        assert_eq!(of(&en, "1.5"), "other");
        assert_eq!(of(&ru, "1,5"), "few", "after a fraction the genitive singular");
        assert_eq!(of(&ru, "1\u{202f}001"), "one");
        let text = fill("{n} {n|one:year|other:years}", |_| Some("1"), |n| of(&en, n));
        assert_eq!(text, Ok("1 year".to_owned()));
        let form = fill("{n|one:year}", |_| Some("2"), |n| of(&en, n));
        assert_eq!(form, Err("n|one:year".to_owned()), "a form that is missing is an error");
    }

    #[test]
    fn an_unknown_language_and_a_missing_key_are_named() {
        let error = LabelBook::read("xx").expect_err("no such language");
        assert!(error.to_string().contains("`xx`"));
        let book = LabelBook::read("en").expect("reads");
        let error = book.text("no.such.key").expect_err("no such key");
        assert!(error.to_string().contains("no.such.key"));
        assert!(LabelBook::empty("en").lay("", "a = 1").is_err());
    }

    /// A package's file is laid over the program's; a language of its own must be complete, and all
    /// that is missing in it is reported at once.
    #[test]
    fn a_package_brings_words_and_languages() {
        let files =
            [("en", "country = \"Xland\"\n[list.verdict]\nmeets = \"yes\""), ("xx", "a = \"b\"")];
        let country = Country {
            label_files: files.map(|(l, text)| (l.to_owned(), text.to_owned())).into(),
            languages: vec!["xx".to_owned(), "en".to_owned(), "yy".to_owned()],
            ..Country::default()
        };
        let book = LabelBook::of("en", &country).expect("whole");
        assert_eq!(book.text("country"), Ok("Xland"));
        assert_eq!(book.list_words().text("verdict.meets"), Ok("yes"));
        assert_eq!(LabelBook::languages_of(&country), ["xx", "en"]);
        let unfit = "[report]\ntitle = [\"a\"]\n[text]\nspliced-item = \"{region} {nowhere}\"";
        let damaged = Country {
            label_files: [("en".to_owned(), unfit.to_owned())].into(),
            ..Country::default()
        };
        let wrong = LabelBook::of("en", &damaged).expect_err("two do not fit").to_string();
        assert!(
            wrong.ends_with(": report.title (a text), text.spliced-item (without `{nowhere}`)")
        );
        let absent = LabelBook::of("xx", &country).expect_err("most is missing").to_string();
        assert!(absent.contains("report.title, ") && absent.contains("list.verdict.meets"));
        let unknown = LabelBook::of("yy", &country).expect_err("no file").to_string();
        assert!(unknown.contains("en, ") && unknown.contains("xx"), "{unknown}");
    }

    /// A label file of an earlier format says the same under its own keys.
    #[test]
    fn former_keys_are_read_as_those_of_today() {
        let old = "[note]\nno-look-back = \"a\"\n[list.quantity]\n\"forecast.gap\" = \"b\"";
        let mut book = LabelBook::empty("en");
        book.lay("", old).expect("reads");
        let keys: Vec<&str> = book.texts.keys().map(String::as_str).collect();
        assert_eq!(keys, ["list.quantity.forecast.shortage", "note.no-past-forecast"]);
    }

    #[test]
    fn an_unknown_note_keeps_its_facts() {
        let book = LabelBook::read("en").expect("reads");
        let note = Note::new("note.never-heard-of", [("year", "2020".to_owned())]);
        assert_eq!(book.note(&note), "note.never-heard-of (year: 2020)");
    }
}
