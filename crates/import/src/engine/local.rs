//! On this machine: one bucket of records after another becomes postings, then plans run over those.

use crate::engine::{Engine, POSTINGS, RECORDS, TABLE, place, posting, register};
use crate::failure::Failure;
use crate::store::{file, properties};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use futures::StreamExt as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes that operators may hold; what they need beyond goes to disk.
const MEMORY: usize = 640 << 20;

fn session(partitions: usize, spill: &Path) -> Result<SessionContext, Failure> {
    let config = SessionConfig::new()
        .with_target_partitions(partitions)
        .with_batch_size(8192)
        .with_information_schema(false);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(MEMORY)))
        .with_temp_file_path(spill)
        .build_arc()?;
    let session = SessionContext::new_with_config_rt(config, runtime);
    session.register_udwf(posting::function());
    Ok(session)
}

/// A runtime of so many threads.
pub(crate) fn runtime(threads: usize) -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .map_err(|why| Failure::CouldNotRun(format!("threads can't be started: {why}")))
}

/// Makes the postings of stored records and gives the engine that runs plans over them. `records` holds the
/// buckets, by the lists of their files; postings go to `postings`, what does not fit in memory to `spill`.
///
/// # Errors
/// When a plan fails, or the file system refuses.
pub(crate) fn engine(
    buckets: &[Vec<PathBuf>],
    postings: &Path,
    spill: &Path,
    threads: usize,
    progress: &mut dyn FnMut(usize),
) -> Result<Engine, Failure> {
    let runtime = runtime(threads)?;
    runtime.block_on(async {
        // A bucket on each thread.
        let each = futures::stream::iter(buckets.iter().enumerate())
            .map(|(bucket, files)| {
                let (files, to, spill) = (files.clone(), file(postings, bucket), spill.to_owned());
                tokio::spawn(async move { one(&files, &to, &spill).await })
            })
            .buffer_unordered(threads);
        let mut each = std::pin::pin!(each);
        let mut done = 0;
        while let Some(ended) = each.next().await {
            ended.map_err(|why| Failure::CouldNotRun(format!("a plan was stopped: {why}")))??;
            done += 1;
            progress(done);
        }
        Ok::<(), Failure>(())
    })?;
    let session = session(threads, spill)?;
    runtime.block_on(register(&session, TABLE, &place(postings)?))?;
    Ok(Engine { session, runtime, attempts: 1 })
}

/// The postings of one bucket.
async fn one(files: &[PathBuf], to: &Path, spill: &Path) -> Result<(), Failure> {
    let mut rows = planned(files, spill, POSTINGS).await?;
    let made = File::create_new(to).map_err(|why| Failure::io(to, &why))?;
    let mut writer = ArrowWriter::try_new(made, rows.schema(), Some(properties(false)))?;
    while let Some(batch) = rows.next().await {
        writer.write(&batch?)?;
    }
    writer.close()?;
    Ok(())
}

/// What a plan gives of the records in some files.
async fn planned(
    files: &[PathBuf],
    spill: &Path,
    plan: &str,
) -> Result<SendableRecordBatchStream, Failure> {
    let session = session(1, spill)?;
    let places = files.iter().map(|file| place(file)).collect::<Result<Vec<_>, _>>()?;
    let records = session.read_parquet(places, ParquetReadOptions::default()).await?;
    session.register_table(RECORDS, records.into_view())?;
    Ok(session.sql(plan).await?.execute_stream().await?)
}

/// What a plan gives of the records in some files, all at once.
#[cfg(test)]
pub(crate) fn rows_of(
    files: &[PathBuf],
    spill: &Path,
    plan: &str,
) -> Result<Vec<datafusion::arrow::array::RecordBatch>, Failure> {
    runtime(1)?.block_on(async {
        let rows = planned(files, spill, plan).await?;
        let batches: Vec<_> = rows.collect().await;
        Ok(batches.into_iter().collect::<Result<_, _>>()?)
    })
}
