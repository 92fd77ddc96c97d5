//! Results on stdout.

use crate::failure::Failure;
use std::io::{ErrorKind, Write as _, stdout};

/// Writes a result. A reader that has seen enough and closed the pipe is no failure.
///
/// # Errors
/// When stdout can't be written for any other reason.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Output(error.to_string()))
        }
        _ => Ok(()),
    }
}
