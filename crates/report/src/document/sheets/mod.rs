//! Fact sheets: a page for each unit group in the scope of the list and for each region.

pub mod all;
mod causes;
mod occupation;
mod region;
pub mod sheet;
