//! Where a record without a code gets one from its title. Whoever codes titles implements [`Coding`].

/// Codes titles.
pub(crate) trait Coding: Sync {
    /// The place of the unit group that a title is of; none where it can't be said well enough.
    fn code(&self, title: &str) -> Option<u16>;
}

/// Codes nothing: records without a code are counted as such.
#[derive(Debug, Default)]
pub(crate) struct NoCoding;

impl Coding for NoCoding {
    fn code(&self, _title: &str) -> Option<u16> {
        None
    }
}
