//! `suranys import generate`.

use crate::commands::options::threads;
use crate::day::read_day;
use crate::failure::Failure;
use crate::generate::{Asked, Written, generate};
use crate::progress::Progress;
use crate::schema::Kind;
use crate::vocabulary::Vocabulary;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `suranys import generate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys import generate --package data/kz --rows 10000 -o extract
  suranys import generate --package data/kz --rows 10000000 --format parquet --kinds vacancy -o large

Every row is marked as synthetic. Next to the extracts stands what is true of them: which rows repeat which,
posts by region, how long postings are open in the end.")]
pub(crate) struct Arguments {
    /// Folder of the data package whose classifications are used.
    #[arg(long, value_name = "FOLDER")]
    package: PathBuf,
    /// Vacancies; some are posted more than once in addition. CVs and permits come in proportion.
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    rows: usize,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// First day of publication.
    #[arg(long, value_name = "DAY", default_value = "2025-01-01", value_parser = read_day)]
    from: i32,
    /// Day of the extract.
    #[arg(long, value_name = "DAY", default_value = "2025-12-31", value_parser = read_day)]
    as_of: i32,
    /// Kinds of records.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Kind::ALL)]
    kinds: Vec<Kind>,
    /// Format of the extracts.
    #[arg(long = "format", value_enum, default_value_t = Written::Csv)]
    written: Written,
    /// Leave out what is true of them.
    #[arg(long)]
    no_truth: bool,
    /// How many pieces are drawn at once. Without it: as many as there are processors.
    #[arg(long, value_name = "NUMBER")]
    threads: Option<usize>,
    /// New folder for the extracts.
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
}

/// Writes synthetic extracts.
///
/// # Errors
/// When the package can't be read, or the folder can't be written.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.from > arguments.as_of {
        return Err(Failure::CouldNotRun("`--from` is after `--as-of`".to_owned()));
    }
    let words = Vocabulary::read(&arguments.package, None)?;
    let asked = Asked {
        rows: arguments.rows,
        seed: arguments.seed,
        from: arguments.from,
        as_of: arguments.as_of,
        kinds: arguments.kinds.clone(),
        written: arguments.written,
        truth: !arguments.no_truth,
        threads: threads(arguments.threads),
        output: arguments.output.clone(),
    };
    let progress = Progress::begin("drawing");
    generate(&asked, &words, &mut |rows| progress.at(rows))
}
