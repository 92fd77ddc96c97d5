//! Options that several commands share.

use crate::coding::{Asked, Coder};
use crate::failure::Failure;
use crate::ingest::OnError;
use crate::mapping::Mapping;
use crate::schema::Kind;
use crate::vocabulary::Vocabulary;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// How exports are read.
#[derive(Debug, Args)]
pub(crate) struct ReadOptions {
    /// Folder of the data package whose classifications records use.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) package: PathBuf,
    /// A mapping file, for all kinds of records or for one: `FILE` or `vacancy=FILE`. May be given several
    /// times.
    #[arg(long, value_name = "[KIND=]FILE")]
    pub(crate) mapping: Vec<String>,
    /// File with the key of hashed identifiers (`suranys import key`). Without it: a key of this run alone.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) titles: TitleOptions,
    /// Look at no title: a record without a code stays without one.
    #[arg(long, conflicts_with_all = ["corrections", "model"])]
    pub(crate) codes_alone: bool,
    /// What is done where a record is wrong.
    #[arg(long, value_enum, default_value_t = OnError::Stop)]
    pub(crate) on_error: OnError,
    /// How many pieces of the work are done at once. Without it: as many as there are processors.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) threads: Option<usize>,
}

/// How titles of records without a code are coded. Titles of the package's unit groups always are.
#[derive(Debug, Args)]
pub(crate) struct TitleOptions {
    /// Titles with codes that a person gave them, which come before all else.
    #[arg(long, value_name = "FILE")]
    pub(crate) corrections: Option<PathBuf>,
    /// A classifier made by `suranys import train`.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// The least probability that a code of the classifier has, 0 to 1. Without it: 0.5.
    #[arg(long, value_name = "PROBABILITY", value_parser = probability, requires = "model")]
    pub(crate) threshold: Option<f64>,
}

impl TitleOptions {
    /// What is asked for.
    pub(crate) fn asked(&self) -> Asked<'_> {
        Asked {
            model: self.model.as_deref(),
            corrections: self.corrections.as_deref(),
            threshold: self.threshold,
        }
    }
}

/// A number from 0 to 1.
fn probability(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    number
        .filter(|number| (0.0..=1.0).contains(number))
        .ok_or_else(|| format!("`{text}` is no number from 0 to 1"))
}

impl ReadOptions {
    /// What codes titles.
    ///
    /// # Errors
    /// When it can't be read.
    pub(crate) fn coder(&self, words: &Vocabulary) -> Result<Coder, Failure> {
        match self.codes_alone {
            true => Ok(Coder::of_codes_alone()),
            false => Coder::new(words, &self.titles.asked()),
        }
    }

    /// How many workers there are.
    pub(crate) fn workers(&self) -> usize {
        threads(self.threads)
    }

    /// The mapping for a kind of records.
    ///
    /// # Errors
    /// When it can't be read.
    pub(crate) fn mapping(&self, kind: Kind) -> Result<Mapping, Failure> {
        let mut general = None;
        for text in &self.mapping {
            match text.split_once('=') {
                Some((name, path)) => {
                    let known = Kind::from_str(name, true).map_err(|_| {
                        let names = Kind::ALL.map(Kind::name).join(", ");
                        Failure::CouldNotRun(format!("`{name}` is no kind of records: {names}"))
                    })?;
                    if known == kind {
                        return Mapping::read(Some(&PathBuf::from(path)), kind);
                    }
                }
                None => general = Some(PathBuf::from(text)),
            }
        }
        Mapping::read(general.as_deref(), kind)
    }

    /// The classifications of the package, with what a mapping adds to them.
    ///
    /// # Errors
    /// When they can't be read.
    pub(crate) fn words(&self, mapping: &Mapping) -> Result<Vocabulary, Failure> {
        let concordance = mapping.concordance.as_ref().map(PathBuf::from);
        let mut words = Vocabulary::read(&self.package, concordance.as_deref())?;
        mapping.extend(&mut words)?;
        Ok(words)
    }
}

/// A number of threads, or that of the processors.
pub(crate) fn threads(asked: Option<usize>) -> usize {
    asked
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
        .clamp(1, 256)
}
