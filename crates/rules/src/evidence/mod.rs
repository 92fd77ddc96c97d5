//! What the sources of the law say of a profession.

pub(crate) mod exchange;
pub(crate) mod permits;
