//! Why results could not be stored or read.

use std::io;
use std::path::Path;
use thiserror::Error;

/// Why results could not be stored or read.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file system said no.
    #[error("`{path}`: {source}")]
    Io {
        /// Where.
        path: String,
        /// What it said.
        source: io::Error,
    },
    /// What stands at the target is not as this program wrote it.
    #[error(
        "`{path}` holds what this program did not write there, or what was changed since: {found}; \
         move it elsewhere, or name another place"
    )]
    NotOurs {
        /// The target.
        path: String,
        /// Names of what is strange, changed or missing: the first few, and how many more.
        found: String,
    },
    /// Another changed the file while it was worked on.
    #[error("`{0}` was changed meanwhile; nothing was written, look at it and start again")]
    Meanwhile(String),
    /// The target should be new.
    #[error("`{0}` is there and not empty; name a new folder")]
    NotEmpty(String),
    /// The target is read by the same command.
    #[error("`{path}` {how} an input, `{input}`; name another place")]
    Input {
        /// The target.
        path: String,
        /// How it lies to the input: `is`, `holds`, `lies in`.
        how: &'static str,
        /// The input.
        input: String,
    },
    /// The target lies in a folder that is whole as it is.
    #[error(
        "`{path}` lies in `{folder}`, which is {what} and would no longer be whole with it; name \
         another place"
    )]
    Within {
        /// The target.
        path: String,
        /// The folder.
        folder: String,
        /// What the folder is.
        what: &'static str,
    },
    /// The target is a link to nothing.
    #[error("`{path}` is a link to `{to}`, which is not there; make that, or name another place")]
    Dangling {
        /// The link.
        path: String,
        /// Where it leads.
        to: String,
    },
    /// The target is of the wrong kind.
    #[error("`{path}` is {found}; name a {wanted}")]
    Kind {
        /// The target.
        path: String,
        /// What is there.
        found: &'static str,
        /// What should be named.
        wanted: &'static str,
    },
    /// Another program is writing to the same place.
    #[error("another run is writing to `{0}` at this time; run the same command again")]
    Busy(String),
    /// The former content could be put nowhere.
    #[error(
        "`{path}`: {why}; its former content is whole in `{former}`: the next run puts it back, or \
         rename it by hand"
    )]
    Stranded {
        /// The target.
        path: String,
        /// Where the former content is.
        former: String,
        /// What the file system said.
        why: io::Error,
    },
    /// A name leads out of the folder.
    #[error("`{0}` is not a name inside the folder")]
    Outside(String),
    /// A stored file is not what it should be.
    #[error("`{path}` is damaged: {why}; store the run anew")]
    Damaged {
        /// Where.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// A finished run of a sweep is not what was written.
    #[error("`{path}` is damaged: {why}; remove it, and the same command makes it again")]
    Unbelievable {
        /// Where.
        path: String,
        /// Why.
        why: String,
    },
    /// A folder has no manifest.
    #[error("`{0}` is not there")]
    NoManifest(String),
    /// A manifest can't be read or written.
    #[error("`{path}`: {why}")]
    Manifest {
        /// Where.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// A table could not be written as Parquet.
    #[error("table `{table}` can't be written as Parquet: {why}")]
    Parquet {
        /// Which table.
        table: String,
        /// Why.
        why: String,
    },
}

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
