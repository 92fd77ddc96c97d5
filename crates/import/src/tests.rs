//! What only the inside can show: precision and recall of what is found to be posted twice, codes of single records.

use crate::coding::Coder;
use crate::engine::posting::{DUPLICATE, REPEATED};
use crate::engine::{POSTINGS, local};
use crate::generate::{Asked, Written, generate};
use crate::ingest::{Means, RejectsFile, Source, bucket_files, ingest};
use crate::mapping::Mapping;
use crate::pseudonym::Pseudonyms;
use crate::reading::Tally;
use crate::schema::Kind;
use crate::vocabulary::{Vocabulary, rows};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::{Int32Type, Int64Type};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Rows of a kind, drawn and read into records without names.
struct Drawn {
    /// The rows, and what is true of them.
    rows: PathBuf,
    truth: PathBuf,
    pseudonyms: Pseudonyms,
    tally: Tally,
    /// The records' files, by bucket.
    records: Vec<Vec<PathBuf>>,
}

fn drawn(
    folder: &Path,
    words: &Vocabulary,
    kind: Kind,
    (rows, seed): (usize, u64),
    coder: &Coder,
) -> Drawn {
    let extract = folder.join(kind.name());
    let asked = Asked {
        rows,
        seed,
        from: crate::day::number(2025, 1, 1),
        as_of: crate::day::number(2025, 12, 31),
        kinds: vec![kind],
        written: Written::Csv,
        truth: true,
        threads: 2,
        output: extract.clone(),
    };
    generate(&asked, words, &mut |_| {}).expect("drawn");
    let pseudonyms = Pseudonyms::new(&[7; 32]);
    let means = Means { words, coder, pseudonyms: &pseudonyms, workers: 2, packed: false };
    let mapping = Mapping::default();
    let rows = extract.join(format!("{}.csv", kind.name()));
    let source = Source { kind, files: vec![rows.clone()], mapping: &mapping, buckets: Some(3) };
    let stored = folder.join(format!("{}-stored", kind.name()));
    std::fs::create_dir(&stored).expect("made");
    let mut rejects = RejectsFile::create(&stored.join("rejects.csv")).expect("made");
    let (tally, count) = ingest(&source, &means, &stored, &mut rejects).expect("read");
    assert_eq!(tally.findings, []);
    let truth = extract.join(format!("{}.truth.csv", kind.name()));
    Drawn { rows, truth, tally, records: bucket_files(&stored, count), pseudonyms }
}

/// Of the rows of one posting all but one are to be found, whichever: rows published on one day have no
/// order. Found are then at most so many in each posting, and the others found are wrong.
#[test]
fn duplicates_are_found() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/kz");
    let words = Vocabulary::read(&package, None).expect("a package");
    for kind in [Kind::Vacancy, Kind::Resume] {
        let drawn = drawn(folder.path(), &words, kind, (60_000, 3), &Coder::of_codes_alone());
        let mut fates: BTreeMap<i64, i32> = BTreeMap::new();
        let plan = POSTINGS.replacen("bucket, region", "id, bucket, region", 1);
        for files in &drawn.records {
            for batch in local::rows_of(files, folder.path(), &plan).expect("run") {
                let id = batch
                    .column_by_name("id")
                    .expect("a column")
                    .as_primitive::<Int64Type>()
                    .clone();
                let fate = batch
                    .column_by_name("fate")
                    .expect("a column")
                    .as_primitive::<Int32Type>()
                    .clone();
                fates.extend(id.values().iter().copied().zip(fate.values().iter().copied()));
            }
        }
        let mut postings: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for row in rows(&drawn.truth).expect("what is true") {
            let of = if row["repeats"].is_empty() { &row["id"] } else { &row["repeats"] };
            let fate = fates[&drawn.pseudonyms.of_text(&row["id"])];
            assert_ne!(fate, REPEATED);
            let posting = postings.entry(of.clone()).or_default();
            posting.0 += 1;
            posting.1 += usize::from(fate == DUPLICATE);
        }
        let planted: usize = postings.values().map(|(rows, _)| rows - 1).sum::<usize>();
        let found: usize = postings.values().map(|(_, found)| found).sum::<usize>();
        let right: usize =
            postings.values().map(|(rows, found)| (rows - 1).min(*found)).sum::<usize>();
        let (precision, recall) = (right as f64 / found as f64, right as f64 / planted as f64);
        println!(
            "{}: {planted} planted, {found} found, precision {precision:.4}, recall {recall:.4}",
            kind.name()
        );
        assert!(planted > 4000, "{planted}");
        assert!(precision >= 0.98 && recall >= 0.98, "precision {precision}, recall {recall}");
    }
}

/// Rows drawn without a code get that of their title from the dictionary, and it is the right one; rows with a code
/// keep it, also where it was drawn wrong. Expected: what is true of the rows. Titles of some unit groups are the
/// same in the first words, and letters are left out of some: those get none.
#[test]
fn absent_codes_are_found_by_titles_and_those_that_are_there_stay() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/kz");
    let words = Vocabulary::read(&package, None).expect("a package");
    let coder = Coder::new(&words, &crate::coding::Asked::default()).expect("a dictionary");
    let drawn = drawn(folder.path(), &words, Kind::Vacancy, (20_000, 5), &coder);
    let tally = &drawn.tally;
    let coded = tally.noticed.coded;
    assert_eq!(coded.steps().iter().map(|(_, count)| count).sum::<u64>(), tally.kept);

    let mut occupations: BTreeMap<i64, Option<String>> = BTreeMap::new();
    for files in &drawn.records {
        for batch in
            local::rows_of(files, folder.path(), "SELECT id, occupation FROM records").expect("run")
        {
            let text = datafusion::arrow::compute::cast(
                batch.column(1),
                &datafusion::arrow::datatypes::DataType::Utf8,
            )
            .expect("texts");
            let ids = batch.column(0).as_primitive::<Int64Type>().values().iter().copied();
            let texts = text.as_string::<i32>().iter().map(|text| text.map(str::to_owned));
            occupations.extend(ids.zip(texts));
        }
    }
    let truth: BTreeMap<String, String> = rows(&drawn.truth)
        .expect("what is true")
        .into_iter()
        .map(|row| (row["id"].clone(), row["occupation"].clone()))
        .collect();
    let (mut absent, mut found, mut right, mut miscoded) = (0, 0, 0, 0);
    for row in rows(&drawn.rows).expect("an extract") {
        let got = occupations[&drawn.pseudonyms.of_text(&row["id"])].as_deref();
        let of = truth[&row["id"]].as_str();
        match row["code"].as_str() {
            "" => {
                absent += 1;
                found += u64::from(got.is_some());
                right += u64::from(got == Some(of));
            }
            code => {
                let own = words.occupation(code).expect("a code").expect("a unit group");
                assert_eq!(got, words.occupations.get(usize::from(own)).map(String::as_str));
                miscoded += u64::from(got != Some(of));
            }
        }
    }
    println!("{absent} without a code, {found} coded, {right} right; {miscoded} miscoded");
    assert_eq!((found, absent - found), (coded.dictionary, coded.none));
    assert!(absent > 2000 && miscoded > 400, "{absent}, {miscoded}");
    assert!(found * 100 >= absent * 85, "{found} of {absent}");
    assert!(right * 1000 >= found * 995, "{right} of {found}");
}
