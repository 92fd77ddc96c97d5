//! Connections: taken, bounded, and ended when their other side has stopped.

use crate::api;
use crate::app::App;
use crate::guard::Guard;
use crate::limits::Limits;
use crate::page;
use crate::pass::guarded;
use crate::stalling::Stalling;
use axum::Router;
use axum::middleware::from_fn_with_state;
use futures_util::future::{Either, select};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// Largest head of a request, in bytes.
const HEAD: usize = 64 << 10;
/// Most headers of a request.
const HEADERS: usize = 64;

/// How long no connection is taken after one could not be.
const REST: Duration = Duration::from_millis(50);

/// What a server serves, and to whom.
#[derive(Debug, Clone)]
pub struct Options {
    /// The workspace: a folder with packages in `data`.
    pub workspace: PathBuf,
    /// Where it listens; port 0 is any that is free.
    pub address: SocketAddr,
    /// Further names under which it is reached.
    pub names: Vec<String>,
    /// The token that is asked for; one is made where others than this machine reach the server and none is
    /// given.
    pub token: Option<String>,
    /// Bounds.
    pub limits: Limits,
}

/// Why a server could not be started.
#[derive(Debug, Error)]
pub enum ServeError {
    /// There is nothing to serve.
    #[error("`{0}` is no workspace: it has no data package in its folder `data`")]
    NoWorkspace(String),
    /// The address can't be listened at.
    #[error("`{address}` can't be listened at: {why}")]
    Address {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        why: std::io::Error,
    },
    /// The system refuses something else.
    #[error("the server can't be started: {0}")]
    System(String),
}

/// Ends a server.
#[derive(Debug, Clone)]
pub struct Stop(watch::Sender<bool>);

impl Default for Stop {
    fn default() -> Stop {
        Stop(watch::Sender::new(false))
    }
}

impl Stop {
    /// Ends the server it was given to.
    pub fn now(&self) {
        self.0.send_replace(true);
    }
}

/// Serves a workspace until it is stopped; `begun` is given the link to it once
/// it listens.
///
/// # Errors
/// When there is no workspace, the address can't be listened at, or the system gives no threads.
pub fn serve(options: Options, stop: &Stop, begun: impl FnOnce(&str)) -> Result<(), ServeError> {
    let shown = options.workspace.display().to_string();
    if suranys_data::packages(&options.workspace.join("data")).is_empty() {
        return Err(ServeError::NoWorkspace(shown));
    }
    let system = |why: &dyn std::fmt::Display| ServeError::System(why.to_string());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("serve")
        .max_blocking_threads(16)
        .build()
        .map_err(|why| system(&why))?;
    let done = runtime.block_on(async {
        let address = options.address;
        let failed = |why| ServeError::Address { address, why };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let guard = Guard::new(address, &options.names, options.token).map_err(|e| system(&e))?;
        let link = match guard.token() {
            Some(token) => format!("http://{address}/?token={token}"),
            None => format!("http://{address}/"),
        };
        let app = App::new(options.workspace, options.limits, guard).map_err(|e| system(&e))?;
        begun(&link);
        take(listener, Arc::new(app), stop.0.subscribe()).await;
        Ok(())
    });
    // What still runs on threads of its own is no longer wanted.
    runtime.shutdown_background();
    done
}

/// All addresses.
fn router(app: &Arc<App>) -> Router {
    Router::new()
        .merge(api::routes(app))
        .merge(page::routes())
        .layer(from_fn_with_state(Arc::clone(app), guarded))
        .with_state(Arc::clone(app))
}

/// Takes connections until the server is stopped.
async fn take(listener: TcpListener, app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(app.limits.connections));
    let router = router(&app);
    tokio::spawn(look(Arc::clone(&app)));
    loop {
        let taken = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (listener.accept().await, place)
        };
        match select(pin!(stop.changed()), pin!(taken)).await {
            Either::Left(_) => return,
            Either::Right(((Ok((stream, _)), Ok(place)), _)) => {
                let (router, limits) = (router.clone(), app.limits);
                tokio::spawn(async move {
                    answer(stream, router, limits).await;
                    drop(place);
                });
            }
            // Out of files or the like: others may end meanwhile.
            Either::Right(_) => tokio::time::sleep(REST).await,
        }
    }
}

/// Looks at the files of open packages, over and over.
async fn look(app: Arc<App>) {
    loop {
        tokio::time::sleep(app.limits.look).await;
        app.look().await;
    }
}

/// Answers what comes over a connection.
async fn answer(stream: TcpStream, router: Router, limits: Limits) {
    // Small answers are not held back for more to come.
    let _ = stream.set_nodelay(true);
    let stream = Stalling::new(stream, limits.stalled);
    let mut server = hyper::server::conn::http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD)
        .max_headers(HEADERS)
        .half_close(false);
    let service = TowerToHyperService::new(router);
    let connection = server.serve_connection(TokioIo::new(stream), service);
    // A connection that breaks off is nothing that anybody here can do anything about.
    let _ = connection.await;
}
