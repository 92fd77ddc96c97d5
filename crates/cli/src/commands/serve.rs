//! `suranys serve`.

use crate::diagnostics::Failure;
use crate::terminal::{note, open_link, print};
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_server::{Limits, Options, Stop, serve};

/// Arguments of `suranys serve`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys serve --open                  the packages under data/ of this folder, in the browser
  suranys serve /srv/forecast           another folder
  suranys serve --bind 127.0.0.1:0      at any free port, which is printed
  suranys serve --bind 0.0.0.0:8731 --host forecast.example   for others, who need the printed token

A workspace is a folder with data packages in `data`, and their scenarios and rulebooks next to them. The page
moves assumptions, weights and cut-offs, shows a preview at once and then all simulations, and saves scenarios
as the files that other commands read. Programs use the same interface: `/api/v1/openapi.json` describes it.

Only this machine reaches the server unless `--bind` says otherwise; then whoever asks needs the token, and the
connection is not encrypted: put it behind a server that does that. It writes nothing but scenarios that are saved.
It goes on until it is interrupted (Ctrl-C).

Exit code: 2 could not run.")]
pub struct Arguments {
    /// Folder of the workspace.
    #[arg(value_name = "WORKSPACE", default_value = ".")]
    workspace: PathBuf,
    /// Address and port to listen at; port 0 is any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8731")]
    bind: SocketAddr,
    /// Further name under which the server is reached; may be given several times.
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// Open the page in the browser.
    #[arg(long)]
    open: bool,
}

/// Serves the workspace until it is interrupted.
///
/// # Errors
/// When there is no workspace, or the address can't be listened at.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let options = Options {
        workspace: arguments.workspace.clone(),
        address: arguments.bind,
        names: arguments.hosts.clone(),
        token: None,
        limits: Limits::default(),
    };
    let begun = |link: &str| {
        // Whoever closed stdout does not want to know.
        let _ = print(&format!("{link}\n"));
        if arguments.open && !open_link(link) {
            note("no browser could be started; open the link by hand");
        }
    };
    serve(options, &Stop::default(), begun)
        .map_err(|why| Failure::Usage(why.to_string().into()))?;
    Ok(ExitCode::SUCCESS)
}
