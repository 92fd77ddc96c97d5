//! A package as it would be: files with other content, checked before they are written, all or none.

use crate::check;
use crate::package::descriptor::{Descriptor, Resource};
use crate::package::open::{CannotRun, DESCRIPTOR, Overlay, Package, inside};
use crate::store::error::StoreError;
use crate::store::sink::Sink;
use crate::store::target::Target;
use crate::upkeep::error::UpkeepError;
use crate::upkeep::seal::{Resealed, resealed};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suranys_core::provenance::sha256_hex;
use suranys_core::{Diagnostic, Severity};
use suranys_core::{Text, ToText, text};

/// Files of a package with the content they would have.
#[derive(Debug)]
pub struct Revision {
    folder: PathBuf,
    files: Overlay,
    /// SHA-256 of the content that each file had when it was read.
    former: BTreeMap<String, String>,
    /// What runs that were stopped had left and was put right.
    notes: Vec<Text>,
}

impl Revision {
    /// Begins: gives the descriptor as text and as read. What a run that was stopped left undone is done
    /// first.
    ///
    /// # Errors
    /// When the descriptor can't be read.
    pub(crate) fn begin(folder: &Path) -> Result<(Revision, String, Descriptor), UpkeepError> {
        let path = folder.join(DESCRIPTOR);
        let shown = path.display().to_string();
        let no_package = |why: Text| CannotRun::NoPackage { path: shown.clone(), why };
        let read = || crate::ordinary::read(&path).map_err(|why| no_package(why.to_text()));
        let notes = match Target::member(&path, &sha256_hex(&read()?)) {
            Ok(target) => target.notes,
            // Read-only packages can be looked at.
            Err(StoreError::Io { .. }) => Vec::new(),
            Err(other) => return Err(other.into()),
        };
        let bytes = read()?;
        let wrong = |why: Text| CannotRun::Descriptor { path: shown.clone(), why };
        let descriptor =
            serde_json::from_slice(&bytes).map_err(|why| wrong(why.to_string().into()))?;
        let former = BTreeMap::from([(DESCRIPTOR.to_owned(), sha256_hex(&bytes))]);
        let text = String::from_utf8(bytes).map_err(|_| wrong(text!("it is not UTF-8")))?;
        let revision = Revision { folder: folder.to_owned(), files: Overlay::new(), former, notes };
        Ok((revision, text, descriptor))
    }

    /// Says that a file was read with this content, in whose place another is to be put.
    pub(crate) fn was(&mut self, path: &str, bytes: &[u8]) {
        self.former.insert(path.to_owned(), sha256_hex(bytes));
    }

    /// Puts another content in a file that was read.
    pub(crate) fn put(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), bytes);
    }

    /// Writes sizes and hashes of the files that are put into the descriptor, and checks the package as it
    /// would be.
    ///
    /// # Errors
    /// With the findings that it would have.
    pub(crate) fn sealed(
        &mut self,
        text: &str,
        descriptor: &Descriptor,
    ) -> Result<(Package, Vec<Diagnostic>), UpkeepError> {
        if !self.files.is_empty() {
            let put = |one: &Resource| one.paths().any(|path| self.files.contains_key(path));
            let (text, _) = resealed(&self.folder, text, descriptor, &self.files, put)?;
            self.files.insert(DESCRIPTOR.to_owned(), text.into_bytes());
        }
        let package = Package::open_with(&self.folder, &self.files)?;
        let found = check::each(&package).diagnostics.into_iter();
        let found = found.filter(|one| one.severity == Severity::Error).collect();
        Ok((package, found))
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes the files, all or none, and gives back what the user should know.
    ///
    /// # Errors
    /// When one of them was changed since it was read, or can't be written.
    pub fn apply(self) -> Result<Vec<Text>, UpkeepError> {
        let mut sinks = Vec::new();
        // The descriptor is first: whoever works on the package next looks at it, and puts the others in
        // their places where this run is stopped before it does.
        let first = |path: &String| path != DESCRIPTOR;
        let mut files: Vec<(String, Vec<u8>)> = self.files.into_iter().collect();
        files.sort_by_key(|(path, _)| (first(path), path.clone()));
        for (path, bytes) in files {
            let former = self.former.get(&path).map_or("", String::as_str);
            let named = inside(&self.folder, &path).ok_or_else(|| CannotRun::Missing {
                path: self.folder.join(&path).display().to_string(),
            })?;
            let mut sink = Sink::create(Target::member(&named, former)?)?;
            sink.write(&bytes)?;
            sinks.push(sink);
        }
        let mut notes = self.notes;
        notes.extend(Sink::finish_all(sinks)?);
        Ok(notes)
    }
}

/// The descriptor of a package with the size and hash of every file, and which of them change. A file that
/// differs from the one described in the ends of its lines alone is that one.
///
/// # Errors
/// When the descriptor or a file can't be read.
pub fn reseal_package(folder: &Path) -> Result<(Revision, Vec<Resealed>), UpkeepError> {
    let (mut revision, text, descriptor) = Revision::begin(folder)?;
    let (text, changed) = resealed(folder, &text, &descriptor, &Overlay::new(), |_| true)?;
    if !changed.is_empty() {
        revision.put(DESCRIPTOR, text.into_bytes());
    }
    Ok((revision, changed))
}
