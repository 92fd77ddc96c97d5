//! Unit groups of a classification with their titles in several languages, as a package has them.

use crate::labelled::{LabelledTitle, Titles};
use crate::language::Languages;
use csv::ReaderBuilder;
use std::collections::BTreeSet;
use std::sync::Arc;
use suranys_core::{Diagnostic, Fingerprint, Span};

const CHECK: &str = "classification";
const CODE: &str = "code";
/// What the columns of titles are called, before the tag of their language.
const LABEL: &str = "label_";

/// Unit groups: their codes, and their titles in the languages there are.
#[derive(Debug, Clone)]
pub struct UnitGroups {
    /// All codes, text of one length.
    pub codes: BTreeSet<String>,
    /// All titles, for [`crate::Dictionary::of_groups`].
    pub titles: Titles,
}

impl UnitGroups {
    /// The unit groups in the bytes of a package's table of a classification (`code`, `label_XX` for each
    /// language), `file` being its name in findings: the rows with the longest codes. A title that ends
    /// with the tag of another language in brackets, as in `Legislators (en)`, stands in for one that is
    /// not known, and is left out; so are columns of languages that `languages` does not have.
    ///
    /// ```
    /// use suranys_titles::{Languages, UnitGroups};
    ///
    /// let table = "code,label_en,label_ru\n111,Senior officials,Руководство\n\
    ///              1111,Legislators,Legislators (en)\n1120,Chief executives,Руководители учреждений\n";
    /// let languages = Languages::standard().map_err(|finding| vec![*finding])?;
    /// let groups = UnitGroups::read(table.as_bytes(), "isco08.csv", &languages)?;
    /// assert_eq!(groups.codes.len(), 2);
    /// assert_eq!(groups.titles.all.len(), 3);
    /// # Ok::<(), Vec<suranys_core::Diagnostic>>(())
    /// ```
    ///
    /// # Errors
    /// Findings: no CSV in UTF-8, no such columns, a code twice.
    pub fn read(
        bytes: &[u8],
        file: &str,
        languages: &Languages,
    ) -> Result<UnitGroups, Vec<Diagnostic>> {
        let wrong = |row: Option<u64>, message: String| {
            Diagnostic::error(CHECK, Span { row, ..Span::file(file) }, message)
        };
        let broken = |error: &csv::Error| {
            let row = error.position().map(csv::Position::line);
            vec![wrong(row, "the file can't be read as CSV".to_owned()).found(error.to_string())]
        };
        let mut reader = ReaderBuilder::new().from_reader(bytes);
        let header = reader.headers().map_err(|error| broken(&error))?.clone();
        let column = |name: &str| {
            header.iter().position(|column| column.trim_start_matches('\u{feff}') == name)
        };
        let labels: Vec<(usize, Arc<str>)> = languages
            .tags()
            .filter_map(|tag| column(&format!("{LABEL}{tag}")).map(|at| (at, Arc::from(tag))))
            .collect();
        let (Some(code), false) = (column(CODE), labels.is_empty()) else {
            let names: Vec<String> = languages.tags().map(|tag| format!("{LABEL}{tag}")).collect();
            let allowed = format!("`{CODE}` and at least one of {}", names.join(", "));
            let finding = wrong(Some(1), "columns are missing".to_owned()).allowed(allowed);
            return Err(vec![finding.found(header.iter().collect::<Vec<_>>().join(","))]);
        };
        let stand_ins: Vec<String> = languages.tags().map(|tag| format!(" ({tag})")).collect();
        let mut rows: Vec<(u64, csv::StringRecord)> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| broken(&error))?;
            rows.push((record.position().map_or(0, csv::Position::line), record));
        }
        let text = |record: &csv::StringRecord, at: usize| {
            record.get(at).unwrap_or_default().trim().to_owned()
        };
        let longest = rows.iter().map(|(_, record)| text(record, code).len()).max();
        let mut groups = UnitGroups {
            codes: BTreeSet::new(),
            titles: Titles { all: Vec::new(), source: Fingerprint::of(file, bytes) },
        };
        let mut findings = Vec::new();
        for (row, record) in &rows {
            let own = text(record, code);
            if Some(own.len()) != longest || own.is_empty() {
                continue;
            }
            if !groups.codes.insert(own.clone()) {
                findings.push(wrong(Some(*row), "a code twice".to_owned()).found(own));
                continue;
            }
            let own: Arc<str> = Arc::from(own);
            for (at, tag) in &labels {
                let title = text(record, *at);
                if !title.is_empty() && !stand_ins.iter().any(|mark| title.ends_with(mark.as_str()))
                {
                    let (code, language) = (Arc::clone(&own), Arc::clone(tag));
                    groups.titles.all.push(LabelledTitle { title, code, language, row: *row });
                }
            }
        }
        if groups.codes.is_empty() {
            findings.push(wrong(None, "the table has no codes".to_owned()));
        }
        if findings.is_empty() { Ok(groups) } else { Err(findings) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_classification_is_answered() {
        let languages = Languages::standard().expect("our own file");
        let read = |text: &str| {
            UnitGroups::read(text.as_bytes(), "c.csv", &languages).expect_err("refused")[0].clone()
        };
        assert_eq!(read("code,name\n1111,x\n").span.row, Some(1));
        assert!(read("code,label_en\n").message.contains("no codes"));
        assert_eq!(read("code,label_en\n1111,a\n1111,b\n").span.row, Some(3));
        assert_eq!(read("code,label_en\n1111,a,b\n").span.row, Some(2));
    }
}
