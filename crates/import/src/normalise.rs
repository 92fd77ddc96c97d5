//! A row of an export becomes a record, or it is said what is wrong with it, all of it at once.

use crate::cell::Cell;
use crate::coding::{Coded, Coder, Met};
use crate::failure::Failure;
use crate::mapping::Mapping;
use crate::pseudonym::Pseudonyms;
use crate::record::Record;
use crate::schema::{Field, Kind};
use crate::title::sketch;
use crate::vocabulary::{Names, Vocabulary};
use std::collections::BTreeMap;
use suranys_core::diagnostic::{is_lost_zero, with_lost_zero};

/// Months of a year.
const MONTHS: f64 = 12.0;
/// Largest wage that is read, in any currency and for any time: what is above it is a telephone number in
/// the wrong column.
const LARGEST_WAGE: f64 = 1e10;

/// Columns of the schema that a record is made of, by their places in [`Normaliser::cells`].
const READ: [&str; 18] = [
    "id",
    "published",
    "closed",
    "status",
    "region",
    "code",
    "title",
    "party",
    "section",
    "category",
    "country",
    "positions",
    "wage_from",
    "wage_to",
    "currency",
    "gross",
    "wage_period",
    "synthetic",
];
const ID: usize = 0;
const PUBLISHED: usize = 1;
const CLOSED: usize = 2;
const STATUS: usize = 3;
const REGION: usize = 4;
const CODE: usize = 5;
const TITLE: usize = 6;
const PARTY: usize = 7;
const SECTION: usize = 8;
const CATEGORY: usize = 9;
const COUNTRY: usize = 10;
const POSITIONS: usize = 11;
const WAGE_FROM: usize = 12;
const WAGE_TO: usize = 13;
const CURRENCY: usize = 14;
const GROSS: usize = 15;
const WAGE_PERIOD: usize = 16;
const SYNTHETIC: usize = 17;

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Name of the column in the export.
    pub(crate) column: String,
    pub(crate) message: String,
    /// The text found; none where it may tell of a person.
    pub(crate) found: Option<String>,
    pub(crate) allowed: Option<String>,
    pub(crate) help: Option<String>,
}

/// What was noticed of records that are fine, by name, with how many they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Noticed {
    /// Left out since they are drafts or were cancelled.
    pub(crate) not_counted: u64,
    /// Wages without what turns them into gross ones for a month in the package's currency.
    pub(crate) wage_not_turned: u64,
    /// By what their codes rest on.
    pub(crate) coded: Coded,
    /// Marked as synthetic.
    pub(crate) synthetic: u64,
}

impl Noticed {
    /// Adds what was noticed of others.
    pub(crate) fn add(&mut self, other: &Noticed) {
        self.not_counted += other.not_counted;
        self.wage_not_turned += other.wage_not_turned;
        self.coded.add(&other.coded);
        self.synthetic += other.synthetic;
    }
}

/// What a worker holds of the title it is at, and of those it met.
#[derive(Debug, Default)]
pub(crate) struct Title {
    /// The sketch, by which near ones are found.
    pub(crate) sketch: Vec<u16>,
    pub(crate) met: Met,
}

/// Makes records of rows.
pub(crate) struct Normaliser<'v> {
    kind: Kind,
    words: &'v Vocabulary,
    mapping: &'v Mapping,
    coder: &'v Coder,
    pseudonyms: Pseudonyms,
    salt: u64,
    fields: Vec<Option<Field>>,
    /// Names of the columns in exports.
    columns: Vec<String>,
    values: Vec<BTreeMap<String, String>>,
}

/// Where an export has the columns that are read.
#[derive(Debug, Clone)]
pub(crate) struct Places(Vec<Option<usize>>);

impl Places {
    /// Every column that is read, each at its own place.
    pub(crate) fn all(&self) -> Places {
        Places((0..self.0.len()).map(Some).collect())
    }
}

/// What a row becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Made {
    Record(Record),
    /// A row that is fine and not counted.
    NotCounted,
    Wrong(Vec<Problem>),
}

impl<'v> Normaliser<'v> {
    /// Prepares to read records of a kind.
    ///
    /// # Errors
    /// When the schema can't be read.
    pub(crate) fn new(
        kind: Kind,
        words: &'v Vocabulary,
        mapping: &'v Mapping,
        coder: &'v Coder,
        pseudonyms: &Pseudonyms,
    ) -> Result<Normaliser<'v>, Failure> {
        let schema = kind.schema()?;
        let names = READ.map(|name| match (name, kind) {
            ("party", Kind::Resume) => "person",
            ("party", _) => "employer",
            (name, _) => name,
        });
        let column =
            |name: &&str| mapping.columns.get(*name).cloned().unwrap_or((*name).to_owned());
        let values = |name: &&str| match *name {
            // Codes have their texts in the vocabulary.
            "region" | "section" | "category" => BTreeMap::new(),
            name => mapping.values.get(name).cloned().unwrap_or_default(),
        };
        Ok(Normaliser {
            kind,
            words,
            mapping,
            coder,
            pseudonyms: pseudonyms.clone(),
            salt: pseudonyms.salt(),
            fields: names.iter().map(|name| schema.field(name).cloned()).collect(),
            columns: names.iter().map(column).collect(),
            values: names.iter().map(values).collect(),
        })
    }

    /// Names in exports of all columns that are read.
    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Finds the columns of an export.
    ///
    /// # Errors
    /// With what is missing: columns that must be there, and those that the mapping names.
    pub(crate) fn places(&self, header: &[String]) -> Result<Places, Vec<Problem>> {
        let at = |name: &String| header.iter().position(|there| there.trim() == name);
        let places: Vec<Option<usize>> = self.columns.iter().map(at).collect();
        let mut missing = Vec::new();
        for ((field, column), place) in self.fields.iter().zip(&self.columns).zip(&places) {
            let Some(field) = field else { continue };
            let named = self.mapping.columns.contains_key(&field.name);
            if place.is_none() && (field.constraints.required || named) {
                missing.push(Problem {
                    column: column.clone(),
                    message: format!("the column is missing: {}", field.description),
                    found: None,
                    allowed: Some(format!("one of the columns there are: {}", header.join(", "))),
                    help: Some(
                        "name the column in a mapping file; `suranys import guess` writes a first one".to_owned(),
                    ),
                });
            }
        }
        let of = |at: usize| places.get(at).copied().flatten();
        if of(CODE).is_none() && of(TITLE).is_none() && missing.is_empty() {
            missing.push(Problem {
                column: self.columns.get(CODE).cloned().unwrap_or_default(),
                message: "neither a code nor a title says of which occupation a record is"
                    .to_owned(),
                found: None,
                allowed: Some(format!("one of the columns there are: {}", header.join(", "))),
                help: Some("name the column in a mapping file".to_owned()),
            });
        }
        if missing.is_empty() { Ok(Places(places)) } else { Err(missing) }
    }

    /// Makes a record of a row, and the sketch of its title.
    pub(crate) fn record<'c>(
        &self,
        places: &Places,
        cell: &dyn Fn(usize) -> Cell<'c>,
        title: &mut Title,
        noticed: &mut Noticed,
    ) -> Made {
        let mut row = Reading { of: self, places, cell, problems: Vec::new() };
        let status = row.among(STATUS);
        if matches!(status, Some("draft" | "cancelled")) {
            noticed.not_counted += 1;
            return Made::NotCounted;
        }
        let id = row.needed(ID).map(|text| self.pseudonyms.of_text(&text));
        let published = row.day(PUBLISHED, true);
        let closed = row.day(CLOSED, false);
        if let (Some(from), Some(to)) = (published, closed)
            && to < from
        {
            let found = format!("{} before {}", crate::day::text(to), crate::day::text(from));
            row.wrong(
                CLOSED,
                "the dates are reversed",
                Some(found),
                Some("a day on or after that of publication".to_owned()),
                None,
            );
        }
        let region = row.coded(REGION, &self.words.regions);
        let section = row.coded(SECTION, &self.words.sections);
        let category = row.coded(CATEGORY, &self.words.categories);
        let occupation = row.occupation();
        let party = match self.kind {
            Kind::Permit => None,
            _ => row.text(PARTY).map(|text| self.pseudonyms.of_text(&text)),
        };
        let positions = row.number(POSITIONS).map_or(1, |number| number as i32);
        let wage = row.wage(noticed);
        row.country();
        let synthetic = row.flag(SYNTHETIC) == Some(true);
        title.sketch.clear();
        let mut coded_by = None;
        if let Some(text) = row.text(TITLE) {
            sketch(&text, self.salt, &mut title.sketch);
            if occupation.is_none() && row.is_empty(CODE) {
                coded_by = self.coder.code(&text, &mut title.met);
            }
        }
        let given = occupation.is_some();
        let (occupation, coded_by) = match coded_by {
            Some((place, by)) => (Some(place), Some(by)),
            None => (occupation, None),
        };
        match (id, published) {
            (Some(id), Some(published)) if row.problems.is_empty() => {
                noticed.synthetic += u64::from(synthetic);
                match given {
                    true => noticed.coded.given += 1,
                    false => noticed.coded.count(coded_by),
                }
                // Open and closed on one day: it was open that day.
                let closed = closed.map(|day| day.max(published + 1));
                Made::Record(Record {
                    id,
                    party,
                    region,
                    occupation,
                    section,
                    category,
                    published,
                    closed,
                    positions,
                    wage,
                })
            }
            _ => Made::Wrong(row.problems),
        }
    }
}

/// A row being read.
struct Reading<'r, 'v, 'c> {
    of: &'r Normaliser<'v>,
    places: &'r Places,
    cell: &'r dyn Fn(usize) -> Cell<'c>,
    problems: Vec<Problem>,
}

impl<'r, 'c> Reading<'r, '_, 'c> {
    fn cell(&self, at: usize) -> Cell<'c> {
        match self.places.0.get(at).copied().flatten() {
            Some(place) => (self.cell)(place),
            None => Cell::Empty,
        }
    }

    fn is_empty(&self, at: usize) -> bool {
        self.cell(at) == Cell::Empty
    }

    fn field(&self, at: usize) -> Option<&'r Field> {
        self.of.fields.get(at)?.as_ref()
    }

    fn wrong(
        &mut self,
        at: usize,
        message: &str,
        found: Option<String>,
        allowed: Option<String>,
        help: Option<String>,
    ) {
        let personal = self.field(at).is_some_and(|field| field.suranys.personal);
        let column = self.of.columns.get(at).cloned().unwrap_or_default();
        let found = found.filter(|_| !personal);
        self.problems.push(Problem { column, message: message.to_owned(), found, allowed, help });
    }

    /// The cell as a text, by the mapping's values.
    fn text(&self, at: usize) -> Option<std::borrow::Cow<'r, str>>
    where
        'c: 'r,
    {
        use std::borrow::Cow;
        let text: Cow<'r, str> = match self.cell(at) {
            Cell::Empty => return None,
            Cell::Text(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.shown()),
        };
        match self.of.values.get(at).filter(|values| !values.is_empty()) {
            Some(values) => {
                Some(values.get(text.as_ref()).map_or(text, |to| Cow::Borrowed(to.as_str())))
            }
            None => Some(text),
        }
    }

    fn needed(&mut self, at: usize) -> Option<std::borrow::Cow<'r, str>>
    where
        'c: 'r,
    {
        let text = self.text(at);
        if text.is_none() {
            self.wrong(at, "nothing stands here", None, Some("a text".to_owned()), None);
        }
        text
    }

    /// One of the words of the schema.
    fn among(&mut self, at: usize) -> Option<&'r str>
    where
        'c: 'r,
    {
        let text = self.text(at)?;
        let words = &self.field(at)?.constraints.among;
        let known = words.iter().find(|word| word.as_str() == text.as_ref());
        if known.is_none() {
            let help = "say in the mapping what the text stands for, under `values`".to_owned();
            self.wrong(
                at,
                "the word is not known",
                Some(text.into_owned()),
                Some(words.join(", ")),
                Some(help),
            );
        }
        known.map(String::as_str)
    }

    fn day(&mut self, at: usize, needed: bool) -> Option<i32> {
        let cell = self.cell(at);
        let day = match cell {
            Cell::Empty if !needed => return None,
            Cell::Text(text) => crate::day::read(text),
            Cell::Day(day) => Some(day).filter(|day| crate::day::is_possible(*day)),
            _ => None,
        };
        if day.is_none() {
            let allowed = "a day from 1990 to 2099, written as 2025-01-31 or 31.01.2025".to_owned();
            self.wrong(at, "this is no day", Some(cell.shown()), Some(allowed), None);
        }
        day
    }

    fn coded(&mut self, at: usize, names: &Names) -> Option<u16>
    where
        'c: 'r,
    {
        let field = self.field(at)?;
        let Some(text) = self.text(at) else {
            if field.constraints.required {
                self.wrong(at, "nothing stands here", None, Some(names.allowed("")), None);
            }
            return None;
        };
        let place = names.place(&text);
        if place.is_none() {
            let help = format!(
                "say in the mapping what the text stands for, under `values.{}`",
                field.name
            );
            self.wrong(
                at,
                "the code is not known",
                Some(text.to_string()),
                Some(names.allowed(&text)),
                Some(help),
            );
        }
        place
    }

    fn occupation(&mut self) -> Option<u16>
    where
        'c: 'r,
    {
        let text = self.text(CODE)?;
        let words = self.of.words;
        match words.occupation(&text) {
            Ok(Some(place)) => Some(place),
            Ok(None) => {
                let allowed =
                    "a code whose first four digits are of a unit group of the package".to_owned();
                let help = "correct it, or join national codes to unit groups by `concordance` in the mapping".to_owned();
                self.wrong(
                    CODE,
                    "no unit group has this code",
                    Some(text.into_owned()),
                    Some(allowed),
                    Some(help),
                );
                None
            }
            Err(()) => {
                let codes: Vec<String> = (0..words.occupations.len())
                    .filter_map(|at| words.code_of(at as u16))
                    .collect();
                let guesses = with_lost_zero(&text, codes.iter().map(String::as_str), |_| true);
                let help = (!guesses.is_empty()).then(|| is_lost_zero(&guesses).to_string());
                let allowed = "4, 6 or 10 characters: dddd, dddd-d, dddd-d-ddd".to_owned();
                self.wrong(
                    CODE,
                    "this is no code of an occupation",
                    Some(text.into_owned()),
                    Some(allowed),
                    help,
                );
                None
            }
        }
    }

    /// A number within the bounds of the schema.
    fn number(&mut self, at: usize) -> Option<f64> {
        let field = self.field(at)?;
        let cell = self.cell(at);
        let number = match cell {
            Cell::Empty => return None,
            Cell::Whole(number) => Some(number as f64),
            Cell::Number(number) => Some(number),
            Cell::Text(text) => plain_number(text),
            _ => None,
        };
        let (low, high) = (field.constraints.minimum, field.constraints.maximum);
        let high = high.unwrap_or(LARGEST_WAGE);
        let whole = field.kind == "integer";
        let fits = |number: &f64| {
            low.is_none_or(|low| *number >= low)
                && *number <= high
                && (!whole || number.fract() == 0.0)
        };
        let good = number.filter(fits);
        if good.is_none() {
            let what = if whole { "a whole number" } else { "a number" };
            let allowed = format!(
                "{what} from {} to {high}, without signs between digits",
                low.unwrap_or(0.0)
            );
            self.wrong(at, "this is no such number", Some(cell.shown()), Some(allowed), None);
        }
        good
    }

    fn flag(&mut self, at: usize) -> Option<bool>
    where
        'c: 'r,
    {
        self.field(at)?;
        if let Cell::Flag(flag) = self.cell(at) {
            return Some(flag);
        }
        let text = self.text(at)?;
        match text.as_ref() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => {
                let help = "say in the mapping what the text stands for, under `values`".to_owned();
                self.wrong(
                    at,
                    "this is neither yes nor no",
                    Some(text.into_owned()),
                    Some("true, false, 1, 0".to_owned()),
                    Some(help),
                );
                None
            }
        }
    }

    fn country(&mut self)
    where
        'c: 'r,
    {
        if self.field(COUNTRY).is_none() {
            return;
        }
        let Some(text) = self.text(COUNTRY) else { return };
        let capitals = text.bytes().all(|c| c.is_ascii_uppercase());
        if !capitals || !(2..=3).contains(&text.len()) {
            let allowed = "two or three capital letters, ISO 3166-1".to_owned();
            self.wrong(
                COUNTRY,
                "this is no code of a country",
                Some(text.into_owned()),
                Some(allowed),
                None,
            );
        }
    }

    /// The gross wage for a month in the package's currency: the middle of what is offered.
    fn wage(&mut self, noticed: &mut Noticed) -> Option<i64>
    where
        'c: 'r,
    {
        let (from, to) = (self.number(WAGE_FROM), self.number(WAGE_TO));
        if let (Some(low), Some(high)) = (from, to)
            && low > high
        {
            let found = format!("{low} to {high}");
            self.wrong(
                WAGE_FROM,
                "the lowest wage is above the highest",
                Some(found),
                Some("a wage up to the highest".to_owned()),
                None,
            );
        }
        let currency = self.text(CURRENCY);
        let gross = self.flag(GROSS).unwrap_or(true);
        let period = self.among(WAGE_PERIOD).unwrap_or("month");
        let offered = match (from, to) {
            (Some(low), Some(high)) => (low + high) / 2.0,
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return None,
        };
        // A wage of nothing is none that is offered.
        if offered <= 0.0 {
            return None;
        }
        let wages = &self.of.mapping.wages;
        let rate = match currency.as_deref() {
            None => Some(1.0),
            Some(own) if own == self.of.words.currency => Some(1.0),
            Some(other) => wages.rates.get(other).map(|rate| rate.value),
        };
        let before_tax =
            if gross { Some(1.0) } else { wages.net_share.as_ref().map(|share| 1.0 / share.value) };
        let months = match period {
            "hour" => wages.hours_per_month.as_ref().map(|hours| hours.value),
            "year" => Some(1.0 / MONTHS),
            _ => Some(1.0),
        };
        let made = (|| Some((offered * rate? * before_tax? * months?).round() as i64))();
        noticed.wage_not_turned += u64::from(made.is_none());
        made
    }
}

/// A number written with digits, a sign and at most one point or comma.
fn plain_number(text: &str) -> Option<f64> {
    let plain = |c: u8| c.is_ascii_digit() || matches!(c, b'.' | b',' | b'-');
    if text.len() > 20 || !text.bytes().all(plain) {
        return None;
    }
    match text.contains(',') {
        true => text.replace(',', ".").parse().ok(),
        false => text.parse().ok(),
    }
}
