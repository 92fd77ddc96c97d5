//! The web workspace over a real socket: what it answers, what it refuses, and that its figures are those of
//! the command line.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod bits;
mod client;
mod files;
mod guards;
mod work;
