//! A package kept up: sizes and hashes written anew, a figure revised with the sums that rest on it,
//! rows brought in, and what differs between two packages. What has findings is never written.

mod bring;
pub(crate) mod difference;
pub(crate) mod error;
pub(crate) mod import;
mod incoming;
pub(crate) mod json_text;
pub(crate) mod mixture;
mod published;
pub(crate) mod ready;
pub(crate) mod revise;
pub(crate) mod revision;
pub(crate) mod seal;
pub(crate) mod sums;
pub(crate) mod table_files;
pub(crate) mod table_text;
pub(crate) mod template;
pub(crate) mod year;
