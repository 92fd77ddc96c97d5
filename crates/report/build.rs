//! Lists the label files of `data/labels`, so that a language is a file and no line of code; and lays the faces of the
//! text font beside the crate, since no other of the fonts that typst carries, ten million bytes, is ever set.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script its folders so")]
fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = here.join("../../data/labels").canonicalize()?;
    // Named from the crate, here and in what is written, so that a checkout moved together with its
    // target folder, or another that shares it, looks at its own files.
    println!("cargo:rerun-if-changed=../../data/labels");
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            println!("cargo:rerun-if-changed=../../data/labels/{name}");
            files.push(path);
        }
    }
    files.sort();
    let mut code = String::from("[\n");
    for path in &files {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        // `list.en` and `explain.en` hold words of their own; they stand apart from the report's.
        let (group, language) = stem.rsplit_once('.').unwrap_or(("", stem.as_ref()));
        let file = format!("/../../data/labels/{stem}.toml");
        let _ = writeln!(
            code,
            "    ({language:?}, {group:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {file:?}))),"
        );
    }
    code.push_str("]\n");
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(Path::new(&target).join("label_files.rs"), code)?;
    // The text font comes first; `font.rs` finds its faces by family and weight.
    for (name, face) in ["regular.otf", "bold.otf"].into_iter().zip(typst_assets::fonts()) {
        fs::write(target.join(name), face)?;
    }
    Ok(())
}
