//! Cross-classified employment: section by region, by occupation.

pub mod cells;
pub mod section_region;
pub(crate) mod seed;
