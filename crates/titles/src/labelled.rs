//! Files of titles with their codes: what a classifier is trained on, and corrections that a person made.

use crate::language::Languages;
use crate::tuning::LONGEST_TITLE;
use csv::{ByteRecord, ReaderBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use suranys_core::diagnostic::{is_lost_zero, listed, nearest, with_lost_zero};
use suranys_core::limits::LARGEST_FILE;
use suranys_core::{Diagnostic, Fingerprint, Span, text};

/// What findings about such files are found by.
const CHECK: &str = "titles";
/// Longest code, in characters.
const LONGEST_CODE: usize = 32;

/// A title and its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledTitle {
    /// The title as written.
    pub title: String,
    /// The code of its unit group, as text.
    pub code: Arc<str>,
    /// Tag of its language, as the file says or its letters do.
    pub language: Arc<str>,
    /// Line of the file.
    pub row: u64,
}

/// Titles of one file, every one with its code.
#[derive(Debug, Clone)]
pub struct Titles {
    /// The titles, in the order of the file.
    pub all: Vec<LabelledTitle>,
    /// The file and its SHA-256.
    pub source: Fingerprint,
}

/// Names of columns, and codes that are allowed.
#[derive(Debug, Clone, Default)]
pub struct ReadTitles<'c> {
    /// Column of titles; `None`: the first there is of the names in `data/titles/languages.toml`
    /// (`title`, `title_en`, `title_ru` …).
    pub title: Option<String>,
    /// Column of codes; `None`: `code`, `isco08` or `unit_group`.
    pub code: Option<String>,
    /// Column of tags of languages; `None`: `language` where there is one. Where a row has no tag it is
    /// the one at the end of the title column's name (`title_en`), and else the title's letters decide.
    pub language: Option<String>,
    /// Codes of the classification, such as those of unit groups; `None`: any of one length.
    pub codes: Option<&'c BTreeSet<String>>,
}

impl Titles {
    /// The titles in the bytes of a CSV file (UTF-8, comma, header), `file` being its name in findings.
    /// The same title may stand more than once, with one code or several.
    ///
    /// ```
    /// use suranys_titles::{Languages, ReadTitles, Titles};
    ///
    /// let file = "isco08,title_en\n0110,General\n2411,\"Accountant, certified\"\n";
    /// let languages = Languages::standard().map_err(|finding| vec![*finding])?;
    /// let titles = Titles::read(file.as_bytes(), "t.csv", &languages, &ReadTitles::default())?;
    /// assert_eq!(&*titles.all[1].code, "2411");
    /// assert_eq!(&*titles.all[1].language, "en");
    ///
    /// let lost = "isco08,title_en\n2411,Accountant\n110,General\n";
    /// let findings = Titles::read(lost.as_bytes(), "t.csv", &languages, &ReadTitles::default());
    /// assert_eq!(findings.unwrap_err()[0].span.row, Some(3));
    /// # Ok::<(), Vec<suranys_core::Diagnostic>>(())
    /// ```
    ///
    /// # Errors
    /// Findings with row and column, at most so many as [`listed`] has: a column that is not there, a row
    /// of another length, a text that is not UTF-8 or has a NUL in it, a title that is empty or longer
    /// than [`LONGEST_TITLE`], a code that is not allowed or not of the length of the others, an unknown
    /// language; a file without titles.
    pub fn read(
        bytes: &[u8],
        file: &str,
        languages: &Languages,
        how: &ReadTitles<'_>,
    ) -> Result<Titles, Vec<Diagnostic>> {
        let all = read_rows(bytes, file, languages, how, true)?;
        Ok(Titles { all, source: Fingerprint::of(file, bytes) })
    }
}

/// A title that is to be coded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncodedTitle {
    /// The title as written.
    pub title: String,
    /// Tag of its language, as the file says or its letters do.
    pub language: Arc<str>,
    /// Line of the file.
    pub row: u64,
}

impl UncodedTitle {
    /// The titles in the bytes of a CSV file as [`Titles::read`] has them, with or without a column of codes,
    /// which is not looked at.
    ///
    /// ```
    /// use suranys_titles::{Languages, ReadTitles, UncodedTitle};
    ///
    /// let languages = Languages::standard().map_err(|finding| vec![*finding])?;
    /// let file = "title\nПовар\nCook\n";
    /// let titles = UncodedTitle::read(file.as_bytes(), "t.csv", &languages, &ReadTitles::default())?;
    /// assert_eq!(titles.iter().map(|one| &*one.language).collect::<Vec<_>>(), ["ru", "en"]);
    /// # Ok::<(), Vec<suranys_core::Diagnostic>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Titles::read`], what it says of codes aside.
    pub fn read(
        bytes: &[u8],
        file: &str,
        languages: &Languages,
        how: &ReadTitles<'_>,
    ) -> Result<Vec<UncodedTitle>, Vec<Diagnostic>> {
        let all = read_rows(bytes, file, languages, how, false)?;
        let each = all.into_iter().map(|LabelledTitle { title, language, row, .. }| UncodedTitle {
            title,
            language,
            row,
        });
        Ok(each.collect())
    }
}

/// The rows of a file, with codes or, where they are not asked for, with empty ones.
fn read_rows(
    bytes: &[u8],
    file: &str,
    languages: &Languages,
    how: &ReadTitles<'_>,
    coded: bool,
) -> Result<Vec<LabelledTitle>, Vec<Diagnostic>> {
    if bytes.len() as u64 > LARGEST_FILE {
        let message = text!("it has more than {limit} bytes", limit = LARGEST_FILE);
        return Err(vec![Diagnostic::error(CHECK, Span::file(file), message)]);
    }
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.byte_headers().map_err(|error| vec![unreadable(file, &error)])?.clone();
    let header: Vec<String> = header
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim_start_matches('\u{feff}').to_owned())
        .collect();
    let columns = Columns::found(&header, file, languages, how, coded)?;
    let mut all = Vec::new();
    let mut findings = Vec::new();
    let mut known: BTreeMap<String, Arc<str>> = BTreeMap::new();
    let mut record = ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                findings.push(unreadable(file, &error));
                break;
            }
        }
        let row = record.position().map_or(0, csv::Position::line);
        match columns.row(&record, row, file, languages, how, &mut known) {
            Ok(title) => all.push(title),
            Err(finding) => findings.push(*finding),
        }
    }
    if let (None, Some((_, name))) = (how.codes, &columns.code) {
        findings.extend(of_other_length(&all, file, name));
    }
    if all.is_empty() && findings.is_empty() {
        let span = Span { column: Some(columns.title.1.clone()), ..Span::file(file) };
        findings.push(Diagnostic::error(CHECK, span, text!("the file has no titles")));
    }
    match findings.is_empty() {
        true => Ok(all),
        false => Err(listed(findings, CHECK, file)),
    }
}

/// Columns by place and name.
struct Columns {
    width: usize,
    title: (usize, String),
    /// None where codes are not asked for.
    code: Option<(usize, String)>,
    language: Option<(usize, String)>,
    /// The language that the title column's name ends with.
    named: Option<Arc<str>>,
}

impl Columns {
    fn found(
        header: &[String],
        file: &str,
        languages: &Languages,
        how: &ReadTitles<'_>,
        coded: bool,
    ) -> Result<Columns, Vec<Diagnostic>> {
        let names = languages.columns();
        let expanded = |names: &[String], asked: &Option<String>| -> Vec<String> {
            let Some(asked) = asked else {
                let tags = || languages.tags().map(str::to_owned);
                let all = names.iter().flat_map(|name| match name.contains("{language}") {
                    true => tags().map(|tag| name.replace("{language}", &tag)).collect(),
                    false => vec![name.clone()],
                });
                return all.collect();
            };
            vec![asked.clone()]
        };
        let place = |names: &[String]| {
            let mut found = names.iter().filter_map(|name| {
                header.iter().position(|column| column == name).map(|at| (at, name.clone()))
            });
            found.next()
        };
        let missing = |names: Vec<String>| {
            let near = names.iter().find_map(|name| {
                nearest(name, header.iter().map(String::as_str).filter(|name| !name.is_empty()))
            });
            let message = format!("no column `{}`", names.join("` or `"));
            let span = Span { row: Some(1), ..Span::file(file) };
            let finding = Diagnostic::error(CHECK, span, message).found(header.join(","));
            match near {
                Some(near) => finding.help(format!("is `{near}` meant? name the column")),
                None => finding.help("name the column"),
            }
        };
        let (titles, codes) =
            (expanded(&names.title, &how.title), expanded(&names.code, &how.code));
        let tags = expanded(&names.language, &how.language);
        let (title, code, language) = (place(&titles), place(&codes), place(&tags));
        let mut findings = Vec::new();
        if language.is_none() && how.language.is_some() {
            findings.push(missing(tags));
        }
        let code = code.filter(|_| coded);
        match (title, code) {
            (Some(title), code) if findings.is_empty() && (code.is_some() || !coded) => {
                let tag = title.1.rsplit_once('_').map(|(_, tag)| tag);
                let named = tag.filter(|tag| languages.get(tag).is_some()).map(Arc::from);
                Ok(Columns { width: header.len(), title, code, language, named })
            }
            (title, code) => {
                findings.extend(title.is_none().then(|| missing(titles)));
                findings.extend((coded && code.is_none()).then(|| missing(codes)));
                Err(findings)
            }
        }
    }

    fn row(
        &self,
        record: &ByteRecord,
        row: u64,
        file: &str,
        languages: &Languages,
        how: &ReadTitles<'_>,
        known: &mut BTreeMap<String, Arc<str>>,
    ) -> Result<LabelledTitle, Box<Diagnostic>> {
        if record.len() != self.width {
            let span = Span { row: Some(row), ..Span::file(file) };
            let message = format!("the row has {} cells", record.len());
            return Err(Box::new(
                Diagnostic::error(CHECK, span, message)
                    .allowed(format!("{} cells, as in the header", self.width))
                    .help("put a text with a comma or a line's end in it in double quotes"),
            ));
        }
        let cell = |(at, name): &(usize, String)| -> Result<String, Box<Diagnostic>> {
            let bytes = record.get(*at).unwrap_or_default();
            let wrong = |message: &str| {
                let found = String::from_utf8_lossy(bytes);
                let span = Span::cell(file, row, name.as_str());
                Box::new(Diagnostic::error(CHECK, span, message).found(found))
            };
            match std::str::from_utf8(bytes) {
                Err(_) => {
                    Err(Box::new(wrong("the text is not UTF-8").help("save the file as UTF-8")))
                }
                Ok(text) if text.contains('\0') => Err(wrong("a NUL stands in the text")),
                Ok(text) => Ok(text.trim().to_owned()),
            }
        };
        let title = cell(&self.title)?;
        let code = self.code.as_ref().map(&cell).transpose()?.unwrap_or_default();
        let at = |column: &(usize, String)| Span::cell(file, row, column.1.as_str());
        let length = title.chars().count();
        if length == 0 || length > LONGEST_TITLE {
            let message = format!("a title of {length} characters");
            let finding = Diagnostic::error(CHECK, at(&self.title), message);
            let allowed = format!("1 to {LONGEST_TITLE} characters");
            return Err(Box::new(finding.found(title).allowed(allowed)));
        }
        if let Some(column) = &self.code
            && let Some(wrong) = wrong_code(&code, how.codes, at(column))
        {
            return Err(Box::new(wrong));
        }
        let tag = self.language.as_ref().map(&cell).transpose()?.filter(|tag| !tag.is_empty());
        let language = match (&tag, &self.named) {
            (Some(tag), _) if languages.get(tag).is_none() => {
                let column = self.language.as_ref().map_or("", |(_, name)| name.as_str());
                let tags: Vec<&str> = languages.tags().collect();
                return Err(Box::new(
                    Diagnostic::error(CHECK, Span::cell(file, row, column), "an unknown language")
                        .found(tag.as_str())
                        .allowed(tags.join(", ")),
                ));
            }
            (Some(tag), _) => Arc::from(tag.as_str()),
            (None, Some(named)) => Arc::clone(named),
            (None, None) => Arc::from(languages.of_title(&title).tag()),
        };
        let code =
            Arc::clone(known.entry(code.clone()).or_insert_with(|| Arc::from(code.as_str())));
        Ok(LabelledTitle { title, code, language, row })
    }
}

fn wrong_code(code: &str, codes: Option<&BTreeSet<String>>, span: Span) -> Option<Diagnostic> {
    let wrong = |message: &str| Diagnostic::error(CHECK, span.clone(), message).found(code);
    let Some(codes) = codes else {
        let sound = !code.is_empty()
            && code.len() <= LONGEST_CODE
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let allowed = format!("1 to {LONGEST_CODE} digits or Latin letters");
        return (!sound).then(|| wrong("no code").allowed(allowed));
    };
    if codes.contains(code) {
        return None;
    }
    let all = || codes.iter().map(String::as_str);
    let lost = with_lost_zero(code, all(), |_| true);
    let allowed = match (all().next(), all().next_back()) {
        (Some(first), Some(last)) => format!("a code of the classification, {first} to {last}"),
        _ => "nothing: the classification has no codes".to_owned(),
    };
    let finding = wrong("the code is not in the classification").allowed(allowed);
    Some(match (lost.is_empty(), nearest(code, all())) {
        (false, _) => finding.help(is_lost_zero(&lost)),
        (true, Some(near)) => finding.help(format!("is `{near}` meant?")),
        (true, None) => finding,
    })
}

/// Codes that are not as long as the longest, of which zeros were lost or which are of wider groups.
fn of_other_length(all: &[LabelledTitle], file: &str, column: &str) -> Vec<Diagnostic> {
    let longest = all.iter().map(|title| title.code.len()).max().unwrap_or_default();
    let codes: BTreeSet<&str> = all.iter().map(|title| &*title.code).collect();
    let others = all.iter().filter(|title| title.code.len() != longest);
    others
        .map(|title| {
            let lost = with_lost_zero(&title.code, codes.iter().copied(), |c| c.len() == longest);
            let finding = Diagnostic::error(
                CHECK,
                Span::cell(file, title.row, column),
                format!("a code of {} characters among those of {longest}", title.code.len()),
            );
            let help = match lost.is_empty() {
                true => suranys_core::Text::from("was a zero lost? read codes as text"),
                false => is_lost_zero(&lost),
            };
            finding.found(&*title.code).allowed(format!("{longest} characters")).help(help)
        })
        .collect()
}

fn unreadable(file: &str, error: &csv::Error) -> Diagnostic {
    let row = error.position().map(csv::Position::line);
    Diagnostic::error(CHECK, Span { row, ..Span::file(file) }, "the file can't be read as CSV")
        .found(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8], how: &ReadTitles<'_>) -> Result<Titles, Vec<Diagnostic>> {
        Titles::read(bytes, "t.csv", &Languages::standard().expect("our own file"), how)
    }

    fn finding(bytes: &[u8]) -> (Option<u64>, String, String) {
        let findings = read(bytes, &ReadTitles::default()).expect_err("refused");
        let column = findings[0].span.column.clone().unwrap_or_default();
        (findings[0].span.row, column, findings[0].message.to_string())
    }

    #[test]
    fn columns_are_found_by_name_and_languages_by_column_name_or_letters() {
        let file =
            "\u{feff}language,code,title\nru,2411,Бухгалтер\n,2512,Developer\n,2411,Есепші\n";
        let titles = read(file.as_bytes(), &ReadTitles::default()).expect("read");
        let tags: Vec<&str> = titles.all.iter().map(|title| &*title.language).collect();
        assert_eq!(tags, ["ru", "en", "kk"]);
        assert_eq!(titles.all[2].row, 4);
        let named = ReadTitles {
            title: Some("profession".to_owned()),
            code: Some("group".to_owned()),
            ..ReadTitles::default()
        };
        let titles = read("group,profession\n2411,Бухгалтер\n".as_bytes(), &named).expect("read");
        assert_eq!(titles.all[0].title, "Бухгалтер");
        let findings = read("a,titel\n1,x\n".as_bytes(), &ReadTitles::default()).expect_err("none");
        assert_eq!(findings.len(), 2);
        assert!(findings[0].help.as_deref().is_some_and(|help| help.contains("`titel`")));
    }

    #[test]
    fn what_is_wrong_is_told_with_row_and_column() {
        let at = |row, column: &str| (Some(row), column.to_owned());
        let place = |bytes: &[u8]| {
            let (row, column, _) = finding(bytes);
            (row, column)
        };
        assert_eq!(place(b"code,title\n1111,\n"), at(2, "title"));
        assert_eq!(place(b"code,title\n1111,a\n11 11,b\n"), at(3, "code"));
        assert_eq!(place(b"code,title\n1111,a\n1111,b,c\n"), at(3, ""));
        assert_eq!(place(b"code,title\n1111,a\n1111,\xd0\n"), at(3, "title"));
        assert_eq!(place(b"code,title\n1111,a\0b\n"), at(2, "title"));
        assert_eq!(place(b"code,title,language\n1111,a,xx\n"), at(2, "language"));
        assert!(finding(b"code,title\n").2.contains("no titles"));
        assert!(finding(b"").2.contains("no column"));
        let long = format!("code,title\n1111,{}\n", "a".repeat(LONGEST_TITLE + 1));
        assert_eq!(place(long.as_bytes()), at(2, "title"));
    }

    /// Expected: `110` is `0110` without its zero.
    #[test]
    fn lost_zeros_are_asked_about() {
        let codes = BTreeSet::from(["0110".to_owned(), "2411".to_owned()]);
        let how = ReadTitles { codes: Some(&codes), ..ReadTitles::default() };
        let findings = read(b"code,title\n110,General\n", &how).expect_err("refused");
        assert!(findings[0].help.as_deref().is_some_and(|help| help.contains("`0110`")));
        let free = read(b"code,title\n0110,General\n110,Major\n", &ReadTitles::default());
        let findings = free.expect_err("refused");
        assert_eq!(findings[0].span, Span::cell("t.csv", 3, "code"));
        assert!(findings[0].help.as_deref().is_some_and(|help| help.contains("`0110`")));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes, &ReadTitles::default());
            let with_header = [b"code,title\n".as_slice(), &bytes].concat();
            let _ = read(&with_header, &ReadTitles::default());
        }
    }
}
