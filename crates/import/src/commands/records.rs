//! `suranys import records`.

use crate::commands::options::ReadOptions;
use crate::failure::Failure;
use crate::folder::Folder;
use crate::ingest::{Means, OnError, RejectsFile, Source, ingest};
use crate::pseudonym::{Pseudonyms, fingerprint};
use crate::schema::Kind;
use crate::source::files;
use crate::stored::{About, write_about};
use crate::terminal::{listing, note, say};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `suranys import records`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys import records vacancy 'export/*.csv.gz' --package data/kz --key office.key -o records/vacancies
  suranys import records vacancy 'export/*.csv.gz' --package data/kz --key office.key --shard 3/8 -o shared/part-3

Files may be CSV, JSON Lines, a JSON document, Parquet or XLSX, as they are or packed by gzip or zstd. The
records that are written hold codes, days, whole numbers and hashed identifiers, and nothing that anybody
wrote. Exit codes: 0 done; 1 something is wrong with the files; 2 could not run.")]
pub(crate) struct Arguments {
    /// Kind of records.
    #[arg(value_enum)]
    kind: Kind,
    /// Files, or patterns of their names.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadOptions,
    /// Read every Nth of the files alone, for a job of many: `2/8` is the second of eight.
    #[arg(long, value_name = "PART/OF", value_parser = shard)]
    shard: Option<(usize, usize)>,
    /// Buckets that records are put in, the same for all parts of one set. Without it: by the size of the
    /// files.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=512))]
    buckets: Option<u16>,
    /// New folder for the records.
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
}

/// A part of several, written as `2/8`.
fn shard(text: &str) -> Result<(usize, usize), String> {
    let wrong = || format!("`{text}` is not written as `2/8`, the second of eight");
    let (part, of) = text.split_once('/').ok_or_else(wrong)?;
    let (part, of): (usize, usize) =
        (part.parse().map_err(|_| wrong())?, of.parse().map_err(|_| wrong())?);
    if part == 0 || part > of { Err(wrong()) } else { Ok((part, of)) }
}

/// Reads exports into records without names.
///
/// # Errors
/// When something is wrong with the files, or the folder can't be written.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let read = &arguments.read;
    if arguments.shard.is_some() && (read.key.is_none() || arguments.buckets.is_none()) {
        let message =
            "parts of one set of records need one key and as many buckets: `--key`, `--buckets`";
        return Err(Failure::CouldNotRun(message.to_owned()));
    }
    let mapping = read.mapping(arguments.kind)?;
    let words = read.words(&mapping)?;
    let coder = read.coder(&words)?;
    let pseudonyms = Pseudonyms::of(read.key.as_deref())?;
    let mut named = files(&arguments.files)?;
    if let Some((part, of)) = arguments.shard {
        named = named.into_iter().skip(part - 1).step_by(of).collect();
    }
    let folder = Folder::begin(&arguments.output)?;
    let mut rejects = RejectsFile::create(&folder.path().join("rejects.csv"))?;
    let means = Means {
        words: &words,
        coder: &coder,
        pseudonyms: &pseudonyms,
        workers: read.workers(),
        packed: true,
    };
    let source = Source {
        kind: arguments.kind,
        files: named,
        mapping: &mapping,
        buckets: arguments.buckets.map(usize::from),
    };
    let (tally, buckets) = ingest(&source, &means, &folder.path(), &mut rejects)?;
    rejects.finish()?;
    if tally.found > 0 {
        match read.on_error {
            OnError::Stop => {
                let more = tally.found - tally.findings.len() as u64;
                return Err(Failure::Findings { findings: tally.findings, more });
            }
            OnError::Skip => {
                say(&listing(&tally.findings));
                note(&format!(
                    "{} of {} rows are left out; see rejects.csv",
                    tally.rejected, tally.read
                ));
            }
        }
    }
    let about = About::of(
        arguments.kind,
        &tally,
        buckets,
        (&words, &mapping, &coder),
        fingerprint(&pseudonyms),
    );
    write_about(&folder, &about)?;
    folder.finish()
}
