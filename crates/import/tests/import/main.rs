//! The program from outside: what is planted is found, what is broken is told with its place, what is
//! personal stays behind, and the same records give the same bytes however they are written and read.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

#[cfg(feature = "cluster")]
mod cluster;
mod common;
mod formats;
mod hostile;
mod privacy;
mod titles;
mod truth;
mod whole;
