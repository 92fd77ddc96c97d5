//! On a cluster of Apache Ballista: the plans go to a scheduler, which gives pieces of them to executors.
//! Scheduler and executors are this program too, since they must know the function `posting`.

use crate::engine::local::runtime;
use crate::engine::{Engine, POSTINGS, RECORDS, TABLE, place, posting};
use crate::failure::Failure;
use ballista::prelude::{SessionConfigExt as _, SessionContextExt as _};
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_core::utils::default_session_builder;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::WindowUDF;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How an engine on a cluster is named.
const SCHEME: &str = "ballista://";
/// The same for the library.
const REMOTE: &str = "df://";
/// Signs of life that an executor gives in the time after which it counts as dead.
const SIGNS: u64 = 4;
/// How often a plan is run that fails.
const ATTEMPTS: usize = 3;

/// The address of a scheduler in the name of an engine.
pub(crate) fn address(engine: &str) -> Option<&str> {
    engine.strip_prefix(SCHEME)
}

/// The engine that runs plans on the cluster of a scheduler, over stored records that all of its machines
/// can read. Postings are made anew for each plan: nothing but results leaves the cluster, and what an
/// executor that dies had done is done again by another.
///
/// # Errors
/// When there is no such cluster, or the records can't be read.
pub(crate) fn engine(
    scheduler: &str,
    records: &[PathBuf],
    partitions: usize,
) -> Result<Engine, Failure> {
    let runtime = runtime(2)?;
    let session = runtime.block_on(async {
        let config = SessionConfig::new_with_ballista()
            .with_target_partitions(partitions)
            .with_ballista_job_name("suranys import");
        let state = SessionStateBuilder::new().with_default_features().with_config(config).build();
        let session =
            SessionContext::remote_with_state(&format!("{REMOTE}{scheduler}"), state).await?;
        session.register_udwf(posting::function());
        let places = records.iter().map(|file| place(file)).collect::<Result<Vec<_>, _>>()?;
        let stored = session.read_parquet(places, ParquetReadOptions::default()).await?;
        session.register_table(RECORDS, stored.into_view())?;
        let postings = session.sql(POSTINGS).await?;
        session.register_table(TABLE, postings.into_view())?;
        Ok::<_, Failure>(session)
    })?;
    Ok(Engine { session, runtime, attempts: ATTEMPTS })
}

/// Runs a scheduler until it is ended from outside. An executor without a sign of life for so many seconds
/// counts as dead.
///
/// # Errors
/// When it can't start.
pub(crate) fn scheduler(bind: SocketAddr, timeout: u64) -> Result<(), Failure> {
    let config = SchedulerConfig {
        bind_host: bind.ip().to_string(),
        bind_port: bind.port(),
        external_host: bind.ip().to_string(),
        executor_timeout_seconds: timeout,
        expire_dead_executor_interval_seconds: (timeout / SIGNS).max(1),
        override_session_builder: Some(Arc::new(|config| {
            let state = default_session_builder(config)?;
            let function = Arc::new(posting::function());
            let mut state = state;
            datafusion::execution::FunctionRegistry::register_udwf(&mut state, function)?;
            Ok(state)
        })),
        ..SchedulerConfig::default()
    };
    let run = async {
        let cluster = BallistaCluster::new_from_config(&config).await?;
        start_server(cluster, bind, Arc::new(config)).await
    };
    runtime(2)?.block_on(run).map_err(stopped)
}

/// Runs an executor until it is ended from outside: `cores` pieces of plans at once, `memory` bytes for all
/// of them, what lies between stages in `work`.
///
/// # Errors
/// When it can't start, or finds no scheduler.
pub(crate) fn executor(
    scheduler: &str,
    bind: SocketAddr,
    cores: usize,
    memory: Option<u64>,
    work: Option<&Path>,
    timeout: u64,
) -> Result<(), Failure> {
    let wrong = || Failure::CouldNotRun(format!("`{scheduler}` is not written as `host:port`"));
    let (host, port) = scheduler.split_once(':').ok_or_else(wrong)?;
    let function: Arc<WindowUDF> = Arc::new(posting::function());
    let mut functions = BallistaFunctionRegistry::default();
    functions.window_functions.insert(function.name().to_owned(), function);
    let config = ExecutorProcessConfig {
        bind_host: bind.ip().to_string(),
        external_host: Some(bind.ip().to_string()),
        port: bind.port(),
        grpc_port: bind.port() + 1,
        scheduler_host: host.to_owned(),
        scheduler_port: port.parse().map_err(|_| wrong())?,
        scheduler_connect_timeout_seconds: 30,
        vcores: cores,
        memory_pool_size: memory,
        work_dir: work.map(|path| path.display().to_string()),
        executor_heartbeat_interval_seconds: (timeout / SIGNS).max(1),
        override_function_registry: Some(Arc::new(functions)),
        ..ExecutorProcessConfig::default()
    };
    runtime(cores.max(2))?.block_on(start_executor_process(Arc::new(config))).map_err(stopped)
}

fn stopped(why: ballista_core::error::BallistaError) -> Failure {
    Failure::CouldNotRun(format!("the cluster: {why}"))
}
