//! What a user says of a file.

use crate::layout::number::Numbers;

/// What a user says of a file; nothing where the file is to say it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub layout: Option<String>,
    pub id: Vec<String>,
    pub time: Vec<String>,
    pub value: Option<String>,
    pub status: Option<String>,
    pub numbers: Numbers,
    pub missing: Vec<String>,
    pub sheet: Option<String>,
    /// Whether columns that tell no series apart are keys too: the same in all rows, or another name of one.
    pub every_key: bool,
}
