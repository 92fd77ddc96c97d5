//! Writes the made-up land of the tests as a new folder `land` in the folder named: a package with a
//! figure in every table that a forecast needs, its scenarios and its rules.
//!
//! `cargo run --release --example land -- /tmp`
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

#[path = "../land.rs"]
mod land;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let place = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let folder = place.join("land");
    if folder.exists() {
        eprintln!("{} is there already", folder.display());
        return ExitCode::from(2);
    }
    println!("{}", land::land(&place).display());
    ExitCode::SUCCESS
}
