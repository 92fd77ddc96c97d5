//! Synthetic extracts with known truth, of any size: drawn by several workers, written as they come.

mod draw;
mod world;
mod write;

use crate::day;
use crate::failure::Failure;
use crate::folder::Folder;
use crate::generate::draw::{Drawing, Row, Words};
use crate::generate::world::World;
pub(crate) use crate::generate::write::Written;
use crate::generate::write::{Form, Writer};
use crate::schema::Kind;
use crate::vocabulary::Vocabulary;
use std::collections::BTreeMap;
use std::path::PathBuf;

const WORDS: &str = include_str!("../../generator.toml");
/// Postings that a worker draws at once.
const TOGETHER: usize = 8_192;
/// CVs for each vacancy, and vacancies for each permit: as the exchange and the permits of one country have it.
const RESUMES: f64 = 1.09;
const PERMITS: f64 = 0.02;

/// What is to be generated.
pub(crate) struct Asked {
    pub(crate) rows: usize,
    pub(crate) seed: u64,
    pub(crate) from: i32,
    pub(crate) as_of: i32,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) written: Written,
    pub(crate) truth: bool,
    pub(crate) threads: usize,
    pub(crate) output: PathBuf,
}

/// What is true of a kind of records in all.
#[derive(Debug, Default)]
struct Totals {
    rows: u64,
    /// Posts by place of the region.
    regions: BTreeMap<usize, i64>,
    /// Postings by place of the occupation and days that they are open in the end.
    days: BTreeMap<(usize, i32), i64>,
}

impl Totals {
    fn add(&mut self, rows: &[Row]) {
        self.rows += rows.len() as u64;
        for row in rows.iter().filter(|row| row.truth.repeats.is_empty()) {
            *self.regions.entry(row.truth.region).or_default() += row.positions;
            *self.days.entry((row.truth.occupation, row.truth.days)).or_default() += 1;
        }
    }

    fn join(&mut self, other: Totals) {
        self.rows += other.rows;
        other
            .regions
            .into_iter()
            .for_each(|(key, count)| *self.regions.entry(key).or_default() += count);
        other.days.into_iter().for_each(|(key, count)| *self.days.entry(key).or_default() += count);
    }

    /// The first day by which half of an occupation's postings were closed in the end.
    fn medians(&self) -> BTreeMap<usize, (i64, i32)> {
        let mut counts: BTreeMap<usize, i64> = BTreeMap::new();
        self.days
            .iter()
            .for_each(|((occupation, _), count)| *counts.entry(*occupation).or_default() += count);
        let mut seen: BTreeMap<usize, i64> = BTreeMap::new();
        let mut medians = BTreeMap::new();
        for ((occupation, days), count) in &self.days {
            let all = counts.get(occupation).copied().unwrap_or_default();
            let so_far = seen.entry(*occupation).or_default();
            *so_far += count;
            if *so_far * 2 >= all {
                medians.entry(*occupation).or_insert((all, *days));
            }
        }
        medians
    }
}

/// Writes synthetic extracts and what is true of them.
///
/// # Errors
/// When something stands at the place, or it can't be written.
pub(crate) fn generate(
    asked: &Asked,
    words: &Vocabulary,
    progress: &mut dyn FnMut(u64),
) -> Result<(), Failure> {
    let texts: Words = toml::from_str(WORDS)
        .map_err(|why| Failure::CouldNotRun(format!("words of the generator: {why}")))?;
    let world = World::new(asked.seed, words, asked.from, asked.as_of);
    let folder = Folder::begin(&asked.output)?;
    let mut done = 0;
    for kind in &asked.kinds {
        let rows = match kind {
            Kind::Vacancy => asked.rows,
            Kind::Resume => (asked.rows as f64 * RESUMES) as usize,
            Kind::Permit => (asked.rows as f64 * PERMITS) as usize,
        };
        let days = (asked.from, asked.as_of);
        let drawing = Drawing::new(*kind, asked.seed, (&world, words, &texts), rows, days);
        let path = folder.path().join(format!("{}.{}", kind.name(), asked.written.ending()));
        let mut writer = Writer::create(asked.written, *kind, &texts, &path)?;
        let mut truth = match asked.truth {
            true => Some(Writer::truth(&folder.path().join(format!("{}.truth.csv", kind.name())))?),
            false => None,
        };
        let mut totals = Totals::default();
        let pieces: Vec<usize> = (0..rows).step_by(TOGETHER).collect();
        for wave in pieces.chunks(asked.threads * 4) {
            let drawn = drawn(&drawing, wave, asked.threads, &writer.form(), truth.is_some())?;
            for (made, truth_rows, part) in drawn {
                writer.add(made)?;
                if let Some(truth) = &mut truth {
                    truth.add(truth_rows)?;
                }
                totals.join(part);
            }
            progress(done + totals.rows);
        }
        done += totals.rows;
        writer.finish()?;
        if let Some(truth) = truth {
            truth.finish()?;
        }
        if asked.truth {
            write_totals(&folder, *kind, &totals, words)?;
        }
    }
    let about = format!(
        "synthetic = true\nprogram = \"suranys import generate\"\nversion = \"{}\"\nrows = {}\nseed = {}\nfrom = \"{}\"\nas_of = \"{}\"\npackage = \"{}\"\n",
        env!("CARGO_PKG_VERSION"),
        asked.rows,
        asked.seed,
        day::text(asked.from),
        day::text(asked.as_of),
        words.package,
    );
    folder.write("synthetic.toml", about.as_bytes())?;
    folder.finish()
}

type Drawn = (write::Made, write::Made, Totals);

/// Pieces drawn by several workers, in their order.
fn drawn(
    drawing: &Drawing<'_>,
    pieces: &[usize],
    threads: usize,
    form: &Form,
    truth: bool,
) -> Result<Vec<Drawn>, Failure> {
    let one = |from: usize| -> Result<Drawn, Failure> {
        let mut rows = Vec::new();
        (from..(from + TOGETHER).min(drawing.rows)).for_each(|at| drawing.rows(at, &mut rows));
        let mut totals = Totals::default();
        totals.add(&rows);
        let truth_rows = if truth {
            write::truths(&rows, drawing.vocabulary)?
        } else {
            write::Made::Text(Vec::new())
        };
        Ok((form.made(&rows)?, truth_rows, totals))
    };
    let mut all: Vec<(usize, Result<Drawn, Failure>)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let one = &one;
                scope.spawn(move || {
                    let own = pieces.iter().enumerate().skip(worker).step_by(threads);
                    own.map(|(place, from)| (place, one(*from))).collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    all.sort_by_key(|(place, _)| *place);
    if all.len() != pieces.len() {
        return Err(Failure::CouldNotRun("a worker stopped".to_owned()));
    }
    all.into_iter().map(|(_, made)| made).collect()
}

fn write_totals(
    folder: &Folder,
    kind: Kind,
    totals: &Totals,
    words: &Vocabulary,
) -> Result<(), Failure> {
    let header = ["region", "positions"].map(str::to_owned).to_vec();
    let rows = totals.regions.iter().map(|(region, positions)| {
        vec![words.regions.code(*region as u16).to_owned(), positions.to_string()]
    });
    folder.write(
        &format!("{}.regions.csv", kind.name()),
        crate::tables::text(header, rows)?.as_bytes(),
    )?;
    let header = ["occupation", "postings", "median_days"].map(str::to_owned).to_vec();
    let rows = totals.medians().into_iter().map(|(occupation, (count, days))| {
        let name = words.occupations.get(occupation).cloned().unwrap_or_default();
        vec![name, count.to_string(), days.to_string()]
    });
    folder.write(
        &format!("{}.durations.csv", kind.name()),
        crate::tables::text(header, rows)?.as_bytes(),
    )
}
