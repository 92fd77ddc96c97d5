//! What a letter bears to which the list is annexed: whatever is not known yet is a blank to be filled by hand.

use crate::classification::Labels;

/// Addressee, number, date and signature of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letter {
    /// To whom it goes, by language.
    pub addressee: Labels,
    /// Its number; empty where it has none yet.
    pub number: String,
    /// Its day, ISO; empty where it has none yet.
    pub date: String,
    /// Position of who signs it, by language.
    pub position: Labels,
    /// Name of who signs it, by language.
    pub name: Labels,
}
