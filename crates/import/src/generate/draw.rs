//! Rows of synthetic extracts, each drawn from its own key, so that neither threads nor the number of rows
//! move another; with what is true of each.

use crate::generate::world::World;
use crate::schema::Kind;
use crate::vocabulary::Vocabulary;
use serde::Deserialize;
use suranys_core::numeric::{exp, ln, powf};
use suranys_core::rng::{Key, Stream, Streams};

/// Words of the rows.
#[derive(Debug, Deserialize)]
pub(crate) struct Words {
    pub(crate) names: Vec<String>,
    pub(crate) telephone: String,
    pub(crate) mail: String,
    pub(crate) schedules: Vec<String>,
    pub(crate) education: Vec<String>,
    pub(crate) experience: Vec<String>,
    pub(crate) citizenships: Vec<String>,
    pub(crate) foreign_currency: String,
}

/// Share of postings that are posted again, by a second channel or to be seen anew.
const REPOSTED: f64 = 0.08;
/// Of those, the share posted twice more.
const TWICE: f64 = 0.2;
/// Share of records without a code, of those with the code of another unit group, of those without a wage.
const NO_CODE: f64 = 0.1;
const MISCODED: f64 = 0.03;
const NO_WAGE: f64 = 0.15;
/// Share of wages after tax, and of wages in another currency.
const NET: f64 = 0.1;
const FOREIGN: f64 = 0.02;
/// What a unit of the other currency is taken for when wages are drawn.
const FOREIGN_RATE: f64 = 500.0;
/// Share of titles with a telephone number in them.
const WITH_NUMBER: f64 = 0.01;
/// Shape of the Weibull distribution of days: long ones are rarer than by chance alone.
const SHAPE: f64 = 1.3;
/// Rows for each employer.
const PER_EMPLOYER: usize = 25;

/// A row, as an export has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) published: i32,
    pub(crate) closed: Option<i32>,
    pub(crate) region: String,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) party: String,
    pub(crate) section: String,
    pub(crate) category: String,
    pub(crate) country: String,
    pub(crate) term: Option<i64>,
    pub(crate) positions: i64,
    pub(crate) wage_from: Option<i64>,
    pub(crate) wage_to: Option<i64>,
    pub(crate) currency: String,
    pub(crate) gross: bool,
    pub(crate) schedule: String,
    pub(crate) education: String,
    pub(crate) experience: String,
    pub(crate) contact: String,
    pub(crate) telephone: String,
    /// What is true of it.
    pub(crate) truth: Truth,
}

/// What is true of a row, whatever it says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Truth {
    /// Identifier of the row that it repeats; empty for a posting of its own.
    pub(crate) repeats: String,
    /// Place of the occupation.
    pub(crate) occupation: usize,
    /// Place of the region.
    pub(crate) region: usize,
    /// Days that the posting with all its repetitions is open, also those after the extract.
    pub(crate) days: i32,
}

/// Draws rows of one kind.
pub(crate) struct Drawing<'w> {
    pub(crate) kind: Kind,
    pub(crate) world: &'w World,
    pub(crate) vocabulary: &'w Vocabulary,
    pub(crate) words: &'w Words,
    pub(crate) streams: Streams,
    pub(crate) rows: usize,
    pub(crate) from: i32,
    pub(crate) as_of: i32,
    categories: Vec<String>,
}

impl<'w> Drawing<'w> {
    /// Prepares to draw so many rows, repetitions aside, of the days of an extract.
    pub(crate) fn new(
        kind: Kind,
        seed: u64,
        (world, vocabulary, words): (&'w World, &'w Vocabulary, &'w Words),
        rows: usize,
        (from, as_of): (i32, i32),
    ) -> Drawing<'w> {
        let streams = Key::new(seed).with("records").with(kind.name()).streams();
        // Those of single workers.
        let categories = vocabulary.categories.codes.iter().filter(|code| code.starts_with("cat"));
        let categories = categories.cloned().collect();
        Drawing { kind, world, vocabulary, words, streams, rows, from, as_of, categories }
    }

    /// A posting with its repetitions.
    pub(crate) fn rows(&self, at: usize, into: &mut Vec<Row>) {
        let mut stream = self.streams.draw(at);
        let side = usize::from(self.kind == Kind::Resume);
        let occupation = self.world.occupations[side].at(stream.uniform());
        let region =
            self.world.regions[side].get(occupation).map_or(0, |one| one.at(stream.uniform()));
        let published = self.from + self.world.published.at(stream.uniform()) as i32;
        let days = match self.kind {
            Kind::Permit => 90 + stream.below(1000) as i32,
            _ => self.days(occupation, &mut stream),
        };
        let mut row =
            Row {
                id: format!("{}{at:09}", self.prefix()),
                published,
                region: self.vocabulary.regions.code(region as u16).to_owned(),
                code: self.code(occupation, &mut stream),
                title: self.title(occupation, &mut stream),
                party: self.party(&mut stream),
                section: self.world.sections.get(occupation).map_or(String::new(), |at| {
                    self.vocabulary.sections.code(*at as u16).to_owned()
                }),
                positions: self.positions(&mut stream),
                gross: true,
                currency: self.vocabulary.currency.clone(),
                schedule: pick(&self.words.schedules, &mut stream),
                education: pick(&self.words.education, &mut stream),
                experience: pick(&self.words.experience, &mut stream),
                contact: pick(&self.words.names, &mut stream),
                telephone: self.number(&mut stream),
                ..Row::default()
            };
        self.wage(&mut row, occupation, &mut stream);
        if self.kind == Kind::Permit {
            row.category = pick(&self.categories, &mut stream);
            row.country = pick(&self.words.citizenships, &mut stream);
            row.term = Some(i64::from(days / 30));
        }
        let mut end = published + days;
        let first = into.len();
        let first_end = end;
        into.push(row.clone());
        let repeated = self.kind != Kind::Permit && stream.uniform() < REPOSTED;
        let times = if repeated { 1 + usize::from(stream.uniform() < TWICE) } else { 0 };
        for time in 1..=times {
            let mut again = row.clone();
            again.id = format!("{}{at:09}-{time}", self.prefix());
            again.title = self.varied(&row.title, &mut stream);
            // Before the posting is closed, so that both are open together.
            again.published = published + stream.below(days.min(20) as usize) as i32;
            let until = first_end + stream.below(11) as i32 - 5;
            let until = until.max(again.published + 1);
            if stream.uniform() < NO_CODE {
                again.code = String::new();
            }
            if stream.uniform() < NO_CODE {
                (again.wage_from, again.wage_to) = (None, None);
            }
            if again.published > self.as_of {
                continue;
            }
            end = end.max(until);
            again.closed = Some(until);
            again.truth.repeats = row.id.clone();
            into.push(again);
        }
        for (place, one) in into.iter_mut().skip(first).enumerate() {
            if place == 0 {
                one.closed = Some(first_end);
            }
            one.closed = one.closed.filter(|day| *day <= self.as_of);
            one.truth.occupation = occupation;
            one.truth.region = region;
            one.truth.days = end - published;
        }
    }

    fn prefix(&self) -> &'static str {
        match self.kind {
            Kind::Vacancy => "V",
            Kind::Resume => "R",
            Kind::Permit => "P",
        }
    }

    fn days(&self, occupation: usize, stream: &mut Stream) -> i32 {
        let median = self.world.days.get(occupation).copied().unwrap_or(1.0);
        let days = median * powf(ln(stream.uniform()) / ln(0.5), 1.0 / SHAPE);
        days.round().clamp(1.0, 2000.0) as i32
    }

    fn code(&self, occupation: usize, stream: &mut Stream) -> String {
        let drawn = stream.uniform();
        let of = match stream.uniform() < MISCODED {
            true => stream.below(self.vocabulary.occupations.len()),
            false => occupation,
        };
        if drawn < NO_CODE {
            return String::new();
        }
        let digits = self.vocabulary.code_of(of as u16).unwrap_or_default();
        let (fifth, rest) = (1 + stream.below(9), 1 + stream.below(50));
        match stream.below(3) {
            0 => digits,
            1 => format!("{digits}-{fifth}"),
            _ => format!("{digits}-{fifth}-{rest:03}"),
        }
    }

    fn title(&self, occupation: usize, stream: &mut Stream) -> String {
        let (language, numbered) = (stream.uniform(), stream.uniform() < WITH_NUMBER);
        let number = self.number(stream);
        let Some(titles) = self.vocabulary.titles.get(occupation) else { return String::new() };
        let place = (language * titles.len() as f64) as usize;
        let title = titles.values().nth(place).cloned().unwrap_or_default();
        if numbered { format!("{title}, {number}") } else { title }
    }

    fn party(&self, stream: &mut Stream) -> String {
        let uniform = stream.uniform();
        match self.kind {
            // A few employers post much, most of them little.
            Kind::Vacancy | Kind::Permit => {
                let all = (self.rows / PER_EMPLOYER).max(40) as f64;
                format!("{:012}", 900_000_000_000 + (all * uniform * uniform) as u64)
            }
            Kind::Resume => {
                format!("{:012}", 800_000_000_000 + (uniform * self.rows as f64) as u64)
            }
        }
    }

    fn positions(&self, stream: &mut Stream) -> i64 {
        let drawn = stream.uniform();
        match self.kind {
            Kind::Vacancy if drawn < 0.15 => 2 + stream.below(4) as i64,
            _ => 1,
        }
    }

    fn number(&self, stream: &mut Stream) -> String {
        format!("{} {:02} {:02}", self.words.telephone, stream.below(100), stream.below(100))
    }

    fn wage(&self, row: &mut Row, occupation: usize, stream: &mut Stream) {
        let (offered, kind) = (stream.uniform(), stream.uniform());
        let level = self.world.wages.get(occupation).copied().unwrap_or(1.0);
        let low = level * exp(0.25 * stream.normal());
        let high = low * (1.0 + 0.1 * stream.below(6) as f64);
        if offered < NO_WAGE || self.kind == Kind::Permit {
            return;
        }
        let unit = if kind < FOREIGN { FOREIGN_RATE } else { 1.0 };
        let step = 1000.0 / unit;
        let rounded = |wage: f64| ((wage / unit / step).round() * step).round() as i64;
        row.wage_from = Some(rounded(low));
        row.wage_to = Some(rounded(high)).filter(|_| high > low);
        if kind < FOREIGN {
            row.currency = self.words.foreign_currency.clone();
        }
        row.gross = kind < 1.0 - NET;
    }

    /// A title written another way: in capitals, with other signs, its words turned round, a letter wrong.
    fn varied(&self, title: &str, stream: &mut Stream) -> String {
        let (way, at) = (stream.below(5), stream.uniform());
        match way {
            0 => title.to_uppercase(),
            1 => title.replace(' ', "  ").replace(',', " /"),
            2 => {
                let mut words: Vec<&str> = title.split(' ').collect();
                words.rotate_left(1);
                words.join(" ")
            }
            3 => {
                let letters: Vec<char> = title.chars().collect();
                let wrong = (at * letters.len() as f64) as usize;
                letters
                    .iter()
                    .enumerate()
                    .filter(|(place, _)| *place != wrong)
                    .map(|(_, c)| *c)
                    .collect()
            }
            _ => format!("{title}, {}", self.number(stream)),
        }
    }
}

fn pick(words: &[String], stream: &mut Stream) -> String {
    words.get(stream.below(words.len())).cloned().unwrap_or_default()
}
