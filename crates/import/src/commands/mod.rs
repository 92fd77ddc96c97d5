//! What can be asked for.

#[cfg(feature = "cluster")]
pub(crate) mod cluster;
pub(crate) mod code;
pub(crate) mod evaluate;
pub(crate) mod evidence;
pub(crate) mod format;
pub(crate) mod generate;
pub(crate) mod guess;
pub(crate) mod key;
pub(crate) mod options;
pub(crate) mod records;
pub(crate) mod schema;
pub(crate) mod train;
