//! Persons of a survey of adult skills, one in a line, to the rows of the tables of staffing.
//!
//! The layout is that of the public files of the OECD's Survey of Adult Skills (PIAAC, first cycle:
//! codebook of the international public use files): `SEQID`, `C_D05` (1 is employed), `ISCO08_C` (four
//! digits), `ISIC1C` (section) or `ISIC2C` (division), `SPFWT0` (final weight).

use crate::ordinary;
use crate::package::lines::separator;
use crate::package::open::CannotRun;
use crate::timeseries::TidyError;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suranys_core::diagnostic::{is_lost_zero, listed, nearest, with_lost_zero};
use suranys_core::table::{Column, ResultTable};
use suranys_core::{Classification, Diagnostic, Occupation, Section, Span, Year};
use suranys_core::{Text, ToText, text};

const CHECK: &str = "survey";
const PERSON: &str = "SEQID";
const EMPLOYED: &str = "C_D05";
const OCCUPATION: &str = "ISCO08_C";
const SECTION: &str = "ISIC1C";
const DIVISION: &str = "ISIC2C";
const WEIGHT: &str = "SPFWT0";
/// Digits of a unit group.
const DIGITS: usize = 4;

/// Sections of the International Standard Industrial Classification, revision 4 (United Nations 2008),
/// each with its first and last division.
const DIVISIONS: [(&str, u32, u32); 21] = [
    ("A", 1, 3),
    ("B", 5, 9),
    ("C", 10, 33),
    ("D", 35, 35),
    ("E", 36, 39),
    ("F", 41, 43),
    ("G", 45, 47),
    ("H", 49, 53),
    ("I", 55, 56),
    ("J", 58, 63),
    ("K", 64, 66),
    ("L", 68, 68),
    ("M", 69, 75),
    ("N", 77, 82),
    ("O", 84, 84),
    ("P", 85, 85),
    ("Q", 86, 88),
    ("R", 90, 93),
    ("S", 94, 96),
    ("T", 97, 98),
    ("U", 99, 99),
];

/// What a file of persons is read with.
#[derive(Debug, Clone)]
pub struct SurveyRequest<'a> {
    /// Code of the country, as the tables of staffing have it.
    pub country: &'a str,
    /// Year of the survey.
    pub year: Year,
    /// The package's groups; their codes begin with `scheme`.
    pub groups: &'a Classification<Occupation>,
    /// What stands before the digits of a code, such as `isco08:`.
    pub scheme: &'a str,
    /// The package's sections.
    pub sections: &'a Classification<Section>,
    /// Sections of the survey that the package has within others, by letter.
    pub within: &'a BTreeMap<String, String>,
}

/// A row of a table of staffing.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffingRow {
    /// Section.
    pub section: String,
    /// Code of the group.
    pub occupation: String,
    /// Persons: the sum of weights.
    pub persons: f64,
    /// Persons interviewed.
    pub sample: u64,
}

/// What a file of persons gives.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyStaffing {
    /// Rows by sub-major, minor and unit group, in order of section and code.
    pub levels: [Vec<StaffingRow>; 3],
    /// Persons employed.
    pub employed: u64,
    /// Persons employed that are in no row, since they have no occupation or no section, each with its
    /// line.
    pub left_out: Vec<Diagnostic>,
}

impl SurveyStaffing {
    /// The rows of one level, 2 to 4, as the package's table of that level has them, from a source.
    #[must_use]
    pub fn table(&self, level: usize, request: &SurveyRequest<'_>, source: &str) -> ResultTable {
        let none: &[StaffingRow] = &[];
        let rows = level.checked_sub(2).and_then(|at| self.levels.get(at));
        let rows = rows.map_or(none, Vec::as_slice);
        let texts =
            |of: &dyn Fn(&StaffingRow) -> String| Column::Text(rows.iter().map(of).collect());
        let year = Some(i64::from(request.year.0));
        let columns = vec![
            ("year", Column::Integer(rows.iter().map(|_| year).collect())),
            ("country", texts(&|_| request.country.to_owned())),
            ("section", texts(&|row| row.section.clone())),
            ("occupation", texts(&|row| row.occupation.clone())),
            ("value", Column::Number(rows.iter().map(|row| Some(row.persons.round())).collect())),
            (
                "sample",
                Column::Integer(rows.iter().map(|row| i64::try_from(row.sample).ok()).collect()),
            ),
            ("obs_status", texts(&|_| "A".to_owned())),
            ("missing_reason", texts(&|_| String::new())),
            ("source", texts(&|_| source.to_owned())),
            ("note", texts(&|_| String::new())),
        ];
        let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column));
        ResultTable { name: format!("staffing_{level}"), columns: columns.collect() }
    }
}

/// Reads a file of persons.
///
/// # Errors
/// When it can't be read; and everything that is wrong with it, each with line and column.
pub fn read_staffing_survey(
    path: &Path,
    request: &SurveyRequest<'_>,
) -> Result<SurveyStaffing, TidyError> {
    let shown = path.display().to_string();
    let unreadable =
        |why: Text| TidyError::from(CannotRun::Unreadable { path: shown.clone(), why });
    let bytes = ordinary::read(path).map_err(|why| unreadable(why.to_text()))?;
    let text =
        std::str::from_utf8(&bytes).map_err(|_| unreadable(text!("it is no text in UTF-8")))?;
    let name = path.file_name().map_or(shown.clone(), |name| name.to_string_lossy().into_owned());
    staffing_of_persons(&name, text, request).map_err(TidyError::Findings)
}

/// The rows of the tables of staffing from the text of a file of persons, separated by commas, semicolons
/// or tabs.
///
/// # Errors
/// Everything that is wrong with it, each with line and column.
pub fn staffing_of_persons(
    file: &str,
    text: &str,
    request: &SurveyRequest<'_>,
) -> Result<SurveyStaffing, Vec<Diagnostic>> {
    let header = text.lines().next().unwrap_or_default();
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(separator(header.as_bytes()))
        .flexible(true)
        .from_reader(text.as_bytes());
    let broken = |why: csv::Error| {
        let row = why.position().map(csv::Position::line);
        let span = Span { file: file.to_owned(), row, column: None };
        vec![Diagnostic::error(
            CHECK,
            span,
            text!("the line can't be read: {why}", why = why.to_string()),
        )]
    };
    let header = csv.headers().map_err(broken)?.clone();
    let columns = Columns::find(file, &header)?;
    let mut reading =
        Reading { file, request, columns, problems: Vec::new(), persons: Persons::default() };
    for record in csv.records() {
        reading.person(&record.map_err(broken)?);
    }
    let Reading { problems, persons, .. } = reading;
    if problems.is_empty() { Ok(persons.staffing()) } else { Err(listed(problems, CHECK, file)) }
}

/// Places of the columns.
struct Columns {
    person: usize,
    employed: usize,
    occupation: usize,
    section: Option<usize>,
    division: Option<usize>,
    weight: usize,
}

impl Columns {
    fn find(file: &str, header: &csv::StringRecord) -> Result<Columns, Vec<Diagnostic>> {
        let names: Vec<&str> =
            header.iter().map(|name| name.trim_start_matches('\u{feff}').trim()).collect();
        let place = |name: &str| names.iter().position(|own| own.eq_ignore_ascii_case(name));
        let mut problems = Vec::new();
        let mut needed = |name: &str, found: Option<usize>| {
            found.unwrap_or_else(|| {
                let span = Span::cell(file, 1, name);
                let near = nearest(name, names.iter().copied());
                let help = near.map_or(text!("is this a public file of the survey?"), |near| {
                    text!("is `{near}` meant?", near)
                });
                let message = text!("there is no column `{name}`", name);
                problems.push(Diagnostic::error(CHECK, span, message).help(help));
                0
            })
        };
        let (section, division) = (place(SECTION), place(DIVISION));
        let columns = Columns {
            person: needed(PERSON, place(PERSON)),
            employed: needed(EMPLOYED, place(EMPLOYED)),
            occupation: needed(OCCUPATION, place(OCCUPATION)),
            weight: needed(WEIGHT, place(WEIGHT)),
            section,
            division,
        };
        needed(SECTION, section.or(division));
        if problems.is_empty() { Ok(columns) } else { Err(problems) }
    }
}

/// Persons and persons interviewed by level, section and code.
#[derive(Default)]
struct Persons {
    levels: [BTreeMap<(String, String), (f64, u64)>; 3],
    employed: u64,
    left_out: Vec<Diagnostic>,
    known: BTreeSet<String>,
}

impl Persons {
    fn staffing(self) -> SurveyStaffing {
        let rows = |level: BTreeMap<(String, String), (f64, u64)>| {
            let row = |((section, occupation), (persons, sample))| StaffingRow {
                section,
                occupation,
                persons,
                sample,
            };
            level.into_iter().map(row).collect()
        };
        SurveyStaffing {
            levels: self.levels.map(rows),
            employed: self.employed,
            left_out: self.left_out,
        }
    }
}

struct Reading<'a> {
    file: &'a str,
    request: &'a SurveyRequest<'a>,
    columns: Columns,
    problems: Vec<Diagnostic>,
    persons: Persons,
}

/// Whether a cell says that nothing is known: empty, a point with a letter, or four digits and more, nines
/// but for the last, which is 5 to 9.
fn unknown(text: &str) -> bool {
    let nines =
        text.len() >= DIGITS && text.starts_with('9') && text.bytes().all(|b| b.is_ascii_digit());
    let coded = nines && {
        let (front, last) = text.split_at(text.len() - 1);
        front.bytes().all(|b| b == b'9') && matches!(last, "5" | "6" | "7" | "8" | "9")
    };
    text.is_empty() || text.starts_with('.') || coded
}

impl Reading<'_> {
    fn wrong(
        &mut self,
        row: u64,
        column: &str,
        message: impl Into<Text>,
        found: &str,
        help: impl Into<Text>,
    ) {
        let span = Span::cell(self.file, row, column);
        self.problems.push(Diagnostic::error(CHECK, span, message).found(found).help(help));
    }

    fn leave_out(&mut self, row: u64, column: &str, message: impl Into<Text>, found: &str) {
        let span = Span::cell(self.file, row, column);
        self.persons.left_out.push(Diagnostic::note(CHECK, span, message).found(found));
    }

    fn person(&mut self, record: &csv::StringRecord) {
        let row = record.position().map_or(0, csv::Position::line);
        let cell = |at: usize| record.get(at).unwrap_or_default().trim().to_owned();
        let person = cell(self.columns.person);
        if !self.persons.known.insert(person.clone()) {
            let message = text!("`{person}` stands twice", person);
            self.wrong(row, PERSON, message, &person, text!("leave each person one line"));
        }
        match cell(self.columns.employed).as_str() {
            "1" => {}
            text if unknown(text) || text.parse::<u8>().is_ok() => return,
            text => {
                let help = text!("1 is employed, 2 unemployed, 3 outside the labour force");
                let message = text!("`{text}` is no state of employment", text);
                return self.wrong(row, EMPLOYED, message, text, help);
            }
        }
        self.persons.employed += 1;
        let weight_text = cell(self.columns.weight);
        let weight: Option<f64> =
            weight_text.parse().ok().filter(|w: &f64| w.is_finite() && *w > 0.0);
        if weight.is_none() {
            let help = text!("weights are persons, with a point for decimals");
            let message = text!("`{text}` is no weight above zero", text = weight_text);
            self.wrong(row, WEIGHT, message, &weight_text, help);
        }
        let (occupation, section) = (self.occupation(row, &cell(self.columns.occupation)), {
            let letter = self.columns.section.map(cell).filter(|text| !unknown(text));
            match (letter, self.columns.division.map(cell)) {
                (Some(letter), _) => self.section(row, SECTION, &letter, Some(letter.clone())),
                (None, Some(text)) if !unknown(&text) => {
                    let of =
                        |n: u32| DIVISIONS.iter().find(|(_, from, to)| (*from..=*to).contains(&n));
                    let letter = text.parse().ok().and_then(of).map(|(s, ..)| (*s).to_owned());
                    self.section(row, DIVISION, &text, letter)
                }
                _ => {
                    let column = if self.columns.section.is_some() { SECTION } else { DIVISION };
                    self.leave_out(row, column, text!("an employed person of no section"), "");
                    None
                }
            }
        });
        let (Some(digits), Some(section), Some(weight)) = (occupation, section, weight) else {
            return;
        };
        for (at, level) in self.persons.levels.iter_mut().enumerate() {
            let code = digits.get(..at + 2).unwrap_or(&digits);
            let key = (section.clone(), format!("{}{code}", self.request.scheme));
            let sum = level.entry(key).or_insert((0.0, 0));
            sum.0 += weight;
            sum.1 += 1;
        }
    }

    /// Digits of a unit group.
    fn occupation(&mut self, row: u64, text: &str) -> Option<String> {
        if unknown(text) {
            self.leave_out(row, OCCUPATION, text!("an employed person of no occupation"), text);
            return None;
        }
        let code = format!("{}{text}", self.request.scheme);
        if text.len() == DIGITS && self.request.groups.item(&code).is_some() {
            return Some(text.to_owned());
        }
        let length = self.request.scheme.len() + DIGITS;
        let codes = self.request.groups.items().iter().map(|item| item.code.as_str());
        let zeros = with_lost_zero(&code, codes, |guess| guess.len() == length);
        let help = match zeros.as_slice() {
            [] => text!("correct the code: four digits of a unit group"),
            some => is_lost_zero(some),
        };
        self.wrong(row, OCCUPATION, text!("`{text}` is no unit group", text), text, help);
        None
    }

    /// The package's section of a letter.
    fn section(
        &mut self,
        row: u64,
        column: &str,
        found: &str,
        letter: Option<String>,
    ) -> Option<String> {
        let own = letter.map(|letter| self.request.within.get(&letter).cloned().unwrap_or(letter));
        let own = own.filter(|own| self.request.sections.item(own).is_some());
        if own.is_none() {
            let help = text!("correct it, or say in which of the package's sections it is");
            let message = text!("`{found}` is in no section of the package", found);
            self.wrong(row, column, message, found, help);
        }
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::classification::{Entry, Kind, Labels};

    fn list<K: Kind>(codes: &[&str]) -> Classification<K> {
        let entry = |code: &&str| -> Entry {
            ((*code).to_owned(), Labels::default(), Labels::default(), (None, None))
        };
        Classification::new(codes.iter().map(entry).collect(), "_T").expect("distinct")
    }

    /// A file of the survey's layout, with columns that are not read; and what it says.
    fn read(rows: &[&str], header: &str) -> Result<SurveyStaffing, Vec<Diagnostic>> {
        let groups = list(&["x:0110", "x:1120", "x:2211", "x:2212", "x:2341", "x:22", "x:221"]);
        let sections = list(&["P", "Q", "S", "_T"]);
        let within = BTreeMap::from([("T".to_owned(), "S".to_owned())]);
        let request = SurveyRequest {
            country: "XX",
            year: Year(2018),
            groups: &groups,
            scheme: "x:",
            sections: &sections,
            within: &within,
        };
        staffing_of_persons("persons.csv", &format!("{header}\n{}\n", rows.join("\n")), &request)
    }

    const HEADER: &str = "CNTRYID,SEQID,AGEG5LFS,GENDER_R,C_D05,ISCO08_C,ISIC1C,ISIC2C,SPFWT0";

    /// Expected values: by hand. Divisions stand in where the section is not given, persons who are not
    /// employed are passed over, and those of no occupation or section are left out and listed.
    #[test]
    fn persons_are_counted_by_section_and_group() {
        let rows = [
            "398,1,5,1,1,2211,Q,86,100.5",
            "398,2,6,2,1,2211,,86,50",
            "398,3,6,2,1,2212,Q,86,25",
            "398,4,7,2,1,2341,P,85,10",
            "398,5,7,2,2,2341,P,85,10",
            "398,6,7,2,1,9999,P,85,10",
            "398,8,7,2,1,2341,,,10",
            "398,9,7,2,1,0110,T,97,7",
        ];
        let made = read(&rows, HEADER).expect("a sound file");
        assert_eq!(made.employed, 7);
        let row = |section: &str, code: &str, persons: f64, sample: u64| StaffingRow {
            section: section.to_owned(),
            occupation: code.to_owned(),
            persons,
            sample,
        };
        let expected = [
            row("P", "x:2341", 10.0, 1),
            row("Q", "x:2211", 150.5, 2),
            row("Q", "x:2212", 25.0, 1),
            row("S", "x:0110", 7.0, 1),
        ];
        assert_eq!(made.levels[2], expected);
        let expected =
            [row("P", "x:23", 10.0, 1), row("Q", "x:22", 175.5, 3), row("S", "x:01", 7.0, 1)];
        assert_eq!(made.levels[0], expected);
        let lines: Vec<_> = made.left_out.iter().map(|one| (one.span.row, &one.message)).collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert_eq!((lines[0].0, lines[1].0), (Some(7), Some(8)));
        assert!(lines[0].1.contains("no occupation") && lines[1].1.contains("no section"));
    }

    /// Semicolons, other order of columns and a mark at the beginning read alike.
    #[test]
    fn separators_and_the_order_of_columns_do_not_matter() {
        let header = "\u{feff}SPFWT0;ISIC2C;ISCO08_C;C_D05;SEQID";
        let made = read(&["2.5;86;2211;1;a", "1;85;2341;1;b"], header).expect("a sound file");
        assert_eq!(made.levels[1].len(), 2);
        assert_eq!(made.levels[1][1].persons, 2.5);
    }

    #[test]
    fn what_is_wrong_is_found_in_its_line_all_at_once() {
        let rows = [
            "398,1,5,1,1,110,Q,86,100.5",
            "398,1,6,2,1,2211,X,86,50",
            "398,3,6,2,1,112,Q,86,25",
            "398,4,7,2,1,2341,P,85,-1",
            "398,5,7,2,yes,2341,P,85,1",
        ];
        let found = read(&rows, HEADER).expect_err("five things are wrong");
        let said: Vec<_> = found
            .iter()
            .map(|one| (one.span.row, one.span.column.clone().unwrap_or_default()))
            .collect();
        let expected = [
            (2, OCCUPATION),
            (3, PERSON),
            (3, SECTION),
            (4, OCCUPATION),
            (5, WEIGHT),
            (6, EMPLOYED),
        ];
        let expected: Vec<_> =
            expected.iter().map(|(row, column)| (Some(*row), (*column).to_owned())).collect();
        assert_eq!(said, expected);
        let help = |at: usize| found[at].help.clone().unwrap_or_default();
        assert!(help(0).contains("`x:0110`"), "{}", help(0));
        assert!(help(3).contains("`x:1120`"), "{}", help(3));
        let missing = read(&[], "SEQID,C_D05,ISCO8_C,SPFWT0").expect_err("two columns are missing");
        assert_eq!(missing.len(), 2);
        assert!(missing[0].help.as_deref().is_some_and(|help| help.contains("ISCO8_C")));
    }
}
