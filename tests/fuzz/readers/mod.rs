//! The readers that are given inputs: what each reads, how its input is changed, and what is done
//! with what it accepts.

mod package;
mod panel;
mod series;
mod stored;
mod survey;
mod toml;
mod upkeep;

pub use crate::readers::package::gently;
pub use crate::readers::series::parquet;
pub use crate::readers::stored::fingerprinted_in;

use crate::change::{Format, change};
use crate::dice::Dice;
use crate::seeds::{Files, Known, Seeds};
use std::path::Path;
use std::time::Duration;
use suranys_core::Diagnostic;

/// What a reader says of an input.
#[derive(Debug)]
pub enum Answer {
    Accepted,
    Refused,
    /// It answers, but not as it should: why.
    Broken(String),
}

impl Answer {
    /// Whether it is an answer as it should be.
    pub fn is_sound(&self) -> bool {
        !matches!(self, Answer::Broken(_))
    }

    /// A refusal by findings, each of which says something.
    pub fn findings(all: &[Diagnostic]) -> Answer {
        match all.iter().find(|one| one.message.is_empty() || one.span.file.is_empty()) {
            _ if all.is_empty() => Answer::Broken("refused without a finding".to_owned()),
            Some(mute) => Answer::Broken(format!("a finding that says nothing: {mute:?}")),
            None => Answer::Refused,
        }
    }
}

/// A kind of input and how it is read.
pub struct Reader {
    pub name: &'static str,
    /// Functions of the project that read it.
    pub through: &'static [&'static str],
    /// Inputs in a usual run.
    pub inputs: usize,
    /// How long what follows the reading of one may take, in readers that say where that begins
    /// ([`is_read`](crate::watch::is_read)): a forecast or a report of what was read. Their time follows
    /// from how much is asked for, within limits of their own, and not from how strange the file is; a
    /// second, which every input has, would be a limit on the machine.
    pub after: Duration,
    /// A sound input.
    pub base: fn(&Seeds) -> Files,
    /// Makes one change.
    pub change: fn(&mut Files, &mut Dice),
    /// Makes whole again what would hide the changes.
    pub finish: fn(&mut Files),
    /// Reads what lies in a folder.
    pub read: fn(&Path, &Known, &mut Dice) -> Answer,
}

/// How long reading an input may take: what a person waits for an answer.
pub const SECOND: Duration = Duration::from_secs(1);

/// All of them.
pub fn all() -> Vec<Reader> {
    [
        package::readers(),
        panel::readers(),
        toml::readers(),
        stored::readers(),
        series::readers(),
        survey::readers(),
        upkeep::readers(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Changes one of the files whose names satisfy `which`.
fn change_one(files: &mut Files, dice: &mut Dice, which: impl Fn(&str) -> bool) {
    let names: Vec<String> = files.keys().filter(|name| which(name)).cloned().collect();
    if names.is_empty() {
        return;
    }
    let name = dice.pick(&names).clone();
    if let Some(file) = files.get_mut(&name) {
        *file = change(Format::of(&name), file, dice);
    }
}

/// For readers without fingerprints.
fn as_it_is(_: &mut Files) {}

/// Files of a folder inside a folder.
fn under(files: &Files, folders: &[&str]) -> Files {
    let wanted = |path: &str| folders.iter().any(|folder| path.starts_with(folder));
    files.iter().filter(|(path, _)| wanted(path)).map(|(p, b)| (p.clone(), b.clone())).collect()
}
