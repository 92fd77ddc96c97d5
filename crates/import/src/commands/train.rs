//! `suranys import train`.

use crate::coding::Ground;
use crate::commands::evaluate::{accuracy, unfit};
use crate::commands::format::Format;
use crate::failure::Failure;
use crate::progress::Steps;
use crate::terminal::note;
use crate::vocabulary::Vocabulary;
use clap::Args;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use suranys_titles::train;

/// Arguments of `suranys import train`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys import train titles.csv --package data/kz -o titles.model
  suranys import evidence --package data/kz --vacancies export.csv --as-of 2025-12-31 --model titles.model -o evidence

The file of titles is CSV in UTF-8: titles in `title`, `title_en` ..., codes of unit groups in `code`, `isco08` or
`unit_group`, tags of languages in `language`. What is printed is how well titles are coded that a classifier like
this one has not seen; `suranys import evaluate` tells more.
Exit codes: 0 done; 1 something is wrong with the titles; 2 could not run.")]
pub(crate) struct Arguments {
    /// Titles with their codes.
    titles: PathBuf,
    /// Folder of the data package whose unit groups titles are coded to.
    #[arg(long, value_name = "FOLDER")]
    package: PathBuf,
    /// New file for the classifier.
    #[arg(short, long, value_name = "FILE", default_value = "titles.model")]
    output: PathBuf,
    /// Format of what is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Trains a classifier and writes it.
///
/// # Errors
/// When something is wrong with the titles, or the file can't be written.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let place = std::path::absolute(&arguments.output)
        .map_err(|why| Failure::io(&arguments.output, &why))?;
    // A quarter of an hour of work is not to end at this.
    if place.exists() {
        return Err(Failure::CouldNotRun(format!("`{}` is there already", place.display())));
    }
    let ground = Ground::of(&Vocabulary::read(&arguments.package, None)?)?;
    let titles = ground.titles(&arguments.titles)?;
    let steps = Steps::begin();
    let trained = train(&titles, &ground.dictionary, &ground.languages, &steps)
        .map_err(|why| unfit(&arguments.titles, &why))?;
    drop(steps);
    let bytes = trained.model.to_bytes().map_err(|why| Failure::CouldNotRun(why.to_string()))?;
    write(&place, &bytes)?;
    let without: Vec<&String> = trained
        .evaluation
        .by_language
        .keys()
        .filter(|tag| !trained.model.about().calibrations.contains_key(*tag))
        .collect();
    for tag in without {
        note(&format!(
            "titles in `{tag}` are too few for probabilities to be calibrated: the classifier gives them no code"
        ));
    }
    accuracy(&trained.evaluation).show(arguments.format)
}

/// Writes a new file, whole or not at all.
fn write(place: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let refused = |why: std::io::Error| Failure::io(place, &why);
    let parent = place.parent().unwrap_or(Path::new("/"));
    let mut file = tempfile::NamedTempFile::new_in(parent).map_err(refused)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(refused)?;
    file.persist_noclobber(place).map_err(|why| refused(why.error))?;
    Ok(())
}
