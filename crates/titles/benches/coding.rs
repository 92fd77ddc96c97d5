//! Titles coded per second on all threads, with and without the language given: by a model of all unit
//! groups of ISCO-08, each title by the classifier, and by the dictionary.
//!
//! Titles are all different, as the coder keeps nothing from one to the next: of one unit group's title the
//! words but the last, of another's the last. Those of a file, by a model trained on it:
//!
//! ```text
//! SURANYS_TITLES=titles.csv cargo bench -p suranys-titles
//! ```
#![allow(missing_docs, clippy::expect_used, clippy::disallowed_methods)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::collections::BTreeSet;
use suranys_titles::{
    Dictionary, Languages, ReadTitles, TitleCoder, Titles, Unfollowed, UnitGroups, train,
};

/// How many titles are coded at once, at the fewest.
const TITLES: usize = 20_000;

/// So many titles that are all different, of the words of some.
fn mixed(titles: &[&str], count: usize) -> Vec<String> {
    let split = |title: &&str| {
        let (before, last) = title.rsplit_once(' ')?;
        let before = before.trim_end_matches([',', ' ']).split(" and ").next()?;
        Some((before.to_owned(), last.to_owned()))
    };
    let parts: Vec<(String, String)> = titles.iter().filter_map(split).collect();
    let befores: BTreeSet<&str> = parts.iter().map(|(before, _)| before.as_str()).collect();
    let lasts: BTreeSet<&str> = parts.iter().map(|(_, last)| last.as_str()).collect();
    let step = (befores.len() * lasts.len() / count).max(1);
    let all = befores.iter().flat_map(|before| lasts.iter().map(move |last| (before, last)));
    all.step_by(step).map(|(before, last)| format!("{before} {last}")).collect()
}

fn coding(criterion: &mut Criterion) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/kz/classifications/isco08.csv");
    let languages = Languages::standard().expect("our own file");
    let table = std::fs::read(path).expect("a table");
    let groups = UnitGroups::read(&table, path, &languages).expect("groups");
    let first = languages.tags().next().expect("a language").to_owned();
    let own = groups.titles.all.iter().filter(|title| *title.language == *first).cloned();
    let own = Titles { all: own.collect(), source: groups.titles.source.clone() };
    let dictionary = Dictionary::of_groups(&own, &languages);
    let file = std::env::var("SURANYS_TITLES").ok().map(|path| {
        let bytes = std::fs::read(&path).expect("the file of titles");
        Titles::read(&bytes, &path, &languages, &ReadTitles::default()).expect("titles")
    });
    let titles = file.as_ref().unwrap_or(&own);
    let trained = train(titles, &dictionary, &languages, &Unfollowed).expect("trained");
    let texts: Vec<&str> = titles.all.iter().map(|title| title.title.as_str()).collect();
    let texts: Vec<String> = match file {
        None => mixed(&texts, TITLES),
        Some(_) => texts.iter().map(|text| (*text).to_owned()).collect(),
    };
    let known: Vec<&str> = own.all.iter().map(|title| title.title.as_str()).collect();
    let known = known.repeat(TITLES.div_ceil(known.len()));
    let letters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let words: usize = texts.iter().map(|text| text.split(' ').count()).sum();
    println!("{} titles of {letters} letters, {words} words", texts.len());
    let coder = TitleCoder::new(languages);
    let by_dictionary = coder.clone().with_dictionary(dictionary);
    let by_model = coder.with_model(trained.model, "model").expect("same languages");

    let mut group = criterion.benchmark_group("titles");
    group.sample_size(20).throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("classifier, language given", |b| {
        b.iter(|| by_model.code_all(&texts, Some(&first)));
    });
    group.bench_function("classifier, language by letters", |b| {
        b.iter(|| by_model.code_all(&texts, None));
    });
    group.throughput(Throughput::Elements(known.len() as u64));
    group.bench_function("dictionary, language by letters", |b| {
        b.iter(|| by_dictionary.code_all(&known, None));
    });
    group.finish();
}

criterion_group!(benches, coding);
criterion_main!(benches);
