//! `suranys import scheduler` and `suranys import executor`.

use crate::commands::options::threads;
use crate::engine::cluster;
use crate::failure::Failure;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Seconds without a sign of life after which an executor counts as dead.
const TIMEOUT: u64 = 180;

/// Arguments of `suranys import scheduler`.
#[derive(Debug, Args)]
pub(crate) struct Scheduler {
    /// Address that it listens on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:50050")]
    bind: SocketAddr,
    /// Seconds without a sign of life after which an executor counts as dead, and its work is done again.
    #[arg(long, value_name = "SECONDS", default_value_t = TIMEOUT)]
    timeout: u64,
}

/// Arguments of `suranys import executor`.
#[derive(Debug, Args)]
pub(crate) struct Executor {
    /// Address of the scheduler.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
    scheduler: String,
    /// Address that it listens on; it takes the port after it too. Others must reach it there.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:50051")]
    bind: SocketAddr,
    /// Pieces of work done at once. Without it: as many as there are processors.
    #[arg(long, value_name = "NUMBER")]
    cores: Option<usize>,
    /// Megabytes that all pieces may hold. Without it: seven tenths of what the machine has.
    #[arg(long, value_name = "MEGABYTES")]
    memory: Option<u64>,
    /// Folder for what lies between stages.
    #[arg(long, value_name = "FOLDER")]
    work: Option<PathBuf>,
    /// As the scheduler's.
    #[arg(long, value_name = "SECONDS", default_value_t = TIMEOUT)]
    timeout: u64,
}

/// Runs a scheduler until it is ended.
///
/// # Errors
/// When it can't start.
pub(crate) fn scheduler(arguments: &Scheduler) -> Result<(), Failure> {
    cluster::scheduler(arguments.bind, arguments.timeout)
}

/// Runs an executor until it is ended.
///
/// # Errors
/// When it can't start.
pub(crate) fn executor(arguments: &Executor) -> Result<(), Failure> {
    let memory = arguments.memory.map(|megabytes| megabytes << 20);
    let (bind, cores) = (arguments.bind, threads(arguments.cores));
    cluster::executor(
        &arguments.scheduler,
        bind,
        cores,
        memory,
        arguments.work.as_deref(),
        arguments.timeout,
    )
}
