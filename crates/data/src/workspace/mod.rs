//! A folder of packages with their scenarios: what is in it, whether it changed, and what is written there.

pub(crate) mod excerpt;
pub(crate) mod scenarios;
pub(crate) mod stamp;
pub(crate) mod unpacked;
