//! Titles whose codes are known: exact, but for what a normal form leaves out.

use crate::labelled::{LabelledTitle, Titles};
use crate::language::{HeadPlace, Language, Languages};
use crate::normal_form::NormalForm;
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::diagnostic::listed;
use suranys_core::{Diagnostic, Span};

/// Titles by the key of their normal form, for each language apart.
///
/// A title that would have two codes has none: it is counted in [`Self::ambiguous`] and left to others.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// By language and key; `None` where codes contradict each other.
    by_key: BTreeMap<Arc<str>, BTreeMap<String, Option<Arc<str>>>>,
    titles: Vec<LabelledTitle>,
}

impl Dictionary {
    /// The dictionary of titles of unit groups, such as `Titles::read` gives of a classification.
    ///
    /// Such a title may name several occupations. It is entered whole, without the words that join
    /// groups (`not elsewhere classified`), and, where the words of a language's data join words that
    /// say persons, each by itself: *Physicists and astronomers* is entered as *physicists* too.
    ///
    /// ```
    /// use suranys_titles::{Dictionary, Languages, NormalForm, ReadTitles, Titles};
    ///
    /// let file = "code,title\n2111,Physicists and astronomers\n2112,Meteorologists\n";
    /// let languages = Languages::standard().map_err(|finding| vec![*finding])?;
    /// let titles = Titles::read(file.as_bytes(), "t.csv", &languages, &ReadTitles::default())?;
    /// let dictionary = Dictionary::of_groups(&titles, &languages);
    /// let language = languages.of_title("senior astronomer");
    /// let form = NormalForm::of("senior astronomer", language);
    /// assert_eq!(dictionary.code(&form, language.tag()).map(|code| &**code), Some("2111"));
    /// # Ok::<(), Vec<suranys_core::Diagnostic>>(())
    /// ```
    #[must_use]
    pub fn of_groups(titles: &Titles, languages: &Languages) -> Dictionary {
        let mut dictionary = Dictionary::default();
        for title in &titles.all {
            let language = languages.of(&title.title, Some(&title.language));
            let lower = title.title.to_lowercase();
            let whole =
                language.residual.iter().fold(lower, |text, words| text.replace(words, " "));
            dictionary.enter(title, &NormalForm::of(&whole, language));
            for person in persons(&whole, language) {
                dictionary.enter(title, &NormalForm::of(person, language));
            }
            dictionary.titles.push(LabelledTitle { title: whole, ..title.clone() });
        }
        dictionary
    }

    /// Corrections that a person made: titles with the code each is to have.
    ///
    /// # Errors
    /// A finding for each title that comes a second time with another code.
    pub fn of_corrections(
        titles: &Titles,
        languages: &Languages,
    ) -> Result<Dictionary, Vec<Diagnostic>> {
        let mut dictionary = Dictionary::default();
        let mut first: BTreeMap<(Arc<str>, String), &LabelledTitle> = BTreeMap::new();
        let mut findings = Vec::new();
        let file = &titles.source.path;
        for title in &titles.all {
            let language = languages.of(&title.title, Some(&title.language));
            let form = NormalForm::of(&title.title, language);
            let other = first.entry((Arc::clone(&title.language), form.key())).or_insert(title);
            if other.code != title.code {
                let span = Span { row: Some(title.row), ..Span::file(file.as_str()) };
                let message = format!("a second code for `{}`", title.title);
                let help = format!("row {} has `{}`: leave one of them", other.row, other.code);
                findings.push(
                    Diagnostic::error("corrections", span, message)
                        .found(&*title.code)
                        .allowed(&*other.code)
                        .help(help),
                );
            }
            dictionary.enter(title, &form);
            dictionary.titles.push(title.clone());
        }
        if findings.is_empty() {
            Ok(dictionary)
        } else {
            Err(listed(findings, "corrections", file))
        }
    }

    fn enter(&mut self, title: &LabelledTitle, form: &NormalForm) {
        let key = form.key();
        if key.is_empty() {
            return;
        }
        let of_language = self.by_key.entry(Arc::clone(&title.language)).or_default();
        let code = of_language.entry(key).or_insert_with(|| Some(Arc::clone(&title.code)));
        if code.as_ref() != Some(&title.code) {
            *code = None;
        }
    }

    /// The code of a title in the language of a tag: of all its words, else of those that say no rank,
    /// else of those that don't stand in brackets either.
    #[must_use]
    pub fn code(&self, form: &NormalForm, language: &str) -> Option<&Arc<str>> {
        let of_language = self.by_key.get(language)?;
        form.keys().find_map(|key| of_language.get(&key))?.as_ref()
    }

    /// Titles it was made of, for a classifier to be trained on too.
    #[must_use]
    pub fn titles(&self) -> &[LabelledTitle] {
        &self.titles
    }

    /// How many titles have one code each.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_key.values().flat_map(BTreeMap::values).flatten().count()
    }

    /// Whether it has no title.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many titles have no code since two contradict each other.
    #[must_use]
    pub fn ambiguous(&self) -> usize {
        let codes = self.by_key.values().flat_map(BTreeMap::values);
        codes.filter(|code| code.is_none()).count()
    }
}

/// The occupations that a group's title joins: parts between commas and joining words, if it has more
/// than one and the word in the head's place of each says persons.
fn persons<'t>(title: &'t str, language: &Language) -> Vec<&'t str> {
    let mut parts: Vec<&str> = Vec::new();
    for part in title.split([',', ';']) {
        let mut begin = 0;
        let mut at = 0;
        for word in part.split(' ') {
            if language.joiners.contains(word) {
                parts.push(part.get(begin..at).unwrap_or_default());
                begin = at + word.len();
            }
            at += word.len() + 1;
        }
        parts.push(part.get(begin..).unwrap_or_default());
    }
    let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect();
    let says = |part: &&str| {
        let mut words = part.split([' ', '-']);
        let head = match language.head {
            HeadPlace::First => words.next(),
            HeadPlace::Last => words.next_back(),
        };
        let ends = |word: &str| language.persons.iter().any(|end| word.ends_with(end.as_str()));
        head.is_some_and(ends)
    };
    if parts.len() > 1 && parts.iter().all(says) { parts } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labelled::ReadTitles;

    fn languages() -> Languages {
        Languages::standard().expect("our own file")
    }

    fn titles(file: &str) -> Titles {
        Titles::read(file.as_bytes(), "t.csv", &languages(), &ReadTitles::default()).expect("read")
    }

    fn code(dictionary: &Dictionary, title: &str) -> Option<String> {
        let languages = languages();
        let language = languages.of_title(title);
        let code = dictionary.code(&NormalForm::of(title, language), language.tag());
        code.map(|code| code.to_string())
    }

    /// Expected: by hand, from the titles of the groups.
    #[test]
    fn groups_are_entered_whole_and_by_the_persons_they_join() {
        let groups = titles(
            "code,title\n2120,\"Mathematicians, actuaries and statisticians\"\n\
             7411,Building and related electricians\n2211,Врачи общей практики\n\
             2111,Физики и астрономы\n2149,Engineering professionals not elsewhere classified\n",
        );
        let dictionary = Dictionary::of_groups(&groups, &languages());
        for (title, expected) in [
            ("Actuary", Some("2120")),
            ("statistician", Some("2120")),
            ("Building", None),
            ("Electrician", None),
            ("Building and related electrician", Some("7411")),
            ("Врач общей практики", Some("2211")),
            ("Старший врач общей практики (на 0,5 ставки)", Some("2211")),
            ("Астроном", Some("2111")),
            ("Engineering professional", Some("2149")),
            ("", None),
        ] {
            assert_eq!(code(&dictionary, title).as_deref(), expected, "{title}");
        }
        assert_eq!(dictionary.ambiguous(), 0);
    }

    #[test]
    fn a_title_of_two_groups_has_no_code() {
        let groups = titles("code,title\n0110,Officers\n0210,Officers\n3355,Detectives\n");
        let dictionary = Dictionary::of_groups(&groups, &languages());
        assert_eq!((dictionary.len(), dictionary.ambiguous()), (1, 1));
        assert_eq!(code(&dictionary, "Officer"), None);
    }

    #[test]
    fn corrections_that_contradict_each_other_are_told() {
        let sound = titles("code,title\n2512,Разработчик\n2512,разработчик (м/ж)\n");
        let dictionary = Dictionary::of_corrections(&sound, &languages()).expect("sound");
        assert_eq!(code(&dictionary, "Старший разработчик").as_deref(), Some("2512"));
        let wrong = titles("code,title\n2512,Разработчик\n2513,Разработчик\n");
        let findings = Dictionary::of_corrections(&wrong, &languages()).expect_err("two codes");
        assert_eq!(findings[0].span.row, Some(3));
    }
}
