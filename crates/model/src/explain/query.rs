//! Which figure is asked for, from words; what is wrong with them, where, and what is nearest.

use crate::explain::explainer::Explainer;
use std::collections::BTreeSet;
use suranys_core::AgeGroup;
use suranys_core::aliases::{INDICATORS, MEASURES, current, replaced};
use suranys_core::diagnostic::nearest;
use suranys_core::explanation::Subject;
use suranys_core::run::{FigureKey, Indicator, Measure, NamedCode, OBSERVED, OutturnRow};
use suranys_core::{Diagnostic, Sex, Span, Year};
use suranys_core::{Text, text};

/// The place of messages about the words.
const PLACE: &str = "command line";
const FIELDS: [&str; 9] =
    ["year", "section", "region", "occupation", "sex", "age", "scenario", "period", "count"];
/// The word that asks for an outturn, against what had been forecast.
const OUTTURN: &str = "outturn";

/// Letters from which on a part of a name may stand for it.
const PART: usize = 4;

/// A word with its position, counted from one.
type Word = (u64, String);

/// A figure asked for in words: a measure, and `field=value` for what narrows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    measure: Word,
    /// By field, its value.
    fields: Vec<(String, Word)>,
}

fn wrong(at: u64, column: &str, message: impl Into<Text>, found: &str) -> Diagnostic {
    Diagnostic::error("explain", Span::cell(PLACE, at, column), message).found(found)
}

fn meant(diagnostic: Diagnostic, word: &str, valid: &[&str]) -> Diagnostic {
    let diagnostic = diagnostic.allowed(valid.join(", "));
    match nearest(word, valid.iter().copied()) {
        Some(near) => diagnostic.help(text!("is `{near}` meant?", near)),
        None => diagnostic.help(text!("take one of those")),
    }
}

impl Asked {
    /// Reads words such as `job-openings year=2026 region=KZ-75 section=P`.
    ///
    /// # Errors
    /// All that is wrong with them, each with the position of its word.
    pub fn parse(words: &[String]) -> Result<Asked, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut measure: Option<Word> = None;
        let mut fields: Vec<(String, Word)> = Vec::new();
        for (at, word) in (1_u64..).zip(words) {
            match (word.split_once('='), &measure) {
                (None, None) => measure = Some((at, word.clone())),
                (None, Some(_)) => {
                    let message = text!("`{word}` is a second measure", word);
                    let problem = wrong(at, "measure", message, word).allowed("field=value");
                    problems
                        .push(problem.help(text!("ask for one measure, narrowed by field=value")));
                }
                (Some((field, value)), _) if FIELDS.contains(&field) => {
                    if fields.iter().any(|(name, _)| name == field) {
                        let message = text!("`{field}` is there twice", field);
                        problems.push(
                            wrong(at, field, message, word).help(text!("leave one of them out")),
                        );
                    }
                    fields.push((field.to_owned(), (at, value.to_owned())));
                }
                (Some((field, _)), _) => {
                    let message = text!("`{field}` does not narrow a figure", field);
                    problems.push(meant(wrong(at, field, message, word), field, &FIELDS));
                }
            }
        }
        match measure {
            Some(measure) if problems.is_empty() => Ok(Asked { measure, fields }),
            Some(_) => Err(problems),
            None => {
                let names = Measure::ALL.map(Measure::key).join(", ");
                let problem = wrong(1, "measure", text!("no measure is named"), "");
                problems
                    .push(problem.allowed(names).help(text!("name one, such as `job-openings`")));
                Err(problems)
            }
        }
    }

    fn field(&self, name: &str) -> Option<(u64, &str)> {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, (at, value))| (*at, value.as_str()))
    }

    /// Whether an outturn is asked for, which a run made with all that is known does not have.
    #[must_use]
    pub fn outturn(&self) -> bool {
        current(&INDICATORS, &self.measure.1) == OUTTURN
    }

    /// The scenario named, if one is.
    #[must_use]
    pub fn scenario(&self) -> Option<&str> {
        self.field("scenario").map(|(_, value)| value)
    }
}

impl Explainer {
    /// What is asked for. Without a scenario the baseline's, without a year that of the policy
    /// period. What is published is found without naming a scenario.
    ///
    /// # Errors
    /// What of it the run does not have, with the nearest there is.
    pub fn find(&self, asked: &Asked) -> Result<Subject, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let output = &self.output;
        let at = asked.measure.0;
        let name = current(&MEASURES, current(&INDICATORS, &asked.measure.1));
        let mut names: Vec<&str> = output.indicators.iter().map(|i| i.id.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let indicator = names.contains(&name);
        names.extend(Measure::ALL.map(Measure::key));
        names.push(OUTTURN);
        let measure = Measure::from_key(name);
        if let Some(instead) = replaced(&asked.measure.1) {
            let message = text!("`{measure}` is made no more", measure = asked.measure.1);
            let problem = wrong(at, "measure", message, &asked.measure.1).allowed(names.join(", "));
            problems.push(problem.help(text!("what took its place: {instead}", instead)));
        } else if !names.contains(&name) {
            let problem = wrong(at, "measure", text!("`{name}` is not a measure", name), name);
            problems.push(meant(problem, name, &names));
        }
        let mut scenarios: Vec<&str> = self.scenarios.iter().map(String::as_str).collect();
        let baseline = scenarios.first().copied().unwrap_or_default();
        scenarios.push(OBSERVED);
        let scenario = match asked.field("scenario") {
            Some((at, id)) if !scenarios.contains(&id) => {
                let problem =
                    wrong(at, "scenario", text!("`{id}` is not a scenario of the run", id), id);
                problems.push(meant(problem, id, &scenarios));
                baseline
            }
            Some((_, id)) => id,
            None => baseline,
        };
        let mut code = |field: &str, list: &[NamedCode]| {
            let (at, code) = asked.field(field)?;
            let codes: Vec<&str> = list.iter().map(|item| item.code.as_str()).collect();
            if codes.contains(&code) {
                return Some(code.to_owned());
            }
            let full: Vec<&NamedCode> = list.iter().filter(|item| is_named(item, code)).collect();
            let named = match full.is_empty() {
                true => list.iter().filter(|item| name_holds(item, code)).collect(),
                false => full,
            };
            if let [one] = named.as_slice() {
                return Some(one.code.clone());
            }
            let problem =
                wrong(at, field, text!("`{code}` is no {field} of the run", code, field), code);
            problems.push(match named.is_empty() {
                true => meant(problem, code, &codes),
                false => {
                    let all: Vec<&str> = named.iter().map(|item| item.code.as_str()).collect();
                    problem
                        .allowed(all.join(", "))
                        .help(text!("several have this name: take one by its code"))
                }
            });
            None
        };
        let (section, region, occupation) = (
            code("section", &output.sections),
            code("region", &output.regions),
            code("occupation", &output.occupations),
        );
        let sex = asked.field("sex").and_then(|(at, text)| {
            let sex = Sex::from_code(text);
            if sex.is_none() {
                let problem = wrong(at, "sex", text!("`{text}` is not a sex", text), text);
                problems.push(problem.allowed("F, M").help(text!("write F for women, M for men")));
            }
            sex
        });
        let age = asked.field("age").and_then(|(at, text)| {
            let age = AgeGroup::parse(text);
            if age.is_none() {
                let problem = wrong(at, "age", text!("`{text}` is not an age group", text), text);
                problems.push(
                    problem
                        .allowed(text!("an age group such as 25-34 or 65+"))
                        .help(text!("write age=25-34")),
                );
            }
            age
        });
        let period = output.settings.policy_period;
        let span = match asked.field("year") {
            None => Some((period.from(), period.to())),
            Some((at, text)) => {
                let span = years(text);
                if span.is_none() {
                    let problem =
                        wrong(at, "year", text!("`{text}` is not a year or period", text), text);
                    let period = format!("{}-{}", period.from(), period.to());
                    problems.push(
                        problem
                            .allowed(text!("a year, or {period}", period))
                            .help(text!("write year=2026")),
                    );
                }
                span
            }
        };
        let unfit: &[&str] = if indicator { &["year", "sex", "age"] } else { &["period", "count"] };
        for field in unfit {
            if let Some((at, value)) = asked.field(field) {
                let message = text!("`{field}` does not narrow `{name}`", field, name);
                let problem = wrong(at, field, message, value);
                let fit = FIELDS.into_iter().filter(|field| !unfit.contains(field));
                let fit: Vec<&str> = fit.collect();
                problems.push(problem.allowed(fit.join(", ")).help(text!("leave it out")));
            }
        }
        let (Some((from, to)), true) = (span, problems.is_empty()) else {
            return Err(problems);
        };
        let scenario = scenario.to_owned();
        let Some(measure) = measure else {
            let place = (section.as_ref(), region.as_ref(), occupation.as_ref());
            let found = if indicator {
                self.find_indicator(asked, &scenario, place)
            } else {
                self.find_outturn(asked, (from, to), place)
            };
            return found.map_err(|problem| vec![*problem]);
        };
        let key = FigureKey { scenario, measure, section, region, occupation, sex, age, from, to };
        if output.figures.contains_key(&key) {
            return Ok(Subject::Figure(key));
        }
        let published = FigureKey { scenario: OBSERVED.to_owned(), ..key.clone() };
        if asked.field("scenario").is_none() && output.figures.contains_key(&published) {
            return Ok(Subject::Figure(published));
        }
        Err(vec![self.absent(asked, &key)])
    }

    /// The only indicator that fits the words.
    fn find_indicator(
        &self,
        asked: &Asked,
        scenario: &str,
        place: Place<'_>,
    ) -> Result<Subject, Box<Diagnostic>> {
        let named = asked.field("scenario").is_some();
        let (at, id) = (asked.measure.0, asked.measure.1.as_str());
        let fits = |name: &str, own: &str| asked.field(name).is_none_or(|(_, value)| value == own);
        let of_place: Vec<&Indicator> = (self.output.indicators.iter())
            .filter(|i| {
                i.id == id
                    && place == (i.section.as_ref(), i.region.as_ref(), i.occupation.as_ref())
            })
            .filter(|i| i.scenario == scenario || !named && i.scenario == OBSERVED)
            .collect();
        let fit = of_place.iter().filter(|i| fits("period", &i.period) && fits("count", &i.count));
        let fit: Vec<&&Indicator> = fit.collect();
        let spelt = |i: &&Indicator| match i.count.as_str() {
            "" => format!("period={}", i.period),
            count => format!("period={i} count={count}", i = i.period),
        };
        let all: Vec<String> = of_place.iter().map(spelt).collect();
        match (fit.as_slice(), of_place.is_empty()) {
            ([one], _) => Ok(Subject::Indicator(Box::new((**one).clone()))),
            ([], true) => {
                let message = text!("the run does not have `{id}` of this place and scenario", id);
                let places = self.output.indicators.iter().filter(|i| i.id == id);
                let problem =
                    wrong(at, "measure", message, id).allowed(each_once(places.map(kind_of)));
                Err(Box::new(problem.help(text!("ask for one of those"))))
            }
            (fit, _) => {
                let (at, found) = asked.field("period").unwrap_or((at, ""));
                let message = match fit {
                    [] => text!("the run has no `{id}` of this period and count", id),
                    _ => text!("the run has `{id}` of several periods or counts", id),
                };
                let problem = wrong(at, "period", message, found).allowed(all.join("; "));
                Err(Box::new(problem.help(text!("name one of them"))))
            }
        }
    }

    /// The outturn of a place and year.
    fn find_outturn(
        &self,
        asked: &Asked,
        (from, to): (Year, Year),
        place: Place<'_>,
    ) -> Result<Subject, Box<Diagnostic>> {
        let of_place: Vec<&OutturnRow> = (self.output.outturns.iter())
            .filter(|row| {
                let key = &row.key;
                place == (key.section.as_ref(), key.region.as_ref(), key.occupation.as_ref())
            })
            .collect();
        match of_place.iter().find(|row| row.key.from == from && from == to) {
            Some(row) => Ok(Subject::Outturn(Box::new((*row).clone()))),
            None => {
                let years: Vec<String> =
                    of_place.iter().map(|row| format!("year={}", row.key.from)).collect();
                let (at, found) = asked.field("year").unwrap_or((asked.measure.0, ""));
                let message =
                    text!("no outturn of this place and year is compared with a forecast");
                let problem = wrong(at, "year", message, found).allowed(years.join(", "));
                let help = text!("name one of those years; of the nation, a section or a region");
                Err(Box::new(problem.help(help)))
            }
        }
    }

    /// Why a figure of valid parts is not in the run: another year has it, or no year.
    fn absent(&self, asked: &Asked, key: &FigureKey) -> Diagnostic {
        let same = |other: &&FigureKey| {
            (&other.section, &other.region, &other.occupation, other.sex, other.age, other.measure)
                == (&key.section, &key.region, &key.occupation, key.sex, key.age, key.measure)
        };
        let keys = || self.output.figures.keys();
        let of_place: Vec<&FigureKey> = keys().filter(same).collect();
        let own: Vec<&FigureKey> =
            of_place.iter().copied().filter(|other| other.scenario == key.scenario).collect();
        let span = |key: &FigureKey| match key.from == key.to {
            true => key.from.to_string(),
            false => format!("{}-{}", key.from, key.to),
        };
        if !own.is_empty() {
            let at = asked.field("year").map_or(asked.measure.0, |(at, _)| at);
            let distance = |other: &&&FigureKey| {
                (other.from.since(key.from)).abs() + (other.to.since(key.to)).abs()
            };
            let near = own.iter().min_by_key(distance).map_or(String::new(), |key| span(key));
            let all: Vec<String> = own.iter().map(|key| span(key)).collect();
            return wrong(
                at,
                "year",
                text!("the run has no such figure for these years"),
                &span(key),
            )
            .allowed(all.join(", "))
            .help(text!("nearest is year={near}", near));
        }
        if let Some(other) = of_place.first() {
            let at = asked.field("scenario").map_or(asked.measure.0, |(at, _)| at);
            return wrong(at, "scenario", text!("this scenario has no such figure"), &key.scenario)
                .allowed(other.scenario.clone())
                .help(text!(
                    "nearest is scenario={scenario} year={span}",
                    scenario = other.scenario,
                    span = span(other)
                ));
        }
        let kind = |key: &FigureKey| {
            reported_of(&[
                ("section", key.section.is_some()),
                ("region", key.region.is_some()),
                ("occupation", key.occupation.is_some()),
                ("sex", key.sex.is_some()),
                ("age", key.age.is_some()),
            ])
        };
        let kinds = keys().filter(|other| other.measure == key.measure).map(kind);
        let message = text!(
            "the run does not have `{measure}` by {kind}",
            measure = key.measure.key(),
            kind = kind(key)
        );
        wrong(asked.measure.0, "measure", message, &asked.measure.1)
            .allowed(each_once(kinds))
            .help(text!("ask for one of those"))
    }
}

/// An entry's names in all languages, full and short, in small letters.
fn names_of(item: &NamedCode) -> impl Iterator<Item = String> {
    item.labels.0.values().chain(item.short.0.values()).map(|name| name.to_lowercase())
}

/// Whether a name is an entry's, whatever the case of its letters.
fn is_named(item: &NamedCode, name: &str) -> bool {
    names_of(item).any(|own| own == name.to_lowercase())
}

/// Whether a name is part of an entry's.
fn name_holds(item: &NamedCode, name: &str) -> bool {
    name.chars().count() >= PART && names_of(item).any(|own| own.contains(&name.to_lowercase()))
}

/// Section, region and occupation, where they are narrowed.
type Place<'a> = (Option<&'a String>, Option<&'a String>, Option<&'a String>);

/// Texts one after another, each once.
fn each_once(texts: impl Iterator<Item = Text>) -> Text {
    let texts: BTreeSet<Text> = texts.collect();
    let listed = texts.into_iter().reduce(|before, next| text!("{before}; {next}", before, next));
    listed.unwrap_or_default()
}

/// What an indicator is about.
fn kind_of(indicator: &Indicator) -> Text {
    reported_of(&[
        ("section", indicator.section.is_some()),
        ("region", indicator.region.is_some()),
        ("occupation", indicator.occupation.is_some()),
    ])
}

/// The parts of the nation that are there, or the nation.
fn reported_of(parts: &[(&str, bool)]) -> Text {
    let reported: Vec<&str> =
        parts.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
    if reported.is_empty() { text!("the nation") } else { reported.join(" × ").into() }
}

/// A year, or a period as `2023-2027`.
fn years(text: &str) -> Option<(Year, Year)> {
    let year = Year::parse;
    match text.split_once(['-', '–']) {
        Some((from, to)) => Some((year(from)?, year(to)?)).filter(|(from, to)| from <= to),
        None => year(text).map(|year| (year, year)),
    }
}
