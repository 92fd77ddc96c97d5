//! The web workspace over a real socket: what it answers, what it refuses, and that its figures are those of
//! the command line.

mod bits;
mod client;
mod files;
mod guards;
mod work;
