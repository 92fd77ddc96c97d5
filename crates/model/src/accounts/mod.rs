//! The accounts of one scenario: every stock, rate and flow in draws, from which both the figures
//! of a run and their explanations are taken, so that the two can't differ.

pub(crate) mod build;
pub(crate) mod describe;
pub(crate) mod figures;
pub(crate) mod measures;
#[cfg(test)]
mod rests_on;
pub(crate) mod supply;
mod supply_build;
pub(crate) mod tables;
#[cfg(test)]
mod tests;
