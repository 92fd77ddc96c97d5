//! From a file of titles to codes, on titles of our own.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use rayon::ThreadPoolBuilder;
use std::sync::Arc;
use suranys_core::progress::{Follower, Stopped};
use suranys_titles::{
    CodedBy, Coding, Dictionary, Folds, Languages, Model, NoCode, NormalForm, ReadTitles,
    TitleCoder, Titles, TrainError, Trained, Unfollowed, UnitGroups, evaluate, train,
};

const PLACES: [&str; 9] =
    ["night", "school", "city", "airport", "railway", "harbour", "mine", "farm", "theatre"];
/// Codes of ISCO-08 unit groups and words for those who are in them.
const OCCUPATIONS: [(&str, [&str; 2]); 5] = [
    ("2221", ["nurse", "nursing professional"]),
    ("5120", ["cook", "canteen cook"]),
    ("7411", ["electrician", "electrical fitter"]),
    ("8332", ["truck driver", "lorry driver"]),
    ("9112", ["cleaner", "office cleaner"]),
];

fn languages() -> Languages {
    Languages::standard().expect("our own file")
}

fn file() -> String {
    let rows = OCCUPATIONS.iter().flat_map(|(code, names)| {
        names.iter().flat_map(move |name| {
            PLACES.iter().map(move |place| format!("{code},\"{name}, {place}\"\n"))
        })
    });
    format!("code,title_en\n{}", rows.collect::<String>())
}

fn read(file: &str) -> Titles {
    Titles::read(file.as_bytes(), "titles.csv", &languages(), &ReadTitles::default()).expect("read")
}

fn trained() -> Trained {
    train(&read(&file()), &Dictionary::default(), &languages(), &Unfollowed).expect("trained")
}

fn coder(model: Model) -> TitleCoder {
    TitleCoder::new(languages()).with_model(model, "m").expect("the same languages")
}

fn code(coding: &Coding) -> Result<(&str, CodedBy), NoCode> {
    coding.code.as_ref().map(|(code, by)| (&**code, *by)).map_err(|why| *why)
}

#[test]
fn a_trained_model_codes_titles_it_has_not_seen() {
    let coder = coder(trained().model);
    for (title, expected) in [
        ("Hospital nurse", "2221"),
        ("Senior cook (m/f)", "5120"),
        ("ELECTRICIANS", "7411"),
        ("driver of a truck", "8332"),
        ("Hotel cleaner", "9112"),
    ] {
        let coding = coder.code(title, None);
        assert_eq!(code(&coding), Ok((expected, CodedBy::Model)), "{title}: {coding:?}");
        let total: f64 = coding.candidates.iter().map(|candidate| candidate.probability).sum();
        assert_eq!(coding.candidates.len(), 5, "all there are");
        assert!(total > 0.9 && total <= 1.0 + 1e-9, "{title}: {total}");
        assert!(coding.candidates.is_sorted_by(|one, next| one.probability >= next.probability));
    }
}

/// Law: no code is better than a wrong one; what the model was not calibrated for it is not asked.
#[test]
fn no_code_is_given_below_the_threshold_or_without_calibration() {
    let coder = coder(trained().model);
    let coding = coder.clone().with_threshold(1.0).code("Beekeeper", None);
    assert_eq!(code(&coding), Err(NoCode::BelowThreshold));
    assert!(coding.probability.is_some_and(|p| p < 1.0) && coding.candidates.len() == 5);
    let coding = coder.code("Медицинская сестра", None);
    assert_eq!((code(&coding), coding.probability), (Err(NoCode::NoModel), None));
    assert_eq!(&*coding.language, "ru");
    assert_eq!(code(&coder.code(" /- ", None)), Err(NoCode::NoWords));
    assert_eq!(coder.with_candidates(2).code("nurse", None).candidates.len(), 2);
}

#[test]
fn corrections_come_before_the_dictionary_and_that_before_the_model() {
    let languages = languages();
    let corrections = read("code,title\n1342,\"Nurse, night\"\n");
    let corrections = Dictionary::of_corrections(&corrections, &languages).expect("sound");
    let dictionary =
        Dictionary::of_groups(&read("code,title\n3221,Night nurses\n3221,Nurses\n"), &languages);
    let coder = coder(trained().model).with_corrections(corrections).with_dictionary(dictionary);
    let by = |title: &str| code(&coder.code(title, None)).map(|(c, by)| (c.to_owned(), by));
    assert_eq!(by("Night nurse"), Ok(("1342".to_owned(), CodedBy::Correction)));
    assert_eq!(by("nurse"), Ok(("3221".to_owned(), CodedBy::Dictionary)));
    assert_eq!(coder.code("nurse", None).probability, None);
    assert_eq!(by("city nurse"), Ok(("2221".to_owned(), CodedBy::Model)));
}

/// Same in, same out: the bytes of a model and of what it says, on one thread and on three.
#[test]
fn models_and_codes_do_not_depend_on_threads() {
    let titles: Vec<String> =
        PLACES.iter().map(|place| format!("{place} cook or cleaner")).collect();
    let on = |threads: usize| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let model = trained().model;
            let bytes = model.to_bytes().expect("written");
            (bytes, coder(model).code_all(&titles, None))
        })
    };
    let (bytes, codings) = on(1);
    assert_eq!(on(3), (bytes.clone(), codings.clone()));
    let again = Model::from_bytes(&bytes, "m").expect("read");
    assert_eq!(coder(again).code_all(&titles, None), codings);
}

#[test]
fn a_model_says_where_it_is_from_and_is_refused_with_other_languages() {
    let titles = read(&file());
    let model = trained().model;
    assert_eq!(model.about().titles_sha256, titles.source.sha256);
    assert_eq!(model.about().by_language.get("en"), Some(&90)); // 5 × 2 × 9
    let text = include_str!("../../../data/titles/languages.toml");
    let other = Languages::read(&text.replacen("\"senior\", ", "", 1), "l.toml").expect("sound");
    let refused = TitleCoder::new(other).with_model(model, "m").expect_err("other languages");
    assert!(refused.message.contains("another description of languages"));
}

/// Expected: by hand. Every place is in the training set with every occupation, so that names say all.
#[test]
fn an_evaluation_speaks_of_titles_not_trained_on() {
    let titles = read(&file());
    let none = Dictionary::default();
    let by_title = trained().evaluation;
    let again = evaluate(&titles, &none, &languages(), Folds::ByTitle, &Unfollowed).expect("done");
    assert_eq!(by_title.all, again.all);
    assert_eq!(by_title.all.titles, 90);
    assert!(by_title.all.accuracy[3] >= Some(0.95), "{:?}", by_title.all);
    let diagonal = by_title.confusion(1).into_iter().filter(|one| one.code == one.given);
    assert!(diagonal.map(|one| one.titles).sum::<usize>() >= 85);
    // Codes that titles do not determine can't be told apart: four places, codes by turns.
    let rows =
        (0..80).map(|n| format!("{},place {}\n", ["1111", "9999"][n % 2], PLACES[n / 2 % 4]));
    let noise = read(&format!("code,title\n{}", rows.collect::<String>()));
    let random = evaluate(&noise, &none, &languages(), Folds::Random, &Unfollowed).expect("done");
    assert!(random.all.accuracy[0] < Some(0.75), "{:?}", random.all);
}

#[test]
fn what_can_not_be_trained_on_is_said() {
    let none = Dictionary::default();
    let few = train(&read("code,title\n1111,a b\n"), &none, &languages(), &Unfollowed).map(|_| ());
    assert_eq!(few, Err(TrainError::TooFewTitles { min: 50, found: 1 }));
    let rows: String = (0..60).map(|n| format!("1111,title {n}x\n")).collect();
    let one = train(&read(&format!("code,title\n{rows}")), &none, &languages(), &Unfollowed);
    assert_eq!(one.map(|_| ()), Err(TrainError::TooFewCodes { codes: 1 }));
    struct Unwanted;
    impl Follower for Unwanted {
        fn at(&self, _: f64, _: &str) -> Result<(), Stopped> {
            Err(Stopped)
        }
        fn note(&self, _: &str) {}
    }
    let stopped = train(&read(&file()), &none, &languages(), &Unwanted).map(|_| ());
    assert_eq!(stopped, Err(TrainError::Stopped(Stopped)));
}

fn repository(path: &str) -> Vec<u8> {
    let path = format!("{}/../../data/kz/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("a file of the repository")
}

/// Expected: 436 unit groups of ISCO-08, with titles in each language of the package.
#[test]
fn the_table_of_unit_groups_is_a_dictionary() {
    let languages = languages();
    let table = repository("classifications/isco08.csv");
    let groups = UnitGroups::read(&table, "isco08.csv", &languages).expect("groups");
    assert_eq!(groups.codes.len(), 436);
    assert!(groups.codes.contains("0110"));
    let of = |tag: &str| groups.titles.all.iter().filter(|t| *t.language == *tag).count();
    assert_eq!(["en", "ru", "kk"].map(of), [436; 3]);
    let dictionary = Dictionary::of_groups(&groups.titles, &languages);
    for (title, expected) in [
        ("Chemical engineer", Some("2145")),
        ("Инженер-химик", Some("2145")),
        ("Инженер-химик 2-й категории", Some("2145")),
        ("Химик-инженер", Some("2145")),
        ("Actuary", Some("2120")),
        ("Geophysicist", Some("2114")),
        ("Геолог", Some("2114")),
        ("Ветеринарный врач", Some("2250")),
        ("Building architects", Some("2161")),
        ("Building", None),
        ("Врач", None),
    ] {
        let language = languages.of_title(title);
        let code = dictionary.code(&NormalForm::of(title, language), language.tag());
        assert_eq!(code.map(|code| &**code), expected, "{title}");
    }
    // Few of the 1,308 titles are the same words in two groups; these get no code.
    assert!(dictionary.ambiguous() <= 15, "{}", dictionary.ambiguous());
}

/// What is labelled in Russian and Kazakh: the package's professions, with unit groups by its own mapping.
/// No more is claimed than that what the dictionary says of them agrees; the README has the counts.
#[test]
fn professions_of_the_package_are_coded_as_it_maps_them_or_not_at_all() {
    let languages = languages();
    let table = repository("classifications/isco08.csv");
    let groups = UnitGroups::read(&table, "isco08.csv", &languages).expect("groups");
    let dictionary = Dictionary::of_groups(&groups.titles, &languages);
    let coder = TitleCoder::new(languages.clone()).with_dictionary(dictionary);
    let professions = repository("lists/professions.csv");
    let mut reader = csv::Reader::from_reader(professions.as_slice());
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|column| column == name).expect("a column");
    let records: Vec<csv::StringRecord> =
        reader.records().map(|record| record.expect("a row")).collect();
    for tag in languages.tags() {
        let (mut coded, mut right, mut labelled) = (0, 0, 0);
        for record in &records {
            let codes = [column("occupation"), column("alternative")].map(|at| &record[at]);
            let codes = codes.map(|code| code.trim_start_matches("isco08:"));
            if codes[0].len() != 4 {
                continue;
            }
            labelled += 1;
            let title = &record[column(&format!("label_{tag}"))];
            if let Ok((code, _)) = coder.code(title, Some(tag)).code {
                coded += 1;
                right += usize::from(codes.contains(&&*code));
                if !codes.contains(&&*code) {
                    println!("{title}: {code}, not {codes:?}");
                }
            }
        }
        println!("{tag}: {labelled} professions of a unit group, {coded} coded, {right} as mapped");
        assert!(labelled > 30 && coded - right <= 2, "{tag}: {coded} coded, {right} as mapped");
    }
}

#[test]
fn codes_are_shared_and_not_copied() {
    let coder = coder(trained().model);
    let codings = coder.code_all(&["nurse", "nurses"], Some("en"));
    let codes: Vec<&Arc<str>> =
        codings.iter().map(|c| &c.code.as_ref().expect("coded").0).collect();
    assert!(Arc::ptr_eq(codes[0], codes[1]));
}
