//! `suranys import code`.

use crate::coding::Ground;
use crate::commands::format::{Format, Rows, share};
use crate::commands::options::TitleOptions;
use crate::failure::Failure;
use crate::source::files;
use crate::vocabulary::{Vocabulary, whole};
use clap::Args;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use suranys_titles::{CodedBy, Coding, NoCode, ReadTitles, UncodedTitle};

/// Arguments of `suranys import code`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys import code titles.csv --package data/kz
  suranys import code titles.csv --package data/kz --model titles.model --threshold 0.7 --format csv > coded.csv

A file of titles is CSV in UTF-8 with titles in `title`, `title_en` ..., and tags of languages in `language` where
there is such a column. Every title is printed with its code, with what the code rests on or why there is none, with
the probability, where the classifier was asked, and its likeliest codes: unlike all other results of this program, it
shows the texts that it was given.
Exit codes: 0 done; 1 something is wrong with the titles; 2 could not run.")]
pub(crate) struct Arguments {
    /// Files of titles, or patterns of their names.
    #[arg(required = true)]
    titles: Vec<PathBuf>,
    /// Folder of the data package whose unit groups titles are coded to.
    #[arg(long, value_name = "FOLDER")]
    package: PathBuf,
    #[command(flatten)]
    by: TitleOptions,
    /// Likeliest codes shown of each title.
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=50))]
    candidates: u8,
    /// Format of what is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Codes titles and prints them.
///
/// # Errors
/// When something is wrong with the titles.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let ground = Ground::of(&Vocabulary::read(&arguments.package, None)?)?;
    let mut titles: Vec<(String, UncodedTitle)> = Vec::new();
    let mut findings = Vec::new();
    for path in files(&arguments.titles)? {
        let name = path.display().to_string();
        let how = ReadTitles::default();
        match UncodedTitle::read(&whole(&path)?, &name, &ground.languages, &how) {
            Ok(all) => titles.extend(all.into_iter().map(|title| (name.clone(), title))),
            Err(found) => findings.extend(found),
        }
    }
    if !findings.is_empty() {
        return Err(Failure::of(findings));
    }
    let (coder, _) = ground.coder(&arguments.by.asked())?;
    let coder = coder.with_candidates(usize::from(arguments.candidates));
    // All titles of a language at once, each back in its place.
    let mut by_language: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, (_, title)) in titles.iter().enumerate() {
        by_language.entry(&title.language).or_default().push(place);
    }
    let mut codings: BTreeMap<usize, Coding> = BTreeMap::new();
    for (language, places) in by_language {
        let texts: Vec<&str> = places
            .iter()
            .filter_map(|place| titles.get(*place))
            .map(|(_, title)| title.title.as_str())
            .collect();
        codings.extend(places.into_iter().zip(coder.code_all(&texts, Some(language))));
    }
    let rows = titles
        .iter()
        .enumerate()
        .filter_map(|(place, (file, title))| Some(row(file, title, codings.get(&place)?)));
    let header = vec![
        "file",
        "row",
        "title",
        "language",
        "code",
        "coded_by",
        "no_code",
        "probability",
        "candidates",
    ];
    Rows { header, rows: rows.collect() }.show(arguments.format)
}

fn row(file: &str, title: &UncodedTitle, coding: &Coding) -> Vec<Value> {
    let (code, by, none) = match &coding.code {
        Ok((code, by)) => (Value::from(&**code), Value::from(basis(*by)), Value::Null),
        Err(why) => (Value::Null, Value::Null, Value::from(reason(*why))),
    };
    let candidates = coding
        .candidates
        .iter()
        .map(|one| format!("{} {:.3}", one.code, one.probability))
        .collect::<Vec<_>>()
        .join("; ");
    let candidates = if candidates.is_empty() { Value::Null } else { candidates.into() };
    vec![
        file.into(),
        title.row.into(),
        title.title.as_str().into(),
        (&*title.language).into(),
        code,
        by,
        none,
        share(coding.probability),
        candidates,
    ]
}

fn basis(by: CodedBy) -> &'static str {
    match by {
        CodedBy::Correction => "correction",
        CodedBy::Dictionary => "dictionary",
        CodedBy::Model => "classifier",
    }
}

fn reason(why: NoCode) -> &'static str {
    match why {
        NoCode::NoWords => "no_words",
        NoCode::NoModel => "no_classifier",
        NoCode::BelowThreshold => "below_threshold",
    }
}
