//! Employment by sub-major, minor and unit group: the country as one more of a hierarchy of
//! countries whose staffing of sections is known, met to its own margins and counts in every draw.
//!
//! - `tree`: the groups of the classification;
//! - `proxies`: staffing of sections in other countries;
//! - `distance`: which of them resemble the country;
//! - `centre`, `concentration`, `likelihood`: shares of the children of a group, and how far a country
//!   departs from them;
//! - `majors`: sections by major groups; `split`: children of each group, in draws;
//! - `anchors`, `counts`: known counts, met in every draw;
//! - `base`: all of it for the base year;
//! - `exits`, `cells`, `entering`, `figures`, `regional`, `evidence`: what a scenario says of the groups,
//!   and how well it is known;
//! - `validation`: tests of it on what is known.

pub(crate) mod anchors;
pub(crate) mod base;
pub(crate) mod cells;
pub(crate) mod centre;
pub(crate) mod concentration;
pub(crate) mod counts;
pub(crate) mod distance;
pub(crate) mod entering;
pub(crate) mod evidence;
pub(crate) mod exits;
pub(crate) mod figures;
pub(crate) mod gamma;
#[cfg(test)]
mod input_tests;
pub(crate) mod likelihood;
pub(crate) mod majors;
pub(crate) mod proxies;
pub(crate) mod regional;
pub(crate) mod split;
pub(crate) mod stack;
pub(crate) mod surveys;
#[cfg(test)]
mod tests;
pub(crate) mod tree;
pub(crate) mod validation;
