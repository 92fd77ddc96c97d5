//! Whether every reader of the project is among those that are given inputs.

use crate::readers::all;
use std::collections::BTreeSet;
use suranys_tests::project;
use syn::{ImplItem, Item, UseTree, Visibility};

/// Where public functions that read files begin with one of these.
const READS: [&str; 11] = [
    "read_", "open", "check_", "default_", "import_", "add_year", "revise_", "reseal_", "package_",
    "table_", "year_",
];
/// Those that make a package from one that other readers read.
const OTHERS: [&str; 0] = [];

fn reads(name: &str) -> bool {
    READS.iter().any(|start| name.starts_with(start))
}

/// Names that a crate's root gives to others.
fn exported(file: &syn::File) -> BTreeSet<String> {
    fn names(tree: &UseTree, into: &mut BTreeSet<String>) {
        match tree {
            UseTree::Path(path) => names(&path.tree, into),
            UseTree::Group(group) => group.items.iter().for_each(|one| names(one, into)),
            UseTree::Name(name) => drop(into.insert(name.ident.to_string())),
            UseTree::Rename(name) => drop(into.insert(name.rename.to_string())),
            UseTree::Glob(_) => panic!("a glob hides what is given"),
        }
    }
    let mut found = BTreeSet::new();
    for item in &file.items {
        match item {
            Item::Use(one) if matches!(one.vis, Visibility::Public(_)) => {
                names(&one.tree, &mut found);
            }
            Item::Fn(one) if matches!(one.vis, Visibility::Public(_)) => {
                found.insert(one.sig.ident.to_string());
            }
            _ => {}
        }
    }
    found
}

/// Functions of the crate that reads files, and methods of what it gives, that read.
fn readers() -> BTreeSet<String> {
    let folder = project().join("crates/data/src");
    let files = suranys_tests::contents(&folder).expect("sources");
    let parsed = |path: &str| {
        let text = String::from_utf8(files[path].clone()).expect("UTF-8");
        syn::parse_file(&text).expect("Rust")
    };
    let given = exported(&parsed("lib.rs"));
    let mut found: BTreeSet<String> = given.iter().filter(|name| reads(name)).cloned().collect();
    for path in files.keys().filter(|path| path.ends_with(".rs")) {
        for item in parsed(path).items {
            let Item::Impl(of) = item else { continue };
            let syn::Type::Path(kind) = &*of.self_ty else { continue };
            let name = kind.path.segments.last().expect("a name").ident.to_string();
            for method in of.items {
                if let ImplItem::Fn(method) = method
                    && matches!(method.vis, Visibility::Public(_))
                    && given.contains(&name)
                    && reads(&method.sig.ident.to_string())
                {
                    found.insert(format!("{name}::{}", method.sig.ident));
                }
            }
        }
    }
    found
}

#[test]
fn every_reader_is_given_inputs() {
    let tried: BTreeSet<String> =
        all().iter().flat_map(|reader| reader.through).map(|name| (*name).to_owned()).collect();
    let missing: Vec<String> = readers()
        .into_iter()
        .filter(|name| !tried.contains(name) && !OTHERS.contains(&name.as_str()))
        .collect();
    assert!(missing.is_empty(), "readers without inputs in tests/fuzz/readers: {missing:?}");
}
