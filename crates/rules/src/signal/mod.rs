//! The graded signal: what evidence says of every unit group and profession, next to the verdict of
//! the rules and never in its stead.
//!
//! Indicators give 0 to 3 points by the cut-offs of a book that is data; their weighted mean in each
//! draw is the score, its probability of reaching a threshold the tier, the number of independent
//! families behind it the grade. An absent indicator is missing, never zero. Openings and replacement
//! rates measure turnover and are no indicator.

pub(crate) mod assemble;
pub(crate) mod auc;
pub(crate) mod engine;
pub(crate) mod evidence;
pub(crate) mod logistic;
pub(crate) mod over_time;
pub(crate) mod panel;
pub(crate) mod peers;
pub(crate) mod points;
pub(crate) mod regional;
pub(crate) mod request;
pub(crate) mod score;
pub(crate) mod settle;
pub(crate) mod tiers;
pub(crate) mod tree;
pub(crate) mod weights;
