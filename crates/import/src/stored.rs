//! A folder of records without names: what it says of itself, and several taken together.

use crate::coding::{Coded, Coder};
use crate::failure::Failure;
use crate::folder::Folder;
use crate::mapping::Mapping;
use crate::reading::Tally;
use crate::schema::Kind;
use crate::store::file;
use crate::vocabulary::{Vocabulary, whole};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// File in which a folder of records tells of itself.
const ABOUT: &str = "records.json";
/// What such a file is.
const FORMAT: &str = "suranys-records-1";

/// What a folder of records says of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct About {
    format: String,
    kind: String,
    package: String,
    /// Buckets that records are in.
    pub(crate) buckets: usize,
    /// By what records of several folders are seen to be hashed alike.
    pub(crate) key: String,
    pub(crate) joined: bool,
    pub(crate) read: u64,
    pub(crate) rejected: u64,
    pub(crate) not_counted: u64,
    pub(crate) kept: u64,
    pub(crate) wage_not_turned: u64,
    /// Records by what their codes rest on.
    pub(crate) coded: Coded,
    /// What titles were coded by.
    pub(crate) coder: BTreeMap<String, String>,
    pub(crate) synthetic: u64,
    /// Numbers that wages were turned by.
    pub(crate) assumptions: BTreeMap<String, (f64, String, String)>,
}

impl About {
    /// What is to be said of records that were read.
    pub(crate) fn of(
        kind: Kind,
        tally: &Tally,
        buckets: usize,
        (words, mapping, coder): (&Vocabulary, &Mapping, &Coder),
        key: String,
    ) -> About {
        About {
            format: FORMAT.to_owned(),
            kind: kind.name().to_owned(),
            package: words.package.clone(),
            buckets,
            key,
            joined: words.joined,
            read: tally.read,
            rejected: tally.rejected,
            not_counted: tally.noticed.not_counted,
            kept: tally.kept,
            wage_not_turned: tally.noticed.wage_not_turned,
            coded: tally.noticed.coded,
            coder: coder.made_of.clone(),
            synthetic: tally.noticed.synthetic,
            assumptions: mapping
                .assumptions()
                .map(|(name, one)| (name, (one.value, one.basis.clone(), one.source.clone())))
                .collect(),
        }
    }

    /// The same without the key.
    pub(crate) fn without_key(&self) -> About {
        About { key: String::new(), ..self.clone() }
    }

    /// Adds what another folder of the same set says.
    fn join(&mut self, other: &About) {
        self.read += other.read;
        self.rejected += other.rejected;
        self.not_counted += other.not_counted;
        self.kept += other.kept;
        self.wage_not_turned += other.wage_not_turned;
        self.coded.add(&other.coded);
        self.synthetic += other.synthetic;
        self.joined &= other.joined;
        self.assumptions.extend(other.assumptions.clone());
    }
}

/// Whether a path is a folder of records.
pub(crate) fn is_stored(path: &Path) -> bool {
    path.join(ABOUT).is_file()
}

/// Writes what a folder says of itself.
///
/// # Errors
/// When it can't be written.
pub(crate) fn write_about(folder: &Folder, about: &About) -> Result<(), Failure> {
    let mut text =
        serde_json::to_string_pretty(about).map_err(|why| Failure::CouldNotRun(why.to_string()))?;
    text.push('\n');
    folder.write(ABOUT, text.as_bytes())
}

/// Folders of records as one set: what they say together, and the files of each bucket.
///
/// # Errors
/// When one is of another kind, package, key or number of buckets, or misses a file.
pub(crate) fn together(
    folders: &[PathBuf],
    kind: Kind,
    words: &Vocabulary,
) -> Result<(About, Vec<Vec<PathBuf>>), Failure> {
    let mut all: Option<About> = None;
    let mut buckets: Vec<Vec<PathBuf>> = Vec::new();
    for folder in folders {
        let path = folder.join(ABOUT);
        let about: About = serde_json::from_slice(&whole(&path)?)
            .map_err(|why| Failure::of_file(&path, "records", why.to_string()))?;
        let wanted = (FORMAT, kind.name(), words.package.as_str());
        if (about.format.as_str(), about.kind.as_str(), about.package.as_str()) != wanted {
            let message = format!(
                "these are records of `{}` for `{}`, not of `{}` for `{}`",
                about.kind, about.package, wanted.1, wanted.2
            );
            return Err(Failure::of_file(&path, "records", message));
        }
        match &mut all {
            None => {
                buckets = vec![Vec::new(); about.buckets];
                all = Some(about.clone());
            }
            Some(first) if first.key != about.key || first.buckets != about.buckets => {
                let message = "these records were hashed by another key or put in other buckets than the first ones; read them with the same `--key` and `--buckets`";
                return Err(Failure::of_file(&path, "records", message));
            }
            Some(first) if first.coder != about.coder => {
                let message = "titles of these records were coded by another model, other corrections or another classification than those of the first ones";
                return Err(Failure::of_file(&path, "records", message));
            }
            Some(first) => first.join(&about),
        }
        for (bucket, files) in buckets.iter_mut().enumerate() {
            let path = file(folder, bucket);
            if !path.is_file() {
                return Err(Failure::of_file(&path, "records", "the file is missing"));
            }
            files.push(path);
        }
    }
    let about = all.ok_or_else(|| Failure::CouldNotRun("no records are named".to_owned()))?;
    Ok((about, buckets))
}
