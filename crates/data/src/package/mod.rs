//! A data package: its descriptor and its tables, with places.

pub(crate) mod assemble;
pub(crate) mod decode;
pub(crate) mod descriptor;
pub(crate) mod detailed;
pub(crate) mod dialect;
pub(crate) mod elsewhere;
pub(crate) mod find;
pub(crate) mod lines;
pub(crate) mod number;
pub(crate) mod open;
pub(crate) mod read;
pub(crate) mod series;
pub(crate) mod sibling;
