//! Why results could not be stored or read.

use std::io;
use std::path::Path;
use suranys_core::{Text, text};
use thiserror::Error;

/// Why results could not be stored or read.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file system said no.
    Io {
        /// Where.
        path: String,
        /// What it said.
        source: io::Error,
    },
    /// What stands at the target is not as this program wrote it.
    NotOurs {
        /// The target.
        path: String,
        /// Names of what is strange, changed or missing: the first few, and how many more.
        found: Text,
    },
    /// Another changed the file while it was worked on.
    Meanwhile(String),
    /// The target should be new.
    NotEmpty(String),
    /// The target is read by the same command.
    Input {
        /// The target.
        path: String,
        /// How it lies to the input: `is`, `holds`, `lies in`.
        how: &'static str,
        /// The input.
        input: String,
    },
    /// The target lies in a folder that is whole as it is.
    Within {
        /// The target.
        path: String,
        /// The folder.
        folder: String,
        /// What the folder is.
        what: Text,
    },
    /// The target is a link to nothing.
    Dangling {
        /// The link.
        path: String,
        /// Where it leads.
        to: String,
    },
    /// The target is of the wrong kind.
    Kind {
        /// The target.
        path: String,
        /// What is there.
        found: Text,
        /// What should be named.
        wanted: Text,
    },
    /// Another program is writing to the same place.
    Busy(String),
    /// The former content could be put nowhere.
    Stranded {
        /// The target.
        path: String,
        /// Where the former content is.
        former: String,
        /// What the file system said.
        why: io::Error,
    },
    /// A name leads out of the folder.
    Outside(String),
    /// A stored file is not what it should be.
    Damaged {
        /// Where.
        path: String,
        /// What is wrong.
        why: Text,
    },
    /// A finished run of a sweep is not what was written.
    Unbelievable {
        /// Where.
        path: String,
        /// Why.
        why: Text,
    },
    /// A folder has no manifest.
    NoManifest(String),
    /// A manifest can't be read or written.
    Manifest {
        /// Where.
        path: String,
        /// What is wrong.
        why: Text,
    },
    /// A table could not be written as Parquet.
    Parquet {
        /// Which table.
        table: String,
        /// Why.
        why: Text,
    },
}

impl StoreError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            StoreError::Io { path, source } => text!("`{path}`: {source}", path, source),
            StoreError::NotOurs { path, found } => text!(
                "`{path}` holds what this program did not write there, or what was changed since: {found}; \
         move it elsewhere, or name another place",
                path,
                found
            ),
            StoreError::Meanwhile(value) => text!(
                "`{path}` was changed meanwhile; nothing was written, look at it and start again",
                path = value
            ),
            StoreError::NotEmpty(value) => {
                text!("`{path}` is there and not empty; name a new folder", path = value)
            }
            StoreError::Input { path, how: "holds", input } => {
                text!("`{path}` holds an input, `{input}`; name another place", path, input)
            }
            StoreError::Input { path, how: "lies in", input } => {
                text!("`{path}` lies in an input, `{input}`; name another place", path, input)
            }
            StoreError::Input { path, input, .. } => {
                text!("`{path}` is an input, `{input}`; name another place", path, input)
            }
            StoreError::Within { path, folder, what } => text!(
                "`{path}` lies in `{folder}`, which is {what} and would no longer be whole with it; name \
         another place",
                path,
                folder,
                what
            ),
            StoreError::Dangling { path, to } => text!(
                "`{path}` is a link to `{to}`, which is not there; make that, or name another place",
                path,
                to
            ),
            StoreError::Kind { path, found, wanted } => {
                text!("`{path}` is {found}; name a {wanted}", path, found, wanted)
            }
            StoreError::Busy(value) => text!(
                "another run is writing to `{path}` at this time; run the same command again",
                path = value
            ),
            StoreError::Stranded { path, former, why } => text!(
                "`{path}`: {why}; its former content is whole in `{former}`: the next run puts it back, or \
         rename it by hand",
                path,
                why,
                former
            ),
            StoreError::Outside(value) => {
                text!("`{path}` is not a name inside the folder", path = value)
            }
            StoreError::Damaged { path, why } => {
                text!("`{path}` is damaged: {why}; store the run anew", path, why)
            }
            StoreError::Unbelievable { path, why } => text!(
                "`{path}` is damaged: {why}; remove it, and the same command makes it again",
                path,
                why
            ),
            StoreError::NoManifest(value) => text!("`{path}` is not there", path = value),
            StoreError::Manifest { path, why } => text!("`{path}`: {why}", path, why),
            StoreError::Parquet { table, why } => {
                text!("table `{table}` can't be written as Parquet: {why}", table, why)
            }
        }
    }
}

suranys_core::worded!(StoreError);

/// Names the path in an error of the file system.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = shown(path);
    move |source| StoreError::Io { path, source }
}

/// A path to be shown, with control characters made visible: names of files are data.
pub(crate) fn shown(path: &Path) -> String {
    let visible = |c: char| match c.is_control() {
        true => c.escape_default().collect::<String>(),
        false => c.to_string(),
    };
    path.to_string_lossy().chars().map(visible).collect()
}
