//! Commands that are programs of their own: `suranys X` runs `suranys-X`, found next to this program or on
//! the path, as git and cargo do. A part with a heavy dependency is built only by who wants it.

use crate::diagnostics::COULD_NOT_RUN;
use crate::terminal::show_usage;
use clap::error::ErrorKind;
use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind as IoKind};
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};
use suranys_core::diagnostic::nearest;

/// What names of such programs begin with.
const PREFIX: &str = "suranys-";
/// Those of this workspace, and how they are built.
const OURS: [(&str, &str); 1] =
    [("import", "cargo build --release --features cluster -p suranys-import")];

/// Runs the program of a command and gives its exit code; where there is none, says what there is.
pub fn run(command: &clap::Command, words: &[OsString]) -> ExitCode {
    let (name, arguments) = words
        .split_first()
        .map_or((OsStr::new(""), words), |(name, rest)| (name.as_os_str(), rest));
    let name = name.to_string_lossy();
    // A name with signs of paths in it could lead anywhere.
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let ended = match !name.is_empty() && name.chars().all(plain) {
        true => ended(&format!("{PREFIX}{name}"), arguments),
        false => Err(IoKind::NotFound.into()),
    };
    match ended {
        Ok(status) => code(status),
        Err(why) => {
            show_usage(&missing(command.clone(), &name, &why));
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

/// Runs a program next to this one, else one on the path.
fn ended(program: &str, arguments: &[OsString]) -> io::Result<ExitStatus> {
    let own = std::env::current_exe().ok();
    let next_to = own.as_deref().and_then(|own| own.parent()).map(|folder| folder.join(program));
    for place in next_to.into_iter().chain([PathBuf::from(program)]) {
        match Command::new(&place).args(arguments).status() {
            Err(why) if why.kind() == IoKind::NotFound => {}
            other => return other,
        }
    }
    Err(IoKind::NotFound.into())
}

/// Its exit code; of a program that was ended from outside, that of a command that could not run.
fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(COULD_NOT_RUN))
}

/// That there is no such command, and what is meant or how it is built.
fn missing(mut command: clap::Command, name: &str, why: &io::Error) -> clap::Error {
    if why.kind() != IoKind::NotFound {
        return command.error(ErrorKind::Io, format!("`{PREFIX}{name}` can't be run: {why}"));
    }
    let ours = OURS.iter().find(|(known, _)| *known == name);
    let known = command.get_subcommands().map(clap::Command::get_name);
    let near = nearest(name, known.chain(OURS.map(|(known, _)| known)));
    let help = match (ours, near) {
        (Some((_, build)), _) => format!(
            "`{PREFIX}{name}` is neither next to this program nor on the path; in the folder of the project:\n  {build}"
        ),
        (None, Some(near)) => format!("is `{near}` meant?"),
        (None, None) => {
            format!("there is no program `{PREFIX}{name}` next to this one or on the path")
        }
    };
    let message = format!("there is no command `{name}`\n\n{help}");
    command.error(ErrorKind::InvalidSubcommand, message)
}
