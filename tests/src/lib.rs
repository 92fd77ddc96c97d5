//! What the tests share: where the project is, and how a folder compares with another.

use serde_json::Value;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use suranys_core::provenance::sha256_hex;

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
    // What terminals print follows the language of who runs the tests, unless it says otherwise.
    Command::new(program).args(arguments).current_dir(folder).env("LC_ALL", "C").output()
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

/// Copies the package, the project's scenario files, rulebooks and the sweep a report shows into
/// `folder`, with few draws so that a run takes a moment, and gives the package's folder.
///
/// # Errors
/// When something can't be read or written, or a file no longer has the number of draws it
/// had.
pub fn light_data(folder: &Path) -> io::Result<PathBuf> {
    copy_folder(&project().join("data/kz"), &folder.join("kz"))?;
    copy_folder(&project().join("data/scenarios"), &folder.join("scenarios"))?;
    copy_folder(&project().join("data/rules"), &folder.join("rules"))?;
    copy_folder(&project().join("data/sweeps"), &folder.join("sweeps"))?;
    for (file, many, few) in [
        ("scenarios/baseline.toml", "value = 1000\n", "value = 100\n"),
        ("sweeps/tornado.toml", "draws = 200", "draws = 100"),
    ] {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path)?;
        if !text.contains(many) {
            return Err(io::Error::other(format!("the project's {file} does not run {many}")));
        }
        std::fs::write(&path, text.replace(many, few))?;
    }
    Ok(folder.join("kz"))
}

/// Writes the size and the fingerprint that a table of a package has now into its descriptor.
///
/// # Errors
/// When a file can't be read or written, the descriptor is no JSON, or no resource has this path.
pub fn declare(package: &Path, path: &str) -> io::Result<()> {
    let bytes = std::fs::read(package.join(path))?;
    let descriptor = package.join("datapackage.json");
    let mut said: Value = serde_json::from_slice(&std::fs::read(&descriptor)?)?;
    let mut resources = said["resources"].as_array_mut().into_iter().flatten();
    let Some(resource) = resources.find(|resource| resource["path"] == path) else {
        return Err(io::Error::other(format!("the package has no resource at {path}")));
    };
    resource["bytes"] = bytes.len().into();
    resource["hash"] = format!("sha256:{}", sha256_hex(&bytes)).into();
    std::fs::write(descriptor, said.to_string())
}
