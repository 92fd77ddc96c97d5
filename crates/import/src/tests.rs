//! Precision and recall of what is found to be posted twice, of rows drawn as such.

use crate::coding::NoCoding;
use crate::engine::posting::{DUPLICATE, REPEATED};
use crate::engine::{POSTINGS, local};
use crate::generate::{Asked, Written, generate};
use crate::ingest::{Means, RejectsFile, Source, bucket_files, ingest};
use crate::mapping::Mapping;
use crate::pseudonym::Pseudonyms;
use crate::schema::Kind;
use crate::vocabulary::{Vocabulary, rows};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::{Int32Type, Int64Type};
use std::collections::BTreeMap;
use std::path::Path;

/// Of the rows of one posting all but one are to be found, whichever: rows published on one day have no
/// order. Found are then at most so many in each posting, and the others found are wrong.
#[test]
fn duplicates_are_found() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/kz");
    let words = Vocabulary::read(&package, None).expect("a package");
    for kind in [Kind::Vacancy, Kind::Resume] {
        let extract = folder.path().join(kind.name());
        let asked = Asked {
            rows: 60_000,
            seed: 3,
            from: crate::day::number(2025, 1, 1),
            as_of: crate::day::number(2025, 12, 31),
            kinds: vec![kind],
            written: Written::Csv,
            truth: true,
            threads: 2,
            output: extract.clone(),
        };
        generate(&asked, &words, &mut |_| {}).expect("drawn");
        let pseudonyms = Pseudonyms::new(&[7; 32]);
        let means = Means {
            words: &words,
            coding: &NoCoding,
            pseudonyms: &pseudonyms,
            workers: 2,
            packed: false,
        };
        let mapping = Mapping::default();
        let files = vec![extract.join(format!("{}.csv", kind.name()))];
        let source = Source { kind, files, mapping: &mapping, buckets: Some(3) };
        let stored = folder.path().join(format!("{}-stored", kind.name()));
        std::fs::create_dir(&stored).expect("made");
        let mut rejects = RejectsFile::create(&stored.join("rejects.csv")).expect("made");
        let (tally, count) = ingest(&source, &means, &stored, &mut rejects).expect("read");
        assert_eq!(tally.findings, []);

        let mut fates: BTreeMap<i64, i32> = BTreeMap::new();
        let plan = POSTINGS.replacen("bucket, region", "id, bucket, region", 1);
        for files in bucket_files(&stored, count) {
            for batch in local::rows_of(&files, folder.path(), &plan).expect("run") {
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
        for row in rows(&extract.join(format!("{}.truth.csv", kind.name()))).expect("what is true")
        {
            let of = if row["repeats"].is_empty() { &row["id"] } else { &row["repeats"] };
            let fate = fates[&pseudonyms.of_text(&row["id"])];
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
