//! The accounts of one scenario: stocks, exits and entrants in draws, and the measures made of
//! them, each a value that carries its reasons.

pub(crate) mod build;
pub(crate) mod entrant_flows;
pub(crate) mod entrants;
pub(crate) mod exits;
pub(crate) mod figures;
pub(crate) mod growing;
pub(crate) mod leaves;
pub(crate) mod measures;
#[cfg(test)]
mod rests_on;
pub(crate) mod stocks;
pub(crate) mod tables;
#[cfg(test)]
mod tests;
