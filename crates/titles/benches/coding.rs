//! Titles coded per second on all threads, with and without the language given: by a model of all unit
//! groups of ISCO-08, each title by the classifier, and by the dictionary.
#![allow(missing_docs, clippy::expect_used)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use suranys_titles::{Dictionary, Languages, TitleCoder, Titles, Unfollowed, UnitGroups, train};

/// How often each title of the table is coded: some 20,000 titles in all.
const TIMES: usize = 48;

fn coding(criterion: &mut Criterion) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/kz/classifications/isco08.csv");
    let languages = Languages::standard().expect("our own file");
    let table = std::fs::read(path).expect("a table");
    let groups = UnitGroups::read(&table, path, &languages).expect("groups");
    let first = languages.tags().next().expect("a language").to_owned();
    let own = groups.titles.all.iter().filter(|title| *title.language == *first).cloned();
    let titles = Titles { all: own.collect(), source: groups.titles.source.clone() };
    let trained = train(&titles, &Dictionary::default(), &languages, &Unfollowed).expect("trained");
    let texts: Vec<&str> = titles.all.iter().map(|title| title.title.as_str()).collect();
    let texts = texts.repeat(TIMES);
    let dictionary = Dictionary::of_groups(&titles, &languages);
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
    group.bench_function("dictionary, language by letters", |b| {
        b.iter(|| by_dictionary.code_all(&texts, None));
    });
    group.finish();
}

criterion_group!(benches, coding);
criterion_main!(benches);
