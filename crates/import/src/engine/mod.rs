//! Plans run by an engine: on this machine, or on a cluster. The same SQL for both.

#[cfg(feature = "cluster")]
pub(crate) mod cluster;
pub(crate) mod local;
pub(crate) mod posting;

use crate::failure::Failure;
use datafusion::arrow::array::RecordBatch;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use std::path::Path;

/// Plans by name.
pub(crate) const POSTINGS: &str = include_str!("../../plans/postings.sql");
pub(crate) const OPENINGS: &str = include_str!("../../plans/openings.sql");
pub(crate) const STOCKS: &str = include_str!("../../plans/stocks.sql");
pub(crate) const DURATIONS: &str = include_str!("../../plans/durations.sql");
pub(crate) const PERMITS: &str = include_str!("../../plans/permits.sql");
pub(crate) const AUDIT: &str = include_str!("../../plans/audit.sql");

/// The name of the records in the plans.
pub(crate) const RECORDS: &str = "records";
/// The name of the postings in the plans.
pub(crate) const TABLE: &str = "postings";

/// Something that runs plans over the postings of one kind of records.
pub(crate) struct Engine {
    pub(crate) session: SessionContext,
    pub(crate) runtime: tokio::runtime::Runtime,
    /// How often a plan is run that fails: results may be lost with the machine they lie on.
    pub(crate) attempts: usize,
}

/// Whole numbers of a plan, by name.
pub(crate) type Numbers<'n> = [(&'n str, i32)];

impl Engine {
    /// Runs a plan over the postings.
    ///
    /// # Errors
    /// When the plan fails.
    pub(crate) fn run(
        &self,
        plan: &str,
        numbers: &Numbers<'_>,
    ) -> Result<Vec<RecordBatch>, Failure> {
        let plan = filled(plan, numbers);
        let once =
            || self.runtime.block_on(async { self.session.sql(&plan).await?.collect().await });
        let mut made = once();
        for _ in 1..self.attempts {
            if made.is_err() {
                made = once();
            }
        }
        Ok(made?)
    }
}

/// A plan with its numbers in their places: whole numbers, and no text of anybody's.
fn filled(plan: &str, numbers: &Numbers<'_>) -> String {
    numbers.iter().fold(plan.to_owned(), |plan, (name, number)| {
        plan.replace(&format!("${name}"), &number.to_string())
    })
}

/// Names the Parquet files of a folder as a table.
///
/// # Errors
/// When they can't be read.
pub(crate) async fn register(
    session: &SessionContext,
    name: &str,
    place: &str,
) -> Result<(), Failure> {
    Ok(session.register_parquet(name, place, ParquetReadOptions::default()).await?)
}

/// A path as the engine names it.
pub(crate) fn place(path: &Path) -> Result<String, Failure> {
    let absolute = std::path::absolute(path).map_err(|why| Failure::io(path, &why))?;
    absolute
        .to_str()
        .map(str::to_owned)
        .ok_or_else(|| Failure::CouldNotRun(format!("`{}` is no text", path.display())))
}
