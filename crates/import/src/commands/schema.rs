//! `suranys import schema`.

use crate::failure::Failure;
use crate::schema::Kind;
use crate::terminal::print;
use clap::Args;

/// Arguments of `suranys import schema`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Kind of records.
    #[arg(value_enum)]
    kind: Kind,
}

/// Prints the Table Schema of a kind of records.
///
/// # Errors
/// Never.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    print(arguments.kind.schema_text());
    Ok(())
}
