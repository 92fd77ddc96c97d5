//! What the tests share: where the project is, and how a folder compares with another.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs `suranys` in a folder with arguments, and gives what came of it.
///
/// A macro, since Cargo tells the path of the program to tests alone.
#[macro_export]
macro_rules! suranys {
    ($folder:expr, $arguments:expr $(,)?) => {
        $crate::run(env!("CARGO_BIN_EXE_suranys-under-test"), $folder, $arguments)
            .expect("the command starts")
    };
}

/// Runs a program in a folder; what [`suranys!`] stands for.
///
/// # Errors
/// When it can't be started.
pub fn run<A: AsRef<OsStr>>(program: &str, folder: &Path, arguments: &[A]) -> io::Result<Output> {
    Command::new(program).args(arguments).current_dir(folder).output()
}

/// What a program printed, as text.
#[must_use]
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The project's top folder.
#[must_use]
pub fn project() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_path_buf()
}

/// Every file under a folder with its content, by relative path.
///
/// # Errors
/// When the folder can't be read.
pub fn contents(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name =
                    path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

/// Copies a folder and everything in it.
///
/// # Errors
/// When something can't be read or written.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    for (name, bytes) in contents(from)? {
        let target = to.join(name);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(target, bytes)?;
    }
    Ok(())
}

/// Copies the package and the project's scenario files into `folder`, with few draws so that a run
/// takes a moment, and gives the package's folder.
///
/// # Errors
/// When something can't be read or written, or the baseline no longer runs 1,000 draws.
pub fn light_data(folder: &Path) -> io::Result<PathBuf> {
    copy_folder(&project().join("data/kz"), &folder.join("kz"))?;
    copy_folder(&project().join("data/scenarios"), &folder.join("scenarios"))?;
    let baseline = folder.join("scenarios/baseline.toml");
    let text = std::fs::read_to_string(&baseline)?;
    if !text.contains("value = 1000\n") {
        return Err(io::Error::other("the project's baseline does not run 1,000 draws"));
    }
    std::fs::write(&baseline, text.replace("value = 1000\n", "value = 100\n"))?;
    Ok(folder.join("kz"))
}
