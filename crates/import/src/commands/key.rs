//! `suranys import key`.

use crate::failure::Failure;
use crate::pseudonym::write_key;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `suranys import key`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// File that the key is written to; it stays on the machine.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Writes a new key of hashed identifiers.
///
/// # Errors
/// When something stands there, or the file can't be written.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    write_key(&arguments.output)
}
